//! Values in cells.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::looks::Look;
use crate::write::record::{Figure, Value};

/// A number with more digits than 15 is not exact in a spreadsheet.
const EXACT: u128 = 1_000_000_000_000_000;

pub(super) fn row(top: u32, offset: usize) -> u32 {
    top + u32::try_from(offset).unwrap_or_default()
}

pub(super) fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// What a value prints.
pub(super) fn printed<'v>(value: &'v Value<'_>) -> &'v str {
    match value {
        Value::Blank => "",
        Value::Text(text) => text,
        Value::Number(figure) => figure.printed,
    }
}

/// Writes a value as printed: a number with its decimals, or as text where a spreadsheet would round it.
pub(super) fn write_value(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    value: &Value<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    match value {
        Value::Blank => sheet.write_blank(line, column, &look.text)?,
        Value::Text(text) => sheet.write_string_with_format(line, column, &**text, &look.text)?,
        Value::Number(figure) => match exact(*figure) {
            Some(binary) => {
                sheet.write_number_with_format(line, column, binary, look.number(figure.number))?
            }
            None => sheet.write_string_with_format(line, column, figure.printed, &look.text)?,
        },
    };
    Ok(())
}

/// The binary number that a spreadsheet shows as this one.
fn exact(figure: Figure<'_>) -> Option<f64> {
    let digits = figure.number.normalize().mantissa().unsigned_abs();
    if digits < EXACT { figure.printed.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::looks::decimals;
    use super::*;

    #[test]
    fn a_number_is_exact_or_text() {
        for (number, binary, format) in [
            ("207172.81", Some(207_172.81), "#,##0.00"),
            ("-12.30", Some(-12.3), "#,##0.00"),
            ("45", Some(45.0), "#,##0"),
            ("9999999999999.99", Some(9_999_999_999_999.99), "#,##0.00"),
            ("12345678901234.56", None, "#,##0.00"),
        ] {
            let figure = Figure { printed: number, number: number.parse().unwrap() };
            let scale = figure.number.scale();
            assert_eq!((exact(figure), decimals(scale).as_str()), (binary, format), "{number}");
        }
    }
}
