//! Where identities fail: the smallest set of cells whose change satisfies all of them.
//!
//! Failing identities that share a figure are one problem. A figure that stands in all of them, would have to
//! change by the same amount for each, and breaks no identity that holds, explains the problem alone; several
//! figures may do so equally well, and then those are named first whose change looks like a slip of the hand: a
//! digit (`1,894.37` for `1,594.37`), a shifted point, a sign, a neighbour's value. Where no single figure will
//! do, cells are taken greedily. A suggestion is never applied.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::check::describe;
use crate::check::engine::Verdict;
use crate::check::figure::{FigureId, Figures, Site};
use crate::check::identity::{Outcome, Rule, convert, unit};
use crate::document::Table;

/// No more cells than this are blamed for one problem, and no more alternatives named.
const MOST: usize = 6;
/// A figure's needed change is taken from no more than this many failing identities.
const TRIALS: usize = 8;

/// A figure, what it would have to be, and what kind of slip that looks like.
#[derive(Debug, Clone)]
struct Change {
    figure: FigureId,
    delta: Decimal,
    needed: Decimal,
    slip: Slip,
    score: i64,
}

/// So many failing parents of one column are looked through for a row that stands under the wrong one.
const PARENTS: usize = 32;

/// What a wrong figure looks like beside the right one, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    Digit,
    Transposed,
    Point,
    Unit,
    Sign,
    Neighbour,
    Lost,
    None,
}

impl Slip {
    fn name(self) -> &'static str {
        match self {
            Self::Digit => " (one digit)",
            Self::Transposed => " (two digits in the wrong order)",
            Self::Point => " (a shifted decimal point)",
            Self::Unit => " (another unit)",
            Self::Sign => " (the sign)",
            Self::Neighbour => " (a copy of its neighbour)",
            Self::Lost => " (nothing is printed)",
            Self::None => "",
        }
    }
}

/// An identity as the search sees it: its residual in its own unit, and how far it may be off.
struct Equation {
    residual: Decimal,
    tolerance: Decimal,
    failing: bool,
    figures: Vec<(FigureId, Decimal)>,
}

impl Equation {
    fn holds(&self) -> bool {
        self.residual.abs() <= self.tolerance
    }

    fn holds_after(&self, step: Decimal) -> bool {
        self.residual.checked_add(step).is_some_and(|residual| residual.abs() <= self.tolerance)
    }
}

/// The suggestions by the index of the verdict; none for those that hold or that nothing explains.
pub(crate) fn suggestions(
    figures: &Figures,
    tables: &[Table],
    verdicts: &[Verdict],
) -> BTreeMap<usize, String> {
    let mut suggestions = BTreeMap::new();
    let Some(mut search) = Search::new(figures, tables, verdicts) else { return suggestions };
    for problem in search.problems() {
        if let Some(text) = search.explain(&problem) {
            suggestions.extend(problem.iter().map(|&equation| (search.verdicts[equation], text.clone())));
        }
    }
    suggestions.extend(misplaced(figures, tables, verdicts));
    suggestions
}

/// Rows under a wrong parent: one parent is short of exactly what another has too much, and that is one of its rows.
fn misplaced(figures: &Figures, tables: &[Table], verdicts: &[Verdict]) -> Vec<(usize, String)> {
    let mut columns: BTreeMap<(usize, &[String]), Vec<usize>> = BTreeMap::new();
    for (v, verdict) in verdicts.iter().enumerate() {
        let identity = &verdict.identity;
        if let (true, Rule::ParentEqualsChildren, Some(column)) =
            (verdict.failed(), identity.rule, &identity.column)
        {
            let failing = columns.entry((identity.tables[0], column)).or_default();
            if failing.len() < PARENTS {
                failing.push(v);
            }
        }
    }
    let mut found = Vec::new();
    for failing in columns.values() {
        for (&crowded, &short) in failing.iter().flat_map(|a| failing.iter().map(move |b| (a, b))) {
            let (Some(a), Some(b)) = (&verdicts[crowded].weighed, &verdicts[short].weighed) else { continue };
            let excess = -a.difference();
            let tolerance = a.tolerance + b.tolerance;
            if excess <= Decimal::ZERO || (b.difference() - excess).abs() > tolerance {
                continue;
            }
            let row = verdicts[crowded]
                .identity
                .expected
                .iter()
                .copied()
                .find(|&id| figures.value(id).is_some_and(|value| (value - excess).abs() <= tolerance));
            if let (Some(row), Some(parent)) = (row, &verdicts[short].identity.row) {
                let text = format!("{} belongs under {parent}", describe(tables, figures.site(row)));
                found.extend([(crowded, text.clone()), (short, text)]);
            }
        }
    }
    found
}

struct Search<'a> {
    figures: &'a Figures,
    tables: &'a [Table],
    equations: Vec<Equation>,
    /// The verdict of each equation.
    verdicts: Vec<usize>,
    /// Per figure of a failing equation every equation it stands in.
    uses: BTreeMap<FigureId, Vec<(usize, Decimal)>>,
}

