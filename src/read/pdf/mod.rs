//! PDF: bytes become pages of glyphs and rules, before any layout.
//!
//! ```text
//! bytes ─repair→ File ─pages→ content ─lexer→ operators ─interpret→ glyphs, rules, areas
//! ```
//!
//! Published budgets come from WPS, Word, Excel and Acrobat of twenty years. Whatever they forgot to write (a
//! ToUnicode table, a cross-reference, the end of the file), a person still sees `一般公共预算支出` in their viewer,
//! and so does this reader: each room below it knows one of the places where the truth may still stand.

mod cmap;
mod colour;
mod file;
mod font;
mod interpret;
mod layers;
mod lexer;
mod matrix;
mod names;
mod overprint;
mod path;
mod program;
mod repair;
mod simple;
mod tounicode;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use lopdf::Dictionary;
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, Warning};
use crate::page::Sheet;

use file::File;
use font::Font;
use interpret::{FontSource, Shown};
use layers::Layers;

/// What one file may cost. The defaults are far above every real document.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Decoded bytes of one stream.
    pub stream_bytes: usize,
    /// Decoded bytes of all streams together.
    pub total_bytes: usize,
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
    /// The password to open the file with; an empty one is always tried.
    pub password: Option<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            stream_bytes: 64 << 20,
            total_bytes: 1 << 30,
            pages: 20_000,
            operators: 5_000_000,
            forms: 2_000,
            form_depth: 16,
            nesting: 512,
            password: None,
        }
    }
}

/// Reads every page: glyphs, rules and areas in points from the top left of the visible page, in page order.
///
/// Pages are interpreted in parallel; the result does not depend on the number of threads. Warnings:
/// `scanned_page` (a page with an image and no text), `unknown_glyphs` (one per font), `repaired` (the file is
/// damaged and was read as far as it goes), `limit` (a page or the file was cut at a limit).
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
    cut: bool,
}

impl Pages {
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
    let fonts = Fonts { file, loaded: Mutex::default() };
    let nodes = file.pages(limits.pages + 1);
    let cut = nodes.len() > limits.pages;
    let shown = nodes
        .par_iter()
        .take(limits.pages)
        .map(|page| interpret::show(file, &layers, &fonts, limits, page))
        .collect();
    Pages { shown, cut }
}

/// Numbers pages and fonts, and says what was lost.
fn collect(pages: Pages, warnings: &mut Vec<Warning>) -> Vec<Sheet> {
    let mut numbers: HashMap<usize, u16> = HashMap::new();
    let mut unknown: Vec<(Arc<Font>, u32, u32)> = Vec::new();
    let mut sheets = Vec::with_capacity(pages.shown.len());
    if pages.cut {
        warnings.push(Warning::new("limit", format!("only the first {} pages were read", pages.shown.len())));
    }
    for (page, number) in pages.shown.into_iter().zip(1_u32..) {
        let mut sheet = page.sheet;
        sheet.number = number;
        let mut document_wide = Vec::with_capacity(page.fonts.len());
        for (key, font, lost) in page.fonts {
            let next = u16::try_from(numbers.len()).unwrap_or(u16::MAX);
            let index = *numbers.entry(key).or_insert(next);
            document_wide.push(index);
            if usize::from(index) >= unknown.len() {
                unknown.push((font, 0, number));
            }
            if let Some((_, count, first)) = unknown.get_mut(usize::from(index))
                && lost > 0
            {
                *first = if *count == 0 { number } else { *first };
                *count += lost;
            }
        }
        for glyph in &mut sheet.glyphs {
            glyph.font = document_wide.get(usize::from(glyph.font)).copied().unwrap_or(u16::MAX);
        }
        if page.cut {
            let message = "the page holds more drawing operators or nested forms than a page may; the rest was left out";
            warnings.push(Warning::new("limit", message).on_page(number));
        }
        if sheet.images > 0 && sheet.glyphs.iter().all(|glyph| glyph.character.is_whitespace()) {
            let message = format!("page {number} is a picture without text; its tables are not read");
            warnings.push(Warning::new("scanned_page", message).on_page(number));
        }
        sheets.push(sheet);
    }
    for (font, count, first) in unknown.into_iter().filter(|(_, count, _)| *count > 0) {
        let message = format!(
            "{count} glyphs of the font {} have no known character and are read as U+FFFD",
            font.name
        );
        warnings.push(Warning::new("unknown_glyphs", message).on_page(first));
    }
    sheets
}

/// The fonts of one file, each loaded once by the first page that needs it.
struct Fonts<'a> {
    file: &'a File,
    loaded: Mutex<HashMap<usize, Arc<OnceLock<Arc<Font>>>>>,
}

impl FontSource for Fonts<'_> {
    fn font(&self, dictionary: &Dictionary) -> (usize, Arc<Font>) {
        // Objects stay where they are while the file is read: an address names a dictionary.
        let key = std::ptr::from_ref(dictionary).addr();
        let cell = {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(loaded.entry(key).or_default())
        };
        (key, Arc::clone(cell.get_or_init(|| Arc::new(Font::load(self.file, dictionary)))))
    }
}

/// The error for a file in which nothing can be found.
fn broken() -> Error {
    Error::new(
        ErrorKind::Broken,
        "no page can be found in this PDF; download it again, or open and save it in a viewer",
    )
}

/// The error for a file that needs a password.
fn password() -> Error {
    Error::new(
        ErrorKind::Password,
        "the PDF is encrypted with a password; save a copy without one and try again",
    )
}
