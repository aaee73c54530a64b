//! Headers that OCR printed without the blanks of their merged cells: every row is its texts from the first column on.
//!
//! ```text
//! 预算数 │ 决算数                                               over columns that are numbered from 1 to 12
//! 合计   │ 因公出国费     │ 公务用车费     │ 公务接待费 │ 合计 │ 因公出国费 │ …
//! 小计   │ 公务用车购置费 │ 公务用车运行费 │ 小计       │ …
//!                                                               → 预算数/公务用车费/小计 is the third column
//! ```
//!
//! The heads of a row divide heads of the row above, a run of them each, in their order. Their words tell which, and that
//! all of them together are as wide as the rows of the body.

use std::ops::Range;

use regex::Regex;

use crate::document::Role;
use crate::tables::header::{self, DEEPEST};
use crate::tables::levels::{self, LEVELS};
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::headers;

/// Rows of more heads are left alone, so that no few bytes ask for many comparisons.
const MOST_HEADS: usize = 24;

/// What speaks for a run of heads under a head, beside every two characters that they share: that a head is known as a
/// member of the group, that the run begins with a sum, or that it heads codes and names under the head of both.
const IS_MEMBER: u32 = 8;
const BEGINS_WITH_SUM: u32 = 4;
const CODES: u32 = 16;

/// Puts the heads of such a header over their columns.
pub fn restore(matrix: &mut Matrix) {
    if matrix.printed {
        return;
    }
    let rows = matrix.rows.len();
    let is_body = |row: usize| {
        matrix.tokens(row).next().is_none()
            || header::is_data(matrix, row)
            || header::is_column_numbers(matrix, row)
    };
    let depth = (0..rows.min(DEEPEST)).take_while(|&row| !is_body(row)).count();
    if depth < 2 {
        return;
    }
    let heads: Vec<Vec<Head>> = (0..depth).map(|row| heads(matrix, row)).collect();
    // Without a body only a head of codes tells the rows of a header from others.
    if depth == rows && heads[1].first().is_none_or(|first| first.role != Some(Role::Code)) {
        return;
    }
    // Blanks behind other heads than those of codes and names are the columns that they cover.
    let is_lost = |head: &Head| head.span == 1 || head.heads_codes() || head.heads_codes_and_names();
    if !heads.iter().all(|heads| (1..=MOST_HEADS).contains(&heads.len())) || !heads[0].iter().all(is_lost) {
        return;
    }
    let reach = |end: fn(&Slot) -> bool| {
        let extents = matrix.rows[depth..].iter().map(|row| row.iter().rposition(|slot| !end(slot)));
        extents.flatten().max().map_or(0, |last| last + 1)
    };
    let (printed, reached) = (reach(Slot::is_blank), reach(|slot| slot.absent));
    if wide(&heads[0]) == reached {
        return;
    }
    let numbered = depth < rows && header::is_column_numbers(matrix, depth);
    let fits = |found: usize| found == printed || found > printed && !numbered;
    let Some((columns, found)) = columns(&heads).filter(|(_, found)| fits(*found)) else { return };
    // What has kept its blanks stands where it belongs.
    let agrees = |(heads, columns): (&Vec<Head>, &Vec<usize>)| {
        is_compact(heads) || heads.iter().map(|head| &head.column).eq(columns)
    };
    if !heads.iter().zip(&columns).skip(1).all(agrees) {
        return;
    }
    matrix.widen(found);
    for (row, (heads, columns)) in heads.iter().zip(columns).enumerate() {
        let mut laid = vec![Slot::absent(); matrix.columns];
        for (head, column) in heads.iter().zip(columns) {
            laid[column] = std::mem::take(&mut matrix.rows[row][head.column]);
        }
        matrix.rows[row] = laid;
    }
}

/// One text of a row of the header.
struct Head {
    key: String,
    /// Every two characters that stand side by side in it.
    pairs: Vec<(char, char)>,
    role: Option<Role>,
    /// Which one before it in its row is the same.
    again: Option<usize>,
    column: usize,
    /// How many columns it and the blanks behind it take.
    span: usize,
}

impl Head {
    fn is_sum(&self) -> bool {
        headers::is_sum(&self.key)
    }

    fn names_rows(&self) -> bool {
        matches!(self.role, Some(Role::Code | Role::Name))
    }

    fn may_head_figures(&self) -> bool {
        self.role.is_none_or(Role::is_figure)
    }

    fn heads_codes(&self) -> bool {
        self.role == Some(Role::Code) && !self.is_level()
    }

    fn heads_codes_and_names(&self) -> bool {
        levels::heads_codes_and_names(&self.key)
    }

    fn is_level(&self) -> bool {
        LEVELS.contains(&self.key.as_str())
    }

    /// What speaks for each of those below under this one.
    fn draws(&self, below: &[Self]) -> Vec<u32> {
        let members: Vec<&Regex> = headers::members(&self.key).collect();
        let draws = |below: &Self| {
            if members.iter().any(|members| members.is_match(&below.key)) {
                return IS_MEMBER;
            }
            below.pairs.iter().filter(|pair| self.pairs.contains(pair)).count() as u32
        };
        below.iter().map(draws).collect()
    }
}

/// The texts of a row. Those of the first and heads of codes reach as far as the next one; below the first, other blanks
/// may stand under heads that are not divided.
fn heads(matrix: &Matrix, row: usize) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    for (column, slot) in matrix.tokens(row) {
        if let Some(before) = heads.last_mut().filter(|before| row == 0 || before.heads_codes()) {
            before.span = column - before.column;
        }
        let key = fold::key(&slot.text);
        let pairs = key.chars().zip(key.chars().skip(1)).collect();
        let again = heads.iter().rposition(|before| before.key == key);
        heads.push(Head { role: headers::role(&key), key, pairs, again, column, span: 1 });
    }
    heads
}

