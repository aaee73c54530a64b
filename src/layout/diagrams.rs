//! Boxes that lines connect: how an office is organized (机构设置图), or how work goes on, is no table.
//!
//! The lines join the boxes to one grid, of which nobody painted the whole outline, and most of which is blank.
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

/// Whether a grid with these pieces in its cells is boxes and the lines between them.
pub(crate) fn is_diagram(lattice: &Lattice, filled: &[Vec<Piece>], segments: &Segments) -> bool {
    let texts = filled.iter().filter(|pieces| !pieces.is_empty()).count();
    let Rect { x0, x1, .. } = lattice.rect;
    texts * 2 <= lattice.boxes.len() && [x0, x1].into_iter().all(|x| is_broken(lattice.rect, x, segments))
}

/// Whether a side is painted in parts only; nothing of it is in a table that is open there.
fn is_broken(rect: Rect, x: i32, segments: &Segments) -> bool {
    let from = segments.vertical.partition_point(|side| side.at < x);
    let sides = segments.vertical[from..].iter().take_while(|side| side.at == x);
    let painted: i32 = sides.map(|side| (side.to.min(rect.y1) - side.from.max(rect.y0)).max(0)).sum();
    painted > 0 && painted * 100 < rect.height() * MOST_PAINTED
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
    fn boxes_beside_each_other_that_lines_connect_are_no_table() {
        let page = Drawing::portrait().text(50.0, 80.0, "办事流程如下").text(50.0, 300.0, "当日办结");
        let page = boxes(page, &[(100.0, 130.0, "受理"), (220.0, 100.0, "审核"), (220.0, 160.0, "退回")]);
        let page = page.rule(160.0, 140.0, 190.0, 140.0).rule(190.0, 110.0, 190.0, 170.0);
        let page = page.rule(190.0, 110.0, 220.0, 110.0).rule(190.0, 170.0, 220.0, 170.0);
        assert_eq!(page.shown(), "办事流程如下\n当日办结\n");
    }

    #[test]
    fn lines_alone_between_painted_boxes_are_no_table() {
        let page = Drawing::portrait().centre(230.0, 100.0, "馆长").centre(150.0, 160.0, "办公室");
        let page = page.centre(310.0, 160.0, "编目部").rule(230.0, 110.0, 230.0, 130.0);
        let page = page.rule(150.0, 130.0, 310.0, 130.0).rule(150.0, 130.0, 150.0, 145.0);
        let page = page.rule(310.0, 130.0, 310.0, 145.0);
        assert_eq!(page.shown(), "馆长\n办公室⇥编目部\n");
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
