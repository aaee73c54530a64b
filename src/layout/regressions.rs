//! Pages without a grid of rules that were misread once, each named after what broke.

use super::tests::Drawing;

#[test]
fn a_header_cell_over_two_rows_is_painted_between_them() {
    // Left-aligned heads over right-aligned amounts: without the order of painting 基本支出 stood in a column of its own.
    let page = Drawing::portrait()
        .text(50.0, 92.0, "科目")
        .text(230.0, 100.0, "合计")
        .text(330.0, 92.0, "其中")
        .text(50.0, 108.0, "编码")
        .text(110.0, 108.0, "名称")
        .text(330.0, 108.0, "基本支出")
        .text(430.0, 108.0, "项目支出");
    let rows = [
        ("208", "社会保障支出", "831.89", "481.39", "350.50"),
        ("210", "卫生健康支出", "19.88", "19.88", ""),
    ];
    let page =
        rows.into_iter().zip([130.0, 150.0]).fold(page, |page, ((code, name, total, basic, project), y)| {
            let page = page.text(50.0, y, code).text(110.0, y, name).right(320.0, y, total);
            page.right(420.0, y, basic).right(520.0, y, project)
        });
    let expected = "|[1×2]科目|[2×1]合计|[1×2]其中|\n|编码|名称|基本支出|项目支出|\n\
        |208|社会保障支出|831.89|481.39|350.50|\n|210|卫生健康支出|19.88|19.88||\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn heads_at_the_left_of_their_columns_have_the_amounts_before_the_next_head() {
    // One row, and no amount stands below its head.
    let page = ["合计", "基本支出", "项目支出", "预留经费"]
        .iter()
        .zip([50.0, 180.0, 310.0, 440.0])
        .fold(Drawing::portrait(), |page, (head, x)| page.text(x, 100.0, head));
    let page = page.right(174.0, 116.0, "133.11").right(304.0, 116.0, "65.75").right(434.0, 116.0, "67.36");
    assert_eq!(page.shown(), "|合计|基本支出|项目支出|预留经费|\n|133.11|65.75|67.36||\n");
}

#[test]
fn an_open_frame_of_three_lines_goes_on_below_the_last_rule() {
    // The rule under the last row is painted on the last page only.
    let page = Drawing::portrait()
        .rule(50.0, 90.0, 410.0, 90.0)
        .rule(50.0, 110.0, 410.0, 110.0)
        .text(60.0, 104.0, "项目")
        .text(260.0, 104.0, "预算数")
        .text(60.0, 124.0, "会议费")
        .right(300.0, 124.0, "3.00")
        .text(60.0, 144.0, "培训费")
        .right(300.0, 144.0, "2.00");
    assert_eq!(page.shown(), "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n");
}

