//! The state's reasons by class. A word that is not known here is no class of its own liking: a person reads it.

use countersign_domain::filing::{Refusal, RefusalClass};

const PARENTS: [&str; 8] = [
    "invalid area",
    "invalid strain",
    "invalid product",
    "invalid inventory",
    "invalid inventoryexternalidentifier",
    "invalid frominventoryexternalidentifier",
    "invalid toinventoryexternalidentifier",
    "invalid plantexternalidentifier",
];
const FIELDS: [&str; 14] = [
    "required",
    "must be",
    "over 50",
    "over 75",
    "characters",
    "combination",
    "greater than",
    "negative",
    "total cost",
    "totalcost",
    "after submission",
    "needed for",
    "invalid inventorycategory",
    "invalid inventorytype",
];

/// Several messages stand in one field, joined with colons [observed].
pub(super) fn reasons(message: &str) -> Vec<Refusal> {
    let parts = message.split(':').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| Refusal { class: of(part), said: super::short(part) }).collect()
}

pub(super) fn of(said: &str) -> RefusalClass {
    let said = said.to_lowercase();
    let has = |word: &str| said.contains(word);
    if said.starts_with("duplicate ") {
        RefusalClass::Duplicate
    } else if has("not authorized") || has("not assigned to integrator") {
        RefusalClass::NotAuthorised
    } else if has("checksum") || has("numberrecords") || has("number of records") {
        RefusalClass::File
    } else if has("not found") || has("invalid saledetail") || has("invalid sale detail") {
        RefusalClass::NotFound
    } else if has("inventorycategory") || has("inventorytype") {
        RefusalClass::Field
    } else if PARENTS.iter().any(|parent| said.starts_with(parent)) {
        RefusalClass::InvalidParent
    } else if (has("excise") || has("othertax")) && !has("numeric") && !has("required") {
        RefusalClass::Tax
    } else if FIELDS.iter().any(|field| has(field)) {
        RefusalClass::Field
    } else {
        RefusalClass::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_known_by_what_has_to_be_done() {
        use RefusalClass::{Duplicate, Field, File, InvalidParent, NotAuthorised, NotFound, Tax, Unknown};
        for (said, class) in [
            ("Duplicate External Identifier", Duplicate),
            ("Duplicate Strain/StrainType", Duplicate),
            ("Duplicate Sale for Licensee", Duplicate),
            ("Integrator is not authorized to update licensee", NotAuthorised),
            ("LicenseNumber is not assigned to Integrator", NotAuthorised),
            ("ExternalIdentifier not found", NotFound),
            ("SaleExternalIdentifier not found", NotFound),
            ("Invalid SaleDetail", NotFound),
            ("Invalid Area", InvalidParent),
            ("Invalid InventoryExternalIdentifier", InvalidParent),
            ("Name is over 75 characters", Field),
            ("UnitPrice must be numeric", Field),
            ("CannabisExciseTax must be numeric", Field),
            ("Invalid InventoryCategory/InventoryType combination", Field),
            ("QuantityOnHand is greater than InitialQuantity", Field),
            ("CannabisExciseTax must equal 37% of UnitPrice", Tax),
            ("Only medical sales may have excise 0", Tax),
            ("CheckSum and number of records don't match", File),
            ("This row is a duplicate of nothing", Unknown),
            ("The moon is full", Unknown),
        ] {
            assert_eq!(of(said), class, "{said}");
        }
    }

    #[test]
    fn several_reasons_are_told_apart() {
        let found = reasons("Invalid Area: Duplicate External Identifier:");
        let classes: Vec<_> = found.iter().map(|reason| reason.class).collect();
        assert_eq!(classes, [RefusalClass::InvalidParent, RefusalClass::Duplicate]);
    }
}
