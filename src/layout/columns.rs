//! Tables without a grid of rules: columns from alignment, rows from baselines (`rows`), header spans from
//! extent (`heads`).
//!
//! A column is a strip of the table with white on both sides of it in every row. The white must hold for
//! figures and names; long texts that run over several columns of figures do not count.
//!
//! ```text
//! 科目编码   科目名称        合计    基本支出
//! 208       社会保障和就业   418.57   418.57     →  four columns
//! 20805       养老支出      418.57   418.57
//! ```

use super::airy::Airy;
use super::bands;
use super::beneath;
use super::boundaries;
use super::chunks::{Chunk, chunks};
use super::counted;
use super::flush;
use super::heads;
use super::leaves;
use super::lines::{Line, Mark, Piece};
use super::middles;
use super::painting;
use super::parting;
use super::regions::{self, regions};
use super::rows::{self, Block, Placed, Rows, blocks};
use super::rules::{Segment, Segments};
use super::shading;
use super::{Table, TableCell, carry, cells, indent};
use crate::geometry::Rect;
use crate::page::{Cut, Spans};

/// A page holds no table with more texts than this.
const MOST_CHUNKS: usize = 10_000;
/// A table without rules has no more columns than this; its text could not be read.
const MOST_COLUMNS: usize = 200;

/// More rules under parts of its rows than this are a drawing and tell nothing.
const MOST_PARTIAL: usize = 500;

/// A column of a table: where it begins and ends, between its texts and those of its neighbours.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub left: i32,
    pub right: i32,
}

/// What tells where the columns of a table meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Painted rules and backgrounds.
    Edges,
    /// Where its texts begin.
    Starts,
    /// The white between its texts: only roughly.
    White,
}

/// A table without a grid of rules before its cells are made: the texts of its lines, and where its columns are by
/// what stands on its page.
#[derive(Debug, Clone)]
pub(crate) struct Loose {
    pub rect: Rect,
    /// Its texts by line, from left to right.
    pub chunks: Vec<Chunk>,
    /// The heights of the rules in and around it, from top to bottom.
    pub rules: Vec<i32>,
    /// The rules under parts of its rows, from top to bottom.
    pub partial: Vec<Segment>,
    /// Where the rules that frame it begin and end.
    pub frame: Option<(i32, i32)>,
    pub columns: Vec<Column>,
    pub told: Told,
    /// Whether it goes on with the rows of the page before, without a header.
    pub headless: bool,
    /// How many of its rows are the header that is printed again on each page.
    repeated: Option<usize>,
    /// Whether its rows stand far apart.
    pub airy: bool,
    /// The cells of each row, where each row has a rule or the page is painted row by row.
    painted: Option<Vec<Vec<Block>>>,
}

impl Loose {
    /// The table of these texts; its columns are not known.
    pub fn of(chunks: Vec<Chunk>, rules: Vec<i32>, partial: Vec<Segment>, airy: bool) -> Self {
        let em = largest(&chunks);
        let text = chunks.iter().map(|c| c.rect).reduce(Rect::union).unwrap_or_default();
        let near = |rule: &i32| (text.y0 - em * 2..text.y1 + em * 2).contains(rule);
        let top = rules.first().copied().filter(near).unwrap_or(text.y0);
        let bottom = rules.last().copied().filter(near).unwrap_or(text.y1);
        let (top, bottom) = (top.min(text.y0 - padding(em)), bottom.max(text.y1 + padding(em)));
        let rect = Rect::new(text.x0, top, text.x1, bottom);
        let banded = bands::rows(&chunks, &rules, &partial);
        let mut painted = banded.or_else(|| bands::beside_header(&chunks, &rules, &partial));
        if let Some(rows) = &mut painted {
            let head = leaves::head_rows(rows, &rules);
            heads::widen_groups(&mut rows[..head], &partial);
        }
        Self {
            rect,
            chunks,
            rules,
            partial,
            frame: None,
            columns: Vec::new(),
            told: Told::White,
            headless: false,
            repeated: None,
            airy,
            painted,
        }
    }

    /// The texts of its first line.
    pub fn first_line(&self) -> impl Iterator<Item = &str> {
        let line = self.chunks.first().map(|first| first.line);
        self.chunks.iter().take_while(move |chunk| Some(chunk.line) == line).map(|chunk| chunk.text.as_str())
    }

