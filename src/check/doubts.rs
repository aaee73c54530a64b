//! What is odd in a document although no identity speaks of it. A doubt is a warning: nothing is corrected, and no
//! amount is contradicted by it.
//!
//! | code | what is odd |
//! |---|---|
//! | `negative_amount` | an amount below zero where money is counted that is there |
//! | `percent_out_of_range` | a share of a whole below zero or above 100 % (in sentences `check::rates`) |
//! | `percent_of_nothing` | a growth from nothing, or the completion of no budget, in % (`check::rates`) |
//! | `percent_without_sign` | a share that a sentence prints without % (`check::rates`) |
//! | `implausible_amount` | more than any department spends |
//! | `total_missing` | the summary of revenue and expenditure totals nothing |
//! | `unit_slip` | a table whose figures only fit the others in another unit than the printed one |
//! | `year_mismatch` | a caption of another year than the document |
//! | `name_mismatch` | an organization over a table whom nothing else in the document names |
//! | `table_repeated` | a table that is printed twice |
//! | `tables_missing` | a publication that lacks one of the standard tables ([`standard`]) |
//! | `contents_disagree` | contents that name the tables otherwise than they are printed (`check::contents`) |
//! | `blank_against_prose` | a sentence that states money where its table prints nothing (`check::prose`) |
//! | `item_without_row` | a sentence that states money of an item that no table has (`check::prose`) |
//!
//! ```text
//! │ 会议费 │ -3.00 │   negative_amount: -3.00 is below zero where no amount should be
//! ```

use std::cell::LazyCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use smallvec::SmallVec;

use crate::check::contents::{Contents, is_short_for};
use crate::check::forest::Member;
use crate::check::header::{self, Version};
use crate::check::identity::Rule;
use crate::check::sheet::Sheet;
use crate::check::volumes::Volume;
use crate::check::words::{self, TotalKind};
use crate::check::{contents, standard, unit_slip};
use crate::document::{
    Check, CheckStatus, Document, Place, Role, Row, Side, Table, TableKind, Value, Warning,
};
use crate::page::TextLine;
use crate::text::fold::{key, keyed};
use crate::vocab::unit;

/// So many doubts of one kind are told of a table.
const MOST: usize = 5;
/// More yuan than these (a hundred thousand million) are given to no department.
const LARGEST: i64 = 100_000_000_000;
/// A file over whose tables more organizations stand is a collection, and each may be named once.
const MOST_NAMED: usize = 32;
/// 元 and 万元.
const SLIP: i64 = 10_000;

/// Every doubt about a document that was checked.
pub(crate) fn doubts(
    document: &Document,
    sheets: &[Sheet],
    volumes: &[Volume],
    prose: &[TextLine],
    listed: &Contents,
) -> Vec<Warning> {
    let mut doubts = Vec::new();
    let extents: Vec<Extent> = sheets.iter().map(Extent::of).collect();
    for (Sheet { table, .. }, &Extent { largest, below_zero }) in
        sheets.iter().zip(&extents).filter(|(sheet, _)| sheet.scope.is_some())
    {
        if below_zero {
            doubts.extend(negatives(table));
        }
        doubts.extend(shares(table));
        doubts.extend(largest.and_then(|largest| implausible(table, largest)));
        doubts.extend(year(table, document.document.fiscal_year));
    }
    for Volume { tables, .. } in volumes {
        let own = &sheets[tables.clone()];
        doubts.extend(totals_missing(own));
        doubts.extend(units(own, &extents[tables.clone()]));
        doubts.extend(repeated(own));
    }
    doubts.extend(factors(&document.tables, &document.checks));
    doubts.extend(names(document, sheets, prose));
    doubts.extend(standard::missing(document));
    doubts.extend(contents::disagreements(sheets, listed));
    doubts.sort_by_key(|doubt| doubt.table.as_deref().map(|id| (id.len(), id.to_owned())));
    doubts
}

/// A doubt about a table, at its first printed cell where no other place is told.
pub(crate) fn about(table: &Table, code: &str, message: String) -> Warning {
    let first = table.rows.iter().flat_map(|row| &row.places).flatten().next().copied();
    Warning { table: Some(table.id.clone()), ..Warning::new(code, message) }.at(first)
}

