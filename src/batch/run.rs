//! A run: inputs are handed to worker processes, their documents written, and every input is accounted for.
//!
//! ```text
//! feeder ─→ supervisors (one thread and one worker process each) ─→ the caller: manifest, report
//! ```
//!
//! The rule: the documents a run writes are the same for any number of jobs, and for a run that was interrupted
//! and went on.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::thread;
use std::time::Instant;

use crate::batch::archive::Limits;
use crate::batch::feed::{Feeder, Task};
use crate::batch::journal::{Entry, Failed, Known, Maker, Manifest, Redo, Status, Terms, unwritable};
use crate::batch::plan::{Filter, Input};
use crate::batch::supervise::{Contract, Fault, Sink, Supervisor};
use crate::batch::worker::Counts;
use crate::digest;
use crate::error::{Error, ErrorKind};
use crate::write;

/// How a run goes about its inputs.
#[derive(Debug)]
pub struct Settings {
    /// How many documents are extracted at a time.
    pub jobs: usize,
    /// What workers are and what they may take.
    pub contract: Contract,
    /// Where documents go.
    pub target: Target,
    /// Which entries of archives are read.
    pub filter: Filter,
    /// Which contents belong to this run, `None` for all.
    pub shard: Option<Shard>,
    /// Which inputs of an earlier run are done again.
    pub redo: Redo,
}

/// Where documents go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To files below a directory, with a manifest.
    Directory {
        /// The directory.
        path: PathBuf,
        /// What tells this build of the program from others of its version.
        build: String,
    },
    /// To the caller, in the order of the inputs.
    Caller,
}

/// One of the parts into which contents are split by their hash, so that machines can share an archive: `1/4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// Whether a content of this hash belongs to the shard.
    pub fn holds(self, sha256: &str) -> bool {
        let head = sha256.get(..16).and_then(|head| u64::from_str_radix(head, 16).ok());
        head.unwrap_or(0) % self.of == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts =
            text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            _ => Err("a shard is i/n with i from 1 to n, such as 2/4".to_owned()),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// What a run tells its caller.
#[derive(Debug)]
pub enum Message {
    /// An input is done with. The number is its place in the order of the run.
    Finished(usize, Finished),
    /// So many more inputs were found in an archive.
    Found(usize),
    /// An input belongs to another shard.
    Elsewhere,
    /// Something a user should know: one sentence.
    Note(String),
    /// The run ends: nothing can be written or started.
    Fatal(Error),
}

/// One input, done with.
#[derive(Debug)]
pub struct Finished {
    /// Its path as the user gave it.
    pub path: String,
    /// Its output, below the output directory.
    pub output: String,
    /// The hash of its content, where it could be read.
    pub sha256: Option<String>,
    /// The size of its content.
    pub bytes: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// The document as JSON, where documents go to the caller.
    pub document: Vec<u8>,
    /// How long it took.
    pub seconds: f64,
}

/// How an input ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A document was made.
    Done(Counts),
    /// There is no document.
    Failed(Error),
    /// Its document stands since an earlier run.
    DoneBefore,
    /// It failed in an earlier run and would again.
    FailedBefore(Error),
    /// The document of another input of the same content stands for it.
    Same {
        /// The path of that input.
        path: String,
        /// Its output.
        output: String,
        /// Whether the manifest says so already.
        recorded: bool,
        /// Whether that input is extracted in this run: if it fails, so does this one.
        awaited: bool,
    },
}

/// The directory for files that are being written, below the output directory.
const PARTIAL: &str = ".partial";

/// Extracts every input and calls `report` with what happens, until all is done or `stop` is set: then the documents
/// under way are finished. `Err` says why the run could not go on.
pub fn run(
    inputs: &[Input],
    settings: &Settings,
    stop: &AtomicBool,
    report: &mut dyn FnMut(Message),
) -> Result<(), Error> {
    let (mut journal, known) = Journal::open(settings)?;
    let (tasks, queue) = sync_channel(settings.jobs.max(1));
    let (results, messages) = channel();
    let queue = Mutex::new(queue);
    let outcome = thread::scope(|scope| {
        let feeder = Feeder {
            known,
            redo: settings.redo,
            shard: settings.shard,
            filter: &settings.filter,
            limits: Limits {
                entry_bytes: settings.contract.setup.memory_bytes,
                password: settings.contract.setup.options.password.as_deref(),
            },
            stop,
            tasks,
            results: results.clone(),
            number: 0,
        };
        scope.spawn(move || feeder.feed(inputs));
        for job in 0..settings.jobs.max(1) {
            let (results, queue) = (results.clone(), &queue);
            scope.spawn(move || supervise(job, queue, settings, stop, &results));
        }
        drop(results);
        let outcome = collect(messages, &mut journal, report);
        // Where the run ends early, the feeder waits for room in the queue until the queue is gone.
        drop(queue.lock().map(|mut queue| std::mem::replace(&mut *queue, channel().1)));
        outcome
    });
    journal.close();
    outcome
}

