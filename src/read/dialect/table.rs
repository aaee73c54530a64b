//! Forms a grid from the rows and cells of an HTML table, as the HTML standard does: cells fill the places
//! that no cell from above covers; a row span ends with its row group.
//!
//! Absurd spans are harmless: a span that runs into another cell is cut there, columns in which no cell
//! begins are dropped (`<td colspan=100>` over four columns covers four).

use std::collections::{BTreeMap, BTreeSet};

use super::stacked::{Lines, Stacked};
use super::written::{Flow, Item, Written};
use crate::error::Place;
use crate::page::{Cell, Cut, Grid, Spans};
use crate::read::lines::Position;
use crate::read::markup;

/// No cell spans beyond this column, so that no few bytes can make a grid of millions of places.
pub(super) const MOST_COLUMNS: usize = 1024;
/// The most rows that a cell may span, from the HTML standard.
const MOST_ROWS: usize = 65_534;

/// A table that is being read.
pub(super) struct Table {
    cells: Vec<Cell>,
    /// What cells that hold tables hold: the index of the cell, its lines and tables.
    nested: Vec<(usize, Vec<Item>)>,
    /// The lines of cells that have several, by their index.
    lines: BTreeMap<usize, Lines>,
    /// The cells whose every word leads to another page.
    links: BTreeSet<usize>,
    /// Rows begun so far.
    rows: usize,
    is_row_open: bool,
    column: usize,
    /// For each column the row up to which (exclusive) a cell from above covers it.
    covered: Vec<usize>,
    /// The first cell of the row group.
    group: usize,
    /// The cells that the end of each row group cut, and how many rows they were to span.
    cut: Vec<Vec<(usize, usize)>>,
    open: Option<Open>,
    page: u32,
    place: Place,
}

/// A cell that is being read.
struct Open {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    flow: Flow,
}

impl Table {
    /// A table that begins here.
    pub(super) fn new(position: Position) -> Self {
        let place =
            Place::Line { line: position.line, first: position.column + 1, last: position.column + 1 };
        Self {
            cells: Vec::new(),
            nested: Vec::new(),
            lines: BTreeMap::new(),
            links: BTreeSet::new(),
            rows: 0,
            is_row_open: false,
            column: 0,
            covered: Vec::new(),
            group: 0,
            cut: Vec::new(),
            open: None,
            page: position.page,
            place,
        }
    }

    /// The text of the open cell.
    pub(super) fn open_flow(&mut self) -> Option<&mut Flow> {
        self.open.as_mut().map(|open| &mut open.flow)
    }

    /// `<tr>`
    pub(super) fn start_row(&mut self) {
        self.end_row();
        self.rows += 1;
        self.is_row_open = true;
        self.column = 0;
    }

    /// `<td>`; a row span of 0 reaches to the end of the row group.
    pub(super) fn start_cell(&mut self, row_span: usize, column_span: usize) {
        self.end_cell();
        if !self.is_row_open {
            self.start_row();
        }
        let row = self.rows - 1;
        while self.covered.get(self.column).is_some_and(|end| *end > row) {
            self.column += 1;
        }
        let column = self.column;
        let most = MOST_COLUMNS.saturating_sub(column).max(1);
        let free = self.covered.get(column..).unwrap_or(&[]).iter().take(most);
        let blocked = free.take_while(|end| **end <= row).count();
        let limit = if column + blocked < self.covered.len() { blocked.max(1) } else { most };
        let column_span = column_span.clamp(1, limit);
        let row_span = match row_span {
            _ if column >= MOST_COLUMNS => 1,
            0 => MOST_ROWS,
            rows => rows.min(MOST_ROWS),
        };
        self.column = column + column_span;
        if row_span > 1 {
            if self.covered.len() < self.column {
                self.covered.resize(self.column, 0);
            }
            self.covered[column..self.column].fill(row + row_span);
        }
        self.open = Some(Open { row, column, row_span, column_span, flow: Flow::new(false) });
    }

