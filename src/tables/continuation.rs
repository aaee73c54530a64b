//! Which grids are one table: parts that page breaks cut, with or without a repeated header, and pages that carry only
//! the remaining columns of a wide table.
//!
//! Where the print leaves it open, the likelier reading is taken and the doubt is kept: a part with a total of its own
//! after one that has a total may begin a table ([`Mark`]), and a table without a header of its own may go on the one
//! before it (`goes_on`). Both stand in one [`Run`], of which arithmetic chooses the reading (`tables::joints`).

mod relation;

use std::ops::Range;

use self::relation::differ;
use crate::document::{Role, TableKind};
use crate::normalize::number;
use crate::page::Cut;
use crate::sections::{Caption, Piece};
use crate::tables::form;
use crate::tables::halves;
use crate::tables::header::{self, Header};
use crate::tables::lost;
use crate::tables::matrix::{Matrix, Slot};
use crate::tables::measured;
use crate::tables::rest;
use crate::tables::shared_row;
use crate::tables::twice;
use crate::text::fold;
use crate::vocab::{headers, kinds};

/// A table before its columns have a meaning: one matrix, with everything around it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The caption; its title is the section heading where it has none of its own.
    pub caption: Caption,
    /// What the caption names.
    pub kind: TableKind,
    /// All parts, stacked; remaining columns at the right.
    pub matrix: Matrix,
    /// The header of the first part.
    pub header: Header,
    /// Whether the parts so far are a form.
    is_form: bool,
    /// The row that the last form of it begins in.
    form_start: usize,
    /// The rows of each part in `matrix`.
    parts: Vec<Range<usize>>,
    /// How many pages of remaining columns are already joined.
    joined: usize,
    /// The columns of the first part, without those that were joined at its right.
    own_columns: usize,
    /// The notes of all parts.
    pub notes: Vec<String>,
    /// Parts that may as well begin a table of their own.
    pub marks: Vec<Mark>,
    /// Where this may as well go on the table before it: how many of its rows repeat the header then.
    pub goes_on: Option<usize>,
    heading_index: usize,
    /// Whether the last row goes on on the next page.
    cut: bool,
    /// Whether a row of the parts since the last mark is a total.
    totalled: bool,
}

/// A part of a draft that may begin a table of its own.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Its first row in the matrix.
    pub row: usize,
    /// How many notes belong to the parts before it.
    pub notes: usize,
    /// What stands over it; where that is nothing, what stands over the first part.
    pub caption: Caption,
}

/// Tables of which the print leaves open where one ends and the next begins; nearly always one alone.
pub type Run = Vec<Draft>;

/// More doubts than these are not kept in one run.
const DOUBTS: usize = 4;

/// Joins pieces to tables, in reading order.
pub fn assemble(pieces: Vec<Piece>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for piece in pieces.into_iter().flat_map(halves::part) {
        let Piece { mut caption, heading, heading_index, grid, notes, after_prose } = piece;
        let (mut matrix, cut) = Matrix::without_strips(grid);
        measured::part_units(&mut matrix, &mut caption, |caption| kind(caption, heading.as_deref()));
        twice::take_out(&mut matrix);
        shared_row::part(&mut matrix);
        lost::restore(&mut matrix);
        let found = header::find(&matrix);
        let mut next =
            Next { caption, heading, heading_index, matrix, header: found, notes, after_prose, cut };
        let Some(run) = runs.last_mut() else {
            runs.push(vec![next.into_draft()]);
            continue;
        };
        let is_full = run.iter().map(|draft| 1 + draft.marks.len()).sum::<usize>() > DOUBTS;
        // A part without a header can only go on the table whose header it would have.
        let goes_on = run.first().and_then(|first| first.may_take(&next)).filter(|_| !is_full);
        if let Some(open) = run.last_mut() {
            match open.take(next, !is_full) {
                Some(rest) => next = rest,
                None => continue,
            }
        }
        let mut draft = next.into_draft();
        draft.goes_on = goes_on.filter(|_| !draft.is_form);
        match draft.goes_on {
            Some(_) => run.push(draft),
            None => runs.push(vec![draft]),
        }
    }
    runs
}

