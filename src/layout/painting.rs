//! Rows of a table without rules, by the order in which it is painted.
//!
//! Producers paint a table row by row and a row cell by cell, and all lines of a cell one after the other. So where
//! the pen goes to the next line below, a cell is wrapped; where it goes back to the left or down, a row begins. No
//! white says as much: a name wrapped over five lines stands closer to the name below it than to its own figures.
//!
//! ```text
//! 1 机关事业单位        1,250.00
//! 2 基本养老保险    3            →  one row: 机关事业单位基本养老保险缴费 | 1,250.00
//!   缴费
//! ```
//!
//! Where lines of a cell stand as far apart as rows, the cells beside them tell: all have their middles at one height.
//!
//! A merged cell is painted with the first of its rows and stands in the middle of all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::opens_item;
use super::passes::Passes;
use super::regions::Chunk;
use super::rows::{Block, wraps_figure};
use super::rules::Segment;
use crate::geometry::Rect;

/// Of this many rows one may contradict the order before the order is taken to mean nothing.
const ROWS_PER_SLIP: usize = 10;

/// A cell that is painted after its row is sought among no more lines than this.
const MOST_LINES: usize = 60;

/// The cells of each row from left to right as they were painted, or `None` where the page is not painted row by row.
/// `rules` stand under parts of rows, from top to bottom.
pub(crate) fn rows(chunks: &[Chunk], rules: &[Segment]) -> Option<Vec<Vec<Block>>> {
    let mut painted: Vec<&Chunk> = chunks.iter().collect();
    painted.sort_by_key(|chunk| chunk.painted());
    let white = least_white_between_rows(&painted, chunks);
    let wraps = Wraps::of(&painted, chunks, rules, white);
    let stacks = wraps.stacks(&painted);
    let mut passes = Passes::of(white);
    let mut before: Option<Block> = None;
    for (index, stack) in stacks.iter().enumerate() {
        let anchors = passes.anchors(&block(&stack[..1]));
        for lines in wraps.parts(stack, before.as_ref(), stacks.get(index + 1).copied(), anchors) {
            let cell = block(lines);
            passes.take(cell.clone());
            before = Some(cell);
        }
    }
    let (rows, slips) = passes.rows();
    (slips * ROWS_PER_SLIP <= rows.len()).then_some(rows)
}

/// The cell of these lines, which are not none.
fn block(lines: &[&Chunk]) -> Block {
    let mut block = Block::of(lines[0].clone());
    for line in &lines[1..] {
        block.rect = block.rect.union(line.rect);
        block.chunks.push((*line).clone());
    }
    block
}

/// What tells a wrapped line from the next row.
struct Wraps<'a> {
    /// No cell goes on below a rule.
    rules: &'a [Segment],
    /// The most white between two lines of one cell, where there is more between two rows.
    within: Option<i32>,
    /// How wide the widest text is that begins at about the same place.
    room: BTreeMap<i32, i32>,
    /// The lines on which figures stand: where white tells nothing, a row begins there.
    figures: Vec<usize>,
}

impl<'a> Wraps<'a> {
    fn of(painted: &[&Chunk], chunks: &[Chunk], rules: &'a [Segment], between: Option<i32>) -> Self {
        let mut room: BTreeMap<i32, i32> = BTreeMap::new();
        for chunk in chunks {
            let widest = room.entry(place(chunk)).or_default();
            *widest = (*widest).max(chunk.rect.width());
        }
        let next = painted.windows(2).filter(|pair| is_next_line(pair[0], pair[1]));
        let closest = next.map(|pair| pair[1].rect.y0 - pair[0].rect.y1).min();
        let within = closest.zip(between).and_then(|(within, between)| {
            let em = chunks.iter().map(|c| c.size).max().unwrap_or(1);
            (within < between - em / 12).then_some((within + between) / 2)
        });
        let figures = chunks.iter().filter(|c| c.is_figure()).map(|c| c.line).collect();
        Self { rules, within, room, figures }
    }

