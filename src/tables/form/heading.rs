//! The header of an indicator grid, in one row or in two.
//!
//! ```text
//! │ 绩效指标                       │ 指标值      │ 备注 │
//! │ 一级指标 │ 二级指标 │ 三级指标 │ 符号 │ 数值 │      │
//! ```
//!
//! A column is what the lowest word over it says that the vocabulary knows. Behind the levels it may be told by a part of a
//! word that no other column is told by (…得分). One that nothing tells (项目执行概述) must not run into its neighbour; a
//! warning says so. Of the periods that targets are printed for (2022年 │ 2023年 │ 预计2024年实现) that of the budget is read.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::error::Warning;
use crate::normalize::indicator;
use crate::normalize::measure::split_year;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::forms;
use crate::vocab::indicators::{self as words, Attribute, Period};
use crate::vocab::words::{Use, is};

/// A header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its rows.
    pub rows: Range<usize>,
    /// The columns from the first known one on, by the place they begin at.
    pub columns: Vec<(usize, Attribute)>,
    /// What says of the columns that nothing tells that they are not read.
    pub warnings: Vec<Warning>,
}

/// The headers of a matrix, from top to bottom.
pub fn all(matrix: &Matrix) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    for row in 0..matrix.rows.len() {
        if headings.last().is_none_or(|last| row >= last.rows.end) {
            headings.extend(at(matrix, row));
        }
    }
    headings
}

/// Whether a row belongs to one of the headers, which are in order.
pub fn contain(headings: &[Heading], row: usize) -> bool {
    let after = headings.partition_point(|heading| heading.rows.start <= row);
    after > 0 && headings[after - 1].rows.contains(&row)
}

/// The header that begins at a row: it names an indicator, and one column more.
pub fn at(matrix: &Matrix, row: usize) -> Option<Heading> {
    matrix.tokens(row).find_map(|(_, slot)| words::attribute(&slot.text))?;
    let below = (row..matrix.rows.len()).find(|&row| !goes_on(matrix, row))?;
    let rows = row..below + 1;
    let mut columns: Vec<(usize, Attribute)> = (0..matrix.columns)
        .filter_map(|column| Some((column, attribute(matrix, rows.clone(), column)?)))
        .skip_while(|(_, attribute)| !attribute.is_of_target())
        .collect();
    let dated = periods(matrix, &rows, &columns);
    let mut warnings = target_of_period(matrix, &rows, &dated, &mut columns);
    warnings.extend(told_by_part(matrix, &rows, &dated, &mut columns));
    fourth_level(&mut columns);
    lower_levels(matrix, rows.end, &mut columns);
    target_by_standard(&mut columns);
    own_points(&mut columns);
    name_by_detail(&mut columns);
    level_once(&mut columns);
    let has = |attribute| columns.iter().any(|(_, a)| *a == attribute);
    let levels =
        [Attribute::Level1, Attribute::Level2, Attribute::Level3].into_iter().filter(|a| has(*a)).count();
    let named = columns.iter().filter(|(_, attribute)| attribute.is_of_target()).count();
    warnings.extend(of_no_interest(matrix, &rows, &dated, &columns));
    let is_header = levels >= 2
        || levels == 1 && has(Attribute::Target) && named >= 3
        || has(Attribute::Level3) && has(Attribute::Target);
    name_by_level(matrix, rows.end, &mut columns);
    is_header.then_some(Heading { rows, columns, warnings })
}

/// How deep the headers are of a list whose last columns of indicators had no room on its page, and of the page that prints them:
/// every head there is one of indicators, and this list, which has levels, has none of them.
pub fn depths_of_further_columns(matrix: &Matrix, next: &Matrix) -> Option<(usize, usize)> {
    let heads = |matrix: &Matrix, row: usize| -> Option<Vec<Attribute>> {
        (0..matrix.columns).map(|column| words::attribute(matrix.covering(row, column))).collect()
    };
    let depth = (0..next.rows.len().min(DEEPEST)).find(|row| heads(next, *row).is_some())?;
    let further = heads(next, depth)?;
    let own = |row: &usize| {
        let mut of = matrix.tokens(*row).filter_map(|(_, slot)| words::attribute(&slot.text)).peekable();
        of.peek().is_some() && of.all(|own| !further.contains(&own))
    };
    let is_levelled = |row: &usize| matrix.tokens(*row).any(|(_, slot)| words::heads_levels(&slot.text));
    let row = (0..matrix.rows.len().min(DEEPEST)).filter(own).rfind(is_levelled)?;
    let is_over = (0..=row).all(|row| !crate::tables::header::is_data(matrix, row));
    (next.columns > 1 && is_over).then_some((row + 1, depth + 1))
}

