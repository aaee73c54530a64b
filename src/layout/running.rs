//! Running headers, footers and page numbers: what says something about the page and nothing about the budget.
//!
//! They are known by repetition: the same words at the same height in the margin of page after page (figures
//! aside in a footer, which may hold the page number), or a lone page number. A caption that a table repeats
//! on each of its pages stands close above its grid wherever it stands, and stays. On a page whose table is turned they run
//! along its sides.

use std::collections::BTreeMap;

use super::Page;
use super::lines::{Line, Piece};
use super::rules::Segments;
use crate::page::Writing;

/// The margin band: this share of the page's height at the top and at the bottom, in percent.
const MARGIN: i32 = 12;
/// Lines at heights this close (tenths of a point) are at the same height.
const SAME_HEIGHT: i32 = 40;

/// What runs along the side of a page is at least so many ems from all that is upright.
const LEAST_WHITE: i32 = 2;

/// Takes the turned texts out that stand beside all upright ones and all rules: they are no part of any row.
pub(crate) fn beside(pieces: &mut Vec<Piece>, segments: &Segments) -> Vec<Piece> {
    let texts = pieces.iter().filter(|piece| piece.direction == Writing::Right);
    let texts = texts.map(|piece| (piece.rect.x0, piece.rect.x1));
    let extents = texts.chain(segments.horizontal.iter().map(|rule| (rule.from, rule.to)));
    let both = extents.reduce(|(left, right), (from, to)| (left.min(from), right.max(to)));
    let Some((left, right)) = both else { return Vec::new() };
    let is_beside = |piece: &mut Piece| {
        let white = (left - piece.rect.x1).max(piece.rect.x0 - right);
        piece.direction != Writing::Right && white > piece.size * LEAST_WHITE
    };
    pieces.extract_if(.., is_beside).collect()
}

/// Takes headers, footers and page numbers off all pages.
pub(crate) fn remove(pages: &mut [Page]) {
    let mut seen: BTreeMap<(Side, String), Vec<(i32, Above)>> = BTreeMap::new();
    let extents = extents(pages);
    for page in pages.iter() {
        for (line, margin) in page.lines.iter().zip(margins(page, &extents)) {
            if let Some(Margin { side, above }) = margin {
                let sightings = seen.entry((side, pattern(&line.text, side))).or_default();
                sightings.push((height(page, line, side), above));
            }
        }
    }
    for sightings in seen.values_mut() {
        sightings.sort_unstable();
    }
    let often = 3.max(extents.len() / 4);
    for page in pages.iter_mut() {
        let is_running = |(line, margin): (&Line, Option<Margin>)| {
            let Some(Margin { side, above }) = margin else { return false };
            let at = height(page, line, side);
            let sightings = seen.get(&(side, pattern(&line.text, side))).map_or(&[][..], Vec::as_slice);
            let from = sightings.partition_point(|(h, _)| *h < at - SAME_HEIGHT);
            let to = sightings.partition_point(|(h, _)| *h <= at + SAME_HEIGHT);
            let near = &sightings[from..to];
            // On a scan no two lines are at quite the same distance from their tables: what is nearly close is what the others are.
            let count = |which: Above| near.iter().filter(|(_, above)| *above == which).count();
            let is_caption = above == Above::Close || above == Above::Nearly && count(Above::Close) > 0;
            (is_page_number(&line.text) && above != Above::Close)
                || (near.len() >= often && (!is_caption || count(Above::Far) > 1))
        };
        let running: Vec<bool> = page.lines.iter().zip(margins(page, &extents)).map(is_running).collect();
        let mut running = running.into_iter();
        page.lines.retain(|_| !running.next().unwrap_or(false));
    }
}

/// A line in the margin band of its page.
#[derive(Debug, Clone, Copy)]
struct Margin {
    side: Side,
    /// Whether it may be a caption.
    above: Above,
}

/// The margins of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Top,
    Bottom,
    /// At the left or the right, where only turned text stands.
    Beside,
}

/// How a line stands above a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Above {
    /// As a caption does: stacked closely above it.
    Close,
    /// A little further.
    Nearly,
    /// Further, or above none.
    Far,
}

/// Where the first table of each page begins and the last one ends, if there are; a page may be here in parts.
fn extents(pages: &[Page]) -> BTreeMap<u32, Option<(i32, i32)>> {
    let mut extents: BTreeMap<u32, Option<(i32, i32)>> = BTreeMap::new();
    for page in pages {
        let extent = extents.entry(page.number).or_default();
        for table in page.outlines() {
            let (top, bottom) = extent.unwrap_or((table.y0, table.y1));
            *extent = Some((top.min(table.y0), bottom.max(table.y1)));
        }
    }
    extents
}

