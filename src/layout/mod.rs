//! Glyphs and rules → lines and grids: what a page says by where things stand, before any meaning.
//!
//! ```text
//! sheet ─rotate→ upright sheet ─rules→ segments ─grid→ ruled tables ┐
//!                     └─lines→ marks → pieces ──────────────────────┴→ cells, lines ─columns→ blocks in reading order
//! ```
//!
//! Every stage is a pure function of one page, except that headers, footers and page numbers show only
//! when pages are compared (`running`). All geometry is in tenths of a point.

mod cells;
mod columns;
mod grid;
mod heads;
mod inspect;
mod lines;
mod order;
mod regions;
mod rotate;
mod rows;
mod rules;
mod running;
mod shading;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::error::Warning;
use crate::geometry::Rect;
use crate::page::{Block, Cut, Sheet, Spans, Writing};

use grid::Lattice;
pub use inspect::{InspectedCell, InspectedPage, InspectedTable, Inspection, inspect, svg};

/// Text set at the left of its cell begins within this many tenths of an em of the edge.
const WIDEST_PADDING: i32 = 6;

/// A table of one page with the text of its cells.
#[derive(Debug, Clone)]
struct Table {
    rect: Rect,
    ruled: bool,
    spans: Spans,
    cut: Cut,
    rows: usize,
    columns: usize,
    cells: Vec<TableCell>,
}

/// A cell of a [`Table`]: where it is, and what stands in it.
#[derive(Debug, Clone)]
struct TableCell {
    row: usize,
    column: usize,
    row_span: usize,
    column_span: usize,
    rect: Rect,
    content: cells::CellText,
    indent: u32,
}

/// What one page holds, in the direction its text is read, from top to bottom.
#[derive(Debug, Clone)]
struct Page {
    number: u32,
    /// The visible page, turned so that its text is upright.
    width: i32,
    height: i32,
    turn: rotate::Turn,
    segments: rules::Segments,
    tables: Vec<Table>,
    lines: Vec<lines::Line>,
    warnings: Vec<Warning>,
}

/// Lines and grids of a document in reading order, and what was lost on the way.
///
/// Pages are looked at in parallel; the result does not depend on the number of threads.
pub fn layout(sheets: Vec<Sheet>) -> (Vec<Block>, Vec<Warning>) {
    let mut pages = pages(sheets);
    running::remove(&mut pages);
    let warnings = pages.iter_mut().flat_map(|page| std::mem::take(&mut page.warnings)).collect();
    (order::blocks(pages), warnings)
}

fn pages(sheets: Vec<Sheet>) -> Vec<Page> {
    sheets.into_par_iter().map(page).collect()
}

/// What stands on one page.
fn page(sheet: Sheet) -> Page {
    let (sheet, turn) = rotate::upright(sheet);
    let segments = rules::segments(&sheet);
    let marks = lines::marks(&sheet);
    let pieces = lines::pieces(&marks);
    let (ruled, dropped) = grid::lattices(&segments);
    let backgrounds = shading::backgrounds(&sheet);
    let shaded = shading::lattices(&backgrounds, &ruled, &marks, &pieces);
    let by_rules = ruled.len();
    let (mut tables, rest) = fill(ruled.into_iter().chain(shaded).collect(), &marks, pieces);
    for table in &mut tables[by_rules..] {
        table.ruled = false;
    }
    let mut edges = segments.joints.clone();
    edges.extend(backgrounds.iter().flat_map(|b| [(b.y1, b.x0), (b.y1, b.x1)]));
    edges.sort_unstable();
    let known: Vec<Rect> = tables.iter().map(|t| t.rect).collect();
    let (found, lines) = columns::tables(&marks, rest, &segments, &edges, &known);
    tables.extend(found);
    let mut warnings = Vec::new();
    if dropped || segments.cut {
        let message = "The page holds more rules than a table can have; some of them are ignored.";
        warnings.push(Warning::new("too_many_rules", message).on_page(sheet.number));
    }
    Page {
        number: sheet.number,
        width: rules::tenths(sheet.width),
        height: rules::tenths(sheet.height),
        turn,
        segments,
        tables,
        lines,
        warnings,
    }
}

