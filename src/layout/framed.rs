//! Tables between horizontal rules of one extent: three-line tables, and those with a rule under every row.
//!
//! ```text
//! ━━━━━━━━━━━━━━━━━━
//! 项目        预算数
//! ──────────────────     →  one table, framed by three rules
//! 会议费        3.00
//! ━━━━━━━━━━━━━━━━━━
//! ```

use std::ops::Range;

use super::chunks::{Chunk, is_tabular};
use super::lines::Line;
use super::regions::{Page, Region};
use super::rules::{Segment, Segments};

impl Page<'_> {
    /// Tables between horizontal rules of one extent: three-line tables, and those with a rule under every row.
    pub fn framed(&self, segments: &Segments) -> Vec<Region> {
        let free = |y: i32, x: i32| {
            !self.others.iter().any(|o| o.y0 - 20 <= y && y <= o.y1 + 20 && o.x0 - 20 <= x && x <= o.x1 + 20)
        };
        let width = self.right - self.left;
        let is_long = |s: &&Segment| (s.to - s.from) * 2 > width && free(s.at, (s.from + s.to) / 2);
        let mut frames: Vec<Region> = Vec::new();
        let mut above: Option<Segment> = None;
        for rule in segments.horizontal.iter().filter(is_long) {
            // A rule under part of the header lies within the frame.
            if above.is_some_and(|f| {
                f.from - 50 < rule.from && rule.to < f.to + 50 && rule.to - rule.from < f.to - f.from - 100
            }) {
                continue;
            }
            let top = match above.replace(*rule) {
                Some(frame) if (frame.from - rule.from).abs() < 50 && (frame.to - rule.to).abs() < 50 => {
                    frame.at
                }
                _ => continue,
            };
            let until = |height: i32| self.lines.partition_point(|l| l.rect.center().1 < height);
            let strip = until(top)..until(rule.at);
            let crossed = self.others.iter().any(|o| top < o.y1 && o.y0 < rule.at);
            let frame = frames.last_mut().filter(|frame| frame.rules.last() == Some(&top));
            // A text too long for its cell may run out at the right.
            let inside =
                |l: &Line| l.rect.x0 > rule.from - 50 && (frame.is_some() || l.rect.x1 < rule.to + 50);
            let between = self.stands_over_next(strip.clone(), rule.to);
            if crossed || between || !self.lines[strip.clone()].iter().all(inside) {
                continue;
            }
            let tabular = self.chunks[strip.clone()].iter().filter(|c| is_tabular(c)).count();
            let is_row = self.is_row(strip.clone(), top, rule.at);
            let fills = !strip.is_empty() && tabular * 3 >= strip.len();
            match frame {
                Some(frame) if fills || is_row => {
                    frame.lines.end = strip.end;
                    frame.rules.push(rule.at);
                }
                _ if fills || is_row && strip.len() == 1 => {
                    frames.push(Region { lines: strip, rules: vec![top, rule.at] })
                }
                _ => {}
            }
        }
        frames
    }

    /// Whether the lines between two rules stand between two tables: a title, and last, at the right end of the rules, the
    /// unit of the table below.
    fn stands_over_next(&self, lines: Range<usize>, end: i32) -> bool {
        let Some(last) = lines.clone().last().filter(|last| *last > lines.start) else { return false };
        let at_end = self.chunks[last].last().is_some_and(|unit| (end - unit.rect.x1).abs() < unit.size * 3);
        at_end && self.states_unit(last) && !self.chunks[lines].iter().flatten().any(Chunk::is_figure)
    }

    /// Whether the lines between two rules are one row of a table: they stand closely between the rules and do not
    /// state the unit of the next table. A blank row has none.
    fn is_row(&self, lines: Range<usize>, top: i32, bottom: i32) -> bool {
        let Some(last) = lines.clone().last() else { return true };
        let above = lines.clone().map(|line| self.lines[line].rect.y1);
        let tops = lines.map(|line| self.lines[line].rect.y0).chain([bottom]);
        let close = |(above, top): (i32, i32)| top - above < self.lines[last].size * 3 / 2;
        std::iter::once(top).chain(above).zip(tops).all(close) && !self.states_unit(last)
    }
}
