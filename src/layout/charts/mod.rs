//! Charts: explanations show shares and changes as bars, lines and pies, whose labels and lines are no tables.
//!
//! What tells a chart (`signs`) lies within its frame, or close to the labels of its axes and its legend. All of that is
//! taken from the page before anything else is looked for there.
//!
//! ```text
//! ┌───────────────────────────┐
//! │ 900 ┤      ┌──┐           │
//! │ 600 ┤┌──┐  │  │  ■ 收入   │     →  nothing, and a warning
//! │   0 └┴──┴──┴──┴─          │
//! │     2022年 2023年         │
//! └───────────────────────────┘
//! ```

mod outline;
mod signs;

use super::lines::{self, Mark, Piece, em_box};
use super::rotate::Turn;
use super::rules::{rect, tenths};
use super::shading::is_shaded;
use crate::error::{Place, Warning};
use crate::geometry::Rect;
use crate::page::{Area, Drawing, Rule, Sheet};

/// A page with more texts, rules or areas than this is no page with charts.
const MOST: usize = 2_000;
/// A frame takes at most so much of its page, in percent.
const LARGEST: i64 = 70;
/// Edges meet where they are this close, in tenths of a point.
const TOUCH: i32 = 10;
/// How far around a pie its values stand, in ems.
const AROUND_PIE: i32 = 3;
/// Texts of a chart have no more Chinese characters.
const LONGEST: usize = 40;
/// A page with more signs of charts is a drawing.
const MOST_SIGNS: usize = 50;

/// The sheet without its charts, and a warning that says so.
pub(crate) fn without(mut sheet: Sheet, turn: Turn) -> (Sheet, Option<Warning>) {
    let regions = regions(&sheet);
    sheet.drawings = Vec::new();
    let Some(first) = regions.first() else { return (sheet, None) };
    let is_within = |rect: Rect| regions.iter().any(|region| region.contains(rect.center()));
    let is_inside = |rect: Rect| regions.iter().any(|region| holds(*region, rect));
    sheet.glyphs.retain(|glyph| !is_within(em_box(glyph).0));
    sheet.rules.retain(|rule| !is_inside(box_of_rule(rule)));
    sheet.areas.retain(|area| !is_inside(box_of_area(area)));
    let place = Place::Page { page: sheet.number, rect: turn.back(*first) };
    let warning = unread(regions.len()).at(Some(place));
    (sheet, Some(warning))
}

/// Says that so many charts are not read.
pub(super) fn unread(count: usize) -> Warning {
    let message = match count {
        1 => "a chart of the page is not read".to_owned(),
        count => format!("{count} charts of the page are not read"),
    };
    Warning::new("chart", message)
}

/// The outlines of the charts of a sheet, from top to bottom.
fn regions(sheet: &Sheet) -> Vec<Rect> {
    let is_crowded = sheet.rules.len().max(sheet.areas.len()).max(sheet.drawings.len()) > MOST;
    // Most pages have neither drawings nor two boxes that may be bars.
    let has_bars = || sheet.areas.iter().filter(is_shaded).nth(1).is_some();
    if is_crowded || sheet.drawings.is_empty() && !has_bars() {
        return Vec::new();
    }
    let painted = Painted::of(sheet);
    let bars = signs::bars(&painted);
    if bars.is_empty() && painted.drawings.is_empty() {
        return Vec::new();
    }
    let marks = lines::marks(sheet);
    let pieces = lines::pieces(&marks);
    if pieces.len() > MOST {
        return Vec::new();
    }
    let values: Vec<Text> =
        pieces.iter().filter_map(|piece| Text::of(&marks, std::slice::from_ref(piece))).collect();
    let texts = Text::all(&marks, pieces);
    let pies = signs::pies(&painted, &texts);
    let mut found = signs::axes(&painted, &values, &bars);
    found.extend(&pies);
    found.extend(bars.into_iter().filter(|bars| bars.sure).map(|bars| bars.rect));
    found.truncate(MOST_SIGNS);
    let outline = |sign: Rect| {
        let is_pie = pies.iter().any(|pie| touch(*pie, sign));
        painted.outline(sign, if is_pie { AROUND_PIE } else { 1 }, &texts)
    };
    merged(merged(found).into_iter().filter_map(outline).collect())
}

