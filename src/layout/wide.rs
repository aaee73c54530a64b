//! Sheets too wide for their page are put together again: spreadsheets print the columns that have no room on a later
//! page, at the same heights and without the names of the rows.
//!
//! ```text
//! page 4                  page 6
//! 支出预│                 │算总表     单位：万元         支出预算总表        单位：万元
//! ┌─────┼──────┐          ├──────┬──────┐              ┌─────┬──────┬──────┬──────┐
//! │ 208 │ 3.00 │          │ 1.00 │ 2.00 │       →      │ 208 │ 3.00 │ 1.00 │ 2.00 │
//! └─────┴──────┘          └──────┴──────┘              └─────┴──────┴──────┴──────┘
//! ```
//!
//! A long table has all pages of its first columns before those of the next ones, or they alternate. Its rules tell: they
//! stand at the same heights, though the columns are others, and nothing above the further columns begins another table.
//! The columns with the names may be printed again on each page.

use std::collections::BTreeSet;

use super::further::{ALIKE, Part, are_columns, columns, has_captions};
use super::rotate::Turn;
use super::rules::tenths;
use crate::error::Place;
use crate::geometry::Rect;
use crate::page::{Area, Glyph, Rule, Sheet};

/// The first columns of a table stand on no more pages, and all of its columns on no more pages beside each other.
const MOST_ROWS: usize = 20;
const MOST_PARTS: usize = 8;

/// A page with those that hold its further columns at its right.
pub(crate) struct Wide {
    pub sheet: Sheet,
    pub origin: Origin,
}

/// Where what stands on a page was printed.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    number: u32,
    pub turn: Turn,
    /// The further columns, from left to right.
    beyond: Vec<Beyond>,
}

/// Columns that were printed on another page.
#[derive(Debug, Clone, Copy)]
struct Beyond {
    number: u32,
    /// Where they begin.
    from: i32,
    /// How far they were put to the right.
    shift: i32,
}

impl Origin {
    /// Where the columns of one page meet those of the next one.
    pub fn seams(&self) -> impl Iterator<Item = i32> {
        self.beyond.iter().map(|part| part.from)
    }

    /// The place of a box: on the page that it begins on.
    pub fn place(&self, rect: Rect) -> Place {
        let at = self.beyond.partition_point(|part| part.from <= rect.x0);
        let end = self.beyond.get(at).map_or(i32::MAX, |next| next.from);
        let rect = Rect { x1: rect.x1.min(end), ..rect };
        match at.checked_sub(1).map(|part| self.beyond[part]) {
            Some(Beyond { number, shift, .. }) => {
                let rect = Rect { x0: rect.x0 - shift, x1: rect.x1 - shift, ..rect };
                Place::Page { page: number, rect }
            }
            None => Place::Page { page: self.number, rect: self.turn.back(rect) },
        }
    }
}

/// The upright pages of a document, sheets that were too wide for one of them in one piece.
pub(crate) fn joined(sheets: Vec<(Sheet, Turn)>) -> Vec<Wide> {
    let groups = {
        let parts: Vec<Option<Part>> = sheets.iter().map(Part::of).collect();
        groups(&parts)
    };
    let mut sheets: Vec<Option<(Sheet, Turn)>> = sheets.into_iter().map(Some).collect();
    let mut wide = |pages: Vec<(usize, Rect)>| {
        let mut pages = pages.into_iter().filter_map(|(page, rect)| Some((sheets[page].take()?, rect)));
        let ((sheet, turn), mut rect) = pages.next()?;
        let mut wide = Wide { origin: Origin { number: sheet.number, turn, beyond: Vec::new() }, sheet };
        for ((further, _), columns) in pages {
            wide.put_beside(further, rect.x1, columns);
            rect.x1 += columns.width();
        }
        Some(wide)
    };
    groups.into_iter().filter_map(&mut wide).collect()
}

/// The pages of each wide one from left to right, with the outlines of their rules; most pages are alone.
fn groups(parts: &[Option<Part>]) -> Vec<Vec<(usize, Rect)>> {
    let mut groups = Vec::with_capacity(parts.len());
    let mut first = 0;
    while first < parts.len() {
        let order = Order::at(parts, first);
        for row in 0..order.rows {
            let pages: Vec<usize> = (0..order.count).map(|part| first + order.page(row, part)).collect();
            let row: Vec<&Part> = pages.iter().filter_map(|page| parts[*page].as_ref()).collect();
            let columns = columns(&row).into_iter().chain(std::iter::repeat(Rect::default()));
            groups.push(pages.into_iter().zip(columns).collect());
        }
        first += order.rows * order.count;
    }
    groups
}

