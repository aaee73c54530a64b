//! What the figures of a column are, read from its header.
//!
//! A header says it in pieces, from top to bottom: `上年结转结余 / 一般公共预算` is money carried over (a period) of the
//! general public budget (a source): `carry_over.general_public`. A measure says only what the table does not say
//! already: in a table of the general public budget, `一般公共预算支出 / 基本支出 / 小计` is `basic`. A wider piece says
//! nothing beside a narrower one: `基本支出 / 人员经费` is `personnel`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::canonical::scopes;
use crate::document::{Column, Phase, Role, Table, TableKind, Warning};
use crate::vocab::canonical::{Axis, PRIOR_YEAR, Vocabulary};
use crate::vocab::codes::{economic_code, government_code};
use crate::vocab::wording::key;
use crate::vocab::words::{self, Use};

/// A header longer than this is a sentence and no wording of the vocabulary.
const LONGEST_HEADER: usize = 40;

/// What stands before the second of two years that a header compares.
const COMPARED_WITH: [&str; 3] = ["比20", "较20", "与20"];

/// A header that compares two years by their numbers, and what it says of them: 增减额.
static COMPARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let mut figures = words::of(Use::Figures).to_vec();
    figures.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let figure = format!("(?:{})?", figures.join("|"));
    Regex::new(&format!(r"^(?:20[0-9]{{2}}年度?)?{figure}[比较与]20[0-9]{{2}}年度?{figure}(?:相比)?(.+)$"))
        .ok()
});

/// One piece of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    id: String,
    axis: Axis,
}

/// What a whole header says.
#[derive(Debug, Default)]
struct Reading {
    pieces: Vec<Piece>,
    phase: Option<Phase>,
    item: Option<String>,
    /// Some piece is a sum.
    sum: bool,
    /// The header above the last piece.
    parent: Vec<String>,
    /// Some piece above the last one is not in the vocabulary.
    doubtful: bool,
}

/// Fills `measure`, `phase` and `item` of every amount column of the table.
pub(super) fn annotate(table: &mut Table, fiscal_year: Option<u16>, vocabulary: &Vocabulary) -> Vec<Warning> {
    let scopes = scopes(table);
    let reader = Reader::of(&table.columns, fiscal_year, vocabulary, &scopes);
    let mut readings: Vec<Option<Reading>> = table
        .columns
        .iter()
        .map(|column| (column.role == Role::Amount).then(|| reader.header(&column.path)).flatten())
        .collect();
    if table.kind == TableKind::ThreePublic {
        drop_common_source(&mut readings);
    }
    let horizontal = table.kind == TableKind::ThreePublic && place_items(&mut readings);
    let ids = identifiers(&readings, table.kind, vocabulary);

    let mut warnings = Vec::new();
    let mut named = BTreeSet::new();
    let says = |(reading, id): (&Option<Reading>, &Option<String>)| {
        let reading = reading.as_ref()?;
        Some((id.clone()?, reading.phase, reading.item.clone().filter(|_| horizontal)))
    };
    let said: Vec<_> = readings.iter().zip(&ids).map(says).collect();
    let mut times = BTreeMap::new();
    for own in said.iter().flatten() {
        *times.entry(own.clone()).or_insert(0) += 1;
    }
    for ((column, reading), own) in table.columns.iter_mut().zip(readings).zip(said) {
        if column.role != Role::Amount {
            continue;
        }
        // A header that was read with doubt and says what another one does is not understood.
        let is_doubtful = reading.is_some_and(|reading| reading.doubtful);
        let own = own.filter(|own| !is_doubtful || times.get(own) == Some(&1));
        (column.measure, column.phase, column.item) = match own {
            Some((id, phase, item)) => (Some(id), phase, item),
            None => (None, None, None),
        };
        let header = column.path.join(" / ");
        if column.measure.is_none() && named.insert(header.clone()) {
            warnings.push(Warning {
                table: Some(table.id.clone()),
                ..Warning::new("unmapped_column", format!("the column {header} has no canonical measure"))
            });
        }
    }
    warnings
}

