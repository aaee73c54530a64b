//! What headers and row names mean to the checks: the rules as data, and their lookup.
//!
//! `资金来源 / 其他资金 / 小计` is the total of the other funds, `本年收入合计` the total of the year, `其中：离退休费` a part
//! that does not claim to be all. The wordings, and which meanings add up to which, are lines of
//! `vocab/checks.tsv`; nothing here knows a position in a table. A `folded` text is one that is [`keyed`].

mod totals;

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

pub(crate) use totals::{TotalKind, name, name_beside, total_kind};

use crate::check::wordings::Wordings;
use crate::document::{Row, Side, Table, TableKind};
use crate::text::fold::keyed;
use crate::text::numbering;
use crate::vocab::canonical::periods;
use crate::vocab::{entries, kinds};

const RULES: &str = include_str!("../vocab/checks.tsv");

/// A meaning of `vocab/checks.tsv`: its class and its name, `use.basic`.
pub(crate) type Meaning = &'static str;

/// The meaning of a plain total.
pub(crate) const TOTAL: Meaning = "total";

/// What the own level of a government is called.
const OWN_LEVEL: &str = "本级";

/// What a field is that states a total over several years.
pub(crate) const TOTAL_OF_YEARS: &str = "period";

/// Meanings that add up to the same: the sums of both sides are equal.
pub(crate) struct Sum {
    /// The side that is stated.
    pub whole: Vec<Meaning>,
    /// What a form may state on that side too (结余分配 beside 本年支出).
    pub beside: Vec<Meaning>,
    /// The parts, and whether a form may leave them out.
    pub parts: Vec<(Meaning, bool)>,
}

/// What a table of a kind is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The money it speaks of: `general_public`.
    pub name: Meaning,
    /// What a column that is a plain total stands for.
    pub base: Meaning,
}