/// A header of indicators has no more rows.
const DEEPEST: usize = 2;
/// So many rows of the body tell which levels two columns hold.
const SAMPLED_ROWS: usize = 8;

/// The texts in the first rows of a column of the body.
fn texts_below(matrix: &Matrix, body: usize, column: usize) -> impl Iterator<Item = &str> {
    let rows = body..matrix.rows.len().min(body + SAMPLED_ROWS);
    rows.map(move |row| matrix.rows[row][column].text.as_str()).filter(|text| !text.is_empty())
}

/// Where the columns of names begin.
fn first_name(columns: &[(usize, Attribute)]) -> usize {
    columns.iter().position(|(_, attribute)| attribute.names()).unwrap_or(columns.len())
}

/// The columns behind the names that are told apart by periods, by their index, with the head that says so; none where fewer than
/// two are, or none of them is of targets.
fn periods<'m>(
    matrix: &'m Matrix,
    rows: &Range<usize>,
    columns: &[(usize, Attribute)],
) -> Vec<(usize, &'m Slot, Period)> {
    let dated: Vec<(usize, &Slot, Period)> = (first_name(columns)..columns.len())
        .filter_map(|at| {
            let head = heads(matrix, rows.clone(), columns[at].0).next()?;
            Some((at, head, words::period(&head.text)?))
        })
        .collect();
    let kinds: BTreeSet<Period> = dated.iter().map(|(_, _, period)| *period).collect();
    let is_of_targets = |(at, _, period): &(usize, &Slot, Period)| {
        columns[*at].1 == Attribute::Target || matches!(period, Period::Own(Some(_)))
    };
    if kinds.len() > 1 && dated.iter().any(is_of_targets) { dated } else { Vec::new() }
}

/// Makes that column the target which is of the budget's own period, or where none says so of the latest year; what warns of the
/// others that hold texts.
fn target_of_period(
    matrix: &Matrix,
    rows: &Range<usize>,
    dated: &[(usize, &Slot, Period)],
    columns: &mut [(usize, Attribute)],
) -> Vec<Warning> {
    let own = || dated.iter().filter(|(_, _, period)| matches!(period, Period::Own(_)));
    let latest =
        || dated.iter().filter(|(_, _, period)| matches!(period, Period::Year(_))).max_by_key(|of| of.2);
    let target = match own().count() {
        0 => latest(),
        1 => own().next(),
        _ => None,
    };
    let target = target.map(|(at, _, _)| *at);
    let mut warnings = Vec::new();
    for (at, head, _) in dated {
        columns[*at].1 = if Some(*at) == target { Attribute::Target } else { Attribute::Other };
        if Some(*at) != target && texts_below(matrix, rows.end, columns[*at].0).next().is_some() {
            warnings.push(unread(head));
        }
    }
    warnings
}

/// What warns of the columns behind the names that the vocabulary knows and an indicator has no place for (备注), if they hold texts.
fn of_no_interest(
    matrix: &Matrix,
    rows: &Range<usize>,
    dated: &[(usize, &Slot, Period)],
    columns: &[(usize, Attribute)],
) -> Vec<Warning> {
    let own = |at: &usize| {
        matches!(columns[*at].1, Attribute::Other | Attribute::Standard)
            && dated.iter().all(|(known, _, _)| known != at)
    };
    let is_told = |head: &&Slot| {
        let told = words::attribute(&head.text).or_else(|| words::attribute_by_part(&head.text));
        matches!(told, Some(Attribute::Other | Attribute::Standard))
    };
    let holds_texts = |column: usize| texts_below(matrix, rows.end, column).next().is_some();
    let mut heads: Vec<&Slot> = (first_name(columns)..columns.len())
        .filter(own)
        .filter(|at| holds_texts(columns[*at].0))
        .filter_map(|at| head(matrix, rows.clone(), columns[at].0).filter(is_told))
        .collect();
    heads.dedup_by_key(|head| head.place);
    heads.into_iter().map(unread).collect()
}

/// What warns of a column that is not read.
fn unread(head: &Slot) -> Warning {
    let message = format!("the column {} of the indicators is not read", fold::compact(&head.text));
    Warning::new("unread_column", message).at(head.place)
}

