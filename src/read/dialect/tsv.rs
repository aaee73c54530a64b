//! Tab-separated rows, as OCR programs and copies from a spreadsheet give them.
//!
//! A table is a run of lines that hold a tab. Leading and trailing tabs are blank cells. Two things hold tabs
//! and are no table: an entry of a table of contents and the pieces of one caption line:
//!
//! ```text
//! 一、部门主要职责.....⇥4
//! 表1⇥单位：万元
//! ```

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Rows;
use crate::page::{Block, Cell, Grid};
use crate::read::lines::{Line, is_blank, printed};
use crate::read::markup;
use crate::text::fold;
use crate::vocab::canonical::Vocabulary;
use crate::vocab::forms::{self, Label};
use crate::vocab::headers;
use crate::vocab::preamble::{self, Part};

/// How many lines without a tab a wrapped cell may have before its row goes on.
const MOST_WRAPPED: usize = 4;

/// A row that is left of its name alone is at most this long.
const LONGEST_BARE: usize = 30;

/// No column is so narrow that a name of so many characters is wrapped.
const LONGEST_UNWRAPPED: usize = 3;

/// A text behind a figure that has more characters is no unit of it.
const LONGEST_UNIT: usize = 4;

/// How many tabs an entry of a table of contents has at most.
const MOST_TABS_OF_ENTRY: usize = 3;

/// An entry of a table of contents that leads to its page with dots.
static LEADERS: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(
        r"(?:[.．。]{3,}|…{2,}|[·・]{3,}|_{5,}|-{5,}|(?:[.·…] ){3,})(?:\s|</?b>)*[-—(（]?\s*[0-9０-９ivxIVX]{1,4}\s*[-—)）]?(?:\s|</?b>)*$",
    )
});
/// An entry of a table of contents without dots: a heading, a tab, a page.
static ENTRY: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"^[^\t]*\S[^\t]*\t\s*([0-9]{1,3})[^\S\t]*$"));
/// Blanks wider than any within a piece of a caption.
static FAR_APART: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"(?: {4,}|\u{3000}{3,}|\u{a0}{4,})[\s]*"));
/// The number that headings begin with.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    markup::pattern(
        r"^\s*(?:<b>|\*\*)?\s*(?:第.{1,3}[部章节]|附|表|[（(]?[一二三四五六七八九十0-9]{1,3}[、.．)）])",
    )
});

/// Whether a line is a row, or the part of one.
pub(in crate::read) fn is_row(line: &Line<'_>) -> bool {
    let tabs = fields(line.text) - 1;
    line.table.is_none() && tabs > 0 && (tabs > MOST_TABS_OF_ENTRY || !LEADERS.is_match(line.text))
}

