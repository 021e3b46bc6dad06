//! Documents that can be found: every decision and how-to is linked from the map, and no link leads nowhere.

use crate::finding::Finding;
use crate::layers::MAP;
use crate::tree::{Tree, TreeFile};

const LISTED: &[&str] = &["docs/adr/", "docs/howto/"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found: Vec<Finding> = tree.with_ending(&["md"]).flat_map(|file| dead_links(file, tree)).collect();
    let map = tree.text_of(MAP).unwrap_or_default();
    let listed =
        tree.with_ending(&["md"]).filter(|file| LISTED.iter().any(|folder| file.path.starts_with(folder)));
    for file in listed.filter(|file| !map.contains(&format!("({})", file.path))) {
        found.push(Finding::new(&file.path, 1, format!("not linked from {MAP}"), "add a line there"));
    }
    found
}

fn dead_links(file: &TreeFile, tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, text) in file.lines() {
        for target in targets(text).filter(|target| !is_elsewhere(target)) {
            let path = resolve(&file.path, target.split('#').next().unwrap_or_default());
            if !tree.holds(&path) {
                let what = format!("the link to `{target}` leads nowhere");
                found.push(Finding::new(
                    &file.path,
                    line,
                    what,
                    format!("there is no `{path}`; mend the link"),
                ));
            }
        }
    }
    found
}

/// What stands in `](…)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next())
}

fn is_elsewhere(target: &str) -> bool {
    target.contains("://") || target.starts_with('#') || target.starts_with("mailto:")
}

fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_link_that_leads_nowhere_is_found() {
        let text = "See [a](../adr/0001-a.md#why), [b](https://example.com/b) and\n[c](c.md).\n";
        let map = (MAP, "[a](docs/adr/0001-a.md) [h](docs/howto/h.md)");
        let found = said(check, &[map, ("docs/adr/0001-a.md", ""), ("docs/howto/h.md", text)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("docs/howto/h.md:2: the link to `c.md` leads nowhere"), "{found:?}");
    }

    #[test]
    fn a_decision_that_the_map_does_not_name_is_found() {
        let found = said(check, &[(MAP, "nothing"), ("docs/adr/0001-a.md", "text")]);
        assert_eq!(found, ["docs/adr/0001-a.md:1: not linked from ARCHITECTURE.md; add a line there"]);
    }
}
