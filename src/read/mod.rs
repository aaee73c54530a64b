//! From the bytes of a file to what is printed in it: lines of text and grids of cells, in reading order.
//!
//! The format is found by content, never by the file's name: a PDF that someone called `.doc` is a PDF. A format
//! that yusuan does not read is refused with one sentence that says what it is and what to do.

mod dialect;
mod encoding;
mod json;
mod lines;
mod markdown;
mod markup;
pub mod pdf;
mod radicals;
mod sniff;
mod text;
mod unread;
mod web_archive;
mod wrapped;

use crate::error::{Error, ErrorKind, Place, Warning};
use crate::page::{Reading, Sheet};

use pdf::Limits;

/// What a file holds, before layout.
#[derive(Debug, Clone)]
pub enum Content {
    /// The pages of a PDF, and what was lost on the way.
    Pages(Vec<Sheet>, Vec<Warning>),
    /// A text.
    Text(Reading),
}

/// Reads a file of any known format.
///
/// # Errors
/// [`ErrorKind::Empty`] if nothing is printed in it, [`ErrorKind::Unsupported`] if it is of a format that is not
/// read, and what [`pdf::read`] says of a PDF.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Error> {
    if sniff::is_pdf(bytes) {
        let (sheets, warnings) = pdf::read(bytes, limits)?;
        return Ok(Content::Pages(sheets, warnings));
    }
    text(bytes).map(Content::Text)
}

/// Reads a text of any encoding and dialect.
fn text(bytes: &[u8]) -> Result<Reading, Error> {
    if let Some(sniff::Format { name, advice }) = sniff::binary_format(bytes) {
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("is {name}, which is not read as it is; {advice}"),
        ));
    }
    let decoded = decode(bytes)?;
    if decoded.text.chars().all(lines::is_blank) {
        return Err(Error::new(
            ErrorKind::Empty,
            "is empty or holds only blanks; check that it was saved completely",
        ));
    }
    if sniff::is_binary(&decoded.text, decoded.undecodable) {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "is neither a PDF nor a text; export the document to PDF and extract that",
        ));
    }
    let written = radicals::folded(&decoded.text);
    let layers = wrapped::unwrap(&written);
    let plain = layers.last().map_or(&*written, |layer| &layer.text);
    let (mut blocks, media_type, pages, lost) = text::read(plain);
    layers.iter().rev().for_each(|layer| layer.place(&mut blocks));
    if blocks.is_empty() {
        return Err(Error::new(
            ErrorKind::Empty,
            "holds markup but no text; check that it was saved completely",
        ));
    }
    let unread = unread::warnings(&blocks, pages.is_some());
    let warnings = undecodable(&decoded).into_iter().chain(unread).chain(lost).collect();
    Ok(Reading { media_type, encoding: Some(decoded.encoding), pages, blocks, warnings })
}

/// The characters of a text, or of the page in a web archive.
fn decode(bytes: &[u8]) -> Result<encoding::Decoded, Error> {
    if !web_archive::is_archive(bytes) {
        return Ok(encoding::decode(bytes));
    }
    let page = web_archive::page(bytes);
    page.map(|page| encoding::decode(&page)).ok_or_else(|| {
        Error::new(
            ErrorKind::Unsupported,
            "is a web archive (.mht) without a page; save the page as HTML or print it to PDF, and extract that",
        )
    })
}

/// The lines of a text as places count them (decoded, without their line ends), `None` for what is no text.
pub fn source_lines(bytes: &[u8]) -> Option<Vec<String>> {
    if sniff::is_pdf(bytes) || sniff::binary_format(bytes).is_some() {
        return None;
    }
    Some(lines::whole(&decode(bytes).ok()?.text).map(str::to_owned).collect())
}

/// What could not be decoded, with its first place.
fn undecodable(decoded: &encoding::Decoded) -> Option<Warning> {
    let before = decoded.text.get(..decoded.first_undecodable).filter(|_| decoded.undecodable > 0)?;
    let mut position = lines::Position::START;
    position.pass(before);
    let column = position.column + 1;
    let place = Place::Line { line: position.line, first: column, last: column };
    let sequences = if decoded.undecodable == 1 { "byte sequence is" } else { "byte sequences are" };
    let message = format!(
        "{} {sequences} not valid {} and became U+FFFD, first at line {}, column {column}.",
        decoded.undecodable, decoded.encoding, position.line
    );
    let warning = Warning::new("undecodable_bytes", message).at(Some(place));
    Some(if decoded.text.contains('\u{c}') { warning.on_page(position.page) } else { warning })
}

#[cfg(test)]
mod tests;
