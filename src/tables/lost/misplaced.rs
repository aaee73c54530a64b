//! Heads of columns that do not stand where their columns begin, because OCR lost the blanks or the merged cells before them
//! or centred them over the columns that they are merged over:
//!
//! ```text
//! 科目编码 │ 科目名称 │ 合计 │ 基本支出 │ 项目支出 │          │            科目编码 │ 科目名称 │ 合计 │ 基本支出 │          │          │ 项目支出
//! 小计     │ 人员经费 │ 公用经费 │      │          │          │      →              │          │      │ 小计     │ 人员经费 │ 公用经费 │
//! ```
//!
//! What the heads say tells which of them the row below divides (`vocab::division`). Where that stays open, all stay.

use crate::document::Role;
use crate::normalize::number;
use crate::tables::lost::{self, Places};
use crate::tables::matrix::{Matrix, Slot};
use crate::vocab::division::{self, Head, Stand};
use crate::vocab::{headers, indicators};

/// A header has no more rows than these, where one of them is not where it was printed.
const DEEPEST: usize = 4;
/// A table whose heads divide others has so many figures in its first row; a form has fewer.
const FEWEST: usize = 2;

/// Puts the heads of a header over the first of their columns.
pub fn restore(matrix: &mut Matrix) {
    let depth = lost::depth(matrix);
    if !(2..=DEEPEST).contains(&depth) || depth == matrix.rows.len() {
        return;
    }
    let rows = &matrix.rows[..depth];
    let figures = matrix.tokens(depth).filter(|(_, slot)| number::is_numeric(&slot.text)).count();
    let is_head = |slot: &Slot| {
        slot.span.0 <= 1 && slot.cover.0 == 0 && slot.may_be_head() && !indicators::heads_levels(&slot.text)
    };
    if figures < FEWEST || !rows.iter().flatten().all(is_head) {
        return;
    }
    let heads: Vec<Vec<usize>> =
        (0..depth).map(|row| matrix.tokens(row).map(|(column, _)| column).collect()).collect();
    if heads[0].len() == matrix.columns || heads.iter().any(Vec::is_empty) {
        return;
    }
    // Where the first row ends with its last head, no blank tells how wide that is.
    let ends = rows[0].iter().rfind(|slot| !slot.absent).is_some_and(|last| !last.is_blank());
    let side_by_side = ends && heads[0].iter().copied().eq(0..heads[0].len());
    let slid = !side_by_side && has_slid(rows, &heads);
    let centred = !matrix.printed && !slid && is_centred(rows);
    if !slid && !centred {
        return;
    }
    let widths = |row: usize| match row {
        0 if slid => gaps(&heads[0], matrix.columns),
        0 => Vec::new(),
        _ => spans(&rows[row]),
    };
    let widths: Vec<Vec<usize>> = (0..depth).map(widths).collect();
    let read = |placed| places(matrix, &heads, &widths, placed);
    let found = if centred {
        let both = [Stand::Middle, Stand::First].into_iter().filter_map(|stand| read(Some(stand)));
        both.max_by_key(|(score, _)| *score)
    } else {
        read(None)
    };
    let Some((_, places)) = found else { return };
    lost::lay(matrix, matrix.columns, &heads, &places);
}

/// Whether a head has a blank beside it that the row below divides, and nothing below itself, or names rows and has the
/// head of figures below such a blank.
fn is_centred(rows: &[Vec<Slot>]) -> bool {
    let columns = rows.first().map_or(0, Vec::len);
    let below = |row: usize, column: usize| rows[row + 1..].iter().any(|row| !row[column].is_blank());
    let covered = |row: usize, column: usize| {
        let blank = rows[..=row].iter().all(|row| row[column].is_blank());
        blank && below(row, column)
    };
    let first = || rows[0][0].is_blank() && below(0, 0);
    let misplaced = |row: usize, column: usize| {
        let mut blanks = (column + 1..columns).take_while(|&column| covered(row, column)).peekable();
        let slid = blanks.peek().is_some() && !below(row, column);
        let is_other = |column: usize| {
            let text = &rows[row + 1][column].text;
            !text.is_empty() && !is_name(headers::role(text))
        };
        // 项目 stands over 科目编码 and 科目名称 alone.
        let names = headers::names_rows(&rows[row][column].text)
            && is_name(headers::role(&rows[row + 1][column].text));
        slid || names && blanks.any(is_other)
    };
    let heads = |row: usize| (0..columns).filter(move |&column| !rows[row][column].is_blank());
    first() || (0..rows.len().saturating_sub(1)).any(|row| heads(row).any(|column| misplaced(row, column)))
}

/// Whether heads below the first row begin under the head of the names, of which they are no part.
fn has_slid(rows: &[Vec<Slot>], heads: &[Vec<usize>]) -> bool {
    let role = |row: usize| headers::role(&rows[row][0].text);
    let begins = |row: usize| heads[row].first() == Some(&0);
    is_name(role(0)) && begins(0) && (1..rows.len()).any(|row| begins(row) && !is_name(role(row)))
}

/// Whether a column of this role says what a row is about.
fn is_name(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Code | Role::Name | Role::OrgCode | Role::OrgName | Role::Text))
}

/// How far each head is from the next one.
fn gaps(heads: &[usize], columns: usize) -> Vec<usize> {
    let ends = heads.iter().skip(1).copied().chain([columns]);
    heads.iter().zip(ends).map(|(head, end)| end - head).collect()
}

/// How many columns each head of a row is merged over, where any is merged.
fn spans(row: &[Slot]) -> Vec<usize> {
    let heads = || row.iter().filter(|slot| !slot.is_blank()).map(|slot| slot.span.1);
    if heads().any(|span| span > 1) { heads().collect() } else { Vec::new() }
}

/// The row and the first column of every head, row by row, and how much speaks for them. Their `widths` are given where they
/// are known, and where heads stand over their columns if they do.
fn places(
    matrix: &Matrix,
    heads: &[Vec<usize>],
    widths: &[Vec<usize>],
    stand: Option<Stand>,
) -> Option<(i32, Places)> {
    let text = |row: usize, column: usize| matrix.rows[row][column].text.as_str();
    let place = |column: usize| stand.is_some().then_some(column);
    let readings = heads.windows(2).enumerate().map(|(row, pair)| {
        let is_above_lowest = row + 2 == heads.len();
        let children = |index: usize| match widths[row].get(index) {
            None => 0..=usize::MAX,
            Some(1) => 0..=1,
            Some(&width) => (if is_above_lowest { width } else { 1 })..=width,
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
        division::divisions(&own, &below, stand.unwrap_or(Stand::First))
    });
    let undivided = matrix.columns.checked_sub(heads.last()?.len())?;
    let divisions = division::together(readings.collect()).into_iter().nth(undivided)??;
    // A head that stands under none further down could stand under any above.
    if divisions[1..].iter().any(|division| !division.lone.is_empty()) {
        return None;
    }
    let score = divisions.iter().map(|division| division.score).sum();
    let (columns, found) = division::lay(heads.iter().map(|row| vec![1; row.len()]).collect(), &divisions);
    let mut places = lost::in_their_rows(columns);
    // What stands under none belongs to the first row.
    divisions[0].lone.iter().for_each(|&lone| places[1][lone].0 = 0);
    (found == matrix.columns).then_some((score, places))
}
