//! Heads of columns and names of rows, and what they mean.

use serde_json::json;

use super::*;
use crate::document::{Column, Phase, Side, Value};

/// A table of amount columns; its name column comes first.
fn table(kind: TableKind, headers: &[&str]) -> Table {
    let column = |path: &str, role| json!({ "path": path.split('/').collect::<Vec<_>>(), "role": role });
    let amounts = headers.iter().map(|path| column(path, "amount"));
    let columns: Vec<_> = std::iter::once(column("项目", "name")).chain(amounts).collect();
    serde_json::from_value(json!({ "id": "t01", "kind": kind, "side": null, "title": null, "number": null,
        "organization": null, "unit": "万元", "yuan_per_unit": 10_000, "empty": false, "notes": [], "fields": [],
        "columns": columns, "rows": [], "indicators": [] }))
    .unwrap()
}

/// The table with a row of figures for each label, a code before it perhaps.
fn with_rows(mut table: Table, side: Option<Side>, labels: &[&str]) -> Table {
    table.side = side;
    let row = |label: &&str| {
        let (code, label) = label.split_once(' ').map_or((None, *label), |(code, label)| (Some(code), label));
        let mut cells = vec![json!(label)];
        cells.resize(table.columns.len(), json!(1));
        serde_json::from_value(
            json!({ "label": label, "name": label, "code": code, "org_code": null, "org_name": null,
            "total": false, "cells": cells }),
        )
        .unwrap()
    };
    table.rows = labels.iter().map(row).collect();
    table
}

fn measures(kind: TableKind, headers: &[&str]) -> Vec<String> {
    let mut table = table(kind, headers);
    annotate_table(&mut table, Some(2024), &Vocabulary::built_in());
    let shown = |column: &Column| {
        let mut text = column.measure.clone().unwrap_or_else(|| "?".into());
        if let Some(item) = &column.item {
            text = format!("{item}={text}");
        }
        match column.phase {
            Some(Phase::Budget) => text + "@budget",
            Some(Phase::Adjusted) => text + "@adjusted",
            Some(Phase::Final) => text + "@final",
            None => text,
        }
    };
    table.columns.iter().skip(1).map(shown).collect()
}

fn items(kind: TableKind, side: Option<Side>, labels: &[&str]) -> Vec<String> {
    let mut table = with_rows(table(kind, &["预算数"]), side, labels);
    annotate_table(&mut table, Some(2024), &Vocabulary::built_in());
    table.rows.iter().map(|row| row.item.clone().unwrap_or_else(|| "?".into())).collect()
}

/// Headers of one table, and the measures they have.
macro_rules! measures {
    ($($name:ident: $kind:ident { $($header:literal => $measure:literal),* $(,)? })*) => {$(
        #[test]
        fn $name() {
            let expected: &[&str] = &[$($measure),*];
            assert_eq!(measures(TableKind::$kind, &[$($header),*]), expected);
        }
    )*};
}

/// Rows of one side of one table, and the items they are.
macro_rules! items {
    ($($name:ident: $kind:ident $side:expr, { $($label:literal => $item:literal),* $(,)? })*) => {$(
        #[test]
        fn $name() {
            let expected: &[&str] = &[$($item),*];
            assert_eq!(items(TableKind::$kind, $side, &[$($label),*]), expected);
        }
    )*};
}

