//! Where the amounts of rows that lost blank cells, or have one too many, stand: where all sums of the table hold together.
//!
//! ```text
//!            合计│基本支出│项目支出
//! 合计        100      40       60    prints all its cells
//! 201          40      40             or 项目支出?
//! 208          60      60             or 项目支出? Only so do both make the 40 and the 60 of their total.
//! ```
//!
//! Every uneven row has several readings. A sum of columns leaves some of them, and a sum of rows those that the other rows
//! can complete. A row of which one is left stands so; the others stay. Rows and the rows that they sum are a tree, so that
//! each sum is weighed twice, from the parts up to the total and back. How long is bounded by the number of rows. Where sums
//! leave open whether an amount is for personnel or for operating, the economic class of its row tells that, if all sums that the
//! others leave hold then as well: 商品和服务支出 is 公用经费.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rust_decimal::Decimal;
use smallvec::SmallVec;

use crate::check::columns::{self, ColumnSum};
use crate::check::identity::Relation;
use crate::check::rows;
use crate::check::sheet::Sheet;
use crate::check::words;
use crate::document::{Role, Row, Table, UnevenRow};

/// Tables with more columns of amounts stay as they are, and rows that may be read in more ways.
const MOST_COLUMNS: usize = 12;
const MOST_READINGS: usize = 64;
/// A sum whose parts may come to more amounts is left out, and all once so many additions were made for each row.
const MOST_SUMS: usize = 512;
const MOST_ADDITIONS: usize = 1_024;
/// Amounts with more digits behind the point are none of a budget.
const FINEST: u32 = 6;

/// An amount for each column, in halves of the last digit that the table prints.
type Amounts = SmallVec<[i128; 4]>;
/// The column, as a rank among those of amounts, in which each cell of a row stands.
type Ranks = SmallVec<[usize; 4]>;

/// A way to read a row.
#[derive(Debug, Clone)]
struct Reading {
    ranks: Ranks,
    amounts: Amounts,
}

/// A row: the ways to read it, and the rows that it sums.
#[derive(Debug)]
struct Node {
    readings: Vec<Reading>,
    parts: Vec<usize>,
}

/// The uneven rows that cannot be read as they stand, but in one other way: for each of their cells the rank of its column.
pub(crate) fn placed(sheet: &Sheet, uneven: &[UnevenRow]) -> Vec<(usize, Vec<usize>)> {
    let Some(mut nodes) = nodes(sheet, uneven) else { return Vec::new() };
    let wholes = join(sheet, &mut nodes);
    let mut additions = nodes.len() * MOST_ADDITIONS;
    let mut weigh_all = |nodes: &mut Vec<Node>| {
        wholes.iter().rev().chain(&wholes).for_each(|&whole| weigh(nodes, whole, &mut additions));
    };
    weigh_all(&mut nodes);
    if leave_by_class(sheet, &mut nodes) {
        weigh_all(&mut nodes);
    }
    let moves = |ranks: &[usize]| ranks.iter().enumerate().any(|(cell, rank)| cell != *rank);
    let only = |row: &UnevenRow| match &nodes[row.row].readings[..] {
        [only] if moves(&only.ranks) => Some((row.row, only.ranks.to_vec())),
        _ => None,
    };
    uneven.iter().filter_map(only).collect()
}

