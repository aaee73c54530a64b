//! Proof by arithmetic: a budget document states most of its figures several times over.
//!
//! `208 社会保障和就业支出` is the sum of its `20805…`, `合计` the sum of its rows and of its columns, the total of
//! one table the total of the next, and a sentence repeats it. Each such claim is an *identity* over printed
//! figures; the identities that hold prove their figures, one that fails contradicts them and says which
//! change would satisfy it (contract §7). Nothing here ever changes a printed digit.
//!
//! ```text
//! document ─figure→ figures ─rows, columns, volumes: across, prose→ identities ─engine→ verdicts ─blame→ checks
//! ```

mod across;
mod blame;
mod changes;
mod choose;
mod claims;
mod columns;
mod compared;
mod completed;
mod contents;
mod divided;
mod doubts;
mod engine;
mod fact;
mod facts;
mod figure;
mod forest;
mod foretold;
mod grouped;
mod header;
mod identity;
mod items;
mod label;
mod placement;
mod planned;
mod projects;
mod prose;
mod rates;
mod rows;
mod sentence;
mod shares;
mod sheet;
mod sides;
mod slid;
mod slip;
mod standard;
mod standpoint;
mod stated;
mod stating;
mod texts;
mod volumes;
mod wordings;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::document::{Check, CheckStatus, Document, Operands, Place, ProofCounts, Table, Warning};
use crate::page::TextLine;

pub use choose::{choose, standing};

use engine::{Judged, Proof, Verdict};
use figure::{FigureId, Figures, Site};
use identity::Outcome;
use sheet::Sheet;

/// Memory for no more verdicts than these is taken before they are made.
const MOST_AT_ONCE: usize = 1_024;

/// Checks a document against itself and against its own prose: fills `checks` (in reading order), the `proof`
/// of every row, and the counts of the document.
///
/// `prose` are the lines outside of tables, in reading order; without them the tables alone are checked.
pub fn check(document: &mut Document, prose: &[TextLine]) {
    let mut figures = Figures::of(&document.tables);
    let mut readings = 0;
    let sheets = Sheet::all(&figures, &document.tables);
    // Judged as they are made: a large table has an identity for every row. Most figures are in one or two.
    let mut judged = Judged::with_room((2 * figures.len()).min(MOST_AT_ONCE));
    // All sums are found, and then claimed: the code for one of these stays near the processor.
    let row_sums: Vec<_> = sheets.iter().map(|sheet| rows::sums(sheet.table, &sheet.forest)).collect();
    let column_sums: Vec<_> = sheets.iter().map(|sheet| columns::sums(sheet.table, &sheet.heads)).collect();
    for ((sheet, rows), columns) in sheets.iter().zip(row_sums).zip(column_sums) {
        judged.add(&figures, rows::identities(&figures, sheet, rows, &mut readings));
        judged.add(&figures, columns::identities(&figures, sheet, columns, &mut readings));
        judged.add(&figures, changes::identities(&figures, sheet, &mut readings));
    }
    let kind = document.document.kind;
    let author = label::Author::of(document);
    let (mut told, mut doubts) = (Vec::new(), Vec::new());
    let issuer = document.document.issuer.name.as_deref();
    let volumes = volumes::volumes(&document.tables, prose, issuer);
    for volume in &volumes {
        let facts = facts::facts(&figures, kind, &sheets[volume.tables.clone()]);
        let agreement = across::identities(&figures, &sheets, &volume.tables, kind, &facts, &mut readings);
        judged.add(&figures, agreement);
        let narrative = prose::narrative(&mut figures, &sheets, &author, &facts, volume, &mut readings);
        judged.add(&figures, narrative.identities);
        let planned = planned::identities(&mut figures, &sheets, volume, &author, &mut readings);
        judged.add(&figures, planned);
        told.extend(narrative.checks);
        doubts.extend(narrative.doubts);
    }
    let in_cells = texts::identities(&mut figures, &sheets, &mut readings);
    judged.add(&figures, in_cells);
    judged.settle(readings);
    let Judged { verdicts, proofs, fails } = judged;
    let mut suggestions = if fails {
        blame::suggestions(&figures, &document.tables, &verdicts, &proofs)
    } else {
        BTreeMap::new()
    };

    let own = document.tables.iter().map(|table| Arc::from([table.id.clone()])).collect();
    let mut shared = Shared { own, pairs: FxHashMap::default(), row: Repeated::none() };
    // A check is no larger than its verdict (tested below) and takes its place in memory.
    let mut checks: Vec<Check> = verdicts
        .into_iter()
        .enumerate()
        .map(|(v, verdict)| {
            to_check(&figures, &document.tables, &mut shared, verdict, suggestions.remove(&v))
        })
        .collect();
    checks.extend(told);
    let listed = contents::Contents::of(&document.tables, prose);
    let all_read = !document.warnings.iter().any(Warning::is_of_unread);
    checks.extend(contents::listed_tables(&document.tables, &listed, all_read));
    document.checks = checks;
    doubts.extend(doubts::doubts(document, &sheets, &volumes, prose, &listed));
    document.warnings.extend(doubts);
    document.proof = Some(write_proofs(&mut document.tables, &figures, &proofs));
}

