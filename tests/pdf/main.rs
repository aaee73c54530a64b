//! The PDF reader, fixture by fixture: every encoding, every kind of mark, every kind of damage.

#![allow(clippy::unwrap_used, clippy::panic)]

mod broken;
mod covered;
mod encodings;
mod fields;
mod marks;
mod oracle;
mod pictures;
mod program;
mod replaced;
mod scans;
mod writer;

use yusuan::error::Warning;
use yusuan::page::Sheet;
use yusuan::read::pdf::{Limits, read};

/// Reads a file that can be read.
fn sheets(bytes: &[u8]) -> (Vec<Sheet>, Vec<Warning>) {
    read(bytes, &Limits::default()).unwrap()
}

/// Reads the only page of a file that can be read.
fn sheet(bytes: &[u8]) -> Sheet {
    let (sheets, _) = sheets(bytes);
    assert_eq!(sheets.len(), 1);
    sheets.into_iter().next().unwrap()
}

/// The characters of a page in the order of its content.
fn text(sheet: &Sheet) -> String {
    sheet.glyphs.iter().map(|glyph| glyph.character).collect()
}
