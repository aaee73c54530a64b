//! The arithmetic that a sentence does itself: growth rates, shares, rates of completion, and words that compare.
//!
//! `收入预算为264.50万元，比上年增加14.50万元，增长5.80%` is recomputed from its own two amounts, `项目支出30万元，占42.86%` from the
//! part and its whole. Every rate passes within what its amounts and itself are rounded to. It fails only where the
//! sentence leaves no doubt what it is a rate of.

use std::ops::RangeInclusive;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::check::blame::amended;
use crate::check::figure::is_believed;
use crate::check::header::Version;
use crate::check::identity::Rule;
use crate::check::label::{Author, Label, Subject, Topic, is_plain};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::sides::are_sides;
use crate::check::words::{self, Meaning, Move};
use crate::document::{Check, CheckStatus, Warning};
use crate::text::fold::keyed;

/// Words for the year before the one that is spoken of.
const LAST_YEAR: [&str; 4] = ["上年", "同比", "上一年", "去年"];

/// Words before figures each of which is of another amount.
const IN_TURN: [&str; 2] = ["分别", "各占"];

/// Whether the words before figures that are told in turn say that they are shares, and nothing of what: `，两项占比`.
fn says_share(words: &str) -> bool {
    let said = words.trim_start_matches([',', ':']);
    let all = ["两项", "三项", "四项", "各项", "分项", "所", "其"];
    let said = all.iter().find_map(|word| said.strip_prefix(word)).unwrap_or(said);
    ["占比", "占比重", "占比例", "占的比重", "占的比例"].contains(&said)
}

/// Words for what other amounts come to.
const SUMMED: [&str; 3] = ["合计", "共", "总计"];

/// What a sentence begins with that says why a figure has moved.
const REASON: &str = "主要";
/// Words behind a figure that say why it has moved, or that something else has.
const REASONS: [&str; 4] = [REASON, "其中", "剔除", OTHERWISE];

/// Words for how much of a budget was spent.
const COMPLETES: [&str; 3] = ["完成", "执行率", "控制率"];

/// Whether a clause says how much of a budget was spent, not how much of something else was done (任务完成率, 完成目标的).
fn is_completion(clause: &str, author: &Author) -> bool {
    let is_of_money = |words: &str| {
        let words = keyed(words);
        let named = words::said_first(&words).map_or(0, |(name, _)| name.len()); // 三公经费控制率
        words.contains("预算") || is_plain(&words[named..], author)
    };
    let completes = COMPLETES.iter().filter_map(|word| clause.split_once(word)).any(|(before, behind)| {
        let behind = behind.trim_start_matches(['率', '比', '例', '进', '度']);
        is_of_money(before) && is_of_money(behind)
    });
    // 决算9万元，为年初预算的90%
    let of_budget = || clause.strip_prefix(['为', '是'])?.strip_suffix('的');
    completes || of_budget().is_some_and(|of| of.contains("预算") && is_plain(&keyed(of), author))
}

/// What is saved is told as a rate of what was planned, or of what was paid.
const SAVED: &str = "节约";

/// Words for what something costs each time, which is no figure of a budget: `人均108.33元`.
const AVERAGES: [&str; 3] = ["人均", "平均", "每"];

/// Whether a label says of an amount that it is last year's.
pub(super) fn names_last_year(label: &Label) -> bool {
    LAST_YEAR.iter().any(|word| label.text.contains(word))
}

/// Whether a label says that an amount is an average.
pub(super) fn is_average(label: &Label) -> bool {
    AVERAGES.iter().any(|word| label.text.contains(word))
}

/// No more sentences stand between a figure and one that says how it has moved.
const MOST_BETWEEN: usize = 8;

/// A word for figures that are not what another of the same name is.
pub(super) const OTHERWISE: &str = "口径";

/// Words for what is left out of figures or told of them otherwise.
const ADJUSTED: [&str; 6] = [OTHERWISE, "剔除", "扣除", "可比", "还原", "不含"];

/// A rate further behind its amount than this belongs to something else.
pub(super) const APART: usize = 24;

/// Whether the words between two figures say that they have nothing to do with each other: another sentence, or too many.
pub(super) fn are_apart(words: &str) -> bool {
    words.contains(['。', ';']) || words.chars().count() > APART
}

/// An amount and the words in front of it.
type Labelled<'a> = (Amount<'a>, Label<'a>);

/// A quantity, and how far it may be off for its rounding.
pub(crate) type Rounded = (Decimal, Decimal);

/// What an amount is beyond doubt the amount of, or moved from what it was before.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Bound {
    pub of: Option<Subject>,
    /// What it is a share of where the sentence names no whole.
    pub whole: Option<Subject>,
    /// What a table states for it, in yuan.
    pub stated: Option<Rounded>,
    /// Whether it is of one item of many.
    pub of_row: bool,
}

