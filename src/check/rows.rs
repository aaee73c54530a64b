//! Which rows of a table are the sum of which: classification codes, budget units, numbering, totals.
//!
//! `208` is the sum of its `20805…`, a unit the sum of the rows printed under it, `一、` the sum of its `1、 2、`, and
//! a total the sum of what stands before it (or after it, where it leads). A total of the year (本年支出合计) is
//! taken over by the grand total together with what is carried over. `其中：` announces parts that need not be
//! all: they bound their whole from below.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use smallvec::smallvec;

use crate::check::figure::{Addends, Figures};
use crate::check::forest::{self, Forest, Member, Unnumbered};
use crate::check::identity::{Claim, Identity, Outcome, Relation, Rule, judge};
use crate::check::sheet::{self, Head, Sheet};
use crate::check::words::{self, TotalKind};
use crate::document::{Role, Row, Table, TableKind};
use crate::text::fold::keyed;
use crate::text::numbering::{self, Numbering};
use crate::vocab::codes::Classification;
use crate::vocab::wording;

/// One row and the rows that it sums.
#[derive(Debug, Clone)]
pub(crate) struct RowSum {
    pub rule: Rule,
    pub relation: Relation,
    pub whole: usize,
    pub parts: Vec<usize>,
    /// What is taken off the parts (减：累计折旧).
    pub less: Vec<usize>,
    /// Another reading of the same total that is as good if it holds.
    pub alternative: Option<Vec<usize>>,
}

/// The forest of a table whose sums hold best; where both readings are as good, rows without a number are parts.
pub(crate) fn best_forest<'t>(
    figures: &Figures,
    index: usize,
    table: &'t Table,
    heads: &[Head<'t>],
) -> Forest {
    let total = sheet::total(heads);
    let nested = |mut forest: Forest| {
        if let Some(total) = total {
            nest(table, &mut forest, |row| figures.value(figures.cell(index, row, total.column)?));
        }
        forest
    };
    let wordings = forest::wordings(table);
    let read = |unnumbered| nested(forest::forest(table, &wordings, unnumbered));
    let parts = read(Unnumbered::Part);
    if !parts.open {
        return parts;
    }
    let beside = read(Unnumbered::Beside);
    let failures = |forest: &Forest| {
        let claims = claims(figures, index, table, heads, sums(table, forest), &mut 0);
        claims.filter(|identity| judge(figures, identity) == Outcome::Fail).count()
    };
    if failures(&beside) < failures(&parts) { beside } else { parts }
}

/// No row without a code sums up more rows than these.
const MOST_NESTED: usize = 64;

/// Rows that have neither code nor depth may be parts of each other all the same: a kind of projects (通用项目) over its
/// projects, or over its units. Where the rows under a whole are too much, and just enough once those that sum up the next ones
/// are their wholes, they are. That one row is as much as the next is too little to tell by, unless that is a unit or is called
/// a part of it (行政事业性收费 of 非税收入).
fn nest(table: &Table, forest: &mut Forest, value: impl Fn(usize) -> Option<Decimal>) {
    let is_meant = |&row: &usize| {
        let member = &forest.rows[row];
        member.total.is_none() && (!member.bound || member.parent.is_some())
    };
    let is_uncoded = |row: usize| table.rows[row].code.is_none();
    let is_plain = |row: usize| is_uncoded(row) && !forest.rows[row].unit;
    let meant = (0..table.rows.len()).filter(is_meant);
    if !meant.clone().any(is_plain) {
        return;
    }
    let of = |row: usize| (forest.rows[row].parent, forest.rows[row].bound, row);
    let mut meant: Vec<(Option<usize>, bool, usize)> = meant.map(of).collect();
    meant.sort_unstable();
    let groups = meant.chunk_by(|(a, a_bound, _), (b, b_bound, _)| a == b && a_bound == b_bound);
    let groups: Vec<_> = groups
        .filter(|group| is_plain(group[0].2) && group.iter().all(|&(.., row)| is_uncoded(row)))
        .collect();
    for group in groups {
        let (parent, bound, _) = group[0];
        let Some(stated) = parent.or(forest.grand()).and_then(&value) else { continue };
        if group.iter().filter_map(|(.., row)| value(*row)).sum::<Decimal>() <= stated {
            continue;
        }
        let rows: Vec<usize> = group.iter().map(|(.., row)| *row).collect();
        let fits = |sum: Decimal| sum == stated || bound && sum < stated;
        let parts = classified(table, &rows);
        let is_part = |row: usize| parts.binary_search_by_key(&row, |(part, _)| *part).is_ok();
        if fits(rows.iter().filter(|&&row| !is_part(row)).filter_map(|&row| value(row)).sum()) {
            attach(forest, parts);
            continue;
        }
        // Kinds stand over units, and no unit over anything.
        let holds_units = rows.iter().any(|&row| forest.rows[row].unit);
        let may_hold =
            |whole: usize, part: usize| !forest.rows[whole].unit && (!holds_units || forest.rows[part].unit);
        let is_told = |whole: usize, parts: &[usize]| match parts {
            [] => false,
            [part] => holds_units || is_item_of(&table.rows[*part], &table.rows[whole]),
            _ => true,
        };
        let (mut parts, mut told, mut sum, mut at) = (Vec::new(), false, Decimal::ZERO, 0);
        while let Some(&whole) = rows.get(at) {
            let own = value(whole).unwrap_or_default();
            let (mut held, mut end) = (Decimal::ZERO, at + 1);
            while held != own && end < rows.len().min(at + 1 + MOST_NESTED) && may_hold(whole, rows[end]) {
                let next = value(rows[end]).unwrap_or_default();
                // What is more than the whole may be less again: 经营结余 below zero.
                if held > own && next >= Decimal::ZERO {
                    break;
                }
                held += next;
                end += 1;
            }
            if held != own {
                end = at + 1;
            }
            parts.extend(rows[at + 1..end].iter().map(|&part| (part, whole)));
            told |= is_told(whole, &rows[at + 1..end]);
            (sum, at) = (sum + own, end);
        }
        if told && fits(sum) {
            attach(forest, parts);
        }
    }
}

