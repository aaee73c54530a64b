//! The items of the classification that sentences name: by their codes (`2101301-城乡医疗救助`), or by the names of class,
//! group and item.
//!
//! ```text
//! 一般公共服务（类）档案事务（款）行政运行（项）   →   2012601, where the tables have rows of these names
//! ```

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use rustc_hash::FxHashSet;

use crate::check::sheet::Sheet;
use crate::check::words;
use crate::text::fold::keyed;
use crate::text::numbering;
use crate::vocab::codes::{self, functional_class, functional_code};

/// The rows that have a code: few sentences name one, and few of these by its name.
pub(crate) struct Items<'a, 't> {
    sheets: &'a [Sheet<'t>],
    /// Every functional code with every label that it has, by code.
    of_code: OnceCell<Vec<(&'t str, &'t str)>>,
    /// The [`bare`] name of every label and its code, by name and in printed order.
    by_name: OnceCell<Vec<(Cow<'t, str>, &'t str)>>,
}

/// Where a sentence names an item.
pub(crate) struct Named<'t> {
    pub start: usize,
    /// Its code, or its name where the tables print items and none of this name.
    pub code: Result<&'t str, String>,
}

impl<'a, 't> Items<'a, 't> {
    /// Those of the tables of a volume.
    pub fn of(sheets: &'a [Sheet<'t>]) -> Self {
        Self { sheets, of_code: OnceCell::new(), by_name: OnceCell::new() }
    }

    /// The code and the label of every row.
    fn labels(&self) -> impl Iterator<Item = (&'t str, &'t str)> + use<'a, 't> {
        let of_money = self.sheets.iter().filter(|sheet| sheet.scope.is_some());
        let rows = of_money.flat_map(|sheet| &sheet.table.rows);
        rows.filter_map(|row| Some((row.code.as_deref()?, row.label.as_str())))
    }

    /// Every functional code with its labels.
    fn of_code(&self) -> &[(&'t str, &'t str)] {
        self.of_code.get_or_init(|| {
            let is_functional = |(code, _): &(&str, &str)| code.starts_with(FUNCTIONAL);
            let mut labels: Vec<(&str, &str)> = self.labels().filter(is_functional).collect();
            labels.sort_unstable();
            labels.dedup();
            labels
        })
    }

    /// The functional codes that the tables print, from this one on.
    fn codes_from(&self, code: &str) -> &[(&'t str, &'t str)] {
        let of_code = self.of_code();
        &of_code[of_code.partition_point(|(other, _)| *other < code)..]
    }

    /// A functional code where the tables print it.
    fn printed(&self, code: &str) -> Option<&'t str> {
        self.codes_from(code).first().map(|(printed, _)| *printed).filter(|printed| *printed == code)
    }

    /// The folded names of a [`code`], in their order.
    pub fn names(&self, code: &str) -> Vec<Cow<'t, str>> {
        let own = self.codes_from(code).iter().take_while(|(other, _)| *other == code);
        let mut names: Vec<Cow<str>> = own.map(|(_, label)| keyed(numbering::strip(label))).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The codes of a [`bare`] name.
    fn codes(&self, name: &str) -> impl Iterator<Item = &'t str> {
        let by_name = self.by_name.get_or_init(|| {
            let mut seen = FxHashSet::default();
            let labels = self.labels().filter(|label| seen.insert(*label));
            let mut by_name: Vec<_> = labels.map(|(code, label)| (bare(label), code)).collect();
            by_name.sort_by(|(a, _), (b, _)| a.cmp(b));
            by_name
        });
        let own = &by_name[by_name.partition_point(|(other, _)| **other < *name)..];
        own.iter().take_while(move |(other, _)| *other == name).map(|(_, code)| *code)
    }

    /// The item of the economic classification (款) that a folded label names and nothing else, where the tables print one of
    /// that name: `基本工资`.
    pub fn economic(&self, label: &str) -> Option<&'t str> {
        self.only(label, ECONOMIC, 5)
    }

    /// The class of the economic classification (类) that a folded label names and nothing else, unless the tables print an item
    /// of that name: 其他资本性支出 is 310 in older tables, and 31099.
    pub fn economic_class(&self, label: &str) -> Option<&'static str> {
        economic_class(label).filter(|_| self.economic(label).is_none())
    }

    /// The item of the functional classification (项) that a folded label names and nothing else, where the tables print one of
    /// that name: `行政运行`.
    pub fn functional(&self, label: &str) -> Option<&'t str> {
        self.only(without_figure(label), FUNCTIONAL, 7)
    }

    /// The only code that a name has among those that begin so and are so long.
    fn only(&self, name: &str, begin: char, length: usize) -> Option<&'t str> {
        let name = bare(name);
        let mut codes = self.codes(&name).filter(|code| code.starts_with(begin) && code.len() == length);
        codes.next().filter(|code| codes.all(|other| other == *code))
    }

    /// The items that the paragraph names by class, group and item, and where each is named: one of them, of whatever depth,
    /// or several that all go down to an item (`1.…（项）120.00万元。2.…（项）80.00万元`). A group or an item without its class is
    /// of the class that was named last.
    pub fn named(&self, text: &str, class: Option<&'t str>) -> Vec<Named<'t>> {
        if let Some(item) = self.opened(text) {
            return vec![item];
        }
        if !may_name(text) {
            return Vec::new();
        }
        let is_in_words = text.contains("类)");
        let led = if is_in_words { Vec::new() } else { self.led(text) };
        if !led.is_empty() {
            return led;
        }
        if !is_in_words && !has_class_code(text) {
            if let (Some(class), true) = (class, text.contains(GROUP_ENDS) && !text.contains(ITEM_ENDS)) {
                return self.groups(text, 0, class).unwrap_or_default();
            }
            let pattern = ITEM_OF_CLASS.as_ref().filter(|_| text.contains(ITEM_ENDS));
            let Some(pattern) = pattern else { return Vec::new() };
            let item = |names: Captures<'_>| {
                let name = |group: usize| names.get(group).map(|found| found.as_str());
                let item = name(2)?;
                // A class that no sentence before names: 6.死亡抚恤（项）, 住房改革支出（款）住房公积金（项）.
                let group = name(1).and_then(|group| {
                    let own = class.and_then(|class| self.within(group, class, 5));
                    own.or_else(|| self.only(group, FUNCTIONAL, 5))
                });
                let Some(outer) = group.or(class) else {
                    let alone = self.only(item, FUNCTIONAL, 7).filter(|_| name(1).is_none())?;
                    return Some(Named { start: names.get(0)?.start(), code: Ok(alone) });
                };
                let is_elsewhere = || group.is_none() && self.within(item, "2", 7).is_some();
                let lacking = || self.prints_items_of(&outer[..3]) && !is_elsewhere();
                let code = self.within(item, outer, 7).map(Ok);
                let code = code.or_else(|| lacking().then(|| Err(numbering::strip(item).to_owned())))?;
                Some(Named { start: names.get(0)?.start(), code })
            };
            return pattern.captures_iter(text).map(item).collect::<Option<_>>().unwrap_or_default();
        }
        let Some(pattern) = ITEM.as_ref() else { return Vec::new() };
        let found: Vec<Captures<'_>> = pattern.captures_iter(text).collect();
        if found.len() > 1 && !found.iter().all(|names| names.get(3).is_some()) {
            return Vec::new();
        }
        let item = |names: &Captures<'_>| {
            let lacking = || {
                let name = names.get(3)?.as_str();
                self.lacks_items_of(names.get(1)?.as_str()).then(|| name.to_owned())
            };
            let code = self.code_of(names).map(Ok).or_else(|| lacking().map(Err))?;
            Some(Named { start: names.get(0)?.start(), code })
        };
        let mut items: Vec<Named> = found.iter().map(item).collect::<Option<_>>().unwrap_or_default();
        if let ([names], [Named { code: Ok(class), .. }]) = (&found[..], &items[..])
            && names.get(2).is_none()
            && let Some(end) = names.get(0).map(|found| found.end())
        {
            // 教育支出（类）90.00万元。其中：普通教育（款）80.00万元
            match self.groups(text, end, class) {
                Some(groups) => items.extend(groups),
                None => items.clear(),
            }
        }
        items
    }

    /// Whether the tables print items of a class, so that one which they do not print is none of theirs.
    fn prints_items_of(&self, class: &str) -> bool {
        let mut own = self.codes_from(class).iter().take_while(|(code, _)| code.starts_with(class));
        own.any(|(code, _)| code.len() == 7)
    }

    /// Whether the tables print items of the class of an item (项) that the classification has, and not this one.
    pub fn lacks(&self, code: &str) -> bool {
        code.len() == 7
            && !codes::names(code).is_empty()
            && self.prints_items_of(&code[..3])
            && self.printed(code).is_none()
    }

    /// Whether the tables would print the items of the class that a sentence names, if they had any money: they print others
    /// of it, or others while they do not print the class.
    fn lacks_items_of(&self, name: &str) -> bool {
        match self.within(name, "", 3) {
            Some(class) => self.prints_items_of(class),
            None => words::class_without_word(&bare(name)).is_some() && self.prints_items_of(""),
        }
    }

    /// The item whose code and name alone stand before the colon that a text begins with: `1.2130301行政运行：支出预算12.00万元`.
    fn opened(&self, text: &str) -> Option<Named<'t>> {
        let head = &text[..text.floor_char_boundary(LONGEST_LEAD)];
        let (said, name) = code(head.split_once(':')?.0)?;
        let code = self.codes(&bare(name)).find(|printed| *printed == said)?;
        Some(Named { start: 0, code: Ok(code) })
    }

    /// The code behind the name of an item that a text begins with, and those behind the names of others that follow:
    /// `2.水文测报（2130313）。…3.防汛（2130314）。`
    fn led(&self, text: &str) -> Vec<Named<'t>> {
        let coded = |open: usize| {
            let code = bracketed_code(text, open, "2130313".len())?;
            let from = text.floor_char_boundary(open.saturating_sub(LONGEST_LEAD));
            Some((text[from..open].rsplit(LEAD_ENDS).next()?, code))
        };
        let head = &text[..text.floor_char_boundary(LONGEST_LEAD)];
        let leads = || {
            let (name, code) = head[..head.find(LEAD_ENDS)?].strip_suffix(')')?.rsplit_once('(')?;
            coded(name.len()).filter(|(_, found)| *found == code)
        };
        if leads().is_none() {
            return Vec::new();
        }
        let known = |(open, (said, code)): (usize, (&str, &str))| {
            let name = bare(said.rsplit(')').next().unwrap_or(said));
            let code = self.codes(&name).find(|printed| *printed == code)?;
            Some(Named { start: open - said.len(), code: Ok(code) })
        };
        let coded = text.match_indices('(').filter_map(|(open, _)| Some((open, coded(open)?)));
        coded.map(known).collect::<Option<_>>().unwrap_or_default()
    }

    /// The codes of the groups that a text names from a place on, and of their items, all of one class; none where one is not
    /// known.
    fn groups(&self, text: &str, from: usize, class: &str) -> Option<Vec<Named<'t>>> {
        let behind = text.get(from..).filter(|behind| behind.contains(GROUP_ENDS));
        let Some((behind, pattern)) = behind.zip(GROUP.as_ref()) else { return Some(Vec::new()) };
        let code = |names: Captures<'_>| {
            let start = from + names.get(0)?.start();
            let group = self.within(names.get(1)?.as_str(), class, 5)?;
            let item = names.get(2).map(|item| self.within(item.as_str(), group, 7));
            Some(Named { start, code: Ok(item.unwrap_or(Some(group))?) })
        };
        pattern.captures_iter(behind).map(code).collect()
    }

    /// The code that the names of class, group and item have. Tables of items alone print neither class nor group.
    fn code_of(&self, names: &Captures<'_>) -> Option<&'t str> {
        let name = |group: usize| names.get(group).map(|found| found.as_str());
        let printed = self.within(name(1)?, "", 3);
        let class = || printed.or_else(|| words::class_without_word(&bare(name(1)?)));
        match (name(2), name(3)) {
            (None, _) => printed,
            (Some(group), None) => self.within(group, class()?, 5),
            (Some(group), Some(item)) => {
                let class = class()?;
                self.within(item, self.within(group, class, 5).unwrap_or(class), 7)
            }
        }
    }

    /// The code of this length within another that a name has in the tables, or has or had in the classification where the
    /// tables print it.
    fn within(&self, name: &str, outer: &str, length: usize) -> Option<&'t str> {
        let is_meant = |code: &&str| code.len() == length && code.starts_with(outer);
        let printed = || self.codes(&bare(name)).find(is_meant);
        let published =
            || functional_code(name, Some(outer)).filter(is_meant).and_then(|code| self.printed(code));
        printed().or_else(published)
    }
}