measures! {
    revenue_by_source: Revenue {
        "总计" => "total",
        "一般公共预算拨款收入" => "general_public",
        "政府性基金预算拨款收入" => "government_fund",
        "国有资本经营预算拨款收入" => "state_capital",
        "财政专户管理资金收入" => "fiscal_account",
        "事业收入" => "business_income",
        "事业单位经营收入" => "unit_business",
        "上级补助收入" => "superior_subsidy",
        "附属单位上缴收入" => "subordinate_remittance",
        "其他收入" => "other",
        "上年结转结余" => "carry_over",
        "单位上年结余（不包括国库集中支付额度结余）" => "carry_over",
    }
    revenue_of_this_and_last_year: Revenue {
        "合计" => "total",
        "本年收入/小计" => "current",
        "本年收入/一般公共预算" => "current.general_public",
        "本年收入/单位资金/事业收入" => "current.business_income",
        "上年结转结余/小计" => "carry_over",
        "上年结转结余/一般公共预算" => "carry_over.general_public",
    }
    revenue_of_this_year_alone: Revenue {
        "本年收入合计" => "total",
        "财政拨款收入" => "appropriation",
        "经营收入" => "unit_business",
    }
    a_group_and_its_parts: Revenue {
        "资金来源/总计" => "total",
        "资金来源/一般公共预算拨款/小计" => "general_public",
        "资金来源/一般公共预算拨款/纳入预算管理的行政事业性收费、罚没等" => "fees",
        "资金来源/其他资金/小计" => "other_funds",
        "资金来源/其他资金/其中：单位结转结余资金" => "carry_over.other_funds",
    }
    a_part_named_like_its_whole: Expenditure {
        "人员支出" => "staff",
        "对个人和家庭的补助" => "economic.303",
        "公用支出" => "operating",
        "一般公共预算拨款/小计" => "general_public",
        "一般公共预算拨款/一般公共预算" => "tax_financed",
        "一般公共预算拨款/罚没收入" => "fees",
    }
    a_table_says_its_budget_once: GeneralPublicExpenditure {
        "本年一般公共预算支出/合计" => "total",
        "本年一般公共预算支出/基本支出/小计" => "basic",
        "本年一般公共预算支出/基本支出/人员经费" => "personnel",
        "本年一般公共预算支出/基本支出/日常公用经费" => "operating",
        "本年一般公共预算支出/项目支出" => "project",
    }
    classes_of_governments: GeneralPublicEconomic {
        "机关工资福利支出" => "economic.501",
        "对企业补助" => "economic.507",
        "对个人和家庭的补助" => "economic.509",
    }
    classes_of_departments: GeneralPublicEconomic {
        "工资福利支出" => "economic.301",
        "对企业补助" => "economic.312",
        "对个人和家庭的补助" => "economic.303",
    }
    the_year_before_beside_figures_of_no_year: Other {
        "预算数" => "total@budget",
        "决算数" => "total@final",
        "2023年决算数" => "prior_year@final",
    }
    what_was_completed: Other {
        "本年完成" => "total@final",
        "上年完成" => "prior_year@final",
    }
    sums_of_what_is_not_known: Other {
        "债务限额/合计" => "?",
        "债务余额/合计" => "?",
    }
    what_lower_levels_are_paid: Other {
        "一般性转移支付" => "?",
        "专项转移支付" => "?",
    }
    basic_expenditure_table: GeneralPublicBasic {
        "一般公共预算基本支出/合计" => "total",
        "一般公共预算基本支出/人员经费" => "personnel",
        "一般公共预算基本支出/公用经费" => "operating",
    }
    fund_with_balances: GovernmentFund {
        "年初结转和结余" => "opening_balance",
        "本年收入" => "revenue",
        "本年支出/小计" => "total",
        "本年支出/基本支出" => "basic",
        "本年支出/项目支出" => "project",
        "年末结转和结余" => "closing_balance",
    }
    income_beside_outgo: RevenueExpenditureSummary {
        "年初结转和结余" => "opening_balance",
        "本年收入" => "revenue",
        "本年支出" => "total",
        "结余分配" => "surplus_distribution",
    }
    income_in_its_half: RevenueExpenditureSummary {
        "本年收入/预算数" => "total@budget",
    }
    by_source_and_nature: Expenditure {
        "合计" => "total",
        "一般公共预算/基本支出" => "general_public.basic",
        "政府性基金预算/项目支出" => "government_fund.project",
        "上缴上级支出" => "paid_to_superior",
        "对附属单位补助支出" => "subordinate_subsidy",
        "事业单位经营支出" => "unit_business",
    }
    articles_of_both_classes: AppropriationExpenditure {
        "工资福利支出/小计" => "economic.301",
        "工资福利支出/住房公积金" => "economic.30113",
        "对个人和家庭的补助/住房公积金" => "economic.30311",
    }
    years_and_change: GeneralPublicExpenditure {
        "2023年执行数" => "prior_year@final",
        "2024年预算数/合计" => "total@budget",
        "2024年预算数/基本支出" => "basic@budget",
        "2024年预算数比2023年执行数/增减额" => "change",
    }
    change_between_years_that_are_named: ThreePublic {
        "2023年预算数" => "prior_year@budget",
        "2024年预算数" => "total@budget",
        "2024年比2023年增减金额" => "change",
    }
    what_changed_against_the_budget: ThreePublic {
        "2024年预算数" => "total@budget",
        "2024年决算数" => "total@final",
        "比预算增减/金额" => "change",
    }
    a_project_of_several_years: ProjectExpenditure {
        "项目总投资" => "all_years",
        "本年预算/合计" => "total",
        "本年预算/一般公共预算" => "general_public",
    }
    budget_and_final: RevenueExpenditureSummary {
        "年初预算数" => "total@budget",
        "全年预算数" => "total@adjusted",
        "决算数" => "total@final",
    }
    columns_reckoned_with_by_letters: ProjectPerformance {
        "年初预算数" => "total@budget",
        "全年预算数(A)" => "total@adjusted",
        "全年执行数（B）" => "total@final",
    }
    three_public_in_one_row: ThreePublic {
        "合计" => "three_public.total=total",
        "因公出国（境）费用" => "three_public.abroad=total",
        "公务用车购置及运行费/小计" => "three_public.vehicles=total",
        "公务用车购置及运行费/公务用车购置费" => "three_public.vehicle_purchase=total",
        "公务用车购置及运行费/公务用车运行费" => "three_public.vehicle_operation=total",
        "公务接待费" => "three_public.reception=total",
    }
    three_public_with_meetings_and_phases: ThreePublic {
        "合计" => "official_expenses=total",
        "“三公”经费/小计" => "three_public.total=total",
        "“三公”经费/公务接待费/预算数" => "three_public.reception=total@budget",
        "“三公”经费/公务接待费/决算数" => "three_public.reception=total@final",
        "会议费" => "meetings=total",
        "培训费" => "training=total",
        "机关运行经费预算数" => "operating_funds=total@budget",
    }
    three_public_under_phases: ThreePublic {
        "预算数/合计" => "three_public.total=total@budget",
        "预算数/公务接待费" => "three_public.reception=total@budget",
        "决算数/合计" => "three_public.total=total@final",
        "决算数/因公出国（境）费" => "three_public.abroad=total@final",
    }
    a_part_named_more_widely_than_its_whole: RevenueExpenditureSummary {
        "本年一般公共预算/小计" => "general_public",
        "本年一般公共预算/其中：财政拨款" => "tax_financed",
        "财政拨款/政府性基金" => "government_fund",
    }
    three_public_of_one_source: ThreePublic {
        "当年财政拨款预算安排/合计" => "three_public.total=total@budget",
        "当年财政拨款预算安排/因公出国（境）费用" => "three_public.abroad=total@budget",
        "当年财政拨款预算安排/公务接待费" => "three_public.reception=total@budget",
    }
    three_public_of_two_sources: ThreePublic {
        "一般公共预算拨款/合计" => "general_public",
        "一般公共预算拨款/公务接待费" => "three_public.reception=general_public",
        "一般公共预算拨款/公务用车运行费" => "three_public.vehicle_operation=general_public",
        "单位资金/公务接待费" => "three_public.reception=unit_funds",
    }
    three_public_in_rows: ThreePublic { "“三公”经费预算数" => "total@budget" }
    by_economic_class: Expenditure {
        "基本支出/工资福利支出" => "basic.economic.301",
        "项目支出/商品和服务支出" => "project.economic.302",
    }
    revenue_of_other_provinces: Revenue {
        "财政拨款收入/小计" => "appropriation",
        "上级补助收入" => "superior_subsidy",
        "事业收入/金额" => "business_income",
        "事业收入/其中：教育收费" => "business_income.education_fees",
        "经营收入" => "unit_business",
        "附属单位上缴收入" => "subordinate_remittance",
        "非同级财政拨款收入" => "non_appropriation",
        "使用非财政拨款结余" => "surplus_used",
        "上年结转" => "carry_over",
        "用事业基金弥补收支差额" => "surplus_used",
        "利息收入" => "other",
    }
    economic_classes_as_columns: GeneralPublicBasic {
        "合计" => "total",
        "工资福利支出" => "economic.301",
        "商品服务支出" => "economic.302",
        "对个人和家庭补助" => "economic.303",
        "债务利息及费用支出" => "economic.307",
        "资本性支出（基本建设）" => "economic.309",
        "资本性支出" => "economic.310",
        "对企业补助" => "economic.312",
        "其他支出" => "economic.399",
    }
    what_the_year_left_of_a_fund: Other {
        "本年收支结余" => "?",
        "年末滚存结余" => "closing_balance",
    }
    principal_and_interest_of_bonds: Other {
        "还本付息预算/小计" => "total",
        "还本付息预算/本金" => "debt_principal",
        "还本付息预算/利息" => "debt_interest",
    }
    money_of_the_last_years: DepartmentPerformance {
        "当年金额" => "total",
        "近两年收支金额/2022年" => "prior_year",
        "近两年收支金额/2023年" => "prior_year",
    }
    sources_that_are_carried_over: Expenditure {
        "结转合计" => "carry_over",
        "非财政拨款结转" => "carry_over.non_appropriation",
    }
    unknown_stays_unknown: Expenditure { "合计" => "total", "星际旅行" => "?" }
}

