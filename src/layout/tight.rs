//! Heads of tight columns nearly touch, and the texts below tell where one ends.
//!
//! A column no wider than its head leaves as little white before the next head as there may be within one text. What
//! stands below the head stands below it alone, though: two texts, one below each part of a line, are of two columns.
//!
//! ```text
//! 项目     2024年预算数 2025年预算数
//! 会议费          3.00         2.00     →  项目 | 2024年预算数 | 2025年预算数
//! ```

use super::chunks::{APART, Chunk};
use super::lines::{Mark, Piece, is_chinese};
use crate::geometry::Rect;

/// The first row below the lines of a header is among so many lines.
const LINES_BELOW: usize = 4;

/// The texts of each line, parted where texts below them stand apart.
pub(crate) fn parted(marks: &[Mark], mut lines: Vec<Vec<Chunk>>) -> Vec<Vec<Chunk>> {
    for index in (0..lines.len()).rev() {
        let (upper, below) = lines.split_at_mut(index + 1);
        let Some(line) = upper.last_mut() else { continue };
        let below = &below[..below.len().min(LINES_BELOW)];
        if line.iter().any(|text| seams(marks, text).next().is_some()) {
            let heads = Heads::of(line);
            let texts = std::mem::take(line).into_iter();
            *line = texts.flat_map(|text| split(marks, text, &heads, below)).collect();
        }
    }
    lines
}

/// The texts of a line without figures, as that of a header is; none of another line.
struct Heads(Vec<Rect>);

impl Heads {
    fn of(line: &[Chunk]) -> Self {
        let are_names = !line.iter().any(Chunk::is_figure);
        Self(line.iter().filter(|_| are_names).map(|chunk| chunk.rect).collect())
    }

    /// Whether a text below them stands below one that begins behind `end` or ends before `start`.
    fn are_over(&self, below: Rect, start: i32, end: i32) -> bool {
        let over = self.0.partition_point(|head| head.x1 <= below.x0);
        self.0.get(over).is_some_and(|head| head.x0 < below.x1 && (head.x0 > end || head.x1 < start))
    }
}

/// After how many of its pieces a text may end and another one begin.
fn seams<'a>(marks: &'a [Mark], text: &'a Chunk) -> impl Iterator<Item = usize> + 'a {
    (1..text.pieces.len()).filter(|at| is_seam(marks, &text.pieces[at - 1], &text.pieces[*at]))
}

/// Whether the white between two pieces may be that between two cells: more than within a text, and not printed.
fn is_seam(marks: &[Mark], before: &Piece, piece: &Piece) -> bool {
    let (last, first) = (&marks[before.marks.end - 1], &marks[piece.marks.start]);
    let within = if is_chinese(last.character) && is_chinese(first.character) { 100 / 6 } else { APART };
    let is_word = |piece: &Piece| piece.marks.len() > 1;
    let ends_clause = matches!(last.character, '，' | '、' | '；' | '：' | '。');
    (piece.rect.x0 - before.rect.x1) * 100 > piece.size * within
        && !first.blank
        && !ends_clause
        && is_word(before)
        && is_word(piece)
}

/// The parts of a text above these lines.
fn split(marks: &[Mark], text: Chunk, heads: &Heads, below: &[Vec<Chunk>]) -> Vec<Chunk> {
    let seams: Vec<usize> = seams(marks, &text).filter(|at| is_parted(&text, *at, heads, below)).collect();
    let Chunk { mut pieces, line, .. } = text;
    let mut parts: Vec<Vec<Piece>> = seams.into_iter().rev().map(|at| pieces.split_off(at)).collect();
    parts.push(pieces);
    parts.into_iter().rev().map(|part| Chunk::of(marks, part, line)).collect()
}

/// Whether the next texts below both parts of a text stand apart: each stands below one of them, or below another head
/// where the column of one is blank.
fn is_parted(text: &Chunk, at: usize, heads: &Heads, below: &[Vec<Chunk>]) -> bool {
    let (left, right) = (text.pieces[at - 1].rect, text.pieces[at].rect);
    let (end, start) = (left.x1, right.x0);
    let mut bottom = text.rect.y1;
    for line in below {
        let next = line.partition_point(|chunk| chunk.rect.x1 <= start);
        let Some(first) = line.first() else { return false };
        let is_near = first.rect.y0 - bottom < text.size * 2;
        let is_alike = (first.size - text.size).abs() * 10 < text.size;
        let covers = line.get(next).is_some_and(|chunk| chunk.rect.x0 < end);
        if !is_near || !is_alike || covers {
            return false;
        }
        bottom = bottom.max(first.rect.y1);
        let before = next.checked_sub(1).map(|before| line[before].rect);
        let after = line.get(next).map(|chunk| chunk.rect);
        let (Some(before), Some(after)) = (before, after) else { continue };
        let (is_left, is_right) = (before.x1 > left.x0, after.x0 < right.x1);
        let is_blank = |below: Rect| heads.are_over(below, text.rect.x0, text.rect.x1);
        if is_left && (is_right || is_blank(after)) || is_right && is_blank(before) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Rows of a name and two amounts below heads that nearly touch.
    fn tight(heads: [(f32, &str); 3]) -> String {
        let page = heads.iter().fold(Drawing::portrait(), |page, (x, head)| page.text(*x, 100.0, head));
        let rows =
            [("会议费", "3.00", "2.00"), ("公务用车运行维护费", "9.00", "8.80"), ("合计", "12.00", "10.80")];
        let page = rows.iter().zip([114.0, 128.0, 142.0]).fold(page, |page, (row, y)| {
            page.text(50.0, y, row.0).right(204.0, y, row.1).right(268.0, y, row.2)
        });
        page.shown()
    }

    #[test]
    fn heads_of_years_nearly_touch() {
        let rows = "|会议费|3.00|2.00|\n|公务用车运行维护费|9.00|8.80|\n|合计|12.00|10.80|\n";
        let shown = tight([(116.0, "项目"), (140.0, "2024年预算数"), (204.0, "2025年预算数")]);
        assert_eq!(shown, format!("|项目|2024年预算数|2025年预算数|\n{rows}"));
    }

    #[test]
    fn the_column_of_one_of_them_may_be_blank() {
        let heads = [(50.0, "科目"), (180.0, "合计"), (204.0, "基本支出"), (248.0, "项目支出")];
        let page = heads.iter().fold(Drawing::portrait(), |page, (x, head)| page.text(*x, 100.0, head));
        let page = [(114.0, "城市建设"), (128.0, "合计")].iter().fold(page, |page, (y, name)| {
            page.text(50.0, *y, name).right(200.0, *y, "5.00").right(288.0, *y, "5.00")
        });
        let expected = "|科目|合计|基本支出|项目支出|\n|城市建设|5.00||5.00|\n|合计|5.00||5.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