/// The pieces of the header of a column that the vocabulary does not know, as it would state them.
pub(super) fn unknown_pieces(
    table: &Table,
    column: &Column,
    fiscal_year: Option<u16>,
    vocabulary: &Vocabulary,
) -> Vec<String> {
    let scopes = scopes(table);
    let reader = Reader::of(&table.columns, fiscal_year, vocabulary, &scopes);
    let folded = column.path.iter().map(|text| key(text));
    let unknown = folded.filter(|text| reader.item(text).is_none() && reader.wording(text).is_none());
    unknown.map(|text| split_year(&text).1.to_owned()).collect()
}

/// The year that headers mean by “this year”: the document's if one of them names it, or if they have figures of no year
/// beside those of others (决算数 before 2022年决算数); else the latest that they name.
fn year_of(columns: &[Column], fiscal_year: Option<u16>) -> Option<u16> {
    let year = |text: &String| split_year(&key(text)).0;
    let years: BTreeSet<u16> = columns.iter().flat_map(|column| &*column.path).filter_map(year).collect();
    let is_undated = |column: &Column| {
        column.path.last().is_some_and(|last| words::is(&key(last), Use::Figures))
            && !column.path.iter().any(|head| year(head).is_some())
    };
    let is_meant = |year: &u16| years.contains(year) || columns.iter().any(is_undated);
    fiscal_year.filter(is_meant).or(years.last().copied())
}

/// Takes a leading year (`2024年`, `2024年度`) off a folded wording.
pub(crate) fn split_year(folded: &str) -> (Option<u16>, &str) {
    let year =
        folded.get(..4).filter(|digits| digits.starts_with("20")).and_then(|digits| digits.parse().ok());
    let rest = folded.get(4..).and_then(|rest| rest.strip_prefix('年'));
    match (year, rest) {
        (Some(year), Some(rest)) => (Some(year), rest.strip_prefix('度').unwrap_or(rest)),
        _ => (None, folded),
    }
}

/// Drops the source of money that all columns name (`当年财政拨款预算安排 / 公务接待费`): it says of the whole table what
/// another document says in its caption.
fn drop_common_source(readings: &mut [Option<Reading>]) {
    let sources = |reading: &Reading| -> Vec<Piece> {
        reading.pieces.iter().filter(|piece| piece.axis == Axis::Source).cloned().collect()
    };
    let mut named = readings.iter().flatten().map(sources);
    let Some(common) = named.next().filter(|first| named.all(|other| other == *first)) else { return };
    for reading in readings.iter_mut().flatten() {
        reading.pieces.retain(|piece| !common.contains(piece));
    }
}

/// Makes the columns of “三公”经费 printed as one row items, if at least two of them are. A sum of all columns is the
/// three public expenses, unless these have a sum of their own beside meetings and training.
fn place_items(readings: &mut [Option<Reading>]) -> bool {
    let items: BTreeSet<String> =
        readings.iter().flatten().filter_map(|reading| reading.item.clone()).collect();
    if items.len() < 2 {
        return false;
    }
    let grand = if items.contains("three_public.total") { "official_expenses" } else { "three_public.total" };
    for reading in readings.iter_mut().flatten() {
        if reading.item.is_none() && reading.sum && reading.pieces.iter().all(is_period) {
            reading.item = Some(grand.to_owned());
        }
    }
    true
}

