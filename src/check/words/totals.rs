//! What the names of rows say of totals: of everything, of the year itself, of a block.

use std::borrow::Cow;

use super::{WORDS, is_total};
use crate::document::Row;
use crate::text::fold::keyed;
use crate::text::numbering;

/// What a total adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalKind {
    /// 合计, 收入总计: everything.
    Grand,
    /// 本年支出合计: everything of the year itself; what is carried over follows.
    Current,
    /// 小计, 人员经费合计: the rows of its block.
    Part,
}

/// The name of a row, folded and without numbering.
pub(crate) fn name(row: &Row) -> Cow<'_, str> {
    keyed(numbering::strip(if row.name.is_empty() { &row.label } else { &row.name }))
}

/// The [`name`] of a row beside its folded label: what is compared as it stands, in every part is.
pub(crate) fn name_beside<'r>(row: &'r Row, label: &Cow<'r, str>) -> Cow<'r, str> {
    let printed = numbering::strip(if row.name.is_empty() { &row.label } else { &row.name });
    match label {
        Cow::Borrowed(_) if row.label.ends_with(printed) => printed.trim_end_matches(':').into(),
        label if printed == row.label => label.clone(),
        _ => keyed(printed),
    }
}

/// What kind of total a row of this [`name`] is, `None` for one that is none.
pub(crate) fn total_kind(row: &Row, name: &str) -> Option<TotalKind> {
    if !row.total && !is_total(name) {
        return None;
    }
    let current = WORDS.currents.iter().any(|word| name.starts_with(word));
    if current && !name.ends_with("总计") {
        return Some(TotalKind::Current);
    }
    if WORDS.grands.contains(&name) || name.ends_with("总计") {
        return Some(TotalKind::Grand);
    }
    Some(if is_total(name) { TotalKind::Part } else { TotalKind::Grand })
}
