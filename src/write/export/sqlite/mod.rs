//! An SQLite database with keys, indexes and the documentation of its columns in its schema.
//!
//! SQLite has no decimals: an amount is stored in whole fen (`amount_fen`), which sums exactly, and `amount_yuan` is
//! computed from it. What rows have in common is stored once (see [`schema`]), and `facts`, `indicators` and `checks` are
//! views with the columns that every format has.

mod schema;
mod shared;

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
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
/// So many rows are added by one statement: to begin and to end one takes about as long as to add a row.
const MANY: usize = 16;
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
    own: Rows,
    /// What the row under way refers to.
    references: Vec<i64>,
}

/// Where what rows have in common goes to.
struct SharedStore {
    shared: &'static Shared,
    numbers: Numbers,
    own: Rows,
}

/// A table, the statements that add rows to it, and the rows that are not added yet.
struct Rows {
    table: Table,
    many: String,
    one: String,
    /// Their values, row by row, and behind them those of rows before, to be written over.
    values: Vec<Value>,
    /// How many values are of rows that are not added yet.
    length: usize,
}

impl Sqlite {
    /// Begins a database.
    pub(super) fn begin(path: &Path) -> Result<Self, Error> {
        let draft = Draft::new(path).map_err(|error| unwritable(path, error))?;
        let stores = RELATIONS.map(Store::of);
        let definitions: String = stores.iter().map(Store::definition).collect();
        let begun = Connection::open(draft.temporary()).and_then(|connection| {
            connection.execute_batch(BEGIN)?;
            let statements = stores.iter().flat_map(Store::tables).count() * 2;
            connection.set_prepared_statement_cache_capacity(statements);
            connection.execute_batch(&definitions)?;
            Ok(connection)
        });
        let connection = begun.map_err(|error| unwritable(path, error))?;
        Ok(Self { connection, draft, stores, documents: 0 })
    }

    fn insert(&mut self, document: &Record<'_>) -> rusqlite::Result<()> {
        let Self { connection, stores, documents, .. } = self;
        rows(document, &mut |relation, cells| {
            let store = stores.iter_mut().find(|store| std::ptr::eq(store.relation, relation));
            store.map_or(Ok(()), |store| store.insert(connection, *documents, cells))
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
        let finished = stores
            .iter()
            .flat_map(Store::tables)
            .try_for_each(|rows| rows.finish(&connection))
            .and_then(|()| connection.execute_batch(&(indexes + "COMMIT;")))
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
            own: Rows::of(Table::of_shared(relation, shared)),
        });
        let own = Rows::of(Table::of(relation));
        Self { relation, shared: shared.collect(), own, references: Vec::new() }
    }

    fn tables(&self) -> impl Iterator<Item = &Rows> {
        self.shared.iter().map(|shared| &shared.own).chain([&self.own])
    }

    fn definition(&self) -> String {
        self.tables().map(|own| own.table.definition()).chain([schema::view(self.relation)]).collect()
    }
}

impl Store {
    /// Adds a row, after what it is the first to have of what many rows have in common.
    fn insert(&mut self, connection: &Connection, document: i64, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
        let Self { shared, own, references, .. } = self;
        references.clear();
        references.extend(own.table.is_of_document().then_some(document));
        for SharedStore { shared, numbers, own } in shared {
            let whose = shared.of_document.then_some(Cell::Integer(document));
            let combination = own.table.columns.iter().filter_map(|(place, _)| cells.get(*place));
            let (number, new) = numbers.number(whose.iter().chain(combination));
            if new {
                let numbered = [number, document];
                own.insert(connection, &numbered[..1 + usize::from(shared.of_document)], cells)?;
            }
            references.push(number);
        }
        own.insert(connection, references, cells)
    }
}

impl Rows {
    fn of(table: Table) -> Self {
        Self { many: table.insertion(MANY), one: table.insertion(1), table, values: Vec::new(), length: 0 }
    }

    fn insert(
        &mut self,
        connection: &Connection,
        numbers: &[i64],
        cells: &[Cell<'_>],
    ) -> rusqlite::Result<()> {
        let Self { table, many, values, length, .. } = self;
        let own = table.columns.iter().map(|(index, column)| {
            let cell = cells.get(*index).unwrap_or(&Cell::Null);
            value(column.kind, cell)
        });
        for new in numbers.iter().map(|number| ValueRef::Integer(*number)).chain(own) {
            match (values.get_mut(*length), new) {
                (Some(Value::Text(old)), ValueRef::Text(_)) => new.as_str()?.clone_into(old),
                (Some(old), _) => *old = new.try_into()?,
                (None, _) => values.push(new.try_into()?),
            }
            *length += 1;
        }
        if *length < MANY * table.width() {
            return Ok(());
        }
        *length = 0;
        execute(connection, many, values)
    }

    /// Adds the rows that are left.
    fn finish(&self, connection: &Connection) -> rusqlite::Result<()> {
        let left = self.values.get(..self.length).unwrap_or_default();
        left.chunks(self.table.width()).try_for_each(|row| execute(connection, &self.one, row))
    }
}

/// Runs a statement with these values.
fn execute(connection: &Connection, statement: &str, values: &[Value]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(statement)?;
    for (place, value) in (1..).zip(values) {
        statement.raw_bind_parameter(place, ToSqlOutput::Borrowed(value.into()))?;
    }
    statement.raw_execute().map(drop)
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
