//! What programs that read workbooks write around the cells of a sheet: pandas, and what calls it, take the first row for the
//! names of columns, give names to those that have none, number the rows, and write a word for every blank cell.
//!
//! ```text
//! |   | 收支预算总表 | Unnamed: 1 | Unnamed: 2 | Unnamed: 3 |      收支预算总表 │      │      │
//! |--:|:-----------|:-----------|:-----------|:-----------|
//! | 0 | nan        | nan        | nan        | 单位：万元 |                  │      │      │ 单位：万元
//! | 1 | 项目       | 预算数     | 项目       | 预算数     |      项目         │ 预算数 │ 项目   │ 预算数
//! ```
//!
//! Cells that hold these words alone are blank. Names of columns that are their numbers from 0 are no row, and the numbers of
//! rows, which ascend from 0 under a blank head, no column; `预算数.1` is the second 预算数.

use crate::page::{Cell, Grid, Spans};
use crate::text::fold;

/// What stands for a blank cell, and nowhere else.
const BLANKS: [&str; 4] = ["NaN", "nan", "NaT", "<NA>"];
/// What stands for a blank cell where it stands more than once.
const NOTHING: [&str; 3] = ["None", "NA", "null"];
/// The name of a column without one, before its number.
const UNNAMED: [&str; 4] = ["Unnamed: ", "__UNNAMED__", "Column", "..."];
/// That of a writer of PDF pages, before the number of the column from 1.
const COUNTED: &str = "Col";
/// So many numbers of columns are no figures.
const FEWEST_NUMBERS: usize = 3;
/// So many numbers of rows are no figures.
const FEWEST_ROWS: usize = 3;

/// Whether a text is the name of a column that has none: `Unnamed: 3`, `Unnamed: 3_level_1`.
pub(super) fn is_unnamed(text: &str) -> bool {
    let rest = UNNAMED.iter().find_map(|prefix| text.strip_prefix(prefix));
    let name = rest.map(|rest| rest.split_once("_level_").unwrap_or((rest, "0")));
    name.is_some_and(|(column, level)| is_number(column) && is_number(level))
}

/// Whether a line of comma-separated text is the name or a cell of a single column that prints nothing.
pub(in crate::read) fn is_blank(line: &str) -> bool {
    line == "\"\"" || is_unnamed(line)
}

/// Whether the texts of a first row are the names that such a program gives: one for a column without a name, or the numbers
/// of the columns behind a blank head.
pub(super) fn are_names(texts: &[&str]) -> bool {
    let are_numbers = |names: &[&str]| {
        !names.is_empty() && names.iter().enumerate().all(|(number, name)| *name == number.to_string())
    };
    texts.iter().any(|text| is_unnamed(text)) || matches!(texts, ["", names @ ..] if are_numbers(names))
}

/// The grid without what such a program wrote around it.
pub(super) fn unwrapped(mut grid: Grid) -> Grid {
    let is_blanked = blank(&mut grid.cells);
    let is_unnamed = unname(&mut grid);
    let is_certain = is_blanked || is_unnamed;
    let numbers = numbers_of_columns(&grid);
    let has_numbers = numbers_rows(&grid, is_certain || numbers > 0);
    let has_names = numbers > 0 && (has_numbers || is_certain || numbers >= FEWEST_NUMBERS);
    if has_numbers {
        drop_first_column(&mut grid);
    }
    if has_names {
        grid = without_first_row(grid);
    }
    if is_certain || has_numbers || has_names {
        drop_blank_columns(&mut grid);
        // Such programs know of no merged cells.
        if !grid.cells.iter().any(Cell::is_merged) {
            grid.spans = Spans::Lost;
        }
    }
    grid
}

