//! What the cells of a volume state, by meaning: `支出合计 of 基本支出` wherever it is printed.
//!
//! A fact is a scope (whose money), a row (a code, or the total) and a meaning. Two tables that state the same
//! fact must agree. Some facts are the same only where no other money is in play: all expenditure is general
//! public expenditure (一般公共预算支出) only where there is no fund, no other income and nothing carried over.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::check::figure::{FigureId, Figures};
use crate::check::forest::Forest;
use crate::check::words::{self, Meaning, Measure, TOTAL, Version};
use crate::document::{DocumentKind, Table};
use crate::text::fold::key;

/// The row that stands for everything.
pub(crate) const ALL: &str = "total";
/// The row that stands for everything of the year itself.
pub(crate) const CURRENT: &str = "current";

/// Whose money, which row, what of it, and which figure of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fact {
    pub scope: Meaning,
    pub row: String,
    pub meaning: Meaning,
    /// `Plain` for the figure that the document is about: 决算数 in the accounts, 预算数 in a budget.
    pub version: Version,
}

impl Fact {
    /// A fact about everything in a scope.
    pub fn of_all(scope: Meaning, meaning: Meaning) -> Self {
        Self::of_row(scope, ALL, meaning)
    }

    /// A fact about a row of a scope.
    pub fn of_row(scope: Meaning, row: &str, meaning: Meaning) -> Self {
        Self { scope, row: row.to_owned(), meaning, version: Version::Plain }
    }
}

/// Where a fact is stated: one cell, or several that add up to it.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub table: usize,
    pub figures: Vec<FigureId>,
    /// Whether it is printed as one figure.
    pub direct: bool,
    pub row: String,
    pub column: Vec<String>,
    /// What its row prints beside it as carried over from another year.
    pub carried: Option<FigureId>,
}

/// No more statements of one fact than these are alternatives to each other: a unit's budget has some ten tables.
pub(crate) const MOST_STATEMENTS: usize = 16;

/// Every fact and where it is stated, in reading order.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    stated: BTreeMap<Fact, Vec<Statement>>,
    /// The first blank cell where a fact about everything would be stated.
    blank: BTreeMap<Fact, FigureId>,
    guards: Guards,
}

/// The statements of facts that are the same in a volume, by one of their names.
pub(crate) type Merged<'a> = BTreeMap<Fact, Vec<&'a Statement>>;

/// Which other money is in play.
#[derive(Debug, Default, Clone, Copy)]
struct Guards {
    /// Something is known about where the money comes from.
    sources_known: bool,
    /// Income other than appropriations.
    other_income: bool,
    /// Government fund or state capital money.
    other_funds: bool,
    /// Money carried over from or to another year.
    carried: bool,
}

impl Facts {
    /// The statements of a fact.
    pub fn get(&self, fact: &Fact) -> &[Statement] {
        self.stated.get(fact).map_or(&[], Vec::as_slice)
    }

    /// The first cell that would state a fact about everything, and is blank.
    pub fn blank(&self, fact: &Fact) -> Option<FigureId> {
        self.blank.get(fact).copied()
    }

    /// Every fact in order, as printed.
    pub fn iter(&self) -> impl Iterator<Item = (&Fact, &Vec<Statement>)> {
        self.stated.iter()
    }

    /// Whether money is carried over from or to another year.
    pub fn carried(&self) -> bool {
        self.guards.carried
    }

    /// Whether money of a government fund or of state capital is in play.
    pub fn other_funds(&self) -> bool {
        self.guards.other_funds
    }

    /// The statements that speak of the same money although they name it otherwise, by one of their names.
    pub fn merged(&self) -> Merged<'_> {
        let mut merged = Merged::new();
        for (fact, statements) in &self.stated {
            merged.entry(self.same(fact.clone())).or_default().extend(statements);
        }
        for statements in merged.values_mut() {
            statements.sort_by_key(|statement| (statement.table, statement.figures.first().copied()));
        }
        merged
    }

    /// The one name of facts that are the same in this document.
    pub fn same(&self, fact: Fact) -> Fact {
        let Guards { sources_known, other_income, other_funds, carried } = self.guards;
        let Fact { mut scope, row, mut meaning, version } = fact;
        if scope == "appropriation_revenue" && meaning.starts_with("fund.") {
            scope = "revenue";
        }
        if row == ALL && !carried {
            match (scope, meaning) {
                ("appropriation_revenue", TOTAL) => scope = "appropriation",
                ("revenue", money) => {
                    if let Some(own) = words::scope_of(money) {
                        (scope, meaning) = (own, TOTAL);
                    }
                }
                _ => {}
            }
        }
        if scope == "expenditure" && sources_known && !other_income && !carried {
            scope = "appropriation";
        }
        if scope == "appropriation" && sources_known && !other_funds && !carried {
            scope = "general_public";
        }
        Fact { scope, row, meaning, version }
    }
}

