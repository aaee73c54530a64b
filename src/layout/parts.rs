//! A table without rules that goes on over page breaks has one set of columns.
//!
//! White tells where columns meet, and a page that shows no header may leave whole columns blank: then white tells
//! less than there is. So the columns of a table are learned from the texts of all its parts together. A part is
//! what a page begins with, under the header of the page before or without one; it may be a single row, which by
//! itself is no table.
//!
//! ```text
//! 科目编码   科目名称        合计    基本支出   项目支出
//! 208       社会保障和就业   418.57   418.57
//! ──────────────────────────────────────────────── page break
//! 20805     养老支出        418.57   418.57            →  five columns, no header
//! ```

use super::Page;
use super::chunks::{Chunk, chunks, is_labelled};
use super::columns::{Column, Loose, Told, learned};
use super::parting::parted;
use super::regions;
use crate::geometry::Rect;

/// Columns are learned from this many parts of a table; further parts stand in them.
const MOST_PARTS: usize = 8;
/// Of this many texts one may run over the boundaries of the columns it is to stand in.
const TEXTS_PER_CUT: usize = 6;
/// So may one of this many where painted edges tell the columns: a code stands over those of its levels.
const TEXTS_PER_CUT_EDGE: usize = 4;
/// Of this many texts of a part two that are neighbours in their row may stand in one column.
const TEXTS_PER_SHARED: usize = 12;
/// Rows of a name alone leave at most this many ems of white.
const MOST_WHITE: i32 = 3;
/// Edges at which producers meant the same place lie this close on two pages, in tenths of a point.
const SAME_EDGE: i32 = 30;

/// Joins the parts of tables: each gets the columns of its table and knows whether it shows the header.
pub(crate) fn join(pages: &mut [Page]) {
    let mut open: Option<Open> = None;
    for number in 0..pages.len() {
        let page = &mut pages[number];
        if open.as_mut().is_some_and(|table| table.take(number, page)) && is_bare(page) {
            continue;
        }
        let next = last(page).map(|part| Open {
            columns: part.columns.clone(),
            told: part.told,
            width: page.width,
            parts: vec![(number, part)],
        });
        if let Some(table) = std::mem::replace(&mut open, next) {
            table.close(pages);
        }
    }
    if let Some(table) = open {
        table.close(pages);
    }
}

/// Whether nothing is left on a page.
fn is_bare(page: &Page) -> bool {
    page.lines.is_empty() && page.outlines().next().is_none()
}

/// Takes the table that ends a page: nothing stands below it.
fn last(page: &mut Page) -> Option<Loose> {
    let bottom = page.loose.last()?.rect.y1;
    let is_above = |rect: Rect| rect.y1 <= bottom;
    let ends = page.outlines().all(is_above) && page.lines.iter().all(|line| is_above(line.rect));
    if ends { page.loose.pop() } else { None }
}

/// What a page begins with, as the part of a table: how many of its lines and loose tables it takes.
struct Beginning {
    part: Loose,
    lines: usize,
    tables: usize,
}

