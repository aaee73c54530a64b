//! Performance forms (绩效目标表): labels with values, a grid inside, and a grid of indicators.
//!
//! ```text
//! │ 项目名称   │ 河道清淤                                   │   fields
//! │ 资金情况   │ 资金总额：│ 120.00                         │
//! │ （万元）   │ 财政拨款：│ 120.00                         │
//! │ 总体目标   │ …                                          │
//! │ 支出计划   │ 3月底 │ 6月底 │ 9月底 │ 12月底             │   a grid inside
//! │ （%）      │       │ 30.00 │       │ 100.00             │
//! │ 绩效指标   │ 一级指标 │ 二级指标 │ 三级指标 │ 指标值    │   indicators
//! │            │ 产出指标 │ 数量指标 │ 清淤长度 │ ≥12公里   │
//! ```
//!
//! Several projects may share one grid: one form after the other, or one row group each with the project's own fields
//! in columns at the left (contract §4).

mod abreast;
mod fields;
mod heading;
mod indicators;
mod inner;
mod reading;
mod records;

use crate::document::{Column, Field, Indicator, Row, TableKind, Value};
use crate::error::Warning;
use crate::normalize::{indicator, number};
use crate::tables::header;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::vocab::forms::{self, Label};
use crate::vocab::headers;
use crate::vocab::indicators::{self as words, Attribute};
use crate::vocab::unit;
use crate::vocab::words::{Use, ends};

use heading::Heading;
pub use heading::depths_of_further_columns;

/// One form.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Labels and values.
    pub fields: Vec<Field>,
    /// The columns of the grid inside.
    pub columns: Vec<Column>,
    /// The rows of the grid inside.
    pub rows: Vec<Row>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// The budget unit that is printed over the project.
    pub organization: Option<String>,
    /// A unit of money printed in a label.
    pub unit: Option<String>,
    /// What was repaired or lost.
    pub warnings: Vec<Warning>,
}

/// A text of a row, with the column it begins in.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    column: usize,
    slot: &'a Slot,
}

impl Token<'_> {
    fn text(&self) -> &str {
        &self.slot.text
    }

    /// Whether it prints an amount, also a damaged or a blank one.
    fn is_figure(&self) -> bool {
        let text = self.text();
        number::is_numeric(text) || number::is_dash(text) || number::repaired(text).is_some()
    }
}

/// The texts of a row, from left to right.
fn tokens(matrix: &Matrix, row: usize) -> Vec<Token<'_>> {
    matrix.tokens(row).map(|(column, slot)| Token { column, slot }).collect()
}

/// How many rows of a grid are looked at to tell that it is a form.
const HEAD_ROWS: usize = 12;

/// Whether the rows of a grid from `first` on make it a form: they have a row of indicator headers, or begin with labels and
/// their values or a group of them, or with what it is about alone, or the grid is known to be one and begins with a label.
pub fn is_form(kind: TableKind, matrix: &Matrix, first: usize) -> bool {
    (first..matrix.rows.len()).any(|row| heading::at(matrix, row).is_some())
        || first + 1 < matrix.rows.len()
            && is_fields(matrix, first)
            && (is_fields(matrix, first + 1) || begins_group(matrix, first + 1))
        || (kind.is_performance() || first + 1 < matrix.rows.len() && names_subject(matrix, first))
            && (first..matrix.rows.len().min(HEAD_ROWS)).any(|row| {
                matrix.tokens(row).next().is_some_and(|(_, slot)| forms::is_label_or_group(&slot.text))
            })
}

/// Whether a row is what a form is about (项目名称 │ 河道清淤) and nothing else, right of a group perhaps, in a grid that has more
/// columns: heads would stand over all of them.
fn names_subject(matrix: &Matrix, row: usize) -> bool {
    let texts: Vec<&str> = matrix.tokens(row).map(|(_, slot)| slot.text.as_str()).collect();
    let of_group = texts.first().is_some_and(|first| forms::is(first, Label::Group));
    let is_value = |text: &str| !forms::is(text, Label::Inner) && headers::role(text).is_none();
    matches!(texts[usize::from(of_group)..], [label, value] if forms::is(label, Label::Start) && is_value(value))
        && matrix.columns > texts.len()
}

