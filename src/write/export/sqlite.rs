//! An SQLite database with keys, indexes and the documentation of its columns in its schema.
//!
//! SQLite has no decimals: an amount is stored in whole fen (`amount_fen`), which sums exactly, and `amount_yuan` is
//! computed from it. What every row has from its document stands once, with the document:
//!
//! ```text
//! documents (document, document_sha256, issuer, …)   stored_facts (document, table_id, …, amount_fen, …)
//!                                       ╰─ facts: a view with the columns that every format has ─╯
//! ```

use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection};
use rust_decimal::Decimal;

use super::{Export, unwritable};
use crate::error::Error;
use crate::write::draft::Draft;
use crate::write::facts::{Cell, Column, DOCUMENTS, Kind, NUMBER_SCALE, RELATIONS, Relation, rows};
use crate::write::record::Record;

/// The database is private until it is renamed, so that no journal is needed. Rows are long, and a page of 16 KB has room
/// for some dozens. With 64 MB of pages at hand few are written twice. The row of a document comes before all that refer
/// to it, so that no reference needs to be looked up.
const BEGIN: &str = "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
                     PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF; BEGIN;";
/// The column that numbers the documents, in the order in which they are added.
const DOCUMENT: &str = "document";
/// The parts of a whole that the decimals of a number count.
const PARTS: i64 = 10_i64.pow(NUMBER_SCALE);
/// Below it every whole number is a binary number, too, and the quotient of two is the nearest one.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// A database that is being filled.
pub(super) struct Sqlite {
    connection: Connection,
    draft: Draft,
    tables: [Table; RELATIONS.len()],
    documents: u32,
}

impl Sqlite {
    /// Begins a database.
    pub(super) fn begin(path: &Path) -> Result<Self, Error> {
        let draft = Draft::new(path).map_err(|error| unwritable(path, error))?;
        let tables = RELATIONS.map(Table::of);
        let begun = Connection::open(draft.temporary()).and_then(|connection| {
            connection.execute_batch(BEGIN)?;
            tables.iter().try_for_each(|table| connection.execute_batch(&table.definition()))?;
            Ok(connection)
        });
        let connection = begun.map_err(|error| unwritable(path, error))?;
        Ok(Self { connection, draft, tables, documents: 0 })
    }

    fn insert(&self, document: &Record<'_>) -> rusqlite::Result<()> {
        let insertions = self.tables.iter().map(|table| {
            let mut statement = self.connection.prepare_cached(&table.insertion)?;
            statement.raw_bind_parameter(1, self.documents)?;
            Ok(Insertion { table, statement, bound: vec![Value::Null; table.columns.len()] })
        });
        let mut insertions = insertions.collect::<rusqlite::Result<Vec<_>>>()?;
        rows(document, &mut |relation, cells| {
            let of_relation =
                insertions.iter_mut().find(|insertion| std::ptr::eq(insertion.table.relation, relation));
            of_relation.map_or(Ok(()), |insertion| insertion.insert(cells))
        })
    }
}

/// The insertion of the rows of a document into a table. What is bound stays bound, and a row has most of its values
/// from the row before: only the others are bound anew.
struct Insertion<'a> {
    table: &'a Table,
    statement: CachedStatement<'a>,
    bound: Vec<Value>,
}

impl Insertion<'_> {
    fn insert(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        let columns = self.table.columns.iter().zip(&mut self.bound);
        for (place, ((index, column), bound)) in (2..).zip(columns) {
            let value = cells.get(*index).map_or(ValueRef::Null, |cell| value(column.kind, cell));
            if value != ValueRef::from(&*bound) {
                *bound = value.try_into()?;
                self.statement.raw_bind_parameter(place, ToSqlOutput::Borrowed(value))?;
            }
        }
        self.statement.raw_execute().map(drop)
    }
}

