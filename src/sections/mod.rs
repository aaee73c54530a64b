//! From blocks to captioned grids: which heading, caption, number, unit and notes belong to which table.
//!
//! ```text
//! 二、收入预算总表            ← section heading
//! 部门收入预算总表            ← caption: the nearest line that names a table, wrapped lines joined
//! 表2                         ← number
//! 单位名称：…      单位：万元  ← organization and unit
//! ┌──────┬──────┐
//! │ …    │      │            ← the grid
//! └──────┴──────┘
//! 注：…                       ← notes
//! ```
//!
//! Nothing here looks into the body of a table.

mod caption;
mod catalogue;
mod contents;
mod cut;
mod heading;
mod identity;
mod inside;
mod sheet;
mod sheet_names;

pub use identity::identity;

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Place;
use crate::page::{Block, Grid, TextLine};
use crate::text::{fold, numbering};
use crate::vocab::kinds;
use crate::vocab::preamble::{self, Part};
use crate::vocab::words::{self, Use};

/// A heading that stands so often is no heading of one section.
const RUNNING: usize = 3;
/// A note that says that there is nothing has fewer characters.
const LONGEST_NOTE: usize = 90;

/// What stands over a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Caption {
    /// The caption without numbering and table number.
    pub title: Option<String>,
    /// Where the title is printed, its first line where it is wrapped; `None` inside the frame of the grid.
    pub place: Option<Place>,
    /// The table number (`表3`).
    pub number: Option<String>,
    /// The unit line (`单位：万元`).
    pub unit: Option<String>,
    /// The organization.
    pub organization: Option<String>,
    /// The project of a form (`项目名称：河道清淤`).
    pub project: Option<String>,
    /// Where that is printed; `None` inside the frame of the grid.
    pub project_place: Option<Place>,
    /// The notes that stand over the table, and not under it.
    pub notes: Vec<String>,
}

/// A grid with everything around it that belongs to it.
#[derive(Debug, Clone)]
pub struct Piece {
    /// What stands over it.
    pub caption: Caption,
    /// The nearest section heading before it, without numbering.
    pub heading: Option<String>,
    /// The heading's position in the document: pieces under one heading have the same.
    pub heading_index: usize,
    /// The grid, without rows that are caption or notes.
    pub grid: Grid,
    /// The notes under it, wrapped lines joined.
    pub notes: Vec<String>,
    /// Whether prose stands between it and the piece before it.
    pub after_prose: bool,
}

/// A document, cut into captioned grids.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The captioned grids in reading order.
    pub pieces: Vec<Piece>,
    /// Every line outside of grids, in reading order; the checks read the prose in them.
    pub lines: Vec<TextLine>,
    /// How many of the lines stand before the first heading, table or contents: the cover.
    pub cover: usize,
}

/// Cuts blocks into captioned grids.
pub fn outline(blocks: Vec<Block>) -> Outline {
    let mut outline = Outline::default();
    let mut state = State::default();
    let blocks = sheet_names::without(blocks);
    let running = running_heads(&blocks);
    for block in blocks {
        match block {
            Block::Line(line) if line.heading > 0 && heads_page(&line, &running) => outline.lines.push(line),
            Block::Line(line) => state.line(line, &mut outline),
            Block::Grid(grid) if contents::is_contents(&grid, state.in_contents) => {
                state.contents(&grid, &mut outline);
            }
            Block::Grid(grid) => {
                let is_first = outline.pieces.is_empty();
                for block in catalogue::entry(&grid).unwrap_or_else(|| sheet::taken_apart(grid, is_first)) {
                    match block {
                        Block::Line(line) => state.line(line, &mut outline),
                        Block::Grid(grid) if state.in_contents && contents::is_contents(&grid, true) => {
                            state.contents(&grid, &mut outline);
                        }
                        Block::Grid(grid) => state.grid(grid, &mut outline),
                    }
                }
            }
        }
    }
    outline.cover = state.cover.unwrap_or(outline.lines.len());
    outline
}

