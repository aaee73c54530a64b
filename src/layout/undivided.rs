//! Grids whose rules do not tell their rows: a box around a table, a rule under its header, rules between its columns.
//!
//! ```text
//! ┌────────┬────────┐
//! │项目    │  预算数│
//! │会议费  │    3.00│     →  three amounts in one cell are three rows
//! │培训费  │    2.00│
//! │合计    │    5.00│
//! └────────┴────────┘
//! ```
//!
//! Such a grid is none. Its texts are read as those of other tables without rules under their rows; where rules part its
//! columns, these are known.

use std::collections::BTreeSet;

use super::grid::{CellBox, Lattice};
use super::lines::{Mark, Piece};
use crate::geometry::Rect;

/// So many amounts are at least in a cell that is several.
const STACKED: usize = 3;

/// Rules between columns alone leave a table no more rows than this: a header of two, its total, and the rest.
const FEW: usize = 4;

/// So many labels are at least in the first cell of a form.
const LABELS: usize = 4;

/// A cell of more lines than this is no part of rows.
const MOST_ROWS: usize = 200;

/// Amounts of one line stand at heights that differ by no more than this, in tenths of a point.
const SAME_LINE: i32 = 10;

/// Whether most figures of a grid have a cell of their own. Rules under its rows alone leave it one column, in which each
/// amount stands apart from the texts beside it; rules between its columns alone leave it one row.
pub(crate) fn divides(filled: &[Vec<Piece>], lattice: &Lattice, marks: &[Mark]) -> bool {
    if lattice.columns == 1 && (filled.iter().any(|cell| is_row(cell, marks)) || are_rows(filled)) {
        return false;
    }
    if lattice.rows <= FEW && holds_labels(filled, lattice, marks) {
        return false;
    }
    let mut heights: Vec<i32> = filled.iter().flatten().map(|piece| piece.rect.center().1).collect();
    heights.sort_unstable();
    let (mut own, mut stacked) = (0, 0);
    for cell in filled.iter().filter(|cell| !cell.is_empty()) {
        let several = aligned(cell, marks, &heights).max(side_by_side(cell, marks));
        if several >= STACKED {
            stacked += several;
        } else if cell.iter().all(|piece| is_figure(&marks[piece.marks.clone()])) {
            own += 1;
        }
    }
    let least = if lattice.rows == 1 { STACKED - 1 } else { STACKED };
    stacked.max(in_line(filled, least, marks)) <= own && !holds_rows(filled, lattice, marks, own)
}

/// Whether most of the figures, of which so many cells hold nothing else, stand in cells of several lines, level with the
/// lines of all other cells of their row.
fn holds_rows(filled: &[Vec<Piece>], lattice: &Lattice, marks: &[Mark], own: usize) -> bool {
    let is_column = |cell: &[Piece]| {
        (2..MOST_ROWS).contains(&cell.len())
            && cell.iter().all(|piece| is_figure(&marks[piece.marks.clone()]))
    };
    if !filled.iter().any(|cell| is_column(cell)) {
        return false;
    }
    let cells: Vec<(&CellBox, &Vec<Piece>)> = lattice.boxes.iter().zip(filled).collect();
    // A cell of several figures was counted once.
    let (mut figures, mut counted) = (0, 0);
    for row in cells.chunk_by(|(a, _), (b, _)| a.row == b.row) {
        let columns = || row.iter().filter(|(_, cell)| is_column(cell));
        let Some((_, longest)) = columns().max_by_key(|(_, cell)| cell.len()) else { continue };
        let texts = || row.iter().filter(|(_, cell)| !cell.is_empty());
        if texts().all(|(b, cell)| are_level(cell, longest, b.rect.width(), marks))
            && texts().filter(|(_, cell)| cell.len() > 1).nth(1).is_some()
        {
            figures += columns().map(|(_, cell)| cell.len()).sum::<usize>();
            counted += columns().count();
        }
    }
    figures + counted > own
}

