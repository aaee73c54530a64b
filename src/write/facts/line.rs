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
        Self { relation, cells, new: Extent::Document, changed: Changed::at([]) }
    }

    /// The next row speaks of another such.
    pub(super) fn renew(&mut self, extent: Extent) {
        self.new = self.new.min(extent);
    }

    /// Whether the next row speaks of another such.
    pub(super) fn is_new(&self, extent: Extent) -> bool {
        self.new <= extent
    }

    /// Puts a cell into the next row.
    #[inline]
    pub(super) fn put(&mut self, place: usize, cell: Cell<'a>) {
        if let Some(before) = self.cells.get_mut(place) {
            *before = cell;
            self.changed.add(place);
        }
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

/// Which cells of a row may be others than in the row before, a bit for each. The rest are the same, and what a format
/// made of them it need not make again.
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
        for (extent, table) in
            [(Extent::Table, "t01"), (Extent::One, "t02"), (Extent::One, "t03"), (Extent::Table, "t04")]
        {
            line.renew(extent);
            for (place, extent) in [(0, Extent::Table), (1, Extent::One)] {
                if line.is_new(extent) {
                    line.put(place, table.into());
                }
            }
            let taken = line.hand(&mut |relation, cells, changed| {
                assert!(std::ptr::eq(relation, &INDICATORS));
                let mut text = Vec::new();
                cells.iter().for_each(|cell| cell.write(&mut text));
                rows.push((String::from_utf8(text).unwrap(), changed.places().collect()));
                Ok::<(), ()>(())
            });
            assert_eq!(taken, Ok(()));
        }
        let expected =
            [("t01t01", vec![0, 1]), ("t01t02", vec![1]), ("t01t03", vec![1]), ("t04t04", vec![0, 1])];
        assert_eq!(rows, expected.map(|(text, changed)| (text.to_owned(), changed)));
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
