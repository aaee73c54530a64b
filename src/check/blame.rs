//! Where identities fail: the smallest set of cells whose change satisfies all of them.
//!
//! Failing identities that share a figure are one problem. A figure that stands in all of them, would have to
//! change by the same amount for each, and breaks no identity that holds, explains the problem alone; several
//! figures may do so equally well, and then those are named first whose change looks like a slip of the hand: a
//! digit (`1,894.37` for `1,594.37`), a shifted point, a sign, a neighbour's value. Where no single figure will
//! do, one that is printed several times may (a class and its only group, a row in two tables), or else cells are
//! taken greedily. A sentence is wrong where the figure that it should state is proven. No amount is made less than
//! nothing. A suggestion is never applied.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::check::describe;
use crate::check::engine::{Proof, Verdict};
use crate::check::figure::{FigureId, Figures, Site};
use crate::check::identity::{Outcome, Relation, Rule, convert, unit};
use crate::check::slid;
use crate::check::slip::{self, Slip};
use crate::check::words;
use crate::document::Table;
use crate::sets::Sets;
use crate::text::fold::keyed;

/// No more cells than this are blamed for one problem, and no more alternatives named.
const MOST: usize = 6;
/// A figure's needed change is taken from no more than this many failing identities.
const TRIALS: usize = 8;

/// A figure with its copies, what it would have to be, and what kind of slip that looks like.
#[derive(Debug, Clone)]
struct Change {
    figures: Vec<FigureId>,
    delta: Decimal,
    needed: Decimal,
    slip: Slip,
    /// How many failing equations it satisfies less how many of the others it breaks.
    score: i64,
    breaks: bool,
}

/// Of a figure that is printed more often than this no wrong copies are looked for.
const COPIES: usize = 32;

/// So many failing parents of one column are looked through for a row that stands under the wrong one.
const PARENTS: usize = 32;

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
    proofs: &[Proof],
) -> BTreeMap<usize, String> {
    let Some(mut search) = Search::new(figures, tables, verdicts) else { return BTreeMap::new() };
    let mut suggestions: BTreeMap<usize, String> = sentences(figures, verdicts, proofs).collect();
    // What was suggested of a figure.
    let mut told: BTreeMap<FigureId, String> = BTreeMap::new();
    for problem in search.problems() {
        let changes = search.explain(&problem);
        let operands = || problem.iter().flat_map(|&e| &search.equations[e].figures);
        // A change that an earlier problem wants of its own figures and their copies may satisfy this one as well.
        let text = match search.told(&changes) {
            Some(text) => Some(text),
            None => operands().find_map(|(id, _)| told.get(id)).cloned(),
        };
        let Some(text) = text else { continue };
        let changed = changes.iter().filter_map(|alternatives| alternatives.first());
        told.extend(changed.flat_map(|change| &change.figures).map(|&id| (id, text.clone())));
        suggestions.extend(problem.iter().map(|&equation| (search.verdicts[equation], text.clone())));
    }
    suggestions.extend(misplaced(figures, tables, verdicts));
    suggestions.extend(slid::suggestions(tables, verdicts));
    suggestions
}

/// Sentences that state an amount otherwise than a table whose figure is proven.
fn sentences(
    figures: &Figures,
    verdicts: &[Verdict],
    proofs: &[Proof],
) -> impl Iterator<Item = (usize, String)> {
    let failing = verdicts.iter().enumerate();
    failing.filter(|(_, verdict)| verdict.failed()).filter_map(|(v, verdict)| {
        let &[amount] = verdict.identity.actual.as_slice() else { return None };
        let is_proven = |&id: &FigureId| proofs[id as usize] == Proof::Proven;
        let is_told = figures.site(amount) == Site::Prose && verdict.identity.expected.iter().all(is_proven);
        let weighed = verdict.weighed.filter(|_| is_told)?;
        let (unit, of_table) = (figures.yuan(amount)?, figures.yuan(*verdict.identity.expected.first()?)?);
        let needed = convert(weighed.expected, of_table, unit)?;
        Some((v, amended(figures.value(amount)?, needed)))
    })
}

