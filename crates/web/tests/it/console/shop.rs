//! A store in Denver on an invented morning, its people, and their browsers.

use std::sync::Arc;

use axum::Router;
use countersign_app::App;
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::testing::shop as testing;
use countersign_app::testing::systems::Systems;
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, ManualClock, Role};
use countersign_rulebook::Rulebook;
use countersign_store::db::Db;
use countersign_web::Settings;

use super::browser::Browser;

pub const PASSWORD: &str = "seven grams of blue";

pub struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    router: Router,
}

pub async fn shop(db: Db) -> Shop {
    let clock = testing::clock();
    let app = testing::process(db, &clock, 7, Rulebook::shipped().unwrap());
    let store = testing::open_shop(&app, &Arc::new(Systems::new("metrc"))).await;
    let router = countersign_web::router(app.clone(), Settings { behind_tls: false }, None);
    Shop { app, clock, store, router }
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
        testing::process(self.app.db().clone(), &self.clock, 8, rulebook)
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// An order that came by phone, not checked yet.
    pub async fn phone_order(&self) -> OrderId {
        testing::entered(&self.app, &testing::staff(&self.app, &self.store), 1, "test").await
    }

    pub async fn signed_in(&self, login: &str, roles: &[Role]) -> Browser {
        self.hire(login, roles).await;
        let mut browser = self.browser();
        let answer = browser.sign_in(login, PASSWORD).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{}", answer.body);
        browser
    }
}
