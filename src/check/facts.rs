//! What the cells of a volume state, by meaning: `支出合计 of 基本支出` wherever it is printed.
//!
//! A fact is a scope (whose money), a row (a code, or the total) and a meaning. Two tables that state the same
//! fact must agree. Some facts are the same only where no other money is in play: all expenditure is general
//! public expenditure (一般公共预算支出) only where there is no fund, no other income and nothing carried over.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::check::figure::{Addends, FigureId, Figures};
use crate::check::grouped::Grouped;
use crate::check::sheet::{self, Head, Sheet, Stating};
use crate::check::words::{self, Meaning, Measure, TOTAL, Version};
use crate::document::{DocumentKind, Table};
use crate::text::fold::keyed;

/// The row that stands for everything.
pub(crate) const ALL: &str = "total";
/// The row that stands for everything of the year itself.
pub(crate) const CURRENT: &str = "current";

/// Whose money, which row, what of it, and which figure of it; in this order checks are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fact<'t> {
    pub scope: Meaning,
    pub row: &'t str,
    pub meaning: Meaning,
    /// `Plain` for the figure that the document is about: 决算数 in the accounts, 预算数 in a budget.
    pub version: Version,
}

/// Facts of one row are few, and most of their names differ in length.
impl Hash for Fact<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.row.hash(state);
        state.write_usize((self.scope.len() << 8) | self.meaning.len());
    }
}

impl<'t> Fact<'t> {
    /// A fact about everything in a scope.
    pub fn of_all(scope: Meaning, meaning: Meaning) -> Self {
        Self::of_row(scope, ALL, meaning)
    }

    /// A fact about a row of a scope.
    pub fn of_row(scope: Meaning, row: &'t str, meaning: Meaning) -> Self {
        Self { scope, row, meaning, version: Version::Plain }
    }
}

/// Where a fact is stated: one cell, or several that add up to it.
#[derive(Debug, Clone)]
pub(crate) struct Statement<'t> {
    pub table: usize,
    pub figures: Addends,
    /// Whether it is printed as one figure.
    pub direct: bool,
    pub row: &'t str,
    /// The header of its column as printed.
    pub column: Arc<[String]>,
    /// What its row prints beside it as carried over from another year.
    pub carried: Option<FigureId>,
}

/// No more statements of one fact than these are alternatives to each other: a unit's budget has some ten tables.
pub(crate) const MOST_STATEMENTS: usize = 16;

/// Memory for no more statements than these is taken before they are made.
const MOST_AT_ONCE: usize = 1_024;

/// Every fact and where it is stated.
#[derive(Debug)]
pub(crate) struct Facts<'t> {
    /// In reading order.
    statements: Vec<(Fact<'t>, Statement<'t>)>,
    /// Where the statements are of facts that are the same in this document, by their one name.
    places: Grouped<Fact<'t>, usize>,
    /// The first blank cell where a fact about everything would be stated; looked up, never iterated.
    blank: FxHashMap<Fact<'t>, FigureId>,
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

