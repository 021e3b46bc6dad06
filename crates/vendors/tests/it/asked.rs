//! Dutchie E-commerce, which tells of nothing: its orders are asked for, cancelled through the till, and its menu is read.

use countersign_domain::close::Stands;
use countersign_domain::orders::{Cancellation, Fulfilment};
use countersign_ports::Failure;
use countersign_ports::marketplace::{ChannelStatus, Event};
use countersign_sandbox::till::FIRST_PRODUCT;
use serde_json::json;

use crate::stage::{Stage, source};

const NO_ORDERS: &[String] = &[];

async fn events(stage: &Stage, open: &[String]) -> Vec<Event> {
    let connection = stage.connect("dutchie");
    let source = source(&*connection);
    let told = source.ask(open).await.expect("the till answers");
    told.iter().map(|body| source.read(body).expect("what it says itself")).collect()
}

#[tokio::test]
async fn an_order_is_found_by_asking_and_fetched_with_its_customer() {
    let stage = Stage::start().await;
    assert_eq!(events(&stage, NO_ORDERS).await, []);
    let id = stage.order("dutchie").await;
    assert_eq!(events(&stage, NO_ORDERS).await, [Event::Announced { external_id: id.clone() }]);
    let connection = stage.connect("dutchie");
    let dutchie = source(&*connection);
    assert!(dutchie.asked_every().is_some_and(|seconds| seconds <= 60));
    let order = dutchie.fetch_order(&id).await.expect("the preorder");
    assert_eq!(order.check_bounds(), Ok(()));
    assert_eq!((order.fulfilment, order.words.as_str()), (Fulfilment::Pickup, "Submitted"));
    assert_eq!((order.lines[0].sku.as_str(), order.lines[0].quantity), (stage.goods().0.sku.as_str(), 1));
    let customer = &stage.sandbox.world.customers[stage.adult()];
    assert_eq!(order.buyer.phone.as_ref(), Some(&customer.phone));
    assert_eq!(order.buyer.birth_date, Some(customer.birth_date_on_file));
    let forged = dutchie.verify(&[], b"{}");
    assert!(forged.is_err(), "nobody sends us anything");
}

#[tokio::test]
async fn what_is_over_there_is_noticed_of_orders_that_are_open_here() {
    let stage = Stage::start().await;
    let id = stage.order("dutchie").await;
    let open = [id.clone()];
    stage.act("dutchie", "cancel_order", json!({"order_id": id})).await;
    assert_eq!(events(&stage, NO_ORDERS).await, [], "the list has open ones only");
    let words = "Cancelled".to_owned();
    assert_eq!(events(&stage, &open).await, [Event::Cancelled { external_id: id.clone(), words }]);
    let dutchie = stage.connect("dutchie");
    let standing = source(&*dutchie).order_standing(&id).await.expect("known");
    assert_eq!((standing.stands, standing.words.as_str()), (Stands::Cancelled, "Cancelled"));
    let nobodys = source(&*dutchie).order_standing("1").await.expect_err("no such preorder");
    assert_eq!(nobodys.failure, Failure::NotFound);
}

#[tokio::test]
async fn many_orders_that_are_gone_are_looked_after_a_few_at_a_turn_and_none_is_left_out() {
    let stage = Stage::start().await;
    let mut ids = Vec::new();
    for _ in 0..14 {
        let id = stage.order("dutchie").await;
        stage.act("dutchie", "cancel_order", json!({"order_id": id})).await;
        ids.push(id);
    }
    let mut heard = std::collections::BTreeSet::new();
    for _ in 0..30 {
        let told = events(&stage, &ids).await;
        assert!(told.len() <= 4, "{} calls in one turn", told.len());
        heard.extend(told.into_iter().map(|event| format!("{event:?}")));
    }
    assert_eq!(heard.len(), ids.len());
}

#[tokio::test]
async fn an_order_is_shown_with_where_it_stands_and_a_word_that_nobody_knows_is_unknown() {
    let stage = Stage::start().await;
    let id = stage.order("dutchie").await;
    let set = |status: &str| stage.act("dutchie", "set_status", json!({"order_id": id, "status": status}));
    set("Beamed Up").await;
    assert_eq!(events(&stage, NO_ORDERS).await, [Event::Announced { external_id: id.clone() }], "looked at");
    let stands = async || {
        let connection = stage.connect("dutchie");
        let dutchie = source(&*connection);
        let order = dutchie.fetch_order(&id).await.expect("it is shown whatever its word");
        dutchie.stands(&order.words)
    };
    assert_eq!(stands().await, Stands::Unknown);
    set("Complete").await;
    assert_eq!(stands().await, Stands::Completed);
}

