//! Printed figures as intervals, and the identities that are claimed of them.
//!
//! A printed `73,914.26` stands for everything between 73,914.255 and 73,914.265. Sums add the intervals, and an
//! identity fails only if the intervals of its two sides do not meet (as XBRL Calculations 1.1 has it), so two
//! honestly rounded figures never contradict each other. Zero is the absence of money and is exact.

use std::fmt::{self, Display};
use std::sync::Arc;

use rust_decimal::Decimal;
use smallvec::SmallVec;

use crate::document::{Place, Role, Table, Value};
use crate::vocab::headers;

/// The largest amount that is believed: beyond it a cell is unreadable, and no sum can overflow.
const LARGEST: i64 = 10_000_000_000_000;
/// Digits behind the point beyond this come from a spreadsheet's arithmetic, not from a budget.
const FINEST: u32 = 8;

/// Whether an amount is no larger than any that is believed; most are not though their point were left out.
fn is_believed(number: &Decimal) -> bool {
    number.mantissa().unsigned_abs() < LARGEST.unsigned_abs().into() || number.abs() < Decimal::from(LARGEST)
}

/// A figure by its index in [`Figures`].
pub(crate) type FigureId = u32;
/// Figures that are added up: most sides of an identity are a few.
pub(crate) type Addends = SmallVec<[FigureId; 4]>;

/// Where a figure stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Site {
    /// A cell: table, row, column.
    Cell(usize, usize, usize),
    /// A field of a form: table, field.
    Field(usize, usize),
    /// An amount in a sentence.
    Prose,
}

/// A printed amount. There are as many as a document has amount cells, so that what else is told of them is looked up:
/// [`Figures::yuan`], [`Figures::site`], [`Figures::place`].
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    /// The printed number, `None` where nothing, or nothing readable, is printed.
    pub value: Option<Decimal>,
    /// The scale of half of its last printed digit; 0 for an exact figure.
    half: u8,
    /// Whether a blank here says zero: its table leaves more amounts blank than it prints as `0` or `0.00`.
    pub blank_is_zero: bool,
    /// Its unit by its rank.
    unit: u16,
}

impl Figure {
    fn new(number: Option<Decimal>, scale: u32, unit: u16) -> Self {
        let value = number
            .filter(is_believed)
            .map(|number| if number.scale() > FINEST { number.round_dp(FINEST) } else { number });
        let half = match value {
            Some(value) if !value.is_zero() => value.scale().max(scale.min(FINEST)) as u8 + 1,
            _ => 0,
        };
        Self { value, half, blank_is_zero: false, unit }
    }

    /// Half of its last printed digit.
    pub fn half(&self) -> Decimal {
        Decimal::from_i128_with_scale(self.half_digit(), self.half.into())
    }

    fn half_digit(&self) -> i128 {
        if self.half == 0 { 0 } else { 5 }
    }
}

/// Every amount of a document, by where it stands: those of each table in its order, then those of sentences.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    all: Vec<Figure>,
    tables: Vec<Grid>,
    /// Where each amount in a sentence is printed.
    prose: Vec<Option<Place>>,
    /// Yuan per unit, `None` where no unit is known: each unit of the document once.
    units: Vec<Option<u64>>,
}

/// Which figures are those of a table: first its amount cells, row by row, then the numbers in its fields.
#[derive(Debug, Default)]
struct Grid {
    first: usize,
    rows: usize,
    /// The amount columns.
    columns: Vec<usize>,
    /// Per column its rank among the amount columns.
    ranks: Vec<Option<usize>>,
    /// The fields that hold a number.
    fields: Vec<usize>,
}

impl Grid {
    fn first_field(&self) -> usize {
        self.first + self.rows * self.columns.len()
    }
}

impl Figures {
    /// Collects the amounts of these tables.
    pub fn of(tables: &[Table]) -> Self {
        let mut figures = Self::default();
        for table in tables {
            figures.add_table(table);
        }
        figures
    }

