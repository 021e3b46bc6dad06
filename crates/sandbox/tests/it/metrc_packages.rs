use axum::http::{Method, StatusCode};
use countersign_sandbox::world::{LabState, Unit};
use serde_json::{Value, json};

use crate::caller::Metrc;

fn adjust(label: &str, quantity: f64, reason: &str) -> Value {
    json!([{
        "Label": label, "Quantity": quantity, "UnitOfMeasure": "Each", "AdjustmentReason": reason,
        "AdjustmentDate": "2026-11-21", "ReasonNote": "recount",
    }])
}

#[tokio::test]
async fn posting_an_adjustment_is_relative_and_putting_one_is_absolute() {
    let metrc = Metrc::new();
    let package = metrc.package(false, |product, p| product.unit == Unit::Each && p.quantity > 50_000);
    let label = package.tag.to_string();
    let before = metrc.quantity(&label).await;
    let reply = metrc.post(&metrc.at("/packages/v2/adjust"), adjust(&label, -1.0, "Entry Error")).await.ok();
    assert_eq!(reply.json()["Ids"].as_array().map(Vec::len), Some(1));
    assert!((metrc.quantity(&label).await - (before - 1.0)).abs() < 1e-9);
    let reply = metrc.put(&metrc.at("/packages/v2/adjust"), adjust(&label, 2.0, "Entry Error")).await.ok();
    assert!(reply.text().is_empty());
    assert!((metrc.quantity(&label).await - 2.0).abs() < 1e-9);
    let rows = metrc.get(&metrc.at("/packages/v2/adjustments")).await.ok().rows();
    assert_eq!(rows.len(), 2);
    for (quantity, reason) in [(-3.0, "Entry Error"), (1.0, "Felt Like It")] {
        let reply = metrc.post(&metrc.at("/packages/v2/adjust"), adjust(&label, quantity, reason)).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        assert_eq!(reply.json()[0]["row"], json!(0));
    }
    assert!((metrc.quantity(&label).await - 2.0).abs() < 1e-9);
}

#[tokio::test]
async fn an_empty_package_stays_active_until_it_is_finished_and_may_come_back() {
    let metrc = Metrc::new();
    let package = metrc.package(false, |product, _| product.unit == Unit::Each);
    let label = package.tag.to_string();
    metrc.put(&metrc.at("/packages/v2/adjust"), adjust(&label, 0.0, "Entry Error")).await.ok();
    let listed = async |list: &str| {
        let rows = metrc.get(&metrc.at(&format!("/packages/v2/{list}"))).await.ok().rows();
        rows.iter().any(|row| row["Label"] == json!(label))
    };
    assert!(listed("active").await && !listed("inactive").await);
    let finish = json!([{"Label": label, "ActualDate": "2026-11-21"}]);
    metrc.put(&metrc.at("/packages/v2/finish"), finish.clone()).await.ok();
    assert!(!listed("active").await && listed("inactive").await);
    let again = metrc.put(&metrc.at("/packages/v2/finish"), finish).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    metrc.put(&metrc.at("/packages/v2/unfinish"), json!([{"Label": label}])).await.ok();
    assert!(listed("active").await);
}

