//! The pictures that a page paints: how much of it, and how much beside its text. A table that was pasted as a picture is
//! not read, and that must not go unsaid.

use crate::page::Glyph;

use super::matrix::Bounds;

/// More pictures of one page are not held against its text.
const MOST: usize = 64;
/// A picture on a smaller share of the page shows no table: an emblem, a bullet, the strip of a scan.
const SMALLEST: f64 = 0.002;

/// What the pictures of a page cover.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// How many there are.
    pub(super) count: u32,
    /// Their areas together, in square points.
    area: f64,
    boxes: Vec<Bounds>,
}

impl Pictures {
    /// Adds what is visible of a picture on a page.
    pub(super) fn push(&mut self, visible: Bounds, page: Bounds) {
        let area = visible.area();
        self.count = self.count.saturating_add(1);
        self.area += area;
        if area >= page.area() * SMALLEST && self.boxes.len() < MOST {
            self.boxes.push(visible);
        }
    }

    /// The share of the page that pictures are painted on, 0 to 1.
    pub(super) fn share(&self, page: Bounds) -> f32 {
        share(self.area, page)
    }

    /// The share of the page that pictures are painted on over or under which no text stands, 0 to 1.
    pub(super) fn share_without_text(&self, page: Bounds, glyphs: &[Glyph]) -> f32 {
        let is_empty = |picture: &&Bounds| !glyphs.iter().any(|glyph| holds(picture, glyph));
        share(self.boxes.iter().filter(is_empty).map(|picture| picture.area()).sum(), page)
    }
}

/// The share of the page that an area is, 0 to 1.
fn share(area: f64, page: Bounds) -> f32 {
    (area / page.area()).clamp(0.0, 1.0) as f32
}

/// Whether a glyph that leaves ink stands in a box.
fn holds(picture: &Bounds, glyph: &Glyph) -> bool {
    let middle = (f64::from(glyph.x + glyph.advance / 2.0), f64::from(glyph.y - glyph.size / 3.0));
    !glyph.character.is_whitespace() && picture.contains(middle)
}
