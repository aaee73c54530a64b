//! Documents leave the program here: as JSON files, as text for a person, as rows for a database.

pub mod draft;
#[cfg(feature = "export")]
pub mod export;
pub mod facts;
pub mod findings;
pub mod json;
#[cfg_attr(not(feature = "export"), expect(dead_code, reason = "some of it stands in workbooks alone"))]
pub mod record;
pub mod review;
pub mod show;

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};

/// Why something cannot be written, in the words of a user: the message names it.
pub fn unwritable(path: &Path, error: impl fmt::Display) -> Error {
    let message = format!("{} cannot be written ({error}); check the path and the disk", path.display());
    Error::new(ErrorKind::Io, message)
}

/// Gives a file that is written its place, whose directories are made, so that nobody ever sees half of it. Both paths
/// are on the same file system; where it fails the file is gone.
pub fn publish(temporary: &Path, path: &Path) -> io::Result<()> {
    let published =
        path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(temporary, path));
    if published.is_err() {
        let _ = fs::remove_file(temporary);
    }
    published
}
