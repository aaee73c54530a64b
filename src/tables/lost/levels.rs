//! Levels of codes (类/款/项) without the blanks of merged cells, which OCR lost, so that all behind them stands too far left.
//!
//! ```text
//! 项目     │ 本年收入合计 │ 财政拨款收入             项目     │    │    │          │ 本年收入合计 │ 财政拨款收入
//! 科目编码 │ 科目名称     │                      →   科目编码 │    │    │ 科目名称 │              │
//! 类       │ 款           │ 项                       类       │ 款 │ 项 │          │              │
//! 201      │ 档案事务     │ 80.00                    201      │    │    │ 档案事务 │ 80.00        │
//! 201      │ 26           │ 01 │ 行政运行 │ 80.00    201      │ 26 │ 01 │ 行政运行 │ 80.00        │
//! ```
//!
//! Where the codes are printed whole, the levels head no columns of their own and their row goes.

use std::ops::Range;

use crate::document::Role;
use crate::tables::header;
use crate::tables::lost;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::headers;

/// The levels of a code, from the class down.
pub const LEVELS: [&str; 3] = ["类", "款", "项"];
/// The class of a code has so many digits, and a part below it so many.
const CLASS: usize = 3;
const PART: usize = 2;

/// Puts the heads and rows of a table with such levels back under their columns.
pub fn restore(matrix: &mut Matrix) {
    if matrix.printed {
        return;
    }
    let depth = lost::depth(matrix);
    let rows = 1..(depth + 1).min(matrix.rows.len());
    let Some((row, columns)) = rows.into_iter().find_map(|row| Some((row, levels(matrix, row)?))) else {
        return;
    };
    // Between them may stand a row that says what the figures are.
    let Some(over) = (0..row).rev().find(|&over| !matrix.rows[over][0].is_blank()) else { return };
    let Some(head) = head_over(matrix, row, over, &columns) else { return };
    let count = columns.filter(|&column| is_level(&matrix.rows[row][column])).count();
    let columns = head..head + count;
    if holds_parts(matrix, depth, &columns) {
        restore_heads(matrix, row);
        restore_names(matrix, depth, &columns);
    } else {
        let heads = matrix.rows[over].get(columns.clone());
        if heads.is_some_and(|heads| heads[1..].iter().all(Slot::is_blank)) {
            // Under its own head every level stands where it belongs, as far as no row tells otherwise.
            if !holds_whole_codes(matrix, depth, columns.start) {
                return;
            }
            // A page without the header prints its codes in one column.
            restore_names(matrix, depth, &columns);
        }
        if row < depth {
            matrix.rows.remove(row);
        }
    }
}

/// Puts the heads over the levels in a row back, from the lowest up.
fn restore_heads(matrix: &mut Matrix, lowest: usize) {
    for row in (1..=lowest).rev() {
        let Some(run) = levels(matrix, row).or_else(|| code_and_name(matrix, row)) else { break };
        let Some(head) = head_over(matrix, row, row - 1, &run) else { break };
        if run.start < head && !header::is_column_numbers(matrix, row) {
            (row..=lowest).for_each(|row| insert_blanks(matrix, row, 0, head - run.start));
        }
        matrix.widen(head + run.len());
        let blanks = matrix.rows[row - 1][head + 1..].iter().take_while(|slot| slot.is_blank()).count();
        insert_blanks(matrix, row - 1, head + 1, (run.len() - 1).saturating_sub(blanks));
    }
}

/// Puts the names that slid under a level back behind the levels, and with them all that follows.
fn restore_names(matrix: &mut Matrix, depth: usize, columns: &Range<usize>) {
    for row in depth..matrix.rows.len() {
        let slots = &matrix.rows[row];
        let slid = columns.clone().skip(1).find(|&column| names(&slots[column]));
        let begins = is_digits(&slots[columns.start]);
        if let Some(slid) = slid.filter(|_| begins) {
            insert_blanks(matrix, row, slid, columns.end - slid);
        }
    }
}

