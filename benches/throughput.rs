//! How fast and how large: `cargo bench` (about five minutes), or one part by its name: `cargo bench -- large`. Prints
//! tables; nothing is asserted.
//!
//! * `stages`: in process and on one thread, pages a second of every stage and of writing JSON, for the samples and the PDFs
//!   of `../shared/corpus`, one by one and all PDFs together (a scan by itself); and what checks cost of reading and
//!   rebuilding, in percent: where one document follows another (a batch), and in a process that reads it alone (one file by
//!   hand), where most of the time goes into vocabularies and patterns, of which checks have few of their own.
//! * `isolation`: the same files in process and through worker processes, on one thread and on two.
//! * `batch`: 2,000 and 10,000 generated documents through the program: documents a second and peak memory.
//! * `large`: texts of 50 MB, as one table and as thousands of sample documents: seconds and peak memory.
//! * `others`: the same PDFs on one core by yusuan (reading alone and the whole, in process, one by one and together, and
//!   the program), by `pdftotext -raw` and by PyMuPDF: pages a second of the clock, and of the processor, which other programs
//!   on the machine do not change much.
//!
//! What is not there (`../shared`, poppler, PyMuPDF) is left out, and that is said.
//!
//! Generated documents are the samples with other figures (texts) or with another trailing comment (PDF), so that no
//! two have the same content.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use yusuan::read::pdf::{Limits, read};
use yusuan::{Options, Stage};

const PROGRAM: &str = env!("CARGO_BIN_EXE_yusuan");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn main() {
    // Cargo itself adds `--bench`.
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let [part, name] = wanted.as_slice()
        && part == ALONE
    {
        return alone_here(name);
    }
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == part);
    let (scans, samples): (Vec<_>, Vec<_>) = samples().into_iter().partition(|(name, _)| is_scan(name));
    let room = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let _ = fs::remove_dir_all(&room);
    let published = if is_wanted("stages") || is_wanted("others") { corpus() } else { Vec::new() };
    if is_wanted("stages") {
        stages(&samples.iter().chain(&published).chain(&scans).collect::<Vec<_>>());
    }
    if is_wanted("isolation") {
        isolation(&samples, &room.join("isolation"));
    }
    for documents in [2_000, 10_000].into_iter().filter(|_| is_wanted("batch")) {
        batch(&samples, &room.join(documents.to_string()), documents);
    }
    if is_wanted("large") {
        large(&samples, &room.join("large"));
    }
    if is_wanted("others") {
        others(
            samples.iter().chain(&published).filter(|(name, bytes)| is_pdf(bytes) && !is_scan(name)),
            &room,
        );
    }
    let _ = fs::remove_dir_all(&room);
}

/// The samples: file name and content.
fn samples() -> Vec<(String, Vec<u8>)> {
    let paths = walk(&Path::new(ROOT).join("samples")).into_iter();
    paths.filter(|path| path.extension().is_some_and(|extension| extension != "py")).map(named).collect()
}

/// The PDFs of `../shared/corpus`, where there is one.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let directory = Path::new(ROOT).join("../shared/corpus");
    if !directory.is_dir() {
        println!("no ../shared/corpus: its PDFs are left out");
        return Vec::new();
    }
    let paths = walk(&directory).into_iter();
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "pdf")).map(named).collect()
}

fn named(path: PathBuf) -> (String, Vec<u8>) {
    (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
}

/// A sample with other figures, or another end: every number gives another content.
fn varied(bytes: &[u8], number: u64) -> Vec<u8> {
    let mut varied = bytes.to_vec();
    if is_pdf(bytes) {
        varied.extend(format!("\n% {number}\n").into_bytes());
        return varied;
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        varied.extend(format!("\n{number}\n").into_bytes());
        return varied;
    };
    // Digits after a decimal point are figures, and nothing else in a budget is.
    let (mut state, mut decimals) = (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, false);
    let text: String = text
        .chars()
        .map(|character| {
            decimals = character == '.' || (decimals && character.is_ascii_digit());
            if !decimals || character == '.' {
                return character;
            }
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'0' + (state % 10) as u8)
        })
        .collect();
    format!("{text}\n{number}\n").into_bytes()
}

/// The stages that are timed.
const STAGES: [(Stage, &str); 6] = [
    (Stage::Read, "read"),
    (Stage::Layout, "layout"),
    (Stage::Sections, "sections"),
    (Stage::Tables, "tables"),
    (Stage::Normalize, "normalize"),
    (Stage::Check, "check"),
];

/// What is timed: the stages, and writing.
const PARTS: usize = STAGES.len() + 1;

/// What each part takes.
type Parts = [Duration; PARTS];

