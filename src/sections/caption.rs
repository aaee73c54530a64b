//! The caption of a grid: the lines over it, read upwards.

use super::{Caption, cut};
use crate::page::TextLine;
use crate::text::{fold, numbering};
use crate::vocab::forms;
use crate::vocab::preamble::{self, Part};
use crate::vocab::words::{self, Use};
use crate::vocab::{kinds, organization_name};

/// A caption is at most this long; longer lines are prose.
const LONGEST_CAPTION: usize = 70;
/// A caption that does not end with 表 is at most this long.
const LONGEST_NAME: usize = 30;
/// Two lines that begin with so many same characters name the same department or year.
const SHORTEST_NAME: usize = 4;
/// A shorter text may be the end of a wrapped caption though it names a table (收支总表).
const SHORTEST_WHOLE: usize = 6;
/// A caption is wrapped over at most this many lines.
const MOST_LINES: usize = 4;
/// Pieces of a broken unit line (`元(保留`, `两位小`, `数)`) are at most this long, and at most this many.
const LONGEST_SCRAP: usize = 10;
const MOST_SCRAPS: usize = 6;

/// What the numbers of tables are written with in Chinese.
const NUMERALS: &str = "一二三四五六七八九十";

/// So many notes may stand between a caption and its table.
const MOST_NOTES: usize = 3;

/// The caption that the lines directly over a grid state, and whether prose stands among them.
pub fn above(lines: &[TextLine]) -> (Caption, bool) {
    let lines = &cut::close_brackets(lines)[..];
    let mut caption = Caption::default();
    let mut scraps = 0;
    // What is known below the lowest note: without a caption over it, it is prose.
    let mut below_note = None;
    // A remark on a line of its own under the caption: （按功能分类科目）.
    let mut remark = None;
    // A department's name on a line of its own under the caption.
    let mut named = None;
    let mut index = lines.len();
    while index > 0 {
        let line = &lines[index - 1];
        let text = line.text.trim();
        if absorb(text, &mut caption) {
            if caption.title.is_some() {
                caption.place.get_or_insert(line.place);
            }
            if caption.project.is_some() {
                caption.project_place.get_or_insert(line.place);
            }
            index -= 1;
            continue;
        }
        if caption.title.is_none()
            && caption.notes.len() < MOST_NOTES
            && let Some(first) = note_from(lines, index - 1)
        {
            below_note.get_or_insert_with(|| (index, caption.clone()));
            let note: String = lines[first..index].iter().map(|line| line.text.trim()).collect();
            caption.notes.insert(0, fold::compact(&note));
            index = first;
            continue;
        }
        if caption.title.is_none() && index > 1 && is_bracketed(text) && remark.is_none() {
            remark = Some(fold::compact(text));
            index -= 1;
            continue;
        }
        if caption.title.is_none() && named.is_none() && line.heading == 0 && is_organization(text) {
            named = Some(preamble::organization(text));
            index -= 1;
            continue;
        }
        // The last character of a caption may be all that stands on its last line.
        let last_of_wrapped = || text == "表" && wrapped_from(lines, index - 1) < index - 1;
        if caption.title.is_none() && (names_table(text).is_some() || last_of_wrapped()) {
            let first = wrapped_from(lines, index - 1);
            let joined: String =
                lines[first..index].iter().map(|l| l.text.trim()).collect::<Vec<_>>().join("\n");
            let (number, title) = split_number(without_colon(&fold::compact(&joined)));
            caption.title = Some(title + &remark.take().unwrap_or_default());
            caption.place = Some(lines[first].place);
            caption.number = number.or(caption.number);
            index = first;
            continue;
        }
        let name = without_remarks(text);
        let short = name.chars().count() <= LONGEST_NAME
            && text.chars().count() <= LONGEST_CAPTION
            && !is_sentence(name);
        if caption.title.is_none()
            && short
            && (numbering::split(text).is_none() && kinds::of_caption(text).is_some()
                || kinds::misread(text).is_some())
        {
            caption.title = Some(fold::compact(numbering::strip(text)));
            caption.place = Some(line.place);
            index -= 1;
            continue;
        }
        if caption.title.is_none()
            && (text.chars().count() <= LONGEST_SCRAP || is_field(text) || is_running_head(text))
            && scraps < MOST_SCRAPS
            && !is_sentence(text)
            && line.heading == 0
            && numbering::split(text).is_none()
        {
            scraps += 1;
            index -= 1;
            continue;
        }
        break;
    }
    if caption.title.is_some() {
        caption.organization = caption.organization.or(named);
    } else if let Some(below) = below_note {
        (index, caption) = below;
    }
    let prose = lines[..index]
        .iter()
        .any(|line| is_sentence(&line.text) || line.text.chars().count() > LONGEST_CAPTION);
    (caption, prose)
}

