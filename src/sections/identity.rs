//! What a document says about itself: title, kind, fiscal year and issuer, from its cover.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Outline;
use super::caption::is_attachment;
use crate::document::{DocumentKind, Identity, Issuer};
use crate::text::fold;
use crate::text::numbering::{self, Numbering};
use crate::vocab::kinds;
use crate::vocab::organization_name;
use crate::vocab::preamble::{self, Part};
use crate::vocab::words::{self, Use};

/// How many lines of a cover are read; a document without headings has no end of cover.
const COVER_LINES: usize = 25;
/// How many lines at the beginning of a document may tell its year, or hold the title that stands after the contents.
const OPENING_LINES: usize = 200;
/// So many rows of a form tell whose it is.
const FORM_ROWS: usize = 6;
/// A title that stands alone, below the contents or a menu, has no more characters.
const LONGEST_TITLE: usize = 40;
/// Speaks of what became of a budget (预算执行情况).
const EXECUTION: &str = "执行";
/// Stands between what became of a budget and the next one.
const AND: [&str; 4] = ["和", "及", "与", "暨"];
/// What labels the title of a page.
const TITLE_LABELS: [&str; 3] = ["标题", "信息名称", "名称"];
/// How the names of files end that hold documents.
const FILE_ENDINGS: [&str; 5] = [".pdf", ".docx", ".doc", ".xlsx", ".xls"];
/// A line of a cover that is longer names no one whose name does not end as those of departments do.
const LONGEST_NAME: usize = 25;
/// No line or title that has more characters names anyone: what says of it what the document is looks ahead over all of it.
const LONGEST_LINE: usize = 256;
/// A line of a cover that holds a comma has no more characters, or is of a sentence.
const LONGEST_CLAUSE: usize = 30;

/// A year, which is no part of a longer number.
static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|\D)(20\d\d)(?:\D|$)").ok());
/// A day or a month, which tells when a text was published rather than of which year it is.
static DAY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"20\d\d *(?:年 *\d{1,2} *月|[-./] *\d{1,2} *[-./])").ok());
/// The year of figures: `2023年度`, `2023年部门决算`.
static FISCAL_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\D)(20\d\d)年(?:度|(?:初|部门|单位|财政|综合|收支|项目)*(?:预算|决算|[“\x22]三公))")
        .ok()
});
/// A year in a cell of a table, which is none of a plan over several (`2021—2025年`) nor of an act (`〔2021〕12号`).
static CELL_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"20\d\d年?[-—–~至]+20\d\d年?|〔20\d\d〕|(20\d\d)年").ok());
static CHINESE_YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"二[〇○０O零0]([〇○０O零0一二三四五六七八九])([〇○０O零0一二三四五六七八九])年").ok()
});
/// The year in a cover line, alone (`2024年度`, `（2023年）`, `2024年初`) or as the first of several.
const COVER_YEAR: &str =
    r"[(（]?(?:20\d\d(?:年?[-—–~至]20\d\d)?|二[〇○０O零0][〇○０O零0一二三四五六七八九]{2})年?[初度]?[)）]?";
/// The words for the scope of a document, before what kind it is.
const COVER_SCOPE: &str = r"财政拨款|财政|一般公共|社会保险基金|部门|单位|综合|区级|市级|省级|县级|本级|项目|整体|支出|总|[“\x22]?三公[”\x22]?经费";
/// Whose figures they are, behind a name or before what kind of document it is.
const SCOPE: &str = "[(（](?:部门|单位|汇总|含下属单位|含所属单位)[)）]";
/// What kind of document a cover line names, to the end of the line or of its part.
const COVER_KIND: &str = r"(?:预决算|预算|决算|绩效|中期规划)(?:信息|公开|批复|文本|管理|及|表|说明|编制|情况|草案|报告|说明书|[和与])*[^—]*|国有资产(?:管理)?(?:情况)?(?:综合|专项)?报告$|政府债务(?:信息|情况|限额|余额|[和与、及])*公开$|信息公开.*$|目录$|公开$";
static BEFORE_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("^(?:关于)?(.+?)(?:{SCOPE})?(?:关于)?{COVER_YEAR}")).ok());
/// A cover line without these names the issuer.
static WHAT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let what = format!("^关于|(?:关于)?{COVER_YEAR}|(?:{COVER_SCOPE}|{SCOPE})*{COVER_KIND}|{SCOPE}");
    Regex::new(&what).ok()
});
/// What stands behind a name before 概况.
static WHOSE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("(?:{SCOPE}|(?:部门|单位)(?:[(（]单位[)）])?)$")).ok());
static MADE_BY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(.{3,30}?)(?:编制|编印|制)$").ok());

