//! Paragraphs and tables that lie beside each other in JSON, and say by their offsets in the text how they follow.
//!
//! ```text
//! {"paragraphs": [{"content": "单位：万元", "spans": [{"offset": 40, "length": 5}]},      单位：万元
//!                 {"content": "合计", "spans": [{"offset": 46, "length": 2}]}],           ┌──────┐
//!  "tables": [{"cells": [{"rowIndex": 0, "columnIndex": 0, "content": "合计",             │ 合计 │
//!                         "spans": [{"offset": 46, "length": 2}]}]}]}                     └──────┘
//! ```
//!
//! What the cells of a table say is said again by paragraphs and lines, which are left out.

use std::ops::Range;

use super::cells;
use super::value::{Source, Value};

/// Names of what is read in order, the best first.
const PARAGRAPHS: [&str; 2] = ["paragraphs", "lines"];
/// The name of the pages that have them, if the document has them not itself, and names of the text of all pages.
const PAGES: [&str; 1] = ["pages"];
const TEXTS: [&str; 2] = ["content", "text"];
/// The name of the tables.
const TABLES: [&str; 1] = ["tables"];
/// Names of what a table has cells in.
const WITHIN: [&str; 4] = ["cells", "headerrows", "bodyrows", "rows"];

/// What follows in a text.
pub(super) enum Part<'v> {
    Prose(&'v Value),
    /// A table, whose captions are paragraphs.
    Table(&'v Value),
}

/// The offsets of a value, in what is counted as characters.
pub(super) fn offsets(source: Source<'_>, value: &Value) -> Vec<Range<u64>> {
    let number = |value: &Value, name: &str| {
        source.member(value, &[name]).map(|value| source.number(value).unwrap_or(u64::MAX))
    };
    let counted = |span: &Value| {
        let start = number(span, "offset")?;
        Some(start..start.saturating_add(number(span, "length")?))
    };
    if let Some(spans) = source.member(value, &["spans"]) {
        return spans.list().iter().filter_map(counted).collect();
    }
    if let Some(span) = source.member(value, &["span"]) {
        return counted(span).into_iter().collect();
    }
    // The first segment of a text has no start.
    let segment =
        |segment: &Value| Some(number(segment, "startindex").unwrap_or(0)..number(segment, "endindex")?);
    let anchor = source.member(source.member(value, &["layout"]).unwrap_or(value), &["textanchor"]);
    let segments = anchor.and_then(|anchor| source.member(anchor, &["textsegments"]));
    segments.map_or(&[][..], Value::list).iter().filter_map(segment).collect()
}

/// The parts of an object in reading order, if their offsets tell it.
pub(super) fn parts<'v>(source: Source<'_>, object: &'v Value) -> Option<Vec<Part<'v>>> {
    let paragraphs = paragraphs(source, object)?;
    let mut tables = of_pages(source, object, &TABLES);
    tables.retain(|table| cells::are_within(source, table));
    let mut taken: Vec<Range<u64>> = Vec::new();
    let mut parts: Vec<(u64, Part<'v>)> = Vec::new();
    for table in tables {
        let cells = of_cells(source, table);
        let start = cells.iter().map(|range| range.start).min();
        let start = start.or_else(|| offsets(source, table).first().map(|range| range.start));
        parts.push((start.unwrap_or(u64::MAX), Part::Table(table)));
        taken.extend(cells);
    }
    taken.sort_unstable_by_key(|range| range.start);
    let is_taken = |offset: u64| {
        let next = taken.partition_point(|range| range.start <= offset);
        next.checked_sub(1).is_some_and(|at| offset < taken[at].end)
    };
    let mut last = 0;
    for paragraph in paragraphs {
        last = offsets(source, paragraph).first().map_or(last, |range| range.start);
        if !is_taken(last) {
            parts.push((last, Part::Prose(paragraph)));
        }
    }
    parts.sort_by_key(|(start, _)| *start);
    Some(parts.into_iter().map(|(_, part)| part).collect())
}

/// The paragraphs of an object, or else its lines.
fn paragraphs<'v>(source: Source<'_>, object: &'v Value) -> Option<Vec<&'v Value>> {
    PARAGRAPHS.iter().find_map(|name| {
        let all = of_pages(source, object, &[name]);
        all.iter().any(|value| !offsets(source, value).is_empty()).then_some(all)
    })
}

/// What an object lists under a name, and its pages if they have one text: otherwise each counts its own.
fn of_pages<'v>(source: Source<'_>, object: &'v Value, name: &[&str]) -> Vec<&'v Value> {
    let pages = source.string(object, &TEXTS).and_then(|_| source.member(object, &PAGES));
    let all = std::iter::once(object).chain(pages.map_or(&[][..], Value::list));
    all.filter_map(|value| source.member(value, name)).flat_map(Value::list).collect()
}

/// The offsets of the cells of a table.
fn of_cells(source: Source<'_>, value: &Value) -> Vec<Range<u64>> {
    let lists = WITHIN.iter().filter_map(|name| source.member(value, &[name]));
    let within: Vec<&Value> = lists.flat_map(Value::list).collect();
    if within.is_empty() {
        offsets(source, value)
    } else {
        within.iter().flat_map(|value| of_cells(source, value)).collect()
    }
}
