//! The document as JSON: the contract's format, and its schema.
//!
//! ```text
//! {"schema":"yusuan/document/1","source":{"path":"a.txt", …
//! ```

use crate::document::Document;
use crate::error::{Error, ErrorKind};

/// The document as JSON with a line break at its end; `pretty` spreads it over indented lines.
pub fn to_bytes(document: &Document, pretty: bool) -> Result<Vec<u8>, Error> {
    let written = if pretty { serde_json::to_vec_pretty(document) } else { serde_json::to_vec(document) };
    let mut bytes = written.map_err(|error| {
        let message =
            format!("the document cannot be written as JSON ({error}); please report it with this file");
        Error::new(ErrorKind::Internal, message)
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a document back.
pub fn from_bytes(json: &[u8]) -> serde_json::Result<Document> {
    serde_json::from_slice(json)
}

/// The JSON Schema of [`Document`], derived from the types.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Document);
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}