impl Beginning {
    /// What a page begins with below a table of these columns, which ends with the part `before`.
    fn of(page: &Page, before: &Loose, columns: &[Column]) -> Option<Self> {
        let airy = before.airy;
        let top = page.outlines().map(|outline| outline.y0).min().unwrap_or(i32::MAX);
        let above = page.lines.partition_point(|line| line.rect.y0 < top);
        let tables = begins_with(page, top);
        let mut chunks = chunks(&page.marks, &page.lines[..above]);
        if airy {
            chunks = parted(&page.marks, chunks);
        }
        let first = tables.first().into_iter();
        let below = first.flat_map(|table| table.chunks.chunk_by(|a, b| a.line == b.line).take(1));
        let names = names_at_top(chunks.iter().map(Vec::as_slice).chain(below), before, columns)
            .max(rest_at_top(&chunks, before));
        let rows = regions::rows_at_top(&page.lines[names..above], &chunks[names..]);
        let goes_on = rows > 0 || names == above && !tables.is_empty();
        let lines = if goes_on { names + rows } else { 0 };
        if lines == 0 && above > 0 {
            return None;
        }
        chunks.truncate(lines);
        let mut chunks: Vec<_> = chunks.into_iter().flatten().collect();
        let tables = if lines == above { tables } else { &[] };
        let rules = tables.iter().flat_map(|table| table.rules.iter().copied()).collect();
        let partial = tables.iter().flat_map(|table| table.partial.iter().copied()).collect();
        for chunk in tables.iter().flat_map(|table| &table.chunks) {
            let mut chunk = chunk.clone();
            chunk.line += lines;
            chunks.push(chunk);
        }
        let part = match tables {
            [table] if lines == 0 => table.clone(),
            _ if chunks.is_empty() => return None,
            _ => Loose::of(chunks, rules, partial, airy),
        };
        Some(Self { part, lines, tables: tables.len() })
    }
}

/// The loose table that begins a page at this height, and the rows below it where it is a header alone: blank cells may
/// part them, and nothing else does.
fn begins_with(page: &Page, top: i32) -> &[Loose] {
    let count = match &page.loose[..] {
        [first, ..] if first.rect.y0 != top => 0,
        [first, second, ..] => {
            let is_between = |rect: Rect| (first.rect.y0..second.rect.y0).contains(&rect.y0);
            let is_apart = page.lines.iter().any(|line| is_between(line.rect))
                || page.tables.iter().any(|table| is_between(table.rect));
            let is_header = !first.chunks.iter().any(Chunk::is_figure);
            1 + usize::from(is_header && !is_apart)
        }
        loose => loose.len(),
    };
    &page.loose[..count]
}

/// How many lines at the top of a page are rows of which a name alone shows: they stand in a column of names of the part
/// before, and no further apart than its rows.
fn names_at_top<'c>(
    lines: impl Iterator<Item = &'c [Chunk]> + Clone,
    before: &Loose,
    columns: &[Column],
) -> usize {
    let names = before.chunks.iter().filter(|chunk| !chunk.is_figure());
    let mut starts: Vec<i32> = names.map(|chunk| chunk.rect.x0).collect();
    starts.sort_unstable();
    let rows = before.chunks.chunk_by(|a, b| a.line == b.line);
    let heights = rows.filter_map(|row| row.iter().map(|chunk| chunk.rect).reduce(Rect::union));
    let heights: Vec<Rect> = heights.collect();
    let most_white = heights.windows(2).map(|pair| pair[1].y0 - pair[0].y1).max().unwrap_or(0);
    let is_name = |text: &Chunk| {
        let slack = text.size / 4;
        let from = starts.partition_point(|start| *start < text.rect.x0 - slack);
        let is_shared = starts.get(from + 1).is_some_and(|start| *start <= text.rect.x0 + slack);
        let column = columns.iter().find(|column| text.rect.x0 < column.right);
        is_shared && !is_labelled(&text.text) && column.is_some_and(|column| text.rect.x1 < column.right)
    };
    let is_row = |(line, below): &(&[Chunk], &[Chunk])| {
        let ([text], Some(below)) = (line, below.first()) else { return false };
        let white = below.rect.y0 - text.rect.y1;
        is_name(text) && white <= most_white.min(text.size * MOST_WHITE)
    };
    lines.clone().zip(lines.skip(1)).take_while(is_row).count()
}

/// A table whose end is not seen yet.
struct Open {
    /// Its parts, each with the place of its page.
    parts: Vec<(usize, Loose)>,
    columns: Vec<Column>,
    told: Told,
    /// The width of its pages.
    width: i32,
}

