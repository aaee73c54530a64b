//! Where the tables of LaTeX stand in a text, closed or not.
//!
//! ```text
//! 表1 \begin{table}\begin{tabular}{c} 合计 \\ \end{tabular}\end{table} 注：…
//!     ╰────────────────── one table ────────────────────╯
//! ```

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::read::markup;

/// Where a table, or what it floats in, begins and ends.
static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(
        r"\\(begin|end)\s*\{\s*(?:(tabular[xy]?\*?|(?:supertab|xltab|NiceTab)ular|longtable\*?|(?:long)?tblr|array)|(?:table|sidewaystable|threeparttable)\*?)\s*\}",
    )
});

/// Finds the tables of a text, outermost only and with what they float in, in order. One that is never closed ends with
/// its last row before a blank line.
pub(in crate::read) fn find(text: &str) -> Vec<Range<usize>> {
    let mut tables: Vec<Range<usize>> = Vec::new();
    if memchr::memmem::find(text.as_bytes(), br"\begin").is_none() {
        return tables;
    }
    let mut open = Open::default();
    let (mut last, mut in_sentence) = (0, false);
    for found in ENVIRONMENT.captures_iter(text) {
        let Some(token) = found.get(0) else { continue };
        let between = &text[last..token.start()];
        let begins = found.get(1).is_some_and(|word| word.as_str() == "begin");
        let rows = found.get(2).map(|name| name.as_str());
        // The array of a formula within a sentence is no table.
        let line = between.rsplit(['\n', '\r']).next().unwrap_or("");
        let is_first = line.trim_matches(|c: char| c.is_whitespace() || "$\\[({".contains(c)).is_empty();
        in_sentence = !is_first || in_sentence && line.len() == between.len() && last > 0;
        if begins && open.is_in_rows() && blank_line(between).is_some() {
            tables.extend(open.end(last + end_of_rows(between)));
        } else if begins && rows.is_none() && open.has_table && !open.is_in_rows() {
            tables.extend(open.end(last));
        }
        last = token.end();
        match begins {
            true if rows == Some("array") && open.holds_rows.is_empty() && in_sentence => {}
            true => open.begin(token.start(), rows.is_some()),
            false => tables.extend(open.close(token.end(), rows.is_some())),
        }
    }
    let rest = if open.is_in_rows() { end_of_rows(&text[last..]) } else { 0 };
    tables.extend(open.end(last + rest));
    tables.into_iter().map(|table| with_group(text, table)).collect()
}

/// How a group begins in which pandoc gives a table no number.
const GROUP: &str = r"{\def\LTcaptype{";
/// The line with it has no more bytes.
const LONGEST_GROUP: usize = 64;

/// A table with the group that it stands in.
fn with_group(text: &str, table: Range<usize>) -> Range<usize> {
    let before = text[..table.start].trim_end().as_bytes();
    let near = before.len().saturating_sub(LONGEST_GROUP);
    let Some(start) = memchr::memmem::rfind(&before[near..], GROUP.as_bytes()).map(|at| near + at) else {
        return table;
    };
    if memchr::memchr(b'\n', &before[start..]).is_some() {
        return table;
    }
    let after = &text[table.end..];
    let blank = after.len() - after.trim_start().len();
    start..table.end + if after[blank..].starts_with('}') { blank + 1 } else { 0 }
}

/// Environments that have begun and not ended.
#[derive(Default)]
struct Open {
    /// Whether each holds rows, or floats with what does.
    holds_rows: Vec<bool>,
    /// How many of them hold rows.
    tables: usize,
    start: usize,
    /// Whether a table was among them.
    has_table: bool,
}

impl Open {
    fn is_in_rows(&self) -> bool {
        self.holds_rows.last() == Some(&true)
    }

    fn begin(&mut self, at: usize, holds_rows: bool) {
        if self.holds_rows.is_empty() {
            (self.start, self.has_table) = (at, false);
        }
        self.has_table |= holds_rows;
        self.tables += usize::from(holds_rows);
        self.holds_rows.push(holds_rows);
    }

    /// Ends the innermost of a kind, and what is open within; the table, if nothing is open any more.
    fn close(&mut self, at: usize, holds_rows: bool) -> Option<Range<usize>> {
        let of_kind = if holds_rows { self.tables } else { self.holds_rows.len() - self.tables };
        while of_kind > 0
            && let Some(inner) = self.holds_rows.pop()
        {
            self.tables -= usize::from(inner);
            if inner == holds_rows {
                break;
            }
        }
        if self.holds_rows.is_empty() && of_kind > 0 { self.end(at) } else { None }
    }

    /// Ends all; the table, if one was among them.
    fn end(&mut self, at: usize) -> Option<Range<usize>> {
        (self.tables, self.holds_rows) = (0, Vec::new());
        std::mem::take(&mut self.has_table).then_some(self.start..at)
    }
}

/// Where the first blank line of a text begins.
fn blank_line(text: &str) -> Option<usize> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes());
    ends.zip(memchr::memchr_iter(b'\n', text.as_bytes()).skip(1))
        .find(|(end, next)| text[*end..*next].trim().is_empty())
        .map(|(end, _)| end)
}

/// Where the line of the last row ends, before a blank line.
fn end_of_rows(text: &str) -> usize {
    let text = &text[..blank_line(text).unwrap_or(text.len())];
    let last = [r"\\", "&", r"\hline"].iter().filter_map(|mark| text.rfind(mark)).max().unwrap_or(0);
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[last..]).map_or(text.len(), |offset| last + offset)
}
