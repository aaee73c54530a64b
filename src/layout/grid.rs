//! Ruled grids: segments → crossings → cells → tables.
//!
//! Segments that cross belong to one table. Its lines cut the plane into elementary boxes; boxes with no
//! rule between them are one cell, whose spans are therefore as printed. A table that a page break cuts
//! has no rule at the cut: where two rules run out beyond the last line across them, they are closed.
//!
//! ```text
//! ┌───┬───────┐      row 0: (1×1) (1×2)
//! │   ├───┬───┤  →   row 1: under it, two cells; the first is covered by a row span of 2
//! │   │   │   │
//! ```

use std::collections::BTreeMap;

use super::rules::{JOIN, Segment, Segments};
use crate::geometry::Rect;
use crate::page::Cut;
use crate::sets::Sets;

/// Rules that run out this far beyond the last line across them close an open table.
const OPEN: i32 = 60;
/// So many rules that run out are a flourish; the edge of a table is where more end.
const FLOURISH: usize = 1;
/// The sides of a table end at the same height, but for half the width of a rule.
const ALIKE: i32 = 10;
/// A table with more elementary boxes than this is a drawing.
const MOST_BOXES: usize = 400_000;
/// More crossings than this on one page are a drawing.
const MOST_CROSSINGS: usize = 2_000_000;

/// More tables than this on one page are a drawing; the largest are kept.
const MOST_TABLES: usize = 200;

/// A table by its rules: cells in rows and columns, without text.
#[derive(Debug, Clone)]
pub(crate) struct Lattice {
    pub rect: Rect,
    pub rows: usize,
    pub columns: usize,
    /// Where the table was closed because it is open at the top or at the bottom.
    pub cut: Cut,
    pub boxes: Vec<CellBox>,
    /// For every place of `rows × columns` the cell that covers it.
    cover: Vec<Option<usize>>,
    xs: Vec<i32>,
    ys: Vec<i32>,
}

/// One cell of a table by its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CellBox {
    pub row: usize,
    pub column: usize,
    pub row_span: usize,
    pub column_span: usize,
    pub rect: Rect,
}

impl Lattice {
    /// The table of these boxes over these lines. A line at which no box begins or ends (a stub of a rule) is none.
    fn of(mut boxes: Vec<CellBox>, xs: &[i32], ys: &[i32], cut: Cut) -> Self {
        let used = |ends: &mut dyn Iterator<Item = (usize, usize)>, lines: &[i32]| {
            let mut used = vec![false; lines.len()];
            for (from, to) in ends {
                used[from] = true;
                used[to] = true;
            }
            used
        };
        let used_rows = used(&mut boxes.iter().map(|b| (b.row, b.row + b.row_span)), ys);
        let used_columns = used(&mut boxes.iter().map(|b| (b.column, b.column + b.column_span)), xs);
        let ranks = |used: &[bool]| -> Vec<usize> {
            used.iter()
                .scan(0, |next, used| Some(std::mem::replace(next, *next + usize::from(*used))))
                .collect()
        };
        let (row_ranks, column_ranks) = (ranks(&used_rows), ranks(&used_columns));
        for b in &mut boxes {
            let (bottom, right) = (row_ranks[b.row + b.row_span], column_ranks[b.column + b.column_span]);
            (b.row, b.column) = (row_ranks[b.row], column_ranks[b.column]);
            (b.row_span, b.column_span) = (bottom - b.row, right - b.column);
        }
        let kept = |lines: &[i32], used: &[bool]| -> Vec<i32> {
            lines.iter().zip(used).filter(|(_, used)| **used).map(|(line, _)| *line).collect()
        };
        let (xs, ys) = (kept(xs, &used_columns), kept(ys, &used_rows));
        let (rows, columns) = (ys.len().saturating_sub(1), xs.len().saturating_sub(1));
        let mut cover = vec![None; rows * columns];
        for (index, b) in boxes.iter().enumerate() {
            for row in b.row..b.row + b.row_span {
                cover[row * columns + b.column..row * columns + b.column + b.column_span].fill(Some(index));
            }
        }
        let rect = boxes.iter().map(|b| b.rect).reduce(Rect::union).unwrap_or_default();
        Self { rect, rows, columns, cut, boxes, cover, xs, ys }
    }

