//! Which text stands in which cell of a grid.
//!
//! A text belongs to the cell that holds its centre, also where it overhangs or touches a rule. One that is too long
//! for its cell and set at its left edge runs out over the cells at its right, and belongs where it begins. One of more
//! lines than its row has room for runs out above and below, and belongs where its middle is.
//!
//! ```text
//! │ 1,234,567.│89       │     → the first cell
//! │ 2024年根据│上级部署安排│  → the first cell, however far it runs
//! │  12.50    │ 合计    │     → split at the rule, which stands in a gap
//! ```

use super::grid::Lattice;
use super::lines::{self, Mark, Piece};
use crate::geometry::Rect;
use crate::page::Writing;

/// Text set at the left of its cell begins within this many tenths of an em of the edge.
const WIDEST_PADDING: i32 = 6;

/// From line to line of one text its size and at most four fifths more, in tenths of an em.
const LEADING: std::ops::RangeInclusive<i32> = 9..=18;
/// A rule that cuts a line stands at least this far within it, as a part of an em.
const CUT: i32 = 5;

/// A cell: which table, and which of its cells.
type Home = (usize, usize);

/// The pieces of each cell of each table, and the pieces outside of all tables.
///
/// A piece is split where a rule stands in one of its gaps; where a rule runs through a glyph the text
/// overhangs and stays whole. `width` is that of the page.
pub(crate) fn fill(
    lattices: &[Lattice],
    marks: &[Mark],
    pieces: Vec<Piece>,
    width: i32,
) -> (Vec<Vec<Vec<Piece>>>, Vec<Piece>) {
    let cells = Cells { lattices, marks, width };
    let mut rest = Vec::new();
    let mut filled: Vec<Vec<Vec<Piece>>> =
        lattices.iter().map(|lattice| vec![Vec::new(); lattice.boxes.len()]).collect();
    let parts: Vec<Piece> = pieces.into_iter().flat_map(|piece| cells.split(piece)).collect();
    for text in parts.chunk_by(is_next_line) {
        let overflowing = cells.overflowing(text);
        for part in text {
            match overflowing.or_else(|| cells.home(part)) {
                Some((table, cell)) => filled[table][cell].push(part.clone()),
                None => rest.push(part.clone()),
            }
        }
    }
    (filled, rest)
}

/// Whether a piece is painted behind another as the next line of its text.
fn is_next_line(line: &Piece, next: &Piece) -> bool {
    let size = line.size.max(next.size);
    let step = next.rect.y0 - line.rect.y0;
    let below = (size * LEADING.start()..=size * LEADING.end()).contains(&(step * 10));
    let upright = line.direction == Writing::Right && next.direction == Writing::Right;
    upright && below && line.rect.x0 < next.rect.x1 && next.rect.x0 < line.rect.x1
}

/// The cells of a page, and the glyphs on it.
struct Cells<'a> {
    lattices: &'a [Lattice],
    marks: &'a [Mark],
    width: i32,
}

