//! Lines → chunks: what stands apart from the rest of its line, and what a line of them is.
//!
//! White parts the texts of a row, and so does the order in which they were painted; letters that are spread over their
//! cell stay together.
//!
//! ```text
//! 合  计      1,418.57   一、科学技术支出     →  合计 | 1,418.57 | 一、科学技术支出
//! ```

use std::ops::Range;

use super::abutting;
use super::lines::{Line, Mark, Piece, ends_amount, is_chinese, is_numeric};
use super::tight;
use crate::geometry::Rect;
use crate::text::fold;
use crate::text::numbering::{self, Numbering};

/// More white than between a figure and the text it belongs to, which typesetters set a quarter of an em apart, in percent
/// of the em.
pub(crate) const APART: i32 = 27;

/// What stands closely above or below a text is among so many lines.
const LINES_NEAR: usize = 3;

/// What stands apart from the rest of its line: a cell's text, or one line of it.
#[derive(Debug, Clone)]
pub(crate) struct Chunk {
    pub rect: Rect,
    pub size: i32,
    pub pieces: Vec<Piece>,
    /// Its characters without blanks.
    pub text: String,
    /// Which line of the page it stands on.
    pub line: usize,
}

impl Chunk {
    /// The text of these pieces of a line.
    pub fn of(marks: &[Mark], pieces: Vec<Piece>, line: usize) -> Self {
        Self {
            rect: pieces.iter().map(|p| p.rect).reduce(Rect::union).unwrap_or_default(),
            size: pieces.iter().map(|p| p.size).max().unwrap_or(1),
            text: pieces.iter().flat_map(|p| &marks[p.marks.clone()]).map(|m| m.character).collect(),
            pieces,
            line,
        }
    }

    /// When it was painted: where its first glyph stands in the page's list.
    pub fn painted(&self) -> usize {
        self.pieces.iter().map(|p| p.marks.start).min().unwrap_or(0)
    }

    /// How wide its first word is: one Chinese character, or a whole Latin word or number.
    pub fn first_word(&self) -> i32 {
        let characters = self.text.chars().count().max(1);
        let word = self.text.chars().take_while(char::is_ascii).count().max(1);
        let width =
            self.rect.width() * i32::try_from(word).unwrap_or(1) / i32::try_from(characters).unwrap_or(1);
        width.max(if word == 1 { self.size } else { 0 })
    }

    /// Whether it is an amount of money with its decimals or separators.
    pub fn is_amount(&self) -> bool {
        self.is_figure() && self.text.contains(['.', ','])
    }

    /// Whether it is a figure: an amount, a code, a percentage, or the dash that stands for none.
    pub fn is_figure(&self) -> bool {
        let figures = self.text.chars().filter(char::is_ascii_digit).count();
        self.is_dash()
            || (figures > 0
                && self.text.chars().all(|c| c.is_ascii_digit() || ",.-+%()（）％，．".contains(c)))
    }

    /// Whether it is the dash that stands for no amount.
    pub fn is_dash(&self) -> bool {
        matches!(self.text.as_str(), "-" | "—" | "--" | "——")
    }
}

/// Whether these lone characters are levels of the classification (类 款 项), which have a column each.
fn are_levels(outer: &Mark, inner: &Mark) -> bool {
    matches!((outer.character, inner.character), ('类', '款') | ('款', '项'))
}

