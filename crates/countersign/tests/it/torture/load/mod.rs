//! Sixty-four clients order for fifty people, from four sides at once, far more than the law lets them buy: never is
//! anybody over the limit, every order gets a verdict, and none is refused for the limit that would have fitted.

mod buyers;
mod clerks;
mod console;
mod count;

use std::sync::Arc;

use countersign_kernel::Random;
use countersign_store::db::Engine;
use countersign_store::testing::Scratch;

use super::place::{POLL, Place};
use super::{Size, seed};
use crate::program::{Deadline, free_port};
use crate::shop::{Pace, Shop};
use buyers::Buyers;
use clerks::Clerks;
use count::Count;

/// At each of the four sides.
const CLIENTS_EACH: usize = 16;
const CLERKS: usize = 12;
const LONG_ORDERS: usize = 10_000;
const LONG_PEOPLE: usize = 50;

/// Orders, and people for whom they are. A long run may be made shorter with `COUNTERSIGN_TORTURE_ORDERS`.
fn size(engine: Engine) -> (usize, usize) {
    match (Size::of_this_run(), engine) {
        (Size::Quick, Engine::Sqlite) => (100, 8),
        (Size::Quick, Engine::Postgres) => (50, 4),
        (Size::Long, _) => {
            let given = std::env::var("COUNTERSIGN_TORTURE_ORDERS").ok();
            let orders = given
                .map_or(LONG_ORDERS, |text| text.parse().expect("COUNTERSIGN_TORTURE_ORDERS is a number"));
            (orders, LONG_PEOPLE)
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_nobody_ever_gets_over_the_limit() {
    never_over_the_limit(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_nobody_ever_gets_over_the_limit() {
    never_over_the_limit(Engine::Postgres).await;
}

async fn never_over_the_limit(engine: Engine) {
    let seed = seed();
    let (orders, people) = size(engine);
    let port = free_port();
    let hub = format!("http://127.0.0.1:{port}");
    let scratch = Scratch::empty(engine).await;
    let shop = Shop::open_on(Some(scratch.url()), seed, &hub, Pace::Granted).await;
    let tokens = clerks::tokens(&shop).await;
    let place = Place::of(&shop, &shop.database, port);
    let server = place.healthy().await;
    let buyers = Arc::new(Buyers::new(&shop, &hub, &tokens, (orders, people)).await);
    let clerks = Arc::new(Clerks::new(&shop, &hub, &tokens));
    let mut shopping = Vec::new();
    for client in 0..CLIENTS_EACH {
        for side in buyers::Side::ALL {
            let random = Random::from_number(seed ^ ((client as u64) << 8) ^ side as u64);
            shopping.push(tokio::spawn(buyers.clone().order_on(side, random, shop.sandbox.clone())));
        }
    }
    let (desk, take) = tokio::sync::mpsc::channel(CLERKS);
    let take = Arc::new(tokio::sync::Mutex::new(take));
    let laying = tokio::spawn(clerks.clone().lay_out(desk));
    let deciding: Vec<_> =
        (0..CLERKS).map(|part| tokio::spawn(clerks.clone().work(part, take.clone()))).collect();
    for client in shopping {
        client.await.expect("a client comes to its end");
    }
    let placed = buyers.placed();
    let deadline = Deadline::in_seconds(60 + 2 * orders as i64);
    while let Some(open) = clerks.what_is_open(&shop, placed.len()).await {
        deadline.check(&format!("{open}; the server's log:\n{}", place.log_text()));
        tokio::time::sleep(100 * POLL).await;
    }
    clerks.go_home();
    laying.await.expect("nothing is left to lay out");
    for clerk in deciding {
        clerk.await.expect("a clerk comes to its end");
    }
    let status = tokio::task::block_in_place(|| server.stop("-TERM"));
    assert!(status.success(), "asked to end, the server says {status}");
    let app = shop.app(0xC0).await;
    let count = Count::take(&app, &shop, placed).await;
    app.db().close().await;
    let numbers = count.hold(engine);
    eprintln!("{engine}: {} orders, {numbers:?}; refused by {:?}", count.orders(), count.refusals());
    scratch.remove().await;
}
