//! One shop in Denver and as many processes on its database as a test wants.

use std::sync::Arc;

use countersign_app::orders::phone::{self, PhoneOrder};
use countersign_app::orders::{approve, cancel, check, hand_over, pick};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::setup::{self, NewStore};
use countersign_app::{App, AppError, gate};
use countersign_domain::orders::{Buyer, Cancellation, Fulfilment};
use countersign_kernel::id::{OrderId, StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Random, Role};
use countersign_rulebook::{Program, Rulebook};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;
use countersign_store::holds;

use super::systems::{Systems, customer};

const BARCODE: &str = "@\n\u{1e}\rANSI 636020090102DL00410278ZC03190024DLDAQ94-123-4567\nDCSBRANDVOLD\nDACODESSA\n\
                       DBB03141992\nDBA03142029\nDCGUSA\n";

/// Units of 3.5 g that Colorado lets an adult have at once: an ounce is 28.35 g.
pub const UNITS_MAX: i64 = 8;

pub fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-22T17:06:00Z".parse().unwrap()))
}

/// One process on the database. Each has its own seed, as each has in life.
pub fn process(db: Db, clock: &Arc<ManualClock>, seed: u64, rulebook: Rulebook) -> App {
    let random = Arc::new(Random::from_number(seed));
    let keys = KeyRing::new(&MasterKey::new([7; 32]), &[]).unwrap();
    App::new(db, clock.clone(), random, keys, rulebook, RoleMatrix::built_in())
}

/// The shop, opened through one of its processes. The others only need its connections.
pub async fn open_shop(app: &App, systems: &Arc<Systems>) -> StoreId {
    setup::begin(app).await.unwrap();
    let new = NewStore {
        name: "Bristlecone".to_owned(),
        place: "Alder Street".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: "402R-00001".to_owned(),
        opens: "09:00".to_owned(),
        closes: "22:00".to_owned(),
        pickup_minutes: 60,
    };
    let store = setup::add_store(app, &Actor::system("test"), &new).await.unwrap();
    app.set_connections(store.clone(), vec![systems.clone()]);
    gate::set(app, &staff(app, &store), true, "opening for the day").await.unwrap();
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
    check::check(app, who, &id).await.unwrap();
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
    phone::enter(app, who, &order).await.unwrap()
}

/// From checked to the moment before the sale.
pub async fn made_ready(app: &App, who: &Actor, id: &OrderId) {
    approve::approve(app, who, id, None).await.unwrap();
    pick::pick(app, who, id, None).await.unwrap();
    pick::make_ready(app, who, id, None).await.unwrap();
    hand_over::scan(app, who, id, BARCODE).await.unwrap();
}

pub async fn cancelled(app: &App, who: &Actor, id: &OrderId) -> Result<(), AppError> {
    cancel::cancel(app, who, id, None, Cancellation::CustomerRequest, "changed their mind").await
}

/// Units that these orders hold or have used up.
pub async fn units_taken(app: &App, orders: &[OrderId]) -> i64 {
    let mut units = 0;
    for id in orders {
        let Some(hold) = holds::of_order(app.db(), id).await.unwrap() else { continue };
        if ["held", "consumed"].contains(&hold.state.as_str()) {
            let packages = holds::packages(app.db(), &hold.id).await.unwrap();
            units += packages.iter().map(|package| package.quantity).sum::<i64>();
        }
    }
    units
}
