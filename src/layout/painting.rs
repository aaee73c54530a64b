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
//! A merged cell is painted with the first of its rows, or with the last of them, and stands in the middle of all of them.

use std::collections::BTreeSet;

use super::chunks::Chunk;
use super::passes::{Passes, Slips};
use super::rows::Block;
use super::rules::Segment;
use super::wraps::{Set, Wraps};

/// Of this many rows one may contradict the order before the order is taken to mean nothing.
const ROWS_PER_SLIP: usize = 10;

/// So many merged cells may be painted one after the other.
const MOST_BESIDE: usize = 10;

/// The cells of each row from left to right as they were painted, or `None` where the page is not painted row by row.
/// `rules` stand under parts of rows, from top to bottom.
pub(crate) fn rows(chunks: &[Chunk], rules: &[Segment]) -> Option<Vec<Vec<Block>>> {
    let mut painted: Vec<&Chunk> = chunks.iter().collect();
    painted.sort_by_key(|chunk| chunk.painted());
    let white = least_white_between_rows(&painted, chunks);
    let (mut possible, mut mended) = (None, None);
    for set in [Set::Middle, Set::Bottom] {
        let wraps = Wraps::of(set, &painted, chunks, rules, white);
        let passes = passes(&painted, &wraps, white);
        let is_one = passes.is_one();
        let (mut rows, Slips { head, body }) = passes.rows();
        let figures = rows.iter().position(|row| row.iter().any(Block::is_figure));
        if (head + body) * ROWS_PER_SLIP <= rows.len() {
            // What is painted in one pass if it is set so need not have been painted in two.
            if is_one {
                return Some(rows);
            }
            possible.get_or_insert(rows);
        } else if let Some(figures) = figures.filter(|_| body * ROWS_PER_SLIP <= rows.len()) {
            let head = by_middles(rows[..figures].concat(), white);
            rows.splice(..figures, head);
            mended.get_or_insert(rows);
        }
    }
    possible.or(mended)
}

