//! The stages by example. `tests/suite/<stage>/*.txt` hold named sections: an input and what the stage makes of it.
//!
//! ```text
//! --- a budget of its year ---
//! 云溪市档案局
//! 2023年部门预算
//! === expected
//! budget 2023 云溪市档案局
//! ```
//!
//! The input ends where `=== expected` begins, the expectation where the next section does; blank lines around both
//! do not count. `\t` stands for a tab where an editor would lose one. `YUSUAN_UPDATE=1 cargo test --test suite`
//! writes what the stages make now into the files: read the difference before you commit it.

#![allow(clippy::unwrap_used, clippy::panic)] // A test says what broke by panicking.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use yusuan::document::{CheckStatus, Document, Table, Value};
use yusuan::{Options, process};

/// What a stage makes of the input of a section, as text.
type Stage = fn(&str) -> String;

/// The stages by the name of their directory.
const STAGES: &[(&str, Stage)] =
    &[("check", check), ("doubts", doubts), ("identity", identity), ("tables", tables)];

/// Directories of examples that are run beside their stage, since they show what is private to it.
const ELSEWHERE: &[&str] = &["read"]; // src/read/tests.rs

fn document(input: &str) -> Document {
    process("example.txt", input.as_bytes(), &Options::default()).unwrap()
}

/// Kind, year and issuer of a document.
fn identity(input: &str) -> String {
    let identity = document(input).document;
    let year = identity.fiscal_year.map_or("-".to_owned(), |year| year.to_string());
    format!("{} {year} {}", word(identity.kind), identity.issuer.name.as_deref().unwrap_or("-"))
}

/// What does not add up, and what arithmetic decided; then how many amounts are proven, contradicted and unchecked.
fn check(input: &str) -> String {
    let document = document(input);
    let number =
        |number: Option<Decimal>| number.map_or("-".to_owned(), |number| number.normalize().to_string());
    let mut out = String::new();
    for check in document.checks.iter().filter(|check| check.status != CheckStatus::Pass) {
        let row = check.row.as_deref().unwrap_or("-");
        let column = check.column.as_deref().unwrap_or_default().join("/");
        let (actual, expected) = (number(check.actual), number(check.expected));
        let _ =
            writeln!(out, "{} {} | {row} | {column} | {actual} {expected}", word(check.status), check.rule);
        if let Some(suggestion) = &check.suggestion {
            let _ = writeln!(out, "  {suggestion}");
        }
    }
    for warning in document.warnings.iter().filter(|warning| warning.code == "reading_decided") {
        let _ = writeln!(out, "{} {}", warning.table.as_deref().unwrap_or("-"), warning.message);
    }
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for check in document.checks.iter().filter(|check| check.status == CheckStatus::Pass) {
        *rules.entry(&check.rule).or_default() += 1;
    }
    let passed: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    let _ = writeln!(out, "pass {}", passed.join(", "));
    let proof = document.proof.unwrap_or_default();
    let _ = write!(
        out,
        "proven {} contradicted {} unchecked {}",
        proof.proven, proof.contradicted, proof.unchecked
    );
    out
}

/// Every warning but what the vocabulary does not know.
fn doubts(input: &str) -> String {
    let warnings = document(input).warnings;
    let told = warnings.iter().filter(|warning| !warning.code.starts_with("unmapped"));
    let line = |warning: &yusuan::document::Warning| {
        format!("{} {} | {}", warning.code, warning.table.as_deref().unwrap_or("-"), warning.message)
    };
    let lines: Vec<String> = told.map(line).collect();
    if lines.is_empty() { "none".to_owned() } else { lines.join("\n") }
}

/// The tables of a document, one part per line; `·` is a blank cell.
fn tables(input: &str) -> String {
    document(input).tables.iter().map(table).collect::<Vec<_>>().join("\n\n")
}

fn table(table: &Table) -> String {
    let side = table.side.map_or(String::new(), |side| format!("/{}", word(side)));
    let known = [&table.title, &table.number, &table.organization, &table.unit];
    let head: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
    let mut out = format!(
        "{}{side}: {}{}",
        word(table.kind),
        head.join(" · "),
        if table.empty { " (empty)" } else { "" }
    );
    for field in &table.fields {
        let _ = write!(out, "\nfield {} = {}", field.label, value(&field.value));
    }
    for column in &table.columns {
        let _ = write!(out, "\ncolumn {} ({})", column.path.join("/"), word(column.role));
    }
    for row in &table.rows {
        let codes: Vec<&str> = [&row.org_code, &row.code].into_iter().flatten().map(String::as_str).collect();
        let cells: Vec<String> = row.cells.iter().map(value).collect();
        let total = if row.total { " total" } else { "" };
        let _ = write!(out, "\nrow {:?} [{}]{total} | {}", row.label, codes.join(" "), cells.join(" | "));
    }
    for indicator in &table.indicators {
        let level = |level: &Option<String>| level.clone().unwrap_or("·".to_owned());
        let parts = [&indicator.level1, &indicator.level2, &indicator.level3, &indicator.target].map(level);
        let number = indicator.value.map_or("·".to_owned(), |number| number.to_string());
        let _ = write!(out, "\nindicator {} = {number} {}", parts.join(" | "), level(&indicator.unit));
        let results = [
            ("of", Some(value(&indicator.weight)).filter(|_| !indicator.weight.is_blank())),
            ("reached", indicator.actual_value.clone()),
            ("given", Some(value(&indicator.score)).filter(|_| !indicator.score.is_blank())),
            ("because", indicator.deviation_reason.clone()),
        ];
        for (word, result) in results {
            result.iter().for_each(|result| out.push_str(&format!("; {word} {result}")));
        }
    }
    for note in &table.notes {
        let _ = write!(out, "\nnote {note}");
    }
    out
}

