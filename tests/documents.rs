//! Whole documents: what the program makes of every sample against the truth in `tests/documents`.
//!
//! A truth is written by the sample's generator (`tests/samples`) from the figures it printed, never by yusuan. Both
//! documents are flattened to the statements they make (a title, a row, a cell, a field, an indicator's attribute), and
//! the share that agrees is the F1, as `../shared/score/score.py` counts it.
//!
//! Where `../shared` exists, `suite.py` runs too, and the F1 that was reached is a floor.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Samples that are not read in full yet, and the F1 they reach; every other sample reaches 1.
const FLOORS: [(&str, f64); 1] = [("wanghu-borderless.pdf", 0.97)];

/// The F1 of each group of `../shared`, a little below what was reached.
const GOLD: [(&str, f64); 4] = [("seeds", 0.999), ("text", 0.999), ("rendered", 0.998), ("real", 0.999)];

/// A text as it is compared: no blanks, one form of quotation marks and dashes, numbers without trailing zeros.
fn norm(value: &Value) -> String {
    let text: String = match value {
        Value::Null => return String::new(),
        Value::Number(number) => {
            let text = number.to_string();
            return if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                text
            };
        }
        Value::Bool(truth) => return truth.to_string(),
        Value::String(text) => text.nfkc().filter(|c| !c.is_whitespace()).collect(),
        other => other.to_string(),
    };
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'").replace(['—', '–'], "-")
}

fn is_any(value: &Value) -> bool {
    value.get("any").is_some()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn path(column: &Value, key: &str) -> String {
    list(column, key)
        .iter()
        .map(|part| norm(part).trim_end_matches(':').to_owned())
        .collect::<Vec<_>>()
        .join("/")
}

/// What a table states: every statement with its value, repeated ones numbered.
fn statements(table: &Value, truth: &Value) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut put = |key: String, value: &Value| {
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        found.insert(format!("{key}#{count}"), value.clone());
    };
    let empty = table["empty"].as_bool().unwrap_or(false);
    put("title".to_owned(), &table["title"]);
    if !table["unit"].is_null() {
        put("unit".to_owned(), &table["unit"]);
    }
    if empty {
        put("empty".to_owned(), &Value::Bool(true));
    }
    for field in list(table, "fields").iter().filter(|field| !norm(&field["value"]).is_empty()) {
        put(format!("field {}", norm(&field["label"]).trim_end_matches(':')), &field["value"]);
    }
    let also: BTreeMap<String, String> = list(truth, "columns")
        .iter()
        .flat_map(|column| {
            list(column, "also")
                .iter()
                .map(|other| (path(&serde_json::json!({ "path": other }), "path"), path(column, "path")))
        })
        .collect();
    let columns: Vec<(String, &str)> = list(table, "columns")
        .iter()
        .map(|column| {
            let own = path(column, "path");
            (also.get(&own).cloned().unwrap_or(own), column["role"].as_str().unwrap_or_default())
        })
        .collect();
    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    for row in list(table, "rows").iter().filter(|_| !empty) {
        let key = format!("{}|{}|{}", norm(&row["org_code"]), norm(&row["code"]), norm(&row["label"]));
        let count = rows.entry(key.clone()).or_default();
        *count += 1;
        let key = format!("{key}|{count}");
        put(format!("row {key}"), &Value::Bool(true));
        for ((column, role), value) in columns.iter().zip(list(row, "cells")) {
            let names = ["code", "name", "group", "org_code", "org_name"].contains(role);
            if !names && !norm(value).is_empty() {
                put(format!("cell {key} {column}"), value);
            }
        }
    }
    for indicator in list(table, "indicators") {
        let key = ["level1", "level2", "level3"].map(|level| norm(&indicator[level])).join("|");
        put(format!("indicator {key}"), &Value::Bool(true));
        for attribute in ["detail", "direction", "operator", "value", "unit", "deadline", "basis"] {
            if !norm(&indicator[attribute]).is_empty() {
                put(format!("{attribute} of {key}"), &indicator[attribute]);
            }
        }
        if indicator["value"].is_null() && !norm(&indicator["target"]).is_empty() {
            put(format!("target of {key}"), &indicator["target"]);
        }
    }
    found
}

