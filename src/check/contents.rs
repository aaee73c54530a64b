//! The contents of a document list its tables: `八、一般公共预算支出经济分类情况表 ..... 14`. One that is listed and not
//! printed is missing, in the document or in its reading; both are worth a word.

use std::cell::{LazyCell, OnceCell};
use std::sync::Arc;

use crate::check::doubts::about;
use crate::check::sheet::Sheet;
use crate::document::{Check, CheckStatus, Place, Table, TableKind, Warning};
use crate::page::TextLine;
use crate::text::fold::{is_chinese, keyed};
use crate::text::numbering;
use crate::vocab::kinds;

use super::identity::Rule;

/// So many tables of the contents are looked for.
const MOST: usize = 200;
/// Contents that list fewer tables name only some of them.
const LISTS: usize = 5;

/// A table that the contents list.
struct Entry {
    /// As printed, without its number and page.
    printed: String,
    name: String,
    /// Found where it is asked for: most names alone tell the table.
    kind: OnceCell<Option<TableKind>>,
    place: Place,
}

impl Entry {
    fn kind(&self) -> Option<TableKind> {
        *self.kind.get_or_init(|| kinds::of_caption(&self.printed))
    }
}

/// The contents of a document.
pub(crate) struct Contents<'a> {
    /// The tables that they list, each once.
    entries: Vec<Entry>,
    /// The [`plain`] titles of the tables that are printed, where any is listed.
    titles: Vec<Option<String>>,
    /// All their lines.
    lines: &'a [TextLine],
}

impl<'a> Contents<'a> {
    /// Reads the contents of these tables off the lines outside of them.
    pub fn of(tables: &[Table], prose: &'a [TextLine]) -> Self {
        let (mut entries, mut lines): (Vec<Entry>, Option<(usize, usize)>) = (Vec::new(), None);
        for (at, line) in prose.iter().enumerate() {
            let Some(printed) = entry(&line.text) else { continue };
            lines = Some((lines.map_or(at, |(first, _)| first), at));
            let name = plain(&printed);
            if entries.len() < MOST && !entries.iter().any(|entry| entry.name == name) {
                entries.push(Entry { printed, name, kind: OnceCell::new(), place: line.place });
            }
        }
        let listed = if entries.is_empty() { &[] } else { tables };
        let titles = listed.iter().map(|table| table.title.as_deref().map(plain)).collect();
        Self { entries, titles, lines: lines.map_or(&[], |(first, last)| &prose[first..=last]) }
    }
}

/// What the contents name otherwise than it is printed: the order of two tables, and a table of the budget that they
/// leave out. Only what is named and printed once can be told.
pub(crate) fn disagreements(sheets: &[Sheet], listed: &Contents) -> Vec<Warning> {
    let Contents { entries, titles, lines } = listed;
    let mut warnings = Vec::new();
    // The halves of a summary are printed as one table.
    let mut printed: Vec<(&str, &Table)> = Vec::new();
    for (Sheet { table, .. }, title) in sheets.iter().zip(titles).filter(|(sheet, _)| sheet.scope.is_some()) {
        let Some(title) = title.as_deref() else { continue };
        if !printed.iter().any(|(other, _)| *other == title) {
            printed.push((title, table));
        }
        if printed.len() > MOST {
            return warnings;
        }
    }
    warnings.extend(disordered(entries, &printed));
    if entries.len() >= LISTS {
        // An entry may be wrapped.
        let text = LazyCell::new(|| lines.iter().map(|line| plain(&line.text)).collect::<String>());
        let is_listed = |&(title, table): &(&str, &Table)| {
            let alike =
                |entry: &Entry| holds_in_order(title, &entry.name) || holds_in_order(&entry.name, title);
            entries.iter().any(|entry| entry.name == title)
                || text.contains(title)
                || entries.iter().any(|entry| entry.kind() == Some(table.kind))
                || entries.iter().any(alike)
        };
        for (_, table) in printed.iter().filter(|table| !is_listed(table)) {
            let title = table.title.as_deref().unwrap_or_default();
            warnings.push(about(table, "contents_disagree", format!("the contents do not list {title}")));
        }
    }
    warnings
}

/// Tables that are listed before one which is printed before them.
fn disordered(entries: &[Entry], printed: &[(&str, &Table)]) -> Vec<Warning> {
    // No two titles are alike, so that an entry which names one is found there or, where its kind leaves a doubt, nowhere.
    let named = |entry: &Entry| printed.iter().position(|(title, _)| *title == entry.name);
    if entries.iter().map(named).is_sorted_by(|a, b| a.is_some() && a <= b) {
        return Vec::new();
    }
    let is_meant = |entry: &Entry, (title, table): &(&str, &Table)| {
        *title == entry.name || entry.kind() == Some(table.kind)
    };
    let found = |entry: &Entry| {
        let mut places = (0..printed.len()).filter(|&at| is_meant(entry, &printed[at]));
        let listed = entries.iter().filter(|other| other.kind() == entry.kind()).count();
        places.next().filter(|_| places.next().is_none() && listed == 1)
    };
    let located: Vec<(&Entry, usize)> =
        entries.iter().filter_map(|entry| Some((entry, found(entry)?))).collect();
    let told = |pair: &[(&Entry, usize)]| {
        let [(first, at), (second, behind)] = pair else { return None };
        let message = format!(
            "the contents list {} before {}, which is printed before it",
            first.printed, second.printed
        );
        (behind < at).then(|| Warning::new("contents_disagree", message).at(Some(second.place)))
    };
    located.windows(2).filter_map(told).collect()
}

