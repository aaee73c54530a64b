//! The text of a cell: its printed lines joined as they were meant.
//!
//! A narrow column wraps names anywhere and numbers after a comma; neither may leave a trace. Paragraphs
//! stay apart: a line that ends well before the edge of its cell, followed by one that opens a numbered
//! item or is indented, ends a paragraph.
//!
//! ```text
//! │机关事业单位基│                   │1,234,│
//! │本养老保险缴费│ → one name        │567.89│ → 1,234,567.89
//! ```

use super::lines::{Line, Mark, Piece, is_chinese, lines};
use crate::geometry::Rect;
use crate::page::Writing;

/// What stands in a cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellText {
    pub text: String,
    /// The box of the text, `None` for a blank cell.
    pub rect: Option<Rect>,
    /// The left edge of its first line and the em there, for indentation.
    pub first: Option<(Rect, i32)>,
    /// Whether another character would not fit behind its last line.
    pub full: bool,
}

/// The text of the pieces that stand in a cell.
pub(crate) fn cell_text(marks: &[Mark], pieces: Vec<Piece>, inside: Rect) -> CellText {
    if let Some(text) = set_downwards(marks, &pieces) {
        return text;
    }
    let mut lines = lines(marks, pieces);
    if lines.iter().any(|l| l.pieces.iter().any(|p| p.direction != Writing::Right)) {
        lines.sort_by_key(reading_order);
    }
    let rect = lines.iter().map(|l| l.rect).reduce(Rect::union);
    let Some(rect) = rect else { return CellText::default() };
    // The right edge that full lines reach: that of the longest, or the cell's own less its padding.
    let padding = (rect.x0 - inside.x0).clamp(0, lines.first().map_or(0, |l| l.size));
    let full = rect.x1.max(inside.x1 - padding);
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        let line_text = line.text.replace('\t', " ");
        if let Some(before) = index.checked_sub(1).and_then(|i| lines.get(i)) {
            if ends_paragraph(before, line, rect, full) {
                text.push('\n');
            } else {
                text.push_str(joint(&text, &line_text));
            }
        }
        text.push_str(&line_text);
    }
    CellText {
        text,
        rect: Some(rect),
        first: lines.first().map(|l| (l.rect, l.size)),
        full: lines.last().is_some_and(|last| is_full(last, inside)),
    }
}

/// The text of a cell in which upright characters are set from top to bottom, in lines from right to left, as they were
/// painted. A single such line reads like any other text.
fn set_downwards(marks: &[Mark], pieces: &[Piece]) -> Option<CellText> {
    if pieces.len() < 2 {
        return None;
    }
    let mut painted: Vec<usize> = pieces.iter().flat_map(|piece| piece.marks.clone()).collect();
    painted.sort_unstable();
    let painted: Vec<&Mark> = painted.into_iter().map(|mark| &marks[mark]).collect();
    let is_upright = painted.iter().all(|mark| mark.direction == Writing::Right);
    let goes_on = |pair: &[&Mark]| {
        let ((x, y), (next_x, next_y)) = (pair[0].rect.center(), pair[1].rect.center());
        (next_x - x).abs() * 4 < pair[0].size && next_y > y
    };
    let begins = |pair: &[&Mark]| pair[1].rect.x1 <= pair[0].rect.x0 && pair[1].rect.y1 <= pair[0].rect.y0;
    let steps = || painted.windows(2);
    let is_set = steps().all(|pair| goes_on(pair) || begins(pair))
        && steps().any(begins)
        && steps().any(goes_on)
        && is_upright;
    let first = painted.first().filter(|_| is_set)?;
    Some(CellText {
        text: painted.iter().map(|mark| mark.character).collect(),
        rect: painted.iter().map(|mark| mark.rect).reduce(Rect::union),
        first: Some((first.rect, first.size)),
        full: false,
    })
}

/// Whether a line leaves less than a character and the padding of its cell: half an em at either side, in Word up to three
/// quarters.
fn is_full(line: &Line, inside: Rect) -> bool {
    let upright = line.pieces.iter().all(|piece| piece.direction == Writing::Right);
    let padding = (line.rect.x0 - inside.x0).clamp(line.size / 2, line.size * 3 / 4);
    upright && inside.width() - line.rect.width() < line.size + padding * 2
}

/// Vertical writing and text turned clockwise run from right to left, text turned the other way from left to right.
fn reading_order(line: &Line) -> (i32, i32) {
    match line.pieces.first().map(|p| p.direction) {
        Some(Writing::Down) => (-line.rect.x0, line.rect.y0),
        Some(Writing::Up) => (line.rect.x0, -line.rect.y1),
        Some(Writing::Left) => (-line.rect.y0, -line.rect.x1),
        _ => (line.rect.y0, line.rect.x0),
    }
}

/// Whether a new paragraph begins with the line `next`.
fn ends_paragraph(line: &Line, next: &Line, rect: Rect, full: i32) -> bool {
    let em = line.size.max(next.size);
    let short = full - line.rect.x1 > em * 3 / 2;
    let indented = next.rect.x0 - rect.x0 > em * 3 / 2 && next.rect.x1 >= full - em * 3;
    let ended = line.text.ends_with(['。', '；', ';']);
    short && (opens_item(&next.text) || indented || ended) || (ended && opens_item(&next.text))
}

