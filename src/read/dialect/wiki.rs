//! Tables of wikis, and the lines around them.
//!
//! ```text
//! {| class="wikitable"                    ┌──────┬─────────────┐
//! |+ 表1 收支总表                          │ 科目 │   预算数     │
//! ! rowspan="2"| 科目                      │      ├──────┬──────┤
//! ! colspan="2"| 预算数                    │      │ 基本 │ 项目 │
//! |-                                      └──────┴──────┴──────┘
//! ! 基本 !! 项目
//! |}
//! ```
//!
//! What follows the line of a cell is in that cell, up to the next line that begins with a bar or a mark of exclamation.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::table::Table;
use super::written::{Flow, Look};
use crate::page::Block;
use crate::read::lines::{Line, Position, Walk, printed};
use crate::read::markup;

/// How a table begins and ends.
const BEGIN: &str = "{|";
const END: &str = "|}";

/// How many rows or columns a cell spans.
static SPAN: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r#"(?i)\b(row|col)span\s*=\s*["']?\s*([0-9]{1,5})"#));

/// Whether a text has tables of a wiki.
pub(in crate::read) fn is_spoken(text: &str) -> bool {
    text.starts_with(BEGIN) || memchr::memmem::find(text.as_bytes(), b"\n{|").is_some()
}

/// Reads the table that begins at `lines[0]`, and how many lines it takes; `gap` says whether a blank line stands before.
pub(in crate::read) fn read(lines: &[Line<'_>], gap: bool) -> Option<(Vec<Block>, usize)> {
    let first = lines.first().filter(|line| is_begin(line))?;
    let is_of_table = |line: &&Line<'_>| {
        !is_begin(line) && line.is_text_of(first.page) && !line.text.trim().starts_with(END)
    };
    let end = 1 + lines[1..].iter().take_while(is_of_table).count();
    lines.get(end).filter(|line| line.page == first.page && line.text.trim().starts_with(END))?;
    let mut table = Table::new(Position::of(first));
    let mut caption = Flow::new(gap);
    for line in &lines[1..end] {
        let (ink, _) = printed(line.text);
        let text = &line.text[ink.clone()];
        let mut walk = line.walk();
        if text.starts_with("|-") {
            table.start_row();
        } else if text.starts_with("|+") {
            write(&mut caption, line, &mut walk, content(text, 2).start + ink.start..ink.end);
        } else if text.starts_with(['|', '!']) {
            for cell in cells(text) {
                let words = content(&text[cell.clone()], 0);
                let (rows, columns) = spans(&text[cell.start..cell.start + words.start]);
                table.start_cell(rows, columns);
                if let Some(flow) = table.open_flow() {
                    let bytes = ink.start + cell.start + words.start..ink.start + cell.end;
                    write(flow, line, &mut walk, bytes);
                }
            }
        } else if let Some(flow) = table.open_flow() {
            flow.end_line(ink.is_empty());
            write(flow, line, &mut walk, ink);
        }
    }
    caption.append(table.finish());
    let mut blocks = Vec::new();
    caption.drain_into(&mut blocks);
    Some((blocks, end + 1))
}

/// The text of a line without its mark of a list or a heading, and the level of the heading, 0 for none.
pub(in crate::read) fn line(text: &str) -> (Range<usize>, u8) {
    let ink = text.trim_end();
    let marks = ink.len() - ink.trim_start_matches('=').len();
    let inner = marks..ink.trim_end_matches('=').len();
    if (1..=6).contains(&marks) && ink.len() - inner.end == marks && !inner.is_empty() {
        return (inner, u8::try_from(marks).unwrap_or(6));
    }
    let item = text.trim_start_matches(['#', '*', ':', ';']);
    (if item.starts_with(' ') { text.len() - item.len() } else { 0 }..text.len(), 0)
}

/// A text without marks of type: `'''甲'''`.
pub(in crate::read) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains("''") {
        Cow::Owned(text.replace("'''", "").replace("''", ""))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_begin(line: &Line<'_>) -> bool {
    line.table.is_none() && line.text.trim_start().starts_with(BEGIN)
}

/// The bytes of the cells of a line that begins with a mark: with `||` between them, in a header `!!`, too.
fn cells(text: &str) -> Vec<Range<usize>> {
    let is_head = text.starts_with('!');
    let mut cells = Vec::new();
    let mut start = 1;
    let bytes = text.as_bytes();
    let mut at = 1;
    while at + 1 < bytes.len() {
        let mark = &bytes[at..at + 2];
        if mark == b"||" || is_head && mark == b"!!" {
            cells.push(start..at);
            start = at + 2;
            at += 2;
        } else {
            at += 1;
        }
    }
    cells.push(start..text.len());
    cells
}

/// The bytes of what a cell prints, behind its attributes and so many bytes more.
fn content(cell: &str, from: usize) -> Range<usize> {
    let bar = cell[from..].find('|').map(|bar| from + bar);
    let attributes = bar.filter(|bar| cell[from..*bar].contains('=') && !cell[from..*bar].contains("[["));
    attributes.map_or(from, |bar| bar + 1)..cell.len()
}

/// How many rows and columns attributes tell.
fn spans(attributes: &str) -> (usize, usize) {
    let (mut rows, mut columns) = (1, 1);
    for found in SPAN.captures_iter(attributes) {
        let Some(number) = found.get(2).and_then(|number| number.as_str().parse().ok()) else { continue };
        match found.get(1).is_some_and(|kind| kind.as_str().eq_ignore_ascii_case("row")) {
            true => rows = number,
            false => columns = number,
        }
    }
    (rows, columns)
}

/// Writes these bytes of a line, which stand behind those written before.
fn write(flow: &mut Flow, line: &Line<'_>, walk: &mut Walk<'_>, bytes: Range<usize>) {
    let source = &line.text[bytes.clone()];
    let (ink, _) = printed(source);
    let (text, _) = markup::cell(&source[ink.clone()]);
    flow.write(&plain(&text), &source[ink.clone()], walk.to(bytes.start + ink.start), Look::default());
}
