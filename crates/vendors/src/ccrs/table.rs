//! The tables that a retailer files, in the order of upload.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    Strain,
    Area,
    Product,
    Inventory,
    InventoryAdjustment,
    InventoryTransfer,
    Sale,
}

impl Table {
    /// In the order of upload: a later group fails while an earlier one is not processed [documented].
    pub const ALL: [Self; 7] = [
        Self::Strain,
        Self::Area,
        Self::Product,
        Self::Inventory,
        Self::InventoryAdjustment,
        Self::InventoryTransfer,
        Self::Sale,
    ];

    /// The word in the name of a file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strain => "Strain",
            Self::Area => "Area",
            Self::Product => "Product",
            Self::Inventory => "Inventory",
            Self::InventoryAdjustment => "InventoryAdjustment",
            Self::InventoryTransfer => "InventoryTransfer",
            Self::Sale => "Sale",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name().eq_ignore_ascii_case(name))
    }

    pub fn group(self) -> u8 {
        match self {
            Self::Strain | Self::Area | Self::Product => 1,
            Self::Inventory => 2,
            Self::InventoryAdjustment | Self::InventoryTransfer | Self::Sale => 3,
        }
    }
}
