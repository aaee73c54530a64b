//! CSV in UTF-8, and the `datapackage.json` (Frictionless Data) that says what the columns are.
//!
//! The package is a Fiscal Data Package (1.0) as well: its columns have the types of the budget taxonomy, and of one of its
//! own for what Chinese budgets classify their rows by.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it: `=1+1` is written `'=1+1`. Numbers
//! stay as they are, also negative ones.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde_json::{Value, json};

use super::files::Rows;
use super::io_error;
use crate::write::facts::{Cell, Column, Kind, RELATIONS, Relation};

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
pub(super) struct Csv {
    file: csv::Writer<BufWriter<File>>,
    /// The cell that is being written, where it is no text.
    cell: Vec<u8>,
}

impl Rows for Csv {
    const ENDING: &'static str = "csv";

    fn begin(mut file: BufWriter<File>, relation: &'static Relation, mark: bool) -> io::Result<Self> {
        if mark {
            file.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        let mut file = csv::Writer::from_writer(file);
        file.write_record(relation.columns.iter().map(|column| column.name)).map_err(io_error)?;
        Ok(Self { file, cell: Vec::new() })
    }

    fn add(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for cell in cells {
            self.cell.clear();
            match cell {
                Cell::Text(text) => self.file.write_field(harmless(text).as_bytes()),
                other => {
                    write!(self.cell, "{other}")?;
                    self.file.write_field(&self.cell)
                }
            }
            .map_err(io_error)?;
        }
        self.file.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }

    fn description() -> Option<(&'static str, String)> {
        let package = json!({
            "profile": "tabular-data-package",
            "name": "yusuan",
            "title": "Figures of published Chinese government budget documents",
            "description": "A text that begins as a formula does (= + - @) has an apostrophe before it.",
            "columnTypes": [TAXONOMY, OWN_TYPES.map(own_type)],
            "resources": RELATIONS.map(resource),
        });
        Some(("datapackage.json", format!("{package:#}\n")))
    }
}

/// The text so that no spreadsheet takes it for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
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
    fn no_text_is_a_formula() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("-12.30", "'-12.30"),
            ("＠SUM", "'＠SUM"),
            ("\tx", "'\tx"),
            ("一、=", "一、="),
            ("", ""),
        ] {
            assert_eq!(harmless(text), written);
        }
    }
}
