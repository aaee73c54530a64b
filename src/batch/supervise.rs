//! The supervisor of one worker process: hands it documents, holds it to its limits, and starts another when
//! it dies.
//!
//! The rule: what becomes of a document depends on the document alone. A worker that dies of memory or a crash
//! after earlier documents may have died of what those left behind, so the document is tried once more in a
//! fresh process; what kills that one, too, is the document.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::batch::worker::{self, Body, Request, Response, Setup};
use crate::error::{Error, ErrorKind};

/// What workers are and what they may take.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The program to start, with [`worker::serve`] behind the argument [`worker::COMMAND`].
    pub program: PathBuf,
    /// The first message of every worker.
    pub setup: Setup,
    /// The most time one document may take.
    pub time: Duration,
}

/// The content of a document: in memory, or still in its file.
#[derive(Debug)]
pub enum Content {
    /// A file that the worker reads itself.
    File(PathBuf),
    /// The bytes.
    Bytes(Vec<u8>),
}

/// Where a document goes as it comes from its worker.
#[derive(Debug)]
pub enum Sink {
    /// Into memory.
    Memory(Vec<u8>),
    /// Into a file.
    File(PathBuf),
}

impl Sink {
    /// Begins anew, without what a worker that died has left.
    fn begin(&mut self) -> io::Result<Box<dyn Write + '_>> {
        Ok(match self {
            Self::Memory(bytes) => {
                bytes.clear();
                Box::new(bytes)
            }
            Self::File(path) => Box::new(File::create(path)?),
        })
    }
}

/// Why the run cannot go on.
#[derive(Debug)]
pub enum Fault {
    /// No worker can be started.
    Start(io::Error),
    /// The document cannot be written to its sink.
    Keep(io::Error),
}

/// One place at which documents are extracted, one after the other.
#[derive(Debug)]
pub struct Supervisor {
    contract: Contract,
    worker: Option<Worker>,
}

impl Supervisor {
    /// A supervisor that starts its worker with the first document.
    pub fn new(contract: Contract) -> Self {
        Self { contract, worker: None }
    }

    /// Extracts one document into a sink, which holds nothing of use where the result of the response is an error.
    pub fn extract(&mut self, name: &str, content: &Content, sink: &mut Sink) -> Result<Response, Fault> {
        let (kind, body) = match content {
            Content::File(path) => (Body::Path, std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str())),
            Content::Bytes(bytes) => (Body::Content, &bytes[..]),
        };
        let request = Request { name: name.to_owned(), body: kind };
        loop {
            let mut worker = match self.worker.take() {
                Some(worker) => worker,
                None => Worker::start(&self.contract, worker::COMMAND).map_err(Fault::Start)?,
            };
            match worker.ask(&request, body, sink, self.contract.time) {
                Ok(response) => {
                    worker.answered = true;
                    self.worker = Some(worker);
                    return Ok(response);
                }
                Err(Failure::Sink(error)) => {
                    worker.bury(true);
                    return Err(Fault::Keep(error));
                }
                Err(Failure::Worker(error)) => {
                    let (used, timed_out) = (worker.answered, error.kind() == io::ErrorKind::TimedOut);
                    let death = worker.bury(timed_out);
                    if timed_out || !used {
                        let result = Err(death.verdict(&self.contract));
                        return Ok(Response { result, sha256: None });
                    }
                }
            }
        }
    }
}

/// Who did not do their part.
enum Failure {
    Worker(io::Error),
    Sink(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Worker(error)
    }
}

/// A running worker process.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// Collects the end of what the process writes to its standard error.
    last_words: JoinHandle<String>,
    /// Whether it has answered a request before.
    answered: bool,
}

/// How a worker ended.
pub(super) struct Death {
    timed_out: bool,
    signal: Option<i32>,
    last_words: String,
}

