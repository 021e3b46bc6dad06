//! What a whole order costs the server: webhook, checks, approval, pick list, ready, scan, sale, receipt, till and the
//! marketplace's statuses, over HTTP on SQLite. Run: `cargo bench -p countersign --bench order`.
//!
//! The server is a process of its own and its processor time is the system's count for it; the simulators and the
//! caller are this process and are not in the figure. The time by the clock is for the most part waiting: the
//! marketplace's simulator delivers five times a second.

#[allow(dead_code, reason = "the program's own list of what to connect")]
#[path = "../src/demo_shop.rs"]
mod demo_shop;
#[path = "../tests/it/http.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod http;
#[path = "../tests/it/program.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod program;
#[path = "../tests/it/shop.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod shop;

use std::time::Duration;

use axum::http::Method;
use countersign_domain::orders::{Channel, State};
use countersign_kernel::{Clock, SystemClock, Timestamp};
use countersign_sandbox::shopper::sellable_units;
use countersign_sandbox::world::{Category, Customer, Story};
use countersign_store::{acts, orders};
use serde_json::{Value, json};

use http::Caller;
use program::{Deadline, ServerPlace, free_port};
use shop::Shop;

const WARM_UP: usize = 10;
/// All together fewer sales than the point of sale takes at once: beyond that the server keeps to the vendor's pace.
const ORDERS: usize = 30;
/// The system counts processor time in hundredths of a second on Linux.
const TICK_MICROS: i64 = 10_000;
const POLL: Duration = Duration::from_millis(3);

#[tokio::main]
async fn main() {
    let port = free_port();
    let hub = format!("http://127.0.0.1:{port}");
    let shop = Shop::open(7, &hub).await;
    let place = ServerPlace { database: shop.database.clone(), port, log: shop.folder.path().join("log") };
    let server = place.start_and_wait();
    let counter = Counter::open(&shop, &hub).await;
    for turn in 0..WARM_UP {
        counter.serve(turn, false).await;
    }
    counter.all_done(WARM_UP).await;
    let mut done = WARM_UP;
    for (words, with_key) in [("", false), (", every deed with an idempotency key", true)] {
        let (cpu, began) = (processor_micros(server.id()), SystemClock.now());
        for turn in done..done + ORDERS {
            counter.serve(turn, with_key).await;
        }
        done += ORDERS;
        counter.all_done(done).await;
        let spent = processor_micros(server.id()) - cpu;
        let wall = SystemClock.now().micros() - began.micros();
        let each = |micros: i64| Thousandths(micros / ORDERS as i64);
        eprintln!(
            "whole order{words}: {} ms server CPU, {} ms wall, {ORDERS} orders",
            each(spent),
            each(wall)
        );
    }
    let (cpu, began) = (processor_micros(server.id()), SystemClock.now());
    tokio::time::sleep(Duration::from_secs(5)).await;
    let idle = processor_micros(server.id()) - cpu;
    let seconds = SystemClock.now().seconds_since(began).max(1);
    eprintln!("idle: {} ms server CPU a second", Thousandths(idle / seconds));
}

/// Microseconds, written as milliseconds.
struct Thousandths(i64);

impl std::fmt::Display for Thousandths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1_000, self.0 % 1_000)
    }
}

/// User and system time of a process, all its threads, the ended ones too.
fn processor_micros(process: u32) -> i64 {
    let line = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("the server lives");
    // The name stands in brackets and may hold spaces; times are the 14th and 15th field of the line.
    let after = line.rsplit_once(')').expect("a name in brackets").1;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<i64>().expect("a count");
    (ticks(11) + ticks(12)) * TICK_MICROS
}

/// Somebody at the counter. What the server has done is read from its database, so that asking costs it nothing.
struct Counter<'a> {
    shop: &'a Shop,
    caller: Caller,
    app: countersign_app::App,
    people: Vec<&'a Customer>,
    things: Vec<String>,
    began: Timestamp,
}

impl<'a> Counter<'a> {
    async fn open(shop: &'a Shop, hub: &str) -> Self {
        let world = &shop.sandbox.world;
        let people: Vec<_> = world.customers_with(Story::Adult).collect();
        let small = world.products.iter().filter(|p| p.category == Category::Preroll && !p.medical_only);
        let things = small.filter(|p| sellable_units(world, 0, p) >= 100).map(|p| p.sku.clone()).collect();
        let caller = Caller::new(hub, &shop.token);
        Self { shop, caller, app: shop.app(0xBE7C).await, people, things, began: SystemClock.now() }
    }

    async fn serve(&self, turn: usize, with_key: bool) {
        let who = self.people[turn % self.people.len()];
        let line = json!({"external_id": self.things[turn % self.things.len()], "quantity": 1});
        let body = json!({"store": 0, "customer": who.index, "lines": [line], "options": {"market": "recreational"}});
        let room = self.shop.sandbox.room("weedmaps").expect("a simulator");
        let placed = room.vendor.act("place_order", body).await.expect("an order");
        assert_eq!(placed["told"], true, "order {turn}: {placed}");
        let id = self.checked(placed["order_id"].as_str().expect("an id")).await;
        let scan = json!({"barcode": who.id.barcode});
        let nothing = json!({});
        let deeds = [
            ("approval", &nothing),
            ("pick-list", &nothing),
            ("readiness", &nothing),
            ("hand-over", &scan),
            ("completion", &nothing),
        ];
        for (deed, body) in deeds {
            let key = with_key.then(|| format!("{id}:{deed}"));
            self.deed(&format!("/api/v1/orders/{id}/{deed}"), key.as_deref(), body).await;
        }
    }

    async fn deed(&self, path: &str, key: Option<&str>, body: &Value) {
        loop {
            let reply = self.caller.send(Method::POST, path, key, Some(body)).await.expect("an answer");
            if reply.status != 429 {
                assert!(reply.is_good(), "{path}: {} {}", reply.status, reply.body);
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn checked(&self, external: &str) -> String {
        let deadline = Deadline::in_seconds(60);
        loop {
            let row =
                orders::by_external(self.app.db(), Channel::Weedmaps, external).await.expect("readable");
            if let Some(row) = row.filter(|row| row.state == State::Checked) {
                assert_eq!(row.verdict, "pass", "{}", row.outcome_line);
                return row.id.to_string();
            }
            deadline.check("the checks");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until nothing is owed any more and `count` receipts are in the state system.
    async fn all_done(&self, count: usize) {
        let deadline = Deadline::in_seconds(120);
        loop {
            let waiting = acts::waiting(self.app.db(), &self.shop.store, 1).await.expect("readable");
            if waiting.is_empty() {
                break;
            }
            deadline.check("the outbox");
            tokio::time::sleep(POLL).await;
        }
        let ledger = self.shop.sandbox.room("metrc").expect("a simulator").vendor.ledger();
        let receipts = ledger["receipts"].as_array().expect("a list");
        let ours =
            receipts.iter().filter(|r| r["external_number"].as_str().is_some_and(|n| n.starts_with("CS-")));
        assert_eq!(ours.count(), count, "receipts since {}", self.began);
    }
}
