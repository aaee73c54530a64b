//! How much of a run has canonical identifiers, and which wordings lack one, as lines that a user completes.
//!
//! ```text
//! # 4 amounts in 1 documents, such as output/a.pdf.json
//! row | 彩票公益金收入 | ? | revenue,revenue_expenditure_summary
//! ```
//!
//! (with tabs for |). A line whose `?` is replaced by an identifier is one of the file that `--vocabulary` takes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::canonical::{Vocabulary, is_expected, scopes};
use super::measure::unknown_pieces;
use crate::document::{Document, Role, Row, Table};
use crate::vocab::canonical::UNDECIDED;
use crate::vocab::headers;
use crate::vocab::wording::key;

/// What has identifiers and what lacks one, over many documents.
#[derive(Debug, Default)]
pub struct Coverage {
    /// Amounts of tables whose figures all should have a measure and an item.
    pub amounts: usize,
    /// Those that have both.
    pub mapped: usize,
    unmapped: BTreeMap<(&'static str, String), Unmapped>,
}

/// Where a wording that the vocabulary does not know is printed.
#[derive(Debug, Default)]
struct Unmapped {
    amounts: usize,
    documents: usize,
    /// The document that has it first.
    example: String,
    last: String,
    kinds: BTreeSet<&'static str>,
}

impl Coverage {
    /// Counts the amounts of a document that was read with this vocabulary.
    pub fn add(&mut self, name: &str, document: &Document, vocabulary: &Vocabulary) {
        let fiscal_year = document.document.fiscal_year;
        for table in document.tables.iter().filter(|table| is_expected(table.kind)) {
            let counts = headers::counts(table);
            for (index, column) in table.columns.iter().enumerate() {
                if column.role != Role::Amount {
                    continue;
                }
                let rows: Vec<&Row> = table
                    .rows
                    .iter()
                    .zip(&counts)
                    .filter(|(row, is_count)| {
                        !**is_count && row.cells.get(index).is_some_and(|c| c.number().is_some())
                    })
                    .map(|(row, _)| row)
                    .collect();
                let has_item = |row: &&&Row| column.item.is_some() || row.item.is_some();
                let mapped = rows.iter().filter(has_item).count();
                self.amounts += rows.len();
                if column.measure.is_some() {
                    self.mapped += mapped;
                } else {
                    for piece in unknown_pieces(table, column, fiscal_year, vocabulary) {
                        self.note("column", piece, rows.len(), name, table);
                    }
                }
                for row in rows.iter().filter(|row| !has_item(row)) {
                    self.note("row", key(&row.label), 1, name, table);
                }
            }
        }
    }

    fn note(&mut self, what: &'static str, wording: String, amounts: usize, name: &str, table: &Table) {
        if wording.is_empty() || amounts == 0 {
            return;
        }
        let unmapped = self.unmapped.entry((what, wording)).or_default();
        unmapped.amounts += amounts;
        unmapped.kinds.extend(scopes(table).first());
        if unmapped.documents == 0 {
            unmapped.example = name.to_owned();
        }
        if unmapped.last != name {
            unmapped.documents += 1;
            unmapped.last = name.to_owned();
        }
    }
}

impl fmt::Display for Coverage {
    /// A comment and a line for each wording, the most frequent first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut unmapped: Vec<_> = self.unmapped.iter().collect();
        unmapped.sort_by_key(|(wording, found)| (std::cmp::Reverse(found.amounts), *wording));
        for ((what, wording), Unmapped { amounts, documents, example, kinds, .. }) in unmapped {
            let kinds = kinds.iter().copied().collect::<Vec<_>>().join(",");
            writeln!(f, "# {amounts} amounts in {documents} documents, such as {example}")?;
            writeln!(f, "{what}\t{wording}\t{UNDECIDED}\t{kinds}")?;
        }
        Ok(())
    }
}