/// Extracts and writes documents until there are no more.
fn supervise(
    job: usize,
    queue: &Mutex<Receiver<Task>>,
    settings: &Settings,
    stop: &AtomicBool,
    results: &Sender<Message>,
) {
    let mut supervisor = Supervisor::new(settings.contract.clone());
    while let Some(task) = queue.lock().ok().and_then(|queue| queue.recv().ok()) {
        if stop.load(Ordering::Relaxed) {
            continue;
        }
        let number = task.number;
        let sent = match finish(job, task, &mut supervisor, settings) {
            Ok(finished) => results.send(Message::Finished(number, finished)).is_ok(),
            Err(error) => {
                let _ = results.send(Message::Fatal(error));
                false
            }
        };
        if !sent {
            return;
        }
    }
}

fn finish(
    job: usize,
    task: Task,
    supervisor: &mut Supervisor,
    settings: &Settings,
) -> Result<Finished, Error> {
    let start = Instant::now();
    let place = match &settings.target {
        Target::Directory { path, .. } => {
            Some((path.join(PARTIAL).join(format!("{}-{job}", std::process::id())), path.join(&task.output)))
        }
        Target::Caller => None,
    };
    let mut sink =
        place.as_ref().map_or(Sink::Memory(Vec::new()), |(temporary, _)| Sink::File(temporary.clone()));
    let cannot_write = |error: io::Error| match &place {
        Some((_, path)) => unwritable(path, &error),
        None => Error::new(ErrorKind::Io, error.to_string()),
    };
    let response = supervisor.extract(&task.path, &task.content, &mut sink).map_err(|fault| match fault {
        Fault::Start(error) => {
            let message = format!("no worker process can be started ({error}); check the installation");
            Error::new(ErrorKind::Io, message)
        }
        Fault::Keep(error) => cannot_write(error),
    })?;
    if let (Some((temporary, path)), true) = (&place, response.result.is_ok()) {
        write::publish(temporary, path).map_err(cannot_write)?;
    }
    let document = if let Sink::Memory(document) = sink { document } else { Vec::new() };
    let Task { path, output, sha256, bytes, .. } = task;
    let outcome = response.result.map_or_else(Outcome::Failed, Outcome::Done);
    // A file that changed since it was hashed is what the worker read of it.
    let sha256 = Some(response.sha256.unwrap_or(sha256));
    Ok(Finished { path, output, sha256, bytes, outcome, document, seconds: start.elapsed().as_secs_f64() })
}

/// Records and reports what happens, in the order of the inputs where the caller gets the documents.
fn collect(
    messages: Receiver<Message>,
    journal: &mut Journal,
    report: &mut dyn FnMut(Message),
) -> Result<(), Error> {
    let (mut twins, mut waiting, mut next) = (Twins::default(), BTreeMap::new(), 0);
    for message in messages {
        match message {
            Message::Fatal(error) => return Err(error),
            Message::Finished(number, finished) => {
                for (number, finished) in twins.settle(number, finished) {
                    if journal.record(&finished)? {
                        let note = journal.leftover(&finished);
                        report(Message::Finished(number, finished));
                        note.map(Message::Note).into_iter().for_each(&mut *report);
                        continue;
                    }
                    waiting.insert(number, finished);
                    while let Some(finished) = waiting.remove(&next) {
                        report(Message::Finished(next, finished));
                        next += 1;
                    }
                }
            }
            other => report(other),
        }
    }
    // Of a run that was stopped, what stands behind a gap.
    waiting.into_iter().for_each(|(number, finished)| report(Message::Finished(number, finished)));
    Ok(())
}

/// Inputs of one content, of which the first is extracted: the others have its document, or fail as it did.
#[derive(Default)]
struct Twins {
    /// How extractions of this run ended, by their output.
    ended: HashMap<String, Option<Error>>,
    /// Those whose first has not ended yet, by its output.
    pending: HashMap<String, Vec<(usize, Finished)>>,
}

