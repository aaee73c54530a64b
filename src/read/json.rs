//! JSON that OCR programs and services return: the strings in it that are text, in reading order.
//!
//! ```text
//! [{"type": "text", "text": "二、支出预算总表", "text_level": 1},          # 二、支出预算总表
//!  {"type": "table", "table_caption": ["单位：万元"],                      单位：万元
//!   "table_body": "<table>…</table>", "page_idx": 4}]                    <table>…</table>
//! ```
//!
//! Programs name things differently and say them more than once (as blocks, as Markdown, as lines of every cell): the
//! first name of a list that holds text is read, and nothing beside it. Strings under other names are no text.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Result;

use super::wrapped::{Copy, Unwrapped};
use crate::text::json::Scan;

/// Values within values deeper than this are not read.
const DEEPEST: usize = 64;

/// Names of the parts of a document, the best first: what stands beside them says the same again.
const PARTS: [&str; 5] =
    ["parsing_res_list", "para_blocks", "content_list", "layoutParsingResults", "pdf_info"];
/// Names of a text, the best first.
const TEXTS: [&str; 20] = [
    "table_body",
    "block_content",
    "markdown",
    "md_content",
    "md",
    "html",
    "pred_html",
    "latex",
    "content",
    "text",
    "texts",
    "rec_texts",
    "rec_text",
    "list_items",
    "transcription",
    "words",
    "full_text",
    "ocr_text",
    "pages",
    "text_lines",
];
/// Names of what stands above a table.
const CAPTIONS: [&str; 3] = ["table_caption", "caption", "captions"];
/// Names of what stands below it.
const FOOTNOTES: [&str; 3] = ["table_footnote", "footnote", "footnotes"];
/// Names of the kind of a block.
const KINDS: [&str; 6] = ["type", "block_label", "category", "label", "block_type", "category_type"];
/// Kinds of blocks that repeat on every page, or are pictures.
const MARGINS: [&str; 13] = [
    "discarded",
    "header",
    "footer",
    "pageheader",
    "pagefooter",
    "pagenumber",
    "number",
    "headerimage",
    "footerimage",
    "asidetext",
    "image",
    "figure",
    "picture",
];
/// Kinds of blocks that are headings.
const HEADINGS: [&str; 6] =
    ["title", "doctitle", "documenttitle", "paragraphtitle", "sectionheader", "sectionheading"];

/// The text within JSON, `None` if this is none or has no text.
pub(super) fn unwrap(text: &str) -> Option<Unwrapped> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    // One value, or one for every page.
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    if !values.all(|value| value.is_ok()) {
        return None;
    }
    let mut scan = Scan::of(text);
    let mut writer = Writer { source: text, copy: Copy::new(text) };
    while scan.peek().is_some() {
        writer.value(&Value::read(&mut scan, 0).ok()?, true);
    }
    (!writer.copy.is_empty()).then(|| writer.copy.finish())
}

/// A value; of numbers only small ones are kept, and of strings their bytes.
enum Value {
    Text(Range<usize>),
    List(Vec<Value>),
    Object(Vec<(Range<usize>, Value)>),
    Number(usize),
    Other,
}

impl Value {
    /// Whether a string within is no blank one.
    fn has_text(&self, source: &str) -> bool {
        match self {
            Self::Text(bytes) => !source[bytes.clone()].trim().is_empty(),
            Self::List(values) => values.iter().any(|value| value.has_text(source)),
            Self::Object(members) => members.iter().any(|(_, value)| value.has_text(source)),
            Self::Number(_) | Self::Other => false,
        }
    }
}

impl Value {
    /// Reads a value. Texts stay as they are written, for their places in the file are looked for.
    fn read(scan: &mut Scan<'_>, depth: usize) -> Result<Self> {
        match scan.peek() {
            Some(b'"') => string(scan).map(Self::Text),
            Some(b'[') if depth < DEEPEST => {
                let mut values = Vec::new();
                scan.array(|scan| {
                    match Self::read(scan, depth + 1)? {
                        Self::Number(_) | Self::Other => {}
                        value => values.push(value),
                    }
                    Ok(())
                })?;
                Ok(Self::List(values))
            }
            Some(b'{') if depth < DEEPEST => {
                let mut members = Vec::new();
                scan.object(|scan| {
                    let name = string(scan)?;
                    scan.mark(b':')?;
                    match Self::read(scan, depth + 1)? {
                        Self::Other => {}
                        value => members.push((name, value)),
                    }
                    Ok(())
                })?;
                Ok(Self::Object(members))
            }
            Some(b'0'..=b'9') => {
                let number = Some(scan.number()?).filter(|printed| printed.len() < 9);
                Ok(number.and_then(|printed| printed.parse().ok()).map_or(Self::Other, Self::Number))
            }
            _ => scan.skip().map(|()| Self::Other),
        }
    }
}

