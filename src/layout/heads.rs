//! The header of a table without rules: which columns each text stands over.
//!
//! A text over several columns has other texts below it, one for each. So texts are placed from the lowest up: the
//! lowest of a column is its own. What stands above others is centred over its columns, or begins where the first
//! of them begins and goes on to the next text, or ends where the last of them ends and goes back to the text before;
//! which of the three, the lowest texts tell.
//!
//! ```text
//!                    本年支出
//! 科目   合计   基本支出   项目支出     →  本年支出 over the last two
//! ```

use std::collections::BTreeSet;

use super::columns::Column;
use super::floor::Floor;
use super::leaves;
use super::rows::{Block, Placed};
use super::rules::Segment;
use crate::geometry::Rect;

/// Texts begin at one edge where they are less than this part of an em apart; in narrow columns what is centred begins
/// hardly further from what is left-aligned.
pub(crate) const EDGES_PER_EM: i32 = 8;

/// Where the texts of a column stand: its names begin at one edge, and its figures end at one, if either does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Body {
    pub start: Option<i32>,
    pub end: Option<i32>,
}

impl Body {
    /// Where these texts of a column stand. Names in the middle have no edge, figures of one width may have any.
    pub fn of(names: &[Rect], figures: &[Rect]) -> Self {
        let spread = |rects: &[Rect], place: fn(&Rect) -> i32| {
            let (least, most) = (rects.iter().map(place).min(), rects.iter().map(place).max());
            most.unwrap_or(0) - least.unwrap_or(0)
        };
        let middle = |rect: &Rect| (rect.x0 + rect.x1) / 2;
        let are_centred = spread(names, |rect| rect.x0) > spread(names, middle) * EDGES_PER_EM;
        let end_alike = spread(figures, |rect| rect.width()) > spread(figures, |rect| rect.x1) * EDGES_PER_EM;
        Self {
            start: names.iter().map(|rect| rect.x0).min().filter(|_| !are_centred),
            end: figures.iter().map(|rect| rect.x1).max().filter(|_| end_alike),
        }
    }
}

/// The header's texts in their places, how many rows it has, and whether every text fits its columns.
///
/// `rows` are its texts from the uppermost row to the lowest, from left to right; `body` says where the texts below each
/// column stand, `exact` that the columns are told by left edges, and `end` where a rule ends the header.
pub(crate) fn resolve(
    rows: Vec<Vec<Block>>,
    columns: &[Column],
    body: &[Body],
    exact: bool,
    end: Option<i32>,
) -> (Vec<Placed>, usize, bool) {
    let mut rows = nested(rows);
    let mut numbers = leaves::split_numbers(&mut rows);
    // Columns that hold two numbers are found wrong.
    if let Some(last) = rows.last_mut()
        && numbers.windows(2).any(|pair| column_of(&pair[0], columns) == column_of(&pair[1], columns))
    {
        last.append(&mut numbers);
    }
    let end = numbers.iter().map(|number| number.rect.y0).min().or(end);
    let (heads, depth, sure) = aligned(rows, columns, body, exact, end);
    if numbers.is_empty() {
        return (heads, depth, sure);
    }
    let (heads, depth) = with_numbers(heads, depth, numbers, columns);
    (heads, depth, sure)
}

/// The heads over the numbers of their columns, which stand in the last row beside the lowest heads.
fn with_numbers(
    mut heads: Vec<Placed>,
    depth: usize,
    numbers: Vec<Block>,
    columns: &[Column],
) -> (Vec<Placed>, usize) {
    let numbered: BTreeSet<usize> = numbers.iter().map(|block| column_of(block, columns)).collect();
    let is_numbered =
        |head: &Placed| numbered.range(head.column..head.column + head.column_span).next().is_some();
    let lowest = heads.iter().filter(|head| is_numbered(head)).map(|head| head.row + 1).max();
    let row = lowest.unwrap_or(0).max(depth.saturating_sub(1));
    for head in heads.iter_mut().filter(|head| head.row + head.row_span == depth) {
        let end = if is_numbered(head) { row } else { row + 1 };
        head.row_span = end - head.row;
    }
    heads.extend(numbers.into_iter().map(|block| {
        let column = column_of(&block, columns);
        Placed { block, row, row_span: 1, column, column_span: 1 }
    }));
    heads.sort_by_key(|head| (head.row, head.column));
    (heads, row + 1)
}

