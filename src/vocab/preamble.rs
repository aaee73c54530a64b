//! What stands over and under a table: its number, the unit of its amounts, the organization, notes.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::{entries, kinds, organization_name};
use crate::text::fold;

/// A recognized part of a line over or under a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// `单位：万元`: the whole text.
    Unit(String),
    /// `编制部门：青石区图书馆`: the name.
    Organization(String),
    /// `表3`, `公开01表`.
    Number(String),
    /// A date, or the year alone.
    Date,
    /// Who made or checked it: `审核人：张三`.
    Person,
    /// `编制部门：` with nothing behind it, or the place of a seal alone.
    Blank,
    /// A page number, the word that a table goes on from the page before (`续表`), or what a program that scans pages prints
    /// on them.
    Page,
    /// What a site prints over a page: where the page stands (`当前位置：首页 > 财政信息`), the head of a menu.
    Site,
}

static PATTERNS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    entries(include_str!("preamble.tsv"))
        .filter_map(|columns| match columns[..] {
            [part, pattern] => Some((part, Regex::new(pattern).ok()?)),
            _ => None,
        })
        .collect()
});

/// The value of the first pattern of a part that matches the key.
fn matched(part: &str, key: &str) -> Option<String> {
    PATTERNS.iter().filter(|(name, _)| *name == part).find_map(|(_, pattern)| {
        let captures = pattern.captures(key)?;
        Some(captures.get(1).unwrap_or(captures.get(0)?).as_str().to_owned())
    })
}

/// What the text is, `None` where it is no part of a preamble.
pub fn part(text: &str) -> Option<Part> {
    let key = fold::key(text);
    if key.is_empty() || key.chars().count() > 60 {
        return None;
    }
    if is_unit(&key) {
        return Some(Part::Unit(fold::compact(text)));
    }
    if SEALS.contains(&&*key) {
        return Some(Part::Blank);
    }
    if let Some(name) = labelled(text).and_then(|_| labelled(pieces(text).first()?)) {
        return Some(if name.is_empty() { Part::Blank } else { Part::Organization(organization(name)) });
    }
    if matched("date", &key).is_some() {
        return Some(Part::Date);
    }
    if is_person(text) {
        return Some(Part::Person);
    }
    if matched("page", &key).is_some() {
        return Some(Part::Page);
    }
    if matched("site", &key).is_some() {
        return Some(Part::Site);
    }
    number_in(&key).map(Part::Number)
}

/// Whether a key states a unit: 单位:万青县水务局 names whose a table is.
fn is_unit(key: &str) -> bool {
    matched("unit", key).is_some() && !organization_name(key)
}

/// A colon, or what OCR takes it for.
const COLONS: [char; 4] = ['：', ':', '；', ';'];

/// What stands behind the label of an organization, as it is printed.
fn labelled(text: &str) -> Option<&str> {
    let (label, name) = text.split_once(COLONS)?;
    // A key has no colon at its end.
    matched("organization", &(fold::key(label) + ":")).map(|_| name.trim())
}

/// Whether a text says who made or checked a table, or leaves it blank: `审核人：`.
fn is_person(text: &str) -> bool {
    let Some((label, name)) = text.split_once(COLONS) else { return false };
    // A key has no colon at its end.
    matched("person", &format!("{}:{}", fold::key(label), fold::key(name))).is_some()
}

/// The number of a table in a key that is nothing else: 录入01表, and no 收入预算1表.
fn number_in(key: &str) -> Option<String> {
    let bare = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(key);
    let number = matched("number", &without_continued(bare)).filter(|_| key.contains('表'))?;
    kinds::of_caption(&number).is_none().then_some(number)
}

