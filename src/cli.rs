//! The command line: arguments as typed, then as resolved; the only place that prints.
//!
//! Exit codes: 0 all read, 2 any file failed, 1 wrong usage (for `check` also: a check failed, for `diff`: there are
//! changes), 130 interrupted.

#[cfg(feature = "export")]
mod export;
mod review;
mod running;
mod terminal;
mod vocabulary;

use std::collections::BTreeSet;
use std::hash::Hasher;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, Parser, ValueEnum};
use rustc_hash::FxHasher;
use yusuan::batch::diff;
use yusuan::batch::journal::Redo;
use yusuan::batch::patches;
use yusuan::batch::plan::{Filter, Plan, expanded, plan};
use yusuan::batch::run::{Settings, Shard, Target};
use yusuan::batch::supervise::Contract;
use yusuan::batch::worker::{self, Setup, isolated, unreadable};
use yusuan::correct::Patches;
use yusuan::document::Document;
use yusuan::error::Error;
use yusuan::normalize::canonical::Vocabulary;
use yusuan::write::findings::Findings;
use yusuan::{Options, write};

#[cfg(feature = "export")]
pub use self::export::export;
pub use self::review::{picture, review};
use self::running::run_all;
use self::terminal::{complain, fail, failed, line, print, terminal_width, usage};
use self::vocabulary::{List, Unmapped, Words};
pub use self::vocabulary::{list, unmapped};

/// Turns published Chinese government budget documents (预算, 决算, 绩效) into data people can trust.
#[derive(Parser)]
#[command(name = "yusuan", version, after_help = "Exit codes: 0 all read, 1 wrong usage, 2 any file failed.")]
struct Typed {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
pub enum Command {
    /// Read documents and write one JSON file for each
    Extract(Extract),
    /// Check the arithmetic of documents and print what does not add up; ends with 1 if anything does not
    Check(Check),
    /// Print what was found in a document as text tables
    Show(Show),
    /// Print the cells that layout finds on the pages of a PDF, before any meaning
    Grid(Grid),
    /// Print what changed between the output directories of two runs; ends with 1 if anything did
    Diff(Diff),
    /// Write the figures of many documents as Parquet, CSV, JSON lines, XLSX, SQLite or DuckDB
    #[cfg(feature = "export")]
    Export(export::Export),
    /// Print the wordings of a run that the vocabulary does not know, as lines of a file for --vocabulary
    Unmapped(Unmapped),
    /// Print the canonical measures and items with their documentation
    Vocabulary(List),
    /// Write pages on which the figures of documents are held against their print
    Review(review::Review),
    /// Print the JSON Schema of the output
    Schema,
    /// Extract documents for a run that supervises this process
    #[command(hide = true)]
    Worker,
    /// Picture pages for a review that supervises this process
    #[command(hide = true)]
    Picture,
}

#[derive(Args)]
pub struct Extract {
    #[command(flatten)]
    inputs: Inputs,
    /// Directory for the output, made if missing; `-` prints the documents instead
    #[arg(short, long, default_value = "output", value_name = "DIR")]
    output: PathBuf,
    /// Write indented JSON (default: one line per document)
    #[arg(long, conflicts_with = "compact")]
    pretty: bool,
    /// Write one line per document
    #[arg(long)]
    compact: bool,
    /// Do everything again, also what an earlier run into the directory has done
    #[arg(long)]
    force: bool,
    /// Try again what failed in an earlier run
    #[arg(long)]
    retry_failed: bool,
    /// Export the documents of the output directory, too: to PATH.sqlite or another ending that `yusuan export` knows,
    /// else as Parquet files in a directory
    #[cfg(feature = "export")]
    #[arg(long, value_name = "PATH")]
    facts: Option<PathBuf>,
    /// Apply the corrections that were saved from review pages into this directory
    #[arg(long, value_name = "DIR")]
    patches: Option<PathBuf>,
}

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    inputs: Inputs,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// JSON: one object, for `diff` one a line
    Json,
}

#[derive(Args)]
pub struct Show {
    /// The document; `-` reads standard input
    file: PathBuf,
    /// The password of an encrypted PDF
    #[arg(long)]
    password: Option<String>,
    #[command(flatten)]
    words: Words,
}

#[derive(Args)]
pub struct Grid {
    /// The PDF; `-` reads standard input
    file: PathBuf,
    /// Only this page, from 1
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    page: Option<u32>,
    /// Draw the page, its rules, cells and text into this SVG file
    #[arg(long, value_name = "OUT")]
    svg: Option<PathBuf>,
    /// The password of an encrypted PDF
    #[arg(long)]
    password: Option<String>,
}

