//! Under which heads the figures of a row stand that has fewer of them, where blanks keep columns apart (`pdftotext -layout`).
//!
//! ```text
//!            合计       基本支出     项目支出
//! 行政运行   3.00         3.00                      3.00 │ 3.00 │
//! 专项业务   2.00                      2.00     →   2.00 │      │ 2.00
//! ```
//!
//! Figures end where those of their column end. That tells the columns of a page on which each of them holds one: where heads
//! stand tells less, since the width of the characters before them is not in the text. Where one blank parts all figures,
//! nothing is told.

use super::tokens::{Gap, Token};
use crate::error::Place;

/// The first and the last character on a line.
type Span = (u32, u32);

/// Ends of figures that are further apart are of two columns.
const APART: u32 = 3;

/// The characters that a piece covers on its line.
fn span(token: &Token) -> Option<Span> {
    match token.place {
        Some(Place::Line { first, last, .. }) => Some((first, last)),
        _ => None,
    }
}

/// The figures of the rows of a page, each in one of so many columns, `None` between them where one is blank; `None` where
/// their places do not tell.
pub(super) fn placed(rows: &[&[Token]], columns: usize) -> Option<Vec<Vec<Option<Token>>>> {
    let spans: Vec<Vec<Span>> =
        rows.iter().map(|row| row.iter().map(span).collect()).collect::<Option<_>>()?;
    let are_far = spans.iter().all(|row| row.windows(2).all(|pair| pair[0].1 + 2 < pair[1].0))
        && rows.iter().all(|row| row.iter().all(|token| token.gap == Gap::Blank));
    if !are_far || columns < 2 {
        return None;
    }
    let ends = ends(spans.concat()).filter(|ends| ends.len() == columns)?;
    let row = |(row, spans): (&&[Token], &Vec<Span>)| {
        let mut cells: Vec<Option<Token>> = vec![None; columns];
        for (token, (_, last)) in row.iter().zip(spans) {
            let column = ends.partition_point(|end| end < last);
            let cell = cells.get_mut(column).filter(|cell| cell.is_none())?;
            *cell = Some(token.clone());
        }
        Some(cells)
    };
    rows.iter().zip(&spans).map(row).collect()
}

/// Where columns end whose figures end near each other; `None` where those of one reach into another.
fn ends(mut spans: Vec<Span>) -> Option<Vec<u32>> {
    spans.sort_unstable_by_key(|(first, last)| (*last, *first));
    let column = |near: &[Span]| Some((near.iter().map(|(first, _)| *first).min()?, near.last()?.1));
    let columns: Vec<Span> = spans.chunk_by(|one, next| next.1 - one.1 <= APART).filter_map(column).collect();
    let are_apart = columns.windows(2).all(|pair| pair[0].1 < pair[1].0);
    are_apart.then(|| columns.into_iter().map(|(_, last)| last).collect())
}
