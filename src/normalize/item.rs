//! What a row is about: a source of money, a function, a kind of expense, a project, a unit.
//!
//! A code says it by itself (`expenditure.2080505`, `economic.30101`). A name says it within its side of the table: `合计`
//! is all revenue or all expenditure, `九、卫生健康支出` is function 210. A row below `二、上年结转` is a part of what was
//! carried over, not of this year's revenue.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::canonical::scopes;
use super::measure::split_year;
use crate::document::{Column, Role, Row, Table, TableKind, Warning};
use crate::vocab::canonical::{PRIOR_YEAR, Vocabulary};
use crate::vocab::codes::{
    Classification, economic_code, functional_code, government_code, is_listed, is_spent_on,
};
use crate::vocab::wording::{PART, key, numbering};
use crate::vocab::words::{self, Use};
use crate::vocab::{headers, organization_name};

/// Fills `item` of every row of the table.
pub(super) fn annotate(table: &mut Table, fiscal_year: Option<u16>, vocabulary: &Vocabulary) -> Vec<Warning> {
    let namer = Namer::of(table, vocabulary);
    let mut above: Option<String> = None;
    let mut items: Vec<Option<String>> = Vec::with_capacity(table.rows.len());
    // The last row that says no more than its code: below an item, what it is spent on prints the same code.
    let mut heading: Option<&Row> = None;
    for row in &table.rows {
        let is_spent = heading.zip(row.code.as_deref()).is_some_and(|(heading, code)| {
            heading.code == row.code && is_spent_on(&row.name, code, &heading.name)
        });
        heading = if is_spent { heading } else { Some(row) };
        let item = if is_spent { Some("project".to_owned()) } else { namer.item(row, above.as_deref()) };
        let coded = item.as_deref().and_then(|item| item.split_once('.')).map(|(_, code)| code);
        above = row
            .code
            .as_deref()
            .or(coded.filter(|code| Classification::of_code(code).is_some()))
            .map(str::to_owned)
            .or(above);
        items.push(item);
    }
    mark_carried_over(&table.rows, &mut items, "revenue.carry_over");
    mark_carried_over(&table.rows, &mut items, "expenditure.closing_balance");
    name_sums_after_their_heads(&table.rows, &mut items);
    only_the_last_total_is_total(&table.rows, &mut items, table.kind.is_summary());
    mark_parts_named_like_their_whole(&table.rows, &mut items);
    if table.kind == TableKind::ThreePublic {
        sum_beside_three_public(&table.rows, &mut items, vocabulary);
    }

    let horizontal = table.columns.iter().any(|column| column.item.is_some());
    if let Some(year) = fiscal_year.filter(|_| horizontal) {
        mark_years_before(&table.rows, &mut items, year);
    }
    let counts = headers::counts(table);
    let mut warnings = Vec::new();
    let mut named = BTreeSet::new();
    for ((row, item), is_count) in table.rows.iter_mut().zip(items).zip(counts) {
        row.item = item.filter(|_| !is_count);
        let is_unmapped = row.item.is_none() && !is_count && !horizontal && row.holds_number();
        if is_unmapped && (namer.nameless || !row.label.is_empty()) && named.insert(row.label.clone()) {
            let message = match row.label.as_str() {
                "" => {
                    "several rows have figures and no name, so none of them has a canonical item".to_owned()
                }
                label => format!("the row {label} has no canonical item"),
            };
            let place = row.places.iter().flatten().next().copied();
            warnings.push(Warning {
                table: Some(table.id.clone()),
                ..Warning::new("unmapped_row", message).at(place)
            });
        }
    }
    warnings
}

/// Names rows one by one, with what its table says of all of them.
struct Namer<'a> {
    kind: TableKind,
    scopes: Vec<&'static str>,
    roles: Vec<Role>,
    /// Whether several rows have figures and no name, so that none of them is the total.
    nameless: bool,
    /// Whether the names are headed as those of the classification of governments (政府预算支出经济分类).
    of_governments: bool,
    /// Whether the rows of a form of performance are where its money comes from (资金来源, 项目资金（万元）), or what for it is
    /// used.
    of_sources: bool,
    /// The column of a table of projects that is headed as their names.
    project_names: Option<usize>,
    vocabulary: &'a Vocabulary,
}

