//! Projects and the forms of their own: what a form adds up to, what the list of projects says of it, and all of them
//! together.
//!
//! ```text
//! 项目支出绩效目标表   项目名称 河道清淤   资金总额 30.00   其中：财政拨款 30.00   →   30.00 in 项目支出预算表 / 河道清淤
//! ```

use std::collections::{BTreeMap, BTreeSet};

use smallvec::{SmallVec, smallvec};

use crate::check::across::Across;
use crate::check::facts::{Fact, Statement};
use crate::check::figure::{Addends, FigureId, Figures};
use crate::check::identity::{Claim, Identity, Rule, weigh};
use crate::check::sheet::Sheet;
use crate::check::words::{self, Meaning, Sum};
use crate::document::{TableKind, Value};
use crate::text::fold::{key, keyed};

impl<'t> Across<'_, 't> {
    /// A project's own form against the row of the project, and all forms against 项目支出.
    pub fn projects(&mut self) {
        let forms: Vec<Form<'t>> = self
            .own()
            .filter(|own| own.table.kind == TableKind::ProjectPerformance)
            .filter_map(|own| Form::of(self.figures, own))
            .collect();
        if forms.is_empty() {
            return;
        }
        let mut listed: BTreeMap<String, Vec<Statement<'t>>> = BTreeMap::new();
        for sheet in self.own() {
            let (index, table) = (sheet.index, sheet.table);
            if table.kind != TableKind::ProjectExpenditure {
                continue;
            }
            let Some(column) = sheet.total().map(|head| head.column) else { continue };
            for (r, row) in table.rows.iter().enumerate() {
                if let Some(figure) = self.figures.cell(index, r, column) {
                    listed.entry(key(&row.label)).or_default().push(Statement {
                        table: index,
                        figures: smallvec![figure],
                        direct: true,
                        row: row.org_name.as_deref().unwrap_or_default(),
                        column: Some(column),
                        carried: None,
                    });
                }
            }
        }
        for form in &forms {
            let Some(rows) = listed.get(&form.name) else { continue };
            let own: Vec<&Statement<'t>> = match &form.unit {
                Some(unit) if rows.iter().any(|row| keyed(row.row) == *unit) => {
                    rows.iter().filter(|row| keyed(row.row) == *unit).collect()
                }
                _ => rows.iter().collect(),
            };
            let Some((first, others)) = own.split_first() else { continue };
            let actual = form.statement();
            let claim = Claim::new(&format!("the project's row in {}", self.table(first.table).id));
            let others = others.iter().map(|other| other.figures.clone()).collect();
            self.compare(Rule::ProjectsAddUp, &actual, first, claim).alternatives = others;
        }
        let all: Addends = forms.iter().map(|form| form.figure).collect();
        let total = self.facts.get(Fact::of_all("expenditure", "use.project")).find(|total| total.direct);
        if let (Some(total), true) = (total.cloned(), all.len() > 1) {
            let projects = Statement { figures: all, table: forms[0].table, ..total.clone() };
            let claim = Claim::new(&format!("the sum of the {} forms of projects", forms.len()));
            self.compare(Rule::ProjectsAddUp, &total, &projects, claim).soft = true;
        }
    }

    /// 资金总额 = 财政拨款 + 其他资金 within one form. Where the money of several years stands beside that of one, each
    /// total has its own parts. Where no known sum has all that is printed below a total, a sum proves it but denies nothing.
    pub fn forms(&mut self) {
        for own in self.own().filter(|own| !own.fields.is_empty()) {
            let block = Block::of(self.figures, own);
            let mut told = vec![false; block.totals.len()];
            for sum in words::forms() {
                for (which, told) in told.iter_mut().enumerate() {
                    let Some((needed, parts)) = block.known(sum, which) else { continue };
                    let total = block.totals[which];
                    let closes = || [&needed, &parts].into_iter().any(|parts| block.closes(total, parts));
                    if block.is_told_by(sum, total) || closes() {
                        self.add_up(own, total, needed, parts);
                        *told = true;
                    }
                }
            }
            for (which, _) in told.iter().enumerate().filter(|(_, told)| !**told) {
                let (total, parts) = (block.totals[which], block.printed(which));
                if parts.len() > 1 && block.figure(total).is_some() {
                    let closes = block.closes(total, &parts);
                    self.add_up(own, total, parts.clone(), parts).soft = !closes;
                }
            }
        }
    }

    /// The total of a form, which is this field, against its parts; `needed` are those that every form prints.
    fn add_up(
        &mut self,
        own: &Sheet<'t>,
        field: usize,
        needed: Addends,
        parts: Addends,
    ) -> &mut Identity<'t> {
        let statement = |figures: Addends| Statement {
            table: own.index,
            figures,
            direct: true,
            row: &own.table.fields[field].label,
            column: None,
            carried: None,
        };
        let claim = Claim::new(&format!("the sum of its {} parts", parts.len()));
        // What some forms print beside the parts others print within them.
        let alternatives = if parts.len() > needed.len() { vec![needed] } else { Vec::new() };
        let total = self.figures.field(own.index, field).into_iter().collect();
        let (total, parts) = (statement(total), statement(parts));
        let identity = self.compare(Rule::ProjectsAddUp, &total, &parts, claim);
        identity.alternatives = alternatives;
        identity.tables.truncate(1);
        identity.column = None;
        identity
    }
}

