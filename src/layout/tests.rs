//! Pages drawn by hand, and what layout must make of them.

use super::*;
use crate::page::{Area, Glyph, Rule, Writing};

/// A page to draw on, in points.
pub(super) struct Drawing(Sheet);

impl Drawing {
    pub(super) fn portrait() -> Self {
        Self(Sheet { number: 1, width: 595.0, height: 842.0, ..Sheet::default() })
    }

    pub(super) fn number(mut self, number: u32) -> Self {
        self.0.number = number;
        self
    }

    pub(super) fn rule(mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        self.0.rules.push(Rule { x0, y0, x1, y1, width: 0.5, luminance: 0.0 });
        self
    }

    pub(super) fn area(mut self, x0: f32, y0: f32, x1: f32, y1: f32) -> Self {
        self.0.areas.push(Area { x0, y0, x1, y1, luminance: 0.9 });
        self
    }

    /// A drawing in a box.
    pub(super) fn drawn(mut self, x0: f32, y0: f32, x1: f32, y1: f32, filled: bool) -> Self {
        self.0.drawings.push(crate::page::Drawing { x0, y0, x1, y1, filled });
        self
    }

    /// All lines of a table with these edges.
    pub(super) fn grid(mut self, xs: &[f32], ys: &[f32]) -> Self {
        for y in ys {
            self = self.rule(xs[0], *y, xs[xs.len() - 1], *y);
        }
        for x in xs {
            self = self.rule(*x, ys[0], *x, ys[ys.len() - 1]);
        }
        self
    }

    /// Text of 10 points from `x` on, its baseline at `y`: an em for a Chinese character, half an em for others.
    pub(super) fn text(self, x: f32, y: f32, text: &str) -> Self {
        self.spread(x, y, text, 10.0, 0.0)
    }

    /// Text that ends at `x`.
    pub(super) fn right(self, x: f32, y: f32, text: &str) -> Self {
        self.text(x - width(text, 10.0), y, text)
    }

    /// Text around `x`.
    pub(super) fn centre(self, x: f32, y: f32, text: &str) -> Self {
        self.text(x - width(text, 10.0) / 2.0, y, text)
    }

    /// Text of a size, `between` points between its characters.
    pub(super) fn spread(mut self, mut x: f32, y: f32, text: &str, size: f32, between: f32) -> Self {
        for character in text.chars() {
            let advance = advance(character, size);
            self.0.glyphs.push(Glyph {
                character,
                x,
                y,
                advance,
                size,
                direction: Writing::Right,
                font: 0,
                bold: false,
            });
            x += advance + between;
        }
        self
    }

    /// Text of 10 points that is written downwards.
    pub(super) fn down(mut self, x: f32, mut y: f32, text: &str) -> Self {
        for character in text.chars() {
            let direction = Writing::Down;
            self.0.glyphs.push(Glyph {
                character,
                x,
                y,
                advance: 10.0,
                size: 10.0,
                direction,
                font: 0,
                bold: false,
            });
            y += 10.0;
        }
        self
    }

    /// The page with its glyphs in the reverse order of painting.
    pub(super) fn reversed(mut self) -> Self {
        self.0.glyphs.reverse();
        self
    }

    /// The page printed sideways, to be read from bottom to top.
    pub(super) fn sideways(mut self) -> Self {
        let (width, height) = (self.0.height, self.0.width);
        for glyph in &mut self.0.glyphs {
            let direction = if glyph.direction == Writing::Down { Writing::Right } else { Writing::Up };
            (glyph.x, glyph.y, glyph.direction) = (glyph.y, height - glyph.x, direction);
        }
        for rule in &mut self.0.rules {
            (rule.x0, rule.y0, rule.x1, rule.y1) = (rule.y0, height - rule.x1, rule.y1, height - rule.x0);
        }
        for drawn in &mut self.0.drawings {
            (drawn.x0, drawn.y0, drawn.x1, drawn.y1) =
                (drawn.y0, height - drawn.x1, drawn.y1, height - drawn.x0);
        }
        (self.0.width, self.0.height) = (width, height);
        self
    }

