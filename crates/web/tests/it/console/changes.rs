//! An open order changed at the console: what is done, what is refused, and what then stays as it was.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use countersign_app::orders::approve::approve;
use countersign_app::orders::change::change;
use countersign_app::testing::shop::BARCODE;
use countersign_app::testing::systems::{ITEM, OTHER_ITEM, PAPERS, Systems, TAG, UNITS};
use countersign_app::{AppError, Refusal, jobs};
use countersign_domain::orders::change::{Change, LineChange};
use countersign_kernel::Role;
use countersign_kernel::id::OrderId;
use countersign_store::{holds, orders, testing};

use super::browser::{Answer, Browser, version_on};
use super::deeds::order;
use super::shop::Shop;
use super::shop_test;

/// Fields of the form, over those it is shown with.
async fn send(browser: &mut Browser, id: &str, typed: &[(&str, &str)]) -> Answer {
    let path = format!("/orders/{id}/change");
    let form = browser.get(&path).await;
    let version = version_on(&form);
    let quantity = form.body.split("name=\"quantity_1\" value=\"").nth(1).unwrap();
    let quantity = quantity.split('"').next().unwrap().to_owned();
    let shown = [
        ("version", version.as_str()),
        ("item_1", ITEM),
        ("quantity_1", &quantity),
        ("fulfilment", "pickup"),
        ("note", "She called."),
    ];
    let kept = shown.into_iter().filter(|(name, _)| typed.iter().all(|(other, _)| other != name));
    let fields: Vec<(&str, &str)> = kept.chain(typed.iter().copied()).collect();
    let answer = browser.post(&path, &fields).await;
    if answer.status == 303 { browser.get(&answer.location).await } else { answer }
}

async fn approved(browser: &mut Browser, quantity: &str) -> String {
    let (id, page) = order(browser, quantity).await;
    let version = version_on(&page);
    browser.post_on(&format!("/orders/{id}/approval"), &[("version", &version)]).await.has("Countersigned.");
    id
}

/// Picks the order and has it ready.
async fn bag(browser: &mut Browser, path: &str) {
    let list = browser.get(&format!("{path}/pick-list")).await;
    let taken = browser.post_on(&format!("{path}/pick-list"), &[("version", &version_on(&list))]).await;
    browser.post_on(&format!("{path}/readiness"), &[("version", &version_on(&taken))]).await;
}

/// Units that the order holds.
async fn held(shop: &Shop, id: &str) -> i64 {
    let id: OrderId = id.parse().unwrap();
    let hold = holds::of_order(shop.app.db(), &id).await.unwrap().unwrap();
    assert_eq!(hold.state, "held");
    holds::packages(shop.app.db(), &hold.id).await.unwrap().iter().map(|package| package.quantity).sum()
}

async fn version(shop: &Shop, id: &str) -> i64 {
    orders::by_id(shop.app.db(), &id.parse().unwrap()).await.unwrap().unwrap().version
}

fn quantity(units: i64) -> Change {
    let lines = vec![LineChange { line: 0, sku: None, quantity: Some(units) }];
    Change { lines, ..Change::default() }
}

shop_test!(on both raising_it_over_the_limit_changes_nothing_and_says_why, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let id = approved(&mut browser, "2").await;
    let before = version(&shop, &id).await;
    let refused = send(&mut browser, &id, &[("quantity_1", "9")]).await;
    assert_eq!(refused.status, 422);
    refused.has("Nothing was changed; the order is held as it was.").has("What stands in the way");
    refused.has("over 3.15 g").has("1 CCR 212-3").has("name=\"quantity_1\" value=\"9\"").has("She called.");
    let after = browser.get(&format!("/orders/{id}")).await;
    assert_eq!((version(&shop, &id).await, held(&shop, &id).await), (before, 2));
    after.has("Approved, to be picked").has("52.00").has("A change was refused, nothing changed.");
    after.has("8 pass, 2 not needed").has_not("Stopped");
});

shop_test!(on both what_a_smaller_cart_frees_another_order_may_have, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let first = approved(&mut browser, "8").await;
    let (second, page) = order(&mut browser, "1").await;
    page.has("Stopped by 1 of 10 checks");
    let changed = send(&mut browser, &first, &[("quantity_1", "7")]).await;
    changed
        .has("Its checks pass, and the new cart is held.")
        .has("182.00")
        .has("Changed: quantity; She called.");
    assert_eq!(held(&shop, &first).await, 7);
    let path = format!("/orders/{second}");
    let again = browser.post_on(&format!("{path}/verification"), &[("version", "")]).await;
    again.has("Ready to countersign");
    let version = version_on(&again);
    browser.post_on(&format!("{path}/approval"), &[("version", &version)]).await.has("Countersigned.");
    // Now it is the other order's.
    let refused = send(&mut browser, &first, &[("quantity_1", "8")]).await;
    assert_eq!((refused.status, held(&shop, &first).await), (422, 7));
    refused.has("Purchase limit");
});

