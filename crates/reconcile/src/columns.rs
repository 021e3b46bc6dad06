//! The header: which column is where, by whatever name an export gives it.

use countersign_domain::inventory::Source;
use countersign_domain::inventory::standing::plain;

/// More columns than this is not an export of goods.
pub const COLUMNS_MAX: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Column {
    Tag,
    Facility,
    Quantity,
    Status,
    Price,
    Unit,
    Name,
    Channel,
    Thc,
    UpdatedAt,
    Expires,
    Room,
    Writer,
}

pub const COLUMNS: usize = 13;

/// The name first, then how else it is called; without blanks, hyphens and capitals.
const NAMES: [(Column, &[&str]); COLUMNS] = [
    (Column::Tag, &["tag", "uid", "label", "packagetag", "packagelabel", "packageuid", "externalpackageid"]),
    (Column::Facility, &["facility", "license", "licence", "licensenumber", "facilitylicense", "store"]),
    (Column::Quantity, &["qty", "quantity", "quantityavailable", "onhand", "count"]),
    (Column::Status, &["status", "labtestingstate", "packagestatus", "visibility"]),
    (Column::Price, &["price", "unitprice"]),
    (Column::Unit, &["unit", "units", "uom", "unitofmeasure", "unitofmeasurename", "quantityunits"]),
    (Column::Name, &["name", "item", "itemname", "product", "productname"]),
    (Column::Channel, &["channel", "marketplace"]),
    (Column::Thc, &["thc", "totalthc", "thcpercent"]),
    (Column::UpdatedAt, &["updatedat", "lastmodified", "modifiedat", "lastmodifieddateutc", "updated"]),
    (Column::Expires, &["expires", "expirationdate", "expireson", "expiry"]),
    (Column::Room, &["room", "location", "locationname"]),
    (Column::Writer, &["writer", "integrator", "writtenby"]),
];

fn needed(source: Source) -> &'static [Column] {
    match source {
        Source::State | Source::Pos => &[Column::Tag, Column::Quantity, Column::Status],
        Source::Menu => &[Column::Tag, Column::Status],
    }
}

/// Where each column is in a row, and how many fields a row has.
#[derive(Debug, Clone)]
pub struct Columns {
    places: [Option<usize>; COLUMNS],
    titles: Vec<String>,
}

impl Columns {
    /// `Err` says what is wrong and what to do.
    pub fn read(source: Source, titles: Vec<String>) -> Result<Self, (String, String)> {
        let mut places = [None; COLUMNS];
        for (index, title) in titles.iter().enumerate() {
            let plain = plain(title);
            let known = NAMES.iter().find(|(_, names)| names.contains(&plain.as_str()));
            let Some((column, _)) = known else { continue };
            if let Some(first) = places[*column as usize].replace(index) {
                let what = format!("the columns `{}` and `{title}` say the same", titles[first]);
                return Err((what, "leave one of them out".to_owned()));
            }
        }
        for column in needed(source) {
            if places[*column as usize].is_none() {
                let name = NAMES[*column as usize].1[0];
                let there = titles.join("`, `");
                let to_do = format!("name it in the first line, where there are `{there}`");
                return Err((format!("the column `{name}` is missing"), to_do));
            }
        }
        Ok(Self { places, titles })
    }

    pub fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    pub fn count(&self) -> usize {
        self.titles.len()
    }

    /// As the header writes it.
    pub fn title(&self, column: Column) -> &str {
        self.place(column).map_or("", |index| &self.titles[index])
    }
}
