//! The document that is served, and that what is served agrees with it.

use axum::http::StatusCode;
use countersign_app::close::draw;
use countersign_app::testing::shop::staff;
use serde_json::{Value, json};

use crate::fake::SCAN;
use crate::shop::{Call, shop};

#[tokio::test]
async fn the_document_is_openapi_3_1_and_is_served_to_anybody() {
    let shop = shop().await;
    let served = shop.send(Call::get("/openapi.json").request()).await;
    assert_eq!((served.status, served.header("content-type")), (StatusCode::OK, "application/json"));
    let document = served.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    insta::assert_json_snapshot!("openapi", document);
}

#[test]
fn every_operation_says_what_it_is_and_every_reference_leads_somewhere() {
    let document = serde_json::to_value(countersign_api::openapi()).unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            assert!(!id.is_empty() && ids.insert(id.to_owned()), "{method} {path}: operation id `{id}`");
            assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{method} {path}");
        }
    }
    let mut left = vec![&document];
    while let Some(value) = left.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(target)) = members.get("$ref") {
                    let pointer = target.strip_prefix('#').unwrap();
                    assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
                }
                left.extend(members.values());
            }
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
}

/// The schema of an answer, as the document has it.
fn schema<'a>(document: &'a Value, path: &str, method: &str, status: &str) -> &'a Value {
    let content = &document["paths"][path][method]["responses"][status]["content"];
    &content["application/json"]["schema"]
}

/// A small reading of JSON Schema: the shapes that utoipa writes. Members that a schema does not have are an error,
/// so that no answer says more than the document.
fn fits(document: &Value, schema: &Value, value: &Value, place: &str) {
    if let Some(target) = schema["$ref"].as_str() {
        return fits(document, document.pointer(&target[1..]).unwrap(), value, place);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        if value.is_null() {
            assert!(choices.iter().any(|choice| choice["type"] == "null"), "{place} is null");
            return;
        }
        let choice = choices.iter().find(|choice| choice["type"] != "null").unwrap();
        return fits(document, choice, value, place);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(some) => some.contains(&json!(kind)),
        _ => true,
    };
    assert!(allowed, "{place} is {kind}, the document says {}", schema["type"]);
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                fits(document, &schema["items"], item, &format!("{place}[{index}]"));
            }
        }
        Value::Object(members) if schema["properties"].is_object() => {
            for required in schema["required"].as_array().into_iter().flatten() {
                assert!(members.contains_key(required.as_str().unwrap()), "{place} has no {required}");
            }
            for (name, member) in members {
                let known = &schema["properties"][name];
                assert!(!known.is_null(), "{place} has `{name}`, which the document does not");
                fits(document, known, member, &format!("{place}.{name}"));
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn answers_have_the_shape_that_the_document_says() {
    let shop = shop().await;
    let token = shop.master().await;
    let document = serde_json::to_value(countersign_api::openapi()).unwrap();
    let order = shop.phone_order(&token).await;
    let today = "2026-11-23".parse().unwrap();
    draw::draw_up(&shop.app, &staff(&shop.app, &shop.store), today).await.unwrap();
    let deed = |noun: &str| format!("/orders/{order}/{noun}");
    let over = json!({
        "id": "q", "jurisdiction": "us-co", "program": "adult", "at": "2026-11-23T11:00:00-07:00",
        "customer": {"class": "adult", "age": 30, "resident": true}, "cart": [{"category": "flower", "grams": "40"}],
    });
    let calls = [
        ("/orders/{id}/verification", deed("verification"), Some(json!({}))),
        ("/orders/{id}/approval", deed("approval"), Some(json!({}))),
        ("/orders/{id}/readiness", deed("readiness"), Some(json!({}))),
        ("/orders/{id}/hand-over", deed("hand-over"), Some(json!({"barcode": SCAN}))),
        ("/orders/{id}/completion", deed("completion"), Some(json!({}))),
        ("/orders/{id}", format!("/orders/{order}"), None),
        ("/orders", "/orders".to_owned(), None),
        (
            "/customer-lookups",
            "/customer-lookups".to_owned(),
            Some(json!({"by": "phone", "value": "303-555-0101"})),
        ),
        ("/limit-questions", "/limit-questions".to_owned(), Some(over)),
        ("/checklists", "/checklists".to_owned(), None),
        ("/closes", "/closes".to_owned(), None),
        ("/closes/{day}", "/closes/2026-11-23".to_owned(), None),
        ("/record", "/record".to_owned(), None),
        ("/record/{seq}", "/record/1".to_owned(), None),
        ("/jurisdictions", "/jurisdictions".to_owned(), None),
        ("/rules", "/rules".to_owned(), None),
        ("/provisions", "/provisions".to_owned(), None),
    ];
    for (template, path, body) in calls {
        let (method, answer) = match body {
            Some(body) => ("post", shop.post(&token, &path, body).await),
            None => ("get", shop.get(&token, &path).await),
        };
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        let schema = schema(&document, template, method, "200");
        assert!(!schema.is_null(), "{template} has no schema");
        fits(&document, schema, &answer.json(), template);
    }
}
