//! Headers: how many rows they have, and the path of every column from the top cell to the bottom.
//!
//! ```text
//! │ 科目编码 │ 科目名称 │ 合计 │     基本支出      │ 项目支出 │
//! │          │          │      │ 小计 │ 人员 │ 公用 │          │   → 基本支出/小计, 基本支出/人员, …
//! │    1     │    2     │  3   │  4   │  5   │  6   │    7     │   ← column numbers, dropped
//! ```
//!
//! Where merged cells are printed, they say what covers what. Where the dialect lost them, a blank is covered
//! by its left neighbour if something stands below it under the same parent, else by what stands above.

use crate::document::Role;
use crate::error::Warning;
use crate::normalize::number;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::{fold, numbering};
use crate::vocab::headers;

/// The header of a matrix.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// How many rows the header cells take.
    pub depth: usize,
    /// The first row of the body, after the header and a row of column numbers.
    pub body: usize,
    /// The path of every column; blank for a column without a header.
    pub paths: Vec<Vec<String>>,
}

/// A header is at most this deep; a deeper one is a table of text.
pub const DEEPEST: usize = 6;

/// Finds the header of a matrix. A matrix that begins with data has a header of depth 0.
pub fn find(matrix: &Matrix) -> Header {
    let mut depth = 0;
    while depth < matrix.rows.len() && depth < DEEPEST {
        let blank = matrix.rows[depth].iter().all(Slot::is_blank);
        let covered = matrix.rows[depth].iter().any(|slot| slot.cover.0 > 0);
        if blank && !covered || is_numbering(matrix, depth) || !blank && is_data(matrix, depth) {
            break;
        }
        if depth > 0 && !goes_on(matrix, depth) {
            break;
        }
        depth += 1;
    }
    // Blank rows between the header and the numbers of its columns are none of the body.
    let is_blank = |row: usize| matrix.rows[row].iter().all(Slot::is_blank);
    let numbering = (depth..matrix.rows.len()).take_while(|&row| is_blank(row) || is_numbering(matrix, row));
    let body = numbering.filter(|&row| !is_blank(row)).last().map_or(depth, |row| row + 1);
    let mut paths: Vec<Vec<String>> =
        if matrix.printed { printed_paths(matrix, depth) } else { inferred_paths(matrix, depth) };
    for column in 1..paths.len() {
        // A column without a head of its own beside a name is the second half of a merged head.
        let headless = depth > 0 && paths[column].is_empty() && paths[column - 1].len() == 1;
        let texts = || matrix.rows[body.min(matrix.rows.len())..].iter().map(|row| &row[column].text);
        let named = headless && headers::role(&paths[column - 1][0]) == Some(Role::Name);
        if named && texts().any(|text| !text.is_empty()) && texts().all(|text| !number::is_numeric(text)) {
            paths[column] = paths[column - 1].clone();
        }
    }
    for row in depth..body {
        // The levels of a code named in the row of column numbers alone: 类 │ 款 │ 项 │ 栏次 │ 1 │ 2.
        let column_of = |level: &str| {
            matrix.tokens(row).find(|(_, slot)| slot.text.trim() == level).map(|(column, _)| column)
        };
        let Some(class) = column_of("类").filter(|&class| !ends_with(&paths[class], "类")) else {
            continue;
        };
        for column in ["款", "项"].into_iter().filter_map(column_of) {
            paths[column] = paths[class].clone();
        }
    }
    regroup(&mut paths);
    part_heads(&mut paths);
    Header { depth, body, paths }
}

fn ends_with(path: &[String], head: &str) -> bool {
    path.last().is_some_and(|last| last == head)
}

/// Warns where figures stand beyond the end of every row of the header, so that it stays open which heads are whose.
pub fn too_short(matrix: &Matrix, header: &Header) -> Option<Warning> {
    let (heads, body) = matrix.rows.split_at_checked(header.depth)?;
    let end = heads.iter().map(|row| row.iter().take_while(|slot| !slot.absent).count()).max()?;
    let beyond = body.iter().flat_map(|row| &row[end..]).find(|slot| number::is_numeric(&slot.text))?;
    let message = "this row is longer than the header, so its figures may stand under the wrong heads";
    Some(Warning::new("header_too_short", message).at(beyond.place))
}

