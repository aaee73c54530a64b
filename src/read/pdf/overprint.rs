//! Text that is printed twice counts once.
//!
//! Producers without a bold Chinese font print a run again a fraction of a point beside itself (部部门门 where 部门 is
//! meant). A glyph that stands almost where the same glyph stood before is dropped, and the first one is bold.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

use crate::page::Glyph;

/// A second print lies at most this far from the first, in ems; the narrowest glyphs advance by a fifth of an em.
const FARTHEST: f32 = 0.12;

/// The side of a square in ems: far longer than the reach, so that few glyphs look into more than one.
const SIDE: f32 = 1.0;

/// A square of the page for glyphs of one kind: character, size in tenths of a point, column and row.
type Square = (char, i32, i32, i32);

/// Drops repeated prints.
pub(super) fn merge(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let repeats = repeats(&glyphs);
    if repeats.is_empty() {
        return glyphs;
    }
    let mut firsts = vec![None; glyphs.len()];
    for (index, first) in repeats {
        firsts[index] = Some(first);
    }
    keep_numbers_whole(&glyphs, &mut firsts);
    for first in firsts.iter().flatten() {
        if let Some(glyph) = glyphs.get_mut(*first) {
            glyph.bold = true;
        }
    }
    let mut firsts = firsts.into_iter();
    glyphs.retain(|_| firsts.next().flatten().is_none());
    glyphs
}

/// The glyphs that seem to repeat the print of another, each with that one.
fn repeats(glyphs: &[Glyph]) -> Vec<(usize, usize)> {
    let mut repeats = Vec::new();
    let mut squares = Squares::new(glyphs.len());
    for (index, glyph) in glyphs.iter().enumerate() {
        if glyph.character == ' ' || glyph.character == '\u{FFFD}' {
            continue;
        }
        let reach = FARTHEST * glyph.size;
        let per_square = 1.0 / (SIDE * glyph.size);
        let line = |value: f32| (value * per_square) as i32;
        let tenths = (glyph.size * 10.0) as i32;
        let square = |column: i32, row: i32| (glyph.character, tenths, column, row);
        let is_twin = |first: &usize| {
            let first = &glyphs[*first];
            (first.x - glyph.x).abs() <= reach
                && (first.y - glyph.y).abs() <= reach
                && first.character == glyph.character
                && (first.size * 10.0) as i32 == tenths
                && first.direction == glyph.direction
        };
        let mut columns = line(glyph.x - reach)..=line(glyph.x + reach);
        let rows = line(glyph.y - reach)..=line(glyph.y + reach);
        let twin = columns.find_map(|column| {
            rows.clone().find_map(|row| squares.glyphs(square(column, row)).find(is_twin))
        });
        match twin {
            Some(first) => repeats.push((index, first)),
            None => squares.add(index, square(line(glyph.x), line(glyph.y))),
        }
    }
    repeats
}

/// The glyphs that repeat no other, by the square that they stand in. As they keep their distance, there are only so many
/// in one.
struct Squares {
    /// The last glyph of each bucket that squares are spread over.
    latest: Vec<u32>,
    /// The glyph before each in its bucket.
    earlier: Vec<u32>,
}

impl Squares {
    const NONE: u32 = u32::MAX;

    fn new(glyphs: usize) -> Self {
        Self { latest: vec![Self::NONE; (2 * glyphs).next_power_of_two()], earlier: vec![Self::NONE; glyphs] }
    }

    fn bucket(&self, square: Square) -> usize {
        FxBuildHasher.hash_one(square) as usize & (self.latest.len() - 1)
    }

    /// The glyphs of a square, and perhaps others, from the last one on.
    fn glyphs(&self, square: Square) -> impl Iterator<Item = usize> {
        let glyph = |index: u32| (index != Self::NONE).then_some(index as usize);
        let last = glyph(self.latest[self.bucket(square)]);
        std::iter::successors(last, move |index| glyph(self.earlier[*index]))
    }

    fn add(&mut self, index: usize, square: Square) {
        let bucket = self.bucket(square);
        self.earlier[index] = std::mem::replace(&mut self.latest[bucket], index as u32);
    }
}

/// Takes digits for no second print where one number is not the whole of the other: of two amounts too wide for their
/// cells, one runs into the other, and a digit may come to stand on the same digit.
fn keep_numbers_whole(glyphs: &[Glyph], firsts: &mut [Option<usize>]) {
    let mut printed_twice = vec![false; glyphs.len()];
    for first in firsts.iter().flatten() {
        if let Some(twice) = printed_twice.get_mut(*first) {
            *twice = true;
        }
    }
    let mut start = 0;
    let mut in_part = vec![false; glyphs.len()];
    for number in glyphs.chunk_by(goes_on) {
        let range = start..start + number.len();
        start = range.end;
        let whole = range.clone().all(|index| firsts[index].is_some() || printed_twice[index]);
        in_part[range].fill(number.len() > 1 && !whole);
    }
    for (index, first) in firsts.iter_mut().enumerate() {
        if first.is_some_and(|first| in_part[index] || in_part[first]) {
            *first = None;
        }
    }
}

/// Whether two glyphs stand side by side in one number.
fn goes_on(before: &Glyph, glyph: &Glyph) -> bool {
    let numeric = |glyph: &Glyph| glyph.character.is_ascii_digit() || matches!(glyph.character, '.' | ',');
    let reach = FARTHEST * glyph.size;
    numeric(before)
        && numeric(glyph)
        && (before.y - glyph.y).abs() <= reach
        && (before.x + before.advance - glyph.x).abs() <= reach
}
