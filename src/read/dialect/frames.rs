//! Tables that are drawn with characters: rules of dashes and bars, or of the box characters of Unicode.
//!
//! ```text
//! +------+-------------+          ┌──────┬─────────────┐
//! | 科目 | 预算数      |          │      │   预算数     │
//! |      +------+------+          │ 科目 ├──────┬──────┤
//! |      | 基本 | 项目 |          │      │ 基本 │ 项目 │
//! +======+======+======+          └──────┴──────┴──────┘
//! ```
//!
//! Between two rules stands one row and its wrapped lines; where a table has hardly a rule, every line is a row (`psql`,
//! MySQL). Merged cells are known where the bars stand under each other, whatever widths the writer gave to ideographs;
//! else the bars of a line are counted.

use std::ops::Range;

use super::collected::Collected;
use super::lattice::Lattice;
use super::measure::Measure;
use super::{is_figure, join, merged};
use crate::page::Grid;
use crate::read::lines::{Line, Position, printed};

/// Fewer rows between rules are a header and its body, not rows that are ruled apart.
const FEWEST_RULED: usize = 3;
/// No row has more wrapped lines.
const MOST_WRAPPED: usize = 100;

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes.
pub(in crate::read) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let first = Drawn::of(lines.first()?)?;
    let second = lines.get(1).filter(|line| line.page == first.line.page).and_then(Drawn::of)?;
    // Rules alone are no table, and lines between the bars of ASCII may be Markdown.
    let may_be_markdown = !second.is_rule && first.line.text.trim_start().starts_with('|');
    if if first.is_rule { second.is_rule } else { may_be_markdown } {
        return None;
    }
    let same_page = lines.iter().take_while(|line| line.page == first.line.page);
    let drawn: Vec<Drawn<'_>> = same_page.map_while(Drawn::of).collect();
    let taken = drawn.len();
    Some((Table::new(drawn).read()?, taken))
}

/// A line of a drawn table.
#[derive(Clone)]
struct Drawn<'a> {
    line: &'a Line<'a>,
    /// The bytes at which bars and crossings stand, in order; the line begins and ends with one.
    marks: Vec<usize>,
    is_rule: bool,
}

impl<'a> Drawn<'a> {
    fn of(line: &'a Line<'a>) -> Option<Self> {
        let text = line.text.trim();
        let is_edge = |c: char| c == '|' || c == '+' || is_crossing(c);
        if line.table.is_some() || text.len() < 3 || !text.starts_with(is_edge) || !text.ends_with(is_edge) {
            return None;
        }
        let bytes = line.text.as_bytes();
        let is_dash = |at: usize| matches!(bytes.get(at), Some(b'-' | b'='));
        // Beside a crossing a colon may stand, which aligns the column: `+:---:+`.
        let goes_on = |at: usize| is_dash(at + 1) || bytes.get(at + 1) == Some(&b':') && is_dash(at + 2);
        let comes = |at: usize| is_dash(at - 1) || at > 1 && bytes[at - 1] == b':' && is_dash(at - 2);
        let is_mark = |(at, character): &(usize, char)| match character {
            '|' => *at == 0 || bytes[at - 1] != b'\\',
            '+' => goes_on(*at) || *at > 0 && comes(*at),
            other => is_crossing(*other),
        };
        let marks: Vec<(usize, char)> = line.text.char_indices().filter(is_mark).collect();
        // Of ASCII only a line with a crossing is a rule: one of dashes between bars is Markdown.
        let may_be_rule = marks.iter().any(|(_, mark)| *mark != '|');
        let marks: Vec<usize> = marks.into_iter().map(|(at, _)| at).collect();
        let drawn = Self { line, marks, is_rule: false };
        let is_rule = may_be_rule && drawn.parts().any(|part| is_drawn(&line.text[part]));
        let (first, last) = (*drawn.marks.first()?, *drawn.marks.last()?);
        let is_closed = line.text[..first].trim().is_empty() && last > first;
        let ends = line.text[last..].trim_end().chars().count() == 1;
        (is_closed && ends).then_some(Self { is_rule, ..drawn })
    }

