//! Items that the text states money of and no table has.
//!
//! No table says what such an amount should be. The reader is told that there is none, once for each item, and what the
//! text says of the item again must be the same: `小学教育（项）12.00万元。年初预算为10.00万元，支出决算为12.00万元`.

use crate::check::header::Version;
use crate::check::items;
use crate::check::label::{Author, Label, is_plain};
use crate::check::rates::{claimed, is_told, yuan};
use crate::check::sentence::{Amount, Paragraph};
use crate::document::{Check, Warning};

/// Whether an amount is all of the item that is named before it: the first behind its name, or what is called its own.
pub(super) fn is_of_item(label: &Label, first: bool, author: &Author) -> bool {
    let own = items::behind(&label.text);
    (label.is_final() || first || own.contains("预算数")) && is_plain(own, author)
}

/// What is to be said of an item without a row, of the amounts behind its name.
pub(super) fn told(
    paragraph: &Paragraph,
    amounts: &[(Amount<'_>, Label<'_>)],
    name: &str,
    author: &Author,
) -> (Option<Warning>, Vec<Check>) {
    let is_own = |(index, (_, label)): &(usize, &(Amount<'_>, Label<'_>))| {
        let is_of_year = !label.is_other_year(author) && label.version(author) == Version::Plain;
        label.moved.is_none() && is_of_year && is_of_item(label, *index == 0, author)
    };
    let mut own = amounts.iter().enumerate().filter(is_own).map(|(_, (amount, _))| amount);
    let Some(first) = own.next() else { return (None, Vec::new()) };
    let again = own.filter_map(|amount| {
        let holds = is_told(yuan(first)?, amount);
        let sentence = paragraph.sentence(amount.start);
        let message = match holds {
            true => format!("it is what was said of {name} before: “{sentence}”"),
            false => format!("{} was said of {name} before: “{sentence}”", first.value),
        };
        let is_alike = first.yuan == amount.yuan;
        let (expected, actual) = (is_alike.then_some(first.value), is_alike.then_some(amount.value));
        Some(Check { expected, actual, ..claimed(paragraph, amount.start, holds, message) })
    });
    (warning(paragraph, first, name), again.collect())
}

/// That no table has an item of which an amount is; none of no money.
pub(super) fn warning(paragraph: &Paragraph, amount: &Amount<'_>, name: &str) -> Option<Warning> {
    let sentence = paragraph.sentence(amount.start);
    let message = format!("no table has {name}, of which the text states money: “{sentence}”");
    let is_money = !amount.value.is_zero();
    is_money.then(|| Warning::new("item_without_row", message).at(paragraph.place(amount.start)))
}