impl Worker {
    /// Starts a worker behind this command of the program.
    pub(super) fn start(contract: &Contract, command: &str) -> io::Result<Self> {
        let mut child = Command::new(&contract.program)
            .arg(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A group of its own: an interrupt from the terminal reaches the run, which lets its documents finish.
            .process_group(0)
            .spawn()?;
        let (Some(mut input), Some(output), Some(mut error)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("a worker without pipes"));
        };
        let last_words = std::thread::spawn(move || tail(&mut error));
        // A worker that is dead already is noticed at the first request.
        let _ = worker::send(&mut input, &contract.setup, &[]);
        Ok(Self { child, input, output, last_words, answered: false })
    }

    fn ask(
        &mut self,
        request: &Request,
        body: &[u8],
        sink: &mut Sink,
        time: Duration,
    ) -> Result<Response, Failure> {
        self.send(request, body)?;
        let mut output = Patient { pipe: &self.output, until: Instant::now() + time };
        let (response, _) =
            worker::receive::<Response>(&mut output)?.ok_or(io::Error::from(io::ErrorKind::UnexpectedEof))?;
        if response.result.is_ok() {
            let mut kept = sink.begin().map_err(Failure::Sink)?;
            while let Some(piece) = worker::receive_piece(&mut output)? {
                kept.write_all(&piece).map_err(Failure::Sink)?;
            }
        }
        Ok(response)
    }

    /// Sends one message.
    pub(super) fn send(&mut self, header: &impl Serialize, body: &[u8]) -> io::Result<()> {
        worker::send(&mut self.input, header, body)
    }

    /// The next message, if it comes within this time; `None` at the end.
    pub(super) fn next<H: DeserializeOwned>(&mut self, time: Duration) -> io::Result<Option<(H, Vec<u8>)>> {
        worker::receive(&mut Patient { pipe: &self.output, until: Instant::now() + time })
    }

    /// Ends the process if it still runs, by force where it may not end by itself, and finds out what it died of.
    pub(super) fn bury(mut self, timed_out: bool) -> Death {
        drop(self.input);
        if timed_out {
            let _ = self.child.kill();
        }
        let signal = self.child.wait().ok().and_then(|status| status.signal());
        Death { timed_out, signal, last_words: self.last_words.join().unwrap_or_default() }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.bury(false);
        }
    }
}

impl Death {
    /// What to tell the user about the document that a worker died of.
    fn verdict(&self, contract: &Contract) -> Error {
        let limit = |message: String| Error::new(ErrorKind::Limit, message);
        if self.timed_out {
            let seconds = contract.time.as_secs();
            limit(format!("it takes longer than {seconds} seconds; raise --time-limit or leave it out"))
        } else if self.last_words.contains("memory allocation") {
            let megabytes = contract.setup.memory_bytes >> 20;
            limit(format!(
                "it takes more than {megabytes} MB of memory; raise --memory-limit or leave it out"
            ))
        } else if self.last_words.contains("overflowed its stack") {
            limit("it is nested too deeply; leave it out and report it".to_owned())
        } else {
            let cause = match self.signal {
                Some(signal) => format!("signal {signal}"),
                None => "an early exit".to_owned(),
            };
            let message =
                format!("the process that read it died of {cause}; please report it with this file");
            Error::new(ErrorKind::Internal, message)
        }
    }
}

/// The end of what a process says, read until it is silent.
fn tail(input: &mut impl Read) -> String {
    const MOST: usize = 4096;
    let (mut text, mut buffer) = (Vec::new(), [0; MOST]);
    while let Ok(read @ 1..) = input.read(&mut buffer) {
        text.extend_from_slice(&buffer[..read]);
        text.drain(..text.len().saturating_sub(MOST));
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// A pipe that is read until a moment and no longer.
struct Patient<'a> {
    pipe: &'a ChildStdout,
    until: Instant,
}

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.until.saturating_duration_since(Instant::now());
            let wait = Timespec::try_from(left).map_err(io::Error::other)?;
            match poll(&mut [PollFd::new(self.pipe, PollFlags::IN)], Some(&wait)) {
                Ok(0) => return Err(io::ErrorKind::TimedOut.into()),
                Ok(_) => return Ok(rustix::io::read(self.pipe, &mut *buffer)?),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
