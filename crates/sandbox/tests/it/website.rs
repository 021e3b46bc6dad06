//! The shop's own website, as somebody would build it from the shop's documentation.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use countersign_sandbox::callback::hmac_sha256;
use countersign_sandbox::server::{Callback, OutboundError};
use countersign_sandbox::website::WEBHOOK_SECRET;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::stand::{Stand, answered, header_of, json_of};

const QUOTE: &str = "qte_00000000000000000000000001";

async fn site() -> Stand {
    let stand = Stand::of("website");
    stand.switch(json!({"api_tokens": ["cst_one"]})).await;
    stand
}

fn quote(asked: &Callback) -> Value {
    let line = |line: &Value| {
        json!({"sku": line["sku"], "name": "Gale Fork", "quantity": line["quantity"],
        "available": line["quantity"].as_u64().expect("a number").min(2), "unit_price": "26.00"})
    };
    let lines: Vec<Value> = json_of(asked)["lines"].as_array().expect("lines").iter().map(line).collect();
    let whole = lines.iter().all(|line| line["available"] == line["quantity"]);
    json!({"id": whole.then_some(QUOTE), "lines": lines, "total": "52.00", "limit": {"reduce": []}})
}

fn shop(call: &Callback) -> Result<countersign_sandbox::server::Answer, OutboundError> {
    match call.url.ends_with("/storefront/quotes") {
        true => answered(201, quote(call).to_string().into_bytes()),
        false => answered(201, br#"{"id": "ord_1", "status": "received"}"#.to_vec()),
    }
}

async fn place(stand: &Stand, quantity: u32, fault: Value) -> Value {
    let lines = json!([{"external_id": stand.plenty(), "quantity": quantity}]);
    stand
        .act("place_order", json!({"store": 0, "customer": 0, "lines": lines, "options": {"fault": fault}}))
        .await
}

async fn tell(stand: &Stand, body: &str, secret: &str) -> StatusCode {
    let signature = HEXLOWER.encode(&hmac_sha256(secret, body.as_bytes()));
    let request = Request::post("/orders").header("x-countersign-signature", signature);
    stand.send(request.body(Body::from(body.to_owned())).expect("a request")).await.status
}

#[tokio::test]
async fn a_shopper_takes_what_there_is_and_orders_by_the_quote() {
    let stand = site().await;
    stand.hub.answers(shop);
    let placed = place(&stand, 5, json!({})).await;
    assert_eq!((&placed["order_id"], &placed["told"]), (&json!(QUOTE), &json!(true)), "{placed}");
    let heard = stand.hub.heard();
    assert_eq!(heard.len(), 3, "two quotes and an order");
    assert_eq!(json_of(&heard[1])["lines"][0]["quantity"], 2);
    assert_eq!(json_of(&heard[2])["quote"], QUOTE);
    assert_eq!(header_of(&heard[2], "authorization"), "Bearer cst_one");
    assert_eq!(stand.ledger().await["orders"][0]["status"], "received");
}

#[tokio::test]
async fn what_is_not_answered_is_sent_again_under_the_same_key() {
    let stand = site().await;
    stand.hub.answers(|call| match call.url.ends_with("/storefront/quotes") {
        true => shop(call),
        false => Err(OutboundError::TimedOut { url: call.url.clone(), timeout_ms: 1 }),
    });
    assert_eq!(place(&stand, 1, json!({"duplicates": 1})).await["told"], false);
    stand.hub.answers(shop);
    stand.pass_minutes(1).await;
    let orders: Vec<_> =
        stand.hub.heard().into_iter().filter(|call| call.url.ends_with("/storefront/orders")).collect();
    assert_eq!(orders.len(), 3);
    assert!(orders.iter().all(|call| call.body == orders[0].body));
    assert!(
        orders.iter().all(|c| header_of(c, "idempotency-key") == header_of(&orders[0], "idempotency-key"))
    );
    assert_eq!(stand.ledger().await["callbacks_owed"], 0);
}

#[tokio::test]
async fn what_the_shop_tells_is_believed_by_its_signature_and_never_goes_back_in_time() {
    let stand = site().await;
    stand.hub.answers(shop);
    place(&stand, 1, json!({})).await;
    let told = |status: &str, sequence: u64| {
        format!(
            r#"{{"id":"x","type":"order.changed","quote":"{QUOTE}","status":"{status}","sequence":{sequence}}}"#
        )
    };
    assert_eq!(tell(&stand, &told("completed", 3), "not-the-secret").await, StatusCode::UNAUTHORIZED);
    for (status, sequence) in [("ready", 2), ("ready", 2), ("accepted", 1)] {
        let heard = tell(&stand, &told(status, sequence), WEBHOOK_SECRET).await;
        assert_eq!(heard, StatusCode::NO_CONTENT);
    }
    let ledger = stand.ledger().await;
    assert_eq!((&ledger["orders"][0]["status"], &ledger["told_again"]), (&json!("ready"), &json!(2)));
    assert_eq!(ledger["not_believed"], 1);
}
