//! The document as JSON: the contract's format, and its schema.
//!
//! ```text
//! {"schema":"yusuan/document/1","source":{"path":"a.txt", …
//! ```

use std::io::{self, Write};

use serde::de::Error as _;

use crate::document::Document;

/// Writes the document as JSON with a line break at its end; `pretty` spreads it over indented lines.
pub fn write(document: &Document, pretty: bool, output: &mut impl Write) -> io::Result<()> {
    if pretty {
        serde_json::to_writer_pretty(&mut *output, document)?;
    } else {
        serde_json::to_writer(&mut *output, document)?;
    }
    output.write_all(b"\n")
}

/// The bytes that [`write()`] writes.
pub fn to_bytes(document: &Document, pretty: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write(document, pretty, &mut bytes).map(|()| bytes)
}

/// Reads a document back.
pub fn from_bytes(json: &[u8]) -> serde_json::Result<Document> {
    // Seen to be UTF-8 as a whole, its texts need not be looked at one by one.
    serde_json::from_str(std::str::from_utf8(json).map_err(serde_json::Error::custom)?)
}

/// The JSON Schema of [`Document`], derived from the types.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Document);
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}
