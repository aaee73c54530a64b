//! Wholes that a sentence divides into all of their parts.
//!
//! `政府采购预算595.28万元，其中：货物预算77.10万元、工程预算0万元、服务预算518.18万元` must add up, for there are no other procurements,
//! and so must the vehicles of a list that ends with all others. What is set aside for the smallest firms is no more than
//! what is set aside for small and medium ones.

use rust_decimal::Decimal;

use crate::check::label::Label;
use crate::check::rates::{claimed, half};
use crate::check::sentence::{Amount, Paragraph};
use crate::document::Check;

/// What is procured.
const PROCURED: [&str; 3] = ["货物", "工程", "服务"];
/// Firms that something is set aside for, and the smaller ones among them.
const FIRMS: &str = "中小企业";
const SMALL_FIRMS: [&str; 4] = ["小微", "小型和微型", "小型、微型", "小型微型"];
/// Words before the parts of a whole.
const DIVIDES: [&str; 3] = ["其中", "包括", "分别"];
/// A list of vehicles has at least so many kinds.
const LEAST_KINDS: usize = 3;

/// What vehicles are counted in.
const EACH: [char; 2] = ['辆', '台'];
/// What words between vehicles and their number are made of: 共计, 总数为.
const COUNTED: [char; 8] = ['共', '计', '合', '总', '数', '为', '有', ':'];

/// The wholes that a paragraph divides, and whether their parts add up.
pub(crate) fn checks(paragraph: &Paragraph, amounts: &[(Amount<'_>, Label<'_>)]) -> Vec<Check> {
    let procured = (0..amounts.len()).filter_map(|index| procured(paragraph, &amounts[index..]));
    let set_aside = (0..amounts.len()).filter_map(|index| set_aside(paragraph, &amounts[index..]));
    procured.chain(set_aside).chain(vehicles(paragraph)).collect()
}

/// The amounts behind a whole in its sentence, if words say that they divide it.
fn parts<'a, 'b>(
    paragraph: &Paragraph,
    amounts: &'b [(Amount<'a>, Label<'a>)],
) -> Option<&'b [(Amount<'a>, Label<'a>)]> {
    let (whole, parts) = amounts.split_first()?;
    let rest = &paragraph.text[whole.0.end..];
    let sentence = whole.0.end + rest.find('。').unwrap_or(rest.len());
    let parts = &parts[..parts.partition_point(|(amount, _)| amount.end <= sentence)];
    let between = &paragraph.text[whole.0.end..parts.first()?.0.start];
    DIVIDES.iter().any(|word| between.contains(word)).then_some(parts)
}

/// A whole of procurement and its three parts.
fn procured(paragraph: &Paragraph, amounts: &[(Amount<'_>, Label<'_>)]) -> Option<Check> {
    let (whole, label) = amounts.first()?;
    let kind = |label: &Label| PROCURED.iter().position(|word| label.text.contains(word));
    if !label.text.contains("采购") || kind(label).is_some() || label.moved.is_some() {
        return None;
    }
    let parts = parts(paragraph, amounts)?.get(..PROCURED.len())?;
    let kinds: Vec<usize> = parts.iter().filter_map(|(_, label)| kind(label)).collect();
    if (0..PROCURED.len()).any(|kind| !kinds.contains(&kind)) {
        return None;
    }
    let (sum, rounding) =
        parts.iter().try_fold((Decimal::ZERO, Decimal::ZERO), |(sum, off), (part, _)| {
            let (value, half) = in_unit_of(whole, part)?;
            Some((sum.checked_add(value)?, off.checked_add(half)?))
        })?;
    let holds = (whole.value - sum).abs() <= rounding + rounded(whole.value);
    let sentence = paragraph.sentence(whole.start);
    let message = match holds {
        true => format!("it is the sum of the parts beside it: “{sentence}”"),
        false => format!("{} is printed, but the parts beside it come to {sum}: “{sentence}”", whole.value),
    };
    Some(Check {
        expected: Some(sum),
        actual: Some(whole.value),
        difference: Some(whole.value - sum),
        ..claimed(paragraph, whole.start, holds, message)
    })
}

/// What is set aside for firms, and for the smaller ones among them.
fn set_aside(paragraph: &Paragraph, amounts: &[(Amount<'_>, Label<'_>)]) -> Option<Check> {
    let (whole, label) = amounts.first()?;
    let is_small = |label: &Label| SMALL_FIRMS.iter().any(|word| label.text.contains(word));
    if !label.text.contains(FIRMS) || is_small(label) {
        return None;
    }
    let (part, _) = parts(paragraph, amounts)?.first().filter(|(_, label)| is_small(label))?;
    let (value, off) = in_unit_of(whole, part)?;
    let holds = value - whole.value <= off + rounded(whole.value);
    let is = if holds { "is no more" } else { "is more" };
    let sentence = paragraph.sentence(whole.start);
    let message = format!("what is set aside for the smallest firms {is} than for all of them: “{sentence}”");
    Some(Check {
        expected: Some(whole.value),
        actual: Some(value),
        ..claimed(paragraph, part.start, holds, message)
    })
}

/// Numbers of vehicles and of their kinds, which end with all others.
fn vehicles(paragraph: &Paragraph) -> impl Iterator<Item = Check> {
    let of_vehicles = |(at, _): &(usize, &str)| paragraph.text[..*at].ends_with('车');
    paragraph.text.match_indices('辆').filter(of_vehicles).filter_map(|(at, word)| {
        let text = paragraph.text[at + word.len()..].trim_start_matches(COUNTED);
        let start = paragraph.text.len() - text.len();
        let (total, rest) = text.split_once(EACH)?;
        let total: u32 = total.parse().ok()?;
        let (_, list) = rest.split(['。', ';']).next()?.split_once("其中")?;
        let kinds: Vec<(&str, u32)> = list.split_inclusive(EACH).filter_map(kind).collect();
        let (last, _) = kinds.last().filter(|_| kinds.len() >= LEAST_KINDS)?;
        if !last.contains("其他") {
            return None;
        }
        let (total, sum) = (Decimal::from(total), kinds.iter().map(|(_, count)| Decimal::from(*count)).sum());
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
