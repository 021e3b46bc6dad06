//! The two stores and who works there.

use countersign_kernel::{License, Random};

use super::generate::ZONE;
use super::words::{FIRST_NAMES, LAST_NAMES};
use super::{Staff, Store};

const STAFF_PER_STORE: usize = 6;

pub(super) fn stores() -> Vec<Store> {
    let weekday = (9 * 60, 21 * 60 + 45);
    let sunday = (10 * 60, 20 * 60);
    vec![
        Store {
            key: "larimer",
            name: "Tenmile Provisions",
            retail: License("402R-00417".to_owned()),
            medical: License("402-00417".to_owned()),
            address1: "2250 Larimer St",
            city: "Denver",
            county: "Denver",
            state: "CO",
            zip: "80205",
            phone: "303-555-0190",
            email: "larimer@tenmile.example.com",
            zone: ZONE,
            hours: [weekday, weekday, weekday, weekday, weekday, weekday, sunday],
            latitude_micro: 39_755_300,
            longitude_micro: -104_988_900,
        },
        Store {
            key: "oldtown",
            name: "Tenmile Provisions Old Town",
            retail: License("402R-00418".to_owned()),
            medical: License("402-00418".to_owned()),
            address1: "164 Linden St",
            city: "Fort Collins",
            county: "Larimer",
            state: "CO",
            zip: "80524",
            phone: "970-555-0191",
            email: "oldtown@tenmile.example.com",
            zone: ZONE,
            hours: [weekday, weekday, weekday, weekday, weekday, weekday, sunday],
            latitude_micro: 40_588_100,
            longitude_micro: -105_075_800,
        },
    ]
}

pub(super) fn staff(random: &Random, stores: usize) -> Vec<Staff> {
    let mut staff = Vec::new();
    for store in 0..stores {
        for place in 0..STAFF_PER_STORE {
            let name = format!("{} {}", random.pick(FIRST_NAMES), random.pick(LAST_NAMES));
            let license = format!("M{:05}", 10_000 + 100 * store + place);
            staff.push(Staff {
                store,
                full_name: name,
                license,
                is_manager: place <= 1,
                is_owner: place == 0 && store == 0,
            });
        }
    }
    staff
}
