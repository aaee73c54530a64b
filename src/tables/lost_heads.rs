//! Heads of columns that do not stand where their columns begin, because OCR lost the blanks beside them or centred them
//! over the columns that they are merged over:
//!
//! ```text
//! 科目编码 │ 科目名称 │ 合计 │ 基本支出 │ 项目支出 │          │            科目编码 │ 科目名称 │ 合计 │ 基本支出 │          │          │ 项目支出
//! 小计     │ 人员经费 │ 公用经费 │      │          │          │      →              │          │      │ 小计     │ 人员经费 │ 公用经费 │
//! ```
//!
//! What the heads say tells which of them the row below divides (`vocab::division`). Where that stays open, all stay.

use crate::document::Role;
use crate::tables::header;
use crate::tables::matrix::{Matrix, Slot};
use crate::vocab::division::{self, Division, Head};
use crate::vocab::headers;

/// A header has no more rows than these, where one of them is not where it was printed.
const DEEPEST: usize = 4;

/// Puts the heads of a header over the first of their columns.
pub fn restore(matrix: &mut Matrix) {
    let is_body = |&row: &usize| header::is_data(matrix, row) || header::is_numbering(matrix, row);
    let Some(depth) = (0..matrix.rows.len().min(DEEPEST + 1)).find(is_body).filter(|depth| *depth > 1) else {
        return;
    };
    let rows = &matrix.rows[..depth];
    if rows.iter().flatten().any(|slot| slot.cover != (0, 0) || slot.span.0 > 1 || slot.span.1 > 1) {
        return;
    }
    let heads: Vec<Vec<usize>> =
        (0..depth).map(|row| matrix.tokens(row).map(|(column, _)| column).collect()).collect();
    let packed =
        heads.iter().all(|row| row.iter().copied().eq(0..row.len())) && heads[0].len() < matrix.columns;
    let slid = !packed && has_slid(rows, &heads);
    let centred = !matrix.printed && !packed && !slid && is_centred(rows);
    if heads.iter().any(Vec::is_empty) || !packed && !slid && !centred {
        return;
    }
    let widths: Vec<usize> = if slid { gaps(&heads[0], matrix.columns) } else { Vec::new() };
    let Some(starts) = starts(matrix, &heads, &widths, centred) else { return };
    for (row, (from, to)) in heads.iter().zip(&starts).enumerate() {
        let mut slots = vec![Slot { span: (1, 1), ..Slot::default() }; matrix.columns];
        for (&from, &to) in from.iter().zip(to) {
            slots[to] = Slot { span: (1, 1), ..std::mem::take(&mut matrix.rows[row][from]) };
        }
        matrix.rows[row] = slots;
    }
    matrix.printed = false;
}

