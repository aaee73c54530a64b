//! Where the columns of a table without rules meet.
//!
//! Every row says where a boundary is wanted: somewhere between two neighbouring texts. Every text says where none
//! is wanted: within itself. A long text may run over columns and a single row may have a blank within a cell, so
//! neither is law: the boundaries are those that part the most neighbours and cut the fewest texts, as few of them as
//! do it, each in the widest white.
//!
//! ```text
//! 208     社会保障和就业  |  418.57
//! 20805   养老支出       |   18.57     →  two boundaries part the four neighbours of two rows,
//!       ^               ^                 and none cuts a text
//! ```

use crate::geometry::Rect;

/// What it costs to leave two neighbours of a row in one column, to cut a text, and to have a boundary at all.
const NEIGHBOURS: i64 = 6;
const CUT: i64 = 2;
const BOUNDARY: i64 = 1;

/// A stretch of the page's width without an end of a text in it.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: i32,
    to: i32,
    /// How many texts run over it.
    texts: i64,
}

impl Stretch {
    fn middle(&self) -> i32 {
        (self.from + self.to) / 2
    }
}

/// The boundaries between the columns of these rows, from left to right.
pub(crate) fn boundaries(rows: &[Vec<Rect>]) -> Vec<i32> {
    under(&[], rows)
}

/// The boundaries between the columns of these rows under a header. Its texts part columns where they are neighbours, but
/// the groups among them run over columns and stand over any edge.
pub(crate) fn under(head: &[Vec<Rect>], rows: &[Vec<Rect>]) -> Vec<i32> {
    let stretches = narrows(head, rows);
    let all = head.iter().chain(rows);
    let mut gaps: Vec<(i32, i32)> = all.flat_map(|row| row.windows(2).map(gap)).collect();
    gaps.sort_unstable_by_key(|(from, to)| (*to, *from));
    without_bare(cheapest(&stretches, &gaps), rows)
}

/// The boundaries with at least one text between two of them: of two without, that one goes which cuts more texts. Texts
/// too wide for their columns ask for both.
fn without_bare(boundaries: Vec<i32>, rows: &[Vec<Rect>]) -> Vec<i32> {
    let column = |x: i32| boundaries.partition_point(|boundary| *boundary < x);
    let mut texts = vec![0; boundaries.len() + 1];
    // How many more texts run over a boundary than over the one before it.
    let mut more = vec![0; boundaries.len() + 1];
    for text in rows.iter().flatten() {
        texts[column(text.center().0)] += 1;
        more[column(text.x0)] += 1;
        more[column(text.x1)] -= 1;
    }
    let cuts: Vec<i32> = more
        .iter()
        .scan(0, |cuts, more| {
            *cuts += more;
            Some(*cuts)
        })
        .collect();
    let mut kept: Vec<usize> = Vec::with_capacity(boundaries.len());
    for (index, cut) in cuts.iter().enumerate().take(boundaries.len()) {
        match kept.last_mut().filter(|before| **before + 1 == index && texts[index] == 0) {
            Some(before) if cuts[*before] > *cut => *before = index,
            Some(_) => {}
            None => kept.push(index),
        }
    }
    kept.into_iter().map(|index| boundaries[index]).collect()
}

/// Where a boundary would part two neighbours. Where one runs over the other, it is between their middles.
fn gap(pair: &[Rect]) -> (i32, i32) {
    let (left, right) = (pair[0], pair[1]);
    if left.x1 <= right.x0 {
        return (left.x1, right.x0);
    }
    let from = left.center().0.min(right.x0);
    (from, right.center().0.max(from))
}

/// The stretches over which fewer texts of these rows run than over those beside them.
fn narrows(head: &[Vec<Rect>], rows: &[Vec<Rect>]) -> Vec<Stretch> {
    let over = head.iter().flatten().flat_map(|r| [(r.x0, 0), (r.x1, 0)]);
    let texts = rows.iter().flatten().flat_map(|r| [(r.x0, 1), (r.x1, -1)]);
    let mut ends: Vec<(i32, i64)> = over.chain(texts).collect();
    ends.sort_unstable();
    let mut texts = 0;
    let mut stretches: Vec<Stretch> = Vec::new();
    for pair in ends.windows(2) {
        texts += pair[0].1;
        if pair[0].0 < pair[1].0 {
            stretches.push(Stretch { from: pair[0].0, to: pair[1].0, texts });
        }
    }
    let fewest = |i: usize| {
        let here = stretches[i].texts;
        let beside = |j: Option<usize>| j.and_then(|j| stretches.get(j)).is_none_or(|s| s.texts >= here);
        beside(i.checked_sub(1)) && beside(Some(i + 1))
    };
    (0..stretches.len()).filter(|i| fewest(*i)).map(|i| stretches[i]).collect()
}

