//! The words of a user, from the list of what is unmapped to the identifiers in the documents.

#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::path::Path;

use common::Room;

/// A document with a source and a column that nobody knows.
const DOCUMENT: &str = "云溪市档案局2024年部门预算\n\n表1\n收入预算总表\n单位：万元\n\n项目\t预算数\t星际款\n\
                        一、一般公共预算拨款收入\t10.00\t1.00\n二、彩票中奖收入\t10.50\t0.50\n收入总计\t20.50\t1.50\n";

fn item(room: &Room, directory: &str) -> serde_json::Value {
    let document: serde_json::Value =
        serde_json::from_slice(&room.documents(directory)["a.txt.json"]).unwrap();
    document["tables"][0]["rows"][1]["item"].clone()
}

#[test]
fn what_is_unmapped_is_listed_completed_and_known() {
    let room = Room::new("vocabulary");
    room.file("in/a.txt", DOCUMENT);
    assert_eq!(room.run(&["extract", "in"]).code, 0);
    assert!(item(&room, "output").is_null());
    let listed = room.run(&["unmapped", "output"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    assert_eq!(
        listed.out,
        "# 3 amounts in 1 documents, such as output/a.txt.json\ncolumn\t星际款\t?\trevenue\n\
         # 2 amounts in 1 documents, such as output/a.txt.json\nrow\t彩票中奖收入\t?\trevenue\n"
    );
    assert_eq!(listed.err, "33.3 % of 6 amounts have a measure and an item\n");

    room.file("undecided.tsv", &listed.out);
    assert_eq!(room.run(&["unmapped", "output", "--vocabulary", "undecided.tsv"]).out, listed.out);
    let decided = listed.out.replace("星际款\t?", "星际款\tother").replace("收入\t?", "收入\trevenue.other");
    room.file("ours.tsv", decided);
    let known = room.run(&["unmapped", "output", "--vocabulary", "ours.tsv"]);
    assert_eq!((known.code, known.out.as_str()), (0, ""), "{}", known.err);

    let manifest = room.manifest("output").len();
    let again = room.run(&["extract", "in", "--vocabulary", "ours.tsv"]);
    assert!(again.out.starts_with("1 documents"), "other words, other documents: {}", again.out);
    assert_eq!(item(&room, "output"), "revenue.other");
    let kept = room.run(&["unmapped", "output"]);
    assert_eq!(
        (kept.out.as_str(), kept.err.as_str()),
        ("", known.err.as_str()),
        "the words of the run are known"
    );
    assert_eq!(room.manifest("output").len(), manifest + 1);
    for command in [&["check", "in"][..], &["show", "in/a.txt"]] {
        let run = room.run(&[command, &["--vocabulary", "ours.tsv"]].concat());
        assert!(run.code < 2 && run.err.is_empty(), "{command:?}: {}", run.err);
        assert!(!run.out.contains("no canonical"), "{command:?}: {}", run.out);
    }
}

#[test]
fn a_wrong_vocabulary_is_a_usage_error_with_file_and_line() {
    let room = Room::new("vocabulary-wrong");
    room.file("in/a.txt", DOCUMENT).file("ours.tsv", "# ours\ncolumn\t星际款\tnonsense\n");
    for command in [&["extract", "in"][..], &["check", "in"], &["show", "in/a.txt"], &["unmapped", "in"]] {
        let run = room.run(&[command, &["--vocabulary", "ours.tsv"]].concat());
        assert_eq!(run.code, 1, "{command:?}");
        assert!(run.err.starts_with("ours.tsv, line 2: nonsense is no measure; "), "{}", run.err);
        assert_eq!(room.run(&[command, &["--vocabulary", "missing.tsv"]].concat()).code, 1);
    }
    assert!(!room.0.join("output").exists());
}

#[test]
fn every_identifier_is_listed_with_its_documentation() {
    let room = Room::new("vocabulary-list");
    room.file(
        "ours.tsv",
        "item\trevenue.lottery\t彩票公益金\tlottery\tMoney of the public welfare lottery\n",
    );
    let listed = room.run(&["vocabulary", "--vocabulary", "ours.tsv"]).out;
    assert!(
        listed.lines().all(|line| line.split('\t').filter(|part| !part.is_empty()).count() == 5),
        "{listed}"
    );
    for line in ["measure\tgeneral_public\t一般公共预算\t", "item\trevenue.lottery\t彩票公益金\t"]
    {
        assert!(listed.contains(line), "{line}");
    }
}

#[test]
fn nearly_every_amount_of_the_samples_has_a_measure_and_an_item() {
    let room = Room::new("vocabulary-samples");
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    room.run(&["extract", samples.to_str().unwrap()]);
    let said = room.run(&["unmapped", "output"]).err;
    let share: f64 = said.split(' ').next().unwrap().parse().unwrap();
    assert!(share >= 98.0, "{said}");
}
