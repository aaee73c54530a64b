//! The second reader: hayro-syntax repairs damaged files better than lopdf, and its objects become lopdf's.
//!
//! Everything after [`super::file`] borrows dictionaries from one graph and knows fonts, forms and layers by their
//! address in it. A trait over both readers would make all of that generic and give it values that hayro-syntax parses
//! anew at every access, so that a sound file would pay for the damaged one. Copying costs one pass over the objects
//! that the pages reach, and only where the first reader was not enough.
//!
//! It inflates object streams without a limit; a file whose compressed streams do not stay within the limits, or
//! cannot be checked, is therefore not given to it. Content streams are copied as they are, and decoded by
//! [`super::file`] within the limits.

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, ObjRef, Object as Found, ObjectIdentifier, Rect};
use hayro_syntax::page::{Page, Rotation};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use memchr::memmem;

use super::Limits;
use super::file::inflate;
use super::repair::Failure;

/// Files whose streams unpack to more than this together are not read a second time.
const MOST_UNPACKED: usize = 256 << 20;
/// Objects within objects beyond this depth are left out.
const DEEPEST: usize = 32;
/// More objects than this are no budget document.
const MOST_OBJECTS: usize = 2_000_000;
/// The dictionary of a stream stands within this many bytes before the word `stream`.
const HEADER: usize = 1024;

/// Reads a file into lopdf's objects: the pages with what they show, and the layers.
pub(super) fn load(bytes: &[u8], limits: &Limits) -> Result<Document, Failure> {
    if !inflates_within(bytes, limits) {
        return Err(Failure::Broken);
    }
    let password = limits.password.as_deref().unwrap_or_default();
    let pdf = Pdf::new_with_password(bytes.to_vec(), password).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Failure::Password,
        _ => Failure::Broken,
    })?;
    let mut copy = Copy { document: Document::new(), queue: Vec::new(), seen: HashSet::new() };
    let kids: Vec<Object> =
        pdf.pages().iter().take(limits.pages + 1).map(|page| Object::Dictionary(copy.page(page))).collect();
    let pages = copy.document.add_object(dictionary! { "Type" => "Pages", "Kids" => kids });
    // Numbers from the file start again at 1: what is added here must not stand in their way.
    let mut catalog = dictionary! { "Type" => "Catalog" };
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    for key in ["OCProperties", "AcroForm"] {
        if let Some(value) = root.as_ref().and_then(|root| root.get_raw(key)) {
            catalog.set(key, copy.value(value, 0));
        }
    }
    let pages = copy.document.objects.remove(&pages).unwrap_or(Object::Null);
    while let Some(id) = copy.queue.pop() {
        let identifier = ObjectIdentifier::new(id.0, i32::from(id.1));
        if let Some(object) = pdf.xref().get::<Found<'_>>(identifier) {
            let object = copy.object(object, 0);
            copy.document.objects.insert(id, object);
        }
    }
    let next = copy.document.objects.keys().next_back().map_or(0, |id| id.0).saturating_add(1);
    copy.document.max_id = next.saturating_add(2).min(u32::MAX - 1);
    copy.document.objects.insert((next, 0), pages);
    catalog.set("Pages", Object::Reference((next, 0)));
    let root = (next.saturating_add(1), 0);
    copy.document.objects.insert(root, Object::Dictionary(catalog));
    copy.document.trailer.set("Root", Object::Reference(root));
    Ok(copy.document)
}

struct Copy {
    document: Document,
    queue: Vec<ObjectId>,
    seen: HashSet<ObjectId>,
}

impl Copy {
    /// A page with everything that it inherits.
    fn page(&mut self, page: &Page<'_>) -> Dictionary {
        let corners = |rect: Rect| -> Object {
            Object::Array(
                [rect.x0, rect.y0, rect.x1, rect.y1].map(|number| Object::Real(number as f32)).to_vec(),
            )
        };
        let rotation = match page.rotation() {
            Rotation::None => 0,
            Rotation::Horizontal => 90,
            Rotation::Flipped => 180,
            Rotation::FlippedHorizontal => 270,
        };
        let found = page.resources();
        let mut resources = Dictionary::new();
        for (key, part) in [
            ("Font", &found.fonts),
            ("XObject", &found.x_objects),
            ("ExtGState", &found.ext_g_states),
            ("ColorSpace", &found.color_spaces),
            ("Properties", &found.properties),
        ] {
            resources.set(key, Object::Dictionary(self.dictionary(part, 0)));
        }
        let contents =
            page.raw().get_raw("Contents").map_or(Object::Null, |contents| self.value(contents, 0));
        let annotations = page.raw().get_raw("Annots").map_or(Object::Null, |list| self.value(list, 0));
        dictionary! {
            "Type" => "Page",
            "MediaBox" => corners(page.media_box()),
            "CropBox" => corners(page.crop_box()),
            "Rotate" => rotation,
            "Resources" => resources,
            "Contents" => contents,
            "Annots" => annotations,
        }
    }

