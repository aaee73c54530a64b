//! Wholes that a sentence divides into all of their parts.
//!
//! `政府采购预算595.28万元，其中：货物预算77.10万元、工程预算0万元、服务预算518.18万元` must add up, for there are no other procurements,
//! and so must the vehicles of a list that ends with all others, the “三公”经费, 人员经费 and 公用经费 of 基本支出, what a year has
//! with what it has from others, receptions at home and of foreigners, what the funds pay of “三公”经费, what a project of
//! construction costs, and what such a whole has moved by. Revenue and expenditure are held against all of their parts where
//! shares or the list show that none is left out, and are no less than parts of which there may be others, nor is a class less
//! than its items. What is set aside for the smallest firms is no more than what is set aside for small and medium ones.

mod known;
mod meant;

use rust_decimal::Decimal;

use self::meant::{GRAND, VEHICLES, are_all_of, divided, fund_of, money_of, part_of};
use crate::check::items;
use crate::check::label::{Author, Label, Topic};
use crate::check::rates::{self, claimed, half};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::words::{self, Meaning, Move, TOTAL};
use crate::document::{Check, CheckStatus};
use crate::text::fold::keyed;
use crate::text::numbering;
use crate::vocab::codes;

/// What is procured.
const PROCURED: [&str; 3] = ["货物", "工程", "服务"];
/// What a project of construction costs in all, and what that is made of where all of it is told.
const INVESTED: [&str; 4] = ["总投资", "概算", "估算", "投资额"];
const UNFORESEEN: &str = "预备费";
const CONSTRUCTION: [&str; 2] = ["其他费", UNFORESEEN];
/// Money of which nothing is distributed, and what it comes from and goes to.
const OF_FUNDS: [&str; 3] = ["财政拨款", "政府性基金", "国有资本经营预算"];
const FLOWS: [Meaning; 4] = ["flow.opening", "flow.income", "flow.outgo", "flow.closing"];
/// Words for money of it that goes elsewhere or comes from there.
const TAKEN_BACK: [&str; 4] = ["收回", "缴回", "上缴", "调整"];
/// The class of the economic classification that offices run on: 商品和服务支出.
const GOODS: &str = "302";
/// What an item is spent on.
const USES: [Meaning; 2] = ["use.basic", "use.project"];
/// Words for what is left beside parts that are told.
const OTHERS: [&str; 3] = ["其余", "其他", "剩余"];
/// Words between who pays, and what for.
const PAID: &str = "安排的";
/// What is kept at the end of a year.
const KEPT: &str = "结转和结余";
/// Receptions at home, and those that are none.
const AT_HOME: &str = "国内";
const FOREIGN: [&str; 5] = ["国外", "(境)外", "外事", "境外", "外宾"];
/// Firms that something is set aside for, and the smaller ones among them.
const FIRMS: &str = "中小企业";
const SMALL_FIRMS: [&str; 4] = ["小微", "小型和微型", "小型、微型", "小型微型"];
/// Words before the parts of a whole.
const DIVIDES: [&str; 5] = ["其中", "包括", "分别", "分项", "以下"];
/// What stands behind the name of a whole that is said again, to divide it: 财政拨款支出预算中，…
const AGAIN: &str = "中,";
/// What each of these begins with.
const DIVIDE_FIRST: [char; 5] = ['其', '包', '分', '以', '中'];
/// Words before what is spent, behind what the same whole is received from.
const SPENT: &str = "支出包括";
const RECEIVED: &str = "收入包括";
/// Words that divide a whole stand no further behind it, in bytes.
const NEAR: usize = 400;
/// A whole that a sentence divides into more amounts than these is not held against them.
const MOST_PARTS: usize = 32;
/// A list of vehicles has at least so many kinds.
const LEAST_KINDS: usize = 3;

/// What vehicles are counted in.
const EACH: [char; 2] = ['辆', '台'];
/// What begins to tell what the vehicles of a kind are, or what all of them are worth.
const EXPLAINS: [&str; 4] = ["主要是", "主要为", "主要包括", "主要用于"];
const WORTH: [&str; 2] = ["价值", "原值"];
/// What words between vehicles and their number are made of: 共计, 总数为.
const COUNTED: [char; 8] = ['共', '计', '合', '总', '数', '为', '有', ':'];

/// An amount, and the words in front of it.
type Labelled<'a> = (Amount<'a>, Label<'a>);

