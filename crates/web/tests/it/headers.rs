//! What every answer carries.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::get;
use countersign_web::assets;
use countersign_web::security::{CONTENT_POLICY, Transport, harden};
use tower::ServiceExt;

async fn ask(transport: Transport, path: &str) -> Response<Body> {
    let router: Router = assets::routes().route("/", get(|| async { "page" }));
    let request = Request::get(path).body(Body::empty()).expect("a request");
    harden(router, transport).oneshot(request).await.expect("a router always answers")
}

fn value(answer: &Response<Body>, name: &str) -> String {
    answer.headers().get(name).map(|v| v.to_str().expect("ascii").to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn pages_are_kept_by_no_one_and_allow_nothing_foreign() {
    let answer = ask(Transport::BehindTls, "/").await;
    assert_eq!(value(&answer, "cache-control"), "no-store");
    assert_eq!(value(&answer, "content-security-policy"), CONTENT_POLICY);
    assert_eq!(value(&answer, "x-content-type-options"), "nosniff");
    assert_eq!(value(&answer, "cross-origin-opener-policy"), "same-origin");
    assert!(value(&answer, "strict-transport-security").starts_with("max-age="));
    assert!(!CONTENT_POLICY.contains("unsafe"), "the policy lets something unsafe in");
}

#[tokio::test]
async fn without_tls_no_browser_is_told_to_insist_on_it() {
    let answer = ask(Transport::Plain, "/").await;
    assert_eq!(value(&answer, "strict-transport-security"), "");
}

#[tokio::test]
async fn an_unknown_path_is_hardened_too() {
    let answer = ask(Transport::Plain, "/nothing").await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(value(&answer, "content-security-policy"), CONTENT_POLICY);
}

#[tokio::test]
async fn an_asset_of_this_build_may_be_kept_for_ever() {
    let answer = ask(Transport::Plain, &format!("{}/css/console.css", assets::root())).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(value(&answer, header::CONTENT_TYPE.as_str()), "text/css; charset=utf-8");
    assert!(value(&answer, "cache-control").contains("immutable"));
}

#[tokio::test]
async fn an_asset_of_another_build_is_given_but_not_kept() {
    let answer = ask(Transport::Plain, "/assets/0000000000000000/js/console.js").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(value(&answer, "cache-control"), "no-store");
}

#[tokio::test]
async fn what_is_not_an_asset_is_not_served() {
    for path in ["icons.txt.bak", "../Cargo.toml", "css/", "css/nothing.css"] {
        let answer = ask(Transport::Plain, &format!("{}/{path}", assets::root())).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
