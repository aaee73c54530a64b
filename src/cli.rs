//! The command line: arguments as typed, then as resolved; the only place that prints.
//!
//! Exit codes: 0 all read, 2 any file failed, 1 wrong usage (for `check` also: a check failed).

use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, Parser, ValueEnum};
use yusuan::batch::plan::{Plan, plan};
use yusuan::batch::progress::Progress;
use yusuan::batch::run::{Settings, Target, run};
use yusuan::batch::supervise::Contract;
use yusuan::batch::worker::{self, Counts, Setup, isolated, unreadable};
use yusuan::document::Document;
use yusuan::error::Error;
use yusuan::write::findings::Findings;
use yusuan::{Options, write};

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
    /// Check the arithmetic of documents and print what does not add up
    Check(Check),
    /// Print what was found in a document as text tables
    Show(Show),
    /// Print the cells that layout finds on the pages of a PDF, before any meaning
    Grid(Grid),
    /// Print the JSON Schema of the output
    Schema,
    /// Extract documents for a run that supervises this process
    #[command(hide = true)]
    Worker,
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
    /// One JSON object
    Json,
}

#[derive(Args)]
pub struct Show {
    /// The document; `-` reads standard input
    file: PathBuf,
    /// The password of an encrypted PDF
    #[arg(long)]
    password: Option<String>,
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
struct Inputs {
    /// Files and directories; `-` reads standard input
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    /// How many documents are read at a time (default: one per processor)
    #[arg(short, long, value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// The password of encrypted PDFs
    #[arg(long)]
    password: Option<String>,
    /// The most seconds that one document may take
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
    /// The most memory that one document may take, in MB
    #[arg(long, value_name = "MB", default_value_t = 2048, value_parser = clap::value_parser!(u64).range(64..=1 << 24))]
    memory_limit: u64,
    /// The most pages of one document that are read
    #[arg(long, value_name = "PAGES", default_value_t = Options::default().pages)]
    page_limit: u32,
    /// The most that one compressed stream may unpack to, in MB
    #[arg(long, value_name = "MB", default_value_t = Options::default().stream_bytes >> 20, value_parser = clap::value_parser!(u64).range(1..=1 << 24))]
    stream_limit: u64,
    /// The deepest nesting that is followed
    #[arg(long, value_name = "LEVELS", default_value_t = Options::default().nesting)]
    nesting_limit: u32,
}

const USAGE: u8 = 1;
const CONTRADICTED: u8 = 1;
const FAILED: u8 = 2;

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

    /// How the run goes about so many inputs; few inputs share the threads among them.
    fn settings(&self, inputs: usize, pretty: bool, target: Target) -> io::Result<Settings> {
        let options = Options {
            password: self.password.clone(),
            pages: self.page_limit,
            stream_bytes: self.stream_limit << 20,
            nesting: self.nesting_limit,
        };
        let threads = (self.jobs() / inputs.max(1)).max(1);
        let setup = Setup { options, pretty, threads, memory_bytes: self.memory_limit << 20 };
        let time = Duration::from_secs(self.time_limit);
        let contract = Contract { program: std::env::current_exe()?, setup, time };
        Ok(Settings { jobs: self.jobs(), contract, target })
    }
}

pub fn extract(arguments: Extract) -> ExitCode {
    let start = Instant::now();
    let to_caller = arguments.output.as_os_str() == "-";
    let target = if to_caller { Target::Caller } else { Target::Directory(arguments.output.clone()) };
    let plan = plan(&arguments.inputs.paths, (!to_caller).then_some(&arguments.output));
    let mut out = io::stdout().lock();
    let mut closed = false;
    let summary = extract_all(&arguments.inputs, &plan, arguments.pretty, target, &mut |_, document| {
        closed = closed || out.write_all(document).is_err();
    });
    let Some(summary) = summary else { return FAILED.into() };
    let line = summary.line(start.elapsed());
    if to_caller {
        complain(&line);
    } else {
        let _ = writeln!(out, "{line}");
    }
    summary.code()
}

/// What a run came to.
#[derive(Default)]
struct Summary {
    documents: u64,
    failures: u64,
    counts: Counts,
}