/// What the cover, the captions and the organizations over the tables say of the document.
pub fn identity(outline: &Outline) -> Identity {
    let cover: Vec<String> = cover(outline);
    let joined = cover.concat();
    let titles = || outline.pieces.iter().filter_map(|piece| piece.caption.title.as_deref());
    let title = title(&cover);
    let fiscal_year = fiscal_year(title.as_deref(), &cover, outline);
    let kind = kind(&joined)
        .or_else(|| kind_of_tables(titles()))
        .or_else(|| opening(outline).find_map(|line| kind_of_part(&line)))
        .or_else(|| kind_of_cells(outline))
        .or_else(|| titles().any(|title| kinds::of_caption(title).is_some()).then_some(DocumentKind::Budget))
        .unwrap_or(DocumentKind::Unknown);
    let name = issuer(&cover, outline);
    Identity { title, kind, fiscal_year, issuer: Issuer { name, code: None, region: None } }
}

/// The year of the title, of the second budget where it names two, or else the first that the cover, the captions and the
/// lines after them tell.
fn fiscal_year(title: Option<&str>, cover: &[String], outline: &Outline) -> Option<u16> {
    let cover = cover.join("\n");
    let captions: Vec<&str> =
        outline.pieces.iter().filter_map(|piece| piece.caption.title.as_deref()).collect();
    let captions = captions.join("\n");
    let prose: Vec<String> = opening(outline).collect();
    let prose = prose.join("\n");
    let without_days = |text: &str| year(&DAY.as_ref()?.replace_all(&fold::narrow(text), "日"));
    let stated = || FISCAL_YEAR.as_ref()?.captures(&prose)?.get(1)?.as_str().parse().ok();
    // 2023年预算执行情况和2024年预算草案的报告
    let next = || without_days(title?.rsplit_once(EXECUTION)?.1);
    next()
        .or_else(|| title.and_then(year))
        .or_else(|| without_days(&cover))
        .or_else(|| without_days(&captions))
        .or_else(stated)
        .or_else(|| [&cover, &captions, &prose].into_iter().find_map(|text| year(text)))
        .or_else(|| latest_year(outline))
        .or_else(|| most_common_year(outline))
}

/// The latest year whose figures a head names: that of `2022年预算数 │ 2023年预算数` is 2023.
fn latest_year(outline: &Outline) -> Option<u16> {
    let pattern = FISCAL_YEAR.as_ref()?;
    let cells = outline.pieces.iter().flat_map(|piece| &piece.grid.cells);
    cells.filter_map(|cell| pattern.captures(&cell.text)?.get(1)?.as_str().parse().ok()).max()
}

/// The lines at the beginning of a document.
fn opening(outline: &Outline) -> impl Iterator<Item = String> {
    outline.lines.iter().take(OPENING_LINES).map(|line| fold::compact(&line.text))
}

/// The kind of document that a heading names, for one without a cover: `第二部分 2023年度部门决算表`.
fn kind_of_part(line: &str) -> Option<DocumentKind> {
    match numbering::split(line)? {
        (Numbering::Part, name) if name.chars().count() <= LONGEST_TITLE => kind(name),
        _ => None,
    }
}

/// The kind of document that tables without captions are of, as their heads tell.
fn kind_of_cells(outline: &Outline) -> Option<DocumentKind> {
    let tell = |words: &[&str]| {
        let mut cells = outline.pieces.iter().flat_map(|piece| &piece.grid.cells);
        cells.any(|cell| {
            let key = fold::keyed(&cell.text);
            // 2023年预算 and 预算数 are of a budget, 国有资本经营预算 is of the accounts as well.
            let is_of_year = || key.starts_with("20") && key.contains('年');
            words.iter().any(|word| {
                key.ends_with(word)
                    || word.strip_suffix('数').is_some_and(|word| key.ends_with(word) && is_of_year())
            })
        })
    };
    if tell(&["三级指标", "绩效自评表"]) {
        Some(DocumentKind::Performance)
    } else if tell(&["决算数"]) {
        Some(DocumentKind::FinalAccounts)
    } else {
        tell(&["预算数"]).then_some(DocumentKind::Budget)
    }
}