shop_test!(on both of_two_changes_of_the_same_version_one_wins, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let id = approved(&mut browser, "2").await;
    let actor = shop.hire("mara", &[Role::CustomerService]).await;
    let id: OrderId = id.parse().unwrap();
    let version = version(&shop, id.as_str()).await;
    let (three, four) = (quantity(3), quantity(4));
    let (one, other) = tokio::join!(
        change(&shop.app, &actor, &id, Some(version), &three, "three"),
        change(&shop.app, &actor, &id, Some(version), &four, "four"),
    );
    let units = match (&one, &other) {
        (Ok(_), Err(AppError::Refused(Refusal::MovedOn))) => 3,
        (Err(AppError::Refused(Refusal::MovedOn)), Ok(_)) => 4,
        neither => panic!("{neither:?}"),
    };
    assert_eq!(held(&shop, id.as_str()).await, units);
    let path = format!("/orders/{id}/change");
    let stale =
        [("version", version.to_string()), ("item_1", ITEM.to_owned()), ("quantity_1", "1".to_owned())];
    let mut stale: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
    stale.push(("note", "Too late"));
    // Also where something else is wrong with it: the next sending must not be taken for one that saw this order.
    for typed in [("item_2", ""), ("item_2", "Something else")] {
        stale.push(typed);
        let late = browser.post(&path, &stale).await;
        assert_eq!(late.status, 409);
        late.has("It has changed since your page was made.")
            .has(&format!("name=\"quantity_1\" value=\"{units}\""));
    }
});

shop_test!(on both what_was_gathered_for_another_cart_approves_nothing, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let (id, _) = order(&mut browser, "2").await;
    let actor = shop.hire("mara", &[Role::Manager]).await;
    let id: OrderId = id.parse().unwrap();
    let three = quantity(3);
    // While the register is asked for the approval, the order is changed.
    let (approved, changed) = tokio::join!(
        approve(&shop.app, &actor, &id, None),
        change(&shop.app, &actor, &id, None, &three, "three"),
    );
    let units: i64 = orders::lines(shop.app.db(), &id).await.unwrap().iter().map(|line| line.quantity).sum();
    match approved {
        Ok(_) => assert_eq!(held(&shop, id.as_str()).await, units, "{changed:?}"),
        Err(AppError::Refused(Refusal::MovedOn)) => assert_eq!((changed.is_ok(), units), (true, 3)),
        other => panic!("{other:?}"),
    }
});

shop_test!(on both a_package_on_hold_is_not_swapped_in, |shop| async move {
    let systems = Arc::new(Systems::new("metrc").with_a_package_on_hold());
    shop.app.set_connections(shop.store.clone(), vec![systems]);
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let id = approved(&mut browser, "2").await;
    let refused = send(&mut browser, &id, &[("item_1", OTHER_ITEM), ("quantity_1", "1")]).await;
    assert_eq!((refused.status, held(&shop, &id).await), (422, 2));
    refused.has("is on hold in the state system").has(&format!("value=\"{OTHER_ITEM}\""));
    let page = browser.get(&format!("/orders/{id}")).await;
    page.has(ITEM).has_not(OTHER_ITEM).has(&TAG[15..]);
    // Before it is approved it is changed, and stopped.
    let (id, _) = order(&mut browser, "1").await;
    let changed = send(&mut browser, &id, &[("item_1", "RL70")]).await;
    changed.has("Changed.").has("Stopped by 1 of 10 checks").has(OTHER_ITEM).has("44.00");
});

shop_test!(on both what_is_not_known_after_the_approval_changes_nothing, |shop| async move {
    let systems = Arc::new(Systems::new("metrc"));
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    let mut browser = shop.signed_in("ines", &[Role::Manager]).await;
    let id = approved(&mut browser, "2").await;
    systems.state_is_down.store(true, Ordering::Relaxed);
    let refused = send(&mut browser, &id, &[("quantity_1", "1")]).await;
    assert_eq!((refused.status, held(&shop, &id).await), (422, 2));
    refused.has("Nothing was changed; the order is held as it was.").has("gave no answer");
    // How it is paid no check looks at.
    let paid = send(&mut browser, &id, &[("payment", "debit")]).await;
    paid.has("No check looks at what was changed.").has("Pays debit").has("Approved, to be picked");
    // Before the approval it is changed, and unknown.
    let (id, page) = order(&mut browser, "2").await;
    page.has("Approve is locked: Stock is unknown");
    let changed = send(&mut browser, &id, &[("quantity_1", "1")]).await;
    changed.has("Approve is locked: Stock is unknown").has("26.00").has("Changed: quantity; She called.");
    systems.state_is_down.store(false, Ordering::Relaxed);
    send(&mut browser, &id, &[("quantity_1", "3")]).await.has("Ready to countersign").has("78.00");
});

