//! Rows of a table without rules: printed lines → blocks of wrapped lines → rows.
//!
//! A cell that is wrapped stands in the middle of its row, above and below the figures beside it; a merged
//! cell stands in the middle of its rows. So rows are found where the single lines are, wrapped texts join the
//! row whose middle they share, and what falls between two rows spans them.

use std::borrow::Borrow;
use std::ops::Range;

use super::chunks::Chunk;
use super::columns::Column;
use super::heads;
use super::painting::{highest, is_concentric, is_level};
use crate::geometry::Rect;
use crate::text::amount;

/// The lines of one cell.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub column: usize,
    pub column_span: usize,
    pub rect: Rect,
    pub size: i32,
    pub chunks: Vec<Chunk>,
}

impl Block {
    /// A block of one line, in no column yet.
    pub fn of(chunk: Chunk) -> Self {
        Self { column: 0, column_span: 1, rect: chunk.rect, size: chunk.size, chunks: vec![chunk] }
    }

    /// Twice the height of its middle.
    pub fn middle(&self) -> i32 {
        self.rect.y0 + self.rect.y1
    }

    /// Its characters without blanks.
    pub fn text(&self) -> String {
        self.chunks.iter().map(|chunk| chunk.text.as_str()).collect()
    }

    /// Whether it holds nothing but figures.
    pub fn is_figure(&self) -> bool {
        self.chunks.iter().all(Chunk::is_figure)
    }
}

/// A block in its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub block: Block,
    pub row: usize,
    pub row_span: usize,
    pub column: usize,
    pub column_span: usize,
}

/// The header and the rows of a table.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// What stands above the first row with figures, in rows.
    pub head: Vec<Vec<Block>>,
    /// The rest, rows counted from the first row below the header.
    pub body: Vec<Placed>,
    /// How many rows the body has.
    pub count: usize,
}

/// The chunks gathered into blocks: lines of a column of which each begins where the one above had no room left.
pub(crate) fn blocks(chunks: Vec<Chunk>, columns: &[Column]) -> Vec<Block> {
    let mut by_start: Vec<Vec<Block>> = vec![Vec::new(); columns.len()];
    for chunk in chunks {
        let (column, column_span) = extent(chunk.rect, chunk.size, chunk.is_figure(), columns);
        // Parts of one line in one column belong together.
        match by_start[column].last_mut().filter(|b| b.chunks.last().is_some_and(|c| c.line == chunk.line)) {
            Some(block) => {
                block.rect = block.rect.union(chunk.rect);
                block.column_span = block.column_span.max(column_span);
                block.chunks.push(chunk);
            }
            None => by_start[column].push(Block {
                column,
                column_span,
                rect: chunk.rect,
                size: chunk.size,
                chunks: vec![chunk],
            }),
        }
    }
    let closest = closest_figures(&by_start);
    by_start.into_iter().zip(columns).flat_map(|(lines, column)| wrapped(lines, column, closest)).collect()
}

/// Which columns a text stands in: the one it shares most with, or all those it runs over.
fn extent(rect: Rect, size: i32, figure: bool, columns: &[Column]) -> (usize, usize) {
    let slack = size * 7 / 10;
    let first = columns.partition_point(|c| c.right <= rect.x0 + slack).min(columns.len() - 1);
    let last = columns.partition_point(|c| c.left < rect.x1 - slack).saturating_sub(1);
    if last > first
        && !figure
        && rect.x1 - columns[last].left > slack
        && columns[first].right - rect.x0 > slack
    {
        return (first, last - first + 1);
    }
    let shared = |c: &Column| rect.x1.min(c.right) - rect.x0.max(c.left);
    let best = (0..columns.len()).rev().max_by_key(|i| shared(&columns[*i])).unwrap_or(0);
    (best, 1)
}

