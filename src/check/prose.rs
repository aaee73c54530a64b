//! What the sentences of a volume say of its tables.
//!
//! `收入预算为264,309.75万元` is the total of the revenue, `其中：项目支出…` a part of what the sentence speaks of,
//! `（五）2101301-城乡医疗救助 16,539.00万元` the row of a code, and under the heading `（二）公务接待费` an amount
//! without a name of its own is the heading's. Where the words in front of an amount leave a doubt, it may prove a
//! figure but contradicts none; an amount that no table states is left alone.

mod frame;
mod lacking;
mod listed;
mod spoken;
mod turns;

use std::borrow::Cow;

use self::frame::{Frame, LONGEST_NAME, Under, Units};
use crate::check::claims::Claims;
use crate::check::divided;
use crate::check::facts::Facts;
use crate::check::figure::Figures;
use crate::check::header::Version;
use crate::check::identity::Identity;
use crate::check::items::{self, Items, Named};
use crate::check::label::{Author, Label, Subject, Topic, is_plain};
use crate::check::rates::{self, Bound, Rounded, Told};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::shares;
use crate::check::sheet::Sheet;
use crate::check::sides;
use crate::check::stated::Statements;
use crate::check::volumes::Volume;
use crate::check::words::{self, Meaning, Scope, TOTAL};
use crate::document::{Check, DocumentKind, Side, TableKind, Warning};
use crate::text::fold::{key, keyed};
use crate::text::numbering::{self, Numbering};
use crate::vocab::codes::{self, Classification};

/// Shares are told of the last so many amounts that a section names.
const MOST_NAMED: usize = 64;

/// What the prose claims: identities with figures of tables, and checks of its own arithmetic.
#[derive(Debug, Default)]
pub(crate) struct Narrative<'t> {
    pub identities: Vec<Identity<'t>>,
    pub checks: Vec<Check>,
    /// Sentences that state money where a table prints nothing.
    pub doubts: Vec<Warning>,
}

/// Reads the prose of a volume.
pub(crate) fn narrative<'t>(
    figures: &mut Figures,
    all: &[Sheet<'t>],
    author: &Author,
    facts: &Facts<'t>,
    volume: &Volume,
    readings: &mut usize,
) -> Narrative<'t> {
    let sheets = &all[volume.tables.clone()];
    let paragraphs = sentence::paragraphs(volume.prose);
    // All amounts are found, then all labels read, and then bound: what does one of these stays near the processor.
    let found: Vec<Vec<Amount<'_>>> = paragraphs.iter().map(Paragraph::amounts).collect();
    let in_turn = paragraphs.iter().zip(&found).flat_map(|(paragraph, found)| turns::sums(paragraph, found));
    let in_turn: Vec<Check> = in_turn.collect();
    let labelled: Vec<Vec<(Amount<'_>, Label<'_>)>> =
        paragraphs.iter().zip(found).map(|(paragraph, found)| labelled(paragraph, found, author)).collect();
    let own = || paragraphs.iter().zip(&labelled).filter(|(paragraph, _)| !paragraph.heading);
    let divided: Vec<Vec<Check>> =
        own().map(|(paragraph, amounts)| divided::checks(paragraph, amounts, author)).collect();
    let over_paragraphs = divided::over_paragraphs(&paragraphs, &labelled);
    let items = Items::of(sheets);
    let named = named(&items, &paragraphs);
    let mut reader = Reader {
        author,
        facts,
        kinds: sheets.iter().map(|sheet| sheet.table.kind).collect(),
        items,
        claims: Claims::of(figures, all, facts, author.year, *readings),
        checks: Vec::new(),
        doubts: Vec::new(),
        heads: Vec::new(),
        section: None,
        heading: None,
        explained: None,
        divided: None,
        whole: None,
        opened: None,
        classes: None,
        row: None,
        is_inner: false,
        named: Vec::new(),
        wholes: Vec::new(),
        subject: None,
        units: Units::of(sheets, author),
        under: Under::default(),
        frame: Frame::default(),
    };
    let mut told = divided.into_iter().zip(named);
    for (paragraph, amounts) in paragraphs.iter().zip(&labelled) {
        let is_name = || amounts.is_empty() && paragraph.text.len() <= LONGEST_NAME;
        if paragraph.heading || is_name() {
            reader.under = reader.under.heading(&paragraph.text, author, &reader.units);
        }
        if paragraph.heading {
            reader.opened = None;
            reader.heads.push(&paragraph.text);
        } else if let Some((divided, named)) = told.next() {
            reader.checks.extend(divided);
            reader.read(paragraph, amounts, named);
        }
    }
    reader.claims.close_codes(reader.section);
    reader.checks.extend(over_paragraphs);
    reader.checks.extend(in_turn);
    let Reader { claims, checks, doubts, .. } = reader;
    *readings = claims.readings;
    Narrative { identities: claims.identities, checks, doubts }
}

