//! A grid as a dense matrix: every place of every row, with the cell that covers it.
//!
//! The pieces of a table that a page break cut are stacked here, and what it cut is joined ([`breaks`]); everything after
//! works on one matrix.

mod breaks;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use crate::error::Place;
use crate::normalize::number;
use crate::page::{Cut, Grid, Spans};
use crate::tables::header::DEEPEST;
use crate::text::fold;
use crate::vocab::{headers, indicators};

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

    /// Whether the text stands above another one, on the same page or one before it.
    pub fn is_above(&self, other: &Self) -> bool {
        match (self.place, other.place) {
            (Some(Place::Page { rect, .. }), Some(Place::Page { rect: below, .. })) => {
                rect.x0 < below.x1 && below.x0 < rect.x1
            }
            _ => false,
        }
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

/// Whether the indicators of a form have lost the cells that are merged down before them: no cell is merged down, and below the
/// heads of their levels a row begins with a level and ends before its table does.
fn levels_are_lost(rows: &[Vec<Slot>]) -> bool {
    let heads = |row: &Vec<Slot>| row.iter().any(|slot| indicators::heads_levels(&slot.text));
    let is_short = |row: &Vec<Slot>| match &row[..] {
        [first, .., last] => indicators::is_level(&first.text) && last.absent,
        _ => false,
    };
    let Some(short) = rows.iter().rposition(is_short) else { return false };
    rows[..short].iter().any(heads) && rows.iter().flatten().all(|slot| slot.cover.0 == 0 && slot.span.0 <= 1)
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
            printed: grid.spans == Spans::Printed && !spans_are_lost(&rows) && !levels_are_lost(&rows),
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

    /// Drops so many columns at the left.
    pub fn drop_columns(&mut self, count: usize) {
        for row in &mut self.rows {
            row.drain(..count.min(row.len()));
            for (column, slot) in row.iter_mut().enumerate() {
                slot.cover.1 = slot.cover.1.min(column);
            }
        }
        self.columns = self.columns.saturating_sub(count);
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

    pub fn grid(cells: &[(usize, usize, usize, usize, &str)]) -> Grid {
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
}
