//! Every kind of rule shape, in a jurisdiction made for the purpose.

use countersign_rulebook::{RuleFile, Rulebook, Verdict};

use crate::nowhere::{FLOWER, ask, check, flower, question, sale};

#[test]
fn a_rolling_window_gives_back_to_the_instant() {
    let rule = format!("{FLOWER}window = \"rolling 14 days\"\n");
    check(&rule, "", &sale("2026-06-01T12:00:00Z", &flower("28")), &flower("28"), Verdict::Allow);
    check(&rule, "", &sale("2026-06-01T12:00:01Z", &flower("28")), &flower("28"), Verdict::Deny);
    let answer = ask(&rule, "", &sale("2026-06-10T08:00:00Z", &flower("8")), &flower("28"));
    assert_eq!(answer.remaining[0].resets_at.expect("it returns").to_string(), "2026-06-24T08:00:00.000000Z");
    assert_eq!(answer.suggestions[0].rest_at.expect("later").to_string(), "2026-06-24T08:00:00.000000Z");
}

#[test]
fn two_windows_on_one_thing_both_hold() {
    let month = FLOWER.replace("id = \"flower\"", "id = \"month\"").replace("1 oz", "2 oz");
    let rule = format!("{FLOWER}window = \"calendar day\"\n{month}window = \"calendar month\"\n");
    check(&rule, "", &sale("2026-06-02T12:00:00Z", &flower("28")), &flower("28"), Verdict::Allow);
    check(&rule, "", &sale("2026-06-02T12:00:00Z", &flower("29")), &flower("28"), Verdict::Deny);
    check(&rule, "", &sale("2026-05-31T12:00:00Z", &flower("56")), &flower("28"), Verdict::Allow);
    check(&rule, "", "", &flower("29"), Verdict::Deny);
}

