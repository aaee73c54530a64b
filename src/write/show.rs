//! A document as text for a person at a terminal: every table aligned, Chinese characters two columns wide.
//!
//! ```text
//! t01 支出预算总表 · expenditure · 单位：万元 · lines 12–15
//! 编码    │ 名称           │   合计
//! ────────┼────────────────┼───────
//! 2080505 │ 养老保险缴费   │ 120.50
//! ```

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::document::{Document, Field, Indicator, Row, Table, names};

/// No column is made narrower than this to fit a table into the terminal.
const NARROWEST: usize = 8;
/// What stands between two columns.
const GAP: &str = " │ ";

/// Writes the document, with tables that fit into `width` columns where that is possible.
pub fn show(document: &Document, width: usize, out: &mut impl Write) -> io::Result<()> {
    let identity = &document.document;
    let year = identity.fiscal_year.map(|year| year.to_string());
    writeln!(out, "{}", identity.title.as_deref().unwrap_or(&document.source.path))?;
    let facts = [
        Some(names::of(&identity.kind)),
        year,
        identity.issuer.name.clone(),
        document.source.pages.map(|pages| format!("{pages} pages")),
        document.source.encoding.clone(),
        Some(format!("{} tables", document.tables.len())),
    ];
    writeln!(out, "{}", facts.into_iter().flatten().collect::<Vec<_>>().join(" · "))?;
    for table in &document.tables {
        writeln!(out)?;
        show_table(table, width, out)?;
    }
    if !document.warnings.is_empty() {
        writeln!(out)?;
    }
    for warning in &document.warnings {
        let place = warning.place.map(|place| format!(" ({place})")).unwrap_or_default();
        writeln!(out, "warning: {}{place}", warning.message)?;
    }
    Ok(())
}

fn show_table(table: &Table, width: usize, out: &mut impl Write) -> io::Result<()> {
    let facts = [
        table.number.clone(),
        Some(names::of(&table.kind)),
        table.side.as_ref().map(names::of),
        table.organization.clone(),
        table.unit.as_ref().map(|unit| format!("单位：{unit}")),
        place_of(table),
        table.empty.then(|| "empty".to_owned()),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    writeln!(out, "{} {} · {facts}", table.id, table.title.as_deref().unwrap_or("-"))?;
    for Field { label, value, .. } in &table.fields {
        writeln!(out, "  {label}：{}", value.printed().replace('\n', "\n    "))?;
    }
    if !table.columns.is_empty() {
        let header = table.columns.iter().map(|column| column.path.join("/")).collect();
        let numeric: Vec<bool> = table.columns.iter().map(|c| c.role.is_figure()).collect();
        let rows: Vec<Vec<String>> = table.rows.iter().map(cells_of).collect();
        show_grid(header, &rows, &numeric, width, out)?;
    }
    if !table.indicators.is_empty() {
        let header = ["一级指标", "二级指标", "三级指标", "指标值"].map(str::to_owned).to_vec();
        let rows: Vec<Vec<String>> = table.indicators.iter().map(levels_of).collect();
        show_grid(header, &rows, &[false; 4], width, out)?;
    }
    table.notes.iter().try_for_each(|note| writeln!(out, "{note}"))
}

/// Writes rows under a header; columns that are `numeric` are aligned to the right.
fn show_grid(
    header: Vec<String>,
    rows: &[Vec<String>],
    numeric: &[bool],
    width: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    let widths = column_widths(&header, rows, numeric, width);
    show_row(&header, &widths, numeric, out)?;
    let line: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    writeln!(out, "{}", line.join("─┼─"))?;
    rows.iter().try_for_each(|row| show_row(row, &widths, numeric, out))
}

/// How wide each column is: its widest cell, and where the table is too wide, the widest text columns less.
fn column_widths(header: &[String], rows: &[Vec<String>], numeric: &[bool], width: usize) -> Vec<usize> {
    let widest_line = |text: &str| text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
    let mut widths: Vec<usize> = header.iter().map(|name| widest_line(name).min(NARROWEST)).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(widest_line(cell));
        }
    }
    let gaps = GAP.width() * widths.len().saturating_sub(1);
    let text = |column: usize| !numeric.get(column).copied().unwrap_or(false);
    for (column, widest) in widths.iter_mut().enumerate() {
        if text(column) {
            *widest = (*widest).min(width.max(NARROWEST));
        }
    }
    while widths.iter().sum::<usize>() + gaps > width {
        let shrinkable = widths.iter_mut().enumerate().filter(|(n, w)| text(*n) && **w > NARROWEST);
        let Some((_, widest)) = shrinkable.max_by_key(|(_, width)| **width) else { break };
        *widest -= 1;
    }
    widths
}

