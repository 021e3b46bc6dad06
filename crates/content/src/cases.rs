//! Cases beside the law on wording: texts with the verdict that is expected of them.

use countersign_kernel::Timestamp;
use countersign_rulebook::{RuleError, RuleFile, Rulebook, SpeechKind, Surface};
use serde::Deserialize;

use crate::checker::Checker;
use crate::report::Verdict;

/// Fewer cases than this have not looked at much.
pub const CASES_MIN: usize = 4;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    jurisdiction: String,
    case: Vec<CaseText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    text: toml::Spanned<String>,
    surface: Surface,
    /// The instant of the check, with its offset.
    at: String,
    verdict: Word,
    /// Kinds that must be among the hits.
    #[serde(default)]
    speech: Vec<SpeechKind>,
    /// The entry that must have spoken, without jurisdiction and topic.
    rule: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Ok,
    Review,
    Violation,
}

impl Word {
    fn verdict(self) -> Verdict {
        match self {
            Self::Ok => Verdict::Ok,
            Self::Review => Verdict::Review,
            Self::Violation => Verdict::Violation,
        }
    }
}

/// Runs every case file on wording; for each how many cases pass.
pub fn check(files: &[RuleFile]) -> (Vec<RuleError>, Vec<(String, usize)>) {
    let (mut errors, mut passed) = (Vec::new(), Vec::new());
    let Ok(book) = with_common(files) else { return (errors, passed) };
    for file in files.iter().filter(|file| file.is_wording_cases()) {
        match run(&book, file) {
            Ok(count) if count < CASES_MIN => {
                let what = format!("there are {count} cases, and {CASES_MIN} are the least");
                errors.push(error(file, 1, what));
                passed.push((file.path.clone(), count));
            }
            Ok(count) => passed.push((file.path.clone(), count)),
            Err(found) => errors.extend(found),
        }
    }
    for file in files.iter().filter(|file| file.path.ends_with("content.toml")) {
        let beside = file.path.replace(".toml", ".cases.toml");
        if !files.iter().any(|other| other.path == beside) {
            errors.push(error(file, 1, format!("`{beside}` is missing")));
        }
    }
    (errors, passed)
}

/// One state's folder alone is checked beside what is compiled in for every place.
fn with_common(files: &[RuleFile]) -> Result<Rulebook, Vec<RuleError>> {
    let everywhere = |file: &&RuleFile| file.path.ends_with("us/content.toml");
    let mut all = files.to_vec();
    if !files.iter().any(|file| everywhere(&file)) {
        let shipped = Rulebook::shipped_files();
        all.extend(shipped.iter().filter(everywhere).cloned());
    }
    Rulebook::load(all)
}

fn error(file: &RuleFile, line: usize, what: String) -> RuleError {
    let todo = "write cases of what is forbidden here and of what is not".to_owned();
    RuleError { path: file.path.clone(), line, what, todo }
}

/// Runs the cases of one file; errors carry the line of the case that failed.
pub fn run(book: &Rulebook, file: &RuleFile) -> Result<usize, Vec<RuleError>> {
    let text: FileText = toml::from_str(&file.text).map_err(|why| {
        let line = why.span().map_or(1, |span| line_of(&file.text, span.start));
        vec![error(file, line, why.message().replace('\n', ", "))]
    })?;
    let failed = |case: &CaseText| {
        let what = outcome(book, &text.jurisdiction, case).err()?;
        let line = line_of(&file.text, case.text.span().start);
        Some(error(file, line, format!("case `{}`: {what}", case.text.get_ref())))
    };
    let errors: Vec<RuleError> = text.case.iter().filter_map(failed).collect();
    if errors.is_empty() { Ok(text.case.len()) } else { Err(errors) }
}

fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

fn outcome(book: &Rulebook, jurisdiction: &str, case: &CaseText) -> Result<(), String> {
    let at: Timestamp = case.at.parse().map_err(|why| format!("`at`: {why}"))?;
    let checker = Checker::new(book, jurisdiction, case.surface, at).map_err(|why| why.to_string())?;
    let report = checker.check(case.text.get_ref());
    let found: Vec<String> = report
        .hits
        .iter()
        .map(|hit| format!("{} at `{}` by {}", hit.speech.word(), hit.text, hit.rule))
        .collect();
    let told = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    if report.verdict != case.verdict.verdict() {
        return Err(format!("expected {:?}, found {:?} ({told})", case.verdict.verdict(), report.verdict));
    }
    if let Some(kind) = case.speech.iter().find(|kind| !report.hits.iter().any(|hit| hit.speech == **kind)) {
        return Err(format!("no `{}` among the hits ({told})", kind.word()));
    }
    let by = |rule: &String| report.hits.iter().any(|hit| hit.rule.rsplit('/').next() == Some(rule.as_str()));
    match &case.rule {
        Some(rule) if !by(rule) => Err(format!("no hit is by `{rule}` ({told})")),
        _ => Ok(()),
    }
}
