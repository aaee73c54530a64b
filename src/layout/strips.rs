//! Pages whose rows stand between rules or below a shaded header, and that were misread once, each named after what broke.

use super::tests::Drawing;

#[test]
fn a_rule_under_every_row_of_two_tables_leaves_the_captions_between_them() {
    let table = |page: Drawing, top: f32, title: &str, rows: &[(&str, &str)]| {
        let page = page.centre(250.0, top, title).text(50.0, top + 16.0, "单位名称：云溪市图书馆");
        let page = page.right(450.0, top + 16.0, "单位：万元");
        rows.iter().zip(0..).fold(page, |page, ((name, amount), row)| {
            let y = top + 36.0 + 16.0 * row as f32;
            page.text(52.0, y, name).right(448.0, y, amount).rule(50.0, y + 4.0, 450.0, y + 4.0)
        })
    };
    let page = table(
        Drawing::portrait(),
        80.0,
        "收入决算表",
        &[("科目", "金额"), ("利息", "3.00"), ("租金", "2.00")],
    );
    let page = table(page, 180.0, "支出决算表", &[("科目", "金额"), ("水费", "1.00"), ("电费", "4.00")]);
    let captions = |title: &str| format!("{title}\n单位名称：云溪市图书馆⇥单位：万元\n|科目|金额|\n");
    let expected = [captions("收入决算表"), "|利息|3.00|\n|租金|2.00|\n".to_owned()].concat()
        + &captions("支出决算表")
        + "|水费|1.00|\n|电费|4.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn rows_below_a_shaded_header_are_one_table_however_many_they_are() {
    let page = |count: usize, ruled: bool| {
        let xs = [50.0, 200.0, 300.0, 400.0];
        let page = xs.windows(2).fold(Drawing::portrait(), |page, x| page.area(x[0], 86.0, x[1], 102.0));
        let page = page.centre(125.0, 98.0, "单位名称").centre(250.0, 98.0, "经费性质");
        let page = page.centre(350.0, 98.0, "在职人数");
        (0..count).fold(page, |page, row| {
            let y = 114.0 + 16.0 * row as f32;
            let page = page.text(53.0, y, "云溪市图书馆").text(203.0, y, "财政核拨").text(303.0, y, "28");
            if ruled { page.rule(50.0, y + 4.0, 400.0, y + 4.0) } else { page }
        })
    };
    for count in 1..5 {
        let rows = "|云溪市图书馆|财政核拨|28|\n".repeat(count);
        for ruled in [false, true] {
            let expected = format!("|单位名称|经费性质|在职人数|\n{rows}");
            assert_eq!(page(count, ruled).shown(), expected, "{count} rows, with rules: {ruled}");
        }
    }
}

#[test]
fn a_larger_title_between_two_tables_parts_them_without_a_unit() {
    let rules =
        |page: Drawing, heights: &[f32]| heights.iter().fold(page, |page, y| page.rule(50.0, *y, 450.0, *y));
    let rows = |page: Drawing, top: f32, rows: &[[&str; 3]]| {
        rows.iter().zip(0..).fold(page, |page, (texts, row)| {
            let y = top + 16.0 * row as f32;
            texts.iter().zip([53.0, 200.0, 320.0]).fold(page, |page, (text, x)| page.text(x, y, text))
        })
    };
    let first = [["单位名称", "性质", "人数"], ["图书馆", "财政", "28"], ["档案馆", "财政", "17"]];
    let second = [["项目", "内容", "数量"], ["古籍修复", "修复", "6"]];
    let page = rows(Drawing::portrait(), 96.0, &first).spread(200.0, 158.0, "项目支出表", 13.0, 0.0);
    let expected = "|单位名称|性质|人数|\n|图书馆|财政|28|\n|档案馆|财政|17|\n项目支出表\n\
        |项目|内容|数量|\n|古籍修复|修复|6|\n";
    let three = rules(rows(page, 182.0, &second), &[84.0, 100.0, 132.0, 170.0, 186.0, 202.0]);
    assert_eq!(three.shown(), expected);
    // A rule under every row, and none above the header.
    let page = rows(Drawing::portrait(), 96.0, &first).spread(200.0, 158.0, "项目支出表", 13.0, 0.0);
    let below = rules(rows(page, 182.0, &second), &[100.0, 116.0, 132.0, 186.0, 202.0]);
    assert_eq!(below.shown(), expected);
}

#[test]
fn a_page_may_begin_with_a_row_whose_label_is_wrapped_beside_its_value() {
    let page =
        [40.0, 70.0, 86.0, 102.0].iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 450.0, *y));
    let page =
        page.text(53.0, 53.0, "资金规模").text(53.0, 65.0, "及用途").text(130.0, 59.0, "用于古籍修复。");
    let page = page.text(53.0, 82.0, "绩效目标").text(130.0, 82.0, "修复古籍").right(447.0, 82.0, "6.00");
    let page = page.text(53.0, 98.0, "实施期限").text(130.0, 98.0, "一年").right(447.0, 98.0, "1.00");
    let expected = "|资金规模及用途|用于古籍修复。||\n|绩效目标|修复古籍|6.00|\n|实施期限|一年|1.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn rows_below_a_header_that_alone_has_rules_stand_in_its_columns() {
    let xs = [50.0, 150.0, 250.0, 350.0, 450.0];
    let page = Drawing::portrait().grid(&xs, &[80.0, 100.0]);
    let heads = ["科目", "合计", "基本支出", "项目支出"];
    let page = heads.iter().zip(xs).fold(page, |page, (head, x)| page.centre(x + 50.0, 94.0, head));
    let page = [(114.0, "教育"), (130.0, "农业")].iter().fold(page, |page, (y, name)| {
        page.text(53.0, *y, name).right(247.0, *y, "3.00").right(447.0, *y, "3.00")
    });
    let expected = "|科目|合计|基本支出|项目支出|\n|教育|3.00||3.00|\n|农业|3.00||3.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn the_header_that_alone_has_rules_may_number_its_columns() {
    let xs = [50.0, 150.0, 250.0, 350.0, 450.0];
    let page = Drawing::portrait().grid(&xs, &[80.0, 100.0, 120.0]);
    let rows = [["科目", "合计", "基本支出", "项目支出"], ["栏次", "1", "2", "3"]];
    let page = rows.iter().zip([94.0, 114.0]).fold(page, |page, (row, y)| {
        row.iter().zip(xs).fold(page, |page, (text, x)| page.centre(x + 50.0, y, text))
    });
    let page = [(134.0, "教育"), (150.0, "农业")].iter().fold(page, |page, (y, name)| {
        page.text(53.0, *y, name).right(247.0, *y, "3.00").right(447.0, *y, "3.00")
    });
    let expected = "|科目|合计|基本支出|项目支出|\n|栏次|1|2|3|\n|教育|3.00||3.00|\n|农业|3.00||3.00|\n";
    assert_eq!(page.shown(), expected);
}

#[test]
fn one_row_below_a_header_that_alone_has_rules_is_a_table() {
    let page = Drawing::portrait().grid(&[50.0, 150.0, 250.0, 350.0], &[80.0, 100.0]);
    let page = page.centre(100.0, 94.0, "项目").centre(200.0, 94.0, "上年数").centre(300.0, 94.0, "预算数");
    let page = page.text(53.0, 114.0, "总计").right(347.0, 114.0, "3.00");
    assert_eq!(page.shown(), "|项目|上年数|预算数|\n|总计||3.00|\n");
}
