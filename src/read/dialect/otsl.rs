//! OTSL, the language of tables within DocTags: a token before every cell says where its text belongs.
//!
//! ```text
//! <otsl><loc_10><loc_20><loc_490><loc_300>                     ┌──────┬─────────────┐
//! <ched>科目<ched>预算数<lcel><nl>                               │ 科目 │    预算数    │
//! <ucel><ched>基本支出<ched>项目支出<nl></otsl>                  │      ├──────┬──────┤
//!                                                              │      │ 基本… │ 项目… │
//! ```
//!
//! `<fcel>`, `<ched>`, `<rhed>` and `<srow>` are cells, `<ecel>` is a blank one; `<lcel>`, `<ucel>` and `<xcel>` are covered
//! from the left, from above, and from both. Some programs leave `<otsl>` out.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lattice::Lattice;
use super::written::{Flow, Item, Look};
use crate::page::Block;
use crate::read::lines::{Line, Walk};
use crate::read::markup;

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"<(/?)(?:(otsl)|(nl)|(fcel|ecel|lcel|ucel|xcel|ched|rhed|srow))>"));

/// Finds the tables of a text, in order. One that is never closed ends with its last row.
pub(in crate::read) fn find(text: &str) -> Vec<Range<usize>> {
    let mut tables: Vec<Range<usize>> = Vec::new();
    if ["cel>", "hed>"].iter().all(|cell| memchr::memmem::find(text.as_bytes(), cell.as_bytes()).is_none()) {
        return tables;
    }
    let mut start = None;
    let (mut last, mut ends_row) = (0, false);
    let end = |last: usize, ends_row: bool, limit: usize| {
        let rest = &text[last..limit];
        if ends_row {
            last
        } else {
            last + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())
        }
    };
    for found in TOKEN.captures_iter(text) {
        let Some(token) = found.get(0) else { continue };
        let closes = found.get(1).is_some_and(|slash| !slash.as_str().is_empty());
        let is_table = found.get(2).is_some();
        // A row ends with its token: what follows is the next row, or no part of the table.
        let is_apart = ends_row && !(is_table && closes) && is_text(&text[last..token.start()]);
        if (is_apart || is_table && !closes)
            && let Some(start) = start.take()
        {
            tables.push(start..end(last, ends_row, token.start()));
        }
        if is_table && closes {
            tables.extend(start.take().map(|start| start..token.end()));
        } else if !closes {
            start = start.or(Some(token.start()));
        }
        (last, ends_row) = (token.end(), found.get(3).is_some());
    }
    tables.extend(start.map(|start| start..end(last, ends_row, text.len())));
    tables
}

/// Whether something is printed, or a line left blank.
fn is_text(between: &str) -> bool {
    !between.trim().is_empty()
        || between.lines().skip(1).any(|line| line.trim().is_empty()) && between.contains("\n\n")
}

/// Reads a table found by [`find`].
pub(in crate::read) fn read(line: &Line<'_>, gap: bool) -> Vec<Block> {
    let source = line.text;
    let mut reader = Reader { source, walk: line.walk() };
    let mut around = Flow::new(gap);
    let mut table = Lattice::new(reader.walk.position());
    let (mut token, mut last) = ("", 0);
    let ends = TOKEN.find_iter(source).map(|token| (token.range(), token.as_str()));
    for (range, next) in ends.chain(std::iter::once((source.len()..source.len(), ""))) {
        let mut written = Flow::new(false);
        let text = last..range.start;
        match token {
            "" | "<nl>" | "<otsl>" => reader.lines(text, &mut around, true),
            end if end.starts_with("</") => reader.lines(text, &mut around, true),
            _ => {
                reader.lines(text, &mut written, false);
                let (written, _) = written.into_cell();
                match token {
                    // What has a text is no covered place.
                    "<lcel>" if written.text.is_empty() => table.left(),
                    "<ucel>" | "<xcel>" if written.text.is_empty() => table.above(),
                    _ => table.cell(written, 1),
                }
            }
        }
        if next == "<nl>" {
            table.end_row();
        }
        (token, last) = (next, range.end);
    }
    around.append(table.finish().map(Item::Grid).into_iter().collect());
    let mut blocks = Vec::new();
    around.drain_into(&mut blocks);
    blocks
}

struct Reader<'a> {
    source: &'a str,
    walk: Walk<'a>,
}

impl Reader<'_> {
    /// Writes these bytes of the source without their markup.
    fn lines(&mut self, bytes: Range<usize>, target: &mut Flow, are_paragraphs: bool) {
        let mut start = bytes.start;
        for line in self.source[bytes].split('\n') {
            for plain in markup::cell_lines(line) {
                let source = start + plain.source.start..start + plain.source.end;
                let position = self.walk.to(source.start);
                target.write(&plain.text, &self.source[source], position, Look::default());
                target.end_line(are_paragraphs);
            }
            start += line.len() + 1;
        }
    }
}