/// The least white between two amounts of one column: no two lines that close are two rows. Codes do not count,
/// a narrow column wraps them.
fn closest_figures(by_start: &[Vec<Block>]) -> Option<i32> {
    let spaces = by_start.iter().flat_map(|lines| lines.windows(2));
    let amounts = spaces.filter(|pair| pair.iter().all(|b| b.chunks.iter().all(Chunk::is_amount)));
    let whole = amounts.filter(|pair| !pair[0].chunks[0].text.ends_with([',', '.']));
    whole.map(|pair| pair[1].rect.y0 - pair[0].rect.y1).min()
}

/// The lines of one column with wrapped ones joined.
fn wrapped(lines: Vec<Block>, column: &Column, closest: Option<i32>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let widest = lines.iter().filter(|l| l.column_span == 1).map(|l| l.rect.width()).max().unwrap_or(0);
    for line in lines {
        let joins = blocks.last().is_some_and(|block| {
            let before = block.chunks.last();
            let em = block.size.max(line.size);
            let space = line.rect.y0 - block.rect.y1;
            let near = space < em * 3 / 4
                && closest.is_none_or(|c| space < c - em / 12)
                && (block.size - line.size).abs() * 10 < em;
            let same_start = block.column_span == 1 || (block.rect.x0 - line.rect.x0).abs() < em * 2;
            let room = if block.column_span == 1 {
                widest.min(column.right - column.left)
            } else {
                block.rect.width()
            };
            let width = before.map_or(0, |c| c.rect.width());
            let full = room - width < line.chunks.first().map_or(0, Chunk::first_word) + em / 4
                || before.is_some_and(|c| c.text.ends_with([',', '，', '。', '；']));
            near && same_start
                && (full || (block.column_span > 1 && line.column_span > 1))
                && (!line.is_figure() || line.chunks.first().is_none_or(|c| wraps_figure(&block.chunks, c)))
        });
        match blocks.last_mut() {
            Some(block) if joins => {
                block.rect = block.rect.union(line.rect);
                block.column_span = block.column_span.max(line.column_span);
                block.chunks.extend(line.chunks);
            }
            _ => blocks.push(line),
        }
    }
    blocks
}

/// Whether a cell of these lines can go on with a figure: a text can, a code whose first part fills its column, and an
/// amount that is not complete (`1,234,` or `1,234.5`, then `0`; `1,23`, then `4.50`; `1,234`, then `.50` or `,567.00`).
pub(crate) fn wraps_figure<C: Borrow<Chunk>>(lines: &[C], figure: &Chunk) -> bool {
    let is_figure = lines.iter().all(|line| line.borrow().is_figure());
    let Some(last) = lines.last().filter(|_| is_figure).map(Borrow::borrow) else { return true };
    let code = last.text.len() > 2 && last.text.chars().all(|c| c.is_ascii_digit());
    let tail = last.text.rsplit(['.', ',']).next().map_or(0, str::len);
    let head = figure.text.chars().take_while(char::is_ascii_digit).count();
    let of_decimals =
        last.text.contains('.') && tail < 2 && head < 3 && head > 0 && head == figure.text.len();
    code || last.text.ends_with([',', '.']) || of_decimals || amount::goes_on(&last.text, &figure.text)
}

