//! A table that goes on over a page break keeps its columns.
//!
//! The part on the next page may show fewer of them: cells merged over the whole part leave no edge behind, a group
//! merged down from the page before is not even painted where cells are told apart by shading. Where all edges of the
//! part are edges of the table, its cells are told to stand in the table's columns.
//!
//! ```text
//! │ 产出 │ 数量 │ 清淤长度 │ 12公里 │
//! ──────────────────────────────────── page break
//!               │ 加固长度 │ 3公里  │   → the third and the fourth column
//! │ 合计                   │ 15.00  │   → three columns and one
//! ```
//!
//! The part before a page break may be the one that shows fewer: merged heads that stand alone, the labels and values of a form
//! whose indicators follow. Then its cells take the columns below them.

use super::{Page, Table};

/// Edges at which producers meant the same place lie this close, in tenths of a point.
const SAME_EDGE: i32 = 20;

/// Puts the cells of every part of a table into the columns of the part beside it that shows all.
pub(crate) fn columns(pages: &mut [Page]) {
    from_below(pages);
    let mut open: Vec<i32> = Vec::new();
    for page in pages {
        let carried = first(page).is_some_and(|part| carry(&open, part));
        if !carried || page.tables.len() > 1 {
            open = last(page).map(|table| edges(table)).unwrap_or_default();
        } else if last(page).is_none() {
            open.clear();
        }
    }
}

/// Puts the table that ends a page into the columns of the one that begins the next page.
fn from_below(pages: &mut [Page]) {
    for next in (1..pages.len()).rev() {
        let (before, after) = pages.split_at_mut(next);
        let Some(below) = after.first_mut().and_then(first).map(|part| edges(part)) else { continue };
        if let Some(part) = before.last_mut().and_then(last) {
            carry(&below, part);
        }
    }
}

/// The table that begins a page: nothing stands above it.
fn first(page: &mut Page) -> Option<&mut Table> {
    let table = page.tables.iter_mut().min_by_key(|table| table.rect.y0)?;
    page.lines.iter().all(|line| line.rect.y0 > table.rect.y0).then_some(table)
}

/// The table that ends a page: nothing stands below it.
fn last(page: &mut Page) -> Option<&mut Table> {
    let table = page.tables.iter_mut().max_by_key(|table| table.rect.y1)?;
    page.lines.iter().all(|line| line.rect.y1 < table.rect.y1).then_some(table)
}

/// The edges of the columns of a table from left to right; none where its columns do not lie side by side.
pub(crate) fn edges(table: &Table) -> Vec<i32> {
    let mut edges: Vec<i32> = table.cells.iter().flat_map(|cell| [cell.rect.x0, cell.rect.x1]).collect();
    edges.sort_unstable();
    edges.dedup();
    if edges.len() == table.columns + 1 { edges } else { Vec::new() }
}

/// Puts the cells of a part into the columns between these edges, if it has fewer and all of its own are among them.
fn carry(edges: &[i32], part: &mut Table) -> bool {
    let at = |x: i32| {
        let after = edges.partition_point(|edge| *edge < x - SAME_EDGE);
        edges.get(after).filter(|edge| (**edge - x).abs() <= SAME_EDGE).map(|_| after)
    };
    let columns: Option<Vec<(usize, usize)>> = part
        .cells
        .iter()
        .map(|cell| at(cell.rect.x0).zip(at(cell.rect.x1)).filter(|(from, to)| from < to))
        .collect();
    let Some(columns) = columns.filter(|_| part.columns + 1 < edges.len()) else { return false };
    for (cell, (from, to)) in part.cells.iter_mut().zip(columns) {
        (cell.column, cell.column_span) = (from, to - from);
    }
    part.columns = edges.len() - 1;
    true
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    const XS: [f32; 5] = [50.0, 120.0, 200.0, 300.0, 400.0];

    #[test]
    fn a_part_keeps_the_columns_of_its_table() {
        let first = Drawing::portrait().grid(&XS, &[100.0, 120.0, 140.0]).text(60.0, 114.0, "产出");
        let merged =
            Drawing::portrait().number(2).grid(&[50.0, 300.0, 400.0], &[60.0, 80.0]).text(60.0, 74.0, "合计");
        let inner = Drawing::portrait()
            .number(3)
            .grid(&[200.0, 300.0, 400.0], &[60.0, 80.0])
            .text(210.0, 74.0, "长度");
        let (blocks, _) = layout(vec![first.sheet(), merged.sheet(), inner.sheet()]);
        let columns: Vec<_> = blocks
            .iter()
            .map(|block| match block {
                crate::page::Block::Grid(grid) => {
                    (grid.columns, grid.cells.iter().map(|cell| cell.column).collect::<Vec<_>>())
                }
                crate::page::Block::Line(line) => panic!("{} is no grid", line.text),
            })
            .collect();
        assert_eq!(columns[1], (4, vec![0, 3]), "{}", show(&blocks));
        assert_eq!(columns[2], (4, vec![2, 3]), "{}", show(&blocks));
    }

    #[test]
    fn merged_heads_at_the_end_of_a_page_take_the_columns_below_them() {
        let heads =
            Drawing::portrait().text(60.0, 90.0, "支出表").grid(&[50.0, 200.0, 400.0], &[100.0, 120.0]);
        let heads = heads.text(60.0, 114.0, "项目").text(210.0, 114.0, "支出预算");
        let below = Drawing::portrait().number(2).grid(&XS, &[60.0, 80.0, 100.0]).text(60.0, 74.0, "编码");
        let (blocks, _) = layout(vec![heads.sheet(), below.sheet()]);
        assert!(show(&blocks).contains("|[1×2]项目|[1×2]支出预算|"), "{}", show(&blocks));
    }

    #[test]
    fn labels_and_values_of_a_form_take_the_columns_of_its_indicators_on_the_next_page() {
        let rows = [100.0, 120.0, 140.0, 160.0];
        let labels = Drawing::portrait().grid(&[50.0, 200.0, 300.0, 400.0], &rows);
        let labels =
            labels.text(60.0, 114.0, "项目").text(210.0, 134.0, "财政拨款").text(60.0, 154.0, "目标");
        let below = Drawing::portrait().number(2).grid(&XS, &[60.0, 80.0, 100.0]).text(60.0, 74.0, "指标");
        let (blocks, _) = layout(vec![labels.sheet(), below.sheet()]);
        assert!(show(&blocks).contains("|[1×2]项目|||"), "{}", show(&blocks));
    }

    #[test]
    fn a_table_under_a_caption_or_with_other_edges_has_its_own_columns() {
        let first = || Drawing::portrait().grid(&XS, &[100.0, 120.0, 140.0]).text(60.0, 114.0, "产出");
        let captioned = Drawing::portrait()
            .number(2)
            .text(60.0, 50.0, "支出表")
            .grid(&[50.0, 300.0, 400.0], &[60.0, 80.0]);
        let shifted = Drawing::portrait().number(2).grid(&[50.0, 280.0, 400.0], &[60.0, 80.0]);
        for page in [captioned, shifted] {
            let (blocks, _) = layout(vec![first().sheet(), page.sheet()]);
            let Some(crate::page::Block::Grid(grid)) = blocks.last() else { panic!("no grid") };
            assert_eq!(grid.columns, 2);
        }
    }
}