impl<'a> Namer<'a> {
    fn of(table: &Table, vocabulary: &'a Vocabulary) -> Self {
        let roles = table.columns.iter().map(|column| column.role).collect();
        let is_nameless = |row: &&Row| row.label.is_empty() && row.code.is_none() && row.holds_number();
        let nameless = table.rows.iter().filter(is_nameless).nth(1).is_some();
        let head = table.columns.iter().find(|column| column.role == Role::Name);
        let of_governments = head.is_some_and(|head| {
            head.path.last().is_some_and(|last| last.contains("政府预算") && last.contains("经济"))
        });
        let begins_with_sum = || table.rows.first().is_some_and(|row| is_sum(&key(&row.label), vocabulary));
        let of_sources = match table.kind {
            TableKind::ProjectPerformance => true,
            TableKind::DepartmentPerformance => head.is_some_and(|head| match &head.path[..] {
                [group] => group.contains("资金") || begins_with_sum(),
                [.., last] => last.ends_with("来源"),
                [] => false,
            }),
            _ => false,
        };
        let of_projects = matches!(table.kind, TableKind::ProjectExpenditure | TableKind::SpecialFund);
        let heads_projects = |column: &Column| {
            column.path.last().is_some_and(|last| key(last).ends_with("项目名称"))
                && column.role != Role::Code
        };
        let project_names = of_projects.then(|| table.columns.iter().position(heads_projects)).flatten();
        let mut scopes = scopes(table);
        // A table of several things (机构运行信息表) that begins with “三公”经费 has their items.
        let is_three_public = |row: &Row| vocabulary.row(&key(&row.label), &[]) == Some("three_public.total");
        if table.kind == TableKind::Other && table.rows.iter().any(is_three_public) {
            scopes.push("three_public");
        }
        Self {
            kind: table.kind,
            scopes,
            roles,
            nameless,
            of_governments,
            of_sources,
            project_names,
            vocabulary,
        }
    }

    /// The item of a row, below the last row that has a code.
    fn item(&self, row: &Row, above: Option<&str>) -> Option<String> {
        let name = self.name(row);
        let folded = key(name);
        if let Some(code) = row.code.as_deref()
            && let Some(classification) = Classification::of_code(code)
            && !self.names_project(row)
        {
            return Some(match classification {
                Classification::Functional => format!("expenditure.{code}"),
                Classification::Economic => format!("economic.{code}"),
                Classification::Revenue => format!("revenue.{code}"),
            });
        }
        if self.of_governments
            && let Some(code) = government_code(&folded, above)
        {
            return Some(format!("economic.{code}"));
        }
        let is_unit = row.org_name.as_deref().is_some_and(|unit| unit == row.label);
        let scopes = self.scopes_of(row);
        if !is_unit && let Some(item) = self.stated(name, &folded, &scopes) {
            return Some(item.to_owned());
        }
        let sides: &[&[&str]] = match self.kind {
            TableKind::DepartmentPerformance if self.of_sources => &[&["revenue"], &["expenditure"]],
            _ if self.of_sources => &[&["revenue"]],
            _ => &[],
        };
        if let Some(item) = sides.iter().find_map(|side| self.stated(name, &folded, side)) {
            return Some(item.to_owned());
        }
        if folded.is_empty() && (self.nameless || !row.holds_number()) {
            return None;
        }
        if is_sum(&folded, self.vocabulary)
            || row.total
            || (folded.is_empty() && self.roles.contains(&Role::Amount))
        {
            return self.total(folded.is_empty(), &scopes);
        }
        if is_unit || self.kind == TableKind::Units {
            return Some("unit".to_owned());
        }
        match self.kind {
            TableKind::DepartmentPerformance if self.of_sources => None,
            // A row that no column names is of the whole form (总体资金情况).
            TableKind::DepartmentPerformance if !self.is_named() => self.total(false, &scopes),
            TableKind::ProjectExpenditure | TableKind::SpecialFund | TableKind::DepartmentPerformance => {
                Some(
                    if organization_name(name) && row.org_name.is_none() { "unit" } else { "project" }
                        .to_owned(),
                )
            }
            // A unit over what it buys prints nothing beside its name.
            TableKind::Procurement if organization_name(name) && is_only_text(row) => Some("unit".to_owned()),
            TableKind::Procurement => Some("article".to_owned()),
            TableKind::ProjectPerformance | TableKind::Other => None,
            _ => self.classified(&folded, above).or_else(|| {
                let below_an_item = above.is_some_and(|code| {
                    code.len() == 7 && Classification::of_code(code) != Some(Classification::Revenue)
                });
                let item =
                    if organization_name(name) { Some("unit") } else { below_an_item.then_some("project") };
                item.map(str::to_owned)
            }),
        }
    }

