//! A workbook for every document: a sheet for every table in its printed form, and one of the checks.
//!
//! ```text
//! t03 支出预算总表
//! 单位：万元
//! 科目编码 │ 科目名称 │ 合计 │    基本支出     │ …
//!          │          │      │ 人员    │ 公用  │
//! 2012601  │ 行政运行 │ 470.56 │ 380.12 │ 90.44 │
//! ```
//!
//! A spreadsheet counts in binary numbers of 15 decimal digits; what has more is written as text, so that nothing is
//! rounded.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet,
    XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::{Export, unwritable};
use crate::document::Role;
use crate::error::{Error, ErrorKind};
use crate::write::draft::Draft;
use crate::write::record::{Check, Column, Content, Field, Figure, Indicator, Record, Table, Value};

/// A number with more digits than 15 is not exact in a spreadsheet.
const EXACT: u128 = 1_000_000_000_000_000;
/// The longest name of a sheet.
const LONGEST_NAME: usize = 31;
/// The widths of columns, in characters.
const WIDE: u16 = 32;
const NARROW: u16 = 16;
/// How many columns a sheet has at least: those of indicators.
const LEAST_COLUMNS: usize = 4;
/// The height of a line of text, and the most that a row can have, in points.
const LINE_HEIGHT: f64 = 15.0;
const MOST_HEIGHT: f64 = 400.0;
/// How hard the parts of a workbook are compressed, from 1 to 9. Excel does it so, and the next levels take much longer
/// for a twentieth less.
const COMPRESSION: u8 = 3;
/// The number that Excel has for paper of this size.
const A4: u8 = 9;
/// Where the sheet of checks has its heads.
const CHECKS: [&str; 11] = [
    "status",
    "rule",
    "table",
    "row",
    "column",
    "expected",
    "actual",
    "difference",
    "message",
    "suggestion",
    "cell",
];

/// Workbooks in a directory, or the one workbook of a path that ends with `.xlsx`.
pub(super) struct Xlsx {
    path: PathBuf,
    looks: Looks,
    written: usize,
}

impl Xlsx {
    /// Begins an export to a path.
    pub(super) fn begin(path: &Path) -> Self {
        Self { path: path.to_owned(), looks: Looks::new(), written: 0 }
    }

    /// The workbook of the document of this name.
    fn workbook_path(&self, name: &str) -> Result<PathBuf, Error> {
        if self.path.extension().is_none_or(|ending| ending != "xlsx") {
            return Ok(self.path.join(format!("{}.xlsx", name.strip_suffix(".json").unwrap_or(name))));
        }
        if self.written > 0 {
            let message =
                format!("{} is one workbook and holds one document; name a directory", self.path.display());
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
        Ok(self.path.clone())
    }
}

impl Export for Xlsx {
    fn add(&mut self, name: &str, record: &Record<'_>) -> Result<(), Error> {
        let path = self.workbook_path(name)?;
        let mut workbook = workbook(&record.0, &self.looks).map_err(|error| unwritable(&path, error))?;
        let draft = Draft::new(&path).map_err(|error| unwritable(&path, error))?;
        workbook.save(draft.temporary()).map_err(|error| unwritable(&path, error))?;
        draft.publish().map_err(|error| unwritable(&path, error))?;
        self.written += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Option<String>, Error> {
        Ok(None)
    }
}

/// The looks of cells. They are made once: to make the format of a cell takes longer than to write it.
struct Looks {
    title: Format,
    header: Format,
    plain: Look,
    total: Look,
    contradicted: Look,
    contradicted_total: Look,
}

/// How the cells of a row look.
struct Look {
    text: Format,
    /// Of numbers, by how many decimals they have.
    numbers: Vec<Format>,
}

impl Look {
    fn new(text: Format) -> Self {
        let numbers = (0..=Decimal::MAX_SCALE).map(|scale| text.clone().set_num_format(decimals(scale)));
        Self { numbers: numbers.collect(), text }
    }

    fn number(&self, number: Decimal) -> &Format {
        self.numbers.get(number.scale() as usize).unwrap_or(&self.text)
    }
}

impl Looks {
    fn new() -> Self {
        let boxed = || Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let (plain, total) = (boxed().set_text_wrap(), boxed().set_text_wrap().set_bold());
        let red = |look: &Format| Look::new(look.clone().set_background_color(Color::RGB(0x00FF_D9D9)));
        Self {
            title: Format::new().set_bold().set_font_size(14),
            header: boxed()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00E7_ECF3)),
            contradicted: red(&plain),
            contradicted_total: red(&total),
            plain: Look::new(plain),
            total: Look::new(total),
        }
    }

