//! Glyphs → pieces → lines: text as it is set, before anything is known of tables.
//!
//! A *piece* is a stretch of glyphs that were painted one after the other without a gap; it is never
//! taken apart except at a rule that stands in one of its gaps, so text that overhangs its cell stays
//! whole. A *line* is what stands on one baseline. Chinese has no blanks between words, so a gap says
//! little by itself: in `收  入  总  计` every gap is alike and none is kept, in `表1        单位：万元`
//! one gap is far wider than an em and becomes a tab.

use std::ops::Range;

use super::rules::tenths;
use crate::geometry::Rect;
use crate::page::{Glyph, Sheet, Writing};
use crate::text::fold;
use crate::text::numbering::{self, Numbering};

/// The number of an item with what stands around it has no more glyphs than this: （二十一）.
const LONGEST_NUMBER: usize = 5;

/// One visible glyph in tenths of a point.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub character: char,
    /// The em box: from the pen's start to its end, ascent to descent.
    pub rect: Rect,
    /// Baseline (its y for upright text, its x for turned text).
    pub baseline: i32,
    /// The em in tenths of a point, at least 1.
    pub size: i32,
    pub direction: Writing,
    pub bold: bool,
    /// Whether a printed blank stands before it.
    pub blank: bool,
    /// Whether printed blanks fill all the white between it and the glyph painted before it.
    pub filled: bool,
}

/// A stretch of glyphs set together.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Its glyphs in the page's list.
    pub marks: Range<usize>,
    pub rect: Rect,
    pub size: i32,
    pub direction: Writing,
}

/// What stands on one baseline, pieces from left to right.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub text: String,
    pub rect: Rect,
    pub size: i32,
    pub bold: bool,
    pub pieces: Vec<Piece>,
}

/// The visible glyphs of a sheet in the order of the stream; blanks become the next glyph's `blank`.
pub(crate) fn marks(sheet: &Sheet) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(sheet.glyphs.len());
    let mut blank = false;
    // Where what was painted last ends, if nothing but blanks stands between it and the last mark.
    let mut end: Option<&Glyph> = None;
    for glyph in &sheet.glyphs {
        let filled = end.is_some_and(|before| goes_on(before, glyph));
        if glyph.character.is_whitespace() || glyph.character.is_control() {
            blank = true;
            end = Some(glyph).filter(|_| filled);
            continue;
        }
        end = Some(glyph);
        let (rect, baseline) = em_box(glyph);
        marks.push(Mark {
            character: glyph.character,
            rect,
            baseline,
            size: em(glyph),
            direction: glyph.direction,
            bold: glyph.bold,
            filled: blank && filled,
            blank: std::mem::take(&mut blank),
        });
    }
    marks
}

/// Whether a glyph stands on the line of the one before it, and where that one ends.
fn goes_on(before: &Glyph, glyph: &Glyph) -> bool {
    let near = glyph.size / 5.0;
    (glyph.x - before.x - before.advance).abs() <= near && (glyph.y - before.y).abs() <= near
}

/// The em of a glyph in tenths of a point, at least 1.
fn em(glyph: &Glyph) -> i32 {
    tenths(glyph.size).max(1)
}

/// The em box of a glyph, and its baseline.
pub(crate) fn em_box(glyph: &Glyph) -> (Rect, i32) {
    let (x, y, size) = (tenths(glyph.x), tenths(glyph.y), em(glyph));
    let advance = tenths(glyph.advance).max(0);
    let (ascent, descent) = (size * 86 / 100, size * 14 / 100);
    match glyph.direction {
        Writing::Right => (Rect::new(x, y - ascent, x + advance, y + descent), y),
        Writing::Left => (Rect::new(x - advance, y - descent, x, y + ascent), y),
        Writing::Down => (Rect::new(x - descent, y, x + ascent, y + advance), x),
        Writing::Up => (Rect::new(x - ascent, y - advance, x + descent, y), x),
    }
}

/// The glyphs gathered into pieces: neighbours in the stream that touch on one baseline.
pub(crate) fn pieces(marks: &[Mark]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let follows = index
            .checked_sub(1)
            .and_then(|before| marks.get(before))
            .is_some_and(|before| touches(before, mark));
        match pieces.last_mut() {
            Some(piece)
                if follows
                    && !ends_amount(&marks[piece.marks.clone()], &marks[index..])
                    && !leaves_amount(&marks[piece.marks.clone()], mark) =>
            {
                piece.marks.end = index + 1;
                piece.rect = piece.rect.union(mark.rect);
                piece.size = piece.size.max(mark.size);
            }
            _ => pieces.push(piece(marks, index..index + 1)),
        }
    }
    pieces
}

/// Whether an amount ends here and the text of another cell begins: two amounts too wide for their cells run into each
/// other (`1,234.5678.90`), and no amount of money has a third decimal; or it touches the number of an item
/// (`1,234.56（一）`).
pub(crate) fn ends_amount(marks: &[Mark], next: &[Mark]) -> bool {
    let ([.., point, tens, ones], Some(first)) = (marks, next.first()) else { return false };
    let digit = |m: &Mark| m.character.is_ascii_digit();
    point.character == '.'
        && digit(tens)
        && digit(ones)
        && (digit(first) || marks.iter().all(is_numeric) && numbers_item(next))
}

/// Whether there is a little white between an amount with its decimals and an ideograph: browsers leave none within a text,
/// and less between narrow cells than typesetters leave within one.
fn leaves_amount(marks: &[Mark], next: &Mark) -> bool {
    let ([amount @ .., _, last], true) = (marks, fold::is_ideograph(next.character)) else { return false };
    amount.last().is_some_and(|point| point.character == '.')
        && marks.iter().all(is_numeric)
        && next.direction == Writing::Right
        && next.rect.x0 - last.rect.x1 > last.size / 20
}

