//! Boxes that lines connect: how an office is organized (机构设置图), or how work goes on, is no table.
//!
//! The lines join the boxes to one grid, most of which nobody painted. Cells of tables share their sides; boxes stand apart.
//!
//! ```text
//!      ┌──────┐
//!      │局领导│
//!      └──┬───┘
//!    ┌────┴────┐             →  nothing, and a warning
//! ┌──┴───┐ ┌───┴──┐
//! │办公室│ │财务科│
//! └──────┘ └──────┘
//! ```

use super::grid::Lattice;
use super::lines::Piece;
use super::rules::Segments;
use crate::geometry::Rect;

/// Less than so much of the sides of a diagram is painted, in percent.
const MOST_PAINTED: i32 = 90;
/// More boxes than this are none.
const MOST_BOXES: usize = 200;

/// Whether a grid with these pieces in its cells is boxes and the lines between them.
pub(crate) fn is_diagram(lattice: &Lattice, filled: &[Vec<Piece>], segments: &Segments) -> bool {
    let Rect { x0, x1, .. } = lattice.rect;
    if [x0, x1].into_iter().any(|x| is_painted(lattice.rect, x, segments)) {
        return false;
    }
    let texts = lattice.boxes.iter().zip(filled).filter(|(_, pieces)| !pieces.is_empty());
    let boxes: Vec<Rect> = texts.map(|(cell, _)| cell.rect).take(MOST_BOXES).collect();
    let meets = |a: &Rect| boxes.iter().any(|b| share_side(*a, *b));
    (1..MOST_BOXES).contains(&boxes.len()) && !boxes.iter().any(meets)
}

/// Whether the whole of a side is painted, or nothing of it, as in a table that is open there.
fn is_painted(rect: Rect, x: i32, segments: &Segments) -> bool {
    let from = segments.vertical.partition_point(|side| side.at < x);
    let sides = segments.vertical[from..].iter().take_while(|side| side.at == x);
    let painted: i32 = sides.map(|side| (side.to.min(rect.y1) - side.from.max(rect.y0)).max(0)).sum();
    painted == 0 || painted * 100 >= rect.height() * MOST_PAINTED
}

/// Whether a side of one cell is one of the other's.
fn share_side(a: Rect, b: Rect) -> bool {
    let overlap = |a0: i32, a1: i32, b0: i32, b1: i32| a0.max(b0) < a1.min(b1);
    (a.x1 == b.x0 || b.x1 == a.x0) && overlap(a.y0, a.y1, b.y0, b.y1)
        || (a.y1 == b.y0 || b.y1 == a.y0) && overlap(a.x0, a.x1, b.x0, b.x1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Boxes of 60 by 20 points with texts, from these points on.
    fn boxes(page: Drawing, boxes: &[(f32, f32, &str)]) -> Drawing {
        boxes.iter().fold(page, |page, (x, y, text)| {
            page.grid(&[*x, x + 60.0], &[*y, y + 20.0]).centre(x + 30.0, y + 14.0, text)
        })
    }

    #[test]
    fn boxes_that_lines_connect_are_no_table() {
        let page = Drawing::portrait().text(50.0, 80.0, "内设机构如下").text(50.0, 300.0, "编制十二名");
        let page = boxes(page, &[(200.0, 100.0, "馆长"), (120.0, 160.0, "办公室"), (280.0, 160.0, "编目部")]);
        let page = page.rule(230.0, 120.0, 230.0, 140.0).rule(150.0, 140.0, 310.0, 140.0);
        let page = page.rule(150.0, 140.0, 150.0, 160.0).rule(310.0, 140.0, 310.0, 160.0);
        assert_eq!(page.shown(), "内设机构如下\n编制十二名\n");
    }

    #[test]
    fn a_grid_with_a_corner_that_is_not_painted_is_a_table() {
        let page = Drawing::portrait().grid(&[100.0, 200.0, 300.0], &[120.0, 140.0, 160.0]);
        let page = page.grid(&[200.0, 250.0], &[100.0, 120.0]).grid(&[250.0, 300.0], &[100.0, 120.0]);
        let page = page.text(210.0, 114.0, "预算数").text(260.0, 114.0, "决算数");
        let page = page.text(110.0, 134.0, "会议费").text(210.0, 134.0, "3.00");
        let page = page.text(110.0, 154.0, "培训费").text(210.0, 154.0, "2.00");
        assert!(page.shown().contains("会议费|"));
    }
}
