//! A file that is being written: it has a temporary name beside its place until it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The path of a file and the temporary path that it is written to. Dropped before [`Draft::publish`], it leaves nothing.
pub struct Draft {
    path: PathBuf,
    temporary: PathBuf,
}

impl Draft {
    /// Makes the directory of the path. What an interrupted export left at the temporary path is removed.
    pub fn new(path: &Path) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.partial"));
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        let _ = fs::remove_file(&temporary);
        Ok(Self { path: path.to_owned(), temporary })
    }

    /// Writes a file of this content, whole or not at all.
    pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
        let draft = Self::new(path)?;
        fs::write(draft.temporary(), content)?;
        draft.publish()
    }

    /// The path that the file will have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The path that it is written to.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Creates the file at the temporary path.
    pub fn create(&self) -> io::Result<File> {
        File::create(&self.temporary)
    }

    /// Puts the written file in its place.
    pub fn publish(self) -> io::Result<()> {
        fs::rename(&self.temporary, &self.path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After `publish` there is nothing of this name.
        let _ = fs::remove_file(&self.temporary);
    }
}