/// That a sentence should state another amount.
pub(crate) fn amended(printed: Decimal, mut needed: Decimal) -> String {
    needed.rescale(needed.normalize().scale().max(printed.scale()));
    let slip = slip::of_hand(printed, needed, Decimal::ZERO).map_or(Slip::None, |(slip, _)| slip);
    format!("the sentence: {printed} → {needed}{}", slip.name())
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
    /// Per figure of a failing equation, and per copy of one, every equation it stands in.
    uses: BTreeMap<FigureId, Vec<(usize, Decimal)>>,
    copies: Copies,
}

impl<'a> Search<'a> {
    fn new(figures: &'a Figures, tables: &'a [Table], verdicts: &[Verdict]) -> Option<Self> {
        if !verdicts.iter().any(Verdict::failed) {
            return None;
        }
        let (mut equations, mut of_verdicts) = (Vec::new(), Vec::new());
        for (v, verdict) in verdicts.iter().enumerate() {
            let failing = verdict.failed();
            let judged = failing || matches!(verdict.outcome, Outcome::Pass { proves: true });
            let Some(weighed) = verdict.weighed.filter(|_| judged) else { continue };
            // How much less a part of another table's figure should be, nothing tells.
            let is_bound_across =
                (verdict.identity.rule, verdict.identity.relation) == (Rule::TablesAgree, Relation::Holds);
            if verdict.identity.rule == Rule::NarrativeAgrees || is_bound_across {
                continue;
            }
            let equation = Equation {
                residual: weighed.difference(),
                tolerance: weighed.tolerance,
                failing,
                figures: coefficients(figures, verdict),
            };
            equations.push(equation);
            of_verdicts.push(v);
        }
        let copies = Copies::of(figures, &equations);
        let mut uses: BTreeMap<FigureId, Vec<(usize, Decimal)>> = BTreeMap::new();
        for (id, _) in equations.iter().filter(|equation| equation.failing).flat_map(|e| &e.figures) {
            uses.entry(*id).or_default();
            uses.extend(copies.of_figure(*id).iter().map(|&copy| (copy, Vec::new())));
        }
        for (e, equation) in equations.iter().enumerate() {
            for (id, coefficient) in &equation.figures {
                if let Some(uses) = uses.get_mut(id) {
                    uses.push((e, *coefficient));
                }
            }
        }
        Some(Self { figures, tables, equations, verdicts: of_verdicts, uses, copies })
    }

    /// The failing equations, joined where they share a figure.
    fn problems(&self) -> Vec<Vec<usize>> {
        let mut joined = Sets::new(self.equations.len());
        for uses in self.uses.values() {
            let mut failing = uses.iter().map(|(e, _)| *e).filter(|&e| self.equations[e].failing);
            let Some(first) = failing.next() else { continue };
            failing.for_each(|other| joined.join(first, other));
        }
        let mut problems: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for e in (0..self.equations.len()).filter(|&e| self.equations[e].failing) {
            problems.entry(joined.find(e)).or_default().push(e);
        }
        problems.into_values().collect()
    }

    /// The changes that together satisfy a problem, each with its alternatives.
    fn explain(&mut self, problem: &[usize]) -> Vec<Vec<Change>> {
        let mut blamed: Vec<Vec<Change>> = Vec::new();
        while blamed.len() < MOST {
            let left: Vec<usize> = problem.iter().copied().filter(|&e| !self.equations[e].holds()).collect();
            if left.is_empty() {
                break;
            }
            let best = self.best(&left);
            let Some(change) = best.first() else { break };
            for (e, coefficient) in self.uses_of(&change.figures) {
                let step = coefficient.checked_mul(change.delta).unwrap_or_default();
                let residual = &mut self.equations[e].residual;
                *residual = residual.checked_add(step).unwrap_or(*residual);
            }
            blamed.push(best);
        }
        blamed
    }

