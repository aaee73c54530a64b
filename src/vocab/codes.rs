//! The classifications that figures are coded by: which code a name has, and which names a code has had.
//!
//! Functional codes say what money is for (`2080505`: class 208, section 20805, item), economic codes what it is spent on
//! (`30101`). Names change over the years (210 was 医疗卫生支出, then 医疗卫生与计划生育支出, now 卫生健康支出), codes rarely.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::wording::fold;

const FUNCTIONAL: &str = include_str!("functional.tsv");
const ECONOMIC: &str = include_str!("economic.tsv");

/// A classification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Classification {
    /// 支出功能分类
    Functional,
    /// 支出经济分类, of departments (3…) and of governments (5…)
    Economic,
    /// 收入分类
    Revenue,
}

impl Classification {
    /// The classification that has codes of this shape.
    pub(crate) fn of_code(code: &str) -> Option<Self> {
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let class: u16 = code.get(..3)?.parse().ok()?;
        match (class, code.len()) {
            (201..=234, 3 | 5 | 7) => Some(Self::Functional),
            (301..=399 | 501..=599, 3 | 5) => Some(Self::Economic),
            (101..=111, 3 | 5 | 7 | 9) => Some(Self::Revenue),
            _ => None,
        }
    }
}

/// A name that a code has or had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name as published.
    pub name: &'static str,
    /// Whether it is the name in force.
    pub in_force: bool,
}

/// The codes of a name; most have one.
type Codes = SmallVec<[&'static str; 1]>;

struct List {
    /// The code of each of `names`, in order.
    coded: Vec<&'static str>,
    names: Vec<Name>,
    /// The codes of folded names without 支出, classes first; looked up, never iterated.
    codes: FxHashMap<String, Codes>,
    classes: Classes,
}

/// The names of classes as they are in `codes`; looked up, never iterated.
struct Classes {
    codes: FxHashMap<String, &'static str>,
    /// What they begin with.
    begin: BTreeSet<char>,
    /// How long they are at most.
    longest: usize,
}

impl Classes {
    /// The class of a name which is a key. Most names begin as that of no class does, or go on where it ends.
    fn code(&self, name: &str) -> Option<&'static str> {
        let mut letters = letters(name);
        let first = letters.next().filter(|first| self.begin.contains(first))?;
        let longest = self.longest + WORD.len();
        let mut bare = String::with_capacity(longest);
        bare.push(first);
        for letter in letters {
            if bare.len() >= longest {
                return None;
            }
            bare.push(letter);
        }
        self.codes.get(without_word(&bare)).copied()
    }
}

static FUNCTIONAL_LIST: LazyLock<List> = LazyLock::new(|| List::read(FUNCTIONAL));
static ECONOMIC_LIST: LazyLock<List> = LazyLock::new(|| List::read(ECONOMIC));

impl List {
    fn read(tsv: &'static str) -> Self {
        let (mut coded, mut names) = (Vec::new(), Vec::new());
        for line in super::entries(tsv) {
            let [code, name, years @ ..] = line.as_slice() else { continue };
            let in_force = years.first().is_none_or(|years| years.ends_with('-'));
            coded.push(*code);
            names.push(Name { name, in_force });
        }
        let mut classes = Classes { codes: FxHashMap::default(), begin: BTreeSet::new(), longest: 0 };
        let mut codes = FxHashMap::<String, Codes>::default();
        let mut all: Vec<(&str, &Name)> = coded.iter().copied().zip(&names).collect();
        all.sort_by_key(|(code, _)| (code.len(), *code));
        for (code, name) in all {
            let name = bare(name.name);
            if code.len() == 3 {
                classes.begin.extend(name.chars().next());
                classes.longest = classes.longest.max(name.len());
                // The first of several codes is kept.
                classes.codes.entry(name.clone()).or_insert(code);
            }
            let own = codes.entry(name).or_default();
            if own.last() != Some(&code) {
                own.push(code);
            }
        }
        Self { coded, names, codes, classes }
    }

    /// The names of a code.
    fn names(&self, code: &str) -> &[Name] {
        let first = self.coded.partition_point(|coded| *coded < code);
        let names = self.coded[first..].iter().take_while(|coded| **coded == code).count();
        &self.names[first..first + names]
    }

