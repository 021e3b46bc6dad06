//! Tables by geometry: names that stand below each other, values beside them, header words above.
//!
//! There is no reader for a laboratory. A table is a column of names; what is to the right of it up to the next
//! column of names is its rows; how the values stand below each other makes columns; and the words above a column
//! say what it holds.

mod column;
mod further;
mod group;
mod header;
mod item;
mod sideways;
mod total;

use crate::name::Class;
use crate::number::{Mark, Unit};
use crate::page::{Area, Page};

pub use further::continued;
pub use group::tables;
pub use header::{Heading, Role, can_head};
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

    /// What is printed above `top` up to twenty-two lines of `size`, for words like `quality control`.
    fn above(&self, top: i32, size: i32, across: impl Fn(Area) -> bool) -> String {
        let reach = top - size * 22;
        let mut text = String::new();
        let mut last: Option<Area> = None;
        for item in self.lines.iter().flatten() {
            if item.area.y1 > top || item.area.y0 < reach || !across(item.area) {
                continue;
            }
            // The unit of a title is part of it.
            let joins = matches!(item.what, What::Unit(_))
                && last.is_some_and(|last| {
                    last.shared_height(item.area) > 0 && (0..=item.size).contains(&(item.area.x0 - last.x1))
                });
            text.push_str(match (text.is_empty(), joins) {
                (true, _) => "",
                (_, true) => " ",
                (_, false) => " | ",
            });
            text.push_str(&item.text);
            last = Some(item.area);
        }
        text
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
    /// From where to where each of them reaches.
    pub edges: Vec<(i32, i32)>,
    /// No header of its own: it continues another table or has none.
    pub headless: bool,
    /// Rows of numbers among the others that nothing names.
    pub nameless: usize,
}

impl Table {
    /// Every box put where it is on the page as it is seen.
    pub fn place(&mut self, on_page: impl Fn(Area) -> Area) {
        self.area = on_page(self.area);
        for row in &mut self.rows {
            row.area = on_page(row.area);
            row.cells.iter_mut().for_each(|cell| cell.area = on_page(cell.area));
        }
    }
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

impl Row {
    /// A row of a table of this class that an item leads; its values come later.
    fn led_by(item: &Item, class: Class) -> Self {
        let lead = match &item.what {
            What::Name(found) if found.class == class => Lead::Name(found.clone()),
            What::Total(key) => Lead::Total(key),
            _ => Lead::Other,
        };
        Self {
            lead,
            name: item.text.clone(),
            missing: item.missing.clone(),
            area: item.area,
            cells: Vec::new(),
            askew: false,
            sure: item.sure,
        }
    }
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
    /// What another reading of the picture has here instead.
    pub also: Vec<Mark>,
}
