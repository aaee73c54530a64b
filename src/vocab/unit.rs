//! Units of money: `单位：万元`, `金额单位:元`, `（万元）`.

use crate::text::fold::{is_ideograph, simplified};

/// The printed unit of money in a text, and how many yuan it is.
///
/// A unit that a page break cut (`单位：万`) is the unit it begins. 方元 is none: 元 stands alone, or behind what speaks of money.
pub fn money(text: &str) -> Option<(&'static str, u64)> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(simplified).collect();
    let is_alone = |at: usize| !text[..at].ends_with(|c| is_ideograph(c) && !BEFORE_YUAN.contains(c));
    let stands = |name: &str| match name {
        "元" => text.match_indices(name).any(|(at, _)| is_alone(at)),
        _ => text.contains(name),
    };
    UNITS.iter().find(|(name, _)| stands(name)).map(|(name, yuan)| (*name, *yuan)).or_else(|| {
        let cut = text.trim_end_matches(['：', ':', '）', ')']);
        UNITS
            .iter()
            .find(|(name, _)| name.len() > 3 && cut.ends_with(&name[..3]))
            .map(|(name, yuan)| (*name, *yuan))
    })
}

/// The yuan per unit of a printed unit, `None` for one that is no unit of money.
pub fn yuan(unit: &str) -> Option<u64> {
    UNITS.iter().find(|(name, _)| *name == unit).map(|(_, yuan)| *yuan)
}

/// The text before the unit of money that it ends with, and that unit: `12.30万元`.
pub fn after(text: &str) -> Option<(&str, &'static str)> {
    UNITS.iter().find_map(|(name, _)| Some((text.strip_suffix(name)?.trim_end(), *name)))
}

/// The unit of money that a text begins with.
pub fn at_start(text: &str) -> Option<&'static str> {
    UNITS.iter().map(|(name, _)| *name).find(|name| text.starts_with(name))
}

/// The unit that the header of a column states for its own figures, and how many yuan it is: `单价（元）` in a table in 万元.
pub fn of_column<'a>(path: impl DoubleEndedIterator<Item = &'a str>) -> Option<(&'static str, u64)> {
    path.rev().find_map(|head| {
        let inner = head.strip_suffix([')', '）']).filter(|inner| inner.ends_with('元'))?;
        let inner = inner.rsplit(['(', '（']).next()?;
        let unit = inner.trim_start_matches("单位").trim_start_matches(['：', ':']);
        UNITS.iter().find(|(name, _)| *name == unit).copied()
    })
}

/// How the words end that stand before 元 and are no part of it: 人民币元, 金额单位元.
const BEFORE_YUAN: &str = "币位额计数";

/// Longer names before the names they end with.
const UNITS: [(&str, u64); 6] = [
    ("百万元", 1_000_000),
    ("亿元", 100_000_000),
    ("万元", 10_000),
    ("千元", 1_000),
    ("百元", 100),
    ("元", 1),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_single_columns() {
        for (head, unit) in [
            ("单价（元）", Some(1)),
            ("金额(万元)", Some(10_000)),
            ("金额（单位：万元）", Some(10_000)),
            ("金额（万元）/小计", Some(10_000)),
            ("金额（万元）/单价（元）", Some(1)),
            ("标准（元每人）", None),
            ("金额（含上级补助1万元）", None),
            ("其中：（万元）数量", None),
            ("合计", None),
        ] {
            assert_eq!(of_column(head.split('/')).map(|(_, yuan)| yuan), unit, "{head}");
        }
    }

    #[test]
    fn printed_units() {
        for (text, unit) in [
            ("单位：万元", Some(("万元", 10_000))),
            ("金额单位：元", Some(("元", 1))),
            ("单位：万 元（保留两位小数）", Some(("万元", 10_000))),
            ("单位：万", Some(("万元", 10_000))),
            ("單位：萬元", Some(("万元", 10_000))),
            ("金額單位：億元", Some(("亿元", 100_000_000))),
            ("预算金额(千元)", Some(("千元", 1_000))),
            ("单位：人民币元", Some(("元", 1))),
            ("单位：方元", None),
            ("单位：力元", None),
            ("（美元）", None),
            ("单位名称：青石区图书馆", None),
        ] {
            assert_eq!(money(text), unit, "{text}");
        }
    }
}
