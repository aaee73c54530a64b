//! From the text of a file to its blocks: every line goes to the dialect it is written in, all others are prose.
//!
//! Dialects are told apart line by line, because files mix them: OCR programs write one page's table as HTML and
//! the next one's as tab-separated rows.

use super::dialect::embedded::Embedded;
use super::dialect::{
    asciidoc, blanks, cells, commas, dashes, data_frame, embedded, frames, html, latex, pipes, simple, tsv,
    wiki,
};
use super::lines::{self, Line};
use super::{markdown, markup, unread};
use crate::error::{Place, Warning};
use crate::page::{Block, MediaType, TextLine};
use crate::vocab::preamble;
use std::borrow::Cow;
use std::ops::Range;

/// The blocks of a text, what format it is, its number of pages if it has page breaks, and what its writer has lost.
pub(super) fn read(text: &str) -> (Vec<Block>, MediaType, Option<u32>, Vec<Warning>) {
    if html::is_page(text) {
        return (html::read_page(text), MediaType::Html, None, Vec::new());
    }
    let paged = blanks::paged(text);
    let text = paged.as_deref().unwrap_or(text);
    let tables = embedded::find(text);
    let lines = lines::split(text, &tables);
    let speaks_cells = cells::is_spoken(&lines);
    let mut reader = Reader {
        speaks_cells,
        speaks_blanks: paged.is_some()
            || tables.is_empty()
                && unread::is_plain(&lines)
                && (unread::has_rows(&lines) || !speaks_cells && unread::has_amounts(&lines)),
        prose: Prose::of(text, &tables),
        blocks: Vec::new(),
        is_markdown: false,
        gap: false,
        is_bold: false,
        is_within_header: false,
    };
    let mut at = 0;
    while at < lines.len() {
        at += reader.next(&lines[at..]);
    }
    let media_type = if reader.is_markdown { MediaType::Markdown } else { MediaType::Plain };
    let pages = text.contains('\u{c}').then(|| {
        lines.iter().rev().find(|line| !line.is_blank()).map_or(1, |line| line.page).max(breaks(text))
    });
    let lost = if reader.speaks_blanks { blanks::warnings(&reader.blocks) } else { Vec::new() };
    (reader.blocks, media_type, pages, lost)
}

/// The number of form feeds: as many pages, if the last one ends the text.
fn breaks(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(0xC, text.as_bytes()).count()).unwrap_or(u32::MAX)
}

/// What stands before it in LaTeX is none of the text, but for its title.
const BODY: &str = r"\begin{document}";

/// What stands before the caption of a table in reStructuredText.
const DIRECTIVE: &str = ".. table:: ";
/// What a caption below its table begins with, and how many lines it has at most.
const CAPTIONS: [(&str, usize); 3] = [(": ", 4), ("Table: ", 4), ("#+caption: ", 1)];

/// What the lines around tables are written in, by the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prose {
    Markdown,
    Latex,
    Wiki,
    AsciiDoc,
}

impl Prose {
    fn of(text: &str, tables: &[(Range<usize>, Embedded)]) -> Self {
        match tables.iter().any(|(_, dialect)| *dialect == Embedded::Latex) {
            true => Self::Latex,
            false if wiki::is_spoken(text) => Self::Wiki,
            false if asciidoc::is_spoken(text) => Self::AsciiDoc,
            false => Self::Markdown,
        }
    }
}

struct Reader {
    speaks_cells: bool,
    speaks_blanks: bool,
    prose: Prose,
    blocks: Vec<Block>,
    is_markdown: bool,
    /// Whether a blank line stands before the next block.
    gap: bool,
    is_bold: bool,
    /// Whether the line before is of a header parted by blanks that could not be read: no table begins within one.
    is_within_header: bool,
}

