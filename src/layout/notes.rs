//! What stands below a table and is no row of it: notes, signatures, headings and the title of the next table.
//!
//! ```text
//! 培训费        2.00
//! 注：本表为年初预算数。
//! 负责人：        填表人：李华     →  the table ends with 培训费
//! ```

use std::collections::BTreeSet;

use super::chunks::{Chunk, is_caption};
use super::regions::Page;
use crate::text::numbering::{self, Numbering};

/// The label of a note (`备注`) has no more characters than this.
const LONGEST_LABEL: usize = 3;

/// How many columns begin under a text, at least an em within its ends.
fn columns_under(text: &Chunk, columns: &BTreeSet<i32>) -> usize {
    let within = text.rect.x0 + text.size..text.rect.x1 - text.size;
    if within.is_empty() { 0 } else { columns.range(within).count() }
}

impl Page<'_> {
    /// Whether a line ends its page with the numbered title of the table on the next one. Below it stands at most the number
    /// of the page.
    pub fn is_stranded_title(&self, line: usize) -> bool {
        self.names_table(line)
            && line + 2 >= self.lines.len()
            && numbering::split(&self.chunks[line][0].text).is_some()
    }

    /// Whether a line is a note: at the left a short label (`注：`) and a text that runs over a column.
    pub fn is_note(&self, line: usize, columns: &BTreeSet<i32>) -> bool {
        let [text] = &self.chunks[line][..] else { return false };
        let labelled = text.text.chars().take(LONGEST_LABEL + 1).any(|c| matches!(c, '：' | ':'));
        labelled && text.rect.x0 < self.left + text.size && columns_under(text, columns) > 0
    }

    /// Whether a line below a table says who signs for it (`负责人：  填表人：…`): every text of it has a label, and not all of
    /// them begin where texts of the table do.
    pub fn is_signature(&self, line: usize, columns: &BTreeSet<i32>) -> bool {
        let texts = &self.chunks[line];
        let begins = |text: &Chunk| {
            let near = text.rect.x0 - text.size / 4..=text.rect.x0 + text.size / 4;
            columns.range(near).next().is_some()
        };
        is_caption(texts)
            && texts.iter().all(|text| text.text.contains(['：', ':']))
            && texts.iter().skip(1).any(|text| !begins(text))
    }

    /// Whether the only text of a line is a heading below a table (`第三部分 …`): it runs over several columns from the left.
    /// Without numbering it may be the text of a merged cell.
    pub fn is_heading(&self, line: usize, columns: &BTreeSet<i32>) -> bool {
        let [text] = &self.chunks[line][..] else { return false };
        let is_numbered = || {
            numbering::split(&text.text)
                .is_some_and(|(numbering, _)| numbering <= Numbering::ChineseBracketed)
        };
        text.rect.x0 < self.left + text.size * 3 && columns_under(text, columns) > 1 && is_numbered()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn the_title_of_the_table_on_the_next_page_is_no_row() {
        let rows = [("项目", "金额"), ("会议费", "3.00"), ("培训费", "2.00")];
        let page =
            rows.iter().zip([700.0, 716.0, 732.0]).fold(Drawing::portrait(), |page, ((name, amount), y)| {
                page.text(50.0, y, name).right(540.0, y, amount)
            });
        let page = page.right(540.0, 748.0, "六、差旅费用表").centre(297.0, 810.0, "3");
        assert_eq!(page.shown(), "|项目|金额|\n|会议费|3.00|\n|培训费|2.00|\n六、差旅费用表\n");
    }

    #[test]
    fn who_signs_below_a_table_is_no_row() {
        let signed = |xs: [f32; 3]| {
            let rows = [("项目", "金额"), ("会议费", "3.00"), ("培训费", "2.00")];
            let rows = rows.iter().zip([100.0, 116.0, 132.0]);
            let page = rows.fold(Drawing::portrait(), |page, ((name, amount), y)| {
                page.text(50.0, y, name).text(250.0, y, "元").right(540.0, y, amount)
            });
            let texts = ["负责人：", "填表人：李华", "电话：0593-1234567"];
            xs.iter().zip(texts).fold(page, |page, (x, text)| page.text(*x, 150.0, text)).shown()
        };
        let rows = "|项目|元|金额|\n|会议费|元|3.00|\n|培训费|元|2.00|\n";
        assert_eq!(signed([60.0, 210.0, 400.0]), format!("{rows}负责人：⇥填表人：李华⇥电话：0593-1234567\n"));
        // A form may state something in its cells.
        assert_eq!(
            signed([50.0, 250.0, 520.0]),
            format!("{rows}|负责人：|填表人：李华|电话：0593-1234567|\n")
        );
    }

    #[test]
    fn a_heading_below_the_only_row_of_a_table_is_no_row() {
        for (heading, is_row) in [
            ("第三部分水利站预算情况说明和名词解释一览表", false),
            ("水利站预算情况说明和名词解释一览表", true),
        ] {
            let shown = below_one_row(heading);
            assert_eq!(shown.lines().last().is_some_and(|line| line.starts_with('|')), is_row, "{shown}");
        }
    }

    /// What is read of a table with one row and a text closely below it.
    fn below_one_row(heading: &str) -> String {
        let page = Drawing::portrait().right(540.0, 60.0, "单位：万元");
        let columns = [
            (50.0, "合计", "12.00"),
            (140.0, "公务接待费", "3.00"),
            (230.0, "车辆购置费", "0.00"),
            (320.0, "车辆运行费", "9.00"),
        ];
        let page = columns
            .iter()
            .fold(page, |page, (x, head, amount)| page.text(*x, 80.0, head).text(*x, 100.0, amount));
        page.text(48.0, 118.0, heading).shown()
    }
}
