//! What is printed around the backgrounds of a page: the white rows above, between and below them.
//!
//! A row without a background is there if text is, as close to its edge as text is in the rows that have one. Captions,
//! notes and the headers of other tables stand further away, or run over the edges of the columns.
//!
//! ```text
//! 部门：…          单位：万元       a caption
//! 会议费    3.00    2.00          a white row
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒ ▒▒▒▒▒▒
//! ```

use std::collections::BTreeSet;

use super::lines::{Mark, Piece, is_numeric};
use crate::geometry::Rect;

/// The lines of a white row stand closer than this to its edge and to each other, in tenths of an em.
const WIDEST_SPACE: i32 = 7;
/// Among more lines none is looked for that says a unit: each is held against all others.
const MOST_LINES: usize = 1024;
/// The white above the texts is learned from so many backgrounds.
const MOST_AREAS: usize = 500;

/// What is printed on a page with backgrounds.
pub(crate) struct Print<'a> {
    marks: &'a [Mark],
    pub pieces: &'a [Piece],
    /// The least white above the texts on backgrounds: what is left above the text that a row is as high as.
    padding: i32,
}

impl<'a> Print<'a> {
    pub fn of(marks: &'a [Mark], pieces: &'a [Piece], areas: &[Rect]) -> Self {
        let white = |area: &Rect| {
            let inside = pieces.iter().filter(|piece| area.contains(piece.rect.center()));
            inside.map(|piece| piece.rect.y0 - area.y0).min()
        };
        let padding = areas.iter().take(MOST_AREAS).filter_map(white).min().unwrap_or(0);
        Self { marks, pieces, padding }
    }

    /// Whether a line of a white row stands this close to its edge or to the line before it.
    fn is_close(&self, space: i32, size: i32) -> bool {
        space * 10 < size * WIDEST_SPACE || space < self.padding + size / 4
    }

    /// Whether the lines of one white row stand above a background from the height `top` on, however many: no blank
    /// parts them as it parts a caption from the table before it, and none says the unit of another table.
    pub fn is_filled(&self, top: i32, area: Rect) -> bool {
        let mut lines: Vec<&Piece> =
            self.pieces.iter().filter(|p| (top..area.y0).contains(&p.rect.center().1)).collect();
        lines.sort_unstable_by_key(|piece| piece.rect.y0);
        let mut bottom = top;
        let mut follows = |y0: i32, y1: i32, size: i32| {
            let close = self.is_close(y0 - bottom, size);
            bottom = bottom.max(y1);
            close
        };
        lines.iter().all(|line| follows(line.rect.y0, line.rect.y1, line.size))
            && lines.last().is_some_and(|line| follows(area.y0, area.y0, line.size))
            && !lines.iter().any(|line| self.says_unit(line, &lines))
    }

    /// Whether nothing is printed between these heights.
    pub fn is_blank(&self, top: i32, bottom: i32) -> bool {
        !self.pieces.iter().any(|piece| (top..bottom).contains(&piece.rect.center().1))
    }

    /// Whether a text is digits and their separators.
    fn is_figure(&self, piece: &Piece) -> bool {
        self.marks[piece.marks.clone()].iter().all(is_numeric)
    }

    /// Whether a text is a figure that does not go on in the next line: an amount with its decimals, or a count.
    fn is_whole_figure(&self, piece: &Piece) -> bool {
        let text = &self.marks[piece.marks.clone()];
        let ends = text.last().is_some_and(|last| last.character.is_ascii_digit());
        let is_amount = text.iter().any(|mark| mark.character == '.');
        self.is_figure(piece) && ends && (is_amount || text.len() < 3)
    }

    /// Whether a text is a label with its value, as in `部门：…`.
    fn states_something(&self, piece: &Piece) -> bool {
        self.marks[piece.marks.clone()].iter().any(|mark| matches!(mark.character, '：' | ':'))
    }

    /// Whether a text says the unit of a table (`单位：万元`), and nothing stands beside it but what captions state as well. Over
    /// a table stand few lines.
    fn says_unit(&self, piece: &Piece, others: &[&Piece]) -> bool {
        if others.len() > MOST_LINES {
            return false;
        }
        let text = &self.marks[piece.marks.clone()];
        let is_unit = text.last().is_some_and(|last| last.character == '元')
            && !text.iter().any(|mark| mark.character.is_ascii_digit());
        let is_beside =
            |other: &&&Piece| (other.rect.center().1 - piece.rect.center().1).abs() < piece.size / 2;
        is_unit && others.iter().filter(is_beside).all(|other| self.states_something(other))
    }

