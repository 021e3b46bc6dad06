//! Functions that fit a screen. Braces are counted; no compiler is asked.

use crate::finding::Finding;
use crate::rust_text::bare;
use crate::tree::{Tree, TreeFile};

const LINES_MAX: usize = 70;

pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.with_ending(&["rs"]).flat_map(of_file).collect()
}

fn of_file(file: &TreeFile) -> Vec<Finding> {
    let code = bare(&file.text);
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(next) = code[at..].find("fn ") {
        let start = at + next;
        line += code[at..start].matches('\n').count();
        at = start + "fn ".len();
        let before = code[..start].chars().next_back();
        let name: String = code[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() || before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let Some(body) = body(&code[at..]) else { continue };
        let lines = body.matches('\n').count() + 1;
        if lines > LINES_MAX {
            let what = format!("`{name}` has {lines} lines, {LINES_MAX} are allowed");
            found.push(Finding::new(&file.path, line, what, "move a part that has a name of its own"));
        }
    }
    found
}

/// From after `fn ` to the brace that closes the body; nothing for a declaration without one.
fn body(code: &str) -> Option<&str> {
    let mut round = 0_usize;
    let mut opened = None;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => round += 1,
            ')' | ']' => round = round.saturating_sub(1),
            ';' if round == 0 => return None,
            '{' if round == 0 => {
                opened = Some(at);
                break;
            }
            _ => {}
        }
    }
    let mut depth = 0_usize;
    for (at, c) in code[opened?..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(&code[..opened? + at + 1]),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_function_is_too_long_from_its_71st_line() {
        let function = |lines: usize| {
            format!("\nfn long(a: [u8; 2]) -> u8 {{\n{}}}\n", "    x(\"}\"); // }\n".repeat(lines - 2))
        };
        let found = said(check, &[("a.rs", &function(70)), ("b.rs", &function(71))]);
        assert_eq!(
            found,
            ["b.rs:2: `long` has 71 lines, 70 are allowed; move a part that has a name of its own"]
        );
    }

    #[test]
    fn a_trait_may_declare_as_much_as_it_likes() {
        let many = format!("trait T {{\n{}}}\n", "    fn f(&self);\n".repeat(100));
        assert!(said(check, &[("a.rs", &many)]).is_empty());
    }
}
