//! Documents leave the program here: as JSON files, or as text for a person.

pub mod findings;
pub mod json;
pub mod review;
pub mod show;

use std::fs;
use std::io;
use std::path::Path;

/// Writes a file so that nobody ever sees half of it: the content goes to `temporary` (on the same file system)
/// and is renamed to `path`, whose directories are made.
pub fn replace(path: &Path, temporary: &Path, content: &[u8]) -> io::Result<()> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
        fs::write(temporary, content)?;
        fs::rename(temporary, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(temporary);
    }
    written
}
