//! The store that tests of one store are about.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Clock, Random, Timestamp};
use countersign_store::stores::StoreRow;

pub fn store(clock: &dyn Clock, random: &Random, since: Timestamp) -> StoreRow {
    StoreRow {
        id: StoreId::fresh(clock, random),
        name: "Larimer".to_owned(),
        place: "Denver".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: "402R-00001".to_owned(),
        opens: "09:00".to_owned(),
        closes: "21:00".to_owned(),
        pickup_minutes: 60,
        gate_open: true,
        gate_since: since,
        gate_reason: String::new(),
    }
}
