//! What headers and row names mean to the checks: the rules as data, and their lookup.
//!
//! `资金来源 / 其他资金 / 小计` is the total of the other funds, `本年收入合计` the total of the year, `其中：离退休费` a part
//! that does not claim to be all. The wordings, and which meanings add up to which, are lines of
//! `vocab/checks.tsv`; nothing here knows a position in a table. A `folded` text is a [`key`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::document::{Column, Phase, Row, Side, Table, TableKind};
use crate::text::fold::key;
use crate::text::numbering;
use crate::vocab::entries;

const RULES: &str = include_str!("../vocab/checks.tsv");

/// A meaning of `vocab/checks.tsv`: its class and its name, `use.basic`.
pub(crate) type Meaning = &'static str;

/// The meaning of a plain total.
pub(crate) const TOTAL: Meaning = "total";

/// Meanings that add up to the same: the sums of both sides are equal.
pub(crate) struct Sum {
    /// The side that is stated.
    pub whole: Vec<Meaning>,
    /// The parts, and whether a form may leave them out.
    pub parts: Vec<(Meaning, bool)>,
}

/// What a table of a kind is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The money it speaks of: `general_public`.
    pub name: Meaning,
    /// What a column that is a plain total stands for.
    pub base: Meaning,
}

struct Rules {
    apart: Vec<(Meaning, Meaning)>,
    bounds: Vec<&'static str>,
    reserved: Vec<&'static str>,
    currents: Vec<&'static str>,
    signed: Vec<&'static str>,
    portions: Vec<&'static str>,
    standard: Vec<StandardTable>,
    facets: Vec<&'static str>,
    /// Longest first.
    fillers: Vec<&'static str>,
    grands: Vec<&'static str>,
    totals: Vec<&'static str>,
    /// Longest first.
    meanings: Vec<(&'static str, Meaning)>,
    /// Finds the wordings of `meanings` in a text, all in one pass.
    wordings: Option<AhoCorasick>,
    nested: Vec<(Meaning, Meaning)>,
    scopes: Vec<(TableKind, Option<Side>, Scope)>,
    sums: Vec<Sum>,
    forms: Vec<Sum>,
    classes: Vec<(&'static str, &'static str)>,
    fields: Vec<(&'static str, &'static str)>,
    /// Longest first.
    said: Vec<(&'static str, Scope)>,
    more: Vec<&'static str>,
    less: Vec<&'static str>,
    level: Vec<&'static str>,
    mute: Vec<&'static str>,
    compare: Vec<(&'static str, Move)>,
    economic: Vec<(Meaning, Vec<&'static str>)>,
    wholes: Vec<&'static str>,
    canonical: BTreeMap<&'static str, Meaning>,
}

static WORDS: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules {
        apart: Vec::new(),
        bounds: Vec::new(),
        reserved: Vec::new(),
        currents: Vec::new(),
        signed: Vec::new(),
        portions: Vec::new(),
        standard: Vec::new(),
        facets: Vec::new(),
        fillers: Vec::new(),
        grands: Vec::new(),
        totals: Vec::new(),
        meanings: Vec::new(),
        wordings: None,
        nested: Vec::new(),
        scopes: Vec::new(),
        sums: Vec::new(),
        forms: Vec::new(),
        classes: Vec::new(),
        fields: Vec::new(),
        said: Vec::new(),
        more: Vec::new(),
        less: Vec::new(),
        level: Vec::new(),
        mute: Vec::new(),
        compare: Vec::new(),
        economic: Vec::new(),
        wholes: Vec::new(),
        canonical: BTreeMap::new(),
    };
    for entry in entries(RULES) {
        match entry[..] {
            ["apart", other, whole] => rules.apart.push((other, whole)),
            ["bound", word] => rules.bounds.push(word),
            ["reserved", word] => rules.reserved.push(word),
            ["current", word] => rules.currents.push(word),
            ["portion", word] => rules.portions.push(word),
            ["signed", word] => rules.signed.push(word),
            ["standard", _, kinds, name] => rules
                .standard
                .push(StandardTable { kinds: kinds.split(' ').filter_map(named_in_output).collect(), name }),
            ["facet", word] => rules.facets.push(word),
            ["filler", word] => rules.fillers.push(word),
            ["grand", word] => rules.grands.push(word),
            ["total", word] => rules.totals.push(word),
            ["compare", word, "more"] => rules.compare.push((word, Move::Up)),
            ["compare", word, "less"] => rules.compare.push((word, Move::Down)),
            ["compare", word, _] => rules.compare.push((word, Move::Level)),
            ["economic", meaning, codes] => rules.economic.push((meaning, codes.split(' ').collect())),
            ["more", word] => rules.more.push(word),
            ["less", word] => rules.less.push(word),
            ["level", word] => rules.level.push(word),
            ["canonical", id, meaning] => {
                rules.canonical.insert(id, meaning);
            }
            ["whole", word] => rules.wholes.push(word),
            ["mute", word] => rules.mute.push(word),
            ["said", word, name, base] => rules.said.push((word, Scope { name, base })),
            ["meaning", word, meaning] => rules.meanings.push((word, meaning)),
            ["nested", part, whole] => rules.nested.push((part, whole)),
            ["scope", kind, side, name, base] => {
                if let Some(kind) = named_in_output(kind) {
                    rules.scopes.push((kind, named_in_output(side), Scope { name, base }));
                }
            }
            ["class", word, code] => rules.classes.push((word.trim_end_matches("支出"), code)),
            ["field", what, word] => rules.fields.push((what, word)),
            ["sum", whole, parts] => rules.sums.push(sum(whole, parts)),
            ["form", whole, parts] => rules.forms.push(sum(whole, parts)),
            _ => {}
        }
    }
    rules.fillers.sort_by_key(|word| std::cmp::Reverse(word.len()));
    rules.said.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    rules.meanings.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    rules.wordings = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(rules.meanings.iter().map(|(word, _)| word))
        .ok();
    rules
});

fn sum(whole: &'static str, parts: &'static str) -> Sum {
    let part = |part: &'static str| (part.trim_end_matches('?'), part.ends_with('?'));
    Sum { whole: whole.split(' ').collect(), parts: parts.split(' ').map(part).collect() }
}

/// A table that every department publishes.
pub(crate) struct StandardTable {
    /// The kinds that are printed in its place.
    pub kinds: Vec<TableKind>,
    /// What it is called.
    pub name: &'static str,
}

/// The tables that every department publishes, in their order.
pub(crate) fn standard_tables() -> &'static [StandardTable] {
    &WORDS.standard
}

/// Whether an amount under this header or beside this label may be below zero (增减, 结转).
pub(crate) fn is_signed(folded: &str) -> bool {
    WORDS.signed.iter().any(|word| folded.contains(word))
}

/// Whether a percentage under this header is a share of a whole (占总额的比例).
pub(crate) fn is_portion(folded: &str) -> bool {
    WORDS.portions.iter().any(|word| folded.contains(word))
}

/// The sums of the fields of one form.
pub(crate) fn forms() -> &'static [Sum] {
    &WORDS.forms
}

