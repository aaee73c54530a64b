//! A run can be killed at any moment, interrupted, repeated, shared among machines: nothing is lost, nothing done twice.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{Room, Run, document};

/// The last line for every path.
fn last(lines: Vec<serde_json::Value>) -> BTreeMap<String, serde_json::Value> {
    lines.into_iter().map(|line| (line["path"].as_str().unwrap().to_owned(), line)).collect()
}

fn fill(room: &Room, documents: u32) {
    for number in 0..documents {
        room.file(&format!("in/{number:03}.txt"), document(number));
    }
}

#[test]
fn the_manifest_has_a_line_for_every_input() {
    let room = Room::new("manifest");
    room.file("in/a.txt", document(1)).file("in/empty.txt", "").file("in/z.txt", document(1));
    assert_eq!(room.run(&["extract", "in"]).code, 2);
    let lines = last(room.manifest("output"));
    assert_eq!(lines.len(), 3);
    let (good, bad, same) = (&lines["in/a.txt"], &lines["in/empty.txt"], &lines["in/z.txt"]);
    assert_eq!((&good["status"], &good["output"]), (&"done".into(), &"a.txt.json".into()));
    assert_eq!(good["bytes"], document(1).len());
    assert_eq!(good["counts"]["pages"], 1);
    assert_eq!((&bad["status"], &bad["error"]["kind"]), (&"failed".into(), &"empty".into()));
    assert_eq!((&same["status"], &same["same_as"]), (&"skipped".into(), &"in/a.txt".into()));
    assert_eq!((&same["output"], &same["sha256"]), (&good["output"], &good["sha256"]));
    for key in ["version", "build", "vocabulary", "seconds"] {
        assert!(!good[key].is_null(), "{key}");
    }
    assert_eq!(room.names("output"), ["a.txt.json"], "the same content is extracted once");
}

#[test]
fn a_rerun_does_only_what_is_new_or_changed() {
    let room = Room::new("rerun");
    fill(&room, 3);
    room.file("in/empty.txt", "");
    room.run(&["extract", "in"]);
    let lines = room.manifest("output").len();
    let again = room.run(&["extract", "in"]);
    assert_eq!(again.code, 2, "what failed still counts");
    assert!(again.err.contains("not tried again without --retry-failed"), "{}", again.err);
    assert!(again.out.starts_with("0 documents") && again.out.contains("3 done before"), "{}", again.out);
    assert_eq!(room.manifest("output").len(), lines);

    room.file("in/001.txt", document(77)).file("in/new.txt", document(78));
    assert!(room.run(&["extract", "in"]).out.starts_with("2 documents"));
    fs::remove_file(room.0.join("output/002.txt.json")).unwrap();
    assert!(room.run(&["extract", "in"]).out.starts_with("1 documents"), "a lost output is made again");
    assert!(room.run(&["extract", "in", "--force"]).out.starts_with("4 documents"));
    assert!(
        room.run(&["extract", "in", "--pretty"]).out.starts_with("4 documents"),
        "other options, other documents"
    );

    room.file("in/empty.txt", document(79));
    assert_eq!(room.run(&["extract", "in", "--pretty"]).code, 0);
}

#[test]
fn another_program_or_vocabulary_does_its_own() {
    let room = Room::new("maker");
    fill(&room, 2);
    room.run(&["extract", "in"]);
    let manifest = room.0.join("output/manifest.jsonl");
    for key in ["version", "build", "vocabulary"] {
        let lines = room.manifest("output").into_iter().map(|mut line| {
            line[key] = "another".into();
            format!("{line}\n")
        });
        fs::write(&manifest, lines.collect::<String>()).unwrap();
        assert!(room.run(&["extract", "in"]).out.starts_with("2 documents"), "{key}");
        assert!(room.run(&["extract", "in"]).out.starts_with("0 documents"), "{key}");
    }
}

#[test]
fn what_failed_is_tried_again_on_demand() {
    let room = Room::new("retry");
    room.file("in/empty.txt", "");
    room.run(&["extract", "in"]);
    assert!(room.run(&["extract", "in"]).err.contains("not tried again"));
    let retried = room.run(&["extract", "in", "--retry-failed"]);
    assert!(!retried.err.contains("not tried again") && retried.code == 2, "{}", retried.err);
}

#[test]
fn a_document_of_an_input_that_fails_now_stays_and_that_is_said() {
    let room = Room::new("leftover");
    room.file("in/a.txt", document(1));
    room.run(&["extract", "in"]);
    room.file("in/a.txt", "");
    for _ in 0..2 {
        let run = room.run(&["extract", "in"]);
        assert!(run.err.contains("in/a.txt: a.txt.json is of an earlier run, and stays"), "{}", run.err);
    }
    assert_eq!(room.names("output"), ["a.txt.json"]);
}

