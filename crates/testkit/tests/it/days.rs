//! A day holds whatever the seed, the weather and the engine; and the same seed makes the same day.

use countersign_kernel::Random;
use countersign_seal::keys::MasterKey;
use countersign_store::db::{Engine, MIGRATIONS};
use countersign_store::testing::Scratch;
use countersign_testkit::{Report, SimulateConfig, simulate};

/// These tell of the pulls and not of the goods.
const OF_PULLS: [&str; 2] = ["snapshot-incomplete", "pulls-apart"];
/// The first four of thirteen hours: the shops open after one of them.
const MENUS_MINUTES: i64 = 4 * 60;

/// One day on a database of its own.
fn day(engine: Engine, orders: u32, seed: u64, change: impl FnOnce(&mut SimulateConfig)) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let place = Scratch::migrated(engine, MIGRATIONS).await;
        let key = MasterKey::fresh(&Random::from_number(seed));
        let mut config = SimulateConfig::new(orders, seed, place.url(), key);
        change(&mut config);
        let report = simulate(config).await.expect("the day comes to its end");
        place.remove().await;
        report
    })
}

fn holds(report: &Report) {
    assert!(report.holds(), "{}", report.table());
    let ended = |how: &str| report.orders.get(how).copied().unwrap_or(0) as usize;
    // A day on which nothing is sold proves nothing. A return voids the receipt and leaves the sale at the register.
    let (completed, returned) = (ended("completed"), ended("returned"));
    assert!(completed >= 5 && report.pos_sales == completed + returned, "{}", report.table());
    assert_eq!(report.receipts, completed, "{}", report.table());
    assert!(ended("refused") >= 3, "{}", report.table());
    assert!(report.refused_wrongs.len() >= 6, "{}", report.table());
    assert!(report.verdicts_replayed > 50, "{}", report.table());
}

#[test]
fn a_fair_day_holds() {
    let report = day(Engine::Sqlite, 50, 1, |config| config.menus_minutes = MENUS_MINUTES);
    holds(&report);
    assert!(report.orders.get("returned").is_some_and(|returned| *returned > 0), "{}", report.table());
    // Each store's first report of the till comes cut off: that is the night's doing.
    assert_eq!(
        report.faults_fired.iter().filter(|(_, n)| **n > 0).collect::<Vec<_>>(),
        [(&"dutchie_pos".to_owned(), &2)]
    );
    for (class, of) in &report.discrepancies {
        let expected = of.seeded + of.follows;
        // Of pulls there may be more: two stores that ask in the same second are told by our own pace to slow down.
        let more = OF_PULLS.contains(&class.as_str()) && of.found > expected;
        assert!(of.found == expected || more, "{class}: {}", report.table());
        let resolved = of.closed + of.fenced + of.accepted + of.reported;
        let may_wait = ["lab-values-differ", "figures-without-certificate"].contains(&class.as_str());
        assert!(resolved == of.found || may_wait, "{class}: {}", report.table());
    }
}

#[test]
fn a_foul_day_holds() {
    let report =
        day(Engine::Sqlite, 50, 2, |config| (config.faults, config.menus_minutes) = (true, MENUS_MINUTES));
    holds(&report);
    assert!(report.faults_fired.values().all(|fired| *fired > 0), "{}", report.table());
}

#[test]
fn the_same_seed_makes_the_same_day_on_either_engine() {
    let on = |engine| day(engine, 30, 3, |config| config.faults = true);
    let (one, other) = (on(Engine::Sqlite), on(Engine::Postgres));
    holds(&one);
    assert_eq!((one.record_entries, &one.record_digest), (other.record_entries, &other.record_digest));
    assert_eq!(
        (one.orders, one.refused_wrongs, one.calls),
        (other.orders, other.refused_wrongs, other.calls)
    );
}

#[test]
fn a_server_that_is_shut_and_opened_again_goes_on_where_it_was() {
    let report = day(Engine::Sqlite, 40, 4, |config| {
        config.faults = true;
        config.restarts = 6;
    });
    holds(&report);
    assert_eq!(report.restarts, 6);
}

/// A server of three dies now and then at the edge of a write, in the middle of what somebody does.
#[test]
fn servers_that_die_in_the_middle_lose_and_double_nothing() {
    let on = |engine| {
        day(engine, 30, 6, |config| {
            (config.nodes, config.crashes, config.faults) = (3, 15, true);
        })
    };
    let (one, other) = (on(Engine::Sqlite), on(Engine::Postgres));
    holds(&one);
    assert_eq!(one.crashes.len(), 3, "they died before and after a commit: {}", one.table());
    assert!(one.crashes.values().sum::<u32>() >= 12, "{}", one.table());
    assert_eq!(one.record_digest, other.record_digest, "the same seed makes the same day");
}

