//! Rows of a table that is painted in more than one pass.
//!
//! Some spreadsheets paint the cells of one line first and go back to the top for those that are wrapped, each time row
//! by row. So where the pen goes back above the row before, the first pass ends, and what is painted later belongs to
//! its rows by height, or stands in rows of its own between them.
//!
//! ```text
//! 1  20805   3  机关事业单位   2  1,250.00
//!               养老保险                      →  20805 | 机关事业单位养老保险 | 1,250.00
//! ```

use super::painting::{are_apart, close, highest, is_in_row, is_level, is_right};
use super::rows::Block;

/// The rows of a table while its cells are taken in the order of painting.
pub(crate) struct Passes {
    /// The rows that are painted: those of the first pass, or else of cells that belong to none of them.
    rows: Vec<Vec<Block>>,
    first: Option<Pass>,
    /// Merged cells that are painted with the last of their rows, until that row is.
    held: Vec<Block>,
    slips: Slips,
    /// Whether a figure was painted.
    has_figures: bool,
    white: Option<i32>,
}

/// How often the order says what cannot be: above the first figure, and then.
#[derive(Default)]
pub(crate) struct Slips {
    pub head: usize,
    pub body: usize,
}

/// The first pass, from top to bottom.
struct Pass {
    rows: Vec<Vec<Block>>,
    /// The highest cell of each row.
    anchors: Vec<Block>,
    /// The cells by their (doubled) middles, and the row of each.
    cells: Vec<(i32, usize)>,
}

impl Passes {
    /// No rows yet; `white` is the least between two rows.
    pub fn of(white: Option<i32>) -> Self {
        Self {
            rows: Vec::new(),
            first: None,
            held: Vec::new(),
            slips: Slips::default(),
            has_figures: false,
            white,
        }
    }

    /// The highest cells of the rows that a cell may belong to which begins with this line, painted after them.
    pub fn anchors(&mut self, line: &Block) -> &[Block] {
        if self.first.is_none() && self.goes_back(line) {
            self.release();
            self.close(None);
            self.first = Some(Pass::of(std::mem::take(&mut self.rows)));
        }
        self.first.as_ref().map_or(&[], |first| &first.anchors)
    }

    /// Whether a cell is merged and painted with the last of its rows: it stands no lower than the row before, and what is
    /// painted `after` it further right begins the next one.
    pub fn is_before_last_row(&self, cell: &Block, after: impl Iterator<Item = Block>) -> bool {
        let Some(row) = self.rows.last().filter(|row| self.first.is_none() && !is_in_row(row, cell)) else {
            return false;
        };
        let is_below =
            |cell: &Block| cell.middle() > highest(row).middle() && are_apart(highest(row), cell, self.white);
        if is_below(cell) {
            return false;
        }
        let mut left = cell.clone();
        let mut beside = after.take_while(|next| is_right(&std::mem::replace(&mut left, next.clone()), next));
        beside.any(|next| is_below(&next) && next.middle() > cell.middle() + cell.size)
    }

    /// Takes a cell that is painted with the last of its rows.
    pub fn hold(&mut self, cell: Block) {
        self.held.push(cell);
    }

    /// Puts the cells that end with the last row where they begin: as far above their middle as they end below.
    fn release(&mut self) {
        let Some(last) = self.rows.last().map(|row| highest(row).middle()) else { return };
        for cell in self.held.drain(..) {
            let begin = cell.middle() * 2 - last;
            let at = self.rows.partition_point(|row| highest(row).middle() < begin);
            let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter(|at| *at < self.rows.len());
            let distance = |at: &usize| (highest(&self.rows[*at]).middle() - begin).abs();
            let Some(nearest) = near.min_by_key(distance) else { continue };
            self.rows[nearest].push(cell);
            self.rows[nearest].sort_by_key(|cell| cell.rect.x0);
        }
    }

    /// Looks at the last row when it is complete.
    fn close(&mut self, next: Option<&Block>) {
        let slips = if self.has_figures { &mut self.slips.body } else { &mut self.slips.head };
        *slips += close(&mut self.rows, self.white, next);
    }

    /// Takes the cell that is painted next.
    pub fn take(&mut self, cell: Block) {
        let is_figure = cell.is_figure();
        self.put(cell);
        self.has_figures |= is_figure;
    }

    fn put(&mut self, cell: Block) {
        if let Some(row) = self.first.as_mut().and_then(|first| first.row(&cell)) {
            row.push(cell);
            return;
        }
        match self.rows.last_mut().filter(|row| is_in_row(row, &cell)) {
            Some(row) => row.push(cell),
            None => {
                self.close(Some(&cell));
                self.rows.push(vec![cell]);
                self.release();
            }
        }
    }

    /// Whether the pen never went back.
    pub fn is_one(&self) -> bool {
        self.first.is_none()
    }

