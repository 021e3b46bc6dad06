//! What came since the last close: counted from the closing on, each part for those who may see it.

use countersign_app::customers::keep;
use countersign_app::overnight::{CardKind, Overnight, overnight};
use countersign_app::testing::books::Mood;
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::customer;
use countersign_kernel::id::{ConnectionId, StaffId};
use countersign_kernel::{Actor, Role};
use countersign_store::connections::{self, ConnectionRow, Tally};
use countersign_store::db_test;

use crate::inventory::{Shop, at};

async fn seen(shop: &Shop) -> Overnight {
    overnight(&shop.app, &shop.staff).await.expect("what came")
}

/// A system that answered and failed at these times.
async fn connected(shop: &Shop, vendor: &str, good: Option<&str>, bad: Option<&str>) {
    let row = ConnectionRow {
        id: ConnectionId::fresh(shop.app.clock(), shop.app.random()),
        store_id: shop.store.clone(),
        vendor: vendor.to_owned(),
        base_url: "http://127.0.0.1:9".to_owned(),
        sealed_secret: Vec::new(),
        settings: "{}".to_owned(),
        state: "untried".to_owned(),
        last_good_at: None,
        last_error: None,
        last_error_at: None,
        calls: 0,
        failures: 0,
    };
    let error = bad.map(|text| (at(text), "menu: status 503".to_owned()));
    let tally = Tally { calls: 1, failures: 1, last_good_at: good.map(at), last_error: error };
    let (row, tally, store) = (&row, &tally, &shop.store);
    let kept = shop.app.db().write(|tx| {
        Box::pin(async move {
            connections::upsert(tx, row).await?;
            connections::note(tx, store, vendor, tally).await
        })
    });
    kept.await.expect("kept");
}

db_test!(it_begins_with_the_closing_and_ends_with_the_next, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    shop.go_to("2026-11-23T03:00:00Z").await;
    bristlecone::checked(&shop.app, &shop.staff, 1, "before the close").await;
    shop.go_to("2026-11-23T06:00:00Z").await;
    let none = seen(&shop).await;
    assert_eq!((none.since, none.opened_at), (at("2026-11-23T05:00:00Z"), None));
    assert_eq!((none.orders.all, none.orders.while_closed), (0, 0), "what came before is the day's");
    bristlecone::checked(&shop.app, &shop.staff, 1, "at night").await;
    shop.books().state[0].recalled = true;
    shop.go_to("2026-11-23T16:30:00Z").await;
    bristlecone::checked(&shop.app, &shop.staff, 1, "in the morning").await;
    let day = seen(&shop).await;
    assert_eq!(day.since, at("2026-11-23T05:00:00Z"));
    assert_eq!(day.opened_at, Some(at("2026-11-23T16:00:00Z")));
    assert_eq!((day.orders.all, day.orders.while_closed, day.orders.undecided), (2, 1, 2));
    let cases = day.cases.expect("a manager sees them");
    assert_eq!((cases.opened, cases.still_open, cases.blocking), (1, 1, 1));
    shop.books().state[0].recalled = false;
    shop.pull().await;
    let cases = seen(&shop).await.cases.expect("a manager sees them");
    assert_eq!((cases.opened, cases.still_open, cases.blocking), (1, 0, 0), "it was opened all the same");
});

db_test!(goods_cards_and_failures_are_told_when_their_time_is_near, |db| async move {
    let shop = Shop::on(db, |books| {
        books.pos[0].expires = "2026-12-06".parse().ok();
        books.pos[1].expires = "2027-05-01".parse().ok();
        books.state[1].expires = "2026-11-20".parse().ok();
        books.pos[2].expires = "2026-12-07".parse().ok();
    })
    .await;
    shop.go_to("2026-11-22T16:30:00Z").await;
    let order = bristlecone::checked(&shop.app, &shop.staff, 1, "one").await;
    connected(&shop, "menu_one", Some("2026-11-22T14:00:00Z"), Some("2026-11-22T15:00:00Z")).await;
    connected(&shop, "menu_two", Some("2026-11-22T15:30:00Z"), Some("2026-11-22T15:00:00Z")).await;
    connected(&shop, "till_sim", Some("2026-11-22T03:30:00Z"), Some("2026-11-22T03:00:00Z")).await;
    connected(&shop, "state_sim", Some("2026-11-22T02:00:00Z"), Some("2026-11-22T03:00:00Z")).await;
    let seen_now = seen(&shop).await;
    let failed = seen_now.failed.expect("a manager sees them");
    let failed: Vec<(&str, bool)> =
        failed.iter().map(|one| (one.vendor.as_str(), one.answers_again)).collect();
    // The till failed before the close and answers; the state has not answered since, whenever that was.
    assert_eq!(failed, [("menu_one", false), ("menu_two", true), ("state_sim", false)]);
    let goods = seen_now.goods.expect("a manager sees them");
    let goods: Vec<(String, bool)> =
        goods.iter().map(|one| (one.goods.on.to_string(), one.is_past)).collect();
    assert_eq!(
        goods,
        [("2026-11-20".to_owned(), true), ("2026-12-06".to_owned(), false)],
        "14 days, state first"
    );
    assert_eq!(seen_now.cards.expect("a manager sees them"), [], "until 2029");
    // A shelf that came in part says nothing of what is not in it.
    shop.books().pos.truncate(1);
    shop.books().moods[1] = Mood::Part;
    shop.pull().await;
    assert_eq!(seen(&shop).await.goods.expect("a manager sees them").len(), 2);
    shop.books().moods[1] = Mood::Whole;
    shop.pull().await;
    assert_eq!(seen(&shop).await.goods.expect("a manager sees them").len(), 1, "what is gone is gone");
    let mut profile = customer();
    profile.id_expires = "2026-11-29".parse().ok();
    profile.card_expires = "2026-11-01".parse().ok();
    keep_profile(&shop, profile).await;
    let cards = seen(&shop).await.cards.expect("a manager sees them");
    assert_eq!(cards.len(), 1, "an adult's order needs no medical card: {cards:?}");
    assert_eq!((cards[0].kind, cards[0].order_id.as_str()), (CardKind::Identification, order.as_str()));
    assert!(!cards[0].is_past);
});

async fn keep_profile(shop: &Shop, profile: countersign_domain::customers::PosCustomer) {
    let (app, profile) = (&shop.app, &profile);
    let kept = app.db().write(|tx| Box::pin(keep::keep(app, tx, "us-co", profile, app.now())));
    kept.await.expect("kept");
}

db_test!(each_part_is_for_those_who_may_see_it, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    let as_role = |role| Actor::Staff {
        id: StaffId::fresh(shop.app.clock(), shop.app.random()),
        name: "Sam Pine".to_owned(),
        roles: vec![role],
        store: shop.store.clone(),
    };
    let of = |actor: Actor| {
        let app = shop.app.clone();
        async move { overnight(&app, &actor).await }
    };
    let budtender = of(as_role(Role::Budtender)).await.expect("they see orders");
    assert!(budtender.cases.is_none() && budtender.goods.is_none() && budtender.failed.is_none());
    assert!(budtender.certificates.is_none() && budtender.cards.is_some());
    let auditor = of(as_role(Role::Auditor)).await.expect("they see orders");
    assert!(auditor.cards.is_none() && auditor.cases.is_some());
    assert!(of(as_role(Role::It)).await.is_err(), "it sees no order");
});
