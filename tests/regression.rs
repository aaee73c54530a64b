//! One test per bug that was found, named after what broke, with its smallest document.

#![allow(clippy::unwrap_used)]

use yusuan::document::{Document, Role};
use yusuan::write::facts;
use yusuan::write::record::Record;

fn read(text: &str) -> Document {
    yusuan::process("regression.txt", text.as_bytes(), &yusuan::Options::default()).unwrap()
}

/// The second page of a table has one column more than the first: the header had no path for it, and the program
/// panicked.
#[test]
fn a_part_with_a_column_more_than_its_header() {
    let document = read(
        "支出预算总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t3.00\n\n\
         科目编码\t科目名称\t合计\t\n210\t卫生健康支出\t2.00\t1.00\n",
    );
    assert_eq!(document.tables.len(), 1);
    let codes: Vec<_> = document.tables[0].rows.iter().filter_map(|row| row.code.as_deref()).collect();
    assert_eq!(codes, ["208", "210"]);
}

/// A page that ends with a target alone and a next page that begins with a whole indicator were joined to one row.
#[test]
fn a_target_before_a_page_break_is_not_joined_to_the_next_indicator() {
    let document = read(
        "河道清淤项目绩效目标表\n\n绩效指标\t一级指标\t二级指标\t三级指标\t目标值\n\
         \t产出指标\t数量指标\t清淤长度 清淤方量\t≥12公里\n\t\t\t\t≥3万立方米\n\n\
         效益指标\t社会效益指标\t沿岸受益人口\t≥5万人\n",
    );
    let names: Vec<_> =
        document.tables[0].indicators.iter().filter_map(|indicator| indicator.level3.as_deref()).collect();
    assert_eq!(names, ["清淤长度", "清淤方量", "沿岸受益人口"]);
}

/// `金额单位：万元` alone was split at `单位：`, and 金额 became the organization.
#[test]
fn a_unit_line_names_no_organization() {
    let document =
        read("支出决算表\n\n金额单位：万元\n\n科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t3.00\n");
    assert_eq!(document.tables[0].organization, None);
    assert_eq!(document.tables[0].unit.as_deref(), Some("万元"));
}

/// Units stood over their rows in the column of names, and the rows belonged to none.
#[test]
fn units_in_the_column_of_names_are_the_units_of_their_rows() {
    let document = read(
        "一般公共预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n\t合计\t30.00\n\t云溪市图书馆\t20.00\n\
         2070104\t图书馆\t20.00\n\t云溪市文化馆\t10.00\n2070109\t群众文化\t10.00\n",
    );
    let units: Vec<_> = document.tables[0].rows.iter().map(|row| row.org_name.as_deref()).collect();
    let (library, house) = (Some("云溪市图书馆"), Some("云溪市文化馆"));
    assert_eq!(units, [None, library, library, house, house]);
}

/// Rules around nothing, as on pages whose text is drawn as outlines, gave tables without a word.
#[test]
fn rules_around_nothing_are_no_table() {
    let document =
        read("<table><tr><td></td><td></td></tr><tr><td></td><td></td></tr></table>\n云溪市图书馆\n");
    assert!(document.tables.is_empty());
    let document =
        read("支出预算总表\n\n<table><tr><td></td><td></td></tr><tr><td></td><td></td></tr></table>\n");
    assert!(document.tables[0].empty);
}

/// Heads without a width whose names stand below in another order: the program panicked.
#[test]
fn heads_that_are_called_below_in_another_order() {
    let body = "<tr><td>救助</td><td>1.00</td><td>2.00</td><td>3.00</td><td>4.00</td><td>5.00</td></tr>";
    let document = read(&format!(
        "支出预算总表\n\n单位：万元\n\n<table><tr><td>单位</td><td>项目支出</td><td>基本支出</td></tr>\
         <tr><td>名称</td><td>基本支出甲</td><td>乙</td><td>项目支出丙</td><td>丁</td><td>戊</td></tr>{}</table>\n",
        body.repeat(3)
    ));
    assert_eq!(document.tables[0].rows.len(), 3);
}