    /// The same table with other cells over its lines.
    pub fn with_boxes(self, boxes: Vec<CellBox>) -> Self {
        Self::of(boxes, &self.xs, &self.ys, self.cut)
    }

    /// A cell in so many parts down and across: one for each of its rows, or of its columns.
    pub fn parts(&self, cell: &CellBox, (down, across): (usize, usize)) -> Vec<CellBox> {
        let (row_span, column_span) = (cell.row_span / down, cell.column_span / across);
        let rows = (0..down).map(|part| cell.row + part * row_span);
        let part = |row: usize, column: usize| {
            let (x0, x1) = (self.xs[column], self.xs[column + column_span]);
            let rect = Rect::new(x0, self.ys[row], x1, self.ys[row + row_span]);
            CellBox { row, column, row_span, column_span, rect }
        };
        let columns = |row| (0..across).map(move |at| part(row, cell.column + at * column_span));
        rows.flat_map(columns).collect()
    }

    /// The row and the column of a point.
    pub fn place(&self, (x, y): (i32, i32)) -> Option<(usize, usize)> {
        band(&self.ys, y).zip(band(&self.xs, x))
    }

    /// Where its columns meet, as `(y, x)` in the middle of its height.
    pub fn sides(&self) -> impl Iterator<Item = (i32, i32)> {
        let (_, middle) = self.rect.center();
        self.xs.iter().map(move |x| (middle, *x))
    }

    /// Makes one cell of two that stand side by side.
    pub fn join(&mut self, left: usize, right: usize) {
        let gone = self.boxes.remove(right);
        let kept = &mut self.boxes[left];
        kept.column_span += gone.column_span;
        kept.rect = kept.rect.union(gone.rect);
        for cell in self.cover.iter_mut().flatten() {
            *cell = if *cell == right { left } else { *cell - usize::from(*cell > right) };
        }
    }

    /// The cell that holds a point.
    pub fn at(&self, point: (i32, i32)) -> Option<usize> {
        let (row, column) = self.place(point)?;
        self.cover.get(row * self.columns + column).copied().flatten()
    }
}

/// Which of the bands between sorted edges holds a value.
fn band(edges: &[i32], value: i32) -> Option<usize> {
    let after = edges.partition_point(|edge| *edge <= value);
    (after > 0 && after < edges.len()).then(|| after - 1)
}

/// The ruled tables of a page from top to bottom, and whether some rules were too many to look at.
///
/// A lone box (a frame around the page, a text box) is no table.
pub(crate) fn lattices(segments: &Segments) -> (Vec<Lattice>, bool) {
    let Some(components) = components(segments) else { return (Vec::new(), true) };
    let mut dropped = false;
    let mut lattices = Vec::new();
    for (horizontal, vertical) in components {
        match lattice(&horizontal, &vertical) {
            Some(lattice) if lattice.boxes.len() > 1 => lattices.push(lattice),
            Some(_) => {}
            None => dropped = true,
        }
    }
    if lattices.len() > MOST_TABLES {
        lattices.sort_by_key(|l| std::cmp::Reverse(l.boxes.len()));
        lattices.truncate(MOST_TABLES);
        dropped = true;
    }
    lattices.sort_by_key(|l| (l.rect.y0, l.rect.x0));
    (lattices, dropped)
}

