use axum::http::{Method, StatusCode};
use countersign_sandbox::world::{LabState, Unit};
use serde_json::{Value, json};

use crate::caller::{Metrc, receipt};

const RECEIPTS: &str = "/sales/v2/receipts";

fn label(metrc: &Metrc) -> String {
    metrc.package(false, |product, p| product.unit == Unit::Each && p.quantity > 50_000).tag.to_string()
}

#[tokio::test]
async fn a_receipt_takes_stock_and_voiding_it_gives_it_back() {
    let metrc = Metrc::new();
    let label = label(&metrc);
    let before = metrc.quantity(&label).await;
    let reply = metrc.post(&metrc.at(RECEIPTS), json!([receipt("W-1", &[(&label, 2.0)])])).await.ok().json();
    assert_eq!(reply["Warnings"], Value::Null);
    let id = reply["Ids"][0].as_i64().expect("an id");
    assert!((metrc.quantity(&label).await - (before - 2.0)).abs() < 1e-9);

    let by_id = metrc.at(&format!("{RECEIPTS}/{id}"));
    let read = metrc.get(&by_id).await.ok().json();
    assert_eq!(read["Transactions"][0]["QuantitySold"], json!(2.0));
    assert_eq!(read["Transactions"][0]["TotalPrice"], json!(24.5));
    assert_eq!(read["SalesDateTime"], json!("2026-11-21T10:58:00.000"));
    let external = metrc.get(&metrc.at(&format!("{RECEIPTS}/external/W-1"))).await.ok().json();
    assert_eq!(external["Id"], json!(id));
    assert_eq!(metrc.get(&metrc.at(&format!("{RECEIPTS}/external/W-2"))).await.status, StatusCode::NOT_FOUND);
    let rows = metrc.get(&metrc.at("/sales/v2/receipts/active")).await.ok().rows();
    assert!(rows.iter().any(|row| row["Id"] == json!(id) && row["Transactions"] == json!([])));

    let voided = metrc.send(Method::DELETE, &by_id, None).await.ok();
    assert!(voided.text().is_empty());
    assert!((metrc.quantity(&label).await - before).abs() < 1e-9);
    assert_eq!(metrc.send(Method::DELETE, &by_id, None).await.status, StatusCode::BAD_REQUEST);
    let rows = metrc.get(&metrc.at("/sales/v2/receipts/inactive")).await.ok().rows();
    assert!(rows.iter().any(|row| row["Id"] == json!(id) && row["ArchivedDate"].is_string()));
}