/// Whether a heading heads nothing but its page: a running head, or the number of the page (`# 第 3 页`).
fn heads_page(line: &TextLine, running: &BTreeSet<String>) -> bool {
    running.contains(&fold::key(&line.text)) || preamble::part(&line.text) == Some(Part::Page)
}

/// The keys of headings that are running heads, marked up by OCR: they name the document and its year on one page after the
/// other (`# 云溪市档案局2023年部门预算`), and head nothing.
fn running_heads(blocks: &[Block]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks {
        if let Block::Line(line) = block
            && line.heading > 0
            && numbering::split(&line.text).is_none()
            && caption::names_table(&line.text).is_none()
            && kinds::of_caption(&line.text).is_none()
            && preamble::part(&line.text).is_none()
        {
            *counts.entry(fold::key(&line.text)).or_default() += 1;
        }
    }
    let often = counts.into_iter().filter(|(key, count)| *count >= RUNNING && key.contains("20"));
    often.map(|(key, _)| key).collect()
}

/// What the pass over the blocks remembers.
#[derive(Default)]
struct State {
    /// Lines since the last grid or the last prose-free point.
    pending: Vec<TextLine>,
    heading: Option<String>,
    heading_index: usize,
    in_contents: bool,
    notes_open: bool,
    cover: Option<usize>,
}

impl State {
    /// Ends the cover before this line, where nothing has ended it yet.
    fn end_cover(&mut self, line: usize) {
        self.cover.get_or_insert(line);
    }

    fn line(&mut self, line: TextLine, outline: &mut Outline) {
        outline.lines.push(line.clone());
        let key = fold::key(&line.text);
        if words::is(&key, Use::Contents) {
            self.end_cover(outline.lines.len() - 1);
            self.in_contents = true;
            self.pending.clear();
            return;
        }
        if contents::is_entry(&line.text, self.in_contents) {
            self.end_cover(outline.lines.len() - 1);
            self.pending.clear();
            return;
        }
        self.in_contents &= key.chars().count() < 4;
        if self.note(&line, outline) {
            return;
        }
        if let Some(heading) = heading::of(&line)
            && !matches!(preamble::part(&line.text), Some(preamble::Part::Number(_)))
        {
            self.heading = Some(heading);
            self.heading_index += 1;
            if numbering::split(&line.text).is_some() {
                self.end_cover(outline.lines.len() - 1);
            }
        }
        self.pending.push(line);
    }

    /// Whether the line belongs to the notes of the table before it.
    fn note(&mut self, line: &TextLine, outline: &mut Outline) -> bool {
        if !self.notes_open {
            return false;
        }
        let Some(piece) = outline.pieces.last_mut() else { return false };
        let text = fold::compact(&line.text);
        if let Some(part) = preamble::part(&text) {
            // A page number stands anywhere; what else a line over a table says belongs to the next one.
            self.notes_open = part == preamble::Part::Page;
            return false;
        }
        let starts = preamble::is_note(&text);
        let says_nothing = says_nothing(&text);
        let wrapped = !line.gap
            && !piece.notes.is_empty()
            && line.heading == 0
            && caption::names_table(&text).is_none()
            && (numbering::split(&text).is_none() && !caption::names_kind(&text)
                || !piece.notes.last().is_some_and(|note| note.ends_with('。')));
        let listed = line.heading == 0
            && caption::names_table(&text).is_none()
            && piece.notes.last().is_some_and(|note| goes_on_with(note, &text));
        if starts || listed || (says_nothing && !wrapped) {
            piece.notes.push(text);
            return true;
        }
        if wrapped {
            match piece.notes.last_mut() {
                Some(note) if !note.ends_with(['。', '：']) => note.push_str(&text),
                _ => piece.notes.push(text),
            }
            return true;
        }
        self.notes_open = false;
        false
    }

    fn contents(&mut self, grid: &Grid, outline: &mut Outline) {
        self.end_cover(outline.lines.len());
        self.notes_open = false;
        outline.lines.extend(contents::lines(grid));
    }

