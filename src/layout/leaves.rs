//! Which rows of a table without rules are its header, and which of its texts have a column each.
//!
//! ```text
//!                    其中
//! 科目   合计   基本支出   项目支出     →  two rows of header; 其中 stands over the white between two columns
//! 208   18.57     10.00      8.57
//! ```

use std::collections::BTreeSet;

use super::boundaries::boundaries;
use super::chunks::Chunk;
use super::heads;
use super::painting::highest;
use super::rows::Block;
use crate::geometry::Rect;

/// Columns are numbered from one on; years are more.
const MOST_COLUMNS: u32 = 100;

/// How many rows at the top are header: those above the rule under it, or above the first row with a figure if
/// they are nested as a header is: fewer groups than columns in them.
pub(crate) fn head_rows(rows: &[Vec<Block>], rules: &[i32]) -> usize {
    if let Some(rule) = header_rule(rules) {
        let above = rows.iter().take_while(|row| highest(row).middle() < rule * 2).count();
        let depth = above - usize::from(above > 1 && numbers_columns(&rows[above - 1]));
        // Below a rule under groups alone the heads of their columns follow.
        let groups = leaves(&rows[..depth]).count();
        let divides = |row: &Vec<Block>| row.len() > groups && !row.iter().any(Block::is_figure);
        if !rows.get(depth).is_some_and(divides) {
            return depth;
        }
    }
    let is_nested = |head: &[Vec<Block>], columns_per_group: usize| {
        let leaves = leaves(head).count();
        let groups = head.iter().map(Vec::len).sum::<usize>() - leaves;
        groups * columns_per_group < leaves
    };
    let Some(figures) = rows.iter().position(|row| row.iter().any(Block::is_figure)) else {
        // Names alone fill rows as well; a table that is nothing but its header has few groups over many columns.
        return if rows.len() > 1 && is_nested(rows, 2) { rows.len() } else { 0 };
    };
    // A group has columns below it, a row that goes on with one text has none. Lone texts at the top stand over all.
    let over_all = rows[..figures].iter().take_while(|row| row.len() < 2).count();
    let lone = rows[..figures].iter().skip(over_all + 1).position(|row| row.len() < 2);
    let depth = lone.map_or(figures, |row| over_all + 1 + row);
    if !is_nested(&rows[over_all.min(depth)..depth], 1) || form_heads(rows).is_some() {
        return 0;
    }
    depth + usize::from(depth > 0 && depth == figures && ends_header(&rows[depth]))
}

/// The row that heads the columns of a form below its fields: one of names alone that has more texts than any row above
/// it, though figures stand there.
fn form_heads(rows: &[Vec<Block>]) -> Option<usize> {
    let figures = rows.iter().position(|row| row.iter().any(Block::is_figure))?;
    let most = rows[..=figures].iter().map(Vec::len).max()?;
    let longer = rows.iter().position(|row| row.len() > most)?;
    (!rows[longer].iter().any(Block::is_figure)).then_some(longer)
}

/// Whether a row numbers the columns (`栏次  1  2  3`): it belongs to no head, however close it stands to the rule.
fn numbers_columns(row: &[Block]) -> bool {
    let numbers: Vec<u32> = row.iter().filter_map(|block| block.text().parse().ok()).collect();
    numbers.len() * 2 >= row.len() && count_columns(&numbers)
}

/// Whether these are the numbers of columns that lie side by side.
pub(crate) fn count_columns(numbers: &[u32]) -> bool {
    numbers.len() > 1 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1) && numbers[0] < MOST_COLUMNS
}

/// Whether a row that numbers the columns is the last of the header: it begins with heads of columns that stand below one
/// text (`类  款  项  栏次  1  2  3`).
fn ends_header(row: &[Block]) -> bool {
    let first = row.iter().position(Block::is_figure).filter(|first| *first > 2);
    first.is_some_and(|first| numbers_columns(&row[first - 1..]))
}

