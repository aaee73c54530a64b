//! What a sentence says of how two figures compare: a figure and what it was before, a figure and what it has moved by, the
//! accounts and the budget.
//!
//! `公务接待费2.00万元，比2023年3.00万元减少1.00万元` is 3 less 1, and `决算数小于年初预算数` holds against the two figures, or else against
//! `完成年初预算的96.33%`.

use rust_decimal::Decimal;

use crate::check::label::{Label, Topic};
use crate::check::rates::{APART, Rounded, Told, are_apart, half, is_average, yuan};
use crate::check::sentence::{self, Amount};
use crate::check::sides::are_sides;
use crate::check::words::{self, Move};
use crate::document::Check;

/// Words for what is level but for a little (与上年基本持平).
const NEARLY: [&str; 3] = ["基本", "大体", "略"];

/// Words that tell budgets of a year from each other.
const BUDGETS: [&str; 3] = ["年初", "全年", "调整"];

impl Told<'_> {
    /// `A万元，比2023年B万元减少D万元`, `2023年执行数B万元，2024年预算数A万元，减少D万元`, `年初预算B万元，决算A万元，决算数小于预算数D万元`: A is B less D.
    /// Any other amount of the clause may be A; only where there is no other one is it contradicted.
    pub(super) fn difference(&self, index: usize) -> Option<Check> {
        let [(last, nearest), (change, label)] = self.amounts.get(index..index + 2)? else { return None };
        let text = &self.paragraph.text;
        let is_bare = label.is_bare_move(self.author) && label.topic == Topic::Unnamed;
        let bare = label.moved.filter(|_| is_bare && nearest.moved.is_none());
        let way = bare.or_else(|| label.apart(self.author))?;
        let from = text[..last.start].rfind(['。', ';']).unwrap_or(0);
        let is_told =
            |(amount, label): &&(Amount<'_>, Label<'_>)| amount.start >= from && label.moved.is_none();
        let told: Vec<&(Amount<'_>, Label<'_>)> = self.amounts[..=index].iter().filter(is_told).collect();
        let is_before = |(amount, other): &&(Amount<'_>, Label<'_>)| match nearest.compares() {
            true => amount.start == last.start && (other.is_other_year(self.author) || other.is_budgeted()),
            false => self.is_compared(label, other),
        };
        let (before, others): (Vec<_>, Vec<_>) = told.into_iter().partition(is_before);
        let [(before, was)] = before[..] else { return None };
        if are_apart(&text[last.end..change.start]) {
            return None;
        }
        let is_now = |(_, other): &&(Amount<'_>, Label<'_>)| !other.is_other_year(self.author);
        let mut now: Vec<_> = others.into_iter().filter(is_now).collect();
        if was.is_final() && now.iter().any(|(_, other)| other.is_final()) {
            now.retain(|(_, other)| other.is_final());
        }
        let (b, moved) = (yuan(before)?, yuan(change)?);
        let sum = after(b.0, way, moved.0)?;
        let holds =
            |amount: &Amount<'_>| yuan(amount).is_some_and(|a| (a.0 - sum).abs() <= a.1 + b.1 + moved.1);
        let held = now.iter().find(|(amount, _)| holds(amount));
        // 2023年执行数90万元，2024年预算100万元，增加5万元: perhaps of last year's budget.
        let is_certain = |own: &Label| match (Kind::of(label), Kind::of(was)) {
            (None, Some(kind)) => Kind::of(own) == Some(kind),
            _ => true,
        };
        let (now, held) = match (held, &now[..]) {
            (Some((now, _)), _) => (now, true),
            (None, [(only, own)]) if nearest.compares() || are_alike(was, own) && is_certain(own) => {
                (only, false)
            }
            // 7万元，其中：购置费3万元，比2023年B万元减少D万元: neither of the two.
            (None, [(whole, _), (part, _)])
                if nearest.compares() && self.is_divided_off(whole, part, last) =>
            {
                (part, false)
            }
            _ => return None,
        };
        self.difference_check(now, change, sum, held)
    }

    /// Whether 其中 and no other amount stands between a whole and its part, and a comma between that and what it is compared with.
    fn is_divided_off(&self, whole: &Amount<'_>, part: &Amount<'_>, compared: &Amount<'_>) -> bool {
        let text = &self.paragraph.text;
        let between = &text[part.end..compared.start - compared.label.len()];
        sentence::divides(text, whole) && text[whole.end..part.start].ends_with(part.label) && between == ","
    }

    /// Whether a figure is the one that an amount is said to be apart from: the budget (比年初预算增加), or that of another year.
    fn is_compared(&self, change: &Label, other: &Label) -> bool {
        let is_of_year = change.is_other_year(self.author);
        if change.is_budget() && !is_of_year {
            return other.is_budgeted()
                && !other.is_other_year(self.author)
                && names_budget_of(&other.text, &change.text);
        }
        let is_year =
            !is_of_year || change.year().is_none_or(|year| other.year().is_none_or(|own| own == year));
        let is_kind = Kind::of(change).is_none_or(|kind| Kind::of(other) == Some(kind));
        other.is_other_year(self.author) && is_year && is_kind
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
        let said = between.strip_suffix(change.label)?;
        // 与上年持平，比年初预算减少1万元 compares with two figures, and 基本持平 is not level.
        let is_of_same = !label.compares() && !label.is_other_year(self.author) && !label.is_budget();
        let is_level = !is_apart
            && is_of_same
            && words::direction(said) == Some(Move::Level)
            && !NEARLY.iter().any(|word| said.contains(word));
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
        let of_all = || self.together(index).is_some_and(|all| !rises_by_more(all));
        let is_too_much = label.moved == Some(Move::Up) && rises_by_more(all) && !of_whole() && !of_all();
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
        let way = words::first_comparison(words).filter(|_| words.contains("预算"))?;
        let accounts = one(|label| label.is_final());
        let budget = one(|label| label.is_budgeted());
        let (Some(accounts), Some(budget)) = (accounts, budget) else {
            return self.completed(at, words, way);
        };
        let (a, b) = (yuan(accounts)?, yuan(budget)?);
        let (apart, rounding) = (a.0 - b.0, a.1 + b.1);
        let holds = match way {
            Move::Up => apart > -rounding,
            Move::Down => apart < rounding,
            Move::Level | Move::Either => apart.abs() <= rounding,
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
        let is_same = names_budget_of(clause, words);
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
            Move::Level | Move::Either => return None,
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

/// Whether words name the budget of the year that others do, if these name one.
pub(super) fn names_budget_of(words: &str, others: &str) -> bool {
    BUDGETS.iter().all(|kind| !others.contains(kind) || words.contains(kind))
}

/// What the figure of a year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 预算数
    Planned,
    /// 决算数, 执行数
    Spent,
}

impl Kind {
    fn of(label: &Label) -> Option<Self> {
        let is_spent = label.is_final() || label.text.contains("执行");
        let planned = || label.is_budget().then_some(Self::Planned);
        if is_spent { Some(Self::Spent) } else { planned() }
    }
}

/// Whether two figures may be those of one thing: one is a budget and the other what was spent of it, or both have the same name, or
/// one has none.
fn are_alike(one: &Label, other: &Label) -> bool {
    let has_no_name = |label: &Label| label.topic == Topic::Unnamed && label.certain;
    let is_spent = one.is_budgeted() && other.is_final();
    let is_named_alike = is_spent
        || has_no_name(one)
        || has_no_name(other)
        || one.without_year() == other.without_year()
        || one.topic != Topic::Unnamed && one.topic == other.topic;
    is_named_alike && !are_sides(&one.text, &other.text)
}

/// What a figure is after it has moved; a figure that is level has not.
fn after(before: Decimal, way: Move, change: Decimal) -> Option<Decimal> {
    match way {
        Move::Up => before.checked_add(change),
        Move::Down => before.checked_sub(change),
        Move::Level | Move::Either => None,
    }
}
