//! The identities that were checked, and how much they prove (contract §7).

use std::borrow::Cow;
use std::sync::Arc;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Place;

/// One identity that was checked (contract §7).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// The family of the rule.
    pub rule: Cow<'static, str>,
    /// How it came out.
    pub status: CheckStatus,
    /// The tables involved.
    pub tables: Arc<[String]>,
    /// The row (its code, or its label).
    pub row: Option<Arc<str>>,
    /// The path of the column.
    pub column: Option<Arc<[String]>>,
    /// What it should be, in the table's unit.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option", default)]
    #[schemars(with = "Option<serde_json::Number>")]
    pub expected: Option<Decimal>,
    /// What is printed, in the table's unit.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option", default)]
    #[schemars(with = "Option<serde_json::Number>")]
    pub actual: Option<Decimal>,
    /// `actual` − `expected`.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option", default)]
    #[schemars(with = "Option<serde_json::Number>")]
    pub difference: Option<Decimal>,
    /// Half of the last printed digit of every figure involved.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option", default)]
    #[schemars(with = "Option<serde_json::Number>")]
    pub tolerance: Option<Decimal>,
    /// One sentence for a person.
    pub message: Arc<str>,
    /// Where the figure in question is printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// Where the figures of a failed check are printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub operands: Option<Box<Operands>>,
    /// What change of which cells would satisfy it; offered, never applied.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suggestion: Option<String>,
}

/// Where the figures of both sides of an identity are printed, as far as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Operands {
    /// Those that `actual` sums up.
    pub actual: Vec<Place>,
    /// Those that `expected` sums up.
    pub expected: Vec<Place>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// The intervals meet.
    Pass,
    /// They do not.
    Fail,
    /// An operand is missing or unreadable.
    Skipped,
}

/// How many amount cells are proven by arithmetic (§7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProofCounts {
    /// Cells that took part in at least one identity, all of which hold.
    pub proven: usize,
    /// Cells of which an identity fails.
    pub contradicted: usize,
    /// Cells that no identity speaks of.
    pub unchecked: usize,
}
