//! Tables by geometry: names that stand below each other, values beside them, header words above.
//!
//! There is no reader for a laboratory. A table is a column of names; what is to the right of it up to the next
//! column of names is its rows; how the values stand below each other makes columns; and the words above a column
//! say what it holds.

mod column;
mod group;
mod header;
mod item;
mod sideways;
mod total;

use crate::name::Class;
use crate::number::{Mark, Unit};
use crate::page::{Area, Page};

pub use group::tables;
pub use header::{Heading, Role};
pub use item::{Item, What, items};
pub use total::{Total, totals};

/// The items of a page, a line a line.
#[derive(Debug)]
pub struct Laid<'p> {
    pub page: &'p Page,
    pub lines: Vec<Vec<Item>>,
}

impl<'p> Laid<'p> {
    pub fn new(page: &'p Page) -> Self {
        Self { page, lines: page.lines.iter().map(items).collect() }
    }
}

#[derive(Debug, Clone)]
pub struct Table {
    pub class: Class,
    pub page: usize,
    pub area: Area,
    pub rows: Vec<Row>,
    /// What is printed above: headings, and words of quality control.
    pub above: String,
    pub columns: Vec<Heading>,
    /// No header of its own: it continues another table or has none.
    pub headless: bool,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub lead: Lead,
    pub name: String,
    pub missing: Vec<u64>,
    pub area: Area,
    pub cells: Vec<Cell>,
    /// The values do not stand quite beside the name.
    pub askew: bool,
    pub sure: Option<u8>,
}

#[derive(Debug, Clone)]
pub enum Lead {
    Name(crate::name::Found),
    Total(&'static str),
    /// A row of the table whose name is not known here.
    Other,
}

#[derive(Debug, Clone)]
pub struct Cell {
    pub mark: Mark,
    pub unit: Option<Unit>,
    /// The unit is not printed above the column or beside the value.
    pub assumed: bool,
    pub dry: bool,
    pub area: Area,
    pub sure: Option<u8>,
}
