//! Which row of a table is a part of which: a forest, with the totals between its trees.
//!
//! Codes tell it (`30228 工会经费` is a part of `302`, wherever between them a total stands), units, levels, `其中：`, and
//! meanings (`人员经费` under `一、基本支出`). Where a form prints no depth, one question stays open: whether the rows without
//! a number under `一、本年收入` or `年初结转和结余`, with codes or without, are its parts or stand beside it, and what is
//! bought as `A0901` beside `A09`. Both forests are read, and arithmetic decides.

use crate::check::words::{self, TotalKind};
use crate::document::{Role, Row, Table};
use crate::text::fold::keyed;
use crate::text::numbering::{self, Numbering};
use crate::vocab::codes;

/// What a row is among those of its table.
#[derive(Debug)]
pub(crate) struct Member {
    /// The row it is a part of.
    pub parent: Option<usize>,
    /// Whether it is only one of the parts that 其中 names.
    pub bound: bool,
    /// Whether its own name begins with that word.
    pub of_which: bool,
    /// What it speaks of, where neither a code nor a unit says it.
    pub meaning: Option<words::Meaning>,
    /// The class (类) that its name is, where it has no code.
    pub class: Option<&'static str>,
    /// Whether it is a budget unit.
    pub unit: bool,
    /// What kind of total it is.
    pub total: Option<TotalKind>,
    /// Whether it is taken off the rows beside it.
    pub deducted: bool,
}

/// A table's rows as a forest with totals between the trees.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    /// What each row is.
    pub rows: Vec<Member>,
    /// Whether another reading of the rows without a number would give another forest.
    pub open: bool,
}

impl Forest {
    /// The rows that are no part of another row and no total, in order.
    pub fn roots(&self) -> impl Iterator<Item = usize> {
        let is_root = |(_, row): &(usize, &Member)| row.parent.is_none() && row.total.is_none();
        self.rows.iter().enumerate().filter(is_root).map(|(r, _)| r)
    }

    /// The last total of everything.
    pub fn grand(&self) -> Option<usize> {
        self.rows.iter().rposition(|row| row.total == Some(TotalKind::Grand))
    }

    /// The total of everything before the last one: 收入合计 before 收入总计.
    pub fn before_grand(&self) -> Option<usize> {
        let last = self.grand()?;
        self.rows[..last].iter().rposition(|row| row.total == Some(TotalKind::Grand))
    }

    /// The last total of the year itself.
    pub fn current(&self) -> Option<usize> {
        self.rows.iter().rposition(|row| row.total == Some(TotalKind::Current))
    }
}

/// What a row without a number is to the row before it, where both are printed at one depth, or one of a catalogue to that
/// whose code begins its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unnumbered {
    /// Its part.
    Part,
    /// Its neighbour.
    Beside,
}

/// What a row is by its own words.
pub(crate) enum Wording<'t> {
    /// It has a code of a classification or a catalogue, or is named as the class or group that holds the code below it.
    Coded(&'t str),
    /// It is a budget unit: its name is the unit its rows are filled down with.
    Unit,
    /// It has a name only.
    Named(Name),
}

/// What the name of a row says.
pub(crate) struct Name {
    class: Option<&'static str>,
    total: Option<TotalKind>,
    meaning: Option<words::Meaning>,
    numbering: Option<Numbering>,
    /// Whether it is the first of its numbering.
    first: bool,
    /// Whether it is only one of the parts that 其中 names.
    bound: bool,
    /// Whether it heads another division of the same whole.
    divides: bool,
    /// Whether it is set aside for somebody, behind a total.
    reserved: bool,
    /// Whether it is taken off the rows beside it.
    deducted: bool,
}

