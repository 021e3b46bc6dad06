//! Licences of everything that is built in or shipped along: only those on the list, each compatible with Apache-2.0.

use serde_json::Value;

use crate::finding::Finding;

/// Permissive licences: any of our crates may use a crate under one of these.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// What needs a reason of its own: the package, the licence, why it may be here.
const ONE_BY_ONE: &[(&str, &str, &str)] = &[
    ("webpki-roots", "CDLA-Permissive-2.0", "a list of certificates: data, passed on with its licence"),
    ("webdriver", "MPL-2.0", "the browser tests' protocol, used unchanged, and never shipped"),
    ("axe-core", "MPL-2.0", "used by the browser tests only, unchanged, and never shipped"),
    ("@fontsource-variable/inter", "OFL-1.1", "a font, shipped unchanged with its licence text"),
    ("@fontsource-variable/jetbrains-mono", "OFL-1.1", "a font, shipped unchanged with its licence text"),
];
/// npm's word for 0BSD in some packages.
const ALLOWED_IN_NPM: &[&str] = &["BSD-0-Clause"];

const CARGO_LOCK: &str = "Cargo.lock";
const NPM_LOCK: &str = "package-lock.json";
const ADVICE: &str =
    "use another package, or list it in xtask/src/licences.rs with the reason why it may stay";

/// Every package in the answer of `cargo metadata` that takes part in a build here.
pub fn of_crates(metadata: &Value) -> Vec<Finding> {
    let nodes = metadata["resolve"]["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let built: Vec<&str> = nodes.iter().filter_map(|node| node["id"].as_str()).collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut found = Vec::new();
    for package in packages.filter(|package| package["id"].as_str().is_some_and(|id| built.contains(&id))) {
        let name = package["name"].as_str().unwrap_or_default();
        found.extend(judge(CARGO_LOCK, name, package["license"].as_str()));
    }
    found
}

/// Every package in npm's lock file.
pub fn of_npm(lock: &str) -> Vec<Finding> {
    let Ok(lock) = serde_json::from_str::<Value>(lock) else {
        return vec![Finding::new(NPM_LOCK, 1, "npm's lock file is missing or no JSON", "run `npm install`")];
    };
    let packages = lock["packages"].as_object().into_iter().flatten();
    let theirs = packages.filter_map(|(path, package)| Some((path.rsplit_once("node_modules/")?.1, package)));
    theirs.filter_map(|(name, package)| judge(NPM_LOCK, name, package["license"].as_str())).collect()
}

fn judge(lock: &str, name: &str, licence: Option<&str>) -> Option<Finding> {
    let Some(licence) = licence else {
        return Some(Finding::new(lock, 1, format!("`{name}` names no licence"), ADVICE));
    };
    let by_name =
        |one: &str| ONE_BY_ONE.iter().any(|(package, licence, _)| *package == name && *licence == one);
    let in_npm = |one: &str| lock == NPM_LOCK && ALLOWED_IN_NPM.contains(&one);
    let fine = allows(licence, &|one| ALLOWED.contains(&one) || by_name(one) || in_npm(one));
    (!fine).then(|| Finding::new(lock, 1, format!("`{name}` is under `{licence}`"), ADVICE))
}

/// An SPDX expression: one side of an `OR` is enough, both sides of an `AND` are needed.
fn allows(expression: &str, known: &dyn Fn(&str) -> bool) -> bool {
    let text = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut at = 0;
    let fine = either(&words, &mut at, known);
    fine && at == words.len()
}

fn either(words: &[&str], at: &mut usize, known: &dyn Fn(&str) -> bool) -> bool {
    let mut fine = both(words, at, known);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        fine |= both(words, at, known);
    }
    fine
}

fn both(words: &[&str], at: &mut usize, known: &dyn Fn(&str) -> bool) -> bool {
    let mut fine = one(words, at, known);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        fine &= one(words, at, known);
    }
    fine
}

fn one(words: &[&str], at: &mut usize, known: &dyn Fn(&str) -> bool) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let fine = either(words, at, known);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return fine && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return known(&format!("{word} WITH {exception}"));
    }
    known(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn allowed(expression: &str) -> bool {
        allows(expression, &|one| ALLOWED.contains(&one))
    }

    #[test]
    fn one_side_of_an_or_is_enough_and_both_sides_of_an_and_are_needed() {
        for fine in [
            "MIT",
            "MIT/GPL-3.0",
            "GPL-3.0 OR MIT",
            "(MIT OR GPL-3.0) AND ISC",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(allowed(fine), "{fine}");
        }
        for wrong in
            ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND AGPL-3.0", "", "(MIT", "MIT MIT", "MIT WITH x"]
        {
            assert!(!allowed(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_crate_under_another_licence_or_none_is_named_if_it_is_built() {
        let metadata = json!({
            "resolve": {"nodes": [{"id": "a"}, {"id": "b"}, {"id": "c"}]},
            "packages": [
                {"id": "a", "name": "free", "license": "MIT"},
                {"id": "b", "name": "copyleft", "license": "AGPL-3.0-only"},
                {"id": "c", "name": "silent", "license": null},
                {"id": "d", "name": "elsewhere", "license": "AGPL-3.0-only"},
            ],
        });
        let found: Vec<String> = of_crates(&metadata).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("Cargo.lock:1: `copyleft` is under `AGPL-3.0-only`"));
        assert!(found[1].contains("`silent` names no licence"));
    }

    #[test]
    fn a_reason_counts_for_its_own_package_only() {
        let lock = |name: &str, licence: &str| {
            json!({"packages": {"": {}, format!("node_modules/{name}"): {"license": licence}}}).to_string()
        };
        assert!(of_npm(&lock("axe-core", "MPL-2.0")).is_empty());
        assert_eq!(of_npm(&lock("other", "MPL-2.0")).len(), 1);
        assert_eq!(of_npm("").len(), 1);
    }
}
