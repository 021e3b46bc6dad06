//! Listings follow the count: off at the safety stock within a minute, on again when there is more, and nobody else's work undone.

use countersign_app::inventory::{deeds, safety};
use countersign_app::jobs;
use countersign_app::orders::{approve, cancel};
use countersign_app::testing::books::{MENUS, Mood, Written};
use countersign_app::testing::shop as bristlecone;
use countersign_domain::orders::Cancellation;
use countersign_kernel::id::OrderId;
use countersign_ports::books::PosPackage;
use countersign_store::db::Db;
use countersign_store::db_test;
use countersign_store::record::{self, RecordFilter};

use super::Shop;

const SAFETY: &str =
    "[[shop]]\nlicense = \"402R-00001\"\nunits = 1\n[[shop.more]]\nchannel = \"menu_two\"\nunits = 2\n";

/// Half an hour after the opening, the books pulled and in agreement.
async fn shop(db: Db, change: impl FnOnce(&mut Written)) -> Shop {
    let shop = Shop::on(db, change).await;
    shop.app.set_safety(safety::read(SAFETY).expect("a file"));
    shop.go_to("2026-11-22T16:30:00Z").await;
    assert!(shop.gate().await.gate_open, "{}", shop.gate().await.gate_reason);
    shop
}

/// Till and state agree on so many of the first product.
fn count(books: &mut Written, units: i64) {
    books.pos[0].quantity = Some(units.to_string());
    books.state[0].quantity = units.to_string();
}

async fn pass(shop: &Shop) {
    jobs::listings(&shop.app).await.expect("listings are looked at");
    jobs::settle(&shop.app).await.expect("what is owed is carried out");
}

/// Less than a minute, as the workers live through it.
async fn a_minute(shop: &Shop) {
    for _ in 0..11 {
        shop.clock.advance_seconds(5);
        pass(shop).await;
    }
}

/// Whether a shopper sees the product on each menu.
fn shown(shop: &Shop, sku: &str) -> [bool; 2] {
    let books = shop.books();
    [0, 1].map(|menu: usize| {
        books.menus[menu].iter().any(|row| row.sku.as_deref() == Some(sku) && row.visible != Some(false))
    })
}

async fn approved(shop: &Shop, units: i64, key: &str) -> OrderId {
    let order = bristlecone::checked(&shop.app, &shop.staff, units, key).await;
    approve::approve(&shop.app, &shop.staff, &order, None).await.expect("approved");
    order
}

async fn turns(shop: &Shop) -> Vec<String> {
    let filter = RecordFilter { family: Some("act".to_owned()), ..RecordFilter::default() };
    let rows = record::newest(shop.app.db(), &filter, 200).await.expect("the record");
    let told = rows.iter().rev().filter(|row| row.kind.starts_with("act.listing_"));
    told.map(|row| {
        let entry: serde_json::Value = serde_json::from_str(&row.line).expect("JSON");
        let body = &entry["body"];
        format!("{} {} {} of {}", row.kind, body["channel"], body["available"], body["safety_stock"])
    })
    .collect()
}

db_test!(
    a_hold_takes_a_product_off_where_its_safety_stock_is_reached_and_freeing_shows_it_again,
    |db| async move {
        let shop = shop(db, |books| count(books, 3)).await;
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [true, true], "three are more than either safety stock");
        let first = approved(&shop, 1, "one").await;
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [true, false], "two are left: the second menu keeps two back");
        let second = approved(&shop, 1, "two").await;
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [false, false]);
        assert_eq!(shown(&shop, "RL70"), [true, true], "nothing else is touched");
        let why = Cancellation::Other;
        cancel::cancel(&shop.app, &shop.staff, &second, None, why, "changed her mind")
            .await
            .expect("cancelled");
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [true, false]);
        cancel::cancel(&shop.app, &shop.staff, &first, None, why, "changed her mind")
            .await
            .expect("cancelled");
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [true, true]);
        assert_eq!(
            turns(&shop).await,
            [
                "act.listing_off \"menu_two\" 2 of 2",
                "act.listing_off \"menu_one\" 1 of 1",
                "act.listing_on \"menu_one\" 2 of 1",
                "act.listing_on \"menu_two\" 3 of 2"
            ]
        );
        pass(&shop).await;
        assert_eq!(turns(&shop).await.len(), 4, "and then there is nothing to do");
    }
);

