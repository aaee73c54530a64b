//! Folding: what a printed text states ([`compact`]), and what it is compared by ([`key`]).
//!
//! OCR and typesetting add blanks (`收 入 总 计`), break lines (`单位 代码`), choose full-width forms (`（２０）`)
//! and write mathematics (`$\geq 50\%$`); none of that is meaning (contract §6).

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// The text as it is stated in the output: NFC, OCR mathematics as characters, no blank or line break beside a
/// Chinese character, one blank between Latin words; paragraphs (`\n`) are joined like wrapped lines.
pub fn compact(text: &str) -> String {
    join(text, false)
}

/// What a head or a label states: [`compact`], without the colon behind it.
pub fn label(text: &str) -> String {
    let mut label = compact(text);
    label.truncate(label.trim_end_matches(['：', ':']).len());
    label
}

/// Like [`compact`], but paragraphs stay apart by `\n`.
pub fn paragraphs(text: &str) -> String {
    join(text, true)
}

fn join(text: &str, keep_paragraphs: bool) -> String {
    let text = unmath(text);
    let text = if text.chars().all(|c| folded(c).is_some()) { text } else { text.nfc().collect() };
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    let mut paragraph = false;
    for c in text.chars() {
        if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
            blank = true;
            paragraph |= c == '\n';
            continue;
        }
        if let Some(last) = out.chars().next_back() {
            if paragraph && keep_paragraphs {
                out.push('\n');
            } else if blank && !(is_chinese(last) && is_chinese(c)) && needs_blank(last, c) {
                out.push(' ');
            }
        }
        (blank, paragraph) = (false, false);
        out.push(c);
    }
    out
}

/// Between a Chinese character and a digit no blank is kept; between Latin letters, or after Latin
/// punctuation (`1. 总体`), one is.
fn needs_blank(last: char, next: char) -> bool {
    let number = |c: char| c.is_ascii_digit() || c == '%';
    !(is_chinese(last) && (number(next) || !next.is_alphanumeric())
        || is_chinese(next) && number(last)
        || is_wide_punctuation(last)
        || is_wide_punctuation(next))
}

/// Whether the character is a Chinese ideograph or Chinese punctuation.
pub fn is_chinese(c: char) -> bool {
    is_ideograph(c) || is_wide_punctuation(c)
}

/// Whether the character is a Chinese ideograph.
pub fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{3006}' | '\u{3008}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Adds the rest of a text that a page break cut: a new paragraph where the text ended one, else the same line.
pub fn append_cut(text: &mut String, rest: &str) {
    let ends = text.chars().next_back();
    let latin = |c: char| c.is_alphabetic() && !is_chinese(c);
    if ends.is_some_and(|c| matches!(c, '。' | '；' | ';' | '：')) {
        text.push('\n');
    } else if ends.is_some_and(latin) && rest.starts_with(latin) {
        text.push(' ');
    }
    text.push_str(rest);
}

/// The compatibility form of a character that normalization looks at alone, as nearly all of a budget are: it is in NFC,
/// whatever stands beside it. `None` leaves it to [`UnicodeNormalization`].
pub fn folded(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3029}' => Some(c),
        '—' | '–' | '“' | '”' | '‘' | '’' | '·' | '≥' | '≤' => Some(c),
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
        _ => None,
    }
}

/// What a text is compared by: NFKC without blanks, quotation marks and bars, brackets and dashes in one form, no
/// trailing colon.
pub fn key(text: &str) -> String {
    keyed(text).into_owned()
}