/// Whether rows of a grid print levels of indicators (产出指标), also those of the rest of a form on another page.
pub fn holds_levels(matrix: &Matrix) -> bool {
    let mut texts = matrix.rows.iter().flatten().map(|slot| slot.text.as_str());
    texts.any(|text| !text.is_empty() && words::is_level(text))
}

/// Whether a row is labels, each with a value.
fn is_fields(matrix: &Matrix, row: usize) -> bool {
    let texts: Vec<&str> = matrix.tokens(row).map(|(_, slot)| slot.text.as_str()).collect();
    let is_known = |text: &str| forms::is_label(text) || forms::is(text, Label::Inner);
    !texts.is_empty()
        && texts
            .chunks(2)
            .all(|pair| matches!(pair, [label, value] if forms::is_label(label) && !is_known(value)))
}

/// Whether a row begins with the label of a group and goes on.
fn begins_group(matrix: &Matrix, row: usize) -> bool {
    let mut texts = matrix.tokens(row).map(|(_, slot)| slot.text.as_str());
    texts.next().is_some_and(|first| forms::is(first, Label::Group)) && texts.next().is_some()
}

/// Whether a grid begins with what a form is about.
pub fn begins(matrix: &Matrix) -> bool {
    (0..matrix.rows.len().min(2))
        .any(|row| matrix.tokens(row).any(|(_, slot)| forms::is(&slot.text, Label::Start)))
}

/// Whether two grids begin with the same label.
pub fn begin_alike(matrix: &Matrix, other: &Matrix) -> bool {
    let label = |matrix: &Matrix| {
        let first = matrix.rows.first()?.iter().find(|slot| !slot.is_blank())?;
        forms::is_label(&first.text).then(|| fold::key(&first.text))
    };
    label(matrix).is_some_and(|own| label(other) == Some(own))
}

/// Whether a grid begins a list of projects, and the one before it is a form of one project, its indicators included.
pub fn begins_list(matrix: &Matrix, next: &Matrix) -> bool {
    let is_list = |matrix: &Matrix| {
        let heading = (0..matrix.rows.len()).find_map(|row| heading::at(matrix, row))?;
        Some(records::labels(matrix, &heading).is_some())
    };
    is_list(next) == Some(true) && is_list(matrix) == Some(false)
}

/// Whether the first `depth` rows of a grid begin another form like this one, and are no header of indicators: a label with its
/// value heads nothing.
pub fn begins_another(matrix: &Matrix, next: &Matrix, depth: usize) -> bool {
    let is_pair = || next.tokens(0).count() == 2;
    begin_alike(matrix, next)
        && (is_pair() || (0..depth.min(next.rows.len())).all(|row| heading::at(next, row).is_none()))
}

/// Whether a row is one that a form is known by (项目名称).
pub fn starts(matrix: &Matrix, row: usize) -> bool {
    matrix.tokens(row).next().is_some_and(|(_, slot)| forms::is(&slot.text, Label::Start))
}

/// The first row of the form that is known by the row `start`: rows over that one are of the form if it is the first.
fn top(matrix: &Matrix, start: usize) -> usize {
    if (0..start).any(|row| starts(matrix, row)) { start } else { 0 }
}

/// The last row from `first` on that a form begins in.
pub fn last_start(matrix: &Matrix, first: usize) -> Option<usize> {
    let starts = |row: usize| starts(matrix, row);
    let begins = |row: &usize| starts(*row) && !row.checked_sub(1).is_some_and(starts);
    (first.min(matrix.rows.len())..matrix.rows.len()).rev().find(begins)
}

/// How many rows at the top of another page print the beginning of a form again, which is known by the row `start`: from
/// that row on, or from the first one of the form.
pub fn rows_again(matrix: &Matrix, start: usize, next: &Matrix) -> usize {
    let again = rows_again_from(matrix, start, next);
    match top(matrix, start) {
        top if top < start => again.max(rows_again_from(matrix, top, next)),
        _ => again,
    }
}

