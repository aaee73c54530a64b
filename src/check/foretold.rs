//! Growth rates before what a figure has moved by: `预算A万元，较上年下降P%，减少D万元`.
//!
//! P is D of what A was before. What the figure has moved by names no year and no budget of its own (`，比年初预算减少D万元`
//! is of something else).

use rust_decimal::Decimal;

use crate::check::rates::{OTHERWISE, Told, is_rate, nearest, yuan};
use crate::check::words::Move;

/// Words that say no more than that a figure has moved have no more letters: 共减少了.
const BARE: usize = 4;

impl Told<'_> {
    /// The rate at a place behind the amounts from `first` to `last`. Silent where there are several and it is of none.
    pub(super) fn foretold(
        &self,
        (first, last): (usize, usize),
        at: usize,
        said: Move,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let (change, label) = self.amounts.get(last + 1)?;
        let (_, between) = self.paragraph.text.get(at..change.start)?.split_once('%')?;
        let is_bare = between.trim_start_matches([',', '(', '、']).chars().count() <= BARE;
        let is_moved = said != Move::Level && label.moved == Some(said) && label.is_bare_move(self.author);
        if !is_bare || !is_moved {
            return None;
        }
        let change = yuan(change)?;
        let labels = |index: usize| [&self.amounts[index].1, label];
        let rate = |index: usize| {
            let (now, label) = &self.amounts[index];
            let now = yuan(now).filter(|_| label.moved.is_none() && !label.text.contains(OTHERWISE))?;
            is_rate(change, self.was(now, labels(index), said, change)?, percent.abs())
        };
        let found = nearest((first..=last).filter_map(rate).collect(), percent);
        found.filter(|(holds, _)| *holds || first == last)
    }
}
