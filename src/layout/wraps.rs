//! Which of the texts that are painted one below the other are the lines of one cell.
//!
//! White tells where there is more between rows than between the lines of a cell. Where there is not, the cells beside them
//! do, by how the texts of a row are set: all around one middle, or all down to one line.
//!
//! ```text
//! 机关事业单位                      机关事业单位
//! 基本养老保险   418.57      or     基本养老保险
//! 缴费                             缴费          418.57
//! ```

use std::collections::BTreeMap;

use super::cells::opens_item;
use super::chunks::Chunk;
use super::rows::{Block, wraps_figure};
use super::rules::Segment;
use crate::geometry::Rect;

/// A cell that is painted after its row is sought among no more lines than this.
const MOST_LINES: usize = 60;
/// So many cells to the right of a stack may tell where it ends.
const MOST_BESIDE: usize = 30;

/// How the texts of a row are set in their cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Around one middle; what stands at the top is told by its words.
    Middle,
    /// Down to one line.
    Bottom,
}

/// Texts from top to bottom that may be lines of one cell, not none.
type Stack<'t, 'c> = &'t [&'c Chunk];

/// What tells a wrapped line from the next row.
pub(crate) struct Wraps<'a> {
    set: Set,
    /// No cell goes on below a rule.
    rules: &'a [Segment],
    /// The most white between two lines of one cell, where there is more between two rows.
    within: Option<i32>,
    /// How wide the widest text is that begins at about the same place.
    room: BTreeMap<i32, i32>,
    /// The lines on which figures stand: where white tells nothing, a row begins there.
    figures: Vec<usize>,
    /// Where the first column begins.
    left: i32,
    /// The lines on which texts stand side by side, and the first on which one of them is a figure.
    tabular: Vec<usize>,
    first_row: Option<usize>,
}

impl<'a> Wraps<'a> {
    /// What tells the cells of texts in the order they were `painted`; between rows there is at least so much white.
    pub fn of(
        set: Set,
        painted: &[&Chunk],
        chunks: &[Chunk],
        rules: &'a [Segment],
        between: Option<i32>,
    ) -> Self {
        let mut room: BTreeMap<i32, i32> = BTreeMap::new();
        for chunk in chunks {
            let widest = room.entry(place(chunk)).or_default();
            *widest = (*widest).max(chunk.rect.width());
        }
        let next = painted.windows(2).filter(|pair| is_next_line(pair[0], pair[1]));
        let mut whites: Vec<i32> = next.map(|pair| pair[1].rect.y0 - pair[0].rect.y1).collect();
        whites.sort_unstable();
        // The usual white of those that are less, not the least: recognized lines stand only about in their places.
        let within = between.and_then(|between| {
            let em = chunks.iter().map(|c| c.size).max().unwrap_or(1);
            let closer = &whites[..whites.partition_point(|white| *white < between - em / 12)];
            closer.get(closer.len() / 2).map(|usual| (usual + between) / 2)
        });
        let figures = chunks.iter().filter(|c| c.is_figure()).map(|c| c.line).collect();
        let left = chunks.iter().map(|c| c.rect.x0).min().unwrap_or(0);
        let rows = chunks.chunk_by(|a, b| a.line == b.line).filter(|line| line.len() > 1);
        let tabular = rows.clone().map(|line| line[0].line).collect();
        let first_row = rows.clone().find(|line| line.iter().any(Chunk::is_figure)).map(|line| line[0].line);
        Self { set, rules, within, room, figures, left, tabular, first_row }
    }

