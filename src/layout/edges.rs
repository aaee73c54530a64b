//! Edges that texts share: how many texts begin, or end, at nearly the same place.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Edges lie at one place that are no further apart than this part of an em.
const PER_EM: i32 = 20;

/// Where an edge of a text of this size lies that is meant to be at a place.
pub(crate) fn near(at: i32, size: i32) -> RangeInclusive<i32> {
    let slack = size / PER_EM;
    at - slack..=at + slack
}

/// How many texts have an edge at a place.
#[derive(Default)]
pub(crate) struct Edges(BTreeMap<i32, usize>);

impl Edges {
    /// Counts an edge.
    pub fn add(&mut self, at: i32) {
        *self.0.entry(at).or_default() += 1;
    }

    /// How many edges are where a text of this size has one.
    pub fn near(&self, at: i32, size: i32) -> usize {
        self.0.range(near(at, size)).map(|(_, texts)| texts).sum()
    }
}
