//! What a content stream names of its resources, looked up once: `/GS1 gs /F2 9 Tf` stands before every word of many.

/// A content stream remembers this many names of a kind.
const MOST: usize = 64;

/// The resources of one kind that a content stream has named so far.
pub(super) struct Named<T>(Vec<(Vec<u8>, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy> Named<T> {
    /// What a name was found to stand for.
    pub(super) fn get(&self, name: &[u8]) -> Option<T> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, found)| *found)
    }

    /// Remembers what a name stands for, and hands it on.
    pub(super) fn remember(&mut self, name: &[u8], found: T) -> T {
        if self.0.len() < MOST {
            self.0.push((name.to_vec(), found));
        }
        found
    }
}
