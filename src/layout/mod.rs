//! Glyphs and rules → lines and grids: what a page says by where things stand, before any meaning.
//!
//! ```text
//! sheet ─rotate→ upright sheet ─charts→ without charts ─wide→ sheets in one piece ─panes→ sheets without tables side by side
//! sheet ─rules→ segments ─grid→ ruled tables ┐
//!   └─lines→ marks → pieces ─────────────────┴→ cells, lines
//! lines ─chunks, regions, or airy where a document has a rhythm→ lines of tables ─columns→ loose tables
//! pages ─running→ without headers and footers ─parts→ columns of tables over pages ─order→ blocks in reading order
//! ```
//!
//! Every stage of the first rows is a pure function of one page. Others compare pages: rows stand as far apart on all of
//! them (`rhythm`), headers, footers and page numbers show by repetition (`running`), and tables go on over page breaks
//! (`parts`, `carry`). All geometry is in tenths of a point.

mod abutting;
mod airy;
mod bands;
mod beneath;
mod boundaries;
mod browser;
mod carry;
mod cells;
mod charts;
mod chunks;
mod columns;
mod counted;
mod decoration;
mod diagrams;
mod drawn;
mod edges;
mod fill;
mod floor;
mod flush;
mod framed;
mod further;
mod grid;
mod heads;
mod inspect;
mod leaves;
mod lines;
mod margins;
mod merged;
mod middles;
mod notes;
mod open;
mod order;
mod painting;
mod panes;
mod parting;
mod parts;
mod passes;
mod places;
mod print;
mod regions;
#[cfg(test)]
mod regressions;
mod rhythm;
mod rotate;
mod rows;
mod rules;
mod running;
mod seams;
mod shading;
mod stacked;
#[cfg(test)]
mod strips;
#[cfg(test)]
mod tests;
mod tight;
mod undivided;
mod watermark;
mod white;
mod wide;
mod wraps;

use rayon::prelude::*;

use crate::error::Warning;
use crate::geometry::Rect;
use crate::page::{Block, Cut, Sheet, Spans};

use grid::Lattice;
pub use inspect::{InspectedCell, InspectedPage, InspectedTable, Inspection, inspect, svg};
use rhythm::Whites;
use wide::Wide;

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

/// What one page holds, or one part of a page on which tables stand side by side, in the direction its text is read, from
/// top to bottom.
#[derive(Debug, Clone)]
struct Page {
    number: u32,
    /// The visible page, turned so that its text is upright.
    width: i32,
    height: i32,
    origin: wide::Origin,
    segments: rules::Segments,
    marks: Vec<lines::Mark>,
    tables: Vec<Table>,
    /// Tables whose cells are not made yet, from top to bottom.
    loose: Vec<columns::Loose>,
    /// What stands in no table.
    lines: Vec<lines::Line>,
    warnings: Vec<Warning>,
}

impl Page {
    /// The outlines of all tables.
    fn outlines(&self) -> impl Iterator<Item = Rect> {
        self.tables.iter().map(|table| table.rect).chain(self.loose.iter().map(|table| table.rect))
    }

    /// Makes the cells of the tables that have none yet.
    fn complete(&mut self) {
        let marks = std::mem::take(&mut self.marks);
        self.tables.extend(self.loose.drain(..).map(|loose| columns::table(&marks, loose)));
    }
}

/// Lines and grids of a document in reading order, and what was lost on the way.
///
/// Pages are looked at in parallel; the result does not depend on the number of threads.
pub fn layout(sheets: Vec<Sheet>) -> (Vec<Block>, Vec<Warning>) {
    let (mut pages, mut warnings) = pages(sheets);
    running::remove(&mut pages);
    parts::join(&mut pages);
    pages.par_iter_mut().for_each(Page::complete);
    carry::columns(&mut pages);
    warnings.extend(pages.iter_mut().flat_map(|page| std::mem::take(&mut page.warnings)));
    warnings.sort_by_key(|warning| warning.page);
    (order::blocks(pages), warnings)
}

/// What stands on each page, and which charts do.
fn pages(sheets: Vec<Sheet>) -> (Vec<Page>, Vec<Warning>) {
    let upright = |sheet| {
        let (sheet, turn) = rotate::upright(sheet);
        let (sheet, chart) = charts::without(sheet, turn);
        ((sheet, turn), chart)
    };
    let (upright, charts): (Vec<_>, Vec<_>) = sheets.into_par_iter().map(upright).unzip();
    let drafts: Vec<Draft> = wide::joined(upright).into_par_iter().flat_map_iter(drafts).collect();
    let rhythm = rhythm::of_document(drafts.iter().filter_map(|draft| draft.whites.as_ref()));
    let pages = drafts.into_par_iter().map(|draft| draft.page(rhythm)).collect();
    (pages, charts.into_iter().flatten().collect())
}

/// A page whose tables without a grid are still lines.
struct Draft {
    page: Page,
    /// Where columns of tables without rows of rules may meet, as `(y, x)`, sorted: where painted rules and backgrounds end,
    /// and the rules between columns alone.
    edges: Vec<(i32, i32)>,
    /// The white between its rows; none where rules or backgrounds tell its tables.
    whites: Option<Whites>,
    /// What runs along its sides.
    beside: Vec<lines::Line>,
}

