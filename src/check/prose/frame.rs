//! What is said in front of amounts until a sentence or a heading says so again: whose money, of which unit, of which year.
//!
//! `2025年，全县政府性基金收入完成50万元。加上上级补助收入2万元，收入总计52万元`: 收入总计 is that of the fund, and of 2025. What stands
//! under 2023年预算执行情况 is of 2023, and what is told of a unit below the department is not the department's.

use std::collections::BTreeSet;

use super::is_of_item;
use crate::check::header::Version;
use crate::check::label::{Author, Label, Topic};
use crate::check::sentence::{Amount, DIVIDES};
use crate::check::sheet::Sheet;
use crate::check::standpoint::years;
use crate::check::words::{self, Meaning};
use crate::text::fold::keyed;
use crate::text::numbering::{self, Numbering};
use crate::vocab;

/// Words for the year before the document's, and for that.
const YEAR_BEFORE: [&str; 2] = ["上年", "去年"];
const THIS_YEAR: [&str; 2] = ["本年", "今年"];
/// Words of headings over what came of a budget.
const CAME_OUT: [&str; 3] = ["执行", "决算", "完成情况"];
/// Words for units below the one that speaks, and those in front of them that count itself with them.
const BELOW: [&str; 4] = ["下属", "所属", "直属", "二级单位"];
const WITH: [char; 6] = ['及', '和', '与', '含', '括', '、'];
/// Words for the one that speaks.
const OWN: [&str; 5] = ["本部门", "本单位", "我局", "我单位", "我部门"];
/// What the unit is called that is the department itself without those below it.
const OFFICES: [&str; 2] = ["本级", "机关"];
/// A text that names more units is a collection of their budgets.
const MOST_UNITS: usize = 64;
/// What is left of the name of a unit without the words that its department's begins with too has so many characters.
const LEAST_NAME: usize = 3;
/// Two names of one unit end in so many characters alike.
const LEAST_ALIKE: usize = 4;
/// What the one that speaks calls itself by.
const OF_OWN: [char; 4] = ['本', '我', '全', '各'];
/// A line of so many bytes may be a name that paragraphs stand under.
pub(super) const LONGEST_NAME: usize = 96;

/// The units that the tables tell of one by one, by what they are called, folded.
#[derive(Debug, Default)]
pub(super) struct Units {
    names: Vec<String>,
    /// What the department's own office is called: `局本级`, `局机关`.
    offices: Vec<&'static str>,
}

impl Units {
    /// Those that rows are of. One alone is the document's own.
    pub fn of(sheets: &[Sheet<'_>], author: &Author) -> Self {
        let rows = sheets.iter().flat_map(|sheet| &sheet.table.rows);
        let printed: BTreeSet<&str> = rows.filter_map(|row| row.org_name.as_deref()).collect();
        if !(2..=MOST_UNITS).contains(&printed.len()) {
            return Self::default();
        }
        let units: Vec<String> = printed.into_iter().map(|name| keyed(name).into_owned()).collect();
        let of_author = |unit: &&String| author.name.is_empty() || unit.starts_with(&author.name);
        let is_office = |office: &&str| units.iter().filter(of_author).any(|unit| unit.ends_with(*office));
        let offices = OFFICES.into_iter().filter(is_office).collect();
        let others = units.iter().filter(|unit| **unit != author.name);
        Self { names: others.map(|unit| own_name(unit, &author.name).to_owned()).collect(), offices }
    }

    /// Whether words name one of them or all, and not the one that speaks.
    fn are_named(&self, words: &str, author: &Author) -> bool {
        let names = || self.names.iter().any(|name| words.contains(name.as_str()));
        let is_office = || self.offices.iter().any(|office| words.contains(office)) && !words.contains(WITH);
        let is_below = |word: &str| {
            let before = words.split_once(word).map(|(before, _)| before);
            before.is_some_and(|before| !before.ends_with(WITH) && !names_author(before, author))
        };
        let are_all = || words.split_once('全').is_some_and(|(_, of)| of.contains("系统"));
        let is_unit = || leading_name(words).is_some_and(|name| is_unit(name, author));
        (names() || is_unit() || is_office() || are_all() || BELOW.iter().any(|word| is_below(word)))
            && !names_itself(words)
    }
}

/// What words begin with in front of a colon, a full stop or a year: `1.文化馆。2024年收入预算`.
fn leading_name(words: &str) -> Option<&str> {
    let name = numbering::strip(words);
    let ends = |(at, c): &(usize, char)| {
        matches!(c, ':' | '。') || c.is_ascii_digit() && years(&name[*at..]).next().is_some()
    };
    name.char_indices().take_while(|(at, _)| *at < LONGEST_NAME).find(ends).map(|(at, _)| &name[..at])
}

/// Whether a name is that of a unit which is not the one that speaks (全局, 本中心, what its own name ends with).
fn is_unit(name: &str, author: &Author) -> bool {
    let length = name.chars().count();
    let alike = name.chars().rev().zip(author.name.chars().rev()).take_while(|(one, other)| one == other);
    // 市医保局 is 临川市医疗保障局.
    let is_short = || {
        let mut own = author.name.chars();
        name.chars().all(|c| own.any(|other| other == c))
    };
    let is_own = alike.count() >= length.min(LEAST_ALIKE) || name.starts_with(OF_OWN) || is_short();
    let is_known = !author.name.is_empty() && length >= LEAST_NAME;
    is_known && !is_own && !names_author(name, author) && vocab::organization_name(name)
}

/// The name of a unit without the words that the name of its department begins with too, unless little is left.
fn own_name<'n>(unit: &'n str, department: &str) -> &'n str {
    let common = unit.chars().zip(department.chars()).take_while(|(one, other)| one == other);
    let own = &unit[common.map(|(one, _)| one.len_utf8()).sum()..];
    if own.chars().count() < LEAST_NAME { unit } else { own }
}

