//! Arithmetic chooses between readings that the print leaves open. No printed digit ever changes.
//!
//! A text may lose blank cells. Of the row `2070109⇥群众文化⇥147.40⇥147.40` under `合计⇥基本支出⇥项目支出` no one can say
//! whether the second amount is 基本支出 or 项目支出, unless its class and the total do. And a table without a unit has
//! the one in which it agrees with the other tables. A name that OCR made of 合计 (台计) is that of a total, and a dash behind a
//! figure is a piece of a rule and no sign, where the sums say so. Every choice is a warning.

use rust_decimal::Decimal;

use crate::check::across;
use crate::check::engine::{self, Verdict};
use crate::check::facts;
use crate::check::figure::Figures;
use crate::check::identity::{Outcome, judge};
use crate::check::placement;
use crate::check::rows;
use crate::check::sheet::{self, Sheet};
use crate::check::volumes;
use crate::check::words;
use crate::document::{Document, DocumentKind, Role, Row, Standing, Table, UnevenRow, Value};
use crate::error::Warning;
use crate::vocab::headers;

/// The amounts of a larger table stay where they are.
const MOST_ROWS: usize = 2_000;
/// More tables without a unit keep none.
const MOST_UNITS: usize = 8;
/// More doubtful signs or names of totals in one table stay as they are read.
const MOST_DOUBTS: usize = 8;
/// The units that a table without one may have: what budgets are printed in.
const UNITS: [(&str, u64); 2] = [("元", 1), ("万元", 10_000)];

/// Decides what the print of a document leaves open where its identities tell.
pub fn choose(document: &mut Document, uneven: &[UnevenRow]) {
    for table in &mut document.tables {
        document.warnings.extend(misread_totals(table));
        document.warnings.extend(doubtful_signs(table));
    }
    for rows in uneven.chunk_by(|a, b| a.table == b.table) {
        let table = &mut document.tables[rows[0].table];
        let moved = place_amounts(table, rows);
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

/// Takes the rows for totals whose names OCR misread (台计), where more sums hold then.
fn misread_totals(table: &mut Table) -> Vec<Warning> {
    let rows = table.rows.iter().enumerate();
    let doubtful = rows.filter(|(_, row)| row.code.is_none() && headers::is_like_total(&row.label));
    let doubtful: Vec<usize> = doubtful.map(|(row, _)| row).take(MOST_DOUBTS).collect();
    if doubtful.is_empty() || table.rows.len() > MOST_ROWS {
        return Vec::new();
    }
    let mut before = standing(table);
    let mut warnings = Vec::new();
    for index in doubtful {
        let read = table.rows[index].clone();
        let row = &mut table.rows[index];
        (row.total, row.level, row.org_code, row.org_name) = (true, 1, None, None);
        let after = standing(table);
        if after.held > before.held && after.failed <= before.failed {
            let message = format!("“{}” is read as a total, since the rows add up to it", read.label);
            warnings.push(of_row(table, index, message));
            before = after;
        } else {
            table.rows[index] = read;
        }
    }
    warnings
}

/// Takes the dash behind a figure (`5,500.30-`) for a piece of a rule, where sums hold then that fail with a sign: behind all
/// figures of a table that have one, or else behind single ones.
fn doubtful_signs(table: &mut Table) -> Vec<Warning> {
    let mut doubtful = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let signed = row.raw.iter().filter(|(_, raw)| raw.ends_with(['-', '－', '−']));
        let number = |column: usize| row.cells[column].number().filter(Decimal::is_sign_negative);
        doubtful.extend(signed.filter_map(|(&column, _)| Some((index, column, number(column)?))));
    }
    if doubtful.is_empty() || table.rows.len() > MOST_ROWS {
        return Vec::new();
    }
    let mut before = standing(table);
    let mut unsigned = without_signs(table, &doubtful, &mut before);
    if unsigned.is_empty() {
        let single = doubtful.chunks(1).take(MOST_DOUBTS);
        unsigned = single.flat_map(|cell| without_signs(table, cell, &mut before)).collect();
    }
    let told = |&(row, column, number): &(usize, usize, Decimal)| {
        let message =
            format!("“{}” is read as {}, with which the sums hold", table.rows[row].raw[&column], -number);
        of_row(table, row, message)
    };
    unsigned.iter().map(told).collect()
}

/// Takes the signs off these cells and gives them back, or none where the sums stand no better so.
fn without_signs(
    table: &mut Table,
    cells: &[(usize, usize, Decimal)],
    before: &mut Standing,
) -> Vec<(usize, usize, Decimal)> {
    for &(row, column, number) in cells {
        table.rows[row].cells[column] = Value::Number(-number);
    }
    let after = standing(table);
    if after.failed < before.failed && after.held >= before.held {
        *before = after;
        return cells.to_vec();
    }
    for &(row, column, number) in cells {
        table.rows[row].cells[column] = Value::Number(number);
    }
    Vec::new()
}

/// Says what was decided of a row.
fn of_row(table: &Table, row: usize, message: String) -> Warning {
    let place = table.rows[row].places.iter().copied().flatten().next();
    Warning { table: Some(table.id.clone()), ..Warning::new("reading_decided", message).at(place) }
}

/// Puts the amounts of uneven rows where the sums of the table hold.
fn place_amounts(table: &mut Table, uneven: &[UnevenRow]) -> Vec<Warning> {
    if table.rows.len() > MOST_ROWS {
        return Vec::new();
    }
    let placed = {
        let tables = std::slice::from_ref(&*table);
        let figures = Figures::of(tables);
        let Some(sheet) = Sheet::all(&figures, tables).pop() else { return Vec::new() };
        placement::placed(&sheet, uneven)
    };
    let amounts: Vec<usize> = sheet::heads(table).iter().map(|head| head.column).collect();
    let mut warnings = Vec::new();
    for (row, ranks) in placed {
        let is_longer = uneven.iter().any(|uneven| uneven.row == row && uneven.is_longer);
        move_amounts(&mut table.rows[row], &amounts, &ranks);
        warnings.push(decided(table, row, &amounts, is_longer));
    }
    warnings
}

/// Puts each amount of a row under the column of its rank; the columns under which none comes to stand are blank.
fn move_amounts(row: &mut Row, amounts: &[usize], ranks: &[usize]) {
    let take = |&column: &usize| {
        let cell = std::mem::take(&mut row.cells[column]);
        (cell, row.places[column].take(), row.raw.remove(&column))
    };
    let taken: Vec<_> = amounts.iter().map(take).collect();
    for ((cell, place, raw), &rank) in taken.into_iter().zip(ranks) {
        let column = amounts[rank];
        (row.cells[column], row.places[column]) = (cell, place);
        row.raw.extend(raw.map(|raw| (column, raw)));
    }
}

fn decided(table: &Table, row: usize, amounts: &[usize], is_longer: bool) -> Warning {
    let row = &table.rows[row];
    let printed = amounts.iter().copied().filter(|&column| !row.cells[column].is_blank());
    let columns: Vec<String> = printed.clone().map(|column| table.columns[column].path.join("/")).collect();
    let (label, columns) = (&row.label, columns.join(", "));
    let message = match is_longer {
        true => format!(
            "“{label}” prints more cells than its table; its amounts are read as {columns}, where they add up"
        ),
        false => format!(
            "“{label}” prints fewer cells than its table; its amounts are read as {columns}, where they add up"
        ),
    };
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
