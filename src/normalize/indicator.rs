//! Targets of performance indicators: `≥264万人`, `等于|100|%`, `3天`, `≥95优95%以上、良85%-95%`, `有所提高`.
//!
//! Contract §5: a target is quantitative where it begins with a number (after its operator); its unit is the unit of
//! measure alone, never a grade or a remark; everything else is qualitative and keeps only its text.

use rust_decimal::Decimal;

use crate::document::{Direction, Indicator, Operator};
use crate::normalize::number;
use crate::text::fold;
use crate::vocab::indicators as words;

/// Reads a target into `indicator` from what the form prints: an operator cell, the target cell and a unit cell
/// (blank where the form has no such column).
pub fn read_target(indicator: &mut Indicator, operator: &str, target: &str, unit: &str) {
    let [operator, target, unit] = [operator, target, unit].map(fold::compact);
    let [operator, unit] = [operator, unit].map(|text| if says_none(&text) { String::new() } else { text });
    // 定性 compares nothing.
    let operator = if words::operator(&operator) == Some(None) { String::new() } else { operator };
    if target.is_empty() {
        indicator.target = non_blank(format!("{}{unit}", if unit.is_empty() { "" } else { &operator }));
        return;
    }
    let explicit = words::operator(&operator);
    if let Some((mut own, value, rest)) = quantity(&target) {
        let number = fold::narrow(target.strip_suffix(rest).unwrap_or_default());
        let [measure, unit] = [rest, &unit].map(|text| text.replace('％', "%"));
        if own.is_none() {
            own = explicit.flatten();
        }
        let (after, rest) = suffixed(&measure);
        own = own.or(after);
        let printed_unit = non_blank(unit.clone()).or_else(|| unit_of(&rest));
        let again = if measure.ends_with(&unit) { "" } else { &unit };
        indicator.target = Some(format!("{}{number}{measure}{again}", fold::narrow(&operator)));
        indicator.operator = own;
        indicator.value = Some(value);
        indicator.unit = printed_unit;
        return;
    }
    // A unit cell that is no unit holds the rest of the text (不晚于 | 12月底前), unless it says what the target is (定性).
    let rest = if words::is_measure_unit(&unit) || words::operator(&unit).is_some() { "" } else { &unit };
    indicator.target = Some(format!("{target}{rest}"));
}

/// The operator behind a number and its unit (`90%以上`, `90%（含）以上`), and what else stands behind the number.
fn suffixed(rest: &str) -> (Option<Operator>, String) {
    let printed = fold::compact(rest);
    let narrow = fold::narrow(&printed);
    match words::operator_suffix(narrow.trim_end_matches(['。', '；', ';', ','])) {
        Some((after, unit)) if unit.is_empty() || words::is_measure_unit(unit) => {
            (Some(after), printed.chars().take(unit.chars().count()).collect())
        }
        _ => (None, printed),
    }
}

/// Whether a cell says that it has nothing to say: `/`, `—`.
fn says_none(text: &str) -> bool {
    number::is_nothing(text) || text == "\\"
}

