//! The key under which a person's allowance is kept: the same person, whatever channel, store or spelling.

use countersign_domain::customers::PosCustomer;
use countersign_seal::{blind, normal};

use crate::app::App;

/// From the strongest number the profile has: the licence, else the patient number, else the POS's own id.
/// A keyed blind index, so the ledger names nobody.
pub fn person_key(app: &App, jurisdiction: &str, profile: &PosCustomer) -> String {
    let licence = profile.id_number.as_deref().and_then(normal::id_number).map(|n| format!("licence:{n}"));
    let patient =
        || profile.patient_number.as_deref().and_then(normal::id_number).map(|n| format!("patient:{n}"));
    let named = licence.or_else(patient).unwrap_or_else(|| format!("pos:{}", profile.pos_id));
    blind::blind_index(app.keys(), "person", &format!("{jurisdiction}|{named}"))
}