    fn grid(&mut self, grid: Grid, outline: &mut Outline) {
        self.in_contents = false;
        let (grid, over_next) = inside::before_next(grid);
        let (grid, inside, below) = inside::peel(grid);
        let (mut found, after_prose) = caption::above(&self.pending);
        // 部门收入预算总表 over the first table is its caption, and no title of the document.
        let names_kind = found.title.as_deref().and_then(kinds::of_caption).is_some();
        let titled = found.place.filter(|_| names_kind);
        let over = titled.and_then(|place| outline.lines.iter().rposition(|line| line.place == place));
        self.end_cover(over.unwrap_or(outline.lines.len()));
        found.merge(inside);
        let mut notes = std::mem::take(&mut found.notes);
        notes.extend(below);
        self.pending.clear();
        self.notes_open = true;
        outline.pieces.push(Piece {
            caption: found,
            heading: self.heading.clone(),
            heading_index: self.heading_index,
            grid,
            notes,
            after_prose,
        });
        for line in over_next {
            self.line(line, outline);
        }
    }
}

impl Caption {
    /// Takes over what `other`, nearer to the table, states.
    fn merge(&mut self, other: Caption) {
        let Caption { title, place, number, unit, organization, project, project_place, notes } = other;
        if title.is_some() {
            (self.title, self.place) = (title, place);
        }
        if project.is_some() {
            (self.project, self.project_place) = (project, project_place);
        }
        self.number = number.or(self.number.take());
        self.unit = unit.or(self.unit.take());
        self.organization = organization.or(self.organization.take());
        self.notes.extend(notes);
    }
}

/// Whether a line says that a table has nothing to show, and is no paragraph of the prose.
fn says_nothing(text: &str) -> bool {
    preamble::says_nothing(text) && text.chars().count() < LONGEST_NOTE && numbering::split(text).is_none()
}

/// Whether a line is the next of numbered notes: `2.本表…` after `注：1.本表…`.
fn goes_on_with(note: &str, line: &str) -> bool {
    let parts = |text: &str| {
        let open = text.starts_with(['（', '(']);
        let digits: String = text.chars().skip(open.into()).take_while(char::is_ascii_digit).collect();
        let closing = text.chars().nth(digits.len() + usize::from(open))?;
        Some((digits.parse::<u32>().ok()?, closing))
    };
    let Some((number, closing)) = parts(line) else { return false };
    let before = number.saturating_sub(1);
    "．.、）)".contains(closing)
        && numbering::split(line).is_some()
        && before > 0
        && note
            .match_indices(&before.to_string())
            .any(|(at, _)| parts(&note[at..]) == Some((before, closing)))
}

/// A row of a grid as a line, where its first printed cell stands.
fn line_of(grid: &Grid, row: usize) -> TextLine {
    let place = grid.row(row).iter().find_map(|cell| cell.place).unwrap_or(grid.place);
    row_line(grid.row_texts(row).join("\t"), place, grid.page)
}

/// A line made of a grid's row, at the row's place.
fn row_line(text: String, place: Place, page: u32) -> TextLine {
    TextLine { text, place, page, heading: 0, emphasized: false, gap: false }
}

#[cfg(test)]
mod tests {
    use super::goes_on_with;

    #[test]
    fn numbered_notes_go_on() {
        for (note, line, goes_on) in [
            ("注：1.本表反映收支情况。", "2.金额可能存在尾差。", true),
            ("注：（1）本表反映收支情况。", "（2）金额可能存在尾差。", true),
            ("2.金额可能存在尾差。", "3.无数据的栏为空。", true),
            ("注：1.本表反映收支情况。", "2、收入情况", false),
            ("注：本表反映收支情况。", "2.金额可能存在尾差。", false),
            ("注：1.本表反映收支情况。", "2.5万元", false),
        ] {
            assert_eq!(goes_on_with(note, line), goes_on, "{note} {line}");
        }
    }
}