    /// How many of its painted rows are header.
    fn head_rows(&self, rows: &[Vec<Block>]) -> usize {
        if self.headless {
            return 0;
        }
        self.repeated.unwrap_or_else(|| leaves::head_rows(rows, &self.rules))
    }

    /// The lowest texts of its header, one for each column.
    fn lowest_heads(&self) -> Vec<Rect> {
        let Some(rows) = &self.painted else { return Vec::new() };
        let (head, body) = rows.split_at(self.head_rows(rows));
        leaves::columns_heads(head, body)
    }

    /// Takes the header of the first part of its table, if it begins with all of its rows, or with all of its texts: below
    /// them there may be too few rows to tell by themselves what is one.
    pub fn repeat(&mut self, first: &Self) {
        let Some(rows) = &first.painted else { return };
        let texts = |row: &Vec<Block>| -> Vec<String> { row.iter().map(Block::text).collect() };
        let head = &rows[..first.head_rows(rows)];
        let begins = |own: &Vec<Vec<Block>>| {
            head.len() <= own.len() && head.iter().zip(own).all(|(a, b)| texts(a) == texts(b))
        };
        if !self.painted.as_ref().is_some_and(begins) {
            let Some(rows) = self.under(head) else { return };
            self.painted = Some(rows);
        }
        self.repeated = Some(head.len());
    }

    /// The rows of this part, if the texts of this header are painted before all of its others.
    fn under(&self, head: &[Vec<Block>]) -> Option<Vec<Vec<Block>>> {
        let mut own: Vec<&Chunk> = self.chunks.iter().collect();
        own.sort_by_key(|chunk| chunk.painted());
        let mut heads: Vec<&Chunk> = head.iter().flatten().flat_map(|block| &block.chunks).collect();
        heads.sort_by_key(|chunk| chunk.painted());
        let last = own.get(heads.len().checked_sub(1)?)?.painted();
        if !heads.iter().zip(&own).all(|(theirs, own)| theirs.text == own.text) {
            return None;
        }
        let again =
            |chunk: &Chunk| own[heads.partition_point(|head| head.painted() < chunk.painted())].clone();
        let block = |block: &Block| {
            let chunks: Vec<Chunk> = block.chunks.iter().map(again).collect();
            let rect = chunks.iter().map(|chunk| chunk.rect).reduce(Rect::union).unwrap_or_default();
            Block { rect, chunks, ..block.clone() }
        };
        let mut rows: Vec<Vec<Block>> = head.iter().map(|row| row.iter().map(block).collect()).collect();
        let body: Vec<Chunk> = self.chunks.iter().filter(|chunk| chunk.painted() > last).cloned().collect();
        rows.extend(painting::rows(&body, &self.partial)?);
        Some(rows)
    }

    /// The texts of each row of the header, and of each row below it.
    fn texts(&self) -> (Vec<Vec<Rect>>, Vec<Vec<Rect>>) {
        match &self.painted {
            Some(rows) => leaves::texts(rows, self.head_rows(rows)),
            None => (Vec::new(), rows::lines(&self.chunks)),
        }
    }
}

/// The columns of a table whose rows stand far apart, if the texts of all of its parts begin at shared edges.
fn flush(parts: &[&Loose]) -> Option<Vec<Column>> {
    let (mut heads, mut body) = (Vec::new(), Vec::<Vec<flush::Text>>::new());
    for part in parts {
        let rows = part.painted.as_ref().filter(|_| part.airy)?;
        let (head, rest) = rows.split_at(part.head_rows(rows));
        if heads.is_empty() {
            heads = leaves::columns_heads(head, rest);
        }
        let text = |block: &Block| flush::Text { rect: block.rect, is_figure: block.is_figure() };
        body.extend(rest.iter().map(|row| row.iter().map(text).collect()));
    }
    heads.sort_unstable_by_key(|head| head.x0);
    flush::columns(&heads, &body, largest(parts.iter().flat_map(|part| &part.chunks)))
}

