//! What the labels of a whole and of its parts say that they are, and whether a rule knows all of the parts.

use crate::check::items;
use crate::check::label::{Label, Topic};
use crate::check::words::{self, Meaning, Scope, TOTAL};

/// What is divided and named here.
const REVENUE: Meaning = "revenue";
const APPROPRIATION: Meaning = "source.appropriation";
const THREE_PUBLIC: Meaning = "three.total";
pub(super) const VEHICLES: Meaning = "three.vehicles";
/// A word for wholes that hold what is carried over (总计), of which shares are none.
pub(super) const GRAND: char = '总';
/// What the lists of revenue and of expenditure end with: 其他收入, 对附属单位补助支出.
const LAST: [Meaning; 2] = ["source.other", "use.subsidy"];
/// Budgets of which 基本支出 and 项目支出 are all there is.
const OF_TWO_USES: [&str; 3] = ["general_public", "government_fund", "state_capital"];

/// What a year has with what comes from others, and what it spends with what goes to others.
const FLOWS: [&[Meaning]; 2] = [
    &["flow.income", "flow.opening", "flow.surplus_used"],
    &["flow.outgo", "flow.closing", "flow.distribution"],
];

/// What a label names, if a rule divides that.
pub(super) fn divided(label: &Label) -> Option<Meaning> {
    match label.topic {
        Topic::Whole(scope) if scope.base != TOTAL => Some(scope.base),
        Topic::Whole(scope) if scope.name == REVENUE && label.money.is_some() => {
            label.money.filter(|money| *money == APPROPRIATION)
        }
        Topic::Whole(scope) if scope.name == "three_public" => Some(THREE_PUBLIC),
        Topic::Whole(_) => Some(TOTAL),
        Topic::Part(part @ ("use.basic" | VEHICLES | APPROPRIATION)) => Some(part),
        _ => None,
    }
}

/// Whether these are all the parts of what a label names that a rule knows, `None` if they are none or one is told twice.
pub(super) fn are_all_of(label: &Label, parts: impl Iterator<Item = Option<Meaning>>) -> Option<bool> {
    let whole = divided(label)?;
    let mut meanings = parts.collect::<Option<Vec<Meaning>>>()?;
    let is_once = |part: &Meaning| meanings.iter().filter(|said| *said == part).count() == 1;
    if !meanings.iter().all(is_once) {
        return None;
    }
    if meanings.iter().any(|part| words::is_of_the_year(part)) {
        // 收入总计…，其中：本年收入合计…，年初结转和结余…
        let side = FLOWS.iter().find(|side| meanings.iter().all(|part| side.contains(part)));
        let is_divided = whole == TOTAL || whole == APPROPRIATION || whole.starts_with("fund.");
        return side.filter(|_| is_divided && meanings.len() > 1).map(|_| true);
    }
    if whole == THREE_PUBLIC && !meanings.contains(&VEHICLES) && meanings.contains(&"three.vehicle_operation")
    {
        // Nothing may be bought: 因公出国（境）费0万元、公务接待费2万元、公务用车运行维护费7万元.
        meanings.retain(|part| !words::is_nested(part, VEHICLES));
        meanings.push(VEHICLES);
    }
    if meanings.iter().all(|part| part.starts_with(|c: char| c.is_ascii_digit())) {
        return Some(false); // Classes of expenditure, of which there may be others.
    }
    let is_of_funds = meanings.iter().all(|part| part.starts_with("fund."));
    let (whole, sums) = match label.topic {
        Topic::Whole(scope) if whole == TOTAL && scope.name == REVENUE => (TOTAL, words::incomes()),
        Topic::Whole(scope) if whole == TOTAL && is_of_appropriations(scope) && is_of_funds => {
            (APPROPRIATION, words::sums())
        }
        _ => (whole, words::sums()),
    };
    // 本年收入合计…，其中：…，其他收入…: a list that goes down to the last that the forms know leaves none out.
    let is_closed = || label.text.contains("合计") && meanings.iter().any(|part| LAST.contains(part));
    let is_of_uses = matches!(label.topic, Topic::Whole(scope) if OF_TWO_USES.contains(&scope.name));
    let is_all = |parts: &[(Meaning, bool)]| {
        let are_said = || parts.iter().all(|(part, optional)| *optional || meanings.contains(part));
        match whole {
            TOTAL if !is_of_uses => is_closed() && are_said(),
            APPROPRIATION => parts.len() == meanings.len() && !label.text.contains(GRAND),
            _ => are_said(),
        }
    };
    let is_part = |said: &Meaning, parts: &[(Meaning, bool)]| parts.iter().any(|(part, _)| part == said);
    let known = sums.iter().filter(|sum| sum.whole == [whole]).map(|sum| &sum.parts[..]);
    let known = known.filter(|parts| meanings.iter().all(|said| is_part(said, parts)));
    known.map(is_all).reduce(|one, other| one || other)
}

/// Whether a label with this scope names money that is paid from the funds.
fn is_of_appropriations(scope: &Scope) -> bool {
    matches!(scope.name, "appropriation" | "appropriation_revenue")
}

/// What the label of a part says that it is of a whole: the money that pays it, where the whole is of several.
pub(super) fn money_of(whole: &Label, label: &Label) -> Option<Meaning> {
    let is_of_several = match whole.topic {
        Topic::Whole(scope) => scope.base == TOTAL && (scope.name == REVENUE || is_of_appropriations(scope)),
        topic => topic == Topic::Part(APPROPRIATION),
    };
    let is_spent = matches!(whole.topic, Topic::Whole(scope) if scope.base == TOTAL && scope.name != REVENUE);
    match label.topic {
        Topic::Unnamed if is_spent => items::class(&label.text),
        Topic::Whole(scope) if is_of_several && label.certain => match scope.base {
            TOTAL if scope.name == "appropriation_revenue" => Some(APPROPRIATION),
            TOTAL => words::money_of(scope.name).or(label.money),
            base => Some(base).filter(|_| scope.name == REVENUE),
        },
        _ => None,
    }
    .or_else(|| part_of(label))
}

/// The fund that a label says to pay, and nothing else.
pub(super) fn fund_of(label: &Label) -> Option<Meaning> {
    let fund = match label.topic {
        _ if !label.certain => None,
        Topic::Whole(scope) if scope.base == TOTAL => words::money_of(scope.name),
        Topic::Part(part) => Some(part),
        _ => None,
    };
    fund.filter(|fund| fund.starts_with("fund."))
}

/// What the label of a part says that it is.
pub(super) fn part_of(label: &Label) -> Option<Meaning> {
    match label.topic {
        _ if label.text.contains("本年收入") => Some("flow.income"),
        _ if label.text.contains("本年支出") => Some("flow.outgo"),
        Topic::Part(part) if label.named => Some(part),
        // 年末结转和结余
        _ => words::meaning(&label.text).filter(|meaning| words::is_flow(meaning)),
    }
}