impl Summary {
    fn line(&self, time: Duration) -> String {
        let Counts { tables, rows, indicators, warnings, failed_checks, .. } = self.counts;
        format!(
            "{} documents, {tables} tables, {rows} rows, {indicators} indicators, {warnings} warnings, \
             {failed_checks} failed checks, {} failures, {:.1} seconds",
            self.documents,
            self.failures,
            time.as_secs_f32()
        )
    }

    fn code(&self) -> ExitCode {
        if self.failures > 0 { FAILED.into() } else { ExitCode::SUCCESS }
    }
}

/// Runs over the inputs with a progress bar and reports failures; `None` where the run itself failed.
fn extract_all(
    inputs: &Inputs,
    plan: &Plan,
    pretty: bool,
    target: Target,
    on_document: &mut dyn FnMut(&str, &[u8]),
) -> Option<Summary> {
    plan.notes.iter().for_each(|note| complain(note));
    let settings = match inputs.settings(plan.inputs.len(), pretty, target) {
        Ok(settings) => settings,
        Err(error) => {
            complain(&format!("the program cannot find itself ({error}); check the installation"));
            return None;
        }
    };
    let mut progress = Progress::new(plan.inputs.len());
    let mut summary = Summary::default();
    let outcome = run(&plan.inputs, &settings, &mut |finished| {
        match &finished.result {
            Ok(counts) => {
                summary.documents += 1;
                summary.counts += *counts;
                on_document(&finished.path, &finished.document);
            }
            Err(error) => {
                summary.failures += 1;
                progress.aside(|| complain(&format!("{}: {error}", finished.path)));
            }
        }
        let failed = finished.result.is_err();
        progress.finished(finished.result.map_or(0, |counts| counts.pages), failed);
    });
    drop(progress);
    match outcome {
        Ok(()) => Some(summary),
        Err(error) => {
            complain(&error.to_string());
            None
        }
    }
}

pub fn check(arguments: Check) -> ExitCode {
    let plan = plan(&arguments.inputs.paths, None);
    let mut findings = Findings::default();
    let summary = extract_all(&arguments.inputs, &plan, false, Target::Caller, &mut |path, document| {
        match serde_json::from_slice(document) {
            Ok(document) => findings.add(&document),
            Err(error) => {
                complain(&format!("{path}: its document cannot be read back ({error}); please report it"))
            }
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
        (0, 0) => printed,
        (0, _) => CONTRADICTED.into(),
        _ => FAILED.into(),
    }
}

pub fn show(arguments: Show) -> ExitCode {
    let options = Options { password: arguments.password, ..Options::default() };
    let document = read(&arguments.file).and_then(|bytes| {
        on_deep_stack(|| yusuan::process(&arguments.file.to_string_lossy(), &bytes, &options))
    });
    match document {
        Ok(document) => print_document(&document),
        Err(error) => {
            complain(&format!("{}: {error}", arguments.file.display()));
            FAILED.into()
        }
    }
}

fn print_document(document: &Document) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    print(write::show::show(document, terminal_width(), &mut out).and_then(|()| out.flush()))
}

pub fn grid(_arguments: Grid) -> ExitCode {
    complain("grid is not yet wired");
    USAGE.into()
}

pub fn schema() -> ExitCode {
    print(writeln!(io::stdout().lock(), "{}", write::json::schema()))
}

pub fn worker() -> ExitCode {
    match worker::serve(&mut io::stdin().lock(), &mut io::stdout().lock(), yusuan::process) {
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
    let threads = rayon::ThreadPoolBuilder::new().stack_size(worker::STACK_BYTES).build();
    isolated(|| match threads {
        Ok(threads) => threads.install(work),
        Err(_) => work(),
    })
}

/// How wide the terminal is; where there is none, wide enough for most tables.
fn terminal_width() -> usize {
    const WITHOUT_TERMINAL: usize = 160;
    let stdout = io::stdout();
    if !stdout.is_terminal() {
        return WITHOUT_TERMINAL;
    }
    rustix::termios::tcgetwinsize(stdout).map_or(WITHOUT_TERMINAL, |size| usize::from(size.ws_col).max(40))
}

/// The exit code of a command that prints. A reader that closes the pipe has seen enough.
fn print(printed: io::Result<()>) -> ExitCode {
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("standard output cannot be written ({error}); check where it leads"));
            FAILED.into()
        }
    }
}

/// One sentence on standard error, which may be closed.
fn complain(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}