/// What it takes to go once through documents.
#[derive(Default)]
struct Cost {
    pages: f64,
    /// After other documents.
    parts: Parts,
    /// In a process of their own.
    alone: Parts,
}

impl Cost {
    fn add(&mut self, other: &Self) {
        let add =
            |own: &mut Parts, other: Parts| own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        self.pages += other.pages;
        add(&mut self.parts, other.parts);
        add(&mut self.alone, other.alone);
    }

    /// Checking, of reading and rebuilding, in percent: after other documents, and alone.
    fn checks(&self) -> String {
        let check = Stage::Check as usize;
        let of = |parts: &Parts| {
            let before: Duration = parts[..check].iter().sum();
            100.0 * parts[check].as_secs_f64() / before.as_secs_f64().max(f64::MIN_POSITIVE)
        };
        format!("{:6.1} %{:6.1} %", of(&self.parts), of(&self.alone))
    }

    fn print(&self, name: &str) {
        let rate = |spent: Duration| match spent {
            Duration::ZERO => format!("{:>10}", "-"),
            spent => format!("{:10.0}", self.pages / spent.as_secs_f64()),
        };
        let parts: String = self.parts.iter().map(|&spent| rate(spent)).collect();
        let all = rate(self.parts.iter().sum());
        println!("{name:28} {:4.0}{parts}{all}{}", self.pages, self.checks());
    }
}

fn stages(documents: &[&(String, Vec<u8>)]) {
    let names: String = STAGES.iter().map(|(_, name)| format!("{name:>10}")).collect();
    println!(
        "stages, one thread          pages{names}      json       all  checks   alone  (pages a second)"
    );
    let (mut pdfs, mut all) = (Cost::default(), Cost::default());
    for (name, bytes, cost) in one_thread().install(|| costs(documents)) {
        cost.print(name);
        if is_scan(name) {
            continue;
        }
        if is_pdf(bytes) {
            pdfs.add(&cost);
        }
        all.add(&cost);
    }
    pdfs.print("all PDFs");
    println!("checks, of reading and rebuilding, and alone: {}", all.checks());
}

fn one_thread() -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap()
}

/// Whether a sample is a scan: its pictures take more time than all else, so that it stands by itself and in no sum.
fn is_scan(name: &str) -> bool {
    name.contains("scan")
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF")
}

/// Runs the stages over the documents in turn, as a batch does, a second for each, after once for what a process sets up
/// only once; and over each in processes of its own.
fn costs<'a>(documents: &[&'a (String, Vec<u8>)]) -> Vec<(&'a str, &'a [u8], Cost)> {
    let options = Options::default();
    let mut read: Vec<_> = documents
        .iter()
        .filter_map(|(name, bytes)| {
            let first = yusuan::process(name, bytes, &options).ok()?;
            Some((name.as_str(), bytes.as_slice(), f64::from(first.source.pages.unwrap_or(1)), Vec::new()))
        })
        .collect();
    let (start, seconds) = (Instant::now(), Duration::from_secs(read.len() as u64));
    while start.elapsed() < seconds {
        for (name, bytes, _, rounds) in &mut read {
            rounds.push(round(name, bytes, &options));
        }
    }
    read.into_iter()
        .map(|(name, bytes, pages, rounds)| {
            let alone: Vec<Parts> = (0..PROCESSES).map(|_| alone(name, bytes)).collect();
            (name, bytes, Cost { pages, parts: medians(&rounds), alone: medians(&alone) })
        })
        .collect()
}

/// Runs the stages over one document, once.
fn round(name: &str, bytes: &[u8], options: &Options) -> Parts {
    let (mut parts, mut since) = (Parts::default(), Instant::now());
    let mut end_of = |part: usize| {
        parts[part] = since.elapsed();
        since = Instant::now();
    };
    let document = yusuan::process_observed(name, bytes.into(), options, &mut |stage| end_of(stage as usize));
    drop(black_box(yusuan::write::json::to_bytes(&document.unwrap(), false)));
    end_of(STAGES.len());
    parts
}

/// The medians, which other programs on the machine change less than the means.
fn medians(rounds: &[Parts]) -> Parts {
    std::array::from_fn(|part| {
        let mut own: Vec<Duration> = rounds.iter().map(|parts| parts[part]).collect();
        own.sort_unstable();
        own.get(own.len() / 2).copied().unwrap_or_default()
    })
}

/// The name of the part that [`alone`] runs.
const ALONE: &str = "alone";
/// So many processes read a document alone.
const PROCESSES: usize = 9;

