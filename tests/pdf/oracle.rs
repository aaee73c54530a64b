//! Another reader's opinion: what pdf-extract finds in a sample, this reader finds, too.
//!
//! pdf-extract panics, aborts or loops on some files, so it runs in a child process: this test binary again, with
//! the file in the environment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use yusuan::read::pdf::{Limits, read};

const FILE: &str = "YUSUAN_ORACLE_FILE";
const OUT: &str = "YUSUAN_ORACLE_OUT";

/// How often each character occurs, blanks aside.
fn counts(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for character in text.chars().filter(|character| !character.is_whitespace() && !character.is_control()) {
        *counts.entry(character).or_default() += 1;
    }
    counts
}

/// What pdf-extract reads, `None` where it fails.
fn opinion(file: &Path) -> Option<String> {
    let out = std::env::temp_dir().join(format!("yusuan-oracle-{}.txt", std::process::id()));
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "oracle::in_the_child", "--ignored"])
        .env(FILE, file)
        .env(OUT, &out)
        .output()
        .unwrap()
        .status;
    let text = std::fs::read_to_string(&out).ok();
    std::fs::remove_file(&out).ok();
    text.filter(|_| status.success())
}

#[test]
#[ignore = "runs in a child process of the_oracle_agrees_on_every_sample"]
fn in_the_child() {
    let file = std::env::var_os(FILE).unwrap();
    let text = pdf_extract::extract_text(PathBuf::from(file)).unwrap();
    std::fs::write(std::env::var_os(OUT).unwrap(), text).unwrap();
}

#[test]
fn the_oracle_agrees_on_every_sample() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(samples)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    let mut compared = 0;
    let mut unreadable = Vec::new();
    for file in &files {
        let Some(theirs) = opinion(file).filter(|text| !text.trim().is_empty()) else {
            unreadable.push(file.file_name().unwrap().to_string_lossy());
            continue;
        };
        let (sheets, _) = read(&std::fs::read(file).unwrap(), &Limits::default()).unwrap();
        let ours: String =
            sheets.iter().flat_map(|sheet| &sheet.glyphs).map(|glyph| glyph.character).collect();
        let ours = counts(&ours);
        let theirs = counts(&theirs);
        let total: usize = theirs.values().sum();
        let missing: BTreeMap<char, usize> = theirs
            .into_iter()
            .map(|(character, count)| {
                (character, count.saturating_sub(ours.get(&character).copied().unwrap_or(0)))
            })
            .filter(|(_, count)| *count > 0)
            .collect();
        let lost: usize = missing.values().sum();
        assert!(100 * lost <= total, "{}: {lost} of {total} characters missing: {missing:?}", file.display());
        compared += 1;
    }
    println!("compared {compared} of {} sample PDFs; pdf-extract cannot read {unreadable:?}", files.len());
    // An oracle that falls silent proves nothing: most samples are for it to read.
    assert!(4 * compared >= 3 * files.len() && compared > 0, "pdf-extract cannot read {unreadable:?}");
}