/// Makes the columns behind the names, of whose heads the vocabulary knows but a part, what that part says (单位自评得分),
/// unless another column says so, too, or of another year (2023年目标值 beside 2024年目标值); what warns of the others that hold texts.
fn told_by_part(
    matrix: &Matrix,
    rows: &Range<usize>,
    dated: &[(usize, &Slot, Period)],
    columns: &mut [(usize, Attribute)],
) -> Vec<Warning> {
    let is_dated = |at: usize| dated.iter().any(|(known, _, _)| *known == at);
    let unknown: Vec<(usize, &Slot, Option<Attribute>)> = (first_name(columns)..columns.len())
        .filter(|at| !is_dated(*at))
        .filter_map(|at| {
            let head = head(matrix, rows.clone(), columns[at].0)?;
            let is_unknown = words::attribute(&head.text).is_none();
            is_unknown.then(|| (at, head, words::attribute_by_part(&head.text)))
        })
        .collect();
    let year = |slot: &Slot| split_year(&fold::key(&slot.text)).0;
    let years: BTreeSet<u16> = unknown.iter().filter_map(|(_, head, _)| year(head)).collect();
    let mut warnings = Vec::new();
    let mut said: Vec<(Attribute, usize)> = Vec::new();
    let told = columns.iter().map(|(_, attribute)| *attribute);
    for attribute in told.chain(unknown.iter().filter_map(|(_, _, part)| *part)) {
        match said.iter_mut().find(|(known, _)| *known == attribute) {
            Some((_, times)) => *times += 1,
            None => said.push((attribute, 1)),
        }
    }
    for (at, head, part) in &unknown {
        let is_alone = |part: Attribute| part == Attribute::Reason || said.contains(&(part, 1));
        match part {
            Some(Attribute::Other) => {}
            Some(part) if is_alone(*part) && (years.len() < 2 || year(head).is_none()) => {
                columns[*at].1 = *part
            }
            _ if texts_below(matrix, rows.end, columns[*at].0).next().is_none() => {}
            _ => warnings.push(unread(head)),
        }
    }
    warnings
}

/// Where two levels are headed and the first holds second levels (数量指标 under 一级指标), the second one names the indicators.
fn lower_levels(matrix: &Matrix, body: usize, columns: &mut [(usize, Attribute)]) {
    let Some(at) = columns.iter().position(|(_, a)| *a == Attribute::Level1) else { return };
    let (first, behind) = (columns[at].0, &mut columns[at..]);
    if behind.iter().any(|(_, a)| *a == Attribute::Level3) {
        return;
    }
    let mut levels = texts_below(matrix, body, first).peekable();
    if !levels.peek().copied().is_some_and(words::is_only_level2)
        || levels.any(|text| words::is_level1(text) && !words::is_level2(text))
    {
        return;
    }
    for (_, attribute) in behind {
        *attribute = match *attribute {
            Attribute::Level1 => Attribute::Level2,
            Attribute::Level2 => Attribute::Level3,
            other => other,
        };
    }
}

/// Where four levels are headed the fourth names the indicators, and the third one details.
fn fourth_level(columns: &mut [(usize, Attribute)]) {
    if columns.iter().all(|(_, attribute)| *attribute != Attribute::Level4) {
        return;
    }
    let is_detailed = columns.iter().any(|(_, attribute)| *attribute == Attribute::Detail);
    for (_, attribute) in columns {
        *attribute = match *attribute {
            Attribute::Level3 if is_detailed => Attribute::Other,
            Attribute::Level3 => Attribute::Detail,
            Attribute::Level4 => Attribute::Level3,
            other => other,
        };
    }
}

/// Where no column heads targets, 绩效标准 does, or the best of several grades (优).
fn target_by_standard(columns: &mut [(usize, Attribute)]) {
    if columns.iter().all(|(_, attribute)| *attribute != Attribute::Target) {
        let standard = columns.iter_mut().find(|(_, attribute)| *attribute == Attribute::Standard);
        standard.into_iter().for_each(|(_, attribute)| *attribute = Attribute::Target);
    }
}

/// Of several columns of points (分值 behind each level) those behind the names are the indicators' own.
fn own_points(columns: &mut [(usize, Attribute)]) {
    let name = columns.iter().rposition(|(_, attribute)| attribute.names());
    for points in [Attribute::Weight, Attribute::Score] {
        let found = || columns.iter().enumerate().filter(|(_, (_, attribute))| *attribute == points);
        let own = found().map(|(at, _)| at).find(|at| Some(*at) > name);
        let others: Vec<usize> = found().map(|(at, _)| at).filter(|at| Some(*at) != own).collect();
        if own.is_some() || others.len() > 1 {
            others.into_iter().for_each(|at| columns[at].1 = Attribute::Other);
        }
    }
}