/// Whether the first cell of a row holds one short text below the other, half of them level with texts of the cells beside
/// it: the labels of a form.
fn holds_labels(filled: &[Vec<Piece>], lattice: &Lattice, marks: &[Mark]) -> bool {
    let labels = lattice.boxes.iter().zip(filled).enumerate();
    let labels = labels.filter(|(_, (b, cell))| b.column == 0 && (LABELS..MOST_ROWS).contains(&cell.len()));
    labels.into_iter().any(|(at, (b, labels))| {
        let beside = lattice.boxes.iter().zip(filled).skip(at + 1);
        let beside: Vec<&Piece> = beside
            .take_while(|(other, _)| other.row < b.row + b.row_span)
            .flat_map(|(_, cell)| cell.iter().take(MOST_ROWS))
            .collect();
        let mut heights: Vec<i32> = beside.iter().map(|piece| piece.rect.center().1).collect();
        heights.sort_unstable();
        let is_level = |label: &&Piece| {
            let (middle, near) = (label.rect.center().1, label.size / 3);
            let from = heights.partition_point(|height| *height < middle - near);
            heights.get(from).is_some_and(|height| *height <= middle + near)
        };
        let short = labels.windows(2).filter(|pair| ends_early(pair, b.rect.width(), marks)).count();
        let level = labels.iter().filter(is_level).count();
        // The lines of a label that is broken into words or letters are alike.
        let widths = labels.iter().map(|label| label.rect.width());
        let differ = widths.clone().max().zip(widths.min());
        let differ = differ.is_some_and(|(widest, least)| widest - least > labels[0].size);
        differ && short * 4 >= (labels.len() - 1) * 3 && level * 2 >= labels.len()
    })
}

/// Whether each line of a cell of this width is level with one of another cell, and ends before the cell does: no text is
/// broken so early.
fn are_level(cell: &[Piece], other: &[Piece], width: i32, marks: &[Mark]) -> bool {
    let middle = |piece: &Piece| piece.rect.center().1;
    let is_level = |piece: &Piece| {
        other.iter().any(|other| (middle(other) - middle(piece)).abs() < piece.size.min(other.size) / 2)
    };
    cell.len() < MOST_ROWS
        && cell.iter().all(is_level)
        && cell.windows(2).all(|pair| ends_early(pair, width, marks))
}

/// Whether a line in a cell of this width ends early above the next one: an em before there is no room for its first letter.
fn ends_early(pair: &[Piece], width: i32, marks: &[Mark]) -> bool {
    let [line, next] = pair else { return false };
    let letter = marks[next.marks.start].rect.width();
    next.rect.center().1 - line.rect.center().1 > line.size / 2
        && line.rect.width() + line.size + letter < width
}

/// How many figures stand below or above another text of their cell, `least` or more in one line of other cells, an amount
/// among them: the few rows of a table between rules that part its columns alone.
fn in_line(filled: &[Vec<Piece>], least: usize, marks: &[Mark]) -> usize {
    let middle = |piece: &Piece| piece.rect.center().1;
    let mut figures: Vec<(i32, bool)> = Vec::new();
    for cell in filled {
        let shares_cell = |figure: &&Piece| {
            cell.iter().any(|other| (middle(other) - middle(figure)).abs() >= figure.size.min(other.size) / 2)
        };
        let own = cell.iter().filter(|piece| is_figure(&marks[piece.marks.clone()])).filter(shares_cell);
        figures.extend(own.map(|piece| (middle(piece), is_amount(&marks[piece.marks.clone()]))));
    }
    figures.sort_unstable();
    let lines = figures.chunk_by(|(a, _), (b, _)| b - a <= SAME_LINE);
    let lines = lines.filter(|line| line.len() >= least && line.iter().any(|(_, is_amount)| *is_amount));
    lines.map(<[_]>::len).sum()
}

