//! What only charts have: bars on a common line, slices of a pie, and an axis whose values are evenly spaced.
//!
//! Tables have lines between their rows, never level with their figures; the background of a cell has a line above it as
//! below; and the numbers of rows go up from top to bottom, the values of an axis down.

use rust_decimal::Decimal;

use super::{Painted, TOUCH, Text, merged, touch, transposed};
use crate::geometry::Rect;

/// An axis has so many values at least.
const LEAST_VALUES: usize = 3;
/// So many of them are an axis without lines that are level with them.
const SURE_VALUES: usize = 4;
/// A line is level with a value up to this distance, and begins at most so far from it, in tenths of a point.
const LEVEL: i32 = 20;
const FAR: i32 = 150;
/// Bars stand apart by so much.
const LEAST_GAP: i32 = 30;
/// The least width of a pie, how far around it its labels are, and how many it has.
const LEAST_PIE: i32 = 250;
const FURTHEST_LABEL: i32 = 1_000;
const LEAST_LABELS: usize = 2;
/// So many texts under each other are the rows of a table.
const LEAST_ROWS: usize = 4;
/// More filled drawings than this are no pie.
const MOST_SLICES: usize = 200;

/// Bars that stand on one line.
pub(super) struct Bars {
    pub rect: Rect,
    /// Whether nothing else looks like them: they are of different lengths, and no cells.
    pub sure: bool,
}

/// All bars that stand on one line, upright or lying.
pub(super) fn bars(painted: &Painted) -> Vec<Bars> {
    if painted.shaded.len() < 2 {
        return Vec::new();
    }
    // The common line of lying bars is at their left: exchanged and turned over, at their bottom.
    let lying =
        |boxes: &[Rect]| -> Vec<Rect> { boxes.iter().map(|rect| flipped(transposed(*rect))).collect() };
    let upright = columns(&painted.shaded, &painted.rules);
    let across = columns(&lying(&painted.shaded), &lying(&painted.rules));
    let back = across.into_iter().map(|bars| Bars { rect: transposed(flipped(bars.rect)), ..bars });
    upright.into_iter().chain(back).collect()
}

/// A box with top and bottom exchanged.
fn flipped(rect: Rect) -> Rect {
    Rect { y0: -rect.y1, y1: -rect.y0, ..rect }
}

/// Upright bars on one line.
fn columns(areas: &[Rect], rules: &[Rect]) -> Vec<Bars> {
    let mut areas = areas.to_vec();
    areas.sort_unstable_by_key(|area| (area.y1, area.x0));
    let mut lines: Vec<Rect> = rules.iter().filter(|rule| rule.width() > rule.height()).copied().collect();
    lines.sort_unstable_by_key(|line| (line.y0, line.x0, line.x1));
    lines.dedup();
    let is_over = |line: &Rect, bar: &Rect| line.x0 <= bar.x0 + TOUCH && bar.x1 <= line.x1 + TOUCH;
    let at = |y: i32| {
        let from = lines.partition_point(|line| line.y0 < y - LEVEL);
        lines[from..].iter().take_while(move |line| line.y0 <= y + LEVEL)
    };
    let on_line = |line: &Rect| {
        let from = areas.partition_point(|area| area.y1 < line.y0 - LEVEL);
        let level = areas[from..].iter().take_while(|area| area.y1 <= line.y0 + LEVEL);
        let mut bars: Vec<Rect> = level.filter(|area| is_over(line, area)).copied().collect();
        bars.sort_unstable_by_key(|bar| (bar.x0, bar.y0));
        let first = *bars.first()?;
        let is_apart = bars.windows(2).any(|pair| pair[1].x0 - pair[0].x1 >= LEAST_GAP);
        let are_alike = bars.iter().all(|bar| (bar.width() - first.width()).abs() <= TOUCH);
        if !(is_apart && are_alike) {
            return None;
        }
        let differ = || bars.iter().any(|bar| (bar.height() - first.height()).abs() > TOUCH);
        let are_cells = || bars.iter().all(|bar| at(bar.y0).any(|line| is_over(line, bar)));
        Some(Bars { rect: bars.iter().copied().reduce(Rect::union)?, sure: differ() && !are_cells() })
    };
    lines.iter().filter_map(on_line).collect()
}

/// The axes of values with what is drawn beside them: lines level with the values, and drawings or bars.
pub(super) fn axes(painted: &Painted, texts: &[Text], bars: &[Bars]) -> Vec<Rect> {
    let values: Vec<(Rect, Decimal)> =
        texts.iter().filter_map(|text| Some((text.rect, value(&text.text)?))).collect();
    let drawn: Vec<Rect> =
        painted.drawings.iter().copied().chain(bars.iter().map(|bars| bars.rect)).collect();
    let exchanged = |boxes: &[Rect]| -> Vec<Rect> { boxes.iter().copied().map(transposed).collect() };
    let across = along(&values, &painted.rules, &drawn, false);
    let values: Vec<(Rect, Decimal)> =
        values.iter().map(|(rect, value)| (transposed(*rect), *value)).collect();
    let upright = along(&values, &exchanged(&painted.rules), &exchanged(&drawn), true);
    across.into_iter().chain(upright.into_iter().map(transposed)).collect()
}

/// The number that a text is.
pub(super) fn value(text: &str) -> Option<Decimal> {
    let number = text.strip_suffix('%').unwrap_or(text);
    let is_number = number.len() <= 20
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b'-'));
    if is_number { number.replace(',', "").parse().ok() } else { None }
}