#[test]
fn a_certified_amount_replaces_lowers_or_is_needed() {
    let with = |how: &str| {
        format!(
            "{FLOWER}window = \"calendar day\"\ncertified = {{ key = \"approved_oz\", unit = \"oz\", how = \"{how}\" }}\n"
        )
    };
    let (two, half) = (r#","certified":{"approved_oz":2}"#, r#","certified":{"approved_oz":"0.5"}"#);
    check(&with("replaces"), two, "", &flower("56"), Verdict::Allow);
    check(&with("replaces"), "", "", &flower("56"), Verdict::Deny);
    check(&with("lesser"), two, "", &flower("29"), Verdict::Deny);
    check(&with("lesser"), half, "", &flower("15"), Verdict::Deny);
    check(&with("required"), "", "", &flower("1"), Verdict::Unknown);
    check(&with("required"), half, "", &flower("14"), Verdict::Allow);
    let route = with("replaces").replace("approved_oz", "order.smoking");
    check(&route, r#","certified":{"order":{"smoking":3}}"#, "", &flower("84"), Verdict::Allow);
}

#[test]
fn a_caregivers_cap_is_per_patient() {
    let rule = format!("{FLOWER}window = \"calendar day\"\nper_patient = true\n");
    check(&rule, r#","certified":{"patients":3}"#, "", &flower("84"), Verdict::Allow);
    check(&rule, r#","certified":{"patients":3}"#, "", &flower("85"), Verdict::Deny);
    for named in [r#"["P-1","P-2","P-3"]"#, r#"[{"age":30},{"age":9},{}]"#] {
        let linked = format!(r#","certified":{{"patients":{named}}}"#);
        check(&rule, &linked, "", &flower("84"), Verdict::Allow);
        check(&rule, &linked, "", &flower("85"), Verdict::Deny);
    }
    check(&rule, "", "", &flower("29"), Verdict::Deny);
}

#[test]
fn a_line_counts_by_the_first_count_that_fits_and_volume_by_either_unit() {
    let rule = r#"
[[rule.limit]]
id = "low"
name = "low-dose drinks"
cap = "200 mg"
window = "transaction"
count = [{ categories = ["beverage"], measure = "mg_thc", only = [{ measure = "unit_mg_thc", at_most = "4 mg" }] }]
[[rule.limit]]
id = "liquid"
name = "liquids"
cap = "72 fl oz"
window = "transaction"
count = [{ categories = ["beverage"], measure = "fl_oz", only = [{ measure = "unit_mg_thc", above = "4 mg" }] }]
"#;
    let drink =
        |unit: &str, rest: &str| format!(r#"{{"category":"beverage","unit_mg_thc":"{unit}",{rest}}}"#);
    check(rule, "", "", &drink("4", r#""mg_thc":200,"fl_oz":1000"#), Verdict::Allow);
    check(rule, "", "", &drink("4", r#""mg_thc":201,"fl_oz":1"#), Verdict::Deny);
    check(rule, "", "", &drink("4.1", r#""mg_thc":9999,"fl_oz":72"#), Verdict::Allow);
    check(rule, "", "", &drink("5", r#""fl_oz":"72.01""#), Verdict::Deny);
    check(rule, "", "", &drink("5", r#""ml":"2129.2941285""#), Verdict::Allow);
    check(rule, "", "", &drink("5", r#""ml":"2129.294128501""#), Verdict::Deny);
    check(rule, "", "", r#"{"category":"beverage","fl_oz":1}"#, Verdict::Unknown);
}

#[test]
fn a_gate_bounds_each_product() {
    let rule = format!(
        "{FLOWER}window = \"transaction\"\n[[rule.gate]]\nid = \"g\"\nname = \"one package\"\ncategories = [\"flower\"]\nmeasure = \"package_grams\"\nat_most = \"7 g\"\n"
    );
    let bag = |package: &str| format!(r#"{{"category":"flower","grams":14,"package_grams":"{package}"}}"#);
    check(&rule, "", "", &bag("7"), Verdict::Allow);
    check(&rule, "", "", &bag("7.001"), Verdict::Deny);
    check(&rule, "", "", &flower("1"), Verdict::Unknown);
    let answer = ask(&rule, "", "", &format!("{},{}", bag("14"), bag("7")));
    assert_eq!(
        (answer.verdict, answer.suggestions[0].change.len(), answer.suggestions[0].change[0].line),
        (Verdict::Deny, 1, 0)
    );
}

#[test]
fn a_gate_may_leave_it_at_a_warning_where_the_line_does_not_say() {
    let rule = format!(
        "{FLOWER}window = \"transaction\"\n[[rule.gate]]\nid = \"g\"\nname = \"one package\"\ncategories = [\"flower\"]\nmeasure = \"package_grams\"\nat_most = \"7 g\"\nunsaid = \"warn\"\n"
    );
    let answer = ask(&rule, "", "", &format!("{},{}", flower("1"), flower("2")));
    assert_eq!((answer.verdict, answer.warnings.len()), (Verdict::Allow, 1));
    assert!(answer.warnings[0].text.contains("one package is at most 7 g"), "{answer:?}");
    check(&rule, "", "", r#"{"category":"flower","grams":14,"package_grams":8}"#, Verdict::Deny);
}

#[test]
fn a_bar_on_a_category_says_nothing_to_those_it_does_not_bar() {
    let rule = format!(
        "{FLOWER}window = \"transaction\"\n[[rule.bar]]\nid = \"b\"\nplain = \"no pre-rolls under 40\"\nwhen = {{ age_below = 40 }}\ncategories = [\"preroll\"]\n"
    );
    let preroll = r#"{"category":"preroll","grams":1}"#;
    let answer = ask(&rule, "", "", &format!("{},{preroll}", flower("1")));
    assert_eq!((answer.verdict, answer.suggestions[0].change[0].line), (Verdict::Deny, 1));
    // Past that age no limit counts a pre-roll, which is not the same as allowing it.
    check(&rule, r#","birth_date":"1970-01-01""#, "", preroll, Verdict::Unknown);
    check(&rule, "", "", &flower("1"), Verdict::Allow);
}

#[test]
fn a_full_counter_may_close_the_others() {
    let second = FLOWER.replace("flower", "edible").replace("1 oz", "750 mg").replace("grams", "mg_thc");
    let exclusive = |closes: &str| {
        format!(
            "{FLOWER}window = \"calendar day\"\n{second}window = \"calendar day\"\n[[rule.exclusive]]\nid = \"x\"\nplain = \"one full amount bars the others\"\nlimits = [\"flower\", \"edible\"]\ncloses = \"{closes}\"\n"
        )
    };
    let edible = r#"{"category":"edible","mg_thc":"1"}"#;
    check(&exclusive("full"), "", "", &flower("28"), Verdict::Allow);
    check(&exclusive("full"), "", "", &format!("{},{edible}", flower("27.99")), Verdict::Allow);
    let answer = ask(&exclusive("full"), "", "", &format!("{},{edible}", flower("28")));
    assert_eq!(answer.verdict, Verdict::Deny);
    assert_eq!(answer.suggestions[0].change.len(), 1, "{:?}", answer.suggestions);
    check(&exclusive("full"), "", &sale("2026-06-15T11:00:00Z", &flower("28")), edible, Verdict::Deny);
    check(&exclusive("used"), "", "", &format!("{},{edible}", flower("1")), Verdict::Deny);
    check(&exclusive("used"), "", "", &flower("28"), Verdict::Allow);
}

#[test]
fn a_fact_that_decides_nothing_need_not_be_known() {
    let narrow = FLOWER.replace("id = \"flower\"", "id = \"visitor\"").replace("1 oz", "0.5 oz");
    let rule = format!(
        "{FLOWER}window = \"transaction\"\n{narrow}window = \"transaction\"\nwhen = {{ resident = false }}\n"
    );
    check(&rule, "", "", &flower("14"), Verdict::Allow);
    check(&rule, "", "", &flower("15"), Verdict::Unknown);
    check(&rule, r#","resident":true"#, "", &flower("15"), Verdict::Allow);
    check(&rule, r#","resident":false"#, "", &flower("15"), Verdict::Deny);
    check(&rule, "", "", &flower("29"), Verdict::Deny);
}

#[test]
fn an_unconfirmed_rule_neither_allows_nor_denies() {
    let rule = format!("{FLOWER}window = \"transaction\"\n");
    let file = crate::nowhere::file("", &rule);
    let text = file.text.replace("confidence = \"S\"", "confidence = \"S\", status = \"unconfirmed\"");
    let book = Rulebook::load(vec![RuleFile { text, ..file }]).expect("a good file");
    for grams in ["1", "99"] {
        let answer = book.decide(&question("", "", &flower(grams)));
        assert_eq!(answer.verdict, Verdict::Unknown);
    }
}
