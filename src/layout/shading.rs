//! Tables whose rows are told apart by shading: every second row, or every cell, has a background.
//!
//! The backgrounds of the cells are as good as rules: their sides become segments, and the rows left white
//! between them are cut by the columns of the shaded ones. The first and the last row may be white, too, and so may the
//! columns at the sides (a group merged down from the page before); they are there if text is.
//!
//! ```text
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒▒
//! white  white          →  four rows, two columns
//! ▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒▒
//! white  white
//! ```

use super::grid::{Lattice, lattice};
use super::lines::{Mark, Piece, is_numeric};
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
/// The lines of a white row stand closer than this to its edge and to each other, in tenths of an em.
const WIDEST_SPACE: i32 = 7;
/// A single row of backgrounds is a table if it has so many cells: a bar with a heading in it has fewer.
const LEAST_CELLS: usize = 3;
/// More shaded cells than this on one page are a drawing.
const MOST_AREAS: usize = 20_000;

/// A table with more rows or columns than this is a drawing.
const MOST_EDGES: usize = 500;

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
            let behind_all = r.width() > width / 2 && r.height() > height / 2;
            r.width() >= LEAST && r.height() >= LEAST && !behind_all && r.x1 <= width + SNAP
        })
        .collect();
    areas.sort_unstable_by_key(|r| (r.y0, r.x0, r.y1, r.x1));
    areas.dedup();
    areas
}

/// The tables that shading alone makes out, where no ruled table is.
pub(crate) fn lattices(areas: &[Rect], ruled: &[Lattice], marks: &[Mark], pieces: &[Piece]) -> Vec<Lattice> {
    let free: Vec<Rect> =
        areas.iter().filter(|a| !ruled.iter().any(|l| l.rect.contains(a.center()))).copied().collect();
    let print = Print::of(marks, pieces, &free);
    let mut tables: Vec<Vec<Rect>> = Vec::new();
    let (mut bottom, mut highest) = (i32::MIN, 0);
    for area in free {
        // Rows spanned by a merged cell make one background high; the usual height is that of the lowest beside it.
        let reach = highest * HIGHEST_WHITE / 100;
        let goes_on = || {
            area.y0 - bottom <= SNAP
                || print.is_filled(bottom, area)
                || area.y0 - bottom <= reach && print.is_blank(bottom, area.y0)
        };
        match tables.last_mut() {
            Some(table) if goes_on() => table.push(area),
            _ => {
                tables.push(vec![area]);
                highest = 0;
            }
        }
        bottom = bottom.max(area.y1);
        highest = highest.max(area.height().min(400));
    }
    tables.iter().filter_map(|table| shaded(table, &print)).collect()
}

/// What is printed on a page with backgrounds.
struct Print<'a> {
    marks: &'a [Mark],
    pieces: &'a [Piece],
    /// The least white above the texts on backgrounds: what is left above the text that a row is as high as.
    padding: i32,
}

impl<'a> Print<'a> {
    fn of(marks: &'a [Mark], pieces: &'a [Piece], areas: &[Rect]) -> Self {
        let white = |area: &Rect| {
            let inside = pieces.iter().filter(|piece| area.contains(piece.rect.center()));
            inside.map(|piece| piece.rect.y0 - area.y0).min()
        };
        let padding = areas.iter().take(MOST_EDGES).filter_map(white).min().unwrap_or(0);
        Self { marks, pieces, padding }
    }

    /// Whether a line of a white row stands this close to its edge or to the line before it.
    fn is_close(&self, space: i32, size: i32) -> bool {
        space * 10 < size * WIDEST_SPACE || space < self.padding + size / 4
    }

    /// Whether the lines of one white row stand above a background from the height `top` on, however many: no blank
    /// parts them as it parts a caption from the table before it.
    fn is_filled(&self, top: i32, area: Rect) -> bool {
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
    }

    /// Whether nothing is printed between these heights.
    fn is_blank(&self, top: i32, bottom: i32) -> bool {
        !self.pieces.iter().any(|piece| (top..bottom).contains(&piece.rect.center().1))
    }

