//! Documents as rows of a database: one for every amount, indicator, document and check (contract §8).
//!
//! ```text
//! document_sha256 │ issuer       │ fiscal_year │ … │ item            │ measure │ amount_yuan │ … │ proof
//! 9f2c40…         │ 云溪市档案局 │ 2024        │ … │ expenditure.201 │ basic   │  4705600.00 │ … │ proven
//! ```
//!
//! Name, type, documentation and value of a column stand in one place, here, and every format is written from them. So
//! the columns of the formats never differ.

mod cells;
mod line;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};

pub use self::cells::Cell;
pub use self::line::Changed;
use self::line::{Extent, Line};
use super::record::{
    Check, Column as Header, Content, Correction, Figure, Indicator, Record, Row, Table, Text, Value,
};
use crate::document::{Place, Role};
use crate::vocab::canonical::PRIOR_YEAR;
use crate::vocab::forms::{self, Label};
use crate::vocab::{headers, unit};

/// Amounts and other figures have all their decimals, up to these ten: a decimal of 38 digits, which is the longest that
/// databases know, then has room for each. What is printed beyond is what a spreadsheet made of a binary number.
pub const SCALE: u32 = 10;
/// An amount in yuan has at least its fen.
const FEN: u32 = 2;
/// The first number with more digits than a decimal of a database.
const TOO_LARGE: u128 = 10_u128.pow(38);

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text in UTF-8.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// An amount in yuan: a number with two decimals or more.
    Yuan,
    /// A number with up to [`SCALE`] decimals.
    Number,
}

/// A column of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Kind,
    /// One sentence about it.
    pub doc: &'static str,
}

/// A table of the database.
#[derive(Debug, PartialEq, Eq)]
pub struct Relation {
    /// Its name.
    pub name: &'static str,
    /// One sentence about it.
    pub doc: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns that tell its rows apart; the first one leads to `documents`.
    pub key: &'static [&'static str],
    /// The columns that it is often searched by.
    pub indexes: &'static [&'static [&'static str]],
    /// A column and the one of its values that is searched for, since few rows have it.
    pub sought: Option<(&'static str, &'static str)>,
    /// What many of its rows have in common.
    pub shared: &'static [Shared],
}

/// Columns that many rows have in common: a database can store each of their combinations once.
#[derive(Debug, PartialEq, Eq)]
pub struct Shared {
    /// The name of the table of the combinations.
    pub name: &'static str,
    /// What one of them is called, as rows that have it refer to it.
    pub one: &'static str,
    /// One sentence about it.
    pub doc: &'static str,
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// Whether each belongs to one document, and leads to it.
    pub of_document: bool,
}

