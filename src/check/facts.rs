//! What the cells of a volume state, by meaning: `支出合计 of 基本支出` wherever it is printed.
//!
//! A fact is a scope (whose money), a row (a code, or the total) and a meaning. Two tables that state the same
//! fact must agree. Some facts are the same only where no other money is in play: all expenditure is general
//! public expenditure (一般公共预算支出) only where there is no fund, no other income and nothing carried over.

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::check::fact::{EVERYTHING, Key, Names, Topic};
use crate::check::figure::{Addends, FigureId, Figures};
use crate::check::grouped::{Grouped, Placed};
use crate::check::header::Version;
use crate::check::sheet::{self, Sheet};
use crate::check::stating::{Carried, Stated, columns};
use crate::check::words::{self, Meaning, TOTAL, TotalKind};
use crate::document::{DocumentKind, Row, Table};
use crate::text::fold::keyed;

pub(crate) use crate::check::fact::{ALL, CURRENT, Fact};

/// Where a fact is stated: one cell, or several that add up to it.
#[derive(Debug, Clone)]
pub(crate) struct Statement<'t> {
    pub table: usize,
    pub figures: Addends,
    /// Whether it is printed as one figure.
    pub direct: bool,
    pub row: &'t str,
    /// Its column, `None` for a field.
    pub column: Option<usize>,
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
    names: Names<'t>,
    /// In reading order.
    statements: Vec<(Key, Statement<'t>)>,
    /// The one name of facts that are the same in this document: per topic that of a row, and of everything.
    same: Vec<[u32; 2]>,
    /// Where the statements are of each one name.
    places: Grouped,
    /// The first blank cell where a fact about everything would be stated; looked up, never iterated.
    blank: FxHashMap<Key, FigureId>,
    guards: Guards,
}

/// Which other money is in play.
#[derive(Debug, Default, Clone, Copy)]
struct Guards {
    /// Something is known about where the money comes from.
    sources_known: bool,
    /// Something is known about where all of it comes from, and not the appropriations alone.
    all_known: bool,
    /// Income other than appropriations.
    other_income: bool,
    /// Government fund or state capital money.
    other_funds: bool,
    /// Money carried over from or to another year.
    carried: bool,
    /// Taxes: a government spends more than it collects, and its funds have tables of either.
    taxes: bool,
}

impl<'t> Facts<'t> {
    /// The statements of a fact.
    pub fn get<'a, 'f>(
        &'a self,
        fact: Fact<'f>,
    ) -> impl Iterator<Item = &'a Statement<'t>> + Clone + use<'a, 'f, 't> {
        let key = self.names.find(fact);
        let same = key.and_then(|key| self.one_name(key)).map_or(&[][..], |key| self.places.at(key));
        let own =
            same.iter().map(|placed| &self.statements[placed.at()]).filter(move |(own, _)| Some(*own) == key);
        own.map(|(_, statement)| statement)
    }

    /// The statements that speak of the same money as a fact although they may name it otherwise, table by table.
    pub fn same(&self, fact: Fact<'_>) -> Vec<&Statement<'t>> {
        self.names
            .find(self.guards.same(fact))
            .map_or_else(Vec::new, |key| self.by_table(self.places.at(key)))
    }

    /// The facts that are stated more than once, in their order, each with what states it, table by table.
    pub fn repeated(&self) -> impl Iterator<Item = (Fact<'t>, Vec<&Statement<'t>>)> {
        let repeated = self.places.groups().filter(|(_, places)| places.len() > 1);
        let mut repeated: Vec<(Fact<'t>, &[Placed])> =
            repeated.map(|(key, places)| (self.names.fact(key), places)).collect();
        repeated.sort_unstable_by_key(|(fact, _)| *fact);
        repeated.into_iter().map(|(fact, places)| (fact, self.by_table(places)))
    }

    fn by_table(&self, places: &[Placed]) -> Vec<&Statement<'t>> {
        let mut statements: Vec<&Statement> =
            places.iter().map(|placed| &self.statements[placed.at()].1).collect();
        statements.sort_by_key(|statement| (statement.table, statement.figures.first().copied()));
        statements
    }

    /// The facts that are meant, of topics that are, in their order, each with its first statement that is meant.
    pub fn sorted(
        &self,
        is_topic: impl Fn(&Topic) -> bool,
        is_meant: impl Fn(&Fact<'t>, &Statement<'t>) -> bool,
    ) -> Vec<(Fact<'t>, &Statement<'t>)> {
        let topics: Vec<bool> = self.names.topics.iter().map(is_topic).collect();
        let of_topics = self.statements.iter().filter(|(key, _)| topics[key.topic as usize]);
        let all = of_topics.map(|(key, own)| (self.names.fact(*key), own));
        let mut sorted: Vec<(Fact<'t>, &Statement<'t>)> =
            all.filter(|(fact, own)| is_meant(fact, own)).collect();
        sorted.sort_by_key(|(fact, _)| *fact);
        sorted.dedup_by_key(|(fact, _)| *fact);
        sorted
    }

    /// The first cell that would state a fact about everything, and is blank.
    pub fn blank(&self, fact: Fact<'static>) -> Option<FigureId> {
        self.blank.get(&self.names.find(fact)?).copied()
    }

    /// Whether money is carried over from or to another year.
    pub fn carried(&self) -> bool {
        self.guards.carried
    }

    /// Whether it is known where all money comes from: the tables of the appropriations alone rule out no other.
    pub fn all_known(&self) -> bool {
        self.guards.all_known
    }

    /// Whether money of a government fund or of state capital is in play.
    pub fn other_funds(&self) -> bool {
        self.guards.other_funds
    }
}