/// Takes a line into the caption where all of its parts (separated by tabs) are unit, organization, project, number or date.
pub fn absorb(text: &str, caption: &mut Caption) -> bool {
    let parts: Vec<&str> =
        text.split('\t').flat_map(preamble::pieces).map(str::trim).filter(|part| !part.is_empty()).collect();
    if let [only] = parts[..]
        && let Some(name) = project(only)
    {
        caption.project.get_or_insert(name);
        return true;
    }
    let found: Vec<Option<Part>> = parts.iter().map(|part| preamble::part(part)).collect();
    let any = found.iter().any(Option::is_some);
    // Beside a recognized part a caption or an organization's name may stand on the same line.
    if !any
        || found
            .iter()
            .zip(&parts)
            .any(|(part, text)| part.is_none() && (parts.len() == 1 || is_sentence(text)))
    {
        return false;
    }
    for (part, text) in found.into_iter().zip(parts) {
        match part {
            Some(Part::Unit(unit)) => drop(caption.unit.get_or_insert(unit)),
            Some(Part::Organization(name)) => drop(caption.organization.get_or_insert(name)),
            Some(Part::Number(number)) => drop(caption.number.get_or_insert(number)),
            Some(Part::Date | Part::Person | Part::Blank | Part::Page | Part::Site) => {}
            None if names_table(text).is_some() || names_kind(text) => {
                let (number, title) = split_number(without_colon(&fold::compact(text)));
                caption.title.get_or_insert(title);
                if let Some(number) = number {
                    caption.number.get_or_insert(number);
                }
            }
            None if let Some(name) = project(text) => drop(caption.project.get_or_insert(name)),
            None if text.chars().any(fold::is_ideograph) && !text.contains(['：', ':']) => {
                caption.organization.get_or_insert(preamble::organization(text));
            }
            None => {}
        }
    }
    true
}

/// The name in a text that states what project a form is about.
fn project(text: &str) -> Option<String> {
    let (label, name) = text.split_once(['：', ':'])?;
    (forms::names_project(label) && !name.trim().is_empty() && !is_sentence(text))
        .then(|| fold::compact(name))
}

/// Whether a text names a kind of table without the word for one (`部门政府采购预算`), and no department.
pub fn names_kind(text: &str) -> bool {
    text.chars().count() <= LONGEST_NAME && kinds::of_caption(text).is_some() && !organization_name(text)
}

/// The first line of a note that ends at `last`: its sentences may be wrapped.
fn note_from(lines: &[TextLine], last: usize) -> Option<usize> {
    let is_note = |line: &TextLine| {
        (preamble::is_note(&line.text) || super::says_nothing(&line.text))
            && names_table(&line.text).is_none()
    };
    let goes_on = |first: &usize| {
        let (line, before) = (&lines[*first], &lines[first - 1]);
        !line.gap && line.heading == 0 && !before.text.trim_end().ends_with(['。', '）', ')'])
    };
    if is_note(&lines[last]) {
        return Some(last);
    }
    let is_end = lines[last].text.trim_end().ends_with('。');
    let wrapped = (1..=last).rev().take(MOST_LINES - 1).filter(|_| is_end).take_while(goes_on);
    wrapped.map(|first| first - 1).find(|first| is_note(&lines[*first]))
}

