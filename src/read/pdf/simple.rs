//! Simple fonts: one byte is one glyph, through an encoding of 256 names.
//!
//! The encoding is a base (`WinAnsiEncoding`, `MacRomanEncoding`, or the font's own) with differences
//! (`/Differences [ 49 /one /two ]`). Symbolic TrueType fonts go through their own tables, Symbol and ZapfDingbats have
//! encodings of their own, Type 3 fonts have nothing but names.

use lopdf::{Dictionary, Object};
use pdf_encoding::ForwardMap;

use super::file::File;
use super::names;
use super::program::Program;
use super::tounicode::ToUnicode;

/// What the 256 codes mean, and how wide they are.
#[derive(Debug)]
pub(super) struct Table {
    characters: [Option<char>; 256],
    widths: [f64; 256],
}

/// The advance of a glyph of a font without widths, in thousandths: Helvetica's and Times' digits are near it.
const DEFAULT_WIDTH: f64 = 500.0;
/// The bit of a symbolic font in the flags of its descriptor.
const SYMBOLIC: i64 = 1 << 2;

impl Table {
    pub(super) fn load(
        file: &File,
        font: &Dictionary,
        descriptor: Option<&Dictionary>,
        name: &str,
        to_unicode: &ToUnicode,
        program: impl FnOnce() -> Option<Program>,
    ) -> Self {
        let encoding = file.value(font, b"Encoding");
        let base_name = match encoding {
            Object::Name(name) => Some(name.as_slice()),
            Object::Dictionary(encoding) => file.name(encoding, b"BaseEncoding"),
            _ => None,
        };
        let symbolic = descriptor
            .and_then(|descriptor| file.number(descriptor, b"Flags"))
            .is_some_and(|flags| flags as i64 & SYMBOLIC != 0);
        let type3 = file.name(font, b"Subtype") == Some(b"Type3");
        // A program is asked for what the dictionary leaves open; with a full ToUnicode nothing is.
        let program =
            if to_unicode.len() < 8 && (base_name.is_none() || symbolic) { program() } else { None };
        let base = base_encoding(base_name, name, symbolic || type3);
        let mut characters: [Option<char>; 256] = std::array::from_fn(|code| {
            let code = code as u8;
            let own = || program.as_ref().and_then(|program| program.encoded(code));
            match base {
                Some(map) if base_name.is_some() => map.get(code).or_else(own),
                Some(map) => own().or_else(|| map.get(code)),
                None => own().or_else(|| symbol_code(name, code)),
            }
        });
        if let Object::Dictionary(encoding) = encoding {
            let mut code = 0_usize;
            for entry in file.array(encoding, b"Differences").unwrap_or_default() {
                match file.resolve(entry) {
                    Object::Name(glyph) => {
                        if let Some(slot) = characters.get_mut(code) {
                            let known = std::str::from_utf8(glyph).ok().and_then(names::character);
                            // Names like /g12 say nothing; the base or the program may.
                            *slot = known.or(if glyph == b".notdef" || type3 { None } else { *slot });
                        }
                        code += 1;
                    }
                    number => code = file.as_number(number).unwrap_or(0.0).clamp(0.0, 256.0) as usize,
                }
            }
        }
        for slot in &mut characters {
            *slot = slot.filter(|character| !character.is_control());
        }
        Self { characters, widths: widths(file, font, descriptor, type3) }
    }

    /// What a code means.
    pub(super) fn character(&self, code: u8) -> Option<char> {
        self.characters.get(usize::from(code)).copied().flatten()
    }

    /// How wide a code is, in units of glyph space.
    pub(super) fn width(&self, code: u8) -> f64 {
        self.widths.get(usize::from(code)).copied().unwrap_or(DEFAULT_WIDTH)
    }
}

/// The encoding that differences build on; none for a font whose own encoding is unknown.
fn base_encoding(named: Option<&[u8]>, font: &str, own: bool) -> Option<&'static ForwardMap> {
    match named {
        Some(b"WinAnsiEncoding") => Some(&pdf_encoding::WINANSI),
        Some(b"MacRomanEncoding") => Some(&pdf_encoding::MACROMAN),
        Some(b"MacExpertEncoding") => Some(&pdf_encoding::MACEXPERT),
        Some(b"StandardEncoding") => Some(&pdf_encoding::STANDARD),
        _ if font.contains("Symbol") => Some(&pdf_encoding::SYMBOL),
        _ if font.contains("ZapfDingbats") => Some(&pdf_encoding::ZDINGBAT),
        _ if own || names::symbol_family(font).is_some() => None,
        _ => Some(&pdf_encoding::WINANSI),
    }
}

/// A symbol font's own code, or the letter of a font that only calls itself symbolic.
fn symbol_code(font: &str, code: u8) -> Option<char> {
    match names::symbol_family(font) {
        Some(family) => {
            let private = char::from_u32(0xF000 + u32::from(code))?;
            Some(names::fold(private, Some(family))).filter(|character| *character != private)
        }
        None => None,
    }
}

fn widths(file: &File, font: &Dictionary, descriptor: Option<&Dictionary>, type3: bool) -> [f64; 256] {
    let missing = descriptor.and_then(|descriptor| file.number(descriptor, b"MissingWidth"));
    let listed = file.array(font, b"Widths");
    let default = match (missing, listed) {
        (Some(width), _) => width,
        (None, Some(_)) => 0.0,
        (None, None) if type3 => 0.0,
        (None, None) => DEFAULT_WIDTH,
    };
    let mut widths = [default; 256];
    let first = file.number(font, b"FirstChar").unwrap_or(0.0).clamp(0.0, 256.0) as usize;
    for (slot, width) in widths.iter_mut().skip(first).zip(listed.unwrap_or_default()) {
        *slot = file.as_number(width).unwrap_or(default);
    }
    widths
}
