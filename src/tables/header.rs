//! Headers: how many rows they have, and the path of every column from the top cell to the bottom.
//!
//! ```text
//! │ 科目编码 │ 科目名称 │ 合计 │     基本支出      │ 项目支出 │
//! │          │          │      │ 小计 │ 人员 │ 公用 │          │   → 基本支出/小计, 基本支出/人员, …
//! │    1     │    2     │  3   │  4   │  5   │  6   │    7     │   ← column numbers, dropped
//! ```
//!
//! Here the rows are told apart; [`paths`] reads the columns from them.

mod paths;

use crate::document::Role;
use crate::error::Warning;
use crate::normalize::number;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::{fold, numbering};
use crate::vocab::codes::{self, Classification};
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
        let gives_codes = is_class_codes(matrix, depth);
        let names_follow = gives_codes && names_stand_below(matrix, depth);
        if names_follow || depth == 0 && gives_codes {
            depth += 1 + usize::from(names_follow);
            continue;
        }
        let blank = matrix.rows[depth].iter().all(Slot::is_blank);
        let covered = matrix.rows[depth].iter().any(|slot| slot.cover.0 > 0);
        let numbers = gives_codes || is_column_numbers(matrix, depth);
        if blank && !covered || numbers || !blank && is_data(matrix, depth) {
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
    let paths = paths::of(matrix, depth, body);
    Header { depth, body, paths }
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
        || counts(matrix, row)
        || stacked_lost(matrix, row) && opens(row + 1)
}

/// Whether a row says under one head after the other what all of their figures are (决算数 │ 决算数 │ 决算数).
fn says_one_word(matrix: &Matrix, row: usize) -> bool {
    let mut words = matrix.tokens(row).map(|(_, slot)| slot.text.trim());
    let first = words.next().filter(|word| word.ends_with('数') || word.ends_with("金额"));
    first.is_some() && words.next() == first && words.all(|word| Some(word) == first)
}

/// Whether a row says under heads what is counted below them, and nothing else (数量（辆） │ 台数).
fn counts(matrix: &Matrix, row: usize) -> bool {
    let is_count =
        |(column, slot): (usize, &Slot)| column > 0 && headers::role(&slot.text) == Some(Role::Count);
    matrix.tokens(row).next().is_some() && matrix.tokens(row).all(is_count)
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

/// Whether a row gives the codes of the economic classification that the columns are of: `类别合计 501 502 503`,
/// `科目编码 科目名称 301 30101 30102`.
fn is_class_codes(matrix: &Matrix, row: usize) -> bool {
    let texts: Vec<&str> = matrix.tokens(row).map(|(_, slot)| &*slot.text).collect();
    let (found, words): (Vec<&str>, Vec<&str>) = texts.into_iter().partition(|text| is_economic_code(text));
    let is_head = |word: &&str| headers::is_total(word) || headers::heads_codes_or_names(word);
    found.iter().filter(|code| !codes::names(code).is_empty()).count() >= 3
        && found.windows(2).all(|pair| pair[0] < pair[1] && pair[0][..1] == pair[1][..1])
        && words.iter().all(is_head)
}

/// Whether a head has the shape of a code of the economic classification and is nothing else: 501, 30101.
fn is_economic_code(head: &str) -> bool {
    Classification::of_code(head) == Some(Classification::Economic)
}

/// Whether the row below one of codes names their columns: the names stand under codes, and what else stands there is
/// merged down.
fn names_stand_below(matrix: &Matrix, row: usize) -> bool {
    let below = row + 1;
    let is_under = |(column, slot): (usize, &Slot)| {
        let above = &matrix.rows[row][column].text;
        is_economic_code(above) || slot.text == *above
    };
    below < matrix.rows.len().min(DEEPEST)
        && matrix.tokens(below).next().is_some()
        && matrix.tokens(below).all(is_under)
        && !is_data(matrix, below)
}

/// Whether a row numbers the columns: `1 2 3 4`, `栏次 1 2`, `栏次 2`, `甲 乙 1 2`, `1 2 3=1+2`, `公式 A=B+C B C`.
pub fn is_column_numbers(matrix: &Matrix, row: usize) -> bool {
    let begins = |numbers: &[u32]| numbers.first() == Some(&1) || numbers.len() < matrix.tokens(row).count();
    column_numbers(matrix, row).is_some_and(|numbers| begins(&numbers))
}

/// The numbers that a row gives one column after the other, from whichever the first has.
pub fn column_numbers(matrix: &Matrix, row: usize) -> Option<Vec<u32>> {
    let (mut numbers, mut columns) = (Vec::new(), Vec::new());
    let (mut said, mut is_odd, mut misread) = (false, false, 0);
    for (column, text) in matrix.tokens(row).map(|(column, slot)| (column, fold::key(&slot.text))) {
        match counted(&text) {
            Some((number, rest)) if rest.is_empty() || is_formula(rest) => {
                numbers.push(number);
                columns.push(column);
            }
            _ if matches!(
                text.as_str(),
                "栏次" | "行次" | "公式" | "类" | "款" | "项" | "甲" | "乙" | "丙" | "丁" | "**" | ""
            ) =>
            {
                said |= text == "栏次";
            }
            // OCR reads 项 as 顶, and 11 as ]1.
            _ if text.chars().count() <= LONGEST_NUMBER => {
                misread += 1;
                is_odd |= text.chars().count() > 1;
            }
            _ => return None,
        }
    }
    // Beside 栏次 they may be misread, too: 67 for 6 │ 7.
    let ascend = || numbers.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair[1] == 1);
    let counts =
        if said && !is_odd { !numbers.is_empty() } else { numbers.len() >= 2 && misread == 0 && ascend() };
    (counts || count_columns(&numbers, &columns, misread)).then_some(numbers)
}