#[tokio::test]
async fn a_change_in_the_register_is_other_news_and_the_same_again_is_none() {
    let stage = Stage::start().await;
    let id = stage.order("dutchie").await;
    let keys = || async {
        let dutchie = stage.connect("dutchie");
        let told = source(&*dutchie).ask(NO_ORDERS).await.expect("the till answers");
        source(&*dutchie).dedupe_key(&told[0]).expect("a key")
    };
    let first = keys().await;
    assert_eq!(keys().await, first);
    let product = FIRST_PRODUCT + stage.goods().0.index as u64;
    let order_id: u64 = id.parse().expect("a number");
    let items = json!([{"productId": product, "quantity": 2}]);
    stage.act("dutchie_pos", "change_preorder", json!({"order_id": order_id, "items": items})).await;
    assert_ne!(keys().await, first);
}

#[tokio::test]
async fn only_cancelling_can_be_asked_and_not_once_goods_are_set_aside() {
    let stage = Stage::start().await;
    let (id, filled) = (stage.order("dutchie").await, stage.order("dutchie").await);
    let connection = stage.connect("dutchie");
    let dutchie = source(&*connection);
    let cancelled = ChannelStatus::Cancelled(Cancellation::OverLimit);
    for status in [ChannelStatus::Approved, ChannelStatus::Ready, ChannelStatus::Completed] {
        let why = dutchie.set_status(&id, &status).await.expect_err("no such call");
        assert_eq!(why.failure, Failure::Unsupported);
    }
    dutchie.set_status(&id, &cancelled).await.expect("cancelled");
    dutchie.set_status(&id, &cancelled).await.expect("it is cancelled already");
    let number: u64 = filled.parse().expect("a number");
    stage.act("dutchie_pos", "move_preorder", json!({"order_id": number, "status": "Filled"})).await;
    let why = dutchie.set_status(&filled, &cancelled).await.expect_err("too late");
    assert!(matches!(why.failure, Failure::Refused { .. }), "a person does it: {why}");
}

#[tokio::test]
async fn the_menu_is_the_tills_shelf_some_time_ago() {
    let stage = Stage::start().await;
    let (product, tag) = stage.goods();
    let units = || async {
        let connection = stage.connect("dutchie");
        let menu = connection.marketplace_menu().expect("a menu");
        assert!(!menu.is_ours());
        assert!(!menu.menu_health().await.expect("healthy").is_empty());
        let shown = menu.pull_menu().await;
        assert_eq!(shown.missing, None);
        let ours = shown.rows.into_iter().find(|row| row.sku.as_deref() == Some(&product.sku));
        ours.and_then(|row| row.available).unwrap_or(0)
    };
    let before = units().await;
    assert!(before > 0);
    let packages = stage.sandbox.world.packages.iter().filter(|p| p.product == product.index && p.store == 0);
    for package in packages {
        let body = json!({"package_id": package.tag.as_str(), "quantity": 0});
        stage.act("dutchie_pos", "set_stock", body).await;
    }
    assert_eq!(units().await, before, "{tag}: the menu lags");
    stage.clock.advance_seconds(300);
    assert_eq!(units().await, 0);
}

#[tokio::test]
async fn errors_under_a_status_that_sounds_like_a_yes_are_a_no() {
    let stage = Stage::start().await;
    let room = stage.sandbox.room("dutchie").expect("it runs");
    for (code, expected) in [("UNAUTHENTICATED", true), ("INTERNAL_SERVER_ERROR", false)] {
        room.vendor.set_switches(json!({"graphql_error": code})).expect("a switch");
        let connection = stage.connect("dutchie");
        let pulled = connection.marketplace_menu().expect("a menu").pull_menu().await;
        let why = pulled.missing.expect("nothing came");
        assert!(pulled.rows.is_empty());
        assert_eq!(why.failure == Failure::NotAllowed, expected, "{why}");
    }
}