    pub(super) fn sheet(self) -> Sheet {
        self.0
    }

    /// What layout makes of the page, see [`show`].
    pub(super) fn shown(self) -> String {
        show(&layout(vec![self.0]).0)
    }
}

fn advance(character: char, size: f32) -> f32 {
    if character.is_ascii() { size / 2.0 } else { size }
}

fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| advance(c, size)).sum()
}

/// Blocks in brief: lines as they are, a row of a grid as `|a|b|`, spans as `[rows×columns]`, tabs as `⇥`, paragraphs as `⏎`.
pub(super) fn show(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Line(line) => out += &format!("{}\n", line.text.replace('\t', "⇥")),
            Block::Grid(grid) => {
                for row in 0..grid.rows {
                    for cell in grid.cells.iter().filter(|c| c.row == row) {
                        out.push('|');
                        if (cell.row_span, cell.column_span) != (1, 1) {
                            out += &format!("[{}×{}]", cell.row_span, cell.column_span);
                        }
                        out += &cell.text.replace('\n', "⏎");
                    }
                    out.push_str("|\n");
                }
            }
        }
    }
    out
}

const XS: [f32; 4] = [50.0, 200.0, 300.0, 400.0];
const YS: [f32; 4] = [100.0, 120.0, 140.0, 160.0];

#[test]
fn a_grid_of_rules_has_its_cells_and_the_rest_are_lines() {
    let page = Drawing::portrait()
        .grid(&XS, &YS)
        .text(60.0, 114.0, "项目")
        .right(298.0, 134.0, "1,234.50")
        .text(60.0, 60.0, "表一")
        .text(320.0, 80.0, "单位：万元")
        .text(60.0, 180.0, "注：本表反映收支。");
    let expected = "表一\n单位：万元\n|项目|||\n||1,234.50||\n||||\n注：本表反映收支。\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn the_order_of_painting_does_not_matter() {
    let page = |drawing: Drawing| {
        drawing.grid(&XS, &YS).text(60.0, 114.0, "项").text(60.0, 60.0, "前").text(60.0, 180.0, "后")
    };
    assert_eq!(page(Drawing::portrait()).shown(), page(Drawing::portrait()).reversed().shown());
}

#[test]
fn missing_inner_rules_merge_cells() {
    let page = Drawing::portrait()
        .rule(50.0, 100.0, 400.0, 100.0)
        .rule(200.0, 120.0, 400.0, 120.0)
        .rule(50.0, 140.0, 400.0, 140.0)
        .rule(50.0, 160.0, 400.0, 160.0)
        .rule(50.0, 100.0, 50.0, 160.0)
        .rule(200.0, 100.0, 200.0, 160.0)
        .rule(300.0, 120.0, 300.0, 160.0)
        .rule(400.0, 100.0, 400.0, 160.0)
        .text(60.0, 124.0, "科目")
        .text(280.0, 114.0, "支出")
        .text(210.0, 134.0, "基本")
        .text(310.0, 134.0, "项目");
    assert_eq!(page.shown(), "|[2×1]科目|[1×2]支出|\n|基本|项目|\n||||\n");
}

