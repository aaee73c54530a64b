//! Text that is printed twice counts once.
//!
//! Producers without a bold Chinese font print a run again a fraction of a point beside itself (部部门门 where 部门 is
//! meant). A glyph that stands almost where the same glyph stood before is dropped, and the first one is bold.

use rustc_hash::FxHashMap;

use crate::page::Glyph;

/// A second print lies at most this far from the first, in ems; the narrowest glyphs advance by a fifth of an em.
const FARTHEST: f32 = 0.12;

/// The side of a square in ems: far longer than the reach, so that few glyphs look into more than one.
const SIDE: f32 = 1.0;

/// A square of the page for glyphs of one kind: character, size in tenths of a point, column and row.
type Square = (char, i32, i32, i32);

/// Drops repeated prints.
pub(super) fn merge(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    // The last first print in each square, and the one before it in the same square: as they keep their distance, there
    // are only so many.
    let mut latest: FxHashMap<Square, usize> = FxHashMap::default();
    latest.reserve(glyphs.len());
    let mut earlier: Vec<Option<usize>> = vec![None; glyphs.len()];
    let mut repeated = Vec::new();
    for index in 0..glyphs.len() {
        let Some(glyph) = glyphs.get(index).copied() else { break };
        if glyph.character == ' ' || glyph.character == '\u{FFFD}' {
            continue;
        }
        let reach = FARTHEST * glyph.size;
        let squares = 1.0 / (SIDE * glyph.size);
        let line = |value: f32| (value * squares) as i32;
        let square = |column: i32, row: i32| (glyph.character, (glyph.size * 10.0) as i32, column, row);
        let is_twin = |first: &Glyph| {
            (first.x - glyph.x).abs() <= reach
                && (first.y - glyph.y).abs() <= reach
                && first.direction == glyph.direction
        };
        let mut twin = None;
        for column in line(glyph.x - reach)..=line(glyph.x + reach) {
            for row in line(glyph.y - reach)..=line(glyph.y + reach) {
                let mut next = latest.get(&square(column, row)).copied();
                while let Some(first) = next.filter(|_| twin.is_none()) {
                    twin = glyphs.get(first).is_some_and(is_twin).then_some(first);
                    next = earlier.get(first).copied().flatten();
                }
            }
        }
        match twin.and_then(|first| glyphs.get_mut(first)) {
            Some(first) => {
                first.bold = true;
                repeated.push(index);
            }
            None => {
                let before = latest.insert(square(line(glyph.x), line(glyph.y)), index);
                if let Some(slot) = earlier.get_mut(index) {
                    *slot = before;
                }
            }
        }
    }
    if !repeated.is_empty() {
        let mut next = repeated.into_iter().peekable();
        let mut index = 0;
        glyphs.retain(|_| {
            let drop = next.next_if_eq(&index).is_some();
            index += 1;
            !drop
        });
    }
    glyphs
}
