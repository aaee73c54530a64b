//! Headers whose merged cells lost their blanks, put back over their columns before `header` reads them.
//!
//! ```text
//! 科目编码 │ 科目名称 │ 合计     │ 基本支出 │ 项目支出       科目编码 │ 科目名称 │ 合计 │ 基本支出 │          │          │ 项目支出
//! 小计     │ 人员经费 │ 公用经费 │          │          →              │          │      │ 小计     │ 人员经费 │ 公用经费 │
//! 201      │ 档案事务 │ 100.00   │ 80.00 │ 60.00 │ …      201      │ 档案事务 │ 100  │ 80.00    │ 60.00    │ …
//! ```
//!
//! From what is certain to what only the words of the heads tell: levels of codes, rows without any blank, heads that do
//! not begin where their columns do, and heads that fill the blanks of the row above.

mod compact;
pub mod levels;
mod misplaced;
mod slid;

use crate::tables::header::{self, DEEPEST};
use crate::tables::matrix::{Matrix, Slot};
use crate::vocab::forms::{self, Label};
use crate::vocab::{indicators, organization_name};

/// Puts the heads of a table back over their columns.
pub fn restore(matrix: &mut Matrix) {
    if begins_form(matrix) {
        return;
    }
    levels::restore(matrix);
    compact::restore(matrix);
    misplaced::restore(matrix);
    slid::restore(matrix);
}

/// Whether the first rows are those of a form: what it is about, and the next label or the heads of its indicators.
fn begins_form(matrix: &Matrix) -> bool {
    let texts = |row: usize| matrix.rows.get(row).into_iter().flatten().filter(|slot| !slot.is_blank());
    let first: Vec<&Slot> = texts(0).take(3).collect();
    let [label, value] = first[..] else { return false };
    let is_of_form = |text: &str| forms::is_label_or_group(text) || indicators::heads_levels(text);
    let goes_on = || texts(1).next().is_some_and(|label| is_of_form(&label.text));
    forms::is(&label.text, Label::Start) && (organization_name(&value.text) || goes_on())
}

/// The row and the first column of every head, row by row.
type Places = Vec<Vec<(usize, usize)>>;

/// The places of heads that stand in these columns of their own rows.
fn in_their_rows(columns: Vec<Vec<usize>>) -> Places {
    let places =
        |(row, columns): (usize, Vec<usize>)| columns.into_iter().map(|column| (row, column)).collect();
    columns.into_iter().enumerate().map(places).collect()
}

/// Lays a header anew over so many columns: the heads of every row stand in the columns `from` and belong `to` these places.
fn lay(matrix: &mut Matrix, columns: usize, from: &[Vec<usize>], to: &Places) {
    matrix.widen(columns);
    let single = |slot: Slot| Slot { span: (1, 1), ..slot };
    let mut laid = vec![vec![single(Slot::default()); columns]; from.len()];
    for (row, (from, to)) in from.iter().zip(to).enumerate() {
        for (&from, &(above, column)) in from.iter().zip(to) {
            laid[above][column] = single(std::mem::take(&mut matrix.rows[row][from]));
        }
    }
    for (row, mut laid) in laid.into_iter().enumerate() {
        laid.resize(matrix.columns, Slot::absent());
        matrix.rows[row] = laid;
    }
    matrix.printed = false;
}

/// How many rows stand above the first blank row, row of column numbers or row of data or of a sentence.
pub fn depth(matrix: &Matrix) -> usize {
    let is_body = |row: usize| {
        matrix.rows[row].iter().all(Slot::is_blank)
            || header::is_data(matrix, row)
            || header::is_column_numbers(matrix, row)
            || matrix.rows[row].iter().any(|slot| slot.text.contains('。'))
    };
    (0..matrix.rows.len().min(DEEPEST)).take_while(|&row| !is_body(row)).count()
}
