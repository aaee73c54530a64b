//! The rule under a running header, the one over a footer and the frame of a page, which are no rules of a table.
//!
//! They run over the whole page and would frame all that stands between them as a table of three lines, or run out beyond
//! the sides of a table that begins at the margin. Such a rule lies in the margin, with a line of text beyond it and nothing
//! else; and what is next to it on its other side is no row of a table: it has a rule of its own, or stands further away.
//!
//! ```text
//! 某市财政局编制
//! ──────────────────     the rule under the header
//!
//!     支出预算表
//! ──────────────────     the rule over the table
//! 项目        预算数
//! ```
//!
//! The frame of a page lies in all of its margins, everything stands within it, and no other rule meets it.

use super::lines::{Mark, Piece};
use super::rules::{rect, tenths};
use crate::geometry::Rect;
use crate::page::{Rule, Sheet};

/// The margin: this share of the page's height at the top and at the bottom, in percent.
const MARGIN: i32 = 12;
/// The line of text beyond the rule is at most so many ems away, and what is next to it on its other side at least so many
/// tenths of an em.
const FURTHEST_TEXT: i32 = 3;
const LEAST_WHITE: i32 = 15;
/// More rules in the margins than this are a drawing.
const MOST_RULES: usize = 50;
/// Rules meet where they are this close, in tenths of a point.
const TOUCH: i32 = 3;
/// The sides of a frame meet in its corners, as wide as they are, and what is no closer to them meets none.
const CORNER: i32 = 30;

/// The sheet without the rules of running headers and footers, and without the frame of the page.
pub(crate) fn without_rules(sheet: &mut Sheet, marks: &[Mark], pieces: &[Piece]) {
    if let Some(frame) = frame(sheet, pieces) {
        sheet.rules.retain(|rule| !is_side(rule, frame));
    }
    let (width, height) = (tenths(sheet.width), tenths(sheet.height));
    let band = height * MARGIN / 100;
    let is_candidate = |rule: &Rule| {
        let at = across(rule);
        is_long(rule, width) && (at < band || at > height - band)
    };
    let candidates: Vec<Rule> = sheet.rules.iter().filter(|rule| is_candidate(rule)).copied().collect();
    if candidates.is_empty() || candidates.len() > MOST_RULES {
        return;
    }
    let running = |rule: &Rule| {
        let from_top = across(rule) < band;
        let margin = if from_top { Margin { sign: 1, edge: 0 } } else { Margin { sign: -1, edge: height } };
        margin.is_running(rule, &sheet.rules, marks, pieces)
    };
    let running: Vec<Rule> = candidates.into_iter().filter(running).collect();
    sheet.rules.retain(|rule| !running.contains(rule));
}

/// The frame around all that stands on a page.
fn frame(sheet: &Sheet, pieces: &[Piece]) -> Option<Rect> {
    let box_of = |rule: &Rule| rect(rule.x0, rule.y0, rule.x1, rule.y1);
    let frame = sheet.rules.iter().map(box_of).reduce(Rect::union)?;
    let (width, height) = (tenths(sheet.width), tenths(sheet.height));
    let (beside, above) = (width * MARGIN / 100, height * MARGIN / 100);
    let in_margins =
        frame.x0 < beside && frame.x1 > width - beside && frame.y0 < above && frame.y1 > height - above;
    let inner = || sheet.rules.iter().filter(|rule| !is_side(rule, frame)).map(box_of);
    let is_apart = |rule: Rect| {
        frame.x0 + CORNER < rule.x0
            && rule.x1 + CORNER < frame.x1
            && frame.y0 + CORNER < rule.y0
            && rule.y1 + CORNER < frame.y1
    };
    let is_whole = in_margins && sheet.rules.len() - inner().count() >= 4;
    let holds_all = || pieces.iter().all(|piece| frame.contains(piece.rect.center()));
    (is_whole && inner().all(is_apart) && holds_all()).then_some(frame)
}

/// Whether a rule runs along a side of a frame from end to end.
fn is_side(rule: &Rule, frame: Rect) -> bool {
    let meet = |a: f32, b: i32| (tenths(a) - b).abs() <= CORNER;
    let (x0, x1) = (rule.x0.min(rule.x1), rule.x0.max(rule.x1));
    let (y0, y1) = (rule.y0.min(rule.y1), rule.y0.max(rule.y1));
    let along = meet(x0, frame.x0)
        && meet(x1, frame.x1)
        && [frame.y0, frame.y1].iter().any(|y| meet(y0, *y) && meet(y1, *y));
    along
        || meet(y0, frame.y0)
            && meet(y1, frame.y1)
            && [frame.x0, frame.x1].iter().any(|x| meet(x0, *x) && meet(x1, *x))
}

/// Whether a rule lies across most of the page.
fn is_long(rule: &Rule, width: i32) -> bool {
    let (run, rise) = (tenths((rule.x1 - rule.x0).abs()), tenths((rule.y1 - rule.y0).abs()));
    run > rise && run * 2 > width
}

/// The height of a rule.
fn across(rule: &Rule) -> i32 {
    tenths((rule.y0 + rule.y1) / 2.0)
}

/// The margin at the top or at the bottom of a page; depths are measured from its edge.
struct Margin {
    sign: i32,
    edge: i32,
}

impl Margin {
    fn depth(&self, y: i32) -> i32 {
        (y - self.edge) * self.sign
    }

