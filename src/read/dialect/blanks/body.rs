//! The rows of a table whose cells are parted by blanks and whose blank cells are not there.
//!
//! ```text
//! 201 ⇥29 ⇥群众团体事务 ⇥42.00        201 │ 29 │   │ 群众团体事务 │ 42.00
//! 2080505 机关事业单位基本养老        2080505 │ 机关事业单位基本养老保险缴费支出 │ 6.18
//! 保险缴费支出 6.18
//! 二、事业收入 ⇥五、教育支出 ⇥9.00    二、事业收入 │   │ 五、教育支出 │ 9.00
//! 六、农林水支出 ⇥3.00                │   │ 六、农林水支出 │ 3.00
//! ```
//!
//! A row consists of entries: codes, a name and figures. An entry begins with its code, or in a table without codes with its
//! name. On which of the parts that lie side by side it stands its number or code tells: each part goes on counting.

use super::head::Side;
use super::places;
use super::tokens::{Gap, Token};
use crate::read::dialect::tsv::names_row;
use crate::read::dialect::{Rows, numbering};
use crate::vocab::canonical::Vocabulary;
use crate::vocab::codes;
use crate::vocab::headers;

/// No name is longer, and no line of rows has more pieces.
const LONGEST_NAME: usize = 60;
const MOST_PIECES: usize = 512;
/// No row has more figures where its header does not tell how many.
const MOST_FIGURES: usize = 16;
/// A whole code has so many digits: class, group, item.
pub(super) const WHOLE: [usize; 3] = [3, 5, 7];

/// Codes, a name and figures.
#[derive(Debug, Default, Clone)]
struct Entry {
    codes: Vec<Token>,
    names: Vec<Token>,
    figures: Vec<Token>,
}

impl Entry {
    fn name(&self) -> &str {
        self.names.last().map_or("", |name| name.text.as_str())
    }

    fn is_blank(&self) -> bool {
        self.codes.is_empty() && self.names.is_empty() && self.figures.is_empty()
    }

    /// Its code, that of all levels together.
    fn code(&self) -> String {
        self.codes.iter().map(|code| code.text.as_str()).collect()
    }
}

/// The rows that are read so far.
pub(super) struct Body<'s> {
    sides: &'s [Side],
    rows: Vec<Vec<Entry>>,
    /// The rows that pages begin with.
    turns: Vec<usize>,
}

impl<'s> Body<'s> {
    pub(super) fn of(sides: &'s [Side]) -> Self {
        Self { sides, rows: Vec::new(), turns: Vec::new() }
    }

    /// Whether the rows have codes.
    fn is_coded(&self) -> bool {
        self.sides.iter().any(|side| side.codes > 0)
    }

    /// The entry that was read last.
    fn last(&self) -> Option<&Entry> {
        self.rows.last()?.last()
    }

    /// Whether the last row lacks what follows: a name behind its code, or figures behind a name that is not known.
    pub(super) fn is_open(&self) -> bool {
        self.last().is_some_and(|entry| {
            entry.figures.is_empty()
                && entry.name().len() <= LONGEST_NAME * 3
                && (!entry.codes.is_empty() || numbering(entry.name()).is_none() && !is_row(entry.name()))
        })
    }

    /// Whether a line begins with the rest of the last name: the vocabulary knows both together, or neither, where all
    /// others are numbered.
    fn completes(&self, line: &[Token]) -> bool {
        let Some((last, first)) = self.last().zip(line.first()) else { return false };
        let (name, rest) = (last.name(), first.text.as_str());
        let is_cut =
            last.figures.is_empty() && name.len() <= LONGEST_NAME * 3 && !name.is_empty() && !is_row(name);
        let goes_on = !first.is_figure() && numbering(rest).is_none() && !is_row(rest);
        let is_known = || names_row(&format!("{name}{rest}"));
        is_cut && goes_on && (is_known() || numbering(name).is_some() && line.len() > 1)
    }

    /// Whether a line is more figures of the last row, which has room for them.
    fn adds_figures(&self, line: &[Token]) -> bool {
        let Some(last) = self.last() else { return false };
        let room = self.sides.iter().map(|side| side.figures.unwrap_or(MOST_FIGURES)).max().unwrap_or(0);
        !last.names.is_empty()
            && last.figures.len() + line.len() <= room
            && line.iter().all(|token| token.is_figure() && !token.is_digits())
    }

