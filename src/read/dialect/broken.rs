//! Rows between bars that are broken where a cell holds no text but a line end, as html2text writes what an office program
//! saved as a web page.
//!
//! ```text
//! 科目 | 基本 | 项目                    | 科目 | 基本 | 项目 |
//! ---|---|---                          |------|------|------|
//! 甲 |                                 | 甲   |      |
//! | 2.00                               |      | 2.00 |
//! 乙 | 1.00 |                          | 乙   | 1.00 |      |
//! ␣␣                                   |      |
//! ```
//!
//! It also breaks rows at blanks where they are wider than a page: every row ends with two blanks, and a line without them goes
//! on.
//!
//! ```text
//! 科目 | 基本 |                        | 科目 | 基本 | 项目 |
//! 项目␣␣                               |------|------|------|
//! ---|---|---␣␣
//! ```
//!
//! A line that begins with a bar directly below a row goes on with it: the bar ends the cell in which the row is broken.
//! Below a blank line it begins a row whose first cell is blank. Padded to columns, every line has a bar more at both
//! ends, and a row of one blank cell is a blank line: it tells that rows are broken, or that two
//! of them are together as wide as the widest.

use std::ops::Range;

use super::Rows;
use super::collected::Collected;
use super::pipes::{between_bars, is_blank, is_dashes, starts_with_bar};
use crate::page::Grid;
use crate::read::lines::{Line, printed};

/// What ends the lines that are broken, and makes up blank ones.
const BREAK: &str = "  ";
/// A row takes no more lines than this.
const MOST_LINES: usize = 64;
/// Between two rows are no more blank lines.
const MOST_BLANK: usize = 6;

