//! Other people's browser code comes from npm at build time and is never committed; ours is written to be read.

use crate::finding::Finding;
use crate::tree::{Tree, TreeFile};

const COLUMNS_MAX: usize = 400;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let scripts = tree.with_ending(&["js", "mjs", "css", "woff2", "map"]);
    scripts.filter_map(|file| Some(Finding::new(&file.path, line(file)?, WHAT, ADVICE))).collect()
}

const WHAT: &str = "built or third-party browser code";
const ADVICE: &str = "take it from npm in `crates/web/assets.sh`";

fn line(file: &TreeFile) -> Option<usize> {
    if file.path.contains(".min.") || file.has_ending(&["woff2", "map"]) {
        return Some(1);
    }
    file.lines().find(|(_, text)| text.len() > COLUMNS_MAX).map(|(line, _)| line)
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_minified_script_is_found_by_its_name_or_its_lines() {
        let wide = format!("a\n{}\n", "x=1;".repeat(200));
        let found = said(
            check,
            &[("a.min.js", "x"), ("b.js", &wide), ("c.css", "a { color: red }\n"), ("d.rs", &wide)],
        );
        let wanted = [("a.min.js:1", &found[0]), ("b.js:2", &found[1])];
        assert!(
            found.len() == 2 && wanted.iter().all(|(start, found)| found.starts_with(start)),
            "{found:?}"
        );
    }
}