    /// Whether a text is digits and their separators.
    fn is_figure(&self, piece: &Piece) -> bool {
        self.marks[piece.marks.clone()].iter().all(is_numeric)
    }

    /// The far edge of a white row above the first background (`below` false) or below the last, if text stands there
    /// as in a row of the table: close by, in at least two columns and over the edge of none. The further lines of its
    /// cells follow closely.
    fn white_row(&self, outline: Rect, xs: &[i32], below: bool) -> Option<i32> {
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
        for piece in beyond {
            if !self.is_close(space(piece, far), piece.size)
                || row_end.is_some_and(|end| piece.rect.center().1 < end)
            {
                break;
            }
            let column = xs.partition_point(|x| *x <= piece.rect.x0);
            // A note begins in the first column and runs over its edge; a value may run over edges, a name does not.
            if column <= 1 && xs.partition_point(|x| *x < piece.rect.x1) > column {
                if far == edge {
                    return None;
                }
                break;
            }
            stands_in_column |= column > 1
                && xs.get(column).is_some_and(|right| piece.rect.x1 <= *right)
                && piece.rect.x0 - xs[column - 1] < piece.size;
            columns.push((column, piece.rect));
            texts += 1;
            captions += usize::from(
                self.marks[piece.marks.clone()].iter().any(|m| matches!(m.character, '：' | ':')),
            );
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
    fn label_row(&self, outline: Rect, xs: &[i32]) -> Option<i32> {
        let is_below = |p: &&Piece| p.rect.center().1 > outline.y1 && p.rect.x0 < outline.x1;
        let label = self.pieces.iter().filter(is_below).min_by_key(|piece| piece.rect.y0)?;
        let is_beside = |p: &&Piece| p.rect.y0 < label.rect.y1 + label.size / 2;
        let alone = self.pieces.iter().filter(is_below).filter(is_beside).count() == 1;
        let in_rhythm = (label.rect.y0 - outline.y1 - self.padding).abs() <= label.size / 10;
        let (left, right) = (*xs.first()?, *xs.get(1)?);
        let within = left <= label.rect.x0 && label.rect.x1 <= right;
        let stated = self.marks[label.marks.clone()].iter().any(|m| matches!(m.character, '：' | ':'));
        (alone && in_rhythm && within && !stated).then_some(label.rect.y1 + self.padding)
    }
}

/// The table of these backgrounds, if they are at least two rows and two columns of one, or the cells of one row.
fn shaded(areas: &[Rect], print: &Print) -> Option<Lattice> {
    let pieces = print.pieces;
    let painted = areas.iter().copied().reduce(Rect::union)?;
    let mut xs = edges(areas.iter().flat_map(|a| [a.x0, a.x1]).collect());
    let mut ys = edges(areas.iter().flat_map(|a| [a.y0, a.y1]).collect());
    let is_row = ys.len() == 2 && areas.len() < MOST_EDGES && has_texts(areas, pieces);
    if !(3..MOST_EDGES).contains(&xs.len()) || !(3..MOST_EDGES).contains(&ys.len()) && !is_row {
        return None;
    }
    xs.extend(white_columns(painted, pieces));
    xs = edges(xs);
    let wide = Rect { x0: *xs.first()?, x1: *xs.last()?, ..painted };
    ys.splice(0..0, print.white_row(wide, &xs, false));
    let label_row = || if is_row { None } else { print.label_row(wide, &xs) };
    ys.extend(print.white_row(wide, &xs, true).or_else(label_row));
    let high = Rect { y0: *ys.first()?, y1: *ys.last()?, ..wide };
    xs.extend(white_columns(high, pieces));
    xs = edges(xs);
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
    let places = Places { xs: &xs, ys: &ys, covered, pieces };
    vertical.extend(places.between_columns(&vertical));
    horizontal.extend(places.between_rows());
    let frame = (*xs.first()?, *xs.last()?);
    horizontal.extend([*ys.first()?, *ys.last()?].map(|at| Segment { at, from: frame.0, to: frame.1 }));
    vertical.extend([frame.0, frame.1].map(|at| Segment { at, from: ys[0], to: painted.y1 }));
    horizontal.sort_unstable_by_key(|s| (s.at, s.from));
    vertical.sort_unstable_by_key(|s| (s.at, s.from));
    lattice(&horizontal, &vertical).filter(|l| l.boxes.len() > 3 || areas.len() >= LEAST_CELLS)
}

/// Whether most of the backgrounds have text on them.
fn has_texts(areas: &[Rect], pieces: &[Piece]) -> bool {
    let filled = areas.iter().filter(|area| pieces.iter().any(|piece| area.contains(piece.rect.center())));
    filled.count() * 2 > areas.len()
}

/// The places of a shaded table, of which some are white.
struct Places<'a> {
    xs: &'a [i32],
    ys: &'a [i32],
    /// Which places of `rows × columns` have a background.
    covered: Vec<bool>,
    pieces: &'a [Piece],
}

impl Places<'_> {
    fn is_covered(&self, row: usize, column: usize) -> bool {
        self.covered[row * (self.xs.len() - 1) + column]
    }

