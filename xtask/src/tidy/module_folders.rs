//! A module with parts is a folder with a `mod.rs`, so that the folder is complete in itself.

use crate::finding::Finding;
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let with_folder = tree.with_ending(&["rs"]).filter(|file| {
        let folder = file.path.trim_end_matches(".rs");
        !["lib", "main"].contains(&folder.rsplit('/').next().unwrap_or_default())
            && tree
                .files
                .iter()
                .any(|other| other.has_ending(&["rs"]) && other.path.starts_with(&format!("{folder}/")))
    });
    let todo = |path: &str| format!("move it to `{}/mod.rs`", path.trim_end_matches(".rs"));
    with_folder
        .map(|file| Finding::new(&file.path, 1, "a module beside the folder of its parts", todo(&file.path)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_module_beside_its_folder_is_found() {
        let files = [("a/src/b.rs", ""), ("a/src/b/c.rs", ""), ("a/src/d/mod.rs", ""), ("a/src/d/e.rs", "")];
        let found = said(check, &files);
        assert_eq!(
            found,
            ["a/src/b.rs:1: a module beside the folder of its parts; move it to `a/src/b/mod.rs`"]
        );
    }
}