#[test]
fn a_table_cut_by_the_page_break_is_closed() {
    let expected = "|甲|||\n||||\n||||\n|末|||\n";
    let text = |drawing: Drawing| drawing.text(60.0, 94.0, "甲").text(60.0, 154.0, "末");
    let verticals = |mut drawing: Drawing, top: f32, bottom: f32| {
        for x in XS {
            drawing = drawing.rule(x, top, x, bottom);
        }
        drawing
    };
    let horizontals = |mut drawing: Drawing, ys: &[f32]| {
        for y in ys {
            drawing = drawing.rule(50.0, *y, 400.0, *y);
        }
        drawing
    };
    let open_below = horizontals(verticals(Drawing::portrait(), 80.0, 160.0), &[80.0, 100.0, 120.0, 140.0]);
    assert_eq!(text(open_below).shown(), expected, "open below");
    let open_above = horizontals(verticals(Drawing::portrait(), 80.0, 160.0), &[100.0, 120.0, 140.0, 160.0]);
    assert_eq!(text(open_above).shown(), expected, "open above");
    let sides = Drawing::portrait().rule(200.0, 80.0, 200.0, 160.0).rule(300.0, 80.0, 300.0, 160.0);
    let open_at_the_sides = horizontals(sides, &[80.0, 100.0, 120.0, 140.0, 160.0]);
    assert_eq!(text(open_at_the_sides).shown(), expected, "open at the sides");
}

#[test]
fn frames_and_backgrounds_are_no_tables() {
    let page = Drawing::portrait()
        .grid(&[20.0, 575.0], &[20.0, 822.0])
        .area(50.0, 100.0, 400.0, 120.0)
        .grid(&[60.0, 200.0], &[200.0, 230.0])
        .text(60.0, 114.0, "说明")
        .text(70.0, 214.0, "提示");
    assert_eq!(page.shown(), "说明\n提示\n");
}

#[test]
fn double_rules_are_one() {
    let page = Drawing::portrait()
        .grid(&XS, &[100.0, 120.0])
        .grid(&[48.0, 402.0], &[98.0, 122.0])
        .text(60.0, 114.0, "项");
    assert_eq!(page.shown(), "|项|||\n");
}

#[test]
fn text_belongs_to_the_cell_of_its_centre_and_splits_only_in_gaps() {
    // The first text runs over the rule at 200 without a gap there; the second has its gap at the rule at 300.
    let page = Drawing::portrait()
        .grid(&XS, &YS)
        .text(90.0, 114.0, "机关事业单位基本养老保险")
        .spread(292.0, 134.0, "5", 10.0, 0.0)
        .spread(302.5, 134.0, "7", 10.0, 0.0);
    assert_eq!(page.shown(), "|机关事业单位基本养老保险|||\n||5|7|\n||||\n");
}

#[test]
fn wrapped_lines_of_a_cell_are_joined() {
    let page = Drawing::portrait()
        .grid(&[50.0, 130.0, 400.0], &[100.0, 160.0])
        .text(52.0, 114.0, "机关事业单位基本")
        .text(52.0, 128.0, "养老保险")
        .text(132.0, 114.0, "1.保障运转。")
        .text(132.0, 128.0, "2.做好服务。")
        .text(132.0, 142.0, "1,234,")
        .text(132.0, 156.0, "567.89");
    assert_eq!(page.shown(), "|机关事业单位基本养老保险|1.保障运转。⏎2.做好服务。⏎1,234,567.89|\n");
}

#[test]
fn vertical_text_in_a_cell_is_read_downwards() {
    let page = Drawing::portrait()
        .grid(&[50.0, 80.0, 400.0], &[100.0, 160.0])
        .down(65.0, 105.0, "产出指标")
        .text(100.0, 114.0, "接待读者人次");
    assert_eq!(page.shown(), "|产出指标|接待读者人次|\n");
}

#[test]
fn a_page_printed_sideways_is_read_in_its_own_direction() {
    let page = |drawing: Drawing| drawing.grid(&XS, &YS).text(60.0, 114.0, "项目").text(60.0, 60.0, "表一");
    let (blocks, _) = layout(vec![page(Drawing::portrait()).sideways().sheet()]);
    assert_eq!(show(&blocks), page(Drawing::portrait()).shown());
    let Block::Line(title) = &blocks[0] else { panic!("the title is a line") };
    // The text stood at x 60..80 and y 51.4..61.4 before the page of 595 points was turned.
    assert_eq!(title.place, crate::error::Place::Page { page: 1, rect: Rect::new(514, 5150, 614, 5350) });
}

