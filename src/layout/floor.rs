//! Where the header of a table without rules ends, and what that tells.
//!
//! The cells of its columns reach down to the body with their texts in the middle. So the middle of such a text and the
//! end of the header tell where its cell begins: below a group or beside it.
//!
//! ```text
//!                    事业收入
//! 科目   拨款收入                      经营收入     →  事业收入 over two columns, not over four
//!                 小计   教育收费
//! ```

use super::rows::Block;

/// Where a header ends below. The cells of its columns reach down to there with their texts in the middle, so the middle
/// of such a text tells where its cell begins; unless all cells have their texts at the top.
pub(crate) struct Floor(Option<i32>);

impl Floor {
    pub fn of(rows: &[Vec<Block>]) -> Self {
        // Few texts below the heads are the rest of a row that the page break cuts.
        let most = rows.iter().map(Vec::len).max().unwrap_or(0);
        let rows_of_heads = rows.iter().filter(|row| row.len() > 1 && row.len() * 3 > most);
        let bottom = rows_of_heads.flatten().map(|block| block.rect.y1).max();
        Self(bottom.filter(|_| !is_set_at_top(rows)))
    }

    /// Whether the cell with its text around this (doubled) middle begins below a group.
    pub fn begins_below(&self, middle: i32, group: &Block) -> bool {
        self.0.is_none_or(|bottom| (middle - bottom) * 2 >= group.middle())
    }
}

/// Whether the cells of a header have their texts at the top. Texts of one line and of more begin at one height only
/// there, and so do a group and a text that reaches down; what has lower texts at both sides may be a group as well.
fn is_set_at_top(rows: &[Vec<Block>]) -> bool {
    rows.iter().enumerate().any(|(index, row)| {
        let size = row.iter().map(|block| block.size).max().unwrap_or(1);
        let spread = |height: &dyn Fn(&Block) -> i32| {
            let heights = row.iter().map(height);
            heights.clone().max().unwrap_or(0) - heights.min().unwrap_or(0)
        };
        if spread(&|block| block.rect.y0) >= size / 3 {
            return false;
        }
        let lower = || rows[index + 1..].iter().flatten();
        let is_group = |a: &Block| lower().any(|b| b.rect.x0 < a.rect.x1 && a.rect.x0 < b.rect.x1);
        let reaches_down =
            |a: &Block| lower().all(|b| b.rect.x0 >= a.rect.x1) || lower().all(|b| b.rect.x1 <= a.rect.x0);
        let bottom = row.iter().map(|block| block.rect.y1).max();
        let is_apart = index == 0 || lower().all(|b| Some(b.rect.y0) >= bottom);
        let has_group = row.iter().any(is_group) || (is_apart && lower().next().is_some());
        spread(&|block| block.rect.height()) > size / 2 || (has_group && row.iter().any(reaches_down))
    })
}
