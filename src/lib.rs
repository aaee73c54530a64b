//! yusuan (预算) turns published Chinese government budget documents into data people can trust.
//!
//! A document goes through the program in one direction; each stage turns one type into the next:
//!
//! ```text
//! bytes ─read→ pages ─layout→ blocks ─sections→ captioned grids ─tables→ tables ─check→ document ─write→ files
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod batch;
pub mod check;
pub mod correct;
mod digest;
pub mod document;
pub mod error;
pub mod geometry;
pub mod layout;
pub mod normalize;
pub mod page;
pub mod picture;
pub mod read;
mod sections;
mod sets;
mod tables;
mod text;
mod vocab;
pub mod write;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::correct::Patches;
use crate::document::output::is_output;
use crate::document::{Document, SCHEMA, Source};
use crate::error::{Error, ErrorKind};
use crate::layout::Inspection;
use crate::normalize::canonical::{self, Vocabulary};
use crate::page::{MediaType, Reading};
use crate::read::Content;
use crate::read::pdf::Limits;

/// What a caller may choose about one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The password of an encrypted PDF.
    pub password: Option<String>,
    /// The most pages that are read.
    pub pages: u32,
    /// The most bytes that one compressed stream may unpack to.
    pub stream_bytes: u64,
    /// The deepest nesting of forms, graphics states and marked contents of a PDF that is followed.
    pub nesting: u32,
    /// The words that canonical identifiers are found by.
    pub vocabulary: Vocabulary,
    /// What people corrected.
    pub patches: Patches,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            password: None,
            pages: Self::PAGES,
            stream_bytes: Self::STREAM_BYTES,
            nesting: Self::NESTING,
            vocabulary: Vocabulary::built_in(),
            patches: Patches::default(),
        }
    }
}

impl Options {
    /// `pages`, where nothing else is said.
    pub const PAGES: u32 = 10_000;
    /// `stream_bytes`, where nothing else is said.
    pub const STREAM_BYTES: u64 = 64 << 20;
    /// `nesting`, where nothing else is said.
    pub const NESTING: u32 = 200;

    /// The limits that the PDF reader keeps.
    fn limits(&self) -> Limits {
        Limits {
            pages: self.pages as usize,
            stream_bytes: usize::try_from(self.stream_bytes).unwrap_or(usize::MAX),
            nesting: self.nesting as usize,
            form_depth: Limits::default().form_depth.min(self.nesting as usize),
            password: self.password.clone(),
            ..Limits::default()
        }
    }
}

/// Reads one document: the stages in order. `name` is the path that the output states.
///
/// # Errors
/// Where nothing can be read: an empty, unknown, broken or encrypted file. What is lost of a readable one is a
/// warning in the document.
pub fn process(name: &str, bytes: &[u8], options: &Options) -> Result<Document, Error> {
    process_observed(name, bytes.into(), options, &mut |_| ())
}

/// [`process`] with bytes of its own, which take no memory once they are read.
///
/// # Errors
/// As [`process`].
pub fn process_owned(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Document, Error> {
    process_observed(name, bytes.into(), options, &mut |_| ())
}

/// The stages of [`process`], in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Bytes to glyphs, or to lines and grids.
    Read,
    /// Glyphs to lines and grids.
    Layout,
    /// Lines and grids to captioned grids.
    Sections,
    /// Captioned grids to tables.
    Tables,
    /// What measures and items mean.
    Normalize,
    /// What adds up.
    Check,
}

/// [`process`], calling `ended` at the end of every stage.
///
/// # Errors
/// As [`process`].
pub fn process_observed(
    name: &str,
    bytes: Cow<[u8]>,
    options: &Options,
    ended: &mut dyn FnMut(Stage),
) -> Result<Document, Error> {
    if is_output(&bytes) {
        let message = "is what yusuan has written, and no document; name the files that it was made from";
        return Err(Error::new(ErrorKind::Unsupported, message));
    }
    let reading = blocks(&bytes, options, ended)?;
    let source = source(name, &bytes, &reading);
    drop(bytes);
    let mut warnings = reading.warnings;
    let outline = sections::outline(reading.blocks);
    let identity = sections::identity(&outline);
    ended(Stage::Sections);
    let built = tables::build(outline.pieces, check::standing);
    warnings.extend(built.warnings);
    ended(Stage::Tables);
    let mut document = Document {
        schema: SCHEMA.to_owned(),
        source,
        document: identity,
        tables: built.tables,
        checks: Vec::new(),
        proof: None,
        warnings,
    };
    check::choose(&mut document, &built.uneven);
    let patches = options.patches.of(&document.source.sha256);
    correct::apply(&mut document, patches);
    canonical::annotate(&mut document, &options.vocabulary);
    ended(Stage::Normalize);
    check::check(&mut document, &outline.lines);
    ended(Stage::Check);
    Ok(document)
}

/// What layout finds on the pages of a PDF before any meaning, or on one page of it (from 1).
///
/// # Errors
/// Where the file cannot be read, is no PDF, or has no such page.
pub fn inspect(bytes: &[u8], options: &Options, page: Option<u32>) -> Result<Inspection, Error> {
    let unsupported = |message: &str| Error::new(ErrorKind::Unsupported, message);
    let Content::Pages(mut sheets, _) = read::read(bytes, &options.limits())? else {
        return Err(unsupported("is no PDF and has no pages to show; use `yusuan show`"));
    };
    sheets.retain(|sheet| page.is_none_or(|page| sheet.number == page));
    if page.is_some() && sheets.is_empty() {
        return Err(unsupported("has no such page; choose another with --page"));
    }
    Ok(layout::inspect(sheets))
}

/// What is printed in a file, in reading order.
fn blocks(bytes: &[u8], options: &Options, ended: &mut dyn FnMut(Stage)) -> Result<Reading, Error> {
    let content = read::read(bytes, &options.limits())?;
    ended(Stage::Read);
    match content {
        Content::Text(reading) => Ok(reading),
        Content::Pages(sheets, mut warnings) => {
            let pages = Some(u32::try_from(sheets.len()).unwrap_or(u32::MAX));
            let (blocks, found) = layout::layout(sheets);
            warnings.extend(found);
            ended(Stage::Layout);
            Ok(Reading { media_type: MediaType::Pdf, encoding: None, pages, blocks, warnings })
        }
    }
}

fn source(name: &str, bytes: &[u8], reading: &Reading) -> Source {
    let (media_type, reader) = match reading.media_type {
        MediaType::Pdf => ("application/pdf", "pdf"),
        MediaType::Plain => ("text/plain", "text"),
        MediaType::Markdown => ("text/markdown", "text"),
        MediaType::Html => ("text/html", "text"),
    };
    Source {
        path: name.to_owned(),
        sha256: digest::sha256(bytes),
        bytes: bytes.len() as u64,
        media_type: media_type.to_owned(),
        reader: reader.to_owned(),
        encoding: reading.encoding.map(str::to_owned),
        pages: reading.pages,
    }
}
