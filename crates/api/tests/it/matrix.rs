//! Who may do what: every path of the document against every scope, nobody, and another store.

use std::fmt::Write;

use axum::http::StatusCode;
use countersign_kernel::Permission;
use serde_json::{Value, json};

use crate::fake::{SCAN, SKU};
use crate::shop::{Call, Shop, all_scopes, phone_order, shop};
use crate::storefront::order_of;

/// The operations of the document: method, path, and the scope it names.
fn operations() -> Vec<(&'static str, String, Permission)> {
    let document = serde_json::to_value(countersign_api::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = match method.as_str() {
                "get" => "GET",
                "post" => "POST",
                other => panic!("`{other}` of {path} is not in the matrix"),
            };
            let scope = operation["security"][0]["token"][0]
                .as_str()
                .unwrap_or_else(|| panic!("{path} has no scope"));
            found.push((method, path.clone(), Permission::from_word(scope).unwrap()));
        }
    }
    found
}

/// A body that a path can read. A new path fails here until it has one.
fn body(path: &str) -> Value {
    match path {
        "/orders" => phone_order(),
        "/orders/{id}/refusal" | "/orders/{id}/cancellation" => json!({"reason": "other", "words": "test"}),
        "/orders/{id}/change" => json!({"payment": "debit", "words": "called again"}),
        "/orders/{id}/return" => json!({"words": "the wrong flavour"}),
        "/orders/{id}/hand-over" => json!({"barcode": SCAN}),
        "/orders/{id}/overrides/{check}" => json!({"ground": "seen by two"}),
        "/orders/{id}/verification" | "/orders/{id}/approval" | "/orders/{id}/pick-list" => json!({}),
        "/orders/{id}/readiness" | "/orders/{id}/completion" | "/record/heads" => json!({}),
        "/customer-lookups" => json!({"by": "phone", "value": "303-555-0101"}),
        "/customers/{id}/disclosure" => json!({"purpose": "a call about the order"}),
        "/limit-questions" => question(),
        "/content/checks" => json!({"surface": "menu", "text": "Relieves chronic pain."}),
        "/storefront/quotes" => json!({"lines": [{"sku": SKU, "quantity": 1}]}),
        "/storefront/orders" => order_of(&json!({"id": "qte_00000000000000000000000000"})),
        "/storefront/orders/{id}/cancellation" => json!({}),
        other => panic!("give `{other}` a body"),
    }
}

fn question() -> Value {
    json!({
        "id": "q1", "jurisdiction": "us-co", "program": "adult", "at": "2026-11-23T11:00:00-07:00",
        "customer": {"class": "adult", "age": 30, "resident": true}, "cart": [{"category": "flower", "grams": "7"}],
    })
}

/// In Denver, when the shop opens.
const TODAY: &str = "2026-11-23";

struct Named {
    order: String,
    /// Of the website.
    site_order: String,
    customer: String,
    /// An entry of the store's own.
    entry: i64,
    /// Where a head was signed.
    head: i64,
}

impl Named {
    fn fill(&self, path: &str) -> String {
        let id = match path {
            path if path.starts_with("/customers") => &self.customer,
            path if path.starts_with("/storefront") => &self.site_order,
            _ => &self.order,
        };
        let path =
            path.replace("{id}", id).replace("{check}", "identity").replace("{seq}", &self.entry.to_string());
        let path = path.replace("{day}", TODAY);
        if path == "/record/export" { format!("{path}?to={}", self.head) } else { path }
    }
}

async fn named(shop: &Shop, master: &str) -> Named {
    let order = shop.phone_order(master).await;
    shop.post(master, &format!("/orders/{order}/verification"), json!({})).await;
    let seen = shop.get(master, &format!("/orders/{order}")).await.json();
    let head = shop.post(master, "/record/heads", json!({})).await.json();
    let entries = shop.get(master, &format!("/record?subject={order}")).await.json();
    Named {
        customer: seen["customer_id"].as_str().unwrap().to_owned(),
        site_order: site_order(shop).await,
        entry: entries["items"][0]["seq"].as_i64().unwrap(),
        head: head["seq"].as_i64().unwrap(),
        order,
    }
}

/// By a token of its own: the other has asked much already, and the clock stands.
async fn site_order(shop: &Shop) -> String {
    let token = shop.token(&[Permission::StorefrontView, Permission::StorefrontOrder]).await;
    let quote = shop.post(&token, "/storefront/quotes", body("/storefront/quotes")).await.json();
    let key = quote["id"].as_str().unwrap().to_owned();
    let call = Call::post("/storefront/orders", order_of(&quote)).token(&token);
    let placed = shop.send(call.header("idempotency-key", &key).request()).await;
    placed.json()["id"].as_str().unwrap().to_owned()
}