/// A form has no more totals than this, nor a total more parts.
const MOST: usize = 24;

/// The money of a form: its totals and what stands below them.
struct Block<'a, 't> {
    figures: &'a Figures,
    own: &'a Sheet<'t>,
    /// The first fields that state totals.
    totals: Vec<usize>,
    /// The fields of each meaning.
    fields: BTreeMap<Meaning, SmallVec<[usize; 4]>>,
}

impl<'a, 't> Block<'a, 't> {
    fn of(figures: &'a Figures, own: &'a Sheet<'t>) -> Self {
        let mut block = Self { figures, own, totals: Vec::new(), fields: BTreeMap::new() };
        for field in (0..own.fields.len()).filter(|field| may_be_amount(own, *field)) {
            if block.is_total(field) && block.totals.len() < MOST {
                block.totals.push(field);
            }
            if let Some(meaning) = block.meaning(field) {
                block.fields.entry(meaning).or_default().push(field);
            }
        }
        block
    }

    fn is_total(&self, field: usize) -> bool {
        let named = &self.own.fields[field];
        named.is_total() || named.is_total_of_years()
    }

    fn figure(&self, field: usize) -> Option<FigureId> {
        self.figures.field(self.own.index, field)
    }

    fn meaning(&self, field: usize) -> Option<Meaning> {
        self.own.fields[field].meaning
    }

    /// Whether a total is the sum of these.
    fn closes(&self, total: usize, parts: &[FigureId]) -> bool {
        let total = self.figure(total).map(|total| weigh(self.figures, &[total], parts));
        total.flatten().is_some_and(|sides| sides.meets())
    }

    /// The fields of a meaning.
    fn fields(&self, meaning: Meaning) -> &[usize] {
        self.fields.get(meaning).map_or(&[], |fields| fields)
    }

    /// The fields below a total and those beside it, up to the next one and to what is no amount.
    fn below(&self, total: usize) -> impl Iterator<Item = usize> {
        (total + 1..self.own.fields.len())
            .skip_while(|field| self.is_total(*field))
            .take_while(|field| !self.is_total(*field) && may_be_amount(self.own, *field))
            .take(MOST)
    }

    /// The one of these fields that is of a total; what some forms print once beside several totals is of the year.
    fn of_total(&self, fields: &[usize], which: usize) -> Option<usize> {
        let is_of_year = || self.own.fields[self.totals[which]].is_total();
        match (fields, self.totals.len()) {
            (fields, 1) => fields.first().copied(),
            (fields, count) if fields.len() == count => fields.get(which).copied(),
            (&[field], _) if is_of_year() => Some(field),
            _ => None,
        }
    }

