//! Prose as the checks read it: paragraphs put together again from printed lines, and the amounts in them.
//!
//! `收入预算为264,309.75万元，比上年增加3,917.48万元` is two amounts, each with the words that it stands behind. A
//! number that takes part in a formula (`22天*8元`) or is a rate (`580元/人`) is no amount of money.

use std::ops::Range;

use rust_decimal::Decimal;
use smallvec::{SmallVec, smallvec};

use crate::check::figure::{FINEST, is_believed};
use crate::document::Place;
use crate::page::TextLine;
use crate::text::fold::simplified;
use crate::text::numbering;

/// A heading or a paragraph, without blanks, punctuation of numbers narrow, in simplified characters.
#[derive(Debug, Default)]
pub(crate) struct Paragraph {
    pub text: String,
    /// Whether it heads what follows.
    pub heading: bool,
    /// Where each printed line begins in the text, in bytes, and where it is printed; most have one.
    lines: SmallVec<[(usize, Place); 1]>,
}

impl Paragraph {
    /// A text that stands somewhere else than in the prose (a cell, a field), as far as a paragraph goes.
    pub fn of(text: &str, place: Option<Place>) -> Self {
        let mut text = fold(text);
        text.truncate(cut(&text));
        Self { text, heading: false, lines: place.map(|place| (0, place)).into_iter().collect() }
    }

    /// The amounts that it states; a heading states none.
    pub fn amounts(&self) -> Vec<Amount<'_>> {
        if self.heading { Vec::new() } else { amounts(&self.text) }
    }

    /// Where this byte of the text is printed.
    pub fn place(&self, at: usize) -> Option<Place> {
        self.lines.iter().rev().find(|(start, _)| *start <= at).map(|(_, place)| *place)
    }

    /// The sentence around this byte, for a person: of a long one what stands nearest.
    pub fn sentence(&self, at: usize) -> &str {
        let (before, behind) = self.text.split_at(at);
        // One after the other: a single character is found many bytes at a time.
        let before = before.rsplit('。').next().unwrap_or_default();
        let before = before.rsplit(';').next().unwrap_or_default();
        let behind = behind.split('。').next().unwrap_or_default();
        let behind = behind.split(';').next().unwrap_or_default();
        // What has no more bytes has no more characters either.
        let is_long = |text: &str| text.len() > SHOWN;
        let far = is_long(before).then(|| before.char_indices().rev().nth(SHOWN)).flatten();
        let near = is_long(behind).then(|| behind.char_indices().nth(SHOWN)).flatten();
        let (start, end) = (far.map_or(0, |(start, _)| start), near.map_or(behind.len(), |(end, _)| end));
        &self.text[at - before.len() + start..at + end]
    }
}

fn width(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

/// Text without blanks, with narrow digits, brackets and commas.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let (mut at, mut kept) = (0, 0); // Where the characters begin that stay as they are.
    while let Some(first) = text.as_bytes().get(at) {
        // Nothing but ideographs and hexagrams begins with these bytes, as most characters do; most others are digits.
        match first {
            0xe4..=0xe9 => {
                at += '一'.len_utf8();
                continue;
            }
            b'#'..=b'~' => {
                at += 1;
                continue;
            }
            _ => {}
        }
        let Some(c) = text[at..].chars().next() else { break };
        let start = at;
        at += c.len_utf8();
        let narrow = match c {
            '！'..='～' => char::from_u32(c as u32 - 0xfee0),
            '“' | '”' | '"' => None,
            '、' | '。' => continue,
            blank if blank.is_whitespace() => None,
            _ => continue,
        };
        folded.push_str(&text[kept..start]);
        if let Some(narrow) = narrow {
            folded.push(narrow);
        }
        kept = at;
    }
    folded.push_str(&text[kept..]);
    folded
}

/// What amounts are counted in where all is written in traditional characters.
const TRADITIONAL: char = '萬';

/// A line shorter than this that ends without punctuation is a heading, not a wrapped line.
const HEADING: usize = 32;

