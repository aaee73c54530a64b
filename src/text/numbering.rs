//! The numbering of headings and rows: `第二部分`, `一、`, `（一）`, `1、`, `（1）`, `①`, `其中：`.
//!
//! Numbering is no part of a name (`九、卫生健康支出` is 卫生健康支出) and tells the depth of a row.

use std::sync::LazyLock;

use regex::Regex;

/// How a heading or a row is numbered, from the outermost style to the innermost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Numbering {
    /// 第二部分, 第三章
    Part,
    /// 一、
    Chinese,
    /// （一）
    ChineseBracketed,
    /// 1、 or 1.
    Arabic,
    /// （1） or 1)
    ArabicBracketed,
    /// ①
    Circled,
    /// 其中：
    OfWhich,
}

/// How a numbering begins and looks like.
struct Style {
    numbering: Numbering,
    begins: fn(char) -> bool,
    pattern: Regex,
}

/// The styles and what they look like at the start of a text. A number directly followed by a digit is a figure
/// (`1.5万元`), no numbering.
static STYLES: LazyLock<Vec<Style>> = LazyLock::new(|| {
    let style =
        |numbering, begins, pattern| Some(Style { numbering, begins, pattern: Regex::new(pattern).ok()? });
    let styles = [
        style(
            Numbering::Part,
            |c| c == '第',
            r"^第\s*[一二三四五六七八九十\d]+\s*[部章节编]分?[、.．:：]?\s*",
        ),
        style(Numbering::Chinese, is_chinese, r"^[一二三四五六七八九十百]+\s*[、.．,，]\s*"),
        style(
            Numbering::ChineseBracketed,
            |c| matches!(c, '(' | '（'),
            r"^[(（]\s*[一二三四五六七八九十百]+\s*[)）]\s*[、.．]?\s*",
        ),
        style(Numbering::Arabic, char::is_numeric, r"^\d{1,2}\s*(?:[、．]\s*|\.(?:\s+|$)|\.(?:[^\d\s]))"),
        style(
            Numbering::ArabicBracketed,
            |c| c.is_numeric() || matches!(c, '(' | '（'),
            r"^(?:[(（]\s*\d{1,2}\s*[)）]|\d{1,2}[)）])\s*[、.．]?\s*",
        ),
        style(Numbering::Circled, char::is_numeric, r"^[①-⑳❶-❿]\s*"),
        style(Numbering::OfWhich, |c| c == '其', r"^其中\s*[:：,，]\s*"),
    ];
    styles.into_iter().flatten().collect()
});

fn is_chinese(c: char) -> bool {
    "一二三四五六七八九十百".contains(c)
}

/// The numbering at the start of a text, and the rest after it.
pub fn split(text: &str) -> Option<(Numbering, &str)> {
    let text = text.trim_start();
    // Most texts have none, and their first character tells.
    let first = text.chars().next()?;
    STYLES.iter().filter(|style| (style.begins)(first)).find_map(|Style { numbering, pattern, .. }| {
        let mut end = pattern.find(text)?.end();
        if *numbering == Numbering::Arabic
            && text[..end].chars().next_back().is_some_and(|c| !".．、 \u{3000}".contains(c))
        {
            end -= text[..end].chars().next_back().map_or(0, char::len_utf8);
        }
        Some((*numbering, &text[end..]))
    })
}

/// The text without any numbering: `其中：（1）公务用车购置费` is `公务用车购置费`. A text that is nothing but
/// numbering stays.
pub fn strip(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some((_, after)) = split(rest) {
        if after.trim().is_empty() {
            break;
        }
        rest = after.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_cases() {
        for (text, style, rest) in [
            ("第二部分 预算表", Numbering::Part, "预算表"),
            ("二十一、其他支出", Numbering::Chinese, "其他支出"),
            ("（一）事业收入", Numbering::ChineseBracketed, "事业收入"),
            ("1、人员支出", Numbering::Arabic, "人员支出"),
            ("1.一般公共预算", Numbering::Arabic, "一般公共预算"),
            ("1. 一般公共预算资金", Numbering::Arabic, "一般公共预算资金"),
            ("（2）公务用车购置费", Numbering::ArabicBracketed, "公务用车购置费"),
            ("①基本工资", Numbering::Circled, "基本工资"),
            ("其中：离退休费", Numbering::OfWhich, "离退休费"),
        ] {
            assert_eq!(split(text), Some((style, rest)), "{text}");
        }
        for text in ["1.5万元", "208", "一般公共服务支出", "十九大", "20805"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn strip_cases() {
        assert_eq!(strip("其中：（1）公务用车购置费"), "公务用车购置费");
        assert_eq!(strip("合计"), "合计");
        assert_eq!(strip("一、"), "一、");
    }
}