#[test]
fn gaps_in_a_line_are_blanks_tabs_or_nothing() {
    let cases = [
        (Drawing::portrait().spread(60.0, 60.0, "收入总计", 10.0, 20.0), "收入总计\n", "letter-spaced"),
        (
            Drawing::portrait().spread(60.0, 60.0, "本年收入增加，主要是项目", 10.0, 2.0),
            "本年收入增加，主要是项目\n",
            "justified",
        ),
        (
            Drawing::portrait().text(60.0, 60.0, "表1").text(400.0, 60.0, "单位：元"),
            "表1⇥单位：元\n",
            "far apart",
        ),
        (Drawing::portrait().text(60.0, 60.0, "第一部分 概况"), "第一部分 概况\n", "a printed blank"),
        (
            Drawing::portrait()
                .text(60.0, 60.0, "完成")
                .spread(80.0, 58.0, "12", 7.0, 0.0)
                .text(87.0, 60.0, "项"),
            "完成12项\n",
            "raised",
        ),
        (
            Drawing::portrait().text(60.0, 60.0, "收入").text(80.0, 61.5, "37.5").text(100.0, 60.0, "元"),
            "收入37.5元\n",
            "below its baseline",
        ),
    ];
    for (page, expected, name) in cases {
        assert_eq!(page.shown(), expected, "{name}");
    }
}

#[test]
fn headers_and_page_numbers_go_and_repeated_captions_stay() {
    let page = |number: u32| {
        Drawing::portrait()
            .number(number)
            .text(60.0, 40.0, "云溪市档案局部门预算")
            .text(60.0, 70.0, "部门支出总表")
            .text(400.0, 84.0, "单位：万元")
            .grid(&XS, &YS)
            .text(60.0, 114.0, "项目")
            .text(290.0, 815.0, &format!("- {number} -"))
            .sheet()
    };
    let shown = show(&layout((1..=4).map(page).collect()).0);
    assert_eq!(shown, "部门支出总表\n单位：万元\n|项目|||\n||||\n||||\n".repeat(4));
}

#[test]
fn indentation_is_measured_from_the_edge_of_the_column() {
    let page = Drawing::portrait()
        .grid(&[50.0, 200.0, 300.0], &YS)
        .text(54.0, 114.0, "一般公共服务支出")
        .text(64.0, 134.0, "档案事务")
        .text(74.0, 154.0, "行政运行")
        .right(298.0, 114.0, "12.00");
    let (blocks, _) = layout(vec![page.sheet()]);
    let Block::Grid(grid) = &blocks[0] else { panic!("a grid") };
    let indents: Vec<u32> = grid.cells.iter().filter(|c| !c.text.is_empty()).map(|c| c.indent).collect();
    assert_eq!(indents, [0, 0, 2, 4]);
}

#[test]
fn a_wrapped_name_is_indented_where_its_first_line_begins() {
    let page = Drawing::portrait()
        .grid(&[50.0, 160.0, 300.0], &[100.0, 120.0, 140.0, 170.0, 200.0, 220.0])
        .text(55.0, 114.0, "二、非税收入")
        .text(75.0, 134.0, "捐赠收入")
        .text(75.0, 152.0, "水资源有偿使用费")
        .text(55.0, 164.0, "收入")
        .text(95.0, 182.0, "矿产资源补偿")
        .text(55.0, 194.0, "费收入")
        .centre(105.0, 214.0, "合计");
    let (blocks, _) = layout(vec![page.sheet()]);
    let Block::Grid(grid) = &blocks[0] else { panic!("a grid") };
    let indents: Vec<u32> = grid.cells.iter().filter(|c| !c.text.is_empty()).map(|c| c.indent).collect();
    assert_eq!(indents, [0, 4, 4, 8, 0]);
}