/// Texts of which many are like one before, which is theirs as well: the last of those with the same place.
struct Repeated([Option<Arc<str>>; 64]);

impl Repeated {
    fn none() -> Self {
        Self([const { None }; 64])
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        let place = text.bytes().fold(0_usize, |place, byte| place.wrapping_mul(7) ^ usize::from(byte));
        let last = &mut self.0[place % 64];
        match last {
            Some(same) if **same == *text => same.clone(),
            _ => last.insert(text.into()).clone(),
        }
    }
}

/// Writes one character per cell into every row, and counts them.
fn write_proofs(tables: &mut [Table], figures: &Figures, proofs: &[Proof]) -> ProofCounts {
    let mut counts = ProofCounts::default();
    let (mut marks, mut shared) = (String::new(), Repeated::none());
    let mut mark = |cell: Option<FigureId>| {
        let Some(id) = cell.filter(|&id| figures.value(id).is_some()) else { return '.' };
        let (mark, count) = match proofs[id as usize] {
            Proof::Proven => ('p', &mut counts.proven),
            Proof::Contradicted => ('c', &mut counts.contradicted),
            Proof::Unchecked => ('u', &mut counts.unchecked),
        };
        *count += 1;
        mark
    };
    for (t, table) in tables.iter_mut().enumerate() {
        for (r, row) in table.rows.iter_mut().enumerate() {
            marks.clear();
            let cells = figures.row(t, r).chain(std::iter::repeat(None));
            marks.extend(cells.take(row.cells.len()).map(&mut mark));
            row.proof = Some(shared.text(&marks));
        }
    }
    counts
}

/// What checks share: the ids of the tables that they are about, looked up and never iterated, and the row.
struct Shared {
    /// Most checks are about one table.
    own: Vec<Arc<[String]>>,
    pairs: FxHashMap<[usize; 2], Arc<[String]>>,
    row: Repeated,
}

impl Shared {
    /// The ids of these tables.
    fn ids(&mut self, which: &[usize], tables: &[Table]) -> Arc<[String]> {
        let ids = || which.iter().map(|&t| tables[t].id.clone()).collect();
        match *which {
            [own] => self.own[own].clone(),
            [first, second] => self.pairs.entry([first, second]).or_insert_with(ids).clone(),
            _ => ids(),
        }
    }
}

