//! Every crate begins by saying what it is, what it never does and where to start reading.

use crate::finding::Finding;
use crate::tree::{Tree, TreeFile};

const LINES_MIN: usize = 3;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let roots = tree.files.iter().filter(|file| is_root(file, tree));
    let lines_of = |file: &TreeFile| file.text.lines().take_while(|line| line.starts_with("//!")).count();
    let short = roots.filter(|file| file.has_ending(&["rs"]) && lines_of(file) < LINES_MIN);
    let todo = "say in `//!` lines what the crate is, what it never does and where to start reading";
    short
        .map(|file| Finding::new(&file.path, 1, format!("fewer than {LINES_MIN} lines of crate docs"), todo))
        .collect()
}

/// `lib.rs`, or `main.rs` of a crate that has no `lib.rs`.
fn is_root(file: &TreeFile, tree: &Tree) -> bool {
    let Some((folder, name)) = file.path.rsplit_once("/src/") else { return false };
    let of_a_crate = folder.starts_with("crates/") || ["xtask", "e2e"].contains(&folder);
    of_a_crate && (name == "lib.rs" || (name == "main.rs" && !tree.holds(&format!("{folder}/src/lib.rs"))))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_crate_that_says_nothing_of_itself_is_found() {
        let documented = ("crates/a/src/lib.rs", "//! A.\n//!\n//! It never B. Start reading at C.\n");
        let found = said(check, &[documented, ("crates/b/src/main.rs", "//! placeholder\nfn main() {}\n")]);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("crates/b/src/main.rs:1: fewer than 3 lines of crate docs"),
            "{found:?}"
        );
    }

    #[test]
    fn a_main_beside_a_lib_may_be_short() {
        let lib = ("xtask/src/lib.rs", "//! A.\n//! B.\n//! C.\n");
        assert!(said(check, &[lib, ("xtask/src/main.rs", "//! One line.\n")]).is_empty());
    }
}
