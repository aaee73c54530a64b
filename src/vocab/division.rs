//! Which heads of columns divide which, by what they say, where the merged cells that would tell are lost.
//!
//! ```text
//! 科目编码   科目名称   合计   一般公共预算   政府性基金      divided are the last two:
//! 小计   基本支出   项目支出   项目支出                      小计, 基本支出, 项目支出 │ 项目支出
//! ```
//!
//! A sum begins a group, no group has two heads of one name, names of columns of names divide nothing and are divided by
//! their like alone, the year of a budget is shown in more detail than the one before, and the members of some groups are
//! known. Where two readings say as much, neither is taken.

use std::ops::{Range, RangeInclusive};

use regex::Regex;

use crate::document::Role;
use crate::text::fold;
use crate::vocab::headers;

/// More heads than these in two rows are not tried.
const MOST: usize = 48;
/// So many equal first characters make a head the member of a group (公务用车购置费 of 公务用车购置及运行费).
const ALIKE: usize = 3;

/// A head that others may divide.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    /// What it says.
    pub text: &'a str,
    /// By how many others it may be divided; 0 is by none.
    pub children: RangeInclusive<usize>,
    /// The column it stands in, where that is known.
    pub column: Option<usize>,
}

/// Where heads stand over their columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Over the first of them.
    First,
    /// Over the middle one.
    Middle,
}

/// One reading of two rows of heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// How much speaks for it.
    pub score: i32,
    /// By how many of the heads below each head is divided.
    pub runs: Vec<usize>,
    /// The heads below that stand under none: cells that are merged with what is above them print their text there.
    pub lone: Vec<usize>,
}

impl Division {
    /// The heads below that divide each head.
    fn ranges(&self) -> Vec<Range<usize>> {
        let mut lone = self.lone.iter().copied().peekable();
        let mut next = 0;
        let range = |&run: &usize| {
            while lone.next_if_eq(&next).is_some() {
                next += 1;
            }
            next += run;
            next - run..next
        };
        self.runs.iter().map(range).collect()
    }
}

/// The last step to a state: a head below that stands alone, or a head and its run.
#[derive(Debug, Clone, Copy)]
enum Step {
    Lone,
    Run(usize),
}

/// What is known so far of the readings of the first heads: the best score, how many have it, and the last step.
type State = Option<(i32, u32, Step)>;

/// Takes a reading into a state.
fn offer(state: &mut State, score: i32, ways: u32, step: Step) {
    *state = match *state {
        Some((best, same, last)) if best == score => Some((best, same.saturating_add(ways), last)),
        Some(kept) if kept.0 > score => Some(kept),
        _ => Some((score, ways, step)),
    };
}

/// The best reading for each number of undivided heads, where one is better than all others. `below` are the heads of the
/// next row, with their columns where these are known; heads `stand` over theirs then.
pub fn divisions(heads: &[Head], below: &[(&str, Option<usize>)], stand: Stand) -> Vec<Option<Division>> {
    if heads.len() + below.len() > MOST || heads.is_empty() {
        return vec![None; heads.len() + 1];
    }
    let fit = Fit::of(heads, below, stand);
    let (across, undivided) = (below.len() + 1, heads.len() + 1);
    // By how many heads are read, how many heads below are taken, and how many heads are undivided.
    let at = |read: usize, taken: usize, free: usize| (read * across + taken) * undivided + free;
    let mut states: Vec<State> = vec![None; (heads.len() + 1) * across * undivided];
    states[0] = Some((0, 1, Step::Run(0)));
    for read in 0..=heads.len() {
        for taken in 0..across {
            if let Some(gain) = fit.lone(taken) {
                for free in 0..=read {
                    let Some((score, ways, _)) = states[at(read, taken, free)] else { continue };
                    offer(&mut states[at(read, taken + 1, free)], score + gain, ways, Step::Lone);
                }
            }
            let Some(head) = heads.get(read) else { continue };
            if (0..=read).all(|free| states[at(read, taken, free)].is_none()) {
                continue;
            }
            let most = (below.len() - taken).min(*head.children.end());
            for run in *head.children.start()..=most {
                let Some(gain) = fit.score(read, taken, run) else { continue };
                for free in 0..=read {
                    let Some((score, ways, _)) = states[at(read, taken, free)] else { continue };
                    let to = at(read + 1, taken + run, free + usize::from(run == 0));
                    offer(&mut states[to], score + gain, ways, Step::Run(run));
                }
            }
        }
    }
    let read_back = |free: usize| {
        let (score, 1, _) = states[at(heads.len(), below.len(), free)]? else { return None };
        let mut division = Division { score, runs: Vec::with_capacity(heads.len()), lone: Vec::new() };
        let (mut read, mut taken, mut free) = (heads.len(), below.len(), free);
        while read > 0 || taken > 0 {
            match states[at(read, taken, free)]? {
                (_, _, Step::Lone) => {
                    taken -= 1;
                    division.lone.push(taken);
                }
                (_, _, Step::Run(run)) => {
                    division.runs.push(run);
                    (read, taken, free) = (read - 1, taken - run, free - usize::from(run == 0));
                }
            }
        }
        division.runs.reverse();
        division.lone.reverse();
        Some(division)
    };
    (0..undivided).map(read_back).collect()
}