/// The sum below a heading without figures was taken for one that has meetings and training in it.
#[test]
fn a_sum_under_the_heading_of_three_public_expenses_is_theirs() {
    let document = read(
        "“三公”经费支出决算表\n\n单位：万元\n\n项目\t预算数\t决算数\n一、“三公”经费支出\t—\t—\n\
         （一）支出合计\t9.50\t7.35\n1.公务用车购置及运行维护费\t6.00\t5.85\n2.公务接待费\t3.50\t1.50\n",
    );
    assert_eq!(document.tables[0].rows[1].item.as_deref(), Some("three_public.total"));
}

/// The years that a project begins and ends in were amounts, and what stood behind them was a table of its own.
#[test]
fn the_years_of_a_project_are_no_amounts() {
    let document = read(
        "项目支出预算明细表\n\n单位：元\n\n项目编码\t项目名称\t起始年份\t终止年份\t部门经济分类\t合计\n\
         330000241\t苗圃维护\t2024\t2025\t31003专用设备购置\t3,000\n\
         330000242\t防火瞭望\t2024\t2024\t30213维修（护）费\t1,500\n合计\t\t\t\t\t4,500\n",
    );
    assert_eq!(document.tables.len(), 1);
    assert!(document.tables[0].rows.iter().all(|row| row.proof.as_deref() == Some(".....p")));
    let amounts = document.tables[0].columns.iter().filter(|column| column.role == Role::Amount).count();
    assert_eq!(amounts, 1);
}

/// How many people there are was read as an amount, and held against the expenditure of another table.
#[test]
fn people_in_office_and_retired_are_counted() {
    let document = read(
        "支出预算表\n\n单位：元\n\n<table><tr><td rowspan=2>单位</td><td colspan=3>实有人数</td><td rowspan=2>合计</td></tr>\
         <tr><td>小计</td><td>在职</td><td>退休</td></tr>\
         <tr><td>镇政府</td><td>50</td><td>38</td><td>12</td><td>2,000,000</td></tr>\
         <tr><td>镇财政所</td><td>9</td><td>7</td><td>2</td><td>380,000</td></tr>\
         <tr><td>合计</td><td>59</td><td>45</td><td>14</td><td>2,380,000</td></tr></table>\n",
    );
    let roles: Vec<_> = document.tables[0].columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Role::Name, Role::Count, Role::Count, Role::Count, Role::Amount]);
}

/// What a unit spends on was taken for a remark beside the unit, whose name named the rows.
#[test]
fn classes_of_expenditure_beside_a_unit_name_its_rows() {
    let document = read(
        "基本支出情况表\n\n单位：万元\n\n预算单位\t支出项目类别（资金使用单位）\t合计\t一般公共预算拨款\n\
         云溪市图书馆\t工资福利支出\t50.00\t50.00\n云溪市图书馆\t商品和服务支出\t15.00\t15.00\n",
    );
    let items: Vec<_> = document.tables[0].rows.iter().map(|row| row.item.as_deref()).collect();
    assert_eq!(items, [Some("economic.301"), Some("economic.302")]);
}

/// The years below a unit were remarks, and only the first of them had a name.
#[test]
fn years_below_a_unit_name_its_rows() {
    let document = read(
        "“三公”经费预算表\n\n单位：万元\n\n<table><tr><td>预算单位</td><td>年份</td><td>合计</td><td>公务接待费</td>\
         <td>公务用车购置及运行维护费</td></tr>\
         <tr><td rowspan=2>云溪市图书馆</td><td>2023年</td><td>15.00</td><td>3.00</td><td>12.00</td></tr>\
         <tr><td>2024年</td><td>14.00</td><td>2.00</td><td>12.00</td></tr>\
         <tr><td rowspan=2>云溪市文化馆</td><td>2023年</td><td>4.00</td><td>1.00</td><td>3.00</td></tr>\
         <tr><td>2024年</td><td>3.50</td><td>0.50</td><td>3.00</td></tr></table>\n",
    );
    let rows: Vec<_> =
        document.tables[0].rows.iter().map(|row| (row.org_name.as_deref(), row.label.as_str())).collect();
    let (library, house) = (Some("云溪市图书馆"), Some("云溪市文化馆"));
    assert_eq!(rows, [(library, "2023年"), (library, "2024年"), (house, "2023年"), (house, "2024年")]);
}

