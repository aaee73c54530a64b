//! The tables and views that hold the relations.
//!
//! What a fact has from its document stands with the document, what it shares with other facts in tables of its own, and
//! the rest in `stored_facts`; `facts` is the view that joins them:
//!
//! ```text
//! stored_facts                                            tables
//! table │ line_item │ header │ row_index │ … │ amount_fen   table │ document │ table_id │ table_kind  │ …
//!    17 │        41 │      3 │         0 │ … │  470560000      17 │        2 │ t02      │ expenditure │ … → documents
//!    17 │        41 │      4 │         0 │ … │  310000000   line_items
//!                                                         line_item │ code    │ label    │ …
//!                                                                41 │ 2012601 │ 行政运行 │ …
//!                                                         headers
//!                                                         header │ column   │ measure │ phase
//!                                                              3 │ 合计     │ total   │
//!                                                              4 │ 基本支出 │ basic   │
//! ```
//!
//! Rows come in the order of their key and are stored by it; other indexes are made when all rows are there. A line item
//! or header that comes again after very many others may have a second number (see [`super::shared`]), so these are not
//! unique; the views are the same.

use std::borrow::Cow;

use crate::write::facts::{Column, DOCUMENTS, Kind, Relation, Shared};

/// The column that numbers the documents, in the order in which they are added.
pub(super) const DOCUMENT: &str = "document";

