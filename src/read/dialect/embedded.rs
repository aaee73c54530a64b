//! Tables that begin and end anywhere in the lines, since their dialect marks both.
//!
//! ```text
//! 表1 <table><tr><td>合计</td></tr></table> 注：…
//! \begin{tabular}{c}合计\\\end{tabular}
//! <otsl><fcel>合计<nl></otsl>
//! ```

use std::ops::Range;

use super::{html, latex, otsl};
use crate::page::Block;
use crate::read::lines::Line;

/// The dialect of an embedded table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Embedded {
    /// HTML
    Html,
    /// LaTeX
    Latex,
    /// OTSL
    Otsl,
}

/// Finds the embedded tables of a text, in order and disjoint: what begins within another is part of it.
pub(in crate::read) fn find(text: &str) -> Vec<(Range<usize>, Embedded)> {
    let of = |tables: Vec<Range<usize>>, dialect| tables.into_iter().map(move |table| (table, dialect));
    let mut tables: Vec<(Range<usize>, Embedded)> = of(html::find(text), Embedded::Html)
        .chain(of(latex::find(text), Embedded::Latex))
        .chain(of(otsl::find(text), Embedded::Otsl))
        .collect();
    tables.sort_by_key(|(table, _)| table.start);
    let mut end = 0;
    tables.retain_mut(|(table, _)| {
        table.start = table.start.max(end);
        end = end.max(table.end);
        table.start < table.end
    });
    tables
}

impl Embedded {
    /// What an embedded table holds; `gap` says whether a blank line stands before it.
    pub(in crate::read) fn read(self, line: &Line<'_>, gap: bool) -> Vec<Block> {
        match self {
            Self::Html => html::read(line, gap),
            Self::Latex => latex::read(line, gap),
            Self::Otsl => otsl::read(line, gap),
        }
    }
}