impl Cells<'_> {
    /// The cell that holds a point. Later tables lie lower and, where one lies within another, inside of it.
    fn at(&self, point: (i32, i32)) -> Option<Home> {
        let inside = self.lattices.iter().enumerate().rev().filter(|(_, l)| l.rect.contains(point));
        inside.filter_map(|(table, lattice)| lattice.at(point).map(|cell| (table, cell))).next()
    }

    fn rect(&self, (table, cell): Home) -> Rect {
        self.lattices[table].boxes[cell].rect
    }

    /// Whether a text that begins at `x` in a cell is set at its left edge.
    fn is_at_left(&self, home: Home, x: i32, size: i32) -> bool {
        (x - self.rect(home).x0) * 10 <= size * WIDEST_PADDING
    }

    /// The cell in whose middle the lines of a text stand, if its rules cut the outer ones.
    fn overflowing(&self, text: &[Piece]) -> Option<Home> {
        let ([first, .., last], rect) = (text, text.iter().map(|line| line.rect).reduce(Rect::union)?) else {
            return None;
        };
        let home = self.at(rect.center())?;
        let cell = self.rect(home);
        let cuts = |edge: i32, line: &Piece| {
            line.rect.y0 + line.size / CUT < edge && edge < line.rect.y1 - line.size / CUT
        };
        let centred = (cell.center().1 - rect.center().1).abs() * 4 <= first.size;
        (centred && (cuts(cell.y0, first) || cuts(cell.y1, last))).then_some(home)
    }

    /// The cell of a piece.
    fn home(&self, piece: &Piece) -> Option<Home> {
        let (middle, height) = piece.rect.center();
        let centre = self.at((middle, height));
        // A text that runs out at both sides of its cell alike is centred in it, unless the edge of the page cuts it:
        // where its middle would be is not known then.
        let cut = piece.rect.x1 + piece.size > self.width;
        let centred =
            !cut && centre.is_some_and(|home| (self.rect(home).center().0 - middle).abs() <= piece.size / 10);
        let first = self.at((piece.rect.x0, height)).filter(|&home| {
            piece.direction == Writing::Right
                && piece.rect.x1 > self.rect(home).x1
                && self.is_at_left(home, piece.rect.x0, piece.size)
        });
        first.filter(|_| !centred).or(centre)
    }

    /// A piece taken apart at the rules that stand in its gaps, and where a number that overhangs its cell runs into
    /// the text of the next one.
    fn split(&self, piece: Piece) -> Vec<Piece> {
        let first = piece.marks.start;
        let homes: Vec<_> =
            self.marks[piece.marks.clone()].iter().map(|m| self.at(m.rect.center())).collect();
        if homes.windows(2).all(|pair| pair[0] == pair[1]) {
            return vec![piece];
        }
        let mut parts = Vec::new();
        let mut start = first;
        for (index, pair) in (first + 1..).zip(homes.windows(2)) {
            let (before, after) = (&self.marks[index - 1], &self.marks[index]);
            let gap = (after.rect.x0 - before.rect.x1)
                .max(after.rect.y0 - before.rect.y1)
                .max(before.rect.y0 - after.rect.y1);
            // A blank within an overhanging text is no gap between two cells.
            let least = if after.blank { before.size * 3 / 10 } else { before.size / 10 };
            let in_gap = pair[0] != pair[1] && gap > least;
            let begins = |home: Home| {
                pair[1] != homes[start - first] && self.is_at_left(home, after.rect.x0, after.size)
            };
            let overhangs = pair[1].is_some_and(begins)
                && !lines::is_numeric(after)
                && self.marks[start..index].iter().all(lines::is_numeric);
            if in_gap || overhangs {
                parts.push(lines::piece(self.marks, start..index));
                start = index;
            }
        }
        parts.push(lines::piece(self.marks, start..piece.marks.end));
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    const XS: [f32; 4] = [50.0, 120.0, 190.0, 260.0];
    const YS: [f32; 2] = [100.0, 120.0];

    fn row(draw: impl Fn(Drawing) -> Drawing) -> String {
        draw(Drawing::portrait().grid(&XS, &YS)).shown()
    }

    #[test]
    fn text_that_runs_out_at_the_right_belongs_where_it_begins() {
        let long = "2024年根据全县统一安排的巡查任务测算";
        assert_eq!(row(|page| page.text(53.0, 114.0, long)), format!("|{long}|||\n"));
        assert_eq!(
            row(|page| page.centre(155.0, 114.0, "中间一格写不下的说明文字")),
            "||中间一格写不下的说明文字||\n"
        );
    }

    #[test]
    fn a_text_of_more_lines_than_its_row_has_room_for_belongs_where_its_middle_is() {
        let ys = [100.0, 112.0, 124.0, 136.0];
        let page = Drawing::portrait().grid(&XS, &ys);
        // Two names of two lines, one row below the other: the last line of the first and the first of the second
        // stand on one baseline.
        let page = page
            .text(53.0, 103.8, "机关事业单位基")
            .text(53.0, 115.8, "本养老保险")
            .text(123.0, 109.8, "7.10");
        let page =
            page.text(53.0, 115.8, "机关事业单位职").text(53.0, 127.8, "业年金").text(123.0, 121.8, "3.55");
        let page = page.text(53.0, 133.8, "抚恤").text(123.0, 133.8, "0.90");
        assert_eq!(
            page.shown(),
            "|机关事业单位基本养老保险|7.10||\n|机关事业单位职业年金|3.55||\n|抚恤|0.90||\n"
        );
    }

    #[test]
    fn text_that_runs_off_the_page_belongs_where_it_begins() {
        let xs = [150.0, 300.0, 446.0, 560.0];
        let cut = "根据全县统一安排的巡查任务测算所需的车辆租赁费用人员培训费用资料印刷费用以及专家咨询费用";
        let page = Drawing::portrait().grid(&xs, &YS).text(153.0, 114.0, cut);
        assert_eq!(page.shown(), format!("|{cut}|||\n"));
    }

    #[test]
    fn a_number_that_runs_into_the_next_name_comes_apart() {
        let page = |page: Drawing| page.text(53.0, 114.0, "1,234,567,890.50合计").text(193.0, 114.0, "9.00");
        // Only a text at the left edge of the next cell is one of its own.
        assert_eq!(row(page), "|1,234,567,890.50合计||9.00|\n");
        let touching = |page: Drawing| page.text(53.0, 114.0, "123,456,789.50").text(123.0, 114.0, "合计");
        assert_eq!(row(touching), "|123,456,789.50|合计||\n");
    }

    #[test]
    fn a_grid_within_a_cell_leaves_the_rows_of_its_form() {
        let page = Drawing::portrait().grid(&[50.0, 120.0, 400.0], &[100.0, 120.0, 180.0, 200.0]);
        let page = page.grid(&[130.0, 250.0, 390.0], &[130.0, 150.0, 170.0]);
        let page = page.text(53.0, 114.0, "项目名称").text(123.0, 114.0, "河道清淤");
        let page =
            page.text(53.0, 154.0, "资金来源").text(133.0, 144.0, "财政拨款").text(253.0, 144.0, "12.00");
        let page = page.text(133.0, 164.0, "自有资金").text(253.0, 164.0, "3.00");
        let page = page.text(53.0, 194.0, "年度目标").text(123.0, 194.0, "改善行洪条件");
        let form = "|项目名称|河道清淤|\n|资金来源||\n|年度目标|改善行洪条件|\n";
        assert_eq!(page.shown(), format!("{form}|财政拨款|12.00|\n|自有资金|3.00|\n"));
    }
}
