//! The rows of a block: labels, codes, units filled down, cells as values.

mod cells;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::document::{Role, Row, TableKind, Value};
use crate::error::{Place, Warning};
use crate::normalize::{code, number};
use crate::tables::columns::{self, Block, Column};
use crate::tables::header::Header;
use crate::tables::matrix::{Matrix, Slot};
use crate::text::fold;
use crate::text::numbering::{self, Numbering};
use crate::vocab::{codes, headers, organization_name, preamble};

/// How a row is printed that has neither a number nor an indent.
const FLUSH: (Option<Numbering>, u32) = (None, 0);
/// How wide `其中：` is printed, as indents count.
const OF_WHICH: u32 = 6;

/// How many cells a row prints beside those of its table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// How many it lacks at its end.
    pub absent: usize,
    /// Whether it prints a blank one behind it.
    pub is_longer: bool,
}

/// The rows of a block, how far each of them reaches, and what was repaired in them.
pub struct Body {
    /// The rows.
    pub rows: Vec<Row>,
    /// How far each row reaches.
    pub reaches: Vec<Reach>,
    /// What was repaired.
    pub warnings: Vec<Warning>,
}

/// The rows of every block from the body of their matrix, of which no row is kept longer than it is needed: a table of
/// a million rows is in memory once.
pub fn rows<'a>(
    kind: TableKind,
    mut matrix: Matrix,
    header: &Header,
    blocks: impl Iterator<Item = &'a Block>,
) -> Vec<Body> {
    let heads: Vec<Vec<String>> = (0..header.depth).map(|row| keys(&matrix, row)).collect();
    let head = |row: usize, column: usize| Some(fold::key(&matrix.rows[row].get(column)?.text));
    let columns: Vec<Vec<String>> = (0..matrix.columns)
        .map(|column| (0..header.depth).filter_map(|row| head(row, column)).collect())
        .collect();
    let body = header.body..matrix.rows.len();
    // Where a total stands under the header, pages print both again.
    let total = body
        .clone()
        .next()
        .filter(|&first| matrix.begins_with_total(first))
        .map(|first| keys(&matrix, first));
    let blocks: Vec<&Block> = blocks.collect();
    let longer = longer(&matrix, header, &blocks);
    let mut builders: Vec<Builder> =
        blocks.into_iter().map(|block| Builder::new(kind, block, body.len())).collect();
    for index in body.clone() {
        let is_total_again = index > body.start
            && matrix.breaks.contains(&index)
            && total.as_ref().is_some_and(|total| total.len() > 1 && *total == keys(&matrix, index));
        if !is_total_again && !is_header_again(&matrix, &heads, &columns, index) {
            for builder in &mut builders {
                let cells = cells::cells(&matrix, header, index, builder.block, &builder.printed);
                if !is_filler(builder.block, &cells) {
                    builder.add(cells, matrix.breaks.contains(&index), longer.contains(&index));
                }
            }
        }
        // The text of a cell that is merged down is filled down.
        if matrix.rows[index].iter().all(|slot| slot.span.0 <= 1) {
            matrix.rows[index] = Vec::new();
        }
    }
    builders.into_iter().map(Builder::finish).collect()
}

/// The rows that print a blank cell more than the only block of their table has columns, as no head and few rows do.
fn longer(matrix: &Matrix, header: &Header, blocks: &[&Block]) -> BTreeSet<usize> {
    let sources = |block: &Block| block.columns.iter().flat_map(|column| &column.sources).max().copied();
    let [block] = blocks else { return BTreeSet::new() };
    let Some(beyond) = sources(block).map(|last| last + 1).filter(|beyond| beyond + 1 == matrix.columns)
    else {
        return BTreeSet::new();
    };
    let prints = |row: &usize| !matrix.rows[*row][beyond].absent;
    let longer: BTreeSet<usize> = (header.body..matrix.rows.len()).filter(prints).collect();
    let are_blank = longer.iter().all(|&row| matrix.rows[row][beyond].is_blank());
    let is_table =
        (0..header.depth).any(|row| prints(&row)) || longer.len() * 2 >= matrix.rows.len() - header.body;
    if are_blank && !is_table { longer } else { BTreeSet::new() }
}

