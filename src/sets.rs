//! Disjoint sets of numbers: pieces of rules that belong to one grid, figures that are copies of each other.

/// Disjoint sets over `0..n`, each of one number at first.
pub(crate) struct Sets(Vec<usize>);

impl Sets {
    pub fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    /// The first member of the set that a number is in.
    pub fn find(&mut self, mut member: usize) -> usize {
        while self.0[member] != member {
            self.0[member] = self.0[self.0[member]];
            member = self.0[member];
        }
        member
    }

    /// The smaller root stands for both, so that the result does not depend on the order of joining.
    pub fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}