/// The columns of the levels in a row that begins with them, and of the head of names right behind them.
fn levels(matrix: &Matrix, row: usize) -> Option<Range<usize>> {
    let (first, _) = matrix.tokens(row).next()?;
    let texts = matrix.rows[row][first..].iter().map(|slot| slot.text.trim());
    let count = texts.zip(LEVELS).take_while(|(text, level)| text == level).count();
    let named =
        matrix.rows[row].get(first + count).is_some_and(|slot| headers::role(&slot.text) == Some(Role::Name));
    (count > 1).then_some(first..first + count + usize::from(named))
}

/// The columns of a row that prints a head of codes and one of names and nothing else.
fn code_and_name(matrix: &Matrix, row: usize) -> Option<Range<usize>> {
    let heads: Vec<_> =
        matrix.tokens(row).map(|(column, slot)| (column, headers::role(&slot.text))).collect();
    match heads[..] {
        [(first, Some(Role::Code)), (last, Some(Role::Name))] => Some(first..last + 1),
        _ => None,
    }
}

/// The head in the row `over` it that the heads of a row divide: that of the codes, or that of codes and names, with no
/// blanks before it.
fn head_over(matrix: &Matrix, row: usize, over: usize, run: &Range<usize>) -> Option<usize> {
    let named =
        matrix.rows[row][run.clone()].iter().any(|head| headers::role(&head.text) == Some(Role::Name));
    let head = |divided: fn(&str) -> bool| {
        let heads = matrix.rows[over].iter().take_while(|slot| !slot.is_blank());
        heads.zip(0..).find(|(slot, _)| divided(slot.text.trim())).map(|(_, column)| column)
    };
    let of_codes = || head(|text| headers::role(text) == Some(Role::Code) && !LEVELS.contains(&text));
    let of_codes = if named { None } else { of_codes() };
    of_codes.or_else(|| head(heads_codes_and_names))
}

/// Whether a head stands over codes and names or over either, unlike that of names alone: 项目, 功能科目.
pub fn heads_codes_and_names(head: &str) -> bool {
    headers::role(head) == Some(Role::Name) && !head.ends_with("名称")
}

/// Whether the rows print the parts of codes in columns of their own.
fn holds_parts(matrix: &Matrix, depth: usize, columns: &Range<usize>) -> bool {
    let is_part = |slot: &Slot| is_digits(slot) && slot.text.trim().len() == PART;
    let part = columns.start + 1;
    matrix.rows[depth..]
        .iter()
        .any(|row| row.get(part).is_some_and(is_part) && is_digits(&row[columns.start]))
}

/// Whether a row prints a code of more levels than its class in this column.
fn holds_whole_codes(matrix: &Matrix, depth: usize, column: usize) -> bool {
    let is_whole = |slot: &Slot| is_digits(slot) && slot.text.trim().len() > CLASS;
    matrix.rows[depth..].iter().any(|row| is_whole(&row[column]))
}

fn is_level(slot: &Slot) -> bool {
    LEVELS.contains(&slot.text.trim())
}

fn is_digits(slot: &Slot) -> bool {
    !slot.is_blank() && slot.text.trim().bytes().all(|byte| byte.is_ascii_digit())
}

fn names(slot: &Slot) -> bool {
    slot.text.contains(fold::is_ideograph) && !is_level(slot)
}

/// Moves the slots of a row from `column` on to the right, and widens the matrix where the last ones are not blank.
fn insert_blanks(matrix: &mut Matrix, row: usize, column: usize, count: usize) {
    let moved = &matrix.rows[row][column..];
    let free = moved.iter().rev().take(count).take_while(|slot| slot.is_blank()).count();
    matrix.widen(matrix.columns + count - free);
    matrix.rows[row][column..].rotate_right(count);
}
