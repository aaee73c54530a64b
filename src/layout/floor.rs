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
    /// The floor of a header: the rule that ends it, or else the end of its lowest text.
    pub fn of(rows: &[Vec<Block>], rule: Option<i32>) -> Self {
        // Few texts below the heads are the rest of a row that the page break cuts.
        let most = rows.iter().map(Vec::len).max().unwrap_or(0);
        let rows_of_heads = rows.iter().filter(|row| row.len() > 1 && row.len() * 3 > most);
        let bottom = rule.or_else(|| rows_of_heads.flatten().map(|block| block.rect.y1).max());
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
        let is_apart = || lower().all(|b| Some(b.rect.y0) >= bottom);
        let has_group = row.iter().any(is_group)
            || index == 0 && lower().next().is_some()
            || is_apart() && !row.iter().all(reaches_down);
        spread(&|block| block.rect.height()) > size / 2 || (has_group && row.iter().any(reaches_down))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn heads_between_two_rows_of_others_stand_beside_the_groups() {
        // Rows are so far apart that 合计 and 基本支出 touch neither the groups nor the heads below those.
        let page = Drawing::portrait().text(60.0, 100.0, "部门分类").text(220.0, 100.0, "政府分类");
        let page = page.text(400.0, 115.0, "合计").text(480.0, 115.0, "基本支出");
        let heads = [(60.0, "科目编码"), (140.0, "科目名称"), (220.0, "科目编码"), (300.0, "科目名称")];
        let page = heads.iter().fold(page, |page, (x, head)| page.text(*x, 130.0, head));
        let page =
            [(160.0, "301", "工资"), (190.0, "302", "商品")].iter().fold(page, |page, (y, code, name)| {
                let page = page.text(60.0, *y, code).text(140.0, *y, name);
                page.right(440.0, *y, "3.00").right(540.0, *y, "3.00")
            });
        let shown = page.shown();
        let head: Vec<&str> = shown.lines().take(2).collect();
        let expected = [
            "|[1×2]部门分类|[1×2]政府分类|[2×1]合计|[2×1]基本支出|",
            "|科目编码|科目名称|科目编码|科目名称|",
        ];
        assert_eq!(head, expected, "{shown}");
    }

    #[test]
    fn the_rule_below_a_header_tells_that_a_head_begins_beside_a_group() {
        let page = Drawing::portrait().rule(50.0, 90.0, 540.0, 90.0).rule(50.0, 127.0, 540.0, 127.0);
        let page = page.centre(392.0, 100.0, "本年支出").centre(100.0, 112.0, "科目名称");
        let page = page.centre(230.0, 112.0, "本年收入").centre(520.0, 112.0, "年末结余");
        let heads = [(330.0, "合计"), (395.0, "基本支出"), (455.0, "项目支出")];
        let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 119.0, head));
        let rows = [(139.0, "文化和旅游", "25.00"), (153.0, "彩票公益金安排的支出", "25.00")];
        let page = rows.iter().fold(page, |page, (y, name, amount)| {
            let ends = [250.0, 350.0, 415.0, 475.0, 540.0];
            ends.iter().fold(page.text(52.0, *y, name), |page, end| page.right(*end, *y, amount))
        });
        let shown = page.rule(50.0, 160.0, 540.0, 160.0).shown();
        let head: Vec<&str> = shown.lines().take(2).collect();
        assert_eq!(
            head,
            ["|[2×1]科目名称|[2×1]本年收入|[1×3]本年支出|[2×1]年末结余|", "|合计|基本支出|项目支出|"]
        );
    }
}
