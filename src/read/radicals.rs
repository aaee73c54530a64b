//! Radicals that stand for the ideographs they look like, as fonts of PDFs name them and copies of their text keep them:
//! ⽔⼯ for 水工.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use crate::vocab;

/// Radicals of the CJK Radicals Supplement and the ideographs they look like (Unicode's EquivalentUnifiedIdeograph).
static SUPPLEMENT: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    vocab::entries(include_str!("../vocab/radicals.tsv"))
        .filter_map(|columns| Some((columns.first()?.chars().next()?, columns.get(1)?.chars().next()?)))
        .collect()
});

/// The ideograph that a radical stands for; any other character is itself.
pub(super) fn ideograph(character: char) -> char {
    match character {
        '\u{2E80}'..='\u{2EFF}' => SUPPLEMENT.get(&character).copied().unwrap_or(character),
        '\u{2F00}'..='\u{2FDF}' => {
            let mut folded = character;
            unicode_normalization::char::decompose_compatible(character, |ideograph| folded = ideograph);
            folded
        }
        _ => character,
    }
}

/// A text with ideographs for its radicals, character by character.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    match text.contains(|character| matches!(character, '\u{2E80}'..='\u{2FDF}')) {
        true => text.chars().map(ideograph).collect(),
        false => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_tidy() {
        vocab::assert_tidy("radicals", include_str!("../vocab/radicals.tsv"), 2, 2);
    }

    #[test]
    fn radicals_become_ideographs() {
        assert_eq!(folded("⼀⽂⾦⺠⻅预算"), "一文金民见预算");
        assert!(matches!(folded("一文金民见预算"), Cow::Borrowed(_)));
    }
}
