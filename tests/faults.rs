//! What the machine does to a run: disks that are full or read-only, files that vanish, documents over their limits.
//!
//! A full disk is a small tmpfs in a mount namespace of the test's own, which root and most users of Linux may have.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;
#[path = "pdf/writer.rs"]
#[allow(dead_code)]
mod writer;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

use common::{Room, Run, document};
use encoding_rs::GBK;
use lopdf::{EncryptionState, EncryptionVersion, Permissions};
use writer::{Writer, composite, deflate, show};

fn fill(room: &Room, documents: u32) {
    for number in 0..documents {
        room.file(&format!("in/{number:03}.txt"), document(number));
    }
}

/// Runs a shell script in the room, `$yusuan` being the program, as the last argument of another command.
fn scripted(room: &Room, before: &[&str], script: &str) -> Run {
    let mut words = before.iter().copied().chain(["sh", "-c", script]);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).current_dir(&room.0).env("yusuan", env!("CARGO_BIN_EXE_yusuan"));
    Run::of(command.stdin(Stdio::null()).output().unwrap())
}

/// Whether a command that confines another one is permitted here.
fn works(command: &[&str]) -> bool {
    let tried = Command::new(command[0]).args(&command[1..]).arg("true").stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// What stands in the output directory is whole, and the same command goes on to the end.
fn assert_nothing_half_written(room: &Room, jobs: &str) {
    fs::create_dir_all(room.0.join("output")).unwrap();
    let whole = room.run(&["extract", "in", "-o", "whole"]);
    assert_eq!(whole.code, 0, "{}", whole.err);
    let whole = room.documents("whole");
    for (name, bytes) in room.documents("output") {
        assert!(bytes == whole[&name], "{name} is written in half");
    }
    let resumed = room.run(&["extract", "in", "--jobs", jobs]);
    assert_eq!(resumed.code, 0, "{}", resumed.err);
    assert_eq!(room.documents("output"), whole);
    assert!(!room.0.join("output/.partial").exists());
}

#[test]
fn a_full_disk_ends_the_run_with_advice_and_what_was_done_stays() {
    const NAMESPACES: [&[&str]; 2] =
        [&["unshare", "--mount"], &["unshare", "--user", "--map-root-user", "--mount"]];
    let Some(namespace) = NAMESPACES.into_iter().find(|namespace| works(namespace)) else {
        eprintln!("no mount namespace is permitted here: only a_file_that_may_not_grow was tested");
        return;
    };
    let room = Room::new("full-disk");
    fill(&room, 60);
    let script = "mkdir -p disk kept && mount -t tmpfs -o size=48k tmpfs disk && \
                  \"$yusuan\" extract in -o disk/output --jobs 2; code=$?; cp -R disk/output kept; exit $code";
    let run = scripted(&room, namespace, script);
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(
        run.err.contains("No space left on device") && run.err.contains("free some space"),
        "{}",
        run.err
    );
    fs::rename(room.0.join("kept/output"), room.0.join("output")).unwrap();
    let written = room.names("output").len();
    assert!((1..60).contains(&written), "the disk was full after {written} documents");
    assert_nothing_half_written(&room, "2");
}

#[test]
fn a_file_that_may_not_grow_ends_the_run_and_is_not_written_in_half() {
    let room = Room::new("file-size");
    fill(&room, 8);
    // Blocks of 512 bytes: the manifest reaches the limit after some documents, in the middle of a line.
    let run = scripted(&room, &["env"], "trap '' XFSZ; ulimit -f 6; exec \"$yusuan\" extract in --jobs 1");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.err.contains("manifest.jsonl cannot be written (File too large"), "{}", run.err);
    assert!(run.err.contains("what was done stays"), "{}", run.err);
    assert_nothing_half_written(&room, "1");
}

#[test]
fn a_read_only_output_is_said_so_before_anything_is_read() {
    let room = Room::new("read-only");
    fill(&room, 2);
    fs::create_dir_all(room.0.join("output")).unwrap();
    fs::set_permissions(room.0.join("output"), fs::Permissions::from_mode(0o555)).unwrap();
    let confined = plain_user();
    let run = scripted(&room, &confined, "exec \"$yusuan\" extract in");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(
        run.err.contains("output/manifest.jsonl cannot be written")
            && run.err.contains("another directory with -o"),
        "{}",
        run.err
    );
    assert!(room.names("output").is_empty());
}

#[test]
fn a_file_that_may_not_be_read_is_a_failure_of_that_file() {
    let room = Room::new("permission");
    fill(&room, 2);
    fs::set_permissions(room.0.join("in/000.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    let run = scripted(&room, &plain_user(), "exec \"$yusuan\" extract in");
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.err.starts_with("in/000.txt: reading is not permitted"), "{}", run.err);
    assert_eq!(room.names("output"), ["001.txt.json"]);
}

/// What makes root obey permissions as everyone else does.
fn plain_user() -> Vec<&'static str> {
    let confine = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
    if works(&confine) { confine.to_vec() } else { vec!["env"] }
}

