//! Rows of one column that a sentence lists: `办公费6.00万元、印刷费1.00万元、水费0.50万元`.
//!
//! A name alone may be that of rows of several tables, and each has several columns. Where all of a list but one are what
//! one column prints, that is the column which is meant, and the one is held against it as well.

use std::ops::Range;

use super::Reader;
use crate::check::facts::Facts;
use crate::check::header::Version;
use crate::check::items;
use crate::check::label::{Label, Subject};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::stated::Statements;
use crate::check::words::{Meaning, TOTAL};
use crate::vocab::codes;

/// A list has at least so many rows: one may be wrong, and two must agree.
const LEAST: usize = 3;

/// Whose money a list may be of, each within that of the next one, and what of it.
const SCOPES: [Meaning; 3] = ["general_public", "appropriation", "expenditure"];
const COLUMNS: [Meaning; 3] = [TOTAL, "use.basic", "use.project"];

/// Words for what tables print the rows of the economic classification of, and for what they do not.
const OF_BASIC: [&str; 4] = ["基本支出", "人员经费", "公用经费", "运行经费"];
const OF_USES: [Meaning; 4] = ["use.basic", "use.personnel", "use.staff", "use.operating"];
const PROJECTS: &str = "项目";

/// Words between a whole and the first row that it is divided into.
const LEADS: [&str; 9] = ["(", "主要", "其中", "包括", "用于", "由", "含", "和", "及"];

impl Reader<'_, '_> {
    /// What the column that is meant states for each amount that is one of a list, nothing for the others; `divided` is what the
    /// paragraph names beyond doubt before it divides that.
    pub(super) fn listed(
        &self,
        paragraph: &Paragraph,
        amounts: &[(Amount<'_>, Label<'_>)],
        divided: Option<Subject>,
    ) -> Vec<Statements> {
        // 财政拨款 is not told by what a table states of all money.
        let widest = divided.and_then(|(whole, _)| SCOPES.iter().position(|scope| *scope == whole));
        let scopes = &SCOPES[..=widest.unwrap_or(SCOPES.len() - 1)];
        let mut stated = Vec::new();
        for sentence in sentences(paragraph, amounts) {
            if sentence.len() < LEAST {
                continue;
            }
            let rows: Vec<(usize, &str)> =
                sentence.filter_map(|index| Some((index, self.row_of(&amounts[index].1)?))).collect();
            for list in rows.chunk_by(|(_, one), (_, other)| one.get(..1) == other.get(..1)) {
                if let Some(columns) =
                    self.meant(list, amounts, scopes).filter(|_| self.is_of_column(paragraph, amounts, list))
                {
                    stated.resize(amounts.len(), Statements::new());
                    for (index, code) in list {
                        stated[*index] = of_columns(self.facts, code, &columns);
                    }
                }
            }
        }
        stated
    }

    /// The code of the row that a label names and nothing else.
    fn row_of(&self, label: &Label) -> Option<&str> {
        let mut name = &*label.text;
        while let Some(rest) = LEADS.iter().find_map(|word| name.strip_prefix(word)) {
            name = rest;
        }
        let is_told = label.moved.is_none() && codes::lists_of_key(super::row_name(name)).next().is_some();
        if !is_told {
            return None;
        }
        let class = items::class(name).or_else(|| self.items.economic_class(name));
        class.or_else(|| self.items.economic(name)).or_else(|| self.items.functional(name))
    }

    /// Whether nothing before a list says that it is of other figures than tables print: of another year, what was budgeted, or what
    /// projects spend on rows that tables print of 基本支出 alone.
    fn is_of_column(
        &self,
        paragraph: &Paragraph,
        amounts: &[(Amount<'_>, Label<'_>)],
        list: &[(usize, &str)],
    ) -> bool {
        let Some(&(first, code)) = list.first() else { return false };
        let (row, _) = &amounts[first];
        let text = &paragraph.text[..row.start - row.label.len()];
        let from = text.rfind('。').unwrap_or(0);
        let is_whole = |(amount, label): &&(Amount<'_>, Label<'_>)| {
            amount.start >= from && label.moved.is_none() && !label.compares()
        };
        let whole = amounts[..first].iter().rfind(is_whole);
        let between = Label::of(&text[whole.map_or(from, |(whole, _)| whole.end)..], self.author);
        let is_other =
            |label: &Label| label.is_other_year(self.author) || label.version(self.author) != Version::Plain;
        let is_of_basic = || {
            let said = OF_BASIC.iter().filter_map(|word| text.rfind(word)).max();
            match text.rfind(PROJECTS) {
                Some(at) => said.is_some_and(|said| said > at),
                None => {
                    let is_basic = |meaning: Meaning| OF_USES.contains(&meaning);
                    let (subject, heading) = (self.subject, self.heading);
                    said.is_some()
                        || heading.is_some_and(is_basic)
                        || subject.is_some_and(|((_, meaning), _)| is_basic(meaning))
                }
            }
        };
        let is_economic = code.starts_with('3');
        !is_other(&between)
            && !whole.is_some_and(|(_, label)| is_other(label))
            && (!is_economic || is_of_basic())
    }

    /// The columns of these scopes that print what all rows of a list but one are said to be, as many as print the most of them:
    /// those of the money that the section speaks of before others.
    fn meant(
        &self,
        list: &[(usize, &str)],
        amounts: &[(Amount<'_>, Label<'_>)],
        scopes: &[Meaning],
    ) -> Option<Vec<(Meaning, Meaning)>> {
        let is_once = |code: &str| list.iter().filter(|(_, other)| *other == code).count() == 1;
        if list.len() < LEAST || !list.iter().all(|(_, code)| is_once(code)) {
            return None;
        }
        let columns = scopes.iter().flat_map(|&scope| COLUMNS.map(|column| (scope, column)));
        let agreeing = |&(scope, column): &(Meaning, Meaning)| {
            let agrees = |(index, code): &&(usize, &str)| {
                let stated = self.facts.of_row(code, scope, column);
                stated.iter().any(|figures| self.claims.are_told(figures, &amounts[*index].0))
            };
            list.iter().filter(agrees).count()
        };
        let found: Vec<_> = columns.map(|column| (agreeing(&column), column)).collect();
        let most = found.iter().map(|(count, _)| *count).max().filter(|most| most + 1 >= list.len())?;
        let meant = found.into_iter().filter(|(count, _)| *count == most).map(|(_, column)| column);
        let (of_section, others): (Vec<_>, _) = meant.partition(|(scope, _)| Some(*scope) == self.section);
        Some(if of_section.is_empty() { others } else { of_section })
    }
}

/// What these columns state for the row of a code.
fn of_columns(facts: &Facts<'_>, code: &str, columns: &[(Meaning, Meaning)]) -> Statements {
    columns.iter().flat_map(|&(scope, column)| facts.of_row(code, scope, column)).collect()
}

/// The amounts of each sentence of a paragraph.
fn sentences<'a>(
    paragraph: &'a Paragraph,
    amounts: &'a [(Amount<'_>, Label<'_>)],
) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (first, _) = amounts.get(at)?;
        let end = sentence::end(&paragraph.text, first.end);
        let behind = at + amounts[at..].partition_point(|(amount, _)| amount.end <= end);
        Some(std::mem::replace(&mut at, behind)..behind)
    })
}