/// Whether a row after the first can be a row of the header: a cell of the header reaches into it, or it divides a
/// merged cell, or it has text where the header has none above.
fn goes_on(matrix: &Matrix, row: usize) -> bool {
    let reached = matrix.rows[row].iter().any(|slot| slot.cover.0 > 0);
    if matrix.printed {
        let divides = matrix.rows[row].iter().enumerate().any(|(column, slot)| {
            slot.cover == (0, 0) && !slot.is_blank() && {
                let above = &matrix.rows[row - 1][column];
                above.span.1 > slot.span.1 || above.cover.1 > 0
            }
        });
        return reached || divides || stacked(matrix, row);
    }
    let sums = matrix.tokens(row).all(|(_, slot)| headers::is_sum(&slot.text))
        && matrix.tokens(row).next().is_some();
    let opens = |row: usize| {
        matrix.tokens(row).any(|(at, _)| (0..row).all(|above| matrix.rows[above][at].is_blank()))
    };
    sums || opens(row)
        || names_columns(matrix, row)
        || says_one_word(matrix, row)
        || stacked_lost(matrix, row) && opens(row + 1)
}

/// Whether a row says under one head after the other what all of their figures are (决算数 │ 决算数 │ 决算数).
fn says_one_word(matrix: &Matrix, row: usize) -> bool {
    let mut words = matrix.tokens(row).map(|(_, slot)| slot.text.trim());
    let first = words.next().filter(|word| word.ends_with('数') || word.ends_with("金额"));
    first.is_some() && words.next() == first && words.all(|word| Some(word) == first)
}

/// Whether a row prints nothing but names of the columns that codes and names stand in (科目编码 │ 科目名称).
fn names_columns(matrix: &Matrix, row: usize) -> bool {
    let names = |slot: &Slot| matches!(headers::role(&slot.text), Some(Role::Code | Role::Name));
    matrix.tokens(row).count() > 1 && matrix.tokens(row).all(|(_, slot)| names(slot))
}

/// [`stacked`] where merged cells are lost: the row prints text where the one above does, and the next row divides both.
fn stacked_lost(matrix: &Matrix, row: usize) -> bool {
    let same = |(slot, above): (&Slot, &Slot)| slot.is_blank() == above.is_blank();
    row + 1 < matrix.rows.len().min(DEEPEST)
        && matrix.tokens(row).next().is_some()
        && matrix.rows[row].iter().zip(&matrix.rows[row - 1]).all(same)
        && !is_data(matrix, row)
        && !is_data(matrix, row + 1)
}

/// Whether a row only puts another head between merged cells and the row that divides them:
/// `支出 (over two columns) / 支出用途 (over both) / 项目名称 │ 金额`.
fn stacked(matrix: &Matrix, row: usize) -> bool {
    let same = |column: usize, slot: &Slot| slot.span.1 > 1 && slot.span == matrix.rows[row - 1][column].span;
    matrix.tokens(row).next().is_some()
        && matrix.tokens(row).all(|(column, slot)| same(column, slot))
        && row + 1 < matrix.rows.len().min(DEEPEST)
        && !is_data(matrix, row + 1)
        && goes_on(matrix, row + 1)
}

/// Whether a row belongs to the body: it has a number or a dash, a numbered name, or a total beside nothing.
pub fn is_data(matrix: &Matrix, row: usize) -> bool {
    let tokens: Vec<&Slot> = matrix.tokens(row).map(|(_, slot)| slot).collect();
    let Some(first) = tokens.first() else { return false };
    let numbered = numbering::split(&first.text).is_some_and(|(style, rest)| {
        style != numbering::Numbering::OfWhich && !rest.is_empty() && style != numbering::Numbering::Part
    });
    let under_header = matrix.rows[row].iter().any(|slot| slot.cover.0 > 0);
    let total = headers::is_total(&first.text) && tokens.len() == 1 && !under_header;
    let figure = tokens.iter().any(|slot| {
        number::parse(&slot.text).is_some_and(|_| !is_year(&slot.text))
            || number::is_dash(&slot.text)
            || number::is_damaged(&slot.text)
            || number::repaired(&slot.text).is_some()
            || number::percent(&slot.text).is_some()
    });
    numbered || total || figure
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with("20")
}