impl<'a> Search<'a> {
    fn new(figures: &'a Figures, tables: &'a [Table], verdicts: &[Verdict]) -> Option<Self> {
        let mut search =
            Self { figures, tables, equations: Vec::new(), verdicts: Vec::new(), uses: BTreeMap::new() };
        if !verdicts.iter().any(Verdict::failed) {
            return None;
        }
        for (v, verdict) in verdicts.iter().enumerate() {
            let failing = verdict.failed();
            let judged = failing || matches!(verdict.outcome, Outcome::Pass { proves: true });
            let Some(weighed) = verdict.weighed.filter(|_| judged) else { continue };
            if verdict.identity.rule == Rule::NarrativeAgrees {
                continue;
            }
            let equation = Equation {
                residual: weighed.difference(),
                tolerance: weighed.tolerance,
                failing,
                figures: coefficients(figures, verdict),
            };
            if failing {
                for (id, _) in &equation.figures {
                    search.uses.entry(*id).or_default();
                }
            }
            search.equations.push(equation);
            search.verdicts.push(v);
        }
        for (e, equation) in search.equations.iter().enumerate() {
            for (id, coefficient) in &equation.figures {
                if let Some(uses) = search.uses.get_mut(id) {
                    uses.push((e, *coefficient));
                }
            }
        }
        Some(search)
    }

    /// The failing equations, joined where they share a figure.
    fn problems(&self) -> Vec<Vec<usize>> {
        let mut leader: Vec<usize> = (0..self.equations.len()).collect();
        fn find(leader: &mut [usize], mut e: usize) -> usize {
            while leader[e] != e {
                leader[e] = leader[leader[e]];
                e = leader[e];
            }
            e
        }
        for uses in self.uses.values() {
            let mut failing = uses.iter().map(|(e, _)| *e).filter(|&e| self.equations[e].failing);
            let Some(first) = failing.next() else { continue };
            for other in failing {
                let (a, b) = (find(&mut leader, first), find(&mut leader, other));
                leader[a.max(b)] = a.min(b);
            }
        }
        let mut problems: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for e in (0..self.equations.len()).filter(|&e| self.equations[e].failing) {
            problems.entry(find(&mut leader, e)).or_default().push(e);
        }
        problems.into_values().collect()
    }

    /// What would satisfy a problem, in words.
    fn explain(&mut self, problem: &[usize]) -> Option<String> {
        let mut blamed: Vec<Vec<Change>> = Vec::new();
        while blamed.len() < MOST {
            let left: Vec<usize> = problem.iter().copied().filter(|&e| !self.equations[e].holds()).collect();
            if left.is_empty() {
                break;
            }
            let best = self.best(&left);
            let Some(change) = best.first().cloned() else { break };
            for (e, coefficient) in self.uses.get(&change.figure).cloned().unwrap_or_default() {
                let residual = &mut self.equations[e].residual;
                *residual = residual.checked_add(coefficient.checked_mul(change.delta)?)?;
            }
            blamed.push(best);
        }
        if blamed.is_empty() {
            return None;
        }
        let several = blamed.len() > 1;
        let parts: Vec<String> = blamed
            .iter()
            .map(|alternatives| {
                let shown = if several { &alternatives[..1] } else { &alternatives[..] };
                shown.iter().map(|change| self.state(change)).collect::<Vec<_>>().join(" or ")
            })
            .collect();
        Some(parts.join(" and "))
    }

    fn state(&self, change: &Change) -> String {
        let figure = self.figures.get(change.figure);
        let printed = figure.value.map_or_else(|| "blank".to_owned(), |value| value.to_string());
        let cell = describe(self.tables, self.figures.site(change.figure));
        format!("{cell}: {printed} → {}{}", change.needed, change.slip.name())
    }

    /// The changes that satisfy most of the failing equations and break fewest of the others, likeliest first.
    fn best(&self, left: &[usize]) -> Vec<Change> {
        let mut changes: Vec<Change> = Vec::new();
        let mut seen: Vec<FigureId> =
            left.iter().flat_map(|&e| self.equations[e].figures.iter().map(|(id, _)| *id)).collect();
        seen.sort_unstable();
        seen.dedup();
        for id in seen {
            if let Some(change) = self.change(id) {
                changes.push(change);
            }
        }
        let Some(best) = changes.iter().map(|change| change.score).max().filter(|&score| score > 0) else {
            return Vec::new();
        };
        changes.retain(|change| change.score == best);
        changes.sort_by_key(|change| (change.slip, change.figure));
        changes.truncate(MOST);
        changes
    }