/// A number of a table.
#[derive(Clone, Copy)]
struct Amount {
    row: usize,
    column: usize,
    number: Decimal,
}

impl Amount {
    fn is_below_zero(&self) -> bool {
        self.number.is_sign_negative() && !self.number.is_zero()
    }

    fn place(&self, table: &Table) -> Option<Place> {
        table.rows[self.row].places.get(self.column).copied().flatten()
    }
}

/// How far the amounts of a table go.
#[derive(Clone, Copy, Default)]
struct Extent {
    /// The one that is furthest from zero.
    largest: Option<Amount>,
    /// Whether any is below zero.
    below_zero: bool,
}

impl Extent {
    /// That of a table about money of the budget.
    fn of(sheet: &Sheet) -> Self {
        let mut extent = Self::default();
        if sheet.scope.is_none() {
            return extent;
        }
        let columns: Columns = sheet.heads.iter().map(|head| head.column).collect();
        for amount in numbers(sheet.table, &columns) {
            extent.below_zero |= amount.is_below_zero();
            if extent.largest.is_none_or(|other| by_size(amount.number, other.number).is_ge()) {
                extent.largest = Some(amount);
            }
        }
        extent
    }
}

/// Columns of one role.
type Columns = SmallVec<[usize; 8]>;

/// The columns of this role.
fn columns(table: &Table, role: Role) -> Columns {
    let own = table.columns.iter().enumerate().filter(|(_, column)| column.role == role);
    own.map(|(column, _)| column).collect()
}

/// The numbers of these columns, row by row.
fn numbers<'a>(table: &'a Table, columns: &'a [usize]) -> impl Iterator<Item = Amount> + use<'a> {
    let rows = if columns.is_empty() { &[][..] } else { &table.rows };
    rows.iter().enumerate().flat_map(move |(row, printed)| {
        let number = |column: usize| printed.cells.get(column)?.number();
        columns.iter().filter_map(move |&column| Some(Amount { row, column, number: number(column)? }))
    })
}

/// Amounts below zero, but for changes, and what is carried over, taken back or made up.
fn negatives(table: &Table) -> Vec<Warning> {
    let may_be = |amount: &Amount| {
        let column = &table.columns[amount.column];
        header::version(column) == Version::Change
            || column.path.iter().any(|level| words::is_signed(&keyed(level)))
            || words::is_signed(&keyed(&table.rows[amount.row].label))
    };
    let told = |amount: Amount| {
        let message = format!("{} is below zero where no amount should be", amount.number);
        about(table, "negative_amount", message).at(amount.place(table))
    };
    let columns = columns(table, Role::Amount);
    let below_zero = numbers(table, &columns).filter(Amount::is_below_zero);
    below_zero.filter(|amount| !may_be(amount)).take(MOST).map(told).collect()
}

/// Shares of a whole that are none.
fn shares(table: &Table) -> Vec<Warning> {
    let is_share = |amount: &Amount| {
        table.columns[amount.column].path.iter().any(|level| words::is_portion(&keyed(level)))
    };
    let none = |amount: &Amount| !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&amount.number);
    let told = |amount: Amount| {
        let message = format!("{} % is no share of a whole", amount.number);
        about(table, "percent_out_of_range", message).at(amount.place(table))
    };
    let columns = columns(table, Role::Percent);
    numbers(table, &columns).filter(none).filter(is_share).take(MOST).map(told).collect()
}

/// Which of two numbers is further from zero; most numbers of a table have equally many digits behind the point.
fn by_size(a: Decimal, b: Decimal) -> Ordering {
    if a.scale() == b.scale() {
        return a.mantissa().unsigned_abs().cmp(&b.mantissa().unsigned_abs());
    }
    a.abs().cmp(&b.abs())
}

/// The unit of an amount, and how many yuan it is.
fn unit_of(table: &Table, amount: Amount) -> Option<(&str, u64)> {
    let own = unit::of_column(table.columns[amount.column].path.iter().map(String::as_str));
    own.or(table.unit.as_deref().zip(table.yuan_per_unit))
}

/// An amount of a table in yuan.
fn yuan(table: &Table, amount: Amount) -> Option<Decimal> {
    amount.number.abs().checked_mul(Decimal::from(unit_of(table, amount)?.1))
}

