//! What the header of an amount column says: which figure of its items it prints, of whose money, and what that is used
//! for.
//!
//! ```text
//! 资金来源 / 一般公共预算拨款 / 项目支出   →   fund.general_public, use.project
//! 本年收入合计                          →   flow.income, the total of its group
//! 小计 / 决算数                         →   the total, as it is in the accounts
//! ```

use std::borrow::Cow;

use crate::check::words::{self, Meaning, TOTAL};
use crate::document::{Column, Phase};
use crate::text::fold::keyed;
use crate::vocab::canonical::{CHANGE, PRIOR_YEAR};

/// The header of a column, folded.
pub(crate) fn path(column: &Column) -> Vec<Cow<'_, str>> {
    let mut path = Vec::with_capacity(column.path.len());
    path.extend(column.path.iter().map(|level| keyed(level)));
    path
}

/// A folded header as the rules read it: with the level that says which figure it is (预算数, 决算数) in front, so that
/// `小计/预算数` and `购置费/预算数` stand in one group. Where a share of the column stands beside it (`事业收入/金额` and
/// `事业收入/其中：教育收费`), they keep their own group, and none is turned.
pub(crate) fn turned(mut path: Vec<Cow<'_, str>>) -> Vec<Cow<'_, str>> {
    if path.len() > 1 && path.last().is_some_and(|level| words::is_facet(level)) {
        path.rotate_right(1);
    }
    path
}

/// Which figure of one item a column prints, where a table prints several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    /// The header does not say.
    #[default]
    Plain,
    /// 年初预算数
    Budget,
    /// 调整预算数, 全年预算数
    Adjusted,
    /// 决算数
    Final,
    /// 上年数
    Prior,
    /// The figure of a year before the last, one planned for a later year, or for all years of a project.
    OtherYear,
    /// 比上年增减
    Change,
}

/// Which figure of its items an amount column prints.
pub(crate) fn version(column: &Column) -> Version {
    let period = column.measure.as_deref().and_then(|id| id.split('.').next());
    match (period, column.phase) {
        (Some(PRIOR_YEAR), _) => Version::Prior,
        (Some("earlier_year" | "next_year" | "later_year" | "all_years"), _) => Version::OtherYear,
        (Some(CHANGE), _) => Version::Change,
        (_, Some(Phase::Budget)) => Version::Budget,
        (_, Some(Phase::Adjusted)) => Version::Adjusted,
        (_, Some(Phase::Final)) => Version::Final,
        (_, None) => Version::Plain,
    }
}

/// What an amount column measures: the money and what it is used for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Measure {
    /// `fund.general_public`, `source.business`: whose money.
    pub money: Option<Meaning>,
    /// `use.basic`, `flow.opening`, `three.abroad`: what for.
    pub purpose: Option<Meaning>,
    /// Whether the column is the total of its group.
    pub total: bool,
    /// Whether the innermost level of the header is understood.
    pub known: bool,
}

impl Measure {
    /// The one meaning of the column within its table.
    pub fn meaning(self) -> Option<Meaning> {
        if !self.known {
            return None;
        }
        self.purpose.or(self.money).or(self.total.then_some(TOTAL))
    }
}

/// What a column measures, from its header alone, given as the rules read it and with what each level speaks of.
pub(crate) fn measure(column: &Column, path: &[Cow<str>], meanings: &[Option<Meaning>]) -> Measure {
    let mut measure = Measure::default();
    for (depth, (level, meaning)) in path.iter().zip(meanings).enumerate() {
        let plain = words::is_facet(level);
        measure.known = plain && measure.known;
        if let Some(found) = *meaning {
            // 当年财政拨款 of 一般公共预算 is a part of it, and not the appropriation of all budgets.
            if measure.money.is_some_and(|own| words::is_nested(own, found)) {
                measure.known = false;
                continue;
            }
            measure.known = true;
            let what = if words::is_money(found) { &mut measure.money } else { &mut measure.purpose };
            *what = Some(found);
        }
        if words::is_total(level) {
            measure.known = true;
            measure.total = true;
        }
        if plain && depth + 1 == path.len() && path.len() == 1 {
            measure.known = true;
            measure.total = true;
        }
    }
    // 其他资本性支出 / 小计 is the total of a group that no meaning has.
    if measure == (Measure { total: true, known: true, ..Measure::default() })
        && let Some(id) = &column.measure
        && id.split('.').any(|piece| !words::is_period(piece) && words::canonical(piece).is_none())
    {
        return Measure::default();
    }
    if !measure.known
        && let Some(id) = &column.measure
    {
        // What no meaning has is a part of what the others name: 工资福利支出 of 基本支出.
        let pieces = id.split('.').filter(|piece| !words::is_period(piece));
        let meanings: Option<Vec<Meaning>> = pieces.map(words::canonical).collect();
        for meaning in meanings.unwrap_or_default() {
            measure.known = true;
            match meaning {
                TOTAL => measure.total = true,
                money if words::is_money(money) => measure.money = Some(money),
                _ => measure.purpose = Some(meaning),
            }
        }
    }
    measure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(path: &[&str]) -> Column {
        serde_json::from_value(serde_json::json!({ "path": path, "role": "amount" })).unwrap()
    }

    fn measured(column: &Column) -> Measure {
        let path = turned(path(column));
        let meanings: Vec<Option<Meaning>> = path.iter().map(|level| words::meaning(level)).collect();
        measure(column, &path, &meanings)
    }

    #[test]
    fn measures_of_headers() {
        for (path, meaning) in [
            (&["资金来源", "其他资金", "小计"][..], Some("source.other_funds")),
            (&["基本支出", "人员经费"], Some("use.personnel")),
            (&["“三公”经费", "公务用车购置及运行费", "公务用车购置费"], Some("three.vehicle_purchase")),
            (&["支出", "预算数"], None),
            (&["预算数"], Some(TOTAL)),
            (&["本年收入合计"], Some("flow.income")),
            (&["一般公共预算", "其中：财政拨款"], None),
            (&["一般公共预算拨款", "当年财政拨款"], None),
            (&["一般公共预算拨款", "纳入预算管理的收费"], None),
        ] {
            assert_eq!(measured(&column(path)).meaning(), meaning, "{path:?}");
        }
    }

    #[test]
    fn a_canonical_measure_tells_what_the_wording_does_not() {
        let mut unknown = column(&["甲类资金"]);
        assert_eq!(measured(&unknown).meaning(), None);
        unknown.measure = Some("general_public.basic".to_owned());
        let measure = measured(&unknown);
        assert_eq!((measure.money, measure.purpose), (Some("fund.general_public"), Some("use.basic")));
        for (id, meaning) in [("prior_year.basic", Some("use.basic")), ("basic.economic.301", None)] {
            unknown.measure = Some(id.to_owned());
            assert_eq!(measured(&unknown).meaning(), meaning, "{id}");
        }
    }

    #[test]
    fn a_figure_word_at_the_end_of_a_header_moves_to_its_front() {
        assert_eq!(turned(path(&column(&["因公出国（境）费", "决算数"]))), ["决算数", "因公出国(境)费"]);
        assert_eq!(turned(path(&column(&["决算数"]))), ["决算数"]);
    }
}