impl Open {
    /// Takes what a page begins with, if it is the next part of the table.
    fn take(&mut self, number: usize, page: &mut Page) -> bool {
        let Some(((_, first), (_, before))) = self.parts.first().zip(self.parts.last()) else { return false };
        let beginning = Beginning::of(page, before, &self.columns).filter(|_| page.width == self.width);
        let Some(Beginning { mut part, lines, tables }) = beginning else { return false };
        let repeats = first.first_line().eq(part.first_line());
        part.headless = !repeats;
        if repeats {
            part.repeat(first);
        }
        // Three rules are the frame of a header.
        let columns =
            if !repeats && part.rules.len() == 3 { None } else { self.columns_with(&part, lines > 0) };
        let Some(columns) = columns else { return false };
        (self.columns, self.told) = columns;
        self.parts.push((number, part));
        page.lines.drain(..lines);
        page.loose.drain(..tables);
        true
    }

    /// The columns of the table with one more part, if it can stand in them. A part that begins with loose lines may be
    /// prose.
    fn columns_with(&self, part: &Loose, is_loose: bool) -> Option<(Vec<Column>, Told)> {
        let ((_, first), (_, last)) = self.parts.first().zip(self.parts.last())?;
        let (columns, told) = if self.told == Told::Edges || self.parts.len() >= MOST_PARTS {
            (self.columns.clone(), self.told)
        } else {
            let parts: Vec<&Loose> = self.parts.iter().map(|(_, part)| part).chain([part]).collect();
            // A text that runs over columns joins them where few texts part them; they have been seen, though.
            Some(learned(&parts))
                .filter(|(columns, _)| columns.len() >= self.columns.len())
                .unwrap_or_else(|| (self.columns.clone(), self.told))
        };
        let (left, right) = (columns.first()?.left, columns.last()?.right);
        // A text too long for its cell may run out at the right.
        let inside =
            part.rect.x0 >= left - SAME_EDGE && part.chunks.iter().all(|chunk| chunk.rect.x0 < right);
        let is_cut = |chunk: &&Chunk| {
            let (from, to) = (chunk.rect.x0 + chunk.size / 2, chunk.rect.x1 - chunk.size / 2);
            columns[1..].iter().any(|column| from < column.left && column.left < to)
        };
        // A heading or the first line of a paragraph is no wrapped cell; what stands in the rhythm of rows is one.
        let is_prose = part.headless
            && (is_loose || !part.airy)
            && part.first_line().nth(1).is_none()
            && part.chunks.first().as_ref().is_some_and(|text| is_cut(text) && !is_rest(text, last));
        // Where columns are known by their left edges, what begins at one is a cell, and merged if it runs over others.
        let begins = |chunk: &&Chunk| {
            let at = columns.partition_point(|column| column.left <= chunk.rect.x0);
            at.checked_sub(1).is_some_and(|at| chunk.rect.x0 - columns[at].left < chunk.size / 2)
        };
        let is_cell = |chunk: &&Chunk| told == Told::Starts && begins(chunk);
        let cuts = part.chunks.iter().filter(is_cut).filter(|chunk| !is_cell(chunk)).count();
        let texts_per_cut = if told == Told::Edges { TEXTS_PER_CUT_EDGE } else { TEXTS_PER_CUT };
        // A part that shows the same header has the same columns, however few of its texts tell them; a part without
        // one may seem to have more where its amounts are too wide, but its texts stand one in each.
        let column = |chunk: &Chunk| columns.partition_point(|c| c.right <= chunk.rect.center().0);
        let places: Vec<(usize, usize)> = part.chunks.iter().map(|c| (c.line, column(c))).collect();
        let shared = places.windows(2).filter(|pair| pair[0] == pair[1]).count();
        let single = shared * TEXTS_PER_SHARED <= part.chunks.len();
        let enough = !part.headless || columns.len() >= part.columns.len() || single;
        let fits = inside
            && enough
            && !is_prose
            && cuts * texts_per_cut <= part.chunks.len()
            && [first, last].iter().any(|other| is_below(part, other));
        fits.then_some((columns, told))
    }

