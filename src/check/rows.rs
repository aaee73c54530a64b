//! Which rows of a table are the sum of which: classification codes, budget units, numbering, totals.
//!
//! `208` is the sum of its `20805…`, a unit the sum of the rows printed under it, `一、` the sum of its `1、 2、`, and
//! a total the sum of what stands before it (or after it, where it leads). A total of the year (本年支出合计) is
//! taken over by the grand total together with what is carried over. `其中：` announces parts that need not be
//! all: they bound their whole from below.

use std::collections::BTreeMap;

use crate::check::figure::{Figures, Identity, Relation, Rule};
use crate::check::words::{self, TotalKind};
use crate::document::{Role, Row, Table, TableKind};
use crate::text::fold::key;
use crate::text::numbering::{self, Numbering};

/// One row and the rows that it sums.
#[derive(Debug, Clone)]
pub(crate) struct RowSum {
    pub rule: Rule,
    pub relation: Relation,
    pub whole: usize,
    pub parts: Vec<usize>,
    /// Another reading of the same total that is as good if it holds.
    pub alternative: Option<Vec<usize>>,
}

/// A table's rows as a forest with totals between the trees.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    /// Per row the row it is a part of.
    pub parent: Vec<Option<usize>>,
    /// Per row whether it is only one of the parts that 其中 names.
    pub bound: Vec<bool>,
    /// Per row what kind of total it is.
    pub total: Vec<Option<TotalKind>>,
}

impl Forest {
    /// The rows that are no part of another row and no total, in order.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        (0..self.parent.len()).filter(|&r| self.parent[r].is_none() && self.total[r].is_none())
    }

    /// The last total of everything.
    pub fn grand(&self) -> Option<usize> {
        self.total.iter().rposition(|kind| *kind == Some(TotalKind::Grand))
    }

    /// The last total of the year itself.
    pub fn current(&self) -> Option<usize> {
        self.total.iter().rposition(|kind| *kind == Some(TotalKind::Current))
    }
}

/// Reads the forest of a table off its codes, units, numbering and levels.
pub(crate) fn forest(table: &Table) -> Forest {
    let mut forest = Forest::default();
    let mut stacks = Stacks::default();
    for (r, row) in table.rows.iter().enumerate() {
        let unit = is_unit(row);
        let total = if row.code.is_none() && !unit { words::total_kind(row) } else { None };
        let (parent, bound) = match total {
            Some(_) => {
                stacks.end_of_block();
                (None, false)
            }
            None if unit => (stacks.unit(r, row), false),
            None if row.code.is_some() => (stacks.coded(r, row), false),
            None => stacks.labelled(r, row, table),
        };
        forest.parent.push(parent);
        forest.bound.push(bound);
        forest.total.push(total);
    }
    forest
}

/// Whether the row is a budget unit: its name is the unit its rows are filled down with.
pub(crate) fn is_unit(row: &Row) -> bool {
    row.code.is_none() && row.org_name.as_ref().is_some_and(|name| key(name) == key(&row.label))
}

