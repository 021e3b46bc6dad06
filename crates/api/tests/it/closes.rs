//! The close of a day, read by a program.

use axum::http::StatusCode;
use countersign_app::close::{draw, sign};
use countersign_app::testing::shop::staff;
use countersign_kernel::{BusinessDate, Permission};

use crate::shop::shop;

#[tokio::test]
async fn a_day_is_read_as_it_was_drawn_up_and_signed() {
    let shop = shop().await;
    let token = shop.token(&[Permission::CloseView]).await;
    let other = shop.token_at(&shop.other_store, &[Permission::CloseView]).await;
    let (day, path) = ("2026-11-23", "/closes/2026-11-23");
    let days = shop.get(&token, "/closes").await.json();
    assert_eq!((&days["days"][0]["day"], &days["days"][0]["state"]), (&day.into(), &"not_drawn".into()));
    assert_eq!(shop.get(&token, path).await.problem(), (404, "not-found".to_owned()));
    let odd = shop.get(&token, "/closes/yesterday").await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", odd.text());
    assert!(odd.text().contains("is no date"), "{}", odd.text());

    let (manager, date): (_, BusinessDate) = (staff(&shop.app, &shop.store), day.parse().unwrap());
    // Ten in the evening; the doors shut at nine.
    shop.clock.advance_to("2026-11-24T05:00:00Z".parse().unwrap());
    draw::draw_up(&shop.app, &manager, date).await.unwrap();
    let drawn = shop.get(&token, path).await.json();
    assert_eq!((&drawn["state"], &drawn["sold"]), (&"open".into(), &0.into()), "{drawn}");
    assert_eq!((&drawn["body_sha256"], &drawn["signed_by"]), (&().into(), &().into()));
    let of: Vec<&str> =
        drawn["totals"].as_array().unwrap().iter().map(|t| t["of"].as_str().unwrap()).collect();
    assert!(of.contains(&"Cannabis, before tax"), "{of:?}");
    sign::sign(&shop.app, &manager, date).await.unwrap();
    let signed = shop.get(&token, path).await.json();
    assert_eq!((&signed["state"], &signed["is_as_recorded"]), (&"signed".into(), &true.into()));
    let reader = shop.token(&[Permission::RecordView]).await;
    let entry = shop.get(&reader, &format!("/record/{}", signed["record_seq"])).await;
    assert!(entry.text().contains(signed["body_sha256"].as_str().unwrap()), "{}", entry.text());
    let days = shop.get(&token, "/closes").await.json();
    assert_eq!((&days["days"][0]["state"], &days["days"][0]["sold"]), (&"signed".into(), &0.into()));

    assert_eq!(shop.get(&other, path).await.problem(), (404, "not-found".to_owned()), "another store's");
}
