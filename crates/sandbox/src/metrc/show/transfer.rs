//! Manifests on their way to a shop.

use countersign_kernel::{Timestamp, time};
use serde_json::{Value, json};

use super::{category, item, merged, utc};
use crate::decimal;
use crate::metrc::books::Transfer;
use crate::metrc::{Metrc, units};
use crate::world::QUANTITY_DIGITS;

/// These instants carry the state's own offset.
fn local(metrc: &Metrc, at: Timestamp) -> String {
    let zone = time::zone(metrc.stage.world.stores[0].zone).expect("the world's zones are known");
    at.in_zone(&zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

pub(in crate::metrc) fn incoming(metrc: &Metrc, transfer: &Transfer) -> Value {
    let origin = &metrc.stage.world.incoming[transfer.origin];
    let facility = &metrc.facilities[transfer.facility];
    let received = if transfer.received_at.is_some() { origin.packages.len() } else { 0 };
    let head = json!({
        "Id": transfer.id,
        "ManifestNumber": origin.manifest,
        "InvoiceNumber": null,
        "ShipmentLicenseType": "Licensed",
        "ShipperFacilityLicenseNumber": origin.from_license,
        "ShipperFacilityName": origin.from_name,
        "Name": null,
        "TransporterFacilityLicenseNumber": origin.from_license,
        "TransporterFacilityName": origin.from_name,
        "DriverName": "Robin Vale",
        "DriverOccupationalLicenseNumber": "M90001",
        "DriverVehicleLicenseNumber": "98-100-0001",
        "VehicleMake": "Ford",
        "VehicleModel": "Transit",
        "VehicleLicensePlateNumber": "SBX-001",
        "DeliveryCount": 1,
        "ReceivedDeliveryCount": usize::from(transfer.received_at.is_some()),
        "PackageCount": origin.packages.len(),
        "ReceivedPackageCount": received,
        "ContainsPlantPackage": false,
        "ContainsProductPackage": true,
        "ContainsTradeSample": false,
        "ContainsDonation": false,
        "ContainsTestingSample": false,
        "ContainsProductRequiresRemediation": false,
        "ContainsRemediatedProductPackage": false,
        "IsVoided": false,
    });
    let tail = json!({
        "CreatedDateTime": local(metrc, origin.created_at),
        "CreatedByUserName": "Shipping Desk",
        "LastModified": utc(transfer.modified_at),
        "DeliveryId": transfer.delivery_id,
        "RecipientFacilityLicenseNumber": facility.license,
        "RecipientFacilityName": facility.name,
        "ShipmentTypeName": "Transfer",
        "ShipmentTransactionType": "Wholesale",
        "EstimatedDepartureDateTime": local(metrc, origin.created_at),
        "ActualDepartureDateTime": null,
        "EstimatedArrivalDateTime": local(metrc, origin.arrives_at),
        "ActualArrivalDateTime": null,
        "DeliveryPackageCount": origin.packages.len(),
        "DeliveryReceivedPackageCount": received,
        "ReceivedDateTime": transfer.received_at.map(|at| local(metrc, at)),
    });
    merged([head, tail])
}

pub(in crate::metrc) fn delivery_packages(metrc: &Metrc, transfer: &Transfer) -> Vec<Value> {
    let world = &metrc.stage.world;
    let rows = world.incoming[transfer.origin].packages.iter().zip(0_i64..).map(
        |((tag, product, quantity), nth)| {
            let product = &world.products[*product];
            let nested = item(transfer.facility, product, true);
            let received = transfer.received_at.map(|_| decimal::number(*quantity, QUANTITY_DIGITS));
            json!({
                "PackageId": transfer.id * 100 + nth,
                "PackageLabel": tag,
                "PackageType": "Product",
                "ItemId": nested["Id"],
                "ItemName": nested["Name"],
                "ItemCategoryName": category(product).0,
                "ItemStrainName": product.strain,
                "ItemBrandName": product.brand,
                "ItemUnitWeight": nested["UnitWeight"],
                "ItemUnitWeightUnitOfMeasureName": nested["UnitWeightUnitOfMeasureName"],
                "ItemUnitThcContent": nested["UnitThcContent"],
                "LabTestingState": "TestPassed",
                "ShipmentPackageState": if transfer.received_at.is_some() { "Accepted" } else { "Shipped" },
                "ShippedQuantity": decimal::number(*quantity, QUANTITY_DIGITS),
                "ShippedUnitOfMeasureName": units::name(product.unit),
                "ReceivedQuantity": received,
                "ReceivedUnitOfMeasureName": transfer.received_at.map(|_| units::name(product.unit)),
                "PackagedDate": world.today,
                "ExpirationDate": null,
                "ProductLabel": null,
                "ExternalId": "",
                "IsFinishedGood": false,
            })
        },
    );
    rows.collect()
}
