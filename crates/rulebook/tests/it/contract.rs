//! The JSON form of an answer, which others read. Fields may be added here; none may change or go.

use countersign_rulebook::{Question, Rulebook};
use serde_json::json;

#[test]
fn an_answer_has_the_form_that_is_promised() {
    let line = r#"{"id":"any text, echoed","jurisdiction":"us-co","program":"adult","at":"2026-11-18T15:00:00-07:00","customer":{"class":"adult","birth_date":"1990-05-01","resident":true,"certified":{}},"history":[{"at":"2026-11-18T13:00:00-07:00","store":"same","lines":[{"category":"flower","grams":"7"}]}],"cart":[{"category":"flower","grams":28}]}"#;
    let book = Rulebook::shipped().expect("the shipped rules load");
    let answer = book.decide(&Question::parse_line(1, line).expect("a question"));
    let mut found = serde_json::to_value(&answer).expect("JSON");
    assert_eq!(found["rulebook"].take(), book.hash());
    let expected = json!({
        "id": "any text, echoed",
        "verdict": "deny",
        "reasons": [{
            "rule": "us-co/purchase-limit/adult-2016", "kind": "limit", "effect": "deny",
            "counter": "flower and its equivalents",
            "used": "7 g", "cart": "28 g", "cap": "28.349523125 g", "over_by": "6.650476875 g", "window": "calendar day",
            "text": "flower and its equivalents: 7 g already and 28 g in this cart are 6.650476875 g over 28.349523125 g, calendar day",
            "citation": "1 CCR 212-3, Rule 6-110(C)(1)-(2)",
            "source_url": "https://mycomplia.com/2016/09/20/new-one-ounce-equivalency-rules/",
            "confidence": "2+", "part": "pool"
        }],
        "remaining": [{
            "counter": "flower and its equivalents", "amount": "21.349523125", "unit": "g",
            "resets_at": "2026-11-19T07:00:00.000000Z", "after": "0", "used": "7", "cart": "28", "cap": "28.349523125",
            "window": "calendar day", "rule": "us-co/purchase-limit/adult-2016", "part": "pool"
        }],
        "suggestions": [{
            "change": [{"line": 0, "to": {"grams": "21.34"}}],
            "why": "the most of this cart that is lawful now under: flower and its equivalents",
            "proven_optimal": true, "rest_at": "2026-11-19T07:00:00.000000Z"
        }],
        "rule": "us-co/purchase-limit/adult-2016",
        "program": "adult",
        "rulebook": null
    });
    assert_eq!(found, expected, "{found:#}");
}
