//! Painted rules → clean segments: what the eye sees as one line is one segment.
//!
//! Word processors paint one table border as hundreds of pieces: a stroke per cell, a thin filled box
//! per side, two strokes a point apart for a double rule. The rule here: pieces at nearly the same
//! height are one line, pieces of a line that touch are one segment, and a real gap breaks it. A dot has no direction;
//! where dots stand in a row they are a rule along it.
//!
//! ```text
//! ───── ─────      ──────────
//!      ─────    →                 (snapped to one height, joined)
//! ─────    ───     ─────    ───   (broken at the gap)
//! ```

use std::cell::OnceCell;

use crate::geometry::Rect;
use crate::page::{Rule, Sheet};

/// Paint lighter than this is a background that hides, not a rule that separates.
const WHITE: f32 = 0.95;
/// Pieces of a line closer than this touch; dashes of a dashed border are. Lines no further apart are one: a double rule is
/// no wider.
pub(super) const JOIN: i32 = 30;
/// So are lines no further apart than this, the white between cells that have boxes of their own, where no text is as low.
/// However many lines stand close, they are one only within this height.
pub(super) const WIDEST: i32 = 40;
/// A painted piece is a dot if neither side is longer than this.
const WIDEST_DOT: f32 = 3.0;
/// Dots of one rule differ by no more than this across it.
const DOT_SNAP: i32 = 2;
/// Of a dotted rule so many dots are seen.
const LEAST_DOTS: usize = 4;
/// More painted rules than this on one page are a drawing; the rest is ignored.
const MOST_RULES: usize = 60_000;

/// A joined rule in tenths of a point: at `at` across its direction, from `from` to `to` along it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The height of a horizontal segment, the x of a vertical one.
    pub at: i32,
    /// Where it begins.
    pub from: i32,
    /// Where it ends, more than `from`.
    pub to: i32,
}

/// The segments of a page, each list sorted by `at`, then `from`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Segments {
    /// From left to right.
    pub horizontal: Vec<Segment>,
    /// From top to bottom.
    pub vertical: Vec<Segment>,
    /// Where the painted pieces of horizontal rules end, as `(y, x)`, sorted: borders are painted cell by cell, so
    /// even a single line under a header tells its columns.
    pub joints: Vec<(i32, i32)>,
    /// Whether the page painted more rules than are looked at.
    pub cut: bool,
}

/// Tenths of a point, safe for any float.
pub(super) fn tenths(points: f32) -> i32 {
    (points.clamp(-100_000.0, 100_000.0) * 10.0).round() as i32
}

/// The box between two corners, in tenths of a point.
pub(super) fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
    Rect::new(tenths(x0), tenths(y0), tenths(x1), tenths(y1))
}

/// The segments of a sheet: white rules dropped, the rest snapped and joined, both within the page.
pub(crate) fn segments(sheet: &Sheet) -> Segments {
    let (width, height) = (tenths(sheet.width), tenths(sheet.height));
    let (mut horizontal, mut vertical) = (Vec::new(), Vec::new());
    let mut dots: Vec<(i32, i32)> = Vec::new();
    for rule in sheet.rules.iter().take(MOST_RULES).filter(|rule| rule.luminance < WHITE) {
        let (x0, x1) = (tenths(rule.x0.min(rule.x1)).max(0), tenths(rule.x0.max(rule.x1)).min(width));
        let (y0, y1) = (tenths(rule.y0.min(rule.y1)).max(0), tenths(rule.y0.max(rule.y1)).min(height));
        if x0 > width || x1 < 0 || y0 > height || y1 < 0 {
            continue;
        }
        if is_dot(rule) {
            dots.push(((x0 + x1) / 2, (y0 + y1) / 2));
        } else if x1 - x0 >= y1 - y0 && x1 > x0 {
            horizontal.push(Segment { at: (y0 + y1) / 2, from: x0, to: x1 });
        } else if y1 > y0 {
            vertical.push(Segment { at: (x0 + x1) / 2, from: y0, to: y1 });
        }
    }
    vertical.extend(rows(&mut dots));
    dots.iter_mut().for_each(|(x, y)| std::mem::swap(x, y));
    horizontal.extend(rows(&mut dots));
    let mut joints: Vec<(i32, i32)> =
        horizontal.iter().flat_map(|s| [(s.at, s.from), (s.at, s.to)]).collect();
    joints.sort_unstable();
    joints.dedup();
    let cut = sheet.rules.len() > MOST_RULES;
    let lowest = OnceCell::new();
    let smallest = || sheet.glyphs.iter().map(|glyph| glyph.size).fold(f32::MAX, f32::min);
    let lowest = || *lowest.get_or_init(|| tenths(smallest()));
    Segments { horizontal: join(horizontal, lowest), vertical: join(vertical, lowest), joints, cut }
}