/// The amounts of a paragraph and what the words in front of them say.
fn labelled<'p>(
    paragraph: &'p Paragraph,
    amounts: Vec<Amount<'p>>,
    author: &Author,
) -> Vec<(Amount<'p>, Label<'p>)> {
    let labels = turns::labels(&paragraph.text, &amounts);
    let labels = labels.into_iter().map(|label| match label {
        Cow::Borrowed(label) => Label::of(label, author),
        Cow::Owned(label) => Label::of(&label, author).into_owned(),
    });
    let mut labelled: Vec<_> = amounts.into_iter().zip(labels).collect();
    name_expenditure(paragraph, &mut labelled);
    doubt_repeated(paragraph, &mut labelled);
    labelled
}

/// Names the money of what is spent as that of what is received before it in the sentence.
fn name_expenditure(paragraph: &Paragraph, amounts: &mut [(Amount<'_>, Label<'_>)]) {
    let mut whole: Option<usize> = None;
    for index in 0..amounts.len() {
        let scope = whole.and_then(|before| {
            let ((revenue, of), (amount, label)) = (&amounts[before], &amounts[index]);
            let between = || &paragraph.text[revenue.end..amount.start];
            of_same_money(of, label).filter(|_| !between().contains('。'))
        });
        let topic = &mut amounts[index].1.topic;
        *topic = scope.map_or(*topic, Topic::Whole);
        if matches!(topic, Topic::Whole(_)) {
            whole = Some(index);
        }
    }
}

/// What one sentence names twice to come from other years is not of the same money: `一般公共预算拨款90万元，上年结转5万元，政府性基金
/// 预算拨款8万元，上年结转0万元`.
fn doubt_repeated(paragraph: &Paragraph, amounts: &mut [(Amount<'_>, Label<'_>)]) {
    let mut flows: Vec<(Meaning, usize)> = Vec::new();
    for index in 0..amounts.len() {
        let from = index.checked_sub(1).map_or(0, |before| amounts[before].0.end);
        if paragraph.text[from..amounts[index].0.start].contains('。') {
            flows.clear();
        }
        let label = &amounts[index].1;
        let Topic::Part(flow) = label.topic else { continue };
        if !words::is_flow(flow) || label.moved.is_some() || label.money.is_some() {
            continue;
        }
        match flows.iter().find(|(other, _)| *other == flow) {
            Some(&(_, first)) => [first, index].into_iter().for_each(|at| amounts[at].1.certain = false),
            None => flows.push((flow, index)),
        }
    }
}

/// The expenditure of the appropriations whose revenue the words before name alike: `财政拨款收入总计90万元，支出总计90万元`.
fn of_same_money(revenue: &Label, expenditure: &Label) -> Option<&'static Scope> {
    let is_revenue = matches!(revenue.topic, Topic::Whole(scope) if scope.name == "appropriation_revenue");
    let side =
        expenditure.text.strip_prefix("支出").filter(|side| is_revenue && revenue.text.ends_with(*side))?;
    words::said(&format!("财政拨款支出{side}"))
}

/// The items that each paragraph names which is no heading; the class that was named last in a section is known in it.
fn named<'t>(items: &Items<'_, 't>, paragraphs: &[Paragraph]) -> Vec<Vec<Named<'t>>> {
    let mut class = None;
    let of = |paragraph: &Paragraph| {
        if paragraph.heading {
            class = None;
            return None;
        }
        let named = items.named(&paragraph.text, class);
        class = named.last().and_then(|item| item.code.as_ref().ok()?.get(..3)).or(class);
        Some(named)
    };
    paragraphs.iter().filter_map(of).collect()
}

