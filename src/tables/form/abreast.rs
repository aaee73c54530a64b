//! Indicators in groups of columns that stand abreast: one group for each level, or for each period.
//!
//! ```text
//! │ 项目名称 │ 产出指标          │ 满意度指标         │
//! │          │ 三级指标 │ 指标值 │ 三级指标  │ 指标值 │
//! │ 堤岸加固 │ 加固长度 │ ≥3公里 │ 居民满意度│ ≥90%   │   → two indicators
//! ```
//!
//! A level that the rows do not print is the word over the group. Columns left of the first group (一级指标 before
//! 实施期目标 and 年度目标) belong to every group.

use std::collections::BTreeSet;

use super::Token;
use super::heading::Heading;
use super::indicators;
use crate::document::{Field, Indicator, Value};
use crate::error::Warning;
use crate::normalize::{indicator, number};
use crate::tables::matrix::Matrix;
use crate::text::fold;
use crate::vocab::headers;
use crate::vocab::indicators::{self as words, Attribute};

/// Columns of one name and target each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Group {
    /// Its own columns, after those that it shares with the groups left of it.
    columns: Vec<(usize, Attribute)>,
    /// Where its own columns begin.
    start: usize,
    level1: Option<String>,
    level2: Option<String>,
}

/// Reads the rows of an indicator grid, group by group.
pub struct Reader {
    groups: Vec<Group>,
    readers: Vec<indicators::Reader>,
}

impl Reader {
    /// The reader of the rows under a header; `label` is the key of what is merged down left of them.
    pub fn new(matrix: &Matrix, heading: &Heading, label: Option<&str>) -> Self {
        let groups = groups(matrix, heading);
        let reader = |group: &Group| {
            let label = label.map(str::to_owned);
            let reader = indicators::Reader::new(group.columns.clone(), label, matrix.printed);
            if groups.len() > 1 { reader.beside_fields() } else { reader }
        };
        Self { readers: groups.iter().map(reader).collect(), groups }
    }

    /// Goes on under the header of another page.
    pub fn go_on(&mut self, matrix: &Matrix, heading: &Heading) {
        let groups = groups(matrix, heading);
        if groups.len() == self.groups.len() {
            for (reader, group) in self.readers.iter_mut().zip(&groups) {
                reader.set_columns(group.columns.clone(), matrix.printed);
            }
            self.groups = groups;
        }
    }

    /// The reader of a grid with other columns left of the indicators: its parts are not shifted as a whole.
    pub fn beside_fields(mut self) -> Self {
        self.readers = self.readers.into_iter().map(indicators::Reader::beside_fields).collect();
        self
    }

    /// Whether no indicator is read yet.
    pub fn is_empty(&self) -> bool {
        self.readers.iter().all(indicators::Reader::is_empty)
    }

    /// Whether a label stands left of the names of indicators.
    pub fn is_before_names(&self, label: &Token) -> bool {
        let columns = self.groups.iter().flat_map(|group| &group.columns);
        let mut names = columns.filter(|(_, attribute)| *attribute == Attribute::Level3);
        names.any(|(column, _)| label.column < *column)
    }

    /// Whether a row has a target under the head of targets.
    pub fn aims(&self, tokens: &[Token]) -> bool {
        let columns = self.groups.iter().flat_map(|group| &group.columns);
        let mut targets = columns.filter(|(_, attribute)| *attribute == Attribute::Target);
        targets.any(|(column, _)| {
            tokens.iter().any(|token| token.column == *column && indicator::is_target(token.text()))
        })
    }

    /// What the figures of a row that sums all indicators up are points of: those that there are in their order, or else by
    /// their columns.
    pub fn points<'t>(&self, tokens: &'t [Token<'t>]) -> Vec<(Attribute, &'t Token<'t>)> {
        let [first, rest @ ..] = tokens else { return Vec::new() };
        let [group] = &self.groups[..] else { return Vec::new() };
        if !headers::is_total(first.text()) {
            return Vec::new();
        }
        let is_of_points = |(_, of): &&(usize, Attribute)| matches!(of, Attribute::Weight | Attribute::Score);
        let columns: Vec<&(usize, Attribute)> = group.columns.iter().filter(is_of_points).collect();
        let of: Vec<Attribute> = columns.iter().map(|(_, of)| *of).collect();
        let points = points_in_order(&of, rest);
        if !points.is_empty() {
            return points;
        }
        let own =
            |(column, of): &&(usize, Attribute)| Some((*of, rest.iter().find(|t| t.column == *column)?));
        columns.iter().filter_map(own).filter(|(_, token)| number::is_numeric(token.text())).collect()
    }

