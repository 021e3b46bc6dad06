use countersign_rulebook::{RuleFile, Rulebook, Status, cases};

fn shipped_cases() -> Vec<RuleFile> {
    Rulebook::shipped_files().into_iter().filter(RuleFile::is_cases).collect()
}

fn report(errors: Vec<countersign_rulebook::RuleError>) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_case_of_every_shipped_rule_file_holds() {
    let book = Rulebook::shipped().unwrap_or_else(|errors| panic!("{}", report(errors)));
    let files = shipped_cases();
    assert!(!files.is_empty(), "no case file is shipped");
    let failures: Vec<String> =
        files.iter().filter_map(|file| cases::run(&book, file).err()).map(report).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_version_of_every_rule_decides_some_case() {
    let book = Rulebook::shipped().unwrap_or_else(|errors| panic!("{}", report(errors)));
    let reports = shipped_cases()
        .iter()
        .map(|f| cases::run(&book, f).unwrap_or_else(|e| panic!("{}", report(e))))
        .collect::<Vec<_>>();
    for rule in book.rules().iter().filter(|rule| rule.status != Status::Pending) {
        assert!(
            reports.iter().any(|r| r.rules.contains(&rule.id.to_string())),
            "no case is decided by {}",
            rule.id
        );
    }
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
