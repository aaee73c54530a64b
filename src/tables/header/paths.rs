//! The path of every column through the rows of its header, from the top cell to the bottom.
//!
//! Where merged cells are printed, they say what covers what. Where the dialect lost them, a blank is covered
//! by its left neighbour if something stands below it under the same parent, else by what stands above.

use std::ops::Range;

use crate::document::Role;
use crate::normalize::number;
use crate::tables::header::is_economic_code;
use crate::tables::matrix::Matrix;
use crate::text::fold;
use crate::vocab::headers;

/// The paths under the first `depth` rows of a matrix, whose body begins in the row `body`.
pub(super) fn of(matrix: &Matrix, depth: usize, body: usize) -> Vec<Vec<String>> {
    let mut paths = if matrix.printed { printed_paths(matrix, depth) } else { inferred_paths(matrix, depth) };
    if depth > 0 {
        widen_names(&mut paths, matrix, body);
    }
    name_levels(&mut paths, matrix, depth..body);
    regroup(&mut paths);
    part_heads(&mut paths);
    paths.iter_mut().for_each(leave_code_out);
    paths
}

/// Leaves the code of a column (501) out of its path where its name stands over or under it: 机关工资福利支出.
fn leave_code_out(path: &mut Vec<String>) {
    if !path.iter().all(|head| is_economic_code(head)) {
        path.retain(|head| !is_economic_code(head));
    }
}

/// Gives a column of texts without a head of its own beside a name the head of the name: it is the second half of a merged one.
fn widen_names(paths: &mut [Vec<String>], matrix: &Matrix, body: usize) {
    for column in 1..paths.len() {
        let headless = paths[column].is_empty() && paths[column - 1].len() == 1;
        let texts = || matrix.rows[body.min(matrix.rows.len())..].iter().map(|row| &row[column].text);
        let named = headless && headers::role(&paths[column - 1][0]) == Some(Role::Name);
        if named && texts().any(|text| !text.is_empty()) && texts().all(|text| !number::is_numeric(text)) {
            paths[column] = paths[column - 1].clone();
        }
    }
}

/// Puts the levels of a code under the head of its class where they are named in a row of column numbers alone:
/// 类 │ 款 │ 项 │ 栏次 │ 1 │ 2.
fn name_levels(paths: &mut [Vec<String>], matrix: &Matrix, numbering: Range<usize>) {
    for row in numbering {
        let column_of = |level: &str| {
            matrix.tokens(row).find(|(_, slot)| slot.text.trim() == level).map(|(column, _)| column)
        };
        let is_headed = |class: usize| paths[class].last().is_some_and(|last| last == "类");
        let Some(class) = column_of("类").filter(|&class| !is_headed(class)) else { continue };
        for column in ["款", "项"].into_iter().filter_map(column_of) {
            paths[column] = paths[class].clone();
        }
    }
}

/// Adds a head to a path; one that says again what stands above it is a vertical merge.
fn push(path: &mut Vec<String>, text: String) {
    if !text.is_empty() && path.last() != Some(&text) {
        path.push(text);
    }
}

/// The paths where merged cells are printed.
fn printed_paths(matrix: &Matrix, depth: usize) -> Vec<Vec<String>> {
    let slid = slid_heads(matrix, depth);
    let source = |row: usize, column: usize| {
        if row + 1 == depth && !slid.is_empty() {
            return slid.iter().find(|(_, to)| *to == column).map(|(from, _)| *from);
        }
        (matrix.rows[row][column].cover.0 == 0).then_some(column)
    };
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); matrix.columns];
    for row in 0..depth {
        // A head that is not merged, and what it stands under.
        let mut left: Option<(String, Vec<String>)> = None;
        for (column, path) in paths.iter_mut().enumerate() {
            let text = source(row, column).map(|source| fold::label(matrix.covering(row, source)));
            let slot = &matrix.rows[row][column];
            let below = || (row + 1..depth).any(|below| !matrix.rows[below][column].is_blank());
            match (text.unwrap_or_default(), &left) {
                (text, _) if !text.is_empty() => {
                    left = slot.is_single().then(|| (text.clone(), path.clone()));
                    push(path, text);
                }
                // The cell may have lost that it is merged with the one before.
                (_, Some((text, parent))) if slot.is_single() && parent == path && below() => {
                    push(path, text.clone());
                }
                _ => left = None,
            }
        }
    }
    paths
}

