//! Which budget a column is of, as far as it and the caption of its table say: of which year, of whose level, and whether
//! as it was planned or as it came out.
//!
//! ```text
//! 2024年全市一般公共预算支出执行情况表 / 预算数   →   2024, everywhere, planned
//! 2025年市本级一般公共预算支出预算表 / 2025年预算数   →   2025, own level, planned
//! ```
//!
//! Tables of several budgets stand in the report of a government; what they state of the same name is not the same.

use crate::check::label::year_before;
use crate::check::words::{self, Level};
use crate::document::{Column, Phase, Table};
use crate::text::fold::keyed;

/// Which budget a figure is of; what is not said may be any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standpoint {
    pub year: Option<u16>,
    level: Option<Level>,
    phase: Option<Phase>,
    /// Whether it is of all money, whoever it comes from (全口径).
    of_all_money: bool,
}

impl Standpoint {
    /// What the caption of a table says.
    pub fn of_table(table: &Table) -> Self {
        let title = table.title.as_deref().map(keyed).unwrap_or_default();
        let (level, of_all_money) = (words::level(&title), words::is_of_all_money(&title));
        Self { year: only_year([&*title]), level, phase: None, of_all_money }
    }

    /// What the header of a column says besides.
    pub fn of_column(self, column: &Column) -> Self {
        let year = only_year(column.path.iter().map(String::as_str)).or(self.year);
        Self { year, phase: column.phase, ..self }
    }

    /// Whether a figure is of another budget than one of this.
    pub fn is_other(self, other: Self) -> bool {
        differ(self.year, other.year) || differ(self.level, other.level) || differ(self.phase, other.phase)
    }

    /// Whether it may be of another one: only one of them says that it is of the own level, or of all money.
    pub fn may_be_other(self, other: Self) -> bool {
        let is_own = |standpoint: Self| standpoint.level == Some(Level::Own);
        is_own(self) != is_own(other) || self.of_all_money != other.of_all_money
    }
}

/// Whether both are said, and not the same.
pub(crate) fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// The year that texts name, where they name no other.
fn only_year<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<u16> {
    let mut years = texts.into_iter().flat_map(years);
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// The years of this century that a text names.
pub(crate) fn years(text: &str) -> impl Iterator<Item = u16> {
    let years = text.match_indices('年').filter_map(|(at, _)| year_before(&text[..at]));
    years.filter(|year| (2000..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_told_where_no_other_is_named() {
        for (text, year) in [
            ("2024年全市支出表", Some(2024)),
            ("2024年度、2024年支出表", Some(2024)),
            ("2024年执行情况和2025年预算表", None),
            ("1999年及以前年度", None),
            ("上年支出表", None),
        ] {
            assert_eq!(only_year([text]), year, "{text}");
        }
    }
}
