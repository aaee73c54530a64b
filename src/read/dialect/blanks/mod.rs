//! Rows whose cells are parted by blanks, as pdf.js, pdfplumber, pypdf, pdfium and `pdftotext -raw` write the text of a PDF:
//! blank cells are not there, and heads and names are broken over lines.
//!
//! ```text
//! 项目 ⇥预算数 ⇥项目 ⇥预算数
//! 一、事业收入 ⇥12.50 一、教育支出 ⇥10.50
//! 二、农林水支出 ⇥2.00
//!
//! -- 4 of 26 --
//! ```
//!
//! Only texts with such lines between their pages, or with rows that end in amounts (or are a cell a line, as PyMuPDF writes
//! them) and no tables of markup, are read so: elsewhere a blank parts no cells. A table begins with its header and goes on over pages; what is not certain to be one is
//! left to the other dialects.

mod body;
mod centred;
mod form;
mod head;
mod places;
mod tokens;
mod unread;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use self::body::Body;
use self::head::Head;
use self::tokens::{Token, tokens};
use super::Rows;
use crate::error::Warning;
use crate::page::{Block, Grid};
use crate::read::lines::{Line, is_blank};
use crate::read::markup;
use crate::vocab::canonical::Vocabulary;
use crate::vocab::forms;
use crate::vocab::headers;
use crate::vocab::preamble::{self, Part};

/// What stands between two pages.
static BREAK: LazyLock<Regex> =
    LazyLock::new(|| markup::pattern(r"(?m)^-- (?:[0-9]{1,5} of [0-9]{1,5}|PAGE_BREAK) --[ \t]*\r?$"));

/// No header has more lines, nor more pieces.
const MOST_LINES: usize = 48;
const MOST_HEADS: usize = 60;
/// One of the first lines of a header holds a head that is not broken.
const FIRST_LINES: usize = 4;
/// A table none of whose first rows says otherwise is read by its header.
const FIRST_ROWS: usize = 32;
/// No title is longer.
const LONGEST_TITLE: usize = 40;
/// No piece of a head is longer.
const LONGEST_HEAD: usize = 30;
/// The foot of a page and the head of the next one have no more lines, nor these more pieces.
const MOST_BETWEEN: usize = 4;
const MOST_PIECES: usize = 3;

/// The text with a form feed for every line between two pages, if it has any.
pub(in crate::read) fn paged(text: &str) -> Option<String> {
    match BREAK.replace_all(text, "\u{c}") {
        Cow::Owned(paged) => Some(paged),
        Cow::Borrowed(_) => None,
    }
}

/// What a reader should know of the tables of such a text.
pub(in crate::read) fn warnings(blocks: &[Block]) -> Vec<Warning> {
    let is_lost = blocks.iter().any(|block| matches!(block, Block::Grid(_)));
    let message = "the text has no blank cells: a row with fewer figures than its table has heads may have them under \
                   others; extract the PDF that the text was made of";
    let lost = is_lost.then(|| Warning::new("blank_cells_lost", message));
    lost.into_iter().chain(unread::warnings(blocks)).collect()
}