/// The number of a column has no more characters, however OCR reads it: 1]12 for 12 behind a rule.
const LONGEST_NUMBER: usize = 4;
/// So many numbers that go up with their columns are no figures, though others of their row are misread.
const FEWEST_COUNTED: usize = 4;

/// Whether numbers go up as the columns do that they stand in, of which one may have none, and others misread ones, but fewer.
fn count_columns(numbers: &[u32], columns: &[usize], misread: usize) -> bool {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return false };
    let steps = numbers.windows(2).zip(columns.windows(2));
    numbers.len() >= FEWEST_COUNTED
        && misread * 2 < numbers.len()
        && last - first <= numbers.len() + misread
        && steps.map(|(n, c)| (n[0] + (c[1] - c[0]) as u32, n[1])).all(|(counted, number)| counted == number)
}

/// The number that a text begins with, or the letter in its place, and what follows: `3=1+2`, `C=A+B`.
fn counted(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (digits, _) = text.split_at(text.len() - rest.len());
    match digits.len() {
        0 => {
            let letter = text.chars().next().filter(char::is_ascii_uppercase)?;
            Some((u32::from(letter) - u32::from('A') + 1, &text[1..]))
        }
        1 | 2 => Some((digits.parse().ok()?, rest)),
        _ => None,
    }
}

/// Whether the rest of a column's number says how its figures are reckoned from those of others.
fn is_formula(rest: &str) -> bool {
    let is_term = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase() || "=+-*/()".contains(c);
    rest.starts_with(['=', '(']) && rest.chars().all(is_term)
}

/// Whether two headers are the same but for single cells that OCR read otherwise.
pub fn similar(a: &Matrix, a_depth: usize, b: &Matrix, b_depth: usize) -> bool {
    if a_depth == 0 || b_depth == 0 {
        return false;
    }
    let (a, b) = (words(a, a_depth), words(b, b_depth));
    let mut rest = b.clone();
    let common = a
        .iter()
        .filter(|word| rest.iter().position(|other| other == *word).map(|at| rest.swap_remove(at)).is_some())
        .count();
    common * 10 >= a.len().max(b.len()) * 6 && !is_of_another_year(&a, &b)
}

/// Whether two headers say the same of two years or of two figures: 2024年预算数 and 2025年预算数, 预算数 and 决算数.
pub fn say_of_another(a: &Matrix, a_depth: usize, b: &Matrix, b_depth: usize) -> bool {
    is_of_another_year(&words(a, a_depth), &words(b, b_depth))
}

/// Whether the words of two headers, as many, are the same but for the year or the figure that some of them name.
fn is_of_another_year(a: &[String], b: &[String]) -> bool {
    let plain = |word: &String| -> String {
        let word = word.replace("决算", "预算");
        let year = word.get(..4).filter(|year| year.starts_with("20") && year.parse::<u16>().is_ok());
        year.map_or(word.clone(), |year| word.replacen(year, "", 1))
    };
    let differ = a.iter().zip(b).any(|(a, b)| a != b);
    differ && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || plain(a) == plain(b))
}

/// The texts of a header.
fn words(matrix: &Matrix, depth: usize) -> Vec<String> {
    let texts = |row| matrix.tokens(row).map(|(_, slot)| fold::key(&slot.text)).collect::<Vec<_>>();
    (0..depth.min(matrix.rows.len())).flat_map(texts).collect()
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