#[derive(Args)]
pub struct Diff {
    /// The output directory of the earlier run
    old: PathBuf,
    /// The output directory of the later run
    new: PathBuf,
    /// How changes are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Args)]
struct Inputs {
    /// Files, directories and archives; `-` is standard input, `@LIST` a file of paths, `@-` paths on standard input
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// Read only files of directories and archives whose name (or path, with `/`) matches
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out files and directories whose name (or path, with `/`) matches
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Read only the i-th of n parts, split by content
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// How many documents are read at a time (default: one per processor)
    #[arg(short, long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// The password of encrypted PDFs and archives
    #[arg(long)]
    password: Option<String>,
    /// The most seconds that one document may take
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
    /// The most memory that one document may take, in MB
    #[arg(long, value_name = "MB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..=1 << 24))]
    memory_limit: u64,
    /// The most pages of one document that are read
    #[arg(long, value_name = "PAGES", default_value_t = Options::PAGES, value_parser = clap::value_parser!(u32).range(1..))]
    page_limit: u32,
    /// The most that one compressed stream may unpack to, in MB
    #[arg(long, value_name = "MB", default_value_t = Options::STREAM_BYTES >> 20, value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    stream_limit: u64,
    /// The deepest nesting of forms and graphics states of a PDF that is followed
    #[arg(long, value_name = "LEVELS", default_value_t = Options::NESTING)]
    nesting_limit: u32,
    #[command(flatten)]
    words: Words,
}

const USAGE: u8 = 1;
const CONTRADICTED: u8 = 1;
const DIFFERENT: u8 = 1;
const FAILED: u8 = 2;
const INTERRUPTED: u8 = 130;

/// The command that was typed; `Err` is how to end where there is none.
pub fn command() -> Result<Command, ExitCode> {
    Typed::try_parse().map(|typed| typed.command).map_err(|error| {
        let _ = error.print();
        if error.use_stderr() { USAGE.into() } else { ExitCode::SUCCESS }
    })
}

impl Inputs {
    fn jobs(&self) -> usize {
        self.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
    }

    /// What is read, and with which words; `Err` is a usage error.
    fn resolve(&self, output: Option<&Path>) -> Result<(Plan, Filter, Vocabulary), String> {
        let vocabulary = self.words.resolve()?;
        let filter = Filter::new(&self.include, &self.exclude)?;
        let paths = expanded(&self.paths).map_err(|error| error.to_string())?;
        Ok((plan(&paths, &filter, output), filter, vocabulary))
    }

    /// How a run goes about so many inputs; few inputs share the threads among them.
    fn settings(
        &self,
        inputs: usize,
        (filter, vocabulary): (Filter, Vocabulary),
        pretty: bool,
        target: Target,
        redo: Redo,
    ) -> Settings {
        let options = Options {
            password: self.password.clone(),
            pages: self.page_limit,
            stream_bytes: self.stream_limit << 20,
            nesting: self.nesting_limit,
            vocabulary,
            patches: Patches::default(),
        };
        let jobs = self.jobs();
        let threads = (jobs / inputs.max(1)).max(1);
        let setup = Setup { options, pretty, threads, memory_bytes: self.memory_limit << 20 };
        // Where the program cannot find itself, starting the first worker says so.
        let program = std::env::current_exe().unwrap_or_default();
        let contract = Contract { program, setup, time: Duration::from_secs(self.time_limit) };
        Settings { jobs, contract, target, filter, shard: self.shard, redo }
    }
}

pub fn extract(arguments: Extract) -> ExitCode {
    let start = Instant::now();
    let Extract { inputs, output, pretty, force, retry_failed, patches, .. } = arguments;
    let to_caller = output.as_os_str() == "-";
    #[cfg(feature = "export")]
    if to_caller && arguments.facts.is_some() {
        return usage("--facts exports an output directory; name one with -o");
    }
    let (plan, filter, vocabulary) = match inputs.resolve((!to_caller).then_some(&output)) {
        Ok(resolved) => resolved,
        Err(message) => return usage(&message),
    };
    let target =
        if to_caller { Target::Caller } else { Target::Directory { path: output.clone(), build: build() } };
    let redo = Redo { all: force, failed: retry_failed };
    let mut settings = inputs.settings(plan.inputs.len(), (filter, vocabulary), pretty, target, redo);
    match patches.map_or_else(|| Ok(Patches::default()), |directory| patches::load(&directory)) {
        Ok(patches) => settings.contract.setup.options.patches = patches,
        Err(error) => return usage(&error.to_string()),
    }
    let mut out = io::stdout().lock();
    let mut written = Ok(());
    let summary = run_all(&plan, &settings, &mut |_, document| {
        if written.is_ok() {
            written = out.write_all(document);
        }
    });
    let Some(summary) = summary else { return FAILED.into() };
    let lost =
        written.and_then(|()| out.flush()).err().filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
    if let Some(error) = lost {
        return print(Err(error));
    }
    let line = summary.line(start.elapsed());
    if to_caller {
        complain(&line);
    } else {
        let _ = writeln!(out, "{line}");
    }
    #[cfg(feature = "export")]
    if let (Some(path), false) = (arguments.facts, summary.interrupted)
        && let Some(code) = export_facts(output, &path)
    {
        return code;
    }
    summary.code()
}

/// Exports an output directory; the code to end with where that fails.
#[cfg(feature = "export")]
fn export_facts(directory: PathBuf, path: &Path) -> Option<ExitCode> {
    let format = write::export::Format::of_path(path);
    match export::write(&[directory], format, path, false, None) {
        Ok(written) => (written.failures > 0).then(|| FAILED.into()),
        Err(error) => Some(fail(&error)),
    }
}

/// What tells this build of the program from others of its version: a hash of its file, a quick one since every start
/// waits for it.
fn build() -> String {
    let mut hasher = FxHasher::default();
    let program = std::env::current_exe().and_then(std::fs::File::open);
    let mut buffer = vec![0; 1 << 20];
    while let Ok(read @ 1..) = program.as_ref().map_or(Ok(0), |mut program| program.read(&mut buffer)) {
        hasher.write(&buffer[..read]);
    }
    format!("{:016x}", hasher.finish())
}

pub fn check(arguments: Check) -> ExitCode {
    let (plan, filter, vocabulary) = match arguments.inputs.resolve(None) {
        Ok(resolved) => resolved,
        Err(message) => return usage(&message),
    };
    let settings = arguments.inputs.settings(
        plan.inputs.len(),
        (filter, vocabulary),
        false,
        Target::Caller,
        Redo::default(),
    );
    let mut findings = Findings::default();
    let summary = run_all(&plan, &settings, &mut |path, document| match write::json::from_bytes(document) {
        Ok(document) => findings.add(&document),
        Err(error) => {
            complain(&format!("{path}: its document cannot be read back ({error}); please report it"))
        }
    });
    let Some(summary) = summary else { return FAILED.into() };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match arguments.format {
        Format::Text => findings.write_text(&mut out),
        Format::Json => findings.write_json(&mut out),
    };
    let printed = print(written.and_then(|()| out.flush()));
    match (summary.failures, findings.summary().failed) {
        _ if summary.interrupted => INTERRUPTED.into(),
        (0, 0) => printed,
        (0, _) => CONTRADICTED.into(),
        _ => FAILED.into(),
    }
}

pub fn show(arguments: Show) -> ExitCode {
    let vocabulary = match arguments.words.resolve() {
        Ok(vocabulary) => vocabulary,
        Err(message) => return usage(&message),
    };
    let options = Options { password: arguments.password, vocabulary, ..Options::default() };
    let document = read(&arguments.file).and_then(|bytes| {
        on_deep_stack(|| yusuan::process(&arguments.file.to_string_lossy(), &bytes, &options))
    });
    match document {
        Ok(document) => print_document(&document),
        Err(error) => failed(&arguments.file, &error),
    }
}

fn print_document(document: &Document) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    print(write::show::show(document, terminal_width(), &mut out).and_then(|()| out.flush()))
}