/// What each row of a table is by its own words.
pub(crate) fn wordings<'t>(table: &'t Table) -> Vec<Wording<'t>> {
    let (unit_codes, catalogue) = (unit_codes(table), catalogue(table));
    let mut behind_total = false;
    let wording = |(r, row): (usize, &'t Row)| {
        let catalogued = || catalogue.and_then(|column| row.cells.get(column)?.text()).filter(|_| !row.total);
        if let Some(code) = row.code.as_deref().or_else(|| heading_code(table, r)).or_else(catalogued) {
            return Wording::Coded(code);
        }
        let label = keyed(&row.label);
        let prints_own = |column: usize| {
            let is_printed = row.cells.get(column).is_some_and(|cell| !cell.is_blank());
            is_printed && (r == 0 || table.rows[r - 1].org_code != row.org_code)
        };
        if row.org_name.as_ref().is_some_and(|name| keyed(name) == label)
            || unit_codes.is_some_and(prints_own)
        {
            return Wording::Unit;
        }
        let numbering = numbering::split(&row.label).map(|(style, _)| style);
        let name = words::name_beside(row, &label);
        let total = words::total_kind(row, &name);
        behind_total |= total.is_some();
        Wording::Named(Name {
            class: words::class(&name).filter(|_| !words::is_economic(row)),
            total,
            meaning: words::meaning_of(row, &label),
            numbering,
            first: numbering.is_some() && is_first(&label),
            bound: words::is_bound(&label),
            divides: words::divides(&label),
            reserved: behind_total && words::is_reserved(&label),
            deducted: words::is_deducted(&label),
        })
    };
    table.rows.iter().enumerate().map(wording).collect()
}

/// The code that a row lacks whose name is that of a class or group (工资福利支出) of the code below it (30101).
fn heading_code(table: &Table, r: usize) -> Option<&str> {
    let row = &table.rows[r];
    let below = table.rows.get(r + 1)?.code.as_deref()?;
    if row.total || row.label.is_empty() || !codes::is_listed(&row.label) {
        return None;
    }
    let mut held = [3, 5, 7].into_iter().filter_map(|length| below.get(..length));
    held.find(|code| codes::is_name_of(&row.label, code) && !codes::names(code).is_empty())
}

/// The column of the codes of budget units in a table that names the units among its rows (单位（项目）名称).
fn unit_codes(table: &Table) -> Option<usize> {
    let column = |role| table.columns.iter().position(|column| column.role == role);
    let names = &table.columns[column(Role::Name)?];
    let among_rows = column(Role::OrgName).is_none() && names.path.last()?.contains("单位");
    column(Role::OrgCode).filter(|_| among_rows)
}

/// The column of the codes of a catalogue of what is bought (A09 公共文化服务), where some of its rows may be parts of those
/// before them.
fn catalogue(table: &Table) -> Option<usize> {
    let is_of_catalogue = |&column: &usize| {
        let rows = table.rows.iter().filter(|row| !row.total);
        let mut codes = rows.filter_map(|row| row.cells.get(column)?.text()).peekable();
        let mut is_divided = false;
        while let Some(code) = codes.next_if(|code| is_catalogued(code)) {
            is_divided |= codes.peek().is_some_and(|below| is_below(below, code));
        }
        is_divided && codes.peek().is_none()
    };
    let texts = table.columns.iter().enumerate().filter(|(_, column)| column.role == Role::Text);
    texts.map(|(index, _)| index).find(is_of_catalogue)
}

/// Whether a code is one of a catalogue: digits behind a letter.
fn is_catalogued(code: &str) -> bool {
    let digits = code.strip_prefix(|first: char| first.is_ascii_uppercase());
    digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a code is of a part of what another one is of.
fn is_below(code: &str, outer: &str) -> bool {
    code.len() > outer.len() && code.starts_with(outer)
}

/// Reads the forest of a table off its codes, units, numbering and levels.
pub(crate) fn forest<'t>(table: &'t Table, wordings: &[Wording<'t>], unnumbered: Unnumbered) -> Forest {
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut stacks = Stacks::new(unnumbered);
    // The total that stands before, of everything if there is one or of its part of the table, and what of it is set aside.
    let (mut whole, mut reserved) = (None, None);
    let mut numbered = None;
    for (r, (row, wording)) in table.rows.iter().zip(wordings).enumerate() {
        let (total, meaning, class, of_which, deducted) = match wording {
            Wording::Named(name) => (name.total, name.meaning, name.class, name.bound, name.deducted),
            _ => (None, None, None, false, false),
        };
        let numbering = if let Wording::Named(name) = wording { name.numbering } else { None };
        let is_next = || whole.is_none() || numbering.is_some() && numbering == numbered;
        if total == Some(TotalKind::Grand) || total.is_some() && is_next() {
            (whole, reserved, numbered) = (Some(r), None, numbering);
        }
        let (parent, bound) = match wording {
            Wording::Unit => (stacks.unit(r, row), false),
            Wording::Coded(code) => (stacks.coded(r, row, code), false),
            Wording::Named(name) if name.total.is_some() => {
                stacks.end_of_block(r);
                (None, false)
            }
            Wording::Named(name) if name.reserved => match reserved {
                // 授予中小企业合同金额 holds 其中：授予小微企业合同金额.
                Some(_) if name.bound => (reserved, true),
                _ => {
                    reserved = (!name.bound).then_some(r);
                    (whole, true)
                }
            },
            Wording::Named(name) => stacks.labelled(r, row, name, table),
        };
        let unit = matches!(wording, Wording::Unit);
        rows.push(Member { parent, bound, of_which, meaning, class, unit, total, deducted });
    }
    Forest { rows, open: stacks.open }
}

/// The code and the name of the budget unit of a row, as far as they are printed.
type Unit<'a> = (Option<&'a str>, Option<&'a str>);

fn unit_of(row: &Row) -> Unit<'_> {
    (row.org_code.as_deref(), row.org_name.as_deref())
}

