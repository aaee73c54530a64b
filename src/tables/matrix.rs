//! A grid as a dense matrix: every place of every row, with the cell that covers it.
//!
//! The pieces of a table that a page break cut are stacked here; everything after works on one matrix.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::error::Place;
use crate::normalize::{code, indicator, number};
use crate::page::{Cut, Grid, Spans};
use crate::tables::header::DEEPEST;
use crate::text::fold;
use crate::vocab::headers;

/// A number of so many digits without a point is a code; an amount of that size is rarely printed so.
const SHORTEST_CODE: usize = 5;
/// A text of more characters is no head of columns.
pub const LONGEST_HEAD: usize = 20;
/// A table of so few columns has hardly a head over some of them that does not begin with the first.
const NARROW: usize = 3;

/// One place of a matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slot {
    /// The text of the cell that begins here, blank where a cell above or to the left covers the place.
    pub text: String,
    /// The text as it is printed, where more was taken off than it takes to read it.
    pub printed: Option<Box<str>>,
    /// Indentation of the text in half-width characters.
    pub indent: u32,
    /// Whether the text may have been broken at its end, see [`Cell::full`](crate::page::Cell).
    pub full: bool,
    /// Where the text is printed.
    pub place: Option<Place>,
    /// Rows and columns of the cell that begins here.
    pub span: (usize, usize),
    /// How far above and to the left the covering cell begins.
    pub cover: (usize, usize),
    /// Whether no cell covers the place: its row is shorter than its table.
    pub absent: bool,
}

impl Slot {
    /// A place that no cell covers.
    pub fn absent() -> Self {
        Self { span: (1, 1), absent: true, ..Self::default() }
    }

    /// Whether the cell that begins here takes no other place.
    pub fn is_single(&self) -> bool {
        self.cover == (0, 0) && self.span.0.max(self.span.1) <= 1
    }

    /// Whether the text is short enough for a head of columns, and no sentence.
    pub fn may_be_head(&self) -> bool {
        self.text.chars().count() <= LONGEST_HEAD && !self.text.contains(['。', '；', '，'])
    }

