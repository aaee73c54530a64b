//! Merged cells that a dialect writes out: their text stands in every place that they cover.
//!
//! ```text
//! | 科目编码 | 科目名称 | 基本支出 | 基本支出 | 项目支出 |
//! | 科目编码 | 科目名称 | 人员经费 | 公用经费 | 项目支出 |
//! | 合计     | 合计     | 2.00     | 1.00     | 4.00     |
//! ```
//!
//! A first row of which every text stands twice, side by side or one under the other, or over the head of the one column
//! that it groups, is written so, and a form in the first rows of which a value fills the rest of its row or texts behind a
//! label all stand twice, or that begins with its first label or its value twice; merged cells of such a grid are known. A
//! text takes the equal ones right of it, and with them those below: in the rows of the header, and further down where the
//! cells left of it are merged, too.
//! Figures are equal by chance and stay apart, but in a form: there they are one unless heads of columns part them
//! (年初预算数 and 全年预算数, 分值 and 得分). Heads of indicators part words, too (提高 is aimed at, and reached), but what fills
//! a row from their names on is one (总分 │ 97).

use super::unfolded::unfolded;
use crate::page::{Cell, Grid, Spans};
use crate::vocab::forms::{self, Label};
use crate::vocab::headers;
use crate::vocab::indicators::{self, Attribute};
use crate::vocab::preamble;

/// So many rows of a grid are looked at to tell that it is a form.
const HEAD_ROWS: usize = 12;

/// A caption inside a grid has no more rows, each with no more texts: whose table, the date, the unit.
const CAPTION_ROWS: usize = 3;
const CAPTION_TEXTS: usize = 3;

/// A head of a column that begins with a year has no more characters.
const LONGEST_HEAD: usize = 16;

/// A text of as many letters fills the rest of a row, at least three columns, behind any label.
const LONG: usize = 8;

/// A text that is written into so many columns, all that there are, is one.
const FEWEST_WHOLE: usize = 3;

/// Texts of one character (是, 元) are equal by chance.
const SHORTEST: usize = 2;

/// The grid of a writer that may draw merged cells, but of which most leave blank what such a cell covers: without any they
/// are lost.
pub(super) fn restored_if_lost(grid: Grid) -> Grid {
    let spans = if is_drawn(&grid) { grid.spans } else { Spans::Lost };
    restored(Grid { spans, ..grid })
}

/// The grid with its merged cells, if it writes them out; one that draws others may still write out whole rows.
pub(super) fn restored(grid: Grid) -> Grid {
    if is_drawn(&grid) {
        return with_lone_rows(grid);
    }
    let mut grid = unfolded(grid);
    let Some(written) = Written::of(&grid) else { return with_lone_rows(grid) };
    if let Some(again) = written.header_again(&grid) {
        return restored(grid.without(&again));
    }
    let mut taken = vec![false; grid.cells.len()];
    let mut cells = Vec::with_capacity(grid.cells.len());
    // The last head over every column, and the row of the last one of levels.
    let mut heads: Vec<Option<Head>> = vec![None; grid.columns];
    let mut named = None;
    let mut rest = 0; // Where the texts begin that are equal up to the end of the row.
    for index in 0..grid.cells.len() {
        let (row, column) = (grid.cells[index].row, grid.cells[index].column);
        if column == 0 {
            let texts = grid.row(row);
            let equal =
                texts.iter().rev().take_while(|cell| Some(&cell.text) == texts.last().map(|last| &last.text));
            rest = texts.len() - equal.count();
            // The heads of one form stand over no other.
            if forms::is(&grid.cells[index].text, Label::Start) {
                heads.fill(None);
            }
        }
        let head = Head::of(&grid.cells[index].text, heads[column], named == Some(row));
        if let Some(head) = head {
            heads[column] = Some(head);
            named = if indicators::heads_levels(head.text) { Some(row) } else { named };
        }
        if taken[index] {
            continue;
        }
        // A head stands under none.
        let own = heads[column].filter(|_| head.is_none()).and_then(|head| head.attribute);
        let is_whole = column >= rest && own.is_some_and(Attribute::names);
        let text = &grid.cells[index].text;
        let parted = |column: usize, word: bool| !is_whole && part(&heads, column, own, text, word);
        let (row_span, column_span) = written.extent(&grid, &taken, index, head.is_some(), parted);
        for down in row..row + row_span {
            for across in column..column + column_span {
                written.at(down, across).into_iter().for_each(|at| taken[at] = true);
            }
        }
        cells.push(Cell { row_span, column_span, ..grid.cells[index].clone() });
    }
    grid.cells = cells;
    grid.spans = Spans::Printed;
    grid
}