/// Statements that agree, statements of the truth, statements of the output; and the differences.
fn compare(
    truth: &BTreeMap<String, Value>,
    output: &BTreeMap<String, Value>,
) -> (usize, usize, usize, Vec<String>) {
    let (mut hits, mut wanted, mut differences) = (0, 0, Vec::new());
    for (key, value) in truth.iter().filter(|(_, value)| !is_any(value)) {
        wanted += 1;
        match output.get(key) {
            Some(got) if norm(got) == norm(value) => hits += 1,
            got => differences.push(format!(
                "{key}: expected {value}, got {}",
                got.map_or("nothing".to_owned(), Value::to_string)
            )),
        }
    }
    let stated = output.keys().filter(|key| !truth.get(*key).is_some_and(is_any)).count();
    differences.extend(
        output.keys().filter(|key| !truth.contains_key(*key)).map(|key| format!("{key}: not in the truth")),
    );
    (hits, wanted, stated, differences)
}

fn f1(hits: usize, wanted: usize, stated: usize) -> f64 {
    if wanted + stated == 0 { 1.0 } else { 2.0 * hits as f64 / (wanted + stated) as f64 }
}

/// The F1 of a document, tables of one kind and side paired best first.
fn score(truth: &Value, output: &Value) -> (f64, Vec<String>) {
    let (truths, outputs) = (list(truth, "tables"), list(output, "tables"));
    let mut pairs = Vec::new();
    for (a, t) in truths.iter().enumerate() {
        for (b, o) in outputs.iter().enumerate() {
            if t["kind"] == o["kind"] && t["side"] == o["side"] {
                let (hits, wanted, stated, _) = compare(&statements(t, t), &statements(o, t));
                pairs.push(((f1(hits, wanted, stated) * 1e6) as i64, -(a.abs_diff(b) as i64), a, b));
            }
        }
    }
    pairs.sort_by(|a, b| b.cmp(a));
    let mut matched: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, _, a, b) in pairs {
        if !matched.contains_key(&a) && !matched.values().any(|used| *used == b) {
            matched.insert(a, b);
        }
    }
    let (mut hits, mut wanted, mut stated, mut differences) = (0, 0, 0, Vec::new());
    for (a, t) in truths.iter().enumerate() {
        let own = matched.get(&a).map(|&b| statements(&outputs[b], t)).unwrap_or_default();
        let (h, w, s, d) = compare(&statements(t, t), &own);
        (hits, wanted, stated) = (hits + h, wanted + w, stated + s);
        differences
            .extend(d.into_iter().map(|line| format!("{} {}: {line}", norm(&t["kind"]), norm(&t["title"]))));
    }
    for (b, o) in outputs.iter().enumerate().filter(|(b, _)| !matched.values().any(|used| used == b)) {
        stated += statements(o, o).len();
        differences.push(format!("table {b} {} {}: not in the truth", norm(&o["kind"]), norm(&o["title"])));
    }
    for (key, value) in truth["document"].as_object().unwrap() {
        let (value, got) = match value.get("name") {
            Some(name) => (name, &output["document"][key]["name"]),
            None => (value, &output["document"][key]),
        };
        wanted += 1;
        if norm(value) == norm(got) {
            hits += 1;
        } else {
            differences.push(format!("document {key}: expected {value}, got {got}"));
        }
    }
    (f1(hits, wanted, stated + truth["document"].as_object().unwrap().len()), differences)
}

#[test]
fn every_sample_is_read_as_its_truth_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut samples: Vec<_> =
        std::fs::read_dir(root.join("samples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    samples.sort();
    assert!(samples.len() >= 20, "only {} samples", samples.len());
    let mut failures = Vec::new();
    for sample in samples {
        let name = sample.file_name().unwrap().to_str().unwrap().to_owned();
        let truth = root.join("tests/documents").join(format!("{name}.json"));
        let truth: Value = serde_json::from_slice(&std::fs::read(&truth).unwrap()).unwrap();
        let document =
            yusuan::process(&name, &std::fs::read(&sample).unwrap(), &yusuan::Options::default()).unwrap();
        let (reached, differences) = score(&truth, &serde_json::to_value(&document).unwrap());
        let floor = FLOORS.iter().find(|(known, _)| *known == name).map_or(1.0, |(_, floor)| *floor);
        println!("{name}: F1 {reached:.4}");
        if reached < floor {
            let shown = differences.iter().take(12).cloned().collect::<Vec<_>>().join("\n    ");
            failures.push(format!("{name}: F1 {reached:.4}, floor {floor}\n    {shown}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_gold_suite_keeps_its_floor() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/score/suite.py");
    if !suite.exists() {
        println!("skipped: there is no ../shared beside this checkout");
        return;
    }
    for (group, floor) in GOLD {
        let run = Command::new("python3")
            .arg(&suite)
            .arg(env!("CARGO_BIN_EXE_yusuan"))
            .args(["--group", group, "--show", "5", "--min", &floor.to_string()])
            .output()
            .expect("python3 runs the suite");
        assert!(
            run.status.success(),
            "{group} is below {floor}:\n{}{}",
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        );
    }
}