/// The wholes that a paragraph divides, and whether their parts add up.
pub(crate) fn checks(paragraph: &Paragraph, amounts: &[Labelled<'_>], author: &Author) -> Vec<Check> {
    if amounts.len() < 2 {
        // One amount is no sum.
        return vehicles(paragraph).collect();
    }
    // 2024年支出预算90万元，2023年80万元，增加10万元。其中：… divides the first.
    let is_beside = |index: usize| {
        let is_other = |index: usize| amounts[index].1.is_other_year(author);
        is_other(index) && index.checked_sub(1).is_some_and(|before| !is_other(before))
    };
    let wholes: Vec<usize> = (0..amounts.len()).filter(|&index| !is_beside(index)).collect();
    let all = || wholes.iter().copied();
    // What few paragraphs tell is looked for in those alone that hold a word of it.
    let where_told = |word: &str| {
        let is_told = paragraph.text.contains(word);
        all().filter(move |_| is_told)
    };
    let procured = all().filter_map(|index| procured(paragraph, &amounts[index..]));
    let set_aside = all().filter_map(|index| set_aside(paragraph, &amounts[index..]));
    let summed = all().filter_map(|index| summed(paragraph, &amounts[index..]));
    let used = all().filter_map(|index| used(paragraph, &amounts[index..]));
    let shared_out = where_told("占").filter_map(|index| shared_out(paragraph, &amounts[index..]));
    let spent = where_told(SPENT).filter_map(|index| spent(paragraph, &amounts[index..]));
    let invested = where_told(UNFORESEEN).filter_map(|index| invested(paragraph, &amounts[index..]));
    let received = where_told(AT_HOME).filter_map(|index| received(paragraph, &amounts[index..]));
    let moved = all().filter_map(|index| moved(paragraph, &amounts[index..]));
    let carried = where_told(KEPT).filter_map(|index| carried(paragraph, &amounts[index..]));
    let paid = where_told("基金").filter_map(|index| paid(paragraph, &amounts[index..]));
    let classed = all().filter_map(|index| classed(paragraph, &amounts[index..]));
    let run_on = where_told("运行经费").filter_map(|index| run_on(paragraph, &amounts[index..]));
    let known = all().filter_map(|index| known::divided(paragraph, &amounts[index..], author));
    let balanced = all().filter_map(|index| known::balanced(paragraph, amounts, index));
    let divided = procured
        .chain(set_aside)
        .chain(paid)
        .chain(classed)
        .chain(run_on)
        .chain(known)
        .chain(balanced)
        .chain(summed)
        .chain(used)
        .chain(shared_out)
        .chain(spent)
        .chain(invested)
        .chain(received);
    divided.chain(moved).chain(carried).chain(vehicles(paragraph)).collect()
}

/// A whole and its parts, all of which a rule names: `“三公”经费9万元，其中：因公出国（境）费0万元，公务用车购置及运行费7万元，公务接待费2万元`.
fn summed(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole = amounts.first().filter(is_divided)?;
    let parts = stated_parts(paragraph, amounts)?;
    told(paragraph, whole, parts.clone()).or_else(|| {
        // …，其中：基本支出90万元，其中：人员经费80万元，公用经费10万元；项目支出30万元
        let is_inner = is_listed(&paragraph.text, &whole.0);
        let (first, _) = parts.first().filter(|_| is_inner)?;
        let end = first.end + paragraph.text[first.end..].find(';')?;
        let own = parts.iter().copied().filter(|(amount, _)| amount.end <= end);
        told(paragraph, whole, own.collect())
    })
}

/// Whether a rule divides what an amount is beyond doubt the amount of.
fn is_divided((_, label): &&Labelled<'_>) -> bool {
    label.named && is_own(label) && divided(label).is_some()
}

/// Whether an amount is what a sentence speaks of: neither what that has moved by nor what it is compared with.
fn is_own(label: &Label) -> bool {
    let is_compared = label.text.contains(['比', '较']) || label.text.starts_with(['与', '同', '上', '去']);
    label.moved.is_none() && !is_compared
}

/// What is spent on an item, which is 基本支出 or 项目支出: `住房公积金9万元，其中：基本支出9万元，项目支出0万元`.
fn used(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let is_of_item =
        |label: &Label| label.topic == Topic::Unnamed && is_own(label) && !label.text.contains(GRAND);
    let whole = amounts.first().filter(|(_, label)| is_of_item(label))?;
    let parts = stated_parts(paragraph, amounts)?;
    // 财政资金安排的基本支出 is what one fund pays of it.
    let use_of = |label: &Label| part_of(label).filter(|_| !label.text.contains(PAID));
    // …；年末结转和结余7万元 is told beside what is spent.
    let is_beside = |(amount, label): &&Labelled<'_>| {
        part_of(label).is_some_and(words::is_flow)
            && paragraph.text[..amount.start - amount.label.len()].ends_with(';')
    };
    let parts: Vec<&Labelled<'_>> = parts.into_iter().take_while(|part| !is_beside(part)).collect();
    let uses: Vec<Option<Meaning>> = parts.iter().map(|(_, label)| use_of(label)).collect();
    let (last, _) = parts.last()?;
    let behind = paragraph.text[last.end..].split('。').next().unwrap_or_default();
    let has_others = OTHERS.iter().any(|word| behind.contains(word));
    if !has_others && uses == USES.map(Some) { added_up(paragraph, whole, parts) } else { None }
}

/// What the funds pay of the three public expenses, of one of them and of 机关运行经费: `公务接待费9万元（其中：一般公共预算支出9万元；
/// 政府性基金预算支出0万元）`.
fn paid(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let is_paid_by_funds = |label: &Label| match label.topic {
        Topic::Whole(scope) => matches!(scope.name, "three_public" | "operating_funds"),
        Topic::Part(part) => part.starts_with("three."),
        Topic::Unnamed => false,
    };
    let whole = amounts.first().filter(|(_, label)| is_own(label) && is_paid_by_funds(label))?;
    let parts = stated_parts(paragraph, amounts)?;
    let funds = parts.iter().map(|(_, label)| fund_of(label)).collect::<Option<Vec<Meaning>>>()?;
    let is_once = |fund: &Meaning| funds.iter().filter(|said| *said == fund).count() == 1;
    let [general, of_government, ..] = words::FUNDS.map(|fund| fund.meaning);
    let are_told = [general, of_government].iter().all(|fund| funds.contains(fund));
    if are_told && funds.iter().all(is_once) { added_up(paragraph, whole, parts) } else { None }
}