/// The identifier of each reading, among the others of its table.
fn identifiers(
    readings: &[Option<Reading>],
    kind: TableKind,
    vocabulary: &Vocabulary,
) -> Vec<Option<String>> {
    let pieces: Vec<Option<Vec<String>>> = readings
        .iter()
        .map(|reading| reading.as_ref().map(|reading| narrowest(&reading.pieces, kind, vocabulary)))
        .collect();
    let has = |test: &dyn Fn(&[String]) -> bool| pieces.iter().flatten().any(|ids| test(ids));
    let carried = has(&|ids| matches!(ids, [period, _, ..] if period == "carry_over"));
    let partial = carried || has(&|ids| ids.is_empty() || ids == ["carry_over"]);
    let mut ids: Vec<Option<String>> = pieces
        .iter()
        .map(|ids| {
            let mut ids = ids.clone()?;
            if ids.first().is_some_and(|id| id == "current") && !(carried || (ids.len() == 1 && partial)) {
                ids.remove(0);
            }
            Some(if ids.is_empty() { "total".to_owned() } else { ids.join(".") })
        })
        .collect();
    // 本年收入 is the total of the revenue half of a summary.
    let states = |known: &str| ids.iter().flatten().any(|id| id == known);
    if kind.is_summary() && states("revenue") && !states("total") {
        let income = ids.iter_mut().flatten().filter(|id| *id == "revenue");
        income.for_each(|id| "total".clone_into(id));
    }
    mark_parts_named_like_their_whole(readings, &mut ids);
    ids
}

/// Parts that have the name of their whole: `一般公共预算拨款 / 一般公共预算` or `一般公共预算 / 其中：财政拨款` beside its
/// `小计` is what taxes pay, beside fees and fines; `人员支出` beside `对个人和家庭的补助` is the pay of staff in office.
fn mark_parts_named_like_their_whole(readings: &[Option<Reading>], ids: &mut [Option<String>]) {
    let named = |reading: &Reading| {
        let from_whole = reading.pieces.iter().skip_while(|piece| piece.id != "general_public");
        from_whole.filter(|piece| matches!(piece.id.as_str(), "general_public" | "appropriation")).count()
    };
    let wholes: BTreeSet<String> = readings
        .iter()
        .zip(ids.iter())
        .filter(|(reading, _)| reading.as_ref().is_some_and(|reading| named(reading) == 1))
        .filter_map(|(_, id)| id.clone())
        .collect();
    let beside = |id: &str| -> BTreeSet<Vec<String>> {
        let of_id = readings.iter().zip(ids.iter()).filter(|(_, slot)| slot.as_deref() == Some(id));
        of_id.filter_map(|(reading, _)| reading.as_ref().map(|reading| reading.parent.clone())).collect()
    };
    let (household, wages) = (beside("economic.303"), beside("economic.301"));
    for (reading, slot) in readings.iter().zip(ids.iter_mut()) {
        let (Some(reading), Some(id)) = (reading, slot.as_deref()) else { continue };
        if named(reading) > 1 && wholes.contains(id) {
            *slot = Some(id.replace("general_public", "tax_financed"));
        } else if id == "personnel" && household.contains(&reading.parent) && !wages.contains(&reading.parent)
        {
            *slot = Some("staff".to_owned());
        }
    }
}

/// Whether a piece only says when.
fn is_period(piece: &Piece) -> bool {
    piece.axis == Axis::Period
}

/// The pieces that say something beside the table's kind and each other, in the order of the axes.
fn narrowest(pieces: &[Piece], kind: TableKind, vocabulary: &Vocabulary) -> Vec<String> {
    let wider_than = |id: &str, other: &str| {
        let mut wider = vocabulary.measure(other).and_then(|measure| measure.implies.as_deref());
        let mut steps = 0;
        while let Some(current) = wider.filter(|_| steps < 8) {
            if current == id {
                return true;
            }
            wider = vocabulary.measure(current).and_then(|measure| measure.implies.as_deref());
            steps += 1;
        }
        other.len() > id.len() && id.starts_with("economic.") && other.starts_with(id)
    };
    let mut kept: Vec<&Piece> = Vec::new();
    for piece in pieces {
        let said = said_by_kind(kind).contains(&piece.id.as_str())
            || pieces.iter().any(|other| wider_than(&piece.id, &other.id))
            || kept.contains(&piece);
        if !said {
            kept.push(piece);
        }
    }
    kept.sort_by_key(|piece| piece.axis);
    kept.into_iter().map(|piece| piece.id.clone()).collect()
}

