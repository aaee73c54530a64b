//! Heads of several levels that a writer put into one row, since its tables have one row of heads:
//!
//! ```text
//! | 科目编码-类 | 科目编码-款 | 科目名称 | 基本支出-小计 | 基本支出-人员经费 |      科目编码 │    │ 科目名称 │ 基本支出 │
//! |-------------|-------------|----------|---------------|-------------------|  →   类       │ 款 │          │ 小计     │ 人员经费
//! ```
//!
//! Heads side by side that begin with the same word are divided by what stands behind the same separator. Where none stands
//! there (科目编码类, 基本支出小计), only the levels of a code and the sum that begins a group tell. What is on one level alone may
//! be said once for each (合计.合计). Where each level is a line of its own, heads may as well be wrapped: a sum tells, or the numbers
//! of the columns below all heads.

use std::collections::BTreeMap;

use super::merged;
use super::stacked::Lines;
use crate::page::{Cell, Grid};
use crate::vocab::headers;

/// What stands between the levels; with nothing between them less tells.
const SEPARATORS: [&str; 12] = [LINE_END, "-", "－", "—", "–", "/", "／", ".", "．", "_", " ", NOTHING];
const LINE_END: &str = "\n";
const NOTHING: &str = "";
/// Heads of more lines are text.
const DEEPEST: usize = 6;
/// What heads the names of a table whose columns have numbers.
const COLUMN_NUMBERS: &str = "栏次";
/// What of a head tells that it begins a group of heads without a separator, and what goes on.
const BEGINNINGS: [(&str, &str); 2] = [("类", "款"), ("小计", "")];

/// Ends the lines of the heads in the first row where they are levels: heads side by side begin with the same line, and their sum
/// stands below it.
pub(super) fn end_lines(cells: &mut [Cell], lines: &BTreeMap<usize, Lines>) {
    let end = cells.partition_point(|cell| cell.row == 0);
    let is_deep = |(_, lines): (&usize, &Lines)| lines.len() > DEEPEST;
    if lines.range(..end).next().is_none() || lines.range(..end).any(is_deep) {
        return;
    }
    let text = |at: usize| match lines.get(&at) {
        Some(lines) => lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(LINE_END),
        None => cells[at].text.clone(),
    };
    let mut texts: Vec<String> = (0..end).map(text).collect();
    let are_numbered = drop_numbers(&mut texts);
    let heads: Vec<&str> = texts.iter().map(String::as_str).collect();
    let is_sum = |levels: &Vec<String>| matches!(&levels[..], [_, .., last] if headers::is_sum(last));
    if levels(&heads, LINE_END).is_some_and(|levels| are_numbered || levels.iter().any(is_sum)) {
        cells.iter_mut().zip(texts).for_each(|(cell, text)| cell.text = text);
    } else if are_numbered {
        cells.iter_mut().zip(texts).for_each(|(cell, text)| cell.text = text.replace(LINE_END, ""));
    }
}

/// Drops the numbers of columns (栏次) that the lowest lines of the heads are, which tell that lines are levels.
fn drop_numbers(heads: &mut [String]) -> bool {
    let lowest = |head: &String| head.rsplit_once(LINE_END).map(|(_, line)| line.trim().to_owned());
    let lines: Vec<String> = heads.iter().filter_map(lowest).collect();
    let numbers: Vec<u32> = lines.iter().filter_map(|line| line.parse().ok()).collect();
    let are_counted =
        numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    if !are_counted || !lines.iter().any(|line| line == COLUMN_NUMBERS) {
        return false;
    }
    for head in heads {
        let Some((above, line)) = head.rsplit_once(LINE_END) else { continue };
        if line.trim() == COLUMN_NUMBERS || line.trim().parse::<u32>().is_ok() {
            head.truncate(above.len());
        }
    }
    true
}

