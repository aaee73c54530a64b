//! The output: one document per input file, as the output contract defines it.
//!
//! Field names, vocabularies and their meaning are normative (contract §1–§7); serialization of these
//! types *is* the output format, and `yusuan schema` is derived from them. What stands in `between` alone is no output.

#![deny(clippy::float_arithmetic)] // Amounts are exact decimals from the print to the file.

mod between;
mod check;
mod indicator;
pub mod names;
pub mod output;
mod table;
mod value;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::between::{Standing, UnevenRow};
pub use self::check::{Check, CheckStatus, Operands, ProofCounts};
pub use self::indicator::{Direction, Indicator, Operator};
pub use self::table::{Column, Correction, Field, Phase, Role, Row, Side, Span, Table, TableKind};
pub use self::value::Value;
pub use crate::error::{Place, Warning};

/// The value of `schema` in every document.
pub const SCHEMA: &str = "yusuan/document/1";

/// One input file, extracted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// The version of this format: `yusuan/document/1`.
    pub schema: String,
    /// The file it was read from.
    pub source: Source,
    /// What the document says about itself.
    pub document: Identity,
    /// Every table, in reading order.
    pub tables: Vec<Table>,
    /// The arithmetic that was checked (§7).
    #[serde(default)]
    pub checks: Vec<Check>,
    /// How many amount cells the checks prove, `null` where nothing was checked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proof: Option<ProofCounts>,
    /// What was lost or decided on the way.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// The file a document was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The path as it was given.
    pub path: String,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// The size in bytes.
    pub bytes: u64,
    /// `application/pdf`, `text/plain`, `text/markdown` or `text/html`.
    pub media_type: String,
    /// How it was read: `pdf`, `text` or `ocr`.
    pub reader: String,
    /// The encoding of a text input, `null` for PDF.
    pub encoding: Option<String>,
    /// The number of pages, `null` for a text without page breaks.
    pub pages: Option<u32>,
}

/// What the document says about itself on its cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// The printed title.
    #[serde(default)]
    pub title: Option<String>,
    /// Budget (预算), final accounts (决算) or performance text (绩效文本).
    pub kind: DocumentKind,
    /// The year the figures are for.
    pub fiscal_year: Option<u16>,
    /// Who published it.
    pub issuer: Issuer,
}

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 部门预算
    Budget,
    /// 部门决算
    FinalAccounts,
    /// 绩效文本
    Performance,
    /// None of these was recognized.
    Unknown,
}

/// The department or unit that published a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Issuer {
    /// Its name as printed.
    pub name: Option<String>,
    /// Its budget code where one is printed.
    #[serde(default)]
    pub code: Option<String>,
    /// Where it governs, as far as its name says.
    #[serde(default)]
    pub region: Option<Region>,
}

/// The administrative division that an issuer belongs to, as far as its name says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Region {
    /// The level of government.
    pub level: RegionLevel,
    /// The province, autonomous region or municipality (福建省).
    pub province: Option<String>,
    /// The prefecture-level division (福州市), `null` for a municipality's districts.
    pub prefecture: Option<String>,
    /// The county-level division (鼓楼区).
    pub county: Option<String>,
    /// The six-digit code (GB/T 2260) of the division of this level (`350100`), `null` where it is not in the list.
    pub code: Option<String>,
}

/// Levels of government below the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegionLevel {
    /// 省级
    Province,
    /// 地级
    Prefecture,
    /// 县级
    County,
}
