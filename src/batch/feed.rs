//! The feeder: opens inputs one after the other, looks into archives, and decides what is extracted.
//!
//! ```text
//! input ─→ archive? its entries ─→ hash ─→ other shard? known? ─→ task
//! ```
//!
//! Decisions are made in the order of the plan, so they are the same for any number of jobs.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, SyncSender};

use crate::batch::archive::{self, DEEPEST, Limits};
use crate::batch::journal::{Decision, Known, Redo};
use crate::batch::plan::{Filter, Input, Origin, safe_name};
use crate::batch::run::{Finished, Message, Outcome, Shard};
use crate::batch::supervise::Content;
use crate::batch::worker::unreadable;
use crate::digest;
use crate::error::{Error, ErrorKind};

/// A document on its way to a worker.
#[derive(Debug)]
pub(super) struct Task {
    pub number: usize,
    pub path: String,
    /// The output, below the output directory.
    pub output: String,
    pub sha256: String,
    pub bytes: u64,
    pub content: Content,
}

/// The feeder of a run.
pub(super) struct Feeder<'a> {
    pub known: Known,
    pub redo: Redo,
    pub shard: Option<Shard>,
    pub filter: &'a Filter,
    pub limits: Limits<'a>,
    pub stop: &'a AtomicBool,
    pub tasks: SyncSender<Task>,
    pub results: Sender<Message>,
    pub number: usize,
}

/// Go on, or end since the run has ended.
type Flow = ControlFlow<()>;

impl Feeder<'_> {
    /// Feeds every input, until the run is stopped or has ended.
    pub fn feed(mut self, inputs: &[Input]) {
        let _ = inputs.iter().try_for_each(|input| self.offer(input));
    }

    fn offer(&mut self, input: &Input) -> Flow {
        if self.stop.load(Ordering::Relaxed) {
            return Flow::Break(());
        }
        let Input { name, path, origin } = input;
        let opened = match origin {
            Origin::File(file) if file.is_file() => return self.offer_file(name, path, file),
            Origin::File(file) => std::fs::read(file),
            Origin::Standard => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
        };
        match opened {
            Ok(bytes) => self.offer_bytes(name, path, bytes, 0),
            Err(error) => self.fail(name, path, unreadable(&error)),
        }
    }

    /// A file is hashed here and read by its worker, so that it is never in memory twice.
    fn offer_file(&mut self, name: &str, path: &str, file: &Path) -> Flow {
        let opened = File::open(file).and_then(|mut file| Ok((archive::kind_of(&mut file)?, file)));
        match opened {
            Ok((Some(kind), file)) => self.unpack(name, path, BufReader::new(file), kind, 0),
            Ok((None, mut opened)) => match digest::sha256_of(&mut opened) {
                Ok((sha256, bytes)) => self.decide(name, path, sha256, bytes, Content::File(file.to_owned())),
                Err(error) => self.fail(name, path, unreadable(&error)),
            },
            Err(error) => self.fail(name, path, unreadable(&error)),
        }
    }

    fn offer_bytes(&mut self, name: &str, path: &str, bytes: Vec<u8>, depth: u8) -> Flow {
        match archive::kind(&bytes) {
            Some(_) if depth > DEEPEST => {
                let message = "it is an archive in an archive in an archive; unpack the outer one";
                self.fail(name, path, Error::new(ErrorKind::Limit, message))
            }
            Some(kind) => self.unpack(name, path, Cursor::new(bytes), kind, depth),
            None => {
                let sha256 = digest::sha256(&bytes);
                self.decide(name, path, sha256, bytes.len() as u64, Content::Bytes(bytes))
            }
        }
    }

    /// Feeds the entries of an archive that stands `depth` archives deep.
    fn unpack(
        &mut self,
        name: &str,
        path: &str,
        source: impl Read + Seek,
        kind: archive::Kind,
        depth: u8,
    ) -> Flow {
        let mut names = HashMap::new();
        let (mut entries, mut flow) = (0, Flow::Continue(()));
        let unpacked = archive::unpack(source, kind, self.limits, &mut |entry| {
            entries += 1;
            if self.stop.load(Ordering::Relaxed) {
                flow = Flow::Break(());
                return flow;
            }
            if !entry.name.is_empty() && !self.filter.takes_entry(&entry.name) {
                return flow;
            }
            if entries > 1 {
                let _ = self.results.send(Message::Found(1));
            }
            let (name, path) = match entry.name.as_str() {
                "" => (name.to_owned(), path.to_owned()),
                inside => {
                    (format!("{name}/{}", unused(safe_name(inside), &mut names)), format!("{path}/{inside}"))
                }
            };
            flow = match entry.content {
                Ok(bytes) => self.offer_bytes(&name, &path, bytes, depth + 1),
                Err(error) => self.fail(&name, &path, error),
            };
            flow
        });
        flow?;
        match unpacked {
            Err(error) => self.fail(name, path, error),
            Ok(()) if entries == 0 => {
                self.fail(name, path, Error::new(ErrorKind::Empty, "the archive is empty; fetch it again"))
            }
            Ok(()) => Flow::Continue(()),
        }
    }

    fn decide(&mut self, name: &str, path: &str, sha256: String, bytes: u64, content: Content) -> Flow {
        if self.shard.is_some_and(|shard| !shard.holds(&sha256)) {
            let _ = self.results.send(Message::Elsewhere);
            return Flow::Continue(());
        }
        let output = format!("{name}.json");
        let replaced = self.known.owner(path, &output).map(str::to_owned);
        let outcome = match self.known.decide(path, &output, &sha256, self.redo) {
            Decision::Extract => {
                if let Some(owner) = replaced {
                    let note =
                        format!("{path}: its document replaces that of {owner}, both are called {output}");
                    let _ = self.results.send(Message::Note(note));
                }
                let (number, path) = (self.next(), path.to_owned());
                let task = Task { number, path, output, sha256, bytes, content };
                return if self.tasks.send(task).is_ok() { Flow::Continue(()) } else { Flow::Break(()) };
            }
            Decision::Done => Outcome::DoneBefore,
            Decision::FailedBefore(error) => Outcome::FailedBefore(error),
            Decision::Fails(error) => Outcome::Failed(error),
            Decision::Same { path, output, recorded, awaited } => {
                Outcome::Same { path, output, recorded, awaited }
            }
        };
        self.finish(path, output, Some(sha256), bytes, outcome)
    }

    fn fail(&mut self, name: &str, path: &str, error: Error) -> Flow {
        self.finish(path, format!("{name}.json"), None, 0, Outcome::Failed(error))
    }

    fn finish(
        &mut self,
        path: &str,
        output: String,
        sha256: Option<String>,
        bytes: u64,
        outcome: Outcome,
    ) -> Flow {
        let path = path.to_owned();
        let finished = Finished { path, output, sha256, bytes, outcome, document: Vec::new(), seconds: 0.0 };
        let number = self.next();
        match self.results.send(Message::Finished(number, finished)) {
            Ok(()) => Flow::Continue(()),
            Err(_) => Flow::Break(()),
        }
    }

    fn next(&mut self) -> usize {
        self.number += 1;
        self.number - 1
    }
}

/// The name, with a number where the archive had it before. `names` holds how often each was wanted.
fn unused(name: String, names: &mut HashMap<String, u32>) -> String {
    let mut choice = name.clone();
    while names.contains_key(&choice) {
        let wanted = names.entry(name.clone()).or_insert(1);
        *wanted += 1;
        choice = format!("{name}~{wanted}");
    }
    names.insert(choice.clone(), 1);
    choice
}
