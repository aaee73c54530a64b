//! The lines of a text, each with its number, its page and the column it begins at.
//!
//! A line ends with LF, CR or CRLF. A form feed ends a page and not the line: what follows it on the same
//! line is a line of the next page that begins in a later column. A table that is embedded in the lines (HTML, LaTeX,
//! OTSL) is one [`Line`], however many lines it covers, and what stands before and after it on its lines are lines of
//! their own:
//!
//! ```text
//! 表1 <table><tr><td>合计      line 1, columns 1–3 · the table, from line 1, column 4
//! </td></tr></table> 注：…      line 2, from column 19
//! ```

use std::ops::Range;

use super::dialect::embedded::Embedded;
use crate::error::Place;

/// A line, a part of one, or an embedded table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// The text without its line end.
    pub(super) text: &'a str,
    /// The line in the file, from 1.
    pub(super) number: u32,
    /// How many characters stand before it on its line.
    pub(super) before: u32,
    /// The page, from 1.
    pub(super) page: u32,
    /// The dialect that this is a table of, if it is one.
    pub(super) table: Option<Embedded>,
}

impl<'a> Line<'a> {
    /// Whether nothing is printed on it; tabs are blank too.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(is_blank)
    }

    /// Whether it is text of this page, and no table.
    pub(super) fn is_text_of(&self, page: u32) -> bool {
        self.table.is_none() && self.page == page
    }

    /// These bytes of it, as a line.
    pub(super) fn part(&self, bytes: Range<usize>) -> Self {
        let before = self.before + count(&self.text[..bytes.start]);
        Self { text: &self.text[bytes], before, ..*self }
    }

    /// A walk from its first character on.
    pub(super) fn walk(&self) -> Walk<'a> {
        Walk::new(self.text, Position::of(self))
    }

    /// A cursor that finds places on this line.
    pub(super) fn columns(&self) -> Columns<'a> {
        Columns { text: self.text, number: self.number, byte: 0, column: self.before }
    }
}

/// Whether a character leaves no ink: white space of any width, controls, marks of width zero.
pub(super) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// The width of a blank in half-width characters.
pub(super) fn blank_width(character: char) -> u32 {
    match character {
        '\u{3000}' | '\u{2003}' => 2,
        _ if character.is_control() || !character.is_whitespace() => 0,
        _ => 1,
    }
}

/// The printed part of a text (outer blanks removed), as bytes of it, and the width of its leading blanks.
pub(super) fn printed(text: &str) -> (Range<usize>, u32) {
    let start = text.len() - text.trim_start_matches(is_blank).len();
    let end = text.trim_end_matches(is_blank).len().max(start);
    (start..end, text[..start].chars().map(blank_width).sum())
}

/// Finds the columns of parts of a line that are asked for from left to right, counting each character once.
pub(super) struct Columns<'a> {
    text: &'a str,
    number: u32,
    byte: usize,
    column: u32,
}

impl Columns<'_> {
    /// The place of these bytes of the line, `None` if there are none. Must not begin before an earlier one ended.
    pub(super) fn place(&mut self, bytes: Range<usize>) -> Option<Place> {
        if bytes.is_empty() {
            return None;
        }
        let first = self.advance(bytes.start) + 1;
        let last = self.advance(bytes.end);
        Some(Place::Line { line: self.number, first, last: last.max(first) })
    }

    fn advance(&mut self, byte: usize) -> u32 {
        if let Some(between) = self.text.get(self.byte..byte) {
            self.column = self.column.saturating_add(count(between));
            self.byte = byte;
        }
        self.column
    }
}

/// The number of characters.
pub(super) fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// A position that moves forward through a text and knows its line, column and page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    /// The line, from 1.
    pub(super) line: u32,
    /// Characters before it on its line.
    pub(super) column: u32,
    /// The page, from 1.
    pub(super) page: u32,
    after_return: bool,
}

impl Position {
    /// The first character of a file.
    pub(super) const START: Self = Self { line: 1, column: 0, page: 1, after_return: false };

    /// The position of the first character of a line.
    pub(super) fn of(line: &Line<'_>) -> Self {
        Self { line: line.number, column: line.before, page: line.page, after_return: false }
    }

