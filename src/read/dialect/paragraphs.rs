//! Rows between bars whose cells are paragraphs with blank lines around them, as Turndown writes the tables of a web page that
//! an office program has made.
//!
//! ```text
//! |␣
//!
//! 科目
//!
//!  |␣
//!
//! 预算数
//!
//!  |
//! | --- | --- |
//! ```
//!
//! A row begins with a bar at the beginning of a line, and ends with one at the end of a line: behind a bar between two cells
//! is a blank. No line between begins with a bar.

use super::Rows;
use super::collected::Collected;
use super::pipes::{between_bars, is_dashes};
use crate::page::Grid;
use crate::read::lines::Line;

/// A row takes no more lines than this.
const MOST_LINES: usize = 1_024;

/// Reads the table that begins at `lines[0]` if the row above its dashes or the one below them takes several lines, and how many
/// lines it takes.
pub(super) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let head = row_lines(lines)?;
    let body = lines.get(head).filter(|line| is_dashes(line.text)).and_then(|_| lines.get(head + 1..))?;
    if head == 1 && row_lines(body)? == 1 {
        return None;
    }
    let mut grid = Rows::begin(&lines[0]);
    let mut row: Vec<Collected> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at).filter(|line| begins_row(line) && line.is_text_of(lines[0].page)) {
        if is_dashes(line.text) && (at == head || line.text.contains("--")) {
            at += 1;
            continue;
        }
        // A row that lacks its last bar is one line.
        let taken = row_lines(&lines[at..]).unwrap_or(1);
        row.push(Collected::default());
        for (index, line) in lines[at..at + taken].iter().enumerate() {
            let inner = usize::from(index == 0)..line.text.len() - usize::from(ends_row(line));
            let parts = between_bars(line.text, inner);
            let goes_on = row.len() - 1;
            row.resize_with(goes_on + parts.len(), Collected::default);
            let mut columns = line.columns();
            row[goes_on..]
                .iter_mut()
                .zip(parts)
                .for_each(|(cell, part)| cell.write(line, &mut columns, part));
        }
        grid.push_row(row.drain(..));
        at += taken;
    }
    Some((grid.finish(), at))
}

fn begins_row(line: &Line<'_>) -> bool {
    line.before == 0 && line.text.starts_with('|')
}

fn ends_row(line: &Line<'_>) -> bool {
    line.text.len() > 1 && line.text.ends_with('|') && !line.text.ends_with("\\|")
}

/// How many lines the row takes that begins at `lines[0]`, if one does.
fn row_lines(lines: &[Line<'_>]) -> Option<usize> {
    let first = lines.first().filter(|line| begins_row(line))?;
    let goes_on =
        |(at, line): &(usize, &Line<'_>)| line.is_text_of(first.page) && (*at == 0 || !begins_row(line));
    let mut row = lines.iter().take(MOST_LINES).enumerate().take_while(goes_on);
    row.find(|(_, line)| ends_row(line)).map(|(last, _)| last + 1)
}
