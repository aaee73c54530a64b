//! An SQLite database with keys, indexes and the documentation of its columns in its schema.
//!
//! SQLite has no decimals: an amount is stored in whole fen (`amount_fen`), which sums exactly, and `amount_yuan` is
//! computed from it. What rows have in common is stored once (see [`schema`]), and `facts`, `indicators` and `checks` are
//! views with the columns that every format has.

mod schema;
mod shared;

use std::path::Path;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{CachedStatement, Connection};
use rust_decimal::Decimal;

use self::schema::Table;
use self::shared::Numbers;
use super::{Export, unwritable};
use crate::error::Error;
use crate::write::draft::Draft;
use crate::write::facts::{Cell, Kind, NUMBER_SCALE, RELATIONS, Relation, Shared, rows};
use crate::write::record::Record;

/// The database is private until it is renamed, so that no journal is needed. Rows are long, and a page of 16 KB has room
/// for some dozens. With 64 MB of pages at hand few are written twice. The row of a document comes before all that refer
/// to it, so that no reference needs to be looked up.
const BEGIN: &str = "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
                     PRAGMA cache_size = -65536; PRAGMA foreign_keys = OFF; BEGIN;";
/// The parts of a whole that the decimals of a number count.
const PARTS: i64 = 10_i64.pow(NUMBER_SCALE);
/// Below it every whole number is a binary number, too, and the quotient of two is the nearest one.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// A database that is being filled.
pub(super) struct Sqlite {
    connection: Connection,
    draft: Draft,
    stores: [Store; RELATIONS.len()],
    documents: i64,
}

/// Where the rows of a relation go to.
struct Store {
    relation: &'static Relation,
    shared: Vec<SharedStore>,
    own: Prepared,
}

/// Where what rows have in common goes to.
struct SharedStore {
    shared: &'static Shared,
    numbers: Numbers,
    own: Prepared,
}

/// A table and the statement that adds a row to it.
struct Prepared {
    table: Table,
    insertion: String,
}

impl Sqlite {
    /// Begins a database.
    pub(super) fn begin(path: &Path) -> Result<Self, Error> {
        let draft = Draft::new(path).map_err(|error| unwritable(path, error))?;
        let stores = RELATIONS.map(Store::of);
        let definitions: String = stores.iter().map(Store::definition).collect();
        let begun = Connection::open(draft.temporary()).and_then(|connection| {
            connection.execute_batch(BEGIN)?;
            connection.execute_batch(&definitions)?;
            Ok(connection)
        });
        let connection = begun.map_err(|error| unwritable(path, error))?;
        Ok(Self { connection, draft, stores, documents: 0 })
    }

    fn insert(&mut self, document: &Record<'_>) -> rusqlite::Result<()> {
        let Self { connection, stores, documents, .. } = self;
        let insertions = stores.iter_mut().map(|store| Insertions::begin(connection, store, *documents));
        let mut insertions = insertions.collect::<rusqlite::Result<Vec<_>>>()?;
        rows(document, &mut |relation, cells| {
            let of_relation =
                insertions.iter_mut().find(|insertions| std::ptr::eq(insertions.relation, relation));
            of_relation.map_or(Ok(()), |insertions| insertions.insert(cells))
        })
    }
}

impl Export for Sqlite {
    fn add(&mut self, _: &str, document: &Record<'_>) -> Result<(), Error> {
        self.documents += 1;
        self.insert(document).map_err(|error| unwritable(self.draft.path(), error))
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        let Self { connection, draft, stores, .. } = *self;
        let path = draft.path().to_owned();
        // Indexes are made of the whole table at once, which takes less time than keeping them up to date.
        let indexes: String = stores.iter().flat_map(Store::tables).map(|own| own.table.indexes()).collect();
        let finished = connection
            .execute_batch(&(indexes + "COMMIT;"))
            .and_then(|()| connection.close().map_err(|(_, error)| error));
        finished.map_err(|error| unwritable(&path, error))?;
        draft.publish().map_err(|error| unwritable(&path, error))?;
        Ok(None)
    }
}

