//! What JSON holds, as far as it may say something: texts and numbers stay where they stand, for their places in the file
//! are looked for.
//!
//! ```text
//! {"RowTl": 1, "Text": "合计", "Polygon": [26, 193, 774, 193]}      RowTl: 1 · Text: 合计 · Polygon: 26, 193
//! ```
//!
//! Names are compared as if all were written `likethis`, since one program writes `row_index` and another `RowIndex`.

use std::ops::Range;

use serde_json::Result;

use crate::text::json::Scan;

/// Values within values deeper than this are not read.
const DEEPEST: usize = 64;

/// A value; texts and numbers as their bytes of the source.
pub(super) enum Value {
    Text(Range<usize>),
    Number(Range<usize>),
    List(Vec<Self>),
    Object(Vec<(Range<usize>, Self)>),
    /// Neither: `null`, `true`, or deeper than any text.
    Blank,
}

impl Value {
    /// Reads a value. Of a list of numbers that an object holds only the ends are kept: it is a place or a range.
    pub(super) fn read(scan: &mut Scan<'_>, depth: usize) -> Result<Self> {
        match scan.peek() {
            Some(b'"') => string(scan).map(Self::Text),
            Some(b'[') if depth < DEEPEST => {
                let mut values = Vec::new();
                scan.array(|scan| {
                    values.push(Self::read(scan, depth + 1)?);
                    Ok(())
                })?;
                Ok(Self::List(values))
            }
            Some(b'{') if depth < DEEPEST => {
                let mut members = Vec::new();
                scan.object(|scan| {
                    let name = string(scan)?;
                    scan.mark(b':')?;
                    match Self::read(scan, depth + 1)?.without_numbers() {
                        Self::Blank => {}
                        value => members.push((name, value)),
                    }
                    Ok(())
                })?;
                Ok(Self::Object(members))
            }
            Some(b'-' | b'0'..=b'9') => {
                let length = scan.number()?.len();
                Ok(Self::Number(scan.at() - length..scan.at()))
            }
            _ => scan.skip().map(|()| Self::Blank),
        }
    }

    fn without_numbers(self) -> Self {
        match self {
            Self::List(values) if values.iter().all(Self::is_numeric) => {
                let mut numbers = values.into_iter().filter(|value| matches!(value, Self::Number(_)));
                let first = numbers.next();
                let last = numbers.next_back();
                Self::List(first.into_iter().chain(last).collect())
            }
            value => value,
        }
    }

    /// Whether nothing but numbers is in it.
    fn is_numeric(&self) -> bool {
        match self {
            Self::Number(_) | Self::Blank => true,
            Self::List(values) => values.iter().all(Self::is_numeric),
            Self::Text(_) | Self::Object(_) => false,
        }
    }

    /// Whether a value has others within.
    pub(super) fn is_compound(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_))
    }

    /// The values of a list; none of another value.
    pub(super) fn list(&self) -> &[Self] {
        if let Self::List(values) = self { values } else { &[] }
    }

    /// The members of an object; none of another value.
    pub(super) fn members(&self) -> &[(Range<usize>, Self)] {
        if let Self::Object(members) = self { members } else { &[] }
    }
}

/// The bytes of a string within its quotes.
fn string(scan: &mut Scan<'_>) -> Result<Range<usize>> {
    let (quoted, _) = scan.quoted()?;
    Ok(scan.at() - quoted.len() + 1..scan.at() - 1)
}

/// The text that values are of.
#[derive(Clone, Copy)]
pub(super) struct Source<'a>(pub(super) &'a str);

impl<'a> Source<'a> {
    /// These bytes.
    pub(super) fn text(self, bytes: &Range<usize>) -> &'a str {
        self.0.get(bytes.clone()).unwrap_or("")
    }

    /// Whether a member has this name, which is given in small letters without anything between them.
    pub(super) fn is_named(self, name: &Range<usize>, known: &str) -> bool {
        let name = self.text(name);
        if name.len() < known.len() {
            return false;
        }
        let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ' | b'$'));
        letters.map(|byte| byte.to_ascii_lowercase()).eq(known.bytes())
    }

    /// The first member that has the best of these names.
    pub(super) fn member<'v>(self, object: &'v Value, names: &[&str]) -> Option<&'v Value> {
        names.iter().find_map(|known| {
            let mut members = object.members().iter();
            members.find(|(name, _)| self.is_named(name, known)).map(|(_, value)| value)
        })
    }

    /// The string that has the best of these names.
    pub(super) fn string(self, object: &Value, names: &[&str]) -> Option<&'a str> {
        match self.member(object, names)? {
            Value::Text(bytes) => Some(self.text(bytes)),
            _ => None,
        }
    }

    /// A whole number, also one in quotes.
    pub(super) fn number(self, value: &Value) -> Option<u64> {
        match value {
            Value::Number(bytes) | Value::Text(bytes) => self.text(bytes).parse().ok(),
            _ => None,
        }
    }

    /// Whether a string within a value is no blank one.
    pub(super) fn has_text(self, value: &Value) -> bool {
        match value {
            Value::Text(bytes) => !self.text(bytes).trim().is_empty(),
            Value::List(values) => values.iter().any(|value| self.has_text(value)),
            Value::Object(members) => members.iter().any(|(_, value)| self.has_text(value)),
            Value::Number(_) | Value::Blank => false,
        }
    }
}