/// Whether a row of a block says nothing: it is blank, or what the print fills blanks with (`-`, `0.00`) stands for its
/// name too, as beside the longer one of two blocks.
fn is_filler(block: &Block, cells: &[Slot]) -> bool {
    let zero = |slot: &Slot| number::parse(&slot.text).is_some_and(|number| number.is_zero());
    let fills = |slot: &Slot| slot.is_blank() || number::is_nothing(&slot.text) || zero(slot);
    let named = block.columns.iter().any(|column| column.role == Role::Name);
    cells.iter().all(Slot::is_blank) || named && cells.iter().all(fills)
}

/// The keys of the texts of a row.
fn keys(matrix: &Matrix, row: usize) -> Vec<String> {
    matrix.tokens(row).map(|(_, slot)| fold::key(&slot.text)).collect()
}

/// Whether a row of the body repeats a row of the header, whose keys are `heads`, or says what heads its columns, `columns`
/// being the keys of all heads of each; or whether it numbers the columns.
fn is_header_again(matrix: &Matrix, heads: &[Vec<String>], columns: &[Vec<String>], index: usize) -> bool {
    let own = || matrix.tokens(index).map(|(_, slot)| slot.text.as_str());
    let count = own().count();
    let repeats = |head: &Vec<String>| {
        head.len() == count && own().zip(head).all(|(text, key)| fold::key(text) == *key)
    };
    let heads_column = |(column, slot): (usize, &Slot)| {
        columns.get(column).is_some_and(|heads| heads.contains(&fold::key(&slot.text)))
    };
    // 栏次 may be merged over several columns.
    let is_whole = || count == matrix.columns || own().next().is_some_and(|text| fold::key(text) == "栏次");
    count > 1 && (heads.iter().any(repeats) || matrix.tokens(index).all(heads_column))
        || crate::tables::header::is_column_numbers(matrix, index) && is_whole()
}

/// Says that a number was read whose decimal point or commas are printed as other marks.
pub fn number_repaired(printed: &str, number: Decimal, place: Option<Place>) -> Warning {
    Warning::new("number_repaired", format!("“{printed}” is read as {number}")).at(place)
}

/// Says that a text is no number though it stands in the place of one.
pub fn unreadable_number(printed: &str, place: Option<Place>) -> Warning {
    Warning::new("unreadable_number", format!("“{printed}” stands where an amount is expected")).at(place)
}

struct Builder<'a> {
    kind: TableKind,
    block: &'a Block,
    rows: Vec<Row>,
    reaches: Vec<Reach>,
    /// The row that the next page may still add to.
    open: Option<Vec<Slot>>,
    /// Whether that row prints a blank cell more than its table.
    is_longer: bool,
    /// How many of the rows are numbered.
    numbered: usize,
    warnings: Vec<Warning>,
    organization: (Option<String>, Option<String>),
    /// Where the name of that unit is printed.
    organization_place: Option<Place>,
    /// The levels of the last code printed over several columns.
    printed: Option<Vec<String>>,
    styles: Vec<(Option<Numbering>, u32)>,
    /// Where the names of a 其中 begin that stand below it, set in to the text after its colon, and its own style.
    hanging: Option<(u32, (Option<Numbering>, u32))>,
    /// Whether a row without a number was printed without an indent since the last total, in a table of a budget.
    flush: bool,
}

impl<'a> Builder<'a> {
    fn new(kind: TableKind, block: &'a Block, rows: usize) -> Self {
        Self {
            kind,
            block,
            rows: Vec::with_capacity(rows),
            reaches: Vec::with_capacity(rows),
            open: None,
            is_longer: false,
            numbered: 0,
            warnings: Vec::new(),
            organization: (None, None),
            organization_place: None,
            printed: None,
            styles: Vec::new(),
            hanging: None,
            flush: false,
        }
    }

    fn column(&self, role: Role) -> Option<usize> {
        self.block.columns.iter().position(|column| column.role == role)
    }

    /// The column of the codes of the rows: where groups have codes as well, that beside the names.
    fn code_column(&self) -> Option<usize> {
        let is = |role: Role| move |column: &Column| column.role == role;
        let columns = &self.block.columns;
        let group = columns.iter().rposition(is(Role::Group)).unwrap_or(0);
        let behind = columns[group..].iter().position(is(Role::Code)).map(|code| group + code);
        behind.or_else(|| self.column(Role::Code))
    }