/// Makes rows parts of their wholes.
fn attach(forest: &mut Forest, parts: Vec<(usize, usize)>) {
    for (part, whole) in parts {
        forest.rows[part].parent = Some(whole);
        forest.rows[part].bound = false;
    }
}

/// The rows of a group that are parts of others before them by their canonical items, each with its whole: groups and items
/// below their class in a table that prints no codes.
fn classified(table: &Table, rows: &[usize]) -> Vec<(usize, usize)> {
    let code = |row: usize| {
        let (_, code) = table.rows[row].item.as_deref()?.rsplit_once('.')?;
        Classification::of_code(code).map(|_| code)
    };
    let (mut parts, mut open) = (Vec::new(), Vec::<(usize, &str)>::new());
    for &row in rows {
        let Some(code) = code(row) else {
            open.clear();
            continue;
        };
        // 行政单位医疗 was moved to another group of its class: its name tells how deep it is, and not below which one.
        while open.pop_if(|(_, outer)| outer.len() >= code.len() || outer.get(..3) != code.get(..3)).is_some()
        {
        }
        parts.extend(open.last().map(|(whole, _)| (row, *whole)));
        open.push((row, code));
    }
    parts
}

/// Whether the canonical item of a row is one of those that another one's is divided into.
fn is_item_of(part: &Row, whole: &Row) -> bool {
    let items = part.item.as_deref().zip(whole.item.as_deref());
    items.and_then(|(part, whole)| part.strip_prefix(whole)).is_some_and(|rest| rest.starts_with('.'))
}

/// Every sum that the rows of a table state.
pub(crate) fn sums(table: &Table, forest: &Forest) -> Vec<RowSum> {
    let mut sums = Vec::new();
    if sheet::states_years(table) {
        return sums;
    }
    let part = |(row, member): (usize, &Member)| Some((member.parent?, member.bound, row));
    let mut all: Vec<Part> = forest.rows.iter().enumerate().filter_map(part).collect();
    all.sort_unstable();
    for parts in all.chunk_by(|(a, a_bound, _), (b, b_bound, _)| a == b && a_bound == b_bound) {
        let (whole, is_bound, _) = parts[0];
        let parts: Vec<usize> = parts.iter().map(|(.., row)| *row).collect();
        let is_all =
            !is_bound || is_complete(forest, whole, &parts) || is_divided(table, forest, whole, &parts);
        let parts = stated(table, &all, parts);
        let relation = if is_all { Relation::Equal } else { Relation::Holds };
        let rule = parent_rule(table, forest, whole);
        sums.push(RowSum { rule, relation, whole, parts, less: Vec::new(), alternative: None });
    }
    sums.extend(divided(table, forest, &all));
    sums.extend(totals(table, forest));
    if forest.rows.iter().any(|row| row.deducted) {
        sums.iter_mut().for_each(|sum| deduct(forest, sum));
        sums.retain(|sum| !sum.parts.is_empty());
    }
    sums
}