/// The rows of a table as they were painted, in their places; the first `head` are its header.
pub(crate) fn painted(mut rows: Vec<Vec<Block>>, columns: &[Column], head: usize) -> Rows {
    for block in rows.iter_mut().flatten() {
        (block.column, block.column_span) = extent(block.rect, block.size, block.is_figure(), columns);
    }
    let body = rows.split_off(head);
    let em = body.iter().flatten().map(|b| b.size).max().unwrap_or(1);
    let centred = is_centred(&body);
    let level = |a: &Block, b: &Block| if centred { is_concentric(a, b) } else { is_level(a, b) };
    let bands: Vec<Row> = body
        .iter()
        .map(|row| {
            let anchor = highest(row);
            let beside = row.iter().filter(|b| level(anchor, b)).map(|b| b.rect);
            let rect = beside.reduce(Rect::union).unwrap_or(anchor.rect);
            Row { top: rect.y0, bottom: rect.y1, middle: anchor.middle() }
        })
        .collect();
    let edges = boundaries(&bands, em);
    let count = body.len();
    // In every column the rows in which a cell begins.
    let mut begun: Vec<Vec<usize>> = vec![Vec::new(); columns.len()];
    for (row, cells) in body.iter().enumerate() {
        for column in cells.iter().flat_map(|cell| cell.column..cell.column + cell.column_span) {
            begun[column].push(row);
        }
    }
    // In every column the first row that is taken by what stands further down.
    let mut taken = vec![count; columns.len()];
    let mut placed = Vec::new();
    for (row, cells) in body.into_iter().enumerate().rev() {
        let anchor = highest(&cells).clone();
        let first = placed.len();
        for block in cells {
            let (column, column_span) = (block.column, block.column_span);
            let within = column..column + column_span;
            let limit = taken[within.clone()].iter().copied().min().unwrap_or(count);
            let rows = if level(&anchor, &block) || block.is_figure() {
                row..row + 1
            } else {
                let before = |column: &Vec<usize>| {
                    column[..column.partition_point(|r| *r < row)].last().map_or(0, |r| r + 1)
                };
                let floor = begun[within].iter().map(before).max().unwrap_or(row);
                extent_around(&edges, block.middle(), floor..row, limit, em)
            };
            placed.push(Placed { block, row: rows.start, row_span: rows.len(), column, column_span });
        }
        for cell in &placed[first..] {
            taken[cell.column..cell.column + cell.column_span].fill(cell.row);
        }
    }
    Rows { head: rows, body: merged(placed, columns.len()), count }
}

/// The rows between these edges around a (doubled) middle: from the row after `above` down to `limit`. Where no row's end
/// fits, blank rows above belong to them as well: what stands there was painted later.
fn extent_around(edges: &[i32], middle: i32, above: Range<usize>, limit: usize, em: i32) -> Range<usize> {
    let row = above.end;
    let around = |start: usize| {
        let ends = &edges[row + 1..=limit.max(row + 1)];
        let after = ends.partition_point(|end| edges[start] + end < middle);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten().filter(|end| *end < ends.len());
        let errors = near.map(|end| ((edges[start] + ends[end] - middle).abs(), start..row + 1 + end));
        errors.min_by_key(|(error, _)| *error).unwrap_or((i32::MAX, start..row + 1))
    };
    let (error, rows) = around(row);
    if error <= em {
        return rows;
    }
    let higher = above.rev().map(around).min_by_key(|(error, _)| *error);
    higher.filter(|(higher, _)| *higher < error).map_or(rows, |(_, rows)| rows)
}

/// The texts of each line, for the boundaries between columns where rows are not known yet.
pub(crate) fn lines(chunks: &[Chunk]) -> Vec<Vec<Rect>> {
    chunks.chunk_by(|a, b| a.line == b.line).map(|line| line.iter().map(|c| c.rect).collect()).collect()
}

/// Whether the cells of a row share their middle rather than their top or bottom.
fn is_centred(rows: &[Vec<Block>]) -> bool {
    let (mut middle, mut edge) = (0, 0);
    for row in rows {
        let anchor = highest(row);
        for block in row.iter().filter(|b| b.chunks.len() != anchor.chunks.len()) {
            if is_concentric(anchor, block) {
                middle += 1;
            } else if is_level(anchor, block) {
                edge += 1;
            }
        }
    }
    middle >= edge
}

/// The blocks in rows. The header ends where the first row with a figure begins, or at the rule under it, unless there
/// is none.
pub(crate) fn rows(blocks: Vec<Block>, columns: &[Column], rules: &[i32], headless: bool) -> Rows {
    let ruled_head = super::leaves::header_rule(rules);
    let first_figure = blocks.iter().filter(|b| b.is_figure()).map(|b| b.rect).min_by_key(|r| (r.y0, r.x0));
    let is_head = |block: &Block| match (ruled_head, first_figure) {
        _ if headless => false,
        (Some(rule), _) => block.middle() < rule * 2,
        (None, Some(figure)) => block.rect.y1 <= figure.y0 + figure.height() / 10,
        (None, None) => false,
    };
    let heads: Vec<bool> = blocks.iter().map(is_head).collect();
    let mut heads_next = heads.into_iter();
    let (head, body): (Vec<Block>, Vec<Block>) =
        blocks.into_iter().partition(|_| heads_next.next().unwrap_or(false));
    let (body, count) = arrange(body, columns.len());
    Rows { head: heads::rows(head), body, count }
}

