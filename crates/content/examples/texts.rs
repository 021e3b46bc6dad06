//! Precision and recall over files of labelled texts; with `--wrong`, each text that came out otherwise than it should.

use countersign_content::{Checker, Verdict};
use countersign_kernel::Timestamp;
use countersign_rulebook::Rulebook;
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    id: String,
    jurisdiction: String,
    surface: String,
    expect: String,
    kind: Option<String>,
    text: String,
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
fn main() {
    let book = Rulebook::shipped().expect("the shipped rules load");
    let at: Timestamp = "2026-11-18T12:00:00Z".parse().expect("an instant");
    let wrong = std::env::args().any(|arg| arg == "--wrong");
    for path in std::env::args().skip(1).filter(|arg| !arg.starts_with("--")) {
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let [mut right, mut missed, mut false_alarm, mut kind_right, mut reviewed] = [0_u32; 5];
        for line in text.lines() {
            let it: Labelled = serde_json::from_str(line).expect("a labelled text");
            let surface = Checker::surface(&it.surface).expect("a surface");
            let checker = Checker::new(&book, &it.jurisdiction, surface, at).expect("a jurisdiction");
            let report = checker.check(&it.text);
            let (should, is) = (it.expect == "violation", report.verdict == Verdict::Violation);
            let hits: Vec<String> =
                report.hits.iter().map(|h| format!("{}:{:?}", h.speech.word(), h.text)).collect();
            match (should, is) {
                (true, true) => right += 1,
                (true, false) => missed += 1,
                (false, true) => false_alarm += 1,
                (false, false) => {}
            }
            reviewed += u32::from(report.verdict == Verdict::Review);
            kind_right += u32::from(should && report.hits.iter().any(|h| Some(h.kind) == it.kind.as_deref()));
            let odd = should != is || (it.expect == "ok") != (report.verdict == Verdict::Ok);
            if wrong && odd {
                println!(
                    "{} {}->{:?} {} {:?} {hits:?}",
                    it.id, it.expect, report.verdict, it.jurisdiction, it.text
                );
            }
        }
        let all = right + missed;
        println!(
            "{path}: violations {all}, found {right}, missed {missed}, false alarms {false_alarm}, reviews {reviewed}, kind right {kind_right}"
        );
    }
}