    /// The texts that were painted one after the other as the lines of one cell may be: each is one, or some that stand
    /// closely one below the other.
    pub fn stacks<'t, 'c>(&self, painted: &'t [&'c Chunk]) -> Vec<Stack<'t, 'c>> {
        let mut stacks = Vec::new();
        let mut from = 0;
        while from < painted.len() {
            let mut cell = painted[from].rect;
            let mut to = from + 1;
            while let Some(chunk) =
                painted.get(to).filter(|chunk| self.may_go_on(&painted[from..to], cell, chunk))
            {
                cell = cell.union(chunk.rect);
                to += 1;
            }
            stacks.push(&painted[from..to]);
            from = to;
        }
        stacks
    }

    /// Whether a text that is painted next may be the next line of the cell of these lines, which are not none.
    fn may_go_on(&self, lines: &[&Chunk], cell: Rect, chunk: &Chunk) -> bool {
        let line = lines[lines.len() - 1];
        if !is_next_line(line, chunk) || !is_aligned(cell, chunk) || self.are_parted(line, chunk) {
            return false;
        }
        let is_close = self.within.map(|within| chunk.rect.y0 - line.rect.y1 <= within);
        // A column as narrow as one digit cuts counts, and nothing but white tells them from two.
        let is_count = |chunk: &Chunk| chunk.text.len() < 4 && chunk.text.bytes().all(|b| b.is_ascii_digit());
        let cut = is_close == Some(true) && is_count(line) && is_count(chunk);
        is_close != Some(false) && (!chunk.is_figure() || cut || wraps_figure(lines, chunk))
    }

    /// The cells of a stack. What is painted `before` and `after` it stands beside its first cell and its last one, and
    /// the `anchors` of rows of an earlier pass beside any of them.
    pub fn parts<'t, 'c>(
        &self,
        stack: Stack<'t, 'c>,
        before: Option<&Block>,
        after: &[Stack],
        anchors: &[Block],
    ) -> Vec<Stack<'t, 'c>> {
        if let Some(cells) = around(stack, anchors) {
            return cells;
        }
        if self.within.is_some() && self.is_group(stack, after) {
            return vec![&stack[..1], &stack[1..]];
        }
        if self.within.is_some() || stack.len() == 1 {
            return vec![stack];
        }
        let starts = match self.set {
            Set::Middle => self.starts_around(stack, before, after.first().copied()),
            Set::Bottom => starts_above(stack, before, after),
        };
        let ends = starts.iter().skip(1).copied().chain([stack.len()]);
        starts.iter().zip(ends).map(|(from, to)| &stack[*from..to]).collect()
    }

    /// Whether two lines are the head of a group and the first head below it, which the next one stands beside. Over the
    /// only row of a table white tells nothing of them: what is merged over both rows of heads leaves more below it.
    fn is_group(&self, stack: Stack, after: &[Stack]) -> bool {
        let ([group, head], Some(next)) = (stack, after.first()) else { return false };
        let is_beside = is_right(head.rect, next[0]) && is_around(next, middle(&stack[1..]));
        is_beside && self.first_row.is_some_and(|row| head.line < row) && !self.goes_on(group, head)
    }

    /// With which lines of a stack cells begin that reach as far above the middles of what stands beside them as below.
    fn starts_around(&self, stack: Stack, before: Option<&Block>, after: Option<Stack>) -> Vec<usize> {
        let before = before.filter(|cell| is_right(cell.rect, stack[0])).map(Block::middle);
        let after = after.filter(|lines| is_right(stack[0].rect, lines[0]));
        let after = after.filter(|lines| lines[lines.len() - 1].rect.y1 > stack[0].rect.y0);
        let last = after.map_or(stack.len(), |lines| last_around(stack, lines));
        let room = after.map_or(i32::MAX, |lines| lines[0].rect.x0 - stack[0].rect.x0);
        let first = before.and_then(|middle| self.first_around(stack, middle, room));
        let is_first = |first: &usize| last == 0 || *first <= last || are_centred(&stack[..*first]);
        let first = first.filter(is_first).unwrap_or(1);
        let last = if last == 0 { 0 } else { last.max(first) };
        let is_rest = after.is_none() && self.is_rest(stack);
        let begins = |line: &usize| {
            let line = *line;
            line == 0
                || line == last
                || (line >= first && line < last && !is_rest && !self.goes_on(stack[line - 1], stack[line]))
        };
        (0..stack.len()).filter(begins).collect()
    }

    /// Whether the lines of a stack are the rest of a row that the page break cuts: nothing stands beside them, a header
    /// above and the first row below, and they are in another column than the first.
    fn is_rest(&self, stack: Stack) -> bool {
        let (first, last) = (stack[0].line, stack[stack.len() - 1].line);
        let above = self.tabular.partition_point(|line| *line < first);
        let is_alone = self.tabular.get(above).is_none_or(|next| last < *next);
        let is_inner = stack[0].rect.x0 > self.left + stack[0].size;
        is_inner && is_alone && above > 0 && self.first_row.is_none_or(|row| last < row)
    }

    /// How many lines the first cell of a stack has beside one with this middle. What is merged with rows below has its
    /// middle between them as well, but no word of the next row had `room`.
    fn first_around(&self, stack: Stack, middle: i32, room: i32) -> Option<usize> {
        let is_full = |pair: &[&Chunk]| {
            let room = self.room(pair[0], pair[1]).min(room) - pair[0].rect.width();
            room < pair[1].first_word() + pair[0].size * 5 / 4 || pair[0].text.ends_with(['。', '；', ';'])
        };
        let is_first = |lines: &[&Chunk]| is_around(lines, middle) && lines.windows(2).all(is_full);
        (2..=stack.len()).find(|to| is_first(&stack[..*to]))
    }

    /// Whether a line goes on with the next one by what they say: it has no room for its first word, and nothing begins.
    fn goes_on(&self, line: &Chunk, chunk: &Chunk) -> bool {
        self.room(line, chunk) - line.rect.width() < chunk.first_word() + line.size / 4
            && !line.text.ends_with(['：', ':'])
            && !opens_item(&chunk.text)
            && self.figures.binary_search(&chunk.line).is_err()
    }

    /// How wide the widest text is that begins where a line does, or the next line.
    fn room(&self, line: &Chunk, next: &Chunk) -> i32 {
        self.room.get(&place(line)).copied().unwrap_or(0).max(next.rect.width())
    }

    /// Whether a rule runs between two texts.
    fn are_parted(&self, above: &Chunk, below: &Chunk) -> bool {
        let from = self.rules.partition_point(|rule| rule.at < above.rect.center().1);
        let between = self.rules[from..].iter().take_while(|rule| rule.at < below.rect.center().1);
        let (left, right) = (above.rect.x0.max(below.rect.x0), above.rect.x1.min(below.rect.x1));
        between.into_iter().any(|rule| rule.from < right && left < rule.to)
    }
}