/// Takes the numbers of columns and the text before them out of the last row of a header.
pub(crate) fn split_numbers(head: &mut [Vec<Block>]) -> Vec<Block> {
    let [_, .., last] = head else { return Vec::new() };
    match last.iter().position(Block::is_figure) {
        Some(first) if ends_header(last) => last.split_off(first - 1),
        _ => Vec::new(),
    }
}

/// The rule under the header: the second of three. More of them stand below rows of the header and of the body alike.
pub(crate) fn header_rule(rules: &[i32]) -> Option<i32> {
    if let [_, header, _] = rules { Some(*header) } else { None }
}

/// The lowest texts of a header, one for each column.
fn leaves(head: &[Vec<Block>]) -> impl Iterator<Item = &Block> {
    head.iter().enumerate().flat_map(move |(index, row)| {
        let is_lowest = move |b: &&Block| !head[index + 1..].iter().flatten().any(|lower| overlap(b, lower));
        row.iter().filter(is_lowest)
    })
}

/// The texts of a header that have a column of their own. One with none below it may still head more columns: it stands
/// over the white between two lower texts, or left of the first one where heads end with their columns. It is the head of
/// one where no other text heads the column it stands in, or where it stands in the middle of a header of two rows.
pub(crate) fn columns_heads(head: &[Vec<Block>], body: &[Vec<Block>]) -> Vec<Rect> {
    let leaves: Vec<&Block> = leaves(head).collect();
    let stands_over_white = |text: &&Block| {
        let left = leaves.iter().filter(|b| b.rect.x1 <= text.rect.x0).max_by_key(|b| b.rect.x1);
        let right = leaves.iter().filter(|b| b.rect.x0 >= text.rect.x1).min_by_key(|b| b.rect.x0);
        let is_lower = |b: &Block| b.rect.y0 >= text.rect.y1 - text.size / 3;
        left.is_none_or(|b| is_lower(b)) && right.is_some_and(|b| is_lower(b))
    };
    let (open, certain): (Vec<&Block>, Vec<&Block>) = leaves.iter().partition(|b| stands_over_white(b));
    let mut own: Vec<Rect> = certain.iter().map(|b| b.rect).collect();
    if open.is_empty() {
        return own;
    }
    own.sort_unstable();
    let rows = std::iter::once(own.clone()).chain(body.iter().map(|row| row_texts(row)));
    let edges = boundaries(&rows.collect::<Vec<_>>());
    let column = |text: &Rect| edges.partition_point(|edge| *edge < text.center().0);
    let extent = head.iter().flatten().map(|b| b.rect).reduce(Rect::union).unwrap_or_default();
    let lowest = leaves.iter().map(|b| b.middle()).max().unwrap_or(0);
    let first_row = head.iter().find(|row| row.len() > 1);
    let is_centred = |text: &Block| {
        let between = text.middle() + text.size..lowest - text.size;
        first_row.is_some_and(|row| row.iter().any(|b| b.rect == text.rect))
            && text.middle() >= extent.y0 + extent.y1 - text.size
            && !leaves.iter().any(|b| between.contains(&b.middle()))
    };
    let mut taken: BTreeSet<usize> = own.iter().map(column).collect();
    for text in open {
        if taken.insert(column(&text.rect)) || is_centred(text) {
            own.push(text.rect);
        }
    }
    own
}

/// The texts of a row from left to right.
pub(crate) fn row_texts(row: &[Block]) -> Vec<Rect> {
    let mut texts: Vec<Rect> = row.iter().map(|b| b.rect).collect();
    texts.sort_unstable();
    texts
}

fn overlap(a: &Block, b: &Block) -> bool {
    a.rect.x0 < b.rect.x1 && b.rect.x0 < a.rect.x1
}