/// What a paragraph says of itself.
pub(crate) struct Told<'a> {
    /// Whose money the section speaks of.
    pub section: Option<Meaning>,
    pub paragraph: &'a Paragraph,
    /// Every amount and what stands before it.
    pub amounts: &'a [(Amount<'a>, Label<'a>)],
    /// What each amount is of.
    pub bound: &'a [Bound],
    /// Every percentage and where it begins.
    pub percentages: &'a [(usize, Decimal)],
    /// What those of them that say so are shares of ([`crate::check::shares::shares`]).
    pub shares: &'a [(usize, &'a str)],
    /// The amount of the whole that the paragraph divides.
    pub subject: Option<usize>,
    /// What the paragraphs before it in the section named beyond doubt, the last ones.
    pub named_before: &'a [(Topic, Rounded)],
    /// The wholes that the paragraphs before it in the volume named beyond doubt, the last ones, by their folded names.
    pub wholes_before: &'a [(String, Rounded)],
    pub author: &'a Author,
    /// What the tables state for what a sentence names (占本年支出合计的…), in yuan.
    pub stated: &'a dyn Fn(Subject, Version) -> Vec<Rounded>,
}

/// Every rate and comparison of a paragraph.
pub(crate) fn checks(told: &Told<'_>) -> Vec<Check> {
    let rates = told.percentages.iter();
    let moves = (1..told.amounts.len()).filter_map(|index| told.movement(index));
    let differences = (0..told.amounts.len()).filter_map(|index| told.difference(index));
    let rates = rates.filter_map(|&(at, percent)| told.rate(at, percent));
    rates.chain(told.comparison()).chain(moves).chain(differences).collect()
}

/// Shares of a whole that are none (`占收入合计的120%`), or lack the sign that they hold with (`占12.50`); rates of nothing.
pub(crate) fn doubts(told: &Told<'_>) -> Vec<Warning> {
    let is_none = |percent: &Decimal| !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(percent);
    let text = &told.paragraph.text;
    let doubtful = told.percentages.iter().filter(move |(at, percent)| {
        is_none(percent)
            && sentence::label(&text[..*at]).rsplit_once('占').is_some_and(|(_, of)| is_of_a_whole(of))
    });
    let doubt = |&(at, percent): &(usize, Decimal)| {
        let message = format!("{percent} % is no share of a whole: “{}”", told.paragraph.sentence(at));
        Warning::new("percent_out_of_range", message).at(told.paragraph.place(at))
    };
    let of_nothing = told.percentages.iter().filter_map(|&(at, percent)| told.of_nothing(at, percent));
    doubtful.map(doubt).chain(told.unsigned()).chain(of_nothing).collect()
}

/// Whether the words behind 占 say that something is a part of a whole (占比, 占支出合计的): more than a budget, or than was
/// spent in another year, may well be spent.
fn is_of_a_whole(of: &str) -> bool {
    let is_total = ["合计", "总计", "总额", "总支出", "总收入"].iter().any(|whole| of.contains(whole));
    (is_total || of.starts_with('比')) && !["预算", "上年", "去年"].iter().any(|other| of.contains(other))
}