#[test]
fn lone_groups_stand_over_all_columns() {
    let page = Drawing::portrait()
        .text(60.0, 80.0, "支出")
        .text(60.0, 96.0, "支出用途")
        .text(60.0, 112.0, "项目名称")
        .text(260.0, 112.0, "金额")
        .text(60.0, 128.0, "一、基本支出")
        .right(400.0, 128.0, "65.75")
        .text(60.0, 144.0, "二、项目支出")
        .right(400.0, 144.0, "49.34");
    let expected =
        "|[1×2]支出|\n|[1×2]支出用途|\n|项目名称|金额|\n|一、基本支出|65.75|\n|二、项目支出|49.34|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_captioned_table_that_is_empty_is_its_header() {
    let page = Drawing::portrait()
        .text(60.0, 60.0, "部门：松河县水务站")
        .text(420.0, 60.0, "单位：万元")
        .text(60.0, 80.0, "项目")
        .text(300.0, 80.0, "政府性基金预算支出")
        .text(60.0, 96.0, "科目编码")
        .text(160.0, 96.0, "科目名称")
        .text(300.0, 96.0, "合计")
        .text(380.0, 96.0, "基本支出")
        .text(460.0, 96.0, "项目支出");
    let expected = "部门：松河县水务站⇥单位：万元\n\
        |[1×2]项目|[1×3]政府性基金预算支出|\n|科目编码|科目名称|合计|基本支出|项目支出|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn an_amount_painted_over_a_text_too_long_for_its_cell_is_a_cell() {
    let row = |page: Drawing, y: f32, name: &str, text: &str, amount: &str| {
        page.text(60.0, y, name).text(130.0, y, text).right(300.0, y, amount).right(400.0, y, amount)
    };
    let page = row(Drawing::portrait(), 100.0, "会议费", "例会", "3.00");
    let page = row(page, 120.0, "培训费", "按全市统一安排测算的两期业务培训所需费用", "13.54");
    let page = row(page, 140.0, "差旅费", "调研", "2.00");
    let expected = "|会议费|例会|3.00|3.00|\n|培训费|按全市统一安排测算的两期业务培训所需费用|13.54|13.54|\n\
        |差旅费|调研|2.00|2.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_note_ends_its_table_and_a_lone_name_in_a_column_does_not() {
    let row = |page: Drawing, y: f32, name: &str| page.text(60.0, y, name).right(230.0, y, "12.00");
    let page = row(row(Drawing::portrait(), 100.0, "一、本级收入"), 118.0, "二、上级收入");
    let page = page.text(260.0, 100.0, "一、基本支出").right(450.0, 100.0, "24.00");
    let page = page.text(260.0, 118.0, "二、项目支出").text(260.0, 138.0, "三、经营支出");
    let page = page.text(60.0, 158.0, "注：本表不含结转，合计与总表一致。");
    let expected = "|一、本级收入|12.00|一、基本支出|24.00|\n|二、上级收入|12.00|二、项目支出||\n\
        |||三、经营支出||\n注：本表不含结转，合计与总表一致。\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_rule_under_every_row_frames_header_rows_and_rows_of_one_text() {
    let ys = [90.0, 106.0, 122.0, 138.0, 154.0, 170.0];
    let page = ys.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 500.0, *y));
    let page = page
        .text(53.0, 102.0, "收入")
        .text(280.0, 102.0, "支出")
        .text(53.0, 118.0, "项目")
        .text(190.0, 118.0, "预算数")
        .text(280.0, 118.0, "科目")
        .text(430.0, 118.0, "预算数")
        .text(53.0, 134.0, "一、财政拨款")
        .right(270.0, 134.0, "418.57")
        .text(280.0, 134.0, "一、农林水支出")
        .right(497.0, 134.0, "413.57")
        .text(280.0, 150.0, "二、其他支出")
        .text(53.0, 166.0, "收入合计")
        .right(270.0, 166.0, "418.57");
    let expected = "|[1×2]收入|[1×2]支出|\n|项目|预算数|科目|预算数|\n|一、财政拨款|418.57|一、农林水支出|413.57|\n\
        |||二、其他支出||\n|收入合计|418.57|||\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn what_stands_between_two_framed_tables_is_in_neither() {
    let framed = |page: Drawing, y: f32| {
        let page = [y, y + 16.0, y + 48.0].iter().fold(page, |page, y| page.rule(50.0, *y, 500.0, *y));
        let page = page.text(53.0, y + 12.0, "项目").text(300.0, y + 12.0, "预算数");
        let page = page.text(53.0, y + 28.0, "会议费").right(340.0, y + 28.0, "3.00");
        page.text(53.0, y + 44.0, "培训费").right(340.0, y + 44.0, "2.00")
    };
    let page =
        framed(Drawing::portrait(), 90.0).centre(275.0, 160.0, "支出预算表").text(430.0, 176.0, "单位：元");
    let table = "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n";
    assert_eq!(framed(page, 180.0).shown(), format!("{table}支出预算表\n单位：元\n{table}"));
}

#[test]
fn a_row_of_one_text_goes_on_with_airy_rows() {
    // 18 points of white between rows of 10, and between each row and the note below the table 24.
    let row = |page: Drawing, y: f32, name: &str| page.text(60.0, y, name).right(230.0, y, "12.00");
    let page = row(row(Drawing::portrait(), 100.0, "一、本级收入"), 128.0, "二、上级收入");
    let page = page.text(60.0, 156.0, "三、经营收入").text(60.0, 184.0, "四、其他收入");
    let page = row(page, 212.0, "收入合计").text(60.0, 246.0, "本年收入与上年持平");
    let expected = "|一、本级收入|12.00|\n|二、上级收入|12.00|\n|三、经营收入||\n|四、其他收入||\n|收入合计|12.00|\n\
        本年收入与上年持平\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn an_amount_ends_close_before_the_name_in_the_next_column() {
    let row = |page: Drawing, y: f32, [name, amount, item, sum]: [&str; 4]| {
        page.text(50.0, y, name).right(196.0, y, amount).text(200.0, y, item).right(400.0, y, sum)
    };
    let page = row(Drawing::portrait(), 100.0, ["一、财政拨款", "418.57", "一、农林水支出", "413.57"]);
    let page = row(page, 120.0, ["二、其他收入", "12.00", "二、其他支出", "17.00"]);
    let expected = "|一、财政拨款|418.57|一、农林水支出|413.57|\n|二、其他收入|12.00|二、其他支出|17.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn title_and_unit_between_two_three_line_tables_part_them() {
    let table = |page: Drawing, y: f32, title: &str| {
        let page = page.centre(230.0, y, title).text(50.0, y + 24.0, "部门：云溪市档案局");
        let page = page.right(410.0, y + 24.0, "单位：万元");
        let page =
            [30.0, 50.0, 90.0].iter().fold(page, |page, down| page.rule(50.0, y + down, 410.0, y + down));
        let page = page.text(60.0, y + 44.0, "项目").text(260.0, y + 44.0, "预算数");
        page.text(60.0, y + 64.0, "会议费")
            .right(300.0, y + 64.0, "3.00")
            .text(60.0, y + 84.0, "培训费")
            .right(300.0, y + 84.0, "2.00")
    };
    let page = table(table(Drawing::portrait(), 60.0, "收入预算表"), 190.0, "支出预算表");
    let shown = page.shown();
    let rows = "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n";
    let table = |title: &str| format!("{title}\n部门：云溪市档案局⇥单位：万元\n{rows}");
    assert_eq!(shown, table("收入预算表") + &table("支出预算表"));
}

