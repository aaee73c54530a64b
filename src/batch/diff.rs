//! What changed between two runs: documents, tables and amounts that appeared, vanished or changed, and checks that
//! began or ceased to fail.
//!
//! ```text
//! a.pdf.json: 支出预算总表, row 2080505 养老保险缴费, column 合计: 120.50 → 121.50
//! ```
//!
//! The rule: tables are matched by what they are and rows by what they are called, never by their position, so that
//! one table more does not change every table after it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::batch::results::{documents, load};
use crate::document::{Check, CheckStatus, Document, Table, names};
use crate::error::Error;

/// One change between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The output file, below both directories.
    pub document: String,
    /// What changed.
    pub what: What,
    /// The table, the amount's place in it, or the check; empty where the whole document is meant.
    pub place: String,
    /// How it was.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option")]
    pub old: Option<Decimal>,
    /// How it is.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option")]
    pub new: Option<Decimal>,
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
    /// An amount is only in the new table.
    AmountAppeared,
    /// An amount is only in the old table.
    AmountVanished,
    /// An amount is another.
    AmountChanged,
    /// A check fails that did not.
    CheckBegan,
    /// A check failed and does not any more.
    CheckCeased,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { document, what, place, old, new } = self;
        let figure = |figure: &Option<Decimal>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        match what {
            What::DocumentAppeared => write!(f, "{document}: only in the new run"),
            What::DocumentVanished => write!(f, "{document}: only in the old run"),
            What::TableAppeared => write!(f, "{document}: {place}: table appeared"),
            What::TableVanished => write!(f, "{document}: {place}: table vanished"),
            What::AmountAppeared => write!(f, "{document}: {place}: {} appeared", figure(new)),
            What::AmountVanished => write!(f, "{document}: {place}: {} vanished", figure(old)),
            What::AmountChanged => write!(f, "{document}: {place}: {} → {}", figure(old), figure(new)),
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
        let whole =
            |what| Change { document: document.clone(), what, place: String::new(), old: None, new: None };
        match (in_old.contains(name), in_new.contains(name)) {
            (true, true) => {
                for change in compare(&document, &load(&old.join(name))?, &load(&new.join(name))?) {
                    report(change);
                }
            }
            (true, false) => report(whole(What::DocumentVanished)),
            _ => report(whole(What::DocumentAppeared)),
        }
    }
    Ok(())
}

/// The changes between two documents: tables, then amounts, then checks.
fn compare(document: &str, old: &Document, new: &Document) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |what, place: &str, old: Option<Decimal>, new: Option<Decimal>| {
        changes.push(Change { document: document.to_owned(), what, place: place.to_owned(), old, new });
    };
    let (old_tables, new_tables) = (tables(old), tables(new));
    for (name, table) in &new_tables {
        let Some(before) = old_tables.get(name) else {
            add(What::TableAppeared, name, None, None);
            continue;
        };
        let (before, after) = (amounts(before), amounts(table));
        for (place, &amount) in &after {
            let old = before.get(place).copied();
            let what = match old {
                None => What::AmountAppeared,
                Some(old) if old != amount => What::AmountChanged,
                Some(_) => continue,
            };
            add(what, &format!("{name}, {place}"), old, Some(amount));
        }
        for (place, &amount) in before.iter().filter(|(place, _)| !after.contains_key(*place)) {
            add(What::AmountVanished, &format!("{name}, {place}"), Some(amount), None);
        }
    }
    for name in old_tables.keys().filter(|name| !new_tables.contains_key(*name)) {
        add(What::TableVanished, name, None, None);
    }
    let (failing_before, failing) = (failures(old), failures(new));
    failing.difference(&failing_before).for_each(|check| add(What::CheckBegan, check, None, None));
    failing_before.difference(&failing).for_each(|check| add(What::CheckCeased, check, None, None));
    changes
}

/// Things by their name; what has the name of another before it gets a number.
fn named<T>(things: impl Iterator<Item = (String, T)>) -> BTreeMap<String, T> {
    let (mut named, mut times) = (BTreeMap::new(), BTreeMap::new());
    for (name, thing) in things {
        let time: &mut u32 = times.entry(name.clone()).or_insert(0);
        *time += 1;
        named.insert(if *time == 1 { name } else { format!("{name} ({time})") }, thing);
    }
    named
}

fn tables(document: &Document) -> BTreeMap<String, &Table> {
    named(document.tables.iter().map(|table| (name_of(table), table)))
}

fn name_of(table: &Table) -> String {
    let name = table.title.clone().unwrap_or_else(|| names::of(&table.kind));
    table.side.map_or(name.clone(), |side| format!("{name} ({})", names::of(&side)))
}

/// Every number of a table by its place in words.
fn amounts(table: &Table) -> BTreeMap<String, Decimal> {
    let fields = table
        .fields
        .iter()
        .filter_map(|field| Some((format!("field {}", field.label), field.value.number()?)));
    let indicators = table.indicators.iter().filter_map(|indicator| {
        let name = indicator.level3.as_deref().unwrap_or_default();
        Some((format!("indicator {name}"), indicator.value?))
    });
    let cells = table.rows.iter().flat_map(|row| {
        let parts = [row.org_code.as_deref(), row.code.as_deref(), Some(row.label.as_str())];
        let name = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        row.cells.iter().enumerate().filter_map(move |(index, cell)| {
            let column = table.columns.get(index).map(|column| column.path.join("/")).unwrap_or_default();
            Some((format!("row {name}, column {column}"), cell.number()?))
        })
    });
    named(fields.chain(cells).chain(indicators))
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
                "a.json: 收入表, row 新, column 预算数: 4 appeared",
                "a.json: 收入表, row 费, column 预算数: 2 → 3",
                "a.json: 收入表, row 旧, column 预算数: 5 vanished",
                "a.json: 新表: table appeared",
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
}