/// A numbered heading that ends as titles do is shorter than this, for it may name who wrote it: `五、关于…2024年一般公共预算当年拨款
/// 情况说明`.
const LONG_HEADING: usize = 64;

/// A paragraph is no longer than this, in bytes: what follows is another, so that no text is compared with all of itself.
const LONGEST: usize = 6_000;
/// Memory for no more paragraphs than these is taken before they are put together.
const MOST_AT_ONCE: usize = 64;
/// So many characters of a sentence are shown before an amount, and behind it.
const SHOWN: usize = 160;

/// Where a text that is too long for a paragraph is cut: behind its last punctuation within bounds.
fn cut(text: &str) -> usize {
    if text.len() <= LONGEST {
        return text.len();
    }
    let within = &text[..text.floor_char_boundary(LONGEST)];
    within.rfind(['。', ';', ',']).map_or(within.len(), |found| found + width(within, found))
}

/// Puts the lines of prose together to headings and paragraphs.
pub(crate) fn paragraphs(lines: &[TextLine]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::with_capacity(lines.len().min(MOST_AT_ONCE));
    let mut open = false;
    let is_traditional = lines.iter().any(|line| line.text.contains(TRADITIONAL));
    for line in lines {
        let mut text = fold(&line.text);
        if is_traditional {
            text = text.chars().map(simplified).collect();
        }
        if text.is_empty() || open && is_page(&text) || is_of_picture(&text) {
            continue;
        }
        let numbered = numbering::split(&text).is_some();
        let title = line.gap && is_title(&text);
        // …医疗补助（21011 / 03）支出预算: a code is cut.
        let within = |last: &Paragraph| {
            !last.heading && last.text.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('(')
        };
        let mut goes_on =
            open && (!numbered || paragraphs.last().is_some_and(within)) && !title && line.heading == 0;
        // 2．公务接待费预算 / 为3.00万元: what seemed a heading is the subject of a sentence.
        let is_subject = |last: &&mut Paragraph| last.heading && !line.gap && tells_of(&last.text, &text);
        if let Some(subject) = paragraphs.last_mut().filter(is_subject) {
            (subject.heading, goes_on) = (false, true);
        }
        let is_of_item = |last: &Paragraph| {
            !last.heading && !line.gap && line.heading == 0 && goes_on_about(&last.text, &text)
        };
        goes_on |= paragraphs.last().is_some_and(is_of_item);
        let ends = text.ends_with(['。', '!', '?']);
        let has_room = |last: &&mut Paragraph| last.text.len() + text.len() <= LONGEST;
        if let Some(last) = paragraphs.last_mut().filter(|_| goes_on).filter(has_room) {
            last.lines.push((last.text.len(), line.place));
            last.text.push_str(&text);
        } else if text.len() > LONGEST {
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let (piece, behind) = rest.split_at(cut(rest));
                let lines = smallvec![(0, line.place)];
                paragraphs.push(Paragraph { text: piece.to_owned(), heading: false, lines });
                rest = behind;
            }
        } else {
            let is_short = || {
                let most = if is_of_title(&text) { LONG_HEADING } else { HEADING };
                text.chars().count() < most && money(&text).next().is_none()
            };
            let ends = ends && !is_of_title(text.trim_end_matches('。'));
            let is_headed = || numbered && !ends && is_short() && !names_item(&text) && !is_broken(&text);
            let heading = line.heading > 0 || title || is_headed();
            paragraphs.push(Paragraph { heading, lines: smallvec![(0, line.place)], text });
        }
        open = !ends && paragraphs.last().is_some_and(|last| !last.heading);
    }
    paragraphs
}

/// Whether a line says what the subject is that a short numbered line before it names: `3．公务接待费支出预算` / `2.00万元（其中：…`.
fn tells_of(subject: &str, line: &str) -> bool {
    let is_figure = || ["预算", "决算"].iter().any(|figure| subject.trim_end_matches('数').ends_with(figure));
    line.starts_with('为') || is_figure() && money(line).next().is_some_and(|(number, _)| number.start == 0)
}

