//! Large text that other text is printed across: a watermark, which says nothing about the budget.
//!
//! Turned watermarks run in no direction that is read. One that runs along the lines would stand in the cells it covers;
//! but titles, however large, have their place to themselves.
//!
//! ```text
//! 会议费          3.00
//!       内 部 资 料         →  two rows, and nothing between them
//! 培训费          2.00
//! ```

use std::collections::BTreeSet;

use super::lines::Piece;

/// A watermark is so many times as large as most texts.
const TIMES: i32 = 2;
/// Across a watermark at least so many texts are printed.
const LEAST_TEXTS: usize = 2;
/// More large texts than this on one page are not looked at.
const MOST_LARGE: usize = 200;

/// The pieces without those of watermarks.
pub(crate) fn without(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let mut sizes: Vec<i32> = pieces.iter().map(|piece| piece.size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return pieces;
    }
    let (_, &mut usual, _) = sizes.select_nth_unstable(middle);
    let is_large = |piece: &&Piece| piece.size >= usual * TIMES;
    let covers = |large: &&Piece| {
        let inside =
            |piece: &&Piece| piece.size * TIMES <= large.size && large.rect.contains(piece.rect.center());
        pieces.iter().filter(inside).take(LEAST_TEXTS).count() == LEAST_TEXTS
    };
    let line = |piece: &Piece| (piece.rect.y0, piece.size);
    let marks: BTreeSet<(i32, i32)> =
        pieces.iter().filter(is_large).take(MOST_LARGE).filter(covers).map(line).collect();
    pieces.retain(|piece| !marks.contains(&line(piece)));
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn text_that_others_are_printed_across_stands_in_no_cell() {
        let page = Drawing::portrait().spread(60.0, 40.0, "支出预算表", 22.0, 4.0);
        let page = page.text(60.0, 92.0, "项目").text(260.0, 92.0, "预算数");
        let page = page.text(60.0, 112.0, "会议费").right(320.0, 112.0, "3.00");
        let page = page.text(60.0, 132.0, "培训费").right(320.0, 132.0, "2.00");
        let page = page.spread(40.0, 132.0, "内部资料", 60.0, 12.0);
        let rows = "支出预算表\n|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n";
        assert_eq!(page.shown(), rows);
    }
}
