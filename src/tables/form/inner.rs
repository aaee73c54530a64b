//! The grid inside a form: an expenditure plan by quarters, tasks with their projects and amounts.

use std::ops::Range;

use super::{Form, Token, fields, unit_in_label};
use crate::document::{Column, Role, Row, Value};
use crate::error::Place;
use crate::normalize::{indicator, number};
use crate::tables::matrix::{Matrix, Slot};
use crate::tables::rows::{number_repaired, unreadable_number};
use crate::text::{fold, numbering};
use crate::vocab::forms::{self, Label};
use crate::vocab::headers;
use crate::vocab::words::{self, Use};

/// A printed text and its place.
type Text = (String, Option<Place>);

/// A grid inside a form, while its rows are read.
pub struct Inner {
    group: Option<String>,
    /// The columns: where they begin and their path below the group.
    columns: Vec<(usize, Vec<String>)>,
    rows: Vec<Vec<Option<Text>>>,
    /// Whether its cells are texts ([`heads_texts`]).
    of_texts: bool,
    /// Whether the label at its left heads a column ([`Inner::head_by_group`]).
    is_headed_by_group: bool,
    /// Where its body begins, as far as its place tells that.
    body: usize,
}

/// Whether a row heads a grid inside the form: after a group label at least two texts, all known as column heads, or all but
/// one of at least four.
pub fn is_header(tokens: &[Token], group: Option<&str>) -> bool {
    let inner = |token: &Token| forms::is(token.text(), Label::Inner) || is_year(token.text());
    let heads = match tokens {
        [first, rest @ ..] if !inner(first) || forms::is(first.text(), Label::Group) && rest.len() > 1 => {
            let labels = forms::is(first.text(), Label::Group) || group.is_some() || first.column == 0;
            if !labels {
                return false;
            }
            rest
        }
        _ => tokens,
    };
    // 其他资金 twice are two fields that are left blank.
    let differ = heads.iter().any(|head| fold::key(head.text()) != fold::key(heads[0].text()));
    let unknown = heads.iter().filter(|head| !inner(head)).count();
    let may_head = |head: &Token| !head.is_figure() && !forms::is_label(head.text());
    heads.len() >= 2
        && differ
        && (unknown == 0
            || unknown == 1 && heads.len() > 3 && heads.iter().all(|head| inner(head) || may_head(head)))
}

/// Whether a row heads a grid that its place tells: right of a cell merged down over it and the rows below, whose texts stand
/// each under one of its heads and are figures at least once, and no labels.
///
/// ```text
/// │ 项目预算 │ 成本构成 │ 金额   │ 测算依据 │
/// │          │ 保洁费   │ 99.00  │ 招标文件 │
/// │          │ 合计     │ 99.00  │          │
/// ```
pub fn is_header_by_place(tokens: &[Token], matrix: &Matrix, row: usize) -> bool {
    let [group, heads @ ..] = tokens else { return false };
    let [first, second, _, ..] = heads else { return false };
    // A second row of heads divides those that are merged over several columns.
    let depth = heads.iter().map(|head| head.slot.span.0).max().unwrap_or(1);
    let is_head = |head: &Token| {
        let is_deep = head.slot.span.0 == depth || head.slot.span.1 > 1;
        is_deep && head.column > group.column && !number::is_numeric(head.text())
    };
    let end = (row + group.slot.span.0).min(matrix.rows.len());
    if !matrix.printed || depth > 2 || row + depth >= end || !heads.iter().all(is_head) {
        return false;
    }
    // Labels stand under the first head alone, where they name the rows.
    let is_value = |column: usize, text: &str| {
        let is_known = forms::is_label_or_group(text) || forms::is(text, Label::Inner);
        column >= first.column && (column < second.column || !is_known)
    };
    let (mut rows, mut figures) = (0, 0);
    for below in row + depth..end {
        if !matrix.tokens(below).all(|(column, slot)| is_value(column, &slot.text)) {
            return false;
        }
        rows += usize::from(matrix.tokens(below).count() > 1);
        let is_figure = |text: &str| number::is_numeric(text) || indicator::is_date(text);
        figures += matrix.tokens(below).skip(1).filter(|(_, slot)| is_figure(&slot.text)).count();
    }
    rows > 0 && figures > 0
}

