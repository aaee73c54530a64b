//! Pages printed sideways, read in their own direction.
//!
//! A landscape table on a portrait page is often turned: its glyphs run from bottom to top. Such a page is
//! turned upright before anything is looked at, and every place is turned back at the end, so that places
//! always speak of the visible page.

use super::rules::tenths;
use crate::geometry::Rect;
use crate::page::{Sheet, Writing};

/// How a page was turned to make its text upright: the way its text ran before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    from: Writing,
    /// The visible page before turning, in tenths of a point.
    width: i32,
    height: i32,
}

impl Turn {
    /// Whether the page stands as it is.
    pub fn is_none(self) -> bool {
        self.from == Writing::Right
    }

    /// A box of the upright page as a box of the visible page.
    pub fn back(self, rect: Rect) -> Rect {
        let Self { from, width, height } = self;
        match from {
            Writing::Right => rect,
            Writing::Up => Rect::new(rect.y0, height - rect.x0, rect.y1, height - rect.x1),
            Writing::Down => Rect::new(width - rect.y0, rect.x0, width - rect.y1, rect.x1),
            Writing::Left => Rect::new(width - rect.x0, height - rect.y0, width - rect.x1, height - rect.y1),
        }
    }
}

/// The sheet with most of its text running from left to right.
pub(crate) fn upright(mut sheet: Sheet) -> (Sheet, Turn) {
    let directions = [Writing::Right, Writing::Down, Writing::Left, Writing::Up];
    let mut counts = [0usize; 4];
    for glyph in &sheet.glyphs {
        counts[glyph.direction as usize] += 1;
    }
    let from = directions.into_iter().rev().max_by_key(|d| counts[*d as usize]).unwrap_or(Writing::Right);
    let turn = Turn { from, width: tenths(sheet.width), height: tenths(sheet.height) };
    if from == Writing::Right {
        return (sheet, turn);
    }
    let (width, height) = (sheet.width, sheet.height);
    let point = move |x: f32, y: f32| match from {
        Writing::Right => (x, y),
        Writing::Up => (height - y, x),
        Writing::Down => (y, width - x),
        Writing::Left => (width - x, height - y),
    };
    let corners = move |x0: f32, y0: f32, x1: f32, y1: f32| {
        let ((ax, ay), (bx, by)) = (point(x0, y0), point(x1, y1));
        (ax.min(bx), ay.min(by), ax.max(bx), ay.max(by))
    };
    for glyph in &mut sheet.glyphs {
        (glyph.x, glyph.y) = point(glyph.x, glyph.y);
        glyph.direction = directions[(glyph.direction as usize + 4 - from as usize) % 4];
    }
    for rule in &mut sheet.rules {
        (rule.x0, rule.y0, rule.x1, rule.y1) = corners(rule.x0, rule.y0, rule.x1, rule.y1);
    }
    for area in &mut sheet.areas {
        (area.x0, area.y0, area.x1, area.y1) = corners(area.x0, area.y0, area.x1, area.y1);
    }
    for drawn in &mut sheet.drawings {
        (drawn.x0, drawn.y0, drawn.x1, drawn.y1) = corners(drawn.x0, drawn.y0, drawn.x1, drawn.y1);
    }
    if from != Writing::Left {
        (sheet.width, sheet.height) = (height, width);
    }
    (sheet, turn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Glyph;

    #[test]
    fn turning_upright_and_back_keeps_places() {
        for from in [Writing::Right, Writing::Down, Writing::Left, Writing::Up] {
            let glyph = Glyph {
                character: '预',
                x: 100.0,
                y: 30.0,
                advance: 10.0,
                size: 10.0,
                direction: from,
                font: 0,
                bold: false,
            };
            let sheet =
                Sheet { number: 1, width: 500.0, height: 800.0, glyphs: vec![glyph], ..Sheet::default() };
            let before = super::super::lines::marks(&sheet)[0].rect;
            let (turned, turn) = upright(sheet);
            let mark = super::super::lines::marks(&turned)[0];
            assert_eq!(mark.direction, Writing::Right);
            assert!(mark.rect.x1 <= tenths(turned.width) && mark.rect.x0 >= 0, "{from:?}");
            assert_eq!(turn.back(mark.rect), before, "{from:?}");
        }
    }
}