/// What a field of a form with this folded label is: `name`, `unit` or `total`.
pub(crate) fn field(label: &str) -> Option<&'static str> {
    WORDS.fields.iter().find(|(_, word)| label.ends_with(word)).map(|(what, _)| *what)
}

/// The code of the class (类) of the functional classification that a row names (八、社会保障和就业支出: 208), given folded
/// and without numbering.
pub(crate) fn class(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix("支出")?;
    WORDS.classes.iter().find(|(word, _)| name.starts_with(word)).map(|(_, code)| *code)
}

/// The sums that hold wherever all their parts are printed.
pub(crate) fn sums() -> &'static [Sum] {
    &WORDS.sums
}

/// Whether `part` is a part of `whole` where both are printed side by side (人员经费 of 基本支出).
pub(crate) fn is_nested(part: Meaning, whole: Meaning) -> bool {
    WORDS.nested.iter().any(|(p, w)| *p == part && *w == whole)
}

/// Whether `other` is no part of `whole` though it is printed beside it (会议费 and 三公经费合计).
pub(crate) fn is_apart(other: Meaning, whole: Meaning) -> bool {
    WORDS.apart.iter().any(|(o, w)| *o == other && *w == whole)
}

/// Whether a meaning is money that flows from or to another year, or all of a year's.
pub(crate) fn is_flow(meaning: Meaning) -> bool {
    meaning.starts_with("flow.")
}

/// Whether a meaning is all of a year's own money (本年收入, 本年支出).
pub(crate) fn is_of_the_year(meaning: Meaning) -> bool {
    matches!(meaning, "flow.income" | "flow.outgo")
}

