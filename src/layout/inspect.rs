//! What layout found, for people: the JSON of `yusuan grid` and a drawing of it.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Page, pages};
use crate::geometry::Rect;
use crate::page::Sheet;

/// The pages of a document as layout sees them; serializes to the JSON of `yusuan grid`.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// In order.
    pub pages: Vec<InspectedPage>,
}

/// One page. All coordinates are points from the top left of the visible page.
#[derive(Debug, Clone, Serialize)]
pub struct InspectedPage {
    /// The page, from 1.
    pub page: u32,
    /// Width of the visible page.
    pub width: f64,
    /// Height of the visible page.
    pub height: f64,
    /// In reading order.
    pub tables: Vec<InspectedTable>,
    /// The joined rules `[x0, y0, x1, y1]`, for the drawing.
    #[serde(skip)]
    pub rules: Vec<[f64; 4]>,
    /// The lines outside of tables, for the drawing.
    #[serde(skip)]
    pub lines: Vec<([f64; 4], String)>,
}

impl InspectedPage {
    /// Takes what another part of the page holds.
    fn take(&mut self, part: Self) {
        self.tables.extend(part.tables);
        self.rules.extend(part.rules);
        self.lines.extend(part.lines);
    }
}

/// One table.
#[derive(Debug, Clone, Serialize)]
pub struct InspectedTable {
    /// Its outline.
    pub bbox: [f64; 4],
    /// Whether it is a grid of rules, or was made out from alignment.
    pub ruled: bool,
    /// By row, then column.
    pub cells: Vec<InspectedCell>,
}

/// One cell.
#[derive(Debug, Clone, Serialize)]
pub struct InspectedCell {
    /// The topmost row it covers, from 0.
    pub row: usize,
    /// The leftmost column it covers, from 0.
    pub col: usize,
    /// How many rows it covers.
    pub row_span: usize,
    /// How many columns it covers.
    pub col_span: usize,
    /// Its text, wrapped lines joined.
    pub text: String,
    /// The cell's own box, not its text's.
    pub bbox: [f64; 4],
}

fn points(tenths: i32) -> f64 {
    f64::from(tenths) / 10.0
}

fn corners(rect: Rect) -> [f64; 4] {
    [points(rect.x0), points(rect.y0), points(rect.x1), points(rect.y1)]
}

/// Looks at the pages without drawing conclusions over page breaks: running headers are still there.
pub fn inspect(sheets: Vec<Sheet>) -> Inspection {
    let mut inspection = Inspection { pages: Vec::new() };
    for page in pages(sheets).0.into_iter().map(inspected) {
        match inspection.pages.last_mut().filter(|before| before.page == page.page) {
            Some(before) => before.take(page),
            None => inspection.pages.push(page),
        }
    }
    inspection
}

fn inspected(mut page: Page) -> InspectedPage {
    page.complete();
    let turn = page.origin.turn;
    let visible = turn.back(Rect::new(0, 0, page.width, page.height));
    let horizontal = page.segments.horizontal.iter().map(|s| Rect::new(s.from, s.at, s.to, s.at));
    let vertical = page.segments.vertical.iter().map(|s| Rect::new(s.at, s.from, s.at, s.to));
    InspectedPage {
        page: page.number,
        width: points(visible.x1),
        height: points(visible.y1),
        rules: horizontal.chain(vertical).map(|rect| corners(turn.back(rect))).collect(),
        lines: page.lines.into_iter().map(|line| (corners(turn.back(line.rect)), line.text)).collect(),
        tables: page
            .tables
            .into_iter()
            .map(|table| InspectedTable {
                bbox: corners(turn.back(table.rect)),
                ruled: table.ruled,
                cells: table
                    .cells
                    .into_iter()
                    .map(|cell| InspectedCell {
                        row: cell.row,
                        col: cell.column,
                        row_span: cell.row_span,
                        col_span: cell.column_span,
                        text: cell.content.text,
                        bbox: corners(turn.back(cell.rect)),
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// A drawing of the pages, one below the other: rules red, cells of ruled tables blue and of others green, text in place.
pub fn svg(inspection: &Inspection) -> String {
    const BETWEEN: f64 = 20.0;
    let width = inspection.pages.iter().map(|p| p.width).fold(0.0, f64::max);
    let height: f64 = inspection.pages.iter().map(|p| p.height + BETWEEN).sum();
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.1}\" height=\"{height:.1}\" font-family=\"sans-serif\">\n"
    );
    let mut top = 0.0;
    for page in &inspection.pages {
        // Writing to a String cannot fail.
        let _ = draw(&mut out, page, top);
        top += page.height + BETWEEN;
    }
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, page: &InspectedPage, top: f64) -> std::fmt::Result {
    writeln!(out, "<g transform=\"translate(0 {top:.1})\"><title>page {}</title>", page.page)?;
    rectangle(out, [0.0, 0.0, page.width, page.height], "fill=\"#fff\" stroke=\"#999\"")?;
    for table in &page.tables {
        let style = if table.ruled { "fill=\"#2a6fdb\"" } else { "fill=\"#2aa05a\"" };
        for cell in &table.cells {
            rectangle(
                out,
                cell.bbox,
                &format!("{style} fill-opacity=\"0.12\" stroke=\"#fff\" stroke-width=\"1.5\""),
            )?;
            text(out, cell.bbox, &cell.text)?;
        }
    }
    for [x0, y0, x1, y1] in &page.rules {
        writeln!(out, "<path d=\"M{x0:.1} {y0:.1}L{x1:.1} {y1:.1}\" stroke=\"#d33\" stroke-width=\"0.6\"/>")?;
    }
    for (bbox, line) in &page.lines {
        rectangle(out, *bbox, "fill=\"none\" stroke=\"#bbb\" stroke-width=\"0.3\"")?;
        text(out, *bbox, line)?;
    }
    writeln!(out, "</g>")
}

fn rectangle(out: &mut String, [x0, y0, x1, y1]: [f64; 4], style: &str) -> std::fmt::Result {
    let (width, height) = (x1 - x0, y1 - y0);
    writeln!(out, "<rect x=\"{x0:.1}\" y=\"{y0:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" {style}/>")
}

/// Text in the left of a box, as large as fits on its lines.
fn text(out: &mut String, [x0, y0, x1, y1]: [f64; 4], text: &str) -> std::fmt::Result {
    if text.is_empty() {
        return Ok(());
    }
    let characters = text.chars().count().max(1) as f64;
    let size = ((x1 - x0) * (y1 - y0) / characters).sqrt().min((y1 - y0) * 0.8).clamp(1.5, 9.0);
    let per_line = ((x1 - x0) / size).max(1.0) as usize;
    let letters: Vec<char> = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    for (index, line) in letters.chunks(per_line).enumerate() {
        let escaped = line.iter().collect::<String>().replace('&', "&amp;").replace('<', "&lt;");
        let y = y0 + size * (index as f64 + 0.9);
        writeln!(out, "<text x=\"{x0:.1}\" y=\"{y:.1}\" font-size=\"{size:.1}\">{escaped}</text>")?;
    }
    Ok(())
}
