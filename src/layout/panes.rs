//! Tables that stand side by side, each with a caption or rules of its own, are read as pages of their own.
//!
//! Their rows have nothing to do with each other, so no line may run from one to the other. A white strip parts them from
//! top to bottom: rules and backgrounds end at its one side and begin at the other, or a caption is stated on both sides.
//! The halves of one table share rules or a caption and stay together.
//!
//! ```text
//!                部门收支                        部门收支
//! 支出项目   预算数     收入来源   预算数       支出项目 … 培训费   2.00
//! ────────────────     ────────────────   →   收入来源 … 捐赠     3.00
//! 会议费       1.00     租金        2.00       本表均为年初预算。
//! 培训费       2.00     捐赠        3.00
//!             本表均为年初预算。
//! ```

use std::ops::Range;

use super::lines::{Line, Mark, Piece, em_box, lines};
use super::rules::{self, Segment, Segments, tenths};
use crate::geometry::Rect;
use crate::page::Sheet;

/// What ends at one place ends this close to each other, in tenths of a point.
const ALIKE: i32 = 30;
/// More frames than this on one page are a drawing.
const MOST_FRAMES: usize = 30;
/// The label of a statement (`编制单位：`) has no more characters than this.
const LONGEST_LABEL: usize = 8;
/// More captions than this on one page are not looked at.
const MOST_STATEMENTS: usize = 50;
/// Each of two tables has at least so many lines.
const LEAST_LINES: usize = 2;
/// Captions have at most so many lines, and are no further apart than this, in ems.
const MOST_CAPTIONS: usize = 4;
const WIDEST_SPACE: i32 = 4;

/// The parts of a page in reading order, if tables stand side by side on it: what is above them, those at the left, those at
/// the right, and what is below.
pub(crate) fn parted(
    sheet: &Sheet,
    marks: &[Mark],
    pieces: &[Piece],
    segments: &Segments,
    backgrounds: &[Rect],
) -> Option<Vec<Sheet>> {
    let frames = side_by_side(&frames(segments, backgrounds));
    let statements = stated_twice(marks, pieces);
    if frames.is_empty() && statements.is_empty() {
        return None;
    }
    let print = Print { marks, lines: lines(marks, pieces.to_vec()), segments, backgrounds };
    let framed = frames.into_iter().find_map(|(left, right)| print.between_frames(left, right));
    let captioned = || statements.into_iter().find_map(|(left, right)| print.below_captions(left, right));
    Some(framed.or_else(captioned)?.parts(sheet))
}

/// The frames on a page: from the first to the last of the rules and rows of backgrounds that begin and end alike, with
/// nothing across them that goes on beyond.
fn frames(segments: &Segments, backgrounds: &[Rect]) -> Vec<Rect> {
    let rules = segments.horizontal.iter().map(|rule| Rect::new(rule.from, rule.at, rule.to, rule.at));
    let mut edges: Vec<Rect> = rules.chain(rows(backgrounds)).collect();
    edges.sort_unstable_by_key(|edge| (edge.y0, edge.x0));
    let begin = |edge: &Rect, other: &Rect| (edge.x0 - other.x0).abs() <= ALIKE;
    let end = |edge: &Rect, other: &Rect| (edge.x1 - other.x1).abs() <= ALIKE;
    let mut open: Vec<(Rect, usize)> = Vec::new();
    let mut frames = Vec::new();
    for edge in edges {
        if let Some((frame, count)) = open.iter_mut().find(|(f, _)| begin(f, &edge) && end(f, &edge)) {
            *frame = frame.union(edge);
            *count += 1;
            continue;
        }
        if open.iter().any(|(frame, _)| frame.x0 - ALIKE <= edge.x0 && edge.x1 <= frame.x1 + ALIKE) {
            continue;
        }
        frames.extend(open.extract_if(.., |(frame, _)| frame.x0 < edge.x1 && edge.x0 < frame.x1));
        open.push((edge, 1));
        if open.len() + frames.len() > MOST_FRAMES {
            return Vec::new();
        }
    }
    frames.extend(open);
    frames.into_iter().filter(|(_, edges)| *edges > 1).map(|(frame, _)| frame).collect()
}

