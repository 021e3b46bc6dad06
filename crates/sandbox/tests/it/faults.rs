use axum::http::{Method, StatusCode};
use countersign_sandbox::world::Unit;
use serde_json::{Value, json};

use crate::caller::{Metrc, receipt};

async fn put(metrc: &Metrc, plan: Value) {
    metrc.control(Method::PUT, "/faults", plan).await.ok();
}

async fn rule(metrc: &Metrc, method: &str, route: &str, fault: Value) {
    let rule = json!({"method": method, "route": route, "when": {"first": 1}, "fault": fault});
    put(metrc, json!({"rules": [rule]})).await;
}

fn label(metrc: &Metrc) -> String {
    metrc.package(false, |product, p| product.unit == Unit::Each && p.quantity > 50_000).tag.to_string()
}

#[tokio::test]
async fn a_timeout_after_the_effect_leaves_the_effect_and_one_before_does_not() {
    for (kind, sold) in [("timeout_after_effect", 1.0), ("timeout_before_effect", 0.0)] {
        let metrc = Metrc::new();
        let label = label(&metrc);
        let before = metrc.quantity(&label).await;
        rule(&metrc, "POST", "/sales/v2/receipts", json!({"kind": kind})).await;
        let body = json!([receipt("W-1", &[(&label, 1.0)])]);
        // The slash at the end is the same operation.
        assert!(metrc.post(&metrc.at("/sales/v2/receipts/"), body.clone()).await.hung_up);
        assert!((metrc.quantity(&label).await - (before - sold)).abs() < 1e-9, "{kind}");
        let found = metrc.get(&metrc.at("/sales/v2/receipts/external/W-1")).await.status;
        assert_eq!(found, if sold > 0.0 { StatusCode::OK } else { StatusCode::NOT_FOUND });
        assert!(!metrc.post(&metrc.at("/sales/v2/receipts"), body).await.ok().hung_up);
    }
}

#[tokio::test]
async fn refusals_are_in_the_vendors_shape_and_keep_the_call_out() {
    let metrc = Metrc::new();
    let (path, label) = (metrc.at("/sales/v2/receipts"), label(&metrc));
    let before = metrc.room.vendor.ledger();
    let body = json!([receipt("W-1", &[(&label, 1.0)])]);
    let faults = [
        (json!({"kind": "too_many_requests", "retry_after_s": 7}), 429, Some("7")),
        (json!({"kind": "too_many_requests"}), 429, None),
        (json!({"kind": "status", "status": 500}), 500, None),
        (json!({"kind": "status", "status": 502}), 502, None),
        (json!({"kind": "status", "status": 503}), 503, None),
        (json!({"kind": "revoked_credentials"}), 401, None),
    ];
    for (fault, status, retry_after) in faults {
        rule(&metrc, "POST", "/sales/v2/receipts", fault).await;
        let reply = metrc.post(&path, body.clone()).await;
        assert_eq!(reply.status.as_u16(), status);
        assert_eq!(reply.headers.get("retry-after").map(|value| value.to_str().expect("text")), retry_after);
        assert!(!reply.hung_up);
    }
    assert_eq!(metrc.room.vendor.ledger(), before);
    rule(&metrc, "POST", "/sales/v2/receipts", json!({"kind": "status_after_effect", "status": 500})).await;
    assert_eq!(metrc.post(&path, body).await.status.as_u16(), 500);
    assert_ne!(metrc.room.vendor.ledger(), before);
}

