//! Printed figures as intervals, and where they stand.
//!
//! A printed `73,914.26` stands for everything between 73,914.255 and 73,914.265; zero is the absence of money and is
//! exact.
//!
//! ```text
//! │ 合计 │ 73,914.26 │ - │ 0.00 │   →   73,914.26 ± 0.005, nothing printed, 0.00
//! ```

use rust_decimal::Decimal;
use smallvec::SmallVec;

use crate::document::{Place, Role, Table, Value};
use crate::vocab::{headers, unit};

/// The largest amount that is believed: beyond it a cell is unreadable, and no sum can overflow.
const LARGEST: i64 = 10_000_000_000_000;
/// Digits behind the point beyond this come from a spreadsheet's arithmetic, not from a budget.
pub(super) const FINEST: u32 = 8;

/// Memory for no more figures than these is taken before they are seen.
const MOST_AT_ONCE: usize = 1_024;

/// Whether an amount is no larger than any that is believed; most are not though their point were left out.
pub(super) fn is_believed(number: &Decimal) -> bool {
    number.mantissa().unsigned_abs() < LARGEST.unsigned_abs().into() || number.abs() < Decimal::from(LARGEST)
}

/// A figure by its index in [`Figures`].
pub(crate) type FigureId = u32;
/// A unit by its rank among those of a document.
pub(crate) type UnitId = u16;
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
    /// Its unit.
    pub unit: UnitId,
}

impl Figure {
    fn new(number: Option<Decimal>, scale: u32, unit: UnitId) -> Self {
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
        let (digits, scale) = self.half_digits();
        Decimal::from_i128_with_scale(digits, scale)
    }

    /// The same as digits, and how many of them are behind the point.
    pub fn half_digits(&self) -> (i128, u32) {
        (if self.half == 0 { 0 } else { 5 }, self.half.into())
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
        let cells = |table: &Table| table.rows.len() * table.columns.len();
        figures.all.reserve(tables.iter().map(cells).sum::<usize>().min(MOST_AT_ONCE));
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
        // A column may state a unit of its own.
        let units: Vec<UnitId> = columns
            .iter()
            .map(|&c| {
                let own = unit::of_column(table.columns[c].path.iter().map(String::as_str));
                own.map_or(unit, |(_, yuan)| self.unit(Some(yuan)))
            })
            .collect();
        let (first, rows) = (self.all.len(), table.rows.len());
        self.all.reserve(rows * columns.len());
        for (row, is_count) in table.rows.iter().zip(headers::counts(table)) {
            for (&c, &unit) in columns.iter().zip(&units) {
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
    fn unit(&mut self, yuan: Option<u64>) -> UnitId {
        let rank = self.units.iter().position(|known| *known == yuan).unwrap_or(self.units.len());
        if rank == self.units.len() {
            self.units.push(yuan);
        }
        UnitId::try_from(rank).unwrap_or(UnitId::MAX)
    }

    /// The amount cell at this place, `None` where the column holds no amounts.
    pub fn cell(&self, table: usize, row: usize, column: usize) -> Option<FigureId> {
        let grid = self.tables.get(table)?;
        let rank = (*grid.ranks.get(column)?)?;
        Some(id(grid.first + row * grid.columns.len() + rank))
    }

    /// The amount cells of a row by column, `None` where that holds no amounts.
    pub fn row(&self, table: usize, row: usize) -> impl Iterator<Item = Option<FigureId>> {
        let grid = self.tables.get(table);
        let first = grid.map_or(0, |grid| grid.first + row * grid.columns.len());
        let ranks = grid.map_or(&[][..], |grid| &grid.ranks);
        ranks.iter().map(move |rank| rank.map(|rank| id(first + rank)))
    }

    /// The cells of a row in these amount columns.
    pub fn in_row(&self, table: usize, row: usize, columns: &[usize]) -> Addends {
        let Some(grid) = self.tables.get(table) else { return Addends::new() };
        let first = grid.first + row * grid.columns.len();
        let mut cells = Addends::with_capacity(columns.len());
        for &column in columns {
            if let Some(&Some(rank)) = grid.ranks.get(column) {
                cells.push(id(first + rank));
            }
        }
        cells
    }

    /// The cells of these rows in an amount column.
    pub fn in_column(&self, table: usize, rows: &[usize], column: usize) -> Addends {
        let place = |grid: &Grid| Some((grid.first + (*grid.ranks.get(column)?)?, grid.columns.len()));
        let Some((first, width)) = self.tables.get(table).and_then(place) else { return Addends::new() };
        rows.iter().map(|row| id(first + row * width)).collect()
    }

    /// The number in this field of a form.
    pub fn field(&self, table: usize, field: usize) -> Option<FigureId> {
        let grid = self.tables.get(table)?;
        Some(id(grid.first_field() + grid.fields.binary_search(&field).ok()?))
    }

    /// Adds an amount that a sentence states.
    pub fn add_prose(&mut self, value: Decimal, yuan: u64, place: Option<Place>) -> FigureId {
        let unit = self.unit(Some(yuan));
        let figure = id(self.all.len());
        self.all.push(Figure::new(Some(value), value.scale(), unit));
        self.prose.push(place);
        figure
    }

    /// Where the amount of a sentence is printed, `None` for a figure of a table.
    pub fn in_prose(&self, id: FigureId) -> Option<Option<Place>> {
        let rank = (id as usize).checked_sub(self.all.len() - self.prose.len())?;
        self.prose.get(rank).copied()
    }

    /// Yuan per unit of a figure, `None` where no unit is known.
    pub fn yuan(&self, id: FigureId) -> Option<u64> {
        self.yuan_per(self.get(id).unit)
    }

    /// Yuan per unit of this rank, `None` where it is not known.
    pub fn yuan_per(&self, unit: UnitId) -> Option<u64> {
        *self.units.get(usize::from(unit))?
    }

    /// Where a figure stands.
    pub fn site(&self, id: FigureId) -> Site {
        if self.in_prose(id).is_some() {
            return Site::Prose;
        }
        let table = self.tables.partition_point(|grid| grid.first <= id as usize).saturating_sub(1);
        self.site_in(id, table).unwrap_or(Site::Prose)
    }

    /// Where a figure stands if it is one of this table.
    fn site_in(&self, id: FigureId, table: usize) -> Option<Site> {
        let grid = self.tables.get(table)?;
        let (at, width) = ((id as usize).checked_sub(grid.first)?, grid.columns.len());
        match at.checked_sub(grid.rows * width) {
            Some(field) => grid.fields.get(field).map(|&field| Site::Field(table, field)),
            None => Some(Site::Cell(table, at / width, grid.columns[at % width])),
        }
    }

    /// Where a figure is printed, most likely in this table.
    pub fn place(&self, id: FigureId, likely: usize, tables: &[Table]) -> Option<Place> {
        match self.site_in(id, likely).unwrap_or_else(|| self.site(id)) {
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
fn id(index: usize) -> FigureId {
    FigureId::try_from(index).unwrap_or(FigureId::MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beyond_belief_is_unreadable() {
        let mut figures = Figures::default();
        for number in ["79228162514264337593543950335", "1"] {
            figures.add_prose(number.parse().unwrap(), 10_000, None);
        }
        assert_eq!(figures.value(0), None);
        assert_eq!(figures.value(1), Some(Decimal::ONE));
    }
}
