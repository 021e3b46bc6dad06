//! Packages: the 72 keys of v2, and the flatter row of v1.

use serde_json::{Value, json};

use super::{item, merged, utc};
use crate::decimal;
use crate::metrc::ask::Version;
use crate::metrc::books::Package;
use crate::metrc::{Metrc, units};
use crate::world::QUANTITY_DIGITS;

pub(in crate::metrc) fn package(metrc: &Metrc, package: &Package, version: Version) -> Value {
    let product = &metrc.stage.world.products[package.product];
    let parts = [head(package), origin(metrc, package), lab(metrc, package), flags(package)];
    let row = merged(parts);
    let nested = item(package.facility, product, true);
    match version {
        Version::V1 => merged([row, json!({"Item": nested})]),
        Version::V2 => {
            merged([row, investigation(package), json!({"Item": nested, "ProductLabel": label()})])
        }
    }
}

fn head(package: &Package) -> Value {
    let place = match package.location.as_str() {
        "Sales Floor" => 201,
        "Vault" => 202,
        _ => 203,
    };
    json!({
        "Id": package.id,
        "Label": package.label,
        "ExternalId": (!package.external_id.is_empty()).then_some(&package.external_id),
        "PackageType": "Product",
        "Quantity": decimal::number(package.quantity, QUANTITY_DIGITS),
        "OriginalPackageQuantity": decimal::number(package.began, QUANTITY_DIGITS),
        "UnitOfMeasureName": units::name(package.unit),
        "UnitOfMeasureAbbreviation": units::abbreviation(package.unit),
        "LocationId": place,
        "LocationName": package.location,
        "LocationTypeName": "Default Location Type",
        "SublocationId": null,
        "SublocationName": null,
        "PackagedDate": package.packaged_on,
        "ExpirationDate": package.expires_on,
        "SellByDate": null,
        "UseByDate": null,
        "ArchivedDate": null,
        "FinishedDate": package.finished_on,
        "LabelsLastGeneratedDateTime": null,
        "LastModified": utc(package.modified_at),
    })
}

fn origin(metrc: &Metrc, package: &Package) -> Value {
    let began = package.origin.map(|place| &metrc.stage.world.packages[place]);
    json!({
        "SourceHarvestCount": 1,
        "SourcePackageCount": 1,
        "SourceProcessingJobCount": 0,
        "SourceHarvestNames": began.map_or("", |it| it.batch.as_str()),
        "SourcePackageLabels": began.map_or(String::new(), |it| it.lab.source_tag.to_string()),
        "ItemFromFacilityLicenseNumber": package.from_license,
        "ItemFromFacilityName": package.from_name,
        "ReceivedDateTime": utc(package.received_at),
        "ReceivedFromManifestNumber": package.manifest,
        "ReceivedFromFacilityLicenseNumber": package.from_license,
        "ReceivedFromFacilityName": package.from_name,
        "PatientLicenseNumber": null,
        "ProductionBatchNumber": began.map(|it| it.batch.as_str()),
        "SourceProductionBatchNumbers": "",
    })
}

fn lab(metrc: &Metrc, package: &Package) -> Value {
    let tested = package.origin.map(|place| metrc.stage.world.packages[place].lab.tested_on);
    json!({
        "InitialLabTestingState": "NotSubmitted",
        "LabTestingState": package.lab_state,
        "LabTestingStateDate": tested,
        "LabTestingPerformedDate": tested,
        "LabTestResultExpirationDateTime": null,
        "LabTestingRecordedDate": tested,
        "LabTestStageId": null,
        "LabTestStage": null,
    })
}

fn flags(package: &Package) -> Value {
    json!({
        "IsProductionBatch": false,
        "IsTestingSample": false,
        "IsProcessValidationTestingSample": false,
        "ProductRequiresRemediation": false,
        "ContainsRemediatedProduct": false,
        "RemediationDate": null,
        "ProductRequiresDecontamination": false,
        "ContainsDecontaminatedProduct": false,
        "DecontaminationDate": null,
        "IsTradeSample": false,
        "IsTradeSamplePersistent": false,
        "SourcePackageIsTradeSample": false,
        "IsDonation": false,
        "IsDonationPersistent": false,
        "SourcePackageIsDonation": false,
        "IsOnHold": package.on_hold,
        "IsFinished": package.finished_on.is_some(),
        "Note": package.note,
    })
}

fn investigation(package: &Package) -> Value {
    json!({
        "IsOnHoldCombined": package.on_hold,
        "IsOnInvestigation": false,
        "IsOnInvestigationHold": false,
        "IsOnInvestigationRecall": false,
        "IsOnRecall": package.on_recall,
        "IsOnRecallCombined": package.on_recall,
        "PackageForProductDestruction": null,
        "IsOnRetailerDelivery": false,
        "IsFinishedGood": false,
    })
}

fn label() -> Value {
    json!({
        "QrCount": 0,
        "IsChildFromParentWithLabel": false,
        "OriginalSourcePackageId": null,
        "OriginalSourcePackageLabel": null,
        "LabelSource": null,
        "QrCodeRanges": [],
        "LastLabelGenerationDate": null,
        "IsActive": false,
    })
}
