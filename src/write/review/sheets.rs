//! What was read on one sheet: the parts of tables that are printed there, each cell with its place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Print;
use crate::document::{Column, Correction, Document, Field, Indicator, Place, Row, Table, Value};

/// So many lines of a text are a sheet.
const LINES: usize = 120;

/// How a document is divided into sheets, numbered from 1.
pub struct Sheets {
    /// Per sheet of a text its first line, from 1; empty for pages.
    pub starts: Vec<u32>,
    /// How many there are.
    pub count: u32,
}

impl Sheets {
    /// The sheets of a document.
    pub fn of(document: &Document, print: &Print) -> Self {
        let last_page = || places(document).filter_map(Place::page).max().unwrap_or(0);
        let last_line = || places(document).filter_map(Place::line).max().unwrap_or(0) as usize;
        let lines = match print {
            Print::Pages(leaves) => return Self { starts: Vec::new(), count: leaves.len().max(1) as u32 },
            Print::Lines(lines) => lines.len(),
            Print::Missing(_) if last_line() == 0 => {
                return Self { starts: Vec::new(), count: last_page().max(1) };
            }
            Print::Missing(_) => last_line(),
        };
        let starts: Vec<u32> = (0..lines.max(1)).step_by(LINES).map(|line| line as u32 + 1).collect();
        Self { count: starts.len() as u32, starts }
    }

    /// The sheet that a place stands on.
    pub fn holding(&self, place: Place) -> u32 {
        let sheet = match place {
            Place::Page { page, .. } => page,
            Place::Line { line, .. } => self.starts.partition_point(|start| *start <= line) as u32,
        };
        sheet.clamp(1, self.count)
    }

    /// The sheet that a table begins on.
    pub fn start(&self, table: &Table) -> Option<u32> {
        match (&table.span.pages, table.span.lines) {
            (Some(pages), _) => pages.first().map(|page| (*page).clamp(1, self.count)),
            (None, Some([line, _])) => Some(self.holding(Place::Line { line, first: 1, last: 1 })),
            (None, None) => None,
        }
    }

    /// The lines of a text that a sheet shows, `None` for a page.
    pub fn lines<'a>(&self, sheet: u32, lines: &'a [String]) -> Option<(u32, &'a [String])> {
        let first = *self.starts.get(sheet as usize - 1)?;
        let from = (first as usize - 1).min(lines.len());
        Some((first, &lines[from..(from + LINES).min(lines.len())]))
    }
}

/// Every place of the tables of a document.
fn places(document: &Document) -> impl Iterator<Item = Place> {
    document.tables.iter().flat_map(|table| {
        let rows = table.rows.iter().flat_map(|row| row.places.iter().copied().flatten());
        let fields = table.fields.iter().filter_map(|field| field.place);
        rows.chain(fields).chain(table.indicators.iter().filter_map(|indicator| indicator.place))
    })
}

/// The part of a table that a sheet shows.
#[derive(Default, Serialize)]
pub struct Part<'a> {
    /// The table.
    pub id: &'a str,
    columns: &'a [Column],
    rows: Vec<PartRow<'a>>,
    fields: Vec<PartField<'a>>,
    indicators: Vec<PartIndicator<'a>>,
}

#[derive(Serialize)]
struct PartRow<'a> {
    /// Its index in the table.
    at: usize,
    label: &'a str,
    level: u8,
    total: bool,
    org: Option<&'a str>,
    item: Option<&'a str>,
    cells: Vec<Cell<'a>>,
    places: &'a [Option<Place>],
    proof: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    raw: &'a BTreeMap<usize, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    corrected: BTreeMap<usize, Corrected<'a>>,
}

#[derive(Serialize)]
struct PartField<'a> {
    at: usize,
    label: &'a str,
    value: Cell<'a>,
    place: Option<Place>,
    corrected: Option<Corrected<'a>>,
}

#[derive(Serialize)]
struct PartIndicator<'a> {
    at: usize,
    #[serde(flatten)]
    indicator: &'a Indicator,
}

#[derive(Serialize)]
struct Corrected<'a> {
    old: Cell<'a>,
    reason: &'a str,
}

/// A value as the pages carry it: `null`, a text, or a number as the one text of a list, for JavaScript would round it.
struct Cell<'a>(&'a Value);

