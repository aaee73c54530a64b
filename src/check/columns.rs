//! Which columns of a table are the sum of which: header groups with a total, and the sums known by meaning.
//!
//! Under `基本支出` the `小计` is `人员经费` + `公用经费`; beside it `合计` is `基本支出` + `项目支出`. A column under `其中`
//! is no addend, nor is what is set aside for small firms (面向中小企业预留). Sums that no group shows (资金来源/总计 = 人员 +
//! 公用 + 项目) are lines of `vocab/checks.tsv` and hold where all their parts are printed.

use std::sync::Arc;

use crate::check::figure::{Figures, Identity, Relation, Rule};
use crate::check::words::{self, Meaning, Measure, Version};
use crate::document::{Table, TableKind};

/// Columns that add up to the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnSum {
    pub rule: Rule,
    pub relation: Relation,
    pub whole: Vec<usize>,
    pub parts: Vec<usize>,
}

struct Header {
    column: usize,
    path: Vec<String>,
    measure: Measure,
    version: Version,
}

impl Header {
    /// The outermost level, where it only says which figure the column is (预算数, 决算数).
    fn facet(&self) -> Option<&str> {
        self.path.first().filter(|first| words::is_facet(Some(first))).map(String::as_str)
    }
}

/// No budget prints a table wider than this; the headers of one that claims to be are not compared.
const WIDEST: usize = 256;

/// Every sum that the columns of a table state.
pub(crate) fn sums(table: &Table) -> Vec<ColumnSum> {
    let amounts = words::amounts(table);
    if amounts.len() > WIDEST {
        return Vec::new();
    }
    let headers: Vec<Header> = amounts
        .into_iter()
        .map(|column| Header {
            column,
            path: words::header(&table.columns[column]),
            measure: words::measure(&table.columns[column]),
            version: words::version(&table.columns[column]),
        })
        .collect();
    let all: Vec<&Header> = headers.iter().collect();
    let mut sums = Vec::new();
    group_sums(table, &all, 0, &mut sums);
    known_sums(table, &headers, &mut sums);
    sums
}

fn rule(table: &Table, whole: Meaning) -> Rule {
    if table.kind == TableKind::ThreePublic || whole.starts_with("three.") {
        Rule::ThreePublicAddsUp
    } else if whole.starts_with("flow.") {
        Rule::CarryOver
    } else {
        Rule::ColumnsAddUp
    }
}

fn push(sums: &mut Vec<ColumnSum>, sum: ColumnSum) {
    let sorted = |columns: &[usize]| {
        let mut columns = columns.to_vec();
        columns.sort_unstable();
        columns
    };
    let same = |other: &ColumnSum| {
        other.relation == sum.relation
            && sorted(&other.whole) == sorted(&sum.whole)
            && sorted(&other.parts) == sorted(&sum.parts)
    };
    if !sum.parts.is_empty() && !sums.iter().any(same) {
        sums.push(sum);
    }
}

/// The children of a header group: the name of each and its columns, in printed order.
fn children<'a, 'h>(group: &'a [&'h Header], depth: usize) -> Vec<(&'a str, Vec<&'h Header>)> {
    let mut children: Vec<(&str, Vec<&Header>)> = Vec::new();
    for header in group {
        let Some(name) = header.path.get(depth) else { continue };
        match children.iter_mut().find(|(known, _)| known == name) {
            Some((_, columns)) => columns.push(header),
            None => children.push((name, vec![header])),
        }
    }
    children
}

/// The total of a group, if exactly one of its children is a plain total.
fn total_of<'h>(children: &[(&str, Vec<&'h Header>)], depth: usize) -> Option<&'h Header> {
    let mut totals = children.iter().filter(|(name, columns)| {
        columns.len() == 1 && columns[0].path.len() == depth + 1 && words::is_total(name)
    });
    let total = totals.next()?.1[0];
    totals.next().is_none().then_some(total)
}

/// The columns that stand for a whole group: its total, or all of its parts.
fn cover(group: &[&Header], depth: usize) -> Vec<usize> {
    let children = children(group, depth);
    if let Some(total) = total_of(&children, depth) {
        return vec![total.column];
    }
    if let [only] = group {
        return vec![only.column];
    }
    children
        .iter()
        .filter(|(name, _)| !words::is_share(name))
        .flat_map(|(_, part)| cover(part, depth + 1))
        .collect()
}