    /// The item that the vocabulary has for a name: as it is printed, without the remark in brackets at its end
    /// (其他收入（不含利息收入）), or without the word that only says which figure it is (事业收入预算).
    fn stated(&self, name: &str, folded: &str, scopes: &[&str]) -> Option<&str> {
        let known = |folded: &str| self.vocabulary.row(folded, scopes);
        let bare = |name: &str| {
            let end = name.trim_end();
            let open = end.rfind(['（', '('])?;
            end.ends_with(['）', ')']).then(|| key(&end[..open])).filter(|bare| !bare.is_empty())
        };
        known(folded)
            .or_else(|| bare(name).and_then(|bare| known(&bare)))
            .or_else(|| words::of(Use::Figures).iter().find_map(|word| known(folded.strip_suffix(word)?)))
    }

    /// The printed name, or for a sum (`小计`) beside its group the group that it sums up.
    fn name<'r>(&self, row: &'r Row) -> &'r str {
        if is_sum(&key(&row.label), self.vocabulary) {
            let group = self.roles.iter().zip(&row.cells).find_map(|(role, cell)| {
                let text = cell.text()?;
                (matches!(role, Role::Group | Role::Name) && !is_sum(&key(text), self.vocabulary))
                    .then_some(text)
            });
            return group.unwrap_or(&row.label);
        }
        &row.label
    }

    /// The scopes of a row: those of its table, and in a form of performance the side of the money that the group of the row
    /// names: `收入构成`, `支出构成`.
    fn scopes_of(&self, row: &Row) -> Cow<'_, [&'static str]> {
        let side = || {
            let mut cells = self.roles.iter().zip(&row.cells).filter(|(role, _)| **role == Role::Group);
            let group = cells.find_map(|(_, cell)| cell.text())?;
            let begins = |word: &str| group.starts_with(word);
            begins("收入").then_some("revenue").or(begins("支出").then_some("expenditure"))
        };
        match (self.kind == TableKind::DepartmentPerformance).then(side).flatten() {
            Some(side) => [&self.scopes[..], &[side]].concat().into(),
            None => self.scopes.as_slice().into(),
        }
    }

    /// Whether a row of a table of projects is named by its project, whatever it is classified as beside that: 项目名称 before
    /// 支出功能分类 / 编码.
    fn names_project(&self, row: &Row) -> bool {
        let name = self.project_names.and_then(|column| row.cells.get(column)?.text());
        name.is_some_and(|name| name == row.label)
            && !row.total
            && !is_listed(&row.label)
            && row.org_name.as_deref() != Some(&row.label)
    }

    /// Whether a column names the rows.
    fn is_named(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Name | Role::Group | Role::OrgName))
    }

    fn total(&self, unnamed: bool, scopes: &[&str]) -> Option<String> {
        let item = match self.kind {
            TableKind::DepartmentPerformance if scopes.last() == Some(&"revenue") => Some("revenue.total"),
            TableKind::ThreePublic => (!unnamed).then_some("three_public.total"),
            TableKind::OperatingFunds => Some("operating_funds"),
            TableKind::Procurement | TableKind::Units | TableKind::ProjectPerformance | TableKind::Other => {
                Some("total")
            }
            TableKind::DepartmentPerformance => Some("expenditure.total"),
            _ => match scopes.last() {
                Some(&"revenue") => Some("revenue.total"),
                Some(&"expenditure") => Some("expenditure.total"),
                _ => Some("total"),
            },
        };
        item.map(str::to_owned)
    }

    /// The code of a name that is printed without one, below the code `above`.
    fn classified(&self, folded: &str, above: Option<&str>) -> Option<String> {
        let economic = || economic_code(folded, above).map(|code| format!("economic.{code}"));
        let functional = || functional_code(folded, above).map(|code| format!("expenditure.{code}"));
        let is_below_economic = || above.and_then(Classification::of_code) == Some(Classification::Economic);
        match (self.kind, self.scopes.last()) {
            (
                TableKind::GeneralPublicBasic
                | TableKind::GeneralPublicEconomic
                | TableKind::AppropriationBasic
                | TableKind::OperatingFunds
                | TableKind::ThreePublic,
                _,
            ) => economic(),
            // 其他支出 is a class of both.
            (_, Some(&"expenditure")) if is_below_economic() => economic().or_else(functional),
            (_, Some(&"expenditure")) => functional().or_else(economic),
            _ => None,
        }
    }
}

