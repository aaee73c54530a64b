//! The shares that a sentence tells: `A万元，占本年支出合计的P%`.
//!
//! What an amount is a share of stands behind 占, or before: the whole that the sentence divides, what another share of the
//! same sentence is of, what a table states, or what a paragraph before names.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::check::header::Version;
use crate::check::label::{Label, Topic, is_plain};
use crate::check::rates::{Rounded, Told, are_apart, is_rate, nearest, yuan};
use crate::check::sentence::{self, Amount};
use crate::check::sides::{are_sides, side_of_year};
use crate::check::words::{self, TOTAL};
use crate::document::Warning;

/// Where each percentage begins that says what it is a share of, and what that is.
pub(crate) fn shares<'a>(text: &'a str, percentages: &[(usize, Decimal)]) -> Vec<(usize, &'a str)> {
    let share = |&(at, _): &(usize, Decimal)| {
        Some((at, whole_of(sentence::share(&text[..at])?))).filter(|(_, of)| !of.is_empty())
    };
    percentages.iter().filter_map(share).collect()
}

/// What the words behind 占 say that something is a share of: nothing where they only say that it is one (占比, 占比重为).
fn whole_of(words: &str) -> &str {
    let words = words.trim_end_matches('的').trim_end_matches("分别为").trim_end_matches("分别");
    let of = words
        .strip_prefix('比')
        .map(|rest| rest.trim_start_matches(['例', '重', '率', '为', '约', '达', '到']));
    if of == Some("") { "" } else { words }
}

/// What all of these say, where they agree.
fn agreed(mut sums: impl Iterator<Item = Rounded>) -> Option<Rounded> {
    let first = sums.next()?;
    sums.all(|other| other.0 == first.0).then_some(first)
}

