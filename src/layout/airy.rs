//! Where on a page tables without rules begin and end whose rows are in rhythm, and which texts their lines fall into.
//!
//! What is in rhythm with a row is a row, also where it has a single text; what stands at another distance or is set in
//! another size is a title, a note or the line that states the unit. The text of a merged cell stands in the white
//! between two of its rows. A row with blank cells only, or the blank rest of a row that the page break cut, leaves more.
//!
//! ```text
//! 一级指标   二级指标   指标值
//!
//!           数量指标   12公里
//! 产出指标                        →  a table of three rows
//!           质量指标   95%
//!
//! 表3                             →  no row: another distance
//! ```

use std::collections::BTreeSet;

use super::chunks::{Chunk, is_caption, is_tabular};
use super::lines::Line;
use super::regions::{Region, is_captioned, is_list};
use super::rhythm::{Band, bands, states_unit};
use crate::text::numbering;

/// Rows of a table that does not begin its page are at least so many.
const LEAST_ROWS: usize = 2;
/// A row that is blank, or the blank rest of one that the page break cuts, leaves at most this many times as much white.
const MOST_BLANK: i32 = 4;

/// What stands on a page whose rows stand far apart: its bands from top to bottom, and the white between rows.
pub(crate) struct Airy<'a> {
    lines: &'a [Line],
    chunks: &'a [Vec<Chunk>],
    bands: Vec<Band>,
    white: i32,
}

impl<'a> Airy<'a> {
    /// What stands on a page whose rows are this far apart.
    pub fn of(lines: &'a [Line], chunks: &'a [Vec<Chunk>], white: i32) -> Self {
        let texts = |line: usize| {
            let texts = chunks[line].iter().filter(|_| is_tabular(&chunks[line]));
            texts.map(|chunk| chunk.rect).collect()
        };
        Self { lines, chunks, bands: joined(bands(lines, texts), white), white }
    }

    /// The tables of the page, from top to bottom.
    pub fn regions(&self) -> Vec<Region> {
        let mut regions = Vec::new();
        let mut first = 0;
        while first < self.bands.len() {
            let mut above = Above::default();
            let mut end = first;
            loop {
                let band = &self.bands[end];
                let of_band = self.chunks[band.lines.clone()].iter().flat_map(|line| line.iter().skip(1));
                above.starts.extend(of_band.map(|chunk| chunk.rect.x0));
                above.right = above.right.max(band.rect.x1);
                above.white = (end > first).then(|| band.rect.y0 - self.bands[end - 1].rect.y1);
                end += 1;
                if end == self.bands.len() || !self.goes_on(end, &above) {
                    break;
                }
            }
            let lines = self.bands[first].lines.start..self.bands[end - 1].lines.end;
            let below_caption = (first..end).skip_while(|band| self.is_caption(*band));
            let rows = below_caption.filter(|band| self.bands[*band].is_row()).count();
            // A page may end with the first row of a table, and begin with the last one or with a lone header; a running
            // header has few texts.
            let begins = end == self.bands.len() && first > 0 && self.is_caption(first - 1);
            let goes_on = first == 0 && (end > 1 || self.chunks_of(first).count() > 2);
            let is_cut = rows > 0 && (begins || goes_on);
            let is_rows = (rows >= LEAST_ROWS || is_cut) && !is_list(&self.chunks[lines.clone()]);
            if is_rows || is_captioned(self.chunks, &lines) {
                regions.push(Region { lines, rules: Vec::new() });
            }
            first = end;
        }
        regions
    }

    fn chunks_of(&self, band: usize) -> impl Iterator<Item = &Chunk> {
        self.chunks[self.bands[band].lines.clone()].iter().flatten()
    }

