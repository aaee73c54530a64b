//! Archives, read as streams: every entry becomes an input without being unpacked to disk.
//!
//! Archives are known by content, never by extension. Entry names are UTF-8 or GBK (as Chinese Windows writes them
//! into a `.zip`). A document that is only compressed (`a.txt.gz`) is an archive of one nameless entry.
//!
//! ```text
//! 2024.zip ─→ 市水务局/预算.pdf, 市档案局/预算.pdf, …
//! ```
//!
//! The rule: an entry that cannot be unpacked is an error of that entry, and the others are read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::batch::plan::read_name;
use crate::error::{Error, ErrorKind};

/// How an archive starts, and how many bytes of it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `.zip`
    Zip,
    /// `.tar`
    Tar,
    /// `.gz`, of a tar or of one document
    Gzip,
    /// `.zst`, of a tar or of one document
    Zstd,
}

/// So many bytes at its start tell whether a file is an archive.
const HEAD: usize = 512;

/// An archive is looked into that stands in so many others.
pub const DEEPEST: u8 = 1;

/// One file of an archive.
#[derive(Debug)]
pub struct Entry {
    /// Its path in the archive as it is written there; empty for a document that is only compressed.
    pub name: String,
    /// Its content, or why it cannot be had.
    pub content: Result<Vec<u8>, Error>,
}

/// What an archive may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// The most bytes that one entry may unpack to.
    pub entry_bytes: u64,
    /// The password of encrypted entries.
    pub password: Option<&'a str>,
}

/// What is done with each entry; `Break` ends the reading.
pub type Each<'a> = dyn FnMut(Entry) -> ControlFlow<()> + 'a;

/// The kind of archive that a file is, `None` where it is none; the file is at its start again.
pub fn kind_of(file: &mut File) -> io::Result<Option<Kind>> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(kind(&head))
}

/// The kind of archive that starts with these bytes, `None` where it is no archive.
pub fn kind(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Some(Kind::Zip)
    } else if head.starts_with(&[0x1f, 0x8b, 8]) {
        Some(Kind::Gzip)
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Some(Kind::Zstd)
    } else if is_tar(head) {
        Some(Kind::Tar)
    } else {
        None
    }
}

/// Whether this is the header of a tar entry: its checksum is the sum of its bytes, with blanks for itself.
fn is_tar(head: &[u8]) -> bool {
    let (Some(header), Some(printed)) = (head.get(..HEAD), head.get(148..156)) else { return false };
    let digits: String = printed.iter().map(|&byte| char::from(byte)).filter(char::is_ascii_digit).collect();
    let blanked =
        header.iter().enumerate().map(|(n, &byte)| if (148..156).contains(&n) { b' ' } else { byte });
    let sum: u32 = blanked.map(u32::from).sum();
    header.first() != Some(&0) && u32::from_str_radix(&digits, 8) == Ok(sum)
}

/// Hands every file of an archive to `each`, in the order of the archive. `Err` says why the rest of it is lost.
pub fn unpack(
    mut source: impl Read + Seek,
    kind: Kind,
    limits: Limits,
    each: &mut Each,
) -> Result<(), Error> {
    source.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
    match kind {
        Kind::Zip => unpack_zip(source, limits, each),
        Kind::Tar => unpack_tar(source, limits, each),
        Kind::Gzip => unpack_stream(MultiGzDecoder::new(source), limits, each),
        Kind::Zstd => unpack_stream(ZstdFrames::new(source), limits, each),
    }
}