    /// `</td>`
    pub(super) fn end_cell(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let lines = open.flow.lines();
        if !lines.is_empty() {
            self.lines.insert(self.cells.len(), lines);
        }
        let (whole, nested) = open.flow.into_cell();
        if whole.is_of_links() {
            self.links.insert(self.cells.len());
        }
        let Written { text, place, indent, .. } = whole;
        let mut text = markup::without_markdown(text);
        text.shrink_to_fit();
        if let Some(items) = nested {
            self.nested.push((self.cells.len(), items));
        }
        self.cells.push(Cell {
            row: open.row,
            column: open.column,
            row_span: open.row_span,
            column_span: open.column_span,
            text,
            indent,
            full: false,
            place,
        });
    }

    /// `</tr>`
    pub(super) fn end_row(&mut self) {
        self.end_cell();
        self.is_row_open = false;
    }

    /// `<tbody>` and the like, at both ends: no cell spans over it.
    pub(super) fn end_group(&mut self) {
        self.end_row();
        let rows = self.rows;
        let mut cut = Vec::new();
        for (index, cell) in self.cells.iter_mut().enumerate().skip(self.group) {
            let left = (rows - cell.row).max(1);
            if cell.row_span > left && cell.row_span < MOST_ROWS {
                cut.push((index, cell.row_span));
            }
            cell.row_span = cell.row_span.min(left);
        }
        if !cut.is_empty() {
            self.cut.push(cut);
        }
        self.group = self.cells.len();
        self.covered.clear();
    }

    /// Whether the table only arranges a page: what it holds are tables, in one column or of far more cells than it has
    /// texts of its own.
    fn lays_out(&self, columns: usize) -> bool {
        let inner = self.nested.iter().flat_map(|(_, items)| items);
        let inner = inner.map(|item| if let Item::Grid(grid) = item { grid.cells.len() } else { 0 });
        let own = self.cells.len() - self.nested.len();
        !self.nested.is_empty() && (columns <= 1 || inner.sum::<usize>() > 4 * own)
    }

    /// Whether the table is a menu: whatever it says leads to another page.
    fn is_menu(&self) -> bool {
        let said = || self.cells.iter().filter(|cell| !cell.text.is_empty()).count();
        !self.links.is_empty() && said() == self.links.len()
    }

    /// The tables that cells hold.
    fn inner_tables(&mut self) -> Vec<Item> {
        let inner = std::mem::take(&mut self.nested).into_iter().flat_map(|(_, items)| items);
        inner.filter(|item| matches!(item, Item::Grid(_))).collect()
    }

    /// `</table>`: the grid, then what tables its cells hold; or its content if it only lays out the page.
    pub(super) fn finish(mut self) -> Vec<Item> {
        self.end_group();
        if self.is_menu() {
            return self.inner_tables();
        }
        super::spans::go_on(&mut self.cells, self.rows, &self.cut);
        if self.nested.is_empty() {
            let (cells, lines) = (std::mem::take(&mut self.cells), std::mem::take(&mut self.lines));
            (self.cells, self.rows) = Stacked { cells, lines, rows: self.rows }.part(true);
        }
        super::widths::widen(&mut self.cells, self.rows);
        super::spans::mend(&mut self.cells, self.rows);
        let columns = super::spans::drop_columns(&mut self.cells);
        let page = self.page;
        if self.lays_out(columns) {
            let mut nested = std::mem::take(&mut self.nested).into_iter().peekable();
            let mut items = Vec::new();
            for (index, cell) in self.cells.iter().enumerate() {
                if let Some((_, content)) = nested.next_if(|(holder, _)| *holder == index) {
                    items.extend(content);
                } else if !cell.text.is_empty() && !self.links.contains(&index) {
                    let lines = cell.text.split('\n').filter(|line| !line.is_empty());
                    items.extend(lines.map(|line| Item::Line(Written::of_cell(line, cell.place, page))));
                }
            }
            return items;
        }
        let inner = self.inner_tables();
        if self.cells.is_empty() {
            return inner;
        }
        let grid = super::data_frame::unwrapped(Grid {
            cells: self.cells,
            rows: self.rows,
            columns,
            spans: Spans::Printed,
            cut: Cut::default(),
            page,
            place: self.place,
        });
        std::iter::once(Item::Grid(super::merged::restored(grid))).chain(inner).collect()
    }
}