/// Whether a rule is about as wide as it is long: the dot of a dotted border.
fn is_dot(rule: &Rule) -> bool {
    let length = (rule.x1 - rule.x0).abs().max((rule.y1 - rule.y0).abs());
    length <= WIDEST_DOT && length <= rule.width * 2.0
}

/// The segments of dots that stand in a row, closely one after the other: these are `(at, along)`.
fn rows(dots: &mut [(i32, i32)]) -> Vec<Segment> {
    dots.sort_unstable();
    let mut rows = Vec::new();
    for line in dots.chunk_by_mut(|a, b| b.0 - a.0 <= DOT_SNAP) {
        line.sort_unstable_by_key(|(at, along)| (*along, *at));
        let runs = line.chunk_by(|a, b| b.1 - a.1 <= JOIN).filter(|run| run.len() >= LEAST_DOTS);
        rows.extend(runs.map(|run| Segment { at: run[0].0, from: run[0].1, to: run[run.len() - 1].1 }));
    }
    rows
}

/// Snaps segments of one direction to common lines and joins what touches on a line. The `lowest` text is as high as that.
fn join(mut pieces: Vec<Segment>, lowest: impl Fn() -> i32) -> Vec<Segment> {
    let is_near = |a: &Segment, b: &Segment| {
        let space = b.at - a.at;
        space <= JOIN || space <= WIDEST && space <= lowest()
    };
    let mut joined = Vec::with_capacity(pieces.len() / 4);
    pieces.sort_unstable_by_key(|s| (s.at, s.from, s.to));
    for near in pieces.chunk_by_mut(is_near) {
        if near[near.len() - 1].at - near[0].at <= WIDEST {
            join_line(near, &mut joined);
            continue;
        }
        // The lines of one table lie close to those of the next one by chance.
        near.sort_unstable_by_key(|s| (s.from, s.to));
        for stretch in stretches(near) {
            stretch.sort_unstable_by_key(|s| (s.at, s.from, s.to));
            let mut rest = stretch;
            while let Some(first) = rest.first().copied() {
                let fits = |s: &Segment| s.at - first.at <= WIDEST;
                let gap = rest.windows(2).position(|pair| !is_near(&pair[0], &pair[1]) || !fits(&pair[1]));
                let (line, others) = rest.split_at_mut(gap.map_or(rest.len(), |at| at + 1));
                join_line(line, &mut joined);
                rest = others;
            }
        }
    }
    joined.sort_unstable_by_key(|s| (s.at, s.from, s.to));
    joined
}

/// Segments sorted by where they begin, in stretches between which none reaches.
fn stretches(mut pieces: &mut [Segment]) -> Vec<&mut [Segment]> {
    let mut stretches = Vec::new();
    while let Some(first) = pieces.first() {
        let mut end = first.to;
        let touching = pieces.iter().take_while(|s| {
            let touches = s.from - end <= JOIN;
            end = end.max(s.to);
            touches
        });
        let (stretch, rest) = pieces.split_at_mut(touching.count());
        stretches.push(stretch);
        pieces = rest;
    }
    stretches
}

