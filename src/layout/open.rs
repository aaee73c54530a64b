//! Rows of one cell in a table that is open at its sides.
//!
//! Statistical tables have rules between their columns and none at their left and right. A row that is one cell from side
//! to side has no rule between columns, so nothing crosses the rules above and below it. But they are as long as those of
//! the rows beside it, and its text stands as closely between them.
//!
//! ```text
//! ──────────────────
//!        支出
//! ───────────┬──────     →  支出 is the first row of the table
//!  项目      │  金额
//! ───────────┼──────
//! ```

use super::chunks::{Chunk, is_labelled};
use super::lines::{Mark, Piece};
use super::rules::{JOIN, Segment, Segments};

/// Rules of one length begin and end at the same places, but for half the width of a rule.
const ALIKE: i32 = 10;
/// More rules than this on one page are a drawing.
const MOST_RULES: usize = 2000;
/// So many rules may lie between two of one length.
const MOST_BETWEEN: usize = 200;

/// Closes the sides of rows of one cell, so that they cross the rules above and below.
pub(crate) fn close_rows(segments: &mut Segments, marks: &[Mark], pieces: &[Piece]) {
    let Segments { horizontal, vertical, .. } = &*segments;
    if vertical.is_empty() || horizontal.len().max(vertical.len()) > MOST_RULES {
        return;
    }
    let bands: Vec<Band> = (0..horizontal.len()).filter_map(|rule| Band::below(rule, horizontal)).collect();
    let rules: Vec<Rules> = bands.iter().map(|band| band.rules(vertical)).collect();
    let mut is_row: Vec<bool> = rules.iter().map(|rules| *rules == Rules::Within).collect();
    // From the rows with columns upwards, then downwards.
    for at in (0..bands.len()).rev().chain(0..bands.len()) {
        if is_row[at] || rules[at] != Rules::None {
            continue;
        }
        let beside = |other: &Band| other.top == bands[at].bottom || other.bottom == bands[at].top;
        let beside = bands.iter().zip(&is_row).find(|(other, is_row)| **is_row && beside(other));
        is_row[at] = beside.is_some_and(|(other, _)| {
            let text = Text::of(&bands[at], pieces);
            text.is_some_and(|text| text.is_set_as(Text::of(other, pieces)) && !text.states_unit(marks))
        });
    }
    let closed = bands.iter().zip(rules.iter().zip(is_row));
    let closed = closed.filter(|(_, (rules, is_row))| **rules == Rules::None && *is_row);
    let sides: Vec<Segment> = closed.flat_map(|(band, _)| band.sides()).collect();
    segments.vertical.extend(sides);
    segments.vertical.sort_unstable_by_key(|rule| (rule.at, rule.from));
}

/// What lies between a rule and the next one of its length.
struct Band {
    top: i32,
    bottom: i32,
    from: i32,
    to: i32,
}

/// The rules down a band.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    None,
    /// Between columns, and none at the sides.
    Within,
    AtSides,
}

impl Band {
    fn below(rule: usize, horizontal: &[Segment]) -> Option<Self> {
        let Segment { at: top, from, to } = horizontal[rule];
        let is_alike = |other: &&Segment| {
            other.at > top && (other.from - from).abs() <= ALIKE && (other.to - to).abs() <= ALIKE
        };
        let bottom = horizontal[rule + 1..].iter().take(MOST_BETWEEN).find(is_alike)?.at;
        Some(Self { top, bottom, from, to })
    }

    fn rules(&self, vertical: &[Segment]) -> Rules {
        let from = vertical.partition_point(|rule| rule.at < self.from - ALIKE);
        let within = vertical[from..].iter().take_while(|rule| rule.at <= self.to + ALIKE);
        let within = within.filter(|rule| rule.from < self.bottom - JOIN && self.top + JOIN < rule.to);
        let is_side = |rule: &Segment| rule.at <= self.from + ALIKE || self.to - ALIKE <= rule.at;
        let mut found = Rules::None;
        for rule in within {
            if is_side(rule) {
                return Rules::AtSides;
            }
            found = Rules::Within;
        }
        found
    }

    fn sides(&self) -> [Segment; 2] {
        [self.from, self.to].map(|at| Segment { at, from: self.top, to: self.bottom })
    }
}

/// The text between two rules.
struct Text<'a> {
    pieces: Vec<&'a Piece>,
    size: i32,
    /// The white above it and below it.
    above: i32,
    below: i32,
    middle: i32,
}

impl<'a> Text<'a> {
    fn of(band: &Band, pieces: &'a [Piece]) -> Option<Self> {
        let is_inside = |piece: &&Piece| {
            let (x, y) = piece.rect.center();
            (band.top..band.bottom).contains(&y) && (band.from..band.to).contains(&x)
        };
        let pieces: Vec<&Piece> = pieces.iter().filter(is_inside).collect();
        Some(Self {
            size: pieces.iter().map(|piece| piece.size).max()?,
            above: pieces.iter().map(|piece| piece.rect.y0).min()? - band.top,
            below: band.bottom - pieces.iter().map(|piece| piece.rect.y1).max()?,
            middle: (band.from + band.to) / 2,
            pieces,
        })
    }

