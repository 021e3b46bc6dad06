//! What is wrong is said in one shape, whoever found it.

use axum::http::StatusCode;
use countersign_api::BODY_BYTES_MAX;
use countersign_kernel::Permission;
use countersign_kernel::id::CustomerId;
use serde_json::json;

use crate::shop::{Call, phone_order, shop};

#[tokio::test]
async fn every_refusal_of_a_request_is_a_problem() {
    let shop = shop().await;
    let token = shop.master().await;
    let json_post = |path: &str, body: &str| {
        Call::post_bytes(path, body.as_bytes().to_vec())
            .header("content-type", "application/json")
            .token(&token)
    };
    let nobody = CustomerId::fresh(shop.app.clock(), shop.app.random());
    let calls = [
        ("an unknown path", Call::get("/nowhere").token(&token)),
        ("an unknown path, unknown caller", Call::get("/nowhere")),
        ("a method the path has not", Call::get("/orders").method("DELETE").token(&token)),
        ("a preflight", Call::get("/orders").method("OPTIONS").header("origin", "https://elsewhere.example")),
        ("half a body", json_post("/orders", "{\"program\": ")),
        ("no JSON", json_post("/limit-questions", "not json")),
        ("a missing field", json_post("/orders", "{\"program\": \"adult\"}")),
        ("an unknown field", json_post(&format!("/customers/{nobody}/disclosure"), r#"{"reason": "x"}"#)),
        ("an unknown parameter", Call::get("/orders?color=blue").token(&token)),
        ("an unknown state", Call::get("/orders?state=lost").token(&token)),
        ("a made-up cursor", Call::get("/orders?cursor=e30").token(&token)),
        ("a limit too high", Call::get("/orders?limit=201").token(&token)),
        ("a text that is no id", Call::get("/orders/17").token(&token)),
        ("an id of another kind", Call::get(&format!("/orders/{}", shop.store)).token(&token)),
        ("a form", Call::post_bytes("/orders", b"a=b".to_vec()).token(&token)),
        ("an odd phone", json_post("/customer-lookups", r#"{"by": "phone", "value": "x"}"#)),
        ("a question that is none", json_post("/limit-questions", "{}")),
    ];
    let mut table = String::new();
    for (what, call) in calls {
        let answer = shop.send(call.request()).await;
        let (status, slug) = answer.problem();
        let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
        table += &format!("{what}: {status} {slug}: {detail}\n");
    }
    insta::assert_snapshot!(table.replace(shop.store.as_str(), "sto_…"));
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused_wherever_it_goes() {
    let shop = shop().await;
    let token = shop.master().await;
    let large = vec![b' '; BODY_BYTES_MAX + 1];
    for (path, key) in [("/orders", None), ("/orders", Some("k1")), ("/limit-questions", None)] {
        let call =
            Call::post_bytes(path, large.clone()).header("content-type", "application/json").token(&token);
        let call = if let Some(key) = key { call.header("idempotency-key", key) } else { call };
        assert_eq!(shop.send(call.request()).await.problem(), (413, "too-large".to_owned()), "{path}");
    }
    let inbound = Call::post_bytes(&format!("/inbound/{}/weedmaps", shop.store), large);
    assert_eq!(shop.send(inbound.request()).await.problem(), (413, "too-large".to_owned()));
}

#[tokio::test]
async fn a_method_refusal_names_the_methods_there_are() {
    let shop = shop().await;
    let token = shop.master().await;
    let answer = shop.send(Call::get("/orders").method("DELETE").token(&token).request()).await;
    assert_eq!(answer.problem(), (405, "method-not-allowed".to_owned()));
    let allowed = answer.header("allow");
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let shop = shop().await;
    let token = shop.token(&[Permission::RecordView]).await;
    let answer = shop.post(&token, "/orders", phone_order()).await;
    assert_eq!(answer.problem(), (403, "not-permitted".to_owned()));
    assert_eq!(answer.json()["scope"], "order.enter");
    assert!(answer.header("www-authenticate").contains("insufficient_scope"));
}

#[tokio::test]
async fn checks_that_refuse_are_told_with_rule_and_citation() {
    let shop = shop().await;
    let token = shop.master().await;
    let mut stranger = phone_order();
    stranger["buyer"]["phone"] = json!("303-555-0199");
    let order = shop.post(&token, "/orders", stranger).await.json()["id"].as_str().unwrap().to_owned();
    shop.post(&token, &format!("/orders/{order}/verification"), json!({})).await;
    let refused = shop.post(&token, &format!("/orders/{order}/approval"), json!({})).await;
    assert_eq!(refused.problem(), (409, "checks-refused".to_owned()));
    let problem = refused.json();
    assert_eq!(problem["verdict"], "unknown");
    let identity = &problem["checks"][0];
    assert_eq!(
        (identity["check"].as_str(), identity["verdict"].as_str()),
        (Some("identity"), Some("unknown"))
    );
    for check in problem["checks"].as_array().unwrap() {
        assert!(check["rule"]["citation"].is_string(), "{check}");
    }
}

#[tokio::test]
async fn an_order_that_moved_on_or_is_not_there_yet_says_so() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = shop.phone_order(&token).await;
    let early = shop.post(&token, &format!("/orders/{order}/approval"), json!({})).await;
    assert_eq!(early.problem(), (409, "out-of-step".to_owned()));
    assert_eq!((&early.json()["state"], &early.json()["step"]), (&json!("arrived"), &json!("approve")));
    let ending = json!({"version": 99, "reason": "other", "words": "test"});
    let stale = shop.post(&token, &format!("/orders/{order}/refusal"), ending).await;
    assert_eq!(stale.problem(), (409, "moved-on".to_owned()));
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_no_origin_is_let_across() {
    let shop = shop().await;
    let token = shop.master().await;
    let calls = [
        Call::get("/orders").token(&token).header("origin", "https://elsewhere.example"),
        Call::get("/openapi.json").header("origin", "https://elsewhere.example"),
        Call::get("/nowhere"),
        Call::post_bytes("/inbound/x/y", Vec::new()),
    ];
    for call in calls {
        let answer = shop.send(call.request()).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(answer.header("x-request-id").starts_with("req_"));
        let across = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control"));
        assert_eq!(across.count(), 0);
    }
}

#[tokio::test]
async fn a_till_that_does_not_answer_is_not_an_error_of_the_phone_form() {
    let shop = shop().await;
    let token = shop.master().await;
    shop.fake.systems.till_is_down.store(true, std::sync::atomic::Ordering::SeqCst);
    let answer = shop.post(&token, "/orders", phone_order()).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["field"], "sku");
}