/// Whether a grid draws merged cells.
fn is_drawn(grid: &Grid) -> bool {
    grid.cells.iter().any(Cell::is_merged)
}

/// The grid of which nothing but whole rows is written out, each of them blank behind its first cell: a note under a table.
fn with_lone_rows(mut grid: Grid) -> Grid {
    if grid.columns < FEWEST_WHOLE {
        return grid;
    }
    for row in grid.cells.chunk_by_mut(|one, next| one.row == next.row) {
        let [first, others @ ..] = row else { continue };
        let is_whole = others.len() + 1 == grid.columns && letters(&first.text) >= LONG;
        if is_whole && others.iter().all(|cell| cell.text == first.text) {
            for cell in others {
                cell.text.clear();
                cell.place = None;
            }
        }
    }
    grid
}

/// A head of a column of a grid inside a form.
#[derive(Debug, Clone, Copy)]
struct Head<'g> {
    text: &'g str,
    /// What it heads of indicators.
    attribute: Option<Attribute>,
}

impl<'g> Head<'g> {
    /// `None` for a text that heads nothing; below a head of indicators a year is a deadline (2021年12月底前), and beside those of
    /// their levels a part may tell a head.
    fn of(text: &'g str, above: Option<Self>, is_named: bool) -> Option<Self> {
        let by_part = || if is_named { indicators::attribute_by_part(text) } else { None };
        let attribute = indicators::attribute(text).or_else(by_part);
        let is_year = || begins_with_year(text) && above.is_none_or(|above| above.attribute.is_none());
        let heads = attribute.is_some() || forms::is(text, Label::Inner) || is_year();
        heads.then_some(Self { text, attribute })
    }
}

/// Whether heads part equal texts of a column from those of the next one: figures wherever they differ, words that begin under
/// the head `own` of indicators where the next one is of other than their names, too, and one word of both levels (满意度指标).
fn part(heads: &[Option<Head>], column: usize, own: Option<Attribute>, text: &str, word: bool) -> bool {
    let head = |column: usize| heads.get(column).copied().flatten();
    let of_indicators = || {
        let both = own.zip(head(column + 1).and_then(|head| head.attribute));
        let is_of_both = || indicators::is_level1(text) && indicators::is_level2(text);
        both.is_some_and(|(own, next)| match next {
            Attribute::Level2 if own == Attribute::Level1 => is_of_both(),
            _ => !(own.names() && next.names()),
        })
    };
    head(column).map(|head| head.text) != head(column + 1).map(|head| head.text) && (!word || of_indicators())
}

/// Where the cells of a grid without merged cells are, and how its merged ones are written.
struct Written {
    /// The first cell of every row, and the end.
    rows: Vec<usize>,
    /// The first row that is no caption.
    top: usize,
    /// The row below the header; a form has none.
    header: usize,
    /// Whether the first row is a label and its value.
    is_form: bool,
}

impl Written {
    /// `None` where the first row tells of no merged cells.
    fn of(grid: &Grid) -> Option<Self> {
        let top = first_row(grid)?;
        let first = grid.row(top);
        let same = |a: &Cell, b: &Cell| a.text == b.text && is_word(&a.text);
        let twice = |pair: &[Cell]| same(&pair[0], &pair[1]);
        let is_labelled = first.first().is_some_and(|cell| forms::is_label_or_group(&cell.text));
        if first.len() < grid.columns || !is_labelled && !first.windows(2).any(twice) {
            return None;
        }
        let rows = (0..=grid.rows).map(|row| grid.cells.partition_point(|cell| cell.row < row)).collect();
        let mut written = Self { rows, top, header: top + 1, is_form: false };
        // The first row of another grid than a form may be its header: 财政拨款收入 │ 财政拨款支出 │ 财政拨款支出.
        let starts = first.first().is_some_and(|cell| forms::is(&cell.text, Label::Start));
        let mut rows = (if starts { top } else { top + 1 })..grid.rows.min(HEAD_ROWS);
        let is_of_form = |at: usize| {
            let row = grid.row(at);
            if at > top && row.iter().map(|cell| &cell.text).eq(first.iter().map(|cell| &cell.text)) {
                return false; // The header again, on the next page.
            }
            let below = if at + 1 < grid.rows { grid.row(at + 1) } else { &[] };
            fills_row(row, grid.columns)
                || stands_twice(row, grid.columns)
                || begins_twice(row)
                || answers_twice(row, below)
        };
        if rows.any(is_of_form) {
            return Some(Self { header: top, is_form: true, ..written });
        }
        let below = |column: usize| written.at(top + 1, column).map(|at| &grid.cells[at]);
        let repeats = |column: usize| below(column).is_some_and(|below| same(&first[column], below));
        // Over one column alone a group is written once, and the head that divides it.
        let groups = |column: usize| {
            let both =
                below(column).is_some_and(|below| is_word(&below.text) && is_word(&first[column].text));
            both && (0..grid.columns).any(repeats) && headers::role(&first[0].text).is_some()
        };
        let beside = |column: usize| {
            first[column.saturating_sub(1)..].windows(2).take(1 + usize::from(column > 0)).any(twice)
        };
        let whole = (0..grid.columns).all(|column| beside(column) || repeats(column) || groups(column));
        if !whole {
            return None;
        }
        while written.goes_on(grid, written.header) {
            written.header += 1;
        }
        Some(written)
    }

