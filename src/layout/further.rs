//! Whether pages hold the columns of one sheet: their rules tell, and what stands above them (see `wide`).

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::chunks::{Chunk, chunks, is_labelled};
use super::lines::{lines, marks, pieces};
use super::rotate::Turn;
use super::rules::{Segments, segments, tenths};
use crate::geometry::Rect;
use crate::page::{Glyph, Sheet};

/// Rules that were meant at one place lie this close, in tenths of a point.
pub(crate) const ALIKE: i32 = 5;
/// A table has at least so many rules across.
const LEAST_RULES: usize = 3;
/// Of the page with fewer heights of rules the other one lacks at most so many, those of heads that are merged there.
const MOST_ALONE: usize = 3;
/// Captions have no more characters.
const MOST_CHARACTERS: usize = 500;
/// What is set at an edge or in the middle stands this close to it, in ems.
const NEAR: i32 = 2;

/// An upright page with rules, which may hold columns of a wide sheet.
pub(crate) struct Part<'a> {
    sheet: &'a Sheet,
    /// The outline of its rules.
    pub rect: Rect,
    captions: OnceCell<Option<Vec<Chunk>>>,
    places: OnceCell<Places>,
}

/// Where the rules of a page stand, from left to right and from top to bottom.
struct Places {
    xs: Vec<i32>,
    ys: Vec<i32>,
}

impl<'a> Part<'a> {
    pub fn of((sheet, turn): &'a (Sheet, Turn)) -> Option<Self> {
        if sheet.rules.len() < LEAST_RULES || !turn.is_none() {
            return None;
        }
        let (mut x0, mut y0, mut x1, mut y1) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
        for rule in &sheet.rules {
            (x0, y0) = (x0.min(rule.x0), y0.min(rule.y0));
            (x1, y1) = (x1.max(rule.x1), y1.max(rule.y1));
        }
        let rect = Rect::new(tenths(x0), tenths(y0), tenths(x1), tenths(y1));
        Some(Self { sheet, rect, captions: OnceCell::new(), places: OnceCell::new() })
    }