/// Whether glyphs begin with the number of an item (`（一）`, `一、`).
fn numbers_item(marks: &[Mark]) -> bool {
    let text: String = marks.iter().take(LONGEST_NUMBER).map(|mark| mark.character).collect();
    matches!(numbering::split(&text), Some((Numbering::Chinese | Numbering::ChineseBracketed, _)))
}

/// Whether a glyph is part of a number.
pub(crate) fn is_numeric(mark: &Mark) -> bool {
    mark.character.is_ascii_digit() || matches!(mark.character, '.' | ',')
}

/// The piece of these glyphs; the range lies within `marks` and is not empty.
pub(crate) fn piece(marks: &[Mark], range: Range<usize>) -> Piece {
    let first = &marks[range.start];
    let (rect, size) = marks[range.clone()]
        .iter()
        .fold((first.rect, first.size), |(rect, size), m| (rect.union(m.rect), size.max(m.size)));
    Piece { marks: range, rect, size, direction: first.direction }
}

/// Whether a glyph continues the one painted before it: a raised or smaller neighbour does, a number set
/// a little below its text does, a glyph after more than one printed blank does not.
fn touches(before: &Mark, mark: &Mark) -> bool {
    let size = before.size.max(mark.size);
    if before.direction != mark.direction || (before.baseline - mark.baseline).abs() > size * 2 / 5 {
        return false;
    }
    let gap = match mark.direction {
        Writing::Right => mark.rect.x0 - before.rect.x1,
        Writing::Left => before.rect.x0 - mark.rect.x1,
        Writing::Down => mark.rect.y0 - before.rect.y1,
        Writing::Up => before.rect.y0 - mark.rect.y1,
    };
    // Kerning and rounding move a glyph by a tenth of an em; more is another run of text.
    let widest = if mark.blank { size * 6 / 10 } else { size / 8 };
    (-size / 8..=widest).contains(&gap)
}

/// The pieces gathered into lines from top to bottom; turned text gives one line per piece.
pub(crate) fn lines(marks: &[Mark], mut pieces: Vec<Piece>) -> Vec<Line> {
    pieces.sort_by_key(|p| (p.rect.y0 + p.rect.y1, p.rect.x0, p.marks.start));
    let mut groups: Vec<(Rect, Vec<Piece>)> = Vec::new();
    for piece in pieces {
        let upright = piece.direction == Writing::Right;
        // Later lines lie lower, so a piece can only belong to one of the last few groups: a line and the
        // raised or lowered text beside it.
        let home = groups.iter_mut().rev().take(3).find(|(band, members)| {
            upright
                && members.first().is_some_and(|m| m.direction == Writing::Right)
                && overlap(*band, piece.rect) * 10 >= band.height().min(piece.rect.height()) * 6
        });
        match home {
            Some((band, members)) => {
                if piece.rect.height() > band.height() {
                    *band = piece.rect;
                }
                members.push(piece);
            }
            None => groups.push((piece.rect, vec![piece])),
        }
    }
    groups.into_iter().map(|(_, members)| line(marks, members)).collect()
}

fn overlap(a: Rect, b: Rect) -> i32 {
    a.y1.min(b.y1) - a.y0.max(b.y0)
}

/// One line of these pieces, which are not none.
pub(crate) fn line(marks: &[Mark], mut pieces: Vec<Piece>) -> Line {
    pieces.sort_by_key(|p| (p.rect.x0, p.marks.start));
    let all = || pieces.iter().flat_map(|p| marks[p.marks.clone()].iter());
    let rect = pieces.iter().map(|p| p.rect).reduce(Rect::union).unwrap_or_default();
    let size = pieces.iter().map(|p| p.size).max().unwrap_or(1);
    let bold = all().all(|m| m.bold);
    let text = if pieces.iter().all(|p| p.direction == Writing::Right) {
        spell(&all().copied().collect::<Vec<_>>(), size)
    } else {
        all().map(|m| m.character).collect()
    };
    Line { text, rect, size, bold, pieces }
}

/// The text of glyphs on one line: a tab where pieces stand far apart, a blank where words do, nothing
/// where a line is merely spread.
fn spell(marks: &[Mark], size: i32) -> String {
    let gap = |pair: &[Mark]| pair[1].rect.x0 - pair[0].rect.x1;
    let mut wide: Vec<i32> = marks
        .windows(2)
        .filter(|w| is_chinese(w[0].character) && is_chinese(w[1].character))
        .map(gap)
        .collect();
    wide.sort_unstable();
    // How far Chinese characters stand apart on this line when nothing is meant by it.
    let spread = wide.get(wide.len() / 2).copied().unwrap_or(0).max(0);
    let spaced_out = wide.len() + 1 == marks.len()
        && wide
            .first()
            .zip(wide.last())
            .is_some_and(|(least, most)| *least > size / 4 && most - least <= size);
    let mut text = String::with_capacity(marks.len() * 3);
    text.extend(marks.first().map(|m| m.character));
    for pair in marks.windows(2) {
        let (before, after, gap) = (pair[0].character, pair[1].character, gap(pair));
        let separator = if spaced_out {
            None
        } else if gap > size * 5 / 2 + spread {
            Some('\t')
        } else if is_chinese(before) || is_chinese(after) {
            (gap > size * 7 / 10 + spread * 3 / 2 || (pair[1].blank && gap > size / 5 + spread))
                .then_some(' ')
        } else {
            (gap > size / 4 || pair[1].blank).then_some(' ')
        };
        text.extend(separator);
        text.push(after);
    }
    text
}

/// Whether a character is set in an em of its own, without blanks around it.
pub(crate) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}'
        | '\u{20000}'..='\u{3FFFF}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}