/// The boundaries that cost least: for every stretch the best way to end in it, from left to right.
fn cheapest(stretches: &[Stretch], gaps: &[(i32, i32)]) -> Vec<i32> {
    // Place 0 is before all stretches; `ways[i]` is the cost of ending in place i and of the gaps passed over since.
    let mut ways: Vec<(i64, i64)> = vec![(0, 0)];
    let mut before: Vec<usize> = vec![0];
    let mut passed = 0;
    let pass = |ways: &mut [(i64, i64)], until: i32, passed: &mut usize| {
        while let Some((from, _)) = gaps.get(*passed).filter(|(_, to)| *to < until) {
            let left = 1 + stretches[..ways.len() - 1].partition_point(|s| s.middle() < *from);
            ways[..left].iter_mut().for_each(|way| way.0 += NEIGHBOURS);
            *passed += 1;
        }
    };
    let best = |ways: &[(i64, i64)]| (0..ways.len()).min_by_key(|i| ways[*i]).unwrap_or(0);
    for stretch in stretches {
        pass(&mut ways, stretch.middle(), &mut passed);
        let from = best(&ways);
        let (cost, white) = ways[from];
        let width = i64::from(stretch.to - stretch.from);
        ways.push((cost + BOUNDARY + CUT * stretch.texts, white - width));
        before.push(from);
    }
    pass(&mut ways, i32::MAX, &mut passed);
    let mut place = best(&ways);
    let mut boundaries = Vec::new();
    while place > 0 {
        boundaries.push(stretches[place - 1].middle());
        place = before[place];
    }
    boundaries.reverse();
    boundaries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[(i32, i32)]) -> Vec<Rect> {
        texts.iter().map(|(x0, x1)| Rect::new(*x0, 0, *x1, 10)).collect()
    }

    #[test]
    fn boundaries_run_through_the_white_of_all_rows() {
        let rows = [
            row(&[(0, 30), (100, 140), (190, 200)]),
            row(&[(0, 60), (170, 200)]),
            row(&[(0, 50), (100, 150)]),
        ];
        assert_eq!(boundaries(&rows), [80, 160]);
    }

    #[test]
    fn a_long_text_runs_over_columns() {
        let mut rows = vec![row(&[(0, 30), (100, 140)]); 3];
        rows.push(row(&[(0, 130)]));
        assert_eq!(boundaries(&rows), [65]);
    }

    #[test]
    fn a_blank_within_one_name_is_no_boundary() {
        let mut rows = vec![row(&[(0, 50), (100, 140)]); 8];
        rows.push(row(&[(0, 20), (30, 50), (100, 140)]));
        assert_eq!(boundaries(&rows), [75]);
    }

    #[test]
    fn amounts_too_wide_for_their_column_still_end_in_it() {
        let rows = [
            row(&[(0, 20), (60, 100), (160, 200)]),
            row(&[(0, 20), (40, 100), (95, 200)]),
            row(&[(0, 20), (150, 200)]),
        ];
        assert_eq!(boundaries(&rows), [30, 125]);
    }

    #[test]
    fn between_two_boundaries_stands_a_text() {
        // The first amounts run out of their column, below the head of the next one.
        let mut rows = vec![row(&[(0, 20), (40, 80), (85, 120)]); 3];
        rows.push(row(&[(0, 20), (40, 58), (72, 105)]));
        rows.push(row(&[(0, 20), (40, 58), (72, 105)]));
        assert_eq!(boundaries(&rows), [30, 82]);
    }

    #[test]
    fn nothing_has_no_boundaries() {
        assert_eq!(boundaries(&[]), [] as [i32; 0]);
        assert_eq!(boundaries(&[row(&[(0, 10)])]), [] as [i32; 0]);
    }
}
