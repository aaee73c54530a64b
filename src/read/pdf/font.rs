//! Fonts: from the bytes of a string to characters and advances.
//!
//! Unicode is looked for in this order: ToUnicode; the code itself, where the encoding is written in Unicode
//! (`UniGB-UCS2-H`); the glyph number in its character collection (Adobe-GB1); the legacy character set of the
//! encoding (`GBK-EUC-H`: GB 18030); the embedded font program read backwards. `<D4A4CBE3>` in `GBK-EUC-H` is 预算,
//! whatever else the file forgot to say.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hayro_cmap::CidFamily;
use lopdf::{Dictionary, Object};
use rustc_hash::FxHashMap;

use super::cmap::{Base, Code, Collection, CompositeEncoding};
use super::file::File;
use super::names;
use super::procedures::Procedures;
use super::program::Program;
use super::simple;
use super::tounicode::{Meaning, ToUnicode};

/// A map of all two-byte codes, written out at length, stays within this many bytes.
const LONGEST_MAP: usize = 4 << 20;
/// The largest Chinese fonts have about 40 MB.
const LONGEST_PROGRAM: usize = 64 << 20;

/// A font as far as reading needs it.
pub(super) struct Font<'a> {
    /// The name without a subset prefix.
    pub(super) name: String,
    /// Whether its strokes are heavy.
    pub(super) bold: bool,
    /// Whether its lines run down the page.
    pub(super) vertical: bool,
    /// How many units of glyph space a unit of text space has; 1/1000 except for Type 3.
    pub(super) unit: f64,
    family: Option<&'static str>,
    to_unicode: ToUnicode,
    file: &'a File,
    descriptor: Option<&'a Dictionary>,
    /// The embedded program, read when nothing else answers for a code.
    program: OnceLock<Option<Program>>,
    /// The dictionary of a Type 3 font, and those of its glyphs that show text, read when nothing else answers for a code.
    type3: Option<&'a Dictionary>,
    procedures: OnceLock<Procedures<'a>>,
    kind: Kind,
}

enum Kind {
    Simple(Box<simple::Table>),
    Composite(Box<Composite>),
}

#[derive(Debug)]
struct Composite {
    encoding: CompositeEncoding,
    collection: Option<Collection>,
    /// Codes are Unicode by the font's own account (ordering `UCS`).
    codes_are_unicode: bool,
    /// Glyph of each CID in the embedded program, two bytes each; identity if absent.
    glyphs: Option<Vec<u8>>,
    widths: Advances,
    heights: Advances,
}

/// One glyph to be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape<'f> {
    /// What it means, `None` if nobody knows.
    pub(super) meaning: Option<Meaning<'f>>,
    /// How far it moves the pen along the line, in units of glyph space.
    pub(super) advance: f64,
    /// How many bytes of the string it took.
    pub(super) length: usize,
    /// Whether it is the one-byte code 32, which word spacing widens.
    pub(super) blank: bool,
}

impl<'a> Font<'a> {
    /// Reads a font dictionary. Nothing in it can fail: what is missing or wrong is done without.
    pub(super) fn load(file: &'a File, dictionary: &'a Dictionary) -> Self {
        let subtype = file.name(dictionary, b"Subtype").unwrap_or_default();
        let descendant = file
            .array(dictionary, b"DescendantFonts")
            .and_then(|fonts| file.resolve(fonts.first()?).as_dict().ok());
        let base =
            file.name(dictionary, b"BaseFont").or(descendant.and_then(|font| file.name(font, b"BaseFont")));
        let name = plain_name(base.or(file.name(dictionary, b"Name")).unwrap_or_default());
        let descriptor = file.dictionary(descendant.unwrap_or(dictionary), b"FontDescriptor");
        let family = names::symbol_family(&name);
        let to_unicode = match file.value(dictionary, b"ToUnicode") {
            Object::Stream(stream) => ToUnicode::parse(&file.decode(stream, LONGEST_MAP), family),
            _ => ToUnicode::default(),
        };
        let kind = match descendant {
            Some(descendant) if subtype != b"Type3" => {
                Kind::Composite(Box::new(Composite::load(file, dictionary, descendant)))
            }
            _ => Kind::Simple(Box::new(simple::Table::load(file, dictionary, descriptor, &name))),
        };
        let unit = match subtype {
            b"Type3" => file.numbers::<6>(dictionary, b"FontMatrix").map_or(0.001, |matrix| matrix[0].abs()),
            _ => 0.001,
        };
        Self {
            bold: is_bold(file, &name, descriptor),
            vertical: matches!(&kind, Kind::Composite(composite) if composite.encoding.is_vertical()),
            unit,
            family,
            name,
            to_unicode,
            file,
            descriptor,
            program: OnceLock::new(),
            type3: (subtype == b"Type3").then_some(dictionary),
            procedures: OnceLock::new(),
            kind,
        }
    }