impl Told<'_> {
    /// What a percentage is behind: the first amount of its sentence, the last one before it, and the words between that
    /// and the percentage.
    fn beside(&self, at: usize) -> Option<(usize, usize, &str)> {
        let text = &self.paragraph.text;
        let from = sentence::clause_start(text, at);
        let (last, end) = self.before(at)?;
        let amount = &self.amounts[last].0;
        let words = &text[end..at];
        if amount.start < from || words.chars().count() > APART {
            return None;
        }
        let first = self.amounts.iter().position(|(amount, _)| amount.start >= from)?;
        let goes_on = || self.goes_on(first, from).filter(|_| first == last);
        Some((goes_on().unwrap_or(first), last, words))
    }

    /// The last amount before a place that no bracket holds which closed before it (`90万元(其中:基金5万元),占86%`), and where
    /// the words behind it begin.
    pub(super) fn before(&self, at: usize) -> Option<(usize, usize)> {
        let last = |at: usize| self.amounts.iter().rposition(|(amount, _)| amount.end <= at);
        let amount = &self.amounts[last(at)?].0;
        match sentence::bracketed(&self.paragraph.text, amount.end, at) {
            Some((open, behind)) => Some((last(open?)?, behind)),
            None => Some((last(at)?, amount.end)),
        }
    }

    /// The amount of the sentence before that a sentence speaks of that begins with nothing but a move (支出决算为4.80万元，…。较上
    /// 年减少0.70万元): the only one there is of the year, or the only one that was spent.
    pub(super) fn goes_on(&self, first: usize, from: usize) -> Option<usize> {
        let text = &self.paragraph.text;
        let (before, behind) = text[..self.amounts[first].0.start].split_at_checked(from)?;
        let begin = behind.trim_start_matches(['。', ';']).replace([',', ':'], "");
        if !before.ends_with('。') && !behind.starts_with(['。', ';'])
            || !Label::of(&begin, self.author).is_bare_move(self.author)
        {
            return None;
        }
        // Why it has moved, and what it has moved by from another figure, may stand between.
        let mut sentence = before.trim_end_matches('。');
        let mut left = MOST_BETWEEN;
        let start = loop {
            let start = sentence.rfind('。').unwrap_or(0);
            let said = sentence[start..].trim_start_matches('。');
            let within =
                |(amount, _): &&(Amount<'_>, Label<'_>)| (start..sentence.len()).contains(&amount.start);
            let mut amounts = self.amounts[..first].iter().filter(within).peekable();
            let is_between = match amounts.peek() {
                Some(_) => amounts.all(|(_, label)| label.is_bare_move(self.author)),
                None => said.starts_with(REASON),
            };
            if start == 0 || !is_between || left == 0 {
                break start;
            }
            left -= 1;
            sentence = &sentence[..start];
        };
        let is_said = |(amount, label): &(Amount<'_>, Label<'_>)| {
            amount.start >= start
                && label.moved.is_none()
                && !label.is_other_year(self.author)
                && !is_average(label)
        };
        let said: Vec<usize> = (0..first).filter(|&index| is_said(&self.amounts[index])).collect();
        let spent: Vec<usize> =
            said.iter().copied().filter(|&index| self.amounts[index].1.is_final()).collect();
        // 收入总计80.00万元，支出总计80.00万元: what both have moved by.
        let is_one = |among: &[usize]| {
            let amount = |index: usize| (self.amounts[index].0.value, self.amounts[index].0.yuan);
            among
                .split_first()
                .is_some_and(|(&one, others)| others.iter().all(|&other| amount(other) == amount(one)))
        };
        // 收入预算80万元，其中：…，占5%。比上年增加2万元: what the sentence divides.
        let divided = self.subject.filter(|subject| said.contains(subject)).into_iter().collect();
        [said, spent, divided].into_iter().find(|among| is_one(among))?.first().copied()
    }

    /// A growth rate, a share or a rate of completion behind its amount.
    fn rate(&self, at: usize, percent: Decimal) -> Option<Check> {
        if let Some((part, of)) = self.share_before(at) {
            let (holds, expected) = self.share(part, at, yuan(&self.amounts[part].0)?, of, percent)?;
            return Some(self.rate_check(at, percent, holds, expected));
        }
        if let Some((holds, expected)) = self.share_in_turn(at, percent) {
            return Some(self.rate_check(at, percent, holds, expected));
        }
        let (first, last, words) = self.beside(at)?;
        let (last, words) = self.respectively(at, last, words)?;
        let first = first.min(last);
        let (last, words) = self.behind_rate(first, last, words)?;
        let clause = sentence::label(words);
        let is_apart = words::direction(words).is_some() || is_completion(clause, self.author);
        let told = first..=last;
        let last = if is_apart { self.spent_before(first, last) } else { last };
        let (amount, label) = &self.amounts[last];
        let of_amount = self
            .differing(told.clone(), clause, percent)
            .or_else(|| self.spent_of(first, last, words, percent))
            .or_else(|| self.share_of(first, last, words, percent));
        if let Some((holds, expected)) = of_amount {
            return Some(self.rate_check(at, percent, holds, expected));
        }
        let of_part = |part: Rounded| match is_completion(clause, self.author) {
            true => self.completion(told.clone(), last, part, clause, percent),
            false => self.share(last, at, part, clause.split_once('占')?.1, percent),
        };
        // 增长-3.50% falls.
        let said = match words::direction(words) {
            Some(Move::Up) if percent.is_sign_negative() => Some(Move::Down),
            _ if clause.starts_with('占') => None, // 占增加额的
            said => said,
        };
        let (holds, expected) = match (label.moved, said) {
            (Some(way), Some(said)) => self
                .growth(first, last, way, said, percent)
                .or_else(|| self.clash(way, said, &self.amounts[last], words, percent))?,
            (None, Some(said)) => self
                .moved(told.clone(), last, words, said, percent)
                .or_else(|| self.foretold((first, last), at, said, percent))?,
            (None, None) => {
                let part = yuan(amount)?;
                let found = of_part(part)?;
                // 财政拨款90万元，包括…8万元，占本年收入合计的90%: what is divided may be the share of what is named.
                let is_named = self.shares.iter().any(|(share, _)| *share == at);
                let is_open = !found.0 && is_named && percent < Decimal::ONE_HUNDRED;
                let is_alike =
                    |index: &usize| self.amounts[*index].1.version(self.author) == label.version(self.author);
                let divided = told.clone().filter(|&index| index < last && is_open).filter(is_alike);
                let mut shares = divided.filter_map(|index| of_part(yuan(&self.amounts[index].0)?));
                let found = shares.find(|(holds, _)| *holds).unwrap_or(found);
                let stated = self.bound[last].stated.filter(|stated| !found.0 && stated.0 != part.0);
                if let Some(stated) = stated.filter(|stated| of_part(*stated).is_some_and(|(holds, _)| holds))
                {
                    let check = self.rate_check(at, percent, found.0, found.1);
                    let needed = stated.0.checked_div(Decimal::from(amount.yuan))?;
                    return Some(Check { suggestion: Some(amended(amount.value, needed)), ..check });
                }
                found
            }
            // 较上年减少1.50万元（42.86%）
            (Some(way), None) if words == "(" => self.growth(first, last, way, way, percent)?,
            _ => return None,
        };
        Some(self.rate_check(at, percent, holds, expected))
    }

    /// The last of these amounts that another figure is told beside, where the last one is a budget or of another year: `支出90万元，上年
    /// 100万元，年初预算95万元，比上年下降10%`.
    fn spent_before(&self, first: usize, last: usize) -> usize {
        let is_beside =
            |label: &Label| label.is_other_year(self.author) || label.version(self.author) == Version::Budget;
        let is_own = |label: &Label| !is_beside(label) && !label.compares() && label.moved.is_none();
        let (_, label) = &self.amounts[last];
        if label.moved.is_some() || label.compares() || !is_beside(label) {
            return last;
        }
        let others = self.amounts[first..last].iter().filter(|(_, label)| is_beside(label)).count();
        let own = (first..last).rfind(|&index| is_own(&self.amounts[index].1));
        own.filter(|_| others > 0).unwrap_or(last)
    }

    /// The amount behind a share and the words for what it is a share of, where its clause names no other amount:
    /// `教育支出占45.00%，45.00万元`, `基本支出占比60.00%，为60.00万元`.
    fn share_before(&self, at: usize) -> Option<(usize, &str)> {
        let text = &self.paragraph.text;
        let (name, of) = sentence::label(&text[..at]).split_once('占')?;
        let part = self.amounts.partition_point(|(amount, _)| amount.start < at);
        let (amount, label) = self.amounts.get(part)?;
        let between = text[at..amount.start].trim_start_matches(|c: char| c != '%');
        let is_beside = matches!(between, "%," | "%,为" | "%,共" | "%,计" | "%,即");
        let is_named = !name.is_empty() && label.moved.is_none();
        (is_beside && is_named).then_some((part, of))
    }

    /// The amount that a percentage is of, and the words that say so, where a clause tells of several in turn (分别下降15.08%、
    /// 17.80%; 分别占收入的96.22%和3.78%): as many amounts stand before them. None where these are too few, or other things may be
    /// told in turn (占财政支出和生产总值的比重分别为10.00%和3.30%).
    fn respectively<'w>(&'w self, at: usize, last: usize, words: &'w str) -> Option<(usize, &'w str)> {
        let text = &self.paragraph.text;
        let from = at - words.len();
        let turn = IN_TURN.iter().find_map(|word| words.split_once(word));
        let is_share = turn.is_some_and(|(before, _)| says_share(before));
        if turn.is_some_and(|(before, _)| !is_share && before.contains(char::is_alphanumeric)) {
            return None;
        }
        let starts = self.told_in_turn(from);
        let all = starts.len();
        if all < 2 {
            return Some((last, words));
        }
        let outer = |index: &usize| sentence::bracketed(text, self.amounts[*index].0.end, from).is_none();
        let are_shares =
            is_share || turn.is_some_and(|(_, behind)| behind.contains('占') || words.contains("各占"));
        // Only what is told of the year is a share, not what that has moved by, nor what it comes to (合计90万元).
        let is_own = |index: &usize| {
            let label = &self.amounts[*index].1;
            let is_compared = label.is_other_year(self.author) || label.compares();
            let is_sum = || SUMMED.iter().any(|word| label.text.starts_with(word));
            !are_shares || label.moved.is_none() && !is_compared && !is_sum()
        };
        let mut told: Vec<usize> = (0..=last).rev().filter(outer).filter(is_own).take(all).collect();
        told.reverse();
        let is_joined = told.windows(2).all(|pair| self.are_joined([pair[0], pair[1]]));
        if turn.is_none() && !is_joined {
            return Some((last, words));
        }
        // What amounts are, and what they have moved by, are not told in turn.
        let is_moved = |index: &usize| self.amounts[*index].1.moved.is_some();
        let is_mixed = || told.iter().any(is_moved) && !told.iter().all(is_moved);
        if !is_joined && is_mixed() {
            return None;
        }
        let place = starts.iter().position(|start| *start == at)?;
        let first = *starts.first()?;
        Some((*told.get(place).filter(|_| told.len() == all)?, text.get(from..first)?))
    }

    /// Where the percentages begin that are told in turn from a place on.
    fn told_in_turn(&self, from: usize) -> Vec<usize> {
        let starts = || self.percentages.iter().map(|(start, _)| *start).skip_while(|start| *start < from);
        let is_next = |pair: &(usize, usize)| {
            let between = self.paragraph.text[pair.0..pair.1].trim_start_matches(|c: char| c != '%');
            matches!(between, "%、" | "%," | "%和" | "%与" | "%及")
        };
        starts().take(1 + starts().zip(starts().skip(1)).take_while(is_next).count()).collect()
    }

    /// Whether no more than a mark or a conjunction stands between two amounts.
    fn are_joined(&self, [one, other]: [usize; 2]) -> bool {
        let between = &self.paragraph.text[self.amounts[one].0.end..self.amounts[other].0.start];
        matches!(between, "、" | "," | "和" | "与" | "及")
    }

    /// The share that each of several amounts is of the one behind them: `分别为60万元和40万元，分别占支出100万元的60%和40%`.
    fn share_in_turn(&self, at: usize, percent: Decimal) -> Option<(bool, Decimal)> {
        let (last, end) = self.before(at)?;
        let (whole, label) = &self.amounts[last];
        let is_of_each = IN_TURN.iter().any(|word| label.text.starts_with(word)) && label.text.contains('占');
        if !is_of_each || !self.paragraph.text[end..].starts_with('的') {
            return None;
        }
        let starts = self.told_in_turn(end);
        let parts = last.checked_sub(starts.len()).filter(|_| starts.len() > 1)?..last;
        let are_parts = parts.clone().skip(1).all(|part| self.are_joined([part - 1, part]))
            && parts.clone().all(|part| self.amounts[part].1.moved.is_none());
        let place = starts.iter().position(|start| *start == at).filter(|_| are_parts)?;
        is_rate(yuan(&self.amounts[parts.start + place].0)?, yuan(whole)?, percent)
    }

    /// The amount that a percentage is of, and the words that say so, where they stand behind another one: a share or the
    /// completion of what has moved (增加D万元，增长8.60%，占收入的48%) or has left something (结余D万元，执行率90%), or what says no more
    /// than that it has moved. None for what only gives a reason or is counted otherwise (同口径增长12%).
    fn behind_rate<'w>(&self, first: usize, last: usize, words: &'w str) -> Option<(usize, &'w str)> {
        let (is_second, behind) = words.rsplit_once('%').map_or((false, words), |(_, behind)| (true, behind));
        if REASONS.iter().any(|word| behind.contains(word)) {
            return None;
        }
        let is_apart = |label: &Label| label.moved.is_some() || label.unspent(self.author).is_some();
        let completes_another =
            || is_completion(sentence::label(words), self.author) && is_apart(&self.amounts[last].1);
        if !is_second && !completes_another() {
            return Some((last, words));
        }
        let said = behind.trim_start_matches([',', ':', '、', '(', ')']);
        if !is_second || said.starts_with('占') || said.starts_with("完成") {
            // 支出90万元，比年初预算80万元增加10万元，增长12.50%，占…
            let is_own =
                |label: &Label| !is_apart(label) && !label.compares() && !label.is_other_year(self.author);
            let own = (first..=last).rfind(|&index| is_own(&self.amounts[index].1))?;
            return self.amounts[own].1.certain.then_some((own, behind));
        }
        Label::of(said, self.author).is_bare_move(self.author).then_some((last, behind))
    }

    /// `A万元，比上年增加D万元，增长P%`: P is D of what A was before. An amount before D may be A, or what A was; A may also
    /// stand in a table alone.
    fn growth(
        &self,
        first: usize,
        last: usize,
        way: Move,
        said: Move,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let (change, label) = &self.amounts[last];
        let change = yuan(change)?;
        // 增加-20万元，增长-2%
        let (way, change) = match way.opposite().filter(|_| change.0.is_sign_negative()) {
            Some(way) => (way, (-change.0, change.1)),
            None => (way, change),
        };
        let is_moved = [way, said].iter().all(|way| matches!(way, Move::Up | Move::Down));
        if !is_moved || self.amounts[first..last].iter().any(|(_, label)| label.text.contains(OTHERWISE)) {
            return None;
        }
        let (percent, is_negative) = (percent.abs(), percent.is_sign_negative());
        let (mut rates, mut is_of_nothing) = (Vec::new(), false);
        for (amount, other) in self.amounts[first..last].iter().rev() {
            if other.moved.is_some() {
                continue;
            }
            let now = yuan(amount)?;
            let before = self.was(now, [other, label], way, change)?;
            is_of_nothing |= before.0.is_zero();
            rates.extend(is_rate(change, before, percent));
            if label.text.contains(SAVED) {
                rates.extend(is_rate(change, now, percent));
            }
        }
        let together = self.together(last).and_then(|now| before(now, way, change));
        rates.extend(together.and_then(|before| is_rate(change, before, percent)));
        let outcome = match nearest(rates, percent) {
            Some(held @ (true, _)) => held,
            // 其中：购置费3万元，比上年增加3万元，增长100%
            _ if is_of_nothing => return None,
            Some(failed) if label.is_bare_move(self.author) && label.topic == Topic::Unnamed => failed,
            _ => {
                let mut now =
                    self.bound[last].of.map_or_else(Vec::new, |of| (self.stated)(of, Version::Plain));
                if now.is_empty() && label.certain && label.topic != Topic::Unnamed {
                    now = self.named(last, |named| {
                        named.topic == label.topic
                            && named.money == label.money
                            && named.certain
                            && named.moved.is_none()
                            && named.is_budget() == label.is_budget()
                            && named.is_final() == label.is_final()
                            && !named.is_other_year(self.author)
                    });
                }
                let before = now.into_iter().filter_map(|now| before(now, way, change));
                nearest(before.filter_map(|before| is_rate(change, before, percent)).collect(), percent)?
            }
        };
        // 下降-2% may be either.
        let is_same_way = way == said || is_negative && said == Move::Down;
        Some((outcome.0 && (is_same_way || change.0.is_zero()), outcome.1))
    }

    /// What the amounts come to that are told side by side in front of a change, which may be of all of them:
    /// `会议费、培训费分别为3万元、2万元，共减少1万元`.
    pub(super) fn together(&self, change: usize) -> Option<Rounded> {
        let text = &self.paragraph.text;
        let is_said = SUMMED.iter().any(|word| self.amounts[change].1.text.contains(word));
        let is_beside = |pair: &[Labelled<'_>]| {
            let [(one, label), (other, behind)] = pair else { return false };
            let between = &text[one.end..other.start - other.label.len()];
            let joins =
                matches!(between, "、" | "和" | "与" | "及") || is_said && matches!(between, "," | ";");
            joins && label.moved.is_none() && behind.moved.is_none() && !behind.is_other_year(self.author)
        };
        let joined = self.amounts[..change].windows(2).rev().take_while(|pair| is_beside(pair)).count();
        let parts = &self.amounts[change.checked_sub(joined + 1)?..change];
        (joined > 0).then(|| sum(parts.iter().map(|(part, _)| part)))?
    }

    /// `比上年减少2万元，增长5%`: what has fallen has not grown, whatever it was before.
    fn clash(
        &self,
        way: Move,
        said: Move,
        (change, label): &(Amount<'_>, Label<'_>),
        words: &str,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let is_told =
            !change.value.is_zero() && !change.value.is_sign_negative() && !percent.is_sign_negative();
        let is_bare = || {
            let behind = Label::of(words.trim_start_matches([',', '(']), self.author);
            label.is_bare_move(self.author) && behind.is_bare_move(self.author)
        };
        (way.opposite() == Some(said) && is_told && is_bare()).then_some((false, percent))
    }

    /// What a figure was before it moved, by the labels of both: what another is compared with has not (较预算3.00万元减少0.50万元),
    /// nor has that of another year, unless it is told what that has moved from (2023年为20.00万元，比上年减少5.00万元).
    pub(super) fn was(
        &self,
        figure: Rounded,
        [label, change_label]: [&Label; 2],
        way: Move,
        change: Rounded,
    ) -> Option<Rounded> {
        let is_later = label.year().zip(change_label.year()).is_some_and(|(own, other)| own > other);
        let is_of_its_own = is_later || LAST_YEAR.iter().any(|word| change_label.text.contains(word));
        match label.compares() || label.is_other_year(self.author) && !is_of_its_own {
            true => Some(figure),
            false => before(figure, way, change),
        }
    }

    /// `2023年执行数为B万元，2024年安排A万元，比2023年执行数减少P%`, `2024年安排A万元，较2023年B万元减少P%`: P is what A and B differ by, of B.
    /// Silent where the sentence names more than one such amount, or none of the kind that it compares with.
    fn moved(
        &self,
        told: RangeInclusive<usize>,
        last: usize,
        of: &str,
        said: Move,
        percent: Decimal,
    ) -> Option<(bool, Decimal)> {
        let (amount, label) = &self.amounts[last];
        let is_compared = label.is_other_year(self.author);
        let kind = ["执行", "决算"].into_iter().find(|kind| of.contains(kind));
        let is_meant = |other: &Label| {
            other.is_other_year(self.author) != is_compared
                && other.moved.is_none()
                && kind.is_none_or(|kind| other.text.contains(kind))
        };
        let is_beside = is_compared && self.is_told_beside(last, of);
        let compares = match is_compared {
            true => label.certain && label.compares() || is_beside,
            false => of.contains('比'),
        };
        let others = told.filter(|&index| index != last).map(|index| &self.amounts[index]);
        let mut others = others.filter(|(_, other)| is_meant(other));
        let (other, named) = others.next().filter(|_| others.next().is_none())?;
        // 2023年收入为B万元，2024年财政拨款收入为A万元: neither was the other.
        let is_same = match label.topic {
            Topic::Unnamed => label.certain || is_beside || label.without_year() == named.without_year(),
            topic => topic == named.topic,
        };
        if !compares
            || !matches!(said, Move::Up | Move::Down)
            || !is_same
            || are_sides(&label.text, &named.text)
        {
            return None;
        }
        let (now, before) = if is_compared { (other, amount) } else { (amount, other) };
        let (now, before) = (yuan(now)?, yuan(before)?);
        let change = now.0.checked_sub(before.0)?;
        let way = if change.is_sign_negative() { Move::Down } else { Move::Up };
        let (holds, exact) = is_rate((change.abs(), now.1 + before.1), before, percent.abs())?;
        Some((holds && (way == said || change.is_zero()), exact))
    }

    /// Whether an amount is only said to be last year's beside that of this year, and the words behind it only that this has moved,
    /// in a sentence that leaves nothing out of either: `收入A万元，上年同期B万元，增长P%`.
    fn is_told_beside(&self, last: usize, behind: &str) -> bool {
        let (amount, label) = &self.amounts[last];
        let text = &self.paragraph.text;
        let sentence = &text[sentence::clause_start(text, amount.start)..sentence::end(text, amount.end)];
        let own = LAST_YEAR.iter().find_map(|word| label.text.strip_prefix(word));
        let is_plain = own.is_some_and(|own| is_plain(&own.replace(COMPLETES[0], ""), self.author));
        let behind = behind.trim_start_matches([',', '(']);
        is_plain
            && !label.is_budget()
            && Label::of(behind, self.author).is_bare_move(self.author)
            && !ADJUSTED.iter().any(|word| sentence.contains(word))
    }

    /// Rates of nothing: `0.40万元，比上年增加0.40万元，增长100%`, `年初预算为0万元，支出决算为3.00万元，完成年初预算的100%`.
    fn of_nothing(&self, at: usize, percent: Decimal) -> Option<Warning> {
        let (first, last, words) = self.beside(at).filter(|_| !percent.is_zero())?;
        let (amount, label) = &self.amounts[last];
        let others = || self.amounts[first..last].iter();
        let is_of_nothing = match (label.moved, words::direction(words)) {
            (Some(Move::Up), Some(Move::Up)) => {
                let named =
                    others().rfind(|(_, other)| other.moved.is_none() && !other.is_other_year(self.author));
                let now = match named.filter(|_| label.is_bare_move(self.author)) {
                    Some((now, _)) => yuan(now),
                    None => (self.stated)(self.bound[last].of?, Version::Plain).first().copied(),
                };
                let change = yuan(amount)?;
                now.is_some_and(|now| now.0 == change.0 && !now.0.is_zero())
            }
            (None, None) if is_completion(sentence::label(words), self.author) => {
                let mut budgets = others().filter(|(_, label)| label.is_budget()).peekable();
                budgets.peek().is_some() && budgets.all(|(budget, _)| budget.value.is_zero())
            }
            _ => false,
        };
        let message = || format!("{percent} % is a rate of nothing: “{}”", self.paragraph.sentence(at));
        is_of_nothing.then(|| Warning::new("percent_of_nothing", message()).at(self.paragraph.place(at)))
    }

    /// The amounts before another one whose labels name a whole.
    pub(super) fn named(&self, last: usize, is_named: impl Fn(&Label) -> bool) -> Vec<Rounded> {
        let named = self.amounts[..last].iter().rev().filter(|(_, label)| is_named(label));
        named.filter_map(|(amount, _)| yuan(amount)).collect()
    }

    fn rate_check(&self, at: usize, percent: Decimal, holds: bool, expected: Decimal) -> Check {
        let sentence = self.paragraph.sentence(at);
        let message = match holds {
            true => format!("{percent} % is what the amounts beside it give: “{sentence}”"),
            false if expected == percent.abs() => {
                format!("the same figure is said to rise and to fall: “{sentence}”")
            }
            false => {
                format!("{percent} % is printed, but the amounts beside it give {expected} %: “{sentence}”")
            }
        };
        Check {
            expected: Some(expected),
            actual: Some(percent),
            difference: Some(percent - expected),
            tolerance: Some(half(percent)),
            suggestion: (!holds && expected != percent.abs()).then(|| format!("{percent} % → {expected} %")),
            ..self.check(at, holds, message)
        }
    }

    pub(super) fn check(&self, at: usize, holds: bool, message: String) -> Check {
        claimed(self.paragraph, at, holds, message)
    }
}