impl<'t> Facts<'t> {
    /// The statements of a fact.
    pub fn get<'a, 'f>(
        &'a self,
        fact: Fact<'f>,
    ) -> impl Iterator<Item = &'a Statement<'t>> + Clone + use<'a, 'f, 't> {
        let same = self.places.at(self.places.rank(&self.guards.same(fact)));
        let own = same.iter().map(|&place| &self.statements[place]).filter(move |(own, _)| *own == fact);
        own.map(|(_, statement)| statement)
    }

    /// The statements that speak of the same money as a fact although they may name it otherwise, table by table.
    pub fn same(&self, fact: Fact<'_>) -> Vec<&Statement<'t>> {
        self.by_table(self.places.at(self.places.rank(&self.guards.same(fact))))
    }

    /// The facts that are stated more than once, in their order, each with what states it, table by table.
    pub fn repeated(&self) -> impl Iterator<Item = (&Fact<'t>, Vec<&Statement<'t>>)> {
        let repeated = self.places.sorted(|_, places| places.len() > 1).into_iter();
        repeated.map(|(fact, places)| (fact, self.by_table(places)))
    }

    fn by_table(&self, places: &[usize]) -> Vec<&Statement<'t>> {
        let mut statements: Vec<&Statement> = places.iter().map(|&place| &self.statements[place].1).collect();
        statements.sort_by_key(|statement| (statement.table, statement.figures.first().copied()));
        statements
    }

    /// The facts that are meant, in their order, each with its first statement that is meant.
    pub fn sorted(
        &self,
        is_meant: impl Fn(&Fact<'t>, &Statement<'t>) -> bool,
    ) -> Vec<(Fact<'t>, &Statement<'t>)> {
        let meant = self.statements.iter().filter(|(fact, statement)| is_meant(fact, statement));
        let mut sorted: Vec<(Fact<'t>, &Statement<'t>)> = meant.map(|(fact, own)| (*fact, own)).collect();
        sorted.sort_by_key(|(fact, _)| *fact);
        sorted.dedup_by_key(|(fact, _)| *fact);
        sorted
    }

    /// The first cell that would state a fact about everything, and is blank.
    pub fn blank(&self, fact: Fact<'static>) -> Option<FigureId> {
        self.blank.get(&fact).copied()
    }

    /// Whether money is carried over from or to another year.
    pub fn carried(&self) -> bool {
        self.guards.carried
    }

    /// Whether money of a government fund or of state capital is in play.
    pub fn other_funds(&self) -> bool {
        self.guards.other_funds
    }
}

impl Guards {
    /// Which other money is in play where these are the statements.
    fn of(figures: &Figures, statements: &[(Fact, Statement)]) -> Self {
        let mut guards = Self::default();
        for (fact, statement) in statements.iter().filter(|(fact, _)| fact.version == Version::Plain) {
            let some = !figures.all_zero(&statement.figures);
            let revenue = matches!(fact.scope, "revenue" | "appropriation_revenue");
            guards.carried |= some && words::is_flow(fact.meaning) && !words::is_of_the_year(fact.meaning);
            if revenue && fact.meaning.starts_with("fund.") {
                guards.sources_known = true;
                guards.other_funds |= some && fact.meaning != "fund.general_public";
            } else if revenue && fact.meaning == "source.appropriation" {
                guards.sources_known = true;
            } else if revenue && fact.meaning.starts_with("source.") {
                guards.other_income |= some;
            }
            guards.other_funds |= some && matches!(fact.scope, "government_fund" | "state_capital");
        }
        guards
    }

    /// The one name of facts that are the same in this document.
    fn same<'f>(&self, fact: Fact<'f>) -> Fact<'f> {
        let Self { sources_known, other_income, other_funds, carried } = *self;
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
pub(crate) fn facts<'t>(figures: &Figures, kind: DocumentKind, volume: &[Sheet<'t>]) -> Facts<'t> {
    let mut statements = Vec::with_capacity(figures.len().min(MOST_AT_ONCE));
    let mut blank = FxHashMap::default();
    for sheet in volume {
        let Some(scope) = words::scope(sheet.table).filter(|_| !sheet::states_years(sheet.table)) else {
            continue;
        };
        let columns = columns(sheet, scope, kind);
        let rows = rows(sheet, scope);
        let carried = carried_column(sheet);
        for column in &columns {
            let of_row = |row| statement(figures, sheet, carried, scope.base, column, row, &mut blank);
            statements.extend(rows.iter().filter_map(of_row));
        }
    }
    let guards = Guards::of(figures, &statements);
    let names = statements.iter().map(|(fact, _)| guards.same(*fact));
    let places = names.zip(0..).collect();
    Facts { statements, places, blank, guards }
}

/// Columns that state one meaning of one scope: one column, or several that add up to it.
struct Stated {
    scope: Meaning,
    meaning: Meaning,
    version: Version,
    columns: Vec<usize>,
}