/// A fund of the budget: how a summary names it, the scope of its own tables, and their kind.
pub(crate) struct Fund {
    pub meaning: Meaning,
    pub scope: Meaning,
    pub kind: TableKind,
}

/// The funds, the general public budget first.
pub(crate) const FUNDS: [Fund; 3] = [
    Fund {
        meaning: "fund.general_public",
        scope: "general_public",
        kind: TableKind::GeneralPublicExpenditure,
    },
    Fund { meaning: "fund.government_fund", scope: "government_fund", kind: TableKind::GovernmentFund },
    Fund { meaning: "fund.state_capital", scope: "state_capital", kind: TableKind::StateCapital },
];

/// The scope of the tables that state this money alone: a fund's own, or those of the appropriations.
pub(crate) fn scope_of(money: Meaning) -> Option<Meaning> {
    let fund = FUNDS.iter().find(|fund| fund.meaning == money).map(|fund| fund.scope);
    fund.or_else(|| (money == "source.appropriation").then_some("appropriation"))
}

/// Whether a meaning says whose money it is.
pub(crate) fn is_money(meaning: Meaning) -> bool {
    meaning.starts_with("fund.") || meaning.starts_with("source.")
}

/// What the tables of this kind and side are about.
pub(crate) fn scope(table: &Table) -> Option<&'static Scope> {
    WORDS
        .scopes
        .iter()
        .find(|(kind, side, _)| *kind == table.kind && *side == table.side)
        .map(|(_, _, scope)| scope)
}

/// The kind or side that has this name in the output.
fn named_in_output<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// What a wording speaks of: the longest known wording contained in it.
pub(crate) fn meaning(folded: &str) -> Option<Meaning> {
    let found = WORDS.wordings.as_ref()?.find_overlapping_iter(folded).map(|found| found.pattern()).min();
    found.map(|longest| WORDS.meanings[longest.as_usize()].1)
}

/// What a text speaks of that some table states.
pub(crate) fn said(folded: &str) -> Option<&'static Scope> {
    WORDS.said.iter().find(|(word, _)| folded.contains(word)).map(|(_, scope)| scope)
}

/// What a text begins to speak of that some table states, and the words for it.
pub(crate) fn said_first(folded: &str) -> Option<(&'static str, &'static Scope)> {
    WORDS.said.iter().find(|(word, _)| folded.starts_with(word)).map(|(word, scope)| (*word, scope))
}

/// The length of the word that begins a text and names no money (安排, 本部门).
pub(crate) fn filler(folded: &str) -> Option<usize> {
    WORDS.fillers.iter().find(|word| folded.starts_with(*word)).map(|word| word.len())
}

/// A text without the names of the funds: the 预算 of 一般公共预算 is no budgeted figure.
pub(crate) fn without_funds(folded: &str) -> String {
    let funds = WORDS.meanings.iter().filter(|(_, meaning)| meaning.starts_with("fund."));
    funds.fold(folded.to_owned(), |text, (word, _)| text.replace(word, ""))
}

/// Whether an amount after these words is about something that no table states.
pub(crate) fn is_mute(folded: &str) -> bool {
    WORDS.mute.iter().any(|word| folded.contains(word))
}

/// What a row with this folded label speaks of: its wording, or else the canonical item that it was given.
pub(crate) fn meaning_of(row: &Row, folded: &str) -> Option<Meaning> {
    meaning(folded).or_else(|| WORDS.canonical.get(row.item.as_deref()?).copied())
}

/// The class (类) that a row without a code has by its canonical item.
pub(crate) fn class_of_item(row: &Row) -> Option<&str> {
    let code = row.item.as_deref()?.strip_prefix("expenditure.").filter(|code| code.len() == 3)?;
    code.bytes().all(|byte| byte.is_ascii_digit()).then_some(code)
}

/// What a wording that begins with its name speaks of (`基本支出共` but not `临时聘用人员经费`), and the name.
pub(crate) fn named(folded: &str) -> Option<(&'static str, Meaning)> {
    WORDS.meanings.iter().find(|(word, _)| folded.starts_with(word)).copied()
}

/// The first word that compares two figures, and where it stands.
pub(crate) fn comparison(folded: &str) -> Option<(usize, Move)> {
    WORDS.compare.iter().filter_map(|(word, way)| Some((folded.find(word)?, *way))).min_by_key(|(at, _)| *at)
}

/// The classes of the economic classification that usually make up a meaning (人员经费 = 301 + 303).
pub(crate) fn economic(meaning: Meaning) -> &'static [&'static str] {
    WORDS.economic.iter().find(|(known, _)| *known == meaning).map_or(&[], |(_, codes)| codes)
}

