//! A text that the file holds in another writing: in the strings of JSON, or as HTML whose brackets became entities.
//!
//! ```text
//! [{"text": "表1\n单位：万元"}]           表1              line 1 here, line 1, columns 12–13 of the file
//!                                        单位：万元        line 2 here, line 1, columns 16–20
//! &lt;td&gt;合计&lt;/td&gt;            <td>合计</td>
//! ```
//!
//! It is unwrapped, read as any other, and what was read is placed again where the file has it.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::json;
use super::lines::Position;
use super::markup;
use crate::error::Place;
use crate::page::Block;

/// Where an HTML table written with entities begins, with what it stands in.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(r"(?i)(?:&lt;(?:html|body|div|center)\b[^<>\n]{0,200}?&gt;\s*)*&lt;table\b")
});
/// Where it ends.
static CLOSING: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"(?i)&lt;/table\s*&gt;(?:\s*&lt;/(?:html|body|div|center)\s*&gt;)*"));
/// What stands for one character of HTML.
const ENTITIES: [(&str, &str); 9] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&amp;", "&"),
    ("&#39;", "'"),
    ("&#34;", "\""),
    ("&#60;", "<"),
    ("&#62;", ">"),
];

/// The text that a file holds in another writing, innermost last; none if it is written plainly.
pub(super) fn unwrap(text: &str) -> Vec<Unwrapped> {
    const DEEPEST: usize = 3;
    fn inner<'a>(layers: &'a [Unwrapped], text: &'a str) -> &'a str {
        layers.last().map_or(text, |layer| &layer.text)
    }
    let mut layers: Vec<Unwrapped> = Vec::new();
    while layers.len() < DEEPEST
        && let Some(layer) = json::unwrap(inner(&layers, text))
    {
        layers.push(layer);
    }
    let plain = entities(inner(&layers, text));
    layers.extend(plain);
    layers
}

/// The text with its HTML tables in plain writing, if it has some in entities.
fn entities(text: &str) -> Option<Unwrapped> {
    memchr::memmem::find(text.as_bytes(), b"&lt;")?;
    let last = CLOSING.find_iter(text).last().map_or(0, |closing| closing.start());
    let mut copy = Copy::new(text);
    let mut at = 0;
    while let Some(opening) = OPENING.find_at(text, at) {
        copy.copy(at..opening.start());
        // One that never closes ends where the next one begins.
        let closing = (opening.end() <= last).then(|| CLOSING.find_at(text, opening.end())).flatten();
        at = closing.map_or_else(
            || OPENING.find_at(text, opening.end()).map_or(text.len(), |next| next.start()),
            |closing| closing.end(),
        );
        let (start, mut from) = (opening.start(), opening.start());
        for offset in memchr::memchr_iter(b'&', &text.as_bytes()[start..at]) {
            let (entity, rest) = (start + offset, &text[start + offset..]);
            let Some((written, meant)) = ENTITIES.iter().find(|(written, _)| rest.starts_with(written))
            else {
                continue;
            };
            copy.copy(from..entity);
            from = entity + written.len();
            copy.write(meant, entity..from);
        }
        copy.copy(from..at);
    }
    (at > 0).then(|| {
        copy.copy(at..text.len());
        copy.finish()
    })
}

/// A text and where the file has it.
pub(super) struct Unwrapped {
    /// The text.
    pub(super) text: String,
    seams: Vec<Seam>,
}

/// From here to the next one the text follows its source character by character.
struct Seam {
    /// Where it begins in the text: its line from 1, the characters before it on that line.
    line: u32,
    column: u32,
    /// The byte of the source.
    source: usize,
    /// How many characters of the source stand for one; none where one stands for all.
    step: u32,
    /// Whether the source does not have what follows.
    is_added: bool,
    /// The line and the characters before it in the source.
    origin: (u32, u32),
}

