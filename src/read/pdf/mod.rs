//! PDF: bytes become pages of glyphs and rules, before any layout.
//!
//! ```text
//! bytes ─repair→ File ─pages→ content ─lexer→ operators ─interpret→ glyphs, rules, areas ←scan─ images, where the text was laid over them
//! ```
//!
//! Published budgets come from WPS, Word, Excel and Acrobat of twenty years. Whatever they forgot to write (a
//! ToUnicode table, a cross-reference, the end of the file), a person still sees `一般公共预算支出` in their viewer,
//! and so does this reader: each room below it knows one of the places where the truth may still stand.

mod actual_text;
mod annotations;
mod cmap;
mod colour;
mod covered;
mod fields;
mod file;
mod font;
mod interpret;
mod layers;
mod lexer;
mod matrix;
mod named;
mod names;
mod overprint;
mod path;
mod pictures;
mod procedures;
mod program;
mod repair;
mod scan;
mod second;
mod simple;
mod state;
mod text;
mod tounicode;

use std::collections::HashMap;

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Warning};
use crate::page::{Glyph, Sheet};

use file::File;
use font::Fonts;
use interpret::Shown;
use layers::Layers;

/// A page without text that paints so many outlines shows its text, or a picture, as outlines.
const OUTLINES: u32 = 50;

/// An image on this share of a page that prints nothing but its number is the page.
const SCAN: f32 = 0.5;

/// Pictures on this share of a page that prints text beside them may show a table.
const PICTURE: f32 = 0.05;

/// What one file may cost. The defaults are far above every real document.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Decoded bytes of one stream.
    pub stream_bytes: usize,
    /// Decoded bytes of the content and the forms of one page.
    pub page_bytes: usize,
    /// Pages; the rest is left out with a warning.
    pub pages: usize,
    /// Operators of one page.
    pub operators: usize,
    /// Form XObjects shown by one page.
    pub forms: usize,
    /// Form XObjects within each other.
    pub form_depth: usize,
    /// Saved graphics states and marked contents within each other.
    pub nesting: usize,
    /// Pixels of the images of one scanned page that are searched for rules.
    pub pixels: usize,
    /// The password to open the file with; an empty one is always tried.
    pub password: Option<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            stream_bytes: 64 << 20,
            page_bytes: 128 << 20,
            pages: 20_000,
            operators: 5_000_000,
            forms: 2_000,
            form_depth: 16,
            nesting: 512,
            pixels: 48 << 20,
            password: None,
        }
    }
}

/// Reads every page: glyphs, rules and areas in points from the top left of the visible page, in page order.
///
/// Pages are interpreted in parallel; the result does not depend on the number of threads. Warnings:
/// `scanned_page` (an image or a drawing, and no text but a page number), `recognized_text` (once, for scans whose text was laid
/// over their pictures), `picture` (pictures without text beside the text of a page), `unknown_glyphs` (one per font name, one for all
/// text without a font),
/// `repaired` (the file is damaged and was read as far as it goes), `limit` (a page or the file was cut at a limit).
///
/// # Errors
///
/// [`ErrorKind::Password`] if the file needs a password other than the one in `limits`, [`ErrorKind::Broken`] if no
/// page can be found in it.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Sheet>, Vec<Warning>), Error> {
    let (document, mut warnings) = repair::richest(bytes, limits)?;
    let sheets = collect(document, &mut warnings);
    Ok((sheets, warnings))
}

/// Everything that was seen of a file, before it is numbered.
struct Pages {
    shown: Vec<Shown>,
    /// There are more pages than the limit allows.
    more: bool,
    /// A stream unpacks to more than the limit allows.
    cut: bool,
    /// Something that the file refers to could not be had.
    damaged: bool,
}

impl Pages {
    /// Whether another way of reading may find more: something could not be had, or a page shows nothing that should.
    fn is_doubtful(&self) -> bool {
        let is_doubtful = |page: &Shown| page.lost || page.unlettered > 0;
        self.damaged || self.shown.is_empty() || self.shown.iter().any(is_doubtful)
    }

    /// How much was seen: glyphs that mean something, then rules.
    fn richness(&self) -> (usize, usize) {
        self.shown.iter().fold((0, 0), |(glyphs, rules), page| {
            let known = page.sheet.glyphs.len().saturating_sub(page.sheet.unknown as usize);
            (glyphs + known, rules + page.sheet.rules.len())
        })
    }
}

/// Interprets every page of a file.
fn interpret_pages(file: &File, limits: &Limits) -> Pages {
    let layers = Layers::load(file);
    let fonts = Fonts::new(file);
    let nodes = file.pages(limits.pages + 1);
    let more = nodes.len() > limits.pages;
    let shown = nodes
        .par_iter()
        .take(limits.pages)
        .map(|page| interpret::show(file, &layers, &fonts, limits, page))
        .collect();
    Pages { shown, more, cut: file.is_cut(), damaged: file.is_damaged() }
}

