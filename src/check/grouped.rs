//! Values by key, both in order: what a map of lists holds, in two lists. It is made once and then asked.

use std::cmp::Ordering;

/// Values by key.
#[derive(Debug)]
pub(crate) struct Grouped<K, V> {
    /// Each key, and where its values begin.
    keys: Vec<(K, usize)>,
    values: Vec<V>,
}

impl<K: Ord, V> Grouped<K, V> {
    /// Groups pairs by their keys; the values of one key are ordered by `order`, equal ones stay in the order given.
    pub fn by<O: Ord>(pairs: Vec<(K, V)>, order: impl Fn(&V) -> O) -> Self {
        // Pairs come in long ordered runs and are large: their places are sorted, run by run.
        let mut places: Vec<usize> = (0..pairs.len()).collect();
        let at = |place: usize| (&pairs[place].0, order(&pairs[place].1));
        places.sort_by(|&a, &b| at(a).cmp(&at(b)));
        let mut pairs: Vec<Option<(K, V)>> = pairs.into_iter().map(Some).collect();
        let (mut keys, mut values) = (Vec::<(K, usize)>::new(), Vec::with_capacity(pairs.len()));
        for (key, value) in places.into_iter().filter_map(|place| pairs[place].take()) {
            if keys.last().is_none_or(|(last, _)| *last != key) {
                keys.push((key, values.len()));
            }
            values.push(value);
        }
        Self { keys, values }
    }

    /// The values of the key that compares as equal: what is looked for need not live as long as the keys.
    pub fn find(&self, compare: impl Fn(&K) -> Ordering) -> &[V] {
        self.keys.binary_search_by(|(known, _)| compare(known)).map_or(&[], |at| self.group(at))
    }

    /// Every key and its values.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &[V])> {
        self.keys.iter().enumerate().map(|(at, (key, _))| (key, self.group(at)))
    }

    fn group(&self, at: usize) -> &[V] {
        let end = self.keys.get(at + 1).map_or(self.values.len(), |(_, start)| *start);
        &self.values[self.keys[at].1..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_key_and_stay_in_order() {
        let pairs = vec![("b", 2), ("a", 9), ("b", 1), ("a", 9), ("c", 0)];
        let given = Grouped::by(pairs.clone(), |_| ());
        for (key, values) in [("a", &[9, 9][..]), ("b", &[2, 1]), ("d", &[])] {
            assert_eq!(given.find(|known| (*known).cmp(key)), values);
        }
        let ordered = Grouped::by(pairs, |value| *value);
        let groups: Vec<(&&str, &[i32])> = ordered.iter().collect();
        assert_eq!(groups, [(&"a", &[9, 9][..]), (&"b", &[1, 2]), (&"c", &[0])]);
    }
}