    /// Reads a row: each group takes its own texts and those left of the first group.
    pub fn row(&mut self, tokens: &[Token], matrix: &Matrix, row: usize) {
        // Tokens stand in the order of their columns.
        let before = |column: usize| tokens.partition_point(|token| token.column < column);
        let places: Vec<usize> = self.groups.iter().map(|group| before(group.start)).collect();
        for (index, reader) in self.readers.iter_mut().enumerate() {
            let end = places.get(index + 1).copied().unwrap_or(tokens.len());
            reader.row(&[&tokens[..places[0]], &tokens[places[index]..end]].concat(), matrix, row);
        }
    }

    /// The indicators of all groups, one group after the other, and what was repaired or lost in them.
    pub fn finish(self) -> (Vec<Indicator>, Vec<Warning>) {
        let (mut indicators, mut warnings) = (Vec::new(), Vec::new());
        for (group, reader) in self.groups.into_iter().zip(self.readers) {
            let (own, told) = reader.finish();
            warnings.extend(told);
            indicators.extend(own.into_iter().map(|indicator| Indicator {
                level1: indicator.level1.or_else(|| group.level1.clone()),
                level2: indicator.level2.or_else(|| group.level2.clone()),
                ..indicator
            }));
        }
        (indicators, warnings)
    }
}

/// The figures among these texts as points of these kinds, where there are as many.
pub fn points_in_order<'t>(of: &[Attribute], texts: &'t [Token<'t>]) -> Vec<(Attribute, &'t Token<'t>)> {
    let figures: Vec<&Token> = texts.iter().filter(|token| number::is_numeric(token.text())).collect();
    if figures.len() == of.len() { of.iter().copied().zip(figures).collect() } else { Vec::new() }
}

/// The fields of a total of points: 总分 is what is scored, 总分分值 what could be.
pub fn total_of_points(total: &Token, points: &[(Attribute, &Token)]) -> Vec<Field> {
    let field = |(of, token): &(Attribute, &Token)| Field {
        label: fold::label(total.text()) + if *of == Attribute::Weight { "分值" } else { "" },
        value: Value::Text(fold::compact(token.text())),
        place: token.slot.place,
        corrected: None,
    };
    points.iter().map(field).collect()
}

/// The groups of columns of a header; one where it names the indicator once.
fn groups(matrix: &Matrix, heading: &Heading) -> Vec<Group> {
    let mut parts: Vec<Vec<(usize, Attribute)>> = vec![Vec::new()];
    let mut seen = BTreeSet::new();
    for &(column, attribute) in &heading.columns {
        let is_level = matches!(attribute, Attribute::Level1 | Attribute::Level2 | Attribute::Level3);
        if is_level && seen.contains(&attribute) && seen.contains(&Attribute::Target) {
            parts.push(Vec::new());
            seen.clear();
        }
        seen.insert(attribute);
        parts.last_mut().into_iter().for_each(|part| part.push((column, attribute)));
    }
    let whole = |part: &Vec<(usize, Attribute)>| {
        [Attribute::Level3, Attribute::Target].iter().all(|wanted| part.iter().any(|(_, a)| a == wanted))
    };
    let [first, second, ..] = &parts[..] else { return vec![Group::of(&heading.columns, 0)] };
    if !parts.iter().all(whole) {
        return vec![Group::of(&heading.columns, 0)];
    }
    let shared = first.iter().rposition(|(_, attribute)| *attribute == second[0].1).unwrap_or(0);
    let (shared, first) = first.split_at(shared);
    std::iter::once(first)
        .chain(parts[1..].iter().map(Vec::as_slice))
        .map(|own| {
            let (level1, level2) = levels(matrix, heading, own[0].0);
            Group { columns: [shared, own].concat(), start: own[0].0, level1, level2 }
        })
        .collect()
}

/// The first and the second level that the rows over a header print over a column. Where merged cells are lost, a word
/// stands over the first of its columns.
fn levels(matrix: &Matrix, heading: &Heading, column: usize) -> (Option<String>, Option<String>) {
    let first = heading.columns[0].0;
    let over = |row: usize| {
        let own = matrix.covering(row, column);
        let left =
            || (first..column).rev().map(|before| matrix.covering(row, before)).find(|text| !text.is_empty());
        if own.is_empty() && !matrix.printed { left().unwrap_or(own) } else { own }
    };
    let mut found: Vec<String> = (0..heading.rows.start)
        .map(|row| fold::compact(over(row)))
        .filter(|text| words::is_level(text))
        .collect();
    found.dedup();
    match &found[..] {
        [] => (None, None),
        [only] if words::is_level1(only) => (Some(only.clone()), None),
        [only] => (None, Some(only.clone())),
        [level1, .., level2] => (Some(level1.clone()), Some(level2.clone())),
    }
}

impl Group {
    fn of(columns: &[(usize, Attribute)], start: usize) -> Self {
        Self { columns: columns.to_vec(), start, level1: None, level2: None }
    }
}