/// The texts of each row, for the boundaries between columns: those of the `head` rows at the top, and those below. The
/// lowest texts of the header, one for each column, count as a row below it. The fields of a form stand over several
/// columns as groups do.
pub(crate) fn texts(rows: &[Vec<Block>], head: usize) -> (Vec<Vec<Rect>>, Vec<Vec<Rect>>) {
    let texts = |rows: &[Vec<Block>]| rows.iter().map(|row| row_texts(row)).collect::<Vec<_>>();
    if head == 0 {
        let (fields, rows) = rows.split_at(form_heads(rows).unwrap_or(0));
        return (texts(fields), texts(rows));
    }
    let (head, body) = rows.split_at(head);
    let mut lowest = columns_heads(head, body);
    lowest.sort_unstable();
    if is_left_aligned(head, &lowest, body) {
        // What begins with its column reaches to the next one, or to the amounts of that.
        let next = |leaf: &Rect| {
            let amounts = below(leaf, body).filter(|b| b.chunks.iter().any(Chunk::is_amount));
            let start = amounts.map(|b| b.rect.x0).fold(leaf.x0, i32::min);
            start - leaf.height() / 2
        };
        let nexts: Vec<i32> = lowest.iter().skip(1).map(next).collect();
        for (text, next) in lowest.iter_mut().zip(nexts) {
            text.x1 = text.x1.max(next);
        }
    }
    (texts(head), std::iter::once(lowest).chain(texts(body)).collect())
}

/// The texts of the body that stand below a text of the header.
fn below<'a>(leaf: &Rect, body: &'a [Vec<Block>]) -> impl Iterator<Item = &'a Block> {
    let (left, right) = (leaf.x0, leaf.x1);
    body.iter().flatten().filter(move |b| b.rect.x0 < right && left < b.rect.x1)
}

