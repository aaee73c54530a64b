//! Rows printed below the last rule of a grid: spreadsheets leave the total without borders.
//!
//! White tells little of the columns of one row, but the grid above has them, and what stands below it in its columns is
//! its next row.
//!
//! ```text
//! │ 其他收入 │    12.00 │ 其他支出 │    12.00 │
//! └──────────┴──────────┴──────────┴──────────┘
//!   收入总计   1,430.57  支出总计   1,430.57      →  收入总计 | 1,430.57 | 支出总计 | 1,430.57
//! ```

use super::chunks::Chunk;
use super::columns::Column;
use super::lines::{Line, Mark, Piece, is_numeric};
use super::{Table, carry, regions};

/// The ruled table that a line stands closely below.
fn above<'t>(line: &Line, tables: &'t [Table]) -> Option<&'t Table> {
    let is_above =
        |table: &&Table| table.ruled && regions::is_closely_below(line.rect, line.size, table.rect);
    tables.iter().find(is_above)
}

/// The texts of lines closely below ruled tables, parted where their columns meet between a figure and another text.
pub(crate) fn parted(
    marks: &[Mark],
    lines: &[Line],
    chunks: Vec<Vec<Chunk>>,
    tables: &[Table],
) -> Vec<Vec<Chunk>> {
    let part = |(line, chunks): (&Line, Vec<Chunk>)| match above(line, tables) {
        Some(table) => {
            let edges = carry::edges(table);
            chunks.into_iter().flat_map(|chunk| split(marks, chunk, &edges)).collect()
        }
        None => chunks,
    };
    lines.iter().zip(chunks).map(part).collect()
}

/// The parts of a text between these edges.
fn split(marks: &[Mark], chunk: Chunk, edges: &[i32]) -> Vec<Chunk> {
    let meets = |before: &Piece, next: &Piece| {
        let (end, start) = (&marks[before.marks.end - 1], &marks[next.marks.start]);
        let slack = before.size / 10;
        let edge = edges.partition_point(|edge| *edge < before.rect.x1 - slack);
        (is_numeric(end) || is_numeric(start))
            && edges.get(edge).is_some_and(|edge| *edge <= next.rect.x0 + slack)
    };
    let parts = chunk.pieces.chunk_by(|before, next| !meets(before, next));
    parts.map(|pieces| Chunk::of(marks, pieces.to_vec(), chunk.line)).collect()
}

/// The columns of the ruled table closely above these lines, if they are rows of it.
pub(crate) fn columns(lines: &[Line], chunks: &[Vec<Chunk>], tables: &[Table]) -> Option<Vec<Column>> {
    let edges = carry::edges(above(lines.first()?, tables)?);
    let columns: Vec<Column> =
        edges.windows(2).map(|pair| Column { left: pair[0], right: pair[1] }).collect();
    (!columns.is_empty() && chunks.iter().all(|line| is_row(line, &columns))).then_some(columns)
}

/// Whether the texts of a line are a name and figures that each stand in a column of their own. The name may stand over
/// the column of codes as well.
fn is_row(line: &[Chunk], columns: &[Column]) -> bool {
    let mut free = 0;
    let mut figures = 0;
    for (index, text) in line.iter().enumerate() {
        let slack = text.size / 2;
        let first = columns.partition_point(|column| column.right <= text.rect.x0 + slack);
        let last = columns.partition_point(|column| column.left < text.rect.x1 - slack);
        let is_inside = first < last && columns[0].left <= text.rect.x0 + slack;
        let is_own = text.is_figure() && last == first + 1 || !text.is_figure();
        if !is_inside || !is_own || first < free || last > columns.len() || index == 0 && text.is_figure() {
            return false;
        }
        free = last;
        figures += usize::from(text.is_figure());
    }
    figures > 0
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    #[test]
    fn a_total_below_the_last_rule_is_a_row_on_every_page() {
        let edges = [50.0, 110.0, 250.0, 330.0, 410.0, 490.0];
        let row = |page: Drawing, y: f32, row: [&str; 5]| {
            let page = page.text(53.0, y, row[0]).text(113.0, y, row[1]);
            row[2..].iter().zip(&edges[3..]).fold(page, |page, (text, x)| page.right(*x - 2.0, y, text))
        };
        let first = Drawing::portrait().grid(&edges, &[700.0, 716.0, 732.0]);
        let first = row(first, 712.0, ["编码", "名称", "合计", "基本", "项目"]);
        let first = row(first, 728.0, ["301", "工资", "8.00", "8.00", ""]);
        let second = Drawing::portrait().number(2).grid(&edges, &[50.0, 66.0, 82.0]);
        let second = row(second, 62.0, ["302", "会议费", "3.00", "3.00", ""]);
        let second = row(second, 78.0, ["303", "培训费", "2.00", "2.00", ""]);
        let second =
            second.centre(150.0, 96.0, "合计").right(328.0, 96.0, "13.00").right(408.0, 96.0, "13.00");
        let (blocks, _) = layout(vec![first.sheet(), second.sheet()]);
        let expected = "|编码|名称|合计|基本|项目|\n|301|工资|8.00|8.00||\n|302|会议费|3.00|3.00||\n\
            |303|培训费|2.00|2.00||\n||合计|13.00|13.00||\n";
        assert_eq!(show(&blocks), expected);
    }

    #[test]
    fn the_figures_of_a_total_below_the_last_rule_touch_the_next_name() {
        let edges = [50.0, 150.0, 250.0, 350.0, 450.0];
        let row = |page: Drawing, y: f32, row: [&str; 4]| {
            let page = page.text(51.0, y, row[0]).right(249.0, y, row[1]);
            page.text(251.0, y, row[2]).right(449.0, y, row[3])
        };
        let page = Drawing::portrait().grid(&edges, &[100.0, 116.0, 132.0]);
        let page = row(page, 112.0, ["收入", "预算数", "支出", "预算数"]);
        let page = row(page, 128.0, ["一、财政拨款", "13.00", "一、教育支出", "13.00"]);
        let page = row(page, 145.0, ["收入总计", "13.00", "支出总计", "13.00"]);
        let expected = "|收入|预算数|支出|预算数|\n|一、财政拨款|13.00|一、教育支出|13.00|\n\
            |收入总计|13.00|支出总计|13.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
