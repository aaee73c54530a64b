//! What the sentences of a document say of its tables.
//!
//! `收入预算为264,309.75万元` is the total of the revenue, `其中：项目支出…` a part of what the sentence speaks of,
//! `（五）2101301-城乡医疗救助 16,539.00万元` the row of a code, and under the heading `（二）公务接待费` an amount
//! without a name of its own is the heading's. `比上年增加…，增长4.83%`, `占…71.20%` and `完成年初预算的93.40%` are
//! recomputed within their printed rounding. An amount that no table states is left alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use crate::check::facts::{CURRENT, Fact, Facts, Statement};
use crate::check::figure::{FigureId, Figures, Identity, Relation, Rule};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::words::{self, Meaning, Move, TOTAL};
use crate::document::{Check, CheckStatus, Document, Place, Table};
use crate::page::TextLine;
use crate::text::fold::key;
use crate::text::numbering;

/// What the prose claims: identities with figures of tables, and checks of its own arithmetic.
#[derive(Debug, Default)]
pub(crate) struct Narrative {
    pub identities: Vec<Identity>,
    pub checks: Vec<Check>,
}

/// Reads the prose of a document.
pub(crate) fn narrative(
    figures: &mut Figures,
    document: &Document,
    facts: &Facts,
    prose: &[TextLine],
    readings: &mut usize,
) -> Narrative {
    let mut reader = Reader {
        figures,
        tables: &document.tables,
        year: document.document.fiscal_year,
        facts,
        merged: facts.merged(),
        names: names(&document.tables),
        narrative: Narrative::default(),
        codes: BTreeMap::new(),
        section: None,
        heading: None,
        subject: None,
        reading: *readings,
    };
    for paragraph in sentence::paragraphs(prose) {
        if paragraph.heading {
            reader.head(&paragraph.text);
        } else {
            reader.read(&paragraph);
        }
    }
    reader.close_codes();
    *readings = reader.reading;
    reader.narrative
}

/// The rows of codes by their folded names.
fn names(tables: &[Table]) -> BTreeMap<String, Vec<String>> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in tables.iter().filter(|table| words::scope(table).is_some()).flat_map(|table| &table.rows) {
        if let Some(code) = &row.code {
            let codes = names.entry(key(numbering::strip(&row.label))).or_default();
            if !codes.contains(code) {
                codes.push(code.clone());
            }
        }
    }
    names
}

/// An item that a sentence names by its code, `2101301-城乡医疗救助`.
static CODE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\d.])(2\d{6}|2\d{4}|2\d{2})(?:[^\d.]|$)").ok());
/// An item that a sentence names by class, group and item, `…(类)…(款)…(项)`.
static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([^,。;:、()\d.]+)\(类\)(?:([^,。;:、()]+)\(款\))?(?:([^,。;:、()]+)\(项\))?").ok()
});

struct Reader<'a> {
    figures: &'a mut Figures,
    tables: &'a [Table],
    year: Option<u16>,
    facts: &'a Facts,
    merged: BTreeMap<Fact, Vec<&'a Statement>>,
    names: BTreeMap<String, Vec<String>>,
    narrative: Narrative,
    /// Amounts of items that are named by code in this section: one item may be told in several sentences.
    codes: BTreeMap<String, Vec<(FigureId, String)>>,
    /// Whose money the section speaks of.
    section: Option<Meaning>,
    /// What the nearest heading speaks of.
    heading: Option<Meaning>,
    /// What the last total was about, which 其中 divides.
    subject: Option<(Meaning, Meaning)>,
    reading: usize,
}

