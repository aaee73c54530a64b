//! Formats that have one file for every relation, all in one directory.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Export, unwritable};
use crate::error::Error;
use crate::write::draft::Draft;
use crate::write::facts::{Cell, Changed, RELATIONS, Relation, rows};
use crate::write::record::Record;

/// What a file gathers before it writes: rows are short, and a call of the system for a few of them takes longer than
/// they do.
pub(super) const BUFFER_BYTES: usize = 1 << 17;

/// A file of lines, and those of them that are not written yet.
pub(super) struct Lines {
    file: File,
    bytes: Vec<u8>,
    /// The last line, and where its cells begin.
    line: Vec<u8>,
    starts: Vec<usize>,
}

impl Lines {
    /// A file that begins with a text.
    pub(super) fn new(file: File, begin: &str) -> Self {
        let mut bytes = Vec::with_capacity(BUFFER_BYTES);
        bytes.extend_from_slice(begin.as_bytes());
        Self { file, bytes, line: Vec::new(), starts: Vec::new() }
    }

    /// Adds a row: `write` writes a cell at its place, with the marks before it. Up to the first cell that changed the
    /// line is as the one before.
    pub(super) fn add(
        &mut self,
        cells: &[Cell<'_>],
        changed: Changed,
        end: &str,
        mut write: impl FnMut(usize, &Cell<'_>, &mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<()> {
        let Self { bytes, line, starts, .. } = self;
        let same = changed.places().next().unwrap_or(cells.len()).min(starts.len());
        line.truncate(starts.get(same).copied().unwrap_or(line.len()));
        starts.truncate(same);
        for (place, cell) in cells.iter().enumerate().skip(same) {
            starts.push(line.len());
            write(place, cell, line)?;
        }
        bytes.extend_from_slice(line);
        bytes.extend_from_slice(end.as_bytes());
        if bytes.len() < BUFFER_BYTES { Ok(()) } else { self.write() }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.file.write_all(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

/// Whether any byte of a text is such a one. Without a way out of the loop the compiler looks at many at once, and most
/// texts have none.
pub(super) fn any_byte(text: &str, such: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(false, |found, byte| found | such(byte))
}

/// A file of the rows of one relation.
pub(super) trait Rows: Sized {
    /// How the names of its files end.
    const ENDING: &'static str;

    /// Begins the file; `mark` asks for a byte order mark where the format can have one.
    fn begin(file: File, relation: &'static Relation, mark: bool) -> io::Result<Self>;

    /// Adds a row of which these cells changed since the one before.
    fn add(&mut self, cells: &[Cell<'_>], changed: Changed) -> io::Result<()>;

    /// Writes what is left.
    fn finish(self) -> io::Result<()>;

    /// The name and content of a file that describes the others.
    fn description() -> Option<(&'static str, String)> {
        None
    }
}

/// The files of all relations.
pub(super) struct Files<R> {
    directory: PathBuf,
    open: Vec<(&'static Relation, Draft, R)>,
}

impl<R: Rows> Files<R> {
    /// Begins the files in a directory.
    pub(super) fn begin(directory: &Path, mark: bool) -> Result<Self, Error> {
        let mut open = Vec::new();
        for relation in RELATIONS {
            let path = directory.join(format!("{}.{}", relation.name, R::ENDING));
            let begun = Draft::new(&path).and_then(|draft| {
                let file = R::begin(draft.create()?, relation, mark)?;
                Ok((relation, draft, file))
            });
            open.push(begun.map_err(|error| unwritable(&path, error))?);
        }
        Ok(Self { directory: directory.to_owned(), open })
    }
}

impl<R: Rows> Export for Files<R> {
    fn add(&mut self, _: &str, document: &Record<'_>) -> Result<(), Error> {
        rows(document, &mut |relation, cells, changed| {
            let of_relation = self.open.iter_mut().find(|(other, ..)| std::ptr::eq(*other, relation));
            of_relation.map_or(Ok(()), |(_, draft, file)| {
                file.add(cells, changed).map_err(|error| unwritable(draft.path(), error))
            })
        })
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        let mut drafts = Vec::new();
        for (_, draft, file) in self.open {
            file.finish().map_err(|error| unwritable(draft.path(), error))?;
            drafts.push(draft);
        }
        if let Some((name, content)) = R::description() {
            let path = self.directory.join(name);
            let written = Draft::new(&path).and_then(|draft| {
                draft.create()?.write_all(content.as_bytes())?;
                Ok(draft)
            });
            drafts.push(written.map_err(|error| unwritable(&path, error))?);
        }
        for draft in drafts {
            let path = draft.path().to_owned();
            draft.publish().map_err(|error| unwritable(&path, error))?;
        }
        Ok(None)
    }
}
