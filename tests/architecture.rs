//! Holds the `crate::` paths of every source file against the one direction in which a document goes through the
//! program: `read → layout → sections → tables → check → write`, with `normalize` for the values of `tables` and
//! `check`. Stages meet in `page` and `document`; no stage knows a later one, and none reads the clock or the
//! environment.
//!
//! A new room is a line in `ROOMS`. A failure names the file, the line and the room that it must not know.

#![allow(clippy::unwrap_used)] // A test says what broke by panicking.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// Every room of `src` and the rooms it may know; a room may only know rooms that stand above it.
const ROOMS: &[(&str, &[&str])] = &[
    ("geometry", &[]),
    ("sets", &[]),
    ("digest", &[]),
    ("error", &["geometry"]),
    ("document", &["error"]),
    ("page", &["geometry", "error"]),
    ("text", &[]),
    ("vocab", &["digest", "error", "document", "text"]),
    ("read", &["geometry", "error", "page", "text", "vocab"]),
    ("layout", &["geometry", "sets", "error", "page", "text"]),
    ("picture", &["error", "page", "read", "lib"]),
    ("sections", &["geometry", "error", "document", "page", "text", "vocab"]),
    ("normalize", &["error", "document", "text", "vocab"]),
    ("tables", &["geometry", "error", "document", "page", "text", "vocab", "sections", "normalize"]),
    ("check", &["geometry", "sets", "error", "document", "page", "text", "vocab", "normalize"]),
    ("correct", &["digest", "error", "document", "text", "vocab", "normalize"]),
    ("write", &["error", "document", "text", "vocab"]),
    ("batch", &["digest", "error", "document", "correct", "picture", "read", "write", "lib"]),
];

/// Rooms that put the others together and may know all of them.
const ENTRANCES: &[&str] = &["lib", "main", "cli"];

/// Rooms that are stages: pure functions without clock, environment or files.
const STAGES: &[&str] =
    &["text", "vocab", "read", "layout", "sections", "tables", "normalize", "picture", "correct", "check"];

/// Every `.rs` file below a directory, sorted.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The room a file belongs to: the first part of its path below `src`.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(root()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The lines of a file that are part of the program: no comments, and nothing after its test module begins.
fn program(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(n, line)| (n + 1, line.to_owned()))
        .collect()
}

/// The rooms a line names. What stands in the crate's root (`crate::Options`, `crate::process`) is `lib`.
fn named(line: &str) -> Vec<String> {
    static PATH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(?:crate|yusuan)::(?:\{([^}]*)\}|(\w+))").unwrap());
    let names = PATH.captures_iter(line).flat_map(|found| {
        let list = found.get(1).or(found.get(2)).map_or("", |part| part.as_str());
        list.split(',')
            .map(|name| name.trim().split("::").next().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    });
    let known = |name: &str| ROOMS.iter().any(|(room, _)| *room == name);
    names
        .filter(|name| !name.is_empty())
        .map(|name| if known(&name) { name } else { "lib".to_owned() })
        .collect()
}

#[test]
fn rooms_know_only_what_stands_before_them() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let (mut faults, mut seen) = (Vec::new(), 0);
    for path in sources(&root()) {
        let room = room(&path);
        if ENTRANCES.contains(&room.as_str()) || path.ends_with("tests.rs") {
            continue;
        }
        let Some(allowed) = allowed.get(room.as_str()) else {
            faults.push(format!(
                "{}: the room `{room}` is not in ROOMS of tests/architecture.rs",
                path.display()
            ));
            continue;
        };
        for (number, line) in program(&path) {
            for name in named(&line) {
                seen += 1;
                if name != room && !allowed.contains(&name.as_str()) {
                    faults.push(format!(
                        "{}:{number}: `{room}` must not know `{name}`: {}",
                        path.display(),
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 2, "no `crate::` path was found below {}", root().display());
}

#[test]
fn rooms_stand_in_one_direction() {
    for (at, (room, allowed)) in ROOMS.iter().enumerate() {
        for name in *allowed {
            let stands = ROOMS.iter().position(|(other, _)| other == name);
            assert!(
                *name == "lib" || stands.is_some_and(|stands| stands < at),
                "`{room}` knows `{name}`, which stands after it"
            );
        }
    }
}

#[test]
fn stages_are_pure() {
    let outside = Regex::new(
        r"\bstd::(?:fs|env|time|net|process)\b|\bSystemTime\b|\bInstant\b|\b(?:e?print(?:ln)?|dbg)!",
    )
    .unwrap();
    for path in sources(&root()) {
        if STAGES.contains(&room(&path).as_str()) && !path.ends_with("tests.rs") {
            for (number, line) in program(&path) {
                assert!(
                    !outside.is_match(&line),
                    "{}:{number}: a stage is a pure function: {}",
                    path.display(),
                    line.trim()
                );
            }
        }
    }
}

#[test]
fn names_are_found_in_every_spelling() {
    assert_eq!(named("use crate::page::{Block, Grid};"), ["page"]);
    assert_eq!(named("use crate::{document::Table, vocab};"), ["document", "vocab"]);
    assert_eq!(named("    let n = crate::text::fold(s); crate::process(n)"), ["text", "lib"]);
    assert!(named("use std::path::Path;").is_empty());
}

/// The review page names every warning in both languages.
#[test]
fn the_review_has_words_for_every_warning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let words = fs::read_to_string(root.join("write/review/review.js")).unwrap();
    // Where the code stands in the call, where a check says it of a table, and the constants of `Warning`.
    let stated = Regex::new(r#"(?:Warning::new\(|\babout\(\w+,)\s*"([a-z_]+)""#).unwrap();
    let constant = Regex::new(r#"const [A-Z_]+: &str = "([a-z_]+)";"#).unwrap();
    let mut seen = 0;
    for path in sources(&root) {
        let source = fs::read_to_string(&path).unwrap();
        let constants = if path.ends_with("error.rs") { source.as_str() } else { "" };
        for found in stated.captures_iter(&source).chain(constant.captures_iter(constants)) {
            let code = &found[1];
            assert!(words.contains(&format!("\n    {code}: [")), "{}: {code} has no words", path.display());
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} warnings were found");
}
