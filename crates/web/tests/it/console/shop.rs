//! A store in Denver on an invented morning, its people, and their browsers.

use std::sync::Arc;

use axum::Router;
use countersign_app::orders::phone::{self, PhoneOrder};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::setup::{self, NewStore};
use countersign_app::{App, gate};
use countersign_domain::orders::{Buyer, Fulfilment};
use countersign_kernel::id::{OrderId, StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Random, Role};
use countersign_rulebook::{Program, Rulebook};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;
use countersign_web::Settings;

use super::browser::Browser;
use super::systems::{Systems, customer};

pub const PASSWORD: &str = "seven grams of blue";

pub struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    router: Router,
}

pub async fn shop(db: Db) -> Shop {
    let clock = Arc::new(ManualClock::at("2026-11-22T17:06:00Z".parse().unwrap()));
    let random = Arc::new(Random::from_number(7));
    let keys = KeyRing::new(&MasterKey::new([7; 32]), &[]).unwrap();
    let app = App::new(db, clock.clone(), random, keys, Rulebook::shipped().unwrap(), RoleMatrix::built_in());
    setup::begin(&app).await.unwrap();
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
    let store = setup::add_store(&app, &Actor::system("test"), &new).await.unwrap();
    app.set_connections(store.clone(), vec![Arc::new(Systems::default())]);
    let router = countersign_web::router(app.clone(), Settings { behind_tls: false }, None);
    let shop = Shop { app, clock, store, router };
    let manager = shop.hire("opening", &[Role::Manager]).await;
    gate::set(&shop.app, &manager, true, "opening for the day").await.unwrap();
    shop
}

impl Shop {
    /// Somebody with [`PASSWORD`].
    pub async fn hire(&self, login: &str, roles: &[Role]) -> Actor {
        let (name, password) = ("Jo Rivera", FirstPassword::Lasting(PASSWORD));
        let new = NewStaff { store: &self.store, name, login, roles, password };
        let added = add_staff(&self.app, &Actor::system("test"), new).await.unwrap();
        Actor::Staff { id: added.id, name: name.to_owned(), roles: roles.to_vec(), store: self.store.clone() }
    }

    /// A second process on the same database, with rule files of its own.
    pub fn another_node(&self, rulebook: Rulebook) -> App {
        let (clock, random) = (self.clock.clone(), Arc::new(Random::from_number(8)));
        let keys = KeyRing::new(&MasterKey::new([7; 32]), &[]).unwrap();
        App::new(self.app.db().clone(), clock, random, keys, rulebook, RoleMatrix::built_in())
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// An order that came by phone, not checked yet.
    pub async fn phone_order(&self) -> OrderId {
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
            lines: vec![("GF35".to_owned(), 1)],
            window: None,
            form_key: "test".to_owned(),
        };
        let taker = Actor::Staff {
            id: StaffId::fresh(self.app.clock(), self.app.random()),
            name: "Jo Rivera".to_owned(),
            roles: vec![Role::Associate],
            store: self.store.clone(),
        };
        phone::enter(&self.app, &taker, &order).await.unwrap()
    }

    pub async fn signed_in(&self, login: &str, roles: &[Role]) -> Browser {
        self.hire(login, roles).await;
        let mut browser = self.browser();
        let answer = browser.sign_in(login, PASSWORD).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{}", answer.body);
        browser
    }
}
