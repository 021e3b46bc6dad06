//! Cova as its public pages have it.

use axum::http::StatusCode;
use countersign_sandbox::till::FIRST_CUSTOMER;
use serde_json::{Value, json};

use crate::stand::{Stand, Told};

const ID: &str = "2a8f5d33-eec9-4864-8b49-5636577b40d5";

/// A shop's client with its token.
async fn shop() -> Stand {
    let mut stand = Stand::of("cova");
    let keys = stand.keys();
    let text = |name: &str| keys[name].as_str().expect("a key").to_owned();
    let form = format!(
        "grant_type=password&client_id={}&client_secret={}&username={}&password={}",
        text("client_id"),
        text("client_secret"),
        text("username"),
        text("password")
    );
    let request = axum::http::Request::post("/v1/oauth2/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(form))
        .expect("a request");
    let told = stand.send(request).await;
    assert_eq!(told.status, StatusCode::OK);
    stand.authorization = Some(format!("Bearer {}", told.json()["access_token"].as_str().expect("a token")));
    stand
}

fn order(stand: &Stand, quantity: i64) -> Value {
    let sku = stand.plenty();
    let place = stand.sandbox.world.products.iter().find(|p| p.sku == sku).expect("it is there").index;
    let keys = stand.keys();
    json!({
        "Id": ID, "CompanyId": keys["company_id"], "EntityId": keys["location_id"],
        "IntegratorId": keys["integrator_id"], "ExternalOrderId": "WEB-1", "IsDelivery": false,
        "Lines": [{"ProductId": format!("90d0c700-0000-4000-8000-{place:012}"), "Quantity": quantity}],
    })
}

async fn put(stand: &Stand, body: Value) -> Told {
    stand.call("PUT", &format!("/covaorderintake/v1/TEPCovaOrder({ID})"), body).await
}

async fn status(stand: &Stand) -> Value {
    let company = stand.keys()["company_id"].clone();
    stand.get(&format!("/covaorderintake/v2/Companies({company})/CovaOrder({ID})/Status")).await.json()
}

#[tokio::test]
async fn an_order_is_taken_in_first_and_judged_later() {
    let stand = shop().await;
    stand.switch(json!({"processing_seconds": 10})).await;
    let body = order(&stand, 1);
    assert_eq!(put(&stand, body.clone()).await.status, StatusCode::ACCEPTED);
    assert_eq!(status(&stand).await["OrderStatus"], 0);
    stand.clock.advance_seconds(10);
    assert_eq!(status(&stand).await["OrderStatus"], 4);
    assert_eq!(put(&stand, body).await.status, StatusCode::ACCEPTED, "the same id again");
    let orders = stand.ledger().await["orders"].as_array().expect("orders").len();
    assert_eq!(orders, 1);
}

#[tokio::test]
async fn what_cannot_be_served_was_taken_in_all_the_same() {
    let stand = shop().await;
    assert_eq!(put(&stand, order(&stand, 1_000_000)).await.status, StatusCode::ACCEPTED);
    let told = status(&stand).await;
    assert_eq!(told["OrderStatus"], 2);
    assert!(told["OrderMessage"].as_str().expect("why").contains("not enough"));
    let mut other = order(&stand, 1);
    other["Id"] = json!("another");
    assert_eq!(put(&stand, other).await.status, StatusCode::BAD_REQUEST, "one id in address and body");
}

#[tokio::test]
async fn a_payment_is_the_total_to_the_cent_and_ends_the_order() {
    let stand = shop().await;
    put(&stand, order(&stand, 2)).await;
    let total = status(&stand).await["SaleTotal"].clone();
    let company = stand.keys()["company_id"].clone();
    let pay = |amount: Value| {
        let body = json!({"SaleID": ID, "CompanyId": company, "Payments": [{"Amount": amount}]});
        stand.call("POST", "/covaorderintake/v1/CovaOrderPayment", body)
    };
    assert_eq!(pay(json!(0.01)).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(pay(total.clone()).await.status, StatusCode::ACCEPTED);
    assert_eq!(status(&stand).await["OrderStatus"], 8);
    assert_eq!(pay(total).await.status, StatusCode::CONFLICT);
    let cancel =
        stand.call("DELETE", &format!("/pointofsale/Companies({company})/Sales({ID})"), Value::Null).await;
    assert_eq!(cancel.status, StatusCode::CONFLICT, "after payment it fails");
    let sales = stand.ledger().await["sales"].clone();
    assert!(sales.as_array().expect("sales").iter().any(|sale| sale["reference"] == "WEB-1"));
}

#[tokio::test]
async fn products_show_the_blocks_that_were_asked_for() {
    let stand = shop().await;
    let keys = stand.keys();
    let path = format!("/dataplatform/v1/Companies/{}/DetailedProductData", keys["company_id"]);
    let bare = stand.call("POST", &path, json!({"LocationId": keys["location_id"], "Top": 2})).await.json();
    assert_eq!(bare.as_array().expect("rows").len(), 2);
    assert!(bare[0].get("Packages").is_none() && bare[0].get("Prices").is_none());
    let asked =
        json!({"LocationId": keys["location_id"], "IncludePackageDetails": true, "Skip": 1, "Top": 1});
    let rows = stand.call("POST", &path, asked).await.json();
    assert_eq!(rows[0]["ProductId"], bare[1]["ProductId"]);
    assert!(rows[0]["Packages"].is_array());
}

#[tokio::test]
async fn customers_come_by_the_date_of_their_last_change() {
    let stand = shop().await;
    stand.act("disable_customer", json!({"customer_id": FIRST_CUSTOMER, "disabled": true})).await;
    let company = stand.keys()["company_id"].clone();
    let since = |date: &str| {
        format!(
            "/crm/v1/Companies({company})/CustomerFull?$filter=LastModifiedDateUtc%20ge%20datetime'{date}T00:00:00z'"
        )
    };
    let all = stand.get(&since("2019-01-01")).await.json();
    assert_eq!(all.as_array().expect("rows").len(), stand.sandbox.world.customers.len());
    assert_eq!(all[0]["Disabled"], true);
    assert_eq!(stand.get(&since("2030-01-01")).await.json(), json!([]));
    assert_eq!(
        stand.get(&format!("/crm/v1/Companies({company})/CustomerFull")).await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn without_a_token_or_for_another_company_nothing_is_shown() {
    let mut stand = shop().await;
    let told = stand.get("/crm/v1/Companies(1)/CustomerFull").await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
    stand.clock.advance_seconds(13 * 3_600);
    let told = stand.get("/crm/v1/Companies(1)/CustomerFull").await;
    assert_eq!(told.status, StatusCode::UNAUTHORIZED, "the token has run out");
    stand.authorization = None;
    assert_eq!(put(&stand, order(&stand, 1)).await.status, StatusCode::UNAUTHORIZED);
}
