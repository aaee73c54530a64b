//! A grid as a dense matrix: every place of every row, with the cell that covers it.
//!
//! The pieces of a table that a page break cut are stacked here; everything after works on one matrix.

use std::collections::BTreeSet;

use crate::error::Place;
use crate::normalize::{indicator, number};
use crate::page::{Grid, Spans};

/// One place of a matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slot {
    /// The text of the cell that begins here, blank where a cell above or to the left covers the place.
    pub text: String,
    /// Indentation of the text in half-width characters.
    pub indent: u32,
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
    /// Whether no text begins here.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

/// A place that no cell covers.
fn absent() -> Slot {
    Slot { span: (1, 1), absent: true, ..Slot::default() }
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
        let blank = absent();
        let mut rows = vec![vec![blank; grid.columns]; grid.rows];
        for cell in grid.cells {
            let bottom = (cell.row + cell.row_span.max(1)).min(grid.rows);
            let right = (cell.column + cell.column_span.max(1)).min(grid.columns);
            for (down, row) in rows.iter_mut().enumerate().take(bottom).skip(cell.row) {
                for (across, slot) in row.iter_mut().enumerate().take(right).skip(cell.column) {
                    slot.cover = (down - cell.row, across - cell.column);
                    slot.absent = false;
                }
            }
            if let Some(slot) = rows.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
                slot.text = cell.text.trim().to_owned();
                slot.indent = cell.indent;
                slot.place = cell.place;
                slot.span = (bottom - cell.row, right - cell.column);
            }
        }
        Self {
            rows,
            columns: grid.columns,
            printed: grid.spans == Spans::Printed,
            breaks: BTreeSet::new(),
            pages: BTreeSet::from([grid.page]),
        }
    }

    /// The text that covers a place: its own, or that of the merged cell it lies in.
    pub fn covering(&self, row: usize, column: usize) -> &str {
        let (up, left) = self.rows[row][column].cover;
        &self.rows[row - up.min(row)][column - left.min(column)].text
    }

    /// The texts that begin in a row, with their columns.
    pub fn tokens(&self, row: usize) -> impl Iterator<Item = (usize, &Slot)> {
        self.rows[row].iter().enumerate().filter(|(_, slot)| !slot.is_blank())
    }

    /// Adds the rows of `below` from row `from` on, as a part that another page prints.
    pub fn stack(&mut self, below: Matrix, from: usize) {
        self.widen(below.columns);
        self.breaks.insert(self.rows.len());
        self.pages.extend(below.pages);
        for (index, mut row) in below.rows.into_iter().enumerate().skip(from) {
            row.resize(self.columns, absent());
            for slot in &mut row {
                slot.cover.0 = slot.cover.0.min(index - from);
            }
            self.rows.push(row);
        }
    }

    /// Joins the two halves of a row that a page break cut between its texts: of the last row of a page and the first
    /// of the next one holds nothing but figures, and no column holds something in both.
    pub fn heal_breaks(&mut self) {
        let is_figure =
            |slot: &Slot| number::is_numeric(&slot.text) || indicator::is_plain_quantity(&slot.text);
        let figures = |row: &[Slot]| row.iter().filter(|slot| !slot.is_blank()).all(is_figure);
        let names = |row: &[Slot]| !row.iter().any(is_figure);
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

    fn widen(&mut self, columns: usize) {
        self.columns = self.columns.max(columns);
        for row in &mut self.rows {
            row.resize(self.columns, absent());
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
