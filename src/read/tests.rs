//! What the readers hand on, by example (`tests/suite/read/*.txt`) and by property.
//!
//! An example file holds sections: `=== name`, the input, `---`, the blocks as [`dump`] prints them. In the input
//! `⇥` is a tab and `⏎` at the end of a line is a form feed. `YUSUAN_UPDATE=1 cargo test` writes the blocks anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::*;
use crate::page::{Block, Spans};

/// The blocks of a reading, one line each and one for each cell.
fn dump(reading: &Reading) -> String {
    let mut out = String::new();
    let place = |place: Place| match place {
        Place::Line { line, first, last } => format!("{line}:{first}-{last}"),
        Place::Page { .. } => unreachable!("a text has lines"),
    };
    let pages = reading.pages.map(|pages| format!(" pages {pages}")).unwrap_or_default();
    writeln!(out, "{:?}{pages}", reading.media_type).unwrap();
    for block in &reading.blocks {
        match block {
            Block::Line(line) => {
                let heading = if line.heading > 0 { format!(" h{}", line.heading) } else { String::new() };
                let marks = [(line.emphasized, " bold"), (line.gap, " gap")]
                    .map(|(is, mark)| if is { mark } else { "" });
                let page = if line.page > 1 { format!(" page {}", line.page) } else { String::new() };
                let text = line.text.replace('\t', "⇥");
                writeln!(out, "line {}{heading}{}{page} | {text}", place(line.place), marks.concat())
                    .unwrap();
            }
            Block::Grid(grid) => {
                let spans = if grid.spans == Spans::Lost { "lost" } else { "printed" };
                let page = if grid.page > 1 { format!(" page {}", grid.page) } else { String::new() };
                writeln!(out, "grid {} {}x{} {spans}{page}", place(grid.place), grid.rows, grid.columns)
                    .unwrap();
                for cell in &grid.cells {
                    let spans = match (cell.row_span, cell.column_span) {
                        (1, 1) => String::new(),
                        (rows, columns) => format!(" {rows}x{columns}"),
                    };
                    let indent = if cell.indent > 0 { format!(" +{}", cell.indent) } else { String::new() };
                    let at = cell.place.map(place).unwrap_or_default();
                    let text = cell.text.replace('\n', "¶");
                    writeln!(out, "  {},{}{spans}{indent} {at} | {text}", cell.row, cell.column).unwrap();
                }
            }
        }
    }
    for warning in &reading.warnings {
        writeln!(out, "warning {} | {}", warning.code, warning.message).unwrap();
    }
    out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[test]
fn examples_are_read_as_their_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/read");
    let is_update = std::env::var_os("YUSUAN_UPDATE").is_some();
    let mut sections = 0;
    let mut failures = String::new();
    for file in files(&folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut updated = String::new();
        for section in text.split("=== ").skip(1) {
            let (name, rest) = section.split_once('\n').unwrap();
            let (input, expected) = rest.split_once("\n---\n").unwrap();
            let source = input.replace('⇥', "\t").replace('⏎', "\u{c}");
            let got = match read(source.as_bytes()) {
                Ok(reading) => dump(&reading),
                Err(error) => format!("{:?}: {error}\n", error.kind()),
            };
            sections += 1;
            write!(updated, "=== {name}\n{input}\n---\n{got}\n").unwrap();
            if got.trim_end() != expected.trim_end() {
                write!(failures, "{} {name}\nexpected\n{expected}\ngot\n{got}\n", file.display()).unwrap();
            }
        }
        if is_update {
            std::fs::write(&file, updated.trim_end().to_owned() + "\n").unwrap();
        }
    }
    assert!(sections > 20, "{sections} sections in {}", folder.display());
    assert!(is_update || failures.is_empty(), "{failures}");
}

/// Whatever is printed in the blocks, sorted characters.
fn ink(text: &str) -> Vec<char> {
    let mut ink: Vec<char> = text.chars().filter(|c| !lines::is_blank(*c)).collect();
    ink.sort_unstable();
    ink
}

fn blocks_ink(reading: &Reading) -> Vec<char> {
    let mut text = String::new();
    for block in &reading.blocks {
        match block {
            Block::Line(line) => text.push_str(&line.text),
            Block::Grid(grid) => grid.cells.iter().for_each(|cell| text.push_str(&cell.text)),
        }
    }
    ink(&text)
}

/// What grids promise: cells within, sorted, not overlapping.
fn assert_sound(reading: &Reading) {
    for block in &reading.blocks {
        let Block::Grid(grid) = block else { continue };
        let mut taken = std::collections::BTreeSet::new();
        for cell in &grid.cells {
            assert!(cell.row_span > 0 && cell.column_span > 0, "{cell:?}");
            assert!(
                cell.row + cell.row_span <= grid.rows && cell.column + cell.column_span <= grid.columns,
                "{cell:?}"
            );
            for row in cell.row..cell.row + cell.row_span {
                for column in cell.column..cell.column + cell.column_span {
                    assert!(taken.insert((row, column)), "overlap at {row},{column}: {cell:?}");
                }
            }
        }
        assert!(grid.cells.is_sorted_by_key(|cell| (cell.row, cell.column)));
    }
}

/// The markup that the shared texts hold, taken off by replacement alone.
fn without_markup(text: &str) -> String {
    let pattern = |p: &str| regex::Regex::new(p).unwrap();
    let text = pattern(r"(?m)^[ \t]*(?:-+[ \t]*)+$|^#+ |^- |^\|(?:-+\|)+$|^[|] | [|]$| [|] ")
        .replace_all(text, "\n");
    let text = pattern(r"</?[a-z]+[^<>]*>").replace_all(&text, "");
    text.replace("**", "")
        .replace("| ", "")
        .replace("\\|", "|")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn nothing_of_the_shared_texts_is_lost() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let paths: Vec<PathBuf> = [files(&shared.join("seeds")), files(&shared.join("corpus/text"))].concat();
    if paths.is_empty() {
        eprintln!("no ../shared here: the examples of tests/suite/read stand alone");
    }
    let dumps = std::env::var_os("YUSUAN_DUMPS");
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let reading = read(&bytes).unwrap();
        if let Some(folder) = &dumps {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            std::fs::write(Path::new(folder).join(name), dump(&reading)).unwrap();
        }
        assert_sound(&reading);
        assert!(reading.warnings.is_empty(), "{}: {:?}", path.display(), reading.warnings);
        let expected = ink(&without_markup(&encoding::decode(&bytes).text));
        let got = blocks_ink(&reading);
        let count = |ink: &[char], c: char| ink.iter().filter(|other| **other == c).count();
        let mut all: Vec<char> = expected.clone();
        all.dedup();
        let lost: Vec<(char, usize, usize)> = all
            .iter()
            .map(|c| (*c, count(&expected, *c), count(&got, *c)))
            .filter(|(_, expected, got)| expected != got)
            .collect();
        assert!(lost.is_empty(), "{}: (character, in the file, in the blocks) {lost:?}", path.display());
    }
}
