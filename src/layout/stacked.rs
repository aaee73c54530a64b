//! Cells without rules that hold several amounts: the last column of a spreadsheet whose cells have no borders, or its only row.
//!
//! ```text
//! ┌────────┬────────┐          ┌────────┬────────┐
//! │会议费  │    3.00│          │会议费  │    3.00│
//! ├────────┤        │    →     ├────────┼────────┤
//! │培训费  │    2.00│          │培训费  │    2.00│
//! └────────┴────────┘          └────────┴────────┘
//! ```
//!
//! A cell that is merged has one amount. Where each stands in another row or column of the table, each has a cell of its own.

use std::collections::BTreeSet;

use super::grid::{CellBox, Lattice};
use super::lines::{Mark, Piece, is_numeric};
use crate::geometry::Rect;

/// A table and the texts of its cells, merged ones taken apart that hold several amounts.
pub(crate) fn part(lattice: Lattice, filled: Vec<Vec<Piece>>, marks: &[Mark]) -> (Lattice, Vec<Vec<Piece>>) {
    let before = lattice.boxes.len();
    let mut cells = Vec::with_capacity(before);
    for (cell, pieces) in lattice.boxes.iter().zip(filled) {
        match cells_of_amounts(&lattice, cell, &pieces, marks) {
            Some(parts) => cells.extend(divided(parts, pieces)),
            None => cells.push((*cell, pieces)),
        }
    }
    if cells.len() == before {
        return (lattice, cells.into_iter().map(|(_, pieces)| pieces).collect());
    }
    cells.sort_by_key(|(cell, _)| (cell.row, cell.column));
    let (boxes, filled) = cells.into_iter().unzip();
    (lattice.with_boxes(boxes), filled)
}

/// The cells of the amounts in a merged one, if there are several and each stands in another of its rows or columns.
fn cells_of_amounts(
    lattice: &Lattice,
    cell: &CellBox,
    pieces: &[Piece],
    marks: &[Mark],
) -> Option<Vec<CellBox>> {
    let are_amounts = || pieces.iter().all(|piece| is_amount(&marks[piece.marks.clone()]));
    if cell.row_span.max(cell.column_span) == 1 || pieces.len() < 2 || !are_amounts() {
        return None;
    }
    let places: Option<Vec<(usize, usize)>> =
        pieces.iter().map(|piece| lattice.place(piece.rect.center())).collect();
    let places = places?;
    let rows: BTreeSet<usize> = places.iter().map(|(row, _)| *row).collect();
    let columns: BTreeSet<usize> = places.iter().map(|(_, column)| *column).collect();
    let parts = match (rows.len(), columns.len()) {
        (count, 1) if count == pieces.len() => (cell.row_span, 1),
        (1, count) if count == pieces.len() => (1, cell.column_span),
        _ => return None,
    };
    Some(lattice.parts(cell, parts))
}

/// Whether a text is an amount with its decimals, which does not go on in the next line.
fn is_amount(text: &[Mark]) -> bool {
    let ends = text.last().is_some_and(|last| last.character.is_ascii_digit());
    ends && text.iter().all(is_numeric) && text.iter().any(|mark| mark.character == '.')
}

/// The parts of a cell, each with the texts in it.
fn divided(parts: Vec<CellBox>, pieces: Vec<Piece>) -> Vec<(CellBox, Vec<Piece>)> {
    let holds = |rect: Rect, piece: &Piece| {
        let (x, y) = piece.rect.center();
        (rect.x0..rect.x1).contains(&x) && (rect.y0..rect.y1).contains(&y)
    };
    let inside = |part: CellBox| {
        (part, pieces.iter().filter(|piece| holds(part.rect, piece)).cloned().collect::<Vec<_>>())
    };
    parts.into_iter().map(inside).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn amounts_in_a_column_without_borders_stand_in_their_rows() {
        let ys = [80.0, 100.0, 120.0, 140.0, 160.0];
        let page = Drawing::portrait().grid(&[50.0, 200.0, 300.0], &ys);
        let page = page.grid(&[300.0, 400.0], &[80.0, 100.0, 160.0]);
        let rows = [["项目", "上年", "本年"], ["会议费", "1.00", "3.00"], ["培训费", "4.00", ""]];
        let rows = rows.into_iter().chain([["合计", "5.00", "3.00"]]);
        let page = rows.zip([94.0, 114.0, 134.0, 154.0]).fold(page, |page, (row, y)| {
            page.text(53.0, y, row[0]).right(297.0, y, row[1]).right(397.0, y, row[2])
        });
        let expected = "|项目|上年|本年|\n|会议费|1.00|3.00|\n|培训费|4.00||\n|合计|5.00|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn amounts_in_a_row_without_borders_stand_in_their_columns() {
        let xs = [50.0, 150.0, 250.0, 350.0];
        let page = Drawing::portrait().grid(&xs, &[80.0, 100.0]).grid(&[50.0, 350.0], &[100.0, 120.0]);
        let heads = ["合计", "公务接待费", "会议费"];
        let page = heads.iter().zip(xs).fold(page, |page, (head, x)| page.text(x + 3.0, 94.0, head));
        let page = page.right(147.0, 114.0, "3.00").right(347.0, 114.0, "3.00");
        assert_eq!(page.shown(), "|合计|公务接待费|会议费|\n|3.00||3.00|\n");
    }
}
