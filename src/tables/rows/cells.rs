//! The cells of a row in the columns of its block: what the print merges, splits or puts into the wrong column is where
//! its column is.
//!
//! ```text
//! │ 208 │ 05 │ 05 │ 养老保险缴费 │       one code, 2080505
//! │ 云溪市水务局 (merged down) │ …       in every row it is merged over
//! │ 合计 (merged over code and name) │   in the column of names
//! ```

use crate::document::Role;
use crate::normalize::{code, number};
use crate::tables::columns::{self, Block, Column};
use crate::tables::header::Header;
use crate::tables::matrix::{Matrix, Slot};
use crate::vocab::headers;

/// The slots of a row in the block's columns; parts of a code are joined, text merged down is filled down.
pub fn cells(
    matrix: &Matrix,
    header: &Header,
    index: usize,
    block: &Block,
    printed: &Option<Vec<String>>,
) -> Vec<Slot> {
    let row = &matrix.rows[index];
    let prints =
        |column: &Column| column.role.is_figure() && column.sources.iter().any(|&at| !row[at].is_blank());
    let is_valued = || block.columns.iter().any(prints);
    // 30101基本工资 beside 301工资福利支出 has a name of its own.
    let names_itself = |column: &Column| {
        column.role == Role::Code
            && column.sources.iter().any(|&at| code::run_together(&row[at].text).is_some())
    };
    let is_named = || block.columns.iter().any(names_itself);
    let filled = |role: Role, source: usize| {
        let slot = &row[source];
        if slot.cover.0 == 0 || slot.cover.1 > 0 || index - slot.cover.0 < header.body {
            return slot;
        }
        let above = matrix.rows[index - slot.cover.0].get(source);
        // A name without figures of its own is merged over blank rows.
        let fills = match role {
            Role::Group | Role::Text | Role::OrgName | Role::OrgCode => true,
            Role::Name | Role::Code => {
                is_valued() && !is_named() && above.is_some_and(|above| !headers::is_total(&above.text))
            }
            _ => false,
        };
        above.filter(|_| fills).unwrap_or(slot)
    };
    let mut cells: Vec<Slot> = block
        .columns
        .iter()
        .map(|column| match column.sources[..] {
            [source] => filled(column.role, source).clone(),
            _ => {
                let levels: Vec<&Slot> =
                    column.sources.iter().map(|&source| filled(column.role, source)).collect();
                joined_code(&levels, printed.as_deref())
            }
        })
        .collect();
    unnamed(block, &mut cells);
    merged_over_blocks(row, header, block, &mut cells);
    parted_code(block, &mut cells);
    misplaced_name(block, &mut cells);
    cells
}

/// Leaves a cell blank whose stroke says that the row has no such name or code: 合计 │ — │ 151.25.
fn unnamed(block: &Block, cells: &mut [Slot]) {
    let names =
        |role: Role| matches!(role, Role::Code | Role::Name | Role::Group | Role::OrgCode | Role::OrgName);
    for (column, cell) in block.columns.iter().zip(cells) {
        if names(column.role) && number::is_stroke(&cell.text) {
            cell.text.clear();
        }
    }
}

/// Gives a name that is merged over two side-by-side blocks to the block that holds its amount.
fn merged_over_blocks(row: &[Slot], header: &Header, block: &Block, cells: &mut [Slot]) {
    let Some(name) = block.columns.iter().position(|column| column.role == Role::Name) else { return };
    let first = block.columns.iter().flat_map(|column| &column.sources).min().copied().unwrap_or(0);
    let last = block.columns.iter().flat_map(|column| &column.sources).max().copied().unwrap_or(0);
    let source = block.columns[name].sources[0];
    let goes_right =
        |column: &Column| column.sources.iter().any(|&at| is_named_beyond(row, header, at, last));
    let valued = block
        .columns
        .iter()
        .zip(cells.iter())
        .any(|(column, slot)| column.role.is_figure() && !slot.is_blank() && !goes_right(column));
    let is_unnamed = |(slot, column): (&Slot, &Column)| {
        slot.is_blank() || column.role.is_figure() || columns::numbers_rows(&column.path)
    };
    let left = row[source].cover.1;
    if cells[name].is_blank() && row[source].cover.0 == 0 && left > 0 && source - left < first && valued {
        cells[name] = row[source - left].clone();
    } else if !valued {
        // The name of a total may begin in the code column, or stand in the middle of all.
        for (column, cell) in block.columns.iter().zip(cells.iter_mut()) {
            let at = column.sources[0];
            if at <= source && at + row[at].span.1 > last + 1 || is_named_beyond(row, header, at, last) {
                *cell = Slot::default();
            }
        }
    } else if valued && cells.iter().zip(&block.columns).all(is_unnamed) {
        // A name, merged over two blocks where the dialect lost the merged cell.
        let left = row[..first].iter().rposition(|slot| !slot.is_blank());
        if let Some(name_left) = left.filter(|&at| is_named_beyond(row, header, at, first.saturating_sub(1)))
        {
            cells[name] = row[name_left].clone();
        }
    }
}

