//! Markup within a line of text: taken off, so that what remains is what a reader of the printed page sees.
//!
//! Handles what OCR programs and Markdown writers leave in lines: headings, bold, pictures, inline and block tags of HTML
//! and DocTags, comments, tokens of models, entities, bullets before a numbered item, LaTeX commands around a line. Only
//! known tags are markup, `A<B` is text.
//!
//! ```text
//! ## <b>二、收入&nbsp;预算总表</b>      heading 2, emphasized: 二、收入 预算总表
//! - （一）坚持统筹                     （一）坚持统筹
//! ```

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lines::{blank_width, is_blank};

/// A line of text without its markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    /// The text.
    pub(super) text: String,
    /// The bytes of the source it was written with.
    pub(super) source: Range<usize>,
    /// Levels of heading, 0 for none.
    pub(super) heading: u8,
    /// Whether most of it is bold, or it is centred.
    pub(super) emphasized: bool,
    /// The width of the blanks before it.
    indent: u32,
    bold: usize,
    centred: bool,
}

const INLINE: &str = "loc_[0-9]+|a|abbr|b|big|cite|code|del|em|font|i|img|ins|label|mark|s|small|span|strike|strong|sub|sup|tt|u|figure|figcaption";
const BLOCK: &str = "article|aside|blockquote|body|br|center|dd|div|dl|dt|footer|h[1-6]|head|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|title|tr|ul|caption|doctag|text|section_header_level_[1-6]|page_header|page_footer|page_break|list_item|ordered_list|unordered_list|footnote|picture|formula|document_index|chart|otsl|nl";

/// A picture in Markdown: `![page 3](images/3.jpg)`.
const PICTURE: &str = r"!\[[^\[\]]*\]\([^()\s]*\)";
static PICTURES: LazyLock<Regex> = LazyLock::new(|| pattern(PICTURE));

/// A token of a vision model, with the kind or the place of the block that it tells:
/// `<|ref|>table<|/ref|><|det|>[[88, 60, 400, 80]]<|/det|>`.
const TOKEN: &str =
    r"<\|(?:det|box)(?:_start)?\|>[0-9\[\], .]*|<\|ref(?:_start)?\|>[a-z_]*|<\|/?[a-z_]{1,24}\|>";