/// Boxes of which those that touch are one, from top to bottom.
fn merged(boxes: Vec<Rect>) -> Vec<Rect> {
    let mut merged: Vec<Rect> = Vec::new();
    for mut rect in boxes {
        while let Some(other) = merged.iter().position(|other| touch(*other, rect)) {
            rect = rect.union(merged.swap_remove(other));
        }
        merged.push(rect);
    }
    merged.sort_unstable_by_key(|rect| (rect.y0, rect.x0));
    merged
}

/// Whether boxes overlap, or are next to each other.
fn touch(a: Rect, b: Rect) -> bool {
    is_close(a, b, TOUCH, TOUCH)
}

/// Whether a box is no further away than this at the side and above or below.
fn is_close(region: Rect, rect: Rect, beside: i32, above: i32) -> bool {
    rect.x0 <= region.x1 + beside
        && region.x0 <= rect.x1 + beside
        && rect.y0 <= region.y1 + above
        && region.y0 <= rect.y1 + above
}

/// Whether the first box holds the second.
fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x0 - TOUCH <= inner.x0
        && outer.y0 - TOUCH <= inner.y0
        && inner.x1 <= outer.x1 + TOUCH
        && inner.y1 <= outer.y1 + TOUCH
}

/// A box with x and y exchanged: what is told of columns is told of rows as well.
fn transposed(rect: Rect) -> Rect {
    Rect { x0: rect.y0, y0: rect.x0, x1: rect.y1, y1: rect.x1 }
}

fn box_of_rule(rule: &Rule) -> Rect {
    rect(rule.x0, rule.y0, rule.x1, rule.y1)
}

fn box_of_area(area: &Area) -> Rect {
    rect(area.x0, area.y0, area.x1, area.y1)
}

fn box_of_drawing(drawing: &Drawing) -> Rect {
    rect(drawing.x0, drawing.y0, drawing.x1, drawing.y1)
}

/// A text of the page as charts need it.
struct Text {
    rect: Rect,
    size: i32,
    text: String,
}

impl Text {
    /// The texts of a page: pieces that are set together, though in other fonts.
    fn all(marks: &[Mark], pieces: Vec<Piece>) -> Vec<Self> {
        let lines = lines::lines(marks, pieces);
        let follows = |a: &Piece, b: &Piece| {
            a.direction == b.direction && b.rect.x0 - a.rect.x1 <= a.size.max(b.size) * 2 / 5
        };
        let runs = lines.iter().flat_map(|line| line.pieces.chunk_by(follows));
        runs.filter_map(|run| Self::of(marks, run)).collect()
    }

    fn of(marks: &[Mark], run: &[Piece]) -> Option<Self> {
        let rect = run.iter().map(|piece| piece.rect).reduce(Rect::union)?;
        let size = run.iter().map(|piece| piece.size).max()?;
        let characters = run.iter().flat_map(|piece| &marks[piece.marks.clone()]);
        Some(Self { rect, size, text: characters.map(|mark| mark.character).collect() })
    }

    /// Whether it states a value or a share, as its last word may.
    fn states(&self) -> bool {
        let name = self.text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
        self.text.contains('%') || self.text[name.len()..].contains('.') || signs::value(&self.text).is_some()
    }

    /// Whether it is a caption, part of a sentence, or as long as one.
    fn is_prose(&self) -> bool {
        let words = self.text.chars().filter(|c| lines::is_chinese(*c)).count();
        self.text.contains(['。', '，']) || self.text.starts_with('图') || words > LONGEST
    }
}

/// What is painted on a page, as boxes.
struct Painted {
    rules: Vec<Rect>,
    /// All rectangles, and those that are not as white as paper.
    areas: Vec<Rect>,
    shaded: Vec<Rect>,
    /// Drawings, and those of which the inside is painted.
    drawings: Vec<Rect>,
    filled: Vec<Rect>,
    /// The largest frame there may be.
    largest: i64,
}