/// The chunks of every line: what stands more than half an em apart. Letters that are spread over their cell
/// (`合  计`) stay together, and an amount that nearly touches the next cell stands apart.
pub(crate) fn chunks(marks: &[Mark], lines: &[Line]) -> Vec<Vec<Chunk>> {
    let is_amount = |pieces: &[Piece]| {
        let mut glyphs = pieces.iter().flat_map(|p| &marks[p.marks.clone()]);
        glyphs.clone().all(is_numeric) && glyphs.any(|m| matches!(m.character, '.' | ','))
    };
    let single = |piece: &Piece| is_letter(marks, &piece.marks);
    let is_digit = |mark: usize| marks[mark].character.is_ascii_digit();
    let white = |pair: &[Piece]| pair[1].rect.x0 - pair[0].rect.x1;
    let is_close = sets_figures_close(marks);
    let of_line = |(index, line): (usize, &Line)| {
        let mut chunks = Vec::new();
        let mut current: Vec<Piece> = Vec::new();
        for (place, piece) in line.pieces.iter().enumerate() {
            if let Some(before) = current.last() {
                // Blanks are printed between the letters of one text (预 算 数). Without them a label at the left (合  计) is
                // spread; elsewhere lone characters may be ends of wrapped header texts.
                let is_filled = || before.marks.end == piece.marks.start && marks[piece.marks.start].filled;
                let is_label = || line.pieces.len() < 8 && chunks.is_empty();
                let gap = piece.rect.x0 - before.rect.x1;
                let are_letters = current.iter().all(single) && single(piece);
                // Letters that fill their cells may come closer to those of the next cell than to each other.
                let is_even = |pair: &[Piece]| (white(pair) - gap).abs() <= line.size / 8;
                let evenly_before = current.windows(2).last().map(is_even);
                let uneven = are_letters && !marks[piece.marks.start].blank && evenly_before == Some(false);
                let evenly_behind = || {
                    let pair = line.pieces.get(place..place + 2);
                    pair.is_some_and(|pair| single(&pair[1]) && is_even(pair))
                };
                let of_one_text = are_letters && !are_apart(marks, lines, index, before, piece);
                let spread = are_letters
                    && !are_levels(&marks[before.marks.start], &marks[piece.marks.start])
                    && (of_one_text || is_filled() || is_label());
                let figures = is_digit(before.marks.end - 1) && is_digit(piece.marks.start);
                let widest = match spread {
                    true if evenly_before == Some(true) || evenly_behind() => i32::MAX,
                    true if of_one_text && chunks.is_empty() => i32::MAX,
                    true => line.size * 4,
                    false => line.size * 11 / 20,
                };
                // What was painted in between stands in another cell, and what is painted over a text, too: a text too
                // long for its cell runs over its neighbours.
                let interrupted = before.marks.end != piece.marks.start && gap > line.size / 6;
                let painted_over = gap < -line.size * 6 / 10;
                // An amount at the right of its cell comes close to a name at the left of the next one.
                let beside_amount = gap > line.size * APART / 100 && is_amount(&current);
                // Cells nearly touch in tight tables. Within one text no gap is left between characters that are set tight
                // themselves, unless a blank is printed or a mark of punctuation is.
                let is_word = |piece: &Piece| piece.marks.len() > 2;
                let (end, start) = (&marks[before.marks.end - 1], &marks[piece.marks.start]);
                let tight = match [end, start].map(|mark| is_chinese(mark.character)) {
                    [true, true] => is_word(before) && is_word(piece),
                    [true, false] => is_close && is_word(before) && start.character.is_ascii_digit(),
                    [false, true] => is_close && is_word(piece) && end.character.is_ascii_digit(),
                    [false, false] => false,
                };
                let parts = |mark: usize| matches!(marks[mark].character, '，' | '、' | '；' | '：' | '。');
                let touching = tight
                    && gap > line.size / 6
                    && !marks[piece.marks.start].blank
                    && !parts(before.marks.end - 1);
                if gap > widest
                    || interrupted
                    || touching
                    || uneven
                    || beside_amount
                    || painted_over
                    || (figures
                        && (gap > line.size / 4
                            || ends_amount(&marks[before.marks.clone()], &marks[piece.marks.clone()])))
                {
                    chunks.push(Chunk::of(marks, std::mem::take(&mut current), index));
                }
            }
            current.push(piece.clone());
        }
        chunks.push(Chunk::of(marks, current, index));
        chunks
    };
    tight::parted(marks, abutting::parted(marks, lines.iter().enumerate().map(of_line).collect()))
}

