//! CMaps: how the bytes of a string become codes, and codes become glyph numbers (CIDs).
//!
//! The predefined ones (`GBK-EUC-H`, `UniGB-UCS2-V`, …) and the tables from CIDs back to Unicode come from
//! `hayro-cmap`; unpacking one costs up to a millisecond, so each is kept for the life of the process.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use encoding_rs::Encoding;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, WritingMode, load_embedded};

use super::lexer::{Lexer, Operand, Operands};
use super::tounicode::number;

static PREDEFINED: LazyLock<Mutex<HashMap<Vec<u8>, Arc<CMap>>>> = LazyLock::new(Mutex::default);

/// A predefined CMap, parsed once per process.
fn predefined(name: &[u8]) -> Option<Arc<CMap>> {
    let mut known = PREDEFINED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cmap) = known.get(name) {
        return Some(Arc::clone(cmap));
    }
    // Names come from files: only those that exist may grow the table.
    let data = load_embedded(CMapName::from_bytes(name))?;
    let cmap = Arc::new(CMap::parse(data, load_embedded)?);
    known.insert(name.to_vec(), Arc::clone(&cmap));
    Some(cmap)
}

/// The encoding of a composite font.
#[derive(Debug)]
pub(super) struct CompositeEncoding {
    name: String,
    cmap: Option<Arc<CMap>>,
    /// The form of Unicode that its codes are written in, if they are.
    form: Option<Form>,
    /// The codespace ranges of an embedded CMap: number of bytes and codes.
    spaces: Vec<(u8, RangeInclusive<u32>)>,
    /// The legacy character set that the codes are written in.
    legacy: Option<&'static Encoding>,
    vertical: bool,
}

/// The forms of Unicode in the predefined `Uni…` encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Utf8,
    /// Also UCS2, where no surrogates are expected and none do harm.
    Utf16,
    Utf32,
}

impl Form {
    fn of(name: &str) -> Option<Self> {
        let name = name.strip_prefix("Uni")?;
        if name.contains("UTF8") {
            Some(Self::Utf8)
        } else if name.contains("UTF32") {
            Some(Self::Utf32)
        } else {
            Some(Self::Utf16)
        }
    }

    /// The first character of a string and how many bytes it has.
    fn first(self, text: &[u8]) -> Option<(char, usize)> {
        let character = match self {
            Self::Utf8 => {
                let length = match text.first()? {
                    0..=0x7F => 1,
                    0xC0..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    _ => 4,
                };
                std::str::from_utf8(text.get(..length)?).ok()?.chars().next()?
            }
            Self::Utf16 => {
                let units = text.chunks_exact(2).take(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).next()?.ok()?
            }
            Self::Utf32 => char::from_u32(number(text.get(..4)?))?,
        };
        let length = match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => 2 * character.len_utf16(),
            Self::Utf32 => 4,
        };
        Some((character, length))
    }
}

/// One code taken off a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    /// The number that its bytes spell.
    pub(super) value: u32,
    /// How many bytes it has.
    pub(super) length: u8,
    /// The glyph number, 0 where the encoding has none.
    pub(super) cid: u32,
    /// The character that the code is by itself.
    pub(super) character: Option<char>,
}

impl CompositeEncoding {
    /// A predefined encoding; an unknown name is read as two-byte identity.
    pub(super) fn named(name: &[u8]) -> Self {
        let name = String::from_utf8_lossy(name).into_owned();
        let form = Form::of(&name);
        // The tables of the other forms are those of UTF-16 with the codes written differently.
        let table = match form {
            Some(Form::Utf8) => name.replace("UTF8", "UTF16"),
            Some(Form::Utf32) => name.replace("UTF32", "UTF16"),
            _ => name.clone(),
        };
        let identity = matches!(table.as_str(), "Identity-H" | "Identity-V");
        let cmap = if identity { None } else { predefined(table.as_bytes()) };
        Self { vertical: name.ends_with('V'), legacy: legacy(&name), name, cmap, form, spaces: Vec::new() }
    }

