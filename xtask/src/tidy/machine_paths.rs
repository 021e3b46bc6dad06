//! Nothing that is only true on one machine: no absolute path of somebody's folder, no host of a package registry.

use crate::finding::Finding;
use crate::tree::{Tree, TreeFile};

/// Written in two parts, so that this file is neither its own finding nor anybody else's.
const PATHS: &[(&str, &str)] =
    &[("/", "work/"), ("/", "home/"), ("/", "root/"), ("/", "Users/"), ("../", "shared")];
const HOSTS: &[(&str, &str)] = &[
    ("crates", ".io"),
    ("registry.np", "mjs.org"),
    ("py", "pi.org"),
    ("files.python", "hosted.org"),
    ("deb.deb", "ian.org"),
];
/// Cargo itself writes its registry's name there, in the workspace's and in that of a crate outside of it.
const EXEMPT: &str = "Cargo.lock";

pub fn check(tree: &Tree) -> Vec<Finding> {
    let is_exempt = |file: &TreeFile| file.path.rsplit('/').next() == Some(EXEMPT);
    tree.files.iter().filter(|file| !is_exempt(file)).flat_map(of_file).collect()
}

fn of_file(file: &TreeFile) -> Vec<Finding> {
    let (paths, hosts) =
        (PATHS.iter().map(join).collect::<Vec<_>>(), HOSTS.iter().map(join).collect::<Vec<_>>());
    let mut found = Vec::new();
    for (line, text) in file.lines() {
        for path in paths.iter().filter(|path| begins_a_path(text, path)) {
            let what = format!("a path of one machine, `{path}`");
            found.push(Finding::new(
                &file.path,
                line,
                what,
                "use a path from the project's root, or make it a setting",
            ));
        }
        for host in hosts.iter().filter(|host| text.contains(host.as_str())) {
            let what = format!("the package registry's host `{host}` is named");
            found.push(Finding::new(
                &file.path,
                line,
                what,
                "leave it to the package manager's own settings",
            ));
        }
    }
    found
}

fn join((one, two): &(&str, &str)) -> String {
    format!("{one}{two}")
}

/// Not inside a longer path or an address: `https://example.com` followed by the same letters is somebody's page.
fn begins_a_path(text: &str, path: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || ['/', '.', '-', '_', '}', ')'].contains(&c);
    text.match_indices(path).any(|(at, _)| !text[..at].chars().next_back().is_some_and(inside))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found_and_a_page_elsewhere_is_not() {
        let path = join(&PATHS[1]);
        let text = format!("one\nlet a = \"{path}ada/key\";\nhttps://example.com{path}office\n");
        let found = said(check, &[("x.sh", &text)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("x.sh:2: a path of one machine"), "{found:?}");
    }

    #[test]
    fn a_registrys_host_is_found_but_not_in_cargos_lock() {
        let text = format!("from https://index.{}/x\n", join(&HOSTS[0]));
        let locks = [("Cargo.lock", text.as_str()), ("bench/a/Cargo.lock", &text)];
        let found = said(check, &[locks[0], locks[1], ("docs/a.md", &text)]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("docs/a.md:1: the package registry's host"), "{found:?}");
    }
}
