//! Where on a page a table without a grid of rules stands, and where prose.
//!
//! A line of a table falls into pieces that stand apart; prose, headings and notes do not. A table begins and
//! ends with such lines and may hold single pieces between them (wrapped names, rows of a label only). Lines
//! of a table of contents fall into pieces, too, but dots lead from one to the next or the last is a page number.

use std::collections::BTreeSet;
use std::ops::Range;

use super::chunks::{Chunk, has_leader, is_caption, is_labelled, is_tabular, is_whole_caption};
use super::lines::Line;
use super::rules::Segments;
use crate::geometry::Rect;

/// The first line of a row with several texts is among this many, where its cells are wrapped.
const WRAPPED: usize = 3;

/// A table on a page: its lines, and the rules that frame it if there are.
#[derive(Debug, Clone)]
pub(crate) struct Region {
    /// The lines of the page that belong to it.
    pub lines: Range<usize>,
    /// The heights of the rules in and around it, from top to bottom.
    pub rules: Vec<i32>,
}

impl Region {
    /// Goes on with the rows below it; these are its lines.
    fn extend(&mut self, below: Region, lines: &[Line]) {
        self.lines.end = below.lines.end;
        self.rules.extend(lines.first().map(|line| line.rect.y0));
        self.rules.extend(below.rules);
    }
}

/// The tables among the lines of a page, from top to bottom. `others` are the tables that are known already, `headers` those
/// that are no more than a header: one row closely below is a table. So is one line that `goes_on` with the rows of a grid.
pub(crate) fn regions(
    lines: &[Line],
    chunks: &[Vec<Chunk>],
    segments: &Segments,
    others: &[Rect],
    headers: &[Rect],
    goes_on: impl Fn(usize) -> bool,
) -> Vec<Region> {
    let page = Page::of(lines, chunks, others);
    let framed = page.framed(segments);
    let mut frames = framed.iter().peekable();
    let mut regions: Vec<Region> = Vec::new();
    let mut next = 0;
    while next < lines.len() {
        while frames.next_if(|f| f.lines.start < next).is_some() {}
        let mut region = match frames.next_if(|f| f.lines.start == next) {
            Some(frame) => frame.clone(),
            None if page.opens(next) => {
                let floor = regions.last().map_or(0, |r| r.lines.end);
                Region { lines: page.above(next, floor)..next + 1, rules: Vec::new() }
            }
            None => {
                next += 1;
                continue;
            }
        };
        let limit = frames.peek().map_or(lines.len(), |f| f.lines.start);
        // The rule under the last row is painted on the last page only.
        let rule = region.rules.last().copied();
        let open = rule.is_none_or(|rule| page.goes_on(region.lines.end, rule));
        if open {
            region.lines.end = page.below(region.lines.clone(), limit);
        }
        let rows = page.rows_below(&region, region.lines.end, limit);
        if open || rows > region.lines.end {
            region.lines.end = rows;
            if !region.rules.is_empty() {
                region.rules.push(lines[region.lines.end - 1].rect.y1);
            }
        }
        next = region.lines.end;
        match regions.last_mut().filter(|above| page.is_head_of(above, &region)) {
            Some(head) => head.extend(region, &lines[head.lines.clone()]),
            None => regions.push(region),
        }
    }
    let is_below_header =
        |first: &Line| headers.iter().any(|header| is_closely_below(first.rect, first.size, *header));
    regions.retain(|region| {
        is_below_header(&lines[region.lines.start])
            || goes_on(region.lines.start)
            || is_table(&chunks[region.lines.clone()], !region.rules.is_empty())
            || is_captioned(chunks, &region.lines)
    });
    regions
}

/// Whether a text of this size is the first one below a table.
pub(crate) fn is_closely_below(text: Rect, size: i32, table: Rect) -> bool {
    (-size / 2..size * 3 / 2).contains(&(text.y0 - table.y1))
}

