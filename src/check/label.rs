//! What the words in front of an amount say: what it is the amount of, and whether they leave a doubt.
//!
//! `2024年度本部门支出预算总额为` is 支出预算 and words that name no other money. `下属单位支出预算为` has a word too many: whose
//! budget it is, only its author knows, so such a sentence may prove a figure but never contradicts it.

use std::borrow::Cow;

use crate::check::header::Version;
use crate::check::sentence;
use crate::check::words::{self, Meaning, Move, Scope};
use crate::document::{Document, DocumentKind};
use crate::text::fold::{key, keyed};
use crate::text::numbering;

/// What the words begin with for a figure that another is compared with.
const COMPARES: [char; 3] = ['比', '较', '与'];

/// What a bracket begins with that says what is not counted with a name in front of it.
const COUNTS: [&str; 2] = ["不含", "不包括"];

/// What a document says of itself that its sentences take for granted.
#[derive(Debug)]
pub(crate) struct Author {
    pub kind: DocumentKind,
    pub year: Option<u16>,
    /// The folded name of the issuer.
    pub name: String,
}

impl Author {
    pub fn of(document: &Document) -> Self {
        let identity = &document.document;
        let name = identity.issuer.name.as_deref().map(key).unwrap_or_default();
        Self { kind: identity.kind, year: identity.fiscal_year, name }
    }
}

/// What a sentence speaks of: whose money, and what of it.
pub(crate) type Subject = (Meaning, Meaning);

/// What an amount is the amount of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// A whole that some table states: 收入预算.
    Whole(&'static Scope),
    /// A part of what was spoken of: 基本支出.
    Part(Meaning),
    /// Nothing that is named.
    Unnamed,
}

/// The words in front of an amount.
#[derive(Debug)]
pub(crate) struct Label<'a> {
    /// Folded, without numbering.
    pub text: Cow<'a, str>,
    pub topic: Topic,
    /// The fund or source that is named besides: `一般公共预算拨款安排的机关运行经费`.
    pub money: Option<Meaning>,
    /// Whether nothing else is said.
    pub certain: bool,
    /// Whether it is named beyond doubt, whosever it is: `市本级安排的2024年三公经费`.
    pub named: bool,
    /// Which way the amount is said to have moved: it is a difference then.
    pub moved: Option<Move>,
}

impl<'a> Label<'a> {
    /// Reads the words in front of an amount.
    pub fn of(printed: &'a str, author: &Author) -> Self {
        let mut text = keyed(numbering::strip(printed));
        if !author.name.is_empty() && text.contains(&author.name) {
            text = text.replacen(&author.name, "", 1).into();
        }
        if let Some(at) = text.find('、')
            && let Some(revenue) = sentence::both_sides(&text, at).map(str::len)
        {
            // 收入总计、支出总计 is 收支总计.
            let behind = at + "、支".len() + usize::from(revenue > 0) * "出".len();
            text = format!("{}支{}", &text[..at - revenue], &text[behind..]).into();
        }
        let (mut topic, mut money, certain) = spoken_of(&text, author);
        let moved = words::direction(&text);
        let is_open = || moved.is_none() && !matches!(topic, Topic::Part(_));
        let own = if certain || !is_open() { None } else { behind_owner(&text) };
        let own = own.map(|own| spoken_of(own, author));
        let own = own.filter(|(topic, _, certain)| *certain && matches!(topic, Topic::Whole(_)));
        let limited = if certain || moved.is_some() { None } else { limited(&text) };
        let limited = limited.map(|name| spoken_of(name, author));
        let own = own.or(limited.filter(|(topic, _, certain)| *certain && matches!(topic, Topic::Part(_))));
        let named = certain || own.is_some();
        if let Some(own) = own {
            (topic, money, _) = own;
        }
        Self { text, topic, money, certain, named, moved }
    }