    /// Whether a line of these pieces is a row, or goes on with the last one.
    pub(super) fn takes(&self, line: &[Token]) -> bool {
        let is_long =
            |token: &Token| token.text.chars().count() > LONGEST_NAME || token.text.contains(['。', '；']);
        let Some(first) = line.first().filter(|_| line.len() <= MOST_PIECES && !line.iter().any(is_long))
        else {
            return false;
        };
        let has_figures = line.last().is_some_and(Token::is_figure);
        if first.text.ends_with('表') && !has_figures {
            return false;
        }
        if self.adds_figures(line) {
            return true;
        }
        if self.is_coded() {
            return self.begins_with_code(line)
                || is_row(&first.text)
                || self.is_open() && !self.rows.is_empty()
                || numbering(&first.text).is_some() && has_figures
                || has_figures && !first.is_figure() && self.rows.len() < 2;
        }
        if self.sides.iter().all(|side| side.names == 0) {
            return line.iter().all(Token::is_figure);
        }
        !first.is_figure() && (has_figures || numbering(&first.text).is_some() || is_row(&first.text))
            || self.is_open()
            || self.completes(line)
    }

    /// Whether a line begins with a code: the first level, or a whole one. Whole numbers alone are the figures of a row
    /// that has none yet.
    fn begins_with_code(&self, line: &[Token]) -> bool {
        let lacks_figures = |last: &Entry| !last.names.is_empty() && last.figures.is_empty();
        let may_be_figures = || self.last().is_some_and(lacks_figures) && line.iter().all(Token::is_figure);
        self.is_coded()
            && line.first().is_some_and(|first| {
                let is_code = first.is_digits() && first.text.len() >= WHOLE[0];
                is_code && !(codes::names(&first.text).is_empty() && may_be_figures())
            })
            && line.get(1).is_none_or(|next| !next.is_figure() || next.is_digits())
    }

    /// Whether a table begins with this line: it has all that a row needs.
    pub(super) fn begins(&self, line: &[Token]) -> bool {
        let Some((first, last)) = line.first().zip(line.last()) else { return false };
        let has_amount = last.is_figure() && last.text.contains(|c: char| c.is_ascii_digit());
        if self.is_coded() {
            return self.begins_with_code(line) || has_amount && !first.is_figure();
        }
        has_amount || numbering(&first.text).is_some()
    }

    /// Reads a line. Where pages end, pdfium writes several rows into one.
    pub(super) fn read(&mut self, mut line: Vec<Token>) {
        let is_coded = matches!(self.sides, [side] if side.codes > 0);
        while let Some(end) = (1..line.len()).find(|at| is_coded && begins_row(&line, *at)) {
            let rest = line.split_off(end);
            self.read_row(line);
            line = rest;
        }
        self.read_row(line);
    }

    /// Reads a line of one row.
    fn read_row(&mut self, line: Vec<Token>) {
        let begins_with_code = self.begins_with_code(&line);
        let is_numbered = line.first().is_some_and(|first| numbering(&first.text).is_some());
        let lacks_name = |entry: &Entry| {
            entry.names.is_empty() && entry.figures.is_empty() && entry.code().len() < WHOLE[2]
        };
        let is_rest = line.first().is_some_and(Token::is_digits)
            && self.last().is_some_and(lacks_name)
            && self.is_coded();
        let first_known = line.first().is_some_and(|first| is_row(&first.text));
        let is_total = line.first().is_some_and(|first| headers::is_total(&first.text));
        let is_coded_entry = self.last().is_some_and(|entry| !entry.codes.is_empty());
        let goes_on = is_rest
            || self.adds_figures(&line)
            || self.completes(&line)
            || !begins_with_code
                && self.is_open()
                && !is_numbered
                && (is_coded_entry && !is_total || !first_known);
        if !goes_on {
            self.rows.push(Vec::new());
        }
        let texts: Vec<bool> = line.iter().map(|token| !token.is_figure()).collect();
        let levels = levels(&line);
        for (index, token) in line.into_iter().enumerate() {
            let named = index < levels
                || texts.get(index + 1..).is_some_and(|rest| {
                    let digits = rest.iter().take_while(|is_text| !**is_text).count();
                    digits < self.sides.first().map_or(1, |side| side.codes.max(1)) && digits < rest.len()
                        || rest.is_empty()
                });
            self.add(token, index, named);
        }
    }

