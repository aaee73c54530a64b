//! A stored document as exports read it: of the parts that become rows nothing is copied, for their texts are borrowed
//! from the JSON. What these types leave out is skipped; what they hold is called as in [`crate::document`], where it is
//! documented. What must be there must be there here, too.
//!
//! ```text
//! {"label": "行政运行", …, "cells": ["2012601", "行政运行", 470.56], …}
//!            ╰─ borrowed                                    ╰─ the only cell that is a number
//! ```

mod read;

use std::borrow::{Borrow, Cow};
use std::collections::BTreeMap;
use std::ops::Deref;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::{Error as _, IntoDeserializer};
use serde_json::{Error, Result};

use self::read::{Read, Skipped, objects};
use crate::document::{Place, Role};
use crate::text::json::Scan;

/// One document of a run.
#[derive(Debug)]
pub struct Record<'a>(pub(super) Content<'a>);

impl<'a> Record<'a> {
    /// Reads a document from its JSON.
    pub fn of(json: &'a str) -> Result<Self> {
        read::read(json).map(Self)
    }

    /// What tells its file from others: the SHA-256 of the bytes.
    pub fn sha256(&self) -> &str {
        &self.0.source.sha256
    }
}

objects! {
    Content<'a> {
        source: Source<'a>,
        document: Identity<'a>,
        tables: Vec<Table<'a>>,
        checks: Vec<Check<'a>> = Vec::new(),
        proof: Option<ProofCounts>,
        warnings: Vec<Skipped> = Vec::new(),
    }

    Source<'a> {
        path: Text<'a>,
        sha256: Text<'a>,
        bytes: u64,
        media_type: Text<'a>,
        reader: Text<'a>,
        pages: Option<u32>,
    }

    Identity<'a> {
        title: Option<Text<'a>>,
        kind: Text<'a>,
        fiscal_year: Option<u16>,
        issuer: Issuer<'a>,
    }

    Issuer<'a> {
        name: Option<Text<'a>>,
        code: Option<Text<'a>>,
        region: Option<Region<'a>>,
    }

    Region<'a> {
        level: Text<'a>,
        province: Option<Text<'a>>,
        prefecture: Option<Text<'a>>,
        county: Option<Text<'a>>,
        code: Option<Text<'a>>,
    }

    Table<'a> {
        id: Text<'a> = Text::from(""),
        kind: Text<'a>,
        side: Option<Text<'a>>,
        title: Option<Text<'a>>,
        number: Option<Text<'a>>,
        organization: Option<Text<'a>>,
        unit: Option<Text<'a>>,
        yuan_per_unit: Option<u64>,
        notes: Vec<Text<'a>>,
        fields: Vec<Field<'a>>,
        columns: Vec<Column<'a>>,
        rows: Vec<Row<'a>>,
        indicators: Vec<Indicator<'a>>,
    }

    Field<'a> {
        label: Text<'a>,
        value: Value<'a>,
    }

    Column<'a> {
        path: Vec<Text<'a>>,
        role: Role,
        measure: Option<Text<'a>>,
        phase: Option<Text<'a>>,
        item: Option<Text<'a>>,
    }

    Row<'a> {
        label: Text<'a>,
        code: Option<Text<'a>>,
        org_code: Option<Text<'a>>,
        org_name: Option<Text<'a>>,
        level: Option<u8>,
        total: bool,
        item: Option<Text<'a>>,
        cells: Vec<Value<'a>>,
        places: Vec<Option<Place>> = Vec::new(),
        proof: Option<Text<'a>>,
        raw: BTreeMap<usize, Text<'a>> = BTreeMap::new(),
        corrected: BTreeMap<usize, Correction<'a>> = BTreeMap::new(),
    }

    Correction<'a> {
        old: Value<'a>,
    }

    #[derive(Default)]
    Indicator<'a> {
        level1: Option<Text<'a>>,
        level2: Option<Text<'a>>,
        level3: Option<Text<'a>>,
        detail: Option<Text<'a>>,
        direction: Option<Text<'a>>,
        target: Option<Text<'a>>,
        operator: Option<Text<'a>>,
        value: Value<'a>,
        unit: Option<Text<'a>>,
        deadline: Option<Text<'a>>,
        basis: Option<Text<'a>>,
        weight: Value<'a>,
        actual_value: Option<Text<'a>>,
        score: Value<'a>,
        deviation_reason: Option<Text<'a>>,
        place: Option<Place>,
        corrected: BTreeMap<Text<'a>, Correction<'a>> = BTreeMap::new(),
    }

    Check<'a> {
        rule: Text<'a>,
        status: Text<'a>,
        tables: Vec<Text<'a>>,
        row: Option<Text<'a>>,
        column: Option<Vec<Text<'a>>>,
        expected: Value<'a>,
        actual: Value<'a>,
        difference: Value<'a>,
        tolerance: Value<'a>,
        message: Text<'a>,
        place: Option<Place>,
        suggestion: Option<Text<'a>>,
    }

    ProofCounts {
        proven: usize,
        contradicted: usize,
        unchecked: usize,
    }
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

    /// What is printed: the digits of a number, or a text.
    pub fn printed(&self) -> Option<&str> {
        self.number().map(|figure| figure.printed).or(self.text())
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// How JSON writes it.
    pub fn json(&self) -> String {
        match self {
            Self::Blank => "null".to_owned(),
            Self::Number(figure) => figure.printed.to_owned(),
            Self::Text(text) => serde_json::Value::from(&**text).to_string(),
        }
    }
}

