//! Which kind of table a caption names (contract §3).

use std::sync::LazyLock;

use regex::RegexSet;

use super::entries;
use super::words::{self, Use};
use crate::document::{Side, Table, TableKind, names};
use crate::text::{fold, numbering};

/// The kinds in their order, and the pattern of each.
static KINDS: LazyLock<(Vec<TableKind>, Option<RegexSet>)> = LazyLock::new(|| {
    let kinds = entries(include_str!("kinds.tsv")).filter_map(|columns| match columns[..] {
        [_, kind, pattern] => Some((names::find::<TableKind>(kind)?, pattern)),
        _ => None,
    });
    let (kinds, patterns): (_, Vec<&str>) = kinds.unzip();
    (kinds, RegexSet::new(patterns).ok())
});

/// The kinds that captions name, one after the other as their patterns are tried.
#[cfg(test)]
pub fn all() -> &'static [TableKind] {
    &KINDS.0
}

/// The kind that a caption names, `None` where the vocabulary knows no word of it.
pub fn of_caption(caption: &str) -> Option<TableKind> {
    let key = fold::keyed(caption);
    let name = numbering::strip(&key);
    let (kinds, patterns) = &*KINDS;
    patterns.as_ref()?.matches(name).iter().next().map(|first| kinds[first])
}

/// The keys of the standard captions.
static CAPTIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    entries(include_str!("captions.tsv")).filter_map(|columns| columns.first().copied()).collect()
});

/// A misread caption is told by those of so many characters or more: 收入决算表 and 支出决算表 are too near to others.
const SHORTEST_MISREAD: usize = 6;
/// 收入 as OCR misreads it, which but for this is as near to 收支.
const MISREAD: &str = "收人";
/// The year before the name of a table.
const YEAR: [&str; 2] = ["年度", "年"];

/// The one standard caption that a text is but for one character, which OCR misread, lost or added: 部门支出总裘 is
/// 部门支出总表. `None` where the text names a kind of table as it stands.
pub fn misread(caption: &str) -> Option<&'static str> {
    if of_caption(caption).is_some() {
        return None;
    }
    let key = fold::keyed(caption).replace(MISREAD, "收入");
    let name = numbering::strip(&key);
    let year = YEAR.iter().find_map(|year| name.split_once(year));
    let name = year.filter(|(year, _)| year.parse::<u16>().is_ok()).map_or(name, |(_, name)| name);
    if let Ok(whole) = CAPTIONS.binary_search(&name) {
        return Some(CAPTIONS[whole]);
    }
    let name: Vec<char> = name.chars().collect();
    let mut near = CAPTIONS.iter().filter(|standard| differ_once(&name, standard));
    near.next().copied().filter(|_| near.next().is_none())
}

/// Whether a text is another one but for one character.
fn differ_once(name: &[char], standard: &str) -> bool {
    let length = standard.chars().count();
    if length < SHORTEST_MISREAD || length.abs_diff(name.len()) > 1 {
        return false;
    }
    let before = name.iter().zip(standard.chars()).take_while(|(a, b)| **a == *b).count();
    let after = name.iter().rev().zip(standard.chars().rev()).take_while(|(a, b)| **a == *b).count();
    let shared = length.min(name.len());
    let differs = length != name.len() || before < length;
    differs && before + after + usize::from(length == name.len()) >= shared
}

/// Which side of its money a table states: that of its half, or revenue where the title of a fund's table speaks of nothing
/// else (政府性基金收入预算表 of a government).
pub fn side(table: &Table) -> Option<Side> {
    let is_of_fund = matches!(table.kind, TableKind::GovernmentFund | TableKind::StateCapital);
    let of_revenue = |title: &&str| title.contains("收入") && !title.contains('支');
    let titled = || table.title.as_deref().filter(|_| is_of_fund).filter(of_revenue).map(|_| Side::Revenue);
    table.side.or_else(titled)
}

