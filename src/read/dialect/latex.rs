//! LaTeX: `tabular`, `array` and their kin, as OCR programs that were trained on papers write tables.
//!
//! ```text
//! \begin{tabular}{|c|c|c|}                                     ┌──────┬─────────────┐
//! \hline \multirow{2}{*}{科目} & \multicolumn{2}{c|}{预算数} \\  │ 科目 │    预算数    │
//! \cline{2-3} & 基本支出 & 项目支出 \\ \hline                   │      ├──────┬──────┤
//! \end{tabular}                                                │      │ 基本… │ 项目… │
//! ```
//!
//! A cell that a `\multirow` covers is written blank. A table within a cell, or `\makecell{…\\…}`, is its wrapped text.
//! Mathematics stays as it is written: `text::fold` knows it. A `\caption` stands before its table, wherever the source
//! has it.

mod commands;
mod find;
mod prose;

pub(in crate::read) use find::find;
pub(in crate::read) use prose::{over_lines, plain};

use self::commands::{
    arguments, character, columns_of, end_of_line, mathematics, paragraphs, rulings, typeset,
};
use super::lattice::Lattice;
use super::written::{Flow, Item, Look};
use crate::page::{Block, Cell};
use crate::read::lines::{Line, Walk};
use crate::text::fold;

/// No cell spans more columns.
const MOST_COLUMNS: usize = 256;
/// No argument or option that is no text has more bytes.
const LONGEST_ARGUMENT: usize = 512;
/// What tells of the columns of a table has no more bytes: pandoc writes a hundred of each.
const LONGEST_COLUMNS: usize = 1 << 15;
/// What is repeated on every page has no more rows: longer ones are rows that a misplaced `\endfoot` follows.
const MOST_REPEATED: usize = 8;

/// Commands of one sign.
const SIGNS: &str = "\\%&_#{}$()[] ,;:~!-/@";
/// What tables float in.
const FLOATS: [&str; 3] = ["table", "sidewaystable", "threeparttable"];

/// Reads a table found by [`find`].
pub(in crate::read) fn read(line: &Line<'_>, gap: bool) -> Vec<Block> {
    let mut reader = Reader {
        source: line.text,
        at: 0,
        walk: line.walk(),
        around: Flow::new(gap),
        caption: Flow::new(gap),
        caption_groups: 0,
        table: None,
        cell: Flow::new(false),
        columns: 1,
        rows: 1,
        inner: 0,
        groups: 0,
        parts: Parts::default(),
    };
    while reader.at < reader.source.len() {
        reader.step();
    }
    reader.finish()
}

struct Reader<'a> {
    source: &'a str,
    at: usize,
    walk: Walk<'a>,
    /// What stands around the tables, and they.
    around: Flow,
    caption: Flow,
    /// Open groups within the caption, its own included.
    caption_groups: usize,
    table: Option<Lattice>,
    cell: Flow,
    /// How many columns and rows the cell spans.
    columns: usize,
    rows: usize,
    /// Open tables within the cell.
    inner: usize,
    /// Open groups within the cell.
    groups: usize,
    parts: Parts,
}

