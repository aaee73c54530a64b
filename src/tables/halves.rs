//! A grid in which the halves of a summary stand one below the other, each under a header of its own.
//!
//! ```text
//! │ 收入             │ 预算数 │        │ 收入             │ 预算数 │
//! │ 一、财政拨款收入 │  13.25 │        │ 一、财政拨款收入 │  13.25 │
//! │ 收入总计         │  13.25 │   →    │ 收入总计         │  13.25 │
//! │ 支出             │ 预算数 │
//! │ 一、教育支出     │  13.25 │        │ 支出             │ 预算数 │
//! │ 支出总计         │  13.25 │        │ 一、教育支出     │  13.25 │
//! └──────────────────┴────────┘        │ 支出总计         │  13.25 │
//! ```

use crate::page::{Cell, Grid};
use crate::sections::{Caption, Piece};
use crate::text::fold;
use crate::vocab::words::{self, Use};

/// The first header stands among so many rows.
const DEEPEST: usize = 5;

/// A piece, or its halves; the notes are those of the second one.
pub fn part(piece: Piece) -> impl Iterator<Item = Piece> {
    let Some(row) = second(&piece.grid) else { return std::iter::once(piece).chain(None) };
    let rows = piece.grid.rows;
    let below = Piece {
        caption: Caption::default(),
        heading: piece.heading.clone(),
        grid: piece.grid.clone().between(row, rows),
        after_prose: false,
        ..piece
    };
    let above = Piece {
        caption: piece.caption,
        heading: piece.heading,
        heading_index: piece.heading_index,
        grid: piece.grid.between(0, row),
        notes: Vec::new(),
        after_prose: piece.after_prose,
    };
    std::iter::once(above).chain(Some(below))
}

/// The row of the second header: it differs from the first one only in which half it names.
fn second(grid: &Grid) -> Option<usize> {
    let is_half = |cell: &&Cell| cell.column == 0 && words::is(&fold::keyed(&cell.text), Use::Halves);
    let mut heads = grid.cells.iter().filter(is_half);
    let first = heads.next().filter(|first| first.row < DEEPEST)?;
    let second = heads.next().filter(|second| fold::keyed(&second.text) != fold::keyed(&first.text))?;
    let beside =
        |head: &Cell| grid.row(head.row).iter().skip(1).map(|cell| (cell.column, cell.text.as_str()));
    let is_header = beside(first).eq(beside(second)) && beside(first).any(|(_, text)| !text.is_empty());
    let is_lone = heads.next().is_none() && grid.cells.iter().all(|cell| !covers(cell, second.row));
    (is_header && is_lone).then_some(second.row)
}

/// Whether a cell from above covers a part of this row.
fn covers(cell: &Cell, row: usize) -> bool {
    cell.row < row && cell.row + cell.row_span > row
}