/// The column in which the middle of a text stands.
fn column_of(block: &Block, columns: &[Column]) -> usize {
    columns.partition_point(|c| c.right <= block.rect.center().0).min(columns.len().saturating_sub(1))
}

/// The heads in their places, by the edge or the middle of their columns.
fn aligned(
    rows: Vec<Vec<Block>>,
    columns: &[Column],
    body: &[Body],
    exact: bool,
    end: Option<i32>,
) -> (Vec<Placed>, usize, bool) {
    let centred = if exact { are_centred(&rows, columns) } else { None };
    let left_aligned = centred.map_or_else(|| is_left_aligned(&rows, columns, body), |centred| !centred);
    if centred.is_none() && !left_aligned {
        // What ends where its columns end begins with them in the mirror.
        let (mirrored, behind, within) = mirror(&rows, columns, body);
        if is_left_aligned(&mirrored, &behind, &within) {
            let (mut placed, depth, sure) = place(mirrored, &behind, true, end);
            for head in &mut placed {
                head.block.rect = mirrored_rect(head.block.rect);
                head.column = columns.len() - head.column - head.column_span;
            }
            placed.sort_by_key(|head| (head.row, head.column));
            return (placed, depth, sure);
        }
    }
    place(rows, columns, left_aligned, end)
}

/// The texts of a header in rows without one text over another: where rows hardly stand further apart than lines do, the pen
/// goes from a group to the heads below it as it goes along a row.
fn nested(head: Vec<Vec<Block>>) -> Vec<Vec<Block>> {
    let is_over = |above: &Block, below: &Block| {
        above.rect.y1 <= below.rect.y0 && above.rect.x0 < below.rect.x1 && below.rect.x0 < above.rect.x1
    };
    let is_row = |row: &Vec<Block>| !row.iter().any(|above| row.iter().any(|below| is_over(above, below)));
    if head.iter().all(is_row) { head } else { rows(head.into_iter().flatten().collect()) }
}

/// A header and its columns as the mirror shows them.
fn mirror(
    rows: &[Vec<Block>],
    columns: &[Column],
    body: &[Body],
) -> (Vec<Vec<Block>>, Vec<Column>, Vec<Body>) {
    let block = |block: &Block| Block { rect: mirrored_rect(block.rect), ..block.clone() };
    let rows = rows.iter().map(|row| row.iter().rev().map(block).collect()).collect();
    let columns = columns.iter().rev().map(|c| Column { left: -c.right, right: -c.left }).collect();
    let minus = |place: Option<i32>| place.map(|place| -place);
    let body = body.iter().rev().map(|b| Body { start: minus(b.end), end: minus(b.start) }).collect();
    (rows, columns, body)
}

fn mirrored_rect(rect: Rect) -> Rect {
    Rect::new(-rect.x1, rect.y0, -rect.x0, rect.y1)
}