struct Rules {
    apart: Vec<(Meaning, Meaning)>,
    bounds: Vec<&'static str>,
    deducted: Vec<&'static str>,
    reduced: Wordings<()>,
    own_levels: Vec<&'static str>,
    reserved: Wordings<()>,
    currents: Vec<&'static str>,
    signed: Wordings<()>,
    withheld: Wordings<()>,
    everywhere: Wordings<()>,
    all_money: Wordings<()>,
    alone: Vec<&'static str>,
    zones: Wordings<()>,
    selected: Wordings<()>,
    portions: Wordings<()>,
    standard: Vec<StandardTable>,
    facets: Vec<&'static str>,
    fillers: Wordings<()>,
    grands: Vec<&'static str>,
    totals: Vec<&'static str>,
    meanings: Wordings<Meaning>,
    /// How the funds are called.
    funds: Wordings<()>,
    nested: Vec<(Meaning, Meaning)>,
    held: Vec<(Meaning, Meaning)>,
    offices: Wordings<u8>,
    scopes: Vec<(TableKind, Option<Side>, Scope)>,
    titled: Vec<(TableKind, &'static str, Scope)>,
    sums: Vec<Sum>,
    incomes: Vec<Sum>,
    forms: Vec<Sum>,
    classes: Wordings<&'static str>,
    fields: Vec<(&'static str, &'static str)>,
    said: Wordings<Scope>,
    moves: Wordings<Move>,
    unspent: Wordings<Move>,
    mute: Wordings<()>,
    compare: Wordings<Move>,
    economic: Vec<(Meaning, Vec<&'static str>)>,
    counted: Vec<(Meaning, &'static str)>,
    wholes: Vec<&'static str>,
    yearly: Vec<&'static str>,
    planned: Wordings<()>,
    lasting: Wordings<()>,
    /// Looked up, never iterated.
    canonical: FxHashMap<&'static str, Meaning>,
    periods: Vec<&'static str>,
}

static WORDS: LazyLock<Rules> = LazyLock::new(|| {
    let words = |class| lines(class).map(|[word]| word).collect::<Vec<_>>();
    let known = |class| Wordings::of(lines(class).map(|[word]| (word, ())).collect());
    let pairs = |class| lines(class).map(|[one, other]| (one, other)).collect::<Vec<_>>();
    let sums = |class| lines(class).map(|[whole, parts]| sum(whole, parts)).collect();
    let moved = |class, way| lines(class).map(move |[word]| (word, way));
    let scope = |[kind, side, name, base]: [&'static str; 4]| {
        Some((named_in_output(kind)?, named_in_output(side), Scope { name, base }))
    };
    let titled = |[kind, word, name, base]: [&'static str; 4]| {
        Some((named_in_output(kind)?, word, Scope { name, base }))
    };
    let standard = |[_, kinds, name]: [&'static str; 3]| StandardTable {
        kinds: kinds.split(' ').filter_map(named_in_output).collect(),
        name,
    };
    let compared = |[word, way]: [&'static str; 2]| match way {
        "more" => (word, Move::Up),
        "less" => (word, Move::Down),
        _ => (word, Move::Level),
    };
    let office = |[word, rank]: [&'static str; 2]| match rank {
        "administration" => (word, 0b01),
        "public_service" => (word, 0b10),
        _ => (word, 0),
    };
    let meanings = pairs("meaning");
    let canonical: FxHashMap<&str, Meaning> = lines("canonical").map(|[id, meaning]| (id, meaning)).collect();
    let periods = periods().filter(|id| !canonical.contains_key(id)).collect();
    let fund =
        |(word, meaning): &(&'static str, Meaning)| meaning.starts_with("fund.").then_some((*word, ()));
    let funds = Wordings::of(meanings.iter().filter_map(fund).collect());
    let moves = moved("more", Move::Up).chain(moved("less", Move::Down)).chain(moved("level", Move::Level));
    let unspent = moved("overspent", Move::Up).chain(moved("unspent", Move::Down));
    Rules {
        apart: pairs("apart"),
        bounds: words("bound"),
        deducted: words("deducted"),
        reduced: known("reduced"),
        own_levels: words("own"),
        reserved: known("reserved"),
        currents: words("current"),
        signed: known("signed"),
        withheld: known("withheld"),
        everywhere: known("everywhere"),
        all_money: known("all_money"),
        alone: words("alone"),
        zones: known("zone"),
        selected: known("selected"),
        portions: known("portion"),
        standard: lines("standard").map(standard).collect(),
        facets: words("facet"),
        fillers: known("filler"),
        grands: words("grand"),
        totals: words("total"),
        funds,
        meanings: Wordings::of(meanings),
        nested: pairs("nested"),
        held: pairs("held"),
        offices: Wordings::of(lines("office").map(office).collect()),
        scopes: lines("scope").filter_map(scope).collect(),
        titled: lines("titled").filter_map(titled).collect(),
        sums: sums("sum"),
        incomes: sums("income"),
        forms: sums("form"),
        classes: Wordings::of(
            lines("class").map(|[word, code]| (word.trim_end_matches("支出"), code)).collect(),
        ),
        fields: pairs("field"),
        said: Wordings::of(lines("said").map(|[word, name, base]| (word, Scope { name, base })).collect()),
        moves: Wordings::of(moves.collect()),
        unspent: Wordings::of(unspent.collect()),
        mute: known("mute"),
        compare: Wordings::of(lines("compare").map(compared).collect()),
        economic: lines("economic").map(|[meaning, codes]| (meaning, codes.split(' ').collect())).collect(),
        counted: pairs("counted"),
        wholes: words("whole"),
        yearly: words("yearly"),
        planned: known("planned"),
        lasting: known("lasting"),
        canonical,
        periods,
    }
});

/// What the lines of a class say behind its name.
fn lines<const N: usize>(class: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    entries(RULES).filter_map(move |entry| entry.strip_prefix(&[class][..])?.try_into().ok())
}
fn sum(whole: &'static str, parts: &'static str) -> Sum {
    let part = |part: &'static str| (part.trim_end_matches('?'), part.ends_with('?'));
    let (beside, whole): (Vec<_>, Vec<_>) = whole.split(' ').map(part).partition(|(_, optional)| *optional);
    let meanings = |side: Vec<(Meaning, bool)>| side.into_iter().map(|(meaning, _)| meaning).collect();
    Sum { whole: meanings(whole), beside: meanings(beside), parts: parts.split(' ').map(part).collect() }
}

/// A table that every department publishes.
pub(crate) struct StandardTable {
    /// The kinds that are printed in its place.
    pub kinds: Vec<TableKind>,
    /// What it is called.
    pub name: &'static str,
}

/// The tables that every department publishes, in their order.
pub(crate) fn standard_tables() -> &'static [StandardTable] {
    &WORDS.standard
}

/// Whether an amount under this header or beside this label may be below zero (增减, 结转).
pub(crate) fn is_signed(folded: &str) -> bool {
    WORDS.signed.is_in(folded)
}

/// Whether a note says that some rows of its table are not published (涉密).
pub(crate) fn is_withheld(folded: &str) -> bool {
    WORDS.withheld.is_in(folded)
}

/// Whether a percentage under this header is a share of a whole (占总额的比例).
pub(crate) fn is_portion(folded: &str) -> bool {
    WORDS.portions.is_in(folded)
}

/// What sentences divide the revenue into.
pub(crate) fn incomes() -> &'static [Sum] {
    &WORDS.incomes
}

/// The sums of the fields of one form.
pub(crate) fn forms() -> &'static [Sum] {
    &WORDS.forms
}

/// What a field of a form with this folded label is: `name`, `unit`, `total` or `period`.
pub(crate) fn field(label: &str) -> Option<&'static str> {
    WORDS.fields.iter().find(|(_, word)| label.ends_with(word)).map(|(what, _)| *what)
}

