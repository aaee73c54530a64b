//! Which columns of a table are the sum of which: header groups with a total, and the sums known by meaning.
//!
//! Under `基本支出` the `小计` is `人员经费` + `公用经费`; beside it `合计` is `基本支出` + `项目支出`. A column under `其中`
//! is no addend, nor is what is set aside for small firms (面向中小企业预留). Sums that no group shows (资金来源/总计 = 人员 +
//! 公用 + 项目) are lines of `vocab/checks.tsv` and hold where all their parts are printed.

use smallvec::{SmallVec, smallvec};

use crate::check::figure::Figures;
use crate::check::header::Version;
use crate::check::identity::{Claim, Identity, Relation, Rule};
use crate::check::sheet::{self, Head, Sheet, Stating};
use crate::check::words::{self, Meaning};
use crate::document::{Table, TableKind};

/// Columns that add up to the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnSum {
    pub rule: Rule,
    pub relation: Relation,
    pub whole: Columns,
    pub parts: Columns,
}

/// Columns that are added up: most are a few.
type Columns = SmallVec<[usize; 4]>;

/// No budget prints a table wider than this; the headers of one that claims to be are not compared.
const WIDEST: usize = 256;

/// Every sum that the columns of a table state.
pub(crate) fn sums(table: &Table, heads: &[Head]) -> Vec<ColumnSum> {
    let mut sums = Vec::new();
    if heads.len() < 2 || heads.len() > WIDEST {
        return sums;
    }
    let all: Vec<&Head> = heads.iter().collect();
    group_sums(table, &all, 0, &mut sums);
    known_sums(table, heads, &mut sums);
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
    // Neither side has a column twice.
    let alike = |a: &[usize], b: &[usize]| a.len() == b.len() && a.iter().all(|column| b.contains(column));
    let same = |other: &ColumnSum| {
        other.relation == sum.relation && alike(&other.whole, &sum.whole) && alike(&other.parts, &sum.parts)
    };
    if !sum.parts.is_empty() && !sums.iter().any(same) {
        sums.push(sum);
    }
}

/// A part of a header group.
struct Child<'a, 'h> {
    name: &'a str,
    columns: SmallVec<[&'h Head<'h>; 4]>,
    /// Whether it is only a share of what stands beside it.
    is_share: bool,
}

/// The children of a header group, in printed order.
fn children<'a, 'h>(group: &'a [&'h Head<'h>], depth: usize) -> Vec<Child<'a, 'h>> {
    let mut children: Vec<Child> = Vec::with_capacity(group.len());
    for head in group {
        let Some(name) = head.path.get(depth) else { continue };
        if let Some(known) = children.iter_mut().find(|known| known.name == name) {
            known.columns.push(head);
            continue;
        }
        // 其中：加油 goes on with 维修, 保险, which no rule knows.
        let goes_on =
            |last: &Child| last.is_share && head.meanings[depth].is_none() && !words::is_total(name);
        let is_share = words::is_share(name) || children.last().is_some_and(goes_on);
        children.push(Child { name, columns: smallvec![*head], is_share });
    }
    children
}

/// The total of a group, if exactly one of its children is a total, or one of several without a name (小计 beside 单位资金小计),
/// or the amount beside nothing but shares of it (金额 beside 其中：教育收费).
fn total_of<'a, 'h>(children: &'a [Child<'_, 'h>], depth: usize) -> Option<&'h Head<'h>> {
    let shares = children.iter().filter(|child| child.is_share).count();
    let others_are_shares = shares > 0 && shares + 1 == children.len();
    let is_total = |Child { name, columns, .. }: &&Child| {
        columns.len() == 1
            && columns[0].path.len() == depth + 1
            && (words::is_total(name) || others_are_shares && words::is_facet(name))
    };
    let only = |totals: &mut dyn Iterator<Item = &'a Child<'_, 'h>>| {
        let total = totals.next()?.columns[0];
        totals.next().is_none().then_some(total)
    };
    let totals = || children.iter().filter(is_total);
    only(&mut totals()).or_else(|| only(&mut totals().filter(|total| words::is_plain_total(total.name))))
}

