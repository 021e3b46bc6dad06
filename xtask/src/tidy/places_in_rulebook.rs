//! Law is data: the rulebook's code knows no state by name. What one of them needs becomes a general kind of rule.

use crate::finding::Finding;
use crate::rust_text::{bare, literals, without_tests};
use crate::tree::{Tree, TreeFile};

const FOLDER: &str = "crates/rulebook/src/";
/// The two-letter code for "any state" in examples.
const ANY: &str = "us-xx";
const STATES: &[&str] = &[
    "Alabama",
    "Alaska",
    "Arizona",
    "Arkansas",
    "California",
    "Colorado",
    "Connecticut",
    "Delaware",
    "Florida",
    "Georgia",
    "Hawaii",
    "Idaho",
    "Illinois",
    "Indiana",
    "Iowa",
    "Kansas",
    "Kentucky",
    "Louisiana",
    "Maine",
    "Maryland",
    "Massachusetts",
    "Michigan",
    "Minnesota",
    "Mississippi",
    "Missouri",
    "Montana",
    "Nebraska",
    "Nevada",
    "Hampshire",
    "Jersey",
    "Mexico",
    "York",
    "Carolina",
    "Dakota",
    "Ohio",
    "Oklahoma",
    "Oregon",
    "Pennsylvania",
    "Rhode",
    "Tennessee",
    "Texas",
    "Utah",
    "Vermont",
    "Virginia",
    "Washington",
    "Wisconsin",
    "Wyoming",
    "Columbia",
    "Guam",
    "Puerto",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let ours = tree.files.iter().filter(|file| file.path.starts_with(FOLDER) && file.has_ending(&["rs"]));
    ours.flat_map(of_file).collect()
}

fn of_file(file: &TreeFile) -> Vec<Finding> {
    let product = without_tests(&file.text);
    let code = bare(product);
    let in_code = code.lines().enumerate().map(|(index, text)| (index + 1, text));
    let in_strings = literals(product);
    let named = in_code.chain(in_strings).filter_map(|(line, text)| Some((line, place(text)?)));
    let todo = "put it into a rule file; a need of its own becomes a general `kind`";
    named
        .map(|(line, name)| Finding::new(&file.path, line, format!("`{name}` is named in code"), todo))
        .collect()
}

fn place(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-').map(|word| word.trim_matches('-'));
    words.into_iter().find(|word| is_code(word) || STATES.contains(word)).map(str::to_owned)
}

/// `us-co`, but not `us-xx` and not `us-passport`.
fn is_code(word: &str) -> bool {
    let state = word.strip_prefix("us-");
    word != ANY
        && state.is_some_and(|state| state.len() == 2 && state.chars().all(|c| c.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_state_in_code_is_found_and_in_tests_and_comments_is_not() {
        let code = "// Colorado counts days\nif id == \"us-co\" { }\nlet a = \"us-passport\";\nstruct Ohio;\n\
            #[cfg(test)]\nmod tests { let b = \"us-co\"; }\n";
        let found = said(check, &[("crates/rulebook/src/a.rs", code), ("crates/sandbox/src/a.rs", code)]);
        let starts: Vec<&str> = found.iter().map(|found| &found[..31]).collect();
        assert_eq!(
            starts,
            ["crates/rulebook/src/a.rs:4: `Oh", "crates/rulebook/src/a.rs:2: `us"],
            "{found:?}"
        );
    }
}