/// The code of the class (类) of the functional classification that a row names (八、社会保障和就业支出: 208), given folded
/// and without numbering.
pub(crate) fn class(name: &str) -> Option<&'static str> {
    class_without_word(name.strip_suffix("支出")?)
}

/// The code of the class that a name without 支出 is of: `教育`.
pub(crate) fn class_without_word(name: &str) -> Option<&'static str> {
    WORDS.classes.beginning(name).map(|(_, code)| *code)
}

/// The sums that hold wherever all their parts are printed.
pub(crate) fn sums() -> &'static [Sum] {
    &WORDS.sums
}

/// Whether two meanings are parts of one total of income, so that neither holds the other: 财政专户管理资金 beside 一般公共预算.
pub(crate) fn are_beside(one: Meaning, other: Meaning) -> bool {
    let holds = |sum: &Sum, meaning: Meaning| sum.parts.iter().any(|(part, _)| *part == meaning);
    one != other && incomes().iter().any(|sum| holds(sum, one) && holds(sum, other))
}

/// Whether it is known what `whole` is divided into, and `other` is none of it. What a total is divided into, the form says.
pub(crate) fn is_divided_without(whole: Meaning, other: Meaning) -> bool {
    let mut divisions = sums().iter().filter(|sum| sum.whole == [whole]).peekable();
    whole != TOTAL
        && divisions.peek().is_some()
        && !is_within(other, whole)
        && divisions.all(|sum| sum.parts.iter().all(|(part, _)| *part != other))
}

/// Whether `part` is `whole`, or a part of it or of its parts.
pub(crate) fn is_within(part: Meaning, whole: Meaning) -> bool {
    part == whole || WORDS.nested.iter().any(|(inner, outer)| *inner == part && is_within(outer, whole))
}

/// Whether `part` is a part of `whole` where both are printed side by side (人员经费 of 基本支出).
pub(crate) fn is_nested(part: Meaning, whole: Meaning) -> bool {
    WORDS.nested.contains(&(part, whole))
}

/// Whether what is left in all holds what the row above it says that the year left (本年收支结余 over 年末滚存结余).
pub(crate) fn is_held(above: Meaning, below: Meaning) -> bool {
    WORDS.held.contains(&(above, below))
}

/// Whether `other` is no part of `whole` though it is printed beside it (会议费 and 三公经费合计).
pub(crate) fn is_apart(other: Meaning, whole: Meaning) -> bool {
    WORDS.apart.contains(&(other, whole))
}

/// Whether a meaning is no part of what it is printed beside.
pub(crate) fn stands_apart(meaning: Meaning) -> bool {
    WORDS.apart.iter().any(|(other, _)| *other == meaning)
}

/// Whether a meaning is money that flows from or to another year, or all of a year's.
pub(crate) fn is_flow(meaning: Meaning) -> bool {
    meaning.starts_with("flow.")
}