    /// How a cell looks that an identity contradicts, or not, in a row that is a total, or not.
    fn of_cell(&self, contradicted: bool, total: bool) -> &Look {
        match (contradicted, total) {
            (false, false) => &self.plain,
            (false, true) => &self.total,
            (true, false) => &self.contradicted,
            (true, true) => &self.contradicted_total,
        }
    }
}

/// Where the tables of a workbook stand.
struct Sheet {
    name: String,
    /// The row of the first data row.
    first: u32,
}

fn workbook(document: &Content<'_>, looks: &Looks) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    // A date of its own would make every export another file.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = document.document.title.as_ref().unwrap_or(&document.source.path);
    workbook.set_properties(&DocProperties::new().set_title(&**title).set_creation_datetime(&created));
    let mut sheets = BTreeMap::new();
    for table in &document.tables {
        let name = sheet_name(table);
        let sheet = workbook.add_worksheet().set_name(&name)?;
        let first = write_table(sheet, table, looks)?;
        sheets.insert(&*table.id, Sheet { name, first });
    }
    write_checks(workbook.add_worksheet().set_name("checks")?, document, &sheets, looks)?;
    Ok(workbook)
}

/// The id and the caption of a table without what a sheet's name cannot have.
fn sheet_name(table: &Table<'_>) -> String {
    let caption = table.title.as_deref().unwrap_or_default();
    let name = format!("{} {caption}", &*table.id);
    let allowed = name.chars().filter(|character| !"[]:*?/\\'\n".contains(*character));
    allowed.take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

/// How wide the columns of a sheet are, in characters: as many as its table has, or its indicators.
struct Widths(Vec<u16>);

impl Widths {
    fn of(table: &Table<'_>) -> Self {
        let indicators = if table.indicators.is_empty() { 0 } else { stated(&table.indicators).len() };
        let count =
            table.columns.len().max(indicators).max(if table.columns.is_empty() { LEAST_COLUMNS } else { 0 });
        let is_wide = |index: usize| {
            let role = table.columns.get(index).map(|column| column.role);
            role.is_none_or(|role| matches!(role, Role::Name | Role::Text | Role::OrgName | Role::Group))
        };
        Self((0..count).map(|index| if is_wide(index) { WIDE } else { NARROW }).collect())
    }

    /// The last column.
    fn last(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// How many lines a text takes in a cell of these columns.
    fn lines(&self, columns: Range<usize>, text: &str) -> usize {
        let room =
            self.0.get(columns).unwrap_or_default().iter().map(|width| usize::from(*width)).sum::<usize>();
        text.lines().map(|line| line.width().div_ceil(room.max(1)).max(1)).sum()
    }

    /// How many lines the texts of a row take that stand side by side, one in each column.
    fn of_row<'a>(&self, texts: impl Iterator<Item = &'a str>) -> usize {
        texts.enumerate().map(|(column, text)| self.lines(column..column + 1, text)).max().unwrap_or(1)
    }
}

/// Makes a row as high as its lines, for no spreadsheet does that for merged cells.
fn set_height(sheet: &mut Worksheet, line: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(line, (LINE_HEIGHT * lines as f64).min(MOST_HEIGHT))?;
    }
    Ok(())
}