    /// Changes in words, `None` where there are none.
    fn told(&self, changes: &[Vec<Change>]) -> Option<String> {
        let several = changes.len() > 1;
        let parts = changes.iter().map(|alternatives| {
            let shown = if several { &alternatives[..1] } else { &alternatives[..] };
            shown.iter().map(|change| self.state(change)).collect::<Vec<_>>().join(" or ")
        });
        (!changes.is_empty()).then(|| parts.collect::<Vec<_>>().join(" and "))
    }

    fn state(&self, change: &Change) -> String {
        let cell = |&id: &FigureId| describe(self.tables, self.figures.site(id));
        let cells: Vec<String> = change.figures.iter().take(MOST).map(cell).collect();
        let printed = change.figures.first().and_then(|&id| self.figures.value(id));
        let printed = printed.map_or_else(|| "blank".to_owned(), |value| value.to_string());
        let more = match change.figures.len() - cells.len() {
            0 => String::new(),
            more => format!(" (with {more} more)"),
        };
        format!("{}{more}: {printed} → {}{}", cells.join(", "), change.needed, change.slip.name())
    }

    /// Every equation that these figures stand in, and how much a change of all of them moves it.
    fn uses_of(&self, figures: &[FigureId]) -> BTreeMap<usize, Decimal> {
        let mut uses: BTreeMap<usize, Decimal> = BTreeMap::new();
        for (e, coefficient) in figures.iter().filter_map(|id| self.uses.get(id)).flatten() {
            *uses.entry(*e).or_default() += *coefficient;
        }
        uses
    }

    /// The changes that satisfy most of the failing equations and break fewest of the others, likeliest first: those of one
    /// figure, or those of one and its copies where only these satisfy all.
    fn best(&self, left: &[usize]) -> Vec<Change> {
        let mut seen: Vec<FigureId> =
            left.iter().flat_map(|&e| self.equations[e].figures.iter().map(|(id, _)| *id)).collect();
        seen.sort_unstable();
        seen.dedup();
        let all = left.len() as i64;
        let mut changes: Vec<Change> = seen.iter().filter_map(|id| self.change(&[*id])).collect();
        if changes.iter().all(|change| change.score < all) {
            let mut copied: Vec<&[FigureId]> = seen.iter().map(|id| self.copies.of_figure(*id)).collect();
            copied.retain(|figures| figures.len() > 1);
            copied.sort_unstable();
            copied.dedup();
            let together = copied.into_iter().filter_map(|figures| self.change(figures));
            changes.extend(together.filter(|change| change.score >= all && !change.breaks));
        }
        let Some(best) = changes.iter().map(|change| change.score).max().filter(|&score| score > 0) else {
            return Vec::new();
        };
        changes.retain(|change| change.score == best);
        changes.sort_by(|a, b| (a.slip, &a.figures).cmp(&(b.slip, &b.figures)));
        changes.truncate(MOST);
        changes
    }

