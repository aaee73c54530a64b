//! Whatever a document does to its worker process, it costs no more than its limit and the run goes on.
//!
//! This test is a program of its own: started with `worker`, it is a worker that does what its documents say
//! (`overflow`, `abort`, `allocate`, `sleep`, `panic`); started as a test, it supervises itself.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use yusuan::Options;
use yusuan::batch::journal::Redo;
use yusuan::batch::plan::{Filter, Input, Origin};
use yusuan::batch::run::{Message, Outcome, Settings, Target, run};
use yusuan::batch::supervise::Contract;
use yusuan::batch::worker::{Setup, end_with_parent, note_panics, serve};
use yusuan::document::Document;
use yusuan::error::{Error, ErrorKind};

const GOOD: &str = "云溪市档案局2024年部门预算\n项目\t预算数\n收入总计\t10.50\n";

fn main() {
    if std::env::args().nth(1).as_deref() == Some("worker") {
        note_panics();
        end_with_parent();
        serve(&mut std::io::stdin().lock(), &mut std::io::stdout().lock(), obey).unwrap();
        return;
    }
    for (name, test) in [
        ("every_hostile_document_is_one_failure", every_hostile_document_is_one_failure as fn()),
        ("a_crash_costs_the_other_documents_nothing", a_crash_costs_the_other_documents_nothing),
    ] {
        test();
        println!("test {name} ... ok");
    }
}

/// Does what the document says.
fn obey(name: &str, bytes: Vec<u8>, options: &Options) -> Result<Document, Error> {
    match &bytes[..] {
        b"overflow" => assert!(descend(1) > 0),
        b"abort" => std::process::abort(),
        b"exit" => std::process::exit(3),
        b"allocate" => {
            let mut kept = Vec::new();
            while kept.len() < 1 << 20 {
                kept.push(vec![1_u8; 1 << 20]);
            }
        }
        b"sleep" => std::thread::sleep(Duration::from_secs(3600)),
        b"panic" => panic!("as told"),
        _ => {}
    }
    yusuan::process_owned(name, bytes, options)
}

/// Recurses until the stack ends; the value keeps the compiler from making a loop of it.
fn descend(depth: u64) -> u64 {
    let deeper = if std::hint::black_box(depth) == 0 { 0 } else { descend(depth + 1) };
    std::hint::black_box(deeper + depth)
}

/// Runs over documents and gives how each ended, in their order.
fn outcomes(room: &str, documents: &[&str], jobs: usize) -> Vec<Outcome> {
    let room = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(room);
    let _ = std::fs::remove_dir_all(&room);
    std::fs::create_dir_all(&room).unwrap();
    let inputs: Vec<Input> = documents
        .iter()
        .enumerate()
        .map(|(number, content)| {
            let path = room.join(format!("{number:03}.txt"));
            std::fs::write(&path, content).unwrap();
            Input { name: format!("{number:03}.txt"), path: number.to_string(), origin: Origin::File(path) }
        })
        .collect();
    let setup = Setup { options: Options::default(), pretty: false, threads: 1, memory_bytes: 256 << 20 };
    let program = std::env::current_exe().unwrap();
    let settings = Settings {
        jobs,
        contract: Contract { program, setup, time: Duration::from_secs(5) },
        target: Target::Caller,
        filter: Filter::default(),
        shard: None,
        redo: Redo::default(),
    };
    let mut outcomes = Vec::new();
    run(&inputs, &settings, &AtomicBool::new(false), &mut |message| {
        if let Message::Finished(_, finished) = message {
            outcomes.push(finished.outcome);
        }
    })
    .unwrap();
    outcomes
}

fn every_hostile_document_is_one_failure() {
    let started = Instant::now();
    let documents = ["overflow", GOOD, "abort", "exit", "allocate", "sleep", "panic"];
    let outcomes = outcomes("hostile", &documents, 1);
    assert!(started.elapsed() < Duration::from_secs(600), "the sleeper was waited for");
    for (number, (kind, said)) in [
        (ErrorKind::Limit, "nested too deeply"),
        (ErrorKind::Internal, ""),
        (ErrorKind::Internal, "signal 6"),
        (ErrorKind::Internal, "an early exit"),
        (ErrorKind::Limit, "256 MB of memory"),
        (ErrorKind::Limit, "5 seconds"),
        (ErrorKind::Internal, "as told"),
    ]
    .into_iter()
    .enumerate()
    {
        match &outcomes[number] {
            Outcome::Failed(error) => {
                assert_eq!(error.kind(), kind, "{}: {error}", documents[number]);
                assert!(error.to_string().contains(said), "{}: {error}", documents[number]);
            }
            Outcome::Done(_) => assert_eq!(documents[number], GOOD),
            other => panic!("{}: {other:?}", documents[number]),
        }
    }
}

fn a_crash_costs_the_other_documents_nothing() {
    let good: Vec<String> = (0..20).map(|number| GOOD.replace("10.50", &format!("{number}.50"))).collect();
    let documents: Vec<&str> = good.iter().flat_map(|good| ["abort", good.as_str()]).collect();
    for jobs in [1, 3] {
        let outcomes = outcomes("crashes", &documents, jobs);
        let done = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Done(_))).count();
        let failed = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count();
        assert_eq!((done, failed), (20, 20), "every crash is said, all others are done: {outcomes:?}");
    }
}
