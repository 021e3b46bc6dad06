//! The columns of each table in the state's order, with what may stand in each. Columns may not be added, left out or moved
//! [documented].

use super::table::Table;

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text of at most so many characters; needed or not.
    Text {
        max: usize,
        needed: bool,
    },
    /// A name of our own for the row, or the name of another row.
    Name,
    Reason,
    Date,
    /// `TRUE` or `FALSE`.
    Flag,
    /// A number of units or grams, not below nought.
    Quantity,
    /// The same, but either way.
    Change,
    Money,
    Licence,
    /// Who wrote the row and when: filled in by us, and no part of what it says.
    CreatedBy,
    CreatedDate,
    UpdatedBy,
    UpdatedDate,
    Operation,
}

/// One column: its name, how else the state writes it, and what may stand in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub name: &'static str,
    pub also: &'static [&'static str],
    pub kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, also: &[], kind }
}

const fn column_or(name: &'static str, also: &'static [&'static str], kind: Kind) -> Column {
    Column { name, also, kind }
}

/// The longest text that is sent where the state gives no length [assumed].
const TEXT_MAX: usize = 255;
/// The state refuses longer names of strains and of everything else [observed].
const STRAIN_MAX: usize = 50;
const NAME_MAX: usize = 75;

const fn text(max: usize) -> Kind {
    Kind::Text { max, needed: true }
}

const fn text_or_not(max: usize) -> Kind {
    Kind::Text { max, needed: false }
}

const LICENCE: Column = column("LicenseNumber", Kind::Licence);
const OWN_NAME: Column = column("ExternalIdentifier", Kind::Name);
const CREATED_BY: Column = column("CreatedBy", Kind::CreatedBy);
const CREATED_DATE: Column = column("CreatedDate", Kind::CreatedDate);
const UPDATED_BY: Column = column("UpdatedBy", Kind::UpdatedBy);
const UPDATED_DATE: Column = column("UpdatedDate", Kind::UpdatedDate);
const OPERATION: Column = column("Operation", Kind::Operation);

const STRAIN: &[Column] = &[
    LICENCE,
    column("Strain", text(STRAIN_MAX)),
    column("StrainType", text(STRAIN_MAX)),
    CREATED_BY,
    CREATED_DATE,
];

const AREA: &[Column] = &[
    LICENCE,
    column_or("Area", &["Name"], text(NAME_MAX)),
    column("IsQuarantine", Kind::Flag),
    OWN_NAME,
    CREATED_BY,
    CREATED_DATE,
    UPDATED_BY,
    UPDATED_DATE,
    OPERATION,
];

const PRODUCT: &[Column] = &[
    LICENCE,
    column("InventoryCategory", text(NAME_MAX)),
    column("InventoryType", text(NAME_MAX)),
    column("Name", text(NAME_MAX)),
    column("Description", text_or_not(TEXT_MAX)),
    column("UnitWeightGrams", Kind::Quantity),
    OWN_NAME,
    CREATED_BY,
    CREATED_DATE,
    UPDATED_BY,
    UPDATED_DATE,
    OPERATION,
];

const INVENTORY: &[Column] = &[
    LICENCE,
    column("Strain", text(STRAIN_MAX)),
    column("Area", text(NAME_MAX)),
    column("Product", text(NAME_MAX)),
    column("InitialQuantity", Kind::Quantity),
    column("QuantityOnHand", Kind::Quantity),
    column("TotalCost", Kind::Money),
    column("IsMedical", Kind::Flag),
    OWN_NAME,
    CREATED_BY,
    CREATED_DATE,
    UPDATED_BY,
    UPDATED_DATE,
    OPERATION,
];

const ADJUSTMENT: &[Column] = &[
    LICENCE,
    column("InventoryExternalIdentifier", Kind::Name),
    column("AdjustmentReason", Kind::Reason),
    column("AdjustmentDetail", text_or_not(TEXT_MAX)),
    column("Quantity", Kind::Change),
    column("AdjustmentDate", Kind::Date),
    OWN_NAME,
    CREATED_BY,
    CREATED_DATE,
    UPDATED_BY,
    UPDATED_DATE,
    OPERATION,
];

const TRANSFER: &[Column] = &[
    column("FromLicenseNumber", text(STRAIN_MAX)),
    column("ToLicenseNumber", Kind::Licence),
    column("FromInventoryExternalIdentifier", Kind::Name),
    column("ToInventoryExternalIdentifier", Kind::Name),
    column("Quantity", Kind::Quantity),
    column("TransferDate", Kind::Date),
    OWN_NAME,
    CREATED_BY,
    CREATED_DATE,
    UPDATED_BY,
    UPDATED_DATE,
    OPERATION,
];

const SALE: &[Column] = &[
    LICENCE,
    column("SoldToLicenseNumber", text_or_not(STRAIN_MAX)),
    column("InventoryExternalIdentifier", Kind::Name),
    column("PlantExternalIdentifier", text_or_not(TEXT_MAX)),
    column("SaleType", text(STRAIN_MAX)),
    column("SaleDate", Kind::Date),
    column("Quantity", Kind::Quantity),
    column("UnitPrice", Kind::Money),
    column("Discount", Kind::Money),
    column_or("RetailSalesTax", &["RetailsSalesTax", "SalesTax"], Kind::Money),
    column_or("CannabisExciseTax", &["OtherTax"], Kind::Money),
    column("SaleExternalIdentifier", Kind::Name),
    column("SaleDetailExternalIdentifier", Kind::Name),
    CREATED_BY,
    CREATED_DATE,
    UPDATED_BY,
    UPDATED_DATE,
    OPERATION,
];

impl Table {
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Strain => STRAIN,
            Self::Area => AREA,
            Self::Product => PRODUCT,
            Self::Inventory => INVENTORY,
            Self::InventoryAdjustment => ADJUSTMENT,
            Self::InventoryTransfer => TRANSFER,
            Self::Sale => SALE,
        }
    }

    /// The columns whose values together tell a row from every other of its table.
    pub(super) fn key(self) -> &'static [&'static str] {
        match self {
            Self::Strain => &["Strain"],
            Self::Sale => &["SaleExternalIdentifier", "SaleDetailExternalIdentifier"],
            _ => &["ExternalIdentifier"],
        }
    }

    /// The one of them that a slip is looked for in.
    pub(super) fn last_key(self) -> &'static str {
        self.key().last().copied().unwrap_or_default()
    }

    /// A row's name of the values of those columns.
    pub(super) fn key_of<'a>(self, value: impl Fn(&'static str) -> &'a str) -> String {
        self.key().iter().map(|column| value(column).trim()).collect::<Vec<_>>().join("/")
    }

    /// The columns that name rows of other tables.
    pub(super) fn parents(self) -> &'static [(&'static str, Self)] {
        match self {
            Self::Strain | Self::Area | Self::Product => &[],
            Self::Inventory => &[("Strain", Self::Strain), ("Area", Self::Area), ("Product", Self::Product)],
            Self::InventoryAdjustment | Self::Sale => &[("InventoryExternalIdentifier", Self::Inventory)],
            Self::InventoryTransfer => &[("ToInventoryExternalIdentifier", Self::Inventory)],
        }
    }

    /// The column by which rows of other tables name a row of this one.
    pub(super) fn named_by(self) -> Option<&'static str> {
        match self {
            Self::Strain => Some("Strain"),
            Self::Area => Some("Area"),
            Self::Product => Some("Name"),
            Self::Inventory => Some("ExternalIdentifier"),
            Self::InventoryAdjustment | Self::InventoryTransfer | Self::Sale => None,
        }
    }

    pub(super) fn place(self, name: &str) -> Option<usize> {
        let plain = plain(name);
        let is = |c: &Column| self::plain(c.name) == plain || c.also.iter().any(|n| self::plain(n) == plain);
        self.columns().iter().position(is)
    }
}

/// A column's name without capitals, blanks, hyphens and underscores.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
