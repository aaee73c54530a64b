//! Values by key, each key where it first came: what a map of lists holds, in an order of its own. It is made once and
//! then asked.
//!
//! ```text
//! (b, 2) (a, 9) (b, 1)   →   b: 2 1, a: 9
//! ```

use std::hash::Hash;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Memory for no more keys than these is taken before they are seen.
const MOST_AT_ONCE: usize = 1_024;

/// Values by key.
#[derive(Debug)]
pub(crate) struct Grouped<K, V> {
    /// The rank of each key; looked up, never iterated.
    ranks: FxHashMap<K, usize>,
    /// Each key, and where its values begin.
    keys: Vec<(K, usize)>,
    values: Vec<V>,
}

impl<K: Copy + Eq + Hash, V: Copy> Grouped<K, V> {
    /// The rank of a key: what is looked for need not live as long as what is found at it.
    pub fn rank(&self, key: &K) -> Option<usize> {
        self.ranks.get(key).copied()
    }

    /// The values of the key of this rank.
    pub fn at(&self, rank: Option<usize>) -> &[V] {
        rank.map_or(&[], |rank| &self.values[self.range(rank)])
    }

    /// Every key and its values.
    pub fn groups(&self) -> impl Iterator<Item = (K, &[V])> {
        self.keys.iter().enumerate().map(|(rank, (key, _))| (*key, self.at(Some(rank))))
    }

    fn range(&self, rank: usize) -> Range<usize> {
        self.keys[rank].1..self.keys.get(rank + 1).map_or(self.values.len(), |(_, start)| *start)
    }
}

impl<K, V> Default for Grouped<K, V> {
    fn default() -> Self {
        Self { ranks: FxHashMap::default(), keys: Vec::new(), values: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash, V: Copy> FromIterator<(K, V)> for Grouped<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        let (all, _) = pairs.size_hint();
        let most = all.min(MOST_AT_ONCE);
        let mut ranks = FxHashMap::with_capacity_and_hasher(most, FxBuildHasher);
        // Each key, and how many values it has; then where they begin.
        let mut keys = Vec::<(K, usize)>::with_capacity(most);
        let mut ranked = Vec::with_capacity(all);
        for (key, value) in pairs {
            let rank = *ranks.entry(key).or_insert(keys.len());
            match keys.get_mut(rank) {
                Some((_, count)) => *count += 1,
                None => keys.push((key, 1)),
            }
            ranked.push((rank, value));
        }
        let mut start = 0;
        for (_, count) in &mut keys {
            (*count, start) = (start, start + *count);
        }
        // Where the next value of each key goes.
        let mut next: Vec<usize> = keys.iter().map(|(_, first)| *first).collect();
        let mut values: Vec<V> = ranked.iter().map(|(_, value)| *value).collect();
        for (rank, value) in ranked {
            values[next[rank]] = value;
            next[rank] += 1;
        }
        Self { ranks, keys, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_key_and_stay_in_order() {
        let grouped: Grouped<&str, i32> =
            [("b", 2), ("a", 9), ("b", 1), ("a", 9), ("c", 0)].into_iter().collect();
        for (key, values) in [("a", &[9, 9][..]), ("b", &[2, 1]), ("d", &[])] {
            assert_eq!(grouped.at(grouped.rank(&key)), values);
        }
        let all: Vec<(&str, &[i32])> = grouped.groups().collect();
        assert_eq!(all, [("b", &[2, 1][..]), ("a", &[9, 9]), ("c", &[0])]);
    }
}
