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
//!
//! Services list a table by its cells (`cells`, `tables`), and the text around it somewhere else: beside the table, with
//! offsets that tell the order (`beside`), in parts that name each other (`links`), or in a text that tells the table too,
//! word by word (`told`). All of it is written once, in reading order, the tables as HTML (`paper`).

mod beside;
mod cells;
mod links;
mod names;
mod paper;
mod tables;
mod told;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::IgnoredAny;

use self::beside::Part;
use self::cells::Table;
use self::links::Read;
use self::names::{
    BELOW, CAPTIONS, FOOTNOTES, HEADING, HEADINGS, HEADS, HEADS_AND_TAILS, HTML_WITHIN, KINDS, MARGINS,
    PARTS, TABLE_MARKS, TAILS, TEXTS,
};
use self::paper::Paper;
use self::tables::{Listed, Tables};
use self::told::Told;
use self::value::{Source, Value};
use super::wrapped::Unwrapped;
use crate::text::json::Scan;

/// So many members of an object are looked at for one that tells the tables beside it.
const MOST_TELLERS: usize = 4;

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
    let mut answers = Vec::new();
    while scan.peek().is_some() {
        answers.push(Value::read(&mut scan, 0).ok()?);
    }
    let source = Source(text);
    let has_tables = answers.iter().any(|answer| cells::are_within(source, answer));
    let tables = Tables { source, characters: Vec::new() };
    let mut writer = Writer { source, paper: Paper::new(source), tables, has_tables };
    writer.list(&answers, true);
    if writer.paper.is_blank() {
        answers.iter().for_each(|answer| writer.json(answer));
    }
    writer.paper.finish()
}

/// Writes the texts of values.
struct Writer<'a> {
    source: Source<'a>,
    paper: Paper<'a>,
    tables: Tables<'a>,
    /// Whether tables of cells are anywhere.
    has_tables: bool,
}