/// What is spent of a class of the functional classification, and items of it alone: no more than that.
/// `住房保障支出90万元，其中：住房公积金80万元、购房补贴10万元`.
fn classed(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole @ (_, label) = amounts.first().filter(|(_, label)| is_own(label))?;
    let class = items::class(&label.text)?;
    let parts = stated_parts(paragraph, amounts)?;
    let item = |label: &Label| codes::functional_code(&label.text, Some(class));
    let items = parts.iter().map(|(_, label)| item(label)).collect::<Option<Vec<&str>>>()?;
    let are_items = items.iter().all(|code| code.len() == 7);
    at_most(paragraph, whole, are_items.then_some(parts)?, &items)
}

/// The check of a whole against several of its items, of which there may be others.
fn at_most<'a>(
    paragraph: &Paragraph,
    whole: &Labelled<'a>,
    parts: Vec<&Labelled<'a>>,
    items: &[&str],
) -> Option<Check> {
    let is_once = |code: &&str| items.iter().filter(|other| *other == code).count() == 1;
    let check = added_up(paragraph, whole, (items.len() > 1 && items.iter().all(is_once)).then_some(parts)?)?;
    let tells = check.status == CheckStatus::Pass || check.expected > check.actual;
    tells.then_some(check)
}

/// What an office runs on, and items of the economic classification alone: no more than that.
/// `机关运行经费90万元，比上年减少2万元。其中：办公费80万元、印刷费10万元`.
fn run_on(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let is_operating =
        |label: &Label| matches!(label.topic, Topic::Whole(scope) if scope.name == "operating_funds");
    let whole = amounts.first().filter(|(_, label)| is_own(label) && is_operating(label))?;
    let parts = stated_parts(paragraph, amounts)?;
    let item = |(_, label): &&Labelled<'_>| codes::economic_code(&label.text, Some(GOODS));
    let items = parts.iter().map(item).collect::<Option<Vec<&str>>>()?;
    at_most(paragraph, whole, parts, &items)
}

/// A whole that no rule divides, and parts whose shares come to all of it: `本单位收入为90万元，其中：财政补助60万元，占66.67%；服务收费30万元，
/// 占33.33%`.
fn shared_out(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole = amounts.first().filter(|whole| is_own(&whole.1) && !is_divided(whole))?;
    let parts = stated_parts(paragraph, amounts)?;
    let is_all = parts.len() > 1 && are_shared_out(&paragraph.text, &parts);
    if is_all { added_up(paragraph, whole, parts) } else { None }
}

/// What classes the expenditure of a whole is said to be of, behind what its revenue is: `收支总预算90万元。收入包括：…；支出包括：教育支出
/// 60万元、住房保障支出30万元`.
fn spent(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole @ (amount, label) = amounts.first().filter(is_divided)?;
    let text = &paragraph.text;
    let near = near(text, amount);
    let at = near.find(SPENT).filter(|_| !is_received(text, amount))?;
    let from = amount.end + at + SPENT.len();
    let mut before = amounts[1..].iter().take_while(|(amount, _)| amount.start < from);
    if near[..at].matches(RECEIVED).count() > 1 || before.any(|other| is_other_whole(label, &other.1)) {
        return None;
    }
    let end = sentence::end(text, from);
    told(paragraph, whole, parts_within(text, amounts, from, end)?)
}

/// The check of a whole against these parts. Where there may be others, they come to no more than the whole.
fn told<'a>(
    paragraph: &Paragraph,
    whole @ (_, label): &Labelled<'a>,
    mut parts: Vec<&Labelled<'a>>,
) -> Option<Check> {
    drop_within_vehicles(&mut parts);
    if parts.iter().skip(1).any(|part| is_divided_off(paragraph, part)) {
        return None;
    }
    let is_all = !label.text.contains(GRAND) && are_shared_out(&paragraph.text, &parts);
    held_against(paragraph, whole, &parts, is_all)
}

/// The check of a whole against parts that are said or known to be all of it, or else come to no more than it.
fn held_against<'a>(
    paragraph: &Paragraph,
    whole @ (_, label): &Labelled<'a>,
    parts: &[&Labelled<'a>],
    are_all: bool,
) -> Option<Check> {
    let is_all = are_all_of(label, parts.iter().map(|(_, part)| money_of(label, part)))? || are_all;
    let check = added_up(paragraph, whole, parts.iter().copied())?;
    // What is carried over may be within the money of the funds.
    let may_be_within = || parts.iter().any(|(_, part)| money_of(label, part).is_some_and(words::is_flow));
    let is_more = || check.expected > check.actual && !may_be_within();
    let tells = match parts {
        [part] => is_right_behind(paragraph, whole, part) && is_more(),
        _ => check.status == CheckStatus::Pass || is_more(),
    };
    (is_all || tells).then_some(check)
}

/// Whether nothing stands between a whole and its part but a word that divides it: `支出90万元，其中基本支出80万元`.
fn is_right_behind(paragraph: &Paragraph, (whole, _): &Labelled<'_>, (part, _): &Labelled<'_>) -> bool {
    let between = &paragraph.text[whole.end..part.start - part.label.len()];
    matches!(between.trim_matches([',', '(', ':']), "" | "其中")
}