/// What a caption names, or where none says that it is one of a table, the heading over it.
fn kind(caption: &Caption, heading: Option<&str>) -> TableKind {
    let own = caption.title.as_deref();
    let heading = heading.filter(|_| !own.is_some_and(|title| title.ends_with('表')));
    let misread = own.and_then(kinds::misread);
    own.into_iter().chain(misread).chain(heading).find_map(kinds::of_caption).unwrap_or(TableKind::Other)
}

/// Whether a row from `from` on is named as a total.
fn has_total(matrix: &Matrix, from: usize) -> bool {
    (from..matrix.rows.len()).any(|row| matrix.begins_with_total(row))
}

/// A piece on its way to a draft.
struct Next {
    caption: Caption,
    heading: Option<String>,
    heading_index: usize,
    matrix: Matrix,
    header: Header,
    notes: Vec<String>,
    after_prose: bool,
    cut: Cut,
}

impl Next {
    fn into_draft(self) -> Draft {
        let Self { mut caption, heading, heading_index, matrix, header, notes, cut, .. } = self;
        let kind = kind(&caption, heading.as_deref());
        caption.title = caption.title.or(heading);
        let rows = matrix.rows.len();
        Draft {
            totalled: has_total(&matrix, header.body),
            marks: Vec::new(),
            goes_on: None,
            is_form: form::is_form(kind, &matrix, 0),
            form_start: form::last_start(&matrix, 0).unwrap_or(0),
            caption,
            kind,
            own_columns: matrix.columns,
            matrix,
            header,
            parts: std::iter::once(0..rows).collect(),
            joined: 0,
            notes,
            heading_index,
            cut: cut.below,
        }
    }
}

impl Draft {
    /// Takes the next piece into this table, or gives it back where it is a table of its own. Where it may as well be
    /// one, and `doubts` are to be kept, that is marked.
    fn take(&mut self, mut next: Next, doubts: bool) -> Option<Next> {
        let title = next.caption.title.as_deref().map(fold::key);
        let own_title = self.caption.title.as_deref().map(fold::key);
        // A caption that the page cut at its right edge (项目支出预) names no table of its own.
        let title = title.filter(|title| {
            !own_title.as_deref().is_some_and(|own| {
                own.len() > title.len()
                    && own.starts_with(title.as_str())
                    && own.ends_with('表')
                    && !title.ends_with('表')
            })
        });
        let same_title =
            title.is_some() && title == own_title && !differ(&self.caption.number, &next.caption.number);
        let names_another = next.caption.project.is_some() && next.caption.project != self.caption.project;
        if title.is_some() && !same_title || names_another {
            return Some(next);
        }
        if title.is_none() && (next.after_prose || next.heading_index != self.heading_index) {
            return Some(next);
        }
        if self.is_other_half(&next) {
            return Some(self.share(next));
        }
        if self.is_form {
            match self.carries_further_columns(&mut next) {
                Some(true) => {
                    self.join_columns(next, true);
                    return None;
                }
                Some(false) => {
                    self.take_missing(next.caption.clone());
                    return Some(next);
                }
                None => {}
            }
            let again = form::rows_again(&self.matrix, self.form_start, &next.matrix);
            let begins = match again {
                0 => {
                    form::begins(&next.matrix)
                        || form::begin_alike(&self.matrix, &next.matrix)
                        || form::begins_list(&self.matrix, &next.matrix)
                }
                // Under a title of its own a page that holds nothing else is where another form begins.
                again => again == next.matrix.rows.len(),
            };
            if title.is_some() && begins {
                return Some(next);
            }
            // A form of another project has the labels of this one, which are no header that is printed again.
            let is_again = again == 0
                && !form::begins_another(&self.matrix, &next.matrix, self.header.depth)
                && self.repeats_header(&next);
            let from = if is_again { self.header.depth } else { again };
            self.align(&mut next, from);
            let next = self.spread(next);
            let start = self.matrix.rows.len();
            self.append(next, from);
            self.form_start = form::last_start(&self.matrix, start).unwrap_or(self.form_start);
            return None;
        }
        if self.is_head_of(&next) {
            self.append(next, 0);
            self.header = header::find(&self.matrix);
            self.parts = std::iter::once(0..self.matrix.rows.len()).collect();
            self.is_form = form::is_form(self.kind, &self.matrix, 0); // Its first row may stand alone on a page.
            return None;
        }
        let counts_on = self.counts_on(&next);
        next.header.body += usize::from(counts_on);
        if counts_on && self.is_remaining_columns(&next) || self.is_rest_of_remaining_columns(&next) {
            self.join_columns(next, true);
            return None;
        }
        if let Some(names) = self.repeats_names(&next) {
            next.matrix.drop_columns(names);
            next.header.paths.drain(..names);
            // Heads that are merged down over all rows of the header stand in one row here, as those that are printed again do.
            self.join_columns(next, false);
            return None;
        }
        if self.repeats_header(&next) || self.repeats_upper_header(&next) {
            let from = next.header.body;
            self.mark(&next, from, doubts);
            self.append(next, from);
            return None;
        }
        let fits = next.matrix.columns <= self.own_columns;
        if fits && self.header.depth > 0 && self.is_without_header(&next) {
            let next = self.spread(next);
            self.mark(&next, 0, doubts);
            self.append(next, 0);
            return None;
        }
        if self.is_remaining_columns(&next) {
            self.join_columns(next, true);
            return None;
        }
        Some(next)
    }

