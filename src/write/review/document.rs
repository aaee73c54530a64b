//! The page of one document: what it needs at once stands in it, what a sheet shows in a script of the sheet's own.

use std::collections::BTreeMap;

use serde::Serialize;

use super::sheets::{self, Part, Sheets};
use super::{File, Flow, Leaf, Print, Sentence, escape, page};
use crate::document::{Check, CheckStatus, Document, Identity, ProofCounts, Source, Table};
use crate::error::Warning;

/// So many failed checks and warnings are listed; the page says how many there are.
const LISTED: usize = 200;

/// What the page knows before any sheet is looked at.
#[derive(Serialize)]
struct Head<'a> {
    source: &'a Source,
    document: &'a Identity,
    proof: Option<ProofCounts>,
    /// How many sheets there are.
    sheets: u32,
    /// Per sheet of a text its first line.
    starts: &'a [u32],
    /// Why there is no print to show.
    missing: Option<Sentence<'a>>,
    tables: Vec<TableHead<'a>>,
    checks: Vec<FailedCheck<'a>>,
    counts: Counts,
    warnings: Vec<Told<'a>>,
    flow: Flow,
}

/// How many there are in all.
#[derive(Serialize)]
struct Counts {
    passed: usize,
    failed: usize,
    skipped: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct TableHead<'a> {
    id: &'a str,
    kind: crate::document::TableKind,
    side: Option<crate::document::Side>,
    title: Option<&'a str>,
    number: Option<&'a str>,
    organization: Option<&'a str>,
    unit: Option<&'a str>,
    empty: bool,
    notes: &'a [String],
    /// The sheets it is printed on.
    sheets: Vec<u32>,
    contradicted: usize,
}

/// A failed check as the list shows it; figures are texts, so that JavaScript does not round them.
#[derive(Serialize)]
struct FailedCheck<'a> {
    rule: &'a str,
    tables: &'a [String],
    row: Option<&'a str>,
    column: Option<&'a [String]>,
    expected: Option<String>,
    actual: Option<String>,
    difference: Option<String>,
    message: Sentence<'a>,
    suggestion: Option<Sentence<'a>>,
    place: Option<crate::document::Place>,
    operands: Option<&'a crate::document::Operands>,
}

impl<'a> FailedCheck<'a> {
    fn of(check: &'a Check) -> Self {
        let text = |figure: Option<rust_decimal::Decimal>| figure.map(|figure| figure.to_string());
        Self {
            rule: &check.rule,
            tables: &check.tables,
            row: check.row.as_deref(),
            column: check.column.as_deref(),
            expected: text(check.expected),
            actual: text(check.actual),
            difference: text(check.difference),
            message: Sentence(&check.message),
            suggestion: check.suggestion.as_deref().map(Sentence),
            place: check.place,
            operands: check.operands.as_deref(),
        }
    }
}

/// A warning as the list shows it.
#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    message: Sentence<'a>,
    table: Option<&'a str>,
    page: Option<u32>,
    place: Option<crate::document::Place>,
}

impl<'a> Told<'a> {
    fn of(warning: &'a Warning) -> Self {
        let Warning { code, message, table, page, place } = warning;
        Self { code, message: Sentence(message), table: table.as_deref(), page: *page, place: *place }
    }
}

impl<'a> TableHead<'a> {
    fn of(table: &'a Table, sheets: Vec<u32>) -> Self {
        let proofs = table.rows.iter().filter_map(|row| row.proof.as_deref());
        Self {
            id: &table.id,
            kind: table.kind,
            side: table.side,
            title: table.title.as_deref(),
            number: table.number.as_deref(),
            organization: table.organization.as_deref(),
            unit: table.unit.as_deref(),
            empty: table.empty,
            notes: &table.notes,
            sheets,
            contradicted: proofs.flat_map(str::chars).filter(|mark| *mark == 'c').count(),
        }
    }
}

/// What a sheet shows.
#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    leaf: Option<&'a Leaf>,
    first: Option<u32>,
    lines: Option<&'a [String]>,
    parts: Vec<Part<'a>>,
}

/// The files of a document's page, below a directory of its own.
pub fn files(document: &Document, print: &Print) -> Vec<File> {
    let sheets = Sheets::of(document, print);
    let mut parts = sheets::parts(document, &sheets);
    let mut shown: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (sheet, part) in parts.iter().flat_map(|(sheet, parts)| parts.iter().map(move |part| (sheet, part))) {
        shown.entry(part.id).or_default().push(*sheet);
    }
    let mut of_table = |table: &Table| shown.remove(table.id.as_str()).unwrap_or_default();
    let count = |status| document.checks.iter().filter(|check| check.status == status).count();
    let failed = document.checks.iter().filter(|check| check.status == CheckStatus::Fail);
    let head = Head {
        source: &document.source,
        document: &document.document,
        proof: document.proof,
        sheets: sheets.count,
        starts: &sheets.starts,
        missing: if let Print::Missing(why) = print { Some(Sentence(why)) } else { None },
        tables: document.tables.iter().map(|table| TableHead::of(table, of_table(table))).collect(),
        checks: failed.map(FailedCheck::of).take(LISTED).collect(),
        counts: Counts {
            passed: count(CheckStatus::Pass),
            failed: count(CheckStatus::Fail),
            skipped: count(CheckStatus::Skipped),
            warnings: document.warnings.len(),
        },
        warnings: document.warnings.iter().map(Told::of).take(LISTED).collect(),
        flow: Flow::of(document),
    };
    let title = document.document.title.as_deref().unwrap_or(&document.source.path);
    let html =
        page(title, "../../", &["review.js", "charts.js", "sheet.js", "correct.js", "document.js"], &head);
    let mut files = vec![File::new("index.html", html), search(document, &sheets)];
    for number in 1..=sheets.count {
        let (leaf, lines) = match print {
            Print::Pages(leaves) => (leaves.get(number as usize - 1), None),
            Print::Lines(lines) => (None, sheets.lines(number, lines)),
            Print::Missing(_) => (None, None),
        };
        let sheet = Sheet {
            leaf,
            first: lines.map(|(first, _)| first),
            lines: lines.map(|(_, lines)| lines),
            parts: parts.remove(&number).unwrap_or_default(),
        };
        files.push(script(&number.to_string(), &sheet));
    }
    files
}

/// What `/` searches: per row, field and indicator its sheet, its table, and its texts and figures.
fn search(document: &Document, sheets: &Sheets) -> File {
    let entries = sheets::texts(document, sheets);
    script("search", &entries)
}

/// A script that hands data over under its name.
fn script(name: &str, data: &impl Serialize) -> File {
    File::new(format!("{name}.js"), format!("yusuan.hand(\"{name}\", {});\n", escape::json(data)))
}
