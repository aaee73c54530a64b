//! The columns of a table whose texts all begin at the left edges of their columns, figures too.
//!
//! White tells only roughly where columns meet; a left edge that rows share tells it exactly. Where a column is blank its
//! head tells: heads stand in the middle of their columns, so a column reaches as far beyond its head as before it.
//!
//! ```text
//!   科目      合计    基本支出   项目支出
//! 行政运行    418.57             18.57        →  edges at 行, 4, 1, and one as far behind 合计 as 4 is before it
//! 住房公积金  12.00
//! ```

use super::columns::Column;
use crate::geometry::Rect;

/// Of this many texts one may begin where no other does.
const TEXTS_PER_STRAY: usize = 5;

/// A text of the body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    pub rect: Rect,
    pub is_figure: bool,
}

/// The columns of rows whose texts begin at shared edges; `heads` are the lowest texts of the header from left to right.
pub(crate) fn columns(heads: &[Rect], rows: &[Vec<Text>], em: i32) -> Option<Vec<Column>> {
    let body: Vec<Text> = rows.iter().flatten().copied().collect();
    let slack = em / 5;
    let starts = starts(&body, slack);
    let shared: usize = starts.iter().map(|start| start.texts).filter(|texts| *texts > 1).sum();
    let is_shared = (body.len() - shared) * TEXTS_PER_STRAY <= body.len();
    if ends_share_edges(&body, slack) || !leans_left(heads, rows, em).unwrap_or(is_shared) {
        return None;
    }
    // A lone name may be a head that stands in the middle of its column.
    let starts: Vec<i32> =
        starts.iter().filter(|start| start.texts > 1 || start.is_figure).map(|start| start.at).collect();
    let first = *starts.first()?;
    // A form has no header, and rows with a text in each column.
    let count = if heads.is_empty() { rows.iter().map(Vec::len).max()? } else { heads.len() };
    let mut heads = heads.iter().peekable();
    let mut lefts: Vec<i32> = Vec::new();
    while let Some(head) = heads.next_if(|head| head.x0 + slack < first) {
        lefts.push(head.x0);
    }
    // A lone name in the first column begins left of its head.
    let leftmost = body.iter().map(|text| text.rect.x0).min();
    lefts.first_mut().into_iter().zip(leftmost).for_each(|(left, text)| *left = text.min(*left));
    let mut last: Option<&Rect> = None;
    for (index, start) in starts.iter().enumerate() {
        lefts.push(*start);
        let mut own: Option<&Rect> = None;
        let end = starts.get(index + 1);
        while let Some(head) = heads.next_if(|head| end.is_none_or(|end| head.x0 + slack < *end)) {
            if let Some(before) = own.replace(head) {
                let left = lefts.last().copied().unwrap_or(*start);
                let mirrored = before.x0 + before.x1 - left;
                // Texts that begin with a head and run out behind it show that heads stand at the left.
                let runs_out =
                    |text: &Text| (text.rect.x0 - left).abs() <= slack && text.rect.x1 > mirrored + slack;
                let begins = before.x0 - left <= slack && body.iter().any(runs_out);
                lefts.push(if begins { head.x0 } else { mirrored.min(head.x0).max(before.x1) });
            }
        }
        last = own;
    }
    // What stands in the middle of its column begins at several places below one head.
    if lefts.len() > count {
        return None;
    }
    let end = last.zip(lefts.last()).map(|(head, left)| head.x0 + head.x1 - left);
    let right = body.iter().map(|text| text.rect.x1).chain(end).max()?;
    let padding = em / 6;
    let rights = lefts.iter().skip(1).copied().chain([right + padding * 2]);
    Some(
        lefts
            .iter()
            .zip(rights)
            .map(|(left, right)| Column { left: left - padding, right: right - padding })
            .collect(),
    )
}

/// Whether the figures of a column share fewer right edges than left ones: they stand at its right.
fn ends_share_edges(body: &[Text], slack: i32) -> bool {
    let mut figures: Vec<Rect> = body.iter().filter(|text| text.is_figure).map(|text| text.rect).collect();
    figures.sort_unstable_by_key(|text| text.x0);
    let mut end = i32::MIN;
    let mut column = 0;
    let mut columns: Vec<(usize, Rect)> = Vec::with_capacity(figures.len());
    for text in figures {
        column += usize::from(text.x0 >= end);
        end = end.max(text.x1);
        columns.push((column, text));
    }
    columns.chunk_by(|a, b| a.0 == b.0).any(|column| {
        let edges = |edge: fn(&Rect) -> i32| edges(column.iter().map(|(_, text)| edge(text)), slack);
        edges(|text| text.x0) > edges(|text| text.x1)
    })
}

/// Where texts begin.
struct Start {
    at: i32,
    texts: usize,
    is_figure: bool,
}

/// Where texts begin, from left to right.
fn starts(body: &[Text], slack: i32) -> Vec<Start> {
    let mut texts: Vec<(i32, bool)> = body.iter().map(|text| (text.rect.x0, text.is_figure)).collect();
    texts.sort_unstable();
    let mut starts: Vec<Start> = Vec::new();
    for (at, is_figure) in texts {
        match starts.last_mut().filter(|start| at - start.at <= slack) {
            Some(start) => start.texts += 1,
            None => starts.push(Start { at, texts: 1, is_figure }),
        }
    }
    starts
}