    /// Whether a table goes on with a band.
    fn goes_on(&self, next: usize, table: &Above) -> bool {
        let (above, band) = (&self.bands[next - 1], &self.bands[next]);
        if !above.is_alike(band)
            || self.is_note(next, table)
            || self.is_heading(next - 1)
            || self.is_heading(next)
        {
            return false;
        }
        // Rows of a form may be higher than those of the list in it.
        let own = table.white.filter(|own| *own > self.white && (above.is_row() || band.is_row()));
        if [Some(self.white), own].into_iter().flatten().any(|white| above.is_followed(band, white)) {
            return true;
        }
        let white = band.rect.y0 - above.rect.y1;
        if white > self.white * MOST_BLANK || self.is_caption(next) || self.is_caption(next - 1) {
            return false;
        }
        // Where lines are set wider than their letters, cells of several lines reach further into the white.
        let is_wrapped = above.lines.len().max(band.lines.len()) > 1;
        if is_wrapped && band.is_row() && (self.white - band.size / 4..=self.white).contains(&white) {
            return true;
        }
        // A group that stands closer above the heads than rows do is painted after the merged heads before it.
        if white < self.white && !above.is_row() {
            let painted = |band| self.chunks_of(band).map(Chunk::painted).min();
            return band.is_row() && painted(next - 1) > painted(next);
        }
        if self.is_group(next - 1) || own.is_some_and(|own| (self.white..own).contains(&white)) {
            return true;
        }
        let slack = band.size / 10;
        let begins = |chunk: &Chunk| {
            table.starts.range(chunk.rect.x0 - slack..=chunk.rect.x0 + slack).next().is_some()
        };
        above.is_row() && band.is_row()
            || white > self.white + band.size / 2 && self.chunks_of(next).all(begins)
    }

    /// Whether a lone text is the merged head above the heads of the row below it: it begins with one of them that is not
    /// the first, or stands directly below the line with the unit.
    fn is_group(&self, band: usize) -> bool {
        let Some(next) = self.bands.get(band + 1).filter(|next| next.is_row() && !self.bands[band].is_row())
        else {
            return false;
        };
        let (text, slack) = (self.bands[band].rect, next.size / 10);
        let line = self.bands[band].lines.start;
        let is_first = line.checked_sub(1).is_some_and(|above| states_unit(&self.lines[above]));
        let begins = |chunk: &Chunk| (chunk.rect.x0 - text.x0).abs() <= slack;
        is_first || text.x0 > next.rect.x0 + next.size && self.chunks_of(band + 1).any(begins)
    }

    /// Whether a band is the line above a table (`部门：…    单位：万元`), or headings and that line closely below them.
    fn is_caption(&self, band: usize) -> bool {
        self.bands[band].lines.len() == 1 && self.ends_with_caption(band) || self.is_heading(band)
    }

    /// Whether a band is headings and the line above a table, which states its unit or ends in a text that begins right of
    /// them: paragraphs of a cell begin alike.
    fn is_heading(&self, band: usize) -> bool {
        let lines = &self.chunks[self.bands[band].lines.clone()];
        let [headings @ .., caption] = lines else { return false };
        let ends_right_of = |heading: &Vec<Chunk>| {
            caption
                .last()
                .zip(heading.first())
                .is_some_and(|(text, heading)| text.rect.x0 > heading.rect.x0 + text.size)
        };
        let is_beside = self.bands[band].is_row() && headings.iter().all(ends_right_of);
        (is_beside || states_unit(&self.lines[self.bands[band].lines.end - 1]))
            && self.ends_with_caption(band)
            && !headings.is_empty()
            && !headings.iter().any(|heading| is_tabular(heading))
    }

    fn ends_with_caption(&self, band: usize) -> bool {
        is_caption(&self.chunks[self.bands[band].lines.end - 1])
    }

    /// Whether a band is the title above a caption, or a text at the left that runs over columns, with no row below.
    fn is_note(&self, band: usize, table: &Above) -> bool {
        let mut texts = self.chunks_of(band);
        let (Some(text), None) = (texts.next(), texts.next()) else { return false };
        let next = self.bands.get(band + 1);
        let is_title = next.is_some() && self.is_caption(band + 1);
        let is_row = next.is_some_and(|next| self.bands[band].is_followed(next, self.white));
        let is_long = text.rect.width() * 5 > (table.right - text.rect.x0) * 3;
        let over = text.rect.x0 + text.size..text.rect.x1;
        let runs_over = is_long || !over.is_empty() && table.starts.range(over).next().is_some();
        let is_first = table.starts.range(..text.rect.x0 + text.size).next().is_none();
        // The rows above are numbered as it is: it is the next of them.
        let numbered = |band| self.chunks_of(band).next().and_then(|text| numbering::split(&text.text));
        let is_item =
            numbered(band).is_some_and(|(own, _)| numbered(band - 1).is_some_and(|(above, _)| above == own));
        is_title || !is_row && !is_item && runs_over && is_first
    }
}

/// What is known of a table by its rows so far.
#[derive(Debug, Default)]
struct Above {
    /// Where the texts of its lines begin, the first of each aside.
    starts: BTreeSet<i32>,
    right: i32,
    /// The white above the last of its rows.
    white: Option<i32>,
}