    /// Whether a piece carries the last columns of the indicators of this list, and if so, as many rows as a part of it has; the
    /// headers of both then end where those of the indicators do.
    fn carries_further_columns(&mut self, next: &mut Next) -> Option<bool> {
        let next_part = self.parts.get(self.joined);
        let rows = next.matrix.rows.len();
        let is_rest = self.matrix.columns == self.own_columns + next.matrix.columns
            && next_part.is_some_and(|part| part.start > 0 && part.len() == rows);
        if self.joined > 0 && is_rest {
            next.header.body = 0;
            return Some(true);
        }
        let (own, other) = form::depths_of_further_columns(&self.matrix, &next.matrix)?;
        let body = |part: &Range<usize>| part.len().saturating_sub(if part.start == 0 { own } else { 0 });
        if rows <= other || next_part.is_none_or(|part| body(part) != rows - other) {
            return Some(false);
        }
        (self.header.depth, self.header.body, next.header.depth, next.header.body) = (own, own, other, other);
        Some(true)
    }

    /// Marks that the piece which is about to be appended may begin a table of its own: it closes with a total, as
    /// this one did.
    fn mark(&mut self, next: &Next, from: usize, doubts: bool) {
        let totalled = has_total(&next.matrix, from);
        let cut = self.cut && next.cut.above;
        if doubts && self.totalled && totalled && !cut && next.matrix.columns == self.own_columns {
            let caption = self.caption_of_part(next.caption.clone());
            self.marks.push(Mark { row: self.matrix.rows.len(), notes: self.notes.len(), caption });
            self.totalled = false;
        }
        self.totalled |= totalled;
    }

    /// Gives each half of a table that is printed in two what stands over or under either of them, but where the second
    /// one has a title of its own.
    fn share(&mut self, mut next: Next) -> Next {
        let has_title = next.caption.title.is_some();
        next.caption = self.caption_of_part(next.caption);
        if !has_title {
            self.take_missing(next.caption.clone());
            next.caption.number = self.caption.number.clone();
            next.caption.organization = self.caption.organization.clone();
            self.notes.append(&mut next.notes);
            next.notes.clone_from(&self.notes);
        }
        next
    }

