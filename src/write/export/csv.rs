//! CSV in UTF-8, and the `datapackage.json` (Frictionless Data) that says what the columns are.
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
/// By this mark Excel knows UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A CSV file with a header line.
pub(super) struct Csv(csv::Writer<BufWriter<File>>);

impl Rows for Csv {
    const ENDING: &'static str = "csv";

    fn begin(mut file: BufWriter<File>, relation: &'static Relation, mark: bool) -> io::Result<Self> {
        if mark {
            file.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(relation.columns.iter().map(|column| column.name)).map_err(io_error)?;
        Ok(Self(writer))
    }

    fn add(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        for cell in cells {
            let text = match cell {
                Cell::Text(text) => harmless(text),
                other => Cow::Owned(other.to_string()),
            };
            self.0.write_field(text.as_bytes()).map_err(io_error)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }

    fn description() -> Option<(&'static str, String)> {
        let package = json!({
            "profile": "tabular-data-package",
            "name": "yusuan",
            "title": "Figures of published Chinese government budget documents",
            "description": "A text that begins as a formula does (= + - @) has an apostrophe before it.",
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
        "fields": relation.columns.iter().map(|column| field(column, relation.key)).collect::<Vec<_>>(),
        "primaryKey": relation.key,
        "missingValues": [""],
    });
    if let (Some(foreign), Some(schema)) = (foreign, schema.as_object_mut()) {
        schema.insert("foreignKeys".to_owned(), foreign);
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

fn field(column: &Column, key: &[&str]) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Boolean => "boolean",
        Kind::Yuan | Kind::Number => "number",
    };
    json!({
        "name": column.name,
        "type": kind,
        "description": column.doc,
        "constraints": { "required": key.contains(&column.name) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
