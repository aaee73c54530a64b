//! What can be stated: whose money, of which row, and what of it; and facts by ranks, since a volume states the same rows
//! and topics many times over.
//!
//! ```text
//! 一般公共预算, 20805, 基本支出   →   row 4, topic 2
//! ```

use std::hash::{Hash, Hasher};

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::check::header::Version;
use crate::check::words::Meaning;

/// The row that stands for everything.
pub(crate) const ALL: &str = "total";
/// The row that stands for everything of the year itself.
pub(crate) const CURRENT: &str = "current";

/// Whose money, which row, what of it, and which figure of it; in this order checks are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fact<'t> {
    pub scope: Meaning,
    pub row: &'t str,
    pub meaning: Meaning,
    /// `Plain` for the figure that the document is about: 决算数 in the accounts, 预算数 in a budget.
    pub version: Version,
}

impl<'t> Fact<'t> {
    /// A fact about everything in a scope.
    pub fn of_all(scope: Meaning, meaning: Meaning) -> Self {
        Self::of_row(scope, ALL, meaning)
    }

    /// A fact about a row of a scope.
    pub fn of_row(scope: Meaning, row: &'t str, meaning: Meaning) -> Self {
        Self { scope, row, meaning, version: Version::Plain }
    }
}

/// What facts say of a row: of whose money, and what of it. A volume has some dozens of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Topic {
    pub scope: Meaning,
    pub meaning: Meaning,
    pub version: Version,
}

/// Most names of topics differ in length.
impl Hash for Topic {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize((self.scope.len() << 16) | (self.meaning.len() << 8) | self.version as usize);
    }
}

/// A fact by the ranks of its row and of its topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub row: u32,
    pub topic: u32,
}

/// Most volumes have no more rows with a name, nor topics.
const USUAL: usize = 64;

/// The rank of [`ALL`].
pub(crate) const EVERYTHING: u32 = 0;

/// The rows and topics of a volume, each by its rank; the maps are looked up, never iterated.
#[derive(Debug)]
pub(crate) struct Names<'t> {
    pub rows: Vec<&'t str>,
    pub topics: Vec<Topic>,
    of_row: FxHashMap<&'t str, u32>,
    of_topic: FxHashMap<Topic, u32>,
}

impl<'t> Names<'t> {
    /// None yet, with room for those that so many printed rows and columns may have.
    pub fn with_room(rows: usize, columns: usize) -> Self {
        let [rows, columns] = [rows, columns].map(|printed| printed.min(USUAL));
        let of_row = FxHashMap::with_capacity_and_hasher(rows, FxBuildHasher);
        let of_topic = FxHashMap::with_capacity_and_hasher(columns, FxBuildHasher);
        let (rows, topics) = (Vec::with_capacity(rows), Vec::with_capacity(columns));
        let mut names = Self { rows, topics, of_row, of_topic };
        names.row(ALL);
        names
    }

    /// The rank of a row.
    pub fn row(&mut self, row: &'t str) -> u32 {
        let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        *self.of_row.entry(row).or_insert_with(|| {
            self.rows.push(row);
            next
        })
    }

    /// The rank of a topic.
    pub fn topic(&mut self, topic: Topic) -> u32 {
        let next = u32::try_from(self.topics.len()).unwrap_or(u32::MAX);
        *self.of_topic.entry(topic).or_insert_with(|| {
            self.topics.push(topic);
            next
        })
    }

    /// The ranks of a fact, `None` where no table of the volume has such a row or such a topic.
    pub fn find(&self, Fact { scope, row, meaning, version }: Fact<'_>) -> Option<Key> {
        let topic = *self.of_topic.get(&Topic { scope, meaning, version })?;
        Some(Key { row: if row == ALL { EVERYTHING } else { *self.of_row.get(row)? }, topic })
    }

    /// The fact of these ranks.
    pub fn fact(&self, Key { row, topic }: Key) -> Fact<'t> {
        let Topic { scope, meaning, version } = self.topics[topic as usize];
        Fact { scope, row: self.rows[row as usize], meaning, version }
    }
}