/// Writes title, unit, fields, the grid, indicators and notes below each other; the row of the first data row.
fn write_table(sheet: &mut Worksheet, table: &Table<'_>, looks: &Looks) -> Result<u32, XlsxError> {
    let widths = Widths::of(table);
    for (index, width) in (0..).zip(&widths.0) {
        sheet.set_column_width(index, *width)?;
    }
    let mut line = 0;
    let title = table.title.as_deref().unwrap_or_default();
    sheet.write_string_with_format(line, 0, title, &looks.title)?;
    let unit = table.unit.as_ref().map(|unit| format!("单位：{}", &**unit));
    let facts = [table.number.as_deref(), table.organization.as_deref(), unit.as_deref()];
    for fact in facts.into_iter().flatten() {
        line += 1;
        sheet.write_string(line, 0, fact)?;
    }
    for field in &table.fields {
        line += 1;
        write_field(sheet, line, field, &widths, looks)?;
    }
    let depth = write_header(sheet, line + 1, &table.columns, &widths, &looks.header)?;
    let first = line + 1 + depth;
    if depth > 0 {
        let names = table.columns.iter().take_while(|column| column.role != Role::Amount).count();
        sheet.set_freeze_panes(first, u16::try_from(names).unwrap_or_default())?;
        sheet.set_repeat_rows(line + 1, first - 1)?;
    }
    // On paper a table is as wide as its page, however many columns it has.
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    line = first;
    for row in &table.rows {
        for (column, cell) in (0..).zip(&row.cells) {
            let contradicted =
                row.proof.as_ref().and_then(|proof| proof.as_bytes().get(usize::from(column))) == Some(&b'c');
            write_value(sheet, (line, column), cell, looks.of_cell(contradicted, row.total))?;
        }
        set_height(sheet, line, widths.of_row(row.cells.iter().map(printed)))?;
        line += 1;
    }
    line = write_indicators(sheet, line, &table.indicators, &widths, looks)?;
    for note in &table.notes {
        sheet.write_string(line, 0, &**note)?;
        line += 1;
    }
    Ok(first)
}

/// Writes the label of a field, and its value in all columns beside it.
fn write_field(
    sheet: &mut Worksheet,
    line: u32,
    field: &Field<'_>,
    widths: &Widths,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(line, 0, &*field.label, &looks.header)?;
    if widths.last() > 1 {
        sheet.merge_range(line, 1, line, column(widths.last()), "", &looks.plain.text)?;
    }
    write_value(sheet, (line, 1), &field.value, &looks.plain)?;
    let value = widths.lines(1..widths.0.len().max(2), printed(&field.value));
    set_height(sheet, line, value.max(widths.lines(0..1, &field.label)))
}