/// Whether the heads of a row stand side by side from the first column on.
fn is_compact(heads: &[Head]) -> bool {
    let ends = heads.iter().scan(0, |end, head| {
        *end += head.span;
        Some(*end)
    });
    std::iter::once(0).chain(ends).zip(heads).all(|(end, head)| head.column == end)
}

fn wide(heads: &[Head]) -> usize {
    heads.last().map_or(0, |last| last.column + last.span)
}

/// The columns in which the heads of each row stand, and how many there are; `None` where that stays open.
fn columns(rows: &[Vec<Head>]) -> Option<(Vec<Vec<usize>>, usize)> {
    let runs: Vec<Vec<Range<usize>>> =
        rows.windows(2).map(|pair| runs(&pair[0], &pair[1])).collect::<Option<_>>()?;
    // From the lowest row up, for a head is as wide as those that divide it.
    let mut spans: Vec<Vec<usize>> =
        rows.iter().map(|row| row.iter().map(|head| head.span).collect()).collect();
    for (row, runs) in runs.iter().enumerate().rev() {
        for (head, run) in runs.iter().enumerate().filter(|(_, run)| !run.is_empty()) {
            spans[row][head] = spans[row + 1][run.clone()].iter().sum();
        }
    }
    let start = |start: &mut usize, span: &usize| Some(std::mem::replace(start, *start + span));
    let first: Vec<usize> = spans[0].iter().scan(0, start).collect();
    let mut columns = vec![first];
    for (row, runs) in runs.iter().enumerate() {
        let mut below = vec![0; rows[row + 1].len()];
        for (run, &column) in runs.iter().zip(&columns[row]) {
            let starts = spans[row + 1][run.clone()].iter().scan(column, start);
            below[run.clone()].iter_mut().zip(starts).for_each(|(own, start)| *own = start);
        }
        columns.push(below);
    }
    Some((columns, spans[0].iter().sum()))
}

/// The run of heads below that divides each head, blank for one that is not divided: the only ones that most speaks for.
fn runs(heads: &[Head], below: &[Head]) -> Option<Vec<Range<usize>>> {
    /// The best from here on: what speaks for it, whether it is the only one, and where the first run ends.
    type Best = Option<(u32, bool, usize)>;
    let mut best: Vec<Vec<Best>> = vec![vec![None; below.len() + 1]; heads.len() + 1];
    best[heads.len()][below.len()] = Some((0, true, below.len()));
    for (at, head) in heads.iter().enumerate().rev() {
        let draws = head.draws(below);
        for from in 0..=below.len() {
            let mut found: Best = best[at + 1][from].map(|(points, only, _)| (points, only, from));
            for end in from + 1..=below.len() {
                // A sum and a head that comes again begin another run.
                let last = &below[end - 1];
                if end - 1 > from && (last.is_sum() || last.again.is_some_and(|again| again >= from)) {
                    break;
                }
                let (Some(own), Some((rest, only, _))) =
                    (divides(head, &below[from..end], &draws[from..end]), best[at + 1][end])
                else {
                    continue;
                };
                let points = own + rest;
                found = match found {
                    Some((most, ..)) if most > points => found,
                    Some((most, _, first)) if most == points => Some((most, false, first)),
                    _ => Some((points, only, end)),
                };
            }
            best[at][from] = found;
        }
    }
    let mut from = 0;
    let only = best[0][0].is_some_and(|(_, only, _)| only);
    only.then(|| {
        (0..heads.len())
            .map(|at| {
                let end = best[at][from].map_or(from, |(.., end)| end);
                std::mem::replace(&mut from, end)..end
            })
            .collect()
    })
}

/// What speaks for a run of heads under a head; `None` where it cannot stand there.
fn divides(head: &Head, run: &[Head], draws: &[u32]) -> Option<u32> {
    let [first, rest @ ..] = run else { return None };
    let names = run.iter().filter(|head| head.names_rows()).count();
    let levels = run.iter().filter(|head| head.is_level()).count();
    if levels > 0 {
        // 类 款 项, and the names beside them where all stand under one head.
        let named = names == levels + 1 && run.last().is_some_and(|last| !last.is_level());
        let ordered = run.iter().zip(LEVELS).take(levels).all(|(head, level)| head.key == level);
        let fits = levels > 1 && ordered && run.len() == levels + usize::from(named);
        let over_codes = !named && head.heads_codes();
        return match head.heads_codes_and_names() {
            true if fits => Some(CODES),
            false if fits && over_codes => Some(CODES + 1),
            _ => None,
        };
    }
    if names > 0 {
        let is_pair =
            matches!(run, [code, name] if code.role == Some(Role::Code) && name.role == Some(Role::Name));
        let over_names = head.heads_codes_and_names();
        // 项目 │ 金额 under 收入, and again under 支出.
        let is_half = head.key.ends_with("收入") || head.key.ends_with("支出");
        return match names {
            2 if is_pair => over_names.then_some(CODES),
            1 if first.names_rows() => (is_half || over_names && run.len() > 1).then_some(BEGINS_WITH_SUM),
            _ => None,
        };
    }
    if rest.is_empty() || head.is_sum() || !head.may_head_figures() {
        return None;
    }
    let points = draws.iter().sum::<u32>() + if first.is_sum() { BEGINS_WITH_SUM } else { 0 };
    (points > 0).then_some(points)
}
