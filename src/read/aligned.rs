//! Tables whose columns only blanks keep apart, as `pdftotext -layout` writes them:
//!
//! ```text
//! 201      一般公共服务支出        470.56     470.56
//! 20126    档案事务                470.56     470.56
//! ```
//!
//! Where a column begins differs from row to row by the widths of characters that are not in the text, so that they are
//! not read. What is not read is said.

use crate::error::Warning;
use crate::page::{Block, TextLine};

/// What stands at least between two cells of a row.
const FAR_APART: &str = "  ";
/// So many pieces far apart from each other make a row.
const PIECES: usize = 3;
/// Fewer rows are no table.
const ROWS: usize = 3;

/// What is lost of a text, at its first row; `paged` tells whether it has page breaks.
pub(super) fn unread(blocks: &[Block], paged: bool) -> Option<Warning> {
    let rows = || {
        blocks.iter().filter_map(|block| match block {
            Block::Line(line) if is_row(line) => Some(line),
            _ => None,
        })
    };
    let first = rows().nth(ROWS - 1).and_then(|_| rows().next())?;
    let message = format!(
        "{} lines are rows of tables whose columns only blanks keep apart, which are not read; extract the PDF that \
         the text was made of",
        rows().count()
    );
    let warning = Warning::new(Warning::ALIGNED_TEXT, message).at(Some(first.place));
    Some(if paged { warning.on_page(first.page) } else { warning })
}

/// Whether a line is several pieces that stand far apart, and no labels with their values (`填表人：…    日期：…`).
fn is_row(line: &TextLine) -> bool {
    let pieces = line.text.split(FAR_APART).filter(|piece| !piece.trim().is_empty());
    pieces.count() >= PIECES && !line.text.contains(['：', ':'])
}