fn group_sums(table: &Table, group: &[&Header], depth: usize, sums: &mut Vec<ColumnSum>) {
    let children = children(group, depth);
    if let Some(total) = total_of(&children, depth) {
        let meanings: Vec<Meaning> = children.iter().filter_map(|(name, _)| words::meaning(name)).collect();
        let mut parts = Vec::new();
        for (name, columns) in children.iter().filter(|(_, columns)| columns[0].column != total.column) {
            if words::is_share(name) {
                for part in columns {
                    let (whole, parts) = (vec![total.column], vec![part.column]);
                    let rule = rule(table, words::TOTAL);
                    push(sums, ColumnSum { rule, relation: Relation::Holds, whole, parts });
                }
                continue;
            }
            let is_addend = |part: Meaning| {
                !meanings.iter().any(|whole| words::is_nested(part, whole) || words::is_apart(part, whole))
            };
            if words::meaning(name).is_none_or(is_addend) {
                parts.extend(cover(columns, depth + 1));
            }
        }
        if parts.len() > 1 {
            let (rule, whole) = (rule(table, words::TOTAL), vec![total.column]);
            push(sums, ColumnSum { rule, relation: Relation::Equal, whole, parts });
        }
    }
    for (_, columns) in &children {
        if columns.len() > 1 && depth < 8 {
            group_sums(table, columns, depth + 1, sums);
        }
    }
}

fn known_sums(table: &Table, headers: &[Header], sums: &mut Vec<ColumnSum>) {
    let mut contexts: Vec<(Option<Meaning>, Version, Option<&str>)> = Vec::new();
    for header in headers {
        for money in [header.measure.money, None] {
            let context = (money, header.version, header.facet());
            if !contexts.contains(&context) {
                contexts.push(context);
            }
        }
    }
    for (money, version, facet) in contexts {
        let find = |meaning: Meaning| {
            let same_figure = |header: &&Header| {
                (header.version, header.facet()) == (version, facet) && header.measure.known
            };
            let is_meant = |header: &&Header| {
                let measure = header.measure;
                match meaning.split('.').next() {
                    Some("fund" | "source") => {
                        money.is_none() && measure.money == Some(meaning) && measure.purpose.is_none()
                    }
                    _ if meaning == words::TOTAL => {
                        measure.money == money
                            && measure.purpose.is_none()
                            && (measure.total || money.is_some())
                    }
                    _ => measure.money == money && measure.purpose == Some(meaning),
                }
            };
            let mut found = headers.iter().filter(same_figure).filter(is_meant).peekable();
            let first = found.peek().map(|header| header.column);
            found.find(|header| header.measure.total).map(|header| header.column).or(first)
        };
        for sum in words::sums() {
            let whole: Option<Vec<usize>> = sum.whole.iter().map(|meaning| find(meaning)).collect();
            let Some(whole) = whole else { continue };
            let (mut parts, mut complete) = (Vec::new(), true);
            for (meaning, optional) in &sum.parts {
                let part = find(meaning);
                complete &= *optional || part.is_some();
                parts.extend(part);
            }
            if complete {
                let rule = rule(table, sum.whole[0]);
                push(sums, ColumnSum { rule, relation: Relation::Equal, whole, parts });
            }
        }
    }
}

/// The identities of the columns of a table, in every row; made one by one, since there are as many as rows.
pub(crate) fn identities<'a>(
    figures: &'a Figures,
    index: usize,
    table: &'a Table,
    readings: &mut usize,
) -> impl Iterator<Item = Identity> + use<'a> {
    let (sums, first) = (sums(table), *readings);
    *readings += sums.len();
    sums.into_iter().zip(first..).flat_map(move |(sum, reading)| {
        let column: Option<Arc<[String]>> =
            sum.whole.first().map(|&column| table.columns[column].path.as_slice().into());
        let claim: Arc<str> = match sum.relation {
            Relation::Equal => format!("the sum of its {} columns", sum.parts.len()).into(),
            Relation::Holds => "at least the column it holds".into(),
        };
        table.rows.iter().enumerate().filter_map(move |(r, row)| {
            let cells = |columns: &[usize]| -> Vec<_> {
                columns.iter().filter_map(|&column| figures.cell(index, r, column)).collect()
            };
            let (actual, expected) = (cells(&sum.whole), cells(&sum.parts));
            if figures.all_blank(&actual) && figures.all_zero(&expected) {
                return None;
            }
            Some(Identity {
                rule: sum.rule,
                relation: sum.relation,
                actual,
                expected,
                tables: vec![index],
                row: Some(row.code.clone().unwrap_or_else(|| row.label.clone())),
                column: column.clone(),
                claim: claim.clone(),
                reading,
                soft: false,
                alternatives: Vec::new(),
                sentence: None,
            })
        })
    })
}