/// Two rows of a code, a name and five amounts below a header whose groups have rules under them.
fn under_partial_rules(head: impl Fn(Drawing) -> Drawing) -> String {
    let rows = [
        ("208", "社会保障支出", ["831.89", "481.39", "300.00", "181.39", "350.50"]),
        ("210", "卫生健康支出", ["19.88", "19.88", "19.88", "", ""]),
    ];
    let page = head(Drawing::portrait());
    let page = rows.into_iter().zip([142.0, 158.0]).fold(page, |page, ((code, name, amounts), y)| {
        let page = page.text(53.0, y, code).text(110.0, y, name);
        let amounts = amounts.iter().zip([260.0, 330.0, 400.0, 470.0, 540.0]);
        amounts.fold(page, |page, (amount, x)| page.right(x, y, amount))
    });
    let shown = page.shown();
    let body =
        "|208|社会保障支出|831.89|481.39|300.00|181.39|350.50|\n|210|卫生健康支出|19.88|19.88|19.88|||\n";
    shown.strip_suffix(body).unwrap_or(&shown).to_owned()
}

#[test]
fn a_rule_under_a_group_is_as_wide_as_its_columns() {
    let frame = |page: Drawing| [80.0, 128.0, 164.0].iter().fold(page, |p, y| p.rule(50.0, *y, 545.0, *y));
    let three_rows = "|[3×1]编码|[3×1]科目名称|[3×1]合计|[1×4]本年支出|\n|[1×3]基本支出|[2×1]项目支出|\n\
        |小计|人员|公用|\n";
    let centred = |page: Drawing| {
        let page = frame(page).rule(260.0, 96.0, 545.0, 96.0).rule(262.0, 112.0, 470.0, 112.0);
        let page =
            page.text(60.0, 106.0, "编码").centre(150.0, 106.0, "科目名称").centre(230.0, 106.0, "合计");
        let page = page.centre(402.0, 92.0, "本年支出").centre(367.0, 108.0, "基本支出");
        let page = page.centre(507.0, 116.0, "项目支出").centre(295.0, 124.0, "小计");
        page.centre(365.0, 124.0, "人员").centre(435.0, 124.0, "公用")
    };
    assert_eq!(under_partial_rules(centred), three_rows);
    // The groups begin where their columns do, one closely below the other.
    let left = |page: Drawing| {
        let page = frame(page).rule(262.0, 96.0, 545.0, 96.0).rule(262.0, 112.0, 470.0, 112.0);
        let page = page.text(53.0, 124.0, "编码").text(110.0, 124.0, "科目名称").text(192.0, 124.0, "合计");
        let page =
            page.text(264.0, 92.0, "本年支出").text(264.0, 108.0, "基本支出").text(474.0, 124.0, "项目支出");
        page.text(264.0, 124.0, "小计").text(334.0, 124.0, "人员").text(404.0, 124.0, "公用")
    };
    assert_eq!(under_partial_rules(left), three_rows);
    // The groups stand at the left of their rules, where no amount is, and the heads below end with their amounts.
    let two_rows = "|[2×1]编码|[2×1]科目名称|[1×3]本年支出|[1×2]结转|\n|小计|人员|公用|基本|项目|\n";
    let apart = |page: Drawing| {
        let page = frame(page).rule(192.0, 104.0, 400.0, 104.0).rule(404.0, 104.0, 545.0, 104.0);
        let page = page.text(60.0, 112.0, "编码").centre(150.0, 112.0, "科目名称");
        let page = page.text(196.0, 98.0, "本年支出").text(408.0, 98.0, "结转");
        let heads = [("小计", 260.0), ("人员", 330.0), ("公用", 400.0), ("基本", 470.0), ("项目", 540.0)];
        heads.iter().fold(page, |page, (head, x)| page.right(*x, 120.0, head))
    };
    assert_eq!(under_partial_rules(apart), two_rows);
}

