//! Boxes in hundredths of a point. Integers, so that the same file gives the same profile on every machine.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Area {
    pub x0: i32,
    pub y0: i32,
    pub x1: i32,
    pub y1: i32,
}

impl Area {
    pub const fn new(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self { x0, y0, x1, y1 }
    }

    pub const fn width(self) -> i32 {
        self.x1.saturating_sub(self.x0)
    }

    pub const fn height(self) -> i32 {
        self.y1.saturating_sub(self.y0)
    }

    pub const fn center(self) -> i32 {
        self.x0.midpoint(self.x1)
    }

    pub const fn middle(self) -> i32 {
        self.y0.midpoint(self.y1)
    }

    pub fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// How much of the horizontal both cover; negative where there is a gap.
    pub fn shared_width(self, other: Self) -> i32 {
        self.x1.min(other.x1).saturating_sub(self.x0.max(other.x0))
    }

    /// How much of the vertical both cover; negative where there is a gap.
    pub fn shared_height(self, other: Self) -> i32 {
        self.y1.min(other.y1).saturating_sub(self.y0.max(other.y0))
    }
}

/// The direction in which a text runs, as far as it is one of four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Turn {
    Upright,
    /// Reads downwards.
    Right,
    UpsideDown,
    /// Reads upwards.
    Left,
    /// Askew: watermarks are.
    Askew,
}