/// Of several figures that a table prints of one item the one that the document is about, and other tables repeat.
fn own_version(heads: &[Head], kind: DocumentKind) -> Version {
    let printed = |version| heads.iter().any(|head| head.version == version);
    let likeliest = match kind {
        DocumentKind::Budget => [Version::Budget, Version::Adjusted, Version::Final],
        _ => [Version::Final, Version::Adjusted, Version::Budget],
    };
    likeliest.into_iter().find(|&version| printed(version)).unwrap_or_default()
}

fn columns(sheet: &Sheet, scope: &words::Scope, kind: DocumentKind) -> Vec<Stated> {
    let revenue = scope.name == "revenue" || scope.name == "appropriation_revenue";
    let own = own_version(&sheet.heads, kind);
    let mut stating: Vec<((Meaning, Meaning, Version), Stating)> = Vec::new();
    for head in &sheet.heads {
        let &Head { measure, version, .. } = head;
        let version = if version == own { Version::Plain } else { version };
        let bare = sheet.heads.len() == 1 && measure.meaning().is_none();
        let Some((name, meaning)) =
            (if bare { Some((scope.name, scope.base)) } else { place(measure, scope, revenue) })
        else {
            continue;
        };
        let key = (name, meaning, version);
        match stating.iter_mut().find(|(known, _)| *known == key) {
            Some((_, heads)) => heads.push(head),
            None => stating.push((key, smallvec![head])),
        }
    }
    let state = |((scope, meaning, version), heads): ((Meaning, Meaning, Version), Stating)| {
        let columns: Vec<usize> = sheet::standing(heads).iter().map(|head| head.column).collect();
        (!columns.is_empty()).then_some(Stated { scope, meaning, version, columns })
    };
    let mut stated: Vec<Stated> = stating.into_iter().filter_map(state).collect();
    // A table of 基本支出 and 项目支出 without 合计 states their sum.
    let find = |meaning| {
        let is_meant = |s: &&Stated| (s.scope, s.meaning, s.version) == (scope.name, meaning, Version::Plain);
        stated.iter().find(is_meant).map(|s| s.columns.as_slice())
    };
    if let (None, Some(basic), Some(project)) = (find(TOTAL), find("use.basic"), find("use.project"))
        && scope.base == TOTAL
    {
        let columns = [basic, project].concat();
        stated.push(Stated { scope: scope.name, meaning: TOTAL, version: Version::Plain, columns });
    }
    stated
}

/// The column of a table that holds what its rows have from another year (上年结转), where it is exactly one.
fn carried_column(sheet: &Sheet) -> Option<usize> {
    let is_carried = |measure: Measure| {
        measure.purpose == Some("flow.opening") && measure.known && measure.money.is_none()
    };
    let mut found = sheet.heads.iter().filter(|head| is_carried(head.measure)).map(|head| head.column);
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
type Rows<'t> = Vec<(RowFact<'t>, Members, bool)>;
/// The rows that add up to one: a single one, or those of several units.
type Members = SmallVec<[usize; 2]>;

/// What the rows of a table say of a column.
#[derive(Clone, Copy)]
enum RowFact<'t> {
    /// The row of a code, or a total: the column says what of it.
    Key(&'t str),
    /// A row that names a meaning itself (基本支出, 财政专户管理资金收入).
    Meaning(Meaning),
}

