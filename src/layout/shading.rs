//! Tables whose rows are told apart by shading: every second row, or every cell, has a background.
//!
//! The backgrounds of the cells are as good as rules: their sides become segments, and the rows left white
//! between them are cut by the columns of the shaded ones. The first and the last row may be white, too, and so may the
//! columns at the sides (a group merged down from the page before); they are there if text is.
//!
//! ```text
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒▒
//! white  white          →  four rows, two columns
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒▒
//! white  white
//! ```

use std::borrow::Cow;

use super::Table;
use super::grid::{Lattice, lattice};
use super::lines::{Mark, Piece};
use super::places::Places;
use super::print::{Print, white_columns};
use super::rules::{Segment, Segments, rect, tenths};
use crate::geometry::Rect;
use crate::page::{Area, Sheet};

/// Paint lighter than this is the paper's white.
const WHITE: f32 = 0.985;
/// Edges closer than this are one.
const SNAP: i32 = 20;
/// The least width and height of a cell.
const LEAST: i32 = 50;
/// White rows are at most this many times as high as the highest shaded one, in percent.
const HIGHEST_WHITE: i32 = 250;
/// A single row of backgrounds is a table if it has so many cells: a bar with a heading in it has fewer.
const LEAST_CELLS: usize = 3;
/// More shaded cells than this on one page are a drawing.
const MOST_AREAS: usize = 20_000;

/// The rule under the last row of a shaded table is well within so much of its lower edge, in tenths of a point.
const LAST_RULE: i32 = 50;

/// A table with more rows or columns than this is a drawing.
const MOST_EDGES: usize = 500;

/// Whether a rectangle is not as white as paper.
pub(crate) fn is_shaded(area: &&Area) -> bool {
    area.luminance < WHITE
}

/// The backgrounds of cells on a page, sorted from top to bottom.
pub(crate) fn backgrounds(sheet: &Sheet) -> Vec<Rect> {
    let (width, height) = (tenths(sheet.width), tenths(sheet.height));
    let mut areas: Vec<Rect> = sheet
        .areas
        .iter()
        .take(MOST_AREAS)
        .filter(is_shaded)
        .map(|a| rect(a.x0, a.y0, a.x1, a.y1))
        .filter(|r| {
            let behind_all = r.width() > width / 2 && r.height() > height / 2;
            r.width() >= LEAST && r.height() >= LEAST && !behind_all && r.x1 <= width + SNAP
        })
        .collect();
    areas.sort_unstable_by_key(|r| (r.y0, r.x0, r.y1, r.x1));
    areas.dedup();
    if areas.windows(2).any(|pair| are_beside(pair[0], pair[1])) { areas } else { Vec::new() }
}

/// Whether two backgrounds are those of neighbouring cells. Where none are they are painted behind texts, not cells.
fn are_beside(left: Rect, right: Rect) -> bool {
    (left.y0 - right.y0).abs() <= SNAP && (left.x1 - right.x0).abs() <= SNAP
}

/// The tables that shading alone makes out, where no ruled table is.
pub(crate) fn lattices(areas: &[Rect], ruled: &[Lattice], marks: &[Mark], pieces: &[Piece]) -> Vec<Lattice> {
    let free: Vec<Rect> =
        areas.iter().filter(|a| !ruled.iter().any(|l| l.rect.contains(a.center()))).copied().collect();
    let print = Print::of(marks, pieces, &free);
    let mut tables: Vec<Vec<Rect>> = Vec::new();
    let (mut bottom, mut highest) = (i32::MIN, 0);
    for area in free {
        // Rows spanned by a merged cell make one background high; the usual height is that of the lowest beside it.
        let reach = highest * HIGHEST_WHITE / 100;
        let goes_on = || {
            area.y0 - bottom <= SNAP
                || print.is_filled(bottom, area)
                || area.y0 - bottom <= reach && print.is_blank(bottom, area.y0)
        };
        match tables.last_mut() {
            Some(table) if goes_on() => table.push(area),
            _ => {
                tables.push(vec![area]);
                highest = 0;
            }
        }
        bottom = bottom.max(area.y1);
        highest = highest.max(area.height().min(400));
    }
    tables.iter().filter_map(|table| shaded(table, &print)).collect()
}

