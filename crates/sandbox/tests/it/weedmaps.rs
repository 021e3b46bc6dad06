//! The rules of the Weedmaps simulator, one test each.

use axum::http::StatusCode;
use countersign_sandbox::callback::hmac_sha256;
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::stand::{Stand, answered, header_of, json_of};

const SCOPES: &str = "taxonomy:read brands:read products:read menu_items menus:write";

async fn open() -> Stand {
    let mut stand = Stand::of("weedmaps");
    let told = token(&stand, SCOPES).await;
    stand.authorization = Some(format!("Bearer {}", told["access_token"].as_str().expect("a token")));
    stand
}

async fn token(stand: &Stand, scope: &str) -> Value {
    let keys = stand.keys();
    let asked = json!({
        "client_id": keys["client_id"],
        "client_secret": keys["client_secret"],
        "grant_type": "client_credentials",
        "scope": scope,
    });
    let told = stand.call("POST", "/auth/token", asked).await;
    assert_eq!(told.status, StatusCode::CREATED);
    told.json()
}

fn items(stand: &Stand, version: &str) -> String {
    format!("/wm/{version}/partners/menus/{}/items", stand.keys()["menu_id"].as_str().expect("a menu"))
}

fn item(external_id: &str) -> Value {
    json!({
        "external_id": external_id,
        "name": "Test Flower",
        "category_names": ["Flower"],
        "published": true,
        "variants": [{
            "external_id": format!("{external_id}-v"),
            "price": {"amount": "35.00", "currency": "USD"},
            "weight": {"value": 3.5, "unit": "g"},
            "inventory_quantity": 4,
        }],
    })
}

fn with(mut item: Value, pointer: &str, value: Value) -> Value {
    *item.pointer_mut(pointer).expect("the member is there") = value;
    item
}

/// Echoes drafts after `correct`, and answers everything else with 200.
fn correcting(stand: &Stand, correct: impl Fn(&mut Value) + Send + 'static) {
    stand.hub.answers(move |call| {
        let mut order = json_of(call);
        if call.url.contains("/draft") {
            correct(&mut order);
        }
        answered(200, order.to_string().into_bytes())
    });
}

async fn order(stand: &Stand, quantity: u32, fault: Value) -> Value {
    let line = json!({"external_id": stand.plenty(), "quantity": quantity});
    stand
        .act("place_order", json!({"store": 0, "customer": 0, "lines": [line], "options": {"fault": fault}}))
        .await
}

async fn put_status(stand: &Stand, id: &str, body: Value) -> (StatusCode, Value) {
    let merchant = stand.keys()["menu_id"].as_str().expect("a menu").to_owned();
    let told = stand.call("PUT", &format!("/oos/2026-01/merchants/{merchant}/orders/{id}"), body).await;
    (told.status, told.json())
}

#[tokio::test]
async fn the_same_token_comes_back_until_half_its_life_and_one_call_a_minute() {
    let stand = Stand::of("weedmaps");
    let first = token(&stand, SCOPES).await;
    assert_eq!(first["expires_in"], 1_209_600);
    assert_eq!(first["access_token"].as_str().expect("text").split('.').count(), 3);
    let again = stand.call("POST", "/auth/token", json!({})).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(again.headers.get("retry-after").is_none());
    stand.clock.advance_seconds(6 * 24 * 3_600);
    assert_eq!(token(&stand, SCOPES).await["access_token"], first["access_token"]);
    stand.clock.advance_seconds(24 * 3_600);
    assert_ne!(token(&stand, SCOPES).await["access_token"], first["access_token"]);
}

