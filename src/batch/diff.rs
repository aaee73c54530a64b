//! What changed between two runs: what a document says of itself, its tables, their rows, figures and texts that
//! appeared, vanished or changed, and checks that began or ceased to fail.
//!
//! ```text
//! a.pdf.json: 支出预算总表, unit: 万元 → 元
//! a.pdf.json: 支出预算总表, row 2080505 养老保险缴费, column 合计: 120.50 → 121.50
//! ```
//!
//! The rule: tables are matched by what they are and rows by what they are called, never by their position, so that
//! one table more does not change every table after it. What an output says is compared whole, but for the paths and bytes
//! of its file and for where things are printed; checks and warnings are compared as far as they accuse.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::batch::results::{documents, load};
use crate::document::{
    Check, CheckStatus, Column, Correction, Document, Field, Identity, Indicator, Row, Source, Table, Value,
    names,
};
use crate::error::Error;

/// One change between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The output file, below both directories.
    pub document: String,
    /// What changed.
    pub what: What,
    /// What is meant in the document, from the table on, or the check; empty where the whole document is meant.
    pub place: String,
    /// How it was.
    pub old: Value,
    /// How it is.
    pub new: Value,
}

/// Kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A document is only in the new run.
    DocumentAppeared,
    /// A document is only in the old run.
    DocumentVanished,
    /// A table is only in the new document.
    TableAppeared,
    /// A table is only in the old document.
    TableVanished,
    /// A figure or a text is only in the new document.
    ValueAppeared,
    /// A figure or a text is only in the old document.
    ValueVanished,
    /// A figure or a text is another.
    ValueChanged,
    /// What both documents have comes in another order.
    OrderChanged,
    /// A check fails that did not.
    CheckBegan,
    /// A check failed and does not any more.
    CheckCeased,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { document, what, place, old, new } = self;
        let (old, new) = (old.printed(), new.printed());
        let space = |value: &str| if value.is_empty() { "" } else { " " };
        match what {
            What::DocumentAppeared => write!(f, "{document}: only in the new run"),
            What::DocumentVanished => write!(f, "{document}: only in the old run"),
            What::TableAppeared => write!(f, "{document}: {place}: table appeared"),
            What::TableVanished => write!(f, "{document}: {place}: table vanished"),
            What::ValueAppeared => write!(f, "{document}: {place}: {new}{}appeared", space(&new)),
            What::ValueVanished => write!(f, "{document}: {place}: {old}{}vanished", space(&old)),
            What::ValueChanged => write!(f, "{document}: {place}: {old} → {new}"),
            What::OrderChanged => write!(f, "{document}: {place}: in another order"),
            What::CheckBegan => write!(f, "{document}: {place}: began to fail"),
            What::CheckCeased => write!(f, "{document}: {place}: ceased to fail"),
        }
    }
}

/// Compares the documents below two directories, one pair at a time, and hands every change to `report`, sorted by
/// document.
pub fn diff(old: &Path, new: &Path, report: &mut dyn FnMut(Change)) -> Result<(), Error> {
    let (in_old, in_new) = (documents(old)?, documents(new)?);
    for name in in_old.union(&in_new) {
        let document = name.to_string_lossy().into_owned();
        match (in_old.contains(name), in_new.contains(name)) {
            (true, true) => {
                for change in compare(&document, &load(&old.join(name))?, &load(&new.join(name))?) {
                    report(change);
                }
            }
            (true, false) => report(change(&document, What::DocumentVanished, String::new())),
            _ => report(change(&document, What::DocumentAppeared, String::new())),
        }
    }
    Ok(())
}

/// A change that has no values.
fn change(document: &str, what: What, place: String) -> Change {
    Change { document: document.to_owned(), what, place, old: Value::Blank, new: Value::Blank }
}

/// The changes between two documents: what they say of themselves, then their tables, then checks.
fn compare(document: &str, old: &Document, new: &Document) -> Vec<Change> {
    let mut changes = Changes { document, found: Vec::new() };
    changes.of_part("", &of_document(old), &of_document(new));
    let (failing_before, failing) = (failures(old), failures(new));
    failing.difference(&failing_before).for_each(|check| changes.add(What::CheckBegan, check));
    failing_before.difference(&failing).for_each(|check| changes.add(What::CheckCeased, check));
    changes.found
}

