//! Runs the identities: how each comes out, which readings hold, what that proves.
//!
//! A reading of a table's structure that mostly fails is a wrong reading, not a wrong document: when the
//! identities that rest on one reading fail more often than they hold, their failures become `skipped`.

use rust_decimal::Decimal;

use crate::check::figure::{FigureId, Figures};
use crate::check::identity::{Identity, Outcome, Relation, Rule, Weighed, convert, judge_weighed};

/// So many failures of one reading are needed before it is given up.
const DOUBTFUL: usize = 3;

/// An identity proves no figure in which it would overlook more wrong digits than these, in a hundred: a sum of twenty
/// rounded parts holds as well with `1.04` in place of `1.09`.
const OVERLOOKED: u64 = 15;

/// An identity and how it came out.
#[derive(Debug, Clone)]
pub(crate) struct Verdict<'t> {
    pub identity: Identity<'t>,
    pub outcome: Outcome,
    /// Both sides in one unit; `None` where the units are unknown.
    pub weighed: Option<Weighed>,
}

impl Verdict<'_> {
    /// Every figure of both sides.
    pub fn operands(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.identity.actual.iter().chain(&self.identity.expected).copied()
    }

    /// Whether it failed.
    pub fn failed(&self) -> bool {
        self.outcome == Outcome::Fail
    }
}

/// What was judged, and what it proves. Of every few verdicts all is asked while they are near the processor.
pub(crate) struct Judged<'t> {
    pub verdicts: Vec<Verdict<'t>>,
    /// What the verdicts say about each figure.
    pub proofs: Vec<Proof>,
    /// Whether any of them is a failure.
    pub fails: bool,
}

impl<'t> Judged<'t> {
    /// Nothing yet, with room for so many verdicts.
    pub fn with_room(verdicts: usize) -> Self {
        Self { verdicts: Vec::with_capacity(verdicts), proofs: Vec::new(), fails: false }
    }

    /// Judges these identities.
    pub fn add(&mut self, figures: &Figures, identities: impl IntoIterator<Item = Identity<'t>>) {
        let first = self.verdicts.len();
        judge(figures, identities, &mut self.verdicts);
        let new = &self.verdicts[first..];
        self.fails |= new.iter().any(Verdict::failed);
        self.proofs.resize(figures.len(), Proof::Unchecked);
        prove(figures, new, &mut self.proofs);
    }

    /// Gives up those of so many readings that mostly fail, once all verdicts on a document are known. What fails then
    /// contradicts its figures.
    pub fn settle(&mut self, readings: usize) {
        if self.fails {
            settle(&mut self.verdicts, readings);
            contradict(&self.verdicts, &mut self.proofs);
        }
    }
}

/// Judges every identity, in order, as it is made: few lie in memory unjudged.
pub(crate) fn judge<'t>(
    figures: &Figures,
    identities: impl IntoIterator<Item = Identity<'t>>,
    verdicts: &mut Vec<Verdict<'t>>,
) {
    identities.into_iter().for_each(|mut identity| {
        let (outcome, weighed) = choose(figures, &mut identity);
        // A bound that is not reached says nothing worth a line.
        if outcome != (Outcome::Pass { proves: false }) {
            verdicts.push(Verdict { identity, outcome, weighed });
        }
    });
}

/// Gives up those of so many readings that mostly fail.
fn settle(verdicts: &mut [Verdict<'_>], readings: usize) {
    let mut tally = vec![(0usize, 0usize); readings];
    for verdict in verdicts.iter() {
        let (held, failed) = &mut tally[verdict.identity.reading];
        match verdict.outcome {
            Outcome::Pass { proves: true } => *held += 1,
            Outcome::Fail => *failed += 1,
            _ => {}
        }
    }
    let is_doubtful = |&(held, failed): &(usize, usize)| failed >= DOUBTFUL && failed > held;
    if !tally.iter().any(is_doubtful) {
        return;
    }
    for verdict in verdicts {
        if verdict.failed()
            && verdict.identity.rule != Rule::NarrativeAgrees
            && is_doubtful(&tally[verdict.identity.reading])
        {
            verdict.outcome =
                Outcome::Skipped("most figures that rest on this reading of the table disagree");
        }
    }
}

/// How an identity comes out with the side that holds, or else with the one that the rule names first; that side it keeps.
fn choose(figures: &Figures, identity: &mut Identity) -> (Outcome, Option<Weighed>) {
    let first = judge_weighed(figures, identity);
    if matches!(first.0, Outcome::Pass { .. }) {
        return first;
    }
    for mut side in std::mem::take(&mut identity.alternatives) {
        std::mem::swap(&mut identity.expected, &mut side);
        let other = judge_weighed(figures, identity);
        if matches!(other.0, Outcome::Pass { .. }) {
            return other;
        }
        identity.expected = side;
    }
    first
}

/// What the identities say about a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proof {
    /// No identity that could be judged speaks of it.
    Unchecked,
    /// At least one identity holds that pins it, and none fails.
    Proven,
    /// An identity that speaks of it fails.
    Contradicted,
}

