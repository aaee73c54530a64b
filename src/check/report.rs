//! The findings of a document for a person: failures first, one paragraph each, and a summary line.

use std::fmt::Write as _;

use crate::document::{Check, CheckStatus, Document};

/// The findings of a checked document: the failures with where they stand, what is printed, what was expected
/// and what would explain it, then one line that sums up.
///
/// With `all` the checks that could not be judged follow the failures.
pub fn report(document: &Document, all: bool) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}", document.source.path);
    let failures = document.checks.iter().filter(|check| check.status == CheckStatus::Fail);
    for check in failures {
        finding(&mut out, document, check);
    }
    if all {
        for check in document.checks.iter().filter(|check| check.status == CheckStatus::Skipped) {
            finding(&mut out, document, check);
        }
    }
    let _ = writeln!(out, "{}", summary(document));
    out
}

fn finding(out: &mut String, document: &Document, check: &Check) {
    let status = match check.status {
        CheckStatus::Fail => "FAIL",
        CheckStatus::Skipped => "skip",
        CheckStatus::Pass => "pass",
    };
    let _ = write!(out, "  {status} {}", check.rule);
    for id in &check.tables {
        let title =
            document.tables.iter().find(|table| &table.id == id).and_then(|table| table.title.as_deref());
        let _ = write!(out, ", {id}{}", title.map(|title| format!(" {title}")).unwrap_or_default());
    }
    if let Some(place) = check.place {
        let _ = write!(out, ", {place}");
    }
    let _ = writeln!(out);
    let row = check.row.as_deref().filter(|row| !row.is_empty());
    let column = check.column.as_ref().map(|path| path.join("/"));
    let parts: Vec<String> =
        [row.map(|row| format!("row {row}")), column.map(|column| format!("column {column}"))]
            .into_iter()
            .flatten()
            .collect();
    if !parts.is_empty() {
        let _ = writeln!(out, "       {}", parts.join(", "));
    }
    let _ = writeln!(out, "       {}", check.message);
    if check.status == CheckStatus::Fail
        && let (Some(expected), Some(actual), Some(difference)) =
            (check.expected, check.actual, check.difference)
    {
        let _ = writeln!(out, "       expected {expected}, printed {actual}, difference {difference}");
    }
    if let Some(suggestion) = &check.suggestion {
        let _ = writeln!(out, "       suggestion: {suggestion}");
    }
}

/// One line: how many checks passed, failed and were skipped, and what share of the amounts is proven.
pub fn summary(document: &Document) -> String {
    let count = |status| document.checks.iter().filter(|check| check.status == status).count();
    let proof = document.proof.unwrap_or_default();
    let total = proof.proven + proof.contradicted + proof.unchecked;
    let share = |part: usize| {
        // In tenths of a percent, rounded down, so that 100.0 % means all.
        let tenths = (part * 1000).checked_div(total).unwrap_or(0);
        format!("{}.{} %", tenths / 10, tenths % 10)
    };
    format!(
        "{} failed, {} passed, {} skipped; of {total} amounts {} are proven, {} contradicted, {} unchecked",
        count(CheckStatus::Fail),
        count(CheckStatus::Pass),
        count(CheckStatus::Skipped),
        share(proof.proven),
        share(proof.contradicted),
        share(proof.unchecked),
    )
}
