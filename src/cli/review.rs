//! `yusuan review`: its arguments, and what it prints.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use yusuan::Options;
use yusuan::batch::pictures;
use yusuan::batch::results;
use yusuan::batch::review::{self, Settings};
use yusuan::batch::supervise::Contract;
use yusuan::batch::worker::{self, Setup};

use super::FAILED;
use super::terminal::{self, complain, fail, print};

#[derive(Args)]
pub struct Review {
    /// JSON files of `yusuan extract`, and directories of them
    #[arg(required = true, value_name = "JSON|DIR")]
    documents: Vec<PathBuf>,
    /// Directory below which the documents' sources lie (default: where their paths lead from here)
    #[arg(long, value_name = "DIR")]
    source: Option<PathBuf>,
    /// Directory for the pages, made if missing
    #[arg(short, long, default_value = "review", value_name = "DIR")]
    output: PathBuf,
    /// How many documents are pictured at a time (default: one per processor)
    #[arg(short, long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// The password of encrypted PDFs and archives
    #[arg(long)]
    password: Option<String>,
    /// The most seconds that the picture of one page may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
    /// The most memory that picturing one document may take, in MB
    #[arg(long, value_name = "MB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..=1 << 24))]
    memory_limit: u64,
}

pub fn review(arguments: Review) -> ExitCode {
    let Review { documents, source, output, jobs, password, time_limit, memory_limit } = arguments;
    let stored = match results::stored(&documents) {
        Ok(stored) => stored,
        Err(error) => return fail(&error),
    };
    let options = Options { password, ..Options::default() };
    let setup = Setup { options, pretty: false, threads: 1, memory_bytes: memory_limit << 20 };
    let program = std::env::current_exe().unwrap_or_default();
    let contract = Contract { program, setup, time: Duration::from_secs(time_limit) };
    let settings = Settings { output, source, contract };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs.map_or(0, usize::from)).build();
    let work = || review::review(&stored, &settings, &complain);
    let reviewed = threads.map_or_else(|_| work(), |threads| threads.install(work));
    let index = settings.output.join("index.html");
    match reviewed {
        Ok(summary) => {
            let review::Summary { documents, failures, pictures, missing } = summary;
            let mut line = format!("{documents} documents, {pictures} pictures of pages");
            if missing > 0 {
                line.push_str(&format!(", {missing} without source (name its directory with --source)"));
            }
            let printed = print(terminal::line(&format!("{line}; open {}", index.display())));
            if failures > 0 { FAILED.into() } else { printed }
        }
        Err(error) => fail(&error),
    }
}

/// Pictures pages for a review that supervises this process.
pub fn picture() -> ExitCode {
    worker::end_with_parent();
    match pictures::serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => FAILED.into(),
    }
}
