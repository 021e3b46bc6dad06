//! SQL is text in one crate only.

use crate::finding::Finding;
use crate::rust_text::literals;
use crate::tree::{Tree, TreeFile};

const HOME: &str = "crates/store/";
/// How a statement begins, and a word that follows in it sooner or later.
const STATEMENTS: &[(&str, &str)] = &[
    ("select ", " from "),
    ("insert into ", "("),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table ", ""),
    ("alter table ", ""),
    ("drop table ", ""),
    ("with recursive ", ""),
    ("pragma ", ""),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let others = tree
        .with_ending(&["rs"])
        .filter(|file| !file.path.starts_with(HOME) && !file.path.starts_with("xtask/"));
    others.flat_map(of_file).collect()
}

fn of_file(file: &TreeFile) -> Vec<Finding> {
    let statements = literals(&file.text).into_iter().filter(|(_, literal)| is_statement(literal));
    let todo = "write a function in `crates/store` and call it";
    statements.map(|(line, _)| Finding::new(&file.path, line, "SQL outside the store", todo)).collect()
}

fn is_statement(literal: &str) -> bool {
    let text = literal.trim_start_matches(['r', '#', '"']).trim_start().to_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    STATEMENTS.iter().any(|(start, later)| text.starts_with(start) && text[start.len()..].contains(later))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_statement_outside_the_store_is_found_and_a_sentence_is_not() {
        let code =
            "f(\n    \"Select id\n from orders\");\ng(\"Select a reason\");\nh(\"update the menu\");\n";
        let found = said(check, &[("crates/store/src/a.rs", code), ("crates/app/src/a.rs", code)]);
        assert_eq!(
            found,
            ["crates/app/src/a.rs:2: SQL outside the store; write a function in `crates/store` and call it"]
        );
    }

    #[test]
    fn every_kind_of_statement_is_known() {
        for text in
            ["insert into a (b) values ($1)", "update a set b = 1", "delete from a", "pragma user_version"]
        {
            assert!(is_statement(&format!("\"{text}\"")), "{text}");
        }
    }
}
