//! Groups left of the names, whose merged cells a dialect lost: what follows them down is filled in (contract §2).
//!
//! ```text
//! 项目类别   │ 项目名称 │ 金额
//! 特定目标类 │ 河道清淤 │ 80.00
//!            │ 堤防加固 │ 60.00   ← 特定目标类
//! 合计       │          │ 140.00
//! ```
//!
//! Only where the group never stands alone: a row of nothing but 一、货物 is the head of the rows below it, whose blank
//! cells are blank.

use crate::document::Role;
use crate::tables::columns::{self, Block, Column};
use crate::tables::header::Header;
use crate::tables::matrix::Matrix;
use crate::vocab::headers;

/// Merges the cells of groups over the blank ones below them, where the matrix does not know merged cells.
pub fn merge(matrix: &mut Matrix, header: &Header, block: &Block) {
    if matrix.printed {
        return;
    }
    let named = |column: &Column| matches!(column.role, Role::Name | Role::OrgName);
    let is_value = |column: &Column| matches!(column.role, Role::Amount | Role::Percent | Role::Count);
    let first_value = block.columns.iter().position(is_value).unwrap_or(block.columns.len());
    // Where no column names the rows, the last text before the figures does.
    let name = block.columns[..first_value].iter().rposition(named).unwrap_or(first_value.saturating_sub(1));
    let texts: Vec<usize> = block.columns[..=name.min(block.columns.len().saturating_sub(1))]
        .iter()
        .flat_map(|column| column.sources.iter().copied())
        .collect();
    for column in &block.columns[..name] {
        if let ([source], Role::Text | Role::Group) = (&column.sources[..], column.role)
            && !columns::is_counter(&column.path)
        {
            let beside: Vec<usize> = texts.iter().copied().filter(|text| text > source).collect();
            let before: Vec<usize> = texts.iter().copied().filter(|text| text < source).collect();
            merge_column(matrix, header.body, *source, &before, &beside);
        }
    }
}

/// Merges the cells of one column down, `before` and `beside` which the texts of a row stand.
fn merge_column(matrix: &mut Matrix, body: usize, source: usize, before: &[usize], beside: &[usize]) {
    let rows = body.min(matrix.rows.len())..matrix.rows.len();
    let prints = |row: usize, columns: &[usize]| columns.iter().any(|&at| !matrix.rows[row][at].is_blank());
    let is_total =
        |row: usize| matrix.tokens(row).next().is_some_and(|(_, slot)| headers::is_total(&slot.text));
    let is_group = |row: usize| !matrix.rows[row][source].is_blank() && !is_total(row);
    if rows.clone().any(|row| is_group(row) && !prints(row, beside)) {
        return;
    }
    let mut group = None;
    let mut merged = Vec::new();
    for row in rows {
        if is_group(row) {
            group = Some(row);
        } else if is_total(row) || prints(row, before) {
            group = None;
        } else if let Some(group) = group.filter(|_| prints(row, beside)) {
            merged.push((group, row));
        }
    }
    for (group, row) in merged {
        matrix.rows[group][source].span.0 = row - group + 1;
        matrix.rows[row][source].cover.0 = row - group;
    }
}
