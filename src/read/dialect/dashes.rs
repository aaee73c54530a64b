//! Tables whose columns are told by a line of dashes, as pandoc writes them where no cell is merged.
//!
//! ```text
//!   科目       预算数          ---------------------
//!   -------- --------          科目           预算数
//!   甲          12.50          -------- ------------
//!   合计        12.50          一般公共        12.50
//!                              服务
//!
//!                              合计            12.50
//!                              ---------------------
//! ```
//!
//! In the frame of two lines as wide as the table, blank lines part the rows; else every line is one. A table without a
//! header begins and ends with the dashes of its columns. One run of dashes is no table: it underlines a heading, or parts
//! paragraphs. Nor is a text that does not keep within the columns.

use std::ops::Range;

use super::Rows;
use super::collected::Collected;
use super::measure::Measure;
use crate::page::Grid;
use crate::read::lines::{Line, is_blank};

/// No column is narrower: shorter runs are ornaments.
const NARROWEST: usize = 3;
/// No table has more columns.
const MOST_COLUMNS: usize = 256;
/// No header is wrapped into more lines.
const MOST_HEAD_LINES: usize = 12;

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes.
pub(in crate::read) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let table = Table::of(lines)?;
    let (head, body) = (&lines[table.head.clone()], &lines[table.body.clone()]);
    let fits = |measure: &Measure| {
        let mut all = head.iter().chain(body);
        all.all(|line| line.is_blank() || parts(line.text, &table.columns, *measure).is_some())
    };
    let measure = Measure::ALL.into_iter().find(fits)?;
    let is_parted = table.is_framed && body.iter().any(Line::is_blank);
    let mut grid = Rows::begin(lines.first()?);
    let rows = std::iter::once(head).chain(body.split(Line::is_blank).flat_map(|rows| {
        let length = if is_parted { rows.len() } else { 1 };
        rows.chunks(length.max(1))
    }));
    for row in rows.filter(|row| !row.is_empty()) {
        let mut cells: Vec<Collected> = Vec::new();
        cells.resize_with(table.columns.len(), Collected::default);
        for line in row {
            let mut columns = line.columns();
            let parts = parts(line.text, &table.columns, measure).into_iter().flatten();
            cells.iter_mut().zip(parts).for_each(|(cell, part)| cell.write(line, &mut columns, part));
        }
        grid.push_row(cells);
    }
    Some((grid.finish(), table.taken))
}

/// A table by its lines of dashes.
struct Table {
    /// The lines of its header, and those of its rows.
    head: Range<usize>,
    body: Range<usize>,
    /// Where its columns begin and end, in characters of a letter's width.
    columns: Vec<Range<usize>>,
    /// Whether blank lines may part the rows.
    is_framed: bool,
    /// How many lines it takes.
    taken: usize,
}

impl Table {
    fn of(lines: &[Line<'_>]) -> Option<Self> {
        let [first, second, ..] = lines else { return None };
        let is_of_page = |line: &&Line<'_>| line.is_text_of(first.page);
        let runs = |line: &Line<'_>| Some(line).filter(is_of_page).and_then(|line| runs(line.text, b'-'));
        let Some(own) = runs(first) else {
            let columns = runs(second).filter(|runs| runs.len() > 1 && !first.is_blank())?;
            return Self::below_head(lines, columns);
        };
        let (head, columns) = match own.len() {
            1 => {
                let head = lines.iter().take(1 + MOST_HEAD_LINES).skip(1);
                let end = 1 + head.take_while(|line| !line.is_blank() && runs(line).is_none()).count();
                let columns = lines.get(end).and_then(runs).filter(|runs| runs.len() > 1 && end > 1)?;
                let is_as_wide = columns.first()?.start == own[0].start && columns.last()?.end == own[0].end;
                (1..end, Some(columns).filter(|_| is_as_wide)?)
            }
            _ => (0..0, own.clone()),
        };
        let start = head.end + 1;
        let rows = lines[start..].iter().take_while(is_of_page).take_while(|line| runs(line).is_none());
        let end = start + rows.count();
        let is_closed = lines.get(end).and_then(runs) == Some(own);
        let has_rows = !head.is_empty() || lines[start..end].iter().any(|line| !line.is_blank());
        (is_closed && has_rows).then_some(Self {
            head,
            body: start..end,
            columns,
            is_framed: true,
            taken: end + 1,
        })
    }

    /// The table whose first line is its header and whose second one are dashes.
    fn below_head(lines: &[Line<'_>], columns: Vec<Range<usize>>) -> Option<Self> {
        let is_row = |line: &&Line<'_>| {
            line.is_text_of(lines[0].page) && !line.is_blank() && runs(line.text, b'-').is_none()
        };
        let end = 2 + lines[2..].iter().take_while(is_row).count();
        let is_closed = lines.get(end).and_then(|line| runs(line.text, b'-')).as_ref() == Some(&columns);
        let taken = end + usize::from(is_closed);
        (end > 2).then_some(Self { head: 0..1, body: 2..end, columns, is_framed: false, taken })
    }
}

/// The runs of a mark of a line that holds nothing else, `None` if it does, or if one is too short.
pub(super) fn runs(text: &str, mark: u8) -> Option<Vec<Range<usize>>> {
    let text = text.trim_end();
    let mut at = text.len() - text.trim_start_matches(' ').len();
    if text.as_bytes().get(at) != Some(&mark) {
        return None;
    }
    let mut runs = Vec::new();
    while at < text.len() {
        let length = text[at..].bytes().take_while(|byte| *byte == mark).count();
        if length < NARROWEST || runs.len() == MOST_COLUMNS {
            return None;
        }
        runs.push(at..at + length);
        at += length;
        at += text[at..].bytes().take_while(|byte| *byte == b' ').count();
    }
    Some(runs)
}

/// The bytes of a line in each column, `None` if it prints anything beside them.
pub(super) fn parts(text: &str, columns: &[Range<usize>], measure: Measure) -> Option<Vec<Range<usize>>> {
    // Where each column begins.
    let mut starts: Vec<usize> = Vec::with_capacity(columns.len() + 1);
    let mut width = 0;
    for (at, character) in text.char_indices() {
        while columns.get(starts.len()).is_some_and(|column| column.start <= width) {
            starts.push(at);
        }
        let next = width + measure.width(character);
        let own = starts.len().checked_sub(1).map(|column| &columns[column]);
        if !is_blank(character) && own.is_none_or(|own| own.end < next) {
            return None;
        }
        width = next;
    }
    starts.resize(columns.len() + 1, text.len());
    Some(starts.windows(2).map(|pair| pair[0]..pair[1]).collect())
}
