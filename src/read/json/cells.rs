//! Tables as programs list them in JSON: cell by cell, each with its row and column, or row by row.
//!
//! ```text
//! [{"rowIndex": 0, "columnIndex": 0, "rowSpan": 2, "content": "合计"},      ┌──────┬───────┐
//!  {"rowIndex": 0, "columnIndex": 1, "content": "12.50"},                   │ 合计 │ 12.50 │
//!  {"rowIndex": 1, "columnIndex": 1, "content": "8.30"}]                    │      │  8.30 │
//!                                                                           └──────┴───────┘
//! ```
//!
//! Every program has its own names, but they say the same: where a cell begins, and how many rows and columns it takes or
//! where it ends. Counting begins anywhere, and an end may be the last row of the cell or the one below it.

use std::ops::Range;

use super::value::{Source, Value};

/// The names for the rows or the columns of a cell.
struct Axis {
    /// Where it begins.
    starts: &'static [&'static str],
    /// All that it takes, in a list.
    lists: &'static [&'static str],
    /// Where it ends.
    ends: &'static [&'static str],
    /// How many it takes.
    spans: &'static [&'static str],
}

const ROWS: Axis = Axis {
    starts: &[
        "rowindex",
        "row",
        "rowstart",
        "startrow",
        "startrowoffsetidx",
        "startrowindex",
        "rowidx",
        "rowtl",
        "ysc",
    ],
    lists: &["rows"],
    ends: &["rowend", "endrow", "endrowoffsetidx", "endrowindex", "rowbr", "yec"],
    spans: &["rowspan"],
};
const COLUMNS: Axis = Axis {
    starts: &[
        "columnindex",
        "colindex",
        "column",
        "col",
        "columnstart",
        "colstart",
        "startcolumn",
        "startcol",
        "startcoloffsetidx",
        "startcolumnindex",
        "columnidx",
        "colidx",
        "coltl",
        "xsc",
    ],
    lists: &["columns", "cols"],
    ends: &[
        "columnend",
        "colend",
        "endcolumn",
        "endcol",
        "endcoloffsetidx",
        "endcolumnindex",
        "colbr",
        "xec",
    ],
    spans: &["columnspan", "colspan"],
};
/// Names of lists of rows that hold cells, in their order on the page.
const ROW_LISTS: [&str; 4] = ["headerrows", "bodyrows", "rows", "footerrows"];
/// The name of the cells of such a row.
const CELLS: [&str; 1] = ["cells"];
/// A table has at most so many places for each of its cells: what lies farther apart stands in no grid.
const SPARSEST: usize = 8;
/// Places that a table may have however few cells are listed.
const FEW: usize = 16;

/// How far a cell reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Span(u64),
    /// Up to there, which may belong to it or not.
    End(u64),
}

/// Where a cell is, and its text.
pub(super) struct Cell {
    rows: (u64, Reach),
    columns: (u64, Reach),
    /// The bytes of its texts.
    pub(super) texts: Vec<Range<usize>>,
}

impl Cell {
    /// What an object says of its place in a table, if it does.
    pub(super) fn of(source: Source<'_>, object: &Value) -> Option<Self> {
        let rows = along(source, object, &ROWS)?;
        Some(Self { rows, columns: along(source, object, &COLUMNS)?, texts: Vec::new() })
    }
}

/// Where a cell begins along an axis, and how far it reaches.
fn along(source: Source<'_>, object: &Value, axis: &Axis) -> Option<(u64, Reach)> {
    let number = |names: &[&str]| source.member(object, names).and_then(|value| source.number(value));
    if let Some(start) = number(axis.starts) {
        let reach = number(axis.spans).map(Reach::Span).or_else(|| number(axis.ends).map(Reach::End));
        return Some((start, reach.unwrap_or(Reach::Span(1))));
    }
    let list = source.member(object, axis.starts).or_else(|| source.member(object, axis.lists))?.list();
    let [first, last] = [list.first(), list.last()].map(|value| value.and_then(|value| source.number(value)));
    Some((first?, Reach::Span(last?.saturating_sub(first?).saturating_add(1))))
}

/// Whether a value is a cell that says where it stands.
fn is_cell(source: Source<'_>, value: &Value) -> bool {
    let Value::Object(_) = value else { return false };
    along(source, value, &ROWS).is_some() && along(source, value, &COLUMNS).is_some()
}

