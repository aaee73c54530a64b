//! A code whose printed name is not the classification's: `2101501 行政支出` where the list has 行政运行.
//!
//! One of the two is misread or misprinted. Names of other years are names too; a code that the lists do not have says
//! nothing.

use std::collections::BTreeSet;

use crate::document::{Role, Row, Table, Value, Warning};
use crate::vocab::codes::{is_name_of, names};
use crate::vocab::wording::key;

/// One `code_name_mismatch` for each code and printed name of the document.
pub(super) fn mismatches(tables: &[Table]) -> Vec<Warning> {
    let mut seen = BTreeSet::new();
    let mut warnings = Vec::new();
    for table in tables {
        let names_column = names_column(table);
        for row in &table.rows {
            let Some(code) = row.code.as_deref() else { continue };
            let stated = printed_name(row, names_column);
            let printed = key(stated);
            if printed.is_empty() || row.total || is_name_of(&printed, code) || !seen.insert((code, printed))
            {
                continue;
            }
            let listed = names(code).iter().find(|name| name.in_force).or(names(code).first());
            let Some(listed) = listed else { continue };
            let message =
                format!("{code} is printed as {stated} and is {} in the classification", listed.name);
            let place = row.places.iter().flatten().next().copied();
            warnings.push(
                Warning { table: Some(table.id.clone()), ..Warning::new("code_name_mismatch", message) }
                    .at(place),
            );
        }
    }
    warnings
}

/// The column of the names that are printed for the codes: beside them, where a project names the row before it.
fn names_column(table: &Table) -> Option<usize> {
    let code = table.columns.iter().position(|column| column.role == Role::Code)?;
    (code..table.columns.len()).find(|&column| table.columns[column].role == Role::Name)
}

/// The name that is printed for the code of a row.
fn printed_name(row: &Row, names_column: Option<usize>) -> &str {
    let beside = names_column.and_then(|column| row.cells.get(column)).and_then(Value::text);
    beside.filter(|name| !name.is_empty()).unwrap_or(&row.label)
}
