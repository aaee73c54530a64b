//! Texts of two cells that nearly touch: an amount at the right end of its cell and the name that begins the next one.
//!
//! Spreadsheets leave less white between two cells than a typesetter leaves between a figure and the text it belongs to,
//! so white does not part them. Edges do: the amount ends where other figures end, and the name begins where other texts
//! begin. So does a figure at the left of its cell, which would be read as more decimals of the amount. Where all lines of
//! a table nearly touch, the seam is where amounts of different widths end and names of different widths begin.
//!
//! ```text
//! 一、财政拨款     1,418.57一、科学技术支出
//! 二、其他收入        12.00二、其他支出         →  1,418.57 | 一、科学技术支出
//! ```
//!
//! The amount may as well follow the longest name of its column closely, and still end or begin where the others do.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::chunks::{APART, Chunk};
use super::edges::{self, Edges};
use super::lines::{Mark, Piece, ends_amount, is_chinese};
use crate::geometry::Rect;

/// Codes, their parts and whole figures have so many digits.
const WHOLE: RangeInclusive<usize> = 1..=9;
/// So many figures that texts follow closely tell that they stand in a column of their own.
const LEAST_CLOSE: usize = 3;
/// So many figures tell the edge of a column.
const LEAST_FIGURES: usize = 2;

/// The texts of each line, parted between an amount and a text that stand at edges which lines share.
pub(crate) fn parted(marks: &[Mark], lines: Vec<Vec<Chunk>>) -> Vec<Vec<Chunk>> {
    let lines: Vec<Vec<Abutting>> = lines
        .into_iter()
        .map(|line| line.into_iter().map(|chunk| Abutting::of(marks, chunk)).collect())
        .collect();
    let (mut starts, mut ends, mut figures) = (Edges::default(), Edges::default(), Edges::default());
    let mut seams: BTreeMap<i32, Seam> = BTreeMap::new();
    for text in lines.iter().flatten() {
        match text.parts() {
            Some((_, name)) => {
                let seam = Seam::of(text.chunk.rect);
                seams.entry(name.rect.x0).and_modify(|all| *all = all.union(seam)).or_insert(seam);
            }
            None if text.chunk.is_figure() => {
                ends.add(text.chunk.rect.x1);
                figures.add(text.chunk.rect.x0);
            }
            None => starts.add(text.chunk.rect.x0),
        }
    }
    let part = |text: Abutting| {
        // A unit begins behind its amount and nowhere else, and the line of a paragraph where other lines begin.
        let is_line = starts.near(text.chunk.rect.x0, text.chunk.size) > 0;
        let is_shared = |(figure, name): (&Piece, &Piece)| {
            let near = seams.range(edges::near(name.rect.x0, name.size)).map(|(_, seam)| *seam);
            let seam = near.reduce(Seam::union);
            let ends = ends.near(figure.rect.x1, figure.size) > 0;
            let begins = figures.near(name.rect.x0, name.size) > 0;
            starts.near(name.rect.x0, name.size) > 0
                || ends && begins
                || (ends || begins) && seam.is_some_and(|seam| seam.texts > 1)
                || seam.is_some_and(|seam| seam.is_ragged(name.size))
        };
        // White as between words tells nothing: the figures of a column end at one place and begin at many.
        let is_column = |(_, name): (&Piece, &Piece)| {
            let near = seams.range(edges::near(name.rect.x0, name.size)).map(|(_, seam)| *seam);
            near.reduce(Seam::union)
                .is_some_and(|seam| seam.texts >= LEAST_CLOSE && seam.is_ragged(name.size))
        };
        let is_parted = match text.is_close {
            true => text.parts().is_some_and(is_column),
            false => !is_line && text.parts().is_some_and(is_shared),
        };
        let ends = |(figure, name): (&Piece, &Piece)| {
            ends_amount(&marks[figure.marks.clone()], &marks[name.marks.clone()])
        };
        let is_parted = is_parted || text.parts().is_some_and(ends);
        if is_parted { text.split(marks) } else { vec![text.chunk] }
    };
    let lines: Vec<Vec<Chunk>> =
        lines.into_iter().map(|line| line.into_iter().flat_map(part).collect()).collect();
    let part = |chunk: Chunk| match Followed::of(marks, &chunk) {
        Some(followed) if followed.is_shared(&ends, &figures) => followed.split(marks, chunk),
        _ => vec![chunk],
    };
    lines.into_iter().map(|line| line.into_iter().flat_map(part).collect()).collect()
}

