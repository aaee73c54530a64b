//! What the checks of documents came to, for a person or as JSON: failures first, then what could not be checked.
//!
//! ```text
//! samples/a.txt: t03 支出预算总表, row 20805, column 合计, line 14: expected 418.57, printed 418.58, difference 0.01
//!     parent_equals_children: 20805 is not the sum of its 3 children
//!     suggestion: 418.58 → 418.57
//! ```

use std::io::{self, Write};

use serde::Serialize;

use crate::document::{Check, CheckStatus, Document};

/// The findings of a run, in the order of its documents.
#[derive(Debug, Default, Serialize)]
pub struct Findings {
    documents: Vec<DocumentFindings>,
    summary: Tally,
}

/// The findings of one document.
#[derive(Debug, Serialize)]
struct DocumentFindings {
    path: String,
    #[serde(flatten)]
    tally: Tally,
    findings: Vec<Finding>,
}

/// One check that failed or was skipped.
#[derive(Debug, Serialize)]
struct Finding {
    /// The title of the first table involved.
    title: Option<String>,
    #[serde(flatten)]
    check: Check,
}

/// How many checks and amounts there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed.
    pub failed: u64,
    /// Checks that lacked an operand.
    pub skipped: u64,
    /// Amounts in an identity that holds.
    pub proven: u64,
    /// Amounts in an identity that does not hold.
    pub contradicted: u64,
    /// Amounts in no identity.
    pub unchecked: u64,
}

impl Tally {
    /// Counts the checks and amounts of a document.
    pub fn of(document: &Document) -> Self {
        let mut tally = Self::default();
        for check in &document.checks {
            match check.status {
                CheckStatus::Pass => tally.passed += 1,
                CheckStatus::Fail => tally.failed += 1,
                CheckStatus::Skipped => tally.skipped += 1,
            }
        }
        let proofs =
            document.tables.iter().flat_map(|table| &table.rows).filter_map(|row| row.proof.as_ref());
        for status in proofs.flat_map(|proof| proof.chars()) {
            match status {
                'p' => tally.proven += 1,
                'c' => tally.contradicted += 1,
                'u' => tally.unchecked += 1,
                _ => {}
            }
        }
        tally
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.proven += other.proven;
        self.contradicted += other.contradicted;
        self.unchecked += other.unchecked;
    }
}

impl Findings {
    /// Adds the findings of one document.
    pub fn add(&mut self, document: &Document) {
        let title = |check: &Check| {
            let first = check.tables.first()?;
            document.tables.iter().find(|table| table.id == *first)?.title.clone()
        };
        let mut checks: Vec<&Check> =
            document.checks.iter().filter(|check| check.status != CheckStatus::Pass).collect();
        checks.sort_by_key(|check| check.status);
        let findings = checks.into_iter().map(|check| Finding { title: title(check), check: check.clone() });
        let tally = Tally::of(document);
        self.summary.add(tally);
        let path = document.source.path.clone();
        self.documents.push(DocumentFindings { path, tally, findings: findings.collect() });
    }

    /// What all documents together came to.
    pub fn summary(&self) -> Tally {
        self.summary
    }

    /// Writes one JSON object.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    /// Writes the findings for a person, and a summary line.
    pub fn write_text(&self, out: &mut impl Write) -> io::Result<()> {
        for status in [CheckStatus::Fail, CheckStatus::Skipped] {
            for document in &self.documents {
                for finding in document.findings.iter().filter(|finding| finding.check.status == status) {
                    finding.write_text(&document.path, out)?;
                }
            }
        }
        let Tally { passed, failed, skipped, proven, contradicted, unchecked } = self.summary;
        let amounts = proven + contradicted + unchecked;
        writeln!(
            out,
            "{} documents, {failed} checks failed, {passed} passed, {skipped} skipped; {amounts} amounts: \
             {} proven, {} contradicted, {} unchecked",
            self.documents.len(),
            percent(proven, amounts),
            percent(contradicted, amounts),
            percent(unchecked, amounts),
        )
    }
}

impl Finding {
    fn write_text(&self, path: &str, out: &mut impl Write) -> io::Result<()> {
        let check = &self.check;
        let mut place: Vec<String> = Vec::new();
        let tables = check.tables.join(" and ");
        place.push(format!("{tables} {}", self.title.as_deref().unwrap_or_default()).trim().to_owned());
        place.extend(check.row.as_ref().map(|row| format!("row {row}")));
        place.extend(check.column.as_ref().map(|column| format!("column {}", column.join("/"))));
        place.extend(check.place.map(|place| place.to_string()));
        place.retain(|part| !part.is_empty());
        let figures =
            [("expected", check.expected), ("printed", check.actual), ("difference", check.difference)];
        let figures =
            figures.iter().filter_map(|(name, figure)| figure.map(|figure| format!("{name} {figure}")));
        let figures = figures.collect::<Vec<_>>().join(", ");
        let verdict = match check.status {
            CheckStatus::Skipped => "skipped".to_owned(),
            _ if figures.is_empty() => "failed".to_owned(),
            _ => figures,
        };
        writeln!(out, "{path}: {}: {verdict}", place.join(", "))?;
        writeln!(out, "    {}: {}", check.rule, check.message)?;
        check.suggestion.iter().try_for_each(|suggestion| writeln!(out, "    suggestion: {suggestion}"))
    }
}

/// A share in percent with one decimal, rounded down so that 100.0 % means all.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0.0 %".to_owned();
    }
    let tenths = u128::from(part) * 1000 / u128::from(whole);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_one_hundred_percent_and_nearly_all_is_not() {
        for (part, whole, expected) in
            [(0, 0, "0.0 %"), (1, 3, "33.3 %"), (9999, 10_000, "99.9 %"), (7, 7, "100.0 %")]
        {
            assert_eq!(percent(part, whole), expected);
        }
    }
}
