//! Cases beside the law on promotions: offers with the answers that are expected of a rule file, in TOML.

use countersign_kernel::BusinessDate;
use serde::Deserialize;

use super::{Practice, PromotionAnswer, PromotionQuestion, PromotionRule};
use crate::book::Rulebook;
use crate::conduct::ConductEffect;
use crate::file::{Problems, RuleError, RuleFile, date_of};
use crate::question::Program;

/// Fewer cases than this cannot have looked at what is allowed and what is not.
pub const CASES_MIN: usize = 2;
const RULES_FILE: &str = "promotion.toml";
const CASES_FILE: &str = "promotion.cases.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    jurisdiction: String,
    case: Vec<CaseText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    name: toml::Spanned<String>,
    from: toml::value::Datetime,
    /// The last day of the offer.
    until: Option<toml::value::Datetime>,
    programs: Vec<Program>,
    practices: Vec<Practice>,
    #[serde(default)]
    possible: Vec<Practice>,
    effect: ConductEffect,
    /// An entry that must stand behind a reason of this effect, without jurisdiction and topic.
    rule: Option<String>,
    /// Texts that some reason must contain.
    #[serde(default)]
    says: Vec<String>,
}

/// Runs every case file on promotions and looks at the rules beside them; for each how many cases pass.
pub fn check(book: &Rulebook, files: &[RuleFile]) -> (Vec<RuleError>, Vec<(String, usize)>) {
    let (mut errors, mut passed) = (Vec::new(), Vec::new());
    for cases in files.iter().filter(|file| file.path.ends_with(CASES_FILE)) {
        let beside = |file: &&RuleFile| file.path.replace(".toml", ".cases.toml") == cases.path;
        match run(book, cases) {
            Ok(run) => {
                errors.extend(files.iter().find(beside).into_iter().flat_map(|rules| of_rules(rules, &run)));
                if run.passed < CASES_MIN {
                    let what = format!("there are {} cases, and {CASES_MIN} are the least", run.passed);
                    errors.push(cases.error_at(1, what, "add what is forbidden here and what is not"));
                }
                passed.push((cases.path.clone(), run.passed));
            }
            Err(found) => errors.extend(found),
        }
    }
    for rules in files.iter().filter(|file| file.path.ends_with(RULES_FILE)) {
        let beside = rules.path.replace(".toml", ".cases.toml");
        if !files.iter().any(|other| other.path == beside) {
            let what = format!("`{beside}` is missing");
            errors.push(rules.error_at(1, what, "write cases beside the rules"));
        }
    }
    (errors, passed)
}

/// What a run of one case file found: how many pass, and the entries that stood behind a reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PromotionCases {
    pub passed: usize,
    pub rules: Vec<String>,
}

/// Runs the cases of one file; errors carry the line of the case that failed.
pub fn run(book: &Rulebook, file: &RuleFile) -> Result<PromotionCases, Vec<RuleError>> {
    let mut problems = Problems::of(&file.path, &file.text);
    let mut found = PromotionCases::default();
    match toml::from_str::<FileText>(&file.text) {
        Ok(text) => {
            for case in &text.case {
                let outcome = outcome(book, &text.jurisdiction, case)
                    .map_err(|what| format!("case `{}`: {what}", case.name.get_ref()));
                let answer = problems.check(case.name.span(), outcome, "correct the rule or the case");
                let Some(answer) = answer else { continue };
                found.passed += 1;
                found.rules.extend(rules(&answer).map(|rule| rule.id.to_string()));
            }
        }
        Err(why) => {
            let what = why.message().replace('\n', ", ");
            problems.add(why.span().unwrap_or(0..0), what, "correct the case file");
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems.into_vec()) }
}

fn rules(answer: &PromotionAnswer) -> impl Iterator<Item = &PromotionRule> {
    answer.reasons.iter().filter_map(|reason| reason.rule.as_ref())
}

fn outcome(book: &Rulebook, jurisdiction: &str, case: &CaseText) -> Result<PromotionAnswer, String> {
    let answer = book.promotion(&case.question(jurisdiction)?);
    let told: Vec<&str> = answer.reasons.iter().map(|reason| reason.plain.as_str()).collect();
    let failed = |what: String| Err(format!("{what} ({})", told.join(" | ")));
    if answer.effect != case.effect {
        return failed(format!("expected {}, found {}", case.effect.word(), answer.effect.word()));
    }
    if let Some(rule) = &case.rule {
        let decisive = answer.reasons.iter().filter(|reason| reason.effect == case.effect);
        let mut ids = decisive.filter_map(|reason| reason.rule.as_ref()?.id.rsplit('/').next());
        if !ids.any(|id| id == rule) {
            return failed(format!("no reason to {} is by `{rule}`", case.effect.word()));
        }
    }
    match case.says.iter().find(|words| !told.iter().any(|told| told.contains(words.as_str()))) {
        Some(words) => failed(format!("no reason says `{words}`")),
        None => Ok(answer),
    }
}

impl CaseText {
    fn question(&self, jurisdiction: &str) -> Result<PromotionQuestion, String> {
        let until: Option<BusinessDate> = self.until.as_ref().map(date_of).transpose()?;
        Ok(PromotionQuestion {
            jurisdiction: jurisdiction.to_owned(),
            from: date_of(&self.from)?,
            until,
            programs: self.programs.clone(),
            practices: self.practices.clone(),
            possible: self.possible.clone(),
        })
    }
}

/// Entries that no case has heard, and sources without an address.
fn of_rules(file: &RuleFile, run: &PromotionCases) -> Vec<RuleError> {
    // The file alone names its own entries; it loads, as it did among the others.
    let Ok(own) = Rulebook::load(vec![file.clone()]) else { return Vec::new() };
    let mut errors = Vec::new();
    for rule in own.promotion_rules() {
        let line = file.line_of(&rule.id);
        if !run.rules.iter().any(|id| **id == *rule.id) {
            let what = format!("no case is answered by `{}`", rule.id);
            errors.push(file.error_at(line, what, "add a case on a day on which it decides"));
        }
        if !rule.source_url.starts_with("https://") && !rule.source_url.starts_with("http://") {
            let what = format!("`{}` is not an address", rule.source_url);
            errors.push(file.error_at(line, what, "give the source's whole address"));
        }
    }
    errors
}
