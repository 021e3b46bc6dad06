//! The rules of the Leafly simulator, one test each.

use axum::http::StatusCode;
use countersign_sandbox::callback::hmac_sha256;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};

use crate::stand::{Stand, answered, header_of, json_of};

async fn open() -> Stand {
    let mut stand = Stand::of("leafly");
    refresh(&mut stand).await;
    stand
}

async fn refresh(stand: &mut Stand) {
    let keys = stand.keys();
    let pair = format!(
        "{}:{}",
        keys["client_id"].as_str().expect("id"),
        keys["client_secret"].as_str().expect("secret")
    );
    let request = axum::http::Request::post("/token")
        .header("authorization", format!("Basic {}", BASE64.encode(pair.as_bytes())))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("grant_type=client_credentials"))
        .expect("a request");
    let told = stand.send(request).await;
    assert_eq!(told.status, StatusCode::OK);
    stand.authorization = Some(format!("Bearer {}", told.json()["access_token"].as_str().expect("a token")));
}

fn menu(stand: &Stand) -> String {
    format!("/v2/menu_integration/{}", stand.keys()["menu_integration_key"].as_str().expect("a key"))
}

fn orders(stand: &Stand) -> String {
    format!("/v1/order_integration/{}", stand.keys()["order_integration_key"].as_str().expect("a key"))
}

fn item(id: &str, level: i64) -> Value {
    json!({
        "id": id,
        "type": "Flower",
        "name": "Test Flower",
        "imageUrl": "https://pictures.invalid/1.png",
        "variants": [{"id": id, "medical": false, "price": 3500, "amount": 3.5, "unit": "g", "inventoryLevel": level}],
    })
}

/// Answers a preview with the cart as it is and one tax, after `correct`; everything else with `status`.
fn hub(stand: &Stand, status: u16, correct: impl Fn(&mut Value) + Send + 'static) {
    stand.hub.answers(move |call| {
        let news = json_of(call);
        if news["eventType"] != "order_preview" {
            return answered(status, Vec::new());
        }
        let mut reply =
            json!({"cartItems": news["cartItems"], "taxes": [{"label": "Tax", "amountCents": 209}]});
        correct(&mut reply);
        answered(200, reply.to_string().into_bytes())
    });
}

async fn place(stand: &Stand, customer: usize, options: Value) -> Value {
    let line = json!({"external_id": stand.plenty(), "quantity": 2});
    stand
        .act("place_order", json!({"store": 0, "customer": customer, "lines": [line], "options": options}))
        .await
}

async fn placed_id(stand: &Stand) -> String {
    hub(stand, 200, |_| {});
    place(stand, 0, json!({})).await["order_id"].as_str().expect("an id").to_owned()
}

async fn set(stand: &Stand, id: &str, body: Value) -> StatusCode {
    stand.call("POST", &format!("{}/orders/{id}/status", orders(stand)), body).await.status
}

async fn acknowledge(stand: &Stand, id: &str) -> StatusCode {
    stand.call("POST", &format!("{}/orders/{id}/acknowledge", orders(stand)), Value::Null).await.status
}

#[tokio::test]
async fn a_full_post_takes_effect_later_and_deletes_the_rest() {
    let stand = open().await;
    stand.act("clear_menus", json!({})).await;
    let path = format!("{}/menu/items", menu(&stand));
    assert_eq!(stand.call("PUT", &path, json!({"items": [item("A", 3), item("B", 99)]})).await.status, 200);
    let shown = format!("{}/menu", menu(&stand));
    assert_eq!(stand.get(&shown).await.json()["items"], json!([]));
    stand.clock.advance_seconds(150);
    let items = stand.get(&shown).await.json()["items"].clone();
    assert_eq!(items.as_array().expect("items").len(), 2);
    assert_eq!(items[1]["variants"][0]["inventoryLevel"], 10);
    stand.call("POST", &path, json!({"items": [item("C", 0)]})).await;
    stand.clock.advance_seconds(150);
    let items = stand.get(&shown).await.json()["items"].clone();
    assert_eq!((items.as_array().expect("items").len(), &items[0]["published"]), (1, &json!(false)));
    stand.call("DELETE", &path, json!({"ids": ["C"]})).await;
    stand.clock.advance_seconds(150);
    assert_eq!(stand.get(&shown).await.json()["items"], json!([]));
    let status = stand.get(&format!("{}/status", menu(&stand))).await.json();
    assert_eq!(status["dispensary"]["menuSummary"]["totalItemCount"], 0);
}

