//! Limit questions over HTTP, in the shape of the command line.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::shop::{Call, shop};

fn question(id: &str, grams: &str) -> Value {
    json!({
        "id": id, "jurisdiction": "us-co", "program": "adult", "at": "2026-11-23T11:00:00-07:00",
        "customer": {"class": "adult", "birth_date": "1990-05-01", "resident": true},
        "history": [{"at": "2026-11-23T09:00:00-07:00", "store": "same",
                     "lines": [{"category": "flower", "grams": "7"}]}],
        "cart": [{"category": "flower", "grams": grams}],
    })
}

#[tokio::test]
async fn a_question_is_answered_and_goes_on_the_record_without_a_birth_date() {
    let shop = shop().await;
    let token = shop.master().await;
    let allowed = shop.post(&token, "/limit-questions", question("q1", "7")).await.json();
    assert_eq!((&allowed["id"], &allowed["verdict"]), (&json!("q1"), &json!("allow")), "{allowed:#}");
    let denied = shop.post(&token, "/limit-questions", question("q2", "28")).await.json();
    assert_eq!(denied["verdict"], "deny");
    assert!(denied["reasons"][0]["citation"].is_string() && denied["suggestions"][0]["why"].is_string());
    let kept = shop.get(&token, "/record?subject=q2&family=verdict").await.json();
    let line = kept["items"][0]["line"].as_str().unwrap();
    assert!(line.contains("deny") && !line.contains("1990-05-01"), "{line}");
}

#[tokio::test]
async fn a_batch_is_answered_line_by_line_and_a_bad_line_spoils_only_itself() {
    let shop = shop().await;
    let token = shop.master().await;
    let lines = format!("{}\n\nnot json\n{}\n", question("a", "7"), question("b", "28"));
    let call = Call::post_bytes("/limit-questions", lines.into_bytes())
        .header("content-type", "application/x-ndjson");
    let answer = shop.send(call.token(&token).request()).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/x-ndjson"));
    let answers: Vec<Value> = answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[0]["verdict"], &answers[2]["verdict"]), (&json!("allow"), &json!("deny")));
    assert!(answers[1]["error"].as_str().unwrap().starts_with("line 3:"), "{}", answers[1]);
    let kept = shop.get(&token, "/record?family=verdict").await.json();
    assert_eq!(kept["items"].as_array().unwrap().len(), 2);
    assert!(!answer.text().is_empty() && !kept.to_string().contains("1990-05-01"));
}

#[tokio::test]
async fn a_batch_has_an_end() {
    let shop = shop().await;
    let token = shop.master().await;
    let call = Call::post_bytes("/limit-questions", "{}\n".repeat(1_001).into_bytes());
    let answer = shop.send(call.header("content-type", "application/x-ndjson").token(&token).request()).await;
    assert_eq!(answer.problem(), (422, "invalid".to_owned()));
}

#[tokio::test]
async fn the_rulebook_is_read_by_jurisdiction() {
    let shop = shop().await;
    let token = shop.master().await;
    let book = shop.get(&token, "/jurisdictions").await.json();
    assert_eq!(book["rulebook"].as_str().unwrap().len(), 64);
    assert!(book["jurisdictions"].as_array().unwrap().iter().any(|one| one["id"] == "us-co"));
    for path in ["/rules", "/provisions"] {
        let items = shop.get(&token, &format!("{path}?jurisdiction=us-co")).await.json()["items"].clone();
        let items = items.as_array().unwrap().clone();
        assert!(
            !items.is_empty()
                && items.iter().all(|one| one["citation"].is_string() && one["jurisdiction"] == "us-co")
        );
        let none = shop.get(&token, &format!("{path}?jurisdiction=us-zz")).await.json();
        assert_eq!(none["items"], json!([]));
    }
}