/// How many lines of a cell have amounts that stand one under the other, each beside another text of the grid: they begin,
/// end or have their middle at one place. `heights` are the middles of all texts.
fn aligned(cell: &[Piece], marks: &[Mark], heights: &[i32]) -> usize {
    let is_beside = |piece: &&Piece| {
        let (middle, near) = (piece.rect.center().1, piece.size / 3);
        let from = heights.partition_point(|height| *height < middle - near);
        heights[from..].iter().take_while(|height| **height <= middle + near).nth(1).is_some()
    };
    let amounts = cell.iter().filter(|piece| is_amount(&marks[piece.marks.clone()]));
    let amounts: Vec<&Piece> = amounts.filter(is_beside).collect();
    let near = amounts.iter().map(|amount| amount.size).min().unwrap_or(0) / 4;
    let most = |place: fn(&Rect) -> i32| {
        let mut places: Vec<(i32, i32)> = amounts.iter().map(|a| (place(&a.rect), a.rect.y0)).collect();
        places.sort_unstable();
        let columns = places.chunk_by(|(a, _), (b, _)| b - a <= near);
        columns.map(|column| column.iter().map(|(_, line)| line).collect::<BTreeSet<_>>().len()).max()
    };
    let all = [most(|rect| rect.x0), most(|rect| rect.x1), most(|rect| (rect.x0 + rect.x1) / 2)];
    all.into_iter().flatten().max().unwrap_or(0)
}

/// Whether a cell holds a row of a table: two amounts or more, and before each of them another text on its line, an em away.
fn is_row(cell: &[Piece], marks: &[Mark]) -> bool {
    let is_pair = |pair: &&[Piece]| {
        let [left, right] = pair else { return false };
        are_apart(left, right, left.size) && is_amount(&marks[right.marks.clone()])
    };
    cell.windows(2).filter(is_pair).count() > 1
}

/// How many amounts of a cell stand beside another one, as in the only row of a table.
fn side_by_side(cell: &[Piece], marks: &[Mark]) -> usize {
    let is_pair = |pair: &&[Piece]| {
        let [left, right] = pair else { return false };
        are_apart(left, right, left.size / 2)
            && pair.iter().all(|piece| is_amount(&marks[piece.marks.clone()]))
    };
    cell.windows(2).filter(is_pair).count() + 1
}

/// Whether in half of the cells that hold anything texts stand on one line, an em apart: running text has no such blanks.
fn are_rows(cells: &[Vec<Piece>]) -> bool {
    let blanks = |cell: &Vec<Piece>| {
        cell.windows(2).filter(|pair| are_apart(&pair[0], &pair[1], pair[0].size)).count()
    };
    let blanks: Vec<usize> = cells.iter().filter(|cell| !cell.is_empty()).map(blanks).collect();
    let rows = blanks.iter().filter(|blanks| **blanks > 0).count();
    blanks.iter().sum::<usize>() > 1 && rows * 2 >= blanks.len()
}

/// Whether a text stands on the line of another one, with more than so much white between them.
fn are_apart(left: &Piece, right: &Piece, white: i32) -> bool {
    (left.rect.y0 - right.rect.y0).abs() < left.size / 3 && right.rect.x0 - left.rect.x1 > white
}

fn is_figure(marks: &[Mark]) -> bool {
    marks
        .iter()
        .all(|mark| mark.character.is_ascii_digit() || matches!(mark.character, '-' | ',' | '.' | '%'))
}