#[tokio::test]
async fn an_omitted_picture_is_taken_away_and_omitted_pickup_is_kept() {
    let stand = open().await;
    stand.act("clear_menus", json!({})).await;
    stand.switch(json!({"apply_delay_seconds": 0})).await;
    let path = format!("{}/menu/items", menu(&stand));
    let mut first = item("A", 3);
    first["availableForPickup"] = json!(true);
    stand.call("PUT", &path, json!({"items": [first]})).await;
    let mut bare = item("A", 3);
    bare.as_object_mut().expect("an object").remove("imageUrl");
    bare["type"] = json!("Tincture of something");
    bare["variants"][0]["unit"] = json!("each");
    stand.call("PUT", &path, json!({"items": [bare]})).await;
    let kept = stand.get(&format!("{}/menu", menu(&stand))).await.json()["items"][0].clone();
    assert!(kept.get("imageUrl").is_none());
    assert_eq!((&kept["availableForPickup"], &kept["leaflyType"]), (&json!(true), &json!("Other")));
}

#[tokio::test]
async fn items_that_do_not_fit_the_schema_are_400_and_change_nothing() {
    let stand = open().await;
    let before = stand.get(&format!("{}/menu", menu(&stand))).await.json();
    let path = format!("{}/menu/items", menu(&stand));
    for (pointer, value) in [
        ("/variants/0/price", json!(0)),
        ("/variants/0/price", json!(35.5)),
        ("/variants/0/unit", json!("each")),
        ("/variants/0/inventoryLevel", json!(-1)),
        ("/variants", json!([])),
        ("/name", json!(null)),
    ] {
        let mut bad = item("A", 3);
        *bad.pointer_mut(pointer).expect("a member") = value;
        let told = stand.call("POST", &path, json!({"items": [item("B", 1), bad]})).await;
        assert_eq!(told.status, StatusCode::BAD_REQUEST, "{pointer}");
        assert_eq!(told.json()["validation_result"].as_array().expect("a list").len(), 1);
    }
    let mut untested = item("A", 3);
    untested["compounds"] = json!([{"type": "thca", "content": null, "unit": "percent"}]);
    assert_eq!(stand.call("PUT", &path, json!({"items": [untested]})).await.status, 200);
    let compound = |content: Value, unit: &str| json!({"type": "thca", "content": content, "unit": unit});
    for (compounds, total) in [
        (json!([compound(json!(-1), "percent")]), Value::Null),
        (json!([compound(json!(213), "percent")]), Value::Null),
        (json!([compound(json!("21.3"), "percent")]), Value::Null),
        (json!([compound(json!(21.3), "mg")]), Value::Null),
        (json!([compound(json!(21.3), "percent"), compound(json!(20), "percent")]), Value::Null),
        (json!([{"type": "pinene", "content": 0.3, "unit": "percent"}]), Value::Null),
        (json!([]), json!({"content": 101, "unit": "percent"})),
        (json!([]), json!({"content": 19.2, "unit": "%"})),
    ] {
        let mut odd = item("A", 3);
        odd["compounds"] = compounds.clone();
        odd["total_thc"] = total.clone();
        assert_eq!(
            stand.call("PUT", &path, json!({"items": [odd]})).await.status,
            400,
            "{compounds} {total}"
        );
    }
    let mut old = item("A", 3);
    old["inventory_level"] = json!(3);
    assert_eq!(stand.call("PUT", &path, json!({"items": [old]})).await.status, 400);
    assert_eq!(stand.get(&format!("{}/menu", menu(&stand))).await.json(), before);
}

