//! A server that is killed again and again while orders flow loses nothing that it acknowledged and doubles nothing.
//!
//! A real process on a SQLite file, simulators of the vendors in this process, shoppers on both marketplaces, and
//! clerks that drive every order through the REST API and repeat what was not answered. SIGKILL falls at moments
//! drawn from a seed: before the server listens, while requests are under way, while webhooks come in, while the
//! outbox is being worked off.

mod audit;
mod clerk;
mod driver;
mod shopper;

pub use shopper::small_thing;

use std::sync::Arc;

use countersign_kernel::Random;

use crate::program::{Deadline, Process, ServerPlace, free_port, pause};
use crate::shop::Shop;
use audit::Audit;
use driver::Driver;

const KILLS: usize = 55;
const CLERKS: i64 = 3;
/// A repeat of the same run needs this number; another may be given in `COUNTERSIGN_KILL_SEED`.
const SEED: u64 = 7;
/// Longer than an act stays with a worker that died, plus the work itself on a slow machine.
const SETTLE_SECONDS_MAX: i64 = 420;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_five_kills_lose_nothing_and_double_nothing() {
    let given = std::env::var("COUNTERSIGN_KILL_SEED").ok();
    let seed = given.map_or(SEED, |text| text.parse().expect("COUNTERSIGN_KILL_SEED is a number"));
    // Shown only when the test fails.
    eprintln!("COUNTERSIGN_KILL_SEED={seed}");
    let port = free_port();
    let hub = format!("http://127.0.0.1:{port}");
    let shop = Shop::open(seed, &hub).await;
    let place =
        ServerPlace { database: shop.database.clone(), port, log: shop.folder.path().join("server.log") };
    let driver = Arc::new(Driver::new(&shop, &hub));

    let shopping = tokio::spawn(shopper::shop_on(driver.clone(), shop.sandbox.clone(), seed ^ 1));
    let phoning = tokio::spawn(shopper::phone_in(driver.clone(), shop.sandbox.clone(), seed ^ 2));
    let clerks: Vec<_> =
        (0..CLERKS).map(|part| tokio::spawn(clerk::work(driver.clone(), part, CLERKS))).collect();

    kill_again_and_again(&place, &Random::from_number(seed)).await;
    driver.close_the_door();
    shopping.await.expect("the shoppers come to an end");
    let server = place.start_and_wait();
    phoning.await.expect("the last phone order is answered");
    settle(&driver, &shop, &place, server).await;
    driver.go_home();
    for clerk in clerks {
        clerk.await.expect("a clerk comes to an end");
    }
    let audit = Audit::take(&driver, &shop).await;
    audit.hold(&shop);
    eprintln!("{}", audit.summary(KILLS));
}

async fn kill_again_and_again(place: &ServerPlace, random: &Random) {
    for _ in 0..KILLS {
        let server = if random.one_in(6) {
            // Sometimes it does not live to listen.
            let server = place.start();
            tokio::time::sleep(pause(random, 0, 400)).await;
            server
        } else {
            let server = started(place).await;
            tokio::time::sleep(pause(random, 100, 1_800)).await;
            server
        };
        server.kill();
    }
}

async fn started(place: &ServerPlace) -> Process {
    tokio::task::block_in_place(|| place.start_and_wait())
}

/// Lets the last server finish everything, then asks it to end as a service manager would.
async fn settle(driver: &Driver, shop: &Shop, place: &ServerPlace, mut server: Process) {
    let deadline = Deadline::in_seconds(SETTLE_SECONDS_MAX);
    loop {
        let open = driver.what_is_open(&shop.sandbox).await;
        let Some(open) = open else { break };
        assert!(!server.has_ended(), "the server ended by itself; its log:\n{}", place.log_end());
        deadline.check(&format!("{open}; the server's log:\n{}", place.log_end()));
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    let status = tokio::task::block_in_place(|| server.stop("-TERM"));
    assert!(status.success(), "asked to end, the server says {status}; its log:\n{}", place.log_end());
}
