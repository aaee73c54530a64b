//! Tables whose rows are told apart by shading: every second row, or every cell, has a background.
//!
//! The backgrounds of the cells are as good as rules: their sides become segments, and the rows left white
//! between them are cut by the columns of the shaded ones. The first and the last row may be white, too; they are
//! there if text is.
//!
//! ```text
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒▒
//! white  white          →  four rows, two columns
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒▒
//! white  white
//! ```

use super::grid::{Lattice, lattice};
use super::lines::{Mark, Piece};
use super::rules::{Segment, tenths};
use crate::geometry::Rect;
use crate::page::Sheet;

/// Paint lighter than this is the paper's white.
const WHITE: f32 = 0.985;
/// Edges closer than this are one.
const SNAP: i32 = 20;
/// The least width and height of a cell.
const LEAST: i32 = 50;
/// White rows are at most this many times as high as the highest shaded one, in percent.
const HIGHEST_WHITE: i32 = 250;
/// More shaded cells than this on one page are a drawing.
const MOST_AREAS: usize = 20_000;

/// The backgrounds of cells on a page, sorted from top to bottom.
pub(crate) fn backgrounds(sheet: &Sheet) -> Vec<Rect> {
    let (width, height) = (tenths(sheet.width), tenths(sheet.height));
    let mut areas: Vec<Rect> = sheet
        .areas
        .iter()
        .take(MOST_AREAS)
        .filter(|area| area.luminance < WHITE)
        .map(|a| Rect::new(tenths(a.x0), tenths(a.y0), tenths(a.x1), tenths(a.y1)))
        .filter(|r| {
            r.width() >= LEAST && r.height() >= LEAST && r.height() < height / 2 && r.x1 <= width + SNAP
        })
        .collect();
    areas.sort_unstable_by_key(|r| (r.y0, r.x0, r.y1, r.x1));
    areas.dedup();
    areas
}

/// The tables that shading alone makes out, where no ruled table is.
pub(crate) fn lattices(areas: &[Rect], ruled: &[Lattice], marks: &[Mark], pieces: &[Piece]) -> Vec<Lattice> {
    let free = areas.iter().filter(|a| !ruled.iter().any(|l| l.rect.contains(a.center()))).copied();
    let mut tables: Vec<Vec<Rect>> = Vec::new();
    let (mut bottom, mut highest) = (i32::MIN, 0);
    for area in free {
        // Rows spanned by a merged cell make one background high; the usual height is that of the lowest beside it.
        let reach = highest * HIGHEST_WHITE / 100;
        match tables.last_mut() {
            Some(table) if area.y0 - bottom <= reach => table.push(area),
            _ => {
                tables.push(vec![area]);
                highest = 0;
            }
        }
        bottom = bottom.max(area.y1);
        highest = highest.max(area.height().min(400));
    }
    tables.iter().filter_map(|table| shaded(table, marks, pieces)).collect()
}

/// The table of these backgrounds, if they are at least two rows and two columns of one.
fn shaded(areas: &[Rect], marks: &[Mark], pieces: &[Piece]) -> Option<Lattice> {
    let outline = areas.iter().copied().reduce(Rect::union)?;
    let xs = edges(areas.iter().flat_map(|a| [a.x0, a.x1]).collect());
    let mut ys = edges(areas.iter().flat_map(|a| [a.y0, a.y1]).collect());
    if xs.len() < 3 || ys.len() < 3 {
        return None;
    }
    ys.splice(0..0, white_row(outline, &xs, marks, pieces, false));
    ys.extend(white_row(outline, &xs, marks, pieces, true));
    let snap = |edges: &[i32], value: i32| -> i32 {
        let after = edges.partition_point(|e| *e < value);
        let near = edges[after.saturating_sub(1)..(after + 1).min(edges.len())].iter();
        near.min_by_key(|e| (**e - value).abs()).copied().unwrap_or(value)
    };
    let (mut horizontal, mut vertical) = (Vec::new(), Vec::new());
    let mut covered = vec![false; (xs.len() - 1) * (ys.len() - 1)];
    for area in areas {
        let (x0, x1) = (snap(&xs, area.x0), snap(&xs, area.x1));
        let (y0, y1) = (snap(&ys, area.y0), snap(&ys, area.y1));
        horizontal.extend([y0, y1].map(|at| Segment { at, from: x0, to: x1 }));
        vertical.extend([x0, x1].map(|at| Segment { at, from: y0, to: y1 }));
        for row in ys.partition_point(|y| *y < y0)..ys.partition_point(|y| *y < y1) {
            let columns = xs.partition_point(|x| *x < x0)..xs.partition_point(|x| *x < x1);
            covered[row * (xs.len() - 1)..][columns].fill(true);
        }
    }
    for (row, pair) in ys.windows(2).enumerate() {
        for column in 1..xs.len() - 1 {
            let places = &covered[row * (xs.len() - 1) + column - 1..][..2];
            if places != [true, true] {
                vertical.push(Segment { at: xs[column], from: pair[0], to: pair[1] });
            }
        }
    }
    let frame = (*xs.first()?, *xs.last()?);
    horizontal.extend([*ys.first()?, *ys.last()?].map(|at| Segment { at, from: frame.0, to: frame.1 }));
    vertical.extend([frame.0, frame.1].map(|at| Segment { at, from: ys[0], to: outline.y1 }));
    horizontal.sort_unstable_by_key(|s| (s.at, s.from));
    vertical.sort_unstable_by_key(|s| (s.at, s.from));
    lattice(&horizontal, &vertical).filter(|l| l.boxes.len() > 3)
}

/// The far edge of a white row above the first background (`below` false) or below the last, if text stands there
/// as in a row of the table: close by, in at least two columns and over the edge of none.
fn white_row(outline: Rect, xs: &[i32], marks: &[Mark], pieces: &[Piece], below: bool) -> Option<i32> {
    let close = |p: &&Piece| {
        let space = if below { p.rect.y0 - outline.y1 } else { outline.y0 - p.rect.y1 };
        let (x, _) = p.rect.center();
        outline.x0 <= x && x <= outline.x1 && -p.size / 2 < space && space < p.size * 7 / 10
    };
    let (mut edge, mut columns, mut captions) = (None::<i32>, Vec::new(), 0);
    let mut count = 0;
    for piece in pieces.iter().filter(close) {
        let column = xs.partition_point(|x| *x <= piece.rect.x0);
        if xs.partition_point(|x| *x < piece.rect.x1) > column {
            return None;
        }
        columns.push(column);
        count += 1;
        captions += usize::from(marks[piece.marks.clone()].iter().any(|m| matches!(m.character, '：' | ':')));
        let far = if below { piece.rect.y1 + piece.size / 3 } else { piece.rect.y0 - piece.size / 3 };
        edge = Some(edge.map_or(far, |e| if below { e.max(far) } else { e.min(far) }));
    }
    columns.sort_unstable();
    columns.dedup();
    // `部门：…    单位：…` is the line above a table, not its first row.
    edge.filter(|_| columns.len() > 1 && captions < count)
}

/// Sorted values with those that nearly agree taken as one.
fn edges(mut values: Vec<i32>) -> Vec<i32> {
    values.sort_unstable();
    values.dedup_by(|next, kept| *next - *kept <= SNAP);
    values
}