    /// Whether the rules of two pages begin and end at the same heights.
    pub fn is_level(&self, other: &Self) -> bool {
        (self.rect.y0 - other.rect.y0).abs() <= ALIKE && (self.rect.y1 - other.rect.y1).abs() <= ALIKE
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            let Segments { horizontal, vertical, .. } = segments(self.sheet);
            let mut xs: Vec<i32> = vertical.iter().map(|rule| rule.at).collect();
            let mut ys: Vec<i32> = horizontal.iter().map(|rule| rule.at).collect();
            xs.dedup();
            ys.dedup();
            Places { xs, ys }
        })
    }

    /// Whether the rules across stand at the same heights, but for those within cells that are merged on one of the pages.
    /// Those of the `first` rows are not few; a lone row may go on on the next page.
    fn has_rows_of(&self, other: &Self, is_first: bool) -> bool {
        let (own, others) = (&self.places().ys, &other.places().ys);
        let shared = shared(own, others);
        let is_row_alone = !is_first && shared == own.len().max(others.len());
        is_row_alone || shared >= LEAST_RULES && own.len().min(others.len()) - shared <= MOST_ALONE
    }

    /// How wide the columns at the left are that are the same as on another page, with the names of the rows.
    fn repeated(&self, first: &Self) -> i32 {
        let is_same = |a: i32, b: i32| (a - b).abs() <= ALIKE;
        let pairs = self.places().xs.windows(2).zip(first.places().xs.windows(2));
        let repeated = pairs.take_while(|(own, others)| {
            is_same(own[0], others[0]) && is_same(own[1], others[1]) && {
                let texts = self.inside(own[0]..own[1]);
                !texts.is_empty() && are_same(&texts, &first.inside(others[0]..others[1]))
            }
        });
        let end = repeated.last().map_or(self.rect.x0, |(own, _)| own[1]);
        if end + ALIKE < self.rect.x1 { end - self.rect.x0 } else { 0 }
    }

    /// What stands between the rules of a column: each character, how far down and how far to the right.
    fn inside(&self, column: Range<i32>) -> BTreeSet<(char, i32, i32)> {
        let glyphs = self.sheet.glyphs.iter();
        let inside = glyphs.filter(|glyph| {
            column.contains(&tenths(glyph.x + glyph.advance / 2.0))
                && (self.rect.y0..self.rect.y1).contains(&tenths(glyph.y))
        });
        inside.map(|glyph| (glyph.character, tenths(glyph.y), tenths(glyph.x))).collect()
    }

    /// Whether two tables are told apart by what stands above them: prose, or on one line texts that name them or have the
    /// same label.
    pub fn is_captioned_like(&self, other: &Self) -> bool {
        let label = |text: &Chunk| -> Option<String> {
            is_labelled(&text.text)
                .then(|| text.text.chars().take_while(|c| !matches!(c, '：' | ':')).collect())
        };
        if self.captions().is_none() || other.captions().is_none() {
            return true;
        }
        let others = other.captions_beside(self);
        self.captions_beside(other).into_iter().any(|text| {
            let ends = self.rect.x1 - text.rect.x1 < text.size;
            let is_level =
                |other: &Chunk| (other.rect.center().1 - text.rect.center().1).abs() * 2 < text.size;
            !ends && others.iter().any(|other| is_level(other) && label(text) == label(other))
        })
    }

    /// Whether the columns are the same, or at least begin and end alike where no rules part them.
    pub fn has_columns_of(&self, other: &Self) -> bool {
        let (own, others) = (&self.places().xs, &other.places().xs);
        own.len() == others.len()
            && shared(own, others) == own.len()
            && (self.rect.width() - other.rect.width()).abs() <= ALIKE
    }

    /// The texts above the rules, if they are no more than captions.
    fn captions(&self) -> Option<&[Chunk]> {
        let captions = self.captions.get_or_init(|| {
            let above = self.sheet.glyphs.iter().filter(|glyph| tenths(glyph.y) < self.rect.y0);
            let glyphs: Vec<Glyph> = above.take(MOST_CHARACTERS + 1).copied().collect();
            if glyphs.len() > MOST_CHARACTERS {
                return None;
            }
            let above =
                Sheet { glyphs, rules: Vec::new(), areas: Vec::new(), drawings: Vec::new(), ..*self.sheet };
            let marks = marks(&above);
            let lines = lines(&marks, pieces(&marks));
            Some(chunks(&marks, &lines).into_iter().flatten().collect())
        });
        captions.as_deref()
    }

    /// The texts above the rules that do not stand in the margin of another page as well.
    fn captions_beside<'b>(&'b self, other: &'b Self) -> Vec<&'b Chunk> {
        let words = |text: &Chunk| -> String { text.text.chars().filter(|c| !c.is_ascii_digit()).collect() };
        let is_same = |a: &Chunk, b: &Chunk| {
            let ((ax, ay), (bx, by)) = (a.rect.center(), b.rect.center());
            (ax - bx).abs() <= ALIKE && (ay - by).abs() <= ALIKE && words(a) == words(b)
        };
        let is_own =
            |text: &&Chunk| !other.captions().unwrap_or_default().iter().any(|there| is_same(text, there));
        self.captions().unwrap_or_default().iter().filter(is_own).collect()
    }

    /// Whether the same is said at this height above the rules, wherever on the line.
    fn says(&self, text: &Chunk) -> bool {
        let is_level = |there: &Chunk| (there.rect.center().1 - text.rect.center().1).abs() <= ALIKE;
        self.captions().unwrap_or_default().iter().any(|there| is_level(there) && there.text == text.text)
    }
}

/// Whether the same characters stand at these places as at others.
fn are_same(texts: &BTreeSet<(char, i32, i32)>, others: &BTreeSet<(char, i32, i32)>) -> bool {
    let is_among = |&(character, y, x): &(char, i32, i32)| {
        let mut level = others.range((character, y - ALIKE, i32::MIN)..=(character, y + ALIKE, i32::MAX));
        level.any(|(.., there)| (there - x).abs() <= ALIKE)
    };
    texts.len() == others.len() && texts.iter().all(is_among)
}

/// How many of these places, which are sorted, are among others.
fn shared(places: &[i32], others: &[i32]) -> usize {
    let is_among = |at: &&i32| {
        let from = others.partition_point(|other| *other < **at - ALIKE);
        others.get(from).is_some_and(|other| *other <= **at + ALIKE)
    };
    places.iter().filter(is_among).count()
}

