//! A caption that OCR cut in two lines that stand apart: the second is no caption without the first.
//!
//! ```text
//! ## 部门整体支出
//!
//! 绩效目标表                  ← 部门整体支出绩效目标表
//! ```
//!
//! A section heading over a caption looks the same (`## 一般公共预算`, `部门支出总表`), so the words must show the cut.

use std::borrow::Cow;

use crate::document::TableKind;
use crate::page::TextLine;
use crate::text::{fold, numbering};
use crate::vocab::{kinds, preamble};

/// What is left of a caption that was cut inside a word is at most this long (`效目标表`).
const LONGEST_REST: usize = 4;
/// A piece of a caption is at most this long.
const LONGEST: usize = 40;

/// Whether two lines are one caption that was cut between them.
pub fn is_cut(before: &str, after: &str) -> bool {
    let (before, after) = (fold::key(before), fold::key(after));
    let kind = kinds::of_caption;
    let Some(whole) = kind(&(before.clone() + &after)) else { return false };
    if after == "表" || stays_open(&before) && closes(&after) {
        return true;
    }
    // 部门整体支出 | 绩效目标表 is neither a table of expenditure nor one of projects.
    let together = Some(whole) != kind(&before) && Some(whole) != kind(&after) && !is_plain(whole);
    let rest = after.chars().count() <= LONGEST_REST && kind(&after).is_none() && after.ends_with('表');
    // 政府性基金预算财政拨款 | 收入支出决算表: the first says whose expenditure the second shows; nothing else says whose
    // goals 绩效目标表 shows.
    let qualifies =
        after.starts_with("绩效") || kind(&(before.clone() + "支出表")).is_some_and(|kind| !is_plain(kind));
    let doubled = before.char_indices().nth_back(1).is_some_and(|(at, _)| after.starts_with(&before[at..]));
    together || rest || qualifies && !doubled && preamble::is_cut(&before, &after)
}

/// Whether a kind says nothing but what every budget has: its revenue, its expenditure or both.
fn is_plain(kind: TableKind) -> bool {
    matches!(
        kind,
        TableKind::Revenue | TableKind::Expenditure | TableKind::RevenueExpenditureSummary | TableKind::Other
    )
}

/// Joins the lines that a bracket stays open between: `项目支出绩效目标表（`, `2025年度）`.
pub fn close_brackets(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    if !lines.windows(2).any(|pair| is_bracket_cut(&pair[0], &pair[1])) {
        return Cow::Borrowed(lines);
    }
    let mut joined: Vec<TextLine> = Vec::with_capacity(lines.len());
    for line in lines {
        match joined.last_mut() {
            Some(before) if is_bracket_cut(before, line) => before.text.push_str(line.text.trim()),
            _ => joined.push(line.clone()),
        }
    }
    Cow::Owned(joined)
}

fn is_bracket_cut(before: &TextLine, line: &TextLine) -> bool {
    let before_key = fold::keyed(&before.text);
    // Nearly every line ends here.
    if !stays_open(&before_key) {
        return false;
    }
    let key = fold::keyed(&line.text);
    before.page == line.page
        && !before.text.contains('\t')
        && closes(&key)
        && key.chars().count() <= LONGEST
        && before_key.chars().count() <= LONGEST
        && !before_key.contains('。')
        && !key.contains('。')
        && numbering::split(&line.text).is_none()
        && kinds::of_caption(&[before_key, key].concat()).is_some()
}

/// Whether the last bracket of a key is open.
fn stays_open(key: &str) -> bool {
    key.rfind('(') > key.rfind(')')
}

/// Whether the first bracket of a key closes one that it does not open.
fn closes(key: &str) -> bool {
    key.find(')').is_some_and(|closed| key.find('(').is_none_or(|open| open > closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_cut_in_two() {
        for (before, after, cut) in [
            ("部门整体支出", "绩效目标表", true),
            ("部门整体支出绩", "效目标表", true),
            ("项目支出", "绩效目标表", true),
            ("古籍修缮项目", "绩效目标表", true),
            ("培训经费", "绩效目标表（本级下达）", true),
            ("一般公共预算财政拨款", "支出决算表", true),
            ("一般公共预算财政拨款支出决", "算表", true),
            ("政府性基金预算财政拨款", "收入支出决算表", true),
            ("“三公”经费", "支出预算表", true),
            ("财政拨款", "收入支出决算总表", true),
            ("一般公共预算", "基本支出表", true),
            ("收支预算总", "表", true),
            ("部门整体支出绩效目标表（", "2025年度）", true),
            ("附件", "绩效目标表", false),
            ("2025年预算", "支出总表", false),
            ("部门", "收支总表", false),
            ("项目支出", "支出预算表", false),
            ("政府性基金情况", "一般公共预算支出表", false),
            ("一般公共预算", "部门收支总表", false),
            ("一般公共预算支出情况说明", "人员情况表", false),
            ("部门预算表", "收支总表", false),
        ] {
            assert_eq!(is_cut(before, after), cut, "{before} {after}");
        }
    }
}