/// Leaves out what vehicles cost to buy and to run where what they cost is told: `公务用车购置及运行费7万元，其中：公务用车购置费3万元`.
fn drop_within_vehicles(parts: &mut Vec<&Labelled<'_>>) {
    if parts.iter().any(|(_, label)| part_of(label) == Some(VEHICLES)) {
        parts.retain(|(_, label)| part_of(label).is_none_or(|part| !words::is_nested(part, VEHICLES)));
    }
}

/// The wholes whose parts are told one after the other in sentences and paragraphs of their own: `基本支出90万元，其中：` / `人员经费
/// 80万元，主要包括：…。` / `公用经费10万元，主要包括：…。`.
pub(crate) fn over_paragraphs(paragraphs: &[Paragraph], amounts: &[Vec<Labelled<'_>>]) -> Vec<Check> {
    let begins = |index: usize| {
        let (paragraph, own) = (paragraphs.get(index)?, amounts.get(index)?);
        let begun = (0..own.len()).find_map(|at| begun(paragraph, own.get(at..)?));
        let (whole @ (_, label), mut parts) = begun?;
        let following = paragraphs.iter().zip(amounts).skip(index + 1).take(MOST_PARTS);
        for (paragraph, amounts) in following.take_while(|(paragraph, _)| !paragraph.heading) {
            let own = leading(paragraph, 0, label, amounts).filter(|own| !own.is_empty());
            let Some(own) = own else { break };
            parts.extend(own);
        }
        drop_within_vehicles(&mut parts);
        held_against(paragraph, whole, &parts, false)
    };
    (0..paragraphs.len()).filter_map(begins).collect()
}

/// A whole that its sentence does not tell all the parts of, and those that its paragraph does.
fn begun<'a, 'b>(
    paragraph: &Paragraph,
    amounts: &'b [Labelled<'a>],
) -> Option<(&'b Labelled<'a>, Vec<&'b Labelled<'a>>)> {
    let whole @ (amount, label) = amounts.first().filter(is_divided)?;
    let text = &paragraph.text;
    let from = divided_from(text, whole).filter(|_| !text[amount.end..].starts_with('('))?;
    let (between, behind) =
        amounts[1..].split_at(amounts[1..].partition_point(|(other, _)| other.start < from));
    if behind.is_empty() && !text[from..].trim_end_matches([':', ',']).is_empty()
        || between.iter().any(|(_, label)| label.moved.is_none())
    {
        return None;
    }
    let parts = leading(paragraph, from, label, behind)?;
    summed(paragraph, amounts).is_none().then_some((whole, parts))
}

/// The parts of a whole that the sentences and clauses of a paragraph begin with, from a place on; these are its amounts from
/// there on. `None` where the first of them is no such part.
fn leading<'a, 'b>(
    paragraph: &Paragraph,
    from: usize,
    whole: &Label,
    amounts: &'b [Labelled<'a>],
) -> Option<Vec<&'b Labelled<'a>>> {
    let is_another_figure = |part: &Label| {
        let (is_planned, was_planned) = (part.is_budgeted(), whole.is_budgeted());
        is_planned && !was_planned || part.is_final() && was_planned
    };
    let begins = |amount: &Amount<'_>| {
        let before =
            paragraph.text.get(from..amount.start).map(|before| before.trim_start_matches([':', ',']));
        before.is_some_and(|before| numbering::strip(before) == numbering::strip(amount.label))
    };
    let leads = |(amount, label): &&Labelled<'_>| {
        let before = &paragraph.text[..amount.start - amount.label.len()];
        label.moved.is_none()
            && !label.text.contains('年')
            && (begins(amount) || before.ends_with(['。', ';']))
            && !is_another_figure(label)
    };
    // …；专项收入6万元；…: a list with a part that no rule knows is not added up. What is told of a part is none of the list.
    let is_of_list = |last: &Amount<'_>, (amount, _): &Labelled<'_>| {
        let between = &paragraph.text[last.end..amount.start];
        !between.contains('。') && !DIVIDES.iter().any(|word| between.contains(word))
    };
    let mut parts: Vec<&Labelled<'_>> = Vec::new();
    for part in amounts.iter().take(MOST_PARTS) {
        let is_known = leads(&part) && money_of(whole, &part.1).is_some();
        match parts.last() {
            _ if is_known => parts.push(part),
            None => return None,
            Some((last, _)) if leads(&part) && is_of_list(last, part) => return None,
            Some(_) => {}
        }
    }
    Some(parts)
}

/// Whether an amount is the first that words divide another into: `其中：教育收费`.
fn is_divided_off(paragraph: &Paragraph, (amount, label): &Labelled<'_>) -> bool {
    let before = paragraph.text[..amount.start - amount.label.len()].trim_end_matches([':', ',']);
    DIVIDES.iter().any(|word| label.text.starts_with(word) || before.ends_with(word))
}

