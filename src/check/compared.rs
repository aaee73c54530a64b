//! What a sentence says of how two figures compare: a figure and what it was before, a figure and what it has moved by, the
//! accounts and the budget.
//!
//! `公务接待费2.00万元，比2023年3.00万元减少1.00万元` is 3 less 1, and `决算数小于年初预算数` holds against the two figures, or else against
//! `完成年初预算的96.33%`.

use rust_decimal::Decimal;

use crate::check::label::Label;
use crate::check::rates::{APART, Rounded, Told, are_apart, half, is_average, yuan};
use crate::check::sentence::{self, Amount};
use crate::check::words::{self, Move};
use crate::document::Check;

/// What the figures of a year are called that others are compared with.
const KINDS: [&str; 3] = ["执行数", "决算数", "预算数"];

/// Words that tell budgets of a year from each other.
const BUDGETS: [&str; 3] = ["年初", "全年", "调整"];

impl Told<'_> {
    /// `2023年执行数为B万元，2024年预算数为A万元，比2023年执行数增加D万元`: A is B and D, where the sentence names no other figure of another year.
    pub(super) fn moved_from(&self, index: usize) -> Option<Check> {
        let [(now, named), (change, label)] = self.amounts.get(index..index + 2)? else { return None };
        let text = &self.paragraph.text;
        let way = label.moved.filter(|_| named.moved.is_none())?;
        let kind = KINDS.into_iter().find(|kind| label.text.contains(kind))?;
        let is_plain = |label: &Label| label.moved.is_none() && !label.is_other_year(self.author);
        if !label.is_bare_move(self.author)
            || !label.is_other_year(self.author)
            || !is_plain(named)
            || are_apart(&text[now.end..change.start])
        {
            return None;
        }
        let from = sentence::clause_start(text, now.start);
        let within = self.amounts[..index].iter().filter(|(amount, _)| amount.start >= from);
        let mut others = within.filter(|(_, other)| other.moved.is_none());
        let (before, other) = others.next().filter(|_| others.next().is_none())?;
        if !other.is_other_year(self.author) || !other.text.contains(kind) {
            return None;
        }
        let (a, b, moved) = (yuan(now)?, yuan(before)?, yuan(change)?);
        let sum = after(b.0, way, moved.0)?;
        let held = (a.0 - sum).abs() <= a.1 + b.1 + moved.1;
        self.difference_check(now, change, sum, held)
    }

    /// `A万元，比2024年B万元减少D万元`, `决算数A万元，比年初预算数B万元减少D万元`: A is B less D. Any amount of the year in the sentence may be A;
    /// only where there is no other one is it contradicted.
    pub(super) fn difference(&self, index: usize) -> Option<Check> {
        let [(before, other), (change, label)] = self.amounts.get(index..index + 2)? else { return None };
        let text = &self.paragraph.text;
        let between = &text[before.end..change.start];
        let is_budgeted = other.is_budget() && !other.is_final();
        let compares = other.compares() && (other.is_other_year(self.author) || is_budgeted);
        if are_apart(between) || !compares || other.moved.is_some() || !label.is_bare_move(self.author) {
            return None;
        }
        let (b, moved) = (yuan(before)?, yuan(change)?);
        let sum = after(b.0, label.moved?, moved.0)?;
        let from = text[..before.start].rfind(['。', ';']).unwrap_or(0);
        let is_now = |(amount, label): &&(Amount<'_>, Label<'_>)| {
            amount.start >= from && label.moved.is_none() && !label.is_other_year(self.author)
        };
        let holds =
            |amount: &Amount<'_>| yuan(amount).is_some_and(|a| (a.0 - sum).abs() <= a.1 + b.1 + moved.1);
        let now: Vec<&Amount<'_>> =
            self.amounts[..index].iter().filter(is_now).map(|(amount, _)| amount).collect();
        let (now, held) = match (now.iter().find(|amount| holds(amount)), &now[..]) {
            (Some(held), _) => (*held, true),
            (None, [only]) => (*only, false),
            _ => return None,
        };
        self.difference_check(now, change, sum, held)
    }

    /// The check of a figure against what it was before and has moved by, which come to `sum` yuan.
    fn difference_check(
        &self,
        now: &Amount<'_>,
        change: &Amount<'_>,
        sum: Decimal,
        held: bool,
    ) -> Option<Check> {
        let sum = sum.checked_div(Decimal::from(now.yuan))?.normalize();
        let sentence = self.paragraph.sentence(change.start);
        let message = match held {
            true => format!("it is what it was before and the change beside it: “{sentence}”"),
            false => {
                format!(
                    "{} is printed, but what it was and the change come to {sum}: “{sentence}”",
                    now.value
                )
            }
        };
        Some(Check {
            expected: Some(sum),
            actual: Some(now.value),
            difference: Some(now.value - sum),
            ..self.check(now.start, held, message)
        })
    }

    /// `0万元，比上年增加5.00万元`: no amount can have risen by more than it is, nor have moved and be level (持平).
    /// Silent where it is neither.
    pub(super) fn movement(&self, index: usize) -> Option<Check> {
        let (change, label) = &self.amounts[index];
        let (before, end) = self.before(change.start)?;
        let (now, named) = &self.amounts[before];
        let between = &self.paragraph.text[end..change.start];
        let is_apart = are_apart(between);
        let from = || sentence::clause_start(&self.paragraph.text, change.start);
        if is_apart && self.goes_on(index, from()) != Some(before)
            || named.moved.is_some()
            || named.is_other_year(self.author)
            || named.is_completed()
            || is_average(named)
            || !label.is_bare_move(self.author)
        {
            return None;
        }
        let (all, moved) = (yuan(now)?, yuan(change)?);
        let is_level =
            !is_apart && words::direction(between.strip_suffix(change.label)?) == Some(Move::Level);
        let rises_by_more = |all: Rounded| moved.0 - moved.1 > all.0 + all.1;
        let text = &self.paragraph.text;
        // 7万元，其中：购置费0万元，比上年增加1万元: all of it may have.
        let of_whole = || {
            let divided =
                text[..now.start].rfind("其中").filter(|at| !text[*at..now.start].contains(['。', ';']));
            let whole = self.amounts[..before].iter().rfind(|(whole, label)| {
                divided.is_some_and(|at| whole.end <= at && !text[whole.end..at].contains('。'))
                    && label.moved.is_none()
                    && !label.is_other_year(self.author)
            });
            whole.and_then(|(whole, _)| yuan(whole)).is_some_and(|whole| !rises_by_more(whole))
        };
        let is_too_much = label.moved == Some(Move::Up) && rises_by_more(all) && !of_whole();
        let message = match (is_level && moved.0 > moved.1, is_too_much) {
            (true, _) => "the same figure is said to be level and to have moved",
            (_, true) => "a figure is said to have risen by more than it is",
            _ => return None,
        };
        let sentence = self.paragraph.sentence(change.start);
        Some(Check {
            expected: Some(now.value),
            actual: Some(change.value),
            ..self.check(change.start, false, format!("{message}: “{sentence}”"))
        })
    }

    /// `决算数小于年初预算数` beside the two figures.
    pub(super) fn comparison(&self) -> Option<Check> {
        let one = |is_meant: fn(&Label) -> bool| {
            let mut found = self.amounts.iter().filter(|(_, label)| is_meant(label));
            found.next().filter(|_| found.next().is_none()).map(|(amount, _)| amount)
        };
        let text = &self.paragraph.text;
        let at = text.find("决算数")?;
        let words = text[at..].split(['。', ';', ',']).next().unwrap_or_default();
        let way = words::comparison(words).filter(|_| words.contains("预算"))?;
        let accounts = one(|label| label.is_final());
        let budget = one(|label| label.is_budget() && !label.is_final());
        let (Some(accounts), Some(budget)) = (accounts, budget) else {
            return self.completed(at, words, way);
        };
        let (a, b) = (yuan(accounts)?, yuan(budget)?);
        let (apart, rounding) = (a.0 - b.0, a.1 + b.1);
        let holds = match way {
            Move::Up => apart > -rounding,
            Move::Down => apart < rounding,
            Move::Level => apart.abs() <= rounding,
        };
        Some(self.compared(at, holds, accounts.value, budget.value))
    }

    /// `完成年初预算的96.33%，决算数小于年初预算数`: what is more than a hundred percent of the budget is more than it.
    fn completed(&self, at: usize, words: &str, way: Move) -> Option<Check> {
        let text = &self.paragraph.text;
        let &(start, percent) = self.percentages.iter().rfind(|(start, _)| *start < at)?;
        let between = &text[start..at];
        let clause = sentence::label(&text[..start]);
        let is_apart = between.chars().count() > APART || between.matches('。').count() > 1;
        // A budget of the beginning of the year is not the adjusted one.
        let is_same = BUDGETS.iter().all(|kind| !words.contains(kind) || clause.contains(kind));
        let is_of_budget = clause.contains("完成") && clause.contains("预算") && is_same;
        let is_plain = !words.contains(['(', ')', '或'])
            && !self.amounts.iter().any(|(amount, _)| (start..at).contains(&amount.start));
        let apart = percent - Decimal::ONE_HUNDRED;
        if is_apart || !is_of_budget || !is_plain || apart.abs() <= half(percent) {
            return None;
        }
        let holds = match way {
            Move::Up => apart > Decimal::ZERO,
            Move::Down => apart < Decimal::ZERO,
            Move::Level => return None,
        };
        Some(self.compared(at, holds, percent, Decimal::ONE_HUNDRED))
    }

    /// The check of what is said here of the accounts beside the budget.
    fn compared(&self, at: usize, holds: bool, accounts: Decimal, budget: Decimal) -> Check {
        let compare = if holds { "compare" } else { "do not compare" };
        let sentence = self.paragraph.sentence(at);
        let message = format!("the accounts {compare} with the budget as it is said: “{sentence}”");
        Check { expected: Some(budget), actual: Some(accounts), ..self.check(at, holds, message) }
    }
}

/// What a figure is after it has moved; a figure that is level has not.
fn after(before: Decimal, way: Move, change: Decimal) -> Option<Decimal> {
    match way {
        Move::Up => before.checked_add(change),
        Move::Down => before.checked_sub(change),
        Move::Level => None,
    }
}
