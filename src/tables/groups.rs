//! Groups left of the names, whose merged cells a dialect lost: what follows them down is filled in (contract §2).
//!
//! ```text
//! 项目类别   │ 项目名称 │ 金额
//! 特定目标类 │ 河道清淤 │ 80.00
//!            │ 堤防加固 │ 60.00   ← 特定目标类
//! 合计       │          │ 140.00
//! ```
//!
//! Only where the rows below print what the group's own row prints first beside it: a row of nothing but 一、货物, or one of
//! a project and its account over articles, is the head of the rows below it, whose blank cells are blank.

use crate::document::Role;
use crate::tables::columns::{self, Block, Column};
use crate::tables::header::Header;
use crate::tables::matrix::Matrix;

/// Merges the cells of groups over the blank ones below them, where the matrix does not know merged cells.
pub fn merge(matrix: &mut Matrix, header: &Header, block: &Block) {
    if matrix.printed {
        return;
    }
    let named = |column: &Column| matches!(column.role, Role::Name | Role::OrgName);
    let first_value =
        block.columns.iter().position(|column| column.role.is_figure()).unwrap_or(block.columns.len());
    // Where no column names the rows, the last text before the figures does.
    let name = block.columns[..first_value].iter().rposition(named).unwrap_or(first_value.saturating_sub(1));
    let texts: Vec<usize> =
        block.columns.iter().take(name + 1).flat_map(|column| column.sources.iter().copied()).collect();
    // The names of a classification whose items another one divides again (政府预算支出经济分类 │ 部门预算支出经济分类).
    let codes = block.columns[..name].iter().rposition(|column| column.role == Role::Code);
    let divided = codes.and_then(|codes| block.columns[..codes].last());
    let is_classified_below = |names: &Column| divided == Some(names);
    for (column, next) in block.columns.iter().take(name).zip(block.columns.iter().skip(1)) {
        // What stands in the group: behind its code its name does not.
        let behind = match column.role {
            Role::Text | Role::Group if !columns::is_counter(&column.path) => column,
            Role::Code if next.role == Role::Group => next,
            Role::Code if next.role == Role::Name && is_classified_below(next) => next,
            Role::Name if is_classified_below(column) => column,
            _ => continue,
        };
        if let ([source], [behind]) = (&column.sources[..], &behind.sources[..]) {
            let beside: Vec<usize> = texts.iter().copied().filter(|text| text > behind).collect();
            let before: Vec<usize> = texts.iter().copied().filter(|text| text < source).collect();
            merge_column(matrix, header.body, *source, &before, &beside);
        }
    }
}

/// Merges the cells of one column down, `before` and `beside` which the texts of a row stand.
fn merge_column(matrix: &mut Matrix, body: usize, source: usize, before: &[usize], beside: &[usize]) {
    let rows = body.min(matrix.rows.len())..matrix.rows.len();
    let blank = |row: usize, column: usize| matrix.rows[row][column].is_blank();
    let prints = |row: usize, columns: &[usize]| columns.iter().any(|&at| !blank(row, at));
    // The row of the group, and what it prints beside it.
    let mut group: Option<(usize, usize)> = None;
    let mut merged = Vec::new();
    for row in rows {
        if matrix.begins_with_total(row) || blank(row, source) && prints(row, before) {
            group = None;
        } else if !blank(row, source) {
            let item = beside.iter().copied().find(|&at| !blank(row, at));
            group = item.map(|item| (row, item));
        } else if let Some((group, item)) = group
            && prints(row, beside)
        {
            if blank(row, item) {
                return;
            }
            merged.push((group, row));
        }
    }
    for (group, row) in merged {
        matrix.rows[group][source].span.0 = row - group + 1;
        matrix.rows[row][source].cover.0 = row - group;
    }
}
