//! What `rules check` finds, and that the shipped set has nothing of it.

use countersign_rulebook::check::check;
use countersign_rulebook::{RuleFile, Rulebook};

use crate::nowhere::{FLOWER, RULE};

#[test]
fn the_shipped_rules_and_cases_have_nothing_to_mend() {
    let files = Rulebook::shipped_files();
    assert!(!files.is_empty(), "no rule file is shipped");
    let told: Vec<String> = check(&files).errors.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

fn case(number: usize, day: &str, grams: &str, verdict: &str) -> String {
    format!(
        "[[case]]\nname = \"{number}\"\nprogram = \"medical\"\nat = \"{day}T12:00:00Z\"\ncustomer = {{ class = \"patient\", age = 30 }}\ncart = [{{ category = \"flower\", grams = \"{grams}\" }}]\nverdict = \"{verdict}\"\n"
    )
}

fn files(rules: &str, cases: &str) -> Vec<RuleFile> {
    let head = "jurisdiction = \"us-zz\"\nname = \"Nowhere\"\nzone = \"America/Denver\"\ntopic = \"purchase-limit\"\nounce_grams = \"28\"\n";
    vec![
        RuleFile { path: "zz/purchase-limit.toml".to_owned(), text: format!("{head}{rules}") },
        RuleFile {
            path: "zz/purchase-limit.cases.toml".to_owned(),
            text: format!("jurisdiction = \"us-zz\"\n{cases}"),
        },
    ]
}

fn eight() -> String {
    let both = |n: usize| case(n, "2026-06-15", "28", "allow") + &case(n + 1, "2026-06-15", "28.01", "deny");
    (0..4).map(|n| both(2 * n)).collect()
}

#[track_caller]
fn told(files: &[RuleFile], what: &str) {
    let errors = check(files).errors;
    assert!(errors.iter().any(|e| e.what.contains(what)), "expected `{what}`, found {errors:?}");
}

#[test]
fn a_good_folder_has_nothing_to_mend() {
    let good = files(&format!("{RULE}{FLOWER}window = \"transaction\"\n"), &eight());
    let report = check(&good);
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    assert_eq!(report.passed, [("zz/purchase-limit.cases.toml".to_owned(), 8)]);
}

#[test]
fn what_is_missing_is_told() {
    let rule = format!("{RULE}{FLOWER}window = \"transaction\"\n");
    told(&files(&rule, &case(0, "2026-06-15", "28", "allow")), "there are 1 cases");
    told(&files(&rule, &eight())[..1], "is missing");
    let only_allowed: String = (0..8).map(|n| case(n, "2026-06-15", "28", "allow")).collect();
    told(&files(&rule, &only_allowed), "no case notices when `1` is 11");
    told(&files(&rule.replace("https://example.org", "example.org"), &eight()), "is not an address");
    let before = |until: &str| {
        let law = format!("from = 2019-01-01, until = {until}");
        RULE.replace("id = \"r\"", "id = \"old\"").replace("from = 2020-01-01", &law)
            + FLOWER
            + "window = \"transaction\"\n"
    };
    told(
        &files(&format!("{}{rule}", before("2020-01-01")), &eight()),
        "no case is decided by `us-zz/purchase-limit/old`",
    );
    told(
        &files(&format!("{}{rule}", before("2019-12-01")), &eight()),
        "nothing holds from 2019-12-01 to 2020-01-01",
    );
    let asked = "[[open]]\nid = \"q\"\nasks = \"A?\"\nreadings = [{ id = \"a\", plain = \"b\" }, { id = \"c\", plain = \"d\" }]\n";
    told(&files(&format!("{asked}{rule}"), &eight()), "decide alike");
}

#[test]
fn a_case_that_fails_is_not_buried_under_rules_it_left_undecided() {
    let cases = eight().replacen("verdict = \"allow\"", "verdict = \"deny\"", 1);
    let errors = check(&files(&format!("{RULE}{FLOWER}window = \"transaction\"\n"), &cases)).errors;
    assert!(errors.iter().any(|e| e.what.contains("expected deny")), "{errors:?}");
    assert!(!errors.iter().any(|e| e.what.contains("no case is decided by")), "{errors:?}");
}
