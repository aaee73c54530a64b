//! Arithmetic chooses between readings that the print leaves open. No printed digit ever changes.
//!
//! A text may lose blank cells. Of the row `2070109⇥群众文化⇥147.40⇥147.40` under `合计⇥基本支出⇥项目支出` no one can say
//! whether the second amount is 基本支出 or 项目支出, unless its class and the total do. And a table without a unit has
//! the one in which it agrees with the other tables. Every choice is a warning.

use std::collections::BTreeSet;

use crate::check::across;
use crate::check::columns;
use crate::check::engine::{self, Verdict};
use crate::check::facts;
use crate::check::figure::{Figures, Site};
use crate::check::forest::Forest;
use crate::check::identity::{Identity, Outcome, judge};
use crate::check::rows;
use crate::check::sheet::{self, Sheet};
use crate::check::volumes;
use crate::check::words;
use crate::document::{Document, DocumentKind, Role, ShortRow, Standing, Table, Value};
use crate::error::Warning;

/// So many readings of one table are tried, and none of a larger one, so that no text can make the search long.
const TRIALS: usize = 256;
const MOST_ROWS: usize = 2_000;
/// Rows with more amounts than this are not moved.
const MOST_AMOUNTS: usize = 16;
/// More tables without a unit keep none.
const MOST_UNITS: usize = 8;
/// The units that a table without one may have: what budgets are printed in.
const UNITS: [(&str, u64); 2] = [("元", 1), ("万元", 10_000)];

/// Decides what the print of a document leaves open where its identities tell.
pub fn choose(document: &mut Document, short: &[ShortRow]) {
    for rows in short.chunk_by(|a, b| a.table == b.table) {
        let table = &mut document.tables[rows[0].table];
        let moved = move_amounts(table, rows);
        document.warnings.extend(moved);
    }
    infer_units(document);
}

/// How the sums that the rows of a table state come out.
pub fn standing(table: &Table) -> Standing {
    let tables = std::slice::from_ref(table);
    let figures = Figures::of(tables);
    let sheets = Sheet::all(&figures, tables);
    let (mut standing, mut verdicts) = (Standing::default(), Vec::new());
    let sums = |sheet: &Sheet| rows::sums(sheet.table, &sheet.forest);
    let claims = sheets.iter().flat_map(|sheet| rows::identities(&figures, sheet, sums(sheet), &mut 0));
    engine::judge(&figures, claims, &mut verdicts);
    for Verdict { identity, outcome, .. } in verdicts {
        match outcome {
            Outcome::Pass { proves: true } if !figures.all_zero(&identity.expected) => standing.held += 1,
            Outcome::Fail => standing.failed += 1,
            _ => {}
        }
    }
    standing
}

/// The identities within one table.
fn identities<'t>(figures: &'t Figures, sheet: &'t Sheet) -> impl Iterator<Item = Identity<'t>> {
    let rows = rows::sums(sheet.table, &sheet.forest);
    let columns = columns::sums(sheet.table, &sheet.heads);
    rows::identities(figures, sheet, rows, &mut 0).chain(columns::identities(figures, sheet, columns, &mut 0))
}

/// How many identities within a table do not hold: a sum beside blanks is none.
fn unmet(table: &Table) -> usize {
    let tables = std::slice::from_ref(table);
    let figures = Figures::of(tables);
    let sheets = Sheet::all(&figures, tables);
    let identities = sheets.iter().flat_map(|sheet| identities(&figures, sheet));
    identities.filter(|identity| !matches!(judge(&figures, identity), Outcome::Pass { .. })).count()
}

/// The rows of a table whose identities fail, and which of its rows are parts of which.
fn suspects(table: &Table) -> (BTreeSet<usize>, Forest) {
    let tables = std::slice::from_ref(table);
    let figures = Figures::of(tables);
    let Some(sheet) = Sheet::all(&figures, tables).pop() else { return Default::default() };
    let mut suspects = BTreeSet::new();
    for identity in identities(&figures, &sheet) {
        if judge(&figures, &identity) == Outcome::Fail {
            let rows = identity.actual.iter().chain(&identity.expected).map(|&id| figures.site(id));
            suspects.extend(rows.filter_map(|site| match site {
                Site::Cell(_, row, _) => Some(row),
                _ => None,
            }));
        }
    }
    (suspects, sheet.forest)
}

/// Moves the amounts of short rows to where the identities of the table hold.
fn move_amounts(table: &mut Table, short: &[ShortRow]) -> Vec<Warning> {
    let amounts: Vec<usize> = sheet::heads(table).iter().map(|head| head.column).collect();
    let (suspects, forest) = suspects(table);
    let mut warnings = Vec::new();
    if suspects.is_empty() || amounts.len() > MOST_AMOUNTS || table.rows.len() > MOST_ROWS {
        return warnings;
    }
    let mut left = unmet(table);
    let mut trials = TRIALS;
    for row in short.iter().filter(|row| suspects.contains(&row.row)) {
        if left == 0 {
            break;
        }
        // A class moves with what it sums, or alone.
        let family = short.iter().filter(|other| forest.is_within(other.row, row.row));
        let groups = [family.copied().collect(), vec![*row]];
        let readings: Vec<Reading> =
            groups.iter().flat_map(|group| readings(table, &amounts, group)).take(trials).collect();
        trials -= readings.len();
        let tried: Vec<(usize, Reading)> =
            readings.into_iter().map(|reading| (unmet(&moved(table, &amounts, &reading)), reading)).collect();
        let least = tried.iter().map(|(unmet, _)| *unmet).min().unwrap_or(left);
        let mut best: Vec<&Reading> =
            tried.iter().filter(|(unmet, _)| *unmet == least).map(|(_, reading)| reading).collect();
        best.dedup();
        if let ([reading], true) = (best.as_slice(), least < left) {
            left = least;
            *table = moved(table, &amounts, reading);
            warnings.extend(reading.iter().map(|&(row, ..)| decided(table, row, &amounts)));
        }
    }
    warnings
}

