//! The output: one document per input file, as the output contract defines it.
//!
//! Field names, vocabularies and their meaning are normative (contract §1–§7); serialization of these
//! types *is* the output format, and `yusuan schema` is derived from them.

#![deny(clippy::float_arithmetic)] // Amounts are exact decimals from the print to the file.

mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// One table, or one half of a side-by-side table (contract §2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Table {
    /// `t01`, `t02`, … in reading order.
    #[serde(default)]
    pub id: String,
    /// What the table is (contract §3).
    pub kind: TableKind,
    /// The half of a side-by-side table.
    pub side: Option<Side>,
    /// The caption nearest the table, wrapped lines joined, blanks removed.
    pub title: Option<String>,
    /// The printed table number (`表3`).
    pub number: Option<String>,
    /// The unit the table is about, printed over it (单位名称, 部门名称, 编制部门).
    pub organization: Option<String>,
    /// The printed unit of its amounts (`万元`).
    pub unit: Option<String>,
    /// Yuan per unit: 1 for 元, 10000 for 万元.
    #[serde(default)]
    pub yuan_per_unit: Option<u64>,
    /// Printed with no data row.
    pub empty: bool,
    /// Notes printed under the table.
    pub notes: Vec<String>,
    /// Where it is printed.
    #[serde(default)]
    pub span: Span,
    /// Key–value parts of a form.
    pub fields: Vec<Field>,
    /// The columns, merged headers resolved.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The indicators of a performance form (contract §5).
    pub indicators: Vec<Indicator>,
}

/// Kinds of tables (contract §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// 部门预算单位构成
    Units,
    /// 收支预算总表
    RevenueExpenditureSummary,
    /// 收入预算总表
    Revenue,
    /// 支出预算总表
    Expenditure,
    /// 财政拨款收支预算总表
    AppropriationSummary,
    /// 财政拨款支出预算表（功能科目）
    AppropriationExpenditure,
    /// 财政拨款基本支出预算表（经济科目）
    AppropriationBasic,
    /// 一般公共预算支出预算表
    GeneralPublicExpenditure,
    /// 一般公共预算支出经济分类情况表
    GeneralPublicEconomic,
    /// 一般公共预算基本支出预算表
    GeneralPublicBasic,
    /// 政府性基金预算支出预算表
    GovernmentFund,
    /// 国有资本经营预算支出预算表
    StateCapital,
    /// “三公”经费支出预算表
    ThreePublic,
    /// 机关运行经费支出预算表
    OperatingFunds,
    /// 项目支出预算表
    ProjectExpenditure,
    /// 部门管理专项资金预算表
    SpecialFund,
    /// 部门整体绩效目标表
    DepartmentPerformance,
    /// 项目绩效目标表
    ProjectPerformance,
    /// 政府采购预算表
    Procurement,
    /// Any other table.
    Other,
}

/// The half of a side-by-side table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 收入
    Revenue,
    /// 支出
    Expenditure,
}

/// A row that prints fewer cells than its table: which of its cells are the blank ones, no one wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortRow {
    /// The index of its table.
    pub table: usize,
    /// The index of the row.
    pub row: usize,
    /// How many cells it lacks; they are read as blanks at its end.
    pub absent: usize,
}

/// How the sums that the rows of a table state come out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many hold that are not all zero.
    pub held: usize,
    /// How many fail.
    pub failed: usize,
}

/// Where a table is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// The pages it stands on, `null` for text input.
    pub pages: Option<Vec<u32>>,
    /// First and last line, `null` for PDF.
    pub lines: Option<[u32; 2]>,
}

/// A key–value part of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// The printed label.
    pub label: String,
    /// A number where the field is an amount or a count, else text, or `null` where it is blank.
    pub value: Value,
    /// Where the value is printed.
    #[serde(default)]
    pub place: Option<Place>,
    /// What a person corrected here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub corrected: Option<Correction>,
}

/// What a person corrected in a cell, a field or an indicator (`yusuan extract --patches`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// The value that was read before.
    pub old: Value,
    /// Why it was corrected.
    pub reason: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// The header from top to bottom, merged cells resolved.
    pub path: Arc<[String]>,
    /// What its cells are.
    pub role: Role,
    /// The canonical measure (`total`, `basic`, `project`, …), `null` where none is known.
    #[serde(default)]
    pub measure: Option<String>,
    /// Whether the figures are budgeted or final, `null` where the header does not say.
    #[serde(default)]
    pub phase: Option<Phase>,
    /// The canonical item of a column that is a row in other documents (“三公”经费 printed as one row:
    /// `three_public.reception`), else `null`. Where it is set it takes the place of the rows' item.
    #[serde(default)]
    pub item: Option<String>,
}

/// Whether a figure is budgeted or final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 预算数, 年初预算数
    Budget,
    /// 调整预算数, 全年预算数
    Adjusted,
    /// 决算数, 执行数
    Final,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A classification code.
    Code,
    /// The name of the row.
    Name,
    /// The name of a group of rows, merged down.
    Group,
    /// The code of a budget unit.
    OrgCode,
    /// The name of a budget unit.
    OrgName,
    /// Any text.
    Text,
    /// An amount of money in the table's unit.
    Amount,
    /// A percentage, whatever the table's unit.
    Percent,
    /// A number of people, vehicles, …
    Count,
}

impl Role {
    /// Whether the cells are figures.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Amount | Self::Percent | Self::Count)
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The printed name of the row, wrapped lines joined.
    pub label: String,
    /// The label without its numbering.
    #[serde(default)]
    pub name: String,
    /// The full classification code, digits only.
    pub code: Option<String>,
    /// The code of the budget unit the row belongs to.
    pub org_code: Option<String>,
    /// The name of the budget unit the row belongs to.
    pub org_name: Option<String>,
    /// The depth in its hierarchy, from 1.
    #[serde(default = "one")]
    pub level: u8,
    /// Whether it is a total (合计, 总计, 收入总计, …).
    pub total: bool,
    /// The canonical item (`expenditure.210`), `null` where none is known.
    #[serde(default)]
    pub item: Option<String>,
    /// The cells, aligned to the columns.
    pub cells: Vec<Value>,
    /// Where each cell is printed, aligned to the cells.
    #[serde(default)]
    pub places: Vec<Option<Place>>,
    /// One character per cell: `p` proven, `c` contradicted, `u` unchecked, `.` no amount (§7).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proof: Option<Arc<str>>,
    /// The printed text of cells (by column index) where normalization did more than drop separators.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub raw: BTreeMap<usize, String>,
    /// The cells (by column index) that a person corrected.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub corrected: BTreeMap<usize, Correction>,
}

impl Row {
    /// Whether any of its cells is a number.
    pub fn holds_number(&self) -> bool {
        self.cells.iter().any(|cell| cell.number().is_some())
    }
}

fn one() -> u8 {
    1
}

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