/// The columns of a table by the texts of all of its parts: by their left edges, or by the white between them.
pub(crate) fn learned(parts: &[&Loose]) -> (Vec<Column>, Told) {
    if let Some(columns) = flush(parts) {
        return (columns, Told::Starts);
    }
    let framed = |part: &&Loose| middles::columns(&part.chunks, &part.rules, part.frame?);
    if let Some(columns) = parts.first().and_then(framed) {
        return (columns, Told::White);
    }
    let (head, body): (Vec<_>, Vec<_>) = parts.iter().map(|part| part.texts()).unzip();
    let boundaries = boundaries::under(&head.concat(), &body.concat());
    let chunks = || parts.iter().flat_map(|part| &part.chunks);
    let (strips, em) = (strips(&boundaries, chunks), largest(chunks()));
    let mut heads = parts.first().map(|part| part.lowest_heads()).unwrap_or_default();
    heads.sort_unstable_by_key(|head| head.x0);
    let counted = if strips.len() > heads.len() { counted(&heads, parts, em) } else { None };
    if let Some(columns) = counted {
        return (columns, Told::White);
    }
    let mut columns = bounded(&strips, em);
    middles::sharpen(&mut columns, &strips, &heads, em);
    let frame = parts.iter().find_map(|part| part.frame);
    if let (Some((left, right)), [first, .., last]) = (frame, &mut columns[..]) {
        first.left = first.left.min(left);
        last.right = last.right.max(right);
    }
    (columns, Told::White)
}

/// The columns of a table by the number of its `heads`, if the rows of all of its parts fall into as many.
fn counted(heads: &[Rect], parts: &[&Loose], em: i32) -> Option<Vec<Column>> {
    let mut body: Vec<Vec<Rect>> = Vec::new();
    for part in parts {
        let rows = part.painted.as_ref()?;
        body.extend(rows[part.head_rows(rows)..].iter().map(|row| leaves::row_texts(row)));
    }
    counted::columns(heads, &body, em)
}

/// The largest em of these texts.
fn largest<'a>(chunks: impl IntoIterator<Item = &'a Chunk>) -> i32 {
    chunks.into_iter().map(|c| c.size).max().unwrap_or(1)
}

/// The tables without a grid of rules, and the lines that belong to none.
///
/// `edges` are sides of backgrounds and ends of painted rules as `(y, x)`; `others` the tables already known; `rhythm` is
/// the white between rows that stand far apart.
pub(crate) fn tables(
    marks: &[Mark],
    lines: Vec<Line>,
    segments: &Segments,
    edges: &[(i32, i32)],
    others: &[Table],
    rhythm: Option<i32>,
) -> (Vec<Loose>, Vec<Line>) {
    let mut chunks = chunks(marks, &lines);
    let mut tables = Vec::new();
    let mut taken = vec![false; lines.len()];
    let outlines: Vec<Rect> = others.iter().map(shading::outline).collect();
    let regions = match rhythm {
        Some(white) => {
            chunks = parting::parted(marks, chunks);
            Airy::of(&lines, &chunks, white).regions()
        }
        None => {
            chunks = beneath::parted(marks, &lines, chunks, others);
            let goes_on = |line: usize| {
                let texts = line..line + 1;
                beneath::columns(&lines[texts.clone()], &chunks[texts], others).is_some()
            };
            let headers: Vec<Rect> =
                others.iter().filter(|o| o.ruled && is_header(o)).map(|o| o.rect).collect();
            regions(&lines, &chunks, &shading::with_ends(segments, others), &outlines, &headers, goes_on)
        }
    };
    for region in regions {
        let inside: Vec<Chunk> = chunks[region.lines.clone()].iter().flatten().cloned().collect();
        let beneath = beneath::columns(&lines[region.lines.clone()], &chunks[region.lines.clone()], others);
        if let Some(table) = loose(inside, region.rules, rhythm.is_some(), segments, edges, others, beneath) {
            taken[region.lines].fill(true);
            tables.push(table);
        }
    }
    let mut taken = taken.into_iter();
    let rest = lines.into_iter().filter(|_| !taken.next().unwrap_or(false)).collect();
    (tables, rest)
}