/// The rows of backgrounds that touch each other; these are sorted from top to bottom.
fn rows(backgrounds: &[Rect]) -> Vec<Rect> {
    let mut rows: Vec<Rect> = Vec::new();
    for area in backgrounds {
        let touches = |row: &&mut Rect| {
            (row.y0 - area.y0).abs() <= ALIKE
                && (row.y1 - area.y1).abs() <= ALIKE
                && area.x0 - row.x1 <= ALIKE
        };
        match rows.last_mut().filter(touches) {
            Some(row) => *row = row.union(*area),
            None => rows.push(*area),
        }
    }
    rows
}

/// Which of these frames stand side by side.
fn side_by_side(frames: &[Rect]) -> Vec<(Rect, Rect)> {
    let beside = |left: Rect, right: Rect| {
        let shared = left.y1.min(right.y1) - left.y0.max(right.y0);
        left.x1 + rules::WIDEST < right.x0 && shared * 2 > left.height().min(right.height())
    };
    let pairs = frames.iter().flat_map(|left| frames.iter().map(move |right| (*left, *right)));
    pairs.filter(|(left, right)| beside(*left, *right)).collect()
}

/// A label with what it states (`单位：万元`), and how long the label is.
fn label<'a>(marks: &'a [Mark], piece: &Piece) -> Option<&'a [Mark]> {
    let text = &marks[piece.marks.clone()];
    let colon = text.iter().position(|mark| matches!(mark.character, '：' | ':'))?;
    (1..=LONGEST_LABEL).contains(&colon).then(|| &text[..colon])
}

/// The first and the second of two statements on one line that have the same label.
fn stated_twice(marks: &[Mark], pieces: &[Piece]) -> Vec<(Rect, Rect)> {
    let mut statements: Vec<(String, Rect)> = pieces
        .iter()
        .filter_map(|piece| {
            Some((label(marks, piece)?.iter().map(|mark| mark.character).collect(), piece.rect))
        })
        .collect();
    statements.sort_unstable_by(|(a, at), (b, bt)| (a, at.y0, at.x0).cmp(&(b, bt.y0, bt.x0)));
    let twice = |pair: &[(String, Rect)]| {
        let ((a, left), (b, right)) = (&pair[0], &pair[1]);
        (a == b && left.y0 == right.y0 && left.x1 < right.x0).then_some((*left, *right))
    };
    statements.windows(2).filter_map(twice).take(MOST_STATEMENTS).collect()
}

/// The white between two tables; as high as they are with their captions.
#[derive(Debug, Clone, Copy)]
struct Strip(Rect);

impl Strip {
    /// The strip beside a line, if it leaves all of it white or at least an em. `seam` is within it.
    fn beside(self, line: &Line, seam: i32) -> Option<Self> {
        let Self(mut strip) = self;
        for piece in &line.pieces {
            if piece.rect.center().0 < seam {
                strip.x0 = strip.x0.max(piece.rect.x1);
            } else {
                strip.x1 = strip.x1.min(piece.rect.x0);
            }
        }
        (strip == self.0 || strip.x1 - strip.x0 >= line.size).then_some(Self(strip))
    }

