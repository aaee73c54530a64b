//! Cells that a bar closes, one below the other, as programs copy the tables of web pages whose cells hold paragraphs: where a
//! row ends is not written.
//!
//! ```text
//! 项目 |          项目
//! 预算数 |        |
//! 备注 |          预算数
//! 合计 |          |
//! 12.50 |         合计
//! |               |
//! ```
//!
//! What the cells hold tells how many columns there are: heads are texts, every row below them has a name, and no column holds
//! both figures and texts.

use std::ops::Range;

use super::{Rows, is_figure};
use crate::page::Grid;
use crate::read::lines::Line;

/// Fewer cells are no table.
const FEWEST: usize = 6;
/// More cells are not looked at.
const MOST: usize = 2_048;
/// A table has no more columns.
const WIDEST: usize = 16;
/// An amount stands among the first of so many cells.
const MOST_ABOVE: usize = 4 * WIDEST;

/// A cell: the line in which its text stands, and where; `None` where it is blank.
type Closed<'a, 'b> = Option<(&'a Line<'b>, Range<usize>)>;

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes.
pub(super) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    // What is no table shows in its first cells; one that is ends with the last row of its shape.
    let Shape { columns, heads } = shape(&closed(lines, MOST_ABOVE).0)?;
    let rows = rows_of(&closed(lines, MOST).0, columns, heads);
    let (cells, taken) = if rows < 2 { return None } else { closed(lines, rows * columns) };
    let mut grid = Rows::begin(&lines[0]);
    for (row, printed) in cells.chunks(columns).enumerate() {
        for column in 0..columns {
            // Heads whose merged cells are lost stand to the left of blank ones.
            let at = if row > 0 {
                Some(column)
            } else {
                (column * heads % columns == 0).then_some(column * heads / columns)
            };
            match at.and_then(|at| printed.get(at)?.as_ref()) {
                Some((line, bytes)) => grid.cell(&mut line.columns(), line.text, bytes.clone()),
                None => grid.push(String::new(), 0, None),
            }
        }
        grid.end_row();
    }
    Some((grid.finish(), taken))
}

/// The cells that are closed by bars from the first line on, up to so many, and how many lines they take.
fn closed<'a, 'b>(lines: &'a [Line<'b>], most: usize) -> (Vec<Closed<'a, 'b>>, usize) {
    let mut cells = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at).filter(|line| cells.len() < most && line.is_text_of(lines[0].page)) {
        let (bytes, mut bars) = parted(line.text);
        let mut taken = 1;
        let is_open = bars == 0 && !bytes.is_empty();
        if is_open && let Some(below) = lines.get(at + 1).filter(|below| below.is_text_of(line.page)) {
            let (text, below) = parted(below.text);
            (bars, taken) = if text.is_empty() { (below, 2) } else { (0, 1) };
        }
        // Two texts in a line are a row, and a text without a bar is none of the table.
        if bars == 0 || line.text[bytes.clone()].contains('|') {
            break;
        }
        cells.push((!bytes.is_empty()).then_some((line, bytes)));
        cells.resize_with((cells.len() + bars - 1).min(most), || None);
        at += taken;
    }
    (cells, at)
}

/// Where the text of a line stands, and how many bars stand behind it.
fn parted(text: &str) -> (Range<usize>, usize) {
    let is_edge = |c: char| c == '|' || c.is_whitespace();
    let end = text.trim_end_matches(is_edge).len();
    let start = text[..end].len() - text[..end].trim_start().len();
    (start..end, text[end..].bytes().filter(|byte| *byte == b'|').count())
}

/// How many columns a table has, and how many of the cells of its first row are heads.
struct Shape {
    columns: usize,
    heads: usize,
}

/// The shape that the first cells of a table tell.
fn shape(cells: &[Closed<'_, '_>]) -> Option<Shape> {
    let heads = cells.iter().take(WIDEST).take_while(|cell| is_text(cell)).count();
    if cells.len() < FEWEST || heads < 2 || !cells.iter().any(is_amount) {
        return None;
    }
    let fits = |columns: &usize| {
        let rows = cells.len().div_ceil(*columns);
        rows > 2 && fitting(cells, *columns) == rows
    };
    let columns = (2..=heads).find(fits);
    columns.map(|columns| Shape { columns, heads: columns }).or_else(|| merged(cells, heads))
}

/// How many rows a table of this shape has from its first cell on; none where its last one is cut below merged heads.
fn rows_of(cells: &[Closed<'_, '_>], columns: usize, heads: usize) -> usize {
    let is_cut = cells.len() < MOST && !cells.len().is_multiple_of(columns);
    match heads < columns {
        true if is_cut => 0,
        true => cells.len() / columns,
        false => fitting(cells, columns),
    }
}

/// How many rows there are, the first among them, until one has no name, or a column holds figures and texts.
fn fitting(cells: &[Closed<'_, '_>], columns: usize) -> usize {
    let is_named = |row: &[Closed<'_, '_>]| match row {
        [name, ..] if is_text(name) => true,
        [code, name, ..] => (code.is_none() || is_code(code)) && is_text(name),
        _ => false,
    };
    let mut holds_amounts: Vec<Option<bool>> = vec![None; columns];
    let mut is_even = |row: &[Closed<'_, '_>]| {
        let printed = row.iter().zip(&mut holds_amounts).skip(1).filter(|(cell, _)| cell.is_some());
        let held = printed.map(|(cell, holds)| (is_amount(cell), holds));
        held.fold(true, |is_even, (is_amount, holds)| {
            is_even & (*holds.get_or_insert(is_amount) == is_amount)
        })
    };
    1 + cells.chunks(columns).skip(1).take_while(|row| is_named(row) && is_even(row)).count()
}

/// The shape of a table whose first heads are merged over several columns each, with heads of their own below them.
fn merged(cells: &[Closed<'_, '_>], heads: usize) -> Option<Shape> {
    let blanks = cells[heads..].iter().take(WIDEST).take_while(|cell| cell.is_none()).count();
    let columns = heads + blanks;
    let below = cells.get(columns..2 * columns)?;
    (blanks > 0 && columns.is_multiple_of(heads) && below.iter().all(is_text))
        .then_some(Shape { columns, heads })
}

fn is_text(cell: &Closed<'_, '_>) -> bool {
    cell.is_some() && !is_amount(cell)
}

fn is_amount(cell: &Closed<'_, '_>) -> bool {
    cell.as_ref().is_some_and(|(line, bytes)| is_figure(&line.text[bytes.clone()]))
}

/// Whether a cell may hold the code of a class, a section or an item.
fn is_code(cell: &Closed<'_, '_>) -> bool {
    let is_digits =
        |text: &str| matches!(text.len(), 3 | 5 | 7) && text.bytes().all(|byte| byte.is_ascii_digit());
    cell.as_ref().is_some_and(|(line, bytes)| is_digits(&line.text[bytes.clone()]))
}