/// Whether each line stands in the middle below the one above, and begins elsewhere: a group of a header that stands over
/// one text alone would say nothing, and names in rows begin at one edge.
fn are_centred(lines: &[&Chunk]) -> bool {
    lines.windows(2).all(|pair| {
        let (above, below, near) = (pair[0].rect, pair[1].rect, pair[0].size / 4);
        (above.x0 + above.x1 - below.x0 - below.x1).abs() <= near && (above.x0 - below.x0).abs() > near
    })
}

/// With which line the last cell of a stack begins, beside the cell of these lines.
fn last_around(stack: Stack, lines: Stack) -> usize {
    // No line beside a cell or below it is of a row above.
    let beside = stack.partition_point(|line| line.rect.y1 <= lines[0].rect.y0 + line.size / 4);
    let around = |middle| (0..=beside).find(|from| is_around(&stack[*from..], middle));
    [middle(lines), middle(&lines[..1])].into_iter().find_map(around).unwrap_or(beside)
}

/// With which lines of a stack cells begin that end with what stands beside them: the first one with what was painted
/// before it, or else the last one with the lowest of what is painted after it in its row.
fn starts_above(stack: Stack, before: Option<&Block>, after: &[Stack]) -> Vec<usize> {
    let end = |bottom: i32| stack.iter().position(|line| (line.rect.y1 - bottom).abs() <= line.size / 4);
    let first = before.filter(|cell| is_right(cell.rect, stack[0])).and_then(|cell| end(cell.rect.y1));
    let mut left = stack[0].rect;
    let of_row = after.iter().take(MOST_BESIDE).take_while(|lines| {
        let beside = is_right(left, lines[0]);
        left = lines[0].rect;
        beside
    });
    let last = of_row.filter_map(|lines| end(lines[lines.len() - 1].rect.y1)).max();
    let ends = [first, last.filter(|last| first.is_none_or(|first| first < *last))];
    let starts = ends.into_iter().flatten().map(|end| end + 1).filter(|start| *start < stack.len());
    std::iter::once(0).chain(starts).collect()
}

