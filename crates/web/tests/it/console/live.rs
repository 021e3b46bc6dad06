//! What open pages are told.

use countersign_app::follow;
use countersign_app::orders::cancel;
use countersign_domain::orders::Cancellation;
use countersign_kernel::Role;
use countersign_rulebook::Rulebook;
use countersign_store::db::{Engine, MIGRATIONS};

use super::browser::as_of_on;
use super::shop::shop;
use super::shop_test;

shop_test!(a_page_hears_of_its_own_store_and_of_no_name, |shop| async move {
    let mut listener = shop.signed_in("ines", &[Role::Associate]).await;
    let other = countersign_kernel::id::StoreId::fresh(shop.app.clock(), shop.app.random());
    let app = shop.app.clone();
    let store = shop.store.clone();
    let order = shop.phone_order().await;
    let said = listener
        .events(2, async move {
            app.tell(&other, "elsewhere");
            app.tell(&store, store.as_str());
            app.tell(&store, order.as_str());
        })
        .await;
    let events: Vec<_> = said.lines().filter(|line| line.starts_with("event:")).collect();
    assert_eq!(events, ["event: changed", "event: order-changed"], "{said}");
    assert!(said.contains("Order 1001 has changed."), "{said}");
});

shop_test!(an_order_that_is_new_is_announced_once, |shop| async move {
    let mut listener = shop.signed_in("ines", &[Role::Associate]).await;
    let said = listener
        .events(2, async {
            let order = shop.phone_order().await;
            shop.app.tell(&shop.store, order.as_str());
        })
        .await;
    let events: Vec<_> = said.lines().filter(|line| line.starts_with("event:")).collect();
    assert_eq!(events, ["event: order-arrived", "event: order-changed"], "{said}");
    assert!(!said.contains("Brandvold"), "{said}");
});

shop_test!(what_happens_while_a_page_is_on_its_way_is_not_missed, |shop| async move {
    let mut listener = shop.signed_in("ines", &[Role::Associate]).await;
    let order = shop.phone_order().await;
    let page = listener.get("/orders").await;
    shop.app.tell(&shop.store, order.as_str());
    let said = listener.events_since(&as_of_on(&page), 1).await;
    assert_eq!(said.lines().next(), Some("event: changed"), "{said}");
    let fresh = listener.get("/orders").await;
    assert_ne!(as_of_on(&fresh), as_of_on(&page), "the page that was fetched again shows it");
});

shop_test!(whoever_is_signed_out_hears_nothing, |shop| async move {
    assert_eq!(shop.browser().get("/live").await.status, 303);
});

#[test]
fn a_page_of_one_node_hears_of_what_another_did() {
    countersign_store::testing::on(Engine::Postgres, MIGRATIONS, |db| async move {
        let shop = shop(db).await;
        let manager = shop.hire("morgan", &[Role::Manager]).await;
        let order = shop.phone_order().await;
        let mut listener = shop.signed_in("ines", &[Role::Associate]).await;
        follow::begin(&shop.app).await.unwrap();
        let following = tokio::spawn(follow::run(shop.app.clone()));
        let other = shop.another_node(Rulebook::shipped().unwrap());
        let said = listener
            .events(1, async {
                let why = Cancellation::CustomerRequest;
                cancel::cancel(&other, &manager, &order, None, why, "changed their mind").await.unwrap();
            })
            .await;
        assert!(said.contains("event: order-changed") && said.contains("Order 1001 has changed."), "{said}");
        following.abort();
    });
}

shop_test!(whoever_works_at_a_node_that_may_not_decide_is_told_so, |shop| async move {
    let mut associate = shop.signed_in("ines", &[Role::Associate]).await;
    let order = shop.phone_order().await;
    shop.app.node().cannot_verify("this machine's clock is 9 s behind the database server's");
    let page = associate.get(&format!("/orders/{order}")).await;
    page.has("Cannot verify now").has("9 s behind").has("Nothing is let through until this has passed.");
    let refused = associate.post(&format!("/orders/{order}/verification"), &[("version", "1")]).await;
    assert_eq!(refused.status, 503);
    refused.has("Cannot verify now").has("Nothing was changed.");
});