/// The table of the texts of a region, if they make at least two columns; those of the grid that it stands `beneath` are
/// its own.
fn loose(
    chunks: Vec<Chunk>,
    rules: Vec<i32>,
    airy: bool,
    segments: &Segments,
    edges: &[(i32, i32)],
    others: &[Table],
    beneath: Option<Vec<Column>>,
) -> Option<Loose> {
    if chunks.len() > MOST_CHUNKS {
        return None;
    }
    let partial = partial(&chunks, segments);
    let mut table = Loose::of(chunks, rules, partial, airy);
    let under = under(&table, others).or(beneath);
    table.headless = under.is_some();
    table.frame = frame(&table, segments);
    let edged = under.or_else(|| edged(&table, edges)).map(|columns| (columns, Told::Edges));
    (table.columns, table.told) = edged.unwrap_or_else(|| learned(&[&table]));
    (2..=MOST_COLUMNS).contains(&table.columns.len()).then_some(table)
}

/// Where the rules that frame a table begin and end.
fn frame(table: &Loose, segments: &Segments) -> Option<(i32, i32)> {
    let at = |height: i32| {
        let from = segments.horizontal.partition_point(|s| s.at < height);
        segments.horizontal[from..].iter().take_while(move |s| s.at == height)
    };
    let longest = table.rules.iter().copied().flat_map(at).max_by_key(|rule| rule.to - rule.from)?;
    Some((longest.from, longest.to))
}

/// The rules between texts that are shorter than the table of these texts.
fn partial(chunks: &[Chunk], segments: &Segments) -> Vec<Segment> {
    let Some(rect) = chunks.iter().map(|c| c.rect).reduce(Rect::union) else { return Vec::new() };
    let from = segments.horizontal.partition_point(|s| s.at < rect.y0);
    let within = segments.horizontal[from..].iter().take_while(|s| s.at < rect.y1);
    let is_partial =
        |s: &&Segment| rect.x0 < s.to && s.from < rect.x1 && (rect.x0 < s.from || s.to < rect.x1);
    let partial: Vec<Segment> = within.filter(is_partial).take(MOST_PARTIAL + 1).copied().collect();
    if partial.len() > MOST_PARTIAL { Vec::new() } else { partial }
}

/// The table with its cells.
pub(crate) fn table(marks: &[Mark], loose: Loose) -> Table {
    let head = loose.painted.as_deref().map_or(0, |rows| loose.head_rows(rows));
    let Loose { rect, chunks, rules, columns, headless, painted, told, .. } = loose;
    let Rows { head, body, count } = match painted {
        Some(rows) => rows::painted(rows, &columns, head),
        None => rows::rows(blocks(chunks, &columns), &columns, &rules, headless),
    };
    let stand = stand(&body, columns.len());
    let floor = ruled_off(&head, &body, &rules);
    let (heads, depth, sure) = heads::resolve(head, &columns, &stand, told == Told::Starts, floor);
    let body = body.into_iter().map(|placed| Placed { row: placed.row + depth, ..placed });
    let mut cells: Vec<TableCell> =
        heads.into_iter().chain(body).map(|placed| cell(marks, placed, &columns)).collect();
    cells.sort_by_key(|c| (c.row, c.column));
    let rows = depth + count;
    blank_places(&mut cells, rows, &columns);
    indent(&mut cells, columns.len());
    let (left, right) =
        (columns.first().map_or(rect.x0, |c| c.left), columns.last().map_or(rect.x1, |c| c.right));
    let rect = Rect::new(left, rect.y0, right, rect.y1);
    let spans = if sure { Spans::Printed } else { Spans::Lost };
    Table { rect, ruled: false, spans, cut: Cut::default(), rows, columns: columns.len(), cells }
}

/// The rule that ends a header above its body.
fn ruled_off(head: &[Vec<Block>], body: &[Placed], rules: &[i32]) -> Option<i32> {
    let lowest = head.iter().flatten().max_by_key(|block| block.rect.y1)?;
    let first = body.iter().map(|placed| placed.block.rect.y0).min()?;
    let is_between = |rule: &i32| (lowest.rect.y1 - lowest.size / 4..first + lowest.size / 4).contains(rule);
    rules.iter().copied().find(is_between)
}

/// Where the texts of each column stand.
fn stand(body: &[Placed], columns: usize) -> Vec<heads::Body> {
    let mut texts: Vec<(Vec<Rect>, Vec<Rect>)> = vec![Default::default(); columns];
    for Placed { block, column, column_span, .. } in body {
        let (names, figures) = &mut texts[*column];
        match block.is_figure() {
            true if *column_span > 1 => {}
            true => figures.push(block.rect),
            false => names.push(block.rect),
        }
    }
    texts.into_iter().map(|(names, figures)| heads::Body::of(&names, &figures)).collect()
}

