//! From the phone to the counter, and what is said when it may not be.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use countersign_app::jobs;
use countersign_app::testing::shop::BARCODE;
use countersign_app::testing::systems::{ITEM, Systems, TAG};
use countersign_kernel::Role;
use countersign_ports::flag::{Capability, Evidence, Flag};
use countersign_store::{acts, holds};

use super::browser::{Answer, Browser, version_on};
use super::shop_test;

/// 11:00 in Denver, as the form writes it.
const ELEVEN: &str = "1795370400000000";

/// Types a phone order; the answer is the order's page or the form again.
async fn enter(browser: &mut Browser, name: &str, quantity: &str) -> Answer {
    let form = browser.get("/orders/new").await;
    let key = form.body.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [
        ("key", key.as_str()),
        ("phone", "+1 303 555 0148"),
        ("name", name),
        ("born", "1992-03-14"),
        ("basis", "adult"),
        ("window", ELEVEN),
        ("item_1", ITEM),
        ("quantity_1", quantity),
    ];
    let answer = browser.post("/orders", &fields).await;
    if answer.status == 303 { browser.get(&answer.location).await } else { answer }
}

fn order_on(page: &Answer) -> String {
    page.body.split("data-order=\"").nth(1).expect("an order's page").split('"').next().unwrap().to_owned()
}

pub async fn order(browser: &mut Browser, quantity: &str) -> (String, Answer) {
    let page = enter(browser, "Odessa Brandvold", quantity).await;
    (order_on(&page), page)
}

/// One person does all of it, from the countersignature to the hand-over.
async fn sold(manager: &mut Browser, path: &str, page: &Answer) -> Answer {
    manager.post_on(&format!("{path}/approval"), &[("version", &version_on(page))]).await;
    let list = manager.get(&format!("{path}/pick-list")).await;
    let taken = manager.post_on(&format!("{path}/pick-list"), &[("version", &version_on(&list))]).await;
    manager.post_on(&format!("{path}/readiness"), &[("version", &version_on(&taken))]).await;
    let scanned = manager.post_on(&format!("{path}/hand-over"), &[("barcode", BARCODE)]).await;
    manager.post_on(&format!("{path}/completion"), &[("version", &version_on(&scanned))]).await
}

