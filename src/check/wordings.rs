//! Wordings looked up in a text: the one that it begins with, the longest that stands in it, the last.
//!
//! Most places of a text begin no wording, and their first character tells.
//!
//! ```text
//! 收入, 财政拨款收入   in   财政拨款收入预算:   it begins with 财政拨款收入, which is the longest in it; the last is 收入
//! ```

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

/// A wording and what it says.
#[derive(Debug)]
struct Wording<T> {
    /// Its place among all, the longest first.
    rank: usize,
    word: &'static str,
    says: T,
}

/// Wordings by their first character.
#[derive(Debug)]
pub(crate) struct Wordings<T> {
    /// Whether a wording begins with a character that has these last eight bits: few characters do.
    begin: [bool; 256],
    /// The wordings that begin with a character, the longest first; looked up, never iterated.
    by_first: FxHashMap<char, Vec<Wording<T>>>,
}

impl<T> Wordings<T> {
    /// These wordings; of equally long ones the first goes before the others.
    pub fn of(mut words: Vec<(&'static str, T)>) -> Self {
        words.sort_by_key(|(word, _)| Reverse(word.len()));
        let mut wordings = Self { begin: [false; 256], by_first: FxHashMap::default() };
        for (rank, (word, says)) in words.into_iter().enumerate() {
            if let Some(first) = word.chars().next() {
                wordings.begin[last_bits(first)] = true;
                wordings.by_first.entry(first).or_default().push(Wording { rank, word, says });
            }
        }
        wordings
    }

    /// The longest wording that a text begins with, and what it says.
    pub fn beginning(&self, text: &str) -> Option<(&'static str, &T)> {
        self.starting(text, text.chars().next()?).map(|wording| (wording.word, &wording.says))
    }

    /// What the longest wording in a text says.
    pub fn longest(&self, text: &str) -> Option<&T> {
        self.within(text).min_by_key(|wording| wording.rank).map(|wording| &wording.says)
    }

    /// What the first wording in a text says.
    pub fn first(&self, text: &str) -> Option<&T> {
        self.within(text).next().map(|wording| &wording.says)
    }

    /// What the last wording in a text says.
    pub fn last(&self, text: &str) -> Option<&T> {
        self.within(text).next_back().map(|wording| &wording.says)
    }

    /// Whether a wording stands in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.first(text).is_some()
    }

    /// The longest wording that begins at each place of a text where one does.
    fn within(&self, text: &str) -> impl DoubleEndedIterator<Item = &Wording<T>> {
        text.char_indices().filter_map(|(at, first)| self.starting(&text[at..], first))
    }

    fn starting(&self, text: &str, first: char) -> Option<&Wording<T>> {
        let wordings = self.begin[last_bits(first)].then(|| self.by_first.get(&first))??;
        wordings.iter().find(|wording| text.starts_with(wording.word))
    }
}

fn last_bits(c: char) -> usize {
    c as usize & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_are_found_where_they_stand() {
        let wordings = Wordings::of(vec![("收入", 1), ("财政拨款收入", 2), ("支出", 3), ("财政", 4)]);
        let text = "财政拨款收入预算支出";
        assert_eq!(wordings.beginning(text), Some(("财政拨款收入", &2)));
        assert_eq!(wordings.beginning("本年收入"), None);
        assert_eq!(wordings.longest(text), Some(&2));
        assert_eq!(wordings.longest("本年支出收入"), Some(&1), "of equally long ones the first");
        assert_eq!(wordings.first("本年支出收入"), Some(&3));
        assert_eq!(wordings.last(text), Some(&3));
        assert!(!wordings.is_in("财务"));
    }
}
