//! Values in cells.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::looks::Look;
use crate::write::record::{Figure, Value};

/// A number with more digits than 15 is not exact in a spreadsheet.
const EXACT: u128 = 1_000_000_000_000_000;

/// The most characters that a cell can have, and those that say how many it lacks.
const MOST_CHARACTERS: usize = 32_767;
const MARK_CHARACTERS: usize = 40;

/// A text as a cell can have it: what is cut off is said at its end.
pub(super) fn fitting(text: &str) -> Cow<'_, str> {
    // A character outside the basic plane counts as two, as in UTF-16.
    let length = |text: &str| text.encode_utf16().count();
    if text.len() <= MOST_CHARACTERS || length(text) <= MOST_CHARACTERS {
        return Cow::Borrowed(text);
    }
    let mut room = MOST_CHARACTERS - MARK_CHARACTERS;
    let fits = |character: &char| {
        let left = room.checked_sub(character.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = text.chars().take_while(fits).collect();
    let lost = text.chars().count() - kept.chars().count();
    Cow::Owned(format!("{kept}…（单元格容不下其余{lost}字，见JSON文件）"))
}

pub(super) fn row(top: u32, offset: usize) -> u32 {
    top + u32::try_from(offset).unwrap_or_default()
}

pub(super) fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// What a cell shows: a text, which may be empty, or a figure.
#[derive(Clone, Copy)]
pub(super) enum Shown<'v> {
    Text(&'v str),
    Figure(Figure<'v>),
}

impl<'v> Shown<'v> {
    /// What is printed.
    pub(super) fn printed(self) -> &'v str {
        match self {
            Self::Text(text) => text,
            Self::Figure(figure) => figure.printed,
        }
    }

    /// Writes it as printed, a number as text where a spreadsheet would round it, and says how it looks.
    fn write<'l>(
        self,
        sheet: &mut Worksheet,
        (line, column): (u32, u16),
        look: &'l Look,
    ) -> Result<&'l Format, XlsxError> {
        if let Self::Figure(figure) = self
            && let Some(binary) = exact(figure)
        {
            sheet.write_number(line, column, binary)?;
            return Ok(look.number(figure.number));
        }
        sheet.write_string(line, column, fitting(self.printed()))?;
        Ok(&look.text)
    }
}

impl<'v> From<&'v Value<'_>> for Shown<'v> {
    fn from(value: &'v Value<'_>) -> Self {
        match value {
            Value::Blank => Self::Text(""),
            Value::Text(text) => Self::Text(text),
            Value::Number(figure) => Self::Figure(*figure),
        }
    }
}

/// Writes cells side by side from a column on. Those beside each other that look alike get their format at once: to look
/// up the number of a format takes longer than to write a cell.
pub(super) fn write_cells<'v, 'l>(
    sheet: &mut Worksheet,
    (line, first): (u32, u16),
    cells: impl IntoIterator<Item = (Shown<'v>, &'l Look)>,
) -> Result<(), XlsxError> {
    let mut alike: Option<(u16, u16, &Format)> = None;
    for (column, (shown, look)) in (first..).zip(cells) {
        let format = shown.write(sheet, (line, column), look)?;
        match &mut alike {
            Some((_, last, same)) if std::ptr::eq(*same, format) => *last = column,
            _ => set_format(sheet, line, alike.replace((column, column, format)))?,
        }
    }
    set_format(sheet, line, alike)
}

fn set_format(sheet: &mut Worksheet, line: u32, alike: Option<(u16, u16, &Format)>) -> Result<(), XlsxError> {
    alike.map_or(Ok(()), |(first, last, format)| {
        sheet.set_range_format(line, first, line, last, format).map(drop)
    })
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
    fn a_text_that_no_cell_can_have_is_cut_and_says_so() {
        for (text, whole) in
            [("政".repeat(32_767), true), ("政".repeat(32_768), false), ("😀".repeat(16_384), false)]
        {
            let fitted = fitting(&text);
            let length = fitted.encode_utf16().count();
            assert!(length <= MOST_CHARACTERS && length > MOST_CHARACTERS - MARK_CHARACTERS, "{length}");
            assert_eq!(fitted == text, whole);
        }
        assert!(fitting(&"政".repeat(40_000)).ends_with("政…（单元格容不下其余7273字，见JSON文件）"));
    }

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