/// Whether a row under the names of the columns says no more than their numbers or codes.
pub fn is_numbering(matrix: &Matrix, row: usize) -> bool {
    is_column_numbers(matrix, row) || is_class_codes(matrix, row)
}

/// Whether a row gives the classes (类) of the economic classification that the columns are: `类别合计 501 502 503`.
fn is_class_codes(matrix: &Matrix, row: usize) -> bool {
    let is_class = |text: &String| {
        text.len() == 3 && text.starts_with(['3', '5']) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (codes, words): (Vec<String>, Vec<String>) =
        matrix.tokens(row).map(|(_, slot)| fold::key(&slot.text)).partition(is_class);
    codes.len() >= 3
        && codes.windows(2).all(|pair| pair[0] < pair[1] && pair[0][..1] == pair[1][..1])
        && words.iter().all(|word| word.ends_with("合计"))
}

/// Whether a row numbers the columns: `1 2 3 4`, `栏次 1 2`, `栏次 1`, `甲 乙 1 2`, `1 2 3=1+2`.
pub fn is_column_numbers(matrix: &Matrix, row: usize) -> bool {
    let mut numbers = Vec::new();
    let mut words = 0;
    let mut said = false;
    for text in matrix.tokens(row).map(|(_, slot)| fold::key(&slot.text)) {
        let head: String = text.chars().take_while(char::is_ascii_digit).collect();
        let rest = &text[head.len()..];
        let formula =
            rest.starts_with(['=', '(']) && rest.chars().all(|c| c.is_ascii_digit() || "=+-*/()".contains(c));
        match head.parse::<u32>() {
            Ok(number) if head.len() <= 2 && (rest.is_empty() || formula) => numbers.push(number),
            _ if matches!(
                text.as_str(),
                "栏次" | "行次" | "类" | "款" | "项" | "甲" | "乙" | "丙" | "丁" | "**" | ""
            ) =>
            {
                words += 1;
                said |= text == "栏次";
            }
            _ => return false,
        }
    }
    (numbers.len() >= 2 || said && numbers == [1])
        && (numbers.first() == Some(&1) || words > 0)
        && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair[1] == 1)
}

/// The stated form of a header cell: compact, without a trailing colon.
fn stated(text: &str) -> String {
    fold::compact(text).trim_end_matches(['：', ':']).to_owned()
}

fn push(path: &mut Vec<String>, text: String) {
    if !text.is_empty() && path.last() != Some(&text) {
        path.push(text);
    }
}

fn printed_paths(matrix: &Matrix, depth: usize) -> Vec<Vec<String>> {
    let slid = slid_heads(matrix, depth);
    let source = |row: usize, column: usize| {
        if row + 1 == depth && !slid.is_empty() {
            return slid.iter().find(|(_, to)| *to == column).map(|(from, _)| *from);
        }
        (matrix.rows[row][column].cover.0 == 0).then_some(column)
    };
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); matrix.columns];
    for row in 0..depth {
        // A head that is not merged, and what it stands under.
        let mut left: Option<(String, Vec<String>)> = None;
        for (column, path) in paths.iter_mut().enumerate() {
            let text = source(row, column).map(|source| stated(matrix.covering(row, source)));
            let slot = &matrix.rows[row][column];
            let below = || (row + 1..depth).any(|below| !matrix.rows[below][column].is_blank());
            match (text.unwrap_or_default(), &left) {
                (text, _) if !text.is_empty() => {
                    left = slot.is_single().then(|| (text.clone(), path.clone()));
                    push(path, text);
                }
                // The cell may have lost that it is merged with the one before.
                (_, Some((text, parent))) if slot.is_single() && parent == path && below() => {
                    push(path, text.clone());
                }
                _ => left = None,
            }
        }
    }
    paths
}

