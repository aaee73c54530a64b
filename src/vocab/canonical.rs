//! The canonical identifiers of measures and items, and the wordings they are printed in.
//!
//! `measures.tsv` and `items.tsv` document every identifier; `columns.tsv` and `rows.tsv` say which printed wordings mean
//! which. A user adds or overrides words with a file of his own, whose lines are those of the four files with `measure`,
//! `item`, `column` or `row` before them (here with | for the tabs between):
//!
//! ```text
//! item   | revenue.lottery | 彩票公益金 | lottery | Money of the public welfare lottery
//! column | 统筹资金        | fiscal_account
//! row    | 福彩公益金[收入] | revenue.lottery | revenue
//! row    | 财政统筹拨款    | ?
//! ```
//!
//! A wording whose identifier is still `?` means nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::codes::Classification;
use super::wording::{self, expand, fold_pattern};
use crate::digest;
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

/// The measure and the item of what is stated of the year before the document's.
pub(crate) const PRIOR_YEAR: &str = "prior_year";

/// The measure of what a figure has moved by.
pub(crate) const CHANGE: &str = "change";

/// The measures that say when the money was received or spent.
pub(crate) fn periods() -> impl Iterator<Item = &'static str> {
    super::entries(MEASURES)
        .filter(|line| line.get(1) == Some(&"period"))
        .filter_map(|line| line.first().copied())
}

/// Which printed wordings mean which measure or item: the built-in words and a user's. A clone is the same words.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Additions", into = "Additions")]
pub struct Vocabulary(Arc<Words>);

/// The words of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Additions {
    /// The file they stand in, for what is said about it.
    pub file: String,
    /// Its lines.
    pub text: String,
}

#[derive(Clone, Default)]
struct Words {
    measures: BTreeMap<String, Measure>,
    items: BTreeMap<String, Definition>,
    columns: Wordings,
    rows: Wordings,
    additions: Additions,
}

/// Folded wording → scopes, each with the identifier; the scope `""` is everywhere. The wordings of one line share
/// both, and nearly all have one scope. Looked up, never iterated.
type Wordings = FxHashMap<String, SmallVec<[(Arc<str>, Arc<str>); 1]>>;

/// The identifier of a wording that nobody has decided about yet.
pub(crate) const UNDECIDED: &str = "?";

static BUILT_IN: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut words = Words::default();
    for (what, tsv) in [("measure", MEASURES), ("item", ITEMS), ("column", COLUMNS), ("row", ROWS)] {
        for line in super::entries(tsv) {
            // That every line is read is tested.
            let _ = words.read(what, &line);
        }
    }
    Vocabulary(Arc::new(words))
});

impl Default for Vocabulary {
    fn default() -> Self {
        Self::built_in()
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Vocabulary").field(&self.0.additions.file).finish()
    }
}

impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        self.0.additions == other.0.additions
    }
}

impl Eq for Vocabulary {}

impl From<Vocabulary> for Additions {
    fn from(vocabulary: Vocabulary) -> Self {
        vocabulary.0.additions.clone()
    }
}

impl TryFrom<Additions> for Vocabulary {
    type Error = Error;

    /// The built-in vocabulary with these lines added; a wording that is already known gets the new meaning.
    ///
    /// # Errors
    /// A line that is none of those that the module shows, or that names an identifier which is not defined. The
    /// message names the file and the line.
    fn try_from(additions: Additions) -> Result<Self, Error> {
        if additions.text.is_empty() {
            return Ok(Self::built_in());
        }
        let mut words = Words::clone(&BUILT_IN.0);
        for (index, line) in additions.text.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            let (what, rest) = columns.split_first().map_or(("", &[][..]), |(what, rest)| (*what, rest));
            words.read(what, rest).map_err(|reason| {
                let message = format!("{}, line {}: {reason}", additions.file, index + 1);
                Error::new(ErrorKind::Unsupported, message)
            })?;
        }
        words.additions = additions;
        Ok(Self(Arc::new(words)))
    }
}

