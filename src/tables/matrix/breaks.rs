//! What page breaks do to the rows of a table: they cut rows, the cells that are merged over them, and figures off their
//! names. Here the halves come together again, once the parts of a table are stacked.
//!
//! ```text
//! │ 产出 │ 清淤 │ 12公里 │                │ 产出 │ 清淤长度 │ 12公里 │
//! ── page ────────────────       →        │      │ 合格率   │ 98%    │
//! │      │ 长度 │        │
//! │      │ 合格率 │ 98%  │
//! ```

use super::{Matrix, Slot};
use crate::normalize::{code, indicator, number};
use crate::text::{amount, fold};

/// A number of so many digits without a point is a code; an amount of that size is rarely printed so.
const SHORTEST_CODE: usize = 5;
/// The line that a break cuts through has no more characters in a cell.
const LONGEST_LINE: usize = 200;
/// The code of a class has so many digits.
const CLASS: usize = 3;

impl Matrix {
    /// Joins a row to the one above it, of which a page break cut it off. Cells that are merged with rows beyond the
    /// break are then merged over it. Where both print figures of their own, the break cut only merged cells.
    pub fn join_cut(&mut self, at: usize) {
        let Some(above) = at.checked_sub(1).filter(|_| at < self.rows.len()) else { return };
        if are_two_rows(&self.rows[above], &self.rows[at]) {
            self.merge_over(at, self.columns);
        } else {
            self.join_rest(at);
        }
    }

    /// Takes out of a row what the one above it says: the break cut through a line, which both pages print. That it is the same
    /// row tells its code, under which words go on, or that it has no figures and says nothing else.
    pub fn drop_printed_twice(&mut self, at: usize) {
        let (above, below) = self.rows.split_at_mut(at);
        let (Some(above), Some(below)) = (above.last(), below.first_mut()) else { return };
        let is_word = |slot: &Slot| slot.text.contains(fold::is_ideograph);
        let differ = |(above, below): &(&Slot, &Slot)| above.text != below.text;
        let pairs = || above.iter().zip(&*below);
        let has_code = pairs().any(|pair| !differ(&pair) && is_own_code(&pair.0.text, true));
        let has_figures = pairs().any(|(above, _)| number::is_numeric(&above.text));
        let mut others = pairs().filter(differ);
        let is_same = match has_code {
            true => others.all(|(above, below)| is_word(above) && is_word(below)),
            false => others.next().is_none() && !has_figures,
        };
        if is_same {
            drop_repeated(above, below);
        }
    }

    /// Joins a row to the one above it, the rest of which it is.
    pub fn join_rest(&mut self, at: usize) {
        let Some(above) = at.checked_sub(1).filter(|_| at < self.rows.len()) else { return };
        let rest = self.rows.remove(at);
        self.breaks.remove(&at);
        divide_blanks(&mut self.rows[above], &rest);
        for (column, slot) in rest.into_iter().enumerate() {
            let (up, left) = self.rows[above][column].cover;
            let origin = &mut self.rows[above - up.min(above)][column - left.min(column)];
            if slot.cover == (0, 0) {
                origin.span.0 += slot.span.0.max(1) - 1;
                origin.place = origin.place.or(slot.place);
                if !slot.is_blank() {
                    origin.full = slot.full;
                }
                fold::append_cut(&mut origin.text, &slot.text);
            }
            for (below, row) in self.rows[at..].iter_mut().enumerate() {
                match row.get_mut(column) {
                    Some(covered) if covered.cover.0 == below + 1 => covered.cover.0 += up,
                    _ => break,
                }
            }
        }
    }

    /// How many columns are merged over a page break where a cell above it prints nothing and its text stands below; none where
    /// the cell is of one row on both sides. In a form it may be of one above it: all cells of a blank row would be.
    pub fn lacks_group(&self, at: usize, is_form: bool) -> usize {
        let Some(above) = at.checked_sub(1).filter(|_| self.printed && at < self.rows.len()) else {
            return 0;
        };
        let cells = |column: usize| (self.origin(above, column), &self.rows[at][column]);
        let is_single = |column: &usize| {
            let (above, below) = cells(*column);
            below.cover == (0, 0) && above.span.0.max(below.span.0) <= 1
        };
        let merged = (0..self.columns).find(is_single).unwrap_or(self.columns);
        let first = (0..merged).map(cells).find(|(_, below)| below.cover == (0, 0) && !below.is_blank());
        let lacks = first.is_some_and(|(above, below)| {
            above.is_blank() && (above.span.0 > 1 || is_form && !above.absent && below.span.0 > 1)
        });
        if lacks { merged } else { 0 }
    }