#[test]
fn heads_end_with_the_amounts_of_their_columns() {
    let head = |page: Drawing| {
        let page =
            page.rule(332.0, 104.0, 470.0, 104.0).text(60.0, 112.0, "编码").centre(150.0, 112.0, "科目名称");
        let page =
            page.right(260.0, 112.0, "合计").right(330.0, 112.0, "财政拨款").centre(401.0, 98.0, "其中");
        page.right(540.0, 112.0, "其他").right(400.0, 120.0, "人员").right(470.0, 120.0, "公用")
    };
    let expected = "|[2×1]编码|[2×1]科目名称|[2×1]合计|[2×1]财政拨款|[1×2]其中|[2×1]其他|\n|人员|公用|\n";
    assert_eq!(under_partial_rules(head), expected);
}

#[test]
fn levels_of_the_classification_have_a_column_each() {
    let frame = |page: Drawing| [80.0, 120.0, 164.0].iter().fold(page, |p, y| p.rule(50.0, *y, 410.0, *y));
    let page = frame(Drawing::portrait()).centre(98.0, 94.0, "科目编码").centre(220.0, 104.0, "科目名称");
    let page = page.text(60.0, 112.0, "类").text(93.0, 112.0, "款").text(126.0, 112.0, "项");
    let page = page.right(410.0, 104.0, "金额");
    let rows = [(["208", "05", "05"], "养老保险缴费", "3.00"), (["210", "11", "01"], "行政单位医疗", "2.00")];
    let page = rows.into_iter().zip([136.0, 156.0]).fold(page, |page, ((code, name, amount), y)| {
        let page = page.text(57.0, y, code[0]).text(91.0, y, code[1]).text(124.0, y, code[2]);
        page.text(180.0, y, name).right(410.0, y, amount)
    });
    let expected = "|[1×3]科目编码|[2×1]科目名称|[2×1]金额|\n|类|款|项|\n\
        |208|05|05|养老保险缴费|3.00|\n|210|11|01|行政单位医疗|2.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_rule_under_every_row_leaves_the_header_above_the_first_rule() {
    // The cell 合计 is merged over both rows of the header: the rules under the first one leave it out.
    let page = Drawing::portrait()
        .centre(125.0, 90.0, "科目")
        .centre(260.0, 98.0, "合计")
        .centre(415.0, 90.0, "其中")
        .rule(50.0, 94.0, 200.0, 94.0)
        .rule(310.0, 94.0, 530.0, 94.0)
        .centre(80.0, 106.0, "编码")
        .centre(150.0, 106.0, "名称")
        .centre(360.0, 106.0, "基本支出")
        .centre(470.0, 106.0, "项目支出")
        .rule(50.0, 110.0, 530.0, 110.0);
    let rows = [("208", "社会保障支出", "831.89", "481.39"), ("210", "卫生健康支出", "19.88", "19.88")];
    let page = rows.into_iter().zip([122.0, 138.0]).fold(page, |page, ((code, name, total, basic), y)| {
        let page = page.text(60.0, y, code).text(120.0, y, name).right(300.0, y, total);
        page.right(410.0, y, basic).rule(50.0, y + 4.0, 530.0, y + 4.0)
    });
    let expected = "|[1×2]科目|[2×1]合计|[1×2]其中|\n|编码|名称|基本支出|项目支出|\n\
        |208|社会保障支出|831.89|481.39||\n|210|卫生健康支出|19.88|19.88||\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_narrow_group_stands_over_the_white_between_its_columns() {
    // No text stands below 其中: 合计, which reaches down, has a column, and 其中 has none.
    let page = Drawing::portrait()
        .centre(60.0, 108.0, "编码")
        .centre(160.0, 108.0, "名称")
        .centre(270.0, 100.0, "合计")
        .centre(440.0, 92.0, "其中")
        .centre(380.0, 108.0, "基本支出")
        .centre(500.0, 108.0, "项目支出");
    let rows = [("208", "社会保障支出", "831.89", "481.39"), ("210", "卫生健康支出", "19.88", "19.88")];
    let page = rows.into_iter().zip([130.0, 150.0]).fold(page, |page, ((code, name, total, basic), y)| {
        let page = page.text(50.0, y, code).text(120.0, y, name).right(310.0, y, total);
        page.right(438.0, y, basic)
    });
    let expected = "|[2×1]编码|[2×1]名称|[2×1]合计|[1×2]其中|\n|基本支出|项目支出|\n\
        |208|社会保障支出|831.89|481.39||\n|210|卫生健康支出|19.88|19.88||\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_group_stands_over_the_heads_whose_cells_begin_below_it() {
    // Its middle is that of two columns and of four; the heads of the outer ones stand in the middle of both rows.
    let page = Drawing::portrait()
        .centre(70.0, 96.0, "科目")
        .centre(170.0, 96.0, "拨款收入")
        .centre(320.0, 86.0, "事业收入")
        .centre(270.0, 106.0, "小计")
        .centre(370.0, 106.0, "教育收费")
        .centre(470.0, 96.0, "经营收入");
    let page = [("教育", 124.0), ("农业", 140.0), ("水利", 156.0)].iter().fold(page, |page, (name, y)| {
        let page = page.text(50.0, *y, name);
        [210.0, 310.0, 410.0, 510.0].iter().fold(page, |page, right| page.right(*right, *y, "1,250.00"))
    });
    let row = |name: &str| format!("|{name}|1,250.00|1,250.00|1,250.00|1,250.00|\n");
    let head = "|[2×1]科目|[2×1]拨款收入|[1×2]事业收入|[2×1]经营收入|\n|小计|教育收费|\n";
    assert_eq!(page.shown(), format!("{head}{}{}{}", row("教育"), row("农业"), row("水利")));
}