/// The table of these backgrounds, if they are at least two rows and two columns of one, or the cells of one row.
fn shaded(areas: &[Rect], print: &Print) -> Option<Lattice> {
    let pieces = print.pieces;
    let painted = areas.iter().copied().reduce(Rect::union)?;
    let mut xs = edges(areas.iter().flat_map(|a| [a.x0, a.x1]).collect());
    let mut ys = edges(areas.iter().flat_map(|a| [a.y0, a.y1]).collect());
    let is_row = ys.len() == 2 && areas.len() < MOST_EDGES && has_texts(areas, pieces);
    if !(3..MOST_EDGES).contains(&xs.len()) || !(3..MOST_EDGES).contains(&ys.len()) && !is_row {
        return None;
    }
    xs.extend(white_columns(painted, pieces));
    xs = edges(xs);
    let wide = Rect { x0: *xs.first()?, x1: *xs.last()?, ..painted };
    ys.splice(0..0, print.white_row(wide, &xs, false));
    let label_row = || if is_row { None } else { print.label_row(wide, &xs) };
    let row_below = |edge: i32| print.white_row(Rect { y1: edge, ..wide }, &xs, true);
    let first = row_below(wide.y1).or_else(label_row);
    ys.extend(first);
    // A row that is left alone below a header is no table of its own.
    let second = first.filter(|_| is_row).and_then(row_below);
    ys.extend(second.filter(|edge| row_below(*edge).is_none()));
    let high = Rect { y0: *ys.first()?, y1: *ys.last()?, ..wide };
    xs.extend(white_columns(high, pieces));
    xs = edges(xs);
    let snap = |edges: &[i32], value: i32| -> i32 {
        let after = edges.partition_point(|e| *e < value);
        let near = edges[after.saturating_sub(1)..(after + 1).min(edges.len())].iter();
        near.min_by_key(|e| (**e - value).abs()).copied().unwrap_or(value)
    };
    let (mut horizontal, mut vertical) = (Vec::new(), Vec::new());
    let mut covered = vec![false; (xs.len() - 1) * (ys.len() - 1)];
    for area in areas {
        let (x0, x1) = (snap(&xs, area.x0), snap(&xs, area.x1));
        let (y0, y1) = (snap(&ys, area.y0), snap(&ys, area.y1));
        horizontal.extend([y0, y1].map(|at| Segment { at, from: x0, to: x1 }));
        vertical.extend([x0, x1].map(|at| Segment { at, from: y0, to: y1 }));
        for row in ys.partition_point(|y| *y < y0)..ys.partition_point(|y| *y < y1) {
            let columns = xs.partition_point(|x| *x < x0)..xs.partition_point(|x| *x < x1);
            covered[row * (xs.len() - 1)..][columns].fill(true);
        }
    }
    let places = Places { xs: &xs, ys: &ys, covered, pieces };
    vertical.extend(places.between_columns(&vertical));
    horizontal.extend(places.between_rows());
    let frame = (*xs.first()?, *xs.last()?);
    horizontal.extend([*ys.first()?, *ys.last()?].map(|at| Segment { at, from: frame.0, to: frame.1 }));
    vertical.extend([frame.0, frame.1].map(|at| Segment { at, from: ys[0], to: painted.y1 }));
    horizontal.sort_unstable_by_key(|s| (s.at, s.from));
    vertical.sort_unstable_by_key(|s| (s.at, s.from));
    lattice(&horizontal, &vertical).filter(|l| l.boxes.len() > 3 || areas.len() >= LEAST_CELLS)
}

/// The rules of a page, and the lower edges of its shaded tables: rows that go on below stand between those and rules.
pub(crate) fn with_ends<'s>(segments: &'s Segments, others: &[Table]) -> Cow<'s, Segments> {
    let shaded = others.iter().filter(|table| !table.ruled);
    let ends: Vec<Segment> =
        shaded.map(|Table { rect, .. }| Segment { at: rect.y1, from: rect.x0, to: rect.x1 }).collect();
    if ends.is_empty() {
        return Cow::Borrowed(segments);
    }
    let mut all = segments.clone();
    all.horizontal.extend(ends);
    all.horizontal.sort_unstable_by_key(|rule| (rule.at, rule.from));
    Cow::Owned(all)
}