/// Reads the rows that begin at `lines[0]`: their table and how many lines it takes, or `None` if they are lines
/// of text. `before` is what stands directly before, with at most blank lines between.
pub(in crate::read) fn read(lines: &[Line<'_>], before: Option<&Block>) -> (Option<Grid>, usize) {
    let first = run(lines, 0);
    let rows = &lines[..first];
    if is_contents(rows) || rows.iter().all(Line::is_blank) {
        return (None, first);
    }
    // Lines that merely begin with a tab are indented.
    let is_indented = |row: &Line<'_>| row.text.rfind('\t') == Some(0);
    if rows.iter().all(is_indented) {
        return (None, first);
    }
    if let [row] = rows
        && is_caption(row, before)
    {
        return (None, 1);
    }
    let mut grid = Rows::begin(&rows[0]);
    let mut shape = Shape { width: fields(rows[0].text), whole: 0, is_regular: true };
    let mut at = 0;
    let mut end = first;
    loop {
        let torn = shape.take(&lines[at..end]);
        let mut torn = torn.iter().map(|head| at + head + 1).peekable();
        for (index, row) in lines.iter().enumerate().take(end).skip(at) {
            if torn.next_if_eq(&index).is_some() {
                grid.rest(row);
            } else if !is_separator(row.text) {
                grid.whole(row);
            }
        }
        let bare = bare_rows(lines, end);
        if cuts_label(lines, end) {
            grid.lead(&lines[end]);
            grid.rest(&lines[end + 1]);
            at = end + 2;
        } else if bare > 0 {
            lines[end..end + bare].iter().for_each(|row| grid.whole(row));
            at = end + bare;
        } else if let Some(next) = wrapped(lines, end, shape) {
            grid.reopen();
            for part in &lines[end..next] {
                let (ink, _) = printed(part.text);
                grid.go_on(&part.text[ink]);
            }
            grid.end_row();
            grid.rest(&lines[next]);
            at = next + 1;
        } else {
            break;
        }
        end = at + run(lines, at);
    }
    grid.close_up();
    (Some(grid.finish()), end)
}

/// How wide the rows of a table are.
#[derive(Clone, Copy)]
struct Shape {
    /// The cells of the first row.
    width: usize,
    /// How many rows have as many.
    whole: usize,
    /// Whether all have, or two of them together.
    is_regular: bool,
}

impl Shape {
    /// Takes the rows of a run; gives those that are cut within a cell, whose rest is the row below.
    fn take(&mut self, rows: &[Line<'_>]) -> Vec<usize> {
        let mut torn = Vec::new();
        let mut at = 0;
        while let Some(row) = rows.get(at).filter(|_| self.is_regular) {
            let rest = rows.get(at + 1).filter(|rest| self.is_torn(row, rest) && begins_within(row, rest));
            if fields(row.text) == self.width {
                self.whole += 1;
            } else if rest.is_some() {
                torn.push(at);
                at += 1;
            } else {
                // The last row may go on below.
                self.is_regular = at + 1 == rows.len();
            }
            at += 1;
        }
        if self.is_sure() { torn } else { Vec::new() }
    }

    /// Whether enough rows tell how wide a row is.
    fn is_sure(self) -> bool {
        self.is_regular && self.width > 2 && self.whole > 1
    }

    /// Whether two rows are as wide as one, cut within a cell.
    fn is_torn(self, head: &Line<'_>, rest: &Line<'_>) -> bool {
        let (left, right) = (fields(head.text), fields(rest.text));
        left < self.width && right < self.width && left + right == self.width + 1
    }
}

/// Whether a row may begin with the rest of the last cell above it: it has no name of its own, or goes on counting there, and
/// that is no whole amount.
fn begins_within(head: &Line<'_>, rest: &Line<'_>) -> bool {
    let above = head.text.rsplit('\t').next().unwrap_or_default();
    let own = rest.text.split('\t').next().unwrap_or_default().trim();
    let counts = super::numbering(own).is_none() || follows(above, own);
    let is_name = names_row(own) || headers::is_total(own);
    let is_of_amount = !super::has_decimals(above.trim()) || own.chars().count() <= LONGEST_UNIT;
    is_of_amount && counts && (!is_name || names_row(&format!("{}{own}", above.trim()))) && !is_figure(own)
}

/// Whether a text has the number after that of another one.
fn follows(before: &str, text: &str) -> bool {
    let numbers = [before, text].map(super::numbering);
    matches!(&numbers, [Some((a, m)), Some((b, n))] if a == b && *n == m + 1)
}

impl Rows {
    /// Takes out every other column if nothing stands there, and the first row heads those that it has: some programs write
    /// two tabs between cells. In rows that go on from another page parts that lie beside each other may have no figures.
    fn close_up(&mut self) {
        let is_between = |cell: &Cell| cell.column % 2 == 1;
        let heads = |text: &str| !text.is_empty() && !is_figure(text) && super::numbering(text).is_none();
        let mut between = self.cells.iter().filter(|cell| is_between(cell));
        if self.columns < 3 || self.columns.is_multiple_of(2) || !between.all(|cell| cell.text.is_empty()) {
            return;
        }
        let first = self.cells.chunk_by(|one, next| one.row == next.row).next().unwrap_or_default();
        if first.len() < 3 || !first.iter().all(|cell| is_between(cell) || heads(&cell.text)) {
            return;
        }
        let kept: Vec<usize> =
            (0..self.cells.len()).filter(|index| !is_between(&self.cells[*index])).collect();
        let lines = std::mem::take(&mut self.lines).into_iter();
        self.lines =
            lines.filter_map(|(cell, lines)| Some((kept.binary_search(&cell).ok()?, lines))).collect();
        self.cells.retain(|cell| !is_between(cell));
        self.cells.iter_mut().for_each(|cell| cell.column /= 2);
        self.columns = self.columns.div_ceil(2);
    }

    /// Writes a row.
    fn whole(&mut self, row: &Line<'_>) {
        let mut columns = row.columns();
        for part in part_ranges(row.text) {
            self.cell(&mut columns, row.text, part);
        }
        self.end_row();
    }

    /// Writes the first line of a cell that begins a row.
    fn lead(&mut self, line: &Line<'_>) {
        self.cell(&mut line.columns(), line.text, 0..line.text.len());
        self.end_row();
    }

    /// Writes the rest of the last row, which begins within its last cell.
    fn rest(&mut self, row: &Line<'_>) {
        self.reopen();
        let mut parts = part_ranges(row.text);
        if let Some(rest) = parts.next() {
            let (ink, _) = printed(&row.text[rest.clone()]);
            self.go_on(&row.text[rest.start + ink.start..rest.start + ink.end]);
        }
        let mut columns = row.columns();
        for part in parts {
            self.cell(&mut columns, row.text, part);
        }
        self.end_row();
    }

    /// Goes back to the end of the last row.
    fn reopen(&mut self) {
        self.row = self.row.saturating_sub(1);
        self.column = self.cells.last().map_or(0, |cell| cell.column + 1);
    }

    /// Adds a wrapped line to the last cell.
    fn go_on(&mut self, line: &str) {
        if let Some(cell) = self.last() {
            super::join(&mut cell.text, &markup::cell(line).0);
        }
    }
}

/// How many lines from `end` on, after a row and before another one, are rows that have lost the tabs of their blank cells:
/// they have the number after that of the row before, open with 其中, are names of rows that the vocabulary knows, or head
/// a group of a form; any name does where the rows around leave no cell that it may be a piece of.
fn bare_rows(lines: &[Line<'_>], end: usize) -> usize {
    let Some(mut before) = end.checked_sub(1).and_then(|last| lines.get(last)) else { return 0 };
    let is_whole = before.text.rsplit('\t').next().is_some_and(|last| is_figure(last) || names_row(last));
    let mut unsure: Option<&str> = None;
    let mut count = 0;
    if is_last_name(before, lines.get(end), lines.get(end + 1)) {
        return 1;
    }
    while let Some(line) = lines.get(end + count).filter(|line| line.page == before.page) {
        if is_row(line) {
            let apart = unsure.is_none_or(|name| is_whole && are_apart(name, line));
            return if apart { count } else { 0 };
        }
        let follows = follows(before.text, line.text);
        if line.table.is_some() || line.is_blank() || !is_short(line.text) {
            return 0;
        }
        let is_label =
            [Label::Indicators, Label::Group].into_iter().any(|label| forms::is(line.text.trim(), label));
        let is_known = names_row(line.text) || is_label;
        if !follows && !is_known && !line.text.trim_start().starts_with("其中") {
            if unsure.is_some() || line.text.trim_end().ends_with('表') {
                return 0;
            }
            unsure = Some(line.text.trim());
        }
        before = line;
        count += 1;
    }
    0
}

/// Whether the line at `end` is the first half of the label that the row below begins with: `项目资金` over `（万元）`.
fn cuts_label(lines: &[Line<'_>], end: usize) -> bool {
    let [Some(line), Some(row)] = [lines.get(end), lines.get(end + 1)] else { return false };
    let rest = row.text.split('\t').next().unwrap_or_default().trim();
    let whole = format!("{}{rest}", line.text.trim());
    let is_known = forms::is_label_or_group(&whole);
    let plain = line.is_text_of(row.page) && !line.is_blank() && !is_row(line);
    end > 0 && plain && is_row(row) && !rest.is_empty() && is_known
}

/// Whether a line that ends a table, with a blank line or nothing after it, is a row left of its name: one that the
/// vocabulary knows, or one that is too short to be anything else, as is the name above it.
fn is_last_name(before: &Line<'_>, line: Option<&Line<'_>>, after: Option<&Line<'_>>) -> bool {
    let Some(line) = line.filter(|line| line.is_text_of(before.page) && !line.is_blank()) else {
        return false;
    };
    let ends = after.is_none_or(|after| after.is_blank() || after.page != line.page);
    let name = line.text.trim();
    let above = before.text.split('\t').next().unwrap_or_default();
    let is_tiny = |text: &str| {
        (2..=LONGEST_UNWRAPPED).contains(&text.trim().chars().count())
            && text.trim().chars().all(fold::is_ideograph)
    };
    ends && !is_row(line) && is_short(name) && (names_row(name) || is_tiny(above) && is_tiny(name))
}

/// Whether a line is no longer than names are.
fn is_short(text: &str) -> bool {
    text.trim().chars().count() <= LONGEST_BARE && !text.contains(['。', '，', '；'])
}

/// Whether a line before a row is not the first half of that row's name: the row's own is whole, or both are too short to
/// be wrapped (工程 before 服务).
fn are_apart(name: &str, row: &Line<'_>) -> bool {
    let own = row.text.split('\t').next().unwrap_or_default().trim();
    let short = |text: &str| (1..=LONGEST_UNWRAPPED).contains(&text.chars().count());
    names_row(own)
        || super::numbering(own).is_some()
        || short(name) && short(own) && !is_figure(own) && headers::role(own).is_none()
}

/// Whether a cell holds an amount, a count or a share.
fn is_figure(text: &str) -> bool {
    super::is_figure(text.trim())
}

/// Whether the vocabulary knows a row of this name.
pub(super) fn names_row(text: &str) -> bool {
    Vocabulary::built_in().names_row(text, &["revenue", "expenditure", "three_public"])
}

/// How many lines from `start` on are rows on one page.
fn run(lines: &[Line<'_>], start: usize) -> usize {
    let Some(first) = lines.get(start) else { return 0 };
    lines[start..].iter().take_while(|line| is_row(line) && line.page == first.page).count()
}

/// Whether the row before `end` is cut within a cell, and the row at the returned index holds its rest.
///
/// Only where nothing else can be meant: all other rows are equally wide, and the two parts make such a row.
fn wrapped(lines: &[Line<'_>], end: usize, shape: Shape) -> Option<usize> {
    let between = lines[end..].iter().take(MOST_WRAPPED + 1).take_while(|line| !is_row(line)).count();
    let next = end + between;
    let (head, rest) = (lines.get(end.checked_sub(1)?)?, lines.get(next)?);
    let is_plain = |line: &Line<'_>| line.is_text_of(head.page) && !line.is_blank();
    if between == 0 || between > MOST_WRAPPED || !lines[end..next].iter().all(is_plain) {
        return None;
    }
    let mut whole = shape;
    whole.take(&lines[next + 1..next + run(lines, next).max(1)]);
    (rest.page == head.page && whole.is_sure() && shape.is_torn(head, rest)).then_some(next)
}

/// Whether a lone row is the pieces of a caption (`表1⇥⇥单位：万元`): at most two, or more with a unit of amounts among
/// them, at both ends of the line, and not the last row of the table before it.
fn is_caption(row: &Line<'_>, before: Option<&Block>) -> bool {
    let goes_on = matches!(before, Some(Block::Grid(grid)) if grid.columns == fields(row.text));
    let value = row.text.rsplit('\t').next().unwrap_or("").trim();
    let is_at_ends = !row.text.starts_with('\t') && !row.text.ends_with('\t');
    let printed = row.text.split('\t').filter(|piece| !piece.chars().all(is_blank)).count();
    let states_unit =
        || row.text.split('\t').any(|piece| matches!(preamble::part(piece), Some(Part::Unit(_))));
    let is_header =
        row.text.split('\t').all(|piece| piece.chars().all(is_blank) || headers::role(piece).is_some());
    is_at_ends
        && !is_header
        && (printed <= 2 || states_unit())
        && !(goes_on && (value.is_empty() || is_figure(value)))
}

/// Whether rows are a table of contents: two or more headings, each with a page, in order, mostly numbered.
fn is_contents(rows: &[Line<'_>]) -> bool {
    let mut last = 0_u32;
    let is_entry = |row: &Line<'_>| {
        let page = ENTRY.captures(row.text).and_then(|found| found.get(1)?.as_str().parse().ok());
        page.is_some_and(|page| std::mem::replace(&mut last, page) <= page && page > 0)
    };
    rows.len() > 1
        && rows.iter().all(is_entry)
        && rows.iter().filter(|row| NUMBERED.is_match(row.text)).count() * 2 >= rows.len()
}

/// Whether a row is the line under a header (`---⇥---`), as some writers put it.
fn is_separator(text: &str) -> bool {
    let mut fields = text.split('\t').map(str::trim).filter(|field| !field.is_empty()).peekable();
    let is_line = |field: &str| field.len() > 1 && field.trim_matches(':').bytes().all(|byte| byte == b'-');
    fields.peek().is_some() && fields.all(is_line)
}

/// The number of cells of a row.
fn fields(text: &str) -> usize {
    memchr::memchr_iter(b'\t', text.as_bytes()).count() + 1
}

/// The bytes of each cell of a row.
fn part_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split('\t').map(move |part| {
        let range = start..start + part.len();
        start = range.end + 1;
        range
    })
}

/// The text of a line that is no row: its pieces, one tab between them. Pieces are separated by tabs, or by wide
/// blanks where one of them is a label with a value (`表1      单位：万元`).
pub(in crate::read) fn pieces(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for part in text.split('\t').map(|part| part.trim_matches(is_blank)).filter(|part| !part.is_empty()) {
        if !joined.is_empty() {
            joined.push('\t');
        }
        let mut at = 0;
        for gap in FAR_APART.find_iter(part).filter(|_| part.contains(['：', ':'])) {
            joined.push_str(&part[at..gap.start()]);
            joined.push('\t');
            at = gap.end();
        }
        joined.push_str(&part[at..]);
    }
    joined
}
