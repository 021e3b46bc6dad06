//! Files that one can read in one go.

use crate::finding::Finding;
use crate::tree::Tree;

const LINES_MAX: usize = 700;
const ENDINGS: &[&str] = &["rs", "js", "mjs", "css", "html", "sql", "sh", "py"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let counted = tree.with_ending(ENDINGS).map(|file| (file, file.text.lines().count()));
    let long = counted.filter(|(_, lines)| *lines > LINES_MAX);
    let finding = |path: &str, lines| {
        Finding::new(
            path,
            LINES_MAX,
            format!("{lines} lines, {LINES_MAX} are allowed"),
            "find the second idea and move it",
        )
    };
    long.map(|(file, lines)| finding(&file.path, lines)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_file_is_too_long_from_its_701st_line() {
        let (fits, long) = ("x\n".repeat(LINES_MAX), "x\n".repeat(LINES_MAX + 1));
        let found = said(check, &[("a.rs", &fits), ("b.rs", &long), ("c.json", &long)]);
        assert_eq!(found, ["b.rs:700: 701 lines, 700 are allowed; find the second idea and move it"]);
    }
}