/// What the money of a department consists of was taken for its projects.
#[test]
fn sources_and_kinds_of_expenditure_in_a_form_are_no_projects() {
    let document = read(
        "部门整体支出绩效目标表\n\n<table><tr><td>部门名称</td><td colspan=4>云溪市档案馆</td></tr>\
         <tr><td rowspan=7>部门总体资金情况（万元）</td><td colspan=2>总体资金情况</td><td>当年金额</td><td>占比</td></tr>\
         <tr><td rowspan=3>收入构成</td><td>财政拨款</td><td>600.00</td><td>75.00%</td></tr>\
         <tr><td>其他资金</td><td>200.00</td><td>25.00%</td></tr>\
         <tr><td>合计</td><td>800.00</td><td>100.00%</td></tr>\
         <tr><td rowspan=3>支出构成</td><td>人员类项目支出</td><td>500.00</td><td>62.50%</td></tr>\
         <tr><td>特定目标类项目支出</td><td>300.00</td><td>37.50%</td></tr>\
         <tr><td>合计</td><td>800.00</td><td>100.00%</td></tr>\
         <tr><td>年度绩效指标</td><td>一级指标</td><td>二级指标</td><td>指标名称</td><td>指标值</td></tr>\
         <tr><td></td><td>产出指标</td><td>数量指标</td><td>数字化卷数</td><td>≥6000卷</td></tr></table>\n",
    );
    let items: Vec<_> = document.tables[0].rows.iter().filter_map(|row| row.item.as_deref()).collect();
    assert_eq!(
        items,
        [
            "revenue.fiscal_appropriation",
            "revenue.other_funds",
            "revenue.total",
            "expenditure.personnel",
            "expenditure.project.specific",
            "expenditure.total"
        ]
    );
}

/// Groups beside their first fields were fields without a value.
#[test]
fn groups_beside_their_fields_are_no_fields() {
    let document = read(
        "部门整体绩效目标表\n\n<table><tr><td>部门名称</td><td colspan=6>云溪市交通运输局</td></tr>\
         <tr><td rowspan=3>年度预算申请（万元）</td><td colspan=2>资金总额</td><td colspan=4>700.00</td></tr>\
         <tr><td rowspan=2>按收入性质分</td><td>财政拨款</td><td>680.00</td><td rowspan=2>按支出性质分</td>\
         <td>基本支出</td><td>500.00</td></tr>\
         <tr><td>其他资金</td><td>20.00</td><td>项目支出</td><td>200.00</td></tr>\
         <tr><td rowspan=2>年度绩效指标</td><td>一级指标</td><td>二级指标</td><td colspan=2>三级指标</td><td colspan=2>指标值</td></tr>\
         <tr><td>产出指标</td><td>数量指标</td><td colspan=2>养护里程</td><td colspan=2>≥300公里</td></tr></table>\n",
    );
    let labels: Vec<_> = document.tables[0].fields.iter().map(|field| field.label.as_str()).collect();
    assert_eq!(labels, ["部门名称", "资金总额", "财政拨款", "基本支出", "其他资金", "项目支出"]);
}

/// Of the items of the rows of a table.
fn items(document: &Document, table: usize) -> Vec<Option<&str>> {
    document.tables[table].rows.iter().map(|row| row.item.as_deref()).collect()
}

