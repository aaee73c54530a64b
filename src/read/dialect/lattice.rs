//! Forms a grid from rows in which every column has a slot: one that holds no cell of its own says which neighbour
//! covers it.
//!
//! ```text
//! 科目   │ 预算数   │ (left)        ┌──────┬─────────────┐
//! (above)│ 基本支出 │ 项目支出       │ 科目 │    预算数    │
//!                                   │      ├──────┬──────┤
//!                                   │      │ 基本… │ 项目… │
//! ```
//!
//! A slot whose neighbour cannot cover it, since the whole would be no rectangle, is a blank cell.

use super::data_frame;
use super::spans;
use super::table::MOST_COLUMNS;
use super::written::Written;
use crate::error::Place;
use crate::page::{Cell, Cut, Grid, Spans};
use crate::read::lines::Position;

/// What stands in one column of a row.
enum Slot {
    /// A cell of its own.
    Cell(Written),
    /// The cell to the left goes on.
    Left,
    /// The cell above goes on.
    Above,
}

/// A table that is being read.
pub(super) struct Lattice {
    cells: Vec<Cell>,
    /// For each cell the row up to which (exclusive) it covers blank cells.
    reach: Vec<usize>,
    rows: usize,
    /// The row that is being read, and how many rows each of its slots wants.
    row: Vec<(Slot, usize)>,
    /// For each column of the row before, the cell that covers it.
    above: Vec<usize>,
    page: u32,
    place: Place,
}

impl Lattice {
    /// A table that begins here.
    pub(super) fn new(position: Position) -> Self {
        let first = position.column + 1;
        Self {
            cells: Vec::new(),
            reach: Vec::new(),
            rows: 0,
            row: Vec::new(),
            above: Vec::new(),
            page: position.page,
            place: Place::Line { line: position.line, first, last: first },
        }
    }

    /// A cell; blank ones below it are part of it, so that it covers this many rows.
    pub(super) fn cell(&mut self, written: Written, rows: usize) {
        self.row.push((Slot::Cell(written), rows));
    }

    /// A place that the cell to the left covers.
    pub(super) fn left(&mut self) {
        if self.row.len() < MOST_COLUMNS {
            self.row.push((Slot::Left, 1));
        }
    }

    /// A place that the cell above covers.
    pub(super) fn above(&mut self) {
        self.row.push((Slot::Above, 1));
    }

    /// How many rows have ended.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Takes the rows from this one on out of the table.
    pub(super) fn cut(&mut self, row: usize) -> Vec<Cell> {
        let first = self.cells.partition_point(|cell| cell.row < row);
        let taken = self.cells.split_off(first);
        self.cells.iter_mut().for_each(|cell| cell.row_span = cell.row_span.min(row - cell.row));
        self.reach.truncate(first);
        self.above.clear();
        self.rows = self.rows.min(row);
        taken
    }

    /// Adds rows that were [`Self::cut`].
    pub(super) fn append(&mut self, cells: Vec<Cell>) {
        let Some(first) = cells.first().map(|cell| cell.row) else { return };
        let start = self.rows;
        for cell in cells {
            let row = start + cell.row - first;
            self.rows = self.rows.max(row + cell.row_span);
            self.reach.push(0);
            self.cells.push(Cell { row, ..cell });
        }
    }

    /// How many columns the row has so far.
    pub(super) fn width(&self) -> usize {
        self.row.len()
    }

    /// Whether nothing is printed in the row so far.
    pub(super) fn is_blank(&self) -> bool {
        self.row.iter().all(|(slot, _)| matches!(slot, Slot::Cell(written) if written.text.is_empty()))
    }

    /// Drops the row.
    pub(super) fn discard_row(&mut self) {
        self.row.clear();
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) {
        let mut slots = std::mem::take(&mut self.row);
        let mut cover = Vec::with_capacity(slots.len());
        while cover.len() < slots.len() {
            let column = cover.len();
            let index = self.covering(&slots, column).unwrap_or_else(|| self.begin(&mut slots, column));
            let cell = &mut self.cells[index];
            cell.row_span = self.rows + 1 - cell.row;
            cover.extend(std::iter::repeat_n(index, cell.column_span));
        }
        self.rows += 1;
        self.above = cover;
        slots.clear();
        self.row = slots;
    }

    /// The cell above that covers this column and all others that it has.
    fn covering(&self, slots: &[(Slot, usize)], column: usize) -> Option<usize> {
        let index = *self.above.get(column)?;
        let cell = &self.cells[index];
        let free = |slot: &Slot| match slot {
            Slot::Cell(written) => written.text.is_empty() && self.rows < self.reach[index],
            Slot::Left | Slot::Above => true,
        };
        let own = slots.get(column..column + cell.column_span)?;
        let begins = cell.column == column && !matches!(own.first(), Some((Slot::Left, _)));
        (begins && own.iter().all(|(slot, _)| free(slot))).then_some(index)
    }

    /// Begins a cell in this column.
    fn begin(&mut self, slots: &mut [(Slot, usize)], column: usize) -> usize {
        let goes_on = |(slot, _): &&(Slot, usize)| matches!(slot, Slot::Left);
        let (mut written, mut rows, mut columns) = (Written::default(), 1, 1);
        if let (Slot::Cell(own), wanted) = &mut slots[column] {
            (written, rows) = (std::mem::take(own), *wanted);
            columns += slots[column + 1..].iter().take_while(goes_on).count();
        }
        written.text.shrink_to_fit();
        self.cells.push(Cell {
            row: self.rows,
            column,
            row_span: 1,
            column_span: columns,
            text: written.text,
            indent: written.indent,
            full: false,
            place: written.place,
        });
        self.reach.push(self.rows.saturating_add(rows));
        self.cells.len() - 1
    }

    /// The grid, `None` if it has no cell.
    pub(super) fn finish(mut self) -> Option<Grid> {
        if !self.row.is_empty() {
            self.end_row();
        }
        let columns = spans::drop_columns(&mut self.cells);
        let grid = Grid {
            cells: self.cells,
            rows: self.rows,
            columns,
            spans: Spans::Printed,
            cut: Cut::default(),
            page: self.page,
            place: self.place,
        };
        (!grid.cells.is_empty()).then(|| data_frame::unwrapped(grid))
    }
}