/// The parts of a `longtable` that stand before its rows.
#[derive(Default)]
struct Parts {
    /// The row at which the part begins that is being read.
    start: usize,
    has_head: bool,
    /// The rows that its last page ends with.
    foot: Option<Vec<Cell>>,
    /// Whether a head and a foot of further pages were dropped.
    dropped: [bool; 2],
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    /// Reads a run of text or one character that means something.
    fn step(&mut self) {
        let rest = self.rest();
        let run = rest.find(['\\', '&', '{', '}', '~', '%', '$']).unwrap_or(rest.len());
        if run > 0 {
            for (piece, is_ended) in paragraphs(&rest[..run]) {
                self.write_as(&typeset(piece), piece.len());
                if is_ended {
                    self.target().end_line(true);
                }
            }
            return;
        }
        match rest.as_bytes()[0] {
            b'\\' => self.command(),
            b'&' => self.end_cell(),
            b'{' => {
                self.at += 1;
                self.open_group();
            }
            b'}' => {
                self.at += 1;
                self.close_group();
            }
            // A tie is a blank; before a digit or a character it is how OCR writes a range.
            b'~' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) && self.follows_digit() => {
                self.write(1)
            }
            b'~' => self.blank(1),
            b'%' if self.source[..self.at].ends_with(['\n', '\r']) => self.at += end_of_line(rest),
            // Behind a group a line may end so, that no blank comes of its end; behind a number it is text.
            b'%' if self.source[..self.at].ends_with(['{', '}'])
                && rest[1..end_of_line(rest)].trim().is_empty() =>
            {
                self.at += end_of_line(rest)
            }
            b'$' => match mathematics(rest) {
                Some(length) => self.write(length),
                None => self.at += 1,
            },
            _ => self.write(1),
        }
    }

    fn follows_digit(&self) -> bool {
        self.source[..self.at].ends_with(|c: char| c.is_ascii_digit() || c == '%')
    }

    /// Where text goes.
    fn target(&mut self) -> &mut Flow {
        match &self.table {
            _ if self.caption_groups > 0 => &mut self.caption,
            Some(_) => &mut self.cell,
            None => &mut self.around,
        }
    }

    /// Writes the next bytes as they stand.
    fn write(&mut self, length: usize) {
        let text = &self.source[self.at..self.at + length];
        self.write_as(text, length);
    }

    /// Writes what the next bytes of the source mean.
    fn write_as(&mut self, text: &str, length: usize) {
        let raw = &self.source[self.at..self.at + length];
        let ink = raw.trim_start().len();
        self.walk.to(self.at + length - ink);
        self.at += length;
        let position = self.walk.position();
        self.target().write(text, raw.trim(), position, Look::default());
    }

    /// A blank that the next bytes of the source mean.
    fn blank(&mut self, length: usize) {
        self.at += length;
        let position = self.walk.position();
        self.target().write(" ", "", position, Look::default());
    }

    fn open_group(&mut self) {
        match self.caption_groups {
            0 => self.groups += 1,
            _ => self.caption_groups += 1,
        }
    }

    fn close_group(&mut self) {
        match self.caption_groups {
            0 => self.groups = self.groups.saturating_sub(1),
            1 => {
                self.caption_groups = 0;
                self.caption.end_line(true);
            }
            _ => self.caption_groups -= 1,
        }
    }

    /// Reads a command and those of its arguments that are no text.
    fn command(&mut self) {
        let rest = self.rest();
        let letters = rest[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let sign = rest[1..].chars().next().filter(|sign| SIGNS.contains(*sign)).map_or(0, char::len_utf8);
        let length = 1 + letters.max(sign);
        let name = &rest[1..length];
        if let Some(text) = character(name) {
            return self.write_as(text, length);
        }
        match name {
            "quad" | "qquad" | "enspace" | " " | "," | ";" | ":" | "~" => return self.blank(length),
            _ if fold::is_mathematics(&rest[..length]) => return self.write(length),
            _ => {}
        }
        let start = self.at;
        self.at += length;
        match name {
            "\\" | "tabularnewline" => {
                self.skip_star();
                self.option();
                self.end_row();
            }
            "begin" => {
                let name = self.word();
                self.begin(start, name);
            }
            "end" => {
                let name = self.word();
                self.end(name);
            }
            "multicolumn" => {
                self.columns = self.number().clamp(1, MOST_COLUMNS);
                self.argument();
            }
            "multirow" => {
                self.option();
                self.rows = self.number().max(1);
                self.option();
                if self.argument().is_none() {
                    self.skip_star();
                }
                self.option();
            }
            "caption" => {
                self.skip_star();
                self.option();
                if self.rest().starts_with('{') {
                    self.at += 1;
                    self.caption_groups = 1;
                }
            }
            "def" => self.definition(),
            "newline" => self.target().end_line(false),
            "par" | "item" => self.target().end_line(true),
            name => {
                self.skip_star();
                let ruling = rulings(name).filter(|_| self.inner == 0);
                if ruling.is_some() {
                    self.ends_row_before();
                    self.end_part(name);
                    self.option();
                    self.delimited(b'(', b')');
                }
                for _ in 0..ruling.or(arguments(name)).unwrap_or(0) {
                    self.option();
                    self.argument();
                }
                let end = self.at;
                self.option();
                if !self.rest().starts_with('{') {
                    self.at = end;
                }
            }
        }
    }

    /// A ruling stands between rows: a row before it that has not ended has lost its end.
    fn ends_row_before(&mut self) {
        (self.groups, self.caption_groups) = (0, 0);
        if self.table.as_ref().is_some_and(|table| table.width() > 0) {
            self.end_row();
        }
    }

    /// Ends a part of the table that pages repeat: only its first head is printed once, and its last foot.
    fn end_part(&mut self, name: &str) {
        let (Some(table), parts) = (&mut self.table, &mut self.parts) else { return };
        let is_short = (1..=MOST_REPEATED).contains(&(table.rows() - parts.start));
        let mut drop = |kind: usize| {
            if is_short && !std::mem::replace(&mut parts.dropped[kind], true) {
                table.cut(parts.start);
            }
        };
        match name {
            "endfirsthead" | "endhead" if parts.has_head => drop(0),
            "endfirsthead" | "endhead" => parts.has_head = true,
            "endfoot" => drop(1),
            "endlastfoot" if is_short && parts.foot.is_none() => parts.foot = Some(table.cut(parts.start)),
            _ => return,
        }
        parts.start = table.rows();
    }

    /// `\def`, what it defines, and the comment behind it.
    fn definition(&mut self) {
        let name = self.rest().strip_prefix('\\').unwrap_or("");
        self.at += name.bytes().take_while(u8::is_ascii_alphabetic).count() + usize::from(!name.is_empty());
        self.argument();
        if self.rest().trim_start_matches(' ').starts_with('%') {
            self.at += end_of_line(self.rest());
        }
    }

    /// `\begin` of what `name` says, which stands at `start`.
    fn begin(&mut self, start: usize, name: &str) {
        let columns = columns_of(name);
        self.option();
        let longest = if columns.is_some() { LONGEST_COLUMNS } else { LONGEST_ARGUMENT };
        for _ in 0..columns.or(arguments(name)).unwrap_or(0) {
            self.argument_within(longest);
        }
        if columns.is_none() {
            self.target().end_line(true);
        } else if self.table.is_some() {
            self.inner += 1;
            self.cell.end_line(false);
        } else {
            self.walk.to(start);
            self.table = Some(Lattice::new(self.walk.position()));
            (self.groups, self.caption_groups) = (0, 0);
            self.parts = Parts::default();
        }
    }

    /// `\end` of what `name` says.
    fn end(&mut self, name: &str) {
        let ends_rows = columns_of(name).is_some();
        if ends_rows && self.inner > 0 {
            self.inner -= 1;
            self.cell.end_line(false);
        } else if ends_rows || FLOATS.contains(&name.trim_end_matches('*')) {
            self.end_table();
        } else {
            self.target().end_line(true);
        }
    }

    fn end_cell(&mut self) {
        self.at += 1;
        if self.inner > 0 {
            let position = self.walk.position();
            return self.cell.write(" ", "", position, Look::default());
        }
        // A group that is open here has lost its end.
        (self.groups, self.caption_groups) = (0, 0);
        self.push_cell();
    }

    fn push_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let (written, _) = std::mem::replace(&mut self.cell, Flow::new(false)).into_cell();
        table.cell(written, std::mem::replace(&mut self.rows, 1));
        (1..std::mem::replace(&mut self.columns, 1)).for_each(|_| table.left());
    }

    /// Ends a row, or a line within a cell.
    fn end_row(&mut self) {
        if self.table.is_none() || self.inner > 0 || self.groups > 0 || self.caption_groups > 0 {
            return self.target().end_line(false);
        }
        self.push_cell();
        if let Some(table) = &mut self.table {
            match table.width() == 1 && table.is_blank() {
                true => table.discard_row(),
                false => table.end_row(),
            }
        }
    }

    fn end_table(&mut self) {
        (self.inner, self.groups, self.caption_groups) = (0, 0, 0);
        self.end_row();
        let foot = self.parts.foot.take().unwrap_or_default();
        let whole = |mut table: Lattice| {
            table.append(foot);
            table.finish()
        };
        if let Some(grid) = self.table.take().and_then(whole) {
            self.around.append(vec![Item::Grid(grid)]);
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_table();
        let mut blocks = Vec::new();
        for flow in [&mut self.caption, &mut self.around] {
            flow.end_line(true);
            flow.drain_into(&mut blocks);
        }
        blocks
    }

    /// Skips the star of a command, or one that stands for an argument.
    fn skip_star(&mut self) {
        self.at += usize::from(self.rest().starts_with('*'));
    }

    /// Skips `[…]` that stands here.
    fn option(&mut self) {
        self.delimited(b'[', b']');
    }

    /// Skips what stands here between delimiters.
    fn delimited(&mut self, open: u8, close: u8) {
        let rest = self.rest().as_bytes();
        let short = &rest[..rest.len().min(LONGEST_ARGUMENT)];
        if short.first() == Some(&open)
            && let Some(end) = memchr::memchr(close, short)
            && short[..end].is_ascii()
        {
            self.at += end + 1;
        }
    }

    /// Skips `{…}` that stands here; its content. Of one that does not end only the bracket is skipped.
    fn argument(&mut self) -> Option<&'a str> {
        self.argument_within(LONGEST_ARGUMENT)
    }

    /// The same of one that may be longer; no table begins within.
    fn argument_within(&mut self, longest: usize) -> Option<&'a str> {
        let rest = self.rest();
        let start = rest.len() - rest.trim_start_matches(' ').len();
        let mut depth = 0_usize;
        for (offset, byte) in rest.bytes().enumerate().skip(start).take(longest) {
            match byte {
                b'{' => depth += 1,
                _ if depth == 0 => return None,
                b'}' if depth == 1 => {
                    self.at += offset + 1;
                    return rest.get(start + 1..offset);
                }
                b'}' => depth -= 1,
                b'\\' if rest[offset..].starts_with("\\begin") => break,
                _ => {}
            }
        }
        self.at += start + usize::from(depth > 0);
        None
    }

    /// A name that is an argument.
    fn word(&mut self) -> &'a str {
        self.argument().unwrap_or("").trim()
    }

    /// A number that is an argument.
    fn number(&mut self) -> usize {
        self.word().parse().unwrap_or(1)
    }
}
