//! Tables of AsciiDoc, and the lines around them.
//!
//! ```text
//! .表1 收支总表                            ┌──────┬─────────────┐
//! [cols="25%,25%,50%",options="header"]   │ 科目 │   预算数     │
//! |===                                    │      ├──────┬──────┤
//! .2+|科目 2+^|预算数                       │      │ 基本 │ 项目 │
//! |基本 >|项目                              └──────┴──────┴──────┘
//! |===
//! ```
//!
//! Before the bar of a cell stands how many columns and rows it spans and how it is set. Cells fill the rows one after
//! another, whatever their lines; how many a row has, what is told of the columns says, or the first line of cells.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::table::{MOST_COLUMNS, Table};
use super::written::{Flow, Look};
use crate::page::Block;
use crate::read::lines::{Line, Position, printed};
use crate::read::markup;

/// How a table begins and ends.
const EDGE: &str = "|===";
/// So many lines may tell of a table before it begins.
const MOST_BEFORE: usize = 2;

/// What begins a cell: how many columns and rows it spans, how it is set, the bar.
static CELL: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(r"(?:^|[ \t]+)(?:([0-9]{1,4})?(?:\.([0-9]{1,4}))?\+)?[<^>]?(?:\.[<^>])?[adehlms]?\||\|")
});
/// What is told of the columns.
static COLUMNS: LazyLock<Regex> = LazyLock::new(|| markup::pattern(r#"cols\s*=\s*"([^"]*)""#));
/// Signs that are no markup.
static PASSED: LazyLock<Regex> = LazyLock::new(|| markup::pattern(r"\+\+([^+\s]{1,8}?)\+\+"));

/// Whether a text has tables of AsciiDoc.
pub(in crate::read) fn is_spoken(text: &str) -> bool {
    text.starts_with(EDGE) || memchr::memmem::find(text.as_bytes(), b"\n|===").is_some()
}

/// Reads the table that begins at `lines[0]`, and how many lines it takes; `gap` says whether a blank line stands before.
pub(in crate::read) fn read(lines: &[Line<'_>], gap: bool) -> Option<(Vec<Block>, usize)> {
    let page = lines.first()?.page;
    let of_page = |line: &&Line<'_>| line.is_text_of(page);
    let before = lines.iter().take(MOST_BEFORE).take_while(|line| of_page(line) && tells(line.text)).count();
    let first = lines.get(before).filter(|line| of_page(line) && is_edge(line))?;
    let rows = lines[before + 1..].iter().take_while(|line| of_page(line) && !is_edge(line)).count();
    let end = before + 1 + rows;
    lines.get(end).filter(|line| of_page(line))?;
    let mut caption = Flow::new(gap);
    let mut width = 0;
    for line in &lines[..before] {
        if let Some(found) = COLUMNS.captures(line.text).and_then(|found| found.get(1)) {
            width = columns(found.as_str());
        } else if line.text.starts_with('.') {
            caption.write(&plain(&line.text[1..]), &line.text[1..], line.walk().to(1), Look::default());
        }
    }
    let cells =
        lines[before + 1..end].iter().find(|line| !line.is_blank()).map_or(0, |line| begins(line.text).len());
    let width = if width > 0 { width } else { cells }.clamp(1, MOST_COLUMNS);
    let mut filled =
        Filled { table: Table::new(Position::of(first)), covered: vec![0; width], column: width };
    for line in &lines[before + 1..end] {
        filled.read(line);
    }
    caption.append(filled.table.finish());
    let mut blocks = Vec::new();
    caption.drain_into(&mut blocks);
    Some((blocks, end + 1))
}

/// The text of a line without its mark of a heading, and its level, 0 for none.
pub(in crate::read) fn line(text: &str) -> (Range<usize>, u8) {
    let marks = text.len() - text.trim_start_matches('=').len();
    match u8::try_from(marks) {
        Ok(level @ 1..=6) if text[marks..].starts_with(' ') => (marks..text.len(), level),
        _ if text.trim() == "+" => (0..0, 0),
        _ if text.starts_with("[[") && text.trim_end().ends_with("]]") => (0..0, 0),
        _ => (0..text.len(), 0),
    }
}

/// A text without what keeps its signs from being markup: `5++*++`.
pub(in crate::read) fn plain(text: &str) -> Cow<'_, str> {
    if text.contains("++") { PASSED.replace_all(text, "$1") } else { Cow::Borrowed(text) }
}

/// A text without the plus that breaks the line at its end.
fn without_break(text: &str) -> &str {
    let inner = text.strip_suffix('+').filter(|inner| inner.is_empty() || inner.ends_with(' '));
    inner.map_or(text, str::trim_end)
}

fn is_edge(line: &Line<'_>) -> bool {
    line.text.trim_end() == EDGE
}

/// Whether a line tells of the table below: its caption, or its attributes.
fn tells(text: &str) -> bool {
    let is_caption = text.strip_prefix('.').is_some_and(|rest| !rest.starts_with(['.', ' ']));
    is_caption || text.starts_with('[') && text.trim_end().ends_with(']')
}

/// How many columns are told: `25%,25%`, `3*`.
fn columns(told: &str) -> usize {
    let times =
        |column: &str| column.split_once('*').map_or(1, |(times, _)| times.trim().parse().unwrap_or(1));
    told.split(',').map(times).fold(0, |sum: usize, times: usize| sum.saturating_add(times))
}

/// What begins a cell of a line.
struct Begin {
    bytes: Range<usize>,
    columns: usize,
    rows: usize,
}

fn begins(text: &str) -> Vec<Begin> {
    let number =
        |found: Option<regex::Match<'_>>| found.and_then(|found| found.as_str().parse().ok()).unwrap_or(1);
    let begin = |found: regex::Captures<'_>| {
        let bytes = found.get(0)?.range();
        let is_escaped = text[..bytes.end - 1].ends_with('\\');
        (!is_escaped).then(|| Begin { bytes, columns: number(found.get(1)), rows: number(found.get(2)) })
    };
    CELL.captures_iter(text).filter_map(begin).collect()
}

/// A table whose rows are being filled.
struct Filled {
    table: Table,
    /// How many rows of each column cells from above still cover.
    covered: Vec<usize>,
    /// The next column of the row.
    column: usize,
}

impl Filled {
    fn read(&mut self, line: &Line<'_>) {
        let begins = begins(line.text);
        let mut walk = line.walk();
        let mut start = 0;
        let ends = begins.iter().map(|begin| begin.bytes.start).chain([line.text.len()]);
        // What stands before the first bar goes on with the cell above.
        for (index, end) in ends.enumerate() {
            if let Some(begin) = index.checked_sub(1).and_then(|index| begins.get(index)) {
                self.begin(begin.rows, begin.columns);
                start = begin.bytes.end;
            } else if let Some(flow) = self.table.open_flow() {
                flow.end_line(line.is_blank());
            }
            let source = &line.text[start..end.max(start)];
            let (ink, _) = printed(source);
            let position = walk.to(start + ink.start);
            let (text, _) = markup::cell(without_break(&source[ink.clone()]));
            if let Some(flow) = self.table.open_flow() {
                flow.write(&plain(&text.replace("\\|", "|")), &source[ink], position, Look::default());
            }
        }
    }

    /// Begins a cell in the next free place.
    fn begin(&mut self, rows: usize, columns: usize) {
        self.skip();
        if self.column >= self.covered.len() {
            // No row is covered as a whole: what does so ends with the rows that there are.
            if self.covered.iter().all(|rows| *rows > 0) {
                self.table.end_group();
                self.covered.fill(0);
            }
            self.table.start_row();
            self.column = 0;
            self.skip();
        }
        self.table.start_cell(rows.max(1), columns);
        let end = self.covered.len().min(self.column + columns.max(1));
        self.covered[self.column..end].fill(rows.saturating_sub(1));
        self.column = end;
    }

    /// Skips the columns that cells from above cover.
    fn skip(&mut self) {
        while let Some(rows) = self.covered.get_mut(self.column).filter(|rows| **rows > 0) {
            *rows -= 1;
            self.column += 1;
        }
    }
}
