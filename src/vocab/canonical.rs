//! The canonical identifiers of measures and items, and the wordings they are printed in.
//!
//! `measures.tsv` and `items.tsv` document every identifier; `columns.tsv` and `rows.tsv` say which printed wordings mean
//! which. A user adds or overrides wordings with a file of his own, whose lines are those of `columns.tsv` and
//! `rows.tsv` with `column` or `row` before them (here with | for the tabs between):
//!
//! ```text
//! column | 统筹资金 | fiscal_account
//! row | 财政统筹拨款 | revenue.general_public_budget | revenue
//! ```

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::wording::{expand, fold};
use crate::error::{Error, ErrorKind};

const MEASURES: &str = include_str!("measures.tsv");
const ITEMS: &str = include_str!("items.tsv");
const COLUMNS: &str = include_str!("columns.tsv");
const ROWS: &str = include_str!("rows.tsv");

/// A documented identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The identifier (`general_public`).
    pub id: String,
    /// The term of the field (一般公共预算).
    pub chinese: String,
    /// The term in English.
    pub english: String,
    /// One sentence.
    pub definition: String,
}

/// What a measure says: a column that combines several has one id of each axis, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Axis {
    /// Nothing of its own.
    Heading,
    /// Budget or final.
    Phase,
    /// Everything.
    Total,
    /// When the money was received or spent.
    Period,
    /// Where the money comes from.
    Source,
    /// What it is spent on.
    Nature,
}

/// A measure as the vocabulary states it.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    /// What it says.
    pub axis: Axis,
    /// The wider measure that it implies (`personnel` is part of `basic`).
    pub implies: Option<String>,
    /// Its documentation.
    pub definition: Definition,
}

/// Which printed wordings mean which measure or item.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    measures: BTreeMap<String, Measure>,
    items: BTreeMap<String, Definition>,
    columns: Wordings,
    rows: Wordings,
}

/// Folded wording → (scope → identifier); the scope `""` is everywhere.
type Wordings = BTreeMap<String, BTreeMap<String, String>>;

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary {
        measures: super::entries(MEASURES).filter_map(|line| measure(&line)).collect(),
        items: super::entries(ITEMS)
            .filter_map(|line| Some((line.first()?.to_string(), item(&line)?)))
            .collect(),
        columns: Wordings::new(),
        rows: Wordings::new(),
    };
    for (tsv, wordings) in [(COLUMNS, &mut vocabulary.columns), (ROWS, &mut vocabulary.rows)] {
        for line in super::entries(tsv) {
            if let [wording, id, scopes @ ..] = line.as_slice() {
                add(wordings, wording, id, scopes.first().copied().unwrap_or_default());
            }
        }
    }
    vocabulary
});

impl Default for Vocabulary {
    fn default() -> Self {
        Self::built_in().clone()
    }
}

impl Vocabulary {
    /// The vocabulary that is part of the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// The built-in vocabulary with the lines of `text` added; a wording that is already known gets the new meaning.
    ///
    /// # Errors
    /// A line that is not `column` or `row`, a wording, an identifier and (where it is confined) sides or table kinds,
    /// separated by tabs; a column's identifier that `measures.tsv` does not have.
    pub fn with_additions(text: &str) -> Result<Self, Error> {
        let mut vocabulary = Self::default();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            let (what, wording, id, scopes) = match columns[..] {
                [what, wording, id] => (what, wording, id, ""),
                [what, wording, id, scopes] => (what, wording, id, scopes),
                _ => ("", "", "", ""),
            };
            let refused = |reason: String| {
                Err(Error::new(
                    ErrorKind::Unsupported,
                    format!("line {} of the vocabulary: {reason}", index + 1),
                ))
            };
            match what {
                _ if wording.is_empty() || id.is_empty() => {
                    return refused(
                        "write column or row, the wording and its identifier with tabs between".into(),
                    );
                }
                "column" if vocabulary.measures.contains_key(id) => {
                    add(&mut vocabulary.columns, wording, id, scopes);
                }
                "column" => return refused(format!("{id} is no measure; `yusuan vocabulary` lists them")),
                "row" => add(&mut vocabulary.rows, wording, id, scopes),
                _ => return refused(format!("{what} is neither column nor row")),
            }
        }
        Ok(vocabulary)
    }

    /// The documented measures, sorted by identifier.
    pub fn measures(&self) -> impl Iterator<Item = &Definition> {
        self.measures.values().map(|measure| &measure.definition)
    }

    /// The documented items, sorted by identifier.
    pub fn items(&self) -> impl Iterator<Item = &Definition> {
        self.items.values()
    }

    /// The measure that a folded column wording means in the first of the scopes that knows it.
    pub(crate) fn column(&self, folded: &str, scopes: &[&str]) -> Option<(&str, &Measure)> {
        let id = find(&self.columns, folded, scopes)?;
        self.measures.get_key_value(id).map(|(id, measure)| (id.as_str(), measure))
    }

    /// The measure of an identifier.
    pub(crate) fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.get(id)
    }

    /// The item that a folded row wording means in the first of the scopes that knows it.
    pub(crate) fn row(&self, folded: &str, scopes: &[&str]) -> Option<&str> {
        find(&self.rows, folded, scopes)
    }
}