    /// How far a piece reaches: the nearest and the furthest depth.
    fn reach(&self, piece: &Piece) -> (i32, i32) {
        let (a, b) = (self.depth(piece.rect.y0), self.depth(piece.rect.y1));
        (a.min(b), a.max(b))
    }

    /// Whether a rule is that of a running header or footer.
    fn is_running(&self, rule: &Rule, rules: &[Rule], marks: &[Mark], pieces: &[Piece]) -> bool {
        let at = self.depth(across(rule));
        let (beyond, within): (Vec<&Piece>, Vec<&Piece>) =
            pieces.iter().partition(|piece| self.depth(piece.rect.center().1) < at);
        let Some(em) = beyond.iter().map(|piece| piece.size).max() else { return false };
        let first = beyond.iter().map(|piece| self.reach(piece).0).min().unwrap_or(at);
        let last = beyond.iter().map(|piece| self.reach(piece).1).max().unwrap_or(0);
        let states = |piece: &&Piece| {
            marks[piece.marks.clone()].iter().any(|mark| matches!(mark.character, '：' | ':'))
        };
        if last - first > em * 2 || at - last > em * FURTHEST_TEXT || beyond.iter().any(states) {
            return false;
        }
        let depths = |rule: &Rule| {
            let (a, b) = (self.depth(tenths(rule.y0)), self.depth(tenths(rule.y1)));
            (a.min(b), a.max(b))
        };
        let is_side = |other: &Rule| !is_across(other) && depths(other).0 <= at + TOUCH;
        if rules.iter().any(is_side) {
            return false;
        }
        let next = within.iter().map(|piece| self.reach(piece).0).min().unwrap_or(i32::MAX);
        let is_own = |other: &Rule| is_across(other) && at < depths(other).0 && depths(other).1 < next;
        let has_own_rule = rules.iter().any(is_own);
        let on_next = |piece: &&Piece| self.reach(piece).0 < next.saturating_add(em / 2);
        let mut row: Vec<_> = within.into_iter().filter(on_next).map(|piece| piece.rect).collect();
        row.sort_unstable_by_key(|text| text.x0);
        let is_row = row.windows(2).any(|pair| pair[1].x0 - pair[0].x1 > em);
        has_own_rule || !is_row || (next - at) * 10 > em * LEAST_WHITE
    }
}

/// Whether a rule runs from left to right.
fn is_across(rule: &Rule) -> bool {
    (rule.x1 - rule.x0).abs() > (rule.y1 - rule.y0).abs()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// A page with a running header and a page number, a rule under the one and another over the other.
    fn page() -> Drawing {
        let page = Drawing::portrait().centre(297.0, 30.0, "云溪市财政局编制").rule(40.0, 44.5, 555.0, 44.5);
        page.rule(40.0, 797.0, 555.0, 797.0).centre(297.0, 815.0, "第 3 页")
    }

    fn rows(page: Drawing, y: f32) -> Drawing {
        let page = page.text(60.0, y, "项目").right(500.0, y, "预算数");
        let page = page.text(60.0, y + 20.0, "会议费").right(500.0, y + 20.0, "3.00");
        page.text(60.0, y + 40.0, "培训费").right(500.0, y + 40.0, "2.00")
    }

    const ROWS: &str = "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n";

    #[test]
    fn the_rules_of_header_and_footer_frame_no_table() {
        let page = rows(page().text(200.0, 80.0, "支出预算表").right(555.0, 96.0, "单位：万元"), 116.0);
        assert_eq!(page.shown(), format!("云溪市财政局编制\n支出预算表\n单位：万元\n{ROWS}"));
    }

    #[test]
    fn a_grid_at_the_margin_has_no_columns_beside_it() {
        let page = rows(page().grid(&[50.0, 300.0, 545.0], &[45.2, 65.0, 85.0, 105.0]), 60.0);
        assert_eq!(page.shown(), format!("云溪市财政局编制\n{ROWS}"));
    }

    #[test]
    fn the_frame_of_a_page_is_no_table() {
        let page = Drawing::portrait().grid(&[40.0, 555.0], &[40.0, 800.0]);
        let page = page.text(60.0, 60.0, "第一章").text(60.0, 76.0, "本年收支");
        let shown = rows(page, 300.0).shown();
        assert_eq!(shown, format!("第一章\n本年收支\n{ROWS}"));
    }

    #[test]
    fn a_grid_that_fills_its_page_is_no_frame() {
        // Word processors paint the inner rules a little shorter than the outer ones.
        let page = Drawing::portrait().grid(&[40.0, 555.0], &[40.0, 800.0]);
        let page = page.rule(41.0, 400.0, 554.0, 400.0).rule(300.0, 41.0, 300.0, 799.0);
        let page = page.text(60.0, 60.0, "项目").text(320.0, 60.0, "说明");
        let page = page.text(60.0, 420.0, "会议费").text(320.0, 420.0, "年初预算");
        assert_eq!(page.shown(), "|项目|说明|\n|会议费|年初预算|\n");
    }

    #[test]
    fn a_rule_closely_over_a_row_is_that_of_a_table() {
        let page =
            [44.0, 64.0, 104.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 545.0, *y));
        let page = rows(page.centre(297.0, 36.0, "支出预算表（续）"), 58.0).text(60.0, 118.0, "以上为预算数");
        assert_eq!(page.shown(), format!("支出预算表（续）\n{ROWS}以上为预算数\n"));
    }
}
