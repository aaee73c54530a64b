//! The tables that values list, with the texts of their cells and the lines that stand among these.
//!
//! ```text
//! {"Cells": [{"ColTl": -1, "RowTl": -1, "Text": "表1"},         表1
//!            {"ColTl": 0, "RowTl": 0, "Text": "合计"}, …]}       ┌──────┬…
//! ```

use std::ops::Range;

use super::beside;
use super::cells::{self, Cell, Table};
use super::names::{CELL_TEXTS, TEXTS};
use super::value::{Source, Value};

/// A table, and the texts above and below it.
pub(super) struct Listed {
    pub(super) above: Vec<Range<usize>>,
    pub(super) table: Table,
    pub(super) below: Vec<Range<usize>>,
}

/// Finds tables.
pub(super) struct Tables<'a> {
    pub(super) source: Source<'a>,
    /// Where the characters are of a text that others are parts of, by their offsets.
    pub(super) characters: Vec<usize>,
}

impl Tables<'_> {
    /// The table that a list is.
    pub(super) fn listed(&self, list: &[Value]) -> Option<Listed> {
        let (mut above, mut below) = (Vec::new(), Vec::new());
        if cells::are_rows(self.source, list) {
            let table = Table { is_flat: true, ..self.of_rows(list.iter().map(Value::list)) };
            return Some(Listed { above, table, below });
        }
        if !cells::are_cells(self.source, list) {
            return None;
        }
        let mut cells = Vec::new();
        for value in list {
            match Cell::of(self.source, value) {
                Some(mut cell) => {
                    cell.texts = self.texts(value);
                    cells.push(cell);
                }
                None if cells.is_empty() => above.extend(self.texts(value)),
                None => below.extend(self.texts(value)),
            }
        }
        Some(Listed { above, table: Table::of(self.source, cells), below })
    }

    /// The tables that an object lists. What is listed by cells is not listed again by rows.
    pub(super) fn of(&self, object: &Value) -> Vec<Listed> {
        let lists = || object.members().iter().map(|(_, value)| value.list());
        let by_cells: Vec<Listed> = lists()
            .filter(|list| cells::are_cells(self.source, list))
            .filter_map(|list| self.listed(list))
            .collect();
        let rows = cells::rows(self.source, object);
        match (by_cells.is_empty(), rows.is_empty()) {
            (false, _) => by_cells,
            (true, true) => lists().filter_map(|list| self.listed(list)).collect(),
            (true, false) => {
                let table = self.of_rows(rows.into_iter());
                vec![Listed { above: Vec::new(), table, below: Vec::new() }]
            }
        }
    }

    /// All tables within a value.
    pub(super) fn within(&self, value: &Value) -> Vec<Table> {
        match value {
            Value::List(values) => match self.listed(values) {
                Some(listed) => vec![listed.table],
                None => values.iter().flat_map(|value| self.within(value)).collect(),
            },
            Value::Object(members) => match self.of(value) {
                own if !own.is_empty() => own.into_iter().map(|listed| listed.table).collect(),
                _ => members.iter().flat_map(|(_, value)| self.within(value)).collect(),
            },
            Value::Text(_) | Value::Number(_) | Value::Blank => Vec::new(),
        }
    }

    fn of_rows<'v>(&self, rows: impl Iterator<Item = &'v [Value]>) -> Table {
        Table::of_rows(rows.map(|row| Table::row(self.source, row, |value| self.texts(value))).collect())
    }

    /// The texts of a cell, or of a paragraph that is a part of another text.
    pub(super) fn texts(&self, value: &Value) -> Vec<Range<usize>> {
        match value {
            Value::Text(bytes) | Value::Number(bytes) => vec![bytes.clone()],
            Value::List(values) => values.iter().flat_map(|value| self.texts(value)).collect(),
            Value::Blank => Vec::new(),
            Value::Object(members) => {
                let says = |value: &&Value| {
                    matches!(value, Value::Text(_) | Value::Number(_)) || self.source.has_text(value)
                };
                let mut names = CELL_TEXTS.iter().chain(&TEXTS);
                if let Some(text) = names.find_map(|name| self.source.member(value, &[name]).filter(says)) {
                    return self.texts(text);
                }
                let anchored = self.anchored(value);
                if !anchored.is_empty() {
                    return anchored;
                }
                let lists = members.iter().map(|(_, value)| value);
                lists.filter(|value| value.is_compound()).flat_map(|value| self.texts(value)).collect()
            }
        }
    }

    /// The parts of the text of the document that a value names by their offsets.
    pub(super) fn anchored(&self, value: &Value) -> Vec<Range<usize>> {
        let at = |offset: u64| usize::try_from(offset).ok().and_then(|at| self.characters.get(at)).copied();
        let parts = beside::offsets(self.source, value).into_iter();
        parts.filter_map(|part| Some(at(part.start)?..at(part.end)?)).collect()
    }
}
