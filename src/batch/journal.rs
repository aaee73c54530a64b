//! The manifest of an output directory: one line per input as it finishes, so that a run can be killed at any
//! moment and go on where it was.
//!
//! ```text
//! {"path":"2024/a.pdf","sha256":"9f…","bytes":73120,"status":"done","output":"a.pdf.json","counts":{…},…}
//! ```
//!
//! The rule: the last line of an output wins, a document is written before its line, and a line that was cut short
//! does not count. So what a killed run loses is at most work. Manifests of shards are merged by concatenation.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::batch::worker::Counts;
use crate::correct::Patches;
use crate::error::{Error, ErrorKind};

/// What the manifest is called.
pub const NAME: &str = "manifest.jsonl";

/// What became of one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The path as the user gave it; in an archive, the entry's path behind the archive's.
    pub path: String,
    /// SHA-256 of the content, `null` where it could not be read.
    pub sha256: Option<String>,
    /// The size of the content.
    pub bytes: u64,
    /// How it ended.
    pub status: Status,
    /// Why there is no document.
    pub error: Option<Error>,
    /// The document, below the output directory.
    pub output: Option<String>,
    /// The input of the same content whose document stands for this one, too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub same_as: Option<String>,
    /// What was found.
    pub counts: Option<Counts>,
    /// How long it took.
    pub seconds: f64,
    /// The limits that it was held to.
    pub limits: String,
    /// What made the document.
    #[serde(flatten)]
    pub maker: Maker,
}

/// How an input ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Its document is written.
    Done,
    /// There is no document.
    Failed,
    /// Its content was extracted under another path.
    Skipped,
}

/// All that the bytes of a document depend on besides its content and its path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maker {
    /// The version of the program.
    pub version: String,
    /// What tells builds of one version apart.
    pub build: String,
    /// What tells vocabularies apart.
    pub vocabulary: String,
    /// What tells options apart that change documents.
    pub options: String,
}

/// What a run has in common with an earlier one whose work it keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What makes the documents.
    pub maker: Maker,
    /// The limits that documents are held to.
    pub limits: String,
    /// What people corrected.
    pub patches: Patches,
    /// What is done again all the same.
    pub redo: Redo,
}

impl Terms {
    /// What makes the document of this content: its patches are options of its own.
    pub fn maker_of(&self, sha256: Option<&str>) -> Maker {
        let mut maker = self.maker.clone();
        if let Some(mark) = sha256.and_then(|sha256| self.patches.mark(sha256)) {
            maker.options.push_str(&format!("+{mark}"));
        }
        maker
    }
}

/// Which inputs of an earlier run are done again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Redo {
    /// Everything.
    pub all: bool,
    /// What failed.
    pub failed: bool,
}

/// What to do with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is extracted.
    Extract,
    /// Its document stands since an earlier run.
    Done,
    /// It failed in an earlier run and would again.
    FailedBefore(Error),
    /// Its content failed in an earlier run under another path, and would again.
    Fails(Error),
    /// The same content is extracted, or was, under another path.
    Same {
        /// That path.
        path: String,
        /// Its output.
        output: String,
        /// Whether the manifest says so already.
        recorded: bool,
        /// Whether it is extracted in this run, so that it may fail yet.
        awaited: bool,
    },
}

/// What is known of contents: from the manifest, and from this run so far.
#[derive(Debug, Default)]
pub struct Known {
    by_content: HashMap<String, Outcome>,
    by_output: HashMap<String, String>,
    skipped: HashSet<(String, String)>,
    failed: Failed,
}

/// The paths of which the last line says that they failed on these terms: with which content, where it could be read, and
/// why.
pub type Failed = HashMap<String, (Option<String>, Error)>;

#[derive(Debug, Clone)]
struct Outcome {
    path: String,
    output: String,
    /// Why it failed in an earlier run.
    error: Option<Error>,
    /// Whether it was met in this run.
    current: bool,
}