    /// Gives the parts back to their pages, in the columns of the table.
    fn close(self, pages: &mut [Page]) {
        for (index, (number, mut part)) in self.parts.into_iter().enumerate() {
            if part.told != Told::Edges || part.columns.len() != self.columns.len() {
                part.columns.clone_from(&self.columns);
                part.told = self.told;
            }
            let loose = &mut pages[number].loose;
            loose.insert(if index == 0 { loose.len() } else { 0 }, part);
        }
    }
}

/// How many lines at the top of a page are the rest of a cell that the page break cuts.
fn rest_at_top(lines: &[Vec<Chunk>], before: &Loose) -> usize {
    let Some([first]) = lines.first().map(Vec::as_slice) else { return 0 };
    if !is_rest(first, before) {
        return 0;
    }
    let goes_on = |line: &&Vec<Chunk>| {
        line.len() == 1
            && (line[0].rect.x0 - first.rect.x0).abs() < first.size / 4
            && line[0].size == first.size
    };
    lines.iter().take_while(goes_on).count()
}

/// Whether a text that begins a page goes on with the last line of a part: right of the edge of the table it begins where
/// a text of that line does, which filled a wide cell.
fn is_rest(text: &Chunk, before: &Loose) -> bool {
    let last = before.chunks.last().map(|chunk| chunk.line);
    let goes_on = |above: &Chunk| {
        (above.rect.x0 - text.rect.x0).abs() < text.size / 4
            && above.rect.x1 + text.size > text.rect.x1
            && above.rect.width() * 2 > before.rect.width()
    };
    text.rect.x0 > before.rect.x0 + text.size
        && before.chunks.iter().rev().take_while(|chunk| Some(chunk.line) == last).any(goes_on)
}