#[test]
fn a_head_over_one_other_stays_in_its_column_between_its_neighbours() {
    // Every source of money stands over a head of its own, and is as wide as two columns of small amounts.
    let sources = ["本年收入合计", "财政拨款收入", "上级补助收入", "附属单位收入"];
    let heads = Drawing::portrait().centre(90.0, 90.0, "科目").centre(90.0, 112.0, "名称");
    let rights = [250.0, 340.0, 430.0, 520.0];
    let heads = sources.into_iter().zip(rights).fold(heads, |page, (source, right)| {
        page.centre(right - 40.0, 90.0, source).centre(right - 40.0, 112.0, "决算数")
    });
    let page = [("教育", 136.0), ("农业", 152.0), ("水利", 168.0)].iter().fold(heads, |page, (name, y)| {
        rights.iter().fold(page.text(50.0, *y, name), |page, right| page.right(*right, *y, "0.00"))
    });
    let head = sources.map(|source| format!("{source}|")).concat();
    let expected = format!("|科目|{head}\n|名称|决算数|决算数|决算数|决算数|\n");
    let shown = page.shown();
    assert!(shown.starts_with(&expected), "{shown}");
}

#[test]
fn the_first_row_below_a_header_may_begin_with_a_line_of_a_wrapped_name() {
    // More white stands above the name than between the texts of the header, whose cells are merged over two rows.
    let page = Drawing::portrait()
        .centre(120.0, 98.0, "项目名称")
        .centre(280.0, 98.0, "合计")
        .centre(420.0, 90.0, "本年预算")
        .centre(370.0, 106.0, "一般预算")
        .centre(470.0, 106.0, "基金预算")
        .text(50.0, 132.0, "非物质文化遗产保护")
        .text(50.0, 144.0, "与传承项目补助经费")
        .right(310.0, 138.0, "351.30")
        .right(410.0, 138.0, "351.30");
    let page = page.text(50.0, 170.0, "文物保护").right(310.0, 170.0, "19.37").right(410.0, 170.0, "19.37");
    let expected = "|[2×1]项目名称|[2×1]合计|[1×2]本年预算|\n|一般预算|基金预算|\n\
        |非物质文化遗产保护与传承项目补助经费|351.30|351.30||\n|文物保护|19.37|19.37||\n";
    assert_eq!(page.shown(), expected);
}

/// Rows of a name and two amounts, 24 points apart; below them stands `last` by so many points.
fn airy(last: &str, below: f32) -> Drawing {
    let page =
        Drawing::portrait().text(50.0, 90.0, "项目").right(300.0, 90.0, "上年").right(400.0, 90.0, "本年");
    let page =
        ["公务接待费", "公务用车费", "公务用车运行费"].iter().enumerate().fold(page, |page, (row, name)| {
            let y = 114.0 + 24.0 * row as f32;
            page.text(50.0, y, name).right(300.0, y, "12.00").right(400.0, y, "9.00")
        });
    page.text(50.0, 162.0 + below, last)
}

#[test]
fn a_label_below_the_last_amounts_is_a_row_where_rows_are_as_far_apart() {
    let row = |name: &str| format!("|{name}|12.00|9.00|\n");
    let rows =
        format!("|项目|上年|本年|\n{}{}{}", row("公务接待费"), row("公务用车费"), row("公务用车运行费"));
    assert_eq!(airy("公务用车购置费", 24.0).shown(), format!("{rows}|公务用车购置费|||\n"));
    assert_eq!(airy("公务用车购置费", 32.0).shown(), format!("{rows}公务用车购置费\n"));
    let title = airy("会议费支出表", 24.0).text(50.0, 210.0, "部门：县档案局");
    assert_eq!(title.shown(), format!("{rows}会议费支出表\n部门：县档案局\n"));
    let note = "以上各项均不含上年结转的资金，由财政拨款安排";
    assert_eq!(airy(note, 24.0).shown(), format!("{rows}{note}\n"));
}