/// What is open while the rows are read from top to bottom.
#[derive(Default)]
struct Stacks<'a> {
    units: Vec<(usize, Option<&'a str>)>,
    codes: Vec<(usize, &'a str)>,
    unit: Option<&'a str>,
    labels: Vec<Label>,
    /// Numbering styles of the block that have begun, so that a second `一、` is seen.
    begun: Vec<Numbering>,
    /// The unnumbered row that a second `一、` belongs to.
    heading: Option<usize>,
}

struct Label {
    row: usize,
    level: u8,
    numbering: Option<Numbering>,
    bound: bool,
    meaning: Option<words::Meaning>,
}

impl<'a> Stacks<'a> {
    fn end_of_block(&mut self) {
        self.codes.clear();
        self.labels.clear();
        self.heading = None;
    }

    fn unit(&mut self, r: usize, row: &'a Row) -> Option<usize> {
        let code = row.org_code.as_deref();
        let holds = |outer: Option<&str>| match (outer, code) {
            (None, Some(_)) => true,
            (Some(outer), Some(code)) => code.len() > outer.len() && code.starts_with(outer),
            _ => false,
        };
        while self.units.last().is_some_and(|(_, outer)| !holds(*outer)) {
            self.units.pop();
        }
        let parent = self.units.last().map(|(unit, _)| *unit);
        self.units.push((r, code));
        self.end_of_block();
        self.unit = unit_of(row);
        parent
    }

    fn coded(&mut self, r: usize, row: &'a Row) -> Option<usize> {
        let code = row.code.as_deref().unwrap_or_default();
        if unit_of(row) != self.unit {
            self.end_of_block();
            self.unit = unit_of(row);
            self.units.retain(|(_, _)| false);
        }
        while self
            .codes
            .last()
            .is_some_and(|(_, outer)| !(code.len() > outer.len() && code.starts_with(outer)))
        {
            self.codes.pop();
        }
        let parent = self.codes.last().map(|(row, _)| *row).or(self.units.last().map(|(unit, _)| *unit));
        self.codes.push((r, code));
        self.labels.clear();
        parent
    }

    fn labelled(&mut self, r: usize, row: &'a Row, table: &Table) -> (Option<usize>, bool) {
        let numbering = numbering::split(&row.label).map(|(style, _)| style);
        let meaning = words::meaning(&row.label);
        let starts_bound = words::is_bound(&row.label);
        while self.labels.last().is_some_and(|label| label.level > row.level) {
            self.labels.pop();
        }
        let mut bound = starts_bound;
        let mut parent = None;
        if let Some(label) = self.labels.last() {
            if label.level < row.level || (starts_bound && !label.bound) {
                parent = Some(label.row);
            } else {
                // A sibling: it shares the parent, and 其中 goes on until the level ends.
                bound |= label.bound && numbering != Some(Numbering::Chinese);
                let nested = meaning.zip(label.meaning).is_some_and(|(m, w)| words::is_nested(m, w));
                if nested && numbering.is_none_or(|style| Some(style) != label.numbering) {
                    parent = Some(label.row);
                } else {
                    self.labels.pop();
                    parent = self.labels.last().map(|outer| outer.row);
                }
            }
        }
        if parent.is_none() {
            parent = self.codes.last().filter(|(coded, _)| table.rows[*coded].level < row.level).map(|c| c.0);
        }
        if parent.is_none() {
            parent = self.units.last().map(|(unit, _)| *unit).filter(|_| unit_of(row) == self.unit);
        }
        if parent.is_none() {
            parent = self.restarted(r, row, numbering);
        }
        self.labels.push(Label { row: r, level: row.level, numbering, bound, meaning });
        (parent, bound)
    }

    /// A second `一、` counts the parts of the unnumbered row before it (年初财政拨款结转和结余).
    fn restarted(&mut self, r: usize, row: &Row, numbering: Option<Numbering>) -> Option<usize> {
        let Some(style) = numbering else {
            self.heading = Some(r);
            return None;
        };
        let first = ["一", "1", "①", "(一", "(1"].iter().any(|one| {
            let label = key(&row.label);
            label
                .strip_prefix(one)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_numeric() || "十百".contains(c)))
        });
        if first && self.begun.contains(&style) {
            return self.heading;
        }
        if first {
            self.begun.push(style);
            self.heading = None;
        }
        self.heading.filter(|_| !first)
    }
}

fn unit_of(row: &Row) -> Option<&str> {
    row.org_code.as_deref().or(row.org_name.as_deref())
}

/// Every sum that the rows of a table state.
pub(crate) fn sums(table: &Table, forest: &Forest) -> Vec<RowSum> {
    let mut sums = Vec::new();
    let mut children: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (r, parent) in forest.parent.iter().enumerate() {
        if let Some(parent) = parent {
            let (all, bound) = children.entry(*parent).or_default();
            if forest.bound[r] { bound.push(r) } else { all.push(r) }
        }
    }
    for (whole, (parts, bound)) in children {
        let rule = parent_rule(table, whole);
        if !parts.is_empty() {
            sums.push(RowSum { rule, relation: Relation::Equal, whole, parts, alternative: None });
        }
        if !bound.is_empty() {
            let relation = if is_complete(table, whole, &bound) { Relation::Equal } else { Relation::Holds };
            sums.push(RowSum { rule, relation, whole, parts: bound, alternative: None });
        }
    }
    sums.extend(totals(table, forest));
    sums
}

fn parent_rule(table: &Table, whole: usize) -> Rule {
    let row = &table.rows[whole];
    match table.kind {
        TableKind::ThreePublic => Rule::ThreePublicAddsUp,
        TableKind::ProjectExpenditure | TableKind::SpecialFund => Rule::ProjectsAddUp,
        _ if row.code.is_some() || is_unit(row) => Rule::ParentEqualsChildren,
        _ => Rule::TotalEqualsRows,
    }
}

