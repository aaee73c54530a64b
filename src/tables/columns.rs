//! What every column is, and which columns stand side by side as tables of their own.
//!
//! A printed header that the vocabulary knows decides; else the content does: numbers are amounts, codes are codes,
//! the first text before the amounts names the row.

use crate::document::{Role, Side, TableKind};
use crate::normalize::{code, number};
use crate::tables::header::Header;
use crate::tables::lost::levels::LEVELS;
use crate::tables::matrix::Matrix;
use crate::text::fold;
use crate::vocab::headers;
use crate::vocab::words::{self, Use};

/// A column of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The columns of the matrix it takes: several for a code printed over 类/款/项.
    pub sources: Vec<usize>,
    /// The path of its header.
    pub path: Vec<String>,
    /// What its cells are.
    pub role: Role,
}

/// Columns with a name column of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// Which half of a side-by-side table it is.
    pub side: Option<Side>,
}

/// What the cells of a column hold.
#[derive(Debug, Default, Clone, Copy)]
struct Content {
    numbers: usize,
    codes: usize,
    texts: usize,
    /// How many of the numbers have decimal places.
    fractions: usize,
    /// How many of the numbers are printed with %.
    percents: usize,
    /// How often a text differs from the one above it.
    runs: usize,
}

impl Content {
    /// Whether all numbers are codes.
    fn is_codes(&self) -> bool {
        self.codes > 0 && self.codes == self.numbers
    }

    /// The role of a column whose head says nothing; codes stand in the first one alone.
    fn role(&self, is_first: bool) -> Role {
        // 增减 over nothing but 12.5%.
        if self.percents > 0 && self.percents == self.numbers + self.texts {
            Role::Percent
        } else if self.texts > self.numbers {
            Role::Text
        } else if self.is_codes() && is_first {
            Role::Code
        } else {
            Role::Amount
        }
    }
}

/// The blocks of a table: one, or several where it stands side by side.
pub fn blocks(kind: TableKind, matrix: &Matrix, header: &Header) -> Vec<Block> {
    let columns = code_columns(matrix, header, roles(kind, matrix, header));
    let mut blocks: Vec<Vec<Column>> = Vec::new();
    let mut has_value = false;
    for column in columns {
        let begins = matches!(column.role, Role::Name | Role::Code) && has_value;
        if begins || blocks.is_empty() {
            blocks.push(Vec::new());
            has_value = false;
        }
        has_value |= column.role.is_figure();
        if let Some(block) = blocks.last_mut() {
            block.push(column);
        }
    }
    // Columns that name rows but hold no amount belong to the block before them, and so do codes without names.
    let has = |block: &[Column], role: Role| block.iter().any(|column| column.role == role);
    let is_whole = |block: &[Column]| has(block, Role::Amount) && has(block, Role::Name);
    let mut parts = std::mem::take(&mut blocks).into_iter();
    blocks.extend(parts.next());
    for part in parts {
        match blocks.last_mut() {
            Some(before) if !is_whole(&part) => before.extend(part),
            _ => blocks.push(part),
        }
    }
    let several = blocks.len() > 1;
    let mut blocks: Vec<Block> = blocks
        .into_iter()
        .map(|columns| {
            let paths = columns.iter().map(|column| column.path.as_slice());
            Block { side: if several { side(&columns) } else { half(kind, paths) }, columns }
        })
        .collect();
    if several && blocks.iter().any(|block| block.side.is_none()) {
        guess_sides(matrix, header, &mut blocks);
    }
    if several && !blocks.iter().any(|block| block.side == Some(Side::Revenue)) {
        blocks.iter_mut().for_each(|block| block.side = None);
    }
    blocks
}

/// Which half of a summary of revenue and expenditure a header heads whose halves are printed one below the other: its
/// names stand under 收入 or 支出, and nothing stands under the other word.
pub fn half<'a>(kind: TableKind, paths: impl IntoIterator<Item = &'a [String]>) -> Option<Side> {
    if !kind.is_summary() {
        return None;
    }
    let mut sides = paths.into_iter().map(|path| {
        let head = fold::key(path.first()?);
        let ends = |word: &str| head.ends_with(word);
        ends("收入").then_some(Side::Revenue).or(ends("支出").then_some(Side::Expenditure))
    });
    let first = sides.next()??;
    sides.all(|side| side.is_none_or(|side| side == first)).then_some(first)
}