    fn add_table(&mut self, table: &Table) {
        let (mut columns, mut ranks) = (Vec::new(), Vec::with_capacity(table.columns.len()));
        for (c, column) in table.columns.iter().enumerate() {
            let is_amount = column.role == Role::Amount;
            ranks.push(is_amount.then_some(columns.len()));
            columns.extend(is_amount.then_some(c));
        }
        let Habits { scale, blank_is_zero } = Habits::of(table, &columns);
        let unit = self.unit(table.yuan_per_unit);
        let (first, rows) = (self.all.len(), table.rows.len());
        self.all.reserve(rows * columns.len());
        for row in &table.rows {
            let is_count = headers::is_count(table, row);
            for &c in &columns {
                let cell = row.cells.get(c);
                let number = cell.and_then(Value::number).filter(|_| !is_count);
                let mut figure = Figure::new(number, scale, unit);
                let is_readable = || cell.is_none_or(|cell| cell.text().is_none());
                figure.blank_is_zero = number.is_none() && blank_is_zero && is_readable();
                self.all.push(figure);
            }
        }
        let mut fields = Vec::new();
        for (f, field) in table.fields.iter().enumerate() {
            if let Some(number) = field.value.number() {
                fields.push(f);
                self.all.push(Figure::new(Some(number), scale, unit));
            }
        }
        self.tables.push(Grid { first, rows, columns, ranks, fields });
    }

    /// The rank of a unit.
    fn unit(&mut self, yuan: Option<u64>) -> u16 {
        let rank = self.units.iter().position(|known| *known == yuan).unwrap_or(self.units.len());
        if rank == self.units.len() {
            self.units.push(yuan);
        }
        u16::try_from(rank).unwrap_or(u16::MAX)
    }

    /// The amount cell at this place, `None` where the column holds no amounts.
    pub fn cell(&self, table: usize, row: usize, column: usize) -> Option<FigureId> {
        let grid = self.tables.get(table)?;
        let rank = (*grid.ranks.get(column)?)?;
        id(grid.first + row * grid.columns.len() + rank)
    }

    /// The cells of a row in these amount columns.
    pub fn in_row(&self, table: usize, row: usize, columns: &[usize]) -> Addends {
        let Some(grid) = self.tables.get(table) else { return Addends::new() };
        let first = grid.first + row * grid.columns.len();
        columns.iter().filter_map(|&column| id(first + (*grid.ranks.get(column)?)?)).collect()
    }

    /// The cells of these rows in an amount column.
    pub fn in_column(&self, table: usize, rows: &[usize], column: usize) -> Addends {
        rows.iter().filter_map(|&row| self.cell(table, row, column)).collect()
    }

    /// The number in this field of a form.
    pub fn field(&self, table: usize, field: usize) -> Option<FigureId> {
        let grid = self.tables.get(table)?;
        id(grid.first_field() + grid.fields.binary_search(&field).ok()?)
    }

    /// Adds an amount that a sentence states.
    pub fn add_prose(&mut self, value: Decimal, yuan: u64, place: Option<Place>) -> FigureId {
        let unit = self.unit(Some(yuan));
        let figure = id(self.all.len()).unwrap_or(FigureId::MAX);
        self.all.push(Figure::new(Some(value), value.scale(), unit));
        self.prose.push(place);
        figure
    }

    /// Where the amount of a sentence is printed, `None` for a figure of a table.
    fn in_prose(&self, id: FigureId) -> Option<Option<Place>> {
        let rank = (id as usize).checked_sub(self.all.len() - self.prose.len())?;
        self.prose.get(rank).copied()
    }

    /// Yuan per unit of a figure, `None` where no unit is known.
    pub fn yuan(&self, id: FigureId) -> Option<u64> {
        *self.units.get(usize::from(self.get(id).unit))?
    }

    /// Where a figure stands.
    pub fn site(&self, id: FigureId) -> Site {
        if self.in_prose(id).is_some() {
            return Site::Prose;
        }
        let at = id as usize;
        let table = self.tables.partition_point(|grid| grid.first <= at).saturating_sub(1);
        let grid = &self.tables[table];
        match at.checked_sub(grid.first_field()) {
            Some(field) => Site::Field(table, grid.fields[field]),
            None => {
                let (at, width) = (at - grid.first, grid.columns.len());
                Site::Cell(table, at / width, grid.columns[at % width])
            }
        }
    }