/// Whether a line begins with a figure of the item that the paragraph before it names, which has not told that figure:
/// `…死亡抚恤（项）5.00万元，主要用于…。` / `年初预算为6.00万元，支出决算为…`.
fn goes_on_about(paragraph: &str, line: &str) -> bool {
    let figures = ["年初预算", "支出决算", "决算数"];
    let told = figures.iter().find(|figure| line.starts_with(**figure));
    told.is_some_and(|figure| names_item(paragraph) && !paragraph.contains(figure))
}

/// Whether a line in the middle of a paragraph is the number of its page: `— 12 —`.
fn is_page(text: &str) -> bool {
    let is_dash = |c: char| matches!(c, '-' | '—' | '–' | '~' | '·');
    let inner = text.trim_matches(is_dash);
    let number = inner.strip_prefix('第').and_then(|inner| inner.strip_suffix('页'));
    let number = number.or((inner.len() < text.len()).then_some(inner)).unwrap_or_default();
    (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a line is the caption of a picture: `图2：收入决算结构图`.
fn is_of_picture(text: &str) -> bool {
    let numbered = text.strip_prefix('(').unwrap_or(text).strip_prefix('图');
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    numbered.is_some_and(|rest| rest.starts_with(is_number)) && !text.contains([',', ';', '。'])
}

/// Whether a short line is the first of a paragraph, which goes on in the next: it holds a sentence and begins another
/// (`（二）公务接待费支出情况。本单位2024年`), or ends within a number that is no year (`3、公务接待费支出为1`).
fn is_broken(text: &str) -> bool {
    let text = text.trim_end_matches('。');
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &text[words.len()..];
    let is_year = number.len() == 4 && number.starts_with("20");
    text.contains('。') || !number.is_empty() && !is_year
}

/// Whether a text names an item of the classification, of which what follows tells: `1.教育支出（类）普通教育（款）`.
fn names_item(text: &str) -> bool {
    text.split('(').skip(1).any(|behind| ["类)", "款)", "项)"].iter().any(|level| behind.starts_with(level)))
}

/// What the titles of explanations end with.
const TITLES: [&str; 6] = ["说明", "情况", "概况", "职能", "职责", "机构设置"];

/// Whether a short line is a title without a number: `2024年部门预算编制说明`.
fn is_title(text: &str) -> bool {
    is_of_title(text)
        && text.chars().count() < HEADING
        && !text.contains('、')
        && money(text).next().is_none()
}

/// Whether a text ends as titles do and has no mark that they have not.
fn is_of_title(text: &str) -> bool {
    TITLES.iter().any(|end| text.ends_with(end)) && !text.contains([',', ';', ':', '。'])
}

/// The units of money, the longest of those first that end alike.
const UNITS: [&str; 4] = ["亿元", "万元", "元", "万"];
/// The last bytes of 元 and 万.
const ENDS: [u8; 2] = [0x83, 0x87];

/// Every amount of money in a text: where its number begins, and its unit.
pub(crate) fn money(text: &str) -> impl Iterator<Item = (Range<usize>, &'static str)> {
    let [yuan, wan] = ENDS;
    memchr::memchr2_iter(yuan, wan, text.as_bytes()).filter_map(move |last| {
        let (head, behind) = text.split_at_checked(last + 1)?;
        let unit = UNITS.into_iter().find(|unit| head.ends_with(unit))?;
        let end = head.len() - unit.len();
        let is_whole = !(unit == "万" && behind.starts_with('元'));
        Some((number(&text[..end], true).filter(|_| is_whole)?..end, unit))
    })
}

/// Where the number begins that a text ends with, which may have thousands separated: `-1,234.50`.
fn number(text: &str, separated: bool) -> Option<usize> {
    let before_digits = |text: &str| {
        let rest = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (rest < text.len()).then_some(rest)
    };
    let start = before_digits(text)?;
    let fractional =
        text[..start].strip_suffix('.').and_then(|whole| Some((whole.len(), before_digits(whole)?)));
    let (end, mut start) = fractional.unwrap_or((text.len(), start));
    let mut group = end - start;
    while let Some(outer) = text[..start].strip_suffix(',').filter(|_| separated && group == 3) {
        let Some(rest) = before_digits(outer) else { break };
        group = outer.len() - rest;
        start = outer.len() - group.min(3);
    }
    Some(start - usize::from(text[..start].ends_with('-')))
}

/// The number that digits are, unless it is one that no budget tells: with such a number no sum and no rate can be told either.
fn told(digits: &str) -> Option<Decimal> {
    digits.parse().ok().filter(|number| is_believed(number) && number.scale() <= FINEST)
}

/// An amount of money in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount<'a> {
    /// Where its number begins, in bytes.
    pub start: usize,
    /// Where its unit ends.
    pub end: usize,
    /// The number as printed, its scale the printed one.
    pub value: Decimal,
    /// Yuan per unit.
    pub yuan: u64,
    /// What stands before it since the last punctuation or amount.
    pub label: &'a str,
}

/// Every amount of money in a folded text.
pub(crate) fn amounts(text: &str) -> Vec<Amount<'_>> {
    let mut amounts = Vec::new();
    let mut before = 0;
    for (number, unit) in money(text) {
        let (start, end) = (number.start, number.end + unit.len());
        let previous = text[..start].chars().next_back();
        let next = text[end..].chars().next();
        let in_formula = |c: Option<char>| c.is_some_and(|c| matches!(c, '/' | '*' | '×' | '+' | '÷'));
        // 3万4993.10亿元 is one number.
        let is_cut = previous.is_some_and(|c| matches!(c, '万' | '亿'));
        let bare = unit == "万" && next.is_some_and(|c| c.is_alphanumeric());
        let yuan = match unit {
            "亿元" => 100_000_000,
            "元" => 1,
            _ => 10_000,
        };
        let value = match &text[number] {
            separated if separated.contains(',') => told(&separated.replace(',', "")),
            digits => told(digits),
        };
        let label = label(&text[before.min(start)..start]);
        before = end;
        if let (Some(value), false) = (value, in_formula(previous) || in_formula(next) || bare || is_cut) {
            amounts.push(Amount { start, end, value, yuan, label });
        }
    }
    amounts
}