    /// The parts of a page that it parts.
    fn parts(self, sheet: &Sheet) -> Vec<Sheet> {
        let (seam, _) = self.0.center();
        let part = |rect: Rect| {
            let (middle, height) = rect.center();
            match height {
                _ if height < self.0.y0 => 0,
                _ if height > self.0.y1 => 3,
                _ => 1 + usize::from(middle > seam),
            }
        };
        let corners = |x0, y0, x1, y1| Rect::new(tenths(x0), tenths(y0), tenths(x1), tenths(y1));
        let blank = Sheet {
            glyphs: Vec::new(),
            rules: Vec::new(),
            areas: Vec::new(),
            drawings: Vec::new(),
            ..*sheet
        };
        let mut parts = vec![blank; 4];
        for glyph in &sheet.glyphs {
            parts[part(em_box(glyph).0)].glyphs.push(*glyph);
        }
        for rule in &sheet.rules {
            parts[part(corners(rule.x0, rule.y0, rule.x1, rule.y1))].rules.push(*rule);
        }
        for area in &sheet.areas {
            parts[part(corners(area.x0, area.y0, area.x1, area.y1))].areas.push(*area);
        }
        parts.retain(|part| !part.glyphs.is_empty());
        parts
    }
}

/// What is printed on a page.
struct Print<'a> {
    marks: &'a [Mark],
    lines: Vec<Line>,
    segments: &'a Segments,
    backgrounds: &'a [Rect],
}