/// “三公”经费 in a row for each of two years: both were exported as the figures of this one.
#[test]
fn a_row_of_last_year_says_so() {
    let document = read(
        "云溪区档案馆2025年部门预算\n\n“三公”经费支出表\n\n单位：元\n\n\
         年度\t“三公”经费总额\t因公出国（境）费用\t公务接待费\t公务用车购置和运行维护费\t\t\t\n\
         \t\t\t\t小计\t公务用车购置费\t公务用车加油\t公务用车保险\n\
         2024年\t92,000.00\t0.00\t12,000.00\t80,000.00\t0.00\t60,000.00\t20,000.00\n\
         2025年\t90,000.00\t0.00\t10,000.00\t80,000.00\t0.00\t62,000.00\t18,000.00\n",
    );
    assert_eq!(items(&document, 0), [Some("prior_year"), None]);
    let columns: Vec<_> = document.tables[0].columns.iter().filter_map(|c| c.item.as_deref()).collect();
    assert_eq!(columns[5..], ["three_public.vehicle_fuel", "three_public.vehicle_insurance"]);
}

/// A unit over the articles that it buys was an article itself, and so were the kinds of them behind a letter.
#[test]
fn units_and_kinds_are_no_articles() {
    let document = read(
        "云溪市文化馆2025年部门预算\n\n政府采购支出预算表\n\n单位：万元\n\n\
         采购品目大类\t专项名称\t采购物品名称\t采购组织形式\t总计\n合计\t\t\t\t30.00\n\
         A-货物\t\t\t\t10.00\n云溪市文化馆\t\t\t\t10.00\n\t设备购置\t台式计算机\t集中采购\t10.00\n\
         C-服务\t\t\t\t20.00\n云溪市文化馆\t\t\t\t20.00\n\t展览布置\t展览服务\t分散采购\t20.00\n",
    );
    let (unit, article) = (Some("unit"), Some("article"));
    assert_eq!(
        items(&document, 0),
        [Some("total"), Some("goods"), unit, article, Some("services"), unit, article]
    );
}

/// What a form lists as the sources of its money were projects, and a row of the form without a name the total.
#[test]
fn sources_of_a_form_are_no_projects() {
    let document = read(
        "云溪市文化馆2024年度部门决算\n\n部门整体支出绩效自评表\n\n<table><tr><td>部门名称</td><td colspan=\"6\">云溪市文化馆</td></tr>\
         <tr><td rowspan=\"4\">部门整体支出情况</td><td>资金来源</td><td>年初预算数</td><td>全年预算数</td>\
         <td>全年执行数</td><td>执行率</td><td>得分</td></tr>\
         <tr><td>合计</td><td>90.00</td><td>95.00</td><td>93.10</td><td>98.00%</td><td>9.80</td></tr>\
         <tr><td>其中：一般公共预算</td><td>80.00</td><td>85.00</td><td>84.00</td><td>98.82%</td><td>—</td></tr>\
         <tr><td>其他资金</td><td>10.00</td><td>10.00</td><td>9.10</td><td>91.00%</td><td>—</td></tr>\
         <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td>\
         <td>得分</td></tr><tr><td>产出指标</td><td>数量指标</td><td>演出场次</td><td>≥60场</td><td>62场</td>\
         <td>90</td><td>90</td></tr></table>\n",
    );
    let (general, other) = (Some("revenue.general_public_budget"), Some("revenue.other_funds"));
    assert_eq!(items(&document, 0), [Some("expenditure.total"), general, other]);
}

/// What a table of several things says of “三公”经费 had no items, and kinds of vehicles below their number were yuan.
#[test]
fn a_table_of_several_things_says_what_its_rows_are() {
    let document = read(
        "2019年度云溪市图书馆部门决算\n\n机构运行信息表\n\n单位：元\n\n项目\t行次\t统计数\n\
         一、“三公”经费支出\t1\t—\n1.公务接待费\t2\t6,000.00\n二、国有资产占用情况\t3\t—\n\
         （一）车辆数合计（辆）\t4\t2\n1.特种专业技术用车\t5\t1\n2.其他用车\t6\t1\n",
    );
    let expected = [Some("three_public.total"), Some("three_public.reception"), None, None, None, None];
    assert_eq!(items(&document, 0), expected);
    let proof = |row: usize| document.tables[0].rows[row].proof.as_deref();
    assert_eq!((proof(1), proof(4)), (Some("..u"), Some("...")));
}