/// The rows of a header whose texts are painted by their middles: what reaches down beside a group after it, and before
/// the heads below it.
fn by_middles(mut cells: Vec<Block>, white: Option<i32>) -> Vec<Vec<Block>> {
    cells.sort_by_key(|cell| (cell.middle(), cell.rect.x0));
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for cell in cells {
        match rows.last_mut().filter(|row| !are_apart(&row[0], &cell, white)) {
            Some(row) => row.push(cell),
            None => rows.push(vec![cell]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by_key(|cell| cell.rect.x0));
    rows
}

/// The cells of texts in the order they were painted.
fn passes(painted: &[&Chunk], wraps: &Wraps, white: Option<i32>) -> Passes {
    let stacks = wraps.stacks(painted);
    let mut passes = Passes::of(white);
    let mut before: Option<Block> = None;
    for (index, stack) in stacks.iter().enumerate() {
        let cell = block(stack);
        let after = stacks[index + 1..].iter().take(MOST_BESIDE).map(|stack| block(&stack[..1]));
        if passes.is_before_last_row(&cell, after) {
            passes.hold(cell);
            continue;
        }
        let anchors = passes.anchors(&block(&stack[..1]));
        for lines in wraps.parts(stack, before.as_ref(), &stacks[index + 1..], anchors) {
            let cell = block(lines);
            passes.take(cell.clone());
            before = Some(cell);
        }
    }
    passes
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
    let right = is_right(before, cell);
    let ends_with = |other: &Block| (other.rect.y1 - cell.rect.y1).abs() <= cell.size / 4;
    let level = is_level(highest(row), cell)
        || row.iter().any(|other| is_concentric(other, cell) || ends_with(other));
    right && (level || cell.middle() < highest(row).middle())
}

/// The cell of a row whose middle is highest: no row is empty.
pub(crate) fn highest(row: &[Block]) -> &Block {
    row.iter().min_by_key(|cell| cell.middle()).unwrap_or(&row[0])
}

/// Whether a cell begins right of another one.
pub(crate) fn is_right(left: &Block, cell: &Block) -> bool {
    cell.rect.x0 > left.rect.x0 + left.size.max(cell.size) / 2
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
/// the row before it and the `next` one, with a text that spans both; where one of the two is wrapped, that is the middle
/// of their extent.
pub(crate) fn close(rows: &mut Vec<Vec<Block>>, white: Option<i32>, next: Option<&Block>) -> usize {
    let [.., before, last] = &rows[..] else { return 0 };
    let em = last[0].size.max(before[0].size);
    let right = before.last().is_some_and(|cell| cell.rect.x0 < last[0].rect.x0);
    let between = next.filter(|_| right && !last.iter().any(Block::is_figure)).filter(|next| {
        let (above, merged) = (highest(before), &last[0]);
        let middles = [above.middle() + next.middle(), (above.rect.y0 + next.rect.y1) * 2];
        middles.iter().any(|middle| (middle - merged.middle() * 2).abs() <= em)
    });
    // Below the first head of a table, which the heads of its columns begin below.
    let is_header = rows.len() == 2
        && before.len() == 1
        && between.is_some_and(|next| (next.rect.x0 - before[0].rect.x0).abs() * 4 <= em);
    let is_below = highest(last).middle() > highest(before).middle();
    if is_below && !is_header && are_apart(highest(before), highest(last), white) {
        return 0;
    }
    let merged = match &rows[..] {
        [.., row, merged, _] => {
            let right = row.last().is_some_and(|cell| cell.rect.x0 < merged[0].rect.x0);
            right && merged.iter().all(|cell| !cell.is_figure() && cell.middle() > highest(row).middle())
        }
        _ => false,
    };
    let at = rows.len() - if merged { 2 } else { 1 };
    let cells = rows.remove(at);
    rows[at - 1].extend(cells);
    rows[at - 1].sort_by_key(|cell| cell.rect.x0);
    usize::from(!merged && between.is_none())
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
    fn figures_may_stand_a_little_above_the_middle_of_their_names() {
        let rows: [(&str, &[&str]); 6] = [
            ("201", &["一般公共", "服务支出"]),
            ("20103", &["政府办公", "厅及相关", "机构事务"]),
            ("2010301", &["行政运行"]),
            ("206", &["科学技术", "支出"]),
            ("20602", &["基础研究"]),
            ("2060203", &["自然科学", "基金"]),
        ];
        let heads = Drawing::portrait().centre(65.0, 84.0, "编码").centre(140.0, 84.0, "名称");
        let heads = heads.centre(280.0, 84.0, "合计");
        let mut y = 100.0;
        let page = rows.iter().fold(heads, |page, (code, lines)| {
            let middle = y + 7.0 * (lines.len() - 1) as f32 - 2.0;
            let page = row(page, (middle, code), (y, lines), (middle, "3.00"));
            y += 14.0 * lines.len() as f32;
            page
        });
        let body = rows.map(|(code, lines)| format!("|{code}|{}|3.00|\n", lines.concat())).concat();
        assert_eq!(page.shown(), format!("|编码|名称|合计|\n{body}"));
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
    fn a_head_that_spans_rows_of_two_heights_begins_no_row() {
        // 上年结转结余 reaches from 项目 down to the second line of 科目编码; its column and 基本支出 are blank.
        let page = Drawing::portrait().centre(110.0, 100.0, "项目");
        let page = page.centre(220.0, 107.0, "上年结转").centre(220.0, 121.0, "结余");
        let page = page.centre(290.0, 114.0, "本年收入").centre(430.0, 100.0, "本年支出");
        let page =
            page.centre(70.0, 114.0, "科目").centre(70.0, 128.0, "编码").centre(150.0, 121.0, "科目名称");
        let page =
            page.centre(360.0, 121.0, "合计").centre(430.0, 121.0, "基本").centre(500.0, 121.0, "项目支出");
        let page = [(149.0, "206", "科学技术支出"), (170.0, "20602", "应用研究")].iter().fold(
            page,
            |page, (y, code, name)| {
                let page = page.text(50.0, *y, code).text(115.0, *y, name).right(325.0, *y, "3.00");
                page.right(395.0, *y, "3.00").right(535.0, *y, "3.00")
            },
        );
        let head = "|[1×2]项目|[2×1]上年结转结余|[2×1]本年收入|[1×3]本年支出|\n\
            |科目编码|科目名称|合计|基本|项目支出|\n";
        let rows = "|206|科学技术支出||3.00|3.00||3.00|\n|20602|应用研究||3.00|3.00||3.00|\n";
        assert_eq!(page.shown(), format!("{head}{rows}"));
    }

    #[test]
    fn heads_of_one_text_that_span_two_rows_stand_far_below_the_first() {
        // Rows are so far apart that 本年收入 and 其他收入 might be one of their own between 项目 and 科目编码.
        let page = Drawing::portrait().text(50.0, 100.0, "项目");
        let page = page.centre(250.0, 120.0, "本年收入").centre(350.0, 120.0, "其他收入");
        let page = page.text(50.0, 140.0, "科目编码").text(120.0, 140.0, "科目名称");
        let page = (0..3).fold(page, |page, row| {
            let y = 180.0 + 40.0 * row as f32;
            page.text(50.0, y, "206")
                .text(120.0, y, "科学技术")
                .right(280.0, y, "3.00")
                .right(380.0, y, "3.00")
        });
        let head = "|[1×2]项目|[2×1]本年收入|[2×1]其他收入|\n|科目编码|科目名称|\n";
        assert_eq!(page.shown(), head.to_owned() + &"|206|科学技术|3.00|3.00|\n".repeat(3));
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

    #[test]
    fn heads_beside_a_group_may_be_painted_after_it_by_their_middles() {
        let page = Drawing::portrait().centre(400.0, 100.0, "本年支出");
        let page = page.centre(80.0, 106.0, "编码").centre(180.0, 106.0, "名称");
        let heads = [(300.0, "小计"), (400.0, "基本支出"), (500.0, "项目支出")];
        let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 112.0, head));
        let rows = [("212", "城乡社区支出"), ("21208", "农村设施")];
        let page = rows.iter().zip([126.0, 140.0]).fold(page, |page, (row, y)| {
            page.text(52.0, y, row.0).text(132.0, y, row.1).right(348.0, y, "3.00").right(548.0, y, "3.00")
        });
        let expected = "|[2×1]编码|[2×1]名称|[1×3]本年支出|\n|小计|基本支出|项目支出|\n\
            |212|城乡社区支出|3.00||3.00|\n|21208|农村设施|3.00||3.00|\n";
        assert_eq!(page.shown(), expected);
    }
}
