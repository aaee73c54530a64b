//! Numbers for what many rows have in common, so that it is stored once and referred to by its number.
//!
//! ```text
//! 2012601, expenditure.2012601, 行政运行, … → 17 (new), later again → 17
//! ```

use rustc_hash::FxHashMap;

use crate::write::facts::Cell;

/// So many combinations are remembered. Then all are forgotten, for memory must not grow with the documents, and what
/// comes again is stored again.
const MOST: usize = 1 << 16;

/// The combinations of some columns that came so far.
#[derive(Default)]
pub(super) struct Numbers {
    known: FxHashMap<Box<[u8]>, i64>,
    /// How many numbers are given.
    given: i64,
    /// The combination that is looked for.
    key: Vec<u8>,
}

impl Numbers {
    /// The number of a combination, and whether it is new.
    pub(super) fn number<'a>(&mut self, cells: impl Iterator<Item = &'a Cell<'a>>) -> (i64, bool) {
        self.key.clear();
        cells.for_each(|cell| write(cell, &mut self.key));
        if let Some(known) = self.known.get(self.key.as_slice()) {
            return (*known, false);
        }
        self.given += 1;
        if self.known.len() == MOST {
            self.known.clear();
        }
        self.known.insert(self.key.as_slice().into(), self.given);
        (self.given, true)
    }
}

/// Writes a cell so that no two combinations are written alike: its kind, the length of a text, and the value.
fn write(cell: &Cell<'_>, key: &mut Vec<u8>) {
    match cell {
        Cell::Null => key.push(0),
        Cell::Text(text) => {
            key.push(1);
            key.extend_from_slice(&text.len().to_le_bytes());
            key.extend_from_slice(text.as_bytes());
        }
        Cell::Integer(number) => {
            key.push(2);
            key.extend_from_slice(&number.to_le_bytes());
        }
        Cell::Boolean(truth) => key.extend_from_slice(&[3, u8::from(*truth)]),
        Cell::Decimal(number) => {
            key.push(4);
            key.extend_from_slice(&number.serialize());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_combination_has_the_same_number() {
        let mut numbers = Numbers::default();
        let mut number = |cells: &[Cell<'_>]| numbers.number(cells.iter());
        let (one, two) = (Cell::from("ab"), Cell::from("c"));
        assert_eq!(number(&[one.clone(), two.clone()]), (1, true));
        assert_eq!(number(&[one.clone(), two.clone()]), (1, false));
        assert_eq!(number(&["a".into(), "bc".into()]), (2, true));
        assert_eq!(number(&[Cell::Null, two.clone()]), (3, true));
        assert_eq!(number(&["".into(), two.clone()]), (4, true));
        assert_eq!(number(&[one, two]), (1, false));
    }

    #[test]
    fn what_is_forgotten_gets_a_new_number() {
        let mut numbers = Numbers::default();
        for number in 0..MOST as i64 {
            assert_eq!(numbers.number([Cell::Integer(number)].iter()), (number + 1, true));
        }
        assert_eq!(numbers.number([Cell::Integer(0)].iter()), (1, false));
        assert_eq!(numbers.number([Cell::Null].iter()), (MOST as i64 + 1, true));
        assert_eq!(numbers.number([Cell::Integer(1)].iter()), (MOST as i64 + 2, true));
    }
}
