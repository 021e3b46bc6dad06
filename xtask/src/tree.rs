//! The files of the project, read once, so that every rule is a function of text and can be tried on invented trees.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// More files than this are not a project of ours but a folder that `.gitignore` forgot.
const FILES_MAX: usize = 20_000;

#[derive(Debug)]
pub struct TreeFile {
    /// From the root, with `/`.
    pub path: String,
    /// Empty for what is no UTF-8 text, such as a picture.
    pub text: String,
}

impl TreeFile {
    pub fn has_ending(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// Code that ends up in the product, as against tests, benches and examples.
    pub fn is_product_code(&self) -> bool {
        self.has_ending(&["rs"])
            && self.path.starts_with("crates/")
            && !["/tests/", "/benches/", "/examples/"].iter().any(|part| self.path.contains(part))
    }

    /// `app` for `crates/app/src/lib.rs`.
    pub fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

#[derive(Debug)]
pub struct Tree {
    pub files: Vec<TreeFile>,
}

impl Tree {
    pub fn of_this_project() -> Result<Self> {
        let root = root();
        let ignored = ignored(&fs::read_to_string(root.join(".gitignore")).unwrap_or_default());
        let mut files = Vec::new();
        read_folder(&root, "", &ignored, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { files })
    }

    /// A tree made up for a test.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file =
            |(path, text): &(&str, &str)| TreeFile { path: (*path).to_owned(), text: (*text).to_owned() };
        Self { files: files.iter().map(file).collect() }
    }

    pub fn text_of(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }

    pub fn with_ending<'a>(&'a self, endings: &'a [&'a str]) -> impl Iterator<Item = &'a TreeFile> {
        self.files.iter().filter(move |file| file.has_ending(endings))
    }

    pub fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
    }
}

pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask is a folder of the project").to_owned()
}

/// The lines of `.gitignore` that we use: whole paths from the root, and `*.ending`.
fn ignored(gitignore: &str) -> Vec<String> {
    let lines = gitignore.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.trim_start_matches('/').trim_end_matches('/').to_owned())
        .chain([".git".to_owned()])
        .collect()
}

fn is_ignored(path: &str, ignored: &[String]) -> bool {
    ignored.iter().any(|pattern| match pattern.strip_prefix('*') {
        Some(ending) => path.ends_with(ending),
        None => path == pattern,
    })
}

fn read_folder(root: &Path, below: &str, ignored: &[String], files: &mut Vec<TreeFile>) -> Result<()> {
    let folder = root.join(below);
    let entries = fs::read_dir(&folder).with_context(|| format!("`{}` cannot be read", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file's name is not UTF-8")?;
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type()?;
        if is_ignored(&path, ignored) || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            read_folder(root, &path, ignored, files)?;
        } else {
            ensure!(
                files.len() < FILES_MAX,
                "more than {FILES_MAX} files; is a folder missing in .gitignore?"
            );
            // A colleague's editor may take a file away between the listing and the reading.
            let Ok(bytes) = fs::read(root.join(&path)) else { continue };
            files.push(TreeFile { path, text: String::from_utf8(bytes).unwrap_or_default() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_not_read() {
        let ignored = ignored("# built\n/target\n/crates/web/assets/vendor\n*.profraw\n");
        for path in ["target", "crates/web/assets/vendor", "default.profraw", ".git"] {
            assert!(is_ignored(path, &ignored), "{path}");
        }
        assert!(!is_ignored("crates/vendors", &ignored));
    }

    #[test]
    fn this_project_is_found_from_here() {
        let tree = Tree::of_this_project().expect("the project can be read");
        assert!(tree.holds("xtask/src/tree.rs") && tree.holds("crates/kernel"));
        assert!(!tree.holds("target") && !tree.holds(".git"));
    }
}