/// Whether a text is an amount with its decimals.
fn is_amount(marks: &[Mark]) -> bool {
    let is_digit = |mark: &Mark| mark.character.is_ascii_digit();
    let Some(point) = marks.iter().position(|mark| mark.character == '.') else { return false };
    let (whole, decimals) = (&marks[..point], &marks[point + 1..]);
    whole.iter().any(is_digit)
        && whole.iter().all(|mark| is_digit(mark) || matches!(mark.character, '-' | ','))
        && !decimals.is_empty()
        && decimals.iter().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Three rows of two columns within a box.
    fn boxed(page: Drawing) -> Drawing {
        let sides = [(50.0, 80.0, 410.0, 80.0), (50.0, 180.0, 410.0, 180.0), (50.0, 80.0, 50.0, 180.0)];
        let page = sides.iter().fold(page, |page, (x0, y0, x1, y1)| page.rule(*x0, *y0, *x1, *y1));
        let page = page.rule(410.0, 80.0, 410.0, 180.0).text(55.0, 96.0, "项目").right(405.0, 96.0, "预算数");
        let rows = [("会议费", "3.00"), ("培训费", "2.00"), ("合计", "5.00")];
        rows.iter()
            .zip([120.0, 145.0, 170.0])
            .fold(page, |page, ((name, amount), y)| page.text(55.0, y, name).right(405.0, y, amount))
    }

    #[test]
    fn a_box_and_rules_between_columns_divide_no_rows() {
        let expected = "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n|合计|5.00|\n";
        assert_eq!(boxed(Drawing::portrait()).shown(), expected);
        assert_eq!(boxed(Drawing::portrait().rule(230.0, 80.0, 230.0, 180.0)).shown(), expected);
        assert_eq!(boxed(Drawing::portrait().rule(50.0, 104.0, 410.0, 104.0)).shown(), expected);
    }

    #[test]
    fn amounts_side_by_side_in_one_cell_are_several() {
        let sides = [80.0, 104.0, 130.0].map(|y| (50.0, y, 410.0, y));
        let sides = sides.iter().chain(&[(50.0, 80.0, 50.0, 130.0), (410.0, 80.0, 410.0, 130.0)]);
        let page = sides.fold(Drawing::portrait(), |page, (x0, y0, x1, y1)| page.rule(*x0, *y0, *x1, *y1));
        let heads = [(120.0, "合计"), (240.0, "接待费"), (400.0, "运行费")];
        let page = heads.iter().fold(page, |page, (right, head)| page.right(*right, 96.0, head));
        let amounts = [(120.0, "10.00"), (240.0, "1.20"), (400.0, "8.80")];
        let page = amounts.iter().fold(page, |page, (right, amount)| page.right(*right, 120.0, amount));
        assert_eq!(page.shown(), "|合计|接待费|运行费|\n|10.00|1.20|8.80|\n");
    }

    #[test]
    fn amounts_within_the_text_of_a_cell_are_no_rows() {
        let page =
            [80.0, 104.0, 180.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = [50.0, 150.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 180.0));
        let page = page.text(55.0, 96.0, "内容").text(300.0, 96.0, "金额").text(55.0, 120.0, "物业费");
        let lines = [(134.0, "4.50"), (148.0, "3.00"), (162.0, "0.50")];
        let page = lines.iter().fold(page, |page, (y, amount)| page.text(55.0, *y, amount));
        assert_eq!(page.right(405.0, 141.0, "8.00").shown(), "|内容|金额|\n|物业费4.503.000.50|8.00|\n");
    }

    #[test]
    fn rules_under_the_rows_of_a_header_alone_leave_one_column() {
        let page = [80.0, 100.0, 120.0, 140.0]
            .iter()
            .fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 450.0, *y));
        let page = [50.0, 450.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 140.0));
        let page = page.centre(150.0, 94.0, "人员经费").centre(350.0, 94.0, "公用经费");
        let page = page.centre(90.0, 114.0, "科目").centre(210.0, 114.0, "金额");
        let page = page.centre(290.0, 114.0, "科目").centre(410.0, 114.0, "金额");
        let page = page.text(55.0, 134.0, "人员经费合计").right(245.0, 134.0, "76.00");
        let page = page.text(255.0, 134.0, "公用经费合计").right(445.0, 134.0, "9.12");
        let expected = "|[1×2]人员经费|[1×2]公用经费|\n|科目|金额|科目|金额|\n\
            |人员经费合计|76.00|公用经费合计|9.12|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn names_that_stand_apart_between_rules_are_rows() {
        let heights = [80.0, 100.0, 120.0, 140.0];
        let page = heights.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 450.0, *y));
        let page = [50.0, 450.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 140.0));
        let rows = [("项目名称", "数字资源采购"), ("实施单位", "云溪市图书馆"), ("实施期限", "一年")];
        let page = rows.iter().zip(heights).fold(page, |page, ((label, value), top)| {
            page.text(55.0, top + 14.0, label).text(200.0, top + 14.0, value)
        });
        let expected = "|项目名称|数字资源采购|\n|实施单位|云溪市图书馆|\n|实施期限|一年|\n";
        assert_eq!(page.shown(), expected);
        let page = heights.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 450.0, *y));
        let page = [50.0, 450.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 140.0));
        let page = page.text(55.0, 94.0, "一、主要职责").text(55.0, 114.0, "承办古籍的收藏、修复与展览。");
        assert_eq!(page.shown(), "|一、主要职责|\n|承办古籍的收藏、修复与展览。|\n||\n");
    }

    /// One row of three columns below its heads, with rules between the columns alone.
    fn one_row(heads: [(&str, &str); 3]) -> String {
        let page = [80.0, 132.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = [50.0, 170.0, 290.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 132.0));
        let heads = heads.iter().zip([60.0, 180.0, 300.0]);
        let page = heads
            .fold(page, |page, ((head, text), x)| page.text(x, 96.0, head).right(x + 100.0, 122.0, text));
        page.shown()
    }

    #[test]
    fn amounts_in_one_line_below_heads_in_their_cells_are_a_row() {
        let heads = [("合计", "10.00"), ("公务接待费", "1.20"), ("公务用车运行费", "8.80")];
        assert_eq!(one_row(heads), "|合计|公务接待费|公务用车运行费|\n|10.00|1.20|8.80|\n");
        let heads = [("项目", "公务接待费"), ("2024年预算数", "1.30"), ("2025年预算数", "1.20")];
        assert_eq!(one_row(heads), "|项目|2024年预算数|2025年预算数|\n|公务接待费|1.30|1.20|\n");
    }

    #[test]
    fn two_rows_of_one_figure_between_rules_that_part_columns_alone() {
        let page =
            [80.0, 100.0, 140.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = [50.0, 200.0, 300.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 140.0));
        let page = page.centre(125.0, 94.0, "单位名称").centre(250.0, 94.0, "经费性质");
        let page = page.centre(355.0, 94.0, "在职人数");
        let rows = |page: Drawing, names: [&str; 2]| {
            names.iter().zip([("28", 114.0), ("17", 132.0)]).fold(page, |page, (name, (figure, y))| {
                page.text(55.0, y, name).text(205.0, y, "财政核拨").text(305.0, y, figure)
            })
        };
        let expected =
            "|单位名称|经费性质|在职人数|\n|云溪市图书馆|财政核拨|28|\n|云溪市档案馆|财政核拨|17|\n";
        assert_eq!(rows(page, ["云溪市图书馆", "云溪市档案馆"]).shown(), expected);
    }

    #[test]
    fn figures_that_rules_part_from_column_to_column_are_level_with_the_longest_column() {
        // Neither are all rows as deep as a code of three columns, nor has the total a code.
        let xs = [50.0, 85.0, 120.0, 155.0, 290.0, 350.0, 410.0];
        let page =
            [80.0, 100.0, 180.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = xs.iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 180.0));
        let rows = [
            ["类", "款", "项", "科目名称", "合计", "基本支出"],
            ["206", "", "", "科学技术支出", "3000", "2000"],
            ["206", "02", "", "基础研究", "3000", "2000"],
            ["206", "02", "01", "机构运行", "3000", "2000"],
            ["", "", "", "合计", "3000", "2000"],
        ];
        let page = rows.iter().zip([94.0, 116.0, 134.0, 152.0, 170.0]).fold(page, |page, (row, y)| {
            row.iter().zip(xs).fold(page, |page, (text, x)| page.text(x + 3.0, y, text))
        });
        let expected: String = rows.iter().map(|row| format!("|{}|\n", row.join("|"))).collect();
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn the_lines_of_one_label_are_no_labels() {
        let page = Drawing::portrait().grid(&[50.0, 150.0, 410.0], &[80.0, 140.0, 160.0]);
        let lines = [
            ("绩效", "修复馆藏古籍，"),
            ("目标", "改善保管条件，"),
            ("完成", "编制目录，"),
            ("情况", "开放阅览。"),
        ];
        let page = lines
            .iter()
            .zip([92.0, 105.0, 118.0, 131.0])
            .fold(page, |page, ((label, value), y)| page.centre(100.0, y, label).text(155.0, y, value));
        let page = page.text(55.0, 154.0, "备注").text(155.0, 154.0, "无");
        let expected = "|绩效目标完成情况|修复馆藏古籍，改善保管条件，编制目录，开放阅览。|\n|备注|无|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn letters_apart_from_each_other_are_no_labels() {
        let page = Drawing::portrait().grid(&[50.0, 150.0, 260.0, 410.0], &[80.0, 100.0, 120.0]);
        let spread = |page: Drawing, y: f32, texts: [&str; 3]| {
            texts
                .iter()
                .zip([55.0, 155.0, 265.0])
                .fold(page, |page, (text, x)| page.spread(x, y, text, 10.0, 15.0))
        };
        let page = spread(page, 94.0, ["项目名称", "实施单位", "实施期限"]);
        let page = spread(page, 114.0, ["古籍修复", "云溪书院", "一年"]);
        assert_eq!(page.shown(), "|项目名称|实施单位|实施期限|\n|古籍修复|云溪书院|一年|\n");
    }

    #[test]
    fn labels_beside_their_values_between_rules_that_part_columns_alone_are_rows() {
        let page = [80.0, 180.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page = [50.0, 150.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 180.0));
        let labels = ["项目名称", "实施单位", "实施期限", "总体目标", "备注"];
        let values = ["古籍修复", "云溪市图书馆", "一年", "修复馆藏古籍，改善保管条件", "无"];
        let rows = labels.iter().zip(values).zip([96.0, 114.0, 132.0, 150.0, 168.0]);
        let page =
            rows.fold(page, |page, ((label, value), y)| page.text(55.0, y, label).text(155.0, y, value));
        let expected: String = labels.iter().zip(values).map(|(a, b)| format!("|{a}|{b}|\n")).collect();
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn rules_between_columns_alone_tell_the_columns() {
        // Codes in the middle of their column share no edge, and a name is as wide as its column.
        let page = [80.0, 186.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 410.0, *y));
        let page =
            [50.0, 112.0, 194.0, 300.0, 410.0].iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 186.0));
        let heads = ["编码", "科目名称", "合计", "基本支出"];
        let middles = [81.0, 153.0, 247.0, 355.0];
        let page = middles.iter().zip(heads).fold(page, |page, (x, head)| page.centre(*x, 96.0, head));
        let rows = [
            ("208", "社会保障", "18.57", ""),
            ("20805", "养老支出", "18.57", "8.57"),
            ("2080505", "基本养老保险缴费", "8.57", ""),
            ("2080506", "职业年金", "10.00", ""),
        ];
        let page = rows.iter().zip([116.0, 136.0, 156.0, 176.0]).fold(page, |page, (row, y)| {
            let texts = [row.0, row.1, row.2, row.3];
            middles.iter().zip(texts).fold(page, |page, (x, text)| page.centre(*x, y, text))
        });
        let expected = "|编码|科目名称|合计|基本支出|\n|208|社会保障|18.57||\n|20805|养老支出|18.57|8.57|\n\
            |2080505|基本养老保险缴费|8.57||\n|2080506|职业年金|10.00||\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_code_and_two_amounts_in_one_line_below_heads_in_their_cells_are_a_row() {
        let page = [80.0, 132.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 450.0, *y));
        let xs = [50.0, 150.0, 250.0, 350.0, 450.0];
        let page = xs.iter().fold(page, |page, x| page.rule(*x, 80.0, *x, 132.0));
        let heads = xs.iter().zip(["科目编码", "科目名称", "合计", "公用经费"]);
        let page = heads.fold(page, |page, (x, head)| page.centre(x + 50.0, 96.0, head));
        let page = page.text(55.0, 122.0, "31003").text(155.0, 122.0, "专用设备购置");
        let page = page.right(345.0, 122.0, "4.34").right(445.0, 122.0, "4.34");
        assert_eq!(page.shown(), "|科目编码|科目名称|合计|公用经费|\n|31003|专用设备购置|4.34|4.34|\n");
    }
}