/// Whether two rows are of one unit: by its code, or by its name where only the rows below it print the code.
fn is_same(one: Unit, other: Unit) -> bool {
    match (one.0, other.0) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one.1 == other.1,
        _ => one.1.is_some() && one.1 == other.1,
    }
}

/// A row of a classification that is open for its parts.
struct Coded<'a> {
    row: usize,
    code: &'a str,
    name: &'a str,
    /// Whether only the codes below it tell its own: 城乡医疗救助 over the projects of 2101301.
    heading: bool,
}

/// A budget unit that is open for its parts.
struct OpenUnit<'a> {
    row: usize,
    code: Option<&'a str>,
    name: &'a str,
    /// Whether the unit's own level (本级) stands below it, and so its subordinate units do.
    holds_units: bool,
}

/// What is open while the rows are read from top to bottom.
struct Stacks<'a> {
    unnumbered: Unnumbered,
    /// Whether `unnumbered` decided about a row.
    open: bool,
    units: Vec<OpenUnit<'a>>,
    codes: Vec<Coded<'a>>,
    unit: Unit<'a>,
    /// The last row without a code, and its name.
    project: Option<(usize, &'a str)>,
    /// The last row without a code, where it is numbered: those with a code and no number may be its parts (一、罚没收入 over
    /// 103050199).
    numbered: Option<usize>,
    labels: Vec<Label>,
    /// Where the rows since the last total begin.
    block: usize,
    /// Numbering styles that have begun, so that a second `一、` is seen.
    begun: Vec<Numbering>,
    /// The last unnumbered row: a second `一、` would count its parts.
    heading: Option<usize>,
    /// The row whose parts are being counted since a second `一、`.
    section: Option<usize>,
}

struct Label {
    row: usize,
    level: u8,
    numbering: Option<Numbering>,
    bound: bool,
    parent: Option<usize>,
    meaning: Option<words::Meaning>,
    /// Whether the row has a name.
    named: bool,
}

impl<'a> Stacks<'a> {
    fn new(unnumbered: Unnumbered) -> Self {
        Self {
            unnumbered,
            open: false,
            units: Vec::new(),
            codes: Vec::new(),
            unit: (None, None),
            project: None,
            numbered: None,
            labels: Vec::new(),
            block: 0,
            begun: Vec::new(),
            heading: None,
            section: None,
        }
    }

    fn end_of_block(&mut self, r: usize) {
        (self.project, self.numbered) = (None, None);
        self.labels.clear();
        self.block = r;
        (self.heading, self.section) = (None, None);
    }