shop_test!(on both what_was_in_the_bag_is_picked_anew_and_what_is_sold_is_the_new_cart, |shop| async move {
    let mut browser = shop.signed_in("mara", &[Role::Manager]).await;
    let id = approved(&mut browser, "2").await;
    let path = format!("/orders/{id}");
    bag(&mut browser, &path).await;
    browser.get(&path).await.has("Ready for hand-over");
    let changed = send(&mut browser, &id, &[("item_2", "GF35"), ("quantity_2", "3")]).await;
    changed
        .has("Approved, to be picked")
        .has("Changed: add; She called.")
        .has("130.00")
        .has_not("Hand over</a>");
    let early = browser.post(&format!("{path}/completion"), &[("version", "")]).await;
    assert_eq!(early.status, 409);
    browser.get(&format!("{path}/pick-list")).await.has("5 units from 1 package").has("Changed by Jo Rivera");
    bag(&mut browser, &path).await;
    // When and how it is handed over leaves the bag as it is.
    let later = send(
        &mut browser,
        &id,
        &[("quantity_1", "2"), ("item_2", ITEM), ("quantity_2", "3"), ("fulfilment", "curbside")],
    )
    .await;
    later.has("Ready for hand-over").has("Curbside");
    let scanned = browser.post_on(&format!("{path}/hand-over"), &[("barcode", BARCODE)]).await;
    scanned.has("$130.00");
    let done = browser.post_on(&format!("{path}/completion"), &[("version", &version_on(&scanned))]).await;
    done.has("Handed over.").has_not("/change\"");
    assert_eq!(browser.get(&format!("{path}/change")).await.status, 409);
    jobs::settle(&shop.app).await.unwrap();
    shop.clock.advance_seconds(301);
    let (_, after) = order(&mut browser, "1").await;
    after.has(&format!("{} Each in the state system", UNITS - 5));
});

shop_test!(only_what_is_touched_is_asked_again_while_the_rest_was_just_seen, |shop| async move {
    let systems = Arc::new(Systems::new("metrc"));
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let id = approved(&mut browser, "2").await;
    let asked = || [&systems.customers_asked, &systems.packages_asked].map(|n| n.load(Ordering::Relaxed));
    let before = asked();
    send(&mut browser, &id, &[("quantity_1", "3")]).await.has("the new cart is held");
    assert_eq!(asked(), [before[0], before[1] + 1], "the package and nobody's profile");
    send(&mut browser, &id, &[("fulfilment", "curbside")]).await.has("Curbside");
    assert_eq!(asked(), [before[0], before[1] + 1], "nothing outside");
    shop.clock.advance_seconds(901);
    send(&mut browser, &id, &[("quantity_1", "2"), ("fulfilment", "curbside")])
        .await
        .has("the new cart is held");
    assert_eq!(asked(), [before[0] + 1, before[1] + 2], "all of it");
});

shop_test!(what_was_signed_for_the_old_facts_is_signed_anew, |shop| async move {
    let mut first = shop.signed_in("ines", &[Role::Manager]).await;
    let mut second = shop.signed_in("kofi", &[Role::ComplianceOfficer]).await;
    let (id, _) = order(&mut first, "2").await;
    let path = format!("/orders/{id}");
    let nowhere = send(&mut first, &id, &[("fulfilment", "delivery")]).await;
    assert_eq!(nowhere.status, 422);
    nowhere.has("Write down where the goods are to go.");
    let delivery = [("fulfilment", "delivery"), ("address", "12 Alder Street")];
    let unknown = send(&mut first, &id, &delivery).await;
    unknown.has("Approve is locked: Address is unknown").has_not("12 Alder Street");
    let fields = [("check", "address"), ("ground", "A street of houses, seen on the map.")];
    first.post_on(&format!("{path}/override"), &fields).await.has("somebody else must countersign it");
    second.get(&path).await.has("Countersign the override");
    let signed = second.post_on(&format!("{path}/override/countersignature"), &[("check", "address")]).await;
    signed.has("The override is countersigned.");
    first.post_on(&format!("{path}/verification"), &[("version", "")]).await.has("Ready to countersign");
    // Another quantity is not another address.
    let fewer = send(&mut first, &id, &[("quantity_1", "1"), ("fulfilment", "delivery")]).await;
    fewer.has("Ready to countersign").has("A street of houses");
    let moved = send(&mut first, &id, &[("fulfilment", "delivery"), ("address", "1 Other Road")]).await;
    moved.has("Approve is locked: Address is unknown").has_not("Let through by two people");
    // Once it is approved, nobody could review an address for it.
    let picked = send(&mut first, &id, &[]).await;
    picked.has("Ready to countersign");
    first.post_on(&format!("{path}/approval"), &[("version", &version_on(&picked))]).await;
    let refused = send(&mut first, &id, &delivery).await;
    assert_eq!(refused.status, 422);
    refused.has("Address").has("a person must review it").has("12 Alder Street");
});

