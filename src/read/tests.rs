//! What the readers hand on, by example (`tests/suite/read/*.txt`) and by property.
//!
//! An example file holds sections: `=== name`, the input, `---`, the blocks as [`dump`] prints them. In the input
//! `⇥` is a tab and `⏎` at the end of a line is a form feed. `YUSUAN_UPDATE=1 cargo test` writes the blocks anew.

mod hostile;

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
            let got = match super::text(source.as_bytes()) {
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
        let reading = super::text(&bytes).unwrap();
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

#[test]
fn what_cannot_be_read_says_what_it_is() {
    for (bytes, kind, part) in [
        (&b""[..], ErrorKind::Empty, "empty"),
        (b"\xEF\xBB\xBF \r\n\xE3\x80\x80", ErrorKind::Empty, "blanks"),
        (b"PK\x03\x04....word/document.xml", ErrorKind::Unsupported, "Word document (.docx)"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", ErrorKind::Unsupported, "(.doc, .xls"),
        (b"\x89PNG\r\n\x1a\n", ErrorKind::Unsupported, "PNG image"),
        (b"\x00\x01\x02\x03abc\x00\x05\xff\xfe\x07", ErrorKind::Unsupported, "neither a PDF nor a text"),
    ] {
        let error = super::text(bytes).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn undecodable_bytes_are_warned_of_with_their_place() {
    let reading =
        super::text(b"\xE5\x90\x88\xE8\xAE\xA1\t12.50\n\xE7\x94\xB2\xFF\xE4\xB9\x99\t1.20\xFE\n").unwrap();
    let [warning] = &reading.warnings[..] else { panic!("{:?}", reading.warnings) };
    assert_eq!((warning.code.as_str(), reading.encoding), ("undecodable_bytes", Some("UTF-8")));
    assert_eq!(warning.place, Some(Place::Line { line: 2, first: 2, last: 2 }));
    assert!(warning.message.starts_with("2 byte sequences are not valid UTF-8"), "{}", warning.message);
}

/// A small generator of random numbers; the same seed gives the same inputs everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const WORDS: &[&str] = &[
    "合计",
    "会议费",
    "12.50",
    "1,234.56",
    "",
    "一、基本支出",
    "（二）项目",
    "≥50%",
    "档案 整理",
    "0.00",
    "DIP 试点",
    "-",
    "其中：人员经费",
];

/// A table of random cells, written in every dialect.
fn written(rows: &[Vec<&str>]) -> [String; 8] {
    let each = |row: &dyn Fn(&[&str]) -> String| rows.iter().map(|cells| row(cells)).collect::<String>();
    let html = |cells: &[&str]| {
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr>{cells}</tr>")
    };
    let otsl = |cells: &[&str]| {
        let cells: String = cells.iter().map(|cell| format!("<fcel>{cell}")).collect();
        format!("{cells}<nl>")
    };
    let frame = |bar: &str, dash: &str, cross: &str| {
        let rule = format!("{cross}{}\n", format!("{dash}{cross}").repeat(rows[0].len()));
        let row = |cells: &[&str]| format!("{bar} {} {bar}\n{rule}", cells.join(&format!(" {bar} ")));
        format!("{rule}{}", each(&row))
    };
    [
        each(&|cells| format!("{}\n", cells.join("\t"))),
        each(&|cells| format!("| {} |\n", cells.join(" | "))),
        format!("<table>{}</table>\n", each(&html)),
        each(&|cells| cells.iter().map(|cell| format!("\t{cell}\n")).collect::<String>() + "\n"),
        format!(
            "\\begin{{tabular}}{{ccc}}\n{}\\end{{tabular}}\n",
            each(&|cells| format!("{} \\\\\n", cells.join(" & ")))
        ),
        format!("<otsl>{}</otsl>\n", each(&otsl)),
        frame("|", "---", "+"),
        frame("│", "──", "┼"),
    ]
}

#[test]
fn a_table_is_the_same_in_every_dialect() {
    let mut random = Random(7);
    for _ in 0..200 {
        let (rows, columns) = (2 + random.below(6), 3 + random.below(4));
        let mut table: Vec<Vec<&str>> =
            (0..rows).map(|_| (0..columns).map(|_| random.pick(WORDS)).collect()).collect();
        table[0][0] = "科目";
        // One text twice in a first row is a merged cell, written out.
        (1..columns).for_each(|at| {
            if table[0][at] == table[0][at - 1] {
                table[0][at] = ""
            }
        });
        table[rows - 1][columns - 1] = "备注";
        for text in written(&table) {
            let reading = super::text(format!("云溪市档案局\n\n{text}\n说明\n").as_bytes()).unwrap();
            assert_sound(&reading);
            let [Block::Line(_), Block::Grid(grid), Block::Line(_)] = &reading.blocks[..] else {
                panic!("{text}\n{}", dump(&reading))
            };
            let got: Vec<&str> = grid.cells.iter().map(|cell| cell.text.as_str()).collect();
            // A lone dash in a row of dashes is the only cell that Markdown could take for markup.
            assert_eq!(got, table.concat(), "{text}");
            assert_eq!((grid.rows, grid.columns), (rows, columns));
        }
    }
}

#[test]
fn nothing_is_lost_and_nothing_panics_whatever_the_order() {
    const PIECES: &[&str] = &[
        "合计",
        "12.50",
        "\t",
        "\t\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{c}",
        "|",
        " | ",
        "|---|---|",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<td rowspan=0 colspan=3>",
        "<br>",
        "<b>",
        "</b>",
        "**",
        "## ",
        "- （一）",
        "&nbsp;",
        "\u{3000}",
        "---",
        "1、",
        "。",
        "注：无",
        "\\|",
        "<p>",
        "</div>",
        "<tbody>",
        "<th colspan=99999999999>",
        "</tr>",
        "<otsl>",
        "</otsl>",
        "<fcel>",
        "<ecel>",
        "<lcel>",
        "<ucel>",
        "<nl>",
        "+---+---+\n",
        "├──┼──┤\n",
        "│",
        "+",
    ];
    const DRAWN: &str = "|*#-+├─┼┤│\\";
    let markup = regex::Regex::new(
        r"(?:&nbsp;|</?(?:otsl|[felu]cel|nl|table|tr|td|th|br|b|p|div|tbody)(?: [a-z0-9= ]*)?>)",
    )
    .unwrap();
    let mut random = Random(11);
    for _ in 0..4000 {
        let text: String = (0..1 + random.below(40)).map(|_| random.pick(PIECES)).collect();
        let Ok(reading) = super::text(text.as_bytes()) else { continue };
        assert_sound(&reading);
        let only_words = |text: &str| -> Vec<char> {
            ink(&markup.replace_all(text, "")).into_iter().filter(|c| !DRAWN.contains(*c)).collect()
        };
        let got: Vec<char> = blocks_ink(&reading).into_iter().filter(|c| !DRAWN.contains(*c)).collect();
        assert_eq!(got, only_words(&text), "{text:?}\n{}", dump(&reading));
        let wrapped = super::text(serde_json::to_string(&[&text]).unwrap().as_bytes()).unwrap();
        assert_eq!(blocks_ink(&wrapped), blocks_ink(&reading), "{text:?}");
        for block in &reading.blocks {
            if let Block::Line(line) = block {
                assert!(!line.text.trim().is_empty(), "{text:?}");
            }
        }
    }
}

#[test]
fn cells_of_json_are_all_read_wherever_they_lie() {
    const FAR: [usize; 8] = [0, 1, 2, 3, 5, 40, 4_000_000_000, usize::MAX];
    let mut random = Random(19);
    for _ in 0..1000 {
        let mut far = |least: usize| FAR[least + random.below(FAR.len() - least)];
        let cell = |n: usize| {
            let (row, column, rows, columns) = (far(0), far(0), far(1), far(1));
            format!(
                "{{\"row\": {row}, \"col\": {column}, \"row_span\": {rows}, \"col_end\": {columns}, \"text\": \"甲{n}乙\"}}"
            )
        };
        let cells: Vec<String> = (0..40).map(cell).collect();
        let reading = super::text(format!("[{}]", cells.join(",")).as_bytes()).unwrap();
        assert_sound(&reading);
        let said = dump(&reading);
        for n in 0..40 {
            assert_eq!(said.matches(&format!("甲{n}乙")).count(), 1, "{cells:?}\n{said}");
        }
    }
}

#[test]
fn any_bytes_are_a_reading_or_an_error() {
    let mut random = Random(13);
    for length in 0..600 {
        let bytes: Vec<u8> = (0..length).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        let _ = super::text(&bytes);
        let text: Vec<u8> = bytes.iter().map(|byte| if *byte < 0x20 { b'\n' } else { *byte }).collect();
        let _ = super::text(&text);
    }
}

#[test]
fn hostile_inputs_are_read() {
    for (name, text) in hostile::inputs(1 << 20) {
        let reading = super::text(text.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!reading.blocks.is_empty(), "{name}");
    }
}

/// `cargo test --release --lib read::tests::measure -- --ignored --nocapture`
#[test]
#[ignore = "a measurement: 50 MB of each dialect, printed and not judged"]
fn measure() {
    let size = 50_000_000;
    let mut random = Random(17);
    let table: Vec<Vec<&str>> = (0..60).map(|_| (0..8).map(|_| random.pick(WORDS)).collect()).collect();
    let names = ["tsv", "pipes", "html", "cells", "latex", "otsl", "grid", "frame"];
    let inputs = names
        .into_iter()
        .zip(written(&table))
        .map(|(name, text)| (name, format!("表1 收支总表\n\n{text}\n\n").repeat(size / text.len() + 1)));
    for (name, text) in inputs {
        let start = std::time::Instant::now();
        let blocks = super::text(text.as_bytes()).map_or(0, |reading| reading.blocks.len());
        eprintln!("{name}: {} MB, {blocks} blocks, {:.2?}", text.len() / 1_000_000, start.elapsed());
        drop(text);
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        eprintln!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
    }
}
