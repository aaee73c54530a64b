//! Which side of the budget a sentence divides: `收入包括：一般公共预算拨款…；支出包括：教育支出…`, and which one words name.

use crate::check::label::Subject;
use crate::check::words::{Meaning, TOTAL};
use crate::document::Side;

/// Words behind a side of the budget that they divide.
const DIVIDES: [&str; 4] = ["为", "包括", "包含", "主要包括"];

/// Which side of the budget these words divide: `收入为`, `支出包括`, `支出按功能分类分为`.
pub(crate) fn divided(words: &str) -> Option<Side> {
    let last = |first: char, second: char| {
        let divides = |&(at, second): &(usize, &str)| {
            let behind = &words[at + second.len()..];
            words[..at].ends_with(first) && is_dividing(behind)
        };
        words.rmatch_indices(second).find(divides).map(|(at, _)| at)
    };
    match (last('收', '入'), last('支', '出')) {
        (None, None) => None,
        (revenue, expenditure) => Some(if revenue > expenditure { Side::Revenue } else { Side::Expenditure }),
    }
}

/// Whether the words behind a side divide it.
fn is_dividing(behind: &str) -> bool {
    DIVIDES.iter().any(|word| behind.starts_with(word)) || behind.starts_with('按') && behind.contains('分')
}

/// All of the money that was spoken of beyond doubt before a paragraph which begins with dividing it.
pub(crate) fn goes_on(paragraph: &str, spoken: Option<(Subject, bool)>) -> Option<Subject> {
    let begins = ["收入", "支出"].iter().find_map(|side| paragraph.strip_prefix(side));
    spoken
        .filter(|((_, meaning), certain)| begins.is_some_and(is_dividing) && *certain && *meaning == TOTAL)
        .map(|(subject, _)| subject)
}

/// Whether one of two folded labels names nothing but revenue, and the other nothing but expenditure.
pub(super) fn are_sides(one: &str, other: &str) -> bool {
    let side = |text: &str| match (text.contains('收'), text.contains('支')) {
        (true, false) => Some(Side::Revenue),
        (false, true) => Some(Side::Expenditure),
        _ => None,
    };
    side(one).zip(side(other)).is_some_and(|(one, other)| one != other)
}

/// The side of the budget of which a folded label names the year's own money and nothing else: 本年收入.
pub(super) fn side_of_year(label: &str) -> Option<Meaning> {
    let own = label.strip_prefix("本年").or(label.strip_prefix("当年"))?;
    match own {
        "收入" => Some("revenue"),
        "支出" => Some("expenditure"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_that_words_divide() {
        for (words, side) in [
            ("。收入为一般公共预算拨款", Some(Side::Revenue)),
            (";支出包括:教育支出", Some(Side::Expenditure)),
            (";支出按功能分类分为:教育支出", Some(Side::Expenditure)),
            ("收入为拨款,支出为教育支出", Some(Side::Expenditure)),
            ("教育支出", None),
        ] {
            assert_eq!(divided(words), side, "{words}");
        }
    }
}
