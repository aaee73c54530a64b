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
        let side = 2.0 * reach;
        let line = |value: f32| (value / side).floor() as i32;
        let square = |column: i32, row: i32| (glyph.character, size as i32, column, row);
        let (top, bottom) = (line(glyph.y - reach), line(glyph.y + reach));
        let twin = (line(glyph.x - reach)..=line(glyph.x + reach))
            .flat_map(|column| (top..=bottom).map(move |row| square(column, row)))
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
                first_prints.insert(square(line(glyph.x), line(glyph.y)), index);
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
