//! Headers that OCR printed without the blanks of their merged cells: every row is its texts from the first column on.
//!
//! ```text
//! 预算数 │ 决算数                                               over columns that are numbered from 1 to 12
//! 合计   │ 因公出国费     │ 公务用车费     │ 公务接待费 │ 合计 │ 因公出国费 │ …
//! 小计   │ 公务用车购置费 │ 公务用车运行费 │ 小计       │ …
//!                                                               → 预算数/公务用车费/小计 is the third column
//! ```
//!
//! The heads of a row divide heads of the row above, a run of them each, in their order. What they say tells which
//! (`vocab::division`), and that all of them together are as wide as the rows of the body.

use crate::document::Role;
use crate::tables::header;
use crate::tables::lost::{self, levels};
use crate::tables::matrix::{LONGEST_HEAD, Matrix, Slot};
use crate::vocab::division::{self, Division, Stand};
use crate::vocab::{headers, indicators};

/// Puts the heads of such a header over their columns.
pub fn restore(matrix: &mut Matrix) {
    let Some(depth) = depth(matrix) else { return };
    let heads: Vec<Vec<Head>> = (0..depth).map(|row| heads(matrix, row)).collect();
    // Blanks behind other heads than those of codes and names are the columns that they cover.
    let is_lost =
        |head: &Head| head.span == 1 || head.heads_codes() || levels::heads_codes_and_names(head.text);
    if !heads[0].iter().all(is_lost) || !is_compact(&heads[0]) {
        return;
    }
    let reach = |end: fn(&Slot) -> bool| {
        let extents = matrix.rows[depth..].iter().map(|row| row.iter().rposition(|slot| !end(slot)));
        extents.flatten().max().map_or(0, |last| last + 1)
    };
    let (printed, reached) = (reach(Slot::is_blank), reach(|slot| slot.absent));
    // Where trailing tabs make rows wider than their table, the narrowest that holds all texts tells how wide that is.
    let extent = |row: &Vec<Slot>| row.iter().rposition(|slot| !slot.absent).map_or(0, |last| last + 1);
    // What numbers the columns may have lost the width of its own head: 栏次 stands over codes and names.
    let numbered = depth < matrix.rows.len() && header::is_column_numbers(matrix, depth);
    let body = matrix.rows[depth..].iter().skip(usize::from(numbered));
    let narrowest = body.map(extent).min().map_or(printed, |width| width.max(printed));
    if [reached, narrowest].contains(&wide(&heads[0])) {
        return;
    }
    let mut readings = readings(&heads);
    readings.sort_by_key(|(score, _, found)| (*found == reached, *found == printed, *score));
    let fits = |found: usize| found == reached || found == printed || found > printed && !numbered;
    let Some((_, columns, found)) = readings.pop().filter(|(score, _, found)| *score > 0 && fits(*found))
    else {
        return;
    };
    // What has kept its blanks stands where it belongs.
    let agrees = |(heads, columns): (&Vec<Head>, &Vec<usize>)| {
        is_compact(heads) || heads.iter().map(|head| &head.column).eq(columns)
    };
    if !heads.iter().zip(&columns).skip(1).all(agrees) {
        return;
    }
    let from: Vec<Vec<usize>> =
        heads.iter().map(|row| row.iter().map(|head| head.column).collect()).collect();
    lost::lay(matrix, found, &from, &lost::in_their_rows(columns));
}

/// How many rows the header of a table has, if it has several and merges no cells.
fn depth(matrix: &Matrix) -> Option<usize> {
    let (depth, rows) = (lost::depth(matrix), matrix.rows.len());
    let heads = || matrix.rows[..depth].iter().flatten();
    let is_head = |slot: &Slot| {
        slot.is_single() && slot.text.chars().count() <= LONGEST_HEAD && !indicators::heads_levels(&slot.text)
    };
    // Without a body only a head of codes tells the rows of a header from others.
    let names_codes = || heads().any(|slot| headers::role(&slot.text) == Some(Role::Code));
    (depth > 1 && heads().all(is_head) && (depth < rows || names_codes())).then_some(depth)
}

/// One text of a row of the header.
struct Head<'a> {
    text: &'a str,
    column: usize,
    /// How many columns it and the blanks behind it take.
    span: usize,
}

impl Head<'_> {
    fn heads_codes(&self) -> bool {
        headers::role(self.text) == Some(Role::Code) && !levels::LEVELS.contains(&self.text)
    }
}

/// The texts of a row. Those of the first and heads of codes reach as far as the next one; below the first, other blanks
/// may stand under heads that are not divided.
fn heads(matrix: &Matrix, row: usize) -> Vec<Head<'_>> {
    let mut heads: Vec<Head> = Vec::new();
    for (column, slot) in matrix.tokens(row) {
        if let Some(before) = heads.last_mut().filter(|before| row == 0 || before.heads_codes()) {
            before.span = column - before.column;
        }
        heads.push(Head { text: slot.text.trim(), column, span: 1 });
    }
    heads
}

/// Whether the heads of a row stand side by side from the first column on.
fn is_compact(heads: &[Head]) -> bool {
    let ends = heads.iter().scan(0, |end, head| {
        *end += head.span;
        Some(*end)
    });
    std::iter::once(0).chain(ends).zip(heads).all(|(end, head)| head.column == end)
}

fn wide(heads: &[Head]) -> usize {
    heads.last().map_or(0, |last| last.column + last.span)
}

/// How much speaks for each reading, the columns in which the heads of each row stand, and how many there are.
fn readings(rows: &[Vec<Head>]) -> Vec<(i32, Vec<Vec<usize>>, usize)> {
    let readings: Vec<Vec<Option<Division>>> = rows
        .windows(2)
        .map(|pair| {
            let heads: Vec<division::Head> = pair[0]
                .iter()
                .map(|head| division::Head { text: head.text, children: 0..=usize::MAX, column: None })
                .collect();
            let below: Vec<(&str, Option<usize>)> = pair[1].iter().map(|head| (head.text, None)).collect();
            division::divisions(&heads, &below, Stand::First)
        })
        .collect();
    let laid = |divisions: Vec<Division>| {
        let score = divisions.iter().map(|division| division.score).sum();
        let spans = rows.iter().map(|row| row.iter().map(|head| head.span).collect()).collect();
        let (columns, found) = division::lay(spans, &divisions);
        (score, columns, found)
    };
    division::together(readings).into_iter().flatten().map(laid).collect()
}