/// Whether a bracket closes in a text behind a code or one of the words that the names of items have: most have none.
fn may_name(text: &str) -> bool {
    let is_end = |c: char| c.is_ascii_digit() || matches!(c, '类' | '款' | '项');
    memchr::memchr_iter(b')', text.as_bytes()).any(|at| text[..at].ends_with(is_end))
}

/// Whether a bracket holds the code of a class: `卫生健康支出(210)`.
fn has_class_code(text: &str) -> bool {
    let is_code = |open: usize| bracketed_code(text, open, "210".len()).is_some();
    memchr::memchr_iter(b'(', text.as_bytes()).any(is_code)
}

/// The functional code of so many digits that is all a bracket holds.
fn bracketed_code(text: &str, open: usize, length: usize) -> Option<&str> {
    let code = text.get(open + 1..open + length + "()".len())?.strip_suffix(')')?;
    (code.starts_with(FUNCTIONAL) && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// What stands behind the last word or code that ends the name of an item: `预算数` in 行政运行（项）预算数 and 行政运行（2010101）预算数.
pub(crate) fn behind(label: &str) -> &str {
    let own = label.rsplit(['类', '款', '项']).next().unwrap_or(label);
    let coded = own.rsplit_once(')').filter(|(name, _)| name.ends_with(|c: char| c.is_ascii_digit()));
    coded.map_or(own, |(_, behind)| behind)
}

/// A folded name without its 支出: tables print 一般公共服务支出, sentences also 一般公共服务（类）.
fn bare(label: &str) -> Cow<'_, str> {
    match keyed(numbering::strip(label)) {
        Cow::Borrowed(name) => name.strip_suffix("支出").unwrap_or(name).into(),
        Cow::Owned(name) => name.strip_suffix("支出").map(str::to_owned).unwrap_or(name).into(),
    }
}

/// An item that a sentence names by class, group and item, `…(类)…(款)…(项)`, `…(208类)…(05款)…(01项)` or
/// `…(208)…(20805)…(2080501)` or `…(208)…(05)…(01)`, with or without dashes between them.
static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    naming(
        r"([^,。;:、()0-9.]+)\((?:\d*类|2\d{2})\)(?:[-—]*([^,。;:、()]+REMARK)\((?:\d*款|2\d{4}|\d{2})\))?(?:[-—]*([^,。;:、()]+REMARK)\((?:\d*项|2\d{6}|\d{2})\))?",
    )
});

