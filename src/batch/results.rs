//! The documents that runs have written, read back one at a time, so that memory does not depend on how many there are.
//!
//! The rule: what a user names and is no document, or holds none, is said, and never read as nothing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::UTF_8;
use walkdir::WalkDir;

use crate::batch::journal;
use crate::batch::worker::unreadable;
use crate::document::{Document, SCHEMA};
use crate::error::{Error, ErrorKind};
use crate::write::json;

/// What an export to CSV writes beside its files, which is no document.
const DESCRIPTION: &str = "datapackage.json";

/// The documents below a directory, by their path in it; a run that made none has written its manifest.
///
/// # Errors
/// Where there is no such directory, or no run has written to it; the message names it.
pub fn documents(directory: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let about = |what: &str| Error::new(ErrorKind::Unsupported, format!("{}: {what}", directory.display()));
    let metadata = fs::metadata(directory).map_err(|error| unread(directory, &error))?;
    if !metadata.is_dir() {
        return Err(about("it is no directory; name that of a run"));
    }
    let mut found = BTreeSet::new();
    for path in files(directory, "json")? {
        if path.file_name().is_none_or(|name| name != DESCRIPTION) {
            found.insert(path.strip_prefix(directory).unwrap_or(&path).to_owned());
        }
    }
    if found.is_empty() && !directory.join(journal::NAME).is_file() {
        return Err(about("it holds no documents; run `yusuan extract` first and name its output directory"));
    }
    Ok(found)
}

/// The files of this ending below a path, in the order of their paths; a link to a directory that holds it leads nowhere.
///
/// # Errors
/// Where something below the path cannot be read; the message names it.
pub(super) fn files(root: &Path, ending: &str) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.into_path();
                found.extend(Some(path).filter(|path| path.extension().is_some_and(|own| own == ending)));
            }
            Ok(_) => {}
            Err(error) => {
                if let Some(failure) = error.io_error() {
                    return Err(unread(error.path().unwrap_or(root), failure));
                }
            }
        }
    }
    Ok(found)
}

/// Reads a document back.
///
/// # Errors
/// Where a file cannot be read or is no document of this version's format; the message names it.
pub fn load(path: &Path) -> Result<Document, Error> {
    let mut bytes = Vec::new();
    read(path, &mut bytes)?;
    let document: Document =
        json::from_bytes(text(path, &bytes)?.as_bytes()).map_err(|error| no_document(path, error))?;
    match document.schema == SCHEMA {
        true => Ok(document),
        false => Err(no_document(path, format!("its schema is {}, not {SCHEMA}", document.schema))),
    }
}

/// Reads the bytes of a document into the place of others: to have memory for each takes as long as to read it.
pub fn read(path: &Path, bytes: &mut Vec<u8>) -> Result<(), Error> {
    bytes.clear();
    let read = File::open(path).and_then(|mut file| file.read_to_end(bytes));
    read.map(drop).map_err(|error| unread(path, &error))
}

/// Why a file that is none of a run's inputs cannot be read: the message names it.
pub(super) fn unread(path: &Path, error: &io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("{}: {}", path.display(), unreadable(error)))
}

/// The JSON that the bytes of a document are. The decoder looks at many bytes at once, which the standard library does not.
pub fn text<'a>(path: &Path, bytes: &'a [u8]) -> Result<Cow<'a, str>, Error> {
    let text = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
    text.ok_or_else(|| no_document(path, "it is not in UTF-8"))
}

/// Why a file is no document that yusuan has written.
pub fn no_document(path: &Path, error: impl fmt::Display) -> Error {
    let message = format!("{} is no document of yusuan ({error}); name output directories", path.display());
    Error::new(ErrorKind::Unsupported, message)
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
///
/// # Errors
/// Where one of them is not there, or a directory holds no documents; the message names it.
pub fn stored(arguments: &[PathBuf]) -> Result<Vec<Stored>, Error> {
    let mut found = BTreeMap::new();
    for argument in arguments {
        if fs::metadata(argument).map_err(|error| unread(argument, &error))?.is_dir() {
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

/// The contents that were met: of documents of the same content, as two runs may have written, only the first counts.
#[derive(Debug, Default)]
pub struct Contents(HashSet<String>);

impl Contents {
    /// Whether a document of this SHA-256 is the first of its content.
    pub fn is_first(&mut self, sha256: &str) -> bool {
        self.0.insert(sha256.to_owned())
    }
}
