//! What is wrong with a row, in the words that the state is known to use or close to them.

use countersign_kernel::amount::parse_scaled;

use super::LICENCE;
use super::state::{Fields, State};
use super::tables::Table;

const EXCISE_PERCENT: i64 = 37;

pub(super) fn wrong(state: &State, table: &Table, key: &str, row: &Fields) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |wrong: bool, words: &str| {
        if wrong {
            found.push(words.to_owned());
        }
    };
    let of = |column: &str| row.get(column).map_or("", String::as_str);
    let is_transfer = table.name == "InventoryTransfer";
    let licence = of(if is_transfer { "ToLicenseNumber" } else { "LicenseNumber" });
    say(state.settings.not_authorised, "Integrator is not authorized to update licensee");
    say(licence != LICENCE, "LicenseNumber is not assigned to Integrator");
    let operation = of("Operation").to_ascii_uppercase();
    let there = state.has(table.name, key);
    match operation.as_str() {
        "INSERT" if there && table.name == "Sale" => say(true, "Duplicate Sale for Licensee"),
        "INSERT" if there => say(true, "Duplicate External Identifier"),
        "INSERT" => {}
        "UPDATE" | "DELETE" => {
            let lost = if table.name == "Sale" {
                "SaleExternalIdentifier not found"
            } else {
                "ExternalIdentifier not found"
            };
            say(!there, lost);
            let unsigned = of("UpdatedBy").is_empty() || !is_date(of("UpdatedDate"));
            say(unsigned, "UpdatedBy and UpdatedDate are required for Update or Delete");
        }
        _ if table.name == "Strain" => say(there, "Duplicate Strain/StrainType"),
        _ => say(true, "Operation must be Insert, Update or Delete"),
    }
    say(of("CreatedBy").is_empty(), "CreatedBy is required");
    say(!is_date(of("CreatedDate")), "CreatedDate must be a date");
    if operation != "DELETE" {
        found.extend(fields(state, table.name, row));
    }
    found
}

fn fields(state: &State, table: &str, row: &Fields) -> Vec<String> {
    let mut found = Vec::new();
    let mut say = |wrong: bool, words: &str| {
        if wrong {
            found.push(words.to_owned());
        }
    };
    let of = |column: &str| row.get(column).map_or("", String::as_str);
    let number = |column: &str| parse_scaled(of(column), 9).ok();
    let length = |column: &str| of(column).chars().count();
    match table {
        "Strain" => say(length("Strain") > 50 || length("Strain") == 0, "Strain name is over 50 characters"),
        "Area" => {
            say(length("Area") > 75, "Name is over 75 characters");
            say(!is_flag(of("IsQuarantine")), "IsQuarantine must be True, or False");
        }
        "Product" => {
            say(length("Name") > 75, "Name is over 75 characters");
            say(number("UnitWeightGrams").is_none(), "UnitWeightGrams must be numeric");
        }
        "Inventory" => {
            say(!state.any("Strain", "Strain", of("Strain")), "Invalid Strain");
            say(!state.any("Area", "Area", of("Area")), "Invalid Area");
            say(!state.any("Product", "Name", of("Product")), "Invalid Product");
            say(!is_flag(of("IsMedical")), "IsMedical must be True or False");
            let (first, now) = (number("InitialQuantity"), number("QuantityOnHand"));
            say(first.is_none() || now.is_none(), "QuantityOnHand must be numeric");
            say(now > first, "QuantityOnHand is greater than InitialQuantity");
            say(number("TotalCost").is_none_or(|cost| cost <= 0), "Total Cost is zero");
        }
        "InventoryAdjustment" => {
            let goods = state.has("Inventory", of("InventoryExternalIdentifier"));
            say(!goods, "Invalid InventoryExternalIdentifier");
            say(!is_date(of("AdjustmentDate")), "AdjustmentDate must be a date");
            say(number("Quantity").is_none(), "Quantity must be numeric");
        }
        "InventoryTransfer" => {
            say(!is_date(of("TransferDate")), "TransferDate must be a date");
            say(number("Quantity").is_none(), "Quantity must be numeric");
        }
        _ => {
            let goods = state.has("Inventory", of("InventoryExternalIdentifier"));
            say(!goods, "Invalid InventoryExternalIdentifier");
            say(!is_date(of("SaleDate")), "SaleDate must be a date");
            let all =
                ["Quantity", "UnitPrice", "Discount", "RetailSalesTax", "CannabisExciseTax"].map(number);
            say(all.iter().any(Option::is_none), "UnitPrice must be numeric");
            say(all.iter().flatten().any(|n| *n < 0), "No Negative Entries");
            found.extend(excise(state, row, all));
        }
    }
    found
}

/// In billionths of a dollar; a cent more or less is let pass.
fn excise(state: &State, row: &Fields, all: [Option<i64>; 5]) -> Option<String> {
    let [Some(quantity), Some(price), Some(discount), Some(_), Some(excise)] = all else { return None };
    let medical = row.get("SaleType").is_some_and(|kind| kind == "RecreationalMedical");
    if excise == 0 {
        return (!medical).then(|| "Only medical sales may have CannabisExciseTax 0".to_owned());
    }
    let paid = match state.settings.sim_assumption_excise_of_what_was_paid {
        true => i128::from(price) * i128::from(quantity) / 1_000_000_000 - i128::from(discount),
        false => i128::from(price),
    };
    let expected = paid * i128::from(EXCISE_PERCENT) / 100;
    let apart = (i128::from(excise) - expected).abs();
    (apart > 15_000_000).then(|| "CannabisExciseTax does not equal 37% of UnitPrice".to_owned())
}

fn is_flag(text: &str) -> bool {
    text == "TRUE" || text == "FALSE"
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let digits = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    digits && parts.iter().map(|part| part.len()).eq([2, 2, 4])
}