#[tokio::test]
async fn calls_need_a_live_token_with_the_scope() {
    let mut stand = open().await;
    let path = items(&stand, "2025-07");
    assert_eq!(stand.get(&path).await.status, StatusCode::OK);
    stand.clock.advance_seconds(1_209_600);
    assert_eq!(stand.get(&path).await.status, StatusCode::UNAUTHORIZED);
    let narrow = token(&stand, "taxonomy:read nonsense").await;
    assert_eq!(narrow["scope"], "taxonomy:read");
    stand.authorization = Some(format!("Bearer {}", narrow["access_token"].as_str().expect("text")));
    let told = stand.get(&path).await;
    assert_eq!(told.status, StatusCode::FORBIDDEN);
    assert_eq!(told.json()["errors"][0]["status"], "403");
}

#[tokio::test]
async fn the_421st_call_in_ten_seconds_is_refused() {
    let stand = open().await;
    for _ in 0..419 {
        assert_eq!(stand.get("/wm/2025-07/partners/menus").await.status, StatusCode::OK);
    }
    assert_eq!(stand.get("/wm/2025-07/partners/menus").await.status, StatusCode::TOO_MANY_REQUESTS);
    stand.clock.advance_seconds(10);
    assert_eq!(stand.get("/wm/2025-07/partners/menus").await.status, StatusCode::OK);
}

#[tokio::test]
async fn items_are_managed_by_the_shops_own_id_and_listed_in_pages() {
    let stand = open().await;
    stand.act("clear_menus", json!({})).await;
    let path = items(&stand, "2025-07");
    for n in 0..30 {
        let told = stand.call("PUT", &format!("{path}/external/P{n:02}"), item(&format!("P{n:02}"))).await;
        assert_eq!(told.status, StatusCode::CREATED);
    }
    let renamed = with(item("P00"), "/name", json!("Other name"));
    let again = stand.call("PUT", &format!("{path}/external/P00"), renamed).await;
    assert_eq!((again.status, &again.json()["data"]["name"]), (StatusCode::OK, &json!("Other name")));
    let second = stand.get(&format!("{path}?page=2&page_size=25")).await.json();
    assert_eq!(second["meta"], json!({"page": 2, "per_page": 25, "total": 30}));
    assert_eq!(second["data"].as_array().expect("rows").len(), 5);
    assert_eq!(stand.call("DELETE", &format!("{path}/external/P00"), Value::Null).await.status, 204);
    assert_eq!(stand.call("DELETE", &format!("{path}/external/P00"), Value::Null).await.status, 404);
}