/// An amount beyond all measure.
fn implausible(table: &Table, largest: Amount) -> Option<Warning> {
    let is_odd = yuan(table, largest).is_none_or(|yuan| yuan > Decimal::from(LARGEST));
    let (unit, _) = unit_of(table, largest).filter(|_| is_odd)?;
    let message = format!("{} {unit} is more than any department spends", largest.number);
    Some(about(table, "implausible_amount", message).at(largest.place(table)))
}

/// The caption of a table that is of another year than its document.
fn year(table: &Table, fiscal_year: Option<u16>) -> Option<Warning> {
    let (title, document) = (table.title.as_deref()?, fiscal_year?);
    let named = keyed(title.split_once('年')?.0);
    let digits = named.len().checked_sub(4).and_then(|from| named.get(from..))?;
    let year: u16 = digits.parse().ok().filter(|year| (1990..2100).contains(year))?;
    let message = || format!("the caption is of {year}, the document of {document}");
    let is_other = year != document && !keyed(title).contains("上年");
    is_other.then(|| about(table, "year_mismatch", message()))
}

/// Summaries of revenue and expenditure whose totals are blank or 0.
fn totals_missing(sheets: &[Sheet]) -> Vec<Warning> {
    let mut totals: BTreeMap<Option<Side>, (&Table, &Row, bool)> = BTreeMap::new();
    let is_summary = |sheet: &&Sheet| sheet.table.kind == TableKind::RevenueExpenditureSummary;
    for Sheet { table, heads, forest, .. } in sheets.iter().filter(is_summary) {
        let is_grand = |(row, member): &(&Row, &Member)| row.total && member.total == Some(TotalKind::Grand);
        for (row, _) in table.rows.iter().zip(&forest.rows).filter(is_grand) {
            let mut amounts = heads.iter().filter_map(|head| row.cells.get(head.column)?.number());
            let stated = amounts.any(|amount| !amount.is_zero());
            totals.entry(table.side).or_insert((table, row, false)).2 |= stated;
        }
    }
    let missing = totals.into_values().filter(|(.., stated)| !stated);
    let told = |(table, row, _): (&Table, &Row, bool)| {
        let place = row.places.iter().flatten().next().copied();
        about(table, "total_missing", "its total is blank or 0".to_owned()).at(place)
    };
    missing.map(told).collect()
}

/// Tables in another unit than the summaries of their volume, whose amounts exceed all that these state: by no more than
/// the other unit explains.
fn units(sheets: &[Sheet], extents: &[Extent]) -> Vec<Warning> {
    use TableKind::{AppropriationSummary, Expenditure, Revenue, RevenueExpenditureSummary};
    let is_summary = |table: &Table| {
        matches!(table.kind, RevenueExpenditureSummary | Revenue | Expenditure | AppropriationSummary)
    };
    // Of a table that is about no money of the budget no amount is looked at.
    let in_yuan = || {
        let own = sheets.iter().map(|sheet| sheet.table).zip(extents);
        own.filter_map(|(table, own)| Some((table, yuan(table, own.largest?)?)))
    };
    let most_of_all = in_yuan().filter(|(table, _)| is_summary(table)).max_by_key(|(_, yuan)| *yuan);
    let Some((summary, most)) = most_of_all else { return Vec::new() };
    let slips = in_yuan().filter(|(table, own)| {
        let is_other = table.yuan_per_unit > summary.yuan_per_unit;
        is_other && *own > most && *own / Decimal::from(SLIP) <= most
    });
    let slips = slips.map(|(table, _)| table);
    let told = |table: &Table| {
        let (unit, other) =
            (table.unit.as_deref().unwrap_or_default(), summary.unit.as_deref().unwrap_or_default());
        let message = format!(
            "in {unit} it holds more than all that is spent, in {other} it would not: a slip of the unit"
        );
        about(table, "unit_slip", message)
    };
    slips.map(told).collect()
}

