//! The patches of a directory (`--patches DIR`), as the review page saved them and people gathered them.

use std::path::Path;

use crate::batch::results::{files, unread};
use crate::correct::{PatchFile, Patches, SCHEMA};
use crate::error::{Error, ErrorKind};

/// Every patch in the `.json` files below a directory, in the order of their paths.
///
/// # Errors
/// Where the directory or a file of it cannot be read, or a file holds no patches; the message names it.
pub fn load(directory: &Path) -> Result<Patches, Error> {
    let mut patches = Patches::default();
    for path in files(directory, "json")? {
        let bytes = std::fs::read(&path).map_err(|error| unread(&path, &error))?;
        let broken = |why: String| {
            let what = format!(
                "it is no file of patches ({why}); correct it, or save it again from the review page"
            );
            Error::new(ErrorKind::Broken, format!("{}: {what}", path.display()))
        };
        let file: PatchFile = serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
        if file.schema != SCHEMA {
            return Err(broken(format!("its schema is {}, not {SCHEMA}", file.schema)));
        }
        patches.extend(file.patches);
    }
    Ok(patches)
}
