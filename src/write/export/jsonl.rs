//! One JSON object a line, its keys the columns.
//!
//! ```text
//! {"document_sha256":"9f2c…","issuer":"云溪市档案局",…,"amount_yuan":4705600.00,…}
//! ```

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::files::{BUFFER_BYTES, Rows};
use crate::write::facts::{Cell, Column, Relation};

/// A file of JSON lines.
pub(super) struct Jsonl {
    file: BufWriter<File>,
    /// What stands before the cells of a row: its brace or comma, and the column.
    keys: Vec<String>,
    /// The line that is being written.
    line: Vec<u8>,
}

impl Rows for Jsonl {
    const ENDING: &'static str = "jsonl";

    fn begin(file: File, relation: &'static Relation, _: bool) -> io::Result<Self> {
        let key = |(index, column): (usize, &Column)| {
            let before = if index == 0 { '{' } else { ',' };
            format!("{before}\"{}\":", column.name)
        };
        let keys = relation.columns.iter().enumerate().map(key).collect();
        Ok(Self { file: BufWriter::with_capacity(BUFFER_BYTES, file), keys, line: Vec::new() })
    }

    fn add(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.line.clear();
        for (key, cell) in self.keys.iter().zip(cells) {
            self.line.extend_from_slice(key.as_bytes());
            match cell {
                Cell::Null => self.line.extend_from_slice(b"null"),
                Cell::Text(text) => serde_json::to_writer(&mut self.line, text)?,
                figure => figure.write(&mut self.line),
            }
        }
        self.line.extend_from_slice(b"}\n");
        self.file.write_all(&self.line)
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }
}
