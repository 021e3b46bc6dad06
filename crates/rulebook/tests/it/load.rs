//! What a rule file may not be, and what its author is told.

use countersign_rulebook::{RuleFile, Rulebook};

const LAW: &str = r#"citation = "c", source_title = "t", source_url = "https://example.org", read_on = 2026-11-22, confidence = "S""#;

fn file(rules: &str) -> RuleFile {
    let head = "jurisdiction = \"us-zz\"\nname = \"Nowhere\"\nzone = \"America/Denver\"\ntopic = \"purchase-limit\"\n";
    RuleFile { path: "rules/us/zz/purchase-limit.toml".to_owned(), text: format!("{head}{rules}") }
}

fn rule(id: &str, dates: &str, parts: &str) -> String {
    format!(
        "\n[[rule]]\nid = \"{id}\"\nprogram = \"adult\"\nclasses = [\"adult\"]\nplain = \"p\"\nlaw = {{ {dates}, {LAW} }}\n{parts}"
    )
}

const BAR: &str = "[[rule.bar]]\nid = \"b\"\nplain = \"no\"\n";

#[track_caller]
fn check(text: &str, line: usize, what: &str) {
    let errors = Rulebook::load(vec![file(text)]).expect_err("the file is wrong");
    let told = errors.iter().any(|e| e.line == line && e.what.contains(what) && !e.todo.is_empty());
    assert!(told, "expected line {line} `{what}`, found {errors:?}");
}

#[test]
fn a_good_file_loads() {
    let book = Rulebook::load(vec![file(&rule("a", "from = 2020-01-01", BAR))]).expect("a good file");
    assert_eq!(book.rules().len(), 1);
}

#[test]
fn errors_say_where_and_what() {
    let first = rule("a", "from = 2020-01-01, until = 2021-01-02", BAR);
    check(&format!("{first}{}", rule("b", "from = 2021-01-01", BAR)), 17, "hold at the same time");
    check(&format!("{first}{}", rule("a", "from = 2022-01-01", BAR)), 17, "used twice");
    check(&rule("a", "from = 2020-01-01, until = 2020-01-01", BAR), 7, "not after");
    check(&rule("a", "from = 2020-01-01, unitl = 2021-01-01", BAR), 11, "unknown field `unitl`");
    check(
        &rule("a", "from = 2020-01-01", "").replace("citation = \"c\", ", ""),
        11,
        "missing field `citation`",
    );
    check(&rule("a", "from = 2020-01-01", BAR).replace("\"c\"", "\" \""), 7, "`citation` is empty");
    check(&rule("a", "from = 2020-01-01", ""), 7, "neither a limit nor a bar");
    check(&rule("a", "from = 2020-01-01", "").replace("[\"adult\"]", "[\"adlut\"]"), 9, "adlut");
    check(&rule("a", "from = 2020-01-01", &format!("{BAR}{BAR}")), 16, "used twice in this rule");
    check("[[rule", 5, "");
}

#[test]
fn limits_are_checked_when_they_are_loaded() {
    let limit = |body: &str| {
        rule("a", "from = 2020-01-01", &format!("[[rule.limit]]\nid = \"l\"\nname = \"n\"\n{body}\n"))
    };
    let count = "count = [{ categories = [\"flower\"], measure = \"grams\" }]";
    check(
        &limit(&format!("cap = \"1 oz\"\nwindow = \"transaction\"\n{count}")),
        13,
        "`ounce_grams` is not set",
    );
    check(&limit(&format!("cap = \"8 stone\"\nwindow = \"transaction\"\n{count}")), 13, "stone");
    check(&limit(&format!("cap = \"0 g\"\nwindow = \"transaction\"\n{count}")), 13, "not above zero");
    check(
        &limit(&format!("cap = \"8 g\"\nwindow = \"fortnight\"\n{count}")),
        13,
        "`fortnight` is not a window",
    );
    check(&limit(&format!("cap = \"8 g\"\nwindow = \"calendar day\"\n{count}")), 13, "`scope` is missing");
    let by_volume = "count = [{ categories = [\"flower\"], measure = \"ml\" }]";
    check(
        &limit(&format!("cap = \"8 g\"\nwindow = \"transaction\"\n{by_volume}")),
        13,
        "say how much is `full`",
    );
    let doubtful = format!("cap = \"8 g\"\nwindow = \"transaction\"\nstrength = \"doubtful\"\n{count}");
    check(&limit(&doubtful), 13, "must say why");
    let recalled =
        format!("cap = \"8 g\"\nwindow = \"transaction\"\nsource = {{ confidence = \"R\" }}\n{count}");
    check(&limit(&recalled), 13, "cannot rest on confidence `R`");
}

#[test]
fn the_hash_is_of_the_files_and_not_of_their_order() {
    let one = file(&rule("a", "from = 2020-01-01", BAR));
    let other = RuleFile {
        path: "rules/us/zz/conduct.toml".to_owned(),
        text: one
            .text
            .replace("purchase-limit", "conduct")
            .replace("id = \"a\"", "id = \"x\"")
            .replace("\"adult\"\nclasses", "\"medical\"\nclasses"),
    };
    let hash = |files: Vec<RuleFile>| Rulebook::load(files).expect("good files").hash().to_owned();
    let both = hash(vec![one.clone(), other.clone()]);
    assert_eq!(both, hash(vec![other.clone(), one.clone()]));
    assert_ne!(both, hash(vec![one.clone()]));
    let mut edited = one.clone();
    edited.text.push('#');
    assert_ne!(hash(vec![one]), hash(vec![edited]));
    assert_eq!(both.len(), 64);
}

#[test]
fn a_pending_rule_is_shown_and_never_applied() {
    let pending = rule("b", "from = 2020-01-01, status = \"pending\"", BAR);
    let book = Rulebook::load(vec![file(&pending)]).expect("a good file");
    assert_eq!(book.rules().len(), 1);
    let asked = r#"{"jurisdiction":"us-zz","program":"adult","at":"2026-01-01T12:00:00Z","customer":{"class":"adult","age":30},"cart":[]}"#;
    let question = countersign_rulebook::Question::parse_line(1, asked).expect("a question");
    assert_eq!(book.decide(&question).reasons[0].kind, countersign_rulebook::ReasonKind::NoRule);
}
