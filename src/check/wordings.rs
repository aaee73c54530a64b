//! Wordings looked up in a text: the one that it begins with, the longest that stands in it, the last.
//!
//! They share their beginnings in a tree of characters. Most places of a text begin no wording, and their first character
//! tells.
//!
//! ```text
//! 收入, 财政拨款收入   in   财政拨款收入预算:   it begins with 财政拨款收入, which is the longest in it; the last is 收入
//! ```

use std::cmp::Reverse;

/// A wording and what it says.
#[derive(Debug)]
struct Wording<T> {
    /// Its place among all, the longest first.
    rank: usize,
    word: &'static str,
    says: T,
}

/// What some wordings begin with.
#[derive(Debug)]
struct Beginning<T> {
    /// The wording that ends here.
    end: Option<Wording<T>>,
    /// What it becomes with one more character, by that character.
    longer: Vec<(char, Beginning<T>)>,
}

impl<T> Default for Beginning<T> {
    fn default() -> Self {
        Self { end: None, longer: Vec::new() }
    }
}

impl<T> Beginning<T> {
    fn with(&self, next: char) -> Option<&Self> {
        let at = self.longer.binary_search_by_key(&next, |(c, _)| *c).ok()?;
        Some(&self.longer[at].1)
    }

    fn grown(&mut self, next: char) -> &mut Self {
        let at = match self.longer.binary_search_by_key(&next, |(c, _)| *c) {
            Ok(at) => at,
            Err(at) => {
                self.longer.insert(at, (next, Self::default()));
                at
            }
        };
        &mut self.longer[at].1
    }
}

/// Wordings by their characters.
#[derive(Debug)]
pub(crate) struct Wordings<T> {
    /// Whether a wording begins with a character that has these last twelve bits, one bit for each of them: few characters
    /// do.
    begin: [u64; 64],
    all: Beginning<T>,
}

impl<T> Wordings<T> {
    /// These wordings; of equally long ones the first goes before the others.
    pub fn of(mut words: Vec<(&'static str, T)>) -> Self {
        words.sort_by_key(|(word, _)| Reverse(word.len()));
        let mut wordings = Self { begin: [0; 64], all: Beginning::default() };
        for (rank, (word, says)) in words.into_iter().enumerate() {
            if let Some(first) = word.chars().next() {
                let (place, bit) = last_bits(first);
                wordings.begin[place] |= bit;
                let last = word.chars().fold(&mut wordings.all, Beginning::grown);
                last.end.get_or_insert(Wording { rank, word, says });
            }
        }
        wordings
    }

    /// The longest wording that a text begins with, and what it says.
    pub fn beginning(&self, text: &str) -> Option<(&'static str, &T)> {
        self.starting(text).map(|wording| (wording.word, &wording.says))
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
        let begins = |&(_, first): &(usize, char)| self.may_begin(first);
        text.char_indices().filter(begins).filter_map(|(at, _)| self.starting(&text[at..]))
    }

    fn may_begin(&self, first: char) -> bool {
        let (place, bit) = last_bits(first);
        self.begin[place] & bit != 0
    }

    /// The longest wording that a text begins with.
    fn starting(&self, text: &str) -> Option<&Wording<T>> {
        let (mut beginning, mut found) = (&self.all, None);
        for c in text.chars() {
            let Some(longer) = beginning.with(c) else { break };
            beginning = longer;
            found = beginning.end.as_ref().or(found);
        }
        found
    }
}

/// The last twelve bits of a character: a place among 64, and a bit of 64.
fn last_bits(c: char) -> (usize, u64) {
    (c as usize >> 6 & 63, 1 << (c as usize & 63))
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