impl Serialize for Cell<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Blank => serializer.serialize_none(),
            Value::Number(number) => [number.to_string()].serialize(serializer),
            Value::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'a> Corrected<'a> {
    fn of(correction: &'a Correction) -> Self {
        Self { old: Cell(&correction.old), reason: &correction.reason }
    }
}

impl<'a> Part<'a> {
    fn of(table: &'a Table) -> Self {
        Self { id: &table.id, columns: &table.columns, ..Self::default() }
    }

    fn row(at: usize, row: &'a Row) -> PartRow<'a> {
        PartRow {
            at,
            label: &row.label,
            level: row.level,
            total: row.total,
            org: row.org_name.as_deref(),
            item: row.item.as_deref(),
            cells: row.cells.iter().map(Cell).collect(),
            places: &row.places,
            proof: row.proof.as_deref(),
            raw: &row.raw,
            corrected: row
                .corrected
                .iter()
                .map(|(at, correction)| (*at, Corrected::of(correction)))
                .collect(),
        }
    }

    fn field(at: usize, field: &'a Field) -> PartField<'a> {
        PartField {
            at,
            label: &field.label,
            value: Cell(&field.value),
            place: field.place,
            corrected: field.corrected.as_ref().map(Corrected::of),
        }
    }
}

/// Something to be found: its sheet, its table, what it is (`r` row, `f` field, `i` indicator, `t` the table itself), its
/// index there, and its texts and figures.
pub type Found<'a> = (u32, &'a str, char, usize, String);

/// Every row, field and indicator of a document, to be searched.
pub fn texts<'a>(document: &'a Document, sheets: &Sheets) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    let mut here = 1;
    for table in &document.tables {
        here = sheets.start(table).unwrap_or(here);
        let mut add = |kind, at, place: Option<Place>, text: String| {
            here = place.map_or(here, |place| sheets.holding(place));
            found.push((here, table.id.as_str(), kind, at, text));
        };
        let heads = [&table.number, &table.title, &table.organization];
        add('t', 0, None, heads.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "));
        for (at, field) in table.fields.iter().enumerate() {
            add('f', at, field.place, format!("{} {}", field.label, field.value.printed()));
        }
        for (at, row) in table.rows.iter().enumerate() {
            let cells =
                row.cells.iter().map(Value::printed).filter(|text| !text.is_empty()).collect::<Vec<_>>();
            add('r', at, row.places.iter().copied().flatten().next(), cells.join(" "));
        }
        for (at, indicator) in table.indicators.iter().enumerate() {
            let texts = [&indicator.level1, &indicator.level2, &indicator.level3, &indicator.target];
            let text = texts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
            add('i', at, indicator.place, text);
        }
    }
    found
}

/// The parts of tables on every sheet. A row that is printed on two sheets is on both; what is printed nowhere stands
/// with what was read before it.
pub fn parts<'a>(document: &'a Document, sheets: &Sheets) -> BTreeMap<u32, Vec<Part<'a>>> {
    let mut parts: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
    let mut here = BTreeSet::from([1]);
    for table in &document.tables {
        let mut own: BTreeMap<u32, Part> = BTreeMap::new();
        if let Some(start) = sheets.start(table) {
            here = BTreeSet::from([start]);
        }
        let mut put = |places: &mut dyn Iterator<Item = Place>, add: &mut dyn FnMut(&mut Part<'a>)| {
            let found: BTreeSet<u32> = places.map(|place| sheets.holding(place)).collect();
            if !found.is_empty() {
                here = found;
            }
            here.iter().for_each(|sheet| add(own.entry(*sheet).or_insert_with(|| Part::of(table))));
        };
        put(&mut std::iter::empty(), &mut |_| {});
        for (at, field) in table.fields.iter().enumerate() {
            put(&mut field.place.into_iter(), &mut |part| part.fields.push(Part::field(at, field)));
        }
        for (at, row) in table.rows.iter().enumerate() {
            let mut places = row.places.iter().copied().flatten();
            put(&mut places, &mut |part| part.rows.push(Part::row(at, row)));
        }
        for (at, indicator) in table.indicators.iter().enumerate() {
            let entry = |part: &mut Part<'a>| part.indicators.push(PartIndicator { at, indicator });
            put(&mut indicator.place.into_iter(), &mut { entry });
        }
        own.into_iter().for_each(|(sheet, part)| parts.entry(sheet).or_default().push(part));
    }
    parts
}
