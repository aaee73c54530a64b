//! Texts inside tables that state amounts: what a project is for, and what that costs.
//!
//! `总计13.50万元。1.审核费9.70万元；2.运行费3.80万元` repeats the amount of its row and adds it up item by item; `预算数
//! 120万元，其中：财政资金120万元` repeats the fields of its form. A text that does not announce its whole amount may
//! tell of anything, so its items prove the row but never contradict it.

use std::collections::BTreeMap;
use std::sync::Arc;

use smallvec::smallvec;

use crate::check::figure::{Addends, FigureId, Figures};
use crate::check::identity::{Claim, Identity, Relation, Rule};
use crate::check::sentence::{self, Amount, Paragraph};
use crate::check::sheet::Sheet;
use crate::check::words::{self, Meaning, TOTAL};
use crate::document::{Place, Role};
use crate::text::fold::keyed;
use crate::text::numbering::{self, Numbering};

/// The identities of every text of a table.
pub(crate) fn identities<'t>(
    figures: &mut Figures,
    sheets: &[Sheet<'t>],
    readings: &mut usize,
) -> Vec<Identity<'t>> {
    let mut identities = Vec::new();
    for sheet in sheets {
        let index = sheet.index;
        let mut texts = Texts { figures, index, reading: *readings, identities: &mut identities };
        texts.rows(sheet);
        if !sheet.fields.is_empty() {
            texts.fields(sheet);
        }
        *readings = texts.reading;
    }
    identities
}

struct Texts<'a, 't> {
    figures: &'a mut Figures,
    index: usize,
    reading: usize,
    identities: &'a mut Vec<Identity<'t>>,
}

impl<'t> Texts<'_, 't> {
    fn rows(&mut self, sheet: &Sheet<'t>) {
        let Some(total) = sheet.total() else { return };
        let table = sheet.table;
        let texts = table.columns.iter().enumerate().filter(|(_, column)| column.role == Role::Text);
        let texts: Vec<usize> = texts.map(|(c, _)| c).collect();
        if texts.is_empty() {
            return;
        }
        for (r, row) in table.rows.iter().enumerate() {
            let Some(cell) = self.figures.cell(self.index, r, total.column) else { continue };
            if self.figures.value(cell).is_none() {
                continue;
            }
            for &c in &texts {
                if let Some(text) = row.cells.get(c).and_then(|printed| printed.text()) {
                    let place = row.places.get(c).copied().flatten();
                    self.text(text, place, cell, &row.label, total.printed);
                }
            }
        }
    }

    /// A text beside the amount of its row.
    fn text(
        &mut self,
        text: &str,
        place: Option<Place>,
        cell: FigureId,
        row: &'t str,
        column: &Arc<[String]>,
    ) {
        let paragraph = Paragraph::of(text, place);
        let amounts = sentence::amounts(&paragraph.text);
        let Some(first) = amounts.first() else { return };
        let announced = words::is_whole(first.label) && paragraph.text.starts_with(first.label);
        let whole = if announced { self.add(&paragraph, first) } else { cell };
        let unit = announced.then_some(first.yuan);
        let mut claim = |actual: Addends, expected: Addends, last: Addends, what: &str, soft: bool| {
            self.reading += 1;
            self.identities.push(Identity {
                rule: Rule::NarrativeAgrees,
                relation: Relation::Equal,
                actual,
                expected,
                tables: smallvec![self.index],
                row: Some(row),
                column: Some(column.clone()),
                claim: Claim::new(what),
                reading: self.reading - 1,
                soft,
                alternatives: if last.is_empty() { Vec::new() } else { vec![last] },
                sentence: Some(paragraph.text.chars().take(120).collect()),
            });
        };
        if announced {
            claim(smallvec![whole], smallvec![cell], Addends::new(), "the amount of the row", false);
        }
        let Some(items) = items(&paragraph.text, &amounts, unit) else { return };
        let mut add = |amount: &Amount<'_>| {
            self.figures.add_prose(amount.value, amount.yuan, paragraph.place(amount.start))
        };
        let (firsts, lasts): (Addends, Addends) =
            items.iter().map(|(first, last)| (add(first), add(last))).unzip();
        claim(smallvec![whole], firsts, lasts, &format!("the sum of its {} items", items.len()), !announced);
    }

    fn add(&mut self, paragraph: &Paragraph, amount: &Amount<'_>) -> FigureId {
        self.figures.add_prose(amount.value, amount.yuan, paragraph.place(amount.start))
    }

    /// The text of a form repeats its fields.
    fn fields(&mut self, sheet: &Sheet<'t>) {
        let table = sheet.table;
        let stated = Stated::of(self.figures, sheet);
        for field in &table.fields {
            let Some(text) = field.value.text() else { continue };
            let paragraph = Paragraph::of(text, field.place);
            for amount in sentence::amounts(&paragraph.text) {
                let label = keyed(numbering::strip(amount.label));
                let Some((f, figure)) = stated.get(&label) else { continue };
                let told = self.add(&paragraph, &amount);
                self.reading += 1;
                self.identities.push(Identity {
                    rule: Rule::NarrativeAgrees,
                    relation: Relation::Equal,
                    actual: smallvec![told],
                    expected: smallvec![figure],
                    tables: smallvec![self.index],
                    row: Some(&table.fields[f].label),
                    column: None,
                    claim: Claim::new("the field of the form"),
                    reading: self.reading - 1,
                    soft: false,
                    alternatives: Vec::new(),
                    sentence: Some(paragraph.sentence(amount.start).to_owned()),
                });
            }
        }
    }
}