    /// The glyphs of a Type 3 font that show text, where ToUnicode does not say what this code means.
    pub(super) fn procedures(&self, code: u8) -> Option<&Procedures<'a>> {
        let dictionary = self.type3.filter(|_| self.to_unicode.get(u32::from(code)).is_none())?;
        Some(self.procedures.get_or_init(|| Procedures::load(self.file, dictionary)))
    }

    /// The first glyph of a string that is not empty.
    pub(super) fn next(&self, text: &[u8]) -> Shape<'_> {
        match &self.kind {
            Kind::Simple(table) => {
                let code = text.first().copied().unwrap_or_default();
                let meaning = self.meaning(u32::from(code), || {
                    let own = || self.program()?.encoded(code);
                    table.character(code).or_else(own).or_else(|| table.fallback(code))
                });
                Shape { meaning, advance: table.width(code), length: 1, blank: code == b' ' }
            }
            Kind::Composite(composite) => {
                let code = composite.encoding.next(text);
                let length = usize::from(code.length);
                let bytes = text.get(..length).unwrap_or_default();
                let meaning = self.meaning(code.value, || {
                    let own = || {
                        let program = self.program()?;
                        program.character(composite.glyph(code.cid, program)?)
                    };
                    composite.character(code, bytes).or_else(own).or_else(|| composite.guess(code))
                });
                let meaning = meaning.or_else(|| self.to_unicode.get(code.cid));
                let metrics = if self.vertical { &composite.heights } else { &composite.widths };
                Shape {
                    meaning,
                    advance: metrics.get(code.cid),
                    length: length.max(1),
                    blank: length == 1 && code.value == 32,
                }
            }
        }
    }

    /// What a code means: what ToUnicode says, unless that is a private code and the rest of the font knows better.
    fn meaning(&self, code: u32, known: impl FnOnce() -> Option<char>) -> Option<Meaning<'_>> {
        let said = self.to_unicode.get(code);
        match said {
            Some(Meaning::Character(character)) if names::is_private(character) => {}
            Some(_) => return said,
            None => {}
        }
        known().map(|character| Meaning::Character(names::fold(character, self.family))).or(said)
    }

    fn program(&self) -> Option<&Program> {
        self.program.get_or_init(|| embedded_program(self.file, self.descriptor?)).as_ref()
    }
}