/// Whether a row prints no other text than its name.
fn is_only_text(row: &Row) -> bool {
    row.cells.iter().filter_map(|cell| cell.text()).all(|text| text == row.label)
}

/// Whether a folded name only says that the row is a sum.
fn is_sum(folded: &str, vocabulary: &Vocabulary) -> bool {
    vocabulary.column(folded, &[]).is_some_and(|(id, _)| id == "sum")
}

/// Sources listed below 上年结转结余 are parts of it, and so are those below 年末结转结余: rows that are numbered more
/// deeply or stand deeper, parts (其中), and rows that were listed before.
fn mark_carried_over(rows: &[Row], items: &mut [Option<String>], whole: &str) {
    let side = whole.split_once('.').map_or(whole, |(side, _)| side);
    let mut seen = BTreeSet::new();
    let mut above: Option<(u8, u8)> = None;
    for (row, item) in rows.iter().zip(items) {
        let Some(id) = item.as_deref() else { continue };
        let depth = numbering(&row.label).0;
        if id == whole {
            above = Some((depth, row.level));
            continue;
        }
        let part =
            id.split_once('.').filter(|(of, part)| *of == side && !matches!(*part, "total" | "current"));
        // 财政拨款结转 is named as a part by itself.
        let is_part = id.strip_prefix(whole).is_some_and(|part| part.starts_with('.'));
        if is_part {
            continue;
        }
        let (Some((_, part)), Some((over, level))) = (part, above) else {
            above = above.filter(|_| part.is_some());
            seen.insert(id.to_owned());
            continue;
        };
        let deeper = if over == 0 { depth == PART } else { depth > over };
        if deeper || row.level > level || seen.contains(id) {
            *item = Some(format!("{whole}.{part}"));
        } else {
            above = None;
        }
    }
}