#[test]
fn too_many_rules_are_a_warning_and_not_a_hang() {
    let mut page = Drawing::portrait();
    for i in 0..100_000_u32 {
        let (x, y) = ((i % 317) as f32, (i / 317) as f32);
        page = if i % 2 == 0 { page.rule(x, y, x + 200.0, y) } else { page.rule(x, y, x, y + 200.0) };
    }
    let (_, warnings) = layout(vec![page.text(60.0, 600.0, "文").sheet()]);
    assert!(warnings.iter().any(|w| w.code == "too_many_rules"));
}

/// Figures right-aligned at 300 and 400, names from 60 on: the body of a table without rules.
fn borderless(page: Drawing) -> Drawing {
    page.text(60.0, 100.0, "201")
        .text(110.0, 100.0, "一般公共服务支出")
        .right(300.0, 100.0, "1,250.00")
        .right(400.0, 100.0, "1,000.00")
        .text(60.0, 120.0, "20126")
        .text(110.0, 120.0, "档案事务")
        .right(300.0, 120.0, "250.00")
        .text(60.0, 140.0, "2012601")
        .text(110.0, 140.0, "行政运行")
        .right(300.0, 140.0, "50.00")
        .right(400.0, 140.0, "50.00")
}

#[test]
fn columns_without_rules_are_told_by_white() {
    let page = borderless(
        Drawing::portrait().text(60.0, 50.0, "支出预算表").text(60.0, 66.0, "部门：云溪市档案局").text(
            350.0,
            66.0,
            "单位：万元",
        ),
    )
    .text(
        60.0,
        180.0,
        "注：本表反映本年支出，不含上年结转，合计数与总表一致，明细数可能因四舍五入略有出入。",
    );
    let expected = "支出预算表\n部门：云溪市档案局⇥单位：万元\n\
        |201|一般公共服务支出|1,250.00|1,000.00|\n\
        |20126|档案事务|250.00||\n\
        |2012601|行政运行|50.00|50.00|\n\
        注：本表反映本年支出，不含上年结转，合计数与总表一致，明细数可能因四舍五入略有出入。\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_header_without_rules_spans_the_columns_it_is_centred_over() {
    let page = borderless(Drawing::portrait())
        .centre(75.0, 80.0, "编码")
        .centre(150.0, 80.0, "名称")
        .centre(325.0, 65.0, "支出")
        .centre(275.0, 80.0, "合计")
        .centre(375.0, 80.0, "基本");
    let shown = page.shown();
    assert!(shown.starts_with("|[2×1]编码|[2×1]名称|[1×2]支出|\n|合计|基本|\n|201|"), "{shown}");
}

#[test]
fn between_the_rules_of_a_three_line_table_stand_its_header_and_its_rows() {
    let page = Drawing::portrait()
        .rule(50.0, 90.0, 410.0, 90.0)
        .rule(50.0, 110.0, 410.0, 110.0)
        .rule(50.0, 150.0, 410.0, 150.0)
        .text(60.0, 104.0, "项目")
        .text(260.0, 104.0, "预算数")
        .text(60.0, 124.0, "会议费")
        .right(300.0, 124.0, "3.00")
        .text(60.0, 144.0, "培训费")
        .text(60.0, 60.0, "表三");
    assert_eq!(page.shown(), "表三\n|项目|预算数|\n|会议费|3.00|\n|培训费||\n");
}

#[test]
fn wrapped_names_join_the_row_of_their_figures() {
    let page = Drawing::portrait()
        .text(60.0, 100.0, "住房公积金")
        .right(300.0, 100.0, "12.00")
        .text(60.0, 120.0, "机关事业单位基本")
        .right(300.0, 126.0, "34.00")
        .text(60.0, 132.0, "养老保险缴费支出")
        .text(60.0, 152.0, "职业年金")
        .right(300.0, 152.0, "17.00");
    assert_eq!(
        page.shown(),
        "|住房公积金|12.00|\n|机关事业单位基本养老保险缴费支出|34.00|\n|职业年金|17.00|\n"
    );
}

