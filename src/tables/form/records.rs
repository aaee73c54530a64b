//! Several projects in one grid, each with its own fields in columns left of the indicators.
//!
//! ```text
//! │ 单位编码 │ 项目名称 │ 预算安排 │ 一级指标 │ 二级指标 │ 三级指标 │ 指标值 │
//! │ 302001   │ 堤岸加固 │ 80.00    │ 产出指标 │ 数量指标 │ 加固长度 │ ≥3公里 │
//! │          │          │          │          │ 质量指标 │ 合格率   │ 100%   │
//! ```
//!
//! A row that names a unit and prints no indicator stands over the unit's projects; of its sums, and those of 合计, a warning
//! tells. Rows belong to a project by its merged cell. Where merged cells are lost, a head centred in its cell is printed after
//! its first rows; those are told by their second level, which does not belong under the first level before it.

use super::heading::{self, Heading};
use super::{Form, abreast, fields, tokens, unit_in_label};
use crate::document::{Field, Value};
use crate::error::{Place, Warning};
use crate::normalize::number;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::forms::{self, Label};
use crate::vocab::indicators as words;
use crate::vocab::{headers, organization_name, preamble};

/// The header of such a grid stands in its first rows.
const DEEPEST_HEADER: usize = 2;

/// The labels of the columns left of the indicators; `None` where the grid is no list of projects.
pub fn labels(matrix: &Matrix, heading: &Heading) -> Option<Vec<(usize, String)>> {
    let first = heading.columns.first()?.0;
    let end = header_end(matrix, heading);
    let above = 0..heading.rows.start;
    if above.end > DEEPEST_HEADER || above.into_iter().any(|row| crate::tables::header::is_data(matrix, row))
    {
        return None;
    }
    let labels: Vec<(usize, String)> = (0..first)
        .filter_map(|column| {
            let text = (0..end)
                .rev()
                .map(|row| matrix.rows[row][column].text.as_str())
                .find(|text| !text.is_empty())?;
            Some((column, fold::label(text)))
        })
        .collect();
    let is_headed = |column: usize| heading.rows.clone().any(|row| !matrix.rows[row][column].is_blank());
    let names_projects =
        labels.iter().any(|(column, label)| forms::names_project(label) && is_headed(*column));
    (labels.len() >= 2 || names_projects).then_some(labels)
}

/// Where the header ends: below the heads of the indicators a row may divide what stands left of them (总额 │ 财政拨款 │
/// 其他资金 under 项目资金).
fn header_end(matrix: &Matrix, heading: &Heading) -> usize {
    let end = heading.rows.end;
    let Some(first) = heading.columns.first().map(|column| column.0).filter(|_| end < matrix.rows.len())
    else {
        return end;
    };
    let is_head = |column: usize| heading.rows.clone().any(|row| !matrix.rows[row][column].is_blank());
    let tokens: Vec<(usize, &str)> =
        matrix.tokens(end).map(|(column, slot)| (column, slot.text.as_str())).collect();
    let is_sum =
        |text: &str| headers::is_sum(text) || headers::is_total(text) || forms::is(text, Label::Inner);
    let [(group, sum), rest @ ..] = &tokens[..] else { return end };
    let is_part =
        |&(column, text): &(usize, &str)| column < first && !is_head(column) && !number::is_numeric(text);
    let divides = is_head(*group) && is_sum(sum) && !rest.is_empty() && rest.iter().all(is_part);
    end + usize::from(divides)
}

/// The text of a cell left of the indicators and where it is printed, `None` where nothing is.
type LabelCell = Option<(String, Option<Place>)>;

#[derive(Default)]
struct Record {
    /// The text of every label column.
    cells: Vec<LabelCell>,
    rows: Vec<usize>,
}

impl Record {
    /// The unit whose projects follow: a text that stands alone, or the name of a unit beside nothing but its code and
    /// sums, where no indicator is printed.
    fn unit<'a>(&'a self, matrix: &'a Matrix, labels: &[(usize, String)]) -> Option<&'a str> {
        let after = labels.last().map_or(0, |(column, _)| *column);
        let is_bare = |&row: &usize| matrix.tokens(row).all(|(column, _)| column <= after);
        if !self.rows.iter().all(is_bare) {
            return None;
        }
        let texts: Vec<&str> = self.cells.iter().flatten().map(|(text, _)| text.as_str()).collect();
        if let [only] = texts[..] {
            return self.cells[0].as_ref().map(|_| only);
        }
        let mut names = texts.into_iter().filter(|text| !number::is_numeric(text));
        names.next().filter(|name| organization_name(name) && names.next().is_none())
    }
}

