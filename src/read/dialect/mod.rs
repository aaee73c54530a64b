//! How tables are written down in text: one file per dialect, each from lines to a [`Grid`].
//!
//! | file | a row of two cells |
//! |---|---|
//! | `tsv` | `合计⇥12.50` |
//! | `blanks` | `合计 ⇥12.50` or `合计 12.50` between `-- 4 of 26 --` |
//! | `pipes` | `\| 合计 \| 12.50 \|` |
//! | `barred` | `合计 \|`, `12.50 \|` |
//! | `html` | `<tr><td>合计</td><td>12.50</td></tr>` |
//! | `cells` | `⇥合计`, `⇥12.50`, a blank line |
//! | `commas` | `合计,12.50` |
//! | `frames` | `│ 合计 │ 12.50 │` between rules |
//! | `simple` | `合计  12.50` between `==== =====` |
//! | `dashes` | `合计  12.50` below `---- -----` |
//! | `wiki` | `\| 合计 \|\| 12.50` between `{\|` and `\|}` |
//! | `asciidoc` | `\|合计 \|12.50` between `\|===` |
//! | `latex` | `合计 & 12.50 \\` |
//! | `otsl` | `<fcel>合计<fcel>12.50<nl>` |
//!
//! Any of them may hold what programs write around the cells of a sheet (`data_frame`).

pub(super) mod asciidoc;
mod barred;
pub(super) mod blanks;
mod broken;
pub(super) mod cells;
mod collected;
pub(super) mod commas;
pub(super) mod dashes;
pub(super) mod data_frame;
pub(super) mod embedded;
pub(super) mod frames;
pub(super) mod html;
pub(super) mod latex;
mod lattice;
mod measure;
mod merged;
mod otsl;
mod paragraphs;
pub(super) mod pipes;
pub(super) mod simple;
mod spans;
mod stacked;
mod table;
pub(super) mod tsv;
mod unfolded;
mod widths;
pub(super) mod wiki;
mod written;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use self::collected::Collected;
use self::stacked::{Lines, Stacked};
use self::written::Written;
use super::lines::{self, Columns};
use super::markup;
use crate::error::Place;
use crate::page::{Cell, Cut, Grid, Spans};

/// The start of a numbered paragraph.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(
        r"^\s*(?:[（(](?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[）)]|(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[、．.)）](?:[^0-9]|$)|[①-⑳]|目标[0-9一二三四五六七八九十]{1,2}[：:])",
    )
});

/// No figure has more characters.
const LONGEST_FIGURE: usize = 40;

/// What a target begins with.
const BOUNDS: [char; 8] = ['≥', '≤', '=', '>', '<', '＝', '＞', '＜'];

/// Adds a line to the text of the cell that it goes on: [`join`]ed, or apart where blank lines stand before it.
pub(super) fn add(text: &mut String, line: &str, is_apart: bool) {
    if is_apart && !text.is_empty() {
        text.push('\n');
        text.push_str(line);
    } else {
        join(text, line);
    }
}

/// Joins a line to the text of the cell that it goes on: a new paragraph after the end of a sentence or before a
/// number or between two amounts, else as one piece (`一般公共` + `预算`), with a blank between Latin words.
pub(super) fn join(text: &mut String, line: &str) {
    if let (Some(last), Some(first)) = (text.chars().next_back(), line.chars().next()) {
        let is_number = |text: &str| text.len() <= LONGEST_FIGURE && text.chars().all(is_of_figure);
        // ≥1,2 │ 00人: a target goes on.
        let is_bound = |text: &str| text.starts_with(BOUNDS) && is_number(text.trim_start_matches(BOUNDS));
        let above = || text.rsplit('\n').next().unwrap_or_default();
        let are_amounts = has_decimals(line) && has_decimals(above());
        if matches!(last, '。' | '；' | ';' | '！') || are_amounts || NUMBERED.is_match(line) {
            text.push('\n');
        } else if is_word(last)
            && is_word(first)
            && !(is_number(text) && is_number(line))
            && !(first.is_ascii_digit() && is_bound(text))
        {
            text.push(' ');
        }
    }
    text.push_str(line);
}

/// The text of a cell without controls.
fn printable(text: String) -> String {
    if text.contains(|c: char| c.is_control() && c != '\n') {
        text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
    } else {
        text
    }
}

/// Whether a text without outer blanks is an amount, a count or a share.
fn is_figure(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_figure)
}

/// Whether a text is a whole amount with decimals: two of them are no number that is broken over two lines.
fn has_decimals(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = |whole: &str| whole.ends_with(|c: char| c.is_ascii_digit()) && is_figure(whole);
    text.trim_end_matches('%').split_once('.').is_some_and(|(whole, rest)| is_whole(whole) && digits(rest))
}

/// Whether amounts, counts and shares hold this character.
fn is_of_figure(character: char) -> bool {
    character.is_ascii_digit() || matches!(character, ',' | '.' | '-' | '%')
}

/// Whether words that end or begin with this character are separated by blanks.
pub(super) fn is_word(character: char) -> bool {
    character.is_ascii() && !character.is_ascii_whitespace()
}