/// The segments of each table: those that hang together by crossings. `None` when there are too many.
fn components(segments: &Segments) -> Option<Vec<(Vec<Segment>, Vec<Segment>)>> {
    let (horizontal, vertical) = (&segments.horizontal, &segments.vertical);
    let mut sets = Sets::new(horizontal.len() + vertical.len());
    let mut looked_at = 0;
    for (v, down) in vertical.iter().enumerate() {
        let first = horizontal.partition_point(|h| h.at < down.from - JOIN);
        let crossing = horizontal[first..].iter().take_while(|h| h.at <= down.to + JOIN);
        for (h, across) in crossing.enumerate() {
            looked_at += 1;
            if across.from - JOIN <= down.at && down.at <= across.to + JOIN {
                sets.join(first + h, horizontal.len() + v);
            }
        }
        if looked_at > MOST_CROSSINGS {
            return None;
        }
    }
    join_sides(vertical, horizontal.len(), &mut sets);
    let mut parts: BTreeMap<usize, (Vec<Segment>, Vec<Segment>)> = BTreeMap::new();
    for (h, segment) in horizontal.iter().enumerate() {
        parts.entry(sets.find(h)).or_default().0.push(*segment);
    }
    for (v, segment) in vertical.iter().enumerate() {
        parts.entry(sets.find(horizontal.len() + v)).or_default().1.push(*segment);
    }
    Some(parts.into_values().filter(|(h, v)| !h.is_empty() && !v.is_empty()).collect())
}

/// Joins the vertical segments that cross no other to the table beside them that is as high: a merged cell fills the
/// height of a page that cuts its table above and below, and only its outer side is painted.
fn join_sides(vertical: &[Segment], first: usize, sets: &mut Sets) {
    let mut sizes = vec![0_usize; first + vertical.len()];
    for member in 0..sizes.len() {
        sizes[sets.find(member)] += 1;
    }
    let (mut alone, mut sides) = (Vec::new(), BTreeMap::new());
    for (index, segment) in vertical.iter().enumerate() {
        if sizes[sets.find(first + index)] == 1 {
            alone.push((index, segment));
        } else {
            sides.entry((segment.from, segment.to)).or_insert(index);
        }
    }
    for (index, segment) in alone {
        let mut near = sides.range((segment.from - ALIKE, i32::MIN)..=(segment.from + ALIKE, i32::MAX));
        if let Some((_, side)) = near.find(|((_, to), _)| (to - segment.to).abs() <= ALIKE) {
            sets.join(first + index, first + side);
        }
    }
}

/// The table of segments that hang together (sorted by `at`, then `from`), `None` when it is too large to be one.
pub(crate) fn lattice(horizontal: &[Segment], vertical: &[Segment]) -> Option<Lattice> {
    let (mut xs, mut ys) =
        (edges(vertical, horizontal, FLOURISH + 1), edges(horizontal, vertical, FLOURISH + 1));
    // Nothing but the rules between its columns can run out of a table that is open at both sides, and nothing but those
    // between its rows of one that is open above and below.
    if is_open(&xs, vertical) {
        ys = edges(horizontal, vertical, 1);
    } else if is_open(&ys, horizontal) {
        xs = Some(edges(vertical, horizontal, 1)).filter(|wide| is_open(wide, vertical)).unwrap_or(xs);
    }
    let (rows, columns) = (ys.len().saturating_sub(1), xs.len().saturating_sub(1));
    if rows.saturating_mul(columns) > MOST_BOXES {
        return None;
    }
    // Whether a rule stands over row r (0 to rows) at column c, and left of column c (0 to columns) at row r.
    // The outer lines are closed whether they are painted or not.
    let over = painted(horizontal, &ys, &xs);
    let left = painted(vertical, &xs, &ys);
    let is_over = |r: usize, c: usize| r == 0 || r == rows || over[r * columns + c];
    let is_left = |r: usize, c: usize| c == 0 || c == columns || left[c * rows + r];

    let mut taken = vec![false; rows * columns];
    let mut boxes = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            if taken[row * columns + column] {
                continue;
            }
            let free = |r: usize, c: usize| !taken[r * columns + c];
            let mut right = column + 1;
            while right < columns && !is_left(row, right) && free(row, right) {
                right += 1;
            }
            let mut bottom = row + 1;
            while bottom < rows
                && (column..right).all(|c| !is_over(bottom, c) && free(bottom, c))
                && (column + 1..right).all(|c| !is_left(bottom, c))
            {
                bottom += 1;
            }
            for r in row..bottom {
                taken[r * columns + column..r * columns + right].fill(true);
            }
            let rect = Rect::new(xs[column], ys[row], xs[right], ys[bottom]);
            boxes.push(CellBox { row, column, row_span: bottom - row, column_span: right - column, rect });
        }
    }
    let painted_ends = horizontal.first().zip(horizontal.last());
    let cut = painted_ends.map_or(Cut::default(), |(first, last)| Cut {
        above: ys.first().is_some_and(|top| *top < first.at),
        below: ys.last().is_some_and(|bottom| *bottom > last.at),
    });
    Some(Lattice::of(boxes, &xs, &ys, cut))
}

