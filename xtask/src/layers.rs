//! The floors: the table in `ARCHITECTURE.md` against what the packages really import.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::finding::Finding;
use crate::tree::Tree;

pub const MAP: &str = "ARCHITECTURE.md";
const HEAD: [&str; 3] = ["crate", "imports", "its tests also import"];
const PREFIX: &str = "countersign-";

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    pub name: String,
    pub line: usize,
    pub imports: BTreeSet<String>,
    pub tests_import: BTreeSet<String>,
}

/// What one package says in its `Cargo.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Real {
    imports: BTreeSet<String>,
    tests_import: BTreeSet<String>,
}

pub fn check(tree: &Tree, metadata: &Value) -> Vec<Finding> {
    let Some(text) = tree.text_of(MAP) else {
        return vec![Finding::new(MAP, 1, "the map is missing", "write it, with the table of the floors")];
    };
    let floors = match table(text) {
        Ok(floors) => floors,
        Err(finding) => return vec![finding],
    };
    let real = real(metadata);
    let mut found = only_downwards(&floors);
    for name in real.keys().filter(|name| !floors.iter().any(|floor| floor.name == **name)) {
        found.push(Finding::new(
            MAP,
            1,
            format!("`{name}` has no row"),
            "give it a floor, or take the crate away",
        ));
    }
    for floor in &floors {
        match real.get(&floor.name) {
            Some(real) => found.extend(compare(floor, real)),
            None => found.push(Finding::new(
                MAP,
                floor.line,
                format!("there is no crate `{}`", floor.name),
                "drop the row",
            )),
        }
    }
    found
}

/// Reads the table whose first three columns are [`HEAD`].
pub fn table(text: &str) -> Result<Vec<Floor>, Finding> {
    let rows = || text.lines().enumerate().map(|(index, line)| (index + 1, cells(line)));
    let Some((start, _)) = rows().find(|(_, cells)| cells.iter().take(HEAD.len()).eq(HEAD.iter())) else {
        let todo = format!("write a table that starts with the columns {}", HEAD.join(", "));
        return Err(Finding::new(MAP, 1, "the table of the floors is missing", todo));
    };
    let mut floors = Vec::new();
    for (line, cells) in rows().skip(start + 1).take_while(|(_, cells)| cells.len() >= HEAD.len()) {
        let name = cells[0].trim_matches('`').to_owned();
        floors.push(Floor { name, line, imports: names(&cells[1]), tests_import: names(&cells[2]) });
    }
    Ok(floors)
}

fn cells(line: &str) -> Vec<String> {
    let Some(inside) = line.trim().strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
        return Vec::new();
    };
    inside.split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn names(cell: &str) -> BTreeSet<String> {
    let words = cell.split([',', ' ']).map(|word| word.trim_matches('`'));
    words.filter(|word| !word.is_empty() && *word != "–").map(str::to_owned).collect()
}

/// A row may only name rows above it.
fn only_downwards(floors: &[Floor]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut below = BTreeSet::new();
    for floor in floors {
        for name in floor.imports.iter().filter(|name| !below.contains(name)) {
            let what = format!("`{}` imports `{name}`, which is not below it", floor.name);
            found.push(Finding::new(MAP, floor.line, what, "move what is shared to a lower floor"));
        }
        below.insert(&floor.name);
    }
    found
}

fn compare(floor: &Floor, real: &Real) -> Vec<Finding> {
    let manifest = format!("crates/{}/Cargo.toml", floor.name);
    let pairs = [
        ("imports", &floor.imports, &real.imports),
        ("tests import", &floor.tests_import, &real.tests_import),
    ];
    let mut found = Vec::new();
    for (word, table, real) in pairs {
        for name in real.difference(table) {
            let what = format!(
                "`{}` {word} `{name}`, which its row in {MAP}:{} does not allow",
                floor.name, floor.line
            );
            found.push(Finding::new(
                &manifest,
                1,
                what,
                "do without it, or change the table and say why in an ADR",
            ));
        }
        for name in table.difference(real) {
            let what = format!("`{}` {word} `{name}` by the table, but not by its Cargo.toml", floor.name);
            found.push(Finding::new(MAP, floor.line, what, "take it out of the row"));
        }
    }
    found
}

