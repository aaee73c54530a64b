//! The simple tables of reStructuredText: columns below runs of `=`, above which a header may stand.
//!
//! ```text
//! ==== ====== ======          ┌──────┬───────────────┐
//! 科目 预算数                  │ 科目 │    预算数      │
//! ---- -------------          ├──────┼───────┬───────┤
//! ..   基本   项目             │      │ 基本   │ 项目   │
//! ==== ====== ======          └──────┴───────┴───────┘
//! 甲     1.00   2.00
//! ==== ====== ======
//! ```
//!
//! A run of `-` below a row reaches over the columns that are merged in it. A line whose first column is blank goes on
//! with the row above; two points stand for a blank cell, and so does the bar of a
//! line that holds nothing.

use std::ops::Range;

use super::collected::Collected;
use super::dashes::{parts, runs};
use super::lattice::Lattice;
use super::measure::Measure;
use super::merged;
use crate::page::Grid;
use crate::read::lines::{Line, Position, printed};

/// What stands for a blank cell: nothing may, where a row begins.
const BLANK: [&str; 3] = ["..", "\\", "|"];

/// Reads the table that begins at `lines[0]`, if one does, and how many lines it takes.
pub(in crate::read) fn read(lines: &[Line<'_>]) -> Option<(Grid, usize)> {
    let first = lines.first()?;
    let columns = runs(first.text, b'=').filter(|runs| runs.len() > 1)?;
    let taken = taken(lines, &columns)?;
    let inner = &lines[1..taken - 1];
    let rows = Measure::ALL.into_iter().find_map(|measure| rows(inner, &columns, measure))?;
    let mut position = Position::of(first);
    position.pass(&first.text[..printed(first.text).0.start]);
    let mut table = Lattice::new(position);
    for row in rows {
        for (covered, cell) in row.into_iter() {
            let mut written = cell.written;
            if BLANK.contains(&written.text.as_str()) {
                (written.text, written.place) = (String::new(), None);
            }
            table.cell(written, 1);
            covered.skip(1).for_each(|_| table.left());
        }
        table.end_row();
    }
    Some((merged::restored_if_lost(table.finish()?), taken))
}

/// How many lines the table takes: its second edge ends it, or the first one if a header has none below.
fn taken(lines: &[Line<'_>], columns: &[Range<usize>]) -> Option<usize> {
    let mut edges = 0;
    for (at, line) in lines.iter().enumerate().skip(1) {
        if !line.is_text_of(lines[0].page) {
            return None;
        }
        let Some(own) = runs(line.text, b'=') else { continue };
        edges += 1;
        if own != columns {
            return None;
        }
        if edges == 2 || lines.get(at + 1).is_none_or(Line::is_blank) {
            return (at > 1).then_some(at + 1);
        }
    }
    None
}

/// The columns that a cell covers, and the cell.
type Spanned = (Range<usize>, Collected);

/// The rows, `None` where a line does not keep within its columns.
fn rows(lines: &[Line<'_>], columns: &[Range<usize>], measure: Measure) -> Option<Vec<Vec<Spanned>>> {
    let mut rows: Vec<Vec<Spanned>> = Vec::new();
    let mut goes_on = false;
    for (at, line) in lines.iter().enumerate() {
        if line.is_blank() || is_rule(line) {
            goes_on = false;
            continue;
        }
        let mut own = lines.get(at + 1).and_then(|below| runs(below.text, b'-')).unwrap_or(columns.to_vec());
        let covered: Option<Vec<Range<usize>>> = own.iter().map(|run| covered(run, columns)).collect();
        let covered = covered?;
        // The last column may be wider than its run.
        own.last_mut()?.end = usize::MAX;
        let parts = parts(line.text, &own, measure)?;
        let is_blank = line.text[parts.first()?.clone()].trim().is_empty();
        if !(goes_on && is_blank && covered.len() == columns.len()) {
            rows.push(covered.into_iter().map(|covered| (covered, Collected::default())).collect());
        }
        goes_on = own.len() == columns.len();
        let mut walk = line.columns();
        let cells = rows.last_mut().into_iter().flatten();
        cells.zip(parts).for_each(|((_, cell), part)| cell.write(line, &mut walk, part));
    }
    Some(rows)
}

/// Whether a line parts rows.
fn is_rule(line: &Line<'_>) -> bool {
    runs(line.text, b'-').or_else(|| runs(line.text, b'=')).is_some()
}

/// The columns that a run reaches over.
fn covered(run: &Range<usize>, columns: &[Range<usize>]) -> Option<Range<usize>> {
    let first = columns.iter().position(|column| column.start == run.start)?;
    let last = columns.iter().position(|column| column.end == run.end)?;
    (first <= last).then_some(first..last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::lines::split;

    /// The cells of the table that a text begins with, how many lines it takes, and whether merged cells are known. The
    /// files of examples cannot hold runs of `=`.
    fn shown(text: &str) -> Option<(String, usize)> {
        let (grid, taken) = read(&split(text, &[]))?;
        let cells = grid.cells.iter().map(|cell| {
            format!("{},{}x{} {}", cell.row, cell.column, cell.column_span, cell.text.replace('\n', "¶"))
        });
        Some((cells.collect::<Vec<_>>().join("|"), taken))
    }

    #[test]
    fn merged_heads_blank_cells_and_lines_that_go_on() {
        let text = "\
            \x20  ==== ====== ======\n\
            \x20  科目 预算数\n\
            \x20  ---- -------------\n\
            \x20  ..   基本   项目\n\
            \x20  ==== ====== ======\n\
            \x20  甲     1.00   2.00 万\n\
            \x20              元\n\
            \x20  合计   1.00 |\n\
            \x20  ==== ====== ======\n\n";
        let cells = "0,0x1 科目|0,1x2 预算数|1,0x1 |1,1x1 基本|1,2x1 项目|2,0x1 甲|2,1x1 1.00|2,2x1 2.00 万元\
                     |3,0x1 合计|3,1x1 1.00|3,2x1 ";
        assert_eq!(shown(text), Some((cells.to_owned(), 9)));
    }

    #[test]
    fn without_a_header() {
        let text = "======  ========\n甲          1.50\n乙         12.25\n======  ========\n\n下文";
        assert_eq!(shown(text), Some(("0,0x1 甲|0,1x1 1.50|1,0x1 乙|1,1x1 12.25".to_owned(), 4)));
    }

    #[test]
    fn what_is_no_table() {
        for text in [
            "========\n甲\n========\n",
            "====  ====\n 不是表格  一张\n====  ====\n",
            "====  ====\n甲\n\n乙",
            "====  ====\n====  ====\n",
            "====  ====\n甲\n====  =====\n",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
