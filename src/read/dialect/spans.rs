//! Rows that a cell spans too many or too few by one (`rowspan`), as OCR writes them: the width of a row tells.
//!
//! ```text
//! <td rowspan=3>合计 <td colspan=2>基本支出    one row too many: the first row of the body runs over the edge
//!                    <td>小计 <td>人员经费
//! <td>合计 <td colspan=2>基本支出              one row too few: 小计 slides under 合计
//!          <td>小计 <td>人员经费
//! ```
//!
//! Only where most rows are equally wide. Cells that the end of their row group cuts (`<thead>` over 类 │ 款 │ 项 that reach
//! down to 合计 in `<tbody>`) go on where the rows below lack their columns. A row that is too narrow may as well lack blank
//! cells at its end, so only a cell beside merged heads is made longer.

use std::collections::BTreeMap;

use super::widths::filled;
use crate::page::Cell;

/// Corrects the spans of the cells of a table, which stand in the order they are written.
pub(super) fn mend(cells: &mut [Cell], rows: usize) {
    let Some(width) = common(&filled(cells, rows)) else { return };
    let mut begin = 0;
    // The cell that covers each column from above.
    let mut above: Vec<Option<usize>> = vec![None; width];
    for row in 0..rows {
        let count = cells[begin..].iter().take_while(|cell| cell.row == row).count();
        let own = begin..begin + count;
        begin += count;
        let needed: usize = cells[own.clone()].iter().map(|cell| cell.column_span).sum();
        let reaching = |index: &usize| end(&cells[*index]) > row;
        let free = above.iter().filter(|cell| !cell.as_ref().is_some_and(reaching)).count();
        if needed > free {
            // The last cell begun that would end in this row, or all of them.
            let mut ending: Vec<usize> =
                above.iter().flatten().copied().filter(|&index| end(&cells[index]) == row + 1).collect();
            ending.dedup();
            let fits = ending.iter().filter(|&&index| cells[index].column_span == needed - free);
            if let Some(&index) = fits.max_by_key(|&&index| (cells[index].row, cells[index].column)) {
                cells[index].row_span -= 1;
            } else if ending.iter().map(|&index| cells[index].column_span).sum::<usize>() == needed - free {
                ending.into_iter().for_each(|index| cells[index].row_span -= 1);
            }
        } else if needed > 0 && needed < free {
            let mut ended: Vec<usize> =
                above.iter().flatten().copied().filter(|&index| end(&cells[index]) == row).collect();
            ended.dedup();
            let (single, merged): (Vec<usize>, Vec<usize>) =
                ended.into_iter().partition(|&index| cells[index].column_span == 1);
            let divided: usize = merged.iter().map(|&index| cells[index].column_span).sum();
            if divided == needed && single.len() == free - needed {
                single.into_iter().for_each(|index| cells[index].row_span += 1);
            }
        }
        place(cells, own, &mut above, row);
    }
}

/// Lets cells that were cut at the end of their row group go on below it, where the rows there lack just their columns of its
/// width. `cut` are, for each group, their indices and how many rows each was meant to span.
pub(super) fn go_on(cells: &mut [Cell], rows: usize, cut: &[Vec<(usize, usize)>]) {
    if cut.is_empty() {
        return;
    }
    let widths = filled(cells, rows);
    for group in cut {
        let columns: usize = group.iter().map(|&(index, _)| cells[index].column_span).sum();
        let next = group.first().map_or(rows, |&(index, _)| end(&cells[index]));
        let (above, below) = widths.split_at(next.min(rows));
        let Some(width) = above.last() else { continue };
        let lacking = below.iter().take_while(|own| *own + columns == *width).count();
        for &(index, meant) in group {
            cells[index].row_span = meant.min(cells[index].row_span + lacking);
        }
    }
    arrange(cells, rows);
}

/// Puts all cells of a table into their columns again, after their spans have changed.
pub(super) fn arrange(cells: &mut [Cell], rows: usize) {
    let mut above = Vec::new();
    let mut begin = 0;
    for row in 0..rows {
        let count = cells[begin..].iter().take_while(|cell| cell.row == row).count();
        place(cells, begin..begin + count, &mut above, row);
        begin += count;
    }
}

/// Drops the columns in which no cell begins; returns how many remain.
pub(super) fn drop_columns(cells: &mut [Cell]) -> usize {
    let width = cells.iter().map(|cell| cell.column + cell.column_span).max().unwrap_or(0);
    // For each column, how many columns before it remain.
    let mut before = vec![0_usize; width + 1];
    for cell in cells.iter() {
        before[cell.column + 1] = 1;
    }
    for column in 1..=width {
        before[column] += before[column - 1];
    }
    for cell in cells {
        let end = before[cell.column + cell.column_span];
        cell.column = before[cell.column];
        cell.column_span = end - cell.column;
    }
    before[width]
}

/// The first row below a cell.
fn end(cell: &Cell) -> usize {
    cell.row + cell.row_span
}

/// Puts the cells of a row into the columns that no cell from above covers.
fn place(cells: &mut [Cell], own: std::ops::Range<usize>, above: &mut Vec<Option<usize>>, row: usize) {
    let mut column = 0;
    for index in own {
        while above.get(column).copied().flatten().is_some_and(|over| end(&cells[over]) > row) {
            column += 1;
        }
        cells[index].column = column;
        let span = column..column + cells[index].column_span;
        if above.len() < span.end {
            above.resize(span.end, None);
        }
        above[span.clone()].fill(Some(index));
        column = span.end;
    }
}

/// How wide most rows are; `None` where they differ, or where all are as wide.
fn common(widths: &[usize]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    widths.iter().for_each(|&width| *counts.entry(width).or_default() += 1);
    let (&width, &count) = counts.iter().max_by_key(|(_, count)| **count)?;
    (count < widths.len() && count * 3 >= widths.len() * 2).then_some(width)
}