/// Whether a list is one of cells; the lines around the table may stand among them.
pub(super) fn are_cells(source: Source<'_>, list: &[Value]) -> bool {
    list.iter().all(|value| matches!(value, Value::Object(_)))
        && list.iter().any(|value| is_cell(source, value))
}

/// Whether lists of texts are the rows of a table: at least two, equally long, the first one without numbers.
pub(super) fn are_rows(source: Source<'_>, list: &[Value]) -> bool {
    let [head, body @ ..] = list else { return false };
    let is_text = |value: &Value| matches!(value, Value::Text(_) | Value::Blank);
    let is_scalar = |value: &Value| is_text(value) || matches!(value, Value::Number(_));
    let width = head.list().len();
    let is_row = |row: &Value| row.list().len() == width && row.list().iter().all(is_scalar);
    width > 1
        && !body.is_empty()
        && head.list().iter().all(is_text)
        && body.iter().all(is_row)
        && source.has_text(head)
}

/// The rows of cells of an object, if it lists its table so.
pub(super) fn rows<'v>(source: Source<'_>, object: &'v Value) -> Vec<&'v [Value]> {
    let lists = ROW_LISTS.iter().filter_map(|name| source.member(object, &[name]));
    let rows = lists.flat_map(Value::list).filter_map(|row| source.member(row, &CELLS));
    rows.map(Value::list).filter(|cells| !cells.is_empty()).collect()
}

/// Whether a table of cells is somewhere within a value.
pub(super) fn are_within(source: Source<'_>, value: &Value) -> bool {
    match value {
        Value::List(list) => {
            are_cells(source, list)
                || are_rows(source, list)
                || list.iter().any(|value| are_within(source, value))
        }
        Value::Object(members) => {
            !rows(source, value).is_empty() || members.iter().any(|(_, value)| are_within(source, value))
        }
        Value::Text(_) | Value::Number(_) | Value::Blank => false,
    }
}

/// A cell of a table in its place.
pub(super) struct Slot {
    pub(super) rows: u64,
    pub(super) columns: u64,
    pub(super) texts: Vec<Range<usize>>,
}

/// The rows and columns that a slot takes.
type Placed = (Range<u64>, Range<u64>, Slot);

/// A table: its cells, and for every row which of them begin in it, `None` for a place that nothing says anything of.
pub(super) struct Table {
    pub(super) slots: Vec<Slot>,
    pub(super) rows: Vec<Vec<Option<usize>>>,
    /// Whether merged cells may have been taken for one cell and blank ones.
    pub(super) is_flat: bool,
    /// What stands between the texts of a cell.
    pub(super) between: &'static str,
}

/// Each text of a cell is a line of it, unless it is known to be a word.
const LINES: &str = "<br>";

impl Table {
    /// The table that has its cells in this order.
    pub(super) fn of_rows(rows: Vec<Vec<Slot>>) -> Self {
        let mut slots = Vec::new();
        let mut numbered = Vec::with_capacity(rows.len());
        for row in rows {
            let first = slots.len();
            slots.extend(row);
            numbered.push((first..slots.len()).map(Some).collect());
        }
        Self { slots, rows: numbered, is_flat: false, between: LINES }
    }

    /// The slots of a row of values; objects may say how many rows and columns they take.
    pub(super) fn row(
        source: Source<'_>,
        row: &[Value],
        texts: impl Fn(&Value) -> Vec<Range<usize>>,
    ) -> Vec<Slot> {
        let span = |value: &Value, axis: &Axis| {
            source.member(value, axis.spans).and_then(|value| source.number(value)).unwrap_or(1)
        };
        row.iter()
            .map(|value| Slot {
                rows: span(value, &ROWS).max(1),
                columns: span(value, &COLUMNS).max(1),
                texts: texts(value),
            })
            .collect()
    }

