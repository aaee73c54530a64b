//! Cells that are broken over lines, in texts that are written line by line from the top of a page to its end (pdfplumber):
//! what is centred in the height of its row stands between the lines of a name, or of a head.

mod heads;
mod rows;

pub(super) use self::heads::together;
pub(super) use self::rows::row;
use super::head::Head;
use super::tokens::tokens;
use crate::read::lines::Line;

/// The header of the table whose first figures stand in the line `figures`, and where its rows begin: above these, with a name
/// that is broken around them.
pub(super) fn begin(lines: &[Line<'_>], figures: usize) -> Option<(Head, usize)> {
    let pieces: Vec<_> = lines[..figures].iter().map(tokens).collect();
    let begins = (figures.saturating_sub(rows::MOST_LINES)..figures).rev();
    begins.filter(|at| *at > 0).find_map(|at| {
        let head = Head::of(&pieces[..at].concat())?;
        row(&lines[at..], &head.sides).is_some().then_some((head, at))
    })
}