/// The rows of a table with all readings that the sums of its columns leave.
fn nodes(sheet: &Sheet, uneven: &[UnevenRow]) -> Option<Vec<Node>> {
    let columns: Vec<usize> = sheet.heads.iter().map(|head| head.column).collect();
    let count = columns.len();
    if !(2..=MOST_COLUMNS).contains(&count) {
        return None;
    }
    let table = sheet.table;
    let printed = amounts(table, &columns)?;
    let is_uneven: BTreeSet<usize> = uneven.iter().map(|row| row.row).collect();
    let full = printed.iter().enumerate().filter(|(row, _)| !is_uneven.contains(row));
    let full: Vec<&Amounts> = full.map(|(_, amounts)| amounts).collect();
    let rank = |column: &usize| columns.iter().position(|own| own == column);
    let sums = columns::sums(table, &sheet.heads);
    let sums: Vec<Ranked> = sums.iter().filter_map(|sum| Ranked::of(sum, rank)).collect();
    let kept = |sum: &&Ranked| full.iter().all(|amounts| sum.holds(amounts));
    let sums: Vec<&Ranked> = sums.iter().filter(kept).collect();
    let all: Ranks = (0..count).collect();
    let node = |amounts: &Amounts| Node {
        readings: vec![Reading { ranks: all.clone(), amounts: amounts.clone() }],
        parts: Vec::new(),
    };
    let mut nodes: Vec<Node> = printed.iter().map(node).collect();
    let holds = |reading: &Reading| sums.iter().all(|sum| sum.holds(&reading.amounts));
    let read = |ranks: &Ranks, own: &Amounts| {
        let mut amounts: Amounts = SmallVec::from_elem(0, count);
        ranks.iter().zip(own).for_each(|(rank, amount)| amounts[*rank] = *amount);
        Reading { ranks: ranks.clone(), amounts }
    };
    // Columns of which nothing is printed are lost in all rows: those that none reaches, or the only ones without which the
    // sums hold.
    let least = if full.is_empty() { uneven.iter().map(|row| row.absent).min().unwrap_or(0) } else { 0 };
    let widest = || uneven.iter().filter(|row| row.absent == least).map(|row| &printed[row.row]);
    let fits = |columns: &&Ranks| widest().all(|own| holds(&read(columns, own)));
    let reached = choices(count, count.saturating_sub(least));
    let reached = match reached.iter().filter(fits).collect::<Vec<_>>()[..] {
        [first, ..] if Some(first) == reached.first() => first,
        [only] => only,
        _ => reached.first()?,
    };
    let choices: Vec<Vec<Ranks>> = (0..=reached.len()).map(|cells| choices(reached.len(), cells)).collect();
    for row in uneven {
        if row.is_longer {
            let readings: Vec<Reading> = without_a_blank(&table.rows[row.row], &columns)
                .map(|ranks| read(&ranks, &printed[row.row]))
                .filter(holds)
                .collect();
            if !readings.is_empty() {
                nodes[row.row].readings = readings;
            }
            continue;
        }
        let mut lost = table.columns.iter().rev().take(row.absent);
        let Some(cells) = count.checked_sub(row.absent) else { continue };
        if !lost.all(|column| column.role == Role::Amount) {
            continue;
        }
        let among_reached = |choice: &Ranks| choice.iter().map(|&rank| reached[rank]).collect::<Ranks>();
        let reading = |choice: &Ranks| read(&among_reached(choice), &printed[row.row]);
        let readings: Vec<Reading> = choices[cells].iter().map(reading).filter(holds).collect();
        if !readings.is_empty() && readings.len() <= MOST_READINGS {
            nodes[row.row].readings = readings;
        }
    }
    Some(nodes)
}

/// Leaves of the readings of a row of an economic class those that put no amount under a use that other classes make up; tells
/// whether any row has fewer then.
fn leave_by_class(sheet: &Sheet, nodes: &mut [Node]) -> bool {
    let uses = sheet.heads.iter().map(|head| head.measure.purpose.map_or(&[][..], words::economic));
    let uses: Vec<&[&str]> = uses.collect();
    let mut is_less = false;
    for (row, node) in sheet.table.rows.iter().zip(nodes).filter(|(_, node)| node.readings.len() > 1) {
        let Some(class) = row.code.as_deref().and_then(|code| code.get(..3)) else { continue };
        if !uses.iter().any(|classes| classes.contains(&class)) {
            continue;
        }
        let is_of_others = |rank: usize| !uses[rank].is_empty() && !uses[rank].contains(&class);
        let fits = |reading: &Reading| {
            reading.ranks.iter().all(|&rank| reading.amounts[rank] == 0 || !is_of_others(rank))
        };
        if node.readings.iter().any(fits) {
            let before = node.readings.len();
            node.readings.retain(fits);
            is_less |= node.readings.len() < before;
        }
    }
    is_less
}

