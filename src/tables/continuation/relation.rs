//! What a piece is to the table before it: its header again, its other half, its rest without a header, its remaining
//! columns. Nothing is joined here.

use std::ops::Range;

use super::{Draft, Next};
use crate::document::Role;
use crate::sections::Caption;
use crate::tables::columns;
use crate::tables::header::{self, Header};
use crate::tables::matrix::Slot;
use crate::vocab::{headers, kinds};

/// Whether two captions both state a part of them, and not the same.
pub(super) fn differ(mine: &Option<String>, other: &Option<String>) -> bool {
    mine.is_some() && other.is_some() && mine != other
}

impl Draft {
    /// Whether a piece heads expenditure where this table heads revenue, or the other way round.
    pub(super) fn is_other_half(&self, next: &Next) -> bool {
        let half = |header: &Header| columns::half(self.kind, header.paths.iter().map(Vec::as_slice));
        matches!((half(&self.header), half(&next.header)), (Some(mine), Some(other)) if mine != other)
    }

    /// Whether a piece that is read as a table of its own may go on this one, and how many of its rows repeat the
    /// header then: it has as many columns, no header of its own, and nothing over it that names another table.
    pub(super) fn may_take(&self, next: &Next) -> Option<usize> {
        let title = next.caption.title.as_deref();
        let moved = next.heading_index != self.heading_index;
        let named = title.or_else(|| next.heading.as_deref().filter(|_| moved)).and_then(kinds::of_caption);
        let fits = !self.is_form && self.joined == 0 && next.matrix.columns == self.own_columns;
        if !fits
            || self.header.depth == 0
            || named.is_some_and(|kind| kind != self.kind)
            || self.is_captioned_otherwise(next)
        {
            return None;
        }
        let heads = next.header.paths.iter().filter(|path| !path.is_empty()).count();
        if self.repeats_header(next) {
            return Some(next.header.body);
        }
        (next.header.depth == 0 || heads * 2 <= next.matrix.columns).then_some(0)
    }

    /// Whether what stands over a piece says another number, department or unit than what stands over this table.
    fn is_captioned_otherwise(&self, next: &Next) -> bool {
        let (own, other) = (&self.caption, &next.caption);
        differ(&own.number, &other.number)
            || differ(&own.organization, &other.organization)
            || differ(&own.unit, &other.unit)
    }

    /// Whether a piece prints this table's header again, but for single cells that OCR read otherwise.
    pub(super) fn repeats_header(&self, next: &Next) -> bool {
        next.matrix.columns.abs_diff(self.own_columns) <= 1
            && header::similar(&self.matrix, self.header.depth, &next.matrix, next.header.depth)
    }

    /// Whether a piece prints no more of the header again than its upper rows: a word processor repeats the rows that it
    /// is told to.
    pub(super) fn repeats_upper_header(&self, next: &Next) -> bool {
        let depth = next.header.depth;
        next.matrix.columns == self.own_columns
            && depth < self.header.depth
            && header::similar(&self.matrix, depth, &next.matrix, depth)
    }

    /// Whether all of this table is a header with merged heads, and a piece begins with the heads that divide them. Where
    /// merged cells are lost, the blanks are those of merged heads, and nothing stands over the piece.
    pub(super) fn is_head_of(&self, next: &Next) -> bool {
        let is_alone = self.header.depth > 0 && self.header.body >= self.matrix.rows.len();
        let last = || self.matrix.rows.last().into_iter().flatten();
        let is_merged = if self.matrix.printed {
            last().any(|slot| slot.span.1 > 1)
        } else {
            last().any(Slot::is_blank) && next.caption == Caption::default()
        };
        let is_divided = next.header.depth > 0 && next.matrix.columns == self.own_columns;
        is_alone && is_merged && is_divided && !self.repeats_header(next)
    }

    /// Whether a piece goes on without a header: what was taken for one is a lone row, the rest of a row that the page
    /// break cut, which leaves most columns blank, or rows that print names and no figures.
    pub(super) fn is_without_header(&self, next: &Next) -> bool {
        if next.header.depth == 0 {
            return true;
        }
        let same_columns = next.matrix.columns == self.own_columns;
        let heads = next.header.paths.iter().filter(|path| !path.is_empty()).count();
        let printed = self.matrix.printed && next.matrix.printed;
        let cut = printed && (self.cut && next.cut.above || heads * 2 <= next.matrix.columns);
        same_columns && (cut || next.matrix.rows.len() == 1 || self.names_only(next))
    }