/// Declares a relation and how the cells of a row are made of what it is about.
macro_rules! relation {
    (
        $(#[$doc:meta])*
        $relation:ident, $name:literal, $sentence:literal, key $key:expr, indexes $indexes:expr, sought $sought:expr,
        shared $shared:expr;
        $cells:ident($row:ident: $Row:ty) {
            $($column:ident: $kind:ident of $extent:ident, $about:literal, $value:expr;)*
        }
    ) => {
        $(#[$doc])*
        pub static $relation: Relation = Relation {
            name: $name,
            doc: $sentence,
            columns: &[$(Column { name: stringify!($column), kind: Kind::$kind, doc: $about }),*],
            key: &$key,
            indexes: &$indexes,
            sought: $sought,
            shared: &$shared,
        };

        fn $cells<'a>($row: $Row, line: &mut Line<'a, { [$($about),*].len() }>) {
            let mut places = 0..;
            $(if let Some(place) = places.next() {
                line.put(place, Extent::$extent, || Cell::from($value));
            })*
        }
    };
}

/// Every relation, in the order in which the rows of a document come.
pub static RELATIONS: [&Relation; 4] = [&DOCUMENTS, &FACTS, &INDICATORS, &CHECKS];

relation! {
    /// The documents.
    DOCUMENTS, "documents", "One row for every document",
    key ["document_sha256"], indexes [&["issuer", "fiscal_year"], &["region_code"]], sought None, shared [];
    document_cells(document: &'a Content<'a>) {
        document_sha256: Text of Document, "SHA-256 of the file", &*document.source.sha256;
        path: Text of Document, "The path it was read from", &*document.source.path;
        title: Text of Document, "The printed title", document.document.title.as_deref();
        document_kind: Text of Document, "budget, final_accounts, performance or unknown", &*document.document.kind;
        fiscal_year: Integer of Document, "The year the figures are for", document.document.fiscal_year;
        issuer: Text of Document, "The department or unit that published it", document.document.issuer.name.as_deref();
        issuer_code: Text of Document, "Its budget code", document.document.issuer.code.as_deref();
        region_level: Text of Document, "Its level of government: province, prefecture or county",
            document.document.issuer.region.as_ref().map(|region| &*region.level);
        province: Text of Document, "Its province", document.document.issuer.region.as_ref().and_then(|r| r.province.as_deref());
        prefecture: Text of Document, "Its prefecture", document.document.issuer.region.as_ref().and_then(|r| r.prefecture.as_deref());
        county: Text of Document, "Its county or district", document.document.issuer.region.as_ref().and_then(|r| r.county.as_deref());
        region_code: Text of Document, "The code of its administrative division (GB/T 2260)",
            document.document.issuer.region.as_ref().and_then(|region| region.code.as_deref());
        media_type: Text of Document, "What kind of file it is", &*document.source.media_type;
        reader: Text of Document, "How it was read: pdf, text or ocr", &*document.source.reader;
        pages: Integer of Document, "Its pages, null for a text without page breaks", document.source.pages;
        bytes: Integer of Document, "Its size in bytes", document.source.bytes;
        tables: Integer of Document, "How many tables it has", document.tables.len();
        proven: Integer of Document, "Amounts that identities prove", document.proof.as_ref().map(|counts| counts.proven);
        contradicted: Integer of Document, "Amounts that an identity contradicts", document.proof.as_ref().map(|counts| counts.contradicted);
        unchecked: Integer of Document, "Amounts that no identity speaks of", document.proof.as_ref().map(|counts| counts.unchecked);
        warnings: Integer of Document, "How many warnings its extraction gave", document.warnings.len();
    }
}

/// An amount and where it stands.
struct Fact<'a> {
    document: &'a Content<'a>,
    table: &'a Table<'a>,
    row: &'a Row<'a>,
    header: &'a Header<'a>,
    /// The path of the header, with / between.
    column: &'a str,
    /// Yuan per unit of the column.
    yuan_per_unit: Option<u64>,
    /// Its row and its column, from 0.
    at: (usize, usize),
    amount: Figure<'a>,
}

impl<'a> Fact<'a> {
    fn place(&self) -> Option<Place> {
        self.row.places.get(self.at.1).copied().flatten()
    }

    /// The figure as printed.
    fn raw(&self) -> &'a str {
        self.row.raw.get(&self.at.1).map_or(self.amount.printed, |raw| raw)
    }

    /// What the column says that the figure is; a row of an earlier year says it of all its figures.
    fn measure(&self) -> Option<&'a str> {
        let is_before = self.row.item.as_deref() == Some(PRIOR_YEAR);
        if is_before { Some(PRIOR_YEAR) } else { self.header.measure.as_deref() }
    }

    fn yuan(&self) -> Option<Decimal> {
        let yuan = self.amount.number.normalize().checked_mul(self.yuan_per_unit?.into())?;
        let mut yuan = exact(yuan.normalize());
        if yuan.scale() < FEN {
            yuan.rescale(FEN);
        }
        Some(yuan)
    }

    fn proof(&self) -> Option<&'static str> {
        match self.row.proof.as_ref()?.as_bytes().get(self.at.1)? {
            b'p' => Some("proven"),
            b'c' => Some("contradicted"),
            b'u' => Some("unchecked"),
            _ => None,
        }
    }
}