    /// Whether no text begins here.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// The text without outer blanks and OCR mathematics; nearly all come without.
fn trimmed(text: String) -> String {
    match fold::unmath(text.trim()) {
        Cow::Borrowed(trimmed) if trimmed.len() == text.len() => text,
        plain => plain.into_owned(),
    }
}

/// Whether the rows on both sides of a page break are two, and not one that it cut: each prints an amount with its
/// decimals in one column, or figures in two.
fn are_two_rows(above: &[Slot], below: &[Slot]) -> bool {
    let figures =
        above.iter().zip(below).filter(|(a, b)| number::is_numeric(&a.text) && number::is_numeric(&b.text));
    let decimals = |(a, b): (&Slot, &Slot)| a.text.contains('.') && b.text.contains('.');
    figures.clone().count() > 1 || figures.into_iter().any(decimals)
}

/// Whether a text is the code of a single row: one of the levels below the class (款, 项), or of a class under a total.
fn is_own_code(text: &str, is_under_total: bool) -> bool {
    let least = if is_under_total { 3 } else { 5 };
    text.len() >= least && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a grid has merged cells but prints none: a first row of several heads is blank where the second one prints another
/// (收入 │ │ 支出 │ over 项目 │ 决算数 │ 项目 │ 决算数), or a first row that begins with a blank, or has one head alone over others
/// that are merged, stands over heads that fill all columns with it.
fn spans_are_lost(rows: &[Vec<Slot>]) -> bool {
    let [heads, below, ..] = rows else { return false };
    let is_head = |slot: &Slot| !number::is_numeric(&slot.text) && slot.may_be_head();
    let is_heads = |row: &[Slot]| row.iter().all(|slot| slot.is_blank() || is_head(slot));
    let printed = heads.iter().filter(|slot| !slot.is_blank()).count();
    let begins = heads.first().is_some_and(|first| !first.is_blank());
    let stands_over = || {
        // Where no figures end the header, only its first two rows are sure to be heads.
        let depth = rows.iter().take(DEEPEST).position(|row| !is_heads(row)).unwrap_or(2);
        let is_headed = |column: usize| rows[..depth].iter().any(|row| !row[column].is_blank());
        printed > 0 && heads.len() > NARROW && (0..heads.len()).all(is_headed)
    };
    // One text alone is a caption, but over heads that other blanks part it is a head.
    let is_alone = printed == 1 && below.iter().any(|slot| slot.is_blank() && !slot.absent);
    (begins && printed > 1 || (!begins || is_alone) && stands_over())
        && is_heads(heads)
        && is_heads(below)
        && heads.iter().zip(below).any(|(head, below)| head.is_blank() && !head.absent && !below.is_blank())
        && rows.iter().flatten().all(|slot| slot.absent || slot.span == (1, 1))
}

/// Rows of slots, all of the same length.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    /// The rows.
    pub rows: Vec<Vec<Slot>>,
    /// The number of columns.
    pub columns: usize,
    /// Whether merged cells are known.
    pub printed: bool,
    /// Rows at which the part of another page begins.
    pub breaks: BTreeSet<usize>,
    /// The pages it stands on.
    pub pages: BTreeSet<u32>,
}

impl Matrix {
    /// The matrix of one grid.
    pub fn of(grid: Grid) -> Self {
        let mut cells = grid.cells;
        let mut rows = vec![Vec::new(); grid.rows];
        // From the end, so that the cells give back their memory as the rows take theirs.
        while let Some(cell) = cells.pop() {
            if cells.len() < cells.capacity() / 8 * 7 {
                cells.shrink_to_fit();
            }
            let bottom = (cell.row + cell.row_span.max(1)).min(grid.rows);
            let right = (cell.column + cell.column_span.max(1)).min(grid.columns);
            for (down, row) in rows.iter_mut().enumerate().take(bottom).skip(cell.row) {
                row.resize(grid.columns, Slot::absent());
                for (across, slot) in row.iter_mut().enumerate().take(right).skip(cell.column) {
                    slot.cover = (down - cell.row, across - cell.column);
                    slot.absent = false;
                }
            }
            if let Some(slot) = rows.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
                slot.text = trimmed(cell.text);
                slot.indent = cell.indent;
                slot.full = cell.full;
                slot.place = cell.place;
                slot.span = (bottom - cell.row, right - cell.column);
            }
        }
        rows.iter_mut().for_each(|row| row.resize(grid.columns, Slot::absent()));
        Self {
            columns: grid.columns,
            printed: grid.spans == Spans::Printed && !spans_are_lost(&rows),
            rows,
            breaks: BTreeSet::new(),
            pages: BTreeSet::from([grid.page]),
        }
    }

    /// The matrix of a grid without blank rows at its top, and where a page break cuts a row of it: not above, nor below,
    /// where a blank strip is all that stands on its side of the break.
    pub fn without_strips(grid: Grid) -> (Self, Cut) {
        let mut cut = grid.cut;
        let mut matrix = Self::of(grid);
        let blank = matrix.rows.iter().take_while(|row| row.iter().all(Slot::is_blank)).count();
        if blank < matrix.rows.len() {
            matrix.rows.drain(..blank);
            cut.above &= blank == 0;
            let begins_blank = |slot: &Slot| slot.is_blank() && slot.cover.0 == 0;
            if cut.below && matrix.rows.pop_if(|row| row.iter().all(begins_blank)).is_some() {
                cut.below = false;
            }
        }
        (matrix, cut)
    }

    /// The text that covers a place: its own, or that of the merged cell it lies in.
    pub fn covering(&self, row: usize, column: usize) -> &str {
        &self.origin(row, column).text
    }

    /// The place in which the cell that covers a place begins.
    pub fn origin(&self, row: usize, column: usize) -> &Slot {
        let (up, left) = self.rows[row][column].cover;
        &self.rows[row - up.min(row)][column - left.min(column)]
    }

    /// The texts that begin in a row, with their columns.
    pub fn tokens(&self, row: usize) -> impl Iterator<Item = (usize, &Slot)> {
        self.rows[row].iter().enumerate().filter(|(_, slot)| !slot.is_blank())
    }

    /// Whether the first text of a row is the name of a total.
    pub fn begins_with_total(&self, row: usize) -> bool {
        self.tokens(row).next().is_some_and(|(_, slot)| headers::is_total(&slot.text))
    }