impl Guards {
    /// Which other money a statement of a fact says to be in play, where it states any.
    fn of(scope: Meaning, meaning: Meaning) -> Self {
        let is_revenue = matches!(scope, "revenue" | "appropriation_revenue");
        let is_fund = is_revenue && meaning.starts_with("fund.");
        let is_appropriation = is_revenue && meaning == "source.appropriation";
        Self {
            sources_known: is_fund || is_appropriation,
            all_known: scope == "revenue" && (is_fund || is_appropriation),
            other_income: is_revenue && !is_appropriation && meaning.starts_with("source."),
            other_funds: is_fund && meaning != "fund.general_public"
                || matches!(scope, "government_fund" | "state_capital"),
            carried: words::is_flow(meaning) && !words::is_of_the_year(meaning),
            taxes: false,
        }
    }

    /// Adds what a statement of these figures says.
    fn add(&mut self, said: Self, figures: &Figures, stated: &[FigureId]) {
        self.sources_known |= said.sources_known;
        self.all_known |= said.all_known;
        if (said.other_income || said.other_funds || said.carried) && !figures.all_zero(stated) {
            self.other_income |= said.other_income;
            self.other_funds |= said.other_funds;
            self.carried |= said.carried;
        }
    }

    /// The one name of facts that are the same in this document.
    fn same<'f>(&self, fact: Fact<'f>) -> Fact<'f> {
        let Self { sources_known, all_known: _, other_income, other_funds, carried, taxes } = *self;
        if taxes {
            return fact;
        }
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
    let rows_of = |sheet: &Sheet| sheet.table.rows.len();
    let columns_of = |sheet: &Sheet| sheet.heads.len();
    // A figure may state several facts: the figure of its column and of its row.
    let mut facts = Facts {
        names: Names::with_room(volume.iter().map(rows_of).sum(), volume.iter().map(columns_of).sum()),
        statements: Vec::with_capacity((2 * figures.len()).min(MOST_AT_ONCE)),
        same: Vec::new(),
        places: Grouped::default(),
        blank: FxHashMap::default(),
        guards: Guards::default(),
    };
    facts.guards.taxes = volume.iter().any(|sheet| words::states_taxes(sheet.table));
    for sheet in volume {
        let Some(scope) = sheet.scope else { continue };
        if sheet::states_years(sheet.table) {
            facts.add_years(figures, sheet, scope, kind);
            continue;
        }
        let rows = rows(sheet, scope, &mut facts.names);
        let carried = Carried::of(sheet);
        for column in columns(sheet, scope, kind) {
            let carried = carried.beside(sheet, column.columns[0]);
            facts.add(figures, sheet, carried, scope.base, &column, &rows);
        }
    }
    facts.same = facts.same_topics();
    let keys = facts.statements.iter().map(|(key, _)| facts.one_name(*key).unwrap_or(*key));
    facts.places = Grouped::of(facts.names.rows.len(), keys);
    facts
}

