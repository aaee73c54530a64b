//! The worker: one process that extracts documents handed to it, so that whatever a hostile file does to it
//! (endless loop, memory without bound, overflowing stack, abort) ends with this process and not with the run.
//!
//! A worker reads requests from its standard input and answers each on its standard output. A message is a
//! header in JSON and a body of bytes, both with their length before them:
//!
//! ```text
//! header length (u32 LE) · body length (u64 LE) · header · body
//! ```
//!
//! The first message is the [`Setup`]. Then every [`Request`] (body: the content, or the path to read it from)
//! has one [`Response`] (no body). Where there is a document it follows as JSON in pieces, so that it is nowhere in
//! memory as a whole; an empty piece ends it:
//!
//! ```text
//! length (u32 LE) · bytes · length · bytes · … · 0 (u32 LE)
//! ```
//!
//! A worker ends when its input ends.

use std::io::{self, BufWriter, Read, Write};
use std::os::unix::ffi::OsStringExt;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Mutex;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Options;
use crate::document::{CheckStatus, Document};
use crate::error::{Error, ErrorKind, Warning};
use crate::write::json;

/// The hidden command of the program that [`serve`] stands behind.
pub const COMMAND: &str = "worker";

/// The stack of a thread that extracts: deep enough for every nesting that [`Options`] allows.
pub const STACK_BYTES: usize = 32 << 20;

/// How a worker is set up: the first message it gets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Setup {
    /// The options of every document.
    pub options: Options,
    /// Whether documents are written for a person to read.
    pub pretty: bool,
    /// How many threads work on one document.
    pub threads: usize,
    /// The most memory the worker may take, in bytes.
    pub memory_bytes: u64,
}

/// One document to extract.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// The path as the user gave it.
    pub name: String,
    /// What the body of the message is.
    pub body: Body,
}

/// What the body of a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// The path of a file that holds the content.
    Path,
    /// The content.
    Content,
}

/// What became of a document. The document follows where the result is `Ok`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// Its counts, or why there is no document.
    pub result: Result<Counts, Error>,
    /// SHA-256 of the content that was read.
    pub sha256: Option<String>,
}

/// What was found in one document, or in many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pages; a text without page breaks counts as one.
    pub pages: u64,
    /// Tables.
    pub tables: u64,
    /// Rows of all tables.
    pub rows: u64,
    /// Indicators of all performance forms.
    pub indicators: u64,
    /// Warnings.
    pub warnings: u64,
    /// Checks that failed.
    pub failed_checks: u64,
    /// Corrections that do not fit.
    #[serde(default)]
    pub unfit_patches: u64,
}

impl Counts {
    /// Counts what a document holds.
    pub fn of(document: &Document) -> Self {
        Self {
            pages: document.source.pages.map_or(1, u64::from),
            tables: document.tables.len() as u64,
            rows: document.tables.iter().map(|table| table.rows.len() as u64).sum(),
            indicators: document.tables.iter().map(|table| table.indicators.len() as u64).sum(),
            warnings: document.warnings.len() as u64,
            failed_checks: document.checks.iter().filter(|c| c.status == CheckStatus::Fail).count() as u64,
            unfit_patches: document.warnings.iter().filter(|w| w.code == Warning::PATCH_UNFIT).count() as u64,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.pages += other.pages;
        self.tables += other.tables;
        self.rows += other.rows;
        self.indicators += other.indicators;
        self.warnings += other.warnings;
        self.failed_checks += other.failed_checks;
        self.unfit_patches += other.unfit_patches;
    }
}

/// Writes one message.
pub fn send(output: &mut impl Write, header: &impl Serialize, body: &[u8]) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    let length = u32::try_from(header.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&(body.len() as u64).to_le_bytes())?;
    output.write_all(&header)?;
    output.write_all(body)?;
    output.flush()
}