/// Marks the figures that these verdicts prove.
fn prove(figures: &Figures, verdicts: &[Verdict], proofs: &mut [Proof]) {
    for verdict in verdicts {
        let identity = &verdict.identity;
        // A part smaller than the whole that bounds it fails nothing, nor does what need not agree.
        if let (Outcome::Pass { .. }, Some(weighed)) = (verdict.outcome, &verdict.weighed)
            && identity.relation == Relation::Equal
            && !identity.soft
        {
            for id in verdict.operands() {
                if proofs[id as usize] < Proof::Proven && pins(figures, weighed, id) {
                    proofs[id as usize] = Proof::Proven;
                }
            }
        }
    }
}

/// Marks the figures that these verdicts contradict. A sentence that disagrees with a table contradicts itself, not the
/// table.
fn contradict(verdicts: &[Verdict], proofs: &mut [Proof]) {
    for verdict in verdicts {
        if verdict.failed() && verdict.identity.rule != Rule::NarrativeAgrees {
            verdict.operands().for_each(|id| proofs[id as usize] = Proof::Contradicted);
        }
    }
}

/// Whether an identity that holds would notice a wrong digit in a figure of it.
fn pins(figures: &Figures, &Weighed { tolerance, unit, .. }: &Weighed, id: FigureId) -> bool {
    let figure = figures.get(id);
    let Some(value) = figure.value else { return false };
    let units = || figures.yuan_per(unit).zip(figures.yuan_per(figure.unit));
    let tolerance = match (figure.unit != unit).then(units).flatten() {
        Some((from, to)) => convert(tolerance, from, to),
        None => Some(tolerance),
    };
    tolerance.is_some_and(|tolerance| notices(value, steps(tolerance, value.scale())))
}

/// Whether few enough wrong digits of a figure are within so many steps of the last one.
fn notices(value: Decimal, steps: u64) -> bool {
    let is_few = |overlooked: u64, all: u64| overlooked * 100 <= all * OVERLOOKED;
    // Within a few steps only the last digit may be wrong, by these steps in either way.
    if steps < 10 && is_few(2 * steps, 9 * u64::from(value.scale() + 1)) {
        return true;
    }
    let (overlooked, all) = wrong_digits(value, steps);
    is_few(overlooked, all)
}

/// The figures that differ from this one in a single digit: how many are no further from it than so many steps of the last
/// one, and how many there are.
fn wrong_digits(value: Decimal, mut steps: u64) -> (u64, u64) {
    // No amount that is believed has more digits than fit.
    let mut digits = u64::try_from(value.mantissa().unsigned_abs()).unwrap_or(u64::MAX);
    let places = digits.checked_ilog10().map_or(0, |most| most + 1).max(value.scale() + 1);
    // Steps of the last digit, then of the one before it, and so on up to the first.
    let mut overlooked = 0;
    for _ in 0..places {
        if steps == 0 {
            break;
        }
        let digit = digits % 10;
        overlooked += digit.min(steps) + (9 - digit).min(steps);
        (digits, steps) = (digits / 10, steps / 10);
    }
    (overlooked, 9 * u64::from(places))
}

/// How many steps of the last of so many digits behind the point are within a tolerance.
fn steps(tolerance: Decimal, scale: u32) -> u64 {
    let digits = u64::try_from(tolerance.mantissa()).unwrap_or(u64::MAX);
    let power = 10_u64.saturating_pow(scale.abs_diff(tolerance.scale()));
    if scale > tolerance.scale() { digits.saturating_mul(power) } else { digits / power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fine_tolerance_hides_little_of_any_figure() {
        for digits in 0..10_000 {
            let value = Decimal::new(digits, 2);
            let steps = steps(Decimal::new(29, 3), 2);
            let (overlooked, all) = wrong_digits(value, steps);
            assert!(notices(value, steps) && overlooked * 100 <= all * OVERLOOKED, "{digits}");
        }
    }

    #[test]
    fn rounding_hides_small_changes_of_the_last_digits() {
        for (value, tolerance, overlooked, all) in [
            ("418.57", "0.015", 2, 45),
            ("415.50", "0.015", 1, 45),
            ("1.14", "0.085", 9, 27),
            ("0.00", "0.02", 2, 27),
            ("7", "10", 9, 9),
            ("61528.12", "5000000", 63, 63),
        ] {
            let (value, tolerance): (Decimal, Decimal) = (value.parse().unwrap(), tolerance.parse().unwrap());
            let found = wrong_digits(value, steps(tolerance, value.scale()));
            assert_eq!(found, (overlooked, all), "{value} within {tolerance}");
        }
    }
}
