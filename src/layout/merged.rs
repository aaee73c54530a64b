//! Heads over several columns of a table whose rules stand between its columns alone.
//!
//! Where nothing parts a head from those below it, the rules between its columns begin beneath it: it ends where they
//! begin, as if a rule were painted there.
//!
//! ```text
//! ┌──────┬───────────────┐
//! │ 科目 │    本年支出    │
//! │      │ 基本  │ 项目   │     →  本年支出 over the last two
//! ├──────┼───────┼────────┤
//! ```

use super::rules::{Segment, Segments};

/// A rule touches another one that is no further away than this; the line of a text is higher.
const TOUCH: i32 = 60;
/// More rules than this on one page are a drawing.
const MOST_RULES: usize = 2000;
/// So many rules begin under merged heads at most.
const MOST_LOOSE: usize = 200;

/// Adds the rules that are not painted under merged cells.
pub(crate) fn close_heads(segments: &mut Segments) {
    let Segments { horizontal, vertical, .. } = &*segments;
    if horizontal.len().max(vertical.len()) > MOST_RULES {
        return;
    }
    let loose = vertical.iter().filter_map(|rule| Some((rule, over(rule, horizontal)?))).take(MOST_LOOSE);
    let mut closed: Vec<Segment> = loose.filter_map(|(rule, over)| above(rule, over, vertical)).collect();
    if closed.is_empty() {
        return;
    }
    closed.sort_unstable_by_key(|rule| (rule.from, rule.to, rule.at));
    closed.dedup_by(|next, kept| next.from == kept.from && next.to == kept.to && next.at - kept.at <= TOUCH);
    segments.horizontal.extend(closed);
    segments.horizontal.sort_unstable_by_key(|rule| (rule.at, rule.from));
}

/// The rule over one that begins where it touches none.
fn over<'a>(rule: &Segment, horizontal: &'a [Segment]) -> Option<&'a Segment> {
    let crosses = |other: &&Segment| other.from - TOUCH < rule.at && rule.at < other.to + TOUCH;
    let end = horizontal.partition_point(|other| other.at <= rule.from + TOUCH);
    let over = horizontal[..end].iter().rev().find(crosses);
    over.filter(|over| over.at < rule.from - TOUCH)
}

/// The rule that would end the cell above a rule, between the rules beside it that go further up. A cell as wide as the
/// rule `over` it stands over all columns.
fn above(rule: &Segment, over: &Segment, vertical: &[Segment]) -> Option<Segment> {
    let goes_on = |other: &&Segment| other.from < rule.from - TOUCH && rule.from + TOUCH < other.to;
    let (before, after) = (
        vertical.partition_point(|other| other.at < rule.at),
        vertical.partition_point(|other| other.at <= rule.at),
    );
    let left = vertical[..before].iter().rev().find(goes_on)?.at;
    let right = vertical[after..].iter().find(goes_on)?.at;
    let is_partial = over.from + TOUCH < left || right < over.to - TOUCH;
    is_partial.then_some(Segment { at: rule.from, from: left, to: right })
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Three columns within a frame, the last two under one head; there are rules at these heights.
    fn table(heights: &[f32]) -> Drawing {
        let page = heights.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let bottom = heights[heights.len() - 1];
        let page = [50.0, 170.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, bottom));
        let page = page.rule(290.0, 96.0, 290.0, bottom).centre(110.0, 100.0, "科目");
        page.centre(290.0, 92.0, "本年支出").centre(230.0, 108.0, "基本支出").centre(350.0, 108.0, "项目支出")
    }

    const HEAD: &str = "|[2×1]科目|[1×2]本年支出|\n|基本支出|项目支出|\n";

    #[test]
    fn rules_between_columns_begin_under_a_merged_head() {
        let rows = [("会议费", "3.00", "1.00"), ("培训费", "2.00", "1.00"), ("合计", "5.00", "2.00")];
        let rows = rows.iter().zip([124.0, 140.0, 156.0]);
        let page = rows.fold(table(&[80.0, 112.0, 160.0]), |page, ((name, first, second), y)| {
            page.text(53.0, y, name).right(287.0, y, first).right(407.0, y, second)
        });
        let expected = format!("{HEAD}|会议费|3.00|1.00|\n|培训费|2.00|1.00|\n|合计|5.00|2.00|\n");
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_grid_may_lack_the_rule_under_a_merged_head() {
        let page = table(&[80.0, 112.0, 128.0]);
        let page = page.text(53.0, 124.0, "会议费").right(287.0, 124.0, "3.00").right(407.0, 124.0, "1.00");
        assert_eq!(page.shown(), format!("{HEAD}|会议费|3.00|1.00|\n"));
    }
}
