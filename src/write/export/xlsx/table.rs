//! The sheet of a table: what is printed over it, its merged headers, its rows, its indicators and its notes.

use std::iter::repeat;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::cells::{Shown, column, fitting, row, write_cells};
use super::indicators;
use super::looks::Looks;
use super::widths::{NARROW, WIDE, Widths, set_height};
use crate::document::Role;
use crate::write::record::{Column, Field, Table};

/// How many columns a sheet has at least: those of indicators.
const LEAST_COLUMNS: usize = 4;
/// The number that Excel has for paper of this size.
const A4: u8 = 9;

/// Writes title, unit, fields, the grid, indicators and notes below each other; the row of the first data row.
pub(super) fn write(sheet: &mut Worksheet, table: &Table<'_>, looks: &Looks) -> Result<u32, XlsxError> {
    let widths = widths(table);
    for (index, width) in (0..).zip(&widths.0) {
        sheet.set_column_width(index, *width)?;
    }
    let mut line = 0;
    let title = table.title.as_deref().unwrap_or_default();
    sheet.write_string_with_format(line, 0, fitting(title), &looks.title)?;
    let unit = table.unit.as_ref().map(|unit| format!("单位：{}", &**unit));
    let facts = [table.number.as_deref(), table.organization.as_deref(), unit.as_deref()];
    for fact in facts.into_iter().flatten() {
        line += 1;
        sheet.write_string(line, 0, fitting(fact))?;
    }
    for field in &table.fields {
        line += 1;
        write_field(sheet, line, field, &widths, looks)?;
    }
    let depth = write_header(sheet, line + 1, &table.columns, &widths, &looks.header)?;
    let first = line + 1 + depth;
    if depth > 0 {
        let names = table.columns.iter().take_while(|column| column.role != Role::Amount).count();
        sheet.set_freeze_panes(first, u16::try_from(names).unwrap_or_default())?;
        sheet.set_repeat_rows(line + 1, first - 1)?;
    }
    // On paper a table is as wide as its page, however many columns it has.
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    line = first;
    for row in &table.rows {
        let shown = || row.cells.iter().map(Shown::from);
        let proofs = row.proof.as_deref().unwrap_or_default().bytes().chain(repeat(b'.'));
        let cells =
            shown().zip(proofs).map(|(shown, proof)| (shown, looks.of_cell(proof == b'c', row.total)));
        write_cells(sheet, (line, 0), cells)?;
        set_height(sheet, line, widths.of_row(shown().map(Shown::printed)))?;
        line += 1;
    }
    line = indicators::write(sheet, line, &table.indicators, &widths, looks)?;
    for note in &table.notes {
        sheet.write_string(line, 0, fitting(note))?;
        line += 1;
    }
    Ok(first)
}

/// As many columns as the table has, or its indicators.
fn widths(table: &Table<'_>) -> Widths {
    let indicators =
        if table.indicators.is_empty() { 0 } else { indicators::stated(&table.indicators).len() };
    let count =
        table.columns.len().max(indicators).max(if table.columns.is_empty() { LEAST_COLUMNS } else { 0 });
    let is_wide = |index: usize| {
        let role = table.columns.get(index).map(|column| column.role);
        role.is_none_or(|role| matches!(role, Role::Name | Role::Text | Role::OrgName | Role::Group))
    };
    Widths((0..count).map(|index| if is_wide(index) { WIDE } else { NARROW }).collect())
}

/// Writes the label of a field, and its value in all columns beside it.
fn write_field(
    sheet: &mut Worksheet,
    line: u32,
    field: &Field<'_>,
    widths: &Widths,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(line, 0, fitting(&field.label), &looks.header)?;
    if widths.last() > 1 {
        sheet.merge_range(line, 1, line, column(widths.last()), "", &looks.plain.text)?;
    }
    let value = Shown::from(&field.value);
    write_cells(sheet, (line, 1), [(value, &looks.plain)])?;
    let value = widths.lines(1..widths.0.len().max(2), value.printed());
    set_height(sheet, line, value.max(widths.lines(0..1, &field.label)))
}

/// Writes headers with their cells merged as they are printed; how many rows they take.
fn write_header(
    sheet: &mut Worksheet,
    top: u32,
    columns: &[Column<'_>],
    widths: &Widths,
    look: &Format,
) -> Result<u32, XlsxError> {
    let depth = columns.iter().map(|column| column.path.len()).max().unwrap_or(0);
    for level in 0..depth {
        let mut start = 0;
        let mut lines = 1;
        while let Some(text) = columns.get(start).map(|column| column.path.get(level)) {
            let end = start + merged(columns, start, level);
            let Some(text) = text else {
                start = end;
                continue;
            };
            let last = columns.get(start).is_some_and(|column| column.path.len() == level + 1);
            let rows = (row(top, level), if last { row(top, depth - 1) } else { row(top, level) });
            let across = (column(start), column(end - 1));
            let spanned = (rows.1 - rows.0) as usize;
            lines = lines.max(widths.lines(start..end, text).saturating_sub(spanned));
            if rows.0 == rows.1 && across.0 == across.1 {
                sheet.write_string_with_format(rows.0, across.0, fitting(text), look)?;
            } else {
                sheet.merge_range(rows.0, across.0, rows.1, across.1, &fitting(text), look)?;
            }
            start = end;
        }
        set_height(sheet, row(top, level), lines)?;
    }
    Ok(row(0, depth))
}

/// How many columns from `start` share its header down to a level that is not the last of any of them.
fn merged(columns: &[Column<'_>], start: usize, level: usize) -> usize {
    let shared = |index: usize| {
        let path = &columns.get(index)?.path;
        path.get(..=level).filter(|_| path.len() > level + 1)
    };
    let first = shared(start);
    let more = (start + 1..columns.len()).take_while(|index| first.is_some() && shared(*index) == first);
    1 + more.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::record::Text;

    #[test]
    fn headers_merge_above_their_last_level() {
        let columns = ["科目", "合计", "支出/基本/人员", "支出/基本/公用", "支出/项目", "合计"]
            .map(|path| path.split('/').map(Text::from).collect())
            .map(|path| Column { path, role: Role::Amount, measure: None, phase: None, item: None });
        for (start, level, expected) in
            [(0, 0, 1), (1, 0, 1), (2, 0, 3), (2, 1, 2), (2, 2, 1), (4, 1, 1), (5, 0, 1)]
        {
            assert_eq!(merged(&columns, start, level), expected, "{start} {level}");
        }
    }
}