/// Projects beside what they are classified as were that: no query for projects found them.
#[test]
fn a_project_beside_its_function_is_a_project() {
    let document = read(
        "2025年云溪州农牧局部门预算\n\n部门项目支出预算表\n\n单位：万元\n\n\
         项目名称\t单位名称\t支出功能分类编码\t支出功能分类名称\t合计\n合计\t\t\t\t122.00\n\
         特色农牧业发展\t云溪州农牧局\t2130122\t农业生产发展\t82.00\n农牧民技能培训\t云溪州农牧局\t2130122\t农业生产发展\t40.00\n",
    );
    assert_eq!(items(&document, 0), [Some("expenditure.total"), Some("project"), Some("project")]);
    assert_eq!(document.tables[0].rows[1].code.as_deref(), Some("2130122"));
}

/// Percentages under a head that does not say so (`增减`) stood as texts where amounts were expected.
#[test]
fn a_column_of_nothing_but_percentages_is_one_of_percent() {
    let document = read(
        "政府性基金预算支出表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t上年预算\t增减\n\
         212\t城乡社区支出\t8.00\t2.00\t300.00%\n229\t其他支出\t3.00\t3.00\t0.00%\n\t合计\t11.00\t5.00\t120.00%\n",
    );
    let table = &document.tables[0];
    assert_eq!(table.columns[4].role, Role::Percent);
    assert!(document.warnings.iter().all(|warning| warning.code != "unreadable_number"));
}

/// Revenue of a government's own budget had no items.
#[test]
fn revenue_of_a_government_has_items() {
    let document = read(
        "2026年政府性基金收入预算表\n\n单位：万元\n\n项目\t预算数\n国有土地使用权出让收入\t8.00\n污水处理费收入\t1.00\n\
         调入资金\t1.00\n专项债务转贷收入\t2.00\n收入总计\t12.00\n",
    );
    let items: Vec<_> = document.tables[0].rows.iter().filter_map(|row| row.item.as_deref()).collect();
    assert_eq!(
        items,
        ["revenue.1030148", "revenue.1030178", "revenue.11009", "revenue.11011", "revenue.total"]
    );
}

/// A column whose amounts all bear another mark (a footnote, a quote before the number, a power of ten) was one of texts, and
/// nothing told of it.
#[test]
fn amounts_that_all_bear_a_mark_are_told() {
    for figures in
        [["12.50*", "7.25*"], ["'12.50", "'7.25"], ["RMB 12.50", "RMB 7.25"], ["1.25E+01", "7.25E+00"]]
    {
        let [first, second] = figures;
        let document = read(&format!(
            "支出预算总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n208\t社会保障和就业支出\t{first}\n\
             210\t卫生健康支出\t{second}\n"
        ));
        assert_eq!(document.tables[0].columns[2].role, Role::Amount, "{first}");
        let told = ["unreadable_number", "number_repaired"];
        let told = document.warnings.iter().filter(|warning| told.contains(&&*warning.code));
        assert_eq!(told.count(), 2, "{first}");
    }
}

/// Rows without rules between them that OCR read as one row were one: their amounts ran together to none, or to a huge one.
#[test]
fn rows_that_stand_in_one_row_are_parted_or_told() {
    let table = |names: &str| {
        format!(
            "支出预算总表\n\n单位：万元\n\n<table><tr><td>科目名称</td><td>合计</td></tr>\
             <tr><td>{names}</td><td>7.50<br>1.00<br>8.50</td></tr></table>\n"
        )
    };
    let document = read(&table("教育支出<br>卫生健康支出<br>合计"));
    let labels: Vec<&str> = document.tables[0].rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["教育支出", "卫生健康支出", "合计"]);
    assert_eq!(document.proof.unwrap().proven, 3);

    let document = read(&table("教育支出<br>卫生健康支出"));
    assert!(document.warnings.iter().any(|warning| warning.code == "unreadable_number"));
}