/// Whether what is said of each part that it is of the whole comes to all of it: `基本支出…，占27.52%；项目支出…，占72.48%`. Shares of
/// one of the parts (`，占中小企业合同金额的25%`; `，其中：…`) are none.
fn are_shared_out(text: &str, parts: &[&Labelled<'_>]) -> bool {
    let (Some((first, _)), Some((last, _))) = (parts.first(), parts.last()) else { return false };
    let behind = &text[last.end..];
    let end = last.end + behind.find(['。', ';', ')']).unwrap_or(behind.len());
    let told = &text[first.end..end];
    let shares = sentence::percentages(told);
    let share = |(at, share): &(usize, Decimal)| Some((sentence::share(&told[..*at])?, *share));
    let shares: Vec<(&str, Decimal)> = shares.iter().filter_map(share).collect();
    let is_of_part = |of: &str| {
        let of = keyed(of.trim_end_matches('的'));
        let is_named = |(_, label): &&Labelled<'_>| !of.is_empty() && label.text.contains(&*of);
        parts.iter().any(is_named)
    };
    // Nothing may have no share.
    let least = parts.iter().filter(|(part, _)| !part.value.is_zero()).count();
    let is_each = (least..=parts.len()).contains(&shares.len());
    let is_divided = DIVIDES.iter().any(|word| told.contains(word));
    if is_divided || !is_each || shares.iter().any(|(of, _)| is_of_part(of)) {
        return false;
    }
    let (sum, off) = shares.into_iter().fold((Decimal::ZERO, Decimal::ZERO), |(sum, off), (_, share)| {
        (sum.saturating_add(share), off.saturating_add(rounded(share)))
    });
    sum == Decimal::ONE_HUNDRED || sum.saturating_sub(Decimal::ONE_HUNDRED).abs() < off
}

/// By what a whole has moved, and by what all of its parts have that a rule names: `支出总计9万元，比上年增加2万元，其中：基本支出增加3万元，
/// 项目支出减少1万元`.
fn moved(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let is_moved = |label: &Label| matches!(label.moved, Some(Move::Up | Move::Down));
    let (label, change) = match amounts {
        [(_, label), ..] if is_moved(label) && label.topic != Topic::Unnamed => (label, 0),
        [(whole, label), (change, said), ..]
            if label.moved.is_none()
                && is_moved(said)
                && said.topic == Topic::Unnamed
                && !paragraph.text[whole.end..change.start].contains('。') =>
        {
            (label, 1)
        }
        _ => return None,
    };
    if !label.certain {
        return None;
    }
    let amounts = &amounts[change..];
    let (change, parts) = (amounts.first()?, parts(paragraph, amounts)?);
    let part = |(_, label): &Labelled<'_>| part_of(label).filter(|_| is_moved(label));
    if are_all_of(label, parts.iter().map(part))? { added_up(paragraph, change, parts) } else { None }
}

/// The text behind an amount that words which divide it stand in.
fn near<'a>(text: &'a str, whole: &Amount<'_>) -> &'a str {
    let behind = &text[whole.end..];
    &behind[..behind.floor_char_boundary(NEAR)]
}

/// Where the words end that divide a whole, the nearest behind it: 其中, or its name again (财政拨款支出预算中，…).
fn divided_from(text: &str, (whole, label): &Labelled<'_>) -> Option<usize> {
    let near = near(text, whole);
    let is_again = |at: usize| {
        let name = keyed(sentence::label(&near[..at]));
        matches!(label.topic, Topic::Whole(scope) if words::said(&name) == Some(scope))
    };
    let word = |at: usize| {
        let mut words = DIVIDES.into_iter().filter(|word| near[at..].starts_with(word));
        words.next().or_else(|| Some(AGAIN).filter(|word| near[at..].starts_with(word) && is_again(at)))
    };
    // Most places are passed by their first character.
    let mut may_divide = near.char_indices().filter(|(_, first)| DIVIDE_FIRST.contains(first));
    let (at, word) = may_divide.find_map(|(at, _)| Some((at, word(at)?)))?;
    // 90万元（2023年支出预算80万元），其中：…
    let is_within = sentence::bracketed(near, 0, at).is_some_and(|(open, _)| open.is_none());
    let end = at + word.len();
    // …、其他支出9万元。按支出用途分类，包括…: of what the list before is of.
    if words::divides_anew(&near[..at]) && is_listed(text, whole) {
        return None;
    }
    let is_other_side = near[..end].ends_with(SPENT) && is_received(text, whole);
    // 收入90万元，包括本年收入80万元，上年结转10万元。其中：… divides the first again.
    let is_of_list = word != AGAIN && near[..at].contains('。') && is_listed(text, whole);
    (!is_within && !is_other_side && !is_of_list).then_some(whole.end + end)
}

/// Whether an amount stands in a list of what its sentence divides.
fn is_listed(text: &str, amount: &Amount<'_>) -> bool {
    let sentence = text[..amount.start].rsplit('。').next().unwrap_or_default();
    DIVIDES.iter().any(|word| sentence.contains(word)) || words::divides_anew(sentence)
}

/// Whether an amount stands among those that are received, none of which is all that is spent.
fn is_received(text: &str, amount: &Amount<'_>) -> bool {
    let before = &text[..amount.start];
    before.rfind(RECEIVED).is_some_and(|received| !before[received..].contains(SPENT))
}

/// The amounts that the words behind a whole say to be its parts, in a bracket or up to the end of the sentence, without what
/// has moved and what brackets within say of a part.
fn stated_parts<'a, 'b>(paragraph: &Paragraph, amounts: &'b [Labelled<'a>]) -> Option<Vec<&'b Labelled<'a>>> {
    let text = &paragraph.text;
    let (whole, parts) = amounts.split_first()?;
    let from = match text[whole.0.end..].strip_prefix('(') {
        Some(_) => whole.0.end + "(".len(),
        None => divided_from(text, whole)?,
    };
    // 90万元，占60%（其中：人员经费80万元、公用经费10万元）
    let sentence = sentence::end(text, from);
    let until = sentence::closing(&text[from..sentence]);
    let end = until.map_or(sentence, |until| from + until);
    let is_bracket = until.is_some() && text[whole.0.end..from].contains('(');
    let mut before = parts.iter().take_while(|(amount, _)| amount.start < from);
    if before.any(|(_, label)| is_bracket || is_own(label)) {
        return None;
    }
    parts_within(text, amounts, from, end)
}

