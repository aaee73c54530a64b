//! DuckDB: Parquet files, the script that loads them into a database, and the database where `duckdb` is installed.
//!
//! DuckDB reads Parquet as fast as its own files, so the program does not carry DuckDB's sources with it; the script
//! adds what Parquet has no place for, the keys and the documentation.

use std::io::{ErrorKind as Io, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::files::Files;
use super::parquet::Parquet;
use super::{Export, unwritable};
use crate::error::{Error, ErrorKind};
use crate::write::draft::Draft;
use crate::write::facts::{Kind, RELATIONS, Relation, SCALE};
use crate::write::record::Record;

/// The script, and the database that it makes.
const SCRIPT: &str = "load.sql";
const DATABASE: &str = "yusuan.duckdb";

/// The Parquet files, and the directory that the script goes to.
pub(super) struct Duckdb {
    directory: PathBuf,
    files: Files<Parquet>,
}

impl Duckdb {
    /// Begins the files in a directory.
    pub(super) fn begin(directory: &Path) -> Result<Self, Error> {
        Ok(Self { directory: directory.to_owned(), files: Files::begin(directory, false)? })
    }
}

impl Export for Duckdb {
    fn add(&mut self, name: &str, document: &Record<'_>) -> Result<(), Error> {
        self.files.add(name, document)
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        let Self { directory, files } = *self;
        Box::new(files).finish()?;
        let path = directory.join(SCRIPT);
        let script: String = RELATIONS.iter().map(|relation| load(relation)).collect();
        Draft::write(&path, script.as_bytes()).map_err(|error| unwritable(&path, error))?;
        make_database(&directory, &script)
    }
}

/// Runs the script with `duckdb`; the sentence says what to do where there is none.
fn make_database(directory: &Path, script: &str) -> Result<Option<String>, Error> {
    let path = directory.join(DATABASE);
    let draft = Draft::new(&path).map_err(|error| unwritable(&path, error))?;
    let name = draft.temporary().file_name().unwrap_or_default();
    let program = Command::new("duckdb")
        .arg("-bail")
        .arg(name)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let mut program = match program {
        Ok(program) => program,
        Err(error) if error.kind() == Io::NotFound => {
            return Ok(Some(format!(
                "{0} holds Parquet files and {SCRIPT}; duckdb is not installed here, so to make the database run \
                 `cd {0} && duckdb {DATABASE} < {SCRIPT}`",
                directory.display()
            )));
        }
        Err(error) => return Err(unwritable(&path, error)),
    };
    let fed = program.stdin.take().map_or(Ok(()), |mut input| input.write_all(script.as_bytes()));
    let output = program.wait_with_output().map_err(|error| unwritable(&path, error))?;
    if let (false, _) | (_, Err(_)) = (output.status.success(), &fed) {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or("it ended early");
        let message = format!("duckdb could not make {} ({said}); run its {SCRIPT} by hand", path.display());
        return Err(Error::new(ErrorKind::Io, message));
    }
    draft.publish().map_err(|error| unwritable(&path, error))?;
    Ok(None)
}

/// The statements that make a table of a Parquet file beside the script.
fn load(relation: &Relation) -> String {
    let columns = relation.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Text => "VARCHAR".to_owned(),
            Kind::Integer => "BIGINT".to_owned(),
            Kind::Boolean => "BOOLEAN".to_owned(),
            Kind::Yuan | Kind::Number => format!("DECIMAL(38, {SCALE})"),
        };
        format!("  \"{}\" {kind},\n", column.name)
    });
    let key = relation.key.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let name = relation.name;
    let mut sql = format!("CREATE OR REPLACE TABLE \"{name}\" (\n{}", columns.collect::<String>());
    sql.push_str(&format!("  PRIMARY KEY ({key})\n);\n"));
    sql.push_str(&format!("INSERT INTO \"{name}\" SELECT * FROM read_parquet('{name}.parquet');\n"));
    sql.push_str(&format!("COMMENT ON TABLE \"{name}\" IS {};\n", literal(relation.doc)));
    for column in relation.columns {
        sql.push_str(&format!(
            "COMMENT ON COLUMN \"{name}\".\"{}\" IS {};\n",
            column.name,
            literal(column.doc)
        ));
    }
    sql
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
