//! Lines under words and colour behind them, which are no rules and no backgrounds of cells.
//!
//! A rule and a background are as long as their cell; a line under a text and the colour behind it begin and end with the
//! text, and the line runs closely below its letters. The text of a full cell is as long as its rule; but that one runs
//! from side to side of the cell.
//!
//! ```text
//! 合计          18.57             │18.57│
//!               ─────     no rule ├─────┤     a rule
//! ───────────────────
//! ```

use super::lines::{Mark, Piece};
use super::rules::{self, JOIN, Segment, tenths};
use crate::page::{Area, Rule, Sheet, Writing};

/// A line under a text is at most so far below its baseline, in percent of the em; the second of two is the lowest.
const LOWEST: i32 = 35;
/// What is painted for a text ends where that does, but for so many percent of the em.
const OVERHANG: i32 = 10;
/// A rule meets the side of its cell this close to it, in tenths of a point.
const MEET: i32 = 10;
/// Colour is at most so many percent of the em as high as the text it lies behind.
const HIGHEST: i32 = 200;
/// Texts above a line are looked for so high.
const REACH: i32 = 100;
/// More texts than this on one line are a drawing.
const MOST_BESIDE: usize = 200;
/// A page has fewer sides of cells one below the other.
const MOST_SIDES: usize = 1000;

/// Takes the lines under the words of a sheet and the colour behind them away.
pub(crate) fn remove(sheet: &mut Sheet, marks: &[Mark], pieces: &[Piece]) {
    if sheet.rules.is_empty() && sheet.areas.is_empty() {
        return;
    }
    let texts = Texts::of(marks, pieces);
    let lines: Vec<bool> = sheet.rules.iter().map(|rule| texts.is_underlined(rule)).collect();
    if lines.contains(&true) {
        let sides = rules::segments(sheet).vertical;
        let mut lines = lines.into_iter();
        sheet.rules.retain(|rule| !lines.next().unwrap_or(false) || is_between(rule, &sides));
    }
    sheet.areas.retain(|area| !texts.is_coloured(area));
}

/// Whether a rule runs from one of these sides of cells to another.
fn is_between(rule: &Rule, sides: &[Segment]) -> bool {
    let at = tenths((rule.y0 + rule.y1) / 2.0);
    [rule.x0, rule.x1].into_iter().map(tenths).all(|end| {
        let near = &sides[sides.partition_point(|side| side.at < end - MEET)..];
        let mut near = near.iter().take_while(|side| side.at <= end + MEET).take(MOST_SIDES);
        near.any(|side| side.from - JOIN <= at && at <= side.to + JOIN)
    })
}

/// The texts of a page and their baselines, from top to bottom and from left to right.
struct Texts<'a>(Vec<(i32, &'a Piece)>);

impl<'a> Texts<'a> {
    fn of(marks: &[Mark], pieces: &'a [Piece]) -> Self {
        let upright = pieces.iter().filter(|piece| piece.direction == Writing::Right);
        let mut texts: Vec<(i32, &Piece)> =
            upright.map(|piece| (marks[piece.marks.start].baseline, piece)).collect();
        texts.sort_unstable_by_key(|(baseline, piece)| (*baseline, piece.rect.x0, piece.marks.start));
        Self(texts)
    }

    /// Whether a rule runs closely below a text, or texts of one line, from end to end.
    fn is_underlined(&self, rule: &Rule) -> bool {
        let (from, to) = (tenths(rule.x0.min(rule.x1)), tenths(rule.x0.max(rule.x1)));
        let at = tenths((rule.y0 + rule.y1) / 2.0);
        let across = to - from > tenths((rule.y1 - rule.y0).abs());
        let is_close = |baseline: i32, text: &Piece| (at - baseline) * 100 <= text.size * LOWEST;
        across && self.extend(from, to, (at - REACH, at), is_close)
    }

    /// Whether a background lies behind a text, or texts of one line, from end to end.
    fn is_coloured(&self, area: &Area) -> bool {
        let (y0, y1) = (tenths(area.y0), tenths(area.y1));
        let is_as_high = |_, text: &Piece| (y1 - y0) * 100 <= text.size * HIGHEST;
        self.extend(tenths(area.x0), tenths(area.x1), (y0, y1), is_as_high)
    }