/// One row while rows are being found.
#[derive(Debug, Clone, Copy)]
struct Row {
    top: i32,
    bottom: i32,
    /// Twice the height of its middle.
    middle: i32,
}

/// Puts blocks into rows, and says how many there are.
fn arrange(mut blocks: Vec<Block>, columns: usize) -> (Vec<Placed>, usize) {
    blocks.sort_by_key(|b| (b.rect.height(), b.middle(), b.column));
    let em = blocks.iter().map(|b| b.size).max().unwrap_or(1);
    let mut rows: Vec<Row> = Vec::new();
    for block in &blocks {
        let near = |row: &Row| (row.middle - block.middle()).abs() <= em * 8 / 10;
        let from = rows.partition_point(|r| r.middle < block.rect.y0 * 2);
        let to = rows.partition_point(|r| r.middle <= block.rect.y1 * 2);
        let at = rows.partition_point(|r| r.middle < block.middle());
        let beside =
            [at.checked_sub(1), Some(at)].into_iter().flatten().find(|i| rows.get(*i).is_some_and(near));
        let row = Row { top: block.rect.y0, bottom: block.rect.y1, middle: block.middle() };
        match (beside, to - from) {
            (Some(i), 0 | 1) => widen(&mut rows[i], row),
            (None, 0) => rows.insert(at, row),
            (None, 1) => widen(&mut rows[from], row),
            _ => {}
        }
    }
    let floating = floating(&rows, &blocks, em);
    let mut kept = floating.iter();
    rows.retain(|_| !kept.next().copied().unwrap_or(false));
    let edges = boundaries(&rows, em);

    let mut by_column: Vec<Vec<Block>> = vec![Vec::new(); columns];
    for block in blocks {
        by_column[block.column].push(block);
    }
    let mut placed = Vec::new();
    for (column, mut blocks) in by_column.into_iter().enumerate() {
        blocks.sort_by_key(|b| b.rect.y0);
        // Figures are not merged over rows; where they are few, their rows have blanks.
        let figures = blocks.iter().filter(|b| b.is_figure()).count();
        let spans = if figures * 2 > blocks.len() { None } else { spans(&blocks, &rows, &edges, em) };
        for (index, block) in blocks.into_iter().enumerate() {
            let (row, row_span) =
                spans.as_ref().map_or_else(|| (nearest(&rows, &block), 1), |spans| spans[index]);
            let column_span = block.column_span;
            placed.push(Placed { block, row, row_span, column, column_span });
        }
    }
    (merged(placed, columns), rows.len())
}

fn widen(row: &mut Row, block: Row) {
    row.top = row.top.min(block.top);
    row.bottom = row.bottom.max(block.bottom);
}

/// Which rows are none: single lines without white to the row above and the row below, of columns those rows leave blank.
fn floating(rows: &[Row], blocks: &[Block], em: i32) -> Vec<bool> {
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for block in blocks {
        let at = rows.partition_point(|r| r.middle + em * 8 / 10 < block.middle());
        if let Some(row) = columns.get_mut(at) {
            row.push(block.column);
        }
    }
    let mut floating = vec![false; rows.len()];
    for i in 0..rows.len() {
        let close = |a: &Row, b: &Row| b.top - a.bottom < em / 5;
        let above = i.checked_sub(1).is_none_or(|above| close(&rows[above], &rows[i]));
        let below = rows.get(i + 1).is_none_or(|below| close(&rows[i], below));
        let apart = |j: usize| columns.get(j).is_none_or(|c| !c.iter().any(|c| columns[i].contains(c)));
        let inner = i > 0 && i + 1 < rows.len();
        floating[i] = inner && above && below && !floating[i - 1] && apart(i - 1) && apart(i + 1);
    }
    floating
}