/// The kind of a table whose columns have these heads: 基本支出预算表 is of the general public budget, unless it has columns of
/// other money, and what says the nature of each unit lists units, unless its title names another table.
pub fn of_heads<'h>(
    kind: TableKind,
    title: Option<&str>,
    mut heads: impl Iterator<Item = &'h str>,
) -> TableKind {
    match kind {
        // A table with a column of other money is of all money.
        TableKind::GeneralPublicBasic
            if title.is_some_and(|title| !title.contains("一般公共"))
                && heads.any(|head| words::holds(head, Use::OtherMoney)) =>
        {
            TableKind::Other
        }
        TableKind::Other
            if title.is_none_or(|title| !title.ends_with('表'))
                && heads.any(|head| words::is(head, Use::UnitHeads)) =>
        {
            TableKind::Units
        }
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::TableKind::*;

    #[test]
    fn file_is_tidy() {
        crate::vocab::assert_tidy("kinds", include_str!("kinds.tsv"), 3, 3);
        let (kinds, patterns) = &*KINDS;
        assert_eq!(kinds.len(), entries(include_str!("kinds.tsv")).count(), "a kind is wrong");
        assert_eq!(patterns.as_ref().unwrap().len(), kinds.len());
        crate::vocab::assert_tidy("captions", include_str!("captions.tsv"), 1, 1);
        assert!(CAPTIONS.iter().all(|caption| of_caption(caption).is_some()));
    }

    #[test]
    fn captions_with_a_character_misread() {
        for (caption, standard) in [
            ("部门支出总裘", Some("部门支出总表")),
            ("部门文出总表", Some("部门支出总表")),
            ("部门支出总", Some("部门支出总表")),
            ("部门支出总麦（2024年）", None),
            ("2024年度部门支出总麦", Some("部门支出总表")),
            ("三、部门支 出总麦", Some("部门支出总表")),
            ("国有资本经营预算支出裘", None), // names its kind as it stands
            ("部门支出总表", None),
            ("部门资产总表", None),
            ("部门收人总表", Some("部门收入总表")),
            ("部门收文总表", None), // of 收入 or 收支
            ("收入决算裘", None),
        ] {
            assert_eq!(misread(caption), standard, "{caption}");
        }
    }

    #[test]
    fn captions_of_every_kind() {
        for (caption, kind) in [
            ("二、部门预算单位构成", Units),
            ("2024年非税收入征收计划表", Other),
            ("非税收入征缴情况表", Other),
            ("预算外资金收支计划表", Other),
            ("教育收费收支预算表", Other),
            ("2024-2026年中期财政规划支出表", Other),
            ("2010年人员经费支出预算表", Other),
            ("公用经费支出预算明细表", Other),
            ("收 支 预 算 总 表", RevenueExpenditureSummary),
            ("2024年部门财务收支预算总表", RevenueExpenditureSummary),
            ("收入支出决算总表", RevenueExpenditureSummary),
            ("部门收支总体情况表", RevenueExpenditureSummary),
            ("收入预算总表", Revenue),
            ("部门所属单位收入决算情况表", Revenue),
            ("部门收入总体情况表", Revenue),
            ("收入决算表", Revenue),
            ("支出预算总表", Expenditure),
            ("部门支出总体情况表", Expenditure),
            ("财政拨款收支总体情况表", AppropriationSummary),
            ("财政拨款收入支出决算总表", AppropriationSummary),
            ("财政拨款预算总表", AppropriationSummary),
            ("财政拨款支出预算总表", AppropriationExpenditure),
            ("财政拨款支出预算表（功能科目）", AppropriationExpenditure),
            ("财政拨款基本支出预算表（经济科目）", AppropriationBasic),
            ("一般公共预算支出情况表", GeneralPublicExpenditure),
            ("一般公共预算财政拨款支出决算表", GeneralPublicExpenditure),
            ("一般公共预算支出预算表（功能科目）", GeneralPublicExpenditure),
            ("一般公共预算支出经济分类情况表", GeneralPublicEconomic),
            ("一般公共预算基本支出情况表", GeneralPublicBasic),
            ("一般公共预算基本支出经济分类情况表", GeneralPublicBasic),
            ("一般公共预算财政拨款基本支出决算表", GeneralPublicBasic),
            ("政府性基金预算财政拨款收入支出决算表", GovernmentFund),
            ("财政拨款政府性基金支出预算表", GovernmentFund),
            ("国有资本经营预算财政拨款支出决算表", StateCapital),
            ("一般公共预算“三公”经费支出预算表", ThreePublic),
            ("“三公”经费、会议费、培训费支出预算表", ThreePublic),
            ("“三公”经费和机关运行经费预算表", ThreePublic),
            ("一般公共预算机关运行经费支出预算表", OperatingFunds),
            ("项目支出预算表", ProjectExpenditure),
            ("部门预算项目安排情况表", ProjectExpenditure),
            ("项目支出绩效信息表", ProjectPerformance),
            ("社会保险基金预算支出表", Other),
            ("城乡居民基本养老保险基金收支预算表", Other),
            ("政府性基金转移支付表", Other),
            ("对下国有资本经营预算转移支付预算表", Other),
            ("政府性基金支出预算表（含转移支付）", GovernmentFund),
            ("部门综合预算专项业务经费支出表", ProjectExpenditure),
            ("部门管理专项资金预算表", SpecialFund),
            ("部门（单位）整体支出绩效目标表", DepartmentPerformance),
            ("部门预算项目（政策）绩效目标表", ProjectPerformance),
            ("河道清淤项目绩效目标表", ProjectPerformance),
            ("政府采购预算表", Procurement),
            ("政府购买服务预算表", Other),
            ("债务支出预算表", Other),
            ("市对下转移支付支出预算表", Other),
        ] {
            assert_eq!(of_caption(caption), Some(kind), "{caption}");
        }
        assert_eq!(of_caption("名词解释"), None);
    }
}
