//! Rows of a table that is painted in more than one pass.
//!
//! Some spreadsheets paint the cells of one line first and go back to the top for those that are wrapped, each time row
//! by row. So where the pen goes back above the row before, a pass begins, and its cells belong to the rows of the
//! passes before, by their heights.
//!
//! ```text
//! 1  20805   3  机关事业单位   2  1,250.00
//!               养老保险                      →  20805 | 机关事业单位养老保险 | 1,250.00
//! ```

use super::painting::{are_apart, close, highest, is_in_row, is_level};
use super::rows::Block;

/// The rows of a table while its cells are taken in the order of painting.
pub(crate) struct Passes {
    /// The rows of the passes that are complete, from top to bottom.
    complete: Vec<Vec<Block>>,
    /// The rows of the pass that is painted.
    rows: Vec<Vec<Block>>,
    /// How often the order says what cannot be.
    slips: usize,
    white: Option<i32>,
}

impl Passes {
    /// No rows yet; `white` is the least between two rows.
    pub fn of(white: Option<i32>) -> Self {
        Self { complete: Vec::new(), rows: Vec::new(), slips: 0, white }
    }

    /// The rows that a cell may belong to though it is painted after them: none, unless it begins a pass or stands in one.
    pub fn complete(&mut self, first: &Block) -> &[Vec<Block>] {
        if self.goes_back(first) {
            self.end_pass();
        }
        &self.complete
    }

    /// Takes the cell that is painted next.
    pub fn take(&mut self, cell: Block) {
        match self.rows.last_mut().filter(|row| is_in_row(row, &cell)) {
            Some(row) => row.push(cell),
            None => {
                self.slips += close(&mut self.rows, self.white, Some(&cell));
                self.rows.push(vec![cell]);
            }
        }
    }

    /// All rows, and how often the order says what cannot be: each pass but the second is a slip.
    pub fn rows(mut self) -> (Vec<Vec<Block>>, usize) {
        let passes = usize::from(!self.complete.is_empty());
        self.end_pass();
        (self.complete, self.slips.saturating_sub(passes))
    }

    /// Whether the pen goes back above the row before; cells of a row may stand above the one that was painted first.
    fn goes_back(&self, cell: &Block) -> bool {
        let is_above = |row: &Vec<Block>| cell.rect.y1 <= highest(row).rect.y0;
        match &self.rows[..] {
            [.., before, last] => {
                is_above(before) || !is_in_row(last, cell) && cell.middle() <= highest(before).middle()
            }
            [row] => is_above(row) && !is_in_row(row, cell),
            [] => false,
        }
    }

    fn end_pass(&mut self) {
        self.slips += close(&mut self.rows, self.white, None);
        let rows = std::mem::take(&mut self.rows);
        if self.complete.is_empty() {
            self.complete = rows;
        } else {
            self.slips += 1;
            self.join(rows);
        }
    }

    /// Joins the rows of a pass to those of the passes before: what is level is one row. Nothing else can stand
    /// closer to a row than rows do.
    fn join(&mut self, rows: Vec<Vec<Block>>) {
        let mut rows = rows.into_iter().peekable();
        for mut row in std::mem::take(&mut self.complete) {
            let anchor = highest(&row).clone();
            while let Some(cells) = rows.next_if(|cells| highest(cells).rect.y0 < anchor.rect.y1) {
                let first = highest(&cells);
                if is_level(&anchor, first) {
                    row.extend(cells);
                    row.sort_by_key(|cell| cell.rect.x0);
                } else {
                    self.slips += usize::from(!are_apart(&anchor, first, self.white));
                    self.complete.push(cells);
                }
            }
            self.complete.push(row);
        }
        self.complete.extend(rows);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Where the rows of a code, a name and an amount stand, the second name in two lines.
    const ROWS: [(f32, &str, &[&str], &str); 4] = [
        (100.0, "206", &["科学技术支出"], "23.00"),
        (121.0, "20602", &["城市社区服务", "设施改造"], "20.00"),
        (142.0, "20603", &["应用研究"], "3.00"),
        (163.0, "20604", &["技术研究与", "开发"], ""),
    ];

    /// The table with the texts of one line first, and then the others.
    fn table() -> Drawing {
        let page = ROWS.iter().fold(Drawing::portrait(), |page, (y, code, name, amount)| {
            let page = page.text(50.0, *y, code);
            let page = if name.len() == 1 { page.text(120.0, *y, name[0]) } else { page };
            if amount.is_empty() { page } else { page.right(300.0, *y, amount) }
        });
        let wrapped = ROWS.iter().filter(|(_, _, name, _)| name.len() > 1);
        wrapped.fold(page, |page, (y, _, name, _)| {
            let lines = name.iter().zip(0..);
            lines.fold(page, |page, (line, at)| page.text(120.0, y - 7.0 + 14.0 * at as f32, line))
        })
    }

    #[test]
    fn wrapped_cells_that_are_painted_later_join_their_rows() {
        let expected = "|206|科学技术支出|23.00|\n|20602|城市社区服务设施改造|20.00|\n\
            |20603|应用研究|3.00|\n|20604|技术研究与开发||\n";
        assert_eq!(table().shown(), expected);
    }

    #[test]
    fn a_row_of_wrapped_cells_alone_stands_between_those_of_the_pass_before() {
        let page = (0..3).fold(Drawing::portrait(), |page, row| {
            let y = 100.0 + 42.0 * row as f32;
            page.text(50.0, y, "科学技术支出").text(200.0, y, "20.00").text(300.0, y, "数据来自决算")
        });
        let page = page.text(50.0, 114.0, "城市社区服务").text(50.0, 128.0, "设施改造");
        let page = page.text(300.0, 114.0, "根据工作方案").text(300.0, 128.0, "测算");
        let row = "|科学技术支出|20.00|数据来自决算|\n";
        assert_eq!(page.shown(), format!("{row}|城市社区服务设施改造||根据工作方案测算|\n{row}{row}"));
    }
}
