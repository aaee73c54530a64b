//! Where the money comes from and where it goes, for the pictures: revenue by source, expenditure by function and by
//! economic class, as the tables of a document state them.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::document::{Document, DocumentKind, Phase, Role, Row, Table, TableKind};

/// What a document receives and spends, in yuan. A part that no table states is empty.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Flow {
    /// Revenue by source.
    pub revenue: Vec<Stream>,
    /// Expenditure by function (类).
    pub function: Vec<Stream>,
    /// Expenditure by economic class (类), as far as it is stated: most documents state that of basic expenditure.
    pub economic: Vec<Stream>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stream {
    /// Its canonical item (`expenditure.208`), by which those of several documents are added up.
    pub item: String,
    /// Its printed name.
    pub name: String,
    /// The amount in yuan.
    #[serde(with = "rust_decimal::serde::arbitrary_precision")]
    pub amount: Decimal,
}

impl Flow {
    /// The flow that the tables of a document state: each part by the first table of the first of these kinds that does.
    pub fn of(document: &Document) -> Self {
        use TableKind::{
            AppropriationBasic, AppropriationExpenditure, AppropriationSummary, Expenditure,
            GeneralPublicBasic, GeneralPublicEconomic, GeneralPublicExpenditure, Revenue,
            RevenueExpenditureSummary,
        };
        let first = |kinds: &[TableKind], belongs: fn(&Row) -> bool| {
            let tables =
                kinds.iter().flat_map(|kind| document.tables.iter().filter(move |table| table.kind == *kind));
            tables.map(|table| streams(document, table, belongs)).find(|found| !found.is_empty())
        };
        Self {
            revenue: first(&[RevenueExpenditureSummary, AppropriationSummary, Revenue], is_source)
                .unwrap_or_default(),
            function: first(
                &[Expenditure, RevenueExpenditureSummary, AppropriationExpenditure, GeneralPublicExpenditure],
                |row| is_class(row, "expenditure."),
            )
            .unwrap_or_default(),
            economic: first(&[GeneralPublicEconomic, AppropriationBasic, GeneralPublicBasic], |row| {
                is_class(row, "economic.")
            })
            .unwrap_or_default(),
        }
    }

    /// Adds the streams of another document, those of one item together.
    pub fn add(&mut self, other: &Self) {
        let parts = [
            (&mut self.revenue, &other.revenue),
            (&mut self.function, &other.function),
            (&mut self.economic, &other.economic),
        ];
        for (streams, more) in parts {
            more.iter().for_each(|stream| put(streams, stream.clone()));
        }
    }
}

/// Adds a stream to those of its item.
fn put(streams: &mut Vec<Stream>, stream: Stream) {
    match streams.iter_mut().find(|known| known.item == stream.item) {
        Some(known) => known.amount = known.amount.saturating_add(stream.amount),
        None => streams.push(stream),
    }
}

/// Whether a row is a source of revenue and no part of one.
fn is_source(row: &Row) -> bool {
    let item = row.item.as_deref().unwrap_or_default();
    row.level == 1
        && !row.total
        && item.starts_with("revenue.")
        && !matches!(item, "revenue.current" | "revenue.total")
}

/// Whether a row is a class (类, three digits) of this classification.
fn is_class(row: &Row, classification: &str) -> bool {
    let code = row.item.as_deref().and_then(|item| item.strip_prefix(classification));
    code.is_some_and(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The positive amounts in the total column of the rows that belong.
fn streams(document: &Document, table: &Table, belongs: fn(&Row) -> bool) -> Vec<Stream> {
    let (Some(yuan), Some(column)) = (table.yuan_per_unit, total_column(document, table)) else {
        return Vec::new();
    };
    let mut streams = Vec::new();
    for row in table.rows.iter().filter(|row| belongs(row)) {
        let amount = row.cells.get(column).and_then(|cell| cell.number());
        if let Some(amount) =
            amount.and_then(|amount| amount.checked_mul(yuan.into())).filter(|a| *a > Decimal::ZERO)
        {
            let item = row.item.clone().unwrap_or_default();
            put(&mut streams, Stream { item, name: row.name.clone(), amount });
        }
    }
    streams
}

/// The column of the whole amount: of final accounts the final one.
fn total_column(document: &Document, table: &Table) -> Option<usize> {
    let amounts = || table.columns.iter().enumerate().filter(|(_, column)| column.role == Role::Amount);
    let is_total =
        |measure: &Option<String>| measure.as_deref().is_some_and(|m| m.split('.').any(|m| m == "total"));
    let phase = match document.document.kind {
        DocumentKind::FinalAccounts => Phase::Final,
        _ => Phase::Budget,
    };
    let rank = |column: &crate::document::Column| {
        (column.phase.is_some_and(|own| own != phase), !is_total(&column.measure))
    };
    amounts().min_by_key(|(at, column)| (rank(column), *at)).map(|(at, _)| at)
}