    /// The change of figures that are copies of each other that satisfies most.
    fn change(&self, figures: &[FigureId]) -> Option<Change> {
        let uses = self.uses_of(figures);
        let mut failing: Vec<(usize, Decimal)> = uses
            .iter()
            .map(|(e, coefficient)| (*e, *coefficient))
            .filter(|(e, _)| !self.equations[*e].holds())
            .collect();
        failing.sort_by_key(|(e, _)| self.equations[*e].tolerance);
        failing.truncate(TRIALS);
        let mut best: Option<(i64, bool, Decimal, usize)> = None;
        for (e, coefficient) in failing {
            let Some(delta) = (-self.equations[e].residual).checked_div(coefficient) else { continue };
            let (mut satisfied, mut broken) = (0, 0);
            for (other, coefficient) in &uses {
                let equation = &self.equations[*other];
                let after = coefficient.checked_mul(delta).is_some_and(|step| equation.holds_after(step));
                match (equation.holds(), after) {
                    (false, true) => satisfied += 1,
                    (true, false) => broken += 1,
                    _ => {}
                }
            }
            let score: i64 = satisfied - broken;
            if best.is_none_or(|(before, ..)| score > before) {
                best = Some((score, broken > 0, delta, e));
            }
        }
        let (score, breaks, delta, equation) = best?;
        let &first = figures.first()?;
        let figure = self.figures.get(first);
        let printed = figure.value.unwrap_or_default();
        let exact = printed.checked_add(delta)?;
        let tolerance = self.equations[equation].tolerance;
        let (slip, needed) = match figure.value {
            None if !figure.blank_is_zero => return None,
            None => (Slip::Lost, exact),
            Some(printed) => slip::of_hand(printed, exact, tolerance).unwrap_or_else(|| {
                let is_sum = exact.is_zero() && self.is_sum(first, equation);
                let is_copied = self.is_copied(self.figures.site(first), printed);
                let slip = match (is_sum, is_copied) {
                    (true, _) => Slip::Sum,
                    (_, true) => Slip::Neighbour,
                    _ => Slip::None,
                };
                (slip, exact)
            }),
        };
        let falls_below_zero = is_below_zero(needed) && !is_below_zero(printed) && slip != Slip::Sign;
        if falls_below_zero && !self.may_be_below_zero(self.figures.site(first)) {
            return None;
        }
        Some(Change { figures: figures.to_vec(), delta: needed - printed, needed, slip, score, breaks })
    }

    /// Whether the part of an equation is printed as its sum is.
    fn is_sum(&self, part: FigureId, equation: usize) -> bool {
        let figures = &self.equations[equation].figures;
        let own = figures.iter().find(|(id, _)| *id == part).map(|(_, coefficient)| *coefficient);
        let value = self.figures.value(part);
        figures.iter().any(|&(id, coefficient)| own == Some(-coefficient) && self.figures.value(id) == value)
    }

    /// Whether a cell is under a header or beside a label of changes, or of what is carried over.
    fn may_be_below_zero(&self, site: Site) -> bool {
        let Site::Cell(t, r, c) = site else { return true };
        let table = &self.tables[t];
        let mut words = table.columns[c].path.iter().chain([&table.rows[r].label]);
        words.any(|words| words::is_signed(&keyed(words)))
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

fn is_below_zero(number: Decimal) -> bool {
    number.is_sign_negative() && !number.is_zero()
}

/// Figures that are printed alike where an identity says that they are the same: its two sides are one figure each.
#[derive(Default)]
struct Copies {
    groups: Vec<Vec<FigureId>>,
    /// The group of a figure that has copies.
    group: BTreeMap<FigureId, usize>,
}

impl Copies {
    fn of(figures: &Figures, equations: &[Equation]) -> Self {
        let mut joined = Sets::new(figures.len());
        let mut alike = Vec::new();
        for equation in equations.iter().filter(|equation| !equation.failing) {
            let is_printed =
                |(id, _): &&(FigureId, Decimal)| figures.value(*id).is_some_and(|v| !v.is_zero());
            let mut printed = equation.figures.iter().filter(is_printed);
            let (Some(&(a, of_a)), Some(&(b, of_b)), None) = (printed.next(), printed.next(), printed.next())
            else {
                continue;
            };
            if of_a == -of_b && figures.value(a) == figures.value(b) {
                joined.join(a as usize, b as usize);
                alike.extend([a, b]);
            }
        }
        alike.sort_unstable();
        alike.dedup();
        let mut copies = Self::default();
        for id in alike {
            let first = joined.find(id as usize) as FigureId;
            let group = *copies.group.entry(first).or_insert(copies.groups.len());
            copies.groups.resize_with(copies.groups.len().max(group + 1), Vec::new);
            copies.groups[group].push(id);
            copies.group.insert(id, group);
        }
        copies
    }

    /// A figure's copies and itself, where it has any.
    fn of_figure(&self, id: FigureId) -> &[FigureId] {
        let group = self.group.get(&id).map(|&group| self.groups[group].as_slice());
        group.filter(|copies| copies.len() <= COPIES).unwrap_or_default()
    }
}