    /// The caption of a part that is a table of its own: where nothing stands over it, what stands over this one.
    fn caption_of_part(&self, mut caption: Caption) -> Caption {
        if caption.title.is_none() {
            (caption.title, caption.place) = (self.caption.title.clone(), self.caption.place);
        }
        caption.unit = caption.unit.or_else(|| self.caption.unit.clone());
        caption
    }

    /// A part whose merged cells the page break left without the columns that divide them elsewhere: its columns
    /// are those in which the cells of this table's last row begin, without those that are merged down from above where
    /// they are not printed again, or where it is a total alone, those of figures behind all that name a row.
    fn spread(&self, mut next: Next) -> Next {
        let columns = self.matrix.columns;
        let Some(last) = self.matrix.rows.last().filter(|_| next.matrix.columns < columns) else {
            return next;
        };
        let begin = |from_above: bool| -> Vec<usize> {
            let begins = |slot: &Slot| slot.cover.1 == 0 && (from_above || slot.cover.0 == 0);
            (0..last.len()).filter(|&column| begins(&last[column])).collect()
        };
        let readings = match self.matrix.printed && next.matrix.printed {
            true => {
                let names = || std::iter::once(0).chain(self.columns_of_names()..columns).collect();
                let is_total = next.matrix.rows.len() == 1 && next.matrix.begins_with_total(0);
                let below = || [names(), self.columns_above(&next.matrix.rows[0])];
                let totals = is_total.then(below).into_iter().flatten();
                [begin(true), begin(false)].into_iter().chain(totals).collect()
            }
            false => vec![self.columns_of_whole_codes()],
        };
        let starts = readings.into_iter().find(|starts| starts.len() == next.matrix.columns);
        if let Some(starts) = starts {
            next.matrix.spread(&starts, columns);
        }
        next
    }

    /// Gives the parts of a form the same columns where the cells on both sides of the page break are the same, but only one
    /// part divides those that are merged.
    fn align(&mut self, next: &mut Next, row: usize) {
        let (own, other) = (&self.matrix, &next.matrix);
        let (Some(above), Some(below)) = (own.rows.last(), other.rows.get(row)) else { return };
        if !own.printed || !other.printed || own.columns == other.columns {
            return;
        }
        let widths = |row: &[Slot]| -> Vec<usize> {
            let starts = (0..row.len()).filter(|&column| row[column].cover.1 == 0);
            let ends = starts.clone().skip(1).chain([row.len()]);
            starts.zip(ends).map(|(start, end)| end - start).collect()
        };
        let (above, below) = (widths(above), widths(below));
        let agree = |(&own, &other): (&usize, &usize)| own == other || own == 1 || other == 1;
        if above.len() != below.len() || !above.iter().zip(&below).all(agree) {
            return;
        }
        let (mut own, mut other, mut columns) = (Vec::new(), Vec::new(), 0);
        for (above, below) in above.into_iter().zip(below) {
            own.extend(columns..columns + above);
            other.extend(columns..columns + below);
            columns += above.max(below);
        }
        next.matrix.spread(&other, columns);
        if columns > self.matrix.columns {
            self.matrix.spread(&own, columns);
            self.own_columns = columns;
            self.header = header::find(&self.matrix);
        }
    }

    /// How many columns name the rows, before those of figures.
    fn columns_of_names(&self) -> usize {
        let names = |path: &&Vec<String>| path.last().is_some_and(|head| headers::heads_codes_or_names(head));
        self.header.paths.iter().take_while(names).count()
    }

