//! Tables of which only the caption is certain: their cells stand in no order that tells rows and columns. Each is said.
//!
//! ```text
//! 财政拨款“三公”经费支出预算表            the caption, and no grid before the next one or the end of the page,
//! 单位：万元
//! 合计 ⇥公务接待费
//! 3.00 ⇥3.00                            but lines that are rows
//! ```

use crate::error::Warning;
use crate::page::{Block, TextLine};
use crate::read::dialect::is_figure;
use crate::read::lines::is_blank;
use crate::vocab::forms;
use crate::vocab::indicators;
use crate::vocab::preamble::{self, Part};

/// Says of each table that was not read where it stands.
pub(super) fn warnings(blocks: &[Block]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut caption: Option<&TextLine> = None;
    let mut has_rows = false;
    let mut end = |caption: Option<&TextLine>, has_rows: bool| {
        let message = "a table stands here that is not read, since the text does not tell its rows and columns; extract \
                       the PDF that the text was made of";
        let warning = |line: &TextLine| {
            Warning::new(Warning::UNREAD_TABLE, message).at(Some(line.place)).on_page(line.page)
        };
        warnings.extend(caption.filter(|_| has_rows).map(warning));
    };
    for block in blocks {
        let Block::Line(line) = block else {
            (caption, has_rows) = (None, false);
            continue;
        };
        let has_preamble = has_preamble(&line.text);
        // A title may stand below its table.
        if caption.is_some_and(|caption| caption.page != line.page) || has_rows && has_preamble {
            end(caption, has_rows);
            (caption, has_rows) = (None, false);
        }
        if has_preamble || is_title(&line.text) {
            caption = caption.or(Some(line));
        } else {
            has_rows |= is_row(&line.text);
        }
    }
    end(caption, has_rows);
    warnings
}

/// Whether a line is the title of a table, or its number.
fn is_title(text: &str) -> bool {
    super::ends_as_title(text) && !text.contains(is_blank)
}

/// Whether a line says whose table it is, or in which unit.
fn has_preamble(text: &str) -> bool {
    let says = |piece| matches!(preamble::part(piece), Some(Part::Unit(_) | Part::Organization(_)));
    text.split(is_blank).any(|piece| piece.contains(['：', ':']) && says(piece))
}

/// Whether a line ends in a figure behind another piece, or begins with the label of a form or a level of indicators.
fn is_row(text: &str) -> bool {
    let Some((first, rest)) = text.split_once(is_blank) else { return false };
    let ends_in_figure = rest.split(is_blank).next_back().is_some_and(is_figure);
    !text.contains(['。', '；', '，'])
        && (ends_in_figure || forms::is_label_or_group(first) || indicators::is_level(first))
}
