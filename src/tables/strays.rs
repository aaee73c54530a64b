//! Cells of a row that OCR ran together, or moved because it lost the blank one before them.
//!
//! ```text
//! 科目编码   │ 科目名称 │ 合计         │ 基本支出
//! 合计       │ 140.00   │ 80.00        │            ← its amounts stand a column too far left
//! 213 农林水 │          │ 140.00       │ 80.00      ← code and name in one cell
//! 21303      │ 水利     │ 140.00 80.00 │            ← two amounts in one cell
//!            │ 合计 140.00 │           │ 80.00      ← name and amount in one cell
//! ```
//!
//! Only where the blank that is left over tells: at the end of the row, or beside the cell of two. Where merged cells are
//! known, only a cell of two is taken apart.

use std::ops::Range;

use crate::document::Role;
use crate::error::Warning;
use crate::normalize::{code, number};
use crate::tables::header::Header;
use crate::tables::lost::levels::LEVELS;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::{headers, organization_name};

/// The codes of units have so many digits.
const SHORTEST_UNIT: usize = 3;
const LONGEST_UNIT: usize = 12;

/// Puts such cells under their own heads, with a warning for each row.
pub fn restore(matrix: &mut Matrix, header: &Header) -> Vec<Warning> {
    if header.depth == 0 {
        return Vec::new();
    }
    let halves = if matrix.printed { Vec::new() } else { halves(matrix, header) };
    let holds_figures: Vec<bool> =
        (0..matrix.columns).map(|column| holds_figures(matrix, header, column)).collect();
    let mut warnings = Vec::new();
    for row in matrix.rows.iter_mut().skip(header.body) {
        let place = row.iter().find_map(|slot| slot.place);
        let put_back = halves.iter().filter(|half| half.puts_back(row)).count();
        // Lines in cells that are known to be one are of several rows, and so are lines in several cells.
        let in_lines = row.iter().filter(|slot| slot.text.contains('\n')).count();
        let are_rows = in_lines > usize::from(!matrix.printed);
        if put_back > 0 || !are_rows && parts_figures(row, &holds_figures) {
            let message = "the cells of this row are put back under their headers";
            warnings.push(Warning::new("columns_shifted", message).at(place));
        }
    }
    warnings
}

/// Columns of codes, names and figures, in this order.
struct Half {
    columns: Range<usize>,
    name: usize,
    first_figure: usize,
}

impl Half {
    /// Puts the cells of a row back that slid before the first figure, and where they fill the half, all behind them.
    fn puts_back(&self, row: &mut [Slot]) -> bool {
        let Self { columns, name, first_figure } = self;
        let (name, first_figure) = (name - columns.start, first_figure - columns.start);
        [columns.end, row.len()].into_iter().any(|end| {
            let row = &mut row[columns.start..end];
            moves_total(row, name, first_figure) || name == 1 && parts_code(row)
        })
    }
}

/// The halves that stand side by side, as far as each begins with codes and names.
fn halves(matrix: &Matrix, header: &Header) -> Vec<Half> {
    let mut halves = Vec::new();
    let mut start = 0;
    while start < matrix.columns {
        let of_codes = |&column: &usize| is_of_codes(matrix, header, column);
        let name = start + (start..matrix.columns).take_while(of_codes).count();
        let first_figure =
            name + (name..matrix.columns).take_while(|&column| heads_texts(header, column)).count();
        let end = (first_figure..matrix.columns).find(of_codes).unwrap_or(matrix.columns);
        if name == start || first_figure == name {
            break;
        }
        halves.push(Half { columns: start..end, name, first_figure });
        start = end;
    }
    halves
}

/// Puts the figures of a total back under the heads of figures where they begin before the first of these, and its name
/// under the head of the names at `name` where it slid as far.
fn moves_total(row: &mut [Slot], name: usize, first_figure: usize) -> bool {
    let Some(total) = row.iter().position(|slot| !slot.is_blank()).filter(|&at| at < name) else {
        return false;
    };
    let mut before = total + 1..first_figure;
    let Some(figure) = before.find(|&at| number::is_numeric(&row[at].text)) else { return false };
    let slid = first_figure - figure;
    let is_free = row.iter().rev().take(slid).all(Slot::is_blank);
    let moves = headers::is_total(&row[total].text) && is_free;
    if moves {
        row[if total + slid == name { total } else { figure }..].rotate_right(slid);
    }
    moves
}