#[test]
fn an_amount_cut_within_its_decimals_goes_on_in_the_next_line() {
    let mut page = Drawing::portrait();
    for (index, name) in ["办公费", "印刷费", "差旅费"].into_iter().enumerate() {
        let y = 100.0 + index as f32 * 30.0;
        page = page
            .text(60.0, y, name)
            .text(260.0, y - 6.0, "1,250.0")
            .text(260.0, y + 6.0, "0")
            .right(400.0, y - 6.0, "1,250")
            .right(400.0, y + 6.0, ".00");
    }
    assert_eq!(
        page.shown(),
        "|办公费|1,250.00|1,250.00|\n|印刷费|1,250.00|1,250.00|\n|差旅费|1,250.00|1,250.00|\n"
    );
}

#[test]
fn merged_cells_without_rules_stand_in_the_middle_of_their_rows() {
    let row =
        |page: Drawing, y: f32, name: &str, target: &str| page.text(160.0, y, name).text(320.0, y, target);
    let mut page = Drawing::portrait().text(60.0, 110.0, "产出指标").text(60.0, 160.0, "效益指标");
    for (y, name, target) in [
        (100.0, "接待读者", "大于9万人次"),
        (120.0, "新购图书", "大于2万册"),
        (140.0, "开放天数", "大于300天"),
        (160.0, "办证人数", "大于1万人"),
        (180.0, "读者满意", "大于90"),
    ] {
        page = row(page, y, name, target);
    }
    let expected = "|[2×1]产出指标|接待读者|大于9万人次|\n|新购图书|大于2万册|\n\
        |[3×1]效益指标|开放天数|大于300天|\n|办证人数|大于1万人|\n|读者满意|大于90|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn shading_tells_rows_and_columns() {
    let mut page = Drawing::portrait();
    for y in [90.0, 130.0, 170.0] {
        page = page.area(50.0, y, 200.0, y + 20.0).area(200.0, y, 300.0, y + 20.0);
    }
    let names = ["项目", "办公费", "印刷费", "水费", "电费", "邮电费"];
    for (y, name) in [104.0, 124.0, 144.0, 164.0, 184.0, 204.0].into_iter().zip(names) {
        page = page.text(60.0, y, name).right(295.0, y, if y < 110.0 { "金额" } else { "1.00" });
    }
    let expected = "|项目|金额|\n|办公费|1.00|\n|印刷费|1.00|\n|水费|1.00|\n|电费|1.00|\n|邮电费|1.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn prose_lists_and_contents_are_no_tables() {
    let prose = [
        "本部门收入预算为一千二百万元，比上年增加三十万元，主要原因是人员经费增加。",
        "支出预算为一千二百万元，其中：基本支出八百万元，项目支出四百万元。",
    ];
    let mut page = Drawing::portrait();
    for (index, line) in prose.iter().cycle().take(8).enumerate() {
        page = page.spread(50.0, 100.0 + index as f32 * 20.0, line, 10.0, 0.6 * (index % 3) as f32);
    }
    for (index, title) in ["部门概况", "收支总表", "收入总表", "支出总表"].into_iter().enumerate()
    {
        let y = 300.0 + index as f32 * 20.0;
        page = page.text(60.0, y, title).text(200.0, y, "……………………").right(
            500.0,
            y,
            &format!("{}", index * 2 + 1),
        );
        page = page.text(60.0, y + 200.0, title).right(500.0, y + 200.0, &format!("{}", index * 2 + 1));
        page =
            page.text(60.0, y + 400.0, &format!("{}、", index + 1)).text(90.0, y + 400.0, prose[index % 2]);
    }
    let (blocks, _) = layout(vec![page.sheet()]);
    assert_eq!(blocks.len(), 20);
    assert!(blocks.iter().all(|b| matches!(b, Block::Line(_))), "{}", show(&blocks));
}