/// Where the heads of the last row belong that stand under heads of one column each, because the cells over them were not
/// merged far enough down (`rowspan`), and fill the columns of the groups above that none divides:
///
/// ```text
/// │ 项目 │ 预算数 │ 项目 │ 合计 │  基本支出   │
/// │ 人员 │ 公用   │      │      │      │      │   → under 基本支出
/// ```
fn slid_heads(matrix: &Matrix, depth: usize) -> Vec<(usize, usize)> {
    let Some(row) = depth.checked_sub(1).filter(|&row| row > 0) else { return Vec::new() };
    let heads: Vec<usize> = matrix.tokens(row).map(|(column, _)| column).collect();
    let group = |column: usize| {
        let above = matrix.origin(row - 1, column);
        let ends = matrix.rows[row][column].cover.0 == 0;
        ends && above.span.1 > 1 && !above.is_blank()
    };
    let free: Vec<usize> = (0..matrix.columns).filter(|&column| group(column)).collect();
    let slid =
        !heads.is_empty() && free.len() == heads.len() && heads.iter().all(|head| !free.contains(head));
    if slid { heads.into_iter().zip(free).collect() } else { Vec::new() }
}

/// The texts of a row of the header, by column. Where as many heads stand in it as the row below begins its heads anew,
/// they stand over these, whatever blanks OCR left between them: `收入 │ 支出` over `项目 │ 金额 │ 项目 │ 金额`.
fn heads(matrix: &Matrix, row: usize, depth: usize) -> Vec<String> {
    let mut heads: Vec<String> = matrix.rows[row].iter().map(|slot| fold::label(&slot.text)).collect();
    if row + 1 >= depth {
        return heads;
    }
    let below: Vec<(usize, String)> =
        matrix.tokens(row + 1).map(|(column, slot)| (column, fold::key(&slot.text))).collect();
    let begins = |(_, key): &&(usize, String)| below.first().is_some_and(|(_, first)| first == key);
    let starts: Vec<usize> = below.iter().filter(begins).map(|(column, _)| *column).collect();
    let own: Vec<usize> = matrix.tokens(row).map(|(column, _)| column).collect();
    if starts.len() > 1 && starts.len() == own.len() && starts[0] == own[0] && starts != own {
        let texts: Vec<String> = own.iter().map(|&column| std::mem::take(&mut heads[column])).collect();
        for (column, text) in starts.into_iter().zip(texts) {
            heads[column] = text;
        }
    }
    heads
}

/// The paths where merged cells are lost.
fn inferred_paths(matrix: &Matrix, depth: usize) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); matrix.columns];
    for row in 0..depth {
        let heads = heads(matrix, row, depth);
        // What the row to the left states, and the parent it stands under.
        let mut left: Option<(String, Vec<String>)> = None;
        for (column, path) in paths.iter_mut().enumerate() {
            let own = &heads[column];
            if !own.is_empty() {
                left = Some((own.clone(), path.clone()));
                push(path, own.clone());
                continue;
            }
            let below = (row + 1..depth).any(|below| !matrix.rows[below][column].is_blank());
            let headless = (0..depth).all(|row| matrix.rows[row][column].is_blank());
            // A head of codes stands over all of their levels.
            let covers = |text: &str| row == 0 || headers::role(text) == Some(Role::Code);
            match &left {
                Some((text, parent)) if (below || headless && covers(text)) && *parent == *path => {
                    push(path, text.clone());
                }
                _ => left = None,
            }
        }
    }
    paths
}

/// Puts the members of a group back under it where OCR left its 小计 alone:
/// `拨款/小计 │ 一般公共预算 │ …` is `拨款/小计 │ 拨款/一般公共预算 │ …`.
fn regroup(paths: &mut [Vec<String>]) {
    for index in 0..paths.len() {
        let Some([parent @ .., group, sum]) = paths.get(index).map(Vec::as_slice) else { continue };
        if !headers::is_sum(sum) {
            continue;
        }
        let (parent, group) = (parent.to_vec(), group.clone());
        let prefix: Vec<String> = parent.iter().cloned().chain([group.clone()]).collect();
        if paths.iter().filter(|path| path.starts_with(&prefix)).count() > 1 {
            continue;
        }
        for path in &mut paths[index + 1..] {
            let Some((member, above)) = path.split_last() else { break };
            if above != parent || !headers::is_member(&group, member) {
                break;
            }
            path.insert(parent.len(), group.clone());
        }
    }
}

/// Parts the heads of codes and names that OCR ran together over the first of their columns: `科目编码科目名称 │ `.
fn part_heads(paths: &mut [Vec<String>]) {
    for column in 1..paths.len() {
        let Some((head, parent)) = paths[column - 1].split_last() else { continue };
        if paths[column] != paths[column - 1] && paths[column] != parent {
            continue;
        }
        let parts = head.char_indices().skip(1).map(|(at, _)| head.split_at(at)).find(|(code, name)| {
            headers::role(code) == Some(Role::Code)
                && name.ends_with("名称")
                && headers::role(name) == Some(Role::Name)
        });
        let Some((code, name)) = parts else { continue };
        let under = |head: &str| parent.iter().cloned().chain([head.to_owned()]).collect();
        (paths[column - 1], paths[column]) = (under(code), under(name));
    }
}
