//! A bounded run of the fuzz targets (`tests/fuzz`) without a fuzzer: seeds, their mutants and bytes by chance go
//! through the same code in this process, where a panic, an overflow or a broken invariant fails the test.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "fuzz/bodies.rs"]
mod bodies;
#[path = "common/mutate.rs"]
mod mutate;

use std::panic::catch_unwind;

use mutate::{Numbers, mutant, seeds};

/// Runs a target and keeps what it panicked of for whoever wants to look into it.
fn survive(target: &str, number: usize, bytes: &[u8], body: fn(&[u8])) {
    if catch_unwind(|| body(bytes)).is_err() {
        let path =
            std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzzed-{target}-{number}"));
        std::fs::write(&path, bytes).unwrap();
        panic!("{target}: input {number} panicked; it is kept in {}", path.display());
    }
}

#[test]
fn the_pdf_reader_survives_seeds_and_mutants() {
    let seeds: Vec<Vec<u8>> = seeds().into_iter().filter(|seed| seed.starts_with(b"%PDF")).collect();
    let mutants = (0..200).map(|number| mutant(&seeds, number));
    for (number, bytes) in seeds.iter().cloned().chain(mutants).enumerate() {
        survive("pdf", number, &bytes, bodies::pdf);
    }
}

#[test]
fn the_text_dialects_survive_seeds_and_mutants() {
    let seeds: Vec<Vec<u8>> = seeds().into_iter().filter(|seed| !seed.starts_with(b"%PDF")).collect();
    let mutants = (0..1000).map(|number| mutant(&seeds, number));
    for (number, bytes) in seeds.iter().cloned().chain(mutants).enumerate() {
        survive("dialects", number, &bytes, bodies::dialects);
    }
}

/// Runs a target with words by chance, each by a byte.
fn survive_words(target: &str, most: usize, body: fn(&[u8])) {
    let mut numbers = Numbers(1);
    for number in 0..1000 {
        let length = numbers.below(most);
        let bytes: Vec<u8> = (0..length).map(|_| numbers.next() as u8).collect();
        survive(target, number, &bytes, body);
    }
}

#[test]
fn the_table_builder_survives_words_by_chance() {
    survive_words("tables", 400, bodies::tables);
}

/// A full stop right before figures that are told in turn stopped the check of a whole document.
#[test]
fn the_checks_of_prose_survive_words_by_chance() {
    survive_words("prose", 800, bodies::prose);
}