/// Joins the segments of a line that touch.
fn join_line(line: &mut [Segment], joined: &mut Vec<Segment>) {
    let length: i64 = line.iter().map(|s| i64::from(s.to - s.from)).sum();
    let weighted: i64 = line.iter().map(|s| i64::from(s.at) * i64::from(s.to - s.from)).sum();
    let at = i32::try_from(weighted / length.max(1)).unwrap_or_default();
    line.sort_unstable_by_key(|s| (s.from, s.to));
    let mut current: Option<Segment> = None;
    for piece in line.iter() {
        match &mut current {
            Some(open) if piece.from - open.to <= JOIN => open.to = open.to.max(piece.to),
            _ => joined.extend(current.replace(Segment { at, ..*piece })),
        }
    }
    joined.extend(current);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(x0: f32, y0: f32, x1: f32, y1: f32, luminance: f32) -> Rule {
        Rule { x0, y0, x1, y1, width: 0.5, luminance }
    }

    fn horizontal(rules: Vec<Rule>) -> Vec<(i32, i32, i32)> {
        let sheet = Sheet { width: 500.0, height: 500.0, rules, ..Sheet::default() };
        segments(&sheet).horizontal.iter().map(|s| (s.at, s.from, s.to)).collect()
    }

    #[test]
    fn pieces_of_a_line_are_one_segment_and_a_gap_breaks_it() {
        let pieces = vec![
            rule(10.0, 50.0, 60.0, 50.0, 0.0),
            rule(60.0, 50.4, 100.0, 50.4, 0.0),
            rule(140.0, 50.0, 160.0, 50.0, 0.0),
        ];
        assert_eq!(horizontal(pieces), [(501, 100, 1000), (501, 1400, 1600)]);
    }

    #[test]
    fn a_double_rule_is_one_and_a_row_apart_are_two() {
        let double = vec![rule(10.0, 50.0, 60.0, 50.0, 0.0), rule(10.0, 52.0, 60.0, 52.0, 0.0)];
        assert_eq!(horizontal(double), [(510, 100, 600)]);
        let rows = vec![rule(10.0, 50.0, 60.0, 50.0, 0.0), rule(10.0, 58.0, 60.0, 58.0, 0.0)];
        assert_eq!(horizontal(rows).len(), 2);
    }

    #[test]
    fn the_lines_of_two_tables_lie_close_by_chance() {
        let beside = rule(80.0, 47.6, 120.0, 47.6, 0.0);
        let double = [rule(10.0, 50.0, 60.0, 50.0, 0.0), rule(10.0, 52.4, 60.0, 52.4, 0.0)];
        assert_eq!(horizontal([&double[..], &[beside]].concat()), [(476, 800, 1200), (512, 100, 600)]);
    }

    #[test]
    fn the_white_between_boxes_of_cells_is_a_rule() {
        let sides = [50.0, 66.0, 70.0, 86.0].map(|y| rule(10.0, y, 60.0, y, 0.0));
        assert_eq!(horizontal(sides.to_vec()), [(500, 100, 600), (680, 100, 600), (860, 100, 600)]);
    }

    #[test]
    fn dots_in_a_row_are_a_rule_along_it() {
        let dot = |x: f32, y: f32| Rule { width: 1.0, ..rule(x, y, x + 1.0, y, 0.0) };
        let across = (0..6).map(|at| dot(10.0 + 2.0 * at as f32, 50.0));
        let down = (0..6).map(|at| dot(40.0, 50.0 + 2.0 * at as f32));
        let rules = across.chain(down).chain([dot(80.0, 80.0)]).collect();
        let sheet = Sheet { width: 500.0, height: 500.0, rules, ..Sheet::default() };
        let Segments { horizontal, vertical, .. } = segments(&sheet);
        assert_eq!(horizontal, [Segment { at: 500, from: 105, to: 205 }]);
        assert_eq!(vertical, [Segment { at: 405, from: 500, to: 600 }]);
    }

    #[test]
    fn white_paint_and_what_lies_off_the_page_are_no_rules() {
        assert_eq!(horizontal(vec![rule(10.0, 50.0, 60.0, 50.0, 1.0)]), []);
        assert_eq!(horizontal(vec![rule(10.0, 900.0, 60.0, 900.0, 0.0)]), []);
    }
}