impl Composite {
    fn load(file: &File, dictionary: &Dictionary, descendant: &Dictionary) -> Self {
        let encoding = match file.value(dictionary, b"Encoding") {
            Object::Name(name) => CompositeEncoding::named(name),
            Object::Stream(stream) => {
                let name = file.name(&stream.dict, b"CMapName").unwrap_or_default();
                let data = file.decode(stream, LONGEST_MAP);
                match file.value(&stream.dict, b"UseCMap") {
                    Object::Name(base) => CompositeEncoding::embedded(name, &data, Some(Base::Named(base))),
                    Object::Stream(base) => CompositeEncoding::embedded(
                        name,
                        &data,
                        Some(Base::Data(&file.decode(base, LONGEST_MAP))),
                    ),
                    _ => CompositeEncoding::embedded(name, &data, None),
                }
            }
            _ => CompositeEncoding::named(b"Identity-H"),
        };
        let info = file.dictionary(descendant, b"CIDSystemInfo");
        let string =
            |key: &[u8]| info.and_then(|info| file.value(info, key).as_str().ok()).unwrap_or_default();
        let (registry, ordering) = (string(b"Registry"), string(b"Ordering"));
        let family = encoding
            .collection()
            .filter(|family| family.ucs2_cmap().is_some())
            .unwrap_or_else(|| CidFamily::from_registry_ordering(registry, ordering));
        let collection = Collection::of(&family);
        let glyphs = match file.value(descendant, b"CIDToGIDMap") {
            Object::Stream(stream) => Some(file.decode(stream, LONGEST_MAP)),
            _ => None,
        };
        Self {
            collection,
            codes_are_unicode: ordering.starts_with(b"UCS"),
            glyphs,
            widths: Advances::horizontal(file, descendant),
            heights: Advances::vertical(file, descendant),
            encoding,
        }
    }

    fn character(&self, code: Code, bytes: &[u8]) -> Option<char> {
        let printable = |character: &char| !character.is_control();
        code.character
            .filter(printable)
            .or_else(|| self.collection.as_ref()?.character(code.cid).filter(printable))
            .or_else(|| self.encoding.legacy_character(bytes))
    }

    /// The character that a font only suggests, when even its program does not know.
    fn guess(&self, code: Code) -> Option<char> {
        char::from_u32(code.value).filter(|character| self.codes_are_unicode && !character.is_control())
    }

    fn glyph(&self, cid: u32, program: &Program) -> Option<u16> {
        match &self.glyphs {
            None => u16::try_from(cid).ok().map(|cid| program.glyph(cid)),
            Some(map) => {
                let at = usize::try_from(cid).ok()?.checked_mul(2)?;
                let bytes: [u8; 2] = map.get(at..at + 2)?.try_into().ok()?;
                Some(u16::from_be_bytes(bytes))
            }
        }
    }
}

/// Advances by CID: `/W [ 814 [500 500] 1000 1050 600 ]` and a default.
#[derive(Debug)]
struct Advances {
    default: f64,
    /// First CID, the CID after the last, and their advance, sorted.
    ranges: Vec<(u32, u32, f64)>,
}

impl Advances {
    /// The widths of horizontal writing.
    fn horizontal(file: &File, font: &Dictionary) -> Self {
        let mut ranges = Vec::new();
        for_each_metric::<1>(file, file.array(font, b"W").unwrap_or_default(), |cids, [width]| {
            ranges.push((cids.start, cids.end, width));
        });
        Self::new(file.number(font, b"DW").unwrap_or(1000.0), ranges)
    }

    /// The heights of vertical writing, which PDF gives as steps downwards: negative, with two numbers more for
    /// where the glyph hangs from the pen.
    fn vertical(file: &File, font: &Dictionary) -> Self {
        let mut ranges = Vec::new();
        for_each_metric::<3>(file, file.array(font, b"W2").unwrap_or_default(), |cids, [down, _, _]| {
            ranges.push((cids.start, cids.end, -down));
        });
        Self::new(file.numbers::<2>(font, b"DW2").map_or(1000.0, |[_, down]| -down), ranges)
    }

    fn new(default: f64, mut ranges: Vec<(u32, u32, f64)>) -> Self {
        ranges.sort_by_key(|(first, _, _)| *first);
        // Many fonts list all their glyphs, and most of these are as wide as the default.
        let mut end = 0;
        ranges.retain(|&(first, after, advance)| {
            let says_nothing = advance == default && first >= end;
            end = if says_nothing { end } else { after };
            !says_nothing
        });
        Self { default, ranges }
    }

    fn get(&self, cid: u32) -> f64 {
        let after = self.ranges.partition_point(|(first, _, _)| *first <= cid);
        match after.checked_sub(1).and_then(|index| self.ranges.get(index)) {
            Some((_, end, advance)) if cid < *end => *advance,
            _ => self.default,
        }
    }
}