db_test!(what_is_sold_at_the_counter_is_seen_within_a_minute, |db| async move {
    let shop = shop(db, |_| {}).await;
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [true, true]);
    count(&mut shop.books(), 1);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false]);
    // Sold out, the till no longer lists it, and then a delivery comes.
    let gone = shop.books().pos.remove(0);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false]);
    shop.books().pos.insert(0, gone);
    count(&mut shop.books(), 20);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [true, true]);
});

/// Of every product one is left.
fn nearly_sold_out(books: &mut Written) {
    for row in &mut books.pos {
        row.quantity = Some("1".to_owned());
    }
}

const ALL: [&str; 3] = ["GF35", "RL70", "PK10"];

db_test!(what_goes_off_one_menu_at_one_time_is_one_look_at_that_menu, |db| async move {
    let shop = shop(db, |_| {}).await;
    a_minute(&shop).await;
    nearly_sold_out(&mut shop.books());
    let before = shop.books().menu_reads;
    a_minute(&shop).await;
    assert_eq!(ALL.map(|sku| shown(&shop, sku)), [[false, false]; 3]);
    assert_eq!(shop.books().menu_reads - before, 2, "one for each menu");
    assert_eq!(turns(&shop).await.len(), 6, "each product's turn is on the record");
});

db_test!(a_listing_that_a_menu_refuses_to_hide_does_not_keep_the_others_on_it, |db| async move {
    let shop = shop(db, |_| {}).await;
    a_minute(&shop).await;
    shop.books().refused = Some("item-RL70".to_owned());
    nearly_sold_out(&mut shop.books());
    a_minute(&shop).await;
    assert_eq!(ALL.map(|sku| shown(&shop, sku)), [[false, false], [true, true], [false, false]]);
});

db_test!(what_the_till_cannot_trace_to_a_package_is_nothing_to_sell, |db| async move {
    let shop = shop(db, |_| {}).await;
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [true, true]);
    shop.books().pos[0].tag = None;
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false], "untracked cannabis is sold to nobody");
});

db_test!(patients_goods_do_not_keep_a_listing_up_that_has_none_for_adults, |db| async move {
    let shop = shop(db, |_| {}).await;
    a_minute(&shop).await;
    // As Cova lists it: the product stands at the adults' location too, without a package.
    let for_adults = PosPackage {
        inventory_id: "catalogue".to_owned(),
        tag: None,
        quantity: Some("0".to_owned()),
        ..shop.books().pos[0].clone()
    };
    shop.books().pos[0].medical_only = true;
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [true, true], "there are twelve, for patients");
    shop.books().pos.insert(0, for_adults);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false]);
});

db_test!(an_order_holds_its_units_once_of_a_package_in_two_rooms, |db| async move {
    let shop = shop(db, |books| count(books, 5)).await;
    count(&mut shop.books(), 2);
    let beside = PosPackage {
        inventory_id: "vault".to_owned(),
        quantity: Some("3".to_owned()),
        ..shop.books().pos[0].clone()
    };
    shop.books().pos.insert(1, beside);
    shop.books().state[0].quantity = "5".to_owned();
    a_minute(&shop).await;
    approved(&shop, 2, "one").await;
    pass(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [true, true], "three of five are free");
    approved(&shop, 1, "two").await;
    pass(&shop).await;
    assert_eq!(
        shown(&shop, "GF35"),
        [true, false],
        "two of five are free, and the second menu keeps two back"
    );
});

db_test!(
    what_patients_had_of_a_package_does_not_take_the_hold_from_what_adults_have_of_it,
    |db| async move {
        let shop = shop(db, |books| count(books, 2)).await;
        // It lay in the patients' room until lately; that row comes first.
        let before = PosPackage {
            inventory_id: "a room for patients".to_owned(),
            quantity: Some("0".to_owned()),
            medical_only: true,
            ..shop.books().pos[0].clone()
        };
        shop.books().pos.insert(0, before);
        a_minute(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [true, false], "two are left");
        approved(&shop, 1, "one").await;
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [false, false], "one of two is held");
    }
);

