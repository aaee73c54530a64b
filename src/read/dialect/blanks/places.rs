//! Under which heads the figures of a row stand that has fewer of them, where blanks keep columns apart (`pdftotext -layout`).
//!
//! ```text
//!            合计       基本支出     项目支出
//! 行政运行   3.00         3.00                      3.00 │ 3.00 │
//! 专项业务   2.00                      2.00     →   2.00 │      │ 2.00
//! ```
//!
//! Figures end where those of their column end. That tells the columns of a page on which each of them holds one: where heads
//! stand tells less, since the width of the characters before them is not in the text. Only where a script has filled the
//! columns of a table with blanks, an ideograph for two, heads tell, and which column is blank throughout: there all figures
//! of a column end at the same place. Where one blank parts all figures, nothing is told.

use super::tokens::{Gap, Token};
use crate::error::Place;

/// The first and the last place on a line.
type Span = (usize, usize);
/// How places are counted, and how far apart figures of one column may end.
type Measure = (fn(&Token) -> Option<Span>, usize);
/// For each row its figures, one a column, `None` where that is blank.
type Rows = Vec<Vec<Option<Token>>>;

/// That all figures of fewer rows end at the same places may be chance.
const FEWEST_ROWS: usize = 3;
/// In characters, which are not all as wide.
const IN_CHARACTERS: Measure = (characters, 3);
/// As a script fills columns: each figure to the same place.
const ON_SCREEN: Measure = (shown, 0);

/// The characters that a piece covers on its line.
fn characters(token: &Token) -> Option<Span> {
    match token.place {
        Some(Place::Line { first, last, .. }) => Some((first.try_into().ok()?, last.try_into().ok()?)),
        _ => None,
    }
}

/// The places on a screen that a piece covers.
fn shown(token: &Token) -> Option<Span> {
    Some(token.shown)
}

/// The figures of the rows of a page, each in one of so many columns; `None` where their places do not tell.
pub(super) fn placed(rows: &[&[Token]], columns: usize) -> Option<Rows> {
    laid(rows, IN_CHARACTERS, columns, |ends| (ends.len() == columns).then(|| (0..columns).collect()))
}

/// The figures of the rows of a table, each below one of these heads; `None` where their places do not tell.
pub(super) fn below(rows: &[&[Token]], heads: &[&Token]) -> Option<Rows> {
    let are_many = rows.iter().filter(|row| !row.is_empty()).count() >= FEWEST_ROWS;
    are_many.then(|| laid(rows, ON_SCREEN, heads.len(), |ends| heads_over(ends, heads)))?
}

/// The figures in the columns that `of` tells for where figures end.
fn laid(
    rows: &[&[Token]],
    measure: Measure,
    columns: usize,
    of: impl Fn(&[Span]) -> Option<Vec<usize>>,
) -> Option<Rows> {
    let are_parted = || rows.iter().all(|row| row.iter().all(|token| token.gap == Gap::Blank));
    if columns < 2 || !are_parted() {
        return None;
    }
    let spans: Vec<Vec<Span>> =
        rows.iter().map(|row| row.iter().map(measure.0).collect()).collect::<Option<_>>()?;
    if !spans.iter().all(|row| row.windows(2).all(|pair| pair[0].1 + 2 < pair[1].0)) {
        return None;
    }
    let ends = ends(spans.concat(), measure.1)?;
    let of = of(&ends)?;
    let row = |(row, spans): (&&[Token], &Vec<Span>)| {
        let mut cells: Vec<Option<Token>> = vec![None; columns];
        for (token, (_, last)) in row.iter().zip(spans) {
            let end = ends.partition_point(|(_, end)| end < last);
            let cell = cells.get_mut(*of.get(end)?).filter(|cell| cell.is_none())?;
            *cell = Some(token.clone());
        }
        Some(cells)
    };
    rows.iter().zip(&spans).map(row).collect()
}

/// From where to where the figures of each column reach that end no further apart; `None` where those of one reach into
/// another.
fn ends(mut spans: Vec<Span>, apart: usize) -> Option<Vec<Span>> {
    spans.sort_unstable_by_key(|(first, last)| (*last, *first));
    let column = |near: &[Span]| Some((near.iter().map(|(first, _)| *first).min()?, near.last()?.1));
    let columns: Vec<Span> = spans.chunk_by(|one, next| next.1 - one.1 <= apart).filter_map(column).collect();
    let are_apart = columns.windows(2).all(|pair| pair[0].1 < pair[1].0);
    are_apart.then_some(columns)
}

/// Which head stands over each of these columns; `None` where none does, several do, or one over two.
fn heads_over(columns: &[Span], heads: &[&Token]) -> Option<Vec<usize>> {
    let head = |column: &Span| {
        let is_over = |&head: &usize| heads[head].shown.0 <= column.1 && column.0 <= heads[head].shown.1;
        let mut over = (0..heads.len()).filter(is_over);
        over.next().filter(|_| over.next().is_none())
    };
    let found: Vec<usize> = columns.iter().map(head).collect::<Option<_>>()?;
    found.windows(2).all(|pair| pair[0] < pair[1]).then_some(found)
}
