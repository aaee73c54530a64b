//! Rows of a table with a rule under each of them.
//!
//! What stands between two rules that run from side to side is one row then, whatever the order of painting and the white
//! between its texts say.
//!
//! ```text
//!   收入       支出
//! ──────────────────────
//!   项目   预算数
//! ──────────────────────
//!   二、政府性基金      →  one row: 二、政府性基金预算拨款收入 | 208.81
//!   预算拨款收入  208.81
//! ──────────────────────
//! ```

use super::chunks::Chunk;
use super::leaves;
use super::painting;
use super::rows::{Block, wraps_figure};
use super::rules::Segment;

/// So many rows with figures show that all rows have a rule; one less where all cells of a row have one middle.
const LEAST_ROWS: usize = 3;

/// A rule that cuts a text stands at least this far within it, as a part of an em.
const CUT: i32 = 5;

/// The cells of each row from left to right; none where rules do not part all rows, or cut texts that have too many lines for
/// their rows. A header whose cells the `partial` rules part, or which has several levels, is read as it is painted.
pub(crate) fn rows(chunks: &[Chunk], rules: &[i32], partial: &[Segment]) -> Option<Vec<Vec<Block>>> {
    let band = |chunk: &Chunk| rules.partition_point(|rule| *rule < chunk.rect.center().1);
    let is_cut = |chunk: &Chunk| {
        let inside = chunk.rect.y0 + chunk.size / CUT..chunk.rect.y1 - chunk.size / CUT;
        rules
            .get(rules.partition_point(|rule| *rule < inside.start))
            .is_some_and(|rule| inside.contains(rule))
    };
    if chunks.iter().any(is_cut) {
        return None;
    }
    let bands: Vec<&[Chunk]> = chunks.chunk_by(|a, b| band(a) == band(b)).collect();
    let first = bands.iter().position(|band| band.iter().any(Chunk::is_figure))?;
    let (head, body) = bands.split_at(first);
    let body: Vec<Vec<Block>> = body.iter().map(|band| row(band)).collect::<Option<_>>()?;
    let are_centred = body.iter().all(|row| row.iter().all(|cell| painting::is_concentric(&row[0], cell)));
    let figures = body.iter().filter(|row| row.iter().any(Block::is_figure)).count();
    if figures + usize::from(are_centred) < LEAST_ROWS {
        return None;
    }
    let mut rows: Vec<Vec<Block>> = Vec::new();
    for band in head {
        let (top, bottom) = (band.first()?.rect.y0, band.last()?.rect.y1);
        let is_parted = partial.iter().any(|rule| (top..bottom).contains(&rule.at));
        let one = row(band).filter(|row| row.iter().all(|cell| painting::is_concentric(&row[0], cell)));
        match one.filter(|_| !is_parted) {
            Some(one) => rows.push(one),
            None => rows.extend(painting::rows(band, partial)?),
        }
    }
    rows.extend(body);
    Some(rows)
}

/// The cells of each row as they are painted: those above the rule that ends the header and those below it apart, unless the
/// header alone shows fewer of its levels.
pub(crate) fn beside_header(chunks: &[Chunk], rules: &[i32], partial: &[Segment]) -> Option<Vec<Vec<Block>>> {
    let together = painting::rows(chunks, partial);
    let Some(rule) = leaves::header_rule(rules) else { return together };
    let (head, body) = chunks.split_at(chunks.partition_point(|chunk| chunk.rect.center().1 < rule));
    let is_above = |row: &&Vec<Block>| row.iter().all(|cell| cell.rect.center().1 < rule);
    let levels = together.as_ref().map_or(0, |rows| rows.iter().filter(is_above).count());
    let apart = painting::rows(head, partial).filter(|head| head.len() >= levels).and_then(|mut rows| {
        rows.extend(painting::rows(body, partial)?);
        Some(rows)
    });
    apart.or(together)
}

