//! A row as the state takes it: every field exact, and what the state would refuse found before it does.

use countersign_kernel::{BusinessDate, Money};

use super::cell;
use super::columns::Kind;
use super::excise::{self, Excise, Line};
use super::export::{ExportRow, Problem};
use super::table::Table;
use super::terms;

/// The pairs that the state takes for a retailer's goods [observed]. "Cannabis" was "Marijuana" until 2022.
const TYPES: &[(&str, &[&str])] = &[
    ("PropagationMaterial", &["Plant", "Seed"]),
    (
        "HarvestedMaterial",
        &[
            "Wet Flower",
            "Wet Other Material",
            "Flower Unlotted",
            "Flower Lot",
            "Other Material Unlotted",
            "Other Material Lot",
            "Cannabis Mix",
            "Waste",
        ],
    ),
    (
        "IntermediateProduct",
        &[
            "Cannabis Mix",
            "Concentrate for Inhalation",
            "Non-Solvent Based Concentrate",
            "Hydrocarbon Concentrate",
            "CO2 Concentrate",
            "Ethanol Concentrate",
            "Food Grade Solvent Concentrate",
            "Infused Cooking Medium",
            "CBD",
            "Waste",
        ],
    ),
    (
        "EndProduct",
        &[
            "Usable Cannabis",
            "Capsule",
            "Solid Edible",
            "Liquid Edible",
            "Tincture",
            "Transdermal",
            "Topical Ointment",
            "Suppository",
            "Cannabis Mix Packaged",
            "Cannabis Mix Infused",
            "Concentrate for Inhalation",
            "Non-Solvent Based Concentrate",
            "Hydrocarbon Concentrate",
            "CO2 Concentrate",
            "Ethanol Concentrate",
            "Food Grade Solvent Concentrate",
            "Sample Jar",
            "Waste",
        ],
    ),
];
/// What retail sales are called [assumed: no source that we could read says it].
pub(super) const RETAIL: &str = "RecreationalRetail";
pub(super) const MEDICAL: &str = "RecreationalMedical";

/// Fields in the state's order; who wrote it, when, and as what is filled in later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub table: Table,
    pub line: u64,
    pub fields: Vec<String>,
    pub is_gone: bool,
    /// Its excise is right of what was paid, and would be another of the bare unit price.
    pub excise_is_read: bool,
}

impl Row {
    pub(super) fn get(&self, column: &str) -> &str {
        self.table.place(column).and_then(|place| self.fields.get(place)).map_or("", String::as_str)
    }

    pub(super) fn key(&self) -> String {
        self.table.key_of(|column| self.get(column))
    }

    /// What it says, without who wrote it and when.
    pub(super) fn content(&self) -> String {
        let says = self.table.columns().iter().zip(&self.fields).filter(|(c, _)| !c.kind.is_about_the_row());
        says.map(|(_, field)| field.as_str()).collect::<Vec<_>>().join(",")
    }