impl Reader<'_> {
    /// A heading: a new section, or an item of one.
    fn head(&mut self, text: &str) {
        let text = key(text);
        self.heading = words::meaning(&text);
        let outer = !matches!(
            numbering::split(&text),
            Some((
                numbering::Numbering::ChineseBracketed
                    | numbering::Numbering::Arabic
                    | numbering::Numbering::ArabicBracketed,
                _
            ))
        );
        if outer {
            self.close_codes();
            self.subject = None;
            self.section = match self.heading {
                Some("fund.general_public") => Some("general_public"),
                Some("fund.government_fund") => Some("government_fund"),
                Some("fund.state_capital") => Some("state_capital"),
                Some("source.appropriation") => Some("appropriation"),
                _ => None,
            };
            if text.contains("三公") {
                self.section = Some("three_public");
            }
        }
    }

    fn read(&mut self, paragraph: &Paragraph) {
        let amounts = sentence::amounts(&paragraph.text);
        if amounts.is_empty() {
            return;
        }
        let item = self.item(&paragraph.text);
        for (index, amount) in amounts.iter().enumerate() {
            let told = self.codes.len();
            self.bind(paragraph, amount, index == 0, item.as_ref());
            // What an item is used for is no part of what the section speaks of.
            if self.codes.len() > told {
                break;
            }
        }
        self.rates(paragraph, &amounts);
        self.comparison(paragraph, &amounts);
    }

    /// The code that the paragraph is about, by the names of its class, group and item.
    fn item(&self, text: &str) -> Option<String> {
        let pattern = ITEM.as_ref()?;
        let mut found = pattern.captures_iter(text);
        let names = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let name = |group: usize| names.get(group).map(|found| key(numbering::strip(found.as_str())));
        let class = self.names.get(&name(1)?)?.iter().find(|code| code.len() == 3)?;
        let inside = |name: Option<String>, outer: &str, length: usize| {
            let codes = self.names.get(&name?)?;
            codes.iter().find(|code| code.len() == length && code.starts_with(outer)).cloned()
        };
        match (names.get(2), names.get(3)) {
            (None, _) => Some(class.clone()),
            (Some(_), None) => inside(name(2), class, 5),
            (Some(_), Some(_)) => {
                let group = inside(name(2), class, 5).unwrap_or_else(|| class.clone());
                inside(name(3), &group, 7)
            }
        }
    }

    /// Finds what an amount is the amount of.
    fn bind(&mut self, paragraph: &Paragraph, amount: &Amount<'_>, first: bool, item: Option<&String>) {
        let label = key(numbering::strip(amount.label));
        let said = words::said(&label);
        let mute = words::is_mute(&label) && said.is_none_or(|said| said.name != "procurement");
        if words::direction(&label).is_some() || mute || self.is_other_year(&label) {
            return;
        }
        let code =
            CODE.as_ref().and_then(|pattern| pattern.captures(amount.label)).and_then(|found| found.get(1));
        if let Some(code) = code {
            let figure = self.add(paragraph, amount);
            let sentence = paragraph.sentence(amount.start).to_owned();
            self.codes.entry(code.as_str().to_owned()).or_default().push((figure, sentence));
            return;
        }
        let statements = match (item, said) {
            (Some(code), _) if label.contains("决算") || first => self.row(code),
            (Some(_), _) => Vec::new(),
            (None, Some(said)) => {
                let (scope, meaning) = money(said, &label);
                self.subject = Some((scope, meaning));
                if scope == "operating_funds" {
                    return self.operating_funds(paragraph, amount);
                }
                self.everything(scope, meaning)
            }
            (None, None) if label.contains("(类)") => {
                words::class(&label.replace("(类)", "")).map_or_else(Vec::new, |class| self.row(class))
            }
            (None, None) => return self.part(paragraph, amount, &label, first),
        };
        self.claim(paragraph, amount, statements, false);
    }

    /// What an amount that names only a part is about: a part of the subject, or what the heading names.
    fn part(&mut self, paragraph: &Paragraph, amount: &Amount<'_>, label: &str, first: bool) {
        let (statements, soft) = match (words::named(label), self.subject) {
            (Some(meaning), _) if meaning.starts_with("three.") && self.section == Some("three_public") => {
                (self.everything("three_public", meaning), false)
            }
            (Some(meaning), Some((scope, _)))
                if meaning.starts_with("use.") && !scope.ends_with("revenue") =>
            {
                let stated = self.everything(scope, meaning);
                if stated.is_empty() { (self.economic(scope, meaning), true) } else { (stated, false) }
            }
            (Some(meaning), Some((scope, _)))
                if scope.ends_with("revenue") && !meaning.starts_with("use.") =>
            {
                (self.everything(scope, meaning), false)
            }
            (None, _) if first && self.section == Some("three_public") => match self.heading {
                Some(meaning) if meaning.starts_with("three.") => {
                    (self.everything("three_public", meaning), false)
                }
                _ => return,
            },
            _ => return,
        };
        self.claim(paragraph, amount, statements, soft);
    }

    /// 机关运行经费 has a table of its own, or else is usually 公用经费.
    fn operating_funds(&mut self, paragraph: &Paragraph, amount: &Amount<'_>) {
        let own = self.everything("operating_funds", "use.operating");
        if !own.is_empty() {
            return self.claim(paragraph, amount, own, false);
        }
        let mut usual = self.everything("general_public", "use.operating");
        usual.extend(self.economic("general_public", "use.operating"));
        self.claim(paragraph, amount, usual, true);
    }

    /// The classes of the economic classification that usually add up to a meaning.
    fn economic(&self, scope: Meaning, meaning: Meaning) -> Vec<Vec<FigureId>> {
        let row = |code: &&str| {
            self.stated(&Fact { scope, row: (*code).to_owned(), meaning: "use.basic" }).into_iter().next()
        };
        let figures: Vec<FigureId> = words::economic(meaning).iter().filter_map(row).flatten().collect();
        if figures.is_empty() { Vec::new() } else { vec![figures] }
    }

    /// A year that is not the document's.
    fn is_other_year(&self, label: &str) -> bool {
        let Some(year) = self.year else { return false };
        let mut years = label
            .match_indices('年')
            .filter_map(|(at, _)| label.get(at.checked_sub(4)?..at)?.parse::<u16>().ok());
        years.any(|other| (1990..2100).contains(&other) && other != year)
    }

    /// The figures of a fact about everything, the likeliest first.
    fn everything(&self, scope: Meaning, meaning: Meaning) -> Vec<Vec<FigureId>> {
        let mut found = self.stated(&Fact::of_all(scope, meaning));
        found.extend(self.stated(&Fact { row: CURRENT.to_owned(), ..Fact::of_all(scope, meaning) }));
        found
    }

    /// The figures of the row of a code in the scope of the section.
    fn row(&self, code: &str) -> Vec<Vec<FigureId>> {
        let scopes = match self.section {
            Some(scope) if scope != "three_public" => vec![scope],
            _ => vec!["general_public", "appropriation", "expenditure"],
        };
        let mut found = Vec::new();
        for meaning in [TOTAL, "use.basic", "use.project"] {
            for &scope in &scopes {
                found.extend(self.stated(&Fact { scope, row: code.to_owned(), meaning }));
            }
        }
        found
    }

    fn stated(&self, fact: &Fact) -> Vec<Vec<FigureId>> {
        let own: Vec<&Statement> = self.facts.get(fact).iter().collect();
        let found = if own.is_empty() {
            self.merged.get(&self.facts.same(fact.clone())).cloned().unwrap_or_default()
        } else {
            own
        };
        let mut figures: Vec<Vec<FigureId>> = Vec::new();
        let (direct, derived): (Vec<&Statement>, Vec<&Statement>) =
            found.into_iter().partition(|statement| statement.direct);
        for statement in direct.into_iter().chain(derived) {
            if !figures.contains(&statement.figures) {
                figures.push(statement.figures.clone());
            }
        }
        figures
    }

    fn add(&mut self, paragraph: &Paragraph, amount: &Amount<'_>) -> FigureId {
        self.figures.add_prose(amount.value, amount.yuan, paragraph.place(amount.start))
    }

    /// Claims that an amount is one of these figures.
    fn claim(
        &mut self,
        paragraph: &Paragraph,
        amount: &Amount<'_>,
        statements: Vec<Vec<FigureId>>,
        soft: bool,
    ) {
        if !statements.is_empty() {
            let figure = self.add(paragraph, amount);
            let sentence = paragraph.sentence(amount.start).to_owned();
            self.identity(vec![figure], statements, sentence);
            if let Some(identity) = self.narrative.identities.last_mut() {
                identity.soft = soft;
            }
        }
    }

    fn identity(&mut self, actual: Vec<FigureId>, mut statements: Vec<Vec<FigureId>>, sentence: String) {
        if statements.is_empty() {
            return;
        }
        let expected = statements.remove(0);
        let Some(cell) = expected.first().map(|&id| self.figures.get(id).site) else { return };
        let (table, row, column) = match cell {
            crate::check::figure::Site::Cell(t, r, c) => (t, r, c),
            _ => return,
        };
        let printed = &self.tables[table].rows[row];
        self.reading += 1;
        self.narrative.identities.push(Identity {
            rule: Rule::NarrativeAgrees,
            relation: Relation::Equal,
            actual,
            expected,
            tables: vec![table],
            row: Some(printed.code.clone().unwrap_or_else(|| printed.label.clone())),
            column: Some(self.tables[table].columns[column].path.clone()),
            claim: format!("what {} states", self.tables[table].id),
            reading: self.reading - 1,
            soft: false,
            alternatives: statements,
            sentence: Some(sentence),
        });
    }

    /// The items of a section by code: an item that is told in several sentences is the sum of them.
    fn close_codes(&mut self) {
        for (code, told) in std::mem::take(&mut self.codes) {
            let mut statements = self.row(&code);
            let sentence =
                told.iter().map(|(_, sentence)| sentence.as_str()).collect::<Vec<_>>().join("”, “");
            if told.len() > 1 {
                statements.truncate(1);
            }
            self.identity(told.into_iter().map(|(figure, _)| figure).collect(), statements, sentence);
        }
    }

    /// Growth rates, shares and rates of completion, and the words of direction beside them.
    fn rates(&mut self, paragraph: &Paragraph, amounts: &[Amount<'_>]) {
        for (at, percent) in sentence::percentages(&paragraph.text) {
            let from = paragraph.text[..at].rfind(['。', ';']).unwrap_or(0);
            let before: Vec<&Amount<'_>> =
                amounts.iter().filter(|a| a.start >= from && a.end <= at).collect();
            let earlier: Vec<&Amount<'_>> = amounts.iter().filter(|a| a.end <= at).collect();
            let since = before.last().map_or(from, |amount| amount.end);
            let words = &paragraph.text[since..at];
            let Some(last) = before.last() else { continue };
            if words.chars().count() > 24 {
                continue;
            }
            let moved = words::direction(last.label);
            let outcome = if let (Some((_, way)), Some((_, said))) = (moved, words::direction(words)) {
                growth(&before, way, said, percent)
            } else if let Some(of) = words.split('占').nth(1).filter(|_| moved.is_none()) {
                // A whole that no sentence states may be anything.
                let claimed = of.is_empty() && self.subject.is_some() || words::said(of).is_some();
                share(last, &earlier[..earlier.len() - 1], percent).filter(|(holds, _)| *holds || claimed)
            } else if words.contains("完成") && moved.is_none() {
                let claimed = before.iter().any(|amount| amount.label.contains("预算"));
                share(last, &earlier[..earlier.len() - 1], percent).filter(|(holds, _)| *holds || claimed)
            } else {
                continue;
            };
            let Some((holds, expected)) = outcome else { continue };
            self.narrative.checks.push(rate_check(paragraph, at, percent, holds, expected));
        }
    }

    /// `决算数小于年初预算数` beside the two figures.
    fn comparison(&mut self, paragraph: &Paragraph, amounts: &[Amount<'_>]) {
        let with = |word: &str| {
            let mut found = amounts.iter().filter(|amount| amount.label.contains(word));
            found.next().filter(|_| found.next().is_none())
        };
        let Some(at) = paragraph.text.find("决算数") else { return };
        let words = paragraph.text[at..].split(['。', ';', ',']).next().unwrap_or_default();
        let (Some((_, way)), true) = (words::comparison(words), words.contains("预算")) else { return };
        let (Some(accounts), Some(budget)) = (with("决算"), with("预算")) else { return };
        let (Some(a), Some(b)) = (yuan(accounts), yuan(budget)) else { return };
        let apart = a.0 - b.0;
        let rounding = a.1 + b.1;
        let holds = match way {
            Move::Up => apart > -rounding,
            Move::Down => apart < rounding,
            Move::Level => apart.abs() <= rounding,
        };
        let sentence = paragraph.sentence(at);
        self.narrative.checks.push(Check {
            rule: Rule::NarrativeAgrees.name().to_owned(),
            status: if holds { CheckStatus::Pass } else { CheckStatus::Fail },
            tables: Vec::new(),
            row: None,
            column: None,
            expected: Some(budget.value),
            actual: Some(accounts.value),
            difference: None,
            tolerance: None,
            message: match holds {
                true => format!("the accounts compare with the budget as it is said: “{sentence}”"),
                false => format!("the accounts do not compare with the budget as it is said: “{sentence}”"),
            },
            place: place(paragraph, at),
            operands: None,
            suggestion: None,
        });
    }
}

/// What a sentence names, with the fund it names besides: `政府性基金拨款支出预算` is no 支出预算.
fn money(said: &words::Scope, label: &str) -> (Meaning, Meaning) {
    let fund = words::meaning(label);
    match (said.name, fund) {
        ("expenditure" | "appropriation", Some("fund.general_public")) => ("general_public", said.base),
        ("expenditure" | "appropriation", Some("fund.government_fund")) => ("government_fund", said.base),
        ("expenditure" | "appropriation", Some("fund.state_capital")) => ("state_capital", said.base),
        ("expenditure", Some("source.appropriation")) => ("appropriation", said.base),
        ("revenue", Some(money)) if money.starts_with("fund.") || money.starts_with("source.") => {
            ("revenue", money)
        }
        _ => (said.name, said.base),
    }
}

/// Half of the last printed digit.
fn half(number: Decimal) -> Decimal {
    Decimal::new(5, number.scale() + 1)
}

/// The amount in yuan, and half of its last printed digit.
fn yuan(amount: &Amount<'_>) -> Option<(Decimal, Decimal)> {
    let unit = Decimal::from(amount.yuan);
    Some((amount.value.checked_mul(unit)?, half(amount.value).checked_mul(unit)?))
}

/// Whether `percent` is `part` of `whole` within what all three are rounded to; and what it should be.
fn is_rate(part: (Decimal, Decimal), whole: (Decimal, Decimal), percent: Decimal) -> Option<(bool, Decimal)> {
    let hundred = Decimal::ONE_HUNDRED;
    let low = part.0.checked_sub(part.1)?.checked_mul(hundred)?.checked_div(whole.0.checked_add(whole.1)?)?;
    let least = whole.0.checked_sub(whole.1)?;
    let exact = part.0.checked_mul(hundred)?.checked_div(whole.0)?.round_dp(percent.scale());
    if least <= Decimal::ZERO {
        return None;
    }
    let high = part.0.checked_add(part.1)?.checked_mul(hundred)?.checked_div(least)?;
    let half = half(percent);
    Some((low <= percent + half && percent - half <= high, exact))
}

/// `…A万元，比上年增加D万元，增长P%`: P is D of what A was before. Any amount of the sentence may be A.
fn growth(before: &[&Amount<'_>], way: Move, said: Move, percent: Decimal) -> Option<(bool, Decimal)> {
    let (change, rest) = before.split_last()?;
    let change = yuan(change)?;
    if way == Move::Level || said == Move::Level || change.0.is_zero() {
        return None;
    }
    let mut nearest = None;
    for amount in rest.iter().rev().filter(|amount| words::direction(amount.label).is_none()) {
        let now = yuan(amount)?;
        let base =
            if way == Move::Up { now.0.checked_sub(change.0)? } else { now.0.checked_add(change.0)? };
        if base <= Decimal::ZERO {
            return None;
        }
        let Some((holds, exact)) = is_rate(change, (base, now.1 + change.1), percent.abs()) else { continue };
        if holds {
            return Some((way == said, exact));
        }
        nearest = nearer(nearest, exact, percent);
    }
    nearest.map(|exact| (false, exact))
}

/// The one of two rates that is nearer to the printed one.
fn nearer(known: Option<Decimal>, rate: Decimal, percent: Decimal) -> Option<Decimal> {
    known.filter(|known| (known - percent).abs() <= (rate - percent).abs()).or(Some(rate))
}

/// `A万元，占P%`, `完成年初预算的P%`: P is A of an amount named before. Nothing is claimed without one.
fn share(part: &Amount<'_>, wholes: &[&Amount<'_>], percent: Decimal) -> Option<(bool, Decimal)> {
    let part = yuan(part)?;
    let mut nearest = None;
    for whole in wholes.iter().rev().filter_map(|whole| yuan(whole)) {
        if let Some((holds, exact)) = is_rate(part, whole, percent) {
            if holds {
                return Some((true, exact));
            }
            nearest = nearer(nearest, exact, percent);
        }
    }
    nearest.map(|exact| (false, exact))
}

fn rate_check(paragraph: &Paragraph, at: usize, percent: Decimal, holds: bool, expected: Decimal) -> Check {
    let sentence = paragraph.sentence(at);
    Check {
        rule: Rule::NarrativeAgrees.name().to_owned(),
        status: if holds { CheckStatus::Pass } else { CheckStatus::Fail },
        tables: Vec::new(),
        row: None,
        column: None,
        expected: Some(expected),
        actual: Some(percent),
        difference: Some(percent - expected),
        tolerance: Some(half(percent)),
        message: match holds {
            true => format!("{percent} % is what the amounts beside it give: “{sentence}”"),
            false if expected == percent => {
                format!("the same figure is said to rise and to fall: “{sentence}”")
            }
            false => {
                format!("{percent} % is printed, but the amounts beside it give {expected} %: “{sentence}”")
            }
        },
        place: place(paragraph, at),
        operands: None,
        suggestion: (!holds).then(|| format!("{percent} % → {expected} %")),
    }
}

fn place(paragraph: &Paragraph, at: usize) -> Option<Place> {
    paragraph.place(at)
}
