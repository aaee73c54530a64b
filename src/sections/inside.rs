//! The rows inside a grid that are none of its body: caption, number, unit and organization above the header, notes below,
//! and everywhere the marks of pages that OCR took for rows.
//!
//! ```text
//! │ 收支预算总表                    │
//! │ 部门：云溪市档案局 │ 单位：万元 │    ← what stands over a table elsewhere
//! │ 项目               │ 预算数     │
//! │ …                  │            │
//! │ 注：本表反映全年收支。          │    ← notes
//! │ 公开02表                        │    ← what stands over the next table, where no rules part it from this one
//! ```

use std::borrow::Cow;

use super::Caption;
use super::caption::{absorb, is_bracketed, is_sentence, names_table, split_number};
use super::line_of;
use crate::document::TableKind;
use crate::page::{Grid, TextLine};
use crate::text::fold;
use crate::vocab::kinds;
use crate::vocab::preamble::{self, Part};
use crate::vocab::words::{self, Use};

/// A row of a grid that says what stands over tables has no more texts.
const MOST_PARTS: usize = 3;

/// The mark of a page has no more bytes: `第 102 页　共 118 页`.
const LONGEST_MARK: usize = 40;

/// Takes the rows off a grid that are none of its body: caption, number, unit and organization printed inside
/// the frame above the header, notes printed inside it below, and marks of pages.
pub fn peel(grid: Grid) -> (Grid, Caption, Vec<String>) {
    let grid = without_page_marks(grid);
    let mut caption = Caption::default();
    let mut top = 0;
    while top < grid.rows {
        let texts = grid.row_texts(top);
        if is_title(&texts) {
            let (number, title) = split_number(&fold::compact(texts[0]));
            caption.title = Some(title);
            caption.number = number.or(caption.number);
        } else if says_parts(&texts) || texts.is_empty() && top + 1 < grid.rows && top == 0 {
            absorb(&answered(&texts).join("\t"), &mut caption);
        } else if let [text] = texts[..]
            && starts_note(text)
        {
            caption.notes.push(fold::compact(text));
        } else {
            break;
        }
        top += 1;
    }
    if top == grid.rows {
        return (grid, Caption::default(), Vec::new());
    }
    let (bottom, notes) = notes_below(&grid, top);
    (grid.between(top, bottom), caption, notes)
}

/// Takes the last rows off a grid that stand over the next table: from the row on that says its number.
pub fn before_next(grid: Grid) -> (Grid, Vec<TextLine>) {
    let is_number = |row: &usize| match grid.row_texts(*row)[..] {
        [text] => matches!(preamble::part(text), Some(Part::Number(_))),
        _ => false,
    };
    let over = (1..grid.rows).rev().take_while(|row| stands_over(&grid.row_texts(*row)));
    let Some(bottom) = over.filter(is_number).last() else { return (grid, Vec::new()) };
    let lines = (bottom..grid.rows).map(|row| line_of(&grid, row)).collect();
    (grid.between(0, bottom), lines)
}

/// Whether the texts of a row stand over a table, and are none of its header.
pub fn stands_over(texts: &[&str]) -> bool {
    says_parts(texts) || matches!(texts, [text] if is_lone_name(text))
}

/// Whether a text that stands alone in its row is the caption of a table, though its kind is not known or its name no table,
/// or of contents.
fn is_lone_name(text: &str) -> bool {
    names_table(text).is_some()
        || words::is(&fold::key(text), Use::Contents)
        || kinds::of_caption(text) == Some(TableKind::Units)
}

/// Whether a row is the caption of a table of a known kind, and nothing else.
fn is_title(texts: &[&str]) -> bool {
    matches!(texts, [text] if names_table(text).is_some() && kinds::of_caption(text).is_some())
}

