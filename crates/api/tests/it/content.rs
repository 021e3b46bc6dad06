//! Wording over HTTP: the answer of the command line, letter for letter, for the token's own state unless another is named.

use std::collections::BTreeSet;

use countersign_content::{Checker, lines};
use countersign_kernel::Permission;
use countersign_rulebook::{Rulebook, Surface};
use serde_json::{Value, json};

use crate::shop::{START, shop};

/// What the command writes for one text.
fn by_the_command(jurisdiction: &str, surface: Surface, line: &Value) -> Value {
    let book = Rulebook::shipped().unwrap();
    let checker = Checker::new(&book, jurisdiction, surface, START).unwrap();
    let mut written = Vec::new();
    lines::check_lines(&checker, line.to_string().as_bytes(), &mut written).unwrap();
    serde_json::from_slice(&written).unwrap()
}

/// Every member of the answer stands in the document, and every member of a hit in the answer.
fn assert_documented(answer: &Value) {
    let document = serde_json::to_value(countersign_api::openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    let known = schemas["ContentReport"]["properties"].as_object().unwrap();
    assert!(answer.as_object().unwrap().keys().all(|key| known.contains_key(key)), "{answer:#}");
    let known: BTreeSet<_> = schemas["ContentHit"]["properties"].as_object().unwrap().keys().collect();
    for hit in answer["hits"].as_array().unwrap() {
        assert_eq!(hit.as_object().unwrap().keys().collect::<BTreeSet<_>>(), known);
    }
}

#[tokio::test]
async fn a_text_is_answered_as_the_command_answers_it() {
    let shop = shop().await;
    let token = shop.token(&[Permission::ContentCheck]).await;
    let master = shop.master().await;
    let before = shop.get(&master, "/record").await.json();
    for (text, surface, verdict) in [
        ("Slow-cured flower with notes of pine.", Surface::Menu, "ok"),
        ("Relieves chronic pain. Naïve 🧸 kids love it!", Surface::Menu, "violation"),
        ("Our best flower, 20% off.", Surface::Social, "*"),
    ] {
        let line = json!({"id": 7, "text": text});
        let mut body = line.clone();
        body["surface"] = json!(surface.word());
        let answer = shop.post(&token, "/content/checks", body.clone()).await.json();
        assert_eq!(answer, by_the_command("us-co", surface, &line), "{text}");
        assert!(verdict == "*" || answer["verdict"] == verdict, "{answer:#}");
        body["jurisdiction"] = json!("us-il");
        let there = shop.post(&token, "/content/checks", body).await.json();
        assert_eq!(there, by_the_command("us-il", surface, &line), "{text}");
        assert_documented(&there);
    }
    let after = shop.get(&master, "/record").await.json();
    assert_eq!(before, after, "nothing is kept");
}

#[tokio::test]
async fn a_place_a_surface_or_a_member_that_is_not_there_is_refused_by_name() {
    let shop = shop().await;
    let token = shop.token(&[Permission::ContentCheck]).await;
    for (body, names) in [
        (json!({"text": "x", "surface": "billboard"}), "advertisement"),
        (json!({"text": "x", "surface": "menu", "jurisdiction": "us-zz"}), "us-co"),
        (json!({"text": "x", "surface": "menu", "at": "now"}), "at"),
        (json!({"surface": "menu"}), "text"),
    ] {
        let refused = shop.post(&token, "/content/checks", body.clone()).await;
        assert_eq!(refused.problem(), (422, "invalid".to_owned()), "{body}");
        assert!(refused.text().contains(names), "{}", refused.text());
    }
}
