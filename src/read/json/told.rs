//! Where tables stand in a text that tells them too, word by word: what scripts write that take from a page its text and
//! then its tables.
//!
//! ```text
//! {"text": "支出预算表\n科目 合计\n基本支出 12.50\n注：…",             支出预算表
//!  "tables": [[["科目", "合计"], ["基本支出", "12.50"]]]}             ┌──────────┬───────┐
//!                                                                     │ …        │       │
//!                                                                     注：…
//! ```

use std::collections::BTreeSet;
use std::ops::Range;

use super::cells::Table;
use super::paper;
use super::value::Source;

/// So many lines within a table may have words that it has not.
const MOST_STRANGE: usize = 3;
/// No table is looked for once all lines were looked through so often.
const MOST_LOOKS: usize = 64;

/// Lines, and which of them tell which table.
pub(super) struct Told {
    pub(super) lines: Vec<Range<usize>>,
    /// The lines of each table, if some tell it.
    places: Vec<Option<Range<usize>>>,
    /// Whether every word of the tables is told.
    is_whole: bool,
}

impl Told {
    /// Looks for tables, which follow each other, in the lines of texts.
    pub(super) fn of(source: Source<'_>, texts: &[Range<usize>], tables: &[Table]) -> Self {
        let lines: Vec<Range<usize>> = texts.iter().flat_map(|text| lines(source, text)).collect();
        let bytes: usize = lines.iter().map(|line| line.len() + 1).sum();
        let (mut from, mut left) = (0, bytes.saturating_mul(MOST_LOOKS));
        let mut places = vec![None; tables.len()];
        for (table, place) in tables.iter().zip(&mut places) {
            if left == 0 {
                break;
            }
            let (found, looked) = run(source, &lines[from..], table);
            left = left.saturating_sub(looked);
            *place = found.map(|lines| from + lines.start..from + lines.end);
            from = place.as_ref().map_or(from, |lines| lines.end);
        }
        let said: BTreeSet<&str> =
            lines.iter().flat_map(|line| source.text(line).split_whitespace()).collect();
        let is_whole = tables.iter().all(|table| words(source, table).is_subset(&said));
        Self { lines, places, is_whole }
    }

    /// Whether most tables are told.
    pub(super) fn is_most(&self) -> bool {
        2 * self.places.iter().flatten().count() > self.places.len()
    }

    /// Whether all tables are told, but in other lines than theirs.
    pub(super) fn is_otherwise(&self) -> bool {
        self.is_whole && self.places.iter().all(Option::is_none)
    }

    /// The tables as they are told, those at the end that are not.
    pub(super) fn in_order<'t>(&self, tables: &'t [Table]) -> Vec<(Range<usize>, &'t Table)> {
        let end = self.lines.len();
        let places = self.places.iter().map(|place| place.clone().unwrap_or(end..end));
        let mut order: Vec<_> = places.zip(tables).collect();
        order.sort_by_key(|(place, _)| place.start);
        order
    }
}

/// The lines of a text, as bytes of it.
fn lines(source: Source<'_>, text: &Range<usize>) -> Vec<Range<usize>> {
    let written = source.text(text);
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(offset) = memchr::memchr(b'\\', &written.as_bytes()[at..]) {
        let escape = at + offset;
        let (character, length) = paper::unescaped(&written[escape..]);
        at = (escape + length).min(written.len());
        if character == '\n' {
            lines.push(text.start + start..text.start + escape);
            start = at;
        }
    }
    lines.push(text.start + start..text.end);
    lines
}

/// The words of a table.
fn words<'a>(source: Source<'a>, table: &Table) -> BTreeSet<&'a str> {
    let texts = table.slots.iter().flat_map(|slot| &slot.texts);
    let lines = texts.flat_map(|text| lines(source, text));
    lines.flat_map(|line| source.text(&line).split_whitespace()).collect()
}

/// The lines that tell a table, the first ones that may be all of its rows, or else the most that follow each other; and
/// how many bytes were looked at.
fn run(source: Source<'_>, lines: &[Range<usize>], table: &Table) -> (Option<Range<usize>>, usize) {
    let words = words(source, table);
    let is_told = |line: &Range<usize>| source.text(line).split_whitespace().all(|word| words.contains(word));
    let is_blank = |line: &Range<usize>| source.text(line).trim().is_empty();
    // The lines of a run, how many of them tell the table, and how many strange ones follow.
    let mut run: (Range<usize>, usize, usize) = (0..0, 0, 0);
    let (mut best, mut looked) = ((0..0, 0), 0);
    for (at, line) in lines.iter().enumerate() {
        looked += line.len() + 1;
        if is_blank(line) {
            continue;
        }
        if is_told(line) {
            let start = if run.1 == 0 { at } else { run.0.start };
            run = (start..at + 1, run.1 + 1, 0);
            if run.1 > best.1 {
                best = (run.0.clone(), run.1);
            }
        } else if run.1 >= table.rows.len() {
            break;
        } else {
            run.2 += 1;
            run = if run.2 > MOST_STRANGE { (0..0, 0, 0) } else { run };
        }
    }
    let is_enough = best.1 > 0 && 2 * best.1 >= table.rows.len();
    (is_enough.then_some(best.0), looked)
}
