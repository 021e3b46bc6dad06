use axum::http::StatusCode;
use countersign_sandbox::world::{Category, Story};
use serde_json::{Value, json};

use crate::caller::{Metrc, receipt};

fn number(metrc: &Metrc, story: Story) -> String {
    let mut all = metrc.world.customers_with(story);
    all.find_map(|customer| Some(customer.card.as_ref()?.number.clone())).expect("the world has one")
}

async fn status(metrc: &Metrc, number: &str) -> Value {
    let path = metrc.at_medical(&format!("/patients/v2/statuses/{number}"));
    metrc.get(&path).await.ok().json()[0].clone()
}

#[tokio::test]
async fn a_patient_at_the_limit_has_nothing_left() {
    let metrc = Metrc::new();
    let row = status(&metrc, &number(&metrc, Story::PatientAtTheLimit)).await;
    assert_eq!((&row["FlowerOuncesAllowed"], &row["FlowerOuncesAvailable"]), (&json!(2.0), &json!(0.0)));
    assert_eq!(row["Active"], json!(true));
    let young = status(&metrc, &number(&metrc, Story::YoungPatient)).await;
    assert_eq!(young["ConcentrateOuncesAllowed"], json!(0.0705));
    let expired = status(&metrc, &number(&metrc, Story::ExpiredCard)).await;
    assert_eq!(expired["Active"], json!(false));
}

#[tokio::test]
async fn sales_here_and_elsewhere_count_after_the_cache_has_run_out() {
    let metrc = Metrc::new();
    let untouched = metrc.world.customers_with(Story::Patient).find(|c| c.index % 5 == 3).expect("one");
    let patient = untouched.card.as_ref().expect("a patient has a card").number.clone();
    assert_eq!(status(&metrc, &patient).await["FlowerOuncesAvailable"], json!(2.0));
    let package = metrc.package(true, |product, _| {
        product.category == Category::Flower && product.net_weight.0 == 7_000_000_000
    });
    let mut body = receipt("W-1", &[(package.tag.as_str(), 1.0)]);
    body["SalesCustomerType"] = json!("Patient");
    body["PatientLicenseNumber"] = json!(patient);
    metrc.post(&metrc.at_medical("/sales/v2/receipts"), json!([body])).await.ok();
    let elsewhere = json!({"patient": patient, "category": "flower", "grams": 14});
    metrc.act("sell_elsewhere", elsewhere).await.ok();
    assert_eq!(status(&metrc, &patient).await["FlowerOuncesAvailable"], json!(2.0));
    metrc.clock.advance_seconds(60);
    // 2 oz less 21 g, in ten-thousandths of an ounce rounded down.
    assert_eq!(status(&metrc, &patient).await["FlowerOuncesAvailable"], json!(1.2592));
    // Tomorrow the day's allowance is whole again.
    metrc.clock.advance_seconds(24 * 3_600);
    assert_eq!(status(&metrc, &patient).await["FlowerOuncesAvailable"], json!(2.0));
}

#[tokio::test]
async fn a_receipt_for_a_patient_needs_a_number_that_the_state_knows() {
    let metrc = Metrc::new();
    let label = metrc.package(true, |product, _| product.unit == countersign_sandbox::world::Unit::Each);
    let mut body = receipt("W-1", &[(label.tag.as_str(), 1.0)]);
    body["SalesCustomerType"] = json!("Patient");
    for wrong in [json!(null), json!("P-000-000"), json!(number(&metrc, Story::ExpiredCard))] {
        body["PatientLicenseNumber"] = wrong;
        let reply = metrc.post(&metrc.at_medical("/sales/v2/receipts"), json!([body])).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    }
    metrc.switch("unknown_patient_on_receipt", "accept").await;
    metrc.post(&metrc.at_medical("/sales/v2/receipts"), json!([body])).await.ok();
}

#[tokio::test]
async fn unknown_patients_and_licenses_without_patients_are_told_apart() {
    let metrc = Metrc::new();
    let unknown = metrc.at_medical("/patients/v2/statuses/P-000-000");
    assert_eq!(metrc.get(&unknown).await.ok().json(), json!([]));
    metrc.switch("unknown_patient_status", "not_found").await;
    assert_eq!(metrc.get(&unknown).await.status, StatusCode::NOT_FOUND);
    let known = format!("/patients/v2/statuses/{}", number(&metrc, Story::Patient));
    assert_eq!(metrc.get(&metrc.at(&known)).await.status, StatusCode::UNAUTHORIZED);
    metrc.switch("patient_status_from_retail_license", "accept").await;
    metrc.get(&metrc.at(&known)).await.ok();
    let old = metrc.get(&metrc.at_medical(&known.replace("v2", "v1"))).await.ok().json();
    assert_eq!(old[0].as_object().expect("a row").len(), 5);
    let caregiver = format!("/caregivers/v2/status/{}", number(&metrc, Story::Caregiver));
    assert_eq!(metrc.get(&metrc.at_medical(&caregiver)).await.ok().json()["Active"], json!(true));
}

#[tokio::test]
async fn a_card_can_be_made_to_expire() {
    let metrc = Metrc::new();
    let patient = number(&metrc, Story::Patient);
    assert_eq!(status(&metrc, &patient).await["Active"], json!(true));
    metrc.act("expire_card", json!({"patient": patient})).await.ok();
    assert_eq!(status(&metrc, &patient).await["Active"], json!(false));
}