/// The text without numbering where it names a table: it ends with 表 (and a remark in brackets), and is no sentence.
pub fn names_table(text: &str) -> Option<String> {
    let compact = fold::compact(text);
    let name = preamble::without_continued(numbering::strip(without_colon(&compact))).into_owned();
    let key = fold::key(&name);
    let bare = without_remarks(&key);
    // 基本支出预算明细表-人员经费
    let bare = bare.split_once("表-").map_or(bare, |(table, _)| &bare[..table.len() + '表'.len_utf8()]);
    let ends = bare.ends_with('表') || preamble_number_first(&key);
    (ends
        && key.chars().count() >= 2
        && key.chars().count() <= LONGEST_CAPTION
        && !is_sentence(&name)
        && !preamble::is_note(&name))
    .then_some(name)
}

/// The name of a table of a known kind without the colon that is printed behind it (`表2 部门支出总表：`, `部门支出总表如下：`).
fn without_colon(text: &str) -> &str {
    let name = text.trim_end_matches(['：', ':']);
    let name = name.strip_suffix("如下").unwrap_or(name);
    let is_name = || {
        name.ends_with('表')
            && name.chars().count() <= LONGEST_NAME
            && !words::holds(name, Use::Leads)
            && kinds::of_caption(name).is_some()
    };
    if name.len() < text.len() && is_name() { name } else { text }
}

/// A name without the remarks in brackets behind it.
fn without_remarks(text: &str) -> &str {
    let mut bare = text;
    while let Some(open) = bare.rfind(['(', '（']).filter(|open| *open > 0 && bare.ends_with([')', '）'])) {
        bare = &bare[..open];
    }
    bare
}

/// Whether the text begins with a table number and goes on (`表3 收支总体情况`).
fn preamble_number_first(key: &str) -> bool {
    split_number(key).0.is_some() && kinds::of_caption(key).is_some()
}

/// The first line of a caption that ends at `last`: lines without a gap between, none of which is complete.
fn wrapped_from(lines: &[TextLine], last: usize) -> usize {
    let mut first = last;
    while first > 0 && last + 1 - first < MOST_LINES {
        let (line, before) = (&lines[first], &lines[first - 1]);
        let text = fold::compact(&before.text);
        let complete = names_table(&text).is_some() || is_sentence(&text) || text.ends_with(['：', ':']);
        let numbered = numbering::split(&text).is_some();
        let whole = is_whole(&line.text);
        let below = || lines[first..=last].iter().map(|line| line.text.as_str()).collect::<String>();
        let apart = line.gap || line.heading > 0;
        if apart && (names_itself(&text) || !cut::is_cut(&text, &below()))
            || complete
            || line.page != before.page
            || text.chars().count() > LONGEST_CAPTION
            || before.text.contains('\t')
            || preamble::part(&text).is_some()
            || preamble::is_entry(&text)
            || preamble::pieces(before.text.trim()).len() > 1
            || numbering::split(&line.text).is_some()
            || (before.heading == 0 && numbered && whole)
            || (before.emphasized != line.emphasized && whole)
            || (whole && is_organization(&text) && !cut::is_cut(&text, &below()))
            || names_document(&text, &fold::compact(&line.text))
            || is_attachment(&text)
            || begins_with_number(&line.text)
        {
            break;
        }
        first -= 1;
    }
    first
}

/// Whether a line only says which attachment of a document follows: 附件3.
pub fn is_attachment(line: &str) -> bool {
    let of_number = |c: char| c.is_ascii_digit() || NUMERALS.contains(c) || "-－—：:".contains(c);
    let numbered = |word: &&str| line.strip_prefix(word).is_some_and(|rest| rest.chars().all(of_number));
    words::of(Use::Attachments).iter().any(numbered)
}

