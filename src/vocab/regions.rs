//! The administrative divisions of China: `350100` is 福州市 of 福建省 (`350000`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

const REGIONS: &str = include_str!("regions.tsv");
const WORDS: &str = include_str!("region_words.tsv");

static BY_NAME: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut names = BTreeMap::<&str, Vec<&str>>::new();
    for line in super::entries(REGIONS) {
        if let [code, name] = line[..] {
            names.entry(name).or_default().push(code);
        }
    }
    names
});

static BY_CODE: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    super::entries(REGIONS).filter_map(|line| Some((*line.first()?, *line.get(1)?))).collect()
});

/// The name of the division with this code.
pub(crate) fn name(code: &str) -> Option<&'static str> {
    BY_CODE.get(code).copied()
}

/// The division within `parent` (a code without its trailing zeros: `35`, or empty for all of China) whose name the text
/// begins with: its code, its name and the rest of the text. The longest name wins.
pub(crate) fn leading<'a>(text: &'a str, parent: &str) -> Option<(&'static str, &'static str, &'a str)> {
    BY_NAME
        .iter()
        .filter_map(|(name, codes)| {
            let code = codes.iter().find(|code| code.starts_with(parent))?;
            text.strip_prefix(name).map(|rest| (*code, *name, rest))
        })
        .max_by_key(|(_, name, _)| name.len())
}

/// What a word in a department's name is, that looks like a division or stands before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// Stands before the division (中共).
    Before,
    /// Ends like a division and is none (开发区).
    Division,
    /// Begins with a division's last character (市场).
    Ending,
}

/// The words of one use.
pub(crate) fn words(of: Word) -> impl Iterator<Item = &'static str> {
    let used = match of {
        Word::Before => "before",
        Word::Division => "division",
        Word::Ending => "ending",
    };
    super::entries(WORDS)
        .filter(move |line| line.get(1) == Some(&used))
        .filter_map(|line| line.first().copied())
}

#[cfg(test)]
mod tests {
    use super::super::{assert_tidy, entries};
    use super::*;

    #[test]
    fn the_file_is_tidy_and_complete() {
        assert_tidy("regions.tsv", REGIONS, 2, 2);
        assert_tidy("region_words.tsv", WORDS, 2, 2);
        let codes: Vec<&str> = entries(REGIONS).map(|line| line[0]).collect();
        assert!(codes.iter().all(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())));
        assert_eq!(codes.iter().filter(|code| code.ends_with("0000")).count(), 34);
        let prefectures = |code: &&&str| code.ends_with("00") && !code.ends_with("0000");
        assert_eq!(codes.iter().filter(prefectures).count(), 333);
        for code in &codes {
            assert!(name(&format!("{}0000", &code[..2])).is_some(), "{code} has no province");
        }
    }

    #[test]
    fn only_districts_share_names() {
        for (name, codes) in BY_NAME.iter().filter(|(_, codes)| codes.len() > 1) {
            assert!(codes.iter().all(|code| !code.ends_with("00")), "{name}: {codes:?}");
        }
    }
}
