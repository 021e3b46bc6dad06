//! Webhooks: believed, kept once, answered; or refused, and nothing is kept.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use countersign_app::jobs;
use countersign_app::testing::board::{BOARD, Board, Connected, SHOWS, TELLS};
use serde_json::{Value, json};

use crate::shop::{Answer, Call, Shop, shop};

async fn knock(shop: &Shop, signature: Option<&str>, body: Value) -> Answer {
    let call = Call::post(&format!("/inbound/{}/weedmaps", shop.store), body);
    let call = if let Some(signature) = signature { call.header("X-Signature", signature) } else { call };
    shop.send(call.request()).await
}

#[tokio::test]
async fn an_order_that_is_sent_twice_is_kept_once() {
    let shop = shop().await;
    let token = shop.master().await;
    let mut changes = shop.app.subscribe();
    for _ in 0..3 {
        let answer = knock(&shop, Some("good"), json!({"event": "placed", "id": "w-1"})).await;
        assert_eq!((answer.status, answer.json()), (StatusCode::OK, json!({})));
    }
    assert_eq!(changes.try_recv().unwrap().store, shop.store);
    jobs::settle(&shop.app).await.unwrap();
    let items = shop.get(&token, "/orders").await.json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!(
        (&items[0]["channel"], &items[0]["group"]),
        (&json!("weedmaps"), &json!("to_countersign")),
        "{items:#}"
    );
}

#[tokio::test]
async fn a_question_is_answered_in_the_same_call() {
    let shop = shop().await;
    let answer = knock(&shop, Some("good"), json!({"event": "quote", "id": "q"})).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(answer.json()["lines"][0]["unit_price"], "21.25", "{}", answer.text());
}

#[tokio::test]
async fn what_is_not_believed_or_not_readable_leaves_only_a_line_on_the_record() {
    let shop = shop().await;
    let token = shop.master().await;
    let placed = json!({"event": "placed", "id": "w-1"});
    for signature in [None, Some("bad")] {
        let answer = knock(&shop, signature, placed.clone()).await;
        assert_eq!(answer.problem(), (401, "unauthenticated".to_owned()));
    }
    assert_eq!(
        knock(&shop, Some("good"), json!({"event": "?"})).await.problem(),
        (400, "malformed".to_owned())
    );
    jobs::settle(&shop.app).await.unwrap();
    assert_eq!(shop.get(&token, "/orders").await.json()["items"], json!([]));
    let facts = shop.get(&token, "/record?family=fact").await.json();
    let refused =
        facts["items"].as_array().unwrap().iter().filter(|e| e["kind"] == "fact.message_refused").count();
    assert_eq!(refused, 3);
}

#[tokio::test]
async fn a_door_that_nobody_is_behind_does_not_exist() {
    let shop = shop().await;
    let doors = [
        format!("/inbound/{}/leafly", shop.store),
        format!("/inbound/{}/weedmaps", shop.other_store),
        "/inbound/17/weedmaps".to_owned(),
        format!("/inbound/{}", shop.store),
    ];
    for door in doors {
        let answer = shop.send(Call::post(&door, json!({})).header("x-signature", "good").request()).await;
        assert_eq!(answer.problem(), (404, "not-found".to_owned()), "{door}");
    }
    let get = shop.send(Call::get(&format!("/inbound/{}/weedmaps", shop.store)).request()).await;
    assert_eq!(get.problem(), (405, "method-not-allowed".to_owned()));
}

#[tokio::test]
async fn a_task_board_is_introduced_at_its_own_door_and_hears_itself_in_the_same_header() {
    let shop = shop().await;
    let board = Arc::new(Board::new(shop.clock.clone(), &[], None));
    shop.app.set_connections(shop.store.clone(), vec![Arc::new(Connected(board.clone(), "asana"))]);
    shop.app.set_public_address("https://hub.example");
    for _ in 0..2 {
        jobs::boards(&shop.app).await.unwrap();
    }
    let address = board.watched.lock().unwrap()[0].clone();
    let path = address.strip_prefix("https://hub.example").unwrap();
    let knock = |method: &str, path: &str, header: &str, value: &str| {
        let request = Request::builder().method(method).uri(path).header(header, value);
        request.body(Body::from("{}")).unwrap()
    };
    assert_eq!(shop.send(knock("HEAD", path, "x-none", "")).await.status, StatusCode::OK);
    let elsewhere = [format!("/inbound/{}/{BOARD}/guessed", shop.store), format!("/inbound/17/{BOARD}/x")];
    for other in &elsewhere {
        for method in ["HEAD", "POST"] {
            let answer = shop.send(knock(method, other, TELLS, "hush")).await;
            assert_eq!(answer.status, StatusCode::GONE, "{method} {other}");
        }
    }
    assert_eq!(shop.send(knock("POST", path, SHOWS, "hush")).await.status, StatusCode::UNAUTHORIZED);
    let introduced = shop.send(knock("POST", path, TELLS, "hush")).await;
    assert_eq!((introduced.status, introduced.headers[TELLS].to_str().unwrap()), (StatusCode::OK, "hush"));
    assert_eq!(shop.send(knock("POST", path, SHOWS, "wrong")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(shop.send(knock("POST", path, SHOWS, "hush")).await.status, StatusCode::OK);
}