impl Known {
    /// Decides what to do with a content, and remembers that it was met.
    pub fn decide(&mut self, path: &str, output: &str, sha256: &str, redo: Redo) -> Decision {
        if let Some(known) = self.by_content.get(sha256) {
            if known.path != path && known.output != output && (known.current || known.error.is_none()) {
                let recorded = self.skipped.contains(&(path.to_owned(), sha256.to_owned()));
                let Outcome { path, output, current: awaited, .. } = known.clone();
                return Decision::Same { path, output, recorded, awaited };
            }
            match &known.error {
                Some(error) if !redo.failed => {
                    let before = self.failed.get(path).and_then(|(content, _)| content.as_deref());
                    let decision =
                        if before == Some(sha256) { Decision::FailedBefore } else { Decision::Fails };
                    return decision(error.clone());
                }
                None if known.path == path && known.output == output && !known.current => {
                    return Decision::Done;
                }
                _ => {}
            }
        }
        self.remember(path, output, sha256, None, true);
        Decision::Extract
    }

    /// The path whose document an output holds, where that is another one.
    pub fn owner(&self, path: &str, output: &str) -> Option<&str> {
        let owner = self.by_content.get(self.by_output.get(output)?)?;
        (owner.path != path && owner.error.is_none()).then_some(&owner.path)
    }

    /// The failures that the manifest has already.
    pub fn failed(&self) -> &Failed {
        &self.failed
    }

    fn remember(&mut self, path: &str, output: &str, sha256: &str, error: Option<Error>, current: bool) {
        let before = self.by_output.insert(output.to_owned(), sha256.to_owned());
        if let Some(before) = before.filter(|before| before != sha256) {
            // The output of that content is overwritten.
            self.by_content.remove(&before);
        }
        let outcome = Outcome { path: path.to_owned(), output: output.to_owned(), error, current };
        self.by_content.insert(sha256.to_owned(), outcome);
    }

    /// Takes in a line of the manifest.
    fn learn(&mut self, entry: Entry, directory: &Path, terms: &Terms) {
        self.failed.remove(&entry.path);
        let is_current = entry.maker == terms.maker_of(entry.sha256.as_deref());
        if let Some(error) = entry.error.as_ref().filter(|_| is_current && entry.limits == terms.limits) {
            self.failed.insert(entry.path.clone(), (entry.sha256.clone(), error.clone()));
        }
        let (Some(sha256), Some(output)) = (entry.sha256, entry.output) else { return };
        if !is_current || terms.redo.all {
            if entry.status == Status::Done
                && let Some(before) = self.by_output.remove(&output)
            {
                // What this run would make was there, and has been overwritten.
                self.by_content.remove(&before);
            }
            return;
        }
        let changed = match entry.error.as_ref().map(Error::kind) {
            Some(ErrorKind::Io | ErrorKind::Password) => true,
            Some(ErrorKind::Limit) => entry.limits != terms.limits,
            _ => false,
        };
        match entry.status {
            Status::Done if directory.join(&output).is_file() => {
                self.remember(&entry.path, &output, &sha256, None, false);
            }
            Status::Failed if !changed => self.remember(&entry.path, &output, &sha256, entry.error, false),
            Status::Done | Status::Failed => {}
            Status::Skipped => {
                self.skipped.insert((entry.path, sha256));
            }
        }
    }
}

/// The manifest, open at its end. No other run can have it open.
#[derive(Debug)]
pub struct Manifest {
    file: File,
    path: PathBuf,
}

