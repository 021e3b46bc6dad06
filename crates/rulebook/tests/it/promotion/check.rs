//! What `rules check` finds in a state's law on promotions and in its cases.

use countersign_rulebook::RuleFile;
use countersign_rulebook::check::check;

use super::{FROM_2020, entry, file};

fn case(name: &str, practice: &str, effect: &str, more: &str) -> String {
    format!(
        "\n[[case]]\nname = \"{name}\"\nfrom = 2026-06-01\nprograms = [\"adult\"]\npractices = [\"{practice}\"]\neffect = \"{effect}\"\n{more}\n"
    )
}

fn files(entries: &str, cases: &str) -> Vec<RuleFile> {
    let cases = format!("jurisdiction = \"us-zz\"\n{cases}");
    vec![file(entries), RuleFile { path: "zz/promotion.cases.toml".to_owned(), text: cases }]
}

#[track_caller]
fn told(files: &[RuleFile], what: &str) -> usize {
    let errors = check(files).errors;
    let found = errors.iter().find(|error| error.what.contains(what));
    found.unwrap_or_else(|| panic!("expected `{what}`, found {errors:?}")).line
}

#[test]
fn what_is_missing_or_wrong_is_told_with_its_line() {
    let rules = entry("a", "[\"coupon\"]", "deny", "", FROM_2020, "S");
    let good = case("one", "coupon", "deny", "rule = \"a\"") + &case("two", "contest", "review", "");
    let report = check(&files(&rules, &good));
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    assert_eq!(report.passed, [("zz/promotion.cases.toml".to_owned(), 2)]);

    told(&files(&rules, &good)[..1], "`zz/promotion.cases.toml` is missing");
    told(&files(&rules, &case("one", "coupon", "deny", "")), "there are 1 cases");
    let alone = check(&files(&rules, &case("one", "coupon", "review", ""))[1..]);
    assert!(alone.errors[0].what.contains("there are 1 cases"), "cases without rules run too: {alone:?}");
    let unheard = rules.clone() + &entry("b", "[\"bundle\"]", "deny", "", FROM_2020, "S");
    assert_eq!(told(&files(&unheard, &good), "no case is answered by `us-zz/promotion/b`"), 21);
    told(&files(&rules.replace("https://", ""), &good), "`example.org` is not an address");
    let wrong = [
        (case("one", "coupon", "allow", ""), "case `one`: expected allow, found deny (What a says.)"),
        (case("one", "coupon", "deny", "rule = \"b\""), "no reason to deny is by `b`"),
        (case("one", "coupon", "deny", "says = [\"never\"]"), "no reason says `never`"),
        (case("one", "coupon", "deny", "until = \"2026\""), "invalid type"),
        (case("one", "coupons", "deny", ""), "unknown variant `coupons`"),
    ];
    for (case, what) in wrong {
        assert!(told(&files(&rules, &case), what) > 1);
    }
}
