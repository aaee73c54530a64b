//! A code whose printed name is not the classification's: `2101501 行政支出` where the list has 行政运行.
//!
//! One of the two is misread or misprinted. Names of other years are names too; a code that the lists do not have says
//! nothing, nor does the name of what is bought, or of a project, beside the code that pays for it.

use std::collections::BTreeSet;

use crate::document::{Role, Row, Table, TableKind, Value, Warning};
use crate::vocab::codes::{is_name_of, is_spent_on, names};
use crate::vocab::wording::key;

/// One `code_name_mismatch` for each code and printed name of the document.
pub(super) fn mismatches(tables: &[Table]) -> Vec<Warning> {
    let mut seen = BTreeSet::new();
    let mut warnings = Vec::new();
    for table in tables {
        let names_column = names_column(table);
        if matches!(table.kind, TableKind::Procurement | TableKind::ProjectExpenditure)
            && !names_column.is_some_and(|column| names_codes(table, column))
        {
            continue;
        }
        let mut heading = String::new(); // The name of the row that the next ones may divide.
        for row in &table.rows {
            let stated = printed_name(row, names_column);
            let printed = key(stated);
            let Some(code) = row.code.as_deref() else {
                heading = printed;
                continue;
            };
            if is_spent_on(&printed, code, &heading) {
                continue;
            }
            heading.clone_from(&printed);
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
    // 科目名称 beside the code, where another column names the rows (项目名称).
    let beside = code + 1;
    let names_it = table.columns.get(beside).is_some_and(|column| column.role == Role::Group);
    if names_it && names_codes(table, beside) {
        return Some(beside);
    }
    (code..table.columns.len()).find(|&column| table.columns[column].role == Role::Name)
}

/// Whether a column is headed as the names of codes: 科目名称, 功能分类.
fn names_codes(table: &Table, column: usize) -> bool {
    table.columns[column].path.last().is_some_and(|head| head.contains("科目") || head.contains("分类"))
}

/// The name that is printed for the code of a row.
fn printed_name(row: &Row, names_column: Option<usize>) -> &str {
    let beside = names_column.and_then(|column| row.cells.get(column)).and_then(Value::text);
    beside.filter(|name| !name.is_empty()).unwrap_or(&row.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn warned(text: &str) -> Vec<String> {
        let document = crate::process("名称.txt", text.as_bytes(), &Options::default()).unwrap();
        let mismatch = |warning: Warning| (warning.code == "code_name_mismatch").then_some(warning.message);
        document.warnings.into_iter().filter_map(mismatch).collect()
    }

    #[test]
    fn a_code_before_its_name_is_no_part_of_the_name() {
        let one_cell = "收支预算总表\n\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n\
                        拨款收入\t9.00\t205 教育支出\t9.00\n收入总计\t9.00\t支出总计\t9.00\n";
        assert_eq!(warned(one_cell), [""; 0]);
        let two_cells =
            "支出预算总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n205\t农业支出\t9.00\n\t合计\t9.00\n";
        assert_eq!(warned(two_cells), ["205 is printed as 农业支出 and is 教育支出 in the classification"]);
    }
    #[test]
    fn a_project_beside_the_name_of_its_code_is_no_name_of_it() {
        let text = "项目支出预算表\n\n单位：万元\n\n科目编码\t科目名称\t项目名称\t合计\n2130305\t水利工程建设\t渠道改造\t7.00\n\
                    2130305\t水利工程建设\t水库加固\t2.00\n\t\t合计\t9.00\n";
        assert_eq!(warned(text), [""; 0]);
        let alone = "项目支出预算表\n\n单位：万元\n\n项目名称\t功能分类科目编码\t合计\n渠道改造\t2130305\t7.00\n合计\t\t7.00\n";
        assert_eq!(warned(alone), [""; 0]);
    }
}