    /// Adds the next piece of a line to the last row; behind it a name may stand.
    fn add(&mut self, token: Token, index: usize, named: bool) {
        let (is_coded, is_abreast) = (self.is_coded(), self.sides.len() > 1);
        let most = self.sides.iter().map(|side| side.codes).max().unwrap_or(0);
        let names = self.sides.iter().map(|side| side.names).max().unwrap_or(1);
        let Some(row) = self.rows.last_mut() else { return };
        if row.is_empty() {
            row.push(Entry::default());
        }
        let count = row.len();
        let Some(entry) = row.last_mut() else { return };
        let is_bare = entry.names.is_empty() && entry.figures.is_empty();
        if is_coded && token.is_digits() && is_bare && (named || index == 0) {
            let is_full = entry.codes.len() >= most;
            match entry.codes.last_mut().filter(|_| is_full) {
                Some(code) => code.text.push_str(&token.text),
                None => entry.codes.push(token),
            }
        } else if is_coded && is_abreast && named && token.is_digits() && WHOLE.contains(&token.text.len()) {
            row.push(Entry { codes: vec![token], ..Entry::default() });
        } else if token.is_figure() {
            entry.figures.push(token);
        } else if is_bare {
            entry.names.push(token);
        } else if entry.figures.is_empty()
            && (token.gap == Gap::Line || is_coded && !entry.codes.is_empty() && entry.names.len() >= names)
        {
            if let Some(name) = entry.names.last_mut() {
                name.text.push_str(&token.text);
            }
        } else if is_abreast || !entry.figures.is_empty() || count > 1 {
            row.push(Entry { names: vec![token], ..Entry::default() });
        } else {
            entry.names.push(token);
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the last row has room below the header: it has a head for every name and, where it tells, for every figure.
    /// The code of the row before has got its name by then: else codes are broken over lines.
    pub(super) fn fits(&self) -> bool {
        let before = self.rows.len().checked_sub(2).and_then(|row| self.rows.get(row));
        let is_named = |entry: &Entry| entry.codes.is_empty() || !entry.names.is_empty();
        if !before.into_iter().flatten().all(is_named) {
            return false;
        }
        let names = self.sides.iter().map(|side| side.names).max().unwrap_or(0);
        let figures = self.sides.iter().map(|side| side.figures.unwrap_or(usize::MAX)).max().unwrap_or(0);
        let has_room = |entry: &Entry| entry.names.len() <= names && entry.figures.len() <= figures;
        self.rows.last().is_none_or(|row| row.len() <= self.sides.len() && row.iter().all(has_room))
    }

    /// Takes the last row back.
    pub(super) fn take_back(&mut self) {
        self.rows.pop();
    }

    /// The most figures that any row prints.
    pub(super) fn figures(&self) -> usize {
        self.rows.iter().flatten().map(|entry| entry.figures.len()).max().unwrap_or(0)
    }

    /// Says that the next row is on another page.
    pub(super) fn turn(&mut self) {
        self.turns.push(self.rows.len());
    }

    /// Writes the rows, each side of which has so many columns of figures where that is certain, those of a single one below
    /// these heads if they are known.
    pub(super) fn write(self, grid: &mut Rows, columns: &[Option<usize>], heads: &[&Token]) {
        let sides = self.sides;
        let mut before: Vec<Entry> = sides.iter().map(|_| Entry::default()).collect();
        let mut rows: Vec<Vec<Entry>> = Vec::new();
        for row in self.rows {
            let places = places(&row, &before, sides);
            let mut entries: Vec<Entry> = sides.iter().map(|_| Entry::default()).collect();
            for (place, entry) in places.into_iter().zip(row) {
                if let Some(slot) = entries.get_mut(place) {
                    *slot = entry;
                }
            }
            for (before, entry) in
                before.iter_mut().zip(&entries).filter(|(_, entry)| !entry.names.is_empty())
            {
                before.clone_from(entry);
            }
            rows.push(entries);
        }
        let mut figures = placed(&rows, &self.turns, columns, heads);
        for (row, entries) in rows.into_iter().enumerate() {
            let last = entries.iter().rposition(|entry| !entry.is_blank()).unwrap_or(0);
            for (index, (entry, side)) in entries.into_iter().zip(sides).enumerate() {
                write(grid, &entry.codes, side.codes);
                write(grid, &entry.names, side.names);
                let is_last = index == last && index + 1 == sides.len();
                let width = if is_last { entry.figures.len() } else { side.figures.unwrap_or(0) };
                match figures.get_mut(index).and_then(|rows| rows.get_mut(row)?.take()) {
                    Some(cells) => cells.iter().for_each(|cell| write(grid, cell.as_slice(), 1)),
                    None => write(grid, &entry.figures, width),
                }
            }
            grid.end_row();
        }
    }
}

/// A cell for each column of figures.
type Cells = Vec<Option<Token>>;

/// The figures of the rows of each side in their columns, on the pages where their places tell these, or in the whole table
/// below its heads.
fn placed(
    rows: &[Vec<Entry>],
    turns: &[usize],
    columns: &[Option<usize>],
    heads: &[&Token],
) -> Vec<Vec<Option<Cells>>> {
    let figures: Vec<&[Token]> =
        rows.iter().filter_map(|row| Some(row.first()?.figures.as_slice())).collect();
    if let Some(below) = places::below(&figures, heads) {
        return vec![below.into_iter().map(Some).collect()];
    }
    let mut ends: Vec<usize> = turns.to_vec();
    ends.push(rows.len());
    let side = |(index, columns): (usize, &Option<usize>)| {
        let mut start = 0;
        let pages = ends.iter().flat_map(|end| {
            let page = &rows[start..*end];
            start = *end;
            let figures: Vec<&[Token]> = page.iter().map(|row| row[index].figures.as_slice()).collect();
            match columns.and_then(|columns| places::placed(&figures, columns)) {
                Some(rows) => rows.into_iter().map(Some).collect(),
                None => vec![None; page.len()],
            }
        });
        pages.collect()
    };
    columns.iter().enumerate().map(side).collect()
}

/// Whether a row begins behind an amount within a line: a known code and its name, or a total.
fn begins_row(line: &[Token], at: usize) -> bool {
    let (before, rest) = line.split_at(at);
    let is_behind = before.last().is_some_and(|last| last.is_figure() && !last.is_digits());
    let Some(first) = rest.first().filter(|_| is_behind) else { return false };
    let is_class = first.is_digits() && !codes::names(&first.text).is_empty();
    let levels = if is_class { levels(rest).max(1) } else { 0 };
    let is_named = rest.get(levels).is_some_and(|name| !name.is_figure());
    is_named && (is_class || headers::is_total(&first.text))
}

/// How many pieces at the begin of a line are the levels of one code before a name, if that is there: 207 │ 01 │ 04.
fn levels(line: &[Token]) -> usize {
    let is_level = |token: &&Token| token.is_digits() && token.text.len() == 2;
    let levels = 1 + line.iter().skip(1).take_while(is_level).count();
    let is_class = line.first().is_some_and(|first| first.is_digits() && first.text.len() == WHOLE[0]);
    let is_named = line.get(levels).is_none_or(|next| !next.is_figure());
    if is_class && levels <= WHOLE.len() && is_named { levels } else { 0 }
}

/// Writes so many cells: these pieces, and blanks behind them.
fn write(grid: &mut Rows, tokens: &[Token], width: usize) {
    let blanks = width.saturating_sub(tokens.len());
    for Token { text, place, .. } in tokens {
        grid.push(text.clone(), 0, *place);
    }
    (0..blanks).for_each(|_| grid.push(String::new(), 0, None));
}

/// On which side each entry of a row stands, `before` being the last entries of the sides.
fn places(row: &[Entry], before: &[Entry], sides: &[Side]) -> Vec<usize> {
    let mut places = Vec::new();
    let mut free = 0;
    for (index, entry) in row.iter().enumerate() {
        // Each of those behind needs a side of its own.
        let last = sides.len().saturating_sub(row.len() - index).max(free);
        let fits = |&side: &usize| fit(entry, before.get(side), sides.get(side), side);
        let place = (free..=last).max_by_key(fits).unwrap_or(free);
        places.push(place);
        free = place + 1;
    }
    places
}

/// How much speaks for an entry standing on a side behind the one `before`.
fn fit(entry: &Entry, before: Option<&Entry>, side: Option<&Side>, index: usize) -> i32 {
    let (Some(before), Some(side)) = (before, side) else { return i32::MIN };
    let mut score = 0;
    if side.figures.is_some_and(|most| entry.figures.len() > most) {
        score -= 8;
    }
    match (numbering(before.name()), numbering(entry.name())) {
        (Some((frame, number)), Some((own, next))) if frame == own && next == number + 1 => score += 4,
        (None, Some((_, 1))) => score += 1,
        (Some((frame, _)), Some((own, next))) if frame == own && next != 1 => score -= 2,
        _ => {}
    }
    let (code, own) = (before.code(), entry.code());
    if !code.is_empty() && !own.is_empty() {
        score += if code < own { 2 } else { -2 };
        score += if code.get(..3) == own.get(..3) { 2 } else { 0 };
    }
    let (own_end, other_end) = if index == 0 { ("收入", "支出") } else { ("支出", "收入") };
    score += i32::from(entry.name().ends_with(own_end)) - i32::from(entry.name().ends_with(other_end));
    let scopes: &[&str] = if index == 0 { &["revenue"] } else { &["expenditure"] };
    let other: &[&str] = if index == 0 { &["expenditure"] } else { &["revenue"] };
    let vocabulary = Vocabulary::built_in();
    let knows = |scopes| vocabulary.names_row(entry.name(), scopes);
    match (knows(scopes), knows(other)) {
        (true, false) => score += 2,
        (false, true) => score -= 2,
        _ => {}
    }
    score
}

/// Whether the vocabulary knows a row of this name, or it is that of a class: without its last word it may be broken.
fn is_row(name: &str) -> bool {
    let is_class = || name.ends_with("支出") && codes::functional_class(name).is_some();
    headers::is_total(name) || name == "小计" || name.starts_with("其中") || names_row(name) || is_class()
}
