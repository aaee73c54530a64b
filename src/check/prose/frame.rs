//! What a paragraph says in front of its amounts: whose money, and of which year, until a sentence says so again.
//!
//! `2025年，全县政府性基金收入完成50万元。加上上级补助收入2万元，收入总计52万元`: 收入总计 is that of the fund, and of 2025.

use crate::check::header::Version;
use crate::check::label::{Author, Label, Topic};
use crate::check::sentence::Amount;
use crate::check::standpoint::years;
use crate::check::words::{self, Meaning};

/// Words behind which stand parts of what a sentence speaks of.
const DIVIDES: [&str; 2] = ["其中", "包括"];

/// What is said of the amounts that follow.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Frame {
    fund: Option<Meaning>,
    pub year: Option<u16>,
    /// The figure that the last amount is, and the one that parts of what the clause divides are.
    last: Version,
    divided: Version,
}

impl Frame {
    /// What is said in front of an amount; the one before it ends at `before`, at the beginning of a paragraph nowhere.
    pub fn to(self, text: &str, before: usize, amount: &Amount<'_>, label: &Label, author: &Author) -> Self {
        let words = &text[before..amount.start];
        let divided = match DIVIDES.iter().any(|word| words.contains(word)) {
            true => self.last,
            false if words.contains(['。', ';']) => Version::Plain,
            false => self.divided,
        };
        let is_beside = label.moved.is_some() || label.compares() || label.is_completed();
        let last = if is_beside { self.last } else { label.version(author) };
        let frame = Self { last, divided, ..self };
        let clause = words.rsplit(['。', ';']).next().unwrap_or_default();
        let sentence = text[..amount.start].rsplit('。').next().unwrap_or_default();
        let begins = before == 0 || clause.len() < words.len();
        if !begins || label.moved.is_some() || DIVIDES.iter().any(|word| sentence.contains(word)) {
            return frame;
        }
        Self { fund: fund_of(label).or(self.fund), year: years(clause).last().or(self.year), ..frame }
    }

    /// The figure that an amount is: where it does not say so, that of what its clause divides (三公经费预算数9万元，其中：公务接待费4万元).
    pub fn version(self, label: &Label, author: &Author) -> Version {
        match label.version(author) {
            Version::Plain if !label.is_final() => self.divided,
            version => version,
        }
    }

    /// Whether a fund is spoken of that is not the general public budget.
    pub fn is_of_other_fund(self) -> bool {
        words::FUNDS[1..].iter().any(|fund| Some(fund.meaning) == self.fund)
    }
}

/// The fund that a label names.
fn fund_of(label: &Label) -> Option<Meaning> {
    let named = match label.topic {
        Topic::Whole(scope) => label.money.or(words::money_of(scope.name)),
        Topic::Part(part) => Some(part),
        Topic::Unnamed => label.money,
    };
    named.filter(|money| money.starts_with("fund."))
}
