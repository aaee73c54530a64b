//! `yusuan export`, and what `extract --facts` shares with it.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use yusuan::batch::results::{self, Contents};
use yusuan::error::{Error, ErrorKind};
use yusuan::normalize::canonical::{Vocabulary, annotate};
use yusuan::write::export::Format;
use yusuan::write::json;
use yusuan::write::record::Record;

use super::FAILED;
use super::terminal::{complain, fail, usage};
use super::vocabulary::Words;

#[derive(Args)]
pub struct Export {
    /// Output directories of `yusuan extract`, or documents in them
    #[arg(required = true, value_name = "FILE|DIR")]
    documents: Vec<PathBuf>,
    /// parquet, csv, jsonl, xlsx, sqlite or duckdb (default: what the ending of PATH says, else parquet)
    #[arg(long, value_name = "FORMAT")]
    to: Option<Format>,
    /// A database for sqlite; a workbook of one document or a directory for xlsx; for the others a directory
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    /// Begin CSV files with a byte order mark, for Excel
    #[arg(long)]
    bom: bool,
    #[command(flatten)]
    words: Words,
}

pub fn export(arguments: Export) -> ExitCode {
    let Export { documents, to, output, bom, words } = arguments;
    let format = to.unwrap_or_else(|| Format::of_path(&output));
    if bom && format != Format::Csv {
        return usage(&format!("--bom begins csv files and no {format}; leave it out or export --to csv"));
    }
    let vocabulary = match words.anew() {
        Ok(vocabulary) => vocabulary,
        Err(message) => return usage(&message),
    };
    match write(&documents, format, &output, bom, vocabulary.as_ref()) {
        Ok(Written { documents, failures: 0 }) => {
            complain(&format!("{documents} documents exported to {}", output.display()));
            ExitCode::SUCCESS
        }
        Ok(Written { documents, failures }) => {
            complain(&format!("{documents} documents exported to {}, {failures} failures", output.display()));
            FAILED.into()
        }
        Err(error) => fail(&error),
    }
}

/// What became of the documents of an export.
pub struct Written {
    documents: usize,
    /// How many could not be read back, or have no room in the format.
    pub failures: usize,
}

impl Written {
    /// Names a document that is left out.
    fn fail(&mut self, message: &str) {
        self.failures += 1;
        complain(message);
    }
}

/// Exports the documents below these paths, identified anew where there is a vocabulary. What cannot be read is named
/// and left out.
pub fn write(
    documents: &[PathBuf],
    format: Format,
    path: &Path,
    mark: bool,
    vocabulary: Option<&Vocabulary>,
) -> Result<Written, Error> {
    let stored = results::stored(documents)?;
    let mut export = format.begin(path, mark)?;
    let mut written = Written { documents: 0, failures: 0 };
    let (mut contents, mut bytes) = (Contents::default(), Vec::new());
    for one in &stored {
        let json = results::read(&one.path, &mut bytes)
            .and_then(|()| text(&one.path, &bytes, vocabulary))
            .map_err(|error| error.to_string());
        let read = json.as_deref().map_err(String::clone).and_then(|json| {
            Record::of(json).map_err(|error| results::no_document(&one.path, error).to_string())
        });
        match read {
            Ok(document) if !contents.is_first(document.sha256()) => {}
            Ok(document) => match export.add(&one.name, &document) {
                Ok(()) => written.documents += 1,
                Err(error) if error.kind() == ErrorKind::Limit => written.fail(&error.to_string()),
                Err(error) => return Err(error),
            },
            Err(message) => written.fail(&message),
        }
    }
    if let Some(advice) = export.finish()? {
        complain(&advice);
    }
    Ok(written)
}

/// The JSON of a document, with the measures and items of a vocabulary where there is one.
fn text<'a>(path: &Path, bytes: &'a [u8], vocabulary: Option<&Vocabulary>) -> Result<Cow<'a, str>, Error> {
    let json = results::text(path, bytes)?;
    let Some(vocabulary) = vocabulary else { return Ok(json) };
    let mut document =
        json::from_bytes(json.as_bytes()).map_err(|error| results::no_document(path, error))?;
    annotate(&mut document, vocabulary);
    let bytes = json::to_bytes(&document, false).map_err(|error| results::no_document(path, error))?;
    String::from_utf8(bytes).map(Cow::Owned).map_err(|error| results::no_document(path, error))
}
