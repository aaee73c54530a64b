//! What can go wrong, and where: [`Error`] ends one document, [`Warning`] only says what was lost.
//!
//! Bad input is data: a stage returns less result and a warning with a place. An error is for a file
//! that cannot be read at all, and is one sentence: which file, where, what to do.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::geometry::Rect;

/// Where something was printed: a box on a page of a PDF, or a stretch of a line of a text.
///
/// In the output it is an array: PDF `[page, x0, y0, x1, y1]` in tenths of a point from the top left
/// of the visible page, text `[line, first, last]` with a 1-based line and character columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A box on a page, pages counted from 1.
    Page {
        /// The page, from 1.
        page: u32,
        /// The box on it.
        rect: Rect,
    },
    /// Characters `first..=last` (from 1) of a line (from 1).
    Line {
        /// The line, from 1.
        line: u32,
        /// The first character, from 1.
        first: u32,
        /// The last character, from 1.
        last: u32,
    },
}

impl Place {
    /// What a place is in the output.
    pub(crate) const EXPECTED: &str = "a place of 5 numbers (PDF) or 3 (text)";

    /// The place that these numbers are in the output.
    pub(crate) fn of(numbers: &[i32]) -> Option<Self> {
        let count = |number: i32| u32::try_from(number).ok();
        match *numbers {
            [page, x0, y0, x1, y1] => {
                Some(Self::Page { page: count(page)?, rect: Rect::new(x0, y0, x1, y1) })
            }
            [line, first, last] => {
                Some(Self::Line { line: count(line)?, first: count(first)?, last: count(last)? })
            }
            _ => None,
        }
    }

    /// The page of a PDF place, `None` for text.
    pub fn page(self) -> Option<u32> {
        match self {
            Self::Page { page, .. } => Some(page),
            Self::Line { .. } => None,
        }
    }

    /// The line of a text place, `None` for a PDF.
    pub fn line(self) -> Option<u32> {
        match self {
            Self::Line { line, .. } => Some(line),
            Self::Page { .. } => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page { page, .. } => write!(f, "page {page}"),
            Self::Line { line, first, .. } => write!(f, "line {line}, column {first}"),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Page { page, rect } => (page, rect.x0, rect.y0, rect.x1, rect.y1).serialize(serializer),
            Self::Line { line, first, last } => (line, first, last).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PlaceVisitor)
    }
}

struct PlaceVisitor;

impl<'de> Visitor<'de> for PlaceVisitor {
    type Value = Place;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Place::EXPECTED)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Place, A::Error> {
        let (mut numbers, mut length) = ([0; 5], 0);
        while let Some(number) = sequence.next_element::<i32>()? {
            *numbers.get_mut(length).ok_or_else(|| A::Error::invalid_length(length + 1, &self))? = number;
            length += 1;
        }
        Place::of(&numbers[..length]).ok_or_else(|| A::Error::invalid_length(length, &self))
    }
}

impl JsonSchema for Place {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Place".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "PDF [page, x0, y0, x1, y1] in tenths of a point from the top left, text [line, first, last]",
            "type": "array", "items": { "type": "integer" }, "minItems": 3, "maxItems": 5
        })
    }
}

/// Something that a reader or a stage could not keep, read as printed or decide without help.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// A stable identifier, `snake_case`.
    pub code: String,
    /// One sentence for a person.
    pub message: String,
    /// The table it belongs to (`t03`).
    pub table: Option<String>,
    /// The page of a PDF, or of a text with page breaks.
    pub page: Option<u32>,
    /// The exact place where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
}

impl Warning {
    /// The code of a text whose tables only blanks align.
    pub(crate) const ALIGNED_TEXT: &str = "aligned_text";
    /// The code of a text whose tables have their cells one under the other.
    pub(crate) const STACKED_TEXT: &str = "stacked_text";
    /// The code of a text that a converter has left tables out of.
    pub(crate) const OMITTED_TABLE: &str = "omitted_table";
    /// The code of a table of which only the caption is read.
    pub(crate) const UNREAD_TABLE: &str = "unread_table";
    /// The code of a page that is a picture.
    pub(crate) const SCANNED_PAGE: &str = "scanned_page";
    /// The code of what was cut at a limit.
    pub(crate) const LIMIT: &str = "limit";
    /// The code of a correction that does not fit.
    pub(crate) const PATCH_UNFIT: &str = "patch_unfit";

    /// Whether it says that a part of the file was not read: what is missed may stand there.
    pub(crate) fn is_of_unread(&self) -> bool {
        [
            Self::ALIGNED_TEXT,
            Self::STACKED_TEXT,
            Self::OMITTED_TABLE,
            Self::UNREAD_TABLE,
            Self::SCANNED_PAGE,
            Self::LIMIT,
        ]
        .contains(&self.code.as_str())
    }

    /// A warning about the whole document.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), table: None, page: None, place: None }
    }

    /// The same warning with its place.
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.page = place.and_then(Place::page).or(self.page);
        self.place = place;
        self
    }

    /// The same warning with its page.
    pub fn on_page(mut self, page: u32) -> Self {
        self.page = Some(page);
        self
    }
}

/// What kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file system refused.
    Io,
    /// The input holds nothing.
    Empty,
    /// The input is of a format that yusuan does not read.
    Unsupported,
    /// The input is of a known format but cannot be read.
    Broken,
    /// The input is encrypted with a password that was not given.
    Password,
    /// A limit was reached.
    Limit,
    /// A stage failed where it must not: a bug in yusuan.
    Internal,
}

/// Why one input gave no document. The message is one sentence: what is wrong and what to do; the
/// caller that knows the file puts its name before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}
