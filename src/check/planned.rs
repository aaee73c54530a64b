//! What the text about a project says that it may spend in the year, against the form of the project.
//!
//! ```text
//! 堤岸巡查项目经费情况说明           ← whose project it is
//! 六、年度预算安排
//! 2024年度预算安排30.00万元，用于…   →   年度资金申请总额 300,000.00 元 in the form of 堤岸巡查
//! ```
//!
//! What a project costs in all its years (总投资) and what it got in another year are no such amounts, and a text that
//! names no project with one form of its own is about none.

use smallvec::smallvec;

use crate::check::figure::Figures;
use crate::check::identity::{Claim, Identity, Relation, Rule};
use crate::check::label::{Author, Label};
use crate::check::projects::Form;
use crate::check::sentence::{self, Paragraph};
use crate::check::sheet::Sheet;
use crate::check::volumes::Volume;
use crate::check::words;
use crate::document::{Table, TableKind};
use crate::text::fold::key;

/// What the title of the text about a project ends with.
const TITLE: &str = "说明";
/// A longer text is no title.
const LONGEST_TITLE: usize = 60;

/// The amounts under such headings of a volume.
pub(crate) fn identities<'t>(
    figures: &mut Figures,
    sheets: &[Sheet<'t>],
    volume: &Volume,
    author: &Author,
    readings: &mut usize,
) -> Vec<Identity<'t>> {
    let prose = volume.prose;
    let forms = || sheets[volume.tables.clone()].iter().filter(|sheet| is_form(sheet.table));
    if forms().next().is_none() || !prose.iter().any(|line| heads_plan(|heading| line.text.contains(heading)))
    {
        return Vec::new();
    }
    let forms: Vec<Form> = forms().filter_map(|sheet| Form::of(figures, sheet)).collect();
    let mut identities = Vec::new();
    let (mut title, mut heading) = (String::new(), String::new());
    for paragraph in sentence::paragraphs(prose) {
        if paragraph.text.ends_with(TITLE) && paragraph.text.chars().count() < LONGEST_TITLE {
            title = key(&paragraph.text);
            heading.clear();
        } else if paragraph.heading {
            heading = paragraph.text;
        } else if heads_plan(|plan| heading.ends_with(plan)) {
            let told = told(figures, sheets, &forms, &title, &paragraph, author);
            if let Some(identity) = told {
                identities.push(Identity { reading: *readings, ..identity });
                *readings += 1;
            }
            heading.clear();
        }
    }
    identities
}

/// Whether any heading of such texts is found so.
fn heads_plan(is_found: impl FnMut(&str) -> bool) -> bool {
    words::yearly().iter().copied().any(is_found)
}

fn is_form(table: &Table) -> bool {
    table.kind == TableKind::ProjectPerformance
}

/// The first amount of a paragraph, if it is what the project gets in the year.
fn told<'t>(
    figures: &mut Figures,
    sheets: &[Sheet<'t>],
    forms: &[Form<'t>],
    title: &str,
    paragraph: &Paragraph,
    author: &Author,
) -> Option<Identity<'t>> {
    let amounts = paragraph.amounts();
    let amount = amounts.first()?;
    let label = Label::of(amount.label, author);
    if label.moved.is_some() || label.is_other_year(author) || !words::is_planned_for_year(&label.text) {
        return None;
    }
    let form = named(forms, title).or_else(|| named(forms, &key(paragraph.sentence(amount.start))))?;
    let told = figures.add_prose(amount.value, amount.yuan, paragraph.place(amount.start));
    Some(Identity {
        rule: Rule::NarrativeAgrees,
        relation: Relation::Equal,
        actual: smallvec![told],
        expected: smallvec![form.figure],
        tables: smallvec![form.table],
        row: Some(form.label),
        column: None,
        claim: Claim::of(["what ", &sheets[form.table].table.id, " states"]),
        reading: 0,
        soft: false,
        alternatives: Vec::new(),
        sentence: Some(paragraph.sentence(amount.start).to_owned()),
    })
}

/// The one form whose project a text names, by the longest name.
fn named<'a, 't>(forms: &'a [Form<'t>], text: &str) -> Option<&'a Form<'t>> {
    let found = || forms.iter().filter(|form| !form.name.is_empty() && text.contains(&form.name));
    let longest = found().map(|form| form.name.len()).max()?;
    let mut longest = found().filter(|form| form.name.len() == longest);
    let form = longest.next();
    form.filter(|_| longest.next().is_none())
}
