//! The words of performance indicators: levels, columns, operators, units of measure.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::entries;
use super::forms::without_months;
use super::words::{Use, is};
use crate::document::Operator;
use crate::text::{fold, numbering};

/// A column of an indicator grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// 一级指标
    Level1,
    /// 二级指标
    Level2,
    /// 三级指标
    Level3,
    /// 四级指标
    Level4,
    /// 指标解释
    Detail,
    /// 指标性质 (正向, 反向)
    Direction,
    /// 运算符号
    Operator,
    /// 指标值
    Target,
    /// 绩效标准: the target where no other column is, else of no interest.
    Standard,
    /// 计量单位
    Unit,
    /// 完成时限
    Deadline,
    /// 指标值确定依据
    Basis,
    /// 分值, 权重
    Weight,
    /// 实际完成值
    Actual,
    /// 得分
    Score,
    /// 偏差原因分析及改进措施
    Reason,
    /// A column of no interest (备注).
    Other,
}

impl Attribute {
    /// Whether a column is of the indicators' names.
    pub fn names(self) -> bool {
        matches!(self, Self::Level1 | Self::Level2 | Self::Level3 | Self::Level4)
    }

    /// Whether a column tells what is aimed at, and not what it counts for or what came of it.
    pub fn is_of_target(self) -> bool {
        !matches!(
            self,
            Self::Standard | Self::Weight | Self::Actual | Self::Score | Self::Reason | Self::Other
        )
    }
}

static COLUMNS: LazyLock<BTreeMap<String, Attribute>> = LazyLock::new(|| {
    columns().filter(|(word, _)| !word.starts_with('…')).map(|(word, of)| (fold::key(word), of)).collect()
});

/// What heads end with, or hold where nothing follows for certain; the longest first.
static PARTS: LazyLock<Vec<(&str, Attribute)>> = LazyLock::new(|| {
    let mut parts: Vec<(&str, Attribute)> =
        columns().filter_map(|(word, of)| Some((word.strip_prefix('…')?, of))).collect();
    parts.sort_by_key(|(part, _)| std::cmp::Reverse(part.len()));
    parts
});

fn columns() -> impl Iterator<Item = (&'static str, Attribute)> {
    entries(include_str!("indicator_columns.tsv")).filter_map(|columns| match columns[..] {
        [attribute, word] => Some((word, attribute_named(attribute)?)),
        _ => None,
    })
}

fn attribute_named(name: &str) -> Option<Attribute> {
    Some(match name {
        "level1" => Attribute::Level1,
        "level2" => Attribute::Level2,
        "level3" => Attribute::Level3,
        "level4" => Attribute::Level4,
        "detail" => Attribute::Detail,
        "direction" => Attribute::Direction,
        "operator" => Attribute::Operator,
        "target" => Attribute::Target,
        "standard" => Attribute::Standard,
        "unit" => Attribute::Unit,
        "deadline" => Attribute::Deadline,
        "basis" => Attribute::Basis,
        "weight" => Attribute::Weight,
        "actual" => Attribute::Actual,
        "score" => Attribute::Score,
        "reason" => Attribute::Reason,
        "other" => Attribute::Other,
        _ => return None,
    })
}

/// The attribute that a printed header names, with or without its remarks in brackets (`年度（/项目）指标值`), and of whatever months
/// (`1-7月执行情况`).
pub fn attribute(header: &str) -> Option<Attribute> {
    let key = fold::keyed(header);
    let named = |key: &str| COLUMNS.get(without_months(key)).copied();
    let known = named(&key).or_else(|| named(&without_remarks(&key)?));
    known.or_else(|| LEVEL_HEADS.iter().find(|(word, _)| key.ends_with(word)).map(|(_, level)| *level))
}

/// The attribute that a header of unknown wording may name by a part of it (`2023年度指标值`, `单位自评得分`), also before remarks.
/// Such words are also labels of forms: they tell something only behind the heads of levels.
pub fn attribute_by_part(header: &str) -> Option<Attribute> {
    let key = fold::keyed(header);
    let told = |key: &str| {
        let is_part = |part: &str| match part.strip_suffix('…') {
            Some(inner) => key.contains(inner),
            None => key.ends_with(part),
        };
        PARTS.iter().find(|(part, _)| is_part(part)).map(|(_, attribute)| *attribute)
    };
    told(&key).or_else(|| told(&without_remarks(&key)?))
}

