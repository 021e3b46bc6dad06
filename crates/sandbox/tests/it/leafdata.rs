//! Leaf Data Systems as other people's clients know it: two headers, pages with a total, rows that wrap, errors that say so.

use axum::http::{HeaderValue, StatusCode};
use countersign_sandbox::world::{Package, Unit, global_id_of};
use serde_json::{Value, json};

use crate::stand::{Stand, Told};

struct Shop {
    stand: Stand,
}

impl Shop {
    fn open() -> Self {
        Self { stand: Stand::of("leafdata") }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Told {
        let keys = self.stand.keys();
        let text = |name: &str| keys[name].as_str().expect("a text").to_owned();
        self.call_as(method, path, body, &text("key"), &text("mme_code")).await
    }

    async fn call_as(&self, method: &str, path: &str, body: Value, key: &str, code: &str) -> Told {
        let mut request = self.stand.request(method, &format!("/api/v1/{path}"), &body);
        for (name, value) in [("x-mjf-key", key), ("x-mjf-mme-code", code)] {
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a header"));
        }
        self.stand.send(request).await
    }

    async fn list(&self, path: &str) -> Value {
        let told = self.call("GET", path, Value::Null).await;
        assert_eq!(told.status, StatusCode::OK, "{path}");
        told.json()
    }

    /// What a refused write says.
    async fn refused(&self, path: &str, body: Value) -> String {
        let told = self.call("POST", path, body).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(told.json()["error"], true);
        told.json()["validation_messages"][0].as_str().expect("a message").to_owned()
    }

    fn package(&self) -> &Package {
        let world = &self.stand.sandbox.world;
        let found = world.packages.iter().find(|p| {
            let each = world.product_of(p).unit == Unit::Each;
            p.store == 0 && each && p.is_sellable(world.today) && p.quantity > 100_000
        });
        found.expect("the world has one")
    }
}

fn sale(id: &str, number: &str) -> Value {
    json!({"sale": [{
        "external_id": number, "type": "retail_recreational", "patient_medical_id": "", "caregiver_id": "",
        "sold_at": "11/21/2026 9:00am", "price_total": "50.00", "status": "sale", "sale_items": [{
            "external_id": "1", "type": "sale", "sold_at": "11/21/2026 9:00am", "qty": "2.0000", "uom": "ea",
            "unit_price": "25.00", "price_total": "50.00", "name": "x", "global_batch_id": "", "global_inventory_id": id,
        }],
    }]})
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).expect("a number")
}

#[tokio::test]
async fn nobody_is_let_in_without_both_headers() {
    let shop = Shop::open();
    let keys = shop.stand.keys();
    let key = keys["key"].as_str().expect("a key");
    for (key, code) in [("wrong", "R400417"), (key, "R999999"), (key, "")] {
        let told = shop.call_as("GET", "areas", Value::Null, key, code).await;
        assert_eq!(
            (told.status, told.json()["error"].clone()),
            (StatusCode::UNAUTHORIZED, json!(true)),
            "{code}"
        );
    }
    let other = shop.call_as("GET", "areas", Value::Null, key, "R400418").await.json();
    assert_ne!(other["data"][0]["global_mme_id"], shop.list("areas").await["data"][0]["global_mme_id"]);
}

