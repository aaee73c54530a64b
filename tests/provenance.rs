//! Holds every place of the output against the print: the characters that stand inside a cell's box, or on its
//! stretch of a line, are the cell's.
//!
//! A place is what a person is shown when they doubt a figure, so a box beside its figure is as bad as a wrong figure.
//! The print is read anew here, from the glyphs of the reader and the lines of the text, never from layout.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;
use yusuan::document::{Document, Place, Role, Value};
use yusuan::page::{Glyph, Writing};
use yusuan::read::{self, Content, pdf::Limits};
use yusuan::{Options, process};

/// Tenths of a point from the top left.
type Point = (i32, i32);

/// What is printed in a file, by place.
enum Print {
    /// Per page, glyphs with the middle of their em box in tenths of a point.
    Pages(BTreeMap<u32, Vec<(Point, char)>>),
    /// Lines of characters.
    Lines(Vec<Vec<char>>),
}

impl Print {
    fn of(bytes: &[u8]) -> Self {
        match read::source_lines(bytes) {
            Some(lines) => Self::Lines(lines.iter().map(|line| line.chars().collect()).collect()),
            None => {
                let Content::Pages(sheets, _) = read::read(bytes, &Limits::default()).unwrap() else {
                    panic!("neither text nor PDF")
                };
                let glyphs = |sheet: &yusuan::page::Sheet| {
                    sheet.glyphs.iter().map(|glyph| (middle(glyph), glyph.character)).collect()
                };
                Self::Pages(sheets.iter().map(|sheet| (sheet.number, glyphs(sheet))).collect())
            }
        }
    }

    /// The characters at a place, in the order they are painted or written.
    fn at(&self, place: Place) -> String {
        match (self, place) {
            (Self::Pages(pages), Place::Page { page, rect }) => {
                let inside = pages[&page].iter().filter(|(point, _)| rect.contains(*point));
                inside.map(|(_, character)| *character).collect()
            }
            (Self::Lines(lines), Place::Line { line, first, last }) => {
                let line = &lines[line as usize - 1];
                line[first as usize - 1..(last as usize).min(line.len())].iter().collect()
            }
            _ => panic!("{place:?} is a place in another kind of file"),
        }
    }
}

/// The middle of a glyph's em box.
fn middle(glyph: &Glyph) -> Point {
    let (along, across) = (glyph.advance / 2.0, glyph.size * 0.36);
    let (x, y) = match glyph.direction {
        Writing::Right => (glyph.x + along, glyph.y - across),
        Writing::Left => (glyph.x - along, glyph.y + across),
        Writing::Down => (glyph.x + across, glyph.y + along),
        Writing::Up => (glyph.x - across, glyph.y - along),
    };
    ((x * 10.0) as i32, (y * 10.0) as i32)
}

/// The characters of a text that count: lines are joined, separators dropped, widths folded, entities resolved.
fn plain(text: &str) -> String {
    let text = text.replace("&ldquo;", "“").replace("&rdquo;", "”").replace("&nbsp;", " ");
    text.nfkc().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '*' | '\u{feff}')).collect()
}

/// The characters in one order: the lines of a cell may be painted in any.
fn sorted(text: &str) -> Vec<char> {
    let mut characters: Vec<char> = text.chars().collect();
    characters.sort_unstable();
    characters
}

fn text(value: &Value) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}

/// What a place is claimed to show.
struct Claim {
    what: String,
    text: String,
    place: Option<Place>,
    joined: Joined,
}

/// How the text of a claim may have come from several places, of which it states the first (contract §2), or share one.
#[derive(Clone, Copy)]
enum Joined {
    /// Parts of a code, the first of them blank where it repeats the row above.
    Code,
    /// Parts that a page break or a line break of the markup cut.
    Parts,
    /// Two indicators that OCR ran together in one cell.
    Shared,
    /// A project that only the title names (contract §4): the name is a part of the title, or its first line is a part of it.
    Title,
}

impl Claim {
    fn of(what: String, text: String, place: Option<Place>, joined: Joined) -> Self {
        Self { what, text: plain(&text), place, joined }
    }

    /// Whether the print is the text, or the part of it that the place may show.
    fn is_shown(&self, printed: &str) -> bool {
        !printed.is_empty()
            && match self.joined {
                Joined::Code => self.text.contains(printed),
                Joined::Parts => self.text.starts_with(printed),
                Joined::Shared => printed.contains(&self.text),
                Joined::Title => printed.contains(&self.text) || self.text.starts_with(printed),
            }
    }
}

fn claims(document: &Document) -> Vec<Claim> {
    let mut claims = Vec::new();
    for table in &document.tables {
        let title = table.title.as_deref().unwrap_or_default();
        for (r, row) in table.rows.iter().enumerate() {
            for (c, (value, place)) in row.cells.iter().zip(&row.places).enumerate() {
                let printed = row.raw.get(&c).cloned().unwrap_or_else(|| text(value));
                let is_code = table.columns[c].role == Role::Code;
                let joined = if is_code { Joined::Code } else { Joined::Parts };
                claims.push(Claim::of(
                    format!("{} {:?} row {r} column {c}", table.id, table.kind),
                    printed,
                    *place,
                    joined,
                ));
            }
        }
        for field in &table.fields {
            let what = format!("{} {:?} field {}", table.id, table.kind, field.label);
            let made = field.label == "项目名称" && title.contains(field.value.text().unwrap_or("-"));
            let joined = if made { Joined::Title } else { Joined::Parts };
            claims.push(Claim::of(what, text(&field.value), field.place, joined));
        }
        for indicator in &table.indicators {
            let what = format!("{} {:?} indicator", table.id, table.kind);
            let name = indicator.level3.clone().unwrap_or_default();
            claims.push(Claim::of(what, name, indicator.place, Joined::Shared));
        }
    }
    claims
}

/// Of a hundred places at least so many show their text whole; the rest are codes over several columns and joined cells.
const WHOLE: usize = 97;

#[test]
fn every_place_shows_its_cell() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let (mut faults, mut seen, mut whole) = (Vec::new(), 0, 0);
    for entry in std::fs::read_dir(samples).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let document = process(&name, &bytes, &Options::default()).unwrap();
        let print = Print::of(&bytes);
        for claim in claims(&document) {
            let Claim { what, text, place, .. } = &claim;
            let Some(place) = *place else {
                if !text.is_empty() {
                    faults.push(format!("{name}: {what}: “{text}” has no place"));
                }
                continue;
            };
            let printed = plain(&print.at(place));
            seen += 1;
            if sorted(&printed) == sorted(text) {
                whole += 1;
            } else if !claim.is_shown(&printed) {
                faults.push(format!(
                    "{name}: {what}: “{text}” is said to be at {place:?}, where “{printed}” stands"
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {seen}:\n{}", faults.len(), faults.join("\n"));
    assert!(whole * 100 >= seen * WHOLE && seen > 5000, "{whole} of {seen} places show all of their text");
}
