use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::caller::Metrc;

#[tokio::test]
async fn keys_go_vendor_first_and_nothing_else_is_let_in() {
    let metrc = Metrc::new();
    let facilities = metrc.get("/facilities/v2/").await.ok().json();
    assert_eq!(facilities.as_array().expect("a bare array").len(), 4);
    assert_eq!(facilities[0]["FacilityType"]["CanSellToConsumers"], json!(true));
    let swapped = metrc.swapped_authorization();
    for authorization in [swapped.as_str(), "Basic bm9wZQ==", "Bearer x", ""] {
        let reply = metrc.send_as(authorization, Method::GET, "/facilities/v2", None).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
        assert!(reply.json()["Message"].is_string());
    }
    metrc.switch("unauthorized_body", "text").await;
    let reply = metrc.send_as(&swapped, Method::GET, "/facilities/v2", None).await;
    assert!(reply.headers["content-type"].to_str().expect("text").starts_with("text/html"));
}

#[tokio::test]
async fn a_key_certified_for_v1_is_told_so_in_plain_text() {
    let metrc = Metrc::new();
    metrc.switch("vendor_key_certified", "v1").await;
    let reply = metrc.get("/facilities/v2").await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert!(reply.text().contains("valid only for V1"));
    metrc.get("/facilities/v1").await.ok();
}

#[tokio::test]
async fn pages_of_twenty_cover_the_list_once() {
    let metrc = Metrc::new();
    let whole = metrc.get(&metrc.at("/packages/v2/active")).await.ok().json();
    let total = whole["Total"].as_u64().expect("a count");
    assert_eq!((whole["PageSize"].as_u64(), whole["TotalPages"].as_u64()), (Some(total), Some(1)));
    assert_eq!(whole.as_object().expect("an envelope").len(), 8);
    let mut ids = Vec::new();
    for page in 1..=total.div_ceil(20) {
        let path = format!("/packages/v2/active?pageSize=20&pageNumber={page}");
        let reply = metrc.get(&metrc.at(&path)).await.ok();
        assert_eq!(reply.json()["RecordsOnPage"].as_u64(), Some(reply.rows().len() as u64));
        ids.extend(reply.rows().iter().map(|row| row["Id"].as_i64().expect("an id")));
        metrc.clock.advance_seconds(1);
    }
    let mut expected: Vec<i64> =
        whole["Data"].as_array().expect("rows").iter().map(|r| r["Id"].as_i64().expect("an id")).collect();
    expected.sort_unstable();
    ids.sort_unstable();
    assert_eq!(ids, expected);
    let past = metrc.get(&metrc.at("/packages/v2/active?pageSize=20&pageNumber=999")).await.ok();
    assert!(past.rows().is_empty());
    let over = metrc.get(&metrc.at("/packages/v2/active?pageSize=21")).await;
    assert_eq!(over.status, StatusCode::BAD_REQUEST);
    metrc.switch("page_size_over_cap", "clamp20").await;
    assert_eq!(metrc.get(&metrc.at("/packages/v2/active?pageSize=500")).await.ok().rows().len(), 20);
}