fn show_row(cells: &[String], widths: &[usize], numeric: &[bool], out: &mut impl Write) -> io::Result<()> {
    let wrapped: Vec<Vec<String>> = widths
        .iter()
        .enumerate()
        .map(|(column, &width)| cells.get(column).map(|cell| wrap(cell, width)).unwrap_or_default())
        .collect();
    for line in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0).max(1) {
        let mut text = String::new();
        for (column, (lines, width)) in wrapped.iter().zip(widths).enumerate() {
            let piece = lines.get(line).map_or("", String::as_str);
            let blank = " ".repeat(width.saturating_sub(piece.width()));
            let right = numeric.get(column).copied().unwrap_or(false);
            text.push_str(if column == 0 { "" } else { GAP });
            text.push_str(&if right { blank + piece } else { piece.to_owned() + &blank });
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// Breaks a text into lines of at most `width` columns.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut used) = (String::new(), 0);
        for character in paragraph.chars() {
            let wide = character.width().unwrap_or(0);
            if used + wide > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += wide;
        }
        lines.push(line);
    }
    lines
}

fn cells_of(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.printed().into_owned()).collect()
}

fn levels_of(indicator: &Indicator) -> Vec<String> {
    let parts = [&indicator.level1, &indicator.level2, &indicator.level3, &indicator.target];
    parts.map(|part| part.clone().unwrap_or_default()).to_vec()
}

fn place_of(table: &Table) -> Option<String> {
    let range = |name: &str, first: u32, last: u32| match first == last {
        true => format!("{name} {first}"),
        false => format!("{name}s {first}–{last}"),
    };
    if let Some(pages) = &table.span.pages {
        return Some(range("page", *pages.first()?, *pages.last()?));
    }
    table.span.lines.map(|[first, last]| range("line", first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(header: &[&str], rows: &[&[&str]], numeric: &[bool], width: usize) -> String {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows: Vec<Vec<String>> = rows.iter().map(|row| owned(row)).collect();
        let mut out = Vec::new();
        show_grid(owned(header), &rows, numeric, width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn chinese_is_two_columns_wide_and_numbers_stand_right() {
        let shown = grid(&["名称", "合计"], &[&["水务", "1.50"], &["a", "120.00"]], &[false, true], 80);
        assert_eq!(shown, "名称 │   合计\n─────┼───────\n水务 │   1.50\na    │ 120.00\n");
    }

    #[test]
    fn long_cells_wrap_and_numbers_never_do() {
        let shown = grid(&["名称", "合计"], &[&["一二三四五六七", "1234567890.12"]], &[false, true], 20);
        assert_eq!(
            shown,
            "名称     │          合计\n─────────┼──────────────\n一二三四 │ 1234567890.12\n五六七   │\n"
        );
    }

    #[test]
    fn a_row_shorter_or_longer_than_its_header_is_shown() {
        assert_eq!(
            grid(&["a", "b"], &[&["1"], &["1", "2", "3"]], &[false, false], 80),
            "a │ b\n──┼──\n1 │\n1 │ 2\n"
        );
    }
}
