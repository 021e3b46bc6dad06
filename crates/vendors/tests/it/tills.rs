//! Nothing goes wrong: what each point of sale can do, from its shelf to the sale.

use countersign_domain::customers::Standing;
use countersign_kernel::Clock;
use countersign_ports::Failure;
use countersign_ports::point_of_sale::CustomerQuery;
use serde_json::json;

use crate::stage::Stage;

fn by_phone(phone: &str) -> CustomerQuery {
    CustomerQuery { phone: Some(phone.to_owned()), ..CustomerQuery::default() }
}

#[tokio::test]
async fn a_flowhub_shop_is_read_shelf_people_and_sales() {
    let stage = Stage::start().await;
    let flowhub = stage.connect("flowhub");
    let till = flowhub.point_of_sale().expect("a till");
    let name = till.location().await.expect("our locations");
    assert!(name.contains(" rec and ") && name.ends_with(" med"), "{name}");

    let shelf = till.inventory().await.expect("an inventory");
    let world = &stage.sandbox.world;
    let ours = world.packages.iter().filter(|p| p.store == 0).count();
    assert_eq!(shelf.iter().filter(|item| item.tag.is_some()).count(), ours, "one item a package");
    for package in world.packages.iter().filter(|p| p.store == 0) {
        let item = shelf.iter().find(|i| i.tag.as_ref() == Some(&package.tag)).expect("every tag is there");
        assert_eq!(item.medical_only, package.is_medical);
        if package.on_hold || package.on_recall {
            assert_eq!(item.quantity, 0, "{item:?}");
        }
        assert!(item.measures.category.is_some() && item.measures.grams.is_some(), "{item:?}");
    }

    let adult = &world.customers[stage.adult()];
    let found = till.find_customers(&by_phone(&adult.phone)).await.expect("a search");
    assert_eq!((found.len(), found[0].standing), (1, Standing::Active));
    assert_eq!(found[0].last_name, adult.last_name);
    let banned = world.customers.iter().find(|c| c.banned).expect("the world has one");
    let found = till.find_customers(&by_phone(&banned.phone)).await.expect("a search");
    assert_eq!(found[0].standing, Standing::Banned);
    assert_eq!(till.find_customers(&by_phone("+10000000000")).await, Ok(Vec::new()));
    let by_mail = CustomerQuery { email: Some(adult.email.clone()), ..CustomerQuery::default() };
    let nobody_looked = till.find_customers(&by_mail).await.expect_err("there is no such search");
    assert_eq!(nobody_looked.failure, Failure::Unsupported);
}

#[tokio::test]
async fn a_shop_that_does_not_say_how_it_bans_knows_nobodys_standing() {
    let stage = Stage::start().await;
    let mut config = stage.config("flowhub");
    config.settings["banned_group"] = serde_json::Value::Null;
    let flowhub = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let phone = &stage.sandbox.world.customers[stage.adult()].phone;
    let till = flowhub.point_of_sale().expect("a till");
    let found = till.find_customers(&by_phone(phone)).await.expect("a search");
    assert_eq!(found[0].standing, Standing::Unclear);
}

#[tokio::test]
async fn what_a_flowhub_register_sells_and_voids_is_seen() {
    let stage = Stage::start().await;
    let flowhub = stage.connect("flowhub");
    let till = flowhub.point_of_sale().expect("a till");
    let since = stage.clock.now().plus_minutes(-30);
    let (product, _) = stage.goods();
    let (customer, product_id) = (10_001 + stage.adult(), 20_001 + product.index);
    let body =
        json!({"store": 0, "customer_id": customer, "items": [{"productId": product_id, "quantity": 2}]});
    let sold = stage.act("flowhub", "walk_in_sale", body).await;
    let number = sold["transaction_id"].as_u64().expect("a number");
    let sales = till.register_sales(since).await.expect("sales");
    let ours = sales.iter().find(|sale| sale.number == number.to_string()).expect("it is there");
    assert_eq!((ours.voided, ours.lines.len(), ours.lines[0].quantity), (false, 1, 2));
    assert_eq!(ours.lines[0].product_id, product_id.to_string());
    let phone = &stage.sandbox.world.customers[stage.adult()].phone;
    let found = till.find_customers(&by_phone(phone)).await.expect("a search");
    assert_eq!(ours.pos_customer.as_ref(), Some(&found[0].pos_id));
    stage.act("flowhub", "void_sale", json!({"transaction_id": number})).await;
    let sales = till.register_sales(since).await.expect("sales");
    assert!(sales.iter().any(|sale| sale.number == number.to_string() && sale.voided));
}

#[tokio::test]
async fn keys_that_do_not_open_the_location_say_so() {
    let stage = Stage::start().await;
    let mut config = stage.config("flowhub");
    config.settings["location_id"] = json!("another-shop");
    let flowhub = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let why = flowhub.point_of_sale().expect("a till").location().await.expect_err("not ours");
    assert!(why.to_string().contains("another-shop"), "{why}");
    let mut config = stage.config("flowhub");
    config.secrets = config.secrets.with("key", "wrong");
    let flowhub = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
    let why = flowhub.point_of_sale().expect("a till").inventory().await.expect_err("no entry");
    assert_eq!(why.failure, Failure::NotAllowed);
}

