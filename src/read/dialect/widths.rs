//! Merged heads whose widths OCR lost (`colspan`) or wrote wrong by one: the heads below them and the rows of the body tell.
//!
//! ```text
//! <td rowspan=2>项目 <td>基本支出 <td>项目支出         as wide as 人员经费 and 公用经费
//!                    <td>人员经费 <td>公用经费 <td>小计
//! <td>合计 <td>9.00 …                                  over the code and the name of every other row
//! ```
//!
//! Lost are they where no head is wider than one column, and in the body nothing but totals and 栏次; wrong, where a row of
//! heads is not as wide as the body: there one that is divided may have lost its width, too.

use std::ops::{Range, RangeInclusive};

use super::is_figure;
use crate::page::Cell;
use crate::text::fold;
use crate::vocab::division::{self, Head, Stand};
use crate::vocab::headers;

/// A header has at most so many rows above the first that is as wide as the table.
const DEEPEST: usize = 4;
/// A table has at most so many columns, so that no few bytes ask for many comparisons.
const WIDEST: usize = 64;

/// Widens the merged heads and the names of totals of a table that has lost their widths.
pub(super) fn widen(cells: &mut [Cell], rows: usize) {
    let (own, widths) = extents(cells, rows);
    if correct(cells, &own, &widths) {
        super::spans::arrange(cells, rows);
        return;
    }
    let Some(table) = Rows::of(cells, own, widths) else { return };
    let head = table.own[table.full].end;
    let body = table.own.iter().find(|row| holds_figure(cells, row)).map_or(cells.len(), |row| row.start);
    let are_lost = |cells: &[Cell]| cells.iter().all(|cell| cell.column_span == 1);
    let mut found = if are_lost(&cells[..head.min(body)]) { table.heads(cells) } else { Vec::new() };
    found.extend(table.totals(cells, body));
    for &(index, span) in &found {
        cells[index].column_span = span;
    }
    if !found.is_empty() {
        super::spans::arrange(cells, rows);
    }
}

/// Corrects the merged heads that are wider or narrower by one than what divides them, or have lost their width; whether there
/// were any.
fn correct(cells: &mut [Cell], own: &[Range<usize>], widths: &[usize]) -> bool {
    let body = own.iter().position(|row| holds_figure(cells, row));
    let Some(body) = body.filter(|body| (2..=DEEPEST + 1).contains(body)) else { return false };
    let Some(width) = common(&widths[body..]).filter(|width| (2..=WIDEST).contains(width)) else {
        return false;
    };
    let is_merged = cells[..own[body].start].iter().any(|cell| cell.column_span > 1);
    if !is_merged || widths[..body].iter().all(|own| *own == width) {
        return false;
    }
    let Some(spans) = divided_spans(cells, &own[..body])
        .filter(|spans| own[0].clone().map(|at| spans[at]).sum::<usize>() == width)
    else {
        return false;
    };
    cells.iter_mut().zip(spans).for_each(|(cell, span)| cell.column_span = span);
    true
}

/// How wide the heads of each of these rows are by what divides them, where none that is wider than one column changes by
/// more than one.
fn divided_spans(cells: &[Cell], own: &[Range<usize>]) -> Option<Vec<usize>> {
    let lowest = own.last()?;
    let mut spans = vec![1; lowest.end];
    if cells[lowest.clone()].iter().any(|cell| cell.column_span > 1) {
        return None;
    }
    for row in (0..own.len() - 1).rev() {
        let below = own[row + 1].clone();
        let is_divided = |at: &usize| cells[*at].row_span == 1;
        let (divided, whole): (Vec<usize>, Vec<usize>) = own[row].clone().partition(is_divided);
        whole.iter().for_each(|&at| spans[at] = cells[at].column_span);
        if whole.iter().any(|&at| row + cells[at].row_span < own.len()) {
            return None;
        }
        let starts = said(cells, &divided, below.clone(), |wide| match row + 2 == own.len() {
            _ if wide == 1 => 1..=usize::MAX,
            true => wide - 1..=wide + 1,
            false => 1..=wide + 1,
        })?;
        add_up(&mut spans, &divided, &starts, below.end);
    }
    let is_near =
        |(cell, span): (&Cell, &usize)| cell.column_span == 1 || cell.column_span.abs_diff(*span) <= 1;
    cells.iter().zip(&spans).all(is_near).then_some(spans)
}