fn unpack_zip(source: impl Read + Seek, limits: Limits, each: &mut Each) -> Result<(), Error> {
    let mut archive = zip::ZipArchive::new(source).map_err(|error| broken(&error))?;
    let marks = ["[Content_Types].xml", "OFD.xml", "mimetype"];
    if archive.file_names().any(|name| name.is_ok_and(|name| marks.contains(&&*name))) {
        let message =
            "is an Office, OFD or e-book file, which yusuan does not read; export it to PDF and extract that";
        return Err(Error::new(ErrorKind::Unsupported, message));
    }
    for index in 0..archive.len() {
        let (name, encrypted, is_file) = match archive.by_index_raw(index) {
            Ok(file) => (decoded(file.name_raw()), file.encrypted(), file.is_file()),
            // Opening it again below fails, too, and says why.
            Err(_) => (format!("entry {}", index + 1), false, true),
        };
        if !is_file {
            continue;
        }
        let opened = match (encrypted, limits.password) {
            (true, None) => {
                let message = "it is encrypted in its archive; give its password with --password";
                Err(Error::new(ErrorKind::Password, message))
            }
            (true, Some(password)) => archive.by_index_decrypt(index, password.as_bytes()).map_err(|error| {
                let message = format!("the password does not open it ({error}); check --password");
                Error::new(ErrorKind::Password, message)
            }),
            (false, _) => archive.by_index(index).map_err(|error| unread(&error.into())),
        };
        let content = opened.and_then(|file| content(file, limits));
        if each(Entry { name, content }).is_break() {
            break;
        }
    }
    Ok(())
}

fn unpack_tar(source: impl Read, limits: Limits, each: &mut Each) -> Result<(), Error> {
    let mut archive = tar::Archive::new(source);
    for entry in archive.entries().map_err(|error| broken(&error))? {
        let entry = entry.map_err(|error| broken(&error))?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let (name, size) = (decoded(&entry.path_bytes()), entry.size());
        let whole = |bytes: &Vec<u8>| bytes.len() as u64 == size;
        let content = content(entry, limits).and_then(|bytes| match whole(&bytes) {
            true => Ok(bytes),
            false => Err(broken(&"the entry is cut short")),
        });
        let lost = content.as_ref().is_err_and(|error| error.kind() == ErrorKind::Broken);
        // Where a stream breaks, nothing after it can be found.
        if each(Entry { name, content }).is_break() || lost {
            break;
        }
    }
    Ok(())
}

/// A compressed tar, or one compressed document.
fn unpack_stream(mut stream: impl Read, limits: Limits, each: &mut Each) -> Result<(), Error> {
    let mut head = Vec::new();
    stream.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|error| broken(&error))?;
    let whole = io::Cursor::new(head.clone()).chain(stream);
    if is_tar(&head) {
        return unpack_tar(whole, limits, each);
    }
    let _ = each(Entry { name: String::new(), content: content(whole, limits) });
    Ok(())
}

fn content(file: impl Read, limits: Limits) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.take(limits.entry_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unread(&error))?;
    if bytes.len() as u64 > limits.entry_bytes {
        let megabytes = limits.entry_bytes >> 20;
        let message = format!("it unpacks to more than {megabytes} MB; raise --memory-limit or unpack it");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    Ok(bytes)
}

/// The name of an entry; directories are separated by `/`, whatever the system it was made on.
fn decoded(name: &[u8]) -> String {
    read_name(name).replace('\\', "/")
}

/// Why an entry cannot be read: what is packed in another way than this program knows is not broken.
fn unread(error: &io::Error) -> Error {
    if error.kind() != io::ErrorKind::Unsupported {
        return broken(error);
    }
    let message =
        format!("it is packed in a way that yusuan does not read ({error}); unpack it with another program");
    Error::new(ErrorKind::Unsupported, message)
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    let message =
        format!("the archive is broken here ({error}); fetch it again or unpack it with another program");
    Error::new(ErrorKind::Broken, message)
}

/// The frames of a Zstandard file, one after the other as the format allows.
struct ZstdFrames<R: Read> {
    source: BufReader<R>,
    decoder: FrameDecoder,
    inside: bool,
}

impl<R: Read> ZstdFrames<R> {
    fn new(source: R) -> Self {
        Self { source: BufReader::new(source), decoder: FrameDecoder::new(), inside: false }
    }
}

impl<R: Read> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const STEP: usize = 1 << 16;
        while self.decoder.can_collect() == 0 {
            if self.inside && !self.decoder.is_finished() {
                let step = BlockDecodingStrategy::UptoBytes(STEP);
                self.decoder.decode_blocks(&mut self.source, step).map_err(io::Error::other)?;
                continue;
            }
            self.inside = false;
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.decoder.init(&mut self.source) {
                Ok(()) => self.inside = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        self.decoder.read(buffer)
    }
}