/// The half that the header of a block names.
fn side(columns: &[Column]) -> Option<Side> {
    let heads: Vec<String> = columns.iter().map(|column| fold::key(&column.path.concat())).collect();
    let count = |word: &str| heads.iter().filter(|head| head.contains(word)).count();
    let (revenue, expenditure) = (count("收入") + count("来源"), count("支出"));
    match revenue.cmp(&expenditure) {
        std::cmp::Ordering::Greater => Some(Side::Revenue),
        std::cmp::Ordering::Less => Some(Side::Expenditure),
        std::cmp::Ordering::Equal => None,
    }
}

/// The halves that the names of the rows tell, where the header does not.
fn guess_sides(matrix: &Matrix, header: &Header, blocks: &mut [Block]) {
    for block in blocks.iter_mut().filter(|block| block.side.is_none()) {
        let Some(name) = block.columns.iter().find(|column| column.role == Role::Name) else { continue };
        let (mut revenue, mut expenditure) = (0, 0);
        for row in &matrix.rows[header.body.min(matrix.rows.len())..] {
            let text = name.sources.iter().map(|&source| row[source].text.as_str()).collect::<String>();
            revenue += usize::from(text.contains("收入"));
            expenditure += usize::from(text.contains("支出"));
        }
        if revenue > expenditure {
            block.side = Some(Side::Revenue);
        } else if expenditure > 0 {
            block.side = Some(Side::Expenditure);
        }
    }
    if !blocks.iter().any(|block| block.side == Some(Side::Revenue)) {
        blocks.iter_mut().for_each(|block| block.side = None);
    }
}

/// The role that the head of a column states, else that of the group which it stands under.
fn stated_role(path: &[String], found: &Content) -> Option<Role> {
    let own = headers::role(path.last()?);
    let [.., group, _] = path else { return own };
    match own {
        Some(Role::Code | Role::Name) if is_of_articles(group) => Some(Role::Text),
        Some(role) => Some(role),
        // 预算数 under 占比… keeps what its group says of it, 年末数 under 数量 does, and whole numbers under 实有人数.
        None => headers::role(group).filter(|role| match role {
            Role::Percent => true,
            Role::Count => is_of(group, Use::Quantities) || found.fractions == 0 && is_of(group, Use::People),
            _ => false,
        }),
    }
}

/// The stated role of a column, or what it must be where it holds nothing of the kind.
fn held_against(stated: Role, path: &[String], found: &Content) -> Role {
    match stated {
        Role::Name | Role::OrgName | Role::Text
            if found.numbers > found.texts && found.codes == 0 && found.numbers > 1 && !is_counter(path) =>
        {
            Role::Amount
        }
        // 功能科目 heads names, or nothing but codes.
        Role::Name if found.is_codes() && found.texts == 0 => Role::Code,
        stated => stated,
    }
}

/// The role of every column of the matrix.
fn roles(kind: TableKind, matrix: &Matrix, header: &Header) -> Vec<Role> {
    let contents: Vec<Content> = (0..matrix.columns).map(|column| content(matrix, header, column)).collect();
    let sums_up = kind.is_summary();
    let mut roles: Vec<Role> = (0..matrix.columns)
        .map(|column| {
            let (path, found) = (&header.paths[column], &contents[column]);
            match stated_role(path, found) {
                Some(role) => held_against(role, path, found),
                // 收入 │ 预算数 │ 支出 │ 预算数: the halves head their own names.
                None if heads_half(path) && found.numbers <= found.texts && (found.texts > 0 || sums_up) => {
                    Role::Name
                }
                None => found.role(column == 0),
            }
        })
        .collect();
    // Beside a quantity 单位 is its unit of measure.
    let last = |column: usize| header.paths[column].last().map(|last| fold::key(last)).unwrap_or_default();
    if (0..matrix.columns).any(|column| last(column).contains("数量")) {
        for column in (0..matrix.columns).filter(|&column| last(column) == "单位") {
            roles[column] = Role::Text;
        }
    }
    for index in 1..roles.len() {
        if names_codes(header, &contents, index) {
            (roles[index - 1], roles[index]) = (Role::Code, Role::Name);
        }
    }
    for index in 0..roles.len() {
        if heads_names(&contents, &roles, index) {
            roles[index] = Role::Name;
        }
    }
    settle_names(kind, matrix, header, &contents, &mut roles);
    roles
}