/// Whether lines are a table for no more than standing under the line that states its unit: one that has nothing to show
/// but its header, or the first rows of a form that the page break cuts.
pub(crate) fn is_captioned(chunks: &[Vec<Chunk>], lines: &Range<usize>) -> bool {
    let tabular = || chunks[lines.clone()].iter().filter(|line| is_tabular(line));
    let begin_alike = |(a, b): (&Vec<Chunk>, &Vec<Chunk>)| {
        a.iter().zip(b).all(|(a, b)| (a.rect.x0 - b.rect.x0).abs() < a.size / 4)
    };
    lines.start.checked_sub(1).is_some_and(|above| is_caption(&chunks[above]))
        && (tabular().any(|line| line.len() > 2) || tabular().zip(tabular().skip(1)).any(begin_alike))
}

/// How many of the lines at the top of a page are rows of a table that goes on from the page before. The first row may
/// begin with lines of a wrapped cell.
pub(crate) fn rows_at_top(lines: &[Line], chunks: &[Vec<Chunk>]) -> usize {
    let page = Page::of(lines, chunks, &[]);
    let Some(first) = (0..lines.len()).find(|line| page.opens(*line)) else { return 0 };
    let wrapped = (1..=first).all(|line| page.follows(line)) && !(0..first).any(|line| page.is_caption(line));
    if wrapped { page.below(0..first + 1, lines.len()) } else { 0 }
}

/// Which lines from `floor` on are the header above a table whose first background is not that of the header: lines with
/// three names or more that stand closely one below the other, within its width.
pub(crate) fn header_above(lines: &[Line], chunks: &[Vec<Chunk>], table: Rect, floor: usize) -> Range<usize> {
    let page = Page::of(lines, chunks, &[]);
    let end = lines.partition_point(|line| line.rect.center().1 < table.y0);
    let inside = |line: usize| {
        let (text, em) = (lines[line].rect, lines[line].size);
        table.x0 - em / 2 < text.x0 && text.x1 < table.x1 + em / 2
    };
    let is_close = |line: usize| {
        let below = if line + 1 == end { table.y0 } else { lines[line + 1].rect.y0 };
        below - lines[line].rect.y1 < lines[line].size * 3 / 2 && !is_caption(&chunks[line])
    };
    let mut start = end;
    loop {
        let near = (floor..start).rev().take(WRAPPED).take_while(|line| inside(*line) && is_close(*line));
        let Some(row) = near.into_iter().find(|line| page.opens(*line)) else { break };
        start = page.above(row, floor);
    }
    let names = !chunks[start..end].iter().flatten().any(Chunk::is_figure);
    let is_header = names && chunks[start..end].iter().map(Vec::len).sum::<usize>() > 2;
    if is_header && (start..end).all(inside) { start..end } else { end..end }
}

/// The lines of a page, and what else stands there.
pub(crate) struct Page<'a> {
    pub lines: &'a [Line],
    pub chunks: &'a [Vec<Chunk>],
    pub others: &'a [Rect],
    pub left: i32,
    pub right: i32,
}

impl<'a> Page<'a> {
    fn of(lines: &'a [Line], chunks: &'a [Vec<Chunk>], others: &'a [Rect]) -> Self {
        let left = lines.iter().map(|l| l.rect.x0).min().unwrap_or(0);
        let right = lines.iter().map(|l| l.rect.x1).max().unwrap_or(0);
        Self { lines, chunks, others, left, right }
    }

    /// Whether a table may begin with this line.
    pub fn opens(&self, line: usize) -> bool {
        is_tabular(&self.chunks[line]) && !self.is_caption(line)
    }

    /// Whether a line is one of those above a table, and not of a wrapped cell.
    pub fn is_caption(&self, line: usize) -> bool {
        is_caption(&self.chunks[line]) && !self.is_wrapped(line)
    }

    /// Whether a line stands within a wrapped cell: three lines closely one below the other begin where it does, right of
    /// the edge where captions begin.
    fn is_wrapped(&self, line: usize) -> bool {
        let [text] = &self.chunks[line][..] else { return false };
        let begins = |chunk: &Chunk| (chunk.rect.x0 - text.rect.x0).abs() < text.size / 4;
        let goes_on = |above: &usize| {
            let Some(below) = self.lines.get(above + 1) else { return false };
            let is_close = below.rect.y0 - self.lines[*above].rect.y1 < text.size / 2;
            is_close && [*above, above + 1].iter().all(|line| self.chunks[*line].iter().any(begins))
        };
        let up = (0..line).rev().take(2).take_while(goes_on).count();
        let down = (line..self.lines.len()).take(2).take_while(goes_on).count();
        text.rect.x0 > self.left + text.size && up + down > 1
    }

