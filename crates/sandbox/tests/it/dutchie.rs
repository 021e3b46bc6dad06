//! Dutchie's menu as integrators read it, and its orders as they lie in the till.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::stand::Stand;

const GRAPHQL: &str = "/plus/2021-07/graphql";
const QUERY: &str = "query Menu($retailerId: ID!) { menu(retailerId: $retailerId) { products { id } } }";

fn shop() -> Stand {
    let mut stand = Stand::of("dutchie");
    stand.authorization = Some(format!("Bearer {}", stand.keys()["plus_key"].as_str().expect("a key")));
    stand
}

/// The same server under the till's key.
fn till() -> Stand {
    use base64::Engine;
    let mut stand = Stand::of("dutchie");
    let plain = format!("{}:", stand.keys()["location_key"].as_str().expect("a key"));
    stand.authorization = Some(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(plain)));
    stand
}

async fn page(stand: &Stand, limit: usize, offset: usize) -> Vec<Value> {
    let variables = json!({"retailerId": stand.keys()["retailer_id"], "limit": limit, "offset": offset});
    let told = stand.call("POST", GRAPHQL, json!({"query": QUERY, "variables": variables})).await;
    assert_eq!(told.status, StatusCode::OK);
    told.json()["data"]["menu"]["products"].as_array().cloned().expect("products")
}

async fn order(stand: &Stand) -> u64 {
    let lines = json!([{"external_id": stand.plenty(), "quantity": 2}]);
    let placed = stand.act("place_order", json!({"store": 0, "customer": 0, "lines": lines})).await;
    assert_eq!(placed["told"], false, "nobody is told");
    placed["order_id"].as_str().expect("an id").parse().expect("a number")
}

#[tokio::test]
async fn the_menu_comes_by_limit_and_offset_and_ends_at_an_empty_page() {
    let stand = shop();
    let (mut seen, mut offset) = (std::collections::BTreeSet::new(), 0);
    loop {
        let rows = page(&stand, 40, offset).await;
        if rows.is_empty() {
            break;
        }
        offset += rows.len();
        seen.extend(rows.iter().map(|row| row["id"].to_string()));
        let variant = &rows[0]["variants"][0];
        assert!(variant["priceRec"].is_number() && rows[0]["posMetaData"]["sku"].is_string(), "{}", rows[0]);
    }
    assert_eq!(seen.len(), offset);
    assert!(offset > 40);
}

#[tokio::test]
async fn a_no_comes_with_the_status_of_a_yes() {
    let mut stand = shop();
    let told = stand.call("POST", GRAPHQL, json!({"query": "query { orders { id } }"})).await;
    assert_eq!((told.status, told.json()["data"].is_null()), (StatusCode::OK, true), "no query for orders");
    stand.switch(json!({"graphql_error": "INTERNAL_SERVER_ERROR"})).await;
    let told = stand.call("POST", GRAPHQL, json!({"query": QUERY})).await;
    assert_eq!(told.json()["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR");
    stand.authorization = None;
    let told = stand.call("POST", GRAPHQL, json!({"query": QUERY})).await;
    assert_eq!(told.status, StatusCode::OK);
    assert_eq!(told.json()["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[tokio::test]
async fn a_minute_has_so_many_calls() {
    let stand = shop();
    for _ in 0..60 {
        page(&stand, 1, 0).await;
    }
    let told = stand.call("POST", GRAPHQL, json!({"query": QUERY})).await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(told.headers.contains_key("retry-after"));
    stand.pass_minutes(1).await;
    page(&stand, 1, 0).await;
}

#[tokio::test]
async fn an_order_lies_in_the_till_under_a_number_of_its_own() {
    let stand = till();
    let id = order(&stand).await;
    let rows = stand.get("/preorder/Status").await.json();
    assert_eq!((rows[0]["preOrderId"].as_u64(), rows[0]["status"].as_str()), (Some(id), Some("Submitted")));
    assert_eq!(rows[0]["orderSource"], stand.keys()["order_sources"][0]);
    let whole = stand.get(&format!("/preorder/Status?PreOrderId={id}&includeLineItems=true")).await.json();
    assert_eq!(whole["items"][0]["sku"], json!(stand.plenty()));
    let customers =
        stand.get(&format!("/customer/customers?customerID={}", whole["customerId"])).await.json();
    assert_eq!(customers.as_array().map(Vec::len), Some(1));
    let told =
        stand.call("POST", "/preorder/cancel", json!({"orderId": id, "cancellationReason": "late"})).await;
    assert_eq!(told.status, StatusCode::OK);
    assert_eq!(stand.get("/preorder/Status").await.json(), json!([]), "the list has open ones only");
    assert_eq!(stand.ledger().await["orders"][0]["status"], "Cancelled");
}

#[tokio::test]
async fn a_shopper_cancels_until_goods_are_set_aside() {
    let stand = till();
    let (one, other) = (order(&stand).await, order(&stand).await);
    stand.act("cancel_order", json!({"order_id": one.to_string()})).await;
    stand.act("set_status", json!({"order_id": other.to_string(), "status": "Filled"})).await;
    let late = json!({"order_id": other.to_string()});
    let told = stand.call("POST", "/_control/actions/cancel_order", late).await;
    assert!(told.status.is_client_error(), "{}", told.status);
    let orders = stand.ledger().await["orders"].clone();
    assert_eq!(
        (orders[0]["status"].as_str(), orders[1]["status"].as_str()),
        (Some("Cancelled"), Some("Filled"))
    );
}

#[tokio::test]
async fn staff_complete_what_goes_over_the_counter_under_our_reference() {
    let stand = till();
    let id = order(&stand).await;
    let room = &stand.sandbox.rooms["dutchie_pos"].vendor;
    let items = stand.get(&format!("/preorder/Status?PreOrderId={id}&includeLineItems=true")).await.json();
    let product = items["items"][0]["productId"].clone();
    let body =
        json!({"order_id": id, "items": [{"productId": product, "quantity": 1}], "reference": "ours-1"});
    room.act("complete_preorder", body.clone()).await.expect("rung up");
    let sales = room.ledger()["sales"].clone();
    let ours: Vec<&Value> =
        sales.as_array().expect("sales").iter().filter(|sale| sale["reference"] == "ours-1").collect();
    assert_eq!((ours.len(), ours[0]["order_id"].as_u64()), (1, Some(id)));
    assert_eq!(ours[0]["lines"][0]["quantity"], 10_000, "one unit");
    room.act("complete_preorder", body).await.expect_err("it is over");
}
