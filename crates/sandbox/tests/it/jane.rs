//! Jane as its page on webhooks and other people's programs have it.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::stand::{Stand, answered, header_of, json_of};

fn shop() -> Stand {
    let mut stand = Stand::of("jane");
    stand.authorization = Some(format!("Bearer {}", stand.keys()["token"].as_str().expect("a token")));
    stand
}

async fn order(stand: &Stand, fault: Value) -> String {
    let lines = json!([{"external_id": stand.plenty(), "quantity": 2}]);
    let body = json!({"store": 0, "customer": 0, "lines": lines, "options": {"fault": fault}});
    stand.act("place_order", body).await["order_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_webhook_carries_the_secret_dollars_and_no_lines() {
    let stand = shop();
    let id = order(&stand, json!({})).await;
    let heard = stand.hub.heard();
    let secret = stand.keys()["webhook_secret"].as_str().expect("a secret").to_owned();
    assert_eq!(header_of(&heard[0], "authorization"), format!("Bearer {secret}"));
    let cart = json_of(&heard[0])["cart"].clone();
    assert_eq!((cart["id"].to_string(), cart["status"].as_str()), (id.clone(), Some("pending")));
    assert!(
        cart["amount"].is_f64()
            && cart.get("products").is_none()
            && cart.get("customer_birth_date").is_none()
    );
    let whole = stand.get(&format!("/partner/v1/carts/{id}")).await.json()["cart"].clone();
    assert_eq!(whole["products"][0]["count"], 2);
    assert!(whole["customer_birth_date"].is_string());
}

#[tokio::test]
async fn a_webhook_that_is_not_taken_comes_again_three_times() {
    let stand = shop();
    stand.hub.answers(|_| answered(500, Vec::new()));
    order(&stand, json!({})).await;
    for minutes in [1, 5, 15, 60] {
        stand.pass_minutes(minutes).await;
    }
    assert_eq!(stand.hub.heard().len(), 4);
    stand.hub.answers(|_| answered(200, Vec::new()));
    order(&stand, json!({"duplicates": 2, "delay_seconds": 60})).await;
    assert!(stand.hub.heard().is_empty(), "later");
    stand.pass_minutes(1).await;
    assert_eq!(stand.hub.heard().len(), 3);
}

#[tokio::test]
async fn the_menu_comes_page_by_page_under_an_opaque_cursor() {
    let stand = shop();
    let path =
        format!("/partner/v1/stores/{}/menu_products", stand.keys()["store_id"].as_str().expect("an id"));
    let (mut cursor, mut seen) = ("0".to_owned(), 0);
    loop {
        let page = stand.get(&format!("{path}?visible=true&count=7&pagination_id={cursor}")).await.json();
        seen += page["menu_products"].as_array().expect("rows").len();
        match page["next_pagination_id"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let all = stand.get(&path).await.json();
    assert!(seen > 7 && seen >= all["menu_products"].as_array().expect("rows").len());
    assert_eq!(stand.get(&format!("{path}?pagination_id=17")).await.status, StatusCode::BAD_REQUEST);
    let mut nobody = shop();
    nobody.authorization = None;
    assert_eq!(nobody.get(&path).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_cart_that_is_over_is_not_cancelled() {
    let stand = shop();
    let id = order(&stand, json!({})).await;
    stand.act("set_status", json!({"order_id": id, "status": "finished"})).await;
    let late = stand.call("POST", "/_control/actions/cancel_order", json!({"order_id": id})).await;
    assert_ne!(late.status, StatusCode::OK);
    assert_eq!(stand.ledger().await["orders"][0]["status"], "finished");
}
