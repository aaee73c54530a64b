//! Tables of contents: `二、收入预算总表.....9`. They are no tables (contract §3), and their entries no headings.

use std::sync::LazyLock;

use regex::Regex;

use super::caption::names_table;
use super::line_of;
use crate::page::{Grid, TextLine};
use crate::text::{fold, numbering};

static LEADER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(.*?\S)\s*(?:(?:[.·•…․．。_﹒‥\-]\s*){3,}[(（]?\d{0,3}|(?:[…‥]\s*){2}[(（]?\d{1,3})[)）]?\s*$",
    )
    .ok()
});
static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(.*?\S)[\s\t]+[(（]?\d{1,3}[)）]?\s*$").ok());

/// Whether the line is an entry of a table of contents: a leader of dots before a page number, or, inside a table
/// of contents, a numbered heading and a page number or a numbered heading alone.
pub fn is_entry(text: &str, inside: bool) -> bool {
    let matches = |pattern: &Option<Regex>| pattern.as_ref().is_some_and(|p| p.is_match(text));
    matches(&LEADER) || inside && matches(&NUMBERED)
}

/// Whether most rows of the grid are entries of a table of contents: a numbered heading in its first cell and nothing but a
/// page number, never falling, beside it. One row alone is an entry `inside` a table of contents only.
pub fn is_contents(grid: &Grid, inside: bool) -> bool {
    if lists_tables(grid) {
        return true;
    }
    if grid.columns > 3 || grid.rows == 0 || grid.rows == 1 && !inside {
        return false;
    }
    let mut entries = 0;
    let mut rows = 0;
    let mut page = 0;
    for row in 0..grid.rows {
        let texts: Vec<&str> = grid.row_texts(row);
        if texts.is_empty() {
            continue;
        }
        rows += 1;
        let joined = texts.join("\t");
        let number = texts.last().and_then(|last| last.trim().parse::<u32>().ok()).filter(|n| *n < 1000);
        let heads = texts.first().is_some_and(|first| {
            numbering::split(first.trim()).is_some_and(|(_, rest)| rest.chars().any(fold::is_ideograph))
        });
        if is_entry(&joined, false) || heads && texts.len() == 2 && number.is_some_and(|n| n >= page) {
            entries += 1;
            page = number.unwrap_or(page);
        }
    }
    entries * 10 >= rows * 7 && entries > 0
}

/// So many rows of contents in columns (报表 │ 报表名称 │ 是否空表) name a table, at least.
const LISTED: usize = 4;

/// Whether nearly every row of the grid names a table, and none holds an amount: contents in columns that say more of each
/// table than its page.
fn lists_tables(grid: &Grid) -> bool {
    let names = |text: &&str| text.ends_with('表') && names_table(text).is_some();
    let is_amount = |text: &&str| {
        text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    };
    let rows: Vec<Vec<&str>> =
        (0..grid.rows).map(|row| grid.row_texts(row)).filter(|texts| !texts.is_empty()).collect();
    let named = rows.iter().filter(|texts| texts.iter().any(names)).count();
    named >= LISTED && named * 10 >= rows.len() * 8 && !rows.iter().flatten().any(is_amount)
}

/// The rows of a table of contents as lines.
pub fn lines(grid: &Grid) -> Vec<TextLine> {
    (0..grid.rows).map(|row| line_of(grid, row)).filter(|line| !line.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries() {
        for (text, inside, entry) in [
            ("二、收入预算总表.....9", false, true),
            ("二、收入预算总表·····\t9", false, true),
            ("二、收入预算总表……………… 9", false, true),
            ("二、收入预算总表……9", false, true),
            ("保障会议、培训、调研等……", false, false),
            ("二、收入预算总表\t9", true, true),
            ("二、收入预算总表\t9", false, false),
            ("二、收入预算总表", true, false),
            ("全年安排预算 9", false, false),
        ] {
            assert_eq!(is_entry(text, inside), entry, "{text}");
        }
    }
}