/// Rows, each with the rank of its first amount that moves to the right and by how many columns.
type Reading = Vec<(usize, usize, usize)>;

/// Every way to move the amounts of a group of short rows alike.
fn readings(table: &Table, amounts: &[usize], group: &[ShortRow]) -> Vec<Reading> {
    let least = group.iter().map(|row| row.absent).min().unwrap_or(0).min(amounts.len());
    let moves = (1..=least).flat_map(|by| (0..amounts.len() - by).map(move |from| (from, by)));
    let rows = |(from, by)| -> Reading {
        let rows = group.iter().map(|row| (row.row, from, by));
        rows.filter(|&(row, from, by)| is_free(table, amounts, row, from, by)).collect()
    };
    moves.map(rows).filter(|reading| !reading.is_empty()).collect()
}

/// The table with its amounts where a reading has them.
fn moved(table: &Table, amounts: &[usize], reading: &Reading) -> Table {
    let mut moved = table.clone();
    for &(row, from, by) in reading {
        shift(&mut moved, amounts, row, from, by);
    }
    moved
}

/// Whether a row has an amount to move, and room for it at its end.
fn is_free(table: &Table, amounts: &[usize], row: usize, from: usize, by: usize) -> bool {
    let is_blank = |column: &usize| table.rows[row].cells.get(*column).is_none_or(Value::is_blank);
    amounts[amounts.len() - by..].iter().all(is_blank) && !is_blank(&amounts[from])
}

/// Moves the amounts of a row from one rank on to the right.
fn shift(table: &mut Table, amounts: &[usize], row: usize, from: usize, by: usize) {
    let row = &mut table.rows[row];
    for rank in (from..amounts.len() - by).rev() {
        let (old, new) = (amounts[rank], amounts[rank + by]);
        row.cells.swap(old, new);
        row.places.swap(old, new);
        if let Some(raw) = row.raw.remove(&old) {
            row.raw.insert(new, raw);
        }
    }
}

fn decided(table: &Table, row: usize, amounts: &[usize]) -> Warning {
    let row = &table.rows[row];
    let printed = amounts.iter().copied().filter(|&column| !row.cells[column].is_blank());
    let columns: Vec<String> = printed.clone().map(|column| table.columns[column].path.join("/")).collect();
    let message = format!(
        "“{}” prints fewer cells than its table; its amounts are read as {}, where they add up",
        row.label,
        columns.join(", ")
    );
    let place = printed.clone().find_map(|column| row.places.get(column).copied().flatten());
    Warning { table: Some(table.id.clone()), ..Warning::new("reading_decided", message).at(place) }
}

/// Gives a table without a unit the one in which it agrees with the others.
fn infer_units(document: &mut Document) {
    let open = |table: &Table| {
        table.yuan_per_unit.is_none()
            && table.columns.iter().any(|column| column.role == Role::Amount)
            && words::scope(table).is_some()
    };
    let open: Vec<usize> = (0..document.tables.len()).filter(|&t| open(&document.tables[t])).collect();
    let volumes = volumes::ranges(&document.tables);
    for index in open.into_iter().take(MOST_UNITS) {
        let Some(volume) = volumes.iter().find(|volume| volume.contains(&index)) else { continue };
        let (tables, kind) = (&mut document.tables, document.document.kind);
        let fitting: Vec<(&str, u64)> = UNITS
            .into_iter()
            .filter(|(_, yuan)| {
                tables[index].yuan_per_unit = Some(*yuan);
                agrees(&tables[volume.clone()], kind, index - volume.start)
            })
            .collect();
        tables[index].yuan_per_unit = None;
        if let [(unit, yuan)] = fitting[..] {
            let table = &mut tables[index];
            (table.unit, table.yuan_per_unit) = (Some(unit.to_owned()), Some(yuan));
            let message =
                format!("no unit is printed; in {unit} the figures agree with those of other tables");
            let warning = Warning::new("reading_decided", message);
            document.warnings.push(Warning { table: Some(table.id.clone()), ..warning });
        }
    }
}

/// Whether a table states money that other tables of its volume state as well, and contradicts none of them.
fn agrees(tables: &[Table], kind: DocumentKind, index: usize) -> bool {
    let figures = Figures::of(tables);
    let sheets = Sheet::all(&figures, tables);
    let facts = facts::facts(&figures, kind, &sheets);
    let identities = across::identities(&figures, &sheets, &(0..sheets.len()), kind, &facts, &mut 0);
    let own = identities.iter().filter(|identity| {
        identity.tables.contains(&index)
            && identity.tables.iter().any(|&other| other != index)
            && !figures.all_zero(&identity.actual)
    });
    let outcomes: Vec<Outcome> = own.map(|identity| judge(&figures, identity)).collect();
    outcomes.contains(&Outcome::Pass { proves: true }) && !outcomes.contains(&Outcome::Fail)
}
