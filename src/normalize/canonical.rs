//! One dataset from many forms: what a column and a row mean, whatever the wording of the province and the year.
//!
//! `一般公共预算拨款`, `1. 一般公共预算资金` and `财政拨款收入 / 一般公共预算` are one source of money; “三公”经费 printed as six
//! rows or as one row of six columns are the same six facts. [`annotate`] writes the canonical identifiers into the
//! document; what the vocabulary does not know keeps its printed text and gives a warning.

use super::{code_name, item, measure, region};
use crate::document::{Document, Table, TableKind};
pub use crate::vocab::canonical::{Additions, Definition, Vocabulary};
use crate::vocab::kinds;

/// The warnings of this stage.
const WARNINGS: [&str; 3] = ["unmapped_column", "unmapped_row", "code_name_mismatch"];

/// Fills the region of the issuer, the measure, phase and item of every amount column and the item of every row; of a
/// document that has them already, anew.
///
/// Warnings: `unmapped_column` and `unmapped_row`, once per table and wording, for all kinds but `other` and the
/// performance forms; `code_name_mismatch` where a code is printed with another name than the classification's.
pub fn annotate(document: &mut Document, vocabulary: &Vocabulary) {
    document.warnings.retain(|warning| !WARNINGS.contains(&warning.code.as_str()));
    let fiscal_year = document.document.fiscal_year;
    let issuer = &mut document.document.issuer;
    issuer.region = issuer.name.as_deref().and_then(region::of_issuer);
    for table in &mut document.tables {
        document.warnings.extend(annotate_table(table, fiscal_year, vocabulary));
    }
    document.warnings.extend(code_name::mismatches(&document.tables));
}

/// [`annotate`] for one table of a document of the fiscal year.
pub fn annotate_table(
    table: &mut Table,
    fiscal_year: Option<u16>,
    vocabulary: &Vocabulary,
) -> Vec<crate::document::Warning> {
    let mut warnings = measure::annotate(table, fiscal_year, vocabulary);
    warnings.extend(item::annotate(table, fiscal_year, vocabulary));
    if !is_expected(table.kind) {
        warnings.clear();
    }
    warnings
}

/// Whether every figure of a table of this kind should have a canonical measure and item.
pub(super) fn is_expected(kind: TableKind) -> bool {
    kind != TableKind::Other && !kind.is_performance()
}

/// The scopes in which wordings of a table are looked up: its kind, then the side it belongs to.
pub(super) fn scopes(table: &Table) -> Vec<&'static str> {
    use TableKind::*;
    let (kind, side) = match table.kind {
        Units => ("units", None),
        RevenueExpenditureSummary => ("revenue_expenditure_summary", None),
        Revenue => ("revenue", Some("revenue")),
        Expenditure => ("expenditure", Some("expenditure")),
        AppropriationSummary => ("appropriation_summary", None),
        AppropriationExpenditure => ("appropriation_expenditure", Some("expenditure")),
        AppropriationBasic => ("appropriation_basic", Some("expenditure")),
        GeneralPublicExpenditure => ("general_public_expenditure", Some("expenditure")),
        GeneralPublicEconomic => ("general_public_economic", Some("expenditure")),
        GeneralPublicBasic => ("general_public_basic", Some("expenditure")),
        GovernmentFund => ("government_fund", Some("expenditure")),
        StateCapital => ("state_capital", Some("expenditure")),
        ThreePublic => ("three_public", None),
        OperatingFunds => ("operating_funds", Some("expenditure")),
        ProjectExpenditure => ("project_expenditure", Some("expenditure")),
        SpecialFund => ("special_fund", Some("expenditure")),
        DepartmentPerformance => ("department_performance", None),
        ProjectPerformance => ("project_performance", None),
        Procurement => ("procurement", None),
        Other => ("other", None),
    };
    let printed = kinds::side(table).map(|side| match side {
        crate::document::Side::Revenue => "revenue",
        crate::document::Side::Expenditure => "expenditure",
    });
    std::iter::once(kind).chain(printed.or(side)).collect()
}

#[cfg(test)]
mod tests;