    /// Where a figure is printed.
    pub fn place(&self, id: FigureId, tables: &[Table]) -> Option<Place> {
        match self.site(id) {
            Site::Cell(t, r, c) => tables[t].rows[r].places.get(c).copied().flatten(),
            Site::Field(t, f) => tables[t].fields[f].place,
            Site::Prose => self.in_prose(id)?,
        }
    }

    /// The figure of this index.
    pub fn get(&self, id: FigureId) -> &Figure {
        &self.all[id as usize]
    }

    /// How many figures there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The printed number of a figure.
    pub fn value(&self, id: FigureId) -> Option<Decimal> {
        self.get(id).value
    }

    /// Whether nothing but zeros and blanks are among these figures.
    pub fn all_zero(&self, ids: &[FigureId]) -> bool {
        ids.iter().all(|&id| self.value(id).is_none_or(|value| value.is_zero()))
    }

    /// Whether every one of these figures is blank.
    pub fn all_blank(&self, ids: &[FigureId]) -> bool {
        ids.iter().all(|&id| self.value(id).is_none())
    }
}

/// The figure of this index; no document that fits into memory has more.
fn id(index: usize) -> Option<FigureId> {
    FigureId::try_from(index).ok()
}

/// How a table prints its amounts.
struct Habits {
    /// How many digits it prints behind the point: the most frequent number among those that have any, so that `480`
    /// beside `215.60` is as exact as its neighbours.
    scale: u32,
    /// Whether it leaves its zeros blank.
    blank_is_zero: bool,
}

impl Habits {
    /// Those of a table with these amount columns.
    fn of(table: &Table, columns: &[usize]) -> Self {
        let (mut zeros, mut blanks) = (0usize, 0usize);
        let mut scales = [0usize; FINEST as usize + 1];
        let mut count = |number: &Decimal| {
            if let Some(count) = scales.get_mut(number.scale() as usize).filter(|_| number.scale() > 0) {
                *count += 1;
            }
        };
        for cell in table.rows.iter().flat_map(|row| columns.iter().map(|&c| row.cells.get(c))) {
            match cell {
                None | Some(Value::Blank) => blanks += 1,
                Some(Value::Number(number)) => {
                    zeros += usize::from(number.is_zero());
                    count(number);
                }
                Some(Value::Text(_)) => {}
            }
        }
        table.fields.iter().filter_map(|field| field.value.number()).for_each(|number| count(&number));
        let most = scales.iter().max().copied().filter(|&most| most > 0);
        let scale = scales.iter().rposition(|&count| Some(count) == most).unwrap_or(0);
        Self { scale: u32::try_from(scale).unwrap_or(0), blank_is_zero: zeros < blanks.max(1) }
    }
}

/// How the two sides of an identity relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    /// They are equal.
    Equal,
    /// The printed side holds the other: the parts of a 其中 never exceed their whole.
    Holds,
}

/// The families of rules (contract §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    ParentEqualsChildren,
    TotalEqualsRows,
    ColumnsAddUp,
    CarryOver,
    RevenueEqualsExpenditure,
    TablesAgree,
    ThreePublicAddsUp,
    ProjectsAddUp,
    NarrativeAgrees,
    EmptyTableAgrees,
    ListedTablePresent,
}

impl Rule {
    /// The name of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::ParentEqualsChildren => "parent_equals_children",
            Self::TotalEqualsRows => "total_equals_rows",
            Self::ColumnsAddUp => "columns_add_up",
            Self::CarryOver => "carry_over",
            Self::RevenueEqualsExpenditure => "revenue_equals_expenditure",
            Self::TablesAgree => "tables_agree",
            Self::ThreePublicAddsUp => "three_public_adds_up",
            Self::ProjectsAddUp => "projects_add_up",
            Self::NarrativeAgrees => "narrative_agrees",
            Self::EmptyTableAgrees => "empty_table_agrees",
            Self::ListedTablePresent => "listed_table_present",
        }
    }
}

/// What is claimed, for a person: `the total of its 5 rows`. Most claims are made of many rows or columns, and most hold.
#[derive(Debug, Clone)]
pub(crate) struct Claim(Arc<str>);

impl Claim {
    const HELD: &str = "it is ";

    pub fn new(claim: &str) -> Self {
        Self([Self::HELD, claim].concat().into())
    }

