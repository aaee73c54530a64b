//! The text of a cell that is written over several lines, each between those of its neighbours.

use std::ops::Range;

use super::written::Written;
use super::{add, printable};
use crate::read::lines::{Columns, Line, printed};
use crate::read::{markdown, markup};

/// What is read of a cell so far.
#[derive(Default)]
pub(super) struct Collected {
    /// Its text, and where it begins.
    pub(super) written: Written,
    /// Whether a blank line stands below what is read: what follows is a paragraph of its own.
    is_apart: bool,
}

impl Collected {
    /// Writes a line of the cell: these bytes of the line that `columns` walks over.
    pub(super) fn write(&mut self, line: &Line<'_>, columns: &mut Columns<'_>, bytes: Range<usize>) {
        // The blanks at the edges belong to the dialect: only wide ones indent.
        let part = &line.text[bytes.clone()];
        let padding = part.len() - part.trim_start_matches(' ').len();
        let (ink, indent) = printed(&part[padding..]);
        let start = bytes.start + padding;
        let place = columns.place(start + ink.start..start + ink.end);
        let text = printable(markdown::plain(markup::cell(&part[padding..][ink]).0).into_owned());
        if text.is_empty() {
            self.is_apart = true;
        } else if self.written.text.is_empty() {
            self.written = Written::of_cell(&text, place, line.page);
            self.written.indent = indent;
            self.is_apart = false;
        } else {
            add(&mut self.written.text, &text, std::mem::take(&mut self.is_apart));
        }
    }
}
