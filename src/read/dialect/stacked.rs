//! Rows that stand in one row of cells, a line each, as OCR reads tables without rules between their rows.
//!
//! ```text
//! │ 208   │ 社会保障和就业支出 │ 7.50 │       │ 208   │ 社会保障和就业支出 │ 7.50 │
//! │ 20805 │ 养老支出          │ 7.50 │   →   │ 20805 │ 养老支出          │ 7.50 │
//! │       │ 合计              │ 7.50 │       │       │ 合计              │ 7.50 │
//! └───────┴───────────────────┴──────┘       └───────┴───────────────────┴──────┘
//! ```
//!
//! Amounts with decimals tell of it, which are no number broken over two lines, targets that each begin with their bound, and
//! names each of which is known beside whole numbers. Every cell of the row has as many lines as they, or one; a figure alone
//! is in the line of the one that it is equal to. Only codes may lack the lines of totals. Any other row stays as it is.

use std::collections::BTreeMap;

use super::written::Written;
use super::{BOUNDS, has_decimals, is_figure};
use crate::page::Cell;
use crate::vocab::{codes, headers};

/// The lines of a cell that has several, each with its own place.
pub(super) type Lines = Vec<Written>;

/// The grid's cells, row by row, with the lines of those that have several, by their index; and its number of rows.
pub(super) struct Stacked {
    pub(super) cells: Vec<Cell>,
    pub(super) lines: BTreeMap<usize, Lines>,
    pub(super) rows: usize,
}

impl Stacked {
    /// Parts the rows. Where merged cells are known, a cell of one line is merged over all rows that its row becomes.
    pub(super) fn part(self, are_merged: bool) -> (Vec<Cell>, usize) {
        let Self { cells, mut lines, rows } = self;
        if lines.is_empty() {
            return (cells, rows);
        }
        // The rows that stand for several.
        let mut parted: BTreeMap<usize, Parting> = BTreeMap::new();
        let mut first = 0;
        for own in cells.chunk_by(|a, b| a.row == b.row) {
            if let Some(parting) = Parting::of(own, &|cell| lines.get(&(first + cell))) {
                parted.insert(own[0].row, parting);
            }
            first += own.len();
        }
        if parted.is_empty() {
            return (cells, rows);
        }
        // Where each row begins, and where the last one ends.
        let mut starts = vec![0; rows + 1];
        for row in 0..rows {
            starts[row + 1] = starts[row] + parted.get(&row).map_or(1, |parting| parting.totals.len());
        }
        let mut all = Vec::with_capacity(cells.len());
        for (index, cell) in cells.into_iter().enumerate() {
            let (row, end) = (starts[cell.row], starts[(cell.row + cell.row_span).min(rows)]);
            let own = lines.remove(&index).unwrap_or_default();
            let parting = parted.get(&cell.row);
            let alone = parting.and_then(|parting| parting.alone.get(&cell.column)).copied();
            let Some(Parting { totals, .. }) =
                parting.filter(|_| !(own.is_empty() && alone.is_none() && are_merged))
            else {
                all.push(Cell { row, row_span: end - row, ..cell });
                continue;
            };
            let lacks_totals = own.len() > 1 && own.len() < totals.len();
            let whole = || {
                let blank = std::iter::repeat_n(Written::default(), alone.unwrap_or(0));
                blank.chain([Written::of_cell(&cell.text, cell.place, 1)]).collect()
            };
            let mut own = if own.is_empty() { whole() } else { own }.into_iter();
            for (row, is_total) in (row..end).zip(totals) {
                let line = if lacks_totals && *is_total { None } else { own.next() };
                let Written { text, place, indent, .. } = line.unwrap_or_default();
                all.push(Cell { row, row_span: 1, text, place, indent, ..cell.clone() });
            }
        }
        all.sort_by_key(|cell| (cell.row, cell.column));
        (all, starts[rows])
    }
}

/// How a row stands for several.
struct Parting {
    /// Of each line whether it is that of a total.
    totals: Vec<bool>,
    /// By their columns, the line of the figures that stand alone in their cells.
    alone: BTreeMap<usize, usize>,
}

impl Parting {
    /// `None` of any other row.
    fn of<'a>(own: &[Cell], lines: &dyn Fn(usize) -> Option<&'a Lines>) -> Option<Self> {
        let stacks: Vec<&Lines> = (0..own.len()).filter_map(lines).collect();
        let are_known = || stacks.iter().all(|lines| all(lines, is_known) || all(lines, is_count));
        let tells = |lines: &&&Lines| {
            all(lines, has_decimals) || all(lines, is_bounded) || all(lines, is_known) && are_known()
        };
        let height = stacks.iter().find(tells)?.len();
        let (whole, others): (Vec<&Lines>, Vec<&Lines>) =
            stacks.iter().partition(|lines| lines.len() == height);
        let is_total = |line: usize| whole.iter().any(|lines| headers::is_total(&lines[line].text));
        let totals: Vec<bool> = (0..height).map(is_total).collect();
        let coded = height - totals.iter().filter(|is_total| **is_total).count();
        let is_code = |line: &str| line.bytes().all(|byte| byte.is_ascii_digit());
        let is_of_codes = |lines: &&Lines| lines.len() == coded && all(lines, is_code);
        let are_single = || (0..own.len()).all(|cell| own[cell].row_span == 1 || lines(cell).is_none());
        if whole.len() < 2 || !others.iter().all(is_of_codes) || !are_single() {
            return None;
        }
        let line_of = |figure: &Cell| {
            let says = |line: usize| whole.iter().any(|lines| lines[line].text == figure.text);
            let mut equal = (0..height).filter(|&line| says(line));
            equal.next().filter(|_| equal.next().is_none()).map(|line| (figure.column, line))
        };
        let figures =
            own.iter().enumerate().filter(|(cell, own)| lines(*cell).is_none() && is_figure(&own.text));
        let alone = figures.map(|(_, figure)| line_of(figure)).collect::<Option<_>>()?;
        Some(Self { totals, alone })
    }
}

/// Whether a test holds for each line.
fn all(lines: &Lines, test: impl Fn(&str) -> bool) -> bool {
    lines.iter().all(|line| test(&line.text))
}

/// Whether a line is a target that begins with its bound.
fn is_bounded(line: &str) -> bool {
    line.starts_with(BOUNDS)
}

/// Whether a line is a whole number, with its commas where they belong.
fn is_count(line: &str) -> bool {
    let is_group = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = line.split(',');
    groups.next().is_some_and(|first| !first.is_empty() && is_group(first))
        && groups.all(|group| group.len() == 3 && is_group(group))
}

/// Whether a line is the name of a row that is known.
fn is_known(line: &str) -> bool {
    super::tsv::names_row(line) || codes::is_listed(line) || headers::is_total(line)
}
