//! Nothing goes wrong: an order from the cart to the receipt, through every capability.

use countersign_domain::close::Stands;
use countersign_domain::orders::Cancellation;
use countersign_kernel::{Clock, Money};
use countersign_ports::Failure;
use countersign_ports::books::ShownListing;
use countersign_ports::marketplace::{ChannelStatus, Event};
use countersign_ports::point_of_sale::CustomerQuery;
use countersign_ports::state_system::Buyer;
use countersign_sandbox::faults::{Fault, When};
use serde_json::json;

use crate::conformance::listing;
use crate::stage::{Stage, source};

#[tokio::test]
async fn the_state_system_lists_posts_finds_and_voids() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    assert!(!state.facility().await.expect("our facility").is_empty());
    let packages = state.active_packages().await.expect("a list");
    let (_, tag) = stage.goods();
    let listed = packages.iter().find(|package| package.tag == tag).expect("it is listed").clone();
    assert_eq!(state.package(&tag).await.expect("a package"), Some(listed));
    assert!(packages.iter().any(|package| package.on_hold), "held packages are listed as held");

    // Reading whole lists uses up a second's worth of reads.
    stage.clock.advance_seconds(5);
    let receipt = stage.receipt("WEB-1");
    let look = || state.receipts_by_number("WEB-1", receipt.sold_at);
    assert_eq!(look().await, Ok(Vec::new()));
    let id = state.post_receipt(&receipt, None).await.expect("posted");
    let found = look().await.expect("a look");
    assert_eq!((found.len(), found[0].id.clone(), found[0].voided), (1, id.clone(), false));
    assert_eq!(found[0].total, receipt.lines[0].total);
    state.void_receipt(&id).await.expect("voided");
    state.void_receipt(&id).await.expect("voiding what is void is no error");
    let found = look().await.expect("a look");
    assert_eq!((found.len(), found[0].voided), (1, true));
    let again = state.post_receipt(&receipt, None).await.expect("posted again");
    let numbers: Vec<_> = look().await.expect("a look").iter().map(|r| (r.id.clone(), r.voided)).collect();
    assert!(numbers.contains(&(again, false)), "{numbers:?}");
}

#[tokio::test]
async fn a_days_receipts_are_read_back_over_pages_windows_and_both_licences() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let since = stage.clock.now();
    let mut posted = Vec::new();
    for number in 0..23 {
        let receipt = stage.receipt(&format!("WEB-{number}"));
        posted.push((state.post_receipt(&receipt, None).await.expect("posted"), receipt));
    }
    // One is voided on the next day: it is found in the window of its change.
    stage.clock.advance_seconds(30 * 3_600);
    state.void_receipt(&posted[4].0).await.expect("voided");
    let read = state.receipts_since(since).await.expect("whole");
    let ours: Vec<_> = read.iter().filter(|r| r.external_number.is_some()).collect();
    assert_eq!(ours.len(), 23, "{ours:?}");
    assert_eq!(ours.iter().filter(|r| r.voided).map(|r| &r.id).collect::<Vec<_>>(), [&posted[4].0]);
    let day =
        posted[0].1.sold_at.date_in(&countersign_kernel::time::zone(crate::stage::ZONE).expect("a zone"));
    assert!(ours.iter().all(|r| r.sold_on == day && r.total == posted[0].1.lines[0].total));

    stage.clock.advance_seconds(5);
    let lines = state.receipt_lines(&posted[7].0).await.expect("its lines");
    let told = &posted[7].1.lines[0];
    assert_eq!(lines.len(), 1);
    assert_eq!(
        (&lines[0].tag, &lines[0].unit, lines[0].paid),
        (&told.tag.to_string(), &told.unit, told.total)
    );
    assert_eq!(Ok(lines[0].quantity), told.quantity.parse());
    let nothing = state.receipt_lines("1").await.expect_err("there is no such receipt");
    assert_eq!(nothing.failure, Failure::NotFound);
}