relation! {
    /// The amounts.
    FACTS, "facts", "One row for every amount cell of every table",
    key ["document_sha256", "table_id", "row_index", "column_index"],
    indexes [&["item", "measure"], &["code"], &["issuer", "fiscal_year"], &["table_kind"]],
    sought Some(("proof", "contradicted")),
    shared [
        Shared {
            name: "tables",
            one: "table",
            doc: "One row for every table that has amounts",
            columns: &["table_id", "table_kind", "side", "table_title"],
            of_document: true,
        },
        Shared {
            name: "line_items",
            one: "line_item",
            doc: "What a row of a table is about: one row for every line item, however many tables have it",
            columns: &["org_code", "org_name", "code", "item", "label", "level", "is_total"],
            of_document: false,
        },
        Shared {
            name: "headers",
            one: "header",
            doc: "What a column of a table is about: one row for every header, however many tables have it",
            columns: &["column", "measure", "phase"],
            of_document: false,
        },
    ];
    fact_cells(fact: Fact<'a>) {
        document_sha256: Text of Document, "SHA-256 of the file", &*fact.document.source.sha256;
        issuer: Text of Document, "The department or unit that published it", fact.document.document.issuer.name.as_deref();
        fiscal_year: Integer of Document, "The year the figures are for", fact.document.document.fiscal_year;
        document_kind: Text of Document, "budget, final_accounts, performance or unknown", &*fact.document.document.kind;
        table_id: Text of Table, "The table: t01, t02, … in reading order", &*fact.table.id;
        table_kind: Text of Table, "What the table is (revenue, expenditure, three_public, …)", &*fact.table.kind;
        side: Text of Table, "The half of a side-by-side table: revenue or expenditure", fact.table.side.as_deref();
        org_code: Text of Row, "The code of the budget unit that the row belongs to", fact.row.org_code.as_deref();
        org_name: Text of Row, "The name of the budget unit that the row belongs to", fact.row.org_name.as_deref();
        row_index: Integer of Row, "The row of the table, from 0", fact.at.0;
        code: Text of Row, "The classification code of the row", fact.row.code.as_deref();
        item: Text of One, "What the row is about, canonically (expenditure.210, three_public.reception)",
            fact.header.item.as_deref().or(fact.row.item.as_deref());
        label: Text of Row, "The printed name of the row", &*fact.row.label;
        level: Integer of Row, "The depth of the row in its hierarchy, from 1", fact.row.level.unwrap_or(1);
        is_total: Boolean of Row, "Whether the row is a total", fact.row.total;
        column: Text of One, "The printed header from top to bottom, with / between", fact.column;
        measure: Text of One, "What the column's figures are, canonically (total, basic, general_public)", fact.measure();
        raw: Text of One, "The figure as printed, in the unit of the table; a corrected one as a person read it", fact.raw();
        amount_yuan: Yuan of One, "The amount in yuan, null where the unit is not known", fact.yuan();
        page: Integer of One, "The page of a PDF", fact.place().and_then(Place::page);
        bbox: Text of One, "The box on the page: [x0,y0,x1,y1] in tenths of a point from the top left", bbox(fact.place());
        line: Integer of One, "The line of a text", fact.place().and_then(Place::line);
        column_index: Integer of One, "The column of the table, from 0", fact.at.1;
        phase: Text of One, "budget, adjusted or final, null where the header does not say", fact.header.phase.as_deref();
        proof: Text of One, "proven, contradicted or unchecked by the identities of the document", fact.proof();
        table_title: Text of Table, "The caption of the table", fact.table.title.as_deref();
        corrected_from: Text of One, "What was read where a person corrected it, as a JSON value; null where nobody did",
            fact.row.corrected.get(&fact.at.1).map(|correction| correction.old.json());
    }
}