impl Painted {
    fn of(sheet: &Sheet) -> Self {
        let shaded = sheet.areas.iter().filter(is_shaded);
        let filled = sheet.drawings.iter().filter(|drawing| drawing.filled);
        let page = i64::from(tenths(sheet.width)) * i64::from(tenths(sheet.height));
        Self {
            rules: sheet.rules.iter().map(box_of_rule).collect(),
            areas: sheet.areas.iter().map(box_of_area).collect(),
            shaded: shaded.map(box_of_area).collect(),
            drawings: sheet.drawings.iter().map(box_of_drawing).collect(),
            filled: filled.map(box_of_drawing).collect(),
            largest: page * LARGEST / 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};
    use crate::error::Place;
    use crate::geometry::Rect;

    /// Texts before and after, and three amounts below each other that are no chart.
    fn page() -> Drawing {
        Drawing::portrait().text(50.0, 60.0, "支出变动如下图。").text(50.0, 330.0, "会议费从严控制。")
    }

    const PROSE: &str = "支出变动如下图。\n会议费从严控制。\n";

    /// An axis with lines level with its values.
    fn axis(page: Drawing) -> Drawing {
        [("900", 120.0), ("600", 160.0), ("300", 200.0), ("0", 240.0)]
            .iter()
            .fold(page, |page, (value, y)| page.right(95.0, y + 4.0, value).rule(100.0, *y, 400.0, *y))
    }

    #[test]
    fn columns_on_an_axis_are_a_chart() {
        let page = axis(page()).area(150.0, 140.0, 200.0, 240.0).area(300.0, 170.0, 350.0, 240.0);
        let page = page.centre(175.0, 136.0, "750.00").centre(325.0, 166.0, "525.00");
        let page = page.centre(175.0, 254.0, "2023年").centre(325.0, 254.0, "2024年");
        assert_eq!(page.shown(), PROSE);
    }

    #[test]
    fn a_line_over_an_axis_is_a_chart() {
        let page = axis(page()).drawn(175.0, 140.0, 325.0, 170.0, false).centre(175.0, 136.0, "750.00");
        let page = page.centre(175.0, 254.0, "2023年").centre(325.0, 254.0, "2024年");
        assert_eq!(page.shown(), PROSE);
    }

    #[test]
    fn lying_bars_are_a_chart() {
        let page = page().area(150.0, 120.0, 350.0, 140.0).area(150.0, 160.0, 220.0, 180.0);
        let page =
            page.rule(150.0, 110.0, 150.0, 190.0).text(353.0, 134.0, "750.00").text(223.0, 174.0, "525.00");
        let page = page.right(145.0, 134.0, "基本支出").right(145.0, 174.0, "项目支出");
        assert_eq!(page.shown(), PROSE);
    }

    #[test]
    fn slices_with_shares_around_them_are_a_chart() {
        let page = page().drawn(200.0, 100.0, 260.0, 220.0, true).drawn(260.0, 100.0, 320.0, 220.0, true);
        let page = page.text(325.0, 150.0, "基本支出 60.00%").right(195.0, 150.0, "项目支出 40.00%");
        assert_eq!(page.shown(), PROSE);
    }

    #[test]
    fn a_seal_on_a_table_without_rules_is_no_chart() {
        let names = ["会议费", "培训费", "差旅费", "邮电费", "印刷费", "租赁费"];
        let page = names.iter().enumerate().fold(Drawing::portrait(), |page, (row, name)| {
            let y = 100.0 + 16.0 * row as f32;
            page.text(100.0, y, name).right(250.0, y, "9.00").right(320.0, y, "1.00")
        });
        let expected: String = names.iter().map(|name| format!("|{name}|9.00|1.00|\n")).collect();
        assert_eq!(
            page.drawn(200.0, 85.0, 320.0, 205.0, true).drawn(240.0, 125.0, 280.0, 165.0, true).shown(),
            expected
        );
    }

    #[test]
    fn a_chart_on_a_page_that_is_turned_is_one() {
        let page = axis(page()).drawn(175.0, 140.0, 325.0, 170.0, false).centre(175.0, 136.0, "750.00");
        let (blocks, warnings) = layout(vec![page.sideways().sheet()]);
        assert_eq!(show(&blocks), PROSE);
        let places: Vec<_> = warnings.iter().map(|warning| (warning.code.as_str(), warning.place)).collect();
        let rect = Rect::new(1154, 1950, 2454, 5150);
        assert_eq!(places, [("chart", Some(Place::Page { page: 1, rect }))]);
    }

    #[test]
    fn what_stands_in_the_frame_of_a_chart_is_part_of_it() {
        let page = axis(page()).drawn(175.0, 140.0, 325.0, 170.0, false).grid(&[50.0, 500.0], &[80.0, 300.0]);
        // The table of data under the axis.
        let page = page.grid(&[100.0, 250.0, 400.0], &[250.0, 270.0]).centre(175.0, 264.0, "750.00");
        let page = page.centre(325.0, 264.0, "525.00").centre(275.0, 96.0, "支出变动图");
        assert_eq!(page.shown(), PROSE);
    }

    #[test]
    fn a_table_beside_a_chart_in_one_frame_is_kept() {
        let page = axis(page()).drawn(175.0, 140.0, 325.0, 170.0, false).area(40.0, 80.0, 500.0, 500.0);
        let rows = [("会议费", "9.00"), ("培训费", "6.00"), ("接待费", "5.00"), ("差旅费", "8.00")];
        let page = page.grid(&[100.0, 250.0, 400.0], &[350.0, 370.0, 390.0, 410.0, 430.0]);
        let page = rows.iter().enumerate().fold(page, |page, (row, (name, amount))| {
            let y = 364.0 + 20.0 * row as f32;
            page.text(110.0, y, name).right(390.0, y, amount)
        });
        let expected = "|会议费|9.00|\n|培训费|6.00|\n|接待费|5.00|\n|差旅费|8.00|\n";
        assert_eq!(page.shown(), format!("{PROSE}{expected}"));
    }

    #[test]
    fn a_table_without_rules_beside_a_chart_is_kept() {
        let rows = [("会议费", "9.00", "1.00"), ("培训费", "6.00", "2.00"), ("差旅费", "8.00", "4.00")];
        let table = |page: Drawing, x: f32, y: f32| {
            rows.iter().enumerate().fold(page, |page, (row, (name, amount, other))| {
                let y = y + 14.0 * row as f32;
                page.text(x, y, name).right(x + 120.0, y, amount).right(x + 180.0, y, other)
            })
        };
        let expected = "|会议费|9.00|1.00|\n|培训费|6.00|2.00|\n|差旅费|8.00|4.00|\n";
        let chart = || axis(Drawing::portrait()).drawn(175.0, 140.0, 325.0, 170.0, false);
        assert_eq!(table(chart(), 100.0, 265.0).shown(), expected, "below");
        assert_eq!(table(chart(), 405.0, 150.0).shown(), expected, "at the right");
    }

    #[test]
    fn the_title_of_a_chart_is_part_of_it() {
        let page = axis(page()).drawn(175.0, 140.0, 325.0, 170.0, false);
        assert_eq!(page.spread(210.0, 105.0, "支出变动", 18.0, 0.0).shown(), PROSE);
    }

    #[test]
    fn captions_of_charts_are_kept() {
        let page =
            axis(page()).drawn(175.0, 140.0, 325.0, 170.0, false).centre(250.0, 256.0, "图1：支出变动图");
        assert_eq!(page.shown(), "支出变动如下图。\n图1：支出变动图\n会议费从严控制。\n");
    }

    #[test]
    fn shaded_labels_and_evenly_spaced_amounts_are_no_chart() {
        let rows = [("会议费", "9.00"), ("培训费", "6.00"), ("接待费", "3.00")];
        let page =
            Drawing::portrait().grid(&[50.0, 150.0, 250.0, 350.0, 450.0], &[100.0, 120.0, 140.0, 160.0]);
        // A diagonal line in the head of a form.
        let page = page.drawn(50.0, 100.0, 150.0, 120.0, false);
        let page = rows.iter().enumerate().fold(page, |page, (row, (name, amount))| {
            let y = 100.0 + 20.0 * row as f32;
            let page = page.area(50.0, y, 150.0, y + 20.0).area(250.0, y, 350.0, y + 20.0);
            let page = page.text(60.0, y + 14.0, name).right(240.0, y + 14.0, amount);
            page.text(260.0, y + 14.0, "其他").right(440.0, y + 14.0, amount)
        });
        let expected = "|会议费|9.00|其他|9.00|\n|培训费|6.00|其他|6.00|\n|接待费|3.00|其他|3.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