/// The cells of each row, and how many columns each row fills with the cells that reach into it from above.
fn extents(cells: &[Cell], rows: usize) -> (Vec<Range<usize>>, Vec<usize>) {
    let begin = |row: usize| cells.partition_point(|cell| cell.row < row);
    ((0..rows).map(|row| begin(row)..begin(row + 1)).collect(), filled(cells, rows))
}

/// How many columns each row fills with the cells that reach into it from above.
pub(super) fn filled(cells: &[Cell], rows: usize) -> Vec<usize> {
    // How many columns of cells begin in each row, and how many have ended above it.
    let mut changes = vec![(0, 0); rows + 1];
    for cell in cells {
        changes[cell.row].0 += cell.column_span;
        changes[(cell.row + cell.row_span).min(rows)].1 += cell.column_span;
    }
    let widths = changes[..rows].iter().scan(0, |width, (begun, ended)| {
        *width = *width + begun - ended;
        Some(*width)
    });
    widths.collect()
}

/// Whether a row prints a figure.
fn holds_figure(cells: &[Cell], row: &Range<usize>) -> bool {
    cells[row.clone()].iter().any(|cell| is_figure(&cell.text))
}

/// Makes heads as wide as the cells below that divide them, of each from its start to that of the next.
fn add_up(spans: &mut [usize], heads: &[usize], starts: &[usize], end: usize) {
    let ends = starts.iter().copied().skip(1).chain([end]);
    for ((&head, &start), end) in heads.iter().zip(starts).zip(ends) {
        spans[head] = spans[start..end].iter().sum();
    }
}

/// The width of more than half of the rows.
fn common(widths: &[usize]) -> Option<usize> {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    let middle = *sorted.get(sorted.len() / 2)?;
    (widths.iter().filter(|width| **width == middle).count() * 2 > widths.len()).then_some(middle)
}

/// The rows of a table.
struct Rows {
    /// The cells of each row.
    own: Vec<Range<usize>>,
    /// How many columns each row fills, with the cells that reach into it from above.
    widths: Vec<usize>,
    /// How wide the table is.
    width: usize,
    /// The first row that is as wide.
    full: usize,
}

impl Rows {
    /// `None` where fewer than half of the rows of the body are as wide as the table, or hold figures.
    fn of(cells: &[Cell], own: Vec<Range<usize>>, widths: Vec<usize>) -> Option<Self> {
        let width = *widths.iter().max()?;
        let full = widths.iter().position(|own| *own == width)?;
        let wide = widths[full..].iter().filter(|own| **own == width).count();
        let figures = own[full..].iter().filter(|row| holds_figure(cells, row)).count();
        let is_body = wide.min(figures) * 2 >= own.len() - full;
        ((2..=WIDEST).contains(&width) && full <= DEEPEST && is_body).then_some(Self {
            own,
            widths,
            width,
            full,
        })
    }

    /// The heads above the first full row that are wider than one column, and how wide.
    fn heads(&self, cells: &[Cell]) -> Vec<(usize, usize)> {
        let end = self.own[self.full].end;
        if cells[..end].iter().any(|cell| is_figure(&cell.text)) {
            return Vec::new();
        }
        let mut spans = vec![1; end];
        for row in (0..self.full).rev() {
            let below = self.own[row + 1].clone();
            // A cell that ends here, begun further up, may be divided below as well.
            if cells[..self.own[row].start].iter().any(|cell| cell.row + cell.row_span == row + 1) {
                return Vec::new();
            }
            let divided: Vec<usize> = self.own[row].clone().filter(|&at| cells[at].row_span == 1).collect();
            let Some(starts) = starts(cells, &divided, below.clone()) else { return Vec::new() };
            add_up(&mut spans, &divided, &starts, below.end);
        }
        let fills = self.own[0].clone().map(|at| spans[at]).sum::<usize>() == self.width;
        spans.into_iter().enumerate().filter(|(_, span)| fills && *span > 1).collect()
    }