impl Writer<'_> {
    /// Writes what is text in a value; a string is, if `is_text`.
    fn value(&mut self, value: &Value, is_text: bool) {
        match value {
            Value::Text(bytes) if is_text => self.paper.paragraph(bytes.clone(), 0),
            Value::List(values) => self.list(values, is_text),
            Value::Object(_) => self.object(value),
            Value::Text(_) | Value::Number(_) | Value::Blank => {}
        }
    }

    fn list(&mut self, values: &[Value], is_text: bool) {
        if let Some(read) = links::blocks(self.source, values) {
            self.blocks(read);
        } else if self.has_tables
            && let Some(listed) = self.tables.listed(values)
        {
            self.listed(vec![listed]);
        } else {
            values.iter().for_each(|value| self.value(value, is_text));
        }
    }

    /// Writes tables and what stands above and below each.
    fn listed(&mut self, tables: Vec<Listed>) {
        for Listed { above, table, below } in tables {
            self.paragraphs(above);
            self.paper.table(&table);
            self.paragraphs(below);
        }
    }

    fn paragraphs(&mut self, texts: Vec<Range<usize>>) {
        texts.into_iter().for_each(|bytes| self.paper.paragraph(bytes, 0));
    }

    fn object(&mut self, object: &Value) {
        let source = self.source;
        if let Some(parts) = self.said(object, &PARTS) {
            return self.value(parts, true);
        }
        if let Some(parts) = links::body(source, object) {
            return parts.into_iter().for_each(|part| self.object(part));
        }
        if let Some(read) = links::blocks(source, std::slice::from_ref(object)) {
            return self.blocks(read);
        }
        let kind = match self.said(object, &KINDS) {
            Some(Value::Text(bytes)) => kind(source.text(bytes)),
            _ => String::new(),
        };
        if MARGINS.contains(&kind.as_str()) || self.has_tables && self.is_table(object) {
            return;
        }
        let html = source.member(object, &[HTML_WITHIN.0]);
        let html = html.and_then(|within| self.said(within, &[HTML_WITHIN.1]));
        let text = html.or_else(|| self.said(object, &TEXTS));
        let below = source.member(object, &BELOW).filter(|_| kind.starts_with(HEADING));
        if below.is_none()
            && (self.in_order(object, text) || self.has_tables && self.with_tables(object, text))
        {
            return;
        }
        if let Some(caption) = self.said(object, &CAPTIONS) {
            self.value(caption, true);
        }
        match text {
            Some(Value::Text(bytes)) => {
                match links::linked(source, object, bytes) {
                    Some(parts) => self.paragraphs(parts),
                    None => self.paper.paragraph(bytes.clone(), self.level(object, &kind)),
                }
                below.into_iter().for_each(|below| self.value(below, false));
            }
            Some(text) => self.value(text, true),
            None => match self.tables.anchored(object) {
                anchored if !anchored.is_empty() => self.paragraphs(anchored),
                _ => object.members().iter().for_each(|(_, value)| self.value(value, false)),
            },
        }
        if let Some(footnote) = self.said(object, &FOOTNOTES).filter(|_| text.is_some()) {
            self.value(footnote, true);
        }
    }

    /// The level of the heading that an object is, 0 if it is none.
    fn level(&self, object: &Value, kind: &str) -> usize {
        let level = self.source.member(object, &["textlevel"]).and_then(|level| self.source.number(level));
        let level = level.and_then(|level| usize::try_from(level).ok());
        let level = level.or_else(|| kind.strip_prefix(HEADING)?.parse().ok());
        level.unwrap_or(usize::from(HEADINGS.contains(&kind)))
    }

    /// The first member with the best of these names that says something, and does not merely refer to what does.
    fn said<'v>(&self, object: &'v Value, names: &[&str]) -> Option<&'v Value> {
        let source = self.source;
        let is_said = |value: &Value| match value {
            Value::Text(bytes) => source.has_text(value) && !source.text(bytes).starts_with("<content-ref"),
            value => source.has_text(value),
        };
        names.iter().find_map(|known| {
            let mut named = object.members().iter().filter(|(name, _)| source.is_named(name, known));
            named.find(|(_, value)| is_said(value)).map(|(_, value)| value)
        })
    }

    /// Whether a value is text without tables.
    fn is_plain(&self, value: &Value) -> bool {
        let holds = |text: &str, mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
        match value {
            Value::Text(bytes) => !TABLE_MARKS.iter().any(|mark| holds(self.source.text(bytes), mark)),
            Value::List(values) => values.iter().all(|value| self.is_plain(value)),
            Value::Object(members) => members.iter().all(|(_, value)| self.is_plain(value)),
            Value::Number(_) | Value::Blank => true,
        }
    }

    /// Writes the paragraphs and tables of an object in the order that their offsets tell, if they do. Its `text` says
    /// the same again.
    fn in_order(&mut self, object: &Value, text: Option<&Value>) -> bool {
        let Some(parts) = beside::parts(self.source, object) else { return false };
        if text.is_some_and(|text| !self.is_plain(text)) {
            return false;
        }
        if let Some(Value::Text(bytes)) = self.source.member(object, &["text"]) {
            self.tables.characters = paper::characters(self.source, bytes);
        }
        for part in parts {
            match part {
                Part::Prose(value) => self.value(value, false),
                Part::Table(value) => {
                    self.tables.within(value).iter().for_each(|table| self.paper.table(table));
                }
            }
        }
        true
    }

    /// Writes the tables of cells that an object has beside its `text`, or beside other members that tell them, if it has
    /// some.
    fn with_tables(&mut self, object: &Value, text: Option<&Value>) -> bool {
        let source = self.source;
        let is_within = |value: &Value| cells::are_within(source, value);
        if !is_within(object) || text.is_some_and(|text| is_within(text) || !self.is_plain(text)) {
            return false;
        }
        if let Some(around) = source.member(object, &[HEADS_AND_TAILS.0]) {
            self.heads_and_tails(object, around);
            return true;
        }
        let members = object.members().iter().map(|(_, value)| value);
        let others = members.filter(|value| text.is_none() && value.is_compound() && !is_within(value));
        let tellers = text.into_iter().chain(others).map(|value| self.tables.texts(value));
        let tellers: Vec<_> = tellers.filter(|texts| !texts.is_empty()).take(MOST_TELLERS).collect();
        if tellers.is_empty() {
            return false;
        }
        let tables = self.tables.within(object);
        let told: Vec<Told> = tellers.iter().map(|texts| Told::of(source, texts, &tables)).collect();
        match (told.iter().find(|told| told.is_most()), text.and(told.first())) {
            (Some(told), _) => self.told(told, &tables),
            (None, Some(text)) if !text.is_otherwise() => self.told(text, &tables),
            (None, Some(_)) => object.members().iter().for_each(|(_, value)| self.value(value, false)),
            (None, None) => return false,
        }
        true
    }

    /// Writes a text and the tables, each where the text tells it.
    fn told(&mut self, told: &Told, tables: &[Table]) {
        let mut at = 0;
        for (lines, table) in told.in_order(tables) {
            self.lines(&told.lines[at..lines.start]);
            self.paper.table(table);
            at = lines.end;
        }
        self.lines(&told.lines[at..]);
    }

    fn lines(&mut self, lines: &[Range<usize>]) {
        lines.iter().for_each(|bytes| self.paper.line(bytes.clone(), 0));
    }

    /// Writes the tables of an object that lists apart from them what stands above and below each.
    fn heads_and_tails(&mut self, object: &Value, beside: &Value) {
        let source = self.source;
        let name = |value: &Value| {
            source.member(value, &[HEADS_AND_TAILS.1]).and_then(|name| match name {
                Value::Text(bytes) | Value::Number(bytes) => Some(source.text(bytes)),
                _ => None,
            })
        };
        let by_name: BTreeMap<&str, &Value> =
            beside.list().iter().rev().filter_map(|value| Some((name(value)?, value))).collect();
        for (_, list) in object.members().iter().filter(|(_, list)| !std::ptr::eq(list, beside)) {
            for table in list.list().iter().filter(|table| cells::are_within(source, table)) {
                let around = name(table).and_then(|name| by_name.get(name));
                let said = |names: &[&str]| around.and_then(|around| self.said(around, names));
                let (head, tail) = (said(&HEADS), said(&TAILS));
                head.into_iter().for_each(|head| self.value(head, true));
                self.value(table, false);
                tail.into_iter().for_each(|tail| self.value(tail, true));
            }
        }
    }

    /// Writes the tables that an object lists and what it says of them, if it lists any.
    fn is_table(&mut self, object: &Value) -> bool {
        let tables = self.tables.of(object);
        if tables.is_empty() {
            return false;
        }
        let around =
            |names: &[&str]| self.said(object, names).filter(|said| !cells::are_within(self.source, said));
        let (head, tail) = (around(&HEADS), around(&TAILS));
        head.into_iter().for_each(|head| self.value(head, true));
        self.listed(tables);
        tail.into_iter().for_each(|tail| self.value(tail, true));
        true
    }

    /// Writes blocks that name each other.
    fn blocks(&mut self, read: Vec<Read<'_>>) {
        for read in read {
            match read {
                Read::Line(line, within) => {
                    let kind = kind(within);
                    let text = self.said(line, &["text"]).filter(|_| !MARGINS.contains(&kind.as_str()));
                    if let Some(Value::Text(bytes)) = text {
                        self.paper.line(bytes.clone(), usize::from(HEADINGS.contains(&kind.as_str())));
                    }
                }
                Read::Table(table) => self.paper.table(&table),
            }
        }
    }

    /// Writes the JSON that strings hold, which is read in its turn.
    fn json(&mut self, value: &Value) {
        match value {
            Value::Text(bytes) if self.source.text(bytes).starts_with(['{', '[']) => {
                self.paper.line(bytes.clone(), 0);
            }
            Value::List(values) => values.iter().for_each(|value| self.json(value)),
            Value::Object(members) => members.iter().for_each(|(_, value)| self.json(value)),
            Value::Text(_) | Value::Number(_) | Value::Blank => {}
        }
    }
}

/// A kind of blocks as `HEADINGS` and `MARGINS` have it.
fn kind(name: &str) -> String {
    name.replace(['_', '-', ' '], "").to_ascii_lowercase()
}