/// Whether a line begins with the number of a table (预算01表 收支总表), so that nothing before it belongs to its caption.
fn begins_with_number(line: &str) -> bool {
    let line = fold::compact(line);
    let (number, title) = split_number(&line);
    number.is_some() && !line.starts_with(&title)
}

/// Whether a short line names a document of a year, as the heads of pages do between a caption and its table.
fn is_running_head(text: &str) -> bool {
    let text = fold::compact(text);
    text.chars().count() <= LONGEST_NAME && text.contains("20") && text.contains('年') && names_itself(&text)
}

/// Whether a line ends as documents name themselves.
fn names_itself(line: &str) -> bool {
    words::ends(line, Use::Documents)
}

/// Whether a line over a caption names the document (云溪市档案局2023年部门预算): the caption below it begins as it does,
/// says again what it ends with, or names a table by itself.
fn names_document(before: &str, caption: &str) -> bool {
    let shared = before.chars().zip(caption.chars()).take_while(|(a, b)| a == b).count();
    let again = ["预算", "决算"].iter().any(|word| before.ends_with(word) && caption.contains(word));
    names_itself(before) && (shared >= SHORTEST_NAME || again || is_whole(caption))
        || words::ends(before, Use::Published)
}

/// Whether a line of a caption names a table by itself.
fn is_whole(line: &str) -> bool {
    kinds::of_caption(line).is_some() && line.chars().count() >= SHORTEST_WHOLE
}

/// A table number at the start or the end of a caption and the rest: `公开01表：收支预算总表`, `收支总表（表1）`.
/// The mark that the table goes on from the page before is no part of either.
pub fn split_number(caption: &str) -> (Option<String>, String) {
    let name = preamble::without_continued(numbering::strip(caption));
    let name = numbering::without_decimal(&name);
    for (end, c) in name.char_indices().skip(1) {
        if end > 24 {
            break;
        }
        let (head, rest) = name.split_at(end);
        let separated = matches!(c, ' ' | '：' | ':' | '、' | '—' | '-' | '.' | '\t') || c == '\n';
        let counted = fold::key(head).ends_with('表') && fold::key(head).chars().any(|c| c.is_ascii_digit());
        let is_last = |c: char| c.is_ascii_digit() || NUMERALS.contains(c) || matches!(c, '）' | ')');
        let follows = counted || head.ends_with(is_last) && head.contains('表');
        if (separated || follows)
            && !goes_on(head, rest)
            && c != '表'
            && let Some(Part::Number(number)) = preamble::part(head)
        {
            let title =
                rest.trim_start_matches([' ', '：', ':', '、', '—', '-', '.', '．', '\t', '\n']).to_owned();
            if title.chars().any(fold::is_ideograph) {
                return (Some(number), title);
            }
        }
    }
    // 收支总表（表1）, 收支总表公开01表
    let bracketed = || name.strip_suffix(['）', ')']).and_then(|open| open.rsplit_once(['（', '(']));
    let is_short = name.len() <= LONGEST_CAPTION * '表'.len_utf8();
    let ends = name.match_indices('表').filter(|_| is_short);
    let ends = ends.map(|(at, table)| name.split_at(at + table.len()));
    let behind =
        ends.filter(|(title, number)| !number.is_empty() && kinds::of_caption(title).is_some()).find(
            |(_, number)| matches!(preamble::part(number), Some(Part::Number(found)) if found.contains('表')),
        );
    match bracketed().or(behind).map(|(title, inner)| (title, preamble::part(inner.trim()))) {
        Some((title, Some(Part::Number(number)))) => (Some(number), title.to_owned()),
        _ => (None, name.to_owned()),
    }
}

