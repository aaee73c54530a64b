//! What a table says its figures have moved by: what a figure was and its change come to what it is.
//!
//! ```text
//! 2023年执行数 │ 2024年预算数/小计 │ 2024年预算数比2023年执行数/增减额   →   小计 is 执行数 and 增减额
//! ```
//!
//! The columns are found by what they measure; where two of a table measure the same, it is not known which has moved.

use rust_decimal::Decimal;
use smallvec::smallvec;

use crate::check::figure::{FigureId, Figures};
use crate::check::header::Version;
use crate::check::identity::{Claim, Identity, Relation, Rule};
use crate::check::sheet::{Head, Sheet};
use crate::check::words;
use crate::document::Column;
use crate::vocab::canonical::{CHANGE, PRIOR_YEAR};

/// The identities of the changes that a table prints.
pub(crate) fn identities<'t>(
    figures: &Figures,
    sheet: &Sheet<'t>,
    readings: &mut usize,
) -> Vec<Identity<'t>> {
    let (index, table) = (sheet.index, sheet.table);
    let mut identities = Vec::new();
    for head in sheet.heads.iter().filter(|head| head.version == Version::Change) {
        let Some((now, before)) = moved(sheet, head) else { continue };
        let printed = |row: usize| {
            let cell = |column| figures.cell(index, row, column);
            let cells = [cell(now.column)?, cell(before.column)?, cell(head.column)?];
            cells.iter().all(|&cell| figures.value(cell).is_some()).then_some((row, cells))
        };
        let rows: Vec<(usize, [FigureId; 3])> = (0..table.rows.len()).filter_map(printed).collect();
        if rows.iter().any(|(_, cells)| is_unsigned(figures, cells)) {
            continue;
        }
        let claim = Claim::new("what it was before and the change beside it");
        identities.extend(rows.into_iter().map(|(r, [now_cell, before, change])| {
            let row = &table.rows[r];
            Identity {
                rule: Rule::ColumnsAddUp,
                relation: Relation::Equal,
                actual: smallvec![now_cell],
                expected: smallvec![before, change],
                tables: smallvec![index],
                row: Some(row.code.as_deref().unwrap_or(&row.label)),
                column: Some(now.printed.clone()),
                claim: claim.clone(),
                reading: *readings,
                soft: false,
                alternatives: Vec::new(),
                sentence: None,
            }
        }));
        *readings += 1;
    }
    identities
}

/// The columns of what has moved: of the document's year and of the one before.
fn moved<'a, 't>(sheet: &'a Sheet<'t>, change: &Head) -> Option<(&'a Head<'t>, &'a Head<'t>)> {
    let mut reduced = sheet.heads.iter().filter(|head| head.is_reduced());
    if change.is_reduced() || reduced.next().is_some() {
        return reduced_moved(sheet);
    }
    let columns = &sheet.table.columns;
    let of = |head: &Head| &columns[head.column];
    let Column { measure, item, .. } = of(change);
    let rest = measure.as_deref()?.strip_prefix(CHANGE)?;
    let (now, before) = (rest.strip_prefix('.').unwrap_or(words::TOTAL), format!("{PRIOR_YEAR}{rest}"));
    let only = |id: &str| {
        let is_meant = |head: &&Head| of(head).measure.as_deref() == Some(id) && of(head).item == *item;
        let mut meant = sheet.heads.iter().filter(is_meant);
        meant.next().filter(|_| meant.next().is_none())
    };
    let (now, before) = (only(now)?, only(&before)?);
    // 比预算增减 is no change from the accounts of the year before.
    let names_budget =
        |head: &Head| head.path.iter().any(|level| words::without_funds(level).contains("预算"));
    (names_budget(now) || names_budget(before) || !names_budget(change)).then_some((now, before))
}

/// The columns of what has moved where these say what is left out of them (扣除发改委安排的基本建设后执行数): the changes beside
/// them leave it out as well.
fn reduced_moved<'a, 't>(sheet: &'a Sheet<'t>) -> Option<(&'a Head<'t>, &'a Head<'t>)> {
    let is_meant = |head: &&Head| head.is_reduced() && head.version != Version::Change;
    let mut meant: Vec<&Head> = sheet.heads.iter().filter(is_meant).collect();
    meant.sort_by_key(|head| head.standpoint.year);
    let [before, now] = meant[..] else { return None };
    (before.standpoint.year? < now.standpoint.year?).then_some((now, before))
}

/// Whether a change is printed without the sign that it has.
fn is_unsigned(figures: &Figures, cells: &[FigureId; 3]) -> bool {
    let [now, before, change] = cells.map(|cell| figures.value(cell).unwrap_or_default());
    change > Decimal::ZERO && before - now == change
}
