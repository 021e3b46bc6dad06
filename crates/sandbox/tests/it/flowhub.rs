//! Flowhub as its documents and other people's notes have it.

use axum::http::StatusCode;
use countersign_sandbox::till::{FIRST_CUSTOMER, FIRST_PRODUCT};
use serde_json::{Value, json};

use crate::stand::{Stand, Told};

struct Shop(Stand);

impl Shop {
    fn open() -> Self {
        Self(Stand::of("flowhub"))
    }

    async fn get(&self, path: &str) -> Told {
        let keys = self.0.keys();
        let mut request = self.0.request("GET", path, &Value::Null);
        for (header, key) in [("clientId", "client_id"), ("key", "key")] {
            let value = keys[key].as_str().expect("a key").parse().expect("a header");
            request.headers_mut().insert(header, value);
        }
        self.0.send(request).await
    }

    /// What the sales of store 0 are asked by.
    async fn sales(&self, query: &str) -> Told {
        let locations = self.get("/v0/clientsLocations").await.json();
        let import = locations["data"][0]["importId"].as_str().expect("an import id").to_owned();
        self.get(&format!("/v1/orders/findByLocationId/{import}{query}")).await
    }
}

#[tokio::test]
async fn without_both_headers_nothing_is_shown() {
    let shop = Shop::open();
    assert_eq!(shop.0.get("/v0/inventory").await.status, StatusCode::UNAUTHORIZED);
    let told = shop.get("/v0/inventory").await;
    assert_eq!(told.status, StatusCode::OK);
    assert_eq!(told.json()["status"], 200);
}

#[tokio::test]
async fn a_location_shows_its_own_rows_and_only_analytics_say_what_is_for_sale() {
    let shop = Shop::open();
    let id = shop.0.keys()["location_id"].as_str().expect("an id").to_owned();
    let plain = shop.get(&format!("/v0/locations/{id}/inventory")).await.json();
    let analytics = shop.get(&format!("/v0/locations/{id}/InventoryAnalytics")).await.json();
    let rows = |told: &Value| told["data"].as_array().expect("rows").clone();
    assert_eq!(rows(&plain).len(), rows(&analytics).len());
    assert!(rows(&plain).iter().all(|row| row.get("forSale").is_none() && row["locationId"] == id));
    assert!(rows(&analytics).iter().any(|row| row["forSale"] == true));
    let non_zero = shop.get(&format!("/v0/locations/{id}/inventoryNonZero")).await.json();
    assert!(rows(&non_zero).iter().all(|row| row["quantity"].as_f64().expect("a number") > 0.0));
    let lower = shop.get(&format!("/v0/locations/{id}/inventoryAnalytics")).await;
    assert_eq!(lower.status, StatusCode::NOT_FOUND, "the path is capitalised");
}

#[tokio::test]
async fn a_date_with_a_time_is_not_found() {
    let shop = Shop::open();
    let told = shop.sales("?created_after=2026-11-21T00:00:00Z").await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
    assert!(told.json()["message"].as_str().expect("a message").contains("yyyy-mm-dd"));
    assert_eq!(shop.sales("?created_after=2026-11-21").await.status, StatusCode::OK);
}

#[tokio::test]
async fn sales_come_by_the_stores_own_day_page_by_page() {
    let shop = Shop::open();
    // 16:00 in Greenwich plus 14 hours is the next day there, and the same evening in Denver.
    shop.0.clock.advance_seconds(14 * 3_600);
    let sku = shop.0.plenty();
    let product = shop.0.sandbox.world.products.iter().find(|p| p.sku == sku).expect("it is there").index;
    let items = json!([{"productId": FIRST_PRODUCT + product as u64, "quantity": 1}]);
    for _ in 0..3 {
        let body = json!({"store": 0, "customer_id": FIRST_CUSTOMER, "items": items.clone()});
        shop.0.act("walk_in_sale", body).await;
    }
    let today =
        shop.sales("?created_after=2026-11-21&created_before=2026-11-21&page_size=2&order_by=asc").await;
    let total = today.json()["total"].as_u64().expect("a total");
    assert!(total >= 3, "{total}");
    assert_eq!(today.json()["orders"].as_array().expect("rows").len(), 2);
    assert_eq!(shop.sales("?created_after=2026-11-22").await.json()["total"], 0);
    let last = shop.sales("?created_after=2026-11-21&page=1&page_size=1").await.json();
    assert_eq!(last["orders"][0]["orderStatus"], "sold");
    shop.0.switch(json!({"lower_case_status": false})).await;
    let last = shop.sales("?created_after=2026-11-21&page=1&page_size=1").await.json();
    assert_eq!(last["orders"][0]["orderStatus"], "Sold");
}

#[tokio::test]
async fn too_many_calls_are_refused_without_a_word_about_limits() {
    let shop = Shop::open();
    for _ in 0..59 {
        assert_eq!(shop.get("/v1/customers/nobody").await.status, StatusCode::NOT_FOUND);
    }
    let told = shop.get("/v1/customers/nobody").await;
    assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(told.headers.keys().all(|name| !name.as_str().contains("limit") && name != "retry-after"));
    shop.0.clock.advance_seconds(1);
    assert_eq!(shop.get("/v1/customers/nobody").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_sale_takes_goods_from_the_shelf_and_a_void_brings_them_back() {
    let shop = Shop::open();
    let sku = shop.0.plenty();
    let product = shop.0.sandbox.world.products.iter().find(|p| p.sku == sku).expect("it is there").index;
    let stock = |ledger: &Value| -> i64 {
        let rows = ledger["stock"].as_array().expect("rows");
        let ours = rows.iter().filter(|row| row["sku"] == *sku && row["store"] == 0);
        ours.map(|row| row["quantity"].as_i64().expect("a number")).sum()
    };
    let before = stock(&shop.0.ledger().await);
    let items = json!([{"productId": FIRST_PRODUCT + product as u64, "quantity": 2}]);
    let body = json!({"store": 0, "customer_id": FIRST_CUSTOMER, "items": items, "reference": "by hand"});
    let sold = shop.0.act("walk_in_sale", body).await;
    let ledger = shop.0.ledger().await;
    assert_eq!(stock(&ledger), before - 20_000);
    assert!(ledger["sales"].as_array().expect("sales").iter().any(|sale| sale["reference"] == "by hand"));
    shop.0.act("void_sale", sold.clone()).await;
    assert_eq!(stock(&shop.0.ledger().await), before);
    let again = shop.0.call("POST", "/_control/actions/void_sale", sold).await;
    assert_ne!(again.status, StatusCode::OK, "a void sale is void");
}
