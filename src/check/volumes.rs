//! A file may bind the budgets of several units, one behind the other (部门及所属单位预算, 部门预算汇编). The tables of a
//! unit agree with each other and with the sentences around them; they need not agree with another unit's.
//!
//! ```text
//! 收支总表 收入总表 支出总表 … 三公经费表 │ 收支总表 收入总表 支出总表 …
//!               volume                      volume
//! ```

use std::collections::BTreeSet;
use std::ops::Range;

use crate::check::sentence;
use crate::check::sheet::Sheet;
use crate::check::words;
use crate::document::{Place, Table, TableKind};
use crate::page::TextLine;

/// So many other kinds of tables stand between the first table of a unit and that of the next: a 收支总表 that is
/// printed in two halves begins nothing.
const KINDS: usize = 3;

/// The budget of one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Volume<'a> {
    /// Its tables.
    pub tables: Range<usize>,
    /// Its lines outside of tables.
    pub prose: &'a [TextLine],
}

/// The volumes of a file, at least one: a new one begins where the first kind of table comes again.
pub(crate) fn volumes<'a>(tables: &[Table], prose: &'a [TextLine], issuer: Option<&str>) -> Vec<Volume<'a>> {
    let ranges = ranges(tables);
    let [first, .., _] = ranges.as_slice() else {
        return vec![Volume { tables: 0..tables.len(), prose }];
    };
    // Where sentences with amounts stand before the first table, those of every unit do.
    let leads = tables[first.clone()]
        .iter()
        .find(|table| words::scope(table).is_some())
        .is_some_and(|first| state_amounts(prose.iter().take_while(|line| stands_before(line, first))));
    let mut rest = prose;
    let mut volumes = Vec::with_capacity(ranges.len());
    for range in &ranges {
        let own = match tables.get(range.end) {
            None => rest.len(),
            Some(_) if leads => rest.partition_point(|line| !stands_behind(line, &tables[range.end - 1])),
            Some(next) => rest.partition_point(|line| stands_before(line, next)),
        };
        let (prose, behind) = rest.split_at(own);
        volumes.push(Volume { tables: range.clone(), prose });
        rest = behind;
    }
    give_back(&mut volumes, tables, issuer);
    volumes
}

/// Sentences behind all tables where there are no others are of the unit that issues the file, or else of the first one: a
/// department's own tables stand before those of its units.
fn give_back(volumes: &mut [Volume<'_>], tables: &[Table], issuer: Option<&str>) {
    let is_issuers = |volume: &Volume<'_>| {
        let mut organizations =
            tables[volume.tables.clone()].iter().filter_map(|table| table.organization.as_deref());
        organizations.next().is_some_and(|name| Some(name) == issuer)
    };
    let owner = volumes.iter().position(is_issuers).unwrap_or(0);
    let (Some((last, others)), Some(end)) = (volumes.split_last_mut(), tables.last()) else { return };
    let (own, behind) = last.prose.split_at(last.prose.partition_point(|line| !stands_behind(line, end)));
    let is_told_of_others = state_amounts(others.iter().flat_map(|volume| volume.prose).chain(own));
    if let Some(owner) = others.get_mut(owner).filter(|_| !is_told_of_others) {
        (owner.prose, last.prose) = (behind, own);
    }
}

/// Whether any of these lines states an amount.
fn state_amounts<'a>(mut lines: impl Iterator<Item = &'a TextLine>) -> bool {
    lines.any(|line| !sentence::amounts(&sentence::fold(&line.text)).is_empty())
}

/// The tables of each volume.
pub(crate) fn ranges(tables: &[Table]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut kinds: Vec<TableKind> = Vec::new();
    for (index, table) in tables.iter().enumerate().filter(|(_, table)| words::scope(table).is_some()) {
        if kinds.len() > KINDS && kinds.first() == Some(&table.kind) {
            ranges.push(start..index);
            start = index;
            kinds.clear();
        }
        if !kinds.contains(&table.kind) {
            kinds.push(table.kind);
        }
    }
    ranges.push(start..tables.len());
    ranges
}

/// The tables of a volume that share title and columns with another one: each states a part of the money (one table of
/// projects for every unit), so that they need not agree with each other, nor one of them with what is stated of all.
pub(crate) fn twins(sheets: &[Sheet], volume: &Range<usize>) -> BTreeSet<usize> {
    fn columns<'t>(sheet: &Sheet<'t>) -> impl Iterator<Item = &'t [String]> {
        sheet.table.columns.iter().map(|column| &*column.path)
    }
    let is_meant = |sheet: &&Sheet| !sheet.table.empty && sheet.table.title.is_some();
    let mut titled: Vec<&Sheet> = sheets[volume.clone()].iter().filter(is_meant).collect();
    titled.sort_by(|a, b| a.caption().cmp(&b.caption()).then_with(|| columns(a).cmp(columns(b))));
    let alike = titled.chunk_by(|a, b| a.caption() == b.caption() && columns(a).eq(columns(b)));
    alike.filter(|alike| alike.len() > 1).flatten().map(|sheet| sheet.index).collect()
}

fn stands_before(line: &TextLine, table: &Table) -> bool {
    among(line, table).is_some_and(|(at, [first, _])| at < first)
}

fn stands_behind(line: &TextLine, table: &Table) -> bool {
    among(line, table).is_some_and(|(at, [_, last])| at > last)
}

/// Where a line stands and from where to where a table does, in lines or in pages.
fn among(line: &TextLine, table: &Table) -> Option<(u32, [u32; 2])> {
    match line.place {
        Place::Line { line, .. } => Some((line, table.span.lines?)),
        Place::Page { page, .. } => {
            let pages = table.span.pages.as_ref()?;
            Some((page, [*pages.first()?, *pages.last()?]))
        }
    }
}