shop_test!(an_order_goes_from_the_phone_to_the_counter, |shop| async move {
    let mut associate = shop.signed_in("ines", &[Role::Associate]).await;
    let (id, page) = order(&mut associate, "2").await;
    page.has("Ready to countersign")
        .has("Odessa Brandvold")
        .has("waits for you")
        .has("40 free")
        .has("7 g flower");
    page.has("Together").has("52.00").has("7.00 g").has("1 CCR 212-3").has("confidence 2+").has("000012086");
    let version = version_on(&page);
    let path = format!("/orders/{id}");
    let approved = associate.post_on(&format!("{path}/approval"), &[("version", &version)]).await;
    approved.has("Countersigned.").has("Countersigned by Jo Rivera").has("Approved, to be picked");
    approved.has("Your roles do not include: pick list");

    let mut budtender = shop.signed_in("kofi", &[Role::Budtender]).await;
    let list = budtender.get(&format!("{path}/pick-list")).await;
    list.has("2 units from 1 package").has("Countersigned by Jo Rivera").has("000012086");
    let taken = budtender.post_on(&format!("{path}/pick-list"), &[("version", &version_on(&list))]).await;
    let ready = budtender.post_on(&format!("{path}/readiness"), &[("version", &version_on(&taken))]).await;
    ready.has("Ready for hand-over").has("Hand over");
    let counter = budtender.get(&format!("{path}/hand-over")).await;
    counter.has("Scan the back of the licence").has("To pay: $52.00.");
    let nonsense = budtender.post(&format!("{path}/hand-over"), &[("barcode", "hello")]).await;
    assert_eq!(nonsense.status, 422);
    nonsense.has("scan the back of the card").has_not("hello");
    let early = budtender.post(&format!("{path}/completion"), &[("version", "")]).await;
    assert_eq!(early.status, 422);
    early.has("Scan the customer&#39;s licence first.");
    let scanned = budtender.post_on(&format!("{path}/hand-over"), &[("barcode", BARCODE)]).await;
    scanned.has("Complete: paid and handed over").has_not("94-123-4567");
    let done = budtender.post_on(&format!("{path}/completion"), &[("version", &version_on(&scanned))]).await;
    done.has("Handed over.").has("Completed 10:06").has("Post the receipt to Metrc");
    jobs::settle(&shop.app).await.unwrap();
    budtender.get(&path).await.has_not("Owed outside").has_not("Take it back");
    assert_eq!(budtender.get(&format!("{path}/return")).await.status, 403);

    let mut manager = shop.signed_in("mara", &[Role::Manager]).await;
    manager.get(&path).await.has("Take it back");
    let form = manager.get(&format!("{path}/return")).await;
    let version = version_on(&form);
    let wordless = manager.post(&format!("{path}/return"), &[("version", &version), ("note", " ")]).await;
    assert_eq!(wordless.status, 422);
    let fields = [("version", version.as_str()), ("note", "Wrong cartridge")];
    let back = manager.post_on(&format!("{path}/return"), &fields).await;
    back.has("Taken back.").has("Void the receipt at Metrc").has("Returned");
    let hold = holds::of_order(shop.app.db(), &id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(hold.state, "consumed", "it counts until the state has voided it");
    jobs::settle(&shop.app).await.unwrap();
    manager.get(&path).await.has_not("Owed outside").has_not("Take it back").has("Wrong cartridge");
    let hold = holds::of_order(shop.app.db(), &id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(hold.state, "returned");
    let acts = acts::of_order(shop.app.db(), &id.parse().unwrap()).await.unwrap();
    let void = acts.iter().find(|act| act.kind == "state.void").unwrap();
    assert!(void.result.as_deref().is_some_and(|result| result.contains("\"voided\":[\"1\"]")), "{void:?}");
});

shop_test!(a_sale_whose_receipt_the_state_refused_is_taken_back_without_one, |shop| async move {
    let systems = Arc::new(Systems::new("metrc"));
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    systems.receipts_are_refused.store(true, Ordering::SeqCst);
    let mut manager = shop.signed_in("mara", &[Role::Manager]).await;
    let (id, page) = order(&mut manager, "2").await;
    let path = format!("/orders/{id}");
    sold(&mut manager, &path, &page).await;
    jobs::settle(&shop.app).await.unwrap();
    manager.get(&path).await.has("Post the receipt to Metrc").has("the package is not active");
    let form = manager.get(&format!("{path}/return")).await;
    let fields = [("version", &*version_on(&form)), ("note", "Wrong cartridge")];
    manager.post_on(&format!("{path}/return"), &fields).await.has("Taken back.");
    systems.receipts_are_refused.store(false, Ordering::SeqCst);
    jobs::settle(&shop.app).await.unwrap();
    // Nothing was ever posted, the state says so, and so nothing is left to count against the customer.
    let hold = holds::of_order(shop.app.db(), &id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(hold.state, "returned");
    let counts = [&systems.receipts, &systems.voids].map(|count| count.load(Ordering::SeqCst));
    assert_eq!(counts, [0, 0], "no receipt, and none to void");
    manager.get(&path).await.has_not("Owed outside");
});

/// A register that takes no sale from outside.
const RUNG_UP_BY_HAND: &[Flag] =
    &[Flag::new(Capability::RingUp, Evidence::Cannot, "ring it up at the register")];

shop_test!(a_sale_that_no_register_takes_from_outside_is_left_to_a_person, |shop| async move {
    let systems = Arc::new(Systems::new("flowhub").saying(RUNG_UP_BY_HAND));
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    let mut manager = shop.signed_in("mara", &[Role::Manager]).await;
    let (id, page) = order(&mut manager, "1").await;
    let path = format!("/orders/{id}");
    let done = sold(&mut manager, &path, &page).await;
    done.has("Ring it up at Flowhub&#39;s register").has("It cannot be done from here.");
    jobs::settle(&shop.app).await.unwrap();
    assert_eq!(systems.sales.load(Ordering::SeqCst), 0, "nothing was sent");
    assert_eq!(systems.receipts.load(Ordering::SeqCst), 1, "the state is told as ever");
    manager.get(&path).await.has("Ring it up at Flowhub&#39;s register");
    let acts = acts::of_order(shop.app.db(), &id.parse().unwrap()).await.unwrap();
    let sale = acts.iter().find(|act| act.kind == "pos.sale").unwrap();
    assert_eq!((sale.state.as_str(), sale.attempts), ("dropped", 0));
    // The register still lists what it has not sold, so it stays held until somebody says that it is rung up.
    shop.clock.advance_seconds(301);
    jobs::pass(&shop.app).await.unwrap();
    let (_, waiting) = order(&mut manager, "1").await;
    waiting.has("39 free");
    let by_hand = format!("{path}/acts/{}/by-hand", sale.id);
    let mut ines = shop.signed_in("ines", &[Role::Associate]).await;
    ines.get(&path).await.has("Ring it up at Flowhub").has_not("It is rung up");
    assert_eq!(ines.post(&by_hand, &[]).await.status, 403);
    let mut bo = shop.signed_in("bo", &[Role::Budtender]).await;
    bo.get(&path).await.has("Under the number CS-1001-").has("It is rung up");
    bo.post_on(&by_hand, &[]).await.has("Done there.").has_not("Ring it up at Flowhub");
    assert_eq!(bo.post(&by_hand, &[]).await.status, 422, "it is done once");
    shop.clock.advance_seconds(301);
    jobs::pass(&shop.app).await.unwrap();
    let (_, free) = order(&mut manager, "1").await;
    free.has("40 free");

    let mut auditor = shop.signed_in("ada", &[Role::Auditor]).await;
    let record = auditor.get("/record?kind=act").await;
    record.has("Left to a person, since it cannot be done from here: flowhub, pos.sale");
    record.has("A person says it is done there: flowhub, pos.sale");
});

shop_test!(what_the_state_has_taken_off_is_not_taken_off_twice, |shop| async move {
    let mut manager = shop.signed_in("mara", &[Role::Manager]).await;
    let (id, page) = order(&mut manager, "2").await;
    page.has("40 Each in the state system, TestPassed; 2 wanted here, 0 held by other orders");
    let path = format!("/orders/{id}");
    manager.post_on(&format!("{path}/approval"), &[("version", &version_on(&page))]).await;
    let list = manager.get(&format!("{path}/pick-list")).await;
    let taken = manager.post_on(&format!("{path}/pick-list"), &[("version", &version_on(&list))]).await;
    manager.post_on(&format!("{path}/readiness"), &[("version", &version_on(&taken))]).await;
    let (_, waiting) = order(&mut manager, "1").await;
    waiting.has("40 Each in the state system, TestPassed; 1 wanted here, 2 held by other orders");
    let scanned = manager.post_on(&format!("{path}/hand-over"), &[("barcode", BARCODE)]).await;
    manager.post_on(&format!("{path}/completion"), &[("version", &version_on(&scanned))]).await;
    let (_, unposted) = order(&mut manager, "1").await;
    unposted.has("40 Each in the state system, TestPassed; 1 wanted here, 2 held by other orders");
    jobs::settle(&shop.app).await.unwrap();
    shop.clock.advance_seconds(1);
    // The register's list is as old as before, and still shows them.
    let (_, posted) = order(&mut manager, "1").await;
    posted.has("38 Each in the state system, TestPassed; 1 wanted here, 0 held by other orders");
});

shop_test!(a_package_is_chosen_of_which_the_state_has_enough, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let connect = |systems| shop.app.set_connections(shop.store.clone(), vec![Arc::new(systems)]);
    connect(Systems::new("metrc").of_two_minds(10, 50));
    let (_, page) = order(&mut browser, "2").await;
    page.has("50 Each in the state system, TestPassed; 2 wanted here").has_not("Stopped by");
    // With none to fall back on, what is said is what the two sides differ in.
    connect(Systems::new("metrc").of_two_minds(1, 1));
    shop.clock.advance_seconds(301);
    let (_, page) = order(&mut browser, "2").await;
    page.has("Stopped by 1 of 10 checks").has("the state has 0, 2 wanted");
});

shop_test!(over_the_limit_the_page_says_what_why_and_what_now, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let (id, page) = order(&mut browser, "9").await;
    page.has("Stopped by 1 of 10 checks").has("aria-disabled=\"true\" aria-describedby=\"why\"");
    page.has("Approve is locked: Limit, over 3.15 g").has("over 3.15 g").has("Smallest lawful carts");
    page.has("9 to 8")
        .has("−$26.00")
        .has("Together 28.00 g")
        .has("The rest may be bought from Mon 23 Nov, 00:00 MST.");
    let path = format!("/orders/{id}");
    let refused = browser.post(&format!("{path}/approval"), &[("version", &version_on(&page))]).await;
    assert_eq!(refused.status, 422);
    refused.has("It was not approved.").has("Smallest lawful carts").has("Refuse");
    let form = browser.get(&format!("{path}/refusal")).await;
    form.has("value=\"over_limit\" required checked").has("9 to 8").has("call the customer");
    let fields =
        [("version", version_on(&form)), ("reason", "over_limit".to_owned()), ("suggestion", "0".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = browser.post_on(&format!("{path}/refusal"), &fields).await;
    done.has("Refused 10:06").has("Offered: Gale Fork, flower 3.5 g, 9 to 8");
});

shop_test!(a_register_whose_clock_is_ten_minutes_behind_is_heard_whole, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let systems = Arc::new(Systems::new("metrc"));
    shop.app.set_connections(shop.store.clone(), vec![systems.clone()]);
    order(&mut browser, "1").await.1.has("Ready to countersign");
    shop.clock.advance_seconds(60);
    systems.rung_up.lock().unwrap().push((shop.app.now().plus_minutes(-10), 8));
    order(&mut browser, "1").await.1.has("Stopped by 1 of 10 checks").has("Limit, over");
});

shop_test!(what_somebody_else_did_first_is_not_done_twice, |shop| async move {
    let mut browser = shop.signed_in("mara", &[Role::Manager]).await;
    let (id, page) = order(&mut browser, "1").await;
    let path = format!("/orders/{id}");
    let version = version_on(&page);
    browser.post_on(&format!("{path}/approval"), &[("version", &version)]).await;
    let again = browser.post(&format!("{path}/approval"), &[("version", &version)]).await;
    assert_eq!(again.status, 409);
    again.has("Somebody was quicker, or it was pressed twice.").has("Approved, to be picked");
    let stale = browser.post(&format!("{path}/pick-list"), &[("version", &version)]).await;
    assert_eq!(stale.status, 409);
    stale.has("It has changed since your page was made.");
});

shop_test!(an_unknown_is_let_through_by_two_people_and_never_by_one, |shop| async move {
    let mut first = shop.signed_in("ines", &[Role::Manager]).await;
    let page = enter(&mut first, "Odessa Brandvold", "1").await;
    page.has("Ready to countersign");
    // Another number: the register knows nobody by it.
    let form = first.get("/orders/new").await;
    let key = form.body.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [
        ("key", key.as_str()),
        ("phone", "+1 303 555 0199"),
        ("name", "Odessa Brandvold"),
        ("born", "1992-03-14"),
        ("basis", "adult"),
        ("window", ELEVEN),
        ("item_1", ITEM),
        ("quantity_1", "1"),
    ];
    let page = first.post_on("/orders", &fields).await;
    let path = format!("/orders/{}", order_on(&page));
    page.has("Approve is locked: Identity is unknown, and unknown is never yes.").has("Ask for an override");
    let form = first.get(&format!("{path}/override")).await;
    form.has("value=\"identity\"").has("Somebody else with the permission");
    let fields = [("check", "identity"), ("ground", "")];
    assert_eq!(first.post(&format!("{path}/override"), &fields).await.status, 422);
    let fields = [("check", "identity"), ("ground", "I compared her licence at the counter at ten.")];
    let asked = first.post_on(&format!("{path}/override"), &fields).await;
    asked
        .has("Jo Rivera asked to let Identity count as passed, at 10:06.")
        .has("somebody else must countersign it");
    let own = first.post(&format!("{path}/override/countersignature"), &[("check", "identity")]).await;
    assert_eq!(own.status, 422);
    own.has("The override was not countersigned.");
    let mut second = shop.signed_in("kofi", &[Role::ComplianceOfficer]).await;
    second.get("/").await.has("an override of Identity waits");
    second.get(&path).await.has("Countersign the override");
    let signed = second.post_on(&format!("{path}/override/countersignature"), &[("check", "identity")]).await;
    signed.has("The override is countersigned.").has("Let through by two people: I compared her licence");
});

shop_test!(a_stop_checked_again_during_an_outage_stays_a_stop, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Manager]).await;
    let page = enter(&mut browser, "Somebody Else", "1").await;
    page.has("Stopped by 1 of 10 checks").has_not("Ask for an override");
    let path = format!("/orders/{}", order_on(&page));
    shop.app.set_connections(shop.store.clone(), Vec::new());
    for _ in 0..2 {
        let down = browser.post_on(&format!("{path}/verification"), &[("version", "")]).await;
        down.has("this cannot be looked at again now").has("Found before").has("10:06");
        let ask = [("check", "identity"), ("ground", "I know her well enough.")];
        assert_eq!(browser.post(&format!("{path}/override"), &ask).await.status, 422);
        shop.clock.advance_seconds(60);
    }
    shop.app.set_connections(shop.store.clone(), vec![Arc::new(Systems::new("metrc"))]);
    let up = browser.post_on(&format!("{path}/verification"), &[("version", "")]).await;
    up.has("Stopped by 1 of 10 checks").has_not("this cannot be looked at again now");
});