/// Whether a text begins right of where a cell does.
fn is_right(cell: Rect, text: &Chunk) -> bool {
    text.rect.x0 > cell.x0 + text.size / 2
}

/// Where a text begins, in halves of an em.
fn place(chunk: &Chunk) -> i32 {
    chunk.rect.x0 / (chunk.size / 2).max(1)
}

/// Whether a text is of the same size as another and stands closely below it.
fn is_next_line(line: &Chunk, chunk: &Chunk) -> bool {
    let em = line.size.max(chunk.size);
    let space = chunk.rect.y0 - line.rect.y1;
    let shared = line.rect.x1.min(chunk.rect.x1) > line.rect.x0.max(chunk.rect.x0);
    line.line < chunk.line
        && shared
        && (-em / 3..em * 3 / 4).contains(&space)
        && (line.size - chunk.size).abs() * 10 < em
}

/// Whether a text begins, ends or has its middle where a cell does; the first line of a paragraph may be indented.
fn is_aligned(cell: Rect, chunk: &Chunk) -> bool {
    let (a, b, em) = (cell, chunk.rect, chunk.size);
    (a.x0 - b.x0).abs() <= em * 5 / 2
        || (a.x1 - b.x1).abs() <= em / 2
        || (a.x0 + a.x1 - b.x0 - b.x1).abs() <= em
}

/// The (doubled) middle of lines from top to bottom, which are not none.
fn middle(lines: &[&Chunk]) -> i32 {
    lines[0].rect.y0 + lines[lines.len() - 1].rect.y1
}

/// Whether lines from top to bottom have their middle at this (doubled) height. Figures in a font of their own stand up to a
/// quarter of an em higher or lower in their lines.
fn is_around(lines: &[&Chunk], height: i32) -> bool {
    lines.first().is_some_and(|first| (middle(lines) - height).abs() <= first.size / 2)
}