fn to_check(
    figures: &Figures,
    tables: &[Table],
    shared: &mut Shared,
    verdict: Verdict,
    suggestion: Option<String>,
) -> Check {
    let place = place_of(figures, tables, &verdict);
    let operands = verdict.failed().then(|| Box::new(operands_of(figures, tables, &verdict)));
    let difference = verdict.weighed.map(|weighed| weighed.difference());
    let identity = verdict.identity;
    let status = match verdict.outcome {
        Outcome::Pass { .. } => CheckStatus::Pass,
        Outcome::Fail => CheckStatus::Fail,
        Outcome::Skipped(_) => CheckStatus::Skipped,
    };
    let message: Arc<str> = match (verdict.outcome, &verdict.weighed) {
        (Outcome::Pass { .. }, _) if let Some(off) = difference.filter(|off| !off.is_zero()) => {
            format!("{} but for {}, which is rounding", identity.claim.held(), off.abs()).into()
        }
        (Outcome::Pass { .. }, _) => identity.claim.held(),
        (Outcome::Skipped(why), _) => format!("it should be {}, but {why}", identity.claim).into(),
        (Outcome::Fail, Some(weighed)) => {
            let mut message =
                format!("{} is printed, but {} is {}", weighed.actual, identity.claim, weighed.expected);
            if let Some(slip) = unit_slip(weighed.actual, weighed.expected) {
                message.push_str(&format!("; the two differ by exactly {slip}: a slip of the unit"));
            }
            message.into()
        }
        (Outcome::Fail, None) => identity.claim.to_string().into(),
    };
    let message = match &identity.sentence {
        Some(sentence) => [&message, ": “", sentence, "”"].concat().into(),
        None => message,
    };
    Check {
        rule: identity.rule.name().into(),
        status,
        tables: shared.ids(&identity.tables, tables),
        row: identity.row.map(|row| shared.row.text(row)),
        column: identity.column,
        expected: verdict.weighed.map(|weighed| weighed.expected),
        actual: verdict.weighed.map(|weighed| weighed.actual),
        difference,
        tolerance: verdict.weighed.map(|weighed| weighed.tolerance),
        message,
        place,
        operands,
        suggestion,
    }
}

/// Where the stated figure is printed, or the first of the others that is.
fn place_of(figures: &Figures, tables: &[Table], verdict: &Verdict) -> Option<Place> {
    let own = verdict.identity.tables.first().copied().unwrap_or_default();
    verdict.operands().find_map(|id| figures.place(id, own, tables))
}

/// Where the figures of both sides are printed.
fn operands_of(figures: &Figures, tables: &[Table], verdict: &Verdict) -> Operands {
    let identity = &verdict.identity;
    let own = identity.tables.first().copied().unwrap_or_default();
    let places = |side: &[FigureId]| side.iter().filter_map(|&id| figures.place(id, own, tables)).collect();
    Operands { actual: places(&identity.actual), expected: places(&identity.expected) }
}

/// A factor of exactly 10 000 (元 and 万元) or 100 between two figures.
fn unit_slip(actual: Decimal, expected: Decimal) -> Option<&'static str> {
    if actual.is_zero() || expected.is_zero() {
        return None;
    }
    [(10_000, "10,000"), (100, "100")].into_iter().find_map(|(factor, name)| {
        let factor = Decimal::from(factor);
        let times = |small: Decimal, large: Decimal| small.checked_mul(factor) == Some(large);
        (times(actual, expected) || times(expected, actual)).then_some(name)
    })
}

/// The cell a figure stands in, for a person: `t03 20805 / 合计`.
pub(crate) fn describe(tables: &[Table], site: Site) -> String {
    match site {
        Site::Cell(t, r, c) => {
            let table = &tables[t];
            let row = &table.rows[r];
            let name =
                row.code.as_ref().map_or_else(|| row.label.clone(), |code| format!("{code} {}", row.label));
            format!("{} {name} / {}", table.id, table.columns[c].path.join("/"))
        }
        Site::Field(t, f) => format!("{} {}", tables[t].id, tables[t].fields[f].label),
        Site::Prose => "the sentence".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_fits_where_its_verdict_was() {
        assert!(size_of::<Check>() <= size_of::<Verdict>());
    }
}
