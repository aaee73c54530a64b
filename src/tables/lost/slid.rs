//! Heads that fill the blanks of the row above, where OCR lost the blanks before them:
//!
//! ```text
//! 科目编码 │ 科目名称 │ 合计     │ 基本支出 │      │      │ 项目支出
//! 小计     │ 人员经费 │ 公用经费 │          │      │      │            ← under 基本支出
//! ```

use crate::tables::lost;
use crate::tables::matrix::Matrix;

/// Puts the heads of a row back under the merged heads that they divide.
pub fn restore(matrix: &mut Matrix) {
    if matrix.printed {
        return;
    }
    for row in 1..lost::depth(matrix) {
        let merged = merged_columns(matrix, row - 1);
        let heads: Vec<usize> = matrix.tokens(row).map(|(column, _)| column).collect();
        let slid = merged.first().zip(heads.first()).and_then(|(to, from)| to.checked_sub(*from));
        let Some(slid) = slid.filter(|slid| *slid > 0) else { continue };
        if heads.iter().map(|head| head + slid).eq(merged) {
            matrix.rows[row].rotate_right(slid);
        }
    }
}

/// The columns of the merged heads of a row whose merged cells are lost: heads with blanks behind them, and the blanks.
fn merged_columns(matrix: &Matrix, row: usize) -> Vec<usize> {
    let is_blank =
        |&column: &usize| column < matrix.columns && (0..=row).all(|row| matrix.rows[row][column].is_blank());
    let mut columns = Vec::new();
    for (head, _) in matrix.tokens(row) {
        let blanks = (head + 1..).take_while(is_blank).count();
        if blanks > 0 {
            columns.extend(head..=head + blanks);
        }
    }
    columns
}