/// Whether the parts that 其中 names are known to be all (购置 and 运行 of 公务用车).
fn is_complete(table: &Table, whole: usize, parts: &[usize]) -> bool {
    let Some(meaning) = words::meaning(&table.rows[whole].label) else { return false };
    let printed: Vec<_> = parts.iter().filter_map(|&part| words::meaning(&table.rows[part].label)).collect();
    words::sums().iter().any(|sum| {
        sum.whole == [meaning] && sum.parts.iter().all(|(part, optional)| *optional || printed.contains(part))
    })
}

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
        alternative,
    };
    let groups = groups(table);
    let mut sums = Vec::new();
    let mut covered: Vec<usize> = Vec::new(); // What a total at this place would add up.
    let mut since_total = 0; // How many of them no total has closed yet.
    let mut all: Vec<usize> = Vec::new();
    let mut leading: Vec<usize> = Vec::new();
    let mut open: Option<(usize, Vec<usize>)> = None; // A 小计 that stands before its rows.
    for r in 0..table.rows.len() {
        if forest.parent[r].is_some() {
            continue;
        }
        let Some(kind) = forest.total[r] else {
            all.push(r);
            if groups.is_closed(r) {
                continue;
            }
            match &mut open {
                Some((_, rows)) => rows.push(r),
                None => {
                    covered.push(r);
                    since_total += 1;
                }
            }
            continue;
        };
        if let Some((total, rows)) = open.take() {
            sums.push(sum(total, rows, None));
        }
        match kind {
            TotalKind::Part => {
                if let Some(members) = groups.members(r) {
                    sums.push(sum(r, members, None));
                    covered.push(r);
                    since_total = 0;
                } else if since_total > 0 {
                    let block = covered.split_off(covered.len() - since_total);
                    sums.push(sum(r, block, None));
                    covered.push(r);
                    since_total = 0;
                } else {
                    covered.push(r);
                    open = Some((r, Vec::new()));
                }
            }
            TotalKind::Current | TotalKind::Grand if covered.is_empty() => leading.push(r),
            TotalKind::Current | TotalKind::Grand => {
                let alternative = (all != covered && kind == TotalKind::Grand).then(|| all.clone());
                sums.push(sum(r, std::mem::take(&mut covered), alternative));
                covered.push(r);
                since_total = 0;
            }
        }
    }
    if let Some((total, rows)) = open {
        sums.push(sum(total, rows, None));
    }
    for total in leading {
        let alternative = (all != covered).then(|| all.clone());
        sums.push(sum(total, covered.clone(), alternative));
    }
    sums.retain(|sum| !sum.parts.is_empty());
    sums
}

/// Rows that a merged group cell joins, and the group's own total.
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
    let mut groups = Groups { of: vec![None; table.rows.len()], members: Vec::new() };
    let Some(column) = table.columns.iter().position(|column| column.role == Role::Group) else {
        return groups;
    };
    let mut previous: Option<&str> = None;
    for (r, row) in table.rows.iter().enumerate() {
        let name = row.cells.get(column).and_then(|cell| cell.text());
        if name.is_some() {
            if name != previous || groups.members.is_empty() {
                groups.members.push((None, Vec::new()));
            }
            let group = groups.members.len() - 1;
            groups.of[r] = Some(group);
            match words::total_kind(row) {
                Some(TotalKind::Part) => groups.members[group].0 = Some(r),
                _ if words::is_bound(&row.label) => {}
                _ => groups.members[group].1.push(r),
            }
        }
        previous = name;
    }
    groups
}

/// The identities of the rows of a table, in every amount column.
pub(crate) fn identities(
    figures: &Figures,
    index: usize,
    table: &Table,
    forest: &Forest,
    readings: &mut usize,
) -> Vec<Identity> {
    let amounts = words::amounts(table);
    let mut identities = Vec::new();
    let hierarchy = *readings;
    *readings += 1;
    for sum in sums(table, forest) {
        let reading = if matches!(sum.rule, Rule::ParentEqualsChildren) {
            hierarchy
        } else {
            *readings += 1;
            *readings - 1
        };
        for &column in &amounts {
            let cells = |rows: &[usize]| -> Vec<_> {
                rows.iter().filter_map(|&row| figures.cell(index, row, column)).collect()
            };
            let (actual, expected) = (cells(&[sum.whole]), cells(&sum.parts));
            let alternatives: Vec<_> = sum.alternative.iter().map(|rows| cells(rows)).collect();
            if figures.all_blank(&actual) && figures.all_zero(&expected) {
                continue;
            }
            let row = &table.rows[sum.whole];
            if figures.all_blank(&actual) && row.cells.iter().all(|cell| cell.number().is_none()) {
                continue;
            }
            identities.push(Identity {
                rule: sum.rule,
                relation: sum.relation,
                actual,
                expected,
                tables: vec![index],
                row: Some(row.code.clone().unwrap_or_else(|| row.label.clone())),
                column: Some(table.columns[column].path.clone()),
                claim: match sum.relation {
                    Relation::Equal => format!("the sum of its {} rows", sum.parts.len()),
                    Relation::Holds => format!("at least the sum of the {} rows it holds", sum.parts.len()),
                },
                reading,
                soft: false,
                alternatives,
                sentence: None,
            });
        }
    }
    identities
}
