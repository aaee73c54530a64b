//! What the program says of a document (messages, suggestions, warnings) in the two languages of the pages.
//!
//! ```text
//! 90.00 is printed, but the sum of its 2 rows is 91.00   →   印为 90.00，而其 2 行之和为 91.00
//! ```
//!
//! Stages speak English; the Chinese is a line of `sentences.tsv`. A sentence that no line fits stays in English.

use std::sync::LazyLock;

use serde::{Serialize, Serializer};

/// Sentences stand in each other no deeper than this: a suggestion is a chain of up to six changes.
const DEEPEST: usize = 12;

/// A sentence, written as its Chinese and its English.
pub struct Sentence<'a>(pub &'a str);

impl Serialize for Sentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (chinese(self.0), self.0).serialize(serializer)
    }
}

/// Writes a sentence as [`Sentence`] does.
pub fn in_both<S: Serializer>(sentence: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    sentence.as_deref().map(Sentence).serialize(serializer)
}

/// The Chinese for a sentence of the program, `None` where no line fits it.
pub fn chinese(sentence: &str) -> Option<String> {
    translated(sentence, DEEPEST)
}

fn translated(sentence: &str, depth: usize) -> Option<String> {
    let deeper = depth.checked_sub(1)?;
    LINES.iter().find_map(|line| {
        let parts = line.parts(sentence)?;
        let parts = parts.into_iter().map(|part| translated(part, deeper).unwrap_or_else(|| part.to_owned()));
        Some(line.filled(&parts.collect::<Vec<_>>()))
    })
}

/// A line of the file.
struct Line {
    /// What stands between the places of the English.
    english: Vec<&'static str>,
    chinese: &'static str,
}

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let lines = include_str!("sentences.tsv").lines().filter(|line| !line.starts_with('#'));
    let sides = lines.filter_map(|line| line.split_once('\t'));
    sides.map(|(english, chinese)| Line { english: english.split("{}").collect(), chinese }).collect()
});

impl Line {
    /// What stands in the places, where the line fits the sentence.
    fn parts<'a>(&self, sentence: &'a str) -> Option<Vec<&'a str>> {
        let (first, others) = self.english.split_first()?;
        let mut rest = sentence.strip_prefix(first)?;
        let Some((last, between)) = others.split_last() else { return rest.is_empty().then(Vec::new) };
        let mut parts = Vec::new();
        for text in between {
            let (part, after) = rest.split_once(text)?;
            parts.push(part);
            rest = after;
        }
        parts.push(rest.strip_suffix(last)?);
        Some(parts)
    }

    /// The Chinese with these parts in its places.
    fn filled(&self, parts: &[String]) -> String {
        let (mut filled, mut rest) = (String::new(), self.chinese);
        while let Some((before, after)) = rest.split_once('{') {
            let (number, after) = after.split_once('}').unwrap_or((after, ""));
            let part = number.parse().ok().and_then(|number: usize| parts.get(number.checked_sub(1)?));
            filled.push_str(before);
            filled.push_str(part.map_or("", String::as_str));
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn sentences_in_chinese() {
        for (sentence, expected) in [
            ("90.00 is printed, but the sum of its 2 rows is 91.00", "印为 90.00，而其 2 行之和为 91.00"),
            (
                "9.5 is printed, but what t03 states is 9.6; the two differ by exactly 100: a slip of the unit",
                "印为 9.5，而 t03 载为 9.6；两数恰差 100 倍，似为单位之误",
            ),
            (
                "2.1 is printed, but the same as t01 合计 is 2.2: “支出 2.1 万元。”",
                "印为 2.1，而 t01 合计 为 2.2：“支出 2.1 万元。”",
            ),
            (
                "t03 2012604 档案馆 / 合计: 31.00 → 30.00 (one digit) or t03 合计: blank → 91.00 (nothing is printed)",
                "t03 2012604 档案馆 / 合计：31.00 → 30.00（一位数字之误），或者 t03 合计：空白 → 91.00（此处未印）",
            ),
            (
                "t09 prints nothing where the text states money: “基金 2 万元”",
                "文字述有金额，而 t09 此处空白：“基金 2 万元”",
            ),
            (
                "the contents list 收入总表 before 支出总表, which is printed before it",
                "目录中“收入总表”列于“支出总表”之前，文中则在其后",
            ),
            (
                "in 万元 it holds more than all that is spent, in 元 it would not: a slip of the unit",
                "按万元计超过全部支出，按元计则不然，似为单位之误",
            ),
            ("of the standard tables there is no 收入总表", "标准报表中缺少收入总表"),
            ("-3.00 is below zero where no amount should be", "印为 -3.00，而此处金额不应为负"),
        ] {
            assert_eq!(chinese(sentence).as_deref(), Some(expected), "{sentence}");
        }
        for other in ["", "档案馆", "{}", "an unheard-of sentence"] {
            assert_eq!(chinese(other), None, "{other}");
        }
    }

    #[test]
    fn every_line_has_its_places_once_in_both_languages() {
        let mut seen = BTreeSet::new();
        for line in LINES.iter() {
            assert!(seen.insert(&line.english), "{:?} is there twice", line.english);
            let places = line.english.len() - 1;
            for place in 1..=places {
                assert_eq!(line.chinese.matches(&format!("{{{place}}}")).count(), 1, "{}", line.chinese);
            }
            assert_eq!(line.chinese.matches('{').count(), places, "{}", line.chinese);
        }
    }

    #[test]
    fn nested_sentences_end() {
        let deep = "blank or ".repeat(10_000);
        assert!(chinese(&deep).is_some_and(|text| text.contains("空白")));
    }
}