    /// The texts that were painted one after the other as the lines of one cell may be: each is one, or some that stand
    /// closely one below the other.
    fn stacks<'t, 'c>(&self, painted: &'t [&'c Chunk]) -> Vec<&'t [&'c Chunk]> {
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
    /// the `anchors` of rows of an earlier pass beside any of them; so a cell reaches as far above their middles as
    /// below, where no white tells.
    fn parts<'t, 'c>(
        &self,
        stack: &'t [&'c Chunk],
        before: Option<&Block>,
        after: Option<&[&Chunk]>,
        anchors: &[Block],
    ) -> Vec<&'t [&'c Chunk]> {
        if let Some(cells) = around(stack, anchors) {
            return cells;
        }
        if self.within.is_some() || stack.len() == 1 {
            return vec![stack];
        }
        let is_right = |left: Rect, right: Rect| right.x0 > left.x0 + stack[0].size / 2;
        let before = before.filter(|cell| is_right(cell.rect, stack[0].rect)).map(Block::middle);
        let after = after.filter(|lines| {
            is_right(stack[0].rect, lines[0].rect) && lines[lines.len() - 1].rect.y1 > stack[0].rect.y0
        });
        let last = after.map_or(stack.len(), |lines| {
            // No line beside a cell or below it is of a row above.
            let beside = stack.partition_point(|line| line.rect.y1 <= lines[0].rect.y0 + line.size / 4);
            let middles = [middle(lines), middle(&lines[..1])];
            let around = |middle| (0..=beside).find(|from| is_around(&stack[*from..], middle));
            middles.into_iter().find_map(around).unwrap_or(beside)
        });
        // What is merged with rows below has its middle between them as well, but no word of the next row had room.
        let room = after.map_or(i32::MAX, |lines| lines[0].rect.x0 - stack[0].rect.x0);
        let is_full = |pair: &[&Chunk]| {
            let room = self.room(pair[0], pair[1]).min(room) - pair[0].rect.width();
            room < pair[1].first_word() + pair[0].size * 5 / 4 || pair[0].text.ends_with(['。', '；', ';'])
        };
        let is_first = |lines: &[&Chunk], middle| is_around(lines, middle) && lines.windows(2).all(is_full);
        let first = before.and_then(|middle| (2..=stack.len()).find(|to| is_first(&stack[..*to], middle)));
        let first = first.filter(|first| last == 0 || *first <= last).unwrap_or(1);
        let begins = |line: &usize| {
            let line = *line;
            line == 0
                || line == last
                || (line >= first && line < last && !self.goes_on(stack[line - 1], stack[line]))
        };
        let starts: Vec<usize> = (0..stack.len()).filter(begins).collect();
        let ends = starts.iter().skip(1).copied().chain([stack.len()]);
        starts.iter().zip(ends).map(|(from, to)| &stack[*from..to]).collect()
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

/// Whether lines from top to bottom have their middle at this (doubled) height.
fn is_around(lines: &[&Chunk], height: i32) -> bool {
    lines.first().is_some_and(|first| (middle(lines) - height).abs() <= first.size / 4)
}

/// The cells of a stack whose middles are all those of rows.
fn around<'t, 'c>(stack: &'t [&'c Chunk], anchors: &[Block]) -> Option<Vec<&'t [&'c Chunk]>> {
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

/// The least white between two texts one below the other that were not painted one after the other, and so stand in
/// two cells.
fn least_white_between_rows(painted: &[&Chunk], chunks: &[Chunk]) -> Option<i32> {
    let follows: BTreeSet<(usize, usize)> =
        painted.windows(2).map(|pair| (pair[0].painted(), pair[1].painted())).collect();
    let mut least: Option<i32> = None;
    for (index, above) in chunks.iter().enumerate() {
        let below = chunks[index + 1..].iter().take_while(|c| c.line <= above.line + 2);
        for chunk in below.filter(|c| c.line > above.line) {
            let shared = above.rect.x1.min(chunk.rect.x1) - above.rect.x0.max(chunk.rect.x0);
            let white = chunk.rect.y0 - above.rect.y1;
            if shared * 2 > above.rect.width().min(chunk.rect.width())
                && white > 0
                && !follows.contains(&(above.painted(), chunk.painted()))
            {
                least = Some(least.map_or(white, |l| l.min(white)));
            }
        }
    }
    least
}

/// Whether a cell that is painted next belongs to a row: it stands further right and no lower than the highest, or as
/// low as another cell that is merged with rows below.
pub(crate) fn is_in_row(row: &[Block], cell: &Block) -> bool {
    let Some(before) = row.last() else { return false };
    let right = cell.rect.x0 > before.rect.x0 + before.size.max(cell.size) / 2;
    let level = is_level(highest(row), cell) || row.iter().any(|other| is_concentric(other, cell));
    right && (level || cell.middle() < highest(row).middle())
}

/// The cell of a row whose middle is highest: no row is empty.
pub(crate) fn highest(row: &[Block]) -> &Block {
    row.iter().min_by_key(|cell| cell.middle()).unwrap_or(&row[0])
}

/// Whether two cells stand in one row: by their middles, or by their tops or bottoms where those are aligned.
pub(crate) fn is_level(a: &Block, b: &Block) -> bool {
    let near = a.size.max(b.size) / 4;
    is_concentric(a, b) || (a.rect.y0 - b.rect.y0).abs() <= near || (a.rect.y1 - b.rect.y1).abs() <= near
}

/// Whether two cells share their middle.
pub(crate) fn is_concentric(a: &Block, b: &Block) -> bool {
    (a.middle() - b.middle()).abs() <= a.size.max(b.size)
}

/// Whether two cells stand as far from each other as those of two rows.
pub(crate) fn are_apart(a: &Block, b: &Block, white: Option<i32>) -> bool {
    let em = a.size.max(b.size);
    // Where few texts stand one below the other there may be more white between them than between most rows.
    let pitch = (em + white.unwrap_or(0).min(em / 2)) * 9 / 10;
    (a.middle() - b.middle()).abs() > pitch * 2
}

/// Looks at the last row when it is complete, and counts what cannot be. A row that is hardly above the next one is
/// none: it was begun by a merged cell at the right of the row before it. So is one that begins in the middle between
/// the row before it and the `next` one, with a text that spans both.
pub(crate) fn close(rows: &mut Vec<Vec<Block>>, white: Option<i32>, next: Option<&Block>) -> usize {
    let [.., before, last] = &rows[..] else { return 0 };
    let em = last[0].size.max(before[0].size);
    let is_below = highest(last).middle() > highest(before).middle();
    if is_below && are_apart(highest(before), highest(last), white) {
        return 0;
    }
    let merged = match &rows[..] {
        [.., row, merged, _] => {
            let right = row.last().is_some_and(|cell| cell.rect.x0 < merged[0].rect.x0);
            right && merged.iter().all(|cell| !cell.is_figure() && cell.middle() > highest(row).middle())
        }
        _ => false,
    };
    let right = before.last().is_some_and(|cell| cell.rect.x0 < last[0].rect.x0);
    let between = next.is_some_and(|next| {
        let halves = highest(before).middle() + next.middle() - last[0].middle() * 2;
        right && halves.abs() <= em && !last.iter().any(Block::is_figure)
    });
    let at = rows.len() - if merged { 2 } else { 1 };
    let cells = rows.remove(at);
    rows[at - 1].extend(cells);
    usize::from(!merged && !between)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Rows of a code, a name and an amount at the middle of the name's lines, which have no white between them; the
    /// first name has two lines. `space` is the white between rows.
    fn rows(first: [&str; 2], space: f32) -> Drawing {
        let names = [&first[..], &["职业年金缴费"], &["抚恤"]];
        let figures = [("20805", "418.57"), ("20806", "20.00"), ("20807", "3.00")];
        let mut y = 100.0;
        names.iter().zip(figures).fold(Drawing::portrait(), |page, (name, (code, amount))| {
            let middle = y + 5.0 * (name.len() - 1) as f32;
            let page = page.text(50.0, middle, code);
            let page = name.iter().fold(page, |page, line| {
                let page = page.text(120.0, y, line);
                y += 10.0;
                page
            });
            y += space;
            page.right(300.0, middle, amount)
        })
    }

    fn expected(first: [&str; 2]) -> String {
        format!("|20805|{}|418.57|\n|20806|职业年金缴费|20.00|\n|20807|抚恤|3.00|\n", first.concat())
    }

    #[test]
    fn rows_are_known_by_their_order_where_white_does_not_tell_them() {
        // Every line is full, so nothing else tells that 职业年金缴费 is not the third line of the first name.
        let name = ["机关事业单位", "基本养老保险"];
        assert_eq!(rows(name, 0.5).shown(), expected(name));
        assert_ne!(rows(name, 0.5).reversed().shown(), expected(name));
    }

    #[test]
    fn a_point_more_between_rows_than_between_lines_tells() {
        // The first line has room for two more characters.
        let name = ["机关单位", "基本养老保险"];
        assert_eq!(rows(name, 1.0).shown(), expected(name));
    }

    /// A row of a code, a name and an amount, painted in this order at heights of their own.
    fn row(page: Drawing, code: (f32, &str), name: (f32, &[&str]), amount: (f32, &str)) -> Drawing {
        let page = page.text(50.0, code.0, code.1);
        let lines = name.1.iter().zip(0..);
        let page = lines.fold(page, |page, (line, at)| page.text(120.0, name.0 + 14.0 * at as f32, line));
        page.right(300.0, amount.0, amount.1)
    }

    #[test]
    fn the_middle_of_what_stands_beside_a_cell_tells_its_lines() {
        // All lines are as far from each other as rows are, and none but one is full.
        let page = row(Drawing::portrait(), (100.0, "206"), (100.0, &["科学技术支出"]), (100.0, "20.00"));
        let name = ["城市社区", "服务设施改造", "补助"];
        let page = row(page, (128.0, "20602"), (114.0, &name), (128.0, "20.00"));
        let page = row(page, (156.0, "207"), (156.0, &["文化旅游"]), (156.0, "3.00"));
        let page = row(page, (177.0, "20701"), (170.0, &["公共", "图书馆"]), (177.0, "3.00"));
        let expected = "|206|科学技术支出|20.00|\n|20602|城市社区服务设施改造补助|20.00|\n\
            |207|文化旅游|3.00|\n|20701|公共图书馆|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn rows_beside_a_merged_cell_are_no_lines_of_one_cell() {
        // The targets are painted later than all names.
        let page =
            Drawing::portrait().text(50.0, 100.0, "产出指标").text(120.0, 100.0, "修复古籍文献与地方志册数");
        let page =
            page.text(50.0, 121.0, "效益指标").text(120.0, 114.0, "开放天数").text(120.0, 128.0, "接待读者");
        let page = page.text(50.0, 142.0, "满意指标").text(120.0, 142.0, "读者满意");
        let page = [(100.0, "20册"), (114.0, "300天"), (128.0, "9万人"), (142.0, "90%")]
            .iter()
            .fold(page, |page, (y, target)| page.text(300.0, *y, target));
        let expected = "|产出指标|修复古籍文献与地方志册数|20册|\n|[2×1]效益指标|开放天数|300天|\n\
            |接待读者|9万人|\n|满意指标|读者满意|90%|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_row_that_the_page_break_cuts_has_its_texts_at_the_top() {
        let page = (0..3).fold(Drawing::portrait(), |page, row| {
            let y = 100.0 + 14.0 * row as f32;
            self::row(page, (y, "206"), (y, &["科学技术支出"]), (y, "20.00"))
        });
        let page = row(page, (142.0, "20602"), (142.0, &["城市社区", "服务设施"]), (142.0, "20.00"));
        let expected = "|206|科学技术支出|20.00|\n".repeat(3) + "|20602|城市社区服务设施|20.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn one_row_out_of_ten_may_contradict_the_order() {
        let name = ["机关单位", "基本养老保险"];
        let page = (0..8).fold(rows(name, 1.0), |page, row| {
            let y = 143.0 + 11.0 * row as f32;
            page.text(50.0, y, "20808").text(120.0, y, "抚恤").right(300.0, y, "3.00")
        });
        // The code stands at the top of the last row, the name and the amount at its bottom.
        let page = page.text(50.0, 231.0, "20809").text(120.0, 241.0, "退役安置").right(300.0, 241.0, "1.00");
        let page = page.text(320.0, 231.0, "军队移交政府").text(320.0, 241.0, "离退休人员");
        let rows = expected(name) + &"|20808|抚恤|3.00|\n".repeat(8);
        let last = "|20809|退役安置|1.00|军队移交政府离退休人员|\n";
        assert_eq!(page.shown(), rows.replace("|\n", "||\n") + last);
    }
}