/// The cells of a stack whose middles are all those of rows.
fn around<'t, 'c>(stack: Stack<'t, 'c>, anchors: &[Block]) -> Option<Vec<Stack<'t, 'c>>> {
    let mut cells = Vec::new();
    let mut rest = stack;
    while let [line, ..] = rest {
        let lines = &rest[..rest.len().min(MOST_LINES)];
        let from = anchors.partition_point(|anchor| anchor.middle() < line.rect.y0 * 2);
        let bottom = lines[lines.len() - 1].rect.y1;
        let mut middles = anchors[from..].iter().map(Block::middle).take_while(|middle| *middle < bottom * 2);
        let end =
            middles.find_map(|middle| (1..=lines.len()).find(|end| is_around(&lines[..*end], middle)))?;
        let (cell, below) = rest.split_at(end);
        cells.push(cell);
        rest = below;
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    #[test]
    fn heads_set_at_the_bottom_of_their_cells_stand_below_their_groups() {
        let page = Drawing::portrait().centre(70.0, 106.0, "单位").centre(70.0, 120.0, "编码");
        let page = page.centre(130.0, 120.0, "合计").centre(265.0, 92.0, "本年收入");
        let page = page.centre(400.0, 106.0, "上年结转").centre(400.0, 120.0, "结余");
        let page =
            page.centre(180.0, 120.0, "小计").centre(235.0, 106.0, "财政拨款").centre(235.0, 120.0, "收入");
        let page = page.centre(315.0, 106.0, "单位资金");
        let page = page.centre(285.0, 120.0, "事业收入").centre(345.0, 120.0, "其他收入");
        let rows = [("201", "30.00"), ("202", "20.00"), ("203", "10.00")];
        let page = rows.into_iter().zip(0..).fold(page, |page, ((code, amount), row)| {
            let y = 134.0 + 14.0 * row as f32;
            let page = page.text(55.0, y, code);
            [155.0, 205.0, 260.0, 315.0, 370.0, 420.0].iter().fold(page, |page, x| page.right(*x, y, amount))
        });
        let amounts = |amount: &str| format!("|{amount}").repeat(6);
        let head = "|[3×1]单位编码|[3×1]合计|[1×4]本年收入|[3×1]上年结转结余|\n|[2×1]小计|[2×1]财政拨款收入|[1×2]单位资金|\n|事业收入|其他收入|\n";
        let expected = rows.map(|(code, amount)| format!("|{code}{}|\n", amounts(amount))).concat();
        assert_eq!(page.shown(), format!("{head}{expected}"));
    }

    #[test]
    fn lines_of_a_cell_may_stand_a_little_closer_or_further_apart() {
        let head = ["单位", "内容", "依据"].iter().zip([50.0, 150.0, 250.0]);
        let head = head.fold(Drawing::portrait(), |page, (text, x)| page.text(x, 80.0, text));
        let row = |page: Drawing, y: f32, white: f32| {
            let lines = ["修复古籍文献", "与地方志", "的费用"].iter().zip(-1..);
            let page = page.text(50.0, y, "县档案馆");
            let page = lines.fold(page, |page, (text, at)| page.text(150.0, y + white * at as f32, text));
            page.text(250.0, y - white / 2.0, "按每册的平均").text(250.0, y + white / 2.0, "价计算")
        };
        let page = [13.4, 12.0, 13.0, 13.4].into_iter().zip(0..);
        let page = page.fold(head, |page, (white, at)| row(page, 110.0 + 40.4 * at as f32, white));
        let expected = "|县档案馆|修复古籍文献与地方志的费用|按每册的平均价计算|\n".repeat(4);
        assert_eq!(page.shown(), format!("|单位|内容|依据|\n{expected}"));
    }

    #[test]
    fn a_group_over_the_only_row_is_no_line_of_its_first_head() {
        let page = Drawing::portrait().text(50.0, 107.0, "科目编码").text(150.0, 107.0, "科目名称");
        let page = page.text(250.0, 107.0, "合计").text(350.0, 100.0, "其中");
        let page = page.text(350.0, 114.0, "基本支出").text(450.0, 114.0, "项目支出");
        let page = page.text(150.0, 128.0, "合计");
        let page = [340.0, 440.0, 540.0].iter().fold(page, |page, x| page.right(*x, 128.0, "0.00"));
        let head = "|[2×1]科目编码|[2×1]科目名称|[2×1]合计|[1×2]其中|\n|基本支出|项目支出|\n";
        assert_eq!(page.shown(), format!("{head}||合计|0.00|0.00|0.00|\n"));
    }

    #[test]
    fn the_rest_of_a_tall_cell_is_one_cell_below_the_header_that_is_printed_again() {
        // The lines of the cell are not full, and no row of the page tells how far rows stand apart.
        let header = |y: f32| {
            let page = Drawing::portrait().text(50.0, y, "单位名称").text(150.0, y, "项目内容");
            page.centre(330.0, y, "合计").centre(430.0, y, "项目支出")
        };
        let lines = |page: Drawing, y: f32, lines: &[&str]| {
            let numbered = lines.iter().zip(0..);
            numbered.fold(page, |page, (line, at)| page.text(150.0, y + 14.0 * at as f32, line))
        };
        let first = header(100.0).text(50.0, 128.0, "县档案馆");
        let first = lines(first, 114.0, &["为修复古籍文献", "与地方志按每册", "计算修复费用"]);
        let first = first.right(350.0, 128.0, "3.00").right(450.0, 128.0, "3.00");
        let second = lines(header(50.0), 64.0, &["，合计", "0.02万", "元。"]).text(50.0, 113.0, "县图书馆");
        let second = lines(second, 106.0, &["为开放阅览室", "安排的费用"]);
        let second = second.right(350.0, 113.0, "2.00").right(450.0, 113.0, "2.00");
        let (blocks, _) = layout(vec![first.sheet(), second.number(2).sheet()]);
        let head = "|单位名称|项目内容|合计|项目支出|\n";
        let expected = format!(
            "{head}|县档案馆|为修复古籍文献与地方志按每册计算修复费用|3.00|3.00|\n\
            {head}||，合计0.02万元。|||\n|县图书馆|为开放阅览室安排的费用|2.00|2.00|\n"
        );
        assert_eq!(show(&blocks), expected);
    }

    #[test]
    fn what_stands_alone_in_the_middle_below_a_head_is_its_next_line() {
        // 费 is as high as the heads at the right, which reach down beside it and the row below.
        let page = Drawing::portrait().centre(150.0, 100.0, "车辆费").centre(300.0, 100.0, "接待费");
        let page = page.centre(100.0, 121.0, "小计").centre(200.0, 114.0, "车辆运行维护");
        let page = page.centre(200.0, 128.0, "费").centre(275.0, 128.0, "预算").centre(325.0, 128.0, "决算");
        let page = [75.0, 125.0, 175.0, 225.0]
            .iter()
            .zip(["预算", "决算"].iter().cycle())
            .fold(page, |page, (x, head)| page.centre(*x, 142.0, head));
        let page = (0..6).fold(page, |page, column| page.right(97.0 + 50.0 * column as f32, 156.0, "3.00"));
        let head = "|[1×4]车辆费|[1×2]接待费|\n|[1×2]小计|[1×2]车辆运行维护费|[2×1]预算|[2×1]决算|\n\
            |预算|决算|预算|决算|\n";
        assert_eq!(page.shown(), format!("{head}|3.00|3.00|3.00|3.00|3.00|3.00|\n"));
    }

    /// A table of a name, a figure that its narrow column cuts in two lines, and an amount.
    fn cut_figures(heads: [&str; 3], rows: [(&str, [&str; 2]); 2]) -> String {
        let page = Drawing::portrait()
            .text(50.0, 90.0, heads[0])
            .text(115.0, 90.0, heads[1])
            .text(180.0, 90.0, heads[2]);
        let page = rows.into_iter().zip([110.0, 140.0]).fold(page, |page, ((name, figure), y)| {
            let page =
                page.text(50.0, y + 5.0, name).text(120.0, y, figure[0]).text(120.0, y + 10.0, figure[1]);
            page.text(180.0, y + 5.0, "8.00")
        });
        page.shown()
    }

    #[test]
    fn a_figure_that_a_narrow_column_cuts_goes_on_in_the_next_line() {
        let rows = [("教育", ["173,26", "0.00"]), ("农业", ["1,4", "06,856.12"])];
        let expected = "|科目|合计|其他|\n|教育|173,260.00|8.00|\n|农业|1,406,856.12|8.00|\n";
        assert_eq!(cut_figures(["科目", "合计", "其他"], rows), expected, "an amount within its thousands");
        let rows = [("课桌", ["5", "5"]), ("座椅", ["1", "2"])];
        let expected = "|项目|数量|金额|\n|课桌|55|8.00|\n|座椅|12|8.00|\n";
        assert_eq!(cut_figures(["项目", "数量", "金额"], rows), expected, "a count");
    }
}
