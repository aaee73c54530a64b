//! Printed numbers: `73,914.26`, `２０７１７２．８１`, `（12.3）`, `-12.3`, a number wrapped over two lines.
//!
//! A number keeps its printed scale: `186,340.00` is `186340.00`. A dash alone says that nothing is there.

use rust_decimal::Decimal;

use crate::text::fold;

/// The number a cell prints, exactly: thousands separators, blanks and line breaks inside are dropped,
/// full-width forms folded, `（12.3）`, `负12.3`, a leading `-`, `－` or `△` and a trailing `-` negative; `.50` is what a spreadsheet
/// prints whose format has no place for a zero. `None` where the cell is no number or has more than 28 digits.
pub fn parse(text: &str) -> Option<Decimal> {
    // Most cells of words are told apart by this alone.
    if !may_have_digits(text) {
        return None;
    }
    let mut folded = fold::narrow(text);
    if folded.contains('\u{200b}') {
        folded = folded.replace('\u{200b}', "").into();
    }
    let mut digits = String::with_capacity(folded.len());
    let mut negative = false;
    let trimmed = folded.trim().trim_end_matches('元').trim_start_matches(['¥', '￥']).trim();
    let inner = match trimmed.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => {
            negative = true;
            inner
        }
        None => match trimmed.strip_suffix(['-', '−']).filter(|rest| rest.contains('.')) {
            Some(inner) => {
                negative = true;
                inner
            }
            None => trimmed,
        },
    };
    for (index, c) in inner.trim().char_indices() {
        match c {
            '0'..='9' | '.' => digits.push(c),
            ',' | ' ' | '\n' | '\t' | '、' if index > 0 => {}
            '-' | '−' | '–' | '—' | '△' | '▲' | '负' if digits.is_empty() && !negative => {
                negative = true
            }
            '+' if index == 0 => {}
            _ => return None,
        }
    }
    if digits.is_empty() || digits.ends_with('.') || !separators_fit(inner) {
        return None;
    }
    let number: Decimal = Decimal::from_str_exact(&digits).ok()?;
    let number = computed(&digits).map_or(number, |decimals| number.round_dp(decimals));
    Some(if negative { -number } else { number })
}

/// Digits behind so many are those that a program computed, and none that a person states.
const MOST_STATED: usize = 15;

/// How many decimals a number is meant to have that a program added up in binary, so that its last digits are off:
/// `13297.110000000001` is 13297.11, and `0.7999999999999998` is 0.8.
fn computed(digits: &str) -> Option<u32> {
    let (_, decimals) = digits.split_once('.').filter(|_| digits.len() > MOST_STATED)?;
    [("00000", '0', 1), ("99999", '9', 0)].into_iter().find_map(|(run, digit, fewest)| {
        let at = decimals.find(run)?;
        let rest = decimals[at..].trim_start_matches(digit).len();
        u32::try_from(at).ok().filter(|_| (fewest..=3).contains(&rest))
    })
}

/// Whether a text may have digits: those of full width begin with this byte, and with it little else does.
fn may_have_digits(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit() || byte == 0xef)
}

/// Marks that OCR takes commas for.
const QUOTES: [char; 5] = ['\'', '’', '‘', '`', '′'];

/// Marks that OCR takes the rules beside a cell for.
pub const RULES: [char; 19] =
    ['|', '｜', '丨', '¦', '│', '_', '[', ']', '{', '}', '“', '”', '"', '\'', '‘', '’', '`', '*', '\\'];

/// What else is no part of a number before it: dashes that are no sign, points that OCR made of specks.
const BEHIND: [char; 9] = ['—', '–', '一', '.', '。', '…', '!', ';', '~'];