/// What a figure was before it moved by a change, `None` if it did not move.
pub(super) fn before(now: Rounded, way: Move, change: Rounded) -> Option<Rounded> {
    let before = match way {
        Move::Up => now.0.checked_sub(change.0),
        Move::Down => now.0.checked_add(change.0),
        Move::Level | Move::Either => None,
    };
    Some((before?, now.1 + change.1))
}

/// A check of what a paragraph says here.
pub(crate) fn claimed(paragraph: &Paragraph, at: usize, holds: bool, message: String) -> Check {
    Check {
        rule: Rule::NarrativeAgrees.name().into(),
        status: if holds { CheckStatus::Pass } else { CheckStatus::Fail },
        tables: Arc::default(),
        row: None,
        column: None,
        expected: None,
        actual: None,
        difference: None,
        tolerance: None,
        message: message.into(),
        place: paragraph.place(at),
        operands: None,
        suggestion: None,
    }
}

/// What amounts come to in yuan.
pub(crate) fn sum<'a>(amounts: impl IntoIterator<Item = &'a Amount<'a>>) -> Option<Rounded> {
    let add = |(sum, off): Rounded, amount: &Amount<'_>| {
        let (value, half) = yuan(amount)?;
        Some((sum.checked_add(value)?, off.checked_add(half)?))
    };
    amounts.into_iter().try_fold(Rounded::default(), add)
}

