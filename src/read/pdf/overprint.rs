//! Text that is printed twice counts once.
//!
//! Producers without a bold Chinese font print a run again a fraction of a point beside itself (部部门门 where 部门 is
//! meant). A glyph that stands almost where the same glyph stood before is dropped, and the first one is bold.

use rustc_hash::FxHashMap;

use crate::page::Glyph;

/// A second print lies at most this far from the first, in ems; the narrowest glyphs advance by a fifth of an em.
const FARTHEST: f32 = 0.12;

/// A square of the page, a quarter of an em wide, that holds one glyph of a kind: character, size in tenths of a point,
/// column and row.
type Square = (char, i32, i32, i32);

/// Drops repeated prints.
pub(super) fn merge(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut firsts = first_prints(&glyphs);
    keep_numbers_whole(&glyphs, &mut firsts);
    if firsts.iter().all(Option::is_none) {
        return glyphs;
    }
    for first in firsts.iter().flatten() {
        if let Some(glyph) = glyphs.get_mut(*first) {
            glyph.bold = true;
        }
    }
    let mut firsts = firsts.into_iter();
    glyphs.retain(|_| firsts.next().flatten().is_none());
    glyphs
}

/// For every glyph the one whose print it seems to repeat.
fn first_prints(glyphs: &[Glyph]) -> Vec<Option<usize>> {
    let mut known: FxHashMap<Square, usize> = FxHashMap::default();
    known.reserve(glyphs.len());
    let first_print = |(index, glyph): (usize, &Glyph)| {
        if glyph.character == ' ' || glyph.character == '\u{FFFD}' {
            return None;
        }
        let size = (glyph.size * 10.0).round();
        let reach = FARTHEST * size / 10.0;
        let side = 2.0 * reach;
        let line = |value: f32| (value / side).floor() as i32;
        let square = |column: i32, row: i32| (glyph.character, size as i32, column, row);
        let (top, bottom) = (line(glyph.y - reach), line(glyph.y + reach));
        let first = (line(glyph.x - reach)..=line(glyph.x + reach))
            .flat_map(|column| (top..=bottom).map(move |row| square(column, row)))
            .filter_map(|neighbour| known.get(&neighbour).copied())
            .find(|&first| {
                glyphs.get(first).is_some_and(|first| {
                    (first.x - glyph.x).abs() <= reach
                        && (first.y - glyph.y).abs() <= reach
                        && first.direction == glyph.direction
                })
            });
        if first.is_none() {
            known.insert(square(line(glyph.x), line(glyph.y)), index);
        }
        first
    };
    glyphs.iter().enumerate().map(first_print).collect()
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
