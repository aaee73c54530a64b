//! Where heads stand in the middle of their columns they tell where columns of figures begin.
//!
//! Figures end where their column does, but begin anywhere: between names and figures the white alone tells only roughly
//! where the columns meet. A head in the middle of its column has as much of it to the left as to the right.
//!
//! ```text
//! 科目名称             合计       基本支出
//! 行政运行                418.57    400.00     →  the second column begins as far before 合计 as 418.57 ends behind it
//! ```

use super::columns::{Column, Strip};
use crate::geometry::Rect;

/// Puts the left edges of columns of figures where their `heads` say, which are the lowest texts of the header.
pub(crate) fn sharpen(columns: &mut [Column], strips: &[Strip], heads: &[Rect], em: i32) {
    let own = |column: &Column| {
        let mut over = heads.iter().filter(|head| column.left <= head.x0 && head.x1 <= column.right);
        over.next().filter(|_| over.next().is_none())
    };
    let is_certain = |column: usize| column > 0 && strips[column - 1].figures && strips[column].figures;
    let (mut middle, mut left) = (0, 0);
    for (_, column) in columns.iter().enumerate().filter(|(index, _)| is_certain(*index)) {
        let Some(head) = own(column).filter(|head| column.right - column.left - head.width() > em * 2) else {
            continue;
        };
        let lean = head.x0 + head.x1 - column.left - column.right;
        // Of the white behind the figures no more is known than that there is a little.
        middle += usize::from((1 - em..em * 3 / 2).contains(&lean));
        left += usize::from(lean <= -em);
    }
    if middle <= left {
        return;
    }
    for index in (0..columns.len()).filter(|index| strips[*index].figures && !is_certain(*index)) {
        let Some(head) = own(&columns[index]) else { continue };
        let mirrored = head.x0 + head.x1 - columns[index].right;
        match index.checked_sub(1) {
            Some(before) => {
                let edge = mirrored.max(strips[before].x1).min(strips[index].x0);
                columns[before].right = edge;
                columns[index].left = edge;
            }
            None => columns[index].left = columns[index].left.min(mirrored),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;
    use super::*;

    #[test]
    fn a_group_stands_over_columns_that_begin_where_their_heads_say() {
        // A name that fills its column leaves less white than the first amounts do, and the last column is narrow.
        let page = Drawing::portrait().centre(110.0, 100.0, "科目").centre(370.0, 90.0, "收入预算");
        let page = page.centre(250.0, 110.0, "合计").centre(380.0, 110.0, "财政拨款");
        let page = page.centre(485.0, 110.0, "事业收入").centre(555.0, 110.0, "其他");
        let page =
            [(130.0, "教育"), (150.0, "文化旅游体育与传媒支出")].iter().fold(page, |page, (y, name)| {
                let page = page.text(52.0, *y, name);
                [328.0, 428.0, 538.0, 568.0].iter().fold(page, |page, x| page.right(*x, *y, "3.00"))
            });
        let rows = "|教育|3.00|3.00|3.00|3.00|\n|文化旅游体育与传媒支出|3.00|3.00|3.00|3.00|\n";
        let head = "|[2×1]科目|[1×4]收入预算|\n|合计|财政拨款|事业收入|其他|\n";
        assert_eq!(page.shown(), format!("{head}{rows}"));
    }

    /// Where a column of figures between a column of names and another one of figures begins, under heads that begin so
    /// far behind the columns.
    fn begin(before: i32) -> i32 {
        let strip = |x0, x1, figures| Strip { x0, x1, runs_over: None, figures };
        let strips = [strip(50, 100, false), strip(240, 298, true), strip(340, 398, true)];
        let column = |left, right| Column { left, right };
        let mut columns = [column(47, 170), column(170, 300), column(300, 400)];
        let heads = [160, 300].map(|left| Rect::new(left + before, 0, left + before + 20, 10));
        sharpen(&mut columns, &strips, &heads, 10);
        assert_eq!(columns[0].right, columns[1].left);
        columns[1].left
    }

    #[test]
    fn heads_at_the_left_tell_nothing_of_the_white_before_them() {
        assert_eq!(
            begin(40),
            120,
            "the head stands at 200, so the column begins as far before as it ends behind"
        );
        assert_eq!(begin(22), 170);
    }

    #[test]
    fn there_may_be_an_em_of_white_behind_the_amounts_of_all_columns() {
        // Without the white before its first amounts the group might stand over the second and the third column.
        let page = Drawing::portrait().centre(250.0, 90.0, "预算数").centre(505.0, 90.0, "决算数");
        let edges = [50.0, 150.0, 250.0, 350.0, 450.0, 505.0, 560.0];
        let heads = ["合计", "购置费", "运行费", "接待费", "合计", "其中"];
        let page = edges.windows(2).zip(heads).fold(page, |page, (cell, head)| {
            let page = page.centre((cell[0] + cell[1]) / 2.0, 104.0, head);
            [118.0, 132.0].iter().fold(page, |page, y| page.right(cell[1] - 9.5, *y, "3.00"))
        });
        let shown = page.shown();
        assert_eq!(shown.lines().next(), Some("|[1×4]预算数|[1×2]决算数|"), "{shown}");
    }
}
