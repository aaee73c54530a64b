//! The words that budgets are written in, as data: a new province's wording is a line in a file here, not code.
//!
//! Every vocabulary is a `.tsv` file beside this one, embedded at compile time: one entry a line, tab-separated
//! columns, `#` comments, sorted by its first column. Each lookup module names its file's columns and tests it.

pub mod canonical;
pub(crate) mod codes;
pub(crate) mod division;
pub(crate) mod forms;
pub(crate) mod headers;
pub(crate) mod indicators;
pub(crate) mod kinds;
pub(crate) mod preamble;
pub(crate) mod regions;
pub(crate) mod unit;
pub(crate) mod wording;
pub(crate) mod words;

use std::sync::LazyLock;

/// The endings of the names of organizations.
static ORGANIZATIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    entries(include_str!("organizations.tsv")).filter_map(|line| line.first().copied()).collect()
});

macro_rules! files {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!($name))),*] };
}

/// Every vocabulary file, for its part in [`canonical::Vocabulary::fingerprint`]. A test holds this list against the directory.
const FILES: &[(&str, &str)] = &files![
    "captions.tsv",
    "checks.tsv",
    "columns.tsv",
    "economic.tsv",
    "form_labels.tsv",
    "functional.tsv",
    "header_groups.tsv",
    "headers.tsv",
    "indicator_columns.tsv",
    "items.tsv",
    "kinds.tsv",
    "levels.tsv",
    "measure_units.tsv",
    "measures.tsv",
    "operators.tsv",
    "organizations.tsv",
    "preamble.tsv",
    "private_use.tsv",
    "radicals.tsv",
    "region_words.tsv",
    "regions.tsv",
    "rows.tsv",
    "standard_widths.tsv",
    "words.tsv",
];

/// The entries of an embedded vocabulary: the columns of every line that is neither blank nor a comment.
pub(crate) fn entries(tsv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    tsv.lines()
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// Whether a text ends as names of departments and units do (局, 委员会, 中心, 本级).
pub(crate) fn organization_name(text: &str) -> bool {
    let name = text.trim().trim_end_matches(['）', ')']);
    ORGANIZATIONS.iter().any(|ending| name.ends_with(ending))
}

/// Asserts what every vocabulary file promises: sorted by its first column (then the second, …), no line twice,
/// no stray blanks, and between `least` and `most` columns a line.
#[cfg(test)]
pub(crate) fn assert_tidy(name: &str, tsv: &'static str, least: usize, most: usize) {
    let mut previous: Option<Vec<&str>> = None;
    for columns in entries(tsv) {
        let shown = columns.join(" | ");
        assert!((least..=most).contains(&columns.len()), "{name}: {shown}: wrong number of columns");
        assert!(columns.iter().all(|c| c.trim() == *c), "{name}: {shown}: stray blanks");
        if let Some(before) = &previous {
            assert!(before < &columns, "{name}: {shown}: must stand before {}", before.join(" | "));
        }
        previous = Some(columns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_covers_every_file_of_the_directory() {
        let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/vocab");
        let entries = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name.ends_with(".tsv"));
        names.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names, "sorted, and all of them");
        for (name, tsv) in FILES {
            assert_eq!(std::fs::read_to_string(directory.join(name)).unwrap(), *tsv, "{name}");
        }
    }
}
