//! What a rule file must have beyond being readable: cases, no gap between its versions, addresses of its sources,
//! questions that matter.

use crate::book::{RuleInfo, Rulebook};
use crate::cases;
use crate::file::{RuleError, RuleFile, Status};
use crate::guard;
use crate::promotion;

/// Fewer cases than this cannot have looked at both sides of much.
pub const CASES_MIN: usize = 8;
const THREADS: usize = 4;
const RULES_FILE: &str = "purchase-limit.toml";

/// What was found, and for each case file how many of its cases pass.
#[derive(Debug, Default)]
pub struct CheckReport {
    pub errors: Vec<RuleError>,
    pub passed: Vec<(String, usize)>,
}

/// What running the cases has shown.
#[derive(Debug, Default)]
struct Seen {
    /// Rules by which some case was decided.
    decided: Vec<String>,
    /// Case files of which some case fails.
    failed: Vec<String>,
}

/// Everything that can be said of rule files and their cases without knowing the law.
pub fn check(files: &[RuleFile]) -> CheckReport {
    let mut report = CheckReport::default();
    let book = match Rulebook::load(files.to_vec()) {
        Ok(book) => book,
        Err(errors) => return CheckReport { errors, ..report },
    };
    let mut seen = Seen::default();
    for file in files.iter().filter(|file| file.is_limit_cases()) {
        match cases::run(&book, file) {
            Ok(run) => {
                if run.passed < CASES_MIN {
                    let what = format!("there are {} cases, and {CASES_MIN} are the least", run.passed);
                    report.errors.push(file.error_at(
                        1,
                        what,
                        "add cases on both sides of each number and date",
                    ));
                }
                report.passed.push((file.path.clone(), run.passed));
                seen.decided.extend(run.rules);
            }
            Err(errors) => {
                seen.failed.push(file.path.clone());
                report.errors.extend(errors);
            }
        }
    }
    let (errors, passed) = promotion::cases::check(&book, files);
    report.errors.extend(errors);
    report.passed.extend(passed);
    let rules: Vec<&RuleFile> = files.iter().filter(|file| file.path.ends_with(RULES_FILE)).collect();
    report.errors.extend(of_files(&rules, files, &seen));
    report
}

/// Numbers are tried one by one, which takes its time; so the files are shared out.
fn of_files(rules: &[&RuleFile], files: &[RuleFile], seen: &Seen) -> Vec<RuleError> {
    let share = rules.len().div_ceil(THREADS).max(1);
    std::thread::scope(|scope| {
        let of_share = |own: &[&RuleFile]| {
            let mut errors = Vec::new();
            for file in own {
                of_file(file, files, seen, &mut errors);
            }
            errors
        };
        let shares: Vec<_> = rules.chunks(share).map(|own| scope.spawn(move || of_share(own))).collect();
        shares.into_iter().flat_map(|share| share.join().expect("a check does not panic")).collect()
    })
}

fn of_file(file: &RuleFile, files: &[RuleFile], seen: &Seen, errors: &mut Vec<RuleError>) {
    // The file alone names its own rules and questions; it loads, as it did among the others.
    let Ok(own) = Rulebook::load(vec![file.clone()]) else { return };
    let rules = own.rules();
    let beside = file.path.replace(".toml", ".cases.toml");
    // A case that fails stops its file, so what the later ones would decide is not known.
    let all_ran = !seen.failed.contains(&beside);
    for rule in &rules {
        let line = file.line_of(&rule.id);
        let undecided = rule.status != Status::Pending && !seen.decided.iter().any(|id| **id == *rule.id);
        if undecided && all_ran {
            let what = format!("no case is decided by `{}`", rule.id);
            errors.push(file.error_at(line, what, "add a case on a day on which it holds"));
        }
        let addresses = rule.parts.iter().map(|part| &part.source_url).chain([&rule.source_url]);
        if let Some(bad) =
            addresses.into_iter().find(|url| !url.starts_with("https://") && !url.starts_with("http://"))
        {
            let what = format!("`{bad}` is not an address");
            errors.push(file.error_at(line, what, "give the source's whole address"));
        }
    }
    gaps(file, &rules, errors);
    for question in own.open_questions().iter().filter(|q| q.readings.iter().all(|r| r.parts == 0)) {
        let what =
            format!("no part holds under a reading of `{}`, so its readings decide alike", question.id);
        let todo = "name the reading in the parts that need it, or drop the question";
        errors.push(file.error_at(file.line_of(&question.id), what, todo));
    }
    match files.iter().find(|other| other.path == beside) {
        Some(cases) => errors.extend(guard::unguarded(file, cases)),
        None => {
            errors.push(file.error_at(1, format!("`{beside}` is missing"), "write cases beside the rules"))
        }
    }
}

/// Days between two versions for the same sales on which no version holds.
fn gaps(file: &RuleFile, rules: &[RuleInfo], errors: &mut Vec<RuleError>) {
    let in_force: Vec<&RuleInfo> = rules.iter().filter(|rule| rule.status != Status::Pending).collect();
    for rule in &in_force {
        let Some(until) = rule.until else { continue };
        for class in &rule.classes {
            let same = in_force.iter().filter(|r| r.program == rule.program && r.classes.contains(class));
            let next = same.filter(|r| r.from >= until).min_by_key(|r| r.from);
            if let Some(next) = next.filter(|next| next.from > until) {
                let what = format!(
                    "for {} sales to the class `{class}` nothing holds from {until} to {}",
                    rule.program, next.from
                );
                let todo =
                    "date the versions so that they meet, or cover the time with an `unconfirmed` rule";
                errors.push(file.error_at(file.line_of(&next.id), what, todo));
            }
        }
    }
}
