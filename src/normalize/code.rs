//! Classification codes: functional 类/款/项 (`208`, `20805`, `2080505`) and economic (`301`, `30101`).
//!
//! A code is stated in full and digits only; what OCR adds to it is taken off by the classification's own shape:
//! no functional class begins below 201, no economic class below 301, so a leading zero is a misprint.

use std::sync::LazyLock;

use regex::Regex;

use crate::normalize::number;
use crate::text::fold;
use crate::vocab::codes::{Classification, is_name_of, names};

/// A code before a name in one cell: in brackets, set apart, or run together.
static BEFORE_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[\[(（〔【]([1-5]\d{2,6})[\])）〕】]|([1-5]\d{2,6})([\s\-—–:：、.．]*))(\p{Han}.*)$")
        .ok()
});

/// The code and the name of a label that states both: `[2080505]机关事业单位基本养老保险缴费支出`, `301-工资福利支出`.
///
/// The name must be one that the code has had. A code that the lists do not have must be set apart from the name and
/// longer than a class, so that `301医院` and `2023年` stay names.
pub fn before_name(label: &str) -> Option<(&str, &str)> {
    let found = BEFORE_NAME.as_ref()?.captures(label)?;
    let code = found.get(1).or(found.get(2))?.as_str();
    let name = found.get(4)?.as_str();
    let apart = found.get(3).is_none_or(|blank| !blank.is_empty());
    let listed = !names(code).is_empty() || apart && code.len() > 3;
    (is_classification(code) && listed && is_name_of(name, code)).then_some((code, name))
}

/// The code and the name that a cell of the column of codes states both. Their column says that the digits are a code, so
/// no list needs to know it.
pub fn run_together(cell: &str) -> Option<(&str, &str)> {
    let found = BEFORE_NAME.as_ref()?.captures(cell)?;
    let code = found.get(1).or(found.get(2))?.as_str();
    is_classification(code).then_some((code, found.get(4)?.as_str()))
}

/// The digits of a printed code (`208 05 05`, `[20805]`; `'20805` and `20805.0` as spreadsheets and data frames write it), `None`
/// where the cell is no classification code.
pub fn parse(text: &str) -> Option<String> {
    let narrow = fold::narrow(text);
    let trimmed = narrow.trim().trim_matches(['[', ']', '(', ')', '〔', '〕', '【', '】', '\'']);
    let trimmed = trimmed.strip_suffix(".0").unwrap_or(trimmed);
    let digits: String =
        trimmed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '_')).collect();
    (!digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The digits of what stands in a column of codes, which a spreadsheet may write as a number: `2,080,505`.
pub fn in_column(text: &str) -> Option<String> {
    let is_number = || {
        let mut groups = text.trim().split(',');
        groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3)
    };
    parse(text).or_else(|| is_number().then(|| parse(&text.replace(',', "")))?)
}

/// Whether the digits have the shape of a full code: 3, 5, 7 or 9 digits that begin with 1 to 5.
pub fn is_classification(digits: &str) -> bool {
    matches!(digits.len(), 3 | 5 | 7 | 9)
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(digits.as_bytes().first(), Some(b'1'..=b'5'))
}

/// The code with a misprinted leading zero taken off (`030239` is `30239`), `None` where nothing is to repair.
pub fn repaired(digits: &str) -> Option<String> {
    let rest = digits.strip_prefix('0')?;
    let is_code = is_classification(rest) && matches!(rest.as_bytes().first(), Some(b'2' | b'3' | b'5'));
    is_code.then(|| rest.to_owned())
}

/// The code printed with letters for the digits that they look like (`2O12601`), where the lists have it by this name, or with
/// the marks that OCR takes the rules beside it for: `2012601“|`.
pub fn misread(text: &str, name: &str) -> Option<String> {
    let digit = |letter: char| match letter {
        'O' | 'o' | 'D' | 'Q' => '0',
        'l' | 'I' | 'i' | '|' => '1',
        'Z' | 'z' => '2',
        'S' | 's' => '5',
        'B' => '8',
        other => other,
    };
    let narrow = fold::narrow(text);
    let listed = |code: &String| !names(code).is_empty() && is_name_of(name, code);
    let unmarked = || parse(&narrow.replace(number::RULES, "")).filter(|code| is_classification(code));
    parse(&narrow.chars().map(digit).collect::<String>()).filter(listed).or_else(unmarked)
}

