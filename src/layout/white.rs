//! The header of a table whose rows are told apart by shading may be white, as its first row may.
//!
//! The backgrounds of the rows tell where the columns are, and the texts above the first one say which of them they
//! stand over, as in a table without rules (`heads`).
//!
//! ```text
//!                    本年支出
//! 科目   合计   基本支出   项目支出
//! ▒▒▒▒   ▒▒▒▒   ▒▒▒▒▒▒   ▒▒▒▒▒▒     →  two rows of a header over four columns
//! ```

use super::chunks::chunks;
use super::columns::{Column, head};
use super::heads::Body;
use super::lines::{Mark, Piece, lines};
use super::regions::header_above;
use super::rules::Segments;
use super::{Table, TableCell, carry};
use crate::page::Spans;

/// The white beside the text of a cell.
fn padding(cell: &TableCell) -> Option<i32> {
    cell.content.rect.map(|text| (text.x0 - cell.rect.x0).min(cell.rect.x1 - text.x1))
}

/// Puts the texts above tables without rules into rows of their headers, and gives back the rest.
pub(crate) fn heads(
    tables: &mut [Table],
    marks: &[Mark],
    pieces: Vec<Piece>,
    segments: &Segments,
) -> Vec<Piece> {
    if tables.is_empty() {
        return pieces;
    }
    let lines = lines(marks, pieces);
    let chunks = chunks(marks, &lines);
    let mut taken = vec![false; lines.len()];
    let mut floor = 0;
    for table in tables {
        let edges = carry::edges(table);
        let header = header_above(&lines, &chunks, table.rect, floor);
        floor = lines.partition_point(|line| line.rect.y0 < table.rect.y1);
        if edges.is_empty() || header.is_empty() {
            continue;
        }
        taken[header.clone()].fill(true);
        let texts = chunks[header].iter().flatten().cloned().collect();
        let columns: Vec<Column> =
            edges.windows(2).map(|pair| Column { left: pair[0], right: pair[1] }).collect();
        let padding = table.cells.iter().filter_map(padding).min().unwrap_or(0).max(0);
        let body: Vec<Body> = (columns.iter())
            .map(|column| Body { start: Some(column.left + padding), end: Some(column.right - padding) })
            .collect();
        let (cells, depth, sure) = head(marks, texts, &columns, &body, segments);
        for cell in &mut table.cells {
            cell.row += depth;
        }
        table.rect.y0 = cells.iter().map(|cell| cell.rect.y0 - padding).min().unwrap_or(table.rect.y0);
        table.cells.splice(0..0, cells);
        table.rows += depth;
        table.spans = if sure { table.spans } else { Spans::Lost };
    }
    let mut taken = taken.into_iter();
    lines.into_iter().filter(|_| !taken.next().unwrap_or(false)).flat_map(|line| line.pieces).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// A table of four columns under a header of two rows; the rows from `first` on are shaded one by one.
    fn table(first: usize) -> Drawing {
        let page = Drawing::portrait().centre(245.0, 40.0, "支出预算表").right(450.0, 60.0, "单位：万元");
        let page = page.centre(350.0, 80.0, "其中").centre(100.0, 90.0, "科目").centre(200.0, 90.0, "合计");
        let page = page.centre(300.0, 100.0, "基本支出").centre(400.0, 100.0, "项目支出");
        let rows = [("教育", "3.00"), ("农业", "2.00"), ("水利", "1.00"), ("卫生", "4.00")];
        rows.into_iter().enumerate().fold(page, |page, (index, (name, amount))| {
            let y = 104.0 + 16.0 * index as f32;
            let page = page.text(53.0, y + 12.0, name).right(247.0, y + 12.0, amount);
            let page = page.right(347.0, y + 12.0, amount);
            let shaded = index % 2 == first;
            if shaded {
                (0..4).fold(page, |page, column| {
                    let x = 50.0 + 100.0 * column as f32;
                    page.area(x, y, x + 100.0, y + 16.0)
                })
            } else {
                page
            }
        })
    }

    #[test]
    fn a_white_header_stands_over_the_columns_of_the_shaded_rows() {
        let expected = "支出预算表\n单位：万元\n|[2×1]科目|[2×1]合计|[1×2]其中|\n|基本支出|项目支出|\n\
            |教育|3.00|3.00||\n|农业|2.00|2.00||\n|水利|1.00|1.00||\n|卫生|4.00|4.00||\n";
        assert_eq!(table(0).shown(), expected, "below the header is a shaded row");
        assert_eq!(table(1).shown(), expected, "below the header is a white row");
    }

    #[test]
    fn white_rows_below_a_header_alone_are_told_by_their_figures() {
        let page = (0..3).fold(Drawing::portrait(), |page, column| {
            let x = 50.0 + 100.0 * column as f32;
            page.area(x, 90.0, x + 100.0, 104.0)
        });
        let page =
            page.text(53.0, 101.0, "科目").text(153.0, 101.0, "基本支出").text(253.0, 101.0, "项目支出");
        let rows = [("教育", "3.00"), ("农业", "2.00"), ("水利", "1.00")];
        let page = rows.into_iter().zip(0..).fold(page, |page, ((name, amount), row)| {
            let y = 115.0 + 14.0 * row as f32;
            page.text(53.0, y, name).right(247.0, y, amount).right(347.0, y, amount)
        });
        let expected = "|科目|基本支出|项目支出|\n|教育|3.00|3.00|\n|农业|2.00|2.00|\n|水利|1.00|1.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