/// Writes headers with their cells merged as they are printed; how many rows they take.
fn write_header(
    sheet: &mut Worksheet,
    top: u32,
    columns: &[Column<'_>],
    widths: &Widths,
    look: &Format,
) -> Result<u32, XlsxError> {
    let depth = columns.iter().map(|column| column.path.len()).max().unwrap_or(0);
    for level in 0..depth {
        let mut start = 0;
        let mut lines = 1;
        while let Some(text) = columns.get(start).map(|column| column.path.get(level)) {
            let end = start + merged(columns, start, level);
            let Some(text) = text else {
                start = end;
                continue;
            };
            let last = columns.get(start).is_some_and(|column| column.path.len() == level + 1);
            let rows = (row(top, level), if last { row(top, depth - 1) } else { row(top, level) });
            let across = (column(start), column(end - 1));
            let spanned = (rows.1 - rows.0) as usize;
            lines = lines.max(widths.lines(start..end, text).saturating_sub(spanned));
            if rows.0 == rows.1 && across.0 == across.1 {
                sheet.write_string_with_format(rows.0, across.0, &**text, look)?;
            } else {
                sheet.merge_range(rows.0, across.0, rows.1, across.1, text, look)?;
            }
            start = end;
        }
        set_height(sheet, row(top, level), lines)?;
    }
    Ok(row(0, depth))
}

/// How many columns from `start` share its header down to a level that is not the last of any of them.
fn merged(columns: &[Column<'_>], start: usize, level: usize) -> usize {
    let shared = |index: usize| {
        let path = &columns.get(index)?.path;
        path.get(..=level).filter(|_| path.len() > level + 1)
    };
    let first = shared(start);
    let more = (start + 1..columns.len()).take_while(|index| first.is_some() && shared(*index) == first);
    1 + more.count()
}

fn row(top: u32, offset: usize) -> u32 {
    top + u32::try_from(offset).unwrap_or_default()
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

/// A column of the indicators: its head, and what it says of one.
type Said = (&'static str, for<'i> fn(&'i Indicator<'_>) -> Option<&'i str>);

/// The columns of the indicators, from left to right.
const INDICATORS: [Said; 8] = [
    ("一级指标", |indicator| indicator.level1.as_deref()),
    ("二级指标", |indicator| indicator.level2.as_deref()),
    ("三级指标", |indicator| indicator.level3.as_deref()),
    ("指标解释", |indicator| indicator.detail.as_deref()),
    ("指标性质", |indicator| match indicator.direction.as_deref()? {
        "positive" => Some("正向指标"),
        "negative" => Some("反向指标"),
        other => Some(other),
    }),
    ("指标值", |indicator| indicator.target.as_deref()),
    ("完成时限", |indicator| indicator.deadline.as_deref()),
    ("指标值确定依据", |indicator| indicator.basis.as_deref()),
];

/// The columns of which the indicators say something, and those that every form has.
fn stated(indicators: &[Indicator<'_>]) -> Vec<Said> {
    let always = ["一级指标", "二级指标", "三级指标", "指标值"];
    let is_stated = |said: &Said| indicators.iter().any(|indicator| said.1(indicator).is_some());
    INDICATORS.into_iter().filter(|said| always.contains(&said.0) || is_stated(said)).collect()
}

fn write_indicators(
    sheet: &mut Worksheet,
    top: u32,
    indicators: &[Indicator<'_>],
    widths: &Widths,
    looks: &Looks,
) -> Result<u32, XlsxError> {
    if indicators.is_empty() {
        return Ok(top);
    }
    let columns = stated(indicators);
    for (column, (head, _)) in (0..).zip(&columns) {
        sheet.write_string_with_format(top, column, *head, &looks.header)?;
    }
    for (line, indicator) in (top + 1..).zip(indicators) {
        let texts = || columns.iter().map(|(_, said)| said(indicator).unwrap_or_default());
        for (column, text) in (0..).zip(texts()) {
            sheet.write_string_with_format(line, column, text, &looks.plain.text)?;
        }
        set_height(sheet, line, widths.of_row(texts()))?;
    }
    Ok(row(top + 1, indicators.len()))
}

/// What a value prints.
fn printed<'v>(value: &'v Value<'_>) -> &'v str {
    match value {
        Value::Blank => "",
        Value::Text(text) => text,
        Value::Number(figure) => figure.printed,
    }
}

/// Writes a value as printed: a number with its decimals, or as text where a spreadsheet would round it.
fn write_value(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    value: &Value<'_>,
    look: &Look,
) -> Result<(), XlsxError> {
    match value {
        Value::Blank => sheet.write_blank(line, column, &look.text)?,
        Value::Text(text) => sheet.write_string_with_format(line, column, &**text, &look.text)?,
        Value::Number(figure) => match exact(*figure) {
            Some(binary) => {
                sheet.write_number_with_format(line, column, binary, look.number(figure.number))?
            }
            None => sheet.write_string_with_format(line, column, figure.printed, &look.text)?,
        },
    };
    Ok(())
}

/// The binary number that a spreadsheet shows as this one.
fn exact(figure: Figure<'_>) -> Option<f64> {
    let digits = figure.number.normalize().mantissa().unsigned_abs();
    if digits < EXACT { figure.printed.parse().ok() } else { None }
}

/// `#,##0.00` for a number that is printed with two decimals.
fn decimals(scale: u32) -> String {
    match scale {
        0 => "#,##0".to_owned(),
        scale => format!("#,##0.{}", "0".repeat(scale as usize)),
    }
}

fn write_checks(
    sheet: &mut Worksheet,
    document: &Content<'_>,
    sheets: &BTreeMap<&str, Sheet>,
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, head) in (0..).zip(CHECKS) {
        sheet.write_string_with_format(0, column, head, &looks.header)?;
        sheet.set_column_width(column, NARROW)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let (failed, others): (Vec<&Check>, Vec<&Check>) =
        document.checks.iter().partition(|check| &*check.status == "fail");
    for (line, check) in (1..).zip(failed.into_iter().chain(others)) {
        let tables = check.tables.join(", ");
        let path = check.column.as_ref().map(|path| path.join("/"));
        let texts = [
            (0, &*check.status),
            (1, &*check.rule),
            (2, &*tables),
            (3, check.row.as_deref().unwrap_or_default()),
            (4, path.as_deref().unwrap_or_default()),
            (8, &*check.message),
            (9, check.suggestion.as_deref().unwrap_or_default()),
        ];
        for (column, text) in texts {
            sheet.write_string_with_format(line, column, text, &looks.plain.text)?;
        }
        for (column, figure) in [(5, &check.expected), (6, &check.actual), (7, &check.difference)] {
            write_value(sheet, (line, column), figure, &looks.plain)?;
        }
        if let Some(link) = link(check, document, sheets) {
            let (target, text) = link;
            sheet.write_url_with_text(line, 10, Url::new(format!("internal:{target}")), text)?;
        }
    }
    Ok(())
}

/// Where the figure of a check stands: the cell of its place, else of its row and column, else its table.
fn link(
    check: &Check<'_>,
    document: &Content<'_>,
    sheets: &BTreeMap<&str, Sheet>,
) -> Option<(String, String)> {
    let id = check.tables.first()?;
    let table = document.tables.iter().find(|table| table.id == *id)?;
    let sheet = sheets.get(&**id)?;
    let (row_index, column_index) = cell_of(check, table).unwrap_or_default();
    let cell = rust_xlsxwriter::utility::row_col_to_cell(row(sheet.first, row_index), column(column_index));
    Some((format!("'{}'!{cell}", sheet.name), format!("{}!{cell}", &**id)))
}

fn cell_of(check: &Check<'_>, table: &Table<'_>) -> Option<(usize, usize)> {
    let by_place = check.place.and_then(|place| {
        table.rows.iter().enumerate().find_map(|(index, row)| {
            Some((index, row.places.iter().position(|other| *other == Some(place))?))
        })
    });
    let by_name = || {
        let name = check.row.as_deref();
        let row =
            table.rows.iter().position(|row| row.code.as_deref() == name || Some(&*row.label) == name)?;
        let column = table.columns.iter().position(|column| Some(&column.path) == check.column.as_ref());
        Some((row, column.unwrap_or_default()))
    };
    by_place.or_else(by_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::record::Text;

    #[test]
    fn a_number_is_exact_or_text() {
        for (number, binary, format) in [
            ("207172.81", Some(207_172.81), "#,##0.00"),
            ("-12.30", Some(-12.3), "#,##0.00"),
            ("45", Some(45.0), "#,##0"),
            ("9999999999999.99", Some(9_999_999_999_999.99), "#,##0.00"),
            ("12345678901234.56", None, "#,##0.00"),
        ] {
            let figure = Figure { printed: number, number: number.parse().unwrap() };
            let scale = figure.number.scale();
            assert_eq!((exact(figure), decimals(scale).as_str()), (binary, format), "{number}");
        }
    }

    #[test]
    fn a_text_takes_the_lines_that_its_cell_has_room_for() {
        let widths = Widths(vec![NARROW, WIDE, WIDE]);
        for (columns, text, lines) in [
            (0..1, "", 0),
            (0..1, "行政运行", 1),
            (0..1, "政府性基金预算拨款收入", 2),
            (1..3, "政府性基金预算拨款收入", 1),
            (1..3, "1.按时开放\n2.三个展览", 2),
        ] {
            assert_eq!(widths.lines(columns, text), lines, "{text}");
        }
        assert_eq!(widths.of_row(["政府性基金预算拨款收入", "12.00"].into_iter()), 2);
    }

    #[test]
    fn indicators_have_the_columns_that_are_stated() {
        let heads = |indicators: &[Indicator<'_>]| -> Vec<&str> {
            stated(indicators).into_iter().map(|(head, _)| head).collect()
        };
        let bare = Indicator { level3: Some(Text::from("培训人数")), ..Indicator::default() };
        assert_eq!(heads(&[bare]), ["一级指标", "二级指标", "三级指标", "指标值"]);
        let dated = Indicator { deadline: Some(Text::from("12月底")), ..Indicator::default() };
        assert_eq!(heads(&[dated]), ["一级指标", "二级指标", "三级指标", "指标值", "完成时限"]);
    }

    #[test]
    fn headers_merge_above_their_last_level() {
        let columns = ["科目", "合计", "支出/基本/人员", "支出/基本/公用", "支出/项目", "合计"]
            .map(|path| path.split('/').map(Text::from).collect())
            .map(|path| Column { path, role: Role::Amount, measure: None, phase: None, item: None });
        for (start, level, expected) in
            [(0, 0, 1), (1, 0, 1), (2, 0, 3), (2, 1, 2), (2, 2, 1), (4, 1, 1), (5, 0, 1)]
        {
            assert_eq!(merged(&columns, start, level), expected, "{start} {level}");
        }
    }
}