    /// What parts white places from their neighbours in a row: all edges of columns, but none that a text runs over
    /// or that both shaded neighbour rows leave out.
    fn between_columns(&self, painted: &[Segment]) -> Vec<Segment> {
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
                let merged = rows > 1 && left_out(row.checked_sub(1)) && left_out(Some(row + 1));
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
    fn between_rows(&self) -> Vec<Segment> {
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

/// The columns that no background shows at the left or the right of a table: text stands beside its rows.
fn white_columns(outline: Rect, pieces: &[Piece]) -> Vec<i32> {
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

/// Sorted values with those that nearly agree taken as one.
fn edges(mut values: Vec<i32>) -> Vec<i32> {
    values.sort_unstable();
    values.dedup_by(|next, kept| *next - *kept <= SNAP);
    values
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;
    use super::centred;

    /// A row of backgrounds over these edges.
    fn band(mut page: Drawing, xs: &[f32], y0: f32, y1: f32) -> Drawing {
        for pair in xs.windows(2) {
            page = page.area(pair[0], y0, pair[1], y1);
        }
        page
    }

    const XS: [f32; 4] = [50.0, 150.0, 250.0, 350.0];

    #[test]
    fn a_lone_header_is_a_table() {
        let page = band(Drawing::portrait(), &XS, 100.0, 120.0);
        let page =
            page.text(53.0, 114.0, "科目编码").text(153.0, 114.0, "科目名称").text(253.0, 114.0, "金额");
        assert_eq!(
            page.text(53.0, 160.0, "本单位无此项支出").shown(),
            "|科目编码|科目名称|金额|\n本单位无此项支出\n"
        );
    }

    #[test]
    fn a_caption_between_two_tables_parts_them() {
        let table = |page: Drawing, y: f32| {
            let page = band(band(page, &XS, y, y + 40.0), &XS, y + 60.0, y + 80.0);
            let page = page.text(53.0, y + 24.0, "科目编码").text(153.0, y + 24.0, "科目名称");
            let page = page.text(253.0, y + 24.0, "金额").text(53.0, y + 54.0, "合计");
            let page = page.text(253.0, y + 54.0, "2.00").text(53.0, y + 74.0, "208");
            page.text(153.0, y + 74.0, "社会保障支出").text(253.0, y + 74.0, "2.00")
        };
        let page = table(table(Drawing::portrait(), 100.0), 250.0);
        let page = page.centre(200.0, 215.0, "一般公共预算支出表").right(350.0, 238.0, "单位：万元");
        let rows = "|科目编码|科目名称|金额|\n|合计||2.00|\n|208|社会保障支出|2.00|\n";
        assert_eq!(page.shown(), format!("{rows}一般公共预算支出表\n单位：万元\n{rows}"));
    }

    #[test]
    fn a_white_row_holds_all_lines_of_its_cells_and_one_text_alone() {
        let page = band(band(Drawing::portrait(), &XS, 100.0, 120.0), &XS, 200.0, 220.0);
        let page = page.text(53.0, 114.0, "项目").text(153.0, 114.0, "说明").text(253.0, 114.0, "金额");
        // The white row is five lines high, the shaded ones are one.
        let page = [
            "为保障河道行洪安全，",
            "清理沿岸淤积泥沙，",
            "并加固受损堤岸，",
            "更换老旧闸门，",
            "补种护岸林木。",
        ]
        .iter()
        .zip(0..)
        .fold(page, |page, (line, index)| page.text(153.0, 132.0 + 15.0 * index as f32, line));
        let page = page.text(53.0, 162.0, "河道清淤").text(253.0, 162.0, "12.00");
        let page = page.text(53.0, 214.0, "堤岸巡查").text(253.0, 214.0, "3.00").text(153.0, 231.0, "另列");
        let expected = "|项目|说明|金额|\n\
            |河道清淤|为保障河道行洪安全，清理沿岸淤积泥沙，并加固受损堤岸，更换老旧闸门，补种护岸林木。|12.00|\n\
            |堤岸巡查||3.00|\n||另列||\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_white_row_is_as_airy_as_the_shaded_ones() {
        // Two lines of 10 points in rows of 46: further apart than captions are from other tables.
        let page = band(band(Drawing::portrait(), &XS, 146.0, 192.0), &XS, 238.0, 284.0);
        let page = [("项目", "金额", 126.0), ("会议费", "3.00", 172.0), ("培训费", "2.00", 218.0)]
            .iter()
            .chain(&[("差旅费", "1.00", 264.0), ("合计", "6.00", 310.0)])
            .fold(page, |page, (name, amount, y)| {
                page.text(53.0, *y, name).text(253.0, *y, amount).text(153.0, y - 6.0, "上").text(
                    153.0,
                    y + 6.0,
                    "下",
                )
            });
        let page = page.text(53.0, 60.0, "部门：松河县水务站").text(253.0, 60.0, "单位：万元");
        let expected = "部门：松河县水务站⇥单位：万元\n|项目|上下|金额|\n|会议费|上下|3.00|\n|培训费|上下|2.00|\n\
            |差旅费|上下|1.00|\n|合计|上下|6.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_white_row_of_a_label_alone_is_as_high_as_the_others() {
        let below = |y: f32| {
            let page = band(band(Drawing::portrait(), &XS, 100.0, 120.0), &XS, 140.0, 160.0);
            let page = [("项目", 114.0), ("会议费", 134.0), ("培训费", 154.0)]
                .iter()
                .fold(page, |page, (name, y)| {
                    page.text(53.0, *y, name).text(153.0, *y, "2.00").text(253.0, *y, "3.00")
                });
            page.text(53.0, y, "差旅费").shown()
        };
        let rows = "|项目|2.00|3.00|\n|会议费|2.00|3.00|\n|培训费|2.00|3.00|\n";
        assert_eq!(below(174.0), format!("{rows}|差旅费|||\n"));
        assert_eq!(below(182.0), format!("{rows}差旅费\n"));
    }

    #[test]
    fn text_beside_the_backgrounds_stands_in_a_white_column() {
        let xs = [150.0, 250.0, 350.0];
        let page = band(band(Drawing::portrait(), &xs, 60.0, 80.0), &xs, 100.0, 120.0);
        let page = page.text(153.0, 74.0, "清淤长度").text(253.0, 74.0, "12公里");
        let page = page.text(53.0, 94.0, "效益指标").text(153.0, 94.0, "受益人口").text(253.0, 94.0, "5万人");
        let page =
            page.text(53.0, 114.0, "满意度").text(153.0, 114.0, "群众满意度").text(253.0, 114.0, "90%");
        let expected = "||清淤长度|12公里|\n|效益指标|受益人口|5万人|\n|满意度|群众满意度|90%|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn merged_cells_end_where_their_texts_are_in_the_middle() {
        let ys = [0, 10, 20, 30, 40, 50];
        assert_eq!(centred(&ys, &[15, 40]), [30], "both begin on this page");
        assert_eq!(centred(&ys, &[30, 45]), [20, 40], "the first began on the page before");
        assert_eq!(centred(&ys, &[]), [0; 0]);
    }
}
