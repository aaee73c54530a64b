//! One cell per line, as converters of Word files write tables: each cell is a line that begins with a tab, a
//! blank line ends a row.
//!
//! ```text
//! ⇥项目编码
//! ⇥450-0201
//!
//! ⇥绩效目标
//! ⇥1、保障运转。            a cell of two paragraphs
//!
//! 2、完成普查。
//! ```
//!
//! A blank cell is a lone tab. A cell's own empty paragraphs look like the end of its row; they are told apart
//! by the width of the rows around. Merged cells are lost.

use super::{Rows, add, numbering};
use crate::page::Grid;
use crate::read::lines::{Line, is_blank, printed};
use crate::read::markup;
use crate::vocab::preamble;

/// How many characters make a line a paragraph rather than a caption or a page number.
const SENTENCE: usize = 40;

/// More cells of a row are not looked at to tell that one begins.
const WIDEST: usize = 64;

/// How many lines back the number before a paragraph's own is looked for.
const PARAGRAPHS_BACK: usize = 16;

/// Whether a text writes its tables in this dialect: at least two rows of it. A single run of lines that begin
/// with a tab is as likely a paragraph indented with tabs.
pub(in crate::read) fn is_spoken(lines: &[Line<'_>]) -> bool {
    let mut rows = 0;
    let mut at = 0;
    while at < lines.len() && rows < 2 {
        let length = lines[at..].iter().take_while(|line| is_cell(line)).count();
        rows += usize::from(is_row(&lines[at..at + length], lines.get(at + length)));
        at += length.max(1);
    }
    rows > 1
}

/// Whether a row begins here with blank cells, as below a page break: two or more of its cells are printed.
pub(in crate::read) fn begins_blank(lines: &[Line<'_>]) -> bool {
    let row = lines.iter().take(WIDEST).take_while(|line| is_cell(line));
    lines.first().is_some_and(is_cell) && row.filter(|line| !line.is_blank()).nth(1).is_some()
}

/// Whether consecutive lines are cells of a row: two or more, mostly no sentences.
fn is_row(lines: &[Line<'_>], after: Option<&Line<'_>>) -> bool {
    let sentences = lines.iter().filter(|line| ends_sentence(line.text)).count();
    let goes_on_as_tsv = after.is_some_and(|line| line.text.contains('\t'));
    lines.len() > 1 && sentences * 2 <= lines.len() && !goes_on_as_tsv
}

/// Whether a line is a cell: one tab, at its start.
fn is_cell(line: &Line<'_>) -> bool {
    line.table.is_none() && line.text.strip_prefix('\t').is_some_and(|rest| !rest.contains('\t'))
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(is_blank);
    text.ends_with(['。', '；', ';', '，', '：']) && !markup::ends_with_reference(text)
}

/// A figure is wrapped into at most so many lines.
const LONGEST_FIGURE: usize = 3;

/// A row as it was collected.
struct Row<'a> {
    /// Blank lines before it.
    gap: usize,
    /// The lines of each cell.
    cells: Vec<Vec<Line<'a>>>,
}

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes.
pub(in crate::read) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let first = lines.first()?;
    let length = lines.iter().take_while(|line| is_cell(line) && line.page == first.page).count();
    if !is_row(&lines[..length], lines.get(length)) {
        return None;
    }
    let (rows, taken) = collect(lines);
    let mut grid = Rows::begin(first);
    for row in joined(rows) {
        for cell in row {
            write(&mut grid, &cell);
        }
        grid.end_row();
    }
    Some((grid.finish(), taken))
}

/// The rows of one table as the blank lines separate them, and how many lines they take.
fn collect<'a>(lines: &[Line<'a>]) -> (Vec<Row<'a>>, usize) {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let (mut gap, mut taken) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        if line.page != lines[0].page || line.table.is_some() {
            break;
        }
        if is_cell(line) {
            match rows.last_mut() {
                Some(row) if gap == 0 => row.cells.push(vec![*line]),
                _ => rows.push(Row { gap, cells: vec![vec![*line]] }),
            }
        } else if line.is_blank() {
            gap += 1;
            continue;
        } else if let Some(row) = rows.last_mut()
            && !line.text.contains('\t')
            && !is_below(row, line)
            && let Some(cell) = row.cells.last_mut()
            && goes_on(cell, line, gap)
        {
            cell.push(*line);
        } else {
            break;
        }
        gap = 0;
        taken = at + 1;
    }
    (rows, taken)
}

