//! What the cells of a document state, by meaning: `支出合计 of 基本支出` wherever it is printed.
//!
//! A fact is a scope (whose money), a row (a code, or the total) and a meaning. Two tables that state the same
//! fact must agree. Some facts are the same only where no other money is in play: all expenditure is general
//! public expenditure (一般公共预算支出) only where there is no fund, no other income and nothing carried over.

use std::collections::BTreeMap;

use crate::check::figure::{FigureId, Figures};
use crate::check::rows::Forest;
use crate::check::words::{self, Meaning, Measure, TOTAL};
use crate::document::Table;

/// The row that stands for everything.
pub(crate) const ALL: &str = "total";
/// The row that stands for everything of the year itself.
pub(crate) const CURRENT: &str = "current";

/// Whose money, which row, what of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fact {
    pub scope: Meaning,
    pub row: String,
    pub meaning: Meaning,
}

impl Fact {
    /// A fact about everything in a scope.
    pub fn of_all(scope: Meaning, meaning: Meaning) -> Self {
        Self { scope, row: ALL.to_owned(), meaning }
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
}

/// Every fact and where it is stated, in reading order.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    stated: BTreeMap<Fact, Vec<Statement>>,
    guards: Guards,
}

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

    /// Every fact in order, as printed.
    pub fn iter(&self) -> impl Iterator<Item = (&Fact, &Vec<Statement>)> {
        self.stated.iter()
    }

    /// Whether money is carried over from or to another year.
    pub fn carried(&self) -> bool {
        self.guards.carried
    }

    /// The statements that speak of the same money although they name it otherwise, by one of their names.
    pub fn merged(&self) -> BTreeMap<Fact, Vec<&Statement>> {
        let mut merged: BTreeMap<Fact, Vec<&Statement>> = BTreeMap::new();
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
        let Fact { mut scope, row, mut meaning } = fact;
        if scope == "appropriation_revenue" && meaning.starts_with("fund.") {
            scope = "revenue";
        }
        if row == ALL && !carried {
            match (scope, meaning) {
                ("revenue", "fund.general_public") => (scope, meaning) = ("general_public", TOTAL),
                ("revenue", "fund.government_fund") => (scope, meaning) = ("government_fund", TOTAL),
                ("revenue", "fund.state_capital") => (scope, meaning) = ("state_capital", TOTAL),
                ("revenue", "source.appropriation") | ("appropriation_revenue", TOTAL) => {
                    (scope, meaning) = ("appropriation", TOTAL);
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
        Fact { scope, row, meaning }
    }
}

/// Collects what the tables state.
pub(crate) fn facts(figures: &Figures, tables: &[Table], forests: &[Forest]) -> Facts {
    let mut facts = Facts::default();
    for (index, (table, forest)) in tables.iter().zip(forests).enumerate() {
        let Some(scope) = words::scope(table) else { continue };
        let columns = columns(table, scope);
        let rows = rows(table, forest);
        let mut reader = Reader { figures, index, table, stated: &mut facts.stated };
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
    columns: Vec<usize>,
}

fn columns(table: &Table, scope: &words::Scope) -> Vec<Stated> {
    let amounts = words::amounts(table);
    let revenue = scope.name == "revenue" || scope.name == "appropriation_revenue";
    let mut figures_of_columns: Vec<String> = amounts
        .iter()
        .filter_map(|&column| words::header(&table.columns[column]).into_iter().next())
        .filter(|level| words::is_facet(Some(level)))
        .collect();
    figures_of_columns.sort_unstable();
    figures_of_columns.dedup();
    let preferred = figures_of_columns.iter().find(|level| level.ends_with("决算数"));
    let preferred = preferred.or(figures_of_columns.first()).cloned().unwrap_or_default();
    let mut stated: Vec<(Stated, bool)> = Vec::new();
    for &column in &amounts {
        let measure = words::measure(&table.columns[column]);
        let header = words::header(&table.columns[column]);
        // Beside the figures of the budget those of the accounts are the ones that other tables repeat.
        if figures_of_columns.len() > 1 && words::is_facet(header.first()) && header[0] != preferred {
            continue;
        }
        let bare = amounts.len() == 1 && measure.meaning().is_none();
        let Some((name, meaning)) =
            (if bare { Some((scope.name, scope.base)) } else { place(measure, scope, revenue) })
        else {
            continue;
        };
        let new = Stated { scope: name, meaning, columns: vec![column] };
        match stated.iter_mut().find(|(old, _)| old.scope == name && old.meaning == meaning) {
            Some((old, total)) if measure.total && !*total => (*old, *total) = (new, true),
            Some(_) => {}
            None => stated.push((new, measure.total)),
        }
    }
    let mut stated: Vec<Stated> = stated.into_iter().map(|(stated, _)| stated).collect();
    // A table of 基本支出 and 项目支出 without 合计 states their sum.
    let find =
        |meaning| stated.iter().find(|s| s.scope == scope.name && s.meaning == meaning).map(|s| s.columns[0]);
    if let (None, Some(basic), Some(project)) = (find(TOTAL), find("use.basic"), find("use.project"))
        && scope.base == TOTAL
    {
        stated.push(Stated { scope: scope.name, meaning: TOTAL, columns: vec![basic, project] });
    }
    stated
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
    let name = match measure.money {
        None => scope.name,
        Some("fund.general_public") => "general_public",
        Some("fund.government_fund") => "government_fund",
        Some("fund.state_capital") => "state_capital",
        Some("source.appropriation") => "appropriation",
        Some(_) => return None,
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

fn rows(table: &Table, forest: &Forest) -> Rows {
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
        } else if table.side.is_some()
            || words::scope(table).is_some_and(|scope| scope.name == "three_public")
        {
            if let Some(class) = words::class(&row.label) {
                codes.entry(class).or_default().push(r);
            } else if let Some(meaning) = words::meaning(&row.label)
                && !meanings.contains(&meaning)
                && !words::is_bound(&row.label)
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
    stated: &'a mut BTreeMap<Fact, Vec<Statement>>,
}

impl Reader<'_> {
    fn state(&mut self, base: Meaning, column: &Stated, row: &RowFact, members: &[usize], direct: bool) {
        let fact = match row {
            RowFact::Key(row) => Fact { scope: column.scope, row: row.clone(), meaning: column.meaning },
            RowFact::Meaning(meaning) if column.meaning == base => Fact::of_all(column.scope, meaning),
            RowFact::Meaning(_) => return,
        };
        let figures: Vec<FigureId> = members
            .iter()
            .flat_map(|&row| column.columns.iter().map(move |&c| (row, c)))
            .filter_map(|(row, c)| self.figures.cell(self.index, row, c))
            .collect();
        if figures.is_empty() || self.figures.all_blank(&figures) {
            return;
        }
        let printed = &self.table.rows[members[0]];
        let statement = Statement {
            table: self.index,
            figures,
            direct: direct && column.columns.len() == 1,
            row: match row {
                RowFact::Key(key) if !direct => key.clone(),
                _ => printed.code.clone().unwrap_or_else(|| printed.label.clone()),
            },
            column: self.table.columns[column.columns[0]].path.clone(),
        };
        self.stated.entry(fact).or_default().push(statement);
    }
}

fn guards(figures: &Figures, stated: &BTreeMap<Fact, Vec<Statement>>) -> Guards {
    let mut guards = Guards::default();
    for (fact, statements) in stated {
        let some = statements.iter().any(|statement| !figures.all_zero(&statement.figures));
        let revenue = matches!(fact.scope, "revenue" | "appropriation_revenue");
        match fact.meaning.split('.').next() {
            Some("flow") => guards.carried |= some,
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