/// The column under the blank corner of a row that heads texts, right of a cell merged down over it and the rows below, each of
/// which has its name in that column:
///
/// ```text
/// │ 资金管理情况 │            │ 情况说明     │ 存在问题 │
/// │              │ 分配科学性 │ 按因素法分配 │          │
/// ```
pub fn heads_texts(tokens: &[Token], matrix: &Matrix, row: usize) -> Option<usize> {
    let [group, heads @ ..] = tokens else { return None };
    let [first, _, ..] = heads else { return None };
    let begins = |row: usize| matrix.tokens(row).next().map(|(column, _)| column);
    let corner = (row + 1 < matrix.rows.len()).then(|| begins(row + 1))??;
    if !(group.column + group.slot.span.1.max(1)..first.column).contains(&corner) {
        return None;
    }
    let end = if matrix.printed {
        (row + group.slot.span.0).min(matrix.rows.len())
    } else {
        let is_under = |row: &usize| begins(*row) == Some(corner);
        row + 1 + (row + 1..matrix.rows.len()).take_while(is_under).count()
    };
    if row + 1 >= end {
        return None;
    }
    let is_text = |text: &str| !number::is_numeric(text) && !forms::is_label(text);
    let stands = |(column, slot): (usize, &Slot)| {
        column == corner || heads.iter().any(|head| head.column == column) && is_text(&slot.text)
    };
    let mut rows = row + 1..end;
    let texts =
        rows.clone().flat_map(|row| matrix.tokens(row)).filter(|(column, _)| *column > corner).count();
    let are_texts = texts > 0
        && heads
            .iter()
            .all(|head| head.slot.may_be_head() && is_text(head.text()) || forms::is_label(head.text()))
        && rows.all(|row| begins(row) == Some(corner) && matrix.tokens(row).all(stands));
    are_texts.then_some(corner)
}

