//! The tables that every department publishes, by the forms of the Ministry of Finance. A document that has nearly all of
//! them is such a publication, and one that it lacks is worth a word.

use crate::check::words;
use crate::document::{Document, DocumentKind, Warning};

/// A document with fewer of them is an excerpt, which lacks nothing.
const MOST_OF_THEM: usize = 7;
/// The year from which the form of state capital is among them.
const STATE_CAPITAL: u16 = 2021;

/// The standard tables that a publication lacks.
pub(crate) fn missing(document: &Document) -> Option<Warning> {
    let is_published = matches!(document.document.kind, DocumentKind::Budget | DocumentKind::FinalAccounts);
    let recent = document.document.fiscal_year.is_some_and(|year| year >= STATE_CAPITAL);
    let standard = words::standard_tables();
    let lacks: Vec<&str> = standard
        .iter()
        .filter(|standard| !document.tables.iter().any(|table| standard.kinds.contains(&table.kind)))
        .map(|standard| standard.name)
        .collect();
    let told: Vec<&str> =
        lacks.iter().copied().filter(|name| recent || !name.starts_with("国有资本")).collect();
    let message = format!("of the standard tables there is no {}", told.join("、"));
    let all_read = !document.warnings.iter().any(Warning::is_of_unread);
    let is_whole = is_published && all_read && standard.len() - lacks.len() >= MOST_OF_THEM;
    (is_whole && !told.is_empty()).then(|| Warning::new("tables_missing", message))
}