/// How many lines the header takes above the dashes, if a table begins at `lines[0]`.
pub(super) fn head_lines(lines: &[Line<'_>]) -> Option<usize> {
    let first = lines.first()?;
    let may_go_on = |line: &&Line<'_>| line.is_text_of(first.page) && !line.is_blank();
    let mut near = lines.iter().take_while(may_go_on).take(MOST_LINES + 1).skip(1);
    let dashes = near.position(|line| is_dashes(line.text))? + 1;
    let is_whole = |line: &Line<'_>| line.text.ends_with(BREAK);
    let is_wrapped =
        || is_whole(&lines[dashes]) && lines[..dashes].iter().position(is_whole) == Some(dashes - 1);
    (dashes == 1 || !starts_with_bar(first.text) && is_wrapped()).then_some(dashes)
}

/// Reads the table that begins at `lines[0]` if its rows are broken, and how many lines it takes. Below so many lines of its
/// header are dashes.
pub(super) fn read(lines: &[Line<'_>], head: usize) -> Option<(Grid, usize)> {
    let first = lines.first()?;
    let is_padded = starts_with_bar(first.text);
    let is_wrapped = !is_padded && lines.get(head)?.text.ends_with(BREAK);
    let table = Broken { is_padded, is_wrapped, head, lines };
    if table.is_padded && are_alike(lines) {
        return None;
    }
    let (taken, is_broken) = table.extent();
    if !is_broken {
        return None;
    }
    let breaks_blank = table.breaks_blank(&lines[..taken]);
    let mut grid = Rows::begin(first);
    let mut row: Vec<Collected> = Vec::new();
    let mut may_go_on = false;
    for (at, line) in lines[..taken].iter().enumerate() {
        let parts = table.parts(line);
        let goes_on =
            table.is_rest(at) || may_go_on && parts.first().is_some_and(|part| is_blank(line.text, part));
        let is_row = at != head && !table.is_blank(line);
        if !goes_on || !is_row {
            end_row(&mut grid, &mut row);
        }
        may_go_on = is_row && breaks_blank && table.is_cut(line);
        if !is_row {
            continue;
        }
        let first = row.len().saturating_sub(1);
        row.resize_with(first + parts.len(), Collected::default);
        let mut columns = line.columns();
        row[first..].iter_mut().zip(parts).for_each(|(cell, part)| cell.write(line, &mut columns, part));
    }
    end_row(&mut grid, &mut row);
    Some((grid.finish(), taken))
}

/// Whether all rows below the dashes have as many bars: none is broken.
fn are_alike(lines: &[Line<'_>]) -> bool {
    let mut bars = lines
        .iter()
        .skip(2)
        .take_while(|line| starts_with_bar(line.text) && line.page == lines[0].page)
        .map(|line| memchr::memchr_iter(b'|', line.text.as_bytes()).count());
    let first = bars.next();
    bars.all(|bars| Some(bars) == first)
}

fn end_row(grid: &mut Rows, row: &mut Vec<Collected>) {
    if !row.is_empty() {
        grid.push_row(row.drain(..));
    }
}

struct Broken<'a, 'b> {
    /// Whether its lines are padded to columns between bars.
    is_padded: bool,
    /// Whether its rows end with blanks, and lines without them go on.
    is_wrapped: bool,
    /// How many lines its header takes.
    head: usize,
    lines: &'b [Line<'a>],
}

impl Broken<'_, '_> {
    /// How many lines the table takes, and whether any of its rows is broken.
    fn extent(&self) -> (usize, bool) {
        let (mut taken, mut is_broken) = (0, false);
        // The widest row, and the widest that two broken rows make up.
        let (mut widest, mut joined, mut above) = (0, 0, None);
        let mut blank = 0;
        for (at, line) in self.lines.iter().enumerate() {
            if !line.is_text_of(self.lines[0].page) {
                break;
            }
            if self.is_blank(line) && blank < MOST_BLANK {
                blank += 1;
                continue;
            }
            let next = self.lines.get(at + 1);
            if !self.is_rest(at) && !self.is_row(line, next, blank) {
                break;
            }
            let goes_on = || at > 0 && starts_with_bar(line.text) && self.is_cut(&self.lines[at - 1]);
            is_broken |= blank > 0 || !self.is_padded && goes_on() || self.is_rest(at);
            if self.is_padded && at != self.head {
                let parts = self.parts(line);
                let begins = parts.first().is_some_and(|part| is_blank(line.text, part));
                let whole = above.filter(|_| begins && blank == 0).map_or(0, |above| above + parts.len() - 1);
                (widest, joined) = (widest.max(parts.len()), joined.max(whole));
                above = self.is_cut(line).then_some(parts.len());
            }
            (taken, blank) = (at + 1, 0);
        }
        // What ends with its last cell blank, and is padded.
        is_broken |= self.is_padded && (blank > 0 || joined == widest);
        (taken + if self.is_padded { blank } else { 0 }, is_broken)
    }

    /// Whether a line is the rest of the one above.
    fn is_rest(&self, at: usize) -> bool {
        let is_open = |line: &Line<'_>| !line.text.ends_with(BREAK) && !line.is_blank();
        self.is_wrapped
            && at != self.head
            && at.checked_sub(1).is_some_and(|above| is_open(&self.lines[above]))
    }

    /// Whether blank cells break rows: none then ends with one directly above a row that begins with a text.
    fn breaks_blank(&self, lines: &[Line<'_>]) -> bool {
        let is_whole = |pair: &[Line<'_>]| {
            let [above, below] = [&pair[0], &pair[1]];
            self.is_cut(above) && !above.is_blank() && !below.is_blank() && !starts_with_bar(below.text)
        };
        self.is_padded || !lines.get(self.head + 1..).unwrap_or_default().windows(2).any(is_whole)
    }

    /// Whether a row may be broken at the end of a line: its last cell is blank.
    fn is_cut(&self, line: &Line<'_>) -> bool {
        let last = self.parts(line).last().is_some_and(|part| is_blank(line.text, part));
        last && (self.is_padded || line.text.ends_with(BREAK))
    }

    /// Whether a line belongs to the table, below so many blank lines: it has a bar and begins no other table, or it is the
    /// one cell of a row.
    fn is_row(&self, line: &Line<'_>, next: Option<&Line<'_>>, blank: usize) -> bool {
        if self.is_padded {
            return starts_with_bar(line.text);
        }
        let begins_table = blank > 0 && next.is_some_and(|next| is_dashes(next.text));
        let has_bar = |line: &Line<'_>| line.text.contains('|');
        let is_one_cell = || line.text.ends_with(BREAK) && next.is_some_and(has_bar) && !line.is_blank();
        let is_row = has_bar(line) && (blank == 0 || line.text.ends_with(BREAK));
        !begins_table && (is_row || is_one_cell())
    }

    /// Whether a line is a blank one of what was broken: a bar, blanks, a bar.
    fn is_blank(&self, line: &Line<'_>) -> bool {
        if !self.is_padded {
            return line.is_blank();
        }
        let inner = line.text.trim().strip_prefix('|').and_then(|rest| rest.strip_suffix('|'));
        inner.is_some_and(|inner| inner.trim().is_empty())
    }

    /// The bytes of the cells of a line, and of parts of them at its ends.
    fn parts(&self, line: &Line<'_>) -> Vec<Range<usize>> {
        let (ink, _) = printed(line.text);
        let (mut start, mut end) = (0, line.text.len());
        if self.is_padded {
            (start, end) = ((ink.start + 1).min(ink.end), ink.end);
            end -= usize::from(end > start && line.text[..end].ends_with('|'));
        }
        between_bars(line.text, start..end)
    }
}