/// The grid with each level of its heads in a row of its own, written out in every place that it covers.
pub(super) fn unfolded(mut grid: Grid) -> Grid {
    let Some(top) = merged::first_row(&grid) else { return grid };
    let row = grid.row(top);
    if row.len() < 2 || row.iter().any(|cell| cell.is_merged() || merged::is_figure(&cell.text)) {
        return grid;
    }
    let texts: Vec<&str> = row.iter().map(|cell| cell.text.as_str()).collect();
    let Some(levels) = SEPARATORS.iter().find_map(|separator| levels(&texts, separator)) else { return grid };
    let more = levels.iter().map(Vec::len).max().unwrap_or(1) - 1;
    let start = grid.cells.partition_point(|cell| cell.row < top);
    let below = grid.cells.split_off(start + levels.len());
    let heads = grid.cells.split_off(start);
    for level in 0..=more {
        grid.cells.extend(heads.iter().zip(&levels).map(|(head, levels)| Cell {
            row: top + level,
            text: levels.get(level).or(levels.last()).cloned().unwrap_or_default(),
            ..head.clone()
        }));
    }
    grid.cells.extend(below.into_iter().map(|cell| Cell { row: cell.row + more, ..cell }));
    grid.rows += more;
    grid
}

/// The levels of each of these heads, if some have several.
fn levels(texts: &[&str], separator: &str) -> Option<Vec<Vec<String>>> {
    let mut levels: Vec<Vec<&str>> = texts.iter().map(|text| vec![*text]).collect();
    let mut found = false;
    loop {
        let (mut at, mut divided) = (0, false);
        while at < levels.len() {
            let above = levels[at].len() - 1;
            let alike =
                levels[at..].iter().take_while(|other| other[..other.len() - 1] == levels[at][..above]);
            let own = alike.filter_map(|levels| levels.last().copied());
            let (length, count) = group(own, separator).unwrap_or((0, 1));
            if length > 0 {
                divided = true;
                for levels in &mut levels[at..at + count] {
                    let Some(text) = levels.pop() else { continue };
                    levels.extend([&text[..length], text[length + separator.len()..].trim()]);
                }
            }
            at += count;
        }
        if !divided {
            break;
        }
        found = true;
    }
    // The other lines of a head are those of wrapped text.
    let said = |levels: Vec<&str>| {
        levels.into_iter().map(|text| once(text, separator).replace(LINE_END, "")).collect()
    };
    found.then(|| levels.into_iter().map(said).collect())
}

/// How long the word is that the first of these heads begins with, and how many of them do; `None` where it is one alone.
fn group<'t>(texts: impl Iterator<Item = &'t str> + Clone, separator: &str) -> Option<(usize, usize)> {
    let (first, second) = (texts.clone().next()?, texts.clone().nth(1)?);
    let word = if separator == NOTHING {
        BEGINNINGS.iter().find_map(|(beginning, next)| {
            let word = first.strip_suffix(beginning)?;
            rest(second, word, separator).filter(|rest| rest.starts_with(next)).map(|_| word)
        })?
    } else {
        first.split_once(separator)?.0
    };
    let group = texts.take_while(|text| rest(text, word, separator).is_some());
    // 2024年 预算数 is one head.
    let is_word = merged::letters(word) > 1;
    let is_divided = is_word && group.clone().any(|text| text != first);
    let count = group.count();
    (count > 1 && is_divided).then_some((word.len(), count))
}

/// What stands behind the word that a head begins with, and behind the separator, if it has letters.
fn rest<'t>(text: &'t str, word: &str, separator: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?.strip_prefix(separator)?.trim();
    (merged::letters(rest) > 0).then_some(rest)
}

/// A text that is said once for each level, once.
fn once<'t>(text: &'t str, separator: &str) -> &'t str {
    match text.split_once(separator).filter(|_| separator != NOTHING) {
        Some((word, rest)) if rest.split(separator).all(|again| again == word) => word,
        _ => text,
    }
}