/// The texts of a header over their columns, which they stand in the middle of unless they begin where those begin.
fn place(
    rows: Vec<Vec<Block>>,
    columns: &[Column],
    left_aligned: bool,
    end: Option<i32>,
) -> (Vec<Placed>, usize, bool) {
    let floor = Floor::of(&rows, end);
    // The middle of the lowest text over each column.
    let mut lowest: Vec<Option<i32>> = vec![None; columns.len()];
    let mut sure = true;
    // What stands lowest over each column so far: its top edge and its place in `placed`.
    let mut occupant: Vec<Option<(i32, usize)>> = vec![None; columns.len()];
    let mut placed: Vec<(Block, usize, usize, Option<i32>)> = Vec::new();
    for texts in rows.into_iter().rev() {
        let mut cursor = 0;
        let nexts: Vec<i32> = texts.iter().skip(1).map(|t| t.rect.x0).chain([i32::MAX]).collect();
        let own = |block: &Block| {
            let middle = block.rect.x0 + block.rect.x1;
            let anchor = if left_aligned { block.rect.x0 * 2 + block.size / 2 } else { middle };
            columns.partition_point(|c| c.right * 2 <= anchor).min(columns.len() - 1)
        };
        let owns: Vec<usize> = texts.iter().map(own).chain([columns.len()]).collect();
        for ((block, next), owns) in texts.into_iter().zip(nexts).zip(owns.windows(2)) {
            let middle = block.rect.x0 + block.rect.x1;
            // A figure that is wider than its column moves the edge behind which the next head begins.
            let behind = columns.get(cursor).is_some_and(|c| c.left * 2 <= middle);
            let own = if left_aligned && behind { owns[0].max(cursor) } else { owns[0] };
            let next_own = owns[1].max(own + 1);
            let eligible = |c: usize| {
                occupant[c].is_none_or(|(top, _)| top >= block.rect.y1)
                    && lowest[c].is_none_or(|middle| floor.begins_below(middle, &block))
            };
            let over_others = occupant[own].is_some();
            let error = |a: usize, b: usize| (columns[a].left + columns[b].right - middle).abs();
            // The lowest text of a column may end where its amounts do.
            let ends_with = |c: usize| (columns[c].right - block.rect.x1).abs() < block.size;
            let mut best = (own, own);
            if left_aligned {
                let more = (own + 1..columns.len()).take_while(|c| columns[*c].right < next && over_others);
                let more = more.take_while(|c| occupant[*c].is_some() && eligible(*c));
                best.1 = more.last().unwrap_or(own);
            } else if over_others || (error(own, own) > block.size * 5 / 2 && !ends_with(own)) {
                let runs = (cursor.min(own)..=own)
                    .rev()
                    .take_while(|a| eligible(*a) && occupant[*a].is_some() == over_others);
                let ends: Vec<usize> = (own..next_own)
                    .take_while(|b| *b == own || over_others || columns[*b].right - block.size <= next)
                    .take_while(|b| eligible(*b) && occupant[*b].is_some() == over_others)
                    .collect();
                let fits = runs.flat_map(|a| ends.iter().map(move |b| (a, *b)));
                // Among those its middle allows, the widest; a header spans as much as it can.
                best = fits
                    .filter(|(a, b)| b > a || !over_others)
                    .min_by_key(|(a, b)| {
                        (error(*a, *b) / (block.size * 2), a.abs_diff(cursor), std::cmp::Reverse(b - a))
                    })
                    .unwrap_or(best);
            }
            sure &=
                (left_aligned || error(best.0, best.1) <= block.size * 4) && (best.0..=best.1).all(eligible);
            cursor = best.1 + 1;
            for column in best.0..=best.1 {
                occupant[column] = Some((block.rect.y0, placed.len()));
                lowest[column].get_or_insert(block.middle());
            }
            placed.push((block, best.0, best.1, None));
        }
    }
    levels(placed, columns.len(), sure)
}

/// Makes the groups of a header as wide as the rules under them: such a rule runs closely under the only text of a row
/// that stands above it, and the heads of the group's columns stand below it.
pub(crate) fn widen_groups(head: &mut [Vec<Block>], rules: &[Segment]) {
    let is_within = |block: &Block, rule: &Segment| (rule.from..rule.to).contains(&block.rect.center().0);
    for rule in rules {
        let is_above = |block: &Block| is_within(block, rule) && rule.at >= block.rect.y1 - block.size / 4;
        let is_over = |block: &Block| is_above(block) && rule.at < block.rect.y1 + block.size;
        let is_under = |block: &Block| is_within(block, rule) && block.rect.center().1 > rule.at;
        let Some(row) = head.iter().position(|row| row.iter().any(is_over)) else { continue };
        let (upper, lower) = head.split_at_mut(row + 1);
        let mut over = upper[row].iter_mut().filter(|block| is_above(block));
        if let (Some(group), None) = (over.next(), over.next())
            && lower.iter().flatten().any(is_under)
        {
            // The rule begins where the cells do, a little before their texts.
            let padding = group.size / 2;
            if group.rect.x0 - rule.from > padding * 2 {
                group.rect.x0 = rule.from + padding;
            }
            group.rect.x1 = group.rect.x1.max(rule.to - padding);
        }
    }
}