    /// Whether texts that follow each other on one of the baselines between two heights begin and end at these places;
    /// `fits` says of the first of them whether it stands there.
    fn extend(
        &self,
        from: i32,
        to: i32,
        (top, bottom): (i32, i32),
        fits: impl Fn(i32, &Piece) -> bool,
    ) -> bool {
        let first = self.0.partition_point(|(baseline, _)| *baseline < top);
        let meet = |a: i32, b: i32, text: &Piece| (a - b).abs() * 100 <= text.size * OVERHANG;
        // The end of the texts that follow each other so far, once they have begun.
        let mut end: Option<(i32, i32)> = None;
        for (baseline, text) in self.0[first..].iter().take(MOST_BESIDE) {
            if *baseline > bottom {
                return false;
            }
            let follows = end.is_some_and(|(line, end)| line == *baseline && text.rect.x0 - end <= text.size);
            let begins = meet(text.rect.x0, from, text) && fits(*baseline, text);
            if !follows && !begins {
                end = None;
                continue;
            }
            if meet(text.rect.x1, to, text) {
                return true;
            }
            end = Some((*baseline, text.rect.x1));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn lines_under_the_texts_of_a_row_tell_no_columns() {
        let row = |page: Drawing, y: f32, [name, total, basic]: [&str; 3]| {
            page.text(50.0, y, name).right(250.0, y, total).right(400.0, y, basic)
        };
        let page = row(Drawing::portrait(), 100.0, ["项目", "合计", "基本支出"]);
        let page = row(page, 114.0, ["社会保障和就业支出", "13.00", "3.00"]);
        let page = row(page, 128.0, ["教育", "2.00", "1.00"]);
        let page = row(page, 142.0, ["合计", "15.00", "4.00"]);
        let lines = [(50.0, 70.0), (225.0, 250.0), (380.0, 400.0)];
        let page = lines.iter().fold(page, |page, (from, to)| page.rule(*from, 143.2, *to, 143.2));
        let expected =
            "|项目|合计|基本支出|\n|社会保障和就业支出|13.00|3.00|\n|教育|2.00|1.00|\n|合计|15.00|4.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_line_under_an_amount_divides_no_cell() {
        let page = Drawing::portrait().grid(&[50.0, 150.0, 200.0], &[80.0, 96.0, 136.0]);
        let page = page.text(53.0, 92.0, "项目").text(153.0, 92.0, "金额");
        let page = page.text(53.0, 120.0, "会议费").right(198.0, 120.0, "1,234.56");
        let page = page.rule(158.0, 121.2, 198.0, 121.2).rule(158.0, 122.7, 198.0, 122.7);
        assert_eq!(page.shown(), "|项目|金额|\n|会议费|1,234.56|\n");
    }

    #[test]
    fn a_rule_as_long_as_the_line_closely_above_it_is_that_of_a_table() {
        let page =
            Drawing::portrait().text(50.0, 97.0, "部门：云溪市图书馆").right(400.0, 97.0, "单位：万元");
        let rows = [("项目", "金额"), ("会议费", "3.00"), ("培训费", "2.00")];
        let page = [100.0, 116.0, 148.0].iter().fold(page, |page, y| page.rule(50.0, *y, 400.0, *y));
        let page = rows
            .iter()
            .zip([112.0, 128.0, 144.0])
            .fold(page, |page, ((name, amount), y)| page.text(50.0, y, name).right(400.0, y, amount));
        let sheet = page.sheet();
        let marks = super::super::lines::marks(&sheet);
        let mut kept = sheet.clone();
        super::remove(&mut kept, &marks, &super::super::lines::pieces(&marks));
        assert_eq!(kept.rules.len(), sheet.rules.len());
    }

    #[test]
    fn a_rule_from_side_to_side_of_a_full_cell_is_that_of_a_table() {
        let rows = [("项目", "预算金额"), ("会议费", "1,234.56"), ("培训费", "2,345.67")];
        let page =
            rows.iter().zip([80.0, 94.0, 108.0]).fold(Drawing::portrait(), |page, ((name, amount), top)| {
                let page = [(50.0, 150.0), (150.0, 191.0)]
                    .iter()
                    .fold(page, |page, (left, right)| page.grid(&[*left, *right], &[top, top + 14.0]));
                page.text(53.0, top + 11.0, name).right(190.5, top + 11.0, amount)
            });
        assert_eq!(page.shown(), "|项目|预算金额|\n|会议费|1,234.56|\n|培训费|2,345.67|\n");
    }

    #[test]
    fn colour_behind_the_amounts_of_rows_makes_no_cells() {
        let page = Drawing::portrait().text(50.0, 100.0, "项目").right(200.0, 100.0, "预算数");
        let page = page.right(241.0, 100.0, "决算数").right(300.0, 100.0, "差额");
        let rows = [("会议费", "3.00", "1.00"), ("培训费", "2,234.56", "2,234.50"), ("合计", "2.00", "1.50")];
        let page = rows.iter().zip([116.0, 132.0, 148.0]).fold(page, |page, ((name, budget, account), y)| {
            let page = page.text(50.0, y, name).right(200.0, y, budget).right(241.0, y, account);
            let page = page.right(300.0, y, "1.00");
            [(200.0, budget), (241.0, account), (300.0, &"1.00")].iter().fold(page, |page, (end, amount)| {
                page.area(end - 5.0 * amount.len() as f32, y - 9.0, *end, y + 2.0)
            })
        });
        let expected = "|项目|预算数|决算数|差额|\n|会议费|3.00|1.00|1.00|\n\
            |培训费|2,234.56|2,234.50|1.00|\n|合计|2.00|1.50|1.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
