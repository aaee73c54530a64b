//! What the columns of a table state: whose money, what it is for, and which of several figures of it.
//!
//! ```text
//! 一般公共预算 / 基本支出   →   general_public, use.basic
//! 年初预算数 │ 决算数       →   in the accounts 决算数 is what other tables repeat, in a budget 年初预算数
//! ```

use smallvec::{SmallVec, smallvec};

use crate::check::fact::Topic;
use crate::check::header::{Measure, Version};
use crate::check::sheet::{self, Head, Sheet, Stating};
use crate::check::words::{self, Meaning, TOTAL};
use crate::document::DocumentKind;

/// Columns that state one meaning of one scope: one column, or several that add up to it.
pub(crate) struct Stated {
    pub topic: Topic,
    pub columns: SmallVec<[usize; 2]>,
}

/// Of several figures that a table prints of one item the one that the document is about, and other tables repeat.
pub(crate) fn own_version(heads: &[Head], kind: DocumentKind) -> Version {
    let printed = |version| heads.iter().any(|head| head.version == version);
    let likeliest = match kind {
        DocumentKind::Budget => [Version::Budget, Version::Adjusted, Version::Final],
        _ => [Version::Final, Version::Adjusted, Version::Budget],
    };
    likeliest.into_iter().find(|&version| printed(version)).unwrap_or_default()
}

/// What the columns of a table state.
pub(crate) fn columns(sheet: &Sheet, scope: &words::Scope, kind: DocumentKind) -> Vec<Stated> {
    let revenue = scope.name == "revenue" || scope.name == "appropriation_revenue";
    let own = own_version(&sheet.heads, kind);
    let heads_total = sheet.heads.iter().any(|head| head.measure.total && head.group().is_empty());
    let mut stating: Vec<(Topic, Stating)> = Vec::with_capacity(sheet.heads.len());
    // What is kept for another year is not spent, whatever that is meant for.
    let is_kept = |head: &&Head| head.meanings.contains(&Some("flow.closing"));
    for head in sheet.heads.iter().filter(|head| !is_kept(head)) {
        let &Head { measure, version, .. } = head;
        let version = if version == own { Version::Plain } else { version };
        // “三公”经费总额 is the total where no column is called that alone.
        let is_whole = || measure.purpose == Some("three.total") && !heads_total;
        let bare = sheet.heads.len() == 1 && measure.meaning().is_none() || is_whole();
        let Some((scope, meaning)) =
            (if bare { Some((scope.name, scope.base)) } else { place(measure, scope, revenue) })
        else {
            continue;
        };
        let topic = Topic { scope, meaning, version };
        match stating.iter_mut().find(|(known, _)| *known == topic) {
            Some((_, heads)) => heads.push(head),
            None => stating.push((topic, smallvec![head])),
        }
    }
    let state = |(topic, heads): (Topic, Stating)| {
        let columns: SmallVec<[usize; 2]> = sheet::standing(heads).iter().map(|head| head.column).collect();
        (!columns.is_empty()).then_some(Stated { topic, columns })
    };
    let mut stated: Vec<Stated> = stating.into_iter().filter_map(state).collect();
    // A table of 基本支出 and 项目支出 without 合计 states their sum.
    let own = |meaning| Topic { scope: scope.name, meaning, version: Version::Plain };
    let find = |meaning| {
        let stated = stated.iter().find(|stated| stated.topic == own(meaning));
        stated.map(|stated| stated.columns.as_slice())
    };
    if let (None, Some(basic), Some(project)) = (find(TOTAL), find("use.basic"), find("use.project"))
        && scope.base == TOTAL
    {
        let columns = basic.iter().chain(project).copied().collect();
        stated.push(Stated { topic: own(TOTAL), columns });
    }
    stated
}

/// The columns of a table that hold what its rows have from another year (上年结转).
pub(crate) struct Carried {
    /// That of all money, where it is exactly one; of several the one of appropriations (财政拨款结转结余 beside 其他结转结余).
    all: Option<usize>,
    /// Those of the funds, where each has exactly one (财政拨款结转结余 / 一般公共预算).
    of_funds: SmallVec<[(Meaning, Option<usize>); 4]>,
}

impl Carried {
    pub fn of(sheet: &Sheet) -> Self {
        let carried = |head: &&Head| head.measure.purpose == Some("flow.opening") && head.measure.known;
        let mut of_funds: SmallVec<[(Meaning, Option<usize>); 4]> = SmallVec::new();
        let mut all: SmallVec<[&Head; 4]> = SmallVec::new();
        for head in sheet.heads.iter().filter(carried) {
            let Some(fund) = head.measure.money else {
                all.push(head);
                continue;
            };
            match of_funds.iter_mut().find(|(known, _)| *known == fund) {
                Some((_, only)) => *only = None,
                None => of_funds.push((fund, Some(head.column))),
            }
        }
        let of_appropriations = |head: &&&Head| {
            head.path.last().is_some_and(|level| level.contains("财政拨款") && !level.contains('非'))
        };
        let (mut own, mut any) = (all.iter().filter(of_appropriations), all.iter());
        let only = own
            .next()
            .filter(|_| own.next().is_none())
            .or_else(|| any.next().filter(|_| any.next().is_none()));
        Self { all: only.map(|head| head.column), of_funds }
    }

    /// The one beside a column of this year's money.
    pub fn beside(&self, sheet: &Sheet, column: usize) -> Option<usize> {
        let money = sheet.head(column)?.measure.money;
        let of_fund = self.of_funds.iter().find(|(fund, _)| Some(*fund) == money);
        of_fund.and_then(|(_, column)| *column).or(self.all)
    }
}

/// The scope and meaning of a column among others.
fn place(measure: Measure, scope: &words::Scope, revenue: bool) -> Option<(Meaning, Meaning)> {
    if !measure.known || measure.purpose.is_some_and(|purpose| purpose.starts_with("flow.")) {
        // 本年收入合计 is the total of the income of the year.
        let income = revenue && measure.total && measure.purpose == Some("flow.income");
        let outgo = !revenue && measure.total && measure.purpose == Some("flow.outgo");
        return (income || outgo).then_some((scope.name, scope.base));
    }
    if scope.name == "three_public" {
        return match measure.purpose {
            Some("three.total") | None => measure.total.then_some((scope.name, TOTAL)),
            Some("use.running") => Some(("operating_funds", "use.operating")),
            Some(purpose) => Some((scope.name, purpose)),
        };
    }
    if revenue {
        return Some((scope.name, measure.money.unwrap_or(scope.base)));
    }
    // What is bought is no use of money that another table states.
    if scope.name == "procurement" {
        return (measure.total && measure.money.is_none()).then_some((scope.name, TOTAL));
    }
    let name = match measure.money {
        None => scope.name,
        // 当年财政拨款 in a table of a fund is not the appropriation of all budgets.
        Some(money) if words::is_wider(money, scope.name) => return None,
        Some(money) => words::scope_of(money)?,
    };
    let base = scope.base;
    Some((name, measure.purpose.or((measure.total || measure.money.is_some()).then_some(base))?))
}