items! {
    what_a_government_collects_and_has_in_all: Revenue None, {
        "税收收入" => "revenue.101",
        "本级收入合计" => "revenue.current",
        "债务转贷收入" => "revenue.11011",
        "收入总计" => "revenue.total",
    }
    what_a_government_spends_and_has_in_all: GeneralPublicExpenditure None, {
        "教育支出" => "expenditure.205",
        "支出合计" => "expenditure.current",
        "上解上级支出" => "expenditure.23006",
        "支出总计" => "expenditure.total",
    }
    money_of_a_form_by_source_and_by_use: DepartmentPerformance None, {
        "年度资金总额" => "expenditure.total",
        "按收入性质分：" => "?",
        "其中：一般公共预算：" => "revenue.general_public_budget",
        "纳入专户管理的非税收入拨款：" => "revenue.fiscal_account",
        "按支出性质分：" => "?",
        "其中：基本支出：" => "expenditure.basic",
    }
    remarks_and_figures_in_names: RevenueExpenditureSummary Some(Side::Revenue), {
        "四、事业收入预算" => "revenue.business_income",
        "六、其他收入（不含利息收入）" => "revenue.other",
        "单位上年结余（不包括国库集中支付额度结余）" => "revenue.carry_over",
        "（二）行政事业性收费收入安排的拨款" => "revenue.fees.administrative",
        "其中：专项资金列入部门预算的项目" => "revenue.special_funds",
    }
    revenue_of_funds: GovernmentFund Some(Side::Revenue), {
        "一、污水处理费收入" => "revenue.1030178",
        "二、彩票公益金收入" => "revenue.1030155",
        "三、名录以外的基金收入" => "?",
    }
    revenue_in_one_wording: RevenueExpenditureSummary Some(Side::Revenue), {
        "一、一般公共预算拨款收入" => "revenue.general_public_budget",
        "二、政府性基金预算拨款收入" => "revenue.government_fund",
        "四、财政专户管理资金收入" => "revenue.fiscal_account",
        "五、单位资金收入" => "revenue.unit_funds",
        "（一）事业收入" => "revenue.business_income",
        "本年收入合计" => "revenue.current",
        "上年结转结余" => "revenue.carry_over",
        "收入总计" => "revenue.total",
        "" => "revenue.total",
    }
    revenue_of_a_town: Revenue None, {
        "一、税收收入" => "revenue.101",
        "1.增值税" => "revenue.10101",
        "2.营业税" => "revenue.10103",
        "契税" => "revenue.10119",
        "二、体制补助收入" => "revenue.transfer",
        "三、专项补助收入" => "revenue.transfer",
    }
    revenue_in_another: RevenueExpenditureSummary Some(Side::Revenue), {
        "一、财政拨款" => "revenue.fiscal_appropriation",
        "1. 一般公共预算资金" => "revenue.general_public_budget",
        "2. 政府性基金" => "revenue.government_fund",
        "收入合计" => "revenue.current",
        "使用非财政拨款结余" => "revenue.surplus_used",
        "总计" => "revenue.total",
    }
    one_total_alone: AppropriationSummary Some(Side::Revenue), {
        "一、一般公共预算" => "revenue.general_public_budget",
        "收入合计" => "revenue.total",
    }
    carried_over_from_sources: AppropriationSummary Some(Side::Revenue), {
        "一、本年收入" => "revenue.current",
        "（一）一般公共预算拨款" => "revenue.general_public_budget",
        "二、上年结转" => "revenue.carry_over",
        "（一）一般公共预算拨款" => "revenue.carry_over.general_public_budget",
        "收入总计" => "revenue.total",
    }
    carried_over_without_numbering: AppropriationSummary Some(Side::Revenue), {
        "一、一般公共预算财政拨款" => "revenue.general_public_budget",
        "本年收入合计" => "revenue.current",
        "年初财政拨款结转和结余" => "revenue.carry_over",
        "一般公共预算财政拨款" => "revenue.carry_over.general_public_budget",
        "政府性基金预算财政拨款" => "revenue.government_fund",
        "总计" => "revenue.total",
    }
    expenditure_by_function: RevenueExpenditureSummary Some(Side::Expenditure), {
        "八、社会保障和就业支出" => "expenditure.208",
        "九、医疗卫生与计划生育支出" => "expenditure.210",
        "九、卫生健康支出" => "expenditure.210",
        "二十三、其他支出" => "expenditure.229",
        "本年支出合计" => "expenditure.current",
        "结余分配" => "expenditure.surplus_distribution",
        "交纳企业所得税" => "expenditure.surplus_distribution.income_tax",
        "提取职工福利基金" => "expenditure.surplus_distribution.welfare_fund",
        "转入事业基金" => "expenditure.surplus_distribution.business_fund",
        "年终结转结余" => "expenditure.closing_balance",
        "支出总计" => "expenditure.total",
    }
    expenditure_by_nature: RevenueExpenditureSummary Some(Side::Expenditure), {
        "一、基本支出" => "expenditure.basic",
        "1、人员经费" => "expenditure.personnel",
        "2、公用经费" => "expenditure.operating",
        "二、项目支出" => "expenditure.project",
    }
    expenditure_by_kind_of_project: RevenueExpenditureSummary Some(Side::Expenditure), {
        "一、人员类项目支出" => "expenditure.personnel",
        "二、运转类项目支出" => "expenditure.running",
        "（一）公用经费" => "expenditure.operating",
        "（二）其他运转类" => "expenditure.project.other_running",
        "三、特定目标类项目支出" => "expenditure.project.specific",
    }
    projects_below_their_item: ProjectExpenditure None, {
        "2130304 水利行业业务管理" => "expenditure.2130304",
        "2130304 河长制经费" => "project",
        "2130304 水政执法经费" => "project",
        "2130399 其他水利支出" => "expenditure.2130399",
    }
    parts_named_like_their_whole: RevenueExpenditureSummary Some(Side::Expenditure), {
        "一、人员经费" => "expenditure.personnel",
        "1、人员支出" => "expenditure.staff",
        "2、对个人和家庭补助支出" => "economic.303",
        "二、公用支出" => "expenditure.operating",
    }
    sources_named_like_their_whole: RevenueExpenditureSummary Some(Side::Revenue), {
        "一、一般公共预算拨款" => "revenue.general_public_budget",
        "1、一般公共预算" => "revenue.tax_financed",
        "2、纳入预算管理的罚没收入" => "revenue.fees.fines",
    }
    parts_of_the_closing_balance: AppropriationSummary Some(Side::Expenditure), {
        "一、一般公共服务支出" => "expenditure.201",
        "年末财政拨款结转和结余" => "expenditure.closing_balance",
        "其中：一般公共预算财政拨款" => "expenditure.closing_balance.general_public",
        "总计" => "expenditure.total",
    }
    numbered_rows_after_the_carry_over: RevenueExpenditureSummary Some(Side::Revenue), {
        "年初结转和结余" => "revenue.carry_over",
        "其中：政府性基金" => "revenue.carry_over.government_fund",
        "九、其他收入" => "revenue.other",
    }
    revenue_of_other_provinces_by_row: RevenueExpenditureSummary Some(Side::Revenue), {
        "一、财政拨款收入" => "revenue.fiscal_appropriation",
        "二、上级补助收入" => "revenue.superior_subsidy",
        "三、事业收入" => "revenue.business_income",
        "四、事业单位经营收入" => "revenue.unit_business",
        "五、附属单位上缴收入" => "revenue.subordinate_remittance",
        "六、非同级财政拨款收入" => "revenue.non_appropriation",
        "七、一般公共預算撥款收入" => "revenue.general_public_budget",
        "八、债务收入" => "revenue.bonds",
        "九、其他收入" => "revenue.other",
        "本年收入合计" => "revenue.current",
        "使用非财政拨款结余（含专用结余）" => "revenue.surplus_used",
        "用事业基金弥补收支差额" => "revenue.surplus_used",
        "上年结转" => "revenue.carry_over",
        "收入总计" => "revenue.total",
    }
    expenditure_of_other_provinces: RevenueExpenditureSummary Some(Side::Expenditure), {
        "一、基本支出" => "expenditure.basic",
        "工资福利支出" => "economic.301",
        "商品和服务支出" => "economic.302",
        "对个人和家庭的补助" => "economic.303",
        "工资福利支出和对个人和家庭的补助" => "expenditure.personnel",
        "商品和服务支出及资本性支出" => "expenditure.operating",
        "二、项目支出" => "expenditure.project",
        "三、上缴上级支出" => "expenditure.paid_to_superior",
        "四、经营支出" => "expenditure.unit_business",
        "五、对附属单位补助支出" => "expenditure.subordinate_subsidy",
        "结转下年" => "expenditure.closing_balance",
    }
    three_public_in_other_wordings: ThreePublic None, {
        "“三公”经费合计" => "three_public.total",
        "因公出国（境）费支出" => "three_public.abroad",
        "公务用车购置及运行维护费支出" => "three_public.vehicles",
        "其中：公务用车购置费支出" => "three_public.vehicle_purchase",
        "公务用车运行维护费支出" => "three_public.vehicle_operation",
        "公务接待费支出" => "three_public.reception",
        "其中：外事接待费支出" => "three_public.reception_foreign",
        "国内公务接待支出" => "three_public.reception_domestic",
        "会议费" => "meetings",
        "培训费" => "training",
        "机关运行经费" => "operating_funds",
    }
    names_without_codes: Expenditure None, {
        "一般公共服务支出" => "expenditure.201",
        "档案事务" => "expenditure.20126",
        "行政运行" => "expenditure.2012601",
        "一般行政管理事务" => "expenditure.2012602",
        "社会保障和就业支出" => "expenditure.208",
    }
    by_code: Expenditure None, {
        "合计" => "expenditure.total",
        "210 卫生健康支出" => "expenditure.210",
        "2080505 机关事业单位基本养老保险缴费支出" => "expenditure.2080505",
        "云溪市档案局" => "unit",
    }
    by_economic_code: GeneralPublicBasic None, {
        "30101 基本工资" => "economic.30101",
        "商品和服务支出" => "economic.302",
        "合计" => "expenditure.total",
    }
    three_public_by_row: ThreePublic None, {
        "合计" => "three_public.total",
        "1、因公出国（境）费用" => "three_public.abroad",
        "2、公务接待费" => "three_public.reception",
        "3、公务用车购置及运行费" => "three_public.vehicles",
        "其中：（1）公务用车购置费" => "three_public.vehicle_purchase",
        "（2）公务用车运行维护费" => "three_public.vehicle_operation",
    }
    three_public_beside_meetings: ThreePublic None, {
        "合计" => "official_expenses",
        "“三公”经费小计" => "three_public.total",
        "会议费" => "meetings",
    }
    projects: ProjectExpenditure None, {
        "合计" => "expenditure.total",
        "云溪市档案局" => "unit",
        "档案数字化" => "project",
    }
    procurement: Procurement None, {
        "合计" => "total",
        "货物类" => "goods",
        "复印纸" => "article",
    }
}