/// Whom the heading over what an organization is and does names: `第一部分 云溪市档案局概况`.
fn in_overview(line: &str) -> Option<String> {
    let (_, heading) = numbering::split(line)?;
    let whose = heading.strip_suffix("概况").filter(|whose| whose.chars().count() <= LONGEST_TITLE)?;
    let whose = WHOSE.as_ref()?.replace(whose, "");
    name(&whose).filter(|name| organization_name(name))
}

/// The lines of the cover, or the title alone where it stands after the contents.
fn cover(outline: &Outline) -> Vec<String> {
    let cover = cover_lines(outline);
    if cover.iter().any(|line| kind(line).is_some()) {
        return cover;
    }
    let after =
        outline.lines.iter().skip(outline.cover).take(OPENING_LINES).map(|line| fold::compact(&line.text));
    cover.into_iter().chain(after.filter(|line| is_whole_title(line)).take(1)).collect()
}

/// Whether a line alone says of which year and of whom the document is, and what.
fn is_whole_title(line: &str) -> bool {
    line.chars().count() <= LONGEST_TITLE
        && !line.contains(['。', '：', ':'])
        && numbering::split(line).is_none()
        && !preamble::says_nothing(line)
        && year(line).is_some()
        && kind(line).is_some()
        && named(line).as_deref().is_some_and(organization_name)
}

/// The lines before the first heading; a line cut in two (`…局部` / `门预算`) is joined.
fn cover_lines(outline: &Outline) -> Vec<String> {
    let mut cover: Vec<String> = Vec::new();
    for line in outline.lines[..outline.cover.min(outline.lines.len())].iter().take(COVER_LINES) {
        let text = fold::compact(&without_attachment(&line.text).replace('\t', " "));
        let text = titled(&text).to_owned();
        let part = preamble::part(&text);
        if part == Some(Part::Site) {
            cover.retain(|line| is_whole_title(line)); // Else what stands above it is a menu.
        }
        let is_of_table = matches!(&part, Some(Part::Number(number)) if number.contains('表'));
        let is_around = is_of_table || matches!(part, Some(Part::Page | Part::Site));
        if is_around || is_sentence(&text) || preamble::is_entry(&text) {
            continue;
        }
        match cover.last_mut() {
            Some(last) if !line.gap && goes_on(last, &text) => last.push_str(&text),
            _ => cover.push(text),
        }
    }
    cover
}

/// The title in a line that labels it (`名称：…`) or names its file (`…预算.pdf`).
fn titled(line: &str) -> &str {
    let line = FILE_ENDINGS.iter().find_map(|ending| line.strip_suffix(ending)).unwrap_or(line);
    let label = TITLE_LABELS.iter().find_map(|label| line.strip_prefix(label)?.strip_prefix(['：', ':']));
    label.map_or(line, str::trim_start)
}

/// A line without the words before its title that say which attachment that is (`附件2：…`).
fn without_attachment(line: &str) -> &str {
    let parts = line.trim_start().split_once(|c: char| c.is_whitespace() || matches!(c, '：' | ':'));
    let attached = parts.filter(|(mark, title)| is_attachment(mark) && title.contains(fold::is_ideograph));
    attached.map_or(line, |(_, title)| title)
}

/// Whether a line is a sentence or the beginning of one, which names much that the document is not.
fn is_sentence(line: &str) -> bool {
    line.contains('。') || line.chars().count() > LONGEST_CLAUSE && line.contains(['，', ',', '；', ';'])
}

/// Whether a line of a cover is cut inside the words for what the document is, or between two budgets.
fn goes_on(line: &str, next: &str) -> bool {
    let ends = |words: &[&str]| words.iter().any(|word| line.ends_with(word));
    let starts = |words: &[&str]| words.iter().any(|word| next.starts_with(word));
    let is_in_word = ends(&["部", "部门", "部门预", "部门决", "单位", "单位预", "单位决"])
        && starts(&["门预算", "门决算", "预算", "决算", "算"]);
    let is_of_two = || line.contains(EXECUTION) && (ends(&AND) || starts(&AND)) && year(next).is_some();
    is_in_word || is_of_two()
}

