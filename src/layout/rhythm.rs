//! The white between the rows of a table whose rows stand far apart, all as far as each other.
//!
//! Where a producer leaves a line of white between rows, white says what nothing else does: the lines of a row stand
//! closer to each other than to any other row, so rows are *bands* of text, and the white between them is the *rhythm*
//! of the table. A title or a note stands at another distance, or in another size.
//!
//! ```text
//! 科目编码   科目名称          合计
//!
//!           机关事业单位基本
//! 20805     养老保险缴费      418.57     →  three bands in rhythm, and one that is not
//!
//! 20806     职业年金缴费      20.00
//! 注：本表不含结转。
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use super::chunks::{are_labelled, is_labelled};
use super::lines::Line;
use super::rules::Segment;
use crate::geometry::Rect;

/// The least white between two rows, in percent of the em; lines of one cell stand closer.
const LEAST_WHITE: i32 = 120;
/// The most white between two rows, in percent of the em.
const MOST_WHITE: i32 = 500;
/// Texts of a line stand this far apart, in percent of the em, before anything is known of its table.
const APART: i32 = 55;

/// The unit of a table (`金额单位：人民币万元`) has no more characters than this.
const LONGEST_UNIT: usize = 10;

/// The lines of one row, or of what else stands apart from its neighbours.
#[derive(Debug, Clone)]
pub(crate) struct Band {
    pub lines: Range<usize>,
    pub rect: Rect,
    pub size: i32,
    /// Where the first of its texts ends and the last one begins.
    first_end: i32,
    last_start: i32,
}

impl Band {
    /// Whether texts stand side by side in it, as in the row of a table; they may have no line in common.
    pub fn is_row(&self) -> bool {
        self.first_end < self.last_start
    }

    /// Whether its texts are as large as those of another band.
    pub fn is_alike(&self, other: &Self) -> bool {
        (self.size - other.size).abs() * 10 < self.size
    }

    /// Whether less white is left to the band below it than between rows.
    fn is_close_above(&self, below: &Self) -> bool {
        (below.rect.y0 - self.rect.y1) * 100 < self.size.min(below.size) * LEAST_WHITE
    }

    /// Whether another band stands below it in rhythm.
    pub fn is_followed(&self, below: &Self, white: i32) -> bool {
        self.is_alike(below) && (below.rect.y0 - self.rect.y1 - white).abs() <= self.size / 10
    }

    /// Takes the lines of the band below it.
    pub fn take(&mut self, below: Self) {
        self.lines.end = below.lines.end;
        self.rect = self.rect.union(below.rect);
        self.size = self.size.max(below.size);
        self.first_end = self.first_end.min(below.first_end);
        self.last_start = self.last_start.max(below.last_start);
    }
}

/// What stands apart on a page, from top to bottom; below the line that states the unit of a table begins its first row.
/// `texts` are those of each line.
pub(crate) fn bands(lines: &[Line], texts: impl Fn(usize) -> Vec<Rect>) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let texts = texts(index);
        let next = Band {
            lines: index..index + 1,
            rect: line.rect,
            size: line.size,
            first_end: texts.iter().map(|text| text.x1).min().unwrap_or(line.rect.x1),
            last_start: texts.iter().map(|text| text.x0).max().unwrap_or(line.rect.x0),
        };
        let is_close = |band: &&mut Band| {
            let is_above_table = states_unit(&lines[index - 1]);
            band.is_close_above(&next) && band.is_alike(&next) && !is_above_table
        };
        match bands.last_mut().filter(is_close) {
            Some(band) => band.take(next),
            None => bands.push(next),
        }
    }
    bands
}

/// How often the rows of a page are how far apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whites {
    /// Between two rows, and between a row and what stands beside it alone.
    rows: BTreeMap<i32, usize>,
    lone: BTreeMap<i32, usize>,
    em: i32,
}

impl Whites {
    /// The whites of a page; none where rules part its rows. What stands above a table (`部门：…    单位：万元`) is no
    /// row, though its texts stand side by side.
    pub fn of(lines: &[Line], rules: &[Segment]) -> Self {
        let bands = bands(lines, |line| texts(&lines[line]));
        let is_caption = |band: &Band| {
            let last = &lines[band.lines.end - 1];
            states_unit(last) || band.lines.len() == 1 && states(last)
        };
        let is_parted = |top: i32, bottom: i32| {
            let from = rules.partition_point(|rule| rule.at < top);
            rules.get(from).is_some_and(|rule| rule.at < bottom)
        };
        let rows = || bands.iter().filter(|band| band.is_row() && !is_caption(band));
        if rows().any(|band| is_parted(band.rect.y0, band.rect.y1)) {
            return Self::default();
        }
        let mut whites = Self::default();
        for pair in bands.windows(2) {
            let [above, below] = pair else { continue };
            // A rule closely below the unit frames the table.
            if above.is_close_above(below) && is_parted(above.rect.y1, below.rect.y0) {
                return Self::default();
            }
            let is_captioned = is_caption(above) || is_caption(below);
            if !above.is_alike(below) || !(above.is_row() || below.is_row()) || is_captioned {
                continue;
            }
            if is_parted(above.rect.y1, below.rect.y0) {
                return Self::default();
            }
            let rows = if above.is_row() && below.is_row() { &mut whites.rows } else { &mut whites.lone };
            *rows.entry(below.rect.y0 - above.rect.y1).or_default() += 1;
            whites.em = whites.em.max(above.size);
        }
        whites
    }

