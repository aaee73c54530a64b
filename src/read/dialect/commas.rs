//! Comma-separated rows, as they are copied out of a `.csv` file.
//!
//! ```text
//! 科目编码,科目名称,预算数
//! 201,一般公共服务支出,"1,234.50"
//! 合计,,1234.50
//! ```
//!
//! Sentences hold commas, and so do amounts: a table begins where several heads of columns, names of rows or labels of a
//! form that the vocabulary knows stand between the commas of its first rows, or where it goes on with as many columns
//! as the one before it has; a caption before them is followed by the commas of blank cells. All rows have as many cells; one with more of them holds amounts that should have been
//! quoted.

use std::ops::Range;

use super::tsv::names_row;
use super::{Rows, data_frame, is_figure, is_of_figure, join};
use crate::page::{Block, Grid};
use crate::read::lines::{Line, printed};
use crate::read::markup;
use crate::text::fold;
use crate::vocab::forms;
use crate::vocab::headers;
use crate::vocab::indicators;

/// Among so many rows stand known heads, names or labels.
const FIRST_ROWS: usize = 5;
/// Before them stand at most so many in which nothing but a caption stands: `收支预算总表,,,`.
const MOST_SPARSE: usize = 16;
/// So many of them.
const FEWEST_KNOWN: usize = 2;
/// Cells behind so many are not looked up.
const MOST_LOOKED_AT: usize = 64;
/// A quoted cell goes on over so many lines at most.
const MOST_WRAPPED: usize = 16;

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes. `before` is what stands directly
/// before, with at most blank lines between.
pub(in crate::read) fn read(lines: &[Line<'_>], before: Option<&Block>) -> Option<(Grid, usize)> {
    let first = Record::of(lines)?;
    let width = first.cells.len();
    let goes_on = matches!(before, Some(Block::Grid(grid)) if grid.columns == width);
    if width < 2
        || first.tells(lines)
        || !(begins(lines, width) || goes_on && width > 2 && !first.has_amounts_cut(lines))
    {
        return None;
    }
    let mut grid = Rows::begin(&lines[0]);
    let mut at = 0;
    while let Some(mut record) = Record::of(&lines[at..]).filter(|_| lines[at].page == lines[0].page) {
        let rows = &lines[at..at + record.lines];
        if record.cells.len() > width {
            record.join_amounts(rows);
        }
        let is_whole = |record: &Record| record.cells.len() == width;
        let next = at + record.lines;
        // A row that has lost its last cells stands between others.
        let is_row = is_whole(&record)
            || record.cells.len() < width && Record::of(&lines[next..]).is_some_and(|next| is_whole(&next));
        if !is_row {
            break;
        }
        record.write(&mut grid, rows);
        at = next;
    }
    (at > 0).then(|| (grid.finish(), at))
}

/// Whether the first rows are equally wide and have known heads, names or labels. Of two columns it takes one of them, and a
/// figure below.
fn begins(lines: &[Line<'_>], width: usize) -> bool {
    let (mut at, mut rows, mut sparse, mut known, mut figures) = (0, 0, 0, 0, 0);
    let is_enough = |known: usize, figures: usize| {
        if width > 2 { known >= FEWEST_KNOWN } else { known > 0 && figures > 0 }
    };
    loop {
        let is_open = rows < FIRST_ROWS && sparse < MOST_SPARSE && !is_enough(known, figures);
        if rows + sparse >= FIRST_ROWS && !is_open {
            break;
        }
        let Some(mut record) = Record::of(&lines[at..]) else { break };
        let own = &lines[at..at + record.lines];
        if record.cells.len() > width {
            record.join_amounts(own);
        }
        if record.cells.len() != width {
            break;
        }
        if record.tells(own) {
            return false;
        }
        let mut texts: Vec<&str> = record
            .cells
            .iter()
            .map(|cell| own[0].text.get(cell.first.clone()).unwrap_or("").trim())
            .collect();
        if at == 0 && data_frame::are_names(&texts) {
            known += FEWEST_KNOWN;
            figures += 1;
        }
        let words = texts.iter().take(MOST_LOOKED_AT).filter(|text| !is_figure(text));
        if known < FEWEST_KNOWN {
            known += words.filter(|text| is_known(text)).take(FEWEST_KNOWN).count();
        }
        figures += usize::from(at > 0 && texts.last().is_some_and(|text| is_figure(text)));
        at += record.lines;
        // A caption alone in its row says nothing of columns, but no sentence ends with commas.
        texts.retain(|text| !text.is_empty());
        texts.dedup();
        if texts.len() > 1 {
            rows += 1;
        } else {
            sparse += 1;
            known += usize::from(width > 2);
        }
    }
    rows + sparse > 1 && is_enough(known, figures)
}

/// Whether the vocabulary knows a text as the head of a column, the name of a row or the label of a form.
fn is_known(text: &str) -> bool {
    !text.is_empty()
        && (headers::role(text).is_some()
            || headers::is_sum(text)
            || forms::is_label(text)
            || indicators::attribute(text).is_some()
            || names_row(text))
}

/// A cell: its bytes on its first line without their quotes, and on the lines that it goes on over.
struct Quoted {
    first: Range<usize>,
    rest: Vec<Range<usize>>,
    is_quoted: bool,
}

/// A row.
struct Record {
    cells: Vec<Quoted>,
    /// How many lines it takes.
    lines: usize,
}

impl Record {
    /// The row that begins at `lines[0]`, if that has a comma and no tab.
    fn of(lines: &[Line<'_>]) -> Option<Self> {
        let first = lines.first().filter(|line| line.table.is_none())?;
        if !first.text.contains(',') || first.text.contains('\t') {
            return None;
        }
        let mut record = Self { cells: Vec::new(), lines: 1 };
        let (mut line, mut start) = (first, 0);
        loop {
            let field = text_of(line).get(start..)?;
            let quote = start + field.len() - field.trim_start_matches(' ').len();
            let is_quoted = text_of(line)[quote..].starts_with('"');
            let (mut from, mut pieces) = (quote + 1, Vec::new());
            let end = if is_quoted {
                let close = loop {
                    match closing(text_of(line), from) {
                        Ok(close) => break close,
                        Err(end) => pieces.push(from.min(end)..end),
                    }
                    line = lines.get(record.lines).filter(|_| record.lines < MOST_WRAPPED)?;
                    record.lines += 1;
                    if line.table.is_some() || line.page != first.page {
                        return None;
                    }
                    from = 0;
                };
                pieces.push(from..close);
                close + 1
            } else {
                let end = field.find(',').unwrap_or(field.len());
                pieces.push(start..start + end);
                start + end
            };
            let mut pieces = pieces.into_iter();
            let first = pieces.next().unwrap_or(0..0);
            record.cells.push(Quoted { first, rest: pieces.collect(), is_quoted });
            let rest = text_of(line)[end..].trim_start_matches(' ');
            if rest.is_empty() {
                return Some(record);
            }
            // Behind a closing quote nothing but a comma stands.
            start = text_of(line).len() - rest.strip_prefix(',')?.len();
        }
    }

    /// The commas before three digits, within a number, that no quotes keep: for each cell whether it goes on with the next.
    fn cuts<'a>(&'a self, lines: &'a [Line<'_>]) -> impl Iterator<Item = bool> + 'a {
        let text = |cell: &Quoted| lines[0].text.get(cell.first.clone()).unwrap_or("");
        self.cells.windows(2).map(move |pair| {
            let (left, right) = (text(&pair[0]), text(&pair[1]));
            let whole = right.split('.').next().unwrap_or("").trim_end();
            self.lines == 1
                && !pair.iter().any(|cell| cell.is_quoted)
                && left.ends_with(|c: char| c.is_ascii_digit())
                && left.len() <= "-123".len()
                && left.chars().all(is_of_figure)
                && whole.len() == 3
                && right.trim_end().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    }

    fn has_amounts_cut(&self, lines: &[Line<'_>]) -> bool {
        self.cuts(lines).any(|cut| cut)
    }

    /// Whether at least half of the cells are clauses of a sentence that tell an amount or a share: 公务接待费 3.5 万元,增长 2.4%。
    /// Commas within its amounts part no clauses: 年初预算为 1,200.00 元。
    fn tells(&self, lines: &[Line<'_>]) -> bool {
        let text = |cell: &Quoted| lines[0].text.get(cell.first.clone()).unwrap_or("");
        let telling = self.cells.iter().filter(|cell| !cell.is_quoted && is_clause(text(cell))).count();
        let within = || self.cells.windows(2).filter(|pair| is_thousand(text(&pair[0]), text(&pair[1])));
        telling > 0 && telling * 2 >= self.cells.len() - within().count()
    }

    /// Joins the amounts that commas cut.
    fn join_amounts(&mut self, lines: &[Line<'_>]) {
        let cuts: Vec<bool> = self.cuts(lines).collect();
        let mut joined: Vec<Quoted> = Vec::with_capacity(self.cells.len());
        for (at, cell) in self.cells.drain(..).enumerate() {
            match joined.last_mut() {
                Some(last) if at > 0 && cuts[at - 1] => last.first.end = cell.first.end,
                _ => joined.push(cell),
            }
        }
        self.cells = joined;
    }

    /// Writes the row, which stands on these lines.
    fn write(&self, grid: &mut Rows, lines: &[Line<'_>]) {
        let (mut at, mut columns) = (0, lines[0].columns());
        for cell in &self.cells {
            grid.cell(&mut columns, lines[at].text, cell.first.clone());
            for rest in &cell.rest {
                at += 1;
                columns = lines[at].columns();
                let (ink, _) = printed(&lines[at].text[rest.clone()]);
                let text = markup::cell(&lines[at].text[rest.clone()][ink.clone()]).0.into_owned();
                let place = columns.place(rest.start + ink.start..rest.start + ink.end);
                if let Some(written) = grid.last() {
                    join(&mut written.text, &text);
                    written.place = written.place.or(place);
                }
            }
            if let Some(written) = grid.last().filter(|written| cell.is_quoted && written.text.contains('"'))
            {
                written.text = written.text.replace("\"\"", "\"");
            }
        }
        grid.end_row();
    }
}

/// Whether a text says an amount in yuan (75.80 万元), or a share behind words (较上年减少 0.2%).
fn is_clause(text: &str) -> bool {
    let words = text.find(fold::is_ideograph).unwrap_or(text.len());
    let number_ends = |&at: &usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    let says = |at: usize| {
        let mut unit = text[at..].trim_start().chars().map(fold::simplified).peekable();
        let is_share = at > words && matches!(unit.peek(), Some('%' | '％'));
        unit.next_if(|c| matches!(c, '万' | '亿'));
        is_share || unit.next() == Some('元')
    };
    text.char_indices().map(|(at, _)| at).filter(number_ends).any(says)
}

/// Whether the comma between two texts may part the thousands of a number.
fn is_thousand(before: &str, behind: &str) -> bool {
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    digits == "000".len() && before.ends_with(|c: char| c.is_ascii_digit())
}

/// A line without the blanks at its end.
fn text_of<'a>(line: &Line<'a>) -> &'a str {
    line.text.trim_end()
}

/// Where the quote stands that closes a cell, or where the text ends without one; two are a quote within the cell.
fn closing(text: &str, from: usize) -> Result<usize, usize> {
    let mut at = from;
    while let Some(quote) = text.get(at..).and_then(|rest| rest.find('"')) {
        at += quote;
        if !text[at + 1..].starts_with('"') {
            return Ok(at);
        }
        at += 2;
    }
    Err(text.len())
}