/// Blank columns between the others were columns of amounts, and parted the codes from their names.
#[test]
fn blank_columns_without_a_head_are_none() {
    let row = |cells: [&str; 4]| format!("<tr><td>{}</td></tr>", cells.join("</td><td></td><td>"));
    let rows = [
        row(["科目编码", "科目名称", "合计", "项目支出"]),
        row(["207", "文化旅游体育与传媒支出", "7.50", ""]),
        row(["", "合计", "7.50", ""]),
    ];
    let document = read(&format!("支出预算总表\n\n单位：万元\n\n<table>{}</table>\n", rows.concat()));
    assert_eq!(document.tables.len(), 1);
    let roles: Vec<Role> = document.tables[0].columns.iter().map(|column| column.role).collect();
    assert_eq!(roles, [Role::Code, Role::Name, Role::Amount, Role::Amount]);
}

/// A column that states another unit than its table was in the unit of the table, and 萬元 was 元: facts ten thousand times off.
#[test]
fn a_column_is_in_the_unit_that_it_states() {
    let table = |unit: &str, head: &str, figures: [&str; 2]| {
        let [first, second] = figures;
        format!("支出预算总表\n\n{unit}\n\n科目名称\t合计{head}\n教育支出\t{first}\n卫生健康支出\t{second}\n")
    };
    let plain = table("單位：萬元", "", ["7.50", "8.00"]);
    let stated = table("单位：万元", "（元）", ["75000.00", "80000.00"]);
    for text in [plain, stated] {
        let document = read(&text);
        assert_eq!(document.tables[0].unit.as_deref(), Some("万元"));
        let json = yusuan::write::json::to_bytes(&document, false).unwrap();
        let record = Record::of(std::str::from_utf8(&json).unwrap()).unwrap();
        let mut yuan = Vec::new();
        facts::rows(&record, &mut |relation, cells, _| {
            let amount = relation.columns.iter().position(|column| column.name == "amount_yuan");
            yuan.extend(amount.map(|amount| format!("{:?}", cells[amount])));
            Ok::<_, ()>(())
        })
        .unwrap();
        assert_eq!(yuan, ["Decimal(75000.00)", "Decimal(80000.00)"], "{text}");
    }
}

/// Rows of revenue that say nothing beside rows of expenditure were named by the number of their line where its column
/// is headed 栏次.
#[test]
fn the_number_of_a_row_is_no_name() {
    let document = read(
        "2023年青溪市水文站部门预算\n\n部门预算收支总表\n\n单位：万元\n\n序号\t收入\t\t支出\t\n栏次\t项目\t预算数\t项目\t预算数\n\
         1\t一、一般公共预算拨款收入\t80.00\t一、一般公共服务支出\t\n2\t二、单位资金收入\t10.00\t二、卫生健康支出\t90.00\n\
         3\t\t\t三、农林水支出\t\n4\t收入总计\t90.00\t支出总计\t90.00\n",
    );
    let labels: Vec<_> = document.tables[0].rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!(labels, ["一、一般公共预算拨款收入", "二、单位资金收入", "", "收入总计"]);
}

/// Where a page prints nothing of a table but its header again, the program looked at the row below it and panicked.
#[test]
fn a_part_that_is_nothing_but_the_header() {
    let table = "科目编码\t科目名称\t合计\n213\t农林水支出\t30.00\n\n科目编码\t科目名称\t合计\n";
    let document = read(&format!("支出预算总表\n\n单位：万元\n\n{table}"));
    assert_eq!(document.tables[0].rows.len(), 1);
}
