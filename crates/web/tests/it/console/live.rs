//! What open pages are told.

use countersign_kernel::Role;

use super::browser::as_of_on;
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