    /// The label with words of its own.
    pub fn into_owned(self) -> Label<'static> {
        let Self { text, topic, money, certain, named, moved } = self;
        Label { text: Cow::Owned(text.into_owned()), topic, money, certain, named, moved }
    }

    /// Whether the amount is only said to be a difference (比上年增加), without an item of its own.
    pub fn is_bare_move(&self, author: &Author) -> bool {
        self.moved.is_some() && is_plain(&self.text, author)
    }

    /// Which way what was spent is from its budget, where the amount is only said to be what the two are apart (超预算, 结余).
    pub fn unspent(&self, author: &Author) -> Option<Move> {
        self.only(author, words::unspent)
    }

    /// Which way one figure is from another, where the amount is only said to be what the two are apart (决算数小于预算数).
    pub fn apart(&self, author: &Author) -> Option<Move> {
        self.only(author, words::comparison)
    }

    /// The last of such words, where nothing else is said.
    fn only(&self, author: &Author, word: fn(&str) -> Option<(usize, Move)>) -> Option<Move> {
        let (mut rest, mut way) = (&*self.text, None);
        while !rest.is_empty() {
            let found = word(rest);
            let length = found.map(|(length, _)| length).or_else(|| filler(rest, author))?;
            way = found.map(|(_, way)| way).or(way);
            rest = &rest[length..];
        }
        way
    }

    /// Whether another figure is compared with the amount (较上年3.00万元).
    pub fn compares(&self) -> bool {
        self.text.starts_with(COMPARES)
    }

    /// Whether the amount is a budget that another figure is said to complete (完成年初预算3.00万元的90%).
    pub fn is_completed(&self) -> bool {
        self.text.starts_with("完成") && self.is_budget()
    }

    /// The last year that the words name.
    pub fn year(&self) -> Option<u16> {
        self.text.rmatch_indices('年').find_map(|(at, _)| year_before(&self.text[..at]))
    }

    /// Whether the words speak of a year that is not the document's.
    pub fn is_other_year(&self, author: &Author) -> bool {
        let is_other = |before: &str| {
            let year = || year_before(before).filter(|year| (1990..2100).contains(year));
            before.ends_with(['上', '去'])
                || author.year.is_some_and(|own| year().is_some_and(|year| year != own))
        };
        // 上年结转 is money of this year's budget.
        let is_carried = |behind: &str| {
            let behind = behind.strip_prefix('度').unwrap_or(behind);
            behind.starts_with("结转") || behind.starts_with("结余")
        };
        self.text
            .match_indices('年')
            .any(|(at, year)| is_other(&self.text[..at]) && !is_carried(&self.text[at + year.len()..]))
    }

    /// The words behind the year that is named last.
    pub fn without_year(&self) -> &str {
        self.text.rsplit('年').next().unwrap_or(&self.text)
    }

    /// Whether the words call the amount a budget, beyond the names of the funds (一般公共预算).
    pub fn is_budget(&self) -> bool {
        self.text.contains("预算") && words::without_funds(&self.text).contains("预算")
    }

    /// Whether the words call the amount a budget, and no account of one.
    pub fn is_budgeted(&self) -> bool {
        self.is_budget() && !self.is_final()
    }

    /// Whether the words call the amount a final one.
    pub fn is_final(&self) -> bool {
        self.text.contains("决算")
    }

    /// The figure that is meant: in the accounts, what is only called a budget is another one.
    pub fn version(&self, author: &Author) -> Version {
        let is_other = author.kind == DocumentKind::FinalAccounts && self.is_budgeted();
        if is_other { Version::Budget } else { Version::Plain }
    }
}

/// What folded words say that an amount is of, the money that they name besides, and whether they say nothing else.
fn spoken_of(text: &str, author: &Author) -> (Topic, Option<Meaning>, bool) {
    let mut rest = text;
    let (mut topic, mut money) = (Topic::Unnamed, None);
    while !rest.is_empty() {
        let whole = words::said_first(rest);
        let part = words::named(rest).filter(|(_, meaning)| !words::is_of_the_year(meaning));
        match (whole, part) {
            (Some((word, scope)), part) if part.is_none_or(|(named, _)| named.len() <= word.len()) => {
                topic = Topic::Whole(scope);
                rest = &rest[word.len()..];
                break;
            }
            (_, Some((word, meaning))) => {
                rest = &rest[word.len()..];
                if !words::is_money(meaning) {
                    topic = Topic::Part(meaning);
                    break;
                }
                // 基金预算财政拨款 is money of the fund.
                money = money.filter(|_| meaning == "source.appropriation").or(Some(meaning));
            }
            _ => match filler(rest, author) {
                Some(length) => rest = &rest[length..],
                None => break,
            },
        }
    }
    let mut certain = is_plain(rest, author);
    match (topic, money) {
        (Topic::Unnamed, Some(meaning)) if certain => topic = Topic::Part(meaning),
        (Topic::Unnamed, _) if !certain => {
            money = words::meaning(text).filter(|meaning| words::is_money(meaning));
            topic = words::said(text).map_or(Topic::Unnamed, Topic::Whole);
            certain = matches!(topic, Topic::Whole(scope) if scope.name == "operating_funds")
                && is_of_all_offices(text, author);
        }
        _ => {}
    }
    (topic, money, certain)
}

/// What a text names in front of a bracket that says what is not counted with it: `事业收入（不含专户管理教育收费）`.
fn limited(text: &str) -> Option<&str> {
    let (name, remark) = text.strip_suffix(')')?.split_once('(')?;
    COUNTS.iter().any(|word| remark.starts_with(word)).then_some(name)
}