    /// Whether the first rows of a piece print something in the columns of names alone; a header heads figures, too.
    fn names_only(&self, next: &Next) -> bool {
        let head = |column: usize| self.header.paths.get(column).and_then(|path| path.last());
        let of_names = |column: usize| head(column).and_then(|head| headers::role(head)) == Some(Role::Name);
        (0..next.header.depth).all(|row| next.matrix.tokens(row).all(|(column, _)| of_names(column)))
    }

    /// Whether a row under the header of a piece numbers all of its columns from a higher number than any of this table has:
    /// `7 8 9` after `栏次 1 2 3 4 5 6`.
    pub(super) fn counts_on(&self, next: &Next) -> bool {
        let row = next.header.body;
        let last = || header::column_numbers(&self.matrix, self.header.body.checked_sub(1)?)?.pop();
        let numbers = || header::column_numbers(&next.matrix, row);
        let all = || numbers().filter(|numbers| numbers.len() == next.matrix.columns);
        let is_headed = next.header.depth > 0 && row < next.matrix.rows.len();
        is_headed && all().is_some_and(|numbers| last().is_some_and(|last| numbers[0] > last))
    }

    /// Whether a piece carries only columns: it names no rows, and has none, or as many as a part of this table.
    pub(super) fn is_remaining_columns(&self, next: &Next) -> bool {
        let names = |header: &Header| {
            header.paths.iter().filter_map(|path| path.last()).any(|head| headers::heads_codes_or_names(head))
        };
        let rows = next.matrix.rows.len().saturating_sub(next.header.body);
        let body = |part: &Range<usize>| part.len() - if part.start == 0 { self.header.body } else { 0 };
        // Where nothing names the rows, the same heads of another year are columns beside these.
        let is_beside =
            || header::say_of_another(&self.matrix, self.header.depth, &next.matrix, next.header.depth);
        next.header.depth > 0
            && (names(&self.header) || is_beside())
            && !names(&next.header)
            && (rows == 0
                || next.matrix.rows[next.header.body..].iter().flatten().all(Slot::is_blank)
                || self.parts.get(self.joined).is_some_and(|part| body(part) == rows))
    }

    /// How many columns at the left of a piece name the rows of a part of this table again, row by row, where remaining columns
    /// stand behind them: spreadsheets repeat the columns that they are told to. A total over all columns heads another table
    /// of the same rows.
    pub(super) fn repeats_names(&self, next: &Next) -> Option<usize> {
        let (own, other) = (&self.header.paths, &next.header.paths);
        let part = self.parts.get(self.joined)?;
        let rows = part.start.max(self.header.body)..part.end;
        let body = next.header.body..next.matrix.rows.len();
        let names = |path: &&Vec<String>| path.last().is_some_and(|head| headers::heads_codes_or_names(head));
        let says = |own: usize, column: usize| {
            let text = |(row, body): (usize, usize)| {
                self.matrix.rows[row][own].text == next.matrix.rows[body][column].text
            };
            self.header.paths[own].last() == other[column].last() && rows.clone().zip(body.clone()).all(text)
        };
        let is_again = |column: usize| (0..self.own_columns).any(|own| says(own, column));
        // A table of one row may have no names: its first columns are printed again as they are.
        let alike =
            || (0..self.own_columns.min(other.len())).take_while(|&column| says(column, column)).count();
        let is_blank =
            |column: usize| next.matrix.rows[body.clone()].iter().all(|row| row[column].is_blank());
        let count = match other.iter().take_while(names).count() {
            0 => Some(alike()).filter(|&count| !(0..count).all(is_blank))?,
            count => count,
        };
        let rest = other.get(count..).filter(|rest| !rest.is_empty())?;
        let is_rest = match self.joined {
            0 => !rest.iter().any(|path| own.contains(path)),
            _ => own.get(self.own_columns..) == Some(rest),
        };
        let sums = |paths: &[Vec<String>]| {
            paths.iter().any(|path| matches!(&path[..], [head] if headers::is_total(head)))
        };
        if self.is_captioned_otherwise(next) || sums(own) && sums(rest) {
            return None;
        }
        let is_named = count > 0 && !body.is_empty() && rows.len() == body.len();
        (is_named && is_rest && (0..count).all(is_again)).then_some(count)
    }

    /// Whether a piece goes on with columns that are joined already, without their header: it has as many, and as many rows
    /// as the next part of this table.
    pub(super) fn is_rest_of_remaining_columns(&self, next: &Next) -> bool {
        let is_next = |part: &Range<usize>| part.len() == next.matrix.rows.len();
        self.joined > 0
            && next.header.depth == 0
            && self.matrix.columns == self.own_columns + next.matrix.columns
            && self.parts.get(self.joined).is_some_and(is_next)
    }
}