shop_test!(the_form_says_what_is_wrong_and_keeps_what_was_typed, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::CustomerService]).await;
    let (id, _) = order(&mut browser, "2").await;
    let form = browser.get(&format!("/orders/{id}/change")).await;
    form.has("name=\"quantity_1\" value=\"2\"")
        .has("40 on the shelf, $26.00")
        .has("As it is: today 11:00 to 11:30");
    let typed = [
        ("item_1", "Something else"),
        ("quantity_2", "3"),
        ("item_2", ITEM),
        ("item_3", ITEM),
        ("quantity_3", "x"),
    ];
    let wrong = send(&mut browser, &id, &typed).await;
    assert_eq!(wrong.status, 422);
    wrong.has("Not on the shelf; choose one from the list.").has("Write a whole number of units.");
    wrong.has("value=\"Something else\"").has("name=\"quantity_3\" value=\"x\"");
    for (typed, says) in [
        (vec![("quantity_1", "0")], "The last line cannot be taken off; refuse or cancel the order instead."),
        (vec![], "Nothing is different from the order as it is; change something first."),
        (vec![("quantity_1", "1"), ("note", " ")], "write one sentence that the record will keep"),
        (vec![("item_1", "")], "Choose a product, or write quantity 0 to take the line off."),
        (vec![("window", "123")], "That time is over; choose another one."),
    ] {
        let answer = send(&mut browser, &id, &typed).await;
        assert_eq!(answer.status, 422, "{typed:?}");
        answer.has(says);
    }
    let mut budtender = shop.signed_in("kofi", &[Role::Budtender]).await;
    budtender.get(&format!("/orders/{id}")).await.has_not("/change\"");
    assert_eq!(budtender.get(&format!("/orders/{id}/change")).await.status, 403);
});

shop_test!(on both goods_that_the_state_does_not_track_are_sold_and_taken_back_without_a_receipt, |shop| async move {
    let systems = Arc::new(Systems::new("metrc").with_an_accessory());
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    let mut browser = shop.signed_in("mara", &[Role::Manager]).await;
    let id = approved(&mut browser, "2").await;
    let path = format!("/orders/{id}");
    send(&mut browser, &id, &[("item_1", PAPERS), ("quantity_1", "1")]).await.has("the new cart is held");
    bag(&mut browser, &path).await;
    let scanned = browser.post_on(&format!("{path}/hand-over"), &[("barcode", BARCODE)]).await;
    browser.post_on(&format!("{path}/completion"), &[("version", &version_on(&scanned))]).await.has("Handed over.");
    jobs::settle(&shop.app).await.unwrap();
    browser.get(&path).await.has_not("Owed outside");
    let posted = || [&systems.sales, &systems.receipts].map(|count| count.load(Ordering::Relaxed));
    assert_eq!(posted(), [1, 0]);
    let form = browser.get(&format!("{path}/return")).await;
    let fields = [("version", &*version_on(&form)), ("note", "Torn")];
    browser.post_on(&format!("{path}/return"), &fields).await.has("Taken back.").has_not("Void the receipt");
    let hold = holds::of_order(shop.app.db(), &id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(hold.state, "returned");
});

shop_test!(on both whoever_the_buyer_turns_out_to_be_the_hold_counts_among_theirs, |shop| async move {
    const GRAM: i64 = 1_000_000_000_000;
    let systems = Arc::new(Systems::new("metrc"));
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let first = approved(&mut browser, "2").await;
    // The licence on the profile is put right: by the ledger that is another person.
    systems.person.lock().unwrap().id_number = Some("95-765-4321".to_owned());
    approved(&mut browser, "5").await;
    let db = shop.app.db();
    let hold = async || holds::of_order(db, &first.parse().unwrap()).await.unwrap().unwrap();
    let before = hold().await;
    // So much later, what was seen of the buyer is asked for again, though only the manner of hand-over changes.
    shop.clock.advance_seconds(901);
    send(&mut browser, &first, &[("quantity_1", "2"), ("fulfilment", "curbside")]).await.has("Curbside");
    let after = hold().await;
    assert_ne!(after.person_key, before.person_key);
    let counts = testing::counts(db, &after.id).await.unwrap();
    let counted: Vec<_> = counts.iter().map(|count| (count.amount, count.used)).collect();
    assert_eq!(counted, [(7 * GRAM, 17 * GRAM + GRAM / 2)], "beside the other order's five units");
});