/// One check per table that the contents list. One that is not found may stand in what was not read, unless
/// `all_read`.
pub(crate) fn listed_tables(
    tables: &[Table],
    Contents { entries, titles, .. }: &Contents,
    all_read: bool,
) -> Vec<Check> {
    let titles =
        || tables.iter().zip(titles).filter_map(|(table, title)| Some((title.as_deref()?, table.kind)));
    let mut checks = Vec::new();
    for entry in entries {
        let name = &entry.name;
        // 一般公共预算支出表 is no 一般公共预算基本支出表, though its name is in that one's.
        let may_be =
            |other: TableKind| entry.kind().is_none_or(|kind| [kind, TableKind::Other].contains(&other));
        let alike = |title: &str| holds_in_order(title, name) || holds_in_order(name, title);
        let found = titles().any(|(title, _)| title.contains(name))
            || entry.kind().is_some_and(|kind| tables.iter().any(|table| table.kind == kind))
            || titles().any(|(title, kind)| may_be(kind) && alike(title));
        let status = match found {
            true => CheckStatus::Pass,
            false if all_read => CheckStatus::Fail,
            false => CheckStatus::Skipped,
        };
        checks.push(check(&entry.printed, status, entry.place));
    }
    checks
}

fn check(entry: &str, status: CheckStatus, place: Place) -> Check {
    let outcome = match status {
        CheckStatus::Pass => "and it is there",
        CheckStatus::Fail => "but no such table is in the document",
        CheckStatus::Skipped => "which may stand in what was not read",
    };
    Check {
        rule: Rule::ListedTablePresent.name().into(),
        status,
        tables: Arc::default(),
        row: Some(entry.into()),
        column: None,
        expected: None,
        actual: None,
        difference: None,
        tolerance: None,
        message: ["the contents list ", entry, ", ", outcome].concat().into(),
        place: Some(place),
        operands: None,
        suggestion: None,
    }
}

/// The table that a line of the contents names: it ends with dots and a page number.
fn entry(line: &str) -> Option<String> {
    if !line.trim_end().ends_with(|c: char| c == '-' || !is_chinese(c) && c.is_numeric()) {
        return None;
    }
    // A part (第二部分 决算公开表) heads the tables and is none.
    if numbering::split(line).is_some_and(|(style, _)| style == numbering::Numbering::Part) {
        return None;
    }
    let folded = keyed(line);
    let without_page = folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    let name = without_page.trim_end_matches(['.', '·', '…', '。', '•']);
    // At least two dots between the name and its page, or it is no line of the contents.
    let leaders = without_page[name.len()..].chars().count();
    let is_listed =
        folded.len() > without_page.len() && (leaders >= 2 || without_page[name.len()..].contains('…'));
    let name = numbering::strip(name);
    // 一般公共预算支出表(功能科目)
    let bare = name.strip_suffix(')').and_then(|open| Some(open.rsplit_once('(')?.0)).unwrap_or(name);
    (is_listed && bare.ends_with('表')).then(|| name.to_owned())
}

/// A title without the year and the words that only some of its printings have.
fn plain(title: &str) -> String {
    let folded = keyed(numbering::strip(title));
    let mut plain = String::with_capacity(folded.len());
    let mut rest = &*folded;
    while let Some(at) = rest.find(|c: char| matches!(c, '年' | '部' | '0'..='9')) {
        let behind = &rest[at..];
        let (kept, left_out) = match ["年度", "年", "部门"].into_iter().find(|word| behind.starts_with(word))
        {
            Some(word) => (at, word.len()),
            None if behind.starts_with('部') => (at + '部'.len_utf8(), 0),
            None => (at, 1),
        };
        plain.push_str(&rest[..kept]);
        rest = &rest[kept + left_out..];
    }
    plain.push_str(rest);
    plain
}

/// Whether a name is long enough to tell by, and stands in another one, in order.
fn holds_in_order(long: &str, short: &str) -> bool {
    short.chars().count() >= 4 && is_short_for(short, long)
}

/// Whether every character of a name stands in another one, in order.
pub(crate) fn is_short_for(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_contents() {
        for (line, listed) in [
            ("一、收支预算总表.....8", Some("收支预算总表")),
            ("三、政府性基金预算拨款支出表·····27", Some("政府性基金预算拨款支出表")),
            ("八、一般公共预算支出表（功能科目）.....14", Some("一般公共预算支出表(功能科目)")),
            ("八、一般公共预算支出情况（功能科目）.....14", None),
            ("一、预算收支总体情况.....24", None),
            ("一、收支预算总表", None),
            ("表5", None),
        ] {
            assert_eq!(entry(line).as_deref(), listed, "{line}");
        }
    }

    #[test]
    fn titles_agree_but_for_the_year_and_the_department() {
        assert!(holds_in_order(&plain("2024年度部门收支预算总表"), &plain("收支预算总表")));
        assert!(!holds_in_order(&plain("收入预算总表"), &plain("支出预算总表")));
    }
}
