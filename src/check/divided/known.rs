//! Wholes whose parts have names of their own, and what balances the budget of a government beside its own money.
//!
//! `一般公共预算收入90万元，其中：税收收入60万元，非税收入30万元` has no other parts, and `收入90万元，加上级补助收入60万元、上年结转收入5万元，
//! 收入总计155万元` adds up.

use super::{Labelled, added_up, divided_from, is_own, parts_within, stated_parts};
use crate::check::label::{Author, Label, is_plain};
use crate::check::rates::names_last_year;
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::sides::are_sides;
use crate::document::{Check, CheckStatus};

/// What a name holds, and all of its parts.
const WHOLES: [(&str, &[&str]); 6] = [
    ("一般公共预算收入", &["税收收入", "非税收入"]),
    ("上级补助收入", &["返还性收入", "一般性转移支付", "专项转移支付"]),
    ("债务限额", &["一般债务", "专项债务"]),
    ("债务余额", &["一般债务", "专项债务"]),
    ("公务用车运行维护费", &["加油", "维修", "保险", "其他"]),
    ("公务用车运行维护费", &["燃料", "维修", "保险", "其他"]),
];

/// Words for what has been received or spent.
const DONE: [&str; 3] = ["完成", "执行", "预计"];

/// Words before what balances a budget, behind its own money.
const ADDED: [&str; 2] = ["加上", "加"];
/// Money beside what a government spends that is told without them.
const BESIDE: [&str; 3] = ["调出资金", "上解", "债务还本"];
/// Words for all of one side of a budget.
const TOTALS: [&str; 6] = ["收入总计", "支出总计", "收入总量", "支出总量", "收入合计", "支出合计"];
/// Words for what some amounts of a list come to.
const SUBTOTALS: [&str; 4] = ["合计", "共", "小计", "总计"];
/// Words in a list for what is no part of it, taken off or left out.
const UNEVEN: [&str; 7] = ["其中", "包括", "含", "减", "扣", "等", "上划"];

/// The check of a whole against all of its parts.
pub(super) fn divided(paragraph: &Paragraph, amounts: &[Labelled<'_>], author: &Author) -> Option<Check> {
    let is_whole = |label: &Label| label.moved.is_none() && !label.compares() && !names_last_year(label);
    let whole @ (_, label) = amounts.first().filter(|(_, label)| is_whole(label))?;
    let mut known = WHOLES.iter().filter(|(name, _)| label.text.contains(name)).peekable();
    known.peek()?;
    let told = stated_parts(paragraph, amounts).or_else(|| parts_behind_budget(paragraph, amounts))?;
    let told: Vec<&Labelled<'_>> = told.into_iter().filter(|(_, part)| is_own(part)).collect();
    let parts = known.find_map(|(_, names)| {
        let parts = Some(&told[..]).filter(|told| told.len() == names.len())?;
        let is_told = |name: &&str| parts.iter().any(|(_, part)| is_called(part, name, label, author));
        names.iter().all(is_told).then_some(parts)
    })?;
    added_up(paragraph, whole, parts.iter().copied())
}

/// The parts that a sentence tells behind the budget which their whole completes: `90万元，完成年初预算100万元的90%，其中：…`.
fn parts_behind_budget<'a, 'b>(
    paragraph: &Paragraph,
    amounts: &'b [Labelled<'a>],
) -> Option<Vec<&'b Labelled<'a>>> {
    let (text, whole) = (&paragraph.text, amounts.first()?);
    let from = divided_from(text, whole)?;
    let is_beside = |label: &Label| label.is_completed() || label.text.starts_with('为') && label.is_budget();
    let mut between = amounts[1..].iter().take_while(|(amount, _)| amount.start < from);
    if between.any(|(_, label)| is_own(label) && !is_beside(label)) {
        return None;
    }
    parts_within(text, amounts, from, sentence::end(text, from))
}