    /// The codes of a folded name, classes first.
    fn codes(&self, bare: &str) -> impl Iterator<Item = &'static str> + Clone {
        self.codes.get(bare).into_iter().flatten().copied()
    }

    /// The code of a name. One that several codes have (行政运行) is the nearest to the code `above`; without one it is a
    /// class, or of departments (会议费 is 30215 of departments and 50202 of governments), or unknown.
    fn code(&self, name: &str, above: Option<&str>) -> Option<&'static str> {
        let bare = bare(name);
        let codes = self.codes(&bare);
        let first = codes.clone().next()?;
        if codes.clone().nth(1).is_none() {
            return Some(first);
        }
        let near = [above, above.and_then(|code| code.get(..5)), above.and_then(|code| code.get(..3))]
            .into_iter()
            .flatten()
            .find_map(|prefix| {
                codes.clone().find(|code| code.starts_with(prefix) && code.len() > prefix.len())
            });
        let mut departments = codes.filter(|code| code.starts_with('3'));
        near.or_else(|| Some(first).filter(|code| code.len() == 3))
            .or_else(|| departments.next().filter(|_| departments.next().is_none()))
    }
}

/// Characters that are printed or left out at will.
const LEFT_OUT: [char; 2] = ['的', '和'];

/// The folded name without its 的, 和 and 支出, which are printed or left out at will.
fn bare(name: &str) -> String {
    bare_of(fold(name))
}

/// [`bare`] of a folded name.
fn bare_of(mut folded: String) -> String {
    folded.retain(|c| !LEFT_OUT.contains(&c));
    folded.truncate(without_word(&folded).len());
    folded
}

const WORD: &str = "支出";

/// A name without its 支出, but for 其他支出.
fn without_word(name: &str) -> &str {
    match name.strip_suffix(WORD) {
        Some(rest) if rest.chars().count() > 2 || !rest.starts_with("其") => rest,
        _ => name,
    }
}

/// The functional code of a name below or beside the code `above`: 卫生健康支出 is 210, and 行政运行 beside 20126 2012601.
pub(crate) fn functional_code(name: &str, above: Option<&str>) -> Option<&'static str> {
    FUNCTIONAL_LIST.code(name, above)
}

/// What the brackets hold that names of the functional classification have: the 室 of 政府办公厅（室）及相关机构事务.
pub(crate) fn functional_remarks() -> BTreeSet<&'static str> {
    let names = FUNCTIONAL_LIST.names.iter().map(|name| name.name);
    names.filter_map(|name| Some(name.split_once('（')?.1.split_once('）')?.0)).collect()
}

/// The functional class that a name is of which is a key, as texts are compared by: 教育支出 is 205.
pub(crate) fn functional_class(name: &str) -> Option<&'static str> {
    FUNCTIONAL_LIST.classes.code(name)
}

/// The economic class that a name is of which is a key: 工资福利支出 is 301.
pub(crate) fn economic_class(name: &str) -> Option<&'static str> {
    ECONOMIC_LIST.classes.code(name)
}

/// What a key and its [`bare`] name have in common.
fn letters(key: &str) -> impl Iterator<Item = char> {
    let is_letter = |c: &char| ('一'..='\u{9fff}').contains(c) || c.is_alphanumeric();
    key.chars().filter(move |c| is_letter(c) && !LEFT_OUT.contains(c))
}

/// The economic code of a name below or beside the code `above`: 办公费 is 30201.
pub(crate) fn economic_code(name: &str, above: Option<&str>) -> Option<&'static str> {
    ECONOMIC_LIST.code(name, above)
}

/// The code of a name in the economic classification of governments: 对个人和家庭的补助, 303 of departments, is 509.
pub(crate) fn government_code(name: &str, above: Option<&str>) -> Option<&'static str> {
    let bare = bare(name);
    let codes = ECONOMIC_LIST.codes(&bare).filter(|code| code.starts_with('5'));
    let class = above.and_then(|code| code.get(..3));
    let near =
        codes.clone().find(|code| class.is_some_and(|class| code.len() > 3 && code.starts_with(class)));
    let mut whole = codes.clone().filter(|code| code.len() == 3);
    let mut only = codes.clone();
    near.or_else(|| whole.next()).or_else(|| only.next().filter(|_| only.next().is_none()))
}

/// Whether a name is one of a class, group or item of either classification, whatever its code.
pub(crate) fn is_listed(name: &str) -> bool {
    lists_of(&bare(name)).next().is_some()
}

/// Which classifications have a class, group or item of this name, which is a key, as texts are compared by.
pub(crate) fn lists_of_key(key: &str) -> impl Iterator<Item = Classification> {
    let mut bare = String::with_capacity(key.len());
    bare.extend(letters(key));
    lists_of(without_word(&bare))
}

/// Which classifications have this [`bare`] name.
fn lists_of(bare: &str) -> impl Iterator<Item = Classification> + use<> {
    let lists = [(Classification::Functional, &FUNCTIONAL_LIST), (Classification::Economic, &ECONOMIC_LIST)];
    let listed = lists.map(|(of, list)| list.codes(bare).next().map(|_| of));
    listed.into_iter().flatten()
}