fn rows<'t>(sheet: &Sheet<'t>, scope: &words::Scope) -> Rows<'t> {
    let (table, forest): (&'t Table, _) = (sheet.table, &sheet.forest);
    let names_meanings = table.side.is_some() || matches!(scope.name, "three_public" | "revenue");
    let mut rows: Rows = Vec::with_capacity(table.rows.len() + 2);
    let (mut codes, mut classes) = (Vec::<Coded>::with_capacity(table.rows.len()), Vec::<Coded>::new());
    let mut meanings: Vec<Meaning> = Vec::new();
    match (forest.grand(), forest.current()) {
        (None, None) if table.rows.len() == 1 && table.rows[0].label.is_empty() => {
            rows.push((RowFact::Key(ALL), smallvec![0], true));
        }
        (None, None) => rows.push((RowFact::Key(ALL), forest.roots().collect(), false)),
        (grand, current) => {
            rows.extend(grand.map(|row| (RowFact::Key(ALL), smallvec![row], true)));
            rows.extend(current.map(|row| (RowFact::Key(CURRENT), smallvec![row], true)));
        }
    }
    for (r, row) in table.rows.iter().enumerate().filter(|(r, _)| forest.total[*r].is_none()) {
        if let Some(code) = row.code.as_deref() {
            codes.push((code, r));
            let outermost = forest.parent[r].is_none_or(|parent| table.rows[parent].code.is_none());
            if outermost && let Some(class) = code.get(..3) {
                classes.push((class, r));
            }
        } else if names_meanings {
            if let Some(class) = forest.class[r].or_else(|| words::class_of_item(row)) {
                codes.push((class, r));
            } else if let Some(meaning) = forest.meaning[r]
                && !meanings.contains(&meaning)
                && !words::is_bound(&keyed(&row.label))
            {
                meanings.push(meaning);
                rows.push((RowFact::Meaning(meaning), smallvec![r], true));
            }
        }
    }
    codes.sort_by_key(|(code, _)| *code);
    classes.sort_by_key(|(class, _)| *class);
    for members in classes.chunk_by(is_same_code) {
        if codes.binary_search_by_key(&members[0].0, |(code, _)| *code).is_err() {
            rows.push(coded(members, false));
        }
    }
    rows.extend(codes.chunk_by(is_same_code).map(|members| coded(members, members.len() == 1)));
    rows
}

/// A row with its code.
type Coded<'t> = (&'t str, usize);

fn is_same_code((a, _): &Coded, (b, _): &Coded) -> bool {
    a == b
}

/// What the rows of a code, of which there is one at least, state together.
fn coded<'t>(members: &[Coded<'t>], direct: bool) -> (RowFact<'t>, Members, bool) {
    (RowFact::Key(members[0].0), members.iter().map(|(_, row)| *row).collect(), direct)
}

/// What a row, or the rows that make it up, states in a column; where nothing is printed, what would be is noted in
/// `blank`.
fn statement<'t>(
    figures: &Figures,
    sheet: &Sheet<'t>,
    carried: Option<usize>,
    base: Meaning,
    column: &Stated,
    &(row, ref members, direct): &(RowFact<'t>, Members, bool),
    blank: &mut FxHashMap<Fact<'t>, FigureId>,
) -> Option<(Fact<'t>, Statement<'t>)> {
    let fact = match row {
        RowFact::Key(row) => Fact::of_row(column.scope, row, column.meaning),
        RowFact::Meaning(meaning) if column.meaning == base => Fact::of_all(column.scope, meaning),
        RowFact::Meaning(_) => return None,
    };
    let fact = Fact { version: column.version, ..fact };
    let mut cells = Addends::new();
    for &row in members {
        for &c in &column.columns {
            cells.extend(figures.cell(sheet.index, row, c));
        }
    }
    if figures.all_blank(&cells) {
        if let (true, [cell]) = (fact.row == ALL && direct, cells.as_slice()) {
            blank.entry(fact).or_insert(*cell);
        }
        return None;
    }
    let printed = &sheet.table.rows[members[0]];
    let carried = carried.filter(|_| direct).and_then(|c| figures.cell(sheet.index, members[0], c));
    let statement = Statement {
        table: sheet.index,
        figures: cells,
        direct: direct && column.columns.len() == 1,
        row: match row {
            RowFact::Key(key) if !direct => key,
            _ => printed.code.as_deref().unwrap_or(&printed.label),
        },
        column: sheet.table.columns[column.columns[0]].path.clone(),
        carried: carried.filter(|&carried| !figures.all_zero(&[carried])),
    };
    Some((fact, statement))
}
