//! What a page break cuts through: the header of a table, and cells that are merged over rows on both pages.
//!
//! ```text
//! │      项目      │      支出预算       │
//! ──────────────────────────────────── page break
//! │ 编码  │ 名称    │ 合计  │ 基本 │ 项目 │   → two rows of header, over five columns
//! │ 206  │ 科学技术 │ 15.00 │ 9.00 │ 6.00 │
//! ```

use super::carry::{SAME_EDGE, columns_between, edges, first, last};
use super::rules::Segment;
use super::{Page, Table, TableCell};
use crate::geometry::Rect;

/// Puts together what the page breaks of a document cut.
pub(crate) fn mend(pages: &mut [Page]) {
    for number in 1..pages.len() {
        let (before, after) = pages.split_at_mut(number);
        if let (Some(above), Some(below)) = (before.last_mut(), after.first_mut()) {
            header(above, below);
            merged(above, below);
        }
    }
}

/// Puts the groups of a header that end a page above the heads of their columns, which begin the next one.
fn header(above: &mut Page, below: &mut Page) {
    let Some(groups) = last(above).filter(|table| is_groups(table)).cloned() else { return };
    if first(below).is_some_and(|table| put_above(&groups, table)) {
        above.tables.retain(|table| table.rect != groups.rect);
    }
}

/// Whether a table is one row of names.
fn is_groups(table: &Table) -> bool {
    table.rows == 1 && table.cells.iter().all(has_no_figure)
}

fn has_no_figure(cell: &TableCell) -> bool {
    !cell.content.text.chars().any(|c| c.is_ascii_digit())
}

/// Puts groups above a table whose first row is the heads of its columns, if they stand over all of these.
fn put_above(groups: &Table, table: &mut Table) -> bool {
    let is_same = |a: i32, b: i32| (a - b).abs() <= SAME_EDGE;
    let spans = is_same(groups.rect.x0, table.rect.x0) && is_same(groups.rect.x1, table.rect.x1);
    let heads = table.cells.iter().filter(|cell| cell.row == 0);
    let named = heads.filter(|head| !head.content.text.is_empty() && has_no_figure(head)).count();
    let fits = spans && named == table.columns && groups.columns < table.columns;
    let columns = columns_between(&edges(table), groups);
    let Some(columns) = columns.filter(|_| fits) else { return false };
    for cell in &mut table.cells {
        cell.row += 1;
    }
    table.rows += 1;
    let top = table.rect.y0;
    let above = groups.cells.iter().zip(columns).map(|(cell, (from, to))| TableCell {
        column: from,
        column_span: to - from,
        rect: Rect::new(cell.rect.x0, top, cell.rect.x1, top),
        ..cell.clone()
    });
    table.cells.splice(0..0, above);
    true
}

/// Gives both parts of a merged cell the text that stands in the lower one: no rule runs below the upper part or above
/// the lower one, while the rows beside them are complete.
///
/// ```text
/// │      │ 开放天数 │ 300天 │
/// │      ├──────────┼──────┤ page break      → 效益 for both rows
/// │ 效益 │ 接待读者 │ 9万人 │
/// ```
fn merged(above: &mut Page, below: &mut Page) {
    let upper = last(above).filter(|table| table.ruled && !table.cut.below).map(|table| table.rect);
    let lower = first(below).filter(|table| table.ruled && !table.cut.above).cloned();
    let (Some(upper), Some(lower)) = (upper, lower) else { return };
    let is_open = |cell: &&TableCell| {
        let text = &cell.content.text;
        cell.row == 0 && !text.is_empty() && !is_ruled(&below.segments.horizontal, cell.rect, cell.rect.y0)
    };
    let parts: Vec<&TableCell> = lower.cells.iter().filter(is_open).collect();
    let Page { tables, segments, .. } = above;
    for cell in tables.iter_mut().filter(|table| table.rect == upper).flat_map(|table| &mut table.cells) {
        let is_same = |a: i32, b: i32| (a - b).abs() <= SAME_EDGE;
        let goes_on = cell.rect.y1 == upper.y1
            && cell.content.text.is_empty()
            && !is_ruled(&segments.horizontal, cell.rect, upper.y1);
        let mut parts = parts.iter().filter(|_| goes_on);
        let part =
            parts.find(|part| is_same(part.rect.x0, cell.rect.x0) && is_same(part.rect.x1, cell.rect.x1));
        if let Some(part) = part {
            cell.content.text.clone_from(&part.content.text);
        }
    }
}

/// Whether one of these rules runs along a cell at a height.
fn is_ruled(rules: &[Segment], cell: Rect, height: i32) -> bool {
    let from = rules.partition_point(|rule| rule.at < height - SAME_EDGE);
    let mut near = rules[from..].iter().take_while(|rule| rule.at <= height + SAME_EDGE);
    let (middle, _) = cell.center();
    near.any(|rule| rule.from <= middle && middle <= rule.to)
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    const XS: [f32; 5] = [50.0, 120.0, 200.0, 300.0, 400.0];

    #[test]
    fn both_parts_of_a_merged_cell_have_its_text() {
        let part = |page: Drawing, top: f32| {
            let page = page.rule(50.0, top, 50.0, top + 20.0).grid(&XS[1..4], &[top, top + 20.0]);
            page.text(130.0, top + 14.0, "开放天数").text(210.0, top + 14.0, "300天")
        };
        let first = Drawing::portrait().grid(&XS[..4], &[760.0, 780.0]).text(60.0, 774.0, "产出");
        let first = first.text(130.0, 774.0, "接待读者").text(210.0, 774.0, "9万人");
        let second = part(Drawing::portrait().text(60.0, 70.0, "效益"), 60.0).rule(50.0, 80.0, 120.0, 80.0);
        let (blocks, _) = layout(vec![part(first, 780.0).sheet(), second.number(2).sheet()]);
        let expected = "|产出|接待读者|9万人|\n|效益|开放天数|300天|\n|效益|开放天数|300天|\n";
        assert_eq!(show(&blocks), expected);
    }

    #[test]
    fn groups_stand_above_the_heads_on_the_next_page() {
        let first = Drawing::portrait()
            .centre(225.0, 60.0, "支出预算表")
            .grid(&[50.0, 200.0, 400.0], &[780.0, 800.0]);
        let first = first.text(110.0, 794.0, "项目").text(280.0, 794.0, "支出预算");
        let second = Drawing::portrait().grid(&XS, &[60.0, 80.0, 100.0]);
        let heads = ["编码", "名称", "合计", "基本支出"].iter().zip(XS);
        let second = heads.fold(second, |page, (head, x)| page.text(x + 10.0, 74.0, head));
        let row = ["206", "科学技术", "15.00", "9.00"].iter().zip(XS);
        let second = row.fold(second, |page, (text, x)| page.text(x + 10.0, 94.0, text));
        let (blocks, _) = layout(vec![first.sheet(), second.number(2).sheet()]);
        let expected =
            "支出预算表\n|[1×2]项目|[1×2]支出预算|\n|编码|名称|合计|基本支出|\n|206|科学技术|15.00|9.00|\n";
        assert_eq!(show(&blocks), expected);
    }
}
