//! Totals that slid left because OCR lost the blank cell they begin with.
//!
//! ```text
//! 科目编码 │ 科目名称 │ 合计   │ 基本支出
//! 合计     │ 140.00   │ 80.00  │           ← its amounts stand a column too far left
//! 213      │ 农林水   │ 140.00 │ 80.00
//! ```
//!
//! Only where a figure stands under the heads of codes and names, and as many cells at the end of the row are blank.

use crate::document::Role;
use crate::normalize::{code, number};
use crate::tables::header::Header;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::headers;

/// Puts such totals under the head of the names, and their amounts back under their own.
pub fn restore(matrix: &mut Matrix, header: &Header) {
    if matrix.printed {
        return;
    }
    let codes = (0..matrix.columns).take_while(|&column| is_of_codes(matrix, header, column)).count();
    let texts = (codes..matrix.columns).take_while(|&column| heads_texts(header, column)).count();
    let (name, first_value) = (codes, codes + texts);
    if codes == 0 || texts == 0 {
        return;
    }
    for row in matrix.rows.iter_mut().skip(header.body) {
        let Some(total) = row.iter().position(|slot| !slot.is_blank()).filter(|&at| at < name) else {
            continue;
        };
        let slid = name - total;
        let is_figure = |slot: &Slot| number::is_numeric(&slot.text);
        let is_free = row.iter().rev().take(slid).all(Slot::is_blank);
        if headers::is_total(&row[total].text) && row[total + 1..first_value].iter().any(is_figure) && is_free
        {
            row.rotate_right(slid);
        }
    }
}

/// Whether a column is one of codes: its head says so, or it holds codes and totals alone.
fn is_of_codes(matrix: &Matrix, header: &Header, column: usize) -> bool {
    let Some(last) = header.paths.get(column).and_then(|path| path.last()) else { return false };
    let headed = matches!(headers::role(last), Some(Role::Code | Role::OrgCode))
        || matches!(fold::key(last).as_str(), "类" | "款" | "项");
    let texts = || matrix.rows.iter().skip(header.body).map(|row| row[column].text.as_str());
    let is_code = |text: &str| code::parse(text).is_some_and(|digits| code::is_classification(&digits));
    headed
        || texts().any(is_code)
            && texts().all(|text| text.is_empty() || is_code(text) || headers::is_total(text))
}

/// Whether a column is headed as one of names or texts.
fn heads_texts(header: &Header, column: usize) -> bool {
    let role = header.paths.get(column).and_then(|path| path.last()).and_then(|last| headers::role(last));
    matches!(role, Some(Role::Name | Role::OrgName | Role::Group | Role::Text))
}
