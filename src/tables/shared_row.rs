//! A row that is the last of the header and the row of the total at once.
//!
//! ```text
//! │ 科目编码 │ 科目名称 │ 本年收入 │       本年支出       │
//! │        合计         │    84.00 │ 合计 │ 基本 │  项目  │  → its heads get a row of their own above it
//! │ 2120803  │ 城市建设 │    84.00 │ 84.00│      │  84.00 │
//!
//! │     科目编码     │ 科目名称 │ 本年收入合计 │
//! │  类  │ 款 │ 项   │   合计   │        84.00 │           → so do the levels of codes
//! │ 2120803          │ 城市建设 │        84.00 │
//! ```

use std::ops::Range;

use crate::normalize::number;
use crate::tables::lost::levels::LEVELS;
use crate::tables::matrix::{Matrix, Slot};
use crate::vocab::headers;

/// The shared row stands among the first rows.
const DEEPEST: usize = 5;

/// Puts the heads of a shared row of one grid into a row of their own.
pub fn part(matrix: &mut Matrix) {
    let rows = 1..DEEPEST.min(matrix.rows.len());
    let shared = |row: usize| Some((row, heads(matrix, row).or_else(|| levels(matrix, row))?));
    let Some((row, heads)) = rows.into_iter().find_map(shared) else { return };
    let mut above = vec![Slot { span: (1, 1), ..Slot::default() }; matrix.columns];
    for column in heads {
        std::mem::swap(&mut above[column], &mut matrix.rows[row][column]);
    }
    matrix.rows.insert(row, above);
}

/// The columns of a row of the total in which heads stand: a sum, and beside it what it is the sum of, under one head.
fn heads(matrix: &Matrix, row: usize) -> Option<Range<usize>> {
    if !matrix.begins_with_total(row) || matrix.rows[row].iter().any(|slot| slot.cover.0 > 0) {
        return None;
    }
    let is_head = |slot: &Slot| !number::is_numeric(&slot.text) && !number::is_dash(&slot.text);
    let heads: Vec<usize> =
        matrix.tokens(row).skip(1).filter(|(_, slot)| is_head(slot)).map(|(column, _)| column).collect();
    let (first, end) = (*heads.first()?, heads.last()? + 1);
    // The group may be named rows above: where merged cells are lost, what it covered is blank.
    let over = (0..row).rev().find(|&above| !matrix.covering(above, first).is_empty())?;
    let grouped = |column: usize| matrix.rows[over..row].iter().all(|row| row[column].is_blank());
    let parts =
        heads.len() > 1 && heads.len() == end - first && headers::is_sum(&matrix.rows[row][first].text);
    (parts && (first + 1..end).all(grouped)).then_some(first..end)
}

/// The columns of the levels of a code before the name of the total and its figures.
fn levels(matrix: &Matrix, row: usize) -> Option<Range<usize>> {
    let (first, _) = matrix.tokens(row).next()?;
    let (levels, rest) = matrix.rows[row][first..].split_at_checked(LEVELS.len())?;
    let named = levels.iter().zip(LEVELS).all(|(slot, level)| slot.text.trim() == level);
    let mut texts = rest.iter().filter(|slot| !slot.is_blank());
    let total = named && texts.next().is_some_and(|slot| headers::is_total(&slot.text));
    (total && texts.any(|slot| number::is_numeric(&slot.text))).then_some(first..first + LEVELS.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::header;
    use crate::tables::matrix::tests::printed;

    fn table(total: &[(usize, usize, usize, usize, &'static str)]) -> Matrix {
        let head = [
            (0, 0, 1, 2, "项目"),
            (0, 2, 2, 1, "本年收入"),
            (0, 3, 2, 3, "本年支出"),
            (1, 0, 1, 1, "科目编码"),
            (1, 1, 1, 1, "科目名称"),
            (2, 0, 1, 2, "合计"),
        ];
        let row =
            [(3, 0, 1, 1, "221"), (3, 1, 1, 1, "住房保障支出"), (3, 2, 1, 1, "84.00"), (3, 3, 1, 1, "84.00")];
        printed(&[&head[..], total, &row].concat())
    }

    #[test]
    fn heads_beside_the_total_are_heads() {
        let words = [(2, 3, 1, 1, "合计"), (2, 4, 1, 1, "基本支出"), (2, 5, 1, 1, "项目支出")];
        let income = [(2, 2, 1, 1, "84.00")];
        for total in [[&income[..], &words].concat(), words.to_vec()] {
            let mut matrix = table(&total);
            part(&mut matrix);
            let found = header::find(&matrix);
            assert_eq!(found.body, 3, "{total:?}");
            let paths: Vec<String> = found.paths[3..].iter().map(|path| path.join("/")).collect();
            assert_eq!(paths, ["本年支出/合计", "本年支出/基本支出", "本年支出/项目支出"]);
            assert_eq!(matrix.tokens(3).count(), total.len() - 2, "{total:?}");
        }
    }

    #[test]
    fn a_total_of_figures_stays_whole() {
        for total in [
            &[(2, 2, 1, 1, "84.00"), (2, 3, 1, 1, "84.00"), (2, 4, 1, 1, "—"), (2, 5, 1, 1, "—")][..],
            &[(2, 3, 1, 1, "合计"), (2, 4, 1, 1, "84.00")],
            &[(2, 3, 1, 1, "见附表"), (2, 4, 1, 1, "见附表")],
        ] {
            let mut matrix = table(total);
            part(&mut matrix);
            assert_eq!(matrix.rows, table(total).rows);
        }
    }
}