#[test]
fn a_group_over_heads_at_the_right_of_their_columns_has_no_column_of_its_own() {
    // 收入 stands over the white left of the heads that end with their columns.
    let page = Drawing::portrait().centre(150.0, 86.0, "收入").centre(370.0, 86.0, "支出");
    let heads = [("项目", 190.0), ("预算数", 250.0), ("项目", 410.0), ("预算数", 480.0)];
    let page = heads.iter().fold(page, |page, (head, right)| page.right(*right, 100.0, head));
    let rows =
        [("一般公共预算拨款收入", "教育支出"), ("政府性基金预算收入", "科学支出"), ("收入总计", "支出总计")];
    let page = rows.iter().zip([116.0, 132.0, 148.0]).fold(page, |page, ((income, expense), y)| {
        let page = page.text(50.0, y, income).right(250.0, y, "12.00");
        page.text(270.0, y, expense).right(480.0, y, "12.00")
    });
    let expected = "|[1×2]收入|[1×2]支出|\n|项目|预算数|项目|预算数|\n\
        |一般公共预算拨款收入|12.00|教育支出|12.00|\n|政府性基金预算收入|12.00|科学支出|12.00|\n\
        |收入总计|12.00|支出总计|12.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn heads_that_nearly_touch_are_two() {
    let shown = |second: f32| {
        let page = Drawing::portrait().text(50.0, 90.0, "单位").text(130.0, 90.0, "公务用车购置费");
        let page = page.text(second, 90.0, "公务用车运行费").text(310.0, 90.0, "公务接待费");
        let page = ["档案局", "水务站"].iter().zip([110.0, 126.0]).fold(page, |page, (name, y)| {
            let amounts = [190.0, 270.0, 350.0];
            amounts.iter().fold(page.text(50.0, y, name), |page, right| page.right(*right, y, "12.00"))
        });
        page.shown()
    };
    let expected = "|单位|公务用车购置费|公务用车运行费|公务接待费|\n\
        |档案局|12.00|12.00|12.00|\n|水务站|12.00|12.00|12.00|\n";
    assert_eq!(shown(203.5), expected);
    assert_eq!(shown(201.9), expected, "less white than within a number and its text");
}

#[test]
fn a_gap_behind_a_comma_parts_no_text() {
    let row = |page: Drawing, y: f32, name: &str, reason: [&str; 2]| {
        let page = page.text(50.0, y, name).right(200.0, y, "3.00").text(220.0, y, reason[0]);
        page.text(271.9, y, reason[1])
    };
    let page = row(Drawing::portrait(), 100.0, "会议费", ["口径一致，", "无需说明"]);
    let page = row(page, 116.0, "培训费", ["较上年少，", "压缩班次"]);
    let expected = "|会议费|3.00|口径一致，无需说明|\n|培训费|3.00|较上年少，压缩班次|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn rows_below_the_rule_of_a_header_are_measured_from_the_rule() {
    // The last rule of the table is on another page; the lowest head is in a cell with white below it.
    let page = Drawing::portrait().rule(48.0, 88.0, 502.0, 88.0).rule(48.0, 118.0, 502.0, 118.0);
    let page = page.text(50.0, 104.0, "科目编码").text(138.0, 104.0, "科目名称").right(500.0, 104.0, "金额");
    let row = |page: Drawing, y: f32| {
        page.text(50.0, y, "20602").text(138.0, y, "基础研究").right(500.0, y, "20.00")
    };
    let (blocks, _) = super::layout(vec![row(row(page, 130.0), 154.0).sheet()]);
    let expected = "|科目编码|科目名称|金额|\n|20602|基础研究|20.00|\n|20602|基础研究|20.00|\n";
    assert_eq!((blocks.len(), super::tests::show(&blocks).as_str()), (1, expected));
}