/// Where the heads of the last row belong that stand under heads of one column each, because the cells over them were not
/// merged far enough down (`rowspan`), and fill the columns of the groups above that none divides:
///
/// ```text
/// │ 项目 │ 预算数 │ 项目 │ 合计 │  基本支出   │
/// │ 人员 │ 公用   │      │      │      │      │   → under 基本支出
/// ```
fn slid_heads(matrix: &Matrix, depth: usize) -> Vec<(usize, usize)> {
    let Some(row) = depth.checked_sub(1).filter(|&row| row > 0) else { return Vec::new() };
    let heads: Vec<usize> = matrix.tokens(row).map(|(column, _)| column).collect();
    let group = |column: usize| {
        let above = matrix.origin(row - 1, column);
        let ends = matrix.rows[row][column].cover.0 == 0;
        ends && above.span.1 > 1 && !above.is_blank()
    };
    let free: Vec<usize> = (0..matrix.columns).filter(|&column| group(column)).collect();
    let slid =
        !heads.is_empty() && free.len() == heads.len() && heads.iter().all(|head| !free.contains(head));
    if slid { heads.into_iter().zip(free).collect() } else { Vec::new() }
}

/// The texts of a row of the header, by column. Where as many heads stand in it as the row below begins its heads anew,
/// they stand over these, whatever blanks OCR left between them: `收入 │ 支出` over `项目 │ 金额 │ 项目 │ 金额`.
fn heads(matrix: &Matrix, row: usize, depth: usize) -> Vec<String> {
    let mut heads: Vec<String> = matrix.rows[row].iter().map(|slot| stated(&slot.text)).collect();
    if row + 1 >= depth {
        return heads;
    }
    let below: Vec<(usize, String)> =
        matrix.tokens(row + 1).map(|(column, slot)| (column, fold::key(&slot.text))).collect();
    let begins = |(_, key): &&(usize, String)| below.first().is_some_and(|(_, first)| first == key);
    let starts: Vec<usize> = below.iter().filter(begins).map(|(column, _)| *column).collect();
    let own: Vec<usize> = matrix.tokens(row).map(|(column, _)| column).collect();
    if starts.len() > 1 && starts.len() == own.len() && starts[0] == own[0] && starts != own {
        let texts: Vec<String> = own.iter().map(|&column| std::mem::take(&mut heads[column])).collect();
        for (column, text) in starts.into_iter().zip(texts) {
            heads[column] = text;
        }
    }
    heads
}

fn inferred_paths(matrix: &Matrix, depth: usize) -> Vec<Vec<String>> {
    let mut paths: Vec<Vec<String>> = vec![Vec::new(); matrix.columns];
    for row in 0..depth {
        let heads = heads(matrix, row, depth);
        // What the row to the left states, and the parent it stands under.
        let mut left: Option<(String, Vec<String>)> = None;
        for (column, path) in paths.iter_mut().enumerate() {
            let own = &heads[column];
            if !own.is_empty() {
                left = Some((own.clone(), path.clone()));
                push(path, own.clone());
                continue;
            }
            let below = (row + 1..depth).any(|below| !matrix.rows[below][column].is_blank());
            let headless = (0..depth).all(|row| matrix.rows[row][column].is_blank());
            // A head of codes stands over all of their levels.
            let covers = |text: &str| row == 0 || headers::role(text) == Some(Role::Code);
            match &left {
                Some((text, parent)) if (below || headless && covers(text)) && *parent == *path => {
                    push(path, text.clone());
                }
                _ => left = None,
            }
        }
    }
    paths
}