/// The texts of a header in rows, by their middles.
pub(crate) fn rows(mut blocks: Vec<Block>) -> Vec<Vec<Block>> {
    blocks.sort_by_key(|b| (std::cmp::Reverse(b.middle()), b.rect.x0));
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        match rows.last_mut().filter(|row| row[0].middle() - block.middle() < row[0].size) {
            Some(row) => row.push(block),
            None => rows.push(vec![block]),
        }
    }
    rows.iter_mut().for_each(|row| row.sort_by_key(|b| b.rect.x0));
    rows.reverse();
    rows
}

/// Whether header texts begin where their columns begin: most that stand over left-aligned names begin with them, and
/// most groups with their first column.
fn is_left_aligned(rows: &[Vec<Block>], columns: &[Column], body: &[Body]) -> bool {
    let over = rows.iter().flatten().filter_map(|block| {
        let column = columns.partition_point(|c| c.right <= block.rect.x0 + block.size / 4);
        let start = body.get(column)?.start?;
        // What fills its column begins where it would if it were centred.
        let Column { left, right } = *columns.get(column)?;
        if right - left - block.rect.width() < block.size * 3 / 2 {
            return None;
        }
        Some((block.rect.x0 - start).abs() * EDGES_PER_EM < block.size)
    });
    let (begin, all) = over.fold(groups(rows), |(begin, all), b| (begin + usize::from(b), all + 1));
    let centred = rows.last().map_or(0, |row| row.iter().filter(|block| is_centred(block, columns)).count());
    begin * 2 > all + centred
}

/// Whether more heads stand in the middle of their columns than at the left edges, where either can be told.
fn are_centred(rows: &[Vec<Block>], columns: &[Column]) -> Option<bool> {
    let (mut middle, mut left) = (0, 0);
    for block in rows.iter().flatten() {
        let at = columns.partition_point(|c| c.right <= block.rect.center().0);
        let Some(column) = columns.get(at) else { continue };
        let (before, after) = (block.rect.x0 - column.left, column.right - block.rect.x1);
        if before.min(after) < 0 || before + after < block.size {
            continue;
        }
        if (before - after).abs() < block.size / 2 {
            middle += 1;
        } else if before < block.size / 2 {
            left += 1;
        }
    }
    (middle != left).then_some(middle > left)
}

/// Whether a text stands in the middle of a column with white at both sides.
fn is_centred(block: &Block, columns: &[Column]) -> bool {
    let (middle, _) = block.rect.center();
    columns.get(columns.partition_point(|c| c.right <= middle)).is_some_and(|column| {
        let (before, after) = (block.rect.x0 - column.left, column.right - block.rect.x1);
        before > block.size && (before - after).abs() < block.size / 2
    })
}

/// How many texts of a header begin where a text below them begins, of how many that stand over any. The first of a row
/// tells for all heads when it begins with the first of several columns: none in the middle does. One that is as wide as
/// the text below it tells nothing else: both begin alike in the middle, too.
pub(crate) fn groups(rows: &[Vec<Block>]) -> (usize, usize) {
    let (mut begin, mut all) = (0, 0);
    for (index, row) in rows.iter().enumerate() {
        let mut lower: Vec<Rect> = rows[index + 1..].iter().flatten().map(|block| block.rect).collect();
        lower.sort_unstable();
        for (place, block) in row.iter().enumerate() {
            let is_alike = |b: &Rect| (b.x0 - block.rect.x0).abs() * EDGES_PER_EM < block.size;
            let mut below = lower.iter().filter(|b| b.x0 < block.rect.x1 && block.rect.x0 < b.x1).peekable();
            if below.peek().is_none() {
                continue;
            }
            let ends_alike = |b: &Rect| (b.x1 - block.rect.x1).abs() * EDGES_PER_EM < block.size;
            let mut alike = below.filter(|b| is_alike(b)).peekable();
            let begins = alike.peek().is_some();
            let is_as_wide = begins && alike.all(ends_alike);
            let next = row.get(place + 1).map_or(i32::MAX, |next| next.rect.x0 - block.size / 2);
            let is_first = place == 0 && begins && lower.first().is_some_and(is_alike);
            let several = is_first && lower.iter().any(|b| b.x0 >= block.rect.x1 && b.x1 < next);
            if is_as_wide && !several {
                continue;
            }
            let weight = if several { lower.len() } else { 1 };
            all += weight;
            begin += if begins { weight } else { 0 };
        }
    }
    (begin, all)
}

