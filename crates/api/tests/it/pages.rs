//! Lists are read page by page, each order once.

use axum::http::StatusCode;
use countersign_kernel::Permission;
use serde_json::Value;

use crate::shop::{Shop, shop};

/// Follows `next` to the end.
async fn all(shop: &Shop, token: &str, first: &str) -> (Vec<Value>, usize) {
    let (mut path, mut items, mut pages) = (first.to_owned(), Vec::new(), 0);
    loop {
        let answer = shop.get(token, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        pages += 1;
        match page["next"].as_str() {
            Some(next) => path = next.strip_prefix("/api/v1").unwrap().to_owned(),
            None => return (items, pages),
        }
    }
}

#[tokio::test]
async fn orders_come_page_by_page_each_once_in_either_direction() {
    let shop = shop().await;
    let token = shop.master().await;
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(shop.phone_order(&token).await);
        shop.clock.advance_seconds(1);
    }
    let ids =
        |items: Vec<Value>| items.iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let (items, pages) = all(&shop, &token, "/orders?limit=2&state=arrived&channel=phone").await;
    assert_eq!((ids(items), pages), (made.clone(), 3));
    let (items, _) = all(&shop, &token, "/orders?limit=2&first=newest").await;
    made.reverse();
    assert_eq!(ids(items), made);
    assert!(all(&shop, &token, "/orders?state=ready").await.0.is_empty());
    assert!(all(&shop, &token, "/orders?channel=leafly").await.0.is_empty());
}

#[tokio::test]
async fn the_record_comes_newest_first_down_to_its_beginning() {
    let shop = shop().await;
    let token = shop.master().await;
    shop.phone_order(&token).await;
    let (items, pages) = all(&shop, &token, "/record?limit=2").await;
    let seqs: Vec<i64> = items.iter().map(|item| item["seq"].as_i64().unwrap()).collect();
    let whole: Vec<i64> = (1..=seqs[0]).rev().collect();
    assert!(pages > 1 && seqs == whole, "{seqs:?}");
}

#[tokio::test]
async fn a_store_lists_nothing_of_another() {
    let shop = shop().await;
    let token = shop.master().await;
    let order = shop.phone_order(&token).await;
    let scopes = [Permission::OrderView, Permission::RecordView];
    let there = shop.token_at(&shop.other_store, &scopes).await;
    assert!(all(&shop, &there, "/orders").await.0.is_empty());
    assert!(all(&shop, &there, &format!("/record?subject={order}")).await.0.is_empty());
    let (seen, _) = all(&shop, &there, "/record").await;
    assert!(!seen.is_empty() && seen.iter().all(|entry| entry["store"] != shop.store.as_str()));
}
