//! The record leaves whole, and is held against a head that travels apart.

use axum::http::StatusCode;
use countersign_seal::export::verify;
use countersign_seal::head::Head;
use serde_json::json;

use crate::shop::shop;

#[tokio::test]
async fn an_export_verifies_against_the_head_signed_before_it() {
    let shop = shop().await;
    let token = shop.master().await;
    let none = shop.get(&token, "/record/heads/latest").await;
    assert_eq!(none.problem(), (404, "not-found".to_owned()));
    // More than one part.
    for _ in 0..130 {
        shop.phone_order(&token).await;
    }
    for id in 0..5 {
        let order = shop.get(&token, "/orders?limit=200").await.json()["items"][id]["id"].clone();
        shop.post(&token, &format!("/orders/{}/verification", order.as_str().unwrap()), json!({})).await;
        shop.clock.advance_seconds(60);
    }
    let signed = shop.post(&token, "/record/heads", json!({})).await;
    assert_eq!(signed.status, StatusCode::CREATED, "{}", signed.text());
    let signed = signed.json();
    let to = signed["seq"].as_i64().unwrap();
    let export = shop.get(&token, &format!("/record/export?to={to}")).await;
    assert_eq!(export.status, StatusCode::OK, "{}", export.text());
    let head =
        Head::parse(signed["head"].as_str().unwrap(), Some(&shop.app.keys().signer().public_key())).unwrap();
    let verified = verify(export.body.as_slice(), &head).unwrap();
    assert_eq!(i64::try_from(verified.entries).unwrap(), to);
    assert_eq!(shop.get(&token, "/record/heads/latest").await.json(), signed);
    let damaged = export.text().replacen("fact.", "fict.", 1);
    assert!(verify(damaged.as_bytes(), &head).is_err());
}

#[tokio::test]
async fn an_export_ends_at_a_head_and_that_it_was_taken_is_on_the_record() {
    let shop = shop().await;
    let token = shop.master().await;
    for odd in ["0", "-1", "2", "1000000"] {
        let answer = shop.get(&token, &format!("/record/export?to={odd}")).await;
        assert_eq!(answer.problem(), (404, "not-found".to_owned()), "{odd}");
    }
    assert_eq!(shop.get(&token, "/record/export").await.problem(), (400, "malformed".to_owned()));
    let to = shop.post(&token, "/record/heads", json!({})).await.json()["seq"].clone();
    shop.get(&token, &format!("/record/export?to={to}")).await;
    let looks = shop.get(&token, "/record?family=look").await.json();
    assert_eq!(looks["items"][0]["kind"], "look.record");
}

#[tokio::test]
async fn one_entry_is_its_canonical_line() {
    let shop = shop().await;
    let token = shop.master().await;
    let entry = shop.get(&token, "/record/1").await.json();
    assert_eq!((&entry["seq"], &entry["kind"]), (&json!(1), &json!("fact.rule_file")));
    assert!(entry["line"].as_str().unwrap().starts_with('{'));
    assert_eq!(shop.get(&token, "/record/999999").await.problem(), (404, "not-found".to_owned()));
}