    /// Whether it is set in the size of another row and as closely between its rules.
    fn is_set_as(&self, other: Option<Self>) -> bool {
        other.is_some_and(|other| {
            self.size * 10 <= other.size * 11
                && self.above <= other.above + self.size / 2
                && self.below <= other.below + self.size / 2
        })
    }

    /// Whether it states something short at the right, as the unit of the table below it.
    fn states_unit(&self, marks: &[Mark]) -> bool {
        let right = self.pieces.iter().filter(|piece| piece.rect.x0 > self.middle);
        right.into_iter().any(|piece| is_labelled(&Chunk::of(marks, vec![(*piece).clone()], 0).text))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Rows of two columns from this height on, 16 points each, with a rule between the columns.
    fn rows(page: Drawing, top: f32, rows: &[[&str; 2]]) -> Drawing {
        let bottom = top + 16.0 * rows.len() as f32;
        let page = rows.iter().zip(0..).fold(page.rule(50.0, top, 450.0, top), |page, (row, at)| {
            let y = top + 16.0 * at as f32;
            page.text(53.0, y + 12.0, row[0]).right(447.0, y + 12.0, row[1]).rule(
                50.0,
                y + 16.0,
                450.0,
                y + 16.0,
            )
        });
        page.rule(250.0, top, 250.0, bottom)
    }

    #[test]
    fn a_row_of_one_cell_belongs_to_the_table_that_is_open_at_its_sides() {
        let page = Drawing::portrait().rule(50.0, 80.0, 450.0, 80.0).centre(250.0, 92.0, "支出");
        let page = rows(page, 96.0, &[["项目", "金额"], ["会议费", "3.00"]]);
        let page = page.text(53.0, 140.0, "按用途");
        let page = rows(page, 144.0, &[["培训费", "2.00"], ["合计", "5.00"]]);
        let expected = "|[1×2]支出|\n|项目|金额|\n|会议费|3.00|\n|[1×2]按用途|\n|培训费|2.00|\n|合计|5.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_title_and_the_unit_between_two_tables_are_no_rows() {
        let expected =
            |between: &str| format!("|项目|金额|\n|会议费|3.00|\n{between}\n|项目|金额|\n|培训费|2.00|\n");
        let below =
            |page: Drawing, top: f32| rows(page, top, &[["项目", "金额"], ["培训费", "2.00"]]).shown();
        let page = || rows(Drawing::portrait(), 96.0, &[["项目", "金额"], ["会议费", "3.00"]]);
        assert_eq!(below(page().centre(250.0, 150.0, "培训费用表"), 160.0), expected("培训费用表"));
        assert_eq!(below(page().right(447.0, 140.0, "单位：万元"), 144.0), expected("单位：万元"));
    }

    #[test]
    fn rules_between_cells_alone_make_a_table_without_a_frame() {
        let page = Drawing::portrait().rule(50.0, 96.0, 450.0, 96.0).rule(50.0, 112.0, 450.0, 112.0);
        let page = page.rule(250.0, 80.0, 250.0, 128.0).text(53.0, 92.0, "项目").right(447.0, 92.0, "金额");
        let page = page.text(53.0, 108.0, "会议费").right(447.0, 108.0, "3.00");
        let page = page.text(53.0, 124.0, "合计").right(447.0, 124.0, "3.00");
        assert_eq!(page.shown(), "|项目|金额|\n|会议费|3.00|\n|合计|3.00|\n");
    }

    #[test]
    fn inner_rules_alone_of_a_table_with_few_rows_leave_no_column_outside() {
        let xs = [130.0, 210.0, 290.0, 370.0];
        let page = Drawing::portrait().rule(50.0, 112.0, 450.0, 112.0).rule(210.0, 96.0, 370.0, 96.0);
        let page =
            xs.iter().fold(page, |page, x| page.rule(*x, if *x == 290.0 { 96.0 } else { 80.0 }, *x, 128.0));
        let page =
            page.text(53.0, 100.0, "单位").text(133.0, 100.0, "合计").centre(290.0, 92.0, "公务用车费");
        let page =
            page.text(213.0, 108.0, "购置费").text(293.0, 108.0, "运行费").text(373.0, 100.0, "公务接待费");
        let page = page.text(53.0, 124.0, "图书馆").right(207.0, 124.0, "3.00").right(367.0, 124.0, "1.00");
        let expected = "|[2×1]单位|[2×1]合计|[1×2]公务用车费|[2×1]公务接待费|\n|购置费|运行费|\n\
            |图书馆|3.00||1.00|2.00|\n";
        assert_eq!(page.right(447.0, 124.0, "2.00").shown(), expected);
    }
}