/// What an amount was of.
#[derive(Clone, Copy)]
struct Spoken {
    subject: Subject,
    /// Whether the words left no doubt.
    certain: bool,
    /// Whether they left none about what is spoken of, whichever figure of it is meant.
    named: bool,
    /// Where the amount ends in its paragraph.
    end: usize,
}

struct Reader<'a, 't> {
    author: &'a Author,
    facts: &'a Facts<'t>,
    /// The kinds of the tables.
    kinds: Vec<TableKind>,
    items: Items<'a, 't>,
    claims: Claims<'a, 't>,
    checks: Vec<Check>,
    doubts: Vec<Warning>,
    /// The headings since the last amount.
    heads: Vec<&'a str>,
    /// Whose money the section speaks of.
    section: Option<Meaning>,
    /// What the nearest heading speaks of.
    heading: Option<Meaning>,
    /// The side of everything that the nearest heading is over.
    explained: Option<Side>,
    /// The side of the budget that the paragraph last said it divides.
    divided: Option<Side>,
    /// Whose money that is, where it left no doubt.
    whole: Option<Meaning>,
    /// The item that the paragraph before names and states no amount of.
    opened: Option<Named<'t>>,
    /// Whose money the sentence divides into classes, and has named nothing else of since.
    classes: Option<Meaning>,
    /// The item that the paragraph begins with and divides.
    row: Option<&'t str>,
    /// Whether the section was opened by a heading that others are over (（三）一般公共预算财政拨款支出决算情况说明).
    is_inner: bool,
    /// What the section has named beyond doubt, the last ones, in yuan.
    named: Vec<(Topic, Rounded)>,
    /// The wholes that the volume has named beyond doubt, the last ones, by their folded names, in yuan.
    wholes: Vec<(String, Rounded)>,
    /// The units that the tables tell of.
    units: Units,
    /// What the headings say of the paragraphs under them.
    under: Under,
    /// What the paragraph says first of the amounts that follow.
    frame: Frame,
    /// What the last whole was about, which 其中 divides, and whether the words for it left no doubt.
    subject: Option<(Subject, bool)>,
}

