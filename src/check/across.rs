//! What two tables say of the same money: the same figure, revenue against expenditure, projects against their
//! total, a blank table against the summary.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use smallvec::smallvec;

use crate::check::fact::Topic;
use crate::check::facts::{ALL, CURRENT, Fact, Facts, MOST_STATEMENTS, Statement};
use crate::check::figure::{Addends, FigureId, Figures, Site};
use crate::check::forest::Member;
use crate::check::header::Version;
use crate::check::identity::{Claim, Identity, Relation, Rule, weigh};
use crate::check::sheet::{Head, Sheet};
use crate::check::standpoint::Standpoint;
use crate::check::stating;
use crate::check::volumes;
use crate::check::words::{self, FUNDS, Fund, TOTAL};
use crate::document::{DocumentKind, Table, TableKind};
use crate::text::fold::keyed;

/// Every identity between the tables of a volume, and those of the fields of its forms.
pub(crate) fn identities<'t>(
    figures: &Figures,
    sheets: &[Sheet<'t>],
    volume: &Range<usize>,
    kind: DocumentKind,
    facts: &Facts<'t>,
    readings: &mut usize,
) -> Vec<Identity<'t>> {
    let twins = volumes::twins(sheets, volume);
    let mut across =
        Across { figures, sheets, volume, facts, twins, reading: *readings, identities: Vec::new() };
    across.same_facts(kind);
    across.revenue_and_expenditure(kind);
    across.sum_of_funds();
    across.carried_by_fund(kind);
    across.carried_between();
    across.operating_funds();
    across.three_public();
    across.projects();
    across.forms();
    across.empty_tables();
    *readings = across.reading;
    across.identities
}

/// The digits of the code of a class (类) of the functional classification.
const CLASS: usize = 3;

pub(super) struct Across<'a, 't> {
    pub figures: &'a Figures,
    /// All tables of the document.
    sheets: &'a [Sheet<'t>],
    volume: &'a Range<usize>,
    pub facts: &'a Facts<'t>,
    twins: BTreeSet<usize>,
    reading: usize,
    identities: Vec<Identity<'t>>,
}

impl<'a, 't> Across<'a, 't> {
    /// The tables of the volume.
    pub fn own(&self) -> impl Iterator<Item = &'a Sheet<'t>> + use<'a, 't> {
        self.sheets[self.volume.clone()].iter()
    }