/// Takes what is taken off the parts of a sum out of them.
fn deduct(forest: &Forest, sum: &mut RowSum) {
    let taken = |rows: &mut Vec<usize>| rows.extract_if(.., |row| forest.rows[*row].deducted).collect();
    sum.less = taken(&mut sum.parts);
    sum.alternative = sum.alternative.take().and_then(|mut rows| {
        let less: Vec<usize> = taken(&mut rows);
        (less == sum.less).then_some(rows)
    });
}

/// What the first row of a form that states its total (年度资金总额) is divided into, where no 其中 says so: the rows below it,
/// or those under each of the headings that say by what it is (按收入性质分, 按支出性质分).
fn divided(table: &Table, forest: &Forest, all: &[Part]) -> Vec<RowSum> {
    let states = |row: usize| words::field(&keyed(&table.rows[row].label)).is_some();
    let mut roots = forest.roots();
    let Some(whole) = roots.next().filter(|&row| table.kind.is_performance() && row == 0 && states(row))
    else {
        return Vec::new();
    };
    let below: Vec<usize> = roots.take_while(|&row| !states(row)).collect();
    let headings = below.iter().filter(|&&row| !table.rows[row].holds_number());
    let mut divisions: Vec<Vec<usize>> = headings.map(|&row| parts_of(all, row).collect()).collect();
    divisions.retain(|parts| !parts.is_empty());
    if divisions.is_empty() && parts_of(all, whole).next().is_none() {
        divisions.push(below);
    }
    divisions.retain(|parts| is_divided(table, forest, whole, parts));
    let sum = |parts| RowSum {
        rule: Rule::TotalEqualsRows,
        relation: Relation::Equal,
        whole,
        parts,
        less: Vec::new(),
        alternative: None,
    };
    divisions.into_iter().map(sum).collect()
}

/// A row that is a part: its whole, whether only one of those that 其中 names, and the row.
type Part = (usize, bool, usize);

/// The rows that are parts of a row; `all` are in order of their wholes.
fn parts_of(all: &[Part], whole: usize) -> impl Iterator<Item = usize> {
    let first = all.partition_point(|(of, ..)| *of < whole);
    all[first..].iter().take_while(move |(of, ..)| *of == whole).map(|(.., row)| *row)
}

/// The parts of a whole; of one that prints no figure its own parts are all there is (公务用车购置及运行费 over 运行费). `all`
/// are in order of their wholes.
fn stated(table: &Table, all: &[Part], parts: Vec<usize>) -> Vec<usize> {
    let is_bare = |row: usize| !table.rows[row].holds_number();
    if !parts.iter().any(|&part| is_bare(part)) {
        return parts;
    }
    let mut stated = Vec::with_capacity(parts.len());
    for part in parts {
        let mut inner = parts_of(all, part).peekable();
        if inner.peek().is_some() && is_bare(part) {
            stated.extend(inner);
        } else {
            stated.push(part);
        }
    }
    stated
}

fn parent_rule(table: &Table, forest: &Forest, whole: usize) -> Rule {
    match table.kind {
        TableKind::ThreePublic => Rule::ThreePublicAddsUp,
        TableKind::ProjectExpenditure | TableKind::SpecialFund => Rule::ProjectsAddUp,
        _ if table.rows[whole].code.is_some() || forest.rows[whole].unit => Rule::ParentEqualsChildren,
        _ => Rule::TotalEqualsRows,
    }
}

/// Whether the parts that 其中 names are known to be all (购置 and 运行 of 公务用车).
fn is_complete(forest: &Forest, whole: usize, parts: &[usize]) -> bool {
    let Some(meaning) = forest.rows[whole].meaning else { return false };
    let printed: Vec<_> = parts.iter().filter_map(|&part| forest.rows[part].meaning).collect();
    words::sums().iter().any(|sum| {
        sum.whole == [meaning] && sum.parts.iter().all(|(part, optional)| *optional || printed.contains(part))
    })
}

