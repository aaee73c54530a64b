//! From bytes to the richest object graph that any way of reading finds in them.

use lopdf::{Document, LoadOptions};

use crate::error::{Error, Warning};

use super::file::File;
use super::{Limits, Pages, broken, interpret_pages, password};

/// Reads a file in every way that is needed, and keeps what shows most.
pub(super) fn richest(bytes: &[u8], limits: &Limits) -> Result<(Pages, Vec<Warning>), Error> {
    let document = load(bytes, limits)?;
    let file = File::new(document, limits);
    let pages = interpret_pages(&file, limits);
    Ok((pages, Vec::new()))
}

fn load(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    let options = LoadOptions {
        password: limits.password.clone(),
        max_decompressed_size: Some(limits.stream_bytes),
        ..LoadOptions::default()
    };
    match Document::load_mem_with_options(bytes, options) {
        Ok(document) if document.is_encrypted() && !document.was_encrypted() => Err(password()),
        Ok(document) => Ok(document),
        Err(lopdf::Error::InvalidPassword) => Err(password()),
        Err(_) => Err(broken()),
    }
}
