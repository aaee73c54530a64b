//! What is claimed of printed figures, and how it comes out.
//!
//! Sums add the intervals of their figures, and an identity fails only if the intervals of its two sides do not meet (as
//! XBRL Calculations 1.1 has it), so two honestly rounded figures never contradict each other.
//!
//! ```text
//! 10.00 = 3.33 + 3.33 + 3.33   →   10.00 ± 0.005 against 9.99 ± 0.015: they meet
//! ```

use std::fmt::{self, Display};
use std::sync::Arc;

use rust_decimal::Decimal;
use smallvec::SmallVec;

use crate::check::figure::{Addends, FigureId, Figures, UnitId};

/// How the two sides of an identity relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    /// They are equal.
    Equal,
    /// The printed side holds the other: the parts of a 其中 never exceed their whole.
    Holds,
}

/// The families of rules (contract §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    ParentEqualsChildren,
    TotalEqualsRows,
    ColumnsAddUp,
    CarryOver,
    RevenueEqualsExpenditure,
    TablesAgree,
    ThreePublicAddsUp,
    ProjectsAddUp,
    NarrativeAgrees,
    EmptyTableAgrees,
    ListedTablePresent,
}

impl Rule {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::ParentEqualsChildren => "parent_equals_children",
            Self::TotalEqualsRows => "total_equals_rows",
            Self::ColumnsAddUp => "columns_add_up",
            Self::CarryOver => "carry_over",
            Self::RevenueEqualsExpenditure => "revenue_equals_expenditure",
            Self::TablesAgree => "tables_agree",
            Self::ThreePublicAddsUp => "three_public_adds_up",
            Self::ProjectsAddUp => "projects_add_up",
            Self::NarrativeAgrees => "narrative_agrees",
            Self::EmptyTableAgrees => "empty_table_agrees",
            Self::ListedTablePresent => "listed_table_present",
        }
    }
}

/// What is claimed, for a person: `the total of its 5 rows`. Most claims are made of many rows or columns, and most hold.
#[derive(Debug, Clone)]
pub(crate) struct Claim(Arc<str>);

impl Claim {
    const HELD: &str = "it is ";
    /// Most claims have no more bytes.
    const USUAL: usize = 96;

    pub fn new(claim: &str) -> Self {
        Self::of([claim])
    }

    /// The claim that these pieces make up.
    pub fn of<'p>(pieces: impl IntoIterator<Item = &'p str>) -> Self {
        let mut claim = String::with_capacity(Self::USUAL);
        claim.push_str(Self::HELD);
        claim.extend(pieces);
        Self(claim.into())
    }

    /// What is told of it where it holds.
    pub fn held(self) -> Arc<str> {
        self.0
    }
}

impl Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0[Self::HELD.len()..])
    }
}

/// An identity that is claimed: the printed figures and what they should come to.
#[derive(Debug, Clone)]
pub(crate) struct Identity<'t> {
    pub rule: Rule,
    pub relation: Relation,
    /// The side that is stated: one figure, or several that are added.
    pub actual: Addends,
    /// The side that it should come to.
    pub expected: Addends,
    pub tables: SmallVec<[usize; 2]>,
    pub row: Option<&'t str>,
    pub column: Option<Arc<[String]>>,
    pub claim: Claim,
    /// The reading of a table's structure that it rests on: identities of one reading stand or fall together.
    pub reading: usize,
    /// Whether a failure only says that the claim was too much (机关运行经费 is not always 公用经费).
    pub soft: bool,
    /// Other sides that would do as well: 收入总计 or 本年收入合计.
    pub alternatives: Vec<Addends>,
    /// The sentence that states it.
    pub sentence: Option<String>,
}

/// How an identity came out, in the unit of its first figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The sides meet.
    Pass {
        /// Whether it proves its figures: a bound that is not reached does not.
        proves: bool,
    },
    /// They do not.
    Fail,
    /// An operand is missing or unreadable.
    Skipped(&'static str),
}

/// The two sides of an identity in one unit, and how far they may be apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed {
    pub actual: Decimal,
    pub expected: Decimal,
    pub tolerance: Decimal,
    /// The unit of all three.
    pub unit: UnitId,
    meets: bool,
}

impl Weighed {
    /// `actual` − `expected`.
    pub fn difference(&self) -> Decimal {
        self.actual - self.expected
    }

    /// Whether the intervals of the sides meet.
    pub fn meets(&self) -> bool {
        self.meets
    }
}

/// A sum as [`Decimal`]s add up: its digits, and how many of them are behind the point. No amount that is believed has so
/// many that it overflows.
#[derive(Clone, Copy, Default)]
struct Total {
    digits: i128,
    scale: u32,
}

impl Total {
    fn add(&mut self, number: Decimal) {
        self.add_digits(number.mantissa(), number.scale());
    }

    /// Nothing has the scale of what it is added to.
    #[inline]
    fn add_digits(&mut self, digits: i128, scale: u32) {
        let new = Self { digits, scale };
        if self.scale == scale {
            self.digits = self.digits.saturating_add(digits);
        } else if self.digits == 0 {
            *self = new;
        } else if digits != 0 {
            let scale = self.scale.max(scale);
            *self = Self { digits: self.digits_at(scale).saturating_add(new.digits_at(scale)), scale };
        }
    }

    /// Its digits with so many of them behind the point, which are no fewer than it has.
    fn digits_at(self, scale: u32) -> i128 {
        (self.scale..scale).fold(self.digits, |digits, _| digits.saturating_mul(10))
    }

    /// How far two sums are apart.
    fn apart(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        let digits = self.digits_at(scale).saturating_sub(other.digits_at(scale));
        Self { digits: digits.saturating_abs(), scale }
    }