/// The parts of a whole that are told between two places.
fn parts_within<'a, 'b>(
    text: &str,
    amounts: &'b [Labelled<'a>],
    from: usize,
    end: usize,
) -> Option<Vec<&'b Labelled<'a>>> {
    let (whole, parts) = amounts.split_first()?;
    let is_outer = |amount: &Amount<'_>| sentence::bracketed(text, amount.end, end).is_none();
    let within = parts.iter().skip_while(|(amount, _)| amount.start < from);
    let within = within.take_while(|(amount, _)| amount.end <= end);
    let is_bracket = text[end..].starts_with(')');
    // …；支出总计80万元 is no part of the revenue, and …；决算数8万元，其中：… another figure of the whole.
    let goes_on = |(amount, label): &&Labelled<'_>| {
        let is_another = is_other_whole(&whole.1, label)
            || label.topic == Topic::Unnamed && sentence::divides(text, amount);
        is_bracket || !is_another || !text[..amount.start - amount.label.len()].ends_with(';')
    };
    let within: Vec<_> = within.take_while(goes_on).take(MOST_PARTS + 1).collect();
    let is_told = |label: &Label| label.moved.is_none() && !label.compares();
    // …，其中：基本支出90万元，其中：人员经费80万元；项目支出30万元
    let is_inner = |amount: &Amount<'_>| {
        let before = text[from..amount.start].trim_start_matches("其中");
        let clause = before.rsplit(';').next().unwrap_or_default();
        let start = amount.start - clause.len();
        let divides = |at: usize| sentence::bracketed(text, start + at, amount.start).is_none();
        sentence::DIVIDES.iter().any(|word| clause.match_indices(word).any(|(at, _)| divides(at)))
    };
    let is_part = |amount: &Amount<'_>| is_outer(amount) && !is_inner(amount);
    let outer = within.iter().filter(|(amount, label)| is_told(label) && is_part(amount));
    (within.len() <= MOST_PARTS).then(|| outer.copied().collect())
}

/// Whether a label names a whole that is no part of another.
fn is_other_whole(whole: &Label, label: &Label) -> bool {
    matches!(label.topic, Topic::Whole(_)) && money_of(whole, label).is_none()
}

/// The check of a whole against the sum of all of its parts; what has moved the other way is taken off.
fn added_up<'a>(
    paragraph: &Paragraph,
    (whole, label): &Labelled<'a>,
    parts: impl IntoIterator<Item = &'a Labelled<'a>>,
) -> Option<Check> {
    let add = |(sum, off): (Decimal, Decimal), (part, said): &Labelled<'_>| {
        let (value, half) = in_unit_of(whole, part)?;
        let value = if said.moved == label.moved { value } else { -value };
        Some((sum.checked_add(value)?, off.checked_add(half)?))
    };
    let (sum, rounding) = parts.into_iter().try_fold((Decimal::ZERO, Decimal::ZERO), add)?;
    let holds = (whole.value - sum).abs() <= rounding + rounded(whole.value);
    Some(rates::summed(paragraph, whole, sum, holds))
}

/// The amounts behind a whole in its sentence, if words say that they divide it.
fn parts<'a, 'b>(paragraph: &Paragraph, amounts: &'b [Labelled<'a>]) -> Option<&'b [Labelled<'a>]> {
    let (whole, parts) = amounts.split_first()?;
    let end = sentence::end(&paragraph.text, whole.0.end);
    let parts = &parts[..parts.partition_point(|(amount, _)| amount.end <= end)];
    let between = &paragraph.text[whole.0.end..parts.first()?.0.start];
    let divides = between.starts_with(':') || DIVIDES.iter().any(|word| between.contains(word));
    divides.then_some(parts)
}

/// A whole of procurement and its three parts.
fn procured(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole @ (_, label) = amounts.first()?;
    let kind = |label: &Label| PROCURED.iter().position(|word| label.text.contains(word));
    if !label.text.contains("采购") || kind(label).is_some() || label.moved.is_some() {
        return None;
    }
    let beside = || Some(parts(paragraph, amounts)?.iter().collect());
    let parts: Vec<&Labelled<'_>> = stated_parts(paragraph, amounts).or_else(beside)?;
    let parts = parts.get(..PROCURED.len())?;
    let kinds: Vec<usize> = parts.iter().filter_map(|(_, label)| kind(label)).collect();
    if (0..PROCURED.len()).any(|kind| !kinds.contains(&kind)) {
        return None;
    }
    added_up(paragraph, whole, parts.iter().copied())
}