/// Whether most texts of a part would stand below or above texts of another one, were they on one page.
fn is_below(part: &Loose, other: &Loose) -> bool {
    let mut taken: Vec<(i32, i32)> =
        other.chunks.iter().map(|chunk| (chunk.rect.x0, chunk.rect.x1)).collect();
    taken.sort_unstable();
    taken.dedup_by(|next, kept| {
        let joins = next.0 <= kept.1;
        if joins {
            kept.1 = kept.1.max(next.1);
        }
        joins
    });
    let is_over_text = |chunk: &&Chunk| {
        let next = taken.partition_point(|(_, right)| *right <= chunk.rect.x0);
        taken.get(next).is_some_and(|(left, _)| *left < chunk.rect.x1)
    };
    part.chunks.iter().filter(is_over_text).count() * 2 >= part.chunks.len()
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    /// A row of a code, a name and three amounts; blank texts are not painted.
    fn row(page: Drawing, y: f32, texts: [&str; 5]) -> Drawing {
        let [code, name, amounts @ ..] = texts;
        let page = page.text(50.0, y, code).text(120.0, y, name);
        amounts
            .iter()
            .zip([300.0, 390.0, 480.0])
            .fold(page, |page, (amount, right)| page.right(right, y, amount))
    }

    const HEADER: [&str; 5] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"];

    fn first() -> Drawing {
        let page = row(Drawing::portrait(), 100.0, HEADER);
        let page = row(page, 120.0, ["208", "社会保障和就业", "418.57", "400.00", "18.57"]);
        row(page, 140.0, ["20805", "养老支出", "418.57", "400.00", "18.57"])
    }

    fn shown(second: Drawing) -> String {
        let (blocks, _) = layout(vec![first().sheet(), second.number(2).sheet()]);
        show(&blocks[1..])
    }

    #[test]
    fn a_part_without_header_keeps_columns_that_are_blank_on_its_page() {
        let page = row(Drawing::portrait(), 60.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let page = row(page, 80.0, ["21011", "行政事业单位医疗", "20.00", "", "20.00"]);
        assert_eq!(shown(page), "|210|卫生健康支出|20.00||20.00|\n|21011|行政事业单位医疗|20.00||20.00|\n");
    }

    #[test]
    fn a_lone_row_goes_on_with_the_table() {
        let page = row(Drawing::portrait(), 60.0, ["", "合计", "435.57", "", "35.57"]);
        assert_eq!(shown(page), "||合计|435.57||35.57|\n");
    }

    #[test]
    fn a_part_may_begin_with_rows_of_a_name_alone() {
        // The rows of the first page are as far apart as the names.
        let first = || row(first(), 168.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let below = |first_name: f32, y: f32| {
            let page = Drawing::portrait().text(120.0, first_name, "节能环保支出").text(
                120.0,
                y - 26.0,
                "农林水支出",
            );
            let page = row(page, y, ["220", "自然资源支出", "3.00", "", "3.00"]);
            row(page, y + 20.0, ["22001", "自然资源事务", "3.00", "", "3.00"])
        };
        let shown = |second: Drawing| {
            let (blocks, _) = layout(vec![first().sheet(), second.number(2).sheet()]);
            show(&blocks[1..])
        };
        let rows = "|220|自然资源支出|3.00||3.00|\n|22001|自然资源事务|3.00||3.00|\n";
        let names = "||节能环保支出||||\n||农林水支出||||\n";
        assert_eq!(shown(below(60.0, 112.0)), format!("{names}{rows}"));
        let apart = shown(below(60.0, 160.0));
        assert!(apart.starts_with("节能环保支出\n"), "{apart}");
    }

    #[test]
    fn a_part_may_begin_with_a_line_of_a_wrapped_name() {
        let page = Drawing::portrait().text(120.0, 60.0, "机关事业单位基本养老保");
        let page = row(page, 67.0, ["2080505", "", "20.00", "", "20.00"]).text(120.0, 74.0, "险缴费支出");
        assert_eq!(shown(page), "|2080505|机关事业单位基本养老保险缴费支出|20.00||20.00|\n");
    }

    #[test]
    fn a_text_too_long_for_its_cell_does_not_part_a_table() {
        let long = "根据全市统一安排测算的巡查任务及其所需的车辆租赁费用、人员培训费用和资料印刷费用之和";
        let page = row(Drawing::portrait(), 60.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let page = row(page, 80.0, ["21011", "", "20.00", "", "20.00"]).text(120.0, 80.0, long);
        assert!(shown(page).starts_with("|210|卫生健康支出|20.00||20.00|\n|21011|"));
    }

    #[test]
    fn a_wrapped_cell_with_a_colon_is_no_caption() {
        let mut page = Drawing::portrait();
        for (index, line) in
            ["险缴费，其中：单位部", "分：按规定的比例缴纳", "的养老保险费"].into_iter().enumerate()
        {
            page = page.text(120.0, 60.0 + 14.0 * index as f32, line);
        }
        let page = row(page, 106.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let page = row(page, 126.0, ["21011", "行政事业单位医疗", "20.00", "", "20.00"]);
        let expected = "||险缴费，其中：单位部分：按规定的比例缴纳的养老保险费||||\n\
            |210|卫生健康支出|20.00||20.00|\n|21011|行政事业单位医疗|20.00||20.00|\n";
        assert_eq!(shown(page), expected);
    }

    #[test]
    fn texts_that_run_over_columns_leave_the_table_as_many() {
        // More texts run over the boundary before 基本支出 than amounts stand at both sides of it.
        let long = "本年新增安排用于社区养老服务设施改造的资金及监理费";
        let page = row(Drawing::portrait(), 60.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let page = (0..13).fold(page, |page, index| {
            let y = 80.0 + 20.0 * index as f32;
            row(page, y, ["21011", "", "", "", ""]).text(120.0, y, long)
        });
        let page = (0..18).fold(page, |page, index| {
            row(page, 340.0 + 20.0 * index as f32, ["21012", "行政单位医疗", "20.00", "", ""])
        });
        let rows =
            format!("|21011|[1×3]{long}||\n").repeat(13) + &"|21012|行政单位医疗|20.00|||\n".repeat(18);
        assert_eq!(shown(page), format!("|210|卫生健康支出|20.00||20.00|\n{rows}"));
    }

    #[test]
    fn a_part_whose_neighbours_would_share_a_column_is_another_table() {
        let first = (0..16).fold(Drawing::portrait(), |page, index| {
            let y = 100.0 + 20.0 * index as f32;
            page.text(50.0, y, "城乡社区公共设施维护与管理所需资金之一").right(500.0, y, "20.00")
        });
        let second = (0..3).fold(Drawing::portrait(), |page, index| {
            let y = 60.0 + 20.0 * index as f32;
            page.text(50.0, y, "21011")
                .text(110.0, y, "行政单位")
                .text(180.0, y, "县医院")
                .right(500.0, y, "3.00")
        });
        let (blocks, _) = layout(vec![first.sheet(), second.number(2).sheet()]);
        assert_eq!(show(&blocks[1..]), "|21011|行政单位|县医院|3.00|\n".repeat(3));
    }

    #[test]
    fn prose_at_the_top_of_a_page_is_no_part() {
        let prose = "本年支出按照功能分类列示，各项支出的口径与上年一致，差额为四舍五入所致，无需说明。";
        let page = Drawing::portrait().text(50.0, 60.0, prose);
        let page = row(page, 74.0, ["", "合计", "435.57", "", "35.57"]);
        assert!(shown(page).starts_with(&format!("{prose}\n")));
    }

    #[test]
    fn the_rest_of_a_wide_cell_at_the_top_of_a_page_is_no_prose() {
        let goal = [
            "保障档案数字化与库房维护所需的各项经费，组织全市档案保护",
            "与利用工作，不断改善馆藏条件，满足查档需求，提高服务水平",
        ];
        let first = first().text(50.0, 160.0, "总体目标").text(120.0, 160.0, goal[0]);
        let second = Drawing::portrait().text(120.0, 60.0, goal[1]);
        let second = row(second, 80.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let second = row(second, 100.0, ["21011", "行政事业单位医疗", "20.00", "", "20.00"]);
        let (blocks, _) = layout(vec![first.sheet(), second.number(2).sheet()]);
        let shown = show(&blocks);
        let rest = format!("||[1×3]{}||\n|210|卫生健康支出|20.00||20.00|\n", goal[1]);
        assert!(shown.contains(&rest), "{shown}");
    }

    #[test]
    fn names_without_amounts_are_no_header_of_a_part() {
        let page = row(Drawing::portrait(), 60.0, ["210", "卫生健康支出", "", "", ""]);
        let page = row(page, 80.0, ["21011", "行政事业单位医疗", "20.00", "", "20.00"]);
        assert_eq!(shown(page), "|210|卫生健康支出||||\n|21011|行政事业单位医疗|20.00||20.00|\n");
    }

    #[test]
    fn a_header_that_is_printed_again_is_a_header() {
        let page = row(Drawing::portrait(), 60.0, HEADER);
        let page = row(page, 80.0, ["210", "卫生健康支出", "20.00", "", "20.00"]);
        let expected = "|科目编码|科目名称|合计|基本支出|项目支出|\n|210|卫生健康支出|20.00||20.00|\n";
        assert_eq!(shown(page), expected);
    }

    #[test]
    fn a_table_under_a_caption_or_with_other_columns_is_another_one() {
        let rows = |page: Drawing, y: f32| {
            let row = |page: Drawing, y: f32, name: &str| {
                page.text(50.0, y, name).right(260.0, y, "12.00").right(330.0, y, "9.00")
            };
            row(row(page, y, "办公费"), y + 20.0, "印刷费")
        };
        let expected = "|办公费|12.00|9.00|\n|印刷费|12.00|9.00|\n";
        assert_eq!(shown(rows(Drawing::portrait(), 60.0)), expected);
        let captioned =
            row(Drawing::portrait().centre(297.0, 40.0, "支出预算表"), 80.0, ["", "合计", "1.00", "", ""]);
        let captioned = row(captioned, 100.0, ["", "其中", "1.00", "", ""]);
        assert_eq!(shown(captioned), "支出预算表\n|合计|1.00|\n|其中|1.00|\n");
    }

    #[test]
    fn a_page_of_one_row_has_the_header_of_the_first_page() {
        let header = |number: u32| {
            let lines = |page: Drawing, x: f32, y: f32, lines: &[&str]| {
                let lines = lines.iter().zip(0..);
                lines.fold(page, |page, (line, at)| page.centre(x, y + 13.0 * at as f32, line))
            };
            let page = lines(Drawing::portrait().number(number), 85.0, 74.0, &["功能分类科目", "编码"]);
            let page = lines(page, 170.0, 100.0, &["科目名称"]);
            let page = lines(page, 240.0, 100.0, &["合计"]);
            let page = lines(page, 300.0, 87.0, &["基本支", "出"]);
            let page = lines(page, 350.0, 87.0, &["项目支", "出"]);
            let page = lines(page, 400.0, 74.0, &["事业单", "位经营", "支出"]);
            page.centre(60.0, 100.0, "类").centre(85.0, 100.0, "款").centre(110.0, 100.0, "项")
        };
        // The texts of a row stand at its bottom.
        let row = |page: Drawing, y: f32, names: &[&str]| {
            let page = page.centre(60.0, y, "221").centre(85.0, y, "02").centre(110.0, y, "01");
            let top = y - 13.0 * (names.len() - 1) as f32;
            let names = names.iter().zip(0..);
            let page = names.fold(page, |page, (name, at)| page.text(135.0, top + 13.0 * at as f32, name));
            let page = page.right(265.0, y, "674.78").right(320.0, y, "674.78");
            page.right(370.0, y, "-").right(420.0, y, "-")
        };
        let first = (0..12)
            .fold(header(1), |page, at| row(page, 132.0 + 29.0 * at as f32, &["一般公共服务支", "出"]));
        let second = row(header(2), 116.0, &["住房公积金"]);
        let (blocks, _) = layout(vec![first.sheet(), second.sheet()]);
        let head = "|[1×3]功能分类科目编码|[2×1]科目名称|[2×1]合计|[2×1]基本支出|[2×1]项目支出|\
            [2×1]事业单位经营支出|\n|类|款|项|\n";
        let expected = format!("{head}|221|02|01|住房公积金|674.78|674.78|-|-|\n");
        assert_eq!(show(&blocks[1..]), expected);
    }

    #[test]
    fn codes_over_the_columns_of_their_levels_stand_in_those_on_the_next_page() {
        let xs = [50.0, 75.0, 100.0, 125.0, 250.0, 330.0, 410.0];
        let row = |page: Drawing, y: f32, code: &str, name: &str| {
            let page = page.text(53.0, y, code).text(128.0, y, name);
            page.right(327.0, y, "3.00").right(407.0, y, "3.00")
        };
        let heads = ["类", "款", "项", "科目名称", "合计", "基本支出"];
        let page = heads
            .iter()
            .zip(xs.windows(2))
            .fold(Drawing::portrait().grid(&xs, &[80.0, 100.0]), |page, (head, x)| {
                page.centre((x[0] + x[1]) / 2.0, 94.0, head)
            });
        let page = row(row(page, 114.0, "208", "社会保障"), 130.0, "20805", "养老支出");
        let next = row(Drawing::portrait().number(2), 60.0, "2080501", "行政单位");
        let next = row(next, 76.0, "2080502", "事业单位");
        let (blocks, _) = layout(vec![page.sheet(), next.sheet()]);
        let expected = "|类|款|项|科目名称|合计|基本支出|\n|208|||社会保障|3.00|3.00|\n\
            |20805|||养老支出|3.00|3.00|\n|2080501|||行政单位|3.00|3.00|\n|2080502|||事业单位|3.00|3.00|\n";
        assert_eq!(show(&blocks), expected);
    }
}