    /// Merges the cells left of the first text that a row and the one above it both print, among so many columns: a break cut
    /// them, and each shows its text on one side only. A code is of the row that prints it.
    pub fn merge_over(&mut self, at: usize, columns: usize) {
        let is_total = self.begins_with_total(at - 1);
        for column in 0..columns.min(self.columns) {
            let (up, left) = self.rows[at - 1][column].cover;
            let origin = at - 1 - up.min(at - 1);
            let below = &mut self.rows[at][column];
            if left > 0 || below.cover != (0, 0) {
                continue;
            }
            if below.span.0 <= 1 && is_own_code(&below.text, is_total) {
                return;
            }
            let (text, place, height) = (std::mem::take(&mut below.text), below.place.take(), below.span.0);
            let slot = &mut self.rows[origin][column];
            if !slot.is_blank() && !text.is_empty() {
                (self.rows[at][column].text, self.rows[at][column].place) = (text, place);
                return;
            }
            slot.text.push_str(&text);
            slot.place = slot.place.or(place);
            slot.span.0 += height;
            for row in at..(at + height).min(self.rows.len()) {
                self.rows[row][column].cover.0 = row - origin;
            }
        }
    }

    /// Joins the two halves of a row that a page break cut between its texts: one of them, the last row of a page or the
    /// first of the next one, holds nothing but figures, and no column holds something in both.
    pub fn heal_breaks(&mut self) {
        let is_figure =
            |slot: &Slot| number::is_numeric(&slot.text) || indicator::is_plain_quantity(&slot.text);
        let is_code = |slot: &Slot| is_own_code(&slot.text, false);
        let figures = |row: &[Slot]| row.iter().filter(|slot| !slot.is_blank()).all(is_figure);
        let names = |row: &[Slot]| !row.iter().any(|slot| is_figure(slot) && !is_code(slot));
        for &at in &self.breaks {
            let (before, after) = self.rows.split_at_mut(at);
            let (Some(above), Some(below)) = (before.last_mut(), after.first_mut()) else { continue };
            let apart = above.iter().zip(below.iter()).all(|(a, b)| a.is_blank() || b.is_blank());
            let blank = |row: &[Slot]| row.iter().all(Slot::is_blank);
            let halves = figures(above) && names(below) || names(above) && figures(below);
            if !apart || !halves || blank(above) || blank(below) {
                continue;
            }
            for (upper, lower) in above.iter_mut().zip(below.iter_mut()) {
                if !lower.is_blank() {
                    let (cover, span) = (upper.cover, upper.span);
                    *upper = Slot { cover, span, ..std::mem::take(lower) };
                    lower.span = (1, 1);
                }
            }
        }
    }
}

/// Whether the rows on both sides of a page break are two, and not one that it cut: each prints an amount with its
/// decimals in one column, or figures in two. An amount that the break cut is one.
fn are_two_rows(above: &[Slot], below: &[Slot]) -> bool {
    let figures = above.iter().zip(below).filter(|(a, b)| {
        number::is_numeric(&a.text) && number::is_numeric(&b.text) && !amount::goes_on(&a.text, &b.text)
    });
    let decimals = |(a, b): (&Slot, &Slot)| a.text.contains('.') && b.text.contains('.');
    figures.clone().count() > 1 || figures.into_iter().any(decimals)
}

/// Takes out of a row what the one above it, the rest of which it is, says already.
fn drop_repeated(above: &[Slot], below: &mut [Slot]) {
    for (above, below) in above.iter().zip(below) {
        let starts = below.text.char_indices().map(|(at, c)| at + c.len_utf8()).take(LONGEST_LINE);
        let repeated = starts.filter(|&end| above.text.ends_with(&below.text[..end])).last();
        below.text.drain(..repeated.unwrap_or(0));
    }
}