#[test]
fn the_first_rows_of_a_form_are_a_table_under_its_caption() {
    let page = Drawing::portrait().centre(297.0, 700.0, "绩效目标表").right(500.0, 720.0, "单位：万元");
    let page = page.text(50.0, 740.0, "项目编码").text(140.0, 740.0, "450-0207");
    let page = page.text(50.0, 754.0, "项目名称").text(140.0, 754.0, "古籍修复");
    let page = page.text(50.0, 768.0, "预算数").right(500.0, 768.0, "120.0");
    let expected = "绩效目标表\n单位：万元\n|项目编码|450-0207|\n|项目名称|古籍修复|\n|预算数|120.0|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn heads_in_narrow_columns_are_centred_though_they_begin_near_the_edge() {
    // Every head begins two points right of the names, and the group as near to a head below it.
    let at = |column: usize| 66.5 + 33.0 * column as f32;
    let page = Drawing::portrait().centre(at(0), 107.0, "单位").centre(at(1), 107.0, "总计");
    let page = page.centre(at(3) + 16.5, 100.0, "全年总收入");
    let subs = ["拨款", "事业", "经营", "其他"].iter().zip(2..);
    let page = subs.fold(page, |page, (head, column)| page.centre(at(column), 114.0, head));
    let page = (0..3).fold(page, |page, row| {
        let y = 130.0 + 14.0 * row as f32;
        (1..4).fold(page.text(54.0, y, "本级"), |page, column| page.right(at(column) + 15.0, y, "10.50"))
    });
    let head = "|[2×1]单位|[2×1]总计|[1×4]全年总收入|\n|拨款|事业|经营|其他|\n";
    assert_eq!(page.shown(), format!("{head}{}", "|本级|10.50|10.50|10.50|||\n".repeat(3)));
}

