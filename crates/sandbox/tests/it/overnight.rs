//! A night befalls each store once with each mishap, each on a product of its own, and the same seed has the same night.

use std::sync::Arc;

use countersign_kernel::{ManualClock, Timestamp};
use countersign_sandbox::overnight::{self, Mishap};
use countersign_sandbox::{Sandbox, SandboxConfig};

#[tokio::test]
async fn each_store_has_one_of_each_and_the_same_seed_the_same_night() {
    let mut nights = Vec::new();
    for _ in 0..2 {
        let noon: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
        let sandbox =
            Sandbox::start(SandboxConfig::new(7, Arc::new(ManualClock::at(noon)))).await.expect("started");
        let befallen = overnight::pass(&sandbox, 7).await.expect("it passes");
        let of = |mishap| befallen.iter().filter(|it| it.mishap == mishap).count();
        for mishap in
            [Mishap::CountedTwice, Mishap::Held, Mishap::Recalled, Mishap::FailedRetest, Mishap::PutAside]
        {
            assert_eq!(of(mishap), sandbox.world.stores.len(), "{mishap:?}");
        }
        let more = [
            Mishap::Repriced,
            Mishap::Renamed,
            Mishap::SoldOut,
            Mishap::Untested,
            Mishap::Finished,
            Mishap::Drained,
            Mishap::OddStatus,
            Mishap::Unpriced,
            Mishap::ListedTwice,
            Mishap::Unlisted,
            Mishap::TakenInTwice,
            Mishap::Oversold,
            Mishap::Uncounted,
            Mishap::Mistyped,
            Mishap::Mistagged,
            Mishap::OtherUnit,
            Mishap::NoUnit,
        ];
        for mishap in more {
            assert_eq!(of(mishap), sandbox.world.stores.len(), "{mishap:?}");
        }
        assert_eq!(of(Mishap::NotUnpacked), 4 * sandbox.world.stores.len());
        let mut tags: Vec<&str> = befallen.iter().map(|it| it.tag.as_str()).collect();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), befallen.len(), "no package has two mishaps");
        for it in befallen.iter().filter(|it| overnight::is_put_right_at_the_source(it.mishap)) {
            overnight::put_right(&sandbox, it).await.expect("a person can put it right");
        }
        let till = sandbox.room("dutchie_pos").expect("it runs").vendor.ledger();
        for it in befallen.iter().filter(|it| overnight::is_put_right_at_the_source(it.mishap)) {
            let rows = till["stock"].as_array().expect("rows").iter();
            let counts: Vec<i64> = rows
                .filter(|row| row["package_id"] == it.tag.as_str() && row["for_sale"] == true)
                .filter_map(|row| row["quantity"].as_i64())
                .filter(|count| *count != 0)
                .collect();
            let had = sandbox.world.package(&it.tag).expect("a package").quantity;
            assert_eq!(counts, [had], "{it:?} is as it was");
        }
        nights.push(befallen);
    }
    assert_eq!(nights[0], nights[1]);
}