    /// All rows, and how often the order says what cannot be.
    pub fn rows(mut self) -> (Vec<Vec<Block>>, Slips) {
        self.release();
        self.close(None);
        let Some(Pass { rows, anchors, .. }) = self.first else { return (self.rows, self.slips) };
        let mut joined = Vec::with_capacity(rows.len() + self.rows.len());
        let mut later = self.rows.into_iter().peekable();
        for (mut row, anchor) in rows.into_iter().zip(anchors) {
            while let Some(cells) = later.next_if(|cells| highest(cells).rect.y0 < anchor.rect.y1) {
                // Nothing else can stand closer to a row than rows do.
                self.slips.body += usize::from(!are_apart(&anchor, highest(&cells), self.white));
                joined.push(cells);
            }
            row.sort_by_key(|cell| cell.rect.x0);
            joined.push(row);
        }
        joined.extend(later);
        (joined, self.slips)
    }

    /// Whether the pen goes back above the row before; cells of a row may stand above the one that was painted first.
    fn goes_back(&self, cell: &Block) -> bool {
        let is_above = |row: &Vec<Block>| cell.rect.y1 <= highest(row).rect.y0;
        match &self.rows[..] {
            [.., before, last] => {
                is_above(before) || !is_in_row(last, cell) && cell.middle() <= highest(before).middle()
            }
            [row] => is_above(row) && !is_in_row(row, cell),
            [] => false,
        }
    }
}

impl Pass {
    fn of(rows: Vec<Vec<Block>>) -> Self {
        let anchors = rows.iter().map(|row| highest(row).clone()).collect();
        let of_row = |(index, row): (usize, &Vec<Block>)| {
            row.iter().map(|cell| (cell.middle(), index)).collect::<Vec<_>>()
        };
        let mut cells: Vec<(i32, usize)> = rows.iter().enumerate().flat_map(of_row).collect();
        cells.sort_unstable();
        Self { rows, anchors, cells }
    }

