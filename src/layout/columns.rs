//! Tables without a grid of rules: columns from alignment, rows from baselines (`rows`), header spans from
//! extent (`heads`).
//!
//! A column is a strip of the table with white on both sides of it in every row. The white must hold for
//! figures and names; long texts that run over several columns of figures do not count.
//!
//! ```text
//! 科目编码   科目名称        合计    基本支出
//! 208       社会保障和就业   415.57   415.57     →  four columns
//! 20805       养老支出      415.57   415.57
//! ```

use super::heads;
use super::lines::{Line, Mark, Piece, lines};
use super::regions::{Chunk, Region, chunks, regions};
use super::rows::{Block, Rows, blocks, rows};
use super::rules::Segments;
use super::{Table, TableCell, cells, indent};
use crate::geometry::Rect;
use crate::page::{Cut, Spans};

/// A page holds no table with more texts than this.
const MOST_CHUNKS: usize = 10_000;
/// A table without rules has no more columns than this; its text could not be read.
const MOST_COLUMNS: usize = 200;

/// A column of a table: where it begins and ends, between its texts and those of its neighbours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub left: i32,
    pub right: i32,
}

/// The tables without a grid of rules, and the lines that belong to none.
///
/// `edges` are sides of backgrounds and ends of painted rules as `(y, x)`; `others` the tables already known.
pub(crate) fn tables(
    marks: &[Mark],
    pieces: Vec<Piece>,
    segments: &Segments,
    edges: &[(i32, i32)],
    others: &[Rect],
) -> (Vec<Table>, Vec<Line>) {
    let lines = lines(marks, pieces);
    let chunks = chunks(marks, &lines);
    let mut tables = Vec::new();
    let mut taken = vec![false; lines.len()];
    for region in regions(&lines, &chunks, segments, others) {
        let inside: Vec<Chunk> = chunks[region.lines.clone()].iter().flatten().cloned().collect();
        if let Some((table, used)) = table(marks, inside, &region, edges) {
            for line in used {
                taken[line] = true;
            }
            tables.push(table);
        }
    }
    let mut taken = taken.into_iter();
    let rest = lines.into_iter().filter(|_| !taken.next().unwrap_or(false)).collect();
    (tables, rest)
}

/// The table of the chunks of a region and the lines of the page it takes, if they make at least two columns.
fn table(
    marks: &[Mark],
    chunks: Vec<Chunk>,
    region: &Region,
    edges: &[(i32, i32)],
) -> Option<(Table, Vec<usize>)> {
    if chunks.len() > MOST_CHUNKS {
        return None;
    }
    let columns = columns(&chunks, region, edges);
    if !(2..=MOST_COLUMNS).contains(&columns.len()) {
        return None;
    }
    let used: Vec<usize> = chunks.iter().map(|c| c.line).collect();
    let Rows { head, body, count } = rows(blocks(chunks, &columns), &columns, &region.rules);
    let mut starts: Vec<Option<i32>> = vec![None; columns.len()];
    for placed in body.iter().filter(|p| !p.block.is_figure()) {
        let start = &mut starts[placed.column];
        *start = Some(start.map_or(placed.block.rect.x0, |s| s.min(placed.block.rect.x0)));
    }
    let (heads, depth, sure) = heads::resolve(head, &columns, &starts);
    let place = |block: Block, row: usize, row_span: usize, column: usize, column_span: usize| {
        let pieces: Vec<Piece> = block.chunks.into_iter().flat_map(|c| c.pieces).collect();
        let (left, right) = (columns[column].left, columns[column + column_span - 1].right);
        let rect = Rect::new(left, block.rect.y0, right, block.rect.y1);
        TableCell {
            row,
            column,
            row_span,
            column_span,
            rect,
            content: cells::cell_text(marks, pieces, rect),
            indent: 0,
        }
    };
    let mut cells: Vec<TableCell> = heads
        .into_iter()
        .map(|h| place(h.block, h.row, h.row_span, h.column, h.column_span))
        .chain(body.into_iter().map(|b| place(b.block, b.row + depth, b.row_span, b.column, b.column_span)))
        .collect();
    cells.sort_by_key(|c| (c.row, c.column));
    let rows = depth + count;
    blank_places(&mut cells, rows, &columns);
    indent(&mut cells, columns.len());
    let rect = cells.iter().map(|c| c.rect).reduce(Rect::union)?;
    let spans = if sure { Spans::Printed } else { Spans::Lost };
    Some((
        Table { rect, ruled: false, spans, cut: Cut::default(), rows, columns: columns.len(), cells },
        used,
    ))
}