/// Reads one message, `None` at the end of the input.
pub fn receive<H: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<(H, Vec<u8>)>> {
    let mut header_length = [0; 4];
    match input.read_exact(&mut header_length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut body_length = [0; 8];
    input.read_exact(&mut body_length)?;
    let header = read_bytes(input, u64::from(u32::from_le_bytes(header_length)))?;
    let body = read_bytes(input, u64::from_le_bytes(body_length))?;
    Ok(Some((serde_json::from_slice(&header)?, body)))
}

fn read_bytes(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// So many bytes of a document make a piece: what a pipe holds.
const PIECE: usize = 1 << 16;

/// What is written to it goes on as pieces.
struct Pieces<W>(W);

impl<W: Write> Write for Pieces<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        if !piece.is_empty() {
            self.0.write_all(&(piece.len() as u32).to_le_bytes())?;
            self.0.write_all(piece)?;
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes a document in pieces.
fn send_document(output: &mut impl Write, document: &Document, pretty: bool) -> io::Result<()> {
    let mut pieces = BufWriter::with_capacity(PIECE, Pieces(&mut *output));
    json::write(document, pretty, &mut pieces)?;
    pieces.flush()?;
    drop(pieces);
    output.write_all(&0_u32.to_le_bytes())?;
    output.flush()
}

/// Reads the next piece of a document, `None` at its end.
pub fn receive_piece(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    match u32::from_le_bytes(length) {
        0 => Ok(None),
        length => read_bytes(input, u64::from(length)).map(Some),
    }
}

/// Makes this process end with the one that started it, also where that one is killed.
pub fn end_with_parent() {
    #[cfg(target_os = "linux")]
    // Elsewhere a worker ends when it finds its pipes closed.
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
}

/// How a worker turns content into a document: [`crate::process_owned`], or what a test puts in its place.
pub type Extract = fn(&str, Vec<u8>, &Options) -> Result<Document, Error>;

/// Answers requests until the input ends.
pub fn serve(input: &mut impl Read, output: &mut impl Write, extract: Extract) -> io::Result<()> {
    let Some((setup, _)) = receive::<Setup>(input)? else { return Ok(()) };
    let threads = confined(&setup)?;
    while let Some((request, body)) = receive::<Request>(input)? {
        let (response, document) = threads.install(|| answer(&request, body, &setup, extract));
        send(output, &response, &[])?;
        if let Some(document) = document {
            send_document(output, &document, setup.pretty)?;
        }
    }
    Ok(())
}

/// Confines this process to its limits; the threads are those it may work with.
pub(super) fn confined(setup: &Setup) -> io::Result<rayon::ThreadPool> {
    limit_memory(setup);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(setup.threads).stack_size(STACK_BYTES);
    threads.build().map_err(io::Error::other)
}

/// Keeps the writable memory of this process below the limit: an allocation beyond it ends the process.
fn limit_memory(setup: &Setup) {
    let stacks = (setup.threads.saturating_add(1) as u64).saturating_mul(STACK_BYTES as u64);
    let most = setup.memory_bytes.saturating_add(stacks);
    let hard = getrlimit(Resource::Data).maximum;
    let most = hard.map_or(most, |hard| hard.min(most));
    // A system without this limit still has the limit on time.
    let _ = setrlimit(Resource::Data, Rlimit { current: Some(most), maximum: hard });
}

fn answer(request: &Request, body: Vec<u8>, setup: &Setup, extract: Extract) -> (Response, Option<Document>) {
    let content = match request.body {
        Body::Content => Ok(body),
        Body::Path => std::fs::read(path(body)).map_err(|error| unreadable(&error)),
    };
    match content.and_then(|bytes| isolated(|| extract(&request.name, bytes, &setup.options))) {
        Ok(document) => {
            let (result, sha256) = (Ok(Counts::of(&document)), Some(document.source.sha256.clone()));
            (Response { result, sha256 }, Some(document))
        }
        Err(error) => (Response { result: Err(error), sha256: None }, None),
    }
}

/// A path from its bytes on their way through a pipe.
pub(super) fn path(bytes: Vec<u8>) -> PathBuf {
    std::ffi::OsString::from_vec(bytes).into()
}

/// Why a file could not be read, in the words of a user.
pub fn unreadable(error: &io::Error) -> Error {
    let message = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "reading is not permitted; change its permissions or run as its owner".to_owned()
        }
        io::ErrorKind::IsADirectory => "it is a directory; name a file in it".to_owned(),
        _ => format!("it cannot be read ({error}); check the disk and try again"),
    };
    Error::new(ErrorKind::Io, message)
}

/// Where and why the last panic happened, for the message that a user sees.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Lets the process keep what it has to say about a panic for [`isolated`], instead of printing it.
pub fn note_panics() {
    panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = PANIC.lock() {
            *last = panic.to_string().replace('\n', " ");
        }
    }));
}

/// Runs one extraction so that a panic becomes an error of this document.
pub fn isolated<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let reason = PANIC.lock().map(|mut last| std::mem::take(&mut *last)).unwrap_or_default();
        let message = format!("yusuan has a bug ({reason}); please report it with this file");
        Err(Error::new(ErrorKind::Internal, message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> Setup {
        Setup { options: Options::default(), pretty: false, threads: 1, memory_bytes: 1 << 40 }
    }

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let mut pipe = Vec::new();
        let request = Request { name: "预算.txt".to_owned(), body: Body::Content };
        send(&mut pipe, &request, b"abc").unwrap();
        let mut input = &pipe[..];
        let (back, body) = receive::<Request>(&mut input).unwrap().unwrap();
        assert_eq!((back.name.as_str(), back.body, &body[..]), ("预算.txt", Body::Content, &b"abc"[..]));
        assert!(receive::<Request>(&mut input).unwrap().is_none());
        assert!(
            receive::<Request>(&mut &pipe[..pipe.len() - 1]).is_err(),
            "a message cut short is no message"
        );
    }

    #[test]
    fn a_panic_is_an_error_of_its_document_and_the_worker_goes_on() {
        fn extract(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Document, Error> {
            assert!(bytes != b"bad", "seen {name}");
            crate::process_owned(name, bytes, options)
        }
        let mut pipe = Vec::new();
        send(&mut pipe, &setup(), b"").unwrap();
        for content in ["bad", "good"] {
            let request = Request { name: format!("{content}.txt"), body: Body::Content };
            // The good one is larger than a piece.
            let content = if content == "bad" { content.to_owned() } else { "合计\t1.00\n".repeat(2000) };
            send(&mut pipe, &request, content.as_bytes()).unwrap();
        }
        let mut answers = Vec::new();
        serve(&mut &pipe[..], &mut answers, extract).unwrap();
        let mut answers = &answers[..];
        let (bad, _) = receive::<Response>(&mut answers).unwrap().unwrap();
        assert_eq!(bad.result.unwrap_err().kind(), ErrorKind::Internal);
        let (good, _) = receive::<Response>(&mut answers).unwrap().unwrap();
        assert!(good.result.is_ok());
        let mut document = Vec::new();
        while let Some(piece) = receive_piece(&mut answers).unwrap() {
            assert!((1..=PIECE).contains(&piece.len()));
            document.extend(piece);
        }
        assert!(json::from_bytes(&document).is_ok() && answers.is_empty());
    }
}
