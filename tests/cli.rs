//! The program as a user meets it: what it writes, what it says, how it ends.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::fs;
use std::io::Write;
use std::process::Stdio;

use common::{Room, Run, document};

#[test]
fn help_and_version_end_with_0_and_usage_errors_with_1() {
    let room = Room::new("usage");
    for arguments in [&["--help"][..], &["--version"], &["extract", "--help"], &["schema"]] {
        let run = room.run(arguments);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{arguments:?}");
        assert!(!run.out.is_empty(), "{arguments:?}");
    }
    for arguments in
        [&[][..], &["extract"], &["nonsense"], &["extract", "--jobs", "0", "a"], &["extract", "--nope", "a"]]
    {
        let run = room.run(arguments);
        assert_eq!(run.code, 1, "{arguments:?}: {}", run.err);
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn every_input_has_an_output_and_a_directory_keeps_its_tree() {
    let room = Room::new("tree");
    room.file("a.txt", document(1)).file("in/b.txt", document(2)).file("in/x/y/b.txt", document(3));
    room.file("in/.hidden", document(4)).file("in/.git/config", document(5));
    let run = room.run(&["extract", "a.txt", "in"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.starts_with("3 documents, "), "{}", run.out);
    assert_eq!(room.names("output"), ["a.txt.json", "b.txt.json", "x/y/b.txt.json"]);
    assert!(!room.0.join("output/.partial").exists(), "nothing is left behind");
}

#[test]
fn inputs_of_one_name_lose_nothing_whatever_their_order() {
    let room = Room::new("collision");
    room.file("2023/a.txt", document(1)).file("2024/a.txt", document(2)).file("2024/b.txt", document(3));
    let run = room.run(&["extract", "2023/a.txt", "2024", "2024/a.txt", "-o", "one"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(run.err.lines().count(), 2, "each renamed input is named: {}", run.err);
    assert!(run.err.contains("2023/a.txt: its output is called a.txt~"), "{}", run.err);
    room.run(&["extract", "2024/a.txt", "2024", "2023/a.txt", "-o", "two"]);
    assert_eq!(room.documents("one"), room.documents("two"));
    assert_eq!(room.names("one").len(), 3);
}

/// Chinese Windows writes names in GBK, in which these two have no byte that is one of UTF-8.
#[test]
#[cfg(target_os = "linux")]
fn files_whose_names_are_in_gbk_are_called_so_and_none_is_lost() {
    use std::os::unix::ffi::OsStrExt;
    let room = Room::new("gbk-names");
    room.file("in/收入.txt", document(1));
    for (name, figure) in [(&b"\xCA\xD5\xC8\xEB.txt"[..], 2), (b"\xCA\xFD\xB6\xEE.txt", 3)] {
        fs::write(room.0.join("in").join(std::ffi::OsStr::from_bytes(name)), document(figure)).unwrap();
    }
    let run = room.run(&["extract", "in"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("3 documents, "), "{}", run.out);
    let names = room.names("output");
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names.iter().filter(|name| name.starts_with("收入.txt~")).count(), 2, "{names:?}");
    assert!(names.contains(&"数额.txt.json".to_owned()), "{names:?}");
}

#[test]
fn an_output_is_never_the_directory_of_another() {
    let room = Room::new("file-and-directory");
    room.file("in/a", document(1)).file("in/a.json/b", document(2));
    let run = room.run(&["extract", "in"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(room.names("output").len(), 2);
}

#[test]
fn the_output_directory_is_no_input() {
    let room = Room::new("own-output");
    room.file("a.txt", document(1));
    for _ in 0..2 {
        assert_eq!(room.run(&["extract", "."]).code, 0);
        assert_eq!(room.names("output"), ["a.txt.json"]);
    }
}

#[test]
fn a_bad_input_is_named_with_what_to_do_and_the_others_are_written() {
    let room = Room::new("bad");
    room.file("good.txt", document(1))
        .file("empty.txt", "")
        .file("binary.dat", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(99));
    let run = room.run(&["extract", "good.txt", "empty.txt", "binary.dat", "missing.txt"]);
    assert_eq!(run.code, 2);
    for name in ["empty.txt", "binary.dat", "missing.txt"] {
        let line = run.err.lines().find(|line| line.starts_with(&format!("{name}: "))).unwrap();
        assert!(line.contains("; "), "what is wrong; what to do: {line}");
    }
    assert_eq!(run.err.lines().count(), 3, "{}", run.err);
    assert_eq!(room.names("output"), ["good.txt.json"]);
    assert!(run.out.starts_with("1 documents, ") && run.out.contains(", 3 failures, "), "{}", run.out);
}

#[test]
fn an_output_directory_that_cannot_be_made_is_said_so() {
    let room = Room::new("unwritable");
    room.file("a.txt", document(1)).file("taken", "a file");
    let run = room.run(&["extract", "a.txt", "-o", "taken/out"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("taken/out cannot be written"), "{}", run.err);
    let run = room.run(&["extract", "a.txt", "-o", "taken"]);
    assert!(run.err.contains("taken cannot be written") && run.err.contains("-o"), "{}", run.err);
}

#[test]
fn a_directory_of_nothing_is_said_so() {
    let room = Room::new("nothing");
    room.file("in/a.txt", document(1));
    let run = room.run(&["extract", "in", "--include", "*.pdf"]);
    assert_eq!((run.code, run.err.starts_with("there is nothing to read")), (0, true), "{}", run.err);
}

#[test]
fn documents_that_standard_output_does_not_take_are_a_failure() {
    let room = Room::new("full-output");
    room.file("a.txt", document(1));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = Run::of(room.command(&["extract", "a.txt", "-o", "-"]).stdout(full).output().unwrap());
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("standard output cannot be written (No space left on device"), "{}", run.err);
}

#[test]
fn standard_input_and_output() {
    let room = Room::new("standard");
    let feed = |arguments: &[&str]| {
        let mut child = room
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(document(1).as_bytes()).unwrap();
        Run::of(child.wait_with_output().unwrap())
    };
    assert_eq!(feed(&["extract", "-"]).code, 0);
    assert_eq!(room.names("output"), ["stdin.json"]);
    let printed = feed(&["extract", "-", "-o", "-"]);
    assert_eq!(printed.code, 0);
    assert_eq!(printed.out.into_bytes(), fs::read(room.0.join("output/stdin.json")).unwrap());
    assert!(feed(&["show", "-"]).out.contains("UTF-8"));
}

#[test]
fn documents_on_standard_output_come_in_the_order_of_the_names() {
    let room = Room::new("ordered");
    for number in 0..20 {
        room.file(&format!("in/{number:02}.txt"), document(number).repeat(20 - number as usize));
    }
    let run = room.run(&["extract", "in", "-o", "-", "--jobs", "4"]);
    let paths: Vec<String> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["source"]["path"].to_string())
        .collect();
    assert_eq!(paths.len(), 20);
    assert!(paths.is_sorted(), "{paths:?}");
}

#[test]
fn the_output_is_the_same_for_any_number_of_jobs() {
    let room = Room::new("jobs");
    for number in 0..12 {
        room.file(&format!("in/{number}.txt"), document(number));
    }
    for jobs in ["1", "2", "8"] {
        assert_eq!(room.run(&["extract", "in", "--jobs", jobs, "-o", jobs]).code, 0);
    }
    assert_eq!(room.names("1").len(), 12);
    assert_eq!(room.documents("1"), room.documents("2"));
    assert_eq!(room.documents("1"), room.documents("8"));
}

#[test]
fn pretty_and_compact_hold_the_same() {
    let room = Room::new("pretty");
    room.file("a.txt", document(1));
    room.run(&["extract", "a.txt", "-o", "compact"]);
    room.run(&["extract", "a.txt", "-o", "pretty", "--pretty"]);
    let [compact, pretty] =
        ["compact", "pretty"].map(|name| fs::read(room.0.join(name).join("a.txt.json")).unwrap());
    assert_ne!(compact, pretty);
    let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    assert_eq!(value(&compact), value(&pretty));
    assert_eq!(compact.iter().filter(|&&byte| byte == b'\n').count(), 1);
}

#[test]
fn a_reader_that_closes_the_pipe_ends_the_program_quietly() {
    let room = Room::new("pipe");
    for number in 0..20 {
        room.file(&format!("in/{number}.txt"), document(number).repeat(30));
    }
    for arguments in [&["extract", "in", "-o", "-"][..], &["show", "in/1.txt"], &["schema"], &["check", "in"]]
    {
        let mut child = room.command(arguments).spawn().unwrap();
        drop(child.stdout.take());
        let run = Run::of(child.wait_with_output().unwrap());
        assert!(!run.err.contains("panicked"), "{arguments:?}: {}", run.err);
        // The same document thirty times over contradicts itself, and `check` says so.
        let expected: &[i32] = if arguments[0] == "check" { &[0, 1] } else { &[0] };
        assert!(expected.contains(&run.code), "{arguments:?}: {} {}", run.code, run.err);
    }
}

#[test]
fn real_output_is_valid_by_the_schema() {
    let room = Room::new("schema");
    room.file("a.txt", document(1));
    room.run(&["extract", "a.txt"]);
    let schema = serde_json::from_str(&room.run(&["schema"]).out).unwrap();
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("document.json", schema).unwrap();
    let index = compiler.compile("document.json", &mut schemas).unwrap();
    let documents = room.documents("output");
    assert_eq!(documents.len(), 1);
    for (name, bytes) in documents {
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        schemas.validate(&value, index).unwrap_or_else(|error| panic!("{name}: {error}"));
        value["tables"] = serde_json::json!([{ "kind": "nonsense" }]);
        assert!(schemas.validate(&value, index).is_err(), "the schema tells a wrong document");
    }
}

#[test]
fn check_ends_with_2_where_a_file_cannot_be_read_and_prints_a_summary() {
    let room = Room::new("check");
    room.file("a.txt", document(1)).file("empty.txt", "");
    let good = room.run(&["check", "a.txt"]);
    assert_eq!(good.code, 0, "{}{}", good.out, good.err);
    assert!(good.out.lines().last().unwrap().starts_with("1 documents, 0 checks failed"), "{}", good.out);
    assert_eq!(room.run(&["check", "a.txt", "empty.txt"]).code, 2);
    let json = room.run(&["check", "a.txt", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["documents"][0]["path"], "a.txt");
}

#[test]
fn what_yusuan_has_written_is_no_document() {
    let room = Room::new("own-output");
    room.file("in/a.txt", document(1));
    assert!(room.run(&["extract", "in", "-o", "in/first"]).out.starts_with("1 documents"));
    #[cfg(feature = "export")]
    assert_eq!(room.run(&["export", "in/first", "--to", "csv", "-o", "in/facts"]).code, 0);
    let second = room.run(&["extract", "in", "-o", "second"]);
    assert!(second.code == 0 && second.out.starts_with("1 documents"), "{}{}", second.out, second.err);
    assert!(
        second.err.starts_with("in: left out ") && second.err.ends_with(" files that yusuan has written\n"),
        "{}",
        second.err
    );
    assert_eq!(room.names("second"), ["a.txt.json"]);
    let checked = room.run(&["check", "in/first"]);
    assert!(
        checked.out.starts_with("0 documents") && checked.err.contains("left out 2 files"),
        "{}",
        checked.err
    );
    for command in ["check", "show", "extract"] {
        let named = room.run(&[command, "in/first/a.txt.json"]);
        assert_eq!(named.code, 2, "{command}");
        assert!(named.err.contains("a.txt.json: is what yusuan has written"), "{}", named.err);
    }
}

#[test]
fn diff_names_what_changed_and_ends_with_1_where_anything_did() {
    let room = Room::new("diff");
    room.file("old/a.txt", document(1)).file("old/gone.txt", document(5));
    room.file("new/a.txt", document(2)).file("new/come.txt", document(6));
    for run in ["old", "new"] {
        assert_eq!(room.run(&["extract", run, "-o", &format!("{run}.out")]).code, 0);
    }
    let same = room.run(&["diff", "old.out", "old.out"]);
    assert_eq!((same.code, same.out.as_str()), (0, "0 changes in 0 documents\n"));
    let changed = room.run(&["diff", "old.out", "new.out"]);
    assert_eq!(changed.code, 1, "{}", changed.err);
    for expected in
        ["gone.txt.json: only in the old run", "come.txt.json: only in the new run", "1.00 → 2.00"]
    {
        assert!(changed.out.contains(expected), "{expected}: {}", changed.out);
    }
    let json = room.run(&["diff", "old.out", "new.out", "--format", "json"]);
    assert!(json.out.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_eq!(room.run(&["diff", "old.out", "nowhere"]).code, 2);
}

#[test]
fn grid_refuses_what_has_no_pages() {
    let room = Room::new("grid");
    room.file("a.txt", document(1));
    let run = room.run(&["grid", "a.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.starts_with("a.txt: is no PDF"), "{}", run.err);
}

#[test]
fn a_directory_in_the_place_of_a_file_is_said_so() {
    let room = Room::new("directory");
    room.file("in/a.txt", document(1));
    for command in ["show", "grid"] {
        let run = room.run(&[command, "in"]);
        assert_eq!(
            (run.code, run.err.as_str()),
            (2, "in: it is a directory; name a file in it\n"),
            "{command}"
        );
    }
}

#[test]
fn what_cannot_be_written_is_named_once() {
    let room = Room::new("unwritable-once");
    room.file("taken", "a file").file("in/a.txt", document(1));
    room.run(&["extract", "in"]);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/yunxi-two-tables.pdf");
    let run = room.run(&["grid", sample, "--svg", "taken/out.svg"]);
    assert_eq!((run.code, run.err.matches("taken").count()), (2, 1), "{}", run.err);
    assert!(!run.err.contains("-o"), "grid has no such option: {}", run.err);
    let run = room.run(&["review", "output", "-o", "taken"]);
    assert_eq!((run.code, run.err.matches("taken").count()), (2, 1), "{}", run.err);
}

#[test]
fn what_holds_no_documents_of_a_run_is_said_so_by_whatever_reads_them() {
    let room = Room::new("no-documents");
    room.file("in/a.txt", document(1)).file("one.txt", "text");
    room.run(&["extract", "in"]);
    for command in [
        &["diff", "in", "output"][..],
        &["diff", "output", "in"],
        &["export", "in", "-o", "facts"],
        &["unmapped", "in"],
        &["review", "in"],
    ] {
        let run = room.run(command);
        assert_eq!(run.code, 2, "{command:?}: {}", run.err);
        assert_eq!(
            run.err, "in: it holds no documents; run `yusuan extract` first and name its output directory\n",
            "{command:?}"
        );
    }
    for command in [
        &["diff", "nowhere", "output"][..],
        &["export", "nowhere", "-o", "facts"],
        &["unmapped", "nowhere"],
        &["review", "nowhere"],
        &["extract", "in", "--patches", "nowhere"],
    ] {
        let run = room.run(command);
        let expected = if command[0] == "extract" { 1 } else { 2 };
        assert_eq!(
            (run.code, run.err.as_str()),
            (expected, "nowhere: there is no such file; check the path\n"),
            "{command:?}"
        );
    }
    let run = room.run(&["diff", "one.txt", "output"]);
    assert_eq!((run.code, run.err.as_str()), (2, "one.txt: it is no directory; name that of a run\n"));
    assert!(!room.0.join("facts").exists() && !room.0.join("review").exists(), "nothing is written");
    // A run of which every input failed is a run.
    room.file("empty.txt", "");
    room.run(&["extract", "empty.txt", "-o", "failed"]);
    assert_eq!(room.run(&["diff", "failed", "failed"]).code, 0);
}

#[test]
fn options_that_mean_nothing_are_refused() {
    let room = Room::new("options");
    room.file("a.txt", document(1));
    room.run(&["extract", "a.txt"]);
    let run = room.run(&["export", "output", "--to", "jsonl", "--bom", "-o", "facts"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("--bom") && run.err.contains("csv"), "{}", run.err);
    assert_eq!(room.run(&["extract", "a.txt", "--page-limit", "0"]).code, 1);
    let run = room.run(&["review", "output", "--source", "nowhere"]);
    assert_eq!((run.code, run.err.as_str()), (2, "nowhere: there is no such file; check the path\n"));
}

#[test]
fn what_is_not_read_is_said_with_what_helps() {
    let room = Room::new("formats");
    for (bytes, advice) in [
        (&b"PK\x03\x04\0\0\0a.txt"[..], "`yusuan extract` reads what is in it"),
        (b"7z\xBC\xAF\x27\x1C", "unpack it and extract what is in it"),
        (b"\x89PNG\r\n", "have its text recognized (OCR) and extract that"),
        (b"PK\x03\x04\0\0\0word/document.xml", "export it to PDF and extract that"),
        (b"SQLite format 3\0", "leave it out"),
    ] {
        room.file("file", bytes);
        let run = room.run(&["show", "file"]);
        assert!(run.code == 2 && run.err.contains(&format!("; {advice}\n")), "{advice}: {}", run.err);
    }
}