impl Export for Sqlite {
    fn add(&mut self, _: &str, document: &Record<'_>) -> Result<(), Error> {
        self.documents += 1;
        self.insert(document).map_err(|error| unwritable(self.draft.path(), error))
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        let Self { connection, draft, tables, .. } = *self;
        let path = draft.path().to_owned();
        // Indexes are made of the whole table at once, which takes less time than keeping them up to date.
        let indexes: String = tables.iter().map(Table::indexes).collect();
        let finished = connection
            .execute_batch(&(indexes + "COMMIT;"))
            .and_then(|()| connection.close().map_err(|(_, error)| error));
        finished.map_err(|error| unwritable(&path, error))?;
        draft.publish().map_err(|error| unwritable(&path, error))?;
        Ok(None)
    }
}

/// Where the rows of a relation are stored: in a table of its name for the documents, else in one of its own that leaves
/// out what they have from their document, behind a view that has it all.
struct Table {
    relation: &'static Relation,
    name: String,
    /// What is stored, with its place in the relation.
    columns: Vec<(usize, &'static Column)>,
    /// The statement that adds a row to a document.
    insertion: String,
}

impl Table {
    fn of(relation: &'static Relation) -> Self {
        let name = if is_documents(relation) {
            relation.name.to_owned()
        } else {
            format!("stored_{}", relation.name)
        };
        let columns = relation.columns.iter().enumerate();
        let columns: Vec<_> = columns.filter(|(_, column)| !is_of_document(relation, column)).collect();
        let names: Vec<String> = columns.iter().map(|(_, column)| stored(column)).collect();
        let names: Vec<&str> = [DOCUMENT].into_iter().chain(names.iter().map(String::as_str)).collect();
        let values = vec!["?"; names.len()].join(", ");
        let insertion = format!("INSERT INTO \"{name}\" ({}) VALUES ({values})", quoted(&names));
        Self { relation, name, columns, insertion }
    }

    /// The statements that create it, and the view where it has one.
    fn definition(&self) -> String {
        let Self { relation, name, columns, .. } = self;
        let mut sql = format!("CREATE TABLE \"{name}\" ( -- {}\n  \"{DOCUMENT}\" INTEGER", relation.doc);
        sql.push_str(if is_documents(relation) { " PRIMARY KEY,\n" } else { ",\n" });
        for (_, column) in columns {
            let kind = match column.kind {
                Kind::Text => "TEXT",
                Kind::Integer | Kind::Boolean | Kind::Yuan => "INTEGER",
                Kind::Number => "NUMERIC",
            };
            let stored = stored(column);
            sql.push_str(&format!("  \"{stored}\" {kind}, -- {}\n", column.doc));
            if column.kind == Kind::Yuan {
                let name = column.name;
                sql.push_str(&format!("  \"{name}\" NUMERIC GENERATED ALWAYS AS (\"{stored}\" / 100.0),\n"));
            }
        }
        if is_documents(relation) {
            return sql + &format!("  UNIQUE ({})\n);\n", quoted(relation.key));
        }
        let key: Vec<&str> = [DOCUMENT].into_iter().chain(relation.key.iter().skip(1).copied()).collect();
        sql.push_str(&format!("  FOREIGN KEY (\"{DOCUMENT}\") REFERENCES \"{}\",\n", DOCUMENTS.name));
        sql + &format!("  PRIMARY KEY ({})\n);\n{}", quoted(&key), self.view())
    }

