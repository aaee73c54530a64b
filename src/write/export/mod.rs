//! The rows of many documents in a format for analysis. Documents come one at a time and leave again as rows, so that
//! memory does not depend on how many there are.
//!
//! ```text
//! documents ─facts→ rows ─→ facts.parquet, indicators.parquet, documents.parquet, checks.parquet
//! ```
//!
//! The rule: the same documents give the same bytes, an amount is exact in every format, and nobody sees a file
//! before it is whole.

mod csv;
mod duckdb;
mod files;
mod jsonl;
mod parquet;
mod sqlite;
mod xlsx;

use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;

use crate::error::Error;
use crate::write::record::Record;
use crate::write::unwritable;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A directory with a Parquet file for every relation.
    Parquet,
    /// A directory with a CSV file for every relation and the `datapackage.json` that describes them.
    Csv,
    /// A directory with a file for every relation, one JSON object a line.
    Jsonl,
    /// A workbook for every document, with its tables as printed.
    Xlsx,
    /// An SQLite database.
    Sqlite,
    /// A directory with Parquet files and the script that makes a DuckDB database of them.
    Duckdb,
}

const NAMES: [(&str, Format); 6] = [
    ("parquet", Format::Parquet),
    ("csv", Format::Csv),
    ("jsonl", Format::Jsonl),
    ("xlsx", Format::Xlsx),
    ("sqlite", Format::Sqlite),
    ("duckdb", Format::Duckdb),
];

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = NAMES.iter().find(|(name, _)| *name == text).map(|(_, format)| *format);
        found.ok_or_else(|| format!("a format is one of {}", NAMES.map(|(name, _)| name).join(", ")))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

impl Format {
    /// The format that the ending of a path states (`facts.sqlite`), Parquet where it states none.
    pub fn of_path(path: &Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("db" | "sqlite3") => Self::Sqlite,
            ending => ending.and_then(|ending| ending.parse().ok()).unwrap_or(Self::Parquet),
        }
    }

    /// Begins an export to `path`: a file for SQLite, a file or a directory for XLSX, else a directory. `mark` puts
    /// the byte order mark that Excel wants before CSV.
    pub fn begin(self, path: &Path, mark: bool) -> Result<Box<dyn Export>, Error> {
        Ok(match self {
            Self::Parquet => Box::new(files::Files::<parquet::Parquet>::begin(path, mark)?),
            Self::Csv => Box::new(files::Files::<csv::Csv>::begin(path, mark)?),
            Self::Jsonl => Box::new(files::Files::<jsonl::Jsonl>::begin(path, mark)?),
            Self::Xlsx => Box::new(xlsx::Xlsx::begin(path)),
            Self::Sqlite => Box::new(sqlite::Sqlite::begin(path)?),
            Self::Duckdb => Box::new(duckdb::Duckdb::begin(path)?),
        })
    }
}

/// An export under way.
pub trait Export {
    /// Adds the rows of a document; `name` is its path below the directory it was found in.
    ///
    /// # Errors
    /// Of [`ErrorKind::Limit`](crate::error::ErrorKind::Limit) where the format has no room for this document, but for
    /// others; any other error ends the export.
    fn add(&mut self, name: &str, document: &Record<'_>) -> Result<(), Error>;

    /// Puts what was written in its place. The sentence says what a user may want to do next.
    fn finish(self: Box<Self>) -> Result<Option<String>, Error>;
}

/// An error of a library as one of the file that it writes.
fn io_error(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_states_its_format() {
        for (path, format) in [
            ("facts", Format::Parquet),
            ("facts.parquet", Format::Parquet),
            ("a/facts.sqlite", Format::Sqlite),
            ("facts.db", Format::Sqlite),
            ("a.xlsx", Format::Xlsx),
            ("2024.11", Format::Parquet),
        ] {
            assert_eq!(Format::of_path(Path::new(path)), format, "{path}");
        }
    }

    #[test]
    fn a_format_has_one_name() {
        for (name, format) in NAMES {
            assert_eq!((name.parse(), format.to_string().as_str()), (Ok(format), name));
        }
        assert_eq!(
            "xls".parse::<Format>().unwrap_err(),
            "a format is one of parquet, csv, jsonl, xlsx, sqlite, duckdb"
        );
    }
}