    /// Whether lines are the header above the first rule of a table: names without figures, closely above it.
    fn is_head_of(&self, above: &Region, below: &Region) -> bool {
        let Some(rule) = below.rules.first() else { return false };
        let last = &self.lines[above.lines.end - 1];
        above.rules.is_empty()
            && above.lines.end == below.lines.start
            && rule - last.rect.y1 < last.size * 3 / 2
            && !self.chunks[above.lines.clone()].iter().flatten().any(Chunk::is_figure)
            && (self.chunks[below.lines.clone()].iter().flatten().any(Chunk::is_figure)
                || self.are_groups(above, below))
    }

    /// Whether lines are the groups over the heads of a table with nothing but its header.
    fn are_groups(&self, above: &Region, heads: &Region) -> bool {
        let texts = |line: usize| self.chunks[line].len();
        heads.lines.len() <= WRAPPED && texts(above.lines.end - 1) < texts(heads.lines.start)
    }

    /// Whether a table that rules frame goes on with this line below the last of them, the `rule`. The row may begin with
    /// the first line of a wrapped cell.
    fn goes_on(&self, line: usize, rule: i32) -> bool {
        let is_near = |next: &usize| self.follows(*next) || *next == line && self.is_near(line, rule);
        let mut near = self.of_row(line).take_while(is_near);
        near.any(|line| self.opens(line))
    }

    /// The lines from one on of which another may be the first with several texts: few, or all of a cell that is wrapped
    /// right of the edge where captions begin.
    fn of_row(&self, first: usize) -> impl Iterator<Item = usize> {
        let begins =
            move |line: usize| self.chunks.get(line).and_then(|line| line.first()).map(|text| text.rect.x0);
        let start = begins(first).filter(|x| *x > self.left + self.lines[first].size);
        let goes_on = move |line: &usize| {
            let text = &self.lines[*line];
            *line < first + WRAPPED
                || start.zip(begins(*line - 1)).is_some_and(|(start, x)| (x - start).abs() < text.size / 4)
                    && text.rect.y0 - self.lines[*line - 1].rect.y1 < text.size
        };
        (first..self.lines.len()).take_while(goes_on)
    }

    /// Whether a line stands closely below another one.
    fn follows(&self, line: usize) -> bool {
        self.is_near(line, self.lines[line - 1].rect.y1)
    }

    /// Whether a line of a table stands closely below a height.
    fn is_near(&self, line: usize, height: i32) -> bool {
        let space = self.lines[line].rect.y0 - height;
        space < self.lines[line].size * 3 / 2 && !self.is_caption(line)
    }

    /// Whether a line states something short at the right, as the unit of the table below it.
    pub fn states_unit(&self, line: usize) -> bool {
        let middle = (self.left + self.right) / 2;
        self.chunks[line].last().is_some_and(|chunk| is_labelled(&chunk.text) && chunk.rect.x0 > middle)
    }

    /// Whether a line states the unit of a table: alone (`单位：万元`), behind the title (`收入预算表（单位：万元）`), or at the right
    /// of it, the number of the table before both perhaps.
    pub fn is_title(&self, line: usize) -> bool {
        let is_unit = |text: &str| is_labelled(text) && text.ends_with('元');
        match &self.chunks[line][..] {
            [text] => {
                let inner =
                    text.text.strip_suffix(['）', ')']).and_then(|text| text.rsplit_once(['（', '(']));
                is_unit(&text.text) && !self.is_wrapped(line)
                    || inner.is_some_and(|(title, unit)| !is_labelled(title) && is_unit(unit))
            }
            [title, unit] => !title.is_figure() && is_unit(&unit.text),
            line => is_whole_caption(line),
        }
    }