impl Manifest {
    /// Opens the manifest of a directory, made if missing, and reads what it knows.
    pub fn open(directory: &Path, terms: &Terms) -> Result<(Self, Known), Error> {
        let path = directory.join(NAME);
        let failed = |error: io::Error| unwritable(&path, &error);
        std::fs::create_dir_all(directory).map_err(|error| unwritable(directory, &error))?;
        let open = OpenOptions::new().read(true).append(true).create(true).open(&path);
        let mut file = open.map_err(failed)?;
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            let message = format!(
                "another run is writing to {}; wait for it or choose another directory with -o",
                directory.display()
            );
            return Err(Error::new(ErrorKind::Io, message));
        }
        let mut known = Known::default();
        let mut lines = BufReader::new(&mut file);
        let (mut line, mut whole) = (Vec::new(), 0);
        while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            if line.ends_with(b"\n") {
                whole += line.len() as u64;
                if let Ok(entry) = serde_json::from_slice(&line) {
                    known.learn(entry, directory, terms);
                }
            }
            line.clear();
        }
        file.set_len(whole).and_then(|()| file.seek(SeekFrom::End(0))).map_err(failed)?;
        Ok((Self { file, path }, known))
    }

    /// Adds a line.
    pub fn append(&mut self, entry: &Entry) -> Result<(), Error> {
        let line = serde_json::to_vec(entry).map_err(io::Error::other).and_then(|mut line| {
            line.push(b'\n');
            self.file.write_all(&line)
        });
        line.map_err(|error| unwritable(&self.path, &error))
    }
}

/// Why something cannot be written, in the words of a user.
pub fn unwritable(path: &Path, error: &io::Error) -> Error {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "what was done stays, free some space and run the same command again"
        }
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::NotFound
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::AlreadyExists
        | io::ErrorKind::NotADirectory => "choose another directory with -o",
        _ => "what was done stays, check the disk and run the same command again",
    };
    Error::new(ErrorKind::Io, format!("{} cannot be written ({error}); {advice}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Redo = Redo { all: false, failed: false };

    fn done(known: &mut Known, path: &str, sha256: &str) {
        known.remember(path, &format!("{path}.json"), sha256, None, false);
    }

    fn decide(known: &mut Known, path: &str, sha256: &str) -> Decision {
        known.decide(path, &format!("{path}.json"), sha256, NOTHING)
    }

    #[test]
    fn what_is_done_is_not_done_again() {
        let mut known = Known::default();
        assert_eq!(decide(&mut known, "a", "1"), Decision::Extract);
        done(&mut known, "b", "2");
        assert_eq!(decide(&mut known, "b", "2"), Decision::Done);
        assert_eq!(decide(&mut known, "b", "3"), Decision::Extract, "its content changed");
    }

    #[test]
    fn the_same_content_is_extracted_once() {
        let mut known = Known::default();
        done(&mut known, "a", "1");
        let same = |recorded| {
            let (path, output) = ("a".to_owned(), "a.json".to_owned());
            Decision::Same { path, output, recorded, awaited: false }
        };
        assert_eq!(decide(&mut known, "b", "1"), same(false));
        known.skipped.insert(("b".to_owned(), "1".to_owned()));
        assert_eq!(decide(&mut known, "b", "1"), same(true));
    }

    #[test]
    fn a_content_whose_output_is_overwritten_is_not_known_any_more() {
        let mut known = Known::default();
        done(&mut known, "a", "1");
        assert_eq!(decide(&mut known, "a", "2"), Decision::Extract);
        assert_eq!(decide(&mut known, "b", "1"), Decision::Extract);
    }

    #[test]
    fn what_failed_is_done_again_only_on_demand() {
        let mut known = Known::default();
        let error = Error::new(ErrorKind::Broken, "broken");
        known.remember("a", "a.json", "1", Some(error.clone()), false);
        known.failed.insert("a".to_owned(), (Some("1".to_owned()), error.clone()));
        assert_eq!(decide(&mut known, "a", "1"), Decision::FailedBefore(error.clone()));
        assert_eq!(decide(&mut known, "b", "1"), Decision::Fails(error));
        assert_eq!(known.owner("b", "a.json"), None, "what failed has no document");
        assert_eq!(known.decide("a", "a.json", "1", Redo { all: false, failed: true }), Decision::Extract);
    }
}
