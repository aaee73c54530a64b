//! Tables between horizontal rules of one extent: three-line tables, and those with a rule under every row.
//!
//! ```text
//! ━━━━━━━━━━━━━━━━━━
//! 项目        预算数
//! ──────────────────     →  one table, framed by three rules
//! 会议费        3.00
//! ━━━━━━━━━━━━━━━━━━
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use super::chunks::{Chunk, has_leader, is_labelled, is_tabular};
use super::lines::Line;
use super::regions::{Page, Region};
use super::rules::{Segment, Segments};
use crate::geometry::Rect;

/// A header of more texts is none.
const MOST_HEADS: usize = 500;

impl Page<'_> {
    /// Tables between horizontal rules of one extent: three-line tables, and those with a rule under every row.
    pub fn framed(&self, segments: &Segments) -> Vec<Region> {
        let free = |y: i32, x: i32| {
            !self.others.iter().any(|o| o.y0 - 20 <= y && y <= o.y1 + 20 && o.x0 - 20 <= x && x <= o.x1 + 20)
        };
        let width = self.right - self.left;
        let is_long = |s: &&Segment| (s.to - s.from) * 2 > width && free(s.at, (s.from + s.to) / 2);
        let titles: Vec<usize> = (0..self.lines.len()).filter(|line| self.is_title(*line)).collect();
        let title_below = |rule: &Segment| {
            let title = titles.partition_point(|line| self.lines[*line].rect.y0 < rule.at);
            titles.get(title).map_or(i32::MAX, |line| self.lines[*line].rect.y1)
        };
        let mut frames: Vec<Region> = Vec::new();
        let mut above: Option<Segment> = None;
        for rule in segments.horizontal.iter().filter(is_long) {
            // A rule under part of the header lies within the frame, and one below the next title in another table.
            if above.is_some_and(|f| {
                f.from - 50 < rule.from
                    && rule.to < f.to + 50
                    && rule.to - rule.from < f.to - f.from - 100
                    && rule.at < title_below(&f)
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
            // Under rows that all have a rule the next table begins below its title, whose lines have none.
            if let Some(first) = self.first_below_title(strip.clone()) {
                let rules = vec![self.lines[first - 1].rect.y1, rule.at];
                frames.push(Region { lines: first..strip.end, rules });
                continue;
            }
            let tabular = self.chunks[strip.clone()].iter().filter(|c| is_tabular(c)).count();
            let is_row = self.is_row(strip.clone(), top, rule.at);
            let fills = !strip.is_empty() && tabular * 3 >= strip.len();
            // A table without a rule under its last row ends above the title of the next one.
            let title =
                strip.clone().last().filter(|last| self.is_title(*last)).map(|last| self.above_title(last));
            match (frame, title.filter(|title| *title > strip.start)) {
                (Some(frame), Some(title)) => {
                    frame.lines.end = title;
                    frame.rules.push(self.lines[title - 1].rect.y1);
                }
                (Some(frame), _) if fills || is_row || self.are_names(strip.clone()) => {
                    frame.lines.end = strip.end;
                    frame.rules.push(rule.at);
                }
                _ if fills || is_row && (strip.len() == 1 || self.are_cells(strip.clone())) => {
                    frames.push(Region { lines: strip, rules: vec![top, rule.at] })
                }
                _ => {}
            }
        }
        let mut end = 0;
        for frame in &mut frames {
            while frame.lines.start > end && self.is_head_over(frame) {
                frame.lines.start -= 1;
            }
            end = frame.lines.end;
        }
        frames
    }

    /// Whether the line above a table is a head over all of its columns: alone below the line that states the unit, closely
    /// above the first rule and in the middle of it.
    fn is_head_over(&self, frame: &Region) -> bool {
        let Some((above, line)) = frame.lines.start.checked_sub(2).map(|above| (above, above + 1)) else {
            return false;
        };
        let ([text], Some(rule)) = (&self.chunks[line][..], frame.rules.first()) else { return false };
        let rows = self.lines[frame.lines.clone()].iter().map(|line| line.rect);
        let Some(rect) = rows.reduce(Rect::union) else { return false };
        self.states_unit(above)
            && (text.rect.center().0 - rect.center().0).abs() < text.size
            && (0..text.size).contains(&(rule - text.rect.y1))
            && (text.size - self.lines[line + 1].size).abs() * 20 <= text.size
            && !text.is_figure()
            && !is_labelled(&text.text)
            && !self.names_table(line)
    }

    /// The first line of a table between two rules below its title, where nothing stands above that.
    fn first_below_title(&self, lines: Range<usize>) -> Option<usize> {
        let is_title = |line: &usize| self.is_title(*line) || self.is_larger_title(*line);
        let title = lines.clone().rev().skip(1).find(is_title)?;
        let mut above = self.chunks[lines.start..title].iter();
        let is_alone = above.all(|line| matches!(&line[..], [text] if !text.is_figure()));
        let below = &self.chunks[title + 1..lines.end];
        let is_header =
            below.iter().any(|line| is_tabular(line)) && !below.iter().flatten().any(Chunk::is_figure);
        (is_alone && is_header).then_some(title + 1)
    }

    /// Whether a line names a table in larger type than that of the line above it: a title, though it states no unit.
    fn is_larger_title(&self, line: usize) -> bool {
        let above = line.checked_sub(1).map(|line| self.lines[line].size);
        self.names_table(line) && above.is_some_and(|above| (self.lines[line].size - above) * 20 > above)
    }

    /// Whether the lines between two rules stand between two tables: a title alone, or a title, and last the unit of the
    /// table below, at the right end of the rules, or beyond it, or alone on its line.
    fn stands_over_next(&self, lines: Range<usize>, end: i32) -> bool {
        let Some(last) = lines.clone().last() else { return false };
        if self.is_larger_title(last) {
            return true;
        }
        if lines.len() == 1 {
            return self.is_title(last);
        }
        let states = match &self.chunks[last][..] {
            [unit] => is_labelled(&unit.text),
            [.., unit] => end - unit.rect.x1 < unit.size * 3 && self.states_unit(last),
            [] => false,
        };
        states && !self.chunks[lines].iter().flatten().any(Chunk::is_figure)
    }

    /// Whether lines are rows of which most show a name alone: each begins where a name beside figures does, and ends
    /// before the next text of that row begins.
    fn are_names(&self, lines: Range<usize>) -> bool {
        let lines = &self.chunks[lines];
        let mut columns: BTreeMap<i32, i32> = BTreeMap::new();
        for pair in lines.iter().filter(|line| is_tabular(line)).flat_map(|line| line.windows(2)) {
            if !pair[0].is_figure() && pair[1].is_figure() {
                let end = columns.entry(pair[0].rect.x0).or_insert(i32::MAX);
                *end = pair[1].rect.x0.min(*end);
            }
        }
        let is_name = |text: &Chunk| {
            let mut near = columns.range(text.rect.x0 - text.size / 4..=text.rect.x0 + text.size / 4);
            near.any(|(_, end)| text.rect.x1 < *end)
        };
        !columns.is_empty() && lines.iter().filter(|line| !is_tabular(line)).flatten().all(is_name)
    }

    /// Whether lines are those of cells side by side: one stands beside another, half a line higher or lower.
    fn are_cells(&self, lines: Range<usize>) -> bool {
        self.lines[lines].windows(2).any(|pair| {
            let (upper, lower) = (pair[0].rect, pair[1].rect);
            let is_beside = upper.x1 < lower.x0 || lower.x1 < upper.x0;
            is_beside && (pair[0].size / 4..).contains(&(upper.y1 - lower.y0))
        })
    }

    /// Where a table ends of which two rules frame the header alone, because the rule under its last row is painted on the
    /// page where it ends. However high its rows are, each of their texts stands below one head, and no other table
    /// follows. The rows known so far end before the line `known`.
    pub fn rows_below(&self, frame: &Region, known: usize, limit: usize) -> usize {
        let [top, rule] = frame.rules[..] else { return known };
        let header = frame.lines.start..self.lines.partition_point(|line| line.rect.center().1 < rule);
        let heads = self.lowest(header, (top + rule) / 2);
        let mut end = known;
        while end < limit {
            let follows = |line: &usize| {
                self.lines[*line].rect.y0 - self.lines[line - 1].rect.y1 < self.lines[*line].size
            };
            let row = end..(end + 1..limit).take_while(follows).last().unwrap_or(end) + 1;
            if !self.stands_below(&heads, row.clone()) {
                break;
            }
            end = row.end;
        }
        if (end..limit).any(|line| self.opens(line)) { known } else { end }
    }

    /// Where the lowest heads of a header are, from left to right: those that reach below its `middle`, but no group over
    /// several others.
    fn lowest(&self, header: Range<usize>, middle: i32) -> Vec<(i32, i32)> {
        let mut heads: Vec<(i32, i32)> = Vec::new();
        let texts = self.chunks[header].iter().flatten().rev();
        for text in texts.filter(|text| text.rect.y1 > middle).take(MOST_HEADS) {
            let (from, to) = below(&heads, text.rect);
            match to - from {
                0 => heads.insert(from, (text.rect.x0, text.rect.x1)),
                1 => heads[from] = (heads[from].0.min(text.rect.x0), heads[from].1.max(text.rect.x1)),
                _ => {}
            }
        }
        heads
    }

    /// Whether lines are a row below these heads: its texts stand side by side, each below one head that no other text of
    /// its line stands below, or are the rest of a cell that the page break cuts.
    fn stands_below(&self, heads: &[(i32, i32)], row: Range<usize>) -> bool {
        let lines = &self.chunks[row.clone()];
        let apart = row.clone().any(|line| self.is_caption(line) || has_leader(&self.chunks[line]));
        let size = self.lines[row.start].size;
        let alike = lines.iter().flatten().all(|text| (text.size - size).abs() * 5 < size);
        let places: Vec<Vec<(usize, usize)>> = lines
            .iter()
            .map(|line| line.iter().map(|text| below(heads, text.rect)).collect::<Vec<_>>())
            .collect();
        let below_one = places.iter().flatten().all(|(from, to)| to - from < 2);
        let below_own = places.iter().all(|line| line.windows(2).all(|pair| pair[0].1 <= pair[1].0));
        let mut all = places.iter().flatten();
        let first = all.next().copied().unwrap_or_default();
        let is_one = all.all(|place| *place == first);
        let is_rest = is_one && row.len() > 1 && first.0 > 0 && first.1 > first.0;
        !apart && alike && below_one && below_own && (!is_one || is_rest)
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

/// Which of these heads a text stands below.
fn below(heads: &[(i32, i32)], text: Rect) -> (usize, usize) {
    let from = heads.partition_point(|(_, end)| *end <= text.x0);
    (from, heads.partition_point(|(start, _)| *start < text.x1).max(from))
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn all_that_stands_over_the_next_table_may_be_one_line() {
        let table = |page: Drawing, top: f32, number: &str, title: &str| {
            let page = page.text(50.0, top - 4.0, number).centre(250.0, top - 4.0, title);
            let page = page.right(450.0, top - 4.0, "单位：万元").rule(50.0, top, 450.0, top);
            let rows = [["编码", "科目", "预算数"], ["201", "教育支出", "3.00"], ["208", "就业支出", "2.00"]];
            let page = rows.iter().zip([12.0, 28.0, 44.0]).fold(page, |page, (row, down)| {
                let y = top + down;
                page.text(53.0, y, row[0]).text(153.0, y, row[1]).right(447.0, y, row[2])
            });
            page.rule(50.0, top + 16.0, 450.0, top + 16.0).rule(50.0, top + 48.0, 450.0, top + 48.0)
        };
        let page = table(Drawing::portrait(), 100.0, "预算01表", "支出预算总表");
        let page = table(page, 164.0, "预算03表", "基本支出表");
        let rows = "|编码|科目|预算数|\n|201|教育支出|3.00|\n|208|就业支出|2.00|\n";
        let expected =
            format!("预算01表⇥支出预算总表⇥单位：万元\n{rows}预算03表⇥基本支出表⇥单位：万元\n{rows}");
        assert_eq!(page.shown(), expected);
    }

    /// A table of two heads between two rules, and a third one below.
    fn frame(bottom: f32) -> Drawing {
        let page = Drawing::portrait().rule(50.0, 86.0, 410.0, 86.0).rule(50.0, 106.0, 410.0, 106.0);
        let page = page.centre(90.0, 100.0, "项目").centre(190.0, 100.0, "收入");
        let page = page.centre(280.0, 100.0, "科目").centre(380.0, 100.0, "支出");
        page.rule(50.0, bottom, 410.0, bottom)
    }

    #[test]
    fn rows_of_a_name_alone_are_rows_where_they_begin_as_a_name_beside_figures_does() {
        let names = [(125.0, "一、教育支出"), (150.0, "二、科学技术支出"), (175.0, "三、农林水支出")];
        let page = names.iter().fold(frame(207.0), |page, (y, name)| page.text(255.0, *y, name));
        let page = page.text(55.0, 200.0, "总计").right(245.0, 200.0, "3.00");
        let page = page.text(255.0, 200.0, "总计").right(405.0, 200.0, "3.00");
        let expected = "|项目|收入|科目|支出|\n|||一、教育支出||\n|||二、科学技术支出||\n|||三、农林水支出||\n\
            |总计|3.00|总计|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_head_over_all_columns_needs_no_rule_above_it() {
        let rules = [102.0, 118.0, 134.0, 150.0];
        let page = rules.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = page.text(50.0, 82.0, "部门：云溪市图书馆").right(410.0, 82.0, "单位：万元");
        let page = page.centre(230.0, 98.0, "支出用途");
        let page = page.centre(140.0, 114.0, "项目").centre(320.0, 114.0, "金额");
        let rows = [(130.0, "基本支出", "3.00"), (146.0, "项目支出", "2.00")];
        let page = rows
            .iter()
            .fold(page, |page, (y, name, amount)| page.text(55.0, *y, name).right(405.0, *y, amount));
        let expected = "部门：云溪市图书馆⇥单位：万元\n|[1×2]支出用途|\n|项目|金额|\n\
            |基本支出|3.00|\n|项目支出|2.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn rows_below_a_header_may_be_as_high_as_they_like_where_no_rule_ends_them() {
        let row = |page: Drawing, y: f32, lines: &[&str], amounts: [&str; 2]| {
            let lines = lines.iter().zip(0..);
            let page = lines.fold(page, |page, (line, at)| page.text(155.0, y + 12.0 * at as f32, line));
            page.text(55.0, y + 12.0, "本级").right(320.0, y + 12.0, amounts[0]).right(
                405.0,
                y + 12.0,
                amounts[1],
            )
        };
        let page = Drawing::portrait().rule(50.0, 80.0, 410.0, 80.0).rule(50.0, 116.0, 410.0, 116.0);
        let page =
            page.centre(90.0, 100.0, "单位").centre(190.0, 100.0, "内容").centre(340.0, 92.0, "本年收入");
        let page = page.centre(290.0, 110.0, "合计").centre(380.0, 110.0, "拨款");
        let page = row(page, 170.0, &["购置档案柜", "与密集架、", "除湿机"], ["3.00", "3.00"]);
        let page = row(page, 290.0, &["数字化扫描", "馆藏文书档", "案"], ["2.00", "2.00"]);
        let page = page.text(155.0, 420.0, "以上为年初数。");
        let expected = "|[2×1]单位|[2×1]内容|[1×2]本年收入|\n|合计|拨款|\n\
            |本级|购置档案柜与密集架、除湿机|3.00|3.00|\n|本级|数字化扫描馆藏文书档案|2.00|2.00|\n以上为年初数。\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_title_and_the_unit_at_its_left_part_two_tables() {
        let table = |page: Drawing, y: f32, name: &str| {
            let page = [0.0, 20.0, 60.0].iter().fold(page, |page, at| page.rule(50.0, y + at, 410.0, y + at));
            let page = page.text(55.0, y + 14.0, "项目").right(405.0, y + 14.0, "金额");
            let page = page.text(55.0, y + 34.0, name).right(405.0, y + 34.0, "3.00");
            page.text(55.0, y + 54.0, "合计").right(405.0, y + 54.0, "3.00")
        };
        let page = table(Drawing::portrait(), 80.0, "会议费").text(70.0, 154.0, "二、培训费用表");
        let page = table(page.text(70.0, 168.0, "单位：万元"), 174.0, "培训费");
        let expected = "|项目|金额|\n|会议费|3.00|\n|合计|3.00|\n二、培训费用表\n单位：万元\n\
            |项目|金额|\n|培训费|3.00|\n|合计|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_table_under_rows_with_rules_begins_below_its_title() {
        let table = |page: Drawing, y: f32, name: &str| {
            let page = page.text(55.0, y - 6.0, "项目").right(405.0, y - 6.0, "金额");
            let page = page.text(55.0, y + 14.0, name).right(405.0, y + 14.0, "3.00");
            let page = page.text(55.0, y + 34.0, "合计").right(405.0, y + 34.0, "3.00");
            [0.0, 20.0, 40.0].iter().fold(page, |page, at| page.rule(50.0, y + at, 410.0, y + at))
        };
        let page = table(Drawing::portrait(), 80.0, "会议费").text(55.0, 134.0, "公开05表");
        let page = page.text(55.0, 147.0, "培训费用表").text(55.0, 160.0, "单位：万元");
        let page = table(page, 180.0, "培训费");
        let expected = "|项目|金额|\n|会议费|3.00|\n|合计|3.00|\n公开05表\n培训费用表\n单位：万元\n\
            |项目|金额|\n|培训费|3.00|\n|合计|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_table_without_a_last_rule_ends_above_the_title_of_the_next() {
        let table = |page: Drawing, y: f32, name: &str| {
            let page = page.rule(50.0, y, 410.0, y).rule(50.0, y + 20.0, 410.0, y + 20.0);
            let page = page.text(55.0, y + 14.0, "项目").right(405.0, y + 14.0, "金额");
            let page = page.text(55.0, y + 34.0, name).right(405.0, y + 34.0, "3.00");
            page.text(55.0, y + 48.0, "合计").right(405.0, y + 48.0, "3.00")
        };
        let expected = |title: &str| {
            format!(
                "|项目|金额|\n|会议费|3.00|\n|合计|3.00|\n{title}\n|项目|金额|\n|培训费|3.00|\n|合计|3.00|\n"
            )
        };
        let page = || table(Drawing::portrait(), 80.0, "会议费");
        let named = page().text(50.0, 144.0, "二、培训费用表（单位：万元）");
        assert_eq!(table(named, 150.0, "培训费").shown(), expected("二、培训费用表（单位：万元）"));
        let beside = page().text(50.0, 144.0, "二、培训费用表").right(430.0, 144.0, "单位：万元");
        assert_eq!(table(beside, 150.0, "培训费").shown(), expected("二、培训费用表⇥单位：万元"));
        let below = page().text(50.0, 144.0, "二、培训费用表").right(430.0, 158.0, "单位：万元");
        assert_eq!(table(below, 164.0, "培训费").shown(), expected("二、培训费用表\n单位：万元"));
    }

    #[test]
    fn rules_below_the_title_of_a_narrower_table_are_its_own() {
        let table = |page: Drawing, y: f32, right: f32, names: &[&str]| {
            let page = page.rule(50.0, y, right, y).text(55.0, y + 14.0, "项目").right(
                right - 5.0,
                y + 14.0,
                "金额",
            );
            names.iter().zip(1..).fold(page.rule(50.0, y + 20.0, right, y + 20.0), |page, (name, row)| {
                let y = y + 20.0 * row as f32;
                page.text(55.0, y + 14.0, name).right(right - 5.0, y + 14.0, "3.00").rule(
                    50.0,
                    y + 20.0,
                    right,
                    y + 20.0,
                )
            })
        };
        let page = table(Drawing::portrait(), 80.0, 500.0, &["会议费", "培训费"]);
        let page =
            table(page.text(190.0, 154.0, "差旅费用表（单位：万元）"), 160.0, 410.0, &["市内", "市外"]);
        let page =
            table(page.text(190.0, 234.0, "接待费用表（单位：万元）"), 240.0, 500.0, &["国内", "国外"]);
        let expected = "|项目|金额|\n|会议费|3.00|\n|培训费|3.00|\n差旅费用表（单位：万元）\n\
            |项目|金额|\n|市内|3.00|\n|市外|3.00|\n接待费用表（单位：万元）\n\
            |项目|金额|\n|国内|3.00|\n|国外|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn prose_between_two_rules_is_no_row() {
        let prose = ["上述收入与支出的口径与上年", "一致，差额为四舍五入所致，", "无需另行说明。"];
        let lines = prose.iter().zip([125.0, 150.0, 175.0]);
        let page = lines.fold(frame(207.0), |page, (line, y)| page.text(75.0, y, line));
        let page = page.text(55.0, 200.0, "总计").right(245.0, 200.0, "3.00");
        let page = page.text(255.0, 200.0, "总计").right(405.0, 200.0, "3.00");
        let expected = format!("|项目|收入|科目|支出|\n{}\n", prose.join("\n"));
        assert!(page.shown().starts_with(&expected));
    }

    #[test]
    fn the_outer_columns_reach_to_the_ends_of_the_rules() {
        // 备注 is blank, and nothing but the rules tells how wide its column is.
        let page =
            [86.0, 126.0, 166.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 450.0, *y));
        let page = page.centre(300.0, 100.0, "资金来源").centre(100.0, 110.0, "项目");
        let page =
            page.centre(190.0, 120.0, "合计").centre(270.0, 120.0, "拨款").centre(380.0, 120.0, "备注");
        let page =
            [(140.0, "一、教育支出"), (160.0, "二、科学技术支出")].iter().fold(page, |page, (y, name)| {
                page.text(55.0, *y, name).right(227.0, *y, "3.00").right(307.0, *y, "3.00")
            });
        let expected = "|[2×1]项目|[1×3]资金来源|\n|合计|拨款|备注|\n|一、教育支出|3.00|3.00||\n\
            |二、科学技术支出|3.00|3.00||\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn the_last_row_below_the_last_rule_may_begin_with_a_line_of_a_wrapped_name() {
        let rules = [86.0, 104.0, 122.0, 140.0];
        let page = rules.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = page.text(55.0, 98.0, "编码").text(115.0, 98.0, "科目").right(405.0, 98.0, "金额");
        let row = |page: Drawing, y: f32, code: &str| page.text(55.0, y, code).right(405.0, y, "3.00");
        let page = row(page, 116.0, "229").text(115.0, 116.0, "其他支出");
        let page = row(page, 134.0, "22960").text(115.0, 134.0, "彩票支出");
        let page =
            row(page, 160.0, "2296002").text(115.0, 153.5, "用于社会福利的").text(115.0, 166.5, "彩票支出");
        let expected = "|编码|科目|金额|\n|229|其他支出|3.00|\n|22960|彩票支出|3.00|\n\
            |2296002|用于社会福利的彩票支出|3.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
