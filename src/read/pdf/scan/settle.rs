//! Recognized texts where they were printed.
//!
//! A program that recognizes text boxes every word by itself, so that each stands only about where it was printed. What was
//! printed at one place is seen to be by its neighbours: texts of a line share a baseline, those of a column an edge, and a
//! page has few sizes. By how much the texts of lines are off their baselines, the page says how rough it is; edges that
//! are no further apart than that are one.
//!
//! ```text
//! 会议费    3.1          会议费   3.1
//!  培训费  12.0     →    培训费  12.0
//! ```

use crate::page::{Glyph, Writing};

/// Baselines of one line are no further apart than this share of the em, and edges of one column.
const OFF: f32 = 0.3;
/// Sizes of one line differ by no more than this share.
const ALIKE: f32 = 0.2;
/// Sizes in which a page is set are further apart than this share.
const SAME_SIZE: f32 = 0.07;
/// Texts are off their edges by no more than so many times their standard deviation.
const FAR_OFF: f32 = 2.5;
/// So many characters tell the em by their width.
const TELLING: usize = 4;
/// Values that gather around one come close to it in so many rounds.
const ROUNDS: usize = 8;

/// A text as it was recognized: glyphs one behind the other.
struct Text {
    from: usize,
    to: usize,
    left: f32,
    right: f32,
    baseline: f32,
    size: f32,
}

/// Sets recognized glyphs where they were printed.
pub(super) fn settle(glyphs: &mut [Glyph]) {
    let mut texts = texts(glyphs);
    for text in &mut texts {
        text.size = em(&glyphs[text.from..text.to], text.size);
    }
    let rough = level(&mut texts);
    // A long text says more of the sizes of its page than a short one.
    let long =
        texts.iter().flat_map(|text| std::iter::repeat_n(text.size.max(1.0).ln(), text.to - text.from));
    let mut sizes: Vec<f32> = long.collect();
    gather(&mut sizes, SAME_SIZE);
    let mut at = 0;
    for text in &mut texts {
        text.size = sizes[at].exp();
        at += text.to - text.from;
    }
    let off = (rough * FAR_OFF).min(middle(texts.iter().map(|text| text.size)) * OFF);
    let mut lefts: Vec<f32> = texts.iter().map(|text| text.left).collect();
    let mut rights: Vec<f32> = texts.iter().map(|text| text.right).collect();
    gather(&mut lefts, off);
    gather(&mut rights, off);
    for ((text, left), right) in texts.iter().zip(lefts).zip(rights) {
        let scale = (right - left) / (text.right - text.left);
        for glyph in &mut glyphs[text.from..text.to] {
            (glyph.y, glyph.size) = (text.baseline, text.size);
            if scale.is_finite() && scale > 0.0 {
                glyph.x = left + (glyph.x - text.left) * scale;
                glyph.advance *= scale;
            }
        }
    }
}

/// The texts that stand upright.
fn texts(glyphs: &[Glyph]) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for (at, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| glyph.direction == Writing::Right) {
        let end = glyph.x + glyph.advance;
        let goes_on = |text: &&mut Text| {
            text.to == at
                && (text.baseline, text.size) == (glyph.y, glyph.size)
                && (glyph.x - text.right).abs() <= glyph.size * OFF
        };
        match texts.last_mut().filter(goes_on) {
            Some(text) => (text.to, text.right) = (at + 1, end),
            None => texts.push(Text {
                from: at,
                to: at + 1,
                left: glyph.x,
                right: end,
                baseline: glyph.y,
                size: glyph.size,
            }),
        }
    }
    texts
}

/// The em of a text: Chinese characters are as wide as they are high, and the width of many is measured better than how
/// high they are.
fn em(glyphs: &[Glyph], size: f32) -> f32 {
    let chinese = glyphs.iter().filter(|glyph| matches!(glyph.character, '\u{4E00}'..='\u{9FFF}'));
    let advances: Vec<f32> = chinese.map(|glyph| glyph.advance).collect();
    let em = middle(advances.iter().copied());
    if advances.len() >= TELLING && (em - size).abs() <= ALIKE * size { em } else { size }
}