#[tokio::test]
async fn a_package_of_another_license_is_401_not_404() {
    let metrc = Metrc::new();
    let package = metrc.package(true, |_, _| true);
    let by_label = format!("/packages/v2/{}", package.tag);
    assert_eq!(metrc.get(&metrc.at(&by_label)).await.status, StatusCode::UNAUTHORIZED);
    let row = metrc.get(&metrc.at_medical(&by_label)).await.ok().json();
    let by_id = format!("/packages/v2/{}", row["Id"]);
    assert_eq!(metrc.get(&metrc.at_medical(&by_id)).await.ok().json()["Label"], json!(package.tag));
    assert_eq!(metrc.get(&metrc.at(&by_id)).await.status, StatusCode::UNAUTHORIZED);
    let stranger = format!("{by_label}?licenseNumber=402R-99999");
    assert_eq!(metrc.get(&stranger).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(metrc.get(&by_label).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_held_package_moves_to_its_own_list_and_its_change_is_seen() {
    let metrc = Metrc::new();
    let label = metrc.package(false, |_, _| true).tag.to_string();
    metrc.clock.advance_seconds(60);
    metrc.act("hold_package", json!({"label": label, "on": true})).await.ok();
    let rows =
        metrc.get(&metrc.at("/packages/v2/onhold?lastModifiedStart=2026-11-21T18:00:30Z")).await.ok().rows();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["Label"], &rows[0]["IsOnHold"]), (&json!(label), &json!(true)));
    let active = metrc.get(&metrc.at("/packages/v2/active")).await.ok().rows();
    assert!(active.iter().all(|row| row["Label"] != json!(label)));
}

#[tokio::test]
async fn results_are_one_row_an_analyte_with_the_unit_in_the_name() {
    let metrc = Metrc::new();
    let failed = metrc.world.packages.iter().find(|p| {
        p.license.0 == metrc.retail
            && p.lab.state == LabState::TestFailed
            && metrc.world.product_of(p).strain.is_some()
    });
    let label = failed.expect("the world has one").tag.to_string();
    let package = metrc.get(&metrc.at(&format!("/packages/v2/{label}"))).await.ok().json();
    assert_eq!(package["LabTestingState"], json!("TestFailed"));
    let rows =
        metrc.get(&metrc.at(&format!("/labtests/v2/results?packageId={}", package["Id"]))).await.ok().rows();
    assert!(rows.iter().any(|row| row["TestTypeName"].as_str().expect("a name").starts_with("THCA (%)")));
    assert!(rows.iter().any(|row| row["TestPassed"] == json!(false)));
    assert!(rows.iter().all(|row| row["OverallPassed"] == json!(false)));
    let document = format!("/labtests/v2/labtestdocument/{}", rows[0]["LabTestResultDocumentFileId"]);
    let pdf = metrc.get(&metrc.at(&document)).await.ok();
    assert!(pdf.text().starts_with("%PDF-1.4") && pdf.text().contains("FAIL"));
    metrc.switch("lab_document_as", "json").await;
    assert!(metrc.get(&metrc.at(&document)).await.ok().json()["FileContents"].is_string());
}

#[tokio::test]
async fn a_manifest_is_received_by_a_person_and_then_its_packages_are_there() {
    let metrc = Metrc::new();
    let rows = metrc.get(&metrc.at("/transfers/v2/incoming")).await.ok().rows();
    let manifest = rows[0]["ManifestNumber"].clone();
    assert_eq!(rows[0]["ReceivedDateTime"], Value::Null);
    let path = format!("/transfers/v2/deliveries/{}/packages", rows[0]["DeliveryId"]);
    let packages = metrc.get(&path).await.ok().rows();
    assert_eq!(packages[0]["ReceivedQuantity"], Value::Null);
    let label = packages[0]["PackageLabel"].as_str().expect("a label").to_owned();
    let by_label = metrc.at(&format!("/packages/v2/{label}"));
    assert_eq!(metrc.get(&by_label).await.status, StatusCode::UNAUTHORIZED);
    metrc.act("receive_transfer", json!({"manifest": manifest})).await.ok();
    assert_eq!(metrc.get(&by_label).await.ok().json()["Quantity"], packages[0]["ShippedQuantity"]);
    let twice = metrc.act("receive_transfer", json!({"manifest": manifest})).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(metrc.get(&path).await.ok().rows()[0]["ReceivedQuantity"].is_number());
}

#[tokio::test]
async fn a_body_that_is_no_array_of_at_most_ten_is_refused() {
    let metrc = Metrc::new();
    let path = metrc.at("/packages/v2/note");
    let row = json!({"PackageLabel": metrc.package(false, |_, _| true).tag, "Note": "x"});
    assert_eq!(metrc.put(&path, row.clone()).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(metrc.put(&path, json!([])).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(metrc.send(Method::PUT, &path, None).await.status, StatusCode::BAD_REQUEST);
    let reply = metrc.put(&path, json!(vec![row.clone(); 11])).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    metrc.put(&path, json!(vec![row; 10])).await.ok();
}
