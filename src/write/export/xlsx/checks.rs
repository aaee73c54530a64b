//! The sheet of checks, failed ones first, with links to the cells that they are about.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::Sheet;
use super::cells::{Shown, column, row, write_cells};
use super::looks::Looks;
use super::widths::NARROW;
use crate::write::record::{Check, Content, Table};

/// Where the sheet of checks has its heads.
const CHECKS: [&str; 11] = [
    "status",
    "rule",
    "table",
    "row",
    "column",
    "expected",
    "actual",
    "difference",
    "message",
    "suggestion",
    "cell",
];

pub(super) fn write(
    sheet: &mut Worksheet,
    document: &Content<'_>,
    sheets: &BTreeMap<&str, Sheet>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(CHECKS) {
        sheet.write_string_with_format(0, column, head, &looks.header)?;
        sheet.set_column_width(column, NARROW)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let (failed, others): (Vec<&Check>, Vec<&Check>) =
        document.checks.iter().partition(|check| &*check.status == "fail");
    for (line, check) in (1..).zip(failed.into_iter().chain(others)) {
        let tables = check.tables.join(", ");
        let path = check.column.as_ref().map(|path| path.join("/"));
        let shown = [
            Shown::Text(&check.status),
            Shown::Text(&check.rule),
            Shown::Text(&tables),
            Shown::Text(check.row.as_deref().unwrap_or_default()),
            Shown::Text(path.as_deref().unwrap_or_default()),
            Shown::from(&check.expected),
            Shown::from(&check.actual),
            Shown::from(&check.difference),
            Shown::Text(&check.message),
            Shown::Text(check.suggestion.as_deref().unwrap_or_default()),
        ];
        write_cells(sheet, (line, 0), shown.map(|shown| (shown, &looks.plain)))?;
        if let Some(link) = link(check, document, sheets) {
            let (target, text) = link;
            sheet.write_url_with_text(line, 10, Url::new(format!("internal:{target}")), text)?;
        }
    }
    Ok(())
}

/// Where the figure of a check stands: the cell of its place, else of its row and column, else its table.
fn link(
    check: &Check<'_>,
    document: &Content<'_>,
    sheets: &BTreeMap<&str, Sheet>,
) -> Option<(String, String)> {
    let id = check.tables.first()?;
    let table = document.tables.iter().find(|table| table.id == *id)?;
    let sheet = sheets.get(&**id)?;
    let (row_index, column_index) = cell_of(check, table).unwrap_or_default();
    let cell = rust_xlsxwriter::utility::row_col_to_cell(row(sheet.first, row_index), column(column_index));
    Some((format!("'{}'!{cell}", sheet.name), format!("{}!{cell}", &**id)))
}

fn cell_of(check: &Check<'_>, table: &Table<'_>) -> Option<(usize, usize)> {
    let by_place = check.place.and_then(|place| {
        table.rows.iter().enumerate().find_map(|(index, row)| {
            Some((index, row.places.iter().position(|other| *other == Some(place))?))
        })
    });
    let by_name = || {
        let name = check.row.as_deref();
        let row =
            table.rows.iter().position(|row| row.code.as_deref() == name || Some(&*row.label) == name)?;
        let column = table.columns.iter().position(|column| Some(&column.path) == check.column.as_ref());
        Some((row, column.unwrap_or_default()))
    };
    by_place.or_else(by_name)
}
