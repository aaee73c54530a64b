//! A table as the checks read it: what its amount columns measure and which of its rows are parts of which, found once
//! and asked by every family of rules.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use smallvec::{SmallVec, smallvec};

use crate::check::figure::Figures;
use crate::check::forest::Forest;
use crate::check::header::{self, Measure, Version};
use crate::check::rows;
use crate::check::standpoint::Standpoint;
use crate::check::words::{self, Meaning, Scope};
use crate::document::{Column, Field, Role, Side, Table, TableKind};
use crate::text::fold::keyed;
use crate::vocab::canonical::PRIOR_YEAR;
use crate::vocab::headers;

/// An amount column.
#[derive(Debug)]
pub(crate) struct Head<'t> {
    pub column: usize,
    /// Its header as printed.
    pub printed: &'t Arc<[String]>,
    /// Its header as the rules read it.
    pub path: Vec<Cow<'t, str>>,
    /// What each level of that speaks of.
    pub meanings: SmallVec<[Option<Meaning>; 2]>,
    pub measure: Measure,
    pub version: Version,
    /// Which budget it is of.
    pub standpoint: Standpoint,
    /// Whether the outermost level only says which figure the column is (预算数, 决算数).
    is_faceted: bool,
}

impl<'t> Head<'t> {
    /// The head of a column with this header beside another one, with which it may share a group.
    fn of(
        index: usize,
        column: &'t Column,
        standpoint: Standpoint,
        path: Vec<Cow<'t, str>>,
        beside: Option<&Head>,
    ) -> Self {
        let meaning = |(depth, level): (usize, &Cow<str>)| match beside {
            Some(head) if head.path.get(depth) == Some(level) => head.meanings[depth],
            _ => words::meaning(level),
        };
        let meanings: SmallVec<[Option<Meaning>; 2]> = path.iter().enumerate().map(meaning).collect();
        let measure = header::measure(column, &path, &meanings);
        let is_faceted = path.first().is_some_and(|first| words::is_facet(first));
        Self {
            column: index,
            printed: &column.path,
            path,
            meanings,
            measure,
            version: header::version(column),
            standpoint: standpoint.of_column(column),
            is_faceted,
        }
    }

    /// The levels of the header above the column's own.
    pub fn group(&self) -> &[Cow<'t, str>] {
        self.path.split_last().map_or(&[], |(_, group)| group)
    }

    /// Whether its header says that something is left out (扣除发改委安排的基本建设后执行数).
    pub fn is_reduced(&self) -> bool {
        self.path.iter().any(|level| words::is_reduced(level))
    }

    /// The outermost level, where it only says which figure the column is.
    pub fn facet(&self) -> Option<&str> {
        self.path.first().map(|first| &**first).filter(|_| self.is_faceted)
    }
}

/// The amount columns of a table, in printed order.
pub(crate) fn heads(table: &Table) -> Vec<Head<'_>> {
    let amounts = table.columns.iter().enumerate().filter(|(_, column)| column.role == Role::Amount);
    let amounts: Vec<(usize, &Column, Vec<Cow<str>>)> =
        amounts.map(|(index, column)| (index, column, header::path(column))).collect();
    // The groups in which a share of a whole stands.
    let shared: BTreeSet<&[String]> = amounts
        .iter()
        .filter(|(.., path)| path.len() > 1 && path.last().is_some_and(|last| words::is_share(last)))
        .map(|(_, column, path)| &column.path[..path.len() - 1])
        .collect();
    let standpoint = Standpoint::of_table(table);
    let mut heads: Vec<Head> = Vec::with_capacity(amounts.len());
    for (index, column, path) in amounts {
        let is_shared = column.path.split_last().is_some_and(|(_, group)| shared.contains(group));
        let path = if is_shared { path } else { header::turned(path) };
        heads.push(Head::of(index, column, standpoint, path, heads.last()));
    }
    heads
}

/// The column of the total, or else the first of amounts.
pub(crate) fn total<'a, 't>(heads: &'a [Head<'t>]) -> Option<&'a Head<'t>> {
    heads.iter().find(|head| head.measure.total).or(heads.first())
}

/// Columns that state one meaning.
pub(crate) type Stating<'a, 't> = SmallVec<[&'a Head<'t>; 2]>;

/// Which of the columns that state one meaning stand for it: the total, or else all of them where they are parts of one
/// group; of those of several groups none does.
///
/// ```text
/// 基本支出/小计 基本支出/在职人员经费 基本支出/离退休人员经费   →   小计 for 基本支出, the other two for 人员经费
/// 本年支出/项目支出 上年结转/项目支出                        →   none for 项目支出
/// ```
pub(crate) fn standing<'a, 't>(mut stating: Stating<'a, 't>) -> Stating<'a, 't> {
    if stating.len() < 2 {
        return stating;
    }
    if let Some(total) = stating.iter().find(|head| head.measure.total) {
        return smallvec![*total];
    }
    let is_share = |head: &Head| head.path.last().is_some_and(|level| words::is_share(level));
    stating.retain(|head| !is_share(head));
    if stating.windows(2).any(|pair| pair[0].group() != pair[1].group()) {
        stating.clear();
    }
    // A name that is printed twice may be that of the group.
    stating.dedup_by(|head, before| head.path == before.path);
    stating
}

