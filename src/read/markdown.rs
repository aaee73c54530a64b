//! What Markdown adds to words: links, classes, anchors, and backslashes before signs that could be markup.
//!
//! ```text
//! []{#_Toc1 .anchor}二、[职责]{.underline}          二、职责
//! [第一部分 概况 [3](#gk)](#gk)                    第一部分 概况 3
//! 1\. 甲\*乙                                       1. 甲*乙
//! ```

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::markup::pattern;

/// A link, or words with a class or an anchor.
static LINKS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(^|[^!])\[([^\[\]]*)\](?:\((?:#|[a-z]+:|\.{0,2}/)[^()\s]*\)|\{(?:[.#]|[a-z]+=)[^{}]*\})")
});
/// What is told of a heading at its end: `{#a .b}`.
static ATTRIBUTES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*\{[#.][^{}]*\}\s*$"));
/// A link holds no more links one in another: that of a table of contents holds that of its page.
const DEEPEST: usize = 3;

/// A text without what Markdown adds to it.
pub(super) fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr2(b'\\', b']', text.as_bytes()).is_none() {
        text
    } else {
        Cow::Owned(unescaped(without_links(text)).into_owned())
    }
}

/// Where a heading ends before what is told of it.
pub(super) fn end_of_heading(heading: &str) -> usize {
    ATTRIBUTES.find(heading).map_or(heading.len(), |found| found.start())
}

fn without_links(mut text: Cow<'_, str>) -> Cow<'_, str> {
    for _ in 0..DEEPEST {
        if !text.contains("](") && !text.contains("]{") {
            break;
        }
        text = Cow::Owned(LINKS.replace_all(&text, "$1$2").into_owned());
    }
    text
}

/// A text without the backslashes that Markdown writes before signs (`1\.`, `\>`) and before the end of a line; one with
/// mathematics keeps them.
fn unescaped(mut text: Cow<'_, str>) -> Cow<'_, str> {
    if text.ends_with("\\\\") {
        text = Cow::Owned(text.trim_end_matches('\\').trim_end().to_owned());
    }
    let Some(first) = memchr::memchr(b'\\', text.as_bytes()) else { return text };
    let signs = text[first..].split('\\').skip(1).map(|rest| rest.chars().next());
    let is_sign = |sign: Option<char>| {
        sign.is_none_or(|sign| sign.is_ascii_punctuation() && !matches!(sign, '(' | ')' | ',' | ';' | ':'))
    };
    if text.contains('$') || !signs.clone().all(is_sign) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == '\\' { characters.next() } else { Some(character) });
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_escapes_are_taken_off() {
        for (source, expected) in [
            ("[第一部分 概况 [3](#a)](#a)", "第一部分 概况 3"),
            ("[]{#_Toc1 .anchor}二、[职责]{.underline}", "二、职责"),
            ("![p](x.jpg) 甲[2](见附件)", "![p](x.jpg) 甲[2](见附件)"),
            (r"1\. 甲\*乙 \[2\]", "1. 甲*乙 [2]"),
            (r"C:\temp\_a", r"C:\temp\_a"),
            (r"\(x\) 5\%", r"\(x\) 5\%"),
            (r"单位：元\", "单位：元"),
            (r"单位：元 \\", "单位：元"),
            (r"\\", ""),
            (r#"[2024]{style="a: b"}[年度]{lang=zh}"#, "2024年度"),
        ] {
            assert_eq!(plain(Cow::Borrowed(source)), expected, "{source}");
        }
        assert_eq!(end_of_heading("概况 {#gk .a}"), "概况".len());
    }
}
