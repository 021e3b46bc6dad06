//! The content policy allows nothing inline, so no template may hold any: a script or style there would be dead.

use crate::finding::Finding;
use crate::tree::{Tree, TreeFile};

const ADVICE: &str = "put it into a file below `crates/web/assets`";

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_ending(&["html"]).filter(|file| file.path.starts_with("crates/")).flat_map(of_file).collect()
}

fn of_file(file: &TreeFile) -> Vec<Finding> {
    let mut found = Vec::new();
    for (line, tag) in tags(&file.text) {
        if let Some(what) = fault(&tag.to_lowercase()) {
            found.push(Finding::new(&file.path, line, what, ADVICE));
        }
    }
    found
}

/// Every opening tag with its line, from `<` to the `>` that ends it; quoted `>` do not.
fn tags(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('<') {
        let tag = &text[at..];
        if !tag[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let mut quoted = false;
        let end = tag.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '>' && !quoted
        });
        let end = end.map_or(tag.len(), |(end, _)| end);
        found.push((text[..at].matches('\n').count() + 1, &tag[..end]));
    }
    found
}

fn fault(tag: &str) -> Option<&'static str> {
    let attribute = |name: &str| {
        tag.match_indices(name).any(|(at, _)| {
            tag[..at].ends_with(|c: char| c.is_whitespace()) && tag[at + name.len()..].starts_with('=')
        })
    };
    if tag.starts_with("<script") && !attribute("src") {
        Some("an inline script")
    } else if tag.starts_with("<style") {
        Some("an inline stylesheet")
    } else if attribute("style") {
        Some("an inline style")
    } else if tag.split_whitespace().skip(1).any(is_handler) {
        Some("an inline event handler")
    } else if tag.contains("javascript:") {
        Some("a script as an address")
    } else {
        None
    }
}

/// `onclick=…`, and htmx's way to the same, `hx-on…=`.
fn is_handler(word: &str) -> bool {
    let Some((name, _)) = word.split_once('=') else { return false };
    let event = name
        .strip_prefix("on")
        .is_some_and(|event| event.len() > 1 && event.chars().all(|c| c.is_ascii_alphabetic()));
    event || name.starts_with("hx-on")
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn whatever_is_inline_is_found() {
        let page = "<p>\n<script>x</script>\n<b style=\"a\">\n<a\n onclick=\"f()\">\n<i hx-on:click=\"f()\">\n<style>\n<a href=\"javascript:f()\">\n";
        let found = said(check, &[("crates/web/templates/a.html", page)]);
        let lines: Vec<&str> = found.iter().filter_map(|found| found.split(':').nth(1)).collect();
        assert_eq!(lines, ["2", "3", "4", "6", "7", "8"], "{found:?}");
    }

    #[test]
    fn a_script_from_a_file_and_a_condition_are_fine() {
        let page = "<script type=\"module\" src=\"/a.js\"></script>\n{% if a < b %}<input once one=\"1\">{% endif %}\n<b data-style=\"x\">";
        assert!(said(check, &[("crates/web/templates/a.html", page)]).is_empty());
    }
}