/// Whether a name goes on below the row of its item (项) with what the money is for: both rows print the code, the first
/// as the classification names it.
pub(crate) fn is_spent_on(printed: &str, code: &str, heading: &str) -> bool {
    let heading = bare(heading);
    let heads = code.len() == 7 && names(code).iter().any(|name| bare(name.name) == heading);
    heads && !is_name_of(printed, code)
}

/// Whether a printed name is one of those that the code has had; brackets, blanks and punctuation do not count, nor 支出
/// or 的, nor what is printed before or after the whole name. True for a code that is not in the lists.
pub(crate) fn is_name_of(printed: &str, code: &str) -> bool {
    let printed = bare(printed);
    names(code).is_empty()
        || names(code)
            .iter()
            .map(|name| bare(name.name))
            .any(|name| printed == name || (name.chars().count() >= 4 && printed.contains(&name)))
}

/// The names that a code has had, none for a code that is not in the lists.
pub(crate) fn names(code: &str) -> &'static [Name] {
    let list = match Classification::of_code(code) {
        Some(Classification::Functional) => &FUNCTIONAL_LIST,
        Some(Classification::Economic) => &ECONOMIC_LIST,
        _ => return &[],
    };
    list.names(code)
}

#[cfg(test)]
mod tests {
    use super::super::{assert_tidy, entries};
    use super::*;

    #[test]
    fn files_are_tidy() {
        assert_tidy("functional.tsv", FUNCTIONAL, 2, 3);
        assert_tidy("economic.tsv", ECONOMIC, 2, 3);
    }

    #[test]
    fn names_in_the_classification_of_governments() {
        for (name, above, code) in [
            ("对个人和家庭的补助", None, Some("509")),
            ("债务利息及费用支出", None, Some("511")),
            ("机关工资福利支出", None, Some("501")),
            ("其他支出", None, Some("599")),
            ("会议费", None, Some("50202")),
            ("基本工资", None, None),
        ] {
            assert_eq!(government_code(name, above), code, "{name}");
        }
    }

    #[test]
    fn every_code_has_its_shape_and_its_parents() {
        for (tsv, classification) in
            [(FUNCTIONAL, Classification::Functional), (ECONOMIC, Classification::Economic)]
        {
            for line in entries(tsv) {
                assert_eq!(Classification::of_code(line[0]), Some(classification), "{line:?}");
                let (parent, _) = line[0].split_at(line[0].len() - 2);
                assert!(parent.len() < 3 || !names(parent).is_empty(), "{line:?} has no parent");
            }
        }
    }

    #[test]
    fn a_code_has_at_most_one_name_in_force() {
        for code in entries(FUNCTIONAL).chain(entries(ECONOMIC)).map(|line| line[0]) {
            assert!(names(code).iter().filter(|name| name.in_force).count() <= 1, "{code}");
        }
    }

    #[test]
    fn names_give_codes() {
        for (name, code) in [
            ("卫生健康支出", Some("210")),
            ("医疗卫生与计划生育", Some("210")),
            ("国土海洋气象等支出", Some("220")),
            ("其他支出", Some("229")),
            ("其他", None),
            ("行政运行", None),
            ("城乡医疗救助", Some("2101301")),
        ] {
            assert_eq!(functional_code(name, None), code, "{name}");
        }
        assert_eq!(functional_code("行政运行", Some("20126")), Some("2012601"));
        assert_eq!(functional_code("一般行政管理事务", Some("2012601")), Some("2012602"));
        assert_eq!(functional_code("其他卫生健康支出", Some("210")), Some("21099"));
        assert_eq!(economic_code("办公设备购置", Some("310")), Some("31002"));
        for (name, code) in [
            ("商品和服务支出", Some("302")),
            ("商品服务支出", Some("302")),
            ("对个人和家庭补助", Some("303")),
            ("会议费", Some("30215")),
            ("办公设备购置", None),
        ] {
            assert_eq!(economic_code(name, None), code, "{name}");
        }
    }

    #[test]
    fn former_and_lenient_names_are_names() {
        for (code, printed, is_name) in [
            ("210", "医疗卫生与计划生育支出", true),
            ("2080505", "机关事业单位基本养老保险缴费", true),
            ("20805", "行政事业单位离退休", true),
            ("30213", "维修(护)费", true),
            ("303", "对个人和家庭补助支出", true),
            ("2101501", "行政支出", false),
            ("2101501", "事业运行", false),
            ("2109876", "未列入名录的项目", true),
        ] {
            assert_eq!(is_name_of(printed, code), is_name, "{code} {printed}");
        }
    }
}
