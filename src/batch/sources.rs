//! Where the sources of documents lie. A file, or a file in an archive, is the source of a document if its content is,
//! whatever it is called.
//!
//! ```text
//! 2024.zip/市水务局/预算.pdf ─by SHA-256→ review/.sources/9f2c40…
//! ```
//!
//! The rule: an archive is unpacked once, and only what a document was read from is kept, until the review is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::batch::archive::{self, DEEPEST, Limits};
use crate::batch::journal::unwritable;
use crate::digest;
use crate::document::Source;
use crate::error::Error;

/// The files that documents were read from, by the SHA-256 of their content.
pub(super) struct Sources {
    files: BTreeMap<String, PathBuf>,
    unpacked: PathBuf,
}

impl Sources {
    /// Looks for the sources where their paths lead, from here and from `root`, then everywhere below `root`, then in
    /// the archives of both; what stands in an archive is unpacked into the directory `unpacked`.
    ///
    /// # Errors
    /// Where nothing can be unpacked.
    pub fn find(
        stated: &[Source],
        root: Option<&Path>,
        unpacked: PathBuf,
        limits: Limits,
    ) -> Result<Self, Error> {
        let named = stated.par_iter().map(|source| paths(source, root).find(|path| is(path, source)));
        let named: Vec<Option<PathBuf>> = named.collect();
        let (found, missing): (Vec<_>, Vec<_>) =
            stated.iter().zip(named).partition(|(_, named)| named.is_some());
        let below = if missing.is_empty() { BTreeMap::new() } else { by_size(root) };
        let moved = missing.par_iter().map(|(source, _)| {
            let same_size = below.get(&source.bytes).into_iter().flatten();
            (*source, same_size.into_iter().find(|path| is(path, source)).cloned())
        });
        let (moved, missing): (Vec<_>, Vec<_>) = moved.partition(|(_, moved)| moved.is_some());

        let files = found.into_iter().chain(moved);
        let files = files.filter_map(|(source, path)| Some((source.sha256.clone(), path?))).collect();
        let stated_in = missing.iter().flat_map(|(source, _)| {
            paths(source, root).flat_map(|path| path.ancestors().map(Path::to_owned).collect::<Vec<_>>())
        });
        let archives: BTreeSet<PathBuf> = stated_in.chain(below.into_values().flatten()).collect();
        let wanted = missing.iter().map(|(source, _)| source.sha256.clone()).collect();
        let mut search = Search { found: Self { files, unpacked }, wanted, limits, failure: None };
        search.look_into(&archives);
        search.failure.map_or(Ok(search.found), Err)
    }

    /// The file that a document was read from.
    pub fn of(&self, source: &Source) -> Option<&Path> {
        self.files.get(&source.sha256).map(PathBuf::as_path)
    }
}

impl Drop for Sources {
    fn drop(&mut self) {
        // Where nothing was unpacked there is no such directory.
        let _ = fs::remove_dir_all(&self.unpacked);
    }
}

/// The search in archives for what is nowhere as a file.
struct Search<'a> {
    found: Sources,
    wanted: BTreeSet<String>,
    limits: Limits<'a>,
    failure: Option<Error>,
}

impl Search<'_> {
    fn look_into(&mut self, archives: &BTreeSet<PathBuf>) {
        for path in archives {
            if self.wanted.is_empty() || self.failure.is_some() {
                return;
            }
            if let Ok(Some((kind, file))) = opened(path) {
                let _ = self.unpack(BufReader::new(file), kind, 0);
            }
        }
    }

    fn unpack(&mut self, source: impl Read + Seek, kind: archive::Kind, depth: u8) -> ControlFlow<()> {
        let (limits, mut flow) = (self.limits, ControlFlow::Continue(()));
        // What cannot be unpacked is no source; the document says that it has none.
        let _ = archive::unpack(source, kind, limits, &mut |entry| {
            flow = match entry.content {
                Ok(bytes) => match archive::kind(&bytes).filter(|_| depth < DEEPEST) {
                    Some(kind) => self.unpack(Cursor::new(bytes), kind, depth + 1),
                    None => self.keep(&bytes),
                },
                Err(_) => ControlFlow::Continue(()),
            };
            flow
        });
        flow
    }

    /// Keeps the content where it is wanted; nothing more is read when nothing else is, or when it cannot be kept.
    fn keep(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let sha256 = digest::sha256(bytes);
        if !self.wanted.remove(&sha256) {
            return ControlFlow::Continue(());
        }
        let path = self.found.unpacked.join(&sha256);
        let kept = fs::create_dir_all(&self.found.unpacked).and_then(|()| fs::write(&path, bytes));
        self.failure = kept.err().map(|error| unwritable(&path, &error));
        self.found.files.insert(sha256, path);
        match self.wanted.is_empty() || self.failure.is_some() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

/// An archive and its kind, `None` for any other file.
fn opened(path: &Path) -> io::Result<Option<(archive::Kind, File)>> {
    if !path.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    Ok(archive::kind_of(&mut file)?.map(|kind| (kind, file)))
}

/// Where the path of a source leads, from here and from the root.
fn paths(source: &Source, root: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    let stated = Path::new(&source.path);
    [Some(stated.to_owned()), root.map(|root| root.join(stated))].into_iter().flatten()
}

/// The files below a directory by their size.
fn by_size(root: Option<&Path>) -> BTreeMap<u64, Vec<PathBuf>> {
    let mut by_size: BTreeMap<u64, Vec<PathBuf>> = BTreeMap::new();
    let entries = root.into_iter().flat_map(|root| WalkDir::new(root).follow_links(true).sort_by_file_name());
    for entry in entries.flatten().filter(|entry| entry.file_type().is_file()) {
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        by_size.entry(size).or_default().push(entry.into_path());
    }
    by_size
}

/// Whether a file is this source.
fn is(path: &Path, source: &Source) -> bool {
    let same_size =
        fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == source.bytes);
    let content = || File::open(path).and_then(|mut file| digest::sha256_of(&mut file));
    same_size && content().is_ok_and(|(sha256, _)| sha256 == source.sha256)
}
