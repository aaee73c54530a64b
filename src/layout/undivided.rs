//! Grids whose rules do not tell their rows: a box around a table, a rule under its header, rules between its columns.
//!
//! ```text
//! ┌────────┬────────┐
//! │项目    │  预算数│
//! │会议费  │    3.00│     →  three amounts in one cell are three rows
//! │培训费  │    2.00│
//! │合计    │    5.00│
//! └────────┴────────┘
//! ```
//!
//! Such a grid is none. Its texts are read as those of other tables without rules under their rows.

use std::collections::BTreeSet;

use super::lines::{Mark, Piece};
use crate::geometry::Rect;

/// So many amounts are at least in a cell that is several.
const STACKED: usize = 3;

/// Whether most figures of a grid have a cell of their own.
pub(crate) fn divides(filled: &[Vec<Piece>], marks: &[Mark]) -> bool {
    let mut heights: Vec<i32> = filled.iter().flatten().map(|piece| piece.rect.center().1).collect();
    heights.sort_unstable();
    let (mut own, mut stacked) = (0, 0);
    for cell in filled.iter().filter(|cell| !cell.is_empty()) {
        let several = aligned(cell, marks, &heights).max(side_by_side(cell, marks));
        if several >= STACKED {
            stacked += several;
        } else if cell.iter().all(|piece| is_figure(&marks[piece.marks.clone()])) {
            own += 1;
        }
    }
    stacked <= own
}

/// How many lines of a cell have amounts that stand one under the other, each beside another text of the grid: they begin,
/// end or have their middle at one place. `heights` are the middles of all texts.
fn aligned(cell: &[Piece], marks: &[Mark], heights: &[i32]) -> usize {
    let is_beside = |piece: &&Piece| {
        let (middle, near) = (piece.rect.center().1, piece.size / 3);
        let from = heights.partition_point(|height| *height < middle - near);
        heights[from..].iter().take_while(|height| **height <= middle + near).nth(1).is_some()
    };
    let amounts = cell.iter().filter(|piece| is_amount(&marks[piece.marks.clone()]));
    let amounts: Vec<&Piece> = amounts.filter(is_beside).collect();
    let near = amounts.iter().map(|amount| amount.size).min().unwrap_or(0) / 4;
    let most = |place: fn(&Rect) -> i32| {
        let mut places: Vec<(i32, i32)> = amounts.iter().map(|a| (place(&a.rect), a.rect.y0)).collect();
        places.sort_unstable();
        let columns = places.chunk_by(|(a, _), (b, _)| b - a <= near);
        columns.map(|column| column.iter().map(|(_, line)| line).collect::<BTreeSet<_>>().len()).max()
    };
    let all = [most(|rect| rect.x0), most(|rect| rect.x1), most(|rect| (rect.x0 + rect.x1) / 2)];
    all.into_iter().flatten().max().unwrap_or(0)
}

/// How many amounts of a cell stand beside another one, as in the only row of a table.
fn side_by_side(cell: &[Piece], marks: &[Mark]) -> usize {
    let is_pair = |pair: &&[Piece]| {
        let [left, right] = pair else { return false };
        let is_level = (left.rect.y0 - right.rect.y0).abs() < left.size / 3;
        is_level
            && right.rect.x0 - left.rect.x1 > left.size / 2
            && pair.iter().all(|piece| is_amount(&marks[piece.marks.clone()]))
    };
    cell.windows(2).filter(is_pair).count() + 1
}

fn is_figure(marks: &[Mark]) -> bool {
    marks
        .iter()
        .all(|mark| mark.character.is_ascii_digit() || matches!(mark.character, '-' | ',' | '.' | '%'))
}

/// Whether a text is an amount with its decimals.
fn is_amount(marks: &[Mark]) -> bool {
    let is_digit = |mark: &Mark| mark.character.is_ascii_digit();
    let Some(point) = marks.iter().position(|mark| mark.character == '.') else { return false };
    let (whole, decimals) = (&marks[..point], &marks[point + 1..]);
    whole.iter().any(is_digit)
        && whole.iter().all(|mark| is_digit(mark) || matches!(mark.character, '-' | ','))
        && !decimals.is_empty()
        && decimals.iter().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Three rows of two columns within a box.
    fn boxed(page: Drawing) -> Drawing {
        let sides = [(50.0, 80.0, 410.0, 80.0), (50.0, 180.0, 410.0, 180.0), (50.0, 80.0, 50.0, 180.0)];
        let page = sides.iter().fold(page, |page, (x0, y0, x1, y1)| page.rule(*x0, *y0, *x1, *y1));
        let page = page.rule(410.0, 80.0, 410.0, 180.0).text(55.0, 96.0, "项目").right(405.0, 96.0, "预算数");
        let rows = [("会议费", "3.00"), ("培训费", "2.00"), ("合计", "5.00")];
        rows.iter()
            .zip([120.0, 145.0, 170.0])
            .fold(page, |page, ((name, amount), y)| page.text(55.0, y, name).right(405.0, y, amount))
    }

    #[test]
    fn a_box_and_rules_between_columns_divide_no_rows() {
        let expected = "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n|合计|5.00|\n";
        assert_eq!(boxed(Drawing::portrait()).shown(), expected);
        assert_eq!(boxed(Drawing::portrait().rule(230.0, 80.0, 230.0, 180.0)).shown(), expected);
        assert_eq!(boxed(Drawing::portrait().rule(50.0, 104.0, 410.0, 104.0)).shown(), expected);
    }

    #[test]
    fn amounts_side_by_side_in_one_cell_are_several() {
        let sides = [80.0, 104.0, 130.0].map(|y| (50.0, y, 410.0, y));
        let sides = sides.iter().chain(&[(50.0, 80.0, 50.0, 130.0), (410.0, 80.0, 410.0, 130.0)]);
        let page = sides.fold(Drawing::portrait(), |page, (x0, y0, x1, y1)| page.rule(*x0, *y0, *x1, *y1));
        let heads = [(120.0, "合计"), (240.0, "接待费"), (400.0, "运行费")];
        let page = heads.iter().fold(page, |page, (right, head)| page.right(*right, 96.0, head));
        let amounts = [(120.0, "10.00"), (240.0, "1.20"), (400.0, "8.80")];
        let page = amounts.iter().fold(page, |page, (right, amount)| page.right(*right, 120.0, amount));
        assert_eq!(page.shown(), "|合计|接待费|运行费|\n|10.00|1.20|8.80|\n");
    }

    #[test]
    fn amounts_within_the_text_of_a_cell_are_no_rows() {
        let page =
            [80.0, 104.0, 180.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = [50.0, 150.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 180.0));
        let page = page.text(55.0, 96.0, "内容").text(300.0, 96.0, "金额").text(55.0, 120.0, "物业费");
        let lines = [(134.0, "4.50"), (148.0, "3.00"), (162.0, "0.50")];
        let page = lines.iter().fold(page, |page, (y, amount)| page.text(55.0, *y, amount));
        assert_eq!(page.right(405.0, 141.0, "8.00").shown(), "|内容|金额|\n|物业费4.503.000.50|8.00|\n");
    }
}