/// Reads the table that begins with its header at `lines[0]`, and how many lines it takes.
pub(in crate::read) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let first = lines.first().filter(|line| !is_caption(line))?;
    if let Some(form) = form::read(lines) {
        return Some(form);
    }
    if !lines.iter().take(FIRST_LINES).any(holds_head) {
        return None;
    }
    let mut pieces: Vec<Token> = Vec::new();
    let mut found = None;
    for (index, line) in lines.iter().enumerate().take(MOST_LINES) {
        if !line.is_text_of(first.page) || line.is_blank() || preamble::is_note(line.text) {
            found = Head::of(&pieces).map(|head| (head, index));
            break;
        }
        let tokens = tokens(line);
        let is_body = tokens.first().is_some_and(|first| first.is_digits())
            || tokens.last().is_some_and(Token::is_figure)
            || tokens.first().is_some_and(|first| super::numbering(&first.text).is_some());
        let is_bare_total = tokens.len() == 1
            && index > 0
            && tokens[0].text == "合计"
            && !lines.get(index + 1).is_some_and(head::begins);
        if is_body || is_bare_total {
            found = Head::of(&pieces)
                .filter(|head| is_bare_total || Body::of(&head.sides).begins(&tokens))
                .map(|head| (head, index))
                .or_else(|| centred::begin(lines, index));
            if found.is_some() {
                break;
            }
            if is_body {
                return None;
            }
        }
        pieces.extend(tokens);
        let is_long = |piece: &Token| piece.text.chars().count() > LONGEST_HEAD || piece.text.contains('。');
        if pieces.len() > MOST_HEADS || pieces.iter().any(is_long) || is_caption(line) {
            return None;
        }
    }
    let (head, depth) = found?;
    let (body, end) = rows(lines, depth, &head)?;
    let is_empty = || lines.get(depth).is_some_and(|below| preamble::is_note(below.text));
    if body.len() == 0 && !is_empty() || !head.fits(body.figures()) {
        return None;
    }
    let mut grid = Rows::begin(first);
    write(&mut grid, &head, body.figures());
    let columns = head.figures(body.figures());
    body.write(&mut grid, &columns, &head.flat().unwrap_or_default());
    Some((grid.finish(), end))
}

/// Whether one of the pieces of a line is a head by itself.
fn holds_head(line: &Line<'_>) -> bool {
    let vocabulary = Vocabulary::built_in();
    let is_head = |piece: &str| piece.len() <= 3 * LONGEST_HEAD && head::is_known(piece, &vocabulary);
    line.table.is_none() && line.text.split(is_blank).any(is_head)
}

/// The rows from the line `start` on, and where they end; `None` where the first of them have no room below the header.
/// On a later page the header may stand again.
fn rows<'h>(lines: &[Line<'_>], start: usize, head: &'h Head) -> Option<(Body<'h>, usize)> {
    let mut body = Body::of(&head.sides);
    let (mut end, mut row) = (start, start);
    let mut at = start;
    while let Some(line) = lines.get(at) {
        if line.is_blank() {
            at += 1;
            continue;
        }
        let turns = at > start && turns(&lines[at - 1], line);
        if turns && let Some(next) = next_row(lines, start, end, at, &body).filter(|next| *next > at) {
            body.turn();
            at = next;
            continue;
        }
        let centred = if body.is_open() { None } else { centred::row(&lines[at..], &head.sides) };
        let (tokens, taken) = centred.unwrap_or_else(|| (tokens(line), 1));
        let is_end = line.table.is_some() || preamble::is_note(line.text) || is_caption(line);
        if is_end || !body.takes(&tokens) || turns && !body.begins(&tokens) {
            break;
        }
        let before = body.len();
        if turns {
            body.turn();
        }
        body.read(tokens);
        if body.len() > before {
            row = at;
        }
        if !body.fits() {
            // Long tables are kept up to here, so that none is read again and again.
            if body.len() <= FIRST_ROWS {
                return None;
            }
            body.take_back();
            end = row;
            break;
        }
        at += taken;
        end = at;
    }
    Some((body, end))
}

/// Whether a page or a part of one ends between two lines.
fn turns(line: &Line<'_>, next: &Line<'_>) -> bool {
    line.is_blank() || line.page != next.page
}

