//! The line protocol of `promotion check`.

use countersign_rulebook::Rulebook;
use countersign_rulebook::promotion::lines::{PromotionSummary, check_lines, known};
use serde_json::Value;

use super::{FROM_2020, entry, load};

fn book() -> Rulebook {
    let text = entry("cut", "[\"price-cut\"]", "allow", "", FROM_2020, "S")
        + &entry("gift", "[\"free-goods\"]", "deny", "", FROM_2020, "S");
    load(&text).expect("it loads")
}

fn answered(lines: &str) -> (PromotionSummary, Vec<Value>) {
    let mut output = Vec::new();
    let summary = check_lines(&book(), "us-zz", lines.as_bytes(), &mut output).expect("readable");
    let text = String::from_utf8(output).expect("UTF-8");
    (summary, text.lines().map(|line| serde_json::from_str(line).expect("one JSON a line")).collect())
}

#[test]
fn each_line_is_answered_under_its_own_id() {
    let lines = r#"{"id":"cut","from":"2026-11-20","until":"2026-11-20","programs":["adult"],"practices":["price-cut"]}
{"id":7,"from":"2026-11-20","programs":["adult","medical"],"practices":["free-goods"],"note":"passed over"}

{"from":"2026-11-20","programs":["adult"],"practices":["price-cut"],"possible":["free-goods"]}"#;
    let (summary, answers) = answered(lines);
    assert_eq!(summary, PromotionSummary { allowed: 1, review: 1, denied: 1, malformed: 0 });
    assert_eq!(summary.exit_status(), 0, "what was answered does not bear on it");
    let seen: Vec<_> = answers.iter().map(|answer| (&answer["id"], &answer["effect"])).collect();
    let (allow, deny, review) = (Value::from("allow"), Value::from("deny"), Value::from("review"));
    assert_eq!(seen, [(&Value::from("cut"), &allow), (&Value::from(7), &deny), (&Value::Null, &review)]);
    assert_eq!(answers[1]["reasons"][1]["rule"]["id"], "us-zz/promotion/gift");
}

#[test]
fn a_line_that_cannot_be_used_says_what_and_where_and_spoils_only_itself() {
    let good = r#"{"id":"a","from":"2026-11-20","programs":["adult"],"practices":["price-cut"]}"#;
    for (line, words) in [
        ("{nope".to_owned(), "key must be a string"),
        (good.replace("\"from\":\"2026-11-20\",", ""), "missing field `from`"),
        (good.replace("2026-11-20", "20 Nov"), "`from`: `20 Nov` is not a date like 2026-11-22"),
        (good.replace("price-cut", "bogof"), "unknown variant `bogof`, expected one of `price-cut`"),
        (good.replace("\"adult\"", ""), "`programs` is empty"),
        (good.replace("\"price-cut\"", ""), "`practices` is empty"),
        (
            good.replace("\"programs\"", "\"until\":\"2026-11-19\",\"programs\""),
            "is before `from` 2026-11-20",
        ),
    ] {
        let (summary, answers) = answered(&format!("{good}\n{line}\n{good}\n"));
        assert_eq!((summary.malformed, summary.allowed, summary.exit_status()), (1, 2, 2), "{line}");
        let error = answers[1]["error"].as_str().expect("an error");
        assert!(error.starts_with("line 2: ") && error.contains(words), "{error}");
        assert!(error.contains("write one object a line"), "{error}");
    }
}

#[test]
fn a_place_that_is_not_there_is_refused_with_those_there_are() {
    assert_eq!(known(&book(), "us-zz"), Ok(()));
    let why = known(&book(), "us-yy").expect_err("no such place").to_string();
    assert_eq!(why, "there is no jurisdiction `us-yy`; there are us-zz");
}