#[test]
fn every_file_of_a_content_that_fails_is_named_and_reruns_say_the_same() {
    let room = Room::new("failing-twins");
    for name in ["a.txt", "b.txt", "c.txt"] {
        room.file(&format!("in/{name}"), "");
    }
    room.file("in/d.zip", b"PK\x03\x04 cut short").file("in/e.txt", document(1));
    let named = |run: &Run| {
        let lines = run.err.lines().filter_map(|line| line.split_once(": "));
        lines.map(|(path, _)| path.to_owned()).collect::<Vec<_>>()
    };
    let failing = ["in/a.txt", "in/b.txt", "in/c.txt", "in/d.zip"].map(str::to_owned);
    let first = room.run(&["extract", "in", "-j", "1"]);
    assert!(first.out.contains("4 failures") && !first.out.contains("same content"), "{}", first.out);
    assert_eq!(BTreeSet::from_iter(named(&first)), BTreeSet::from(failing.clone()));
    let lines = room.manifest("output");
    assert!(lines.iter().filter(|line| line["status"] == "failed").all(|line| !line["error"].is_null()));
    for _ in 0..3 {
        let again = room.run(&["extract", "in"]);
        assert!(again.out.contains("4 failures") && again.out.contains("1 done before"), "{}", again.out);
        assert_eq!(named(&again), failing);
        assert_eq!(room.manifest("output"), lines, "a rerun of the same adds nothing");
    }
    let tried = room.run(&["extract", "in", "--retry-failed"]);
    assert_eq!((named(&tried).len(), tried.err.contains("replaces")), (4, false), "{}", tried.err);
    assert!(room.run(&["check", "in"]).err.matches("is empty").count() == 3);
}

#[test]
fn a_killed_run_goes_on_and_loses_nothing() {
    let room = Room::new("killed");
    fill(&room, 60);
    let started = Instant::now();
    assert_eq!(room.run(&["extract", "in", "-o", "whole"]).code, 0);
    let longest = started.elapsed().as_micros() as u64 + 1;
    let whole = room.documents("whole");
    assert_eq!(whole.len(), 60);
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut midway = 0;
    // At a busy moment a run may take much longer or less than the first one: then more rounds find its middle.
    for round in 0..400 {
        if round >= 50 && midway > 0 {
            break;
        }
        let mut child = room.command(&["extract", "in", "-o", "killed", "--jobs", "2"]).spawn().unwrap();
        // xorshift: any moment from the start to the end of a run.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        sleep(Duration::from_micros(state % longest));
        child.kill().unwrap();
        let _ = child.wait_with_output().unwrap();
        let output = room.0.join("killed");
        if !output.exists() {
            continue;
        }
        let written = room.documents("killed");
        midway += usize::from(!written.is_empty() && written.len() < whole.len());
        for (name, bytes) in &written {
            assert!(bytes == &whole[name], "{name} is written in half in round {round}");
        }
        if written.len() == whole.len() {
            fs::remove_dir_all(&output).unwrap();
        }
    }
    let resumed = room.run(&["extract", "in", "-o", "killed"]);
    assert_eq!(resumed.code, 0, "{}", resumed.err);
    assert_eq!(room.documents("killed"), whole);
    assert_eq!(last(room.manifest("killed")).len(), 60);
    assert!(!room.0.join("killed/.partial").exists());
    assert!(midway > 0, "no round was killed midway");
}

#[test]
fn a_line_cut_short_does_not_count() {
    let room = Room::new("cut-line");
    fill(&room, 2);
    room.run(&["extract", "in"]);
    let manifest = room.0.join("output/manifest.jsonl");
    let bytes = fs::read(&manifest).unwrap();
    fs::write(&manifest, &bytes[..bytes.len() - 10]).unwrap();
    assert!(room.run(&["extract", "in"]).out.starts_with("1 documents"));
    assert_eq!(room.manifest("output").len(), 2, "every line can be read");
}

#[test]
fn an_interrupt_finishes_the_running_documents_and_says_how_to_go_on() {
    let room = Room::new("interrupt");
    fill(&room, 400);
    let child = room.command(&["extract", "in", "--jobs", "2"]).spawn().unwrap();
    let output = room.0.join("output");
    while !output.join("002.txt.json").exists() {
        sleep(Duration::from_millis(1));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, 130, "{}{}", run.out, run.err);
    assert!(run.err.contains("run the same command again to go on"), "{}", run.err);
    let written = room.names("output").len();
    assert!(written < 400);
    assert_eq!(room.manifest("output").len(), written, "what is written is in the manifest");
    let resumed = room.run(&["extract", "in"]);
    assert!(resumed.out.contains(&format!("{written} done before")), "{}", resumed.out);
    assert_eq!(room.names("output").len(), 400);
}