/// The columns that stand for a whole group: its total, or all of its parts.
fn cover(group: &[&Head], depth: usize) -> Columns {
    if let [only] = group {
        return smallvec![only.column];
    }
    let children = children(group, depth);
    if let Some(total) = total_of(&children, depth) {
        return smallvec![total.column];
    }
    children
        .iter()
        .filter(|child| !child.is_share)
        .flat_map(|child| cover(&child.columns, depth + 1))
        .collect()
}

/// The money of a form beside what it is divided into (资金总额 beside 财政拨款, 其他资金), where that is known to be all.
fn form_sum(table: &Table, children: &[Child], depth: usize) -> Option<ColumnSum> {
    let is_single = |child: &Child| {
        child.columns.len() == 1 && child.columns[0].path.len() == depth + 1 && !child.is_share
    };
    if !table.kind.is_performance() || children.len() < 3 || !children.iter().all(is_single) {
        return None;
    }
    let is_whole = |child: &&Child| words::field(child.name) == Some(words::TOTAL);
    let (wholes, parts): (Vec<&Child>, Vec<&Child>) = children.iter().partition(is_whole);
    let [whole] = wholes[..] else { return None };
    let printed: Vec<Meaning> =
        parts.iter().map(|part| part.columns[0].meanings[depth]).collect::<Option<_>>()?;
    let is_known = |sum: &words::Sum| {
        sum.whole == [words::TOTAL]
            && printed.iter().all(|meaning| sum.parts.iter().any(|(part, _)| part == meaning))
            && sum.parts.iter().all(|(part, optional)| *optional || printed.contains(part))
    };
    let column = |child: &Child| child.columns[0].column;
    words::forms().iter().any(is_known).then(|| ColumnSum {
        rule: rule(table, words::TOTAL),
        relation: Relation::Equal,
        whole: smallvec![column(whole)],
        parts: parts.into_iter().map(column).collect(),
    })
}

fn group_sums(table: &Table, group: &[&Head], depth: usize, sums: &mut Vec<ColumnSum>) {
    let children = children(group, depth);
    if let Some(total) = total_of(&children, depth) {
        let meanings: Vec<Meaning> =
            children.iter().filter_map(|child| child.columns[0].meanings[depth]).collect();
        let mut parts = Columns::new();
        for Child { columns, is_share, .. } in
            children.iter().filter(|child| child.columns[0].column != total.column)
        {
            if *is_share {
                for part in columns {
                    let (whole, parts) = (smallvec![total.column], smallvec![part.column]);
                    let rule = rule(table, words::TOTAL);
                    push(sums, ColumnSum { rule, relation: Relation::Holds, whole, parts });
                }
                continue;
            }
            // 会议费 is apart from a total of 三公经费, and beside 三公经费 it is a part of both together; beside 一般公共预算小计
            // other money is none of it.
            let is_outside = |part, whole| words::is_apart(part, whole) || words::are_beside(part, whole);
            let is_addend = |part: Meaning| {
                !meanings.iter().any(|whole| words::is_nested(part, whole))
                    && !total.meanings[depth].is_some_and(|whole| is_outside(part, whole))
            };
            if columns[0].meanings[depth].is_none_or(is_addend) {
                parts.extend(cover(columns, depth + 1));
            }
        }
        // Which of the parts the total of another one adds up, the header does not say.
        let divided = |child: &&Child| words::is_total(child.name) && child.columns.len() == 1;
        if parts.len() > 1 && children.iter().filter(divided).count() < 2 {
            let (rule, whole) = (rule(table, words::TOTAL), smallvec![total.column]);
            push(sums, ColumnSum { rule, relation: Relation::Equal, whole, parts });
        }
    }
    form_sum(table, &children, depth).into_iter().for_each(|sum| push(sums, sum));
    for Child { columns, .. } in &children {
        if columns.len() > 1 && depth < 8 {
            group_sums(table, columns, depth + 1, sums);
        }
    }
}

/// Columns that state figures of one kind: of one money or of all, and of one version.
type Context<'h> = (Option<Meaning>, Version, Option<&'h str>);