impl<'t> Facts<'t> {
    /// Adds what the row of the document's year states, and the one of the year before (“三公”经费 in a row for each).
    fn add_years(&mut self, figures: &Figures, sheet: &Sheet<'t>, scope: &words::Scope, kind: DocumentKind) {
        let Some((own, before)) = sheet::rows_of_years(sheet.table) else { return };
        for mut column in columns(sheet, scope, kind) {
            for (row, version) in [(own, column.topic.version), (before, Version::Prior)] {
                column.topic.version = version;
                let name: &'t str = &sheet.table.rows[row].label;
                let members = smallvec![row];
                let line = Line { rank: EVERYTHING, row: name, meaning: None, members, direct: true };
                self.add(figures, sheet, None, scope.base, &column, &[line]);
            }
        }
    }

    /// Adds what rows state in a column; where nothing is printed, what would be is noted in `blank`.
    fn add(
        &mut self,
        figures: &Figures,
        sheet: &Sheet<'t>,
        carried: Option<usize>,
        base: Meaning,
        column: &Stated,
        rows: &[Line<'t>],
    ) {
        let &Stated { topic, ref columns } = column;
        let said = |topic: Topic| match topic.version {
            Version::Plain => Guards::of(topic.scope, topic.meaning),
            _ => Guards::default(),
        };
        let of_column = (self.names.topic(topic), said(topic));
        for line in rows {
            let (topic, said) = match line.meaning {
                None => of_column,
                Some(meaning) if topic.meaning == base => {
                    let topic = Topic { meaning, ..topic };
                    (self.names.topic(topic), said(topic))
                }
                Some(_) => continue,
            };
            let key = Key { row: line.rank, topic };
            let in_rows = |rows: &[usize]| -> Addends {
                match (columns.as_slice(), rows) {
                    (&[column], &[row]) => figures
                        .cell(sheet.index, row, column)
                        .map_or_else(Addends::new, |cell| smallvec![cell]),
                    (&[column], rows) => figures.in_column(sheet.index, rows, column),
                    _ => rows.iter().flat_map(|&row| figures.in_row(sheet.index, row, columns)).collect(),
                }
            };
            let (mut cells, mut direct) = (in_rows(&line.members), line.direct && columns.len() == 1);
            let is_total = line.rank == EVERYTHING && line.direct && line.meaning.is_none();
            if is_total && sheet.table.side.is_none() && figures.all_blank(&cells) {
                // Where the total is not printed, its rows are all there is.
                let all: Members = sheet.forest.roots().collect();
                let parts = in_rows(&all);
                if !figures.all_blank(&parts) {
                    (cells, direct) = (parts, false);
                }
            }
            if figures.all_blank(&cells) {
                if let (true, [cell]) = (line.rank == EVERYTHING && line.direct, cells.as_slice()) {
                    self.blank.entry(key).or_insert(*cell);
                }
                continue;
            }
            self.guards.add(said, figures, &cells);
            let carried = carried.filter(|_| line.direct).and_then(|column| {
                let row = line.members.first()?;
                figures.cell(sheet.index, *row, column)
            });
            let statement = Statement {
                table: sheet.index,
                figures: cells,
                direct,
                row: line.row,
                column: Some(columns[0]),
                carried: carried.filter(|&carried| !figures.all_zero(&[carried])),
            };
            self.statements.push((key, statement));
        }
    }

    /// The one topic of those that are the same where this money is in play: for a row, and for everything.
    fn same_topics(&mut self) -> Vec<[u32; 2]> {
        let Self { names, guards, .. } = self;
        let stated = names.topics.clone();
        let mut same = |row, rank, topic @ Topic { scope, meaning, version }: Topic| {
            let Fact { scope, meaning, .. } = guards.same(Fact { scope, row, meaning, version });
            let one = Topic { scope, meaning, version };
            if one == topic { rank } else { names.topic(one) }
        };
        (0..).zip(stated).map(|(rank, topic)| [same("", rank, topic), same(ALL, rank, topic)]).collect()
    }

    /// The one name of a fact, `None` where its topic is only that of others.
    fn one_name(&self, Key { row, topic }: Key) -> Option<Key> {
        Some(Key { row, topic: self.same.get(topic as usize)?[usize::from(row == EVERYTHING)] })
    }
}

/// What states something in a column: a row, or the rows that add up to one.
struct Line<'t> {
    /// The rank of its name.
    rank: u32,
    /// Its name as it is told: that of a printed row is its code, or its label.
    row: &'t str,
    /// The meaning that it names itself (基本支出, 财政专户管理资金收入) where the column says nothing but whose money it is.
    meaning: Option<Meaning>,
    members: Members,
    /// Whether it is one printed row.
    direct: bool,
}