/// Whether a line is a note below the table, or a sentence below a row that ends with a figure, or with a blank beside one.
fn is_below(row: &Row<'_>, line: &Line<'_>) -> bool {
    if !ends_sentence(line.text) && !preamble::is_note(line.text) {
        return false;
    }
    let is_figure = |cell: &Vec<Line<'_>>| {
        let mut characters = cell.iter().flat_map(|line| line.text.trim().chars()).peekable();
        cell.len() <= LONGEST_FIGURE && characters.peek().is_some() && characters.all(super::is_of_figure)
    };
    let is_blank = |cell: &Vec<Line<'_>>| cell.iter().all(Line::is_blank);
    let last = row.cells.last();
    last.is_some_and(is_figure) || last.is_some_and(is_blank) && row.cells.iter().any(is_figure)
}

/// Whether a line without a tab goes on with the cell above it: directly below it is wrapped; after one blank line
/// it is a paragraph of the cell if it reads as one, else what follows the table.
fn goes_on(cell: &[Line<'_>], line: &Line<'_>, gap: usize) -> bool {
    match gap {
        0 => true,
        1 => {
            let next = numbering(line.text);
            let is_next = next.is_some_and(|(frame, number)| {
                number > 1
                    && cell
                        .iter()
                        .rev()
                        .take(PARAGRAPHS_BACK)
                        .filter_map(|line| numbering(line.text))
                        .any(|(f, n)| f == frame && n + 1 == number)
            });
            is_next || ends_sentence(line.text) || line.text.chars().nth(SENTENCE).is_some()
        }
        _ => false,
    }
}

/// Joins what blank lines within cells have cut: consecutive parts that together are exactly as wide as the row above
/// them. Either more blank lines stand between two of them than end a row, or the rows around are all as wide.
fn joined<'a>(rows: Vec<Row<'a>>) -> Vec<Vec<Vec<Line<'a>>>> {
    let widths: Vec<(usize, usize)> = rows.iter().map(|row| (row.cells.len(), row.gap)).collect();
    let mut joined: Vec<Vec<Vec<Line<'a>>>> = Vec::with_capacity(rows.len());
    let mut parts = 0;
    let (mut width, mut alike) = (0, 0);
    for (at, row) in rows.into_iter().enumerate() {
        if parts == 0 {
            parts = cut(&widths, at, width, alike).unwrap_or(1);
            joined.push(row.cells);
        } else if let Some(whole) = joined.last_mut() {
            whole.extend(row.cells);
        }
        parts -= 1;
        if parts == 0 {
            let own = joined.last().map_or(0, Vec::len);
            alike = if own == width { alike + 1 } else { 1 };
            width = own;
        }
    }
    joined
}

/// How many rows from `at` on are parts of one row of this width, which `alike` rows above them have.
fn cut(widths: &[(usize, usize)], at: usize, width: usize, alike: usize) -> Option<usize> {
    let end = at + filled(&widths[at..], width)?;
    let wide_gap = widths[at + 1..end].iter().any(|(_, gap)| *gap > 1);
    let below = widths.get(end).map(|(cells, _)| *cells);
    let follows = if wide_gap {
        below.is_none_or(|cells| cells <= width)
    } else {
        alike > 1 && (below.is_none() || filled(&widths[end..], width).is_some())
    };
    (end - at > 1 && follows).then_some(end - at)
}

/// How many of the first rows are together exactly as wide as one.
fn filled(widths: &[(usize, usize)], width: usize) -> Option<usize> {
    let mut sum = 0;
    let parts = widths.iter().take_while(|(cells, _)| {
        let lacks = sum < width;
        sum += if lacks { *cells } else { 0 };
        lacks
    });
    let parts = parts.count();
    (sum == width && parts > 0).then_some(parts)
}

/// Writes a cell: wrapped lines joined, paragraphs apart.
fn write(grid: &mut Rows, cell: &[Line<'_>]) {
    let Some((first, rest)) = cell.split_first() else { return };
    let mut columns = first.columns();
    grid.cell(&mut columns, first.text, 1..first.text.len());
    let mut above = first.number;
    for line in rest {
        let (ink, indent) = printed(line.text);
        let place = line.columns().place(ink.clone());
        if let Some(cell) = grid.last() {
            if cell.text.is_empty() {
                (cell.indent, cell.place) = (indent, place);
            }
            add(&mut cell.text, &markup::cell(&line.text[ink]).0, line.number > above + 1);
        }
        above = line.number;
    }
}