/// What a project of construction costs in all, and its parts where they go down to what is kept for the unforeseen:
/// `总投资90万元，其中建筑安装工程费70万元，工程建设其他费用15万元，预备费5万元`.
fn invested(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole @ (amount, label) = amounts.first()?;
    if label.moved.is_some() || !INVESTED.iter().any(|word| label.text.contains(word)) {
        return None;
    }
    let parts = stated_parts(paragraph, amounts)?;
    let sentence = paragraph.text[amount.end..].split('。').next()?;
    let is_told = |word: &&str| parts.iter().any(|(_, label)| label.text.contains(*word));
    let is_once = DIVIDES.iter().map(|word| sentence.matches(word).count()).sum::<usize>() < 2;
    if is_once && CONSTRUCTION.iter().all(is_told) { added_up(paragraph, whole, parts) } else { None }
}

/// What is spent on guests, at home and of foreigners: `1.50万元，其中：国内接待费1.50万元，国（境）外接待费0万元`. If nothing is
/// told of foreigners, that at home is no more than all.
fn received(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let whole @ (amount, label) = amounts.first().filter(|(_, label)| is_own(label))?;
    let parts = stated_parts(paragraph, amounts)?;
    let is_of_guests = |label: &Label| label.text.contains("接待");
    let is_at_home = |label: &Label| is_of_guests(label) && label.text.contains(AT_HOME);
    let is_foreign =
        |label: &Label| is_of_guests(label) && FOREIGN.iter().any(|word| label.text.contains(word));
    match &parts[..] {
        [(_, one), (_, other)]
            if is_at_home(one) && is_foreign(other) || is_foreign(one) && is_at_home(other) =>
        {
            added_up(paragraph, whole, parts)
        }
        [(part, home)] if is_at_home(home) && is_of_guests(label) && !is_at_home(label) => {
            no_more(paragraph, amount, part, ["what is spent on guests at home", "on all of them"])
        }
        _ => None,
    }
}

/// The check that a part is no more than its whole, of which the two names tell.
fn no_more(
    paragraph: &Paragraph,
    whole: &Amount<'_>,
    part: &Amount<'_>,
    [name, all]: [&str; 2],
) -> Option<Check> {
    let (value, off) = in_unit_of(whole, part)?;
    let holds = value - whole.value <= off + rounded(whole.value);
    let is = if holds { "is no more" } else { "is more" };
    let sentence = paragraph.sentence(whole.start);
    let message = format!("{name} {is} than {all}: “{sentence}”");
    Some(Check {
        expected: Some(whole.value),
        actual: Some(value),
        ..claimed(paragraph, part.start, holds, message)
    })
}

/// What a fund has from other years and receives, which is what it spends and keeps: `政府性基金预算财政拨款年初结转和结余10万元，本年收入60万元，
/// 本年支出50万元，年末结转和结余20万元`.
fn carried(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let (first, label) = amounts.first()?;
    let is_of_fund = OF_FUNDS.iter().any(|fund| label.text.contains(fund));
    if !is_of_fund || !flow(label).is_some_and(|flow| FLOWS[..2].contains(&flow)) {
        return None;
    }
    let sentence = first.end + paragraph.text[first.end..].find('。')?;
    let within = || amounts.iter().take_while(|(amount, _)| amount.end <= sentence);
    if TAKEN_BACK.iter().any(|word| paragraph.text[first.end..sentence].contains(word)) {
        return None;
    }
    let one = |meant: Meaning| {
        let mut own = within().filter(|(_, label)| label.moved.is_none() && flow(label) == Some(meant));
        own.next().filter(|_| own.next().is_none())
    };
    let [opening, income, outgo, closing] = FLOWS;
    // In this order: only one amount of a sentence is asked for more than what it has from other years.
    let (opening, income, outgo, closing) = (one(opening)?, one(income)?, one(outgo)?, one(closing)?);
    // What is kept is what is had less what is spent.
    let (mut kept, mut off) = (Decimal::ZERO, Decimal::ZERO);
    for ((amount, _), is_had) in [(opening, true), (income, true), (outgo, false)] {
        let (value, half) = in_unit_of(&closing.0, amount)?;
        kept = kept.checked_add(if is_had { value } else { -value })?;
        off = off.checked_add(half)?;
    }
    let closing = &closing.0;
    let holds = (closing.value - kept).abs() <= off + rounded(closing.value);
    let sentence = paragraph.sentence(closing.start);
    let message = match holds {
        true => format!("it is what is left of what the fund has: “{sentence}”"),
        false => {
            format!("{} is printed, but {kept} is left of what the fund has: “{sentence}”", closing.value)
        }
    };
    Some(Check {
        expected: Some(kept),
        actual: Some(closing.value),
        difference: Some(closing.value - kept),
        ..claimed(paragraph, closing.start, holds, message)
    })
}

/// What a label says money comes from or goes to, whatever fund it names besides.
fn flow(label: &Label) -> Option<Meaning> {
    let says = |when: &[&str]| {
        when.iter().filter_map(|word| label.text.split_once(word)).any(|(_, what)| what.starts_with('结'))
    };
    match (says(&["年初"]), says(&["年末", "年终"])) {
        (true, false) => Some(FLOWS[0]),
        (false, true) => Some(FLOWS[3]),
        _ if matches!(label.topic, Topic::Whole(scope) if scope.name == "revenue" && scope.base != TOTAL) => {
            Some(FLOWS[1]).filter(|_| !label.text.contains(GRAND))
        }
        _ if label.text == "支出" => Some(FLOWS[2]),
        _ => part_of(label),
    }
}