/// Puts every piece into its cell, and hands back the tables with the pieces outside.
///
/// A piece is split where a rule stands in one of its gaps; where a rule runs through a glyph the text
/// overhangs and stays whole.
fn fill(
    lattices: Vec<Lattice>,
    marks: &[lines::Mark],
    pieces: Vec<lines::Piece>,
) -> (Vec<Table>, Vec<lines::Piece>) {
    let mut rest = Vec::new();
    let mut filled: Vec<Vec<Vec<lines::Piece>>> =
        lattices.iter().map(|l| vec![Vec::new(); l.boxes.len()]).collect();
    let place = |point: (i32, i32)| {
        // Later tables lie lower and, where one lies within another, inside of it.
        let inside = lattices.iter().enumerate().rev().filter(|(_, l)| l.rect.contains(point));
        inside.filter_map(|(table, lattice)| lattice.at(point).map(|cell| (table, cell))).next()
    };
    for piece in pieces {
        for part in split(marks, piece, place) {
            let home = started(&part, &lattices, place).or_else(|| place(part.rect.center()));
            match home {
                Some((table, cell)) => filled[table][cell].push(part),
                None => rest.push(part),
            }
        }
    }
    let tables =
        lattices.into_iter().zip(filled).map(|(lattice, filled)| table(lattice, marks, filled)).collect();
    (tables, rest)
}

/// The cell that a text runs out of at the right: it begins at the left edge of the cell and is too long for it.
///
/// Any other text belongs to the cell that holds its centre.
fn started(
    piece: &lines::Piece,
    lattices: &[Lattice],
    place: impl Fn((i32, i32)) -> Option<(usize, usize)>,
) -> Option<(usize, usize)> {
    let rect = piece.rect;
    let (middle, height) = rect.center();
    let cell = |(table, cell): (usize, usize)| lattices[table].boxes[cell].rect;
    let first = place((rect.x0, height)).filter(|_| piece.direction == Writing::Right)?;
    let padding = rect.x0 - cell(first).x0;
    let centred = place((middle, height)).is_some_and(|home| (cell(home).center().0 - middle).abs() <= piece.size / 10);
    (rect.x1 > cell(first).x1 && padding * 10 <= piece.size * WIDEST_PADDING && !centred).then_some(first)
}

/// A piece taken apart at the rules that stand in its gaps.
fn split(
    marks: &[lines::Mark],
    piece: lines::Piece,
    place: impl Fn((i32, i32)) -> Option<(usize, usize)>,
) -> Vec<lines::Piece> {
    let homes: Vec<_> = marks[piece.marks.clone()].iter().map(|m| place(m.rect.center())).collect();
    if homes.windows(2).all(|pair| pair[0] == pair[1]) {
        return vec![piece];
    }
    let mut parts = Vec::new();
    let mut start = piece.marks.start;
    for (index, pair) in (piece.marks.start + 1..).zip(homes.windows(2)) {
        let (before, after) = (&marks[index - 1], &marks[index]);
        let gap = (after.rect.x0 - before.rect.x1)
            .max(after.rect.y0 - before.rect.y1)
            .max(before.rect.y0 - after.rect.y1);
        // A blank within an overhanging text is no gap between two cells.
        let least = if after.blank { before.size * 3 / 10 } else { before.size / 10 };
        if pair[0] != pair[1] && gap > least {
            parts.push(lines::piece(marks, start..index));
            start = index;
        }
    }
    parts.push(lines::piece(marks, start..piece.marks.end));
    parts
}

/// The table of a lattice and the pieces in each of its cells.
fn table(lattice: Lattice, marks: &[lines::Mark], filled: Vec<Vec<lines::Piece>>) -> Table {
    let mut cells: Vec<TableCell> = lattice
        .boxes
        .iter()
        .zip(filled)
        .map(|(b, pieces)| TableCell {
            row: b.row,
            column: b.column,
            row_span: b.row_span,
            column_span: b.column_span,
            rect: b.rect,
            content: cells::cell_text(marks, pieces, b.rect),
            indent: 0,
        })
        .collect();
    indent(&mut cells, lattice.columns);
    let Lattice { rect, rows, columns, cut, .. } = lattice;
    Table { rect, ruled: true, spans: Spans::Printed, cut, rows, columns, cells }
}

/// Sets the indentation of all cells, column by column; merged cells count with the column they begin in.
fn indent(cells: &mut [TableCell], columns: usize) {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); columns];
    for (index, cell) in cells.iter().enumerate() {
        if let Some(column) = members.get_mut(cell.column).filter(|_| cell.column_span == 1) {
            column.push(index);
        }
    }
    for column in members {
        let boxes: Vec<_> = column.iter().map(|i| (cells[*i].rect, cells[*i].content.first)).collect();
        for (index, indent) in column.iter().zip(cells::indents(&boxes)) {
            cells[*index].indent = indent;
        }
    }
}