/// An indicator and where it stands.
struct Target<'a> {
    document: &'a Content<'a>,
    table: &'a Table<'a>,
    subject: Option<&'a str>,
    index: usize,
    indicator: &'a Indicator<'a>,
}

relation! {
    /// The indicators.
    INDICATORS, "indicators", "One row for every performance indicator",
    key ["document_sha256", "table_id", "indicator_index"], indexes [&["project"], &["issuer", "fiscal_year"]], sought None, shared [];
    indicator_cells(target: Target<'a>) {
        document_sha256: Text of Document, "SHA-256 of the file", &*target.document.source.sha256;
        issuer: Text of Document, "The department or unit that published it", target.document.document.issuer.name.as_deref();
        fiscal_year: Integer of Document, "The year the targets are for", target.document.document.fiscal_year;
        document_kind: Text of Document, "budget, final_accounts, performance or unknown", &*target.document.document.kind;
        table_id: Text of Table, "The table: t01, t02, … in reading order", &*target.table.id;
        table_kind: Text of Table, "project_performance or department_performance", &*target.table.kind;
        project: Text of Table, "The project or department that the form is about", target.subject;
        indicator_index: Integer of One, "The indicator of the table, from 0", target.index;
        level1: Text of One, "The first level (产出指标)", target.indicator.level1.as_deref();
        level2: Text of One, "The second level (数量指标)", target.indicator.level2.as_deref();
        level3: Text of One, "The indicator itself", target.indicator.level3.as_deref();
        detail: Text of One, "Its explanation", target.indicator.detail.as_deref();
        direction: Text of One, "positive: more is better; negative: less is", target.indicator.direction.as_deref();
        target: Text of One, "The printed target", target.indicator.target.as_deref();
        operator: Text of One, "How the target compares: = >= <= > <", target.indicator.operator.as_deref();
        value: Number of One, "The number of the target, null for a qualitative one", number(&target.indicator.value);
        unit: Text of One, "The unit of measure", target.indicator.unit.as_deref();
        deadline: Text of One, "When it is due", target.indicator.deadline.as_deref();
        basis: Text of One, "What the target rests on", target.indicator.basis.as_deref();
        weight: Number of One, "What the indicator counts for", number(&target.indicator.weight);
        actual_value: Text of One, "What was reached, as printed", target.indicator.actual_value.as_deref();
        score: Number of One, "What a self-evaluation gives for it", number(&target.indicator.score);
        deviation_reason: Text of One, "Why the target was missed, and what will be done", target.indicator.deviation_reason.as_deref();
        page: Integer of One, "The page of a PDF", target.indicator.place.and_then(Place::page);
        bbox: Text of One, "The box on the page: [x0,y0,x1,y1] in tenths of a point from the top left", bbox(target.indicator.place);
        line: Integer of One, "The line of a text", target.indicator.place.and_then(Place::line);
        corrected_from: Text of One, "What was read where a person corrected it, as a JSON object of the parts; null where nobody did",
            corrected(&target.indicator.corrected);
    }
}

/// A check and where it stands.
struct Finding<'a> {
    document: &'a Content<'a>,
    index: usize,
    check: &'a Check<'a>,
}