/// Parts that have the name of their whole: `1、一般公共预算` below `一、一般公共预算拨款` is what taxes pay, beside fees and
/// fines; `人员支出` beside `对个人和家庭的补助` is the pay of staff in office.
fn mark_parts_named_like_their_whole(rows: &[Row], items: &mut [Option<String>]) {
    let depths = |id: &str, items: &[Option<String>]| -> BTreeSet<u8> {
        let of_id = rows.iter().zip(items).filter(|(_, item)| item.as_deref() == Some(id));
        of_id.map(|(row, _)| numbering(&row.label).0).collect()
    };
    let household = depths("economic.303", items);
    let wages = !depths("economic.301", items).is_empty();
    let mut general = None;
    for (row, item) in rows.iter().zip(items.iter_mut()) {
        match item.as_deref() {
            Some("expenditure.personnel") if !wages && household.contains(&numbering(&row.label).0) => {
                *item = Some("expenditure.staff".to_owned());
            }
            Some("revenue.general_public_budget") => {
                let depth = numbering(&row.label).0;
                match general {
                    None => general = Some(depth),
                    Some(whole) if depth > whole || depth == 0 => {
                        *item = Some("revenue.tax_financed".to_owned());
                    }
                    Some(_) => {}
                }
            }
            _ => {}
        }
    }
}

/// A sum of something that only the row before it names is its total: `（一）支出合计` below `一、“三公”经费支出`, which prints
/// no figure.
fn name_sums_after_their_heads(rows: &[Row], items: &mut [Option<String>]) {
    for at in 1..rows.len() {
        let is_headed =
            !rows[at - 1].holds_number() && numbering(&rows[at].label).0 > numbering(&rows[at - 1].label).0;
        if is_headed
            && items[at].as_deref() == Some("total")
            && let Some(head) = items[at - 1].clone().filter(|head| head.ends_with(".total"))
        {
            items[at] = Some(head);
        }
    }
}

/// `收入合计` before `收入总计` is the sum of the year; alone it is the total. A figure without a name is after neither. In another
/// table than a summary a total before the last one may be that of a unit, unless it names the side: `本级收入合计`.
fn only_the_last_total_is_total(rows: &[Row], items: &mut [Option<String>], is_summary: bool) {
    for (total, current, side) in [
        ("revenue.total", "revenue.current", "收入合计"),
        ("expenditure.total", "expenditure.current", "支出合计"),
    ] {
        let named = rows.iter().map(|row| !row.label.is_empty());
        let last = items.iter().zip(named).rposition(|(item, named)| named && item.as_deref() == Some(total));
        let Some(last) = last else { continue };
        let is_grand = key(&rows[last].label).ends_with("总计");
        let is_current = |row: &Row| is_summary || is_grand && key(&row.label).ends_with(side);
        let before = rows.iter().zip(items.iter_mut()).take(last);
        for (_, item) in before.filter(|(row, item)| item.as_deref() == Some(total) && is_current(row)) {
            *item = Some(current.to_owned());
        }
    }
}

/// Where columns are the items (“三公”经费 in one row), a row named by a year before the document's states that year:
/// `2024年` over `2025年`.
fn mark_years_before(rows: &[Row], items: &mut [Option<String>], fiscal_year: u16) {
    for (row, item) in rows.iter().zip(items) {
        let label = key(&row.label);
        let (year, figure) = split_year(&label);
        let is_figure = figure.is_empty() || words::is(figure, Use::Figures);
        if is_figure && year.is_some_and(|year| year < fiscal_year) {
            *item = Some(PRIOR_YEAR.to_owned());
        }
    }
}

/// `合计` beside a row of its own for “三公”经费 has meetings and training in it, unless that row only heads it:
/// `一、“三公”经费支出` without figures over `（一）支出合计`.
fn sum_beside_three_public(rows: &[Row], items: &mut [Option<String>], vocabulary: &Vocabulary) {
    const TOTAL: &str = "three_public.total";
    let plain_sum = |row: &Row| is_sum(&key(&row.label), vocabulary);
    let named =
        rows.iter().zip(items.iter()).any(|(row, item)| item.as_deref() == Some(TOTAL) && !plain_sum(row));
    let mut headed = false;
    for (row, item) in rows.iter().zip(items.iter_mut()).filter(|(_, item)| item.as_deref() == Some(TOTAL)) {
        if named && plain_sum(row) && !headed {
            *item = Some("official_expenses".to_owned());
        }
        headed = !plain_sum(row) && !row.holds_number();
    }
}
