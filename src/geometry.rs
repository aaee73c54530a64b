//! Points and boxes on a page, in tenths of a point from the top left of the visible page.
//!
//! Integers keep layout deterministic: two runs, two machines and any number of threads compare the
//! same numbers. A tenth of a point is finer than any printed rule and is the unit of `places` in
//! the output contract (§2).

/// A rectangle: `x0 <= x1`, `y0 <= y1`, y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rect {
    /// Left edge.
    pub x0: i32,
    /// Top edge.
    pub y0: i32,
    /// Right edge.
    pub x1: i32,
    /// Bottom edge.
    pub y1: i32,
}

impl Rect {
    /// The rectangle with these edges, whatever order they are given in.
    pub fn new(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self { x0: x0.min(x1), y0: y0.min(y1), x1: x0.max(x1), y1: y0.max(y1) }
    }

    /// The smallest rectangle that holds both.
    pub fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Width in tenths of a point.
    pub fn width(self) -> i32 {
        self.x1 - self.x0
    }

    /// Height in tenths of a point.
    pub fn height(self) -> i32 {
        self.y1 - self.y0
    }

    /// The centre, rounded down.
    pub fn center(self) -> (i32, i32) {
        ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)
    }

    /// Whether the point lies inside or on an edge.
    pub fn contains(self, (x, y): (i32, i32)) -> bool {
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }
}