/// Numbers pages and fonts, and says what was lost.
fn collect(pages: Pages, warnings: &mut Vec<Warning>) -> Vec<Sheet> {
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut lost: Vec<Lost> = Vec::new();
    let mut sheets = Vec::with_capacity(pages.shown.len());
    if pages.more {
        warnings.push(Warning::new(
            Warning::LIMIT,
            format!("only the first {} pages were read", pages.shown.len()),
        ));
    }
    if pages.cut {
        let message = "a stream of the file unpacks to more than any page needs; the rest of it was left out";
        warnings.push(Warning::new(Warning::LIMIT, message));
    }
    warnings.extend(recognized(&pages.shown));
    warnings.extend(unlettered(&pages.shown));
    for (page, number) in pages.shown.into_iter().zip(1_u32..) {
        let mut sheet = page.sheet;
        sheet.number = number;
        let mut document_wide = Vec::with_capacity(page.fonts.len());
        for font in page.fonts {
            let next = numbers.len();
            let index = *numbers.entry(font.key).or_insert(next);
            document_wide.push(u16::try_from(index).unwrap_or(u16::MAX));
            if font.unknown > 0 {
                let at = *names.entry(font.name.clone()).or_insert(lost.len());
                if at == lost.len() {
                    lost.push(Lost { font: font.name, glyphs: 0, page: number });
                }
                if let Some(lost) = lost.get_mut(at) {
                    lost.glyphs = lost.glyphs.saturating_add(font.unknown);
                }
            }
        }
        for glyph in &mut sheet.glyphs {
            glyph.font = document_wide.get(usize::from(glyph.font)).copied().unwrap_or(u16::MAX);
        }
        if page.cut {
            let message = "the page holds more drawing operators, or nests them deeper, than a page may; the rest was left out";
            warnings.push(Warning::new(Warning::LIMIT, message).on_page(number));
        }
        if page.oversized {
            let message = "the picture of the page has more pixels than are searched for the rules of its tables; its rows and columns may be lost";
            warnings.push(Warning::new(Warning::LIMIT, message).on_page(number));
        }
        if page.covered > 0 {
            let message = format!(
                "{} characters lie under boxes that were painted over them, and are not read",
                page.covered
            );
            warnings.push(Warning::new("covered_text", message).on_page(number));
        }
        if is_picture(&sheet) {
            let message = format!("page {number} is a picture without text; its tables are not read");
            warnings.push(Warning::new(Warning::SCANNED_PAGE, message).on_page(number));
        } else if page.unread >= PICTURE {
            let share = (page.unread * 100.0).round();
            let message =
                format!("pictures without text fill {share} % of page {number}; a table in them is not read");
            warnings.push(Warning::new("picture", message).on_page(number));
        }
        sheets.push(sheet);
    }
    for Lost { font, glyphs, page } in lost {
        let font = if font.is_empty() { "without a name" } else { &font };
        let message =
            format!("{glyphs} glyphs of the font {font} have no known character and are read as U+FFFD");
        warnings.push(Warning::new("unknown_glyphs", message).on_page(page));
    }
    sheets
}

/// Says of which pages text is set in fonts that the file does not have.
fn unlettered(shown: &[Shown]) -> Option<Warning> {
    let bytes: usize = shown.iter().map(|page| page.unlettered).sum();
    let mut pages =
        shown.iter().zip(1_u32..).filter(|(page, _)| page.unlettered > 0).map(|(_, number)| number);
    let first = pages.next()?;
    let which = match pages.count() {
        0 => format!("page {first}"),
        more => format!("page {first} and {more} more"),
    };
    let message = format!(
        "{bytes} bytes of text on {which} are in fonts that the file does not have, and are not read"
    );
    Some(Warning::new("unknown_glyphs", message).on_page(first))
}

/// Says of which pages the text is what OCR laid over their pictures.
fn recognized(shown: &[Shown]) -> Option<Warning> {
    let mut pages = shown.iter().zip(1_u32..).filter(|(page, _)| page.recognized).map(|(_, number)| number);
    let first = pages.next()?;
    let which = match pages.count() {
        0 => format!("page {first} is a scan; its"),
        more => format!("page {first} and {more} more are scans; their"),
    };
    let message = format!("{which} text is what a program recognized, and may be misread");
    Some(Warning::new("recognized_text", message).on_page(first))
}

/// Whether nothing can be read of a page but its number, though it shows something.
fn is_picture(sheet: &Sheet) -> bool {
    is_blank(&sheet.glyphs) && sheet.images > 0
        || is_bare(&sheet.glyphs) && (sheet.pictured >= SCAN || sheet.shapes >= OUTLINES)
}

/// Whether glyphs leave no ink.
fn is_blank(glyphs: &[Glyph]) -> bool {
    glyphs.iter().all(|glyph| glyph.character.is_whitespace())
}

/// Whether glyphs say no more than the number of a page.
fn is_bare(glyphs: &[Glyph]) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || c.is_ascii_punctuation() || "第页共—–·".contains(c);
    glyphs.iter().map(|glyph| glyph.character).all(|c| c.is_whitespace() || is_of_number(c))
}

/// The glyphs that nobody knows of a font, or of all fonts of one name.
struct Lost {
    font: String,
    glyphs: u32,
    /// The first page with one.
    page: u32,
}

/// The error for a file in which nothing can be found.
fn broken() -> Error {
    Error::new(
        ErrorKind::Broken,
        "no page can be found in this PDF; download it again, or open and save it in a viewer",
    )
}

/// The error for a file that needs a password other than the given one.
fn password(given: Option<&str>) -> Error {
    let message = match given {
        None => "the PDF is encrypted; give the password it opens with by --password",
        Some(_) => "the PDF is encrypted with another password than the given one; check --password",
    };
    Error::new(ErrorKind::Password, message)
}
