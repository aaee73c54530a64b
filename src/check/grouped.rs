//! Values by key, each key where it first came: what a map of lists holds, in an order of its own. It is made once and
//! then asked.
//!
//! ```text
//! (b, 2) (a, 9) (b, 1)   →   b: 2 1, a: 9
//! ```

use std::hash::Hash;

use rustc_hash::FxHashMap;

/// Values by key.
#[derive(Debug)]
pub(crate) struct Grouped<K, V> {
    /// Where the group of each key stands; looked up, never iterated.
    places: FxHashMap<K, usize>,
    groups: Vec<(K, Vec<V>)>,
}

impl<K, V> Default for Grouped<K, V> {
    fn default() -> Self {
        Self { places: FxHashMap::default(), groups: Vec::new() }
    }
}

impl<K: Copy + Ord + Hash, V> Grouped<K, V> {
    /// Adds values of a key behind those that it has.
    pub fn add(&mut self, key: K, values: impl IntoIterator<Item = V>) {
        let place = *self.places.entry(key).or_insert_with(|| {
            self.groups.push((key, Vec::new()));
            self.groups.len() - 1
        });
        self.groups[place].1.extend(values);
    }

    /// Orders the values of each key; equal ones stay in the order in which they came.
    pub fn order_by<O: Ord>(&mut self, order: impl Fn(&V) -> O) {
        for (_, values) in self.groups.iter_mut().filter(|(_, values)| values.len() > 1) {
            values.sort_by_key(&order);
        }
    }

    /// Where the values of a key stand: what is looked for need not live as long as what is found there.
    pub fn place(&self, key: &K) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The values at a place.
    pub fn at(&self, place: Option<usize>) -> &[V] {
        place.map_or(&[], |place| &self.groups[place].1)
    }

    /// Every key and its values.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &[V])> {
        self.groups.iter().map(|(key, values)| (key, values.as_slice()))
    }

    /// The keys that are meant and their values, ordered by key.
    pub fn sorted(&self, is_meant: impl Fn(&K, &[V]) -> bool) -> Vec<(&K, &[V])> {
        let mut meant: Vec<(&K, &[V])> = self.iter().filter(|(key, values)| is_meant(key, values)).collect();
        meant.sort_unstable_by_key(|(key, _)| *key);
        meant
    }
}

impl<K: Copy + Ord + Hash, V> FromIterator<(K, V)> for Grouped<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut grouped = Self::default();
        pairs.into_iter().for_each(|(key, value)| grouped.add(key, [value]));
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_key_and_stay_in_order() {
        let mut grouped: Grouped<&str, i32> =
            [("b", 2), ("a", 9), ("b", 1), ("a", 9), ("c", 0)].into_iter().collect();
        for (key, values) in [("a", &[9, 9][..]), ("b", &[2, 1]), ("d", &[])] {
            assert_eq!(grouped.at(grouped.place(&key)), values);
        }
        grouped.order_by(|value| *value);
        let groups: Vec<(&&str, &[i32])> = grouped.iter().collect();
        assert_eq!(groups, [(&"b", &[1, 2][..]), (&"a", &[9, 9]), (&"c", &[0])]);
        let several = grouped.sorted(|_, values| values.len() > 1);
        assert_eq!(several, [(&"a", &[9, 9][..]), (&"b", &[1, 2])]);
    }
}