#[tokio::test]
async fn bodies_can_be_cut_mangled_and_disturbed() {
    let metrc = Metrc::new();
    let path = metrc.at("/packages/v2/active?pageSize=5");
    let good = metrc.get(&path).await.ok().rows();
    let route = "/packages/v2/active";
    rule(&metrc, "GET", route, json!({"kind": "malformed_json"})).await;
    let mangled = metrc.get(&path).await.ok();
    assert!(serde_json::from_str::<Value>(&mangled.text()).is_err());
    rule(&metrc, "GET", route, json!({"kind": "truncated_body"})).await;
    assert!(metrc.get(&path).await.body.is_none());
    rule(&metrc, "GET", route, json!({"kind": "duplicate_rows"})).await;
    assert_eq!(metrc.get(&path).await.ok().rows().len(), 6);
    rule(&metrc, "GET", route, json!({"kind": "missing_row"})).await;
    assert_eq!(metrc.get(&path).await.ok().rows()[..], good[..4]);
    rule(&metrc, "GET", route, json!({"kind": "reordered"})).await;
    assert_eq!(metrc.get(&path).await.ok().rows()[0], good[4]);
    rule(&metrc, "GET", route, json!({"kind": "wrong_types"})).await;
    assert!(metrc.get(&path).await.ok().rows()[0]["Quantity"].is_string());
    assert_eq!(metrc.get(&path).await.ok().rows(), good);
}

#[tokio::test]
async fn old_pages_come_back_when_told() {
    let metrc = Metrc::new();
    let label = label(&metrc);
    let page = |n: u32| metrc.at(&format!("/packages/v2/active?pageSize=5&pageNumber={n}"));
    let rule = json!({
        "method": "GET", "route": "/packages/v2/active", "when": {"calls": [2]}, "fault": {"kind": "repeated_page"},
    });
    put(&metrc, json!({"rules": [rule]})).await;
    let first = metrc.get(&page(1)).await.ok().rows();
    assert_eq!(metrc.get(&page(2)).await.ok().rows(), first);
    assert_ne!(metrc.get(&page(2)).await.ok().rows(), first);

    let one = metrc.at(&format!("/packages/v2/{label}"));
    let rule = json!({
        "method": "GET", "route": "/packages/v2/{id}", "when": {"calls": [2]}, "fault": {"kind": "stale_page"},
    });
    put(&metrc, json!({"rules": [rule]})).await;
    let before = metrc.get(&one).await.ok().json();
    metrc.act("set_quantity", json!({"label": label, "quantity": 1})).await.ok();
    assert_eq!(metrc.get(&one).await.ok().json(), before);
    assert_eq!(metrc.get(&one).await.ok().json()["Quantity"], json!(1.0));
}

#[tokio::test]
async fn an_outage_lasts_until_told_and_the_control_api_stays_up() {
    let metrc = Metrc::new();
    put(&metrc, json!({"outage": "unreachable"})).await;
    assert!(metrc.get("/facilities/v2").await.hung_up);
    put(&metrc, json!({"outage": "unavailable"})).await;
    assert_eq!(metrc.get("/facilities/v2").await.status, StatusCode::SERVICE_UNAVAILABLE);
    put(&metrc, json!({"revoked": true})).await;
    assert_eq!(metrc.get("/facilities/v2").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(metrc.control(Method::DELETE, "/faults", Value::Null).await.status, StatusCode::NO_CONTENT);
    metrc.get("/facilities/v2").await.ok();
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_faults() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let metrc = Metrc::seeded(seed);
        let rule = json!({"when": {"per_mille": 200}, "fault": {"kind": "status", "status": 503}});
        put(&metrc, json!({"rules": [rule]})).await;
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(metrc.get("/facilities/v2").await.status.as_u16());
        }
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn calls_and_faults_are_counted_by_operation() {
    let metrc = Metrc::new();
    rule(&metrc, "GET", "/packages/v2/{id}", json!({"kind": "status", "status": 500})).await;
    let path = metrc.at(&format!("/packages/v2/{}", label(&metrc)));
    metrc.get(&path).await;
    metrc.get(&path).await.ok();
    let calls = metrc.control(Method::GET, "/calls", Value::Null).await.ok().json();
    assert_eq!(calls["GET /packages/v2/{id}"], json!({"calls": 2, "faults": 1}));
}