/// What each row prints; `None` where that is no amount of a budget.
fn amounts(table: &Table, columns: &[usize]) -> Option<Vec<Amounts>> {
    let cells = |row: usize| columns.iter().map(move |&column| table.rows[row].cells.get(column)?.number());
    let numbers = (0..table.rows.len()).flat_map(cells).flatten();
    let finest = numbers.map(|number| number.scale()).max().unwrap_or(0);
    let digits = |number: Option<Decimal>| {
        let number = number.unwrap_or_default();
        let shift = 10_i128.pow(finest - number.scale());
        number.mantissa().checked_mul(2 * shift).filter(|digits| digits.abs() < i128::from(i64::MAX))
    };
    let amounts = |row| cells(row).map(digits).collect::<Option<Amounts>>();
    (finest <= FINEST).then(|| (0..table.rows.len()).map(amounts).collect::<Option<_>>())?
}

/// All ways to choose so many of the columns, in their order.
fn choices(columns: usize, cells: usize) -> Vec<Ranks> {
    let ranks = |choice: u32| (0..columns).filter(|rank| choice >> rank & 1 == 1).collect();
    (0..1_u32 << columns).filter(|choice| choice.count_ones() as usize == cells).map(ranks).collect()
}

/// The ways to read a row without one of its blank cells: all cells behind that stand one column further left, and it behind them.
/// The last is that without the cell behind the end of the table.
fn without_a_blank<'r>(row: &'r Row, columns: &'r [usize]) -> impl Iterator<Item = Ranks> + 'r {
    let last = columns.len() - 1;
    let is_blank = move |rank: &usize| *rank == last || row.cells[columns[*rank]].is_blank();
    let ranks = move |blank: usize| {
        let rank = |cell: usize| match cell.cmp(&blank) {
            Ordering::Less => cell,
            Ordering::Equal => last,
            Ordering::Greater => cell - 1,
        };
        (0..=last).map(rank).collect()
    };
    (0..=last).filter(is_blank).map(ranks)
}

/// A sum of columns, by their ranks.
struct Ranked {
    relation: Relation,
    whole: Ranks,
    parts: Ranks,
}

impl Ranked {
    fn of(sum: &ColumnSum, rank: impl Fn(&usize) -> Option<usize>) -> Option<Self> {
        let ranks = |columns: &[usize]| columns.iter().map(&rank).collect::<Option<Ranks>>();
        Some(Self { relation: sum.relation, whole: ranks(&sum.whole)?, parts: ranks(&sum.parts)? })
    }

    fn holds(&self, amounts: &Amounts) -> bool {
        let sum = |ranks: &Ranks| ranks.iter().map(|&rank| amounts[rank]).sum::<i128>();
        let more = sum(&self.whole) - sum(&self.parts);
        let tolerance = tolerance(self.whole.len() + self.parts.len());
        more >= -tolerance && (more <= tolerance || self.relation == Relation::Holds)
    }
}

/// Half of the last digit for each figure.
fn tolerance(figures: usize) -> i128 {
    figures.try_into().unwrap_or(i128::MAX)
}

/// Gives each row the rows that it sums, and returns those that sum any, each before its parts.
fn join(sheet: &Sheet, nodes: &mut [Node]) -> Vec<usize> {
    let mut is_part = vec![false; nodes.len()];
    for sum in rows::sums(sheet.table, &sheet.forest) {
        let is_told = sum.relation == Relation::Equal && sum.alternative.is_none() && sum.less.is_empty();
        let is_free = |&part: &usize| part != sum.whole && !is_part[part];
        if is_told && nodes[sum.whole].parts.is_empty() && sum.parts.iter().all(is_free) {
            sum.parts.iter().for_each(|&part| is_part[part] = true);
            nodes[sum.whole].parts = sum.parts;
        }
    }
    let mut order: Vec<usize> = (0..nodes.len()).filter(|&row| !is_part[row]).collect();
    let mut at = 0;
    while let Some(&row) = order.get(at) {
        order.extend(&nodes[row].parts);
        at += 1;
    }
    order.retain(|&row| !nodes[row].parts.is_empty());
    order
}