/// Whether what is named at `name` has its figure beyond the block that ends at `last`: nothing stands between. Of a total
/// that is enough; another name may have none, unless the form numbers its rows (行次) and the number stands there as well.
fn is_named_beyond(row: &[Slot], header: &Header, name: usize, last: usize) -> bool {
    let next = row[name + 1..].iter().position(|slot| !slot.is_blank()).map(|at| name + 1 + at);
    let Some(next) = next.filter(|&next| next > last && number::is_numeric(&row[next].text)) else {
        return false;
    };
    let numbers_rows = |column: usize| columns::numbers_rows(&header.paths[column]);
    headers::is_total(&row[name].text)
        || !row[name].is_blank() && (name + 1..=last).any(numbers_rows) && numbers_rows(next)
}

/// A code over several columns: `208 | 05 | 05` is `2080505`; a level left blank repeats that of the row before.
fn joined_code(levels: &[&Slot], before: Option<&[String]>) -> Slot {
    let Some(first) = levels.iter().find(|slot| !slot.is_blank()) else {
        return Slot::default();
    };
    let mut joined = Slot::clone(first);
    let mut text = String::new();
    for (level, slot) in levels.iter().enumerate() {
        // The heads of the levels, printed again beside the total; a stroke says that there is none.
        let part = match slot.text.trim() {
            "类" | "款" | "项" => "",
            part if number::is_stroke(part) => "",
            part => part,
        };
        let digits = code::parse(part);
        match digits {
            Some(digits)
                if digits.len() >= text.len() + 2
                    && (digits.starts_with(&text) || level == 0)
                    && !text.is_empty() =>
            {
                text = digits;
            }
            // The merged cell of a full code, which the dialect writes into every level.
            Some(digits) if digits.len() > 2 && digits == text => {}
            Some(digits) => {
                if text.is_empty() && level > 0 && digits.len() <= 2 {
                    text =
                        before.map(|levels| levels[..level.min(levels.len())].concat()).unwrap_or_default();
                }
                // A program that takes levels for numbers writes 5 for 05.
                if level > 0 && digits.len() == 1 {
                    text.push('0');
                }
                text.push_str(&digits);
            }
            // That of a total.
            None if part == text => {}
            None => text.push_str(part),
        }
    }
    joined.text = text;
    joined
}

/// Parts a code and its name that OCR ran together in the column of either: `20805养老支出 │ ` and ` │ 20805养老支出`.
fn parted_code(block: &Block, cells: &mut [Slot]) {
    let of_role = |role: Role| block.columns.iter().position(|column| column.role == role);
    let Some((code, name)) = of_role(Role::Code).zip(of_role(Role::Name)) else { return };
    let (both, parts) = match (cells[code].is_blank(), cells[name].is_blank()) {
        (false, true) => (code, code::run_together(&cells[code].text)),
        (true, false) => (name, code::before_name(&cells[name].text)),
        _ => return,
    };
    let Some((digits, label)) = parts.map(|(digits, label)| (digits.to_owned(), label.to_owned())) else {
        return;
    };
    let slot = cells[both].clone();
    cells[code] = Slot { text: digits, ..slot.clone() };
    cells[name] = Slot { text: label, ..slot };
}

/// Puts a name that stands in the code column, or merged over both, into the name column.
fn misplaced_name(block: &Block, cells: &mut [Slot]) {
    let of_role = |role: Role| block.columns.iter().position(|column| column.role == role);
    let Some(name) = of_role(Role::Name).or_else(|| of_role(Role::OrgName)) else { return };
    for (index, column) in block.columns.iter().enumerate() {
        // 合计 begins under 序号.
        let total = column.role == Role::Text
            && columns::is_counter(&column.path)
            && headers::is_total(&cells[index].text);
        let code_like = matches!(column.role, Role::Code | Role::OrgCode) || total;
        if code_like
            && cells[name].is_blank()
            && !cells[index].is_blank()
            && code::in_column(&cells[index].text).is_none()
        {
            let moved = std::mem::take(&mut cells[index]);
            cells[name] = moved;
        }
    }
}
