//! `yusuan export`, and what `extract --facts` shares with it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use yusuan::batch::results;
use yusuan::error::Error;
use yusuan::normalize::canonical::{Vocabulary, annotate};
use yusuan::write::export::Format;

use super::vocabulary::Words;
use super::{FAILED, complain, usage};

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
        Err(error) => {
            complain(&error.to_string());
            FAILED.into()
        }
    }
}

/// What became of the documents of an export.
pub struct Written {
    documents: usize,
    /// How many could not be read back.
    pub failures: usize,
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
    let mut outcome = Ok(());
    results::each(&stored, &mut |stored, document| match document {
        _ if outcome.is_err() => {}
        Ok(mut document) => {
            if let Some(vocabulary) = vocabulary {
                annotate(&mut document, vocabulary);
            }
            written.documents += 1;
            outcome = export.add(&stored.name, &document);
        }
        Err(error) => {
            written.failures += 1;
            complain(&error.to_string());
        }
    });
    outcome?;
    if let Some(advice) = export.finish()? {
        complain(&advice);
    }
    Ok(written)
}
