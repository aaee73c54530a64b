//! How wide the writer of a table thought its characters: columns of text stand under each other by it.

use unicode_width::UnicodeWidthChar;

/// How the writer of a table measured its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// An ideograph is as wide as two letters.
    Display,
    /// So is every sign that Chinese fonts give the width of one (`—`, `≥`).
    Wide,
    /// Every character is as wide as another.
    Characters,
    /// Not at all: the first bar is the first bar.
    Count,
}

impl Measure {
    /// Those by which columns have places, the likelier ones first.
    pub(super) const ALL: [Self; 3] = [Self::Display, Self::Wide, Self::Characters];

    /// The width of a character.
    pub(super) fn width(self, character: char) -> usize {
        match self {
            // Frames are drawn with signs of either width.
            _ if matches!(character, '\u{2500}'..='\u{257f}') => 1,
            Self::Display => character.width().unwrap_or(0),
            Self::Wide => character.width_cjk().unwrap_or(0),
            Self::Characters | Self::Count => 1,
        }
    }
}