/// The readings of all rows of a header, row by row, for each number of undivided heads in all of them together: those for
/// which most speaks, where they are the only ones.
pub fn together(rows: Vec<Vec<Option<Division>>>) -> Vec<Option<Vec<Division>>> {
    // The best score, whether it is the only one, and the readings.
    type Best = Option<(i32, bool, Vec<Division>)>;
    let mut best: Vec<Best> = vec![Some((0, true, Vec::new()))];
    for readings in rows {
        let mut next: Vec<Best> = vec![None; best.len() + readings.len().saturating_sub(1)];
        for (free, reading) in readings.iter().enumerate() {
            let Some(reading) = reading else { continue };
            for (before, known) in best.iter().enumerate() {
                let Some((score, only, taken)) = known else { continue };
                let score = score + reading.score;
                let found = &mut next[before + free];
                match found {
                    Some((known, only, _)) if *known == score => *only = false,
                    Some((known, ..)) if *known > score => {}
                    _ => {
                        let all = [taken.as_slice(), std::slice::from_ref(reading)].concat();
                        *found = Some((score, *only, all));
                    }
                }
            }
        }
        best = next;
    }
    let only = |best: Best| best.filter(|(_, only, _)| *only).map(|(_, _, readings)| readings);
    best.into_iter().map(only).collect()
}

/// The first column of every head, row by row, and how many columns there are, where the rows divide each other so. `spans`
/// tells how many columns those heads have that are not divided. Only in the second row heads may stand under none.
pub fn lay(mut spans: Vec<Vec<usize>>, divisions: &[Division]) -> (Vec<Vec<usize>>, usize) {
    let runs: Vec<Vec<Range<usize>>> = divisions.iter().map(Division::ranges).collect();
    // From the lowest row up, for a head is as wide as those that divide it.
    for (row, runs) in runs.iter().enumerate().rev() {
        for (head, run) in runs.iter().enumerate().filter(|(_, run)| !run.is_empty()) {
            spans[row][head] = spans[row + 1][run.clone()].iter().sum();
        }
    }
    let mut columns: Vec<Vec<usize>> = spans.iter().map(|row| vec![0; row.len()]).collect();
    let mut end = 0;
    let mut place = |row: usize, head: usize, columns: &mut Vec<Vec<usize>>| {
        columns[row][head] = end;
        end += spans[row][head];
    };
    let mut lone = divisions.first().map_or(&[][..], |division| &division.lone).iter().copied().peekable();
    for (head, run) in runs.iter().take(1).flatten().enumerate() {
        while let Some(lone) = lone.next_if(|lone| *lone < run.start) {
            place(1, lone, &mut columns);
        }
        place(0, head, &mut columns);
    }
    lone.for_each(|lone| place(1, lone, &mut columns));
    for (row, runs) in runs.iter().enumerate() {
        for (head, run) in runs.iter().enumerate() {
            let mut column = columns[row][head];
            for below in run.clone() {
                columns[row + 1][below] = column;
                column += spans[row + 1][below];
            }
        }
    }
    (columns, end)
}

/// Whether a head is that of codes or names.
fn is_name(role: Option<Role>) -> bool {
    matches!(role, Some(Role::Code | Role::Name))
}

/// Whether a head is that of texts and units: none divides it.
fn is_text(role: Option<Role>) -> bool {
    matches!(role, Some(Role::OrgCode | Role::OrgName | Role::Text))
}

