use countersign_rulebook::{Answer, Question, Rulebook, ask::answer_lines};
use serde_json::{Value, json};

fn run(input: &[u8]) -> (Vec<Value>, u8) {
    let book = Rulebook::shipped().expect("the shipped rules load");
    let mut output = Vec::new();
    let summary = answer_lines(&book, input, &mut output).expect("writing to memory");
    let lines = String::from_utf8(output).expect("UTF-8");
    (lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect(), summary.exit_status())
}

fn good(id: &str, grams: &str) -> String {
    format!(
        r#"{{"id":"{id}","jurisdiction":"us-co","program":"adult","at":"2026-11-18T15:00:00-07:00","customer":{{"class":"adult","birth_date":"1990-05-01","resident":true,"certified":{{}}}},"history":[{{"at":"2026-11-18T13:00:00-07:00","store":"same","lines":[{{"category":"flower","grams":"7"}}]}}],"cart":[{{"category":"concentrate","grams":{grams}}}]}}"#
    )
}

#[test]
fn each_line_is_answered_in_its_place() {
    let input = format!("{}\n\n{}\n", good("first", "\"4\""), good("second", "7"));
    let (answers, exit) = run(input.as_bytes());
    assert_eq!(exit, 0);
    let told: Vec<_> = answers.iter().map(|a| (a["id"].as_str(), a["verdict"].as_str())).collect();
    assert_eq!(told, [(Some("first"), Some("allow")), (Some("second"), Some("deny"))]);
    assert_eq!(answers[1]["reasons"][0]["rule"], "us-co/purchase-limit/adult-2016");
}

#[test]
fn a_bad_line_is_told_and_the_others_are_still_answered() {
    let bad = [
        good("grams", "-1"),
        good("grams", "\"seven\""),
        good("at", "1").replace("15:00:00-07:00", "15:00:00"),
        good("category", "1").replace("concentrate", "wax"),
        good("class", "1").replace("\"class\":\"adult\"", "\"class\":\"child\""),
        good("age", "1").replace("\"birth_date\":\"1990-05-01\",", ""),
        good("typo", "1").replace("\"history\"", "\"histroy\""),
        good("where", "1").replace("us-co", "Colorado"),
        good("when", "1").replace(
            "\"at\":\"2026-11-18T15:00:00-07:00\",\"customer",
            "\"at\":\"9999-12-31T23:00:00Z\",\"customer",
        ),
        good("json", "1")[..40].to_owned(),
        "[]".to_owned(),
    ];
    for line in bad {
        let (answers, exit) = run(format!("{}\n\n{line}\n{}", good("a", "1"), good("z", "1")).as_bytes());
        assert_eq!((answers.len(), exit), (3, 2), "{line}");
        let error = answers[1]["error"].as_str().expect("an error");
        assert!(error.starts_with("line 3: "), "{error}");
        assert_eq!((&answers[0]["verdict"], &answers[2]["verdict"]), (&json!("allow"), &json!("allow")));
    }
    let (answers, _) = run(good("echoed", "-1").as_bytes());
    assert_eq!(answers[0]["id"], "echoed");
    let (answers, exit) = run(b"\xff\xfe\n");
    assert_eq!((answers[0]["id"].is_null(), exit), (true, 2));
}

#[test]
fn a_line_without_end_is_refused_unread() {
    let mut input = vec![b' '; (1 << 20) + 10];
    input.push(b'\n');
    input.extend_from_slice(good("next", "1").as_bytes());
    let (answers, exit) = run(&input);
    assert_eq!((answers.len(), exit), (2, 2));
    assert_eq!(answers[1]["id"], "next");
}

#[test]
fn a_jurisdiction_without_rules_is_unknown() {
    let (answers, exit) = run(good("x", "1").replace("us-co", "us-zz").as_bytes());
    assert_eq!((answers[0]["verdict"].as_str(), exit), (Some("unknown"), 0));
}

#[test]
fn questions_and_answers_come_back_from_json_as_they_went() {
    let book = Rulebook::shipped().expect("the shipped rules load");
    for grams in ["4", "7.123456789012", "\"8\""] {
        let question = Question::parse_line(1, &good("round", grams)).expect("a question");
        let text = serde_json::to_string(&question).expect("JSON");
        assert_eq!(serde_json::from_str::<Question>(&text).expect("the same"), question);
        let value = serde_json::to_value(&question).expect("JSON");
        assert_eq!(serde_json::from_value::<Question>(value).expect("the same"), question);
        let answer = book.decide(&question);
        let text = serde_json::to_string(&answer).expect("JSON");
        assert_eq!(serde_json::from_str::<Answer>(&text).expect("the same"), answer);
    }
}