/// Tables in different units whose figures agree but for the factor of the units.
fn factors(tables: &[Table], checks: &[Check]) -> Vec<Warning> {
    let of: LazyCell<BTreeMap<&str, &Table>, _> =
        LazyCell::new(|| tables.iter().map(|table| (table.id.as_str(), table)).collect());
    let mut told = BTreeSet::new();
    let mut warnings = Vec::new();
    for check in checks
        .iter()
        .filter(|check| check.status == CheckStatus::Fail && check.rule == Rule::TablesAgree.name())
    {
        let [own, other] = &*check.tables else { continue };
        let (Some(table), Some(reference)) = (of.get(own.as_str()), of.get(other.as_str())) else { continue };
        let slips = || unit_slip(check.actual?, check.expected?).filter(|factor| *factor == "10,000");
        if table.yuan_per_unit == reference.yuan_per_unit || slips().is_none() || !told.insert(own.as_str()) {
            continue;
        }
        let message = format!("its figures are those of {other} but for the unit: a slip of the unit");
        warnings.push(about(table, "unit_slip", message).at(check.place));
    }
    warnings
}

/// Tables that repeat an earlier one of the same caption figure for figure.
fn repeated(sheets: &[Sheet]) -> Vec<Warning> {
    let is_meant = |sheet: &&Sheet| sheet.scope.is_some() && sheet.table.title.is_some();
    let mut titled: Vec<&Sheet> = sheets.iter().filter(is_meant).collect();
    titled.sort_by_key(|sheet| sheet.caption());
    let mut warnings = Vec::new();
    for alike in titled.chunk_by(|a, b| a.caption() == b.caption()) {
        let earlier = alike[0].table;
        for Sheet { table, .. } in &alike[1..] {
            let is_same = earlier.rows.len() == table.rows.len()
                && earlier
                    .rows
                    .iter()
                    .zip(&table.rows)
                    .all(|(a, b)| a.label == b.label && a.cells == b.cells)
                && numbers(table, &columns(table, Role::Amount)).any(|amount| !amount.number.is_zero());
            if is_same {
                let message = format!("it repeats {} figure for figure", earlier.id);
                warnings.push(about(table, "table_repeated", message));
            }
        }
    }
    warnings
}

/// Organizations over a single table whom nothing else in the document names, neither in full nor in short.
fn names(document: &Document, sheets: &[Sheet], prose: &[TextLine]) -> Vec<Warning> {
    let mut over: BTreeMap<String, Vec<&Sheet>> = BTreeMap::new();
    for sheet in sheets {
        if let Some(name) = &sheet.table.organization {
            over.entry(key(name)).or_default().push(sheet);
        }
    }
    if over.is_empty() || over.len() > MOST_NAMED {
        return Vec::new();
    }
    let Some(issuer) = document.document.issuer.name.as_deref().map(key) else { return Vec::new() };
    let known: Vec<&String> = over.keys().chain([&issuer]).collect();
    // The issuer of a lone table is whom it names.
    let alone = over.iter().filter(|(name, sheets)| {
        let mut others = known.iter().filter(|other| *other != name);
        sheets.len() == 1
            && **name != issuer
            && !others.any(|other| is_short_for(name, other) || is_short_for(other, name))
    });
    // The forms of a subordinate unit's projects may be all that is printed of it.
    let of_the_budget = alone.filter(|(_, sheets)| sheets[0].scope.is_some());
    let told = of_the_budget.filter(|(name, sheets)| !is_named(document, prose, name, sheets[0].table));
    let message = |name: &str| format!("it is said to be of {name}, whom nothing else in the document names");
    told.map(|(_, sheets)| {
        let name = sheets[0].table.organization.as_deref().unwrap_or_default();
        about(sheets[0].table, "name_mismatch", message(name))
    })
    .collect()
}

/// Whether a row, a field or a sentence names an organization.
fn is_named(document: &Document, prose: &[TextLine], name: &str, own: &Table) -> bool {
    let holds = |text: &str| keyed(text).contains(name);
    let in_row = |table: &Table| {
        table.rows.iter().any(|row| {
            row.org_name.as_deref().is_some_and(holds) || row.cells.iter().filter_map(Value::text).any(holds)
        })
    };
    let in_field = |table: &Table| table.fields.iter().filter_map(|field| field.value.text()).any(holds);
    document.tables.iter().any(|table| in_row(table) || in_field(table))
        || prose.iter().filter(|line| !is_over(line, own)).any(|line| holds(&line.text))
}

/// Whether a line only says whose table this is.
fn is_over(line: &TextLine, table: &Table) -> bool {
    let name = table.organization.as_deref().map(keyed).unwrap_or_default();
    let text = keyed(&line.text);
    text.contains(':') && text.contains(&*name) && text.chars().count() < name.chars().count() + 30
}
