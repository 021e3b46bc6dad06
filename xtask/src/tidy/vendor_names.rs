//! The lower floors know capabilities, not vendors. The one list of channels, whose words stand in the database, is
//! the exception.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::rust_text::{bare, literals, without_tests};
use crate::tree::{Tree, TreeFile};

const VENDORS: &str = "crates/vendors/src/";
const FREE_OF_VENDORS: &[&str] = &["kernel", "rulebook", "seal", "domain", "store", "ports", "app"];
/// Where the channels an order can come by are listed.
const CHANNELS: &str = "crates/domain/src/orders/incoming.rs";
/// A variant of that list may be used.
const VARIANT: &str = "Channel::";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let vendors: BTreeSet<&str> = tree.files.iter().filter_map(vendor).collect();
    let free = tree.files.iter().filter(|file| {
        file.is_product_code()
            && file.path != CHANNELS
            && file.crate_name().is_some_and(|name| FREE_OF_VENDORS.contains(&name))
    });
    free.flat_map(|file| of_file(file, &vendors)).collect()
}

/// The folder of a vendor, which is its name.
fn vendor(file: &TreeFile) -> Option<&str> {
    file.path.strip_prefix(VENDORS)?.split_once('/').map(|(folder, _)| folder)
}

fn of_file(file: &TreeFile, vendors: &BTreeSet<&str>) -> Vec<Finding> {
    let product = without_tests(&file.text);
    let code = bare(product);
    let in_code = code.lines().enumerate().map(|(index, text)| (index + 1, text));
    let mut found = Vec::new();
    for (line, text) in in_code.chain(literals(product)) {
        let words = text.replace(VARIANT, "Channel__").to_lowercase();
        let named = vendors.iter().find(|vendor| {
            let first = vendor.split('_').next().unwrap_or(vendor);
            words.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word.starts_with(first))
        });
        if let Some(name) = named {
            let todo = "ask for a capability of `ports`, or move it to `crates/vendors`";
            found.push(Finding::new(&file.path, line, format!("the vendor `{name}` is named"), todo));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_vendor_in_a_lower_floor_is_found_but_not_in_channels_tests_and_comments() {
        let code = "// Acme wants it\nif c == Channel::Acme { }\nlet a = \"acme\";\nfn acme_fee() {}\n\
            #[cfg(test)]\nmod tests { const A: &str = \"acme\"; }\n";
        let vendor = ("crates/vendors/src/acme_pos/mod.rs", "");
        let files = [vendor, ("crates/app/src/a.rs", code), ("crates/web/src/a.rs", code), (CHANNELS, code)];
        let found = said(check, &files);
        let lines: Vec<&str> = found.iter().filter_map(|found| found.split(':').nth(1)).collect();
        assert_eq!(lines, ["4", "3"], "{found:?}");
    }
}
