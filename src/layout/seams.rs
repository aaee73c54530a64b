//! Heads over columns that two pages hold between them.
//!
//! A sheet too wide for its page is cut at a rule, and so are the heads merged over columns on both sides of it: each page
//! frames its part, and the text stands on one of them, in the middle of all of the columns.
//!
//! ```text
//! ┌─────────────────┬──────┐
//! │          上年结转       │      →  one head over three columns
//! ├────────┬────────┼──────┤
//! │ 小计   │ 基本   │ 项目 │
//! └────────┴────────┴──────┘
//!                   page break
//! ```

use super::grid::{CellBox, Lattice};
use super::lines::{Mark, Piece, is_numeric};
use crate::geometry::Rect;

/// The rules at a seam are painted on both pages, this close to it, in tenths of a point.
const NEAR: i32 = 10;
/// No header has more rows.
const DEEPEST: usize = 8;

/// What stands in a cell.
#[derive(Clone, Copy)]
struct Text {
    rect: Rect,
    size: i32,
}

/// Joins the parts of heads at a seam between the columns of two pages.
pub(crate) fn close_heads(lattice: &mut Lattice, seam: i32, pieces: &[Piece], marks: &[Mark]) {
    if !(lattice.rect.x0 + NEAR..lattice.rect.x1 - NEAR).contains(&seam) {
        return;
    }
    let mut texts: Vec<Option<Text>> = vec![None; lattice.boxes.len()];
    let mut first_row = lattice.rows.min(DEEPEST);
    for piece in pieces {
        let Some(cell) = lattice.at(piece.rect.center()) else { continue };
        let rect = texts[cell].map_or(piece.rect, |text| text.rect.union(piece.rect));
        texts[cell] = Some(Text { rect, size: piece.size });
        if marks[piece.marks.clone()].iter().all(is_numeric) {
            first_row = first_row.min(lattice.boxes[cell].row);
        }
    }
    // From the lowest heads upwards: a head stands over others.
    for left in (0..lattice.boxes.len()).rev() {
        let CellBox { row, row_span, rect: Rect { y0, x1, y1, .. }, .. } = lattice.boxes[left];
        let is_cut = row + row_span < first_row && (x1 - seam).abs() <= NEAR;
        let Some(right) = lattice.at((seam + NEAR, (y0 + y1) / 2)).filter(|_| is_cut) else { continue };
        let below = [seam - NEAR, seam + NEAR].map(|x| lattice.at((x, y1 + NEAR)));
        let is_over = below.into_iter().all(|cell| cell.is_some_and(|cell| texts[cell].is_some()));
        if is_over && are_one(lattice, [left, right], &texts) {
            lattice.join(left, right);
            let text = texts.remove(right);
            texts[left] = texts[left].or(text);
        }
    }
}

/// Whether two cells side by side are one: the only text in them stands in the middle of both, or the other one, though it has
/// none, is over several columns.
fn are_one(lattice: &Lattice, cells: [usize; 2], texts: &[Option<Text>]) -> bool {
    let [left, right] = cells.map(|cell| &lattice.boxes[cell]);
    let (text, own, blank) = match cells.map(|cell| texts[cell]) {
        [Some(text), None] => (text, left, right),
        [None, Some(text)] => (text, right, left),
        _ => return false,
    };
    let is_middle = |from: i32, to: i32| (text.rect.x0 + text.rect.x1 - from - to).abs() <= text.size;
    (left.row, left.row_span) == (right.row, right.row_span)
        && (blank.column_span > 1
            || is_middle(left.rect.x0, right.rect.x1) && !is_middle(own.rect.x0, own.rect.x1))
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    #[test]
    fn a_head_in_the_middle_of_columns_on_two_pages_is_over_all_of_them() {
        let heads = |page: Drawing, xs: &[f32]| {
            let page = page.grid(&[xs[0], xs[xs.len() - 1]], &[100.0, 120.0, 140.0]);
            page.grid(xs, &[140.0, 160.0, 180.0])
        };
        let page = Drawing::portrait().grid(&[50.0, 200.0, 350.0], &[100.0, 160.0, 180.0]);
        let page = heads(page, &[350.0, 450.0, 550.0]).centre(270.0, 80.0, "收入预算总表");
        let page = page.text(53.0, 134.0, "项目").text(203.0, 134.0, "合计").centre(500.0, 114.0, "资金来源");
        let page = page.centre(500.0, 134.0, "上年结转").text(353.0, 154.0, "小计");
        let page = page.text(453.0, 154.0, "基本支出").text(53.0, 174.0, "会议费");
        let page = page.right(347.0, 174.0, "6.00").right(447.0, 174.0, "3.00").right(547.0, 174.0, "1.00");
        let further = heads(Drawing::portrait().number(2), &[50.0, 150.0]).right(150.0, 80.0, "单位：元");
        let further = further.text(53.0, 154.0, "项目支出").right(147.0, 174.0, "2.00");
        let (blocks, _) = layout(vec![page.sheet(), further.sheet()]);
        let expected = "收入预算总表⇥单位：元\n|[3×1]项目|[3×1]合计|[1×3]资金来源|\n|[1×3]上年结转|\n\
            |小计|基本支出|项目支出|\n|会议费|6.00|3.00|1.00|2.00|\n";
        assert_eq!(show(&blocks), expected);
    }

    #[test]
    fn a_blank_head_over_several_columns_is_the_rest_of_the_one_on_the_page_before() {
        let page = |number: u32, xs: [f32; 4], texts: [[&str; 3]; 2]| {
            let page = Drawing::portrait().number(number);
            let page = page.grid(&xs[..2], &[100.0, 120.0]).grid(&xs[1..], &[120.0, 140.0, 160.0]);
            let page = page.grid(&[xs[1], xs[3]], &[100.0, 120.0]).grid(&xs[..2], &[120.0, 140.0, 160.0]);
            texts.iter().zip([134.0, 154.0]).fold(page, |page, (texts, y)| {
                texts.iter().zip(xs).fold(page, |page, (text, x)| page.text(x + 3.0, y, text))
            })
        };
        let first =
            page(1, [50.0, 150.0, 350.0, 550.0], [["地区", "小计", "教育"], ["长桥乡", "9.00", "2.00"]]);
        let first = first.centre(350.0, 114.0, "转移支付").centre(300.0, 80.0, "转移支付表");
        let further =
            page(2, [50.0, 150.0, 250.0, 350.0], [["地区", "卫生", "农林水"], ["长桥乡", "3.00", "4.00"]]);
        let further = further.right(350.0, 80.0, "单位：元");
        let (blocks, _) = layout(vec![first.sheet(), further.sheet()]);
        let expected = "转移支付表⇥单位：元\n||[1×4]转移支付|\n|地区|小计|教育|卫生|农林水|\n\
            |长桥乡|9.00|2.00|3.00|4.00|\n";
        assert_eq!(show(&blocks), expected);
    }
}