    /// The statement that creates a view with all columns of the relation.
    fn view(&self) -> String {
        let Self { relation, name, .. } = self;
        let columns = relation.columns.iter().map(|column| match column.kind {
            _ if is_of_document(relation, column) => format!("of.\"{}\"", column.name),
            Kind::Yuan => format!("own.\"{}\", own.\"{}\"", stored(column), column.name),
            _ => format!("own.\"{}\"", column.name),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        format!(
            "CREATE VIEW \"{}\" AS SELECT {columns}\n  FROM \"{name}\" AS own JOIN \"{}\" AS of USING (\"{DOCUMENT}\");\n",
            relation.name, DOCUMENTS.name
        )
    }

    /// The statements that create the indexes over what is stored: documents have one over the rest.
    fn indexes(&self) -> String {
        let Self { relation, name, columns, .. } = self;
        let is_stored = |name: &&str| columns.iter().any(|(_, column)| column.name == *name);
        let indexes = relation.indexes.iter().filter(|columns| columns.iter().all(is_stored));
        let indexes = indexes.map(|columns| {
            let index = format!("{}_by_{}", relation.name, columns.join("_"));
            format!("CREATE INDEX \"{index}\" ON \"{name}\" ({});\n", quoted(columns))
        });
        let sought = relation.sought.map(|(column, value)| {
            let index = format!("{}_of_{column}_{value}", relation.name);
            format!("CREATE INDEX \"{index}\" ON \"{name}\" (\"{column}\") WHERE \"{column}\" = '{value}';\n")
        });
        indexes.chain(sought).collect()
    }
}

fn is_documents(relation: &Relation) -> bool {
    *relation == DOCUMENTS
}

/// Whether the rows of a relation have a column from their document.
fn is_of_document(relation: &Relation, column: &Column) -> bool {
    let same = |other: &Column| (other.name, other.kind) == (column.name, column.kind);
    !is_documents(relation) && DOCUMENTS.columns.iter().any(same)
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

/// A cell as SQLite stores it. What is too large for fen in 64 bits (92 quadrillion yuan) is no amount of a budget.
fn value<'a>(kind: Kind, cell: &'a Cell<'_>) -> ValueRef<'a> {
    match (kind, cell) {
        (_, Cell::Null) => ValueRef::Null,
        (_, Cell::Text(text)) => ValueRef::Text(text.as_bytes()),
        (_, Cell::Integer(number)) => ValueRef::Integer(*number),
        (_, Cell::Boolean(truth)) => ValueRef::Integer((*truth).into()),
        (Kind::Yuan, Cell::Decimal(fen)) => {
            i64::try_from(fen.mantissa()).map_or(ValueRef::Null, ValueRef::Integer)
        }
        (_, Cell::Decimal(number)) => numeric(*number),
    }
}

/// What SQLite makes of the text of a number with all its decimals: a whole number or the nearest binary one.
fn numeric<'a>(number: Decimal) -> ValueRef<'a> {
    match i64::try_from(number.mantissa()) {
        Ok(parts) if parts % PARTS == 0 => ValueRef::Integer(parts / PARTS),
        Ok(parts) if parts.unsigned_abs() <= EXACT => ValueRef::Real(parts as f64 / PARTS as f64),
        _ => number.to_string().parse().map_or(ValueRef::Null, ValueRef::Real),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_has_from_its_document_is_stored_once() {
        let left_out = RELATIONS.map(|relation| {
            let columns = relation.columns.iter().filter(|column| is_of_document(relation, column));
            columns.map(|column| column.name).collect::<Vec<_>>()
        });
        let shared = ["document_sha256", "issuer", "fiscal_year", "document_kind"];
        assert_eq!(left_out, [&[][..], &shared, &shared, &shared[..1]]);
    }

    #[test]
    fn a_number_is_what_sqlite_makes_of_its_text() {
        let database = Connection::open_in_memory().unwrap();
        database.execute_batch("CREATE TABLE t (number NUMERIC)").unwrap();
        for text in [
            "0.000000",
            "-0.000000",
            "12.000000",
            "-3.500000",
            "0.100000",
            "207172.810000",
            "-0.000001",
            "9007199254.740991",
            "9007199254.740993",
            "12345678901234.560000",
            "79228162514264337593543.950335",
        ] {
            database.execute("DELETE FROM t", []).unwrap();
            database.execute("INSERT INTO t VALUES (?)", [text]).unwrap();
            let stored = |row: &rusqlite::Row<'_>| row.get::<_, Value>(0);
            let expected = database.query_row("SELECT number FROM t", [], stored).unwrap();
            let number: Decimal = text.parse().unwrap();
            assert_eq!(numeric(number), ValueRef::from(&expected), "{text}");
        }
    }
}