/// Blanks the cells that hold the word for it; whether there are some.
fn blank(cells: &mut [Cell]) -> bool {
    let is_short = |cell: &&mut Cell| (2..=4).contains(&cell.text.len());
    let is_nothing =
        |cell: &&Cell| (2..=4).contains(&cell.text.len()) && NOTHING.contains(&cell.text.as_str());
    let is_certain = cells.iter().filter(is_nothing).nth(1).is_some();
    let mut found = false;
    for cell in cells.iter_mut().filter(is_short) {
        let text = cell.text.as_str();
        if BLANKS.contains(&text) || is_certain && NOTHING.contains(&text) {
            cell.text.clear();
            cell.place = None;
            found = true;
        }
    }
    found
}

/// Takes off the names that the program gave to columns in the first row; whether there were some.
fn unname(grid: &mut Grid) -> bool {
    let end = grid.row(0).len();
    let mut found = false;
    for index in 0..end {
        let (before, rest) = grid.cells.split_at_mut(index);
        let Some(cell) = rest.first_mut() else { break };
        if is_unnamed(&cell.text) {
            cell.text.clear();
            cell.place = None;
            found = true;
        } else if cell.text.strip_prefix(COUNTED).is_some_and(|number| number == (index + 1).to_string()) {
            cell.text.clear();
            cell.place = None;
        } else if let Some((name, number)) = cell.text.rsplit_once('.')
            && is_number(number)
            && name.ends_with(fold::is_ideograph)
            && before.iter().any(|other| other.text == name)
        {
            cell.text.truncate(name.len());
        }
    }
    found
}

/// How many names of columns are their numbers, from 0, over numbers of rows perhaps; 0 where others stand among them.
fn numbers_of_columns(grid: &Grid) -> usize {
    let row = grid.row(0);
    let names = if row.first().is_some_and(|cell| cell.text.is_empty()) { &row[1..] } else { row };
    let are_numbers = names.iter().enumerate().all(|(number, cell)| cell.text == number.to_string());
    if are_numbers && grid.rows > 1 { names.len() } else { 0 }
}

/// Whether the first column numbers the rows from 0, under a blank head; where something else tells of a program
/// (`is_certain`), some may be left out.
fn numbers_rows(grid: &Grid, is_certain: bool) -> bool {
    let is_head = |cell: &Cell| cell.column == 0 && cell.text.is_empty() && !cell.is_merged();
    if grid.columns < 2 || !grid.cells.first().is_some_and(is_head) {
        return false;
    }
    let mut next = 0;
    for row in 1..grid.rows {
        let number = grid.row(row).first().filter(|cell| cell.column == 0 && is_number(&cell.text));
        match number.and_then(|cell| cell.text.parse::<usize>().ok()) {
            Some(number) if number == next || is_certain && number > next => next = number + 1,
            _ => return false,
        }
    }
    grid.rows > if is_certain { 1 } else { FEWEST_ROWS }
}

/// Takes off the columns left and right of all texts, in which a sheet has nothing.
fn drop_blank_columns(grid: &mut Grid) {
    let printed = || grid.cells.iter().filter(|cell| !cell.text.is_empty());
    let Some(first) = printed().map(|cell| cell.column).min() else { return };
    let end = printed().map(|cell| cell.column + cell.column_span).max().unwrap_or(grid.columns);
    if !grid.cells.iter().any(Cell::is_merged) {
        grid.cells.retain(|cell| (first..end).contains(&cell.column));
        grid.cells.iter_mut().for_each(|cell| cell.column -= first);
        grid.columns = end - first;
    }
}

fn drop_first_column(grid: &mut Grid) {
    grid.cells.retain(|cell| cell.column > 0);
    grid.cells.iter_mut().for_each(|cell| cell.column -= 1);
    grid.columns -= 1;
}

/// The grid below its first row. Columns at the right stay, blank ones too.
fn without_first_row(grid: Grid) -> Grid {
    let (columns, spans, rows) = (grid.columns, grid.spans, grid.rows);
    let below = Grid { spans: Spans::Printed, ..grid }.between(1, rows);
    Grid { columns, spans, ..below }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