/// The axes that run from left to right; `falling` where values fall from left to right.
fn along(values: &[(Rect, Decimal)], rules: &[Rect], drawn: &[Rect], falling: bool) -> Vec<Rect> {
    let mut lines: Vec<Rect> = rules.iter().filter(|rule| rule.height() >= rule.width()).copied().collect();
    lines.sort_unstable();
    let mut found = Vec::new();
    // Upright values end or begin at one place, those on a line have both.
    for edge in [|rect: &Rect| rect.y1, |rect: &Rect| rect.y0] {
        let mut values = values.to_vec();
        values.sort_unstable_by_key(|(rect, _)| (edge(rect), rect.x0));
        for group in values.chunk_by_mut(|a, b| edge(&b.0) - edge(&a.0) <= TOUCH) {
            group.sort_unstable_by_key(|(rect, _)| rect.x0 + rect.x1);
            let mut rest = &*group;
            while rest.len() >= LEAST_VALUES {
                let length = even(rest, falling);
                let (axis, _) = rest.split_at(length);
                found.extend(beside(axis, &lines, drawn).filter(|_| length >= LEAST_VALUES));
                rest = &rest[length.saturating_sub(1).max(1)..];
            }
        }
    }
    found
}

/// How many of these values are evenly spaced, in their amounts and on the page.
fn even(values: &[(Rect, Decimal)], falling: bool) -> usize {
    let distance = |a: &(Rect, Decimal), b: &(Rect, Decimal)| (b.0.x0 + b.0.x1) - (a.0.x0 + a.0.x1);
    let step = |a: &(Rect, Decimal), b: &(Rect, Decimal)| b.1.checked_sub(a.1);
    let [first, second, ..] = values else { return values.len() };
    let (wide, high) = (distance(first, second), step(first, second));
    if wide <= 2 * TOUCH || high.is_none_or(|high| high.is_zero() || high.is_sign_negative() != falling) {
        return 1;
    }
    let goes_on = |pair: &&[(Rect, Decimal)]| {
        (distance(&pair[0], &pair[1]) - wide).abs() <= 2 * TOUCH && step(&pair[0], &pair[1]) == high
    };
    1 + values.windows(2).take_while(goes_on).count()
}

/// An axis with the lines that are level with its values and what is drawn beside them, where there is enough of that.
fn beside(axis: &[(Rect, Decimal)], lines: &[Rect], drawn: &[Rect]) -> Option<Rect> {
    let labels = axis.iter().map(|(rect, _)| *rect).reduce(Rect::union)?;
    let mut whole = labels;
    let mut marked = 0;
    for (label, _) in axis {
        let (middle, _) = label.center();
        let from = lines.partition_point(|line| line.x0 < middle - LEVEL);
        let level = lines[from..].iter().take_while(|line| line.x0 <= middle + LEVEL);
        let begins = |line: &&Rect| (line.y1 - label.y0).abs() <= FAR || (line.y0 - label.y1).abs() <= FAR;
        let mut level = level.filter(begins).peekable();
        marked += usize::from(level.peek().is_some());
        whole = level.fold(whole, |whole, line| whole.union(*line));
    }
    let is_beside =
        |rect: &&Rect| labels.x0 <= rect.center().0 && rect.center().0 <= labels.x1 && touch(whole, **rect);
    let is_drawn = drawn.iter().any(|rect| is_beside(&rect));
    let is_axis = marked + 1 >= axis.len() || axis.len() >= SURE_VALUES && is_drawn;
    is_axis.then(|| drawn.iter().filter(is_beside).fold(whole, |whole, rect| whole.union(*rect)))
}

/// Pies: filled drawings that meet, with shares around them, and no line across them.
pub(super) fn pies(painted: &Painted, texts: &[Text]) -> Vec<Rect> {
    if !(2..=MOST_SLICES).contains(&painted.filled.len()) {
        return Vec::new();
    }
    let labelled = |pie: &Rect| {
        let slices = painted.filled.iter().filter(|slice| touch(*pie, **slice)).count();
        let (least, most) = (pie.width().min(pie.height()), pie.width().max(pie.height()));
        let inner = |rule: &Rect| pie.contains(rule.center()) && rule.width().max(rule.height()) * 2 > least;
        if slices < 2 || least < LEAST_PIE || most > 3 * least || painted.rules.iter().any(inner) {
            return false;
        }
        // A seal is stamped on the rows of a table.
        let within: Vec<Rect> =
            texts.iter().map(|text| text.rect).filter(|rect| pie.contains(rect.center())).collect();
        if [|rect: &Rect| rect.x0, |rect: &Rect| rect.x1].into_iter().any(|edge| are_aligned(&within, edge)) {
            return false;
        }
        let reach = most.min(FURTHEST_LABEL);
        let around = Rect { x0: pie.x0 - reach, y0: pie.y0 - reach, x1: pie.x1 + reach, y1: pie.y1 + reach };
        let is_label =
            |text: &&Text| text.states() && !text.is_prose() && around.contains(text.rect.center());
        let labels = texts.iter().filter(is_label).take(LEAST_LABELS).count();
        labels == LEAST_LABELS
    };
    let mut pies = merged(painted.filled.clone());
    pies.retain(labelled);
    pies
}

/// Whether so many texts are set under each other as only the rows of a table are.
fn are_aligned(texts: &[Rect], edge: fn(&Rect) -> i32) -> bool {
    let mut edges: Vec<i32> = texts.iter().map(edge).collect();
    edges.sort_unstable();
    edges.windows(LEAST_ROWS).any(|aligned| aligned[LEAST_ROWS - 1] - aligned[0] <= TOUCH)
}
