//! Text that is printed twice counts once.
//!
//! Producers without a bold Chinese font print a run again a fraction of a point beside itself (部部门门 where 部门 is
//! meant). A glyph that stands almost where the same glyph stood before is dropped, and the first one is bold.

use std::collections::HashMap;

use crate::page::Glyph;

/// A second print lies at most this far from the first, in ems; the narrowest glyphs advance by a fifth of an em.
const FARTHEST: f32 = 0.12;
/// The side of the squares that the page is divided into to look for neighbours, in points.
const SQUARE: f32 = 4.0;

/// Drops repeated prints.
pub(super) fn merge(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut squares: HashMap<(char, i32, i32), usize> = HashMap::with_capacity(glyphs.len());
    let mut repeated = Vec::new();
    for index in 0..glyphs.len() {
        let Some(glyph) = glyphs.get(index).copied() else { break };
        if glyph.character == ' ' || glyph.character == '\u{FFFD}' {
            continue;
        }
        let reach = FARTHEST * glyph.size;
        let square = |value: f32| (value / SQUARE).floor() as i32;
        let (left, right) = (square(glyph.x - reach), square(glyph.x + reach));
        let (top, bottom) = (square(glyph.y - reach), square(glyph.y + reach));
        let twin = (left..=right.min(left + 8))
            .flat_map(|x| (top..=bottom.min(top + 8)).map(move |y| (glyph.character, x, y)))
            .filter_map(|key| squares.get(&key).copied())
            .find(|&first| {
                glyphs.get(first).is_some_and(|first| {
                    (first.x - glyph.x).abs() <= reach
                        && (first.y - glyph.y).abs() <= reach
                        && (first.size - glyph.size).abs() <= reach
                        && first.direction == glyph.direction
                })
            });
        match twin.and_then(|first| glyphs.get_mut(first)) {
            Some(first) => {
                first.bold = true;
                repeated.push(index);
            }
            None => {
                squares.insert((glyph.character, square(glyph.x), square(glyph.y)), index);
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