    fn unit(&mut self, r: usize, row: &'a Row) -> Option<usize> {
        let code = row.org_code.as_deref();
        if let Some(outer) = self.units.last_mut().filter(|outer| outer.row + 1 == r) {
            outer.holds_units |= words::is_own_level(&row.label, outer.name);
        }
        let holds = |outer: &OpenUnit| match (outer.code, code) {
            (None, Some(_)) => true,
            (Some(outer), Some(code)) => code.len() > outer.len() && code.starts_with(outer),
            (None, None) => outer.holds_units,
            (Some(_), None) => false,
        };
        while self.units.last().is_some_and(|outer| !holds(outer)) {
            self.units.pop();
        }
        let parent = self.units.last().map(|outer| outer.row);
        self.units.push(OpenUnit { row: r, code, name: &row.label, holds_units: false });
        self.end_of_block(r);
        self.codes.clear();
        self.unit = unit_of(row);
        parent
    }

    fn coded(&mut self, r: usize, row: &'a Row, code: &'a str) -> Option<usize> {
        // The row of a project stands over those of its articles, which print its name again.
        let project = self.project.filter(|(_, name)| {
            *name == row.label && !name.ends_with(['：', ':']) && !codes::is_listed(name)
        });
        // A class that is printed without a unit holds the rows of units below it.
        let is_class_of_units =
            self.unit == (None, None) && self.codes.last().is_some_and(|outer| is_below(code, outer.code));
        if !is_same(unit_of(row), self.unit) && !is_class_of_units {
            self.end_of_block(r);
            self.codes.clear();
            // Below a department may stand the codes of its units alone.
            let holds = |outer: &OpenUnit| {
                outer.code.zip(unit_of(row).0).is_some_and(|(outer, own)| is_below(own, outer))
            };
            while self.units.pop_if(|outer| !holds(outer)).is_some() {}
        }
        self.unit = unit_of(row);
        let stands_beside = is_catalogued(code) && self.unnumbered == Unnumbered::Beside;
        self.open |= is_catalogued(code);
        let holds = |outer: &Coded| {
            is_below(code, outer.code) && !stands_beside
                || code == outer.code && outer.heading && row.code.is_some()
                || code == outer.code && codes::is_spent_on(&row.name, code, outer.name)
        };
        while self.codes.last().is_some_and(|outer| !holds(outer)) {
            self.codes.pop();
        }
        self.project = project;
        let outer = self.codes.last().map(|outer| outer.row).or(project.map(|(project, _)| project));
        let is_undecided = outer.is_none() && numbering::split(&row.label).is_none();
        let numbered = self.numbered.filter(|_| is_undecided);
        self.open |= numbered.is_some();
        let outer = outer.or(numbered.filter(|_| self.unnumbered == Unnumbered::Part));
        let parent = outer.or(self.units.last().map(|unit| unit.row));
        self.codes.push(Coded { row: r, code, name: &row.name, heading: row.code.is_none() });
        self.labels.clear();
        parent
    }

    fn labelled(&mut self, r: usize, row: &'a Row, name: &Name, table: &Table) -> (Option<usize>, bool) {
        let label = Label {
            row: r,
            level: row.level,
            numbering: name.numbering,
            bound: name.bound,
            parent: None,
            meaning: name.meaning,
            named: !row.label.is_empty(),
        };
        if name.divides {
            self.labels.clear();
        }
        let (parent, bound, level) = self.among_labels(&label);
        let outside = || {
            let coded = self.codes.last().map(|coded| coded.row);
            let unit = self.units.last().map(|unit| unit.row);
            coded
                .filter(|&coded| coded >= self.block && table.rows[coded].level < row.level)
                .or(unit.filter(|_| is_same(unit_of(row), self.unit)))
        };
        let parent = parent.or_else(outside).or_else(|| self.counted(r, name));
        self.project = label.named.then_some((r, row.label.as_str()));
        self.numbered = (name.numbering.is_some() && !name.bound).then_some(r);
        self.labels.push(Label { parent, bound, level, ..label });
        (parent, bound)
    }