/// Puts the members of a group back under it where OCR left its 小计 alone:
/// `拨款/小计 │ 一般公共预算 │ …` is `拨款/小计 │ 拨款/一般公共预算 │ …`.
fn regroup(paths: &mut [Vec<String>]) {
    for index in 0..paths.len() {
        let Some([parent @ .., group, sum]) = paths.get(index).map(Vec::as_slice) else { continue };
        if !headers::is_sum(sum) {
            continue;
        }
        let (parent, group) = (parent.to_vec(), group.clone());
        let prefix: Vec<String> = parent.iter().cloned().chain([group.clone()]).collect();
        if paths.iter().filter(|path| path.starts_with(&prefix)).count() > 1 {
            continue;
        }
        for path in &mut paths[index + 1..] {
            let Some((member, above)) = path.split_last() else { break };
            if above != parent || !headers::is_member(&group, member) {
                break;
            }
            path.insert(parent.len(), group.clone());
        }
    }
}

/// Parts the heads of codes and names that OCR ran together over the first of their columns: `科目编码科目名称 │ `.
fn part_heads(paths: &mut [Vec<String>]) {
    for column in 1..paths.len() {
        let Some((head, parent)) = paths[column - 1].split_last() else { continue };
        if paths[column] != paths[column - 1] && paths[column] != parent {
            continue;
        }
        let parts = head.char_indices().skip(1).map(|(at, _)| head.split_at(at)).find(|(code, name)| {
            headers::role(code) == Some(Role::Code)
                && name.ends_with("名称")
                && headers::role(name) == Some(Role::Name)
        });
        let Some((code, name)) = parts else { continue };
        let under = |head: &str| parent.iter().cloned().chain([head.to_owned()]).collect();
        (paths[column - 1], paths[column]) = (under(code), under(name));
    }
}

