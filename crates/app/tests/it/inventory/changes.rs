//! The state's packages by what changed since the morning, and everything that makes them be read whole.

use countersign_kernel::Timestamp;
use countersign_ports::state_system::{PackageChanges, StatePackage};
use countersign_store::books::{self, PullRow};
use countersign_store::db_test;

use super::Shop;

const HALF_PAST: &str = "2026-11-22T15:31:00Z";
const NEXT_MORNING: &str = "2026-11-23T15:01:00Z";

/// One package counts seven now, which no whole list of this test says.
fn one_changed(shop: &Shop) -> PackageChanges {
    let package = StatePackage { quantity: "7.0".to_owned(), ..shop.books().state[0].clone() };
    PackageChanges { rows: vec![package], gone: Vec::new(), listed: 3 }
}

impl Shop {
    async fn state_pull(&self) -> PullRow {
        let run = books::runs(self.app.db(), &self.store, 1).await.unwrap().remove(0);
        let pulls = books::pulls(self.app.db(), &run.id).await.unwrap();
        pulls.into_iter().find(|pull| pull.source == "state").unwrap()
    }

    async fn classes(&self) -> Vec<String> {
        let open = self.cases().await.into_iter().filter(|case| case.closed_at.is_none());
        open.map(|case| case.class).collect()
    }
}

db_test!(during_the_day_only_what_changed_is_read, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let whole = shop.state_pull().await;
    assert_eq!(whole.whole_at, None);
    shop.books().state_reads = 0;

    let changes = one_changed(&shop);
    shop.books().changes = Some(changes);
    shop.go_to(HALF_PAST).await;
    let pull = shop.state_pull().await;
    assert_eq!(shop.books().state_reads, 0, "the list was not read again");
    assert_eq!((pull.extent.as_str(), pull.rows_count), ("whole", 3));
    assert_eq!(pull.whole_at.map(Timestamp::from), Some(whole.taken_at));
    assert_eq!(shop.classes().await, ["quantity-mismatch"]);

    // It is what the next changes are put on.
    shop.books().changes = Some(PackageChanges { listed: 3, ..PackageChanges::default() });
    shop.go_to("2026-11-22T16:02:00Z").await;
    assert_eq!(shop.classes().await, ["quantity-mismatch"]);
    assert_eq!(shop.state_pull().await.whole_at.map(Timestamp::from), Some(whole.taken_at));

    // A new day begins with everything.
    shop.go_to(NEXT_MORNING).await;
    assert_eq!(shop.state_pull().await.whole_at, None);
    assert!(shop.books().state_reads > 0 && shop.classes().await.is_empty(), "the whole list says twelve");
});

db_test!(where_the_number_differs_or_changes_are_not_told_all_of_it_is_read, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let one_more = PackageChanges { listed: 4, ..one_changed(&shop) };
    shop.books().state_reads = 0;
    shop.books().changes = Some(one_more);
    shop.go_to(HALF_PAST).await;
    assert_eq!(shop.state_pull().await.whole_at, None);
    assert_eq!(shop.books().state_reads, 1);
    assert!(shop.classes().await.is_empty(), "what did not add up is not believed");

    shop.books().changes = None;
    shop.go_to("2026-11-22T16:02:00Z").await;
    assert_eq!(shop.state_pull().await.whole_at, None);
    assert_eq!(shop.books().state_reads, 2);
});

db_test!(a_package_that_left_the_lists_is_gone, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let left = shop.books().state[0].tag.clone();
    shop.books().state[0].finished = true;
    shop.books().state_reads = 0;
    shop.books().changes = Some(PackageChanges { rows: Vec::new(), gone: vec![left], listed: 2 });
    shop.go_to(HALF_PAST).await;
    // It was asked for by its tag, as the till has it still, and is no part of what the next changes are put on.
    for when in ["2026-11-22T16:02:00Z", "2026-11-22T16:33:00Z"] {
        assert_eq!(shop.state_pull().await.rows_count, 3);
        assert_eq!(shop.classes().await.len(), 1, "{:?}", shop.classes().await);
        shop.go_to(when).await;
    }
    assert_eq!(shop.books().state_reads, 0);
});