/// Reads one form for each project.
pub fn read(matrix: &Matrix, headings: &[Heading], labels: &[(usize, String)]) -> Vec<Form> {
    let Some(heading @ Heading { columns, .. }) = headings.first() else { return Vec::new() };
    let mut warnings = heading.warnings.clone();
    let end = header_end(matrix, heading);
    let mut records: Vec<Record> = Vec::new();
    let mut pending: Vec<usize> = Vec::new();
    let mut level1: Option<String> = None;
    for row in end..matrix.rows.len() {
        // 合计 │ 20.50 says what all projects cost.
        let is_total = matrix.begins_with_total(row)
            && matrix.tokens(row).skip(1).all(|(_, slot)| number::is_numeric(&slot.text));
        if heading::contain(headings, row)
            || crate::tables::header::is_column_numbers(matrix, row)
            || is_total
        {
            warnings.extend(sums_unread(matrix, row, labels).filter(|_| is_total));
            continue;
        }
        let cells: Vec<LabelCell> = labels
            .iter()
            .map(|(column, _)| {
                let slot = &matrix.rows[row][*column];
                (!slot.is_blank()).then(|| (slot.text.clone(), slot.place))
            })
            .collect();
        // A level that OCR shifted to the left is no head.
        let is_level = |cell: &LabelCell| cell.as_ref().is_some_and(|(text, _)| words::is_level1(text));
        let levels = cells.iter().flatten().count() == cells.iter().filter(|cell| is_level(cell)).count();
        let head = cells.iter().any(Option::is_some) && !levels;
        let cut = matrix.breaks.contains(&row);
        let mut blank =
            labels.iter().map(|(column, _)| &matrix.rows[row][*column]).filter(|slot| slot.is_blank());
        let is_merged = blank.all(|slot| slot.cover.0 > 0);
        match records.last_mut() {
            Some(last) if head && is_again(&cells, last, is_merged) => last.rows.push(row),
            Some(last) if head && cut && pending.is_empty() && is_rest(&cells, last) => {
                append(last, cells);
                last.rows.push(row);
            }
            _ if head => {
                let mut rows = std::mem::take(&mut pending);
                rows.push(row);
                let cells = filled_down(cells, records.last());
                records.push(Record { cells, rows });
            }
            Some(last) => {
                if !matrix.printed
                    && (!pending.is_empty() || begins_next(matrix, row, labels, level1.as_deref()))
                {
                    pending.push(row);
                } else {
                    last.rows.push(row);
                }
            }
            None => pending.push(row),
        }
        let levels = matrix.tokens(row).filter(|(column, slot)| {
            words::is_level1(&slot.text)
                && (!words::is_level2(&slot.text) || Some(*column) == columns.first().map(|c| c.0))
        });
        if let Some((_, slot)) = levels.into_iter().next() {
            level1 = Some(slot.text.clone());
        }
    }
    if let Some(last) = records.last_mut() {
        last.rows.append(&mut pending);
    }
    let mut forms: Vec<Form> = Vec::new();
    let mut organization = None;
    let count = records.len();
    for (index, record) in records.into_iter().enumerate() {
        match record.unit(matrix, labels) {
            Some(text) if index + 1 < count => {
                organization = Some(preamble::organization(text));
                warnings.extend(record.rows.iter().filter_map(|row| sums_unread(matrix, *row, labels)));
            }
            _ => {
                let form = form(matrix, heading, end, labels, record);
                forms.push(Form { organization: organization.clone(), ..form });
            }
        }
    }
    forms.first_mut().into_iter().for_each(|first| first.warnings.append(&mut warnings));
    forms
}

/// What warns of the amounts of a row that is no project's: the sums of a unit, or of all.
fn sums_unread(matrix: &Matrix, row: usize, labels: &[(usize, String)]) -> Option<Warning> {
    let slots = || labels.iter().map(|(column, label)| (label, &matrix.rows[row][*column]));
    let is_amount =
        |(label, slot): (&String, &Slot)| matches!(fields::value(label, &slot.text), Value::Number(_));
    slots().any(is_amount).then(|| {
        let texts: Vec<String> =
            slots().map(|(_, slot)| fold::compact(&slot.text)).filter(|text| !text.is_empty()).collect();
        let message = format!("the sums of the row “{}” between the projects are not read", texts.join(" "));
        Warning::new("unread_sums", message).at(slots().find_map(|(_, slot)| slot.place))
    })
}