/// A part of a document: what it is called, what it holds (a cell, a field), what it says, and its own parts.
#[derive(Default)]
struct Part {
    name: String,
    holds: Value,
    says: Vec<(String, Value)>,
    parts: Vec<Part>,
    /// Whether the order of its parts is its own: cells stand in the order of their columns.
    ordered: bool,
    table: bool,
}

/// The changes of one document that are found so far.
struct Changes<'a> {
    document: &'a str,
    found: Vec<Change>,
}

impl Changes<'_> {
    fn add(&mut self, what: What, place: &str) {
        self.found.push(change(self.document, what, place.to_owned()));
    }

    /// Adds what became of a value, where it is not the same.
    fn of_value(&mut self, place: &str, old: &Value, new: &Value) {
        let what = match (old, new) {
            (old, new) if old == new => return,
            (Value::Blank, _) => What::ValueAppeared,
            (_, Value::Blank) => What::ValueVanished,
            _ => What::ValueChanged,
        };
        let whole = change(self.document, what, place.to_owned());
        self.found.push(Change { old: old.clone(), new: new.clone(), ..whole });
    }

    /// Adds what is different between a part and what it was: what it says, then its parts.
    fn of_part(&mut self, place: &str, old: &Part, new: &Part) {
        self.of_value(place, &old.holds, &new.holds);
        let (before, after) = (by_name(&old.says), by_name(&new.says));
        for name in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            let value = |says: &BTreeMap<&str, &Value>| says.get(name).copied().cloned().unwrap_or_default();
            self.of_value(&within(place, name), &value(&before), &value(&after));
        }
        let (old_parts, new_parts) = (named(&old.parts), named(&new.parts));
        let (before, after) = (by_name(&old_parts), by_name(&new_parts));
        for (name, part) in &new_parts {
            match before.get(name.as_str()) {
                Some(was) => self.of_part(&within(place, name), was, part),
                None => self.of_whole(&within(place, name), part, true),
            }
        }
        for (name, part) in old_parts.iter().filter(|(name, _)| !after.contains_key(name.as_str())) {
            self.of_whole(&within(place, name), part, false);
        }
        let in_both = |parts: &[(String, &Part)], other: &BTreeMap<&str, &&Part>| {
            let names = parts.iter().map(|(name, _)| name.clone());
            names.filter(|name| other.contains_key(name.as_str())).collect::<Vec<_>>()
        };
        if new.ordered && in_both(&old_parts, &after) != in_both(&new_parts, &before) {
            self.add(What::OrderChanged, if place.is_empty() { "tables" } else { place });
        }
    }

    /// Adds a part that only one document has: a table as such, else every value that it holds.
    fn of_whole(&mut self, place: &str, part: &Part, appeared: bool) {
        if part.table {
            return self.add(if appeared { What::TableAppeared } else { What::TableVanished }, place);
        }
        for (name, inner) in named(&part.parts) {
            self.of_whole(&within(place, &name), inner, appeared);
        }
        match (part.parts.is_empty(), &part.holds, appeared) {
            (false, ..) => {}
            (true, Value::Blank, true) => self.add(What::ValueAppeared, place),
            (true, Value::Blank, false) => self.add(What::ValueVanished, place),
            (true, value, true) => self.of_value(place, &Value::Blank, value),
            (true, value, false) => self.of_value(place, value, &Value::Blank),
        }
    }
}

fn within(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}, {name}") }
}

fn by_name<T>(things: &[(String, T)]) -> BTreeMap<&str, &T> {
    things.iter().map(|(name, thing)| (name.as_str(), thing)).collect()
}

/// Parts with their names; what has the name of another before it gets a number.
fn named(parts: &[Part]) -> Vec<(String, &Part)> {
    let mut times = BTreeMap::new();
    let numbered = parts.iter().map(|part| {
        let Part { name, .. } = part;
        let time: &mut u32 = times.entry(name.as_str()).or_insert(0);
        *time += 1;
        (if *time == 1 { name.clone() } else { format!("{name} ({time})") }, part)
    });
    numbered.collect()
}