fn known_sums(table: &Table, heads: &[Head], sums: &mut Vec<ColumnSum>) {
    let mut contexts: Vec<Context> = Vec::new();
    for head in heads {
        for money in [head.measure.money, None] {
            let context = (money, head.version, head.facet());
            if !contexts.contains(&context) {
                contexts.push(context);
            }
        }
    }
    for context in contexts {
        let meant = meant(heads, context);
        if meant.len() < 2 {
            continue; // One meaning is no sum of others.
        }
        let find = |meaning: Meaning| {
            meant.iter().find(|(known, _)| *known == meaning).map(|(_, standing)| standing.as_slice())
        };
        for sum in words::sums() {
            let one = |meaning: &Meaning| match find(meaning) {
                Some([one]) => Some(one.column),
                _ => None,
            };
            let printed = |meaning: &&Meaning| find(meaning).is_some_and(|standing| !standing.is_empty());
            let stated = sum.whole.iter().chain(sum.beside.iter().filter(printed));
            let Some(whole) = stated.map(one).collect::<Option<Columns>>() else { continue };
            let (mut parts, mut complete) = (Columns::new(), true);
            for (meaning, optional) in &sum.parts {
                let part = find(meaning);
                complete &= part.map_or(*optional, |part| !part.is_empty());
                parts.extend(part.unwrap_or_default().iter().map(|head| head.column));
            }
            if complete {
                let rule = rule(table, sum.whole[0]);
                push(sums, ColumnSum { rule, relation: Relation::Equal, whole, parts });
            }
        }
    }
}

/// What the columns of a context mean in it, and those that stand for each meaning.
fn meant<'h, 't>(heads: &'h [Head<'t>], (money, version, facet): Context) -> Vec<(Meaning, Stating<'h, 't>)> {
    let mut meant: Vec<(Meaning, Stating)> = Vec::with_capacity(heads.len());
    let in_context = |head: &&Head| head.measure.known && head.version == version && head.facet() == facet;
    for head in heads.iter().filter(in_context) {
        let measure = head.measure;
        let of_context = (measure.money == money).then(|| match measure.purpose {
            Some(purpose) => Some(purpose),
            None => (measure.total || money.is_some()).then_some(words::TOTAL),
        });
        let of_money = measure.money.filter(|_| money.is_none() && measure.purpose.is_none());
        for meaning in of_context.flatten().into_iter().chain(of_money) {
            match meant.iter_mut().find(|(known, _)| *known == meaning) {
                Some((_, stating)) => stating.push(head),
                None => meant.push((meaning, smallvec![head])),
            }
        }
    }
    meant.into_iter().map(|(meaning, stating)| (meaning, sheet::standing(stating))).collect()
}

/// The identities of the columns of a table that these sums state in every row; made one by one, since there are as many as
/// rows.
pub(crate) fn identities<'a, 't>(
    figures: &'a Figures,
    sheet: &'a Sheet<'t>,
    sums: Vec<ColumnSum>,
    readings: &mut usize,
) -> impl Iterator<Item = Identity<'t>> + use<'a, 't> {
    let (index, table) = (sheet.index, sheet.table);
    let first = *readings;
    *readings += sums.len();
    sums.into_iter().zip(first..).flat_map(move |(sum, reading)| {
        let whole = sum.whole[0];
        let column = sheet.heads.iter().find(|head| head.column == whole).map(|head| head.printed.clone());
        let claim = match sum.relation {
            Relation::Equal => {
                Claim::of(["the sum of its ", itoa::Buffer::new().format(sum.parts.len()), " columns"])
            }
            Relation::Holds => Claim::new("at least the column it holds"),
        };
        table.rows.iter().enumerate().filter_map(move |(r, row)| {
            let (actual, expected) =
                (figures.in_row(index, r, &sum.whole), figures.in_row(index, r, &sum.parts));
            if figures.all_blank(&actual) && figures.all_zero(&expected) {
                return None;
            }
            Some(Identity {
                rule: sum.rule,
                relation: sum.relation,
                actual,
                expected,
                tables: smallvec![index],
                row: Some(row.code.as_deref().unwrap_or(&row.label)),
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