    /// The far edge of a white row above the first background (`below` false) or below the last, if text stands there
    /// as in a row of the table: close by, in at least two columns and over the edge of none. The further lines of its
    /// cells follow closely.
    pub fn white_row(&self, outline: Rect, xs: &[i32], below: bool) -> Option<i32> {
        let space =
            |piece: &Piece, edge: i32| if below { piece.rect.y0 - edge } else { edge - piece.rect.y1 };
        let edge = if below { outline.y1 } else { outline.y0 };
        let mut beyond: Vec<&Piece> = self
            .pieces
            .iter()
            .filter(|piece| {
                let (x, _) = piece.rect.center();
                outline.x0 <= x && x <= outline.x1 && -piece.size / 2 < space(piece, edge)
            })
            .collect();
        beyond.sort_by_key(|piece| (space(piece, edge), piece.rect.x0));
        let (mut far, mut size) = (edge, 0);
        // Where there are figures the row ends with them, and rows of names over several columns are a header.
        let figure = beyond.iter().find(|piece| self.is_figure(piece)).map(|piece| piece.rect);
        let row_end = figure.filter(|_| !below).map(|figure| {
            let wrapped = edge - figure.y1 > figure.height();
            if wrapped {
                figure.y0 + figure.y1 - edge
            } else {
                figure.y0 - self.padding.max(figure.height() / 4)
            }
        });
        // A text alone in its row is none of the first column, where notes and captions begin.
        let mut stands_in_column = false;
        let mut columns: Vec<(usize, Rect)> = Vec::new();
        let (mut texts, mut captions) = (0, 0);
        // Where one figure stands below another there are more rows than one, and no background tells them apart.
        let mut figures: BTreeSet<usize> = BTreeSet::new();
        for piece in beyond.iter().copied() {
            if !self.is_close(space(piece, far), if size > 0 { size.min(piece.size) } else { piece.size })
                || row_end.is_some_and(|end| piece.rect.center().1 < end)
            {
                break;
            }
            // What stands above a line that states something is its title.
            let is_next_line =
                if below { far <= piece.rect.center().1 } else { piece.rect.center().1 <= far };
            if captions > 0 && captions == texts && is_next_line {
                break;
            }
            let column = xs.partition_point(|x| *x <= piece.rect.x0);
            if below && self.says_unit(piece, &beyond) {
                return None;
            }
            // A note begins in the first column and runs over its edge; a value may run over edges, a name does not but in
            // the middle of a cell that does.
            let runs_over = xs.partition_point(|x| *x < piece.rect.x1) > column;
            if column <= 1 && runs_over && !is_centred(piece, xs) {
                if far == edge {
                    return None;
                }
                break;
            }
            if below && self.is_figure(piece) && figures.contains(&column) {
                return None;
            }
            if self.is_whole_figure(piece) {
                figures.insert(column);
            }
            stands_in_column |= column > 1
                && xs.get(column).is_some_and(|right| piece.rect.x1 <= *right)
                && piece.rect.x0 - xs[column - 1] < piece.size;
            columns.push((column, piece.rect));
            texts += 1;
            captions += usize::from(self.states_something(piece));
            far = if below { far.max(piece.rect.y1) } else { far.min(piece.rect.y0) };
            size = piece.size;
        }
        columns.sort_unstable();
        columns.dedup_by(|(next, rect), (column, texts)| {
            let joins = next == column;
            if joins {
                *texts = texts.union(*rect);
            }
            joins
        });
        // Rows of names share their middle or their top in all columns, groups of a header stand above its other texts.
        let is_level = |height: &dyn Fn(Rect) -> i32| {
            let heights = columns.iter().map(|(_, texts)| height(*texts));
            heights.clone().max().zip(heights.min()).is_none_or(|(max, min)| max - min < size / 2)
        };
        let nested = !is_level(&|texts| texts.center().1) && !is_level(&|texts| texts.y0);
        // On the next page a row of names may be the first that is printed.
        let is_under = |piece: &Piece| (far - size * 3..far).contains(&piece.rect.y1);
        let is_header = nested || self.pieces.iter().any(is_under);
        if is_header && !below && figure.is_none() && columns.len() > 2 {
            return None;
        }
        // `部门：…    单位：…` is the line above a table, not its first row.
        let row = (columns.len() > 1 || stands_in_column) && captions < texts;
        let padding = self.padding.max(size / 3);
        row.then_some(if below { far + padding } else { far - padding })
    }

    /// The far edge of a white row below the last background that holds nothing but its label: it stands as far below the
    /// edge as the texts of the other rows, within the first column, and nothing is beside it.
    pub fn label_row(&self, outline: Rect, xs: &[i32]) -> Option<i32> {
        let is_below = |p: &&Piece| p.rect.center().1 > outline.y1 && p.rect.x0 < outline.x1;
        let label = self.pieces.iter().filter(is_below).min_by_key(|piece| piece.rect.y0)?;
        let is_beside = |p: &&Piece| p.rect.y0 < label.rect.y1 + label.size / 2;
        let alone = self.pieces.iter().filter(is_below).filter(is_beside).count() == 1;
        let in_rhythm = (label.rect.y0 - outline.y1 - self.padding).abs() <= label.size / 10;
        let (left, right) = (*xs.first()?, *xs.get(1)?);
        let within = left <= label.rect.x0 && label.rect.x1 <= right;
        (alone && in_rhythm && within && !self.states_something(label))
            .then_some(label.rect.y1 + self.padding)
    }
}

/// Whether a text stands in the middle of the first columns, with white at both sides.
fn is_centred(piece: &Piece, xs: &[i32]) -> bool {
    let (left, end) = (xs[0], xs.partition_point(|x| *x < piece.rect.x1));
    let before = piece.rect.x0 - left;
    before > piece.size
        && xs.get(end).is_some_and(|right| (right - piece.rect.x1 - before).abs() < piece.size / 4)
}

/// The columns that no background shows at the left or the right of a table: text stands beside its rows.
pub(crate) fn white_columns(outline: Rect, pieces: &[Piece]) -> Vec<i32> {
    let mut beside: Vec<&Piece> = pieces
        .iter()
        .filter(|piece| {
            let (x, y) = piece.rect.center();
            (outline.y0..outline.y1).contains(&y) && !(outline.x0..outline.x1).contains(&x)
        })
        .collect();
    beside.sort_unstable_by_key(|piece| piece.rect.x0);
    let mut edges = Vec::new();
    let mut end = i32::MIN;
    for piece in beside {
        let padding = piece.size / 3;
        if piece.rect.x0 >= end && (piece.rect.x0 < outline.x0 || end > outline.x1) {
            edges.push(piece.rect.x0 - padding);
        }
        end = end.max(piece.rect.x1 + padding);
    }
    edges.extend(Some(end).filter(|end| *end > outline.x1));
    edges
}