/// [`key`], which most texts hold as they stand.
pub fn keyed(text: &str) -> Cow<'_, str> {
    let all: &[u16] = &ALONE;
    let mut key = String::new();
    let mut kept = 0; // Where the characters begin that are compared as they stand.
    for (at, c) in text.char_indices() {
        let alone = all.get(c as usize).copied().unwrap_or(TOGETHER);
        if u32::from(alone) == u32::from(c) {
            continue;
        }
        if kept == 0 {
            key.reserve(text.len());
        }
        key.push_str(&text[kept..at]);
        kept = at + c.len_utf8();
        match char::from_u32(alone.into()) {
            Some(compared) => key.push(compared),
            None if alone == DROPPED => {}
            None => {
                key = put_right(unmath(text).nfkc().filter_map(compared).collect());
                kept = text.len();
                break;
            }
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text.trim_end_matches(':'));
    }
    key.push_str(&text[kept..]);
    key.truncate(key.trim_end_matches(':').len());
    Cow::Owned(key)
}

/// The key with 项 for 顶 where OCR takes it for that, which is before 目 alone (平顶山).
pub fn put_right(key: String) -> String {
    if key.contains(MISREAD) { key.replace(MISREAD, "项目") } else { key }
}

/// 项目 as OCR misreads it.
const MISREAD: &str = "顶目";

/// What each character of the basic plane adds to a key wherever it stands; keys are made a million times a run. Two
/// surrogates, which are no characters, say what is none.
static ALONE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let alone = |c: char| match (c, folded(c)) {
        ('\\' | '$' | '顶', _) | (_, None) => TOGETHER,
        (_, Some(folded)) => {
            compared(folded).map_or(DROPPED, |c| u16::try_from(u32::from(c)).unwrap_or(TOGETHER))
        }
    };
    (0..=u16::MAX).map(|code| char::from_u32(code.into()).map_or(TOGETHER, alone)).collect()
});
/// The character does not matter.
const DROPPED: u16 = 0xd800;
/// The character begins OCR mathematics or a misread word, or is normalized together with those around it.
const TOGETHER: u16 = 0xd801;

/// What a character of a key is compared by, if it matters at all.
fn compared(c: char) -> Option<char> {
    match c {
        '\u{feff}' | '\u{200b}' => None,
        '“' | '”' | '"' | '‘' | '’' | '\'' | '＂' | '«' | '»' | '*' => None,
        '|' => None, // What OCR makes of a rule.
        '—' | '–' | '―' | '−' => Some('-'),
        '〔' | '【' | '［' => Some('['),
        '〕' | '】' | '］' => Some(']'),
        blank if blank.is_whitespace() => None,
        other => Some(simplified(other)),
    }
}

/// Traditional characters by their simplified form, and those that look alike by the one meant; looked up, never iterated.
static SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let pairs = include_str!("traditional.tsv").lines().filter(|line| !line.starts_with('#'));
    pairs
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(a, b)| Some((a.chars().next()?, b.chars().next()?)))
        .collect()
});

/// A traditional character of the budget vocabulary in its simplified form, and one that looks like another of it as that.
pub fn simplified(c: char) -> char {
    if is_ideograph(c) { SIMPLIFIED.get(&c).copied().unwrap_or(c) } else { c }
}

/// Whether a character marks a footnote and is no digit of the number before it: `¹`, `①`, `†`.
pub fn is_footnote_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '①'..='⑳' | '†' | '‡' | '※')
}

/// Full-width digits, letters and signs in their narrow form, blanks of every width as one; Chinese punctuation stays. Most
/// texts have none.
pub fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|c| narrowed(c) == c) {
        return Cow::Borrowed(text);
    }
    text.chars().map(narrowed).collect()
}

/// A character as [`narrow`] writes it.
pub fn narrowed(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '．'
        | '，'
        | '％'
        | '－'
        | '＋'
        | '＝'
        | '＞'
        | '＜'
        | '（'
        | '）'
        | '／' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '﹤' => '<',
        '﹥' => '>',
        '﹦' => '=',
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        other => other,
    }
}

static MATH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\\(?:text|textbf|mathrm|mathbf|mathit|operatorname)\s*\{([^{}]*)\}").ok());

