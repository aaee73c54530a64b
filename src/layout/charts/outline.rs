//! How far a chart reaches: to its frame, or to the labels around what tells it.
//!
//! A frame is a box that is painted or ruled around it and holds neither prose nor a table of its own. Without one, values stand
//! next to bars and slices, names next to those, keys of the legend below or beside, and the title above the middle. What
//! stands beside other texts on its line is a row of a table.

use super::{Painted, TOUCH, Text, holds, is_close, signs, touch};
use crate::geometry::Rect;

/// So many amounts are a table, and those of a chart stand no further from it, in tenths of a point.
const LEAST_AMOUNTS: usize = 4;
const FAR: i32 = 600;
/// How far around what tells a chart its labels stand, in ems.
const BESIDE: i32 = 15;
const ABOVE: i32 = 8;
/// No chart has more labels, and none more frames around it.
const MOST_LABELS: usize = 300;
const MOST_FRAMES: usize = 8;
/// So often texts that are next to a chart are added to it.
const MOST_ROUNDS: usize = 12;

impl Painted {
    /// The outline of the chart that has this sign and its values so many ems around it; none where prose stands in it.
    pub(super) fn outline(&self, sign: Rect, around: i32, texts: &[Text]) -> Option<Rect> {
        let sign = self.with_rules(sign)?;
        let prose: Vec<_> =
            texts.iter().filter(|text| text.is_prose()).map(|text| text.rect.center()).collect();
        let is_free = |rect: &Rect| !prose.iter().any(|middle| rect.contains(*middle));
        let grown = self.grown(sign, around, texts);
        let is_frame = |frame: &Rect| is_free(frame) && self.is_of_chart(*frame, grown, texts);
        let frame = self.frames(sign).into_iter().rev().find(is_frame);
        frame.or_else(|| Some(grown).filter(is_free))
    }

    /// Whether a frame holds no other amounts than those of the chart that fills this region of it: no table stands beside it.
    /// The table of data under an axis hangs together with it.
    fn is_of_chart(&self, frame: Rect, region: Rect, texts: &[Text]) -> bool {
        let inner: Vec<Rect> = self.rules.iter().filter(|rule| holds(frame, **rule)).copied().collect();
        let mut chart = region;
        for _ in 0..MOST_ROUNDS {
            let touching = inner.iter().filter(|rule| touch(chart, **rule) && !is_side(frame, **rule));
            chart = touching.fold(chart, |chart, rule| chart.union(*rule));
        }
        let is_other = |text: &&Text| {
            frame.contains(text.rect.center())
                && signs::value(&text.text).is_some_and(|value| value.scale() > 0)
                && !is_close(chart, text.rect, FAR, FAR)
        };
        texts.iter().filter(is_other).count() < LEAST_AMOUNTS
    }

    /// The sign with the lines of its grid; none where lines run far beyond it, as those of a table do.
    fn with_rules(&self, sign: Rect) -> Option<Rect> {
        let crosses = |rule: &&Rect| {
            rule.x0 < sign.x1
                && sign.x0 < rule.x1.max(rule.x0 + 1)
                && rule.y0 < sign.y1.max(sign.y0 + 1)
                && sign.y0 < rule.y1.max(rule.y0 + 1)
        };
        let inner: Vec<Rect> = self.rules.iter().filter(crosses).copied().collect();
        // The lines of a grid are as long as each other.
        let is_alike = |rule: &&Rect| {
            inner.iter().any(|line| {
                let across = line.width() > line.height();
                if across {
                    (line.x0, line.x1) == (rule.x0, rule.x1)
                } else {
                    (line.y0, line.y1) == (rule.y0, rule.y1)
                }
            })
        };
        let whole = inner.iter().fold(sign, |whole, rule| whole.union(*rule));
        let (beside, above) = (whole.width() / 4, whole.height() / 4);
        let near =
            Rect { x0: whole.x0 - beside, y0: whole.y0 - above, x1: whole.x1 + beside, y1: whole.y1 + above };
        let beyond = self.rules.iter().filter(|rule| near.contains(rule.center())).filter(is_alike);
        let whole = beyond.fold(whole, |whole, rule| whole.union(*rule));
        let is_near = whole.width() <= 2 * sign.width() && whole.height() <= 2 * sign.height();
        is_near.then_some(whole)
    }

