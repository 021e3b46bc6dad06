//! Lines in, lines out.

use countersign_content::{Checker, Unknown, lines};
use countersign_rulebook::{Surface, json_lines};
use serde_json::Value;

use crate::law::{book, now};

fn answered(input: &[u8]) -> (Vec<Value>, lines::Summary) {
    let book = book();
    let checker = Checker::new(book, "us-il", Surface::Menu, now()).expect("it is there");
    let mut output = Vec::new();
    let summary = lines::check_lines(&checker, input, &mut output).expect("memory does not fail");
    let text = String::from_utf8(output).expect("JSON is UTF-8");
    (text.lines().map(|line| serde_json::from_str(line).expect("one JSON a line")).collect(), summary)
}

#[test]
fn a_report_says_what_where_by_which_rule_and_what_instead() {
    let (answers, summary) =
        answered("{\"id\":7,\"text\":\"Ümlaut first. It treats migraines.\"}\n".as_bytes());
    assert_eq!((summary.violation, summary.exit_status()), (1, 0));
    let hit = &answers[0]["hits"][0];
    assert_eq!((&answers[0]["id"], &answers[0]["verdict"]), (&Value::from(7), &Value::from("violation")));
    assert_eq!(
        (&hit["kind"], &hit["text"]),
        (&Value::from("medical-claim"), &Value::from("treats migraines"))
    );
    assert_eq!((&hit["start"], &hit["end"]), (&Value::from(17), &Value::from(33)), "characters, not bytes");
    assert_eq!(hit["rule"], Value::from("us-il/content/health"));
    for key in ["citation", "confidence", "rewrite", "source_url", "why"] {
        assert!(hit[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {hit}");
    }
    assert!(
        answers[0]["rewrite"].as_str().is_some_and(|text| text.starts_with("Ümlaut first.")),
        "{}",
        answers[0]
    );
}

#[test]
fn bad_lines_are_told_by_number_and_spoil_only_themselves() {
    let long = format!("{{\"id\":\"long\",\"text\":\"{}\"}}", "x".repeat(json_lines::LINE_BYTES_MAX));
    let mut input = b"{\"id\":\"a\",\"text\":\"Flower, 1 g\"}\n\n{nope\n{\"id\":\"b\"}\n\xff\xfe\n".to_vec();
    input.extend(long.as_bytes());
    input.extend(b"\n{\"id\":\"c\",\"text\":\"Cures cancer\"}");
    let (answers, summary) = answered(&input);
    assert_eq!((summary.ok, summary.violation, summary.malformed, summary.exit_status()), (1, 1, 4, 2));
    for (answer, words) in answers[1..5].iter().zip([
        ["line 3", "write one object"],
        ["line 4", "text"],
        ["line 5", "UTF-8"],
        ["line 6", "split"],
    ]) {
        let error = answer["error"].as_str().expect("an error");
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }
    assert_eq!(answers[2]["id"], Value::from("b"), "the id is given back where it can be read");
    assert_eq!(answers[5]["verdict"], Value::from("violation"));
}

#[test]
fn what_is_unknown_is_told_with_what_there_is() {
    let book = book();
    let nowhere = Checker::new(book, "us-zz", Surface::Menu, now()).expect_err("there is none");
    assert!(
        matches!(&nowhere, Unknown::Jurisdiction { .. }) && nowhere.to_string().contains("us-il"),
        "{nowhere}"
    );
    let nothing = Checker::surface("billboards").expect_err("there is none");
    assert!(nothing.to_string().contains("menu, advertisement"), "{nothing}");
}