    /// The change of one figure that satisfies most.
    fn change(&self, id: FigureId) -> Option<Change> {
        let uses = self.uses.get(&id)?;
        let mut failing: Vec<(usize, Decimal)> =
            uses.iter().copied().filter(|(e, _)| !self.equations[*e].holds()).collect();
        failing.sort_by_key(|(e, _)| self.equations[*e].tolerance);
        failing.truncate(TRIALS);
        let mut best: Option<(i64, Decimal, Decimal)> = None;
        for (e, coefficient) in failing {
            let equation = &self.equations[e];
            let Some(delta) = (-equation.residual).checked_div(coefficient) else { continue };
            let score = uses.iter().map(|(other, coefficient)| {
                let equation = &self.equations[*other];
                let after = coefficient.checked_mul(delta).is_some_and(|step| equation.holds_after(step));
                match (equation.holds(), after) {
                    (false, true) => 1,
                    (true, false) => -1,
                    _ => 0,
                }
            });
            let score: i64 = score.sum();
            if best.is_none_or(|(before, ..)| score > before) {
                best = Some((score, delta, equation.tolerance));
            }
        }
        let (score, delta, tolerance) = best?;
        let figure = self.figures.get(id);
        let printed = figure.value.unwrap_or_default();
        let exact = printed.checked_add(delta)?;
        let (slip, needed) = match figure.value {
            None if !figure.blank_is_zero => return None,
            None => (Slip::Lost, exact),
            Some(printed) => self.slip(self.figures.site(id), printed, exact, tolerance),
        };
        Some(Change { figure: id, delta: needed - printed, needed, slip, score })
    }

    /// What the difference looks like, and the needed figure that it looks like.
    fn slip(&self, site: Site, printed: Decimal, exact: Decimal, tolerance: Decimal) -> (Slip, Decimal) {
        let near = |candidate: Decimal| (candidate - exact).abs() <= tolerance;
        if let Some((slip, found)) = digit_slip(printed, near) {
            return (slip, found);
        }
        for (power, slip) in
            [(10, Slip::Point), (100, Slip::Point), (1000, Slip::Point), (10_000, Slip::Unit)]
        {
            let power = Decimal::from(power);
            for candidate in [printed.checked_mul(power), printed.checked_div(power)].into_iter().flatten() {
                if near(candidate) {
                    return (slip, exact);
                }
            }
        }
        if near(-printed) {
            return (Slip::Sign, -printed);
        }
        if self.is_copied(site, printed) { (Slip::Neighbour, exact) } else { (Slip::None, exact) }
    }

    fn is_copied(&self, site: Site, printed: Decimal) -> bool {
        let Site::Cell(t, r, c) = site else { return false };
        let rows = &self.tables[t].rows;
        let number = |r: Option<usize>, c: Option<usize>| rows.get(r?)?.cells.get(c?)?.number();
        [
            (Some(r), c.checked_sub(1)),
            (Some(r), Some(c + 1)),
            (r.checked_sub(1), Some(c)),
            (Some(r + 1), Some(c)),
        ]
        .into_iter()
        .any(|(r, c)| !printed.is_zero() && number(r, c) == Some(printed))
    }
}

/// How a change of each figure moves the residual of the verdict.
fn coefficients(figures: &Figures, verdict: &Verdict) -> Vec<(FigureId, Decimal)> {
    let identity = &verdict.identity;
    let unit = unit(figures, &identity.actual, &identity.expected).and_then(|unit| figures.yuan_per(unit));
    let rate = |id: FigureId| match (figures.yuan(id), unit) {
        (Some(from), Some(to)) => convert(Decimal::ONE, from, to).unwrap_or(Decimal::ONE),
        _ => Decimal::ONE,
    };
    let actual = identity.actual.iter().map(|&id| (id, rate(id)));
    let expected = identity.expected.iter().map(|&id| (id, -rate(id)));
    actual.chain(expected).collect()
}

/// The figure with one digit changed, or two neighbouring ones exchanged, that is as needed.
fn digit_slip(printed: Decimal, near: impl Fn(Decimal) -> bool) -> Option<(Slip, Decimal)> {
    let digits: Vec<char> = printed.to_string().chars().collect();
    let parse = |digits: &[char]| digits.iter().collect::<String>().parse::<Decimal>().ok();
    for position in 0..digits.len() {
        if !digits[position].is_ascii_digit() {
            continue;
        }
        let mut changed = digits.clone();
        for digit in '0'..='9' {
            changed[position] = digit;
            if let Some(candidate) =
                parse(&changed).filter(|&candidate| candidate != printed && near(candidate))
            {
                return Some((Slip::Digit, candidate));
            }
        }
    }
    let places: Vec<usize> = (0..digits.len()).filter(|&p| digits[p].is_ascii_digit()).collect();
    places.windows(2).find_map(|pair| {
        let mut changed = digits.clone();
        changed.swap(pair[0], pair[1]);
        parse(&changed)
            .filter(|&candidate| candidate != printed && near(candidate))
            .map(|candidate| (Slip::Transposed, candidate))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand() {
        for (printed, needed, slip) in [
            ("1894.37", "1594.37", Some(Slip::Digit)),
            ("1594.73", "1594.37", Some(Slip::Transposed)),
            ("159.48", "1594.37", None),
        ] {
            let (printed, needed): (Decimal, Decimal) = (printed.parse().unwrap(), needed.parse().unwrap());
            let found = digit_slip(printed, |candidate| candidate == needed);
            assert_eq!(found, slip.map(|slip| (slip, needed)), "{printed}");
        }
    }
}
