//! Markdown tables: cells between vertical bars, a row of dashes under the header.
//!
//! ```text
//! | 科目 | 预算数 |          科目 | 预算数
//! |:----|------:|          --- | ---
//! | 甲\|乙 | 12.50 |        甲 | 12.50
//! ```
//!
//! With bars at both ends a table needs no row of dashes (its header may stand on an earlier page), nor does one of which
//! some rows end with bars and have as many; without them it does.

use std::ops::Range;

use super::{Rows, barred, broken, paragraphs};
use crate::page::Grid;
use crate::read::lines::{Line, printed};
use crate::read::{markdown, markup};

/// How many lines the rest of a row takes at most.
const MOST_REST: usize = 12;

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes.
pub(in crate::read) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    if let Some(table) = lines.first().filter(|line| line.table.is_none()).and_then(|_| barred::read(lines)) {
        return Some(table);
    }
    let first = lines.first().filter(|line| line.table.is_none() && line.text.contains('|'))?;
    if let Some(table) = paragraphs::read(lines) {
        return Some(table);
    }
    let head = broken::head_lines(lines);
    let is_ruled = head == Some(1);
    let has_bars = starts_with_bar(first.text) && (ends_with_bar(first.text) || is_ruled);
    if !has_bars && head.is_none() && !are_closed(lines) {
        return None;
    }
    if let Some(head) = head
        && let Some(table) = broken::read(lines, head)
    {
        return Some(table);
    }
    // Below heads that are merged rows have more cells.
    let is_row = |line: &&Line<'_>| line.is_text_of(first.page) && line.text.contains('|');
    let shown = if has_bars { 1 + usize::from(is_ruled) } else { lines.len() };
    let widest = lines.iter().take(shown).take_while(is_row).map(|line| parts(line.text).len()).max();
    let is_closed = has_bars || !is_ruled || lines.iter().take(2).any(|line| ends_with_bar(line.text));
    let shape = Shape { page: first.page, has_bars, is_closed, cells: widest.unwrap_or(0) };
    let mut grid = Rows::begin(first);
    let mut at = 0;
    while let Some(line) = lines.get(at).filter(|line| shape.is_row(line)) {
        at += 1;
        if is_dashes(line.text) && (at == 2 || line.text.contains("--")) {
            continue;
        }
        let mut cells = shape.parts(line.text);
        if at == 1 && is_ruled && lines.get(2).is_some_and(|below| are_packed(line.text, below.text)) {
            cells.truncate(texts(line.text, &cells));
        }
        let is_whole = cells.len() >= shape.cells;
        write(&mut grid, line, cells);
        // A row that lacks its last bar goes on in lines without a first one, up to the line that has it.
        if has_bars && ends_with_bar(first.text) && !ends_with_bar(line.text) {
            for rest in &lines[at..at + shape.rest_lines(&lines[at..], is_whole)] {
                let mut columns = rest.columns();
                for (index, part) in parts(rest.text).into_iter().enumerate() {
                    if index > 0 {
                        write_part(&mut grid, &mut columns, rest, part);
                    } else if let Some(cell) = grid.last() {
                        let (ink, _) = printed(&rest.text[part.clone()]);
                        let text = unescape(&markup::cell(&rest.text[part][ink]).0);
                        super::add(&mut cell.text, &text, lines[at - 1].is_blank());
                        cell.place = cell.place.or_else(|| columns.place(0..0));
                    }
                }
                at += 1;
            }
        }
        grid.end_row();
    }
    Some((grid.finish(), at))
}

/// Whether the merged cells of a header of two rows are lost and its rows filled up with blank cells, as node-html-markdown
/// does: all texts stand to the left, and together they are more than the columns.
///
/// ```text
/// | 收入 | 支出 |      |      |
/// |------|------|------|------|
/// | 科目 | 金额 | 科目 | 金额 |
/// ```
fn are_packed(first: &str, second: &str) -> bool {
    let (above, below) = (parts(first), parts(second));
    let (filled, filled_below) = (texts(first, &above), texts(second, &below));
    let are_texts = |text: &str, cells: &[Range<usize>]| cells.iter().all(|cell| !is_blank(text, cell));
    let is_figure = |cell: &Range<usize>| {
        let cell = &second[cell.clone()];
        cell.contains(|c: char| c.is_ascii_digit()) && !cell.contains(char::is_alphabetic)
    };
    (2..above.len()).contains(&filled)
        && filled + filled_below > above.len()
        && are_texts(first, &above[..filled])
        && are_texts(second, &below[..filled_below])
        && !below.iter().any(is_figure)
}

/// Whether nothing stands in these bytes of a row.
pub(super) fn is_blank(text: &str, cell: &Range<usize>) -> bool {
    text[cell.clone()].trim().is_empty()
}

/// How many of these cells of a row there are up to the last that is not blank.
fn texts(text: &str, cells: &[Range<usize>]) -> usize {
    cells.iter().rposition(|cell| !is_blank(text, cell)).map_or(0, |last| last + 1)
}

/// So many rows that are closed by a bar tell of a table.
const FEWEST_CLOSED: usize = 3;