/// A column with its place in its relation.
pub(super) type Placed = (usize, &'static Column);

/// A table: what it stores of a relation.
pub(super) struct Table {
    relation: &'static Relation,
    name: String,
    doc: &'static str,
    /// The column that numbers its rows, where other tables refer to them.
    number: Option<&'static str>,
    /// The references to the rows of other tables: the column and the table.
    references: Vec<(&'static str, &'static str)>,
    /// The columns that it stores.
    pub(super) columns: Vec<Placed>,
    /// The columns that tell its rows apart besides the number, if there are such.
    key: Vec<&'static str>,
}

impl Table {
    /// The table of the rows of a relation.
    pub(super) fn of(relation: &'static Relation) -> Self {
        let columns = relation.columns.iter().enumerate();
        let own = |(_, column): &Placed| matches!(holder(relation, column), Holder::Own);
        let columns = columns.filter(own).collect();
        let (doc, key) = (relation.doc, relation.key.to_vec());
        if is_documents(relation) {
            let name = relation.name.to_owned();
            return Self {
                relation,
                name,
                doc,
                number: Some(DOCUMENT),
                references: Vec::new(),
                columns,
                key,
            };
        }
        let own = relation.shared.iter().find(|shared| shared.of_document).map_or(OF_DOCUMENT, reference);
        let shared = relation.shared.iter().filter(|shared| !shared.of_document).map(reference);
        let references: Vec<_> = [own].into_iter().chain(shared).collect();
        let is_own = |name: &&str| columns_hold(&columns, name);
        let key = [own.0].into_iter().chain(key.into_iter().filter(is_own)).collect();
        Self {
            relation,
            name: format!("stored_{}", relation.name),
            doc,
            number: None,
            references,
            columns,
            key,
        }
    }

    /// The table of what many rows of a relation have in common.
    pub(super) fn of_shared(relation: &'static Relation, shared: &'static Shared) -> Self {
        let columns = relation.columns.iter().enumerate();
        let columns: Vec<Placed> =
            columns.filter(|(_, column)| shared.columns.contains(&column.name)).collect();
        let references = Vec::from_iter(shared.of_document.then_some(OF_DOCUMENT));
        let own = relation.key.iter().copied().filter(|name| columns_hold(&columns, name));
        let key = references.iter().map(|(column, _)| *column).chain(own).collect();
        let name = shared.name.to_owned();
        Self { relation, name, doc: shared.doc, number: Some(shared.one), references, columns, key }
    }

    /// How many values a row has.
    pub(super) fn width(&self) -> usize {
        usize::from(self.number.is_some()) + self.references.len() + self.columns.len()
    }

    /// The statement that adds so many rows, each its number if it has one, its references and its columns. Where it
    /// fails the database is of no use, and nothing is kept to go back to.
    pub(super) fn insertion(&self, rows: usize) -> String {
        let references = self.references.iter().map(|(column, _)| (*column).to_owned());
        let own = self.columns.iter().map(|(_, column)| stored(column));
        let number = self.number.map(str::to_owned);
        let names: Vec<String> = number.into_iter().chain(references).chain(own).collect();
        let row = format!("({})", vec!["?"; names.len()].join(", "));
        let rows = vec![row; rows].join(", ");
        format!("INSERT OR FAIL INTO \"{}\" ({}) VALUES {rows}", self.name, quoted(&names))
    }

    /// The statements that create it.
    pub(super) fn definition(&self) -> String {
        let Self { name, doc, number, references, columns, key, .. } = self;
        let mut lines: Vec<(String, Cow<str>)> = Vec::new();
        if let Some(number) = number {
            lines.push((format!("\"{number}\" INTEGER PRIMARY KEY"), "Its number".into()));
        }
        for (column, table) in references {
            let line = format!("\"{column}\" INTEGER NOT NULL REFERENCES \"{table}\"");
            lines.push((line, "Its number there".into()));
        }
        for (_, column) in columns {
            let kind = match column.kind {
                Kind::Text => "TEXT",
                Kind::Integer | Kind::Boolean => "INTEGER",
                Kind::Yuan | Kind::Number => "NUMERIC",
            };
            let about = match column.kind {
                Kind::Yuan => column.doc.replace("in yuan", "in fen").into(),
                _ => column.doc.into(),
            };
            lines.push((format!("\"{}\" {kind}", stored(column)), about));
        }
        let by_key = self.is_by_key();
        if by_key {
            lines.push((format!("PRIMARY KEY ({})", quoted(key)), "What tells its rows apart".into()));
        }
        let last = lines.len().saturating_sub(1);
        let lines = lines.iter().enumerate().map(|(index, (line, about))| {
            let comma = if index < last { "," } else { "" };
            format!("  {line}{comma} -- {about}\n")
        });
        let order = if by_key { " WITHOUT ROWID" } else { "" };
        let table = format!("CREATE TABLE \"{name}\" ( -- {doc}\n{}){order};\n", lines.collect::<String>());
        table + &self.sought().unwrap_or_default()
    }

    /// Whether its rows are stored by their key: where no other table refers to them by number.
    fn is_by_key(&self) -> bool {
        self.number.is_none()
    }

    /// The statements that create the indexes over what it stores.
    pub(super) fn indexes(&self) -> String {
        let Self { relation, name, columns, references, key, .. } = self;
        let is_own = |column: &str| columns_hold(columns, column);
        let unique = (!key.is_empty() && !self.is_by_key())
            .then(|| format!("CREATE UNIQUE INDEX \"{name}_key\" ON \"{name}\" ({});\n", quoted(key)));
        // What is searched by columns of several tables is searched by those of the first.
        let own = relation.indexes.iter().filter_map(|columns| {
            let own: Vec<&str> = columns.iter().copied().take_while(|column| is_own(column)).collect();
            (!own.is_empty()).then_some(own)
        });
        // What is searched by a column of a shared table is found by the references to it, that at the front of the key
        // by the key.
        let searched = relation.shared.iter().filter(|shared| {
            let first =
                |columns: &&[&str]| columns.first().is_some_and(|first| shared.columns.contains(first));
            references.contains(&reference(shared))
                && key.first() != Some(&shared.one)
                && relation.indexes.iter().any(first)
        });
        let indexes = own.chain(searched.map(|shared| vec![shared.one])).map(|columns| {
            let index = format!("{name}_by_{}", columns.join("_"));
            format!("CREATE INDEX \"{index}\" ON \"{name}\" ({});\n", quoted(&columns))
        });
        unique.into_iter().chain(indexes).collect()
    }

    /// The statement that creates the index of the few rows that are searched for. It is made before there are rows: to
    /// look at each once more takes longer than to keep it up to date.
    fn sought(&self) -> Option<String> {
        let Self { relation, name, columns, .. } = self;
        let (column, value) = relation.sought.filter(|(column, _)| columns_hold(columns, column))?;
        let index = format!("{name}_of_{column}_{value}");
        Some(format!(
            "CREATE INDEX \"{index}\" ON \"{name}\" (\"{column}\") WHERE \"{column}\" = '{value}';\n"
        ))
    }
}

/// The reference to a document.
const OF_DOCUMENT: (&str, &str) = (DOCUMENT, DOCUMENTS.name);

fn reference(shared: &Shared) -> (&'static str, &'static str) {
    (shared.one, shared.name)
}

fn columns_hold(columns: &[Placed], name: &str) -> bool {
    columns.iter().any(|(_, column)| column.name == name)
}

/// The statement that creates a view with all columns of a relation, none for the documents, which are stored as they are.
pub(super) fn view(relation: &Relation) -> String {
    if is_documents(relation) {
        return String::new();
    }
    let columns = relation.columns.iter().map(|column| {
        let holder = match holder(relation, column) {
            Holder::Document => DOCUMENTS.name,
            Holder::Shared(shared) => shared.name,
            Holder::Own => "own",
        };
        let name = column.name;
        match column.kind {
            Kind::Yuan => format!("{holder}.\"{0}\", {holder}.\"{0}\" / 100.0 AS \"{name}\"", stored(column)),
            _ => format!("{holder}.\"{name}\""),
        }
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let joins: String = relation
        .shared
        .iter()
        .map(|shared| format!("\n  JOIN \"{}\" USING (\"{}\")", shared.name, shared.one))
        .chain([format!("\n  JOIN \"{}\" USING (\"{DOCUMENT}\")", DOCUMENTS.name)])
        .collect();
    format!("CREATE VIEW \"{0}\" AS SELECT {columns}\n  FROM \"stored_{0}\" AS own{joins};\n", relation.name)
}

/// Where a column of a relation is stored.
enum Holder {
    Document,
    Shared(&'static Shared),
    Own,
}

fn holder(relation: &Relation, column: &Column) -> Holder {
    let same = |other: &Column| (other.name, other.kind) == (column.name, column.kind);
    if !is_documents(relation) && DOCUMENTS.columns.iter().any(same) {
        return Holder::Document;
    }
    let shared = relation.shared.iter().find(|shared| shared.columns.contains(&column.name));
    shared.map_or(Holder::Own, Holder::Shared)
}

fn is_documents(relation: &Relation) -> bool {
    *relation == DOCUMENTS
}

/// The name that a column is stored by: amounts in fen.
fn stored(column: &Column) -> String {
    match column.kind {
        Kind::Yuan => column.name.replace("_yuan", "_fen"),
        _ => column.name.to_owned(),
    }
}

fn quoted(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| format!("\"{}\"", name.as_ref())).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::facts::RELATIONS;

    #[test]
    fn what_a_row_has_from_its_document_is_stored_once() {
        let left_out = RELATIONS.map(|relation| {
            let columns = relation.columns.iter();
            let columns = columns.filter(|column| matches!(holder(relation, column), Holder::Document));
            columns.map(|column| column.name).collect::<Vec<_>>()
        });
        let shared = ["document_sha256", "issuer", "fiscal_year", "document_kind"];
        assert_eq!(left_out, [&[][..], &shared, &shared, &shared[..1]]);
    }

    #[test]
    fn every_column_that_is_shared_is_one_of_its_relation() {
        for relation in RELATIONS {
            for shared in relation.shared {
                assert_eq!(Table::of_shared(relation, shared).columns.len(), shared.columns.len());
            }
        }
    }
}
