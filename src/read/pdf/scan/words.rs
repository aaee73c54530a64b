//! Recognized words that are one text.
//!
//! Programs that recognize text box one to four Chinese characters as a word, as tightly as its ink: between words of one
//! text stands as much white as between cells. Where the characters begin and end says nothing then, but their middles are
//! an em apart within a text, and further where a rule or another cell parts them.
//!
//! ```text
//! 一 、一 般  公共  预 算      →  一、一般公共预算
//! ```

use crate::page::{Glyph, Rule, Writing};
use crate::text::fold;

use super::settle::middle;

/// The middles of two characters of one text are no further apart, in ems; those of texts of two cells are, unless these
/// nearly touch.
const NEAR: f32 = 1.75;
/// No text begins with the mark behind a number.
const NEAR_MARK: f32 = 2.5;
/// The middles of neighbours are about an em apart.
const ABOUT: f32 = 1.3;
/// White between characters of one text is more than this share of the em.
const WHITE: f32 = 0.125;
/// Where one of this many neighbours has such white, it is nothing but how words are boxed.
const NEIGHBOURS: usize = 10;
/// A bar that is a rule stands no further from it, in ems.
const BAR: f32 = 0.6;
/// So many neighbours tell the em of their line.
const TELLING: usize = 4;

/// Two Chinese characters that were recognized one behind the other on a line, and how far their middles are apart in ems.
struct Pair {
    left: usize,
    right: usize,
    ems: f32,
}

/// The rules between columns, from left to right.
struct Upright<'a>(Vec<&'a Rule>);

impl<'a> Upright<'a> {
    fn of(rules: &'a [Rule]) -> Self {
        let mut upright: Vec<&Rule> = rules.iter().filter(|rule| rule.x0 == rule.x1).collect();
        upright.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        Self(upright)
    }

    /// Whether one stands between two places of a line.
    fn stands_between(&self, left: f32, right: f32, y: f32) -> bool {
        let from = self.0.partition_point(|rule| rule.x0 < left);
        let mut between = self.0[from..].iter().take_while(|rule| rule.x0 < right);
        between.any(|rule| rule.y0.min(rule.y1) < y && y < rule.y0.max(rule.y1))
    }
}

/// Takes out of recognized texts what is none of them: the bars that are rules of the picture, and the white between words of
/// one text.
pub(super) fn clean(glyphs: &mut [Glyph], rules: &[Rule]) {
    let upright = Upright::of(rules);
    for glyph in glyphs.iter_mut().filter(|glyph| glyph.character == '|') {
        let near = glyph.size * BAR;
        if upright.stands_between(glyph.x - near, glyph.x + glyph.advance + near, glyph.y) {
            glyph.character = ' ';
        }
    }
    close(glyphs, &upright);
}

/// Takes the white out between words of one text, if the page has such white. No text goes on behind a rule.
fn close(glyphs: &mut [Glyph], upright: &Upright) {
    let pairs = pairs(glyphs);
    let white = |pair: &Pair| glyphs[pair.right].x - glyphs[pair.left].x - glyphs[pair.left].advance;
    let neighbours = || pairs.iter().filter(|pair| pair.ems < ABOUT);
    let loose = neighbours().filter(|pair| white(pair) > WHITE * distance(glyphs, pair) / pair.ems).count();
    if loose == 0 || loose * NEIGHBOURS < neighbours().count() {
        return;
    }
    let is_one = |pair: &&Pair| {
        let (left, right) = (&glyphs[pair.left], &glyphs[pair.right]);
        let near = if right.character == '、' { NEAR_MARK } else { NEAR };
        pair.ems < near && !upright.stands_between(centre(left), centre(right), left.y)
    };
    let one: Vec<(usize, f32)> =
        pairs.iter().filter(is_one).map(|pair| (pair.left, glyphs[pair.right].x)).collect();
    for (left, end) in one {
        glyphs[left].advance = (end - glyphs[left].x).max(0.0);
    }
}