relation! {
    /// The checks.
    CHECKS, "checks", "One row for every identity that was checked",
    key ["document_sha256", "check_index"], indexes [], sought Some(("status", "fail")),
    shared [
        Shared {
            name: "findings",
            one: "finding",
            doc: "What checks found, of no matter which figures",
            columns: &["rule", "unit", "message", "suggestion"],
            of_document: false,
        },
        Shared {
            name: "checked_tables",
            one: "checked_table",
            doc: "Tables that were checked together",
            columns: &["tables"],
            of_document: false,
        },
        Shared {
            name: "checked_rows",
            one: "checked_row",
            doc: "Rows that were checked",
            columns: &["row"],
            of_document: false,
        },
        Shared {
            name: "checked_columns",
            one: "checked_column",
            doc: "Columns that were checked",
            columns: &["column"],
            of_document: false,
        },
    ];
    check_cells(finding: Finding<'a>) {
        document_sha256: Text of Document, "SHA-256 of the file", &*finding.document.source.sha256;
        check_index: Integer of One, "The check of the document, from 0", finding.index;
        rule: Text of One, "The family of the rule", &*finding.check.rule;
        status: Text of One, "pass, fail or skipped", &*finding.check.status;
        tables: Text of One, "The tables involved, with commas between", joined(&finding.check.tables, ",");
        row: Text of One, "The row: its code or its label", finding.check.row.as_deref();
        column: Text of One, "The printed header from top to bottom, with / between", finding.check.column.as_ref().map(|path| joined(path, "/"));
        expected: Number of One, "What it should be, in the unit of the first table", number(&finding.check.expected);
        actual: Number of One, "What is printed, in the unit of the first table", number(&finding.check.actual);
        difference: Number of One, "actual less expected", number(&finding.check.difference);
        tolerance: Number of One, "What rounding of the printed figures explains", number(&finding.check.tolerance);
        unit: Text of One, "The unit of the first table", finding.unit();
        message: Text of One, "What was found, in one sentence", &*finding.check.message;
        suggestion: Text of One, "What change of which figures would satisfy it", finding.check.suggestion.as_deref();
        page: Integer of One, "The page of a PDF", finding.check.place.and_then(Place::page);
        bbox: Text of One, "The box on the page: [x0,y0,x1,y1] in tenths of a point from the top left", bbox(finding.check.place);
        line: Integer of One, "The line of a text", finding.check.place.and_then(Place::line);
    }
}

/// Hands every row of a document to `take`, in the order of [`RELATIONS`], until it fails: the relation, the cells, and
/// which of them changed since the row before.
pub fn rows<E>(
    record: &Record<'_>,
    take: &mut impl FnMut(&'static Relation, &[Cell<'_>], Changed) -> Result<(), E>,
) -> Result<(), E> {
    let document = &record.0;
    let mut line = Line::of(&DOCUMENTS);
    document_cells(document, &mut line);
    line.hand(take)?;
    let paths: Vec<Vec<Cow<str>>> = document.tables.iter().map(paths).collect();
    let mut line = Line::of(&FACTS);
    for (table, paths) in document.tables.iter().zip(&paths) {
        line.renew(Extent::Table);
        let own = |path: &Cow<str>| unit::of_column(path.split('/')).map(|(_, yuan)| yuan);
        let units: Vec<_> = paths.iter().map(|path| own(path).or(table.yuan_per_unit)).collect();
        let headers = || table.columns.iter().zip(paths).zip(&units);
        let rows = table.rows.iter().map(|row| (row.code.as_deref(), &*row.label, row.level.unwrap_or(1)));
        let counts = headers::counted(table.columns.iter().map(|column| column.role), rows);
        for (row_index, row) in table.rows.iter().enumerate().filter(|(index, _)| !counts[*index]) {
            line.renew(Extent::Row);
            for (column_index, (((header, column), unit), cell)) in headers().zip(&row.cells).enumerate() {
                let (Role::Amount, Some(amount)) = (header.role, cell.number()) else { continue };
                let (at, yuan_per_unit) = ((row_index, column_index), *unit);
                fact_cells(
                    Fact { document, table, row, header, column, yuan_per_unit, at, amount },
                    &mut line,
                );
                line.hand(take)?;
            }
        }
    }
    let mut line = Line::of(&INDICATORS);
    for table in document.tables.iter().filter(|table| !table.indicators.is_empty()) {
        line.renew(Extent::Table);
        let subject = subject(table);
        for (index, indicator) in table.indicators.iter().enumerate() {
            indicator_cells(Target { document, table, subject, index, indicator }, &mut line);
            line.hand(take)?;
        }
    }
    let mut line = Line::of(&CHECKS);
    for (index, check) in document.checks.iter().enumerate() {
        check_cells(Finding { document, index, check }, &mut line);
        line.hand(take)?;
    }
    Ok(())
}

