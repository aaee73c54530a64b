//! What a browser prints around a web page: date and title above it, address and page number below it. The content begins
//! so close to them that their lines would be captions and rows of its tables.
//!
//! ```text
//! 2024/2/5 15:30                 2024年部门预算_青石区人民政府
//! 三、收入预算总表
//!  …
//! https://www.example.gov.cn/czxx/t20240205.html           2/7
//! ```

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Mark, Piece};

/// How far from the edge of a page a browser prints, in percent of the page's height.
const MARGIN: i32 = 5;
/// No date with the time of day and no address has fewer characters.
const SHORTEST: usize = 10;
/// More dates and addresses on the margins of one page are not looked at.
const MOST: usize = 8;

/// A date with the time of day, or an address of the web.
static PRINTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4},?(?:上午|下午|[AP]M)?[0-9]{1,2}:[0-9]|(?:https?|file)://)")
        .ok()
});

/// The pieces of a page of this height (tenths of a point) without what a browser printed on its margins.
pub(crate) fn without(mut pieces: Vec<Piece>, marks: &[Mark], height: i32) -> Vec<Piece> {
    let margin = height * MARGIN / 100;
    let is_outside = |piece: &Piece| piece.rect.y1 < margin || piece.rect.y0 > height - margin;
    let is_printed = |piece: &&Piece| {
        let marks = &marks[piece.marks.clone()];
        marks.len() >= SHORTEST && marks[0].character.is_ascii() && is_outside(piece) && {
            let text: String = marks.iter().map(|mark| mark.character).collect();
            PRINTED.as_ref().is_some_and(|printed| printed.is_match(&text))
        }
    };
    let lines: Vec<(i32, i32)> =
        pieces.iter().filter(is_printed).take(MOST).map(|piece| (piece.rect.y0, piece.rect.y1)).collect();
    if !lines.is_empty() {
        let is_on = |piece: &Piece| lines.iter().any(|(y0, y1)| piece.rect.y0 < *y1 && *y0 < piece.rect.y1);
        pieces.retain(|piece| !(is_outside(piece) && is_on(piece)));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn what_a_browser_prints_around_a_page_is_no_row_and_no_caption_of_its_tables() {
        let page = Drawing::portrait().text(30.0, 15.0, "2024/2/5 15:30").text(
            260.0,
            15.0,
            "部门预算_青石区人民政府",
        );
        let page = page.text(60.0, 32.0, "项目").text(260.0, 32.0, "预算数");
        let page = page.text(60.0, 52.0, "会议费").right(320.0, 52.0, "3.00");
        let page = page.text(60.0, 72.0, "培训费").right(320.0, 72.0, "2.00");
        let page = page.text(30.0, 830.0, "https://example.gov.cn/a.html").text(560.0, 830.0, "2/7");
        assert_eq!(page.shown(), "|项目|预算数|\n|会议费|3.00|\n|培训费|2.00|\n");
    }
}
