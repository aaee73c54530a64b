//! The tables that every department publishes, by the forms of the Ministry of Finance. A document that has nearly all of
//! them is such a publication, and one that it lacks is worth a word.

use crate::check::words::{self, StandardTable};
use crate::document::{Document, DocumentKind, Warning};

/// A document with fewer of them is an excerpt, which lacks nothing.
const MOST_OF_THEM: usize = 7;
/// The year from which the form of state capital is among them.
const STATE_CAPITAL: u16 = 2021;

/// The standard tables that a publication lacks.
pub(crate) fn missing(document: &Document) -> Option<Warning> {
    let is_published = matches!(document.document.kind, DocumentKind::Budget | DocumentKind::FinalAccounts);
    let is_of_government = document.tables.iter().any(words::states_taxes);
    if !is_published || is_of_government || document.warnings.iter().any(Warning::is_of_unread) {
        return None;
    }
    let is_printed =
        |standard: &&StandardTable| document.tables.iter().any(|table| standard.kinds.contains(&table.kind));
    let (printed, lacking): (Vec<_>, Vec<_>) = words::standard_tables().iter().partition(is_printed);
    if printed.len() < MOST_OF_THEM {
        return None;
    }
    let recent = document.document.fiscal_year.is_some_and(|year| year >= STATE_CAPITAL);
    let is_due = |standard: &&StandardTable| recent || !standard.name.starts_with("国有资本");
    let told: Vec<&str> = lacking.into_iter().filter(is_due).map(|standard| standard.name).collect();
    let message = || format!("of the standard tables there is no {}", told.join("、"));
    (!told.is_empty()).then(|| Warning::new("tables_missing", message()))
}