fn real(metadata: &Value) -> BTreeMap<String, Real> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ours = packages.iter().filter_map(|package| Some((own_name(package)?, package)));
    ours.map(|(name, package)| (name.clone(), real_of(&name, package))).collect()
}

/// `app` for a package in `crates/app`, nothing for one elsewhere (`xtask`, `e2e`).
fn own_name(package: &Value) -> Option<String> {
    let manifest = package["manifest_path"].as_str()?;
    let (_, folder) = manifest.strip_suffix("/Cargo.toml")?.rsplit_once("/crates/")?;
    (!folder.contains('/')).then(|| folder.to_owned())
}

fn real_of(name: &str, package: &Value) -> Real {
    let mut real = Real::default();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let Some(other) = dependency["name"].as_str().and_then(|other| other.strip_prefix(PREFIX)) else {
            continue;
        };
        match dependency["kind"].as_str() {
            // A crate that depends on itself only turns a feature on for its own tests.
            Some("dev") if other != name => real.tests_import.insert(other.to_owned()),
            Some("dev") => false,
            _ => real.imports.insert(other.to_owned()),
        };
    }
    real.tests_import = real.tests_import.difference(&real.imports).cloned().collect();
    real
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str = "# Map\n\n| crate | imports | its tests also import | never |\n|---|---|---|---|\n\
        | `kernel` | – | – | I/O |\n| `ports` | `kernel` | – | x |\n| `vendors` | `kernel`, `ports` | `sandbox` | x |\n\
        | `sandbox` | `kernel` | – | x |\n\nmore\n";

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Value {
        let dependencies: Vec<Value> = dependencies
            .iter()
            .map(|(other, kind)| json!({"name": format!("countersign-{other}"), "kind": kind}))
            .collect();
        json!({"manifest_path": format!("/anywhere/crates/{name}/Cargo.toml"), "dependencies": dependencies})
    }

    fn findings(vendors: &[(&str, Option<&str>)], table: &str) -> Vec<String> {
        let packages = json!({"packages": [
            package("kernel", &[]),
            package("ports", &[("kernel", None)]),
            package("vendors", vendors),
            package("sandbox", &[("kernel", None)]),
        ]});
        let tree = Tree::of(&[(MAP, table)]);
        check(&tree, &packages).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_tree_that_is_as_its_table_says_has_no_finding() {
        let as_told = [("kernel", None), ("ports", None), ("sandbox", Some("dev")), ("vendors", Some("dev"))];
        assert_eq!(findings(&as_told, TABLE), Vec::<String>::new());
    }

    #[test]
    fn an_import_that_the_table_does_not_allow_is_named() {
        let found = findings(&[("kernel", None), ("ports", None), ("sandbox", None)], TABLE);
        assert!(
            found[0].starts_with("crates/vendors/Cargo.toml:1: `vendors` imports `sandbox`"),
            "{found:?}"
        );
        assert!(found[1].contains("`vendors` tests import `sandbox` by the table"), "{found:?}");
    }

    #[test]
    fn an_import_that_nobody_uses_is_named() {
        let found = findings(&[("kernel", None), ("sandbox", Some("dev"))], TABLE);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("ARCHITECTURE.md:7: `vendors` imports `ports` by the table"),
            "{found:?}"
        );
    }

    #[test]
    fn a_row_that_imports_upwards_is_named_even_if_cargo_agrees() {
        let upwards =
            TABLE.replace("| `kernel`, `ports` | `sandbox` |", "| `kernel`, `ports`, `sandbox` | – |");
        let found = findings(&[("kernel", None), ("ports", None), ("sandbox", None)], &upwards);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`vendors` imports `sandbox`, which is not below it"), "{found:?}");
    }

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_named() {
        let table = TABLE.replace("`sandbox` | `kernel`", "`sand` | `kernel`");
        let found = findings(&[("kernel", None), ("ports", None), ("sandbox", Some("dev"))], &table);
        assert!(
            found[0].contains("`sandbox` has no row") && found[1].contains("there is no crate `sand`"),
            "{found:?}"
        );
    }

    #[test]
    fn a_map_without_the_table_is_a_finding() {
        assert!(findings(&[], "# Map\n")[0].contains("the table of the floors is missing"));
    }
}