/// Whether two lone characters of a line are texts of two cells: ends of wrapped ones, which stand closely above them, the
/// first ones of texts that are set downwards, or heads of figures.
fn are_apart(marks: &[Mark], lines: &[Line], index: usize, left: &Piece, right: &Piece) -> bool {
    let near = |line: &Line, piece: &Piece| {
        let at = line.pieces.partition_point(|text| text.rect.x1 <= piece.rect.x0);
        line.pieces.get(at).filter(|text| text.rect.x0 < piece.rect.x1).map(|text| text.marks.clone())
    };
    let is_close = |line: &&Line| {
        let white = (left.rect.y0 - line.rect.y1).max(line.rect.y0 - left.rect.y1);
        white * 3 < left.size * 2
    };
    let is_letter = |text: Option<Range<usize>>| text.is_some_and(|text| is_letter(marks, &text));
    let is_figure = |text: Option<Range<usize>>| text.is_some_and(|text| marks[text].iter().all(is_numeric));
    let above = || lines[..index].iter().rev().take(LINES_NEAR);
    let below = || lines[index + 1..].iter().take(LINES_NEAR);
    let mut are_figures = below().map(|line| [near(line, left), near(line, right)]);
    above().filter(is_close).any(|line| near(line, left) != near(line, right))
        || below().filter(is_close).any(|line| is_letter(near(line, left)) || is_letter(near(line, right)))
        || are_figures
            .find(|texts| texts.iter().any(Option::is_some))
            .is_some_and(|[left, right]| left != right && is_figure(left) && is_figure(right))
}

/// Whether a text is an ideograph alone. Dashes side by side are the blanks of several cells.
pub(crate) fn is_letter(marks: &[Mark], text: &Range<usize>) -> bool {
    text.len() == 1 && fold::is_ideograph(marks[text.start].character)
}

/// Whether figures touch the ideographs beside them (`2024年`) on most occasions: typesetters leave white, browsers do not.
/// Brackets and other marks (`（1）`) touch them in either.
fn sets_figures_close(marks: &[Mark]) -> bool {
    let (mut touching, mut apart) = (0, 0);
    for pair in marks.windows(2) {
        let (white, size) = (pair[1].rect.x0 - pair[0].rect.x1, pair[0].size);
        let is_beside = |a: &Mark, b: &Mark| fold::is_ideograph(a.character) && b.character.is_ascii_digit();
        let changes = is_beside(&pair[0], &pair[1]) || is_beside(&pair[1], &pair[0]);
        if changes && pair[0].baseline == pair[1].baseline && !pair[1].blank {
            touching += usize::from((-size / 8..=size / 8).contains(&white));
            apart += usize::from((size / 8 + 1..size * 11 / 20).contains(&white));
        }
    }
    touching > apart
}

/// Whether a line falls into pieces as the row of a table does.
pub(crate) fn is_tabular(chunks: &[Chunk]) -> bool {
    chunks.len() > 1 && !has_leader(chunks)
}

/// Whether dots lead from one piece of the line to the next, as in a table of contents.
pub(crate) fn has_leader(chunks: &[Chunk]) -> bool {
    chunks.iter().any(|chunk| {
        let dots = chunk.text.chars().filter(|c| matches!(c, '…' | '.' | '·' | '．')).count();
        chunk.text.contains("……")
            || chunk.text.contains("....")
            || (dots > 3 && dots * 2 > chunk.text.chars().count())
    })
}

/// Whether a line is one of those above a table (`部门：…    单位：万元`), or all of them. A colon that ends a text heads a
/// group of columns (`其中：`).
pub(crate) fn is_caption(chunks: &[Chunk]) -> bool {
    is_whole_caption(chunks) || are_labelled(chunks.iter().map(|chunk| chunk.text.as_str()))
}

/// Whether a line is all that stands above a table: `预算03表    支出预算总表    单位：万元`.
pub(crate) fn is_whole_caption(chunks: &[Chunk]) -> bool {
    let [number, title, unit] = chunks else { return false };
    is_labelled(&unit.text) && [number, title].iter().any(|name| name.text.ends_with('表'))
}

/// Whether most texts of a line state something behind a colon.
pub(crate) fn are_labelled<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut labelled, mut all) = (0, 0);
    for text in texts {
        all += 1;
        labelled += usize::from(is_labelled(text));
    }
    labelled > 0 && labelled * 2 >= all
}