/// Adds the blank cells, which print nothing and are still there.
fn blank_places(cells: &mut Vec<TableCell>, rows: usize, columns: &[Column]) {
    let mut covered = vec![false; rows * columns.len()];
    let mut extents = vec![None::<(i32, i32)>; rows];
    for cell in cells.iter() {
        for row in cell.row..(cell.row + cell.row_span).min(rows) {
            covered[row * columns.len() + cell.column..][..cell.column_span].fill(true);
        }
        if cell.row_span == 1 {
            let (top, bottom) = extents[cell.row].unwrap_or((cell.rect.y0, cell.rect.y1));
            extents[cell.row] = Some((top.min(cell.rect.y0), bottom.max(cell.rect.y1)));
        }
    }
    for (place, _) in covered.iter().enumerate().filter(|(_, covered)| !**covered) {
        let (row, column) = (place / columns.len(), place % columns.len());
        let (top, bottom) = extents[row].unwrap_or_default();
        let rect = Rect::new(columns[column].left, top, columns[column].right, bottom);
        let content = cells::CellText::default();
        cells.push(TableCell { row, column, row_span: 1, column_span: 1, rect, content, indent: 0 });
    }
    cells.sort_by_key(|c| (c.row, c.column));
}

/// The columns of a table: by the ends of its painted rules where they tell, else by the white between its texts.
fn columns(chunks: &[Chunk], region: &Region, edges: &[(i32, i32)]) -> Vec<Column> {
    let (Some(first), Some(last)) = (chunks.first(), chunks.last()) else { return Vec::new() };
    let first_data = chunks.iter().find(|c| c.is_figure()).map_or(first.line, |c| c.line);
    let body: Vec<&Chunk> = chunks.iter().filter(|c| c.line >= first_data).collect();
    let white = strips(&body);
    if white.len() > MOST_COLUMNS {
        return Vec::new();
    }
    let (top, bottom) = (
        region.rules.first().copied().unwrap_or(first.rect.y0),
        region.rules.last().copied().unwrap_or(last.rect.y1),
    );
    let from = edges.partition_point(|(y, _)| *y < top - 20);
    let mut painted: Vec<i32> =
        edges[from..].iter().take_while(|(y, _)| *y <= bottom + 20).map(|(_, x)| *x).collect();
    painted.sort_unstable();
    painted.dedup_by(|next, kept| *next - *kept < 25);
    let crossed =
        |x: i32| body.iter().filter(|c| c.rect.x0 + c.size / 2 < x && x < c.rect.x1 - c.size / 2).count();
    // Long texts may run over a column's edge, and two texts of a line may stand in one column, but rarely.
    let column_of = |c: &Chunk| painted.partition_point(|x| *x <= c.rect.center().0);
    let places: Vec<(usize, usize)> = body.iter().map(|c| (c.line, column_of(c))).collect();
    let shared = places.windows(2).filter(|pair| pair[0] == pair[1]).count();
    let apart =
        shared * 12 <= body.len() && places.iter().all(|(_, column)| (1..painted.len()).contains(column));
    if (3..=MOST_COLUMNS + 1).contains(&painted.len())
        && apart
        && painted.iter().all(|x| crossed(*x) * 4 <= body.len())
    {
        return painted.windows(2).map(|pair| Column { left: pair[0], right: pair[1] }).collect();
    }
    let head: Vec<&Chunk> = chunks.iter().filter(|c| c.line < first_data).collect();
    let em = chunks.iter().map(|c| c.size).max().unwrap_or(1);
    bounded(&with_headed(white, &body, &head), em)
}

