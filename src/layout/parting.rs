//! The texts of rows that stand far apart, where cells of a line may stand no further from each other than words do.
//!
//! ```text
//! 2080505机关事业单位养老保险   →  parted where other rows begin a text, too
//! 20808  抚恤
//! ```

use super::chunks::{APART, Chunk, is_letter};
use super::edges::Edges;
use super::lines::{Mark, Piece};

/// The texts of a page, parted where one begins at a start that lines share, beside white that is more than a typesetter
/// leaves between a figure and the text it belongs to; and where that white is no printed blank.
pub(crate) fn parted(marks: &[Mark], lines: Vec<Vec<Chunk>>) -> Vec<Vec<Chunk>> {
    let mut starts = Edges::default();
    for chunk in lines.iter().flatten() {
        let begins =
            |pair: &&[Piece]| is_apart(&pair[0], &pair[1]) && !are_letters(marks, &pair[0], &pair[1]);
        let inner = chunk.pieces.windows(2).filter(begins).map(|pair| pair[1].rect.x0);
        for start in std::iter::once(chunk.rect.x0).chain(inner) {
            starts.add(start);
        }
    }
    let is_shared = |piece: &Piece| starts.near(piece.rect.x0, piece.size) > 1;
    let is_blank = |piece: &Piece| marks[piece.marks.start].blank || piece.marks.len() == 1;
    let begins = |before: &Piece, piece: &Piece| {
        let may_begin = is_apart(before, piece) && !are_letters(marks, before, piece);
        may_begin && (is_shared(piece) || !is_blank(piece))
    };
    let part = |chunk: Chunk| {
        let mut parts: Vec<Vec<Piece>> = Vec::new();
        for piece in chunk.pieces {
            match parts.last_mut().filter(|part| !part.last().is_some_and(|before| begins(before, &piece))) {
                Some(part) => part.push(piece),
                None => parts.push(vec![piece]),
            }
        }
        parts.into_iter().map(move |part| Chunk::of(marks, part, chunk.line))
    };
    lines.into_iter().map(|chunks| chunks.into_iter().flat_map(part).collect()).collect()
}

/// Whether both are one letter alone: those that are spread over their cell are one text, and dashes are none.
fn are_letters(marks: &[Mark], before: &Piece, piece: &Piece) -> bool {
    is_letter(marks, &before.marks) && is_letter(marks, &piece.marks)
}

/// Whether there is more white between two pieces of a line than within one text.
fn is_apart(before: &Piece, piece: &Piece) -> bool {
    piece.rect.x0 - before.rect.x1 > piece.size * APART / 100
}