/// Whether a row says of its table what preambles say: the unit, with whose figures they are beside it, the number, the date.
fn says_parts(texts: &[&str]) -> bool {
    let texts = &answered(texts);
    if texts.is_empty() || texts.len() > MOST_PARTS {
        return false;
    }
    let pieces: Vec<&str> = texts.iter().flat_map(|text| preamble::pieces(text)).collect();
    let parts: Vec<Option<Part>> = pieces.iter().map(|piece| preamble::part(piece)).collect();
    let says = |part: &Option<Part>| !matches!(part, Some(Part::Page | Part::Date | Part::Person) | None);
    let beside_unit = parts.iter().any(|part| matches!(part, Some(Part::Unit(_))));
    let is_marked = parts.iter().any(|part| matches!(part, Some(Part::Date | Part::Number(_))));
    let is_field = texts.len() > 1 && !beside_unit && !is_marked;
    let named =
        || parts.iter().zip(&pieces).all(|(part, text)| part.is_some() || names_table(text).is_some());
    parts.iter().any(says) && !is_field && (beside_unit || named())
}

/// The texts of a row, labels together with what stands in the cell behind them: 部门名称： │ 云溪市档案局 │ 单位： │ 万元.
pub fn answered<'t>(texts: &[&'t str]) -> Vec<Cow<'t, str>> {
    let mut answered: Vec<Cow<str>> = Vec::with_capacity(texts.len());
    for text in texts {
        match answered.last_mut() {
            Some(label) if label.ends_with(['：', ':']) && !text.contains(['：', ':']) => *label += *text,
            _ => answered.push(Cow::Borrowed(text)),
        }
    }
    answered
}

/// The grid without the rows that say nothing but which page they are on, if there are others.
fn without_page_marks(grid: Grid) -> Grid {
    let are_marks: Vec<bool> = (0..grid.rows).map(|row| is_page_mark(&grid, row)).collect();
    let has_both = are_marks.contains(&true) && are_marks.contains(&false);
    if has_both { grid.without(&are_marks) } else { grid }
}

/// Whether a row says nothing but which page it is on, or that its table goes on: `第1页 共9页`, `- 3 -`, `续表`; a figure alone
/// is such a mark where it stands over all columns.
fn is_page_mark(grid: &Grid, row: usize) -> bool {
    let mut cells = grid.row(row).iter().filter(|cell| !cell.text.trim().is_empty());
    let (Some(cell), None) = (cells.next(), cells.next()) else { return false };
    let is_over_all = || grid.columns > 1 && cell.column_span == grid.columns;
    let is_marked = || cell.text.contains(fold::is_chinese) || is_dashed(&fold::key(&cell.text));
    cell.text.len() <= LONGEST_MARK
        && (is_marked() || is_over_all())
        && preamble::part(&cell.text) == Some(Part::Page)
}

/// Whether a figure stands between dashes.
fn is_dashed(key: &str) -> bool {
    key.starts_with('-') && key.len() > 2 && key.ends_with('-')
}

/// The notes in the last rows of a grid, and the row they begin in: from the first note on, nothing follows but sentences.
fn notes_below(grid: &Grid, top: usize) -> (usize, Vec<String>) {
    let is_over_all = |row: usize| grid.row(row).iter().any(|cell| cell.column_span == grid.columns);
    let starts = |row: usize, text: &str| {
        starts_note(text) || grid.columns > 1 && is_over_all(row) && super::says_nothing(text)
    };
    let is_lone = |row: &usize| match grid.row_texts(*row)[..] {
        [] => true,
        [text] => starts(*row, text) || is_sentence(text),
        _ => false,
    };
    let lone: Vec<usize> = (top + 1..grid.rows).rev().take_while(is_lone).collect();
    let notes = lone.into_iter().rev().filter_map(|row| Some((row, *grid.row_texts(row).first()?)));
    let notes: Vec<(usize, &str)> = notes.skip_while(|(row, text)| !starts(*row, text)).collect();
    let bottom = notes.first().map_or(grid.rows, |(row, _)| *row);
    (bottom, notes.into_iter().map(|(_, text)| fold::compact(text)).collect())
}

/// Whether a text alone in its row is a note, or begins one.
fn starts_note(text: &str) -> bool {
    preamble::is_note(text)
        || preamble::says_nothing(text) && (text.trim_end().ends_with('。') || is_bracketed(text))
}
