use countersign_rulebook::{RuleFile, Rulebook, cases};

fn shipped_cases() -> Vec<RuleFile> {
    Rulebook::shipped_files().into_iter().filter(|file| file.is_limit_cases()).collect()
}

fn report(errors: Vec<countersign_rulebook::RuleError>) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_case_that_expects_something_else_fails_and_says_where() {
    let book = Rulebook::shipped().unwrap_or_else(|errors| panic!("{}", report(errors)));
    let mut file = shipped_cases().remove(0);
    assert!(file.text.contains("verdict = \"allow\""));
    file.text = file.text.replacen("verdict = \"allow\"", "verdict = \"deny\"", 1);
    let errors = cases::run(&book, &file).expect_err("the first case now expects the wrong verdict");
    assert_eq!(errors.len(), 1);
    assert!(errors[0].line > 1 && errors[0].what.contains("expected deny"), "{}", errors[0]);
}

#[test]
fn a_case_may_adopt_a_reading() {
    let (open, parts) = (crate::open::OPEN, crate::open::PARTS);
    let book = crate::nowhere::book(open, parts);
    let case = |adopted: &str, verdict: &str| {
        let text = format!(
            "jurisdiction = \"us-zz\"\n[[case]]\nname = \"n\"\nprogram = \"medical\"\nat = \"2026-06-15T12:00:00Z\"\ncustomer = {{ class = \"patient\", age = 30 }}\ncart = [{{ category = \"flower\", grams = 28 }}, {{ category = \"concentrate\", grams = 8 }}]\nadopted = [{adopted}]\nverdict = \"{verdict}\"\n"
        );
        cases::run(&book, &RuleFile { path: "z.cases.toml".to_owned(), text })
    };
    for (adopted, verdict) in [("", "unknown"), ("\"mixed/pool\"", "deny"), ("\"mixed/apart\"", "allow")] {
        assert!(case(adopted, verdict).is_ok(), "{adopted}");
    }
    let errors = case("\"mixed/both\"", "deny").expect_err("no such reading");
    assert!(errors[0].what.contains("has no reading `both`"), "{errors:?}");
}
