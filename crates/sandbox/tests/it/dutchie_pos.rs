//! The rules of the Dutchie POS simulator, one test each.

use axum::http::StatusCode;
use countersign_sandbox::world::Story;
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::stand::{Stand, Told};

const FIRST_CUSTOMER: usize = 10_001;
const FIRST_PRODUCT: usize = 20_001;

fn open() -> Stand {
    let mut stand = Stand::of("dutchie_pos");
    let key = stand.keys()["location_key"].as_str().expect("a key").to_owned();
    stand.authorization = Some(format!("Basic {}", BASE64.encode(format!("{key}:").as_bytes())));
    stand
}

fn product(stand: &Stand) -> usize {
    let sku = stand.plenty();
    let found = stand.sandbox.world.products.iter().find(|product| product.sku == sku);
    FIRST_PRODUCT + found.expect("a product").index
}

fn customer(stand: &Stand, story: Story) -> usize {
    FIRST_CUSTOMER + stand.sandbox.world.customers_with(story).next().expect("such a customer").index
}

fn order(stand: &Stand, quantity: i64, key: &str) -> Value {
    json!({
        "customerId": customer(stand, Story::Adult),
        "items": [{"productId": product(stand), "quantity": quantity}],
        "isDelivery": false,
        "orderSource": "Web",
        "orderType": "Pickup",
        "transactionReference": format!("ref-{key}"),
        "idempotencyKey": key,
    })
}

async fn submit(stand: &Stand, body: &Value, consumer: Option<&str>) -> Told {
    let mut request = stand.request("POST", "/preorder/submit", body);
    if let Some(consumer) = consumer {
        request.headers_mut().insert("ConsumerKey", consumer.parse().expect("a header"));
    }
    stand.send(request).await
}

async fn count(stand: &Stand) -> i64 {
    let ledger = stand.ledger().await;
    let rows = ledger["stock"].as_array().expect("rows").iter();
    rows.filter(|row| row["product_id"] == product(stand) && row["store"] == 0)
        .map(|row| row["quantity"].as_i64().expect("units"))
        .sum()
}

async fn sales_with(stand: &Stand, reference: &str) -> usize {
    let ledger = stand.ledger().await;
    ledger["sales"].as_array().expect("sales").iter().filter(|sale| sale["reference"] == reference).count()
}

