//! Text that a box was painted over later: it is not seen, and so it was not printed.
//!
//! Who corrects a finished PDF lays a white box over the old figure and writes the new one on it; who must not show a name
//! lays a black one over it. The text below is still in the file.
//!
//! ```text
//! 1,250.00  ─white box→              ─text→  1,205.00
//! ```

use crate::page::{Area, Glyph, Writing};

/// The page in so many columns and rows; a box that holds no whole square of these covers nothing.
const COLUMNS: usize = 64;
const ROWS: usize = 192;
/// A glyph is covered so far around its middle, in ems.
const INK: f32 = 0.25;
/// The middle of a glyph stands so far above its baseline, in ems.
const MIDDLE: f32 = 0.36;
/// More boxes over texts are a drawing.
const MOST: usize = 500;

/// The boxes that were painted over texts.
pub(super) struct Covers {
    /// The size of a square of the page.
    square: (f32, f32),
    /// Where glyphs stand: a bit for every square.
    ink: [u64; ROWS],
    /// How many glyphs are counted in `ink`.
    counted: usize,
    /// Each box with how many glyphs were there before it.
    boxes: Vec<(usize, Area)>,
}

impl Covers {
    /// No box on a page of this size, in points.
    pub(super) fn new(width: f64, height: f64) -> Self {
        let square = (width as f32 / COLUMNS as f32, height as f32 / ROWS as f32);
        Self { square, ink: [0; ROWS], counted: 0, boxes: Vec::new() }
    }

    /// Takes a box that hides what it is painted on: these glyphs, if it covers some.
    pub(super) fn paint(&mut self, area: Area, glyphs: &[Glyph]) {
        if glyphs.is_empty() || self.boxes.len() == MOST {
            return;
        }
        let (wide, high) = self.square;
        for glyph in glyphs.iter().skip(self.counted) {
            let (x, y) = middle(glyph);
            if let Some(row) = self.ink.get_mut((y / high) as usize) {
                *row |= 1_u64.checked_shl((x / wide) as u32).unwrap_or(0);
            }
        }
        self.counted = self.counted.max(glyphs.len());
        let (first, last) = ((area.y0 / high).ceil() as usize, (area.y1 / high) as usize);
        let (left, right) = ((area.x0 / wide).ceil() as u32, (area.x1 / wide) as u32);
        let from = |column: u32| u64::MAX.checked_shl(column).unwrap_or(0);
        let columns = from(left) & !from(right);
        let rows = self.ink.get(first..last.min(ROWS)).unwrap_or_default();
        if rows.iter().any(|row| row & columns != 0) {
            self.boxes.push((glyphs.len(), area));
        }
    }

    /// The glyphs that are seen, and those that are covered.
    pub(super) fn part(self, glyphs: Vec<Glyph>) -> (Vec<Glyph>, Vec<Glyph>) {
        if self.boxes.is_empty() {
            return (glyphs, Vec::new());
        }
        let mut covers = self.boxes.as_slice();
        let is_seen = |(index, glyph): &(usize, Glyph)| {
            while covers.first().is_some_and(|(before, _)| before <= index) {
                covers = &covers[1..];
            }
            !covers.iter().any(|(_, area)| covers_glyph(area, glyph))
        };
        let (seen, covered): (Vec<_>, Vec<_>) = glyphs.into_iter().enumerate().partition(is_seen);
        let glyphs = |numbered: Vec<(usize, Glyph)>| numbered.into_iter().map(|(_, glyph)| glyph).collect();
        (glyphs(seen), glyphs(covered))
    }
}

/// Whether a box hides a glyph that was there before.
fn covers_glyph(area: &Area, glyph: &Glyph) -> bool {
    let (x, y) = middle(glyph);
    let ink = INK * glyph.size;
    area.x0 <= x - ink && x + ink <= area.x1 && area.y0 <= y - ink && y + ink <= area.y1
}

/// The middle of a glyph.
fn middle(glyph: &Glyph) -> (f32, f32) {
    let (along, up) = (glyph.advance / 2.0, glyph.size * MIDDLE);
    match glyph.direction {
        Writing::Right => (glyph.x + along, glyph.y - up),
        Writing::Left => (glyph.x - along, glyph.y + up),
        Writing::Down => (glyph.x + up, glyph.y + along),
        Writing::Up => (glyph.x - up, glyph.y - along),
    }
}