db_test!(
    what_somebody_else_hid_is_never_shown_by_us_and_what_they_show_again_is_hidden_again,
    |db| async move {
        let shop = shop(db, |books| {
            count(books, 2);
            books.menus[0][0].visible = Some(false);
        })
        .await;
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [false, false]);
        assert_eq!(
            turns(&shop).await,
            ["act.listing_off \"menu_two\" 2 of 2"],
            "the first was hidden, with two left"
        );
        count(&mut shop.books(), 20);
        a_minute(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [false, true], "whoever hid the first had a reason");
        // At the marketplace somebody shows what is short: the next pull sees it.
        count(&mut shop.books(), 1);
        a_minute(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [false, false]);
        shop.books().menus[1][0].visible = Some(true);
        shop.pull().await;
        pass(&shop).await;
        assert_eq!(shown(&shop, "GF35"), [false, false]);
    }
);

db_test!(a_fence_is_not_our_business, |db| async move {
    let shop = shop(db, |_| {}).await;
    shop.books().state[0].quantity = "14".to_owned();
    shop.pull().await;
    let case = shop.cases().await.remove(0);
    if case.fence == "none" {
        deeds::fence(&shop.app, &shop.staff, &case.id).await.expect("fenced");
    }
    jobs::settle(&shop.app).await.expect("hidden");
    assert_eq!(shown(&shop, "GF35"), [false, false]);
    count(&mut shop.books(), 1);
    a_minute(&shop).await;
    count(&mut shop.books(), 14);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false]);
    assert!(turns(&shop).await.is_empty(), "{:?}", turns(&shop).await);
});

db_test!(a_menu_that_cannot_be_read_is_told_by_the_products_own_word, |db| async move {
    let shop = Shop::on(db, |books| books.moods[3] = Mood::Unreadable).await;
    let case = shop.cases().await.remove(0);
    deeds::accept(&shop.app, &shop.staff, &case.id, "this menu has no read-back", 30)
        .await
        .expect("accepted");
    shop.app.set_safety(safety::read(SAFETY).expect("a file"));
    shop.go_to("2026-11-22T16:30:00Z").await;
    count(&mut shop.books(), 1);
    a_minute(&shop).await;
    let hidden = shop.books().hidden.clone();
    assert_eq!(hidden, [(MENUS[0], "item-GF35".to_owned()), (MENUS[1], "GF35".to_owned())]);
});

db_test!(a_slow_menu_is_told_again_until_it_does_not_show_it, |db| async move {
    let shop = shop(db, |_| {}).await;
    shop.books().slow = 2;
    count(&mut shop.books(), 1);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false], "told thrice, within the minute");
});

db_test!(without_a_safety_stock_nothing_is_turned, |db| async move {
    let shop = Shop::on(db, |_| {}).await;
    shop.go_to("2026-11-22T16:30:00Z").await;
    count(&mut shop.books(), 0);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [true, true]);
});

db_test!(an_item_of_several_products_is_shown_again_when_every_one_of_them_may_be, |db| async move {
    let shop = shop(db, |books| {
        books.menus.iter_mut().for_each(|menu| menu[1].external_id = menu[0].external_id.clone());
        count(books, 1);
        (books.pos[1].quantity, books.state[1].quantity) = (Some("1".to_owned()), "1".to_owned());
    })
    .await;
    a_minute(&shop).await;
    assert_eq!((shown(&shop, "GF35"), shown(&shop, "RL70")), ([false, false], [false, false]));
    count(&mut shop.books(), 5);
    a_minute(&shop).await;
    assert_eq!(shown(&shop, "GF35"), [false, false], "the other product of the item is short");
    {
        let mut books = shop.books();
        (books.pos[1].quantity, books.state[1].quantity) = (Some("5".to_owned()), "5".to_owned());
    }
    a_minute(&shop).await;
    assert_eq!((shown(&shop, "GF35"), shown(&shop, "RL70")), ([true, true], [true, true]));
});