/// Whether these parts are those that the total of a form is divided into (年度资金总额: 其中：财政拨款, 其他资金).
fn is_divided(table: &Table, forest: &Forest, whole: usize, parts: &[usize]) -> bool {
    if !table.kind.is_performance() || words::field(&keyed(&table.rows[whole].label)) != Some(words::TOTAL) {
        return false;
    }
    // Texts of another grid of the form (分配科学性) are no parts of its money.
    let meant = |part: &usize| (table.rows[*part].holds_number(), forest.rows[*part].meaning);
    let of_money = |(has_number, meaning): &(bool, Option<words::Meaning>)| *has_number || meaning.is_some();
    let printed: Vec<_> = parts.iter().map(meant).filter(of_money).map(|(_, meaning)| meaning).collect();
    words::forms().iter().filter(|sum| sum.whole == [words::TOTAL]).any(|sum| {
        let is_part =
            |meaning: &Option<words::Meaning>| sum.parts.iter().any(|(part, _)| Some(*part) == *meaning);
        printed.iter().all(is_part)
            && sum.parts.iter().all(|(part, optional)| *optional || printed.contains(&Some(*part)))
    })
}

/// With more totals than this no other reading of each is tried.
const TOTALS: usize = 16;

/// The totals of a table, each with the rows that it closes.
fn totals(table: &Table, forest: &Forest) -> Vec<RowSum> {
    let rule = match table.kind {
        TableKind::ThreePublic => Rule::ThreePublicAddsUp,
        TableKind::ProjectExpenditure | TableKind::SpecialFund => Rule::ProjectsAddUp,
        _ => Rule::TotalEqualsRows,
    };
    let sum = |whole, parts: Vec<usize>, alternative| RowSum {
        rule,
        relation: Relation::Equal,
        whole,
        parts,
        less: Vec::new(),
        alternative,
    };
    let groups = groups(table);
    let few = forest.rows.iter().filter(|row| row.total.is_some()).count() <= TOTALS;
    let mut sums = Vec::new();
    // What a total at this place would add up.
    let mut covered: Vec<usize> = Vec::with_capacity(table.rows.len());
    let mut since_total = 0; // How many of them no total has closed yet.
    let mut all: Vec<usize> = Vec::with_capacity(table.rows.len());
    let mut leading: Vec<usize> = Vec::new();
    let mut open: Option<(usize, Vec<usize>)> = None; // A 小计 that stands before its rows.
    let mut counted: Vec<usize> = Vec::new(); // The rows that a numbered total counts below it.
    let mut leads: Option<Numbering> = None; // How the totals are numbered that count what is below them.
    for r in 0..table.rows.len() {
        // A total without a figure totals nothing.
        let is_blank = || !table.rows[r].holds_number();
        if forest.rows[r].parent.is_some() || forest.rows[r].total.is_some() && is_blank() {
            continue;
        }
        let Some(kind) = forest.rows[r].total else {
            if is_held_below(forest, r) {
                continue;
            }
            all.push(r);
            if groups.is_closed(r) || counted.binary_search(&r).is_ok() {
                continue;
            }
            match &mut open {
                Some((total, rows)) if !is_apart(forest, r, *total) => rows.push(r),
                _ => {
                    covered.push(r);
                    since_total += 1;
                }
            }
            continue;
        };
        if let Some((total, rows)) = open.take() {
            sums.push(sum(total, rows, None));
        }
        let below = numbered_below(table, forest, r);
        if !below.is_empty() {
            let before = if kind == TotalKind::Part { covered.len() - since_total } else { 0 };
            let alternative = (before < covered.len() && few).then(|| covered[before..].to_vec());
            sums.push(sum(r, below.clone(), alternative));
            (counted, leads) = (below, style(table, r));
            covered.push(r);
            since_total += 1;
            continue;
        }
        match kind {
            TotalKind::Part => {
                if let Some(members) = groups.members(r) {
                    sums.push(sum(r, members, None));
                    covered.push(r);
                    since_total = 0;
                } else if since_total > 0 && (leads.is_none() || leads != style(table, r)) {
                    let block = covered.split_off(covered.len() - since_total);
                    sums.push(sum(r, block, None));
                    covered.push(r);
                    since_total = 0;
                } else {
                    covered.push(r);
                    open = Some((r, Vec::new()));
                }
            }
            TotalKind::Current if covered.is_empty() && is_balanced(forest, r) => covered.push(r),
            TotalKind::Current | TotalKind::Grand if covered.is_empty() => leading.push(r),
            TotalKind::Current | TotalKind::Grand => {
                let before = covered.len() - since_total;
                let alternative = if few && is_again(table, forest, r) {
                    Some(forest.roots().collect())
                } else if few && all != covered && kind == TotalKind::Grand {
                    Some(all.clone())
                } else {
                    // 经济分类支出合计 may be of the rows below it, which 本年支出合计 then is again.
                    let is_of_block = 0 < before && before < covered.len();
                    (few && is_of_block).then(|| covered[before..].to_vec())
                };
                sums.push(sum(r, std::mem::take(&mut covered), alternative));
                covered.push(r);
                since_total = 0;
            }
        }
    }
    if let Some((total, rows)) = open {
        sums.push(sum(total, rows, None));
    }
    leading.truncate(TOTALS);
    for total in leading {
        let alternative = (few && all != covered).then(|| all.clone());
        sums.push(sum(total, before_next(table, forest, total, &covered), alternative));
    }
    sums.retain(|sum| !sum.parts.is_empty());
    sums
}