/// An item that a sentence names by group and item, its class being named before: `…(款)…(项)`.
static ITEM_OF_CLASS: LazyLock<Option<Regex>> =
    LazyLock::new(|| naming(r"(?:([^,。;:、()0-9.]+REMARK)\(\d*款\)[-—]*)?([^,。;:、()]+REMARK)\(\d*项\)"));
/// A group that a sentence names, with or without an item, its class being named before: `…(款)`, `…(款)…(项)`.
static GROUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| naming(r"([^,。;:、()0-9.]+REMARK)\(\d*款\)(?:[-—]*([^,。;:、()]+REMARK)\(\d*项\))?"));

/// The pattern with the brackets that names of groups and items have: `政府办公厅(室)及相关机构事务(款)`.
fn naming(pattern: &str) -> Option<Regex> {
    let remarks: Vec<String> = codes::functional_remarks().into_iter().map(regex::escape).collect();
    let remark = format!(r"(?:\((?:{})\)[^,。;:、()]*)?", remarks.join("|"));
    Regex::new(&pattern.replace("REMARK", &remark)).ok()
}

/// The name of an item that a text begins with has fewer bytes, and ends with one of these.
const LONGEST_LEAD: usize = 192;
const LEAD_ENDS: [char; 3] = ['。', ':', ','];
/// What the names of classes end with.
const CLASS_ENDS: &str = "(类)";
/// What the names of groups end with.
const GROUP_ENDS: &str = "款)";
/// What the names of items end with.
pub(crate) const ITEM_ENDS: &str = "项)";

