//! Processes that journeys start: the program under test and the browser's driver.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, bail};

use crate::deadline::Deadline;

/// The folder that holds `Cargo.toml`, `crates` and `node_modules`.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("e2e lies in the project")
}

/// `target/debug`, or whichever profile this test was built in.
fn built() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folder = this.ancestors().nth(2).context("the test lies in `deps` or `examples`")?;
    Ok(folder.to_owned())
}

/// Where a journey leaves what it saw when it failed.
pub fn seen() -> anyhow::Result<PathBuf> {
    let folder = built()?.parent().context("a target folder")?.join("e2e");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Set, it makes journeys take the program as it was last built, however old.
const AS_BUILT: &str = "E2E_AS_BUILT";

/// What a journey starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Countersign,
    /// Every page of the console from invented samples.
    Preview,
}

impl Program {
    fn path(self) -> anyhow::Result<PathBuf> {
        Ok(built()?.join(match self {
            Self::Countersign => "countersign",
            Self::Preview => "examples/preview",
        }))
    }

    fn target(self) -> &'static [&'static str] {
        match self {
            Self::Countersign => &["-p", "countersign"],
            Self::Preview => &["-p", "countersign-web", "--example", "preview"],
        }
    }

    /// Where it lies, built first if it is missing or older than what it is made of.
    pub fn ready(self) -> anyhow::Result<PathBuf> {
        let path = self.path()?;
        let made = std::fs::metadata(&path).and_then(|meta| meta.modified()).ok();
        if made.is_some() && std::env::var_os(AS_BUILT).is_some() {
            return Ok(path);
        }
        let is_old = |made| SOURCES.iter().any(|source| is_newer(&project().join(source), made));
        if made.is_none_or(is_old) {
            let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let mut build = Command::new(cargo);
            build.args(["build", "--quiet", "--locked"]).args(self.target()).current_dir(project());
            if built()?.ends_with("release") {
                build.arg("--release");
            }
            let status = build.status().context("cargo cannot be started")?;
            anyhow::ensure!(status.success(), "{self:?} cannot be built");
        }
        Ok(path)
    }
}

const SOURCES: [&str; 4] = ["crates", "rules", "people", "Cargo.lock"];

/// Whether a file that ends up in the program was changed after `made`.
fn is_newer(path: &Path, made: SystemTime) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
    if ["tests", "examples", "benches"].contains(&name) {
        return false;
    }
    if let Ok(entries) = std::fs::read_dir(path) {
        return entries.flatten().any(|entry| is_newer(&entry.path(), made));
    }
    std::fs::metadata(path).and_then(|meta| meta.modified()).is_ok_and(|changed| changed > made)
}

/// A process that ends when the journey lets go of it, also when that is because of a panic.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    pub fn start(name: &str, command: &mut Command, log: PathBuf) -> anyhow::Result<Self> {
        let file = File::create(&log)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    /// The port it took: the number after `before` in what it prints.
    pub async fn port(&mut self, before: &str) -> anyhow::Result<u16> {
        let deadline = Deadline::usual();
        loop {
            let said = self.said();
            let after = said.split_once(before).map(|(_, after)| after);
            // A number at the very end may not be whole yet.
            if let Some((digits, _)) = after.and_then(|after| after.split_once(|c: char| !c.is_ascii_digit()))
            {
                return digits.parse().with_context(|| format!("no port is `{digits}`"));
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status} instead of listening:\n{}", self.name, self.said());
            }
            deadline.again(&format!("{} to listen", self.name)).await.with_context(|| self.said())?;
        }
    }

    /// Everything the process printed so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is left afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