/// The strips of text between which there is white in every line.
fn strips(body: &[&Chunk]) -> Vec<(i32, i32)> {
    let em = body.iter().map(|c| c.size).max().unwrap_or(1);
    // Two figures may touch where they are too wide for their columns; other texts of one column may leave a little
    // white between them.
    let merge = |mut extents: Vec<(i32, i32, bool)>| {
        extents.sort_unstable();
        let mut strips: Vec<(i32, i32, bool)> = Vec::new();
        for (x0, x1, figure) in extents {
            match strips.last_mut() {
                Some(strip) if x0 - strip.1 < if strip.2 && figure { -em / 6 } else { em * 4 / 10 } => {
                    if x1 > strip.1 {
                        (strip.1, strip.2) = (x1, figure);
                    }
                }
                _ => strips.push((x0, x1, figure)),
            }
        }
        strips.into_iter().map(|s| (s.0, s.1)).collect::<Vec<_>>()
    };
    let extent = |c: &&Chunk| (c.rect.x0, c.rect.x1, c.is_figure());
    let figures = merge(body.iter().filter(|c| c.is_figure()).map(extent).collect());
    let outline = body.iter().map(|c| c.rect).reduce(Rect::union).unwrap_or_default();
    let runs_over = |c: &&&Chunk| {
        let from = figures.partition_point(|f| f.1 <= c.rect.x0 + em / 2);
        let to = figures.partition_point(|f| f.0 < c.rect.x1 - em / 2);
        let text = !c.is_figure();
        text && (to > from + 1 || (figures.len() < 2 && c.rect.width() * 10 > outline.width() * 4))
    };
    let counted: Vec<(i32, i32, bool)> = body.iter().filter(|c| !runs_over(c)).map(extent).collect();
    let lines = body.last().map_or(0, |last| last.line - body[0].line + 1);
    let strips = merge(counted.clone());
    if strips.len() > MOST_COLUMNS {
        return strips;
    }
    strips.into_iter().flat_map(|strip| parted(strip, &counted, lines / 12, em)).collect()
}

/// A strip taken apart where no more than a few texts run over what is white in all other lines, if there are
/// several texts on both sides.
fn parted(strip: (i32, i32), texts: &[(i32, i32, bool)], few: usize, em: i32) -> Vec<(i32, i32)> {
    let members: Vec<&(i32, i32, bool)> = texts.iter().filter(|t| strip.0 <= t.0 && t.1 <= strip.1).collect();
    let mut ends: Vec<(i32, bool)> = members.iter().flat_map(|t| [(t.0, true), (t.1, false)]).collect();
    ends.sort_unstable();
    let (mut over, mut white_from, mut cuts) = (0, None, Vec::new());
    for (x, begins) in ends {
        if begins {
            over += 1;
            if let Some(from) = white_from.take_if(|_| over > few).filter(|from| x - from >= em * 4 / 10) {
                cuts.push((from, x));
            }
        } else {
            over -= 1;
            if over == few {
                white_from = Some(x);
            }
        }
    }
    let mut parts: Vec<(i32, i32, usize)> = Vec::new();
    let bounds = cuts.iter().map(|c| c.0).chain([strip.1]);
    let mut from = strip.0;
    for (index, to) in bounds.enumerate() {
        let inside = members.iter().filter(|t| from <= t.0 && t.1 <= to);
        let part = inside.fold((to, from, 0), |(x0, x1, n), t| (x0.min(t.0), x1.max(t.1), n + 1));
        // A part of one or two texts is no column of its own.
        match parts.last_mut() {
            Some(last) if part.2 < 3 || last.2 < 3 => {
                *last = (last.0.min(part.0), last.1.max(part.1), last.2 + part.2)
            }
            _ => parts.push(part),
        }
        from = cuts.get(index).map_or(to, |c| c.1);
    }
    if parts.len() < 2 || few == 0 {
        return vec![strip];
    }
    parts.into_iter().map(|p| (p.0, p.1)).collect()
}

/// A strip of text, and how its header stands to it.
#[derive(Debug, Clone)]
struct Strip {
    x0: i32,
    x1: i32,
    /// The top of its lowest header text, `None` where no header text overlaps it.
    head: Option<i32>,
    /// Whether it has text below the header.
    body: bool,
    /// Whether that text are figures.
    figures: bool,
    /// The lines its texts stand on.
    lines: Vec<usize>,
}

