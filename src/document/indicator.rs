//! Performance indicators and their targets (contract §5).

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Correction, Value};
use crate::error::Place;

/// A performance indicator (contract §5).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// First level (产出指标), filled down.
    pub level1: Option<String>,
    /// Second level (数量指标), filled down.
    pub level2: Option<String>,
    /// Third level: the indicator itself.
    pub level3: Option<String>,
    /// Its explanation (指标解释).
    pub detail: Option<String>,
    /// `positive` (正向指标) or `negative` (反向指标).
    pub direction: Option<Direction>,
    /// The printed target in one string.
    pub target: Option<String>,
    /// How the target compares.
    pub operator: Option<Operator>,
    /// The number of the target, `null` for a qualitative one.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option", default)]
    #[schemars(with = "Option<serde_json::Number>")]
    pub value: Option<Decimal>,
    /// The unit of measure.
    pub unit: Option<String>,
    /// When it is due (完成时限).
    pub deadline: Option<String>,
    /// What the target rests on (指标值确定依据).
    pub basis: Option<String>,
    /// What the indicator counts for (分值, 权重): a number, or text where the form prints none; absent where it prints
    /// nothing.
    #[serde(skip_serializing_if = "Value::is_blank", default)]
    pub weight: Value,
    /// What was reached (实际完成值), as printed; absent where the form does not print it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual_value: Option<String>,
    /// What a self-evaluation gives for it (得分): a number, or text where the form prints none; absent where it prints
    /// nothing.
    #[serde(skip_serializing_if = "Value::is_blank", default)]
    pub score: Value,
    /// Why the target was missed, and what will be done (偏差原因分析及改进措施); absent where the form does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub deviation_reason: Option<String>,
    /// Where the indicator is printed.
    #[serde(default)]
    pub place: Option<Place>,
    /// What a person corrected, by the name of the part (`target`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub corrected: BTreeMap<String, Correction>,
}

/// Whether more is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// 正向指标
    Positive,
    /// 反向指标
    Negative,
}

/// How a target compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Operator {
    /// 等于
    #[serde(rename = "=")]
    Equal,
    /// 大于等于, ≥
    #[serde(rename = ">=")]
    AtLeast,
    /// 小于等于, ≤
    #[serde(rename = "<=")]
    AtMost,
    /// 大于
    #[serde(rename = ">")]
    Above,
    /// 小于
    #[serde(rename = "<")]
    Below,
}
