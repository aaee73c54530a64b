//! Which grids are one table where the print leaves it open: every way to join them is read, and the one is taken whose
//! sums hold.
//!
//! ```text
//! │ 项目     │ 合计   │
//! │ 合计     │ 100.00 │
//! │ 清淤     │  60.00 │   60.00 ≠ 100.00
//! 说明文字……
//! │ 巡查     │  40.00 │   no header, no caption: with it 60.00 + 40.00 = 100.00
//! ```
//!
//! Nothing but the place of the joints is chosen; where arithmetic does not tell, the likelier reading stays.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::Standing;
use crate::error::{Place, Warning};
use crate::tables::continuation::{Draft, Run};
use crate::tables::{Built, Judge};

/// A run of more rows is read as it stands, so that no text can make the search long.
const MOST_ROWS: usize = 2_000;

/// Reads the tables of a run, one [`Built`] for each draft.
pub fn read(run: Run, judge: Judge) -> Vec<Built> {
    let is_open = run.len() > 1 || run.iter().any(|draft| !draft.marks.is_empty());
    let rows: usize = run.iter().map(|draft| draft.matrix.rows.len()).sum();
    let chosen = if is_open && rows <= MOST_ROWS { choose(&run, judge) } else { None };
    chosen.unwrap_or_else(|| run.into_iter().map(super::read).collect())
}

/// The tables of the reading whose sums hold, where that is another one than the likelier.
fn choose(run: &Run, judge: Judge) -> Option<Vec<Built>> {
    let mut readings = Readings { parts: parts(run), judge, known: BTreeMap::new() };
    let likely = readings.likely();
    let found = readings.total(&likely);
    if found.failed == 0 && likely.iter().all(|group| readings.standing(group).held > 0) {
        return None;
    }
    let best = readings.best();
    let better = readings.total(&best);
    if better.held <= found.held || better.failed > found.failed {
        return None;
    }
    let tables = best.iter().map(|group| match likely.iter().position(|other| other == group) {
        Some(same) => super::read(run[same].clone()),
        None => readings.decided(group),
    });
    Some(tables.collect())
}

/// What is one table in every reading of a run.
struct Part {
    /// All of it, under the first header of the run.
    draft: Draft,
    /// Whether the likelier reading joins it to the part before it.
    joined: bool,
}

impl Part {
    /// Where its first row is printed.
    fn place(&self) -> Option<Place> {
        self.draft.matrix.rows.iter().skip(self.draft.header.body).flatten().find_map(|slot| slot.place)
    }
}

/// The drafts of a run, cut at their marks.
fn parts(run: &Run) -> Vec<Part> {
    let mut parts = Vec::new();
    let Some(first) = run.first() else { return parts };
    for draft in run {
        let begin = draft.goes_on.unwrap_or(draft.header.body);
        let marked = draft.marks.iter().map(|mark| (mark.row, mark.notes, Some(mark)));
        let starts = std::iter::once((begin, 0, None)).chain(marked.clone());
        let end = (draft.matrix.rows.len(), draft.notes.len(), None);
        for ((row, notes, mark), (to_row, to_notes, _)) in starts.zip(marked.chain([end])) {
            let mut part = first.headed(draft, row..to_row, notes..to_notes);
            if let Some(mark) = mark {
                part.caption = mark.caption.clone();
            }
            parts.push(Part { draft: part, joined: mark.is_some() });
        }
    }
    parts
}

/// How a way to join parts comes out: how many more sums hold than fail, and how few joints are others than likely.
type Merit = (isize, isize);

/// The tables that parts can be joined to, each read once.
struct Readings {
    parts: Vec<Part>,
    judge: Judge,
    known: BTreeMap<(usize, usize), Standing>,
}

impl Readings {
    /// The groups of parts that the likelier reading joins.
    fn likely(&self) -> Vec<Range<usize>> {
        let mut groups: Vec<Range<usize>> = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if part.joined => group.end = index + 1,
                _ => groups.push(index..index + 1),
            }
        }
        groups
    }

    /// One table of these parts.
    fn read(&self, group: &Range<usize>) -> Built {
        let mut draft = self.parts[group.start].draft.clone();
        self.parts[group.start + 1..group.end].iter().for_each(|part| draft.extend(&part.draft));
        super::read(draft)
    }

    /// How the sums of one table of these parts stand.
    fn standing(&mut self, group: &Range<usize>) -> Standing {
        let key = (group.start, group.end);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let standing = sum(self.read(group).tables.iter().map(self.judge));
        self.known.insert(key, standing);
        standing
    }

    fn total(&mut self, groups: &[Range<usize>]) -> Standing {
        sum(groups.iter().map(|group| self.standing(group)))
    }

    /// The joints within a group and before it that are others than in the likelier reading.
    fn moved(&self, group: &Range<usize>) -> impl Iterator<Item = usize> {
        let start = group.start;
        group.clone().filter(move |&at| at > 0 && self.parts[at].joined != (at > start))
    }

    /// The way to join all parts whose sums hold best, and of those the one that moves the fewest joints.
    fn best(&mut self) -> Vec<Range<usize>> {
        // Per number of parts the best way to join these first ones, and where its last table begins.
        let mut best: Vec<(Merit, usize)> = vec![((0, 0), 0)];
        for end in 1..=self.parts.len() {
            let mut ways = Vec::with_capacity(end);
            for (start, &((merit, moved), _)) in best.iter().enumerate() {
                let Standing { held, failed } = self.standing(&(start..end));
                let more = self.moved(&(start..end)).count();
                ways.push(((merit + held as isize - failed as isize, moved - more as isize), start));
            }
            best.extend(ways.into_iter().max());
        }
        let mut groups = Vec::new();
        let mut end = self.parts.len();
        while end > 0 {
            let start = best[end].1;
            groups.push(start..end);
            end = start;
        }
        groups.reverse();
        groups
    }

    /// One table of these parts, with a warning for every joint that the likelier reading has otherwise.
    fn decided(&self, group: &Range<usize>) -> Built {
        let mut built = self.read(group);
        for index in self.moved(group) {
            let message = if index > group.start {
                "what begins here is read as more of this table: only together their sums hold"
            } else {
                "what begins here is read as a table of its own: only apart from the one before it the sums hold"
            };
            let warning = Warning::new("reading_decided", message).at(self.parts[index].place());
            built.warnings.push(Warning { table: Some("0".to_owned()), ..warning });
        }
        built
    }
}

fn sum(standings: impl Iterator<Item = Standing>) -> Standing {
    standings.fold(Standing::default(), |sum, one| Standing {
        held: sum.held + one.held,
        failed: sum.failed + one.failed,
    })
}