/// Whether a text about a project announces its whole amount with these words.
pub(crate) fn is_whole(label: &str) -> bool {
    WORDS.wholes.contains(&label.trim_end_matches(['为', '需', '约', ':']))
}

/// Which way a figure is said to have moved, or how it compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Up,
    Down,
    Level,
}

/// The last word of direction in a text, and where it begins.
pub(crate) fn direction(folded: &str) -> Option<(usize, Move)> {
    let up = WORDS.more.iter().map(|word| (word, Move::Up));
    let down = WORDS.less.iter().map(|word| (word, Move::Down));
    let level = WORDS.level.iter().map(|word| (word, Move::Level));
    up.chain(down)
        .chain(level)
        .filter_map(|(word, way)| Some((folded.rfind(word)?, way)))
        .max_by_key(|(at, _)| *at)
}

/// Whether a header level or a row name is a total.
pub(crate) fn is_total(folded: &str) -> bool {
    WORDS.totals.iter().any(|word| folded.ends_with(word))
}

/// Whether a header level or a label is a part that does not claim to be all (其中：…).
pub(crate) fn is_bound(folded: &str) -> bool {
    WORDS.bounds.iter().any(|word| folded.starts_with(word))
}

/// Whether a header level only says for whom a share of the whole beside it is set aside (面向中小企业预留), or is a part
/// that does not claim to be all.
pub(crate) fn is_share(level: &str) -> bool {
    is_bound(level) || is_reserved(level)
}

/// Whether a header level or a label says that a share is set aside for somebody (面向中小企业预留).
pub(crate) fn is_reserved(folded: &str) -> bool {
    WORDS.reserved.iter().any(|word| folded.contains(word))
}

/// The header of a column as the rules read it: folded, and with the level that says which figure it is
/// (预算数, 决算数) in front, so that `小计/预算数` and `购置费/预算数` stand in one group.
pub(crate) fn header(column: &Column) -> Vec<String> {
    let mut path: Vec<String> = column.path.iter().map(|level| key(level)).collect();
    if path.len() > 1 && is_facet(path.last()) {
        path.rotate_right(1);
    }
    path
}

/// Whether a level of a header only says which figure a column is (预算数, 决算数).
pub(crate) fn is_facet(level: Option<&String>) -> bool {
    level.is_some_and(|level| WORDS.facets.contains(&level.as_str()))
}

/// Which figure of one item a column prints, where a table prints several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Version {
    /// The header does not say.
    #[default]
    Plain,
    /// 年初预算数
    Budget,
    /// 调整预算数, 全年预算数
    Adjusted,
    /// 决算数
    Final,
    /// 上年数
    Prior,
    /// 比上年增减
    Change,
}

/// Which figure of its items an amount column prints.
pub(crate) fn version(column: &Column) -> Version {
    let period = column.measure.as_deref().and_then(|id| id.split('.').next());
    match (period, column.phase) {
        (Some("prior_year"), _) => Version::Prior,
        (Some("change"), _) => Version::Change,
        (_, Some(Phase::Budget)) => Version::Budget,
        (_, Some(Phase::Adjusted)) => Version::Adjusted,
        (_, Some(Phase::Final)) => Version::Final,
        (_, None) => Version::Plain,
    }
}

/// What an amount column measures: the money and what it is used for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Measure {
    /// `fund.general_public`, `source.business`: whose money.
    pub money: Option<Meaning>,
    /// `use.basic`, `flow.opening`, `three.abroad`: what for.
    pub purpose: Option<Meaning>,
    /// Whether the column is the total of its group.
    pub total: bool,
    /// Whether the innermost level of the header is understood.
    pub known: bool,
}

impl Measure {
    /// The one meaning of the column within its table.
    pub fn meaning(self) -> Option<Meaning> {
        if !self.known {
            return None;
        }
        self.purpose.or(self.money).or(self.total.then_some(TOTAL))
    }
}

