use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::caller::{Metrc, receipt};

#[tokio::test]
async fn a_skewed_clock_shows_in_what_the_vendor_writes_down() {
    let metrc = Metrc::new();
    let package = metrc.package(false, |product, _| product.unit == countersign_sandbox::world::Unit::Each);
    let body = json!([receipt("W-1", &[(package.tag.as_str(), 1.0)])]);
    let reply = metrc.control(Method::PUT, "/clock", json!({"offset_seconds": -600})).await.ok();
    assert_eq!(reply.json()["now"], json!("2026-11-21T17:50:00.000000Z"));
    // The sale at 10:58 is in this vendor's future.
    let refused = metrc.post(&metrc.at("/sales/v2/receipts"), body.clone()).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    metrc.control(Method::POST, "/clock/advance", json!({"seconds": 1_200})).await.ok();
    metrc.post(&metrc.at("/sales/v2/receipts"), body).await.ok();
    let read = metrc.get(&metrc.at("/sales/v2/receipts/external/W-1")).await.ok().json();
    assert_eq!(read["RecordedDateTime"], json!("2026-11-21T18:10:00.000000+00:00"));
}

#[tokio::test]
async fn what_can_be_steered_is_listed_and_mistakes_are_explained() {
    let metrc = Metrc::new();
    let about = metrc.control(Method::GET, "", Value::Null).await.ok().json();
    assert_eq!(about["vendor"], json!("metrc"));
    assert!(about["actions"].as_array().is_some_and(|actions| actions.len() >= 6));
    for (path, body, status) in [
        ("/actions/dance", json!({}), StatusCode::NOT_FOUND),
        ("/actions/hold_package", json!({"label": "NOPE"}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            "/actions/sell_elsewhere",
            json!({"patient": "P-0-0", "category": "hay"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let reply = metrc.control(Method::POST, path, body).await;
        assert_eq!(reply.status, status, "{path}");
        assert!(reply.json()["error"].is_string());
    }
    let reply = metrc.control(Method::PUT, "/switches", json!({"no_such_switch": true})).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reply =
        metrc.control(Method::PUT, "/faults", json!({"rules": [{"fault": {"kind": "gremlins"}}]})).await;
    assert!(reply.status.is_client_error());
}

#[tokio::test]
async fn every_action_example_is_json() {
    let metrc = Metrc::new();
    for action in metrc.room.vendor.actions() {
        assert!(serde_json::from_str::<Value>(action.example).is_ok(), "{}", action.name);
    }
}