pub fn grid(arguments: Grid) -> ExitCode {
    let Grid { file, page, svg, password } = arguments;
    let options = Options { password, ..Options::default() };
    let inspected = read(&file).and_then(|bytes| on_deep_stack(|| yusuan::inspect(&bytes, &options, page)));
    let inspection = match inspected {
        Ok(inspection) => inspection,
        Err(error) => return failed(&file, &error),
    };
    if let Some(path) = svg
        && let Err(error) = std::fs::write(&path, yusuan::layout::svg(&inspection))
    {
        return fail(&write::unwritable(&path, error));
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let written = serde_json::to_writer(&mut out, &inspection).map_err(io::Error::from);
    print(written.and_then(|()| writeln!(out)).and_then(|()| out.flush()))
}

pub fn diff(arguments: Diff) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut changes, mut documents) = (0_u64, BTreeSet::new());
    let mut written = Ok(());
    let compared = diff::diff(&arguments.old, &arguments.new, &mut |change| {
        changes += 1;
        documents.insert(change.document.clone());
        if written.is_ok() {
            written = match arguments.format {
                Format::Text => writeln!(out, "{change}"),
                Format::Json => serde_json::to_writer(&mut out, &change)
                    .map_err(io::Error::from)
                    .and_then(|()| writeln!(out)),
            };
        }
    });
    if let Err(error) = compared {
        return fail(&error);
    }
    if written.is_ok() && matches!(arguments.format, Format::Text) {
        written = writeln!(out, "{changes} changes in {} documents", documents.len());
    }
    let printed = print(written.and_then(|()| out.flush()));
    if changes > 0 { DIFFERENT.into() } else { printed }
}

pub fn schema() -> ExitCode {
    print(line(&write::json::schema()))
}

pub fn worker() -> ExitCode {
    worker::note_panics();
    worker::end_with_parent();
    match worker::serve(&mut io::stdin().lock(), &mut io::stdout().lock(), yusuan::process_owned) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => FAILED.into(),
    }
}

/// The bytes of a file, or of standard input for `-`.
fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    bytes.map_err(|error| unreadable(&error))
}

/// Runs one extraction on a thread with a stack as deep as a worker's.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    worker::note_panics();
    let threads = rayon::ThreadPoolBuilder::new().stack_size(worker::STACK_BYTES).build();
    isolated(|| match threads {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    })
}