/// The number a paragraph begins with and how it is written, `（二）` is `("（）", 2)`.
pub(super) fn numbering(text: &str) -> Option<(String, u32)> {
    let found = NUMBERED.find(text)?.as_str().trim();
    let mut frame = String::new();
    let mut number = 0;
    for character in found.chars() {
        let digit = match character {
            '0'..='9' | '０'..='９' => {
                character.to_digit(10).or_else(|| u32::from(character).checked_sub(0xFF10))
            }
            '①'..='⑳' => u32::from(character).checked_sub(0x245F),
            _ => "一二三四五六七八九十"
                .chars()
                .position(|c| c == character)
                .and_then(|i| u32::try_from(i + 1).ok()),
        };
        match digit {
            Some(10) if number > 0 => number *= 10,
            Some(digit) if number >= 10 && number % 10 == 0 => number += digit,
            Some(digit) => number = number * 10 + digit,
            None if frame.chars().count() < 4 && !character.is_whitespace() => frame.push(character),
            None => {}
        }
    }
    // What follows `1.` is looked at and no part of the number.
    let frame: String = frame.chars().filter(|c| "（(）)、．.目标：:".contains(*c)).collect();
    Some((frame, number))
}

/// A grid that is written row by row.
pub(super) struct Rows {
    cells: Vec<Cell>,
    /// The lines of cells that have several, by their index.
    lines: BTreeMap<usize, Lines>,
    row: usize,
    column: usize,
    columns: usize,
    page: u32,
    place: Place,
}

impl Rows {
    /// A grid that begins on this line.
    pub(super) fn begin(line: &lines::Line<'_>) -> Self {
        let (bytes, _) = lines::printed(line.text);
        let place = line.columns().place(bytes).unwrap_or(Place::Line {
            line: line.number,
            first: line.before + 1,
            last: line.before + 1,
        });
        Self {
            cells: Vec::new(),
            lines: BTreeMap::new(),
            row: 0,
            column: 0,
            columns: 0,
            page: line.page,
            place,
        }
    }

    /// Writes the next cell of the row: these bytes of the line that `columns` walks over.
    pub(super) fn cell(&mut self, columns: &mut Columns<'_>, line: &str, bytes: Range<usize>) {
        let field = line.get(bytes.clone()).unwrap_or("");
        let (ink, indent) = lines::printed(field);
        let place = columns.place(bytes.start + ink.start..bytes.start + ink.end);
        let Some(lines) = markup::marked_lines(&field[ink.clone()]) else {
            return self.push(field[ink].to_owned(), indent, place);
        };
        let (text, more) = markup::joined(&lines);
        if lines.len() > 1 {
            let lines = lines.iter().map(|line| Written::of_cell(&line.text, place, self.page));
            self.lines.insert(self.cells.len(), lines.collect());
        }
        self.push(text, indent + more, place);
    }

    /// Writes the next cell of the row.
    pub(super) fn push(&mut self, text: String, indent: u32, place: Option<Place>) {
        let text = printable(text);
        // What is written without ink (`<br>`, `&nbsp;`) is a blank cell.
        let (indent, place) = if text.is_empty() { (0, None) } else { (indent, place) };
        self.cells.push(Cell {
            row: self.row,
            column: self.column,
            row_span: 1,
            column_span: 1,
            text,
            indent,
            full: false,
            place,
        });
        self.column += 1;
    }

    /// Writes a row of cells that were collected from several lines.
    fn push_row(&mut self, cells: impl IntoIterator<Item = Collected>) {
        for Collected { written, .. } in cells {
            self.push(written.text, written.indent, written.place);
        }
        self.end_row();
    }

    /// The cell that was written last.
    pub(super) fn last(&mut self) -> Option<&mut Cell> {
        self.cells.last_mut()
    }

    /// Ends the row.
    pub(super) fn end_row(&mut self) {
        self.columns = self.columns.max(self.column);
        self.column = 0;
        self.row += 1;
    }

    /// The grid.
    pub(super) fn finish(mut self) -> Grid {
        if self.column > 0 {
            self.end_row();
        }
        self.cells.shrink_to_fit();
        let Self { mut cells, lines, row: rows, .. } = self;
        unfolded::end_lines(&mut cells, &lines);
        let (cells, rows) = Stacked { cells, lines, rows }.part(false);
        merged::restored(data_frame::unwrapped(Grid {
            cells,
            rows,
            columns: self.columns,
            spans: Spans::Lost,
            cut: Cut::default(),
            page: self.page,
            place: self.place,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_join_as_they_read() {
        for (text, line, joined) in [
            ("一般公共", "预算", "一般公共预算"),
            ("DIP", "payment", "DIP payment"),
            ("1,234", ".50", "1,234.50"),
            ("12.50", "1,007.25", "12.50\n1,007.25"),
            ("8.00\n12.50", "7.25", "8.00\n12.50\n7.25"),
            ("≤5585.", "95万元", "≤5585.95万元"),
            ("完成普查。", "做好服务", "完成普查。\n做好服务"),
            ("提高效率", "2、保障运转", "提高效率\n2、保障运转"),
            ("", "合计", "合计"),
        ] {
            let mut text = text.to_owned();
            join(&mut text, line);
            assert_eq!(text, joined);
        }
    }

    #[test]
    fn numbers_of_paragraphs() {
        for (text, number) in
            [("1、保障", 1), ("（十二）保障", 12), ("2.保障", 2), ("③保障", 3), ("二十、", 20), ("12、x", 12)]
        {
            assert_eq!(numbering(text).map(|(_, number)| number), Some(number), "{text}");
        }
        assert_eq!(numbering("1.5万元"), None);
        assert_eq!(numbering("1、a").map(|n| n.0), numbering("2、b").map(|n| n.0));
    }
}