    /// The bytes between two marks.
    fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        self.marks.windows(2).map(|pair| {
            let mark = self.line.text[pair[0]..].chars().next().map_or(1, char::len_utf8);
            pair[0] + mark..pair[1]
        })
    }

    /// The line without the bars that begin lines of reStructuredText: one stands behind a blank in its cell.
    fn without_line_blocks(mut self) -> Self {
        let bytes = self.line.text.as_bytes();
        let last = self.marks.last().copied();
        let mut before = None;
        let is_own = |mark: &usize| {
            let begins = before.replace(*mark).is_some_and(|bar| bytes.get(bar..*mark) == Some(b"| "));
            !begins || Some(*mark) == last || bytes.get(*mark..*mark + 2) != Some(b"| ")
        };
        if !self.is_rule {
            self.marks.retain(is_own);
        }
        self
    }

    /// Where the marks stand.
    fn positions(&self, measure: Measure) -> Vec<usize> {
        if measure == Measure::Count {
            return (0..self.marks.len()).collect();
        }
        let (mut width, mut at) = (0, 0);
        let position = |mark: &usize| {
            width += self.line.text[at..*mark].chars().map(|c| measure.width(c)).sum::<usize>();
            at = *mark;
            width
        };
        self.marks.iter().map(position).collect()
    }
}

/// Whether a character is a bar of a frame, or a place where rules meet.
fn is_crossing(character: char) -> bool {
    matches!(character, '\u{2500}'..='\u{257f}') && !is_horizontal(character)
}

fn is_horizontal(character: char) -> bool {
    matches!(
        character,
        '─' | '━'
            | '═'
            | '┄'
            | '┅'
            | '┈'
            | '┉'
            | '╌'
            | '╍'
            | '╴'
            | '╶'
            | '╸'
            | '╺'
            | '╼'
            | '╾'
    )
}

/// Whether the part of a line between two marks is a piece of a rule.
fn is_drawn(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|c| matches!(c, '-' | '=' | ':') || is_horizontal(c))
}

/// What stands in one column between two rules.
#[derive(Default)]
struct Slot {
    cell: Collected,
    /// Whether a bar stands at its left.
    begins: bool,
    /// Whether no rule is drawn above it.
    is_open: bool,
}

struct Table<'a> {
    lines: Vec<Drawn<'a>>,
    measure: Measure,
    /// Where the columns begin, and the last one ends.
    edges: Vec<usize>,
    /// Whether bars begin lines within its cells.
    has_line_blocks: bool,
}

impl<'a> Table<'a> {
    fn new(lines: Vec<Drawn<'a>>) -> Self {
        if let Some((measure, edges)) = measured(&lines) {
            return Self { lines, measure, edges, has_line_blocks: false };
        }
        let without: Vec<Drawn<'a>> = lines.iter().cloned().map(Drawn::without_line_blocks).collect();
        if let Some((measure, edges)) = measured(&without) {
            return Self { lines: without, measure, edges, has_line_blocks: true };
        }
        let most = lines.iter().map(|line| line.marks.len()).max().unwrap_or(0);
        Self { lines, measure: Measure::Count, edges: (0..most).collect(), has_line_blocks: false }
    }

    /// The columns that each part of a line covers, and its bytes.
    fn cells(&self, line: &Drawn<'a>) -> Vec<(Range<usize>, Range<usize>)> {
        let edge = |position: &usize| self.edges.binary_search(position).unwrap_or(0);
        let columns: Vec<usize> = line.positions(self.measure).iter().map(edge).collect();
        columns.windows(2).map(|pair| pair[0]..pair[1]).zip(line.parts()).collect()
    }

    fn read(self) -> Option<Grid> {
        let first = self.lines.first()?.line;
        let mut position = Position::of(first);
        position.pass(&first.text[..printed(first.text).0.start]);
        let mut table = Lattice::new(position);
        for row in self.rows() {
            for slot in row {
                match slot {
                    Slot { is_open: true, .. } => table.above(),
                    Slot { begins: false, .. } => table.left(),
                    Slot { cell, .. } => table.cell(cell.written, 1),
                }
            }
            table.end_row();
        }
        table.finish().map(merged::restored_if_lost)
    }

    /// The rows, with the texts of merged cells where these begin.
    fn rows(&self) -> Vec<Vec<Slot>> {
        let is_by_line = self.is_by_line();
        let mut rows: Vec<Vec<Slot>> = Vec::new();
        let mut row: Vec<Slot> = Vec::new();
        for line in &self.lines {
            if !line.is_rule && is_by_line {
                rows.extend(take(&mut row));
            }
            let mut columns = line.line.columns();
            let mut open = Vec::new();
            for (covered, bytes) in self.cells(line) {
                let text = &line.line.text[bytes.clone()];
                let is_ruled = line.is_rule && is_drawn(text);
                open.resize_with(covered.start, Slot::default);
                let is_open = !is_ruled && self.measure != Measure::Count;
                open.resize_with(covered.end, || Slot { is_open, ..Slot::default() });
                if is_ruled {
                    continue;
                }
                // What is printed beside a rule is in a cell that goes on over it.
                if line.is_rule && text.trim().is_empty() {
                    continue;
                }
                if row.len() < covered.end {
                    row.resize_with(covered.end, Slot::default);
                }
                let bar = if self.has_line_blocks { line_block(text) } else { 0 };
                let bytes = bytes.start + bar..bytes.end;
                if let Some(slot) = row.get_mut(covered.start) {
                    slot.begins = true;
                    slot.cell.write(line.line, &mut columns, bytes);
                }
            }
            if line.is_rule {
                rows.extend(take(&mut row));
                row = open;
            }
        }
        rows.extend(take(&mut row));
        gather(&mut rows);
        rows
    }