fn year(text: &str) -> Option<u16> {
    if let Some(found) = YEAR.as_ref()?.captures(&fold::narrow(text)) {
        return found.get(1)?.as_str().parse().ok();
    }
    let found = CHINESE_YEAR.as_ref()?.captures(text)?;
    let digit = |index: usize| {
        let c = found.get(index)?.as_str().chars().next()?;
        Some("〇一二三四五六七八九".chars().position(|d| d == c).unwrap_or(0) as u16)
    };
    Some(2000 + digit(1)? * 10 + digit(2)?)
}

/// The year that the cells of the tables name most often; the first of them on a tie.
fn most_common_year(outline: &Outline) -> Option<u16> {
    let cells = outline.pieces.iter().flat_map(|piece| &piece.grid.cells);
    let pattern = CELL_YEAR.as_ref()?;
    let told = |text| pattern.captures_iter(text).find_map(|found| Some(found.get(1)?.as_str()));
    let years: Vec<&str> =
        cells.filter(|cell| cell.text.contains('年')).filter_map(|cell| told(&cell.text)).collect();
    most_common(years.into_iter())?.parse().ok()
}

/// Whether a title or caption speaks of targets (绩效目标) or of what became of them (自评).
fn is_of_targets(text: &str) -> bool {
    text.contains("绩效") || text.contains("自评")
}

fn kind(text: &str) -> Option<DocumentKind> {
    let key = fold::key(text).replace("预决算", "");
    if is_of_targets(&key) {
        Some(DocumentKind::Performance)
    } else if key.contains("决算") {
        Some(DocumentKind::FinalAccounts)
    } else if key.contains("预算") {
        Some(DocumentKind::Budget)
    } else {
        None
    }
}

/// The kind that most captions state, for a document without a cover. 一般公共预算支出决算表 is of the accounts.
fn kind_of_tables<'a>(captions: impl Iterator<Item = &'a str>) -> Option<DocumentKind> {
    let (mut budget, mut accounts, mut performance) = (0, 0, 0);
    for caption in captions {
        // 部门预算项目支出绩效目标表 is of the targets.
        let stated = match caption {
            caption if is_of_targets(caption) => &mut performance,
            caption if caption.contains("决算") => &mut accounts,
            _ => &mut budget,
        };
        let states = is_of_targets(caption) || ["预算", "决算"].iter().any(|word| caption.contains(word));
        *stated += usize::from(states);
    }
    if accounts > budget {
        Some(DocumentKind::FinalAccounts)
    } else if budget > 0 {
        Some(DocumentKind::Budget)
    } else if performance > 0 {
        Some(DocumentKind::Performance)
    } else {
        None
    }
}

/// The lines of the cover up to the one that says what the document is; where these name no year (预算公开表), the line below
/// them that is a title by itself.
fn title(cover: &[String]) -> Option<String> {
    let is_code =
        |line: &str| line.split_once(['：', ':']).is_some_and(|(label, _)| words::ends(label, Use::Codes));
    let end = cover
        .iter()
        .position(|line| kind(line).is_some() && numbering::split(line).is_none() && !is_code(line))?;
    let start = cover[..end]
        .iter()
        .rposition(|line| {
            !(year(line).is_some() || line.chars().count() <= 25) || line.contains('：') || line.contains(':')
        })
        .map_or(0, |index| index + 1);
    let title = cover[start..=end].concat();
    if year(&title).is_none()
        && let Some(whole) = cover[end + 1..].iter().find(|line| is_whole_title(line))
    {
        return Some(whole.clone());
    }
    // What stands over a title that is whole without it is of the site.
    let last = &cover[end];
    Some(if is_whole_title(last) && !title.starts_with("关于") { last.clone() } else { title })
}

fn issuer(cover: &[String], outline: &Outline) -> Option<String> {
    let labelled = cover.iter().find_map(|line| match preamble::part(line) {
        Some(Part::Organization(name)) => Some(name).filter(|name| name.contains(fold::is_ideograph)),
        _ => None,
    });
    let public_body = |name: &String| organization_name(name);
    labelled
        .or_else(|| title(cover).as_deref().and_then(named).filter(public_body))
        .or_else(|| cover.iter().filter_map(|line| named(line)).find(public_body))
        .or_else(|| {
            cover.iter().find_map(|line| {
                let key = fold::compact(line);
                MADE_BY.as_ref()?.captures(&key)?.get(1).map(|name| name.as_str().to_owned())
            })
        })
        .or_else(|| {
            most_common(outline.pieces.iter().filter_map(|piece| piece.caption.organization.as_deref()))
        })
        .or_else(|| opening(outline).find_map(|line| in_overview(&line)))
        .or_else(|| in_captions(outline))
        .or_else(|| {
            let short =
                cover.iter().filter(|line| line.chars().count() <= LONGEST_NAME || kind(line).is_some());
            short.into_iter().find_map(|line| named(line))
        })
        .or_else(|| in_forms(outline))
}