fn non_blank(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// The operator, the number and what follows it, where the text begins with a quantity, or is nothing but one behind a
/// word that leads to it (`达到90%以上`).
fn quantity(target: &str) -> Option<(Option<Operator>, Decimal, &str)> {
    if let Some(led) = words::without_lead(target) {
        return quantity(led).filter(|(_, _, rest)| {
            let (_, rest) = suffixed(rest);
            rest.is_empty() || unit_of(&rest).is_some()
        });
    }
    let (operator, rest) = match words::operator_prefix(&leading_key(target)) {
        Some((operator, after)) => {
            let taken = leading_key(target).chars().count() - after.chars().count();
            (Some(operator), skip_characters(target, taken))
        }
        None => (None, target),
    };
    let rest = rest.trim_start();
    let end = rest
        .char_indices()
        .find(|(_, c)| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '０'..='９' | '．' | '，' | '-'))
        .map_or(rest.len(), |(index, _)| index);
    let printed = rest[..end].trim_end_matches([',', '.', '，', '-']);
    let value = number::parse(printed)?;
    let after = &rest[printed.len()..];
    // A date or a year (`2024年12月`), a span (`3-5次`), a ratio (`1:4`), a grade (`5A级`) and a year's target (`23年目标`) are no
    // quantities; `8年以上` is one.
    let lasts = |rest: &str| {
        rest.is_empty() || words::operator_suffix(rest).is_some_and(|(_, between)| between.is_empty())
    };
    let dated = after.strip_prefix('年').is_some_and(|rest| printed.len() == 4 || !lasts(&fold::key(rest)));
    let spanned = is_span(after) || printed.trim_start_matches('-').contains('-');
    let is_ratio =
        after.strip_prefix([':', '：']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let graded = after.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_grade = graded.len() < after.len() && graded.starts_with('级');
    let month = after.starts_with('月') && !after.starts_with("月内");
    let damaged = number_length(rest) > printed.len() && !words::is_measure_unit(after);
    (!dated && !spanned && !is_ratio && !is_grade && !month && !damaged).then_some((operator, value, after))
}

/// Whether what follows a number leads to another one, that of the end of a span: `3-5次`, `95%-100%`.
fn is_span(after: &str) -> bool {
    const TO: [char; 5] = ['-', '~', '～', '—', '至'];
    let Some((unit, end)) = after.split_once(TO) else { return false };
    unit.is_empty() || words::is_measure_unit(unit) && end.starts_with(|c: char| c.is_ascii_digit())
}

/// How many bytes at the start of a text are digits, or letters that OCR writes for digits.
fn number_length(text: &str) -> usize {
    let of_number = |c: char| c.is_ascii_digit() || number::is_like_digit(c) || matches!(c, '.' | ',');
    let length = text.find(|c| !of_number(c)).unwrap_or(text.len());
    text[..length].trim_end_matches(['.', ',']).len()
}

/// Whether a target is a quantity in which letters stand for digits: `≥9O%`. It keeps its text alone.
pub fn is_damaged(target: &str) -> bool {
    let key = fold::key(target);
    let rest = words::operator_prefix(&key).map_or(key.as_str(), |(_, rest)| rest);
    let (number, after) = rest.split_at(number_length(rest));
    number::is_damaged(number) && (after.is_empty() || words::is_measure_unit(after))
}

/// The text folded for comparison, as long as folding keeps one character for one.
fn leading_key(text: &str) -> String {
    let first: String = text.chars().take(8).filter(|c| !c.is_whitespace()).collect();
    fold::narrow(&first).into_owned()
}

fn skip_characters(text: &str, count: usize) -> &str {
    let mut left = count;
    for (index, c) in text.char_indices() {
        if left == 0 {
            return &text[index..];
        }
        if !c.is_whitespace() {
            left -= 1;
        }
    }
    ""
}

/// What some forms print for %.
const PERCENT: &str = "百分比";

/// The unit of measure that follows a number, also in brackets (`≥90.00(%)`); `None` for a grade or a remark.
fn unit_of(rest: &str) -> Option<String> {
    let rest = fold::compact(rest);
    let bracketed = rest.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    let whole = bracketed.unwrap_or(&rest);
    // ≥4次，每季度1次, ≥10%（较上年）
    let before_remark = whole.split(['，', ',', '；', ';', '(', '（', '≤']).next().unwrap_or_default();
    let unit = |rest: &str| {
        let rest = rest.trim_end_matches(['。', '；', ';', '，', '以', '上', '内', '下']);
        let unit = if rest == PERCENT { "%" } else { rest };
        words::is_measure_unit(unit).then(|| unit.to_owned())
    };
    unit(whole).or_else(|| unit(before_remark))
}

/// The direction that a cell prints: 正向指标, 反向指标.
pub fn direction(text: &str) -> Option<Direction> {
    let key = fold::key(text);
    if key.starts_with("正向") {
        Some(Direction::Positive)
    } else if key.starts_with("反向") || key.starts_with("负向") || key.starts_with("逆向") {
        Some(Direction::Negative)
    } else {
        None
    }
}

/// Whether the text could be a whole target: an operator or a number at its start.
pub fn is_quantity(text: &str) -> bool {
    quantity(&fold::compact(text)).is_some()
}

/// Whether the text is a target and nothing else: it begins with an operator, or is a number and its unit. A name
/// may begin with a number, too (`12345热线办结率`).
pub fn is_plain_quantity(text: &str) -> bool {
    let target = fold::compact(text);
    quantity(&target)
        .is_some_and(|(operator, _, rest)| operator.is_some() || rest.is_empty() || unit_of(rest).is_some())
}

/// Whether the text is a target and no amount: a quantity with an operator or a unit.
pub fn is_target(text: &str) -> bool {
    is_plain_quantity(text) && !number::is_numeric(&fold::compact(text)) || number::percent(text).is_some()
}

/// Whether a cell is a date: `2024-12`, `2024年12月底`, `12月底前`.
pub fn is_date(text: &str) -> bool {
    let key = fold::key(text);
    let digits = key.chars().take_while(char::is_ascii_digit).count();
    let rest: String = key.chars().skip(digits).collect();
    match digits {
        4 => rest.starts_with(['-', '/', '.', '年']) && rest.len() > 1,
        1 | 2 => rest.starts_with('月'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(operator: &str, target: &str, unit: &str) -> String {
        let mut indicator = Indicator::default();
        read_target(&mut indicator, operator, target, unit);
        let show = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        format!(
            "{} {} {} {}",
            show(indicator.target),
            indicator.operator.map_or("-".to_owned(), |o| format!("{o:?}")),
            show(indicator.value.map(|v| v.to_string())),
            show(indicator.unit)
        )
    }

    #[test]
    fn targets_in_one_cell() {
        for (target, expected) in [
            ("≥264万人", "≥264万人 AtLeast 264 万人"),
            ("$\\geq 50\\%$", "≥50% AtLeast 50 %"),
            ("=100%", "=100% Equal 100 %"),
            ("3天", "3天 - 3 天"),
            ("80%", "80% - 80 %"),
            ("≥85.00(%)", "≥85.00(%) AtLeast 85.00 %"),
            ("=3（次）", "=3（次） Equal 3 次"),
            ("≥85(优)", "≥85(优) AtLeast 85 -"),
            ("90%以上", "90%以上 AtLeast 90 %"),
            ("3天以内", "3天以内 AtMost 3 天"),
            ("≥90%以上", "≥90%以上 AtLeast 90 %"),
            ("100优", "100优 - 100 -"),
            (">95优", ">95优 Above 95 -"),
            ("≥95优95%以上、良85%-95%", "≥95优95%以上、良85%-95% AtLeast 95 -"),
            ("≥90超过90%", "≥90超过90% AtLeast 90 -"),
            ("≥1.85倍", "≥1.85倍 AtLeast 1.85 倍"),
            ("≥100百分比", "≥100百分比 AtLeast 100 %"),
            ("不少于12次", "不少于12次 AtLeast 12 次"),
            ("有所提高", "有所提高 - - -"),
            ("23年目标人数", "23年目标人数 - - -"),
            ("2024年12月底前", "2024年12月底前 - - -"),
            ("3-5次", "3-5次 - - -"),
            ("95%-100%", "95%-100% - - -"),
            ("90%（含）以上", "90%（含）以上 AtLeast 90 %"),
            ("达到90%以上", "达到90%以上 AtLeast 90 %"),
            ("控制在5万元以内", "控制在5万元以内 AtMost 5 万元"),
            ("达到3A级标准", "达到3A级标准 - - -"),
            ("⩾95%", "⩾95% AtLeast 95 %"),
            ("≥1,200人次", "≥1,200人次 AtLeast 1200 人次"),
            ("≤2000元/人·年", "≤2000元/人·年 AtMost 2000 元/人·年"),
            ("≥９５％", "≥95% AtLeast 95 %"),
            ("≥9O%", "≥9O% - - -"),
            ("1:4", "1:4 - - -"),
            ("5A级", "5A级 - - -"),
            ("≤500元/月", "≤500元/月 AtMost 500 元/月"),
            ("≥4次，每季度1次", "≥4次，每季度1次 AtLeast 4 次"),
            ("≥10%（较上年）", "≥10%（较上年） AtLeast 10 %"),
            ("8年以上", "8年以上 AtLeast 8 年"),
            ("≥2,300台（套）", "≥2,300台（套） AtLeast 2300 台（套）"),
            ("l00%", "l00% - - -"),
        ] {
            assert_eq!(read("", target, ""), expected, "{target}");
        }
    }

    #[test]
    fn letters_for_digits() {
        assert!(["≥9O%", "l00%", "=1O0"].iter().all(|target| is_damaged(target)));
        assert!(!["≥90%", "IPv6覆盖", "优良", "5kg", ""].iter().any(|target| is_damaged(target)));
    }

    #[test]
    fn targets_in_three_cells() {
        for (operator, target, unit, expected) in [
            ("大于等于", "580.00", "元/人", "大于等于580.00元/人 AtLeast 580.00 元/人"),
            ("=", "100", "%", "=100% Equal 100 %"),
            (">=", "98", "", ">=98 AtLeast 98 -"),
            ("＝", "100", "％", "=100% Equal 100 %"),
            (">=", "23年目标人数", "%", "23年目标人数 - - -"),
            ("=", "逐步推开", "", "逐步推开 - - -"),
            ("", "不晚于", "12月底前", "不晚于12月底前 - - -"),
            ("定性", "优良", "", "优良 - - -"),
            ("文字描述", "", "优良", "优良 - - -"),
            ("定量", "≥95", "%", "≥95% AtLeast 95 %"),
            ("", "按期完成", "定性", "按期完成 - - -"),
            ("=", "逐步提高", "是/否", "逐步提高 - - -"),
            ("", "≥30家", "家", "≥30家 AtLeast 30 家"),
            ("/", "健全", "/", "健全 - - -"),
            ("—", "98", "%", "98% - 98 %"),
            ("", "", "", "- - - -"),
        ] {
            assert_eq!(read(operator, target, unit), expected, "{operator} {target} {unit}");
        }
    }
}