fn measure(line: &[&str]) -> Option<(String, Measure)> {
    let [id, axis, implies, rest @ ..] = line else { return None };
    let axis = match *axis {
        "heading" => Axis::Heading,
        "phase" => Axis::Phase,
        "total" => Axis::Total,
        "period" => Axis::Period,
        "source" => Axis::Source,
        "nature" => Axis::Nature,
        _ => return None,
    };
    let definition = definition(id, rest)?;
    let implies = (*implies != "-").then(|| implies.to_string());
    Some((id.to_string(), Measure { axis, implies, definition }))
}

fn item(line: &[&str]) -> Option<Definition> {
    let (id, rest) = line.split_first()?;
    definition(id, rest)
}

fn definition(id: &str, texts: &[&str]) -> Option<Definition> {
    let [chinese, english, definition] = *texts else { return None };
    Some(Definition {
        id: id.to_owned(),
        chinese: chinese.to_owned(),
        english: english.to_owned(),
        definition: definition.to_owned(),
    })
}

fn add(wordings: &mut Wordings, pattern: &str, id: &str, scopes: &str) {
    for wording in expand(pattern) {
        let meanings = wordings.entry(fold(&wording)).or_default();
        for scope in scopes.split(',') {
            meanings.insert(scope.trim().to_owned(), id.to_owned());
        }
    }
}

fn find<'a>(wordings: &'a Wordings, folded: &str, scopes: &[&str]) -> Option<&'a str> {
    let meanings = wordings.get(folded)?;
    scopes.iter().chain([&""]).find_map(|scope| meanings.get(*scope)).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::{assert_tidy, entries};
    use super::*;

    #[test]
    fn files_are_tidy() {
        assert_tidy("measures.tsv", MEASURES, 6, 6);
        assert_tidy("items.tsv", ITEMS, 4, 4);
        assert_tidy("columns.tsv", COLUMNS, 2, 3);
        assert_tidy("rows.tsv", ROWS, 2, 3);
    }

    #[test]
    fn every_line_is_read() {
        assert_eq!(Vocabulary::built_in().measures.len(), entries(MEASURES).count());
        assert_eq!(Vocabulary::built_in().items.len(), entries(ITEMS).count());
        assert!(Vocabulary::built_in().measures.values().all(|measure| {
            measure.implies.as_ref().is_none_or(|wider| Vocabulary::built_in().measures.contains_key(wider))
        }));
    }

    #[test]
    fn no_wording_has_two_meanings() {
        for (name, tsv) in [("columns.tsv", COLUMNS), ("rows.tsv", ROWS)] {
            let mut known = BTreeMap::new();
            for line in entries(tsv) {
                let scopes = line.get(2).copied().unwrap_or_default();
                for wording in expand(line[0]) {
                    assert!(!fold(&wording).is_empty(), "{name}: {} has an empty wording", line[0]);
                    for scope in scopes.split(',') {
                        let before = known.insert((fold(&wording), scope), line[1]);
                        assert!(
                            before.is_none_or(|id| id == line[1]),
                            "{name}: {wording} ({scope}) is {before:?} and {}",
                            line[1]
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_meaning_is_documented() {
        for line in entries(COLUMNS) {
            assert!(Vocabulary::built_in().measures.contains_key(line[1]), "{}: {}", line[0], line[1]);
        }
        for line in entries(ROWS) {
            assert!(Vocabulary::built_in().items.contains_key(line[1]), "{}: {}", line[0], line[1]);
        }
    }

    #[test]
    fn additions_override() {
        let text = "column\t统筹[资金]\tfiscal_account\n# 注\n\nrow\t其他收入\trevenue.unit_funds\trevenue\n";
        let vocabulary = Vocabulary::with_additions(text).unwrap();
        assert_eq!(vocabulary.column("统筹资金", &[]).unwrap().0, "fiscal_account");
        assert_eq!(vocabulary.row("其他收入", &["revenue"]), Some("revenue.unit_funds"));
        for (text, reason) in [
            ("column\t统筹资金", "line 1 of the vocabulary: write column or row"),
            ("\ncolumn\t统筹资金\tnonsense", "line 2 of the vocabulary: nonsense is no measure"),
            ("measure\t统筹资金\ttotal", "line 1 of the vocabulary: measure is neither column nor row"),
        ] {
            let error = Vocabulary::with_additions(text).unwrap_err().to_string();
            assert!(error.starts_with(reason), "{error}");
        }
    }
}