/// Sets the texts of a line on one baseline and in one size, and says how far they are off it: the standard deviation.
fn level(texts: &mut [Text]) -> f32 {
    let mut baselines: Vec<f32> = texts.iter().map(|text| text.baseline).collect();
    let size = middle(texts.iter().map(|text| text.size));
    gather(&mut baselines, size * OFF);
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by(|&a, &b| baselines[a].total_cmp(&baselines[b]));
    let (mut off, mut beside) = (0.0, 0.0_f32);
    for line in order.chunk_by(|&a, &b| baselines[a] == baselines[b]) {
        let size = middle(line.iter().map(|&at| texts[at].size));
        for &at in line {
            let text = &mut texts[at];
            off += (text.baseline - baselines[at]).powi(2);
            text.baseline = baselines[at];
            text.size = if (text.size - size).abs() <= ALIKE * size { size } else { text.size };
        }
        beside += (line.len() - 1) as f32;
    }
    (off / beside.max(1.0)).sqrt()
}

/// Moves each value to where most are of those within `reach`, again and again: those around one place come together.
fn gather(values: &mut [f32], reach: f32) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let sorted: Vec<f64> = order.iter().map(|&at| f64::from(values[at])).collect();
    let mut sums = vec![0.0];
    sums.extend(sorted.iter().scan(0.0, |sum, value| {
        *sum += value;
        Some(*sum)
    }));
    for &at in &order {
        let mut place = f64::from(values[at]);
        for _ in 0..ROUNDS {
            let from = sorted.partition_point(|value| *value < place - f64::from(reach));
            let to = sorted.partition_point(|value| *value <= place + f64::from(reach));
            if from < to {
                place = (sums[to] - sums[from]) / (to - from) as f64;
            }
        }
        values[at] = place as f32;
    }
    // Those that came close to each other are one.
    for pair in 1..order.len() {
        let (before, at) = (order[pair - 1], order[pair]);
        if values[at] - values[before] <= reach / 4.0 {
            values[at] = values[before];
        }
    }
}

/// The value in the middle; 0 of none.
pub(super) fn middle(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that begins at `x`, with characters of five points.
    fn text(x: f32, y: f32, size: f32, characters: &str) -> Vec<Glyph> {
        let glyph = |(at, character)| Glyph {
            character,
            x: x + 5.0 * at as f32,
            y,
            advance: 5.0,
            size,
            direction: Writing::Right,
            font: 0,
            bold: false,
        };
        characters.chars().enumerate().map(glyph).collect()
    }

    /// Where the glyphs begin and end, on which baseline and in which size, in whole points.
    fn places(glyphs: &[Glyph]) -> Vec<[i32; 4]> {
        let place = |glyph: &Glyph| [glyph.x, glyph.x + glyph.advance, glyph.y, glyph.size];
        glyphs.iter().map(|glyph| place(glyph).map(|value| value.round() as i32)).collect()
    }

    #[test]
    fn texts_of_lines_and_columns_come_together() {
        let rough = [(50.4, 100.5, 10.3), (49.7, 119.8, 9.6), (49.9, 140.4, 10.1)];
        let beside = [(200.3, 99.6, 9.8), (199.6, 120.3, 10.4), (200.1, 139.7, 9.9)];
        let mut glyphs: Vec<Glyph> =
            rough.iter().chain(&beside).flat_map(|(x, y, size)| text(*x, *y, *size, "1234")).collect();
        settle(&mut glyphs);
        let shown = places(&glyphs);
        let expected = |x: i32, y: i32| (0..4).map(move |at| [x + at * 5, x + at * 5 + 5, y, 10]);
        let expected: Vec<[i32; 4]> = [50, 200]
            .into_iter()
            .flat_map(|x| [100, 120, 140].into_iter().flat_map(move |y| expected(x, y)))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_stands_where_it_was_printed_stays() {
        let exact: Vec<Glyph> = [(50.0, 100.0), (200.0, 100.0), (50.0, 106.0), (51.0, 120.0)]
            .iter()
            .flat_map(|(x, y)| text(*x, *y, 10.0, "1234"))
            .chain(text(80.0, 60.0, 14.0, "12"))
            .collect();
        let mut glyphs = exact.clone();
        settle(&mut glyphs);
        assert_eq!(places(&glyphs), places(&exact));
    }
}