/// Whatever may be markup: a comment, a token of a model, a picture, a known tag, a run of asterisks, an entity.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)<!--.*?-->|{TOKEN}|(?P<picture>{PICTURE})|<(?P<end>/?)(?:(?P<inline>{INLINE})|(?P<block>{BLOCK}))(?P<attributes>\s+[a-zA-Z_:][^<>]*|\s*)/?>|(?P<stars>\*+)|(?P<entity>&(?:#[0-9]{{1,7}}|#x[0-9a-f]{{1,6}}|[a-z][a-z0-9]{{1,31}});)"
    ))
});
/// Nothing but tokens of a model.
static TOKENS: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)^\s*(?:(?:{TOKEN})\s*)+$")));
static HEADING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[ \u{3000}]{0,3}(?:(#{1,6})[\s\u{3000}]+|(#{2,6}))(?:[^#\s]|$)"));
static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*[-*+][ \u{3000}]+(?:[（(]|[0-9０-９]+[.．、)）](?:[^0-9]|$)|[一二三四五六七八九十百零]+[、.．)）]|第|[①-⑳]|\*\*|\p{Han})",
    )
});
/// A LaTeX command around a whole line, by the level of its heading.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*\\(?:(?P<h1>title|part|chapter|section)|(?P<h2>subsection)|(?P<h3>subsubsection|paragraph)|caption|centerline|textbf|text|item)\*?\s*\{(?P<line>.*?)\}(?:\\label\{[^{}]*\})?(?:\s*\\\\)?\s*$",
    )
});
/// LaTeX commands that print nothing.
static SILENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:\\(?:begin|end|label|documentclass|usepackage|vspace|hspace|rule|setcounter)\*?(?:\[[^\[\]]*\])?(?:\{[^{}]*\})+|\\def\\label[a-z]+\{.*\}|\\(?:centering|maketitle|newpage|clearpage|noindent|hline|tightlist|item|\[|\]|\(|\))|\$\$|\s)+$",
    )
});
static CENTRED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?i)align\s*=\s*["']?center|text-align\s*:\s*center"#));

/// Compiles a pattern of this program.
pub(super) fn pattern(pattern: &str) -> Regex {
    #[expect(clippy::unwrap_used, reason = "every pattern is a constant that a test compiles")]
    Regex::new(pattern).unwrap()
}

/// Whether attributes of a tag centre it.
pub(super) fn is_centred(attributes: &str) -> bool {
    CENTRED.is_match(attributes)
}

/// Whether a line is nothing but markup: a rule (`---`, `* * *`, `___`), a code fence, a property of Org, LaTeX commands that
/// print nothing.
pub(super) fn is_ruling(line: &str) -> bool {
    let line = line.trim();
    // Two words of dashes are the rule under two columns.
    let marks = if line.split(' ').all(|mark| mark.len() <= 1) { &line.replace(' ', "") } else { line };
    let is_rule =
        ['-', '*', '_', '='].iter().any(|mark| marks.len() >= 3 && marks.chars().all(|c| c == *mark));
    let is_fence = || line.starts_with("```") && line[3..].chars().all(|c| c.is_ascii_alphanumeric());
    is_rule || is_fence() || is_property(line) || line.starts_with(['\\', '$']) && SILENT.is_match(line)
}

/// Whether a line is nothing but tokens of a vision model, which tell the kind and the place of what follows.
pub(super) fn is_token(line: &str) -> bool {
    line.contains("<|") && TOKENS.is_match(line)
}

/// Takes the markup off a line; several lines where it holds line breaks (`<br>`, `<p>`). `is_bold` says
/// whether bold type goes on from the line before, and afterwards whether it goes on.
pub(super) fn lines(source: &str, is_bold: &mut bool) -> Vec<Plain> {
    if source.trim_start().starts_with('\\')
        && let Some(found) = COMMAND.captures(source)
        && let Some(line) = found.name("line")
    {
        let level = (1..=3)
            .zip(["h1", "h2", "h3"])
            .find(|(_, name)| found.name(name).is_some())
            .map(|(level, _)| level);
        return take_off(source, line.range(), level.unwrap_or(0), is_bold);
    }
    let mut start = 0;
    let mut heading = 0;
    if let Some(found) = HEADING.captures(source)
        && let Some(marks) = found.get(1).or(found.get(2))
    {
        start = marks.end();
        heading = u8::try_from(marks.len()).unwrap_or(6);
    } else if let Some(level) = stars(source) {
        (start, heading) = (usize::from(level), level);
    } else if BULLET.is_match(source) {
        start = source.find(['-', '*', '+']).map_or(0, |mark| mark + 1);
    }
    let mut end = source.len();
    if heading > 0 {
        end = start + super::markdown::end_of_heading(&source[start..]);
        end = start + source[start..end].trim_end().trim_end_matches('#').len();
    }
    take_off(source, start..end, heading, is_bold)
}

/// The level of a heading of Org that a line is, `** 概况`: a star alone is a bullet, and stars at the end are bold type.
fn stars(line: &str) -> Option<u8> {
    let text = line.trim_start_matches('*');
    let level = u8::try_from(line.len() - text.len()).ok().filter(|level| (2..=6).contains(level))?;
    (text.starts_with(' ') && !text.contains('*')).then_some(level)
}

/// Whether a line is a property of a heading of Org, or where these begin or end: `:CUSTOM_ID: gk`.
fn is_property(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|rest| rest.split_once(':')).map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Whether a text ends with a character that is written as a reference (`&#20986;`): its semicolon is none of the text.
pub(super) fn ends_with_reference(text: &str) -> bool {
    const LONGEST: usize = 10;
    let last = text.strip_suffix(';').and_then(|text| text.rsplit_once('&'));
    last.is_some_and(|(_, name)| {
        let name = name.strip_prefix('#').unwrap_or(name);
        (1..=LONGEST).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// A cell's text without markup, its lines joined, and the width of the blanks it is indented with. A number sign or
/// a dash at its start is no markup.
pub(super) fn cell(source: &str) -> (Cow<'_, str>, u32) {
    match marked_lines(source) {
        Some(lines) => {
            let (text, indent) = joined(&lines);
            (Cow::Owned(text), indent)
        }
        None => (Cow::Borrowed(source), 0),
    }
}

/// The lines of a cell's text without markup, where it has any.
pub(super) fn marked_lines(source: &str) -> Option<Vec<Plain>> {
    let has_markup = source.contains(['<', '&', '*']) || source.contains("![");
    has_markup.then(|| cell_lines(source))
}

/// The lines of a cell as one text, and the width of the blanks it is indented with.
pub(super) fn joined(lines: &[Plain]) -> (String, u32) {
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for line in lines {
        super::dialect::join(&mut text, &line.text);
    }
    (text, lines.first().map_or(0, |line| line.indent))
}

/// The lines of a cell's text without markup.
pub(super) fn cell_lines(source: &str) -> Vec<Plain> {
    take_off(source, 0..source.len(), 0, &mut false)
}

/// The text of a cell of HTML without what Markdown leaves in it, bold type and pictures.
pub(super) fn without_markdown(text: String) -> String {
    if !text.contains("**") && !text.contains("![") {
        return text;
    }
    let text = PICTURES.replace_all(&text, "");
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    for (mark, _) in bold_marks(&text, &mut false) {
        plain.push_str(&text[at..mark]);
        at = mark + text[mark..].len() - text[mark..].trim_start_matches('*').len();
    }
    plain.push_str(&text[at..]);
    plain
}

/// The displayed lines of these bytes of a source.
fn take_off(source: &str, bytes: Range<usize>, heading: u8, is_bold: &mut bool) -> Vec<Plain> {
    let mut writer = Writer {
        source,
        heading,
        lines: Vec::new(),
        line: Plain::default(),
        bold: usize::from(*is_bold),
        raised: false,
    };
    let (start, end) = (bytes.start, bytes.end);
    let stars = bold_marks(&source[bytes], is_bold);
    let mut at = start;
    for found in MARKUP.captures_iter(&source[start..end]) {
        let Some(whole) = found.get(0) else { continue };
        let range = start + whole.start()..start + whole.end();
        let mark = stars.binary_search_by_key(&whole.start(), |(position, _)| *position);
        if found.name("stars").is_some() && mark.is_err() {
            continue;
        }
        writer.write(at..range.start, &source[at..range.start]);
        at = range.end;
        if let Ok(mark) = mark {
            writer.bold = usize::from(stars[mark].1);
        } else if found.name("picture").is_some() {
            continue;
        } else if let Some(entity) = found.name("entity") {
            writer.write(range, &decode_entity(entity.as_str()));
        } else {
            let attributes = found.name("attributes").map_or("", |attributes| attributes.as_str());
            let ends = found.name("end").is_some_and(|end| !end.as_str().is_empty());
            let name = found.name("inline").or(found.name("block")).map_or("", |name| name.as_str());
            writer.tag(name, ends, attributes);
            if found.name("block").is_some() {
                writer.finish_line(attributes);
            }
        }
    }
    writer.write(at..end, &source[at..end]);
    writer.finish_line("");
    writer.lines
}

/// A character as it is printed above the line: the mark of a footnote is no digit of the number before it.
pub(super) fn raised(c: char) -> char {
    c.to_digit(10).and_then(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit as usize)).unwrap_or(c)
}

struct Writer<'a> {
    source: &'a str,
    heading: u8,
    lines: Vec<Plain>,
    line: Plain,
    bold: usize,
    /// Whether what is written is raised, as the marks of footnotes are.
    raised: bool,
}

impl Writer<'_> {
    /// Writes what these bytes of the source mean.
    fn write(&mut self, range: Range<usize>, text: &str) {
        let ink = text.chars().filter(|character| !is_blank(*character)).count();
        let mut lead = text;
        if self.line.text.is_empty() {
            lead = text.trim_start_matches(is_blank);
            self.line.indent += text[..text.len() - lead.len()].chars().map(blank_width).sum::<u32>();
        }
        if lead.is_empty() {
            return;
        }
        if self.line.text.is_empty() {
            let raw = &self.source[range.clone()];
            self.line.source.start = range.end - raw.trim_start_matches(is_blank).len();
        }
        if ink > 0 {
            let raw = &self.source[range.clone()];
            self.line.source.end = range.start + raw.trim_end_matches(is_blank).len();
        }
        let written = lead.chars().filter(|c| !(c.is_control() && *c != '\t'));
        self.line.text.extend(written.map(|c| if self.raised { raised(c) } else { c }));
        self.line.bold += if self.bold > 0 { ink } else { 0 };
    }

    fn tag(&mut self, name: &str, ends: bool, attributes: &str) {
        match (name.to_ascii_lowercase().as_str(), ends) {
            ("b" | "strong", false) => self.bold += 1,
            ("b" | "strong", true) => self.bold = self.bold.saturating_sub(1),
            ("sup", ends) => self.raised = !ends,
            ("center", false) => self.finish_line("align=center"),
            (name, ends) => {
                let level = name.strip_prefix("section_header_level_").or(name.strip_prefix('h'));
                if let Some(level) = level.and_then(|level| level.parse().ok()) {
                    self.finish_line(attributes);
                    self.heading = if ends { 0 } else { level };
                }
            }
        }
    }

    /// Ends the line; the next one is centred if these attributes say so.
    fn finish_line(&mut self, attributes: &str) {
        let mut line = std::mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end_matches(is_blank).len());
        let ink = line.text.chars().filter(|character| !is_blank(*character)).count();
        if ink > 0 {
            line.heading = self.heading;
            line.emphasized = line.centred || line.bold * 2 > ink;
            self.lines.push(line);
        }
        self.line.centred = is_centred(attributes);
        self.raised = false;
    }
}