    fn value(&mut self, value: MaybeRef<Found<'_>>, depth: usize) -> Object {
        match value {
            MaybeRef::Ref(reference) => self.reference(reference),
            MaybeRef::NotRef(object) => self.object(object, depth),
        }
    }

    fn reference(&mut self, reference: ObjRef) -> Object {
        let identifier = ObjectIdentifier::from(reference);
        let Ok(generation) = u16::try_from(identifier.gen_number) else { return Object::Null };
        let id = (identifier.obj_number, generation);
        if self.seen.len() < MOST_OBJECTS && self.seen.insert(id) {
            self.queue.push(id);
        }
        Object::Reference(id)
    }

    fn object(&mut self, object: Found<'_>, depth: usize) -> Object {
        match object {
            _ if depth > DEEPEST => Object::Null,
            Found::Null(_) => Object::Null,
            Found::Boolean(value) => Object::Boolean(value),
            Found::Number(number) => {
                let value = number.as_f64();
                if value.fract() == 0.0 {
                    Object::Integer(number.as_i64())
                } else {
                    Object::Real(value as f32)
                }
            }
            Found::String(text) => Object::String(text.as_bytes().to_vec(), StringFormat::Literal),
            Found::Name(name) => Object::Name(name.as_ref().to_vec()),
            Found::Array(array) => Object::Array(self.array(&array, depth + 1)),
            Found::Dict(dictionary) => Object::Dictionary(self.dictionary(&dictionary, depth + 1)),
            Found::Stream(stream) => {
                let mut dictionary = self.dictionary(stream.dict(), depth + 1);
                let picture =
                    dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
                dictionary.remove(b"Length");
                Object::Stream(Stream::new(
                    dictionary,
                    if picture { Vec::new() } else { stream.raw_data().into_owned() },
                ))
            }
        }
    }

    fn array(&mut self, array: &Array<'_>, depth: usize) -> Vec<Object> {
        array.raw_iter().map(|value| self.value(value, depth)).collect()
    }

    fn dictionary(&mut self, dictionary: &Dict<'_>, depth: usize) -> Dictionary {
        dictionary.entries().map(|(key, value)| (key.as_ref().to_vec(), self.value(value, depth))).collect()
    }
}

/// Whether every stream that this reader might inflate by itself stays within the limits: an encrypted file or one
/// with chained or rarer filters cannot be checked, and is refused where it has object streams.
fn inflates_within(bytes: &[u8], limits: &Limits) -> bool {
    let contains = |word: &[u8]| memmem::find(bytes, word).is_some();
    let packed = contains(b"ObjStm") || contains(b"XRef") || contains(b"#");
    if !packed {
        return true;
    }
    if contains(b"/Encrypt") || contains(b"LZWDecode") || contains(b"/LZW") {
        return false;
    }
    let mut left = MOST_UNPACKED.min(limits.stream_bytes.saturating_mul(8));
    let mut at = 0;
    while let Some(found) = memmem::find(bytes.get(at..).unwrap_or_default(), b"stream") {
        let word = at + found;
        at = word + b"stream".len();
        let header = bytes.get(word.saturating_sub(HEADER)..word).unwrap_or_default();
        let header = after_last(header, b" obj");
        let count = |word: &[u8]| header.windows(word.len()).filter(|found| *found == word).count();
        let filters = count(b"Decode").saturating_sub(count(b"DecodeParms"));
        if filters > 1 && count(b"DCTDecode") == 0 {
            return false;
        }
        let body = bytes.get(at..).unwrap_or_default();
        let body = body.strip_prefix(b"\r\n").or(body.strip_prefix(b"\n")).unwrap_or(body);
        let looks_deflated = body.first().is_some_and(|byte| byte & 0x0F == 8);
        if looks_deflated {
            let limit = limits.stream_bytes.min(left);
            let (inflated, _) = inflate(body, limit);
            if inflated.len() >= limit {
                return false;
            }
            left -= inflated.len();
        }
    }
    true
}

/// What stands after the last `word`, or everything.
fn after_last<'a>(bytes: &'a [u8], word: &[u8]) -> &'a [u8] {
    let start = memmem::rfind(bytes, word).map_or(0, |start| start + word.len());
    bytes.get(start..).unwrap_or_default()
}
