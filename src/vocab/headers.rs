//! What columns and rows are by their printed words: roles of headers, members of groups, totals.

use std::sync::LazyLock;

use regex::Regex;

use super::entries;
use crate::document::{Role, Table, names};
use crate::text::fold;

static ROLES: LazyLock<Vec<(Role, Regex)>> = LazyLock::new(|| {
    entries(include_str!("headers.tsv"))
        .filter_map(|columns| match columns[..] {
            [_, role, pattern] => Some((names::find(role)?, Regex::new(pattern).ok()?)),
            _ => None,
        })
        .collect()
});

/// The role that a header cell states, `None` where the vocabulary has no word for it.
pub fn role(header: &str) -> Option<Role> {
    let key = fold::key(header);
    ROLES.iter().find(|(_, pattern)| pattern.is_match(&key)).map(|(role, _)| *role)
}

/// Whether a header cell heads the codes or the names of rows.
pub fn names_rows(header: &str) -> bool {
    matches!(role(header), Some(Role::Code | Role::Name))
}

/// Whether a header cell heads the codes of rows or of units.
pub fn heads_codes(header: &str) -> bool {
    matches!(role(header), Some(Role::Code | Role::OrgCode))
}

/// Whether a header cell heads codes or names, of rows or of units.
pub fn heads_codes_or_names(header: &str) -> bool {
    matches!(role(header), Some(Role::Code | Role::Name | Role::OrgCode | Role::OrgName))
}

/// Whether a header cell heads codes, names, counts or shares: anything that is told by its own word but texts.
pub fn is_telling(header: &str) -> bool {
    role(header).is_some_and(|role| role != Role::Text)
}

static GROUPS: LazyLock<Vec<(Regex, Regex)>> = LazyLock::new(|| {
    entries(include_str!("header_groups.tsv"))
        .filter_map(|columns| match columns[..] {
            [group, member] => Some((Regex::new(group).ok()?, Regex::new(member).ok()?)),
            _ => None,
        })
        .collect()
});

/// Whether a header cell is known as a member of a group of columns.
pub fn is_member(group: &str, member: &str) -> bool {
    let member = fold::key(member);
    members(&fold::key(group)).any(|members| members.is_match(&member))
}

/// What matches the keys of the members that are known of a group of columns, by its key.
pub fn members(group: &str) -> impl Iterator<Item = &'static Regex> {
    GROUPS.iter().filter(move |(groups, _)| groups.is_match(group)).map(|(_, members)| members)
}

/// Whether a row's name is a total of its table: 合计, 总计, 收入总计, 本年支出合计. A bare 小计 closes a group only. The mark of a
/// footnote or a point behind it is none of it.
pub fn is_total(label: &str) -> bool {
    let key = fold::key(label.trim_end_matches(|c| fold::is_footnote_mark(c) || ".．。^".contains(c)));
    let bare = key.trim_end_matches([')', '(']);
    ["合计", "总计", "共计", "总和", "总分"].iter().any(|word| bare.ends_with(word))
        || bare.len() > "小计".len() && bare.ends_with("小计")
}

/// Whether a row's name ends as that of a total does but for one character, which OCR may have misread: 台计, 收入合订. Of 总计
/// the second is no such one: 总额, 总数.
pub fn is_like_total(label: &str) -> bool {
    let mut last = label.chars().rev();
    let (second, first) = (last.next(), last.next());
    (second == Some('计') && first.is_some() || first == Some('合'))
        && !label.ends_with("小计")
        && !is_total(label)
}

/// Whether a header cell heads the year that each of its rows is of: 年度, 预算年度, 年份.
pub fn heads_years(header: &str) -> bool {
    let key = fold::keyed(header);
    dates(&key) && !bounds(&key)
}

/// Whether a header cell heads the year that each of its rows is of, or begins or ends in: 年度, 起始年份, 终止年度.
pub fn dates_rows(header: &str) -> bool {
    let key = fold::keyed(header);
    dates(&key) || key.ends_with("年度") && bounds(&key)
}

fn dates(key: &str) -> bool {
    key.ends_with("年份") || matches!(key, "年度" | "预算年度" | "决算年度")
}

fn bounds(key: &str) -> bool {
    ["起始", "开始", "终止", "结束"].iter().any(|bound| key.contains(bound))
}

/// How the names of rows end that count things, and units of measure that a bracket holds after their names.
const COUNTED: [&str; 8] = ["团组数", "人次", "人次数", "批次", "批次数", "保有量", "购置数", "购置数量"];
const COUNTED_IN: [&str; 11] = ["个", "人", "辆", "批", "次", "批次", "人次", "台", "套", "户", "平方米"];
/// What a row counts whose parts are kinds of it, and are called nothing else (1.特种专业技术用车).
const OF_KINDS: &str = "车辆";

/// Which rows count things under heads of amounts: their table has no column for counts.
pub fn counts(table: &Table) -> Vec<bool> {
    let rows = table.rows.iter().map(|row| (row.code.as_deref(), &*row.label, row.level));
    counted(table.columns.iter().map(|column| column.role), rows)
}