/// How the pages of a wide sheet follow each other.
#[derive(Debug, Clone, Copy)]
struct Order {
    /// On how many pages its rows stand, and on how many each of these.
    rows: usize,
    count: usize,
    /// Whether all pages of some rows come before those of the next ones.
    across: bool,
}

impl Order {
    /// The order of the pages from one on; a page that is no part of a wide sheet is alone.
    fn at(parts: &[Option<Part>], first: usize) -> Self {
        let alone = Self { rows: 1, count: 1, across: true };
        let part = |at: usize| parts.get(first + at).and_then(Option::as_ref);
        let Some(left) = part(0) else { return alone };
        let row = |from: usize, stride: usize, count: usize| -> Option<Vec<&Part>> {
            (0..count).map(|at| part(from + at * stride)).collect()
        };
        for rows in 1..=MOST_ROWS {
            // Captions stand above the first rows alone, so the others begin higher.
            if rows > 1 && part(rows - 1).is_none_or(|next| next.is_level(left)) {
                break;
            }
            let goes_on = |count: &usize| {
                part(rows * count).is_some_and(|next| next.is_level(left) && !left.is_captioned_like(next))
            };
            let most = 1 + (1..MOST_PARTS).take_while(goes_on).count();
            let is_wide = |count: &usize| {
                row(0, rows, *count).is_some_and(|parts| has_captions(&parts) && are_columns(&parts, true))
                    && (1..rows)
                        .all(|at| row(at, rows, *count).is_some_and(|parts| are_columns(&parts, false)))
            };
            let Some(count) = (2..=most).rev().find(is_wide) else { continue };
            if rows > 1 {
                return Self { rows, count, across: false };
            }
            let columns_again = |next: &usize| {
                let below = row(next * count, 1, count).filter(|parts| are_columns(parts, false));
                below.is_some_and(|below| {
                    (0..count).all(|at| part(at).is_some_and(|above| above.has_columns_of(below[at])))
                })
            };
            let rows = 1 + (1..parts.len()).take_while(columns_again).count();
            return Self { rows, count, across: true };
        }
        alone
    }

    /// How many pages after the first one a part of a row stands.
    fn page(self, row: usize, part: usize) -> usize {
        if self.across { row * self.count + part } else { row + part * self.rows }
    }
}