fn of_document(document: &Document) -> Part {
    let Document { schema: _, source, document: identity, tables, checks: _, proof: _, warnings } = document;
    let Source { path: _, sha256: _, bytes: _, media_type, reader, encoding, pages } = source;
    let Identity { title, kind, fiscal_year, issuer } = identity;
    let region = issuer.region.as_ref();
    let says = [
        ("media_type", said(Some(media_type))),
        ("reader", said(Some(reader))),
        ("encoding", said(encoding.as_ref())),
        ("pages", said(*pages)),
        ("title", said(title.as_ref())),
        ("kind", said(Some(names::of(kind)))),
        ("fiscal_year", said(*fiscal_year)),
        ("issuer", said(issuer.name.as_ref())),
        ("issuer code", said(issuer.code.as_ref())),
        ("region", said(region.map(|region| names::of(&region.level)))),
        ("region code", said(region.and_then(|region| region.code.as_ref()))),
    ];
    let warnings = warnings.iter().map(|warning| Part {
        name: format!("warning {}", warning.code),
        holds: Value::Text(warning.message.to_string()),
        ..Part::default()
    });
    let tables = tables.iter().map(of_table);
    Part { says: owned(says), parts: tables.chain(warnings).collect(), ordered: true, ..Part::default() }
}

fn of_table(table: &Table) -> Part {
    let Table { id: _, kind, side: _, title, number, organization, unit, yuan_per_unit, .. } = table;
    let Table { empty, notes, span: _, fields, columns, rows, indicators, .. } = table;
    let says = [
        ("kind", said(Some(names::of(kind)))),
        ("title", said(title.as_ref())),
        ("number", said(number.as_ref())),
        ("organization", said(organization.as_ref())),
        ("unit", said(unit.as_ref())),
        ("yuan_per_unit", said(*yuan_per_unit)),
        ("empty", said(empty.then_some("true"))),
        ("notes", said(Some(notes.join("\n")).filter(|notes| !notes.is_empty()))),
    ];
    let paths: Vec<String> = columns.iter().map(|column| column.path.join("/")).collect();
    let fields = fields.iter().map(of_field);
    let columns = columns.iter().zip(&paths).map(|(column, path)| of_column(column, path));
    let rows = rows.iter().map(|row| of_row(row, &paths));
    let parts = fields.chain(columns).chain(rows).chain(indicators.iter().map(of_indicator)).collect();
    Part { name: name_of(table), says: owned(says), parts, ordered: true, table: true, ..Part::default() }
}

fn of_field(field: &Field) -> Part {
    let Field { label, value, place: _, corrected } = field;
    let says = corrected.iter().map(of_correction).collect();
    Part { name: format!("field {label}"), holds: value.clone(), says, ..Part::default() }
}

fn of_column(column: &Column, path: &str) -> Part {
    let Column { path: _, role, measure, phase, item } = column;
    let says = [
        ("role", said(Some(names::of(role)))),
        ("measure", said(measure.as_ref())),
        ("phase", said(phase.map(|phase| names::of(&phase)))),
        ("item", said(item.as_ref())),
    ];
    Part { name: format!("column {path}"), says: owned(says), ..Part::default() }
}

fn of_row(row: &Row, paths: &[String]) -> Part {
    let Row { label, name, code, org_code, org_name, level, total, item, .. } = row;
    let Row { cells, places: _, proof, raw, corrected, .. } = row;
    let called = [org_code.as_deref(), code.as_deref(), Some(label.as_str())];
    let says = [
        ("name", said(Some(name).filter(|name| !name.is_empty()))),
        ("org_name", said(org_name.as_ref())),
        ("level", said(Some(level))),
        ("total", said(total.then_some("true"))),
        ("item", said(item.as_ref())),
    ];
    let printed = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_blank() && cell.text().is_none_or(|text| !called.contains(&Some(text))));
    let cells = printed.map(|(index, cell)| {
        let proof = proof.as_ref().and_then(|proof| proof.as_bytes().get(index));
        let proof = proof.filter(|proof| **proof != b'.').map(|proof| char::from(*proof));
        let says = [("proof", said(proof)), ("raw", said(raw.get(&index)))];
        let corrected = corrected.get(&index).map(of_correction);
        Part {
            name: format!("column {}", paths.get(index).map_or("", String::as_str)),
            holds: cell.clone(),
            says: owned(says).into_iter().chain(corrected).collect(),
            ..Part::default()
        }
    });
    let named: Vec<&str> = called.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    Part {
        name: format!("row {}", named.join(" ")),
        says: owned(says),
        parts: cells.collect(),
        ..Part::default()
    }
}