/// Collects what the tables of a volume state.
pub(crate) fn facts(
    figures: &Figures,
    kind: DocumentKind,
    tables: &[Table],
    forests: &[Forest],
    volume: &Range<usize>,
) -> Facts {
    let mut facts = Facts::default();
    for index in volume.clone() {
        let (table, forest) = (&tables[index], &forests[index]);
        let Some(scope) = words::scope(table) else { continue };
        let columns = columns(table, scope, kind);
        let rows = rows(table, scope, forest);
        let carried = carried_column(table);
        let Facts { stated, blank, .. } = &mut facts;
        let mut reader = Reader { figures, index, table, carried, stated, blank };
        for column in &columns {
            for (row, members, direct) in &rows {
                reader.state(scope.base, column, row, members, *direct);
            }
        }
    }
    facts.guards = guards(figures, &facts.stated);
    facts
}

/// Columns that state one meaning of one scope: one column, or several that add up to it.
struct Stated {
    scope: Meaning,
    meaning: Meaning,
    version: Version,
    columns: Vec<usize>,
}

/// Of several figures that a table prints of one item the one that the document is about, and other tables repeat.
fn own_version(table: &Table, amounts: &[usize], kind: DocumentKind) -> Version {
    let printed = |version| amounts.iter().any(|&column| words::version(&table.columns[column]) == version);
    let likeliest = match kind {
        DocumentKind::Budget => [Version::Budget, Version::Adjusted, Version::Final],
        _ => [Version::Final, Version::Adjusted, Version::Budget],
    };
    likeliest.into_iter().find(|&version| printed(version)).unwrap_or_default()
}

fn columns(table: &Table, scope: &words::Scope, kind: DocumentKind) -> Vec<Stated> {
    let amounts = words::amounts(table);
    let revenue = scope.name == "revenue" || scope.name == "appropriation_revenue";
    let own = own_version(table, &amounts, kind);
    let mut stated: Vec<(Stated, bool)> = Vec::new();
    for &column in &amounts {
        let measure = words::measure(&table.columns[column]);
        let version = match words::version(&table.columns[column]) {
            version if version == own => Version::Plain,
            version => version,
        };
        let bare = amounts.len() == 1 && measure.meaning().is_none();
        let Some((name, meaning)) =
            (if bare { Some((scope.name, scope.base)) } else { place(measure, scope, revenue) })
        else {
            continue;
        };
        let new = Stated { scope: name, meaning, version, columns: vec![column] };
        let same = |old: &Stated| (old.scope, old.meaning, old.version) == (name, meaning, version);
        match stated.iter_mut().find(|(old, _)| same(old)) {
            Some((old, total)) if measure.total && !*total => (*old, *total) = (new, true),
            Some(_) => {}
            None => stated.push((new, measure.total)),
        }
    }
    let mut stated: Vec<Stated> = stated.into_iter().map(|(stated, _)| stated).collect();
    // A table of 基本支出 and 项目支出 without 合计 states their sum.
    let find = |meaning| {
        let is_meant = |s: &&Stated| (s.scope, s.meaning, s.version) == (scope.name, meaning, Version::Plain);
        stated.iter().find(is_meant).map(|s| s.columns[0])
    };
    if let (None, Some(basic), Some(project)) = (find(TOTAL), find("use.basic"), find("use.project"))
        && scope.base == TOTAL
    {
        let columns = vec![basic, project];
        stated.push(Stated { scope: scope.name, meaning: TOTAL, version: Version::Plain, columns });
    }
    stated
}

/// The column of a table that holds what its rows have from another year (上年结转), where it is exactly one.
fn carried_column(table: &Table) -> Option<usize> {
    let mut found = words::amounts(table).into_iter().filter(|&column| {
        let measure = words::measure(&table.columns[column]);
        measure.purpose == Some("flow.opening") && measure.known && measure.money.is_none()
    });
    found.next().filter(|_| found.next().is_none())
}

/// The scope and meaning of a column among others.
fn place(measure: Measure, scope: &words::Scope, revenue: bool) -> Option<(Meaning, Meaning)> {
    if !measure.known || measure.purpose.is_some_and(|purpose| purpose.starts_with("flow.")) {
        // 本年收入合计 is the total of the income of the year.
        let income = revenue && measure.total && measure.purpose == Some("flow.income");
        let outgo = !revenue && measure.total && measure.purpose == Some("flow.outgo");
        return (income || outgo).then_some((scope.name, scope.base));
    }
    if scope.name == "three_public" {
        return match measure.purpose {
            Some("three.total") | None => measure.total.then_some((scope.name, TOTAL)),
            Some("use.running") => Some(("operating_funds", "use.operating")),
            Some(purpose) => Some((scope.name, purpose)),
        };
    }
    if revenue {
        return Some((scope.name, measure.money.unwrap_or(scope.base)));
    }
    // What is bought is no use of money that another table states.
    if scope.name == "procurement" {
        return (measure.total && measure.money.is_none()).then_some((scope.name, TOTAL));
    }
    let name = match measure.money {
        None => scope.name,
        Some(money) => words::scope_of(money)?,
    };
    let base = scope.base;
    Some((name, measure.purpose.or((measure.total || measure.money.is_some()).then_some(base))?))
}

/// What a row states: a key, the rows that add up to it, and whether it is one printed row.
type Rows = Vec<(RowFact, Vec<usize>, bool)>;