/// Whether one head is merged over codes and their names, which stand in this column: `功能科目编码/名称`.
fn names_codes(header: &Header, contents: &[Content], index: usize) -> bool {
    let (codes, names) = (contents[index - 1], contents[index]);
    !header.paths[index].is_empty()
        && header.paths[index - 1] == header.paths[index]
        && codes.codes == codes.numbers
        && codes.codes > codes.texts
        && names.texts > names.numbers
}

/// Whether such a word ends the head of a column or a group of them: `实有人数`, `编制数`.
fn is_of(head: &str, what: Use) -> bool {
    words::ends(&fold::keyed(head), what)
}

/// Whether a group of columns is of what is bought (采购目录 over 编码 and 名称), not of what money is spent on.
fn is_of_articles(group: &str) -> bool {
    words::is(&fold::keyed(group), Use::ArticleGroups)
}

/// Whether a column headed as one of codes, alone before figures, holds names and no code: 项目 of which 项 is left.
fn heads_names(contents: &[Content], roles: &[Role], index: usize) -> bool {
    let names = |role: &Role| matches!(role, Role::Code | Role::Name | Role::OrgCode | Role::OrgName);
    roles[index] == Role::Code
        && contents[index].numbers == 0
        && contents[index].runs > 0
        && !index.checked_sub(1).is_some_and(|before| names(&roles[before]))
        && roles.get(index + 1).is_some_and(|role| role.is_figure())
}

/// Whether a head is the word of a half and nothing else.
fn heads_half(path: &[String]) -> bool {
    matches!(path, [head] if words::is(&fold::keyed(head), Use::Halves))
}

/// Whether a column numbers the rows of the form, whether they say anything or not.
pub fn numbers_rows(path: &[String]) -> bool {
    path.last().is_some_and(|last| words::is(&fold::keyed(last), Use::RowNumbers))
}

/// Whether the numbers of a column count, identify or date its rows (序号, 项目代码, 起始年份): they are no amounts and
/// name nothing.
pub fn is_counter(path: &[String]) -> bool {
    path.last().is_some_and(|last| numbers_rows(path) || headers::dates_rows(last) || is_of(last, Use::Codes))
}

/// Whether a cell of the body prints the head of its column, or of a level of its codes, as a header does that is printed
/// again.
fn is_head_again(path: &[String], text: &str) -> bool {
    LEVELS.contains(&text) || path.last().is_some_and(|head| head == text)
}

fn content(matrix: &Matrix, header: &Header, column: usize) -> Content {
    let mut content = Content::default();
    let mut above = "";
    for row in &matrix.rows[header.body.min(matrix.rows.len())..] {
        let text = row[column].text.as_str();
        if text.is_empty() || number::is_nothing(text) || is_head_again(&header.paths[column], text) {
            continue;
        }
        if code::parse(text).is_some_and(|digits| code::is_classification(&digits))
            && !fold::narrow(text).contains(['.', ','])
        {
            content.codes += 1;
            content.numbers += 1;
        } else if number::is_numeric(text) || number::repaired(text).is_some() || is_meant(text) {
            content.numbers += 1;
            content.fractions += usize::from(fold::narrow(text).contains('.'));
            content.percents += usize::from(number::percent(text).is_some());
        } else {
            content.texts += 1;
            content.runs += usize::from(text != above && !headers::is_total(text));
            above = text;
        }
    }
    content
}