/// OCR mathematics as characters: `$\geq 50\%$` and `\({\geq}50\,\%\)` are `≥50%`.
pub fn unmath(text: &str) -> Cow<'_, str> {
    if !text.contains(['\\', '$']) {
        return Cow::Borrowed(text);
    }
    let mut out = match &*MATH {
        Some(boxed) => boxed.replace_all(text, "$1").into_owned(),
        None => text.to_owned(),
    };
    for (command, character) in COMMANDS {
        out = out.replace(command, character);
    }
    if out.matches('$').count() % 2 == 0 {
        out = out.replace(['$', '{', '}'], "");
    }
    Cow::Owned(tighten(&out))
}

/// LaTeX commands that OCR writes for printed characters, longer before shorter.
const COMMANDS: [(&str, &str); 27] = [
    (r"\geqslant", "≥"),
    (r"\leqslant", "≤"),
    (r"\checkmark", "√"),
    (r"\displaystyle", ""),
    (r"\approx", "≈"),
    (r"\right", ""),
    (r"\left", ""),
    (r"\geqq", "≥"),
    (r"\leqq", "≤"),
    (r"\times", "×"),
    (r"\cdot", "·"),
    (r"\sim", "~"),
    (r"\geq", "≥"),
    (r"\leq", "≤"),
    (r"\neq", "≠"),
    (r"\ge", "≥"),
    (r"\le", "≤"),
    (r"\pm", "±"),
    (r"\gt", ">"),
    (r"\lt", "<"),
    (r"\%", "%"),
    (r"\_", "_"),
    (r"\(", ""),
    (r"\)", ""),
    (r"\,", ""),
    (r"\;", ""),
    (r"\!", ""),
];

/// Whether a command stands for a printed character.
pub fn is_mathematics(command: &str) -> bool {
    COMMANDS.iter().any(|(known, _)| *known == command)
}

/// Removes the blanks that typeset mathematics leaves after a relation and before a percent sign.
fn tighten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c == ' ' && characters.peek() == Some(&'%') {
            continue;
        }
        out.push(c);
        if matches!(c, '≥' | '≤' | '≈' | '≠' | '=' | '>' | '<') {
            while characters.peek() == Some(&' ') {
                characters.next();
            }
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_cases() {
        for (printed, stated) in [
            ("收 入 总 计", "收入总计"),
            ("单位 代码", "单位代码"),
            ("本部门 2024 年没有\n安排", "本部门2024年没有安排"),
            ("open data  set", "open data set"),
            ("1. 提升能力, 加强管理", "1. 提升能力, 加强管理"),
            ("DIP 试点", "DIP 试点"),
            ("$\\geq 50\\%$", "≥50%"),
            ("$= 100 \\%$", "=100%"),
            (r"\(\geqslant 95\)%", "≥95%"),
            (r"${\geq}95\,\mathrm{公里}$", "≥95公里"),
            (r"$\checkmark$", "√"),
            ("  ", ""),
        ] {
            assert_eq!(compact(printed), stated, "{printed:?}");
        }
        assert_eq!(paragraphs("1、保运转\n2、促 发展"), "1、保运转\n2、促发展");
    }

    #[test]
    fn folding_alone_is_normalization() {
        let characters = (0..=0xffff).filter_map(char::from_u32);
        for (c, alone) in characters.filter_map(|c| Some((c, folded(c)?))) {
            assert!(std::iter::once(c).nfc().eq([c]) && std::iter::once(c).nfkc().eq([alone]), "{c:?}");
            assert!(
                ['a', '一', 'や'].into_iter().all(|before| [before, c].into_iter().nfc().eq([before, c])),
                "{c:?}"
            );
        }
    }

    #[test]
    fn key_cases() {
        for (a, b) in [
            ("“三公”经费", "三公经费"),
            ("项目（政策）名称：", "项目(政策)名称"),
            ("其中：", "其中"),
            ("２０８", "208"),
            ("財政撥款預算總表", "财政拨款预算总表"),
            ("预箕支岀顶目", "预算支出项目"),
            ("|小计“|", "小计"),
        ] {
            assert_eq!(key(a), key(b), "{a:?} {b:?}");
        }
    }
}