impl Store {
    fn of(relation: &'static Relation) -> Self {
        let shared = relation.shared.iter().map(|shared| SharedStore {
            shared,
            numbers: Numbers::default(),
            own: Prepared::of(Table::of_shared(relation, shared)),
        });
        Self { relation, shared: shared.collect(), own: Prepared::of(Table::of(relation)) }
    }

    fn tables(&self) -> impl Iterator<Item = &Prepared> {
        self.shared.iter().map(|shared| &shared.own).chain([&self.own])
    }

    fn definition(&self) -> String {
        self.tables().map(|own| own.table.definition()).chain([schema::view(self.relation)]).collect()
    }
}

impl Prepared {
    fn of(table: Table) -> Self {
        let insertion = table.insertion();
        Self { table, insertion }
    }
}

/// The insertions of the rows of a document.
struct Insertions<'a> {
    relation: &'static Relation,
    document: i64,
    shared: Vec<(&'static Shared, &'a mut Numbers, Insertion<'a>)>,
    own: Insertion<'a>,
    /// Whether a row refers to its document itself, not by what it shares.
    of_document: bool,
    references: Vec<i64>,
}

impl<'a> Insertions<'a> {
    fn begin(connection: &'a Connection, store: &'a mut Store, document: i64) -> rusqlite::Result<Self> {
        let Store { relation, shared, own } = store;
        let of_document = !shared.iter().any(|store| store.shared.of_document);
        let shared = shared.iter_mut().map(|store| {
            let SharedStore { shared, numbers, own } = store;
            Ok((*shared, numbers, Insertion::begin(connection, own)?))
        });
        Ok(Self {
            relation,
            document,
            shared: shared.collect::<rusqlite::Result<_>>()?,
            own: Insertion::begin(connection, own)?,
            of_document,
            references: Vec::new(),
        })
    }

    fn insert(&mut self, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        let Self { document, shared, own, of_document, references, .. } = self;
        references.clear();
        references.extend(of_document.then_some(*document));
        for (shared, numbers, insertion) in shared {
            let whose = shared.of_document.then_some(Cell::Integer(*document));
            let places = insertion.table.columns.iter();
            let combination = places.filter_map(|(place, _)| cells.get(*place));
            let (number, new) = numbers.number(whose.iter().chain(combination));
            if new {
                let numbered = [number, *document];
                insertion.insert(&numbered[..1 + usize::from(shared.of_document)], cells)?;
            }
            references.push(number);
        }
        own.insert(references, cells)
    }
}

/// The insertion of rows into a table. What is bound stays bound, and a row has most of its values from the row before:
/// only the others are bound anew.
struct Insertion<'a> {
    table: &'a Table,
    statement: CachedStatement<'a>,
    numbers: Vec<i64>,
    bound: Vec<Value>,
}

impl<'a> Insertion<'a> {
    fn begin(connection: &'a Connection, own: &'a Prepared) -> rusqlite::Result<Self> {
        let Prepared { table, insertion } = own;
        let statement = connection.prepare_cached(insertion)?;
        Ok(Self { table, statement, numbers: Vec::new(), bound: vec![Value::Null; table.columns.len()] })
    }

    fn insert(&mut self, numbers: &[i64], cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        let Self { table, statement, numbers: bound_numbers, bound } = self;
        bound_numbers.resize(numbers.len(), 0);
        for ((place, number), bound) in (1..).zip(numbers).zip(bound_numbers) {
            if number != bound {
                *bound = *number;
                statement.raw_bind_parameter(place, number)?;
            }
        }
        let columns = table.columns.iter().zip(bound);
        for (place, ((index, column), bound)) in (numbers.len() + 1..).zip(columns) {
            let cell = cells.get(*index).unwrap_or(&Cell::Null);
            let value = value(column.kind, cell);
            if value != ValueRef::from(&*bound) {
                match (&mut *bound, cell) {
                    (Value::Text(own), Cell::Text(text)) => text.as_ref().clone_into(own),
                    _ => *bound = value.try_into()?,
                }
                statement.raw_bind_parameter(place, ToSqlOutput::Borrowed(value))?;
            }
        }
        statement.raw_execute().map(drop)
    }
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
