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

static PREDEFINED: LazyLock<Mutex<HashMap<Vec<u8>, Option<Arc<CMap>>>>> = LazyLock::new(Mutex::default);

/// A predefined CMap, parsed once per process.
fn predefined(name: &[u8]) -> Option<Arc<CMap>> {
    let mut known = PREDEFINED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cmap) = known.get(name) {
        return cmap.clone();
    }
    // Names come from files: only those that exist may grow the table.
    let data = load_embedded(CMapName::from_bytes(name))?;
    let cmap = CMap::parse(data, load_embedded).map(Arc::new);
    known.insert(name.to_vec(), cmap.clone());
    cmap
}

/// The encoding of a composite font.
#[derive(Debug)]
pub(super) struct CompositeEncoding {
    name: Vec<u8>,
    cmap: Option<Arc<CMap>>,
    /// The codespace ranges of an embedded CMap: number of bytes and codes.
    spaces: Vec<(u8, RangeInclusive<u32>)>,
    vertical: bool,
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
}

impl CompositeEncoding {
    /// A predefined encoding; an unknown name is read as two-byte identity.
    pub(super) fn named(name: &[u8]) -> Self {
        let identity = matches!(name, b"Identity-H" | b"Identity-V");
        Self {
            name: name.to_vec(),
            cmap: if identity { None } else { predefined(name) },
            spaces: Vec::new(),
            vertical: name.ends_with(b"V"),
        }
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
        let vertical = match cmap.as_ref().and_then(|cmap| cmap.metadata().writing_mode) {
            Some(mode) => mode == WritingMode::Vertical,
            None => name.ends_with(b"-V"),
        };
        Self { name: name.to_vec(), cmap: cmap.map(Arc::new), spaces: codespace(data), vertical }
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
        if let Some(cmap) = &self.cmap {
            let mut value = 0;
            for (&byte, length) in text.iter().zip(1_u8..=4) {
                value = value << 8 | u32::from(byte);
                if let Some(cid) = cmap.lookup_cid_code(value, length) {
                    return Code { value, length, cid };
                }
            }
        }
        let length = self.length_without_glyph(text).clamp(1, text.len().clamp(1, 4));
        let value = number(text.get(..length).unwrap_or_default());
        let cid = if self.cmap.is_none() { value } else { 0 };
        Code { value, length: length as u8, cid }
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
        let has = |part: &str| String::from_utf8_lossy(&self.name).contains(part);
        match text {
            _ if has("UTF32") => 4,
            _ if has("UTF16") || has("UCS2") || has("Identity") || self.name == b"H" || self.name == b"V" => {
                2
            }
            _ if self.cmap.is_none() && self.legacy().is_none() => 2,
            [0x81..=0xFE, 0x30..=0x39, ..] if has("2K") => 4,
            [0x81..=0xFE, ..] => 2,
            _ => 1,
        }
    }

    /// The character that a code is by itself: the `Uni…` encodings are written in Unicode.
    pub(super) fn unicode(&self, code: Code, bytes: &[u8]) -> Option<char> {
        let name = std::str::from_utf8(&self.name).ok()?;
        let name = name.strip_prefix("Uni")?;
        if name.contains("UTF32") || (name.contains("UCS2") && code.length == 2) {
            char::from_u32(code.value)
        } else if name.contains("UTF8") {
            std::str::from_utf8(bytes).ok()?.chars().next()
        } else {
            let units = bytes.chunks_exact(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1]));
            char::decode_utf16(units).next()?.ok()
        }
    }

    /// The legacy character set that the codes of the encoding are written in.
    pub(super) fn legacy(&self) -> Option<&'static Encoding> {
        let name = std::str::from_utf8(&self.name).ok()?;
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