/// Divides the blank cells of a row as the rest of it is divided: a browser paints none of the rules between the cells of
/// a row of which no line of text stands above the page break.
fn divide_blanks(row: &mut [Slot], rest: &[Slot]) {
    for column in 0..row.len() {
        let Slot { span: (1, width @ 2..), cover: (0, 0), .. } = row[column] else { continue };
        if !row[column].is_blank() {
            continue;
        }
        for (offset, (slot, own)) in row[column..].iter_mut().zip(&rest[column..]).take(width).enumerate() {
            let (width, left) = (own.span.1, own.cover.1.min(offset));
            *slot = Slot { span: (1, width), cover: (0, left), ..Slot::default() };
        }
    }
}

/// Whether a text is the code of a single row: one of the levels below the class (款, 项), or of a class under a total.
fn is_own_code(text: &str, is_under_total: bool) -> bool {
    let shortest = if is_under_total { CLASS } else { SHORTEST_CODE };
    code::parse(text).is_some_and(|digits| digits.len() >= shortest)
}

#[cfg(test)]
mod tests {
    use crate::tables::matrix::tests::printed;

    /// The group 产出 is merged over the page break, and the row of 清淤 is cut by it.
    #[test]
    fn a_cut_row_is_joined_and_merged_cells_reach_over_the_break() {
        let mut first = printed(&[
            (0, 0, 2, 1, "产出"),
            (0, 1, 1, 1, "巡查次数"),
            (0, 2, 1, 1, "4次"),
            (1, 1, 1, 1, "清淤"),
            (1, 2, 1, 1, "12公里"),
        ]);
        let second = printed(&[
            (0, 0, 2, 1, ""),
            (0, 1, 1, 1, "长度"),
            (0, 2, 1, 1, ""),
            (1, 1, 1, 1, "合格率"),
            (1, 2, 1, 1, "98%"),
        ]);
        first.stack(second, 0);
        first.join_cut(2);
        assert_eq!(first.rows.len(), 3);
        assert_eq!((first.rows[1][1].text.as_str(), first.rows[1][2].text.as_str()), ("清淤长度", "12公里"));
        assert_eq!((first.covering(2, 0), first.rows[0][0].span.0), ("产出", 3));
        assert!(first.breaks.is_empty());
    }