/// The cells of a header over these columns, how many rows it has, and whether every text fits its columns. `body`
/// says where the texts below each column stand.
pub(crate) fn head(
    marks: &[Mark],
    chunks: Vec<Chunk>,
    columns: &[Column],
    body: &[heads::Body],
    segments: &Segments,
) -> (Vec<TableCell>, usize, bool) {
    let partial = partial(&chunks, segments);
    let painted = painting::rows(&chunks, &partial);
    let mut rows = painted.unwrap_or_else(|| heads::rows(blocks(chunks, columns)));
    heads::widen_groups(&mut rows, &partial);
    let (heads, depth, sure) = heads::resolve(rows, columns, body, false, None);
    let mut cells: Vec<TableCell> = heads.into_iter().map(|placed| cell(marks, placed, columns)).collect();
    blank_places(&mut cells, depth, columns);
    (cells, depth, sure)
}

/// The cell of a block in its place.
fn cell(marks: &[Mark], placed: Placed, columns: &[Column]) -> TableCell {
    let Placed { block, row, row_span, column, column_span } = placed;
    let pieces: Vec<Piece> = block.chunks.into_iter().flat_map(|c| c.pieces).collect();
    let (left, right) = (columns[column].left, columns[column + column_span - 1].right);
    let rect = Rect::new(left, block.rect.y0, right, block.rect.y1);
    let content = cells::cell_text(marks, pieces, rect);
    TableCell { row, column, row_span, column_span, rect, content, indent: 0 }
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

/// The columns of a table by the ends of its painted rules and backgrounds, where they tell.
fn edged(table: &Loose, edges: &[(i32, i32)]) -> Option<Vec<Column>> {
    let (first, last) = (table.chunks.first()?, table.chunks.last()?);
    let first_data = table.chunks.iter().find(|c| c.is_figure()).map_or(first.line, |c| c.line);
    let body: Vec<&Chunk> = table.chunks.iter().filter(|c| c.line >= first_data).collect();
    let (top, bottom) = (
        table.rules.first().copied().unwrap_or(first.rect.y0),
        table.rules.last().copied().unwrap_or(last.rect.y1),
    );
    let from = edges.partition_point(|(y, _)| *y < top - 20);
    let mut ends: Vec<i32> =
        edges[from..].iter().take_while(|(y, _)| *y <= bottom + 20).map(|(_, x)| *x).collect();
    ends.sort_unstable();
    ends.dedup_by(|next, kept| *next - *kept < 25);
    divided(&body, ends)
}

/// The columns of the shaded table that a table goes on with: it stands closely below, in the same columns. Where only
/// the header has a background, all rows are white; and where only the header has rules, none has any.
fn under(table: &Loose, others: &[Table]) -> Option<Vec<Column>> {
    let first = table.chunks.first()?;
    let is_closely_above = |other: &&Table| {
        (!other.ruled || is_header(other)) && regions::is_closely_below(first.rect, first.size, other.rect)
    };
    let above = others.iter().find(is_closely_above)?;
    let body: Vec<&Chunk> = table.chunks.iter().collect();
    divided(&body, carry::edges(above))
}

/// Whether a table is no more than a header: no cell of it holds an amount, and all hold something. Its last row may number
/// the columns.
fn is_header(table: &Table) -> bool {
    let is_figure = |cell: &&TableCell| {
        cell.content.text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
    };
    let figures: Vec<&TableCell> = table.cells.iter().filter(is_figure).collect();
    let numbers = || figures.iter().map(|cell| cell.content.text.parse().ok()).collect::<Option<Vec<u32>>>();
    let is_last = |cell: &&TableCell| cell.row > 0 && cell.row + 1 == table.rows;
    figures.is_empty()
        || figures.iter().all(is_last) && numbers().is_some_and(|numbers| leaves::count_columns(&numbers))
}

/// The columns with these ends, if the texts of a body stand in them.
fn divided(body: &[&Chunk], ends: Vec<i32>) -> Option<Vec<Column>> {
    let crossed =
        |x: i32| body.iter().filter(|c| c.rect.x0 + c.size / 2 < x && x < c.rect.x1 - c.size / 2).count();
    // Long texts may run over a column's edge, and two texts of a line may stand in one column, but rarely.
    let column_of = |c: &Chunk| ends.partition_point(|x| *x <= c.rect.center().0);
    let places: Vec<(usize, usize)> = body.iter().map(|c| (c.line, column_of(c))).collect();
    let shared = places.windows(2).filter(|pair| pair[0] == pair[1]).count();
    let apart =
        shared * 12 <= body.len() && places.iter().all(|(_, column)| (1..ends.len()).contains(column));
    ((3..=MOST_COLUMNS + 1).contains(&ends.len())
        && apart
        && ends.iter().all(|x| crossed(*x) * 4 <= body.len()))
    .then(|| ends.windows(2).map(|pair| Column { left: pair[0], right: pair[1] }).collect())
}

/// What stands between two boundaries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strip {
    pub x0: i32,
    pub x1: i32,
    /// Where the first of its texts begins that run over columns behind it.
    pub runs_over: Option<i32>,
    /// Whether its texts are figures.
    pub figures: bool,
}