impl<'t> Reader<'_, 't> {
    /// The headings before an amount: the last one over a section opens it, and the last of all is what the amount stands
    /// under. Most headings have no amount under them.
    fn open_heads(&mut self) {
        let heads = std::mem::take(&mut self.heads);
        let keys: Vec<_> = heads.iter().map(|head| keyed(head)).collect();
        let (Some(last), Some(key)) = (heads.last(), keys.last()) else { return };
        let over = keys.iter().rposition(|head| !is_of_item(head));
        if let Some(over) = over {
            self.open_section(&keys[over], false);
        }
        // Where the heading over all of them speaks of no money, those within it may.
        let inner = keys[over.map_or(0, |over| over + 1)..].iter().rfind(|head| is_explained(head));
        if let Some(inner) = inner.filter(|_| self.section.is_none() || self.is_inner) {
            self.open_section(inner, true);
        }
        self.heading = words::meaning(key);
        self.explained = explained(last);
    }

    /// Opens the section of a folded heading.
    fn open_section(&mut self, head: &str, is_inner: bool) {
        self.claims.close_codes(self.section);
        self.subject = None;
        self.named.clear();
        self.is_inner = is_inner;
        self.section = match head.contains("三公") {
            true => Some("three_public"),
            false => words::meaning(head).and_then(words::scope_of),
        };
    }

    /// Reads a paragraph with its amounts and the items that it names.
    fn read(&mut self, paragraph: &Paragraph, amounts: &[(Amount<'_>, Label<'_>)], named: Vec<Named<'t>>) {
        let opened = self.opened.take().filter(|_| !paragraph.text.contains(items::ITEM_ENDS));
        if amounts.is_empty() {
            self.opened = named.into_iter().next().map(|item| Named { start: 0, ..item });
            return;
        }
        // What a paragraph states before it names an item (支出决算为…。1.教育支出（类）…) is not of that.
        let item_of = |amount: &Amount<'_>| {
            let last = named.iter().rfind(|item| item.start < amount.start);
            last.or(opened.as_ref().filter(|_| named.is_empty()))
        };
        self.open_heads();
        let mut subject = None;
        // What was spoken of last, and what 其中 divides.
        let (mut spoken, mut parted): (Option<Spoken>, Option<Spoken>) = (None, None);
        let mut bound = vec![Bound::default(); amounts.len()];
        let mut before = 0;
        let percentages = &*sentence::percentages(&paragraph.text);
        (self.divided, self.row, self.frame) = (None, None, Frame::under(self.under));
        let section_subject = self.subject;
        let divided = amounts.iter().find_map(|(_, label)| match label.topic {
            Topic::Whole(scope) if label.certain && label.moved.is_none() => {
                Some(self.of_section(money(scope, label.money)))
            }
            _ => None,
        });
        // …收支总预算90.00万元。 / 收入包括：…；支出包括：…: the paragraph goes on with the whole of the one before.
        let divided = divided.or_else(|| sides::goes_on(&paragraph.text, section_subject));
        let (mut of_row, mut kept) = (false, None);
        let mut listed = self.listed(paragraph, amounts, divided);
        for (index, (amount, label)) in amounts.iter().enumerate() {
            let told = self.claims.coded_items();
            self.open_frame(&paragraph.text, before, amount, label);
            // 其中 behind the amount of a row (行政运行) divides that, not what the section speaks of.
            of_row = of_row
                || label.topic == Topic::Unnamed
                    && (self.names_row(&label.text)
                        || index == 0 && is_divided_row(paragraph, amount, label));
            bound[index].of_row = of_row || item_of(amount).is_some();
            let is_of_row = of_row && !matches!(label.topic, Topic::Whole(_));
            if is_of_row || self.divides_another(paragraph, &amounts[index..]) {
                kept = self.subject.take().or(kept);
            }
            if let Some(side) = sides::divided(&paragraph.text[before..amount.start]) {
                // 收支总预算…。收入包括：…；支出包括：…: what is divided is the whole, whatever was told since.
                self.divided = Some(side);
                self.subject = divided.map(|whole| (whole, true)).or(self.subject);
                self.whole = self.subject.filter(|(_, certain)| *certain).map(|((scope, _), _)| scope);
            }
            (spoken, parted) = spoken::goes_on(&paragraph.text, before, (amount, label), (spoken, parted));
            before = amount.end;
            if label.moved.is_some() {
                let before = spoken.take().filter(|spoken| spoken.certain).map(|spoken| spoken.subject);
                bound[index].of = if label.topic == Topic::Unnamed { before } else { self.moved(label) };
                if let Some(of) = bound[index].of {
                    self.claims.change(paragraph, amount, label, of);
                }
                continue;
            }
            if self.is_paid_of_part(&paragraph.text, &amounts[..index], amount, label, spoken) {
                continue;
            }
            let claims = self.claims.identities.len();
            let item = item_of(amount);
            let begins = item.map_or(0, |item| item.start);
            let first = index == 0 || amounts[index - 1].0.start < begins;
            let item = match item.map(|item| &item.code) {
                Some(Err(name)) => {
                    if first {
                        let of_item = amounts[index..].partition_point(|(amount, _)| {
                            item_of(amount).is_some_and(|other| other.start == begins)
                        });
                        let own = &amounts[index..][..of_item];
                        let (warning, checks) = lacking::told(paragraph, own, name, self.author);
                        self.doubts.extend(warning);
                        self.checks.extend(checks);
                    }
                    spoken = None;
                    continue;
                }
                Some(Ok(code)) => Some(*code),
                None => None,
            };
            let of_list = listed.get_mut(index).map(std::mem::take).unwrap_or_default();
            spoken = if item.is_none() && !of_list.is_empty() {
                self.claims.amount(paragraph, amount, of_list, false);
                None
            } else {
                self.bind(paragraph, amount, label, first, item, spoken)
            };
            if let Some((left, _)) =
                amounts.get(index + 1).filter(|(_, behind)| words::is_unspent(&behind.text))
            {
                self.claims.leave(claims, amount, left);
            }
            let of = spoken.filter(|spoken| spoken.certain).map(|spoken| spoken.subject);
            self.classes = self.divides_classes(paragraph, amount, label, of);
            // Only what is a share is a share of a whole.
            let whole = if percentages.is_empty() { None } else { self.whole(label) };
            let claimed = self.claims.identities[claims..].first().filter(|_| !percentages.is_empty());
            let stated = claimed.and_then(|claim| self.claims.in_yuan(&claim.expected));
            bound[index] = Bound { of, whole, stated, ..bound[index] };
            let is_led = index == 0 && label.topic == Topic::Unnamed && of.is_some_and(|of| of.1 == TOTAL);
            if label.certain && (is_led || matches!(label.topic, Topic::Whole(_))) {
                subject = subject.or(Some(index));
            }
            // What an item is used for is no part of what the section speaks of.
            if self.claims.coded_items() > told {
                break;
            }
        }
        if (of_row || kept.is_some()) && self.subject.is_none() {
            self.subject = kept.or(section_subject);
        }
        let stated = |(scope, meaning): Subject, version| {
            let statements = self.facts.everything(scope, meaning, version);
            statements.iter().filter_map(|statement| self.claims.in_yuan(statement)).collect()
        };
        let author = self.author;
        let section = self.section;
        let told = Told {
            section,
            paragraph,
            amounts,
            bound: &bound,
            percentages,
            shares: &shares::shares(&paragraph.text, percentages),
            subject,
            named_before: &self.named,
            wholes_before: &self.wholes,
            author,
            stated: &stated,
        };
        let (checks, doubts) = (rates::checks(&told), rates::doubts(&told));
        self.checks.extend(checks);
        self.doubts.extend(doubts);
        self.remember(amounts, &bound);
    }

    /// What is said in front of an amount; the one before it ends at `before`.
    fn open_frame(&mut self, text: &str, before: usize, amount: &Amount<'_>, label: &Label) {
        self.frame = self.frame.to(text, before, (amount, label), self.author, &self.units);
        let own_year = label.year().filter(|year| Some(*year) == self.author.year);
        self.claims.year = own_year.or(self.frame.year);
        self.claims.is_of_unit = self.frame.is_of_unit;
    }

    /// Keeps what a paragraph names beyond doubt, and of no item: others may tell shares of it.
    fn remember(&mut self, amounts: &[(Amount<'_>, Label<'_>)], bound: &[Bound]) {
        let is_named = |label: &Label| {
            label.certain
                && label.topic != Topic::Unnamed
                && label.moved.is_none()
                && !label.is_other_year(self.author)
                && label.version(self.author) == Version::Plain
        };
        let amounts = amounts.iter().zip(bound).filter(|(_, bound)| !bound.of_row).map(|(amount, _)| amount);
        for (amount, label) in amounts.filter(|(_, label)| is_named(label)) {
            let Some(sum) = rates::yuan(amount) else { continue };
            self.named.push((label.topic, sum));
            if matches!(label.topic, Topic::Whole(scope) if scope.base == TOTAL) {
                self.wholes.push((label.text.clone().into_owned(), sum));
            }
        }
        self.named.drain(..self.named.len().saturating_sub(MOST_NAMED));
        self.wholes.drain(..self.wholes.len().saturating_sub(MOST_NAMED));
    }

    /// Whether the words in front of an amount are the name of a class, group or item of a classification, but of none of the
    /// economic one that the tables print, or that 基本支出 is divided into.
    fn names_row(&self, label: &str) -> bool {
        let name = row_name(label);
        let mut lists = codes::lists_of_key(name).peekable();
        let is_of_basic = || {
            let of_basic = matches!(self.subject, Some(((_, "use.basic"), true)));
            self.items.economic(label).is_some() || of_basic && self.items.economic_class(label).is_some()
        };
        lists.peek().is_some() && !(lists.any(|list| list == Classification::Economic) && is_of_basic())
    }

    /// Finds what an amount is the amount of and claims it; what it is of.
    fn bind(
        &mut self,
        paragraph: &Paragraph,
        amount: &Amount<'_>,
        label: &Label,
        first: bool,
        item: Option<&str>,
        before: Option<Spoken>,
    ) -> Option<Spoken> {
        let procured = matches!(label.topic, Topic::Whole(scope) if scope.name == "procurement");
        if label.is_other_year(self.author) {
            return None;
        }
        let version = self.frame.version(label, self.author);
        // 上年结转 is stated, though most of what sentences say of 上年 is not.
        let is_carried = label.certain && matches!(label.topic, Topic::Part(part) if words::is_flow(part));
        let is_of_year = || {
            self.author.kind == DocumentKind::Budget
                && label.text.contains("年初预算")
                && !words::is_mute(&label.text.replace("年初预算", ""))
        };
        if words::is_mute(&label.text) && !procured && !is_carried && !is_of_year() {
            // 年初预算为12.00万元，支出决算为10.00万元: the second is of the same; a table may state the first beside it.
            let subject = match label.topic {
                _ if version != Version::Budget || !label.certain => None,
                Topic::Whole(scope) => Some(self.of_section(money(scope, label.money))),
                Topic::Part(meaning) if meaning.starts_with("three.") => self.part(meaning),
                _ => None,
            };
            let (scope, meaning) = subject?;
            self.claims.amount(paragraph, amount, self.facts.everything(scope, meaning, version), true);
            return Some(Spoken { subject: (scope, meaning), certain: false, named: true, end: amount.end });
        }
        if let (None, Some((code, rest))) = (item, items::code(amount.label)) {
            if self.items.lacks(code) && codes::is_name_of(rest, code) && version == Version::Plain {
                self.doubts.extend(lacking::warning(paragraph, amount, code));
            }
            let certain = self.is_named(code, rest);
            self.claims.coded(paragraph, amount, code, certain);
            return None;
        }
        if let (None, Some(class)) = (item, items::class(&label.text)) {
            let whole = self.whole.filter(|_| self.divided == Some(Side::Expenditure));
            let whole = whole.or(self.classes).or_else(|| self.is_share_of(paragraph, amount));
            let is_of_section = first && self.section == Some("general_public");
            let is_of_table = label.text.contains("(类)") || is_entry(paragraph, amount, label);
            let is_told = version == Version::Plain && (whole.is_some() || is_of_section || is_of_table);
            self.claims.amount(
                paragraph,
                amount,
                self.facts.of_code(class, self.section.or(whole)),
                !is_told,
            );
            return None;
        }
        let is_part = matches!(label.topic, Topic::Part(meaning) if self.part(meaning).is_some());
        if let (None, false, Some(class)) = (item, is_part, self.items.economic_class(&label.text)) {
            if let Some(((scope, basic @ "use.basic"), true)) = self.subject {
                let stated = self.facts.of_row(class, scope, basic);
                self.claims.amount(paragraph, amount, stated, version != Version::Plain);
                return None;
            }
            // 工资福利支出 may be that of 基本支出, which a table states, or that of 项目支出.
            let mut stated = self.facts.of_code(class, self.section.or(Some("general_public")));
            stated.retain(|figures| self.claims.are_told(figures, amount));
            self.claims.amount(paragraph, amount, stated, true);
            return None;
        }
        let is_unnamed = label.topic == Topic::Unnamed;
        let is_of_three = self.section != Some("three_public")
            && matches!(label.topic, Topic::Part(part) if part.starts_with("three."));
        if let (None, Some(((scope, "use.basic"), true))) = (item, self.subject)
            && let Some(code) = self.items.economic(&label.text).filter(|_| is_unnamed || is_of_three)
        {
            // 人员经费…，主要包括：基本工资210.00万元、津贴补贴120.50万元
            self.claims.amount(
                paragraph,
                amount,
                self.facts.of_code(code, Some(scope)),
                version != Version::Plain,
            );
            return None;
        }
        if let Some((code, part)) =
            self.divided_row(paragraph, amount, label, first).filter(|_| item.is_none())
        {
            self.row = Some(code);
            let is_told = version == Version::Plain && label.certain | (part == TOTAL);
            self.claims.amount(paragraph, amount, self.facts.of_row(code, "general_public", part), !is_told);
            return None;
        }
        let mut certain = label.certain;
        let subject = match label.topic {
            _ if item.is_some() => None,
            Topic::Whole(scope) => {
                // 收入按资金性质分为：一般公共预算当年拨款90.00万元 is no 支出.
                let is_received = self.divided == Some(Side::Revenue) && !scope.name.contains("revenue");
                // Under 财政拨款收支情况, 支出预算 may be that of the appropriations.
                let is_bare = matches!(scope.name, "revenue" | "expenditure") && label.money.is_none();
                let may_be_part = is_bare && self.section == Some("appropriation")
                    || is_bare && scope.base == TOTAL && self.may_be_of_fund(scope.name);
                certain &= self.is_stated_of_all(scope, label) && !is_received && !may_be_part;
                let subject = self.of_section(money(scope, label.money));
                self.subject = Some((subject, certain));
                Some(subject)
            }
            // 年初财政拨款结转和结余 is that of the appropriations, whatever was divided before.
            Topic::Part(meaning) if words::is_flow(meaning) && is_of_appropriations(label) => {
                ["appropriation_revenue", "appropriation"]
                    .into_iter()
                    .find_map(|scope| spoken::of_side(scope, meaning))
            }
            Topic::Part(meaning) if self.paid(label, meaning).is_some() => {
                let subject = self.paid(label, meaning);
                self.subject = subject.map(|subject| (subject, certain));
                subject
            }
            // 其他资金项目支出: of money that has no tables of its own.
            Topic::Part("use.basic" | "use.project") if label.money.is_some() => None,
            Topic::Part(meaning) => {
                if let (Some(((_, spoken @ "use.basic"), _)), "use.project") = (&mut self.subject, meaning) {
                    *spoken = meaning; // What is divided from here on is no 基本支出.
                }
                let is_certain =
                    |((scope, _), certain): (Subject, bool)| certain && !self.may_be_of_fund(scope);
                certain &= meaning.starts_with("three.") || self.subject.is_some_and(is_certain);
                self.part(meaning)
            }
            Topic::Unnamed => match self.lead(paragraph, amount).filter(|_| label.certain) {
                Some(meaning) => Some(("three_public", meaning)),
                None => match self.led(paragraph, amount, label).filter(|_| label.certain && first) {
                    Some(subject) => {
                        self.subject = Some((subject, true));
                        Some(subject)
                    }
                    None => {
                        let subject = self.unnamed(label, first, before);
                        let spoken = before.filter(|before| Some(before.subject) == subject);
                        certain &= spoken.is_none_or(|before| before.named);
                        subject
                    }
                },
            },
        };
        let (statements, soft) = match (item, subject) {
            // Whether an item's amount is said to be anything else, `of_item` asks.
            (Some(code), _) => {
                certain = true;
                (self.of_item(code, label, first), false)
            }
            (None, Some((scope, TOTAL))) if sides::side_of_year(&label.text).is_some() => {
                (self.facts.of_the_year(scope, TOTAL, version), false)
            }
            (None, Some((scope, meaning))) => {
                let (mut usual, soft) = self.facts.usually(scope, meaning, version);
                // What was executed may stand beside what was budgeted.
                if version == Version::Plain && !label.is_budget() {
                    usual.extend(self.facts.everything(scope, meaning, Version::Final));
                }
                if matches!(label.topic, Topic::Whole(said) if said.name == "appropriation" && scope != said.name)
                {
                    usual.extend(self.facts.everything("appropriation", meaning, version));
                }
                (usual, soft)
            }
            (None, None) => return None,
        };
        // What the accounts call a budget may be the one of the beginning of the year, or an adjusted one.
        let doubtful = soft
            || !certain
            || version != Version::Plain
            || subject.is_some_and(|subject| self.is_with_carried(subject, amount, label));
        let is_told = certain && version == Version::Plain;
        if let (true, true, Some(subject)) = (statements.is_empty(), is_told, subject) {
            self.doubts.extend(self.claims.blank(paragraph, amount, subject));
        }
        self.claims.amount(paragraph, amount, statements, doubtful);
        subject.map(|subject| Spoken { subject, certain: !doubtful, named: certain, end: amount.end })
    }

    /// Whether what is said to be received of a fund is all that is spent of it, or what is said to be spent of it or of all money what
    /// is received in the year, so that what comes from other years may be told with it or not.
    fn is_with_carried(&self, (scope, meaning): Subject, amount: &Amount<'_>, label: &Label) -> bool {
        let is_of_year = ["本年", "当年"].iter().any(|year| label.text.contains(year));
        let other_side = match scope {
            "revenue" if !is_of_year => words::scope_of(meaning).map(|fund| (fund, TOTAL)),
            "expenditure" if is_of_year && meaning == TOTAL => Some(("revenue", TOTAL)),
            fund if is_of_year && meaning == TOTAL => words::money_of(fund).map(|money| ("revenue", money)),
            _ => None,
        };
        let stated = |(scope, meaning)| self.facts.everything(scope, meaning, Version::Plain);
        let stated = other_side.map(stated).unwrap_or_default();
        stated.iter().any(|figures| self.claims.are_told(figures, amount))
    }

    /// Whether the words behind the code of an item are its name and nothing else.
    fn is_named(&self, code: &str, words: &str) -> bool {
        let rest = self.items.names(code).iter().fold(key(words), |rest, name| rest.replace(&**name, ""));
        is_plain(&rest, self.author)
    }

    /// The figures of the item that a paragraph is about: its first amount, or what is called its own.
    fn of_item(&self, code: &str, label: &Label, first: bool) -> Statements {
        if lacking::is_of_item(label, first, self.author) {
            self.facts.of_code(code, self.section)
        } else {
            Vec::new()
        }
    }
}

