//! The words of a user: the file that `--vocabulary` names, and the commands that help to write it.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use yusuan::batch::results::{self, Contents};
use yusuan::normalize::canonical::{Additions, Definition, Vocabulary, annotate};
use yusuan::normalize::coverage::Coverage;
use yusuan::write::findings::percent;

use super::FAILED;
use super::terminal::{complain, fail, print, usage};

#[derive(Args)]
pub struct Words {
    /// Add the words of this file to the vocabulary, or override it (see `yusuan unmapped`)
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
}

impl Words {
    /// The vocabulary with the words of the file; `Err` is a usage error.
    pub fn resolve(&self) -> Result<Vocabulary, String> {
        let Some(path) = &self.vocabulary else { return Ok(Vocabulary::built_in()) };
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{file} cannot be read ({error}); name a text file in UTF-8"))?;
        Vocabulary::try_from(Additions { file, text }).map_err(|error| error.to_string())
    }

    /// The vocabulary that documents are given anew, `None` where they keep what they have.
    pub fn anew(&self) -> Result<Option<Vocabulary>, String> {
        self.vocabulary.is_some().then(|| self.resolve()).transpose()
    }
}

#[derive(Args)]
pub struct Unmapped {
    /// Output directories of `yusuan extract`, or documents in them
    #[arg(required = true, value_name = "FILE|DIR")]
    documents: Vec<PathBuf>,
    #[command(flatten)]
    words: Words,
}

pub fn unmapped(arguments: Unmapped) -> ExitCode {
    let anew = match arguments.words.anew() {
        Ok(anew) => anew,
        Err(message) => return usage(&message),
    };
    let vocabulary = anew.clone().unwrap_or_else(Vocabulary::built_in);
    let stored = match results::stored(&arguments.documents) {
        Ok(stored) => stored,
        Err(error) => return fail(&error),
    };
    let (mut coverage, mut failed) = (Coverage::default(), false);
    let mut contents = Contents::default();
    for one in &stored {
        match results::load(&one.path) {
            Ok(document) if !contents.is_first(&document.source.sha256) => {}
            Ok(mut document) => {
                if let Some(anew) = &anew {
                    annotate(&mut document, anew);
                }
                coverage.add(&one.path.to_string_lossy(), &document, &vocabulary);
            }
            Err(error) => {
                failed = true;
                complain(&error.to_string());
            }
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = print(write!(out, "{coverage}").and_then(|()| out.flush()));
    let Coverage { amounts, mapped, .. } = coverage;
    complain(&format!(
        "{} of {amounts} amounts have a measure and an item",
        percent(mapped as u64, amounts as u64)
    ));
    if failed { FAILED.into() } else { printed }
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    words: Words,
}

pub fn list(arguments: List) -> ExitCode {
    let vocabulary = match arguments.words.resolve() {
        Ok(vocabulary) => vocabulary,
        Err(message) => return usage(&message),
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let measures = vocabulary.measures().map(|definition| ("measure", definition));
    let items = vocabulary.items().map(|definition| ("item", definition));
    let written = measures.chain(items).try_for_each(|(what, definition)| {
        let Definition { id, chinese, english, definition } = definition;
        writeln!(out, "{what}\t{id}\t{chinese}\t{english}\t{definition}")
    });
    print(written.and_then(|()| out.flush()))
}