/// The rows that a numbered total counts below it, which are numbered more deeply: （一）支出合计 over 1. 2. 3.
fn numbered_below(table: &Table, forest: &Forest, total: usize) -> Vec<usize> {
    let depth = |row: usize| wording::numbering(&table.rows[row].label).0;
    let own = depth(total);
    if own == 0 || forest.rows[total].total.is_none_or(|kind| kind == TotalKind::Current) {
        return Vec::new();
    }
    let is_below = |row: &usize| {
        let Member { parent, total, .. } = forest.rows[*row];
        total.is_none() && (parent.is_some() || depth(*row) > own)
    };
    let below: Vec<usize> = (total + 1..table.rows.len()).take_while(is_below).collect();
    if below.first().is_none_or(|&first| depth(first) == wording::PART) {
        return Vec::new();
    }
    below.into_iter().filter(|&row| forest.rows[row].parent.is_none()).collect()
}

/// The numbering of a row.
fn style(table: &Table, row: usize) -> Option<Numbering> {
    numbering::split(&table.rows[row].label).map(|(style, _)| style)
}

/// Whether a total of the year stands for the rows of another table, beside what balances it: 本年收入合计 over 上级补助收入.
fn is_balanced(forest: &Forest, total: usize) -> bool {
    let below = forest.rows.get(total + 1);
    below.is_some_and(|below| below.total.is_none() && below.meaning.is_some_and(words::is_balance))
}

/// Whether the row below holds what a row says that the year left: 本年收支结余 over 年末滚存结余.
fn is_held_below(forest: &Forest, row: usize) -> bool {
    let below = forest.rows.get(row + 1).and_then(|below| below.meaning);
    forest.rows[row].meaning.zip(below).is_some_and(|(above, below)| words::is_held(above, below))
}

/// Whether a row is no part of what a total is the total of (会议费 of “三公”经费合计).
fn is_apart(forest: &Forest, row: usize, total: usize) -> bool {
    let meanings = forest.rows[row].meaning.zip(forest.rows[total].meaning);
    meanings.is_some_and(|(other, whole)| words::is_apart(other, whole))
}

/// The rows that a total adds up which stands before them: all, or those before the next one of its numbering (一、“三公”经费合计,
/// 二、会议费) or the first that is no part of it.
fn before_next(table: &Table, forest: &Forest, total: usize, rows: &[usize]) -> Vec<usize> {
    let own = style(table, total);
    let is_next = |row: usize| {
        row > total && (own.is_some() && style(table, row) == own || is_apart(forest, row, total))
    };
    rows.iter().copied().take_while(|&row| !is_next(row)).collect()
}

/// Whether a total is one of several that are alike: pages of a table may print what all of them come to, each again.
fn is_again(table: &Table, forest: &Forest, total: usize) -> bool {
    let is_alike = |row: usize| {
        row != total && forest.rows[row].total.is_some() && table.rows[row].cells == table.rows[total].cells
    };
    (0..table.rows.len()).any(is_alike)
}

/// Rows that a merged group cell joins, and the group's own total.
#[derive(Default)]
struct Groups {
    of: Vec<Option<usize>>,
    members: Vec<(Option<usize>, Vec<usize>)>,
}

impl Groups {
    /// Whether a total of its group stands for the row.
    fn is_closed(&self, row: usize) -> bool {
        self.of.get(row).copied().flatten().is_some_and(|group| self.members[group].0.is_some())
    }

    /// The rows of the group that this row totals.
    fn members(&self, total: usize) -> Option<Vec<usize>> {
        let group = self.of.get(total).copied().flatten()?;
        let (closing, members) = &self.members[group];
        (*closing == Some(total) && !members.is_empty()).then(|| members.clone())
    }
}