/// What the rows of a table say of a column.
enum RowFact {
    /// The row of a code, or a total: the column says what of it.
    Key(String),
    /// A row that names a meaning itself (基本支出, 财政专户管理资金收入).
    Meaning(Meaning),
}

fn rows(table: &Table, scope: &words::Scope, forest: &Forest) -> Rows {
    let names_meanings = table.side.is_some() || matches!(scope.name, "three_public" | "revenue");
    let mut rows: Rows = Vec::new();
    let mut codes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut classes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut meanings: Vec<Meaning> = Vec::new();
    match (forest.grand(), forest.current()) {
        (None, None) if table.rows.len() == 1 && table.rows[0].label.is_empty() => {
            rows.push((RowFact::Key(ALL.to_owned()), vec![0], true));
        }
        (None, None) => rows.push((RowFact::Key(ALL.to_owned()), forest.roots().collect(), false)),
        (grand, current) => {
            rows.extend(grand.map(|row| (RowFact::Key(ALL.to_owned()), vec![row], true)));
            rows.extend(current.map(|row| (RowFact::Key(CURRENT.to_owned()), vec![row], true)));
        }
    }
    for (r, row) in table.rows.iter().enumerate().filter(|(r, _)| forest.total[*r].is_none()) {
        if let Some(code) = row.code.as_deref() {
            codes.entry(code).or_default().push(r);
            let outermost = forest.parent[r].is_none_or(|parent| table.rows[parent].code.is_none());
            if outermost && let Some(class) = code.get(..3) {
                classes.entry(class).or_default().push(r);
            }
        } else if names_meanings {
            if let Some(class) = words::class_of(row) {
                codes.entry(class).or_default().push(r);
            } else if let Some(meaning) = forest.meaning[r]
                && !meanings.contains(&meaning)
                && !words::is_bound(&key(&row.label))
            {
                meanings.push(meaning);
                rows.push((RowFact::Meaning(meaning), vec![r], true));
            }
        }
    }
    for (class, members) in classes {
        if !codes.contains_key(class) {
            rows.push((RowFact::Key(class.to_owned()), members, false));
        }
    }
    for (code, members) in codes {
        let direct = members.len() == 1;
        rows.push((RowFact::Key(code.to_owned()), members, direct));
    }
    rows
}

struct Reader<'a> {
    figures: &'a Figures,
    index: usize,
    table: &'a Table,
    carried: Option<usize>,
    stated: &'a mut BTreeMap<Fact, Vec<Statement>>,
    blank: &'a mut BTreeMap<Fact, FigureId>,
}

impl Reader<'_> {
    fn state(&mut self, base: Meaning, column: &Stated, row: &RowFact, members: &[usize], direct: bool) {
        let fact = match row {
            RowFact::Key(row) => Fact::of_row(column.scope, row, column.meaning),
            RowFact::Meaning(meaning) if column.meaning == base => Fact::of_all(column.scope, meaning),
            RowFact::Meaning(_) => return,
        };
        let fact = Fact { version: column.version, ..fact };
        let figures: Vec<FigureId> = members
            .iter()
            .flat_map(|&row| column.columns.iter().map(move |&c| (row, c)))
            .filter_map(|(row, c)| self.figures.cell(self.index, row, c))
            .collect();
        if self.figures.all_blank(&figures) {
            if let (true, [blank]) = (fact.row == ALL && direct, figures.as_slice()) {
                self.blank.entry(fact).or_insert(*blank);
            }
            return;
        }
        let printed = &self.table.rows[members[0]];
        let carried = self.carried.and_then(|c| self.figures.cell(self.index, members[0], c));
        let statement = Statement {
            table: self.index,
            figures,
            direct: direct && column.columns.len() == 1,
            row: match row {
                RowFact::Key(key) if !direct => key.clone(),
                _ => printed.code.clone().unwrap_or_else(|| printed.label.clone()),
            },
            column: self.table.columns[column.columns[0]].path.clone(),
            carried: carried.filter(|&carried| direct && !self.figures.all_zero(&[carried])),
        };
        self.stated.entry(fact).or_default().push(statement);
    }
}

fn guards(figures: &Figures, stated: &BTreeMap<Fact, Vec<Statement>>) -> Guards {
    let mut guards = Guards::default();
    for (fact, statements) in stated.iter().filter(|(fact, _)| fact.version == Version::Plain) {
        let some = statements.iter().any(|statement| !figures.all_zero(&statement.figures));
        let revenue = matches!(fact.scope, "revenue" | "appropriation_revenue");
        match fact.meaning.split('.').next() {
            Some("flow") => guards.carried |= some && !words::is_of_the_year(fact.meaning),
            Some("fund") if revenue => {
                guards.sources_known = true;
                guards.other_funds |= some && fact.meaning != "fund.general_public";
            }
            Some("source") if revenue && fact.meaning == "source.appropriation" => {
                guards.sources_known = true
            }
            Some("source") if revenue => guards.other_income |= some,
            _ => {}
        }
        guards.other_funds |= some && matches!(fact.scope, "government_fund" | "state_capital");
    }
    guards
}