#[test]
fn shards_share_an_archive_and_their_manifests_add_up() {
    let room = Room::new("shards");
    fill(&room, 30);
    room.run(&["extract", "in", "-o", "whole"]);
    let mut merged = BTreeMap::new();
    let mut lines = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let output = shard.replace('/', "-");
        let run = room.run(&["extract", "in", "-o", &output, "--shard", shard]);
        assert_eq!(run.code, 0, "{}", run.err);
        assert!(run.out.contains("in other shards"), "{}", run.out);
        let documents = room.documents(&output);
        assert!(documents.keys().all(|name| !merged.contains_key(name)));
        merged.extend(documents);
        lines.extend(room.manifest(&output));
    }
    assert_eq!(merged, room.documents("whole"));
    assert_eq!(lines.len(), 30);
    assert_eq!(room.run(&["extract", "in", "--shard", "4/3"]).code, 1);
    // All outputs in one directory under one manifest are a run that is done.
    for (name, bytes) in &merged {
        room.file(&format!("merged/{name}"), bytes);
    }
    room.file("merged/manifest.jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    let done = room.run(&["extract", "in", "-o", "merged"]);
    assert!(done.out.starts_with("0 documents") && done.out.contains("30 done before"), "{}", done.out);
}

#[test]
fn documents_are_the_same_for_any_jobs_any_order_and_with_interruptions() {
    let room = Room::new("determinism");
    fill(&room, 12);
    // Two inputs of one content, and two of one name.
    room.file("in/011.txt", document(3)).file("more/005.txt", document(99));
    let paths: Vec<String> =
        (0..12).map(|number| format!("in/{number:03}.txt")).chain(["more/005.txt".to_owned()]).collect();
    let forward: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut backward = forward.clone();
    backward.reverse();
    let mut results = Vec::new();
    for (output, order, jobs) in [("one", &forward, "1"), ("two", &backward, "2"), ("five", &backward, "5")] {
        let run = room.run(&[&["extract", "-o", output, "--jobs", jobs][..], order].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        results.push(room.documents(output));
    }
    // Runs that went on from any part of the work: of the manifest, some lines; of the documents, those they name.
    for part in 0..3 {
        let lines = room.manifest("one");
        let kept = lines.iter().enumerate().filter(|(number, _)| number % 3 == part).map(|(_, line)| line);
        for line in kept.clone().filter(|line| line["status"] == "done") {
            let name = line["output"].as_str().unwrap();
            room.file(&format!("resumed/{name}"), &results[0][name]);
        }
        room.file("resumed/manifest.jsonl", kept.map(|line| format!("{line}\n")).collect::<String>());
        let run = room.run(&[&["extract", "-o", "resumed", "--jobs", "2"][..], &forward].concat());
        assert!(run.code == 0 && run.out.contains("done before"), "{}{}", run.out, run.err);
        results.push(room.documents("resumed"));
        fs::remove_dir_all(room.0.join("resumed")).unwrap();
    }
    assert_eq!(results[0].len(), 12, "{:?}", results[0].keys());
    for other in &results[1..] {
        assert!(*other == results[0], "{:?} {:?}", other.keys(), results[0].keys());
    }
}

#[test]
fn two_runs_do_not_write_to_one_directory() {
    let room = Room::new("lock");
    room.file("a.txt", document(1));
    fs::create_dir_all(room.0.join("output")).unwrap();
    let manifest = fs::File::create(room.0.join("output/manifest.jsonl")).unwrap();
    manifest.lock().unwrap();
    let run = room.run(&["extract", "a.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("another run is writing to output"), "{}", run.err);
}

#[test]
fn an_output_that_cannot_be_written_ends_the_run_and_what_was_done_stays() {
    let room = Room::new("full");
    fill(&room, 3);
    // A directory where a document must go stops the run as a full disk does, for any user.
    fs::create_dir_all(room.0.join("output/001.txt.json/taken")).unwrap();
    let run = room.run(&["extract", "in", "--jobs", "1"]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("001.txt.json cannot be written") && run.err.contains("what was done stays"),
        "{}",
        run.err
    );
    assert!(room.0.join("output/000.txt.json").is_file());
    fs::remove_dir_all(room.0.join("output/001.txt.json")).unwrap();
    assert!(room.run(&["extract", "in"]).out.contains("1 done before"));
}