impl Words {
    /// Takes in one line; `Err` says what is wrong with it and what to do.
    fn read(&mut self, what: &str, line: &[&str]) -> Result<(), String> {
        let columns = |expected: &str| Err(format!("write {what}, {expected} with tabs between"));
        match (what, line) {
            ("measure", line) => match measure(line) {
                Some((id, measure)) => drop(self.measures.insert(id, measure)),
                None => {
                    return columns("an identifier, axis, wider measure or -, Chinese, English, definition");
                }
            },
            ("item", line) => match item(line) {
                Some(item) => drop(self.items.insert(item.id.clone(), item)),
                None => return columns("an identifier, Chinese, English, definition"),
            },
            ("column" | "row", [wording, UNDECIDED, ..]) if !wording.is_empty() => {}
            ("column", [wording, id, scopes @ ..]) if !wording.is_empty() && scopes.len() < 2 => {
                if !self.measures.contains_key(*id) {
                    return Err(format!(
                        "{id} is no measure; choose one of `yusuan vocabulary`, or define it"
                    ));
                }
                add(&mut self.columns, wording, id, scopes);
            }
            ("row", [wording, id, scopes @ ..]) if !wording.is_empty() && scopes.len() < 2 => {
                if !self.items.contains_key(*id) && !is_coded(id) {
                    return Err(format!("{id} is no item; choose one of `yusuan vocabulary`, or define it"));
                }
                add(&mut self.rows, wording, id, scopes);
            }
            ("column" | "row", _) => {
                return columns("the wording, its identifier and (if it is confined) sides or table kinds");
            }
            _ => return Err(format!("{what} is none of measure, item, column and row")),
        }
        Ok(())
    }
}

/// Whether an item is a code of a classification (`expenditure.210`), which needs no definition.
fn is_coded(id: &str) -> bool {
    let Some((list, code)) = id.split_once('.') else { return false };
    match Classification::of_code(code) {
        Some(Classification::Functional) => list == "expenditure",
        Some(Classification::Economic) => list == "economic",
        Some(Classification::Revenue) => list == "revenue",
        None => false,
    }
}

impl Vocabulary {
    /// The vocabulary that is part of the program.
    pub fn built_in() -> Self {
        BUILT_IN.clone()
    }

    /// Sixteen hexadecimal digits that change with any line of any vocabulary that documents are read with.
    pub fn fingerprint(&self) -> String {
        let files = super::FILES.iter().map(|(name, tsv)| format!("{name}\0{tsv}\0"));
        let mut digits = digest::sha256((files.collect::<String>() + &self.0.additions.text).as_bytes());
        digits.truncate(16);
        digits
    }

    /// The documented measures, sorted by identifier.
    pub fn measures(&self) -> impl Iterator<Item = &Definition> {
        self.0.measures.values().map(|measure| &measure.definition)
    }

    /// The documented items, sorted by identifier.
    pub fn items(&self) -> impl Iterator<Item = &Definition> {
        self.0.items.values()
    }

    /// The measure that a folded column wording means in the first of the scopes that knows it.
    pub(crate) fn column(&self, folded: &str, scopes: &[&str]) -> Option<(&str, &Measure)> {
        let id = find(&self.0.columns, folded, scopes)?;
        self.0.measures.get_key_value(id).map(|(id, measure)| (id.as_str(), measure))
    }

    /// The measure of an identifier.
    pub(crate) fn measure(&self, id: &str) -> Option<&Measure> {
        self.0.measures.get(id)
    }

    /// The item that a folded row wording means in the first of the scopes that knows it.
    pub(crate) fn row(&self, folded: &str, scopes: &[&str]) -> Option<&str> {
        find(&self.0.rows, folded, scopes)
    }

    /// Whether one of the scopes knows a row that is called so.
    pub fn names_row(&self, text: &str, scopes: &[&str]) -> bool {
        self.row(&wording::key(text), scopes).is_some()
    }

