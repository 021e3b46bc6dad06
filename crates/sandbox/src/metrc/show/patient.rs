//! Patients and caregivers. Every amount is in ounces, concentrate and infused goods included.

use countersign_kernel::{BusinessDate, Mass};
use serde_json::{Value, json};

use crate::decimal;
use crate::metrc::ask::Version;
use crate::metrc::books::{Bought, Patient};

/// Decimal places of an ounce amount.
const OUNCE_DIGITS: u32 = 4;
/// The state's allowance is for one day.
const PURCHASE_AMOUNT_DAYS: i64 = 1;

/// Ten-thousandths of an ounce, rounded down.
fn ounces(mass: Mass) -> Value {
    let scaled = i128::from(mass.0) * 10_000 / i128::from(Mass::OUNCE.0);
    decimal::number(i64::try_from(scaled).unwrap_or(i64::MAX), OUNCE_DIGITS)
}

fn left(allowed: Mass, bought: Mass) -> Mass {
    Mass((allowed.0 - bought.0).max(0))
}

pub(in crate::metrc) fn status(
    patient: &Patient,
    bought: Bought,
    today: BusinessDate,
    version: Version,
) -> Value {
    let allowed = patient.allowance(today);
    let days = decimal::number(PURCHASE_AMOUNT_DAYS, 0);
    let flower_left = ounces(left(allowed.flower, bought.flower));
    if version == Version::V1 {
        // The older answer has only these five.
        return json!({
            "PatientLicenseNumber": patient.number,
            "Active": patient.is_active(today),
            "FlowerOuncesAvailable": flower_left,
            "ThcOuncesAvailable": ounces(left(allowed.concentrate, bought.concentrate)),
            "PurchaseAmountDays": days,
        });
    }
    json!({
        "PatientLicenseNumber": patient.number,
        "IdentificationMethod": null,
        "RegistrationNumber": format!("R-{}", &patient.number[2..]),
        "Active": patient.is_active(today),
        "FlowerOuncesAllowed": ounces(allowed.flower),
        "ThcOuncesAllowed": 0.0,
        "ConcentrateOuncesAllowed": ounces(allowed.concentrate),
        "InfusedOuncesAllowed": ounces(allowed.infused),
        "FlowerOuncesPurchased": ounces(bought.flower),
        "ThcOuncesPurchased": 0.0,
        "ConcentrateOuncesPurchased": ounces(bought.concentrate),
        "InfusedOuncesPurchased": ounces(bought.infused),
        "FlowerOuncesAvailable": flower_left,
        "ThcOuncesAvailable": 0.0,
        "ConcentrateOuncesAvailable": ounces(left(allowed.concentrate, bought.concentrate)),
        "InfusedOuncesAvailable": ounces(left(allowed.infused, bought.infused)),
        "PurchaseAmountDays": days,
        "PatientLicenseExpirationDate": patient.expires_on,
        "PatientRegistrationStartDate": patient.registered_on,
    })
}

/// A caregiver's standing; the patients are those the state has linked.
pub(in crate::metrc) fn caregiver(caregiver: &Patient, today: BusinessDate, version: Version) -> Value {
    let mut row = json!({
        "CaregiverLicenseNumber": caregiver.number,
        "Active": caregiver.is_active(today),
    });
    if version == Version::V2 {
        row["Patients"] = json!([]);
    }
    row
}

pub(in crate::metrc) fn member(id: i64, patient: &Patient) -> Value {
    json!({
        "PatientId": id,
        "LicenseNumber": patient.number,
        "RegistrationDate": patient.registered_on,
        "LicenseEffectiveStartDate": patient.registered_on,
        "LicenseEffectiveEndDate": patient.expires_on,
        "RecommendedPlants": 6,
        "RecommendedSmokableQuantity": 2.0,
        "HasSalesLimitExemption": false,
        "OtherFacilitiesCount": 0,
    })
}
