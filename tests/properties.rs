//! Properties that hold for every document: nothing that a table prints is lost, and reading twice gives the same.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use regex::Regex;
use yusuan::document::Value;

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut samples: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    samples.sort();
    samples
}

/// Every amount that tables print stands in a cell or a field of the output, as often as it is printed. Rows are the
/// lines of the UTF-8 samples that have a tab or a pipe; amounts are numbers with two decimals.
#[test]
fn every_amount_of_a_printed_row_is_in_the_output() {
    let amount = Regex::new(r"^\d[\d,]*\.\d\d$").unwrap();
    let mut counted = 0;
    for (name, bytes) in samples() {
        let Ok(text) = String::from_utf8(bytes.clone()) else { continue };
        let document = yusuan::process(&name, &bytes, &yusuan::Options::default()).unwrap();
        let mut stated = Vec::new();
        for table in &document.tables {
            stated.extend(table.rows.iter().flat_map(|row| &row.cells).map(Value::printed));
            stated.extend(table.fields.iter().map(|field| field.value.printed()));
        }
        for line in text.lines().filter(|line| line.contains('\t') || line.starts_with('|')) {
            for cell in line.split(['\t', '|']).map(str::trim).filter(|cell| amount.is_match(cell)) {
                let printed = cell.replace(',', "");
                let place = stated.iter().position(|value| *value == printed);
                stated.swap_remove(place.unwrap_or_else(|| panic!("{name}: {printed} of “{line}” is lost")));
                counted += 1;
            }
        }
    }
    assert!(counted > 1000, "only {counted} amounts were looked for");
}

/// Every number of the output is an exact decimal that survives a second reading of the output.
#[test]
fn the_output_reads_back_as_itself() {
    for (name, bytes) in samples() {
        let document = yusuan::process(&name, &bytes, &yusuan::Options::default()).unwrap();
        let written = serde_json::to_string(&document).unwrap();
        let again: yusuan::document::Document = serde_json::from_str(&written).unwrap();
        assert_eq!(document, again, "{name}");
        assert_eq!(written, serde_json::to_string(&again).unwrap(), "{name}");
    }
}