    /// Whether every line is a row, since the table has hardly a rule, or figures stand under each other between two.
    fn is_by_line(&self) -> bool {
        let (mut ruled, mut length) = (0, 0);
        let mut above: Vec<(usize, bool)> = Vec::new();
        for line in &self.lines {
            if line.is_rule {
                ruled += usize::from(length > 0);
                length = 0;
                above.clear();
                continue;
            }
            length += 1;
            // The columns of figures, and whether each is whole: a wrapped one has its point once.
            let figure = |(columns, bytes): (Range<usize>, Range<usize>)| {
                let text = line.line.text[bytes].trim();
                is_figure(text).then(|| (columns.start, text.contains('.')))
            };
            let own: Vec<(usize, bool)> = self.cells(line).into_iter().filter_map(figure).collect();
            let is_above = |column: &usize| above.binary_search_by_key(column, |(column, _)| *column);
            let both =
                own.iter().filter_map(|(column, whole)| Some((above[is_above(column).ok()?].1, *whole)));
            let (shared, whole) =
                both.fold((0, false), |(shared, any), (upper, lower)| (shared + 1, any || upper && lower));
            if shared > 1 || whole || length > MOST_WRAPPED {
                return true;
            }
            above = own;
        }
        ruled + usize::from(length > 0) < FEWEST_RULED
    }
}

/// How the writer of lines measured them, and where their columns begin and end, if every mark stands at such a place.
fn measured(lines: &[Drawn<'_>]) -> Option<(Measure, Vec<usize>)> {
    let has_rule = lines.iter().any(|line| line.is_rule);
    let edges = |measure: Measure| {
        let telling = lines.iter().enumerate().filter(|(at, line)| line.is_rule || !has_rule && *at == 0);
        let mut edges: Vec<usize> = telling.flat_map(|(_, line)| line.positions(measure)).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    };
    let stands = |line: &Drawn<'_>, measure: Measure, edges: &[usize]| {
        line.positions(measure).iter().all(|mark| edges.binary_search(mark).is_ok())
    };
    Measure::ALL.into_iter().find_map(|measure| {
        let edges = edges(measure);
        lines.iter().all(|line| stands(line, measure, &edges)).then_some((measure, edges))
    })
}

/// How many bytes of a cell's line end with the bar that begins it.
fn line_block(text: &str) -> usize {
    if text.trim_start().starts_with('|') { text.len() - text.trim_start().len() + 1 } else { 0 }
}

/// The row, if it has a bar.
fn take(row: &mut Vec<Slot>) -> Option<Vec<Slot>> {
    Some(std::mem::take(row)).filter(|row| row.iter().any(|slot| slot.begins))
}

/// Moves what is written in the lower rows of merged cells to where they begin.
fn gather(rows: &mut [Vec<Slot>]) {
    // For each column of the row above, the row in which its cell begins.
    let mut begins: Vec<usize> = Vec::new();
    for at in 0..rows.len() {
        let (upper, row) = rows.split_at_mut(at);
        let mut own = Vec::with_capacity(begins.len());
        for (column, slot) in row[0].iter_mut().enumerate() {
            let first = begins.get(column).copied().filter(|_| slot.is_open);
            let mut above = first.and_then(|first| upper[first].get_mut(column));
            // What is written where no cell of its own stands above begins one.
            above = above.filter(|above| above.begins || slot.cell.written.text.is_empty());
            slot.is_open = above.is_some();
            own.push(first.filter(|_| slot.is_open).unwrap_or(at));
            if let Some(above) = above
                && !slot.cell.written.text.is_empty()
            {
                let lower = std::mem::take(&mut slot.cell.written);
                match above.cell.written.text.is_empty() {
                    true => above.cell.written = lower,
                    false => join(&mut above.cell.written.text, &lower.text),
                }
            }
        }
        begins = own;
    }
}