/// The full code of the two digits that a column prints for a level below the code `above`: `05` is 20805 under 208, and
/// `01` is 2080501 under 20805. Beside a full item two digits begin the next section, beside an item that was printed in
/// two digits itself (`short`) the next item, unless the lists know the name.
pub fn completed(digits: &str, name: &str, above: &str, short: bool) -> Option<String> {
    Classification::of_code(above).filter(|_| digits.len() == 2)?;
    let under = |length: usize| Some(format!("{}{digits}", above.get(..length)?));
    let known = |code: &Option<String>| {
        code.as_deref().is_some_and(|code| !names(code).is_empty() && is_name_of(name, code))
    };
    let (section, item) = (under(3), under(5));
    if known(&section) != known(&item) {
        return if known(&section) { section } else { item };
    }
    let is_item = above.len() == 5 || above.len() > 5 && short;
    if is_item { item } else { section }
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
            ("'2080505", Some("2080505")),
            ("20805.0", Some("20805")),
            ("合计", None),
            ("12.5万", None),
            ("", None),
        ] {
            assert_eq!(parse(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn codes_as_numbers() {
        assert_eq!(in_column("2,080,505").as_deref(), Some("2080505"));
        assert_eq!(in_column("20,805").as_deref(), Some("20805"));
        assert_eq!(in_column("208,05"), None);
        assert_eq!(parse("20,805"), None);
    }

    #[test]
    fn codes_before_names() {
        for (label, parts) in [
            ("[208]社会保障和就业支出", Some(("208", "社会保障和就业支出"))),
            ("（20805）行政事业单位养老支出", Some(("20805", "行政事业单位养老支出"))),
            ("30201-办公费", Some(("30201", "办公费"))),
            ("301 工资福利支出", Some(("301", "工资福利支出"))),
            ("2130101行政运行", Some(("2130101", "行政运行"))),
            ("[2139876]名录以外的项目", Some(("2139876", "名录以外的项目"))),
            ("2139876名录以外的项目", None),
            ("301医院", None),
            ("213-河道清淤", None),
            ("2023年河道清淤", None),
            ("行政运行", None),
        ] {
            assert_eq!(before_name(label), parts, "{label}");
        }
    }

    #[test]
    fn codes_run_together_with_names() {
        assert_eq!(run_together("2139876名录以外的项目"), Some(("2139876", "名录以外的项目")));
        assert_eq!(run_together("2023年河道清淤"), None);
        assert_eq!(run_together("合计"), None);
    }

    #[test]
    fn levels_printed_alone() {
        for (digits, name, above, short, code) in [
            ("05", "行政事业单位养老支出", "208", false, Some("20805")),
            ("05", "机关事业单位基本养老保险缴费支出", "20805", true, Some("2080505")),
            ("06", "机关事业单位职业年金缴费支出", "2080505", true, Some("2080506")),
            ("11", "残疾人事业", "2080505", true, Some("20811")),
            ("11", "名录以外的款", "2080505", false, Some("20811")),
            ("01", "基本工资", "301", false, Some("30101")),
            ("2080505", "", "20805", false, None),
            ("05", "", "90", false, None),
        ] {
            assert_eq!(completed(digits, name, above, short).as_deref(), code, "{digits} {name} {above}");
        }
    }

    #[test]
    fn misprinted_zero() {
        assert_eq!(repaired("030239").as_deref(), Some("30239"));
        assert_eq!(repaired("0208").as_deref(), Some("208"));
        assert_eq!(repaired("30239"), None);
        assert_eq!(repaired("05"), None);
    }

    #[test]
    fn letters_for_digits() {
        for (text, name, code) in [
            ("2O8", "社会保障和就业支出", Some("208")),
            ("2O8", "农林水支出", None),
            ("合计", "合计", None),
            ("2130301“|", "行政运行", Some("2130301")),
            ("|21303", "水利", Some("21303")),
            ("*21398", "名录以外的款", Some("21398")),
            ("|2130", "水利", None),
        ] {
            assert_eq!(misread(text, name).as_deref(), code, "{text} {name}");
        }
    }
}
