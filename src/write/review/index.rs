//! The index: every document of a run, and what they come to together.

use serde::Serialize;

use super::{Flow, page};
use crate::document::{Document, DocumentKind};
use crate::write::findings::Tally;

/// A document as the index lists it.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its page, below the review.
    page: String,
    path: String,
    title: Option<String>,
    issuer: Option<String>,
    year: Option<u16>,
    kind: DocumentKind,
    pages: Option<u32>,
    tables: usize,
    rows: usize,
    warnings: usize,
    corrected: usize,
    tally: Tally,
    #[serde(skip)]
    flow: Flow,
}

impl Entry {
    /// The entry of a document whose page is at `page`.
    pub fn of(document: &Document, page: String) -> Self {
        let identity = &document.document;
        let tables = &document.tables;
        let rows = tables.iter().flat_map(|table| &table.rows);
        let fields = tables.iter().flat_map(|table| &table.fields);
        let indicators = tables.iter().flat_map(|table| &table.indicators);
        Self {
            page,
            path: document.source.path.clone(),
            title: identity.title.clone(),
            issuer: identity.issuer.name.clone(),
            year: identity.fiscal_year,
            kind: identity.kind,
            pages: document.source.pages,
            tables: tables.len(),
            rows: rows.clone().count(),
            warnings: document.warnings.len(),
            corrected: rows.map(|row| row.corrected.len()).sum::<usize>()
                + fields.filter(|field| field.corrected.is_some()).count()
                + indicators.map(|indicator| indicator.corrected.len()).sum::<usize>(),
            tally: Tally::of(document),
            flow: Flow::of(document),
        }
    }
}

/// What the index holds.
#[derive(Serialize)]
struct Index<'a> {
    documents: &'a [Entry],
    flow: Flow,
}

/// The page that lists these documents.
pub fn index(documents: &[Entry]) -> super::File {
    let mut flow = Flow::default();
    documents.iter().for_each(|document| flow.add(&document.flow));
    let data = Index { documents, flow };
    super::File::new("index.html", page("yusuan review", "", &["review.js", "charts.js", "index.js"], &data))
}