/// Which of the rows with these codes, labels and levels count things below columns of these roles: by their names, or as
/// kinds of what is counted.
pub fn counted<'r>(
    mut columns: impl Iterator<Item = Role>,
    rows: impl Iterator<Item = (Option<&'r str>, &'r str, u8)>,
) -> Vec<bool> {
    if columns.any(|role| role == Role::Count) {
        return rows.map(|_| false).collect();
    }
    let mut over = u8::MAX; // The level of the vehicles whose kinds are counted.
    rows.map(|(code, label, level)| {
        let is_kind = level > over;
        let is_count = is_kind || names_count(code, label);
        if !is_kind {
            over = if is_count && label.contains(OF_KINDS) { level } else { u8::MAX };
        }
        is_count
    })
    .collect()
}

/// Whether a row with this code and label counts things (公务用车保有量（辆） among the “三公” expenses).
fn names_count(code: Option<&str>, label: &str) -> bool {
    // A coded row counts nothing, and what does is known by its last characters.
    let last = label.chars().next_back();
    let is_other =
        |last| matches!(last, '\u{4e00}'..='\u{9fff}') && !['数', '數', '次', '量'].contains(&last);
    if code.is_some() || last.is_none_or(is_other) || !label.contains(['数', '次', '量', ')', '）']) {
        return false;
    }
    let key = fold::key(label);
    let measured = || {
        let (_, unit) = key.strip_suffix(')')?.rsplit_once('(')?;
        // 台，套 and 台（套） are counted in either.
        Some(unit.split([',', '/', ')']).all(|unit| unit.is_empty() || COUNTED_IN.contains(&unit)))
    };
    COUNTED.iter().any(|word| key.ends_with(word)) || measured() == Some(true)
}

/// Whether the text is a header of a sum beside its parts: 合计, 小计, 总计.
pub fn is_sum(header: &str) -> bool {
    matches!(fold::key(header).as_str(), "合计" | "小计" | "总计" | "计")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::assert_tidy;

    #[test]
    fn files_are_tidy() {
        assert_tidy("headers", include_str!("headers.tsv"), 3, 3);
        assert_tidy("header_groups", include_str!("header_groups.tsv"), 2, 2);
        assert_eq!(ROLES.len(), entries(include_str!("headers.tsv")).count(), "a role or a pattern is wrong");
        assert_eq!(GROUPS.len(), entries(include_str!("header_groups.tsv")).count(), "a pattern is wrong");
    }

    #[test]
    fn roles() {
        use Role::*;
        for (header, expected) in [
            ("科目编码", Some(Code)),
            ("功能分类科目编码", Some(Code)),
            ("单位代码", Some(OrgCode)),
            ("单位名称", Some(OrgName)),
            ("单位名称(科目)", Some(Name)),
            ("科目名称", Some(Name)),
            ("项目", Some(Name)),
            ("项目（按功能分类）", Some(Name)),
            ("支出功能分科目（按大类）", Some(Name)),
            ("政府预算支出经济分类科目（按大类）", Some(Name)),
            ("项目类别", Some(Text)),
            ("项目编码", Some(Text)),
            ("债券编码", Some(Text)),
            ("列支科目", Some(Name)),
            ("对应预算科目", Some(Name)),
            ("在职人数", Some(Count)),
            ("人员编制数", Some(Count)),
            ("占比（%）", Some(Percent)),
            ("序号", Some(Text)),
            ("预算数", None),
            ("基本支出", None),
            ("项目支出", None),
        ] {
            assert_eq!(role(header), expected, "{header}");
        }
    }

    #[test]
    fn years() {
        for (header, heads, dates) in [
            ("年度", true, true),
            ("预算年度", true, true),
            ("资金年份", true, true),
            ("起始年份", false, true),
            ("终止年度", false, true),
            ("本年度", false, false),
            ("2024年度", false, false),
        ] {
            assert_eq!((heads_years(header), dates_rows(header)), (heads, dates), "{header}");
        }
    }

    #[test]
    fn rows_that_count() {
        let rows = [
            ("（一）车辆数合计（辆）", 2, true),
            ("1.主要领导干部用车", 3, true),
            ("2.其他用车", 3, true),
            ("（二）单价50万元以上通用设备（台，套）", 2, true),
            ("（三）单价100万元以上专用设备（台（套））", 2, true),
            ("六、政府采购支出信息", 1, false),
            ("1.政府采购货物支出（万元）", 3, false),
        ];
        let told = || rows.iter().map(|(label, level, _)| (None, *label, *level));
        assert_eq!(counted([Role::Amount].into_iter(), told()), rows.map(|(.., is_count)| is_count));
        assert_eq!(counted([Role::Amount, Role::Count].into_iter(), told()), [false; 7]);
    }

    #[test]
    fn totals() {
        assert!(
            ["合计", "收 入 总 计", "本年支出合计", "当年支出小计", "合计①", "合计.", "支出总计²"]
                .iter()
                .all(|t| is_total(t))
        );
        assert!(!["小计", "卫生健康支出", "统计信息事务"].iter().any(|t| is_total(t)));
        assert!(["台计", "合十", "收入合订"].iter().all(|t| is_like_total(t)));
        assert!(!["小计", "合计", "资产总额", "行政运行", "计"].iter().any(|t| is_like_total(t)));
    }
}
