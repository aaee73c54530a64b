//! How wide columns are, and how high rows must be for their texts.

use std::ops::Range;

use rust_xlsxwriter::{Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

/// The widths of columns, in characters.
pub(super) const WIDE: u16 = 32;
pub(super) const NARROW: u16 = 16;
/// The height of a line of text, and the most that a row can have, in points.
const LINE_HEIGHT: f64 = 15.0;
const MOST_HEIGHT: f64 = 400.0;

/// How wide the columns of a sheet are, in characters.
pub(super) struct Widths(pub(super) Vec<u16>);

impl Widths {
    /// The last column.
    pub(super) fn last(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// How many lines a text takes in a cell of these columns.
    pub(super) fn lines(&self, columns: Range<usize>, text: &str) -> usize {
        let room =
            self.0.get(columns).unwrap_or_default().iter().map(|width| usize::from(*width)).sum::<usize>();
        text.lines().map(|line| line.width().div_ceil(room.max(1)).max(1)).sum()
    }

    /// How many lines the texts of a row take that stand side by side, one in each column.
    pub(super) fn of_row<'a>(&self, texts: impl Iterator<Item = &'a str>) -> usize {
        texts.enumerate().map(|(column, text)| self.lines(column..column + 1, text)).max().unwrap_or(1)
    }
}

/// Makes a row as high as its lines, for no spreadsheet does that for merged cells.
pub(super) fn set_height(sheet: &mut Worksheet, line: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(line, (LINE_HEIGHT * lines as f64).min(MOST_HEIGHT))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_lines_that_its_cell_has_room_for() {
        let widths = Widths(vec![NARROW, WIDE, WIDE]);
        for (columns, text, lines) in [
            (0..1, "", 0),
            (0..1, "行政运行", 1),
            (0..1, "政府性基金预算拨款收入", 2),
            (1..3, "政府性基金预算拨款收入", 1),
            (1..3, "1.按时开放\n2.三个展览", 2),
        ] {
            assert_eq!(widths.lines(columns, text), lines, "{text}");
        }
        assert_eq!(widths.of_row(["政府性基金预算拨款收入", "12.00"].into_iter()), 2);
    }
}