/// Whether a part has this name, and no words that its whole has not.
fn is_called(part: &Label, name: &str, whole: &Label, author: &Author) -> bool {
    let is_said = |words: &str| {
        let words = DONE.iter().fold(words.to_owned(), |words, done| words.replace(done, ""));
        is_plain(&words, author) || whole.text.contains(&words)
    };
    part.text.split_once(name).is_some_and(|(before, behind)| is_said(before) && is_said(behind))
}

/// The check of all of one side of a budget against its own money and what is added to that from the amount at `first` on.
pub(super) fn balanced(paragraph: &Paragraph, amounts: &[Labelled<'_>], first: usize) -> Option<Check> {
    let text = &paragraph.text;
    let (added, _) = amounts.get(first)?;
    let (from, name) = text[..added.start].split_at(added.start - added.label.len());
    let from = from.trim_end_matches(':');
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let lead = || ADDED.iter().find_map(|word| from.strip_suffix(word));
    let own = match begins(&BESIDE) && !from.ends_with('。') {
        true => from,
        false if begins(&ADDED) => from,
        false => lead()?,
    };
    let end = sentence::end(text, added.end);
    let behind = &amounts[first..];
    let within = &behind[..behind.partition_point(|(amount, _)| amount.end <= end)];
    let is_total = |(_, label): &Labelled<'_>| {
        let name = label.text.trim_end_matches(['为', '达', '共']);
        TOTALS.iter().any(|total| name.ends_with(total)) && label.moved.is_none()
    };
    let (parts, rest) = within.split_at(within.iter().position(is_total)?);
    let whole @ (total, label) = rest.first()?;
    let is_within = |at: usize| sentence::bracketed(text, at, total.start).is_some();
    let is_uneven = |word: &str| {
        let list = &text[added.start..total.start];
        list.match_indices(word).any(|(at, _)| !is_within(added.start + at))
    };
    let parts: Vec<&Labelled<'_>> = parts.iter().filter(|(amount, _)| !is_within(amount.end)).collect();
    let is_part = |(_, part): &&Labelled<'_>| {
        part.moved.is_none()
            && !part.compares()
            && !SUBTOTALS.iter().any(|word| part.text.starts_with(word))
            && !are_sides(&part.text, &label.text)
    };
    if parts.is_empty() || !parts.iter().all(is_part) || UNEVEN.iter().any(|word| is_uneven(word)) {
        return None;
    }
    let checked = |base| added_up(paragraph, whole, [base].into_iter().chain(parts.iter().copied()));
    let bases = bases(text, own, &amounts[..first], label);
    let held = bases.iter().filter_map(|base| checked(*base)).find(|check| check.status == CheckStatus::Pass);
    let side = if label.text.contains('收') { "收入" } else { "支出" };
    let is_named = |base: &Label| [side, DONE[0]].iter().any(|word| base.text.contains(word));
    match (held, &bases[..]) {
        (None, [only @ (_, base)]) if is_named(base) => checked(*only),
        (held, _) => held,
    }
}

/// The amounts that may be a budget's own money in front of what is added: those that its sentence speaks of, or the one before it.
fn bases<'a, 'b>(text: &str, own: &str, amounts: &'b [Labelled<'a>], total: &Label) -> Vec<&'b Labelled<'a>> {
    let own = own.trim_end_matches('。');
    let from = own.rfind('。').unwrap_or(0);
    let until = own[from..].find("其中").map_or(own.len(), |at| from + at);
    let is_base = |(amount, label): &&Labelled<'_>| {
        (from..until).contains(&amount.start)
            && is_own(label)
            && !names_last_year(label)
            && !are_sides(&label.text, &total.text)
            && is_outer(text, amount, own.len())
    };
    let mut bases: Vec<_> = amounts.iter().filter(is_base).collect();
    if bases.iter().any(|(_, label)| !label.is_budget()) {
        bases.retain(|(_, label)| !label.is_budget());
    }
    bases
}

/// Whether no bracket that closes before a place holds an amount.
fn is_outer(text: &str, amount: &Amount<'_>, until: usize) -> bool {
    sentence::bracketed(text, amount.end, until).is_none()
}
