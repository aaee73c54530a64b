//! A run: inputs are handed to worker processes, their documents written, and every input is accounted for.
//!
//! ```text
//! feeder ─→ supervisors (one thread and one worker process each) ─→ the caller, one Finished per input
//! ```
//!
//! The rule: the files a run writes are the same for any number of jobs.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use crate::batch::plan::{Input, Origin};
use crate::batch::supervise::{Content, Contract, Supervisor};
use crate::batch::worker::{Counts, unreadable};
use crate::error::{Error, ErrorKind};
use crate::write;

/// How a run goes about its inputs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How many documents are extracted at a time.
    pub jobs: usize,
    /// What workers are and what they may take.
    pub contract: Contract,
    /// Where documents go.
    pub target: Target,
}

/// Where documents go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To files below a directory.
    Directory(PathBuf),
    /// To the caller, in the order of the inputs.
    Caller,
}

/// One input, done with.
#[derive(Debug)]
pub struct Finished {
    /// Its path as the user gave it.
    pub path: String,
    /// What was found, or why there is no document.
    pub result: Result<Counts, Error>,
    /// The document as JSON, where documents go to the caller.
    pub document: Vec<u8>,
}

/// The directory for files that are being written, below the output directory.
const PARTIAL: &str = ".partial";

/// A document on its way to a worker.
struct Task {
    number: usize,
    path: String,
    name: String,
    content: Result<Content, Error>,
}

/// Extracts every input and calls `report` for each. `Err` ends the run: nothing can be written or started.
pub fn run(inputs: &[Input], settings: &Settings, report: &mut dyn FnMut(Finished)) -> Result<(), Error> {
    if let Target::Directory(directory) = &settings.target {
        std::fs::create_dir_all(directory.join(PARTIAL)).map_err(|error| unwritable(directory, &error))?;
    }
    let jobs = settings.jobs.clamp(1, inputs.len().max(1));
    let (feed, tasks) = sync_channel(jobs);
    let (results, finished) = channel();
    let tasks = Mutex::new(tasks);
    let outcome = thread::scope(|scope| {
        scope.spawn(move || inputs.iter().enumerate().try_for_each(|(n, input)| offer(n, input, &feed)));
        for job in 0..jobs {
            let (results, tasks) = (results.clone(), &tasks);
            scope.spawn(move || supervise(job, tasks, settings, &results));
        }
        drop(results);
        let outcome = collect(finished, settings, report);
        // Without its receiver the feeder ends, and the supervisors after it.
        drop(tasks.lock().map(|mut tasks| std::mem::replace(&mut *tasks, channel().1)));
        outcome
    });
    if let Target::Directory(directory) = &settings.target {
        let _ = std::fs::remove_dir_all(directory.join(PARTIAL));
    }
    outcome
}

/// Hands one input to the supervisors; `None` when the run has ended.
fn offer(number: usize, input: &Input, feed: &SyncSender<Task>) -> Option<()> {
    let content = match &input.origin {
        Origin::File(path) if path.is_file() => Ok(Content::File(path.clone())),
        Origin::File(path) => std::fs::read(path).map(Content::Bytes),
        Origin::Standard => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| Content::Bytes(bytes))
        }
    };
    let content = content.map_err(|error| unreadable(&error));
    feed.send(Task { number, path: input.path.clone(), name: input.name.clone(), content }).ok()
}

/// Extracts and writes documents until there are no more.
fn supervise(
    job: usize,
    tasks: &Mutex<Receiver<Task>>,
    settings: &Settings,
    results: &Sender<Result<(usize, Finished), Error>>,
) {
    let mut supervisor = Supervisor::new(settings.contract.clone());
    while let Some(task) = tasks.lock().ok().and_then(|tasks| tasks.recv().ok()) {
        let finished = finish(job, &task, &mut supervisor, settings);
        let ended = finished.is_err();
        if results.send(finished.map(|finished| (task.number, finished))).is_err() || ended {
            return;
        }
    }
}

fn finish(
    job: usize,
    task: &Task,
    supervisor: &mut Supervisor,
    settings: &Settings,
) -> Result<Finished, Error> {
    let (result, mut document) = match &task.content {
        Err(error) => (Err(error.clone()), Vec::new()),
        Ok(content) => {
            let (response, document) = supervisor.extract(&task.path, content).map_err(|error| {
                let message = format!("no worker process can be started ({error}); check the installation");
                Error::new(ErrorKind::Io, message)
            })?;
            (response.result, document)
        }
    };
    if let (Target::Directory(directory), true) = (&settings.target, result.is_ok()) {
        let path = directory.join(format!("{}.json", task.name));
        let temporary = directory.join(PARTIAL).join(format!("{}-{job}", std::process::id()));
        write::replace(&path, &temporary, &document).map_err(|error| unwritable(&path, &error))?;
        document = Vec::new();
    }
    Ok(Finished { path: task.path.clone(), result, document })
}

/// Passes results on, in the order of the inputs where the caller gets the documents.
fn collect(
    finished: Receiver<Result<(usize, Finished), Error>>,
    settings: &Settings,
    report: &mut dyn FnMut(Finished),
) -> Result<(), Error> {
    let (mut waiting, mut next) = (BTreeMap::new(), 0);
    for result in finished {
        let (number, finished) = result?;
        if settings.target != Target::Caller {
            report(finished);
            continue;
        }
        waiting.insert(number, finished);
        while let Some(finished) = waiting.remove(&next) {
            report(finished);
            next += 1;
        }
    }
    Ok(())
}

fn unwritable(path: &std::path::Path, error: &io::Error) -> Error {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space and run the same command again"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose another directory with -o"
        }
        _ => "check the disk and run the same command again",
    };
    Error::new(ErrorKind::Io, format!("{} cannot be written ({error}); {advice}", path.display()))
}