/// The strips with what the header adds: columns that hold nothing but their header, a lowest header text over
/// no strip. A header stands over the middle of its column, so it may miss short names at the left of their
/// column and short figures at the right of theirs.
fn with_headed(white: Vec<(i32, i32)>, body: &[&Chunk], head: &[&Chunk]) -> Vec<Strip> {
    let figures = |x0: i32, x1: i32| {
        let inside = body.iter().filter(|c| x0 <= c.rect.x0 && c.rect.x1 <= x1);
        inside.fold(0, |sum, c| if c.is_figure() { sum + 1 } else { sum - 1 }) > 0
    };
    let strip = |(x0, x1): (i32, i32)| {
        let inside = body.iter().filter(|c| x0 <= c.rect.x0 && c.rect.x1 <= x1);
        Strip {
            x0,
            x1,
            head: None,
            body: true,
            figures: figures(x0, x1),
            lines: inside.map(|c| c.line).collect(),
        }
    };
    let mut strips: Vec<Strip> = white.into_iter().map(strip).collect();
    let mut lowest_first: Vec<&&Chunk> = head.iter().collect();
    lowest_first.sort_by_key(|c| std::cmp::Reverse((c.rect.y0, c.rect.x0)));
    for chunk in lowest_first {
        let Rect { x0, x1, y0, y1 } = chunk.rect;
        let mut over: Vec<&mut Strip> = strips.iter_mut().filter(|s| s.x0 < x1 && x0 < s.x1).collect();
        // What stands over two strips spans columns, and says nothing of where one of them is.
        if let [only] = &mut over[..] {
            only.head = only.head.max(Some(y0));
            (only.x0, only.x1) = (only.x0.min(x0), only.x1.max(x1));
        }
        if !over.is_empty() {
            continue;
        }
        let after = strips.partition_point(|s| s.x0 < x0);
        let lower =
            |s: Option<&Strip>| s.is_some_and(|s| s.head.is_some_and(|top| top >= y1 - chunk.size / 10));
        // Between two columns with headers of their own stands what spans them.
        if !(lower(strips.get(after)) && after.checked_sub(1).is_some_and(|i| lower(strips.get(i)))) {
            strips.insert(
                after,
                Strip { x0, x1, head: Some(y0), body: false, figures: false, lines: Vec::new() },
            );
        }
    }
    let headed = strips.iter().any(|s| s.head.is_some());
    let mut columns: Vec<Strip> = Vec::with_capacity(strips.len());
    for next in strips {
        let pair = columns.last().is_some_and(|before| {
            let header_then_figures = !before.body && next.head.is_none() && next.figures;
            let names_then_header = before.head.is_none() && !before.figures && !next.body;
            // Figures at the left of their column in some rows and at its right in others.
            let one_header = before.head.is_none() || next.head.is_none();
            let in_turn = before.figures
                && next.figures
                && headed
                && one_header
                && is_disjoint(&before.lines, &next.lines);
            header_then_figures || names_then_header || in_turn
        });
        match columns.last_mut().filter(|_| pair) {
            Some(before) => {
                before.x1 = next.x1;
                before.head = before.head.max(next.head);
                before.body = true;
                before.figures |= next.figures;
                before.lines.extend(next.lines);
                before.lines.sort_unstable();
            }
            None => columns.push(next),
        }
    }
    columns
}

/// Whether two sorted lists have nothing in common.
fn is_disjoint(a: &[usize], b: &[usize]) -> bool {
    a.iter().all(|line| b.binary_search(line).is_err())
}

/// The boundaries of columns. Figures end near the right boundary of their column and names begin near the left
/// one; between a name and a figure it is in the middle of the white.
fn bounded(strips: &[Strip], em: i32) -> Vec<Column> {
    let padding = em * 35 / 100;
    let mut lefts = Vec::with_capacity(strips.len());
    for (index, strip) in strips.iter().enumerate() {
        let middle = |before: &Strip| (before.x1 + strip.x0) / 2;
        lefts.push(match index.checked_sub(1).map(|before| &strips[before]) {
            None => strip.x0 - padding,
            Some(before) if before.figures => (before.x1 + padding).min(middle(before)),
            Some(before) if strip.figures => middle(before),
            Some(before) => (strip.x0 - padding).max(middle(before)),
        });
    }
    let end = strips.last().map_or(0, |s| s.x1 + padding);
    let rights = lefts.iter().skip(1).copied().chain([end]);
    lefts.iter().zip(rights).map(|(left, right)| Column { left: *left, right }).collect()
}