/// The neighbours on each line, from the em of their line or, where few tell it, of the page.
fn pairs(glyphs: &[Glyph]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut before: Option<usize> = None;
    let printed = glyphs.iter().enumerate().filter(|(_, glyph)| !glyph.character.is_whitespace());
    for (right, glyph) in printed {
        let is_text = glyph.direction == Writing::Right && fold::is_chinese(glyph.character);
        let left = before
            .filter(|&left| is_text && glyphs[left].y == glyph.y && centre(&glyphs[left]) < centre(glyph));
        pairs.extend(left.map(|left| Pair { left, right, ems: 0.0 }));
        before = is_text.then_some(right);
    }
    let page = middle(pairs.iter().map(|pair| distance(glyphs, pair)));
    for line in pairs.chunk_by_mut(|a, b| glyphs[a.left].y == glyphs[b.left].y) {
        let own = middle(line.iter().map(|pair| distance(glyphs, pair)));
        let em = if line.len() < TELLING { page } else { own };
        line.iter_mut().for_each(|pair| pair.ems = distance(glyphs, pair) / em);
    }
    pairs
}

fn centre(glyph: &Glyph) -> f32 {
    glyph.x + glyph.advance / 2.0
}

fn distance(glyphs: &[Glyph], pair: &Pair) -> f32 {
    centre(&glyphs[pair.right]) - centre(&glyphs[pair.left])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words on one line, each with where it begins and how wide its characters are.
    fn line(words: &[(f32, f32, &str)]) -> Vec<Glyph> {
        let glyph = |x: f32, advance: f32, character: char| Glyph {
            character,
            x,
            y: 100.0,
            advance,
            size: 10.0,
            direction: Writing::Right,
            font: 0,
            bold: false,
        };
        let word = |&(x, advance, word): &(f32, f32, &str)| {
            let characters = word.chars().zip(0..).collect::<Vec<_>>();
            characters.into_iter().map(move |(c, at)| glyph(x + advance * at as f32, advance, c))
        };
        words.iter().flat_map(word).collect()
    }

    /// The texts of a line without white.
    fn texts(mut glyphs: Vec<Glyph>, rules: &[Rule]) -> String {
        clean(&mut glyphs, rules);
        let mut shown = String::new();
        for (at, glyph) in glyphs.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| &glyphs[before]);
            if before.is_some_and(|before| glyph.x - before.x - before.advance > 0.5) {
                shown.push('|');
            }
            shown.push(glyph.character);
        }
        shown
    }

    const WORDS: [(f32, f32, &str); 6] = [
        (50.0, 6.0, "三"),
        (68.0, 3.0, "、"),
        (78.0, 10.0, "公共"),
        (101.0, 6.0, "预"),
        (110.0, 8.0, "算"),
        (150.0, 5.0, "8.00"),
    ];

    #[test]
    fn words_of_one_text_come_together() {
        assert_eq!(texts(line(&WORDS), &[]), "三、公共预算|8.00");
        // Another cell begins far from it.
        let cells = [&WORDS[..5], &[(140.0, 9.0, "支出")]].concat();
        assert_eq!(texts(line(&cells), &[]), "三、公共预算|支出");
    }

    #[test]
    fn rules_part_words_however_close_they_stand() {
        let rule = Rule { x0: 99.5, y0: 90.0, x1: 99.5, y1: 110.0, width: 0.5, luminance: 0.0 };
        assert_eq!(texts(line(&WORDS), &[rule]), "三、公共|预算|8.00");
    }

    #[test]
    fn a_bar_on_a_rule_is_the_rule() {
        let rule = Rule { x0: 91.0, y0: 90.0, x1: 91.0, y1: 110.0, width: 0.5, luminance: 0.0 };
        let word = || line(&[(50.0, 5.0, "2,150.71|30201")]);
        assert_eq!(texts(word(), &[rule]), "2,150.71 30201");
        assert_eq!(texts(word(), &[]), "2,150.71|30201");
    }

    #[test]
    fn white_between_texts_that_are_boxed_as_they_were_printed_parts_cells() {
        let heads = [(50.0, 10.0, "基本支出"), (96.0, 10.0, "项目支出")];
        assert_eq!(texts(line(&heads), &[]), "基本支出|项目支出");
    }
}
