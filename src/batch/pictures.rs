//! Pictures of a document's pages, from a process of its own: a page that ends the process, or takes too long, is drawn
//! by the next one without the renderer, and the document goes on behind it.
//!
//! ```text
//! Setup, Range ─→ worker ─→ Picture + bytes, one message a page, then the end of the output
//! ```

use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use crate::batch::supervise::{Contract, Worker};
use crate::batch::worker::{self, Setup};
use crate::picture::{Album, Picture, Range};

/// The hidden command of the program that [`serve`] stands behind.
pub const COMMAND: &str = "picture";
/// After so many processes that a document ended, the renderer is not asked any more.
const MOST_DEATHS: u32 = 3;

/// Hands on a picture of every page of a PDF with its bytes, in order, until `take` says `false`; a text and a file
/// that cannot be read have none. The time of the contract is that of one page.
///
/// # Errors
/// Where no process can be started.
pub fn pictures(
    path: &Path,
    contract: &Contract,
    take: &mut dyn FnMut(Picture, Vec<u8>) -> bool,
) -> io::Result<()> {
    let mut range = Range { from: 1, drawn: 0 };
    for deaths in 1.. {
        let mut worker = Worker::start(contract, COMMAND)?;
        let ended = ask(&mut worker, path, &mut range, contract.time, take);
        let Err(failure) = ended else { break };
        worker.bury(failure.kind() == io::ErrorKind::TimedOut);
        range.drawn = match range.drawn {
            0 if deaths < MOST_DEATHS => 1,
            0 => u32::MAX,
            // What cannot even be drawn ends the pictures of the document.
            _ => break,
        };
    }
    Ok(())
}

/// Asks a worker for the pages of `range`, which shrinks to those that are left.
fn ask(
    worker: &mut Worker,
    path: &Path,
    range: &mut Range,
    time: Duration,
    take: &mut dyn FnMut(Picture, Vec<u8>) -> bool,
) -> io::Result<()> {
    let body = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str());
    worker.send(range, body)?;
    loop {
        let message = worker.next::<Option<Picture>>(time)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let (Some(picture), bytes) = message else { return Ok(()) };
        *range = Range { from: picture.page + 1, drawn: range.drawn.saturating_sub(1) };
        if !take(picture, bytes) {
            return Ok(());
        }
    }
}

/// Answers one question: the pages of the file whose path is its body, then the end.
pub fn serve(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let Some((setup, _)) = worker::receive::<Setup>(input)? else { return Ok(()) };
    let threads = worker::confined(&setup)?;
    let Some((range, path)) = worker::receive::<Range>(input)? else { return Ok(()) };
    // A panic ends the process, and the next one draws the page.
    let bytes = std::fs::read(worker::path(path))?;
    if let Ok(album) = threads.install(|| Album::open(&bytes, &setup.options)) {
        album
            .pictures(range)
            .try_for_each(|(picture, bytes)| worker::send(output, &Some(picture), &bytes))?;
    }
    worker::send(output, &None::<Picture>, &[])
}
