//! Classification codes: functional 类/款/项 (`208`, `20805`, `2080505`) and economic (`301`, `30101`).
//!
//! A code is stated in full and digits only; what OCR adds to it is taken off by the classification's own shape:
//! no functional class begins below 201, no economic class below 301, so a leading zero is a misprint.

use crate::text::fold;

/// The digits of a printed code (`208 05 05`, `[20805]`), `None` where the cell is no classification code.
pub fn parse(text: &str) -> Option<String> {
    let narrow = fold::narrow(text);
    let trimmed = narrow.trim().trim_matches(['[', ']', '(', ')', '〔', '〕', '【', '】']);
    let digits: String =
        trimmed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '_')).collect();
    (!digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Whether the digits have the shape of a full code: 3, 5, 7 or 9 digits that begin with 1 to 5.
pub fn is_classification(digits: &str) -> bool {
    matches!(digits.len(), 3 | 5 | 7 | 9)
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(digits.as_bytes().first(), Some(b'1'..=b'5'))
}

/// The code with a misprinted leading zero taken off (`030239` is `30239`), `None` where nothing is to repair.
pub fn repaired(digits: &str) -> Option<&str> {
    let rest = digits.strip_prefix('0')?;
    (is_classification(rest) && matches!(rest.as_bytes().first(), Some(b'2' | b'3' | b'5'))).then_some(rest)
}

/// The depth of a code in its hierarchy: 类 1, 款 2, 项 3.
pub fn level(digits: &str) -> u8 {
    match digits.len() {
        0..=3 => 1,
        4..=5 => 2,
        6..=7 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_codes() {
        for (text, code) in [
            ("2080505", Some("2080505")),
            ("208 05 05", Some("2080505")),
            ("２０８", Some("208")),
            ("[20805]", Some("20805")),
            ("合计", None),
            ("12.5万", None),
            ("", None),
        ] {
            assert_eq!(parse(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn misprinted_zero() {
        assert_eq!(repaired("030239"), Some("30239"));
        assert_eq!(repaired("0208"), Some("208"));
        assert_eq!(repaired("30239"), None);
        assert_eq!(repaired("05"), None);
    }
}
