//! What sentences claim of the tables: an amount of the prose is a figure, a change of one, or an item by its code.
//!
//! `prose` finds what an amount is of; here it becomes a figure itself and its sentence an identity. An amount that
//! no table states claims nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use smallvec::smallvec;

use crate::check::facts::{Fact, Facts};
use crate::check::figure::{Addends, FigureId, Figures, Site};
use crate::check::header::Version;
use crate::check::identity::{Claim, Identity, Relation, Rule};
use crate::check::label::{Label, Subject};
use crate::check::rates::{is_told, yuan};
use crate::check::sentence::{Amount, Paragraph};
use crate::check::sheet::Sheet;
use crate::check::standpoint::differ;
use crate::check::stated::Statements;
use crate::check::words::{self, Meaning, Move};
use crate::document::Warning;

/// The claims of a volume's prose, as they are made.
pub(crate) struct Claims<'a, 't> {
    figures: &'a mut Figures,
    /// All tables of the document.
    sheets: &'a [Sheet<'t>],
    facts: &'a Facts<'t>,
    /// The year that is spoken of, where the sentence says which.
    pub year: Option<u16>,
    /// Whether a unit is spoken of whose figures the tables may state beside all of the department's.
    pub is_of_unit: bool,
    /// The year of the document.
    own_year: Option<u16>,
    /// Those that are made.
    pub identities: Vec<Identity<'t>>,
    /// Amounts of items that are named by code in this section: one item may be told in several sentences.
    codes: BTreeMap<String, Vec<Item>>,
    /// The last table that an amount was claimed to be of, and that claim: most are of the same.
    last: Option<(usize, Claim)>,
    /// How many readings there are: every claim is one of its own.
    pub readings: usize,
}

/// An amount of an item that a sentence names by its code.
struct Item {
    figure: FigureId,
    sentence: String,
    /// Whether the sentence leaves no doubt that it is all of the item.
    certain: bool,
}