impl Print<'_> {
    /// The strip between two frames, if nothing stands or runs between them and each holds text.
    fn between_frames(&self, left: Rect, right: Rect) -> Option<Strip> {
        let both = left.union(right);
        let seam = (left.x1 + right.x0) / 2;
        let inside = self.until(both.y0)..self.until(both.y1);
        let mut strip = Strip(Rect::new(left.x1, both.y0, right.x0, both.y1));
        // A text may overhang its frame, but none stands between them.
        let is_between = |piece: &Piece| left.x1 <= piece.rect.x0 && piece.rect.x1 <= right.x0;
        for line in &self.lines[inside.clone()] {
            strip = strip.beside(line, seam).filter(|_| !line.pieces.iter().any(is_between))?;
        }
        let holds_text = |frame: Rect| {
            let of_frame = |line: &&Line| line.pieces.iter().any(|piece| frame.contains(piece.rect.center()));
            self.lines[inside.clone()].iter().filter(of_frame).count() >= LEAST_LINES
        };
        if self.is_crossed(strip) || !holds_text(left) || !holds_text(right) {
            return None;
        }
        Some(self.with_captions(strip, inside, left, right))
    }

    /// The strip between two tables below a line that states the same on both sides.
    fn below_captions(&self, left: Rect, right: Rect) -> Option<Strip> {
        let first = self.lines.iter().position(|line| line.rect.y0 <= left.y0 && left.y1 <= line.rect.y1)?;
        let em = self.lines[first].size;
        // What is stated at the right end of a table ends with it, and what is stated at its left begins with it.
        let seams = [left.x1 + em / 2, right.x0 - em / 2];
        let strips = seams.into_iter().filter_map(|seam| self.below(first, seam));
        strips.max_by_key(|strip| strip.0.width())
    }

    /// The strip around a seam from the `first` line down, if it parts rows of two tables.
    fn below(&self, first: usize, seam: i32) -> Option<Strip> {
        let top = &self.lines[first];
        let mut strip = Strip(Rect { x0: top.rect.x0, x1: top.rect.x1, ..top.rect }).beside(top, seam)?;
        let (mut end, mut rows) = (first + 1, 0);
        let (mut left, mut right): (Option<Rect>, Option<Rect>) = (None, None);
        while let Some(line) = self.lines.get(end) {
            let space = line.rect.y0 - self.lines[end - 1].rect.y1;
            let is_caption = line.pieces.iter().any(|piece| label(self.marks, piece).is_some());
            let Some(next) = strip.beside(line, seam).filter(|_| !is_caption) else { break };
            let next = Strip(Rect { y1: line.rect.y1, ..next.0 });
            if space > line.size * WIDEST_SPACE || self.is_crossed(next) {
                break;
            }
            let sides = sides(line, seam);
            rows += usize::from(sides.iter().all(|side| falls_apart(side, line.size)));
            for (table, side) in [&mut left, &mut right].into_iter().zip(&sides) {
                *table = side.iter().map(|piece| piece.rect).chain(*table).reduce(Rect::union);
            }
            strip = next;
            end += 1;
        }
        let (left, right) = left.zip(right).filter(|_| rows >= LEAST_LINES)?;
        Some(self.with_captions(strip, first..end, left, right))
    }

    /// The strip with the lines above the tables that are captions of both, and the notes below.
    fn with_captions(&self, strip: Strip, inside: Range<usize>, left: Rect, right: Rect) -> Strip {
        let (seam, _) = strip.0.center();
        let extended = |strip: Strip, near: &mut dyn Iterator<Item = &Line>| {
            let (mut tentative, mut certain) = (strip, strip);
            for line in near.take(MOST_CAPTIONS) {
                let Some(Strip(next)) = tentative.beside(line, seam) else { break };
                let space = (line.rect.y0 - next.y1).max(next.y0 - line.rect.y1);
                tentative =
                    Strip(Rect { y0: next.y0.min(line.rect.y0), y1: next.y1.max(line.rect.y1), ..next });
                if space > line.size * WIDEST_SPACE || self.is_crossed(tentative) {
                    break;
                }
                if self.are_captions(line, seam, left, right) || self.are_rows(line, seam) {
                    certain = tentative;
                }
            }
            certain
        };
        let strip = extended(strip, &mut self.lines[..inside.start].iter().rev());
        extended(strip, &mut self.lines[inside.end..].iter())
    }

    /// Whether the texts of a line at the left or the right of a seam stand apart from each other as those of a row do: the
    /// first row of a table and the last one may have no background. A line above both tables (`部门：…    单位：…`) has one
    /// text at each side.
    fn are_rows(&self, line: &Line, seam: i32) -> bool {
        let states = line.pieces.iter().any(|piece| label(self.marks, piece).is_some());
        !states && sides(line, seam).iter().any(|side| falls_apart(side, line.size))
    }

    /// Whether the texts of a line at the left and the right of a seam say the same of two tables: under one label, or in
    /// the middle or at the left edge of both.
    fn are_captions(&self, line: &Line, seam: i32, left: Rect, right: Rect) -> bool {
        let [lefts, rights] = sides(line, seam);
        let labels = |side: &[&Piece]| -> Vec<String> {
            let labels = side.iter().filter_map(|piece| label(self.marks, piece));
            labels.map(|label| label.iter().map(|mark| mark.character).collect()).collect()
        };
        let stated = labels(&rights);
        let is_alike = labels(&lefts).iter().any(|label| stated.contains(label));
        let text = |side: &[&Piece]| side.iter().map(|piece| piece.rect).reduce(Rect::union);
        let Some((first, second)) = text(&lefts).zip(text(&rights)) else { return false };
        let is_over = |text: Rect, table: Rect| (text.center().0 - table.center().0).abs() < line.size;
        let begins = |text: Rect, table: Rect| (text.x0 - table.x0).abs() < line.size;
        is_alike
            || is_over(first, left) && is_over(second, right)
            || begins(first, left) && begins(second, right)
    }

    /// How many lines have their middles above a height.
    fn until(&self, height: i32) -> usize {
        self.lines.partition_point(|line| line.rect.center().1 < height)
    }

    /// Whether a rule runs over or through a strip, or a background lies there.
    fn is_crossed(&self, Strip(strip): Strip) -> bool {
        let over = |rule: &Segment| rule.from + ALIKE < strip.x1 && strip.x0 < rule.to - ALIKE;
        let from = self.segments.horizontal.partition_point(|rule| rule.at < strip.y0);
        let across = self.segments.horizontal[from..].iter().take_while(|rule| rule.at <= strip.y1);
        let from = self.segments.vertical.partition_point(|rule| rule.at <= strip.x0 + ALIKE);
        let mut down = self.segments.vertical[from..].iter().take_while(|rule| rule.at < strip.x1 - ALIKE);
        let behind = |area: &Rect| {
            area.y0 < strip.y1
                && strip.y0 < area.y1
                && area.x0 + ALIKE < strip.x1
                && strip.x0 < area.x1 - ALIKE
        };
        across.into_iter().any(over)
            || down.any(|rule| rule.from < strip.y1 && strip.y0 < rule.to)
            || self.backgrounds.iter().any(behind)
    }
}

