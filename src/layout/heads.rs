//! The header of a table without rules: which columns each text stands over.
//!
//! A text over several columns is centred over them, and each of those has a text of its own below. So texts are
//! placed from the lowest up: the lowest of a column is its own, and what stands above a run of columns is dealt
//! out to them from left to right, each text over as many as its middle asks for.
//!
//! ```text
//!                    本年支出
//! 科目   合计   基本支出   项目支出     →  本年支出 over the last two
//! ```

use super::columns::Column;
use super::rows::Block;

/// A header text in its place.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub block: Block,
    pub row: usize,
    pub row_span: usize,
    pub column: usize,
    pub column_span: usize,
}

/// The header's texts in their places, how many rows it has, and whether every text fits its columns.
pub(crate) fn resolve(mut blocks: Vec<Block>, columns: &[Column]) -> (Vec<Head>, usize, bool) {
    blocks.sort_by_key(|b| (std::cmp::Reverse(b.rect.y0 + b.rect.y1), b.rect.x0));
    let mut sure = true;
    // What stands lowest over each column so far: its top edge and its place in `placed`.
    let mut occupant: Vec<Option<(i32, usize)>> = vec![None; columns.len()];
    let mut placed: Vec<(Block, usize, usize, Option<i32>)> = Vec::new();
    while !blocks.is_empty() {
        let level = blocks[0].rect.y0 + blocks[0].rect.y1;
        let same = blocks.iter().take_while(|b| level - (b.rect.y0 + b.rect.y1) < b.size).count();
        let mut texts: Vec<Block> = blocks.drain(..same).collect();
        texts.sort_by_key(|b| b.rect.x0);
        let mut cursor = 0;
        for block in texts {
            let middle = block.rect.x0 + block.rect.x1;
            let own = columns.partition_point(|c| c.right * 2 <= middle).min(columns.len() - 1);
            let eligible =
                |c: usize| occupant[c].is_none_or(|(top, _)| top >= block.rect.y1 - block.size / 5);
            let over_others = occupant[own].is_some();
            let error = |a: usize, b: usize| (columns[a].left + columns[b].right - middle).abs();
            let mut best = (own, own);
            if over_others || error(own, own) > block.size * 5 / 2 {
                let runs = (cursor.min(own)..=own)
                    .rev()
                    .take_while(|a| eligible(*a) && occupant[*a].is_some() == over_others);
                let ends: Vec<usize> = (own..columns.len())
                    .take_while(|b| eligible(*b) && occupant[*b].is_some() == over_others)
                    .collect();
                let fits = runs.flat_map(|a| ends.iter().map(move |b| (a, *b)));
                // Among those its middle allows, the widest; a header spans as much as it can.
                best = fits
                    .filter(|(a, b)| b > a || !over_others)
                    .min_by_key(|(a, b)| {
                        (error(*a, *b) / (block.size * 2), a.abs_diff(cursor), std::cmp::Reverse(b - a))
                    })
                    .unwrap_or(best);
            }
            sure &= error(best.0, best.1) <= block.size * 4 && (best.0..=best.1).all(eligible);
            cursor = best.1 + 1;
            for place in &mut occupant[best.0..=best.1] {
                *place = Some((block.rect.y0, placed.len()));
            }
            placed.push((block, best.0, best.1, None));
        }
    }
    levels(placed, columns.len(), sure)
}

/// Rows from nesting: a text stands one row below the text over it, and the lowest reach down to the body.
fn levels(
    placed: Vec<(Block, usize, usize, Option<i32>)>,
    columns: usize,
    sure: bool,
) -> (Vec<Head>, usize, bool) {
    let mut next_row = vec![0; columns];
    let mut heads: Vec<Head> = Vec::new();
    for (block, first, last, _) in placed.into_iter().rev() {
        let row = next_row[first..=last].iter().copied().max().unwrap_or(0);
        next_row[first..=last].fill(row + 1);
        heads.push(Head { block, row, row_span: 1, column: first, column_span: last - first + 1 });
    }
    let depth = next_row.iter().copied().max().unwrap_or(0);
    for index in 0..heads.len() {
        let (row, columns) =
            (heads[index].row, heads[index].column..heads[index].column + heads[index].column_span);
        let below = heads
            .iter()
            .filter(|h| h.row > row && h.column < columns.end && columns.start < h.column + h.column_span);
        let end = below.map(|h| h.row).min().unwrap_or(depth);
        heads[index].row_span = end - row;
    }
    heads.sort_by_key(|h| (h.row, h.column));
    (heads, depth, sure)
}