    /// Adds a row; the first row of another page may be the rest of the last row of this one, and so may a row that says
    /// nothing but the end of a name.
    fn add(&mut self, cells: Vec<Slot>, first_of_page: bool, is_longer: bool) {
        if first_of_page && self.is_rest(&cells) || self.ends_name(&cells) {
            self.join_rest(cells);
        } else {
            self.close();
            self.open = Some(cells);
            self.is_longer = is_longer;
        }
        self.remember_levels();
    }

    /// Remembers the levels of a code over several columns, for rows that leave them blank.
    fn remember_levels(&mut self) {
        let Some(column) = self.code_column() else { return };
        if self.block.columns[column].sources.len() < 2 {
            return;
        }
        if let Some(code) = self.open.as_ref().and_then(|cells| code::parse(&cells[column].text))
            && code.len() >= 3
            && code.is_ascii()
        {
            let mut levels = vec![code[..3].to_owned()];
            levels.extend(
                code.as_bytes()[3..].chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()),
            );
            self.printed = Some(levels);
        }
    }

    /// Ends the open row.
    fn close(&mut self) {
        if let Some(cells) = self.open.take() {
            self.numbered += usize::from(self.is_numbered(&cells));
            let absent = cells.iter().rev().take_while(|slot| slot.absent).count();
            self.reaches.push(Reach { absent, is_longer: self.is_longer });
            let row = self.row(cells);
            self.rows.push(row);
        }
    }

    fn finish(mut self) -> Body {
        self.close();
        Body { rows: self.rows, reaches: self.reaches, warnings: self.warnings }
    }

    fn row(&mut self, mut slots: Vec<Slot>) -> Row {
        let mut raw = BTreeMap::new();
        let mut values = Vec::with_capacity(slots.len());
        let said = self.warnings.len();
        for (index, (column, slot)) in self.block.columns.iter().zip(&slots).enumerate() {
            let value = self.value(column, slot);
            if let Value::Number(number) = value {
                let plain: String =
                    fold::narrow(&slot.text).chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
                if plain != number.to_string() || slot.printed.is_some() {
                    raw.insert(index, slot.printed.as_deref().unwrap_or(&slot.text).to_owned());
                }
            }
            values.push(value);
        }
        let label = self.label(&slots, &values);
        if self.warnings.len() > said && headers::role(&label) == Some(Role::Percent) {
            // 增减率（%） names rates: they are no amounts that cannot be read.
            self.warnings.truncate(said);
        }
        let (before, name) = code::before_name(&label).unzip();
        let code = self.code(&slots, &label, &mut values, &mut raw).or(before.map(str::to_owned));
        let total = headers::is_total(&label);
        if total {
            self.say_once(&label, &mut values);
        }
        self.fill_organization(&mut slots, &mut values, code.as_deref(), total);
        let (org_code, org_name) = if total { (None, None) } else { self.organization.clone() };
        let places =
            slots.iter().zip(&values).map(|(slot, value)| slot.place.filter(|_| !value.is_blank())).collect();
        let level = self.level(code.as_deref(), &label, &slots, total);
        let name = numbering::strip(name.unwrap_or(&label)).to_owned();
        Row {
            name,
            label,
            code,
            org_code,
            org_name,
            level,
            total,
            item: None,
            cells: values,
            places,
            proof: None,
            raw,
            corrected: BTreeMap::new(),
        }
    }

    fn value(&mut self, column: &Column, slot: &Slot) -> Value {
        if slot.is_blank() {
            return Value::Blank;
        }
        if column.role.is_figure() {
            if number::is_nothing(&slot.text) {
                return Value::Blank;
            }
            let parsed = number::parse(&slot.text)
                .or_else(|| number::percent(&slot.text).filter(|_| column.role == Role::Percent));
            if let Some(number) = parsed {
                return Value::Number(number);
            }
            if let Some(number) = number::repaired(&slot.text) {
                self.warnings.push(number_repaired(&slot.text, number, slot.place));
                return Value::Number(number);
            }
            let amount = slot.text.chars().any(|c| c.is_ascii_digit()) || number::is_overflow(&slot.text);
            if amount && column.role == Role::Amount || number::is_damaged(&slot.text) {
                self.warnings.push(unreadable_number(&slot.text, slot.place));
            }
        }
        if matches!(column.role, Role::Code | Role::OrgCode)
            && let Some(digits) = code::in_column(&slot.text)
        {
            return Value::Text(digits);
        }
        // Two figures in one cell stay two.
        if column.role.is_figure() && slot.text.contains(|c: char| c.is_ascii_digit()) {
            return Value::Text(slot.text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Value::Text(fold::compact(&slot.text))
    }

    /// The row's classification code; what is printed of its last level alone (`05` under `208`) is completed, what is misread
    /// is repaired, and the print kept in `raw`.
    fn code(
        &mut self,
        slots: &[Slot],
        label: &str,
        values: &mut [Value],
        raw: &mut BTreeMap<usize, String>,
    ) -> Option<String> {
        let index = self.code_column()?;
        let printed = &slots[index].text;
        let digits = code::in_column(printed);
        let completed = || {
            let above = self.rows.iter().rev().find_map(|row| Some((row.code.as_deref()?, &row.raw)));
            let (above, raw) = above?;
            code::completed(digits.as_deref()?, label, above, raw.contains_key(&index))
        };
        let whole = completed().or_else(|| {
            let misread = || code::misread(printed, label);
            let repaired = digits.as_deref().map_or_else(misread, code::repaired)?;
            let message = format!("the code {} is read as {repaired}", fold::compact(printed));
            self.warnings.push(Warning::new("code_repaired", message).at(slots[index].place));
            Some(repaired)
        });
        let Some(whole) = whole else { return digits };
        raw.insert(index, printed.clone());
        values[index] = Value::Text(whole.clone());
        Some(whole)
    }

    /// The printed name of the row: its name cell, else the unit's, else its first text before the amounts.
    fn label(&self, slots: &[Slot], values: &[Value]) -> String {
        // Of 一级项目名称 and 二级项目名称 one names the row.
        let mut names = self.block.columns.iter().zip(slots);
        let named = names.position(|(column, slot)| column.role == Role::Name && !slot.is_blank());
        let unit = || {
            self.column(Role::OrgName).filter(|&name| !slots[name].is_blank() && slots[name].cover == (0, 0))
        };
        let text = || {
            self.block.columns.iter().zip(slots).position(|(column, slot)| {
                matches!(column.role, Role::Text | Role::Group | Role::Name | Role::OrgName)
                    && !slot.is_blank()
                    && slot.cover.0 == 0
                    && !columns::numbers_rows(&column.path)
            })
        };
        let Some(index) = named.or_else(unit).or_else(text) else { return String::new() };
        values[index].text().map(str::to_owned).unwrap_or_else(|| fold::compact(&slots[index].text))
    }

    /// Leaves the name of a total in one cell, where a dialect writes it into all that it is merged over.
    fn say_once(&self, label: &str, values: &mut [Value]) {
        let says = |value: &Value| value.text() == Some(label);
        let name = self.column(Role::Name).filter(|&name| says(&values[name]));
        let Some(kept) = name.or_else(|| values.iter().position(says)) else { return };
        for (index, value) in values.iter_mut().enumerate().filter(|(index, _)| *index != kept) {
            if says(value) && !self.block.columns[index].role.is_figure() {
                *value = Value::Blank;
            }
        }
    }

    /// Follows the budget unit that groups the rows, and fills its cells down.
    fn fill_organization(
        &mut self,
        slots: &mut [Slot],
        values: &mut [Value],
        code: Option<&str>,
        total: bool,
    ) {
        let (code_at, name_at) = (self.column(Role::OrgCode), self.column(Role::OrgName));
        if total || (code_at.is_none() && name_at.is_none()) {
            // A unit over its rows, in the column of their names: 支出项目类别（资金使用单位）.
            let names_units = |name: usize| self.block.columns[name].path.concat().contains("单位");
            let own = self
                .column(Role::Name)
                .filter(|&name| !total && (self.column(Role::Code).is_some() || names_units(name)));
            let label = own.and_then(|name| values[name].text()).unwrap_or_default();
            if code.is_none() && organization_name(label) {
                self.organization = (None, Some(preamble::organization(label)));
            }
            return;
        }
        let text = |index: Option<usize>| index.and_then(|i| values[i].text().map(str::to_owned));
        // Some forms print the row's own code again where its unit's belongs.
        let (mut org_code, mut org_name) =
            (text(code_at).filter(|unit| Some(unit.as_str()) != code), text(name_at));
        let name = self.column(Role::Name);
        let label = name.and_then(|n| values[n].text().map(str::to_owned));
        let names_unit = || label.as_deref().is_some_and(organization_name);
        // A group of a classification may lack its code: 工资福利支出 under its unit.
        let names_group = || org_code.is_none() && label.as_deref().is_some_and(codes::is_listed);
        if name_at.is_none()
            && code.is_none()
            && (self.column(Role::Code).is_some() && !names_group() || names_unit())
        {
            org_name = label.map(|label| preamble::organization(&label));
            if org_code.is_some() || org_name.is_some() {
                self.organization = (org_code, org_name);
            }
            return;
        }
        if org_name.is_none() && org_code.is_none() || org_code == self.organization.0 && org_name.is_none() {
            if let (Some(at), Some(known)) = (name_at, &self.organization.1) {
                let item = name.is_some_and(|n| !slots[n].is_blank());
                if item {
                    values[at] = Value::Text(known.clone());
                    slots[at].place = self.organization_place;
                }
            }
            return;
        }
        if name_at.is_none() && self.organization.0.is_none() {
            // The unit stands over its rows, its code beside each of them.
            org_name = self.organization.1.take();
        }
        org_code = org_code
            .or_else(|| (org_name == self.organization.1).then(|| self.organization.0.clone()).flatten());
        self.organization_place = name_at.and_then(|at| slots[at].place);
        self.organization = (org_code, org_name);
    }

    /// The depth of a row: that of its code, else of its numbering among the styles used above it, else of its indent.
    fn level(&mut self, code: Option<&str>, label: &str, slots: &[Slot], total: bool) -> u8 {
        if let Some(code) = code {
            return code::level(code);
        }
        if total {
            // A total that is numbered itself stands over rows that are numbered more deeply.
            match numbering::split(label).map(|(style, _)| (Some(style), 0)) {
                Some(key) => self.descend(key),
                None => self.styles.clear(),
            }
            (self.hanging, self.flush) = (None, false);
            return 1;
        }
        if self.kind == TableKind::Procurement {
            let first =
                self.block.columns.iter().zip(slots).position(|(c, s)| c.role == Role::Text && !s.is_blank());
            return first.map_or(1, |index| index.min(3) as u8 + 1);
        }
        let style = numbering::split(label).map(|(style, rest)| match (style, numbering::split(rest)) {
            (Numbering::OfWhich, Some((inner, _))) => inner,
            _ => style,
        });
        let indent = self.column(Role::Name).map_or(0, |name| slots[name].indent);
        // 其中：公务用车购置费, 公务用车运行维护费: what is printed at one depth goes on.
        let of_which = self.styles.last().is_some_and(|(style, _)| *style == Some(Numbering::OfWhich));
        match style {
            None if self.kind == TableKind::ThreePublic && of_which && indent == 0 => {
                return self.styles.len().min(9) as u8;
            }
            None if indent == 0 => {
                self.flush = self.kind != TableKind::Other;
                return 1;
            }
            None if self.styles.is_empty() && !self.flush => return 1,
            None if self.styles.is_empty() => self.styles.push(FLUSH),
            Some(_) if self.styles.first() == Some(&FLUSH) => self.styles.clear(),
            _ => {}
        }
        let mut key = (style, if style.is_some() { 0 } else { indent });
        match self.hanging {
            Some((begin, of_which)) if style.is_none() && begin.abs_diff(indent) <= 1 => key = of_which,
            _ if style == Some(Numbering::OfWhich) && indent > 0 => {
                self.hanging = Some((indent + OF_WHICH, key));
            }
            _ if style.is_some() => self.hanging = None,
            _ => {}
        }
        self.descend(key);
        self.styles.len().min(9) as u8
    }

    /// Goes on with the numbering of this style and indent where it has begun, or begins it below the last one.
    fn descend(&mut self, key: (Option<Numbering>, u32)) {
        match self.styles.iter().position(|known| *known == key) {
            Some(depth) => self.styles.truncate(depth + 1),
            None => self.styles.push(key),
        }
    }
}