    /// The columns in which the cells of a row begin: a figure in that of the figures it is printed below, a name behind
    /// the figure before it.
    fn columns_above(&self, row: &[Slot]) -> Vec<usize> {
        let body = self.matrix.rows.get(self.header.body..).unwrap_or_default();
        let is_above = |column: usize, slot: &Slot| {
            body.iter().any(|row| number::is_numeric(&row[column].text) && row[column].is_above(slot))
        };
        let mut starts = Vec::with_capacity(row.len());
        let mut next = 0;
        for slot in row.iter().filter(|slot| slot.cover.1 == 0) {
            let of_figure = || (next..self.matrix.columns).find(|&column| is_above(column, slot));
            let start = if number::is_numeric(&slot.text) { of_figure() } else { Some(next) };
            let Some(start) = start else { return Vec::new() };
            starts.push(start);
            next = start + 1;
        }
        starts
    }

    /// The columns without those of the levels of a code that the last part leaves blank, since it prints codes whole.
    fn columns_of_whole_codes(&self) -> Vec<usize> {
        let part = self.parts.last().cloned().unwrap_or(0..0);
        let body = self.matrix.rows.get(part.start.max(self.header.body)..part.end).unwrap_or_default();
        let path = |column: usize| self.header.paths.get(column);
        let is_level = |column: usize| {
            let path = path(column).filter(|own| column.checked_sub(1).and_then(path) == Some(own));
            path.and_then(|path| headers::role(path.last()?)) == Some(Role::Code)
        };
        let is_blank = |column: usize| body.iter().all(|row| row[column].is_blank());
        (0..self.matrix.columns).filter(|&column| !is_level(column) || !is_blank(column)).collect()
    }

    /// These rows of another draft under the header of this one.
    pub fn headed(&self, other: &Draft, rows: Range<usize>, notes: Range<usize>) -> Self {
        let mut matrix = self.matrix.cut(0..self.header.body);
        matrix.stack(other.matrix.cut(rows), 0);
        let length = matrix.rows.len();
        Self {
            caption: other.caption.clone(),
            kind: other.kind,
            matrix,
            header: self.header.clone(),
            is_form: false,
            parts: std::iter::once(0..length).collect(),
            joined: 0,
            own_columns: self.own_columns,
            notes: other.notes[notes].to_vec(),
            marks: Vec::new(),
            goes_on: None,
            heading_index: other.heading_index,
            form_start: 0,
            cut: false,
            totalled: false,
        }
    }

    /// Adds the rows of a draft under the same header.
    pub fn extend(&mut self, other: &Draft) {
        self.matrix.stack(other.matrix.clone(), other.header.body);
        self.notes.extend(other.notes.iter().cloned());
        self.take_missing(other.caption.clone());
    }

    fn append(&mut self, next: Next, from: usize) {
        let start = self.matrix.rows.len();
        self.matrix.stack(next.matrix, from);
        // Under a header that is printed again the rest of a row has a rule over it.
        if self.cut && (next.cut.above || from > 0) {
            if next.cut.above {
                self.matrix.drop_printed_twice(start);
            }
            self.matrix.join_cut(start);
        } else if rest::is_rest(&self.matrix, start) {
            self.matrix.join_rest(start);
        } else if start < self.matrix.rows.len() && !form::starts(&self.matrix, start) {
            self.matrix.merge_over(start, self.matrix.lacks_group(start, self.is_form));
        }
        self.cut = next.cut.below;
        self.parts.push(start..self.matrix.rows.len());
        self.notes.extend(next.notes);
        self.take_missing(next.caption);
    }

    /// Takes over what this table's caption does not state; a unit that was cut short (`单位：万`) is no unit yet.
    fn take_missing(&mut self, other: Caption) {
        let longer = |mine: &Option<String>, other: &Option<String>| {
            other.as_deref().map_or(0, str::len) > mine.as_deref().map_or(0, str::len)
        };
        if longer(&self.caption.unit, &other.unit) {
            self.caption.unit = other.unit;
        }
        self.caption.organization = self.caption.organization.take().or(other.organization);
        self.caption.number = self.caption.number.take().or(other.number);
    }

