//! Tables without rules: columns from alignment, rows from baselines.

use super::Table;
use super::lines::{Line, Mark, Piece, lines};
use super::rules::Segments;
use crate::page::Sheet;

/// The tables without a grid of rules, and the lines that belong to none.
pub(crate) fn tables(
    _sheet: &Sheet,
    _segments: &Segments,
    marks: &[Mark],
    pieces: Vec<Piece>,
) -> (Vec<Table>, Vec<Line>) {
    (Vec::new(), lines(marks, pieces))
}
