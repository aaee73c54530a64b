//! From captioned grids to tables: parts joined, headers resolved, halves taken apart, forms read.
//!
//! Joining runs over the whole document in order; every joined table is then read on its own, in parallel.

pub mod columns;
pub mod continuation;
mod form;
mod groups;
mod halves;
pub mod header;
mod joints;
mod lost;
pub mod matrix;
mod measured;
mod rest;
mod rows;
mod shared_row;
mod strays;
mod twice;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::document::{Column, Field, Role, Row, Span, Standing, Table, TableKind, UnevenRow, Value};
use crate::error::{Place, Warning};
use crate::sections::{Caption, Piece};
use crate::tables::columns::Block;
use crate::tables::continuation::Draft;
use crate::tables::rows::{Body, Reach};
use crate::text::{fold, numbering};
use crate::vocab::words::{self, Use};
use crate::vocab::{forms, kinds, unit};

/// Says how the sums of a table stand.
pub type Judge = fn(&Table) -> Standing;

/// Tables, what was repaired in them, and what stays open.
#[derive(Debug, Default)]
pub struct Built {
    /// The tables, in reading order.
    pub tables: Vec<Table>,
    /// What was repaired.
    pub warnings: Vec<Warning>,
    /// The rows that print fewer cells than their table, or one more.
    pub uneven: Vec<UnevenRow>,
}

/// Reads every table of a document. Tables are numbered `t01`, `t02`, … in reading order. Where the print leaves open
/// which grids are one table, `judge` says how the sums of each reading stand.
pub fn build(pieces: Vec<Piece>, judge: Judge) -> Built {
    let runs = continuation::assemble(pieces);
    let read: Vec<Built> = runs.into_par_iter().flat_map_iter(|run| joints::read(run, judge)).collect();
    let mut built = Built::default();
    for draft in read.into_iter().filter(prints) {
        let before = built.tables.len();
        let Built { tables, warnings, uneven } = number(draft, before);
        built.tables.extend(tables);
        built.warnings.extend(warnings);
        built.uneven.extend(uneven.into_iter().map(|row| UnevenRow { table: before + row.table, ..row }));
    }
    built
}

/// Whether a draft prints anything: rules around nothing (pages whose text is drawn as outlines) are no tables.
fn prints(draft: &Built) -> bool {
    let is_blank = |table: &Table| {
        let heads = table.columns.iter().any(|column| column.path.iter().any(|head| !head.is_empty()));
        let cells = table.rows.iter().any(|row| row.cells.iter().any(|cell| !cell.is_blank()));
        let inner = table.fields.len() + table.indicators.len() + table.notes.len();
        table.title.is_none() && !heads && !cells && inner == 0
    };
    draft.tables.is_empty() || !draft.tables.iter().all(is_blank)
}

/// Gives the tables of one draft their ids, and its warnings the id of their table.
fn number(mut draft: Built, before: usize) -> Built {
    for (index, table) in draft.tables.iter_mut().enumerate() {
        table.id = format!("t{:02}", before + index + 1);
    }
    let first = draft.tables.first().map(|table| table.id.clone());
    for warning in &mut draft.warnings {
        let index: Option<usize> = warning.table.take().and_then(|index| index.parse().ok());
        warning.table =
            index.and_then(|index| draft.tables.get(index)).map(|table| table.id.clone()).or(first.clone());
    }
    draft
}

/// Reads one draft. The `table` of a warning is the index of its table within the draft.
fn read(mut draft: Draft) -> Built {
    draft.matrix.heal_breaks();
    // A part on another page may have a column more than the header.
    draft.header.paths.resize(draft.matrix.columns, Vec::new());
    let whole = Extent::of(&draft);
    let misread = misread_caption(&draft).into_iter().chain(unread_unit(&draft));
    let mut built =
        if form::is_form(draft.kind, &draft.matrix, 0) { read_form(&draft) } else { read_grid(draft) };
    built.warnings.extend(misread);
    for table in &mut built.tables {
        table.span = span(&whole, table);
    }
    built
}

/// Says that a caption is read as a standard one of which OCR misread a character.
fn misread_caption(draft: &Draft) -> Option<Warning> {
    let printed = draft.caption.title.as_deref()?;
    let message = format!("“{printed}” is read as {}", kinds::misread(printed)?);
    Some(Warning::new("caption_repaired", message).at(draft.caption.place))
}

/// Says that a unit of money is printed that is none (方元 for 万元): no figure is in 元 because of it.
fn unread_unit(draft: &Draft) -> Option<Warning> {
    let unit =
        draft.caption.unit.as_deref().filter(|unit| unit.contains('元') && unit::money(unit).is_none())?;
    Some(Warning::new("unread_unit", format!("“{unit}” states no unit that is known")))
}