    /// Moves over this text.
    pub(super) fn pass(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '\n' if self.after_return => {}
                '\n' | '\r' => {
                    self.line = self.line.saturating_add(1);
                    self.column = 0;
                }
                '\u{c}' => {
                    self.page = self.page.saturating_add(1);
                    self.column = self.column.saturating_add(1);
                }
                _ => self.column = self.column.saturating_add(1),
            }
            self.after_return = character == '\r';
        }
    }
}

/// Finds positions in a text that are asked for from left to right, counting each character once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walk<'a> {
    text: &'a str,
    byte: usize,
    position: Position,
}

impl<'a> Walk<'a> {
    /// A walk through a text that begins at this position.
    pub(super) fn new(text: &'a str, position: Position) -> Self {
        Self { text, byte: 0, position }
    }

    /// How far it has come.
    pub(super) fn byte(&self) -> usize {
        self.byte
    }

    /// Where it has come to.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// The position of a byte; one that lies behind is not gone back to.
    pub(super) fn to(&mut self, byte: usize) -> Position {
        if let Some(between) = self.text.get(self.byte..byte) {
            self.position.pass(between);
            self.byte = byte;
        }
        self.position
    }
}

/// The lines of a text as [`Position`] numbers them, embedded tables and form feeds left in them.
pub(super) fn whole(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = memchr::memchr2(b'\n', b'\r', text.as_bytes()) else { return rest.take() };
        let after = &text[end..];
        rest = Some(&after[if after.starts_with("\r\n") { 2 } else { 1 }..]);
        Some(&text[..end])
    })
}

/// Splits a text into lines; the `tables` are the byte ranges of its embedded tables, in order and disjoint.
pub(super) fn split<'a>(text: &'a str, tables: &[(Range<usize>, Embedded)]) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut position = Position::START;
    let mut tables = tables.iter().peekable();
    let mut start = 0;
    while start < text.len() {
        let (end, next, table) = match tables.peek() {
            Some((table, dialect)) if table.start <= start => {
                (table.end.max(start), table.end.max(start), Some(*dialect))
            }
            table => {
                let limit = table.map_or(text.len(), |(table, _)| table.start);
                let end = memchr::memchr3(b'\n', b'\r', 0xC, &text.as_bytes()[start..limit])
                    .map_or(limit, |offset| start + offset);
                let next = match &text.as_bytes()[end..limit] {
                    [] => end,
                    [b'\r', b'\n', ..] => end + 2,
                    _ => end + 1,
                };
                (end, next, None)
            }
        };
        if table.is_some() {
            tables.next();
        }
        // What is left of a line after a table or a form feed is no blank line, and neither is what a form feed ends.
        let is_rest = end == start && (position.column > 0 || text[end..].starts_with('\u{c}'));
        if !is_rest {
            let Position { line: number, column: before, page, .. } = position;
            lines.push(Line { text: &text[start..end], number, before, page, table });
        }
        position.pass(&text[start..next]);
        start = next;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, tables: &[(Range<usize>, Embedded)]) -> Vec<String> {
        split(text, tables)
            .iter()
            .map(|line| format!("{}+{} p{} {:?}", line.number, line.before, line.page, line.text))
            .collect()
    }

    #[test]
    fn every_line_end_ends_a_line() {
        assert_eq!(
            shown("甲\r\n乙\r\r\n丙\n\n丁", &[]),
            [
                "1+0 p1 \"甲\"",
                "2+0 p1 \"乙\"",
                "3+0 p1 \"\"",
                "4+0 p1 \"丙\"",
                "5+0 p1 \"\"",
                "6+0 p1 \"丁\""
            ]
        );
    }

    #[test]
    fn form_feeds_turn_pages_and_tables_stand_alone() {
        assert_eq!(shown("甲\u{c}乙\n\u{c}丙\n", &[]), ["1+0 p1 \"甲\"", "1+2 p2 \"乙\"", "2+1 p3 \"丙\""]);
        assert_eq!(
            shown("甲<table>\n</table>乙\n丙", &[(3..19, Embedded::Html)]),
            ["1+0 p1 \"甲\"", "1+1 p1 \"<table>\\n</table>\"", "2+8 p1 \"乙\"", "3+0 p1 \"丙\""]
        );
    }
}