/// Parts the code and the name that stand in the cell of the code.
fn parts_code(row: &mut [Slot]) -> bool {
    let [first, second, .., last] = row else { return false };
    let Some((code, name)) = code::before_name(&first.text).or_else(|| before_unit(&first.text)) else {
        return false;
    };
    let (code, name) = (code.to_owned(), name.to_owned());
    if !second.is_blank() {
        if !number::is_numeric(&second.text) || !last.is_blank() {
            return false;
        }
        row[1..].rotate_right(1);
    }
    row[1] = Slot { text: name, span: (1, 1), ..row[0].clone() };
    row[0].text = code;
    true
}

/// The code and the name of a unit that one cell states: `302001 云溪市档案馆`.
fn before_unit(text: &str) -> Option<(&str, &str)> {
    let (code, name) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let name = name.trim_start();
    let is_name = name.starts_with(fold::is_ideograph) && organization_name(name);
    (is_name && (SHORTEST_UNIT..=LONGEST_UNIT).contains(&code.len())).then_some((code, name))
}

/// Parts two figures that stand in one cell, where exactly one of the cells beside it is blank in a column of figures, and a
/// name and its figure, where that is the first of these columns.
fn parts_figures(row: &mut [Slot], holds_figures: &[bool]) -> bool {
    let mut parted = false;
    for at in 0..row.len() {
        let Some((left, right)) = before_amount(&row[at]) else { continue };
        let free =
            |at: usize| holds_figures.get(at) == Some(&true) && row[at].is_blank() && row[at].is_single();
        let is_figure = number::is_numeric(&left);
        let goes_left = is_figure && at.checked_sub(1).is_some_and(free);
        let (first, second) = match (goes_left, free(at + 1)) {
            (true, false) => (at - 1, at),
            (false, true) if is_figure || !holds_figures[at] => (at, at + 1),
            _ => continue,
        };
        let slot = row[at].clone();
        row[first] = Slot { text: left, ..slot.clone() };
        row[second] = Slot { text: right, ..slot };
        parted = true;
    }
    parted
}

/// Whether a column prints a figure in any row.
fn holds_figures(matrix: &Matrix, header: &Header, column: usize) -> bool {
    matrix.rows.iter().skip(header.body).any(|row| number::is_numeric(&row[column].text))
}

/// An amount with decimals behind a blank, and the amount or name before it.
fn before_amount(slot: &Slot) -> Option<(String, String)> {
    let is_amount = |text: &str| text.contains('.') && number::parse(text).is_some();
    let (left, right) = slot.text.trim().rsplit_once(char::is_whitespace)?;
    let left = left.trim_end();
    let is_name = || slot.may_be_head() && left.ends_with(fold::is_ideograph);
    (slot.is_single()
        && number::parse(&slot.text).is_none()
        && is_amount(right)
        && (is_amount(left) || is_name()))
    .then(|| (left.to_owned(), right.to_owned()))
}

/// Whether a column is one of codes: its head says so, or it holds codes and totals alone.
fn is_of_codes(matrix: &Matrix, header: &Header, column: usize) -> bool {
    let Some(last) = header.paths.get(column).and_then(|path| path.last()) else { return false };
    let headed = matches!(headers::role(last), Some(Role::Code | Role::OrgCode))
        || LEVELS.contains(&fold::key(last).as_str());
    let texts = || matrix.rows.iter().skip(header.body).map(|row| row[column].text.as_str());
    let is_code = |text: &str| code::parse(text).is_some_and(|digits| code::is_classification(&digits));
    let may_be = |text: &str| {
        text.is_empty() || is_code(text) || headers::is_total(text) || code::before_name(text).is_some()
    };
    headed || texts().any(is_code) && texts().all(may_be)
}

/// Whether a column is headed as one of names or texts.
fn heads_texts(header: &Header, column: usize) -> bool {
    let role = header.paths.get(column).and_then(|path| path.last()).and_then(|last| headers::role(last));
    matches!(role, Some(Role::Name | Role::OrgName | Role::Group | Role::Text))
}