#[tokio::test]
async fn v1_lists_are_bare_and_removed_calls_say_405() {
    let metrc = Metrc::new();
    let path = metrc.at("/packages/v1/onhold?lastModifiedStart=2026-11-20T18:00:00Z");
    assert!(metrc.get(&path).await.ok().json().is_array());
    for gone in ["/sales/v1/receipts", "/sales/v1/deliveries"] {
        assert_eq!(metrc.get(&metrc.at(gone)).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(metrc.get(&metrc.at("/transfers/v2/receive")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_window_is_at_most_a_day_and_its_plus_must_be_escaped() {
    let metrc = Metrc::new();
    let window = |start: &str, end: &str| {
        metrc.at(&format!("/packages/v2/active?lastModifiedStart={start}&lastModifiedEnd={end}"))
    };
    metrc.get(&window("2026-11-01T00:00:00%2B00:00", "2026-11-02T00:00:00%2B00:00")).await.ok();
    for (start, end) in [
        ("2026-11-01T00:00:00%2B00:00", "2026-11-02T00:00:01%2B00:00"),
        ("2026-11-01T00:00:00+00:00", "2026-11-01T12:00:00+00:00"),
        ("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z"),
        ("yesterday", "2026-11-01T00:00:00Z"),
    ] {
        let reply = metrc.get(&window(start, end)).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{start} to {end}");
        assert!(reply.json()["Message"].is_string());
    }
    let mixed = "/sales/v2/receipts/active?salesDateStart=2026-11-21T00:00:00Z&lastModifiedStart=2026-11-21T00:00:00Z";
    assert_eq!(metrc.get(&metrc.at(mixed)).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn daily_windows_walk_over_every_inactive_package() {
    let metrc = Metrc::new();
    let finished =
        metrc.world.packages.iter().filter(|p| p.finished_on.is_some() && p.license.0 == metrc.retail);
    let mut labels: Vec<String> = finished.map(|p| p.tag.to_string()).collect();
    let mut seen = Vec::new();
    for day in 10..=21 {
        let path = format!(
            "/packages/v2/inactive?lastModifiedStart=2026-11-{day}T00:00:00Z&lastModifiedEnd=2026-11-{}T00:00:00Z",
            day + 1
        );
        let rows = metrc.get(&metrc.at(&path)).await.ok().rows();
        seen.extend(rows.iter().map(|row| row["Label"].as_str().expect("a label").to_owned()));
    }
    labels.sort();
    seen.sort();
    assert_eq!(seen, labels);
    assert!(!labels.is_empty());
}

#[tokio::test]
async fn bare_answers_stay_bare_and_counties_do_not() {
    let metrc = Metrc::new();
    for path in [
        "/sales/v2/customertypes",
        "/sales/v2/patientregistration/locations",
        "/labtests/v2/states",
        "/packages/v2/types",
        "/unitsofmeasure/v2/active",
        "/unitsofmeasure/v2/inactive",
        "/transfers/v2/deliveries/packages/states",
    ] {
        assert!(metrc.get(path).await.ok().json().is_array(), "{path}");
    }
    assert!(metrc.get("/sales/v2/counties").await.ok().json()["Data"].is_array());
    assert!(metrc.get(&metrc.at("/tags/v2/package/available")).await.ok().json().is_array());
    for path in ["/items/v2/active", "/items/v2/categories", "/employees/v2", "/locations/v2/active"] {
        assert!(!metrc.get(&metrc.at(path)).await.ok().rows().is_empty(), "{path}");
    }
}

#[tokio::test]
async fn enums_are_words_on_items_and_numbers_inside_packages() {
    let metrc = Metrc::new();
    let item = &metrc.get(&metrc.at("/items/v2/active?pageSize=1")).await.ok().rows()[0];
    assert!(item["QuantityType"].is_string());
    let label = metrc.package(false, |_, _| true).tag.to_string();
    let package = metrc.get(&metrc.at(&format!("/packages/v2/{label}"))).await.ok().json();
    assert_eq!(package["Item"]["QuantityType"], json!(0));
    assert_eq!(package["PackageType"], json!("Product"));
    assert!(package["LastModified"].as_str().expect("a time").ends_with("+00:00"));
    let v1: Value = metrc.get(&metrc.at(&format!("/packages/v1/{label}"))).await.ok().json();
    assert!(v1.get("ProductLabel").is_none() && v1["Item"].is_object());
}

#[tokio::test]
async fn reads_are_limited_and_writes_are_not() {
    let metrc = Metrc::new();
    let path = metrc.at("/packages/v2/types");
    for _ in 0..50 {
        metrc.get(&path).await.ok();
    }
    let reply = metrc.get(&path).await;
    assert_eq!(reply.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(reply.headers["retry-after"], "1");
    let note = json!([{"PackageLabel": metrc.package(false, |_, _| true).tag, "Note": "seen"}]);
    metrc.put(&metrc.at("/packages/v2/note"), note).await.ok();
    // Another facility has its own fifty.
    metrc.get(&metrc.at_medical("/packages/v2/types")).await.ok();
    metrc.clock.advance_seconds(1);
    metrc.get(&path).await.ok();
    metrc.switch("rate_limits", false).await;
    for _ in 0..120 {
        metrc.get(&path).await.ok();
    }
}