#[test]
fn two_tables_on_a_page_stay_two() {
    let page = borderless(
        Drawing::portrait()
            .grid(&XS, &[300.0, 320.0, 340.0])
            .text(60.0, 314.0, "项")
            .text(60.0, 280.0, "表二"),
    );
    let shown = page.shown();
    assert!(shown.ends_with("|2012601|行政运行|50.00|50.00|\n表二\n|项|||\n||||\n"), "{shown}");
}

#[test]
fn amounts_too_wide_for_their_cells_come_apart() {
    let page =
        Drawing::portrait().grid(&XS, &YS).right(298.0, 114.0, "264,309.75").text(298.5, 114.0, "73,914.26");
    assert_eq!(page.shown(), "||264,309.75|73,914.26|\n||||\n||||\n");
}

#[test]
fn layout_is_the_same_for_any_number_of_threads() {
    let sheets = || {
        (1..=16)
            .map(|n| borderless(Drawing::portrait().number(n)).grid(&XS, &[300.0, 320.0]).sheet())
            .collect::<Vec<_>>()
    };
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", layout(sheets())))
    };
    assert_eq!(run(1), run(4));
}

#[test]
fn the_inspection_serializes_as_the_command_prints_it() {
    let page =
        Drawing::portrait().grid(&[50.0, 200.0, 300.0], &[100.0, 120.0]).text(60.0, 114.0, "a<b").sheet();
    let inspection = inspect(vec![page]);
    let json = serde_json::to_string(&inspection).unwrap();
    let expected = r#"{"pages":[{"page":1,"width":595.0,"height":842.0,"tables":[{"bbox":[50.0,100.0,300.0,120.0],"ruled":true,"cells":[{"row":0,"col":0,"row_span":1,"col_span":1,"text":"a<b","bbox":[50.0,100.0,200.0,120.0]},{"row":0,"col":1,"row_span":1,"col_span":1,"text":"","bbox":[200.0,100.0,300.0,120.0]}]}]}]}"#;
    assert_eq!(json, expected);
    let drawing = svg(&inspection);
    assert!(drawing.starts_with("<svg") && drawing.contains("a&lt;b") && drawing.ends_with("</svg>\n"));
}

#[test]
fn pages_that_are_no_pages_end() {
    // A linear congruential generator: the same soup in every run.
    let mut state = 7u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as f32
    };
    let mut soup = Drawing::portrait();
    for _ in 0..30_000 {
        let (x, y) = (next(590), next(840));
        soup = soup.text(x, y, if x > 300.0 { "1.2" } else { "预" }).area(x, y, x + next(100), y + next(40));
        soup = soup.rule(x, y, x + 30.0, y).rule(x, y, x, y + 30.0);
    }
    let mut columns = Drawing::portrait();
    for i in 0..30_000 {
        columns = columns.text((i % 170) as f32 * 3.5, (i / 170) as f32 * 4.5, "1");
    }
    let mut tiles = Drawing::portrait();
    for i in 0..20_000 {
        let (x, y) = ((i % 100) as f32 * 5.9, (i / 100) as f32 * 4.2);
        tiles = tiles.grid(&[x, x + 2.0, x + 4.0], &[y, y + 3.0]);
    }
    // As many bars, values, slices and lines as a page with charts may have.
    let bars = (0..1_999).fold(Drawing::portrait(), |page, i| {
        let (x, y) = ((i % 100) as f32 * 5.9, (i / 100) as f32 * 42.0);
        let page =
            page.area(x, y + 1.0 + (i % 7) as f32, x + 4.0, y + 40.0).drawn(x, y, x + 30.0, y + 30.0, true);
        page.rule(0.0, y + 40.0, 590.0 - i as f32 / 100.0, y + 40.0).text(x, y, &i.to_string())
    });
    for page in [soup, columns, tiles, bars] {
        let (blocks, _) = layout(vec![page.sheet()]);
        assert!(blocks.len() < 100_000);
    }
}