    /// The rectangles around a sign, painted or ruled, the smallest first.
    fn frames(&self, sign: Rect) -> Vec<Rect> {
        let is_frame = |frame: &Rect| holds(*frame, sign) && *frame != sign && size(*frame) <= self.largest;
        let upright = |rule: &&Rect| {
            rule.height() > rule.width() && rule.y0 <= sign.y0 + TOUCH && sign.y1 <= rule.y1 + TOUCH
        };
        let sides: Vec<Rect> = self.rules.iter().filter(upright).copied().collect();
        let closest = |a: i32, b: i32| (a - b).abs() <= TOUCH;
        let is_closed = |frame: &Rect| {
            let spans = |rule: &&Rect| closest(rule.x0, frame.x0) && closest(rule.x1, frame.x1);
            let across: Vec<&Rect> = self.rules.iter().filter(spans).collect();
            [frame.y0, frame.y1].iter().all(|y| across.iter().any(|rule| closest(rule.y0, *y)))
        };
        let left = sides.iter().filter(|side| side.x1 <= sign.x0 + TOUCH);
        let left = left.max_by_key(|side| side.x0);
        let right = left.and_then(|left| {
            let is_other = |side: &&Rect| {
                sign.x1 <= side.x0 + TOUCH && closest(side.y0, left.y0) && closest(side.y1, left.y1)
            };
            sides.iter().filter(is_other).min_by_key(|side| side.x1)
        });
        let ruled = left.zip(right).map(|(left, right)| left.union(*right)).filter(is_closed);
        let mut frames: Vec<Rect> = self.areas.iter().copied().chain(ruled).filter(is_frame).collect();
        frames.sort_unstable_by_key(|frame| (size(*frame), *frame));
        frames.dedup();
        frames.truncate(MOST_FRAMES);
        frames
    }

    /// The sign with the labels around it: values that are next to it, names that are next to those, and the legend.
    fn grown(&self, sign: Rect, around: i32, texts: &[Text]) -> Rect {
        let within = texts.iter().filter(|text| sign.contains(text.rect.center()));
        let em = within.map(|text| text.size).max().unwrap_or(100);
        let is_near = |rect: Rect| is_close(sign, rect, BESIDE * em, ABOVE * em);
        let is_label = |text: &&Text| text.size <= em * 11 / 10 && !text.is_prose() && is_near(text.rect);
        let labels: Vec<&Text> = texts.iter().filter(is_label).take(MOST_LABELS).collect();
        // At the side of a chart its labels stand alone on their lines; those of a table have others beside them.
        let is_of_row = |text: &&Text| {
            let beyond = |other: &Text| match text.rect {
                rect if rect.x1 <= sign.x0 => (0..BESIDE * em).contains(&(rect.x0 - other.rect.x1)),
                rect if sign.x1 <= rect.x0 => (0..BESIDE * em).contains(&(other.rect.x0 - rect.x1)),
                _ => false,
            };
            let is_level = |other: &&Text| other.rect.y0 < text.rect.y1 && text.rect.y0 < other.rect.y1;
            texts.iter().filter(is_level).any(beyond)
        };
        let labels: Vec<(&Text, bool, bool)> =
            labels.into_iter().map(|text| (text, is_of_row(&text), text.states())).collect();
        let is_key = |key: &Rect| key.width().max(key.height()) <= em * 3 / 2 && is_near(*key);
        let keys: Vec<Rect> =
            self.shaded.iter().chain(&self.filled).copied().filter(is_key).take(MOST_LABELS).collect();
        let mut region = sign;
        for _ in 0..MOST_ROUNDS {
            let before = region;
            for key in &keys {
                region = if is_close(region, *key, 3 * em, 3 * em) { region.union(*key) } else { region };
            }
            for (text, is_of_row, states) in &labels {
                let is_next = match states {
                    _ if *is_of_row => false,
                    true => is_close(sign, text.rect, 2 * around * em, around * em),
                    false => is_close(region, text.rect, 2 * em, em),
                };
                let has_key =
                    || keys.iter().any(|key| region.contains(key.center()) && is_key_of(*key, text));
                let whole = region.union(text.rect);
                let meets_rules =
                    || self.rules.iter().any(|rule| touch(*rule, whole) && !touch(*rule, region));
                if (is_next || has_key()) && !meets_rules() {
                    region = whole;
                }
            }
            if region == before {
                break;
            }
        }
        let titles = texts.iter().filter(|text| text.size > em * 11 / 10 && is_title(region, text));
        titles.fold(region, |region, title| region.union(title.rect))
    }
}

/// Whether a text is set closely above the middle of a chart.
fn is_title(region: Rect, text: &Text) -> bool {
    let third = region.width() / 3;
    let (middle, _) = text.rect.center();
    (region.x0 + third..=region.x1 - third).contains(&middle)
        && (0..=2 * text.size).contains(&(region.y0 - text.rect.y1))
        && !text.is_prose()
        && !text.states()
}

/// Whether a rule runs along a side of a frame.
fn is_side(frame: Rect, rule: Rect) -> bool {
    let meet = |a: i32, b: i32| (a - b).abs() <= TOUCH;
    rule.width() <= TOUCH && (meet(rule.x0, frame.x0) || meet(rule.x0, frame.x1))
        || rule.height() <= TOUCH && (meet(rule.y0, frame.y0) || meet(rule.y0, frame.y1))
}

/// How much of a page a box takes.
fn size(rect: Rect) -> i64 {
    i64::from(rect.width()) * i64::from(rect.height())
}

/// Whether a small painted square is the key of the text at its right.
fn is_key_of(key: Rect, text: &Text) -> bool {
    let gap = text.rect.x0 - key.x1;
    let (_, middle) = key.center();
    (0..=text.size * 3 / 2).contains(&gap) && (text.rect.y0..=text.rect.y1).contains(&middle)
}