/// Whether a meaning is money that balances the budget of a government beside its own revenue and expenditure (上级补助收入,
/// 上解支出, 年终结余).
pub(crate) fn is_balance(meaning: Meaning) -> bool {
    is_flow(meaning) || meaning == "source.superior_grant"
}

/// What is collected of the items of a government: 税收收入, and each tax.
const TAXES: &str = "revenue.101";

/// Items of what a government has beside what it collects: borrowed, or transferred to it.
const BALANCES: [&str; 4] = ["revenue.105", "revenue.110", "revenue.bonds", "revenue.transfer"];

/// Whether a table states taxes, as those of a government do.
pub(crate) fn states_taxes(table: &Table) -> bool {
    table.rows.iter().any(|row| row.item.as_deref().is_some_and(|item| item.starts_with(TAXES)))
}

/// Whether a row of this meaning balances the budget of a government (上级补助收入, 债务转贷收入).
pub(crate) fn is_balancing(row: &Row, meaning: Option<Meaning>) -> bool {
    let is_item = |item: &str| BALANCES.iter().any(|known| item.starts_with(known));
    meaning.is_some_and(is_balance) || row.item.as_deref().is_some_and(is_item)
}

/// The fund of a government of which a table of revenue, or that side of a summary, states what is collected, whatever else it
/// has: the general public budget has the taxes.
pub(crate) fn collected_fund(table: &Table) -> Option<Meaning> {
    let [Fund { meaning: own, .. }, ..] = FUNDS;
    let is_titled = || table.title.as_deref().is_some_and(|title| meaning(&keyed(title)) == Some(own));
    let is_side = table.side == Some(Side::Revenue) && states_taxes(table);
    let is_of_revenue = || table.kind == TableKind::Revenue && (states_taxes(table) || is_titled());
    (is_side || is_of_revenue()).then_some(own)
}

/// Whether a meaning is all of a year's own money (本年收入, 本年支出).
pub(crate) fn is_of_the_year(meaning: Meaning) -> bool {
    matches!(meaning, "flow.income" | "flow.outgo")
}

/// A fund of the budget: how a summary names it, the scope of its own tables, and their kind.
pub(crate) struct Fund {
    pub meaning: Meaning,
    pub scope: Meaning,
    pub kind: TableKind,
}

/// The funds, the general public budget first.
pub(crate) const FUNDS: [Fund; 3] = [
    Fund {
        meaning: "fund.general_public",
        scope: "general_public",
        kind: TableKind::GeneralPublicExpenditure,
    },
    Fund { meaning: "fund.government_fund", scope: "government_fund", kind: TableKind::GovernmentFund },
    Fund { meaning: "fund.state_capital", scope: "state_capital", kind: TableKind::StateCapital },
];

/// The scope of the tables that state this money alone: a fund's own, or those of the appropriations.
pub(crate) fn scope_of(money: Meaning) -> Option<Meaning> {
    let fund = FUNDS.iter().find(|fund| fund.meaning == money).map(|fund| fund.scope);
    fund.or_else(|| (money == "source.appropriation").then_some("appropriation"))
}

/// The money of the fund that the tables of this scope state alone.
pub(crate) fn money_of(scope: Meaning) -> Option<Meaning> {
    FUNDS.iter().find(|fund| fund.scope == scope).map(|fund| fund.meaning)
}

/// Whether money is more than that of the one fund which the tables of this scope are about.
pub(crate) fn is_wider(money: Meaning, scope: Meaning) -> bool {
    money_of(scope).is_some_and(|own| is_nested(own, money))
}

/// Whether a meaning says whose money it is.
pub(crate) fn is_money(meaning: Meaning) -> bool {
    meaning.starts_with("fund.") || meaning.starts_with("source.")
}