impl<'a, 't> Claims<'a, 't> {
    /// None yet, after so many readings.
    pub fn of(
        figures: &'a mut Figures,
        sheets: &'a [Sheet<'t>],
        facts: &'a Facts<'t>,
        own_year: Option<u16>,
        readings: usize,
    ) -> Self {
        let (identities, codes) = (Vec::new(), BTreeMap::new());
        let (year, is_of_unit, last) = (None, false, None);
        Self { figures, sheets, facts, year, is_of_unit, own_year, identities, codes, last, readings }
    }

    /// Claims that an amount is one of these figures, as far as they are of its year. Where the sentence names none, those of
    /// another year than the document's may prove it.
    pub fn amount(
        &mut self,
        paragraph: &Paragraph,
        amount: &Amount<'_>,
        mut statements: Statements,
        mut soft: bool,
    ) {
        // A table that names no year is of the document's.
        let year = self.year.or(self.own_year);
        let stated = |statement: &Addends| self.year_of(statement).or(self.own_year);
        statements.retain(|statement| !differ(self.year, stated(statement)));
        // The claim is of the figure that is told (执行数), where the likeliest (预算数) is another.
        if let Some(told) = statements.iter().position(|statement| self.are_told(statement, amount)) {
            statements[..=told].rotate_right(1);
        }
        if let Some(first) = statements.first() {
            soft |= self.is_of_unit || differ(year, stated(first));
            let figure = self.figure(paragraph, amount);
            let sentence = paragraph.sentence(amount.start).to_owned();
            self.identity(smallvec![figure], statements, sentence, soft);
        }
    }

    /// `比上年增加7.00万元` behind what the tables state for this year, where they state last year's beside it.
    pub fn change(&mut self, paragraph: &Paragraph, amount: &Amount<'_>, label: &Label, spoken: Subject) {
        let stated = |version| self.facts.everything(spoken.0, spoken.1, version).into_iter().next();
        let table = |figures: &[FigureId]| match self.figures.site(*figures.first()?) {
            Site::Cell(table, ..) => Some(table),
            _ => None,
        };
        let (Some(way), Some(now), Some(before)) =
            (label.moved, stated(Version::Plain), stated(Version::Prior))
        else {
            return;
        };
        if !label.certain || table(&now) != table(&before) {
            return;
        }
        // 比2023年预算增加: neither what was spent then, nor what a unit below was to spend.
        let is_of_budgets = label.is_budgeted()
            && [&now, &before].into_iter().all(|figures| self.is_budgeted(figures))
            && !self.is_of_unit;
        let change = self.figure(paragraph, amount);
        let (whole, part) = if way == Move::Down { (before, now) } else { (now, before) };
        let parts: Addends = part.into_iter().chain([change]).collect();
        self.identity(whole, vec![parts], paragraph.sentence(amount.start).to_owned(), !is_of_budgets);
    }

    /// Whether the header over a figure calls it a budget, and nothing that came of one.
    fn is_budgeted(&self, figures: &[FigureId]) -> bool {
        let Some(Site::Cell(table, _, column)) = figures.first().map(|&id| self.figures.site(id)) else {
            return false;
        };
        let path = &self.sheets[table].table.columns[column].path;
        let says = |words: [&str; 2]| path.iter().any(|level| words.iter().any(|word| level.contains(word)));
        path.iter().any(|level| words::without_funds(level).contains("预算")) && !says(["执行", "决算"])
    }

    /// An amount of an item that is named by its code, whether or not beyond doubt.
    pub fn coded(&mut self, paragraph: &Paragraph, amount: &Amount<'_>, code: &str, certain: bool) {
        let figure = self.figure(paragraph, amount);
        let certain = certain && !self.is_of_unit;
        let item = Item { figure, sentence: paragraph.sentence(amount.start).to_owned(), certain };
        self.codes.entry(code.to_owned()).or_default().push(item);
    }

    /// How many items of the section are named by their codes.
    pub fn coded_items(&self) -> usize {
        self.codes.len()
    }

    /// The items of a section by code: an item that is told in several sentences is the sum of them.
    pub fn close_codes(&mut self, section: Option<Meaning>) {
        for (code, told) in std::mem::take(&mut self.codes) {
            let mut statements = self.facts.of_code(&code, section);
            let sentences: Vec<&str> = told.iter().map(|item| item.sentence.as_str()).collect();
            let sentence = sentences.join("”, “");
            if told.len() > 1 {
                statements.truncate(1);
            }
            let doubtful = told.iter().any(|item| !item.certain);
            let figures = told.into_iter().map(|item| item.figure).collect();
            self.identity(figures, statements, sentence, doubtful);
        }
    }

    /// An amount of which the only table that would state it prints nothing.
    pub fn blank(
        &self,
        paragraph: &Paragraph,
        amount: &Amount<'_>,
        (scope, meaning): Subject,
    ) -> Option<Warning> {
        let cell = self.facts.blank(Fact::of_all(scope, meaning))?;
        let Site::Cell(table, ..) = self.figures.site(cell) else { return None };
        if amount.value.is_zero() {
            return None;
        }
        let id = &self.sheets[table].table.id;
        let sentence = paragraph.sentence(amount.start);
        let message = format!("{id} prints nothing where the text states money: “{sentence}”");
        let warning = Warning { table: Some(id.clone()), ..Warning::new("blank_against_prose", message) };
        Some(warning.at(paragraph.place(amount.start)))
    }

    /// Whether an amount is what a statement comes to, as far as both are rounded.
    pub fn are_told(&self, statement: &Addends, amount: &Amount<'_>) -> bool {
        self.in_yuan(statement).is_some_and(|sum| is_told(sum, amount))
    }

    /// Contradicts nothing by the claim that an amount made where its statement holds what the sentence says to be left beside
    /// it: `支出总计90万元。收支相抵，年终结余10万元` of 支出总计 100.
    pub fn leave(&mut self, claim: usize, amount: &Amount<'_>, left: &Amount<'_>) {
        let Some(identity) = self.identities.get(claim) else { return };
        let sums = self.in_yuan(&identity.expected).zip(yuan(amount).zip(yuan(left)));
        let holds = sums.is_some_and(|((sum, off), ((told, half), (left, rest)))| {
            (told + left - sum).abs() <= off + half + rest
        });
        if holds {
            self.identities[claim].soft = true;
        }
    }

    /// What a statement comes to in yuan, and how far that may be off.
    pub fn in_yuan(&self, statement: &Addends) -> Option<(Decimal, Decimal)> {
        statement.iter().try_fold((Decimal::ZERO, Decimal::ZERO), |(sum, off), &id| {
            let figure = self.figures.get(id);
            let unit = Decimal::from(self.figures.yuan(id)?);
            let value = figure.value.unwrap_or_default().checked_mul(unit)?;
            Some((sum.checked_add(value)?, off.checked_add(figure.half().checked_mul(unit)?)?))
        })
    }

    /// The year that a statement is of, where its table says so.
    fn year_of(&self, statement: &Addends) -> Option<u16> {
        match self.figures.site(*statement.first()?) {
            Site::Cell(table, _, column) => self.sheets[table].standpoint(column).year,
            _ => None,
        }
    }

    fn figure(&mut self, paragraph: &Paragraph, amount: &Amount<'_>) -> FigureId {
        self.figures.add_prose(amount.value, amount.yuan, paragraph.place(amount.start))
    }

    fn identity(&mut self, actual: Addends, mut statements: Statements, sentence: String, soft: bool) {
        if statements.is_empty() {
            return;
        }
        let expected = statements.remove(0);
        let Some(Site::Cell(table, row, column)) = expected.first().map(|&id| self.figures.site(id)) else {
            return;
        };
        let printed = &self.sheets[table].table.rows[row];
        let claim = match self.last.take() {
            Some((last, claim)) if last == table => claim,
            _ => Claim::of(["what ", &self.sheets[table].table.id, " states"]),
        };
        self.last = Some((table, claim.clone()));
        self.identities.push(Identity {
            rule: Rule::NarrativeAgrees,
            relation: Relation::Equal,
            actual,
            expected,
            tables: smallvec![table],
            row: Some(printed.code.as_deref().unwrap_or(&printed.label)),
            column: Some(self.sheets[table].table.columns[column].path.clone()),
            claim,
            reading: self.readings,
            soft,
            alternatives: statements,
            sentence: Some(sentence),
        });
        self.readings += 1;
    }
}
