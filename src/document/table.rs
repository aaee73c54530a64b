//! Tables (contract §2–§4): what they are, their columns, their rows, and the fields of forms.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Indicator, Value};
use crate::error::Place;

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

impl TableKind {
    /// Whether it is a form of performance: targets, with the money they are to be reached with.
    pub fn is_performance(self) -> bool {
        matches!(self, Self::DepartmentPerformance | Self::ProjectPerformance)
    }

    /// Whether it sums up revenue and expenditure side by side, with what is carried over.
    pub fn is_summary(self) -> bool {
        matches!(self, Self::RevenueExpenditureSummary | Self::AppropriationSummary)
    }
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