fn call(method: &'static str, path: &str, named: &Named) -> Call {
    let filled = named.fill(path);
    if method == "GET" { Call::get(&filled) } else { Call::post(&filled, body(path)) }
}

#[tokio::test]
async fn every_path_opens_to_its_own_scope_and_to_nothing_else() {
    let shop = shop().await;
    let master = shop.master().await;
    let mut tokens = Vec::new();
    for scope in all_scopes() {
        tokens.push((scope, shop.token(&[scope]).await, shop.token_at(&shop.other_store, &[scope]).await));
    }
    let mut table = String::from("method path | scope | nobody | other scopes | own | other store\n");
    for (method, path, needed) in operations() {
        let named = named(&shop, &master).await;
        let nobody = shop.send(call(method, &path, &named).request()).await;
        assert_eq!(nobody.problem().1, "unauthenticated", "{path}");
        let mut others = Vec::new();
        for (scope, token, _) in tokens.iter().filter(|(scope, ..)| *scope != needed) {
            let refused = shop.send(call(method, &path, &named).token(token).request()).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{method} {path} opened to {scope}");
            others.push(refused.status);
        }
        let (_, own, foreign) = tokens.iter().find(|(scope, ..)| *scope == needed).unwrap();
        let there = shop.send(call(method, &path, &named).token(foreign).request()).await;
        let own = shop.send(call(method, &path, &named).token(own).request()).await;
        let is_an_order = path.starts_with("/orders") || path.starts_with("/storefront/orders");
        if path.contains("{id}") && is_an_order || path.contains("{seq}") {
            assert_eq!(there.problem(), (404, "not-found".to_owned()), "{path} of another store");
        }
        others.dedup();
        let others: Vec<_> = others.iter().map(StatusCode::as_str).collect();
        let (nobody, own, there) = (nobody.status.as_u16(), own.status.as_u16(), there.status.as_u16());
        writeln!(table, "{method} {path} | {needed} | {nobody} | {} | {own} | {there}", others.join(","))
            .unwrap();
    }
    insta::assert_snapshot!("matrix", table);
}

#[test]
fn every_path_has_a_row_in_the_reference() {
    let page = include_str!("../../../../docs/reference/api.md");
    let rows = page.lines().filter(|line| line.starts_with("| `GET ") || line.starts_with("| `POST "));
    assert_eq!(rows.count(), operations().len());
    for (method, path, scope) in operations() {
        let row = format!("| `{method} {path}` | `{scope}` |");
        assert!(page.contains(&row), "docs/reference/api.md has no row {row}");
    }
}

#[test]
fn nothing_countersigns_an_override_or_changes_people_or_tokens() {
    let takes_a_person = countersign_app::people::tokens::NEVER_A_SCOPE;
    for (method, path, scope) in operations() {
        assert!(!takes_a_person.contains(&scope), "{method} {path}");
    }
}

#[tokio::test]
async fn a_token_that_ended_or_was_made_up_opens_nothing() {
    let shop = shop().await;
    for odd in ["", "cst_", "cst_000000000000000000000000000000000000000000", "Basic x"] {
        let answer = shop.get(odd, "/jurisdictions").await;
        assert_eq!(answer.problem(), (401, "unauthenticated".to_owned()));
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{odd}");
    }
    let basic = Call::get("/jurisdictions").header("authorization", "Basic YTpi");
    assert_eq!(shop.send(basic.request()).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn one_token_in_a_hurry_waits_and_another_does_not() {
    let shop = shop().await;
    let (hasty, calm) =
        (shop.token(&[Permission::RulebookView]).await, shop.token(&[Permission::RulebookView]).await);
    for _ in 0..countersign_api::BURST_MAX.get() {
        assert_eq!(shop.get(&hasty, "/jurisdictions").await.status, StatusCode::OK);
    }
    let refused = shop.get(&hasty, "/jurisdictions").await;
    assert_eq!(refused.problem(), (429, "too-many".to_owned()));
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert_eq!(shop.get(&calm, "/jurisdictions").await.status, StatusCode::OK);
    shop.clock.advance_seconds(wait);
    assert_eq!(shop.get(&hasty, "/jurisdictions").await.status, StatusCode::OK);
}
