//! Tables that a text writes in ways that do not tell where their cells belong. What is not read is said.
//!
//! ```text
//! 201      一般公共服务支出        470.56     470.56      columns that only blanks keep apart, where their heads do not
//! 20126    档案事务                470.56     470.56      tell what they hold
//!
//! 一般公共服务支出                                          cells one under the other, where their heads do not tell: what
//! 29                                                        is copied from a page
//! 423.20
//!
//! 产出指标 数量指标 清淤长度 ≥12公里                        rows of indicators that no form has
//!
//! [TABLE]                                                  what pandoc cannot draw in plain text
//! ```
//!
//! Where a column begins differs from row to row by the widths of characters that are not in the text; where cells stand
//! one under the other, blank ones are lost.

use super::lines::Line;
use crate::error::Warning;
use crate::page::{Block, TextLine};
use crate::text::fold::is_ideograph;
use crate::vocab::indicators;

/// What stands at least between two cells of a row.
const FAR_APART: &str = "  ";
/// So many pieces far apart from each other make a row.
const PIECES: usize = 3;
/// Fewer rows are no table.
const ROWS: usize = 3;
/// What pandoc writes into plain text for a table that it cannot draw.
const OMITTED: &str = "[TABLE]";
/// Fewer amounts that stand alone are no table.
const AMOUNTS: usize = 6;

/// Fewer rows of indicators may be of a sentence.
const INDICATORS: usize = 2;

/// What is lost of a text, where it begins; `paged` tells whether it has page breaks.
pub(super) fn warnings(blocks: &[Block], paged: bool) -> Vec<Warning> {
    let lines =
        || blocks.iter().filter_map(|block| if let Block::Line(line) = block { Some(line) } else { None });
    let lost = |code: &str, found: Vec<&TextLine>, least: usize, what: &str| {
        let first = found.first().filter(|_| found.len() >= least)?;
        let lines = if found.len() == 1 { "line is" } else { "lines are" };
        let message = format!(
            "{} {lines} {what}, which are not read; extract the PDF that the text was made of",
            found.len()
        );
        let warning = Warning::new(code, message).at(Some(first.place));
        Some(if paged { warning.on_page(first.page) } else { warning })
    };
    let rows = lines().filter(|line| is_row(line)).collect();
    let rows = lost(Warning::ALIGNED_TEXT, rows, ROWS, "rows of tables whose columns only blanks keep apart");
    let amounts = lines().filter(|line| is_amount(line.text.trim())).collect();
    let stacked = "amounts of tables whose cells stand one under the other";
    let amounts = lost(Warning::STACKED_TEXT, amounts, AMOUNTS, stacked);
    let indicators = lines().filter(|line| is_indicator(&line.text)).collect();
    let indicators = lost(Warning::UNREAD_TABLE, indicators, INDICATORS, "rows of indicators");
    let omitted = lines().filter(|line| line.text == OMITTED).collect();
    let omitted = lost(Warning::OMITTED_TABLE, omitted, 1, "all that the converter left of tables ([TABLE])");
    rows.into_iter().chain(amounts).chain(indicators).chain(omitted).collect()
}

/// Whether a line is several pieces that stand far apart, and no labels with their values (`填表人：…    日期：…`), or a name and
/// amounts behind it.
fn is_row(line: &TextLine) -> bool {
    let pieces = line.text.split(FAR_APART).filter(|piece| !piece.trim().is_empty());
    pieces.count() >= PIECES && !line.text.contains(['：', ':']) || is_named_row(&line.text)
}

/// Whether a line is a first and a second level and what stands behind them.
fn is_indicator(text: &str) -> bool {
    let mut pieces = text.split_whitespace();
    pieces.next().is_some_and(indicators::is_level1)
        && pieces.next().is_some_and(indicators::is_level2)
        && pieces.next().is_some()
}

/// Whether nothing but blanks parts the cells of a text: no tab and no bar that a line begins with.
pub(super) fn is_plain(lines: &[Line<'_>]) -> bool {
    !lines.iter().any(|line| line.text.contains('\t') || line.text.trim_start().starts_with('|'))
}

/// Whether enough lines are names or codes with amounts behind them and a blank in between, as `pdfplumber`, `pypdf` and
/// `pdftotext -raw` write the rows of a table.
pub(super) fn has_rows(lines: &[Line<'_>]) -> bool {
    let is_row = |line: &&Line<'_>| amounts(line.text) > 0 || is_coded_row(line.text);
    lines.iter().filter(is_row).take(ROWS).count() == ROWS
}

/// Whether enough lines are an amount and nothing else, as PyMuPDF, pdfminer and `pdftotext` write the cells of a table.
pub(super) fn has_amounts(lines: &[Line<'_>]) -> bool {
    lines.iter().filter(|line| is_amount(line.text.trim())).take(AMOUNTS).count() == AMOUNTS
}

/// Whether a text is a code and amounts behind it.
fn is_coded_row(text: &str) -> bool {
    let mut pieces = text.split_whitespace();
    let is_code =
        |code: &str| matches!(code.len(), 3 | 5 | 7) && code.bytes().all(|byte| byte.is_ascii_digit());
    pieces.next().is_some_and(is_code) && pieces.next().is_some_and(is_amount) && pieces.all(is_amount)
}

/// Whether a text is a name and at least two amounts behind it, with blanks between them.
fn is_named_row(text: &str) -> bool {
    amounts(text) + 1 >= PIECES
}

/// How many amounts stand behind a name.
fn amounts(text: &str) -> usize {
    let amounts =
        text.split_whitespace().rev().take_while(|piece| is_amount(piece) || is_grouped(piece)).count();
    let named = text.split_whitespace().rev().nth(amounts).is_some_and(|name| name.contains(is_ideograph));
    if named { amounts } else { 0 }
}

/// Whether a text is a whole number with commas between its thousands, and nothing else.
fn is_grouped(text: &str) -> bool {
    let (first, thousands) = text.trim_start_matches('-').split_once(',').unwrap_or_default();
    let are_digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    are_digits(first, 3)
        && thousands.split(',').all(|thousand| thousand.len() == 3 && are_digits(thousand, 3))
}

/// Whether a line is an amount and nothing else: it has decimals, as numbers of pages have none.
fn is_amount(text: &str) -> bool {
    let is_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    text.trim_start_matches('-')
        .split_once('.')
        .is_some_and(|(whole, decimals)| is_digits(whole) && is_digits(decimals) && !decimals.contains(','))
}