/// Flowhub's register rings our sales up by hand, and Jane's page is set by hand; everything else holds as ever.
#[test]
fn a_foul_day_holds_with_other_systems() {
    for (mix, seed) in [("flowhub-jane", 7), ("dutchie-jane", 8)] {
        let report = day(Engine::Sqlite, 50, seed, |config| {
            (config.faults, config.mix) = (true, mix.parse().expect("a mix"));
        });
        holds(&report);
        assert!(report.by_channel.get("jane").is_some_and(|orders| *orders > 5), "{}", report.table());
        assert!(report.faults_fired.values().all(|fired| *fired > 0), "{}", report.table());
        assert_eq!(report.faults_fired.len(), 4, "{}", report.table());
    }
}

/// The state system names packages by barcodes and does not say what a patient may still buy, so that two people must.
#[test]
fn a_foul_day_holds_with_the_state_system_of_barcodes() {
    let report = day(Engine::Sqlite, 50, 2, |config| {
        (config.faults, config.mix) = (true, "biotrack".parse().expect("a mix"));
    });
    holds(&report);
    assert!(report.faults_fired.values().all(|fired| *fired > 0), "{}", report.table());
    assert!(report.calls.get("biotrack").is_some_and(|calls| *calls > 100), "{}", report.table());
    assert_eq!(report.calls.get("metrc"), None);
}

/// Dutchie's own orders are asked for, since nothing tells of them, and staff complete them in the register, where they lie.
fn a_day_with_orders_that_are_asked_for(faults: bool) -> Report {
    let report = day(Engine::Sqlite, 50, 1, |config| {
        (config.faults, config.mix) = (faults, "biotrack-dutchie".parse().expect("a mix"));
    });
    holds(&report);
    assert!(report.by_channel.get("dutchie").is_some_and(|orders| *orders > 5), "{}", report.table());
    report
}

#[test]
fn a_fair_day_holds_with_orders_that_are_asked_for() {
    let report = a_day_with_orders_that_are_asked_for(false);
    assert_eq!(report.faults_fired.values().sum::<u64>(), 0);
}

#[test]
fn a_foul_day_holds_with_orders_that_are_asked_for() {
    let report = a_day_with_orders_that_are_asked_for(true);
    assert!(report.faults_fired.values().all(|fired| *fired > 0), "{}", report.table());
    assert!(report.calls.get("dutchie").is_some_and(|calls| *calls > 500), "{}", report.table());
}

/// The state system names packages by global identifiers, has its lists in pages that announce how much there is, and shows neither a
/// patient's limit nor a registration: what is sold here is sold to adults.
fn a_day_with_global_identifiers(faults: bool, seed: u64) -> Report {
    let report = day(Engine::Sqlite, 50, seed, |config| {
        (config.faults, config.mix) = (faults, "leafdata".parse().expect("a mix"));
    });
    holds(&report);
    assert!(report.calls.get("leafdata").is_some_and(|calls| *calls > 500), "{}", report.table());
    assert_eq!(report.calls.get("metrc"), None);
    report
}

#[test]
fn a_fair_day_holds_with_global_identifiers() {
    let report = a_day_with_global_identifiers(false, 2);
    assert_eq!(report.faults_fired.values().sum::<u64>(), 0);
    // Of 25 that the checks did not stop. Where the packages of an order could not be read in one go 12 were left.
    assert!(report.orders.get("completed").is_some_and(|completed| *completed > 18), "{}", report.table());
}

#[test]
fn a_foul_day_holds_with_global_identifiers() {
    let report = a_day_with_global_identifiers(true, 1);
    assert!(report.faults_fired.values().all(|fired| *fired > 0), "{}", report.table());
}

/// Nobody can say what Cova's register sold to whom today, and unknown is never yes.
#[test]
fn where_the_registers_sales_cannot_be_read_nothing_is_sold() {
    let report = day(Engine::Sqlite, 15, 9, |config| config.mix = "cova".parse().expect("a mix"));
    assert!(report.holds(), "{}", report.table());
    let ended = |how: &str| report.orders.get(how).copied().unwrap_or(0);
    assert_eq!((ended("completed"), ended("returned"), report.receipts, report.pos_sales), (0, 0, 0, 0));
    assert!(ended("refused") >= 5, "{}", report.table());
}

#[test]
fn another_seed_makes_another_day() {
    let digest = |seed| day(Engine::Sqlite, 3, seed, |_| {}).record_digest;
    assert_ne!(digest(5), digest(6));
}