/// How far the texts of each column reach; of those that run over a boundary only where they begin.
fn strips<'a, I: Iterator<Item = &'a Chunk>>(boundaries: &[i32], chunks: impl Fn() -> I) -> Vec<Strip> {
    let column = |x: i32| boundaries.partition_point(|b| *b < x);
    // Left, right, and how many more figures than names.
    type Reach = (i32, i32, i32);
    let mut strips: Vec<Option<Reach>> = vec![None; boundaries.len() + 1];
    for chunk in chunks().filter(|c| column(c.rect.x0) == column(c.rect.x1)) {
        let figure = if chunk.is_figure() { 1 } else { -1 };
        let strip = &mut strips[column(chunk.rect.x0)];
        let (x0, x1, figures) = strip.unwrap_or((chunk.rect.x0, chunk.rect.x1, 0));
        *strip = Some((x0.min(chunk.rect.x0), x1.max(chunk.rect.x1), figures + figure));
    }
    let mut over: Vec<Option<i32>> = vec![None; boundaries.len() + 1];
    for chunk in chunks().filter(|c| column(c.rect.x0) < column(c.rect.x1)) {
        let first = &mut over[column(chunk.rect.x0)];
        *first = Some(first.map_or(chunk.rect.x0, |x0| x0.min(chunk.rect.x0)));
    }
    let outline = chunks().map(|c| c.rect).reduce(Rect::union).unwrap_or_default();
    let lefts = std::iter::once(outline.x0).chain(boundaries.iter().copied());
    let rights = boundaries.iter().copied().chain([outline.x1]);
    let all = lefts.zip(rights).zip(strips).zip(over);
    all.map(|(((left, right), strip), runs_over)| {
        // One figure below its head makes a column of figures.
        let (x0, x1, figures) = strip.unwrap_or((left, right, -1));
        Strip { x0, x1, runs_over, figures: figures >= 0 }
    })
    .collect()
}

/// The white between a text and the edge of its cell.
fn padding(em: i32) -> i32 {
    em * 35 / 100
}

/// The boundaries of columns. Figures end near the right boundary of their column and names begin near the left
/// one; between a name and a figure it is in the middle of the white.
fn bounded(strips: &[Strip], em: i32) -> Vec<Column> {
    let padding = padding(em);
    let mut lefts = Vec::with_capacity(strips.len());
    for (index, strip) in strips.iter().enumerate() {
        let middle = |before: &Strip| (before.x1 + strip.x0) / 2;
        lefts.push(match index.checked_sub(1).map(|before| &strips[before]) {
            None => strip.x0 - padding,
            Some(before) if before.figures => (before.x1 + padding).min(middle(before)),
            Some(before) if strip.figures => middle(before),
            Some(before) => {
                let start = strip.runs_over.map_or(strip.x0, |x0| x0.min(strip.x0));
                (start - padding).max((before.x1 + start) / 2)
            }
        });
    }
    let end = strips.last().map_or(0, |s| s.x1 + padding);
    let rights = lefts.iter().skip(1).copied().chain([end]);
    lefts.iter().zip(rights).map(|(left, right)| Column { left: *left, right }).collect()
}