    /// Whether a sum is no more than another one, neither below zero. Most are nothing at all.
    fn is_within(self, other: Self) -> bool {
        let scale = self.scale.max(other.scale);
        self.digits == 0 || self.digits_at(scale) <= other.digits_at(scale)
    }

    fn number(self) -> Option<Decimal> {
        match i64::try_from(self.digits) {
            Ok(few) => Decimal::try_new(few, self.scale),
            Err(_) => Decimal::try_from_i128_with_scale(self.digits, self.scale),
        }
        .ok()
    }
}

/// Adds up both sides in the unit of the first figure; `None` where units are not comparable.
pub(crate) fn weigh(figures: &Figures, actual: &[FigureId], expected: &[FigureId]) -> Option<Weighed> {
    let unit = unit(figures, actual, expected)?;
    let yuan = figures.yuan_per(unit);
    let (mut sums, mut tolerance) = ([Total::default(); 2], Total::default());
    for (sum, side) in sums.iter_mut().zip([actual, expected]) {
        for &id in side {
            let figure = figures.get(id);
            let Some(value) = figure.value else { continue };
            if figure.unit == unit {
                sum.add(value);
                let (digits, scale) = figure.half_digits();
                tolerance.add_digits(digits, scale);
                continue;
            }
            let (from, to) = (figures.yuan(id)?, yuan?);
            sum.add(convert(value, from, to)?);
            tolerance.add(convert(figure.half(), from, to)?);
        }
    }
    let [actual, expected] = sums;
    Some(Weighed {
        actual: actual.number()?,
        expected: expected.number()?,
        tolerance: tolerance.number()?,
        unit,
        meets: actual.apart(expected).is_within(tolerance),
    })
}

/// The unit of an identity: that of its first figure in a table, or else in a sentence.
pub(crate) fn unit(figures: &Figures, actual: &[FigureId], expected: &[FigureId]) -> Option<UnitId> {
    let mut operands = actual.iter().chain(expected).copied();
    let first = operands.clone().next()?;
    Some(figures.get(operands.find(|&id| figures.in_prose(id).is_none()).unwrap_or(first)).unit)
}

/// An amount of one unit in another.
pub(crate) fn convert(value: Decimal, from: u64, to: u64) -> Option<Decimal> {
    value.checked_mul(Decimal::from(from))?.checked_div(Decimal::from(to)).map(|value| value.normalize())
}

/// How an identity comes out.
pub(crate) fn judge(figures: &Figures, identity: &Identity) -> Outcome {
    judge_weighed(figures, identity).0
}

/// How an identity comes out, and what its sides weigh, `None` where their units are not known.
pub(crate) fn judge_weighed(figures: &Figures, identity: &Identity) -> (Outcome, Option<Weighed>) {
    match weigh(figures, &identity.actual, &identity.expected) {
        Some(weighed) => (outcome(figures, identity, &weighed), Some(weighed)),
        None => (Outcome::Skipped("the units of the figures are not known"), None),
    }
}

fn outcome(figures: &Figures, identity: &Identity, weighed: &Weighed) -> Outcome {
    if figures.all_blank(&identity.actual) && !identity.expected.is_empty() {
        return Outcome::Skipped("the total is not printed");
    }
    if identity.relation == Relation::Holds {
        if weighed.meets() {
            return Outcome::Pass { proves: !figures.all_zero(&identity.expected) };
        }
        // Money taken back or a change of money may be less than nothing, and then no part is bounded by its whole.
        let below_zero = |&id: &FigureId| figures.value(id).is_some_and(|value| value.is_sign_negative());
        let bounds_nothing = identity.actual.iter().chain(&identity.expected).any(below_zero);
        if bounds_nothing || weighed.difference() > Decimal::ZERO {
            return Outcome::Pass { proves: false };
        }
        return Outcome::Fail;
    }
    if weighed.meets() {
        return Outcome::Pass { proves: true };
    }
    if figures.all_blank(&identity.expected) && !identity.expected.is_empty() {
        return Outcome::Skipped("none of the parts is printed");
    }
    let mut operands = identity.actual.iter().chain(&identity.expected);
    let lost = |&id: &FigureId| {
        let figure = figures.get(id);
        figure.value.is_none() && !figure.blank_is_zero
    };
    if operands.any(lost) {
        return Outcome::Skipped("a part is not printed, and the table prints its zeros");
    }
    if identity.soft { Outcome::Skipped("the figures need not be the same") } else { Outcome::Fail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(numbers: &[(&str, u64)]) -> Figures {
        let mut figures = Figures::default();
        for (number, yuan) in numbers {
            figures.add_prose(number.parse().unwrap(), *yuan, None);
        }
        figures
    }

    #[test]
    fn intervals_meet_within_half_of_every_last_digit() {
        for (numbers, meets) in [
            (&[("10.00", 1), ("3.33", 1), ("3.33", 1), ("3.33", 1)][..], true),
            (&[("10.00", 1), ("3.33", 1), ("3.33", 1), ("3.31", 1)], false),
            (&[("10.00", 1), ("9.99", 1), ("0.00", 1)], true),
            (&[("10.00", 1), ("9.98", 1), ("0.00", 1)], false),
            (&[("1234.5", 10_000), ("12344980", 1)], true),
            (&[("1234.5", 10_000), ("12344000", 1)], false),
        ] {
            let figures = figures(numbers);
            let expected: Vec<FigureId> = (1..).take(numbers.len() - 1).collect();
            assert_eq!(weigh(&figures, &[0], &expected).unwrap().meets(), meets, "{numbers:?}");
        }
    }
}