/// What a field of a form is.
#[derive(Debug)]
pub(crate) struct Named<'t> {
    /// Its folded label.
    pub label: Cow<'t, str>,
    /// `name`, `unit`, `total` or `period`.
    pub what: Option<&'static str>,
    /// What it speaks of.
    pub meaning: Option<Meaning>,
}

impl<'t> Named<'t> {
    fn of(field: &'t Field) -> Self {
        let label = keyed(&field.label);
        Self { what: words::field(&label), meaning: words::meaning(&label), label }
    }

    /// Whether it is the total of its form.
    pub fn is_total(&self) -> bool {
        self.what == Some(words::TOTAL)
    }

    /// Whether it is what a project gets over several years (中期资金总额).
    pub fn is_total_of_years(&self) -> bool {
        self.what == Some(words::TOTAL_OF_YEARS)
    }

    /// The fields of a form. What a project gets (项目资金总额) is its total, but over all of its years where a total of
    /// the year (年度资金申请总额) stands beside it.
    fn all(table: &'t Table) -> Vec<Self> {
        let mut fields: Vec<Self> = table.fields.iter().map(Self::of).collect();
        let is_of_year = |field: &Self| field.is_total() && field.label.contains("年度");
        if fields.iter().any(is_of_year) {
            let of_project = |field: &&mut Self| !is_of_year(field) && field.label.ends_with("项目资金总额");
            fields.iter_mut().filter(of_project).for_each(|field| field.what = Some(words::TOTAL_OF_YEARS));
        }
        fields
    }
}

/// A table as the checks read it.
#[derive(Debug)]
pub(crate) struct Sheet<'t> {
    /// The table's place in the document.
    pub index: usize,
    pub table: &'t Table,
    /// What it is about, `None` where that is no money of the budget.
    pub scope: Option<&'static Scope>,
    pub heads: Vec<Head<'t>>,
    /// What each field is.
    pub fields: Vec<Named<'t>>,
    pub forest: Forest,
}

impl<'t> Sheet<'t> {
    /// Every table, in order.
    pub fn all(figures: &Figures, tables: &'t [Table]) -> Vec<Self> {
        // All heads are read, then all fields, then all rows: the code for one of these stays near the processor.
        let heads: Vec<Vec<Head>> = tables.iter().map(heads).collect();
        let fields: Vec<Vec<Named>> = tables.iter().map(Named::all).collect();
        let read = tables.iter().zip(heads).zip(fields).enumerate();
        read.map(|(index, ((table, heads), fields))| {
            let forest = rows::best_forest(figures, index, table, &heads);
            Self { index, table, scope: words::scope(table), heads, fields, forest }
        })
        .collect()
    }

    /// What is printed over it.
    pub fn caption(&self) -> (TableKind, Option<Side>, Option<&'t str>) {
        (self.table.kind, self.table.side, self.table.title.as_deref())
    }

    /// Which budget the figures of an amount column are of.
    pub fn standpoint(&self, column: usize) -> Standpoint {
        self.head(column).map(|head| head.standpoint).unwrap_or_default()
    }

    /// The head of an amount column.
    pub fn head(&self, column: usize) -> Option<&Head<'t>> {
        self.heads.binary_search_by_key(&column, |head| head.column).ok().map(|at| &self.heads[at])
    }

    /// The column of the total, or else the first of amounts.
    pub fn total(&self) -> Option<&Head<'t>> {
        total(&self.heads)
    }
}

/// Whether the rows of a table are years (年度): each states all of its own, and together they state nothing. The years
/// that a project begins and ends in (起始年份) are none of its rows.
pub(crate) fn states_years(table: &Table) -> bool {
    let prints_year = |column: &Column| {
        matches!(column.role, Role::Text | Role::Name)
            && column.path.last().is_some_and(|last| headers::heads_years(last))
    };
    let Some(years) = table.columns.iter().position(prints_year) else { return false };
    let mut told = table.rows.iter().filter_map(|row| row.cells.get(years)?.text());
    told.next().is_some_and(|first| told.any(|other| other != first))
}

/// The row of the document's year and that of the one before, of a table that has these two.
pub(crate) fn rows_of_years(table: &Table) -> Option<(usize, usize)> {
    let is_before = |row: usize| table.rows[row].item.as_deref() == Some(PRIOR_YEAR);
    match table.rows.len() {
        2 if is_before(0) && !is_before(1) => Some((1, 0)),
        2 if is_before(1) && !is_before(0) => Some((0, 1)),
        _ => None,
    }
}