/// Where the columns on pages are that are not printed on the first of them as well.
pub(crate) fn columns(parts: &[&Part]) -> Vec<Rect> {
    let further = |(at, part): (usize, &&Part)| {
        let repeated = if at == 0 { 0 } else { part.repeated(parts[0]) };
        Rect { x0: part.rect.x0 + repeated, ..part.rect }
    };
    parts.iter().enumerate().map(further).collect()
}

/// Whether something stands above the rules of these pages.
pub(crate) fn has_captions(parts: &[&Part]) -> bool {
    let (first, further) = (parts[0], &parts[1..]);
    further
        .iter()
        .any(|part| !part.captions_beside(first).is_empty() || !first.captions_beside(part).is_empty())
}

/// Whether pages hold columns of the same rows, and above them nothing but what is stated at the left end, a title in the
/// middle of all, and what ends with the last column. Over the `first` rows, if columns are the same on two pages, something
/// goes on from one to the other; over further ones each page may say what all of them say (续表).
pub(crate) fn are_columns(parts: &[&Part], is_first: bool) -> bool {
    let [first, further @ ..] = parts else { return false };
    let columns = columns(parts);
    let captions = captions(parts, &columns, is_first);
    let width: i32 = columns.iter().map(|columns| columns.width()).sum();
    // Where the names of the rows are printed again, what is stated above the first columns ends with them, too.
    let is_named = columns.iter().zip(parts).skip(1).all(|(columns, part)| part.rect.x0 < columns.x0);
    let is_fine = |caption: &Caption| {
        let near = caption.size * NEAR;
        let is_last = caption.parts.end == parts.len();
        let before_end = caption.end - caption.rect.x1;
        // The edge of the page may cut a glyph.
        let is_closed = is_named || is_last || before_end >= caption.size || before_end < 0;
        (caption.rect.center().0 - width / 2).abs() < near
            || is_closed && (caption.parts.start == 0 || is_last && before_end < near)
    };
    let is_whole = |(at, pair): (usize, &[&Part])| {
        let goes_on = |caption: &Caption| caption.parts.contains(&at) && caption.parts.contains(&(at + 1));
        !is_first || is_named || !pair[0].has_columns_of(pair[1]) || captions.iter().any(goes_on)
    };
    captions.iter().all(is_fine)
        && further.iter().all(|part| first.is_level(part) && first.has_rows_of(part, is_first))
        && parts.windows(2).enumerate().all(is_whole)
}

/// A text above columns, which may go on from page to page; measured from the left of the first column.
struct Caption {
    rect: Rect,
    size: i32,
    is_labelled: bool,
    parts: Range<usize>,
    /// Where the last of its parts ends.
    end: i32,
}

/// The texts above these columns on pages, over further rows without those that every page says.
fn captions(parts: &[&Part], columns: &[Rect], is_first: bool) -> Vec<Caption> {
    let mut captions: Vec<Caption> = Vec::new();
    let mut left = 0;
    for (at, (part, columns)) in parts.iter().zip(columns).enumerate() {
        let end = left + columns.width();
        let Some(other) = parts.get(usize::from(at == 0)) else { break };
        let is_repeated = |text: &&Chunk| part.rect.x0 < columns.x0 && text.rect.center().0 < columns.x0;
        let is_again = |text: &&Chunk| !is_first && parts.iter().all(|part| part.says(text));
        let own = part.captions_beside(other).into_iter();
        for text in own.filter(|text| !is_repeated(text) && !is_again(text)) {
            let shift = left - columns.x0;
            let rect = Rect { x0: text.rect.x0 + shift, x1: text.rect.x1 + shift, ..text.rect };
            let is_labelled = is_labelled(&text.text);
            let goes_on = |caption: &&mut Caption| {
                let is_level = (caption.rect.center().1 - rect.center().1).abs() * 2 < text.size;
                let is_cut = caption.end - caption.rect.x1 < text.size && rect.x0 - left < text.size;
                caption.parts.end == at && is_level && is_cut && !(caption.is_labelled && is_labelled)
            };
            match captions.iter_mut().find(goes_on) {
                Some(caption) => {
                    (caption.rect, caption.parts.end, caption.end) = (caption.rect.union(rect), at + 1, end);
                }
                None => captions.push(Caption { rect, size: text.size, is_labelled, parts: at..at + 1, end }),
            }
        }
        left = end;
    }
    captions
}