impl<'a> Read<'a> for Value<'a> {
    fn read(scan: &mut Scan<'a>) -> Result<Self> {
        match scan.peek() {
            Some(b'"') => Text::read(scan).map(Self::Text),
            Some(b'-' | b'0'..=b'9') => {
                let printed = scan.number()?;
                let number = printed.parse().or_else(|_| Decimal::from_scientific(printed));
                Ok(Self::Number(Figure { printed, number: number.map_err(Error::custom)? }))
            }
            Some(b'n') => scan.null().map(|_| Self::Blank),
            _ => scan.skip().map(|()| Self::Blank),
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::Blank)
    }
}

/// A text, borrowed wherever it stands in the JSON as it is.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
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

impl<'a> Read<'a> for Text<'a> {
    #[inline]
    fn read(scan: &mut Scan<'a>) -> Result<Self> {
        scan.text().map(Self)
    }
}

/// What belongs to some columns, by their index.
impl<'a, T: Read<'a>> Read<'a> for BTreeMap<usize, T> {
    fn read(scan: &mut Scan<'a>) -> Result<Self> {
        let mut things = Self::new();
        scan.object(|scan| {
            let column = scan.any_key()?.parse().map_err(Error::custom)?;
            things.insert(column, T::read(scan)?);
            Ok(())
        })?;
        Ok(things)
    }
}

/// What belongs to some parts, by their name.
impl<'a, T: Read<'a>> Read<'a> for BTreeMap<Text<'a>, T> {
    fn read(scan: &mut Scan<'a>) -> Result<Self> {
        let mut things = Self::new();
        scan.object(|scan| {
            let part = Text(Cow::Owned(scan.any_key()?.into_owned()));
            things.insert(part, T::read(scan)?);
            Ok(())
        })?;
        Ok(things)
    }
}

impl Read<'_> for Role {
    fn read(scan: &mut Scan<'_>) -> Result<Self> {
        Self::deserialize(scan.text()?.into_deserializer())
    }
}

impl Read<'_> for Place {
    fn read(scan: &mut Scan<'_>) -> Result<Self> {
        let (mut numbers, mut length) = ([0; 5], 0);
        scan.array(|scan| {
            let number =
                numbers.get_mut(length).ok_or_else(|| Error::custom("a place of more than 5 numbers"))?;
            *number = i32::read(scan)?;
            length += 1;
            Ok(())
        })?;
        Self::of(&numbers[..length]).ok_or_else(|| Error::invalid_length(length, &Self::EXPECTED))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[test]
    fn a_cell_is_a_number_a_text_or_blank() {
        let cells: Vec<Value> = read::read(r#"["2012601", 470.560, -3.50, null, 7, 1e3]"#).unwrap();
        let numbers: Vec<Option<String>> =
            cells.iter().map(|cell| cell.number().map(|figure| figure.number.to_string())).collect();
        let expected = [None, Some("470.560"), Some("-3.50"), None, Some("7"), Some("1000")];
        assert_eq!(numbers, expected.map(|number| number.map(str::to_owned)));
        assert_eq!((cells[0].text(), &cells[3]), (Some("2012601"), &Value::Blank));
    }

    #[test]
    fn texts_are_borrowed_unless_they_hold_escapes() {
        let texts: Vec<Text> = read::read(r#"["行政运行", "“三公”\n经费"]"#).unwrap();
        assert!(matches!(texts[0].0, Cow::Borrowed("行政运行")));
        assert_eq!(&*texts[1], "“三公”\n经费");
    }

    #[test]
    fn a_row_is_read_by_its_keys() {
        let json = r#"{"later": {"label": 1}, "cells": [null, 1.50], "label": "水\"费\"", "places": [null, [3, 1, 9]],
            "code": null, "total": true, "raw": {"1": "1.5"}}"#;
        let row: Row = read::read(json).unwrap();
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
        let unknown = read::read::<Column>(r#"{"path": [], "role": "colour"}"#).unwrap_err();
        assert!(unknown.to_string().starts_with("unknown variant `colour`"), "{unknown}");
        for place in ["[1]", "[1, 2, 3, 4, 5, 6]", "[-1, 2, 3]"] {
            assert!(read::read::<Place>(place).is_err(), "{place}");
        }
    }
}