    /// The white that is most frequent between rows, and how frequent.
    fn most_frequent(&self) -> Option<(usize, i32)> {
        let slack = self.em / 20;
        let widest = self.em * MOST_WHITE / 100;
        let within = self.rows.range(..=widest);
        within.map(|(white, _)| (count(&self.rows, *white, white + slack), white + slack / 2)).max()
    }

    /// The rhythm of a page, if most of its rows are in one; where they are few, in that of the `document`.
    pub fn rhythm(&self, document: Option<i32>) -> Option<i32> {
        let rows: usize = self.rows.values().sum();
        let own = self.most_frequent().filter(|(count, _)| *count > 1 && count * 2 > rows);
        own.map(|(_, white)| white).or_else(|| {
            let white = document?;
            let in_rhythm = |whites| count(whites, white - self.em / 10, white + self.em / 10);
            let (in_rows, alone) = (in_rhythm(&self.rows), in_rhythm(&self.lone));
            (in_rows + alone > 0 && in_rows * 2 >= rows).then_some(white)
        })
    }
}

/// The rhythm that most rows of a document are in.
pub(crate) fn of_document<'a>(pages: impl Iterator<Item = &'a Whites>) -> Option<i32> {
    let mut all = Whites::default();
    for page in pages.filter(|page| page.rhythm(None).is_some()) {
        all.em = all.em.max(page.em);
        for (white, count) in &page.rows {
            *all.rows.entry(*white).or_default() += count;
        }
    }
    all.most_frequent().map(|(_, white)| white)
}

/// How many whites are this wide.
fn count(whites: &BTreeMap<i32, usize>, least: i32, most: i32) -> usize {
    whites.range(least..=most).map(|(_, count)| count).sum()
}

/// Whether most texts of a line state something behind a colon.
fn states(line: &Line) -> bool {
    are_labelled(line.text.split('\t'))
}

/// Whether a line ends with the unit of the table below it (`单位：万元`).
pub(crate) fn states_unit(line: &Line) -> bool {
    let last = line.text.rsplit(['\t', ' ']).next().unwrap_or_default();
    last.ends_with('元') && is_labelled(last) && last.chars().count() <= LONGEST_UNIT
}

/// What stands apart on a line; dots that lead to the page of a title part nothing.
fn texts(line: &Line) -> Vec<Rect> {
    let leads = ["……", "...."].iter().any(|dots| line.text.contains(dots));
    let mut texts: Vec<Rect> = Vec::new();
    for piece in &line.pieces {
        match texts.last_mut() {
            Some(text) if leads || (piece.rect.x0 - text.x1) * 100 <= line.size * APART => {
                *text = text.union(piece.rect);
            }
            _ => texts.push(piece.rect),
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};

    /// A table under its caption, which stands as far above it as rows that stand far apart.
    fn table(page: Drawing, y: f32) -> Drawing {
        let page = page.text(50.0, y, "单位名称：某市档案馆").right(500.0, y, "单位：万元");
        let head = y + 30.0;
        let page =
            page.centre(90.0, head, "科目编码").centre(250.0, head, "科目名称").centre(450.0, head, "金额");
        [("206", "科学技术支出", "1,220.00"), ("20602", "基础研究", "20.00")].iter().zip(1..).fold(
            page,
            |page, ((code, name, amount), row)| {
                let y = head + 14.0 * row as f32;
                page.right(130.0, y, code).text(138.0, y, name).right(500.0, y, amount)
            },
        )
    }

    #[test]
    fn the_caption_of_a_table_is_not_in_the_rhythm_of_its_rows() {
        let page = table(table(Drawing::portrait(), 100.0), 300.0);
        let (blocks, _) = layout(vec![page.sheet()]);
        let one = "单位名称：某市档案馆⇥单位：万元\n|科目编码|科目名称|金额|\n\
            |206|科学技术支出|1,220.00|\n|20602|基础研究|20.00|\n";
        assert_eq!(show(&blocks), one.repeat(2));
    }

    #[test]
    fn a_rule_under_the_header_leaves_no_rhythm_to_its_rows() {
        let row = |page: Drawing, y: f32, texts: [&str; 3]| {
            page.text(50.0, y, texts[0]).text(138.0, y, texts[1]).right(500.0, y, texts[2])
        };
        let page = Drawing::portrait().rule(48.0, 88.0, 502.0, 88.0).rule(48.0, 106.0, 502.0, 106.0);
        let page =
            page.text(50.0, 100.0, "科目编码").text(138.0, 100.0, "科目名称").right(500.0, 100.0, "金额");
        let page = page.text(50.0, 82.0, "单位名称：某市档案馆").right(500.0, 82.0, "单位：万元");
        // A producer that takes some names for longer than they are makes their rows higher.
        let page = [118.0, 132.0, 160.0, 188.0, 202.0]
            .into_iter()
            .fold(page, |page, y| row(page, y, ["20602", "基础研究", "20.00"]));
        let page = page.rule(48.0, 208.0, 502.0, 208.0);
        let head = "单位名称：某市档案馆⇥单位：万元\n|科目编码|科目名称|金额|\n";
        let expected = head.to_owned() + &"|20602|基础研究|20.00|\n".repeat(5);
        assert_eq!(page.shown(), expected);
    }
}
