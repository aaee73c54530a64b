//! The white places of a shaded table: which of them are one cell.
//!
//! The edges of the columns part the places of a white row, unless a text runs over them. A cell merged over rows prints
//! its text in their middle, so the texts of a white stretch tell where one cell ends and the next begins.
//!
//! ```text
//! white   ▒▒▒▒▒▒
//! 产出     white     →  产出 is the middle of three rows, so its cell is all of them
//! white   ▒▒▒▒▒▒
//! ```

use super::lines::Piece;
use super::rules::Segment;
use crate::geometry::Rect;

/// The places of a shaded table, of which some are white.
pub(crate) struct Places<'a> {
    pub xs: &'a [i32],
    pub ys: &'a [i32],
    /// Which places of `rows × columns` have a background.
    pub covered: Vec<bool>,
    pub pieces: &'a [Piece],
}

impl Places<'_> {
    fn is_covered(&self, row: usize, column: usize) -> bool {
        self.covered[row * (self.xs.len() - 1) + column]
    }

    /// What parts white places from their neighbours in a row: all edges of columns, but none that a text runs over,
    /// or that both shaded neighbour rows leave out and no texts stand on both sides of.
    pub fn between_columns(&self, painted: &[Segment]) -> Vec<Segment> {
        let rows = self.ys.len() - 1;
        let mut edges = Vec::new();
        let mut texts: Vec<Vec<Rect>> = vec![Vec::new(); rows];
        for piece in self.pieces {
            let row = self.ys.partition_point(|y| *y <= piece.rect.center().1);
            if let Some(texts) = row.checked_sub(1).and_then(|row| texts.get_mut(row)) {
                texts.push(piece.rect);
            }
        }
        for (column, x) in self.xs.iter().enumerate().take(self.xs.len() - 1).skip(1) {
            let at_edge: Vec<&Segment> = painted.iter().filter(|s| s.at == *x).collect();
            let has_edge = |row: usize| {
                let middle = (self.ys[row] + self.ys[row + 1]) / 2;
                at_edge.iter().any(|s| s.from <= middle && middle <= s.to)
            };
            let is_white = |row: usize| !self.is_covered(row, column - 1) && !self.is_covered(row, column);
            let left_out =
                |row: Option<usize>| row.is_none_or(|row| row >= rows || (!is_white(row) && !has_edge(row)));
            for (row, texts) in texts.iter().enumerate() {
                if self.is_covered(row, column - 1) && self.is_covered(row, column) {
                    continue;
                }
                let begins = |t: &Rect| (*x..self.xs[column + 1]).contains(&t.x0);
                let crossed = texts.iter().any(|t| t.x0 + t.height() < *x && *x < t.x1 - t.height())
                    && !texts.iter().any(begins);
                let ends = |t: &Rect| (self.xs[column - 1]..=*x).contains(&t.x1);
                let parted = texts.iter().any(ends) && texts.iter().any(begins);
                let merged = rows > 1 && !parted && left_out(row.checked_sub(1)) && left_out(Some(row + 1));
                if !(is_white(row) && (crossed || merged)) {
                    edges.push(Segment { at: *x, from: self.ys[row], to: self.ys[row + 1] });
                }
            }
        }
        edges
    }

    /// What parts white places one below the other: a merged cell prints its text in its middle, so the first of two
    /// texts in a white stretch ends as far below its text as it began above, unless its cell began on the page before:
    /// then the last one tells.
    pub fn between_rows(&self) -> Vec<Segment> {
        let mut edges = Vec::new();
        for column in 0..self.xs.len() - 1 {
            let (left, right) = (self.xs[column], self.xs[column + 1]);
            let mut inside: Vec<Rect> = self
                .pieces
                .iter()
                .map(|p| p.rect)
                .filter(|r| left <= r.center().0 && r.center().0 < right)
                .collect();
            inside.sort_unstable_by_key(|r| r.y0);
            let mut row = 0;
            while row + 1 < self.ys.len() {
                if self.is_covered(row, column) {
                    row += 1;
                    continue;
                }
                let end = (row..self.ys.len() - 1)
                    .find(|r| self.is_covered(*r, column))
                    .unwrap_or(self.ys.len() - 1);
                let (top, bottom) = (self.ys[row], self.ys[end]);
                let texts = stacks(inside.iter().filter(|r| top <= r.center().1 && r.center().1 < bottom));
                let middles: Vec<i32> = texts.iter().map(|text| text.center().1).collect();
                let between = centred(&self.ys[row..=end], &middles);
                edges.extend(between.into_iter().map(|at| Segment { at, from: left, to: right }));
                row = end;
            }
        }
        edges
    }
}

/// The edges between cells whose texts have these middles, among `ys` from the first edge to the last.
fn centred(ys: &[i32], middles: &[i32]) -> Vec<i32> {
    let (down, strain) = centred_downwards(ys, middles);
    let mirrored = |values: &[i32]| -> Vec<i32> { values.iter().rev().map(|value| -value).collect() };
    let (up, strain_up) = centred_downwards(&mirrored(ys), &mirrored(middles));
    if strain <= strain_up { down } else { mirrored(&up) }
}

/// The edges below each text, each as far below it as the edge above, and how far the texts are from their middles.
fn centred_downwards(ys: &[i32], middles: &[i32]) -> (Vec<i32>, i32) {
    let (mut edges, mut strain) = (Vec::new(), 0);
    let mut start = 0;
    for middle in middles {
        let off = |end: &usize| ((ys[start] + ys[*end]) / 2 - middle).abs();
        let Some(end) = (start + 1..ys.len()).min_by_key(off) else {
            strain += (ys[start] - middle).abs();
            continue;
        };
        strain += off(&end);
        start = end;
        if end + 1 < ys.len() {
            edges.push(ys[end]);
        }
    }
    (edges, strain)
}

/// Boxes from top to bottom gathered into texts: lines closer than most of an em belong together.
fn stacks<'a>(boxes: impl Iterator<Item = &'a Rect>) -> Vec<Rect> {
    let mut stacks: Vec<Rect> = Vec::new();
    for next in boxes {
        match stacks.last_mut() {
            Some(stack) if next.y0 - stack.y1 < next.height() * 8 / 10 => *stack = stack.union(*next),
            _ => stacks.push(*next),
        }
    }
    stacks
}

#[cfg(test)]
mod tests {
    use super::centred;

    #[test]
    fn merged_cells_end_where_their_texts_are_in_the_middle() {
        let ys = [0, 10, 20, 30, 40, 50];
        assert_eq!(centred(&ys, &[15, 40]), [30], "both begin on this page");
        assert_eq!(centred(&ys, &[30, 45]), [20, 40], "the first began on the page before");
        assert_eq!(centred(&ys, &[]), [0; 0]);
    }
}