/// The word that the output has for a kind, a side or a role.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_string(&value).unwrap().trim_matches('"').to_owned()
}

fn value(value: &Value) -> String {
    match value {
        Value::Blank => "·".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}

/// A named example.
struct Section {
    /// Its heading.
    name: String,
    /// The line of its heading, from 1.
    line: usize,
    /// What the stage is given.
    input: String,
    /// What it makes of it.
    expected: String,
}

/// The heading of a section, if the line is one.
fn heading(line: &str) -> Option<&str> {
    line.strip_prefix("--- ")?.strip_suffix(" ---")
}

/// The sections of a file in order; what stands before the first is a remark.
fn sections(text: &str) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut expecting = false;
    for (number, line) in text.lines().enumerate() {
        if let Some(name) = heading(line) {
            expecting = false;
            found.push(Section {
                name: name.to_owned(),
                line: number + 1,
                input: String::new(),
                expected: String::new(),
            });
        } else if line == "=== expected" {
            expecting = true;
        } else if let Some(section) = found.last_mut() {
            let part = if expecting { &mut section.expected } else { &mut section.input };
            part.push_str(line);
            part.push('\n');
        }
    }
    for section in &mut found {
        section.input = section.input.trim_matches('\n').replace("\\t", "\t");
        section.expected = section.expected.trim_matches('\n').to_owned();
    }
    found
}

/// The file with the expectation of every section replaced.
fn updated(text: &str, results: &[String]) -> String {
    let mut out = String::new();
    let (mut section, mut skipping) = (0, false);
    for line in text.lines() {
        if heading(line).is_some() {
            section += 1;
            out.push_str(if skipping { "\n" } else { "" });
            skipping = false;
        }
        if !skipping {
            let _ = writeln!(out, "{line}");
        }
        if line == "=== expected" {
            let _ = writeln!(out, "{}", results[section - 1]);
            skipping = true;
        }
    }
    out
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

/// The entries of a directory, sorted.
fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn stages_do_what_their_examples_say() {
    let update = std::env::var_os("YUSUAN_UPDATE").is_some_and(|value| value == "1");
    let (mut faults, mut checked) = (Vec::new(), 0);
    for (stage, run) in STAGES {
        for file in entries(&root().join(stage)) {
            let text = fs::read_to_string(&file).unwrap();
            let found = sections(&text);
            assert!(!found.is_empty(), "{} holds no section", file.display());
            let results: Vec<String> =
                found.iter().map(|section| run(&section.input).trim_matches('\n').to_owned()).collect();
            if update {
                fs::write(&file, updated(&text, &results)).unwrap();
            }
            for (section, got) in found.iter().zip(&results) {
                checked += 1;
                if !update && section.expected != *got {
                    faults.push(format!(
                        "{}:{}: {}\n--- expected\n{}\n--- got\n{got}\n",
                        file.display(),
                        section.line,
                        section.name,
                        section.expected
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{} of {checked} examples differ", faults.join("\n"), faults.len());
    assert!(checked > 0, "no example was found below {}", root().display());
}

#[test]
fn every_directory_is_a_stage() {
    let directories: BTreeSet<String> = entries(&root())
        .iter()
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let names = STAGES.iter().map(|(name, _)| name).chain(ELSEWHERE);
    let stages: BTreeSet<String> = names.map(|name| (*name).to_owned()).collect();
    assert_eq!(directories, stages, "directories of tests/suite and STAGES of tests/suite.rs");
}

#[test]
fn names_of_sections_are_unique_in_their_file() {
    for file in STAGES.iter().flat_map(|(stage, _)| entries(&root().join(stage))) {
        let mut names = BTreeSet::new();
        for section in sections(&fs::read_to_string(&file).unwrap()) {
            assert!(names.insert(section.name.clone()), "{}: `{}` twice", file.display(), section.name);
        }
    }
}

#[test]
fn update_replaces_expectations_and_nothing_else() {
    let text = "A remark.\n\n--- one ---\na\n\n=== expected\nold\nold\n\n--- two ---\nb\n=== expected\n";
    let results = ["x".to_owned(), "y\nz".to_owned()];
    let new = updated(text, &results);
    assert_eq!(new, "A remark.\n\n--- one ---\na\n\n=== expected\nx\n\n--- two ---\nb\n=== expected\ny\nz\n");
    assert_eq!(updated(&new, &results), new);
}
