//! Characters by other names: glyph names, forms of ideographs, private codes of common fonts.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::char::decompose_canonical;

use crate::read::radicals;
use crate::vocab;

/// Private codes of fonts: (family, code) and the character.
static PRIVATE: LazyLock<HashMap<(&'static str, u32), char>> = LazyLock::new(|| {
    vocab::entries(include_str!("../../vocab/private_use.tsv"))
        .filter_map(|columns| {
            let code = u32::from_str_radix(columns.get(1)?, 16).ok()?;
            Some(((*columns.first()?, code), columns.get(2)?.chars().next()?))
        })
        .collect()
});

/// The character that a glyph name stands for, after the Adobe Glyph List and its rules (`one`, `uni9884`, `u20021`,
/// `a.alt`).
pub(super) fn character(name: &str) -> Option<char> {
    let base = name.split('.').next().filter(|base| !base.is_empty())?;
    if let Some(text) = pdf_encoding::glyphname_to_unicode(base) {
        return text.chars().next();
    }
    let digits =
        base.strip_prefix("uni").filter(|digits| digits.len() >= 4).and_then(|digits| digits.get(..4));
    let digits =
        digits.or_else(|| base.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())))?;
    u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).filter(|character| !character.is_control())
}

/// How unlikely a character is meant by a glyph that several characters share.
pub(super) fn rarity(character: char) -> u8 {
    match u32::from(character) {
        0x20..=0x7E => 0,
        0x4E00..=0x9FFF | 0x3000..=0x303F => 1,
        0xA0..=0x2E7F => 2,
        0xE000..=0xF8FF | 0xF0000.. => 9,
        0x2E80..=0x2FDF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F => 8,
        _ => 3,
    }
}

/// The family of symbol fonts that a font belongs to.
pub(super) fn symbol_family(font: &str) -> Option<&'static str> {
    let lower = font.to_ascii_lowercase();
    ["wingdings 2", "wingdings2", "wingdings 3", "wingdings3"]
        .iter()
        .all(|other| !lower.contains(other))
        .then(|| ["wingdings", "symbol", "webdings"].into_iter().find(|family| lower.contains(family)))
        .flatten()
}

/// Whether a character means something only within some font.
pub(super) fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..)
}

/// The character as it is meant: radicals become ideographs, private codes of common fonts their characters.
pub(super) fn fold(character: char, family: Option<&'static str>) -> char {
    match u32::from(character) {
        0x2E80..=0x2FDF => radicals::ideograph(character),
        0xF900..=0xFAFF | 0x2F800..=0x2FA1F => {
            let mut folded = character;
            decompose_canonical(character, |ideograph| folded = ideograph);
            folded
        }
        code @ 0xE000..=0xF8FF => family
            .and_then(|family| PRIVATE.get(&(family, code)))
            .or_else(|| PRIVATE.get(&("-", code)))
            .copied()
            .unwrap_or(character),
        0xA0 | 0x2002..=0x200A | 0x202F => ' ',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_tidy() {
        vocab::assert_tidy("private_use", include_str!("../../vocab/private_use.tsv"), 3, 3);
    }

    #[test]
    fn names_stand_for_characters() {
        for (name, expected) in [
            ("one", Some('1')),
            ("A", Some('A')),
            ("uni9884", Some('预')),
            ("u20021", Some('𠀡')),
            ("a.alt", Some('a')),
            ("g12", None),
            (".notdef", None),
            ("", None),
        ] {
            assert_eq!(character(name), expected, "{name}");
        }
    }

    #[test]
    fn radicals_become_ideographs() {
        let folded: String = "⼀⽂⾦⺠⻅豈预算".chars().map(|character| fold(character, None)).collect();
        assert_eq!(folded, "一文金民见豈预算");
        assert_eq!(fold('\u{F0B7}', Some("symbol")), '•');
        assert_eq!(fold('\u{F0A7}', Some("wingdings")), '▪');
        assert_eq!(fold('\u{E863}', None), '䶮');
        assert_eq!(fold('\u{F035}', None), '5');
    }
}
