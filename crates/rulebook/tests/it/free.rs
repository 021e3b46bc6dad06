//! Lines that never count, by test.

use countersign_rulebook::Verdict;

use crate::nowhere::check;

const PARTS: &str = r#"
[[rule.limit]]
id = "all"
name = "everything"
cap = "100 mg"
window = "transaction"
count = [{ categories = ["edible", "topical"], measure = "mg_thc" }]
[[rule.free]]
categories = ["topical", "patch"]
only = [{ measure = "mg_thc", at_most = "0 mg" }]
plain = "what is not eaten and has no THC"
"#;

#[test]
fn a_line_that_passes_the_test_never_counts() {
    let line = |category: &str, mg: &str| format!(r#"{{"category":"{category}","mg_thc":"{mg}"}}"#);
    let full = line("edible", "100");
    let verdict = |extra: &str, verdict| check(PARTS, "", "", &format!("{full},{extra}"), verdict);
    verdict(&line("topical", "0"), Verdict::Allow);
    verdict(&line("topical", "1"), Verdict::Deny);
    verdict(&line("patch", "0"), Verdict::Allow);
    // Nothing counts a patch with THC, which is not the same as allowing it.
    verdict(&line("patch", "1"), Verdict::Unknown);
    verdict(r#"{"category":"topical","grams":50}"#, Verdict::Unknown);
    verdict(r#"{"category":"patch","count":1}"#, Verdict::Unknown);
}

#[test]
fn a_test_may_say_what_holds_where_the_line_does_not() {
    let by_tier = PARTS.replace(
        "only = [{ measure = \"mg_thc\", at_most = \"0 mg\" }]",
        "only = [{ tier = \"low\", unsaid = false }]",
    );
    check(&by_tier, "", "", r#"{"category":"topical","mg_thc":101,"tier":"low"}"#, Verdict::Allow);
    check(&by_tier, "", "", r#"{"category":"topical","mg_thc":101}"#, Verdict::Deny);
    check(&by_tier, "", "", r#"{"category":"topical","mg_thc":100}"#, Verdict::Allow);
    let solid = PARTS.replace(
        "measure = \"mg_thc\" }",
        "measure = \"mg_thc\", only = [{ form = \"solid\", unsaid = true }] }",
    );
    check(&solid, "", "", r#"{"category":"edible","mg_thc":101}"#, Verdict::Deny);
    check(&solid, "", "", r#"{"category":"edible","mg_thc":100,"form":"solid"}"#, Verdict::Allow);
    check(&solid, "", "", r#"{"category":"edible","mg_thc":1,"form":"liquid"}"#, Verdict::Unknown);
}

#[test]
fn some_people_are_free_of_a_limit() {
    let terminal = PARTS.replace(
        "only = [{ measure = \"mg_thc\", at_most = \"0 mg\" }]",
        "when = { certified = \"terminal\" }",
    );
    let line = r#"{"category":"topical","mg_thc":101}"#;
    check(&terminal, r#","certified":{"terminal":true}"#, "", line, Verdict::Allow);
    check(&terminal, "", "", line, Verdict::Deny);
}