/// The bytes of a string within its quotes.
fn string(scan: &mut Scan<'_>) -> Result<Range<usize>> {
    let (quoted, _) = scan.quoted()?;
    Ok(scan.at() - quoted.len() + 1..scan.at() - 1)
}

/// Writes the texts of values.
struct Writer<'a> {
    source: &'a str,
    copy: Copy<'a>,
}

impl Writer<'_> {
    /// Writes what is text in a value; a string is, if `is_text`.
    fn value(&mut self, value: &Value, is_text: bool) {
        match value {
            Value::Text(bytes) if is_text => self.paragraph(bytes.clone(), 0),
            Value::List(values) => values.iter().for_each(|value| self.value(value, is_text)),
            Value::Object(members) => self.object(members),
            Value::Text(_) | Value::Number(_) | Value::Other => {}
        }
    }

    fn object(&mut self, members: &[(Range<usize>, Value)]) {
        let named = |names: &[&str]| {
            let named = |name: &&str| {
                let is_named = |(own, _): &&(Range<usize>, Value)| self.source[own.clone()] == **name;
                members.iter().filter(is_named).map(|(_, value)| value).find(|value| self.is_said(value))
            };
            names.iter().find_map(named)
        };
        if let Some(parts) = named(&PARTS) {
            return self.value(parts, true);
        }
        let kind = match named(&KINDS) {
            Some(Value::Text(bytes)) => {
                self.source[bytes.clone()].replace(['_', '-', ' '], "").to_ascii_lowercase()
            }
            _ => String::new(),
        };
        let (caption, text, footnote) = (named(&CAPTIONS), named(&TEXTS), named(&FOOTNOTES));
        let level = members.iter().find_map(|(name, value)| match value {
            Value::Number(level) if &self.source[name.clone()] == "text_level" => Some(*level),
            _ => None,
        });
        let level = level.unwrap_or(usize::from(HEADINGS.contains(&kind.as_str())));
        if MARGINS.contains(&kind.as_str()) {
            return;
        }
        if let Some(caption) = caption {
            self.value(caption, true);
        }
        match text {
            Some(Value::Text(bytes)) => self.paragraph(bytes.clone(), level),
            Some(text) => self.value(text, true),
            None => members.iter().for_each(|(_, value)| self.value(value, false)),
        }
        if let Some(footnote) = footnote.filter(|_| text.is_some()) {
            self.value(footnote, true);
        }
    }

    /// Whether a value says something, and does not merely refer to what does.
    fn is_said(&self, value: &Value) -> bool {
        match value {
            Value::Text(bytes) => {
                value.has_text(self.source) && !self.source[bytes.clone()].starts_with("<content-ref")
            }
            value => value.has_text(self.source),
        }
    }

    /// Writes a string as a paragraph, or as a heading of this level.
    fn paragraph(&mut self, bytes: Range<usize>, level: usize) {
        let source = self.source;
        let text = &source[bytes.clone()];
        if !self.copy.is_empty() {
            self.copy.add("\n\n");
        }
        if (1..=6).contains(&level) && !text.starts_with(['#', '<']) {
            self.copy.add(&"#".repeat(level));
            self.copy.add(" ");
        }
        let mut at = 0;
        while let Some(offset) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
            let escape = at + offset;
            self.copy.copy(bytes.start + at..bytes.start + escape);
            let (character, length) = unescaped(&text[escape..]);
            at = (escape + length).min(text.len());
            self.copy.write(character.encode_utf8(&mut [0; 4]), bytes.start + escape..bytes.start + at);
        }
        self.copy.copy(bytes.start + at..bytes.end);
    }
}

/// The character that the escape at the start of a text stands for, and its length.
fn unescaped(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    match text.as_bytes().get(1) {
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(b'u') => {
            let units = [unit(0), unit(6)].map(|unit| unit.unwrap_or(0xFFFD));
            let mut characters = char::decode_utf16(units);
            match characters.next() {
                Some(Ok(character)) => (character, 6 * character.len_utf16()),
                _ => (char::REPLACEMENT_CHARACTER, 6),
            }
        }
        Some(byte) if byte.is_ascii() => (char::from(*byte), 2),
        _ => ('\\', 1),
    }
}