/// The number of a cell whose decimal point OCR took for another mark: `242。39`, `242·39`, and `1,242,39`, since two
/// digits make no group of thousands; `5.260.38` and `5260. 38`; or whose commas it took for quotes: `1'234.56`; beside which
/// it took rules for marks (`1,234.56|`, `“|1,234.56`) or a footnote has its mark (`1,234.56①`); in which it put blanks
/// (`1,2 34.5 6`), or letters for the digits that look like no other: `1,23O.5O`. Whoever reads it so warns of it.
pub fn repaired(text: &str) -> Option<Decimal> {
    if !may_have_digits(text) {
        return None;
    }
    let narrow = fold::narrow(text.trim());
    if parse(&narrow).is_some() {
        return None;
    }
    let inner = without_marks(&narrow);
    if inner.len() < narrow.len() {
        let is_amount = inner.contains(['.', ',']) && (has_cents(inner) || !narrow.ends_with('.'));
        let read = || parse(inner).or_else(|| of_other_marks(inner));
        return read().filter(|_| is_amount).or_else(|| of_letters(&narrow));
    }
    of_other_marks(&narrow)
}

/// A number without what stands beside it and is none of it: rules, marks of footnotes.
fn without_marks(narrow: &str) -> &str {
    let is_before = |c: char| RULES.contains(&c) || c == ' ';
    let is_behind = |c: char| is_before(c) || BEHIND.contains(&c) || fold::is_footnote_mark(c);
    let narrow = match narrow.rsplit_once('^') {
        Some((number, mark)) if mark.bytes().all(|byte| byte.is_ascii_digit()) => number,
        _ => narrow,
    };
    narrow.trim_start_matches(is_before).trim_end_matches(is_behind)
}

/// The number that is printed with other marks for its point or commas, with blanks, or with letters for digits.
fn of_other_marks(narrow: &str) -> Option<Decimal> {
    if let Some(number) = of_letters(narrow).or_else(|| of_pieces(narrow)) {
        return Some(number);
    }
    if narrow.contains(QUOTES) {
        return parse(&narrow.replace(QUOTES, ",")).filter(|_| !narrow.ends_with(QUOTES));
    }
    if narrow.contains('.') {
        return of_points(narrow);
    }
    let (at, mark) = narrow.char_indices().rfind(|(_, c)| !c.is_ascii_digit() && !matches!(c, ')' | '元'))?;
    let (whole, decimals) = (&narrow[..at], &narrow[at + mark.len_utf8()..]);
    let digits = decimals.bytes().take_while(u8::is_ascii_digit).count();
    let is_point = match mark {
        '。' | '·' => digits > 0,
        ',' => digits == 2,
        ';' | ':' => digits == 2 && whole.contains(','),
        _ => false,
    };
    (is_point && whole.ends_with(|c: char| c.is_ascii_digit()))
        .then(|| parse(&format!("{whole}.{decimals}")))
        .flatten()
}

/// The number in which letters stand for the digits that they look like: `1,23O.5O`, `l,230.50`, and `1,Z30.50` where commas and
/// decimals tell that it is one. A stroke before or behind what is a number without it may be a rule as well.
fn of_letters(narrow: &str) -> Option<Decimal> {
    let digit = |c: char| match c {
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        _ => like_digit(c).unwrap_or(c),
    };
    let digits: String = narrow.chars().map(digit).collect();
    let is_told = || narrow.starts_with(|c: char| c.is_ascii_digit()) && is_grouped(&digits);
    if narrow.contains('|') || digits == narrow || !is_damaged(narrow) && !is_told() {
        return None;
    }
    let is_stroke = |c: char| matches!(c, 'l' | 'I');
    let may_be_rule = narrow.starts_with(is_stroke) && parse(&digits[1..]).is_some()
        || narrow.ends_with(is_stroke) && parse(&digits[..digits.len() - 1]).is_some();
    parse(&digits).filter(|_| !may_be_rule)
}

/// The number in whose digits OCR put blanks, where commas and decimals still tell that it is one: `1,2 34.56`, `1,234.5 6`, but
/// not `1 5,234.56`, which may be two.
fn of_pieces(narrow: &str) -> Option<Decimal> {
    let whole: String = narrow.split_whitespace().collect();
    let are_numbers = || narrow.split_whitespace().all(|piece| parse(piece).is_some());
    let is_cut_behind_point = || narrow.rfind('.') < narrow.rfind(char::is_whitespace);
    (is_grouped(&whole) && (is_cut_behind_point() || !are_numbers())).then(|| parse(&whole)).flatten()
}

/// Whether a number is printed with two decimals.
fn has_cents(number: &str) -> bool {
    number.rsplit_once('.').is_some_and(|(_, decimals)| decimals.trim_end_matches(')').len() == 2)
}