/// Rows from nesting: a text stands one row below the text over it, and the lowest reach down to the body.
fn levels(
    placed: Vec<(Block, usize, usize, Option<i32>)>,
    columns: usize,
    sure: bool,
) -> (Vec<Placed>, usize, bool) {
    let mut next_row = vec![0; columns];
    let mut heads: Vec<Placed> = Vec::new();
    for (block, first, last, _) in placed.into_iter().rev() {
        let row = next_row[first..=last].iter().copied().max().unwrap_or(0);
        next_row[first..=last].fill(row + 1);
        heads.push(Placed { block, row, row_span: 1, column: first, column_span: last - first + 1 });
    }
    let depth = next_row.iter().copied().max().unwrap_or(0);
    for index in 0..heads.len() {
        let (row, columns) =
            (heads[index].row, heads[index].column..heads[index].column + heads[index].column_span);
        let below = heads
            .iter()
            .filter(|h| h.row > row && h.column < columns.end && columns.start < h.column + h.column_span);
        let end = below.map(|h| h.row).min().unwrap_or(depth);
        heads[index].row_span = end - row;
    }
    heads.sort_by_key(|h| (h.row, h.column));
    (heads, depth, sure)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn a_figure_that_is_wider_than_its_column_takes_no_head() {
        let heads = [(50.0, 93.0, "项目"), (150.0, 86.0, "人员"), (150.0, 100.0, "支出")];
        let beside = [(179.0, 79.0, "对个人"), (179.0, 93.0, "和家庭"), (179.0, 107.0, "的补助")];
        let last = [
            (217.0, 72.0, "资金来源"),
            (217.0, 101.0, "总计"),
            (253.0, 94.0, "预算"),
            (253.0, 108.0, "拨款"),
        ];
        let heads = heads.into_iter().chain(beside).chain(last);
        let page = heads.fold(Drawing::portrait(), |page, (x, y, head)| page.text(x, y, head));
        let rows = [
            ("教育支出", "1964.60", "119.97", "2084.57"),
            ("卫生健康支出", "1571.72", "76.79", "1648.51"),
            ("住房保障支出", "1392.88", "43.18", "1436.06"),
        ];
        let page = rows.into_iter().zip([126.0, 142.0, 158.0]).fold(page, |page, (row, y)| {
            let page = page.text(50.0, y, row.0).right(184.0, y, row.1);
            page.right(214.0, y, row.2).right(249.0, y, row.3).right(288.0, y, row.3)
        });
        let expected = "|[2×1]项目|[2×1]人员支出|[2×1]对个人和家庭的补助|[1×2]资金来源|\n|总计|预算拨款|\n\
            |教育支出|1964.60|119.97|2084.57|2084.57|\n|卫生健康支出|1571.72|76.79|1648.51|1648.51|\n\
            |住房保障支出|1392.88|43.18|1436.06|1436.06|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_group_may_stand_as_closely_above_its_heads_as_lines_do() {
        let heads = [(50.0, "收入"), (300.0, "支出")];
        let page = heads.iter().fold(Drawing::portrait(), |page, (x, head)| page.text(*x, 90.0, head));
        let rows = [
            ("项目", "预算数", "项目", "预算数"),
            ("一、财政拨款收入", "1,131.50", "一、一般公共服务支出", "892.70"),
            ("二、其他收入", "20.00", "二、卫生健康支出", "258.80"),
            ("收入合计", "1,151.50", "支出合计", "1,151.50"),
        ];
        let page = rows.into_iter().zip([100.4, 110.8, 121.2, 131.6]).fold(page, |page, (row, y)| {
            let page = page.text(50.0, y, row.0).text(300.0, y, row.2);
            if row.1 == "预算数" {
                page.text(180.0, y, row.1).text(430.0, y, row.3)
            } else {
                page.right(295.0, y, row.1).right(545.0, y, row.3)
            }
        });
        let shown = page.shown();
        let head: Vec<&str> = shown.lines().take(2).collect();
        assert_eq!(head, ["|[1×2]收入|[1×2]支出|", "|项目|预算数|项目|预算数|"], "{shown}");
    }

    #[test]
    fn what_ends_with_its_columns_goes_back_to_the_text_before() {
        let heads = [(200.0, "项目"), (260.0, "金额"), (380.0, "项目"), (450.0, "合计"), (520.0, "基金预算")];
        let page = Drawing::portrait().right(260.0, 84.0, "收入").right(520.0, 84.0, "支出");
        let page = heads.iter().fold(page, |page, (x, head)| page.right(*x, 100.0, head));
        let rows = [
            ("一、财政拨款", "1,131.50", "一、一般公共服务支出", "892.70", ""),
            ("二、其他收入", "20.00", "二、卫生健康支出", "36.50", "6.50"),
            ("总计", "1,151.50", "总计", "929.20", "6.50"),
        ];
        let page = rows.into_iter().zip([116.0, 132.0, 148.0]).fold(page, |page, (row, y)| {
            let page = page.text(50.0, y, row.0).right(260.0, y, row.1).text(280.0, y, row.2);
            page.right(450.0, y, row.3).right(520.0, y, row.4)
        });
        let expected = "|[1×2]收入|[1×3]支出|\n|项目|金额|项目|合计|基金预算|\n\
            |一、财政拨款|1,131.50|一、一般公共服务支出|892.70||\n|二、其他收入|20.00|二、卫生健康支出|36.50|6.50|\n\
            |总计|1,151.50|总计|929.20|6.50|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_group_as_wide_as_the_middle_one_of_its_heads_stands_over_all() {
        let page = Drawing::portrait().centre(90.0, 100.0, "科目").centre(300.0, 90.0, "本年支出");
        let heads = [(200.0, "小计"), (300.0, "基本支出"), (400.0, "项目支出")];
        let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 110.0, head));
        let page = [(126.0, "教育"), (142.0, "农业")].iter().fold(page, |page, (y, name)| {
            let page = page.text(52.0, *y, name);
            [238.5, 338.5, 438.5].iter().fold(page, |page, x| page.right(*x, *y, "3.00"))
        });
        let expected = "|[2×1]科目|[1×3]本年支出|\n|小计|基本支出|项目支出|\n\
            |教育|3.00|3.00|3.00|\n|农业|3.00|3.00|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_rule_under_two_groups_is_as_wide_as_neither() {
        let edges = [50.0, 150.0, 250.0, 350.0, 450.0, 500.0, 550.0];
        let page = [80.0, 134.0, 150.0, 166.0].iter().fold(Drawing::portrait(), |page, y| {
            edges.windows(2).fold(page, |page, cell| page.rule(cell[0], *y, cell[1], *y))
        });
        let page =
            page.rule(150.0, 112.0, 550.0, 112.0).text(60.0, 92.0, "科目").centre(300.0, 92.0, "预算数");
        let page = page.centre(500.0, 92.0, "预算数与上年").centre(500.0, 106.0, "相比");
        let heads = [(200.0, "小计"), (300.0, "基本"), (400.0, "项目"), (475.0, "增减"), (525.0, "增幅")];
        let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 126.0, head));
        let page = [(146.0, "教育"), (162.0, "农业")].iter().fold(page, |page, (y, name)| {
            heads.iter().fold(page.text(60.0, *y, name), |page, (x, _)| page.centre(*x, *y, "3.00"))
        });
        let shown = page.shown();
        let head: Vec<&str> = shown.lines().take(2).collect();
        let expected = ["|[2×1]科目|[1×3]预算数|[1×2]预算数与上年相比|", "|小计|基本|项目|增减|增幅|"];
        assert_eq!(head, expected, "{shown}");
    }
}
