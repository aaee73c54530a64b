//! A header of which a page prints the last rows twice, one below the other, as spreadsheets do that repeat the titles of
//! their print area on every page.
//!
//! ```text
//! 项目     │          │ 收入预算 │
//! 科目编码 │ 科目名称 │ 合计     │ 财政拨款
//! 科目编码 │ 科目名称 │ 合计     │ 财政拨款   ← goes
//! 205      │ 教育支出 │ 9.00     │ 8.00
//! ```
//!
//! Where merged cells are printed, the paths of the columns are the same with and without these rows.

use crate::tables::lost;
use crate::tables::matrix::{Matrix, Slot};
use crate::vocab::headers;

/// Takes out the rows that are printed again.
pub fn take_out(matrix: &mut Matrix) {
    if matrix.printed {
        return;
    }
    let depth = lost::depth(matrix);
    let again = (1..depth).find_map(|row| {
        let first =
            (0..row).find(|&first| is_again(&matrix.rows[first..], &matrix.rows[row..depth], row - first))?;
        Some(row..row + row - first)
    });
    if let Some(again) = again {
        matrix.rows.drain(again);
    }
}

/// Whether so many rows of the header, which head codes or names, are printed again right below themselves.
fn is_again(rows: &[Vec<Slot>], again: &[Vec<Slot>], count: usize) -> bool {
    let same = |(slot, other): (&Slot, &Slot)| slot.text == other.text;
    let names = rows[0].iter().any(|slot| headers::names_rows(&slot.text));
    let rows = rows.iter().zip(again).take(count);
    names && again.len() >= count && rows.clone().all(|(row, other)| row.iter().zip(other).all(same))
}
