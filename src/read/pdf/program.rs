//! What an embedded font program says about its glyphs: the way back from a glyph to its character.
//!
//! A subset font without ToUnicode often still carries its own table from Unicode to glyphs (`cmap`), or names
//! for its glyphs (`/one`, `/uni9884`). Both are read backwards here.

use std::collections::HashMap;

use ttf_parser::cmap::Subtable;
use ttf_parser::{GlyphId, PlatformId, RawFace, Tag, cff, cmap, post};

use super::names;

/// An embedded font program, reversed.
#[derive(Debug, Default)]
pub(super) struct Program {
    /// The character of each glyph.
    characters: HashMap<u16, char>,
    /// The glyph of each code of a simple font: its built-in encoding.
    codes: HashMap<u8, u16>,
    /// The glyph of each CID, where the program counts its glyphs otherwise.
    glyphs: HashMap<u16, u16>,
}

impl Program {
    /// Reads a TrueType, OpenType or bare CFF program, or the clear part of a Type 1 program.
    pub(super) fn parse(data: &[u8]) -> Self {
        match RawFace::parse(data, 0) {
            Ok(face) => Self::from_tables(&face),
            Err(_) => match cff::Table::parse(data) {
                Some(table) => Self::from_cff(&table),
                None => Self::from_type1(data),
            },
        }
    }

    /// The character of a glyph.
    pub(super) fn character(&self, glyph: u16) -> Option<char> {
        self.characters.get(&glyph).copied()
    }

    /// The glyph of a CID for which the font dictionary has no table.
    pub(super) fn glyph(&self, cid: u16) -> u16 {
        self.glyphs.get(&cid).copied().unwrap_or(cid)
    }

    /// The character of a code of a simple font through its built-in encoding.
    pub(super) fn encoded(&self, code: u8) -> Option<char> {
        self.codes.get(&code).and_then(|glyph| self.character(*glyph))
    }

    fn from_tables(face: &RawFace<'_>) -> Self {
        let mut program = Self::default();
        if let Some(table) = face.table(Tag::from_bytes(b"CFF ")).and_then(cff::Table::parse) {
            program = Self::from_cff(&table);
        }
        if let Some(table) = face.table(Tag::from_bytes(b"post")).and_then(post::Table::parse) {
            for (glyph, name) in table.names().enumerate() {
                let Ok(glyph) = u16::try_from(glyph) else { break };
                if let Some(character) = names::character(name) {
                    program.characters.entry(glyph).or_insert(character);
                }
            }
        }
        let Some(table) = face.table(Tag::from_bytes(b"cmap")).and_then(cmap::Table::parse) else {
            return program;
        };
        for subtable in table.subtables {
            if subtable.is_unicode() {
                program.reverse(&subtable);
            } else if subtable.platform_id == PlatformId::Windows
                || subtable.platform_id == PlatformId::Macintosh
            {
                program.encode(&subtable);
            }
        }
        program
    }

    /// Reads a table from Unicode to glyphs backwards; of several characters the commonest wins.
    fn reverse(&mut self, subtable: &Subtable<'_>) {
        // Segments may overlap: a hostile table tells of more codes than there are.
        let mut left = u32::from(char::MAX) + 1;
        subtable.codepoints(|code| {
            if left == 0 {
                return;
            }
            left -= 1;
            let (Some(character), Some(GlyphId(glyph))) = (char::from_u32(code), subtable.glyph_index(code))
            else {
                return;
            };
            let known = self.characters.entry(glyph).or_insert(character);
            if names::rarity(character) < names::rarity(*known) {
                *known = character;
            }
        });
        // A simple font may be shown through its Unicode table, too: codes below 256 are Latin-1.
        for code in 0..=u8::MAX {
            if let Some(GlyphId(glyph)) = subtable.glyph_index(u32::from(code)) {
                self.codes.entry(code).or_insert(glyph);
            }
        }
    }

    /// Reads a symbolic table: one-byte codes, alone or from U+F000 on.
    fn encode(&mut self, subtable: &Subtable<'_>) {
        for code in 0..=u8::MAX {
            let glyph = [u32::from(code), 0xF000 + u32::from(code)]
                .into_iter()
                .filter_map(|code| subtable.glyph_index(code))
                .find(|glyph| glyph.0 != 0);
            if let Some(GlyphId(glyph)) = glyph {
                self.codes.insert(code, glyph);
            }
        }
    }

    fn from_cff(table: &cff::Table<'_>) -> Self {
        let mut program = Self::default();
        for glyph in 0..table.number_of_glyphs() {
            if let Some(character) = table.glyph_name(GlyphId(glyph)).and_then(names::character) {
                program.characters.insert(glyph, character);
            }
            if let Some(cid) = table.glyph_cid(GlyphId(glyph)) {
                program.glyphs.insert(cid, glyph);
            }
        }
        for code in 0..=u8::MAX {
            if let Some(GlyphId(glyph)) = table.glyph_index(code) {
                program.codes.insert(code, glyph);
            }
        }
        program
    }

    /// The encoding of a Type 1 program stands in its clear part: `dup 65 /A put`.
    fn from_type1(data: &[u8]) -> Self {
        let mut program = Self::default();
        let clear = data.get(..data.len().min(1 << 16)).unwrap_or_default();
        let clear = clear.windows(5).position(|word| word == b"eexec").map_or(clear, |end| &clear[..end]);
        let text = String::from_utf8_lossy(clear);
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        for entry in words.windows(4) {
            if let ["dup", code, name, "put"] = entry
                && let Ok(code) = code.parse::<u8>()
                && let Some(character) = name.strip_prefix('/').and_then(names::character)
            {
                program.codes.insert(code, u16::from(code));
                program.characters.insert(u16::from(code), character);
            }
        }
        program
    }
}