/// What a head below that of targets says of the time that they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// The budget's own, of a year that it may name: 全年, 预计2024年实现, 2024年目标值.
    Own(Option<u16>),
    /// Another one: 半年, 实施期.
    Other,
    /// A year of which nothing is said: 2023年.
    Year(u16),
}

/// The period that a whole head names.
pub fn period(head: &str) -> Option<Period> {
    let key = fold::keyed(head);
    let year_at = |(at, _): (usize, char)| {
        let digits = key.get(at.checked_sub("2024".len())?..at)?;
        let year = digits.starts_with("20").then(|| digits.parse().ok())??;
        let rest = key[at..].trim_start_matches('年').trim_start_matches('度');
        Some((year, key[..at - digits.len()].to_owned() + rest))
    };
    match key.char_indices().find(|(_, c)| *c == '年').and_then(year_at) {
        Some((year, rest)) if rest.is_empty() => Some(Period::Year(year)),
        Some((year, rest)) => {
            let is_own = is(&rest, Use::OwnPeriods) || attribute_by_part(&key) == Some(Attribute::Target);
            is_own.then_some(Period::Own(Some(year)))
        }
        None if is(&key, Use::OwnPeriods) => Some(Period::Own(None)),
        None => is(&key, Use::OtherPeriods).then_some(Period::Other),
    }
}

/// What heads of levels end with, whatever they are the levels of (活动一级指标).
const LEVEL_HEADS: [(&str, Attribute); 3] =
    [("一级指标", Attribute::Level1), ("二级指标", Attribute::Level2), ("三级指标", Attribute::Level3)];

/// Whether a head is that of the first or the second level of indicators, which only forms have.
pub fn heads_levels(head: &str) -> bool {
    matches!(attribute(head), Some(Attribute::Level1 | Attribute::Level2))
}

/// A folded text without what it says in brackets, `None` where it has none.
fn without_remarks(key: &str) -> Option<String> {
    let (first, remarks) = key.split_once('(')?;
    let rest: Option<String> = remarks.split('(').map(|part| Some(part.split_once(')')?.1)).collect();
    rest.map(|rest| first.to_owned() + &rest)
}

/// First-level words, and second-level words with the first levels they belong to.
struct Levels {
    first: Vec<String>,
    second: BTreeMap<String, Vec<String>>,
}

static LEVELS: LazyLock<Levels> = LazyLock::new(|| {
    let mut levels = Levels { first: Vec::new(), second: BTreeMap::new() };
    for columns in entries(include_str!("levels.tsv")) {
        match columns[..] {
            ["1", word] => levels.first.push(fold::key(word)),
            ["2", word, ref parents @ ..] => {
                levels.second.insert(fold::key(word), parents.iter().map(|p| fold::key(p)).collect());
            }
            _ => {}
        }
    }
    levels
});

/// A word that OCR cut short is at least this long in characters.
const SHORTEST_CUT: usize = 5;

/// Whether the text is a first-level word (产出指标), with or without a number before it and its score behind it.
pub fn is_level1(text: &str) -> bool {
    first(text).is_some()
}

/// Whether the text is a second-level word (数量指标), as printed or cut short (服务对象满意度指).
pub fn is_level2(text: &str) -> bool {
    second(text).is_some()
}

/// Whether the text is a word of either level.
pub fn is_level(text: &str) -> bool {
    is_level1(text) || is_level2(text)
}

/// Whether the text is a second-level word and no first-level one.
pub fn is_only_level2(text: &str) -> bool {
    is_level2(text) && !is_level1(text)
}

/// The first-level word that a text prints.
fn first(text: &str) -> Option<&'static String> {
    let known = |key: &str| LEVELS.first.iter().find(|word| *word == key);
    let key = fold::key(text);
    known(&key).or_else(|| known(bare(&key)?))
}

