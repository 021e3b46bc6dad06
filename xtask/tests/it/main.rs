//! The project against its own rules.

use xtask::cargo::{self, Depth};
use xtask::finding::{Finding, report};
use xtask::tree::Tree;
use xtask::{layers, licences, tidy};

fn tree() -> Tree {
    Tree::of_this_project().expect("the project can be read")
}

fn nothing(found: &[Finding]) {
    assert!(found.is_empty(), "{} to mend:{}", found.len(), report(found));
}

#[test]
fn every_tidy_rule_holds() {
    nothing(&tidy::check(&tree()));
}

#[test]
fn crates_import_what_the_map_says_and_nothing_else() {
    let metadata = cargo::metadata(Depth::OwnPackages).expect("cargo tells about the project");
    nothing(&layers::check(&tree(), &metadata));
}

#[test]
fn every_crate_that_is_built_has_a_licence_on_the_list() {
    let metadata = cargo::metadata(Depth::Everything).expect("cargo tells about the dependencies");
    let packages = metadata["packages"].as_array().map_or(0, Vec::len);
    assert!(packages > 100, "only {packages} packages were looked at");
    nothing(&licences::of_crates(&metadata));
}

#[test]
fn every_npm_package_has_a_licence_on_the_list() {
    nothing(&licences::of_npm(tree().text_of("package-lock.json").unwrap_or_default()));
}