shop_test!(a_phone_form_says_what_is_wrong_and_keeps_what_was_typed, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    browser.get("/orders/new").await.has(ITEM).has("40 on the shelf, $26.00").has("Today 11:00 to 11:30");
    let fields = [
        ("key", "k"),
        ("phone", "123"),
        ("name", "Odessa"),
        ("item_1", "Something else"),
        ("quantity_1", "x"),
    ];
    let answer = browser.post("/orders", &fields).await;
    assert_eq!(answer.status, 422);
    answer.has("Write first and last name").has("Write the birth date").has("with its area code");
    answer.has("Choose a pickup time.").has("Not on the shelf").has("value=\"Something else\"");
});

shop_test!(sending_a_phone_order_twice_makes_one, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    browser.get("/orders/new").await;
    let fields = [
        ("key", "the-same"),
        ("phone", "+1 303 555 0148"),
        ("name", "Odessa Brandvold"),
        ("born", "1992-03-14"),
        ("window", ELEVEN),
        ("item_1", "GF35"),
    ];
    let first = browser.post("/orders", &fields).await;
    let second = browser.post("/orders", &fields).await;
    assert_eq!((first.status, &first.location), (303, &second.location));
});

shop_test!(the_queue_groups_pages_peeks_and_finds, |shop| async move {
    let mut browser = shop.signed_in("ines", &[Role::Associate]).await;
    let (ready, _) = order(&mut browser, "1").await;
    let (stopped, _) = order(&mut browser, "9").await;
    let queue = browser.get("/orders").await;
    queue
        .has("2 orders need a person.")
        .has("Stopped <span class=\"faint\">1</span>")
        .has("To countersign <span");
    let stops = browser.get("/orders?view=needs-me&channel=phone").await;
    stops.has(&stopped).has_not(&ready).has("aria-current=\"true\">Phone");
    browser.get("/orders?view=open&channel=leafly").await.has("No open order");
    let peek = browser.get(&format!("/orders?peek={stopped}")).await;
    peek.has("at a glance").has("Bought before").has("Over by").has("3.15 g");
    let found = browser.post("/search", &[("q", "1001")]).await;
    assert_eq!((found.status, found.location), (303, format!("/orders/{ready}")));
    browser.post("/search", &[("q", "nothing like it")]).await.has("Nothing has exactly that");
    let page = browser.get(&format!("/orders/{ready}")).await;
    browser.post_on(&format!("/orders/{ready}/approval"), &[("version", &version_on(&page))]).await;
    for tag in [TAG, &TAG[15..]] {
        let found = browser.post("/search", &[("q", tag)]).await;
        assert_eq!(found.location, format!("/orders/{ready}"), "{tag}");
    }
    let customer = browser.post("/search", &[("q", "odessa@example.org")]).await;
    assert!(customer.location.starts_with("/customers/cus_"), "{customer:?}");
    assert_eq!(browser.get("/orders?after=nonsense").await.status, 400);
});

shop_test!(names_are_for_those_who_may_see_customers, |shop| async move {
    let mut associate = shop.signed_in("ines", &[Role::Associate]).await;
    let (id, page) = order(&mut associate, "1").await;
    page.has("Odessa Brandvold").has("+1 303 555 0148");
    let mut auditor = shop.signed_in("ada", &[Role::Auditor]).await;
    for path in ["/orders".to_owned(), format!("/orders/{id}"), "/".to_owned()] {
        auditor.get(&path).await.has_not("Brandvold").has_not("555 0148");
    }
});
