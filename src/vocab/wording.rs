//! Wordings of one concept: how a vocabulary writes many at once, and how a printed one is reduced to be found.
//!
//! `一般公共预算[财政]拨款[收入]` stands for four wordings. The printed `1. 一般公共预算拨款（收入）：` is found as one of
//! them, because blanks, punctuation and numbering say nothing about what a figure is.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::text::fold::{folded, put_right, simplified};

/// Numbering and the words that only say that a row is a part: `一、`, `（一）`, `1.`, `①`, `其中：`, `加：`.
#[expect(clippy::unwrap_used, reason = "a constant pattern, exercised by every test here")]
static NUMBERING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?<part>其中[:：]?|[加减][:：])|(?<han>[一二三四五六七八九十]{1,4}[、.．,，:：])|(?<bracketed>[(（][一二三四五六七八九十]{1,4}[)）][、.．]?)|(?<digit>\d{1,2}(?:[、,，]|[.．](?:\D)))|(?<digits>[(（]\d{1,2}[)）][、.．]?|\d{1,2}[)）])|(?<circled>[①-⑳]))",
    )
    .unwrap()
});

/// The depth of a row that says it is a part of the row above (其中).
pub(crate) const PART: u8 = 6;

/// Takes the numbering off a printed name, and how deep in a list it stands: 0 without numbering, 1 for `一、`, 2 for
/// `（一）`, 3 for `1.`, 4 for `（1）`, 5 for `①`, 6 for `其中：`.
pub(crate) fn numbering(printed: &str) -> (u8, &str) {
    let mut rest = printed.trim();
    let mut depth = 0;
    while let Some(found) = NUMBERING.captures(rest) {
        let kinds =
            [("han", 1), ("bracketed", 2), ("digit", 3), ("digits", 4), ("circled", 5), ("part", PART)];
        let Some((piece, found_depth)) =
            kinds.iter().find_map(|(kind, depth)| found.name(kind).map(|piece| (piece, *depth)))
        else {
            break;
        };
        // `1.` is only told from `1.5` by the character after it, which is not part of the numbering.
        let end = if found_depth == 3 { piece.as_str().find(['、', ',', '，', '.', '．']) } else { None };
        let end = end.map_or(piece.end(), |at| {
            at + piece.as_str().get(at..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8)
        });
        let Some(tail) = rest.get(end..) else { break };
        if tail.trim().is_empty() {
            break;
        }
        rest = tail.trim_start();
        depth = depth.max(found_depth);
    }
    (depth, rest)
}

/// The printed wording reduced to what is compared: no numbering, compatibility forms and traditional characters folded, letters
/// and digits only.
pub(crate) fn key(printed: &str) -> String {
    fold(numbering(printed).1)
}

/// Compatibility forms and traditional characters folded, letters and digits only.
pub(crate) fn fold(text: &str) -> String {
    let kept = |character: &char| character.is_alphanumeric();
    let mut key = String::with_capacity(text.len());
    for character in text.chars() {
        let Some(alone) = folded(character) else {
            return put_right(text.nfkc().filter(kept).map(simplified).collect());
        };
        key.extend(Some(alone).filter(kept).map(simplified));
    }
    put_right(key)
}

/// A pattern of [`expand`], folded once for all its wordings.
pub(crate) fn fold_pattern(pattern: &str) -> String {
    const GROUPS: [char; 5] = ['[', ']', '{', '}', '|'];
    let pieces = pattern.split_inclusive(GROUPS).map(|piece| {
        let text = piece.trim_end_matches(GROUPS);
        fold(text) + &piece[text.len()..]
    });
    pieces.collect()
}

/// All wordings that a pattern stands for: `[x]` may be absent, `[x|y]` is one of them or absent, `{x|y}` is one of
/// them. Groups do not nest; an unclosed group is read to the end.
pub(crate) fn expand(pattern: &str) -> Vec<String> {
    let mut wordings = vec![String::new()];
    let mut rest = pattern;
    while let Some(open) = rest.find(['[', '{']) {
        let (plain, group) = rest.split_at(open);
        let optional = group.starts_with('[');
        let inner = group.get(1..).unwrap_or_default();
        let (inner, after) = inner.split_once(if optional { ']' } else { '}' }).unwrap_or((inner, ""));
        let choices: Vec<&str> = inner.split('|').chain(optional.then_some("")).collect();
        wordings = wordings
            .iter()
            .flat_map(|wording| choices.iter().map(move |choice| [wording.as_str(), plain, choice].concat()))
            .collect();
        rest = after;
    }
    wordings.iter_mut().for_each(|wording| wording.push_str(rest));
    wordings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_is_no_part_of_a_name() {
        for (printed, depth, name) in [
            ("一、一般公共预算拨款收入", 1, "一般公共预算拨款收入"),
            ("（一）事业收入", 2, "事业收入"),
            ("1.一般公共预算", 3, "一般公共预算"),
            ("3、公务用车购置及运行费", 3, "公务用车购置及运行费"),
            ("其中：（1）公务用车购置费", 6, "公务用车购置费"),
            ("（2）公务用车运行费", 4, "公务用车运行费"),
            ("二十六、债务发行费用支出", 1, "债务发行费用支出"),
            ("二：提前下达的债务限额", 1, "提前下达的债务限额"),
            ("1.5万元以上项目", 0, "1.5万元以上项目"),
            ("2024年预算数", 0, "2024年预算数"),
            ("一、", 0, "一、"),
            ("", 0, ""),
        ] {
            assert_eq!(numbering(printed), (depth, name), "{printed}");
        }
    }

    #[test]
    fn a_pattern_stands_for_many_wordings() {
        assert_eq!(expand("年初{结转|结余}[数]"), ["年初结转数", "年初结转", "年初结余数", "年初结余"]);
        assert_eq!(expand("合计"), ["合计"]);
        assert_eq!(expand(&fold_pattern("“三公”經費[（合计）]")), ["三公经费合计", "三公经费"]);
    }

    #[test]
    fn blanks_and_punctuation_do_not_count() {
        assert_eq!(key("1. “三公”经费 （合计）："), "三公经费合计");
        assert_eq!(key("ＡＢ１２"), "AB12");
        assert_eq!(key("二、社會保障支出"), "社会保障支出");
    }
}
