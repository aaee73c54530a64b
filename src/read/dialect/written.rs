//! Lines as HTML displays them: white space collapsed, broken where a block begins or a `<br>` stands.

use super::{is_word, join};
use crate::error::Place;
use crate::page::{Block, Grid, TextLine};
use crate::read::lines::{Position, blank_width, count, is_blank};

/// A line of text or a finished table.
pub(super) enum Item {
    /// A line.
    Line(Written),
    /// A table.
    Grid(Grid),
}

/// How a text is displayed.
#[derive(Default, Clone, Copy)]
pub(super) struct Look {
    pub(super) bold: bool,
    /// Whether it leads to another page.
    pub(super) link: bool,
}

/// A displayed line.
#[derive(Default, Clone)]
pub(super) struct Written {
    /// The text.
    pub(super) text: String,
    /// Where it is written.
    pub(super) place: Option<Place>,
    /// The page, from 1.
    pub(super) page: u32,
    /// The width of its leading blanks.
    pub(super) indent: u32,
    /// Whether it begins a block of its own, not merely a line.
    is_paragraph: bool,
    heading: u8,
    centred: bool,
    bold: u32,
    has_link: bool,
    /// Whether words stand outside of its links.
    has_words: bool,
    /// White space that shows only if something follows: whether it holds a line end.
    pending: Option<bool>,
}

/// Where text is written to, outside of tables or within a cell.
pub(super) struct Flow {
    items: Vec<Item>,
    line: Written,
    gap: bool,
}

impl Flow {
    /// Nothing written yet; `gap` says whether a blank line stands before.
    pub(super) fn new(gap: bool) -> Self {
        Self { items: Vec::new(), line: Written { is_paragraph: gap, ..Written::default() }, gap }
    }

    /// Writes text; `source` is how it stands in the file, from `position` on.
    pub(super) fn write(&mut self, text: &str, source: &str, position: Position, look: Look) {
        let line = &mut self.line;
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                line.pending = Some(line.pending.unwrap_or(false) || matches!(character, '\n' | '\r'));
                continue;
            }
            if line.text.is_empty() {
                line.pending = None;
                if is_blank(character) {
                    line.indent += blank_width(character);
                    continue;
                }
            }
            if character.is_control() {
                continue;
            }
            if let Some(is_line_end) = line.pending.take() {
                let between_words = line.text.chars().next_back().is_some_and(is_word) && is_word(character);
                if !is_line_end || between_words {
                    line.text.push(' ');
                }
            }
            line.text.push(character);
            line.bold += u32::from(look.bold && !is_blank(character));
            line.has_link |= look.link;
            line.has_words |= !look.link && character.is_alphanumeric();
        }
        if !source.is_empty() && !line.text.is_empty() {
            let first_line = source.split(['\n', '\r']).next().unwrap_or("").trim_end();
            let first = position.column + 1;
            let last = first + count(first_line).saturating_sub(1);
            line.page = if line.place.is_none() { position.page } else { line.page };
            line.place = match line.place {
                None => Some(Place::Line { line: position.line, first, last }),
                Some(Place::Line { line, first, .. }) if line == position.line => {
                    Some(Place::Line { line, first, last })
                }
                other => other,
            };
        }
    }

    /// Ends the line; what follows is a new paragraph or goes on.
    pub(super) fn end_line(&mut self, is_paragraph: bool) {
        let next = Written {
            is_paragraph,
            heading: self.line.heading,
            centred: self.line.centred,
            ..Written::default()
        };
        if self.line.text.is_empty() {
            self.line.is_paragraph |= is_paragraph;
            self.line.indent = 0;
            return;
        }
        let mut line = std::mem::replace(&mut self.line, next);
        line.text.truncate(line.text.trim_end_matches(is_blank).len());
        self.items.push(Item::Line(line));
    }

    /// Ends the line and begins a block.
    pub(super) fn start_block(&mut self, heading: u8, centred: bool) {
        self.end_line(true);
        self.line.heading = heading;
        self.line.centred = centred;
    }

    /// Adds finished items.
    pub(super) fn append(&mut self, mut items: Vec<Item>) {
        self.end_line(true);
        self.items.append(&mut items);
        self.line.is_paragraph = false;
    }

    /// Hands finished items on, but for the lines of a menu.
    pub(super) fn drain_into(&mut self, blocks: &mut Vec<Block>) {
        for item in self.items.drain(..) {
            blocks.push(match item {
                Item::Grid(grid) => Block::Grid(grid),
                Item::Line(line) if line.is_of_links() && line.heading == 0 => continue,
                Item::Line(line) => Block::Line(line.into_line(self.gap)),
            });
            self.gap = false;
        }
    }

    /// The lines of a cell that has several.
    pub(super) fn lines(&mut self) -> Vec<Written> {
        self.end_line(true);
        let lines = self.items.iter().filter_map(|item| match item {
            Item::Line(line) => Some(line),
            Item::Grid(_) => None,
        });
        if lines.clone().nth(1).is_none() { Vec::new() } else { lines.cloned().collect() }
    }

    /// Ends the text of a cell: its lines joined, and what it holds if that is more than text.
    pub(super) fn into_cell(mut self) -> (Written, Option<Vec<Item>>) {
        self.end_line(true);
        let has_grid = self.items.iter().any(|item| matches!(item, Item::Grid(_)));
        let mut whole = Written::default();
        for item in &mut self.items {
            if let Item::Line(line) = item {
                whole.has_link |= line.has_link;
                whole.has_words |= line.has_words;
                if whole.text.is_empty() {
                    (whole.place, whole.page, whole.indent) = (line.place, line.page, line.indent);
                    // The only line of most cells is moved, not copied.
                    whole.text = if has_grid { line.text.clone() } else { std::mem::take(&mut line.text) };
                } else if line.is_paragraph {
                    whole.text.push('\n');
                    whole.text.push_str(&line.text);
                } else {
                    join(&mut whole.text, &line.text);
                }
            }
        }
        (whole, has_grid.then_some(self.items))
    }
}

impl Written {
    /// Whether every word of it leads to another page.
    pub(super) fn is_of_links(&self) -> bool {
        self.has_link && !self.has_words
    }

    /// The line as readers hand it on.
    fn into_line(self, gap: bool) -> TextLine {
        let ink = count(&self.text)
            - u32::try_from(self.text.chars().filter(|c| is_blank(*c)).count()).unwrap_or(0);
        TextLine {
            emphasized: self.centred || self.bold * 2 > ink,
            text: self.text,
            place: self.place.unwrap_or(Place::Line { line: 1, first: 1, last: 1 }),
            page: self.page.max(1),
            heading: self.heading,
            gap: gap || self.is_paragraph,
        }
    }

    /// A line that was the text of a cell.
    pub(super) fn of_cell(text: &str, place: Option<Place>, page: u32) -> Self {
        Self { text: text.to_owned(), place, page, is_paragraph: true, ..Self::default() }
    }
}
