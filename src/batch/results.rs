//! The documents that runs have written, read back one at a time, so that memory does not depend on how many there are.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use walkdir::WalkDir;

use crate::batch::worker::unreadable;
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::write::json;

/// What an export to CSV writes beside its files, which is no document.
const DESCRIPTION: &str = "datapackage.json";

/// The documents below a directory, by their path in it.
pub fn documents(directory: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let failed = |error: walkdir::Error| {
        let message = format!("{} cannot be read ({error}); check the path", directory.display());
        Error::new(ErrorKind::Io, message)
    };
    let mut found = BTreeSet::new();
    for entry in WalkDir::new(directory) {
        let entry = entry.map_err(failed)?;
        if entry.file_type().is_file()
            && entry.path().extension().is_some_and(|extension| extension == "json")
            && entry.file_name() != DESCRIPTION
        {
            found.insert(entry.path().strip_prefix(directory).unwrap_or(entry.path()).to_owned());
        }
    }
    Ok(found)
}

/// Reads a document back.
pub fn load(path: &Path) -> Result<Document, Error> {
    load_with(path, &mut Vec::new())
}

/// Reads a document back through a buffer.
fn load_with(path: &Path, bytes: &mut Vec<u8>) -> Result<Document, Error> {
    bytes.clear();
    File::open(path)
        .and_then(|mut file| file.read_to_end(bytes))
        .map_err(|error| Error::new(ErrorKind::Io, format!("{}: {}", path.display(), unreadable(&error))))?;
    json::from_bytes(bytes).map_err(|error| {
        let message =
            format!("{} is no document of yusuan ({error}); name output directories", path.display());
        Error::new(ErrorKind::Unsupported, message)
    })
}

/// A document of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its path below the directory that was named, its file name where the file itself was.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// The documents of these files and directories, sorted by path, none twice.
pub fn stored(arguments: &[PathBuf]) -> Result<Vec<Stored>, Error> {
    let mut found = BTreeMap::new();
    for argument in arguments {
        if argument.is_dir() {
            for name in documents(argument)? {
                found.entry(argument.join(&name)).or_insert(name);
            }
        } else {
            found.insert(argument.clone(), argument.file_name().map(PathBuf::from).unwrap_or_default());
        }
    }
    let named = |(path, name): (PathBuf, PathBuf)| Stored { name: name.to_string_lossy().into_owned(), path };
    Ok(found.into_iter().map(named).collect())
}

/// So many documents are read ahead of the one that is reported.
const AHEAD: usize = 4;

/// Reads the documents in order and hands each to `report`, while the next ones are read; of documents of the same
/// content only the first.
pub fn each(stored: &[Stored], report: &mut dyn FnMut(&Stored, Result<Document, Error>)) {
    let (sender, receiver) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut bytes = Vec::new();
            // Nobody receives any more where `report` has panicked.
            stored.iter().all(|one| sender.send((one, load_with(&one.path, &mut bytes))).is_ok())
        });
        let mut seen = HashSet::new();
        for (one, read) in receiver {
            match read {
                Ok(document) if !seen.insert(document.source.sha256.clone()) => {}
                read => report(one, read),
            }
        }
    });
}