/// Whether a number is printed with commas and two decimals, in full: `1,234.56`.
fn is_grouped(number: &str) -> bool {
    let number = number.trim_start_matches(['-', '(']).trim_end_matches(')');
    let Some((whole, decimals)) = number.split_once('.') else { return false };
    let mut groups = whole.split(',');
    let is_of = |digits: &str, fits: fn(usize) -> bool| {
        fits(digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    groups.next().is_some_and(|first| is_of(first, |length| (1..=3).contains(&length)))
        && whole.contains(',')
        && groups.all(|group| is_of(group, |length| length == 3))
        && is_of(decimals, |length| length == 2)
}

/// The number whose separators of thousands OCR took for points (`5.260.38`), or that it broke at its point (`5260. 38`).
fn of_points(narrow: &str) -> Option<Decimal> {
    let (whole, decimals) = narrow.rsplit_once('.')?;
    let whole = whole.strip_suffix('.').unwrap_or(whole); // 5260..38
    let (whole, decimals) = (whole.trim_end(), decimals.trim_start());
    let groups: Vec<&str> = whole.split('.').collect();
    let fits = groups[1..].iter().all(|group| group.len() == 3);
    let digits = decimals.bytes().take_while(u8::is_ascii_digit).count();
    (fits && digits == 2).then(|| parse(&format!("{}.{decimals}", groups.concat()))).flatten()
}

/// Whether blanks and commas stand where separators stand: `1,234.5`, `1 234`, a break anywhere in a wrapped
/// number, but not `1、2` or `3 50` (two numbers run together).
fn separators_fit(text: &str) -> bool {
    if text.contains('、') {
        return false;
    }
    let text = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut groups = text.split([',', ' ']).filter(|group| !group.is_empty()).skip(1);
    groups.all(|group| {
        let whole = group.split(['.', '\n']).next().map_or(0, str::len);
        whole == 3 || group.contains('\n') || group.starts_with('.')
    }) || text.contains(",\n")
}

/// Whether the cell is a dash alone: printed to say that nothing is there.
pub fn is_dash(text: &str) -> bool {
    let mut characters = text.chars().filter(|c| !c.is_whitespace()).peekable();
    characters.peek().is_some()
        && characters.all(|c| matches!(c, '-' | '－' | '—' | '–' | '―' | '−' | '─' | '一' | 'ー'))
}

/// Whether a cell is a dash or a slash alone, or what OCR made of rules around a blank one.
pub fn is_stroke(text: &str) -> bool {
    let is_rule = |c: char| RULES.contains(&c) && c != '*' || c == '.';
    matches!(text.trim(), "/" | "／") || is_dash(text) || !text.is_empty() && text.chars().all(is_rule)
}

/// Whether the cell of an amount says that there is none: a dash, a slash or 无 alone.
pub fn is_nothing(text: &str) -> bool {
    text.trim() == "无" || is_stroke(text)
}

/// Whether a text is a number in which letters stand for digits: `3OO.00`, `l20`.
pub fn is_damaged(text: &str) -> bool {
    if !may_have_digits(text) {
        return false;
    }
    let folded = fold::narrow(text);
    let of_number = |c: char| c.is_ascii_digit() || is_like_digit(c) || matches!(c, '.' | ',' | '-' | ' ');
    folded.chars().any(|c| c.is_ascii_digit())
        && folded.chars().any(is_like_digit)
        && folded.chars().all(of_number)
}

/// Whether a text is a number with decimals that bears other marks (`12.50*`, `'12.50`, `RMB 12.50`, `1.25E+01`): it is meant as
/// one, and not read as one.
pub fn is_marked(text: &str) -> bool {
    let is_mark = |c: char| !c.is_ascii_digit() && !fold::is_ideograph(c);
    let inner = text.trim_matches(is_mark);
    let is_power = || text.contains(['E', 'e']) && Decimal::from_scientific(text).is_ok();
    inner.contains('.') && (inner.len() < text.len() && parse(inner).is_some() || is_power())
}

/// Whether a text is several numbers with decimals, each in a line of its own.
pub fn are_several(text: &str) -> bool {
    text.contains('\n') && text.split('\n').all(|line| line.contains('.') && is_numeric(line))
}

/// Whether a text is a number with decimals that blanks or commas cut where none belong: `512.8 0`.
pub fn is_cut(text: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-');
    text.bytes().filter(|byte| *byte == b'.').count() == 1 && fold::narrow(text).chars().all(is_of_number)
}

/// Whether OCR writes this letter for a digit.
pub fn is_like_digit(letter: char) -> bool {
    like_digit(letter).is_some()
}

/// The digit that OCR writes this letter for.
fn like_digit(letter: char) -> Option<char> {
    match letter {
        'O' | 'o' | '〇' => Some('0'),
        'l' | 'I' | '|' => Some('1'),
        _ => None,
    }
}

/// Whether a cell could be an amount, a count or a percentage: a number, with or without a percent sign, or what stands for
/// one that was wider than its column.
pub fn is_numeric(text: &str) -> bool {
    parse(text).is_some() || percent(text).is_some() || is_overflow(text)
}

/// Whether the cell is what a spreadsheet prints of a number that is wider than its column: `###`.
pub fn is_overflow(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|byte| byte == b'#')
}

/// The number of a printed percentage: `6.27%` is `6.27`.
pub fn percent(text: &str) -> Option<Decimal> {
    parse(text.trim().strip_suffix(['%', '％'])?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each printed form and the number it states.
    macro_rules! parses_to {
        ($($printed:expr => $number:expr),* $(,)?) => {
            $(assert_eq!(parse($printed).map(|n| n.to_string()).as_deref(), $number, "{:?}", $printed);)*
        };
    }

    #[test]
    fn printed_numbers() {
        parses_to! {
            "73,914.26" => Some("73914.26"),
            "186,340.00" => Some("186340.00"),
            "0.00" => Some("0.00"),
            "３８５，４１６．９７" => Some("385416.97"),
            "（12.3）" => Some("-12.3"),
            "(1,012.3)" => Some("-1012.3"),
            "-12.3" => Some("-12.3"),
            "－12.3" => Some("-12.3"),
            "12.3-" => Some("-12.3"),
            ".50" => Some("0.50"),
            "-.05" => Some("-0.05"),
            "（.5）" => Some("-0.5"),
            "1,012.30－" => Some("-1012.30"),
            "负12.3" => Some("-12.3"),
            "-12.3-" => None,
            "2024-" => None,
            "1,234,\n567.89" => Some("1234567.89"),
            "12345\n6.78" => Some("123456.78"),
            "1 234.50" => Some("1234.50"),
            "1\u{2009}234.50" => Some("1234.50"),
            "1\u{202f}234.50" => Some("1234.50"),
            "371514655" => Some("371514655"),
            "13297.110000000001" => Some("13297.11"),
            "-0.30000000000000004" => Some("-0.3"),
            "1234.5599999999999" => Some("1234.56"),
            "99.99999999999999" => Some("100"),
            "1000000.000000000000" => Some("1000000.000000000000"),
            "3.14159265358979323" => Some("3.14159265358979323"),
            "" => None,
            "-" => None,
            "12.3%" => None,
            "3天" => None,
            "1、2" => None,
            "3 50" => None,
            "2024-12" => None,
            "1.2.3" => None,
            "." => None,
            "..5" => None,
            ".5." => None,
            "99999999999999999999999999999999" => None,
        }
    }

    #[test]
    fn other_marks_for_the_point() {
        for (printed, number) in [
            ("242。39", Some("242.39")),
            ("1，242·5", Some("1242.5")),
            ("1,242,39", Some("1242.39")),
            ("（242，39）", Some("-242.39")),
            ("5.260.38", Some("5260.38")),
            ("1.005.260.38", Some("1005260.38")),
            ("5260. 38", Some("5260.38")),
            ("1'234.56", Some("1234.56")),
            ("-1’234‘567.80", Some("-1234567.80")),
            ("7,012.80|", Some("7012.80")),
            ("|7,012.80", Some("7012.80")),
            ("“|7,012.80_", Some("7012.80")),
            ("7,012.80 | 一", Some("7012.80")),
            ("512.50.", Some("512.50")),
            ("1,512.50…", Some("1512.50")),
            ("1,512;50", Some("1512.50")),
            ("1,512..50", Some("1512.50")),
            ("12:30", None),
            ("1.5.", None),
            ("3,3Z7.5O", Some("3327.50")),
            ("B1.25", None),
            ("3,327.5〇", Some("3327.50")),
            ("[512.50", Some("512.50")),
            ("512.50*", Some("512.50")),
            ("|-512.50", Some("-512.50")),
            ("1,512,50|", Some("1512.50")),
            ("1,512.50—", Some("1512.50")),
            ("5,500.30①", Some("5500.30")),
            ("5,500.30¹", Some("5500.30")),
            ("5,500.30^2", Some("5500.30")),
            ("5,50 0.30", Some("5500.30")),
            ("5,500.3 0", Some("5500.30")),
            ("5, 500.3 0", Some("5500.30")),
            ("5,5OO.3O", Some("5500.30")),
            ("l,512.50", Some("1512.50")),
            ("1,2l2.50", Some("1212.50")),
            ("l512.50", None),
            ("1,512.50l", None),
            ("20|", None),
            ("|20", None),
            ("[5]", None),
            ("7,012.80|30201", None),
            ("150.00 50.00", None),
            ("1 5,234.56", None),
            ("512.8 0", None),
            ("1、234", None),
            ("12'30", None),
            ("5'", None),
            ("1,242", None),
            ("1.2.3", None),
            ("15.26.38", None),
            ("1,2", None),
            ("12,34.5", None),
            ("1,23,45", None),
            ("3。", None),
            ("第3。4", None),
            ("242.39", None),
        ] {
            assert_eq!(repaired(printed).map(|n| n.to_string()).as_deref(), number, "{printed}");
        }
    }

    /// A number printed with thousands separators reads as itself, digit for digit.
    #[test]
    fn printed_and_read_is_the_same() {
        let mut state: u64 = 1;
        for _ in 0..2000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let number = Decimal::new((state >> 20) as i64 - (1 << 43), (state >> 61) as u32);
            let plain = number.to_string();
            let (whole, rest) =
                plain.split_once('.').map_or((plain.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
            let digits = whole.trim_start_matches('-');
            let grouped: Vec<String> =
                digits.as_bytes().rchunks(3).rev().map(|g| String::from_utf8_lossy(g).into_owned()).collect();
            let sign = if whole.starts_with('-') { "-" } else { "" };
            let printed = format!("{sign}{}{rest}", grouped.join(","));
            assert_eq!(parse(&printed).map(|n| n.to_string()), Some(plain), "{printed}");
        }
    }

    #[test]
    fn numbers_with_other_marks() {
        assert!(
            ["12.50*", "'12.50", "RMB 1,012.50", "=12.50", "12.50①", "1.25E+01"]
                .iter()
                .all(|text| is_marked(text))
        );
        assert!(
            !["12.50", "12*", "第2.5条", "2024.01.05", "12.5天", "V1.0版", ""]
                .iter()
                .any(|text| is_marked(text))
        );
    }

    #[test]
    fn numbers_in_lines() {
        assert!(["7.50\n8.25", "7.50\n1,012.50\n6.0%"].iter().all(|text| are_several(text)));
        assert!(!["7.50", "12345\n6.75", "1,234,\n567.50", "7.50\n"].iter().any(|text| are_several(text)));
    }

    #[test]
    fn numbers_that_are_cut() {
        assert!(["512.8 0", "5 12.80"].iter().all(|text| is_cut(text)));
        assert!(!["512 80", "150.00 50.00", "2.5米 3", ""].iter().any(|text| is_cut(text)));
    }

    #[test]
    fn letters_for_digits() {
        assert!(["3OO.00", "l20", "1,23O", "４０O"].iter().all(|text| is_damaged(text)));
        assert!(!["300.00", "O", "", "3人", "A1l", "3OO%"].iter().any(|text| is_damaged(text)));
    }

    #[test]
    fn dashes() {
        assert!(["-", "—", "——", " － ", "一"].iter().all(|dash| is_dash(dash)));
        assert!(!["", "-1", "无"].iter().any(|text| is_dash(text)));
    }
}
