//! Figures that are told in turn: `基本支出和项目支出分别为60.00万元和30.00万元`.
//!
//! The names stand before the first amount, and nothing but a mark or a conjunction before the others. Where there are as
//! many names as amounts, each has its own.

use crate::check::sentence::Amount;

/// What stands behind the names.
const TURNS: [&str; 3] = ["分别为", "分别是", "分别"];

/// What joins names, and amounts.
const JOINS: [&str; 3] = ["和", "及", "与"];

/// What the names of a clause begin behind.
const BEGINS: [char; 4] = [',', '。', ';', ':'];

/// The words in front of every amount of a folded text: of those that are told in turn, its own name.
pub(super) fn labels<'a>(text: &'a str, amounts: &[Amount<'a>]) -> Vec<&'a str> {
    let mut labels: Vec<&str> = amounts.iter().map(|amount| amount.label).collect();
    for (index, first) in amounts.iter().enumerate() {
        let Some(joined) = TURNS.iter().find_map(|turn| first.label.strip_suffix(turn)) else { continue };
        let begin = first.start - first.label.len();
        let clause = &text[..begin + joined.len()];
        let clause = clause.rsplit(BEGINS).next().unwrap_or(clause);
        let follows = |pair: &[Amount<'_>]| {
            let between = &text[pair[0].end..pair[1].start];
            let join = between.trim_start_matches(['、', ',']);
            join.is_empty() || JOINS.contains(&join)
        };
        let all = 1 + amounts[index..].windows(2).take_while(|pair| follows(pair)).count();
        let names = names(clause);
        if all > 1 && names.len() == all && !is_shared_tail(&names) {
            labels[index..index + all].copy_from_slice(&names);
        }
    }
    labels
}

/// What the last of several names may end with for all of them: `一般公共预算和政府性基金预算支出`.
const TAILS: [&str; 4] = ["收入", "支出", "费", "采购"];

/// Whether the last name says what all of them are, so that the others are no names; years are (`2023年和2024年支出`).
fn is_shared_tail(names: &[&str]) -> bool {
    let Some((last, others)) = names.split_last() else { return false };
    let has_tail = |name: &str| TAILS.iter().any(|tail| name.contains(tail));
    has_tail(last) && !others.iter().all(|name| has_tail(name) || name.ends_with(['年', '度']))
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
            ("基本支出和项目支出分别为6万元、3万元和1万元", ["基本支出和项目支出分别为", "", "和"]),
        ] {
            let mut found = labels(text, &amounts(text));
            found.resize(3, "");
            assert_eq!(found, expected, "{text}");
        }
    }
}
