//! Amounts that are printed with their unit, one by one: it is the unit of the table.
//!
//! ```text
//! │ 教育支出 │ 1,012.30万元 │       │ 教育支出 │ 1,012.30 │   单位：万元
//! │ 合计     │ 1,012.30万元 │   →   │ 合计     │ 1,012.30 │
//! ```
//!
//! Only where all amounts have one unit, which is no other than the caption states. The targets of a form keep theirs.

use crate::document::TableKind;
use crate::normalize::{number, unit};
use crate::sections::Caption;
use crate::tables::form;
use crate::tables::matrix::{Matrix, Slot};

/// So many amounts with a unit tell that a table prints it with each of them.
const FEWEST: usize = 2;

/// Takes their unit off the amounts of a table, and gives it to a caption that states none. `kind` tells what it captions.
pub fn part_units(matrix: &mut Matrix, caption: &mut Caption, kind: impl FnOnce(&Caption) -> TableKind) {
    let mut found: Option<&'static str> = None;
    // Per column how many amounts have a unit, and how many figures have none.
    let mut counts = vec![(0_usize, 0_usize); matrix.columns];
    for row in &matrix.rows {
        for (slot, (measured, plain)) in row.iter().zip(&mut counts) {
            match amount(slot) {
                Some((_, unit)) if found.is_some_and(|found| found != unit) => return,
                Some((_, unit)) => {
                    found = Some(unit);
                    *measured += 1;
                }
                None => *plain += usize::from(!slot.is_blank() && number::is_numeric(&slot.text)),
            }
        }
    }
    let Some(found) = found else { return };
    let stated = caption.unit.as_deref().and_then(unit::money);
    let contradicts = stated.is_some_and(|(stated, _)| stated != found);
    let is_few = counts.iter().map(|(measured, _)| measured).sum::<usize>() < FEWEST;
    if contradicts || is_few || form::is_form(kind(caption), matrix, 0) {
        return;
    }
    for row in &mut matrix.rows {
        for (slot, _) in row.iter_mut().zip(&counts).filter(|(_, (measured, plain))| measured > plain) {
            if let Some(length) = amount(slot).map(|(figure, _)| figure.len()) {
                slot.printed = Some(slot.text.as_str().into());
                slot.text.truncate(length);
            }
        }
    }
    caption.unit.get_or_insert_with(|| found.to_owned());
}

/// The figure of a cell and the unit after it.
fn amount(slot: &Slot) -> Option<(&str, &'static str)> {
    if !slot.text.ends_with('元') {
        return None;
    }
    let (figure, unit) = unit::after(&slot.text)?;
    number::is_numeric(figure).then_some((figure, unit))
}
