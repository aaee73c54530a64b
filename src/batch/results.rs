//! The documents that runs have written, read back one at a time, so that memory does not depend on how many there are.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::UTF_8;
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
    let mut bytes = Vec::new();
    read(path, &mut bytes)?;
    json::from_bytes(text(path, &bytes)?.as_bytes()).map_err(|error| no_document(path, error))
}

/// Reads the bytes of a document into the place of others: to have memory for each takes as long as to read it.
pub fn read(path: &Path, bytes: &mut Vec<u8>) -> Result<(), Error> {
    bytes.clear();
    let unread = |error| Error::new(ErrorKind::Io, format!("{}: {}", path.display(), unreadable(&error)));
    File::open(path).and_then(|mut file| file.read_to_end(bytes)).map(drop).map_err(unread)
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

/// The contents that were met: of documents of the same content, as two runs may have written, only the first counts.
#[derive(Debug, Default)]
pub struct Contents(HashSet<String>);

impl Contents {
    /// Whether a document of this SHA-256 is the first of its content.
    pub fn is_first(&mut self, sha256: &str) -> bool {
        self.0.insert(sha256.to_owned())
    }
}