/// The check of an amount against what its parts come to, in its unit.
pub(crate) fn summed(paragraph: &Paragraph, whole: &Amount<'_>, sum: Decimal, holds: bool) -> Check {
    let sentence = paragraph.sentence(whole.start);
    let message = match holds {
        true => format!("it is the sum of the parts beside it: “{sentence}”"),
        false => format!("{} is printed, but the parts beside it come to {sum}: “{sentence}”", whole.value),
    };
    Check {
        expected: Some(sum),
        actual: Some(whole.value),
        difference: Some(whole.value - sum),
        ..claimed(paragraph, whole.start, holds, message)
    }
}

/// Half of the last printed digit.
pub(crate) fn half(number: Decimal) -> Decimal {
    Decimal::new(5, number.scale() + 1)
}

/// Whether an amount is a sum in yuan, as far as both are rounded.
pub(crate) fn is_told((sum, off): Rounded, amount: &Amount<'_>) -> bool {
    let told = yuan(amount);
    told.is_some_and(|(told, half)| off.checked_add(half).is_some_and(|off| (told - sum).abs() <= off))
}

/// The amount in yuan. `0万元` is nothing, and no more.
pub(crate) fn yuan(amount: &Amount<'_>) -> Option<Rounded> {
    let unit = Decimal::from(amount.yuan);
    let is_nothing = amount.value.is_zero() && amount.value.scale() == 0;
    let off = if is_nothing { Decimal::ZERO } else { half(amount.value) };
    Some((amount.value.checked_mul(unit)?, off.checked_mul(unit)?))
}

