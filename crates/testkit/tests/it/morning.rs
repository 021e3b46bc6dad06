//! The morning of a large store at a small size: it opens after a quiet night, and after another one it does not.

use countersign_kernel::Random;
use countersign_seal::keys::MasterKey;
use countersign_store::db::{Engine, MIGRATIONS};
use countersign_store::testing::Scratch;
use countersign_testkit::morning::{MorningConfig, MorningReport, morning};

const PACKAGES: usize = 900;
/// Ten in the morning in Denver.
const BEGINS: &str = "2026-11-22T10:00:00-07:00";

async fn of(engine: Engine) -> MorningReport {
    let place = Scratch::migrated(engine, MIGRATIONS).await;
    let key = MasterKey::fresh(&Random::from_number(7));
    let begins = BEGINS.parse().expect("an instant");
    let config =
        MorningConfig { packages: PACKAGES, seed: 7, database_url: place.url().to_owned(), key, begins };
    let report = morning(config).await.expect("the books can be pulled");
    place.remove().await;
    report
}

async fn holds(engine: Engine) {
    let report = of(engine).await;
    assert!(report.packages >= PACKAGES, "{}", report.table());
    let [quiet, upset] = &report.passes[..] else { panic!("two nights") };
    for source in quiet.sources.iter().chain(&upset.sources) {
        assert_eq!(source.extent, "whole", "{}", report.table());
    }
    let rows = |vendor: &str| {
        let found = quiet.sources.iter().find(|source| source.vendor == vendor);
        usize::try_from(found.expect("it is connected").rows).expect("a count")
    };
    // Sold out packages are active at the state and on no shelf; finished ones are on neither list.
    assert!(rows("metrc") > PACKAGES && rows("metrc") <= report.packages, "{}", report.table());
    assert!(rows("dutchie_pos") > PACKAGES * 9 / 10, "{}", report.table());
    assert!(quiet.is_open, "{}", report.table());
    for class in ["quantity-mismatch", "recalled-for-sale", "on-menu-not-in-pos", "in-state-not-in-pos"] {
        assert!(upset.by_class.contains_key(class), "{class}: {}", report.table());
    }
    assert!(!upset.is_open, "{}", report.table());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_opens_after_a_quiet_night_and_not_after_one_that_upset_its_books() {
    holds(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn and_so_it_does_on_postgresql() {
    holds(Engine::Postgres).await;
}