/// Whom most captions name: `云溪市档案局收支预算总表`.
fn in_captions(outline: &Outline) -> Option<String> {
    let captions = outline.pieces.iter().filter_map(|piece| piece.caption.title.as_deref());
    let names: Vec<String> = captions.filter_map(named).filter(|name| organization_name(name)).collect();
    most_common(names.iter().map(String::as_str))
}

/// The organization that most forms name beside or behind a label in their first rows: `主管部门 │ 105-云溪市档案局`.
fn in_forms(outline: &Outline) -> Option<String> {
    let rows = outline.pieces.iter().flat_map(|piece| (0..FORM_ROWS).map(|row| piece.grid.row(row)));
    let beside = rows.flat_map(|row| {
        let printed: Vec<&str> = row.iter().map(|cell| &*cell.text).filter(|text| !text.is_empty()).collect();
        let values = printed.iter().skip(1).map(Some).chain([None]);
        let pairs = printed.iter().zip(values).filter_map(|(text, value)| match states_value(text) {
            true => Some((*text).to_owned()),
            false => value.map(|value| format!("{text}:{value}")),
        });
        pairs.collect::<Vec<_>>()
    });
    let names = beside.filter_map(|pair| {
        let name = match preamble::part(&pair)? {
            Part::Organization(name) => name,
            _ => return None,
        };
        let coded = |c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | '_' | '.');
        Some(name.trim_start_matches(coded).to_owned()).filter(|name| organization_name(name))
    });
    let names: Vec<String> = names.collect();
    most_common(names.iter().map(String::as_str))
}

/// Whether a cell prints a label and its value: `主管部门：云溪市档案局`.
fn states_value(text: &str) -> bool {
    text.trim_end_matches(['：', ':']).contains(['：', ':'])
}

/// Whom a cover line names: an organization before the year, or what is left when the year and the kind of document are
/// taken off, of several parts (`市级部门预算——青石区图书馆`) the last that names an organization.
fn named(line: &str) -> Option<String> {
    if line.chars().count() > LONGEST_LINE {
        return None;
    }
    let what = WHAT.as_ref()?;
    // ２０２５年 is a year as well; brackets stay as printed.
    let digit = |c: char| Some(fold::narrowed(c)).filter(char::is_ascii_digit);
    let line = &*line.chars().map(|c| digit(c).unwrap_or(c)).collect::<String>();
    let before_year = BEFORE_YEAR.as_ref()?.captures(line).and_then(|found| name(found.get(1)?.as_str()));
    if let Some(name) = before_year.filter(|name| organization_name(name)) {
        return Some(name);
    }
    let rest = what.replace_all(line, "");
    let parts = || rest.split('—').filter_map(name);
    parts().rfind(|name| organization_name(name)).or_else(|| parts().next())
}

/// A text as a name: three ideographs or more, brackets in pairs.
fn name(text: &str) -> Option<String> {
    let name = text.trim_matches([' ', '年', '度', '-', '、', '《', '》', '：', ':']);
    let bracketed = name.strip_prefix(['（', '(']).and_then(|open| open.strip_suffix(['）', ')']));
    let name = bracketed.filter(|inner| !inner.contains(['（', '(', '）', ')'])).unwrap_or(name);
    let is_whole = name.matches(['（', '(']).count() == name.matches(['）', ')']).count();
    let name = if is_whole { name } else { name.trim_matches(['（', '）', '(', ')']) };
    (name.chars().count() >= 3 && name.chars().all(|c| fold::is_ideograph(c) || "（）()·、".contains(c)))
        .then(|| name.to_owned())
}