/// Whether `percent` is `part` of `whole` within what all three are rounded to, and what it should be: itself where it is.
/// `None` where no rate can be told.
pub(super) fn is_rate(part: Rounded, whole: Rounded, percent: Decimal) -> Option<(bool, Decimal)> {
    let hundred = Decimal::ONE_HUNDRED;
    let least = whole.0.checked_sub(whole.1)?;
    if least <= Decimal::ZERO {
        return None;
    }
    let low = part.0.checked_sub(part.1)?.checked_mul(hundred)?.checked_div(whole.0.checked_add(whole.1)?)?;
    let high = part.0.checked_add(part.1)?.checked_mul(hundred)?.checked_div(least)?;
    let half = half(percent);
    if low <= percent + half && percent - half <= high {
        return Some((true, percent));
    }
    let mut exact = part.0.checked_mul(hundred)?.checked_div(whole.0)?;
    exact.rescale(percent.scale());
    is_believed(&exact).then_some((false, exact))
}

/// The first rate that holds, or else the one that is nearest to the printed one.
pub(super) fn nearest(rates: Vec<(bool, Decimal)>, percent: Decimal) -> Option<(bool, Decimal)> {
    let holding = rates.iter().find(|(holds, _)| *holds).copied();
    holding.or_else(|| rates.into_iter().min_by_key(|(_, rate)| (*rate - percent).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_that_is_too_large_is_none() {
        let number = |text: &str| (text.parse::<Decimal>().unwrap(), Decimal::ZERO);
        let percent = Decimal::from(-5);
        assert_eq!(is_rate(number("70000000000000000000000"), number("0.0001"), percent), None);
    }

    /// A growth of 2.00 on 17.52 was told to be 11.42 where 11.41 was printed, and passed.
    #[test]
    fn a_rate_that_holds_is_what_its_amounts_give() {
        let number = |text: &str| text.parse::<Decimal>().unwrap();
        for (part, whole, percent, holds, expected) in [
            ("2.00", "17.52", "11.41", true, "11.41"),
            ("2.00", "17.52", "11.42", true, "11.42"),
            ("2.00", "17.52", "11.52", false, "11.42"),
            ("1.00", "3.00", "33.3", true, "33.3"),
            ("1.00", "3.00", "35", false, "33"),
        ] {
            let rounded = |text: &str| (number(text), half(number(text)));
            let rate = is_rate(rounded(part), rounded(whole), number(percent));
            assert_eq!(rate, Some((holds, number(expected))), "{part} of {whole} is {percent} %");
        }
    }
}