/// How many edges there are, those that nearly agree taken as one.
fn edges(values: impl Iterator<Item = i32>, slack: i32) -> usize {
    let mut values: Vec<i32> = values.collect();
    values.sort_unstable();
    values.dedup_by(|next, kept| *next - *kept <= slack);
    values.len()
}

/// Whether figures begin left of their heads and end before them, or end right of them and begin behind them; names
/// tell where there are no figures.
fn leans_left(heads: &[Rect], rows: &[Vec<Text>], em: i32) -> Option<bool> {
    let (mut left, mut right) = (0, 0);
    let has_figures = rows.iter().flatten().any(|text| text.is_figure);
    for row in rows {
        // In a row without blanks every text has its head, however far it stands from it.
        let is_full = row.len() == heads.len();
        for (index, Text { rect: text, is_figure }) in row.iter().enumerate() {
            let over = || heads.get(heads.partition_point(|head| head.x1 <= text.x0));
            let head = if is_full { heads.get(index) } else { over().filter(|head| head.x0 < text.x1) };
            let Some(head) = head.filter(|_| *is_figure == has_figures) else { continue };
            let lean = head.x0 + head.x1 - text.x0 - text.x1;
            left += usize::from(lean > em / 2 && text.x0 <= head.x0 + em / 5);
            // What begins with its head tells nothing by ending behind it.
            let (before, behind) = (text.x0 - head.x0, text.x1 - head.x1);
            right += usize::from(lean < -em / 2 && behind >= -em / 5 && before.abs() > em / 5);
        }
    }
    (left != right).then_some(left > right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column of heads over figures of these widths, which end at `right` or begin at `left`.
    fn rows(left: Option<i32>, right: i32, widths: &[i32]) -> Vec<Vec<Text>> {
        let rect = |width: &i32| left.map_or((right - width, right), |left| (left, left + width));
        let texts = widths.iter().map(rect).map(|(x0, x1)| Rect::new(x0, 0, x1, 10));
        texts.map(|rect| vec![Text { rect, is_figure: true }]).collect()
    }

    #[test]
    fn figures_at_the_right_tell_no_left_edges() {
        let heads = [Rect::new(120, 0, 160, 10)];
        assert!(columns(&heads, &rows(Some(100), 0, &[30, 30, 40, 20, 20]), 10).is_some());
        // Most amounts are as wide as another one.
        assert!(columns(&heads, &rows(None, 180, &[30, 30, 40, 20, 20]), 10).is_none());
        // All are as wide, and none stands below the head.
        assert!(columns(&heads, &rows(Some(100), 0, &[10, 10]), 10).is_some());
        assert!(columns(&heads, &rows(None, 180, &[10, 10]), 10).is_none());
    }

    #[test]
    fn figures_in_the_middle_of_a_column_tell_no_left_edges() {
        let head = Rect::new(80, 0, 120, 10);
        let centred = |widths: &[i32]| -> Vec<Vec<Text>> {
            let rect = |width: &i32| Rect::new(100 - width / 2, 0, 100 + width / 2, 10);
            widths.iter().map(|width| vec![Text { rect: rect(width), is_figure: true }]).collect()
        };
        assert!(columns(&[head], &centred(&[40, 40, 40]), 10).is_some());
        assert!(columns(&[head], &centred(&[40, 40, 30, 30]), 10).is_none());
    }

    #[test]
    fn each_column_of_figures_tells_where_it_stands() {
        // The codes begin at one edge and end at two, so there are as many left edges as right ones.
        let text = |x0, x1| Text { rect: Rect::new(x0, 0, x1, 10), is_figure: true };
        let row = |code: i32, amount: i32| vec![text(0, code), text(180 - amount, 180)];
        let mut rows = vec![row(15, 20); 10];
        rows.push(row(25, 25));
        assert!(columns(&[], &rows, 10).is_none());
    }

    #[test]
    fn the_name_of_the_only_row_begins_left_of_its_head() {
        let text = |x0, x1, is_figure| Text { rect: Rect::new(x0, 0, x1, 10), is_figure };
        let heads = [Rect::new(60, 0, 80, 10), Rect::new(125, 0, 155, 10)];
        let found = columns(&heads, &[vec![text(20, 90, false), text(120, 140, true)]], 10).unwrap();
        assert_eq!(found.iter().map(|column| column.left).collect::<Vec<_>>(), [19, 119]);
    }

    #[test]
    fn a_blank_column_behind_wide_figures_begins_with_its_head() {
        let text = |x0, x1| Text { rect: Rect::new(x0, 0, x1, 10), is_figure: true };
        let heads = [Rect::new(20, 0, 40, 10), Rect::new(90, 0, 130, 10), Rect::new(150, 0, 190, 10)];
        let found = columns(&heads, &vec![vec![text(20, 70), text(150, 200)]; 2], 10).unwrap();
        assert_eq!(found.iter().map(|column| column.left).collect::<Vec<_>>(), [19, 89, 149]);
    }
}