/// The edges between rows, one more than rows.
fn boundaries(rows: &[Row], em: i32) -> Vec<i32> {
    let mut edges = Vec::with_capacity(rows.len() + 1);
    let half = rows.windows(2).map(|w| (w[1].top - w[0].bottom) / 2).min().unwrap_or(em / 4).max(0);
    edges.extend(rows.first().map(|r| r.top - half));
    edges.extend(rows.windows(2).map(|w| (w[0].bottom + w[1].top) / 2));
    edges.extend(rows.last().map(|r| r.bottom + half));
    edges
}

/// The row whose middle is nearest.
fn nearest(rows: &[Row], block: &Block) -> usize {
    let at = rows.partition_point(|r| r.middle < block.middle());
    let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter(|i| *i < rows.len());
    near.min_by_key(|i| (rows[*i].middle - block.middle()).abs()).unwrap_or(0)
}

/// The first row and the number of rows of every block of one column, if the blocks are merged cells that follow
/// each other without a blank: each stands in the middle of its rows.
fn spans(blocks: &[Block], rows: &[Row], edges: &[i32], em: i32) -> Option<Vec<(usize, usize)>> {
    let off_row = |b: &&Block| (rows[nearest(rows, b)].middle - b.middle()).abs() > em * 8 / 10;
    if blocks.len() >= rows.len()
        || rows.is_empty()
        || (blocks.iter().filter(off_row).count() == 0 && blocks.len() < 2)
    {
        return None;
    }
    // Where some text stands between rows there are merged cells, and rows may be blank beside them; else only a
    // column that is merged cells throughout is taken as such.
    let evidence = blocks.iter().any(|b| off_row(&b));
    let slack = if evidence { em } else { em * 4 / 10 };
    let mut spans = Vec::with_capacity(blocks.len());
    let mut start = 0;
    for (index, block) in blocks.iter().enumerate() {
        let below = blocks.get(index + 1).map_or(i32::MAX, |next| next.rect.y0 + em / 4);
        let latest = if evidence { nearest(rows, block).max(start) } else { start };
        // The edges of its rows lie as far above its middle as below.
        let fit = |start: usize| {
            let error = |end: &usize| (edges[start] + edges[*end] - block.middle()).abs();
            let ends = (start + 1..edges.len()).take_while(|end| *end == start + 1 || edges[*end] <= below);
            ends.min_by_key(error).filter(|end| error(end) <= slack).map(|end| (start, end))
        };
        let (first, end) = (start..=latest.min(rows.len() - 1)).find_map(fit)?;
        spans.push((first, end - first));
        start = end;
        if start >= rows.len() && index + 1 < blocks.len() {
            return None;
        }
    }
    ((evidence || start == rows.len()) && spans.iter().any(|s| s.1 > 1)).then_some(spans)
}

/// Blocks that came to the same place are one cell; a span ends before the next cell of its row.
fn merged(mut placed: Vec<Placed>, columns: usize) -> Vec<Placed> {
    placed.sort_by_key(|p| (p.row, p.column, p.block.rect.y0));
    let mut merged: Vec<Placed> = Vec::new();
    for next in placed {
        match merged.last_mut() {
            Some(last) if (last.row, last.column) == (next.row, next.column) => {
                last.block.rect = last.block.rect.union(next.block.rect);
                last.column_span = last.column_span.max(next.column_span);
                last.row_span = last.row_span.max(next.row_span);
                last.block.chunks.extend(next.block.chunks);
            }
            Some(last) if last.row == next.row => {
                last.column_span = last.column_span.min(next.column - last.column);
                merged.push(next);
            }
            _ => merged.push(next),
        }
    }
    // A cell that spans rows takes its columns from those rows.
    let mut taken: Vec<usize> = vec![0; columns];
    for cell in &mut merged {
        let columns = cell.column + 1..cell.column + cell.column_span;
        cell.column_span = columns.take_while(|c| taken[*c] <= cell.row).count() + 1;
        for place in &mut taken[cell.column..cell.column + cell.column_span] {
            *place = (*place).max(cell.row + cell.row_span);
        }
    }
    merged
}
