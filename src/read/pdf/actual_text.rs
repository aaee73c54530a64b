//! ActualText: what marked content says in place of the glyphs that it shows.
//!
//! ```text
//! /Span <</ActualText <FEFF9884>>> BDC <0123> Tj EMC        the glyph 0123 is 预
//! ```
//!
//! Chrome writes it for glyphs that stand for several characters, Word for hyphens and blanks, InDesign for letters
//! that a font draws in a special shape. It says what and not where: the places stay those of the glyphs.

use lopdf::{Dictionary, Object, StringFormat, decode_text_string};

use crate::page::{Glyph, Writing};

use super::file::File;
use super::lexer::{Operand, Operands};
use super::names;

/// The text that the operands of `BDC` announce, written out in them or named in the resources.
pub(super) fn of(file: &File, resources: Option<&Dictionary>, operands: &Operands) -> Option<String> {
    const KEY: &[u8] = b"ActualText";
    let object = match operands.list() {
        [_, Operand::Name(name)] => {
            let properties = file.dictionary(resources?, b"Properties")?;
            file.value(file.dictionary(properties, operands.bytes(name))?, KEY).clone()
        }
        list => {
            let key =
                |operand: &Operand| matches!(operand, Operand::Name(name) if operands.bytes(name) == KEY);
            let Operand::Text(text) = list.get(list.iter().position(key)? + 1)? else { return None };
            Object::String(operands.bytes(text).to_vec(), StringFormat::Literal)
        }
    };
    let text = decode_text_string(&object).ok()?;
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    (!text.is_empty()).then_some(text)
}

/// A text, and where the glyphs begin that it replaces.
#[derive(Debug)]
pub(super) struct Replacement {
    text: String,
    starts: [usize; 2],
}

impl Replacement {
    /// Of whatever is added to these lists from now on.
    pub(super) fn new(text: String, lists: [&Vec<Glyph>; 2]) -> Self {
        Self { text, starts: lists.map(Vec::len) }
    }

    /// Replaces what was added. A text that is longer or shorter than its glyphs shares their extent.
    pub(super) fn apply(self, lists: [&mut Vec<Glyph>; 2]) {
        for (list, start) in lists.into_iter().zip(self.starts) {
            let shown = list.get_mut(start..).unwrap_or_default();
            let characters = || self.text.chars().map(|character| names::fold(character, None));
            let solid = |character: &char| !character.is_whitespace();
            let (Some(first), Some(last)) = (shown.first().copied(), shown.last().copied()) else { continue };
            let count = characters().count();
            if shown.len() == count {
                shown.iter_mut().zip(characters()).for_each(|(glyph, character)| glyph.character = character);
            } else if !shown.iter().map(|glyph| glyph.character).filter(solid).eq(characters().filter(solid))
                && let Some(extent) = extent(first, last)
            {
                list.truncate(start);
                list.extend(
                    first
                        .divided(extent, count)
                        .zip(characters())
                        .map(|(glyph, character)| Glyph { character, ..glyph }),
                );
            }
        }
    }
}

/// How far it is from the beginning of one glyph to the end of another on the same line.
fn extent(first: Glyph, last: Glyph) -> Option<f32> {
    let (right, down) = (last.x - first.x, last.y - first.y);
    let (along, aside) = match first.direction {
        Writing::Right => (right, down),
        Writing::Down => (down, right),
        Writing::Left => (-right, down),
        Writing::Up => (-down, right),
    };
    (along >= 0.0 && aside.abs() < first.size && last.direction == first.direction)
        .then_some(along + last.advance)
}