    /// What a total is according to a known sum: the parts that every form prints, and all that this one does.
    fn known(&self, sum: &Sum, which: usize) -> Option<(Addends, Addends)> {
        self.figure(self.totals[which])?;
        let (mut needed, mut more) = (Addends::new(), Addends::new());
        for &(part, may_lack) in &sum.parts {
            let fields = self.fields(part);
            if may_lack {
                more.extend(self.of_total(fields, which).and_then(|field| self.figure(field)));
            } else if self.totals.len() == 1 || fields.len() == self.totals.len() {
                needed.extend(self.figure(self.of_total(fields, which)?));
            } else {
                return None;
            }
        }
        let parts: Addends = needed.iter().chain(&more).copied().collect();
        (!parts.is_empty()).then_some((needed, parts))
    }

    /// Whether every amount below a total is one of the parts of a known sum or within one.
    fn is_told_by(&self, sum: &Sum, total: usize) -> bool {
        let is_part = |meaning: Meaning, part: Meaning| match meaning == part {
            true => self.fields(meaning).len() <= self.totals.len(),
            false => words::is_nested(meaning, part),
        };
        self.below(total).filter(|field| self.figure(*field).is_some()).all(|field| {
            self.meaning(field)
                .is_some_and(|meaning| sum.parts.iter().any(|(part, _)| is_part(meaning, *part)))
        })
    }

    /// The amounts below a total, without those that are within another one; none where labels stand there twice, as those of
    /// sums side by side do.
    fn printed(&self, which: usize) -> Addends {
        let mut fields: Vec<usize> = self.below(self.totals[which]).collect();
        if self.totals.len() > 1 {
            let what = |field: usize| self.meaning(field).unwrap_or(&self.own.fields[field].label);
            let alike = |field: usize| -> SmallVec<[usize; 4]> {
                fields.iter().copied().filter(|other| what(*other) == what(field)).collect()
            };
            let is_own = |field: &usize| self.of_total(&alike(*field), which) == Some(*field);
            fields = fields.iter().copied().filter(is_own).collect();
        }
        fields.retain(|field| self.figure(*field).is_some());
        let labels: BTreeSet<&str> = fields.iter().map(|field| &*self.own.fields[*field].label).collect();
        if labels.len() < fields.len() {
            return Addends::new();
        }
        let mut outer = Addends::new();
        let mut rest = &fields[..];
        while let [whole, below @ ..] = rest {
            outer.extend(self.figure(*whole));
            rest = &below[self.within(*whole, below)..];
        }
        outer
    }

    /// How many of the fields below one are named as parts of it and add up to it.
    fn within(&self, whole: usize, below: &[usize]) -> usize {
        let Some(&first) = below.first() else { return 0 };
        let meanings = self.meaning(first).zip(self.meaning(whole));
        if !words::is_bound(&self.own.fields[first].label)
            && !meanings.is_some_and(|(part, whole)| words::is_nested(part, whole))
        {
            return 0;
        }
        let parts: Addends = below.iter().filter_map(|field| self.figure(*field)).collect();
        (1..=parts.len()).find(|count| self.closes(whole, &parts[..*count])).unwrap_or(0)
    }
}

/// Whether a field of a form states no text: an amount, or the place of one.
fn may_be_amount(own: &Sheet, field: usize) -> bool {
    !matches!(own.table.fields[field].value, Value::Text(_))
}

/// A project's own form: its name, its unit and its total.
pub(super) struct Form<'t> {
    pub table: usize,
    /// What its total is called.
    pub label: &'t str,
    pub figure: FigureId,
    pub name: String,
    unit: Option<String>,
}

impl<'t> Form<'t> {
    pub fn of(figures: &Figures, sheet: &Sheet<'t>) -> Option<Self> {
        let fields = || sheet.table.fields.iter().zip(&sheet.fields).enumerate();
        let text = |what| {
            let (_, (field, _)) = fields().find(|(_, (_, named))| named.what == Some(what))?;
            field.value.text().map(key)
        };
        let (label, figure) = fields()
            .filter(|(_, (_, named))| named.is_total())
            .find_map(|(f, (field, _))| Some((&field.label, figures.field(sheet.index, f)?)))?;
        Some(Self { table: sheet.index, label, figure, name: text("name")?, unit: text("unit") })
    }

    fn statement(&self) -> Statement<'t> {
        Statement {
            table: self.table,
            figures: smallvec![self.figure],
            direct: true,
            row: self.label,
            column: None,
            carried: None,
        }
    }
}
