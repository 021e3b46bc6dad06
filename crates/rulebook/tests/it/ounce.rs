//! The ounce that the law does not define.

use countersign_rulebook::{RuleFile, Rulebook, Verdict};

use crate::nowhere::{FLOWER, file, flower, question};

fn book(parts: &str) -> Rulebook {
    let file = file("ounce_low_grams = \"28\"\n", parts);
    let text = file.text.replace("ounce_grams = \"28\"", "ounce_grams = \"28.35\"");
    Rulebook::load(vec![RuleFile { text, ..file }]).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[track_caller]
fn check(book: &Rulebook, customer: &str, cart: &str, verdict: Verdict, warned: &[&str]) {
    let answer = book.decide(&question(customer, "", cart));
    let found: Vec<&str> = answer.warnings.iter().map(|w| w.part.as_str()).collect();
    assert_eq!((answer.verdict, found.as_slice()), (verdict, warned), "{answer:#?}");
}

#[test]
fn what_is_lawful_only_above_the_smaller_ounce_carries_a_warning() {
    let book = book(&format!("{FLOWER}window = \"calendar day\"\n"));
    check(&book, "", &flower("28"), Verdict::Allow, &[]);
    check(&book, "", &flower("28.01"), Verdict::Allow, &["flower-ounce"]);
    check(&book, "", &flower("28.35"), Verdict::Allow, &["flower-ounce"]);
    check(&book, "", &flower("28.36"), Verdict::Deny, &[]);
}

#[test]
fn a_pool_warns_by_its_shares_and_a_multiple_by_its_patients() {
    let pool = FLOWER.replace(
        "measure = \"grams\" }",
        "measure = \"grams\" }, { categories = [\"concentrate\"], measure = \"grams\", full = \"8 g\" }",
    );
    let book = book(&format!("{pool}window = \"calendar day\"\nper_patient = true\n"));
    let mix = |grams: &str| format!(r#"{},{{"category":"concentrate","grams":4}}"#, flower(grams));
    check(&book, "", &mix("14"), Verdict::Allow, &[]);
    check(&book, "", &mix("14.01"), Verdict::Allow, &["flower-ounce"]);
    check(&book, "", &mix("14.18"), Verdict::Deny, &[]);
    check(&book, "", r#"{"category":"concentrate","grams":8}"#, Verdict::Allow, &[]);
    let two = r#","certified":{"patients":2}"#;
    check(&book, two, &flower("56"), Verdict::Allow, &[]);
    check(&book, two, &flower("56.01"), Verdict::Allow, &["flower-ounce"]);
}

#[test]
fn the_smaller_ounce_is_smaller() {
    let wrong = file("ounce_low_grams = \"28\"\n", &format!("{FLOWER}window = \"transaction\"\n"));
    let errors = Rulebook::load(vec![wrong]).expect_err("28 is not less than 28");
    assert!(errors[0].what.contains("is not less"), "{errors:?}");
}
