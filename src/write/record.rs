//! A stored document as exports read it: of the parts that become rows nothing is copied, for their texts are borrowed
//! from the JSON. What these types leave out is skipped; what they hold is called as in [`crate::document`], where it is
//! documented. What must be there must be there here, too.
//!
//! ```text
//! {"label": "行政运行", …, "cells": ["2012601", "行政运行", 470.56], …}
//!            ╰─ borrowed                                    ╰─ the only cell that is a number
//! ```

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use rust_decimal::Decimal;
use serde::de::{Error as _, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::document::{Place, Role};

/// One document of a run.
#[derive(Debug)]
pub struct Record<'a>(pub(super) Content<'a>);

impl<'a> Record<'a> {
    /// Reads a document from its JSON.
    pub fn of(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json).map(Self)
    }

    /// What tells its file from others: the SHA-256 of the bytes.
    pub fn sha256(&self) -> &str {
        &self.0.source.sha256
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Content<'a> {
    #[serde(borrow)]
    pub source: Source<'a>,
    #[serde(borrow)]
    pub document: Identity<'a>,
    #[serde(borrow)]
    pub tables: Vec<Table<'a>>,
    #[serde(borrow, default)]
    pub checks: Vec<Check<'a>>,
    pub proof: Option<ProofCounts>,
    #[serde(default)]
    pub warnings: Vec<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Source<'a> {
    #[serde(borrow)]
    pub path: Text<'a>,
    #[serde(borrow)]
    pub sha256: Text<'a>,
    pub bytes: u64,
    #[serde(borrow)]
    pub media_type: Text<'a>,
    #[serde(borrow)]
    pub reader: Text<'a>,
    pub pages: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Identity<'a> {
    #[serde(borrow)]
    pub title: Option<Text<'a>>,
    #[serde(borrow)]
    pub kind: Text<'a>,
    pub fiscal_year: Option<u16>,
    #[serde(borrow)]
    pub issuer: Issuer<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Issuer<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    #[serde(borrow)]
    pub code: Option<Text<'a>>,
    #[serde(borrow)]
    pub region: Option<Region<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Region<'a> {
    #[serde(borrow)]
    pub level: Text<'a>,
    #[serde(borrow)]
    pub province: Option<Text<'a>>,
    #[serde(borrow)]
    pub prefecture: Option<Text<'a>>,
    #[serde(borrow)]
    pub county: Option<Text<'a>>,
    #[serde(borrow)]
    pub code: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Table<'a> {
    #[serde(borrow, default)]
    pub id: Text<'a>,
    #[serde(borrow)]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub side: Option<Text<'a>>,
    #[serde(borrow)]
    pub title: Option<Text<'a>>,
    #[serde(borrow)]
    pub number: Option<Text<'a>>,
    #[serde(borrow)]
    pub organization: Option<Text<'a>>,
    #[serde(borrow)]
    pub unit: Option<Text<'a>>,
    pub yuan_per_unit: Option<u64>,
    #[serde(borrow)]
    pub fields: Vec<Field<'a>>,
    #[serde(borrow)]
    pub columns: Vec<Column<'a>>,
    #[serde(borrow)]
    pub rows: Vec<Row<'a>>,
    #[serde(borrow)]
    pub indicators: Vec<Indicator<'a>>,
    #[serde(borrow)]
    pub notes: Vec<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Field<'a> {
    #[serde(borrow)]
    pub label: Text<'a>,
    #[serde(borrow)]
    pub value: Value<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Column<'a> {
    #[serde(borrow)]
    pub path: Vec<Text<'a>>,
    pub role: Role,
    #[serde(borrow)]
    pub measure: Option<Text<'a>>,
    #[serde(borrow)]
    pub phase: Option<Text<'a>>,
    #[serde(borrow)]
    pub item: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Row<'a> {
    #[serde(borrow)]
    pub label: Text<'a>,
    #[serde(borrow)]
    pub code: Option<Text<'a>>,
    #[serde(borrow)]
    pub org_code: Option<Text<'a>>,
    #[serde(borrow)]
    pub org_name: Option<Text<'a>>,
    pub level: Option<u8>,
    pub total: bool,
    #[serde(borrow)]
    pub item: Option<Text<'a>>,
    #[serde(borrow)]
    pub cells: Vec<Value<'a>>,
    #[serde(default)]
    pub places: Vec<Option<Place>>,
    #[serde(borrow)]
    pub proof: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub raw: BTreeMap<usize, Text<'a>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Indicator<'a> {
    #[serde(borrow)]
    pub level1: Option<Text<'a>>,
    #[serde(borrow)]
    pub level2: Option<Text<'a>>,
    #[serde(borrow)]
    pub level3: Option<Text<'a>>,
    #[serde(borrow)]
    pub detail: Option<Text<'a>>,
    #[serde(borrow)]
    pub direction: Option<Text<'a>>,
    #[serde(borrow)]
    pub target: Option<Text<'a>>,
    #[serde(borrow)]
    pub operator: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub value: Value<'a>,
    #[serde(borrow)]
    pub unit: Option<Text<'a>>,
    #[serde(borrow)]
    pub deadline: Option<Text<'a>>,
    #[serde(borrow)]
    pub basis: Option<Text<'a>>,
    pub place: Option<Place>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Check<'a> {
    #[serde(borrow)]
    pub rule: Text<'a>,
    #[serde(borrow)]
    pub status: Text<'a>,
    #[serde(borrow)]
    pub tables: Vec<Text<'a>>,
    #[serde(borrow)]
    pub row: Option<Text<'a>>,
    #[serde(borrow)]
    pub column: Option<Vec<Text<'a>>>,
    #[serde(borrow, default)]
    pub expected: Value<'a>,
    #[serde(borrow, default)]
    pub actual: Value<'a>,
    #[serde(borrow, default)]
    pub difference: Value<'a>,
    #[serde(borrow, default)]
    pub tolerance: Value<'a>,
    #[serde(borrow)]
    pub message: Text<'a>,
    pub place: Option<Place>,
    #[serde(borrow)]
    pub suggestion: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProofCounts {
    pub proven: usize,
    pub contradicted: usize,
    pub unchecked: usize,
}

/// A number with its printed digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure<'a> {
    pub printed: &'a str,
    pub number: Decimal,
}

/// A cell or a field: blank, a number or text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Value<'a> {
    #[default]
    Blank,
    Number(Figure<'a>),
    Text(Text<'a>),
}

impl<'a> Value<'a> {
    /// The number, if it is one.
    pub fn number(&self) -> Option<Figure<'a>> {
        match self {
            Self::Number(figure) => Some(*figure),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let printed = <&RawValue>::deserialize(deserializer)?.get();
        match printed.as_bytes().first() {
            Some(b'"') => serde_json::from_str(printed).map(Self::Text).map_err(D::Error::custom),
            Some(b'-' | b'0'..=b'9') => {
                let number = printed.parse().or_else(|_| Decimal::from_scientific(printed));
                let number = number.map_err(D::Error::custom)?;
                Ok(Self::Number(Figure { printed, number }))
            }
            _ => Ok(Self::Blank),
        }
    }
}

/// A text, borrowed wherever it stands in the JSON as it is.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text<'_> {
    fn borrow(&self) -> &str {
        self
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor).map(Self)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[test]
    fn a_cell_is_a_number_a_text_or_blank() {
        let cells: Vec<Value> = serde_json::from_str(r#"["2012601", 470.560, -3.50, null, 7, 1e3]"#).unwrap();
        let numbers: Vec<Option<String>> =
            cells.iter().map(|cell| cell.number().map(|figure| figure.number.to_string())).collect();
        let expected = [None, Some("470.560"), Some("-3.50"), None, Some("7"), Some("1000")];
        assert_eq!(numbers, expected.map(|number| number.map(str::to_owned)));
        assert_eq!((cells[0].text(), &cells[3]), (Some("2012601"), &Value::Blank));
    }

    #[test]
    fn texts_are_borrowed_unless_they_hold_escapes() {
        let texts: Vec<Text> = serde_json::from_str(r#"["行政运行", "“三公”\n经费"]"#).unwrap();
        assert!(matches!(texts[0].0, Cow::Borrowed("行政运行")));
        assert_eq!(&*texts[1], "“三公”\n经费");
    }

    #[test]
    fn a_row_is_read_by_its_keys() {
        let json = r#"{"later": {"label": 1}, "cells": [null, 1.50], "label": "水\"费\"", "places": [null, [3, 1, 9]],
            "code": null, "total": true, "raw": {"1": "1.5"}}"#;
        let row: Row = serde_json::from_str(json).unwrap();
        assert_eq!((&*row.label, row.code.as_deref(), row.level, row.total), ("水\"费\"", None, None, true));
        assert_eq!(row.cells[1].number().map(|figure| figure.printed), Some("1.50"));
        assert_eq!(row.places, [None, Some(Place::Line { line: 3, first: 1, last: 9 })]);
        assert_eq!(row.raw.get(&1).map(|raw| &**raw), Some("1.5"));
    }

    #[test]
    fn what_a_document_must_have_a_record_must_have() {
        let document = crate::process(
            "a.txt",
            "支出预算总表\n科目名称\t金额\n合计\t1.00\n".as_bytes(),
            &Options::default(),
        );
        let json = serde_json::to_value(document.unwrap()).unwrap();
        assert!(Record::of(&json.to_string()).is_ok());
        for part in [
            "",
            "/source",
            "/document",
            "/document/issuer",
            "/tables/0",
            "/tables/0/columns/0",
            "/tables/0/rows/0",
        ] {
            let keys = json.pointer(part).and_then(|part| part.as_object()).unwrap().keys();
            for key in keys.filter(|key| !["schema", "empty"].contains(&key.as_str())) {
                let mut without = json.clone();
                without.pointer_mut(part).and_then(|part| part.as_object_mut()).unwrap().remove(key);
                let json = without.to_string();
                let document = crate::write::json::from_bytes(json.as_bytes());
                assert_eq!(Record::of(&json).is_ok(), document.is_ok(), "{part}/{key}");
            }
        }
    }

    #[test]
    fn what_is_none_of_its_kind_is_refused() {
        let unknown = serde_json::from_str::<Column>(r#"{"path": [], "role": "colour"}"#).unwrap_err();
        assert!(unknown.to_string().starts_with("unknown variant `colour`"), "{unknown}");
        for place in ["[1]", "[1, 2, 3, 4, 5, 6]", "[-1, 2, 3]"] {
            assert!(serde_json::from_str::<Place>(place).is_err(), "{place}");
        }
    }
}
