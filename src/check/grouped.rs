//! Places by the key of the fact that is stated there: by row, those of a row by topic, those of a topic in their order.
//! They are counted once and then asked.
//!
//! ```text
//! 0: row 1 topic 2   1: row 0 topic 3   2: row 1 topic 0   3: row 1 topic 2
//! row 0: topic 3 at 1   row 1: topic 0 at 2, topic 2 at 0 and 3
//! ```

use crate::check::fact::Key;

/// A place where a fact of its row and this topic is stated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placed {
    topic: u32,
    place: u32,
}

impl Placed {
    /// The place.
    pub fn at(self) -> usize {
        self.place as usize
    }
}

/// Places by key.
#[derive(Debug, Default)]
pub(crate) struct Grouped {
    placed: Vec<Placed>,
    /// Where the places of each row end.
    ends: Vec<usize>,
}

impl Grouped {
    /// The places of these keys, whose rows are fewer than `rows`.
    pub fn of(rows: usize, keys: impl Iterator<Item = Key> + Clone) -> Self {
        let mut counts = vec![0; rows + 1];
        for Key { row, .. } in keys.clone() {
            counts[row as usize + 1] += 1;
        }
        // Where the places of each row begin, and then where its next one goes: at last, where they end.
        let mut all = 0;
        let mut ends = counts;
        for start in &mut ends {
            all += *start;
            *start = all;
        }
        ends.pop();
        let mut placed = vec![Placed::default(); all];
        for (Key { row, topic }, place) in keys.zip(0..) {
            let next = &mut ends[row as usize];
            placed[*next] = Placed { topic, place };
            *next += 1;
        }
        let mut start = 0;
        for &end in &ends {
            placed[start..end].sort_unstable();
            start = end;
        }
        Self { placed, ends }
    }

    /// The places of a key.
    pub fn at(&self, Key { row, topic }: Key) -> &[Placed] {
        let own = self.of_row(row as usize);
        let behind = &own[own.partition_point(|placed| placed.topic < topic)..];
        &behind[..behind.partition_point(|placed| placed.topic == topic)]
    }

    /// Every key and its places.
    pub fn groups(&self) -> impl Iterator<Item = (Key, &[Placed])> {
        (0..).zip(0..self.ends.len()).flat_map(|(row, rank)| {
            let topics = self.of_row(rank).chunk_by(|a, b| a.topic == b.topic);
            topics.map(move |placed| (Key { row, topic: placed[0].topic }, placed))
        })
    }

    fn of_row(&self, row: usize) -> &[Placed] {
        let Some(&end) = self.ends.get(row) else { return &[] };
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.placed[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_key_and_stay_in_order() {
        let key = |row, topic| Key { row, topic };
        let keys = [key(1, 2), key(0, 3), key(1, 0), key(1, 2)];
        let grouped = Grouped::of(3, keys.into_iter());
        let at = |key| grouped.at(key).iter().map(|placed| placed.at()).collect::<Vec<_>>();
        assert_eq!((at(key(1, 2)), at(key(2, 2)), at(key(4, 0))), (vec![0, 3], vec![], vec![]));
        let all: Vec<Key> = grouped.groups().map(|(key, _)| key).collect();
        assert_eq!(all, [key(0, 3), key(1, 0), key(1, 2)]);
    }
}