/// A name that an amount of the next column follows.
struct Followed {
    /// The amount, and how many pieces stand before it.
    amount: Rect,
    name: usize,
    size: i32,
    /// Whether no more white stands between the two than between a text and its figure.
    is_close: bool,
}

impl Followed {
    fn of(marks: &[Mark], chunk: &Chunk) -> Option<Self> {
        let (amount, names) = chunk.pieces.split_last()?;
        let white = amount.rect.x0 - names.last()?.rect.x1;
        let is_amount = Chunk::of(marks, vec![amount.clone()], chunk.line).is_amount();
        is_amount.then_some(Self {
            amount: amount.rect,
            name: names.len(),
            size: amount.size,
            is_close: white <= amount.size * APART / 100,
        })
    }

    /// Whether several figures that stand alone end where the amount does, or begin there.
    fn is_shared(&self, ends: &Edges, starts: &Edges) -> bool {
        // Where a figure of a text begins, others begin by chance.
        let starts = if self.is_close { 0 } else { starts.near(self.amount.x0, self.size) };
        ends.near(self.amount.x1, self.size).max(starts) >= LEAST_FIGURES
    }

    fn split(self, marks: &[Mark], chunk: Chunk) -> Vec<Chunk> {
        let Chunk { mut pieces, line, .. } = chunk;
        let amount = pieces.split_off(self.name);
        vec![Chunk::of(marks, pieces, line), Chunk::of(marks, amount, line)]
    }
}

/// Texts of which the second parts begin at one place: how many, where the first and the last of them begin, and end.
#[derive(Debug, Clone, Copy)]
struct Seam {
    texts: usize,
    starts: (i32, i32),
    ends: (i32, i32),
}

impl Seam {
    fn of(text: Rect) -> Self {
        Self { texts: 1, starts: (text.x0, text.x0), ends: (text.x1, text.x1) }
    }

    fn union(self, other: Self) -> Self {
        let extent = |a: (i32, i32), b: (i32, i32)| (a.0.min(b.0), a.1.max(b.1));
        Self {
            texts: self.texts + other.texts,
            starts: extent(self.starts, other.starts),
            ends: extent(self.ends, other.ends),
        }
    }

    /// Whether texts begin at different places and end at different ones.
    fn is_ragged(&self, size: i32) -> bool {
        (self.starts.1 - self.starts.0).min(self.ends.1 - self.ends.0) > size / 4
    }
}

/// A text, and after how many of its pieces an amount or a code ends and another text begins.
struct Abutting {
    chunk: Chunk,
    figure: usize,
    /// Whether no more white stands between the two than within a text, or one digit says little of a figure.
    is_close: bool,
}

impl Abutting {
    fn of(marks: &[Mark], chunk: Chunk) -> Self {
        let before = |to: usize| Chunk::of(marks, chunk.pieces[..to].to_vec(), chunk.line);
        let is_name = |at: usize| is_chinese(marks[chunk.pieces[at].marks.start].character);
        let is_amount = |to: &usize| before(*to).is_amount() || is_name(*to) && before(*to).is_dash();
        let figure = (1..chunk.pieces.len()).take_while(is_amount).last();
        if let Some(figure) = figure {
            return Self { chunk, figure, is_close: false };
        }
        let white = white_behind_whole(marks, &chunk.pieces);
        let is_close = white.is_some_and(|white| white * 100 <= chunk.size * APART)
            || chunk.pieces.first().is_some_and(|piece| piece.marks.len() == 1);
        Self { figure: usize::from(white.is_some()), chunk, is_close }
    }

    /// The last piece of the figure and the first one of the text.
    fn parts(&self) -> Option<(&Piece, &Piece)> {
        Some((self.chunk.pieces.get(self.figure.checked_sub(1)?)?, self.chunk.pieces.get(self.figure)?))
    }

    fn split(self, marks: &[Mark]) -> Vec<Chunk> {
        let Chunk { mut pieces, line, .. } = self.chunk;
        let name = pieces.split_off(self.figure);
        vec![Chunk::of(marks, pieces, line), Chunk::of(marks, name, line)]
    }
}