/// What stands behind the words that say whose money a label names, or of which year.
fn behind_owner(text: &str) -> Option<&str> {
    let year = || text.find('年').filter(|&at| year_before(&text[..at]).is_some());
    let owner = text.rfind('的').or_else(year)?;
    text.get(owner + '的'.len_utf8()..)
}

/// The number of four digits that a text ends with.
pub(crate) fn year_before(text: &str) -> Option<u16> {
    text.get(text.len().checked_sub(4)?..)?.parse().ok()
}

/// Whether a text is made of words that name no money.
pub(crate) fn is_plain(text: &str, author: &Author) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let Some(length) = filler(rest, author) else { return false };
        rest = &rest[length..];
    }
    true
}

/// Whether the words around 机关运行经费 name nothing but all of the offices that have any: `下属1家机关和1家参公事业单位`.
fn is_of_all_offices(text: &str, author: &Author) -> bool {
    let (mut rest, mut ranks) = (text, 0);
    while !rest.is_empty() {
        let named = words::said_first(rest).map(|(word, _)| word.len());
        let counted = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let office = words::office(rest);
        if let Some((_, rank)) = office {
            ranks |= rank;
        }
        let word = named.or(office.map(|(length, _)| length)).or_else(|| filler(rest, author));
        let Some(length) = word.or((counted > 0).then_some(counted)) else { return false };
        rest = &rest[length..];
    }
    ranks == 0b11
}

/// The length of the word at the start of a text that names no money: `安排`, `2024年`, the issuer.
fn filler(text: &str, author: &Author) -> Option<usize> {
    if !author.name.is_empty() && text.starts_with(&author.name) {
        return Some(author.name.len());
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 4 && text[digits..].starts_with('年') {
        let year = digits + '年'.len_utf8();
        return Some(if text[year..].starts_with('度') { year + '度'.len_utf8() } else { year });
    }
    words::filler(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_amount_is_the_amount_of() {
        let author =
            Author { kind: DocumentKind::Budget, year: Some(2024), name: "青岚县文化局".to_owned() };
        for (printed, topic, money, certain) in [
            ("2024年度本部门支出预算总额为", "expenditure total", None, true),
            ("青岚县文化局收入预算为", "revenue total", None, true),
            ("下属单位支出预算为", "expenditure total", None, false),
            ("（一）人员经费", "use.personnel", None, true),
            ("项目支出预算", "use.project", None, true),
            ("临时聘用人员经费", "-", None, false),
            (
                "一般公共预算拨款安排的机关运行经费支出",
                "operating_funds use.operating",
                Some("fund.general_public"),
                true,
            ),
            ("政府性基金预算拨款", "fund.government_fund", Some("fund.government_fund"), true),
            ("2024年预算安排", "-", None, true),
            ("主要用于购置设备", "-", None, false),
        ] {
            let label = Label::of(printed, &author);
            let found = match label.topic {
                Topic::Whole(scope) => format!("{} {}", scope.name, scope.base),
                Topic::Part(meaning) => meaning.to_owned(),
                Topic::Unnamed => "-".to_owned(),
            };
            assert_eq!((found.as_str(), label.money, label.certain), (topic, money, certain), "{printed}");
        }
    }

    #[test]
    fn what_is_named_whosever_it_is() {
        let author = Author { kind: DocumentKind::Budget, year: Some(2024), name: String::new() };
        for (printed, named) in [
            ("县直单位使用当年拨款安排的2024年三公经费预算为", "three_public"),
            ("测站2024年支出预算为", "expenditure"),
            ("下属单位支出预算为", ""),
            ("其中用于聘用人员的经费", ""),
        ] {
            let label = Label::of(printed, &author);
            let found = match label.topic {
                Topic::Whole(scope) if label.named => scope.name,
                _ => "",
            };
            assert_eq!((found, label.certain), (named, false), "{printed}");
        }
    }

    #[test]
    fn differences_and_the_figure_that_is_meant() {
        let budget = Author { kind: DocumentKind::Budget, year: Some(2024), name: String::new() };
        let accounts = Author { kind: DocumentKind::FinalAccounts, year: Some(2024), name: String::new() };
        assert!(Label::of("比上年增加", &budget).is_bare_move(&budget));
        assert!(!Label::of("其中培训费增加", &budget).is_bare_move(&budget));
        assert!(Label::of("2023年支出预算", &budget).is_other_year(&budget));
        assert_eq!(Label::of("支出预算为", &budget).version(&budget), Version::Plain);
        assert_eq!(Label::of("三公经费支出预算为", &accounts).version(&accounts), Version::Budget);
        assert_eq!(Label::of("一般公共预算财政拨款支出", &accounts).version(&accounts), Version::Plain);
    }
}
