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
        for row in &table.rows {
            let Some(code) = row.code.as_deref() else { continue };
            let stated = printed_name(table, row);
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

/// The name that is printed for the code of a row: beside the code, where a project names the row before it.
fn printed_name<'a>(table: &Table, row: &'a Row) -> &'a str {
    let code = table.columns.iter().position(|column| column.role == Role::Code);
    let beside = code.and_then(|code| {
        let named = table.columns.iter().skip(code).position(|column| column.role == Role::Name)?;
        match row.cells.get(code + named) {
            Some(Value::Text(name)) if !name.is_empty() => Some(name.as_str()),
            _ => None,
        }
    });
    beside.unwrap_or(&row.label)
}