/// Whether a head has a blank beside it that the row below divides, and nothing below itself, or names rows and has a sum
/// below such a blank.
fn is_centred(rows: &[Vec<Slot>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let below = |row: usize, column: usize| rows[row + 1..].iter().any(|row| !row[column].is_blank());
    let covered = |row: usize, column: usize| {
        let blank = rows[..=row].iter().all(|row| row[column].is_blank());
        blank && below(row, column)
    };
    let misplaced = |row: usize, column: usize| {
        let mut blanks = (column + 1..columns).take_while(|&column| covered(row, column)).peekable();
        let slid = blanks.peek().is_some() && !below(row, column);
        let sums = |column: usize| headers::is_sum(&rows[row + 1][column].text);
        slid || headers::names_rows(&rows[row][column].text) && blanks.any(sums)
    };
    let heads = |row: usize| (0..columns).filter(move |&column| !rows[row][column].is_blank());
    (0..rows.len().saturating_sub(1)).any(|row| heads(row).any(|column| misplaced(row, column)))
}

/// Whether heads below the first row begin under the head of the names, of which they are no part.
fn has_slid(rows: &[Vec<Slot>], heads: &[Vec<usize>]) -> bool {
    let role = |row: usize| headers::role(&rows[row][0].text);
    let names =
        |role| matches!(role, Some(Role::Code | Role::Name | Role::OrgCode | Role::OrgName | Role::Text));
    let begins = |row: usize| heads[row].first() == Some(&0);
    names(role(0)) && begins(0) && (1..rows.len()).any(|row| begins(row) && !names(role(row)))
}

/// How far each head is from the next one.
fn gaps(heads: &[usize], columns: usize) -> Vec<usize> {
    let ends = heads.iter().skip(1).copied().chain([columns]);
    heads.iter().zip(ends).map(|(head, end)| end - head).collect()
}

/// The first column of every head, row by row. The `widths` of those of the first row are given where they are known;
/// `placed` tells whether all stand over one of their columns.
fn starts(matrix: &Matrix, heads: &[Vec<usize>], widths: &[usize], placed: bool) -> Option<Vec<Vec<usize>>> {
    let text = |row: usize, column: usize| matrix.rows[row][column].text.as_str();
    let place = |column: usize| placed.then_some(column);
    let readings = heads.windows(2).enumerate().map(|(row, pair)| {
        let children = |index: usize| match widths.get(index).filter(|_| row == 0) {
            None => 0..=usize::MAX,
            Some(1) => 0..=1,
            Some(&width) => (if heads.len() == 2 { width } else { 1 })..=width,
        };
        let own: Vec<Head> = pair[0]
            .iter()
            .enumerate()
            .map(|(index, &column)| Head {
                text: text(row, column),
                children: children(index),
                column: place(column),
            })
            .collect();
        let below: Vec<(&str, Option<usize>)> =
            pair[1].iter().map(|&column| (text(row + 1, column), place(column))).collect();
        division::divisions(&own, &below)
    });
    let undivided = matrix.columns.checked_sub(heads.last()?.len())?;
    let divisions = chosen(readings.collect(), undivided)?;
    // How many columns each head has, from the last row up.
    let mut widths = vec![vec![1; heads.last()?.len()]];
    for division in divisions.iter().rev() {
        let below = widths.last()?;
        let mut taken = 0;
        let width = |run: &usize| {
            taken += run;
            below[taken - run..taken].iter().sum::<usize>().max(1)
        };
        widths.push(division.runs.iter().map(width).collect());
    }
    widths.reverse();
    let mut starts: Vec<Vec<usize>> = vec![first_columns(widths.first()?.iter().copied(), 0)];
    for (division, below) in divisions.iter().zip(&widths[1..]) {
        let mut widths = below.iter().copied();
        let own = starts.last()?.iter().zip(&division.runs);
        starts.push(own.flat_map(|(&start, &run)| first_columns(widths.by_ref().take(run), start)).collect());
    }
    Some(starts)
}

/// Where columns begin that stand side by side from `start` on.
fn first_columns(widths: impl Iterator<Item = usize>, start: usize) -> Vec<usize> {
    widths
        .scan(start, |next, width| {
            *next += width;
            Some(*next - width)
        })
        .collect()
}

/// The readings of all rows, row by row, for which most speaks, with so many `undivided` heads in all of them.
fn chosen(rows: Vec<Vec<Option<Division>>>, undivided: usize) -> Option<Vec<Division>> {
    // Per number of undivided heads so far: the best score, whether it is the only one, and the readings.
    let mut best: Vec<Option<(i32, bool, Vec<Division>)>> = vec![None; undivided + 1];
    best[0] = Some((0, true, Vec::new()));
    for readings in rows {
        let mut next = vec![None; undivided + 1];
        for (free, reading) in readings.iter().enumerate() {
            let Some(reading) = reading else { continue };
            for before in 0..(undivided + 1).saturating_sub(free) {
                let Some((score, only, taken)) = &best[before] else { continue };
                let score = score + reading.score;
                let found: &mut Option<(i32, bool, Vec<Division>)> = &mut next[before + free];
                match found {
                    Some((known, only, _)) if *known == score => *only = false,
                    Some((known, ..)) if *known > score => {}
                    _ => *found = Some((score, *only, [taken.as_slice(), &[reading.clone()]].concat())),
                }
            }
        }
        best = next;
    }
    best.pop()?.filter(|(_, only, _)| *only).map(|(_, _, readings)| readings)
}
