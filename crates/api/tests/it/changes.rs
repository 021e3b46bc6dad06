//! An open order changed over HTTP: what is done, what is refused, and what then stays as it was.

use axum::http::StatusCode;
use countersign_kernel::Permission;
use serde_json::{Value, json};

use crate::fake::SKU;
use crate::shop::{Answer, Call, Shop, shop};

async fn change(shop: &Shop, token: &str, order: &str, body: Value) -> Answer {
    shop.post(token, &format!("/orders/{order}/change"), body).await
}

async fn seen(shop: &Shop, token: &str, order: &str) -> Value {
    shop.get(token, &format!("/orders/{order}")).await.json()
}

fn quantity(quantity: i64) -> Value {
    json!({"lines": [{"line": 0, "quantity": quantity}], "words": "called again"})
}

async fn approved(shop: &Shop, token: &str) -> String {
    let order = shop.phone_order(token).await;
    for noun in ["verification", "approval"] {
        let answer = shop.post(token, &format!("/orders/{order}/{noun}"), json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    order
}

#[tokio::test]
async fn before_the_approval_it_is_changed_and_checked_again() {
    let shop = shop().await;
    let token = shop.token(&[Permission::OrderEnter, Permission::OrderView, Permission::OrderChange]).await;
    let order = shop.phone_order(&token).await;
    let over = change(&shop, &token, &order, quantity(9)).await;
    assert_eq!(over.status, StatusCode::OK, "{}", over.text());
    assert_eq!((&over.json()["state"], &over.json()["verdict"]), (&json!("checked"), &json!("stop")));
    let mut wanted = quantity(1);
    wanted["add"] = json!([{"sku": SKU, "quantity": 3}]);
    wanted["payment"] = json!("debit");
    wanted["window"] = json!({"start": "2026-11-23T19:00:00Z", "end": "2026-11-23T19:30:00Z"});
    let done = change(&shop, &token, &order, wanted).await.json();
    assert_eq!((&done["verdict"], done["hold_until"].is_null()), (&json!("pass"), true), "{done}");
    let now = seen(&shop, &token, &order).await;
    assert_eq!((&now["total"], &now["payment"]), (&json!("85.00"), &json!("debit")));
    let lines: Vec<_> =
        now["lines"].as_array().unwrap().iter().map(|l| (&l["line"], &l["quantity"])).collect();
    assert_eq!(lines, [(&json!(0), &json!(1)), (&json!(1), &json!(3))]);
    assert_eq!(now["window_start"], "2026-11-23T19:00:00.000000Z");
}

#[tokio::test]
async fn after_the_approval_what_does_not_pass_changes_nothing() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = approved(&shop, &token).await;
    let before = seen(&shop, &token, &order).await;
    let refused = change(&shop, &token, &order, quantity(9)).await;
    assert_eq!(refused.problem(), (409, "checks-refused".to_owned()));
    assert_eq!(refused.json()["checks"][0]["check"], "purchase_limit", "{}", refused.text());
    assert_eq!(seen(&shop, &token, &order).await, before);
    let record = shop.get(&token, &format!("/record?subject={order}")).await.json();
    let told = record["items"].as_array().unwrap().iter().find(|entry| entry["kind"] == "verdict.order");
    let told: Value = serde_json::from_str(told.unwrap()["line"].as_str().unwrap()).unwrap();
    assert_eq!((&told["body"]["purpose"], &told["body"]["verdict"]), (&json!("change"), &json!("stop")));
    assert_eq!(told["body"]["proposed"]["after"]["lines"][0]["quantity"], 9);
    let midnight = json!({"start": "2026-11-24T06:30:00Z", "end": "2026-11-24T06:45:00Z"});
    let late = change(&shop, &token, &order, json!({"window": midnight, "words": "later"})).await;
    assert_eq!((late.problem().0, &late.json()["checks"][0]["check"]), (409, &json!("gate")));
    assert_eq!(seen(&shop, &token, &order).await, before);
    let done = change(&shop, &token, &order, quantity(8)).await.json();
    assert_eq!((&done["state"], &done["outcome"]), (&json!("approved"), &json!("Changed, to be picked")));
    let after = seen(&shop, &token, &order).await;
    assert_eq!((&after["held"][0]["quantity"], &after["verdict"]), (&json!(8), &json!("pass")));
}

#[tokio::test]
async fn a_repeat_changes_nothing_twice_and_an_old_version_nothing_at_all() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = approved(&shop, &token).await;
    let version = seen(&shop, &token, &order).await["version"].clone();
    let mut wanted = json!({"add": [{"sku": SKU, "quantity": 1}], "words": "one more"});
    wanted["version"] = version;
    let path = format!("/orders/{order}/change");
    let call = || Call::post(&path, wanted.clone()).token(&token).header("idempotency-key", "once");
    let first = shop.send(call().request()).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let again = shop.send(call().request()).await;
    assert_eq!((again.json(), again.header("idempotency-replayed")), (first.json(), "true"));
    assert_eq!(seen(&shop, &token, &order).await["lines"].as_array().unwrap().len(), 2);
    let stale = change(&shop, &token, &order, wanted.clone()).await;
    assert_eq!(stale.problem(), (409, "moved-on".to_owned()));
}

#[tokio::test]
async fn what_cannot_be_done_is_said_with_what_to_do() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = shop.phone_order(&token).await;
    let words = |mut body: Value| {
        body["words"] = json!("asked");
        body
    };
    for (body, says) in [
        (words(json!({})), "change something first"),
        (words(json!({"lines": [{"line": 0, "quantity": 0}]})), "refuse or cancel the order instead"),
        (words(json!({"lines": [{"line": 4, "quantity": 1}]})), "the order has lines 0 to 0"),
        (words(json!({"add": [{"sku": "GONE", "quantity": 1}]})), "`GONE` is not on the shelf"),
        (words(json!({"fulfilment": "delivery"})), "delivery needs an address"),
    ] {
        let refused = change(&shop, &token, &order, body).await;
        assert_eq!(refused.problem(), (409, "refused".to_owned()));
        assert!(refused.text().contains(says), "{}", refused.text());
    }
    for body in [json!({"payment": "cash", "words": " "}), words(json!({"payment": "shells"}))] {
        assert_eq!(change(&shop, &token, &order, body).await.problem(), (422, "invalid".to_owned()));
    }
    let ended = json!({"reason": "other", "words": "gone"});
    shop.post(&token, &format!("/orders/{order}/refusal"), ended).await;
    assert_eq!(change(&shop, &token, &order, quantity(1)).await.problem(), (409, "out-of-step".to_owned()));
}
