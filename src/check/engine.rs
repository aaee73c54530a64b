//! Runs the identities: how each comes out, which readings hold, what that proves.
//!
//! A reading of a table's structure that mostly fails is a wrong reading, not a wrong document: when the
//! identities that rest on one reading fail more often than they hold, their failures become `skipped`.

use crate::check::figure::{FigureId, Figures, Identity, Outcome, Rule, Weighed, judge, weigh};

/// So many failures of one reading are needed before it is given up.
const DOUBTFUL: usize = 3;

/// An identity and how it came out.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub identity: Identity,
    pub outcome: Outcome,
    /// Both sides in one unit; `None` where the units are unknown.
    pub weighed: Option<Weighed>,
}

impl Verdict {
    /// Every figure of both sides.
    pub fn operands(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.identity.actual.iter().chain(&self.identity.expected).copied()
    }

    /// Whether it failed.
    pub fn failed(&self) -> bool {
        self.outcome == Outcome::Fail
    }
}

/// Judges every identity, in order.
pub(crate) fn judged(
    figures: &Figures,
    identities: impl IntoIterator<Item = Identity>,
) -> impl Iterator<Item = Verdict> {
    identities.into_iter().map(|identity| choose(figures, identity))
}

/// Gives up the readings that mostly fail, once all verdicts on a document are known.
pub(crate) fn settle(mut verdicts: Vec<Verdict>) -> Vec<Verdict> {
    let readings = verdicts.iter().map(|verdict| verdict.identity.reading + 1).max().unwrap_or(0);
    let mut tally = vec![(0usize, 0usize); readings];
    for verdict in &verdicts {
        let (held, failed) = &mut tally[verdict.identity.reading];
        match verdict.outcome {
            Outcome::Pass { proves: true } => *held += 1,
            Outcome::Fail => *failed += 1,
            _ => {}
        }
    }
    for verdict in &mut verdicts {
        let (held, failed) = tally[verdict.identity.reading];
        if verdict.failed()
            && verdict.identity.rule != Rule::NarrativeAgrees
            && failed >= DOUBTFUL
            && failed > held
        {
            verdict.outcome =
                Outcome::Skipped("most figures that rest on this reading of the table disagree");
        }
    }
    // A bound that is not reached says nothing worth a line.
    verdicts.retain(|verdict| verdict.outcome != Outcome::Pass { proves: false });
    verdicts
}

/// The side that holds, or else the one that the rule names first.
fn choose(figures: &Figures, mut identity: Identity) -> Verdict {
    let mut outcome = judge(figures, &identity);
    if !matches!(outcome, Outcome::Pass { .. }) {
        for alternative in std::mem::take(&mut identity.alternatives) {
            let other = Identity { expected: alternative, ..identity.clone() };
            let result = judge(figures, &other);
            if matches!(result, Outcome::Pass { .. }) {
                (identity, outcome) = (other, result);
                break;
            }
        }
    }
    let weighed = weigh(figures, &identity.actual, &identity.expected);
    Verdict { identity, outcome, weighed }
}

/// What the identities say about a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proof {
    /// No identity that could be judged speaks of it.
    Unchecked,
    /// At least one identity holds, and none fails.
    Proven,
    /// An identity that speaks of it fails.
    Contradicted,
}

/// The proof of every figure. A sentence that disagrees with a table contradicts itself, not the table.
pub(crate) fn proofs(figures: &Figures, verdicts: &[Verdict]) -> Vec<Proof> {
    let mut proofs = vec![Proof::Unchecked; figures.len()];
    for verdict in verdicts {
        let proof = match verdict.outcome {
            Outcome::Pass { proves: true } => Proof::Proven,
            Outcome::Fail if verdict.identity.rule != Rule::NarrativeAgrees => Proof::Contradicted,
            _ => continue,
        };
        for id in verdict.operands() {
            proofs[id] = proofs[id].max(proof);
        }
    }
    proofs
}