    /// Closes the rows that the new one does not belong to; the row that it is a part of, whether only as one of those that
    /// 其中 names, and how deep it stands.
    fn among_labels(&mut self, new: &Label) -> (Option<usize>, bool, u8) {
        let mut bound_to = None; // The row whose 其中 was printed deeper than what follows it.
        while let Some(last) = self.labels.last() {
            // 对个人和家庭的补助 behind 其中：工资福利支出 goes on with 1.人员经费, though it is printed as 一、基本支出 is.
            let goes_on = bound_to == Some(last.row) && last.level > new.level && new.numbering.is_none();
            if goes_on
                && new.meaning.zip(last.meaning).is_some_and(|(part, whole)| words::is_nested(part, whole))
            {
                return (Some(last.row), true, last.level + 1);
            }
            let same = last.level == new.level;
            // 经费拨款 behind （一）一般公共预算拨款 is not printed any deeper than 一、本年收入.
            let undecided = (same || last.level > new.level && new.level == 1) && is_undecided(new, last);
            let taken = undecided && self.unnumbered == Unnumbered::Part;
            if last.level < new.level || same && is_part(new, last) || taken {
                let parent = last.row;
                self.open |= undecided;
                let bound = new.bound || bound_to == Some(parent) && new.numbering.is_none();
                return (Some(parent), bound, new.level.max(last.level));
            }
            let parent = last.parent;
            // 上级补助收入 behind 一般公共预算收入, 其中：税收收入, may balance the budget beside it.
            let is_of_whole = || {
                let whole = self.labels.iter().rev().find(|label| Some(label.row) == parent);
                whole.is_some_and(|whole| whole.meaning == new.meaning)
            };
            let balances = same && last.bound && new.meaning.is_some_and(words::is_balance) && !is_of_whole();
            let leaves = balances && self.unnumbered == Unnumbered::Beside;
            let bound = same && last.bound && !leaves && !self.leaves_bound(new, parent);
            self.open |= balances;
            bound_to = bound_to.or(parent.filter(|_| last.bound));
            self.open |= undecided;
            self.labels.pop();
            if bound {
                return (parent, true, new.level);
            }
        }
        (None, new.bound, new.level)
    }

    /// 其中 goes on until its level ends, until the numbering of the rows around it goes on, or until a row names what is
    /// no part of its whole (公务接待费 behind those of 公务用车).
    fn leaves_bound(&self, new: &Label, whole: Option<usize>) -> bool {
        let whole = whole.and_then(|row| self.labels.iter().rev().find(|label| label.row == row));
        new.numbering == Some(Numbering::Chinese)
            || new.numbering.is_some()
                && self.labels.iter().any(|label| !label.bound && label.numbering == new.numbering)
            || whole
                .and_then(|whole| whole.meaning.zip(new.meaning))
                .is_some_and(|(whole, part)| words::is_divided_without(whole, part))
    }

    /// A second `一、` counts the parts of the unnumbered row before it (年初财政拨款结转和结余).
    fn counted(&mut self, r: usize, name: &Name) -> Option<usize> {
        let Some(style) = name.numbering else {
            (self.heading, self.section) = (Some(r), None);
            return None;
        };
        if name.first {
            self.section = if self.begun.contains(&style) { self.heading } else { None };
            self.begun.push(style);
        }
        self.section
    }
}

/// Whether a row is a part of one that is printed at the same depth.
fn is_part(new: &Label, of: &Label) -> bool {
    let nested = new.meaning.zip(of.meaning).is_some_and(|(part, whole)| words::is_nested(part, whole));
    new.bound && !of.bound || nested && new.numbering.is_none_or(|style| Some(style) != of.numbering)
}

/// Whether only arithmetic can say what a row without a number is to the one before it: a numbered one, or what was
/// carried over where the new one names whose money (年初结转和结余, 一般公共预算财政拨款). Money carried over from or to
/// another year is a part of nothing, nor are 会议费 and 培训费 where they stand among the three public expenses.
fn is_undecided(new: &Label, of: &Label) -> bool {
    let is_flow = |label: &Label| label.meaning.is_some_and(words::is_flow);
    let of_carried = || is_flow(of) && new.meaning.is_some_and(words::is_money);
    new.named
        && new.numbering.is_none()
        && !of.bound
        && !is_flow(new)
        && !new.meaning.is_some_and(words::stands_apart)
        && (of.numbering.is_some() || of_carried())
}

/// Whether a folded label is the first of its numbering: `一、`, `1.`, `（一）`.
fn is_first(label: &str) -> bool {
    let first = label.strip_prefix('(').unwrap_or(label).strip_prefix(['一', '1', '①']);
    first.is_some_and(|rest| !rest.starts_with(|c: char| c.is_numeric() || matches!(c, '十' | '百')))
}
