//! Names that say nothing are refused: if a function has no home, its noun has not been found yet.

use crate::finding::Finding;
use crate::tree::Tree;

const EMPTY_WORDS: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "manager", "service", "services", "misc", "handler2",
    "shared", "stuff",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in tree.with_ending(&["rs", "js", "mjs", "html", "css", "sql"]) {
        let names = file.path.split('/').map(|part| part.split('.').next().unwrap_or_default());
        if let Some(name) = names.into_iter().find(|name| EMPTY_WORDS.contains(name)) {
            let what = format!("`{name}` says nothing about what is inside");
            found.push(Finding::new(
                &file.path,
                1,
                what,
                "name it after the thing of the business it deals with",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_module_for_leftovers_is_found_as_a_file_and_as_a_folder() {
        let found =
            said(check, &[("a/src/utils.rs", ""), ("a/src/common/money.rs", ""), ("a/src/orders.rs", "")]);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("a/src/utils.rs:1: `utils` says nothing"), "{found:?}");
    }
}