/// The lines that cut a table in one direction: where its segments stand, and beyond them where the segments
/// across end if the table is open there, `least` of them or more.
fn edges(own: &[Segment], across: &[Segment], least: usize) -> Vec<i32> {
    let mut at: Vec<i32> = own.iter().map(|s| s.at).collect();
    at.dedup();
    let (Some(first), Some(last)) = (at.first().copied(), at.last().copied()) else { return at };
    let before: Vec<i32> = across.iter().map(|s| s.from).filter(|from| first - from > OPEN).collect();
    let after: Vec<i32> = across.iter().map(|s| s.to).filter(|to| to - last > OPEN).collect();
    if before.len() >= least {
        at.splice(0..0, before.into_iter().min());
    }
    if after.len() >= least {
        at.extend(after.into_iter().max());
    }
    at
}

/// Whether a table reaches further than its own segments in one direction, at both of its ends.
fn is_open(edges: &[i32], own: &[Segment]) -> bool {
    let ends = own.first().zip(own.last()).zip(edges.first().zip(edges.last()));
    ends.is_some_and(|((first, last), (from, to))| *from < first.at && last.at < *to)
}

/// For every line of `lines` and every band between `bands` whether a segment covers the middle of the band there.
fn painted(segments: &[Segment], lines: &[i32], bands: &[i32]) -> Vec<bool> {
    let width = bands.len().saturating_sub(1);
    let middles: Vec<i32> = bands.windows(2).map(|w| (w[0] + w[1]) / 2).collect();
    let mut painted = vec![false; lines.len() * width];
    for segment in segments {
        let Ok(line) = lines.binary_search(&segment.at) else { continue };
        let from = middles.partition_point(|m| *m < segment.from);
        let to = middles.partition_point(|m| *m <= segment.to);
        if from < to {
            painted[line * width + from..line * width + to].fill(true);
        }
    }
    painted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vertical(at: i32, from: i32, to: i32) -> Segment {
        Segment { at, from, to }
    }

    /// A group merged over the whole page leaves only the outer side of its column.
    #[test]
    fn a_side_that_crosses_nothing_belongs_to_the_table_as_high() {
        let horizontal: Vec<Segment> = [200, 400].map(|at| Segment { at, from: 1000, to: 3000 }).to_vec();
        let sides = [vertical(500, 100, 600), vertical(1000, 100, 600), vertical(3000, 100, 600)];
        let apart = vertical(5000, 100, 300);
        let segments =
            Segments { horizontal, vertical: [&sides[..], &[apart]].concat(), ..Segments::default() };
        let (lattices, _) = lattices(&segments);
        let [table] = &lattices[..] else { panic!("{} tables", lattices.len()) };
        assert_eq!((table.rows, table.columns, table.rect.x0), (3, 2, 500));
        assert_eq!(table.cut, Cut { above: true, below: true });
    }
}
