//! Rows that stand in one row of cells, a line each, as OCR reads tables without rules between their rows.
//!
//! ```text
//! │ 208   │ 社会保障和就业支出 │ 7.50 │       │ 208   │ 社会保障和就业支出 │ 7.50 │
//! │ 20805 │ 养老支出          │ 7.50 │   →   │ 20805 │ 养老支出          │ 7.50 │
//! │       │ 合计              │ 7.50 │       │       │ 合计              │ 7.50 │
//! └───────┴───────────────────┴──────┘       └───────┴───────────────────┴──────┘
//! ```
//!
//! Amounts with decimals tell of it, which are no number broken over two lines. Every cell of the row has as many lines as
//! they, or one, and then no figure; only codes may lack the lines of totals. Any other row stays as it is.

use std::collections::BTreeMap;

use super::written::Written;
use super::{has_decimals, is_figure};
use crate::page::Cell;
use crate::vocab::headers;

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
        // The rows that stand for several, and which of their lines are totals.
        let mut parted: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        let mut first = 0;
        for own in cells.chunk_by(|a, b| a.row == b.row) {
            if let Some(totals) = lines_of_totals(own, &|cell| lines.get(&(first + cell))) {
                parted.insert(own[0].row, totals);
            }
            first += own.len();
        }
        if parted.is_empty() {
            return (cells, rows);
        }
        // Where each row begins, and where the last one ends.
        let mut starts = vec![0; rows + 1];
        for row in 0..rows {
            starts[row + 1] = starts[row] + parted.get(&row).map_or(1, Vec::len);
        }
        let mut all = Vec::with_capacity(cells.len());
        for (index, cell) in cells.into_iter().enumerate() {
            let (row, end) = (starts[cell.row], starts[(cell.row + cell.row_span).min(rows)]);
            let totals = parted.get(&cell.row).map_or(&[][..], Vec::as_slice);
            let own = lines.remove(&index).unwrap_or_default();
            if totals.is_empty() || own.is_empty() && are_merged {
                all.push(Cell { row, row_span: end - row, ..cell });
                continue;
            }
            let lacks_totals = own.len() > 1 && own.len() < totals.len();
            let whole = || vec![Written::of_cell(&cell.text, cell.place, 1)];
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

/// Of each line of a row that stands for several whether it is that of a total; `None` of any other row.
fn lines_of_totals<'a>(own: &[Cell], lines: &dyn Fn(usize) -> Option<&'a Lines>) -> Option<Vec<bool>> {
    let stacks: Vec<&Lines> = (0..own.len()).filter_map(lines).collect();
    let is_of_amounts = |lines: &&&Lines| lines.iter().all(|line| has_decimals(&line.text));
    let height = stacks.iter().find(is_of_amounts)?.len();
    let (whole, others): (Vec<&Lines>, Vec<&Lines>) = stacks.iter().partition(|lines| lines.len() == height);
    let is_total = |line: usize| whole.iter().any(|lines| headers::is_total(&lines[line].text));
    let totals: Vec<bool> = (0..height).map(is_total).collect();
    let coded = height - totals.iter().filter(|is_total| **is_total).count();
    let is_code = |line: &Written| line.text.bytes().all(|byte| byte.is_ascii_digit());
    let is_of_codes = |lines: &&Lines| lines.len() == coded && lines.iter().all(is_code);
    let is_plain = |cell: usize| lines(cell).is_some() || !is_figure(&own[cell].text);
    let fits = whole.len() > 1
        && others.iter().all(is_of_codes)
        && own.iter().all(|cell| cell.row_span == 1)
        && (0..own.len()).all(is_plain);
    fits.then_some(totals)
}
