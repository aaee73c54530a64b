//! Simple fonts: one byte is one glyph, through an encoding of 256 names.
//!
//! The encoding is a base (`WinAnsiEncoding`, `MacRomanEncoding`, or the font's own) with differences
//! (`/Differences [ 49 /one /two ]`). Symbolic TrueType fonts go through their own tables, Symbol and ZapfDingbats have
//! encodings of their own, Type 3 fonts have nothing but names.

use lopdf::{Dictionary, Object};
use pdf_encoding::ForwardMap;

use super::file::File;
use super::names;
use crate::vocab;

/// What the 256 codes mean, and how wide they are.
pub(super) struct Table {
    /// What the dictionary says.
    characters: [Option<char>; 256],
    /// What the codes mean where neither the dictionary nor the font's own program says anything.
    fallback: Option<&'static ForwardMap>,
    widths: [f64; 256],
}

/// The advances of the standard fonts.
const STANDARD_WIDTHS: &str = include_str!("../../vocab/standard_widths.tsv");
/// The advance of a glyph without any width, in thousandths: Helvetica's and Times' digits are near it.
const DEFAULT_WIDTH: f64 = 500.0;
/// The bit of a symbolic font in the flags of its descriptor.
const SYMBOLIC: i64 = 1 << 2;

impl Table {
    pub(super) fn load(file: &File, font: &Dictionary, descriptor: Option<&Dictionary>, name: &str) -> Self {
        let encoding = file.value(font, b"Encoding");
        let base = match encoding {
            Object::Name(name) => named_encoding(name),
            Object::Dictionary(encoding) => file.name(encoding, b"BaseEncoding").and_then(named_encoding),
            _ => None,
        };
        let flags = descriptor.and_then(|descriptor| file.number(descriptor, b"Flags")).unwrap_or(0.0);
        let type3 = file.name(font, b"Subtype") == Some(b"Type3");
        let own_encoding = type3 || flags as i64 & SYMBOLIC != 0;
        let family = names::symbol_family(name);
        let mut characters: [Option<char>; 256] = std::array::from_fn(|code| {
            let code = code as u8;
            base.map_or_else(|| symbol_code(family?, code), |map| map.get(code))
        });
        if let Object::Dictionary(encoding) = encoding {
            let differences = file.array(encoding, b"Differences").unwrap_or_default();
            apply(file, differences, &mut characters);
        }
        for slot in &mut characters {
            *slot = slot.filter(|character| !character.is_control());
        }
        Self {
            characters,
            fallback: fallback_encoding(name, own_encoding),
            widths: widths(file, font, descriptor, name, type3),
        }
    }

    /// What the dictionary says that a code means.
    pub(super) fn character(&self, code: u8) -> Option<char> {
        self.characters.get(usize::from(code)).copied().flatten()
    }

    /// What a code means by default.
    pub(super) fn fallback(&self, code: u8) -> Option<char> {
        self.fallback?.get(code).filter(|character| !character.is_control())
    }

    /// How wide a code is, in units of glyph space.
    pub(super) fn width(&self, code: u8) -> f64 {
        self.widths.get(usize::from(code)).copied().unwrap_or(DEFAULT_WIDTH)
    }
}

/// `[ 39 /quotesingle 96 /grave /uni9884 ]`: names from a code on. A name that says nothing (`/g12`) leaves the code to
/// the base or the program.
fn apply(file: &File, differences: &[Object], characters: &mut [Option<char>; 256]) {
    let mut code = 0_usize;
    for entry in differences {
        match file.resolve(entry) {
            Object::Name(glyph) => {
                let known = std::str::from_utf8(glyph).ok().and_then(names::character);
                if let Some(slot) = characters.get_mut(code)
                    && (known.is_some() || glyph == b".notdef")
                {
                    *slot = known;
                }
                code += 1;
            }
            number => code = file.as_number(number).unwrap_or(0.0).clamp(0.0, 256.0) as usize,
        }
    }
}

fn named_encoding(name: &[u8]) -> Option<&'static ForwardMap> {
    match name {
        b"WinAnsiEncoding" => Some(&pdf_encoding::WINANSI),
        b"MacRomanEncoding" => Some(&pdf_encoding::MACROMAN),
        b"MacExpertEncoding" => Some(&pdf_encoding::MACEXPERT),
        b"StandardEncoding" => Some(&pdf_encoding::STANDARD),
        _ => None,
    }
}

/// The encoding of a font that names none; a font with an encoding of its own has no other.
fn fallback_encoding(font: &str, own: bool) -> Option<&'static ForwardMap> {
    if font.contains("Symbol") {
        Some(&pdf_encoding::SYMBOL)
    } else if font.contains("ZapfDingbats") {
        Some(&pdf_encoding::ZDINGBAT)
    } else if own || names::symbol_family(font).is_some() {
        None
    } else {
        Some(&pdf_encoding::WINANSI)
    }
}

/// What a code of a symbol font (Wingdings) stands for.
fn symbol_code(family: &'static str, code: u8) -> Option<char> {
    let private = char::from_u32(0xF000 + u32::from(code))?;
    Some(names::fold(private, Some(family))).filter(|character| *character != private)
}

fn widths(
    file: &File,
    font: &Dictionary,
    descriptor: Option<&Dictionary>,
    name: &str,
    type3: bool,
) -> [f64; 256] {
    let missing = descriptor.and_then(|descriptor| file.number(descriptor, b"MissingWidth"));
    let Some(listed) = file.array(font, b"Widths") else {
        return if type3 { [0.0; 256] } else { standard_widths(name) };
    };
    let default = missing.unwrap_or(0.0);
    let mut widths = [default; 256];
    let first = file.number(font, b"FirstChar").unwrap_or(0.0).clamp(0.0, 256.0) as usize;
    for (slot, width) in widths.iter_mut().skip(first).zip(listed) {
        *slot = file.as_number(width).unwrap_or(default);
    }
    widths
}

/// The widths that every viewer knows: a file need not repeat them for the standard fonts.
fn standard_widths(name: &str) -> [f64; 256] {
    if name.contains("Courier") {
        return [600.0; 256];
    }
    let column = match (name.contains("Times"), name.contains("Bold")) {
        (false, false) => 1,
        (false, true) => 2,
        (true, false) => 3,
        (true, true) => 4,
    };
    let mut widths = [DEFAULT_WIDTH; 256];
    for entry in vocab::entries(STANDARD_WIDTHS) {
        let code = entry.first().and_then(|code| usize::from_str_radix(code, 16).ok());
        let width = entry.get(column).and_then(|width| width.parse().ok());
        if let (Some(slot), Some(width)) = (code.and_then(|code| widths.get_mut(code)), width) {
            *slot = width;
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vocabulary_is_tidy() {
        vocab::assert_tidy("standard_widths", STANDARD_WIDTHS, 5, 5);
    }
}
