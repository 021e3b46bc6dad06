//! Documents that stay true: a file or a test that one names in backticks exists.

use crate::finding::Finding;
use crate::layers::MAP;
use crate::tree::{Tree, TreeFile};

/// A word in backticks that starts like this is a path from the root, or from `crates`.
const PATH_ENDINGS: &[&str] = &[".rs", ".md", ".toml", ".sh", ".py", ".html", ".css", ".js", ".json", "/"];
/// Made when the program is built.
const BUILT: &[&str] = &["target", "node_modules", "crates/web/assets/vendor"];
/// A name in the map with this many words is a test's.
const TEST_WORDS_MIN: usize = 4;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let documents = tree.with_ending(&["md"]).filter(|file| file.path != "CHANGELOG.md");
    documents.flat_map(|file| of_file(file, tree)).collect()
}

fn of_file(file: &TreeFile, tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, text) in file.lines() {
        for word in text.split('`').skip(1).step_by(2) {
            if is_path(word) && !exists(word, file, tree) {
                found.push(Finding::new(
                    &file.path,
                    line,
                    format!("there is no `{word}`"),
                    "name what is there",
                ));
            }
            if file.path == MAP
                && is_test(word)
                && !tree.with_ending(&["rs"]).any(|code| declares(&code.text, word))
            {
                found.push(Finding::new(
                    &file.path,
                    line,
                    format!("there is no test `{word}`"),
                    "name one that is there",
                ));
            }
        }
    }
    found
}

/// `crates/app/src/lib.rs`, but not `orders/<verb>.rs`, `/orders` or `countersign demo`.
fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || ['/', '.', '_', '-'].contains(&c));
    plain
        && word.contains('/')
        && !word.starts_with(['/', '.'])
        && !word.contains("NNNN")
        && !word.contains("YYYY")
        && PATH_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

fn exists(word: &str, file: &TreeFile, tree: &Tree) -> bool {
    let word = word.trim_end_matches('/');
    let beside = file.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/{word}"));
    let inside = format!("/{word}");
    BUILT.iter().any(|built| word.starts_with(built))
        || [word, &format!("crates/{word}"), &beside].iter().any(|path| tree.holds(path))
        // A how-to that has named the folder goes on with what is inside it.
        || tree.files.iter().any(|file| file.path.ends_with(&inside) || file.path.contains(&format!("{inside}/")))
}

fn is_test(word: &str) -> bool {
    word.split('_').count() >= TEST_WORDS_MIN
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn declares(code: &str, name: &str) -> bool {
    code.contains(&format!("fn {name}(")) || code.contains(&format!("db_test!({name},"))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_found_and_a_pattern_is_not() {
        let text = "`crates/a/src/gone.rs`, `a/src/lib.rs`, `src/lib.rs`, `x/<name>.rs`, `/orders/`, `target/debug/`\n";
        let found = said(check, &[("crates/a/src/lib.rs", ""), ("docs/a.md", text)]);
        assert_eq!(found, ["docs/a.md:1: there is no `crates/a/src/gone.rs`; name what is there"]);
    }

    #[test]
    fn a_test_that_the_map_promises_must_be_there() {
        let code =
            ("crates/a/tests/it/main.rs", "fn it_holds_for_all() {}\ndb_test!(it_holds_on_both, |db| x);\n");
        let map = (MAP, "`it_holds_for_all`, `it_holds_on_both` and\n`it_holds_on_paper`, says `a_module`\n");
        let found = said(check, &[code, map]);
        assert_eq!(
            found,
            ["ARCHITECTURE.md:2: there is no test `it_holds_on_paper`; name one that is there"]
        );
    }
}
