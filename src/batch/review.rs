//! The review of a run: its documents are read back, their sources found by content, pages pictured, pages written.
//!
//! ```text
//! documents ─→ source by SHA-256 ─→ pictures or lines ─write::review→ files, and one entry of the index each
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use crate::batch::archive::Limits;
use crate::batch::journal::unwritable;
use crate::batch::pictures;
use crate::batch::results::{Stored, load, unread};
use crate::batch::sources::Sources;
use crate::batch::supervise::Contract;
use crate::document::{Document, Source};
use crate::error::{Error, ErrorKind};
use crate::picture::Format;
use crate::read::source_lines;
use crate::write::draft::Draft;
use crate::write::review::{self, Entry, File, Leaf, Print};

/// Where sources are unpacked to, below the output.
const UNPACKED: &str = ".sources";

/// How a review goes about its documents.
#[derive(Debug)]
pub struct Settings {
    /// Where the review is written.
    pub output: PathBuf,
    /// Where sources are looked for beside the paths that the documents state.
    pub source: Option<PathBuf>,
    /// What may picture the pages, and what it may take.
    pub contract: Contract,
}

/// What a review came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents.
    pub documents: usize,
    /// Files that are no documents.
    pub failures: usize,
    /// Pictures of pages.
    pub pictures: usize,
    /// Documents whose source could not be had.
    pub missing: usize,
}

/// Writes the review of these documents; `complain` hears of each file that is none, and of each without its source.
///
/// # Errors
/// Where the sources are not where they are said to be, a file of the review cannot be written, or no process can be
/// started.
pub fn review(
    stored: &[Stored],
    settings: &Settings,
    complain: &(dyn Fn(&str) + Sync),
) -> Result<Summary, Error> {
    if let Some(source) = &settings.source {
        fs::metadata(source).map_err(|error| unread(source, &error))?;
    }
    let setup = &settings.contract.setup;
    let limits = Limits { entry_bytes: setup.memory_bytes, password: setup.options.password.as_deref() };
    let unpacked = settings.output.join(UNPACKED);
    let stated: Vec<Source> = stored.par_iter().filter_map(|one| stated(&one.path)).collect();
    let sources = Sources::find(&stated, settings.source.as_deref(), unpacked, limits)?;
    let reviewed: Result<Vec<Option<Reviewed>>, Error> = stored
        .par_iter()
        .enumerate()
        .map(|(index, stored)| match load(&stored.path) {
            Ok(document) => {
                if sources.of(&document.source).is_none() {
                    complain(&format!("{}: its source {} is not found", stored.name, document.source.path));
                }
                one(&document, index + 1, &sources, settings).map(Some)
            }
            Err(error) => {
                complain(&error.to_string());
                Ok(None)
            }
        })
        .collect();
    let reviewed: Vec<Reviewed> = reviewed?.into_iter().flatten().collect();
    let summary = Summary {
        documents: reviewed.len(),
        failures: stored.len() - reviewed.len(),
        pictures: reviewed.iter().map(|reviewed| reviewed.pictures).sum(),
        missing: reviewed.iter().filter(|reviewed| reviewed.is_missing).count(),
    };
    let entries: Vec<Entry> = reviewed.into_iter().map(|reviewed| reviewed.entry).collect();
    keep(&settings.output, review::assets().into_iter().chain([review::index(&entries)]))?;
    Ok(summary)
}

/// What the document of a file says of its source.
fn stated(path: &Path) -> Option<Source> {
    #[derive(Deserialize)]
    struct Stated {
        source: Source,
    }
    let bytes = fs::read(path).ok()?;
    serde_json::from_slice(&bytes).ok().map(|stated: Stated| stated.source)
}

/// A document whose pages are written.
struct Reviewed {
    entry: Entry,
    pictures: usize,
    is_missing: bool,
}

/// Writes the pages of one document.
fn one(
    document: &Document,
    number: usize,
    sources: &Sources,
    settings: &Settings,
) -> Result<Reviewed, Error> {
    let directory = format!("documents/{number:04}");
    let home = settings.output.join(&directory);
    // Pictures of an earlier review would stay beside those of this one.
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).map_err(|error| unwritable(&home, &error))?;
    let print = match sources.of(&document.source) {
        Some(path) => print(path, document, &home, settings)?,
        None => Print::Missing(
            "its source file is not found; give the directory it lies in with --source".to_owned(),
        ),
    };
    keep(&home, review::files(document, &print))?;
    let pictures = match &print {
        Print::Pages(leaves) => leaves.iter().filter(|leaf| leaf.image.is_some()).count(),
        Print::Lines(_) | Print::Missing(_) => 0,
    };
    let is_missing = matches!(print, Print::Missing(_));
    Ok(Reviewed { entry: Entry::of(document, format!("{directory}/index.html")), pictures, is_missing })
}

/// What is shown at the left: the lines of a text, or pictures, which are written into `home` as they come.
fn print(path: &Path, document: &Document, home: &Path, settings: &Settings) -> Result<Print, Error> {
    if document.source.media_type != "application/pdf" {
        let lines = fs::read(path).ok().and_then(|bytes| source_lines(&bytes));
        return Ok(
            lines.map_or_else(|| Print::Missing("its source is no text any more".to_owned()), Print::Lines)
        );
    }
    let (mut leaves, mut failure) = (Vec::new(), None);
    let started = pictures::pictures(path, &settings.contract, &mut |picture, bytes| {
        let extension = match picture.format {
            Format::Png => "png",
            Format::Svg => "svg",
        };
        let image = format!("{}.{extension}", picture.page);
        failure =
            fs::write(home.join(&image), bytes).err().map(|error| unwritable(&home.join(&image), &error));
        let (width, height, note) = (picture.width, picture.height, picture.note);
        leaves.push(Leaf { width, height, image: Some(image), note });
        failure.is_none()
    });
    started.map_err(|error| {
        let message =
            format!("no process can be started that pictures pages ({error}); check the installation");
        Error::new(ErrorKind::Io, message)
    })?;
    if let Some(failure) = failure {
        return Err(failure);
    }
    Ok(match leaves.is_empty() {
        true => Print::Missing("none of its pages can be pictured".to_owned()),
        false => Print::Pages(leaves),
    })
}

/// Writes files below a directory, each whole or not at all.
fn keep(directory: &Path, files: impl IntoIterator<Item = File>) -> Result<(), Error> {
    for file in files {
        let path = directory.join(&file.path);
        Draft::write(&path, &file.content).map_err(|error| unwritable(&path, &error))?;
    }
    Ok(())
}
