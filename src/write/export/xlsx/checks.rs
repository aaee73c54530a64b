//! The sheet of checks, failed ones first, with links to the cells that they are about.

use std::collections::{BTreeMap, HashMap};

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::Sheet;
use super::cells::{Shown, column, row, write_cells};
use super::looks::Looks;
use super::widths::NARROW;
use crate::document::Place;
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

pub(super) fn write<'d>(
    sheet: &mut Worksheet,
    document: &'d Content<'_>,
    sheets: &'d BTreeMap<&str, Sheet>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(CHECKS) {
        sheet.write_string_with_format(0, column, head, &looks.header)?;
        sheet.set_column_width(column, NARROW)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let located = |table: &'d Table<'_>| Some((&*table.id, Located::of(table, sheets.get(&*table.id)?)));
    let located_tables: BTreeMap<&str, Located<'_>> = match document.checks.is_empty() {
        true => BTreeMap::new(),
        false => document.tables.iter().filter_map(located).collect(),
    };
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
        if let Some(link) = link(check, &located_tables) {
            let (target, text) = link;
            sheet.write_url_with_text(line, 10, Url::new(format!("internal:{target}")), text)?;
        }
    }
    Ok(())
}

/// A table of the workbook and where its figures stand: its cells by their place in print, its rows by their code or label,
/// each the first of its kind. Looked for anew for each check, they take longer than all else in a long table.
struct Located<'a> {
    table: &'a Table<'a>,
    sheet: &'a Sheet,
    by_place: HashMap<Place, (usize, usize)>,
    by_name: HashMap<&'a str, usize>,
}

impl<'a> Located<'a> {
    fn of(table: &'a Table<'a>, sheet: &'a Sheet) -> Self {
        let (mut by_place, mut by_name) = (HashMap::new(), HashMap::new());
        for (index, row) in table.rows.iter().enumerate() {
            for (column, place) in row.places.iter().enumerate() {
                if let Some(place) = place {
                    by_place.entry(*place).or_insert((index, column));
                }
            }
            for name in [row.code.as_deref(), Some(&*row.label)].into_iter().flatten() {
                by_name.entry(name).or_insert(index);
            }
        }
        Self { table, sheet, by_place, by_name }
    }

    /// The cell of the place of a check, else of its row and column.
    fn cell_of(&self, check: &Check<'_>) -> Option<(usize, usize)> {
        let by_place = check.place.and_then(|place| self.by_place.get(&place).copied());
        let by_name = || {
            let row = *self.by_name.get(check.row.as_deref()?)?;
            let mut columns = self.table.columns.iter();
            Some((row, columns.position(|column| Some(&column.path) == check.column.as_ref()).unwrap_or(0)))
        };
        by_place.or_else(by_name)
    }
}

/// Where the figure of a check stands: its cell, else its table.
fn link(check: &Check<'_>, tables: &BTreeMap<&str, Located<'_>>) -> Option<(String, String)> {
    let id = check.tables.first()?;
    let located = tables.get(&**id)?;
    let (row_index, column_index) = located.cell_of(check).unwrap_or_default();
    let Sheet { name, first } = located.sheet;
    let cell = rust_xlsxwriter::utility::row_col_to_cell(row(*first, row_index), column(column_index));
    Some((format!("'{name}'!{cell}"), format!("{}!{cell}", &**id)))
}
