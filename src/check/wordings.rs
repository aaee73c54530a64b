//! Wordings looked up in a text: the one that it begins with, the longest that stands in it, the last.
//!
//! They share their beginnings in a tree of characters. Most places of a text begin no wording, and their first character
//! tells.
//!
//! ```text
//! 收入, 财政拨款收入   in   财政拨款收入预算:   it begins with 财政拨款收入, which is the longest in it; the last is 收入
//! ```

use std::cmp::Reverse;
use std::ops::Range;

/// What some wordings begin with: a node of the tree.
#[derive(Debug, Default, Clone)]
struct Beginning {
    /// The rank of the wording that ends here.
    end: Option<u32>,
    /// Which of `next` it goes on with.
    longer: Range<usize>,
}

/// Wordings by their characters. The tree lies in two lists without pointers: of what is looked up that often little should
/// be far apart.
#[derive(Debug)]
pub(crate) struct Wordings<T> {
    firsts: Firsts,
    /// All wordings, and behind it what each of `next` leads to.
    tree: Vec<Beginning>,
    /// The characters that beginnings go on with, in order for each.
    next: Vec<char>,
    /// Every wording and what it says, the longest first.
    words: Vec<(&'static str, T)>,
}

/// The characters that wordings begin with, by their last twelve bits: few characters have the same as one of them.
#[derive(Debug)]
struct Firsts {
    /// Whether one has these twelve bits, one bit for each of them.
    bits: [u64; 64],
    /// Each and the node that it leads to, by the first six of the twelve bits: a few have the same.
    nodes: Vec<(char, usize)>,
    /// Where those of each six bits begin, and where the last end.
    starts: [u16; 65],
}

impl Firsts {
    fn of(mut nodes: Vec<(char, usize)>) -> Self {
        nodes.sort_by_key(|(first, _)| last_bits(*first));
        let mut bits = [0; 64];
        for (place, bit) in nodes.iter().map(|(first, _)| last_bits(*first)) {
            bits[place] |= bit;
        }
        let start = |place| nodes.partition_point(|(first, _)| last_bits(*first).0 < place);
        let starts = std::array::from_fn(|place| u16::try_from(start(place)).unwrap_or(u16::MAX));
        Self { bits, nodes, starts }
    }

    fn may_be(&self, first: char) -> bool {
        let (place, bit) = last_bits(first);
        self.bits[place] & bit != 0
    }

    /// The node that a first character leads to.
    fn node(&self, first: char) -> Option<usize> {
        let (place, _) = last_bits(first);
        let alike = &self.nodes[usize::from(self.starts[place])..usize::from(self.starts[place + 1])];
        alike.iter().find(|(other, _)| *other == first).map(|(_, node)| *node)
    }
}

impl<T> Wordings<T> {
    /// These wordings; of equally long ones the first goes before the others.
    pub fn of(mut words: Vec<(&'static str, T)>) -> Self {
        words.sort_by_key(|(word, _)| Reverse(word.len()));
        let mut sorted: Vec<(&str, u32)> = words.iter().map(|(word, _)| *word).zip(0..).collect();
        sorted.sort_unstable();
        let (firsts, tree) = (Firsts::of(Vec::new()), vec![Beginning::default()]);
        let mut wordings = Self { firsts, tree, next: Vec::new(), words };
        wordings.grow(0, 0, &sorted);
        let nodes = wordings.tree[0].longer.clone().map(|at| (wordings.next[at], 1 + at));
        wordings.firsts = Firsts::of(nodes.collect());
        wordings
    }

    /// Adds to a beginning of this length, in bytes, the wordings that it is one of.
    fn grow(&mut self, at: usize, length: usize, words: &[(&str, u32)]) {
        let (ended, longer) = words.split_at(words.partition_point(|(word, _)| word.len() <= length));
        let next = |(word, _): &(&str, u32)| word[length..].chars().next();
        let first = self.next.len();
        self.next.extend(longer.chunk_by(|a, b| next(a) == next(b)).filter_map(|own| next(&own[0])));
        let all = first..self.next.len();
        self.tree.resize(1 + all.end, Beginning::default());
        self.tree[at] = Beginning { end: ended.first().map(|(_, rank)| *rank), longer: all.clone() };
        for (own, at) in longer.chunk_by(|a, b| next(a) == next(b)).zip(all) {
            self.grow(1 + at, length + self.next[at].len_utf8(), own);
        }
    }

    /// The longest wording that a text begins with, and what it says.
    pub fn beginning(&self, text: &str) -> Option<(&'static str, &T)> {
        let (word, says) = &self.words[self.starting(text)? as usize];
        Some((word, says))
    }

    /// What the longest wording in a text says.
    pub fn longest(&self, text: &str) -> Option<&T> {
        let mut longest: Option<u32> = None;
        for (at, _) in self.places(text) {
            let rest = &text[at..];
            if longest.is_some_and(|rank| self.words[rank as usize].0.len() > rest.len()) {
                break; // No longer one has room.
            }
            longest = longest.into_iter().chain(self.starting(rest)).min();
        }
        longest.map(|rank| self.says(rank))
    }

    /// What the first wording in a text says.
    pub fn first(&self, text: &str) -> Option<&T> {
        self.within(text).next().map(|rank| self.says(rank))
    }

    /// What the last wording in a text says.
    pub fn last(&self, text: &str) -> Option<&T> {
        self.within(text).next_back().map(|rank| self.says(rank))
    }

    /// Whether a wording stands in a text.
    pub fn is_in(&self, text: &str) -> bool {
        self.first(text).is_some()
    }

    /// All wordings, the longest first.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().map(|(word, _)| *word)
    }

    fn says(&self, rank: u32) -> &T {
        &self.words[rank as usize].1
    }

    /// The rank of the longest wording that begins at each place of a text where one does.
    fn within(&self, text: &str) -> impl DoubleEndedIterator<Item = u32> {
        self.places(text).filter_map(|(at, _)| self.starting(&text[at..]))
    }

    /// Where a wording may begin in a text.
    fn places(&self, text: &str) -> impl DoubleEndedIterator<Item = (usize, char)> {
        text.char_indices().filter(|(_, first)| self.firsts.may_be(*first))
    }

    /// The rank of the longest wording that a text begins with.
    fn starting(&self, text: &str) -> Option<u32> {
        let mut characters = text.chars();
        let mut beginning = &self.tree[self.firsts.node(characters.next()?)?];
        let mut found = beginning.end;
        for c in characters {
            let Ok(at) = self.next[beginning.longer.clone()].binary_search(&c) else { break };
            beginning = &self.tree[1 + beginning.longer.start + at];
            found = beginning.end.or(found);
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
