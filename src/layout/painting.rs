//! Rows of a table without rules, by the order in which it is painted.
//!
//! Producers paint a table row by row and a row cell by cell, and all lines of a cell one after the other. So where
//! the pen goes to the next line below, a cell is wrapped; where it goes back to the left or down, a row begins. No
//! white says as much: a name wrapped over five lines stands closer to the name below it than to its own figures.
//!
//! ```text
//! 1 机关事业单位        1,250.00
//! 2 基本养老保险    3            →  one row: 机关事业单位基本养老保险缴费 | 1,250.00
//!   缴费
//! ```
//!
//! A merged cell is painted with the first of its rows and stands in the middle of all of them.

use std::collections::BTreeMap;

use super::regions::Chunk;
use super::rows::{Block, wraps_figure};

/// Of this many rows one may contradict the order before the order is taken to mean nothing.
const ROWS_PER_SLIP: usize = 20;

/// The cells of each row from left to right as they were painted, or `None` where the page is not painted row by row.
pub(crate) fn rows(chunks: &[Chunk]) -> Option<Vec<Vec<Block>>> {
    let mut rows: Vec<Vec<Block>> = Vec::new();
    let mut slips = 0;
    for cell in cells(chunks) {
        match rows.last_mut().filter(|row| is_in_row(row, &cell)) {
            Some(row) => row.push(cell),
            None => {
                slips += close(&mut rows);
                rows.push(vec![cell]);
            }
        }
    }
    slips += close(&mut rows);
    (slips * ROWS_PER_SLIP <= rows.len()).then_some(rows)
}

/// The cells in the order of painting.
fn cells(chunks: &[Chunk]) -> Vec<Block> {
    let mut painted: Vec<&Chunk> = chunks.iter().collect();
    painted.sort_by_key(|chunk| chunk.painted());
    let between_rows = least_white_between_rows(chunks);
    let room = room(chunks);
    let mut cells: Vec<Block> = Vec::new();
    for chunk in painted {
        match cells.last_mut().filter(|cell| goes_on(cell, chunk, between_rows, &room)) {
            Some(cell) => {
                cell.rect = cell.rect.union(chunk.rect);
                cell.chunks.push(chunk.clone());
            }
            None => cells.push(Block::of(chunk.clone())),
        }
    }
    cells
}

/// Whether a text that is painted next is the next line of a cell.
fn goes_on(cell: &Block, chunk: &Chunk, between_rows: Option<i32>, room: &BTreeMap<i32, i32>) -> bool {
    let Some(line) = cell.chunks.last() else { return false };
    let em = line.size.max(chunk.size);
    let space = chunk.rect.y0 - line.rect.y1;
    let below = line.line < chunk.line && (-em / 3..em * 3 / 4).contains(&space);
    if !below || (line.size - chunk.size).abs() * 10 >= em || !is_aligned(cell, chunk) {
        return false;
    }
    if chunk.is_figure() && !wraps_figure(cell, chunk) {
        return false;
    }
    let room = room.get(&(line.rect.x0 / (em / 2).max(1))).copied().unwrap_or(0);
    let full = room.max(chunk.rect.width()) - line.rect.width() < chunk.first_word() + em / 4;
    full || between_rows.is_some_and(|white| space < white - em / 12)
}

/// Whether a text begins, ends or has its middle where a cell does; the first line of a paragraph may be indented.
fn is_aligned(cell: &Block, chunk: &Chunk) -> bool {
    let (a, b, em) = (cell.rect, chunk.rect, chunk.size);
    (a.x0 - b.x0).abs() <= em * 5 / 2
        || (a.x1 - b.x1).abs() <= em / 2
        || (a.x0 + a.x1 - b.x0 - b.x1).abs() <= em
}

/// How wide the widest text is that begins at about the same place (in halves of an em).
fn room(chunks: &[Chunk]) -> BTreeMap<i32, i32> {
    let mut room: BTreeMap<i32, i32> = BTreeMap::new();
    for chunk in chunks {
        let place = chunk.rect.x0 / (chunk.size / 2).max(1);
        let widest = room.entry(place).or_default();
        *widest = (*widest).max(chunk.rect.width());
    }
    room
}

/// The least white between two texts one below the other that were not painted one after the other, and so stand in
/// two cells.
fn least_white_between_rows(chunks: &[Chunk]) -> Option<i32> {
    let mut order: Vec<usize> = (0..chunks.len()).collect();
    order.sort_by_key(|i| chunks[*i].painted());
    let mut turn = vec![0; chunks.len()];
    for (at, index) in order.iter().enumerate() {
        turn[*index] = at;
    }
    let mut least: Option<i32> = None;
    for (index, above) in chunks.iter().enumerate() {
        let below = chunks.iter().enumerate().skip(index + 1);
        let near = below.take_while(|(_, c)| c.line <= above.line + 2);
        for (other, _) in near.filter(|(_, c)| {
            let shared = above.rect.x1.min(c.rect.x1) - above.rect.x0.max(c.rect.x0);
            c.line > above.line && shared * 2 > above.rect.width().min(c.rect.width())
        }) {
            let white = chunks[other].rect.y0 - above.rect.y1;
            if turn[other] != turn[index] + 1 && white > 0 {
                least = Some(least.map_or(white, |l| l.min(white)));
            }
        }
    }
    least
}

/// Whether a cell that is painted next belongs to a row: it stands further right and no lower. A merged cell stands
/// lower than the others of its first row, so the highest counts.
fn is_in_row(row: &[Block], cell: &Block) -> bool {
    let Some(before) = row.last() else { return false };
    let em = before.size.max(cell.size);
    let right = cell.rect.x0 > before.rect.x0 + em / 2;
    right && (is_level(highest(row), cell) || cell.middle() < highest(row).middle())
}

/// The cell of a row whose middle is highest: no row is empty.
pub(crate) fn highest(row: &[Block]) -> &Block {
    row.iter().min_by_key(|cell| cell.middle()).unwrap_or(&row[0])
}

/// Whether two cells stand in one row: by their middles, or by their tops or bottoms where those are aligned.
pub(crate) fn is_level(a: &Block, b: &Block) -> bool {
    let near = a.size.max(b.size) / 4;
    is_concentric(a, b) || (a.rect.y0 - b.rect.y0).abs() <= near || (a.rect.y1 - b.rect.y1).abs() <= near
}

/// Whether two cells share their middle.
pub(crate) fn is_concentric(a: &Block, b: &Block) -> bool {
    (a.middle() - b.middle()).abs() <= a.size.max(b.size)
}

/// Looks at the last row when it is complete, and counts what cannot be. A row that is not below the row before it
/// was begun by a cell of that row.
fn close(rows: &mut Vec<Vec<Block>>) -> usize {
    let [.., before, last] = &rows[..] else { return 0 };
    let pitch = last[0].size.max(before[0].size) * 9 / 10;
    if highest(last).middle() - highest(before).middle() > pitch * 2 {
        return 0;
    }
    let merged = before.iter().all(|cell| !cell.is_figure());
    let rest = rows.pop().unwrap_or_default();
    match rows.len() {
        // The row before held merged cells of the row before that.
        2.. if rows[rows.len() - 1]
            .iter()
            .all(|c| c.middle() - highest(&rows[rows.len() - 2]).middle() > 0)
            && merged =>
        {
            let cells = rows.pop().unwrap_or_default();
            if let Some(row) = rows.last_mut() {
                row.extend(cells);
            }
            rows.push(rest);
            0
        }
        _ => {
            if let Some(row) = rows.last_mut() {
                row.extend(rest);
            }
            1
        }
    }
}