/// The bands with the text of merged cells joined to their rows: it stands in the white between two of them.
fn joined(bands: Vec<Band>, white: i32) -> Vec<Band> {
    let mut joined: Vec<Band> = Vec::with_capacity(bands.len());
    for band in bands {
        if let [.., row, between] = &joined[..]
            && !between.is_row()
            && row.is_followed(&band, white)
        {
            let between = between.clone();
            joined.pop();
            if let Some(row) = joined.last_mut() {
                row.take(between);
                row.take(band);
            }
        } else {
            joined.push(band);
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    /// Where the columns of the tables below begin.
    const XS: [f32; 5] = [50.0, 95.0, 170.0, 215.0, 285.0];
    /// How far rows of one line are apart.
    const PITCH: f32 = 30.0;

    /// A row around the height `y`: all texts begin at the left of their columns and are wrapped at `/`.
    fn row(page: Drawing, y: f32, texts: [&str; 5]) -> Drawing {
        texts.iter().zip(XS).fold(page, |page, (text, x)| cell(page, x, y, text))
    }

    /// The lines of a cell around the height `y`.
    fn cell(page: Drawing, x: f32, y: f32, text: &str) -> Drawing {
        let lines: Vec<&str> = text.split('/').collect();
        let top = y - 7.0 * (lines.len() - 1) as f32;
        lines.iter().enumerate().fold(page, |page, (line, text)| page.text(x, top + 14.0 * line as f32, text))
    }

    /// A header over the columns, its texts in their middles.
    fn header(page: Drawing, y: f32) -> Drawing {
        let page = page.centre(70.0, y, "编码").centre(130.0, y, "科目名称").centre(190.0, y, "合计");
        page.centre(248.0, y, "基本支出").centre(318.0, y, "项目支出")
    }

    /// A label of a form and what stands beside it.
    fn label(page: Drawing, y: f32, label: &str, text: &str) -> Drawing {
        page.text(50.0, y, label).text(150.0, y, text)
    }

    const HEADER: &str = "|编码|科目名称|合计|基本支出|项目支出|\n";

    #[test]
    fn headings_and_the_line_with_the_unit_are_no_rows() {
        let page = Drawing::portrait().text(48.0, 56.0, "水利局预算公开").text(48.0, 70.0, "支出预算表");
        let page = header(page.text(48.0, 84.0, "公开02表").text(300.0, 84.0, "单位：万元"), 115.0);
        let page = row(page, 146.0, ["20805", "养老支出", "418.57", "400.00", "18.57"]);
        let page = row(page, 177.0, ["20807", "就业补助", "3.00", "", "3.00"]);
        let expected = format!(
            "水利局预算公开\n支出预算表\n公开02表⇥单位：万元\n{HEADER}\
            |20805|养老支出|418.57|400.00|18.57|\n|20807|就业补助|3.00||3.00|\n"
        );
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_merged_head_stands_further_above_its_heads_than_rows_do() {
        let rows = |page: Drawing, y: f32| {
            let page = row(page, y, ["20805", "养老支出", "418.57", "400.00", "18.57"]);
            row(page, y + PITCH, ["20807", "就业补助", "3.00", "", "3.00"])
        };
        let page = Drawing::portrait().text(48.0, 56.0, "支出预算表").text(300.0, 84.0, "单位：万元");
        let page = rows(header(page.centre(250.0, 110.0, "本年支出"), 143.0), 143.0 + PITCH);
        let expected = "|[2×1]编码|[2×1]科目名称|[1×3]本年支出|\n|合计|基本支出|项目支出|\n\
            |20805|养老支出|418.57|400.00|18.57|\n|20807|就业补助|3.00||3.00|\n";
        assert_eq!(page.shown(), format!("支出预算表\n单位：万元\n{expected}"));
    }

    #[test]
    fn what_is_named_behind_of_which_is_a_row_and_no_caption() {
        let page = label(Drawing::portrait(), 100.0, "项目编码", "000-8888");
        let page = label(label(page, 130.0, "预算数", "12.00"), 160.0, "其中：财政资金", "12.00");
        let page = label(label(page, 190.0, "其他资金", ""), 220.0, "用途", "购置仪器，其中：雨量计");
        let page = label(page, 250.0, "备注", "无");
        let (blocks, _) = layout(vec![page.sheet()]);
        assert_eq!(blocks.len(), 1, "{}", show(&blocks));
    }

    #[test]
    fn rows_of_a_form_stand_further_apart_than_those_of_the_list_in_it() {
        let page = [("项目名称", "河道清淤"), ("预算数", "12.00"), ("总体目标", "目标1：清淤")]
            .iter()
            .zip([100.0, 135.0, 170.0])
            .fold(Drawing::portrait(), |page, ((label, text), y)| {
                page.text(50.0, y, label).text(170.0, y, text)
            });
        let page = row(page.text(50.0, 205.0, "绩效指标"), 238.0, ["一级", "", "二级", "", "指标值"]);
        let page = (0..4).fold(page, |page, index| {
            row(page, 268.0 + PITCH * index as f32, ["产出", "", "数量", "", "30公里"])
        });
        let (blocks, _) = layout(vec![page.sheet()]);
        assert_eq!(blocks.len(), 1, "{}", show(&blocks));
    }

    #[test]
    fn paragraphs_of_a_cell_are_no_headings() {
        let page = row(Drawing::portrait(), 100.0, ["项目名称", "", "河道清淤", "", ""]);
        let page = row(
            page,
            145.0,
            ["实施期目标", "", "目标1：清淤里程/目标2：巡查次数/目标3：合格率/目标4：满意度", "", ""],
        );
        let page = row(page, 190.0, ["产出", "数量", "里程", "≥30", "公里"]);
        let page = row(page, 220.0, ["效益", "社会", "人口", "≥5", "万人"]);
        let shown = page.shown();
        assert_eq!(shown.lines().count(), 4, "{shown}");
    }

    #[test]
    fn the_lines_of_a_row_stand_closer_than_rows() {
        let page = header(Drawing::portrait(), 100.0);
        let page = row(page, 137.0, ["20805", "机关单位基本/养老保险缴费", "418.57", "400.00", "18.57"]);
        let page = row(page, 174.0, ["", "其中：", "", "", ""]);
        let page = row(page, 211.0, ["20806", "企业改革补助/资金", "1,248.00", "1,248.00", ""]);
        let page = row(page, 248.0, ["20807", "就业补助", "3.00", "", "3.00"]);
        let page = page.text(48.0, 276.0, "表3").spread(200.0, 310.0, "支出预算表", 14.0, 0.0);
        let expected = "|20805|机关单位基本养老保险缴费|418.57|400.00|18.57|\n||其中：||||\n\
            |20806|企业改革补助资金|1,248.00|1,248.00||\n|20807|就业补助|3.00||3.00|\n表3\n支出预算表\n";
        assert_eq!(page.shown(), format!("{HEADER}{expected}"));
    }

    #[test]
    fn a_row_of_several_lines_reaches_further_into_the_white() {
        let page = label(Drawing::portrait(), 100.0, "项目编码", "000-8888");
        let page = label(label(page, 130.0, "项目名称", "河道清淤"), 160.0, "预算数", "12.00");
        let page = label(page, 190.0, "财政资金", "12.00").text(50.0, 220.0, "其他资金");
        let page =
            label(page.text(50.0, 248.0, "预算规模及").text(50.0, 262.0, "用途"), 255.0, "", "用于河道清淤");
        let page = label(label(page, 290.0, "绩效目标", "改善行洪条件"), 320.0, "备注", "无");
        let page =
            label(page.text(50.0, 348.0, "指标值确定").text(50.0, 362.0, "依据"), 355.0, "", "问卷调查");
        let (blocks, _) = layout(vec![page.text(48.0, 390.0, "表3").sheet()]);
        assert_eq!(blocks.len(), 2, "{}", show(&blocks));
    }

    #[test]
    fn blank_cells_may_part_a_repeated_header_from_its_rows() {
        let heads =
            |page: Drawing| header(page.centre(90.0, 70.0, "项目").centre(250.0, 70.0, "支出"), 100.0);
        let first = row(heads(Drawing::portrait()), 130.0, ["205", "教育支出", "5.00", "3.00", "2.00"]);
        let first = row(first, 160.0, ["208", "养老支出", "3.00", "", "3.00"]);
        let next = row(heads(Drawing::portrait().number(2)), 250.0, ["", "就业补助", "3.00", "", "3.00"]);
        let next = row(next, 280.0, ["", "其他支出", "2.00", "", "2.00"]);
        let (blocks, _) = layout(vec![first.sheet(), next.sheet()]);
        assert_eq!(blocks.len(), 2, "{}", show(&blocks));
    }

    #[test]
    fn the_last_of_numbered_rows_is_no_note() {
        let rows = [("一、教育支出", "3.00"), ("二、科学技术支出", "2.00"), ("三、农林水支出", "5.00")];
        for (last, blocks) in [("四、其他国债收入安排的支出", 1), ("其他国债收入安排的支出如下", 2)]
        {
            let page = rows.iter().zip(0..).fold(Drawing::portrait(), |page, ((name, amount), at)| {
                let y = 100.0 + PITCH * at as f32;
                page.text(50.0, y, name).text(220.0, y, amount)
            });
            let (found, _) = layout(vec![page.text(50.0, 190.0, last).sheet()]);
            assert_eq!(found.len(), blocks, "{}", show(&found));
        }
    }

    #[test]
    fn the_text_of_a_merged_cell_stands_in_the_white_between_its_rows() {
        let page = row(Drawing::portrait(), 100.0, ["一级", "二级指标", "三级", "指标值", "单位"]);
        let page = cell(page, XS[0], 145.0, "产出");
        let page = row(page, 130.0, ["", "数量指标", "里程", "≥12", "公里"]);
        let page = row(page, 160.0, ["", "质量指标", "合格率", "≥95", "%"]);
        let page = row(page, 190.0, ["效益", "社会效益", "人口", "≥5", "万人"]);
        let expected = "|一级|二级指标|三级|指标值|单位|\n|[2×1]产出|数量指标|里程|≥12|公里|\n\
            |质量指标|合格率|≥95|%|\n|效益|社会效益|人口|≥5|万人|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_group_stands_over_blank_columns_by_the_middles_of_their_heads() {
        // Nothing but the heads tells where the last two columns are.
        let page = Drawing::portrait().centre(70.0, 115.0, "编码").centre(130.0, 115.0, "科目名称");
        let page = page.centre(190.0, 115.0, "合计").centre(283.0, 100.0, "其中");
        let page = page.centre(248.0, 130.0, "基本支出").centre(318.0, 130.0, "项目支出");
        let page =
            ["就业补助", "企业改革补助", "城乡社区支出"].iter().zip(0..).fold(page, |page, (name, index)| {
                row(page, 160.0 + PITCH * index as f32, ["20807", name, "3.00", "", ""])
            });
        let rows =
            ["就业补助", "企业改革补助", "城乡社区支出"].map(|name| format!("|20807|{name}|3.00|||\n"));
        let head = "|[2×1]编码|[2×1]科目名称|[2×1]合计|[1×2]其中|\n|基本支出|项目支出|\n";
        assert_eq!(page.shown(), format!("{head}{}", rows.concat()));
    }

    #[test]
    fn backgrounds_behind_heads_alone_are_no_table() {
        let page = XS.windows(2).fold(header(Drawing::portrait(), 100.0), |page, pair| {
            page.area(pair[0], 90.0, pair[1] - 3.0, 103.0)
        });
        let page = (0..3).fold(page, |page, index| {
            row(page, 130.0 + PITCH * index as f32, ["20807", "就业补助", "3.00", "3.00", ""])
        });
        assert_eq!(page.shown(), format!("{HEADER}{}", "|20807|就业补助|3.00|3.00||\n".repeat(3)));
    }

    #[test]
    fn few_rows_are_in_the_rhythm_of_the_document() {
        let rows = |page: Drawing, y: f32, count: usize| {
            (0..count).fold(header(page, y), |page, index| {
                row(page, y + PITCH * (index + 1) as f32, ["20807", "就业补助", "3.00", "3.00", ""])
            })
        };
        let last = rows(Drawing::portrait().spread(200.0, 60.0, "项目支出表", 14.0, 0.0), 100.0, 1);
        let (blocks, _) = layout(vec![rows(Drawing::portrait(), 100.0, 3).sheet(), last.number(2).sheet()]);
        let expected = format!("项目支出表\n{HEADER}|20807|就业补助|3.00|3.00||\n");
        assert_eq!(show(&blocks[1..]), expected);
    }

    #[test]
    fn a_group_may_stand_closer_above_its_heads_than_rows_do() {
        // The merged heads have three lines, so the two rows of the header are 18 points apart.
        let page = cell(Drawing::portrait(), XS[0], 110.0, "编/码/号").centre(130.0, 110.0, "科目名称");
        let page = page.centre(190.0, 110.0, "合计").centre(283.0, 95.0, "其中");
        let page = page.centre(248.0, 121.0, "基本支出").centre(318.0, 121.0, "项目支出");
        let page = (0..3).fold(page, |page, index| {
            row(page, 155.0 + PITCH * index as f32, ["20807", "就业补助", "3.00", "3.00", ""])
        });
        let head = "|[2×1]编码号|[2×1]科目名称|[2×1]合计|[1×2]其中|\n|基本支出|项目支出|\n";
        assert_eq!(page.shown(), format!("{head}{}", "|20807|就业补助|3.00|3.00||\n".repeat(3)));
    }

    #[test]
    fn what_a_page_break_cuts_is_no_header() {
        // The rest of a name stands below the header that is printed again, the rest of a wide cell at the top.
        let first = header(Drawing::portrait(), 100.0);
        let first = row(first, 130.0, ["20805", "机关单位", "418.57", "418.57", ""]);
        let first = row(first, 160.0, ["20806", "城乡社区支出", "2.00", "2.00", ""]);
        let second = row(header(Drawing::portrait(), 50.0), 80.0, ["", "及其他", "", "", ""]);
        let second = row(second, 110.0, ["20807", "就业补助", "3.00", "3.00", ""]);
        let third =
            cell(Drawing::portrait(), XS[1], 50.0, "本年新增安排的资金由县级财政承担，/不足的由单位自筹");
        let third = row(third, 87.0, ["20808", "抚恤", "4.00", "4.00", ""]);
        let pages = [first, second.number(2), third.number(3)];
        let (blocks, _) = layout(pages.into_iter().map(Drawing::sheet).collect());
        let second = "||及其他||||\n|20807|就业补助|3.00|3.00||\n";
        let third = "||[1×3]本年新增安排的资金由县级财政承担，不足的由单位自筹||\n|20808|抚恤|4.00|4.00||\n";
        assert_eq!(show(&blocks[1..]), format!("{HEADER}{second}{third}"));
    }

    #[test]
    fn a_table_may_begin_with_the_last_row_of_a_page() {
        let fields = |page: Drawing, y: f32, rows: &[[&str; 2]]| {
            rows.iter().enumerate().fold(page, |page, (index, [label, value])| {
                row(page, y + PITCH * index as f32, [label, "", value, "", ""])
            })
        };
        let first = [["项目名称", "河道清淤"], ["主管部门", "县水务局"], ["实施单位", "县水务站"]];
        let page = fields(Drawing::portrait(), 100.0, &first);
        let page = page.spread(200.0, 190.0, "绩效目标表", 14.0, 0.0).text(50.0, 215.0, "单位：万元");
        let page = fields(page, 243.0, &[["项目名称", "堤岸巡查"]]);
        let second = fields(Drawing::portrait(), 50.0, &[["主管部门", "县水务局"], ["资金总额", "12.00"]]);
        let second = row(second, 110.0, ["产出", "数量", "里程", "≥30", "公里"]);
        let second = row(second, 140.0, ["效益", "社会", "人口", "≥5", "万人"]);
        let (blocks, _) = layout(vec![page.sheet(), second.number(2).sheet()]);
        let expected = "绩效目标表\n单位：万元\n|项目名称||堤岸巡查|||\n|主管部门||县水务局|||\n\
            |资金总额||12.00|||\n|产出|数量|里程|≥30|公里|\n|效益|社会|人口|≥5|万人|\n";
        assert_eq!(show(&blocks[1..]), expected);
    }

    #[test]
    fn a_title_and_the_unit_at_the_left_stand_between_two_tables() {
        let table = |page: Drawing, y: f32| {
            let page = row(header(page, y), y + PITCH, ["20807", "就业补助", "3.00", "3.00", ""]);
            row(page, y + PITCH * 2.0, ["20808", "抚恤", "4.00", "4.00", ""])
        };
        let page = table(Drawing::portrait(), 100.0).centre(190.0, 195.0, "二、支出预算表");
        let page = table(page.text(48.0, 210.0, "单位：万元"), 230.0);
        let rows = format!("{HEADER}|20807|就业补助|3.00|3.00||\n|20808|抚恤|4.00|4.00||\n");
        assert_eq!(page.shown(), format!("{rows}二、支出预算表\n单位：万元\n{rows}"));
    }
}
