//! Figures that slid away from the names of their rows: a table states of one row what another table states of a later one,
//! of the next row what that states of the one after, and so on.
//!
//! ```text
//! t03 20501 2.00   20502 6.00   20503 1.50   20599 4.00
//! t04 20501 6.00   20502 1.50   20503 4.00                →   20501 and what follows print what t03 states of 20502 …
//! ```
//!
//! Only a table that is contradicted is looked through, and only beside one that nothing else contradicts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rust_decimal::Decimal;

use crate::check::engine::Verdict;
use crate::check::words;
use crate::document::{Role, Row, Table};

/// So many rows have to print what is stated of other ones.
const FEWEST: usize = 3;
/// Tables of one document that state the same stand no further apart.
const NEAR: usize = 16;

/// What the failing identities of tables whose figures slid suggest, by the index of the verdict.
pub(crate) fn suggestions(tables: &[Table], verdicts: &[Verdict]) -> Vec<(usize, String)> {
    let mut failing: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (v, verdict) in verdicts.iter().enumerate().filter(|(_, verdict)| verdict.failed()) {
        for &table in &verdict.identity.tables {
            failing.entry(table).or_default().push(v);
        }
    }
    let mut found = Vec::new();
    for (&own, contradicted) in failing.iter().filter(|(_, failing)| failing.len() >= FEWEST) {
        let near = own.saturating_sub(NEAR)..(own + NEAR + 1).min(tables.len());
        let alone = |other: &usize| {
            let of_other = failing.get(other).map_or(&[][..], Vec::as_slice);
            of_other.iter().all(|&v| verdicts[v].identity.tables.contains(&own))
        };
        let mut others = near.filter(|other| *other != own).filter(alone);
        let Some(slide) = others.find_map(|other| Slide::of(&tables[own], &tables[other])) else { continue };
        let text = slide.told();
        let before = slide.codes_before();
        let is_of = |&&v: &&usize| verdicts[v].identity.row.is_none_or(|row| !before.contains(row));
        found.extend(contradicted.iter().filter(is_of).map(|&v| (v, text.clone())));
    }
    found
}

/// Rows of a table that print what another one states of other rows.
struct Slide<'t> {
    table: &'t Table,
    rows: Range<usize>,
    other: &'t Table,
    /// The row of which the other table states what the first of these rows prints.
    from: &'t Row,
}

impl<'t> Slide<'t> {
    /// The rows from the first one on that prints what is stated of another, where enough of them do.
    fn of(table: &'t Table, other: &'t Table) -> Option<Self> {
        let columns = common(table, other);
        let is_meant = |table: &Table| words::scope(table).is_some();
        if columns.is_empty() || !is_meant(table) || !is_meant(other) {
            return None;
        }
        let own = |row: &Row| columns.iter().map(|(own, _)| amount(row, *own)).collect::<Vec<_>>();
        let stated = |row: &Row| columns.iter().map(|(_, other)| amount(row, *other)).collect::<Vec<_>>();
        let mut places: BTreeMap<Vec<Decimal>, Vec<usize>> = BTreeMap::new();
        let mut of_code: BTreeMap<&str, usize> = BTreeMap::new();
        for (r, row) in other.rows.iter().enumerate() {
            places.entry(stated(row)).or_default().push(r);
            of_code.extend(row.code.as_deref().map(|code| (code, r)));
        }
        let mut start: Option<(usize, usize)> = None;
        let mut last = 0;
        for (r, row) in table.rows.iter().enumerate() {
            let printed = own(row);
            let rightly = row.code.as_deref().and_then(|code| of_code.get(code)).copied();
            let is_right = rightly.is_some_and(|rightly| stated(&other.rows[rightly]) == printed);
            let elsewhere = places.get(&printed).and_then(|places| {
                let behind = places.partition_point(|&place| start.is_some() && place <= last);
                places.get(behind).copied()
            });
            match (start, elsewhere) {
                (None, Some(place)) if rightly.is_some() && !is_right => start = Some((r, place)),
                (Some(_), Some(_)) if rightly.is_some() && !is_right => {}
                (Some((first, from)), _) if r - first >= FEWEST => {
                    return Some(Self { table, rows: first..r, other, from: &other.rows[from] });
                }
                _ => start = None,
            }
            last = elsewhere.unwrap_or_default();
        }
        let (first, from) = start.filter(|(first, _)| table.rows.len() - first >= FEWEST)?;
        Some(Self { table, rows: first..table.rows.len(), other, from: &other.rows[from] })
    }

    /// The codes of the rows that stand before these.
    fn codes_before(&self) -> BTreeSet<&str> {
        self.table.rows[..self.rows.start].iter().filter_map(|row| row.code.as_deref()).collect()
    }

    fn told(&self) -> String {
        let name = |table: &Table, row: &Row| {
            let code = row.code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            format!("{} {code}{}", table.id, row.label)
        };
        let first = name(self.table, &self.table.rows[self.rows.start]);
        let count = self.rows.len() - 1;
        format!(
            "{first} and the {count} rows after it print what {} and later rows state",
            name(self.other, self.from)
        )
    }
}

/// The amount columns that both tables have, by their canonical measure.
fn common(table: &Table, other: &Table) -> Vec<(usize, usize)> {
    let measured = |table: &Table| -> BTreeMap<String, usize> {
        let amounts = table.columns.iter().enumerate().filter(|(_, column)| column.role == Role::Amount);
        amounts.filter_map(|(c, column)| Some((column.measure.as_deref()?.to_owned(), c))).collect()
    };
    let of_other = measured(other);
    measured(table).into_iter().filter_map(|(measure, own)| Some((own, *of_other.get(&measure)?))).collect()
}

fn amount(row: &Row, column: usize) -> Decimal {
    row.cells.get(column).and_then(|cell| cell.number()).unwrap_or_default()
}
