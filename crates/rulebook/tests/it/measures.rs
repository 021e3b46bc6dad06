//! Other measures of the same thing, where a line lacks the first.

use countersign_rulebook::{Rulebook, Verdict};

use crate::nowhere::{check, file};

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