#[tokio::test]
async fn a_cova_shop_is_read_and_takes_an_order_once() {
    let stage = Stage::start().await;
    let cova = stage.connect("cova");
    let till = cova.point_of_sale().expect("a till");
    assert!(till.location().await.expect("our locations").contains("20001 and 30001"));
    let shelf = till.inventory().await.expect("an inventory");
    for package in stage.sandbox.world.packages.iter().filter(|p| p.store == 0) {
        let found = shelf.iter().find(|item| item.tag.as_ref() == Some(&package.tag));
        match package.on_hold || package.on_recall {
            true => assert!(found.is_none_or(|item| item.quantity == 0)),
            false => {
                let Some(item) = found else { continue };
                assert_eq!(item.medical_only, package.is_medical);
                assert!(item.measures.grams.is_some() && item.measures.mg_thc.is_some(), "{item:?}");
            }
        }
    }
    let sellable = stage
        .sandbox
        .world
        .packages
        .iter()
        .filter(|p| p.store == 0 && p.is_sellable(stage.sandbox.world.today));
    assert!(sellable.clone().count() > 10);
    for package in sellable {
        assert!(shelf.iter().any(|item| item.tag.as_ref() == Some(&package.tag)), "{}", package.tag);
    }

    let sale = stage.sale("ord-1", &*cova).await;
    assert_eq!(till.sales_by_reference("ord-1", sale.sold_at).await, Ok(Vec::new()));
    let number = till.post_sale(&sale).await.expect("it stands at the register");
    assert_eq!(till.post_sale(&sale).await, Ok(number.clone()), "the same reference is the same order");
    assert_eq!(till.sales_by_reference("ord-1", sale.sold_at).await, Ok(vec![number.clone()]));
    let ledger = stage.sandbox.room("cova").expect("it runs").vendor.ledger();
    assert_eq!(ledger["orders"].as_array().expect("orders").len(), 1);
    assert_eq!(ledger["orders"][0]["puts"], 2);
    stage.act("cova", "take_payment", json!({"order_id": number})).await;
    assert_eq!(till.sales_by_reference("ord-1", sale.sold_at).await, Ok(vec![number]));
    // What a promotion takes off is off the register's own total, before tax.
    let mut less = stage.sale("ord-2", &*cova).await;
    less.lines[0].discount = countersign_kernel::Money(123);
    let number = till.post_sale(&less).await.expect("it stands at the register");
    stage.act("cova", "take_payment", json!({"order_id": number})).await;
    let ledger = stage.sandbox.room("cova").expect("it runs").vendor.ledger();
    let sales = ledger["sales"].as_array().expect("sales");
    let subtotal = |reference: &str| {
        let sale = sales.iter().find(|sale| sale["reference"] == reference).expect("it was rung up");
        sale["subtotal_cents"].as_i64().expect("cents")
    };
    assert_eq!(subtotal("ord-2"), subtotal("ord-1") - 123);
    assert_eq!(
        till.register_sales(sale.sold_at).await.expect_err("no such call").failure,
        Failure::Unsupported
    );
}

#[tokio::test]
async fn what_cova_has_not_judged_is_asked_about_again_and_what_it_refuses_goes_to_a_person() {
    let stage = Stage::start().await;
    let cova = stage.connect("cova");
    let till = cova.point_of_sale().expect("a till");
    let room = stage.sandbox.room("cova").expect("it runs");
    room.vendor.set_switches(json!({"processing_seconds": 30})).expect("a switch");
    let sale = stage.sale("ord-1", &*cova).await;
    let early = till.post_sale(&sale).await.expect_err("not judged yet");
    assert!(early.is_passing() && early.effect == countersign_ports::Effect::Unknown, "{early:?}");
    assert_eq!(till.sales_by_reference("ord-1", sale.sold_at).await, Ok(Vec::new()));
    stage.clock.advance_seconds(31);
    let found = till.sales_by_reference("ord-1", sale.sold_at).await.expect("a look");
    assert_eq!(found.len(), 1);

    room.vendor.set_switches(json!({"processing_seconds": 0})).expect("a switch");
    let mut too_much = stage.sale("ord-2", &*cova).await;
    too_much.lines[0].quantity = 1_000_000;
    let refused = till.post_sale(&too_much).await.expect_err("there is not so much");
    assert!(!refused.is_passing() && refused.to_string().contains("not enough"), "{refused}");
    for status in [7, 5, 42] {
        stage.act("cova", "set_status", json!({"order_id": found[0], "status": status})).await;
        let stuck = till.post_sale(&sale).await.expect_err("nobody's yes");
        assert!(!stuck.is_passing(), "{status}: {stuck}");
    }
}

#[tokio::test]
async fn a_disabled_cova_profile_is_not_served_and_standing_needs_the_shops_word() {
    let stage = Stage::start().await;
    let banned = stage.sandbox.world.customers.iter().find(|c| c.banned).expect("the world has one");
    let adult = &stage.sandbox.world.customers[stage.adult()];
    for (says_so, expected) in [(true, Standing::Active), (false, Standing::Unclear)] {
        let mut config = stage.config("cova");
        config.settings["bans_by_disabling"] = json!(says_so);
        let cova = countersign_vendors::connect(config, &stage.layer).expect("a configuration");
        let till = cova.point_of_sale().expect("a till");
        let found = till.find_customers(&by_phone(&banned.phone)).await.expect("a search");
        assert_eq!(found[0].standing, Standing::Cancelled);
        let found = till.find_customers(&by_phone(&adult.phone)).await.expect("a search");
        assert_eq!(found[0].standing, expected);
    }
}