/// A first level that is headed again behind all names (指标类型: 定量指标) is none.
fn level_once(columns: &mut [(usize, Attribute)]) {
    let Some(name) = columns.iter().rposition(|(_, a)| *a == Attribute::Level3) else { return };
    let (before, behind) = columns.split_at_mut(name);
    let is_level = |(_, attribute): &&mut (usize, Attribute)| *attribute == Attribute::Level1;
    if before.iter().any(|(_, a)| *a == Attribute::Level1) {
        behind.iter_mut().filter(is_level).for_each(|(_, attribute)| *attribute = Attribute::Other);
    }
}

/// Where no column behind the levels heads the names of the indicators (绩效指标 over 一级指标, 二级指标, 指标内容, 指标值), what
/// explains them names them, behind every second level of those that stand abreast.
fn name_by_detail(columns: &mut [(usize, Attribute)]) {
    let parts = columns.chunk_by_mut(|_, (_, next)| *next != Attribute::Level2);
    for part in parts.filter(|part| part[0].1 == Attribute::Level2) {
        if part.iter().all(|(_, attribute)| *attribute != Attribute::Level3)
            && let Some((_, detail)) = part.iter_mut().find(|(_, attribute)| *attribute == Attribute::Detail)
        {
            *detail = Attribute::Level3;
        }
    }
}

/// A level behind which no names are headed (指标 │ 计量单位 │ 指标值, 一级指标 │ 二级指标 │ 指标值) names the indicators where no
/// first level is printed below it, or hardly a second one: a name may be a word of them (满意度).
fn name_by_level(matrix: &Matrix, body: usize, columns: &mut [(usize, Attribute)]) {
    let Some(at) = columns.iter().rposition(|(_, attribute)| attribute.names()) else { return };
    let (column, attribute) = &columns[at];
    let levels = || texts_below(matrix, body, *column).filter(|text| words::is_level(text)).count();
    let names = match attribute {
        Attribute::Level1 => levels() == 0,
        Attribute::Level2 => 2 * levels() <= texts_below(matrix, body, *column).count(),
        _ => false,
    };
    let behind = &mut columns[at..];
    if names {
        behind[0].1 = Attribute::Level3;
    } else if behind[0].1 != Attribute::Level3
        && let Some((column, target)) = behind.iter_mut().find(|(_, of)| *of == Attribute::Target)
        && !texts_below(matrix, body, *column).any(indicator::is_target)
    {
        // 指标内容及目标值: names and targets in one.
        *target = Attribute::Level3;
    }
}

/// Whether the row below belongs to the header: all of its texts say again what stands above, or divide merged cells of the row,
/// or, where merged cells are lost, are words of headers and their parts, or labels of the project before the first column.
fn goes_on(matrix: &Matrix, row: usize) -> bool {
    let below = row + 1;
    if below >= matrix.rows.len() || matrix.breaks.contains(&below) {
        return false;
    }
    let head = |(_, slot): &(usize, &Slot)| words::attribute(&slot.text).is_some();
    let Some((first, _)) = [below, row].into_iter().find_map(|row| matrix.tokens(row).find(head)) else {
        return false;
    };
    let mut texts = matrix.tokens(below).peekable();
    let is_headed = || matrix.tokens(below).any(|text| head(&text));
    let are_periods = || {
        matrix.tokens(below).count() > 1
            && matrix.tokens(below).all(|(_, slot)| words::period(&slot.text).is_some())
    };
    texts.peek().is_some()
        && texts.all(|(column, slot)| {
            if slot.text == matrix.covering(row, column) {
                return true;
            }
            if !matrix.printed {
                return words::attribute(&slot.text).is_some()
                    || is_headed() && words::attribute_by_part(&slot.text).is_some()
                    || is(&slot.text, Use::HeadParts)
                    || are_periods()
                    || column < first && forms::is_label(&slot.text);
            }
            let over = &matrix.rows[row][column];
            let cell = &matrix.rows[row][column - over.cover.1.min(column)];
            over.cover.0 == 0 && cell.span.1 > slot.span.1 && !cell.is_blank()
        })
}

/// What a column is; `None` where no cell of the header begins in it.
fn attribute(matrix: &Matrix, rows: Range<usize>, column: usize) -> Option<Attribute> {
    head(matrix, rows, column).map(|head| words::attribute(&head.text).unwrap_or(Attribute::Other))
}

/// What stands over a column in its header, the lowest first; nothing where no cell of the header begins in it.
fn heads(matrix: &Matrix, rows: Range<usize>, column: usize) -> impl Iterator<Item = &Slot> {
    let is_covered = matrix.rows[rows.end - 1][column].cover.1 > 0;
    let heads = rows.rev().map(move |row| matrix.origin(row, column));
    heads.filter(move |slot| !slot.is_blank() && !is_covered)
}