#[test]
fn a_cell_of_many_lines_may_stand_above_the_first_line_of_its_row() {
    let page =
        [90.0, 110.0, 240.0].iter().fold(Drawing::portrait(), |page, y| page.rule(48.0, *y, 450.0, *y));
    let page = page.text(50.0, 104.0, "单位名称").text(150.0, 104.0, "项目内容").centre(420.0, 104.0, "合计");
    let row = |page: Drawing, y: f32, name: &str, lines: &[&str]| {
        let top = y - 6.5 * (lines.len() - 1) as f32;
        let page = page.text(50.0, y, name);
        let numbered = lines.iter().zip(0..);
        let page = numbered.fold(page, |page, (line, at)| page.text(150.0, top + 13.0 * at as f32, line));
        page.right(440.0, y, "3.00")
    };
    let content = [
        "为开放阅览室安排",
        "的水费与电费，含",
        "夏季空调用电、冬",
        "季取暖用电，以及",
        "新增书架与座椅的",
        "购置费用和维护费",
        "用，按季度结算。",
    ];
    let page = row(page, 160.5, "县图书馆", &content);
    let page = row(page, 225.0, "县档案馆", &["古籍修复", "与编目。"]);
    let expected = format!(
        "|单位名称|项目内容|合计|\n|县图书馆|{}|3.00|\n|县档案馆|古籍修复与编目。|3.00|\n",
        content.concat()
    );
    assert_eq!(page.shown(), expected);
    // The rule under the last row is painted on the last page only.
    let open = [90.0, 110.0].iter().fold(Drawing::portrait(), |page, y| page.rule(48.0, *y, 450.0, *y));
    let page = open.text(50.0, 104.0, "单位名称").text(150.0, 104.0, "项目内容").centre(420.0, 104.0, "合计");
    let page = row(page, 160.5, "县图书馆", &content);
    let expected = format!("|单位名称|项目内容|合计|\n|县图书馆|{}|3.00|\n", content.concat());
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_group_stands_over_the_edge_of_the_columns_below_it() {
    // The figures of the first column end closely left of the next head, and begin close to their own.
    let page = Drawing::portrait().text(50.0, 107.0, "单位名称").centre(190.0, 107.0, "合计");
    let page = page.centre(310.0, 100.0, "公务用车购置及运行费").centre(240.0, 114.0, "小计");
    let page = page.centre(310.0, 114.0, "公务用车购置").centre(385.0, 114.0, "公务用车运行");
    let page = page.text(50.0, 130.0, "云溪市档案局").right(215.0, 130.0, "2.50");
    let page = page.right(273.0, 130.0, "1.56").right(418.0, 130.0, "1.56");
    let head = "|[2×1]单位名称|[2×1]合计|[1×3]公务用车购置及运行费|\n|小计|公务用车购置|公务用车运行|\n";
    assert_eq!(page.shown(), format!("{head}|云溪市档案局|2.50|1.56||1.56|\n"));
}

/// Rows of a code in three columns, a name and amounts with these ends, with a rule under each.
fn rows_of_three_codes(page: Drawing, top: f32, ends: &[f32]) -> Drawing {
    let rows =
        [("206", "", "", "科学技术支出"), ("206", "02", "", "基础研究"), ("206", "02", "03", "专项研究")];
    rows.into_iter().zip(0..).fold(page, |page, ((class, group, item, name), row)| {
        let y = top + 14.0 * row as f32;
        let codes = [(60.0, class), (90.0, group), (115.0, item)];
        let codes = codes.into_iter().filter(|(_, code)| !code.is_empty());
        let page = codes.fold(page, |page, (x, code)| page.centre(x, y, code)).text(135.0, y, name);
        ends.iter().fold(page, |page, end| page.right(*end, y, "23.00")).rule(40.0, y + 4.0, 575.0, y + 4.0)
    })
}

#[test]
fn heads_of_a_code_stand_in_the_row_that_numbers_the_columns() {
    let page =
        [87.0, 101.0, 115.0, 129.0].iter().fold(Drawing::portrait(), |p, y| p.rule(40.0, *y, 575.0, *y));
    let heads = [(160.0, 97.0, "项目"), (345.0, 104.0, "本年合计"), (445.0, 104.0, "基本支出")];
    let below = [(86.0, 111.0, "科目编码"), (210.0, 111.0, "科目名称")];
    let page = heads.into_iter().chain(below).fold(page, |page, (x, y, head)| page.centre(x, y, head));
    let last = [(60.0, "类"), (90.0, "款"), (115.0, "项"), (210.0, "栏次"), (345.0, "1"), (445.0, "2")];
    let page = last.into_iter().fold(page, |page, (x, text)| page.centre(x, 125.0, text));
    let expected = "|[1×4]项目|[2×1]本年合计|[2×1]基本支出|\n|[1×3]科目编码|科目名称|\n|类|款|项|栏次|1|2|\n\
        |206|||科学技术支出|23.00|23.00|\n|206|02||基础研究|23.00|23.00|\n|206|02|03|专项研究|23.00|23.00|\n";
    assert_eq!(rows_of_three_codes(page, 139.0, &[370.0, 470.0]).shown(), expected);
}

#[test]
fn groups_painted_by_their_height_are_no_row() {
    // 科目编码 and 科目名称 reach over two rows and three, and stand hardly lower than the groups beside them.
    let page = Drawing::portrait().rule(40.0, 87.0, 575.0, 87.0).rule(310.0, 101.0, 575.0, 101.0);
    let page = page.rule(40.0, 115.0, 130.0, 115.0).rule(390.0, 115.0, 575.0, 115.0);
    let page = page.rule(40.0, 129.0, 575.0, 129.0);
    let groups = [(442.0, 97.0, "本年支出"), (85.0, 104.0, "科目编码"), (482.0, 111.0, "基本支出")];
    let beside = [(210.0, 111.0, "科目名称"), (345.0, 118.0, "合计")];
    let page = groups.into_iter().chain(beside).fold(page, |page, (x, y, head)| page.centre(x, y, head));
    let last = [(60.0, "类"), (90.0, "款"), (115.0, "项"), (435.0, "小计"), (535.0, "人员经费")];
    let page = last.into_iter().fold(page, |page, (x, text)| page.centre(x, 125.0, text));
    // Of few rows the order of painting would tell nothing.
    let tops = (0..5).map(|part| 139.0 + 42.0 * part as f32);
    let page = tops.fold(page, |page, top| rows_of_three_codes(page, top, &[370.0, 470.0, 570.0]));
    let shown = page.shown();
    let head: Vec<&str> = shown.lines().take(3).collect();
    let expected = [
        "|[1×3]科目编码|[3×1]科目名称|[1×3]本年支出|",
        "|[2×1]类|[2×1]款|[2×1]项|[2×1]合计|[1×2]基本支出|",
        "|小计|人员经费|",
    ];
    assert_eq!(head, expected, "{shown}");
}

#[test]
fn groups_over_the_heads_of_an_empty_table_are_its_first_row() {
    let page = Drawing::portrait().spread(180.0, 70.0, "国有资本经营支出表", 14.0, 0.0);
    let page = page.centre(130.0, 96.0, "项目").centre(350.0, 96.0, "本年支出");
    let page = [102.0, 118.0, 130.0].iter().fold(page, |page, y| page.rule(50.0, *y, 450.0, *y));
    let heads = [(90.0, "编码"), (170.0, "名称"), (250.0, "合计"), (350.0, "基本"), (420.0, "项目")];
    let page = heads.iter().fold(page, |page, (x, head)| page.centre(*x, 112.0, head));
    let expected = "国有资本经营支出表\n|[1×2]项目|[1×3]本年支出|\n|编码|名称|合计|基本|项目|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn a_value_over_all_columns_begins_in_the_second() {
    let page = Drawing::portrait().text(50.0, 100.0, "年度目标");
    let page = page.text(94.0, 100.0, "修复古籍文献与地方志并向读者开放阅览室");
    let cells = [("绩效", 60.0), ("一级", 140.0), ("二级", 200.0), ("三级", 260.0)];
    let page = [116.0, 132.0, 148.0]
        .iter()
        .fold(page, |page, y| cells.iter().fold(page, |page, (text, x)| page.text(*x, *y, text)));
    let rows = "|绩效|一级|二级|三级|\n".repeat(3);
    assert_eq!(page.shown(), format!("|年度目标|[1×3]修复古籍文献与地方志并向读者开放阅览室|\n{rows}"));
}