impl Told<'_> {
    /// `A万元，占本年支出合计的P%`: P is A of an amount named before, or of what a table states.
    pub(super) fn share(
        &self,
        last: usize,
        at: usize,
        part: Rounded,
        of: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let before = self.amounts[..last].iter().rev().filter_map(|(amount, _)| yuan(amount));
        let found = nearest(before.filter_map(|whole| is_rate(part, whole, percent)).collect(), percent);
        if found.is_some_and(|(holds, _)| holds) {
            return found;
        }
        // 基本支出预算 is no 支出预算, and which 基本支出 it is the sentence does not say.
        let of = whole_of(of);
        if !of.is_empty() {
            return self.share_of_named(last, part, of, percent);
        }
        let shared = self.shared(last, at);
        let is_within = shared.is_some_and(|(_, is_within)| is_within);
        let of = shared.filter(|(_, is_within)| !is_within).map(|(of, _)| of).unwrap_or_default();
        let found = self.share_of_named(last, part, of, percent)?;
        // 占本年收入的90%，其中：政府性基金9万元，占10%: of either.
        match shared.filter(|_| is_within && !found.0) {
            Some((of, _)) => {
                let again = self.share_of_named(last, part, of, percent)?;
                Some(if again.0 { again } else { found })
            }
            None => Some(found),
        }
    }

    /// The share that an amount is of what these words name, or of what its sentence divides where they are none.
    fn share_of_named(
        &self,
        last: usize,
        part: Rounded,
        of: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let base = Label::of(of, self.author);
        let is_called = |label: &Label| self.is_called(&label.text, &base.text);
        let wholes: Vec<Rounded> = match (base.topic, self.subject) {
            (Topic::Whole(scope), _) if base.certain => {
                let stated = (self.stated)((scope.name, scope.base), Version::Plain);
                let named = self.named(last, |label| label.certain && label.topic == Topic::Whole(scope));
                self.or_recalled(if stated.is_empty() { named } else { stated }, &base)?
            }
            // 占基本支出的: of the one that is named before, or else of that of the section.
            (Topic::Part(part), _) if base.certain => {
                let named = self.named(last, |label| {
                    let is_named = match label.topic {
                        Topic::Whole(scope) => scope.base == part,
                        topic => topic == base.topic,
                    };
                    is_named && label.certain && label.moved.is_none() && !label.is_other_year(self.author)
                });
                let section = self.section.filter(|_| named.is_empty() && part.starts_with("use."));
                let told = section.map_or(named, |section| (self.stated)((section, part), Version::Plain));
                let again = if told.is_empty() { self.named_again(last, &base.text) } else { None };
                let told = again.map_or(told, |whole| vec![whole]);
                self.or_recalled(told, &base)?
            }
            (Topic::Unnamed, _) if let Some(side) = side_of_year(&base.text) => {
                let named = self.named(last, is_called);
                let is_of_all = self.section.is_none() && named.is_empty();
                if is_of_all { (self.stated)((side, TOTAL), Version::Plain) } else { named }
            }
            (Topic::Unnamed, Some(subject))
                if of.is_empty()
                    && subject < last
                    && !are_sides(&self.amounts[subject].1.text, &self.amounts[last].1.text) =>
            {
                yuan(&self.amounts[subject].0).into_iter().collect()
            }
            (Topic::Unnamed, _) if of.is_empty() => {
                let stated = |whole| (self.stated)(whole, Version::Plain);
                let told = self.bound[last].whole.map(stated).unwrap_or_default();
                let divided = || self.divided(last).or_else(|| self.total(last));
                if told.is_empty() { divided().into_iter().collect() } else { told }
            }
            (Topic::Unnamed, _) if !base.text.is_empty() => self.named(last, is_called),
            _ => return None,
        };
        nearest(wholes.into_iter().filter_map(|whole| is_rate(part, whole, percent)).collect(), percent)
    }

    /// The one amount that is called so before 其中, whosever it is: `全县一般公共预算收入完成90万元。其中：税收收入60万元，占一般公共预算收入的
    /// 66.67%`.
    fn named_again(&self, last: usize, of: &str) -> Option<Rounded> {
        let (text, part) = (&self.paragraph.text, &self.amounts[last]);
        let at = text[..part.0.start].rfind("其中").filter(|at| !text[*at..part.0.start].contains('。'))?;
        let is_named = |(amount, label): &&(Amount<'_>, Label<'_>)| {
            let is_beside = label.compares() || label.is_completed() || label.is_other_year(self.author);
            amount.end <= at && label.moved.is_none() && !is_beside && label.text.contains(of)
        };
        let mut named = self.amounts[..last].iter().filter(is_named);
        let (whole, label) = named.next().filter(|_| named.next().is_none())?;
        let is_near = text[whole.end..at].matches('。').count() < 2 && !are_sides(&label.text, &part.1.text);
        if is_near { yuan(whole) } else { None }
    }

    /// What the sentence of an amount divides, of which it is a part: `本单位收入为90万元，其中：事业收入9万元`, `支出90万元中，基本支出60万元`.
    fn divided(&self, last: usize) -> Option<Rounded> {
        let text = &self.paragraph.text;
        let part = self.amounts[last].0.start;
        let of_which = text[..part].rfind("其中").map(|at| (at, true));
        let (at, is_of_which) =
            of_which.max(text[..part].rfind("元中,").map(|at| (at + "元".len(), false)))?;
        let is_whole = |(amount, label): &(Amount<'_>, Label<'_>)| amount.end <= at && label.moved.is_none();
        let index = self.amounts[..last].iter().rposition(is_whole)?;
        if self.is_behind_list(index, at, last) {
            return self.divided(index);
        }
        let (whole, label) = &self.amounts[index];
        let between = text[whole.end..at].trim_end_matches('。');
        let is_apart =
            between.contains('。') || text[at..part].contains('。') || !is_of_which && whole.end < at;
        let is_bracketed = || {
            let closes = |from, to| sentence::bracketed(text, from, to).is_some();
            closes(at, part) || closes(whole.end, at)
        };
        let is_compared = label.is_other_year(self.author) || label.compares();
        if is_apart || is_compared || is_bracketed() { None } else { yuan(whole) }
    }

    /// Whether an amount stands behind all that 其中 at a place divides another one into: `基本支出60万元，占50%，其中：人员经费40万元，
    /// 公用经费20万元；项目支出60万元，占50%`. Where no rule knows what those are, none of them tells a share as that one does.
    fn is_behind_list(&self, whole: usize, at: usize, last: usize) -> bool {
        let ((amount, label), (part, other)) = (&self.amounts[whole], &self.amounts[last]);
        let text = &self.paragraph.text;
        let Some(end) = text[at..part.start].find(';').map(|end| at + end) else { return false };
        let tells_share = |within: Range<usize>| {
            let mut told = self.percentages.iter().filter(|(at, _)| within.contains(at));
            told.any(|(at, _)| sentence::share(&text[..*at]).is_some())
        };
        match (label.topic, other.topic) {
            (Topic::Part(whole), Topic::Part(part)) if words::is_nested(part, whole) => false,
            (Topic::Part(whole), Topic::Part(part)) if words::is_divided_without(whole, part) => true,
            _ => tells_share(amount.end..at) && !tells_share(at..end),
        }
    }

    /// What all totals come to that a sentence names before an amount, where they agree: `收入总计90万元，支出总计90万元；基本支出60万元`.
    fn total(&self, last: usize) -> Option<Rounded> {
        let from = self.paragraph.text[..self.amounts[last].0.start].rfind('。').unwrap_or(0);
        let is_total = |label: &Label| {
            matches!(label.topic, Topic::Whole(scope) if scope.base == TOTAL)
                && label.certain
                && label.moved.is_none()
                && !label.is_other_year(self.author)
        };
        let within = self.amounts[..last].iter().filter(|(amount, _)| amount.start >= from);
        agreed(within.filter(|(_, label)| is_total(label)).filter_map(|(amount, _)| yuan(amount)))
    }

    /// What an amount behind another share of the same sentence is a share of, where it does not say so itself:
    /// `财政拨款收入60万元，占本年收入的66.67%；事业收入30万元，占33.33%`; and whether it may also be one of what that other is.
    fn shared(&self, last: usize, at: usize) -> Option<(&str, bool)> {
        let text = &self.paragraph.text;
        let from = text[..at].rfind('。').unwrap_or(0);
        let before = self.shares.partition_point(|(other, _)| *other < at);
        let (other, of) = *self.shares[..before].last().filter(|(other, _)| *other >= from)?;
        let (shared, _) = self.before(other)?;
        let is_within = match (self.amounts[shared].1.topic, self.amounts[last].1.topic) {
            (Topic::Part(whole), Topic::Part(part)) => words::is_nested(part, whole),
            _ => false,
        };
        let divides = ["其中", "包括", "("].iter().any(|word| text[other..at].contains(word));
        let is_same_side = !are_sides(of, &self.amounts[last].1.text);
        (is_same_side && shared < last).then_some((of, is_within || divides))
    }

    /// Whether folded words in front of an amount are this name, and no others name money.
    fn is_called(&self, words: &str, name: &str) -> bool {
        let around = words.rsplit_once(name);
        around.is_some_and(|(before, behind)| is_plain(before, self.author) && is_plain(behind, self.author))
    }

    /// What is told here of what a share is of, or else what the paragraphs before this one name so, where all of them say the
    /// same of it.
    fn or_recalled(&self, told: Vec<Rounded>, of: &Label) -> Option<Vec<Rounded>> {
        if !told.is_empty() {
            return Some(told);
        }
        let of_section =
            self.named_before.iter().filter(|(named, _)| *named == of.topic).map(|(_, sum)| *sum);
        let others = self.wholes_before.iter().filter(|(name, _)| self.is_called(name, &of.text));
        let mut named: Vec<Rounded> = of_section.collect();
        if named.is_empty() {
            named = others.map(|(_, sum)| *sum).collect();
        }
        agreed(named.into_iter()).map(|sum| vec![sum])
    }

    /// Shares that are printed without the sign of a percentage.
    pub(super) fn unsigned(&self) -> impl Iterator<Item = Warning> {
        let shares = sentence::unsigned_shares(&self.paragraph.text);
        shares.into_iter().filter_map(|(at, of, percent)| {
            let last = self.amounts.iter().rposition(|(amount, _)| amount.end <= at)?;
            let words = &self.paragraph.text[self.amounts[last].0.end..at];
            let part = yuan(&self.amounts[last].0).filter(|_| !are_apart(words))?;
            self.share(last, at, part, of, percent).filter(|(holds, _)| *holds)?;
            let sentence = self.paragraph.sentence(at);
            let message = format!("{percent} is a share that is printed without %: “{sentence}”");
            Some(Warning::new("percent_without_sign", message).at(self.paragraph.place(at)))
        })
    }
}