/// The cells of the texts between two rules, if they are one row: no figure stands below another one.
fn row(band: &[Chunk]) -> Option<Vec<Block>> {
    let mut texts: Vec<&Chunk> = band.iter().collect();
    texts.sort_by_key(|chunk| (chunk.line, chunk.rect.x0));
    let mut cells: Vec<Block> = Vec::new();
    for text in texts {
        let is_above = |cell: &&mut Block| {
            let above = &cell.chunks[cell.chunks.len() - 1];
            cell.rect.x0 < text.rect.x1 && text.rect.x0 < cell.rect.x1 && above.line < text.line
        };
        match cells.iter_mut().find(is_above) {
            Some(cell) if text.is_figure() && !wraps_figure(&cell.chunks, text) => return None,
            Some(cell) => {
                cell.rect = cell.rect.union(text.rect);
                cell.chunks.push(text.clone());
            }
            None => cells.push(Block::of(text.clone())),
        }
    }
    cells.sort_by_key(|cell| cell.rect.x0);
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Rows of two halves with a rule under each, at these heights; the first row is the header of the groups.
    fn halves(rows: &[(f32, [&[&str]; 4])]) -> String {
        let page = Drawing::portrait().rule(50.0, 80.0, 450.0, 80.0);
        let (page, _) = rows.iter().fold((page, 80.0), |(page, top), (bottom, cells)| {
            let middle = (top + bottom) / 2.0 + 4.0;
            let page = cells.iter().zip([53.0, 245.0, 253.0, 445.0]).fold(page, |page, (lines, x)| {
                let first = middle - 6.0 * (lines.len().max(1) - 1) as f32;
                lines.iter().zip(0..).fold(page, |page, (line, at)| {
                    let y = first + 12.0 * at as f32;
                    if line.starts_with(|c: char| c.is_ascii_digit()) {
                        page.right(x, y - 1.0, line)
                    } else {
                        page.text(x - if x == 245.0 || x == 445.0 { 60.0 } else { 0.0 }, y, line)
                    }
                })
            });
            (page.rule(50.0, *bottom, 450.0, *bottom), *bottom)
        });
        page.shown()
    }

    #[test]
    fn rules_part_rows_that_stand_as_closely_as_lines() {
        let rows: [(f32, [&[&str]; 4]); 5] = [
            (92.0, [&["项目"], &["预算数"], &["项目"], &["预算数"]]),
            (104.0, [&["一、财政拨款"], &["3.00"], &["一、教育支出"], &["8.00"]]),
            (128.0, [&["二、政府性基金预", "算拨款"], &["5.00"], &["二、农业支出"], &[]]),
            (140.0, [&["三、其他收入"], &[], &["三、其他支出"], &[]]),
            (152.0, [&["收入总计"], &["8.00"], &["支出总计"], &["8.00"]]),
        ];
        let expected = "|项目|预算数|项目|预算数|\n|一、财政拨款|3.00|一、教育支出|8.00|\n\
            |二、政府性基金预算拨款|5.00|二、农业支出||\n|三、其他收入||三、其他支出||\n|收入总计|8.00|支出总计|8.00|\n";
        assert_eq!(halves(&rows), expected);
    }

    #[test]
    fn rules_that_cut_texts_do_not_part_rows() {
        let rows: [(f32, [&[&str]; 4]); 5] = [
            (94.0, [&["项目"], &["预算数"], &["项目"], &["预算数"]]),
            (108.0, [&["一、财政拨款"], &["3.00"], &["一、教育支出"], &["8.00"]]),
            (122.0, [&["二、政府性基金预", "算拨款"], &["5.00"], &["二、农业支出"], &[]]),
            (136.0, [&["三、其他收入"], &[], &["三、其他支出"], &[]]),
            (150.0, [&["收入总计"], &["8.00"], &["支出总计"], &["8.00"]]),
        ];
        let shown = halves(&rows);
        assert_eq!(shown.lines().nth(2), Some("|二、政府性基金预算拨款|5.00|二、农业支出||"), "{shown}");
    }

    #[test]
    fn no_row_goes_over_the_rule_under_the_header() {
        // What is wrapped is painted last, and 项目 hardly further above its heads than lines are.
        let rules = [80.0, 116.0, 166.0];
        let page = rules.iter().fold(Drawing::portrait(), |page, y| page.rule(50.0, *y, 530.0, *y));
        let page = page.rule(50.0, 98.0, 210.0, 98.0).centre(130.0, 91.0, "项目");
        let page = page.centre(290.0, 102.0, "本年收入").centre(400.0, 102.0, "其他收入");
        let page = page.centre(90.0, 112.0, "编码").centre(170.0, 112.0, "名称");
        let rows = [("", "合计", "8.00"), ("201", "教育", "5.00"), ("213", "农业", "3.00")];
        let page = rows.iter().zip([128.0, 144.0, 160.0]).fold(page, |page, (row, y)| {
            page.centre(90.0, y, row.0).text(133.0, y, row.1).right(343.0, y, row.2)
        });
        let page = page.centre(485.0, 97.0, "附属单位").centre(485.0, 107.0, "上缴收入");
        let expected = "|[1×2]项目|[2×1]本年收入|[2×1]其他收入|[2×1]附属单位上缴收入|\n|编码|名称|\n\
            ||合计|8.00|||\n|201|教育|5.00|||\n|213|农业|3.00|||\n";
        assert_eq!(page.shown(), expected);
    }
}
