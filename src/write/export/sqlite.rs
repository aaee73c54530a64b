//! An SQLite database with keys, indexes and the documentation of its columns in its schema.
//!
//! SQLite has no decimals: an amount is stored in whole fen (`amount_fen`), which sums exactly, and `amount_yuan` is
//! computed from it.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection};
use rust_decimal::Decimal;

use super::{Export, unwritable};
use crate::error::Error;
use crate::write::draft::Draft;
use crate::write::facts::{Cell, Column, Kind, NUMBER_SCALE, RELATIONS, Relation, rows};
use crate::write::record::Record;

/// The database is private until it is renamed, so that no journal is needed. Documents come in no order that the keys
/// have: with 64 MB of pages at hand few are written twice. The row of a document comes before all that refer to it, so
/// that no reference needs to be looked up.
const BEGIN: &str = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; \
                     PRAGMA foreign_keys = OFF; BEGIN;";
/// The parts of a whole that the decimals of a number count.
const PARTS: i64 = 10_i64.pow(NUMBER_SCALE);
/// Below it every whole number is a binary number, too, and the quotient of two is the nearest one.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// A database that is being filled.
pub(super) struct Sqlite {
    connection: Connection,
    draft: Draft,
    insertions: Vec<(&'static Relation, String)>,
}

impl Sqlite {
    /// Begins a database.
    pub(super) fn begin(path: &Path) -> Result<Self, Error> {
        let draft = Draft::new(path).map_err(|error| unwritable(path, error))?;
        let begun = Connection::open(draft.temporary()).and_then(|connection| {
            connection.execute_batch(BEGIN)?;
            RELATIONS.iter().try_for_each(|relation| connection.execute_batch(&table(relation)))?;
            Ok(connection)
        });
        let connection = begun.map_err(|error| unwritable(path, error))?;
        let insertions = RELATIONS.map(|relation| (relation, insertion(relation))).to_vec();
        Ok(Self { connection, draft, insertions })
    }

    fn insert(&self, document: &Record<'_>) -> rusqlite::Result<()> {
        let insertions = self.insertions.iter().map(|(relation, sql)| {
            let bound = vec![Value::Null; relation.columns.len()];
            Ok(Insertion { relation, statement: self.connection.prepare_cached(sql)?, bound })
        });
        let mut insertions = insertions.collect::<rusqlite::Result<Vec<_>>>()?;
        rows(document, &mut |relation, cells| {
            let of_relation =
                insertions.iter_mut().find(|insertion| std::ptr::eq(insertion.relation, relation));
            of_relation.map_or(Ok(()), |insertion| insertion.insert(cells))
        })
    }
}

/// The insertion of the rows of a document into a relation. What is bound stays bound, and a row has most of its values
/// from the row before: only the others are bound anew.
struct Insertion<'a> {
    relation: &'static Relation,
    statement: CachedStatement<'a>,
    bound: Vec<Value>,
}

impl Insertion<'_> {
    fn insert(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        let cells = self.relation.columns.iter().zip(cells);
        for (place, ((column, cell), bound)) in (1..).zip(cells.zip(&mut self.bound)) {
            let value = value(column.kind, cell);
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
        self.insert(document).map_err(|error| unwritable(self.draft.path(), error))
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        let Self { connection, draft, .. } = *self;
        let path = draft.path().to_owned();
        // Indexes are made of the whole table at once, which takes less time than keeping them up to date.
        let indexes: String = RELATIONS.iter().flat_map(|relation| indexes(relation)).collect();
        let finished = connection
            .execute_batch(&(indexes + "COMMIT;"))
            .and_then(|()| connection.close().map_err(|(_, error)| error));
        finished.map_err(|error| unwritable(&path, error))?;
        draft.publish().map_err(|error| unwritable(&path, error))?;
        Ok(None)
    }
}

fn table(relation: &Relation) -> String {
    let mut sql = format!("CREATE TABLE \"{}\" ( -- {}\n", relation.name, relation.doc);
    for column in relation.columns {
        let stored = stored(column);
        let kind = match column.kind {
            Kind::Text => "TEXT",
            Kind::Integer | Kind::Boolean | Kind::Yuan => "INTEGER",
            Kind::Number => "NUMERIC",
        };
        sql.push_str(&format!("  \"{stored}\" {kind}, -- {}\n", column.doc));
        if column.kind == Kind::Yuan {
            let name = column.name;
            sql.push_str(&format!("  \"{name}\" NUMERIC GENERATED ALWAYS AS (\"{stored}\" / 100.0),\n"));
        }
    }
    if let [reference, _, ..] = relation.key {
        sql.push_str(&format!(
            "  FOREIGN KEY (\"{reference}\") REFERENCES \"documents\" (\"{reference}\"),\n"
        ));
    }
    sql + &format!("  PRIMARY KEY ({})\n);\n", quoted(relation.key))
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

fn insertion(relation: &Relation) -> String {
    let names: Vec<String> = relation.columns.iter().map(stored).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let values = vec!["?"; names.len()].join(", ");
    format!("INSERT INTO \"{}\" ({}) VALUES ({values})", relation.name, quoted(&names))
}

fn indexes(relation: &Relation) -> impl Iterator<Item = String> {
    relation.indexes.iter().map(|columns| {
        let name = format!("{}_by_{}", relation.name, columns.join("_"));
        format!("CREATE INDEX \"{name}\" ON \"{}\" ({});\n", relation.name, quoted(columns))
    })
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
