//! One JSON object a line, its keys the columns.
//!
//! ```text
//! {"document_sha256":"9f2c…","issuer":"云溪市档案局",…,"amount_yuan":4705600.00,…}
//! ```

use std::fs::File;
use std::io;

use super::files::{Lines, Rows, any_byte};
use crate::write::facts::{Cell, Changed, Column, Relation};

/// A file of JSON lines.
pub(super) struct Jsonl {
    lines: Lines,
    /// What stands before the cells of a row: its brace or comma, and the column.
    keys: Vec<String>,
}

impl Rows for Jsonl {
    const ENDING: &'static str = "jsonl";

    fn begin(file: File, relation: &'static Relation, _: bool) -> io::Result<Self> {
        let key = |(index, column): (usize, &Column)| {
            let before = if index == 0 { '{' } else { ',' };
            format!("{before}\"{}\":", column.name)
        };
        let keys = relation.columns.iter().enumerate().map(key).collect();
        Ok(Self { lines: Lines::new(file, ""), keys })
    }

    fn add(&mut self, cells: &[Cell<'_>], changed: Changed) -> io::Result<()> {
        let Self { lines, keys } = self;
        lines.add(cells, changed, "}\n", |place, cell, line| {
            line.extend_from_slice(keys[place].as_bytes());
            match cell {
                Cell::Null => line.extend_from_slice(b"null"),
                Cell::Text(text) => write_text(text, line)?,
                figure => figure.write(line),
            }
            Ok(())
        })
    }

    fn finish(self) -> io::Result<()> {
        self.lines.finish()
    }
}

/// Writes a text in quotes; most have nothing that JSON escapes.
fn write_text(text: &str, line: &mut Vec<u8>) -> io::Result<()> {
    if any_byte(text, |byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        return Ok(serde_json::to_writer(line, text)?);
    }
    line.push(b'"');
    line.extend_from_slice(text.as_bytes());
    line.push(b'"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_written_as_json() {
        for text in ["", "行政运行", "“三公”\t经费", "\"三公\"", "C:\\预算", "\u{1}", "\u{7f}"]
        {
            let mut line = Vec::new();
            write_text(text, &mut line).unwrap();
            assert_eq!(String::from_utf8(line).unwrap(), serde_json::to_string(text).unwrap());
        }
    }
}