/// The paths of the columns, with / between.
fn paths<'a>(table: &'a Table<'_>) -> Vec<Cow<'a, str>> {
    table.columns.iter().map(|column| joined(&column.path, "/")).collect()
}

/// The project or department that a performance form is about: the last of the fields that name a project, or else that it
/// begins with, for a form may state the unit (单位名称) before the project.
fn subject<'a>(table: &'a Table<'_>) -> Option<&'a str> {
    let last = |names: fn(&str) -> bool| {
        let named = table.fields.iter().filter(|field| names(&field.label) && !field.label.ends_with("编码"));
        named.filter_map(|field| field.value.text()).next_back()
    };
    let begins: fn(&str) -> bool = |label| forms::is(label, Label::Start);
    last(|label| forms::is(label, Label::Start) && forms::names_project(label))
        .or_else(|| last(forms::names_project))
        .or_else(|| last(begins))
}

impl<'a> Finding<'a> {
    fn unit(&self) -> Option<&'a str> {
        let first = self.check.tables.first()?;
        self.document.tables.iter().find(|table| table.id == *first)?.unit.as_deref()
    }
}

/// What was read of the parts of an indicator that a person corrected.
fn corrected(parts: &BTreeMap<Text<'_>, Correction<'_>>) -> Option<String> {
    let part = |(name, correction): (&Text<'_>, &Correction<'_>)| {
        format!("{}: {}", Value::Text(name.clone()).json(), correction.old.json())
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    (!parts.is_empty()).then(|| format!("{{{}}}", parts.join(", ")))
}

/// Texts with a mark between them.
fn joined<'a>(texts: &'a [Text], mark: &str) -> Cow<'a, str> {
    match texts {
        [only] => Cow::Borrowed(only),
        _ => texts.join(mark).into(),
    }
}

fn number(value: &Value<'_>) -> Option<Decimal> {
    value.number().map(|figure| exact(figure.number))
}

/// The number with all decimals that formats have room for.
fn exact(number: Decimal) -> Decimal {
    if number.scale() <= SCALE {
        return number;
    }
    number.round_dp_with_strategy(SCALE, RoundingStrategy::MidpointAwayFromZero)
}

/// A number as a whole number of its smallest parts, as formats store it that have [`SCALE`] decimals everywhere; `None`
/// where it has more digits than they have room for.
pub fn parts(number: Decimal) -> Option<i128> {
    let more = SCALE.checked_sub(number.scale())?;
    let parts = number.mantissa().checked_mul(10_i128.checked_pow(more)?)?;
    (parts.unsigned_abs() < TOO_LARGE).then_some(parts)
}

fn bbox(place: Option<Place>) -> Option<String> {
    match place? {
        Place::Page { rect, .. } => {
            let mut text = String::with_capacity(32);
            for (before, number) in ["[", ",", ",", ","].iter().zip([rect.x0, rect.y0, rect.x1, rect.y1]) {
                text.push_str(before);
                text.push_str(itoa::Buffer::new().format(number));
            }
            text.push(']');
            Some(text)
        }
        Place::Line { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_keeps_its_decimals_and_has_as_many_parts_as_they_say() {
        for (number, kept, whole) in [
            ("0", "0", Some(0)),
            ("-37.037", "-37.037", Some(-370_370_000_000)),
            ("0.0000000001", "0.0000000001", Some(1)),
            ("0.30000000000000004", "0.3000000000", Some(3_000_000_000)),
            (
                "9999999999999999999999999999",
                "9999999999999999999999999999",
                Some(99_999_999_999_999_999_999_999_999_990_000_000_000),
            ),
            ("79228162514264337593543950335", "79228162514264337593543950335", None),
        ] {
            let figure = exact(number.parse().unwrap());
            assert_eq!((figure.to_string().as_str(), parts(figure)), (kept, whole), "{number}");
        }
    }
}