/// Runs the stages over one document in a process of its own, which prints what each part took.
fn alone(name: &str, bytes: &[u8]) -> Parts {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([ALONE, name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let printed = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let mut nanoseconds = printed.split_whitespace().map(|part| part.parse().unwrap());
    std::array::from_fn(|_| Duration::from_nanos(nanoseconds.next().unwrap()))
}

/// What the process of [`alone`] does.
fn alone_here(name: &str) {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    let parts = one_thread().install(|| round(name, &bytes, &Options::default()));
    parts.iter().for_each(|part| println!("{}", part.as_nanos()));
}

fn generate(samples: &[(String, Vec<u8>)], directory: &Path, documents: u64) {
    for number in 0..documents {
        let (name, bytes) = &samples[(number % samples.len() as u64) as usize];
        let path = directory.join(format!("{:03}", number / 100)).join(format!("{number:05}-{name}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, varied(bytes, number)).unwrap();
    }
}

/// Runs the program to its end and gives the time, the peak memory of the program and of its largest worker in MB.
fn timed(arguments: &[&str], directory: &Path) -> (f64, f64, f64) {
    let start = Instant::now();
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .current_dir(directory)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let own = child.id();
    let (mut supervisor, mut worker) = (0.0_f64, 0.0_f64);
    let seconds = loop {
        supervisor = supervisor.max(peak(own));
        worker = children(own).into_iter().map(peak).fold(worker, f64::max);
        if child.try_wait().unwrap().is_some() {
            break start.elapsed().as_secs_f64();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    (seconds, supervisor, worker)
}

/// The most memory that a process held so far, in MB.
fn peak(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn children(process: u32) -> BTreeSet<u32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect()
}

fn isolation(samples: &[(String, Vec<u8>)], room: &Path) {
    const DOCUMENTS: u64 = 1_000;
    generate(samples, &room.join("in"), DOCUMENTS);
    let paths: Vec<PathBuf> = walk(&room.join("in"));
    println!("\n{DOCUMENTS} documents             in process   with workers   cost");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let start = Instant::now();
        pool.install(|| {
            paths.par_iter().for_each(|path| {
                let bytes = fs::read(path).unwrap();
                if let Ok(document) = yusuan::process("x", &bytes, &Options::default()) {
                    let json = yusuan::write::json::to_bytes(&document, false).unwrap();
                    let name = path.strip_prefix(room).unwrap().to_string_lossy().replace('/', "-");
                    let out = room.join(format!("plain{threads}")).join(format!("{name}.json"));
                    let temporary = room.join(format!("{name}.tmp"));
                    fs::write(&temporary, &json).unwrap();
                    yusuan::write::publish(&temporary, &out).unwrap();
                }
            });
        });
        let plain = start.elapsed().as_secs_f64();
        let output = format!("out{threads}");
        let (isolated, ..) = timed(&["extract", "in", "-o", &output, "--jobs", &threads.to_string()], room);
        let rate = |seconds: f64| DOCUMENTS as f64 / seconds;
        println!(
            "{threads} thread(s)                {:8.0}/s     {:8.0}/s   {:4.1} %",
            rate(plain),
            rate(isolated),
            100.0 * (isolated / plain - 1.0)
        );
    }
}

fn walk(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect();
    paths.sort();
    paths
}

fn batch(samples: &[(String, Vec<u8>)], room: &Path, documents: u64) {
    generate(samples, &room.join("in"), documents);
    println!("\n{documents} documents          seconds  documents/s   peak MB: program  largest worker");
    for (name, jobs) in [("1 job", "1"), ("2 jobs", "2"), ("2 jobs, repeated", "2")] {
        let output = format!("out{jobs}");
        let (seconds, supervisor, worker) = timed(&["extract", "in", "-o", &output, "--jobs", jobs], room);
        let rate = documents as f64 / seconds;
        println!("{name:22} {seconds:9.1}    {rate:9.0}            {supervisor:7.1}         {worker:7.1}");
    }
    let _ = fs::remove_dir_all(room);
}

/// A text of 50 MB as one table, as one table over many pages, and as all text samples again and again.
fn large(samples: &[(String, Vec<u8>)], room: &Path) {
    const BYTES: usize = 50 << 20;
    let head = "云溪市档案局2024年部门预算\n\n表2\n支出预算总表\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n";
    let row = |number: usize| {
        let (basic, project) = (number % 9973, number % 7919);
        let cents = |amount: usize| format!("{}.{:02}", amount / 100, amount % 100);
        let code = 2_010_101 + number % 90 * 100;
        format!(
            "{code}\t机关事业单位基本养老保险缴费支出\t{}\t{}\t{}\n",
            cents(basic + project),
            cents(basic),
            cents(project)
        )
    };
    let grown = |page: &str| {
        let mut text = head.to_owned();
        for number in 1.. {
            text.push_str(&row(number));
            if number % 40 == 0 {
                text.push_str(page);
            }
            if text.len() >= BYTES {
                break;
            }
        }
        text
    };
    let texts: Vec<&str> = samples.iter().filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()).collect();
    let texts = texts.join("\n");
    println!("\ntext of 50 MB               seconds   peak MB: program  worker");
    for (name, text) in [
        ("one table", grown("")),
        ("one table, paged", grown("\u{c}")),
        ("samples repeated", texts.repeat(BYTES / texts.len())),
    ] {
        fs::create_dir_all(room).unwrap();
        fs::write(room.join("large.txt"), text).unwrap();
        let arguments =
            ["extract", "large.txt", "--force", "--memory-limit", "16384", "--time-limit", "3600"];
        let (seconds, program, worker) = timed(&arguments, room);
        println!("{name:24} {seconds:10.1}            {program:7.0} {worker:7.0}");
    }
}

/// PDFs by yusuan one by one, and all of them by yusuan and by others.
fn others<'a>(pdfs: impl Iterator<Item = &'a (String, Vec<u8>)>, room: &Path) {
    const COPIES: u64 = 10;
    println!("\nPDFs, one core              pages      read       all  (pages a second of CPU)");
    let thread = one_thread();
    let directory = room.join("others");
    fs::create_dir_all(&directory).unwrap();
    let (mut names, mut pages) = (Vec::new(), 0);
    for (name, bytes) in pdfs {
        let Ok(document) = yusuan::process(name, bytes, &Options::default()) else { continue };
        let own = document.source.pages.unwrap_or(0);
        let rate = |work: &(dyn Fn(&str, &[u8]) -> bool + Sync)| {
            f64::from(own) * thread.install(|| times_a_second(|| work(name, bytes)))
        };
        println!("{name:28} {own:4}{:10.0}{:10.0}", rate(&reads), rate(&extracts));
        for copy in 0..COPIES {
            fs::write(directory.join(format!("{copy}-{name}")), varied(bytes, copy)).unwrap();
            names.push(format!("{copy}-{name}"));
            pages += own;
        }
    }
    println!("\n{pages} PDF pages in {} files, one core           pages/s   pages/s of CPU", names.len());
    let measure = |name: &str, work: &dyn Fn() -> bool| {
        let (start, before) = (Instant::now(), processor_seconds());
        if !work() {
            return println!("{name:44} not installed");
        }
        let rate = |seconds: f64| f64::from(pages) / seconds;
        let (clock, processor) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
        println!("{name:44} {:9.0}        {:9.0}", rate(clock), rate(processor));
    };
    let each = |work: &(dyn Fn(&str, &[u8]) -> bool + Sync)| {
        thread.install(|| names.iter().all(|name| work(name, &fs::read(directory.join(name)).unwrap())))
    };
    measure("yusuan, glyphs and rules, in process", &|| each(&reads));
    measure("yusuan, all of extract, in process", &|| each(&extracts));
    let program: Vec<&str> =
        ["extract", "--jobs", "1", "-o", "out"].into_iter().chain(names.iter().map(String::as_str)).collect();
    measure("yusuan extract", &|| quiet(Command::new(PROGRAM).args(&program).current_dir(&directory)));
    measure("pdftotext -raw", &|| {
        let text = |name| quiet(Command::new("pdftotext").args(["-raw", name, "-"]).current_dir(&directory));
        names.iter().all(|name| text(name.as_str()))
    });
    let script = "import sys, fitz\nfor n in sys.argv[1:]:\n  for p in fitz.open(n): p.get_text('rawdict'); p.get_drawings()";
    measure("PyMuPDF characters and drawings", &|| {
        quiet(Command::new("python3").args(["-c", script]).args(&names).current_dir(&directory))
    });
}

/// Reads the glyphs and rules of a PDF.
fn reads(_: &str, bytes: &[u8]) -> bool {
    black_box(read(bytes, &Limits::default())).is_ok()
}

/// Does all that the program does with a PDF.
fn extracts(name: &str, bytes: &[u8]) -> bool {
    let document = yusuan::process(name, bytes, &Options::default());
    document.is_ok_and(|document| black_box(yusuan::write::json::to_bytes(&document, false)).is_ok())
}

/// How often work is done in a second of the processor, by half a second of it.
fn times_a_second(work: impl Fn() -> bool) -> f64 {
    let (start, mut rounds) = (processor_seconds(), 0);
    loop {
        rounds += (0..10).filter(|_| work()).count();
        let spent = processor_seconds() - start;
        if spent >= 0.5 {
            return rounds as f64 / spent;
        }
    }
}

/// What this process and those of its that ended took of the processor so far, in seconds.
fn processor_seconds() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0; // What Linux tells user programs, whatever its own clock.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets: fields 14 to 17 of proc(5), counted from the third.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(4);
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / TICKS_PER_SECOND
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
