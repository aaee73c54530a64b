//! The tables and views that hold the relations.
//!
//! What a fact has from its document stands with the document, what it shares with other facts in tables of its own, and
//! the rest in `stored_facts`; `facts` is the view that joins them:
//!
//! ```text
//! documents ← fact_table (table_kind, …) ← stored_facts (row_index, column_index, amount_fen, …)
//!                                            ├→ fact_entry (code, item, label, …)
//!                                            ╰→ fact_header (column, measure, phase)
//! ```

use crate::write::facts::{Column, DOCUMENTS, Kind, Relation, Shared};

/// The column that numbers the documents, in the order in which they are added.
pub(super) const DOCUMENT: &str = "document";

/// A column with its place in its relation.
pub(super) type Placed = (usize, &'static Column);

/// A table: what it stores of a relation.
pub(super) struct Table {
    pub(super) relation: &'static Relation,
    name: String,
    doc: &'static str,
    /// The references to other tables that come first.
    pub(super) references: Vec<&'static str>,
    /// The columns that it stores.
    pub(super) columns: Vec<Placed>,
    primary: Vec<&'static str>,
    /// The columns by which it is known besides its number.
    unique: Vec<&'static str>,
}

impl Table {
    /// The table of the rows of a relation.
    pub(super) fn of(relation: &'static Relation) -> Self {
        let is_documents = is_documents(relation);
        let name = if is_documents { relation.name.to_owned() } else { format!("stored_{}", relation.name) };
        let columns = relation.columns.iter().enumerate();
        let own = |(_, column): &Placed| matches!(holder(relation, column), Holder::Own);
        let leads = relation.shared.iter().any(|shared| shared.of_document);
        let document = (!is_documents && !leads).then_some(DOCUMENT);
        let references: Vec<&str> =
            document.into_iter().chain(relation.shared.iter().map(|shared| shared.name)).collect();
        let mut primary = if is_documents { vec![DOCUMENT] } else { Vec::from_iter(document) };
        if !is_documents {
            let key = relation.key.iter().filter_map(|name| {
                let column = relation.columns.iter().find(|column| column.name == *name)?;
                match holder(relation, column) {
                    Holder::Document => None,
                    Holder::Shared(shared) => Some(shared.name),
                    Holder::Own => Some(*name),
                }
            });
            primary.extend(key);
        }
        let unique = if is_documents { relation.key.to_vec() } else { Vec::new() };
        Self {
            relation,
            name,
            doc: relation.doc,
            references,
            columns: columns.filter(own).collect(),
            primary,
            unique,
        }
    }

    /// The table of what many rows of a relation have in common.
    pub(super) fn of_shared(relation: &'static Relation, shared: &'static Shared) -> Self {
        let columns = relation.columns.iter().enumerate();
        let columns = columns.filter(|(_, column)| shared.columns.contains(&column.name)).collect();
        let references = if shared.of_document { vec![DOCUMENT] } else { Vec::new() };
        let unique = if shared.of_document {
            let key = shared.columns.iter().filter(|name| relation.key.contains(name));
            references.iter().chain(key).copied().collect()
        } else {
            Vec::new()
        };
        let (name, primary) = (shared.name.to_owned(), vec![shared.name]);
        Self { relation, name, doc: shared.doc, references, columns, primary, unique }
    }

    /// Whether its rows have numbers.
    fn is_numbered(&self) -> bool {
        !self.name.starts_with("stored_")
    }

    /// The statement that adds a row: its number if it has one, its references and its columns.
    pub(super) fn insertion(&self) -> String {
        let number = self.primary.iter().copied().filter(|_| self.is_numbered());
        let own: Vec<String> = self.columns.iter().map(|(_, column)| stored(column)).collect();
        let names: Vec<&str> =
            number.chain(self.references.iter().copied()).chain(own.iter().map(String::as_str)).collect();
        let values = vec!["?"; names.len()].join(", ");
        format!("INSERT INTO \"{}\" ({}) VALUES ({values})", self.name, quoted(&names))
    }

    /// The statement that creates it.
    pub(super) fn definition(&self) -> String {
        let Self { name, doc, primary, references, columns, unique, .. } = self;
        let mut lines: Vec<(String, &str)> = Vec::new();
        if self.is_numbered() {
            lines.push((format!("\"{}\" INTEGER PRIMARY KEY", primary.concat()), "Its number"));
        }
        for reference in references {
            let target = if *reference == DOCUMENT { DOCUMENTS.name } else { reference };
            lines.push((
                format!("\"{reference}\" INTEGER NOT NULL REFERENCES \"{target}\""),
                "Its number there",
            ));
        }
        for (_, column) in columns {
            let kind = match column.kind {
                Kind::Text => "TEXT",
                Kind::Integer | Kind::Boolean | Kind::Yuan => "INTEGER",
                Kind::Number => "NUMERIC",
            };
            let stored = stored(column);
            lines.push((format!("\"{stored}\" {kind}"), column.doc));
            if column.kind == Kind::Yuan {
                let yuan = format!("\"{}\" NUMERIC GENERATED ALWAYS AS (\"{stored}\" / 100.0)", column.name);
                lines.push((yuan, "In yuan"));
            }
        }
        if !unique.is_empty() {
            lines.push((format!("UNIQUE ({})", quoted(unique)), "What tells its rows apart"));
        }
        if !self.is_numbered() {
            lines.push((format!("PRIMARY KEY ({})", quoted(primary)), "What tells its rows apart"));
        }
        let last = lines.len().saturating_sub(1);
        let lines = lines.iter().enumerate().map(|(index, (line, about))| {
            let comma = if index < last { "," } else { "" };
            format!("  {line}{comma} -- {about}\n")
        });
        let ending = if self.is_numbered() { "" } else { " WITHOUT ROWID" };
        format!("CREATE TABLE \"{name}\" ( -- {doc}\n{}){ending};\n", lines.collect::<String>())
    }

    /// The statements that create the indexes over what it stores.
    pub(super) fn indexes(&self) -> String {
        let Self { relation, name, columns, references, primary, .. } = self;
        let is_own = |column: &str| columns.iter().any(|(_, own)| own.name == column);
        // What is searched by columns of several tables is searched by those of the first.
        let own = relation.indexes.iter().filter_map(|columns| {
            let own: Vec<&str> = columns.iter().copied().take_while(|column| is_own(column)).collect();
            (!own.is_empty()).then_some(own)
        });
        // What is searched by a column of a shared table is found by the references to it.
        let searched = relation.shared.iter().filter(|shared| {
            let first =
                |columns: &&[&str]| columns.first().is_some_and(|first| shared.columns.contains(first));
            references.contains(&shared.name)
                && primary.first() != Some(&shared.name)
                && relation.indexes.iter().any(first)
        });
        let indexes = own.chain(searched.map(|shared| vec![shared.name])).map(|columns| {
            let index = format!("{}_by_{}", relation.name, columns.join("_"));
            format!("CREATE INDEX \"{index}\" ON \"{name}\" ({});\n", quoted(&columns))
        });
        let sought = relation.sought.filter(|(column, _)| is_own(column)).map(|(column, value)| {
            let index = format!("{}_of_{column}_{value}", relation.name);
            format!("CREATE INDEX \"{index}\" ON \"{name}\" (\"{column}\") WHERE \"{column}\" = '{value}';\n")
        });
        indexes.chain(sought).collect()
    }
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
            Kind::Yuan => format!("{holder}.\"{}\", {holder}.\"{name}\"", stored(column)),
            _ => format!("{holder}.\"{name}\""),
        }
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    let joins: String = relation
        .shared
        .iter()
        .map(|shared| format!("\n  JOIN \"{0}\" USING (\"{0}\")", shared.name))
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

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
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
