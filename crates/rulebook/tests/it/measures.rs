//! Other measures of the same thing, where a line lacks the first.

use countersign_rulebook::{Rulebook, Verdict};

use crate::nowhere::{ask, check, file};

const PARTS: &str = r#"
[[rule.limit]]
id = "all"
name = "everything"
cap = "28 g"
window = "transaction"
count = [{ categories = ["edible"], measure = "grams", full = "448 g", or = [{ measure = "fl_oz", full = "36 fl oz" }, { measure = "mg_thc", full = "1000 mg" }] }]
"#;

#[test]
fn the_first_measure_that_a_line_has_is_used() {
    let verdict = |measures: &str, verdict| {
        check(PARTS, "", "", &format!(r#"{{"category":"edible",{measures}}}"#), verdict);
    };
    verdict(r#""grams":448,"fl_oz":99,"mg_thc":9999"#, Verdict::Allow);
    verdict(r#""grams":448.01"#, Verdict::Deny);
    verdict(r#""fl_oz":36,"mg_thc":9999"#, Verdict::Allow);
    verdict(r#""fl_oz":36.01"#, Verdict::Deny);
    verdict(r#""ml":"1064.64706425","mg_thc":9999"#, Verdict::Allow);
    verdict(r#""mg_thc":1000"#, Verdict::Allow);
    verdict(r#""mg_thc":1000.1"#, Verdict::Deny);
    verdict(r#""count":1"#, Verdict::Unknown);
}

#[test]
fn a_measure_is_named_once() {
    let twice = PARTS.replace("\"fl_oz\", full = \"36 fl oz\"", "\"grams\"");
    let errors = Rulebook::load(vec![file("", &twice)]).expect_err("grams twice");
    assert!(errors[0].what.contains("asked for twice"), "{errors:?}");
}

#[test]
fn a_measure_may_be_accepted_and_add_nothing() {
    let nothing = PARTS.replace("\"mg_thc\", full = \"1000 mg\"", "\"mg_thc\", nothing = true");
    let edible = |measures: &str| format!(r#"{{"category":"edible",{measures}}}"#);
    check(&nothing, "", "", &edible(r#""mg_thc":99999"#), Verdict::Allow);
    check(&nothing, "", "", &edible(r#""grams":449,"mg_thc":1"#), Verdict::Deny);
    check(&nothing, "", "", &edible(r#""count":1"#), Verdict::Unknown);
}

#[test]
fn a_part_of_a_line_may_be_taken_off() {
    let flower = PARTS
        .replace(", full = \"448 g\"", ", less = \"concentrate_grams\"")
        .split(", or =")
        .next()
        .map(|start| format!("{start} }}]\n"))
        .expect("a count");
    let edible = |measures: &str| format!(r#"{{"category":"edible",{measures}}}"#);
    check(&flower, "", "", &edible(r#""grams":30,"concentrate_grams":2"#), Verdict::Allow);
    check(&flower, "", "", &edible(r#""grams":30,"concentrate_grams":"1.99""#), Verdict::Deny);
    check(&flower, "", "", &edible(r#""grams":1,"concentrate_grams":2"#), Verdict::Allow);
    check(&flower, "", "", &edible(r#""grams":1"#), Verdict::Unknown);
}

#[test]
fn ounces_and_fluid_ounces_share_a_pool_exactly() {
    let pool = PARTS
        .replace("\"28 g\"", "\"45359237 mg\"")
        .replace("\"448 g\"", "\"725747792 mg\"")
        .replace(", { measure = \"mg_thc\", full = \"1000 mg\" }", "")
        .replace("36 fl oz", "90 fl oz");
    let edible = |measures: &str| format!(r#"{{"category":"edible",{measures}}}"#);
    check(&pool, "", "", &edible(r#""fl_oz":90"#), Verdict::Allow);
    check(&pool, "", "", &edible(r#""ml":"2661.617660625""#), Verdict::Allow);
    check(&pool, "", "", &edible(r#""ml":"2661.617660625001""#), Verdict::Deny);
    check(&pool, "", "", &edible(r#""fl_oz":1000000000"#), Verdict::Deny);
}

#[test]
fn an_upper_bound_is_enough_to_allow_and_never_enough_to_deny() {
    let bound =
        PARTS.replace("\"mg_thc\", full = \"1000 mg\"", "\"mg_thc\", full = \"1000 mg\", at_most = true");
    let edible = |measures: &str| format!(r#"{{"category":"edible",{measures}}}"#);
    check(&bound, "", "", &edible(r#""mg_thc":1000"#), Verdict::Allow);
    check(&bound, "", "", &edible(r#""mg_thc":1001"#), Verdict::Unknown);
    check(&bound, "", "", &edible(r#""grams":449,"mg_thc":1"#), Verdict::Deny);
    let mixed = format!("{},{}", edible(r#""grams":224"#), edible(r#""mg_thc":500"#));
    check(&bound, "", "", &mixed, Verdict::Allow);
    let answer = ask(&bound, "", "", &edible(r#""mg_thc":1002,"count":2"#));
    assert_eq!((answer.verdict, answer.suggestions.len()), (Verdict::Unknown, 1), "{answer:?}");
}
