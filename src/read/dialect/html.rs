//! HTML: whole pages, and tables within other text. Tags are read by a tokenizer that follows the HTML
//! standard; the tables are formed as the standard forms them (implied rows, unclosed cells, row groups).
//!
//! ```text
//! <table><tr><td rowspan=2>合计<td>12.50<tr><td>8.30</table>      ┌──────┬───────┐
//!                                                               │ 合计 │ 12.50 │
//!                                                               │      │  8.30 │
//!                                                               └──────┴───────┘
//! ```
//!
//! A table within a cell follows the table around it; a table that holds little but tables only lays out the page, and its
//! content is handed on in its place. Memory is bounded: there is no tree, only open tables.
//!
//! A page saved from a site also holds its menus: lines, cells and tables whose every word leads to another page are none of
//! the document. What the page is called stands in its `ArticleTitle`, which the state's rules for its sites prescribe.

use std::ops::Range;
use std::sync::LazyLock;

use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use html5gum::{HtmlString, Tokenizer};
use regex::Regex;

use super::table::Table;
use super::written::{Flow, Item, Look};
use crate::page::Block;
use crate::read::lines::{Line, Position, Walk};
use crate::read::markup;

/// Tables within tables deeper than this are written as text of their cell.
const DEEPEST: usize = 16;

static TABLE_TAG: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"(?i)</?(?:table|thead|tbody|tfoot|tr|td|th)(?:\s[^<>]*)?/?>"));
static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(
        r"(?is)^[\s\u{feff}]*(?:<\?xml[^<>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    )
});

/// Whether a text is a whole HTML page.
pub(in crate::read) fn is_page(text: &str) -> bool {
    PAGE.is_match(text)
}

/// Finds the tables written in HTML within a text, outermost only, in order. A row without a table begins one; a
/// table that is never closed ends with the last line that holds a tag of it, before a blank line and the next
/// table.
pub(in crate::read) fn find(text: &str) -> Vec<Range<usize>> {
    let mut tables: Vec<Range<usize>> = Vec::new();
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return tables;
    }
    let tags: Vec<(Range<usize>, bool, bool)> = TABLE_TAG
        .find_iter(text)
        .map(|tag| {
            let ends = tag.as_str().starts_with("</");
            let name = tag.as_str().as_bytes().get(1 + usize::from(ends)..).unwrap_or(&[]);
            let is_table = name.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"table"));
            (tag.range(), is_table, ends)
        })
        .collect();
    let starts = tags.iter().filter(|(_, is_table, ends)| *is_table && !ends).count();
    let is_balanced = starts == tags.iter().filter(|(_, is_table, ends)| *is_table && *ends).count();
    let (mut depth, mut start, mut last) = (0_usize, 0, 0);
    for (tag, is_table, ends) in tags {
        let is_new = |between: &str| between.lines().skip(1).any(|line| line.trim().is_empty());
        if is_table && !ends && depth > 0 && !is_balanced && is_new(&text[last..tag.start]) {
            tables.push(start..end_of_line(text, last, tag.start));
            depth = 0;
        }
        match (is_table, ends) {
            (_, false) if depth == 0 => (depth, start) = (1, tag.start),
            (true, false) => depth += 1,
            (true, true) if depth == 1 => {
                depth = 0;
                tables.push(start..tag.end);
            }
            (true, true) => depth = depth.saturating_sub(1),
            _ => {}
        }
        last = tag.end;
    }
    if depth > 0 {
        tables.push(start..end_of_line(text, last, text.len()));
    }
    tables
}

/// Where the line that holds this byte ends, at most `limit`.
fn end_of_line(text: &str, byte: usize, limit: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[byte..limit]).map_or(limit, |offset| byte + offset)
}

/// Reads a table found by [`find`].
pub(in crate::read) fn read(line: &Line<'_>, gap: bool) -> Vec<Block> {
    Reader::new(line.text, line.walk(), gap).read()
}

/// Reads a whole page.
pub(in crate::read) fn read_page(text: &str) -> Vec<Block> {
    Reader::new(text, Walk::new(text, Position::START), false).read()
}

