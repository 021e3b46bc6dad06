//! Every page of the console has a row in the list of pages, and every row a page.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::rust_text::without_tests;
use crate::tree::Tree;

const LIST: &str = "docs/reference/pages.md";
const SOURCES: &str = "crates/web/src/";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let routes = routes(tree);
    if routes.is_empty() {
        return Vec::new();
    }
    let Some(list) = tree.text_of(LIST) else {
        let what = format!("the list of pages is missing; {} routes exist", routes.len());
        return vec![Finding::new(LIST, 1, what, "write it")];
    };
    let rows = rows(list);
    let mut found = Vec::new();
    for (route, (path, line)) in routes.iter().filter(|(route, _)| !rows.contains_key(*route)) {
        found.push(Finding::new(
            path,
            *line,
            format!("`{route}` has no row in {LIST}"),
            "add one, with who may open it",
        ));
    }
    for (row, line) in rows.iter().filter(|(row, _)| !routes.contains_key(*row)) {
        found.push(Finding::new(
            LIST,
            *line,
            format!("no route `{row}` is in {SOURCES}"),
            "drop the row, or mend the path",
        ));
    }
    found
}

/// What stands first in `.route("…"`, files served as they are aside.
fn routes(tree: &Tree) -> BTreeMap<String, (String, usize)> {
    let mut routes = BTreeMap::new();
    for file in tree.files.iter().filter(|file| file.path.starts_with(SOURCES) && file.has_ending(&["rs"])) {
        let code = without_tests(&file.text);
        for (at, call) in code.match_indices(".route(") {
            let after = code[at + call.len()..].trim_start();
            let route = after.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or_default();
            if !route.is_empty() && !route.starts_with("/assets/") {
                let line = code[..at].matches('\n').count() + 1;
                routes.insert(route.to_owned(), (file.path.clone(), line));
            }
        }
    }
    routes
}

/// The paths in backticks in the first column of a table.
fn rows(list: &str) -> BTreeMap<String, usize> {
    let lines = list.lines().enumerate().filter(|(_, line)| line.starts_with('|'));
    let paths =
        lines.flat_map(|(index, line)| line.split('`').skip(1).step_by(2).map(move |path| (path, index + 1)));
    paths.filter(|(path, _)| path.starts_with('/')).map(|(path, line)| (path.to_owned(), line)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    const ROUTES: (&str, &str) = (
        "crates/web/src/orders/mod.rs",
        "fn routes() {\n    r.route(\"/orders\", get(a)).route(\n        \"/orders/{id}\", get(b))\n}\n#[cfg(test)]\nr.route(\"/t\")",
    );

    #[test]
    fn a_page_without_a_row_and_a_row_without_a_page_are_found() {
        let list = (LIST, "| path | what |\n|---|---|\n| `/orders` | the queue |\n| `/gone` | nothing |\n");
        let found = said(check, &[ROUTES, list]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].starts_with("crates/web/src/orders/mod.rs:2: `/orders/{id}` has no row"),
            "{found:?}"
        );
        assert!(found[1].starts_with("docs/reference/pages.md:4: no route `/gone`"), "{found:?}");
    }

    #[test]
    fn pages_without_any_list_are_found() {
        assert!(said(check, &[ROUTES])[0].contains("the list of pages is missing; 2 routes exist"));
        assert!(said(check, &[]).is_empty());
    }
}
