//! A stored document as exports read it: of the parts that become rows nothing is copied, for their texts are borrowed
//! from the JSON. What these types leave out is skipped; what they hold is called as in [`crate::document`], where it is
//! documented.
//!
//! ```text
//! {"label": "行政运行", …, "cells": ["2012601", "行政运行", 470.56], …}
//!            ╰─ borrowed                                    ╰─ the only cell that is a number
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use rust_decimal::Decimal;
use serde::de::{Error as _, IgnoredAny, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::document::{Place, ProofCounts, Role};

/// One document of a run.
#[derive(Debug, Deserialize)]
pub struct Record<'a> {
    /// The JSON that it was read from.
    #[serde(skip)]
    pub json: &'a str,
    #[serde(borrow)]
    pub(super) source: Source<'a>,
    #[serde(borrow)]
    pub(super) document: Identity<'a>,
    #[serde(borrow)]
    pub(super) tables: Vec<Table<'a>>,
    #[serde(borrow, default)]
    pub(super) checks: Vec<Check<'a>>,
    #[serde(default)]
    pub(super) proof: Option<ProofCounts>,
    #[serde(default)]
    pub(super) warnings: Vec<IgnoredAny>,
}

impl<'a> Record<'a> {
    /// Reads a document from its JSON.
    pub fn of(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str::<Self>(json).map(|record| Self { json, ..record })
    }

    /// What tells its file from others: the SHA-256 of the bytes.
    pub fn sha256(&self) -> &str {
        &self.source.sha256
    }
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
    #[serde(borrow, default)]
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
    #[serde(borrow, default)]
    pub code: Option<Text<'a>>,
    #[serde(borrow, default)]
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
    pub unit: Option<Text<'a>>,
    #[serde(default)]
    pub yuan_per_unit: Option<u64>,
    #[serde(borrow)]
    pub fields: Vec<Field<'a>>,
    #[serde(borrow)]
    pub columns: Vec<Column<'a>>,
    #[serde(borrow)]
    pub rows: Vec<Row<'a>>,
    #[serde(borrow)]
    pub indicators: Vec<Indicator<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Field<'a> {
    #[serde(borrow)]
    pub label: Text<'a>,
    #[serde(borrow)]
    value: &'a RawValue,
}

impl<'a> Field<'a> {
    /// Its value where it is a text.
    pub fn text(&self) -> Option<Text<'a>> {
        serde_json::from_str(self.value.get()).ok()
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Column<'a> {
    #[serde(borrow)]
    pub path: Vec<Text<'a>>,
    pub role: Role,
    #[serde(borrow, default)]
    pub measure: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub phase: Option<Text<'a>>,
    #[serde(borrow, default)]
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
    #[serde(default = "one")]
    pub level: u8,
    pub total: bool,
    #[serde(borrow, default)]
    pub item: Option<Text<'a>>,
    pub cells: Vec<Number>,
    #[serde(default)]
    pub places: Vec<Option<Place>>,
    #[serde(borrow, default)]
    pub proof: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub raw: BTreeMap<usize, Text<'a>>,
}

fn one() -> u8 {
    1
}

#[derive(Debug, Deserialize)]
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
    #[serde(default)]
    pub value: Number,
    #[serde(borrow)]
    pub unit: Option<Text<'a>>,
    #[serde(borrow)]
    pub deadline: Option<Text<'a>>,
    #[serde(borrow)]
    pub basis: Option<Text<'a>>,
    #[serde(default)]
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
    #[serde(default)]
    pub expected: Number,
    #[serde(default)]
    pub actual: Number,
    #[serde(default)]
    pub difference: Number,
    #[serde(default)]
    pub tolerance: Number,
    #[serde(borrow)]
    pub message: Text<'a>,
    #[serde(default)]
    pub place: Option<Place>,
    #[serde(borrow, default)]
    pub suggestion: Option<Text<'a>>,
}

/// A text, borrowed wherever it stands in the JSON as it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text<'a>(pub Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
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

/// A number with its printed digits, `None` for anything else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Number(pub Option<Decimal>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let printed = <&RawValue>::deserialize(deserializer)?.get();
        if !printed.starts_with(|first: char| first == '-' || first.is_ascii_digit()) {
            return Ok(Self(None));
        }
        let number = printed.parse().or_else(|_| Decimal::from_scientific(printed));
        number.map(|number| Self(Some(number))).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_borrowed_unless_they_hold_escapes() {
        let texts: Vec<Text> = serde_json::from_str(r#"["行政运行", "“三公”\n经费"]"#).unwrap();
        assert!(matches!(texts[0].0, Cow::Borrowed("行政运行")));
        assert_eq!(&*texts[1], "“三公”\n经费");
    }

    #[test]
    fn a_cell_is_a_number_or_none() {
        let cells: Vec<Number> =
            serde_json::from_str(r#"["2012601", 470.560, -3.50, null, 7, 1e3]"#).unwrap();
        let printed: Vec<Option<String>> =
            cells.iter().map(|cell| cell.0.map(|number| number.to_string())).collect();
        let expected = [None, Some("470.560"), Some("-3.50"), None, Some("7"), Some("1000")];
        assert_eq!(printed, expected.map(|number| number.map(str::to_owned)));
    }
}
