//! Customers are found by an exact value and opened for a purpose.

use axum::http::StatusCode;
use serde_json::json;

use crate::shop::{Shop, shop};

/// Ada, kept by the checks of her first order.
async fn ada(shop: &Shop, token: &str) -> String {
    let order = shop.phone_order(token).await;
    shop.post(token, &format!("/orders/{order}/verification"), json!({})).await;
    shop.get(token, &format!("/orders/{order}")).await.json()["customer_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_customer_is_found_by_each_exact_value_and_by_no_part() {
    let shop = shop().await;
    let token = shop.master().await;
    let ada = ada(&shop, &token).await;
    let ways = [
        (json!({"by": "phone", "value": "(303) 555-0101"}), true),
        (json!({"by": "id_number", "value": "94-123-4567"}), true),
        (json!({"by": "name_and_birth_date", "value": "Ada Winter", "birth_date": "1990-05-01"}), true),
        (json!({"by": "name_and_birth_date", "value": "Ada Winter", "birth_date": "1990-05-02"}), false),
        (json!({"by": "phone", "value": "303-555-0102"}), false),
        (json!({"by": "id_number", "value": "941"}), false),
    ];
    for (way, known) in ways {
        let found = shop.post(&token, "/customer-lookups", way.clone()).await;
        assert_eq!(found.status, StatusCode::OK, "{way}: {}", found.text());
        let items = found.json()["items"].clone();
        let expected = if known { vec![ada.as_str()] } else { Vec::new() };
        let ids: Vec<&str> = items.as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
        assert_eq!(ids, expected, "{way}");
        assert!(!found.text().contains("Winter"));
    }
}

#[tokio::test]
async fn a_profile_is_opened_only_for_a_purpose_that_goes_on_the_record() {
    let shop = shop().await;
    let token = shop.master().await;
    let ada = ada(&shop, &token).await;
    let shown = shop.get(&token, &format!("/customers/{ada}")).await;
    assert!(!shown.text().contains("Winter") && !shown.text().contains("5550101"), "{}", shown.text());
    assert_eq!(shown.json()["orders"].as_array().unwrap().len(), 1);
    let path = format!("/customers/{ada}/disclosure");
    assert_eq!(shop.post(&token, &path, json!({"purpose": " "})).await.problem().0, 422);
    let opened = shop.post(&token, &path, json!({"purpose": "a call about the order"})).await.json();
    assert_eq!((&opened["last_name"], &opened["birth_date"]), (&json!("Winter"), &json!("1990-05-01")));
    let looks = shop.get(&token, &format!("/record?subject={ada}&family=look")).await.json();
    assert!(looks["items"][0]["line"].as_str().unwrap().contains("a call about the order"), "{looks}");
}

#[tokio::test]
async fn what_a_customer_may_still_buy_shrinks_with_what_is_held() {
    let shop = shop().await;
    let token = shop.master().await;
    let ada = ada(&shop, &token).await;
    let left = async || {
        let answer = shop.get(&token, &format!("/customers/{ada}/limit")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["remaining"].clone()
    };
    let before = left().await;
    let order = shop.get(&token, "/orders").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let approved = shop.post(&token, &format!("/orders/{order}/approval"), json!({})).await;
    assert_eq!(approved.status, StatusCode::OK, "{}", approved.text());
    let after = left().await;
    assert_eq!(before.as_array().unwrap().len(), after.as_array().unwrap().len());
    assert_ne!(before, after);
    let odd = shop.get(&token, &format!("/customers/{ada}/limit?program=pets")).await;
    assert_eq!(odd.problem(), (422, "invalid".to_owned()));
}