    /// What is told of it where it holds.
    pub fn held(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0[Self::HELD.len()..])
    }
}

/// An identity that is claimed: the printed figures and what they should come to.
#[derive(Debug, Clone)]
pub(crate) struct Identity<'t> {
    pub rule: Rule,
    pub relation: Relation,
    /// The side that is stated: one figure, or several that are added.
    pub actual: Addends,
    /// The side that it should come to.
    pub expected: Addends,
    pub tables: SmallVec<[usize; 2]>,
    pub row: Option<&'t str>,
    pub column: Option<Arc<[String]>>,
    pub claim: Claim,
    /// The reading of a table's structure that it rests on: identities of one reading stand or fall together.
    pub reading: usize,
    /// Whether a failure only says that the claim was too much (机关运行经费 is not always 公用经费).
    pub soft: bool,
    /// Other sides that would do as well: 收入总计 or 本年收入合计.
    pub alternatives: Vec<Addends>,
    /// The sentence that states it.
    pub sentence: Option<String>,
}

/// How an identity came out, in the unit of its first figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The sides meet.
    Pass {
        /// Whether it proves its figures: a bound that is not reached does not.
        proves: bool,
    },
    /// They do not.
    Fail,
    /// An operand is missing or unreadable.
    Skipped(&'static str),
}

/// The two sides of an identity in one unit, and how far they may be apart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weighed {
    pub actual: Decimal,
    pub expected: Decimal,
    pub tolerance: Decimal,
    meets: bool,
}

impl Weighed {
    /// `actual` − `expected`.
    pub fn difference(&self) -> Decimal {
        self.actual - self.expected
    }

    /// Whether the intervals of the sides meet.
    pub fn meets(&self) -> bool {
        self.meets
    }
}

/// A sum as [`Decimal`]s add up: its digits, and how many of them are behind the point. No amount that is believed has so
/// many that it overflows.
#[derive(Clone, Copy, Default)]
struct Total {
    digits: i128,
    scale: u32,
}

impl Total {
    fn add(&mut self, number: Decimal) {
        self.add_digits(number.mantissa(), number.scale());
    }

    /// Nothing has the scale of what it is added to.
    fn add_digits(&mut self, digits: i128, scale: u32) {
        if self.scale != scale {
            if digits == 0 && self.digits != 0 {
                return;
            }
            let finer = if self.digits == 0 { scale } else { self.scale.max(scale) };
            let new = Self { digits, scale }.digits_at(finer);
            *self = Self { digits: self.digits_at(finer).saturating_add(new), scale: finer };
            return;
        }
        self.digits = self.digits.saturating_add(digits);
    }

    /// Its digits with so many of them behind the point, which are no fewer than it has.
    fn digits_at(self, scale: u32) -> i128 {
        (self.scale..scale).fold(self.digits, |digits, _| digits.saturating_mul(10))
    }

    fn number(self) -> Option<Decimal> {
        Decimal::try_from_i128_with_scale(self.digits, self.scale).ok()
    }
}

/// Adds up both sides in the unit of the first figure; `None` where units are not comparable.
pub(crate) fn weigh(figures: &Figures, actual: &[FigureId], expected: &[FigureId]) -> Option<Weighed> {
    let unit = unit(figures, actual, expected)?;
    let (mut sums, mut tolerance) = ([Total::default(); 2], Total::default());
    for (sum, side) in sums.iter_mut().zip([actual, expected]) {
        for &id in side {
            let figure = figures.get(id);
            let Some(value) = figure.value else { continue };
            match (figures.yuan(id), unit) {
                (from, to) if from == to => {
                    sum.add(value);
                    tolerance.add_digits(figure.half_digit(), figure.half.into());
                }
                (Some(from), Some(to)) => {
                    sum.add(convert(value, from, to)?);
                    tolerance.add(convert(figure.half(), from, to)?);
                }
                _ => return None,
            }
        }
    }
    let [actual, expected] = sums;
    let scale = actual.scale.max(expected.scale).max(tolerance.scale);
    let apart = actual.digits_at(scale).saturating_sub(expected.digits_at(scale));
    Some(Weighed {
        actual: actual.number()?,
        expected: expected.number()?,
        tolerance: tolerance.number()?,
        meets: apart.saturating_abs() <= tolerance.digits_at(scale),
    })
}