/// The asterisks that make type bold: two or three in a row that open at the left of a word and close at the
/// right of one, on this line, or over lines if they open at its start. Others are text (`3504**********12`).
fn bold_marks(text: &str, is_bold: &mut bool) -> Vec<(usize, bool)> {
    if let Some(marks) = around(text) {
        return marks.to_vec();
    }
    let mut marks: Vec<(usize, bool)> = Vec::new();
    let mut open = None;
    let mut at = 0;
    while let Some(offset) = text[at..].find('*') {
        let start = at + offset;
        let length = text[start..].len() - text[start..].trim_start_matches('*').len();
        at = start + length;
        // What is bold may be written in pieces: `**2024****年度**`.
        let is_joint = length == 4 && (open.is_some() || *is_bold);
        if !(2..=3).contains(&length) && !is_joint {
            continue;
        }
        let before = text[..start].chars().next_back().filter(|c| !is_blank(*c));
        let after = text[at..].chars().next().filter(|c| !is_blank(*c));
        match open {
            _ if is_joint => {
                let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let joins = before.is_some() && after.is_some() && !(is_digit(before) && is_digit(after));
                marks.extend(joins.then_some((start, true)));
            }
            Some(opened) if before.is_some() => {
                marks.extend([(opened, true), (start, false)]);
                open = None;
            }
            None if *is_bold && before.is_some() => {
                marks.push((start, false));
                *is_bold = false;
            }
            None if after.is_some() => open = Some(start),
            _ => {}
        }
    }
    if let Some(opened) = open
        && text[..opened].chars().all(is_blank)
    {
        marks.push((opened, true));
        *is_bold = true;
    }
    marks.sort_unstable();
    marks
}