/// Whether a text is a year alone: `2023年`.
fn is_year(text: &str) -> bool {
    let key = fold::key(text);
    let digits = key.trim_end_matches(['年', '度']);
    digits.len() == 4 && digits.starts_with("20") && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Puts 合计 that begins left of the names (under 序号) into their column.
fn name_total(row: &mut [Option<Text>], name: usize) {
    let is_total = |cell: &Option<Text>| cell.as_ref().is_some_and(|(text, _)| headers::is_total(text));
    if row[name].is_none()
        && let Some(total) = row[..name].iter().position(is_total)
    {
        row.swap(name, total);
    }
}

impl Inner {
    /// The grid below these columns, of which no row is read yet.
    fn below(group: Option<String>, columns: Vec<(usize, Vec<String>)>, of_texts: bool) -> Self {
        Self { group, columns, rows: Vec::new(), of_texts, is_headed_by_group: false, body: 0 }
    }

    /// The grid of the column heads `heads`, right of a group label.
    pub fn new(group: Option<String>, heads: &[Token]) -> Self {
        let columns = heads.iter().map(|token| (token.column, vec![fold::label(token.text())])).collect();
        Self::below(group, columns, false)
    }

    /// The grid of a row that [`heads_texts`], whose names stand in the column `corner`.
    pub fn of_texts(tokens: &[Token], corner: usize) -> Self {
        let [group, heads @ ..] = tokens else { return Self::new(None, tokens) };
        let corner = (corner, Vec::new());
        let heads = heads.iter().map(|head| (head.column, vec![fold::label(head.text())]));
        let columns = std::iter::once(corner).chain(heads).collect();
        Self::below(Some(fold::compact(group.text())), columns, true)
    }

    /// The grid under heads that their place tells, where one is merged over several names (收入构成 │ 财政拨款) each with a
    /// column of its own.
    pub fn by_place(group: String, heads: &[Token], matrix: &Matrix, rows: Range<usize>) -> Self {
        let mut columns = Vec::with_capacity(heads.len());
        for head in heads {
            let extent = head.column..head.column + head.slot.span.1;
            let below = rows.clone().skip(head.slot.span.0).flat_map(|row| matrix.tokens(row));
            let mut begin: Vec<usize> =
                below.map(|(column, _)| column).filter(|column| extent.contains(column)).collect();
            begin.push(head.column);
            begin.sort_unstable();
            begin.dedup();
            // Heads in the row below divide those that are not merged down to it.
            let is_divided = head.slot.span.0 == 1 && head.slot.span.1 > 1;
            begin.truncate(if is_divided { 1 } else { begin.len() });
            columns.extend(begin.into_iter().map(|column| (column, vec![fold::label(head.text())])));
        }
        let depth = heads.iter().map(|head| head.slot.span.0).max().unwrap_or(1);
        Self { body: rows.start + depth, ..Self::below(Some(group), columns, false) }
    }

    /// Whether its place tells that a row belongs to its heads.
    pub fn is_headed_by(&self, row: usize) -> bool {
        row < self.body
    }

    /// The label merged down at the left of the grid.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The place its first column begins at.
    pub fn first_column(&self) -> usize {
        self.columns.first().map_or(0, |(column, _)| *column)
    }

    /// Whether a row of it is read.
    pub fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }

    /// Takes a second row of heads (总额, 财政拨款 under 预算金额); `false` where it is no such row.
    pub fn extend_header(&mut self, heads: &[Token]) -> bool {
        if self.has_rows() || heads.first().is_some_and(|head| head.column < self.first_column()) {
            return false;
        }
        for head in heads {
            let at = self.columns.partition_point(|(column, _)| *column <= head.column);
            let Some(above) = at.checked_sub(1).and_then(|index| self.columns.get(index)).cloned() else {
                continue;
            };
            if above.0 == head.column {
                if let Some((_, path)) = self.columns.get_mut(at - 1) {
                    path.push(fold::label(head.text()));
                }
            } else {
                let parent = above.1[..above.1.len().saturating_sub(1).max(1)].to_vec();
                let path = parent.into_iter().chain([fold::label(head.text())]).collect();
                self.columns.insert(at, (head.column, path));
            }
        }
        true
    }

    /// Whether the first row is named left of the first head (年度资金总额 before 全年预算数), right of the group or below it: only
    /// figures follow the name.
    pub fn is_named_left(&self, tokens: &[Token]) -> bool {
        let [name, figures @ ..] = tokens else { return false };
        let is_before = name.column < self.first_column()
            && self.group.is_some()
            && (name.column > 0 || !fields::names_no_amount(name.text()));
        is_before && self.rows.is_empty() && figures.len() > 1 && figures.iter().all(Token::is_figure)
    }

    /// Whether rows that are named left of the first head end with one that has texts in the place of figures; a name alone
    /// is a row that is left blank.
    pub fn ends_with(&self, tokens: &[Token]) -> bool {
        let is_named_left = self.columns.first().is_some_and(|(_, path)| path.is_empty());
        let is_blank = tokens.len() == 1 && tokens[0].column == self.first_column();
        is_named_left && !self.of_texts && !is_blank && !tokens.iter().any(Token::is_figure)
    }

    /// Gives a name a column of its own where a head is merged over two of them (收入构成 │ 财政拨款 under 总体资金情况): all
    /// other texts of the row stand under heads.
    fn divide(&mut self, tokens: &[Token]) {
        let is_head = |column: usize| self.columns.iter().any(|(head, _)| *head == column);
        let own: Vec<usize> =
            tokens.iter().map(|token| token.column).filter(|at| *at >= self.first_column()).collect();
        let mut others = own.iter().copied().filter(|at| !is_head(*at));
        let (Some(extra), None) = (others.next(), others.next()) else { return };
        let at = self.columns.partition_point(|(column, _)| *column <= extra);
        let heads = self.columns.iter().skip(at).filter(|(column, _)| own.contains(column)).count();
        if own.len() > self.columns.len() && heads + at + 1 == own.len() {
            let path = at.checked_sub(1).map(|head| self.columns[head].1.clone()).unwrap_or_default();
            self.columns.insert(at, (extra, path));
            self.rows.iter_mut().for_each(|row| row.insert(at, None));
        }
    }

    /// Gives the texts below the label at the left a column of their own, which that label heads:
    ///
    /// ```text
    /// │ 年度主要任务 │ 对应项目 │ 预算安排 │
    /// │ 基金监管     │ 专项检查 │ 12.00    │
    /// ```
    fn head_by_group(&mut self, tokens: &[Token]) {
        let [name, item, _, ..] = tokens else { return };
        let own = self.group.as_deref().map(fold::key);
        let is_name = !name.is_figure()
            && !forms::is_label_or_group(name.text())
            && own.is_some_and(|group| group != fold::key(name.text()));
        if name.column < self.first_column()
            && item.column == self.first_column()
            && !item.is_figure()
            && is_name
        {
            let group = self.group.take().map(|group| fold::label(&group));
            self.columns.insert(0, (name.column, group.into_iter().collect()));
            self.rows.iter_mut().for_each(|row| row.insert(0, None));
            self.is_headed_by_group = true;
        }
    }

    /// Reads a row: each text is a cell under the head that it stands below or behind.
    pub fn row(&mut self, tokens: &[Token]) {
        self.head_by_group(tokens);
        if let (true, [name, ..]) = (self.is_named_left(tokens), tokens) {
            self.columns.insert(0, (name.column, Vec::new()));
        }
        self.divide(tokens);
        let own = self.group.as_deref().map(fold::key);
        let mut cells = vec![None; self.columns.len()];
        for token in tokens {
            if token.column < self.first_column()
                && (own.as_deref() == Some(fold::key(token.text()).as_str()) || tokens.len() > 1)
            {
                continue;
            }
            let at = self.columns.partition_point(|(column, _)| *column <= token.column).saturating_sub(1);
            // Two texts under one head: the second moves right where the next head is free.
            let free = (at..cells.len()).find(|&index| cells[index].is_none()).unwrap_or(at);
            if let Some(cell) = cells.get_mut(free) {
                *cell = Some((token.text().to_owned(), token.slot.place));
            }
        }
        if cells.iter().any(Option::is_some) {
            self.rows.push(cells);
        }
    }

    /// States the grid in the form.
    pub fn finish(mut self, form: &mut Form) {
        let heads = self.columns.iter().flat_map(|(_, path)| path);
        let mut labels = self.group.iter().chain(heads);
        form.unit = form.unit.take().or_else(|| labels.find_map(|label| unit_in_label(label)));
        let mut roles: Vec<Role> = (0..self.columns.len()).map(|index| self.role(index)).collect();
        for index in 1..roles.len() {
            if roles[index - 1..=index] == [Role::Text, Role::Text]
                && self.columns[index - 1].1 == self.columns[index].1
            {
                roles[index - 1] = Role::Group;
                self.fill_down(index - 1);
            }
        }
        if self.is_headed_by_group {
            roles[0] = Role::Group;
            self.fill_down(0);
        }
        let name = if self.of_texts { Some(0) } else { self.name_column(&roles) };
        if let Some(name) = name {
            self.rows.iter_mut().for_each(|row| name_total(row, name));
        }
        let columns = self.columns.iter().zip(&roles).enumerate().map(|(index, ((_, path), role))| Column {
            path: self.group.iter().map(|group| fold::label(group)).chain(path.iter().cloned()).collect(),
            role: if Some(index) == name { Role::Name } else { *role },
            measure: None,
            phase: None,
            item: None,
        });
        // The columns of an earlier grid inside the form stand before these.
        let before = form.columns.len();
        form.columns.extend(columns);
        for row in &mut form.rows {
            row.cells.resize(form.columns.len(), Value::Blank);
            row.places.resize(form.columns.len(), None);
        }
        let is_lost = |text: &str| number::is_damaged(text) && number::repaired(text).is_none();
        for (text, place) in self.rows.iter().flatten().flatten().filter(|(text, _)| is_lost(text)) {
            form.warnings.push(unreadable_number(text, *place));
        }
        for (cell, _) in
            self.rows.iter().flat_map(|cells| cells.iter().zip(&roles)).filter(|(_, role)| role.is_figure())
        {
            let read = cell.as_ref().and_then(|(text, place)| Some((text, number::repaired(text)?, *place)));
            form.warnings.extend(read.map(|(text, number, place)| number_repaired(text, number, place)));
        }
        for cells in &self.rows {
            let values: Vec<Value> = cells
                .iter()
                .zip(&roles)
                .map(|(cell, role)| match cell {
                    None => Value::Blank,
                    Some((text, _)) if number::is_stroke(text) => Value::Blank,
                    Some((text, _)) => match number::parse(text)
                        .or_else(|| number::percent(text))
                        .or_else(|| number::repaired(text))
                    {
                        Some(number) if *role != Role::Text => Value::Number(number),
                        _ => Value::Text(fold::compact(text)),
                    },
                })
                .collect();
            let label = name
                .and_then(|index| values[index].text().map(str::to_owned))
                .or_else(|| if name.is_none() { self.group.as_deref().map(fold::label) } else { None })
                .unwrap_or_default();
            form.rows.push(Row {
                name: numbering::strip(&label).to_owned(),
                total: headers::is_total(&label),
                label,
                code: None,
                org_code: None,
                org_name: None,
                level: 1,
                item: None,
                places: std::iter::repeat_n(None, before)
                    .chain(cells.iter().map(|cell| cell.as_ref().and_then(|(_, place)| *place)))
                    .collect(),
                cells: std::iter::repeat_n(Value::Blank, before).chain(values).collect(),
                proof: None,
                raw: std::collections::BTreeMap::new(),
                corrected: std::collections::BTreeMap::new(),
            });
        }
    }

    /// Fills the blank cells of a column with what stands above them.
    fn fill_down(&mut self, index: usize) {
        let mut above: Option<Text> = None;
        for row in &mut self.rows {
            match &row[index] {
                Some(text) => above = Some(text.clone()),
                None => row[index] = above.clone(),
            }
        }
    }

    /// What the cells of a column are, by its head and by what they print.
    fn role(&self, index: usize) -> Role {
        let (_, path) = &self.columns[index];
        let whole =
            self.group.iter().map(String::as_str).chain(path.iter().map(String::as_str)).collect::<String>();
        let headed = path.last().and_then(|last| headers::role(last));
        // 2021 under 完成时间 is no amount, and a stroke under 备注 no blank one.
        if headed == Some(Role::Text) || path.last().is_some_and(|last| fields::names_no_amount(last)) {
            return Role::Text;
        }
        let mut cells = self.rows.iter().filter_map(|row| row[index].as_ref()).peekable();
        let money = path.last().is_some_and(|last| words::holds(last, Use::Money));
        let numeric = match cells.peek() {
            None => money || whole.contains('%') || whole.contains('％'),
            Some(_) => cells.all(|(text, _)| {
                number::is_numeric(text)
                    || number::is_stroke(text)
                    || number::repaired(text).is_some()
                    || money && number::is_damaged(text)
            }),
        };
        let mut cells = self.rows.iter().filter_map(|row| row[index].as_ref()).peekable();
        if cells.peek().is_some() && cells.all(|(text, _)| number::percent(text).is_some()) {
            Role::Percent
        } else if !numeric {
            Role::Text
        } else if whole.contains('%') || whole.contains('％') {
            Role::Percent
        } else {
            headed.filter(|role| matches!(role, Role::Percent | Role::Count)).unwrap_or(Role::Amount)
        }
    }

    /// The column that names the rows: one whose head names projects, else the last text before the figures, or the
    /// first of texts alone.
    fn name_column(&self, roles: &[Role]) -> Option<usize> {
        let texts =
            || roles.iter().enumerate().filter(|(_, role)| **role == Role::Text).map(|(index, _)| index);
        texts()
            .find(|&index| {
                self.columns[index]
                    .1
                    .last()
                    .is_some_and(|last| last.contains("项目") || last.contains("名称"))
            })
            .or_else(|| match roles.iter().position(|role| role.is_figure()) {
                Some(figures) => texts().rfind(|index| *index < figures).or_else(|| texts().next_back()),
                None => texts().next(),
            })
    }
}