/// Whether a text is meant as a number, though it cannot be read as one: each of these is told.
fn is_meant(text: &str) -> bool {
    number::is_damaged(text) || number::is_marked(text) || number::is_cut(text) || number::are_several(text)
}

/// Decides which columns name rows where the header leaves it open.
fn settle_names(kind: TableKind, matrix: &Matrix, header: &Header, contents: &[Content], roles: &mut [Role]) {
    let first_value = roles.iter().position(|role| role.is_figure()).unwrap_or(roles.len());
    let named = |roles: &[Role]| roles.contains(&Role::Name);
    let coded = roles.iter().any(|role| matches!(role, Role::Code | Role::OrgCode));
    let are_grouped = settle_groups(matrix, header, contents, &mut roles[..first_value]);
    if kind == TableKind::Procurement && !coded && first_value >= 3 && !are_grouped {
        roles[..first_value].fill(Role::Text);
        return;
    }
    if named(roles) {
        // A unit's name beside a name column is what the row belongs to.
        return;
    }
    // 科目编码 heads codes and their names where no other column names them.
    let names_codes =
        |index: &usize| roles[*index] == Role::Code && contents[*index].texts > contents[*index].codes;
    if let Some(codes) = (0..first_value).find(names_codes) {
        roles[codes] = Role::Name;
        return;
    }
    if let Some(organization) = roles.iter().position(|role| *role == Role::OrgName) {
        // Beside a unit stand the names of what it has (资产名称), or below it its years.
        let last = |column: usize| header.paths[column].last().map(String::as_str);
        let behind = organization + 1..first_value;
        let is_named = |&column: &usize| {
            roles[column] == Role::Text
                && contents[column].texts > 0
                && last(column).is_some_and(|head| head.ends_with("名称"))
        };
        let heads_years = |&column: &usize| last(column).is_some_and(headers::heads_years);
        let is_below =
            |years: &usize| contents[organization].runs < contents[*years].texts + contents[*years].numbers;
        let years = || behind.clone().find(heads_years).filter(is_below);
        if let Some(rows) = behind.clone().find(is_named).or_else(years) {
            roles[rows] = Role::Name;
            return;
        }
        if !roles.contains(&Role::OrgCode) {
            roles[organization] = Role::Name;
        }
        return;
    }
    if let Some(text) = (0..first_value).find(|&index| {
        roles[index] == Role::Text && contents[index].texts > 0 && !is_counter(&header.paths[index])
    }) {
        roles[text] = Role::Name;
    } else if first_value > 0
        && roles.first() == Some(&Role::Text)
        && !is_counter(&header.paths[0])
        && matrix.columns > 1
    {
        roles[0] = Role::Name;
    }
}

/// Tells names of groups from those of the items in them (contract §2, two name columns), of the columns before the figures;
/// whether any are merged over items.
fn settle_groups(matrix: &Matrix, header: &Header, contents: &[Content], roles: &mut [Role]) -> bool {
    let names = |role: Role| role == Role::Name;
    let names_items = |column: &usize| {
        let heads_items = |head: &String| is_of(head, Use::Items);
        names(roles[*column])
            || roles[*column] == Role::Text && header.paths[*column].last().is_some_and(heads_items)
    };
    let Some(items) = (0..roles.len()).rfind(names_items) else { return false };
    let is_group = |&column: &usize| match roles[column] {
        Role::Text if names(roles[items]) || is_counter(&header.paths[column]) => false,
        Role::Text | Role::Name | Role::OrgName => groups(matrix, header, column, items),
        _ => false,
    };
    let above: Vec<usize> = (0..items).filter(is_group).collect();
    for &column in &above {
        roles[items] = Role::Name;
        if roles[column] != Role::OrgName {
            roles[column] = Role::Group;
        }
    }
    // A name column twice over one header, or one of projects behind that of what they are for.
    let heads_projects =
        |column: usize| header.paths[column].last().is_some_and(|last| fold::key(last).ends_with("项目名称"));
    for column in 1..roles.len() {
        let is_pair = names(roles[column - 1]) && names(roles[column]);
        if is_pair
            && (header.paths[column - 1] == header.paths[column]
                || contents[column - 1].runs < contents[column].runs
                || heads_projects(column) && !heads_projects(column - 1))
        {
            roles[column - 1] = Role::Group;
        }
    }
    !above.is_empty()
}