/// Whether a text states something behind a colon. What is named behind 其中 is the row of a table, and behind a comma
/// a part of a sentence.
pub(crate) fn is_labelled(text: &str) -> bool {
    let stated = text.trim_end_matches(['：', ':']).split_once(['：', ':']);
    let is_of_which = || matches!(numbering::split(text), Some((Numbering::OfWhich, _)));
    stated.is_some_and(|(label, _)| !label.contains(['，', ',', '。', '；'])) && !is_of_which()
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    #[test]
    fn cells_nearly_touch_where_figures_touch_the_text_beside_them() {
        let head = Drawing::portrait().text(50.0, 84.0, "指标").text(150.0, 84.0, "性质").text(
            192.0,
            84.0,
            "目标值",
        );
        let rows = [("清淤河道", "正向指标", "等于12公里"), ("巡查次数", "正向指标", "大于等于30次")];
        let page = rows.iter().zip([100.0, 116.0]).fold(head, |page, ((name, kind, value), y)| {
            page.text(50.0, y, name).text(150.0, y, kind).text(192.5, y, value)
        });
        let page = page.text(50.0, 132.0, "2024年安排资金").text(123.0, 132.0, "6856");
        let expected = "|指标|性质|目标值|\n|清淤河道|正向指标|等于12公里|\n\
            |巡查次数|正向指标|大于等于30次|\n|2024年安排资金|6856||\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn figures_within_brackets_do_not_tell_how_far_years_stand_from_what_follows() {
        let year =
            |page: Drawing, x: f32, year: &str| page.text(x, 84.0, year).text(x + 22.0, 84.0, "年预算数");
        let page = year(year(Drawing::portrait().text(50.0, 84.0, "项目"), 180.0, "2023"), 280.0, "2024");
        let names = [(100.0, "（1）会议费"), (116.0, "（2）培训费"), (132.0, "（3）差旅费")];
        let page = names.iter().fold(page, |page, (y, name)| {
            page.text(50.0, *y, name).right(238.0, *y, "3.00").right(338.0, *y, "2.00")
        });
        let rows = names.map(|(_, name)| format!("|{name}|3.00|2.00|\n")).concat();
        assert_eq!(page.shown(), format!("|项目|2023年预算数|2024年预算数|\n{rows}"));
    }

    #[test]
    fn letters_with_blanks_between_them_are_one_text() {
        let heads = Drawing::portrait().text(50.0, 100.0, "项　目").text(150.0, 100.0, "预　算　数");
        let heads = heads.text(250.0, 100.0, "项　目").text(350.0, 100.0, "决　算　数");
        let rows = [("会议费", "3.00"), ("培训费", "2.00"), ("合　计", "5.00")];
        let page = rows.iter().zip([116.0, 132.0, 148.0]).fold(heads, |page, ((name, amount), y)| {
            let page = page.text(50.0, y, name).right(200.0, y, amount);
            page.text(250.0, y, name).right(400.0, y, amount)
        });
        let expected = "|项目|预算数|项目|决算数|\n|会议费|3.00|会议费|3.00|\n|培训费|2.00|培训费|2.00|\n\
            |合计|5.00|合计|5.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn letters_without_blanks_between_them_are_one_text() {
        let page = Drawing::portrait().text(50.0, 96.0, "科目编码").text(110.0, 96.0, "科目名称");
        let page = page.spread(220.0, 96.0, "合计", 10.0, 15.0).spread(300.0, 96.0, "项目支出", 10.0, 8.0);
        // They fill a column of names, too.
        let page =
            page.spread(50.0, 116.0, "栏次", 10.0, 80.0).text(237.0, 116.0, "1").text(335.0, 116.0, "2");
        let rows = [("208", "社会保障", "418.57"), ("210", "卫生健康", "20.00")];
        let page = rows.iter().zip([132.0, 148.0]).fold(page, |page, ((code, name, amount), y)| {
            let page = page.text(50.0, y, code).text(110.0, y, name);
            page.right(265.0, y, amount).right(372.0, y, amount)
        });
        let expected = "|科目编码|科目名称|合计|项目支出|\n|[1×2]栏次|1|2|\n\
            |208|社会保障|418.57|418.57|\n|210|卫生健康|20.00|20.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn letters_that_fill_their_cells_end_where_the_white_between_them_changes() {
        let page = Drawing::portrait().spread(50.0, 100.0, "科目名称", 10.0, 14.0);
        let page =
            page.spread(138.0, 100.0, "基本支出", 10.0, 8.0).spread(208.0, 100.0, "项目支出", 10.0, 8.0);
        let rows = [("社会保障", "418.57"), ("卫生健康", "20.00")];
        let page = rows.iter().zip([120.0, 140.0]).fold(page, |page, ((name, amount), y)| {
            page.text(50.0, y, name).right(202.0, y, amount).right(272.0, y, amount)
        });
        let expected = "|科目名称|基本支出|项目支出|\n|社会保障|418.57|418.57|\n|卫生健康|20.00|20.00|\n";
        assert_eq!(page.shown(), expected);
    }

    /// Dashes in the cells of a row without figures were one text, and their columns one.
    #[test]
    fn dashes_side_by_side_are_texts_of_their_own() {
        let heads = ["科目名称", "合计", "事业收入", "经营收入", "其他收入"];
        let xs = [50.0, 170.0, 230.0, 290.0, 350.0];
        let page =
            heads.iter().zip(xs).fold(Drawing::portrait(), |page, (head, x)| page.text(x, 100.0, head));
        let rows = [("社会保障", "418.57"), ("卫生健康", "20.00")];
        let page = rows.iter().zip([120.0, 140.0]).fold(page, |page, ((name, amount), y)| {
            let page = page.text(50.0, y, name).right(196.0, y, amount);
            page.text(245.0, y, "—").text(305.0, y, "—").text(365.0, y, "—")
        });
        let expected = "|科目名称|合计|事业收入|经营收入|其他收入|\n|社会保障|418.57|—|—|—|\n\
            |卫生健康|20.00|—|—|—|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn lone_letters_over_figures_are_heads_of_columns() {
        let page =
            Drawing::portrait().text(50.0, 100.0, "年级").text(150.0, 100.0, "男").text(190.0, 100.0, "女");
        let rows = [("一年级", "23", "21"), ("二年级", "19", "24")];
        let page = rows.iter().zip([120.0, 140.0]).fold(page, |page, ((name, boys, girls), y)| {
            page.text(50.0, y, name).right(160.0, y, boys).right(200.0, y, girls)
        });
        assert_eq!(page.shown(), "|年级|男|女|\n|一年级|23|21|\n|二年级|19|24|\n");
    }

    #[test]
    fn the_letters_of_a_title_between_two_grids_are_one_text() {
        let grid = |page: Drawing, top: f32| {
            let page = page.grid(&[50.0, 150.0, 250.0], &[top, top + 20.0, top + 40.0]);
            let page = page.text(60.0, top + 14.0, "项目").text(160.0, top + 14.0, "预算数");
            page.text(60.0, top + 34.0, "会议费").right(245.0, top + 34.0, "3.00")
        };
        let page = grid(Drawing::portrait(), 100.0).spread(55.0, 170.0, "部门支出预算总表", 15.0, 9.0);
        let rows = "|项目|预算数|\n|会议费|3.00|\n";
        assert_eq!(grid(page, 190.0).shown(), format!("{rows}部门支出预算总表\n{rows}"));
    }

    #[test]
    fn no_amount_goes_on_with_the_number_of_an_item() {
        let rows = [
            ["项目", "预算数", "项目", "预算数"],
            ["（一）拨款", "418.57", "（一）教育支出", "400.00"],
            ["（二）其他", "0.00", "（二）农业支出", "18.57"],
            ["总计", "418.57", "总计", "418.57"],
        ];
        let page =
            rows.iter().zip([100.0, 116.0, 132.0, 148.0]).fold(Drawing::portrait(), |page, (row, y)| {
                let start = if row[2].starts_with('（') { 200.5 } else { 206.5 };
                let page = page.text(50.0, y, row[0]).right(200.0, y, row[1]);
                page.text(start, y, row[2]).right(350.0, y, row[3])
            });
        assert_eq!(page.shown(), rows.map(|row| format!("|{}|\n", row.join("|"))).concat());
    }
}