    /// The table of cells in any order. Where two begin in one place, that holds the text of both; one that runs into
    /// another ends there.
    pub(super) fn of(source: Source<'_>, mut cells: Vec<Cell>) -> Self {
        let is_last = |(start, reach): (u64, Reach)| matches!(reach, Reach::End(end) if end <= start);
        let includes = u64::from(cells.iter().any(|cell| is_last(cell.rows) || is_last(cell.columns)));
        let span = |(start, reach): (u64, Reach)| match reach {
            Reach::Span(span) => span.max(1),
            Reach::End(end) => end.saturating_add(includes).saturating_sub(start).max(1),
        };
        cells.sort_by_key(|cell| (cell.rows.0, cell.columns.0));
        let top = cells.iter().map(|cell| cell.rows.0).min().unwrap_or(0);
        let left = cells.iter().map(|cell| cell.columns.0).min().unwrap_or(0);
        let mut slots: Vec<Placed> = Vec::with_capacity(cells.len());
        for cell in cells {
            let (row, column) = (cell.rows.0 - top, cell.columns.0 - left);
            match slots.last_mut().filter(|(rows, columns, _)| (rows.start, columns.start) == (row, column)) {
                Some((.., slot)) => add_unsaid(source, &mut slot.texts, cell.texts),
                None => {
                    let (rows, columns) = (span(cell.rows), span(cell.columns));
                    let slot = Slot { rows: 1, columns: 1, texts: cell.texts };
                    slots.push((row..row.saturating_add(rows), column..column.saturating_add(columns), slot));
                }
            }
        }
        let height = slots.iter().map(|(rows, ..)| rows.end).max().unwrap_or(0);
        let width = slots.iter().map(|(_, columns, _)| columns.end).max().unwrap_or(0);
        let most = slots.len().saturating_mul(SPARSEST).max(FEW);
        let sizes = (usize::try_from(height), usize::try_from(width));
        if let (Ok(height), Ok(width)) = sizes
            && height.saturating_mul(width) <= most
        {
            Self::on_grid(slots, height, width)
        } else {
            Self::in_order(slots)
        }
    }

    /// Cells that lie close together, in order, on all places of their table. A cell ends where the first place is taken,
    /// so that no place is looked at often.
    fn on_grid(cells: Vec<Placed>, height: usize, width: usize) -> Self {
        const FREE: usize = usize::MAX;
        let mut taken = vec![FREE; height * width];
        let at = |row: u64, column: u64| {
            usize::try_from(row).unwrap_or(0) * width + usize::try_from(column).unwrap_or(0)
        };
        for (index, (rows, columns, _)) in cells.iter().enumerate() {
            taken[at(rows.start, columns.start)] = index;
        }
        let mut slots = Vec::with_capacity(cells.len());
        for (index, (rows, columns, mut slot)) in cells.into_iter().enumerate() {
            let is_free = |taken: &[usize], row: u64, column: u64| taken[at(row, column)] == FREE;
            let right = (columns.start + 1..columns.end)
                .find(|&column| !is_free(&taken, rows.start, column))
                .unwrap_or(columns.end);
            let is_row_free = |&row: &u64| (columns.start..right).all(|column| is_free(&taken, row, column));
            let below = (rows.start + 1..rows.end).find(|row| !is_row_free(row)).unwrap_or(rows.end);
            (slot.rows, slot.columns) = (below - rows.start, right - columns.start);
            for row in rows.start..below {
                taken[at(row, columns.start)..at(row, right)].fill(index);
            }
            slots.push(slot);
        }
        let mut begun = vec![false; slots.len()];
        let rows = taken.chunks(width.max(1)).map(|row| {
            let begins = |&index: &usize| match begun.get_mut(index) {
                None => Some(None),
                Some(is_begun) => (!std::mem::replace(is_begun, true)).then_some(Some(index)),
            };
            row.iter().filter_map(begins).collect()
        });
        let rows = rows.collect();
        Self { slots, rows, is_flat: false, between: LINES }
    }

    /// Cells that lie too far apart for a grid: every row has those that begin in it, one beside the other.
    fn in_order(cells: Vec<Placed>) -> Self {
        let mut rows: Vec<Vec<Option<usize>>> = Vec::new();
        let mut slots = Vec::with_capacity(cells.len());
        let mut last = None;
        for (index, (place, _, slot)) in cells.into_iter().enumerate() {
            match rows.last_mut().filter(|_| last == Some(place.start)) {
                Some(row) => row.push(Some(index)),
                None => rows.push(vec![Some(index)]),
            }
            last = Some(place.start);
            slots.push(slot);
        }
        Self { slots, rows, is_flat: false, between: LINES }
    }
}

/// Adds the texts of another cell in the same place, unless they are the same.
fn add_unsaid(source: Source<'_>, texts: &mut Vec<Range<usize>>, others: Vec<Range<usize>>) {
    let said = |bytes: &Range<usize>| source.text(bytes);
    if !texts.iter().map(said).eq(others.iter().map(said)) {
        texts.extend(others);
    }
}
