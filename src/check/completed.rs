//! The rates of completion that a sentence does itself: `支出决算为A万元，完成预算的P%`.
//!
//! The budget is one that the sentence names before the rate or within it (`完成预算B万元的P%`), one that a table states, or what
//! the figure is told to differ by from it (`比年初预算增加D万元`).

use std::ops::RangeInclusive;

use rust_decimal::Decimal;

use crate::check::compared::names_budget_of;
use crate::check::header::Version;
use crate::check::label::{Label, Topic};
use crate::check::rates::{
    APART, Rounded, Told, are_apart, before, is_average, is_rate, names_last_year, nearest, yuan,
};
use crate::check::sentence::Amount;

/// What the words for a budget begin with that a rate is told of: `为年初预算90万元的98%`.
const OF_BUDGET: [&str; 3] = ["完成", "为", "是"];

/// What the accounts and the budget differ by, of the budget.
const DIFFERENCE: &str = "差异率";

impl Told<'_> {
    /// `支出决算为A万元，完成预算的P%`: P is A of a budget named in the same sentence, or of the one that a table states.
    pub(super) fn completion(
        &self,
        told: RangeInclusive<usize>,
        last: usize,
        part: Rounded,
        of: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        // 预算90万元，支出80万元，…，其中：项目支出20万元，完成预算的95%: not of the budget of all.
        let start = self.amounts[last].0.start;
        let is_divided = |budget: &Amount<'_>| {
            self.paragraph.text.get(budget.end..start).is_some_and(|between| between.contains("其中"))
        };
        let others = told.filter(|&index| index != last).map(|index| &self.amounts[index]);
        let budgets = others.filter(|(amount, label)| label.is_budget() && !is_divided(amount));
        let mut budgets: Vec<Rounded> = budgets.filter_map(|(amount, _)| yuan(amount)).collect();
        if let (true, Some(subject), false) = (budgets.is_empty(), self.bound[last].of, of.contains("年初"))
        {
            budgets = (self.stated)(subject, Version::Budget);
        }
        if budgets.is_empty() {
            budgets.extend(self.budget_apart(last, part, of).or_else(|| self.budget_behind(last, of)));
        }
        let mut rates: Vec<_> =
            budgets.into_iter().filter_map(|budget| is_rate(part, budget, percent)).collect();
        let left = self.left(last, part).and_then(|budget| is_rate(part, budget, percent));
        rates.extend(left.filter(|(holds, _)| *holds));
        nearest(rates, percent)
    }

    /// What there was to spend, by what was left of it or spent beyond it: `支出A万元，结余D万元`. Some of it may have gone elsewhere.
    fn left(&self, last: usize, part: Rounded) -> Option<Rounded> {
        let (change, label) = self.amounts.get(last + 1)?;
        let is_beside = !are_apart(&self.paragraph.text[self.amounts[last].0.end..change.start]);
        before(part, label.unspent(self.author).filter(|_| is_beside)?, yuan(change)?)
    }

    /// `收入A万元，完成预算B万元的P%`, `支出决算A万元。与年初预算B万元相比，完成年初预算的P%`: P is A of the budget behind it.
    pub(super) fn spent_of(
        &self,
        first: usize,
        last: usize,
        words: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let (budget, label) = &self.amounts[last];
        let is_rate_of = OF_BUDGET.iter().any(|word| label.text.starts_with(word)) && words == "的";
        let is_compared = label.text.starts_with('与') && words.starts_with("相比,完成");
        let is_budget = label.is_budgeted() && !label.is_other_year(self.author);
        let before = last.checked_sub(1).filter(|_| is_budget && (is_rate_of || is_compared))?;
        let (spent, other) = &self.amounts[before];
        let is_spent = other.is_final() && other.moved.is_none() && !other.is_other_year(self.author);
        let between = &self.paragraph.text[spent.end..budget.start];
        let is_near = between.chars().count() <= 2 * APART && between.matches('。').count() < 2;
        if is_spent && is_near {
            return is_rate(yuan(spent)?, yuan(budget)?, percent);
        }
        // 收入完成90万元，完成年初预算100万元的90%
        let is_own = |label: &Label| label.moved.is_none() && !label.compares() && !names_last_year(label);
        let found = self.part_of(first, last, percent).filter(|_| is_rate_of);
        found.filter(|(holds, _)| *holds || is_own(other) && !is_average(other))
    }

    /// `收入A万元，占年初预算B万元的P%`: P is A of the whole behind it. Silent where more than one amount stands before that and
    /// none is P of it.
    pub(super) fn share_of(
        &self,
        first: usize,
        last: usize,
        words: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let (_, label) = &self.amounts[last];
        let is_share = label.text.starts_with('占') && words == "的";
        if is_share { self.part_of(first, last, percent) } else { None }
    }

    /// The rate that one of the amounts before another one is of that, where any is or there is only one.
    fn part_of(&self, first: usize, last: usize, percent: Decimal) -> Option<(bool, Decimal)> {
        let whole = yuan(&self.amounts[last].0)?;
        let parts = self.amounts[first..last].iter().filter_map(|(part, _)| yuan(part));
        let found = nearest(parts.filter_map(|part| is_rate(part, whole, percent)).collect(), percent);
        found.filter(|(holds, _)| *holds || last - first == 1)
    }

    /// `预算数B万元，决算数A万元，预决算差异率P%`: P is what A and B differ by, of B, with or without its sign.
    pub(super) fn differing(
        &self,
        mut told: RangeInclusive<usize>,
        clause: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        if !clause.contains(DIFFERENCE) {
            return None;
        }
        let [(one, label), (other, of)] = self.amounts.get(told.next()?..=told.next()?)? else { return None };
        let of_year =
            [label, of].iter().all(|label| label.moved.is_none() && !label.is_other_year(self.author));
        let is_pair = of_year && told.next().is_none() && label.is_budgeted() && of.is_final();
        let (budget, spent) = (yuan(one)?, yuan(other).filter(|_| is_pair)?);
        let apart = (spent.0.checked_sub(budget.0)?, spent.1 + budget.1);
        let unsigned = (apart.0.abs(), apart.1);
        nearest(
            [apart, unsigned].into_iter().filter_map(|apart| is_rate(apart, budget, percent)).collect(),
            percent,
        )
    }

    /// The budget that is told behind a rate, and nothing else of it: `A万元，完成预算的P%，预算数B万元`.
    fn budget_behind(&self, last: usize, of: &str) -> Option<Rounded> {
        let (budget, label) = self.amounts.get(last + 1)?;
        let is_apart = are_apart(&self.paragraph.text[self.amounts[last].0.end..budget.start]);
        let is_own = label.is_budgeted() && label.certain && label.topic == Topic::Unnamed;
        let is_of_year = label.moved.is_none() && !label.compares() && !label.is_other_year(self.author);
        let is_same = names_budget_of(of, &label.text) && names_budget_of(&label.text, of);
        if is_own && is_of_year && is_same && !is_apart { yuan(budget) } else { None }
    }

    /// The budget that a figure was, by what it differs from that behind a rate: `A万元，完成年初预算的P%，比年初预算增加D万元`.
    fn budget_apart(&self, last: usize, part: Rounded, of: &str) -> Option<Rounded> {
        let (change, label) = self.amounts.get(last + 1)?;
        let between = &self.paragraph.text[self.amounts[last].0.end..change.start];
        let is_same = of.contains("年初") == label.text.contains("年初");
        if !label.is_budget() || !label.is_bare_move(self.author) || !is_same || are_apart(between) {
            return None;
        }
        before(part, label.moved?, yuan(change)?)
    }
}
