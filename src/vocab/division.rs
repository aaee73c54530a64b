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
    pub fn ranges(&self) -> Vec<Range<usize>> {
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
            for free in 0..=read {
                let Some((score, ways, _)) = states[at(read, taken, free)] else { continue };
                if let Some(gain) = fit.lone(taken) {
                    offer(&mut states[at(read, taken + 1, free)], score + gain, ways, Step::Lone);
                }
                let Some(head) = heads.get(read) else { continue };
                let most = (below.len() - taken).min(*head.children.end());
                for run in *head.children.start()..=most {
                    let Some(gain) = fit.score(read, taken, run) else { continue };
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

/// Whether a head is that of texts and units: none divides it.
fn is_text(role: Option<Role>) -> bool {
    matches!(role, Some(Role::OrgCode | Role::OrgName | Role::Text))
}

/// How well heads divide others.
struct Fit<'a> {
    heads: &'a [Head<'a>],
    stand: Stand,
    columns: Vec<Option<usize>>,
    keys: Vec<String>,
    names: Vec<bool>,
    texts: Vec<bool>,
    sums: Vec<bool>,
    /// Per head, for each head below whether it is known as its member.
    members: Vec<Vec<bool>>,
    /// For each head below, whether any head knows it.
    known: Vec<bool>,
    /// For each head below, whether it and the next stand so once more.
    pairs: Vec<bool>,
}

impl<'a> Fit<'a> {
    fn of(heads: &'a [Head<'a>], below: &[(&str, Option<usize>)], stand: Stand) -> Self {
        let keys: Vec<String> = below.iter().map(|(text, _)| fold::key(text)).collect();
        let member = |head: &Head, text: &str, key: &str| {
            let group = fold::key(head.text);
            let alike = group.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
            group != key && (alike >= ALIKE || headers::is_member(head.text, text))
        };
        let members: Vec<Vec<bool>> = heads
            .iter()
            .map(|head| below.iter().zip(&keys).map(|((text, _), key)| member(head, text, key)).collect())
            .collect();
        let count = |pair: &[String]| keys.windows(2).filter(|other| *other == pair).count();
        Self {
            heads,
            stand,
            pairs: keys.windows(2).map(|pair| count(pair) > 1).collect(),
            columns: below.iter().map(|(_, column)| *column).collect(),
            names: below.iter().map(|(text, _)| headers::names_rows(text)).collect(),
            texts: below.iter().map(|(text, _)| is_text(headers::role(text))).collect(),
            sums: below.iter().map(|(text, _)| headers::is_sum(text)).collect(),
            known: (0..below.len()).map(|at| members.iter().any(|members| members[at])).collect(),
            keys,
            members,
        }
    }

    /// How much speaks for a head below to stand under none; `None` where its column is unknown.
    fn lone(&self, at: usize) -> Option<i32> {
        (*self.columns.get(at)?)?;
        Some(if self.names[at] || self.texts[at] || self.sums[at] { 2 } else { -1 })
    }

    /// Whether a head names the latest of several years, which is shown in most detail.
    fn is_current(&self, head: usize) -> bool {
        let year = |head: &Head| head.text.get(..4)?.parse::<u16>().ok();
        let own = year(&self.heads[head]);
        let years = || self.heads.iter().filter_map(year);
        own.is_some() && own == years().max() && own != years().min()
    }

    /// How much speaks for the `run` heads below from `from` on to divide a head; `None` where that cannot be.
    fn score(&self, head: usize, from: usize, run: usize) -> Option<i32> {
        let own = &self.heads[head];
        let role = headers::role(own.text);
        let is_names = matches!(role, Some(Role::Code | Role::Name));
        let is_text = is_text(role);
        if run == 0 {
            let divides = self.members[head].iter().any(|member| *member);
            let mut score = if is_names || is_text || headers::is_sum(own.text) { 2 } else { 0 };
            score += i32::from(head == 0) - 2 * i32::from(divides) - i32::from(self.is_current(head));
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
        let names_alone = is_names && own.text.ends_with("名称") && !own.text.contains("编码");
        if names_alone && run > 0 {
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
        if matches!(self.keys[from].as_str(), "款" | "项") && from > 0 {
            return None;
        }
        if self.keys[from] == "类" {
            score += match role {
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
        score -= if headers::is_sum(own.text) { 8 } else { 0 };
        score += if self.sums[from] { 3 } else { 0 };
        score -= i32::from(run == 1);
        // Of two heads of one name the latter is divided: expenditure is shown in more detail than revenue.
        let key = fold::key(own.text);
        score -= i32::from(self.heads[head + 1..].iter().any(|other| fold::key(other.text) == key));
        score -= if range.clone().any(|at| self.keys[at] == key) { 6 } else { 0 };
        let knows = range.clone().any(|at| self.members[head][at]);
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
            score += match (self.members[head][at], self.known[at]) {
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
