//! What the database refuses by itself, were the program wrong.

use countersign_app::jobs;
use countersign_app::testing::systems::TAG;
use countersign_kernel::Role;
use countersign_kernel::id::{HoldId, OrderId};
use countersign_rulebook::Count;
use countersign_store::db::{Db, DbError, violated};
use countersign_store::holds::{self, HeldPackage, HoldRow};
use countersign_store::testing::{self, delete_holds, move_holds};

use super::browser::version_on;
use super::deeds::order;
use super::shop::Shop;
use super::shop_test;

/// Trillionths of a gram.
const GRAM: i64 = 1_000_000_000_000;

async fn hold_of(db: &Db, order: &str) -> HoldRow {
    let order: OrderId = order.parse().unwrap();
    holds::of_order(db, &order).await.unwrap().expect("a hold")
}

/// The hold of another order of the same person, as a program would make it that forgot to check.
fn unchecked(shop: &Shop, like: &HoldRow, order: &str) -> HoldRow {
    HoldRow {
        id: HoldId::fresh(shop.app.clock(), shop.app.random()),
        order_id: order.parse().unwrap(),
        ..like.clone()
    }
}

async fn put(shop: &Shop, hold: &HoldRow, packages: &[HeldPackage], counts: &[Count]) -> Result<(), DbError> {
    let store = &shop.store;
    shop.app
        .db()
        .write(|tx| {
            Box::pin(async move {
                holds::insert(tx, hold, store, packages).await?;
                holds::count(tx, hold, counts, false).await
            })
        })
        .await
}

fn refused(done: Result<(), DbError>) -> Option<String> {
    violated(&done.expect_err("the database refuses it"))
}

shop_test!(on both the_database_sums_a_persons_holds_itself_and_refuses_what_is_over, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Manager]).await;
    let (first, page) = order(&mut browser, "7").await;
    browser.post_on(&format!("/orders/{first}/approval"), &[("version", &version_on(&page))]).await;
    let (second, page) = order(&mut browser, "2").await;
    page.has("Stopped by 1 of 10 checks");
    let db = shop.app.db();
    let held = hold_of(db, &first).await;
    let counted = testing::counts(db, &held.id).await.unwrap();
    let [counted] = counted.as_slice() else { panic!("flower touches one limit: {counted:?}") };
    assert_eq!((counted.amount, counted.used, counted.outside), (24 * GRAM + GRAM / 2, 0, 0));
    assert_eq!((counted.cap, counted.signed), (28_349_523_125_000, false), "one ounce");
    let (rule, part) = (counted.rule.as_str().into(), counted.part.as_str().into());
    let since = Some(held.made_at.plus_seconds(-3_600));
    let count = |cart: i64| Count {
        rule: Clone::clone(&rule),
        part: Clone::clone(&part),
        since,
        used: 0,
        cart,
        cap: counted.cap,
    };
    let other = unchecked(&shop, &held, &second);
    let over = put(&shop, &other, &[], &[count(7 * GRAM)]).await.unwrap_err();
    assert_eq!(violated(&over).as_deref(), Some(holds::OVER_THE_CAP));
    assert!(holds::of_order(db, &other.order_id).await.unwrap().is_none(), "nothing of it is kept");
    put(&shop, &other, &[], &[count(counted.cap - counted.amount)]).await.expect("to the last trillionth");
});

shop_test!(on both a_package_is_never_held_beyond_what_the_state_has_of_it, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Manager]).await;
    let (first, page) = order(&mut browser, "3").await;
    browser.post_on(&format!("/orders/{first}/approval"), &[("version", &version_on(&page))]).await;
    let (second, _) = order(&mut browser, "1").await;
    let held = hold_of(shop.app.db(), &first).await;
    let other = unchecked(&shop, &held, &second);
    let package = |quantity| HeldPackage {
        line: 0,
        tag: TAG.to_owned(),
        quantity,
        unit: "Each".to_owned(),
        has: Some(40),
    };
    let over = put(&shop, &other, &[package(38)], &[]).await.unwrap_err();
    assert_eq!(violated(&over).as_deref(), Some(holds::OVER_THE_PACKAGE));
    put(&shop, &other, &[package(37)], &[]).await.expect("all forty are held");
});

shop_test!(on both a_hold_ends_once_and_every_state_it_had_stays_written, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Manager]).await;
    let (id, page) = order(&mut browser, "1").await;
    let path = format!("/orders/{id}");
    browser.post_on(&format!("{path}/approval"), &[("version", &version_on(&page))]).await;
    let db = shop.app.db();
    assert_eq!(
        refused(move_holds(db, "returned").await).as_deref(),
        Some("holds_move")
    );
    assert_eq!(refused(delete_holds(db).await).as_deref(), Some("holds_stay"));
    shop.clock.advance_seconds(60);
    let form = browser.get(&format!("{path}/cancellation")).await;
    let fields = [("version", version_on(&form)), ("reason", "customer_request".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post_on(&format!("{path}/cancellation"), &fields).await;
    jobs::settle(&shop.app).await.unwrap();
    let held = hold_of(db, &id).await;
    let states = testing::states(db, &held.id).await.unwrap();
    assert_eq!(
        states,
        [("held".to_owned(), held.made_at.micros()), ("freed".to_owned(), held.settled_at.unwrap())]
    );
    assert_eq!(refused(move_holds(db, "held").await).as_deref(), Some("holds_move"));
});
