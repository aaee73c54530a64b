//! The text that is made of JSON: paragraphs, and tables as HTML or Markdown, for these are read already.
//!
//! ```text
//! "一般公共\\n预算" over two columns            <td colspan=2>一般公共<br>预算</td>
//! ```

use std::ops::Range;

use super::cells::{Slot, Table};
use super::value::Source;
use crate::read::wrapped::{Copy, Unwrapped};

/// No text is told more often than so, whatever names it.
const MOST_TOLD: usize = 2;

/// A text that is being written with strings of its source.
pub(super) struct Paper<'a> {
    source: Source<'a>,
    copy: Copy<'a>,
    /// How many bytes may still be copied.
    left: usize,
}

impl<'a> Paper<'a> {
    /// Nothing written yet.
    pub(super) fn new(source: Source<'a>) -> Self {
        Self { source, copy: Copy::new(source.0), left: source.0.len().saturating_mul(MOST_TOLD) }
    }

    /// The text, `None` if nothing is written.
    pub(super) fn finish(self) -> Option<Unwrapped> {
        (!self.is_blank()).then(|| self.copy.finish())
    }

    /// Whether nothing is written yet.
    pub(super) fn is_blank(&self) -> bool {
        self.copy.is_empty()
    }

    /// Writes a table as HTML, or in Markdown if it may have merged cells that nothing tells of; one of a single cell is a
    /// paragraph.
    pub(super) fn table(&mut self, table: &Table) {
        if let [slot] = &table.slots[..] {
            return slot.texts.iter().for_each(|bytes| self.paragraph(bytes.clone(), 0));
        }
        self.begin("\n\n");
        let (opening, closing) = if table.is_flat { ("|", "") } else { ("<table>", "</table>") };
        // It stands where its first text does.
        match table.slots.iter().flat_map(|slot| &slot.texts).next() {
            Some(first) => self.copy.write(opening, first.start..first.start),
            None => self.copy.add(opening),
        }
        for (number, row) in table.rows.iter().enumerate() {
            let row = row.iter().map(|place| place.and_then(|at| table.slots.get(at)));
            match table.is_flat {
                true => self.markdown(number, row),
                false => self.html(row, table.between),
            }
        }
        self.copy.add(closing);
    }

    fn markdown<'s>(&mut self, number: usize, row: impl ExactSizeIterator<Item = Option<&'s Slot>>) {
        let width = row.len();
        if number > 0 {
            self.copy.add("\n|");
        }
        for slot in row {
            for bytes in slot.iter().flat_map(|slot| &slot.texts) {
                self.text(bytes.clone(), Some((b'|', "\\|")));
            }
            self.copy.add("|");
        }
        if number == 0 {
            self.copy.add("\n|");
            self.copy.add(&"-|".repeat(width));
        }
    }

    fn html<'s>(&mut self, row: impl Iterator<Item = Option<&'s Slot>>, between: &str) {
        self.copy.add("<tr>");
        for slot in row {
            self.copy.add("<td");
            let spans = slot.map_or([1, 1], |slot| [slot.rows, slot.columns]);
            for (name, span) in ["rowspan", "colspan"].into_iter().zip(spans).filter(|(_, span)| *span > 1) {
                self.copy.add(&format!(" {name}={span}"));
            }
            self.copy.add(">");
            for (at, bytes) in slot.iter().flat_map(|slot| &slot.texts).enumerate() {
                self.copy.add(if at > 0 { between } else { "" });
                self.text(bytes.clone(), Some((b'<', "&lt;")));
            }
            self.copy.add("</td>");
        }
        self.copy.add("</tr>");
    }

    /// Writes a string as a paragraph, or as a heading of this level.
    pub(super) fn paragraph(&mut self, bytes: Range<usize>, level: usize) {
        self.begin("\n");
        self.line(bytes, level);
    }

    /// Writes a string as a line, or as a heading of this level.
    pub(super) fn line(&mut self, bytes: Range<usize>, level: usize) {
        self.begin("\n");
        if (1..=6).contains(&level) && !self.source.text(&bytes).starts_with(['#', '<']) {
            self.copy.add(&"#".repeat(level));
            self.copy.add(" ");
        }
        self.text(bytes, None);
    }

    /// Writes what stands between texts.
    fn begin(&mut self, between: &str) {
        if !self.copy.is_empty() {
            self.copy.add(between);
        }
    }

    /// Writes the text of a string. Within a cell a mark has a meaning, and is written as this; a line ends as in HTML.
    fn text(&mut self, bytes: Range<usize>, mark: Option<(u8, &str)>) {
        let text = self.source.text(&bytes);
        let Some(left) = self.left.checked_sub(text.len()) else { return };
        self.left = left;
        let sought = mark.map_or(b'\\', |(mark, _)| mark);
        let mut at = 0;
        while let Some(offset) = memchr::memchr2(b'\\', sought, &text.as_bytes()[at..]) {
            let escape = at + offset;
            self.copy.copy(bytes.start + at..bytes.start + escape);
            let (character, length) = unescaped(&text[escape..]);
            at = (escape + length).min(text.len());
            let mut utf8 = [0; 4];
            let written = match (character, mark) {
                (character, Some((mark, written))) if character == char::from(mark) => written,
                ('\n', Some(_)) => "<br>",
                (character, _) => character.encode_utf8(&mut utf8),
            };
            self.copy.write(written, bytes.start + escape..bytes.start + at);
        }
        self.copy.copy(bytes.start + at..bytes.end);
    }
}

/// Where the characters of a string are, and its end.
pub(super) fn characters(source: Source<'_>, bytes: &Range<usize>) -> Vec<usize> {
    let text = source.text(bytes);
    let (mut at, mut characters) = (0, Vec::new());
    while at < text.len() {
        characters.push(bytes.start + at);
        at = (at + unescaped(&text[at..]).1).min(text.len());
    }
    characters.push(bytes.end);
    characters
}

/// The character that the escape at the start of a text stands for, or else its first one, and the length of it.
pub(super) fn unescaped(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    match text.as_bytes().get(1) {
        _ if !text.starts_with('\\') => {
            let first = text.chars().next().unwrap_or_default();
            (first, first.len_utf8())
        }
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => {
            let units = [unit(0), unit(6)].map(|unit| unit.unwrap_or(0xFFFD));
            let mut characters = char::decode_utf16(units);
            match characters.next() {
                Some(Ok(character)) => (character, 6 * character.len_utf16()),
                _ => (char::REPLACEMENT_CHARACTER, 6),
            }
        }
        Some(byte) if byte.is_ascii() => (char::from(*byte), 2),
        _ => ('\\', 1),
    }
}