/// How well heads divide others.
struct Fit {
    heads: Vec<Above>,
    stand: Stand,
    columns: Vec<Option<usize>>,
    keys: Vec<String>,
    names: Vec<bool>,
    texts: Vec<bool>,
    sums: Vec<bool>,
    /// For each head below, whether any head knows it as a member.
    known: Vec<bool>,
    /// For each head below, whether it and the next stand so once more.
    pairs: Vec<bool>,
}

/// What is known of a head that others may divide.
struct Above {
    key: String,
    column: Option<usize>,
    role: Option<Role>,
    is_sum: bool,
    /// Whether it heads names alone and is divided by none.
    heads_names: bool,
    /// Whether it names the latest of several years, which is shown in most detail.
    is_current: bool,
    /// Whether a later head has its name.
    comes_again: bool,
    /// For each head below whether it is known as its member.
    members: Vec<bool>,
}

impl Above {
    /// What the head at a place says of the others and of the `keys` below.
    fn of(heads: &[Head], at: usize, keys: &[String]) -> Self {
        let Head { text, column, .. } = heads[at];
        let key = fold::key(text);
        let role = headers::role(text);
        let year = |head: &Head| match head.text.get(.."当年".len())? {
            "上年" => Some(u16::MIN),
            "当年" | "本年" => Some(u16::MAX),
            _ => head.text.get(..4)?.parse().ok(),
        };
        let (own, years) = (year(&heads[at]), || heads.iter().filter_map(year));
        let groups: Vec<&Regex> = headers::members(&key).collect();
        let is_member = |below: &String| {
            let alike = key.chars().zip(below.chars()).take_while(|(a, b)| a == b).count();
            key != *below && (alike >= ALIKE || groups.iter().any(|members| members.is_match(below)))
        };
        let members = keys.iter().map(is_member).collect();
        Self {
            column,
            role,
            is_sum: headers::is_sum(text),
            heads_names: is_name(role) && text.ends_with("名称") && !text.contains("编码"),
            is_current: own.is_some() && own == years().max() && own != years().min(),
            comes_again: heads[at + 1..].iter().any(|other| fold::key(other.text) == key),
            members,
            key,
        }
    }
}

impl Fit {
    fn of(heads: &[Head], below: &[(&str, Option<usize>)], stand: Stand) -> Self {
        let keys: Vec<String> = below.iter().map(|(text, _)| fold::key(text)).collect();
        let heads: Vec<Above> = (0..heads.len()).map(|at| Above::of(heads, at, &keys)).collect();
        let roles: Vec<Option<Role>> = below.iter().map(|(text, _)| headers::role(text)).collect();
        let count = |pair: &[String]| keys.windows(2).filter(|other| *other == pair).count();
        Self {
            stand,
            pairs: keys.windows(2).map(|pair| count(pair) > 1).collect(),
            columns: below.iter().map(|(_, column)| *column).collect(),
            names: roles.iter().map(|role| is_name(*role)).collect(),
            texts: roles.iter().map(|role| is_text(*role)).collect(),
            sums: below.iter().map(|(text, _)| headers::is_sum(text)).collect(),
            known: (0..below.len()).map(|at| heads.iter().any(|head| head.members[at])).collect(),
            keys,
            heads,
        }
    }

    /// How much speaks for a head below to stand under none; `None` where its column is unknown.
    fn lone(&self, at: usize) -> Option<i32> {
        (*self.columns.get(at)?)?;
        // Levels of codes stand side by side.
        let is_whole = !self.is_level(at) && (self.names[at] || self.texts[at] || self.sums[at]);
        Some(if is_whole { 2 } else { -1 })
    }

    /// Whether a head below is that of a level of codes behind another one.
    fn is_level(&self, at: usize) -> bool {
        at > 0 && matches!(self.keys[at].as_str(), "款" | "项")
    }