    /// Where a table ends above the title of the next one, which may be a line above its unit (`二、支出预算表`).
    pub fn above_title(&self, line: usize) -> usize {
        line - usize::from(line > 0 && self.names_table(line - 1))
    }

    pub fn names_table(&self, line: usize) -> bool {
        matches!(&self.chunks[line][..], [text] if text.text.ends_with('表'))
    }

    /// Where the texts of lines begin that are not the first of their line.
    fn columns(&self, lines: Range<usize>) -> BTreeSet<i32> {
        self.chunks[lines].iter().flat_map(|line| line.iter().skip(1).map(|chunk| chunk.rect.x0)).collect()
    }

    /// How much white is between two lines with figures of a table.
    fn pitches(&self, lines: Range<usize>) -> BTreeSet<i32> {
        let is_row =
            |line: usize| is_tabular(&self.chunks[line]) && self.chunks[line].iter().any(Chunk::is_figure);
        let pairs =
            lines.clone().zip(lines.skip(1)).filter(|(above, below)| is_row(*above) && is_row(*below));
        pairs.map(|(above, below)| self.lines[below].rect.y0 - self.lines[above].rect.y1).collect()
    }

    /// Where a table ends that begins with these lines, which are not none.
    fn below(&self, lines: Range<usize>, limit: usize) -> usize {
        let (mut end, mut tentative) = (lines.end, lines.end);
        let mut columns = self.columns(lines.clone());
        // How much white is between two rows.
        let mut pitches = self.pitches(lines);
        let mut in_header = true;
        while tentative < limit {
            let (before, line) = (&self.lines[tentative - 1], &self.lines[tentative]);
            let space = line.rect.y0 - before.rect.y1;
            let apart = self.others.iter().any(|o| before.rect.y1 <= o.y1 && o.y0 <= line.rect.y0);
            let tabular = is_tabular(&self.chunks[tentative]);
            // Above the first figures it is not known yet how far rows are apart, and the first of them may begin with a
            // line of a wrapped name.
            in_header &= !self.chunks[tentative - 1].iter().any(Chunk::is_figure);
            let mut near = self.of_row(tentative).take_while(|line| !is_caption(&self.chunks[*line]));
            let goes_on = in_header && near.any(|line| is_tabular(&self.chunks[line]));
            let widest = match (tabular, goes_on) {
                (true, _) => line.size * 4,
                (false, true) => line.size * 2,
                (false, false) => pitches
                    .last()
                    .map_or(0, |pitch| pitch + line.size / 8)
                    .clamp(line.size * 13 / 10, line.size * 3),
            };
            let other_size = (line.size - before.size).abs() * 5 > line.size;
            let prose = !tabular
                && line.rect.width() * 5 > (self.right - self.left) * 3
                && line.rect.x0 < self.left + line.size * 5 / 2;
            let note = self.is_note(tentative, &columns)
                || has_leader(&self.chunks[tentative])
                || !in_header && self.is_signature(tentative, &columns);
            if !in_header && self.is_title(tentative) {
                return end.min(self.above_title(tentative));
            }
            if !in_header && self.is_stranded_title(tentative) {
                return end.min(tentative);
            }
            if apart || space > widest || other_size || prose || note {
                break;
            }
            let place = line.rect.x0 - line.size / 4..=line.rect.x0 + line.size / 4;
            let in_column = columns.range(place).next().is_some();
            columns.extend(self.columns(tentative..tentative + 1));
            if tabular && end == tentative {
                pitches.insert(space);
            }
            let lone =
                end == tentative && !in_header && self.is_lone_label(tentative, space, &pitches, &columns);
            let closely = space < line.size && (in_header || !self.is_heading(tentative, &columns));
            tentative += 1;
            if tabular || in_column || closely || lone {
                end = tentative;
            }
        }
        end
    }