/// How many rows at the top of another page print those from `start` on again; none where they then go on with another value
/// of the same label: the form of another project.
fn rows_again_from(matrix: &Matrix, start: usize, next: &Matrix) -> usize {
    let keys = |matrix: &Matrix, row: usize| -> Vec<String> {
        matrix.tokens(row).map(|(_, slot)| fold::key(&slot.text)).collect()
    };
    let (own, other) = (matrix.rows.len().saturating_sub(start), next.rows.len());
    let mut again = 0;
    while again < own.min(other) {
        let (above, below) = (keys(matrix, start + again), keys(next, again));
        if above.len() < 2 || above != below {
            let same_label = above.first().is_some_and(|label| below.first() == Some(label));
            return if same_label && above.first().is_some_and(|label| forms::is_label(label)) {
                0
            } else {
                again
            };
        }
        again += 1;
    }
    again
}

/// Reads the forms that a matrix holds.
pub fn read(matrix: &Matrix) -> Vec<Form> {
    let headings = heading::all(matrix);
    if let Some(first) = headings.first()
        && let Some(labels) = records::labels(matrix, first)
    {
        return records::read(matrix, &headings, &labels);
    }
    let mut reader = Reader::default();
    let mut next = headings.iter().peekable();
    let mut row = 0;
    while row < matrix.rows.len() {
        if let Some(heading) = next.next_if(|heading| heading.rows.start == row) {
            reader.begin_indicators(matrix, row, heading);
            row = heading.rows.end;
            if row < matrix.rows.len() && header::is_column_numbers(matrix, row) {
                row += 1;
            }
        } else {
            // 年度绩效目标表 between two headers of indicators stands over the second one.
            let is_over = next.peek().is_some_and(|heading| heading.rows.start == row + 1);
            if !(is_over && matches!(reader.mode, Mode::Indicators(_)) && is_title(matrix, row)) {
                reader.row(matrix, row);
            }
            row += 1;
        }
    }
    reader.end_form();
    reader.forms
}

/// What the pass over the rows is in.
#[derive(Default)]
enum Mode {
    #[default]
    Fields,
    Inner(inner::Inner),
    Indicators(abreast::Reader),
}

#[derive(Default)]
struct Reader {
    forms: Vec<Form>,
    form: Form,
    mode: Mode,
    /// The group label that is merged down over the rows.
    group: Option<String>,
    /// The header of the last indicators and the key of what is merged down left of them.
    heading: Option<(Heading, Option<String>)>,
}

impl Reader {
    fn begin_indicators(&mut self, matrix: &Matrix, row: usize, heading: &Heading) {
        let first = heading.columns.first().map_or(0, |(column, _)| *column);
        let group =
            matrix.tokens(row).find(|(column, _)| *column < first).map(|(_, slot)| fold::key(&slot.text));
        if let Mode::Indicators(reader) = &mut self.mode {
            // The header again, on another page.
            reader.go_on(matrix, heading);
            return;
        }
        self.end_part();
        self.form.warnings.extend(heading.warnings.iter().cloned());
        self.mode = Mode::Indicators(abreast::Reader::new(matrix, heading, group.as_deref()));
        self.heading = Some((heading.clone(), group));
    }

    /// Begins the form of the next project where a row among the indicators states nothing but its name (项目二：河道清淤);
    /// whether it does.
    fn names_next(&mut self, tokens: &[Token], matrix: &Matrix) -> bool {
        let (Mode::Indicators(reader), [only]) = (&self.mode, tokens) else { return false };
        let Some(name) = forms::project_stated(only.text()) else { return false };
        let Some((heading, group)) = self.heading.take() else { return false };
        if !reader.is_empty() || self.form.fields.iter().any(|field| forms::names_project(&field.label)) {
            self.end_form();
        } else {
            self.end_part();
        }
        self.form.fields.push(super::project(&fold::compact(name), only.slot.place));
        self.mode = Mode::Indicators(abreast::Reader::new(matrix, &heading, group.as_deref()));
        self.heading = Some((heading, group));
        true
    }

    /// Closes the inner grid or the indicators.
    fn end_part(&mut self) {
        match std::mem::take(&mut self.mode) {
            Mode::Fields => {}
            Mode::Inner(inner) => inner.finish(&mut self.form),
            Mode::Indicators(reader) => {
                let (indicators, warnings) = reader.finish();
                self.form.indicators.extend(indicators);
                self.form.warnings.extend(warnings);
            }
        }
        self.group = None;
    }