    /// Puts remaining columns beside the rows of the part they continue: the first page of them beside the first part. A group that
    /// the page break cut may lack its head there.
    fn join_columns(&mut self, next: Next, may_lack_group: bool) {
        self.marks.clear();
        let header = (self.header.depth, next.header.depth);
        let part = self.parts.get(self.joined).cloned().unwrap_or(0..0);
        let start = if part.start == 0 { self.header.body } else { part.start };
        let rows = (start..part.end).zip(next.header.body..next.matrix.rows.len());
        if self.joined == 0 {
            self.matrix.beside(&next.matrix, header, rows);
            self.is_form = form::is_form(self.kind, &self.matrix, 0);
            let last_group =
                self.header.paths.last().and_then(|path| (path.len() > 1).then(|| path[0].clone()));
            // A group that the page break cut goes on without its own head, as far as no other group begins and no head is
            // merged down over all rows.
            let is_shallow = may_lack_group && header.1 < header.0;
            let is_cut = |(column, path): &(usize, &Vec<String>)| {
                path.len() == 1 && (is_shallow || next.matrix.rows[0][*column].is_blank())
            };
            let cut = next.header.paths.iter().enumerate().take_while(is_cut).count();
            for (column, mut path) in next.header.paths.into_iter().enumerate() {
                path.splice(0..0, last_group.clone().filter(|_| column < cut));
                self.header.paths.push(path);
            }
        } else {
            let first = self.own_columns;
            for (target, source) in rows {
                if let Some(target) = self.matrix.rows.get_mut(target) {
                    for (slot, from) in target[first..].iter_mut().zip(&next.matrix.rows[source]) {
                        *slot = from.clone();
                    }
                }
            }
            self.matrix.pages.extend(&next.matrix.pages);
        }
        self.joined += 1;
        self.notes.extend(next.notes);
        self.take_missing(next.caption);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;
    use crate::geometry::Rect;
    use crate::tables::matrix::tests::grid;

    /// A piece of cells (row, column, rows, columns and text) whose columns begin at these places.
    fn piece(cells: &[(usize, usize, usize, usize, &str)], starts: &[i32]) -> Piece {
        let mut grid = grid(cells);
        for cell in &mut grid.cells {
            let (x0, y) = (starts[cell.column], 20 * cell.row as i32);
            cell.place = Some(Place::Page { page: 1, rect: Rect::new(x0, y, x0 + 90, y + 10) });
        }
        let caption = Caption::default();
        Piece { caption, heading: None, heading_index: 0, grid, notes: Vec::new(), after_prose: false }
    }

    #[test]
    fn totals_alone_on_the_last_page_stand_below_the_figures_of_their_halves() {
        let heads = ["编码", "科目", "决算数"];
        let head = |column: usize| (0, column, 1, 1, heads[column % 3]);
        let body = ["301", "工资", "5.00", "302", "水电费", "3.00", "310", "设备购置", "1.00"];
        let cells =
            (0..9).map(head).chain(body.into_iter().enumerate().map(|(at, text)| (1, at, 1, 1, text)));
        let starts: Vec<i32> = (0..9).map(|column| 100 * column).collect();
        let first = piece(&cells.collect::<Vec<_>>(), &starts);
        let totals = ["人员经费合计", "5.00", "公用经费合计", "4.00"];
        let totals: Vec<_> = (0..4).map(|column| (0, column, 1, 1, totals[column])).collect();
        let runs = assemble(vec![first, piece(&totals, &[50, 200, 500, 800])]);
        let [run] = runs.as_slice() else { panic!("{runs:?}") };
        let tokens = run[0].matrix.tokens(2).map(|(column, slot)| (column, slot.text.as_str()));
        let expected = [(0, totals[0].4), (2, totals[1].4), (3, totals[2].4), (8, totals[3].4)];
        assert_eq!(tokens.collect::<Vec<_>>(), expected);
    }
}
