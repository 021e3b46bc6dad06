//! One shop in Denver and as many processes on its database as a test wants.

use std::sync::Arc;

use countersign_domain::orders::{Buyer, Fulfilment};
use countersign_kernel::id::{OrderId, StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Random, Role};
use countersign_rulebook::{Program, Rulebook};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;

use super::systems::{Systems, customer};
use crate::orders::phone::{self, PhoneOrder};
use crate::orders::{approve, check, hand_over, pick};
use crate::people::roles::RoleMatrix;
use crate::setup::{self, NewStore};
use crate::{App, gate};

/// What the customer's licence types at the counter.
pub const BARCODE: &str = "@\n\u{1e}\rANSI 636020090102DL00410278ZC03190024DLDAQ94-123-4567\nDCSBRANDVOLD\nDACODESSA\n\
                       DBB03141992\nDBA03142029\nDCGUSA\n";

pub fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-22T17:06:00Z".parse().expect("the test's shop allows it")))
}

/// One process on the database. Each has its own seed, as each has in life.
pub fn process(db: Db, clock: &Arc<ManualClock>, seed: u64, rulebook: Rulebook) -> App {
    let random = Arc::new(Random::from_number(seed));
    let keys = KeyRing::new(&MasterKey::new([7; 32]), &[]).expect("the test's shop allows it");
    App::new(db, clock.clone(), random, keys, rulebook, RoleMatrix::built_in())
}

/// The shop, opened through one of its processes. The others only need its connections.
pub async fn open_shop(app: &App, systems: &Arc<Systems>) -> StoreId {
    setup::begin(app).await.expect("the test's shop allows it");
    let store =
        setup::add_store(app, &Actor::system("test"), &new_store()).await.expect("the test's shop allows it");
    app.set_connections(store.clone(), vec![systems.clone()]);
    gate::set(app, &staff(app, &store), true, "opening for the day")
        .await
        .expect("the test's shop allows it");
    store
}

/// Somebody who may do everything.
pub fn staff(app: &App, store: &StoreId) -> Actor {
    Actor::Staff {
        id: StaffId::fresh(app.clock(), app.random()),
        name: "Jo Rivera".to_owned(),
        roles: vec![Role::Manager, Role::Associate, Role::Budtender],
        store: store.clone(),
    }
}

/// An order of the one customer, checked and ready to be countersigned.
pub async fn checked(app: &App, who: &Actor, units: i64, key: &str) -> OrderId {
    let id = entered(app, who, units, key).await;
    check::check(app, who, &id).await.expect("the test's shop allows it");
    id
}

pub async fn entered(app: &App, who: &Actor, units: i64, key: &str) -> OrderId {
    let customer = customer();
    let order = PhoneOrder {
        program: Program::Adult,
        fulfilment: Fulfilment::Pickup,
        buyer: Buyer {
            external_id: None,
            first_name: customer.first_name,
            last_name: customer.last_name,
            birth_date: customer.birth_date,
            phone: customer.phone,
            email: None,
            patient_number: None,
            card_expires: None,
            address: None,
        },
        lines: vec![("GF35".to_owned(), units)],
        window: None,
        form_key: key.to_owned(),
    };
    phone::enter(app, who, &order).await.expect("the test's shop allows it")
}

/// From checked to the moment before the sale.
pub async fn made_ready(app: &App, who: &Actor, id: &OrderId) {
    approve::approve(app, who, id, None).await.expect("the test's shop allows it");
    pick::pick(app, who, id, None).await.expect("the test's shop allows it");
    pick::make_ready(app, who, id, None).await.expect("the test's shop allows it");
    hand_over::scan(app, who, id, BARCODE).await.expect("the test's shop allows it");
}

/// As it is set up.
pub fn new_store() -> NewStore {
    NewStore {
        name: "Bristlecone".to_owned(),
        place: "Alder Street".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: "402R-00001".to_owned(),
        opens: "09:00".to_owned(),
        closes: "22:00".to_owned(),
        pickup_minutes: 60,
    }
}
