//! What readers hand on to everything after them: lines of text and grids of cells, in reading order.
//!
//! A reader (a text dialect, or a PDF through `layout`) knows how things are written down and nothing
//! of what they mean; `sections` and later stages know budgets and nothing of file formats. They meet
//! only here.

use crate::error::{Place, Warning};

/// How the input was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// `application/pdf`
    Pdf,
    /// `text/plain`
    Plain,
    /// `text/markdown`
    Markdown,
    /// `text/html`
    Html,
}

/// One input, read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The format found by content.
    pub media_type: MediaType,
    /// The encoding of a text input (`UTF-8`, `GB18030`, `UTF-16LE`, …), `None` for PDF.
    pub encoding: Option<&'static str>,
    /// Number of pages; `None` for a text without page breaks.
    pub pages: Option<u32>,
    /// Lines and grids in reading order.
    pub blocks: Vec<Block>,
    /// What was lost on the way.
    pub warnings: Vec<Warning>,
}

/// A piece of a page.
#[derive(Debug, Clone)]
pub enum Block {
    /// A line outside of any table.
    Line(TextLine),
    /// A table, or the part of one that stands on this page.
    Grid(Grid),
}

/// A line of prose, a heading, a caption or a note.
///
/// Text dialects give one printed line each; a PDF gives one line of glyphs each. Blank lines are not
/// handed on, but counted in `gap`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// The text with its outer blanks removed and markup taken off (`##`, `<b>`, `**`), otherwise as
    /// printed. Pieces that stand far apart on one line (表1 … 单位：万元) are separated by a tab.
    pub text: String,
    /// Where it is printed.
    pub place: Place,
    /// The page it stands on, from 1 (1 for a text without page breaks).
    pub page: u32,
    /// How many levels of markup heading it has (`##` is 2), 0 for none. A PDF has none.
    pub heading: u8,
    /// Whether it was set apart as emphasized or centred (bold, `<b>`, a centred or larger PDF line).
    pub emphasized: bool,
    /// Whether at least one blank line, or a vertical gap of that size, stands before it.
    pub gap: bool,
}

/// Whether merged cells are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spans {
    /// Spans are as printed (ruled PDF tables, HTML): a blank cell is a blank cell.
    Printed,
    /// The dialect cannot say (tab-separated, Markdown, one cell per line): every cell has span 1 and a
    /// blank cell may be covered by its neighbour.
    Lost,
}

/// Where a table is open: the rules between its columns run out beyond the last rule across them, because a page break
/// cuts the row there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    /// The first row is the rest of one on the page before.
    pub above: bool,
    /// The last row goes on on the next page.
    pub below: bool,
}

/// A rectangular arrangement of cells.
///
/// Cells do not overlap and are sorted by row, then column. A place that no cell covers is blank and
/// was not printed (a row that is shorter than its table).
#[derive(Debug, Clone)]
pub struct Grid {
    /// The cells.
    pub cells: Vec<Cell>,
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub columns: usize,
    /// Whether merged cells are known.
    pub spans: Spans,
    /// Whether a page break is seen to cut its first or its last row.
    pub cut: Cut,
    /// The page it stands on, from 1.
    pub page: u32,
    /// The box on the page, or its first line.
    pub place: Place,
}

impl Grid {
    /// The cells that begin in a row.
    pub fn row(&self, row: usize) -> &[Cell] {
        let start = self.cells.partition_point(|cell| cell.row < row);
        let end = self.cells.partition_point(|cell| cell.row <= row);
        &self.cells[start..end]
    }

    /// The rows `top..bottom`. Where merged cells are lost, columns at the right that only the rows above these reach (the unit
    /// at the end of a line that is wider than the table) go, too.
    pub fn between(mut self, top: usize, bottom: usize) -> Self {
        if top == 0 && bottom == self.rows {
            return self;
        }
        self.cells.retain(|cell| cell.row >= top && cell.row < bottom);
        for cell in &mut self.cells {
            cell.row -= top;
            cell.row_span = cell.row_span.min(bottom - top - cell.row);
        }
        self.rows = bottom - top;
        if top > 0 && self.spans == Spans::Lost {
            let texts = self.cells.iter().filter(|cell| !cell.text.trim().is_empty());
            let reached = texts.map(|cell| cell.column + cell.column_span).max().unwrap_or(self.columns);
            self.cells.retain(|cell| cell.column < reached);
            self.columns = reached;
        }
        self
    }

    /// The other rows than these, which are told by whether each is one of them.
    pub fn without(mut self, are_out: &[bool]) -> Self {
        // How many rows stay before each, and before the end.
        let mut before = vec![0];
        before.extend(are_out.iter().scan(0, |stay, is_out| {
            *stay += usize::from(!is_out);
            Some(*stay)
        }));
        self.cells.retain(|cell| !are_out[cell.row]);
        for cell in &mut self.cells {
            let end = (cell.row + cell.row_span).min(self.rows);
            cell.row_span = before[end] - before[cell.row];
            cell.row = before[cell.row];
        }
        self.rows = before[self.rows];
        self
    }

