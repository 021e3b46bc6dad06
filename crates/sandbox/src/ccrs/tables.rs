//! The columns of the files that a retailer uploads, as the board's guide has them.

pub(super) struct Table {
    pub name: &'static str,
    pub columns: &'static str,
    /// The columns that together name a row.
    pub key: &'static [&'static str],
}

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "Strain",
        columns: "LicenseNumber,Strain,StrainType,CreatedBy,CreatedDate",
        key: &["Strain", "StrainType"],
    },
    Table {
        name: "Area",
        columns: "LicenseNumber,Area,IsQuarantine,ExternalIdentifier,CreatedBy,CreatedDate,UpdatedBy,UpdatedDate,Operation",
        key: &["ExternalIdentifier"],
    },
    Table {
        name: "Product",
        columns: "LicenseNumber,InventoryCategory,InventoryType,Name,Description,UnitWeightGrams,ExternalIdentifier,CreatedBy,\
                  CreatedDate,UpdatedBy,UpdatedDate,Operation",
        key: &["ExternalIdentifier"],
    },
    Table {
        name: "Inventory",
        columns: "LicenseNumber,Strain,Area,Product,InitialQuantity,QuantityOnHand,TotalCost,IsMedical,ExternalIdentifier,CreatedBy,\
                  CreatedDate,UpdatedBy,UpdatedDate,Operation",
        key: &["ExternalIdentifier"],
    },
    Table {
        name: "InventoryAdjustment",
        columns: "LicenseNumber,InventoryExternalIdentifier,AdjustmentReason,AdjustmentDetail,Quantity,AdjustmentDate,\
                  ExternalIdentifier,CreatedBy,CreatedDate,UpdatedBy,UpdatedDate,Operation",
        key: &["ExternalIdentifier"],
    },
    Table {
        name: "InventoryTransfer",
        columns: "FromLicenseNumber,ToLicenseNumber,FromInventoryExternalIdentifier,ToInventoryExternalIdentifier,Quantity,\
                  TransferDate,ExternalIdentifier,CreatedBy,CreatedDate,UpdatedBy,UpdatedDate,Operation",
        key: &["ExternalIdentifier"],
    },
    Table {
        name: "Sale",
        columns: "LicenseNumber,SoldToLicenseNumber,InventoryExternalIdentifier,PlantExternalIdentifier,SaleType,SaleDate,Quantity,\
                  UnitPrice,Discount,RetailSalesTax,CannabisExciseTax,SaleExternalIdentifier,SaleDetailExternalIdentifier,CreatedBy,\
                  CreatedDate,UpdatedBy,UpdatedDate,Operation",
        key: &["SaleExternalIdentifier", "SaleDetailExternalIdentifier"],
    },
];

impl Table {
    /// By the beginning of a file's name.
    pub(super) fn of(file: &str) -> Option<&'static Self> {
        let word = file.split('_').next()?;
        TABLES.iter().find(|table| table.name.eq_ignore_ascii_case(word))
    }
}