/// The head of a project with what is merged down over several projects before its first own cell (单位名称).
fn filled_down(cells: Vec<LabelCell>, last: Option<&Record>) -> Vec<LabelCell> {
    let Some(last) = last else { return cells };
    let own = cells.iter().position(Option::is_some).unwrap_or(0);
    let above = last.cells[..own].iter().cloned();
    above.chain(cells.into_iter().skip(own)).collect()
}

/// Whether the texts at the left of a page's first row are the rest of cells that the page break cut: the head's first
/// cell is not printed again, and no figure stands where the project has its own.
fn is_rest(cells: &[LabelCell], last: &Record) -> bool {
    let is_figure = |cell: &LabelCell| cell.as_ref().is_some_and(|(text, _)| number::is_numeric(text));
    cells.first().is_some_and(Option::is_none)
        && last.cells.first().is_some_and(Option::is_some)
        && !cells.iter().zip(&last.cells).any(|(own, above)| is_figure(own) && is_figure(above))
}

/// Whether a row prints texts of its project again, as dialects do that write merged cells out: two of them, or what is
/// left where the others are merged down.
fn is_again(cells: &[LabelCell], last: &Record, is_merged: bool) -> bool {
    let text = |cell: &LabelCell| cell.as_ref().map(|(text, _)| fold::key(text));
    let is_same = |(own, above): (&LabelCell, &LabelCell)| own.is_none() || text(own) == text(above);
    (is_merged || cells.iter().flatten().count() > 1) && cells.iter().zip(&last.cells).all(is_same)
}

fn append(record: &mut Record, cells: Vec<LabelCell>) {
    // Text under a number has lost a blank cell before it and belongs to the next column.
    let mut cells = cells;
    for index in (1..cells.len()).rev() {
        let over_number =
            |at: usize| record.cells[at].as_ref().is_some_and(|(text, _)| number::is_numeric(text));
        if over_number(index - 1)
            && cells[index].is_none()
            && cells[index - 1].as_ref().is_some_and(|(text, _)| !number::is_numeric(text))
        {
            cells.swap(index - 1, index);
        }
    }
    for (cell, more) in record.cells.iter_mut().zip(cells) {
        match (cell, more) {
            (Some((text, _)), Some((more, _))) => {
                text.push('\n');
                text.push_str(&more);
            }
            (cell @ None, Some(more)) => *cell = Some(more),
            _ => {}
        }
    }
}

/// Whether a row without a head belongs to the next project: its second level does not stand under the first level
/// that holds.
fn begins_next(matrix: &Matrix, row: usize, labels: &[(usize, String)], level1: Option<&str>) -> bool {
    let after = labels.last().map_or(0, |(column, _)| *column);
    let mut texts =
        matrix.tokens(row).filter(|(column, _)| *column > after).map(|(_, slot)| slot.text.as_str());
    let Some(first) = texts.next() else { return false };
    if matrix.tokens(row).any(|(_, slot)| words::is_level1(&slot.text) && !words::is_level2(&slot.text)) {
        return false;
    }
    level1.is_some_and(|level1| {
        words::is_level2(first) && !words::is_level1(first) && !words::belongs(first, level1)
    })
}

/// The form of one project; the header ends before the row `end`.
fn form(matrix: &Matrix, heading: &Heading, end: usize, labels: &[(usize, String)], record: Record) -> Form {
    let after = labels.last().map_or(0, |(column, _)| *column);
    let mut heads = (0..end).flat_map(|row| matrix.tokens(row));
    let unit = heads.find_map(|(column, slot)| unit_in_label(&slot.text).filter(|_| column <= after));
    let mut form = Form { unit, ..Form::default() };
    for ((_, label), cell) in labels.iter().zip(record.cells) {
        let Some((text, place)) = cell else { continue };
        let text = text.replace('\n', "");
        let value = fields::value_or_repaired(label, &text, place, &mut form.warnings);
        form.fields.push(Field { label: label.clone(), value, place, corrected: None });
    }
    let mut reader = abreast::Reader::new(matrix, heading, None).beside_fields();
    for row in record.rows {
        let mut tokens = tokens(matrix, row);
        tokens.retain(|token| token.column > after || words::is_level1(token.text()));
        reader.row(&tokens, matrix, row);
    }
    let (indicators, warnings) = reader.finish();
    form.indicators = indicators;
    form.warnings.extend(warnings);
    form
}