/// The two asterisks that stand alone around a text: it is bold in Org and AsciiDoc, and leans in Markdown.
fn around(text: &str) -> Option<[(usize, bool); 2]> {
    let ink = text.trim();
    let inner = ink.strip_prefix('*')?.strip_suffix('*')?;
    let is_plain = !inner.is_empty() && inner.trim() == inner && !inner.contains('*');
    let start = text.len() - text.trim_start().len();
    is_plain.then_some([(start, true), (start + ink.len() - 1, false)])
}

/// What an entity stands for, or itself if there is none of this name.
fn decode_entity(entity: &str) -> String {
    html5gum::Tokenizer::new(entity)
        .filter_map(|Ok(token)| match token {
            html5gum::Token::String(text) => Some(String::from_utf8_lossy(&text).into_owned()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let shown = |line: &Plain| {
            let bold = if line.emphasized { "!" } else { "" };
            format!("{}{bold}{}", "#".repeat(line.heading.into()), line.text)
        };
        lines(source, &mut false).iter().map(shown).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn markup_is_taken_off_and_text_is_kept() {
        for (source, plain) in [
            ("## 二、收入预算总表 ##", "##二、收入预算总表"),
            ("##二、收入预算总表", "##二、收入预算总表"),
            ("　　## 二、收入预算总表", "##二、收入预算总表"),
            ("#3 楼", "#3 楼"),
            ("# **收支总表**", "#!收支总表"),
            ("<b>第一部分 概况</b> .....\t4", "第一部分 概况 .....\t4"),
            ("<p align=\"center\">收支&nbsp;总表<br>（续）</p>", "!收支\u{a0}总表|（续）"),
            ("<h2>表3</h2>单位：万元", "##表3|单位：万元"),
            ("- （一）坚持统筹", "（一）坚持统筹"),
            ("\\subsection*{（一）坚持统筹}", "##（一）坚持统筹"),
            ("\\textbf{甲} 乙", "\\textbf{甲} 乙"),
            (
                "<section_header_level_2><loc_1><loc_2>表3</section_header_level_2><text>单位：万元</text>",
                "##表3|单位：万元",
            ),
            ("# 概况 {#gk .a}", "#概况"),
            ("- 12.50", "- 12.50"),
            ("A<B 且 B>C &lt;5% &unknown; A&B", "A<B 且 B>C <5% &unknown; A&B"),
            ("证件 3504**********12，张**", "证件 3504**********12，张**"),
            ("其中**基本支出**12万元", "其中基本支出12万元"),
            ("**2024****年度** **账号6222****0001**", "!2024年度 账号6222****0001"),
            ("<!-- 第 3 页 -->甲", "甲"),
            ("3*24小时*2", "3*24小时*2"),
            ("*收支总表*", "!收支总表"),
            ("* 收支*总表 *", "收支*总表 *"),
            ("** 概况", "##概况"),
            ("** 概况 **", "** 概况 **"),
            ("![第3页](images/3.jpg)", ""),
        ] {
            assert_eq!(shown(source), plain, "{source}");
        }
    }

    #[test]
    fn bold_may_go_on_over_lines() {
        let mut is_bold = false;
        let first = lines("**云溪市档案局", &mut is_bold);
        assert!(is_bold && first[0].text == "云溪市档案局" && first[0].emphasized);
        let second = lines("部门预算**", &mut is_bold);
        assert!(!is_bold && second[0].text == "部门预算");
    }

    #[test]
    fn a_cell_joins_its_lines() {
        assert_eq!(cell("一般公共<br/>预算").0, "一般公共预算");
        assert_eq!(cell("1、保障运转。<br>2、完成普查。").0, "1、保障运转。\n2、完成普查。");
        assert_eq!(cell("**合计**&amp;<b>小计</b>![](3.jpg)").0, "合计&小计");
        assert_eq!(without_markdown("**合计** <3*2*1>![](3.jpg)".to_owned()), "合计 <3*2*1>");
    }
}
