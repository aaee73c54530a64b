//! A table has as many columns as its lowest heads are.
//!
//! White may tell more: where amounts stand at the left of wide columns and heads in their middles, the white between an
//! amount and its own head is as good as that between two columns. If the rows below the header fall into as many columns
//! as there are heads, each head has one of them, in their order.
//!
//! ```text
//! 科目编码   科目名称              合计              基本支出
//! 20805     养老支出    418.57            18.57               →  four columns, not five
//! 20806     抚恤        12.00             12.00
//! ```

use super::boundaries::boundaries;
use super::columns::Column;
use crate::geometry::Rect;

/// The columns of these rows below `heads`, which stand from left to right: one for each head, if they fall into as many.
pub(crate) fn columns(heads: &[Rect], rows: &[Vec<Rect>], em: i32) -> Option<Vec<Column>> {
    let edges = boundaries(rows);
    if edges.is_empty() || edges.len() + 1 != heads.len() {
        return None;
    }
    let bodies = bodies(&edges, rows)?;
    let padding = em / 6;
    let mut inner = Vec::with_capacity(edges.len());
    for (body, head) in bodies.windows(2).zip(heads.windows(2)) {
        let (end, start) = (body[0].x1.max(head[0].x1), body[1].x0.min(head[1].x0));
        if end - start > em / 2 {
            return None;
        }
        inner.push(match (body[1].x0 < head[1].x0, body[0].x1 > head[0].x1) {
            (true, false) => (start - padding).max((end + start) / 2),
            (false, true) => (end + padding).min((end + start) / 2),
            _ => (end + start) / 2,
        });
    }
    let outer =
        |body: Option<&Rect>, head: Option<&Rect>| body.copied().zip(head.copied()).map(|(a, b)| a.union(b));
    let (first, last) = (outer(bodies.first(), heads.first())?, outer(bodies.last(), heads.last())?);
    let lefts = std::iter::once(first.x0 - padding).chain(inner.iter().copied());
    let rights = inner.iter().copied().chain([last.x1 + padding]);
    Some(lefts.zip(rights).map(|(left, right)| Column { left, right }).collect())
}

/// How far the texts of each column reach, those aside that run over an edge.
fn bodies(edges: &[i32], rows: &[Vec<Rect>]) -> Option<Vec<Rect>> {
    let column = |x: i32| edges.partition_point(|edge| *edge < x);
    let mut bodies: Vec<Option<Rect>> = vec![None; edges.len() + 1];
    for text in rows.iter().flatten().filter(|text| column(text.x0) == column(text.x1)) {
        let body = &mut bodies[column(text.x0)];
        *body = Some(body.map_or(*text, |body| body.union(*text)));
    }
    bodies.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Heads in the middle of wide columns over names and amounts at their left.
    #[test]
    fn amounts_at_the_left_of_wide_columns_stand_below_the_heads_in_their_middles() {
        let heads =
            [(80.0, "编码"), (225.0, "名称"), (385.0, "合计"), (470.0, "基本支出"), (555.0, "项目支出")];
        let page = heads.iter().fold(Drawing::portrait(), |page, (x, head)| page.centre(*x, 100.0, head));
        let rows = [
            ["208", "社会保障和就业支出", "8.57", "2.00", "6.57"],
            ["20805", "养老支出", "2.00", "2.00", ""],
            ["20806", "抚恤", "6.57", "", "6.57"],
        ];
        let starts = [52.0, 112.0, 340.0, 425.0, 510.0];
        let page = rows.iter().zip([114.0, 128.0, 142.0]).fold(page, |page, (row, y)| {
            row.iter().zip(starts).fold(page, |page, (text, x)| page.text(x, y, text))
        });
        let expected = "|编码|名称|合计|基本支出|项目支出|\n\
            |208|社会保障和就业支出|8.57|2.00|6.57|\n|20805|养老支出|2.00|2.00||\n\
            |20806|抚恤|6.57||6.57|\n";
        assert_eq!(page.shown(), expected);
    }
}
