//! Names of sheets, which programs that write a workbook as text put before each: they are headings where they say something.
//!
//! ```text
//! ## Sheet1                                 says nothing
//! ## 收支总表                               heads the table below
//! # Sheet 3: 收支总表                       the same, as LibreOffice writes it; all names stand before the first
//! ```

use crate::page::{Block, TextLine};
use crate::text::fold;
use crate::vocab::words::{self, Use};

/// The word for a sheet before its number, as LibreOffice writes it.
const NUMBERED: [&str; 2] = ["Sheet ", "工作表 "];

/// The blocks without names of sheets that say nothing, and with those that do alone.
pub fn without(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut said_nothing = Vec::new();
    let mut listed = Vec::new();
    let mut first = 0;
    for at in 1..blocks.len() {
        let [Block::Line(line), Block::Grid(_)] = &mut blocks[at - 1..=at] else { continue };
        if line.heading == 0 {
            continue;
        }
        if let Some(name) = numbered(&line.text) {
            if listed.is_empty() {
                first = at - 1;
            }
            listed.push(name.to_owned());
            line.text = name.to_owned();
        }
        if says_nothing(&line.text) {
            said_nothing.push(at - 1);
        }
    }
    let text = |block: &Block| {
        if let Block::Line(TextLine { text, .. }) = block { text.clone() } else { String::new() }
    };
    let is_list = first > 0 && blocks[1..first].iter().map(text).eq(listed);
    let list = if is_list { first } else { 0 };
    if list == 0 && said_nothing.is_empty() {
        return blocks;
    }
    let mut said_nothing = said_nothing.into_iter().peekable();
    let mut at = 0;
    blocks.retain(|_| {
        at += 1;
        said_nothing.next_if_eq(&(at - 1)).is_none() && at > list
    });
    blocks
}

/// The name of a sheet behind its number: `Sheet 3: 收支总表`.
fn numbered(text: &str) -> Option<&str> {
    let rest = NUMBERED.iter().find_map(|word| text.strip_prefix(word))?;
    let (number, name) = rest.split_once([':', '：'])?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(name.trim())
}

/// Whether a name is one that sheets have before somebody names them, or says what is no table (封面).
fn says_nothing(name: &str) -> bool {
    !name.contains(fold::is_ideograph) && !name.contains("20") || words::is(name.trim(), Use::Sheets)
}