/// What a table of this kind says by itself of all its figures.
fn said_by_kind(kind: TableKind) -> &'static [&'static str] {
    use TableKind::*;
    match kind {
        GeneralPublicExpenditure | GeneralPublicEconomic | OperatingFunds => {
            &["general_public", "appropriation"]
        }
        GeneralPublicBasic => &["general_public", "appropriation", "basic"],
        AppropriationSummary | AppropriationExpenditure => &["appropriation"],
        AppropriationBasic => &["appropriation", "basic"],
        GovernmentFund => &["government_fund", "appropriation"],
        StateCapital => &["state_capital", "appropriation"],
        ProjectExpenditure => &["project"],
        _ => &[],
    }
}

/// Reads headers with one table's scopes.
struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    scopes: &'a [&'a str],
    year: Option<u16>,
    /// Whether the columns are classified as governments do, for some have names of theirs alone (机关工资福利支出).
    of_governments: bool,
}

impl<'a> Reader<'a> {
    fn of(
        columns: &[Column],
        fiscal_year: Option<u16>,
        vocabulary: &'a Vocabulary,
        scopes: &'a [&'a str],
    ) -> Self {
        let is_of_governments = |column: &Column| {
            let code = column.path.last().and_then(|last| economic_code(&key(last), None));
            code.is_some_and(|code| code.starts_with('5'))
        };
        let of_governments = columns.iter().any(is_of_governments);
        Self { vocabulary, scopes, year: year_of(columns, fiscal_year), of_governments }
    }

    /// What a header says, `None` if its last piece is unknown.
    fn header(&self, path: &[String]) -> Option<Reading> {
        let parent = path.split_last().map(|(_, parent)| parent.to_vec()).unwrap_or_default();
        let mut reading = Reading { parent, ..Reading::default() };
        for (index, text) in path.iter().enumerate() {
            let folded = key(text);
            if let Some((item, rest)) = self.item(&folded) {
                reading.item = Some(item);
                reading.phase = self.phase_of(&rest).or(reading.phase);
                continue;
            }
            // 住房公积金 is of 工资福利支出, or of 对个人和家庭的补助, under which it stands.
            let above = reading.pieces.iter().rev().find_map(|piece| piece.id.strip_prefix("economic."));
            let below = || {
                above.and_then(|above| economic_code(&folded, Some(above))).map(|code| vec![of_code(code)])
            };
            let unlettered = || self.wording(without_letters(&folded)?);
            let Some(pieces) = self.wording(&folded).or_else(unlettered).or_else(below) else {
                if index + 1 == path.len() {
                    return None;
                }
                reading.doubtful = true;
                continue;
            };
            reading.sum |= pieces.iter().any(|piece| piece.id == "sum");
            reading.phase = self.phase_of(&pieces).or(reading.phase);
            reading.pieces.extend(pieces.into_iter().filter(|piece| piece.axis >= Axis::Period));
        }
        (!path.is_empty()).then_some(reading)
    }

    /// The item that a header names in a table of “三公”经费, and what else it says.
    fn item(&self, folded: &str) -> Option<(String, Vec<Piece>)> {
        if self.scopes.first() != Some(&"three_public") {
            return None;
        }
        let (_, folded) = split_year(folded);
        if let Some(item) = self.vocabulary.row(folded, self.scopes) {
            return Some((item.to_owned(), Vec::new()));
        }
        splits(folded).find_map(|(head, tail)| {
            let item = self.vocabulary.row(head, self.scopes)?;
            Some((item.to_owned(), vec![self.known(tail).filter(|piece| piece.axis <= Axis::Phase)?]))
        })
    }

    /// The pieces of one folded header text.
    fn wording(&self, folded: &str) -> Option<Vec<Piece>> {
        // 2025年比2024年增减额; few heads name a year.
        if COMPARED_WITH.iter().any(|with| folded.contains(with))
            && let Some(change) = COMPARED.as_ref().and_then(|compared| compared.captures(folded)?.get(1))
        {
            return Some(vec![self.known(&format!("比上年{}", change.as_str()))?]);
        }
        let (year, rest) = split_year(folded);
        let mut pieces = Vec::new();
        if let (Some(year), Some(this)) = (year, self.year)
            && year != this
        {
            let id = match i32::from(year) - i32::from(this) {
                ..-1 => "earlier_year",
                -1 => PRIOR_YEAR,
                1 => "next_year",
                _ => "later_year",
            };
            pieces.push(Piece { id: id.to_owned(), axis: Axis::Period });
        }
        if year.is_some() && rest.is_empty() {
            return Some(pieces);
        }
        pieces.extend(self.phrase(rest, 0)?);
        Some(pieces)
    }

    /// A known wording, or a known one before or after others: `本年` + `一般公共预算支出`, `基本支出` + `预算数`.
    fn phrase(&self, folded: &str, depth: u8) -> Option<Vec<Piece>> {
        if let Some(piece) = self.known(folded) {
            return Some(vec![piece]);
        }
        if depth == 2 || folded.chars().count() > LONGEST_HEADER {
            return None;
        }
        let period = splits(folded).find_map(|(head, tail)| {
            let head = self.known(head).filter(|piece| matches!(piece.axis, Axis::Heading | Axis::Period))?;
            let rest = self.phrase(tail, depth + 1)?;
            // 本年收支结余 is what the year left, and nothing that it had from another.
            let is_left = head.id == "current" && rest.iter().any(|piece| piece.id == "carry_over");
            (!is_left).then(|| std::iter::once(head).chain(rest).collect())
        });
        let phrase = period.or_else(|| {
            splits(folded).find_map(|(head, tail)| {
                let tail = self.known(tail).filter(|piece| piece.axis <= Axis::Phase)?;
                Some(self.phrase(head, depth + 1)?.into_iter().chain([tail]).collect())
            })
        });
        // 非财政拨款 + 结转: a source, and that it was carried over.
        phrase.or_else(|| {
            splits(folded).find_map(|(head, tail)| {
                let source = self.known(head).filter(|piece| piece.axis == Axis::Source)?;
                let carried = self.known(tail).filter(|piece| piece.id == "carry_over")?;
                Some(vec![carried, source])
            })
        })
    }

    fn known(&self, folded: &str) -> Option<Piece> {
        if let Some((id, measure)) = self.vocabulary.column(folded, self.scopes) {
            return Some(Piece { id: id.to_owned(), axis: measure.axis });
        }
        let of_governments = self.of_governments.then(|| government_code(folded, None)).flatten();
        of_governments.or_else(|| economic_code(folded, None)).map(of_code)
    }

    fn phase_of(&self, pieces: &[Piece]) -> Option<Phase> {
        pieces.iter().rev().find_map(|piece| match piece.id.as_str() {
            "phase_budget" => Some(Phase::Budget),
            "phase_adjusted" => Some(Phase::Adjusted),
            "phase_final" => Some(Phase::Final),
            _ => None,
        })
    }
}

/// A folded header without the letters that columns are reckoned with: `全年预算数（A）`. `None` where it has none.
fn without_letters(folded: &str) -> Option<&str> {
    let bare = folded.trim_end_matches(|c: char| c.is_ascii_uppercase());
    (bare.len() < folded.len() && !bare.is_empty()).then_some(bare)
}

/// What an economic code says.
fn of_code(code: &str) -> Piece {
    Piece { id: format!("economic.{code}"), axis: Axis::Nature }
}

/// All ways to cut a folded wording in two, the longest head first.
fn splits(folded: &str) -> impl Iterator<Item = (&str, &str)> {
    folded.char_indices().rev().filter(|(at, _)| *at > 0).filter_map(|(at, _)| folded.split_at_checked(at))
}
