//! What an amount is of by the words around it: the heading it stands under, the whole that its sentence divides, what was named
//! last.

use super::{Reader, Spoken, is_divided_row, money};
use crate::check::header::Version;
use crate::check::items;
use crate::check::label::{Label, Subject, Topic, is_plain};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::sides;
use crate::check::words::{self, Meaning, Scope, TOTAL};
use crate::document::{DocumentKind, Side, TableKind};
use crate::text::fold::keyed;
use crate::text::numbering;

/// Words between a whole and the classes that it is divided into.
const DIVIDES: [&str; 4] = ["其中", "包括", "主要用于", "按功能分类"];

/// A heading in front of a sentence has fewer bytes than this.
const LONGEST_LEAD: usize = 96;

impl<'t> Reader<'_, 't> {
    /// The item of the general public budget that a paragraph begins with and divides into 基本支出 and 项目支出, and which of
    /// these an amount is: `行政运行60.00万元，其中：基本支出60.00万元，项目支出0万元`.
    pub(super) fn divided_row(
        &self,
        paragraph: &Paragraph,
        amount: &Amount<'_>,
        label: &Label,
        first: bool,
    ) -> Option<(&'t str, Meaning)> {
        match label.topic {
            _ if self.section != Some("general_public") => None,
            Topic::Part(part @ ("use.basic" | "use.project")) => Some((self.row?, part)),
            Topic::Unnamed if first && is_divided_row(paragraph, amount, label) => {
                Some((self.items.functional(&label.text)?, TOTAL))
            }
            _ => None,
        }
    }

    /// Whether the tables state what the words speak of with what comes from other years: of the accounts only 收入支出决算总表 has
    /// 收入总计, and 本年收入合计 of 收入决算表 is less.
    pub(super) fn is_stated_of_all(&self, scope: &Scope, label: &Label) -> bool {
        let is_of_all = self.author.kind == DocumentKind::FinalAccounts && label.text.contains("总计");
        let summary = match scope.name {
            "revenue" | "expenditure" => TableKind::RevenueExpenditureSummary,
            "appropriation" | "appropriation_revenue" => TableKind::AppropriationSummary,
            _ => return true,
        };
        !is_of_all || self.kinds.contains(&summary)
    }

    /// Whether what is called revenue or expenditure may be that of a fund which is not the general public budget: 支出总计 behind
    /// 政府性基金支出, or under a heading of its own.
    pub(super) fn may_be_of_fund(&self, scope: Meaning) -> bool {
        let is_section = || words::FUNDS[1..].iter().any(|fund| Some(fund.scope) == self.section);
        matches!(scope, "revenue" | "expenditure") && (self.frame.is_of_other_fund() || is_section())
    }

    /// What a section speaks of: under 一般公共预算财政拨款支出决算情况 that is what 财政拨款支出 is.
    pub(super) fn of_section(&self, (scope, meaning): Subject) -> Subject {
        match (scope, self.section) {
            ("appropriation", Some(section @ "general_public")) => (section, meaning),
            _ => (scope, meaning),
        }
    }

    /// A part of what the sentence speaks of.
    pub(super) fn part(&self, meaning: Meaning) -> Option<Subject> {
        match (self.subject, self.section) {
            (_, section) if meaning.starts_with("three.") => {
                let is_said = matches!(self.subject, Some((("three_public", TOTAL), true)));
                (section == Some("three_public") || section.is_none() && is_said)
                    .then_some(("three_public", meaning))
            }
            (Some((("appropriation", _), _)), _)
                if words::is_money(meaning) && self.divided == Some(Side::Revenue) =>
            {
                Some(("appropriation_revenue", meaning))
            }
            (Some((("expenditure", TOTAL), _)), _)
                if words::is_money(meaning) && self.divided == Some(Side::Revenue) =>
            {
                Some(("revenue", meaning))
            }
            (Some(((scope, TOTAL), _)), _) if words::is_flow(meaning) => of_side(scope, meaning),
            (Some(((scope, _), _)), _) if scope.ends_with("revenue") != meaning.starts_with("use.") => {
                Some((scope, meaning))
            }
            _ => None,
        }
    }

    /// What a fund is said to pay of 基本支出 or 项目支出: `使用一般公共预算财政拨款安排基本支出`.
    pub(super) fn paid(&self, label: &Label, meaning: Meaning) -> Option<Subject> {
        let is_use = matches!(meaning, "use.basic" | "use.project");
        Some((words::scope_of(label.money?)?, meaning)).filter(|_| is_use)
    }

    /// What the sentence before names and nothing else, as a heading on the same line does: `2.公务接待费。2025年预算数1万元`.
    pub(super) fn lead(&self, paragraph: &Paragraph, amount: &Amount<'_>) -> Option<Meaning> {
        if self.section != Some("three_public") {
            return None;
        }
        let (before, _) = paragraph.text[..amount.start].rsplit_once('。')?;
        let (_, name) = numbering::split(before.rsplit(['。', ';']).next()?)?;
        let name = keyed(name);
        let (word, meaning) = words::named(&name).filter(|(_, meaning)| meaning.starts_with("three."))?;
        is_plain(&name[word.len()..], self.author).then_some(meaning)
    }

    /// The whole that a paragraph begins with, `（一）收入预算：2024年年初预算数80.00万元`, or that a heading is over: `2024年度收入为80.00万元`.
    pub(super) fn led(&self, paragraph: &Paragraph, amount: &Amount<'_>, label: &Label) -> Option<Subject> {
        let is_of_year = sides::side_of_year(&label.text).is_some();
        let explained = self.explained.filter(|_| is_of_year || label.text.ends_with('为'));
        match (explained, self.section) {
            (Some(Side::Revenue), None) if label.text.contains("收入") => return Some(("revenue", TOTAL)),
            (Some(Side::Expenditure), None) if label.text.contains("支出") => {
                return Some(("expenditure", TOTAL));
            }
            _ => {} // 二、财政拨款收支情况 / （一）收入决算情况: not of everything.
        }
        let before = &paragraph.text[..amount.start - amount.label.len()];
        let lead = before.strip_suffix([':', '。', ','])?;
        let (_, name) = numbering::split(lead).filter(|_| lead.len() < LONGEST_LEAD)?;
        let lead = Label::of(name, self.author);
        match lead.topic {
            Topic::Whole(scope) if lead.certain && scope.base == TOTAL && label.topic == Topic::Unnamed => {
                Some(self.of_section(money(scope, lead.money)))
            }
            _ => None,
        }
    }

    /// An amount without a name: what the heading names, or the accounts (支出决算为) of what was just budgeted.
    pub(super) fn unnamed(&self, label: &Label, first: bool, before: Option<Spoken>) -> Option<Subject> {
        let headed = self.heading.filter(|meaning| first && meaning.starts_with("three."));
        match headed.filter(|_| self.section == Some("three_public")) {
            _ if !label.certain => None,
            Some(meaning) => Some(("three_public", meaning)),
            None => before.filter(|_| label.is_final()).map(|before| before.subject),
        }
    }

    /// What an amount names that it says has moved.
    pub(super) fn moved(&self, label: &Label) -> Option<Subject> {
        match label.topic {
            _ if !label.certain => None,
            Topic::Whole(scope) => Some(self.of_section(money(scope, label.money))),
            Topic::Part(meaning) => self.part(meaning),
            Topic::Unnamed => None,
        }
    }

    /// Whether an amount is what a fund pays of something that 其中 divides and that is not all of a budget, though the words are
    /// those for all that the fund pays: `公务接待费9万元（其中：一般公共预算支出9万元；政府性基金预算支出0万元）`.
    pub(super) fn is_paid_of_part(
        &self,
        text: &str,
        before: &[(Amount<'_>, Label<'_>)],
        amount: &Amount<'_>,
        label: &Label,
        spoken: Option<Spoken>,
    ) -> bool {
        let is_fund = |scope: &Scope| words::FUNDS.iter().any(|fund| fund.scope == scope.name);
        let of_fund = match label.topic {
            Topic::Whole(scope) => is_fund(scope) && scope.base == TOTAL,
            Topic::Part(meaning) => self.paid(label, meaning).is_some(),
            Topic::Unnamed => false,
        };
        let Some(at) = of_fund.then(|| text[..amount.start].rfind(DIVIDES[0])).flatten() else {
            return false;
        };
        let divided = before.iter().rfind(|(other, label)| other.end <= at && label.moved.is_none());
        let Some((divided, _)) = divided else { return false };
        let is_within = !text[divided.end..amount.start].contains('。')
            && sentence::bracketed(text, at, amount.start).is_none();
        let is_part = match spoken {
            Some(spoken) => is_of_part(spoken.subject),
            None => self.section == Some("three_public"),
        };
        is_within && is_part
    }

    /// Whether 其中 divides the first of these amounts, and it is not all of what was spoken of: `本馆支出90万元，其中：基本支出60万元` behind
    /// 财政拨款支出80万元.
    pub(super) fn divides_another(&self, paragraph: &Paragraph, amounts: &[(Amount<'_>, Label<'_>)]) -> bool {
        let [(amount, label), rest @ ..] = amounts else { return false };
        let end = rest.first().map_or(paragraph.text.len(), |(next, _)| next.start);
        let behind = paragraph.text[amount.end..end].trim_start_matches([',', '。', '(']);
        let divides = || behind.split('。').next().is_some_and(|behind| behind.contains(DIVIDES[0]));
        // 财政拨款80万元，其中：… behind what is spent of all money.
        let is_other = match label.topic {
            Topic::Unnamed => true,
            Topic::Part(meaning) => words::is_money(meaning) && self.part(meaning).is_none(),
            Topic::Whole(_) => false,
        };
        let is_divided = is_other && label.moved.is_none() && divides();
        let Some(((scope, meaning), _)) = self.subject.filter(|_| is_divided) else { return false };
        let stated = self.facts.everything(scope, meaning, Version::Plain);
        !stated.iter().any(|figures| self.claims.are_told(figures, amount))
    }

    /// What the section speaks of, where an amount is a part of it: a class, one of the three public expenses, 基本支出.
    pub(super) fn whole(&self, label: &Label) -> Option<Subject> {
        if let (Topic::Part("use.basic" | "use.project"), Some((whole @ (_, TOTAL), true))) =
            (label.topic, self.subject)
        {
            // 本年支出合计90万元。其中：1.基本支出80万元，占88.89%。
            return Some(whole);
        }
        let is_part = match self.section? {
            "three_public" => matches!(label.topic, Topic::Part(part) if part.starts_with("three.")),
            _ => items::class(&label.text).is_some(),
        };
        is_part.then_some((self.section?, TOTAL))
    }

    /// Whose money the sentence divides into classes behind an amount: it is a whole (支出预算80万元，其中：教育支出60万元), or one class
    /// of it.
    pub(super) fn divides_classes(
        &self,
        paragraph: &Paragraph,
        amount: &Amount<'_>,
        label: &Label,
        of: Option<Subject>,
    ) -> Option<Meaning> {
        match (of, label.topic) {
            (Some((scope, TOTAL)), Topic::Whole(_) | Topic::Unnamed) if scope != "revenue" => {
                let behind = paragraph.text[amount.end..].trim_start_matches([',', '。', '(']);
                DIVIDES.iter().any(|word| behind.starts_with(word)).then_some(scope)
            }
            _ => self.classes.filter(|_| items::class(&label.text).is_some()),
        }
    }

    /// Whose money an amount is said to be a share of: `12.00万元，占支出总预算3.91%`.
    pub(super) fn is_share_of(&self, paragraph: &Paragraph, amount: &Amount<'_>) -> Option<Meaning> {
        let share = paragraph.text[amount.end..].strip_prefix(',')?.strip_prefix('占')?;
        let (of, _) = share.split_at(share.find(|c: char| c.is_ascii_digit())?);
        let label = Label::of(of.trim_end_matches('的'), self.author);
        match label.topic {
            Topic::Whole(scope) if label.certain && scope.base == TOTAL && scope.name != "revenue" => {
                Some(self.of_section(money(scope, label.money)).0)
            }
            _ => None,
        }
    }
}