/// Whether lines are rows that have lost their first bars, as web pages are copied: each ends with one, and all have as many.
fn are_closed(lines: &[Line<'_>]) -> bool {
    let bars = |line: &Line<'_>| memchr::memchr_iter(b'|', line.text.as_bytes()).count();
    let Some(first) = lines.first() else { return false };
    let is_closed = |line: &&Line<'_>| {
        let is_row = line.is_text_of(first.page) && ends_with_bar(line.text);
        is_row && !starts_with_bar(line.text) && bars(line) == bars(first)
    };
    bars(first) > 1 && lines.iter().take(FEWEST_CLOSED).filter(is_closed).count() == FEWEST_CLOSED
}

/// What the first row of a table, and the dashes under it, tell of all others.
struct Shape {
    page: u32,
    /// Whether rows begin with a bar.
    has_bars: bool,
    /// Whether rows may end with bars that are no edges of blank cells.
    is_closed: bool,
    /// How many cells these have.
    cells: usize,
}

impl Shape {
    /// Whether a line is a row of the table. A row that lost its first bar has as many cells as others.
    fn is_row(&self, line: &Line<'_>) -> bool {
        let begins = if self.has_bars { starts_with_bar(line.text) } else { line.text.contains('|') };
        line.is_text_of(self.page) && (begins || self.has_bars && self.is_whole(line.text))
    }

    /// Whether a text without a first bar has as many cells as other rows; one bar alone is prose.
    fn is_whole(&self, text: &str) -> bool {
        let bars = memchr::memchr_iter(b'|', text.as_bytes()).count();
        bars > 1 && parts(text).len() == self.cells
    }

    /// The cells of a row. In a table without bars at its ends, a bar at the beginning follows a blank cell, and one at the end
    /// stands before one.
    fn parts(&self, text: &str) -> Vec<Range<usize>> {
        let mut cells = parts(text);
        let (ink, _) = printed(text);
        if !self.has_bars && starts_with_bar(text) && cells.len() < self.cells {
            cells.insert(0, ink.start..ink.start);
        }
        if !self.is_closed && ends_with_bar(text) {
            cells.push(ink.end..ink.end);
        }
        cells
    }

    /// How many of the first lines are the rest of a row, whose cells may have blank lines between their paragraphs: none
    /// begins a row, and the last has the row's last bar. A row that `is_whole` does not go on with another.
    fn rest_lines(&self, lines: &[Line<'_>], is_whole: bool) -> usize {
        let may_be = |line: &&Line<'_>| {
            line.is_text_of(self.page)
                && !starts_with_bar(line.text)
                && !(is_whole && self.is_whole(line.text))
        };
        let mut rest = lines.iter().take(MOST_REST).take_while(may_be);
        rest.position(|line| ends_with_bar(line.text)).map_or(0, |last| last + 1)
    }
}

pub(super) fn starts_with_bar(text: &str) -> bool {
    text.trim_start().starts_with('|')
}

fn ends_with_bar(text: &str) -> bool {
    let text = text.trim_end();
    text.len() > 1 && text.ends_with('|') && !text.ends_with("\\|")
}

/// Whether a line is the row of dashes under a header. Some programs write none below the cells that a merged one covers.
pub(super) fn is_dashes(text: &str) -> bool {
    let is_long = text.contains("---");
    let is_mark = |part: &str| {
        let part = part.trim().trim_start_matches(':').trim_end_matches(':');
        (is_long || !part.is_empty()) && part.bytes().all(|byte| byte == b'-')
    };
    text.contains('|') && text.trim().trim_matches('|').split('|').all(is_mark)
}

/// The bytes of each cell of a row: between bars that no backslash stands before.
fn parts(text: &str) -> Vec<Range<usize>> {
    let (ink, _) = printed(text);
    let inner = ink.start + usize::from(text[ink.clone()].starts_with('|'))..ink.end;
    let mut parts = between_bars(text, inner);
    // The last bar may be the edge of the table.
    parts.pop_if(|last| last.start >= ink.end);
    parts
}

/// The parts of these bytes of a text, between bars that no backslash stands before; the last one may be empty.
pub(super) fn between_bars(text: &str, Range { mut start, end }: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    for bar in memchr::memchr_iter(b'|', text.as_bytes()) {
        if (start..end).contains(&bar) && !text[..bar].ends_with('\\') {
            parts.push(start..bar);
            start = bar + 1;
        }
    }
    parts.push(start..end);
    parts
}

fn write(grid: &mut Rows, line: &Line<'_>, cells: Vec<Range<usize>>) {
    let mut columns = line.columns();
    for part in cells {
        write_part(grid, &mut columns, line, part);
    }
}

fn write_part(
    grid: &mut Rows,
    columns: &mut crate::read::lines::Columns<'_>,
    line: &Line<'_>,
    part: Range<usize>,
) {
    // The blanks around the bars belong to the dialect: only wider ones indent.
    let field = &line.text[part.clone()];
    let padding = field.len() - field.trim_start_matches(' ').len();
    grid.cell(columns, line.text, part.start + padding..part.end);
    if let Some(cell) = grid.last()
        && cell.text.contains('\\')
    {
        cell.text = unescape(&cell.text);
    }
}

fn unescape(text: &str) -> String {
    markdown::plain(text.replace("\\|", "|").into()).into_owned()
}
