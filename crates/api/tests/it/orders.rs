//! An order from the phone to the sale, over HTTP alone.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::fake::{SCAN, TAG};
use crate::shop::{Shop, shop};

async fn step(shop: &Shop, token: &str, order: &str, noun: &str, body: Value) -> Value {
    let answer = shop.post(token, &format!("/orders/{order}/{noun}"), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{noun}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn an_order_goes_from_the_phone_to_the_sale() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = shop.phone_order(&token).await;
    let verification = step(&shop, &token, &order, "verification", json!({})).await;
    assert_eq!(verification["verdict"], "pass", "{verification:#}");
    assert_eq!(verification["checks"].as_array().unwrap().len(), 10);
    assert_eq!(verification["limit"]["verdict"], "allow");
    let version = shop.get(&token, &format!("/orders/{order}")).await.json()["version"].clone();
    let approved = step(&shop, &token, &order, "approval", json!({"version": version})).await;
    assert_eq!((&approved["state"], approved["hold_until"].is_string()), (&json!("approved"), true));
    step(&shop, &token, &order, "pick-list", json!({})).await;
    assert_eq!(step(&shop, &token, &order, "readiness", json!({})).await["state"], "ready");
    let scan = step(&shop, &token, &order, "hand-over", json!({"barcode": SCAN})).await;
    assert_eq!(scan["verdict"], "pass", "{scan}");
    let sold = step(&shop, &token, &order, "completion", json!({})).await;
    assert_eq!((&sold["state"], &sold["outcome"]), (&json!("completed"), &json!("Completed")));
    let seen = shop.get(&token, &format!("/orders/{order}")).await.json();
    assert_eq!(seen["buyer"], json!({"first_name": "Ada", "last_name": "Winter"}));
    assert_eq!((&seen["total"], &seen["lines"][0]["unit_price"]), (&json!("42.50"), &json!("21.25")));
    assert_eq!((&seen["held"][0]["tag"], &seen["held"][0]["quantity"]), (&json!(TAG), &json!(2)));
    assert!(seen["acts"].as_array().unwrap().iter().any(|act| act["kind"] == "state.receipt"), "{seen:#}");
}

#[tokio::test]
async fn a_deed_needs_no_body_where_nothing_needs_to_be_said() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = shop.phone_order(&token).await;
    let call =
        crate::shop::Call::post_bytes(&format!("/orders/{order}/verification"), Vec::new()).token(&token);
    assert_eq!(shop.send(call.request()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_order_is_refused_or_cancelled_with_a_sentence() {
    let shop = shop().await;
    let token = shop.master().await;
    for (noun, state) in [("refusal", "refused"), ("cancellation", "cancelled")] {
        let order = shop.phone_order(&token).await;
        let ending = json!({"reason": "customer_request", "words": "called back"});
        let ended = step(&shop, &token, &order, noun, ending).await;
        assert_eq!((&ended["state"], ended["closed_at"].is_string()), (&json!(state), true));
        let empty = json!({"reason": "other", "words": " "});
        let order = shop.phone_order(&token).await;
        let refused = shop.post(&token, &format!("/orders/{order}/{noun}"), empty).await;
        assert_eq!(refused.problem(), (422, "invalid".to_owned()));
    }
}

#[tokio::test]
async fn an_unknown_may_be_asked_for_and_is_then_a_persons_to_sign() {
    let shop = shop().await;
    let token = shop.master().await;
    let mut stranger = crate::shop::phone_order();
    stranger["buyer"]["phone"] = json!("303-555-0199");
    let order = shop.post(&token, "/orders", stranger).await.json()["id"].as_str().unwrap().to_owned();
    step(&shop, &token, &order, "verification", json!({})).await;
    step(&shop, &token, &order, "overrides/identity", json!({"ground": "the card was shown on video"})).await;
    let seen = shop.get(&token, &format!("/orders/{order}")).await.json();
    assert_eq!(
        (&seen["overrides"][0]["check"], &seen["overrides"][0]["countersigned_by"]),
        (&json!("identity"), &Value::Null)
    );
    let unknown =
        shop.post(&token, &format!("/orders/{order}/overrides/shoe_size"), json!({"ground": "x"})).await;
    assert_eq!(unknown.problem(), (404, "not-found".to_owned()));
}