/// What heads a column: the lowest head that the vocabulary knows, if only by a part, else the lowest one; `None` where no
/// cell of the header begins in it. Where merged cells are lost, a part of a head (内容) stands behind the others of its cell.
fn head(matrix: &Matrix, rows: Range<usize>, column: usize) -> Option<&Slot> {
    let heads = || heads(matrix, rows.clone(), column);
    let is_known = |head: &&Slot| {
        words::attribute(&head.text).or_else(|| words::attribute_by_part(&head.text)).is_some()
    };
    let over_part = || {
        let is_part = !matrix.printed && is(&heads().next()?.text, Use::HeadParts);
        let left = |row: usize| matrix.rows[row][..column].iter().rfind(|slot| !slot.is_blank());
        rows.clone().rev().skip(1).filter(|_| is_part).filter_map(left).find(is_known)
    };
    heads().find(is_known).or_else(over_part).or_else(|| heads().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::matrix::tests::printed;

    #[test]
    fn one_row_with_a_column_of_no_interest() {
        use Attribute::{Level1, Level3, Other, Target};
        let cells = [
            (0, 0, 1, 1, "一级指标"),
            (0, 1, 1, 2, "三级指标"),
            (0, 3, 1, 1, "计算方法"),
            (0, 4, 1, 1, "指标值"),
            (1, 0, 1, 1, "产出指标"),
        ];
        let heading = at(&printed(&cells), 0).unwrap();
        assert_eq!(heading.rows, 0..1);
        assert_eq!(heading.columns, [(0, Level1), (1, Level3), (3, Other), (4, Target)]);
    }

    #[test]
    fn what_explains_the_indicators_names_them_where_nothing_else_does() {
        use Attribute::{Level1, Level2, Level3, Target};
        let cells = [
            (0, 0, 2, 1, "绩效指标"),
            (0, 1, 1, 1, "一级指标"),
            (0, 2, 1, 1, "二级指标"),
            (0, 3, 1, 1, "指标内容"),
            (0, 4, 1, 1, "指标值"),
            (1, 1, 1, 1, "产出指标"),
        ];
        let columns = [(0, Level3), (1, Level1), (2, Level2), (3, Level3), (4, Target)];
        assert_eq!(at(&printed(&cells), 0).unwrap().columns, columns);
    }

    #[test]
    fn points_behind_the_names_are_those_of_the_indicators() {
        use Attribute::{Level1, Level2, Level3, Other, Score, Weight};
        let heads = ["一级指标", "分值", "二级指标", "分值", "三级指标", "分值", "自评得分", "复核得分"];
        let cells: Vec<_> = heads.iter().enumerate().map(|(column, head)| (0, column, 1, 1, *head)).collect();
        let columns = [Level1, Other, Level2, Other, Level3, Weight, Score, Other];
        let read = at(&printed(&cells), 0).unwrap().columns;
        assert_eq!(read.into_iter().map(|(_, attribute)| attribute).collect::<Vec<_>>(), columns);
    }

    #[test]
    fn two_rows_with_merged_cells() {
        use Attribute::{Level1, Level2, Level3, Operator, Other, Target};
        let cells = [
            (0, 0, 2, 1, "项目名称"),
            (0, 1, 1, 3, "绩效指标"),
            (0, 4, 1, 2, "指标值"),
            (0, 6, 2, 1, "计算方法"),
            (1, 1, 1, 1, "一级指标"),
            (1, 2, 1, 1, "二级指标"),
            (1, 3, 1, 1, "三级指标"),
            (1, 4, 1, 1, "符号"),
            (1, 5, 1, 1, "数"),
            (2, 0, 1, 1, "堤岸加固"),
            (2, 1, 1, 1, "产出指标"),
        ];
        let heading = at(&printed(&cells), 0).unwrap();
        assert_eq!(heading.rows, 0..2);
        let columns = [(1, Level1), (2, Level2), (3, Level3), (4, Operator), (5, Target), (6, Other)];
        assert_eq!(heading.columns, columns);
    }

    #[test]
    fn a_group_merged_down_over_all_rows_is_no_second_row() {
        let cells = [
            (0, 0, 3, 1, "绩效指标"),
            (0, 1, 1, 1, "一级指标"),
            (0, 2, 1, 1, "二级指标"),
            (0, 3, 1, 2, "三级指标"),
            (1, 1, 1, 1, "产出指标"),
            (1, 2, 1, 1, "数量指标"),
            (1, 3, 1, 2, "加固长度"),
        ];
        assert_eq!(at(&printed(&cells), 0).unwrap().rows, 0..1);
    }
}