    fn end_form(&mut self) {
        self.end_part();
        let form = std::mem::take(&mut self.form);
        if !form.fields.is_empty() || !form.indicators.is_empty() || !form.rows.is_empty() {
            self.forms.push(form);
        }
    }

    fn row(&mut self, matrix: &Matrix, row: usize) {
        let tokens = tokens(matrix, row);
        let Some(first) = tokens.first() else {
            return;
        };
        if titles_next(matrix, row) {
            return self.end_form();
        }
        // 总分 │ 100 │ 98 │ 优 closes an evaluation behind its remarks.
        let figures = tokens[1..].iter().take_while(|token| number::is_numeric(token.text())).count();
        if matches!(self.mode, Mode::Fields) && headers::is_total(first.text()) && figures > 1 {
            let points = abreast::points_in_order(&[Attribute::Weight, Attribute::Score], &tokens[1..]);
            return self.form.fields.extend(abreast::total_of_points(first, &points));
        }
        if self.names_next(&tokens, matrix) {
            return;
        }
        let starts = forms::is(first.text(), Label::Start) && tokens.len() <= 8;
        if starts && self.has(first.text()) {
            self.end_form();
        } else if !matches!(self.mode, Mode::Fields)
            && (self.leaves(first, &tokens) || self.closes(&tokens, matrix))
        {
            self.end_part();
        }
        if !matches!(self.mode, Mode::Indicators(_)) && self.takes_heads(first, &tokens, matrix, row) {
            return;
        }
        match &mut self.mode {
            Mode::Fields if fields::fill_above(&tokens, matrix, row, &mut self.form) => {}
            Mode::Fields => {
                let group = fields::read(&tokens, matrix, row, self.group.clone(), &mut self.form);
                self.group = group;
            }
            Mode::Inner(inner) => inner.row(&tokens),
            Mode::Indicators(reader) => {
                self.form.fields.extend(abreast::total_of_points(first, &reader.points(&tokens)));
                reader.row(&tokens, matrix, row);
            }
        }
    }

    /// Begins a grid inside the form where a row heads one, or takes it for a second row of heads; whether it is one.
    fn takes_heads(&mut self, first: &Token, tokens: &[Token], matrix: &Matrix, row: usize) -> bool {
        if let Mode::Inner(open) = &mut self.mode
            && open.is_headed_by(row)
            && open.extend_header(tokens)
        {
            return true;
        }
        if let Some(corner) = inner::heads_texts(tokens, matrix, row) {
            self.end_part();
            self.mode = Mode::Inner(inner::Inner::of_texts(tokens, corner));
        } else if inner::is_header_by_place(tokens, matrix, row)
            && !fields::stand_over_texts(&tokens[1..], matrix, row)
        {
            self.end_part();
            let rows = row..(row + first.slot.span.0).min(matrix.rows.len());
            let group = fold::compact(first.text());
            self.mode = Mode::Inner(inner::Inner::by_place(group, &tokens[1..], matrix, rows));
        } else if inner::is_header(tokens, self.group.as_deref()) {
            let is_second = match &mut self.mode {
                Mode::Inner(open) => open.extend_header(tokens),
                _ => false,
            };
            if !is_second {
                self.begin_inner(tokens);
            }
        } else {
            return false;
        }
        true
    }

    /// Whether the form, or what is closed of it, already has a field of this label or its indicators.
    fn has(&self, label: &str) -> bool {
        let key = fold::key(label);
        self.form.fields.iter().any(|field| fold::key(&field.label) == key)
            || !self.form.indicators.is_empty()
            || matches!(&self.mode, Mode::Indicators(reader) if !reader.is_empty())
    }

