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
        for mishap in [Mishap::Repriced, Mishap::Renamed, Mishap::SoldOut] {
            assert_eq!(of(mishap), sandbox.world.stores.len(), "{mishap:?}");
        }
        assert_eq!(of(Mishap::NotUnpacked), 4 * sandbox.world.stores.len());
        let mut tags: Vec<&str> = befallen.iter().map(|it| it.tag.as_str()).collect();
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), befallen.len(), "no package has two mishaps");
        nights.push(befallen);
    }
    assert_eq!(nights[0], nights[1]);
}