struct Reader<'a> {
    source: &'a str,
    /// How far the source was read.
    walk: Walk<'a>,
    /// What stands outside of any table, and what of it is finished.
    flow: Flow,
    blocks: Vec<Block>,
    /// Open tables, each within a cell of the one before.
    tables: Vec<Table>,
    /// Open tables that are too deep to be tables.
    ignored: usize,
    /// The element whose content is not displayed.
    hidden: Option<&'static str>,
    bold: usize,
    is_raised: bool,
    is_pre: bool,
    /// Whether what is read leads to another page, or is a choice to make.
    is_link: bool,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, walk: Walk<'a>, gap: bool) -> Self {
        Self {
            source,
            walk,
            flow: Flow::new(gap),
            blocks: Vec::new(),
            tables: Vec::new(),
            ignored: 0,
            hidden: None,
            bold: 0,
            is_raised: false,
            is_pre: false,
            is_link: false,
        }
    }

    fn read(mut self) -> Vec<Block> {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for Ok(token) in Tokenizer::new_with_emitter(self.source, emitter) {
            match token {
                Token::StartTag(tag) => self.start(&tag),
                Token::EndTag(tag) => self.end(&tag.name),
                Token::String(text) => {
                    let range = text.span.start..text.span.end.max(text.span.start);
                    self.text(&String::from_utf8_lossy(&text), range);
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
            if self.tables.is_empty() {
                self.flow.drain_into(&mut self.blocks);
            }
        }
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.flow.end_line(true);
        self.flow.drain_into(&mut self.blocks);
        self.blocks
    }

    /// Where text goes: the innermost open cell, else outside of all tables.
    fn target(&mut self) -> &mut Flow {
        self.tables.iter_mut().rev().find_map(Table::open_flow).unwrap_or(&mut self.flow)
    }

    fn text(&mut self, text: &str, span: Range<usize>) {
        if self.hidden.is_some() {
            return;
        }
        let raised = self.is_raised.then(|| text.chars().map(markup::raised).collect::<String>());
        let text = raised.as_deref().unwrap_or(text);
        let span = self.printed(span);
        let (position, source, is_pre) = (self.walk.to(span.start), self.source, self.is_pre);
        let look = Look { bold: self.bold > 0, link: self.is_link };
        let printed = source.get(span).unwrap_or("");
        let target = self.target();
        if is_pre {
            for (index, line) in text.lines().enumerate() {
                if index > 0 {
                    target.end_line(false);
                }
                target.write(line, printed, position, look);
            }
        } else {
            target.write(text, printed, position, look);
        }
    }

    /// The part of a span that is not blank, entities of blanks included.
    fn printed(&self, span: Range<usize>) -> Range<usize> {
        const BLANKS: [&str; 6] = ["&nbsp;", "&ensp;", "&emsp;", "&#160;", "&#12288;", "&thinsp;"];
        let Some(raw) = self.source.get(span.clone()) else { return self.walk.byte()..self.walk.byte() };
        let mut rest = raw.trim_start();
        while let Some(shorter) = BLANKS.iter().find_map(|blank| rest.strip_prefix(blank)) {
            rest = shorter.trim_start();
        }
        let start = span.end - rest.len();
        start..start + rest.trim_end().len()
    }

    fn start(&mut self, tag: &StartTag<usize>) {
        self.walk.to(tag.span.start);
        let attribute = |name: &[u8]| {
            tag.attributes
                .get(&HtmlString(name.to_vec()))
                .map(|value| String::from_utf8_lossy(&value.value).into_owned())
        };
        let centred = || {
            let is_center = |value: String| value.trim().eq_ignore_ascii_case("center");
            attribute(b"align").is_some_and(is_center)
                || attribute(b"style").is_some_and(|style| markup::is_centred(&style))
        };
        self.is_link = self.is_link && !ends_link(&tag.name);
        match tag.name.as_slice() {
            _ if self.hidden.is_some() => {}
            b"meta" if attribute(b"name").is_some_and(|name| name.eq_ignore_ascii_case("articletitle")) => {
                if let Some(title) = attribute(b"content") {
                    self.title(&title);
                }
            }
            b"a" => self.is_link = attribute(b"href").is_some_and(|target| !target.starts_with('#')),
            b"script" => self.hidden = Some("script"),
            b"style" => self.hidden = Some("style"),
            b"title" => self.hidden = Some("title"),
            b"table" => self.start_table(),
            b"thead" | b"tbody" | b"tfoot" => self.in_table(Table::end_group),
            b"tr" => {
                self.imply_table();
                self.in_table(Table::start_row);
            }
            b"td" | b"th" => {
                let span = |name: &[u8]| attribute(name).and_then(|value| leading_number(&value));
                let (rows, columns) = (span(b"rowspan"), span(b"colspan"));
                (self.bold, self.is_raised) = (0, false);
                self.imply_table();
                self.in_table(|table| table.start_cell(rows.unwrap_or(1), columns.unwrap_or(1)));
            }
            b"caption" => {
                self.in_table(Table::end_row);
                self.flow.end_line(true);
            }
            b"b" | b"strong" => self.bold += 1,
            b"sup" => self.is_raised = true,
            b"br" => self.target().end_line(false),
            b"hr" => self.target().end_line(true),
            b"center" => self.target().start_block(0, true),
            b"option" => {
                self.target().start_block(0, false);
                self.is_link = true;
            }
            name => {
                self.is_pre |= name == b"pre";
                if is_block(name) {
                    let heading = match name {
                        [b'h', level @ b'1'..=b'6'] => level - b'0',
                        _ => 0,
                    };
                    let is_centred = centred();
                    self.target().start_block(heading, is_centred);
                } else if name.contains(&b'<') {
                    // `<90天</td>` written without an entity: no tag, and the text is not lost.
                    self.lost_tag(tag.span.start..tag.span.end);
                }
            }
        }
    }

    fn end(&mut self, name: &[u8]) {
        if let Some(hidden) = self.hidden {
            if name == hidden.as_bytes() {
                self.hidden = None;
            }
            return;
        }
        self.is_link = self.is_link && !ends_link(name);
        match name {
            b"table" => self.end_table(),
            b"thead" | b"tbody" | b"tfoot" => self.in_table(Table::end_group),
            b"tr" => self.in_table(Table::end_row),
            b"td" | b"th" => {
                (self.bold, self.is_raised) = (0, false);
                self.in_table(Table::end_cell);
            }
            b"caption" => self.flow.end_line(true),
            b"b" | b"strong" => self.bold = self.bold.saturating_sub(1),
            b"sup" => self.is_raised = false,
            name => {
                self.is_pre &= name != b"pre";
                if is_block(name) || name == b"center" {
                    self.target().start_block(0, false);
                }
            }
        }
    }

    /// What a site calls the page.
    fn title(&mut self, title: &str) {
        self.flow.start_block(1, true);
        self.flow.write(title, title, self.walk.position(), Look::default());
        self.flow.start_block(0, false);
    }

    /// Text that looks like the start of a tag (`A<B</td>`) up to the tag that ended it.
    fn lost_tag(&mut self, span: Range<usize>) {
        let Some(raw) = self.source.get(span.clone()) else { return };
        let length = raw[1..].find('<').map_or(raw.len(), |offset| offset + 1);
        self.text(&raw[..length], span.start..span.start + length);
        if raw[length..].starts_with("</td") || raw[length..].starts_with("</th") {
            self.in_table(Table::end_cell);
        }
    }

    /// Applies a tag to the innermost table; within one that is no table it only ends a line.
    fn in_table(&mut self, apply: impl FnOnce(&mut Table)) {
        match self.tables.last_mut() {
            Some(table) if self.ignored == 0 => apply(table),
            _ => self.target().end_line(true),
        }
    }

    fn start_table(&mut self) {
        if self.tables.len() >= DEEPEST {
            self.ignored += 1;
            self.target().end_line(true);
            return;
        }
        // A table that has no open cell cannot hold another one: its end tag is missing.
        if self.tables.last_mut().is_some_and(|table| table.open_flow().is_none()) {
            self.end_table();
        }
        self.target().start_block(0, false);
        self.bold = 0;
        self.tables.push(Table::new(self.walk.position()));
    }

    /// A row without a table: its `<table>` stood on another page.
    fn imply_table(&mut self) {
        if self.tables.is_empty() {
            self.start_table();
        }
    }

    fn end_table(&mut self) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return self.target().end_line(true);
        }
        if let Some(table) = self.tables.pop() {
            let items: Vec<Item> = table.finish();
            self.target().append(items);
        }
    }
}

/// Tags that no link goes on over, so that one that is never closed takes no more than its line.
fn ends_link(name: &[u8]) -> bool {
    is_block(name) || matches!(name, b"a" | b"caption" | b"table" | b"td" | b"th" | b"tr")
}

/// Elements that begin on a line of their own.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"body"
            | b"dd"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"figure"
            | b"footer"
            | b"form"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"head"
            | b"header"
            | b"html"
            | b"li"
            | b"main"
            | b"nav"
            | b"ol"
            | b"option"
            | b"p"
            | b"pre"
            | b"section"
            | b"ul"
    )
}

/// The number an attribute begins with, as browsers read it.
fn leading_number(value: &str) -> Option<usize> {
    let value = value.trim_start();
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    value[..digits.min(9)].parse().ok()
}