    /// Whether a column of any kind of table is called so.
    pub fn names_column(&self, text: &str) -> bool {
        self.0.columns.contains_key(&wording::key(text))
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

fn add(wordings: &mut Wordings, pattern: &str, id: &str, scopes: &[&str]) {
    let scopes = scopes.first().copied().unwrap_or_default();
    let scopes: Vec<Arc<str>> = scopes.split(',').map(|scope| scope.trim().into()).collect();
    let id: Arc<str> = id.into();
    for wording in expand(&fold_pattern(pattern)) {
        let meanings = wordings.entry(wording).or_default();
        for scope in &scopes {
            meanings.retain(|(known, _)| known != scope);
            meanings.push((scope.clone(), id.clone()));
        }
    }
}

fn find<'a>(wordings: &'a Wordings, folded: &str, scopes: &[&str]) -> Option<&'a str> {
    let meanings = wordings.get(folded)?;
    let of_scope = |scope: &&str| meanings.iter().find(|(known, _)| **known == **scope);
    scopes.iter().chain([&""]).find_map(of_scope).map(|(_, id)| &**id)
}

#[cfg(test)]
mod tests {
    use super::super::wording::fold;
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
        let mut words = Words::default();
        for (what, tsv) in [("measure", MEASURES), ("item", ITEMS), ("column", COLUMNS), ("row", ROWS)] {
            for line in entries(tsv) {
                assert_eq!(words.read(what, &line), Ok(()), "{line:?}");
            }
        }
        let wider = |measure: &Measure| measure.implies.clone();
        assert!(words.measures.values().filter_map(wider).all(|wider| words.measures.contains_key(&wider)));
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

    fn with_additions(text: &str) -> Result<Vocabulary, Error> {
        Vocabulary::try_from(Additions { file: "ours.tsv".to_owned(), text: text.to_owned() })
    }

    #[test]
    fn additions_override() {
        let text = "column\t统筹[资金]\tfiscal_account\n# 注\n\nrow\t其他收入\trevenue.unit_funds\trevenue\n\
                    row\t财政统筹\t?\nrow\t卫健支出\texpenditure.210\n\
                    item\trevenue.lottery\t彩票\tlottery\tLottery\nrow\t福彩\trevenue.lottery\n";
        let vocabulary = with_additions(text).unwrap();
        assert_eq!(vocabulary.column("统筹资金", &[]).unwrap().0, "fiscal_account");
        assert_eq!(vocabulary.row("其他收入", &["revenue"]), Some("revenue.unit_funds"));
        assert_eq!(vocabulary.row("财政统筹", &["revenue"]), None, "not decided yet");
        assert_eq!(vocabulary.row("卫健支出", &[]), Some("expenditure.210"));
        assert_eq!(vocabulary.row("福彩", &[]), Some("revenue.lottery"));
        assert_ne!(vocabulary.fingerprint(), Vocabulary::built_in().fingerprint());
        let sent: Vocabulary = serde_json::from_str(&serde_json::to_string(&vocabulary).unwrap()).unwrap();
        assert_eq!(sent.row("福彩", &[]), Some("revenue.lottery"), "a worker gets the same words");
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (text, reason) in [
            ("column\t统筹资金", "ours.tsv, line 1: write column, the wording"),
            ("\ncolumn\t统筹资金\tnonsense", "ours.tsv, line 2: nonsense is no measure; "),
            ("row\t统筹资金\trevenue.nonsense", "ours.tsv, line 1: revenue.nonsense is no item; "),
            ("row\t统筹资金\teconomic.210", "ours.tsv, line 1: economic.210 is no item; "),
            ("row\t统筹资金\trevenue.other\trevenue\tmore", "ours.tsv, line 1: write row, the wording"),
            ("item\trevenue.lottery", "ours.tsv, line 1: write item, an identifier"),
            ("measure\t统筹资金\ttotal", "ours.tsv, line 1: write measure, an identifier"),
            ("统筹资金\ttotal", "ours.tsv, line 1: 统筹资金 is none of"),
        ] {
            let error = with_additions(text).unwrap_err().to_string();
            assert!(error.starts_with(reason), "{error}");
        }
    }
}