#[test]
fn a_sum_below_what_prints_no_figure_is_its_total() {
    let mut table = with_rows(
        table(TableKind::Other, &["统计数"]),
        None,
        &["一、“三公”经费支出", "（一）支出合计", "1．公务接待费", "二、政府采购支出信息", "（一）支出合计"],
    );
    for head in [0, 3] {
        table.rows[head].cells[1] = Value::Blank;
    }
    annotate_table(&mut table, Some(2024), &Vocabulary::built_in());
    let items: Vec<_> = table.rows.iter().map(|row| row.item.as_deref().unwrap_or("?")).collect();
    assert_eq!(items, ["three_public.total", "three_public.total", "three_public.reception", "?", "total"]);
}

#[test]
fn a_scope_is_called_as_its_kind_is_in_the_output() {
    for kind in crate::vocab::kinds::all() {
        assert_eq!(scopes(&table(*kind, &[]))[0], crate::document::names::of(kind));
    }
}

#[test]
fn the_unknown_gives_a_warning_and_stays() {
    let mut table = with_rows(
        table(TableKind::RevenueExpenditureSummary, &["星际旅行"]),
        Some(Side::Revenue),
        &["一、彩票中奖"],
    );
    let warnings = annotate_table(&mut table, None, &Vocabulary::built_in());
    let codes: Vec<&str> = warnings.iter().map(|warning| warning.code.as_str()).collect();
    assert_eq!(codes, ["unmapped_column", "unmapped_row"]);
    let text = "column\t星际旅行\ttotal\nrow\t彩票中奖\trevenue.other\trevenue\n".to_owned();
    let vocabulary = Vocabulary::try_from(Additions { file: String::new(), text }).unwrap();
    assert_eq!(annotate_table(&mut table, None, &vocabulary), []);
    assert_eq!(table.rows[0].item.as_deref(), Some("revenue.other"));
}