#[tokio::test]
async fn the_same_receipt_twice_is_two_sales_unless_the_switch_says_otherwise() {
    let metrc = Metrc::new();
    let label = label(&metrc);
    let before = metrc.quantity(&label).await;
    let body = json!([receipt("W-1", &[(&label, 1.0)])]);
    metrc.post(&metrc.at(RECEIPTS), body.clone()).await.ok();
    metrc.post(&metrc.at(RECEIPTS), body.clone()).await.ok();
    assert!((metrc.quantity(&label).await - (before - 2.0)).abs() < 1e-9);
    metrc.switch("duplicate_external_receipt_number", "refuse").await;
    assert_eq!(metrc.post(&metrc.at(RECEIPTS), body).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_may_not_be_sold_is_refused_by_row_and_leaves_no_trace() {
    let metrc = Metrc::new();
    let good = label(&metrc);
    let of = |test: &dyn Fn(&countersign_sandbox::world::Package) -> bool| {
        let found = metrc.world.packages.iter().find(|p| p.license.0 == metrc.retail && test(p));
        found.expect("the world has one").tag.to_string()
    };
    let held = of(&|p| p.on_hold && p.quantity > 0);
    let failed = of(&|p| p.lab.state == LabState::TestFailed && p.quantity > 0);
    let recalled = of(&|p| p.on_recall && p.quantity > 0 && !p.on_hold);
    let finished = of(&|p| p.finished_on.is_some());
    let foreign = metrc.package(true, |_, _| true).tag.to_string();
    let mut bad: Vec<Value> = [&held, &failed, &recalled, &finished, &foreign]
        .iter()
        .map(|label| receipt("W-9", &[(&good, 1.0), (label, 1.0)]))
        .collect();
    bad.push(receipt("W-9", &[(&good, 1_000_000.0)]));
    bad.push(receipt("W-9", &[(&good, 0.0)]));
    bad.push(receipt("W-9", &[(&good, 0.00001)]));
    bad.push(receipt("W-9", &[]));
    for (name, value) in [
        ("SalesDateTime", json!("2026-11-21T11:00:01.000")),
        ("SalesDateTime", json!("2026-11-21T10:58:00Z")),
        ("SalesCustomerType", json!("Patient")),
        ("SalesCustomerType", json!(null)),
    ] {
        let mut wrong = receipt("W-9", &[(&good, 1.0)]);
        wrong[name] = value;
        bad.push(wrong);
    }
    let mut ounces = receipt("W-9", &[(&good, 1.0)]);
    ounces["Transactions"][0]["UnitOfMeasure"] = json!("Ounces");
    bad.push(ounces);
    let before = metrc.room.vendor.ledger();
    for body in bad {
        let reply = metrc.post(&metrc.at(RECEIPTS), json!([body])).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(reply.json()[0]["row"], json!(0));
        assert!(reply.json()[0]["message"].is_string());
    }
    assert_eq!(metrc.room.vendor.ledger(), before);
}

#[tokio::test]
async fn two_lines_of_one_package_may_not_sell_more_than_it_holds() {
    let metrc = Metrc::new();
    let package = metrc.package(false, |product, p| product.unit == Unit::Each && p.quantity > 50_000);
    let label = package.tag.to_string();
    let whole = metrc.quantity(&label).await;
    let body = json!([receipt("W-1", &[(&label, whole - 1.0), (&label, 2.0)])]);
    assert_eq!(metrc.post(&metrc.at(RECEIPTS), body).await.status, StatusCode::BAD_REQUEST);
    let body = json!([receipt("W-1", &[(&label, whole - 1.0), (&label, 1.0)])]);
    metrc.post(&metrc.at(RECEIPTS), body).await.ok();
    assert!(metrc.quantity(&label).await.abs() < 1e-9);
}

#[tokio::test]
async fn a_batch_is_taken_whole_or_not_at_all_unless_the_switch_says_otherwise() {
    let metrc = Metrc::new();
    let label = label(&metrc);
    let before = metrc.quantity(&label).await;
    let batch = json!([receipt("W-1", &[(&label, 1.0)]), receipt("W-2", &[("NOPE", 1.0)])]);
    let reply = metrc.post(&metrc.at(RECEIPTS), batch.clone()).await;
    assert_eq!((reply.status, reply.json()[0]["row"].clone()), (StatusCode::BAD_REQUEST, json!(1)));
    assert!((metrc.quantity(&label).await - before).abs() < 1e-9);
    metrc.switch("array_writes", "row_by_row").await;
    assert_eq!(metrc.post(&metrc.at(RECEIPTS), batch).await.status, StatusCode::BAD_REQUEST);
    assert!((metrc.quantity(&label).await - (before - 1.0)).abs() < 1e-9);
    let eleven = json!(vec![receipt("W-3", &[(&label, 1.0)]); 11]);
    assert_eq!(metrc.post(&metrc.at(RECEIPTS), eleven).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_final_receipt_must_be_opened_before_it_changes() {
    let metrc = Metrc::new();
    let label = label(&metrc);
    let before = metrc.quantity(&label).await;
    let reply = metrc.post(&metrc.at(RECEIPTS), json!([receipt("W-1", &[(&label, 1.0)])])).await.ok();
    let id = reply.json()["Ids"][0].clone();
    let mut change = receipt("W-1", &[(&label, 3.0)]);
    change["Id"] = id.clone();
    let which = json!([{"Id": id}]);
    metrc.put(&metrc.at("/sales/v2/receipts/finalize"), which.clone()).await.ok();
    assert_eq!(metrc.put(&metrc.at(RECEIPTS), json!([change])).await.status, StatusCode::BAD_REQUEST);
    let by_id = metrc.at(&format!("{RECEIPTS}/{id}"));
    assert_eq!(metrc.send(Method::DELETE, &by_id, None).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(metrc.get(&by_id).await.ok().json()["IsFinal"], json!(true));
    metrc.put(&metrc.at("/sales/v2/receipts/unfinalize"), which).await.ok();
    assert!(metrc.put(&metrc.at(RECEIPTS), json!([change])).await.ok().text().is_empty());
    assert!((metrc.quantity(&label).await - (before - 3.0)).abs() < 1e-9);
}

#[tokio::test]
async fn v1_writes_answer_nothing_and_days_are_summed() {
    let metrc = Metrc::new();
    let label = label(&metrc);
    let sums =
        async || metrc.get(&metrc.at("/sales/v1/transactions/2026-11-21/2026-11-21")).await.ok().json();
    let before = sums().await;
    let body = json!([receipt("W-1", &[(&label, 1.0)])]);
    assert!(metrc.post(&metrc.at("/sales/v1/receipts"), body).await.ok().text().is_empty());
    let active = metrc.get(&metrc.at("/sales/v1/receipts/active")).await.ok().json();
    assert!(active.as_array().expect("bare").iter().any(|row| row["ExternalReceiptNumber"] == json!("W-1")));
    let line = json!([{"PackageLabel": label, "Quantity": 1, "UnitOfMeasure": "Each", "TotalAmount": 10}]);
    metrc.post(&metrc.at("/sales/v1/transactions/2026-11-21"), line.clone()).await.ok();
    metrc.send(Method::PUT, &metrc.at("/sales/v1/transactions/2026-11-21"), Some(line)).await.ok();
    let after = sums().await;
    let count = |value: &Value| value[0]["TotalTransactions"].as_i64().unwrap_or(0);
    assert_eq!(count(&after), count(&before) + 2);
    let price = |value: &Value| value[0]["TotalPrice"].as_f64().unwrap_or(0.0);
    assert!((price(&after) - price(&before) - 34.5).abs() < 1e-6);
    assert_eq!(metrc.room.vendor.ledger()["imbalance"], Value::Null);
}

#[tokio::test]
async fn weights_are_converted_exactly() {
    let metrc = Metrc::new();
    let package = metrc.package(false, |product, _| product.unit == Unit::Grams);
    let label = package.tag.to_string();
    let before = metrc.quantity(&label).await;
    let mut body = receipt("W-1", &[(&label, 1.0)]);
    body["Transactions"][0]["UnitOfMeasure"] = json!("Ounces");
    metrc.post(&metrc.at(RECEIPTS), json!([body])).await.ok();
    assert!((metrc.quantity(&label).await - (before - 28.3495)).abs() < 1e-9);
}
