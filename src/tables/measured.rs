//! Amounts that are printed with their unit, one by one: it is the unit of the table.
//!
//! ```text
//! │ 教育支出 │ 1,012.30万元 │       │ 教育支出 │ 1,012.30 │   单位：万元
//! │ 合计     │ 1,012.30万元 │   →   │ 合计     │ 1,012.30 │
//! ```
//!
//! Only where all amounts have one unit, which is no other than the caption states. Of a form these are its fields
//! (资金总额 606.75万元); its targets keep theirs.

use rust_decimal::Decimal;

use crate::document::{Field, TableKind, Value};
use crate::normalize::number;
use crate::sections::Caption;
use crate::tables::form;
use crate::tables::matrix::Matrix;
use crate::vocab::unit;

/// So many amounts with a unit tell that a table prints it with each of them.
const FEWEST: usize = 2;

/// Takes their unit off the amounts of a table, and gives it to a caption that states none. `kind` tells what it captions.
pub fn part_units(matrix: &mut Matrix, caption: &mut Caption, kind: impl FnOnce(&Caption) -> TableKind) {
    let mut found: Option<&'static str> = None;
    // Per column how many amounts have a unit, and how many figures have none.
    let mut counts = vec![(0_usize, 0_usize); matrix.columns];
    for row in &matrix.rows {
        for (slot, (measured, plain)) in row.iter().zip(&mut counts) {
            match with_unit(&slot.text) {
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
    if contradicts || is_few || form::holds_levels(matrix) || form::is_form(kind(caption), matrix, 0) {
        return;
    }
    for row in &mut matrix.rows {
        for (slot, _) in row.iter_mut().zip(&counts).filter(|(_, (measured, plain))| measured > plain) {
            if let Some(length) = with_unit(&slot.text).map(|(figure, _)| figure.len()) {
                slot.printed = Some(slot.text.as_str().into());
                slot.text.truncate(length);
            }
        }
    }
    caption.unit.get_or_insert_with(|| found.to_owned());
}

/// Makes the amounts of a form that are printed with a unit numbers, and gives it to a form that states none.
pub fn read_fields(fields: &mut [Field], unit: &mut Option<String>) {
    let amount = |field: &Field| -> Option<(Decimal, &'static str)> {
        let (figure, unit) = with_unit(field.value.text()?)?;
        Some((number::parse(figure)?, unit))
    };
    let mut units = fields.iter().filter_map(amount).map(|(_, unit)| unit);
    let Some(found) = units.next() else { return };
    if units.any(|other| other != found) || unit.as_deref().is_some_and(|stated| stated != found) {
        return;
    }
    for field in fields {
        if let Some((number, _)) = amount(field) {
            field.value = Value::Number(number);
        }
    }
    unit.get_or_insert_with(|| found.to_owned());
}

/// A text that is a figure and the unit after it.
fn with_unit(text: &str) -> Option<(&str, &'static str)> {
    if !text.ends_with('元') {
        return None;
    }
    let (figure, unit) = unit::after(text)?;
    number::is_numeric(figure).then_some((figure, unit))
}
