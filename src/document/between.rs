//! What `tables` and `check`, which do not know each other, tell each other of a table. None of it is output.

/// A row that prints fewer cells than its table, or a blank one more: which of its cells are the blank ones, no one wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnevenRow {
    /// The index of its table.
    pub table: usize,
    /// The index of the row.
    pub row: usize,
    /// How many cells it lacks; they are read as blanks at its end.
    pub absent: usize,
    /// Whether it prints one more, which is read as one behind its end.
    pub is_longer: bool,
}

/// How the sums that the rows of a table state come out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many hold that are not all zero.
    pub held: usize,
    /// How many fail.
    pub failed: usize,
}
