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

/// Makes each amount much larger and much smaller, for each amount of each shipped purchase rule in turn; some case must notice.
#[test]
fn a_wrong_number_in_a_rule_file_is_noticed_by_its_cases() {
    let files = Rulebook::shipped_files();
    let mut unnoticed = Vec::new();
    for (at, file) in files.iter().enumerate().filter(|(_, f)| f.path.ends_with("/purchase-limit.toml")) {
        let beside = file.path.replace(".toml", ".cases.toml");
        let cases_file = files.iter().find(|f| f.path == beside).expect("cases beside the rules");
        for (line_at, line) in file.text.lines().enumerate() {
            for key in ["cap = \"", "full = \""] {
                let Some(start) = line.find(key).map(|found| found + key.len()) else { continue };
                let number = line[start..].split(' ').next().expect("an amount and a unit");
                for wrong in [format!("1{number}"), "0.01".to_owned()] {
                    let mut changed = files.clone();
                    let edited = line.replacen(&format!("{key}{number} "), &format!("{key}{wrong} "), 1);
                    let lines: Vec<&str> = file.text.lines().collect();
                    let text =
                        [&lines[..line_at], &[edited.as_str()], &lines[line_at + 1..]].concat().join("\n");
                    changed[at].text = text;
                    let book = Rulebook::load(changed).unwrap_or_else(|errors| panic!("{}", report(errors)));
                    if cases::run(&book, cases_file).is_ok() {
                        unnoticed.push(format!("{}:{}: {} as {wrong}", file.path, line_at + 1, line.trim()));
                    }
                }
            }
        }
    }
    assert!(unnoticed.is_empty(), "\n{}", unnoticed.join("\n"));
}
