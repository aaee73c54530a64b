//! The rows of a relation, one after the other, each made of the one before it: a cell that speaks of the table is made
//! once for the table, not for each of its amounts, and a format is told which cells changed.
//!
//! ```text
//! of Document    of Table  of Row     of One
//! 云溪市档案局 │ t02     │ 行政运行 │ 合计     │ 470.56
//!                                     基本支出 │ 380.12
//!                          机关服务 │ 合计     │  12.00
//! ```

use super::{Cell, Relation};

/// What a cell speaks of: it is the same in all rows about that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    Document,
    Table,
    Row,
    /// One amount, indicator or check.
    One,
}

/// A row of a relation that becomes the next one.
pub(super) struct Line<'a, const WIDTH: usize> {
    relation: &'static Relation,
    cells: [Cell<'a>; WIDTH],
    /// What the next row speaks of that the one before did not.
    new: Extent,
    changed: Changed,
}

impl<'a, const WIDTH: usize> Line<'a, WIDTH> {
    /// The line of a relation before its first row.
    pub(super) fn of(relation: &'static Relation) -> Self {
        let cells = [const { Cell::Null }; WIDTH];
        Self { relation, cells, new: Extent::Document, changed: Changed::all(WIDTH) }
    }

    /// The next row speaks of another such.
    pub(super) fn renew(&mut self, extent: Extent) {
        self.new = self.new.min(extent);
    }

    /// Makes a cell of the next row, where that row speaks of something else; if not, the cell is as it was.
    #[inline]
    pub(super) fn put(&mut self, place: usize, extent: Extent, make: impl FnOnce() -> Cell<'a>) {
        let Some(cell) = self.cells.get_mut(place) else { return };
        if extent < self.new {
            debug_assert_eq!(*cell, make(), "{}: no cell of {extent:?}", self.relation.columns[place].name);
            return;
        }
        let made = make();
        if *cell != made {
            self.changed.add(place);
        }
        *cell = made;
    }

    /// Hands on the row, and which of its cells are new; then the next one may come.
    pub(super) fn hand<E>(
        &mut self,
        take: &mut impl FnMut(&'static Relation, &[Cell<'_>], Changed) -> Result<(), E>,
    ) -> Result<(), E> {
        take(self.relation, &self.cells, self.changed)?;
        (self.new, self.changed) = (Extent::One, Changed::at([]));
        Ok(())
    }
}

/// Which cells of a row are others than in the row before, a bit for each; all of them in the first row of a document. The
/// rest are the same, and what a format made of them it need not make again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed(u64);

impl Changed {
    /// All cells of a row of so many, as of one that has none before it.
    pub fn all(width: usize) -> Self {
        Self::at(0..width)
    }

    /// The cells at these places.
    pub fn at(places: impl IntoIterator<Item = usize>) -> Self {
        Self(places.into_iter().fold(0, |bits, place| bits | 1 << place))
    }

    #[inline]
    fn add(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    /// Whether the cell at a place is one of these.
    pub fn has(self, place: usize) -> bool {
        self.0 >> place & 1 == 1
    }

    /// Whether any of these cells is one of those.
    pub fn meets(self, those: Self) -> bool {
        self.0 & those.0 != 0
    }

    /// The places of these cells, from left to right.
    pub fn places(self) -> impl Iterator<Item = usize> {
        let rest = |bits: &u64| bits & bits.wrapping_sub(1);
        let left = std::iter::successors(Some(self.0), move |bits| Some(rest(bits)));
        left.take_while(|bits| *bits != 0).map(|bits| bits.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::facts::{INDICATORS, RELATIONS};

    #[test]
    fn a_row_has_from_the_one_before_what_is_not_new() {
        let mut line: Line<2> = Line::of(&INDICATORS);
        let mut rows: Vec<(String, Vec<usize>)> = Vec::new();
        for (extent, title, raw) in [
            (Extent::Table, "收入", "1"),
            (Extent::One, "收入", "2"),
            (Extent::One, "收入", "2"),
            (Extent::Table, "支出", "2"),
            (Extent::Table, "支出", "3"),
        ] {
            line.renew(extent);
            line.put(0, Extent::Table, || title.into());
            line.put(1, Extent::One, || raw.into());
            let taken = line.hand(&mut |relation, cells, changed| {
                assert!(std::ptr::eq(relation, &INDICATORS));
                let mut text = Vec::new();
                cells.iter().for_each(|cell| cell.write(&mut text));
                rows.push((String::from_utf8(text).unwrap(), changed.places().collect()));
                Ok::<(), ()>(())
            });
            assert_eq!(taken, Ok(()));
        }
        let expected = [
            ("收入1", vec![0, 1]),
            ("收入2", vec![1]),
            ("收入2", vec![]),
            ("支出2", vec![0]),
            ("支出3", vec![1]),
        ];
        assert_eq!(rows, expected.map(|(text, changed)| (text.to_owned(), changed)));
    }

    #[test]
    #[should_panic = "document_sha256: no cell of Table"]
    fn a_cell_that_speaks_of_less_than_it_says_is_found() {
        let mut line: Line<1> = Line::of(&INDICATORS);
        for raw in ["1", "2"] {
            line.put(0, Extent::Table, || raw.into());
            let _ = line.hand(&mut |_, _, _| Ok::<(), ()>(()));
        }
    }

    #[test]
    fn cells_meet_where_both_have_a_place() {
        let cells = Changed::at([0, 3]);
        assert_eq!((cells.has(0), cells.has(2)), (true, false));
        assert!(cells.meets(Changed::at([2, 3])) && !cells.meets(Changed::at([1, 4])));
    }

    #[test]
    fn every_cell_of_a_relation_has_its_bit() {
        let widths = RELATIONS.map(|relation| relation.columns.len());
        assert!(widths.iter().all(|width| *width <= u64::BITS as usize), "{widths:?}");
    }
}