impl Wide {
    /// Puts the columns on a page, which have this outline, at the right of those that are here, which end at `seam`. What
    /// stands outside of them at the same place as on the first page says something about the page.
    fn put_beside(&mut self, further: Sheet, seam: i32, columns: Rect) {
        let by = seam - columns.x0;
        let shift = by as f32 / 10.0;
        let middle = |glyph: &Glyph| tenths(glyph.x + glyph.advance / 2.0);
        let place = |glyph: &Glyph| {
            let character = if glyph.character.is_ascii_digit() { '0' } else { glyph.character };
            (tenths(glyph.x), tenths(glyph.y), character)
        };
        let running: BTreeSet<_> = self.sheet.glyphs.iter().map(place).collect();
        let is_inside = |glyph: &Glyph| (columns.y0..columns.y1).contains(&tenths(glyph.y));
        self.sheet.glyphs.retain(|glyph| middle(glyph) < seam || !is_inside(glyph));
        let glyphs = further.glyphs.into_iter().filter(|glyph| {
            middle(glyph) > columns.x0 && (is_inside(glyph) || !running.contains(&place(glyph)))
        });
        self.sheet.glyphs.extend(glyphs.map(|glyph| Glyph { x: glyph.x + shift, ..glyph }));
        let left = (columns.x0 - ALIKE) as f32 / 10.0;
        let stands_at = |rule: &Rule, x: i32| {
            (tenths(rule.x0) - x).abs() <= ALIKE && (tenths(rule.x1) - x).abs() <= ALIKE
        };
        // Behind names that are printed again the first of the further columns has their edge, and a head that is cut
        // would have one within it. What the columns before end with is theirs as well.
        let is_named = further.rules.iter().any(|rule| rule.x0 < left)
            && self.sheet.rules.iter().any(|rule| stands_at(rule, seam));
        let is_further = |rule: &Rule| rule.x1 > left && !(is_named && stands_at(rule, columns.x0));
        let rules = further.rules.into_iter().filter(is_further);
        let moved = |x: f32| x.max(left) + shift;
        self.sheet.rules.extend(rules.map(|rule| Rule { x0: moved(rule.x0), x1: moved(rule.x1), ..rule }));
        let areas = further.areas.into_iter().filter(|area| area.x1 > left);
        self.sheet.areas.extend(areas.map(|area| Area { x0: moved(area.x0), x1: moved(area.x1), ..area }));
        self.sheet.width = self.sheet.width.max(further.width + shift);
        self.origin.beyond.push(Beyond { number: further.number, from: seam, shift: by });
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout;
    use super::super::tests::{Drawing, show};
    use crate::error::Place;
    use crate::page::Block;

    const YS: [f32; 4] = [100.0, 120.0, 140.0, 160.0];

    /// The columns of a table with these edges, a text in each cell.
    fn columns<const N: usize>(page: Drawing, xs: &[f32], rows: [[&str; N]; 3]) -> Drawing {
        let page = page.grid(xs, &YS);
        rows.iter().zip([114.0, 134.0, 154.0]).fold(page, |page, (row, y)| {
            row.iter().zip(xs).fold(page, |page, (text, x)| page.text(x + 4.0, y, text))
        })
    }

    const NAMES: [[&str; 2]; 3] = [["编码", "科目"], ["208", "就业支出"], ["210", "健康支出"]];
    const AMOUNTS: [[&str; 3]; 3] =
        [["合计", "基本支出", "项目支出"], ["3.00", "1.00", "2.00"], ["5.00", "5.00", ""]];
    const TABLE: &str =
        "|编码|科目|合计|基本支出|项目支出|\n|208|就业支出|3.00|1.00|2.00|\n|210|健康支出|5.00|5.00||\n";

    fn names(number: u32) -> Drawing {
        columns(Drawing::portrait().number(number), &[50.0, 150.0, 500.0], NAMES)
    }

    fn amounts(number: u32) -> Drawing {
        columns(Drawing::portrait().number(number), &[50.0, 150.0, 300.0, 450.0], AMOUNTS)
    }

    fn shown(pages: Vec<Drawing>) -> String {
        show(&layout(pages.into_iter().map(Drawing::sheet).collect()).0)
    }

    #[test]
    fn columns_that_have_no_room_stand_on_the_next_page() {
        let first = names(1).text(50.0, 60.0, "部门：云溪市图书馆");
        let second = amounts(2).right(450.0, 60.0, "单位：万元");
        let (blocks, _) = layout(vec![first.sheet(), second.sheet()]);
        assert_eq!(show(&blocks), format!("部门：云溪市图书馆⇥单位：万元\n{TABLE}"));
        let Some(Block::Grid(grid)) = blocks.last() else { panic!("no grid") };
        let page =
            |column: usize| grid.row(1).iter().find(|cell| cell.column == column).and_then(|cell| cell.place);
        let [Some(Place::Page { page: 1, rect: name }), Some(Place::Page { page: 2, rect: amount })] =
            [page(1), page(2)]
        else {
            panic!("{:?} {:?}", page(1), page(2))
        };
        assert_eq!((name.x0, amount.x0), (1540, 540));
    }

    /// The page of an amount whose names are printed again.
    fn names_again() -> Drawing {
        let again = NAMES.iter().zip(AMOUNTS).map(|(names, amounts)| [names[0], names[1], amounts[0]]);
        let again: Vec<[&str; 3]> = again.collect();
        let xs = [50.0, 150.0, 500.0, 570.0];
        columns(Drawing::portrait().number(2), &xs, [again[0], again[1], again[2]])
    }

    #[test]
    fn names_that_are_printed_again_are_the_same_columns() {
        let first = names(1).text(460.0, 60.0, "支出预算");
        let second = names_again().text(500.0, 60.0, "总表").right(570.0, 80.0, "单位：万元");
        let table = "|编码|科目|合计|\n|208|就业支出|3.00|\n|210|健康支出|5.00|\n";
        assert_eq!(shown(vec![first, second]), format!("支出预算总表\n单位：万元\n{table}"));
    }

    #[test]
    fn names_that_are_printed_again_may_stand_a_little_higher() {
        let first = names(1).text(50.0, 60.0, "支出表");
        let mut second = names_again().right(570.0, 60.0, "单位：万元").sheet();
        second.glyphs.iter_mut().for_each(|glyph| glyph.y -= 0.2);
        for rule in &mut second.rules {
            (rule.y0, rule.y1) = (rule.y0 - 0.2, rule.y1 - 0.2);
        }
        let table = "|编码|科目|合计|\n|208|就业支出|3.00|\n|210|健康支出|5.00|\n";
        assert_eq!(show(&layout(vec![first.sheet(), second]).0), format!("支出表⇥单位：万元\n{table}"));
    }

    #[test]
    fn a_head_that_is_cut_goes_on_behind_names_that_are_printed_again() {
        let rules = |page: Drawing, right: f32| {
            let page = YS.iter().fold(page, |page, y| page.rule(50.0, *y, 250.0, *y));
            let page = page.rule(150.0, 120.0, right, 120.0).rule(150.0, 140.0, right, 140.0);
            let page = page.rule(150.0, 100.0, right, 100.0).rule(150.0, 160.0, right, 160.0);
            let page = page.rule(50.0, 100.0, 50.0, 160.0).rule(150.0, 100.0, 150.0, 160.0);
            page.text(54.0, 134.0, "科目").text(54.0, 154.0, "教育")
        };
        let part = |page: Drawing, head: (f32, &str), texts: [&str; 2]| {
            let page = rules(page, 250.0).text(head.0, 114.0, head.1);
            page.text(154.0, 134.0, texts[0]).text(154.0, 154.0, texts[1])
        };
        let first = part(Drawing::portrait(), (240.0, "其"), ["基本支出", "1.00"]);
        let first = first.rule(250.0, 120.0, 250.0, 160.0).text(50.0, 60.0, "支出表");
        let second = part(Drawing::portrait().number(2), (150.0, "中"), ["项目支出", "2.00"]);
        let second = second.rule(250.0, 100.0, 250.0, 160.0).right(250.0, 60.0, "单位：万元");
        let expected = "支出表⇥单位：万元\n||[1×2]其中|\n|科目|基本支出|项目支出|\n|教育|1.00|2.00|\n";
        assert_eq!(shown(vec![first, second]), expected);
    }

    #[test]
    fn a_title_that_the_edge_of_the_page_cuts_goes_on() {
        let first = names(1).text(460.0, 60.0, "支出预算");
        let second = amounts(2).text(50.0, 60.0, "总表（续建）").right(450.0, 80.0, "单位：万元");
        assert_eq!(shown(vec![first, second]), format!("支出预算总表（续建）\n单位：万元\n{TABLE}"));
    }

    #[test]
    fn the_next_table_with_rows_at_the_same_heights_is_another() {
        let first = names(1).text(50.0, 60.0, "收入表");
        let second = amounts(2).text(50.0, 60.0, "支出表");
        let shown = shown(vec![first, second]);
        assert!(
            shown.contains("|208|就业支出|\n") && shown.contains("支出表\n|合计|基本支出|项目支出|\n"),
            "{shown}"
        );
    }

    #[test]
    fn further_rows_come_before_or_after_further_columns() {
        let captions = |page: Drawing| page.right(450.0, 60.0, "单位：万元");
        // The table goes on at the top of the page.
        let up = |page: Drawing| {
            let mut sheet = page.sheet();
            sheet.glyphs.iter_mut().for_each(|glyph| glyph.y -= 40.0);
            for rule in &mut sheet.rules {
                (rule.y0, rule.y1) = (rule.y0 - 40.0, rule.y1 - 40.0);
            }
            sheet
        };
        let down = vec![names(1).sheet(), up(names(2)), captions(amounts(3)).sheet(), up(amounts(4))];
        let across = vec![names(1).sheet(), captions(amounts(2)).sheet(), up(names(3)), up(amounts(4))];
        for pages in [down, across] {
            assert_eq!(show(&layout(pages).0), format!("单位：万元\n{TABLE}{TABLE}"));
        }
    }

    #[test]
    fn a_lone_row_goes_on_on_further_pages_each_of_which_says_so() {
        let row = |page: Drawing, xs: &[f32], texts: &[&str]| {
            let page = page.grid(xs, &[80.0, 100.0]);
            texts.iter().zip(xs).fold(page, |page, (text, x)| page.text(x + 4.0, 94.0, text))
        };
        let first = names(1).text(50.0, 60.0, "部门：云溪市图书馆").sheet();
        let third = amounts(3).right(450.0, 60.0, "单位：万元").sheet();
        for says in ["", "续表"] {
            let names = row(Drawing::portrait().number(2), &[50.0, 150.0, 500.0], &["213", "林业支出"]);
            let amounts = row(Drawing::portrait().number(4), &[50.0, 150.0, 300.0, 450.0], &["2.00", "2.00"]);
            let (second, fourth) = (names.centre(275.0, 60.0, says), amounts.centre(250.0, 60.0, says));
            let pages = vec![first.clone(), second.sheet(), third.clone(), fourth.sheet()];
            let shown = show(&layout(pages).0);
            assert!(shown.ends_with("|213|林业支出|2.00|2.00||\n"), "{shown}");
        }
    }
}
