//! The entry of a page in the catalogue of its site (政府信息公开目录), which stands over the document and is no table of it.
//!
//! ```text
//! │ 索引号： │ 000123/2023-00012 │ 主题分类： │ 财政 │
//! │ 标题：   │ 青石区图书馆2023年部门预算             │    → the title, as a line
//! ```

use crate::page::{Block, Grid};
use crate::text::fold;

use super::row_line;

/// What begins an entry.
const INDEX_NUMBER: &str = "索引号";
/// What labels the title of a page.
const TITLES: [&str; 3] = ["标题", "名称", "信息名称"];

/// What an entry calls its page; `None` where the grid is none.
pub fn entry(grid: &Grid) -> Option<Vec<Block>> {
    let first = grid.cells.iter().find(|cell| !cell.text.is_empty())?;
    if !fold::keyed(&first.text).trim_start_matches(['[', '(']).starts_with(INDEX_NUMBER) {
        return None;
    }
    let titles = grid.cells.windows(2).filter(|pair| TITLES.contains(&&*fold::keyed(&pair[0].text)));
    let line = |text: &str, place| Block::Line(row_line(text.to_owned(), place, grid.page));
    Some(titles.map(|pair| line(&pair[1].text, pair[1].place.unwrap_or(grid.place))).collect())
}