/// Whether two headers are the same but for single cells that OCR read otherwise.
pub fn similar(a: &Matrix, a_depth: usize, b: &Matrix, b_depth: usize) -> bool {
    if a_depth == 0 || b_depth == 0 {
        return false;
    }
    let words = |matrix: &Matrix, depth: usize| -> Vec<String> {
        (0..depth.min(matrix.rows.len()))
            .flat_map(|row| matrix.tokens(row).map(|(_, slot)| fold::key(&slot.text)).collect::<Vec<_>>())
            .collect()
    };
    let (a, b) = (words(a, a_depth), words(b, b_depth));
    let mut rest = b.clone();
    let common = a
        .iter()
        .filter(|word| rest.iter().position(|other| other == *word).map(|at| rest.swap_remove(at)).is_some())
        .count();
    common * 10 >= a.len().max(b.len()) * 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;
    use crate::page::{Cell, Cut, Grid, Spans};

    /// A matrix without merged cells from rows of `|`-separated texts.
    fn matrix(rows: &[&str]) -> Matrix {
        let columns = rows.iter().map(|row| row.split('|').count()).max().unwrap_or(0);
        let place = Place::Line { line: 1, first: 1, last: 1 };
        let cells = rows
            .iter()
            .enumerate()
            .flat_map(|(row, texts)| {
                texts.split('|').enumerate().map(move |(column, text)| Cell {
                    row,
                    column,
                    row_span: 1,
                    column_span: 1,
                    text: text.trim().to_owned(),
                    indent: 0,
                    full: false,
                    place: Some(place),
                })
            })
            .collect();
        Matrix::of(Grid {
            cells,
            rows: rows.len(),
            columns,
            spans: Spans::Lost,
            cut: Cut::default(),
            page: 1,
            place,
        })
    }

    fn paths(rows: &[&str]) -> (usize, Vec<String>) {
        let header = find(&matrix(rows));
        (header.body, header.paths.iter().map(|path| path.join("/")).collect())
    }

    #[test]
    fn merged_cells_are_inferred() {
        for (rows, body, expected) in [
            (
                &["收入||支出|", "项目|预算数|项目|预算数", "一、拨款|1.00|一、人员|1.00"][..],
                2,
                "收入/项目 收入/预算数 支出/项目 支出/预算数",
            ),
            (
                &[
                    "科目编码|科目名称|合计|基本支出|||项目支出",
                    "|||小计|人员经费|公用经费|",
                    "|合计|3.00|2.00|1.00|1.00|1.00",
                ],
                2,
                "科目编码 科目名称 合计 基本支出/小计 基本支出/人员经费 基本支出/公用经费 项目支出",
            ),
            (
                &[
                    "科目编码|科目名称|本年支出||",
                    "||合计|其中：|",
                    "|||基本支出|项目支出",
                    "1|2|3|4|5",
                    "|合计|1.00|1.00|",
                ],
                4,
                "科目编码 科目名称 本年支出/合计 本年支出/其中/基本支出 本年支出/其中/项目支出",
            ),
            (
                &[
                    "单位名称|资金来源||||",
                    "|总计|一般公共预算拨款|一般公共预算|基金预算拨款|其他资金",
                    "||小计|||小计",
                    "1|2|3|4|5|6",
                    "合计|1|1|1||",
                ],
                4,
                "单位名称 资金来源/总计 资金来源/一般公共预算拨款/小计 资金来源/一般公共预算拨款/一般公共预算 资金来源/基金预算拨款 资金来源/其他资金/小计",
            ),
            (
                &[
                    "单位名称|合计|工资福利|商品和服务|资本性支出",
                    "|类别合计|501|502|503",
                    "松湾县档案馆|3.00|1.00|1.00|1.00",
                ],
                2,
                "单位名称 合计 工资福利 商品和服务 资本性支出",
            ),
            (
                &["支出|", "支出用途|", "项目名称|金额", "一、基本支出|3.00"],
                3,
                "支出/支出用途/项目名称 支出/支出用途/金额",
            ),
            (
                &["收入|支出||", "项目|金额|项目|金额", "一、拨款|1.00|一、人员|1.00"],
                2,
                "收入/项目 收入/金额 支出/项目 支出/金额",
            ),
            (
                &["预算数|||决算数|", "合计|接待费|合计|接待费|", "2.00|2.00|1.00|1.00|"],
                2,
                "预算数/合计 预算数/接待费 决算数/合计 决算数/接待费 决算数",
            ),
            (&["单位名称|经费性质|在职人数", "青石区图书馆|全额|12"], 1, "单位名称 经费性质 在职人数"),
            (&["科目编码|科目名称|基本支出|项目支出", "|||"], 1, "科目编码 科目名称 基本支出 项目支出"),
            (&["项目|总计|已分配数", "合 计||"], 1, "项目 总计 已分配数"),
            (&["合计|基本支出|项目支出", "3.00|2.00|1.00"], 1, "合计 基本支出 项目支出"),
        ] {
            let (found, paths) = paths(rows);
            assert_eq!((found, paths.join(" ").as_str()), (body, expected), "{rows:?}");
        }
    }

    #[test]
    fn heads_under_cells_that_were_not_merged_down_belong_to_the_group_that_none_divides() {
        let cells = [
            (0, 0, 1, 2, "本年收入"),
            (0, 2, 1, 4, "本年支出"),
            (1, 0, 1, 1, "项目"),
            (1, 1, 1, 1, "预算数"),
            (1, 2, 2, 1, "项目"),
            (1, 3, 2, 1, "合计"),
            (1, 4, 1, 2, "基本支出"),
            (2, 0, 1, 1, "人员经费"),
            (2, 1, 1, 1, "公用经费"),
            (3, 0, 1, 1, "一、财政拨款收入"),
            (3, 1, 1, 1, "8.00"),
        ];
        let found = find(&crate::tables::matrix::tests::printed(&cells));
        let paths: Vec<String> = found.paths.iter().map(|path| path.join("/")).collect();
        assert_eq!(paths[..2], ["本年收入/项目", "本年收入/预算数"]);
        assert_eq!(paths[4..], ["本年支出/基本支出/人员经费", "本年支出/基本支出/公用经费"]);
    }

    #[test]
    fn data_has_no_header() {
        assert_eq!(find(&matrix(&["2080501|行政单位离退休|1.00", "2080502|事业单位离退休|2.00"])).depth, 0);
    }
}
