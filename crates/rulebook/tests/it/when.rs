//! Conditions on the lists and amounts of a certification.

use countersign_rulebook::{Rulebook, Verdict};

use crate::nowhere::{FLOWER, check, file, flower};

fn bar(when: &str) -> String {
    format!(
        "{FLOWER}window = \"transaction\"\n[[rule.bar]]\nid = \"b\"\nplain = \"not this way\"\nwhen = {{ {when} }}\n"
    )
}

#[test]
fn a_list_that_is_not_given_decides_nothing() {
    let given = |routes: &str| format!(r#","certified":{{"routes":{routes}}}"#);
    let (edible, none) = (given(r#"["edible", "oral"]"#), given("[]"));
    let verdict =
        |when: &str, customer: &str, verdict| check(&bar(when), customer, "", &flower("1"), verdict);
    verdict("not_listed = \"routes.edible\"", &edible, Verdict::Allow);
    verdict("not_listed = \"routes.edible\"", &none, Verdict::Deny);
    verdict("not_listed = \"routes.edible\"", "", Verdict::Unknown);
    verdict("listed = \"routes.oral\"", &edible, Verdict::Deny);
    verdict("listed = \"routes.oral\"", &none, Verdict::Allow);
    verdict("listed = \"routes.oral\"", "", Verdict::Unknown);
    verdict("listed = \"routes.oral\", age_below = 21", "", Verdict::Allow);
    verdict("has_list = \"routes\"", &none, Verdict::Deny);
    verdict("has_list = \"routes\"", "", Verdict::Allow);
    verdict("no_list = \"routes\"", "", Verdict::Deny);
    verdict("listed = \"routes.oral\"", &given("\"oral\""), Verdict::Deny);
}

#[test]
fn an_amount_is_given_or_not() {
    let order = r#","certified":{"order_mg":{"edible":500},"oz":2}"#;
    let verdict =
        |when: &str, customer: &str, verdict| check(&bar(when), customer, "", &flower("1"), verdict);
    verdict("has_amount = \"order_mg.edible\"", order, Verdict::Deny);
    verdict("has_amount = \"order_mg.oral\"", order, Verdict::Allow);
    verdict("no_amount = \"order_mg.edible\"", order, Verdict::Allow);
    verdict("no_amount = \"order_mg.edible\"", "", Verdict::Deny);
    verdict("has_amount = \"oz\"", order, Verdict::Deny);
}

#[test]
fn a_list_is_named_with_a_word() {
    let errors = Rulebook::load(vec![file("", &bar("listed = \"routes\""))]).expect_err("no word");
    assert!(errors[0].what.contains("not a list and a word"), "{errors:?}");
}

#[test]
fn a_certified_amount_may_be_the_only_cap() {
    let only = "[[rule.limit]]\nid = \"l\"\nname = \"n\"\nwindow = \"transaction\"\nwhen = { has_amount = \"oz\" }\ncertified = { key = \"oz\", unit = \"oz\", how = \"replaces\" }\ncount = [{ categories = [\"flower\"], measure = \"grams\" }]\n";
    let two = r#","certified":{"oz":2}"#;
    check(only, two, "", &flower("56"), Verdict::Allow);
    check(only, two, "", &flower("56.01"), Verdict::Deny);
    check(only, "", "", &flower("1"), Verdict::Unknown);
    let errors =
        Rulebook::load(vec![file("", &only.replace("has_amount", "no_amount"))]).expect_err("no cap");
    assert!(errors[0].what.contains("without `cap`"), "{errors:?}");
}
