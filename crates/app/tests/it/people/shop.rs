//! Two stores in Denver with a few people, a clock that stands, and numbers that repeat.

use std::sync::Arc;

use countersign_app::people::session::{Opened, session};
use countersign_app::people::sign_in::{SignIn, sign_in};
use countersign_app::people::staff::{FirstPassword, NewStaff, add_staff};
use countersign_app::testing::shop::process;
use countersign_app::{App, AppError, Refusal};
use countersign_kernel::id::{StaffId, StoreId};
use countersign_kernel::{Actor, ManualClock, Role, Timestamp};
use countersign_rulebook::Rulebook;
use countersign_store::db::Db;
use countersign_store::record::{self, RecordRow};
use countersign_store::stores::{self, StoreRow};
use data_encoding::BASE32_NOPAD;
use totp_rs::Builder;

pub const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
pub const PASSWORD: &str = "seven grams of blue";
pub const REMOTE: &str = "192.0.2.7";

pub struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    pub other_store: StoreId,
}

pub async fn shop(db: Db) -> Shop {
    let clock = Arc::new(ManualClock::at(START));
    let app = process(db, &clock, 7, Rulebook::load(Vec::new()).unwrap());
    app.db().write(|tx| Box::pin(async { record::begin(tx, "log_test").await })).await.unwrap();
    let store = put_store(&app, "Larimer", "402R-00001").await;
    let other_store = put_store(&app, "Colfax", "402R-00002").await;
    Shop { app, clock, store, other_store }
}

async fn put_store(app: &App, name: &str, license: &str) -> StoreId {
    let store = StoreRow {
        id: StoreId::fresh(app.clock(), app.random()),
        name: name.to_owned(),
        place: "Denver".to_owned(),
        jurisdiction: "us-co".to_owned(),
        zone: "America/Denver".to_owned(),
        license: license.to_owned(),
        opens: "09:00".to_owned(),
        closes: "21:00".to_owned(),
        pickup_minutes: 60,
        gate_open: true,
        gate_since: START,
        gate_reason: String::new(),
    };
    app.db().write(|tx| Box::pin(async { stores::insert(tx, &store).await })).await.unwrap();
    store.id
}

impl Shop {
    /// Somebody with [`PASSWORD`], as the setting-up of a shop makes one.
    pub async fn hire(&self, login: &str, roles: &[Role]) -> StaffId {
        self.hire_at(&self.store, login, roles).await
    }

    pub async fn hire_at(&self, store: &StoreId, login: &str, roles: &[Role]) -> StaffId {
        let password = FirstPassword::Lasting(PASSWORD);
        let new = NewStaff { store, name: "Jo Rivera", login, roles, password };
        add_staff(&self.app, &Actor::system("test"), new).await.unwrap().id
    }

    pub async fn try_sign_in(&self, login: &str, password: &str) -> Result<SignIn, AppError> {
        sign_in(&self.app, login, password, "Firefox", REMOTE).await
    }

    /// Signed in, where no second factor is in use.
    pub async fn enter(&self, login: &str) -> Opened {
        match self.try_sign_in(login, PASSWORD).await.unwrap() {
            SignIn::Done(opened) => *opened,
            SignIn::NeedsSecondFactor { .. } => panic!("`{login}` has a second factor"),
        }
    }

    pub async fn hire_and_enter(&self, login: &str, roles: &[Role]) -> Opened {
        self.hire(login, roles).await;
        self.enter(login).await
    }

    pub async fn is_open(&self, opened: &Opened) -> bool {
        session(&self.app, opened.secret.expose()).await.unwrap().is_some()
    }

    pub async fn record(&self) -> Vec<RecordRow> {
        record::after(self.app.db(), 0, 1_000).await.unwrap()
    }

    pub async fn kinds(&self) -> Vec<String> {
        self.record().await.into_iter().map(|row| row.kind).collect()
    }

    /// What the person's app shows now.
    pub fn code(&self, typed: &str) -> String {
        let secret: [u8; 20] = BASE32_NOPAD.decode(typed.as_bytes()).unwrap().try_into().unwrap();
        let seconds = u64::try_from(self.app.now().micros() / 1_000_000).unwrap();
        Builder::new().with_secret(secret).build().unwrap().generate(seconds).to_string()
    }
}

/// The sentence of a refusal.
pub fn refusal<T>(result: Result<T, AppError>) -> String {
    match result {
        Err(AppError::Refused(Refusal::Because(why))) => why,
        Err(other) => panic!("not a refusal: {other:?}"),
        Ok(_) => panic!("it was done"),
    }
}

pub fn error_of<T>(result: Result<T, AppError>) -> AppError {
    result.err().expect("it was done")
}
