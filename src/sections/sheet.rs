//! A sheet of a workbook that a text writes as one table: its caption stands in the first rows, and so does prose; several tables
//! may stand one under the other.
//!
//! ```text
//! │ 附件2              │      │            │    ← lines over the table
//! │ 部门收入预算总表   │      │            │
//! │ 部门：云溪市档案局 │      │ 单位：万元 │
//! │ 科目编码           │ 科目 │ 预算数     │    ← the grid
//! │ 201                │ …    │            │
//! │                    │      │            │
//! │ 部门支出预算总表   │      │            │    ← lines over the next one
//! ```
//!
//! A row is over a table where it says what preambles say or names a table; so is what stands alone in the rows before it.

use std::ops::Range;

use super::{inside, row_line};
use crate::error::Place;
use crate::page::{Block, Cell, Grid, Spans};

/// What a grid holds: lines and tables, in the order of their rows. Where it is not the first (`is_first`), rows of one text
/// may go on with the table before it, but for those of a single column and sentences.
pub fn taken_apart(grid: Grid, is_first: bool) -> Vec<Block> {
    if matches!(grid.place, Place::Page { .. }) || grid.rows == 0 {
        return vec![Block::Grid(grid)];
    }
    let rows = Rows::of(&grid);
    if rows.are_lines() {
        let is_text = is_first || grid.columns == 1 && grid.rows > 1 || rows.are_prose();
        return if is_text { rows.lines(0, grid.rows) } else { vec![Block::Grid(grid)] };
    }
    let parts = rows.parts();
    if let [part] = parts[..]
        && part.top == 0
        && rows.lines(part.bottom, part.end).is_empty()
    {
        return vec![Block::Grid(grid)];
    }
    // Captions are merged over the columns of a sheet, if the text knows of merged cells.
    let is_merged = grid.cells.iter().any(Cell::is_merged);
    let spans = if is_merged { grid.spans } else { Spans::Lost };
    let is_wide = parts.len() > 1 || spans == Spans::Lost;
    let mut blocks = Vec::new();
    for part in parts {
        blocks.extend(rows.lines(part.lines, part.top));
        if part.top < part.bottom {
            blocks.push(Block::Grid(rows.table(part.top..part.bottom, spans, is_wide)));
        }
        blocks.extend(rows.lines(part.bottom, part.end));
    }
    blocks
}

/// Captions that stand behind a blank row are no further from it.
const FURTHEST: usize = 8;

/// Some rows of a sheet: lines, the table below them, lines below that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Part {
    lines: usize,
    top: usize,
    bottom: usize,
    end: usize,
}

/// A grid and how many texts stand in its rows.
struct Rows<'g> {
    grid: &'g Grid,
    rows: Vec<Row>,
}

/// What stands in a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Blank,
    /// One text, which is no figure, or the same in all cells that it is merged over.
    Lone,
    /// Several texts, or what a cell from above covers.
    Full,
}

impl<'g> Rows<'g> {
    fn of(grid: &'g Grid) -> Self {
        let mut rows = vec![Row::Blank; grid.rows];
        let mut last = "";
        for cell in grid.cells.iter().filter(|cell| !cell.text.is_empty()) {
            let is_lone = match rows[cell.row] {
                Row::Blank => !is_figure(&cell.text),
                Row::Lone => cell.text == last,
                Row::Full => false,
            };
            rows[cell.row..(cell.row + cell.row_span).min(grid.rows)].fill(Row::Full);
            if is_lone && cell.row_span == 1 {
                rows[cell.row] = Row::Lone;
            }
            last = &cell.text;
        }
        Self { grid, rows }
    }

    /// Whether no row has several texts, and none a figure: a cover, or prose.
    fn are_lines(&self) -> bool {
        self.rows.contains(&Row::Lone) && !self.rows.contains(&Row::Full)
    }

    /// Whether most of such rows are sentences.
    fn are_prose(&self) -> bool {
        let lone = || (0..self.rows.len()).filter(|&row| self.is(row, Row::Lone));
        let says = |row: &usize| self.texts(*row).first().is_some_and(|text| text.contains('。'));
        let sentences = lone().filter(says).count();
        sentences > 1 && sentences * 2 >= lone().count()
    }

    fn is(&self, row: usize, kind: Row) -> bool {
        self.rows.get(row) == Some(&kind)
    }

