//! The numbering of headings and rows: `第二部分`, `一、`, `（一）`, `1、`, `（1）`, `①`, `其中：`.
//!
//! Numbering is no part of a name (`九、卫生健康支出` is 卫生健康支出) and tells the depth of a row.

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

const OPEN: [char; 2] = ['(', '（'];
const CLOSE: [char; 2] = [')', '）'];
/// What may stand behind a number.
const POINTS: [char; 3] = ['、', '.', '．'];

/// The numbering at the start of a text, and the rest after it. A number directly followed by a digit is a figure
/// (`1.5万元`), no numbering.
pub fn split(text: &str) -> Option<(Numbering, &str)> {
    let first = text.chars().next()?;
    match first {
        '第' => Some((Numbering::Part, part(text)?)),
        '其' => {
            let behind = text.strip_prefix("其中")?.trim_start();
            Some((Numbering::OfWhich, after(behind, &[':', '：', ',', '，'])?))
        }
        '①'..='⑳' | '❶'..='❿' => Some((Numbering::Circled, text[first.len_utf8()..].trim_start())),
        '(' | '（' => {
            let inner = after(text, &OPEN)?;
            let (style, behind) = match many(inner, is_chinese) {
                Some(behind) => (Numbering::ChineseBracketed, behind),
                None => (Numbering::ArabicBracketed, number(inner)?),
            };
            let closed = after(behind.trim_start(), &CLOSE)?;
            Some((style, after(closed, &POINTS).unwrap_or(closed)))
        }
        _ if is_chinese(first) => {
            let behind = many(text, is_chinese)?.trim_start();
            Some((Numbering::Chinese, after(behind, &['、', '.', '．', ',', '，', ':', '：'])?))
        }
        '一'..='\u{9fff}' => None,
        blank if blank.is_whitespace() => split(text.trim_start()),
        _ => {
            let behind = number(text)?;
            if let Some(closed) = after(behind, &CLOSE) {
                return Some((Numbering::ArabicBracketed, after(closed, &POINTS).unwrap_or(closed)));
            }
            let behind = behind.trim_start();
            let point =
                || behind.strip_prefix('.').filter(|rest| !rest.starts_with(is_digit) || is_year(rest));
            let pointed = || point().map(|rest| rest.strip_prefix(POINTS).unwrap_or(rest).trim_start());
            let rest = after(behind, &['、', '．']).or_else(pointed)?;
            Some((Numbering::Arabic, rest))
        }
    }
}

/// Whether a text begins with a year of this century: 2024年.
fn is_year(text: &str) -> bool {
    let year = text.strip_prefix("20").and_then(|rest| rest.strip_prefix(is_digit)?.strip_prefix(is_digit));
    year.is_some_and(|rest| rest.starts_with('年'))
}

/// What stands behind 第二部分, 第三章.
fn part(text: &str) -> Option<&str> {
    let number = text.strip_prefix('第')?.trim_start();
    let what = many(number, |c| c != '百' && is_chinese(c) || is_digit(c))?.trim_start();
    let behind = what.strip_prefix(['部', '章', '节', '编'])?;
    let behind = behind.strip_prefix('分').unwrap_or(behind);
    Some(behind.strip_prefix(['、', '.', '．', ':', '：']).unwrap_or(behind).trim_start())
}

fn is_chinese(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百')
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// What stands behind one of these characters and the blanks after it.
fn after<'t>(text: &'t str, of: &[char]) -> Option<&'t str> {
    Some(text.strip_prefix(of)?.trim_start())
}

/// What stands behind characters of a kind, of which there is at least one.
fn many(text: &str, of: fn(char) -> bool) -> Option<&str> {
    Some(text.trim_start_matches(of)).filter(|rest| rest.len() < text.len())
}

/// What stands behind a number of one or two digits.
fn number(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(is_digit)?;
    let rest = rest.strip_prefix(is_digit).unwrap_or(rest);
    Some(rest).filter(|rest| !rest.starts_with(is_digit))
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

/// What stands behind the decimals of a number, that are no year: the `政府采购预算表` of `.15 政府采购预算表`.
pub fn decimals(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('.')?;
    let behind = rest.trim_start_matches(is_digit);
    let length = rest.len() - behind.len();
    ((1..=2).contains(&length) && !behind.starts_with(['年', '万', '亿', '元', '%'])).then_some(behind)
}

/// A caption without the number of its section: `2.15 政府采购预算表`.
pub fn without_decimal(name: &str) -> &str {
    let behind = name.trim_start_matches(is_digit);
    let counted = (1..=2).contains(&(name.len() - behind.len()));
    let rest = decimals(behind).filter(|_| counted).map(str::trim_start);
    rest.filter(|rest| rest.starts_with(super::fold::is_ideograph)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_cases() {
        for (text, style, rest) in [
            ("第二部分 预算表", Numbering::Part, "预算表"),
            ("二十一、其他支出", Numbering::Chinese, "其他支出"),
            ("二：提前下达的债务限额", Numbering::Chinese, "提前下达的债务限额"),
            ("（一）事业收入", Numbering::ChineseBracketed, "事业收入"),
            ("1、人员支出", Numbering::Arabic, "人员支出"),
            ("1.一般公共预算", Numbering::Arabic, "一般公共预算"),
            ("1. 一般公共预算资金", Numbering::Arabic, "一般公共预算资金"),
            ("（2）公务用车购置费", Numbering::ArabicBracketed, "公务用车购置费"),
            ("1.2024年预算表", Numbering::Arabic, "2024年预算表"),
            ("①基本工资", Numbering::Circled, "基本工资"),
            ("其中：离退休费", Numbering::OfWhich, "离退休费"),
            ("第 3 章：附表", Numbering::Part, "附表"),
            ("( 二 ) 其他", Numbering::ChineseBracketed, "其他"),
            ("１２．其他", Numbering::Arabic, "其他"),
            ("3.", Numbering::Arabic, ""),
            ("4)、其他", Numbering::ArabicBracketed, "其他"),
        ] {
            assert_eq!(split(text), Some((style, rest)), "{text}");
        }
        for text in
            ["1.5万元", "208", "一般公共服务支出", "十九大", "20805", "123、", "(一般)", "第一", "其中"]
        {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn decimals_before_a_name() {
        for (text, name) in [
            ("2.15 政府采购预算表", "政府采购预算表"),
            ("3.19部门收支总表", "部门收支总表"),
            ("2.5万元以上项目表", "2.5万元以上项目表"),
            ("2025.1 收入总表", "2025.1 收入总表"),
            ("收入总表", "收入总表"),
        ] {
            assert_eq!(without_decimal(text), name, "{text}");
        }
    }

    #[test]
    fn strip_cases() {
        assert_eq!(strip("其中：（1）公务用车购置费"), "公务用车购置费");
        assert_eq!(strip("合计"), "合计");
        assert_eq!(strip("一、"), "一、");
    }
}