/// Walks `c [ m… m… ]` and `c₁ c₂ m…`, `N` metrics each.
fn for_each_metric<const N: usize>(
    file: &File,
    list: &[Object],
    mut found: impl FnMut(Range<u32>, [f64; N]),
) {
    let cid = |object: Option<&Object>| {
        object.and_then(|object| file.as_number(object)).filter(|number| (0.0..=65_535.0).contains(number))
    };
    let mut at = 0;
    while let Some(first) = cid(list.get(at)).map(|first| first as u32) {
        match list.get(at + 1).map(|next| file.resolve(next)) {
            Some(Object::Array(metrics)) => {
                for (cid, metrics) in (first..).zip(metrics.chunks_exact(N)) {
                    let mut values = [0.0; N];
                    for (value, metric) in values.iter_mut().zip(metrics) {
                        *value = file.as_number(metric).unwrap_or(0.0);
                    }
                    found(cid..cid + 1, values);
                }
                at += 2;
            }
            _ => {
                let Some(last) = cid(list.get(at + 1)).map(|last| last as u32) else { break };
                let mut values = [0.0; N];
                for (value, metric) in values.iter_mut().zip(list.iter().skip(at + 2)) {
                    *value = file.as_number(metric).unwrap_or(0.0);
                }
                found(first..last + 1, values);
                at += 2 + N;
            }
        }
    }
}

fn embedded_program(file: &File, descriptor: &Dictionary) -> Option<Program> {
    [&b"FontFile2"[..], b"FontFile3", b"FontFile"].into_iter().find_map(|key| {
        match file.value(descriptor, key) {
            Object::Stream(stream) => Some(Program::parse(&file.decode(stream, LONGEST_PROGRAM))),
            _ => None,
        }
    })
}

/// `ABCDEF+SimSun` is SimSun; names in GBK are decoded.
fn plain_name(bytes: &[u8]) -> String {
    let name = match bytes {
        [prefix @ .., b'+'] if prefix.len() == 6 => prefix,
        [a, b, c, d, e, f, b'+', rest @ ..]
            if [a, b, c, d, e, f].iter().all(|byte| byte.is_ascii_uppercase()) =>
        {
            rest
        }
        whole => whole,
    };
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(name).0.into_owned(),
    }
}

fn is_bold(file: &File, name: &str, descriptor: Option<&Dictionary>) -> bool {
    const FORCE_BOLD: i64 = 1 << 18;
    let lower = name.to_ascii_lowercase();
    let named = ["bold", "black", "heavy"].iter().any(|word| lower.contains(word));
    let described = descriptor.is_some_and(|descriptor| {
        file.number(descriptor, b"Flags").is_some_and(|flags| flags as i64 & FORCE_BOLD != 0)
            || file.number(descriptor, b"FontWeight").is_some_and(|weight| weight >= 700.0)
    });
    named || described
}

/// The fonts of one file, each loaded once by the first page that needs it.
pub(super) struct Fonts<'a> {
    file: &'a File,
    loaded: Mutex<FxHashMap<usize, FontCell<'a>>>,
}

type FontCell<'a> = Arc<OnceLock<Arc<Font<'a>>>>;

impl<'a> Fonts<'a> {
    pub(super) fn new(file: &'a File) -> Self {
        Self { file, loaded: Mutex::default() }
    }

    /// What tells a font from others: the same for the same dictionary.
    pub(super) fn key(dictionary: &Dictionary) -> usize {
        // Objects stay where they are while the file is read: an address names a dictionary.
        std::ptr::from_ref(dictionary).addr()
    }

    /// The font that a dictionary describes.
    pub(super) fn font(&self, dictionary: &'a Dictionary) -> Arc<Font<'a>> {
        let cell = {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(loaded.entry(Self::key(dictionary)).or_default())
        };
        Arc::clone(cell.get_or_init(|| Arc::new(Font::load(self.file, dictionary))))
    }
}