/// Whether the one that speaks calls itself so (本部门).
fn names_itself(words: &str) -> bool {
    OWN.iter().any(|own| words.contains(own))
}

/// Whether words name the one that speaks.
fn names_author(words: &str, author: &Author) -> bool {
    !author.name.is_empty() && words.contains(&author.name) || names_itself(words)
}

/// What the headings say of the amounts that stand under them.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Under {
    year: Option<u16>,
    is_of_unit: bool,
    /// How the heading is numbered that says so.
    style: Option<Numbering>,
}

impl Under {
    /// What is said under one more heading: it may say something itself, or end what one like it said.
    pub fn heading(self, head: &str, author: &Author, units: &Units) -> Self {
        let style = numbering::split(head).map(|(style, _)| style);
        let year = CAME_OUT.iter().any(|word| head.contains(word)).then(|| year_of(head, author)).flatten();
        let year = year.filter(|year| Some(*year) != author.year);
        let is_of_unit = units.are_named(head, author);
        match year.is_some() || is_of_unit || style == self.style || !is_of_item(head) {
            true => Self { year, is_of_unit, style },
            false => self,
        }
    }
}

/// The only year that words name.
fn year_of(words: &str, author: &Author) -> Option<u16> {
    let before = YEAR_BEFORE.iter().any(|word| words.contains(word)).then(|| author.year?.checked_sub(1));
    let mut named = years(words).chain(before.flatten());
    let first = named.next()?;
    named.all(|year| year == first).then_some(first)
}

/// What is said of the amounts that follow.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Frame {
    fund: Option<Meaning>,
    pub year: Option<u16>,
    /// Whether a unit is spoken of that is not the document's own.
    pub is_of_unit: bool,
    /// The figure that the last amount is, and the one that parts of what the clause divides are.
    last: Version,
    divided: Version,
}

impl Frame {
    /// What is said at the beginning of a paragraph.
    pub fn under(under: Under) -> Self {
        Self { year: under.year, is_of_unit: under.is_of_unit, ..Self::default() }
    }

    /// What is said in front of an amount; the one before it ends at `before`, at the beginning of a paragraph nowhere.
    pub fn to(
        self,
        text: &str,
        before: usize,
        (amount, label): (&Amount<'_>, &Label),
        author: &Author,
        units: &Units,
    ) -> Self {
        let words = &text[before..amount.start];
        let divided = match DIVIDES.iter().any(|word| words.contains(word)) {
            true => self.last,
            false if words.contains(['。', ';']) => Version::Plain,
            false => self.divided,
        };
        let is_beside = label.moved.is_some() || label.compares() || label.is_completed();
        let last = if is_beside { self.last } else { label.version(author) };
        let frame = Self { last, divided, ..self };
        let clause = words.rsplit(['。', ';']).next().unwrap_or_default();
        let sentence = text[..amount.start].rsplit('。').next().unwrap_or_default();
        let begins = before == 0 || clause.len() < words.len();
        if !begins || label.moved.is_some() || DIVIDES.iter().any(|word| sentence.contains(word)) {
            return frame;
        }
        // 上年度收入预算90万元，支出预算90万元
        let year_before = || author.year.filter(|_| label.is_other_year(author))?.checked_sub(1);
        let year = years(clause).last().or_else(year_before);
        let year = year.or(self.year.filter(|_| !THIS_YEAR.iter().any(|word| clause.contains(word))));
        // 1.文化馆。2024年收入预算90万元 begins with the unit.
        let lead = if before == 0 { words } else { clause };
        // 下属2家机关机关运行经费 says itself that these are all there are.
        let lead = if label.certain { lead.strip_suffix(amount.label).unwrap_or(lead) } else { lead };
        let is_of_unit = units.are_named(lead, author) || self.is_of_unit && !names_author(lead, author);
        Self { fund: fund_of(label).or(self.fund), year, is_of_unit, ..frame }
    }

    /// The figure that an amount is: where it does not say so, that of what its clause divides (三公经费预算数9万元，其中：公务接待费4万元).
    pub fn version(self, label: &Label, author: &Author) -> Version {
        match label.version(author) {
            Version::Plain if !label.is_final() => self.divided,
            version => version,
        }
    }

    /// Whether a fund is spoken of that is not the general public budget.
    pub fn is_of_other_fund(self) -> bool {
        words::FUNDS[1..].iter().any(|fund| Some(fund.meaning) == self.fund)
    }
}

/// The fund that a label names.
fn fund_of(label: &Label) -> Option<Meaning> {
    let named = match label.topic {
        Topic::Whole(scope) => label.money.or(words::money_of(scope.name)),
        Topic::Part(part) => Some(part),
        Topic::Unnamed => label.money,
    };
    named.filter(|money| money.starts_with("fund."))
}