    /// The row that a cell belongs to: it is level with the highest cell, or has the middle of one that is merged with
    /// rows below, unless another cell stands above it in the row already.
    fn row(&mut self, cell: &Block) -> Option<&mut Vec<Block>> {
        let from = self.anchors.partition_point(|anchor| anchor.rect.y1 <= cell.rect.y0);
        let beside = (from..self.anchors.len()).take_while(|row| self.anchors[*row].rect.y0 < cell.rect.y1);
        let level = beside.filter(|row| is_level(&self.anchors[*row], cell));
        let level = level.min_by_key(|row| (self.anchors[*row].middle() - cell.middle()).abs());
        let row = level.or_else(|| {
            let from = self.cells.partition_point(|(middle, _)| *middle < cell.middle() - cell.size);
            let near =
                self.cells[from..].iter().take_while(|(middle, _)| *middle <= cell.middle() + cell.size);
            let row = near.min_by_key(|(middle, _)| (middle - cell.middle()).abs()).map(|(_, row)| *row)?;
            let stands_above = |other: &Block| {
                other.rect.y1 <= cell.rect.y0 && other.rect.x0 < cell.rect.x1 && cell.rect.x0 < other.rect.x1
            };
            (!self.rows[row].iter().any(stands_above)).then_some(row)
        })?;
        self.rows.get_mut(row)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Drawing;

    /// Where the rows of a code, a name and an amount stand, the second name in two lines.
    const ROWS: [(f32, &str, &[&str], &str); 4] = [
        (100.0, "206", &["科学技术支出"], "23.00"),
        (121.0, "20602", &["城市社区服务", "设施改造"], "20.00"),
        (142.0, "20603", &["应用研究"], "3.00"),
        (163.0, "20604", &["技术研究与", "开发"], ""),
    ];

    /// The table with the texts of one line first, and then the others.
    fn table() -> Drawing {
        let page = ROWS.iter().fold(Drawing::portrait(), |page, (y, code, name, amount)| {
            let page = page.text(50.0, *y, code);
            let page = if name.len() == 1 { page.text(120.0, *y, name[0]) } else { page };
            if amount.is_empty() { page } else { page.right(300.0, *y, amount) }
        });
        let wrapped = ROWS.iter().filter(|(_, _, name, _)| name.len() > 1);
        wrapped.fold(page, |page, (y, _, name, _)| {
            let lines = name.iter().zip(0..);
            lines.fold(page, |page, (line, at)| page.text(120.0, y - 7.0 + 14.0 * at as f32, line))
        })
    }

    #[test]
    fn wrapped_cells_that_are_painted_later_join_their_rows() {
        let expected = "|206|科学技术支出|23.00|\n|20602|城市社区服务设施改造|20.00|\n\
            |20603|应用研究|3.00|\n|20604|技术研究与开发||\n";
        assert_eq!(table().shown(), expected);
    }

    #[test]
    fn cells_that_touch_are_told_by_their_rows() {
        // Between most rows there is more white than between the lines of a cell, and between two of them there is none.
        let page = (0..10).fold(Drawing::portrait(), |page, row| {
            let y = 140.0 + 20.0 * row as f32;
            page.text(50.0, y, "206").text(120.0, y, "科学技术支出").right(300.0, y, "3.00")
        });
        let page = [(340.0, "20602"), (360.0, "20603")]
            .iter()
            .fold(page, |page, (y, code)| page.text(50.0, *y, code).right(300.0, *y, "20.00"));
        let lines =
            [(335.0, "城市社区服务"), (345.0, "设施改造"), (355.0, "技术研究与开发"), (365.0, "补助")];
        let page = lines.iter().fold(page, |page, (y, line)| page.text(120.0, *y, line));
        let rows = "|206|科学技术支出|3.00|\n".repeat(10);
        let expected = "|20602|城市社区服务设施改造|20.00|\n|20603|技术研究与开发补助|20.00|\n";
        assert_eq!(page.shown(), rows + expected);
    }

    #[test]
    fn a_row_of_wrapped_cells_alone_stands_between_those_of_the_pass_before() {
        let page = (0..3).fold(Drawing::portrait(), |page, row| {
            let y = 100.0 + 42.0 * row as f32;
            page.text(50.0, y, "科学技术支出").text(200.0, y, "20.00").text(300.0, y, "数据来自决算")
        });
        let page = page.text(50.0, 114.0, "城市社区服务").text(50.0, 128.0, "设施改造");
        let page = page.text(300.0, 114.0, "根据工作方案").text(300.0, 128.0, "测算");
        let row = "|科学技术支出|20.00|数据来自决算|\n";
        assert_eq!(page.shown(), format!("{row}|城市社区服务设施改造||根据工作方案测算|\n{row}{row}"));
    }

    #[test]
    fn a_row_between_those_of_a_merged_cell_has_its_middle_and_is_another() {
        let page = Drawing::portrait().text(50.0, 121.0, "产出指标").text(150.0, 100.0, "里程");
        let page = page.text(150.0, 142.0, "人口").text(50.0, 163.0, "效益指标").text(150.0, 163.0, "满意度");
        let page =
            page.text(300.0, 100.0, "≥12公里").text(150.0, 114.0, "设施改造与").text(150.0, 128.0, "维护");
        let page = page.text(300.0, 121.0, "≥5处").text(300.0, 142.0, "≥3万人").text(300.0, 163.0, "≥90%");
        let expected =
            "|[3×1]产出指标|里程|≥12公里|\n|设施改造与维护|≥5处|\n|人口|≥3万人|\n|效益指标|满意度|≥90%|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_merged_cell_spans_the_rows_above_it_that_are_painted_later() {
        let page = Drawing::portrait().text(50.0, 100.0, "数量指标").text(150.0, 100.0, "里程");
        let page = page.text(50.0, 149.0, "质量指标").text(150.0, 142.0, "人口").text(150.0, 163.0, "就业");
        let page = page.text(150.0, 184.0, "收入").text(50.0, 205.0, "效益指标").text(150.0, 205.0, "满意度");
        let page =
            page.text(300.0, 100.0, "≥12公里").text(150.0, 114.0, "设施改造与").text(150.0, 128.0, "维护");
        let targets =
            [(121.0, "≥5处"), (142.0, "≥3万人"), (163.0, "≥2万人"), (184.0, "≥1万元"), (205.0, "≥90%")];
        let page = targets.iter().fold(page, |page, (y, target)| page.text(300.0, *y, target));
        let expected = "|数量指标|里程|≥12公里|\n|[4×1]质量指标|设施改造与维护|≥5处|\n|人口|≥3万人|\n\
            |就业|≥2万人|\n|收入|≥1万元|\n|效益指标|满意度|≥90%|\n";
        assert_eq!(page.shown(), expected);
    }

    #[test]
    fn a_merged_cell_may_be_painted_with_the_last_of_its_rows() {
        let row = |page: Drawing, y: f32, name: &str, target: &str| {
            page.text(180.0, y, name).text(300.0, y, target)
        };
        let page = Drawing::portrait().text(50.0, 100.0, "一级").text(120.0, 100.0, "二级");
        let page = row(row(page, 100.0, "三级指标", "指标值"), 114.0, "修复册数", "30册");
        let page = row(page.text(120.0, 121.0, "数量"), 128.0, "采购册数", "20册");
        let page = row(page.text(50.0, 128.0, "产出").text(120.0, 142.0, "质量"), 142.0, "合格率", "99%");
        let page = row(page.text(120.0, 156.0, "经济"), 156.0, "带动增长", "9%").text(50.0, 163.0, "效益");
        let page = row(page.text(120.0, 170.0, "社会"), 170.0, "开放天数", "300天");
        let expected = "|一级|二级|三级指标|指标值|\n|[3×1]产出|[2×1]数量|修复册数|30册|\n|采购册数|20册|\n\
            |质量|合格率|99%|\n|[2×1]效益|经济|带动增长|9%|\n|社会|开放天数|300天|\n";
        assert_eq!(page.shown(), expected);
    }
}