#[tokio::test]
async fn keys_tokens_and_hosts_are_told_apart() {
    let mut stand = open().await;
    let shown = format!("{}/menu", menu(&stand));
    assert_eq!(stand.get("/v2/menu_integration/nobody/menu").await.status, StatusCode::NOT_FOUND);
    stand.switch(json!({"forbidden_keys": [stand.keys()["menu_integration_key"]]})).await;
    assert_eq!(stand.get(&shown).await.status, StatusCode::FORBIDDEN);
    stand.switch(json!({"forbidden_keys": [], "host": "production"})).await;
    assert_eq!(stand.get(&shown).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(stand.get(&format!("{}/status", menu(&stand))).await.status, StatusCode::OK);
    stand.clock.advance_seconds(3_600);
    assert_eq!(stand.get(&format!("{}/status", menu(&stand))).await.status, StatusCode::UNAUTHORIZED);
    refresh(&mut stand).await;
    assert_eq!(stand.get(&format!("{}/orders/none", orders(&stand))).await.json(), json!({}));
}

#[tokio::test]
async fn an_order_is_previewed_then_submitted_with_a_hex_signature() {
    let stand = open().await;
    hub(&stand, 200, |reply| reply["cartItems"][0]["quantity"] = json!(1));
    let placed = place(&stand, 0, json!({})).await;
    assert_eq!(
        (&placed["outcome"]["kind"], &placed["lines"][0]["quantity"]),
        (&json!("submitted"), &json!(1))
    );
    let heard = stand.hub.heard();
    let key = stand.keys()["hmac_key"].as_str().expect("a key").to_owned();
    for call in &heard {
        assert_eq!(header_of(call, "X-Leafly-Signature"), HEXLOWER.encode(&hmac_sha256(&key, &call.body)));
    }
    let submit = json_of(&heard[1]);
    assert_eq!(submit["eventType"], "order_submit");
    assert_eq!(submit["acknowledgeBy"], "2026-11-21T16:15:00.000000Z");
    let order =
        stand.get(&format!("{}/orders/{}", orders(&stand), submit["orderId"].as_str().expect("id"))).await;
    let order = order.json();
    assert_eq!((&order["status"], &order["cartItems"][0]["quantity"]), (&json!("pending"), &json!(1)));
    let subtotal = order["subtotal"].as_i64().expect("cents");
    assert_eq!(order["total"].as_i64().expect("cents"), subtotal + 209);
    stand.switch(json!({"sim_assumption_signature_encoding": "base64"})).await;
    place(&stand, 0, json!({})).await;
    let heard = stand.hub.heard();
    assert_eq!(header_of(&heard[0], "X-Leafly-Signature"), BASE64.encode(&hmac_sha256(&key, &heard[0].body)));
}

#[tokio::test]
async fn a_preview_may_only_lower_and_remove() {
    let stand = open().await;
    let edits: [fn(&mut Value); 4] = [
        |reply| reply["cartItems"][0]["quantity"] = json!(3),
        |reply| reply["cartItems"][0]["packagePrice"] = json!(0),
        |reply| reply["cartItems"][0]["integratorVariantId"] = json!("another"),
        |reply| reply["taxes"] = json!(null),
    ];
    for edit in edits {
        hub(&stand, 200, edit);
        assert_eq!(place(&stand, 0, json!({})).await["outcome"]["kind"], "quote_failed");
    }
    hub(&stand, 200, |reply| reply["cartItems"] = json!([]));
    assert_eq!(place(&stand, 0, json!({})).await["outcome"]["kind"], "emptied");
    assert_eq!(stand.ledger().await["orders"], json!([]));
}

#[tokio::test]
async fn pictures_are_shown_only_before_acknowledgement() {
    let stand = open().await;
    let id = placed_id(&stand).await;
    let picture = format!("{}/government_id/{id}", orders(&stand));
    let told = stand.get(&picture).await;
    assert_eq!(told.headers["content-type"], "image/png");
    assert!(told.bytes.starts_with(&[0x89, b'P', b'N', b'G']));
    assert_eq!(acknowledge(&stand, &id).await, StatusCode::NO_CONTENT);
    assert_eq!(stand.get(&picture).await.status, StatusCode::FORBIDDEN);
    assert_eq!(acknowledge(&stand, &id).await, StatusCode::NO_CONTENT);
    let adult = stand.sandbox.world.customers.iter().find(|c| c.card.is_none()).expect("an adult").index;
    let other = place(&stand, adult, json!({})).await["order_id"].clone();
    let medical = format!("{}/medical_id/{}", orders(&stand), other.as_str().expect("id"));
    assert_eq!(stand.get(&medical).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_order_nobody_acknowledges_is_cancelled_after_fifteen_minutes() {
    let stand = open().await;
    let id = placed_id(&stand).await;
    stand.hub.heard();
    stand.pass_minutes(14).await;
    assert!(stand.hub.heard().is_empty());
    stand.pass_minutes(1).await;
    let news = json_of(&stand.hub.heard()[0]);
    assert_eq!(
        (&news["eventType"], &news["cancelReason"]),
        (&json!("order_cancel"), &json!("order_api_unacknowledged"))
    );
    let order = stand.get(&format!("{}/orders/{id}", orders(&stand))).await.json();
    assert_eq!(order["cancelationReasonCode"], "order_api_unacknowledged");
    assert_eq!(acknowledge(&stand, &id).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn statuses_go_forward_only_after_acknowledgement_and_end_readable_for_a_day() {
    let mut stand = open().await;
    let id = placed_id(&stand).await;
    assert_eq!(set(&stand, &id, json!({"status": "confirmed"})).await, StatusCode::FORBIDDEN);
    acknowledge(&stand, &id).await;
    for (status, code) in [
        ("confirmed", 200),
        ("confirmed", 400),
        ("ready", 200),
        ("confirmed", 400),
        ("expired", 400),
        ("pending", 400),
    ] {
        assert_eq!(set(&stand, &id, json!({"status": status})).await.as_u16(), code, "{status}");
    }
    let inbound_only = json!({"status": "canceled", "cancelationReasonCode": "order_api_unacknowledged"});
    assert_eq!(set(&stand, &id, inbound_only).await, StatusCode::BAD_REQUEST);
    assert_eq!(set(&stand, &id, json!({"status": "canceled"})).await, StatusCode::OK);
    assert_eq!(set(&stand, &id, json!({"status": "picked_up"})).await, StatusCode::BAD_REQUEST);
    let path = format!("{}/orders/{id}", orders(&stand));
    let order = stand.get(&path).await.json();
    assert_eq!(order["cancelationReasonCode"], "dispensary");
    assert_eq!(order["statusChanges"].as_array().expect("a list").len(), 4);
    stand.clock.advance_seconds(24 * 3_600);
    refresh(&mut stand).await;
    assert_eq!(stand.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn jumping_straight_to_picked_up_works_and_is_held_against_the_shop() {
    let stand = open().await;
    let id = placed_id(&stand).await;
    acknowledge(&stand, &id).await;
    assert_eq!(set(&stand, &id, json!({"status": "picked_up"})).await, StatusCode::OK);
    assert_eq!(stand.ledger().await["complaints"].as_array().expect("a list").len(), 1);
}

#[tokio::test]
async fn a_cart_is_replaced_all_or_not_at_all() {
    let stand = open().await;
    let id = placed_id(&stand).await;
    acknowledge(&stand, &id).await;
    let shown = format!("{}/orders/{id}", orders(&stand));
    let line = stand.get(&shown).await.json()["cartItems"][0].clone();
    let path = format!("{shown}/cart");
    let same = json!({"id": line["id"], "integratorVariantId": line["integratorVariantId"], "quantity": 1, "packagePrice": 500});
    let unknown = json!({"id": null, "integratorVariantId": "nothing", "quantity": 1, "packagePrice": 100});
    let cart = |items: Vec<Value>| json!({"cartItems": items, "deliveryFee": 0, "taxes": []});
    for bad in
        [cart(vec![same.clone(), unknown]), cart(vec![same.clone(), same.clone()]), cart(vec![]), json!({})]
    {
        assert_eq!(stand.call("POST", &path, bad).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(stand.get(&shown).await.json()["cartItems"][0], line);
    let told = stand.call("POST", &path, cart(vec![same])).await;
    assert_eq!(told.status, StatusCode::OK);
    let changed = told.json();
    assert_ne!(changed["cartItems"][0]["id"], line["id"]);
    assert_eq!((&changed["total"], &changed["taxes"]), (&json!(500), &json!([])));
}

#[tokio::test]
async fn webhooks_not_answered_200_or_201_are_tried_again_and_a_late_submit_follows_its_cancel() {
    let stand = open().await;
    hub(&stand, 204, |_| {});
    let first = place(&stand, 0, json!({})).await;
    assert_eq!(first["told"], false);
    stand.hub.heard();
    hub(&stand, 201, |_| {});
    stand.pass_minutes(1).await;
    assert_eq!(stand.hub.heard().len(), 1);
    let late = place(&stand, 0, json!({"fault": {"delay_seconds": 60}})).await["order_id"].clone();
    stand.hub.heard();
    stand.act("cancel_order", json!({"order_id": late})).await;
    stand.pass_minutes(1).await;
    let events: Vec<_> = stand.hub.heard().iter().map(|call| json_of(call)["eventType"].clone()).collect();
    assert_eq!(events, ["order_cancel", "order_submit"]);
}

#[tokio::test]
async fn uber_orders_hide_who_orders() {
    let stand = open().await;
    hub(&stand, 200, |_| {});
    let id = place(&stand, 0, json!({"uber_eats": true})).await["order_id"].clone();
    let order = stand.get(&format!("{}/orders/{}", orders(&stand), id.as_str().expect("id"))).await.json();
    assert_eq!((&order["phoneNumber"], &order["emailAddress"]), (&Value::Null, &Value::Null));
    assert_eq!(order["lastName"].as_str().expect("an initial").len(), 2);
}

#[tokio::test]
async fn an_error_answer_stops_an_activation_and_partners_move_deliveries() {
    let stand = open().await;
    stand.hub.answers(|_| answered(500, Vec::new()));
    assert_eq!(stand.act("activate", json!({"store": 1})).await["active"], false);
    hub(&stand, 200, |_| {});
    assert_eq!(stand.act("activate", json!({"store": 1})).await["active"], true);
    let id = placed_id(&stand).await;
    stand.hub.heard();
    stand.act("delivery_status", json!({"order_id": id, "status": "out_for_delivery"})).await;
    assert_eq!(json_of(&stand.hub.heard()[0])["status"], "out_for_delivery");
}