impl Twins {
    /// The inputs that are done with now that this one is.
    fn settle(&mut self, number: usize, mut finished: Finished) -> Vec<(usize, Finished)> {
        let error = match &finished.outcome {
            Outcome::Done(_) => None,
            Outcome::Failed(error) => Some(error.clone()),
            Outcome::Same { output, awaited: true, .. } => {
                match self.ended.get(output) {
                    None => {
                        self.pending.entry(output.clone()).or_default().push((number, finished));
                        return Vec::new();
                    }
                    Some(None) => {}
                    Some(Some(error)) => finished.outcome = Outcome::Failed(error.clone()),
                }
                return vec![(number, finished)];
            }
            _ => return vec![(number, finished)],
        };
        let mut twins = self.pending.remove(&finished.output).unwrap_or_default();
        if let Some(error) = &error {
            twins.iter_mut().for_each(|(_, twin)| twin.outcome = Outcome::Failed(error.clone()));
        }
        self.ended.insert(finished.output.clone(), error);
        [(number, finished)].into_iter().chain(twins).collect()
    }
}

/// What a run keeps in its output directory: the manifest, and the files that are being written.
enum Journal {
    Directory { manifest: Manifest, terms: Box<Terms>, failed: Failed, partial: PathBuf },
    Nothing,
}

impl Journal {
    fn open(settings: &Settings) -> Result<(Self, Known), Error> {
        let Target::Directory { path: directory, build } = &settings.target else {
            return Ok((Self::Nothing, Known::default()));
        };
        let terms = Box::new(terms(settings, build));
        let (manifest, known) = Manifest::open(directory, &terms)?;
        let partial = directory.join(PARTIAL);
        remove(&partial);
        std::fs::create_dir_all(&partial).map_err(|error| unwritable(&partial, &error))?;
        let failed = known.failed().clone();
        Ok((Self::Directory { manifest, terms, failed, partial }, known))
    }

    /// Adds a line for an input, where there is something new to say; `false` where nothing is kept.
    fn record(&mut self, finished: &Finished) -> Result<bool, Error> {
        let Self::Directory { manifest, terms, failed, .. } = self else { return Ok(false) };
        let (status, error, counts, same) = match &finished.outcome {
            Outcome::Done(counts) => (Status::Done, None, Some(*counts), None),
            Outcome::Failed(error) => {
                let says = (finished.sha256.clone(), error.clone());
                if failed.get(&finished.path) == Some(&says) {
                    return Ok(true);
                }
                (Status::Failed, Some(says.1), None, None)
            }
            Outcome::Same { path, output, recorded: false, .. } => {
                (Status::Skipped, None, None, Some((path, output)))
            }
            Outcome::Same { .. } | Outcome::DoneBefore | Outcome::FailedBefore(_) => return Ok(true),
        };
        let (same_as, output) =
            same.map_or((None, &finished.output), |(path, output)| (Some(path.clone()), output));
        let entry = Entry {
            path: finished.path.clone(),
            sha256: finished.sha256.clone(),
            bytes: finished.bytes,
            status,
            error,
            output: Some(output.clone()),
            same_as,
            counts,
            seconds: (finished.seconds * 1000.0).round() / 1000.0,
            limits: terms.limits.clone(),
            maker: terms.maker_of(finished.sha256.as_deref()),
        };
        manifest.append(&entry).map(|()| true)
    }

    /// What to say where an input failed of which an earlier run has made a document.
    fn leftover(&self, finished: &Finished) -> Option<String> {
        let Self::Directory { partial, .. } = self else { return None };
        let Finished { path, output, outcome: Outcome::Failed(_) | Outcome::FailedBefore(_), .. } = finished
        else {
            return None;
        };
        let is_there = partial.with_file_name(output).is_file();
        is_there.then(|| {
            format!("{path}: {output} is of an earlier run, and stays; remove it if it is not wanted")
        })
    }

    fn close(self) {
        if let Self::Directory { partial, .. } = self {
            remove(&partial);
        }
    }
}

fn remove(partial: &Path) {
    // What cannot be removed is overwritten or removed by the next run.
    let _ = std::fs::remove_dir_all(partial);
}

fn terms(settings: &Settings, build: &str) -> Terms {
    let setup = &settings.contract.setup;
    let options = &setup.options;
    let shaping = format!("{} {} {} {}", setup.pretty, options.pages, options.stream_bytes, options.nesting);
    let maker = Maker {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        build: build.to_owned(),
        vocabulary: options.vocabulary.fingerprint(),
        options: digest::mark(shaping),
    };
    let limits = format!("{} s, {} MB", settings.contract.time.as_secs(), setup.memory_bytes >> 20);
    Terms { maker, limits, patches: options.patches.clone(), redo: settings.redo }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_content_belongs_to_exactly_one_shard() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"].map(|text| text.parse().unwrap()).to_vec();
        for content in 0..100_u32 {
            let hash = digest::sha256(&content.to_le_bytes());
            assert_eq!(shards.iter().filter(|shard| shard.holds(&hash)).count(), 1);
        }
        for wrong in ["", "1", "0/2", "3/2", "1/0", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