/// Leaves of the readings of a whole and of its parts those under which their sum can hold. A sum that holds under none says
/// nothing, nor does one that is too long to weigh.
fn weigh(nodes: &mut [Node], whole: usize, additions: &mut usize) {
    let parts = std::mem::take(&mut nodes[whole].parts);
    let of_parts: Vec<&[Reading]> = parts.iter().map(|&part| &nodes[part].readings[..]).collect();
    let mut used: Vec<Vec<bool>> = of_parts.iter().map(|readings| vec![false; readings.len()]).collect();
    let ranges = ranges(&of_parts);
    let readings = nodes[whole].readings.iter();
    let holds = |reading: &Reading| complete(&reading.amounts, &of_parts, &ranges, &mut used, additions);
    let Some(holds) = readings.map(holds).collect::<Option<Vec<bool>>>() else { return };
    if !holds.contains(&true) {
        return;
    }
    for (&row, is_left) in parts.iter().zip(&used).chain([(&whole, &holds)]) {
        let mut is_left = is_left.iter();
        nodes[row].readings.retain(|_| is_left.next().copied().unwrap_or(true));
    }
    nodes[whole].parts = parts;
}

/// The least and the most that the parts from each one on come to in each column.
fn ranges(parts: &[&[Reading]]) -> Vec<[Amounts; 2]> {
    let count = parts.first().and_then(|readings| readings.first()).map_or(0, |first| first.amounts.len());
    let none: [Amounts; 2] = [SmallVec::from_elem(0, count), SmallVec::from_elem(0, count)];
    let mut ranges = vec![none];
    for readings in parts.iter().rev() {
        let mut range = ranges[ranges.len() - 1].clone();
        let [least, most] = &mut range;
        for (rank, (least, most)) in least.iter_mut().zip(most).enumerate() {
            let amounts = || readings.iter().map(|reading| reading.amounts[rank]);
            *least += amounts().min().unwrap_or(0);
            *most += amounts().max().unwrap_or(0);
        }
        ranges.push(range);
    }
    ranges.reverse();
    ranges
}

/// Whether the parts can come to the amounts of their whole; `used` are then the readings under which they do. `None` where
/// that would take too long to tell.
fn complete(
    whole: &Amounts,
    parts: &[&[Reading]],
    ranges: &[[Amounts; 2]],
    used: &mut [Vec<bool>],
    additions: &mut usize,
) -> Option<bool> {
    let tolerance = tolerance(parts.len() + 1);
    let can_complete = |sum: &Amounts, range: &[Amounts; 2]| {
        let rest = whole.iter().zip(sum).map(|(whole, sum)| whole - sum);
        rest.zip(range[0].iter().zip(&range[1]))
            .all(|(rest, (least, most))| rest >= least - tolerance && rest <= most + tolerance)
    };
    let mut add = |sum: &Amounts, reading: &Reading| -> Option<Amounts> {
        *additions = additions.checked_sub(1)?;
        Some(sum.iter().zip(&reading.amounts).map(|(sum, amount)| sum + amount).collect())
    };
    // What the first parts may come to, in order.
    let mut sums: Vec<Vec<Amounts>> = vec![vec![SmallVec::from_elem(0, whole.len())]];
    for (readings, range) in parts.iter().zip(&ranges[1..]) {
        let mut next = BTreeSet::new();
        for sum in &sums[sums.len() - 1] {
            for reading in *readings {
                let sum = add(sum, reading)?;
                if can_complete(&sum, range) {
                    next.insert(sum);
                }
            }
        }
        if next.len() > MOST_SUMS {
            return None;
        }
        sums.push(next.into_iter().collect());
    }
    let mut completed: BTreeSet<Amounts> = sums.pop()?.into_iter().collect();
    let holds = !completed.is_empty();
    for ((sums, readings), used) in sums.iter().zip(parts).zip(used).rev() {
        let mut before = BTreeSet::new();
        for sum in sums {
            for (reading, used) in readings.iter().zip(&mut *used) {
                if completed.contains(&add(sum, reading)?) {
                    before.insert(sum.clone());
                    *used = true;
                }
            }
        }
        completed = before;
    }
    Some(holds)
}