    /// How much speaks for the `run` heads below from `from` on to divide a head; `None` where that cannot be.
    fn score(&self, head: usize, from: usize, run: usize) -> Option<i32> {
        let own = &self.heads[head];
        let (is_names, is_text) = (is_name(own.role), is_text(own.role));
        if run == 0 {
            let divides = own.members.contains(&true);
            let mut score = if is_names || is_text || own.is_sum { 2 } else { 0 };
            score += i32::from(head == 0) - 2 * i32::from(divides) - i32::from(own.is_current);
            let between = |column: usize| {
                let before = from.checked_sub(1).and_then(|at| self.columns[at]);
                let after = self.columns.get(from).copied().flatten();
                before.is_none_or(|before| before < column) && after.is_none_or(|after| after > column)
            };
            if !own.column.is_none_or(between) {
                return None;
            }
            return Some(score);
        }
        if own.heads_names {
            return None;
        }
        let range = from..from + run;
        let mut score = 0;
        if let (Some(column), Some(first), Some(last)) =
            (own.column, self.columns[from], self.columns[from + run - 1])
        {
            let stands = match self.stand {
                Stand::First => column == first,
                Stand::Middle => (first + last) / 2 == column || (first + last).div_ceil(2) == column,
            };
            if !stands {
                return None;
            }
        }
        if self.is_level(from) {
            return None;
        }
        if self.keys[from] == "类" {
            score += match own.role {
                Some(Role::Code) => 4,
                Some(Role::Name) => 1,
                _ => -6,
            };
        }
        let named = range.clone().any(|at| self.names[at]);
        let all_names = range.clone().all(|at| self.names[at]);
        score += match (is_names, all_names, self.names[from]) {
            (true, true, _) => 5,
            // 项目名称 │ 金额 under 功能分类.
            (true, false, true) => 1,
            (true, ..) => -6,
            _ if is_text => -4,
            // A half of the table has names of its own, which others may divide alone.
            (false, false, true) => 1,
            (false, true, true) if run == 1 && head > 0 => 1,
            (false, ..) if named => -6,
            (false, ..) if head == 0 => -3,
            _ => 0,
        };
        score -= if own.is_sum { 8 } else { 0 };
        score += if self.sums[from] { 3 } else { 0 };
        score -= i32::from(run == 1);
        // Of two heads of one name the latter is divided: expenditure is shown in more detail than revenue.
        score -= i32::from(own.comes_again);
        score -= if range.clone().any(|at| self.keys[at] == own.key) { 6 } else { 0 };
        let knows = range.clone().any(|at| own.members[at]);
        for at in range {
            let again = self.keys[from..at].contains(&self.keys[at]);
            score -= match (again, named) {
                (true, true) => 1,
                (true, false) => 6,
                _ => 0,
            };
            let follows_figure = at > from && !self.names[at - 1] && !self.texts[at - 1];
            // Behind a figure, a sum begins another group, and names begin the other half.
            score -= if follows_figure && (self.sums[at] || self.names[at]) { 4 } else { 0 };
            // 基本支出 │ 项目支出 are neighbours in each group.
            score += i32::from(at > from && self.pairs[at - 1]);
            score += match (own.members[at], self.known[at]) {
                (true, _) => 3,
                (false, true) => -3,
                (false, false) if knows && !self.sums[at] => -2,
                _ => 0,
            };
        }
        Some(score + i32::from(from > 0 && self.keys[from] == self.keys[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runs of the best reading with so many undivided heads.
    fn runs(heads: &str, below: &str, undivided: usize) -> Option<Vec<usize>> {
        let head = |text| Head { text, children: 0..=usize::MAX, column: None };
        let heads: Vec<Head> = heads.split(' ').map(head).collect();
        let below: Vec<(&str, Option<usize>)> = below.split(' ').map(|text| (text, None)).collect();
        divisions(&heads, &below, Stand::First).swap_remove(undivided).map(|division| division.runs)
    }

    #[test]
    fn heads_say_what_they_divide() {
        for (heads, below, undivided, expected) in [
            (
                "科目编码 科目名称 合计 基本支出 项目支出",
                "小计 人员经费 公用经费",
                4,
                Some(vec![0, 0, 0, 3, 0]),
            ),
            (
                "科目编码 科目名称 一般公共预算 政府性基金 其他资金",
                "基本支出 项目支出 项目支出 基本支出 项目支出",
                2,
                Some(vec![0, 0, 2, 1, 2]),
            ),
            ("收入 支出", "项目 金额 项目 金额", 0, Some(vec![2, 2])),
            ("科目编码 科目名称 合计", "类 款 项", 2, Some(vec![3, 0, 0])),
            (
                "2024年执行数 2025年预算数 2025年预算数比2024年执行数",
                "小计 基本支出 项目支出 增减额 增减率",
                1,
                Some(vec![0, 3, 2]),
            ),
            ("甲 乙 丙", "子 丑 寅", 1, None),
        ] {
            assert_eq!(runs(heads, below, undivided), expected, "{heads} / {below}");
        }
    }
}
