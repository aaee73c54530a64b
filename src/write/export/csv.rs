//! CSV in UTF-8, and the `datapackage.json` (Frictionless Data) that says what the columns are.
//!
//! The package is a Fiscal Data Package (1.0) as well: its columns have the types of the budget taxonomy, and of one of its
//! own for what Chinese budgets classify their rows by.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it: `=1+1` is written `'=1+1`. Numbers
//! stay as they are, also negative ones, and so does a mark alone (`=`).

use std::fs::File;
use std::io;

use serde_json::{Value, json};

use super::files::{Lines, Rows, any_byte};
use crate::write::facts::{Cell, Changed, Column, Kind, RELATIONS, Relation};

/// What a text begins with that spreadsheets take for a formula, also in full width.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
/// The taxonomy of the Fiscal Data Package for budgets.
const TAXONOMY: &str = "https://frictionlessdata.io/taxonomies/fiscal/budgets.json";
/// What the columns are in the words of the taxonomy, and of [`OWN_TYPES`].
const COLUMN_TYPES: [(&str, &str); 18] = [
    ("documents.fiscal_year", "date:fiscal-year"),
    ("documents.issuer", "administrative-classification:generic:level1:label"),
    ("documents.issuer_code", "administrative-classification:generic:level1:code"),
    ("documents.region_code", "geo:source:code"),
    ("facts.amount_yuan", "value"),
    ("facts.code", "budget-classification:china:code"),
    ("facts.column", "value-kind:label"),
    ("facts.fiscal_year", "date:fiscal-year"),
    ("facts.issuer", "administrative-classification:generic:level1:label"),
    ("facts.item", "budget-classification:yusuan:code"),
    ("facts.label", "budget-classification:china:label"),
    ("facts.measure", "value-kind:code"),
    ("facts.org_code", "administrative-classification:generic:level2:code"),
    ("facts.org_name", "administrative-classification:generic:level2:label"),
    ("facts.phase", "phase:id"),
    ("facts.side", "direction"),
    ("indicators.fiscal_year", "date:fiscal-year"),
    ("indicators.project", "activity:generic:project:label"),
];
/// Types that the taxonomy has not: a row is classified by function or by economic class, and so is its canonical item.
const OWN_TYPES: [(&str, Option<&str>); 3] = [
    ("budget-classification:china:code", None),
    ("budget-classification:china:label", Some("budget-classification:china:code")),
    ("budget-classification:yusuan:code", None),
];
/// By this mark Excel knows UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A CSV file with a header line.
pub(super) struct Csv(Lines);

impl Rows for Csv {
    const ENDING: &'static str = "csv";

    fn begin(file: File, relation: &'static Relation, mark: bool) -> io::Result<Self> {
        let heads: Vec<Cell<'_>> = relation.columns.iter().map(|column| column.name.into()).collect();
        let mut csv = Self(Lines::new(file, if mark { BYTE_ORDER_MARK } else { "" }));
        csv.add(&heads, Changed::all(heads.len()))?;
        Ok(csv)
    }

    fn add(&mut self, cells: &[Cell<'_>], changed: Changed) -> io::Result<()> {
        self.0.add(cells, changed, "\n", |place, cell, line| {
            if place > 0 {
                line.push(b',');
            }
            match cell {
                Cell::Text(text) => write_text(text, line),
                figure => figure.write(line),
            }
            Ok(())
        })
    }

    fn finish(self) -> io::Result<()> {
        self.0.finish()
    }

    fn description() -> Option<(&'static str, String)> {
        let package = json!({
            "profile": "tabular-data-package",
            "name": "yusuan",
            "title": "Figures of published Chinese government budget documents",
            "description": "A text that a spreadsheet takes for a formula (it begins with = + - @ and is no number, nor that mark alone) has an apostrophe before it.",
            "columnTypes": [TAXONOMY, OWN_TYPES.map(own_type)],
            "resources": RELATIONS.map(resource),
        });
        Some(("datapackage.json", format!("{package:#}\n")))
    }
}

/// Writes a text so that no spreadsheet takes it for a formula, in quotes where it has a mark of CSV (RFC 4180).
fn write_text(text: &str, record: &mut Vec<u8>) {
    let apostrophe = if is_formula(text) { "'" } else { "" };
    if !any_byte(text, |byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        record.extend_from_slice(apostrophe.as_bytes());
        record.extend_from_slice(text.as_bytes());
        return;
    }
    record.push(b'"');
    record.extend_from_slice(apostrophe.as_bytes());
    for byte in text.bytes() {
        record.extend_from_slice(if byte == b'"' { b"\"\"" } else { std::slice::from_ref(&byte) });
    }
    record.push(b'"');
}

/// Whether a spreadsheet takes a text for a formula: it begins as one, and is neither a number nor that mark alone.
fn is_formula(text: &str) -> bool {
    // Most texts begin with a byte that none of these characters begins with.
    if !matches!(text.as_bytes().first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | 0xef)) {
        return false;
    }
    let Some(behind) = text.strip_prefix(FORMULA) else { return false };
    let of_number = |character: char| character.is_ascii_digit() || ".,%".contains(character);
    let is_number = text.starts_with(['+', '-', '＋', '－']) && behind.chars().all(of_number);
    !(behind.is_empty() || is_number)
}

