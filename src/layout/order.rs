//! Reading order: from top to bottom, from left to right, whatever order the stream painted in.
//!
//! Whether a line is set apart (larger, bold, centred, after a gap) is decided here, where it can be compared
//! with the rest of the document.

use std::collections::BTreeMap;

use super::lines::Line;
use super::{Page, Table};
use crate::geometry::Rect;
use crate::page::{Block, Cell, Grid, TextLine};

/// The blocks of all pages in reading order.
pub(crate) fn blocks(pages: Vec<Page>) -> Vec<Block> {
    let body = body_size(&pages);
    pages.into_iter().flat_map(|page| page_blocks(page, body)).collect()
}

/// The size most of the text outside of tables is set in.
fn body_size(pages: &[Page]) -> i32 {
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for line in pages.iter().flat_map(|p| &p.lines) {
        // Half a point is the finest difference that is meant.
        *sizes.entry((line.size + 2) / 5 * 5).or_default() += line.text.len();
    }
    sizes.into_iter().max_by_key(|(size, count)| (*count, -size)).map_or(105, |(size, _)| size)
}

enum Item {
    Line(Line),
    Table(Table),
}

impl Item {
    fn rect(&self) -> Rect {
        match self {
            Self::Line(line) => line.rect,
            Self::Table(table) => table.rect,
        }
    }
}

fn page_blocks(page: Page, body: i32) -> Vec<Block> {
    let Page { number, origin, lines, tables, width, .. } = page;
    let left = lines.iter().map(|l| l.rect.x0).chain(tables.iter().map(|t| t.rect.x0)).min().unwrap_or(0);
    let right =
        lines.iter().map(|l| l.rect.x1).chain(tables.iter().map(|t| t.rect.x1)).max().unwrap_or(width);
    let mut items: Vec<Item> =
        lines.into_iter().map(Item::Line).chain(tables.into_iter().map(Item::Table)).collect();
    items.sort_by_key(|item| (item.rect().y0, item.rect().x0));
    let spacing = usual_spacing(&items);
    let place = |rect: Rect| origin.place(rect);

    let mut blocks = Vec::with_capacity(items.len());
    let mut above: Option<i32> = None;
    for item in items {
        let rect = item.rect();
        let space = above.map(|bottom| rect.y0 - bottom);
        above = Some(above.unwrap_or(rect.y1).max(rect.y1));
        blocks.push(match item {
            Item::Line(line) => {
                let indent = line.rect.x0 - left;
                let centred = [left + right, width]
                    .into_iter()
                    .any(|middle| (line.rect.x0 + line.rect.x1 - middle).abs() <= line.size)
                    && indent > line.size * 5 / 2;
                Block::Line(TextLine {
                    place: place(line.rect),
                    page: number,
                    heading: 0,
                    emphasized: line.bold || centred || line.size * 100 >= body * 115,
                    gap: space.is_some_and(|space| space > line.size.max(spacing * 8 / 5)),
                    text: line.text,
                })
            }
            Item::Table(table) => Block::Grid(Grid {
                rows: table.rows,
                columns: table.columns,
                spans: table.spans,
                cut: table.cut,
                page: number,
                place: place(table.rect),
                cells: table
                    .cells
                    .into_iter()
                    .map(|cell| Cell {
                        row: cell.row,
                        column: cell.column,
                        row_span: cell.row_span,
                        column_span: cell.column_span,
                        text: cell.content.text,
                        indent: cell.indent,
                        full: cell.content.full,
                        place: cell.content.rect.map(&place),
                    })
                    .collect(),
            }),
        });
    }
    blocks
}

/// The median blank space between neighbouring lines of a page.
fn usual_spacing(items: &[Item]) -> i32 {
    let mut spaces: Vec<i32> = items
        .windows(2)
        .filter(|pair| matches!(pair, [Item::Line(_), Item::Line(_)]))
        .map(|pair| pair[1].rect().y0 - pair[0].rect().y1)
        .filter(|space| *space > 0)
        .collect();
    spaces.sort_unstable();
    spaces.get(spaces.len() / 2).copied().unwrap_or(0)
}
