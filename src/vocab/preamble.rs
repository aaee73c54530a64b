//! What stands over and under a table: its number, the unit of its amounts, the organization, notes.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::entries;
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
    /// `编制部门：` with nothing behind it.
    Blank,
    /// A page number, or the word that a table goes on from the page before (`续表`).
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
    if matched("unit", &key).is_some() {
        return Some(Part::Unit(fold::compact(text)));
    }
    // A key has no colon at its end.
    let is_open = text.trim_end().ends_with(['：', ':']);
    let labelled = if is_open { Cow::Owned(format!("{key}:")) } else { Cow::Borrowed(&*key) };
    match matched("organization", before_unit(&labelled).first().unwrap_or(&&*labelled)) {
        Some(name) if name.is_empty() => return Some(Part::Blank),
        Some(name) => return Some(Part::Organization(organization(&name))),
        None => {}
    }
    if matched("date", &key).is_some() {
        return Some(Part::Date);
    }
    if matched("page", &key).is_some() {
        return Some(Part::Page);
    }
    if matched("site", &key).is_some() {
        return Some(Part::Site);
    }
    let bare = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&key);
    matched("number", &without_continued(bare)).filter(|_| key.contains('表')).map(Part::Number)
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

/// A text in pieces where a unit line stands beside something else without a gap: `单位名称：青石区图书馆 单位：万元`,
/// `收支预算总表（单位：万元）`, `单位：万元 表3`.
pub fn before_unit(text: &str) -> Vec<&str> {
    let last = ["单位：", "单位:"].iter().filter_map(|word| text.rfind(word)).max();
    let start = last.map(|at| text[..at].strip_suffix("金额").map_or(at, str::len));
    let Some(at) = start.filter(|&at| matched("unit", &fold::key(&text[at..])).is_some()) else {
        return vec![text];
    };
    let (mut before, mut unit) = text.split_at(at);
    if let Some((open, closed)) = before.strip_suffix(['（', '(']).zip(unit.strip_suffix(['）', ')'])) {
        (before, unit) = (open, closed);
    }
    let number = unit.trim_end().rsplit_once(char::is_whitespace);
    let number = number.filter(|(_, last)| matches!(part(last), Some(Part::Number(_))));
    let (unit, after) = number.map_or((unit, None), |(unit, number)| (unit, Some(number)));
    [Some(before).filter(|text| !text.is_empty()), Some(unit), after].into_iter().flatten().collect()
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
            ("单位：万元（保留两位小", Some(Part::Unit("单位：万元（保留两位小".to_owned()))),
            ("单位名称：青石区图书馆", organization("青石区图书馆")),
            ("编制部门： 青石区图书馆", organization("青石区图书馆")),
            ("部门：301青石区图书馆", organization("青石区图书馆")),
            ("主管部门及代码：[301]青石区图书馆", organization("青石区图书馆")),
            ("单位：青石区图书馆", organization("青石区图书馆")),
            ("表3", number("表3")),
            ("公开01表", number("公开01表")),
            ("附表1-2", number("附表1-2")),
            ("表三", number("表三")),
            ("(2019年度)", Some(Part::Date)),
            ("编制部门：", Some(Part::Blank)),
            ("编制部门", None),
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
    fn two_parts_without_a_gap() {
        assert_eq!(
            before_unit("单位名称：青石区图书馆 单位：万元"),
            ["单位名称：青石区图书馆 ", "单位：万元"]
        );
        assert_eq!(before_unit("编制单位：青石区图书馆 单位:万元"), ["编制单位：青石区图书馆 ", "单位:万元"]);
        assert_eq!(
            before_unit("编制单位:青石区图书馆 金额单位：元"),
            ["编制单位:青石区图书馆 ", "金额单位：元"]
        );
        assert_eq!(before_unit("收支预算总表（单位：万元）"), ["收支预算总表", "单位：万元"]);
        assert_eq!(before_unit("收支预算总表 单位：万元 表3"), ["收支预算总表 ", "单位：万元", "表3"]);
        assert_eq!(before_unit("单位：万元"), ["单位：万元"]);
        assert_eq!(before_unit("金额单位：万元"), ["金额单位：万元"]);
        assert_eq!(before_unit("编制单位：青石区图书馆"), ["编制单位：青石区图书馆"]);
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
