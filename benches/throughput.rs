//! How fast and how large: `cargo bench` (about two minutes). Prints a table; nothing is asserted.
//!
//! 1. Stages, in process and on one thread: pages a second of read, layout, the whole of `process`, and writing JSON;
//!    and what the checks cost of what reading and rebuilding the same document costs.
//! 2. Isolation: the same files in process and through worker processes, on one thread and on two.
//! 3. Batches of 2,000 and 10,000 generated documents through the program: documents a second and peak memory.
//! 4. Beside it `pdftotext -layout` and PyMuPDF on the same PDFs, where they are installed.
//!
//! Generated documents are the samples with other figures (texts) or with another trailing comment (PDF), so that no
//! two have the same content.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use yusuan::Options;
use yusuan::read::Content;
use yusuan::read::pdf::Limits;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yusuan");

fn main() {
    let samples = samples();
    stages(&samples);
    let room = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    let _ = fs::remove_dir_all(&room);
    isolation(&samples, &room.join("isolation"));
    for documents in [2_000, 10_000] {
        batch(&samples, &room.join(documents.to_string()), documents);
    }
    others(&samples, &room);
    let _ = fs::remove_dir_all(&room);
}

/// The samples: file name and content.
fn samples() -> Vec<(String, Vec<u8>)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let paths = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<(String, Vec<u8>)> = paths
        .filter(|path| path.is_file() && path.extension().is_some_and(|extension| extension != "py"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    samples.sort();
    samples
}

/// A sample with other figures, or another end: every number gives another content.
fn varied(bytes: &[u8], number: u64) -> Vec<u8> {
    let mut varied = bytes.to_vec();
    if bytes.starts_with(b"%PDF") {
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

/// Runs something for about a second and gives how often a second it runs.
fn rate(mut work: impl FnMut()) -> f64 {
    let (start, mut times) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_millis(700) {
        work();
        times += 1;
    }
    f64::from(times) / start.elapsed().as_secs_f64()
}

fn stages(samples: &[(String, Vec<u8>)]) {
    println!(
        "stages, one thread        pages    read/s  layout/s process/s    json/s  check  (pages a second; % of rebuilding)"
    );
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let options = Options::default();
    for (name, bytes) in samples {
        let Ok(document) = yusuan::process(name, bytes, &options) else { continue };
        let pages = f64::from(document.source.pages.unwrap_or(1));
        let limits = Limits::default();
        threads.install(|| {
            let read = rate(|| drop(black_box(yusuan::read::read(bytes, &limits))));
            let layout = match yusuan::read::read(bytes, &limits) {
                Ok(Content::Pages(sheets, _)) => {
                    let clone = rate(|| drop(black_box(sheets.clone())));
                    let both = rate(|| drop(black_box(yusuan::layout::layout(sheets.clone()))));
                    format!("{:9.0}", pages / (1.0 / both - 1.0 / clone).max(1e-9))
                }
                _ => "        -".to_owned(),
            };
            let process = rate(|| drop(black_box(yusuan::process(name, bytes, &options))));
            let (rebuilt, prose) = yusuan::rebuild(name, bytes, &options).unwrap();
            let rebuild = rate(|| drop(black_box(yusuan::rebuild(name, bytes, &options))));
            let clone = rate(|| drop(black_box(rebuilt.clone())));
            let both = rate(|| {
                let mut document = rebuilt.clone();
                yusuan::check::check(&mut document, &prose);
                drop(black_box(document));
            });
            let check = (1.0 / both - 1.0 / clone) * rebuild * 100.0;
            let json = rate(|| drop(black_box(yusuan::write::json::to_bytes(&document, false))));
            println!(
                "{name:28} {pages:3.0} {:9.0} {layout} {:9.0} {:9.0} {check:5.1}",
                pages * read,
                pages * process,
                pages * json
            );
        });
    }
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
                    yusuan::write::replace(&out, &out.with_extension("tmp"), &json).unwrap();
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

/// The text of every PDF sample by the program and by others, once each, file by file.
fn others(samples: &[(String, Vec<u8>)], room: &Path) {
    let directory = room.join("others");
    fs::create_dir_all(&directory).unwrap();
    let (mut names, mut pages) = (Vec::new(), 0);
    for (name, bytes) in samples.iter().filter(|(_, bytes)| bytes.starts_with(b"%PDF")) {
        let Ok(document) = yusuan::process(name, bytes, &Options::default()) else { continue };
        for copy in 0..20 {
            fs::write(directory.join(format!("{copy}-{name}")), varied(bytes, copy)).unwrap();
            names.push(format!("{copy}-{name}"));
            pages += document.source.pages.unwrap_or(0);
        }
    }
    if names.is_empty() {
        println!("\nno PDF among the samples");
        return;
    }
    println!("\n{pages} PDF pages in {} files, one core           pages/s", names.len());
    let say = |name: &str, seconds: Option<f64>| match seconds {
        Some(seconds) => println!("{name:44} {:9.0}", f64::from(pages) / seconds),
        None => println!("{name:44} not installed"),
    };
    let extract: Vec<&str> =
        ["extract", "--jobs", "1", "-o", "out"].into_iter().chain(names.iter().map(String::as_str)).collect();
    say("yusuan extract", Some(timed(&extract, &directory).0));
    let start = Instant::now();
    let all = names
        .iter()
        .all(|name| quiet(Command::new("pdftotext").args(["-layout", name, "-"]).current_dir(&directory)));
    say("pdftotext -layout", all.then(|| start.elapsed().as_secs_f64()));
    let script = "import sys, fitz\nfor n in sys.argv[1:]:\n  for p in fitz.open(n): p.get_text('words'); p.get_drawings()";
    let start = Instant::now();
    let ran = quiet(Command::new("python3").args(["-c", script]).args(&names).current_dir(&directory));
    say("PyMuPDF words and drawings", ran.then(|| start.elapsed().as_secs_f64()));
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