impl Unwrapped {
    /// Places blocks of the text where the source has them.
    pub(super) fn place(&self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Line(line) => line.place = self.origin(line.place),
                Block::Grid(grid) => {
                    grid.place = self.origin(grid.place);
                    for place in grid.cells.iter_mut().filter_map(|cell| cell.place.as_mut()) {
                        *place = self.origin(*place);
                    }
                }
            }
        }
    }

    /// Where the source has what is placed in the text: of what is joined from several parts of the source the first one.
    fn origin(&self, place: Place) -> Place {
        let Place::Line { line, first, last } = place else { return place };
        let [from, to] = [first, last].map(|column| self.seam(line, column.saturating_sub(1)));
        let (source, start, _) = self.character(from, line, first.saturating_sub(1));
        let (_, end, step) = self.character(to, line, last.saturating_sub(1));
        let within = self.seams.get(from..to).unwrap_or_default();
        let parted = within.iter().find(|seam| seam.is_added);
        let last = parted.map_or(end + step.max(1), |seam| seam.origin.1);
        Place::Line { line: source, first: start + 1, last: last.max(start + 1) }
    }

    /// How many seams begin up to this place of the text.
    fn seam(&self, line: u32, column: u32) -> usize {
        self.seams.partition_point(|seam| (seam.line, seam.column) <= (line, column))
    }

    /// The line, the characters before it there, and the width in the source of the character in this column, behind so
    /// many seams.
    fn character(&self, behind: usize, line: u32, column: u32) -> (u32, u32, u32) {
        let Some(seam) = behind.checked_sub(1).and_then(|at| self.seams.get(at)) else { return (1, 0, 1) };
        let (source, before) = seam.origin;
        match line - seam.line {
            0 => (source, before.saturating_add((column - seam.column).saturating_mul(seam.step)), seam.step),
            below => (source.saturating_add(below), column, seam.step),
        }
    }
}

/// A text that is being written from parts of its source.
pub(super) struct Copy<'a> {
    source: &'a str,
    text: String,
    position: Position,
    seams: Vec<Seam>,
    /// The byte of the source with which the last seam goes on.
    next: usize,
}

impl<'a> Copy<'a> {
    /// Nothing written yet.
    pub(super) fn new(source: &'a str) -> Self {
        Self { source, text: String::new(), position: Position::START, seams: Vec::new(), next: 0 }
    }

    /// Writes these bytes of the source as they stand.
    pub(super) fn copy(&mut self, bytes: Range<usize>) {
        let source = self.source;
        if let Some(text) = source.get(bytes.clone()).filter(|text| !text.is_empty()) {
            self.push(text, bytes, 1, false);
        }
    }

    /// Writes what these bytes of the source, which are ASCII, stand for.
    pub(super) fn write(&mut self, written: &str, bytes: Range<usize>) {
        let is_one = written.chars().nth(1).is_none();
        let step = if is_one { u32::try_from(bytes.len()).unwrap_or(1) } else { 0 };
        self.push(written, bytes, step, false);
    }

    /// Writes what the source has not.
    pub(super) fn add(&mut self, text: &str) {
        self.push(text, self.next..self.next, 0, true);
    }

    fn push(&mut self, text: &str, bytes: Range<usize>, step: u32, is_added: bool) {
        let Position { line, column, .. } = self.position;
        let goes_on = |seam: &Seam| {
            self.next == bytes.start
                && (seam.step, seam.is_added) == (step, is_added)
                && (step < 2 || seam.line == line)
        };
        if !self.seams.last().is_some_and(goes_on) {
            self.seams.push(Seam { line, column, source: bytes.start, step, is_added, origin: (1, 0) });
        }
        self.next = bytes.end;
        self.position.pass(text);
        self.text.push_str(text);
    }

    /// The text, with the places of its source.
    pub(super) fn finish(mut self) -> Unwrapped {
        let mut order: Vec<usize> = (0..self.seams.len()).collect();
        order.sort_unstable_by_key(|&at| self.seams[at].source);
        let (mut position, mut passed) = (Position::START, 0);
        for at in order {
            let seam = &mut self.seams[at];
            position.pass(self.source.get(passed..seam.source).unwrap_or(""));
            passed = seam.source;
            seam.origin = (position.line, position.column);
        }
        Unwrapped { text: self.text, seams: self.seams }
    }

    /// Whether nothing is written yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}