/// What is left of a text after its last punctuation, or in a bracket that divides what stands before it. 收、支总计 and
/// 收入总计、支出总计 are one thing.
pub(crate) fn label(text: &str) -> &str {
    let stops = [',', '。', ';', ':', '、', '?', '!'];
    let ends = |(at, stop): &(usize, &str)| *stop != "、" || both_sides(text, *at).is_none();
    let own = text.rmatch_indices(stops).find(ends).map_or(text, |(at, stop)| &text[at + stop.len()..]);
    own.rfind("(其中").map_or(own, |at| &own[at + "(".len()..])
}

/// What names the revenue in front of the mark at `at`, where the expenditure is named alike behind it: the `入总计` of
/// 收入总计、支出总计.
pub(crate) fn both_sides(text: &str, at: usize) -> Option<&str> {
    let behind = text[at + "、".len()..].strip_prefix('支')?;
    let (_, revenue) = text[..at].rsplit_once('收')?;
    let whole = revenue.strip_prefix('入').unwrap_or(revenue);
    let alike = revenue.is_empty()
        || ["", "总计", "合计", "预算", "决算"].contains(&whole)
            && behind.strip_prefix('出').is_some_and(|behind| behind.starts_with(whole));
    alike.then_some(revenue)
}

/// Words behind which stand parts of what a sentence speaks of.
pub(crate) const DIVIDES: [&str; 2] = ["其中", "包括"];

/// Whether 其中 behind an amount of a folded text divides it.
pub(crate) fn divides(text: &str, amount: &Amount<'_>) -> bool {
    text[amount.end..].trim_start_matches(',').starts_with("其中")
}

/// Where the sentence of a place ends.
pub(crate) fn end(text: &str, from: usize) -> usize {
    text[from..].find('。').map_or(text.len(), |at| from + at)
}

/// What the clause of a text that ends in front of a number says that something is a share of (占支出合计的), `None` where it says
/// of no share.
pub(crate) fn share(text: &str) -> Option<&str> {
    Some(label(text).rsplit_once('占')?.1)
}