fn of_indicator(indicator: &Indicator) -> Part {
    let Indicator { level1, level2, level3, detail, direction, target, operator, value, .. } = indicator;
    let Indicator { unit, deadline, basis, weight, actual_value, score, deviation_reason, .. } = indicator;
    let Indicator { place: _, corrected, .. } = indicator;
    let says = [
        ("level1", said(level1.as_ref())),
        ("level2", said(level2.as_ref())),
        ("detail", said(detail.as_ref())),
        ("direction", said(direction.map(|direction| names::of(&direction)))),
        ("target", said(target.as_ref())),
        ("operator", said(operator.map(|operator| names::of(&operator)))),
        ("value", value.map(Value::Number).unwrap_or_default()),
        ("unit", said(unit.as_ref())),
        ("deadline", said(deadline.as_ref())),
        ("basis", said(basis.as_ref())),
        ("weight", weight.clone()),
        ("actual_value", said(actual_value.as_ref())),
        ("score", score.clone()),
        ("deviation_reason", said(deviation_reason.as_ref())),
    ];
    let corrected = corrected.iter().map(|(part, correction)| {
        let (name, old) = of_correction(correction);
        (format!("{part} {name}"), old)
    });
    Part {
        name: format!("indicator {}", level3.as_deref().unwrap_or_default()),
        says: owned(says).into_iter().chain(corrected).collect(),
        ..Part::default()
    }
}

/// What was read before a person corrected it, and why.
fn of_correction(correction: &Correction) -> (String, Value) {
    let Correction { old, reason } = correction;
    ("corrected from".to_owned(), Value::Text(format!("{} ({reason})", old.printed())))
}

fn said(value: Option<impl fmt::Display>) -> Value {
    value.map_or(Value::Blank, |value| Value::Text(value.to_string()))
}

fn owned<const COUNT: usize>(says: [(&str, Value); COUNT]) -> Vec<(String, Value)> {
    says.map(|(name, value)| (name.to_owned(), value)).into()
}

fn name_of(table: &Table) -> String {
    let name = table.title.clone().unwrap_or_else(|| names::of(&table.kind));
    table.side.map_or(name.clone(), |side| format!("{name} ({})", names::of(&side)))
}