/// The rows that add up to one: a single one, or those of several units.
type Members = SmallVec<[usize; 2]>;

fn rows<'t>(sheet: &Sheet<'t>, scope: &words::Scope, names: &mut Names<'t>) -> Vec<Line<'t>> {
    let (table, forest): (&'t Table, _) = (sheet.table, &sheet.forest);
    let names_meanings = table.side.is_some() || matches!(scope.name, "three_public" | "revenue");
    let mut rows: Vec<Line> = Vec::with_capacity(table.rows.len() + 2);
    let together = |rank, row, members| Line { rank, row, meaning: None, members, direct: false };
    let one = |rank, r: usize| {
        let printed = &table.rows[r];
        let row = printed.code.as_deref().unwrap_or(&printed.label);
        Line { rank, row, meaning: None, members: smallvec![r], direct: true }
    };
    let (mut codes, mut classes) = (Vec::<Coded>::with_capacity(table.rows.len()), Vec::<Coded>::new());
    let mut meanings: Vec<Meaning> = Vec::new();
    // A class of the economic classification of all money holds what projects spend as well (对个人和家庭的补助), and that of
    // basic expenditure elsewhere does not.
    let is_of_all = |r: usize| {
        scope.base == TOTAL && forest.rows[r].parent.is_none() && words::is_economic(&table.rows[r])
    };
    let collected = words::collected_fund(table);
    match (forest.grand(), forest.current()) {
        (grand, current) if collected.is_some() => {
            let all = || forest.roots().collect::<Members>();
            let closes_own =
                |total: &usize| forest.roots().any(|root| root < *total) && !has_balance(sheet, *total);
            let is_balanced = has_balance(sheet, table.rows.len());
            let own = current.or_else(|| forest.before_grand()).filter(closes_own);
            let own = match own.or(grand.filter(|_| !is_balanced)) {
                Some(own) => Some(one(EVERYTHING, own)),
                None => (grand.is_none() && !is_balanced).then(|| together(EVERYTHING, ALL, all())),
            };
            let is_own = |grand: &usize| own.as_ref().is_some_and(|own| own.members[..] == [*grand]);
            rows.extend(grand.filter(|grand| !is_own(grand)).map(|grand| one(EVERYTHING, grand)));
            rows.extend(own.map(|own| Line { meaning: collected, ..own }));
        }
        (None, None) if table.rows.len() == 1 && table.rows[0].label.is_empty() => {
            rows.push(one(EVERYTHING, 0));
        }
        (None, None) if let Some(own) = figure_meant(table) => rows.push(one(EVERYTHING, own)),
        // Other money may stand beside “三公”经费, which names itself: 行政经费.
        (None, None) => {
            rows.push(match forest.rows.iter().position(|row| row.meaning == Some("three.total")) {
                Some(whole) if scope.name == "three_public" => one(EVERYTHING, whole),
                _ => together(EVERYTHING, ALL, forest.roots().collect()),
            })
        }
        (grand, current) => {
            rows.extend(grand.map(|row| one(EVERYTHING, row)));
            rows.extend(current.map(|row| one(names.row(CURRENT), row)));
        }
    }
    // What the money of an item is for, below it, prints its code again.
    let is_within_item = |r: usize, code: &str| {
        forest.rows[r].parent.is_some_and(|parent| table.rows[parent].code.as_deref() == Some(code))
    };
    for (r, row) in table.rows.iter().enumerate().filter(|(r, _)| forest.rows[*r].total.is_none()) {
        if let Some(code) = row.code.as_deref() {
            if is_within_item(r, code) {
                continue;
            }
            codes.push((code, r));
            let outermost = forest.rows[r].parent.is_none_or(|parent| table.rows[parent].code.is_none());
            if outermost && let Some(class) = code.get(..3) {
                classes.push((class, r));
            }
        } else if names_meanings {
            if let Some(class) = forest.rows[r].class.or_else(|| words::class_of_item(row)) {
                codes.push((class, r));
            } else if let Some(meaning) = forest.rows[r].meaning
                && !meanings.contains(&meaning)
                && !forest.rows[r].of_which
                && !is_of_all(r)
            {
                meanings.push(meaning);
                rows.push(Line { meaning: Some(meaning), ..one(EVERYTHING, r) });
            }
        }
    }
    // 人员经费合计, once in the table of 基本支出.
    let nested = |r: usize| forest.rows[r].meaning.filter(|meaning| words::is_nested(meaning, scope.base));
    let totals = (0..table.rows.len()).filter(|&r| forest.rows[r].total == Some(TotalKind::Part));
    let mut parts: Vec<(Meaning, usize)> = totals.filter_map(|r| Some((nested(r)?, r))).collect();
    parts.sort_unstable();
    for part in parts.chunk_by(|(meaning, _), (other, _)| meaning == other) {
        if let [(meaning, r)] = *part
            && !meanings.contains(&meaning)
        {
            rows.push(Line { meaning: Some(meaning), ..one(EVERYTHING, r) });
        }
    }
    codes.sort_by_key(|(code, _)| *code);
    classes.sort_by_key(|(class, _)| *class);
    // What the rows of a code, of which there is one at least, state together.
    let coded = |rank, members: &[Coded<'t>]| {
        together(rank, members[0].0, members.iter().map(|(_, row)| *row).collect())
    };
    for members in classes.chunk_by(is_same_code) {
        let class = members[0].0;
        if codes.binary_search_by_key(&class, |(code, _)| *code).is_err() {
            rows.push(coded(names.row(class), members));
        }
    }
    for members in codes.chunk_by(is_same_code) {
        let rank = names.row(members[0].0);
        rows.push(if let [(_, row)] = members { one(rank, *row) } else { coded(rank, members) });
    }
    rows
}

/// Whether what others pay a government stands among the rows before one (上级补助收入 below 税收收入).
fn has_balance(sheet: &Sheet, before: usize) -> bool {
    let is_balancing =
        |root: usize| words::is_balancing(&sheet.table.rows[root], sheet.forest.rows[root].meaning);
    sheet.forest.roots().take_while(|&root| root < before).any(is_balancing)
}

/// What figures the rows of a table are that it states of the same.
const FIGURES: [&str; 3] = ["预算数", "执行数", "决算数"];

/// The row that a table means whose rows are figures of the same, and no parts of a sum (预算数 above 决算数): the last one.
fn figure_meant(table: &Table) -> Option<usize> {
    let is_figure = |row: &Row| FIGURES.iter().any(|figure| keyed(&row.label).ends_with(figure));
    let last = table.rows.len().checked_sub(1).filter(|last| *last > 0)?;
    table.rows.iter().all(is_figure).then_some(last)
}

/// A row with its code.
type Coded<'t> = (&'t str, usize);

fn is_same_code((a, _): &Coded, (b, _): &Coded) -> bool {
    a == b
}
