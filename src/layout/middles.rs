//! Where heads stand in the middle of their columns they tell where columns of figures begin.
//!
//! Figures end where their column does, but begin anywhere: between names and figures the white alone tells only roughly
//! where the columns meet. A head in the middle of its column has as much of it to the left as to the right.
//!
//! ```text
//! 科目名称             合计       基本支出
//! 行政运行                418.57    400.00     →  the second column begins as far before 合计 as 418.57 ends behind it
//! ```
//!
//! Between rules that frame the table this tells all columns, also those that are blank: from the left each one ends as far
//! behind the middle of its head as it begins before it, and the last one where the rules do.

use super::chunks::Chunk;
use super::columns::{Column, Strip};
use crate::geometry::Rect;

/// A header between two rules has no more rows with a rule under each.
const MOST_HEAD_ROWS: usize = 3;
/// A header of more texts is none.
const MOST_HEADS: usize = 500;
/// Two columns may end where the rules do by chance.
const LEAST_HEADS: usize = 3;
/// Of this many texts one may run over an edge.
const TEXTS_PER_CUT: usize = 4;
/// Of this many texts one may stand beside another in one column.
const TEXTS_PER_SHARED: usize = 12;

/// The columns of a table between the ends of the `rules` that frame it, if all heads between two of the first stand in the
/// middle of theirs, and all figures below stand in one.
pub(crate) fn columns(chunks: &[Chunk], rules: &[i32], frame: (i32, i32)) -> Option<Vec<Column>> {
    let above = |rule: i32| chunks.partition_point(|chunk| chunk.rect.center().1 < rule);
    let rows = rules.windows(2).take(MOST_HEAD_ROWS).map(|pair| (pair, above(pair[0])..above(pair[1])));
    rows.take_while(|(_, row)| !chunks[..row.end].iter().any(Chunk::is_figure)).find_map(|(pair, row)| {
        let heads = lowest(chunks.get(row.clone())?, (pair[0] + pair[1]) / 2);
        between(&heads, frame).filter(|columns| stand_in(&chunks[row.end..], columns))
    })
}

/// The lowest heads of a header from left to right: those that reach below its `middle`. The lines of one have one middle;
/// what stands over one or several others heads them.
fn lowest(texts: &[Chunk], middle: i32) -> Vec<Rect> {
    let mut heads: Vec<Rect> = Vec::new();
    for text in texts.iter().rev().filter(|text| text.rect.y1 > middle).take(MOST_HEADS) {
        let from = heads.partition_point(|head| head.x1 <= text.rect.x0);
        let to = heads.partition_point(|head| head.x0 < text.rect.x1).max(from);
        match &mut heads[from..to] {
            [] => heads.insert(from, text.rect),
            [head] if (head.center().0 - text.rect.center().0).abs() * 4 < text.size => {
                *head = head.union(text.rect);
            }
            _ => {}
        }
    }
    heads
}

/// The columns with these heads in their middles, if they end where their frame does.
fn between(heads: &[Rect], (left, right): (i32, i32)) -> Option<Vec<Column>> {
    let mut start = left;
    let mut columns = Vec::with_capacity(heads.len());
    for (index, head) in heads.iter().enumerate() {
        let end = head.x0 + head.x1 - start;
        let next = heads.get(index + 1).map_or(i32::MAX, |next| next.x0);
        if head.x0 < start || end > next {
            return None;
        }
        columns.push(Column { left: start, right: end });
        start = end;
    }
    let near = heads.iter().map(|head| head.height()).min()? / 2;
    (heads.len() >= LEAST_HEADS && (start - right).abs() <= near).then_some(columns)
}

/// Whether texts stand in columns: no figure runs over an edge, few names do, and few stand beside another text of their line
/// in one column, as they would below the groups of a header.
fn stand_in(body: &[Chunk], columns: &[Column]) -> bool {
    let column = |chunk: &Chunk, x: i32| columns.partition_point(|column| column.right < x - chunk.size / 2);
    let cuts =
        body.iter().filter(|chunk| column(chunk, chunk.rect.x1) > column(chunk, chunk.rect.x0 + chunk.size));
    let shares = |pair: &&[Chunk]| {
        let [left, right] = [&pair[0], &pair[1]].map(|chunk| column(chunk, chunk.rect.center().0));
        pair[0].line == pair[1].line && left == right
    };
    !cuts.clone().any(Chunk::is_figure)
        && cuts.count() * TEXTS_PER_CUT <= body.len()
        && body.windows(2).filter(shares).count() * TEXTS_PER_SHARED <= body.len()
}

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

    #[test]
    fn figures_stand_in_columns_that_end_where_the_rules_do() {
        // A row of figures far right of the middles of their heads, one column of them blank.
        let rules = [86.0, 124.0, 140.0];
        let page = rules.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 554.0, *y));
        let page = page.centre(92.0, 106.0, "经费合计").centre(176.0, 106.0, "出国（境）费");
        let page = page.centre(344.0, 98.0, "公务用车费").centre(260.0, 114.0, "小计");
        let page = page.centre(344.0, 114.0, "购置费用").centre(428.0, 114.0, "运行费用");
        let page = page.centre(512.0, 106.0, "接待费");
        let page = [(132.0, "8.00"), (300.0, "5.00"), (468.0, "5.00"), (552.0, "3.00")]
            .iter()
            .fold(page, |page, (x, amount)| page.right(*x, 136.0, amount));
        let expected = "|[2×1]经费合计|[2×1]出国（境）费|[1×3]公务用车费|[2×1]接待费|\n\
            |小计|购置费用|运行费用|\n|8.00||5.00||5.00|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn heads_over_blank_columns_have_columns() {
        let rules = [86.0, 116.0, 152.0];
        let page = rules.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let heads: [(f32, &[&str]); 6] = [
            (80.0, &["科目编码"]),
            (140.0, &["合计"]),
            (200.0, &["一般预算", "拨款收入"]),
            (260.0, &["财政专户", "资金收入"]),
            (320.0, &["事业收入"]),
            (380.0, &["附属单位", "上缴收入"]),
        ];
        let page = heads.iter().fold(page, |page, (x, lines)| {
            let top = if lines.len() > 1 { 98.0 } else { 104.0 };
            lines.iter().zip([top, top + 12.0]).fold(page, |page, (line, y)| page.centre(*x, y, line))
        });
        let page = [(130.0, "201"), (146.0, "205")].iter().fold(page, |page, (y, code)| {
            page.text(53.0, *y, code).right(168.0, *y, "3.00").right(228.0, *y, "3.00")
        });
        let expected = "|科目编码|合计|一般预算拨款收入|财政专户资金收入|事业收入|附属单位上缴收入|\n\
            |201|3.00|3.00||||\n|205|3.00|3.00||||\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn groups_over_the_white_between_two_heads_have_no_column() {
        let rules = [86.0, 124.0, 162.0];
        let page = rules.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 554.0, *y));
        let page = page.centre(148.0, 98.0, "科目").centre(428.0, 98.0, "本年支出");
        let heads =
            [(92.0, "科目编码"), (200.0, "科目名称"), (302.0, "合计"), (407.0, "基本"), (512.0, "项目")];
        let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 114.0, head));
        let page = page.text(60.0, 174.0, "注：本表没有数据。");
        let expected = "|[1×2]科目|[1×3]本年支出|\n|科目编码|科目名称|合计|基本|项目|\n注：本表没有数据。\n";
        assert_eq!(page.shown(), expected);
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