    pub fn table(&self, index: usize) -> &'t Table {
        self.sheets[index].table
    }

    pub fn compare(
        &mut self,
        rule: Rule,
        actual: &Statement<'t>,
        expected: &Statement<'t>,
        claim: Claim,
    ) -> &mut Identity<'t> {
        self.reading += 1;
        self.identities.push(Identity {
            rule,
            relation: Relation::Equal,
            actual: actual.figures.clone(),
            expected: expected.figures.clone(),
            tables: smallvec![actual.table, expected.table],
            row: Some(actual.row),
            column: Some(self.column(actual)),
            claim,
            reading: self.reading - 1,
            soft: false,
            alternatives: Vec::new(),
            sentence: None,
        });
        let last = self.identities.len() - 1;
        &mut self.identities[last]
    }

    /// Compares a figure with a table that, for this reason, says that there is none.
    fn compare_with_nothing(&mut self, rule: Rule, actual: &Statement<'t>, table: usize, why: &str) {
        let nothing = Statement { table, figures: Addends::new(), ..actual.clone() };
        let claim = Claim::of(["nothing according to ", &self.table(table).id, ", which ", why, ","]);
        self.compare(rule, actual, &nothing, claim);
    }

    /// The header of the column of a statement as printed.
    fn column(&self, statement: &Statement) -> Arc<[String]> {
        let path = |column: usize| self.table(statement.table).columns[column].path.clone();
        statement.column.map(path).unwrap_or_default()
    }

    /// The pieces of what a statement is called: `t03 20805 / 基本支出/小计`.
    fn name(&self, statement: &Statement<'t>) -> impl Iterator<Item = &'t str> + use<'t> {
        let table = self.table(statement.table);
        let path = statement.column.map_or(&[][..], |column| &*table.columns[column].path);
        let levels = path.iter().enumerate();
        let levels = levels.flat_map(|(depth, level)| [if depth == 0 { "" } else { "/" }, level]);
        let blank = if statement.row.is_empty() { "" } else { " " };
        [&table.id, blank, statement.row, " / "].into_iter().chain(levels)
    }

    fn same_as(&self, statement: &Statement<'t>) -> Claim {
        let same = if statement.figures.len() > 1 { "the same as the parts of " } else { "the same as " };
        Claim::of([same].into_iter().chain(self.name(statement)))
    }

    /// The same fact in several tables: each against the first that prints it as one figure.
    fn same_facts(&mut self, kind: DocumentKind) {
        let with_carried = FUNDS.map(|fund| (fund.scope, self.tables_with_carried(&fund)));
        // Where no summary says what was carried over, what the year received need not be what it spent.
        let is_open =
            kind == DocumentKind::FinalAccounts && !self.own().any(|own| own.table.kind.is_summary());
        let all_alike = !is_open && with_carried.iter().all(|(_, tables)| tables.is_empty());
        let (facts, sheets) = (self.facts, self.sheets);
        let may_be_more = self.may_be_more();
        for (fact, statements) in facts.repeated() {
            if fact.version != Version::Plain {
                continue; // What was budgeted or received before need not be the same budget in two tables.
            }
            if all_alike {
                self.same_fact(&fact, &statements, may_be_more);
                continue;
            }
            let is_other = |statement: &&Statement<'t>| {
                let of_fund = with_carried.iter().find(|(scope, _)| *scope == fact.scope);
                of_fund.is_some_and(|(_, tables)| tables.contains(&statement.table))
                    || is_open && sheets[statement.table].table.kind == TableKind::Revenue
            };
            let (other, of_the_year): (Vec<&Statement<'t>>, Vec<&Statement<'t>>) =
                statements.into_iter().partition(is_other);
            self.same_fact(&fact, &other, may_be_more);
            self.same_fact(&fact, &of_the_year, may_be_more);
        }
    }

    /// Whether all money may be more than the appropriations: no table says where it comes from, and no total that they are alike.
    fn may_be_more(&self) -> bool {
        let totals = |scope| self.facts.get(Fact::of_all(scope, TOTAL)).take(MOST_STATEMENTS);
        let are_alike = |all: &Statement<'t>| {
            totals("appropriation")
                .any(|own| weigh(self.figures, &all.figures, &own.figures).is_some_and(|sides| sides.meets()))
        };
        !self.facts.all_known() && !totals("expenditure").any(are_alike)
    }

    fn same_fact(&mut self, fact: &Fact<'_>, statements: &[&Statement<'t>], may_be_more: bool) {
        let [_, _, ..] = statements else { return };
        // A table of this scope may state its total with or without what is carried over; a summary states both.
        let current = Fact { row: CURRENT, ..*fact };
        let others = self.facts.get(current).take(if fact.row == ALL { MOST_STATEMENTS } else { 0 });
        let others: Vec<Addends> = others.map(|other| other.figures.clone()).collect();
        let is_summary = |own: &&Statement| own.direct && self.table(own.table).kind.is_summary();
        let summary = statements.iter().copied().find(is_summary).filter(|_| !others.is_empty());
        let Some(reference) = summary.or_else(|| first_direct(statements.iter().copied())) else { return };
        // Those of another budget are compared with the first of these.
        let mut references: Vec<(&Statement<'t>, Option<Claim>)> = vec![(reference, None)];
        for &statement in statements {
            let same = references.iter_mut().find(|(reference, _)| !self.is_other(statement, reference));
            let Some((reference, claim)) = same else {
                references.push((statement, None));
                continue;
            };
            let reference = *reference;
            if std::ptr::eq(statement, reference)
                || (statement.table == reference.table && !self.is_block(statement, reference))
                || self.figures.all_zero(&statement.figures) && self.figures.all_zero(&reference.figures)
            {
                continue;
            }
            let (own, other) =
                (self.appropriated(statement, reference), self.appropriated(reference, statement));
            let claim = match &other {
                Some(other) => self.same_as(other),
                None => claim.get_or_insert_with(|| self.same_as(reference)).clone(),
            };
            let (statement, reference) =
                (own.as_ref().unwrap_or(statement), other.as_ref().unwrap_or(reference));
            let rule = match self.table(statement.table).kind {
                TableKind::ProjectExpenditure => Rule::ProjectsAddUp,
                _ => Rule::TablesAgree,
            };
            let is_twin = [statement, reference].iter().any(|side| self.twins.contains(&side.table));
            let may_be_other = self.standpoint(statement).may_be_other(self.standpoint(reference));
            let is_of_all = |side: &Statement| {
                self.sheets[side.table].scope.is_some_and(|scope| scope.name == "expenditure")
            };
            let is_guessed = may_be_more && is_of_all(statement) != is_of_all(reference);
            let soft = is_twin || may_be_other || is_guessed;
            let identity = self.compare(rule, statement, reference, claim);
            (identity.alternatives, identity.soft) = (others.clone(), soft);
            self.with_carried(statement, reference);
        }
    }

    /// What a table of “三公”经费 states of appropriations beside a total of all money (合计 beside 一般公共预算, 事业收入), where
    /// that is what another table states.
    fn appropriated(&self, own: &Statement<'t>, other: &Statement<'t>) -> Option<Statement<'t>> {
        let sheet = &self.sheets[own.table];
        let whole = sheet.head(own.column?).filter(|_| sheet.table.kind == TableKind::ThreePublic)?;
        let is_part = |head: &&Head| {
            head.version == whole.version
                && head.measure.purpose == whole.measure.purpose
                && head.measure.money.is_some_and(|money| words::is_within(money, "source.appropriation"))
        };
        let column = sheet.heads.iter().find(is_part)?.column;
        let [figure] = own.figures[..] else { return None };
        let Site::Cell(table, row, _) = self.figures.site(figure) else { return None };
        let figures: Addends = smallvec![self.figures.cell(table, row, column)?];
        let agrees = |figures: &Addends| {
            weigh(self.figures, figures, &other.figures).is_some_and(|sides| sides.meets())
        };
        (!agrees(&own.figures) && agrees(&figures)).then(|| Statement {
            figures,
            column: Some(column),
            ..own.clone()
        })
    }

    /// Which budget a statement is of.
    fn standpoint(&self, statement: &Statement) -> Standpoint {
        statement.column.map(|column| self.sheets[statement.table].standpoint(column)).unwrap_or_default()
    }

    /// Whether one statement is of another budget than another one.
    fn is_other(&self, one: &Statement, other: &Statement) -> bool {
        self.standpoint(one).is_other(self.standpoint(other))
    }

    /// The tables that hold what was carried over to the year in a fund where others hold the money of the year alone
    /// (财政拨款收支总表 with 上年结转 beside 一般公共预算支出表 without): their totals are more than its income of the year.
    fn tables_with_carried(&self, fund: &Fund) -> BTreeSet<usize> {
        if !self.facts.carried() {
            return BTreeSet::new();
        }
        let income = ["appropriation_revenue", "revenue"]
            .into_iter()
            .find_map(|revenue| self.facts.get(Fact::of_all(revenue, fund.meaning)).next());
        let Some(income) = income else { return BTreeSet::new() };
        let totals = self.facts.get(Fact::of_all(fund.scope, TOTAL));
        let is_more = |total: &&Statement| {
            weigh(self.figures, &total.figures, &income.figures).is_some_and(|sides| !sides.meets())
        };
        let more: BTreeSet<usize> = totals.filter(is_more).map(|total| total.table).collect();
        let is_summary = |&table: &usize| self.table(table).kind == TableKind::AppropriationSummary;
        if more.iter().any(is_summary) { more } else { BTreeSet::new() }
    }

    /// A column of this year's money (本年一般公共预算) agrees with a table that holds what was carried over as well;
    /// how much of that is of the one fund, the column of what was carried over does not say.
    fn with_carried(&mut self, statement: &Statement<'t>, reference: &Statement<'t>) {
        let Some(identity) = self.identities.last_mut() else { return };
        let (carried, without, with) = match (statement.carried, reference.carried) {
            (None, Some(carried)) => (carried, reference, statement),
            (Some(carried), None) => (carried, statement, reference),
            _ => return,
        };
        (identity.actual, identity.expected) = (with.figures.clone(), without.figures.clone());
        identity.alternatives.push(without.figures.iter().copied().chain([carried]).collect());
        identity.soft = true;
    }

    /// Whether two statements of one table stand in different rows and columns (财政拨款 = 合计 where no other
    /// money is in play).
    fn is_block(&self, a: &Statement, b: &Statement) -> bool {
        a.direct && b.direct && a.figures != b.figures
    }

    /// 收入总计 = 支出总计, and per code where the budget tables mirror each other.
    fn revenue_and_expenditure(&mut self, kind: DocumentKind) {
        let facts = self.facts;
        for (revenue, expenditure) in [("revenue", "expenditure"), ("appropriation_revenue", "appropriation")]
        {
            // What is printed as one figure goes before what the rows of a block come to.
            let all = |scope| {
                let stated = facts.get(Fact::of_all(scope, TOTAL)).take(MOST_STATEMENTS);
                stated.clone().filter(|own| own.direct).chain(stated.filter(|own| !own.direct))
            };
            let of_same =
                |income| Some((income, all(expenditure).find(|outgo| !self.is_other(outgo, income))?));
            let Some((income, outgo)) = all(revenue).find_map(of_same) else { continue };
            // 收入决算表 and 支出决算表 are of the year alone, and differ by what is carried over.
            let is_summary = |of: &Statement| self.table(of.table).kind.is_summary();
            let may_differ =
                kind == DocumentKind::FinalAccounts && !(is_summary(income) && is_summary(outgo));
            let with_left = self
                .left_below(outgo)
                .map(|left| -> Addends { outgo.figures.iter().copied().chain([left]).collect() });
            let (actual, expected) = if with_left.is_some() { (income, outgo) } else { (outgo, income) };
            let claim = self.same_as(expected);
            let identity = self.compare(Rule::RevenueEqualsExpenditure, actual, expected, claim);
            identity.alternatives.extend(with_left);
            identity.soft = may_differ;
        }
        if kind == DocumentKind::FinalAccounts || facts.carried() {
            return;
        }
        let spent = |fact: &Fact<'t>| facts.get(Fact { scope: "expenditure", ..*fact }).next();
        let is_mirrored = |fact: &Fact<'t>| fact.row != ALL && spent(fact).is_some();
        for (fact, income) in facts.sorted(|topic| topic.scope == "revenue", |fact, _| is_mirrored(fact)) {
            if let Some(outgo) = spent(&fact)
                && !self.figures.all_zero(&income.figures)
            {
                let claim = self.same_as(outgo);
                self.compare(Rule::RevenueEqualsExpenditure, income, outgo, claim).soft = true;
            }
        }
    }

    /// What the table of a total says below it to be left (本年收支结余 below 支出合计), in its column.
    fn left_below(&self, total: &Statement) -> Option<FigureId> {
        let Sheet { table, forest, .. } = &self.sheets[total.table];
        let mut below = (forest.grand()? + 1..table.rows.len()).filter(|row| table.rows[*row].holds_number());
        let left = below.find(|row| words::is_unspent(&keyed(&table.rows[*row].label)))?;
        self.figures.cell(total.table, left, total.column?)
    }

    /// 财政拨款支出 = 一般公共预算 + 政府性基金 + 国有资本经营, in all and per class (类), where another table states each fund,
    /// or its own is a blank one.
    fn sum_of_funds(&mut self) {
        let facts = self.facts;
        if facts.carried() || !facts.other_funds() {
            return;
        }
        let stated = |fact: Fact<'t>, whole: &Statement| {
            first_direct(facts.get(fact).filter(|own| own.table != whole.table))
        };
        let is_blank = |fund: &Fund| self.own().any(|own| own.table.kind == fund.kind && own.table.empty);
        let blank = FUNDS.each_ref().map(is_blank);
        let is_total = |topic: &Topic| {
            (topic.scope, topic.meaning, topic.version) == ("appropriation", TOTAL, Version::Plain)
        };
        let is_whole =
            |fact: &Fact, whole: &Statement| whole.direct && (fact.row == ALL || fact.row.len() == CLASS);
        for (fact, whole) in facts.sorted(is_total, is_whole) {
            let all_told = FUNDS.iter().zip(blank).all(|(fund, blank)| {
                blank || stated(Fact { scope: fund.scope, row: ALL, ..fact }, whole).is_some()
            });
            if !all_told {
                continue;
            }
            let of_fund = |fund: &Fund| stated(Fact { scope: fund.scope, ..fact }, whole);
            let parts: Vec<&Statement<'t>> = FUNDS.iter().filter_map(of_fund).collect();
            let Some(first) = parts.first() else { continue };
            let figures = parts.iter().flat_map(|part| part.figures.iter().copied()).collect();
            let names: Vec<String> = parts.iter().map(|part| self.name(part).collect()).collect();
            let sum = Statement { figures, ..Statement::clone(first) };
            let claim = Claim::of(["the sum of what the funds state (", &names.join(" + "), ")"]);
            self.compare(Rule::TablesAgree, whole, &sum, claim);
        }
    }

    /// Per fund: 年初结转 + 本年收入 = 支出总计 of its column, where the summary prints the funds on both sides.
    fn carried_by_fund(&mut self, kind: DocumentKind) {
        for sheet in self.own() {
            let (index, table) = (sheet.index, sheet.table);
            if table.kind != TableKind::AppropriationSummary || table.side.is_none() {
                continue;
            }
            // Beside last year's money it is this year's.
            let own = stating::own_version(&sheet.heads, kind);
            let own = sheet.heads.iter().find(|head| head.version == own);
            let Some(column) = own.or(sheet.heads.first()).map(|head| head.column) else { continue };
            for fund in FUNDS {
                let is_of_fund = |row: &Member| row.meaning == Some(fund.meaning) && !row.of_which;
                let rows = sheet.forest.rows.iter().enumerate();
                let rows: Vec<usize> = rows.filter(|(_, row)| is_of_fund(row)).map(|(r, _)| r).collect();
                let income: Addends =
                    rows.iter().filter_map(|&r| self.figures.cell(index, r, column)).collect();
                // Once for the year and once for what is carried over; more is another form.
                if rows.len() != 2 || self.figures.all_blank(&income) {
                    continue;
                }
                let outgo = self.facts.get(Fact::of_all(fund.scope, TOTAL)).find(|statement| {
                    self.table(statement.table).kind == TableKind::AppropriationSummary && statement.direct
                });
                if let Some(outgo) = outgo {
                    let income = Statement {
                        table: index,
                        figures: income,
                        row: &table.rows[rows[0]].label,
                        ..outgo.clone()
                    };
                    let claim = Claim::new("what was carried over and received for it");
                    self.compare(Rule::CarryOver, outgo, &income, claim);
                }
            }
        }
    }

    /// 支出决算 is not 财政拨款收入 where money is carried from year to year: the difference is what was carried over less
    /// what is carried on. That explains it where all money is appropriations, and says nothing elsewhere.
    fn carried_between(&mut self) {
        let facts = self.facts;
        let find = |scope, row, meaning| facts.get(Fact::of_row(scope, row, meaning)).next();
        let mut spent = facts.get(Fact::of_all("expenditure", TOTAL));
        let spent = spent.find(|spent| self.table(spent.table).kind == TableKind::Expenditure);
        let received =
            find("appropriation_revenue", CURRENT, TOTAL).or(find("appropriation_revenue", ALL, TOTAL));
        let (Some(spent), Some(received)) = (spent, received) else { return };
        let with_flow = |first: &Statement<'t>, scope, meaning| {
            let flow = find(scope, ALL, meaning).into_iter().flat_map(|flow| flow.figures.iter().copied());
            Statement { figures: first.figures.iter().copied().chain(flow).collect(), ..first.clone() }
        };
        let all_spent = with_flow(spent, "appropriation", "flow.closing");
        let all_received = with_flow(received, "appropriation_revenue", "flow.opening");
        let meets = |a: &Statement, b: &Statement| {
            weigh(self.figures, &a.figures, &b.figures).is_some_and(|sides| sides.meets())
        };
        if meets(spent, received) || !meets(&all_spent, &all_received) {
            return;
        }
        let claim = Claim::of(self.name(received).chain([" but for what is carried over and on"]));
        self.compare(Rule::CarryOver, &all_spent, &all_received, claim).soft = true;
    }

    /// 机关运行经费 is usually, but not always, the 公用经费 of the general public budget. Where it is for a class (302
    /// 商品和服务支出), it is for every row of the class.
    fn operating_funds(&mut self) {
        let facts = self.facts;
        let find = |scope, row: &str, meaning| facts.get(Fact::of_row(scope, row, meaning)).next();
        let own = |row| find("operating_funds", row, "use.operating");
        let usual = |row: &str| {
            find("general_public", row, "use.operating").or(find("general_public", row, "use.basic"))
        };
        if let Some(total) = own(ALL)
            && let Some(usual) = find("general_public", ALL, "use.operating")
        {
            let claim = self.same_as(usual);
            self.compare(Rule::TablesAgree, total, usual, claim).soft = true;
        }
        for class in words::economic("use.operating") {
            let Some(ours) = own(class) else { continue };
            let Some(theirs) = usual(class) else { continue };
            if !weigh(self.figures, &ours.figures, &theirs.figures).is_some_and(|sides| sides.meets()) {
                continue;
            }
            let is_part =
                |fact: &Fact, _: &Statement| fact.row.len() > class.len() && fact.row.starts_with(class);
            for (fact, ours) in facts.sorted(|topic| topic.scope == "operating_funds", is_part) {
                if let Some(theirs) = usual(fact.row) {
                    let claim = self.same_as(theirs);
                    self.compare(Rule::TablesAgree, ours, theirs, claim);
                }
            }
        }
    }

    /// What basic expenditure holds of one of the three public expenses is counted in all that is spent of it, and there is
    /// none where their table leaves it blank beside others.
    fn three_public(&mut self) {
        for &(expense, item) in words::counted() {
            let spent = self.facts.get(Fact::of_row("general_public", item, "use.basic")).next();
            let Some(part) = spent else { continue };
            if let Some(all) = self.facts.get(Fact::of_all("three_public", expense)).next() {
                let name = self.name(part);
                let claim = Claim::of(["at least what "].into_iter().chain(name).chain([" states"]));
                self.compare(Rule::TablesAgree, all, part, claim).relation = Relation::Holds;
                continue;
            }
            // 公务用车购置及运行费 may be printed without its two parts.
            let total = self.facts.get(Fact::of_all("three_public", TOTAL)).next();
            let total = total.filter(|_| !expense.starts_with("three.vehicle"));
            let blank =
                self.facts.blank(Fact::of_all("three_public", expense)).map(|cell| self.figures.get(cell));
            if let (Some(total), Some(true)) = (total, blank.map(|cell| cell.blank_is_zero)) {
                self.compare_with_nothing(Rule::TablesAgree, part, total.table, "leaves it blank");
            }
        }
    }

    /// A table that is printed without a figure says that there is no such money: the summary must say so too, and
    /// so must every other statement of it.
    fn empty_tables(&mut self) {
        let mut held: Vec<TableKind> = Vec::new();
        for own in self.own().filter(|own| own.table.empty) {
            let (index, table) = (own.index, own.table);
            // Of the general public budget a blank table says nothing.
            let fund = FUNDS.iter().skip(1).find(|fund| fund.kind == table.kind);
            let Some(&Fund { meaning: fund, scope, .. }) = fund else { continue };
            // What a second blank table says is held against the first statement only: the others were compared.
            let most = if held.contains(&table.kind) { 1 } else { usize::MAX };
            held.push(table.kind);
            let facts = [("revenue", fund), ("appropriation_revenue", fund), (scope, TOTAL)];
            let elsewhere: Vec<Statement<'t>> = facts
                .into_iter()
                .flat_map(|(scope, meaning)| self.facts.get(Fact::of_all(scope, meaning)).cloned())
                .filter(|statement| statement.direct && statement.table != index)
                .take(most)
                .collect();
            for statement in elsewhere {
                self.compare_with_nothing(Rule::EmptyTableAgrees, &statement, index, "is blank");
            }
        }
    }
}

/// The first statement that is printed as one figure, or else the first.
fn first_direct<'a, 't: 'a>(
    statements: impl Iterator<Item = &'a Statement<'t>> + Clone,
) -> Option<&'a Statement<'t>> {
    statements.clone().find(|statement| statement.direct).or_else(|| statements.clone().next())
}