/// What the tables of this kind and side are about, or what the title says of one.
pub(crate) fn scope(table: &Table) -> Option<&'static Scope> {
    if table.kind == TableKind::ProjectExpenditure && holds_selected(table) {
        return None; // What some of the projects cost no other table states.
    }
    let mut titled = WORDS.titled.iter().filter(|(kind, ..)| *kind == table.kind).peekable();
    let title = titled.peek().and(table.title.as_deref()).map(keyed).unwrap_or_default();
    let titled = titled.filter(|(_, word, _)| title.contains(word));
    // 公用经费（商品和服务支出）: the longest word says most.
    let titled = titled.max_by_key(|(_, word, _)| word.len());
    if let Some((_, _, scope)) = titled {
        return Some(scope);
    }
    let printed = kinds::side(table);
    WORDS
        .scopes
        .iter()
        .find(|(kind, side, _)| *kind == table.kind && *side == printed)
        .map(|(_, _, scope)| scope)
}

/// Whether a table says that it does not hold all projects (重点项目支出预算表).
fn holds_selected(table: &Table) -> bool {
    table.title.as_deref().is_some_and(|title| WORDS.selected.is_in(&keyed(numbering::strip(title))))
}

/// The kind or side that has this name in the output.
fn named_in_output<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    crate::document::names::find(name)
}

/// What a wording speaks of: the longest known wording contained in it.
pub(crate) fn meaning(folded: &str) -> Option<Meaning> {
    WORDS.meanings.longest(folded).copied()
}

/// What a text speaks of that some table states.
pub(crate) fn said(folded: &str) -> Option<&'static Scope> {
    WORDS.said.longest(folded)
}

/// What a text begins to speak of that some table states, and the words for it.
pub(crate) fn said_first(folded: &str) -> Option<(&'static str, &'static Scope)> {
    WORDS.said.beginning(folded)
}

/// The length of the word that begins a text and names no money (安排, 本部门).
pub(crate) fn filler(folded: &str) -> Option<usize> {
    WORDS.fillers.beginning(folded).map(|(word, ())| word.len())
}

/// The length of the word that begins a text and says whose 机关运行经费 it is, and which of the two kinds of offices that have
/// any it names, as a bit (机关 1, 参公事业单位 and 执法机构 2).
pub(crate) fn office(folded: &str) -> Option<(usize, u8)> {
    WORDS.offices.beginning(folded).map(|(word, rank)| (word.len(), *rank))
}

/// A text without the names of the funds: the 预算 of 一般公共预算 is no budgeted figure.
pub(crate) fn without_funds(folded: &str) -> Cow<'_, str> {
    if !WORDS.funds.is_in(folded) {
        return folded.into();
    }
    let without = |text: String, word: &str| if text.contains(word) { text.replace(word, "") } else { text };
    WORDS.funds.words().fold(folded.to_owned(), without).into()
}

/// Whether an amount after these words is about something that no table states.
pub(crate) fn is_mute(folded: &str) -> bool {
    WORDS.mute.is_in(folded)
}

/// What a row with this folded label speaks of: its wording, or else the canonical item that it was given. What money is
/// used for the item tells better: `人员经费和公用经费支出` is 基本支出, and no 人员经费 though it names it.
pub(crate) fn meaning_of(row: &Row, folded: &str) -> Option<Meaning> {
    let worded = meaning(folded);
    let item = || canonical(row.item.as_deref()?);
    match worded {
        Some(meaning) if !meaning.starts_with("use.") => worded,
        _ => item().or(worded),
    }
}

/// What an identifier that `normalize` found speaks of.
pub(crate) fn canonical(id: &str) -> Option<Meaning> {
    WORDS.canonical.get(id).copied()
}

/// Whether a piece of a canonical measure only says which figure it is (prior_year): a period that no meaning has.
pub(crate) fn is_period(piece: &str) -> bool {
    WORDS.periods.contains(&piece)
}

/// The class (类) that a row without a code has by its canonical item.
pub(crate) fn class_of_item(row: &Row) -> Option<&str> {
    let code = row.item.as_deref()?.strip_prefix("expenditure.").filter(|code| code.len() == 3)?;
    code.bytes().all(|byte| byte.is_ascii_digit()).then_some(code)
}

/// Whether a row is an item of the economic classification, some classes of which are called as functional ones are (其他支出).
pub(crate) fn is_economic(row: &Row) -> bool {
    row.item.as_deref().is_some_and(|item| item.starts_with("economic."))
}

/// What a wording that begins with its name speaks of (`基本支出共` but not `临时聘用人员经费`), and the name.
pub(crate) fn named(folded: &str) -> Option<(&'static str, Meaning)> {
    WORDS.meanings.beginning(folded).map(|(word, meaning)| (word, *meaning))
}

