//! Rows on their way into a table. Most of what an insertion takes it takes once, for one row or for many, so that rows
//! are gathered until they are some dozens.

use std::ops::Range;

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rust_decimal::Decimal;

use super::schema::Table;
use crate::write::facts::{Cell, Kind};

/// So many rows are inserted at once.
const AT_ONCE: usize = 32;
/// Below it every whole number is a binary number, too, and the quotient of two is the nearest one.
const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;

/// A table and its rows that are not inserted yet.
pub(super) struct Rows {
    table: Table,
    /// The statements that insert many rows and one.
    insertions: [String; 2],
    /// The values, row by row.
    values: Vec<Gathered>,
    /// Their texts behind each other.
    texts: Vec<u8>,
}

/// A value as SQLite stores it.
enum Gathered {
    /// What is no text.
    Figure(ValueRef<'static>),
    /// Where the text stands.
    Text(Range<usize>),
}

impl Rows {
    /// A table without rows.
    pub(super) fn of(table: Table) -> Self {
        let insertions = [AT_ONCE, 1].map(|rows| table.insertion(rows));
        Self { table, insertions, values: Vec::new(), texts: Vec::new() }
    }

    /// The table.
    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// Adds a row: its number if it has one, its references and its cells.
    pub(super) fn add(
        &mut self,
        connection: &Connection,
        numbers: &[i64],
        cells: &[Cell<'_>],
    ) -> rusqlite::Result<()> {
        let Self { table, values, texts, .. } = self;
        values.extend(numbers.iter().map(|number| Gathered::Figure(ValueRef::Integer(*number))));
        values.extend(table.columns.iter().map(|(place, column)| match cells.get(*place) {
            Some(Cell::Text(text)) => {
                let start = texts.len();
                texts.extend_from_slice(text.as_bytes());
                Gathered::Text(start..texts.len())
            }
            figure => Gathered::Figure(figure.map_or(ValueRef::Null, |figure| stored(column.kind, figure))),
        }));
        if values.len() < AT_ONCE * table.width() { Ok(()) } else { self.insert(connection) }
    }

    /// Inserts the rows that are gathered.
    pub(super) fn insert(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let Self { table, insertions: [many, one], values, texts } = self;
        let width = table.width();
        let (insertion, count) = if values.len() == AT_ONCE * width { (many, AT_ONCE) } else { (one, 1) };
        let mut statement = connection.prepare_cached(insertion)?;
        for values in values.chunks(count * width) {
            for (place, value) in (1..).zip(values) {
                let value = match value {
                    Gathered::Figure(figure) => *figure,
                    Gathered::Text(place) => ValueRef::Text(texts.get(place.clone()).unwrap_or_default()),
                };
                statement.raw_bind_parameter(place, ToSqlOutput::Borrowed(value))?;
            }
            statement.raw_execute()?;
        }
        values.clear();
        texts.clear();
        Ok(())
    }
}

/// A figure as SQLite stores it.
fn stored(kind: Kind, cell: &Cell<'_>) -> ValueRef<'static> {
    match (kind, cell) {
        (_, Cell::Null | Cell::Text(_)) => ValueRef::Null,
        (_, Cell::Integer(number)) => ValueRef::Integer(*number),
        (_, Cell::Boolean(truth)) => ValueRef::Integer((*truth).into()),
        (Kind::Yuan, Cell::Decimal(yuan)) => {
            yuan.checked_mul(Decimal::ONE_HUNDRED).map_or(ValueRef::Null, numeric)
        }
        (_, Cell::Decimal(number)) => numeric(*number),
    }
}

/// What SQLite makes of the text of a number with all its decimals: a whole number or the nearest binary one.
fn numeric(number: Decimal) -> ValueRef<'static> {
    let whole = 10_u64.checked_pow(number.scale()).and_then(|whole| i64::try_from(whole).ok());
    match (i64::try_from(number.mantissa()), whole) {
        (Ok(parts), Some(whole)) if parts % whole == 0 => ValueRef::Integer(parts / whole),
        (Ok(parts), Some(whole)) if parts.unsigned_abs() <= EXACT && whole.unsigned_abs() <= EXACT => {
            ValueRef::Real(parts as f64 / whole as f64)
        }
        _ => number.to_string().parse().map_or(ValueRef::Null, ValueRef::Real),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::types::Value;

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
            "3703.7",
            "470560",
            "12345671234.5678900000",
            "0.0000000001",
            "99999999999999990000000.00",
            "0.00000000000000000000000001",
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