#[test]
fn a_file_that_vanishes_while_the_run_waits_is_a_failure_of_that_file() {
    let room = Room::new("vanished");
    room.file("b.txt", document(2)).file("c.txt", document(3));
    assert!(Command::new("mkfifo").arg(room.0.join("a.txt")).status().unwrap().success());
    let child = room.command(&["extract", "a.txt", "b.txt", "c.txt"]).spawn().unwrap();
    // Opening a pipe waits for its reader: by then the run has planned all three.
    let mut first = fs::OpenOptions::new().write(true).open(room.0.join("a.txt")).unwrap();
    fs::remove_file(room.0.join("b.txt")).unwrap();
    first.write_all(document(1).as_bytes()).unwrap();
    drop(first);
    let run = Run::of(child.wait_with_output().unwrap());
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert_eq!(run.err, "b.txt: there is no such file; check the path\n");
    assert_eq!(room.names("output"), ["a.txt.json", "c.txt.json"]);
    room.file("b.txt", document(2));
    fs::remove_file(room.0.join("a.txt")).unwrap();
    assert_eq!(room.run(&["extract", "b.txt", "c.txt"]).code, 0, "what failed to open is tried again");
}

#[test]
fn limits_on_time_and_memory_end_one_document() {
    let room = Room::new("limits");
    room.file("large.txt", "合计\t1.00\t2.00\n".repeat(2_000_000)).file("small.txt", document(1));
    let slow = room.run(&["extract", "large.txt", "--time-limit", "1"]);
    let said = "large.txt: it takes longer than 1 seconds; raise --time-limit or leave it out\n";
    assert_eq!((slow.code, slow.err.as_str()), (2, said));
    let large = room.run(&["extract", "large.txt", "small.txt", "--memory-limit", "64"]);
    let said = "large.txt: it takes more than 64 MB of memory; raise --memory-limit or leave it out\n";
    assert_eq!((large.code, large.err.as_str()), (2, said));
    assert_eq!(room.names("output"), ["small.txt.json"]);
}

#[test]
fn limits_on_pages_streams_and_nesting_leave_out_what_lies_beyond() {
    let room = Room::new("limits-within");
    // A title behind a state that is saved and given back, at the end of a stream that unpacks to 2 MB.
    let title = GBK.encode("云溪市水务局2024年部门预算").0;
    let content = format!("{}q 1 0 0 1 2000 0 cm Q {}", " ".repeat(2 << 20), show(&title));
    let mut writer = Writer::default();
    let font = writer.add(composite("GBK-EUC-H", "GB1"));
    let content = writer.stream("/Filter/FlateDecode", deflate(content.as_bytes()));
    let page = format!(
        "<</Type/Page/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</Font<</F1 {font} 0 R>>>>>>"
    );
    let pages = [writer.add(&page), writer.add(&page)];
    room.file("a.pdf", writer.finish(&pages));
    for (limits, read, title) in [
        (&[][..], 2, "云溪市水务局2024年部门预算".into()),
        (&["--page-limit", "1"], 1, "云溪市水务局2024年部门预算".into()),
        (&["--stream-limit", "1"], 2, serde_json::Value::Null),
        (&["--nesting-limit", "0"], 2, serde_json::Value::Null),
    ] {
        let run = room.run(&[&["extract", "a.pdf"][..], limits].concat());
        assert_eq!(run.code, 0, "{limits:?}: {}", run.err);
        let document = &room.documents("output")["a.pdf.json"];
        let document: serde_json::Value = serde_json::from_slice(document).unwrap();
        assert_eq!(document["source"]["pages"], read, "{limits:?}");
        assert_eq!(document["document"]["title"], title, "{limits:?}");
        let warned =
            document["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "limit");
        assert_eq!(warned, !limits.is_empty(), "{limits:?}");
    }
}

#[test]
fn a_password_opens_what_is_encrypted_with_it() {
    let room = Room::new("password");
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/yunxi-two-tables.pdf");
    let mut locked = lopdf::Document::load(sample).unwrap();
    let version = EncryptionVersion::V2 {
        document: &locked,
        owner_password: "owner",
        user_password: "2024",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).unwrap();
    locked.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    locked.save_to(&mut bytes).unwrap();
    room.file("a.pdf", bytes).file("open.pdf", fs::read(sample).unwrap());
    for (wrong, said) in [(&[][..], "give the password"), (&["--password", "2023"], "check --password")] {
        let run = room.run(&[&["extract", "a.pdf"][..], wrong].concat());
        assert_eq!(run.code, 2, "{wrong:?}");
        assert!(run.err.starts_with("a.pdf: ") && run.err.contains(said), "{wrong:?}: {}", run.err);
    }
    let run = room.run(&["extract", "a.pdf", "open.pdf", "--password", "2024"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let documents: Vec<serde_json::Value> =
        room.documents("output").values().map(|bytes| serde_json::from_slice(bytes).unwrap()).collect();
    assert!(documents[0]["tables"].as_array().is_some_and(|tables| !tables.is_empty()));
    assert_eq!(documents[0]["tables"], documents[1]["tables"]);
    for command in ["show", "grid"] {
        assert_eq!(room.run(&[command, "a.pdf"]).code, 2, "{command}");
        assert_eq!(room.run(&[command, "a.pdf", "--password", "2024"]).code, 0, "{command}");
    }
}