impl Draft {
    /// What stands on the page of a document whose rows that stand far apart are in this rhythm.
    fn page(self, rhythm: Option<i32>) -> Page {
        let Self { mut page, edges, whites, beside } = self;
        let rhythm = whites.and_then(|whites| whites.rhythm(rhythm));
        let lines = std::mem::take(&mut page.lines);
        (page.loose, page.lines) =
            columns::tables(&page.marks, lines, &page.segments, &edges, &page.tables, rhythm);
        for line in beside {
            let at = page.lines.partition_point(|other| other.rect.y0 < line.rect.y0);
            page.lines.insert(at, line);
        }
        page
    }
}

/// What stands on a page, in parts where tables stand side by side.
fn drafts(wide: Wide) -> Vec<Draft> {
    let Wide { sheet, origin } = wide;
    let mut drafts = Vec::new();
    let mut sheets = vec![sheet];
    while let Some(mut sheet) = sheets.pop() {
        drawn::as_rules(&mut sheet);
        let marks = lines::marks(&sheet);
        let pieces = watermark::without(lines::pieces(&marks));
        let pieces = browser::without(pieces, &marks, rules::tenths(sheet.height));
        decoration::remove(&mut sheet, &marks, &pieces);
        margins::without_rules(&mut sheet, &marks, &pieces);
        let segments = rules::segments(&sheet);
        let backgrounds = shading::backgrounds(&sheet);
        match panes::parted(&sheet, &marks, &pieces, &segments, &backgrounds) {
            Some(parts) => sheets.extend(parts.into_iter().rev()),
            None => drafts.push(draft(&sheet, origin.clone(), segments, marks, pieces, backgrounds)),
        }
    }
    drafts
}

/// What stands on one page, its tables as far as rules and backgrounds tell them.
fn draft(
    sheet: &Sheet,
    origin: wide::Origin,
    mut segments: rules::Segments,
    marks: Vec<lines::Mark>,
    mut pieces: Vec<lines::Piece>,
    backgrounds: Vec<Rect>,
) -> Draft {
    let beside = lines::lines(&marks, running::beside(&mut pieces, &segments));
    merged::close_heads(&mut segments);
    open::close_rows(&mut segments, &marks, &pieces);
    let (mut ruled, dropped) = grid::lattices(&segments);
    for seam in origin.seams() {
        ruled.iter_mut().for_each(|lattice| seams::close_heads(lattice, seam, &pieces, &marks));
    }
    let shaded = shading::lattices(&backgrounds, &ruled, &marks, &pieces);
    let by_rules = ruled.len();
    let lattices: Vec<Lattice> = ruled.into_iter().chain(shaded).collect();
    let (filled, mut rest) = fill::fill(&lattices, &marks, pieces, rules::tenths(sheet.width));
    let mut edges = segments.joints.clone();
    edges.extend(backgrounds.iter().flat_map(|b| [(b.y1, b.x0), (b.y1, b.x1)]));
    let (mut tables, mut diagrams) = (Vec::new(), Vec::new());
    for (index, (lattice, filled)) in lattices.into_iter().zip(filled).enumerate() {
        if (lattice.cut.above || lattice.cut.below) && filled.iter().all(Vec::is_empty) {
            continue;
        }
        if index < by_rules && diagrams::is_diagram(&lattice, &filled, &segments) {
            diagrams.push(lattice.rect);
            continue;
        }
        let (lattice, filled) = stacked::part(lattice, filled, &marks);
        match undivided::divides(&filled, &lattice, &marks) {
            true => tables.push(Table { ruled: index < by_rules, ..table(lattice, &marks, filled) }),
            false => {
                edges.extend(lattice.sides());
                rest.extend(filled.into_iter().flatten());
            }
        }
    }
    edges.sort_unstable();
    rest.sort_by_key(|piece| piece.marks.start);
    let by_rules = tables.partition_point(|table| table.ruled);
    let rest = white::heads(&mut tables[by_rules..], &marks, rest, &segments);
    let lines = lines::lines(&marks, rest);
    let whites = tables.is_empty().then(|| Whites::of(&lines, &segments.horizontal));
    let mut warnings = Vec::new();
    if let Some(first) = diagrams.first() {
        warnings.push(charts::unread(diagrams.len()).at(Some(origin.place(*first))));
    }
    if dropped || segments.cut {
        let message = "The page holds more rules than a table can have; some of them are ignored.";
        warnings.push(Warning::new("too_many_rules", message).on_page(sheet.number));
    }
    let page = Page {
        number: sheet.number,
        width: rules::tenths(sheet.width),
        height: rules::tenths(sheet.height),
        origin,
        segments,
        marks,
        tables,
        loose: Vec::new(),
        lines,
        warnings,
    };
    Draft { page, edges, whites, beside }
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
        let texts: Vec<_> = column.iter().map(|i| (cells[*i].rect, &cells[*i].content)).collect();
        for (index, indent) in column.iter().zip(cells::indents(&texts)) {
            cells[*index].indent = indent;
        }
    }
}
