//! Text that is printed twice counts once.
//!
//! Producers without a bold Chinese font print a run again a fraction of a point beside itself (部部门门 where 部门 is
//! meant). A glyph that stands almost where the same glyph stood before is dropped, and the first one is bold.

use rustc_hash::FxHashMap;

use crate::page::Glyph;

/// A second print lies at most this far from the first, in ems; the narrowest glyphs advance by a fifth of an em.
const FARTHEST: f32 = 0.12;

/// A square of the page that holds at most one glyph of a kind: character, size in tenths of a point, column and row.
type Square = (char, i32, i32, i32);

/// Drops repeated prints.
pub(super) fn merge(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut first_prints: FxHashMap<Square, usize> = FxHashMap::default();
    first_prints.reserve(glyphs.len());
    let mut repeated = Vec::new();
    for index in 0..glyphs.len() {
        let Some(glyph) = glyphs.get(index).copied() else { break };
        if glyph.character == ' ' || glyph.character == '\u{FFFD}' {
            continue;
        }
        let size = (glyph.size * 10.0).round();
        let reach = FARTHEST * size / 10.0;
        let (column, row) = ((glyph.x / reach).floor() as i32, (glyph.y / reach).floor() as i32);
        let square = |right: i32, down: i32| {
            (glyph.character, size as i32, column.saturating_add(right), row.saturating_add(down))
        };
        let twin = (-1..=1)
            .flat_map(|right| (-1..=1).map(move |down| square(right, down)))
            .filter_map(|neighbour| first_prints.get(&neighbour).copied())
            .find(|&first| {
                glyphs.get(first).is_some_and(|first| {
                    (first.x - glyph.x).abs() <= reach
                        && (first.y - glyph.y).abs() <= reach
                        && first.direction == glyph.direction
                })
            });
        match twin.and_then(|first| glyphs.get_mut(first)) {
            Some(first) => {
                first.bold = true;
                repeated.push(index);
            }
            None => {
                first_prints.insert(square(0, 0), index);
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