/// What all tables of a draft have in common.
fn frame(draft: &Draft) -> Table {
    let unit = draft.caption.unit.as_deref().and_then(unit::money);
    Table {
        id: String::new(),
        kind: draft.kind,
        side: None,
        title: draft.caption.title.clone(),
        number: draft.caption.number.clone(),
        organization: draft.caption.organization.clone(),
        unit: unit.map(|(name, _)| name.to_owned()),
        yuan_per_unit: unit.map(|(_, yuan)| yuan),
        empty: false,
        notes: draft.notes.clone(),
        span: Span::default(),
        fields: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        indicators: Vec::new(),
    }
}

fn read_grid(mut draft: Draft) -> Built {
    let mut matrix = std::mem::take(&mut draft.matrix);
    let strays = strays::restore(&mut matrix, &draft.header);
    let blocks = columns::blocks(draft.kind, &matrix, &draft.header);
    blocks.iter().for_each(|block| groups::merge(&mut matrix, &draft.header, block));
    let Built { mut tables, mut warnings, mut uneven } = Built::default();
    warnings.extend(strays);
    warnings.extend(header::too_short(&matrix, &draft.header));
    let halves = blocks.len() > 1 && blocks.iter().all(|block| block.side.is_none());
    let filled = || blocks.iter().filter(|block| !block.columns.is_empty());
    let bodies = rows::rows(draft.kind, matrix, &draft.header, filled());
    let halves = halves && are_of_one_classification(&bodies);
    for (block, body) in filled().zip(bodies) {
        let Body { rows, reaches, warnings: found } = body;
        let goes_on = |first: &&mut Table| halves && block.columns.len() == first.columns.len();
        let table = if tables.first_mut().as_ref().is_some_and(goes_on) { 0 } else { tables.len() };
        if table == tables.len() {
            tables.push(Table { side: block.side, columns: stated(block, halves), ..frame(&draft) });
        }
        let before = tables[table].rows.len();
        for (row, Reach { absent, is_longer }) in reaches.into_iter().enumerate() {
            if absent > 0 || is_longer {
                uneven.push(UnevenRow { table, row: before + row, absent, is_longer });
            }
        }
        match before {
            0 => tables[table].rows = rows,
            _ => tables[table].rows.extend(rows),
        }
        warnings.extend(found.into_iter().map(|found| Warning { table: Some(table.to_string()), ..found }));
    }
    for table in &mut tables {
        table.empty = is_empty(table);
        let heads = table.columns.iter().flat_map(|column| column.path.iter().map(String::as_str));
        table.kind = kinds::of_heads(table.kind, table.title.as_deref(), heads);
        if table.unit.is_none() {
            let mut heads = table.columns.iter().flat_map(|column| column.path.iter().rev());
            let found = heads.find_map(|head| unit::money(bracketed(head)?));
            table.unit = found.map(|(name, _)| name.to_owned());
            table.yuan_per_unit = found.map(|(_, yuan)| yuan);
        }
    }
    Built { tables, warnings, uneven }
}

/// Whether the codes of all blocks begin alike: the economic classifications of departments (301 工资福利支出) and of
/// governments (501 机关工资福利支出) side by side state the same money twice.
fn are_of_one_classification(bodies: &[Body]) -> bool {
    let first = |body: &Body| body.rows.iter().find_map(|row| row.code.as_ref()?.chars().next());
    let mut known = bodies.iter().filter_map(first);
    known.next().is_none_or(|class| known.all(|other| other == class))
}

/// The text in the last brackets of a header: `金额（万元）`.
fn bracketed(header: &str) -> Option<&str> {
    let open = header.rfind(['(', '（'])?;
    header.ends_with([')', '）']).then(|| &header[open..])
}

/// The columns of a block; halves that continue each other drop the head that only tells them apart.
fn stated(block: &Block, halves: bool) -> Vec<Column> {
    let common = block.columns.first().and_then(|column| column.path.first()).filter(|head| {
        halves
            && block.columns.iter().all(|column| column.path.len() > 1 && column.path.first() == Some(head))
    });
    block
        .columns
        .iter()
        .map(|column| Column {
            path: column.path[usize::from(common.is_some())..].into(),
            role: column.role,
            measure: None,
            phase: None,
            item: None,
        })
        .collect()
}

/// Whether no cell but those of codes, names and row numbers (行次) holds anything, or only 无.
fn is_empty(table: &Table) -> bool {
    let names =
        |role: Role| matches!(role, Role::Code | Role::Name | Role::Group | Role::OrgCode | Role::OrgName);
    let nothing = |value: &Value| value.text().is_some_and(|text| fold::key(text) == "无");
    let values = table.columns.iter().any(|column| column.role.is_figure());
    let figures = |row: &Row| {
        table.columns.iter().zip(&row.cells).any(|(column, value)| {
            (!names(column.role) || !values)
                && !columns::numbers_rows(&column.path)
                && !value.is_blank()
                && !nothing(value)
        })
    };
    !table.rows.iter().any(figures)
}

