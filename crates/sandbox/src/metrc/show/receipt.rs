//! Receipts as read back. The names differ from those of a write.

use serde_json::{Value, json};

use super::{category, merged, utc};
use crate::decimal;
use crate::metrc::books::{Books, Line, Receipt};
use crate::metrc::{Metrc, units};
use crate::world::QUANTITY_DIGITS;

/// The user that the user key belongs to.
pub(in crate::metrc) const USER: &str = "Sandbox Budtender";

/// `with_lines` is false on lists, which give `Transactions: []`.
pub(in crate::metrc) fn receipt(metrc: &Metrc, books: &Books, receipt: &Receipt, with_lines: bool) -> Value {
    let lines: Vec<Value> = match with_lines {
        true => receipt.lines.iter().map(|line| transaction(metrc, books, receipt, line)).collect(),
        false => Vec::new(),
    };
    json!({
        "Id": receipt.id,
        "ReceiptNumber": receipt.number,
        "ExternalReceiptNumber": receipt.external_number,
        "SalesDateTime": receipt.sales_time,
        "SalesCustomerType": receipt.customer_type,
        "PatientLicenseNumber": receipt.patient,
        "CaregiverLicenseNumber": receipt.caregiver,
        "IdentificationMethod": receipt.identification_method,
        "PatientRegistrationLocationId": receipt.registration_location,
        "TotalPackages": receipt.lines.len(),
        "TotalPrice": decimal::number(receipt.total().0, 2),
        "Transactions": lines,
        "IsFinal": receipt.is_final,
        "ArchivedDate": receipt.archived_at.map(|at| utc(at)[..10].to_owned()),
        "RecordedDateTime": utc(receipt.recorded_at),
        "RecordedByUserName": USER,
        "LastModified": utc(receipt.modified_at),
    })
}

fn transaction(metrc: &Metrc, books: &Books, receipt: &Receipt, line: &Line) -> Value {
    let package = &books.packages[&line.package];
    let product = &metrc.stage.world.products[package.product];
    let nested = super::item(package.facility, product, true);
    let of_item = |name: &str| nested.get(name).cloned().unwrap_or(Value::Null);
    let mut details = serde_json::Map::new();
    for name in [
        "UnitThcPercent",
        "UnitThcContent",
        "UnitThcContentUnitOfMeasureName",
        "UnitCbdPercent",
        "UnitCbdContent",
        "UnitCbdContentUnitOfMeasureName",
        "UnitVolume",
        "UnitVolumeUnitOfMeasureName",
        "UnitWeight",
        "UnitWeightUnitOfMeasureName",
        "ServingSize",
        "SupplyDurationDays",
        "UnitQuantity",
        "UnitQuantityUnitOfMeasureName",
    ] {
        details.insert(format!("Item{name}"), of_item(name));
    }
    let head = json!({
        "PackageId": package.id,
        "PackageLabel": package.label,
        "ProductName": nested["Name"],
        "ProductCategoryName": category(product).0,
        "ItemStrainName": product.strain,
    });
    let tail = json!({
        "QuantitySold": decimal::number(line.quantity, QUANTITY_DIGITS),
        "UnitOfMeasureName": units::name(package.unit),
        "UnitOfMeasureAbbreviation": units::abbreviation(package.unit),
        "TotalPrice": decimal::number(line.total.0, 2),
        "SalesDeliveryState": null,
        "ArchivedDate": receipt.archived_at.map(|at| utc(at)[..10].to_owned()),
        "RecordedDateTime": utc(line.recorded_at),
        "RecordedByUserName": USER,
        "LastModified": utc(receipt.modified_at),
    });
    merged([head, Value::Object(details), Value::Object(line.details.clone()), tail])
}