    /// The unit is merged over the page break, its name printed beyond it; the amounts are of two rows.
    #[test]
    fn two_rows_with_amounts_stay_apart_where_a_break_cuts_a_merged_cell() {
        let mut first = printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, "小计"), (0, 2, 1, 1, "100.00")]);
        let second = printed(&[(0, 0, 1, 1, "林场"), (0, 1, 1, 1, "护林"), (0, 2, 1, 1, "100.00")]);
        first.stack(second, 0);
        first.join_cut(1);
        let texts = |row: usize| first.rows[row].iter().map(|slot| slot.text.as_str()).collect::<Vec<_>>();
        assert_eq!((texts(0), texts(1)), (vec!["林场", "小计", "100.00"], vec!["", "护林", "100.00"]));
        assert_eq!((first.covering(1, 0), first.rows[0][0].span.0), ("林场", 2));
    }

    /// A browser paints no rule below the last row of a page.
    #[test]
    fn the_code_below_a_break_is_not_of_the_total_above_it() {
        for code in ["208", "2080501"] {
            let mut first = printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, "合计"), (0, 2, 1, 1, "100.00")]);
            first.stack(printed(&[(0, 0, 1, 1, code), (0, 1, 1, 1, "离退休"), (0, 2, 1, 1, "60.00")]), 0);
            first.join_cut(1);
            assert_eq!((first.covering(0, 0), first.covering(1, 0)), ("", code));
        }
    }

    /// The cells of the groups are closed at the page break, and their texts are printed below it.
    #[test]
    fn a_merged_cell_that_prints_nothing_has_its_text_below_the_break() {
        let first = [
            (0, 0, 1, 1, "产出"),
            (0, 1, 1, 1, "数量"),
            (0, 2, 1, 1, "12公里"),
            (1, 0, 2, 1, ""),
            (1, 1, 2, 1, ""),
            (1, 2, 1, 1, "95%"),
            (2, 2, 1, 1, "98%"),
        ];
        let second = printed(&[(0, 0, 1, 1, "效益"), (0, 1, 1, 1, "社会"), (0, 2, 1, 1, "5万人")]);
        let mut table = printed(&first);
        table.stack(second.clone(), 0);
        let lacking = table.lacks_group(3, false);
        table.merge_over(3, lacking);
        let groups = |row: usize| [table.covering(row, 0), table.covering(row, 1)];
        assert_eq!([groups(0), groups(1), groups(3)], [["产出", "数量"], ["效益", "社会"], ["效益", "社会"]]);
        // A blank cell of one row is a blank.
        let mut table = printed(&first[..3]);
        table.stack(printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, "质量"), (0, 2, 1, 1, "95%")]), 0);
        table.stack(second, 0);
        assert_eq!([table.lacks_group(1, true), table.lacks_group(2, true)], [0, 0]);
    }

    /// One row of a project stands above the break, its code and name below, where its cells are merged over more rows; what is of
    /// one row on both sides stays.
    #[test]
    fn a_merged_cell_of_a_form_may_have_one_row_above_the_break() {
        let first = [(0, 0, 1, 1, ""), (0, 1, 1, 1, ""), (0, 2, 1, 1, ""), (0, 3, 1, 1, "造林面积")];
        let below = [
            (0, 0, 2, 1, "4100002"),
            (0, 1, 2, 1, "造林"),
            (0, 2, 1, 1, "总成本"),
            (0, 3, 1, 1, "成活率"),
            (1, 2, 1, 1, ""),
            (1, 3, 1, 1, "验收率"),
        ];
        let mut table = printed(&first);
        table.stack(printed(&below), 0);
        assert_eq!([table.lacks_group(1, false), table.lacks_group(1, true)], [0, 2]);
        table.merge_over(1, 2);
        let texts = |row: usize| (0..3).map(|column| table.covering(row, column)).collect::<Vec<_>>();
        assert_eq!([texts(0), texts(1)], [["4100002", "造林", ""], ["4100002", "造林", "总成本"]]);
        assert_eq!(table.rows[0][0].span.0, 3);
    }

    #[test]
    fn figures_cut_off_their_code_and_name_come_back() {
        let mut first = printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, ""), (0, 2, 1, 1, "97.35")]);
        first.stack(printed(&[(0, 0, 1, 1, "2130311"), (0, 1, 1, 1, "水资源节约管理"), (0, 2, 1, 1, "")]), 0);
        first.heal_breaks();
        let texts: Vec<_> = first.rows[0].iter().map(|slot| slot.text.as_str()).collect();
        assert_eq!(texts, ["2130311", "水资源节约管理", "97.35"]);
    }

    #[test]
    fn a_line_that_a_break_cuts_is_printed_on_both_pages() {
        let row = |name| {
            printed(&[
                (0, 0, 1, 1, "2080506"),
                (0, 1, 1, 1, name),
                (0, 2, 1, 1, "7.50"),
                (0, 3, 1, 1, "7.50"),
            ])
        };
        for (above, below, name) in [
            ("机关事业单位职业", "年金缴费支出", "机关事业单位职业年金缴费支出"),
            ("机关事业单位职业", "职业年金缴费支出", "机关事业单位职业年金缴费支出"),
            ("行政运行", "行政运行", "行政运行"),
        ] {
            let mut first = row(above);
            first.stack(row(below), 0);
            first.drop_printed_twice(1);
            first.join_cut(1);
            let texts: Vec<_> = first.rows.iter().flatten().map(|slot| slot.text.as_str()).collect();
            assert_eq!(texts, ["2080506", name, "7.50", "7.50"]);
        }
        // Rows of the same figures.
        let mut first = row("职业年金缴费");
        first.stack(
            printed(&[
                (0, 0, 1, 1, "2080507"),
                (0, 1, 1, 1, "补贴"),
                (0, 2, 1, 1, "7.50"),
                (0, 3, 1, 1, "7.50"),
            ]),
            0,
        );
        first.drop_printed_twice(1);
        first.join_cut(1);
        assert_eq!(first.rows.len(), 2);
    }

    /// A browser paints no rules between the cells of a row that goes on below the break.
    #[test]
    fn a_blank_strip_is_divided_as_the_rest_of_its_row_is() {
        let mut first =
            printed(&[(0, 0, 2, 1, "投入"), (0, 1, 1, 1, "巡查"), (0, 2, 1, 1, "4次"), (1, 1, 1, 2, "")]);
        first.stack(printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, "到位率"), (0, 2, 1, 1, "100%")]), 0);
        first.join_cut(2);
        assert_eq!(first.rows.len(), 2);
        assert_eq!((first.covering(1, 1), first.covering(1, 2)), ("到位率", "100%"));
    }
}