#[tokio::test]
async fn a_tag_of_another_shop_is_not_here_and_wrong_keys_are_not_a_missing_package() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    let foreign = stage.sandbox.world.packages.iter().find(|p| p.store == 1 && !p.is_medical).expect("one");
    assert_eq!(state.package(&foreign.tag).await, Ok(None));
    let mut config = stage.config("metrc");
    config.secrets = config.secrets.with("user_key", "wrong");
    let wrong = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let (_, tag) = stage.goods();
    let error = wrong.state_system().expect("one").package(&tag).await.expect_err("no entry");
    assert_eq!(error.failure, Failure::NotAllowed);
}

#[tokio::test]
async fn a_key_that_is_refused_once_does_not_make_a_package_missing() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let (_, tag) = stage.goods();
    stage.fault("metrc", ("GET", "/packages/v2/{id}"), When::First(1), Fault::RevokedCredentials);
    let found = metrc.state_system().expect("a state system").package(&tag).await.expect("an answer");
    assert_eq!(found.map(|package| package.tag), Some(tag));
}

#[tokio::test]
async fn a_patient_is_known_by_number_and_buys_from_the_medical_shelf() {
    let stage = Stage::start().await;
    let metrc = stage.connect("metrc");
    let state = metrc.state_system().expect("a state system");
    assert_eq!(state.patient("P-does-not-exist").await, Ok(None));
    let world = &stage.sandbox.world;
    let live = |c: &&countersign_sandbox::world::Customer| {
        c.card.as_ref().is_some_and(|card| card.expires_on > world.today)
            && format!("{:?}", c.story) == "Patient"
    };
    let patient = world.customers.iter().find(live).expect("the world has one");
    let number = &patient.card.as_ref().expect("a card").number;
    let allowance = state.patient(number).await.expect("an answer").expect("known");
    assert!(allowance.active);
    assert!(allowance.flower_ounces.is_some());
    assert_eq!(allowance.thc_ounces, None, "Colorado does not count it");
    let package = world
        .packages
        .iter()
        .find(|p| p.store == 0 && p.is_medical && p.quantity > 50_000 && !p.on_hold && !p.on_recall)
        .expect("the world has one");
    let mut receipt = stage.receipt("WEB-2");
    receipt.buyer = Buyer::Patient;
    receipt.lines[0].tag = package.tag.clone();
    receipt.lines[0].unit = format!("{:?}", world.products[package.product].unit);
    receipt.sold_at = stage.clock.now();
    state.post_receipt(&receipt, Some(number)).await.expect("posted under the medical licence");
    let found = state.receipts_by_number("WEB-2", receipt.sold_at).await.expect("a look");
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn the_till_shows_its_shelf_prices_a_cart_and_rings_up_once() {
    let stage = Stage::start().await;
    let dutchie = stage.connect("dutchie_pos");
    let till = dutchie.point_of_sale().expect("a till");
    assert!(!till.location().await.expect("our location").is_empty());
    let shelf = till.inventory().await.expect("an inventory");
    let edible = shelf.iter().find(|i| i.measures.category.as_deref() == Some("edible")).expect("edibles");
    assert!(edible.measures.mg_thc.is_some(), "{edible:?}");
    assert!(shelf.iter().filter(|i| i.category == "Flower").all(|i| i.measures.grams.is_some()));

    let sale = stage.sale("ord-1", &*dutchie).await;
    let cart = till.price_cart(sale.pos_customer.as_deref(), false, &sale.lines).await.expect("a price");
    assert!(cart.total > cart.subtotal && cart.subtotal > Money::ZERO);
    let walk_in = till.price_cart(None, false, &sale.lines).await.expect("a price");
    assert_eq!(walk_in, cart);
    let number = till.post_sale(&sale).await.expect("rung up");
    assert_eq!(till.post_sale(&sale).await, Ok(number.clone()), "the same reference is the same sale");
    assert_eq!(till.sales_by_reference("ord-1", sale.sold_at).await, Ok(vec![number.clone()]));
    assert_eq!(till.sales_by_reference("ord-2", sale.sold_at).await, Ok(Vec::new()));
    let sold = till.register_sales(sale.sold_at.plus_minutes(-1)).await.expect("sales");
    let ours = sold.iter().find(|s| s.number == number).expect("it is on the register");
    assert_eq!(ours.reference.as_deref(), Some("ord-1"));
    assert_eq!(ours.lines, sale.lines);
    let (from, to) = (sale.sold_at.plus_minutes(-60), sale.sold_at.plus_minutes(60));
    let day = till.sales_between(from, to).await.expect("the day's sales");
    let read = day.iter().find(|s| s.number == number).expect("it is one of the day's");
    assert_eq!(read.reference.as_deref(), Some("ord-1"));
    assert_eq!((read.lines.iter().map(|l| l.paid).sum::<Money>(), read.tax), (cart.subtotal, cart.tax));
    assert_eq!((read.total, read.taken, read.voided), (cart.total, Some(cart.total), false));
    assert!(read.lines.iter().all(|line| line.tag.is_some()), "{read:?}");
    stage
        .act("dutchie_pos", "void_sale", json!({"transaction_id": number.parse::<u64>().expect("a number")}))
        .await;
    stage.clock.advance_seconds(61);
    let day = till.sales_between(from, to).await.expect("the day's sales");
    assert!(day.iter().find(|s| s.number == number).expect("a void is still listed").voided);
    let nobody = CustomerQuery { email: Some("nobody@example.invalid".to_owned()), ..Default::default() };
    assert_eq!(till.find_customers(&nobody).await, Ok(Vec::new()));
}

#[tokio::test]
async fn a_weedmaps_order_is_quoted_placed_and_completed() {
    let stage = Stage::start().await;
    let weedmaps = stage.connect("weedmaps");
    let id = stage.order("weedmaps").await;
    {
        let events = stage.hub.events.lock().expect("not poisoned");
        assert!(matches!(events[0], Event::Quote(_)), "{events:?}");
        let Event::Placed(order) = &events[1] else { panic!("not placed: {events:?}") };
        assert_eq!(order.external_id, id);
        assert_eq!(order.lines[0].sku, stage.goods().0.sku);
        assert_eq!(order.check_bounds(), Ok(()));
    }
    let source = source(&*weedmaps);
    for status in [ChannelStatus::Approved, ChannelStatus::Ready, ChannelStatus::Completed] {
        source.set_status(&id, &status).await.expect("set");
        source.set_status(&id, &status).await.expect("set already");
    }
    let late = source.set_status(&id, &ChannelStatus::Cancelled(Cancellation::Identity)).await;
    assert!(matches!(late.expect_err("it is complete").failure, Failure::Refused { status: 422, .. }));
    let missing = source.set_status("nope", &ChannelStatus::Approved).await.expect_err("no such order");
    assert_eq!(missing.failure, Failure::NotFound);
    assert_eq!(source.fetch_order(&id).await.expect_err("no such call").failure, Failure::Unsupported);
    assert_eq!(source.order_standing(&id).await.expect_err("no such call").failure, Failure::Unsupported);
}

#[tokio::test]
async fn a_leafly_order_is_fetched_with_its_pictures_acknowledged_and_completed() {
    let stage = Stage::start().await;
    let leafly = stage.connect("leafly");
    let id = stage.order("leafly").await;
    let submitted = stage.hub.events.lock().expect("not poisoned").iter().any(
        |e| matches!(e, Event::Submitted { external_id, acknowledge_by } if *external_id == id && *acknowledge_by == stage.clock.now().plus_minutes(15)),
    );
    assert!(submitted);
    let source = source(&*leafly);
    assert_eq!(source.order_standing(&id).await.expect("it is shown").stands, Stands::Open);
    let order = source.fetch_order(&id).await.expect("the order");
    assert_eq!(order.check_bounds(), Ok(()));
    assert_eq!(order.lines[0].sku, stage.goods().0.sku);
    assert!(order.buyer.birth_date.is_some());
    let pictures = source.fetch_documents(&order).await.expect("pictures");
    assert!(pictures.iter().all(|p| p.kind == "government_id" && !p.bytes.is_empty()));
    assert!(
        source.set_status(&id, &ChannelStatus::Approved).await.is_err(),
        "nothing before acknowledgement"
    );
    source.acknowledge(&id).await.expect("acknowledged");
    assert_eq!(source.fetch_documents(&order).await.expect_err("too late").failure, Failure::NotAllowed);
    for status in [ChannelStatus::Approved, ChannelStatus::Ready, ChannelStatus::Completed] {
        source.set_status(&id, &status).await.expect("set");
        source.set_status(&id, &status).await.expect("set already");
    }
    let standing = source.order_standing(&id).await.expect("it is still shown");
    assert_eq!((standing.words.as_str(), standing.stands), ("picked_up", Stands::Completed));
    let late = source.set_status(&id, &ChannelStatus::Cancelled(Cancellation::NoShow)).await;
    assert!(matches!(late.expect_err("it is complete").failure, Failure::Refused { .. }));
    assert_eq!(source.fetch_order("nope").await.expect_err("no such order").failure, Failure::NotFound);
}

#[tokio::test]
async fn a_jane_cart_is_announced_fetched_and_cancelled_and_nothing_is_told_back() {
    let stage = Stage::start().await;
    let jane = stage.connect("jane");
    let source = source(&*jane);
    let id = stage.order("jane").await;
    let announced = |id: &str| Event::Announced { external_id: id.to_owned() };
    assert_eq!(stage.hub.events.lock().expect("not poisoned")[..], [announced(&id)]);
    let order = source.fetch_order(&id).await.expect("the cart");
    assert_eq!(order.check_bounds(), Ok(()));
    assert_eq!(
        (order.lines[0].sku.as_str(), order.words.as_str()),
        (stage.goods().0.sku.as_str(), "pending")
    );
    assert!(order.buyer.birth_date.is_some() && order.buyer.phone.is_some());
    let told = source.set_status(&id, &ChannelStatus::Approved).await.expect_err("no such call");
    assert_eq!(told.failure, Failure::Unsupported);
    let set = |status: &str| stage.act("jane", "set_status", json!({"order_id": id, "status": status}));
    set("ready_for_pickup").await;
    set("beamed_up").await;
    let odd = source.fetch_order(&id).await.expect_err("a word that nobody knows");
    assert!(!odd.is_passing() && odd.to_string().contains("beamed_up"), "a person must look: {odd}");
    stage.act("jane", "cancel_order", json!({"order_id": id})).await;
    {
        let events = stage.hub.events.lock().expect("not poisoned");
        assert!(matches!(&events[1], Event::StatusChanged { words, .. } if words == "ready_for_pickup"));
        assert_eq!(events[2], announced(&id), "looked at");
        assert!(matches!(&events[3], Event::Cancelled { words, .. } if words == "cancelled"));
    }
    assert_eq!(source.fetch_order("1").await.expect_err("no such cart").failure, Failure::NotFound);
    let menu = jane.marketplace_menu().expect("a menu").pull_menu().await;
    assert_eq!(menu.missing, None);
    let ours = |row: &ShownListing| row.sku.as_ref() == Some(&stage.goods().0.sku);
    assert!(menu.rows.iter().any(|row| ours(row) && row.visible == Some(true)));
}

#[tokio::test]
async fn a_cart_without_a_birth_date_leaves_the_age_unknown() {
    let stage = Stage::start().await;
    let jane = stage.connect("jane");
    let room = stage.sandbox.room("jane").expect("it runs");
    room.vendor.set_switches(json!({"sim_assumption_cart_has_birth_date": false})).expect("a switch");
    let id = stage.order("jane").await;
    let order = source(&*jane).fetch_order(&id).await.expect("the cart");
    assert_eq!(order.buyer.birth_date, None);
}

#[tokio::test]
async fn a_menu_that_another_system_writes_is_not_written_by_us() {
    let stage = Stage::start().await;
    for vendor in ["weedmaps", "leafly"] {
        let mut config = stage.config(vendor);
        config.settings["writes_menu"] = json!(false);
        let connection = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
        let menu = connection.marketplace_menu().expect("a menu");
        stage.log.take();
        let ids = ["NEW-1".to_owned()];
        assert!(!menu.is_ours(), "{vendor}");
        for refused in [menu.publish(&[]).await, menu.hide(&ids).await] {
            let why = refused.expect_err("not ours to write").to_string();
            assert!(why.contains("another system writes this menu"), "{why}");
        }
        menu.show(&ids).await.expect_err("not ours to write, or no way to");
        assert!(stage.log.take().is_empty(), "nothing was sent");
        stage.clock.advance_seconds(61);
        assert_eq!(menu.pull_menu().await.missing, None, "reading is no writing");
    }
}

#[tokio::test]
async fn a_forged_callback_is_not_believed_and_a_repeated_one_has_the_same_key() {
    for (marketplace, quotes) in [("weedmaps", 1), ("leafly", 1), ("jane", 0)] {
        let stage = Stage::start().await;
        let _connection = stage.connect(marketplace);
        let body = json!({
            "store": 0,
            "customer": stage.adult(),
            "lines": [{"external_id": stage.goods().0.sku, "quantity": 1}],
            "options": {"fault": {"forged_attempts": 1, "duplicates": 2}},
        });
        let placed = stage.act(marketplace, "place_order", body).await;
        assert_eq!(placed["told"], false, "{placed}");
        let believed = stage.hub.keys.lock().expect("not poisoned").len();
        assert_eq!(believed, quotes, "only a quote was believed");
        stage.clock.advance_seconds(600);
        stage.sandbox.run_due().await;
        let keys = stage.hub.keys.lock().expect("not poisoned").clone();
        assert_eq!(keys.len(), quotes + 3, "{keys:?}");
        assert!(keys[quotes..].iter().all(|key| *key == keys[quotes]), "{keys:?}");
        assert!(keys[..quotes].iter().all(|key| *key != keys[quotes]), "{keys:?}");
    }
}

#[tokio::test]
async fn menus_are_written_hidden_and_read_back() {
    for marketplace in ["weedmaps", "leafly"] {
        let stage = Stage::start().await;
        let connection = stage.connect(marketplace);
        let menu = connection.marketplace_menu().expect("a menu");
        assert!(!menu.menu_health().await.expect("healthy").is_empty());
        menu.publish(&[listing()]).await.expect("listed");
        stage.clock.advance_seconds(600);
        stage.sandbox.run_due().await;
        let shown = menu.pull_menu().await.rows;
        let found = shown.iter().find(|row| row.sku.as_deref() == Some("NEW-7")).expect(marketplace);
        let seen = (found.price, found.available, found.visible);
        assert_eq!(seen, (Some(Money(2_000)), Some(7), Some(true)), "{marketplace}");
        menu.hide(&["NEW-7".to_owned(), "never-listed".to_owned()]).await.expect("hidden");
        stage.clock.advance_seconds(600);
        stage.sandbox.run_due().await;
        let shown = menu.pull_menu().await.rows;
        let is_left = |row: &ShownListing| row.sku.as_deref() == Some("NEW-7") && row.visible == Some(true);
        assert!(!shown.iter().any(is_left), "{marketplace}");
    }
}