    /// Whether a row belongs to the header: it says again what stands above, or divides a head of it anew, and has no figure.
    fn goes_on(&self, grid: &Grid, row: usize) -> bool {
        let above = |column: usize| self.at(row - 1, column).map(|at| &grid.cells[at].text);
        let again = |cell: &Cell| is_word(&cell.text) && above(cell.column) == Some(&cell.text);
        let cells = grid.row(row);
        let heads_codes = |pair: &[Cell]| {
            pair[0].text == pair[1].text
                && headers::heads_codes(&pair[0].text)
                && above(pair[0].column) == above(pair[1].column)
        };
        (cells.iter().any(again) || cells.windows(2).any(heads_codes))
            && !cells.iter().any(|cell| is_figure(&cell.text))
    }

    /// The rows in which the header is printed again right below itself, by whether each row is one of them.
    fn header_again(&self, grid: &Grid) -> Option<Vec<bool>> {
        let texts = |row: usize| grid.row(row).iter().map(|cell| &cell.text);
        let again = (self.top + 1..self.header).find(|&row| texts(row).eq(texts(self.top)))?;
        let rows = again..again + again - self.top;
        let is_whole =
            rows.end <= self.header && rows.clone().all(|row| texts(row).eq(texts(row - again + self.top)));
        is_whole.then(|| (0..grid.rows).map(|row| rows.contains(&row)).collect())
    }

    /// The cell at a place.
    fn at(&self, row: usize, column: usize) -> Option<usize> {
        let index = self.rows.get(row)? + column;
        (index < *self.rows.get(row + 1)?).then_some(index)
    }

    /// How many rows and columns the cell takes, which may be a head; `parted` tells whether heads part the words, or else the
    /// figures, of a column from those of the next one.
    fn extent(
        &self,
        grid: &Grid,
        taken: &[bool],
        index: usize,
        is_head: bool,
        parted: impl Fn(usize, bool) -> bool,
    ) -> (usize, usize) {
        let cell = &grid.cells[index];
        let same = |row: usize, column: usize| {
            self.at(row, column).is_some_and(|at| !taken[at] && grid.cells[at].text == cell.text)
        };
        let word = is_word(&cell.text);
        if cell.text.is_empty() || !word && !self.is_form {
            return (1, 1);
        }
        // Heads are one where those above them are: 基本支出 │ 基本支出 under two groups are two.
        let under_one = |column: usize| {
            let above =
                |column: usize| self.at(cell.row.checked_sub(1)?, column).map(|at| &grid.cells[at].text);
            cell.row <= self.top || cell.row >= self.header || above(column) == above(cell.column)
        };
        let joined =
            |column: &usize| same(cell.row, *column) && under_one(*column) && !parted(*column - 1, word);
        let across = 1 + (cell.column + 1..grid.columns).take_while(joined).count();
        let below = |row: usize| {
            let in_header = row < self.header;
            let merged = |left: usize| match (self.at(row, left), self.at(row - 1, left)) {
                (Some(own), Some(above)) if taken[own] => {
                    Some(&grid.cells[own].text).filter(|text| **text == grid.cells[above].text)
                }
                _ => None,
            };
            let left = cell.column.checked_sub(1);
            let under_merged = || left.is_none_or(|left| merged(left).is_some());
            // What heads codes is no code: beside 栏次 and 合计 it is merged down over them.
            let heads_codes = || headers::heads_codes(&cell.text);
            // The amount behind a label that is merged down is merged down with it.
            let is_amount = || left.and_then(merged).is_some_and(|label| forms::is_label(label));
            (word || is_amount())
                && (cell.column..cell.column + across).all(|column| same(row, column))
                && !same(row, cell.column + across)
                && (in_header || cell.row >= self.header && under_merged() || is_head || heads_codes())
        };
        let down = (cell.row + 1..grid.rows).take_while(|&row| below(row)).count();
        (down + 1, across)
    }
}

