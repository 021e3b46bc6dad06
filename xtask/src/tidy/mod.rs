//! The rules for the source, one file each. A rule is a function from the tree to what it found; it says where and
//! what to do, and a failing example is its test.

mod crate_docs;
mod file_size;
mod function_length;
mod links;
mod machine_paths;
mod mentions;
mod minified;
mod module_folders;
mod names;
mod pages;
mod places_in_rulebook;
mod sql;
mod templates;
mod unfinished;
mod vendor_names;

use crate::finding::Finding;
use crate::tree::Tree;

/// A rule's name and its function.
pub type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

/// Every rule there is. A new one is one line here.
pub const RULES: &[Rule] = &[
    ("crate docs", crate_docs::check),
    ("file size", file_size::check),
    ("function length", function_length::check),
    ("links", links::check),
    ("machine paths", machine_paths::check),
    ("mentions", mentions::check),
    ("minified", minified::check),
    ("module folders", module_folders::check),
    ("names", names::check),
    ("pages", pages::check),
    ("places in the rulebook", places_in_rulebook::check),
    ("sql", sql::check),
    ("templates", templates::check),
    ("unfinished", unfinished::check),
    ("vendor names", vendor_names::check),
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    RULES.iter().flat_map(|(_, rule)| rule(tree)).collect()
}

/// What a rule says about an invented tree.
#[cfg(test)]
fn said(rule: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
    rule(&Tree::of(files)).iter().map(ToString::to_string).collect()
}