impl Reader {
    /// Reads the block that begins at `lines[0]`; returns how many lines it takes, at least one.
    fn next(&mut self, lines: &[Line<'_>]) -> usize {
        let Some(line) = lines.first() else { return 1 };
        if let Some(dialect) = line.table {
            self.is_markdown = true;
            self.blocks.extend(dialect.read(line, self.gap));
            self.gap = false;
            return 1;
        }
        if line.is_blank() && !(self.speaks_cells && cells::begins_blank(lines)) {
            self.gap = true;
            self.is_bold = false;
            self.is_within_header = false;
            return 1;
        }
        if markup::is_token(line.text) {
            return 1;
        }
        if self.prose == Prose::Latex && line.text.starts_with('\\') {
            if line.text.trim_end() == BODY {
                self.blocks.retain(|block| matches!(block, Block::Line(line) if line.heading > 0));
            } else if let Some((text, taken)) = latex::over_lines(lines) {
                self.write(&text, line, 0);
                return taken;
            }
        }
        let embedded = match self.prose {
            Prose::Wiki => wiki::read(lines, self.gap),
            Prose::AsciiDoc => asciidoc::read(lines, self.gap),
            _ => None,
        };
        if let Some((blocks, taken)) = embedded {
            self.blocks.extend(blocks);
            self.gap = false;
            return taken;
        }
        if self.speaks_blanks
            && !self.is_within_header
            && let Some((grid, taken)) = blanks::read(lines)
        {
            // A title may stand below its table, and notes before it.
            let below = lines.get(taken..).unwrap_or_default();
            let notes = below.iter().take_while(|line| preamble::is_note(line.text)).count();
            let (notes, rest) = below.split_at(notes);
            let title = rest.first().filter(|_| blanks::is_title_below(rest) && !self.has_title(grid.page));
            let Some(title) = title else { return self.push_grid(grid, taken) };
            self.prose(title);
            let taken = self.push_grid(grid, taken + notes.len() + 1);
            notes.iter().for_each(|note| self.prose(note));
            return taken;
        }
        self.is_within_header = self.speaks_blanks && blanks::is_header(line.text, self.is_within_header);
        if self.speaks_cells
            && let Some((grid, taken)) = cells::read(lines)
        {
            return self.push_grid(grid, taken);
        }
        if let Some((grid, taken)) =
            frames::read(lines).or_else(|| pipes::read(lines)).or_else(|| dashes::read(lines))
        {
            self.is_markdown = true;
            let caption = self.caption(lines.get(taken..).unwrap_or_default());
            return self.push_grid(grid, taken + caption);
        }
        if let Some((grid, taken)) = simple::read(lines) {
            if let Some(Block::Line(line)) = self.blocks.last_mut()
                && let Some(caption) = line.text.strip_prefix(DIRECTIVE)
            {
                line.text = caption.to_owned();
            }
            return self.push_grid(grid, taken);
        }
        if let Some((grid, taken)) = commas::read(lines, self.blocks.last()) {
            return self.push_grid(grid, taken);
        }
        if !tsv::is_row(line) || self.speaks_blanks && !blanks::begin_table(lines) {
            self.prose(line);
            return 1;
        }
        match tsv::read(lines, self.blocks.last()) {
            (Some(grid), taken) => self.push_grid(grid, taken),
            (None, taken) => {
                let taken = taken.max(1);
                lines.iter().take(taken).for_each(|line| self.prose(line));
                taken
            }
        }
    }

    /// Whether the lines before, on this page, hold the title of a table.
    fn has_title(&self, page: u32) -> bool {
        let lines = self.blocks.iter().rev().map_while(|block| match block {
            Block::Line(line) if line.page == page => Some(&line.text),
            _ => None,
        });
        lines.into_iter().any(|text| blanks::is_title(text))
    }

    fn push_grid(&mut self, grid: crate::page::Grid, taken: usize) -> usize {
        self.blocks.push(Block::Grid(grid));
        self.gap = false;
        self.is_bold = false;
        self.is_within_header = false;
        taken
    }

    /// Writes the caption that Markdown has below a table (`: 表1 收支总表`) above it; returns how many lines it takes.
    fn caption(&mut self, below: &[Line<'_>]) -> usize {
        let blank = below.iter().take_while(|line| line.is_blank()).take(1).count();
        let is_text = |line: &&Line<'_>| line.table.is_none() && !line.is_blank();
        let Some(first) = below.get(blank) else { return 0 };
        let text = first.text.trim_start();
        let Some((mark, most)) = CAPTIONS.iter().find(|(mark, _)| text.starts_with(mark)) else { return 0 };
        let lines = below[blank..].iter().take(*most).take_while(is_text);
        let start = first.text.len() - text.len() + mark.len();
        self.gap = true;
        self.prose(&first.part(start..first.text.len()));
        lines.clone().skip(1).for_each(|line| self.prose(line));
        blank + lines.count()
    }

    fn prose(&mut self, line: &Line<'_>) {
        if line.is_blank() || markup::is_ruling(line.text) || data_frame::is_blank(line.text) {
            self.gap = true;
            return;
        }
        let (bytes, heading) = match self.prose {
            Prose::Wiki => wiki::line(line.text),
            Prose::AsciiDoc => asciidoc::line(line.text),
            _ => (0..line.text.len(), 0),
        };
        let line = line.part(bytes);
        self.write(line.text, &line, heading);
    }

    /// Writes the text of a line, or of one that goes on over several; it may be a heading of this level.
    fn write(&mut self, text: &str, line: &Line<'_>, heading: u8) {
        let mut columns = line.columns();
        for plain in markup::lines(text, &mut self.is_bold) {
            self.is_markdown |= plain.heading > 0;
            let place =
                columns.place(plain.source).unwrap_or(Place::Line { line: line.number, first: 1, last: 1 });
            let text = match self.prose {
                Prose::Latex => latex::plain(&plain.text),
                Prose::Wiki => wiki::plain(&plain.text),
                Prose::AsciiDoc => asciidoc::plain(&plain.text),
                Prose::Markdown => markdown::plain(Cow::Borrowed(&plain.text)),
            };
            if text.is_empty() {
                continue;
            }
            self.blocks.push(Block::Line(TextLine {
                text: tsv::pieces(&text),
                place,
                page: line.page,
                heading: plain.heading.max(heading),
                emphasized: plain.emphasized,
                gap: std::mem::take(&mut self.gap),
            }));
        }
    }
}