/// The most frequent name, the first of them on a tie.
fn most_common<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (index, name) in names.enumerate() {
        counts.entry(name).or_insert((0, index)).0 += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, (count, index))| (*count, usize::MAX - index))
        .map(|(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identify(cover: &[&str]) -> (DocumentKind, Option<u16>, Option<String>) {
        let cover: Vec<String> = cover.iter().map(|line| (*line).to_owned()).collect();
        let joined = cover.concat();
        (kind(&joined).unwrap_or(DocumentKind::Unknown), year(&joined), issuer(&cover, &Outline::default()))
    }

    #[test]
    fn a_line_that_is_too_long_names_no_one() {
        let line = |places: usize| format!("{}档案局2024年部门预算", "云溪".repeat(places));
        assert_eq!(named(&line(1)).as_deref(), Some("云溪档案局"));
        assert_eq!(named(&line(LONGEST_LINE)), None);
    }

    #[test]
    fn a_title_of_its_own_goes_before_one_without_a_year() {
        for (cover, expected) in [
            (&["预算公开表", "2024年云溪市档案局部门预算公开"][..], "2024年云溪市档案局部门预算公开"),
            (&["2024年度", "云溪市档案局", "部门预算"], "2024年度云溪市档案局部门预算"),
            (&["部门预算公开表", "云溪市档案局"], "部门预算公开表"),
        ] {
            let cover: Vec<String> = cover.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(title(&cover).as_deref(), Some(expected));
        }
    }

    #[test]
    fn covers() {
        use DocumentKind::*;
        for (cover, kind, year, name) in [
            (&["2024年度", "云溪市档案局", "部门预算"][..], Budget, 2024, "云溪市档案局"),
            (&["2020年度", "云溪市档案局部门预算"], Budget, 2020, "云溪市档案局"),
            (&["2024年云溪市档案局部门预算批复表"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局2023年度部门决算"], FinalAccounts, 2023, "云溪市档案局"),
            (
                &["云溪市档案局", "2021年部门预算绩效文本", "云溪市档案局编制"],
                Performance,
                2021,
                "云溪市档案局",
            ),
            (&["云溪市2025年市级部门预算", "预算主管部门：云溪市档案局"], Budget, 2025, "云溪市档案局"),
            (&["二〇二二年度青石区图书馆单位预算"], Budget, 2022, "青石区图书馆"),
            (&["2024年度", "青石区柳荫街道办事处(本级)部门预算"], Budget, 2024, "青石区柳荫街道办事处(本级)"),
            (&["青石区图书馆", "2022年度单位决算公开"], FinalAccounts, 2022, "青石区图书馆"),
            (&["青石区图书馆2023年部门综合预算公开"], Budget, 2023, "青石区图书馆"),
            (&["关于云溪市档案局2024年部门预算的公开说明"], Budget, 2024, "云溪市档案局"),
            (&["关于2024年云溪市档案局部门预算公开的说明"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局关于2024年部门预算公开的说明"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局（汇总）2024年部门预算"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局（部门）2024年预算公开"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局2024年度部门（单位）预算公开"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局2024年初部门预算"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局2024年度财政预算公开"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局2024年“三公”经费预算及部门预算"], Budget, 2024, "云溪市档案局"),
            (&["云溪市档案局2024-2026年部门中期规划和2024年部门预算"], Budget, 2024, "云溪市档案局"),
            (&["云溪市财政局预算编审中心2024年单位预算"], Budget, 2024, "云溪市财政局预算编审中心"),
            (&["2024年云溪市市级部门预算——云溪市档案局"], Budget, 2024, "云溪市档案局"),
            (&["2023年度部门决算公开——云溪市档案局"], FinalAccounts, 2023, "云溪市档案局"),
            (&["云溪县2024年县级部门预算（草案）", "云溪县教育局"], Budget, 2024, "云溪县教育局"),
            (&["部门代码：105001", "部门名称：云溪市档案局", "2024年部门预算"], Budget, 2024, "云溪市档案局"),
            (&["2024年云溪市档案局部门整体支出绩效目标表"], Performance, 2024, "云溪市档案局"),
            (&["2023年度云溪市档案局项目支出绩效自评表"], Performance, 2023, "云溪市档案局"),
            (&["云溪市档案局", "2023年度档案数字化项目自评表"], Performance, 2023, "云溪市档案局"),
            (&["云溪市档案局２０２５年部门预算"], Budget, 2025, "云溪市档案局"),
            (&["云溪县2025年社会保险基金预算草案"], Budget, 2025, "云溪县"),
            (&["云溪县2024年度国有资产管理情况综合报告"], Unknown, 2024, "云溪县"),
            (&["云溪县2026年政府债务公开"], Unknown, 2026, "云溪县"),
        ] {
            assert_eq!(identify(cover), (kind, Some(year), Some(name.to_owned())), "{cover:?}");
        }
    }
}