/// The checks that fail, in words that do not depend on the numbering of tables.
fn failures(document: &Document) -> BTreeSet<String> {
    let name = |check: &Check| {
        let tables =
            check.tables.iter().filter_map(|id| document.tables.iter().find(|table| table.id == *id));
        let mut parts = vec![check.rule.to_string(), tables.map(name_of).collect::<Vec<_>>().join(" and ")];
        parts.extend(check.row.as_ref().map(|row| format!("row {row}")));
        parts.extend(check.column.as_ref().map(|column| format!("column {}", column.join("/"))));
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    };
    document.checks.iter().filter(|check| check.status == CheckStatus::Fail).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn document(tables: serde_json::Value, checks: serde_json::Value) -> Document {
        let source = json!({ "path": "a", "sha256": "", "bytes": 0, "media_type": "text/plain", "reader": "text",
            "encoding": null, "pages": null });
        let identity = json!({ "kind": "budget", "fiscal_year": 2024, "issuer": { "name": null } });
        let whole = json!({ "schema": "yusuan/document/1", "source": source, "document": identity,
            "tables": tables, "checks": checks });
        serde_json::from_str(&whole.to_string()).unwrap()
    }

    fn table(id: &str, title: &str, rows: &[(&str, serde_json::Value)]) -> serde_json::Value {
        let rows: Vec<_> = rows
            .iter()
            .map(|(label, amount)| {
                json!({ "label": label, "code": null, "org_code": null, "org_name": null, "total": false,
                    "cells": [label, amount] })
            })
            .collect();
        json!({ "id": id, "kind": "revenue", "side": null, "title": title, "number": null, "organization": null,
            "unit": "万元", "empty": false, "notes": [], "fields": [], "indicators": [], "rows": rows,
            "columns": [{ "path": ["项目"], "role": "name" }, { "path": ["预算数"], "role": "amount" }] })
    }

    fn failing(table: &str) -> serde_json::Value {
        json!({ "rule": "columns_add_up", "status": "fail", "tables": [table], "row": "合计", "column": null,
            "message": "" })
    }

    #[test]
    fn changes_are_named_and_a_table_more_changes_nothing_after_it() {
        let old = document(
            json!([
                table("t01", "收入表", &[("税", json!(1)), ("费", json!(2)), ("旧", json!(5))]),
                table("t02", "支出表", &[])
            ]),
            json!([failing("t01")]),
        );
        let new = document(
            json!([
                table("t01", "新表", &[]),
                table("t02", "收入表", &[("税", json!(1)), ("费", json!(3)), ("新", json!(4))])
            ]),
            json!([failing("t02"), failing("t01")]),
        );
        let changes: Vec<String> = compare("a.json", &old, &new).iter().map(Change::to_string).collect();
        assert_eq!(
            changes,
            [
                "a.json: 新表: table appeared",
                "a.json: 收入表, row 费, column 预算数: 2 → 3",
                "a.json: 收入表, row 新, column 预算数: 4 appeared",
                "a.json: 收入表, row 旧, column 预算数: 5 vanished",
                "a.json: 支出表: table vanished",
                "a.json: columns_add_up, 新表, row 合计: began to fail",
            ]
        );
        let back: Vec<String> = compare("a.json", &new, &old).iter().map(Change::to_string).collect();
        assert!(
            back.contains(&"a.json: columns_add_up, 新表, row 合计: ceased to fail".to_owned()),
            "{back:?}"
        );
        assert!(compare("a.json", &old, &old).is_empty());
    }

    /// A document that says something of every kind.
    fn whole() -> serde_json::Value {
        let row = json!({ "label": "其中：税", "name": "税", "code": "101", "org_code": "7", "org_name": "甲局",
            "level": 2, "total": false, "item": "revenue.tax", "cells": ["其中：税", 1.50, "备"],
            "places": [[1, 1, 2], [1, 4, 6], null], "proof": ".p.", "raw": { "1": "1.5O" },
            "corrected": { "1": { "old": 7, "reason": "看" } } });
        let indicator = json!({ "level1": "产出指标", "level2": "数量指标", "level3": "人数", "detail": "说明",
            "direction": "positive", "target": "≥5人", "operator": ">=", "value": 5, "unit": "人",
            "deadline": "12月", "basis": "计划", "weight": 10, "actual_value": "6人", "score": 9,
            "deviation_reason": "无", "place": [9, 1, 2], "corrected": { "target": { "old": "≥6人", "reason": "看" } } });
        let mut table = table("t01", "收入表", &[("费", json!(2))]);
        for (key, value) in [
            ("rows", json!([row, table["rows"][0]])),
            ("indicators", json!([indicator])),
            ("fields", json!([{ "label": "项目名称", "value": "修缮" }])),
            ("notes", json!(["注"])),
            (
                "columns",
                json!([
                    { "path": ["项目"], "role": "name" },
                    { "path": ["预算数"], "role": "amount", "measure": "total", "phase": "budget", "item": "x" },
                    { "path": ["备注"], "role": "text" },
                ]),
            ),
            ("number", json!("表3")),
            ("organization", json!("甲局")),
            ("yuan_per_unit", json!(10000)),
        ] {
            table[key] = value;
        }
        let plain = document(json!([table]), json!([]));
        let mut whole = serde_json::to_value(plain).unwrap();
        whole["document"]["title"] = json!("甲局预算");
        whole["document"]["issuer"] = json!({ "name": "甲局", "code": "7" });
        whole["warnings"] = json!([{ "code": "odd", "message": "odd", "table": "t01", "page": null }]);
        whole
    }

    #[test]
    fn whatever_a_document_says_is_compared_but_for_places() {
        let read =
            |json: &serde_json::Value| -> Document { serde_json::from_str(&json.to_string()).unwrap() };
        let (row, indicator) = ("收入表, row 7 101 其中：税", "收入表, indicator 人数");
        let cases = [
            ("/document/title", json!("乙局预算"), "title: 甲局预算 → 乙局预算".to_owned()),
            ("/document/kind", json!("final_accounts"), "kind: budget → final_accounts".to_owned()),
            ("/document/fiscal_year", json!(2023), "fiscal_year: 2024 → 2023".to_owned()),
            ("/document/issuer/name", json!(null), "issuer: 甲局 vanished".to_owned()),
            ("/document/issuer/code", json!("8"), "issuer code: 7 → 8".to_owned()),
            ("/tables/0/kind", json!("other"), "收入表, kind: revenue → other".to_owned()),
            ("/tables/0/unit", json!("元"), "收入表, unit: 万元 → 元".to_owned()),
            ("/tables/0/yuan_per_unit", json!(1), "收入表, yuan_per_unit: 10000 → 1".to_owned()),
            ("/tables/0/number", json!("表4"), "收入表, number: 表3 → 表4".to_owned()),
            ("/tables/0/organization", json!("乙局"), "收入表, organization: 甲局 → 乙局".to_owned()),
            ("/tables/0/empty", json!(true), "收入表, empty: true appeared".to_owned()),
            ("/tables/0/notes", json!([]), "收入表, notes: 注 vanished".to_owned()),
            ("/tables/0/fields/0/value", json!("新建"), "收入表, field 项目名称: 修缮 → 新建".to_owned()),
            (
                "/tables/0/columns/1/measure",
                json!(null),
                "收入表, column 预算数, measure: total vanished".to_owned(),
            ),
            (
                "/tables/0/columns/1/role",
                json!("count"),
                "收入表, column 预算数, role: amount → count".to_owned(),
            ),
            ("/tables/0/rows/0/level", json!(1), format!("{row}, level: 2 → 1")),
            ("/tables/0/rows/0/total", json!(true), format!("{row}, total: true appeared")),
            ("/tables/0/rows/0/item", json!(null), format!("{row}, item: revenue.tax vanished")),
            ("/tables/0/rows/0/org_name", json!("乙局"), format!("{row}, org_name: 甲局 → 乙局")),
            ("/tables/0/rows/0/proof", json!(".c."), format!("{row}, column 预算数, proof: p → c")),
            ("/tables/0/rows/0/raw/1", json!("1.5o"), format!("{row}, column 预算数, raw: 1.5O → 1.5o")),
            (
                "/tables/0/rows/0/corrected/1/old",
                json!(8),
                format!("{row}, column 预算数, corrected from: 7 (看) → 8 (看)"),
            ),
            ("/tables/0/rows/0/cells/2", json!("补"), format!("{row}, column 备注: 备 → 补")),
            ("/tables/0/indicators/0/operator", json!("<="), format!("{indicator}, operator: >= → <=")),
            ("/tables/0/indicators/0/target", json!("≤5人"), format!("{indicator}, target: ≥5人 → ≤5人")),
            ("/tables/0/indicators/0/value", json!(6), format!("{indicator}, value: 5 → 6")),
            (
                "/tables/0/indicators/0/level1",
                json!("效益指标"),
                format!("{indicator}, level1: 产出指标 → 效益指标"),
            ),
            ("/tables/0/indicators/0/weight", json!(20), format!("{indicator}, weight: 10 → 20")),
            (
                "/tables/0/indicators/0/corrected/target/old",
                json!("6"),
                format!("{indicator}, target corrected from: ≥6人 (看) → 6 (看)"),
            ),
            ("/warnings/0/message", json!("even"), "warning odd: odd → even".to_owned()),
        ];
        let old = whole();
        for (pointer, value, expected) in cases {
            let mut new = old.clone();
            *new.pointer_mut(pointer).unwrap() = value;
            let changes: Vec<String> =
                compare("a", &read(&old), &read(&new)).iter().map(Change::to_string).collect();
            assert_eq!(changes, [format!("a: {expected}")], "{pointer}");
        }
        let mut new = old.clone();
        new["tables"][0]["rows"].as_array_mut().unwrap().reverse();
        let changes: Vec<String> =
            compare("a", &read(&old), &read(&new)).iter().map(Change::to_string).collect();
        assert_eq!(changes, ["a: 收入表: in another order"]);
        for place in
            ["/tables/0/rows/0/places/1", "/tables/0/indicators/0/place", "/source/path", "/source/sha256"]
        {
            let mut new = old.clone();
            let value = if place.starts_with("/source") { json!("b") } else { json!([2, 4, 6]) };
            *new.pointer_mut(place).unwrap() = value;
            assert_eq!(compare("a", &read(&old), &read(&new)), [], "{place}");
        }
    }
}