    /// Whether a line is a row whose only text is its label: as far below the row above as rows are from each other, and
    /// within the first column. The title of the next table stands over another line of its caption.
    fn is_lone_label(
        &self,
        line: usize,
        space: i32,
        pitches: &BTreeSet<i32>,
        columns: &BTreeSet<i32>,
    ) -> bool {
        let [label] = &self.chunks[line][..] else { return false };
        let slack = label.size / 10;
        let in_rhythm = pitches.range(space - slack..=space + slack).next().is_some();
        let second = columns.range(label.rect.x0 + label.size..).next();
        let is_title = self.chunks.get(line + 1).is_some_and(|next| is_caption(next));
        let starts_line = label.rect.x0 < self.left + label.size * 3;
        in_rhythm
            && starts_line
            && !is_title
            && !is_labelled(&label.text)
            && second.is_some_and(|x| label.rect.x1 < *x)
    }

    /// Where a table begins whose first line with several texts is `from`: half a line up stands the first line of
    /// a header cell that is wrapped or spans its columns. What was painted after the table had begun is part of it:
    /// a group stands above the merged headers that were painted before it. So is what stands below the line that
    /// states the unit.
    fn above(&self, from: usize, floor: usize) -> usize {
        let mut start = from;
        let painted = |line: usize| self.chunks[line].iter().map(Chunk::painted).min();
        let mut first = painted(from);
        while start > floor {
            let (above, line) = (&self.lines[start - 1], &self.lines[start]);
            let caption = self.is_caption(start - 1) || (above.size - line.size).abs() * 20 > line.size;
            let space = line.rect.y0 - above.rect.y1;
            let stated =
                !caption && (floor..start - 1).rev().take(WRAPPED).any(|line| self.states_unit(line));
            let inside = (painted(start - 1) > first || stated) && space < line.size * 3;
            if !inside
                && (caption || space > line.size * 9 / 10 || above.rect.width() * 2 > self.right - self.left)
            {
                break;
            }
            start -= 1;
            first = first.min(painted(start));
        }
        start
    }
}

/// Whether lines that fall into pieces are a table: framed by rules, with figures that stand in a column, or
/// with three columns throughout. A list and its items' numbers are none, nor are titles and their pages.
fn is_table(lines: &[Vec<Chunk>], framed: bool) -> bool {
    let tabular: Vec<&Vec<Chunk>> = lines.iter().filter(|l| is_tabular(l)).collect();
    if framed {
        return !tabular.is_empty();
    }
    if tabular.len() < 2 {
        return false;
    }
    let mut ends: Vec<i32> =
        tabular.iter().flat_map(|l| l.iter().skip(1)).filter(|c| c.is_figure()).map(|c| c.rect.x1).collect();
    ends.sort_unstable();
    let in_column = ends.windows(2).any(|pair| pair[1] - pair[0] < 20);
    let wide = tabular.iter().filter(|l| l.len() > 2).count();
    if tabular.iter().all(|l| l.len() == 2) {
        // Rows of a code and a name, their amounts blank.
        let code = |l: &&&Vec<Chunk>| l[0].text.len() > 2 && l[0].text.chars().all(|c| c.is_ascii_digit());
        let coded = tabular.iter().filter(code).count() > 2;
        return (in_column || coded) && !is_list(lines);
    }
    let mut starts: Vec<i32> = tabular.iter().flat_map(|l| l.iter().skip(1)).map(|c| c.rect.x0).collect();
    starts.sort_unstable();
    let aligned = starts.windows(3).any(|three| three[2] - three[0] < 20);
    let figures = tabular.iter().any(|l| l.iter().filter(|c| c.is_figure()).count() > 1);
    in_column || wide > 2 || (wide > 1 && figures) || (wide > 0 && aligned)
}

/// Whether lines that fall into pieces are the items of a list with their numbers, or titles with their pages.
pub(crate) fn is_list(lines: &[Vec<Chunk>]) -> bool {
    let items = || lines.iter().filter(|line| is_tabular(line));
    let pages: Option<Vec<u32>> = items().map(|item| item[1].text.parse().ok()).collect();
    let contents = pages.is_some_and(|p| p.len() > 2 && p.iter().all(|n| *n < 1000) && p.is_sorted());
    let is_numbered =
        |item: &Vec<Chunk>| item[0].text.chars().count() < 5 && super::cells::opens_item(&item[0].text);
    items().all(|item| item.len() == 2) && (contents || items().all(is_numbered))
}
