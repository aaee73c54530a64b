//! The patches of a directory (`--patches DIR`), as the review page saved them and people gathered them.

use std::path::Path;

use walkdir::WalkDir;

use crate::batch::worker::unreadable;
use crate::correct::{PatchFile, Patches, SCHEMA};
use crate::error::{Error, ErrorKind};

/// Every patch in the `.json` files below a directory, in the order of their paths.
///
/// # Errors
/// Where the directory or a file of it cannot be read, or a file holds no patches; the message names it.
pub fn load(directory: &Path) -> Result<Patches, Error> {
    let mut patches = Patches::default();
    for entry in WalkDir::new(directory).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let message = format!("{}: the patches cannot be read ({error})", directory.display());
            Error::new(ErrorKind::Io, message)
        })?;
        let path = entry.path();
        if !entry.file_type().is_file() || path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let about = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let bytes =
            std::fs::read(path).map_err(|error| Error::new(ErrorKind::Io, about(&unreadable(&error))))?;
        let broken = |why: String| {
            let message = format!("it is no file of patches ({why}); save it again from the review page");
            Error::new(ErrorKind::Broken, about(&message))
        };
        let file: PatchFile = serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
        if file.schema != SCHEMA {
            return Err(broken(format!("its schema is {}, not {SCHEMA}", file.schema)));
        }
        patches.extend(file.patches);
    }
    Ok(patches)
}