/// What functional codes begin with, and economic ones.
const FUNCTIONAL: char = '2';
const ECONOMIC: char = '3';

/// The functional code of an item that a sentence names, and what stands behind it: `2101301-城乡医疗救助`.
pub(crate) fn code(label: &str) -> Option<(&str, &str)> {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
    let mut rest = label;
    while let Some(start) = rest.find(is_of_number) {
        let behind = rest[start..].trim_start_matches(is_of_number);
        let number = &rest[start..rest.len() - behind.len()];
        // 1.2130301行政运行
        let number = match number.rsplit_once('.') {
            Some((count, code)) if count.len() <= 2 && code.len() == 7 => code,
            _ => number,
        };
        if number.starts_with(FUNCTIONAL) && matches!(number.len(), 3 | 5 | 7) && !number.contains('.') {
            return Some((number, behind));
        }
        rest = behind;
    }
    None
}

/// The class of the functional classification that a folded label names and nothing else: `教育支出预算数为`, `教育（类）支出`.
pub(crate) fn class(label: &str) -> Option<&'static str> {
    let name = without_figure(label);
    if !name.contains(CLASS_ENDS) {
        return functional_class(name);
    }
    match name.split_once(CLASS_ENDS)? {
        (class, "" | "支出") => words::class_without_word(class.trim_end_matches("支出")),
        _ => None,
    }
}