/// The first row that prints anything, or below lines of a caption inside the grid (单位名称：…, 单位：元) the first that has a
/// text in every cell.
pub(super) fn first_row(grid: &Grid) -> Option<usize> {
    let texts = |row: usize| grid.row(row).iter().filter(|cell| !cell.text.is_empty()).count();
    // 收支预算总表 │ 收支预算总表 │ 收支预算总表
    let is_one = |row: usize| {
        let cells = grid.row(row);
        cells.len() > CAPTION_TEXTS && cells.iter().all(|cell| cell.text == cells[0].text)
    };
    // 编制单位：青石区图书馆 │ 编制单位：青石区图书馆 │ 单位：万元
    let is_preamble = |row: usize| grid.row_texts(row).into_iter().all(|text| preamble::part(text).is_some());
    let is_caption = |row: &usize| {
        texts(*row) <= CAPTION_TEXTS && texts(*row) < grid.columns || is_one(*row) || is_preamble(*row)
    };
    let below = (0..grid.rows).find(|row| !is_caption(row));
    let is_full = |row: &usize| *row <= CAPTION_ROWS && texts(*row) == grid.columns;
    below.filter(is_full).or_else(|| (0..grid.rows).find(|&row| texts(row) > 0))
}

/// Whether a row is a label and its value, which stands in all columns that are left, at least two; before the label may
/// stand that of its group.
fn fills_row(row: &[Cell], columns: usize) -> bool {
    let same = |row: &[Cell]| row.iter().take_while(|cell| cell.text == row[0].text).count();
    let group =
        if row.first().is_some_and(|cell| forms::is(&cell.text, Label::Group)) { same(row) } else { 0 };
    let own =
        if row.get(group).is_some_and(|cell| forms::is_label(&cell.text)) { &row[group..] } else { row };
    let values = &own[same(own).min(own.len())..];
    let is_long = || values.len() > 2 && letters(&values[0].text) >= LONG;
    row.len() == columns
        && values.len() > 1
        && (forms::is_label(&own[0].text) || is_long())
        && values.iter().all(|cell| cell.text == values[0].text && is_word(&cell.text))
}

/// Whether behind the label of a row every text stands twice or more: 年度总体目标 │ 预期目标 │ 预期目标 │ 完成情况 │ 完成情况.
fn stands_twice(row: &[Cell], columns: usize) -> bool {
    let [label, texts @ ..] = row else { return false };
    let mut runs = texts.chunk_by(|one, next| one.text == next.text);
    row.len() == columns
        && forms::is_label_or_group(&label.text)
        && texts.len() > 1
        && runs.all(|run| run.len() > 1 && is_word(&run[0].text))
}

/// Whether what a form is about is asked for twice: 项目名称 │ 项目名称, also where nothing is filled in.
fn begins_twice(row: &[Cell]) -> bool {
    matches!(row, [label, again, ..] if label.text == again.text && forms::is(&label.text, Label::Start))
}

/// Whether what a form is about is answered twice: 项目名称 │ 水质监测 │ 水质监测 │ 主管部门 │ 水务局. In a header the label goes on in
/// the row below.
fn answers_twice(row: &[Cell], below: &[Cell]) -> bool {
    let [label, value, again, ..] = row else { return false };
    value.text == again.text
        && is_word(&value.text)
        && !forms::is_label(&value.text)
        && forms::is(&label.text, Label::Start)
        && below.first().is_none_or(|below| below.text != label.text)
}

/// Whether equal texts of this kind side by side are one; targets (`≥90%`) are as equal by chance as figures.
fn is_word(text: &str) -> bool {
    let is_long = letters(text) >= SHORTEST || begins_with_year(text);
    is_long && !text.starts_with(['≥', '≤', '＝', '=', '>', '<', '＞', '＜'])
}

pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a text is of a year, as heads of columns are: 2020年实际执行数.
fn begins_with_year(text: &str) -> bool {
    let year = text.strip_prefix("20").and_then(|rest| rest.split_once('年'));
    // 2024年1月-2024年12月 is a value.
    let is_of_date = |c: char| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '-' | '—' | '至');
    let is_year = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    year.is_some_and(|(digits, rest)| is_year(digits) && (rest.is_empty() || !rest.chars().all(is_of_date)))
        && text.chars().count() <= LONGEST_HEAD
}

pub(super) fn is_figure(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| super::is_of_figure(c) || c == '—')
}