/// The white between the first piece of a text, a code, its part (类 款 项) or a figure without decimals, and the name behind it.
fn white_behind_whole(marks: &[Mark], pieces: &[Piece]) -> Option<i32> {
    let [code, name, ..] = pieces else { return None };
    let is_digit = |mark: &Mark| mark.character.is_ascii_digit();
    let (digits, first) = (&marks[code.marks.clone()], &marks[name.marks.start]);
    let is_whole = WHOLE.contains(&digits.len())
        && digits.iter().all(is_digit)
        && is_chinese(first.character)
        && !first.blank;
    is_whole.then_some(name.rect.x0 - code.rect.x1)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Rows of two halves that nearly touch.
    fn halves(rows: &[[&str; 4]]) -> String {
        apart(rows, 1.8)
    }

    /// Rows of two halves with so much white between them.
    fn apart(rows: &[[&str; 4]], white: f32) -> String {
        let page = rows.iter().zip(0..).fold(Drawing::portrait(), |page, (row, at)| {
            let y = 100.0 + 14.0 * at as f32;
            let page = page.text(50.0, y, row[0]).right(280.0, y, row[1]);
            page.text(280.0 + white, y, row[2]).right(500.0, y, row[3])
        });
        page.shown()
    }

    #[test]
    fn an_amount_ends_where_amounts_end() {
        let rows = [
            ["一、财政拨款", "1,418.57", "一、科学技术支出", "1,400.00"],
            ["二、其他收入", "", "二、其他支出", "30.57"],
            ["收入合计", "1,418.57", "支出合计", "1,430.57"],
        ];
        let expected = "|一、财政拨款|1,418.57|一、科学技术支出|1,400.00|\n\
            |二、其他收入||二、其他支出|30.57|\n|收入合计|1,418.57|支出合计|1,430.57|\n";
        assert_eq!(halves(&rows), expected);
        assert_eq!(apart(&rows, 1.2), expected, "hardly more than between the letters of a word");
    }

    #[test]
    fn codes_and_amounts_end_closer_to_the_next_column_than_words_do_to_each_other() {
        let rows = [
            ("201", "一般公共服务支出", "0", "一、外交支出"),
            ("20126", "档案事务", "12.50", "二、公共安全支出"),
            ("2012601", "行政运行", "0", "三、教育支出"),
            ("2012699", "其他档案事务支出", "7", "四、其他支出"),
        ];
        let page = rows.iter().zip(0..).fold(Drawing::portrait(), |page, (row, at)| {
            let y = 100.0 + 14.0 * at as f32;
            let page = page.right(100.0, y, row.0).text(102.2, y, row.1);
            page.right(280.0, y, row.2).text(282.2, y, row.3)
        });
        let expected: String =
            rows.iter().map(|row| format!("|{}|{}|{}|{}|\n", row.0, row.1, row.2, row.3)).collect();
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn the_longest_name_of_a_column_comes_closest_to_its_amount() {
        let rows =
            [("一、基本支出", "1,418.57"), ("二、项目支出", "400.00"), ("三、单位预留的机动经费", "12.00")];
        let page = rows.iter().zip(0..).fold(Drawing::portrait(), |page, (row, at)| {
            page.text(50.0, 100.0 + 14.0 * at as f32, row.0).right(182.0, 100.0 + 14.0 * at as f32, row.1)
        });
        assert_eq!(
            page.shown(),
            "|一、基本支出|1,418.57|\n|二、项目支出|400.00|\n|三、单位预留的机动经费|12.00|\n"
        );
    }

    #[test]
    fn amounts_of_different_widths_end_where_names_of_different_widths_begin() {
        let rows = [
            ["一、财政拨款", "1,418.57", "一、教育支出", "1,400.00"],
            ["二、其他收入", "0.00", "二、其他支出", "18.57"],
            ["收入合计", "1,418.57", "支出合计", "1,418.57"],
        ];
        let expected = "|一、财政拨款|1,418.57|一、教育支出|1,400.00|\n\
            |二、其他收入|0.00|二、其他支出|18.57|\n|收入合计|1,418.57|支出合计|1,418.57|\n";
        assert_eq!(halves(&rows), expected);
        // One unit behind amounts of different widths is set at the right with them.
        let rows = [["国道", "1,418.57", "公里", "3.00"], ["省道", "8.57", "公里", "2.00"]];
        assert_eq!(halves(&rows), "|国道|1,418.57公里|3.00|\n|省道|8.57公里|2.00|\n");
    }

    #[test]
    fn a_figure_begins_where_another_one_stands_alone() {
        let rows =
            [["教育", "2.8", "0", "3.00"], ["农业", "2,000.0", "0", "3.00"], ["合计", "", "0", "6.00"]];
        assert_eq!(halves(&rows), "|教育|2.8|0|3.00|\n|农业|2,000.0|0|3.00|\n|合计||0|6.00|\n");
    }

    #[test]
    fn a_lone_amount_ends_where_one_ends_and_a_figure_begins_behind_it_where_one_begins() {
        // No amount goes on behind two decimals, so that only 442.2 has to be parted.
        let rows = [["教育", "127.66", "0", "3.00"], ["农业", "442.2", "0", "3.00"]];
        assert_eq!(halves(&rows), "|教育|127.66|0|3.00|\n|农业|442.2|0|3.00|\n");
    }

    #[test]
    fn an_amount_at_the_beginning_of_a_line_is_part_of_its_paragraph() {
        let row = |page: Drawing, y: f32, name: &str| page.text(50.0, y, name).right(300.0, y, "12.50");
        let page = row(row(Drawing::portrait(), 100.0, "国道"), 114.0, "省道").text(
            400.0,
            100.0,
            "为国道养护计划新增",
        );
        let page = page.text(400.0, 114.0, "212.50").text(431.8, 114.0, "万元。");
        let page = row(page, 128.0, "县道").text(431.8, 128.0, "按里程");
        let expected = "|国道|12.50|为国道养护计划新增|\n|省道|12.50|212.50万元。|\n|县道|12.50|按里程|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn an_amount_follows_the_longest_name_of_its_column_closely() {
        let rows = [("教育支出", "400.00"), ("社会保障和就业支出", "132.30"), ("其他支出", "8.57")];
        let page = rows.iter().zip(0..).fold(Drawing::portrait(), |page, ((name, amount), at)| {
            let y = 100.0 + 14.0 * at as f32;
            page.text(50.0, y, name).right(174.0, y, amount)
        });
        let expected = "|教育支出|400.00|\n|社会保障和就业支出|132.30|\n|其他支出|8.57|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn codes_at_the_right_of_their_column_come_close_to_the_names() {
        let head = Drawing::portrait().text(50.0, 100.0, "类").text(110.0, 100.0, "款");
        let head = head.text(164.0, 100.0, "科目名称").text(300.0, 100.0, "预算数");
        let rows = [
            ("301", "", "工资福利支出", "80.00"),
            ("301", "01", "基本工资", "60.00"),
            ("301", "02", "津贴补贴", "20.00"),
        ];
        let page = rows.iter().zip(0..).fold(head, |page, (row, at)| {
            let y = 114.0 + 14.0 * at as f32;
            page.right(104.0, y, row.0).right(160.0, y, row.1).text(164.0, y, row.2).right(340.0, y, row.3)
        });
        let expected = "|类|款|科目名称|预算数|\n|301||工资福利支出|80.00|\n\
            |301|01|基本工资|60.00|\n|301|02|津贴补贴|20.00|\n";
        assert_eq!(page.shown(), expected);
        // What is printed in one cell begins where the cells of its column do.
        let rows = [("301", 69.0, "工资福利支出"), ("01", 64.0, "基本工资"), ("02", 64.0, "津贴补贴")];
        let page = rows.iter().zip(0..).fold(Drawing::portrait(), |page, (row, at)| {
            let y = 114.0 + 14.0 * at as f32;
            page.text(50.0, y, row.0).text(row.1, y, row.2).right(340.0, y, "80.00")
        });
        let expected = "|301工资福利支出|80.00|\n|01基本工资|80.00|\n|02津贴补贴|80.00|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn an_amount_with_its_unit_is_one_text() {
        let row = |page: Drawing, y: f32, name: &str, amount: &str| {
            let page = page.text(50.0, y, name).text(160.0, y, "里程").right(300.0, y, "12.50");
            page.text(400.0, y, amount).text(431.3, y, "公里")
        };
        let page = row(row(Drawing::portrait(), 100.0, "国道", "112.50"), 114.0, "省道", "113.50");
        assert_eq!(page.shown(), "|国道|里程|12.50|112.50公里|\n|省道|里程|12.50|113.50公里|\n");
    }

    #[test]
    fn a_dash_before_the_name_of_the_right_half_is_the_amount_of_the_left() {
        let rows = [
            ["项目", "预算数", "项目", "预算数"],
            ["一、财政拨款", "418.57", "一、教育支出", "400.00"],
            ["二、其他收入", "-", "二、农业支出", "18.57"],
            ["总计", "418.57", "总计", "418.57"],
        ];
        let page =
            rows.iter().zip([100.0, 116.0, 132.0, 148.0]).fold(Drawing::portrait(), |page, (row, y)| {
                let page = page.text(50.0, y, row[0]).right(200.0, y, row[1]);
                page.text(204.0, y, row[2]).right(350.0, y, row[3])
            });
        assert_eq!(page.shown(), rows.map(|row| format!("|{}|\n", row.join("|"))).concat());
    }
}
