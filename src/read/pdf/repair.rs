//! From bytes to the richest object graph that any way of reading finds in them.
//!
//! lopdf reads a sound file. What it cannot read, reads only after repairs, or reads with a blank page or a stream that
//! does not unpack, [`super::second`] reads again, and the one that shows more wins. A file whose end is lost (a download that broke off) has no catalog; then every page
//! object that survives is a page, in the order in which they were written.

use lopdf::xref::{XrefEntry, XrefRecovery};
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, dictionary};
use memchr::memmem;

use crate::error::{Error, Warning};

use super::file::{DEEPEST_TREE, File};
use super::{Limits, Pages, broken, interpret_pages, password, second};

/// The stack of the thread that parses: the parsers recurse as deeply as a hostile file nests.
const STACK: usize = 64 << 20;
/// What every object of a PDF begins with; a file without it is something else.
const OBJECT: &[u8] = b" obj";

/// Why one way of reading gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The password is wrong, or none was given.
    Password,
    /// Anything else.
    Broken,
}

/// Reads a file in every way that is needed, and keeps what shows most.
pub(super) fn richest(bytes: &[u8], limits: &Limits) -> Result<(Pages, Vec<Warning>), Error> {
    if memmem::find(bytes, OBJECT).is_none() {
        return Err(broken());
    }
    let shown = |document| interpret_pages(&File::new(document, limits), limits);
    let first = apart(|| load(bytes, limits));
    let mut locked = first.as_ref().err() == Some(&Failure::Password);
    let mut rebuilt =
        first.as_ref().is_ok_and(|document| document.xref_recovery == Some(XrefRecovery::Reconstructed));
    let mut best = first.ok().map(shown);
    if best.as_ref().is_none_or(Pages::is_doubtful) {
        match apart(|| second::load(bytes, limits)).map(shown) {
            Ok(other) if best.as_ref().is_none_or(|pages| pages.richness() < other.richness()) => {
                best = Some(other);
                rebuilt = true;
            }
            Ok(_) => {}
            Err(failure) => locked |= failure == Failure::Password,
        }
    }
    if locked && best.is_none() {
        return Err(password(limits.password.as_deref()));
    }
    if best.as_ref().is_none_or(|pages| pages.shown.is_empty()) {
        best = apart(|| salvage(bytes, limits)).ok().map(shown);
        rebuilt = true;
    }
    let Some(pages) = best.filter(|pages| !pages.shown.is_empty()) else { return Err(broken()) };
    let mut warnings = Vec::new();
    if rebuilt || pages.damaged {
        let message = format!("the file is damaged; {} pages of it could be read", pages.shown.len());
        warnings.push(Warning::new("repaired", message));
    }
    Ok((pages, warnings))
}

/// Runs a parser on a stack of its own; a panic in it is a failure to read.
fn apart<T: Send>(parse: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, parse);
        thread.map_err(|_| Failure::Broken)?.join().unwrap_or(Err(Failure::Broken))
    })
}

fn load(bytes: &[u8], limits: &Limits) -> Result<Document, Failure> {
    let options = LoadOptions {
        password: limits.password.clone(),
        max_decompressed_size: Some(limits.stream_bytes),
        ..LoadOptions::default()
    };
    match Document::load_mem_with_options(bytes, options) {
        Ok(document) if document.is_encrypted() && !document.was_encrypted() => Err(Failure::Password),
        Ok(document) => Ok(document),
        Err(lopdf::Error::InvalidPassword) => Err(Failure::Password),
        Err(_) => Err(Failure::Broken),
    }
}

/// Gives a file without a catalog a new one, whose pages are all the page objects that survive.
fn salvage(bytes: &[u8], limits: &Limits) -> Result<Document, Failure> {
    // lopdf only loads a file with a catalog: one is written behind the file, numbered out of the way of its objects.
    const CATALOG: ObjectId = (524_286, 0);
    const PAGES: ObjectId = (524_287, 0);
    let end = format!(
        "\nendstream endobj\n{} 0 obj<</Type/Catalog/Pages {} 0 R>>endobj\n{} 0 obj<</Type/Pages/Kids[]>>endobj\n\
         trailer<</Root {} 0 R/Size {}>>\nstartxref\n0\n%%EOF\n",
        CATALOG.0,
        PAGES.0,
        PAGES.0,
        CATALOG.0,
        PAGES.0 + 1,
    );
    let mut document = load(&[bytes, end.as_bytes()].concat(), limits)?;
    let mut places: Vec<_> = document
        .objects
        .iter()
        .filter(|(_, object)| object.as_dict().is_ok_and(|page| page.has_type(b"Page")))
        .map(|(id, _)| (position(&document, id.0), *id))
        .collect();
    places.sort_unstable();
    let pages: Vec<_> =
        places.iter().take(limits.pages + 1).map(|(_, id)| whole_page(&document, *id)).collect();
    let root = dictionary! { "Type" => "Pages", "Kids" => Object::Array(pages) };
    document.objects.insert(PAGES, Object::Dictionary(root));
    Ok(document)
}

