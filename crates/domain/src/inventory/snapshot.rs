//! Where rows came from, when, and whether all of them came.

use std::fmt;

use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::row::{Books, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Source {
    State,
    Pos,
    Menu,
}

impl Source {
    pub const ALL: [Self; 3] = [Self::State, Self::Pos, Self::Menu];

    pub fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Pos => "pos",
            Self::Menu => "menu",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether everything a source has is in the snapshot. What is missing from a part is unknown, not absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    Whole,
    Part,
    /// Nothing at all came, so it is taken for a pull that failed.
    Empty,
}

/// When a source was read, and how much of it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pull {
    pub extent: Extent,
    /// Absent when nobody noted it.
    pub taken_at: Option<Timestamp>,
}

impl Pull {
    pub const WHOLE: Self = Self { extent: Extent::Whole, taken_at: None };
    pub const PART: Self = Self { extent: Extent::Part, taken_at: None };

    pub fn is_whole(&self) -> bool {
        self.extent == Extent::Whole
    }
}

/// The three pulls of one reconciliation, and what the numbers in their rows mean.
#[derive(Debug, Clone)]
pub struct Pulls {
    pub state: Pull,
    pub pos: Pull,
    pub menu: Pull,
    /// Channels of which only a part came though the others are whole, by their number in [`Books::channels`].
    pub menu_parts: Vec<u8>,
    pub books: Books,
}

impl Default for Pulls {
    fn default() -> Self {
        Self {
            state: Pull::WHOLE,
            pos: Pull::WHOLE,
            menu: Pull::WHOLE,
            menu_parts: Vec::new(),
            books: Books::default(),
        }
    }
}

impl Pulls {
    pub fn of(&self, source: Source) -> &Pull {
        match source {
            Source::State => &self.state,
            Source::Pos => &self.pos,
            Source::Menu => &self.menu,
        }
    }

    pub fn channel_is_whole(&self, channel: u8) -> bool {
        self.menu.is_whole() && !self.menu_parts.contains(&channel)
    }
}

/// All rows of one tag, each source's sorted.
#[derive(Debug, Clone, Copy)]
pub struct Package<'r> {
    pub state: &'r [Row],
    pub pos: &'r [Row],
    pub menu: &'r [Row],
}

impl<'r> Package<'r> {
    /// From all rows of one tag, sorted.
    pub fn new(rows: &'r [Row]) -> Self {
        let (state, rest) = rows.split_at(rows.iter().take_while(|row| row.source == Source::State).count());
        let (pos, menu) = rest.split_at(rest.iter().take_while(|row| row.source == Source::Pos).count());
        Self { state, pos, menu }
    }

    pub fn of(&self, source: Source) -> &'r [Row] {
        match source {
            Source::State => self.state,
            Source::Pos => self.pos,
            Source::Menu => self.menu,
        }
    }

    /// Listings that a shopper sees.
    pub fn shown(&self) -> impl Iterator<Item = &'r Row> + Clone + use<'r> {
        self.menu.iter().filter(|row| row.is_shown())
    }
}