/// What a column measures, from its header alone, given as the rules read it and with what each level speaks of.
pub(crate) fn measure(column: &Column, path: &[String], meanings: &[Option<Meaning>]) -> Measure {
    let mut measure = Measure::default();
    for (depth, (level, meaning)) in path.iter().zip(meanings).enumerate() {
        let plain = WORDS.facets.contains(&level.as_str());
        measure.known = plain && measure.known;
        if let Some(found) = *meaning {
            measure.known = true;
            match found.split('.').next() {
                Some("fund" | "source") => measure.money = Some(found),
                _ => measure.purpose = Some(found),
            }
        }
        if is_total(level) {
            measure.known = true;
            measure.total = true;
        }
        if plain && depth + 1 == path.len() && path.len() == 1 {
            measure.known = true;
            measure.total = true;
        }
    }
    if !measure.known
        && let Some(id) = &column.measure
    {
        for meaning in id.split('.').filter_map(|piece| WORDS.canonical.get(piece).copied()) {
            measure.known = true;
            match meaning.split('.').next() {
                Some("fund" | "source") => measure.money = Some(meaning),
                _ if meaning == TOTAL => measure.total = true,
                _ => measure.purpose = Some(meaning),
            }
        }
    }
    measure
}

/// What a total adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TotalKind {
    /// 合计, 收入总计: everything.
    Grand,
    /// 本年支出合计: everything of the year itself; what is carried over follows.
    Current,
    /// 小计, 人员经费合计: the rows of its block.
    Part,
}

/// The name of a row, folded and without numbering.
pub(crate) fn name(row: &Row) -> String {
    key(numbering::strip(if row.name.is_empty() { &row.label } else { &row.name }))
}

/// What kind of total a row of this [`name`] is, `None` for one that is none.
pub(crate) fn total_kind(row: &Row, name: &str) -> Option<TotalKind> {
    if !row.total && !is_total(name) {
        return None;
    }
    let current = WORDS.currents.iter().any(|word| name.starts_with(word));
    if current && !name.ends_with("总计") {
        return Some(TotalKind::Current);
    }
    if WORDS.grands.contains(&name) || name.ends_with("总计") {
        return Some(TotalKind::Grand);
    }
    Some(if is_total(name) { TotalKind::Part } else { TotalKind::Grand })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(path: &[&str]) -> Column {
        serde_json::from_value(serde_json::json!({ "path": path, "role": "amount" })).unwrap()
    }

    fn measured(column: &Column) -> Measure {
        let path = header(column);
        let meanings: Vec<Option<Meaning>> = path.iter().map(|level| meaning(level)).collect();
        measure(column, &path, &meanings)
    }

    #[test]
    fn rules_are_tidy() {
        crate::vocab::assert_tidy("checks.tsv", RULES, 2, 5);
        let known: Vec<&str> = WORDS.meanings.iter().map(|(_, meaning)| *meaning).chain([TOTAL]).collect();
        for sum in sums() {
            for meaning in sum.whole.iter().chain(sum.parts.iter().map(|(part, _)| part)) {
                assert!(known.contains(meaning), "{meaning} has no wording");
            }
        }
        let scopes = entries(RULES).filter(|entry| entry[0] == "scope").count();
        assert_eq!(WORDS.scopes.len(), scopes, "a kind that is none");
        for (part, whole) in &WORDS.nested {
            assert!(known.contains(part) && known.contains(whole), "{part} in {whole}");
        }
    }

    #[test]
    fn measures_of_headers() {
        for (path, meaning) in [
            (&["资金来源", "其他资金", "小计"][..], Some("source.other_funds")),
            (&["基本支出", "人员经费"], Some("use.personnel")),
            (&["“三公”经费", "公务用车购置及运行费", "公务用车购置费"], Some("three.vehicle_purchase")),
            (&["支出", "预算数"], None),
            (&["预算数"], Some(TOTAL)),
            (&["本年收入合计"], Some("flow.income")),
            (&["一般公共预算拨款", "纳入预算管理的收费"], None),
        ] {
            assert_eq!(measured(&column(path)).meaning(), meaning, "{path:?}");
        }
    }

    #[test]
    fn a_canonical_measure_tells_what_the_wording_does_not() {
        let mut unknown = column(&["甲类资金"]);
        assert_eq!(measured(&unknown).meaning(), None);
        unknown.measure = Some("general_public.basic".to_owned());
        let measure = measured(&unknown);
        assert_eq!((measure.money, measure.purpose), (Some("fund.general_public"), Some("use.basic")));
    }

    #[test]
    fn a_figure_word_at_the_end_of_a_header_moves_to_its_front() {
        assert_eq!(header(&column(&["因公出国（境）费", "决算数"])), ["决算数", "因公出国(境)费"]);
        assert_eq!(header(&column(&["决算数"])), ["决算数"]);
    }
}
