//! Whether cases guard the numbers of a rule file: each amount is made much larger and much smaller in turn, and
//! some case must notice.

use std::ops::Range;

use crate::book::Rulebook;
use crate::cases::Cases;
use crate::file::{Problems, RuleError, RuleFile};

/// Keys whose value is an amount with a unit.
const KEYS: &[&str] = &["cap", "full", "at_most", "above"];
const RULE: &str = "[[rule]]";

/// The amounts of `rules` that could be wrong without any case of `cases` failing.
pub fn unguarded(rules: &RuleFile, cases: &RuleFile) -> Vec<RuleError> {
    let whole = Rulebook::load(vec![rules.clone()]);
    let (Ok(read), Ok(book)) = (Cases::read(cases), whole) else { return Vec::new() };
    let decided = read.rules(&book);
    let mut problems = Problems::of(&rules.path, &rules.text);
    let starts: Vec<usize> = line_starts(&rules.text).filter(|&at| is_rule(&rules.text[at..])).collect();
    let head = &rules.text[..starts.first().copied().unwrap_or(0)];
    for (nth, &start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(rules.text.len());
        let block = &rules.text[start..end];
        // The rule alone under the file's head: it decides what it decides among the others.
        let alone = |text: String| Rulebook::load(vec![RuleFile { path: rules.path.clone(), text }]);
        let Ok(own) = alone(format!("{head}{block}")) else { continue };
        let Some(id) = own.rules().first().map(|rule| rule.id.clone()) else { continue };
        let of_rule =
            |(at, (holds, rule)): (usize, &(bool, _))| (*holds && *rule == Some(id.clone())).then_some(at);
        let which: Vec<usize> = decided.iter().enumerate().filter_map(of_rule).collect();
        for number in amounts(block) {
            let written = &block[number.clone()];
            for wrong in [format!("1{written}"), "0.01".to_owned()] {
                let mut text = format!("{head}{block}");
                text.replace_range(head.len() + number.start..head.len() + number.end, &wrong);
                // What does not even load is noticed.
                if alone(text).is_ok_and(|book| read.hold(&book, &which)) {
                    let what = format!("no case notices when `{written}` is {wrong}");
                    let span = start + number.start..start + number.end;
                    problems.add(span, what, "add a case at this amount and one just above it");
                }
            }
        }
    }
    problems.into_vec()
}

fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1))
}

fn is_rule(line: &str) -> bool {
    line.strip_prefix(RULE).is_some_and(|rest| rest.trim_start_matches([' ', '\r']).starts_with(['\n', '#']))
}

/// Where the number of each amount stands, outside comments.
fn amounts(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for start in line_starts(text) {
        let line = text[start..].lines().next().unwrap_or("");
        if line.trim_start().starts_with('#') {
            continue;
        }
        for key in KEYS {
            let key = format!("{key} = \"");
            for (at, _) in line.match_indices(&key) {
                let from = at + key.len();
                let number = line[from..].split([' ', '"']).next().unwrap_or("");
                let is_whole_key = at == 0 || matches!(line.as_bytes()[at - 1], b' ' | b'{' | b',');
                if is_whole_key && number.starts_with(|c: char| c.is_ascii_digit()) {
                    found.push(start + from..start + from + number.len());
                }
            }
        }
    }
    found
}