/// The first word that compares two figures.
pub(crate) fn first_comparison(folded: &str) -> Option<Move> {
    WORDS.compare.first(folded).copied()
}

/// The length of the word that begins a text and compares two figures.
pub(crate) fn comparison(folded: &str) -> Option<(usize, Move)> {
    WORDS.compare.beginning(folded).map(|(word, way)| (word.len(), *way))
}

/// The classes of the economic classification that usually make up a meaning (人员经费 = 301 + 303).
pub(crate) fn economic(meaning: Meaning) -> &'static [&'static str] {
    WORDS.economic.iter().find(|(known, _)| *known == meaning).map_or(&[], |(_, codes)| codes)
}

/// The items of the economic classification that are counted in one of the three public expenses (公务接待费: 30217).
pub(crate) fn counted() -> &'static [(Meaning, &'static str)] {
    &WORDS.counted
}

/// Whether a text about a project announces its whole amount with these words.
pub(crate) fn is_whole(label: &str) -> bool {
    WORDS.wholes.contains(&label.trim_end_matches(['为', '需', '约', ':']))
}

/// What heads a text about what a project may spend in the year (年度预算安排).
pub(crate) fn yearly() -> &'static [&'static str] {
    &WORDS.yearly
}

/// Whether a text about a project says with these words what it may spend in one year, and not in all of them.
pub(crate) fn is_planned_for_year(folded: &str) -> bool {
    WORDS.planned.is_in(folded) && !WORDS.lasting.is_in(folded)
}

/// Which way a figure is said to have moved, or how it compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Move {
    Up,
    Down,
    Level,
    /// Words of a form that nobody chose between: 增加（减少）.
    Either,
}

impl Move {
    /// The other way, of what has one.
    pub fn opposite(self) -> Option<Self> {
        match self {
            Self::Up => Some(Self::Down),
            Self::Down => Some(Self::Up),
            Self::Level | Self::Either => None,
        }
    }
}

/// What grows by less than nothing falls.
const NEGATIVE_GROWTH: &str = "负增长";

/// The last word of direction in a text.
pub(crate) fn direction(folded: &str) -> Option<Move> {
    let falls = folded.contains(NEGATIVE_GROWTH).then(|| folded.rsplit_once(NEGATIVE_GROWTH));
    match falls.flatten() {
        Some((_, behind)) if !WORDS.moves.is_in(behind) => Some(Move::Down),
        _ if is_left_open(folded) => Some(Move::Either),
        _ => WORDS.moves.last(folded).copied(),
    }
}

/// Whether a text leaves both words of direction that a form prints: `增加（减少）`, `增长/下降`.
fn is_left_open(folded: &str) -> bool {
    let is_choice = |(at, mark): (usize, &str)| {
        let before = &folded[..at];
        WORDS.moves.beginning(&folded[at + mark.len()..]).is_some()
            && WORDS.moves.words().any(|word| before.ends_with(word))
    };
    folded.match_indices(['(', '/']).any(is_choice)
}

/// The length of the word that begins a text and says that an amount is what a budget and what was spent of it are apart, and
/// which way the second is from the first (超支, 结余).
pub(crate) fn unspent(folded: &str) -> Option<(usize, Move)> {
    WORDS.unspent.beginning(folded).map(|(word, way)| (word.len(), *way))
}

/// Whether the words in front of an amount say that it was not spent (收支相抵，年终结余).
pub(crate) fn is_unspent(folded: &str) -> bool {
    WORDS.unspent.is_in(folded)
}

/// Whether a folded name is that of a total and says nothing else.
pub(crate) fn is_plain_total(folded: &str) -> bool {
    matches!(folded, "合计" | "小计" | "总计")
}

/// Whether a header level or a row name is a total.
pub(crate) fn is_total(folded: &str) -> bool {
    WORDS.totals.iter().any(|word| folded.ends_with(word))
}

/// Whether a folded label heads a division of what stands above (按收入性质分).
pub(crate) fn divides(folded: &str) -> bool {
    folded.starts_with('按') && folded.ends_with('分')
}