/// The unit of an identity: that of its first figure in a table, or else in a sentence.
pub(crate) fn unit(figures: &Figures, actual: &[FigureId], expected: &[FigureId]) -> Option<Option<u64>> {
    let mut operands = actual.iter().chain(expected).copied();
    let first = operands.clone().next()?;
    Some(figures.yuan(operands.find(|&id| figures.in_prose(id).is_none()).unwrap_or(first)))
}

/// An amount of one unit in another.
pub(crate) fn convert(value: Decimal, from: u64, to: u64) -> Option<Decimal> {
    value.checked_mul(Decimal::from(from))?.checked_div(Decimal::from(to)).map(|value| value.normalize())
}

/// How an identity comes out.
pub(crate) fn judge(figures: &Figures, identity: &Identity) -> Outcome {
    judge_weighed(figures, identity).0
}

/// How an identity comes out, and what its sides weigh, `None` where their units are not known.
pub(crate) fn judge_weighed(figures: &Figures, identity: &Identity) -> (Outcome, Option<Weighed>) {
    match weigh(figures, &identity.actual, &identity.expected) {
        Some(weighed) => (outcome(figures, identity, &weighed), Some(weighed)),
        None => (Outcome::Skipped("the units of the figures are not known"), None),
    }
}

fn outcome(figures: &Figures, identity: &Identity, weighed: &Weighed) -> Outcome {
    if figures.all_blank(&identity.actual) && !identity.expected.is_empty() {
        return Outcome::Skipped("the total is not printed");
    }
    if identity.relation == Relation::Holds {
        if weighed.meets() {
            return Outcome::Pass { proves: !figures.all_zero(&identity.expected) };
        }
        // Money taken back or a change of money may be less than nothing, and then no part is bounded by its whole.
        let below_zero = |&id: &FigureId| figures.value(id).is_some_and(|value| value.is_sign_negative());
        let bounds_nothing = identity.actual.iter().chain(&identity.expected).any(below_zero);
        if bounds_nothing || weighed.difference() > Decimal::ZERO {
            return Outcome::Pass { proves: false };
        }
        return Outcome::Fail;
    }
    if weighed.meets() {
        return Outcome::Pass { proves: true };
    }
    if figures.all_blank(&identity.expected) && !identity.expected.is_empty() {
        return Outcome::Skipped("none of the parts is printed");
    }
    let mut operands = identity.actual.iter().chain(&identity.expected);
    let lost = |&id: &FigureId| {
        let figure = figures.get(id);
        figure.value.is_none() && !figure.blank_is_zero
    };
    if operands.any(lost) {
        return Outcome::Skipped("a part is not printed, and the table prints its zeros");
    }
    if identity.soft { Outcome::Skipped("the figures need not be the same") } else { Outcome::Fail }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(numbers: &[(&str, u64)]) -> Figures {
        let mut figures = Figures::default();
        for (number, yuan) in numbers {
            figures.add_prose(number.parse().unwrap(), *yuan, None);
        }
        figures
    }

    #[test]
    fn intervals_meet_within_half_of_every_last_digit() {
        for (numbers, meets) in [
            (&[("10.00", 1), ("3.33", 1), ("3.33", 1), ("3.33", 1)][..], true),
            (&[("10.00", 1), ("3.33", 1), ("3.33", 1), ("3.31", 1)], false),
            (&[("10.00", 1), ("9.99", 1), ("0.00", 1)], true),
            (&[("10.00", 1), ("9.98", 1), ("0.00", 1)], false),
            (&[("1234.5", 10_000), ("12344980", 1)], true),
            (&[("1234.5", 10_000), ("12344000", 1)], false),
        ] {
            let figures = figures(numbers);
            let expected: Vec<FigureId> = (1..numbers.len()).filter_map(id).collect();
            assert_eq!(weigh(&figures, &[0], &expected).unwrap().meets(), meets, "{numbers:?}");
        }
    }

    #[test]
    fn a_figure_beyond_belief_is_unreadable() {
        let figures = figures(&[("79228162514264337593543950335", 10_000), ("1", 1)]);
        assert_eq!(figures.value(0), None);
    }
}
