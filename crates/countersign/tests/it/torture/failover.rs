//! The primary of a pair of PostgreSQL servers is killed while orders are taken and approved, its standby takes over, and
//! nothing that was acknowledged is lost. The old primary comes back and is of no use to anybody.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::Method;
use countersign_domain::orders::State;
use countersign_kernel::Random;
use countersign_store::testing::{Pair, Server};
use futures::future::join_all;
use serde_json::{Value, json};

use super::counter::Counter;
use super::look::{self, Seen};
use super::place::{POLL, Place};
use super::{Size, seed};
use crate::program::{Deadline, free_port};
use crate::shop::{Pace, Shop};

const CLERKS: usize = 6;
/// A round ends after so many acknowledged deeds and some more, by the seed.
const DEEDS_MIN: u64 = 12;
const DEEDS_MORE: u64 = 20;
/// So long a commit of the old primary waits for its standby before the test believes that it waits for ever.
const OLD_PRIMARY_WAIT: Duration = Duration::from_secs(4);

/// What was answered with a yes: the last acknowledged state of each order.
#[derive(Debug, Default)]
struct Told {
    deeds: Mutex<BTreeMap<String, &'static str>>,
    count: AtomicUsize,
    over: AtomicBool,
}

impl Told {
    fn acknowledge(&self, order: &str, deed: &'static str) {
        self.deeds.lock().expect("nobody panics while telling").insert(order.to_owned(), deed);
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_primary_that_dies_takes_nothing_acknowledged_with_it() {
    let seed = seed();
    let random = Random::from_number(seed);
    let port = free_port();
    let hub = format!("http://127.0.0.1:{port}");
    let mut pair = Pair::start().await;
    let shop = Shop::open_on(Some(&pair.primary().url()), seed, &hub, Pace::Granted).await;
    let told = Told::default();
    let rounds = Size::of_this_run().pick(1, 20);
    let mut turn = 0;
    for round in 0..rounds {
        let place = Place::of(&shop, &pair.primary().url(), port);
        let server = place.healthy().await;
        let enough = told.count() + (DEEDS_MIN + random.below(DEEDS_MORE)) as usize;
        let counter = Counter::new(&shop, &hub);
        told.over.store(false, Ordering::SeqCst);
        let work = (0..CLERKS).map(|clerk| work(&counter, &told, turn + clerk));
        let (_, old) = tokio::join!(join_all(work), async {
            let deadline = Deadline::in_seconds(120);
            while told.count() < enough {
                deadline.check("orders to be approved");
                tokio::time::sleep(POLL).await;
            }
            let old = tokio::task::block_in_place(|| pair.kill_primary());
            told.over.store(true, Ordering::SeqCst);
            // Nothing more can be acknowledged by a server whose database is dead.
            server.kill();
            old
        });
        turn += CLERKS;
        tokio::task::block_in_place(|| pair.promote());
        nothing_is_lost(&shop, pair.primary(), &told).await;
        if round == 0 {
            the_old_primary_acknowledges_nothing(&shop, port, &old).await;
            nothing_is_lost(&shop, pair.primary(), &told).await;
        }
        // The next server, at the new address, goes on.
        let place = Place::of(&shop, &pair.primary().url(), port);
        let server = place.healthy().await;
        counter.bring(turn, super::counter::Stand::Approved).await;
        server.kill();
        if round + 1 < rounds {
            pair.complete().await;
        }
    }
    eprintln!("{rounds} failovers, {} deeds acknowledged, none lost", told.count());
}

/// A clerk takes orders, approves them and cancels every other one, until the round is over.
async fn work(counter: &Counter<'_>, told: &Told, first: usize) {
    let mut turn = first;
    while !told.over.load(Ordering::SeqCst) {
        take_and_approve(counter, told, turn).await;
        turn += CLERKS;
    }
}

async fn take_and_approve(counter: &Counter<'_>, told: &Told, turn: usize) -> Option<()> {
    let entered = deed(counter, "/api/v1/orders", &counter.order_of(turn)).await?;
    let id = entered["id"].as_str()?.to_owned();
    told.acknowledge(&id, "entered");
    loop {
        let order = counter.order(&id).await?;
        if order["state"] == "checked" {
            break;
        }
        if told.over.load(Ordering::SeqCst) {
            return None;
        }
        tokio::time::sleep(POLL).await;
    }
    deed(counter, &format!("/api/v1/orders/{id}/approval"), &json!({})).await?;
    told.acknowledge(&id, "approved");
    if turn.is_multiple_of(2) {
        let why = json!({"reason": "other", "words": "a test"});
        deed(counter, &format!("/api/v1/orders/{id}/cancellation"), &why).await?;
        told.acknowledge(&id, "cancelled");
    }
    Some(())
}

async fn deed(counter: &Counter<'_>, path: &str, body: &Value) -> Option<Value> {
    let reply = counter.caller.send(Method::POST, path, None, Some(body)).await.ok()?;
    reply.is_good().then_some(reply.body)
}

/// Every order is at least where it was acknowledged to be, and the books agree with each other.
async fn nothing_is_lost(shop: &Shop, server: &Server, told: &Told) {
    let app = shop.app_on(&server.url(), 0xFA11).await;
    let seen: Seen = look::look(&app).await;
    app.db().close().await;
    for (id, deed) in told.deeds.lock().expect("nobody panics while telling").iter() {
        let kept = seen.orders.get(id).unwrap_or_else(|| panic!("order {id} was acknowledged and is gone"));
        let (state, hold) = (kept.row.state, kept.hold.as_deref());
        let reached = match *deed {
            "approved" => matches!(state, State::Approved | State::Cancelled),
            "cancelled" => (state, hold) == (State::Cancelled, Some("freed")),
            _ => true,
        };
        assert!(reached, "{id} was acknowledged as {deed}; it is {state:?} and its hold {hold:?}");
    }
}

/// Its commits still wait for a standby, and that is the primary now: nobody hears a yes from it.
async fn the_old_primary_acknowledges_nothing(shop: &Shop, port: u16, old: &Server) {
    tokio::task::block_in_place(|| old.start());
    let place = Place::of(shop, &old.url(), port);
    let process = place.start(None);
    let counter = Counter::new(shop, &format!("http://127.0.0.1:{port}"));
    let order = counter.order_of(0);
    let asking = async {
        loop {
            if let Some(yes) = deed(&counter, "/api/v1/orders", &order).await {
                panic!("the old primary took an order: {yes}");
            }
            tokio::time::sleep(POLL).await;
        }
    };
    let waiting = async {
        let deadline = Deadline::in_seconds(60);
        while old.commits_waiting().await == 0 {
            deadline.check("the old primary to be asked to commit something");
            tokio::time::sleep(POLL).await;
        }
        tokio::time::sleep(OLD_PRIMARY_WAIT).await;
        assert!(old.commits_waiting().await > 0, "what waited for a standby was given up or confirmed");
    };
    tokio::select! {
        () = waiting => {}
        () = asking => {}
    }
    process.kill();
    tokio::task::block_in_place(|| old.kill());
}