/// Whether a clause of a folded text says by what it divides something (按支出用途分类).
pub(crate) fn divides_anew(folded: &str) -> bool {
    folded.split([',', ':', '。', ';']).any(|clause| clause.starts_with('按') && clause.contains('分'))
}

/// Whether a header level or a label is a part that does not claim to be all (其中：…).
pub(crate) fn is_bound(folded: &str) -> bool {
    WORDS.bounds.iter().any(|word| folded.starts_with(word))
}

/// Whether a folded label is that of what is taken off the rows beside it (减：累计折旧).
pub(crate) fn is_deducted(folded: &str) -> bool {
    WORDS.deducted.iter().any(|word| folded.starts_with(word))
}

/// Whether a header level says that something is left out of its figures (扣除发改委安排的基本建设后执行数).
pub(crate) fn is_reduced(folded: &str) -> bool {
    WORDS.reduced.is_in(folded)
}

/// Whether a budget unit is the own level of another one: 某局（本级） of 某局.
pub(crate) fn is_own_level(unit: &str, of: &str) -> bool {
    let rest = unit.trim().strip_prefix(of.trim()).filter(|_| !of.trim().is_empty());
    rest.is_some_and(|rest| WORDS.own_levels.contains(&rest.trim_matches(['（', '）', '(', ')', ' '])))
}

/// Of which levels of a government a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// 市本级, 市级
    Own,
    /// A zone within it: 高新区.
    Zone,
    /// 全市: of all levels below it as well.
    Everywhere,
}

/// Of which levels of a government a folded caption says that its table is.
pub(crate) fn level(folded: &str) -> Option<Level> {
    let is_own = folded.contains(OWN_LEVEL) || WORDS.alone.iter().any(|word| heads_money(folded, word));
    match (is_own, WORDS.everywhere.is_in(folded)) {
        (true, false) => Some(Level::Own),
        (false, true) => Some(Level::Everywhere),
        (true, true) => None,
        (false, false) => WORDS.zones.is_in(folded).then_some(Level::Zone),
    }
}

/// Whether a folded caption says that its table is of all money, whoever it comes from: 全口径, 含非财政拨款.
pub(crate) fn is_of_all_money(folded: &str) -> bool {
    WORDS.all_money.is_in(folded)
}

/// Whether a word stands in front of money of a budget: 市级 of 市级一般公共预算收入, and not of 市级部门 or 市级财政拨款.
fn heads_money(folded: &str, word: &str) -> bool {
    folded.match_indices(word).any(|(at, _)| {
        let behind = &folded[at + word.len()..];
        WORDS.funds.beginning(behind).is_some() || behind.starts_with(['收', '支'])
    })
}

/// Whether a header level only says for whom a share of the whole beside it is set aside (面向中小企业预留), or is a part
/// that does not claim to be all.
pub(crate) fn is_share(level: &str) -> bool {
    is_bound(level) || is_reserved(level)
}

/// Whether a header level or a label says that a share is set aside for somebody (面向中小企业预留).
pub(crate) fn is_reserved(folded: &str) -> bool {
    WORDS.reserved.is_in(folded)
}

/// Whether a level of a header only says which figure a column is (预算数, 决算数).
pub(crate) fn is_facet(level: &str) -> bool {
    WORDS.facets.contains(&level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_tidy() {
        crate::vocab::assert_tidy("checks.tsv", RULES, 2, 5);
        let known: Vec<&str> = lines("meaning").map(|[_, meaning]| meaning).chain([TOTAL]).collect();
        for sum in sums().iter().chain(incomes()) {
            for meaning in sum.whole.iter().chain(&sum.beside).chain(sum.parts.iter().map(|(part, _)| part)) {
                assert!(known.contains(meaning), "{meaning} has no wording");
            }
        }
        let scopes = entries(RULES).filter(|entry| entry[0] == "scope").count();
        assert_eq!(WORDS.scopes.len(), scopes, "a kind that is none");
        let titled = entries(RULES).filter(|entry| entry[0] == "titled").count();
        assert_eq!(WORDS.titled.len(), titled, "a kind that is none");
        for (part, whole) in &WORDS.nested {
            assert!(known.contains(part) && known.contains(whole), "{part} in {whole}");
        }
    }
}