/// The texts of a line at the left of a seam, and those at its right.
fn sides(line: &Line, seam: i32) -> [Vec<&Piece>; 2] {
    let (left, right) = line.pieces.iter().partition(|piece| piece.rect.center().0 < seam);
    [left, right]
}

/// Whether texts stand apart from each other as those of a row do.
fn falls_apart(pieces: &[&Piece], em: i32) -> bool {
    pieces.windows(2).any(|pair| pair[1].rect.x0 - pair[0].rect.x1 > em)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// A row of a name and an amount between two edges.
    fn row(page: Drawing, (left, right): (f32, f32), y: f32, name: &str, amount: &str) -> Drawing {
        page.text(left + 3.0, y, name).right(right - 3.0, y, amount)
    }

    const LEFT: (f32, f32) = (50.0, 250.0);
    const RIGHT: (f32, f32) = (300.0, 500.0);

    /// The rows of two tables; the first has one more, and a centred note stands below both.
    fn rows(page: Drawing) -> Drawing {
        let page = row(row(page, LEFT, 100.0, "支出项目", "预算数"), RIGHT, 100.0, "收入来源", "金额");
        let page = row(row(page, LEFT, 116.0, "会议费", "1.00"), RIGHT, 116.0, "租金", "2.00");
        let page = row(row(page, LEFT, 132.0, "培训费", "2.00"), RIGHT, 132.0, "捐赠", "3.00");
        row(page, LEFT, 148.0, "合计", "3.00").centre(275.0, 180.0, "本表均为年初预算。")
    }

    const FIRST: &str = "|支出项目|预算数|\n|会议费|1.00|\n|培训费|2.00|\n|合计|3.00|\n";
    const SECOND: &str = "|收入来源|金额|\n|租金|2.00|\n|捐赠|3.00|\n";
    const NOTE: &str = "本表均为年初预算。\n";

    /// What a table is called and where its department and unit are stated.
    fn caption(page: Drawing, (left, right): (f32, f32), title: &str) -> Drawing {
        let page = page.centre((left + right) / 2.0, 50.0, title).text(left, 80.0, "部门：云溪市档案局");
        page.right(right, 80.0, "单位：万元")
    }

    #[test]
    fn rules_that_end_before_others_begin_part_two_tables() {
        let page = [LEFT, RIGHT].iter().fold(rows(Drawing::portrait()), |page, (left, right)| {
            [88.0, 104.0].iter().fold(page, |page, y| page.rule(*left, *y, *right, *y))
        });
        let page = page.rule(50.0, 152.0, 250.0, 152.0).rule(300.0, 136.0, 500.0, 136.0);
        let page = page.text(50.0, 80.0, "部门：云溪市档案局").right(500.0, 80.0, "单位：万元");
        let expected = format!("部门：云溪市档案局⇥单位：万元\n{FIRST}{SECOND}{NOTE}");
        assert_eq!(page.shown(), expected, "what is stated once is stated of both");
    }

    #[test]
    fn captions_stand_above_their_grids() {
        let page = rows(Drawing::portrait()).grid(&[50.0, 150.0, 250.0], &[88.0, 104.0, 120.0, 136.0, 152.0]);
        let page = page.grid(&[300.0, 400.0, 500.0], &[88.0, 104.0, 120.0, 136.0]);
        let page = caption(caption(page, LEFT, "支出表"), RIGHT, "收入表");
        let caption = |title: &str| format!("{title}\n部门：云溪市档案局⇥单位：万元\n");
        let expected = format!("{}{FIRST}{}{SECOND}{NOTE}", caption("支出表"), caption("收入表"));
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn the_white_between_two_grids_may_be_less_than_an_em_of_their_titles() {
        let grid = |page: Drawing, left: f32| {
            let page = page.grid(&[left, left + 100.0, left + 200.0], &[88.0, 104.0, 120.0, 136.0]);
            let page = row(page, (left, left + 200.0), 100.0, "项目", "预算数");
            row(
                row(page, (left, left + 200.0), 116.0, "会议费", "1.00"),
                (left, left + 200.0),
                132.0,
                "合计",
                "1.00",
            )
        };
        let page = grid(grid(Drawing::portrait(), 50.0), 258.0);
        let page =
            page.spread(110.0, 70.0, "支出预算表", 16.0, 0.0).spread(318.0, 70.0, "收入预算表", 16.0, 0.0);
        let rows = "|项目|预算数|\n|会议费|1.00|\n|合计|1.00|\n";
        assert_eq!(page.shown(), format!("支出预算表\n{rows}收入预算表\n{rows}"));
    }

    #[test]
    fn the_white_between_the_boxes_of_cells_parts_nothing() {
        let cells = [("支出项目", "预算数"), ("会议费", "1.00"), ("培训费", "2.00"), ("合计", "3.00")];
        let page = cells.iter().zip([84.0, 104.0, 124.0, 144.0]).fold(
            Drawing::portrait(),
            |page, ((name, amount), top)| {
                let page =
                    page.grid(&[50.0, 148.0], &[top, top + 16.4]).grid(&[151.6, 250.0], &[top, top + 16.4]);
                row(page, LEFT, top + 12.0, name, amount)
            },
        );
        assert_eq!(page.shown(), FIRST);
    }

    #[test]
    fn backgrounds_part_two_tables_with_their_white_rows() {
        let page = [LEFT, RIGHT].iter().fold(rows(Drawing::portrait()), |page, (left, right)| {
            [88.0, 120.0].iter().fold(page, |page, y| {
                let middle = (left + right) / 2.0;
                page.area(*left, *y, middle, y + 16.0).area(middle, *y, *right, y + 16.0)
            })
        });
        assert_eq!(page.shown(), format!("{FIRST}{SECOND}{NOTE}"));
    }

    #[test]
    fn a_unit_stated_twice_parts_two_tables_without_rules() {
        let page = rows(caption(caption(Drawing::portrait(), LEFT, "支出表"), RIGHT, "收入表"));
        let caption = |title: &str| format!("{title}\n部门：云溪市档案局⇥单位：万元\n");
        let expected = format!("{}{FIRST}{}{SECOND}{NOTE}", caption("支出表"), caption("收入表"));
        assert_eq!(page.shown(), expected);
        let units = Drawing::portrait().right(250.0, 80.0, "单位：万元").right(500.0, 80.0, "单位：元");
        assert_eq!(rows(units).shown(), format!("单位：万元\n{FIRST}单位：元\n{SECOND}{NOTE}"));
    }

    #[test]
    fn halves_under_one_header_are_one_table() {
        let one = "|支出项目|预算数|收入来源|金额|\n|会议费|1.00|租金|2.00|\n|培训费|2.00|捐赠|3.00|\n|合计|3.00|||\n";
        assert_eq!(rows(Drawing::portrait()).shown(), format!("{one}{NOTE}"));
        let rules = [88.0, 104.0, 152.0];
        let page = rules.iter().fold(rows(Drawing::portrait()), |page, y| page.rule(50.0, *y, 500.0, *y));
        // The rules under two groups part nothing.
        let page = page.rule(50.0, 92.0, 250.0, 92.0).rule(300.0, 92.0, 500.0, 92.0);
        assert_eq!(page.shown(), format!("{one}{NOTE}"));
    }
}