fn groups(table: &Table) -> Groups {
    let Some(column) = table.columns.iter().position(|column| column.role == Role::Group) else {
        return Groups::default();
    };
    let mut groups = Groups { of: vec![None; table.rows.len()], members: Vec::new() };
    let mut previous: Option<&str> = None;
    for (r, row) in table.rows.iter().enumerate() {
        let name = row.cells.get(column).and_then(|cell| cell.text());
        if name.is_some() {
            if name != previous || groups.members.is_empty() {
                groups.members.push((None, Vec::new()));
            }
            let group = groups.members.len() - 1;
            groups.of[r] = Some(group);
            match words::total_kind(row, &words::name(row)) {
                Some(TotalKind::Part) => groups.members[group].0 = Some(r),
                _ if words::is_bound(&keyed(&row.label)) => {}
                _ => groups.members[group].1.push(r),
            }
        }
        previous = name;
    }
    groups
}

/// The identities of the rows of a table that these sums state in every amount column.
pub(crate) fn identities<'a, 't>(
    figures: &'a Figures,
    sheet: &'a Sheet<'t>,
    sums: Vec<RowSum>,
    readings: &mut usize,
) -> impl Iterator<Item = Identity<'t>> + use<'a, 't> {
    claims(figures, sheet.index, sheet.table, &sheet.heads, sums, readings)
}

/// What is claimed of a row that sums up so many others, with or without what is taken off them.
fn claimed(&(relation, parts, is_less): &(Relation, usize, bool)) -> Claim {
    let mut buffer = itoa::Buffer::new();
    let parts = buffer.format(parts);
    Claim::of(match (relation, is_less) {
        (Relation::Equal, false) => ["the sum of its ", parts, " rows"],
        (Relation::Equal, true) => ["the sum of its ", parts, " rows before what is taken off them"],
        (Relation::Holds, _) => ["at least the sum of the ", parts, " rows it holds"],
    })
}

fn claims<'a, 't>(
    figures: &'a Figures,
    index: usize,
    table: &'t Table,
    heads: &'a [Head<'t>],
    sums: Vec<RowSum>,
    readings: &mut usize,
) -> impl Iterator<Item = Identity<'t>> + use<'a, 't> {
    let hierarchy = *readings;
    *readings += 1;
    let is_of_hierarchy = |sum: &RowSum| sum.rule == Rule::ParentEqualsChildren;
    let withholds = table.notes.iter().any(|note| words::is_withheld(&keyed(note)));
    let mut next = *readings; // Every other sum is read by itself.
    *readings += sums.iter().filter(|sum| !is_of_hierarchy(sum)).count();
    // Looked up, never iterated.
    let mut claims = FxHashMap::<(Relation, usize, bool), Claim>::default();
    sums.into_iter().flat_map(move |sum| {
        let reading = if is_of_hierarchy(&sum) { hierarchy } else { next };
        next += usize::from(!is_of_hierarchy(&sum));
        let claimed_of = |relation| (relation, sum.parts.len(), !sum.less.is_empty());
        let mut claim = |relation| claims.entry(claimed_of(relation)).or_insert_with_key(claimed).clone();
        let (told, held) = (claim(sum.relation), withholds.then(|| claim(Relation::Holds)));
        let row = &table.rows[sum.whole];
        let is_printed = row.holds_number();
        heads.iter().filter_map(move |head| {
            let cells = |rows: &[usize]| figures.in_column(index, rows, head.column);
            let (actual, expected) = (figures.cell(index, sum.whole, head.column)?, cells(&sum.parts));
            if figures.value(actual).is_none() && (!is_printed || figures.all_zero(&expected)) {
                return None;
            }
            let actual: Addends = std::iter::once(actual).chain(cells(&sum.less)).collect();
            // What is kept back is the rest of the whole.
            let all = |cells: &Addends| -> Decimal {
                cells.iter().map(|&cell| figures.value(cell).unwrap_or_default()).sum()
            };
            let held = held.as_ref().filter(|_| all(&actual) > all(&expected));
            Some(Identity {
                rule: sum.rule,
                relation: held.map_or(sum.relation, |_| Relation::Holds),
                actual,
                expected,
                tables: smallvec![index],
                row: Some(row.code.as_deref().unwrap_or(&row.label)),
                column: Some(head.printed.clone()),
                claim: held.unwrap_or(&told).clone(),
                reading,
                soft: false,
                alternatives: sum.alternative.iter().map(|rows| cells(rows)).collect(),
                sentence: None,
            })
        })
    })
}