/// Where the sentence or clause of a place begins: behind the last `。` or `;` that no bracket holds.
pub(crate) fn clause_start(text: &str, at: usize) -> usize {
    let mut closed = 0_u32;
    for (place, mark) in text[..at].rmatch_indices(['。', ';', '(', ')']) {
        match mark {
            ")" => closed += 1,
            "(" => closed = closed.saturating_sub(1),
            _ if closed == 0 => return place,
            _ => {}
        }
    }
    0
}

/// Where the bracket closes that a text is the inside of.
pub(crate) fn closing(inner: &str) -> Option<usize> {
    let mut open = 0_u32;
    for (place, mark) in inner.match_indices(['(', ')']) {
        match (mark, open) {
            ("(", _) => open += 1,
            (_, 0) => return Some(place),
            _ => open -= 1,
        }
    }
    None
}

/// The bracket that closes last between two places and opens before both: where it opens, if the text has that, and what
/// stands behind it.
pub(crate) fn bracketed(text: &str, from: usize, to: usize) -> Option<(Option<usize>, usize)> {
    let mut open = 0_u32;
    let closes = |(_, mark): &(usize, &str)| match *mark {
        "(" => {
            open += 1;
            false
        }
        _ => {
            let is_outer = open == 0;
            open = open.saturating_sub(1);
            is_outer
        }
    };
    let (close, _) = text[from..to].match_indices(['(', ')']).filter(closes).last()?;
    let close = from + close;
    let mut closed = 0_u32;
    for (place, mark) in text[..close].rmatch_indices(['(', ')']) {
        match (mark, closed) {
            ("(", 0) => return Some((Some(place), close + 1)),
            ("(", _) => closed -= 1,
            _ => closed += 1,
        }
    }
    Some((None, close + 1))
}

/// Every percentage of a folded text: where it begins, and its number as printed.
pub(crate) fn percentages(text: &str) -> Vec<(usize, Decimal)> {
    let percentage = |(end, _)| {
        let start = number(&text[..end], false)?;
        Some((start, told(&text[start..end])?))
    };
    text.match_indices('%').filter_map(percentage).collect()
}

