//! A stored document as exports read it: of the parts that become rows nothing is copied, for their texts are borrowed
//! from the JSON. What these types leave out is skipped; what they hold is called as in [`crate::document`], where it is
//! documented.
//!
//! ```text
//! {"label": "行政运行", …, "cells": ["2012601", "行政运行", 470.56], …}
//!            ╰─ borrowed                                    ╰─ the only cell that is a number
//! ```

mod json;

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as Unknown;

use crate::document::{Place, Role};
use json::{Json, Read};
pub use json::{Misread, Text};

/// One document of a run.
#[derive(Debug)]
pub struct Record<'a>(pub(super) Content<'a>);

impl<'a> Record<'a> {
    /// Reads a document from its JSON.
    pub fn of(json: &'a str) -> Result<Self, Misread> {
        let content: Content = Json::whole(json)?;
        if content.source.sha256.is_empty() {
            return Err(Misread { expected: "a document with its source", at: 0 });
        }
        Ok(Self(content))
    }

    /// What tells its file from others: the SHA-256 of the bytes.
    pub fn sha256(&self) -> &str {
        &self.0.source.sha256
    }
}

/// Declares what is read of objects. What an object has not is empty, as what is `null` is.
macro_rules! objects {
    ($($Object:ident$(<$borrowed:lifetime>)? { $($field:ident: $Field:ty,)* })*) => {$(
        #[derive(Debug, Default)]
        pub(super) struct $Object$(<$borrowed>)? {
            $(pub $field: $Field,)*
        }

        impl<'a> Read<'a> for $Object$(<$borrowed>)? {
            fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
                let mut object = Self::default();
                json.object(|key, json| {
                    match key {
                        $(stringify!($field) => object.$field = Read::read(json)?,)*
                        _ => json.skip()?,
                    }
                    Ok(())
                })?;
                Ok(object)
            }
        }
    )*};
}

objects! {
    Content<'a> {
        source: Source<'a>,
        document: Identity<'a>,
        tables: Vec<Table<'a>>,
        checks: Vec<Check<'a>>,
        proof: Option<ProofCounts>,
        warnings: Vec<Skipped>,
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
        id: Text<'a>,
        kind: Text<'a>,
        side: Option<Text<'a>>,
        title: Option<Text<'a>>,
        number: Option<Text<'a>>,
        organization: Option<Text<'a>>,
        unit: Option<Text<'a>>,
        yuan_per_unit: Option<u64>,
        fields: Vec<Field<'a>>,
        columns: Vec<Column<'a>>,
        rows: Vec<Row<'a>>,
        indicators: Vec<Indicator<'a>>,
        notes: Vec<Text<'a>>,
    }

    Field<'a> {
        label: Text<'a>,
        value: Value<'a>,
    }

    Column<'a> {
        path: Vec<Text<'a>>,
        role: Option<Role>,
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
        places: Vec<Option<Place>>,
        proof: Option<Text<'a>>,
        raw: BTreeMap<usize, Text<'a>>,
    }

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
        place: Option<Place>,
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

/// A value of which only is known that it is there.
#[derive(Debug)]
pub(super) struct Skipped;

impl<'a> Read<'a> for Skipped {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        json.skip().map(|()| Self)
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

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'a> Read<'a> for Value<'a> {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        match json.peek() {
            Some(b'"') => Text::read(json).map(Self::Text),
            Some(b'-' | b'0'..=b'9') => {
                let printed = json.word()?;
                let number = printed.parse().or_else(|_| Decimal::from_scientific(printed));
                let number = number.map_err(|_| json.misread("a number"))?;
                Ok(Self::Number(Figure { printed, number }))
            }
            _ => json.skip().map(|()| Self::Blank),
        }
    }
}

impl<'a> Read<'a> for Place {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        let (mut numbers, mut length) = ([0; 5], 0);
        json.array(|json| {
            let number = numbers.get_mut(length).ok_or_else(|| json.misread("the end of a place"))?;
            *number = Read::read(json)?;
            length += 1;
            Ok(())
        })?;
        Self::of(&numbers[..length]).ok_or_else(|| json.misread("a place"))
    }
}

impl<'a> Read<'a> for Role {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        let name = Text::read(json)?;
        let role: Result<Self, Unknown> = Self::deserialize((&*name).into_deserializer());
        role.map_err(|_| json.misread("the role of a column"))
    }
}

impl<'a> Read<'a> for BTreeMap<usize, Text<'a>> {
    fn read(json: &mut Json<'a>) -> Result<Self, Misread> {
        let mut texts = Self::new();
        json.object(|key, json| {
            let key = key.parse().map_err(|_| json.misread("the index of a column"))?;
            Text::read(json).map(|text| drop(texts.insert(key, text)))
        })?;
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_number_a_text_or_blank() {
        let cells: Vec<Value> = Json::whole(r#"["2012601", 470.560, -3.50, null, 7, 1e3]"#).unwrap();
        let numbers: Vec<Option<String>> =
            cells.iter().map(|cell| cell.number().map(|figure| figure.number.to_string())).collect();
        let expected = [None, Some("470.560"), Some("-3.50"), None, Some("7"), Some("1000")];
        assert_eq!(numbers, expected.map(|number| number.map(str::to_owned)));
        assert_eq!((cells[0].text(), &cells[3]), (Some("2012601"), &Value::Blank));
    }

    #[test]
    fn a_row_is_read_by_its_keys() {
        let json = r#"{"later": {"label": 1}, "cells": [null, 1.50], "label": "水\"费\"", "places": [null, [3, 1, 9]],
            "code": null, "total": true, "raw": {"1": "1.5"}}"#;
        let row: Row = Json::whole(json).unwrap();
        assert_eq!((&*row.label, row.code.as_deref(), row.level, row.total), ("水\"费\"", None, None, true));
        assert_eq!(row.cells[1].number().map(|figure| figure.printed), Some("1.50"));
        assert_eq!(row.places, [None, Some(Place::Line { line: 3, first: 1, last: 9 })]);
        assert_eq!(row.raw.get(&1).map(|raw| &**raw), Some("1.5"));
    }

    #[test]
    fn what_a_document_has_not_is_empty() {
        let record = Record::of(r#"{"source": {"sha256": "9f2c"}}"#).unwrap();
        assert_eq!((record.sha256(), record.0.source.pages), ("9f2c", None));
        assert!(Record::of("{}").is_err());
        let unknown = Json::whole::<Column>(r#"{"role": "colour"}"#).unwrap_err();
        assert_eq!(unknown.to_string(), "the role of a column expected at byte 17");
        for place in ["[1]", "[1, 2, 3, 4, 5, 6]", "[-1, 2, 3]"] {
            assert!(Json::whole::<Place>(place).is_err(), "{place}");
        }
    }
}
