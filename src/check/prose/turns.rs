//! Figures that are told in turn: `基本支出和项目支出分别为60.00万元和30.00万元`.
//!
//! The names stand before the first amount, and nothing but a mark or a conjunction before the others. Where there are as
//! many names as amounts, each has its own. What they come to may be told behind them: `，合计90.00万元`.

use std::borrow::Cow;

use crate::check::rates::{self, is_told};
use crate::check::sentence::{Amount, Paragraph};
use crate::check::words;
use crate::document::Check;

/// What stands behind the names.
const TURNS: [&str; 3] = ["分别为", "分别是", "分别"];

/// Words for what they come to.
const SUMMED: [&str; 4] = ["合计", "共计", "总计", "共"];

/// What joins names, and amounts.
const JOINS: [&str; 3] = ["和", "及", "与"];

/// What the names of a clause begin behind.
const BEGINS: [char; 4] = [',', '。', ';', ':'];

/// The words in front of every amount of a folded text: of those that are told in turn, its own name.
pub(super) fn labels<'a>(text: &'a str, amounts: &[Amount<'a>]) -> Vec<Cow<'a, str>> {
    let mut labels: Vec<Cow<str>> = amounts.iter().map(|amount| amount.label.into()).collect();
    for (index, first) in amounts.iter().enumerate() {
        let Some(joined) = TURNS.iter().find_map(|turn| first.label.strip_suffix(turn)) else { continue };
        let begin = first.start - first.label.len();
        let clause = &text[..begin + joined.len()];
        let clause = clause.rsplit(BEGINS).next().unwrap_or(clause);
        let all = all(text, &amounts[index..]);
        let names = names(clause);
        let names = (all > 1 && names.len() == all).then(|| in_full(&names)).flatten();
        for (label, name) in labels[index..].iter_mut().zip(names.unwrap_or_default()) {
            *label = name;
        }
    }
    labels
}

/// How many amounts are told in turn from the first of these on.
fn all(text: &str, amounts: &[Amount<'_>]) -> usize {
    let follows = |pair: &&[Amount<'_>]| {
        let between = &text[pair[0].end..pair[1].start];
        let join = between.trim_start_matches(['、', ',']);
        join.is_empty() || JOINS.contains(&join)
    };
    1 + amounts.windows(2).take_while(follows).count()
}

/// Whether what figures that are told in turn come to is what is said behind them: `分别为6万元、3万元，合计9万元`.
pub(super) fn sums(paragraph: &Paragraph, amounts: &[Amount<'_>]) -> Vec<Check> {
    let text = &paragraph.text;
    let sum = |(index, first): (usize, &Amount<'_>)| {
        TURNS.iter().find(|turn| first.label.ends_with(*turn))?;
        let (told, behind) = amounts[index..].split_at(all(text, &amounts[index..]));
        let (stated, last) = (behind.first()?, told.last().filter(|_| told.len() > 1)?);
        let words = text[last.end..stated.start].trim_start_matches(',').trim_end_matches('为');
        SUMMED.iter().find(|word| words == **word)?;
        let all = rates::sum(told)?;
        let holds = is_told(all, stated);
        // 观测费9万元，测验费、测量费分别为6万元、3万元，合计18万元: perhaps of all three.
        let others = index.checked_sub(1).map_or("。", |before| &text[amounts[before].end..first.start]);
        if !holds && !others.contains('。') {
            return None;
        }
        Some(rates::summed(paragraph, stated, all.0.checked_div(stated.yuan.into())?.normalize(), holds))
    };
    amounts.iter().enumerate().filter_map(sum).collect()
}

/// What the last of several names may end with for all of them: `一般公共预算和政府性基金预算支出`.
const TAILS: [&str; 4] = ["收入", "支出", "费", "采购"];

/// Names with what the last of them says for all: 货物、工程、服务支出 are 货物支出、工程支出、服务支出, and 收、支总计 are 收入总计 and
/// 支出总计. Years are named as they are (`2023年和2024年支出`). `None` where that leaves a doubt, as of money.
fn in_full<'a>(names: &[&'a str]) -> Option<Vec<Cow<'a, str>>> {
    if let [revenue, expenditure] = names
        && revenue.ends_with('收')
        && let Some(whole) = expenditure.strip_prefix('支').filter(|whole| !whole.starts_with('出'))
    {
        return Some(vec![format!("{revenue}入{whole}").into(), format!("支出{whole}").into()]);
    }
    let (last, others) = names.split_last()?;
    let is_full = |name: &str| TAILS.iter().any(|tail| name.contains(tail)) || name.ends_with(['年', '度']);
    let tail = TAILS.iter().filter_map(|tail| last.rfind(tail)).min().map_or("", |tail| &last[tail..]);
    if tail.is_empty() || others.iter().all(|name| is_full(name)) {
        return Some(names.iter().map(|&name| name.into()).collect());
    }
    if others.iter().any(|name| words::meaning(name).is_some_and(words::is_money)) {
        return None;
    }
    let full = others.iter().map(|name| match is_full(name) {
        true => Cow::Borrowed(*name),
        false => format!("{name}{tail}").into(),
    });
    Some(full.chain([(*last).into()]).collect())
}

/// The names that a clause joins: `货物、工程和服务`.
fn names(clause: &str) -> Vec<&str> {
    let mut names: Vec<&str> = clause.split('、').collect();
    if let Some(last) = names.pop() {
        let pair = JOINS.iter().find_map(|join| last.rsplit_once(join));
        match pair {
            Some((one, other)) => names.extend([one, other]),
            None => names.push(last),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::sentence::amounts;

    #[test]
    fn each_amount_has_its_own_name() {
        for (text, expected) in [
            ("2024年基本支出和项目支出分别为6万元和3万元", ["2024年基本支出", "项目支出", ""]),
            ("货物、工程和服务分别为6万元、3万元和1万元", ["货物", "工程", "服务"]),
            ("本年支出中,基本支出、项目支出分别是6万元、3万元,共9万元", ["基本支出", "项目支出", "共"]),
            ("货物、工程、服务支出分别为6万元、3万元、1万元", ["货物支出", "工程支出", "服务支出"]),
            ("2024年度收、支总计分别为6万元和3万元,共9万元", ["2024年度收入总计", "支出总计", "共"]),
            ("基本支出和项目支出分别为6万元、3万元和1万元", ["基本支出和项目支出分别为", "", "和"]),
        ] {
            let mut found = labels(text, &amounts(text));
            found.resize(3, "".into());
            assert_eq!(found, expected, "{text}");
        }
    }
}