/// Every number of a folded text that a clause says something to be a share with, without the sign of a percentage (占
/// 支出合计的 12.50,): where it begins, what it is a share of, and the number.
pub(crate) fn unsigned_shares(text: &str) -> Vec<(usize, &str, Decimal)> {
    let share = |(at, share): (usize, &str)| {
        let clause = text[at + share.len()..].split([',', '。', ';', ':', '、']).next()?;
        let start = number(clause, false).filter(|&start| clause[start..].contains('.'))?;
        Some((at + share.len() + start, &clause[..start], told(&clause[start..])?))
    };
    text.match_indices('占').filter_map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, number: u32) -> TextLine {
        let place = Place::Line { line: number, first: 1, last: 9 };
        TextLine { text: text.to_owned(), place, page: 1, heading: 0, emphasized: false, gap: false }
    }

    #[test]
    fn amounts_with_their_labels() {
        let text =
            fold("收入预算为 1,234.50 万元，比上年增加3亿元；其中：人均580元/人，参保45万人，共计2万。");
        let found: Vec<(String, u64, &str)> =
            amounts(&text).iter().map(|a| (a.value.to_string(), a.yuan, a.label)).collect();
        assert_eq!(
            found,
            [
                ("1234.50".to_owned(), 10_000, "收入预算为"),
                ("3".to_owned(), 100_000_000, "比上年增加"),
                ("2".to_owned(), 10_000, "共计"),
            ]
        );
        assert_eq!(percentages("增长6.27%，占比-1%").len(), 2);
        let unsigned = unsigned_shares("占6.27;占支出的12.50,占比3.00%,占地2亩,占5.00万元");
        let unsigned: Vec<_> = unsigned.iter().map(|(_, of, share)| (*of, share.to_string())).collect();
        assert_eq!(unsigned, [("", "6.27".to_owned()), ("支出的", "12.50".to_owned())]);
    }

    /// Half of the last digit of such a number, or its sum with another one, was none, and the document failed.
    #[test]
    fn numbers_of_no_budget_are_none() {
        let largest = "79228162514264337593543950335";
        let finest = "0.9999999999999999999999999999";
        for number in [largest, finest] {
            let text = format!("支出{number}万元,占收入的{number}%,占支出的{number}");
            assert!(amounts(&text).is_empty() && percentages(&text).is_empty(), "{text}");
            assert!(unsigned_shares(&text).is_empty(), "{text}");
        }
    }

    #[test]
    fn numbers_that_stand_before_a_unit() {
        for (text, separated, number) in [
            ("共1,234.50", true, Some("1,234.50")),
            ("共-1,234,567", true, Some("-1,234,567")),
            ("共1234,567", true, Some("234,567")),
            ("共12,34", true, Some("34")),
            ("共,123", true, Some("123")),
            ("1.2.3", true, Some("2.3")),
            (".5", true, Some("5")),
            ("占1,234.5", false, Some("234.5")),
            ("多", true, None),
            ("", true, None),
        ] {
            assert_eq!(super::number(text, separated).map(|start| &text[start..]), number, "{text}");
        }
        let found: Vec<_> = money("3万元4万人5亿元亿元6亿7元").map(|(_, unit)| unit).collect();
        assert_eq!(found, ["万元", "万", "亿元", "元"]);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph_and_headings_are_none() {
        let lines = [
            line("一、收支总体情况", 1),
            line("收入预算为12.00万元，其", 2),
            line("中：其他收入2.00万元。", 3),
            line("完。", 4),
        ];
        let found = paragraphs(&lines);
        let texts: Vec<&str> = found.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts, ["一、收支总体情况", "收入预算为12.00万元,其中:其他收入2.00万元。", "完。"]);
        assert!(found[0].heading && !found[1].heading);
        assert_eq!(found[1].place(found[1].text.len() - 1), Some(lines[2].place));
    }

    #[test]
    fn captions_of_pictures_are_no_part_of_a_paragraph() {
        let lines = [
            line("支出预算为12.00万元，结构见", 1),
            line("（图１：支出结构图）", 2),
            line("图二 收入结构图", 3),
            line("下图。", 4),
            line("图3是功能分类，共三类。", 5),
        ];
        let found = paragraphs(&lines);
        let texts: Vec<&str> = found.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts, ["支出预算为12.00万元,结构见下图。", "图3是功能分类,共三类。"]);
    }

    #[test]
    fn a_title_without_a_number_is_no_part_of_a_paragraph() {
        let gap = |text: &str, number: u32| TextLine { gap: true, ..line(text, number) };
        let lines = [
            line("青石区图书馆部门预算", 1),
            gap("2024年部门预算编制说明", 3),
            line("本单位收入预算为12.00万元。具体见", 4),
            line("部门预算编制说明", 5),
        ];
        let found = paragraphs(&lines);
        let texts: Vec<(bool, &str)> = found.iter().map(|p| (p.heading, p.text.as_str())).collect();
        let paragraph = "本单位收入预算为12.00万元。具体见部门预算编制说明";
        assert_eq!(
            texts,
            [(false, "青石区图书馆部门预算"), (true, "2024年部门预算编制说明"), (false, paragraph)]
        );
    }

    #[test]
    fn no_text_is_longer_than_a_paragraph() {
        let sentence = "支出预算为12.00万元，";
        let all = sentence.repeat(2_000);
        let prose: Vec<TextLine> = (1..=2_000).map(|number| line(sentence, number)).collect();
        for lines in [vec![line(&all, 1)], prose] {
            let found = paragraphs(&lines);
            assert!(found.iter().all(|paragraph| paragraph.text.len() <= LONGEST));
            let stated: usize = found.iter().map(|paragraph| amounts(&paragraph.text).len()).sum();
            assert_eq!(stated, 2_000);
            assert!(found[0].sentence(LONGEST / 2 / 3 * 3).chars().count() <= 2 * SHOWN + 1);
        }
        assert!(Paragraph::of(&all, None).text.len() <= LONGEST);
    }
}