/// What a table takes of its page. The rule under its last row is the first one of rows that go on below its backgrounds.
pub(crate) fn outline(table: &Table) -> Rect {
    let rect = table.rect;
    if table.ruled { rect } else { Rect { y1: rect.y1 - LAST_RULE, ..rect } }
}

/// Whether most of the backgrounds have text on them.
fn has_texts(areas: &[Rect], pieces: &[Piece]) -> bool {
    let filled = areas.iter().filter(|area| pieces.iter().any(|piece| area.contains(piece.rect.center())));
    filled.count() * 2 > areas.len()
}

/// Sorted values with those that nearly agree taken as one.
fn edges(mut values: Vec<i32>) -> Vec<i32> {
    values.sort_unstable();
    values.dedup_by(|next, kept| *next - *kept <= SNAP);
    values
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// A row of backgrounds over these edges.
    fn band(mut page: Drawing, xs: &[f32], y0: f32, y1: f32) -> Drawing {
        for pair in xs.windows(2) {
            page = page.area(pair[0], y0, pair[1], y1);
        }
        page
    }

    const XS: [f32; 4] = [50.0, 150.0, 250.0, 350.0];

    #[test]
    fn a_lone_header_is_a_table() {
        let page = band(Drawing::portrait(), &XS, 100.0, 120.0);
        let page =
            page.text(53.0, 114.0, "科目编码").text(153.0, 114.0, "科目名称").text(253.0, 114.0, "金额");
        assert_eq!(
            page.text(53.0, 160.0, "本单位无此项支出").shown(),
            "|科目编码|科目名称|金额|\n本单位无此项支出\n"
        );
    }

    #[test]
    fn a_caption_between_two_tables_parts_them() {
        let table = |page: Drawing, y: f32| {
            let page = band(band(page, &XS, y, y + 40.0), &XS, y + 60.0, y + 80.0);
            let page = page.text(53.0, y + 24.0, "科目编码").text(153.0, y + 24.0, "科目名称");
            let page = page.text(253.0, y + 24.0, "金额").text(53.0, y + 54.0, "合计");
            let page = page.text(253.0, y + 54.0, "2.00").text(53.0, y + 74.0, "208");
            page.text(153.0, y + 74.0, "社会保障支出").text(253.0, y + 74.0, "2.00")
        };
        let page = table(table(Drawing::portrait(), 100.0), 250.0);
        let page = page.centre(200.0, 215.0, "一般公共预算支出表").right(350.0, 238.0, "单位：万元");
        let rows = "|科目编码|科目名称|金额|\n|合计||2.00|\n|208|社会保障支出|2.00|\n";
        assert_eq!(page.shown(), format!("{rows}一般公共预算支出表\n单位：万元\n{rows}"));
    }

    #[test]
    fn the_unit_of_the_next_table_parts_tables_however_close() {
        let table = |page: Drawing, y: f32| {
            let page = page.text(53.0, y + 14.0, "科目编码").text(153.0, y + 14.0, "科目名称");
            let page = page.text(253.0, y + 14.0, "金额").text(53.0, y + 28.0, "208");
            let page = page.text(153.0, y + 28.0, "社会保障支出").right(347.0, y + 28.0, "2.00");
            page.text(153.0, y + 42.0, "合计").right(347.0, y + 42.0, "2.00")
        };
        let page = band(Drawing::portrait(), &XS, 100.0, 118.0);
        let page = table(band(page, &[50.0, 140.0, 230.0, 350.0], 184.0, 202.0), 100.0);
        let page = page.centre(200.0, 159.0, "政府性基金支出表").right(350.0, 176.0, "单位：元");
        let rows = "|科目编码|科目名称|金额|\n|208|社会保障支出|2.00|\n||合计|2.00|\n";
        let page =
            page.text(53.0, 198.0, "科目编码").text(143.0, 198.0, "科目名称").text(253.0, 198.0, "金额");
        let page =
            page.text(53.0, 214.0, "208").text(143.0, 214.0, "社会保障支出").right(347.0, 214.0, "2.00");
        let page = page.text(143.0, 230.0, "合计").right(347.0, 230.0, "2.00");
        assert_eq!(page.shown(), format!("{rows}政府性基金支出表\n单位：元\n{rows}"));
    }

    #[test]
    fn the_title_and_the_unit_of_the_next_table_are_no_white_row() {
        let page = band(band(Drawing::portrait(), &XS, 100.0, 114.0), &XS, 114.0, 128.0);
        let page =
            page.text(53.0, 111.0, "科目编码").text(153.0, 111.0, "科目名称").text(253.0, 111.0, "金额");
        let page =
            page.text(53.0, 125.0, "208").text(153.0, 125.0, "社会保障支出").right(347.0, 125.0, "2.00");
        let page =
            page.text(53.0, 139.0, "表2").text(160.0, 151.0, "三公经费表").right(350.0, 163.0, "单位：元");
        let expected = "|科目编码|科目名称|金额|\n|208|社会保障支出|2.00|\n表2\n三公经费表\n单位：元\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_white_row_holds_all_lines_of_its_cells_and_one_text_alone() {
        let page = band(band(Drawing::portrait(), &XS, 100.0, 120.0), &XS, 200.0, 220.0);
        let page = page.text(53.0, 114.0, "项目").text(153.0, 114.0, "说明").text(253.0, 114.0, "金额");
        // The white row is five lines high, the shaded ones are one.
        let page = [
            "为保障河道行洪安全，",
            "清理沿岸淤积泥沙，",
            "并加固受损堤岸，",
            "更换老旧闸门，",
            "补种护岸林木。",
        ]
        .iter()
        .zip(0..)
        .fold(page, |page, (line, index)| page.text(153.0, 132.0 + 15.0 * index as f32, line));
        let page = page.text(53.0, 162.0, "河道清淤").text(253.0, 162.0, "12.00");
        let page = page.text(53.0, 214.0, "堤岸巡查").text(253.0, 214.0, "3.00").text(153.0, 231.0, "另列");
        let expected = "|项目|说明|金额|\n\
            |河道清淤|为保障河道行洪安全，清理沿岸淤积泥沙，并加固受损堤岸，更换老旧闸门，补种护岸林木。|12.00|\n\
            |堤岸巡查||3.00|\n||另列||\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_white_row_is_as_airy_as_the_shaded_ones() {
        // Two lines of 10 points in rows of 46: further apart than captions are from other tables.
        let page = band(band(Drawing::portrait(), &XS, 146.0, 192.0), &XS, 238.0, 284.0);
        let page = [("项目", "金额", 126.0), ("会议费", "3.00", 172.0), ("培训费", "2.00", 218.0)]
            .iter()
            .chain(&[("差旅费", "1.00", 264.0), ("合计", "6.00", 310.0)])
            .fold(page, |page, (name, amount, y)| {
                page.text(53.0, *y, name).text(253.0, *y, amount).text(153.0, y - 6.0, "上").text(
                    153.0,
                    y + 6.0,
                    "下",
                )
            });
        let page = page.text(53.0, 60.0, "部门：松河县水务站").text(253.0, 60.0, "单位：万元");
        let expected = "部门：松河县水务站⇥单位：万元\n|项目|上下|金额|\n|会议费|上下|3.00|\n|培训费|上下|2.00|\n\
            |差旅费|上下|1.00|\n|合计|上下|6.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_white_row_of_a_label_alone_is_as_high_as_the_others() {
        let below = |y: f32| {
            let page = band(band(Drawing::portrait(), &XS, 100.0, 120.0), &XS, 140.0, 160.0);
            let page = [("项目", 114.0), ("会议费", 134.0), ("培训费", 154.0)]
                .iter()
                .fold(page, |page, (name, y)| {
                    page.text(53.0, *y, name).text(153.0, *y, "2.00").text(253.0, *y, "3.00")
                });
            page.text(53.0, y, "差旅费").shown()
        };
        let rows = "|项目|2.00|3.00|\n|会议费|2.00|3.00|\n|培训费|2.00|3.00|\n";
        assert_eq!(below(174.0), format!("{rows}|差旅费|||\n"));
        assert_eq!(below(182.0), format!("{rows}差旅费\n"));
    }

    #[test]
    fn text_beside_the_backgrounds_stands_in_a_white_column() {
        let xs = [150.0, 250.0, 350.0];
        let page = band(band(Drawing::portrait(), &xs, 60.0, 80.0), &xs, 100.0, 120.0);
        let page = page.text(153.0, 74.0, "清淤长度").text(253.0, 74.0, "12公里");
        let page = page.text(53.0, 94.0, "效益指标").text(153.0, 94.0, "受益人口").text(253.0, 94.0, "5万人");
        let page =
            page.text(53.0, 114.0, "满意度").text(153.0, 114.0, "群众满意度").text(253.0, 114.0, "90%");
        let expected = "||清淤长度|12公里|\n|效益指标|受益人口|5万人|\n|满意度|群众满意度|90%|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_title_above_a_caption_is_no_text_of_a_white_row() {
        let xs = [50.0, 190.0, 250.0];
        let page = Drawing::portrait().centre(150.0, 81.0, "会议费明细表").text(53.0, 94.0, "部门：县水务局");
        let page = page.right(247.0, 94.0, "单位：万元");
        let page = band(band(page, &xs, 100.0, 120.0), &xs, 140.0, 160.0);
        let page = [("项目", "金额", 114.0), ("会议费", "3.00", 134.0), ("培训费", "2.00", 154.0)]
            .iter()
            .fold(page, |page, (name, amount, y)| page.text(53.0, *y, name).text(193.0, *y, amount));
        let expected = "会议费明细表\n部门：县水务局⇥单位：万元\n|项目|金额|\n|会议费|3.00|\n|培训费|2.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn texts_on_both_sides_of_an_edge_part_the_white_row_below_a_merged_cell() {
        let page = band(Drawing::portrait(), &XS, 100.0, 120.0).area(50.0, 120.0, 250.0, 140.0);
        let page = page.area(250.0, 120.0, 350.0, 140.0);
        let page =
            page.text(53.0, 114.0, "科目编码").text(153.0, 114.0, "科目名称").text(253.0, 114.0, "金额");
        let page = page.centre(150.0, 134.0, "栏次").centre(300.0, 134.0, "1");
        let page =
            page.text(53.0, 154.0, "208").text(153.0, 154.0, "社会保障支出").right(347.0, 154.0, "2.00");
        let expected = "|科目编码|科目名称|金额|\n|[1×2]栏次|1|\n|208|社会保障支出|2.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn the_white_first_row_of_a_form_has_its_label_in_the_middle_of_two_columns() {
        let xs = [50.0, 120.0, 200.0, 350.0, 500.0];
        let page = Drawing::portrait().spread(180.0, 84.0, "绩效目标表", 17.0, 0.0);
        let page = page.centre(125.0, 106.0, "项目名称").text(203.0, 106.0, "修复古籍文献");
        let page = band(page.area(50.0, 112.0, 200.0, 130.0), &xs[2..], 112.0, 130.0);
        let page = page.centre(125.0, 124.0, "主管部门").text(203.0, 124.0, "县档案馆");
        let page = page.text(53.0, 142.0, "甲").text(123.0, 142.0, "乙").text(353.0, 142.0, "县图书馆");
        let page = band(page, &xs, 148.0, 166.0).text(53.0, 160.0, "丙").text(123.0, 160.0, "丁");
        let shown = page.shown();
        let rows: Vec<&str> = shown.lines().take(3).collect();
        let expected = ["绩效目标表", "|[1×2]项目名称|修复古籍文献||", "|[1×2]主管部门|县档案馆||"];
        assert_eq!(rows, expected, "{shown}");
    }
}