/// Whether the number that a caption begins with does not end here: `表1` before `2`, `表1` before `-2`, `表十` before `二`.
fn goes_on(head: &str, rest: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_numeral = |c: char| NUMERALS.contains(c);
    let of_digits = rest.starts_with(is_digit) && head.ends_with(is_digit)
        || rest.strip_prefix(['-', '—']).is_some_and(|rest| rest.starts_with(is_digit))
        || rest
            .strip_prefix('之')
            .is_some_and(|rest| rest.starts_with(is_digit) || rest.starts_with(is_numeral))
        || numbering::decimals(rest).is_some();
    // 表三 before 一般公共预算 is whole: of two numerals in a row one is 十.
    let of_numerals = rest.starts_with(is_numeral)
        && head.ends_with(is_numeral)
        && head.ends_with('十') != rest.starts_with('十')
        && !words::begins(rest, Use::Numbered);
    of_digits || of_numerals
}

/// Whether the whole text stands in brackets.
pub fn is_bracketed(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['（', '('])
        && text.ends_with(['）', ')'])
        && numbering::split(text).is_none_or(|(_, rest)| rest.is_empty())
}

/// Whether a short line is a label and its value: `项目编号：23-07`.
fn is_field(text: &str) -> bool {
    let length = text.chars().count();
    let colon = text.chars().position(|c| matches!(c, '：' | ':'));
    length <= LONGEST_NAME && colon.is_some_and(|colon| colon > 1 && colon <= LONGEST_SCRAP)
}

/// Whether a line is nothing but the name of a department or unit, its code before it perhaps.
fn is_organization(text: &str) -> bool {
    let name = preamble::organization(text);
    let length = name.chars().count();
    (SHORTEST_NAME..=LONGEST_NAME).contains(&length)
        && name.chars().all(|c| fold::is_ideograph(c) || "（）()".contains(c))
        && organization_name(&name)
        && names_table(&name).is_none()
}

