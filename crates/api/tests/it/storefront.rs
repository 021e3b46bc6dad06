//! The shop's own website: the menu, a quote, an order, where it stands. The worked example of the howto is run as it stands there.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use countersign_app::testing::shop::staff;
use countersign_app::{gate, jobs};
use countersign_kernel::Permission;
use serde_json::{Value, json};

use crate::fake::{SKU, TAG};
use crate::shop::{Answer, Call, Shop, shop};

async fn site(shop: &Shop) -> String {
    shop.token(&[Permission::StorefrontView, Permission::StorefrontOrder]).await
}

fn cart(quantity: i64) -> Value {
    json!({"birth_date": "1990-05-01", "lines": [{"sku": SKU, "quantity": quantity}]})
}

async fn quoted(shop: &Shop, token: &str, quantity: i64) -> Value {
    let answer = shop.post(token, "/storefront/quotes", cart(quantity)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

pub fn order_of(quote: &Value) -> Value {
    json!({
        "quote": quote["id"], "fulfilment": "pickup", "payment": "cash",
        "buyer": {
            "first_name": "Ada", "last_name": "Winter", "birth_date": "1990-05-01", "phone": "303-555-0101",
        },
    })
}

async fn place(shop: &Shop, token: &str, key: &str, body: Value) -> Answer {
    shop.send(Call::post("/storefront/orders", body).token(token).header("idempotency-key", key).request())
        .await
}

async fn placed(shop: &Shop, token: &str) -> Value {
    let quote = quoted(shop, token, 2).await;
    let answer = place(shop, token, "k1", order_of(&quote)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_menu_shows_what_can_be_ordered_and_nothing_of_the_store() {
    let shop = shop().await;
    let token = site(&shop).await;
    let menu = shop.get(&token, "/storefront/menu").await;
    let json = menu.json();
    assert_eq!((json["open"].as_bool(), &json["closed_because"]), (Some(true), &Value::Null));
    let product = &json["products"][0];
    assert_eq!(
        (&product["sku"], &product["price"], &product["available"]),
        (&json!(SKU), &json!("21.25"), &json!(40))
    );
    assert_eq!(product["figures"], Value::Null, "no certificate, no figures");
    assert!(!menu.text().contains(TAG), "no package");
    let medical = shop.get(&token, "/storefront/menu?program=medical").await.json();
    assert_eq!(medical["products"][0]["price"], "19.00");
}

#[tokio::test]
async fn a_menu_that_is_known_is_not_told_again_until_it_changes() {
    let shop = shop().await;
    let token = site(&shop).await;
    let etag = shop.get(&token, "/storefront/menu").await.header("etag").to_owned();
    let again = |etag: String| {
        let call = Call::get("/storefront/menu").token(&token).header("if-none-match", &etag);
        shop.send(call.request())
    };
    let known = again(etag.clone()).await;
    assert_eq!(
        (known.status, known.body.len(), known.header("etag")),
        (StatusCode::NOT_MODIFIED, 0, etag.as_str())
    );
    shop.clock.advance_seconds(120);
    assert_eq!(again(etag.clone()).await.status, StatusCode::NOT_MODIFIED, "time alone changes nothing");
    let manager = staff(&shop.app, &shop.store);
    gate::set(&shop.app, &manager, false, "the books of package 7 disagree").await.unwrap();
    let shut = again(etag).await;
    assert_eq!(shut.status, StatusCode::OK);
    assert_eq!(
        (shut.json()["open"].as_bool(), shut.json()["products"].as_array().unwrap().len()),
        (Some(false), 0)
    );
    assert!(!shut.text().contains("disagree"), "why is the store's own business");
}

#[tokio::test]
async fn an_order_is_taken_in_once_and_checked_like_every_other() {
    let shop = shop().await;
    let token = site(&shop).await;
    let order = placed(&shop, &token).await;
    assert_eq!((&order["status"], &order["total"]), (&json!("received"), &json!("42.50")));
    assert!(order["may_cancel"].as_bool().unwrap() && order["bring"].as_array().unwrap().len() == 2);
    let id = order["id"].as_str().unwrap();
    let quote = json!({"id": order["quote"]});
    for key in ["k1", "k2"] {
        let again = place(&shop, &token, key, order_of(&quote)).await;
        assert_eq!((again.status, &again.json()["id"]), (StatusCode::CREATED, &json!(id)), "{key}");
    }
    let mut other = order_of(&quote);
    other["buyer"]["first_name"] = json!("Bea");
    assert_eq!(place(&shop, &token, "k3", other).await.problem(), (409, "refused".to_owned()));
    jobs::settle(&shop.app).await.unwrap();
    let master = shop.master().await;
    let seen = shop.get(&master, &format!("/orders/{id}")).await.json();
    assert_eq!(
        (&seen["channel"], &seen["state"], &seen["verdict"]),
        (&json!("website"), &json!("checked"), &json!("pass"))
    );
    let approved = shop.post(&master, &format!("/orders/{id}/approval"), json!({})).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
    let standing = shop.get(&token, &format!("/storefront/orders/{id}")).await;
    assert_eq!(standing.json()["status"], "accepted");
    assert!(!standing.text().contains("Winter"));
    let acts = shop.get(&master, &format!("/orders/{id}")).await.json();
    let told = acts["acts"].as_array().unwrap().iter().any(|act| act["target"] == "website");
    assert!(told, "the website is owed the news: {acts}");
}

#[tokio::test]
async fn an_order_without_a_key_or_without_a_person_is_refused() {
    let shop = shop().await;
    let token = site(&shop).await;
    let quote = quoted(&shop, &token, 1).await;
    let keyless = shop.post(&token, "/storefront/orders", order_of(&quote)).await;
    assert_eq!(keyless.problem(), (422, "invalid".to_owned()));
    let mut nobody = order_of(&quote);
    nobody["buyer"]["phone"] = Value::Null;
    assert_eq!(place(&shop, &token, "k1", nobody).await.problem(), (422, "invalid".to_owned()));
    let mut sent = order_of(&quote);
    sent["fulfilment"] = json!("delivery");
    assert_eq!(place(&shop, &token, "k2", sent).await.problem(), (422, "invalid".to_owned()));
    let mut odd = order_of(&quote);
    odd["documents"] = json!([{"kind": "government_id", "picture": "R0lGODlh"}]);
    assert_eq!(place(&shop, &token, "k3", odd).await.problem(), (422, "invalid".to_owned()));
    let mut shown = order_of(&quote);
    shown["documents"] = json!([{"kind": "government_id", "picture": "/9j/4AAQ"}]);
    assert_eq!(place(&shop, &token, "k4", shown).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_quote_says_what_can_be_had_and_what_one_purchase_may_be() {
    let shop = shop().await;
    let token = site(&shop).await;
    let short = quoted(&shop, &token, 41).await;
    assert_eq!((&short["id"], &short["lines"][0]["available"]), (&Value::Null, &json!(40)));
    // Colorado lets an adult buy 28 grams of flower; 9 units are 31.5.
    let much = quoted(&shop, &token, 9).await;
    assert_eq!((&much["id"], &much["limit"]["verdict"]), (&Value::Null, &json!("deny")));
    let to = much["limit"]["reduce"][0]["to"].as_i64().unwrap();
    assert_eq!((&much["limit"]["reduce"][0]["sku"], to), (&json!(SKU), 8));
    assert!(!much["limit"]["says"][0]["citation"].as_str().unwrap().is_empty());
    let lawful = quoted(&shop, &token, to).await;
    assert_eq!((&lawful["limit"]["verdict"], &lawful["missing"]), (&json!("allow"), &json!([])));
    assert!(lawful["id"].is_string());
    let child = json!({"birth_date": "2010-05-01", "lines": [{"sku": SKU, "quantity": 1}]});
    let child = shop.post(&token, "/storefront/quotes", child).await.json();
    assert_eq!((&child["id"], &child["limit"]["verdict"]), (&Value::Null, &json!("deny")));
    let unknown = json!({"lines": [{"sku": "NOTHING", "quantity": 1}]});
    let unknown = shop.post(&token, "/storefront/quotes", unknown).await.json();
    assert_eq!((&unknown["id"], &unknown["lines"][0]["available"]), (&Value::Null, &json!(0)));
    let twice = json!({"lines": [{"sku": SKU, "quantity": 1}, {"sku": SKU, "quantity": 1}]});
    let twice = shop.post(&token, "/storefront/quotes", twice).await;
    assert_eq!(twice.problem(), (422, "invalid".to_owned()));
}

#[tokio::test]
async fn a_quote_stands_fifteen_minutes_and_no_order_is_taken_at_a_shut_gate() {
    let shop = shop().await;
    let token = site(&shop).await;
    let quote = quoted(&shop, &token, 1).await;
    let manager = staff(&shop.app, &shop.store);
    gate::set(&shop.app, &manager, false, "a count goes on").await.unwrap();
    let shut = place(&shop, &token, "k1", order_of(&quote)).await;
    assert_eq!(shut.problem(), (409, "not-taking-orders".to_owned()));
    gate::set(&shop.app, &manager, true, "counted").await.unwrap();
    shop.clock.advance_seconds(901);
    let late = place(&shop, &token, "k2", order_of(&quote)).await;
    assert_eq!(late.problem(), (409, "quote-ended".to_owned()));
    shop.clock.advance_seconds(2 * 86_400);
    countersign_app::storefront::quote::forget_old(&shop.app).await.unwrap();
    let gone = place(&shop, &token, "k3", order_of(&quote)).await;
    assert_eq!(gone.problem(), (404, "not-found".to_owned()));
}

#[tokio::test]
async fn a_shopper_calls_off_what_nobody_packs_yet() {
    let shop = shop().await;
    let token = site(&shop).await;
    let id = placed(&shop, &token).await["id"].as_str().unwrap().to_owned();
    let path = format!("/storefront/orders/{id}/cancellation");
    for _ in 0..2 {
        let off = shop.post(&token, &path, json!({})).await;
        assert_eq!(
            (off.status, &off.json()["status"]),
            (StatusCode::OK, &json!("cancelled")),
            "{}",
            off.text()
        );
    }
    let quote = quoted(&shop, &token, 1).await;
    let other = place(&shop, &token, "k2", order_of(&quote)).await.json();
    let other = other["id"].as_str().unwrap();
    jobs::settle(&shop.app).await.unwrap();
    let master = shop.master().await;
    for step in ["approval", "pick-list"] {
        let done = shop.post(&master, &format!("/orders/{other}/{step}"), json!({})).await;
        assert_eq!(done.status, StatusCode::OK, "{step}: {}", done.text());
    }
    let late = shop.post(&token, &format!("/storefront/orders/{other}/cancellation"), json!({})).await;
    assert_eq!(late.problem(), (409, "refused".to_owned()));
}

#[tokio::test]
async fn orders_of_other_channels_and_of_other_stores_do_not_exist_for_a_website() {
    let shop = shop().await;
    let (token, master) = (site(&shop).await, shop.master().await);
    let phone = shop.phone_order(&master).await;
    let not_its_own = shop.get(&token, &format!("/storefront/orders/{phone}")).await;
    assert_eq!(not_its_own.problem(), (404, "not-found".to_owned()));
    let foreign = shop.token_at(&shop.other_store, &[Permission::StorefrontOrder]).await;
    let id = placed(&shop, &token).await["id"].as_str().unwrap().to_owned();
    let there = shop.get(&foreign, &format!("/storefront/orders/{id}")).await;
    assert_eq!(there.problem(), (404, "not-found".to_owned()));
    let quote = quoted(&shop, &token, 1).await;
    let unconnected = place(&shop, &foreign, "k9", order_of(&quote)).await;
    assert_eq!(unconnected.problem(), (409, "refused".to_owned()), "no website is connected there");
}

/// The shell of the howto, as far as its `curl` lines go.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in line.chars() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, letter) if letter.is_whitespace() => words.push(std::mem::take(&mut word)),
            (_, letter) => word.push(letter),
        }
    }
    words.push(word);
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

async fn curl(shop: &Shop, block: &str, known: &BTreeMap<&str, String>) -> Answer {
    let mut text = block.replace("\\\n", " ");
    for (name, value) in known {
        text = text.replace(&format!("${name}"), value);
    }
    let words = words(&text);
    assert_eq!(words[0], "curl");
    let mut call = None;
    let mut headers = Vec::new();
    let mut body = None;
    let mut rest = words[1..].iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-s" => {}
            "-X" => assert_eq!(rest.next().unwrap(), "POST"),
            "-H" => headers.push(rest.next().unwrap().split_once(": ").unwrap()),
            "-d" => body = Some(rest.next().unwrap().clone()),
            path => call = Some(path.to_owned()),
        }
    }
    let path = call.expect("an address");
    let mut call = match body {
        Some(body) => Call::post_bytes(&path, body.into_bytes()),
        None => Call::get(&path),
    };
    for (name, value) in headers {
        let name = ["authorization", "content-type", "idempotency-key"]
            .into_iter()
            .find(|n| n.eq_ignore_ascii_case(name));
        call = call.header(name.expect("a header"), value);
    }
    shop.send(call.request()).await
}

#[tokio::test]
async fn the_worked_example_of_the_howto_works() {
    let page = include_str!("../../../../docs/howto/sell-on-your-own-website.md");
    let shop = shop().await;
    let mut known = BTreeMap::from([("API", String::new()), ("TOKEN", site(&shop).await)]);
    let mut statuses = Vec::new();
    for block in page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
        let answer = curl(&shop, block, &known).await;
        assert!(answer.status.is_success(), "{block}: {}", answer.text());
        let json = answer.json();
        match json["id"].as_str() {
            Some(id) if id.starts_with("qte_") => drop(known.insert("QUOTE", id.to_owned())),
            Some(id) => drop(known.insert("ORDER", id.to_owned())),
            None => {}
        }
        statuses.push(json["status"].as_str().unwrap_or_default().to_owned());
    }
    assert_eq!(statuses, ["", "", "received", "received", "cancelled"]);
}