#[tokio::test]
async fn the_location_key_is_the_user_name_and_names_the_store() {
    let mut stand = open();
    let told = stand.get("/whoami").await.json();
    assert_eq!(told["LocationName"], stand.sandbox.world.stores[0].name);
    stand.switch(json!({"pascal_case_whoami": false})).await;
    assert_eq!(stand.get("/whoami").await.json()["locationName"], stand.sandbox.world.stores[0].name);
    stand.authorization = Some(format!("Basic {}", BASE64.encode(b"somebody:")));
    assert_eq!(stand.get("/whoami").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn inventory_is_a_bare_list_with_tags_and_lab_results() {
    let stand = open();
    let rows = stand.get("/inventory?includeLabResults=true").await.json();
    let rows = rows.as_array().expect("a list").clone();
    let tagged = rows.iter().find(|row| row["packageId"].is_string()).expect("a tagged package");
    let package =
        stand.sandbox.world.package(tagged["packageId"].as_str().expect("tag")).expect("of the world");
    assert_eq!(package.store, 0);
    assert_eq!(tagged["labResults"].as_array().expect("results").len(), package.lab.lines.len());
    stand.switch(json!({"inventory_is_empty": true})).await;
    assert_eq!(stand.get("/inventory").await.json(), json!([]));
    let page = stand.get("/reporting/inventory?Skip=1&Take=2").await.json();
    assert_eq!(page.as_array().expect("a list").len(), 2);
    assert_eq!(page[0]["inventoryId"], rows[1]["inventoryId"]);
    assert!(page[0]["unitCost"].is_number());
}

#[tokio::test]
async fn the_vendors_own_comparison_finds_the_seeded_drift() {
    let stand = open();
    let found = stand.get("/integration/integration-recon").await.json()["discrepancies"].clone();
    let found = found.as_array().expect("a list").clone();
    assert!(!found.is_empty());
    assert!(found.iter().all(|row| row["difference"] == json!(-1.0)));
    let tag = found[0]["packageId"].clone();
    let level = found[0]["quantity"].clone();
    let units = countersign_sandbox::decimal::scaled(&level, 4).expect("a quantity");
    stand.act("set_stock", json!({"package_id": tag, "external_quantity": units})).await;
    let left = stand.get("/integration/integration-recon").await.json()["discrepancies"].clone();
    assert_eq!(left.as_array().expect("a list").len(), found.len() - 1);
}

#[tokio::test]
async fn a_product_post_nulls_what_it_leaves_out() {
    let stand = open();
    let before = stand.get("/products?isActive=true").await.json()[0].clone();
    assert!(before["brandName"].is_string());
    let told = stand.call("POST", "/products/product", json!({"productId": before["productId"]})).await;
    let after = told.json();
    assert_eq!((&after["sku"], &after["productName"]), (&before["sku"], &before["productName"]));
    assert_eq!((&after["brandName"], &after["recPrice"]), (&Value::Null, &Value::Null));
    let told = stand.call("POST", "/products/product", json!({"sku": "NEW-1"})).await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert_eq!(told.json()["propertyErrors"][0]["propertyName"], "productName");
}

#[tokio::test]
async fn lab_results_are_written_sparsely_for_a_whole_batch() {
    let stand = open();
    let rows = stand.get("/inventory?includeLabResults=true").await.json();
    let tested = |row: &&Value| row["labResults"].as_array().is_some_and(|list| list.len() > 1);
    let row = rows.as_array().expect("a list").iter().find(tested).expect("a tested package").clone();
    let name = row["labResults"][0]["labTest"].clone();
    let result = json!({"labResultName": name, "value": 12.5, "labResultUnitId": 1});
    let asked = json!({"batchName": row["batchName"], "labResults": [result]});
    assert_eq!(stand.call("POST", "/batch/lab-results", asked.clone()).await.status, StatusCode::OK);
    let rows = stand.get("/inventory?includeLabResults=true").await.json();
    let same = |other: &&Value| other["batchName"] == row["batchName"];
    for after in rows.as_array().expect("a list").iter().filter(same) {
        let results = after["labResults"].as_array().expect("results");
        assert_eq!(results.iter().find(|r| r["labTest"] == name).expect("it")["value"], 12.5);
    }
    let after =
        rows.as_array().expect("a list").iter().find(|r| r["inventoryId"] == row["inventoryId"]).expect("it");
    assert_eq!(after["labResults"].as_array().map(Vec::len), row["labResults"].as_array().map(Vec::len));
    let unknown = json!({"batchName": "no such batch", "labResults": asked["labResults"]});
    let told = stand.call("POST", "/batch/lab-results", unknown).await;
    assert_eq!((told.status, told.json()), (StatusCode::NOT_FOUND, json!("Batch not found")));
    let bad = stand.call("POST", "/batch/lab-results", json!({"batchName": "x"})).await;
    assert_eq!(bad.json()["isValid"], false);
}

#[tokio::test]
async fn a_new_customer_who_matches_becomes_the_oldest_who_does() {
    let stand = open();
    let twin = stand.sandbox.world.customers_with(Story::Twin).next().expect("a twin");
    let mut asked = json!({
        "firstName": twin.first_name, "lastName": twin.last_name, "dateOfBirth": twin.birth_date_on_file.to_string(),
        "address1": "1 Test Street", "city": "Denver", "state": "CO", "postalCode": "80202",
        "status": "Active", "customerType": "Recreational",
    });
    let found = stand.call("POST", "/customer/customer", asked.clone()).await.json();
    let twins: Vec<_> =
        stand.sandbox.world.customers_with(Story::Twin).map(|c| FIRST_CUSTOMER + c.index).collect();
    assert_eq!(found["customerId"], *twins.iter().min().expect("twins"));
    let path = "/customer/customer?bypassDeduplication=true";
    let made = stand.call("POST", path, asked.clone()).await.json();
    assert!(!twins.contains(&(made["customerId"].as_u64().expect("an id") as usize)));
    assert_eq!(made["createdByIntegrator"], "Sandbox");
    asked.as_object_mut().expect("an object").remove("address1");
    let told = stand.call("POST", path, asked).await;
    assert_eq!(
        (told.status, &told.json()["propertyErrors"][0]["propertyName"]),
        (StatusCode::BAD_REQUEST, &json!("address1"))
    );
}

#[tokio::test]
async fn a_search_may_return_one_person_twice_and_bans_are_shown() {
    let stand = open();
    let banned = stand.sandbox.world.customers_with(Story::Banned).next().expect("a banned person");
    let asked = json!({
        "phone": banned.phone, "lastName": banned.last_name, "dateOfBirth": banned.birth_date_on_file.to_string(),
        "driversLicenseID": banned.id.number,
    });
    let rows = stand.call("POST", "/customer/search", asked).await.json();
    let mine: Vec<_> = rows.as_array().expect("a list").iter().filter(|r| r["status"] == "Banned").collect();
    let kinds: Vec<_> = mine.iter().map(|row| row["matchType"].clone()).collect();
    assert_eq!(kinds, ["DriversLicense", "Phone", "LastNameAndDateOfBirth"]);
    let page = stand.get("/customer/customers-paginated?PageNumber=1&PageSize=10").await.json();
    assert_eq!(
        (page.as_array().map(Vec::len), &page[0]["customerId"]),
        (Some(10), &json!(FIRST_CUSTOMER + 10))
    );
    assert_eq!(stand.get("/customer/customers-paginated?PageSize=20000").await.status, 400);
}

#[tokio::test]
async fn a_cart_is_priced_with_tax_and_refused_with_a_bare_string() {
    let stand = open();
    let cart = json!([{"productId": product(&stand), "quantity": 2}]);
    let told =
        stand.call("POST", "/preorder/price-cart", json!({"customerTypeId": 1, "cart": cart})).await.json();
    let world = &stand.sandbox.world.products[product(&stand) - FIRST_PRODUCT];
    let cents = |value: &Value| countersign_sandbox::decimal::scaled(value, 2).expect("dollars");
    assert_eq!(cents(&told["subTotal"]), world.adult_price.0 * 2);
    assert_eq!(cents(&told["total"]), cents(&told["subTotal"]) + cents(&told["taxes"]));
    let line = json!({"productId": product(&stand), "quantity": 1});
    for bad in [
        json!({"customerTypeId": 1, "customerId": 10_001, "cart": cart}),
        json!({"cart": cart}),
        json!({"customerTypeId": 1, "cart": [line, line]}),
        json!({"customerTypeId": 1, "cart": [{"productId": 1, "quantity": 1}]}),
    ] {
        let told = stand.call("POST", "/preorder/price-cart", bad).await;
        assert_eq!((told.status, told.json().is_string()), (StatusCode::BAD_REQUEST, true));
    }
}

#[tokio::test]
async fn submitting_twice_is_one_order_only_with_both_parts_of_the_key() {
    let stand = open();
    let body = order(&stand, 1, "key-1");
    let first = submit(&stand, &body, Some("consumer")).await.json();
    assert_eq!(submit(&stand, &body, Some("consumer")).await.json(), first);
    assert_ne!(submit(&stand, &body, None).await.json(), first);
    assert_ne!(submit(&stand, &body, Some("other consumer")).await.json(), first);
    let long = order(&stand, 1, &"k".repeat(37));
    assert_eq!(submit(&stand, &long, Some("consumer")).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(stand.ledger().await["preorders"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn a_complete_preorder_is_exactly_one_sale_under_our_reference() {
    let stand = open();
    let before = count(&stand).await;
    let mut body = order(&stand, 2, "key-1");
    body["status"] = json!("Complete");
    let told = submit(&stand, &body, Some("consumer")).await.json();
    submit(&stand, &body, Some("consumer")).await;
    assert_eq!(sales_with(&stand, "ref-key-1").await, 1);
    assert_eq!(count(&stand).await, before - 20_000);
    let id = told["transactionId"].as_u64().expect("an id");
    let path = format!("/reporting/transactions?TransactionId={id}&IncludeDetail=true&IncludeOrderIds=true");
    let sale = stand.get(&path).await.json()[0].clone();
    assert_eq!((&sale["referenceId"], &sale["orderIds"]), (&json!("ref-key-1"), &json!([told["orderId"]])));
    assert!(sale["items"][0]["packageId"].is_string());
    let status = stand.get(&format!("/preorder/Status?PreOrderId={}", told["orderId"])).await.json();
    assert_eq!(status["status"], "Complete");
    stand.switch(json!({"sim_assumption_complete_rings_up": false})).await;
    body["idempotencyKey"] = json!("key-2");
    submit(&stand, &body, Some("consumer")).await;
    assert_eq!(sales_with(&stand, "ref-key-1").await, 1);
}

#[tokio::test]
async fn what_is_not_in_stock_or_whom_we_ban_is_refused_and_changes_nothing() {
    let stand = open();
    let before = count(&stand).await;
    let mut body = order(&stand, 1_000_000, "key-1");
    body["status"] = json!("Complete");
    assert_eq!(submit(&stand, &body, Some("consumer")).await.status, StatusCode::BAD_REQUEST);
    body = order(&stand, 1, "key-1");
    body["customerId"] = json!(customer(&stand, Story::Banned));
    let told = submit(&stand, &body, Some("consumer")).await;
    assert_eq!(
        (told.status, &told.json()["message"]),
        (StatusCode::BAD_REQUEST, &json!("Customer status is Banned"))
    );
    assert_eq!(count(&stand).await, before);
    assert_eq!(stand.ledger().await["preorders"], json!([]));
    let good = submit(&stand, &order(&stand, 1, "key-1"), Some("consumer")).await;
    assert_eq!(good.status, StatusCode::OK);
}

#[tokio::test]
async fn only_staff_move_a_preorder_and_then_it_can_no_longer_change() {
    let stand = open();
    let before = count(&stand).await;
    let id = submit(&stand, &order(&stand, 1, "key-1"), Some("consumer")).await.json()["orderId"].clone();
    let update = json!({"orderId": id, "items": [{"productId": product(&stand), "quantity": 3}]});
    assert_eq!(stand.call("POST", "/preorder/update", update.clone()).await.status, StatusCode::OK);
    let open_ones = stand.get("/preorder/Status").await.json();
    assert_eq!((open_ones.as_array().map(Vec::len), &open_ones[0]["isUpdateable"]), (Some(1), &json!(true)));
    stand.act("move_preorder", json!({"order_id": id, "status": "Filled"})).await;
    let told = stand.call("POST", "/preorder/update", update).await;
    assert_eq!((told.status, told.bytes.len()), (StatusCode::BAD_REQUEST, 0));
    let told =
        stand.call("POST", "/preorder/cancel", json!({"orderId": id, "cancellationReason": "late"})).await;
    assert_eq!((told.status, told.bytes.len()), (StatusCode::BAD_REQUEST, 0));
    assert_eq!(stand.call("POST", "/preorder/cancel", json!({"orderId": 1})).await.status, 404);
    assert_eq!(count(&stand).await, before);
    stand.act("move_preorder", json!({"order_id": id, "status": "Complete"})).await;
    assert_eq!(count(&stand).await, before - 30_000);
    assert_eq!(sales_with(&stand, "ref-key-1").await, 1);
    assert_eq!(stand.get("/preorder/Status").await.json(), json!([]));
    let other = submit(&stand, &order(&stand, 1, "key-2"), Some("consumer")).await.json()["orderId"].clone();
    let told =
        stand.call("POST", "/preorder/cancel", json!({"orderId": other, "cancellationReason": "late"})).await;
    assert_eq!((told.status, told.json()), (StatusCode::OK, other.clone()));
    let shown = stand.get(&format!("/preorder/Status?preorderid={other}&includeLineItems=true")).await.json();
    assert_eq!((&shown["status"], &shown["rejectedReason"]), (&json!("Cancelled"), &json!("late")));
    assert_eq!(shown["items"].as_array().map(Vec::len), Some(1));
    stand.clock.advance_seconds(15 * 24 * 3_600);
    assert_eq!(stand.get("/preorder/Status").await.json(), json!([]));
}

#[tokio::test]
async fn filters_exclude_each_other_and_the_closing_window_is_bounded() {
    let stand = open();
    let day = "FromDateUTC=2026-11-21T00:00:00Z&ToDateUTC=2026-11-22T00:00:00Z";
    let sales = stand.get(&format!("/reporting/transactions?{day}")).await.json();
    let earlier = stand.sandbox.world.earlier.iter().filter(|sale| sale.store == 0).count();
    assert_eq!(sales.as_array().map(Vec::len), Some(earlier));
    assert_eq!(stand.get(&format!("/reporting/transactions?{day}&TransactionId=1")).await.status, 400);
    assert_eq!(stand.get("/reporting/transactions").await.status, 400);
    let report = stand.get(&format!("/reporting/closing-report?{day}")).await.json();
    assert_eq!(report["transactionCount"], earlier);
    for window in [
        "FromDateUTC=2026-11-21T00:00:00Z&ToDateUTC=2026-11-21T12:00:00Z",
        "FromDateUTC=2026-10-01T00:00:00Z&ToDateUTC=2026-11-21T12:00:00Z",
    ] {
        assert_eq!(stand.get(&format!("/reporting/closing-report?{window}")).await.status, 400);
    }
}

#[tokio::test]
async fn limits_are_per_minute_with_retry_after_and_reports_have_a_kill_switch() {
    let stand = open();
    for _ in 0..60 {
        stand.get("/reporting/inventory?Take=1").await;
    }
    let told = stand.get("/reporting/inventory?Take=1").await;
    assert_eq!(
        (told.status, &told.headers["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"60".parse().expect("text"))
    );
    assert_eq!(stand.get("/whoami").await.status, StatusCode::OK);
    stand.clock.advance_seconds(60);
    assert_eq!(stand.get("/reporting/inventory?Take=1").await.status, StatusCode::OK);
    stand.switch(json!({"reporting_is_down": true})).await;
    assert_eq!(stand.get("/reporting/inventory").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(stand.get("/inventory").await.status, StatusCode::OK);
}

#[tokio::test]
async fn staff_void_sales_lose_references_and_sell_at_the_register() {
    let stand = open();
    let before = count(&stand).await;
    let items = json!([{"productId": product(&stand), "quantity": 1}]);
    let customer_id = customer(&stand, Story::Adult);
    let asked = json!({"customer_id": customer_id, "items": items, "reference": "walk-in"});
    let id = stand.act("walk_in_sale", asked).await["transaction_id"].clone();
    assert_eq!(count(&stand).await, before - 10_000);
    stand.act("edit_reference", json!({"transaction_id": id, "reference": "typo"})).await;
    assert_eq!((sales_with(&stand, "walk-in").await, sales_with(&stand, "typo").await), (0, 1));
    stand.act("void_sale", json!({"transaction_id": id})).await;
    assert_eq!(count(&stand).await, before);
}
