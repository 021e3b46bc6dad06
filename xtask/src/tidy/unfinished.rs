//! Nothing unfinished is committed. What is to come stands in an issue, and a note may name its number.

use crate::finding::Finding;
use crate::tree::{Tree, TreeFile};

/// In two parts each, so that this file is not its own finding.
const WORDS: &[(&str, &str)] =
    &[("to", "do!("), ("unimple", "mented!("), ("FIX", "ME"), ("XX", "X"), ("HA", "CK")];
const NOTE: (&str, &str) = ("TO", "DO");
const ENDINGS: &[&str] = &["rs", "js", "mjs", "css", "html", "sql", "sh", "py", "md"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_ending(ENDINGS).flat_map(of_file).collect()
}

fn of_file(file: &TreeFile) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, text) in file.lines() {
        let words = WORDS.iter().map(|(one, two)| format!("{one}{two}"));
        if let Some(word) = words.into_iter().find(|word| stands_in(text, word)) {
            found.push(Finding::new(
                &file.path,
                line,
                format!("`{word}`"),
                "finish it, or file an issue and take it out",
            ));
        }
        let note = format!("{}{}", NOTE.0, NOTE.1);
        if stands_in(text, &note) && !text.contains(&format!("{note}(#")) {
            let what = format!("`{note}` without an issue");
            found.push(Finding::new(&file.path, line, what, format!("write `{note}(#number)`, or do it")));
        }
    }
    found
}

/// As a word of its own: not in an identifier, and not in a row of the same letters.
fn stands_in(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let inside = |c: char| c.is_alphanumeric() || c == '_';
        let before = text[..at].chars().next_back().is_some_and(inside);
        let after = !word.ends_with('(') && text[at + word.len()..].chars().next().is_some_and(inside);
        !before && !after
    })
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn what_is_unfinished_is_found_and_what_has_an_issue_is_not() {
        let word = |n: usize| format!("{}{}", WORDS[n].0, WORDS[n].1);
        let note = format!("{}{}", NOTE.0, NOTE.1);
        let text = format!(
            "    {})\n// {}: later\n// {note} soon\n// {note}(#12) soon\nlet a = \"{}XX\";\n",
            word(0),
            word(2),
            word(3)
        );
        let found = said(check, &[("a.rs", &text)]);
        let lines: Vec<&str> = found.iter().filter_map(|found| found.split(':').nth(1)).collect();
        assert_eq!(lines, ["1", "2", "3"], "{found:?}");
    }
}