/// A page with what it inherits from those of its parents that survive.
fn whole_page(document: &Document, id: ObjectId) -> Object {
    let mut page = Dictionary::new();
    let mut node = document.get_dictionary(id).ok();
    for _ in 0..DEEPEST_TREE {
        let Some(dictionary) = node else { break };
        for key in ["Resources", "MediaBox", "CropBox", "Rotate", "Contents", "Annots"] {
            if let Ok(value) = dictionary.get(key.as_bytes())
                && !page.has(key.as_bytes())
            {
                page.set(key, value.clone());
            }
        }
        node = dictionary
            .get(b"Parent")
            .and_then(Object::as_reference)
            .and_then(|id| document.get_dictionary(id))
            .ok();
    }
    page.set("Type", "Page");
    Object::Dictionary(page)
}

/// Where an object is written: the offset of its own or its container's, and the place in the container.
fn position(document: &Document, number: u32) -> (u32, u16) {
    match document.reference_table.get(number) {
        Some(XrefEntry::Normal { offset, .. }) => (*offset, 0),
        Some(XrefEntry::Compressed { container, index }) => match document.reference_table.get(*container) {
            Some(XrefEntry::Normal { offset, .. }) => (*offset, *index),
            _ => (u32::MAX, *index),
        },
        _ => (u32::MAX, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
    const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";

    /// A file of one page that says abc, whose third object is the page and whose fourth is its content.
    fn file(catalog: &str, pages: &str, length: &str, root: &str) -> Vec<u8> {
        let page = "<</Type/Page/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>";
        let content = format!("<<{length}>>stream\nBT /F1 10 Tf 100 700 Td (abc) Tj ET\nendstream");
        let font = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>";
        let mut file = String::from("%PDF-1.7\n");
        let mut table = String::from("0000000000 65535 f \n");
        for (number, body) in (1..).zip([catalog, pages, page, &content, font]) {
            table.push_str(&format!("{:010} 00000 n \n", file.len()));
            file.push_str(&format!("{number} 0 obj\n{body}\nendobj\n"));
        }
        let start = file.len();
        file.push_str(&format!("xref\n0 6\n{table}trailer<</Size 6{root}>>\nstartxref\n{start}\n%%EOF\n"));
        file.into_bytes()
    }

    /// How many glyphs one way of reading shows.
    fn glyphs(document: Result<Document, Failure>, limits: &Limits) -> usize {
        document.map_or(0, |document| interpret_pages(&File::new(document, limits), limits).richness().0)
    }

    #[test]
    fn each_reader_stands_in_for_the_one_before() {
        let (length, root) = ("/Length 35", "/Root 1 0 R");
        let sound = file(CATALOG, PAGES, length, root);
        // What the first and the second reader show, and whether the file is said to be damaged.
        let cases = [
            ("sound", sound.clone(), 3, 3, false),
            ("the first reader repairs it", file(CATALOG, PAGES, length, ""), 3, 3, true),
            ("the first reader fails", sound.get(9..).unwrap().to_vec(), 0, 3, true),
            (
                "the first reader finds no page",
                file(CATALOG, "<</Type/Pages/Kids[3 0 R", length, root),
                0,
                3,
                true,
            ),
            ("the catalog is another object", file(CATALOG, PAGES, length, "/Root 5 0 R"), 0, 3, true),
            ("a page stays blank", file(CATALOG, PAGES, "", root), 0, 3, true),
            ("a length refers to nothing", file(CATALOG, PAGES, "/Length 77 0 R", root), 0, 3, true),
            ("a length refers to itself", file(CATALOG, PAGES, "/Length 4 0 R", root), 0, 3, true),
            (
                "no tree leads to the page",
                file(CATALOG, "<</Type/Pages/Kids[9 0 R]>>", length, root),
                0,
                0,
                true,
            ),
        ];
        let limits = Limits::default();
        for (name, bytes, first, second, damaged) in cases {
            assert_eq!(glyphs(load(&bytes, &limits), &limits), first, "{name}: first reader");
            assert_eq!(glyphs(second::load(&bytes, &limits), &limits), second, "{name}: second reader");
            let (pages, warnings) = richest(&bytes, &limits).unwrap();
            assert_eq!(pages.richness().0, 3, "{name}");
            let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
            assert_eq!(codes, if damaged { &["repaired"][..] } else { &[] }, "{name}");
        }
    }

    #[test]
    fn only_a_page_that_should_show_something_is_read_again() {
        let sound = file(CATALOG, PAGES, "/Length 35", "/Root 1 0 R");
        let is_doubtful = |content: &str| {
            let text = String::from_utf8(sound.clone()).unwrap();
            let bytes = text.replace("BT /F1 10 Tf 100 700 Td (abc) Tj ET", &format!("{content:35}"));
            let limits = Limits::default();
            let document = load(bytes.as_bytes(), &limits).unwrap();
            interpret_pages(&File::new(document, &limits), &limits).is_doubtful()
        };
        assert!(!is_doubtful("q 0 0 595 842 re W n Q"), "a page that is set up");
        assert!(is_doubtful(""), "no content");
        assert!(is_doubtful("q 0 0 595 842 re W n /Fm1 Do Q"), "a form that is not there");
        assert!(is_doubtful("q 0 0 595 842 re W n 8 'Z Q"), "something else");
    }
}