/// Whether most header texts begin where their columns begin: where the names below begin, or just right of where the
/// amounts of the column before end; and groups with their first column.
fn is_left_aligned(head: &[Vec<Block>], leaves: &[Rect], body: &[Vec<Block>]) -> bool {
    let is_amount = |b: &&Block| b.chunks.iter().any(Chunk::is_amount);
    let mut ends: Vec<i32> = body.iter().flatten().filter(is_amount).map(|b| b.rect.x1).collect();
    ends.sort_unstable();
    let (mut begin, mut all) = heads::groups(head);
    let em = leaves.iter().map(|leaf| leaf.height()).min().unwrap_or(1);
    for leaf in leaves {
        let names = below(leaf, body).filter(|b| !is_amount(b));
        let end = ends[..ends.partition_point(|end| *end <= leaf.x0)].last();
        let begins = match names.map(|b| b.rect.x0).min() {
            Some(start) => Some((start - leaf.x0).abs() * heads::EDGES_PER_EM < em),
            None if end.is_some_and(|end| leaf.x0 - end < em) => Some(true),
            None => below(leaf, body).next().map(|_| false),
        };
        all += usize::from(begins.is_some());
        begin += usize::from(begins == Some(true));
    }
    begin * 2 > all
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn numbers_of_columns_are_no_heads() {
        let page = [86.0, 146.0, 188.0].iter().fold(Drawing::portrait(), |p, y| p.rule(50.0, *y, 550.0, *y));
        let page = page.centre(110.0, 107.0, "科目").centre(450.0, 100.0, "本年支出");
        let heads = [(350.0, "合计"), (450.0, "基本支出"), (520.0, "项目支出")];
        let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 120.0, head));
        let numbers = [(110.0, "栏次"), (350.0, "1"), (450.0, "2"), (520.0, "3")];
        let page = numbers.iter().fold(page, |page, (x, number)| page.centre(*x, 140.0, number));
        let page = [(160.0, "教育"), (180.0, "农业")].iter().fold(page, |page, (y, name)| {
            let ends = [370.0, 480.0, 548.0].iter();
            ends.fold(page.text(53.0, *y, name), |page, end| page.right(*end, *y, "3.00"))
        });
        let expected = "|[2×1]科目|[1×3]本年支出|\n|合计|基本支出|项目支出|\n|栏次|1|2|3|\n\
            |教育|3.00|3.00|3.00|\n|农业|3.00|3.00|3.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn heads_that_fill_their_columns_are_not_at_their_left() {
        // The noughts begin at the left of their columns, nearly where wrapped heads in the middle do.
        let page = Drawing::portrait().centre(75.0, 100.0, "科目名称").centre(150.0, 100.0, "总计");
        let page =
            [(205.0, ["政府性基", "金收入"]), (255.0, ["财政专户", "收入"]), (305.0, ["附属单位", "上缴"])]
                .iter()
                .fold(page, |page, (x, lines)| page.centre(*x, 94.0, lines[0]).centre(*x, 106.0, lines[1]));
        let noughts =
            |page: Drawing, y: f32| [182.0, 232.0, 282.0].iter().fold(page, |page, x| page.text(*x, y, "0"));
        let page = noughts(page.text(52.0, 126.0, "行政运行").right(178.0, 126.0, "12,500.00"), 126.0);
        let page = noughts(page.text(52.0, 146.0, "医疗保障管理").right(178.0, 146.0, "3,000.00"), 146.0);
        let page = noughts(page.text(52.0, 166.0, "事业运行").text(122.0, 166.0, "26"), 166.0);
        let expected = "|科目名称|总计|政府性基金收入|财政专户收入|附属单位上缴|\n|行政运行|12,500.00|0|0|0|\n\
            |医疗保障管理|3,000.00|0|0|0|\n|事业运行|26|0|0|0|\n";
        assert_eq!(page.shown(), expected);
    }

    /// A form of two columns of labels, with its values at the left or in the middle of their cells.
    fn form(centred: bool) -> String {
        let columns = [(50.0, 110.0), (110.0, 180.0), (180.0, 290.0), (290.0, 420.0), (420.0, 540.0)];
        let middle =
            |cells: std::ops::Range<usize>| (columns[cells.start].0 + columns[cells.end - 1].1) / 2.0;
        let value = |page: Drawing, cells: std::ops::Range<usize>, y: f32, text: &str| match centred {
            true => page.centre(middle(cells), y, text),
            false => page.text(columns[cells.start].0 + 3.0, y, text),
        };
        let page = Drawing::portrait().centre(middle(0..2), 100.0, "项目名称");
        let page = value(page, 2..5, 100.0, "修复古籍文献项目").centre(middle(0..2), 116.0, "主管部门");
        let page = value(page, 2..3, 116.0, "县档案馆").centre(middle(3..4), 116.0, "实施单位");
        let page = page.centre(middle(4..5), 116.0, "县图书馆").centre(middle(0..2), 148.0, "项目资金");
        let page = value(page, 2..3, 132.0, "年度总额").centre(middle(3..5), 132.0, "3.00");
        let page = value(page, 2..3, 148.0, "财政拨款").centre(middle(3..5), 148.0, "3.00");
        let page = page.centre(middle(0..1), 180.0, "绩效指标");
        let rows = [
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "修复册数", "≥3册"],
            ["效益指标", "社会效益指标", "开放的天数", "≥300天"],
        ];
        let page = rows.iter().zip([164.0, 180.0, 196.0]).fold(page, |page, (row, y)| {
            row.iter().zip(1..).fold(page, |page, (text, at)| page.centre(middle(at..at + 1), y, text))
        });
        page.shown()
    }

    #[test]
    fn the_fields_of_a_form_are_no_groups_of_a_header() {
        let indicators = "|[3×1]绩效指标|一级指标|二级指标|三级指标|指标值|\n|产出指标|数量指标|修复册数|≥3册|\n\
            |效益指标|社会效益指标|开放的天数|≥300天|\n";
        let fields = "|[1×2]主管部门|县档案馆|实施单位|县图书馆|\n";
        let name = "|[1×2]项目名称||修复古籍文献项目||\n";
        let amounts = "|[2×2]项目资金|年度总额|3.00||\n|财政拨款|3.00||\n";
        assert_eq!(form(true), format!("{name}{fields}{amounts}{indicators}"));
        let name = "|[1×2]项目名称|修复古籍文献项目|||\n";
        assert_eq!(form(false), format!("{name}{fields}{amounts}{indicators}"));
    }
}