/// Whether a text is a sentence or a clause, or too long for anything else.
pub fn is_sentence(text: &str) -> bool {
    let text = text.trim();
    text.contains(['。', '，'])
        || text.ends_with(['；', ';', ',', '：', ':'])
        || text.chars().count() > LONGEST_CAPTION
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    fn lines(texts: &[&str]) -> Vec<TextLine> {
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| TextLine {
                text: text.trim_start_matches('^').to_owned(),
                place: Place::Line { line: index as u32 + 1, first: 1, last: 1 },
                page: 1,
                heading: 0,
                emphasized: false,
                gap: !text.starts_with('^'),
            })
            .collect()
    }

    /// A leading `^` says that no blank line stands before the line.
    #[test]
    fn captions_over_tables() {
        for (texts, title, number, unit) in [
            (
                &["一、收支预算总表", "部门收支预算总表", "单位：万元"][..],
                "部门收支预算总表",
                "",
                "单位：万元",
            ),
            (
                &["收支预算总表", "表1", "部门名称：青石区图书馆", "单位：万元"],
                "收支预算总表",
                "表1",
                "单位：万元",
            ),
            (&["表1", "收支预算总表", "单位：元"], "收支预算总表", "表1", "单位：元"),
            (&["收支预算总表", "录入01表", "单位：元"], "收支预算总表", "录入01表", "单位：元"),
            (&["录入01表 收支预算总表", "单位：元"], "收支预算总表", "录入01表", "单位：元"),
            (&["附表二之1 收支预算总表", "单位：元"], "收支预算总表", "附表二之1", "单位：元"),
            (
                &["预算单位构成（只有一个单位的部门，不填此表）"],
                "预算单位构成（只有一个单位的部门，不填此表）",
                "",
                "",
            ),
            (
                &["河道清淤与堤岸加固补助", "^资金项目绩效目标表"],
                "河道清淤与堤岸加固补助资金项目绩效目标表",
                "",
                "",
            ),
            (
                &["九、一般公共预算“三公”经费支出预算表", "^部门一般公共预算“三公”经费", "^支出预算表"],
                "部门一般公共预算“三公”经费支出预算表",
                "",
                "",
            ),
            (
                &["部门支出预算总表", "单位：万", "^元(保留", "^两位小", "^数)", "单位名称：青石区图书馆"],
                "部门支出预算总表",
                "",
                "单位：万",
            ),
            (
                &["城乡供水管网改造与水质提升补助资金项目绩效目标", "^表"],
                "城乡供水管网改造与水质提升补助资金项目绩效目标表",
                "",
                "",
            ),
            (&["公开01表：收支预算总表"], "收支预算总表", "公开01表", ""),
            (&["表1 收支预算总表：", "单位：元"], "收支预算总表", "表1", "单位：元"),
            (&["收支预算总表如下："], "收支预算总表", "", ""),
            (&["收支情况见收支预算总表："], "", "", ""),
            (&["表3 支出预算总表"], "支出预算总表", "表3", ""),
            (
                &["支出预算总表", "5", "云溪市档案局2023年部门预算", "单位：元"],
                "支出预算总表",
                "",
                "单位：元",
            ),
            (&["表3．支出预算总表"], "支出预算总表", "表3", ""),
            (&["支出预算总表（表3）", "单位：元"], "支出预算总表", "表3", "单位：元"),
            (&["支出预算总表", "^（表3）"], "支出预算总表", "表3", ""),
            (&["表3 单位：万元", "^支出预算总表"], "支出预算总表", "表3", "单位：万元"),
            (&["支出预算总表 单位：元 表3"], "支出预算总表", "表3", "单位：元"),
            (
                &["一般公共预算支出情况表", "（按功能分类科目）", "单位：万元"],
                "一般公共预算支出情况表（按功能分类科目）",
                "",
                "单位：万元",
            ),
            (&["收支预算总表", "编报口径：部门本级", "单位：元"], "收支预算总表", "", "单位：元"),
            (
                &["预算公开表12", "基本支出预算明细表-人员经费(工资福利支出)（按部门预算经济分类）"],
                "基本支出预算明细表-人员经费(工资福利支出)（按部门预算经济分类）",
                "预算公开表12",
                "",
            ),
            (&["1、城乡供水补助绩效目标表"], "城乡供水补助绩效目标表", "", ""),
            (&["附件2", "^城乡供水补助绩效目标表"], "城乡供水补助绩效目标表", "", ""),
            (&["青石区图书馆2023年预算信息", "^预算01表 收支总表"], "收支总表", "预算01表", ""),
            (&["青石区图书馆2023年部门决算", "^收入支出决算总表"], "收入支出决算总表", "", ""),
            (
                &["青石区图书馆2023年部门预算", "^青石区图书馆2023年收支总表"],
                "青石区图书馆2023年收支总表",
                "",
                "",
            ),
            (&["青石区图书馆2023年部门预算", "^部门收入总表"], "部门收入总表", "", ""),
            (&["青石区图书馆2023年部门决算公开报告", "^收入支出决算总表"], "收入支出决算总表", "", ""),
            (&["2023年青石区图书馆部门预算", "^收支总表"], "2023年青石区图书馆部门预算收支总表", "", ""),
        ] {
            let (caption, _) = above(&lines(texts));
            assert_eq!(caption.title.as_deref().unwrap_or_default(), title, "{texts:?}");
            assert_eq!(caption.number.as_deref().unwrap_or_default(), number, "{texts:?}");
            assert_eq!(caption.unit.as_deref().unwrap_or_default(), unit, "{texts:?}");
        }
    }

    #[test]
    fn prose_is_no_caption() {
        let (caption, prose) = above(&lines(&["从预算单位构成看，单位详细情况见下表。"]));
        assert!(caption == Caption::default() && prose);
    }
}