/// For every line of a page where it stands in the margin, if it does.
fn margins(page: &Page, extents: &BTreeMap<u32, Option<(i32, i32)>>) -> Vec<Option<Margin>> {
    let band = page.height * MARGIN / 100;
    let extent = extents.get(&page.number).copied().flatten();
    let first_table = extent.map(|(top, _)| top);
    let last_table = extent.map_or(i32::MIN, |(_, bottom)| bottom);
    let (mut below, mut below_size) = (first_table.unwrap_or(i32::MIN), 0);
    let mut margins: Vec<Option<Margin>> = Vec::with_capacity(page.lines.len());
    for line in page.lines.iter().rev() {
        if is_beside(line, page) {
            margins.push(Some(Margin { side: Side::Beside, above: Above::Far }));
            continue;
        }
        let (space, em) = (below.saturating_sub(line.rect.y1), line.size.max(below_size));
        // The line that states the unit may stand further above the table than a running header does.
        let widest = if line.text.contains(['：', ':']) { em * 3 } else { em * 3 / 2 };
        let above = match space {
            _ if (-em..widest).contains(&space) => Above::Close,
            _ if (-em..widest + em / 4).contains(&space) => Above::Nearly,
            _ => Above::Far,
        };
        if above == Above::Close {
            (below, below_size) = (below.min(line.rect.y0), line.size);
        }
        margins.push(if line.rect.y1 < band && first_table.is_none_or(|table| table > line.rect.y1) {
            Some(Margin { side: Side::Top, above })
        } else if line.rect.y0 > page.height - band && line.rect.y0 > last_table {
            Some(Margin { side: Side::Bottom, above: Above::Far })
        } else {
            None
        });
    }
    margins.reverse();
    margins
}

/// Whether a line is turned and stands in the margin at the left or the right.
fn is_beside(line: &Line, page: &Page) -> bool {
    let band = page.width * MARGIN / 100;
    line.pieces.iter().all(|piece| piece.direction != Writing::Right)
        && (line.rect.x1 < band || page.width - band < line.rect.x0)
}

/// The distance of a line from the edge of the page, so that pages of different size agree.
fn height(page: &Page, line: &Line, side: Side) -> i32 {
    match side {
        Side::Top => line.rect.y1,
        Side::Bottom => page.height - line.rect.y1,
        Side::Beside => line.rect.x1.min(page.width - line.rect.x0),
    }
}

/// The words of a line without blanks, and without the figures of a footer. The figures of a header are kept:
/// the number of a table stands there as well.
fn pattern(text: &str, side: Side) -> String {
    text.chars().filter(|c| !c.is_whitespace() && (side == Side::Top || !c.is_numeric())).collect()
}

/// Whether a line is a page number: `12`, `- 12 -`, `第 12 页`, `第12页 共44页`, `12/44`.
fn is_page_number(text: &str) -> bool {
    let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let figures = letters.chars().filter(|c| c.is_ascii_digit()).count();
    let dressing = |c: char| c.is_ascii_digit() || "-—–－―·~～/第页共,，、".contains(c);
    (1..=8).contains(&figures) && letters.chars().all(dressing) && !letters.starts_with(',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::layout;
    use crate::layout::tests::{Drawing, show};

    #[test]
    fn captions_of_a_scan_stay_though_some_stand_a_little_further_above_their_tables() {
        let page = |(number, baseline): (u32, f32)| {
            let page = Drawing::portrait().number(number).text(60.0, 30.0, "云溪市档案局部门预算");
            let page = page.text(60.0, baseline, "项目绩效目标表");
            page.grid(&[50.0, 200.0, 400.0], &[100.0, 120.0, 140.0]).text(60.0, 114.0, "项目").sheet()
        };
        let baselines = [84.0, 82.0, 84.0, 81.5];
        let shown = show(&layout((1..).zip(baselines).map(page).collect()).0);
        assert_eq!(shown, "项目绩效目标表\n|项目||\n|||\n".repeat(4));
    }

    #[test]
    fn upright_headers_and_page_numbers_of_turned_tables_are_in_no_row() {
        let page = |number: u32| {
            let page = Drawing::portrait().number(number).text(60.0, 88.0, "支出预算表");
            let page = page.text(60.0, 110.0, "项目").right(320.0, 110.0, "预算数");
            let page = page.text(60.0, 130.0, "会议费").right(320.0, 130.0, "3.00");
            let page = page.text(60.0, 150.0, "培训费").right(320.0, 150.0, "2.00");
            page.down(560.0, 300.0, "云溪市档案局")
                .down(25.0, 130.0, &format!("-{number}-"))
                .sideways()
                .sheet()
        };
        let shown = show(&layout((4..7).map(page).collect()).0);
        assert_eq!(shown, "支出预算表\n|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n".repeat(3));
    }

    #[test]
    fn page_numbers_are_known_by_their_dressing() {
        for text in ["12", "- 3 -", "— 14 —", "第 2 页", "第2页 共44页", "3/12", "第2页，共44页"]
        {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["", "表1", "2024年", "12.5", "—", "共三页"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
