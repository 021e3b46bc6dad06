//! A deed sent twice is done once.

use axum::http::StatusCode;
use countersign_app::idempotency::{self, Begun};
use countersign_app::people::tokens::authenticate_token;
use countersign_kernel::Actor;
use serde_json::{Value, json};

use crate::shop::{Answer, Call, Shop, phone_order, shop};

async fn keyed(shop: &Shop, token: &str, key: &str, path: &str, body: Value) -> Answer {
    shop.send(Call::post(path, body).token(token).header("idempotency-key", key).request()).await
}

async fn orders(shop: &Shop, token: &str) -> usize {
    shop.get(token, "/orders").await.json()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_request_is_answered_again_and_done_once() {
    let shop = shop().await;
    let token = shop.master().await;
    let first = keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let again = keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!(orders(&shop, &token).await, 1);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_token() {
    let shop = shop().await;
    let (token, other) = (shop.master().await, shop.master().await);
    keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    let mut more = phone_order();
    more["lines"][0]["quantity"] = json!(3);
    let different = keyed(&shop, &token, "k1", "/orders", more.clone()).await;
    assert_eq!(different.problem(), (422, "key-reused".to_owned()));
    let order = keyed(&shop, &other, "k1", "/orders", more).await;
    assert_eq!(order.status, StatusCode::CREATED);
    let path = order.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    let elsewhere = keyed(&shop, &other, "k1", &format!("{path}/verification"), json!({})).await;
    assert_eq!(elsewhere.problem(), (422, "key-reused".to_owned()));
    assert_eq!(orders(&shop, &token).await, 2);
}

#[tokio::test]
async fn a_refusal_is_kept_like_an_answer_and_told_as_a_problem() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = shop.phone_order(&token).await;
    let path = format!("/orders/{order}/approval");
    let early = keyed(&shop, &token, "k1", &path, json!({})).await;
    assert_eq!(early.problem(), (409, "out-of-step".to_owned()));
    shop.post(&token, &format!("/orders/{order}/verification"), json!({})).await;
    let again = keyed(&shop, &token, "k1", &path, json!({})).await;
    assert_eq!(again.problem(), (409, "out-of-step".to_owned()));
    assert_ne!(again.json()["request_id"], early.json()["request_id"]);
    assert_eq!(keyed(&shop, &token, "k2", &path, json!({})).await.status, StatusCode::OK);
}

#[tokio::test]
async fn while_the_first_is_worked_on_the_second_is_asked_to_wait() {
    let shop = shop().await;
    let token = shop.master().await;
    let actor = authenticate_token(&shop.app, &token).await.unwrap().unwrap();
    let request = [b"POST /orders\n".as_slice(), phone_order().to_string().as_bytes()].concat();
    let begun = idempotency::begin(&shop.app, &actor, "k1", &request).await.unwrap();
    assert_eq!(begun, Begun::First);
    let second = keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    assert_eq!(second.problem(), (409, "in-flight".to_owned()));
    // The first died with its process: after a while the key is free again.
    shop.clock.advance_seconds(600);
    let third = keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    assert_eq!(third.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_done_deed_that_cannot_be_answered_leaves_its_key_to_the_next_try() {
    let shop = shop().await;
    let token = shop.master().await;
    let actor = authenticate_token(&shop.app, &token).await.unwrap().unwrap();
    let order = shop.phone_order(&token).await;
    let path = format!("/orders/{order}/verification");
    let request = format!("POST {path}\n{{}}");
    idempotency::begin(&shop.app, &actor, "k1", request.as_bytes()).await.unwrap();
    let Actor::Token { id, .. } = &actor else { panic!("a token acts") };
    let node = shop.app.node().id();
    let marked = shop.app.db().write(|tx| {
        Box::pin(async { countersign_store::idempotency::mark_done(tx, id, "k1", &node, "damaged").await })
    });
    assert!(marked.await.unwrap());
    idempotency::release(&shop.app, &actor, "k1").await.unwrap();
    for _ in 0..2 {
        let answer = keyed(&shop, &token, "k1", &path, json!({})).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.text());
    }
}

#[tokio::test]
async fn what_is_kept_is_kept_thirty_five_days_and_no_longer() {
    let shop = shop().await;
    let token = shop.master().await;
    keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    shop.clock.advance_seconds(35 * 86_400);
    assert_eq!(idempotency::forget_old(&shop.app).await.unwrap(), 0);
    shop.clock.advance_seconds(1);
    assert_eq!(idempotency::forget_old(&shop.app).await.unwrap(), 1);
}

#[tokio::test]
async fn a_caller_without_the_scope_leaves_the_key_free() {
    let shop = shop().await;
    let token = shop.token(&[countersign_kernel::Permission::RecordView]).await;
    let refused = keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let actor = authenticate_token(&shop.app, &token).await.unwrap().unwrap();
    assert_eq!(idempotency::begin(&shop.app, &actor, "k1", b"another").await.unwrap(), Begun::First);
}

#[tokio::test]
async fn an_odd_key_is_refused() {
    let shop = shop().await;
    let token = shop.master().await;
    for odd in ["", "two words", &"k".repeat(65)] {
        let answer = keyed(&shop, &token, odd, "/orders", phone_order()).await;
        assert_eq!(answer.problem(), (422, "invalid".to_owned()), "{odd:?}");
    }
}

#[tokio::test]
async fn nothing_that_is_kept_names_a_person() {
    let shop = shop().await;
    let token = shop.master().await;
    keyed(&shop, &token, "k1", "/orders", phone_order()).await;
    let kept = format!("{:?}", countersign_store::testing::contents(shop.app.db()).await);
    assert!(!kept.contains("Winter") && !kept.contains("555-0101") && kept.contains("k1"));
}