    /// Whether a row ends the grid that is being read: it begins with a label of its own.
    fn leaves(&self, first: &Token, tokens: &[Token]) -> bool {
        let text = first.text();
        // 年度目标1： heads the next indicators.
        let labelled = first.column == 0 && tokens.len() == 2 && text.ends_with(['：', ':']);
        match &self.mode {
            Mode::Fields => false,
            Mode::Inner(inner) if labelled && inner.has_rows() && inner.first_column() > 0 => true,
            Mode::Inner(inner) => {
                let own = inner.group().is_some_and(|group| fold::key(group) == fold::key(text));
                // Another cell is merged down where that of the grid was.
                let merged = first.slot.span.0 > 1 && inner.has_rows();
                let known = merged
                    || forms::is_label(text)
                    || forms::is(text, Label::Indicators)
                    || forms::is(text, Label::Group);
                !own && known
                    && !inner.is_named_left(tokens)
                    && (first.column < inner.first_column()
                        || inner.ends_with(tokens)
                        || tokens.len() <= 2 && first.column == 0 && inner.has_rows())
            }
            Mode::Indicators(_) if labelled => true,
            Mode::Indicators(reader) => {
                first.column == 0
                    && forms::is_label_or_group(text)
                    && !forms::is(text, Label::Indicators)
                    && !words::is_level(text)
                    && tokens.len() <= 6
                    && !tokens.get(1).is_some_and(|token| indicator::is_target(token.text()))
                    && !reader.aims(tokens)
            }
        }
    }

    /// Whether a row behind indicators is a label and one text that is merged over all other columns (说明 │ 无), or says by its
    /// label that it closes them, where merged cells are lost or it is left blank.
    fn closes(&self, tokens: &[Token], matrix: &Matrix) -> bool {
        let (Mode::Indicators(reader), [label, text @ ..]) = (&self.mode, tokens) else { return false };
        let says_so = ends(label.text(), Use::Remarks);
        let is_level = |token: &Token| words::is_level(token.text());
        let is_closing = match text {
            [] => says_so && reader.is_before_names(label),
            [text] => {
                let is_merged = text.slot.span.1 > 1 && text.column + text.slot.span.1 == matrix.columns;
                let is_apart = text.column == 1 || reader.is_before_names(label);
                let is_remark = || match headers::is_total(label.text()) {
                    true => text.column == 1 && number::is_numeric(text.text()),
                    false => says_so && is_apart && !indicator::is_target(text.text()),
                };
                is_merged || !matrix.printed && is_remark()
            }
            _ => false,
        };
        is_closing
            && (label.column, label.slot.span.0) == (0, 1)
            && !forms::is(label.text(), Label::Indicators)
            && !tokens.iter().any(is_level)
    }

    fn begin_inner(&mut self, tokens: &[Token]) {
        let mut group = self.group.clone();
        let mut columns = tokens;
        if let [first, rest @ ..] = tokens
            && (!forms::is(first.text(), Label::Inner)
                || forms::is(first.text(), Label::Group) && rest.len() > 1)
        {
            group = Some(fold::compact(first.text()));
            columns = rest;
        }
        // A label that stood alone on the row before is the group's.
        if group.is_none()
            && let Some(last) = self.form.fields.last()
            && last.value == Value::Blank
        {
            group = self.form.fields.pop().map(|field| field.label);
        }
        self.end_part();
        self.mode = Mode::Inner(inner::Inner::new(group, columns));
    }
}

/// Whether a row is the title of the next form in the grid (项目支出绩效自评表), which begins below it or below its date.
fn titles_next(matrix: &Matrix, row: usize) -> bool {
    let rows = matrix.rows.len();
    let is_alone = |row: usize| row < rows && matrix.tokens(row).count() == 1;
    let next = || row + 1 + usize::from(is_alone(row + 1));
    is_title(matrix, row) && next() < rows && starts(matrix, next())
}

/// Whether a row is a title alone.
fn is_title(matrix: &Matrix, row: usize) -> bool {
    let mut texts = matrix.tokens(row).map(|(_, slot)| fold::compact(&slot.text));
    texts.next().is_some_and(|only| only.ends_with('表')) && texts.next().is_none()
}

/// The unit of money in brackets of a label: `专项资金情况（万元）`.
fn unit_in_label(label: &str) -> Option<String> {
    let key = fold::key(label);
    let open = key.find('(')?;
    unit::money(&key[open..]).map(|(name, _)| name.to_owned())
}