/// The first levels that the second-level word of a text belongs to.
fn second(text: &str) -> Option<&'static Vec<String>> {
    let known = |key: &str| {
        LEVELS.second.get(key).or_else(|| {
            (key.chars().count() >= SHORTEST_CUT).then(|| {
                LEVELS.second.iter().find(|(word, _)| word.starts_with(key)).map(|(_, parents)| parents)
            })?
        })
    };
    let key = fold::key(text);
    known(&key).or_else(|| known(bare(&key)?))
}

/// A folded level without the number before it and the score behind it (`1.1数量指标`, `产出指标(50分)`); `None` where it
/// has neither.
fn bare(key: &str) -> Option<&str> {
    let unnumbered = numbering::strip(key).trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let score = unnumbered.rfind('(').filter(|open| {
        unnumbered.ends_with(')') && unnumbered[*open..].contains(|c: char| c.is_ascii_digit())
    });
    let word = &unnumbered[..score.unwrap_or(unnumbered.len())];
    (!word.is_empty() && word.len() < key.len()).then_some(word)
}

/// Whether what stands in the place of a name is none: `……`, `/`, and the number of a slot of the form alone, `指标2：`.
pub fn names_nothing(name: &str) -> bool {
    let key = fold::key(name);
    let slot = key.strip_prefix("指标").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let bare = slot.map_or(key.as_str(), |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    bare.chars().all(|c| matches!(c, '.' | '…' | ':' | '/' | '-' | '—'))
}

/// Whether the second-level word belongs under the first-level word; `true` where the vocabulary does not know.
pub fn belongs(level2: &str, level1: &str) -> bool {
    second(level2).is_none_or(|parents| first(level1).is_none_or(|level1| parents.contains(level1)))
}

/// Operators that stand before a number, by their folded word; the longest first.
static OPERATORS: LazyLock<Vec<(String, Option<Operator>)>> = LazyLock::new(|| operators("before"));
/// Operators that stand after a number and its unit.
static SUFFIXES: LazyLock<Vec<(String, Option<Operator>)>> = LazyLock::new(|| operators("after"));
/// Words that lead to a number and compare nothing.
static LEADS: LazyLock<Vec<(String, Option<Operator>)>> = LazyLock::new(|| operators("lead"));

fn operators(position: &str) -> Vec<(String, Option<Operator>)> {
    let mut operators: Vec<(String, Option<Operator>)> = entries(include_str!("operators.tsv"))
        .filter(|columns| columns.last() == Some(&position))
        .map(|columns| {
            let operator = match columns.get(1).copied().unwrap_or_default() {
                "=" => Some(Operator::Equal),
                ">=" => Some(Operator::AtLeast),
                "<=" => Some(Operator::AtMost),
                ">" => Some(Operator::Above),
                "<" => Some(Operator::Below),
                _ => None,
            };
            (fold::key(columns.first().copied().unwrap_or_default()), operator)
        })
        .collect();
    operators.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
    operators
}

/// The operator that a whole cell prints: `Some(None)` for 定性, `None` where it is no operator.
pub fn operator(text: &str) -> Option<Option<Operator>> {
    let key = fold::key(text);
    OPERATORS.iter().find(|(word, _)| *word == key).map(|(_, operator)| *operator)
}

/// The operator at the start of a folded text and the rest after it, the longest word first.
pub fn operator_prefix(key: &str) -> Option<(Operator, &str)> {
    OPERATORS.iter().find_map(|(word, operator)| Some(((*operator)?, key.strip_prefix(word.as_str())?)))
}

/// The text behind a word that leads to a quantity (`达到90%`), `None` where it begins with none.
pub fn without_lead(text: &str) -> Option<&str> {
    LEADS.iter().find_map(|(word, _)| text.strip_prefix(word.as_str()))
}

/// The operator that follows a number and its unit (`90%以上`), and what stands before it.
pub fn operator_suffix(rest: &str) -> Option<(Operator, &str)> {
    SUFFIXES.iter().find_map(|(word, operator)| Some(((*operator)?, rest.strip_suffix(word.as_str())?)))
}

static UNITS: LazyLock<std::collections::BTreeSet<String>> = LazyLock::new(|| {
    entries(include_str!("measure_units.tsv"))
        .filter_map(|columns| Some(fold::key(columns.first()?)))
        .collect()
});

/// Whether the text is a unit of measure: `个`, `万人`, `元/人`, `%`, `人次/年`, `元/人·年`, `台（套）`, `万册次`.
pub fn is_measure_unit(text: &str) -> bool {
    let key = fold::key(text);
    let is_unit = |unit: &str| {
        UNITS.contains(unit) || unit.strip_suffix('次').is_some_and(|counted| UNITS.contains(counted))
    };
    !key.is_empty()
        && key.split(['/', '·']).all(|part| {
            let other = part.strip_suffix(')').and_then(|open| open.split_once('('));
            let part = other.filter(|(_, other)| is_unit(other)).map_or(part, |(unit, _)| unit);
            is_unit(part)
                || part.strip_prefix(['万', '亿', '千', '百', '十', '每', '余']).is_some_and(|rest| {
                    rest.is_empty() || is_unit(rest) || rest.strip_prefix(['万', '亿']).is_some_and(is_unit)
                })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocab::assert_tidy;

    #[test]
    fn slots_without_a_name() {
        for slot in ["……", "...", "指标2：", "指标1：/", "指标 3:……", "—"] {
            assert!(names_nothing(slot), "{slot}");
        }
        for name in ["指标1：巡查次数", "指标完成率", "12345热线办结率", "指标库更新"] {
            assert!(!names_nothing(name), "{name}");
        }
    }

    #[test]
    fn files_are_tidy() {
        assert_tidy("indicator_columns", include_str!("indicator_columns.tsv"), 2, 2);
        assert_tidy("levels", include_str!("levels.tsv"), 2, 12);
        assert_tidy("operators", include_str!("operators.tsv"), 2, 3);
        assert_tidy("measure_units", include_str!("measure_units.tsv"), 1, 1);
        for columns in entries(include_str!("indicator_columns.tsv")) {
            assert!(attribute_named(columns[0]).is_some(), "{}", columns[0]);
        }
    }

    #[test]
    fn a_remark_in_brackets_is_no_part_of_a_header() {
        assert_eq!(attribute("年度（/项目）指标值"), Some(Attribute::Target));
        assert_eq!(attribute("三级指标(细化)（必填）"), Some(Attribute::Level3));
        assert_eq!(attribute("（一）"), None);
        assert_eq!(attribute("评分(扣分)标准"), Some(Attribute::Other));
        assert_eq!(attribute("长度（米）"), None);
    }

    #[test]
    fn a_part_of_a_header_tells_what_it_heads() {
        assert_eq!(attribute_by_part("2023年度指标值（含单位）"), Some(Attribute::Target));
        assert_eq!(attribute_by_part("完成值与目标值偏差的原因说明"), Some(Attribute::Reason));
        assert_eq!(attribute_by_part("打分标准"), Some(Attribute::Other));
        assert_eq!(attribute_by_part("核查人"), None);
    }

    #[test]
    fn a_head_below_that_of_targets_names_a_period() {
        for (head, of) in [
            ("2023 年", Some(Period::Year(2023))),
            ("2023年度", Some(Period::Year(2023))),
            ("预计2024年实现", Some(Period::Own(Some(2024)))),
            ("2024年目标值", Some(Period::Own(Some(2024)))),
            ("全年（程）", Some(Period::Own(None))),
            ("半年", Some(Period::Other)),
            ("2023年完成情况", None),
            ("当年完成值", None),
            ("年", None),
        ] {
            assert_eq!(period(head), of, "{head}");
        }
    }

    #[test]
    fn what_is_counted_each_time_is_a_unit() {
        assert!(["人次", "万册次", "元/人次", "次"].into_iter().all(is_measure_unit));
        assert!(!is_measure_unit("人次次") && !is_measure_unit("其次"));
    }

    #[test]
    fn levels_know_their_parents() {
        assert!(belongs("时效指标", "产出指标") && !belongs("时效指标", "效益指标"));
        assert!(is_level2("服务对象满意度指") && !is_level2("服务"));
        assert!(belongs("没有听说过", "效益指标"));
        assert!(is_level1("一、产出指标（50分）") && is_level2("1.1 数量指标") && !is_level1("（50分）"));
        assert!(!is_level2("质量指标（人）"), "the end of a name beside a level is no score");
        assert!(!belongs("1.1 数量指标", "2.效益指标（30分）"));
    }
}