/// What comes from another year or goes to it, beside all money of a side of the budget or of both: what comes is of the revenue.
pub(super) fn of_side(scope: Meaning, meaning: Meaning) -> Option<Subject> {
    let comes = matches!(meaning, "flow.opening" | "flow.surplus_used");
    let goes = matches!(meaning, "flow.closing" | "flow.distribution");
    match scope {
        "revenue" | "expenditure" if comes => Some(("revenue", meaning)),
        "appropriation_revenue" | "appropriation" if comes => Some(("appropriation_revenue", meaning)),
        "expenditure" | "appropriation" if goes => Some((scope, meaning)),
        _ => None,
    }
}

/// What was spoken of last and what 其中 divides, in front of an amount; the one before it ends at `before`. Behind the parts of a
/// whole, what has no name and divides again is the whole's: `三公经费预算数9万元，其中：…，公务接待费4万元；决算数8万元，其中：…`.
pub(super) fn goes_on(
    text: &str,
    before: usize,
    (amount, label): (&Amount<'_>, &Label),
    (spoken, parted): (Option<Spoken>, Option<Spoken>),
) -> (Option<Spoken>, Option<Spoken>) {
    let since = |spoken: &Spoken| &text[spoken.end..amount.start];
    let is_of_sentence = |spoken: &Spoken| !since(spoken).contains('。');
    let spoken = spoken.filter(is_of_sentence);
    let parted = spoken.filter(|spoken| since(spoken).contains(DIVIDES[0])).or(parted).filter(is_of_sentence);
    let is_named = label.topic != Topic::Unnamed;
    if is_named || parted.is_none() || !text[before..amount.start].contains(';') {
        return (spoken, parted);
    }
    (parted.filter(|_| sentence::divides(text, amount)), parted)
}

/// Whether what is spoken of is not all of somebody's money.
fn is_of_part((scope, meaning): Subject) -> bool {
    matches!(scope, "three_public" | "operating_funds" | "procurement") || meaning.starts_with("use.")
}
