//! Projects and the forms of their own: what a form adds up to, what the list of projects says of it, and all of them
//! together.
//!
//! ```text
//! 项目支出绩效目标表   项目名称 河道清淤   资金总额 30.00   其中：财政拨款 30.00   →   30.00 in 项目支出预算表 / 河道清淤
//! ```

use std::collections::BTreeMap;

use smallvec::smallvec;

use crate::check::across::Across;
use crate::check::facts::{Fact, Statement};
use crate::check::figure::{Addends, FigureId, Figures};
use crate::check::identity::{Claim, Rule};
use crate::check::sheet::{Named, Sheet};
use crate::check::words::{self, TOTAL};
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
    /// total has its own parts.
    pub fn forms(&mut self) {
        let figures = self.figures;
        for own in self.own().filter(|own| !own.fields.is_empty()) {
            let (index, table) = (own.index, own.table);
            let fields = |meaning: &str| -> Vec<(usize, Option<FigureId>)> {
                let is_meant = |named: &Named| match meaning {
                    TOTAL => named.is_total() || named.is_total_of_years(),
                    _ => named.meaning == Some(meaning),
                };
                let meant = table.fields.iter().zip(&own.fields).enumerate();
                meant
                    .filter(|(_, (field, named))| is_meant(named) && !matches!(field.value, Value::Text(_)))
                    .map(|(f, _)| (f, figures.field(index, f)))
                    .collect()
            };
            for sum in words::forms() {
                let totals = fields(sum.whole[0]);
                let parts: Vec<_> =
                    sum.parts.iter().map(|(part, may_lack)| (fields(part), *may_lack)).collect();
                for (which, &(f, total)) in totals.iter().enumerate() {
                    let of_total = |part: &[(usize, Option<FigureId>)]| match totals.len() {
                        1 => part.first().copied(),
                        count => part.get(which).copied().filter(|_| part.len() == count),
                    };
                    // What some forms print once beside several totals is of the year: 上年结转资金.
                    let is_of_year = own.fields[f].is_total();
                    let of_year = |part: &[(usize, Option<FigureId>)]| match part {
                        &[part] if is_of_year => Some(part),
                        part => of_total(part),
                    };
                    let needed = parts.iter().filter(|(_, may_lack)| !may_lack);
                    let needed: Option<Vec<_>> = needed.map(|(part, _)| of_total(part)).collect();
                    let (Some(total), Some(needed)) = (total, needed) else { continue };
                    let needed: Addends = needed.into_iter().filter_map(|(_, figure)| figure).collect();
                    let more = parts.iter().filter(|(_, may_lack)| *may_lack);
                    let more = more.filter_map(|(part, _)| of_year(part)?.1);
                    let parts: Addends = needed.iter().copied().chain(more).collect();
                    if !parts.is_empty() {
                        self.add_up(own, f, total, needed, parts);
                    }
                }
            }
        }
    }

    /// The total of a form, which is this field, against its parts; `needed` are those that every form prints.
    fn add_up(&mut self, own: &Sheet<'t>, field: usize, total: FigureId, needed: Addends, parts: Addends) {
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
        let (total, parts) = (statement(smallvec![total]), statement(parts));
        let identity = self.compare(Rule::ProjectsAddUp, &total, &parts, claim);
        identity.alternatives = alternatives;
        identity.tables.truncate(1);
        identity.column = None;
    }
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