    /// An embedded CMap stream, and the name or the stream of the CMap that it builds on.
    pub(super) fn embedded(name: &[u8], data: &[u8], base: Option<Base<'_>>) -> Self {
        const BASE: &[u8] = b"yusuan-base";
        let mut program = Vec::new();
        let base_data = match base {
            Some(Base::Named(name)) => {
                program.extend_from_slice(b"/");
                program.extend_from_slice(name);
                program.extend_from_slice(b" usecmap\n");
                None
            }
            Some(Base::Data(data)) => {
                program.extend_from_slice(b"/yusuan-base usecmap\n");
                Some(data)
            }
            None => None,
        };
        program.extend_from_slice(data);
        let cmap = CMap::parse(&program, move |wanted: CMapName<'_>| match wanted {
            CMapName::Custom(BASE) => base_data,
            known => load_embedded(known),
        });
        let name = String::from_utf8_lossy(name).into_owned();
        let vertical = match cmap.as_ref().and_then(|cmap| cmap.metadata().writing_mode) {
            Some(mode) => mode == WritingMode::Vertical,
            None => name.ends_with("-V"),
        };
        let (legacy, spaces) = (legacy(&name), codespace(data));
        Self { name, cmap: cmap.map(Arc::new), form: None, spaces, legacy, vertical }
    }

    /// Whether lines run down the page.
    pub(super) fn is_vertical(&self) -> bool {
        self.vertical
    }

    /// The character collection that its glyph numbers belong to.
    pub(super) fn collection(&self) -> Option<CidFamily> {
        self.cmap
            .as_ref()?
            .metadata()
            .character_collection
            .as_ref()
            .map(|collection| collection.family.clone())
    }

    /// Takes one code off the front of a string that is not empty.
    pub(super) fn next(&self, text: &[u8]) -> Code {
        if let Some((character, length)) = self.form.and_then(|form| form.first(text)) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            let unit_code = units.iter().fold(0, |code, unit| code << 16 | u32::from(*unit));
            let unit_length = 2 * units.len() as u8;
            let cid = self.cmap.as_ref().and_then(|cmap| cmap.lookup_cid_code(unit_code, unit_length));
            let value = number(text.get(..length).unwrap_or_default());
            return Code { value, length: length as u8, cid: cid.unwrap_or(0), character: Some(character) };
        }
        if let Some(cmap) = &self.cmap {
            let mut value = 0;
            for (&byte, length) in text.iter().zip(1_u8..=4) {
                value = value << 8 | u32::from(byte);
                if let Some(cid) = cmap.lookup_cid_code(value, length) {
                    return Code { value, length, cid, character: None };
                }
            }
        }
        let length = self.length_without_glyph(text).clamp(1, text.len().clamp(1, 4));
        let value = number(text.get(..length).unwrap_or_default());
        let cid = if self.cmap.is_none() { value } else { 0 };
        Code { value, length: length as u8, cid, character: None }
    }

    /// How many bytes a code has that the CMap gives no glyph for.
    fn length_without_glyph(&self, text: &[u8]) -> usize {
        if let Some((length, _)) = self.spaces.iter().find(|(length, codes)| {
            text.get(..usize::from(*length)).is_some_and(|bytes| codes.contains(&number(bytes)))
        }) {
            return usize::from(*length);
        }
        if let Some(least) = self.spaces.iter().map(|(length, _)| *length).min() {
            return usize::from(least);
        }
        match text {
            _ if self.form == Some(Form::Utf32) => 4,
            _ if self.legacy.is_none() => 2,
            [0x81..=0xFE, 0x30..=0x39, ..] if self.name.starts_with("GBK2K") => 4,
            [0x81..=0xFE, ..] => 2,
            _ => 1,
        }
    }

    /// The character that the bytes of one code are in the legacy character set of the encoding.
    pub(super) fn legacy_character(&self, bytes: &[u8]) -> Option<char> {
        let (text, _, wrong) = self.legacy?.decode(bytes);
        let mut characters = text.chars();
        let character = characters.next().filter(|character| !character.is_control())?;
        (!wrong && characters.next().is_none()).then_some(character)
    }
}

/// The legacy character set that the codes of an encoding are written in.
fn legacy(name: &str) -> Option<&'static Encoding> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    if starts(&["GB"]) {
        Some(encoding_rs::GB18030)
    } else if starts(&["ETen", "B5", "HKscs", "HKdl"]) {
        Some(encoding_rs::BIG5)
    } else if starts(&["KSC"]) {
        Some(encoding_rs::EUC_KR)
    } else if name.contains("RKSJ") {
        Some(encoding_rs::SHIFT_JIS)
    } else if starts(&["EUC-"]) {
        Some(encoding_rs::EUC_JP)
    } else {
        None
    }
}

/// What an embedded CMap builds on (`/UseCMap`).
#[derive(Debug, Clone, Copy)]
pub(super) enum Base<'a> {
    /// A predefined CMap.
    Named(&'a [u8]),
    /// Another stream.
    Data(&'a [u8]),
}

fn codespace(data: &[u8]) -> Vec<(u8, RangeInclusive<u32>)> {
    let mut spaces = Vec::new();
    let mut lexer = Lexer::new(data);
    let mut operands = Operands::default();
    while let Some(operator) = lexer.next(&mut operands) {
        if operator == b"endcodespacerange" {
            for pair in operands.list().chunks_exact(2) {
                if let [Operand::Text(low), Operand::Text(high)] = pair {
                    let (low, high) = (operands.bytes(low), operands.bytes(high));
                    if (1..=4).contains(&low.len()) && spaces.len() < 256 {
                        spaces.push((low.len() as u8, number(low)..=number(high)));
                    }
                }
            }
        }
    }
    spaces.sort_by_key(|(length, _)| *length);
    spaces
}

/// The way back from the glyph numbers of a character collection (Adobe-GB1, …) to Unicode.
#[derive(Debug, Clone)]
pub(super) struct Collection(Arc<CMap>);

impl Collection {
    /// The table of a collection, if it has one.
    pub(super) fn of(family: &CidFamily) -> Option<Self> {
        predefined(family.ucs2_cmap()?.to_bytes()).map(Self)
    }

    /// The character of a glyph number.
    pub(super) fn character(&self, cid: u32) -> Option<char> {
        if cid == 0 {
            return None;
        }
        match self.0.lookup_bf_string(cid)? {
            BfString::Char(character) => Some(character),
            BfString::String(text) => text.chars().next(),
        }
        .filter(|character| *character != '\u{FFFD}' && *character != '\0')
    }
}
