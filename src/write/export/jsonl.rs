//! One JSON object a line, its keys the columns.
//!
//! ```text
//! {"document_sha256":"9f2c…","issuer":"云溪市档案局",…,"amount_yuan":4705600.00,…}
//! ```

use std::fs::File;
use std::io::{self, BufWriter, Write};

use serde::ser::{SerializeMap, Serializer};

use super::files::Rows;
use crate::write::facts::{Cell, Relation};

/// A file of JSON lines.
pub(super) struct Jsonl {
    file: BufWriter<File>,
    relation: &'static Relation,
}

impl Rows for Jsonl {
    const ENDING: &'static str = "jsonl";

    fn begin(file: BufWriter<File>, relation: &'static Relation, _: bool) -> io::Result<Self> {
        Ok(Self { file, relation })
    }

    fn add(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let mut serializer = serde_json::Serializer::new(&mut self.file);
        let mut object = serializer.serialize_map(Some(cells.len()))?;
        for (column, cell) in self.relation.columns.iter().zip(cells) {
            object.serialize_entry(column.name, cell)?;
        }
        object.end()?;
        self.file.write_all(b"\n")
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }
}