#[tokio::test]
async fn a_list_is_pages_with_a_total_and_licensees_come_bare() {
    let shop = Shop::open();
    let whole = shop.list("inventories").await;
    let rows = whole["data"].as_array().expect("rows");
    assert_eq!((whole["per_page"].clone(), number(&whole["total"])), (json!(2_500), rows.len()));
    shop.stand.switch(json!({"page_size_max": 7})).await;
    let first = shop.list("inventories").await;
    let last = number(&first["last_page"]);
    assert_eq!(last, rows.len().div_ceil(7));
    let mut paged = Vec::new();
    for page in 1..=last {
        let told = shop.list(&format!("inventories?page={page}")).await;
        assert_eq!(number(&told["current_page"]), page);
        paged.extend(told["data"].as_array().expect("rows").clone());
    }
    assert_eq!(&paged, rows);
    assert_eq!(shop.list(&format!("inventories?page={}", last + 1)).await["data"], json!([]));
    assert_eq!(shop.list("mmes?f_mme_code=R400418").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_sale_takes_from_its_lot_is_found_by_its_number_and_deleted_once() {
    let shop = Shop::open();
    let (id, had) = (global_id_of(&shop.package().tag), shop.package().quantity);
    let made = shop.call("POST", "sales", sale(&id, "WEB-1")).await;
    let sold = made.json()[0]["global_id"].as_str().expect("an id").to_owned();
    assert!(sold.starts_with("WAR400417.SA"), "{sold}");
    let lot = shop.list(&format!("inventories?f_global_id={id}")).await;
    assert_eq!(lot["data"][0]["qty"], format!("{}.{:04}", (had - 20_000) / 10_000, (had - 20_000) % 10_000));
    let found = shop.list("sales?f_external_id=WEB-1").await;
    assert_eq!(
        (number(&found["total"]), found["data"][0]["sold_at"].clone()),
        (1, json!("11/21/2026 9:00am"))
    );
    assert_eq!(number(&shop.list("sales?f_date1=11/22/2026&f_date2=11/23/2026").await["total"]), 0);
    assert_eq!(shop.call("DELETE", &format!("sales/{sold}"), Value::Null).await.status, StatusCode::OK);
    assert_eq!(shop.list("sales?f_external_id=WEB-1").await["data"][0]["status"], "void");
    let again = shop.call("DELETE", &format!("sales/{sold}"), Value::Null).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(shop.stand.ledger().await["imbalance"], Value::Null);
}

#[tokio::test]
async fn what_may_not_be_sold_is_refused_with_its_reason() {
    let shop = Shop::open();
    let id = global_id_of(&shop.package().tag);
    let with = |change: fn(&mut Value)| {
        let mut body = sale(&id, "WEB-2");
        change(&mut body["sale"][0]);
        body
    };
    for (body, why) in [
        (with(|sale| sale["type"] = json!("gift")), "type"),
        (with(|sale| sale["type"] = json!("retail_medical")), "patient_medical_id"),
        (with(|sale| sale["sold_at"] = json!("today")), "sold_at"),
        (with(|sale| sale["sale_items"][0]["uom"] = json!("gm")), "uom"),
        (with(|sale| sale["sale_items"][0]["qty"] = json!("0")), "qty"),
        (with(|sale| sale["sale_items"][0]["qty"] = json!("99999")), "not enough"),
        (
            with(|sale| sale["sale_items"][0]["global_inventory_id"] = json!("WAR1.IN1")),
            "global_inventory_id",
        ),
        (json!({"sale": []}), "required"),
    ] {
        let said = shop.refused("sales", body).await;
        assert!(said.contains(why), "{why}: {said}");
    }
    shop.stand.act("quarantine_package", json!({"global_id": id, "on": true})).await;
    assert!(shop.refused("sales", sale(&id, "WEB-2")).await.contains("quarantined"));
    shop.stand.act("quarantine_package", json!({"global_id": id, "on": false})).await;
    shop.stand.act("set_result", json!({"global_id": id, "result": "failed"})).await;
    assert!(shop.refused("sales", sale(&id, "WEB-2")).await.contains("no passing lab result"));
}

#[tokio::test]
async fn a_count_is_changed_by_a_difference_on_a_known_ground() {
    let shop = Shop::open();
    let id = global_id_of(&shop.package().tag);
    let row = |qty: &str, reason: &str| {
        json!({"inventory_adjustment": [{
            "external_id": "", "adjusted_at": "11/21/2026", "qty": qty, "uom": "ea", "reason": reason,
            "memo": "counted twice", "global_inventory_id": id,
        }]})
    };
    let made = shop.call("POST", "inventory_adjustments", row("-1.5", "reconciliation")).await;
    assert_eq!(made.json()[0]["qty"], "-1.5000");
    assert!(shop.refused("inventory_adjustments", row("-1", "because")).await.contains("reason"));
    assert!(shop.refused("inventory_adjustments", row("-99999", "theft")).await.contains("qty"));
    assert_eq!(number(&shop.list("inventory_adjustments").await["total"]), 1);
    assert_eq!(shop.stand.ledger().await["imbalance"], Value::Null);
}

#[tokio::test]
async fn a_second_factor_sends_every_call_elsewhere() {
    let shop = Shop::open();
    shop.stand.switch(json!({"second_factor": true})).await;
    let told = shop.call("GET", "areas", Value::Null).await;
    assert_eq!(
        (told.status, told.headers["location"].to_str().ok()),
        (StatusCode::FOUND, Some("/enter-mfa"))
    );
}