/// The class of the economic classification that a folded label names and nothing else: `工资福利支出预算`.
fn economic_class(label: &str) -> Option<&'static str> {
    codes::economic_class(without_figure(label))
}

/// A folded label without the words that only say which figure it is: `教育支出预算数为`.
fn without_figure(label: &str) -> &str {
    let label = label.trim_end_matches(['为', '数']);
    ["预算", "决算", "类科目", "科目"].iter().find_map(|figure| label.strip_suffix(figure)).unwrap_or(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_a_label_names() {
        for (label, found) in [
            ("一般公共服务支出预算", Some("201")),
            ("教育支出预算数为", Some("205")),
            ("教育(类)支出", Some("205")),
            ("教育支出科目", Some("205")),
            ("社会保障和就业支出(类)决算", Some("208")),
            ("教育费附加安排的支出", None),
            ("教育(类)普通教育(款)", None),
            ("部门支出预算", None),
            ("支出预算", None),
        ] {
            assert_eq!(class(label), found, "{label}");
        }
    }

    #[test]
    fn economic_classes_that_a_label_names() {
        for (label, found) in [
            ("工资福利支出预算", Some("301")),
            ("商品和服务支出决算数为", Some("302")),
            ("对个人和家庭的补助", Some("303")),
            ("机关工资福利支出", Some("501")),
            ("办公费", None),
            ("工资福利支出等", None),
        ] {
            assert_eq!(economic_class(label), found, "{label}");
        }
    }

    #[test]
    fn codes_that_a_sentence_names() {
        for (label, found) in [
            ("（五）2101301-城乡医疗救助", Some(("2101301", "-城乡医疗救助"))),
            ("208社会保障和就业", Some(("208", "社会保障和就业"))),
            ("2024年安排20805项", Some(("20805", "项"))),
            ("1.2130301行政运行", Some(("2130301", "行政运行"))),
            ("比2.08增加", None),
            ("2080房", None),
        ] {
            assert_eq!(code(label), found, "{label}");
        }
    }
}