/// Where a table goes on, of which nothing is read from the line `at` on: behind its header, which stands again, and on the
/// next page also behind the foot of the one and the head of the other.
fn next_row(lines: &[Line<'_>], header: usize, end: usize, at: usize, body: &Body<'_>) -> Option<usize> {
    let page = lines[end - 1].page;
    let printed = (at..lines.len()).filter(|line| !lines[*line].is_blank());
    for (between, at) in printed.take(MOST_BETWEEN + 1).enumerate() {
        let line = &lines[at];
        let has_turned = line.page != page;
        if (has_turned || between == 0) && repeats(&lines[..header], &lines[at..]) {
            return Some(at + header);
        }
        if has_turned && body.begins(&tokens(line)) {
            return Some(at);
        }
        if !is_of_page(line) {
            break;
        }
    }
    None
}

/// Whether a line may stand at the foot or the head of a page, and not over a table.
fn is_of_page(line: &Line<'_>) -> bool {
    let pieces = tokens(line);
    let is_mark = |piece: &Token| preamble::part(&piece.text) == Some(Part::Page);
    let says_more = |piece: &Token| {
        piece.is_figure()
            || super::numbering(&piece.text).is_some()
            || piece.text.contains(['。', '：', ':'])
            || ends_as_title(&piece.text)
    };
    line.table.is_none()
        && pieces.len() <= MOST_PIECES
        && pieces.iter().all(|piece| is_mark(piece) || !says_more(piece))
        && !preamble::is_note(line.text)
}

/// Whether a header stands at the begin of these lines again.
fn repeats(header: &[Line<'_>], lines: &[Line<'_>]) -> bool {
    lines.len() > header.len()
        && header.iter().zip(lines).all(|(one, other)| one.text.trim() == other.text.trim())
}

/// Whether a line is of a header: it is heads and nothing else, or parts of them behind a line that is.
pub(in crate::read) fn is_header(text: &str, is_before: bool) -> bool {
    let vocabulary = Vocabulary::built_in();
    let may_be = |piece: &str| {
        piece.chars().count() <= LONGEST_HEAD
            && !piece.contains(['。', '：', ':'])
            && !super::is_figure(piece)
            && preamble::part(piece).is_none()
            && !ends_as_title(piece)
    };
    !preamble::is_note(text)
        && text
            .split(is_blank)
            .all(|piece| may_be(piece) && (is_before || head::is_known(piece, &vocabulary)))
}

/// The title that stands below its table at the end of a page, if the line is one.
pub(in crate::read) fn is_title_below(lines: &[Line<'_>]) -> bool {
    let [line, rest @ ..] = lines else { return false };
    let text = line.text.trim();
    ends_as_title(text)
        && preamble::part(text).is_none()
        && rest.first().is_none_or(|next| next.is_blank() || next.page != line.page)
}

/// Whether a line ends as titles of tables do, and is no longer.
fn ends_as_title(text: &str) -> bool {
    let ends = text.ends_with('表') || text.contains("表（") && text.ends_with('）');
    ends && text.chars().count() <= LONGEST_TITLE
}

/// Whether a line over a table is its title and not its number, unit or organization.
pub(in crate::read) fn is_title(text: &str) -> bool {
    text.split('\t').all(|piece| preamble::part(piece).is_none()) && !text.contains(['：', ':'])
}

/// Whether lines that hold tabs may be a table in other words than [`read`] knows: they begin with a head or the label of
/// a form. Anywhere else a tab stands where the print leaves room: before a number, or a unit.
pub(in crate::read) fn begin_table(lines: &[Line<'_>]) -> bool {
    let [line, next, ..] = lines else { return false };
    let pieces = tokens(line);
    let is_head =
        |first: &Token| headers::role(&first.text).is_some() || forms::is_label_or_group(&first.text);
    pieces.len() > 1
        && pieces.first().is_some_and(is_head)
        && !is_caption(line)
        && !preamble::is_note(next.text)
}

/// Whether a line says whose table it is, or in which unit: 单位：万元.
fn is_caption(line: &Line<'_>) -> bool {
    tokens(line).iter().any(|token| {
        token.text.contains(['：', ':'])
            && matches!(
                preamble::part(&token.text),
                Some(Part::Unit(_) | Part::Organization(_) | Part::Blank)
            )
    })
}

/// Writes the header, its heads over the first of their columns where that is certain.
fn write(grid: &mut Rows, head: &Head, figures: usize) {
    let columns = head.columns(figures);
    for (row, columns) in head.rows.iter().zip(columns) {
        let mut next = 0;
        for (token, column) in row.iter().zip(columns) {
            (next..column).for_each(|_| grid.push(String::new(), 0, None));
            grid.push(token.text.clone(), 0, token.place);
            next = column.max(next) + 1;
        }
        grid.end_row();
    }
}