/// The numbers in the fields of a form, each by the first field that is called so.
#[derive(Default)]
struct Stated<'a> {
    by_label: BTreeMap<&'a str, (usize, FigureId)>,
    by_meaning: BTreeMap<Meaning, (usize, FigureId)>,
    total: Option<(usize, FigureId)>,
}

impl<'a> Stated<'a> {
    fn of(figures: &Figures, sheet: &'a Sheet) -> Self {
        let mut stated = Self::default();
        for (f, named) in sheet.fields.iter().enumerate() {
            let Some(figure) = figures.field(sheet.index, f) else { continue };
            if named.is_total() {
                stated.total.get_or_insert((f, figure));
            }
            if let Some(meaning) = named.meaning {
                stated.by_meaning.entry(meaning).or_insert((f, figure));
            }
            stated.by_label.entry(&named.label).or_insert((f, figure));
        }
        stated
    }

    /// The first field that a text may call so, and its number.
    fn get(&self, label: &str) -> Option<(usize, FigureId)> {
        let total = self.total.filter(|_| words::field(label) == Some(TOTAL));
        let meant = words::named(label).and_then(|(_, meaning)| self.by_meaning.get(meaning)).copied();
        [self.by_label.get(label).copied(), total, meant].into_iter().flatten().min()
    }
}

/// The first and the last amount of every item of an enumeration, in the unit of the whole where that is known;
/// `None` where there are fewer than two items, or one of them has none.
fn items<'t>(text: &str, amounts: &[Amount<'t>], unit: Option<u64>) -> Option<Vec<(Amount<'t>, Amount<'t>)>> {
    let starts = starts(text);
    if starts.len() < 2 {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            let mut own = amounts.iter().filter(|amount| {
                amount.start >= start && amount.end <= end && unit.is_none_or(|unit| amount.yuan == unit)
            });
            let first = *own.next()?;
            Some((first, own.next_back().copied().unwrap_or(first)))
        })
        .collect()
}

/// Where the items of the outermost enumeration of a text begin: those numbered like the first one.
fn starts(text: &str) -> Vec<usize> {
    let mut style: Option<Numbering> = None;
    let mut starts = Vec::new();
    let mut boundary = true;
    for (at, c) in text.char_indices() {
        if boundary
            && let Some((found, _)) = numbering::split(&text[at..])
            && matches!(
                found,
                Numbering::Chinese
                    | Numbering::Arabic
                    | Numbering::ChineseBracketed
                    | Numbering::ArabicBracketed
            )
            && style.is_none_or(|style| style == found)
        {
            style = Some(found);
            starts.push(at);
        }
        boundary = matches!(c, '。' | ';' | ':' | ',');
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_text_in_the_unit_of_their_whole() {
        let text = sentence::fold(
            "总计13.50万元。1.审核费9.70万元。聘请专家61天*4人*400元/天=9.76万元；2.运行费：3.80万元。（1）材料0.80万元；（2）办公3.00万元。",
        );
        let amounts = sentence::amounts(&text);
        let found = items(&text, &amounts, Some(10_000)).unwrap();
        let firsts: Vec<String> = found.iter().map(|(first, _)| first.value.to_string()).collect();
        assert_eq!(firsts, ["9.70", "3.80"]);
    }
}
