//! A shop with one order wherever a deed begins, set up once; every trial works on a copy of its database.

use std::collections::BTreeMap;

use axum::http::Method;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Clock, SystemClock};
use countersign_store::db::Engine;
use countersign_store::testing::{Scratch, let_hold_run_out};

use super::counter::{Counter, Stand};
use super::deed::Deed;
use super::faults::Faults;
use super::look::{self, Seen};
use super::place::Place;
use crate::http::Reply;
use crate::program::{Deadline, Process, free_port};
use crate::shop::{Pace, Shop};

/// The person who takes part in a deed that needs no order; each of the others has one order of its own.
const NEWCOMER: usize = 9;

pub struct Stage {
    pub shop: Shop,
    pub faults: Faults,
    template: Scratch,
    port: u16,
    orders: BTreeMap<Stand, String>,
}

/// So many orders there are before any deed: one for each place where a deed may begin.
pub const ORDERS: usize = 4;

/// One trial's database, and where a server for it runs.
pub struct Trial<'a> {
    pub stage: &'a Stage,
    pub deed: Deed,
    pub place: Place,
    scratch: Scratch,
}

impl Stage {
    pub async fn set(engine: Engine, seed: u64) -> Self {
        let port = free_port();
        let hub = format!("http://127.0.0.1:{port}");
        let template = Scratch::empty(engine).await;
        let shop = Shop::open_on(Some(template.url()), seed, &hub, Pace::Granted).await;
        let faults = Faults::new(shop.folder.path());
        let mut stage = Self { shop, faults, template, port, orders: BTreeMap::new() };
        let server = stage.place(stage.template.url()).healthy().await;
        let counter = stage.counter();
        let mut orders = BTreeMap::new();
        for (person, stand) in
            [Stand::Checked, Stand::Approved, Stand::Scanned, Stand::Completed].into_iter().enumerate()
        {
            orders.insert(stand, counter.bring(person, stand).await);
        }
        drop(counter);
        stage.orders = orders;
        let status = tokio::task::block_in_place(|| server.stop("-TERM"));
        assert!(status.success(), "asked to end, the server says {status}");
        stage
    }

    fn place(&self, database: &str) -> Place {
        Place::of(&self.shop, database, self.port)
    }

    pub fn counter(&self) -> Counter<'_> {
        Counter::new(&self.shop, &format!("http://127.0.0.1:{}", self.port))
    }

    pub async fn trial(&self, deed: Deed) -> Trial<'_> {
        let scratch = self.template.copy().await;
        let trial = Trial { stage: self, deed, place: self.place(scratch.url()), scratch };
        if deed == Deed::Expire {
            let app = self.shop.app_on(&trial.place.database, 0xDEED).await;
            let_hold_run_out(app.db(), &trial.order(), SystemClock.now())
                .await
                .expect("the copy can be written");
            app.db().close().await;
        }
        trial
    }

    pub async fn strike(self) {
        self.template.remove().await;
    }
}

impl Trial<'_> {
    /// The order that the deed is about; for a new one nothing but a name for messages.
    pub fn order(&self) -> OrderId {
        let stand = self.deed.begins_at().unwrap_or(Stand::Checked);
        self.stage.orders[&stand].parse().expect("an order's id")
    }

    /// One try. Nothing when the connection broke, or when nobody asks for the deed.
    pub async fn ask(&self, key: &str) -> Option<Reply> {
        let counter = self.stage.counter();
        let (path, body) = self.deed.request(self.order().as_str(), counter.order_of(NEWCOMER))?;
        counter
            .caller
            .afresh()
            .send(Method::POST, &path, Some(key), Some(&body))
            .await
            .inspect_err(|why| eprintln!("no answer: {why:?}"))
            .ok()
    }

    /// Waits until the server has died, or the deed is done with all that follows from it. `true`: it died.
    pub async fn until_dead_or_done(&self, server: &mut Process, answer: Option<&Reply>) -> bool {
        let counter = self.stage.counter();
        let about = match answer {
            Some(reply) if self.deed == Deed::Enter => reply.body["id"].as_str().map(str::to_owned),
            _ => Some(self.order().to_string()),
        };
        let deadline = Deadline::in_seconds(60);
        while !server.has_ended() {
            let order = match &about {
                Some(id) => counter.order(id).await,
                None => None,
            };
            let asked = answer.is_some() || self.deed == Deed::Expire;
            if asked && order.is_some_and(|order| self.is_done(&order)) {
                return false;
            }
            deadline.check(&format!("the end of {:?}; {}", self.deed, self.place.log_text()));
            tokio::time::sleep(super::place::POLL).await;
        }
        true
    }

    fn is_done(&self, order: &serde_json::Value) -> bool {
        let state = order["state"].as_str().unwrap_or_default();
        let settled = self.deed.after().last().is_some_and(|after| after.state.word() == state);
        settled && order["acts"].as_array().is_some_and(|acts| acts.iter().all(|act| act["state"] == "done"))
    }

    /// What is in the database now, with no server on it.
    pub async fn look(&self) -> Seen {
        // Whoever opens an SQLite file puts it right, and that is to be the next server's work: so a copy of it.
        let copy = match self.scratch.file() {
            Some(_) => Some(self.scratch.copy().await),
            None => None,
        };
        let database = copy.as_ref().map_or(self.scratch.url(), Scratch::url);
        let app = self.stage.shop.app_on(database, 0x100C).await;
        let seen = look::look(&app).await;
        app.db().close().await;
        seen
    }

    /// Where the SQLite file of this trial lies.
    pub fn file(&self) -> &str {
        self.scratch.file().expect("a trial on SQLite")
    }

    pub async fn remove(self) {
        self.scratch.remove().await;
    }
}