/// A caption or a number without the mark that its table goes on from the page before: `支出预算总表（续）`, `续表3`.
pub fn without_continued(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let whole = text.contains('续').then(|| matched("continued", text)).flatten();
    whole.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether a line may be the first half of a caption that OCR cut (`一般公共预算财政拨款`), and another its second (`支出决算表`).
pub fn is_cut(before: &str, after: &str) -> bool {
    matched("caption_start", &fold::key(before)).is_some()
        && matched("caption_end", &fold::key(after)).is_some()
}

/// A number or a date (`填报日期：2023年1月5日`) is written with no more blanks.
const MOST_WORDS: usize = 6;

/// A text in pieces where what stands over tables stands beside something else without a gap:
/// `收支预算总表 公开01表 单位名称：青石区图书馆 2023年度 单位：万元`, `收支预算总表（单位：万元）`, `单位：万元 表3`.
pub fn pieces(text: &str) -> Vec<&str> {
    let (before, unit) = around_unit(text);
    let (before, named) = around_organization(before);
    let mut pieces = Vec::new();
    let mut cut = |mut text| {
        while let Some((rest, mark)) = before_mark(text) {
            pieces.push(mark);
            text = rest;
        }
        pieces.push(text);
    };
    unit.into_iter().chain(named).for_each(&mut cut);
    // 收支预算总表 2023年 may be all of a name.
    if unit.is_some() || named.is_some() {
        cut(before);
    } else {
        pieces.push(before);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces.reverse();
    pieces
}

/// What stands before the unit of a text, and the unit to the end of the text, without brackets around it.
fn around_unit(text: &str) -> (&str, Option<&str>) {
    let starts = PATTERNS.iter().filter(|(name, _)| *name == "unit_start");
    let last =
        starts.filter_map(|(_, pattern)| pattern.find_iter(text).last()).map(|found| found.start()).max();
    let Some(at) = last.filter(|&at| is_unit(&fold::key(&text[at..]))) else {
        return (text, None);
    };
    let (before, unit) = text.split_at(at);
    let bracketed = before.strip_suffix(['（', '(']).zip(unit.strip_suffix(['）', ')']));
    let (before, unit) = bracketed.unwrap_or((before, unit));
    (before.trim_end(), Some(unit))
}

/// What stands before the label of whose a table is, and that to the end of the text. The label begins the text, or stands
/// behind a blank or the name or the number of the table: `公开01表部门：青石区图书馆`, but not `牵头单位：青石区图书馆`.
fn around_organization(text: &str) -> (&str, Option<&str>) {
    if labelled(text).is_some() {
        return ("", Some(text));
    }
    let is_apart = |before: &str| before.ends_with(|c: char| c.is_whitespace() || c == '表');
    let starts = PATTERNS.iter().filter(|(name, _)| *name == "organization_start");
    let mut found = starts.flat_map(|(_, pattern)| pattern.find_iter(text));
    let found =
        found.find(|found| is_apart(&text[..found.start()]) && labelled(&text[found.start()..]).is_some());
    found.map_or((text, None), |found| {
        let (before, named) = text.split_at(found.start());
        (before.trim(), Some(named))
    })
}

/// The last words of a text where they are the number of a table, a date or who made it, and what stands before them.
fn before_mark(text: &str) -> Option<(&str, &str)> {
    let blanks = text.char_indices().rev().filter(|(_, c)| c.is_whitespace());
    let words = blanks.map(|(at, blank)| text.split_at(at + blank.len_utf8()));
    let words = words.filter(|(_, last)| !last.starts_with(char::is_whitespace)).take(MOST_WORDS);
    let is_mark = |last: &str| {
        let key = fold::key(last);
        matched("date", &key).is_some() || number_in(&key).is_some() || is_person(last)
    };
    let marks = words.filter(|(_, last)| is_mark(last));
    marks.last().map(|(before, last)| (before.trim_end(), last))
}

/// A line with more characters is none of what a site states about a page.
const LONGEST_ENTRY: usize = 80;

/// What stands for a seal behind the name of an organization.
const SEALS: [&str; 6] = ["（公章）", "(公章)", "（盖章）", "(盖章)", "（签章）", "(签章)"];

/// The name of an organization without the code printed before it, the brackets around that code and the place of its
/// seal: `450002某局`, `450002_某局`, `[450002]某局` and `某局（公章）` are 某局.
pub fn organization(printed: &str) -> String {
    let name = fold::compact(printed);
    let name = SEALS.iter().find_map(|seal| name.strip_suffix(seal)).unwrap_or(&name).to_owned();
    let bracketed = name.strip_prefix(['(', '（']).and_then(|open| open.split_once([')', '）']));
    let is_code = |code: &str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let name = bracketed.filter(|(code, _)| is_code(code)).map_or(&*name, |(_, name)| name);
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit() || "[]【】-_—–.、 ".contains(c));
    if bare.is_empty() { name.to_owned() } else { bare.to_owned() }
}

/// Whether the line is of what a site states about a page: `索引号：000123/2023-00012`, `来源：财政局`, `浏览次数：12`.
pub fn is_entry(text: &str) -> bool {
    let key = fold::key(text);
    key.chars().count() <= LONGEST_ENTRY
        && matched("entry", key.trim_start_matches(['•', '-', '·'])).is_some()
}

/// Whether the line begins a note under a table (`注：`, `备注：`, `说明：`).
pub fn is_note(text: &str) -> bool {
    matched("note", &note_key(text)).is_some()
}

/// Whether the line says that a table has nothing to show.
pub fn says_nothing(text: &str) -> bool {
    matched("nothing", &fold::key(text)).is_some()
}

/// Like [`fold::key`], with the trailing colon that a bare `说明：` consists of.
fn note_key(text: &str) -> String {
    let narrow: String = fold::narrow(text).chars().filter(|c| !c.is_whitespace()).take(12).collect();
    narrow.replace('：', ":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_tidy() {
        crate::vocab::assert_tidy("preamble", include_str!("preamble.tsv"), 2, 2);
        assert_eq!(PATTERNS.len(), entries(include_str!("preamble.tsv")).count(), "a pattern is wrong");
    }

    #[test]
    fn parts() {
        let organization = |name: &str| Some(Part::Organization(name.to_owned()));
        let number = |number: &str| Some(Part::Number(number.to_owned()));
        for (text, expected) in [
            ("单位：万元", Some(Part::Unit("单位：万元".to_owned()))),
            ("金额单位：元", Some(Part::Unit("金额单位：元".to_owned()))),
            ("单位; 万元", Some(Part::Unit("单位; 万元".to_owned()))),
            ("单位；人、辆", Some(Part::Unit("单位；人、辆".to_owned()))),
            ("部门; 青石区图书馆", organization("青石区图书馆")),
            ("单位：万元（保留两位小", Some(Part::Unit("单位：万元（保留两位小".to_owned()))),
            ("单位名称：青石区图书馆", organization("青石区图书馆")),
            ("编制部门： 青石区图书馆", organization("青石区图书馆")),
            ("部门：301青石区图书馆", organization("青石区图书馆")),
            ("主管部门及代码：[301]青石区图书馆", organization("青石区图书馆")),
            ("单位：青石区图书馆", organization("青石区图书馆")),
            ("单位：万青县元山镇水务局", organization("万青县元山镇水务局")),
            ("部门：青石区图书馆（本级） 2023年度", organization("青石区图书馆（本级）")),
            ("部门：青石区图书馆　　公开01表", organization("青石区图书馆")),
            ("编制单位（公章）：青石区图书馆   审核人：张三   填报人：李四", organization("青石区图书馆")),
            ("审核人：张三", Some(Part::Person)),
            ("金额：万元", Some(Part::Unit("金额：万元".to_owned()))),
            ("单位：人、辆", Some(Part::Unit("单位：人、辆".to_owned()))),
            ("单位：人民医院", organization("人民医院")),
            ("表3", number("表3")),
            ("公开01表", number("公开01表")),
            ("附表1-2", number("附表1-2")),
            ("表三", number("表三")),
            ("表一之一", number("表一之一")),
            ("附表2之3", number("附表2之3")),
            ("附表二之1", number("附表二之1")),
            ("录入01表", number("录入01表")),
            ("社预附02表", number("社预附02表")),
            ("单位公开01表", number("单位公开01表")),
            ("市公开表1", number("市公开表1")),
            ("收入预算1表", None),
            ("收入预算表1", None),
            ("附件2表格", None),
            ("(2019年度)", Some(Part::Date)),
            ("编制部门：", Some(Part::Blank)),
            ("编制部门", None),
            ("（公章）", Some(Part::Blank)),
            ("扫描全能王 创建", Some(Part::Page)),
            ("- 12 -", Some(Part::Page)),
            ("续表", Some(Part::Page)),
            ("（续上表）", Some(Part::Page)),
            ("表3（续）", number("表3")),
            ("续表3", number("表3")),
            ("（公开表3）", number("公开表3")),
            ("收支预算总表", None),
            ("12.5", None),
        ] {
            assert_eq!(part(text), expected, "{text}");
        }
    }

    #[test]
    fn captions_that_go_on() {
        for (text, whole) in [
            ("支出预算总表（续）", "支出预算总表"),
            ("支出预算总表(续表2)", "支出预算总表"),
            ("支出预算总表续", "支出预算总表"),
            ("续表：支出预算总表", "支出预算总表"),
            ("征地手续", "征地手续"),
            ("征地手续办理情况表", "征地手续办理情况表"),
        ] {
            assert_eq!(without_continued(text), whole, "{text}");
        }
    }

    #[test]
    fn parts_without_a_gap() {
        for (text, expected) in [
            ("单位名称：青石区图书馆 单位：万元", vec!["单位名称：青石区图书馆", "单位：万元"]),
            ("编制单位：青石区图书馆 单位:万元", vec!["编制单位：青石区图书馆", "单位:万元"]),
            ("编制单位:青石区图书馆 金额单位：元", vec!["编制单位:青石区图书馆", "金额单位：元"]),
            ("编制单位：青石区图书馆 计量单位：元", vec!["编制单位：青石区图书馆", "计量单位：元"]),
            ("部门：青石区图书馆 金额:万元", vec!["部门：青石区图书馆", "金额:万元"]),
            ("部门：青石区图书馆 2023年度 单位：元", vec!["部门：青石区图书馆", "2023年度", "单位：元"]),
            ("部门：青石区图书馆　　公开 01 表", vec!["部门：青石区图书馆", "公开 01 表"]),
            (
                "公开01表 部门：青石区图书馆 填报日期：2023 年 1 月 单位：元",
                vec!["公开01表", "部门：青石区图书馆", "填报日期：2023 年 1 月", "单位：元"],
            ),
            (
                "部门：青石区图书馆 审核人：张三 2023年度 填报人：",
                vec!["部门：青石区图书馆", "审核人：张三", "2023年度", "填报人："],
            ),
            ("公开01表 单位：元", vec!["公开01表", "单位：元"]),
            (
                "收支预算总表 表3 部门：青石区图书馆 单位：万元",
                vec!["收支预算总表", "表3", "部门：青石区图书馆", "单位：万元"],
            ),
            (
                "表3 收支预算总表 部门：青石区图书馆 单位：万元",
                vec!["表3 收支预算总表", "部门：青石区图书馆", "单位：万元"],
            ),
            ("公开03表部门：青石区图书馆单位：万元", vec!["公开03表", "部门：青石区图书馆", "单位：万元"]),
            ("部门收支总表部门：青石区图书馆", vec!["部门收支总表", "部门：青石区图书馆"]),
            ("预算代码：301001 部门：青石区图书馆", vec!["预算代码：301001", "部门：青石区图书馆"]),
            ("部门; 青石区图书馆 单位；万元", vec!["部门; 青石区图书馆", "单位；万元"]),
            ("部门：青石区图书馆 单位．万元", vec!["部门：青石区图书馆", "单位．万元"]),
            ("部门：青石区图书馆 单位万元", vec!["部门：青石区图书馆", "单位万元"]),
            ("牵头单位：青石区图书馆", vec!["牵头单位：青石区图书馆"]),
            ("收支预算总表（单位：万元）", vec!["收支预算总表", "单位：万元"]),
            ("收支预算总表 单位：万元 表3", vec!["收支预算总表", "单位：万元", "表3"]),
            ("青石区图书馆 2023年", vec!["青石区图书馆 2023年"]),
            ("公开01表 收支预算总表", vec!["公开01表 收支预算总表"]),
            ("单位：万元", vec!["单位：万元"]),
            ("金额单位：万元", vec!["金额单位：万元"]),
            ("编制单位：青石区图书馆", vec!["编制单位：青石区图书馆"]),
        ] {
            assert_eq!(pieces(text), expected, "{text}");
        }
    }

    #[test]
    fn entries_of_pages() {
        for (text, is) in [
            ("索 引 号: 000123/2023-00012 是否有效:", true),
            ("• 发布机构: 云溪市档案局", true),
            ("发布机构云溪市档案局", true),
            ("来源：云溪市档案局 发布时间：2024-02-05", true),
            ("监督索引号53010000", true),
            ("公开方式", true),
            ("云溪市档案局2024年部门预算", false),
            ("公开单位：云溪市档案局", false),
        ] {
            assert_eq!(is_entry(text), is, "{text}");
        }
    }

    #[test]
    fn notes() {
        assert!(["注：本表反映", "备注：", "说明：", "注1：", "注:无"].iter().all(|t| is_note(t)));
        assert!(!["注册登记费", "说明书印刷"].iter().any(|t| is_note(t)));
        assert!(says_nothing("本单位没有使用政府性基金安排的支出"));
    }
}