    /// Joins a row to the one above it, of which a page break cut it off. Cells that are merged with rows beyond the
    /// break are then merged over it. Where both print figures of their own, the break cut only merged cells.
    pub fn join_cut(&mut self, at: usize) {
        let Some(above) = at.checked_sub(1).filter(|_| at < self.rows.len()) else { return };
        if are_two_rows(&self.rows[above], &self.rows[at]) {
            self.merge_over(at);
        } else {
            self.join_rest(at);
        }
    }

    /// Joins a row to the one above it, the rest of which it is.
    pub fn join_rest(&mut self, at: usize) {
        let Some(above) = at.checked_sub(1).filter(|_| at < self.rows.len()) else { return };
        let rest = self.rows.remove(at);
        self.breaks.remove(&at);
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

    /// Whether a merged cell above a page break prints nothing, and its text stands below the break.
    pub fn lacks_group(&self, at: usize) -> bool {
        let Some(above) = at.checked_sub(1).filter(|_| self.printed && at < self.rows.len()) else {
            return false;
        };
        let mut cells = (0..self.columns).map(|column| (self.origin(above, column), &self.rows[at][column]));
        cells
            .find(|(_, below)| below.cover == (0, 0) && !below.is_blank())
            .is_some_and(|(above, _)| above.is_blank() && above.span.0 > 1)
    }

    /// Merges the cells left of the first text that a row and the one above it both print: a break cut them, and each
    /// shows its text on one side only. A code is of the row that prints it.
    pub fn merge_over(&mut self, at: usize) {
        let is_total = self.begins_with_total(at - 1);
        for column in 0..self.columns {
            let (up, left) = self.rows[at - 1][column].cover;
            let origin = at - 1 - up.min(at - 1);
            let below = &mut self.rows[at][column];
            if left > 0 || below.cover != (0, 0) {
                continue;
            }
            if is_own_code(&below.text, is_total) {
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

    /// Adds the rows of `below` from row `from` on, as a part that another page prints.
    pub fn stack(&mut self, below: Matrix, from: usize) {
        self.widen(below.columns);
        let start = self.rows.len();
        self.breaks.insert(start);
        self.breaks.extend(below.breaks.iter().filter(|&&at| at > from).map(|at| start + at - from));
        self.pages.extend(below.pages);
        for (index, mut row) in below.rows.into_iter().enumerate().skip(from) {
            row.resize(self.columns, Slot::absent());
            for slot in &mut row {
                slot.cover.0 = slot.cover.0.min(index - from);
            }
            self.rows.push(row);
        }
    }

    /// A copy of these rows alone.
    pub fn cut(&self, rows: Range<usize>) -> Self {
        let breaks = self.breaks.iter().filter(|at| rows.contains(at)).map(|at| at - rows.start);
        Self {
            breaks: breaks.filter(|&at| at > 0).collect(),
            rows: self.rows.get(rows).unwrap_or_default().to_vec(),
            columns: self.columns,
            printed: self.printed,
            pages: self.pages.clone(),
        }
    }

    /// Joins the two halves of a row that a page break cut between its texts: one of them, the last row of a page or the
    /// first of the next one, holds nothing but figures, and no column holds something in both.
    pub fn heal_breaks(&mut self) {
        let is_figure =
            |slot: &Slot| number::is_numeric(&slot.text) || indicator::is_plain_quantity(&slot.text);
        let is_code =
            |slot: &Slot| code::parse(&slot.text).is_some_and(|digits| digits.len() >= SHORTEST_CODE);
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

    /// Puts every column at one of `starts`; a cell reaches to the start of the next one, and the last to `columns`.
    pub fn spread(&mut self, starts: &[usize], columns: usize) {
        let start = |column: usize| starts.get(column).copied().unwrap_or(columns);
        for row in &mut self.rows {
            let mut spread = vec![Slot::absent(); columns];
            for (column, slot) in std::mem::take(row).into_iter().enumerate() {
                let first = column - slot.cover.1.min(column);
                let ends = start(column + 1);
                for (at, covered) in spread.iter_mut().enumerate().take(ends).skip(start(column) + 1) {
                    *covered = Slot { cover: (slot.cover.0, at - start(first)), ..Slot::default() };
                }
                let span = (slot.span.0, start(column + slot.span.1).saturating_sub(start(column)));
                let cover = (slot.cover.0, start(column) - start(first));
                spread[start(column)] = Slot { span, cover, ..slot };
            }
            *row = spread;
        }
        self.columns = columns;
    }

    /// Adds columns that no cell covers, up to so many.
    pub fn widen(&mut self, columns: usize) {
        // A table of a thousand pages is as wide as its first one.
        if columns <= self.columns {
            return;
        }
        self.columns = columns;
        for row in &mut self.rows {
            row.resize(self.columns, Slot::absent());
        }
    }

    /// Puts the columns of `right` beside the rows that `from` names, one for each row of `right` from its row
    /// `skip` on; header rows come first and are aligned at the bottom of this header.
    pub fn beside(
        &mut self,
        right: &Matrix,
        header: (usize, usize),
        rows: impl Iterator<Item = (usize, usize)>,
    ) {
        let first = self.columns;
        self.widen(first + right.columns);
        let (own, other) = header;
        let offset = own.saturating_sub(other);
        for row in 0..other.min(own) {
            self.rows[row + offset][first..].clone_from_slice(&right.rows[row]);
        }
        for (target, source) in rows {
            if let (Some(target), Some(source)) = (self.rows.get_mut(target), right.rows.get(source)) {
                target[first..].clone_from_slice(source);
            }
        }
        self.pages.extend(&right.pages);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::page::Cell;

    /// A matrix of printed spans from cells: row, column, rows, columns and text.
    pub fn printed(cells: &[(usize, usize, usize, usize, &str)]) -> Matrix {
        Matrix::of(grid(cells))
    }

    fn grid(cells: &[(usize, usize, usize, usize, &str)]) -> Grid {
        let place = Place::Line { line: 1, first: 1, last: 1 };
        let cells: Vec<Cell> = cells
            .iter()
            .map(|&(row, column, row_span, column_span, text)| Cell {
                row,
                column,
                row_span,
                column_span,
                text: text.to_owned(),
                indent: 0,
                full: true,
                place: Some(place),
            })
            .collect();
        let rows = cells.iter().map(|cell| cell.row + cell.row_span).max().unwrap_or(0);
        let columns = cells.iter().map(|cell| cell.column + cell.column_span).max().unwrap_or(0);
        Grid { cells, rows, columns, spans: Spans::Printed, cut: Cut::default(), page: 1, place }
    }

    #[test]
    fn a_blank_strip_above_a_page_break_is_no_part_of_the_row_below_it() {
        let left = |cells: &[(usize, usize, usize, usize, &str)]| {
            let cut = Cut { above: false, below: true };
            let (matrix, cut) = Matrix::without_strips(Grid { cut, ..grid(cells) });
            (matrix.rows.len(), cut.below)
        };
        assert_eq!(left(&[(0, 0, 1, 1, "水费"), (0, 1, 1, 1, "3.00"), (1, 0, 1, 2, "")]), (1, false));
        // The group goes on on the next page.
        assert_eq!(left(&[(0, 0, 2, 1, "产出"), (0, 1, 1, 1, "数量"), (1, 1, 1, 1, "")]), (2, true));
    }

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
        assert!(table.lacks_group(3));
        table.merge_over(3);
        let groups = |row: usize| [table.covering(row, 0), table.covering(row, 1)];
        assert_eq!([groups(0), groups(1), groups(3)], [["产出", "数量"], ["效益", "社会"], ["效益", "社会"]]);
        // A blank cell of one row is a blank.
        let mut table = printed(&first[..3]);
        table.stack(printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, "质量"), (0, 2, 1, 1, "95%")]), 0);
        table.stack(second, 0);
        assert!(!table.lacks_group(1) && !table.lacks_group(2));
    }

    #[test]
    fn figures_cut_off_their_code_and_name_come_back() {
        let mut first = printed(&[(0, 0, 1, 1, ""), (0, 1, 1, 1, ""), (0, 2, 1, 1, "97.35")]);
        first.stack(printed(&[(0, 0, 1, 1, "2130311"), (0, 1, 1, 1, "水资源节约管理"), (0, 2, 1, 1, "")]), 0);
        first.heal_breaks();
        let texts: Vec<_> = first.rows[0].iter().map(|slot| slot.text.as_str()).collect();
        assert_eq!(texts, ["2130311", "水资源节约管理", "97.35"]);
    }
}
