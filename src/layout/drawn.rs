//! Rules that are drawn with characters.
//!
//! Programs of long ago print their tables as text, with the frames that `┌`, `─`, `│` and the like make. Where such
//! characters meet they are rules, and no text.
//!
//! ```text
//! ┌────┬────┐
//! │项目│金额│     →  a grid of two columns
//! └────┴────┘
//! ```

use crate::page::{Glyph, Rule, Sheet, Writing};

/// A frame has so many corners at least.
const LEAST_CORNERS: usize = 4;
/// How wide a drawn rule is, in points.
const WIDTH: f32 = 0.5;
/// How far the middle of a glyph lies above its baseline, and its top above that, in ems.
const MIDDLE: f32 = 0.36;
const HALF: f32 = 0.5;

/// Where the strokes of a character go from its middle.
#[derive(Clone, Copy)]
struct Strokes {
    left: bool,
    right: bool,
    up: bool,
    down: bool,
}

impl Strokes {
    fn of(character: char) -> Option<Self> {
        let [left, right, up, down] = match character {
            '─' | '━' | '┄' | '┅' | '┈' | '┉' | '═' => [true, true, false, false],
            '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '║' => [false, false, true, true],
            '┌'..='┏' | '╒'..='╔' => [false, true, false, true],
            '┐'..='┓' | '╕'..='╗' => [true, false, false, true],
            '└'..='┗' | '╘'..='╚' => [false, true, true, false],
            '┘'..='┛' | '╛'..='╝' => [true, false, true, false],
            '├'..='┣' | '╞'..='╠' => [false, true, true, true],
            '┤'..='┫' | '╡'..='╣' => [true, false, true, true],
            '┬'..='┳' | '╤'..='╦' => [true, true, false, true],
            '┴'..='┻' | '╧'..='╩' => [true, true, true, false],
            '┼'..='╋' | '╪'..='╬' => [true, true, true, true],
            _ => return None,
        };
        Some(Self { left, right, up, down })
    }

    /// Whether the strokes go both along and across.
    fn is_corner(self) -> bool {
        (self.left || self.right) && (self.up || self.down)
    }
}

/// Makes rules of the characters that draw frames.
pub(crate) fn as_rules(sheet: &mut Sheet) {
    let strokes = |glyph: &Glyph| Strokes::of(glyph.character).filter(|_| glyph.direction == Writing::Right);
    let corners = sheet.glyphs.iter().filter(|glyph| strokes(glyph).is_some_and(Strokes::is_corner));
    if corners.take(LEAST_CORNERS).count() < LEAST_CORNERS {
        return;
    }
    let Sheet { glyphs, rules, .. } = sheet;
    glyphs.retain(|glyph| match strokes(glyph) {
        Some(strokes) => {
            rules.extend(drawn(glyph, strokes));
            false
        }
        None => true,
    });
}

/// The rules along and across that a glyph draws.
fn drawn(glyph: &Glyph, Strokes { left, right, up, down }: Strokes) -> impl Iterator<Item = Rule> {
    let (x, y) = (glyph.x + glyph.advance / 2.0, glyph.y - glyph.size * MIDDLE);
    let (beside, above) = (glyph.advance / 2.0, glyph.size * HALF);
    let end = |stroke: bool, from: f32, length: f32| if stroke { from + length } else { from };
    let rule = |x0, y0, x1, y1| Rule { x0, y0, x1, y1, width: WIDTH, luminance: 0.0 };
    let along = (left || right).then(|| rule(end(left, x, -beside), y, end(right, x, beside), y));
    let across = (up || down).then(|| rule(x, end(up, y, -above), x, end(down, y, above)));
    along.into_iter().chain(across)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn characters_that_meet_are_rules() {
        let lines = [
            "┌────┬────┐",
            "│项目　　│　　金额│",
            "├────┼────┤",
            "│会议费　│　　3.00│",
            "│培训费　│　　2.00│",
            "│合计　　│　　5.00│",
            "└────┴────┘",
        ];
        let page = lines
            .iter()
            .zip(0..)
            .fold(Drawing::portrait(), |page, (line, at)| page.text(50.0, 100.0 + 12.0 * at as f32, line));
        assert_eq!(page.shown(), "|项目|金额|\n|会议费|3.00|\n|培训费|2.00|\n|合计|5.00|\n");
    }

    #[test]
    fn a_dash_is_no_rule() {
        assert_eq!(Drawing::portrait().text(50.0, 100.0, "预算──决算").shown(), "预算──决算\n");
    }
}