    /// The texts of a row, each once where it is written into all cells that it is merged over.
    fn texts(&self, row: usize) -> Vec<&'g str> {
        let mut texts = self.grid.row_texts(row);
        texts.dedup();
        texts
    }

    /// Whether a row says what stands over tables.
    fn is_over(&self, row: usize) -> bool {
        inside::stands_over(&self.texts(row))
    }

    /// The tables one under the other, each with what stands over it.
    fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut lines = 0;
        while lines < self.rows.len() {
            let (mut top, mut row) = (lines, lines);
            while row < self.rows.len() {
                if !self.is(row, Row::Blank) && self.is_over(row) {
                    top = row + 1;
                } else if self.is(row, Row::Full) {
                    break;
                }
                row += 1;
            }
            let end = (row + 1..self.rows.len()).find(|&row| self.begins(row)).unwrap_or(self.rows.len());
            // Nothing but lines.
            if row == self.rows.len() && lines > 0 {
                top = end;
            }
            parts.push(Part { lines, top, bottom: self.bottom(top, end), end });
            lines = end;
        }
        parts
    }

    /// Whether what stands over another table begins in a row: behind a blank row, or right over its unit.
    fn begins(&self, row: usize) -> bool {
        if self.is(row, Row::Blank) {
            return false;
        }
        if self.is(row - 1, Row::Blank) {
            let above = (row..self.rows.len()).take(FURTHEST);
            let over = above.take_while(|&row| !self.is(row, Row::Full) || self.is_over(row));
            return over.into_iter().any(|row| !self.is(row, Row::Blank) && self.is_over(row));
        }
        let may_be = || self.texts(row).first().is_some_and(|text| text.contains('表'));
        self.is(row, Row::Lone) && may_be() && self.is_over(row) && self.is_over(row + 1)
    }

    /// Where a table ends whose rows end at `end`: before the prose that stands behind a blank row.
    fn bottom(&self, top: usize, end: usize) -> usize {
        let is_prose = |&row: &usize| {
            let text = self.texts(row).first().copied().unwrap_or_default();
            self.is(row, Row::Blank) || self.is(row, Row::Lone) && text.contains('。')
        };
        let first = (top + 1..end).rev().take_while(is_prose).last().unwrap_or(end);
        if self.is(first, Row::Blank) { first } else { end }
    }

    /// The texts of rows as lines; those of one row are pieces of one line.
    fn lines(&self, top: usize, bottom: usize) -> Vec<Block> {
        let of_row = |row: usize| {
            let place = self.grid.row(row).iter().find_map(|cell| cell.place).unwrap_or(self.grid.place);
            let text = inside::answered(&self.texts(row)).join("\t");
            let texts: Vec<String> =
                text.split('\n').map(str::to_owned).filter(|text| !text.is_empty()).collect();
            texts.into_iter().map(move |text| (text, place))
        };
        let lines = (top..bottom).flat_map(of_row);
        lines
            .map(|(text, place)| {
                let mut line = row_line(text, place, self.grid.page);
                line.gap = true;
                Block::Line(line)
            })
            .collect()
    }

    /// The table in these rows; in a grid that may be wider than it (`is_wide`) without the columns at the right that only
    /// others reach.
    fn table(&self, rows: Range<usize>, spans: Spans, is_wide: bool) -> Grid {
        let Grid { cut, page, .. } = *self.grid;
        let start = |row: usize| self.grid.cells.partition_point(|cell| cell.row < row);
        let cells = &self.grid.cells[start(rows.start)..start(rows.end)];
        let printed = cells.iter().filter(|cell| !cell.text.is_empty());
        let reached = printed.map(|cell| cell.column + cell.column_span).max();
        let columns = reached.filter(|_| is_wide).unwrap_or(self.grid.columns);
        let cells = cells.iter().filter(|cell| cell.column < columns).map(|cell| Cell {
            row: cell.row - rows.start,
            row_span: cell.row_span.min(rows.end - cell.row),
            column_span: cell.column_span.min(columns - cell.column),
            ..cell.clone()
        });
        let place = cells.clone().find_map(|cell| cell.place).unwrap_or(self.grid.place);
        Grid { cells: cells.collect(), rows: rows.len(), columns, spans, cut, page, place }
    }
}

/// Whether a text is an amount, a count or a share.
fn is_figure(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '%'))
}