    pub(super) fn read(
        table: Table,
        given: &ExportRow,
        licence: &str,
        today: BusinessDate,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let field = |place: usize| given.fields.get(place).and_then(Option::as_deref).unwrap_or_default();
        let key = cell::cleaned(&table.key_of(|column| table.place(column).map(field).unwrap_or_default()));
        let mut problem = |column: &'static str, what: String| {
            problems.push(Problem { table, line: given.line, key: key.clone(), column, what });
        };
        let mut fields = Vec::with_capacity(table.columns().len());
        for (place, column) in table.columns().iter().enumerate() {
            let mut text = field(place);
            if text.trim().is_empty() {
                text = cell::absent(column.kind, column.name).unwrap_or_default();
            }
            if column.kind == Kind::Licence {
                if !text.trim().is_empty() && text.trim() != licence {
                    problem(
                        column.name,
                        format!("`{}` is another licence than `{licence}`", cell::cleaned(text)),
                    );
                }
                text = licence;
            }
            let written = cell::written(column.kind, text);
            fields.push(written.unwrap_or_else(|what| {
                problem(column.name, what);
                String::new()
            }));
        }
        let is_gone = match table.place("Operation").map(field).unwrap_or_default().trim() {
            word if word.eq_ignore_ascii_case("delete") => true,
            word if ["", "insert", "update"].contains(&word.to_ascii_lowercase().as_str()) => false,
            word => {
                problem("Operation", format!("`{}` is not INSERT, UPDATE or DELETE", cell::cleaned(word)));
                false
            }
        };
        let mut row = Self { table, line: given.line, fields, is_gone, excise_is_read: false };
        // What is taken out need not be right.
        if problems.is_empty() && !is_gone {
            row.check(today, &mut problems);
        }
        if problems.is_empty() { Ok(row) } else { Err(problems) }
    }

    /// What several fields say together.
    fn check(&mut self, today: BusinessDate, problems: &mut Vec<Problem>) {
        let mut found: Vec<(&'static str, String)> = Vec::new();
        let created = self.get("CreatedDate");
        if !created.is_empty() {
            match cell::date(created) {
                Some(_) => found.extend(self.check_date("CreatedDate", today)),
                None => found.push(("CreatedDate", format!("`{created}` is not a day like 2026-11-22"))),
            }
        }
        match self.table {
            Table::Strain | Table::Area => {}
            Table::Product => found.extend(self.check_type()),
            Table::Inventory => {
                let number = |column: &str| cell::quantity(self.get(column));
                if number("QuantityOnHand") > number("InitialQuantity") {
                    found.push(("QuantityOnHand", "it is more than InitialQuantity".to_owned()));
                }
                if cell::money(self.get("TotalCost")) == Some(Money::ZERO) {
                    found.push(("TotalCost", "the state refuses a cost of nought".to_owned()));
                }
            }
            Table::InventoryAdjustment => found.extend(self.check_date("AdjustmentDate", today)),
            Table::InventoryTransfer => found.extend(self.check_date("TransferDate", today)),
            Table::Sale => {
                found.extend(self.check_date("SaleDate", today));
                found.extend(self.check_sale());
            }
        }
        let key = self.key();
        let whole =
            |(column, what)| Problem { table: self.table, line: self.line, key: key.clone(), column, what };
        problems.extend(found.into_iter().map(whole));
    }

    fn check_type(&self) -> Option<(&'static str, String)> {
        let (category, kind) = (self.get("InventoryCategory"), self.get("InventoryType"));
        let Some((_, types)) = TYPES.iter().find(|(name, _)| *name == category) else {
            let known: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
            return Some(("InventoryCategory", format!("`{category}` is none of {}", known.join(", "))));
        };
        let fits = types.contains(&kind);
        (!fits).then(|| ("InventoryType", format!("`{kind}` is no type of {category}: {}", types.join(", "))))
    }

    fn check_date(&self, column: &'static str, today: BusinessDate) -> Option<(&'static str, String)> {
        let day = cell::date(self.get(column))?;
        (day > today).then(|| (column, format!("{day} has not come yet")))
    }

    fn check_sale(&mut self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let kind = self.get("SaleType").to_owned();
        if kind != RETAIL && kind != MEDICAL {
            found.push(("SaleType", format!("`{kind}` is neither {RETAIL} nor {MEDICAL}")));
        }
        if !self.get("SoldToLicenseNumber").is_empty() {
            found.push(("SoldToLicenseNumber", "it is empty for a sale at retail".to_owned()));
        }
        let amount = |column: &str| cell::money(self.get(column)).unwrap_or_default();
        let line = Line {
            unit_price: amount("UnitPrice"),
            quantity: cell::quantity(self.get("Quantity")).unwrap_or_default(),
            discount: amount("Discount"),
            excise: amount("CannabisExciseTax"),
            is_medical: kind == MEDICAL,
        };
        if line.quantity == 0 {
            found.push(("Quantity", "nothing was sold".to_owned()));
        }
        let percent = terms::excise_percent();
        match excise::check(&line, percent) {
            Excise::Right => {}
            Excise::RightOfWhatWasPaid => self.excise_is_read = true,
            Excise::Wrong { expected } => {
                let what = format!("{} is not {percent}% of what was paid, {expected}", line.excise);
                found.push(("CannabisExciseTax", what));
            }
        }
        found
    }
}

impl Kind {
    pub(super) fn is_about_the_row(self) -> bool {
        matches!(
            self,
            Self::CreatedBy | Self::CreatedDate | Self::UpdatedBy | Self::UpdatedDate | Self::Operation
        )
    }
}