    /// The names of totals, and of the row of column numbers, that are merged over the columns before the figures; none where
    /// another cell from `body` on has kept its width.
    fn totals(&self, cells: &[Cell], body: usize) -> Vec<(usize, usize)> {
        let is_name = |text: &str| headers::is_total(text) || fold::key(text) == "栏次";
        if cells[body..].iter().any(|cell| cell.column_span > 1 && !is_name(&cell.text)) {
            return Vec::new();
        }
        let is_total = |row: &usize| is_name(&cells[self.own[*row].start].text);
        let body = || (self.full..self.own.len()).filter(|&row| !self.own[row].is_empty());
        let alone = |row: &usize| self.own[*row].len() == self.widths[*row];
        let full = body().filter(alone).filter(|row| self.widths[*row] == self.width && !is_total(row));
        let names = full.filter_map(|row| last_name(&cells[self.own[row].clone()]));
        let Some(name) = names.min().filter(|name| *name > 0) else { return Vec::new() };
        let merged = |row: &usize| {
            let figure = cells[self.own[*row].clone()].get(1).is_some_and(|cell| is_figure(&cell.text));
            figure && self.width - self.widths[*row] >= name
        };
        let totals = body().filter(alone).filter(is_total).filter(merged);
        totals.flat_map(|row| self.spans_of_totals(cells, row, name)).collect()
    }

    /// How wide the totals of a row are: the first reaches over the names, another over the blocks that end in its figure.
    fn spans_of_totals(&self, cells: &[Cell], row: usize, name: usize) -> Vec<(usize, usize)> {
        let first = self.own[row].start;
        let rest = self.width - self.widths[row] - name;
        let last = self.own[row].clone().skip(1).rfind(|&at| headers::is_total(&cells[at].text));
        let last = last.filter(|at| at + 2 == self.own[row].end).map(|at| (at, 1 + rest));
        std::iter::once((first, 1 + name)).chain(last).collect()
    }
}

/// Where the cells of the row `below` begin that divide each of the heads above; `None` where that stays open.
fn starts(cells: &[Cell], heads: &[usize], below: Range<usize>) -> Option<Vec<usize>> {
    let key = |at: usize| fold::key(&cells[at].text);
    if heads.len() < 2 {
        return (heads.len() == 1 && !below.is_empty()).then(|| vec![below.start]);
    }
    let first = below.clone().next()?;
    let fits = |found: &Vec<usize>| {
        found.len() == heads.len()
            && found.first() == Some(&first)
            && found.is_sorted_by(|at, next| at < next)
    };
    // The levels of a code are one head.
    let whole: Vec<usize> = below.clone().filter(|&at| !matches!(key(at).as_str(), "款" | "项")).collect();
    // 公用经费 is printed in two blocks beside the one of 人员经费.
    let again = below.clone().filter(|&at| key(at).starts_with(&key(first))).take(heads.len());
    let sums = below.clone().filter(|&at| at == first || headers::is_sum(&cells[at].text));
    let called = heads.iter().enumerate().filter_map(|(index, &head)| {
        if index == 0 { Some(first) } else { below.clone().find(|&at| key(at).starts_with(&key(head))) }
    });
    let is_name = |at: usize| headers::names_rows(&cells[at].text);
    let figures = below.clone().filter(|&at| at == first || is_name(at - 1) && !is_name(at));
    let told =
        [whole, again.collect(), sums.collect(), called.collect(), figures.collect()].into_iter().find(fits);
    told.or_else(|| said(cells, heads, below, |_| 1..=usize::MAX))
}

/// Where the cells begin that divide each of the heads, by what they say and how many `children` heads of a width may have.
fn said(
    cells: &[Cell],
    heads: &[usize],
    below: Range<usize>,
    children: impl Fn(usize) -> RangeInclusive<usize>,
) -> Option<Vec<usize>> {
    let head =
        |&at: &usize| Head { text: &cells[at].text, children: children(cells[at].column_span), column: None };
    let heads: Vec<Head> = heads.iter().map(head).collect();
    let texts: Vec<(&str, Option<usize>)> =
        cells[below.clone()].iter().map(|cell| (cell.text.as_str(), None)).collect();
    let division = division::divisions(&heads, &texts, Stand::First).into_iter().next()??;
    let starts = division.runs.iter().scan(below.start, |start, run| {
        *start += run;
        Some(*start - run)
    });
    Some(starts.collect())
}

/// The last cell of a row that names it: the last words before its figures.
fn last_name(row: &[Cell]) -> Option<usize> {
    let amount = |cell: &Cell| is_figure(&cell.text) && cell.text.contains('.');
    let before = row.iter().take_while(|cell| !amount(cell)).count();
    row[..before].iter().rposition(|cell| cell.text.contains(fold::is_ideograph))
}