    /// The texts that begin in a row, without blank ones.
    pub fn row_texts(&self, row: usize) -> Vec<&str> {
        self.row(row).iter().map(|cell| cell.text.trim()).filter(|text| !text.is_empty()).collect()
    }
}

/// One cell of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The topmost row it covers, from 0.
    pub row: usize,
    /// The leftmost column it covers, from 0.
    pub column: usize,
    /// How many rows it covers, at least 1.
    pub row_span: usize,
    /// How many columns it covers, at least 1.
    pub column_span: usize,
    /// The text: wrapped lines joined (a blank between Latin words, nothing between Chinese characters),
    /// paragraphs separated by `\n`, outer blanks removed except that leading indentation of a name is
    /// counted in `indent`; otherwise as printed.
    pub text: String,
    /// Indentation of the text in half-width characters (leading blanks, or the distance from the left edge
    /// that the other cells of its column keep).
    pub indent: u32,
    /// Whether the last line of the text leaves no room for another character, so that it may have been broken there.
    pub full: bool,
    /// Where the text is printed, `None` for a blank cell.
    pub place: Option<Place>,
}

impl Cell {
    /// Whether it covers more than one place.
    pub fn is_merged(&self) -> bool {
        self.row_span > 1 || self.column_span > 1
    }
}

/// A page of a PDF as its reader saw it, before layout: glyphs and rules in points, origin at the top left of
/// the visible page, y downwards, after the page's rotation.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The page, from 1.
    pub number: u32,
    /// Width of the visible page in points.
    pub width: f32,
    /// Height of the visible page in points.
    pub height: f32,
    /// Every visible character, in the order of the stream.
    pub glyphs: Vec<Glyph>,
    /// Every straight horizontal or vertical line that was painted.
    pub rules: Vec<Rule>,
    /// Every filled rectangle that is no rule (cell shading, backgrounds), in painting order.
    pub areas: Vec<Area>,
    /// The boxes of outlines and lines that are neither: the slices of a pie, the line of a chart, a logo.
    pub drawings: Vec<Drawing>,
    /// How many images are painted on the page.
    pub images: u32,
    /// The share of the page that images are painted on, 0 to 1.
    pub pictured: f32,
    /// How many filled outlines are painted that are neither rules nor areas: drawings, or text as outlines.
    pub shapes: u32,
    /// How many glyphs have no known Unicode (they are `U+FFFD` in `glyphs`).
    pub unknown: u32,
}

/// One character on a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The character; a ligature is handed on as several glyphs that share its advance.
    pub character: char,
    /// Baseline origin. In vertical writing it lies 0.38 em to the left of the middle of the glyphs, as in a run that is
    /// turned by 90°.
    pub x: f32,
    /// Baseline origin.
    pub y: f32,
    /// How far the glyph itself moves the pen along the direction of writing, character and word spacing aside.
    pub advance: f32,
    /// The size of the em in points.
    pub size: f32,
    /// The direction of writing on the visible page.
    pub direction: Writing,
    /// The font within the document: equal numbers are the same font.
    pub font: u16,
    /// Whether it is painted bold (a bold font, fill and stroke, or painted twice).
    pub bold: bool,
}

impl Glyph {
    /// As many glyphs, one behind the other, as share an extent that begins where this glyph does.
    pub fn divided(self, extent: f32, parts: usize) -> impl Iterator<Item = Self> {
        let advance = extent / parts.max(1) as f32;
        let (right, down) = match self.direction {
            Writing::Right => (advance, 0.0),
            Writing::Down => (0.0, advance),
            Writing::Left => (-advance, 0.0),
            Writing::Up => (0.0, -advance),
        };
        (0..parts).map(move |part| {
            let part = part as f32;
            Self { x: self.x + right * part, y: self.y + down * part, advance, ..self }
        })
    }
}

/// The direction in which a run of glyphs is read on the visible page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Writing {
    /// Left to right, upright.
    Right,
    /// Top to bottom: vertical writing, or text rotated by 90° clockwise.
    Down,
    /// Upside down.
    Left,
    /// Bottom to top: text rotated by 90° counter-clockwise.
    Up,
}

/// A painted straight line, horizontal or vertical, as its centre line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Left end.
    pub x0: f32,
    /// Upper end.
    pub y0: f32,
    /// Right end.
    pub x1: f32,
    /// Lower end.
    pub y1: f32,
    /// Thickness in points.
    pub width: f32,
    /// Luminance of its paint: 0 black, 1 white.
    pub luminance: f32,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
    /// Luminance of its paint: 0 black, 1 white.
    pub luminance: f32,
}

/// What is painted and is neither a rule nor a rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawing {
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
    /// Whether its inside is painted; otherwise it is a line.
    pub filled: bool,
}
