//! yusuan (预算) turns published Chinese government budget documents into data people can trust.
//!
//! A document goes through the program in one direction; each stage turns one type into the next:
//!
//! ```text
//! bytes ─read→ blocks ─sections→ captioned grids ─tables→ tables ─check→ document ─write→ files
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

pub mod batch;
pub mod document;
pub mod error;
pub mod geometry;
pub mod page;
mod vocab;
pub mod write;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::error::{Error, ErrorKind};

/// What a caller may choose about one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The password of an encrypted PDF.
    pub password: Option<String>,
    /// The most pages that are read.
    pub pages: u32,
    /// The most bytes that one compressed stream may unpack to.
    pub stream_bytes: u64,
    /// The deepest nesting of objects, forms or markup that is followed.
    pub nesting: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { password: None, pages: 10_000, stream_bytes: 1 << 30, nesting: 200 }
    }
}

/// Reads one document: the stages in order.
pub fn process(name: &str, bytes: &[u8], _options: &Options) -> Result<Document, Error> {
    use crate::document::{DocumentKind, Identity, Issuer, SCHEMA, Source};
    use sha2::{Digest, Sha256};
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the file is empty; fetch it again"));
    }
    if bytes.contains(&0) && !bytes.starts_with(b"%PDF") {
        return Err(Error::new(ErrorKind::Unsupported, "this is no PDF and no text; convert it first"));
    }
    let source = Source {
        path: name.to_owned(),
        sha256: Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect(),
        bytes: bytes.len() as u64,
        media_type: "text/plain".to_owned(),
        reader: "text".to_owned(),
        encoding: Some("UTF-8".to_owned()),
        pages: None,
    };
    let issuer = Issuer { name: None, code: None };
    let document = Identity { title: None, kind: DocumentKind::Unknown, fiscal_year: None, issuer };
    let schema = SCHEMA.to_owned();
    Ok(Document { schema, source, document, tables: vec![], checks: vec![], warnings: vec![] })
}
