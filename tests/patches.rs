//! `yusuan extract --patches`: corrections are applied by content, marked, and noticed by a rerun.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use common::{Room, document};
use serde_json::{Value, json};

fn read(room: &Room, name: &str) -> Value {
    serde_json::from_slice(&room.documents("output")[name]).unwrap()
}

/// A file of one patch: the second row of `document(figure)` says another amount.
fn patch(document: &Value, old: f64, new: f64) -> String {
    let cell = json!({"row": 1, "label": "二、其他收入", "column": 1, "path": ["预算数"]});
    let patch = json!({"document": document["source"]["sha256"], "table": "t01", "cell": cell,
        "old": old, "new": new, "reason": "seen on the page"});
    json!({"schema": "yusuan/patch/1", "patches": [patch]}).to_string()
}

#[test]
fn a_patch_is_applied_to_its_document_and_a_rerun_notices_it() {
    let room = Room::new("patched");
    room.file("in/a.txt", document(1)).file("in/b.txt", document(2));
    room.run(&["extract", "in"]);
    let plain = read(&room, "a.txt.json");
    room.file("patches/2024/a.json", patch(&plain, 10.5, 11.5));

    let extract = ["extract", "in", "--patches", "patches"];
    let run = room.run(&extract);
    assert!(run.out.starts_with("1 documents") && run.out.contains("1 done before"), "{}", run.out);
    let row = &read(&room, "a.txt.json")["tables"][0]["rows"][1];
    assert_eq!(row["cells"][1], 11.5);
    assert_eq!(row["corrected"], json!({"1": {"old": 10.50, "reason": "seen on the page"}}));
    assert!(row["proof"].as_str().unwrap().ends_with('c'), "the checks ran after it: {row}");
    #[cfg(feature = "export")]
    {
        assert_eq!(room.run(&["export", "output", "--to", "jsonl", "-o", "facts"]).code, 0);
        let facts = std::fs::read_to_string(room.0.join("facts/facts.jsonl")).unwrap();
        let corrected = facts.lines().filter(|line| line.contains(r#""corrected_from":"10.5""#));
        assert_eq!(corrected.filter(|line| line.contains(r#""raw":"11.5""#)).count(), 1, "{facts}");
        assert_eq!(facts.matches(r#""corrected_from":null"#).count(), facts.lines().count() - 1);
    }
    assert!(room.run(&extract).out.contains("2 done before"), "the same patches, the same documents");

    room.file("patches/2024/a.json", patch(&plain, 10.5, 12.5));
    assert!(room.run(&extract).out.starts_with("1 documents"), "a changed patch");
    assert_eq!(read(&room, "a.txt.json")["tables"][0]["rows"][1]["cells"][1], 12.5);

    assert!(room.run(&["extract", "in"]).out.starts_with("1 documents"), "no patch any more");
    assert_eq!(read(&room, "a.txt.json"), plain);
}

#[test]
fn a_patch_that_does_not_fit_is_reported_and_a_broken_file_is_refused() {
    let room = Room::new("unfit");
    room.file("in/a.txt", document(1));
    room.run(&["extract", "in"]);
    let plain = read(&room, "a.txt.json");
    room.file("patches/a.json", patch(&plain, 10.4, 11.5));
    let run = room.run(&["extract", "in", "--patches", "patches"]);
    assert!(run.out.contains("1 corrections that do not fit"), "{}", run.out);
    let patched = read(&room, "a.txt.json");
    assert_eq!(patched["tables"], plain["tables"]);
    assert_eq!(patched["warnings"][0]["code"], "patch_unfit");

    room.file("patches/b.json", "{}");
    let run = room.run(&["extract", "in", "--patches", "patches"]);
    assert!(run.code == 1 && run.err.contains("patches/b.json: it is no file of patches"), "{}", run.err);
}