/// Whether the words in front of an amount name the appropriations, and no fund.
fn is_of_appropriations(label: &Label) -> bool {
    let is_named = label.text.contains("财政拨款") && !label.text.contains("非财政拨款");
    is_named && label.money.is_none_or(|money| money == "source.appropriation")
}

/// Whether a folded heading is over an explanation within others: `（三）一般公共预算财政拨款支出决算情况说明`.
fn is_explained(head: &str) -> bool {
    (head.ends_with("说明") || head.ends_with("情况")) && is_of_item(head)
}

/// The side of everything that a heading is over: `（一）收入决算情况`.
fn explained(head: &str) -> Option<Side> {
    let name = numbering::strip(head).trim_end_matches(['。', '情', '况', '说', '明', '的']);
    match name {
        "收入决算" | "收入预算" => Some(Side::Revenue),
        "支出决算" | "支出预算" => Some(Side::Expenditure),
        _ => None,
    }
}

/// Whether a folded heading is over an item of a section, and over no section.
fn is_of_item(head: &str) -> bool {
    let inner = [Numbering::ChineseBracketed, Numbering::Arabic, Numbering::ArabicBracketed];
    numbering::split(head).is_some_and(|(style, _)| inner.contains(&style))
}

/// Whether a paragraph begins with the name of a class, group or item of a classification, the amount of which it divides:
/// `住房公积金12.00万元，其中：基本支出12.00万元`.
fn is_divided_row(paragraph: &Paragraph, amount: &Amount<'_>, label: &Label) -> bool {
    sentence::divides(&paragraph.text, amount) && codes::lists_of_key(row_name(&label.text)).next().is_some()
}

/// Whether a paragraph begins with the name of an entry of a classification that it tells of: `教育支出科目90万元`.
fn is_entry(paragraph: &Paragraph, amount: &Amount<'_>, label: &Label) -> bool {
    label.text.ends_with("科目")
        && amount.start == amount.label.len()
        && paragraph.text.starts_with(amount.label)
}

/// A folded label without the words that only say which figure it is.
fn row_name(label: &str) -> &str {
    label.trim_end_matches(['预', '算', '数', '为'])
}

/// What a sentence names, with the fund it names besides: `政府性基金拨款支出预算` is no 支出预算.
fn money(said: &Scope, named: Option<Meaning>) -> Subject {
    match (said.name, named) {
        ("expenditure" | "appropriation", Some(money)) => {
            (words::scope_of(money).unwrap_or(said.name), said.base)
        }
        ("revenue", Some(money)) => ("revenue", money),
        _ => (said.name, said.base),
    }
}