#[tokio::test]
async fn what_does_not_validate_is_422_with_a_pointer() {
    let stand = open().await;
    let path = items(&stand, "2025-07");
    let longest = "x".repeat(257);
    for (bad, pointer) in [
        (with(item("A"), "/name", json!("It cures everything")), "/name"),
        (with(item("A"), "/category_names", json!(["Flower", "Edibles"])), "/category_names"),
        (with(item("A"), "/category_names", json!(["Gummies"])), "/category_names"),
        (with(item("A"), "/external_id", json!(longest)), "/external_id"),
        (with(item("A"), "/variants/0/price/amount", json!(35.0)), "/variants/0/price/amount"),
        (with(item("A"), "/variants/0/inventory_quantity", json!(0)), "/variants/0/inventory_quantity"),
        (with(item("A"), "/variants", json!([])), "/variants"),
    ] {
        let told = stand.call("POST", &path, bad).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{pointer}");
        assert_eq!(told.json()["errors"][0]["source"]["pointer"], pointer);
    }
    assert_eq!(stand.call("POST", &path, item("A")).await.status, StatusCode::CREATED);
    assert_eq!(stand.call("POST", &path, item("A")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_was_measured_is_judged_entry_by_entry_and_a_slug_that_is_none_is_dropped() {
    let stand = open().await;
    let path = format!("{}/external/A", items(&stand, "2025-07"));
    let listed = |entry: Value| {
        let mut item = item("A");
        item["cannabinoids"] = json!([entry]);
        item
    };
    for (entry, pointer) in [
        (json!({"slug": "thca"}), "/cannabinoids/0"),
        (json!({"percentage": {"min": 1, "max": 1}}), "/cannabinoids/0"),
        (json!({"slug": "thca", "percentage": {"min": 21.3}}), "/cannabinoids/0/percentage"),
        (json!({"slug": "thca", "percentage": {"min": "a lot", "max": 3}}), "/cannabinoids/0/percentage"),
        (json!({"slug": "thca", "percentage": {"min": 24, "max": 18}}), "/cannabinoids/0/percentage"),
        (json!({"slug": "thca", "percentage": {"min": 213, "max": 213}}), "/cannabinoids/0/percentage"),
        (json!({"slug": "thca", "milligrams": {"min": -1, "max": 1}}), "/cannabinoids/0/milligrams"),
    ] {
        let told = stand.call("PUT", &path, listed(entry.clone())).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{entry}");
        assert_eq!(told.json()["errors"][0]["source"]["pointer"], pointer, "{entry}");
    }
    let mut good = listed(json!({"slug": "thca", "milligrams": {"min": "213", "max": 213}}));
    good["terpenes"] = json!([
        {"slug": "moonshine", "percentage": {"min": 1, "max": 1}},
        {"slug": "pinene", "percentage": {"min": 0.3, "max": 0.3}},
    ]);
    let told = stand.call("PUT", &path, good).await;
    assert_eq!(told.status, StatusCode::CREATED);
    let slugs: Vec<_> = told.json()["data"]["terpenes"].as_array().expect("a list").clone();
    assert_eq!((slugs.len(), &slugs[0]["slug"]), (1, &json!("pinene")));
}

#[tokio::test]
async fn the_older_version_takes_zero_stock_and_says_percent() {
    let stand = open().await;
    let path = items(&stand, "2024-01");
    let mut empty = with(item("Z"), "/variants/0/inventory_quantity", json!(0));
    empty["cannabinoids"] = json!([{"slug": "thca", "percent": {"min": 20.1, "max": 20.1}}]);
    let told = stand.call("POST", &path, empty).await;
    assert_eq!(told.status, StatusCode::CREATED);
    let data = told.json()["data"].clone();
    assert_eq!(
        (&data["published"], &data["cannabinoids"][0]["percent"]["min"]),
        (&json!(true), &json!(20.1))
    );
    let newer =
        stand.get(&format!("/wm/2025-07/partners/menu_items/{}", data["id"].as_str().expect("id"))).await;
    assert_eq!(newer.json()["data"]["cannabinoids"][0]["percentage"]["min"], 20.1);
    assert_eq!(stand.get("/wm/1999-01/partners/menus").await.status, StatusCode::NOT_FOUND);
    // Sold out by count, the item can still be ordered: only `published` hides it.
    let line = json!({"external_id": "Z-v", "quantity": 1});
    let placed = stand.act("place_order", json!({"customer": 0, "lines": [line]})).await;
    assert_ne!(placed["outcome"]["kind"], "emptied");
}

#[tokio::test]
async fn a_paused_menu_is_423_for_writes_and_still_reads() {
    let stand = open().await;
    let (path, menu) = (items(&stand, "2025-07"), stand.keys()["menu_id"].clone());
    stand.switch(json!({"paused_menus": [menu]})).await;
    assert_eq!(stand.call("POST", &path, item("A")).await.status, StatusCode::LOCKED);
    assert_eq!(stand.get(&path).await.status, StatusCode::OK);
    assert_eq!(stand.get(path.trim_end_matches("/items")).await.status, StatusCode::LOCKED);
    stand.switch(json!({"paused_menus": [], "forbidden_menus": [menu]})).await;
    assert_eq!(stand.call("POST", &path, item("A")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(stand.get(path.trim_end_matches("/items")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_null_brand_does_not_clear_one_while_a_product_is_set() {
    let stand = open().await;
    let path = items(&stand, "2025-07");
    let mut branded = item("B");
    branded["brand_id"] = json!(1);
    branded["product_id"] = json!(1);
    let id = stand.call("POST", &path, branded).await.json()["data"]["id"].clone();
    let path = format!("/wm/2025-07/partners/menu_items/{}", id.as_str().expect("id"));
    let told = stand.call("PATCH", &path, json!({"brand_id": null})).await;
    assert_eq!(told.json()["data"]["brand_id"], 1);
    let told = stand.call("PATCH", &path, json!({"brand_id": null, "product_id": null})).await;
    assert_eq!(told.json()["data"]["brand_id"], Value::Null);
}

#[tokio::test]
async fn reference_data_is_filtered_and_unknown_names_are_dropped() {
    let stand = open().await;
    let told = stand.get("/wm/2025-07/partners/categories?filters[name][eq]=flower").await.json();
    assert_eq!(told["data"].as_array().expect("rows").len(), 1);
    let tree = stand.get("/wm/2025-07/partners/categories/tree").await.json();
    assert_eq!(tree["data"].as_array().expect("roots").len(), 11);
    let mut odd = item("N");
    odd["category_names"] = json!(["Flower", "No Such Thing"]);
    odd["brand_name"] = json!("No Such Brand");
    let told = stand.call("POST", &items(&stand, "2025-07"), odd).await;
    assert_eq!(told.status, StatusCode::CREATED);
    assert_eq!(told.json()["data"]["category_names"], json!(["Flower"]));
    assert!(told.json()["data"]["brand_id"].is_null());
}

#[tokio::test]
async fn an_order_is_drafted_corrected_submitted_and_both_callbacks_are_signed() {
    let stand = open().await;
    correcting(&stand, |order| {
        order["lineItems"][0]["quantity"] = json!(1);
        order["lineItems"][0]["adjustedPrice"] = json!("10.00");
        for (member, amount) in [("subtotal", "10.00"), ("taxTotal", "2.09"), ("grandTotal", "12.09")] {
            order[member] = json!(amount);
        }
    });
    let placed = order(&stand, 2, json!({})).await;
    assert_eq!((&placed["outcome"]["kind"], &placed["told"]), (&json!("submitted"), &json!(true)));
    assert_eq!((&placed["lines"][0]["quantity"], &placed["total"]), (&json!(1), &json!("12.09")));
    assert_eq!(placed["complaints"], json!([]));
    let heard = stand.hub.heard();
    let statuses: Vec<_> = heard.iter().map(|call| json_of(call)["status"].clone()).collect();
    assert_eq!(statuses, ["DRAFT", "PENDING"]);
    let secret = stand.keys()["client_secret"].as_str().expect("a secret").to_owned();
    for call in &heard {
        assert_eq!(header_of(call, "Signature"), BASE64.encode(&hmac_sha256(&secret, &call.body)));
        assert!(call.url.contains("merchant_id=710100"), "{}", call.url);
    }
    let created = json_of(&heard[1]);
    assert_eq!(created["lineItems"][0]["externalId"], stand.plenty());
    assert_eq!(created["customer"]["firstName"], stand.sandbox.world.customers[0].first_name);
    let picture = created["documents"][0]["url"].as_str().expect("an address").to_owned();
    let path = picture.trim_start_matches("http://vendor.test").to_owned();
    let told = stand.get(&path).await;
    assert!(told.bytes.starts_with(&[0x89, b'P', b'N', b'G']));
    assert_eq!(stand.get(&path.replace("expires=1", "expires=2")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_draft_that_changes_what_is_fixed_or_drops_a_line_stops_the_shopper() {
    let stand = open().await;
    let edits: [fn(&mut Value); 3] = [
        |order| order["customer"]["firstName"] = json!("Somebody"),
        |order| order["lineItems"] = json!([]),
        |order| order["lineItems"][0]["quantity"] = json!(99),
    ];
    for edit in edits {
        correcting(&stand, edit);
        assert_eq!(order(&stand, 1, json!({})).await["outcome"]["kind"], "quote_failed");
    }
    stand.hub.answers(|_| answered(500, Vec::new()));
    assert_eq!(order(&stand, 1, json!({})).await["outcome"]["kind"], "quote_failed");
    correcting(&stand, |order| order["lineItems"][0]["quantity"] = json!(0));
    assert_eq!(order(&stand, 1, json!({})).await["outcome"]["kind"], "emptied");
    assert_eq!(stand.ledger().await["orders"], json!([]));
    stand.switch(json!({"sim_assumption_failed_draft_submits": true})).await;
    stand.hub.answers(|call| answered(if call.url.contains("draft") { 500 } else { 200 }, Vec::new()));
    assert_eq!(order(&stand, 1, json!({})).await["outcome"]["kind"], "submitted");
}

#[tokio::test]
async fn a_create_nobody_takes_is_tried_three_times_more_after_1_5_and_15_minutes() {
    let stand = open().await;
    stand.hub.answers(|call| answered(if call.url.contains("draft") { 200 } else { 503 }, call.body.clone()));
    let placed = order(&stand, 1, json!({})).await;
    assert_eq!(placed["told"], false);
    stand.hub.heard();
    let mut tried = Vec::new();
    for minute in 1..=40 {
        stand.pass_minutes(1).await;
        tried.extend(stand.hub.heard().iter().map(|_| minute));
    }
    assert_eq!(tried, [1, 6, 21]);
    let ledger = stand.ledger().await;
    assert_eq!(ledger["callbacks_owed"], 0);
    assert_eq!(ledger["deliveries"].as_array().expect("a list").len(), 5);
}

#[tokio::test]
async fn callbacks_are_duplicated_delayed_reordered_and_forged_on_demand() {
    let stand = open().await;
    correcting(&stand, |_| {});
    let creates = |heard: &[countersign_sandbox::server::Callback]| -> Vec<Value> {
        let create = heard.iter().filter(|call| call.url.contains("/create"));
        create.map(|call| json_of(call)["orderId"].clone()).collect()
    };
    order(&stand, 1, json!({"duplicates": 2})).await;
    let heard = stand.hub.heard();
    assert_eq!(creates(&heard).len(), 3);
    assert_eq!(heard[1].body, heard[3].body);
    let late = order(&stand, 1, json!({"reorder": true})).await["order_id"].clone();
    let soon = order(&stand, 1, json!({"delay_seconds": 30})).await["order_id"].clone();
    assert!(creates(&stand.hub.heard()).is_empty());
    stand.pass_minutes(1).await;
    assert_eq!(creates(&stand.hub.heard()), [soon, late]);
    stand.hub.answers(|call| {
        let secret = "5eed0000-0000-4000-8000-000000000007";
        let good = header_of(call, "Signature") == BASE64.encode(&hmac_sha256(secret, &call.body));
        answered(if good { 200 } else { 401 }, call.body.clone())
    });
    assert_eq!(order(&stand, 1, json!({"forged_attempts": 1})).await["told"], false);
    stand.hub.heard();
    stand.pass_minutes(1).await;
    assert_eq!(stand.hub.heard().len(), 1);
    assert_eq!(stand.ledger().await["callbacks_owed"], 0);
}

#[tokio::test]
async fn the_shop_moves_an_order_forward_once_and_with_known_words() {
    let stand = open().await;
    correcting(&stand, |_| {});
    let id = order(&stand, 1, json!({})).await["order_id"].as_str().expect("id").to_owned();
    let (status, shown) = put_status(&stand, &id, json!({"status": "IN_PROGRESS"})).await;
    assert_eq!((status, &shown["status"]), (StatusCode::OK, &json!("IN_PROGRESS")));
    assert_eq!(put_status(&stand, &id, json!({"status": "IN_PROGRESS"})).await.0, StatusCode::OK);
    for bad in [
        json!({"status": "PENDING"}),
        json!({"status": "SHIPPED"}),
        json!({"status": "CANCELED_SELLER", "canceledReason": "BORED"}),
        json!({"status": "COMPLETE", "canceledReason": "OTHER"}),
    ] {
        assert_eq!(put_status(&stand, &id, bad).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let cancel = json!({"status": "CANCELED_SELLER", "canceledReason": "ID_ISSUE"});
    assert_eq!(put_status(&stand, &id, cancel).await.1["canceledReason"], "ID_ISSUE");
    assert_eq!(
        put_status(&stand, &id, json!({"status": "COMPLETE"})).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(put_status(&stand, "nope", json!({"status": "COMPLETE"})).await.0, StatusCode::NOT_FOUND);
    let known = &stand.ledger().await["orders"][0];
    let words: Vec<_> =
        known["statuses"].as_array().expect("a list").iter().map(|s| s["status"].clone()).collect();
    assert_eq!(words, ["PENDING", "IN_PROGRESS", "CANCELED_SELLER"]);
    assert_eq!(known["texts"].as_array().expect("a list").len(), 2);
    let merchant = stand.keys()["menu_id"].as_str().expect("a menu").to_owned();
    let told = stand.get(&format!("/oos/2026-01/merchants/{merchant}/orders/{id}")).await;
    assert_eq!(told.status, StatusCode::METHOD_NOT_ALLOWED);
    let older = format!("/oos/2024-01/merchants/{merchant}/orders/{id}");
    assert_eq!(stand.call("PUT", &older, json!({"status": "CANCELED_SELLER"})).await.status, 422);
    let mut whole = known["order"].clone();
    whole["status"] = json!("CANCELED_SELLER");
    assert_eq!(stand.call("PUT", &older, whole).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_shoppers_cancellation_is_silent_unless_switched_on() {
    let stand = open().await;
    correcting(&stand, |_| {});
    let id = order(&stand, 1, json!({})).await["order_id"].clone();
    stand.hub.heard();
    stand.act("cancel_order", json!({"order_id": id})).await;
    assert!(stand.hub.heard().is_empty());
    let (status, _) = put_status(&stand, id.as_str().expect("id"), json!({"status": "IN_PROGRESS"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    stand.switch(json!({"sim_assumption_shopper_cancel_is_called_back": true})).await;
    let id = order(&stand, 1, json!({})).await["order_id"].clone();
    stand.hub.heard();
    stand.act("cancel_order", json!({"order_id": id})).await;
    assert_eq!(json_of(&stand.hub.heard()[0])["status"], "CANCELED_CUSTOMER");
    let twice = stand.call("POST", "/_control/actions/cancel_order", json!({"order_id": id})).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn over_real_ports_the_draft_is_answered_and_the_create_arrives() {
    use std::sync::{Arc, Mutex};

    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = heard.clone();
    let echo = axum::Router::new().fallback(move |uri: axum::http::Uri, body: axum::body::Bytes| {
        kept.lock().expect("not poisoned").push(uri.path().to_owned());
        async move { body }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let hub = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move { axum::serve(listener, echo).await });
    let stand = Stand::of("weedmaps");
    let mut config = countersign_sandbox::SandboxConfig::new(7, stand.clock.clone());
    config.hub_url = Some(hub);
    let running = countersign_sandbox::Sandbox::start(config).await.expect("free ports");
    let line = json!({"external_id": stand.plenty(), "quantity": 1});
    let asked = json!({"customer": 0, "lines": [line]});
    let vendor = &running.room("weedmaps").expect("a room").vendor;
    let placed = vendor.act("place_order", asked).await.expect("an order");
    assert_eq!((&placed["outcome"]["kind"], &placed["told"]), (&json!("submitted"), &json!(true)));
    assert_eq!(
        *heard.lock().expect("not poisoned"),
        ["/webhooks/weedmaps/draft", "/webhooks/weedmaps/create"]
    );
    running.stop().await;
    serving.abort();
}