/// Whether the cells of a column are merged over several of another one, or blank in place of that: it is printed less often,
/// and never without the other one.
fn groups(matrix: &Matrix, header: &Header, column: usize, items: usize) -> bool {
    let body = header.body.min(matrix.rows.len())..matrix.rows.len();
    let prints = |row: usize, column: usize| !matrix.rows[row][column].is_blank();
    let (mut above, mut below) = (0, 0);
    for row in body.filter(|&row| !matrix.begins_with_total(row)) {
        if prints(row, column) && !prints(row, items) {
            return false;
        }
        above += usize::from(prints(row, column));
        below += usize::from(prints(row, items));
    }
    0 < above && above < below
}

/// Joins code columns that stand under one header (类/款/项) and leaves every other column as it is.
fn code_columns(matrix: &Matrix, header: &Header, roles: Vec<Role>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let is_level =
        |path: &[String]| path.last().is_some_and(|last| LEVELS.contains(&fold::key(last).as_str()));
    for (index, role) in roles.into_iter().enumerate() {
        let path = header.paths.get(index).cloned().unwrap_or_default();
        let own = Column { sources: vec![index], path, role };
        if let Some(last) = columns.last_mut() {
            // 类 begins another code.
            let begins = own.path.last().is_some_and(|last| fold::key(last) == "类");
            let levels = is_level(&own.path)
                && !begins
                && last.role == Role::Code
                && own.path.len() >= last.path.len();
            let merged = own.path == last.path
                && last.role == Role::Code
                && role == Role::Code
                && column_is_short(matrix, header, index);
            if role == Role::Code && (levels || merged) {
                last.sources.push(index);
                if levels && is_level(&last.path) {
                    last.path.pop();
                }
                continue;
            }
        }
        columns.push(own);
    }
    columns.retain(|column| !is_nothing(matrix, header, column));
    while is_beyond(matrix, header, &columns) {
        columns.pop();
    }
    for column in &mut columns {
        if column.sources.len() > 1 && column.path.is_empty() {
            column.path.push("科目编码".to_owned());
        }
    }
    columns
}

/// Whether a column is blank from top to bottom, as merged columns of a spreadsheet become that were written out as cells.
fn is_nothing(matrix: &Matrix, header: &Header, column: &Column) -> bool {
    let is_blank = |source: &usize| matrix.rows.iter().all(|row| row[*source].is_blank());
    header.depth > 0 && column.path.is_empty() && column.sources.iter().all(is_blank)
}

/// Whether the last column is no more than what rows are wider than the table, as trailing tabs make them: nothing is
/// printed in it and no head of its own over it, or it stands under the group alone that columns before it divide.
fn is_beyond(matrix: &Matrix, header: &Header, columns: &[Column]) -> bool {
    let Some((last, before)) = columns.split_last() else { return false };
    let (heads, body) = matrix.rows.split_at(header.depth.min(matrix.rows.len()));
    let is_blank = |source: &usize| body.iter().all(|row| row[*source].is_blank());
    let is_headless = |source: &usize| heads.iter().all(|row| row[*source].is_blank());
    let divided = || {
        before.iter().any(|column| column.path.len() > last.path.len() && column.path.starts_with(&last.path))
    };
    !matrix.printed
        && header.depth > 0
        && last.sources.iter().all(is_blank)
        && (last.sources.iter().all(is_headless) || divided())
}

/// Whether the column holds parts of codes (`05`) and nothing longer than a class.
fn column_is_short(matrix: &Matrix, header: &Header, column: usize) -> bool {
    matrix.rows[header.body.min(matrix.rows.len())..].iter().all(|row| row[column].text.chars().count() <= 7)
}
