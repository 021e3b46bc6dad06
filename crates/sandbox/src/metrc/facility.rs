//! The facilities that the keys can see: each store's retail and medical licence.

use countersign_kernel::License;
use serde_json::{Value, json};

use crate::world::{Store, World};

const ID_BASE: i64 = 901;

#[derive(Debug, Clone)]
pub(super) struct Facility {
    pub id: i64,
    pub license: License,
    pub store: usize,
    pub is_medical: bool,
    pub name: String,
    pub started_on: &'static str,
}

pub(super) fn all(world: &World) -> Vec<Facility> {
    let mut made = Vec::new();
    for (store, it) in world.stores.iter().enumerate() {
        for (license, is_medical) in [(&it.retail, false), (&it.medical, true)] {
            let kind = if is_medical { "Medical" } else { "Retail" };
            made.push(Facility {
                id: ID_BASE + made.len() as i64,
                license: license.clone(),
                store,
                is_medical,
                name: format!("{} {kind}", it.name),
                started_on: "2019-04-01",
            });
        }
    }
    made
}

impl Facility {
    /// The customer types a receipt of this facility may carry.
    pub(super) fn customer_types(&self) -> &'static [&'static str] {
        if self.is_medical { &["Patient", "Caregiver"] } else { &["Consumer"] }
    }

    pub(super) fn license_json(&self) -> Value {
        let kind = if self.is_medical { "Medical Marijuana Center" } else { "Retail Marijuana Store" };
        json!({
            "Number": self.license,
            "EmployeeLicenseNumber": null,
            "StartDate": self.started_on,
            "EndDate": "2031-03-31",
            "LicenseType": kind,
        })
    }

    pub(super) fn row(&self, store: &Store) -> Value {
        json!({
            "FacilityId": self.id,
            "HireDate": "0001-01-01",
            "IsOwner": false,
            "IsManager": true,
            "IsFinancialContact": false,
            "Email": store.email,
            "Occupations": [],
            "Name": self.name,
            "Alias": format!("{} on {}", store.name, store.address1),
            "DisplayName": format!("{} ({})", self.name, self.license),
            "CredentialedDate": self.started_on,
            "SupportActivationDate": null,
            "SupportExpirationDate": null,
            "SupportLastPaidDate": null,
            "FacilityType": self.type_json(),
            "License": self.license_json(),
            "AllowTransferOfOnHoldPackages": null,
            "AllowTransferOfOnRecallPackages": null,
        })
    }

    /// Capability flags. Those of growers, makers and laboratories are all off here.
    fn type_json(&self) -> Value {
        let mut flags = json!({
            "IsMedical": self.is_medical,
            "IsRetail": !self.is_medical,
            "IsHemp": false,
            "RestrictHarvestPlantRestoreTimeHours": null,
            "TotalMemberPatientsAllowed": null,
            "TaxExemptReportingFacilityType": null,
            "TaxExemptReportingType": null,
            "CanSellToConsumers": !self.is_medical,
            "CanSellToPatients": self.is_medical,
            "CanSellToExternalPatients": false,
            "CanSellToCaregivers": self.is_medical,
            "CanHaveMemberPatients": self.is_medical,
            "SalesRequirePatientNumber": self.is_medical,
            "SalesRequireCaregiverNumber": self.is_medical,
            "SalesRequireCaregiverPatientNumber": self.is_medical,
        });
        let members = flags.as_object_mut().expect("written as an object above");
        members.insert("AdvancedSales".to_owned(), json!(true));
        members.extend(OFF.iter().map(|flag| ((*flag).to_owned(), json!(false))));
        flags
    }
}

const OFF: &[&str] = &[
    "RetailSalesToNonResidentConsumer",
    "SalesRequireExternalPatientNumber",
    "SalesRequireExternalPatientIdentificationMethod",
    "SalesRequirePatientNumberOnExternalSales",
    "CanDeliverSalesToConsumers",
    "CanSubmitHarvestsForTesting",
    "CanDeliverSalesToPatients",
    "DeliverySalesToNonResidentConsumer",
    "RetailerDelivery",
    "IsSalesDeliveryHub",
    "SalesDeliveryAllowAddress",
    "SalesDeliveryAllowCity",
    "SalesDeliveryAllowState",
    "SalesDeliveryAllowCounty",
    "SalesDeliveryAllowZip",
    "SalesDeliveryAllowPlannedRoute",
    "SalesDeliveryRequireZone",
    "SalesDeliveryRequireConsumerId",
    "SalesDeliveryRequirePatientNumber",
    "SalesDeliveryRequireRecipientName",
    "RetailerDeliveryAllowTradeSamples",
    "RetailerDeliveryAllowDonations",
    "RetailerDeliveryAllowPartialPackages",
    "RetailerDeliveryRequirePrice",
    "CanReportPatientCheckIns",
    "CanSpecifyPatientSalesLimitExemption",
    "EnableExternalIdentifier",
    "EnableSublocations",
    "CanTrackFinishedGoods",
    "CanOnlyReceiveFinishedGoods",
    "CanTestPackages",
    "CanCreateOpeningBalancePackages",
    "CanTransferFromExternalFacilities",
    "CanGrowPlants",
    "CanCloneImmaturePlants",
    "CanInfuseProducts",
    "CanRecordProcessingJobs",
    "CanPackageWaste",
    "CanCreateProcessValidationPackages",
    "CanCreateTradeSamplePackages",
    "CanDonatePackages",
    "CanRequireProcessValidationTestSample",
    "CanDecontaminatePackages",
    "CanRemediatePackagesWithFailedLabResults",
    "CanRecordProductForDestruction",
    "CanDestroyProduct",
    "CanUpdateLocationsOnPackages",
    "IsResearchAndDevelopment",
];