fn read_form(draft: &Draft) -> Built {
    let mut warnings = Vec::new();
    let mut tables = Vec::new();
    let mut forms = form::read(&draft.matrix);
    if forms.is_empty() {
        forms.push(form::Form::default());
    }
    for mut form in forms {
        let mut table = frame(draft);
        table.kind = form_kind(draft.kind, &form.fields);
        let mut unit = table.unit.take().or(form.unit);
        measured::read_fields(&mut form.fields, &mut unit);
        table.yuan_per_unit = table.yuan_per_unit.or_else(|| unit.as_deref().and_then(unit::yuan));
        table.unit = unit;
        table.organization = form.organization.or(table.organization);
        table.fields = form.fields;
        table.columns = form.columns;
        table.rows = form.rows;
        table.indicators = form.indicators;
        table.empty = table.indicators.is_empty()
            && table.rows.is_empty()
            && table.fields.iter().all(|f| f.value.is_blank());
        // 对下转移支付绩效目标表 over nothing is about no project.
        if !table.empty {
            name_project(&mut table, &draft.caption);
        }
        let index = tables.len().to_string();
        warnings.extend(
            form.warnings.into_iter().map(|warning| Warning { table: Some(index.clone()), ..warning }),
        );
        tables.push(table);
    }
    Built { tables, warnings, uneven: Vec::new() }
}

/// The kind of a form: what its caption says, else what it names.
fn form_kind(kind: TableKind, fields: &[Field]) -> TableKind {
    if kind.is_performance() {
        return kind;
    }
    let department = fields
        .iter()
        .any(|field| fold::key(&field.label).starts_with("部门") && field.label.contains("名称"));
    if department { TableKind::DepartmentPerformance } else { TableKind::ProjectPerformance }
}

/// What stands before the end of a title and begins with 20 is a year (2024年度) up to so many characters.
const LONGEST_YEAR: usize = 7;

/// Names the project by what stands over the form, or by its title, where no field of it does (contract §4).
fn name_project(table: &mut Table, caption: &Caption) {
    if table.kind != TableKind::ProjectPerformance
        || table.fields.iter().any(|field| forms::names_project(&field.label))
    {
        return;
    }
    if let Some(name) = &caption.project {
        table.fields.insert(0, project(name, caption.project_place));
        return;
    }
    let Some(title) = table.title.as_deref() else { return };
    let title = numbering::strip(title);
    let names = words::of(Use::FormTitles).iter().filter_map(|ending| title.strip_suffix(ending));
    let name = names.min_by_key(|name| name.len()).unwrap_or_default();
    let is_year = name.starts_with("20") && name.chars().count() <= LONGEST_YEAR;
    if name.is_empty() || words::is(name, Use::General) || is_year {
        return;
    }
    table.fields.insert(0, project(name, caption.place));
}

/// The field that names a project.
fn project(name: &str, place: Option<Place>) -> Field {
    Field { label: "项目名称".to_owned(), value: Value::Text(name.to_owned()), place, corrected: None }
}

/// The pages and lines that a draft stands on.
struct Extent {
    is_pdf: bool,
    /// Where the title and the project are printed over the table; a project that they name has this place.
    over: [Option<Place>; 2],
    pages: BTreeSet<u32>,
    lines: Option<[u32; 2]>,
}

impl Extent {
    fn of(draft: &Draft) -> Self {
        let matrix = &draft.matrix;
        let places = || matrix.rows.iter().flatten().filter_map(|slot| slot.place);
        Self {
            is_pdf: places().any(|place| place.page().is_some()),
            over: [draft.caption.place, draft.caption.project_place],
            pages: matrix.pages.clone(),
            lines: lines(places()),
        }
    }
}

/// The first and the last line of these places.
fn lines(places: impl Iterator<Item = Place>) -> Option<[u32; 2]> {
    places.filter_map(Place::line).fold(None, |span, line| match span {
        Some([first, last]) => Some([line.min(first), line.max(last)]),
        None => Some([line, line]),
    })
}

/// The pages and lines a table stands on: its own, or where it has no places or is one side of a table, those of `whole`.
fn span(whole: &Extent, table: &Table) -> Span {
    let places = || {
        let rows = table.rows.iter().flat_map(|row| row.places.iter().copied().flatten());
        let fields = table.fields.iter().filter_map(|field| field.place);
        let fields = fields.filter(|place| !whole.over.contains(&Some(*place)));
        rows.chain(fields).chain(table.indicators.iter().filter_map(|indicator| indicator.place))
    };
    let shared = table.side.is_some() || places().next().is_none();
    let pages: BTreeSet<u32> = places().filter_map(Place::page).collect();
    let pages = if pages.is_empty() { &whole.pages } else { &pages };
    Span {
        pages: whole.is_pdf.then(|| pages.iter().copied().collect()),
        lines: if shared { whole.lines } else { lines(places()) },
    }
}