/// Whether a text opens with an item's number: `1.` `1、` `（1）` `一、` `①`, but no amount `1.5`.
pub(crate) fn opens_item(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十０１２３４５６７８９".contains(c);
    let mut rest = text.chars().peekable();
    match rest.peek() {
        Some('①'..='⑳' | '●' | '■' | '◆' | '★' | '*') => return true,
        Some('（' | '(') => {
            rest.next();
            let digits = rest.by_ref().take(4).take_while(|c| is_number(*c)).count();
            let closed = text.chars().nth(1 + digits).is_some_and(|c| c == '）' || c == ')');
            return (1..=3).contains(&digits) && closed;
        }
        _ => {}
    }
    let digits = text.chars().take_while(|c| is_number(*c)).count();
    let mut after = text.chars().skip(digits);
    match (digits, after.next()) {
        (1..=3, Some('、' | '）' | ')')) => true,
        (1..=3, Some('.' | '．')) => after.next().is_none_or(|c| !c.is_ascii_digit()),
        _ => false,
    }
}

/// What stands between two printed lines of one paragraph: a blank only between two Latin words.
fn joint(before: &str, after: &str) -> &'static str {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return "" };
    let part_of_number = |c: char| c.is_ascii_digit() || ".,%-".contains(c);
    let words = !is_chinese(last) && !is_chinese(first) && last != '-';
    if words
        && !(part_of_number(last) && part_of_number(first))
        && last.is_alphanumeric()
        && first.is_alphanumeric()
    {
        " "
    } else {
        ""
    }
}

/// The indentation of every cell of one column in half-width characters: how far its text begins right of
/// where the leftmost of the column begins. Centred texts and right-aligned ones have none.
///
/// A text that fills its cell may have more white before it than behind it; that it is set left shows where its further
/// lines begin, or by others that begin at the same place.
///
/// `column` holds the box of every cell and what stands in it.
pub(crate) fn indents(column: &[(Rect, &CellText)]) -> Vec<u32> {
    let is_left = |inside: &Rect, text: &Rect, em: i32| {
        let (before, after) = (text.x0 - inside.x0, inside.x1 - text.x1);
        before <= after || before < em
    };
    let centred = |inside: &Rect, text: &Rect, em: i32| {
        let (before, after) = (text.x0 - inside.x0, inside.x1 - text.x1);
        before > em && (before - after).abs() <= em / 3
    };
    let filled =
        || column.iter().filter_map(|(inside, cell)| cell.first.map(|(text, em)| (*inside, text, em)));
    let count = filled().count();
    if filled().filter(|(inside, text, em)| centred(inside, text, *em)).count() * 5 > count * 3 {
        return vec![0; column.len()];
    }
    let certain =
        filled().filter(|(inside, text, em)| is_left(inside, text, *em) && !centred(inside, text, *em));
    let mut starts: Vec<i32> = certain.map(|(_, text, _)| text.x0).collect();
    starts.sort_unstable();
    let indent = |cell: &CellText| {
        let (text, em) = cell.first?;
        let near = starts.partition_point(|start| *start < text.x0 - em / 4);
        let is_shared = starts.get(near).is_some_and(|start| *start <= text.x0 + em / 4);
        let hangs = cell.rect.is_some_and(|rect| rect.x0 < text.x0 - em / 4);
        let start = starts.first().filter(|_| is_shared || hangs)?;
        u32::try_from((text.x0 - start + em / 4) * 2 / em.max(1)).ok()
    };
    column.iter().map(|(_, cell)| indent(cell).unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;
    use super::*;

    #[test]
    fn items_open_with_a_number_and_amounts_do_not() {
        for text in ["1.保障", "12、做好", "（一）机构", "(3) x", "一、收入", "①", "2．", "3）"]
        {
            assert!(opens_item(text), "{text}");
        }
        for text in ["1.5万元", "（含）", "2024年", "一般公共", "（123456）", "", "（", "208", "100%"]
        {
            assert!(!opens_item(text), "{text}");
        }
    }

    #[test]
    fn only_latin_words_are_joined_with_a_blank() {
        let cases = [
            ("1,234,", "567.89", ""),
            ("收入", "合计", ""),
            ("Local", "Area", " "),
            ("208", "05", ""),
            ("GDP", "增长", ""),
        ];
        for (before, after, between) in cases {
            assert_eq!(joint(before, after), between, "{before}|{after}");
        }
    }

    #[test]
    fn upright_characters_set_from_top_to_bottom_are_read_from_right_to_left() {
        let page = Drawing::portrait().grid(&[50.0, 120.0, 200.0], &[80.0, 150.0, 170.0]);
        let line = |page: Drawing, x: f32, text: &str| {
            let mut buffer = [0; 4];
            text.chars().zip(0..).fold(page, |page, (character, at)| {
                page.text(x, 96.0 + 10.0 * at as f32, character.encode_utf8(&mut buffer))
            })
        };
        let page = line(line(line(page, 80.0, "科目编码"), 166.0, "公共预算"), 150.0, "基本支出");
        let page = page.text(55.0, 164.0, "208").right(195.0, 164.0, "3.00");
        assert_eq!(page.shown(), "|科目编码|公共预算基本支出|\n|208|3.00|\n");
    }
}