/// What is set aside for firms, and for the smaller ones among them.
fn set_aside(paragraph: &Paragraph, amounts: &[Labelled<'_>]) -> Option<Check> {
    let (whole, label) = amounts.first()?;
    let is_small = |label: &Label| SMALL_FIRMS.iter().any(|word| label.text.contains(word));
    if !label.text.contains(FIRMS) || is_small(label) {
        return None;
    }
    let (part, _) = parts(paragraph, amounts)?.first().filter(|(_, label)| is_small(label))?;
    no_more(paragraph, whole, part, ["what is set aside for the smallest firms", "for all of them"])
}

/// Numbers of vehicles and of their kinds, which end with all others or are no more than all.
fn vehicles(paragraph: &Paragraph) -> impl Iterator<Item = Check> {
    let text = &paragraph.text;
    let lists = text.contains('辆').then(|| text.match_indices("其中")).into_iter().flatten();
    lists.filter_map(move |(at, word)| {
        // 共有车辆5辆，其中：…
        let marks = [',', '(', ':', ';', '。'];
        let before = text[..at].trim_end_matches(marks);
        // 车辆5辆，价值90万元，其中：…
        let counted =
            before.rsplit_once(',').filter(|(_, last)| WORTH.iter().any(|word| last.contains(word)));
        let before = counted.map_or(before, |(counted, _)| counted).strip_suffix(EACH)?;
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
        if !digits.trim_end_matches(COUNTED).trim_end_matches('辆').ends_with('车') {
            return None;
        }
        let start = digits.len();
        let total: u32 = before[start..].parse().ok()?;
        let list = text[at + word.len()..].split(['。', ';']).next()?;
        let explained = EXPLAINS.iter().filter_map(|word| list.find(word)).min();
        let list = &list[..explained.unwrap_or(list.len())];
        let list = &list[..sentence::closing(list).unwrap_or(list.len())];
        let kinds: Vec<(&str, u32)> = list.split_inclusive(EACH).filter_map(kind).collect();
        let is_all =
            kinds.len() >= LEAST_KINDS && kinds.last().is_some_and(|(last, _)| last.contains("其他"));
        let (total, sum) = (Decimal::from(total), kinds.iter().map(|(_, count)| Decimal::from(*count)).sum());
        // Where there may be others, they are no more than all.
        if !is_all && (sum < total || !are_kinds(&kinds)) {
            return None;
        }
        let sentence = paragraph.sentence(start);
        let message = match sum == total {
            true => format!("it is the sum of the vehicles of each kind: “{sentence}”"),
            false => format!("{total} vehicles are said, but those of each kind come to {sum}: “{sentence}”"),
        };
        Some(Check {
            expected: Some(sum),
            actual: Some(total),
            difference: Some(total - sum),
            ..claimed(paragraph, start, sum == total, message)
        })
    })
}

/// What vehicles are, whatever they are used for.
const BODIES: [&str; 5] = ["轿车", "越野车", "旅行车", "商务车", "面包车"];

/// Whether the kinds of vehicles are what each is used for (执法执勤用车), or what each is, none twice and none a kind of the others.
fn are_kinds(kinds: &[(&str, u32)]) -> bool {
    let is_once = |name: &str| kinds.iter().filter(|(other, _)| *other == name).count() == 1;
    let is_bracketed = |name: &str| name.matches('(').count() != name.matches(')').count();
    let is_within = |name: &str| ["含", "其中", "包括", "均", "为"].iter().any(|word| name.contains(word));
    let is_all = |name: &str| name.ends_with("公务用车") && !name.ends_with("一般公务用车");
    let is_use =
        |name: &str| name.ends_with("用车") && !is_all(name) && !is_bracketed(name) && !is_within(name);
    let is_body = |name: &str| BODIES.iter().any(|body| name.trim_start_matches([':', ',']) == *body);
    let are_alike = kinds.iter().all(|(name, _)| is_use(name)) || kinds.iter().all(|(name, _)| is_body(name));
    !kinds.is_empty() && are_alike && kinds.iter().all(|(name, _)| is_once(name))
}

/// A kind of vehicles and their number, at the end of a text: `、其他用车2辆`.
fn kind(text: &str) -> Option<(&str, u32)> {
    let text = text.strip_suffix(EACH)?;
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = before.rsplit(['、', ',']).next().filter(|name| !name.is_empty())?;
    Some((name, text[before.len()..].parse().ok()?))
}

/// An amount in the unit of another, and how far it may be off.
fn in_unit_of(whole: &Amount<'_>, part: &Amount<'_>) -> Option<(Decimal, Decimal)> {
    let unit =
        |value: Decimal| value.checked_mul(Decimal::from(part.yuan))?.checked_div(Decimal::from(whole.yuan));
    Some((unit(part.value)?, unit(rounded(part.value))?))
}

/// How far a printed number may be off; nothing is exact.
fn rounded(value: Decimal) -> Decimal {
    if value.is_zero() { Decimal::ZERO } else { half(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_divide_begin_with_a_character_that_is_looked_for() {
        for word in DIVIDES.into_iter().chain([AGAIN]) {
            assert!(word.starts_with(DIVIDE_FIRST), "{word}");
        }
    }
}