fn resource(relation: &Relation) -> Value {
    let documents = relation.key.first().filter(|_| relation.key.len() > 1);
    let foreign = documents.map(|column| {
        json!([{ "fields": [column], "reference": { "resource": "documents", "fields": [column] } }])
    });
    let mut schema = json!({
        "fields": relation.columns.iter().map(|column| field(relation, column)).collect::<Vec<_>>(),
        "primaryKey": relation.key,
        "missingValues": [""],
    });
    if let Some(foreign) = foreign {
        schema["foreignKeys"] = foreign;
    }
    if relation.columns.iter().any(|column| column.kind == Kind::Yuan) {
        let currency = json!({ "name": "currency", "type": "string", "columnType": "value-currency:code", "constant": "CNY" });
        schema["extraFields"] = json!([currency]);
    }
    json!({
        "profile": "tabular-data-resource",
        "name": relation.name,
        "path": format!("{}.csv", relation.name),
        "description": relation.doc,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    })
}

fn own_type((name, label_of): (&str, Option<&str>)) -> Value {
    match label_of {
        Some(code) => json!({ "name": name, "dataType": "string", "labelOf": code }),
        None => json!({ "name": name, "dataType": "string", "unique": true }),
    }
}

fn column_type(relation: &Relation, column: &Column) -> Option<&'static str> {
    let name = format!("{}.{}", relation.name, column.name);
    COLUMN_TYPES.iter().find(|(typed, _)| *typed == name).map(|(_, kind)| *kind)
}

fn field(relation: &Relation, column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::Yuan | Kind::Number => "number",
    };
    let mut field = json!({
        "name": column.name,
        "type": kind,
        "description": column.doc,
        "constraints": { "required": relation.key.contains(&column.name) },
    });
    if let Some(column_type) = column_type(relation, column) {
        field["columnType"] = column_type.into();
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_types_are_of_columns_and_have_their_kind() {
        let columns =
            RELATIONS.iter().flat_map(|relation| relation.columns.iter().map(|column| (*relation, column)));
        let typed: Vec<(&str, Kind)> = columns
            .filter_map(|(relation, column)| Some((column_type(relation, column)?, column.kind)))
            .collect();
        assert_eq!(typed.len(), COLUMN_TYPES.len());
        for (column_type, kind) in typed {
            let expected = match column_type {
                "value" => Kind::Yuan,
                "date:fiscal-year" => Kind::Integer,
                _ => Kind::Text,
            };
            assert_eq!(kind, expected, "{column_type}");
            let own = column_type.starts_with("budget-classification:");
            assert_eq!(own, OWN_TYPES.iter().any(|(name, _)| *name == column_type), "{column_type}");
        }
    }

    #[test]
    fn every_character_that_begins_a_formula_is_looked_for() {
        for character in FORMULA {
            let (mut record, text) = (Vec::new(), format!("{character}a1"));
            write_text(&text, &mut record);
            assert!(String::from_utf8(record).unwrap().contains(&format!("'{text}")), "{text:?}");
        }
    }

    #[test]
    fn no_text_is_a_formula_or_a_mark_of_csv() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("=2处", "'=2处"),
            ("-2+3", "'-2+3"),
            ("-12.30", "-12.30"),
            ("＋1,200.5%", "\"＋1,200.5%\""),
            ("=", "="),
            (">=", ">="),
            ("＠SUM", "'＠SUM"),
            ("\tx", "'\tx"),
            ("一、=", "一、="),
            ("", ""),
            ("水,电", "\"水,电\""),
            ("“三公”", "“三公”"),
            ("\"三公\"经费", "\"\"\"三公\"\"经费\""),
            ("=1,1", "\"'=1,1\""),
            ("一行\n二行", "\"一行\n二行\""),
        ] {
            let mut record = Vec::new();
            write_text(text, &mut record);
            assert_eq!(String::from_utf8(record).unwrap(), written);
        }
    }
}
