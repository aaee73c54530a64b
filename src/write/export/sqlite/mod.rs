//! An SQLite database with keys, indexes and the documentation of its columns in its schema.
//!
//! SQLite has no decimals: an amount is stored in fen (`amount_fen`), whole but for the few with more decimals, so that
//! it sums exactly, and `amount_yuan` is computed from it. What rows have in common is stored once (see [`schema`]), and `facts`, `indicators` and `checks` are
//! views with the columns that every format has.

mod rows;
mod schema;
mod shared;

use std::path::Path;

use rusqlite::Connection;

use self::rows::Rows;
use self::schema::Table;
use self::shared::Numbers;
use super::{Export, unwritable};
use crate::error::Error;
use crate::write::draft::Draft;
use crate::write::facts::{Cell, Changed, RELATIONS, Relation, Shared, rows};
use crate::write::record::Record;

/// The database is private until it is renamed, so that no journal is needed. Rows are long, and a page of 16 KB has room
/// for some dozens. Rows come in the order in which they are stored, so that 8 MB of pages are enough for few to be
/// written twice, and memory is asked for less often than with more. The row of a document comes before all that refer to
/// it, so that no reference needs to be looked up.
const BEGIN: &str = "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
                     PRAGMA cache_size = -8192; PRAGMA foreign_keys = OFF; BEGIN;";
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
    /// What a row refers to: its document, unless what it shares leads to it, and what it shares.
    references: Vec<i64>,
}

/// Where what rows have in common goes to.
struct SharedStore {
    shared: &'static Shared,
    numbers: Numbers,
    own: Rows,
    /// What makes another combination when it changes.
    columns: Changed,
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

    /// Inserts what is left and makes the indexes. They are made of the whole table at once, which takes less time than
    /// keeping them up to date.
    fn end(&mut self) -> rusqlite::Result<()> {
        let Self { connection, stores, .. } = self;
        for rows in stores.iter_mut().flat_map(Store::rows) {
            rows.insert(connection)?;
            connection.execute_batch(&rows.table().indexes())?;
        }
        connection.execute_batch("COMMIT;")
    }
}

impl Export for Sqlite {
    fn add(&mut self, _: &str, document: &Record<'_>) -> Result<(), Error> {
        self.documents += 1;
        let Self { connection, draft, stores, documents } = self;
        let added = rows(document, &mut |relation, cells, changed| {
            let of_relation = stores.iter_mut().find(|store| std::ptr::eq(store.relation, relation));
            of_relation.map_or(Ok(()), |store| store.add(connection, *documents, cells, changed))
        });
        added.map_err(|error| unwritable(draft.path(), error))
    }

    fn finish(mut self: Box<Self>) -> Result<Option<String>, Error> {
        let ended = self.end();
        let Self { connection, draft, .. } = *self;
        let path = draft.path().to_owned();
        let finished = ended.and_then(|()| connection.close().map_err(|(_, error)| error));
        finished.map_err(|error| unwritable(&path, error))?;
        draft.publish().map_err(|error| unwritable(&path, error))?;
        Ok(None)
    }
}

impl Store {
    fn of(relation: &'static Relation) -> Self {
        let of_document = !relation.shared.iter().any(|shared| shared.of_document);
        let shared = relation.shared.iter().map(|shared| {
            let table = Table::of_shared(relation, shared);
            let columns = Changed::at(table.columns.iter().map(|(place, _)| *place));
            SharedStore { shared, numbers: Numbers::default(), own: Rows::of(table), columns }
        });
        Self {
            relation,
            shared: shared.collect(),
            own: Rows::of(Table::of(relation)),
            references: vec![0; usize::from(of_document) + relation.shared.len()],
        }
    }

    fn rows(&mut self) -> impl Iterator<Item = &mut Rows> {
        self.shared.iter_mut().map(|shared| &mut shared.own).chain([&mut self.own])
    }

    fn definition(&self) -> String {
        let tables = self.shared.iter().map(|shared| &shared.own).chain([&self.own]);
        tables.map(|rows| rows.table().definition()).chain([schema::view(self.relation)]).collect()
    }

    fn add(
        &mut self,
        connection: &Connection,
        document: i64,
        cells: &[Cell<'_>],
        changed: Changed,
    ) -> rusqlite::Result<()> {
        let Self { shared, own, references, .. } = self;
        let to_document = references.len() - shared.len();
        references[..to_document].fill(document);
        for (reference, shared) in references.iter_mut().skip(to_document).zip(shared) {
            if changed.meets(shared.columns) {
                *reference = shared.number(connection, document, cells)?;
            }
        }
        own.add(connection, references, cells)
    }
}

impl SharedStore {
    /// The number of what this row has in common with others, which is added where it is new.
    fn number(
        &mut self,
        connection: &Connection,
        document: i64,
        cells: &[Cell<'_>],
    ) -> rusqlite::Result<i64> {
        let Self { shared, numbers, own, .. } = self;
        let whose = shared.of_document.then_some(Cell::Integer(document));
        let combination = own.table().columns.iter().filter_map(|(place, _)| cells.get(*place));
        let (number, new) = numbers.number(whose.iter().chain(combination));
        if new {
            let numbered = [number, document];
            own.add(connection, &numbered[..1 + usize::from(shared.of_document)], cells)?;
        }
        Ok(number)
    }
}
