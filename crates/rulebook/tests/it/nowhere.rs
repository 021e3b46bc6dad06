//! A jurisdiction made for the purpose, and questions to it.

use countersign_rulebook::{Adoption, Answer, Question, RuleFile, Rulebook, Verdict};

const HEAD: &str = r#"jurisdiction = "us-zz"
name = "Nowhere"
zone = "America/Denver"
topic = "purchase-limit"
ounce_grams = "28"
"#;
pub const RULE: &str = r#"
[[rule]]
id = "r"
program = "medical"
classes = ["patient", "caregiver"]
plain = "p"
law = { from = 2020-01-01, citation = "c", source_title = "t", source_url = "https://example.org", read_on = 2026-11-22, confidence = "S" }
"#;
pub const FLOWER: &str = "[[rule.limit]]\nid = \"flower\"\nname = \"flower\"\ncap = \"1 oz\"\nscope = \"statewide\"\ncount = [{ categories = [\"flower\"], measure = \"grams\" }]\n";

pub fn file(head: &str, parts: &str) -> RuleFile {
    RuleFile { path: "z.toml".to_owned(), text: format!("{HEAD}{head}{RULE}{parts}") }
}

pub fn book(head: &str, parts: &str) -> Rulebook {
    Rulebook::load(vec![file(head, parts)]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// Asked by a patient, or by a caregiver if patients are spoken of.
pub fn question(customer: &str, history: &str, cart: &str) -> Question {
    let class = if customer.contains("\"patients\"") { "caregiver" } else { "patient" };
    let text = format!(
        r#"{{"id":"","jurisdiction":"us-zz","program":"medical","at":"2026-06-15T12:00:00Z","customer":{{"class":"{class}","age":30{customer}}},"history":[{history}],"cart":[{cart}]}}"#
    );
    Question::parse_line(1, &text).expect("a question")
}

pub fn ask(parts: &str, customer: &str, history: &str, cart: &str) -> Answer {
    book("", parts).decide(&question(customer, history, cart))
}

#[track_caller]
pub fn check(parts: &str, customer: &str, history: &str, cart: &str, verdict: Verdict) {
    let answer = ask(parts, customer, history, cart);
    assert_eq!(answer.verdict, verdict, "{answer:#?}");
}

pub fn adoption(question: &str, reading: &str) -> Adoption {
    Adoption { question: format!("us-zz/purchase-limit/{question}"), reading: reading.to_owned() }
}

pub fn flower(grams: &str) -> String {
    format!(r#"{{"category":"flower","grams":"{grams}"}}"#)
}

pub fn sale(at: &str, line: &str) -> String {
    format!(r#"{{"at":"{at}","store":"other","lines":[{line}]}}"#)
}
